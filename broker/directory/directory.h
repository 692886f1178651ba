/* SPDX-License-Identifier: EUPL-1.2
 * Who is who and who gets it: look-ups in one registry snapshot. Pure. Pointers live as long as the registry. `at` is the broker's time. */
#ifndef STAFET_DIRECTORY_DIRECTORY_H
#define STAFET_DIRECTORY_DIRECTORY_H

#include "base/calendar.h"
#include "model/message.h"
#include "model/registry.h"

/* Sorts the arrays so that the look-ups may search by halves. Called once after loading. */
void directory_prepare(registry_t *registry);

/* NULL when there is none. */
const party_t *directory_party(const registry_t *registry, const char *party);
/* A person of that unit. A person of another unit is not found (a unit vouches only for its own). */
const person_t *directory_person(const registry_t *registry, const char *party, const char *person);
bool party_in_force(const party_t *party, instant_t at);
bool person_in_force(const person_t *person, instant_t at);

/* L9: the rights of a key for a unit; 0 when it has none, is revoked or unknown. */
unsigned directory_rights(const registry_t *registry, const uint8_t public_key[32], const char *party);
/* True when the key has at least one grant in force. */
bool directory_key_admitted(const registry_t *registry, const uint8_t public_key[32]);
/* True when the key had grants and all are revoked. */
bool directory_key_revoked(const registry_t *registry, const uint8_t public_key[32]);
/* The key's grants, at most `capacity`; gives the count. */
unsigned directory_grants(const registry_t *registry, const uint8_t public_key[32], grant_t *grants, unsigned capacity);

/* The unit of a kind in a municipality that is in force, the lowest id first; NULL when none. */
const party_t *directory_unit(const registry_t *registry, party_kind_t kind, const char *municipality, instant_t at);
/* Finds the unit for a receiver: a named one, or a service ("entry_desk", "authority", "duty", or a kind's code) in a municipality,
 * by its routes (route.h). UNKNOWN_PARTY, PARTY_NOT_VALID, or NO_ROUTE for a service that no unit serves. */
status_t directory_resolve(const registry_t *registry, const receiver_t *receiver, instant_t at, const party_t **party) MUST_CHECK;
/* L3: may hold, is in force, has a roster, and has somebody on duty round the clock or a cover that has.
 * OK, MAY_NOT_HOLD, PARTY_NOT_VALID or NO_COVER. The duty unit may always hold (it has no way to refuse). */
status_t directory_can_hold(const registry_t *registry, const party_t *party, instant_t at) MUST_CHECK;
/* Is this person on the roster of the unit in that role at that time? A person with the role LEADER or CHIEF in the register counts too. */
bool directory_on_duty(const registry_t *registry, const char *party, const char *person, role_t role, instant_t at);
/* A person of the unit in force who, where the unit keeps a roster of those on duty, stands on it now or later. Leaders and chiefs always count. */
bool directory_on_roster(const registry_t *registry, const char *party, const char *person, instant_t at);
/* Somebody works there at this time: always round the clock; by its roster of those on duty; without one on working days from 8 to 16. */
bool directory_is_open(const registry_t *registry, const calendar_t *calendar, const party_t *party, instant_t at);
/* Index of the unit's first roster line, or where it would stand; its lines follow one another by time. */
unsigned directory_first_roster(const registry_t *registry, const char *party);
/* Any roster line or person in force: an empty roster is a unit that nobody answers for. */
bool directory_has_roster(const registry_t *registry, const party_t *party, instant_t at);
/* Who answers when a unit is gone: its fallback, else its municipality's duty unit; NULL when neither is there. */
const party_t *directory_fallback(const registry_t *registry, const party_t *party, instant_t at);
/* The same organisation is the same data controller: no disclosure between its units. */
bool directory_same_controller(const registry_t *registry, const char *one, const char *other);

#endif
