/* SPDX-License-Identifier: EUPL-1.2
 * A refusal as help: what is missing and what would do, who is responsible, what may be done instead. */
#ifndef STAFET_CLI_REFUSED_H
#define STAFET_CLI_REFUSED_H

#include "cli/cli.h"

/* `message` is what was sent, as JSON. Returns the refusal's status. */
status_t refused_print(cli_t *cli, const stafet_event *event, const char *type, const json_t *message);

#endif
