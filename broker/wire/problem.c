/* SPDX-License-Identifier: EUPL-1.2
 * Saying where something was wrong. */
#include "wire/problem.h"

#include <stdio.h>
#include <string.h>

void problem_clear(wire_problem_t *problem) {
    problem->where[0] = '\0';
}

void problem_offset(wire_problem_t *problem, size_t offset) {
    (void)snprintf(problem->where, sizeof problem->where, "offset %zu", offset);
}

void problem_in(wire_problem_t *problem, const char *name) {
    if (strncmp(problem->where, "offset ", strlen("offset ")) == 0) {
        return; /* an offset counts from the start of the whole; no path is needed */
    }
    wire_problem_t inner = *problem;
    const char *dot = inner.where[0] == '\0' ? "" : ".";
    int written = snprintf(problem->where, sizeof problem->where, "%s%s", name, dot);
    if (written > 0 && (size_t)written < sizeof problem->where) {
        size_t room = sizeof problem->where - (size_t)written;
        (void)snprintf(problem->where + written, room, "%.*s", (int)room - 1, inner.where);
    }
}

void problem_in_number(wire_problem_t *problem, uint32_t number) {
    char name[16];
    (void)snprintf(name, sizeof name, "%u", number);
    problem_in(problem, name);
}
