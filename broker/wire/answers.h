/* SPDX-License-Identifier: EUPL-1.2
 * The answers to a documentation standard, as they stand in a body. */
#ifndef STAFET_WIRE_ANSWERS_H
#define STAFET_WIRE_ANSWERS_H

#include "wire/pick.h"

/* Reads the StandardAnswers in field `number` of a validated body into facts->answers, and whether they tell a risk. FIELD_INVALID, its path ending in
 * the item: an item that no standard has, or one that is answered twice (its place among the answers where its code is none). */
status_t answers_read(bytes_t body, uint32_t number, arena_t *arena, message_facts_t *facts, wire_problem_t *problem) MUST_CHECK;

#endif
