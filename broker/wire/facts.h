/* SPDX-License-Identifier: EUPL-1.2
 * What a validated Message tells the rules. */
#ifndef STAFET_WIRE_FACTS_H
#define STAFET_WIRE_FACTS_H

#include "wire/pick.h"

/* The header's fields that wire_message_read names, then those of the body. `facts` is cleared first. The statuses of wire_message_read. */
status_t facts_read(bytes_t message, arena_t *arena, message_facts_t *facts, wire_problem_t *problem) MUST_CHECK;

#endif
