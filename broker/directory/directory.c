/* SPDX-License-Identifier: EUPL-1.2
 * Look-ups in one registry snapshot. Pure: no I/O, no clock; sorting happens once, in directory_prepare. */
#include "directory/directory.h"

#include <stdlib.h>
#include <string.h>

#include "base/check.h"
#include "directory/route.h"

static int order_parties(const void *left, const void *right);
static int order_persons(const void *left, const void *right);
static int order_grants(const void *left, const void *right);
static int order_rosters(const void *left, const void *right);

void directory_prepare(registry_t *registry)
{
    CHECK(registry != NULL);
    if (registry->party_count > 1) {
        qsort(registry->parties, registry->party_count, sizeof *registry->parties, order_parties);
    }
    if (registry->person_count > 1) {
        qsort(registry->persons, registry->person_count, sizeof *registry->persons, order_persons);
    }
    if (registry->grant_count > 1) {
        qsort(registry->grants, registry->grant_count, sizeof *registry->grants, order_grants);
    }
    if (registry->roster_count > 1) {
        qsort(registry->rosters, registry->roster_count, sizeof *registry->rosters, order_rosters);
    }
    route_prepare(registry);
}

static int order_parties(const void *left, const void *right)
{
    return strcmp(((const party_t *)left)->id, ((const party_t *)right)->id);
}

/* By unit first, so that a unit's people stand together. */
static int order_persons(const void *left, const void *right)
{
    const person_t *one = left;
    const person_t *other = right;
    int order = strcmp(one->party, other->party);
    return order != 0 ? order : strcmp(one->id, other->id);
}

static int order_grants(const void *left, const void *right)
{
    const grant_t *one = left;
    const grant_t *other = right;
    int order = memcmp(one->public_key, other->public_key, sizeof one->public_key);
    return order != 0 ? order : strcmp(one->party, other->party);
}

/* By unit, then by begin: how far somebody is there without a break is one walk (gap.c). */
static int order_rosters(const void *left, const void *right)
{
    const roster_t *one = left;
    const roster_t *other = right;
    int order = strcmp(one->party, other->party);
    order = order != 0 ? order : (one->from > other->from) - (one->from < other->from);
    return order != 0 ? order : strcmp(one->person, other->person);
}

