/* SPDX-License-Identifier: EUPL-1.2
 * Named places at which a test makes the process die or stand still: STAFET_CRASH_AT=name:n ends it with 137 when it passes there for the nth time,
 * STAFET_STOP_AT=name:n stops it there until SIGCONT. Only built with STAFET_FAULT_POINTS; in every other build nothing of this is left, not even the names. For the
 * broker's phases and the store, never for a pure layer. */
#ifndef STAFET_BASE_CRASH_POINT_H
#define STAFET_BASE_CRASH_POINT_H

#include <stdbool.h>

#ifdef STAFET_FAULT_POINTS

typedef enum {
#define X(name, what) CRASH_POINT_##name,
#include "base/crash_point.def"
#undef X
    CRASH_POINT_COUNT
} crash_point_t;

/* Counts; true when this time the process is to end here, or to stand still. */
bool crash_point_is_now(crash_point_t point);
/* Ends the process, or stops it, once what it has given to the kernel and to other threads has left. */
void crash_point_strike(crash_point_t point);

#define CRASH_POINT(name) CRASH_POINT_AFTER(name, (void)0)
/* What the broker has only put into a buffer of its own leaves first: `push` is done then, and only then. */
#define CRASH_POINT_AFTER(name, push)                    \
    do {                                                 \
        if (crash_point_is_now(CRASH_POINT_##name)) {    \
            push;                                        \
            crash_point_strike(CRASH_POINT_##name);      \
        }                                                \
    } while (0)

#else

#define CRASH_POINT(name) ((void)0)
#define CRASH_POINT_AFTER(name, push) ((void)0)

#endif
#endif
