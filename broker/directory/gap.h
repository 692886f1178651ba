/* SPDX-License-Identifier: EUPL-1.2
 * Where a roster has nobody (CRS-4). Pure. */
#ifndef STAFET_DIRECTORY_GAP_H
#define STAFET_DIRECTORY_GAP_H

#include "directory/directory.h"

/* The unit is to be staffed and is not, from and until; `to` is at most the end of what was looked at. */
typedef struct {
    const party_t *party;
    instant_t from, to;
} gap_t;

/* Hours before a gap that it is warned of, and when it has begun. Numbers of what is told: 1, 2, 3. */
#define GAP_FIRST_MS (INT64_C(24) * 3600000)
#define GAP_SECOND_MS (INT64_C(8) * 3600000)

/* The unit must have somebody: it may hold, receives contacts or is the duty unit, and is in force. Round the clock, or in office hours where it keeps a roster. */
bool directory_needs_roster(const registry_t *registry, const party_t *party, instant_t at);
/* The first gap of the unit between two times; false when there is none. Only people in force count. A gap that began before is told from its beginning, as far as the roster
 * remembers, so that it has the same beginning whoever looks; where no line is left it begins with the day. */
bool directory_gap(const registry_t *registry, const party_t *party, instant_t from, instant_t to, gap_t *gap);
/* 1: within a day, 2: within eight hours, 3: it has begun; 0: not yet to be told. */
unsigned gap_step(const gap_t *gap, instant_t now);

#endif
