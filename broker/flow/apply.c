/* SPDX-License-Identifier: EUPL-1.2
 * What was decided is written into the course. Cannot fail: everything was checked before. Pure. */
#include <stdio.h>
#include <string.h>

#include "base/check.h"
#include "directory/directory.h"
#include "flow/hospital.h"
#include "flow/marks.h"
#include "flow/step.h"

/* ---- a flow begins ---- */

/* Final flows stay until their place is needed; the oldest goes first, and what a death has ended, which may come back, only when there is no other (L6). */
static void make_place(course_t *course)
{
    for (unsigned pass = 0; pass < 2; pass++) {
        for (unsigned index = 0; course->flow_count == COURSE_FLOWS_MAX && index < course->flow_count; index++) {
            const flow_t *flow = &course->flows[index];
            bool may_come_back = flow->state == table_of(flow->kind)->dead;
            if (!flow_is_open(flow) && (pass > 0 || !may_come_back)) {
                memmove(&course->flows[index], &course->flows[index + 1], (course->flow_count - index - 1) * sizeof course->flows[0]);
                course->flow_count--;
            }
        }
    }
    CHECK(course->flow_count < COURSE_FLOWS_MAX);
}

flow_t *place_flow(course_t *course)
{
    make_place(course);
    return &course->flows[course->flow_count++];
}

/* Of a message by its name; of the broker's own by the deadline that fired, which is one of a kind in its course. */
static void name_flow(const step_t *step, flow_t *flow)
{
    char name[MESSAGE_ID_SIZE];
    const char *opener = step->facts != NULL ? step->sender->id : BROKER_PARTY;
    if (step->facts != NULL) {
        text_set(name, sizeof name, step->facts->message_id);
    } else {
        (void)snprintf(name, sizeof name, "due-%u-%u", step->fired->number, step->fired->step);
    }
    flow->id = uuid_of_flow(step->course->id, opener, name);
    text_set(flow->opened_by, sizeof flow->opened_by, opener);
}

void begin_flow(step_t *step, flow_kind_t kind)
{
    course_t *course = step->course;
    flow_t *flow = place_flow(course);
    memset(flow, 0, sizeof *flow);
    name_flow(step, flow);
    flow->kind = kind;
    flow->opened_seq = course->seq + 1;
    flow->opened_at = step->context->now;
    flow->opened_course = step->opens_course;
    flow->priority = step->facts != NULL && step->facts->priority != PRIORITY_NONE ? step->facts->priority : PRIORITY_ROUTINE;
    step->flow = flow;
}

void open_contact(step_t *step, const contact_begin_t *begin)
{
    uuid_t own = step->flow != NULL ? step->flow->id : UUID_NIL;
    uuid_t annulled = step->annulled != NULL ? step->annulled->id : UUID_NIL;
    begin_flow(step, FLOW_CONTACT); /* places may move */
    flow_t *contact = step->flow;
    contact->state = STATE_CONTACT_ANSWERED;
    contact->changed_at = step->context->now;
    contact->priority = begin->priority;
    contact->triaged = true;
    contact->has_risk = begin->has_risk;
    contact->opened_course = begin->opened_course;
    text_set(contact->awaited, sizeof contact->awaited, step->course->desk);
    contact->awaited_role = ROLE_STAFF;
    start_t start = {CLOCK_CON_10, contact->priority, 0, 0, contact->awaited, ""};
    deadline_start(step, contact, &start);
    step->goes_on = contact->id;
    step->decision->changed |= CHANGED_FLOWS;
    step->flow = uuid_is_nil(own) ? NULL : course_flow(step->course, own);
    step->annulled = uuid_is_nil(annulled) ? NULL : course_flow(step->course, annulled);
}

/* ---- whose turn it is ---- */

/* The desk that acts; of a clock the one that was at it; else the course's own. */
static const char *awaited_desk(const step_t *step, bool sender_is_desk)
{
    if (sender_is_desk) {
        return step->sender->id;
    }
    bool is_at_desk = step->fired != NULL && step->from != STATE_CONTACT_ROUTED && step->from != STATE_CONTACT_EXTERNAL;
    return is_at_desk ? step->flow->awaited : step->course->desk;
}

