/* SPDX-License-Identifier: EUPL-1.2
 * A small registry for the tests of the directory's rules. */
#ifndef STAFET_TESTS_DIRECTORY_TOWN_H
#define STAFET_TESTS_DIRECTORY_TOWN_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "base/bytes.h"
#include "base/check.h"
#include "directory/directory.h"
#include "model/codes.h"

#define TOWN_MAX 64

static party_t parties[TOWN_MAX];
static person_t persons[TOWN_MAX];
static roster_t rosters[TOWN_MAX];
static route_t routes[TOWN_MAX];
static registry_t registry;

/* A local wall clock in 2026. */
static inline instant_t local(int month, int day, int hour, int minute)
{
    return calendar_instant((date_t){2026, month, day}, hour, minute);
}

static inline party_t *unit(const char *id, party_kind_t kind, bool around_the_clock)
{
    party_t *party = &parties[registry.party_count++];
    text_set(party->id, sizeof party->id, id);
    text_set(party->municipality, sizeof party->municipality, "0998");
    text_set(party->organisation, sizeof party->organisation, "fjordby");
    party->kind = kind;
    party->may_hold = true;
    party->around_the_clock = around_the_clock;
    return party;
}

static inline person_t *person(const char *party, const char *id)
{
    person_t *added = &persons[registry.person_count++];
    text_set(added->party, sizeof added->party, party);
    text_set(added->id, sizeof added->id, id);
    added->role = ROLE_STAFF;
    return added;
}

static inline roster_t *shift(const char *party, const char *id, instant_t from, instant_t to)
{
    roster_t *added = &rosters[registry.roster_count++];
    *added = (roster_t){.role = ROLE_STAFF, .from = from, .to = to};
    text_set(added->party, sizeof added->party, party);
    text_set(added->person, sizeof added->person, id);
    return added;
}

static inline unsigned code(codes_t list, const char *text)
{
    unsigned index = 0;
    assert_int_equal(code_find(list, text, &index), STATUS_OK);
    return index;
}

static inline uint64_t codes(codes_t list, const char *text)
{
    char unknown[CODE_SIZE];
    uint64_t bits = 0;
    assert_int_equal(codes_read(list, text, &bits, unknown), STATUS_OK);
    return bits;
}

static inline void empty_town(void)
{
    memset(parties, 0, sizeof parties);
    memset(persons, 0, sizeof persons);
    memset(rosters, 0, sizeof rosters);
    memset(routes, 0, sizeof routes);
    registry = (registry_t){.parties = parties, .persons = persons, .rosters = rosters, .routes = routes, .calendar = CALENDAR_DEFAULT};
}

#endif
