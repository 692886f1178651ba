/* SPDX-License-Identifier: EUPL-1.2
 * The logs of many courses verified, and what came of it. */
#ifndef STAFET_CLI_VERB_VERIFY_H
#define STAFET_CLI_VERB_VERIFY_H

#include "cli/cli.h"
#include "cli/verify.h"

typedef struct {
    unsigned courses, ended, lines, messages, refusals, clocks, moves, problems;
    char first[VERIFY_PROBLEM_SIZE + 64];
} verified_t;

/* One course, or (NULL) all that the unit and person of `cli` may see. What goes wrong in asking has been told; what is wrong in a log is counted, and told to people. */
status_t verify_courses(cli_t *cli, const char *course, verified_t *verified) MUST_CHECK;
json_t *verified_json(const verified_t *verified);
void verified_print(const cli_t *cli, const verified_t *verified);

#endif