/* The desk's fallback first; when that was awaited already, the duty unit, which is always there (L6). */
static const char *next_desk(const step_t *step)
{
    const registry_t *registry = step->context->registry;
    const course_t *course = step->course;
    const flow_t *flow = step->flow;
    if (step->fired->fire_at < step->fired->due_at) {
        return flow->awaited; /* an early warning: nothing is late yet */
    }
    const party_t *desk = directory_party(registry, course->desk);
    const party_t *duty = directory_unit(registry, PARTY_KIND_DUTY, course->municipality, step->context->now);
    const party_t *next = duty;
    if (desk != NULL && strcmp(flow->awaited, course->desk) == 0) {
        next = directory_fallback(registry, desk, step->context->now);
    }
    return next == NULL ? flow->awaited : next->id;
}

static bool is_office_time(const flow_context_t *context)
{
    local_time_t local = calendar_local(context->now);
    return calendar_is_working_day(context->calendar, local.date) && local.hour >= OFFICE_OPENS_HOUR && local.hour < OFFICE_CLOSES_HOUR;
}

/* Who has not answered, before who has said yes. */
static const char *awaited_asked(const flow_t *flow)
{
    for (unsigned index = 0; index < flow->asked_count; index++) {
        if (flow->asked[index].said == SAID_NOTHING) {
            return flow->asked[index].party;
        }
    }
    for (unsigned index = 0; index < flow->asked_count; index++) {
        if (flow->asked[index].said != SAID_NO) {
            return flow->asked[index].party;
        }
    }
    return "";
}

static role_t ladder_role(const step_t *step)
{
    if (step->fired == NULL || step->fired->step == 0) {
        return ROLE_STAFF;
    }
    return step->fired->step == 1 ? ROLE_LEADER : ROLE_CHIEF;
}

static void set_awaited(step_t *step, bool sender_is_desk)
{
    flow_t *flow = step->flow;
    char awaited[PARTY_ID_SIZE] = "";
    role_t role = ladder_role(step);
    switch (step->row->awaits) {
    case AWAITS_NOBODY:
        break;
    case AWAITS_SAME:
    case AWAITS_LADDER:
        text_set(awaited, sizeof awaited, flow->awaited);
        break;
    case AWAITS_DESK:
        text_set(awaited, sizeof awaited, awaited_desk(step, sender_is_desk));
        role = ROLE_STAFF;
        break;
    case AWAITS_DESK_LEADER:
        text_set(awaited, sizeof awaited, awaited_desk(step, sender_is_desk));
        role = role == ROLE_CHIEF && step->from == flow->state ? ROLE_CHIEF : ROLE_LEADER;
        break;
    case AWAITS_ASKED:
        text_set(awaited, sizeof awaited, awaited_asked(flow));
        break;
    case AWAITS_NEXT_DESK:
        text_set(awaited, sizeof awaited, next_desk(step));
        break;
    case AWAITS_DESK_OR_AUTHORITY:
        text_set(awaited, sizeof awaited, is_office_time(step->context) ? step->course->authority : awaited_desk(step, sender_is_desk));
        break;
    case AWAITS_AUTHORITY_LEADER:
        text_set(awaited, sizeof awaited, step->course->authority);
        role = role == ROLE_CHIEF ? ROLE_CHIEF : ROLE_LEADER;
        break;
    case AWAITS_CHIEF:
        text_set(awaited, sizeof awaited, flow->awaited);
        role = ROLE_CHIEF;
        break;
    case AWAITS_HOLDER:
        text_set(awaited, sizeof awaited, step->course->holder);
        role = ROLE_STAFF;
        break;
    case AWAITS_BOTH_LEADERS:
        text_set(awaited, sizeof awaited, step->course->holder);
        role = ROLE_LEADER;
        break;
    case AWAITS_AUTHORITY:
        text_set(awaited, sizeof awaited, step->course->authority);
        break;
    case AWAITS_OTHER:
        text_set(awaited, sizeof awaited, flow->other);
        break;
    case AWAITS_UNIT:
        text_set(awaited, sizeof awaited, flow->taker);
        break;
    case AWAITS_AGREED:
    case AWAITS_TAKER:
        text_set(awaited, sizeof awaited, flow->taker);
        role = ROLE_STAFF;
        break;
    case AWAITS_WARD:
    case AWAITS_WARNED:
        text_set(awaited, sizeof awaited, stay_awaited(step));
        role = ROLE_STAFF;
        break;
    case AWAITS_COUNT:
        CHECK(false && "every awaits is known");
    }
    memcpy(flow->awaited, awaited, sizeof flow->awaited);
    flow->awaited_role = awaited[0] == '\0' ? ROLE_NONE : role;
}