const party_t *directory_party(const registry_t *registry, const char *party)
{
    CHECK(registry != NULL && party != NULL);
    unsigned low = 0;
    unsigned high = registry->party_count;
    while (low < high) {
        unsigned middle = low + (high - low) / 2;
        int order = strcmp(registry->parties[middle].id, party);
        if (order == 0) {
            return &registry->parties[middle];
        }
        if (order < 0) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return NULL;
}

/* Index of the first person of a unit, or where it would stand. */
static unsigned persons_of(const registry_t *registry, const char *party)
{
    unsigned low = 0;
    unsigned high = registry->person_count;
    while (low < high) {
        unsigned middle = low + (high - low) / 2;
        if (strcmp(registry->persons[middle].party, party) < 0) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low;
}

const person_t *directory_person(const registry_t *registry, const char *party, const char *person)
{
    CHECK(registry != NULL && party != NULL && person != NULL);
    unsigned low = persons_of(registry, party);
    unsigned high = registry->person_count;
    while (low < high) {
        unsigned middle = low + (high - low) / 2;
        const person_t *found = &registry->persons[middle];
        int order = strcmp(found->party, party);
        order = order != 0 ? order : strcmp(found->id, person);
        if (order == 0) {
            return found;
        }
        if (order < 0) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return NULL;
}

static bool in_force(instant_t from, instant_t to, instant_t at)
{
    return (from == 0 || from <= at) && (to == 0 || at < to);
}

bool party_in_force(const party_t *party, instant_t at)
{
    CHECK(party != NULL);
    return in_force(party->valid_from, party->valid_to, at);
}

bool person_in_force(const person_t *person, instant_t at)
{
    CHECK(person != NULL);
    return in_force(person->valid_from, person->valid_to, at);
}

/* Index of the first grant of a key, or where it would stand. */
static unsigned grants_of(const registry_t *registry, const uint8_t public_key[32])
{
    unsigned low = 0;
    unsigned high = registry->grant_count;
    while (low < high) {
        unsigned middle = low + (high - low) / 2;
        if (memcmp(registry->grants[middle].public_key, public_key, 32) < 0) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low;
}

static bool grant_is_of(const registry_t *registry, unsigned index, const uint8_t public_key[32])
{
    return index < registry->grant_count && memcmp(registry->grants[index].public_key, public_key, 32) == 0;
}

unsigned directory_rights(const registry_t *registry, const uint8_t public_key[32], const char *party)
{
    CHECK(registry != NULL && public_key != NULL && party != NULL);
    unsigned rights = 0;
    for (unsigned index = grants_of(registry, public_key); grant_is_of(registry, index, public_key); index++) {
        const grant_t *grant = &registry->grants[index];
        if (grant->revoked_at == 0 && strcmp(grant->party, party) == 0) {
            rights |= grant->rights;
        }
    }
    return rights;
}

bool directory_key_admitted(const registry_t *registry, const uint8_t public_key[32])
{
    CHECK(registry != NULL && public_key != NULL);
    for (unsigned index = grants_of(registry, public_key); grant_is_of(registry, index, public_key); index++) {
        if (registry->grants[index].revoked_at == 0) {
            return true;
        }
    }
    return false;
}

bool directory_key_revoked(const registry_t *registry, const uint8_t public_key[32])
{
    CHECK(registry != NULL && public_key != NULL);
    return grant_is_of(registry, grants_of(registry, public_key), public_key) && !directory_key_admitted(registry, public_key);
}

unsigned directory_grants(const registry_t *registry, const uint8_t public_key[32], grant_t *grants, unsigned capacity)
{
    CHECK(registry != NULL && public_key != NULL && (grants != NULL || capacity == 0));
    unsigned count = 0;
    for (unsigned index = grants_of(registry, public_key); grant_is_of(registry, index, public_key) && count < capacity; index++) {
        if (registry->grants[index].revoked_at == 0) {
            grants[count++] = registry->grants[index];
        }
    }
    return count;
}

const party_t *directory_unit(const registry_t *registry, party_kind_t kind, const char *municipality, instant_t at)
{
    CHECK(registry != NULL && municipality != NULL);
    for (unsigned index = 0; index < registry->party_count; index++) {
        const party_t *party = &registry->parties[index];
        if (party->kind == kind && strcmp(party->municipality, municipality) == 0 && party_in_force(party, at)) {
            return party;
        }
    }
    return NULL;
}

status_t directory_resolve(const registry_t *registry, const receiver_t *receiver, instant_t at, const party_t **party)
{
    CHECK(registry != NULL && receiver != NULL && party != NULL);
    if (receiver->party[0] != '\0') {
        const party_t *named = directory_party(registry, receiver->party);
        if (named == NULL) {
            return STATUS_UNKNOWN_PARTY;
        }
        if (!party_in_force(named, at)) {
            return STATUS_PARTY_NOT_VALID;
        }
        *party = named;
        return STATUS_OK;
    }
    routed_t found;
    status_t status = route_find(registry, receiver, at, &found);
    if (status == STATUS_OK) {
        *party = found.party;
    }
    return status;
}

status_t directory_can_hold(const registry_t *registry, const party_t *party, instant_t at)
{
    CHECK(registry != NULL && party != NULL);
    if (!party_in_force(party, at)) {
        return STATUS_PARTY_NOT_VALID;
    }
    if (party->kind == PARTY_KIND_DUTY) {
        return STATUS_OK;
    }
    if (!party->may_hold) {
        return STATUS_MAY_NOT_HOLD;
    }
    if (!directory_has_roster(registry, party, at)) {
        return STATUS_NO_COVER;
    }
    if (party->around_the_clock) {
        return STATUS_OK;
    }
    const party_t *cover = party->cover[0] == '\0' ? NULL : directory_party(registry, party->cover);
    bool covered = cover != NULL && party_in_force(cover, at) && cover->around_the_clock && directory_has_roster(registry, cover, at);
    return covered ? STATUS_OK : STATUS_NO_COVER;
}

unsigned directory_first_roster(const registry_t *registry, const char *party)
{
    unsigned low = 0;
    unsigned high = registry->roster_count;
    while (low < high) {
        unsigned middle = low + (high - low) / 2;
        if (strcmp(registry->rosters[middle].party, party) < 0) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low;
}

/* A chief may do what a leader may. */
static bool role_covers(role_t has, role_t needed)
{
    return has == needed || (has == ROLE_CHIEF && needed == ROLE_LEADER);
}

bool directory_on_duty(const registry_t *registry, const char *party, const char *person, role_t role, instant_t at)
{
    CHECK(registry != NULL && party != NULL && person != NULL);
    const person_t *known = directory_person(registry, party, person);
    if (known == NULL || !person_in_force(known, at)) {
        return false;
    }
    if ((known->role == ROLE_LEADER || known->role == ROLE_CHIEF) && role_covers(known->role, role)) {
        return true;
    }
    for (unsigned index = directory_first_roster(registry, party); index < registry->roster_count; index++) {
        const roster_t *line = &registry->rosters[index];
        if (strcmp(line->party, party) != 0) {
            break;
        }
        if (strcmp(line->person, person) == 0 && role_covers(line->role, role) && in_force(line->from, line->to, at)) {
            return true;
        }
    }
    return false;
}

/* Somebody is there: on the roster now, or, where no roster is kept or the unit has its hours, employed. A unit that says it is there day and night and keeps a
 * roster with a hole in it is not there in the hole. */
bool directory_has_roster(const registry_t *registry, const party_t *party, instant_t at)
{
    CHECK(registry != NULL && party != NULL);
    bool keeps_one = false;
    for (unsigned index = directory_first_roster(registry, party->id); index < registry->roster_count; index++) {
        if (strcmp(registry->rosters[index].party, party->id) != 0) {
            break;
        }
        if (in_force(registry->rosters[index].from, registry->rosters[index].to, at)) {
            return true;
        }
        keeps_one = true;
    }
    if (keeps_one && party->around_the_clock) {
        return false;
    }
    for (unsigned index = persons_of(registry, party->id); index < registry->person_count; index++) {
        if (strcmp(registry->persons[index].party, party->id) != 0) {
            break;
        }
        if (person_in_force(&registry->persons[index], at)) {
            return true;
        }
    }
    return false;
}

const party_t *directory_fallback(const registry_t *registry, const party_t *party, instant_t at)
{
    CHECK(registry != NULL && party != NULL);
    if (party->fallback[0] != '\0') {
        const party_t *named = directory_party(registry, party->fallback);
        if (named != NULL && named != party && party_in_force(named, at)) {
            return named;
        }
    }
    const party_t *duty = directory_unit(registry, PARTY_KIND_DUTY, party->municipality, at);
    return duty == party ? NULL : duty;
}

bool directory_same_controller(const registry_t *registry, const char *one, const char *other)
{
    CHECK(registry != NULL && one != NULL && other != NULL);
    if (strcmp(one, other) == 0) {
        return true;
    }
    const party_t *left = directory_party(registry, one);
    const party_t *right = directory_party(registry, other);
    return left != NULL && right != NULL && strcmp(left->organisation, right->organisation) == 0;
}

/* What the unit's roster of those on duty says of a time: is there any line that ends later, and is this person on one, or anybody on one now? */
typedef struct {
    bool is_kept, has_person, is_staffed;
} roster_look_t;

static roster_look_t look_at_roster(const registry_t *registry, const char *party, const char *person, instant_t at)
{
    roster_look_t look = {false, false, false};
    for (unsigned index = directory_first_roster(registry, party); index < registry->roster_count && strcmp(registry->rosters[index].party, party) == 0; index++) {
        const roster_t *line = &registry->rosters[index];
        if (line->role == ROLE_STAFF && line->to > at) {
            look.is_kept = true;
            look.has_person = look.has_person || strcmp(line->person, person) == 0;
            look.is_staffed = look.is_staffed || line->from <= at;
        }
    }
    return look;
}

bool directory_on_roster(const registry_t *registry, const char *party, const char *person, instant_t at)
{
    CHECK(registry != NULL && party != NULL && person != NULL);
    const person_t *known = directory_person(registry, party, person);
    if (known == NULL || !person_in_force(known, at)) {
        return false;
    }
    roster_look_t look = look_at_roster(registry, party, person, at);
    return !look.is_kept || look.has_person || known->role == ROLE_LEADER || known->role == ROLE_CHIEF;
}

bool directory_is_open(const registry_t *registry, const calendar_t *calendar, const party_t *party, instant_t at)
{
    CHECK(registry != NULL && calendar != NULL && party != NULL);
    roster_look_t look = look_at_roster(registry, party->id, "", at);
    if (party->around_the_clock || look.is_kept) {
        return party->around_the_clock || look.is_staffed;
    }
    local_time_t local = calendar_local(at);
    return calendar_is_working_day(calendar, local.date) && local.hour >= OFFICE_OPENS_HOUR && local.hour < OFFICE_CLOSES_HOUR;
}
