/* SPDX-License-Identifier: EUPL-1.2
 * The facts that are not a course's own: units, people, keys and grants, rosters, routes. One immutable snapshot with a version a kind. What units offer and how many places
 * are free decides nothing on a course, so it is no part of the snapshot: a bed that gets free makes no batch be decided again. */
#ifndef STAFET_MODEL_REGISTRY_H
#define STAFET_MODEL_REGISTRY_H

#include "base/bytes.h"
#include "base/calendar.h"
#include "base/clock.h"
#include "base/hours.h"
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

#define ROUTE_ID_SIZE 41
#define ROUTE_NOTE_SIZE 161

/* Who gets what is sent to a service. Each criterion that is empty fits everything; the one with most that fit goes first. A version is never changed: the next one
 * begins where it ends, so that who was asked at any time can be told afterwards. */
typedef struct {
    char id[ROUTE_ID_SIZE];
    uint32_t version;
    char municipality[8];
    party_kind_t service;  /* what is asked for */
    flow_kind_t flow;      /* FLOW_NONE = any, as below */
    uint64_t paragraphs, target_groups; /* bits of model/codes.h: one of them */
    char kle[16];
    char hours_text[HOURS_TEXT_SIZE];
    hours_t hours;
    char to_party[PARTY_ID_SIZE]; /* who gets it; empty: the unit of this kind in the municipality */
    party_kind_t to_kind;
    char note[ROUTE_NOTE_SIZE];   /* why, for those who ask */
    instant_t valid_from, valid_to; /* 0 = open */
} route_t;

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
    route_t *routes; /* by municipality and service */
    unsigned route_count;
    calendar_t calendar; /* what the municipality closes on beside the holidays: its routes by hour need it */
} registry_t;

#endif