/* ---- clocks of the state that is entered ---- */

static bool starts(const step_t *step, clock_name_t clock)
{
    const flow_t *flow = step->flow;
    if (clock == CLOCK_NONE || (flow->kind == FLOW_ORDER && !order_starts(step, clock)) || (clock == CLOCK_PUR_7 && deadline_find(step->course, flow->id, clock) != NULL)) {
        return false;
    }
    if (step->row->duty == BATON_OFFERS_AGREED || step->row->when == WHEN_ONWARD_OPEN) {
        return true; /* what is offered anew has its whole time again; a reminder begins again */
    }
    if (flow->kind == FLOW_HOSPITAL_STAY && !stay_starts(step, clock)) {
        return false;
    }
    if (clock == CLOCK_CON_8) {
        return flow->priority == PRIORITY_ACUTE && !flow->triaged;
    }
    if (clock == CLOCK_HOV_9) {
        return flow->is_core && step->fired == NULL;
    }
    if (clock == CLOCK_CLO_4) {
        return step->facts != NULL && step->facts->type == TYPE_CLOSING_DECIDED && closing_mode(flow) == CLOSING_READY;
    }
    if (clock == CLOCK_HOV_5 && deadline_find(step->course, flow->id, clock) != NULL) {
        return step->facts != NULL && step->facts->type == TYPE_HANDOVER_FOLLOWED_UP; /* the end of the bridge does not set it back */
    }
    if (clock == CLOCK_REF_2) { /* one deadline for the whole application; while an appeal is open REF-7 is the clock */
        return (flow->marks & REFERRAL_APPEALED) == 0 && deadline_find(step->course, flow->id, clock) == NULL;
    }
    if (clock == CLOCK_REF_3 || clock == CLOCK_EAR_4) {
        return false; /* referrals_keep_clocks */
    }
    if (clock == CLOCK_EAR_7 && step->row->from == STATE_NONE) {
        return early_silent_participant(flow)[0] != '\0';
    }
    /* A clock that fired goes up its own ladder; another that runs already is not set back by it. */
    return step->fired == NULL || deadline_find(step->course, flow->id, clock) == NULL;
}

/* The time that the message, or the flow, names for a clock; 0 = by the rule's amount. */
static instant_t given_of(const step_t *step, clock_name_t clock)
{
    const message_facts_t *facts = step->facts;
    const flow_t *flow = step->flow;
    if (flow->kind == FLOW_ORDER) {
        return order_given(step, clock);
    }
    if (flow->kind == FLOW_PURCHASE) {
        return purchase_given(step, clock);
    }
    switch ((unsigned)clock) {
    case CLOCK_CON_9:
    case CLOCK_CON_11:
    case CLOCK_HOV_11:
        return facts != NULL && facts->type != TYPE_CONTACT_ATTEMPTED ? facts->at : 0;
    case CLOCK_HOV_1:
    case CLOCK_HOV_7:
        return flow->planned_at;
    case CLOCK_EAR_6:
        return facts != NULL ? facts->at : 0;
    case CLOCK_EAR_3:
        return flow->ends_at;
    case CLOCK_HOV_4:
        return facts != NULL ? facts->bridge_until : 0;
    case CLOCK_CLO_1:
        return facts != NULL && facts->type == TYPE_CLOSING_DECIDED ? facts->at : flow->planned_at + (instant_t)aftercare_day(flow) * 24 * HOUR_MS;
    case CLOCK_HOV_5:
        return flow->planned_at + (instant_t)follow_up_day(flow) * 24 * HOUR_MS;
    default:
        return flow->kind == FLOW_HOSPITAL_STAY ? stay_given(step, clock) : 0;
    }
}

