/* SPDX-License-Identifier: EUPL-1.2
 * The closed sets: flows, states, message types, kinds of unit, and their names. Pure. The tables are the .def files beside it. */
#ifndef STAFET_MODEL_MODEL_H
#define STAFET_MODEL_MODEL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/limits.h"
#include "base/status.h"

typedef enum {
    FLOW_NONE = 0,
#define X(name, number, code, danish) FLOW_##name = number,
#include "model/flow_kind.def"
#undef X
} flow_kind_t;

typedef enum {
    STATE_NONE = 0,
#define X(name, number, flow, code, is_final, danish) STATE_##name = number,
#include "model/state.def"
#undef X
} state_t;

typedef enum {
    TYPE_NONE = 0,
#define X(name, number, code, flow, english, danish) TYPE_##name = number,
#include "model/message_type.def"
#undef X
} message_type_t;

typedef enum {
    PARTY_KIND_NONE = 0,
#define X(name, code, danish) PARTY_KIND_##name,
#include "model/party_kind.def"
#undef X
    PARTY_KIND_COUNT
} party_kind_t;

/* Numbers as in proto/stafet/v1/common.proto, query.proto and contact.proto; a unit test of wire compares them. */
typedef enum { ROLE_NONE, ROLE_STAFF, ROLE_LEADER, ROLE_CHIEF, ROLE_AUDITOR, ROLE_OPERATOR } role_t;
typedef enum { ANSWER_NONE, ANSWER_NO, ANSWER_YES, ANSWER_UNKNOWN } answer_t;
typedef enum { PRIORITY_NONE, PRIORITY_ACUTE, PRIORITY_URGENT, PRIORITY_ROUTINE } priority_t;
typedef enum { DUTY_NONE, DUTY_HELD, DUTY_OFFERED, DUTY_ENDED } duty_state_t;
typedef enum { CHANNEL_NONE, CHANNEL_PHONE, CHANNEL_VIDEO, CHANNEL_MEET, CHANNEL_OUTREACH, CHANNEL_WEB, CHANNEL_MESSAGE, CHANNEL_VOICE_MAIL } channel_t;
typedef enum {
    TRANSITION_NONE, TRANSITION_CONTACT_TO_UNIT, TRANSITION_EARLY_TO_GRANTED, TRANSITION_AUTHORITY_TO_PROVIDER, TRANSITION_PROVIDER_TO_PROVIDER,
    TRANSITION_CHILD_TO_ADULT, TRANSITION_MUNICIPALITY_TO_MUNICIPALITY, TRANSITION_RETURN_ROUTE
} transition_t;
typedef enum { PAUSE_NONE, PAUSE_CITIZEN_ASKED, PAUSE_CITIZEN_ADMITTED, PAUSE_CITIZEN_AWAY, PAUSE_CITIZEN_ANSWER_AWAITED } pause_t;
typedef enum {
    OUTCOME_NONE, OUTCOME_ADVICE, OUTCOME_EARLY, OUTCOME_REFERRAL, OUTCOME_ACUTE_HANDED_OVER, OUTCOME_FORWARDED,
    OUTCOME_COMMUNITY, OUTCOME_CHILD_AUTHORITY, OUTCOME_DECLINED, OUTCOME_NOT_REACHED, OUTCOME_WRONG_NUMBER, OUTCOME_OTHER_MUNICIPALITY
} outcome_t;
typedef enum {
    ENTRY_NONE = 0, ENTRY_MESSAGE = 1, ENTRY_REFUSED = 2, ENTRY_CLOCK = 3, ENTRY_NOTICE = 4, ENTRY_STARTED = 10, ENTRY_LOOK = 11,
    ENTRY_ACKNOWLEDGED = 12, ENTRY_ATTEMPTED = 13, ENTRY_UNDELIVERABLE = 14, ENTRY_DENIED = 15, ENTRY_CHANGED = 16, ENTRY_WARNED = 17
} entry_kind_t;
typedef enum { WITHDRAWAL_NONE, WITHDRAWAL_TAKEN_BY_OTHER, WITHDRAWAL_RECALLED, WITHDRAWAL_EXPIRED, WITHDRAWAL_AUTHORITY_TOOK_OVER, WITHDRAWAL_ANNULLED } withdrawal_t;

/* What a consent covers, in bits by the codes of course.proto: 1 to 8 are the flows', and what belongs to no flow is correspondence. */
#define CONSENT_SCOPE_BIT(code) (1U << (code))
#define CONSENT_SCOPE_CORRESPONDENCE 9U
#define CONSENT_SCOPE_LAST CONSENT_SCOPE_CORRESPONDENCE

typedef struct {
    message_type_t type;
    const char *code; /* "contact.taken_over" */
    flow_kind_t flow; /* FLOW_NONE: valid on every open course */
    const char *english;
    const char *danish;
} message_type_info_t;

typedef struct {
    state_t state;
    flow_kind_t flow;
    const char *code; /* "ROUTED" */
    bool is_final;
    const char *danish;
} state_info_t;

/* NULL for a number that is none of ours. */
const message_type_info_t *message_type_info(uint32_t number);
const state_info_t *state_info(uint32_t number);
status_t message_type_parse(const char *code, message_type_t *type) MUST_CHECK;
const char *flow_kind_code(flow_kind_t flow);
const char *flow_kind_danish(flow_kind_t flow);
status_t flow_kind_parse(const char *code, flow_kind_t *flow) MUST_CHECK;
const char *party_kind_code(party_kind_t kind);
const char *party_kind_danish(party_kind_t kind);
status_t party_kind_parse(const char *code, party_kind_t *kind) MUST_CHECK;
const char *entry_kind_code(entry_kind_t kind);
const char *duty_state_code(duty_state_t duty);
const char *role_code(role_t role);
status_t role_parse(const char *code, role_t *role) MUST_CHECK;
/* What would do for a missing item (item.def, or standard_item.def); an item without a row is said by its code. */
const char *item_english(const char *code);
const char *item_danish(const char *code);
/* An item of a documentation standard and how it may stand in a package. Codes are "section.item"; the index is of this build, never stored. */
typedef enum { ANSWER_BLANK, ANSWER_GIVEN, ANSWER_NOT_RELEVANT, ANSWER_IS_UNKNOWN, ANSWER_CITIZEN_DECLINES } answer_state_t;
typedef struct {
    const char *code; /* "risk.suicide" */
    unsigned section; /* 1 to 18 */
    const char *english, *danish;
} standard_item_t;
/* NULL past the end. */
const standard_item_t *standard_item_at(unsigned index);
/* The item's index, or STANDARD_ITEMS_MAX when no standard has it. `size` bytes of `code` count. */
unsigned standard_item_find(const char *code, size_t size);
/* "Citizen's own words"; NULL for a number that is no section. */
const char *standard_section_english(unsigned section);
const char *standard_section_danish(unsigned section);

/* Rows of the tables by index, for printing; NULL past the end. */
const message_type_info_t *message_type_at(unsigned index);
const state_info_t *state_at(unsigned index);

#endif
