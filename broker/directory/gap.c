/* SPDX-License-Identifier: EUPL-1.2
 * Gaps of rosters, by going from the end of one stretch of cover to the begin of the next. */
#include "directory/gap.h"

#include <string.h>

#include "base/check.h"

static bool line_is_of(const registry_t *registry, unsigned index, const char *party)
{
    return index < registry->roster_count && strcmp(registry->rosters[index].party, party) == 0;
}

/* The times that a line really covers: a person who has left covers nothing. False: none. */
static bool covers(const registry_t *registry, const roster_t *line, instant_t *from, instant_t *to)
{
    const person_t *person = directory_person(registry, line->party, line->person);
    if (line->role != ROLE_STAFF || person == NULL) {
        return false;
    }
    *from = person->valid_from > line->from ? person->valid_from : line->from;
    *to = person->valid_to != 0 && person->valid_to < line->to ? person->valid_to : line->to;
    return *from < *to;
}

static bool keeps_roster(const registry_t *registry, const party_t *party)
{
    for (unsigned index = directory_first_roster(registry, party->id); line_is_of(registry, index, party->id); index++) {
        if (registry->rosters[index].role == ROLE_STAFF) {
            return true;
        }
    }
    return false;
}

bool directory_needs_roster(const registry_t *registry, const party_t *party, instant_t at)
{
    CHECK(registry != NULL && party != NULL);
    bool must_answer = party->may_hold || party->kind == PARTY_KIND_DUTY || party->kind == PARTY_KIND_ENTRY_DESK;
    bool is_always_there = party->around_the_clock || party->kind == PARTY_KIND_DUTY;
    return party_in_force(party, at) && must_answer && (is_always_there || keeps_roster(registry, party));
}

/* From `at` on, how far is somebody there without a break? `at` itself when nobody is, at most `limit`. Lines stand by their begin; a person who comes later than the line begins
 * may make a second walk needed. */
static instant_t covered_until(const registry_t *registry, const party_t *party, instant_t at, instant_t limit)
{
    instant_t until = at;
    for (bool is_longer = true; is_longer && until < limit;) {
        is_longer = false;
        for (unsigned index = directory_first_roster(registry, party->id); line_is_of(registry, index, party->id) && registry->rosters[index].from <= until && until < limit; index++) {
            instant_t from, to;
            if (covers(registry, &registry->rosters[index], &from, &to) && from <= until && to > until) {
                until = to;
                is_longer = true;
            }
        }
    }
    return until;
}

/* The next begin of any cover after `at`, at most `limit`. */
static instant_t covered_from(const registry_t *registry, const party_t *party, instant_t at, instant_t limit)
{
    instant_t next = limit;
    for (unsigned index = directory_first_roster(registry, party->id); line_is_of(registry, index, party->id) && registry->rosters[index].from < next; index++) {
        instant_t from, to;
        if (covers(registry, &registry->rosters[index], &from, &to) && from > at && from < next) {
            next = from;
        }
    }
    return next;
}

/* Where the latest cover before `at` ended; the begin of the day when none is remembered. */
static instant_t ended_before(const registry_t *registry, const party_t *party, instant_t at)
{
    local_time_t local = calendar_local(at);
    instant_t latest = 0;
    for (unsigned index = directory_first_roster(registry, party->id); line_is_of(registry, index, party->id) && registry->rosters[index].from < at; index++) {
        instant_t from, to;
        if (covers(registry, &registry->rosters[index], &from, &to) && to <= at && to > latest) {
            latest = to;
        }
    }
    return latest != 0 ? latest : calendar_instant(local.date, 0, 0);
}

/* When the unit must be staffed next, from `at`: always, or in office hours of working days. */
static instant_t needed_from(const registry_t *registry, const party_t *party, instant_t at)
{
    if (party->around_the_clock || party->kind == PARTY_KIND_DUTY) {
        return at;
    }
    local_time_t local = calendar_local(at);
    bool is_day = calendar_is_working_day(&registry->calendar, local.date);
    if (is_day && local.hour < OFFICE_OPENS_HOUR) {
        return calendar_instant(local.date, OFFICE_OPENS_HOUR, 0);
    }
    return is_day && local.hour < OFFICE_CLOSES_HOUR ? at : calendar_add_working_days(&registry->calendar, at, 1, OFFICE_OPENS_HOUR);
}

static instant_t needed_until(const party_t *party, instant_t at, instant_t limit)
{
    if (party->around_the_clock || party->kind == PARTY_KIND_DUTY) {
        return limit;
    }
    instant_t closes = calendar_instant(calendar_local(at).date, OFFICE_CLOSES_HOUR, 0);
    return closes < limit ? closes : limit;
}

bool directory_gap(const registry_t *registry, const party_t *party, instant_t from, instant_t to, gap_t *gap)
{
    CHECK(registry != NULL && party != NULL && gap != NULL && from <= to);
    instant_t at = from;
    while (at < to) {
        at = needed_from(registry, party, at);
        instant_t until = at < to ? covered_until(registry, party, at, to) : at;
        if (at < to && until == at) {
            instant_t ends = needed_until(party, at, to);
            bool is_old = at == from;
            *gap = (gap_t){.party = party, .from = is_old ? ended_before(registry, party, at) : at, .to = covered_from(registry, party, at, ends)};
            return true;
        }
        at = until;
    }
    return false;
}

unsigned gap_step(const gap_t *gap, instant_t now)
{
    CHECK(gap != NULL);
    if (gap->from <= now) {
        return 3;
    }
    return gap->from - now <= GAP_SECOND_MS ? 2 : gap->from - now <= GAP_FIRST_MS ? 1 : 0;
}