/* Whose clock it is, where it is not the awaited unit's. */
static const char *awaited_by(const step_t *step, clock_name_t clock)
{
    const flow_t *flow = step->flow;
    if (flow->kind == FLOW_ORDER) {
        return order_owed_by(step, clock);
    }
    if (flow->kind == FLOW_PURCHASE) {
        return purchase_owed_by(step, clock);
    }
    if (clock == CLOCK_HOV_9) {
        return flow->giver;
    }
    if (clock == CLOCK_HOS_11) {
        return step->course->holder;
    }
    bool is_asked = clock == CLOCK_EAR_7 && early_silent_participant(flow)[0] != '\0' && step->facts->type != TYPE_EARLY_JOIN_REFUSED;
    return is_asked ? early_silent_participant(flow) : flow->awaited;
}

static void set_clocks(step_t *step)
{
    flow_t *flow = step->flow;
    deadlines_leave(step, flow);
    for (unsigned index = 0; index < COUNT_OF(step->row->clock); index++) {
        clock_name_t clock = step->row->clock[index];
        if (!starts(step, clock)) {
            continue;
        }
        bool is_since_opened = clock == CLOCK_CON_5 || clock == CLOCK_REF_2;
        start_t start = {clock, flow->priority, is_since_opened ? flow->opened_at : 0, given_of(step, clock), awaited_by(step, clock), ""};
        deadline_start(step, flow, &start);
    }
    if (flow_is_open(flow) && flow_owns_offer(step->course, flow)) {
        instant_t accept_by = deadlines_next_due(step->course, flow);
        if (step->course->offer.accept_by != accept_by) {
            step->course->offer.accept_by = accept_by;
            step->decision->changed |= CHANGED_OFFER;
        }
    }
}

static void enter(step_t *step, flow_t *flow, state_t to)
{
    if (flow->state != to) {
        flow->state_before = flow->state;
        flow->state = to;
        flow->changed_at = step->context->now;
        measure_state(step, flow);
    }
    step->decision->changed |= CHANGED_FLOWS;
}

/* L5: an open course with no open flow has its next review. */
static void keep_review(step_t *step, bool flow_ended)
{
    course_t *course = step->course;
    bool has_review = deadline_find(course, UUID_NIL, CLOCK_CRS_1) != NULL;
    if (!course->is_open || course_open_flows(course) > 0 || (has_review && !flow_ended)) {
        return;
    }
    start_t start = {CLOCK_CRS_1, PRIORITY_ROUTINE, 0, 0, course->holder, ""};
    deadline_start(step, NULL, &start);
}

static void finish(step_t *step, flow_t *flow)
{
    memset(flow->awaited, 0, sizeof flow->awaited);
    flow->awaited_role = ROLE_NONE;
    deadlines_leave(step, flow);
    duty_close_own_offer(step, flow);
    keep_review(step, true);
}

void flow_end(step_t *step, flow_t *flow, state_t to)
{
    CHECK(step != NULL && flow != NULL);
    enter(step, flow, to);
    finish(step, flow);
}

void flow_follow(step_t *step, flow_t *flow, const row_t *row, state_t to)
{
    flow_t *own_flow = step->flow;
    const row_t *own_row = step->row;
    state_t own_from = step->from;
    step->flow = flow;
    step->row = row;
    step->from = flow->state;
    enter(step, flow, to);
    if (flow_is_open(flow)) {
        set_awaited(step, false);
        set_clocks(step);
    } else {
        finish(step, flow);
    }
    step->flow = own_flow;
    step->row = own_row;
    step->from = own_from;
}

