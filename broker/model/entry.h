/* SPDX-License-Identifier: EUPL-1.2
 * One line of the log before it becomes bytes: the fields of proto/stafet/v1/entry.proto. Empty, nil and 0 are left out of the bytes. */
#ifndef STAFET_MODEL_ENTRY_H
#define STAFET_MODEL_ENTRY_H

#include "base/bytes.h"
#include "base/clock.h"
#include "base/id.h"
#include "model/model.h"

typedef struct {
    uuid_t course;
    uint64_t seq;
    char party[PARTY_ID_SIZE];
} about_t;

typedef struct {
    uint32_t section;
    uint32_t answered, not_relevant, unknown, citizen_declines, blank;
} section_answers_t;

typedef struct {
    uuid_t chain;
    uint64_t seq;
    digest_t previous; /* left out when seq is 1 */
    instant_t at;
    entry_kind_t kind;
    message_type_t type;
    char party[PARTY_ID_SIZE];
    char person[PERSON_ID_SIZE];
    uint8_t key_fingerprint[8];
    bool has_name, has_digest, has_body;
    uint8_t name[16];
    digest_t digest;
    digest_t body_hash;
    uuid_t flow;
    flow_kind_t flow_kind;
    state_t from, to;
    uint32_t rule_row;
    uint8_t rules_hash[8]; /* left out when rule_row is 0 */
    duty_state_t duty;
    uint64_t duty_epoch;
    char holder[PARTY_ID_SIZE];
    uuid_t offer;
    char offered_to[RECEIVERS_MAX][PARTY_ID_SIZE];
    unsigned offered_count;
    instant_t accept_by;
    char awaited[PARTY_ID_SIZE];
    instant_t due_at;
    char delivered_to[RECEIVERS_MAX][PARTY_ID_SIZE];
    unsigned delivered_count;
    status_t status;
    char missing[MISSING_MAX][ITEM_CODE_SIZE];
    unsigned missing_count;
    char rule[RULE_ID_SIZE];
    instant_t clock_due;
    unsigned step;
    instant_t occurred_at;
    bool recorded_for, recorded_afterwards;
    uint32_t disclosure_ground;
    uint32_t reason;
    uint32_t purpose, query;
    const about_t *about; /* borrowed */
    unsigned about_count;
    uint32_t row_count;
    uint8_t standard_hash[8];
    section_answers_t sections[STANDARD_SECTIONS_MAX]; /* of a package: how its items were answered */
    unsigned section_count;
    uuid_t linked_course;
    uint8_t consent[16]; /* keyed id; zero = none */
    uint32_t rule_version;
} entry_t;

/* Upper bound of an entry's bytes without `about`; each about adds at most ABOUT_BYTES_MAX. */
#define ENTRY_BYTES_MAX 6144
#define ABOUT_BYTES_MAX 80

#endif
