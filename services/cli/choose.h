/* SPDX-License-Identifier: EUPL-1.2
 * Which of a course's flows a message goes on with, and which offer it answers, when the user names none. */
#ifndef STAFET_CLI_CHOOSE_H
#define STAFET_CLI_CHOOSE_H

#include "cli/cli.h"

/* Fills the message's flowId and offer from what its course allows now. is_new = it begins a flow of its own. What goes wrong has been told: USAGE when
 * several flows could be meant. */
status_t choose_flow(cli_t *cli, const char *type, bool is_new, json_t *message) MUST_CHECK;

#endif
