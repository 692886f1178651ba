/* SPDX-License-Identifier: EUPL-1.2
 * What the broker needs to know of a Message: the header's facts and the few body facts that flow tables name, never the whole body. */
#ifndef STAFET_MODEL_MESSAGE_H
#define STAFET_MODEL_MESSAGE_H

#include "base/bytes.h"
#include "base/clock.h"
#include "base/id.h"
#include "model/model.h"

typedef struct {
    char party[PARTY_ID_SIZE]; /* empty when a service is asked for */
    char service[PARTY_ID_SIZE];
    char municipality[8];
    char paragraph[16];
    char target_group[40];
    char kle[16];
    flow_kind_t flow; /* of the message that asks */
} receiver_t;

/* Bits of message_facts_t.risks, one a tick answered yes; RISK_UNKNOWN when any is unknown. */
enum { RISK_SUICIDE = 1, RISK_VIOLENCE = 2, RISK_SUBSTANCE = 4, RISK_CHILD = 8, RISK_HOMELESS = 16, RISK_SOMATIC = 32, RISK_UNKNOWN = 64 };

/* consent.given, as it was told. */
typedef struct {
    uint32_t scope; /* CONSENT_SCOPE_BIT of each code */
    char to[RECEIVERS_MAX][ORGANISATION_ID_SIZE];
    unsigned to_count;
    uint32_t relations[CONSENT_RELATIVES_MAX], extents[CONSENT_RELATIVES_MAX];
    unsigned relative_count;
    uint32_t form, given_by;
    instant_t valid_to;
} consent_facts_t;

typedef struct {
    /* header */
    char message_id[MESSAGE_ID_SIZE];
    bool has_course, has_flow, has_offer, has_subject, subject_is_anonymous;
    bool subject_identifies; /* a name, phone, number or pseudonym of the citizen, or a case number: it is no anonymous question */
    uuid_t course, flow, offer;
    uint64_t offer_epoch;
    uint32_t schema_version;
    instant_t occurred_at; /* 0 = not told */
    char sending_party[PARTY_ID_SIZE];
    receiver_t receivers[RECEIVERS_MAX];
    unsigned receiver_count;
    char person[PERSON_ID_SIZE]; /* register id; empty when only named */
    bool person_is_named;        /* a name stands in the message */
    bool person_has_phone;
    role_t person_role;
    uint32_t disclosure_ground;
    bool has_consent;
    char consent_id[UUID_TEXT_SIZE]; /* which consent the disclosure rests on, or which is given or withdrawn; empty when only words tell it */
    priority_t priority;
    bool confidential;
    bool recorded_for, recorded_for_complete; /* name, phone and time of the person at the other end are there */
    bool recorded_afterwards;
    message_type_t type;
    /* body; 0 or empty where the type has no such field */
    channel_t channel;
    answer_t danger;
    uint32_t requester_role;
    bool has_need, has_way_back, has_text, has_service_details;
    uint32_t emergency_service;
    bool is_under_18;  /* the citizen, or who calls */
    bool is_elsewhere; /* another municipality acts */
    uint32_t urgency_level;
    bool has_risks;  /* every one of the five ticks is answered */
    uint32_t risks;
    bool citizen_agrees, vital_interest, duplicates_checked, section_82_considered, outreach;
    uint32_t reason; /* refusal, discard, annulment, take-over: the coded reason */
    char next_owner[PARTY_ID_SIZE];
    outcome_t outcome;
    bool has_next_flow;
    uuid_t next_flow;
    instant_t at; /* the one time of the body: call-back, stand-by until, attempt, follow-up, due, next review */
    char contact_person[PERSON_ID_SIZE]; /* successor, where it is a register id */
    bool has_contact_person, has_contact_phone;
    char second_person[PERSON_ID_SIZE];
    char target_message[MESSAGE_ID_SIZE]; /* message.annulled */
    char target_party[PARTY_ID_SIZE];
    char action_id[UUID_TEXT_SIZE];
    char action_owner[PARTY_ID_SIZE];
    /* of a handover */
    transition_t transition;
    char standard[ITEM_CODE_SIZE];
    uint32_t standard_version;
    char paragraph[PARAGRAPH_SIZE];
    bool has_returns;
    uuid_t returns;
    instant_t bridge_until;
    answer_t informed, met, lost;
    uint32_t attempts, day;
    bool has_questions;
    uint8_t answers[STANDARD_ITEMS_MAX]; /* answer_state_t, by item (standard_item.def) */
    bool tells_risk;                     /* an item of the risk section is ticked yes */
    /* of consents */
    consent_facts_t consent;
    /* of the course */
    char rule[RULE_ID_SIZE];
    char municipality[8];
    /* of an early intervention */
    instant_t ends_at; /* planned end */
    bool has_goal, has_alternative;
    uint32_t onward;
    /* of a referral */
    uint32_t decision, voice, pause;
    bool has_guidance, has_no_early, has_no_end;
    instant_t told_at;
    /* of an order, and what goes with another flow */
    bool has_linked;
    uuid_t linked;
    answer_t with_duty;
    bool has_effort, has_payer, has_approval, has_price, recalled;
    uint32_t open_end; /* why there is no planned end */
    instant_t review_at, seen_at;
    answer_t step_down;
    /* of a hospital stay */
    uint32_t event_code;
    message_type_t event; /* that is revised or taken back */
    answer_t takes_part, effort;
    uint32_t plan_kind; /* agreement or coordination plan */
    /* of a purchase */
    char payer[PARTY_ID_SIZE];
    /* of a closing */
    uint32_t mode, readiness, result, need_length;
    bool has_words, is_capable, guidance_given, address_checked, admission_checked, has_authority_decision, has_evaluation;
    answer_t came_there;
    char recontact_unit[PARTY_ID_SIZE];
    uuid_t named_flows[COURSE_FLOWS_MAX]; /* open ones whose end is told */
    unsigned named_count;
    bool has_previous;
    uuid_t previous; /* another course that is named: the earlier one that a citizen comes back from; the one that is linked with this */
    instant_t born_at; /* by the CPR in the header, local midnight; 0 = not told */
} message_facts_t;

typedef struct {
    uuid_t id;
    flow_kind_t kind;
    state_t state;
    char awaited[PARTY_ID_SIZE];
    instant_t due_at;
} open_flow_t;

/* A message that the broker makes itself. */
typedef struct {
    message_type_t type; /* one that the broker makes: …_WITHDRAWN, DEADLINE_PASSED, DUTY_MOVED, COVER_STARTED, COURSE_OPENED */
    char message_id[MESSAGE_ID_SIZE];
    uuid_t course, flow;
    instant_t at;
    char receivers[RECEIVERS_MAX][PARTY_ID_SIZE];
    unsigned receiver_count;
    withdrawal_t cause;
    uuid_t offer; /* nil = none */
    uint64_t offer_epoch;
    char rule[RULE_ID_SIZE];
    instant_t due_at, next_step_at;
    unsigned step;
    char awaited[PARTY_ID_SIZE];
    /* DUTY_MOVED: from, to, epoch, and the flows that are open. COVER_STARTED: covered, covering, until. COURSE_OPENED: the other course and its authority. COURSE_JOINED: the
     * course it goes on in, and who holds that. */
    char giver[PARTY_ID_SIZE], taker[PARTY_ID_SIZE];
    uint64_t duty_epoch;
    instant_t until;
    uuid_t other_course;
    open_flow_t open_flows[COURSE_FLOWS_MAX];
    unsigned open_flow_count;
} notice_t;

/* The party that broker-made messages come from. No unit of a registry can have this id. */
#define BROKER_PARTY "stafet"

#endif
