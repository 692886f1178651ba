/* SPDX-License-Identifier: EUPL-1.2
 * A course's timeline for a team leader: at the top who is responsible and who is awaited until when; below day by day what happened, with nights, shifts of
 * responsibility, refusals and passed deadlines marked. */
#ifndef STAFET_CLI_TIMELINE_H
#define STAFET_CLI_TIMELINE_H

#include "cli/cli.h"

/* `course` is a CourseRow (NULL = unknown), `deadlines` its DeadlineRows (NULL = unknown), `rows` TimelineRows. Borrows all. */
void timeline_print(const cli_t *cli, const json_t *course, const json_t *deadlines, const json_t *rows, instant_t now);

/* The body of a TimelineRow's message as JSON; NULL for those who may not see it, or when there is none. The caller frees. */
json_t *timeline_body(const json_t *row);

#endif