static void apply_annulment(step_t *step)
{
    course_t *course = step->course;
    if (step->annulled != NULL) {
        bool was_death = step->annulled->state == STATE_CLOSING_DEAD;
        flow_end(step, step->annulled, was_death ? STATE_CLOSING_STOPPED : table_of(step->annulled->kind)->annulled);
        if (was_death) {
            flows_restore(step);
        }
    }
    if (deadline_find(course, UUID_NIL, CLOCK_ANN_1) == NULL) {
        start_t start = {CLOCK_ANN_1, PRIORITY_URGENT, 0, 0, course->is_open ? course->holder : course->authority, ""};
        deadline_start(step, NULL, &start);
    }
}

/* What the message tells of its flow. step->flow may move: a step may begin another flow. */
static void note(step_t *step)
{
    if (step->facts->type == TYPE_HOSPITAL_CANCELLED) {
        note_hospital(step); /* also when the death that it takes back has opened a closing */
        return;
    }
    switch (step->flow->kind) {
    case FLOW_NONE: break;
    case FLOW_CONTACT: note_contact(step); break;
    case FLOW_EARLY_INTERVENTION: note_early(step); break;
    case FLOW_REFERRAL: note_referral(step); break;
    case FLOW_ORDER: note_order(step); break;
    case FLOW_HANDOVER: note_handover(step); break;
    case FLOW_HOSPITAL_STAY: note_hospital(step); break;
    case FLOW_PURCHASE: note_purchase(step); break;
    case FLOW_CLOSING: note_closing(step); break;
    }
}

static void apply_to_flow(step_t *step)
{
    flow_t *flow = step->flow;
    const row_t *row = step->row;
    CHECK(flow != NULL);
    bool sender_is_desk = step->sender != NULL && party_is_desk(step->course, row->from == STATE_NONE ? NULL : flow, step->sender);
    if (step->facts != NULL) {
        note(step);
        flow = step->flow;
    } else if (row->duty == BATON_OFFERS_AGREED) {
        note_asked(step, flow);
    }
    if (step->facts == NULL && flow->kind == FLOW_ORDER) {
        note_order_clock(step);
    } else if (step->facts == NULL && flow->kind == FLOW_PURCHASE) {
        note_purchase_clock(step);
    }
    if (row->duty == BATON_BACK_CONTACT) {
        contact_goes_on(step, flow);
        flow = step->flow;
        CHECK(flow != NULL);
    }
    duty_apply(step);
    enter(step, flow, row->to == STATE_NONE ? flow->state : row->to);
    if (!flow_is_open(flow)) {
        finish(step, flow);
        return;
    }
    set_awaited(step, sender_is_desk);
    set_clocks(step);
}

static void tell(step_t *step)
{
    decision_t *decision = step->decision;
    const course_t *course = step->course;
    const flow_t *flow = step->annulled != NULL ? step->annulled : step->flow;
    if (flow != NULL) {
        decision->flow = flow->id;
        decision->flow_kind = flow->kind;
        decision->from = step->from;
        decision->to = flow->state;
    }
    if (flow != NULL && flow_is_open(flow)) {
        text_set(decision->awaited, sizeof decision->awaited, flow->awaited);
        decision->due_at = deadlines_next_due(course, flow);
    } else if (!uuid_is_nil(step->goes_on)) {
        const flow_t *contact = course_flow_const(course, step->goes_on);
        CHECK(contact != NULL);
        text_set(decision->awaited, sizeof decision->awaited, contact->awaited);
        decision->due_at = deadlines_next_due(course, contact);
    } else if (course->is_open && course_open_flows(course) == 0) {
        text_set(decision->awaited, sizeof decision->awaited, course->holder);
        decision->due_at = deadlines_next_due(course, NULL);
    }
}

/* An action beside the flow: its ladder does not change whom the flow awaits. */
static bool is_beside(const deadline_t *fired)
{
    return (clock_rule_of_code(fired->rule)->is & CLOCK_IS_BESIDE) != 0;
}

