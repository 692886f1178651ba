/* SPDX-License-Identifier: EUPL-1.2
 * A course as the broker decides on it: who holds, what is offered, which flows are open, which clocks run. Plain bounded values. */
#ifndef STAFET_MODEL_COURSE_H
#define STAFET_MODEL_COURSE_H

#include "base/bytes.h"
#include "base/clock.h"
#include "base/id.h"
#include "model/model.h"

/* What a unit that a flow has asked has said: NO when it refused, YES when it is willing (order, purchase) or takes part (early intervention). */
typedef enum { SAID_NOTHING, SAID_NO, SAID_YES } said_t;

typedef struct {
    char party[PARTY_ID_SIZE];
    said_t said;
} asked_t;

/* An event that a flow can take back, and the state before it (hospital_stay). */
typedef struct {
    message_type_t type;
    state_t before;
} past_t;

typedef struct {
    uuid_t id;
    flow_kind_t kind;
    state_t state, state_before; /* state_before: of ANNULLED and ENDED_DEAD, for the way back */
    char opened_by[PARTY_ID_SIZE];
    uint64_t opened_seq;
    uint8_t opened_name[16]; /* entry name of the opening message, for its annulment */
    instant_t opened_at, changed_at;
    bool opened_course;
    char awaited[PARTY_ID_SIZE]; /* the one unit that owes the next step; empty only when final */
    role_t awaited_role;         /* STAFF, or whom the row or the ladder names */
    priority_t priority;
    bool triaged, has_risk, followed_up, outreach_failed, standby_used, told_by_phone;
    unsigned attempts; /* to reach the citizen; of a handover: how often a date was agreed on */
    instant_t first_attempt_at, last_attempt_at;
    asked_t asked[RECEIVERS_MAX]; /* of the latest routing or package */
    unsigned asked_count;
    /* of a handover */
    transition_t transition;
    char giver[PARTY_ID_SIZE]; /* who held when it was offered; from then on the old holder */
    char taker[PARTY_ID_SIZE]; /* who has agreed on a date, then who has taken over */
    char overrider[PERSON_ID_SIZE]; /* the leader who let the standard be overridden; never the package's author */
    instant_t planned_at; /* announced for; once agreed, the date agreed on; once taken over, when that was. Of an order the start, once it runs the next review */
    uuid_t returns;       /* return route: the handover that failed */
    unsigned returned;    /* how often the package came back */
    unsigned followed_up_days; /* bits: 1 = day 14, 2 = day 30 */
    bool is_assigned;     /* by a common chief: "no place" is no answer */
    uuid_t package;       /* the offer that the latest package made; nil = none yet, or it was annulled */
    bool is_core;         /* the package met the acute core; the rest follows (HOV-9) */
    unsigned consent;     /* the number of the consent that the offer rests on alone (U4); 0 = on another ground */
    /* of the other flows, in the words of each (flow_<name>.c) */
    char other[PARTY_ID_SIZE]; /* a third unit: who pays, the authority it was forwarded to, the ward, the last unit of a new contact */
    uuid_t linked;             /* the flow that it goes with: the referral of an order, the order of a purchase; of a re-contact the earlier course; nil = none */
    char paragraph[PARAGRAPH_SIZE]; /* of the effort, "107" */
    instant_t ends_at;         /* planned or agreed end; of an order that has not started its first review */
    uint32_t marks;            /* what has been done and said: bits of the flow's own (flow/marks.h) */
    past_t past[FLOW_PAST_MAX];
    unsigned past_count;
} flow_t;

/* The one open offer of the responsibility. offer id nil = none is open. */
typedef struct {
    uuid_t id;
    uuid_t flow; /* an offer belongs to the flow that made it */
    uint64_t epoch;
    char to[RECEIVERS_MAX][PARTY_ID_SIZE];
    unsigned to_count;
    instant_t made_at, accept_by;
} offer_t;

