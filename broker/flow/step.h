/* SPDX-License-Identifier: EUPL-1.2
 * One step in the making: what the parts of the engine tell one another. Inside the flow layer only. Deciding reads, applying writes: nothing of the
 * course is written before everything is decided, so a refusal leaves it byte by byte as it was. */
#ifndef STAFET_FLOW_STEP_H
#define STAFET_FLOW_STEP_H

#include "flow/engine.h"
#include "flow/row.h"

#define HOUR_MS ((instant_t)60 * 60 * 1000)
/* DISCLOSURE_GROUND_CONSENT */
#define GROUND_CONSENT 1U
/* DISCLOSURE_GROUND_ANONYMOUS: only where nobody is named. */
#define GROUND_ANONYMOUS 12U
/* So that a ladder's notice reaches all of Q, the holder and the duty unit in one delivery. */
#define ASKED_MAX (RECEIVERS_MAX - 2)
#define CLOCK_SKEW_MS ((instant_t)5 * 60 * 1000)

typedef struct {
    const flow_context_t *context;
    const message_facts_t *facts; /* NULL when a clock fires */
    const party_t *sender;        /* NULL when a clock fires */
    course_t *course;
    flow_t *flow;         /* NULL: none yet, or a course message */
    const deadline_t *fired; /* a copy, as it was; NULL unless a clock fires */
    const row_t *row;     /* once chosen */
    decision_t *decision;
    bool opens_course;
    /* Q of a routing, resolved, without repetitions. */
    const party_t *asked[RECEIVERS_MAX];
    unsigned asked_count;
    /* message.annulled: the flow that the wrong message opened; NULL when it opened none or that flow is final. */
    flow_t *annulled;
    bool cover_began;   /* L3: the holder is told that somebody covers tonight */
    uuid_t goes_on;     /* the contact that was opened beside the step's own flow; nil = none */
    bool is_incomplete; /* an overridden package lacks items of its standard */
    unsigned consent;   /* number of the consent that the message rests on; 0 = none (L13) */
    /* As it was, for those who are told. */
    state_t from;
    offer_t offer_before;
    asked_t asked_before[RECEIVERS_MAX];
    unsigned asked_before_count;
    char holder_before[PARTY_ID_SIZE];
} step_t;

/* How a closing ends, what the citizen answers, and what a check of the aftercare finds: codes of closing.proto. */
enum { CLOSING_READY = 1, CLOSING_DECLINED = 2, CLOSING_NOT_FOUND = 3, CLOSING_MOVED = 4, CLOSING_DEAD = 5 };
enum { READINESS_NOT_READY = 3, READINESS_DECLINES = 4, AFTERCARE_NEEDS = 2, ONWARD_NOWHERE = 1 };
#define AFTERCARE_FIRST_DAY 30U
#define AFTERCARE_LAST_DAY 90U

typedef enum {
    VERDICT_MET,
    VERDICT_OTHER_ROW, /* this row is for another case */
    VERDICT_REFUSED    /* this row is meant, but something is missing or wrong */
} verdict_t;

/* engine.c */
void decision_clear(decision_t *decision);
/* The row of the flow's state for a clock that fires, else the universal one. */
const row_t *clock_row(step_t *step, const clock_rule_t *rule);

/* who.c */
bool who_fits(const step_t *step, who_t who);
/* The same with a party alone, for what a party may do now: roles of persons are not asked. */
bool who_fits_party(const course_t *course, const flow_t *flow, const party_t *party, who_t who);
/* L10: to any other unit the course is not there. */
bool party_belongs(const course_t *course, const party_t *party);
bool party_is_desk(const course_t *course, const flow_t *flow, const party_t *party);
bool party_has_contact_person(const registry_t *registry, const course_t *course, const char *party);
/* The holder is a desk of the municipality: a routing offers on its behalf. */
bool desk_holds(const registry_t *registry, const course_t *course);
const asked_t *asked_find(const flow_t *flow, const char *party);
/* Units are asked to take over, and have not all answered. */
bool flow_asks(const flow_t *flow);
bool flow_still_asks(const flow_t *flow, const char *party);
bool state_asks(state_t state);
/* L13: units are asked something, and are not told who it is about. They are not involved in the course (L10). */
bool state_enquires(state_t state);
/* The holder is closed now, and this unit is its cover. */
bool party_covers(const flow_context_t *context, const course_t *course, const party_t *party);
unsigned asked_open(const flow_t *flow);

/* A handover of the course other than this one is before its bridge. */
/* The citizen is registered as dead. */
bool course_is_of_dead(const course_t *course);
bool course_prepares_handover(const course_t *course, const flow_t *other_than);

/* guards.c: sets decision->status and ->missing when it refuses. */
verdict_t when_holds(step_t *step, when_t when);
/* L3: the answer names the offer that is open, with its epoch. */
bool offer_named_is_open(const step_t *step);
bool flow_owns_offer(const course_t *course, const flow_t *flow);
/* What the sender still lacks, by item code. */
void miss(decision_t *decision, const char *item);

