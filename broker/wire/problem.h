/* SPDX-License-Identifier: EUPL-1.2
 * Saying where something was wrong. A path is built from its end while the readers return, so the common way pays nothing for it. */
#ifndef STAFET_WIRE_PROBLEM_H
#define STAFET_WIRE_PROBLEM_H

#include "wire/wire.h"

void problem_clear(wire_problem_t *problem);
void problem_offset(wire_problem_t *problem, size_t offset);
/* Puts `name` and a dot before what is there; what does not fit falls off at the end. */
void problem_in(wire_problem_t *problem, const char *name);
void problem_in_number(wire_problem_t *problem, uint32_t number);

#endif
