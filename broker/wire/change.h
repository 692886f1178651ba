/* SPDX-License-Identifier: EUPL-1.2
 * The part of a Change that says what becomes of a unit, a person, a key or a roster. */
#ifndef STAFET_WIRE_CHANGE_H
#define STAFET_WIRE_CHANGE_H

#include "wire/wire.h"

/* Fills kind and the one struct of `item`, a change_t. FIELD_MISSING: nothing is changed, or an id is not told. FIELD_INVALID. */
status_t change_finish(bytes_t bytes, arena_t *arena, void *item, wire_problem_t *problem) MUST_CHECK;

#endif