/* deadlines.c */
/* COURSE_FULL unless every clock that one more flow, or one more action, may need has room: so that a clock never fails to start. */
status_t deadlines_have_room(const course_t *course, unsigned more_flows, unsigned more_actions) MUST_CHECK;
/* Starts the clock, in the place of the flow's clocks that ask the same question. anchor 0 = now; given 0 = by the rule's amount. */
typedef struct {
    clock_name_t clock;
    priority_t priority;
    instant_t anchor, given;
    const char *awaited;
    const char *action_id; /* "" = none */
} start_t;
void deadline_start(step_t *step, const flow_t *flow, const start_t *start);
/* The rule with its amount as the course's municipality has it, into `here`; gives the version, 0 = as built in. */
unsigned clock_rule_here(const step_t *step, const flow_t *flow, rule_t rule, priority_t priority, clock_rule_t *here);
/* The flow's clocks that its new state has no row for are over. */
void deadlines_leave(step_t *step, const flow_t *flow);
void deadlines_stop(step_t *step, uuid_t flow, clock_name_t clock);
/* Of an ended course: only ANN-1 goes on. */
void deadlines_end(step_t *step);
deadline_t *deadline_find(course_t *course, uuid_t flow, clock_name_t clock);
deadline_t *deadline_of_action(course_t *course, const char *action_id);
deadline_t *deadline_by_number(course_t *course, uint32_t number);
/* The next due time of the flow; 0 when it has no clock. */
instant_t deadlines_next_due(const course_t *course, const flow_t *flow);
/* The clock that a pause or its end is about: the rule of the message, of its flow or of the course; NULL when it does not run. */
deadline_t *deadline_to_pause(const step_t *step);
void deadline_resume(step_t *step, deadline_t *deadline);
void deadline_remove(step_t *step, deadline_t *deadline);
/* Takes the fired deadline on to its next ladder step, if it is still there. */
void deadline_advance(step_t *step);
/* Each clock is awaited of whoever its flow, or the course, now awaits. */
void deadlines_sync(step_t *step);
/* When the fired deadline takes its next step; 0 = it is over. */
instant_t deadline_next_step(const step_t *step);

/* guards_closing.c */
uint32_t closing_mode(const flow_t *flow);
/* 30 or 90: the next check that has not been made. */
uint32_t aftercare_day(const flow_t *flow);
bool course_closes(const course_t *course);
/* Another municipality has taken over, on a course of its own. */
bool course_moved_away(const course_t *course);
/* The closing that ended the course and left a way back; NULL while it is open, and where it ended otherwise. */
const flow_t *closing_of(const course_t *course);

/* 14, 30 or 90: the next follow-up that has not been made. */
unsigned follow_up_day(const flow_t *flow);

/* duty.c: the only file that changes holder, duty, offer and epoch. */
void duty_apply(step_t *step);
void duty_open_held(step_t *step, const char *holder);
/* The course ends: nobody holds it, nothing runs. */
void duty_end(step_t *step);
/* Every final state closes the flow's own offer. */
void duty_close_own_offer(step_t *step, const flow_t *flow);
/* True when BATON_ENDS… would end the course. */
bool duty_may_end(const step_t *step, const flow_t *flow);

/* deliver.c */
/* Fills decision->deliver_to as things stand before the step is applied. COURSE_FULL: no room for one more involved unit. */
status_t deliver_decide(step_t *step) MUST_CHECK;
/* Before the step is applied: who is asked now, so that those who lose it can be told. */
void deliver_keep_asked(step_t *step);
/* Notices to those who lost an offer, and the ladder's notice; then whoever gets something is involved. */
void deliver_notices(step_t *step);
/* A clock that the broker starts by itself. */
void deliver_started(step_t *step, const deadline_t *started);
/* The broker's closing.reopened, for the holder. */
void deliver_reopened(step_t *step, const flow_t *closing);
void deliver_opened(step_t *step, const course_t *from);
void deliver_joined(step_t *step, const course_t *into, const char *holder);
void deliver_involve(step_t *step);

/* consent.c (L13) */
/* GROUND_NEEDED, with the receiver as detail and what the ground lacks as missing items. */
status_t consent_check_ground(step_t *step) MUST_CHECK;
/* Which consent the accepted message rests on, into step->consent and the decision; one that a course begins with is registered. */
void consent_note_disclosure(step_t *step);
verdict_t consent_given_holds(step_t *step);
verdict_t consent_withdrawn_holds(step_t *step);
void note_consent_given(step_t *step);
void note_consent_withdrawn(step_t *step);
void note_basis_named(step_t *step);
/* The consents of parents end when the citizen is of age: by their date, and when AGE-3 fires. */
void consents_cap_parents(step_t *step);
void consents_end_at_18(step_t *step);
/* Address protection and the like, told by any message. */
void note_confidential(step_t *step);
/* False when what the flow's offer rests on is over, and nobody has named another ground. */
bool flow_consent_holds(const step_t *step, const flow_t *flow);
/* U8: what is in force on the course that ends, or is named by what is open on it, goes along under a number of the course that stays. */
bool consents_have_room(const step_t *step, const course_t *other);
void consents_take(step_t *step, const course_t *other);
/* The number here of what has that number there; 0 stays 0. */
unsigned consent_taken(const step_t *step, const course_t *other, unsigned number);

