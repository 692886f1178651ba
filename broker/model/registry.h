/* SPDX-License-Identifier: EUPL-1.2
 * The facts that are not a course's own: units, people, keys and grants, rosters. One immutable snapshot with a version a kind. */
#ifndef STAFET_MODEL_REGISTRY_H
#define STAFET_MODEL_REGISTRY_H

#include "base/bytes.h"
#include "base/clock.h"
#include "base/id.h"
#include "base/limits.h"
#include "model/model.h"

typedef struct {
    char id[PARTY_ID_SIZE];
    party_kind_t kind;
    char name[NAME_SIZE];
    char organisation[ORGANISATION_ID_SIZE]; /* the data controller; its course keys seal what it sees */
    char municipality[8];                    /* "0621"; a region's code for the region */
    char cvr[12], sor[20], gln[16];
    bool may_hold;
    bool around_the_clock;        /* somebody is always on duty */
    char cover[PARTY_ID_SIZE];    /* the unit that covers nights; empty = none */
    char fallback[PARTY_ID_SIZE]; /* who answers when this unit is gone; empty = the duty unit */
    char phone[PHONE_SIZE];
    instant_t valid_from, valid_to; /* 0 = open */
} party_t;

typedef struct {
    char id[PERSON_ID_SIZE];
    char party[PARTY_ID_SIZE];
    char name[NAME_SIZE];
    role_t role;
    char phone[PHONE_SIZE];
    instant_t valid_from, valid_to;
} person_t;

/* Rights are bits: metadata and bodies are separate (L10). */
enum { RIGHT_SEND = 1, RIGHT_RECEIVE = 2, RIGHT_METADATA = 4, RIGHT_BODIES = 8, RIGHT_ADMIN = 16 };

typedef struct {
    uint8_t public_key[32];
    char party[PARTY_ID_SIZE];
    unsigned rights;
    instant_t revoked_at; /* 0 = in force */
    char label[NAME_SIZE];
} grant_t;

/* duty: "on_duty", "leader", "chief". */
typedef struct {
    char party[PARTY_ID_SIZE];
    role_t role; /* STAFF = on duty, LEADER, CHIEF */
    char person[PERSON_ID_SIZE];
    instant_t from, to;
} roster_t;

/* One version of a deadline rule as a municipality has changed it. */
typedef struct {
    char rule[RULE_ID_SIZE];
    char municipality[8];
    char paragraph[PARAGRAPH_SIZE]; /* empty = any */
    priority_t priority;            /* NONE = any */
    int amount;
    char unit[16];
    instant_t valid_from;
    unsigned version;
    char second_person[PERSON_ID_SIZE]; /* of a change only */
} rule_change_t;

/* The kinds of facts; each has a version that a change bumps. */
typedef enum { FACTS_PARTY, FACTS_PERSON, FACTS_KEY, FACTS_ROSTER, FACTS_CONSENT, FACTS_ROUTE, FACTS_RULE, FACTS_KIND_COUNT } facts_kind_t;

/* Arrays sorted by id (grants by key, then party; rosters by party). Owned by whoever loaded it. */
typedef struct {
    uint64_t versions[FACTS_KIND_COUNT];
    party_t *parties;
    unsigned party_count;
    person_t *persons;
    unsigned person_count;
    grant_t *grants;
    unsigned grant_count;
    roster_t *rosters;
    unsigned roster_count;
    rule_change_t *rules;
    unsigned rule_count;
} registry_t;

#endif
