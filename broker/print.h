/* SPDX-License-Identifier: EUPL-1.2
 * The program's own tables on standard output, for documents, completion and diagrams: what is printed here is what decides. */
#ifndef STAFET_BROKER_PRINT_H
#define STAFET_BROKER_PRINT_H

#include "base/status.h"

typedef struct {
    const char *what;   /* NULL = not given, likewise below */
    const char *flow;   /* of flows: this one only */
    const char *format; /* of flows: table, dot or json */
} print_t;

/* USAGE: `problem` then says what was not understood. FILE_FAILED: standard output cannot be written. */
status_t print_table(const print_t *wanted, const char **problem) MUST_CHECK;
/* Lists what can be printed, for the help. */
void print_names(void);

#endif