/* apply_handover.c: what a message tells of a handover, and what follows from it. */
void note_handover(step_t *step);
void note_asked(step_t *step, flow_t *flow);
/* When a later handover was taken over, those before it are closed. */
void close_earlier_handovers(step_t *step);
/* The offer that the message to be annulled made, if it made one. */
uuid_t annulled_offer(const step_t *step);
/* apply_contact.c */
void note_contact(step_t *step);
void note_attempt(flow_t *flow, instant_t at);
void note_refused(step_t *step, flow_t *flow);
/* apply_<flow>.c: what a message tells of its flow, before duty and state change. */
void note_contact(step_t *step);
void note_early(step_t *step);
void note_referral(step_t *step);
void note_order(step_t *step);
void note_order_clock(step_t *step);
/* Of an order's clock: whether this step starts it, the time given for it (0 = by the rule's amount), and who owes it. */
bool order_starts(const step_t *step, clock_name_t clock);
instant_t order_given(const step_t *step, clock_name_t clock);
const char *order_owed_by(const step_t *step, clock_name_t clock);
/* Of an order or a purchase: its next step is the authority's, the offer's or the payer's, whoever holds. */
bool order_is_between_sides(const flow_t *flow);
/* Of an anonymous question, also of a purchase: who is asked beside those who are willing, and what the sender said. */
void note_enquired(step_t *step, flow_t *flow);
void note_answer(step_t *step, flow_t *flow, said_t said);
void note_hospital(step_t *step);
void note_purchase(step_t *step);
void note_purchase_clock(step_t *step);
instant_t purchase_given(const step_t *step, clock_name_t clock);
const char *purchase_owed_by(const step_t *step, clock_name_t clock);
/* The mark of this unit's yes to a price (0: it is no side), and those of all who must agree. */
uint32_t purchase_side(const course_t *course, const flow_t *flow, const char *party);
uint32_t purchase_sides(const course_t *course, const flow_t *flow);
void note_closing(step_t *step);
/* Clocks of referrals that follow another: REF-3 the deadline, EAR-4 whether something early is open. */
void referrals_keep_clocks(step_t *step);
/* Who has been asked to take part in an early intervention and has not answered; "" = nobody. */
const char *early_silent_participant(const flow_t *flow);
/* link.c */
status_t link_has_room(const step_t *step) MUST_CHECK;
void note_linked(step_t *step);
/* apply_course.c: what the universal rows' messages tell. */
void note_course(step_t *step);
/* A clock of the course that the holder owes; what is owed already is not put off by more of it. */
void start_for_holder(step_t *step, clock_name_t clock, priority_t priority);
/* The flows go on, or end, as the course does. */
void flows_end_dead(step_t *step);
void flows_restore(step_t *step);
void flows_answer_taken_home(step_t *step);
/* A flow that a message of another names as linked answers by its own row for that message, if it has one and the sender may. */
void flows_answer_linked(step_t *step);
/* Adds who answers for a unit that is gone or silent to those asked (U6). */
void pass_on(step_t *step);
/* L3: the unit that covers for the holder has done something tonight; the holder is told, once a night. */
void note_cover(step_t *step);
/* measure.c: what is counted of the step. */
void measure_message(step_t *step);
/* The flow has entered another state. */
void measure_state(step_t *step, const flow_t *flow);
/* The clock stops, or another takes its place. */
void measure_waited(step_t *step, const deadline_t *deadline);
/* A clock has fired. */
void measure_broken(step_t *step);
/* apply_closing.c */
void contact_goes_on(step_t *step, const flow_t *asked);
void closing_reopen(step_t *step);
/* apply.c */
typedef struct {
    priority_t priority;
    bool has_risk, opened_course;
} contact_begin_t;
/* A contact in ANSWERED, awaited of the desk, from this moment. The step stays with its own flow. */
void open_contact(step_t *step, const contact_begin_t *begin);
/* An empty place for one more flow; what is final may go for it. */
flow_t *place_flow(course_t *course);
void begin_flow(step_t *step, flow_kind_t kind);
/* Into a final state: its clocks stop, its own offer is closed. */
void flow_end(step_t *step, flow_t *flow, state_t to);
/* As if this row had been chosen for this flow: the state it leads to, whom that awaits, its clocks. */
void flow_follow(step_t *step, flow_t *flow, const row_t *row, state_t to);
void step_apply(step_t *step);
/* The course that a take-over by another municipality opens: held by the taker, with its first review, and told to it. */
void step_open_linked(step_t *step, const course_t *from);

#endif