void step_open_linked(step_t *step, const course_t *from)
{
    CHECK(step != NULL && step->sender != NULL && from != NULL);
    duty_open_held(step, step->sender->id);
    keep_review(step, false);
    text_set(step->decision->awaited, sizeof step->decision->awaited, step->course->holder);
    step->decision->due_at = deadlines_next_due(step->course, NULL);
    deliver_opened(step, from);
    deliver_involve(step);
}

/* The next step that the holder owed is the new holder's. A contact's is the desk's and an order's its own two sides', whoever holds, and who was asked is asked still. */
static void flows_await_new_holder(step_t *step)
{
    course_t *course = step->course;
    if (!course->is_open || strcmp(step->holder_before, course->holder) == 0) {
        return;
    }
    for (unsigned index = 0; index < course->flow_count; index++) {
        flow_t *flow = &course->flows[index];
        /* What these flows await is named by their rows: the desk, the authority, the unit with the effort. */
        bool is_own = flow->kind == FLOW_CONTACT || flow->kind == FLOW_REFERRAL || flow->kind == FLOW_EARLY_INTERVENTION || order_is_between_sides(flow);
        bool is_holders = !is_own && !flow_asks(flow) && strcmp(flow->awaited, step->holder_before) == 0;
        if (flow->overrider[0] != '\0') {
            memset(flow->overrider, 0, sizeof flow->overrider); /* it was the old holder's leader */
            step->decision->changed |= CHANGED_FLOWS;
        }
        if (flow_is_open(flow) && is_holders) {
            text_set(flow->awaited, sizeof flow->awaited, course->holder);
            step->decision->changed |= CHANGED_FLOWS;
        }
    }
}

/* What a step on one flow, or on the course, means for the other flows. */
static void apply_to_others(step_t *step)
{
    if (step->fired != NULL) {
        consents_end_at_18(step);
        if (step->flow != NULL && flow_asks(step->flow) && step->flow->kind != FLOW_ORDER && !is_beside(step->fired)) { /* of an order the authority asks another offer */
            pass_on(step);
        }
        return;
    }
    if (step->facts->type == TYPE_COURSE_DIED) {
        flows_end_dead(step);
    } else if (step->facts->type == TYPE_COURSE_TAKEN_OVER || step->row->duty == BATON_BACK_IF_CONSENT) {
        flows_answer_taken_home(step);
    } else if (step->row->duty == BATON_TAKES || step->row->duty == BATON_TAKES_LINKED) {
        close_earlier_handovers(step);
    } else if (step->facts->type == TYPE_HOSPITAL_ADMITTED && step->row->from == STATE_NONE) {
        close_earlier_stays(step);
    }
    flows_answer_linked(step);
    if (step->facts->type == TYPE_CONTACT_REGISTERED) {
        closing_reopen(step);
    }
    note_cover(step);
}

void step_apply(step_t *step)
{
    CHECK(step != NULL && step->row != NULL && step->course != NULL);
    step->offer_before = step->course->offer;
    text_set(step->holder_before, sizeof step->holder_before, step->course->holder);
    deliver_keep_asked(step);
    step->from = step->annulled != NULL ? step->annulled->state : step->flow != NULL ? step->flow->state : STATE_NONE;
    bool is_of_flow = step->row->to != STATE_NONE || (step->fired != NULL && step->flow != NULL && !is_beside(step->fired));
    if (step->row->from == STATE_NONE && step->row->to != STATE_NONE) {
        begin_flow(step, state_info((uint32_t)step->row->to)->flow);
    }
    if (is_of_flow) {
        apply_to_flow(step);
    } else {
        if (step->facts != NULL) {
            note_course(step);
        }
        duty_apply(step);
    }
    note_confidential(step);
    if (step->facts != NULL && step->facts->type == TYPE_MESSAGE_ANNULLED) {
        apply_annulment(step);
    }
    apply_to_others(step);
    flows_await_new_holder(step);
    referrals_keep_clocks(step);
    deadlines_sync(step);
    if (step->fired != NULL) {
        measure_broken(step);
        deadline_advance(step);
    }
    tell(step);
    deliver_notices(step);
    deliver_involve(step);
}