typedef struct {
    uint32_t number; /* unique in its course, given by course_t.deadline_next */
    char rule[RULE_ID_SIZE];
    uuid_t flow;     /* nil: of the course itself */
    char action_id[UUID_TEXT_SIZE]; /* ACT-1 */
    instant_t anchor_at; /* when the clock began */
    instant_t due_at;    /* the true due time, never changed by the ladder */
    instant_t fire_at;   /* when the next ladder step is taken */
    unsigned step;       /* steps taken */
    priority_t priority;
    char awaited[PARTY_ID_SIZE];
    /* While it stands still for the citizen's own reasons: since when and until when, and how long in all before. */
    pause_t pause;
    instant_t paused_at, paused_until;
    instant_t paused_ms;
    unsigned version; /* of the municipality's rule that it was started by; 0 = as built in */
} deadline_t;

typedef struct {
    char party[PARTY_ID_SIZE];
    uint64_t since_seq;
    uint64_t until_seq; /* 0 = still involved */
} involved_t;

/* Numbers as in course.proto; a unit test of wire compares them. */
typedef enum { GIVER_NONE, GIVER_CITIZEN, GIVER_PARENT, GIVER_GUARDIAN, GIVER_ATTORNEY } consent_giver_t;

/* A relative is told things by a person, not by a delivery: a role and how much, never a unit. */
typedef struct {
    uint32_t relation;
    uint32_t extent;
} relative_t;

/* What the citizen lets one controller tell others. `number` is its own in the course and never another's while a flow rests on it. */
typedef struct {
    unsigned number;
    char id[UUID_TEXT_SIZE];
    char controller[ORGANISATION_ID_SIZE]; /* whose unit wrote it down: only that organisation's messages rest on it */
    uint32_t scope;                        /* CONSENT_SCOPE_BIT of each code */
    char to[RECEIVERS_MAX][ORGANISATION_ID_SIZE];
    unsigned to_count;
    relative_t relatives[CONSENT_RELATIVES_MAX];
    unsigned relative_count;
    uint32_t form;
    consent_giver_t given_by;
    instant_t given_at, valid_to; /* valid_to is never open */
    instant_t withdrawn_at;       /* 0 = not withdrawn */
} consent_t;

typedef struct {
    uuid_t id;
    bool is_open;
    char municipality[8];
    char authority[PARTY_ID_SIZE]; /* constant (RSL § 9) */
    char desk[PARTY_ID_SIZE];      /* the entry desk that answers for it */
    char holder[PARTY_ID_SIZE];    /* L2: never empty while open */
    duty_state_t duty;
    uint64_t duty_epoch;
    offer_t offer;
    char contact_person[PERSON_ID_SIZE];
    instant_t opened_at;
    bool is_confidential;
    char moved_to[8];              /* the municipality that is to act from now (U9) */
    char covering[PARTY_ID_SIZE];  /* who covers tonight, once it has done something; until `cover_until` */
    instant_t cover_until;
    flow_t flows[COURSE_FLOWS_MAX]; /* open ones, and final ones until their place is needed */
    unsigned flow_count;
    deadline_t deadlines[COURSE_DEADLINES_MAX];
    unsigned deadline_count;
    uint32_t deadline_next;
    involved_t involved[COURSE_INVOLVED_MAX];
    unsigned involved_count;
    consent_t consents[COURSE_CONSENTS_MAX];
    unsigned consent_count;
    /* the head of its chain: what the next entry is checked against */
    uint64_t seq;
    digest_t head;
    instant_t last_at;
} course_t;

/* What a decision changed, so that the store writes those tables and no others. */
enum { CHANGED_COURSE = 1, CHANGED_FLOWS = 2, CHANGED_DEADLINES = 4, CHANGED_OFFER = 8, CHANGED_INVOLVED = 16, CHANGED_CONSENTS = 32 };

flow_t *course_flow(course_t *course, uuid_t flow);
/* NULL when the course has none of that id, or number. */
consent_t *course_consent(course_t *course, const char *id);
const consent_t *course_consent_numbered(const course_t *course, unsigned number);
bool consent_in_force(const consent_t *consent, instant_t at);
const flow_t *course_flow_const(const course_t *course, uuid_t flow);
bool flow_is_open(const flow_t *flow);
unsigned course_open_flows(const course_t *course);
bool course_offer_is_open(const course_t *course);
bool course_offered_to(const course_t *course, const char *party);
bool course_is_involved(const course_t *course, const char *party);
/* STATUS_COURSE_FULL when there is no room. A known party is renewed. */
status_t course_involve(course_t *course, const char *party, uint64_t seq) MUST_CHECK;

#endif
