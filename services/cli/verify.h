/* SPDX-License-Identifier: EUPL-1.2
 * What the log alone proves of a course: the chain is whole, and the laws held at every line. Pure: lines in, a verdict out. Nothing is asked of the broker's tables
 * but which messages may move the responsibility. */
#ifndef STAFET_CLI_VERIFY_H
#define STAFET_CLI_VERIFY_H

#include "base/arena.h"
#include "model/entry.h"

#define VERIFY_PROBLEM_SIZE 160

typedef struct {
    char (*names)[16]; /* of the messages, to see that none has two effects */
    unsigned name_count, name_capacity;
    entry_t last;      /* the line before; seq 0 = none */
    digest_t head;
    bool has_ended;
    /* counted */
    unsigned lines, messages, refusals, clocks, moves;
    char problem[VERIFY_PROBLEM_SIZE]; /* the first; "" = none */
} verify_t;

void verify_begin(verify_t *verify);
/* The course's next line, from the first on; `entry` as bytes. After a problem nothing more is looked at. */
void verify_line(verify_t *verify, bytes_t entry, arena_t *arena);
void verify_end(verify_t *verify);

#endif
