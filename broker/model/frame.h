/* SPDX-License-Identifier: EUPL-1.2
 * The items of frames as plain values. Pointers and bytes_t point into the arena that the frame was decoded into. */
#ifndef STAFET_MODEL_FRAME_H
#define STAFET_MODEL_FRAME_H

#include "base/bytes.h"
#include "base/clock.h"
#include "base/id.h"
#include "model/message.h"
#include "model/registry.h"

typedef struct {
    uint64_t number;
    bytes_t message;
} submit_t;

typedef struct {
    uint64_t delivery;
    const char *reference; /* "" = none */
    bytes_t digest;
} acknowledged_t;

typedef struct {
    uint64_t delivery;
    bool is_fatal;
    const char *reason;
} not_taken_t;

typedef enum {
    QUERY_NONE, QUERY_STATUS, QUERY_INBOX, QUERY_COURSES, QUERY_COURSE, QUERY_TIMELINE, QUERY_ALLOWED, QUERY_DEADLINES, QUERY_PARTIES, QUERY_PERSONS,
    QUERY_KEYS, QUERY_ROSTERS, QUERY_FLOWS, QUERY_LOOKS, QUERY_DOCTOR,
    QUERY_STANDARDS, QUERY_ANSWERS, QUERY_FIGURES, QUERY_CONSENTS, QUERY_RULES, QUERY_ABSENCES,
    QUERY_OFFERS, QUERY_CAPACITY, QUERY_MATCH, QUERY_ROUTE, QUERY_ROUTES, QUERY_UNMET, QUERY_WARNINGS, QUERY_GAPS, QUERY_KIND_COUNT
} query_kind_t;

/* What is sought, as it was written: "" and 0 when absent. */
typedef struct {
    const char *municipality, *service, *flow, *paragraph, *kle, *target_group, *delivery, *competence;
    uint32_t age, step;
    instant_t at; /* 0 = now */
    bool acute, no_referral, all, relatives;
} query_wish_t;

typedef struct {
    uint64_t number;
    query_kind_t kind;
    const char *party, *person, *about, *cursor, *format, *period; /* "" when absent */
    uint32_t purpose;
    bool has_course;
    uuid_t course;
    bool overdue;
    unsigned limit; /* 1 to QUERY_ROWS_MAX after decoding; absent = 100 */
    const query_wish_t *wish; /* NULL when absent */
} query_t;

typedef enum {
    CHANGE_NONE, CHANGE_PARTY, CHANGE_PERSON, CHANGE_GRANT, CHANGE_REVOKE, CHANGE_ROSTER, CHANGE_TIME, CHANGE_RULE,
    CHANGE_OFFER, CHANGE_CONFIRM, CHANGE_CAPACITY, CHANGE_ROUTE, CHANGE_UNMET
} change_kind_t;
#define CHANGE_KIND_COUNT (CHANGE_UNMET + 1)

/* A row of the directory as it was written. "" and false of has_ are absent and keep their value; texts live in the frame's arena. */
typedef struct {
    const char *id, *party, *name, *core_task, *not_for, *paragraphs, *target_groups, *services, *deliveries, *competences, *performer, *hours, *host, *portal_id;
    uint32_t age_from, age_to, step, price_day;
    bool acute, visitated, civil_society, for_relatives, accompanied;
    bool has_age_from, has_age_to, has_step, has_price_day, has_acute, has_visitated, has_civil_society, has_for_relatives, has_accompanied;
    instant_t approved_until, valid_from, valid_to;
} offer_given_t;

typedef struct {
    const char *offer, *party;
    uint32_t total, free, reserved, waiting_days;
    bool has_total, has_free, has_reserved, has_waiting_days;
    instant_t next_free;
} capacity_given_t;

typedef struct {
    const char *id, *municipality, *service, *flow, *paragraphs, *kle, *target_groups, *hours, *to_party, *to_kind, *note;
    instant_t valid_from, valid_to;
} route_given_t;

typedef struct {
    const char *municipality, *paragraph, *target_group, *need;
} unmet_given_t;

typedef struct {
    uint64_t number;
    change_kind_t kind;
    const char *party, *person;
    party_t set_party;
    bool has_may_hold, has_around_the_clock; /* given in set_party: what is absent keeps its value */
    person_t set_person;
    grant_t grant; /* also of revoke: only the key */
    roster_t set_roster;
    instant_t set_time;
    rule_change_t set_rule;
    offer_given_t offer; /* also of confirm: only id and party */
    capacity_given_t capacity;
    route_given_t route;
    unmet_given_t unmet;
} change_t;

typedef struct {
    uint64_t number;
    const char *party; /* "" = a course is watched */
    bool has_course;
    uuid_t course;
    bool stop;
} watch_t;

typedef struct {
    bool speaks_version_1;
    const char *software;
    const char *parties[KEY_PARTIES_MAX];
    unsigned party_count;
    uint32_t credit_items, credit_bytes;
} hello_t;

typedef struct {
    const hello_t *hello; /* NULL when absent, likewise below */
    const submit_t *submits;
    unsigned submit_count;
    const acknowledged_t *acknowledged;
    unsigned acknowledged_count;
    const not_taken_t *not_taken;
    unsigned not_taken_count;
    bool has_credit;
    uint32_t credit_items, credit_bytes;
    const query_t *queries;
    unsigned query_count;
    const change_t *changes;
    unsigned change_count;
    const watch_t *watches;
    unsigned watch_count;
    bool has_ping;
    uint64_t ping_number;
    bool has_goodbye;
} client_frame_t;

typedef struct {
    uint32_t protocol;
    const char *software;
    instant_t broker_time;
    digest_t schema_hash;
    const grant_t *grants;
    unsigned grant_count;
    uint32_t submit_window_items, submit_window_bytes;
} welcome_t;

typedef struct {
    uint64_t number;
    bytes_t receipt;
    digest_t entry_hash;
    bool replayed;
    instant_t broker_time;
} accepted_t;

/* A message that may be sent now, for refusals and for the allowed query. */
typedef struct {
    message_type_t type;
    uuid_t flow; /* nil = opens one, or a course message */
    flow_kind_t flow_kind;
    char who[96]; /* whose step it is, in words of the flow tables */
    uuid_t offer; /* nil = none */
    uint64_t duty_epoch;
} allowed_t;

typedef struct {
    uint64_t number;
    status_t status;
    const char *detail; /* "" = none */
    const char (*missing)[ITEM_CODE_SIZE];
    unsigned missing_count;
    const allowed_t *allowed;
    unsigned allowed_count;
    const char *next_owner;
    bytes_t receipt; /* empty = not recorded */
    bool replayed;
    instant_t broker_time;
} refused_t;

typedef struct {
    uint64_t number;
    bytes_t entry, message;
    uint32_t sent_count;
    const char *party;
} delivery_out_t;

#endif
