/* SPDX-License-Identifier: EUPL-1.2
 * What a team leader must see first of a course: who is responsible, who is awaited until when, what is missing. */
#ifndef STAFET_CLI_HEAD_H
#define STAFET_CLI_HEAD_H

#include "cli/cli.h"

typedef struct {
    const json_t *course;    /* a CourseRow */
    const json_t *deadlines; /* DeadlineRows of this course; NULL or none = not known to who asks */
    const char *missing;     /* what the last package lacked; "" = nothing known */
} head_t;

void head_print(const cli_t *cli, const head_t *head, instant_t now);
/* Asks for the deadlines of one course; an empty array when there are none for who asks. The caller frees. */
json_t *head_deadlines(cli_t *cli, const char *course);

#endif
