/* SPDX-License-Identifier: EUPL-1.2
 * The words that people read for what a row says in codes. Pure. */
#ifndef STAFET_CLI_WORDS_H
#define STAFET_CLI_WORDS_H

#include "cli/cli.h"
#include "model/model.h"

#define WORDS_SIZE 200

/* A state of that flow; of FLOW_NONE the first of that code. A code does not tell its flow: every flow has a CLOSED. Unknown ones as they are. */
const char *words_state(const cli_t *cli, flow_kind_t flow, const char *code);
/* "overdragelse ". */
const char *words_flow(const cli_t *cli, flow_kind_t flow);
/* Whether the state ends its flow. */
bool words_state_is_final(flow_kind_t flow, const char *code);
/* "HOV-2 overtag ansvaret, eller send retur". An unknown rule as it is. */
void words_rule(const cli_t *cli, const char *code, char text[WORDS_SIZE]);
/* "trin 2 af 4: ledere har fået besked". */
void words_step(const cli_t *cli, unsigned step, char text[WORDS_SIZE]);
/* The next of a course's flows as CourseRow.flows has them: "overdragelse: uden modtager – afventer X". NULL after the last. */
const char *words_next_flow(const cli_t *cli, const char *flows, char text[WORDS_SIZE]);
/* Whether one of them is in that state: "handover STRANDED". */
bool words_has_flow(const char *flows, const char *flow_and_state);
/* Of AllowedRow.who: who must do it within the unit; "" when anybody there may. */
const char *words_who(const cli_t *cli, const char *who);

#endif
