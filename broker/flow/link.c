/* SPDX-License-Identifier: EUPL-1.2
 * Two courses of one citizen become one (U8): what is open on the one that ends goes on, on the one that stays and with its holder. Pure. */
#include <string.h>

#include "base/check.h"
#include "flow/step.h"

/* Every flow has this final state: it goes on, on another course. */
#define LINKED_OF(kind) ((state_t)((unsigned)(kind) * 100 + 92))

static bool is_handover_begun(state_t state)
{
    return state >= STATE_HANDOVER_ANNOUNCED && state <= STATE_HANDOVER_STRANDED;
}

/* One closing and one handover before its bridge a course: where both have one, the staying course's stays. Aftercare is over when there is more to do. */
static bool goes_on(const course_t *course, const flow_t *flow)
{
    if (!flow_is_open(flow) || flow->state == STATE_CLOSING_DEAD || flow->state == STATE_CLOSING_AFTERCARE) {
        return false;
    }
    if (flow->kind == FLOW_CLOSING) {
        return !course_closes(course);
    }
    return !is_handover_begun(flow->state) || !course_prepares_handover(course, NULL);
}

/* Of the course's own: what somebody owes whichever course it is. Reviews and the like the staying course has. */
static bool clock_goes_on(const course_t *course, const deadline_t *deadline)
{
    clock_name_t clock = clock_rule_of_code(deadline->rule)->event;
    bool is_owed = deadline->action_id[0] != '\0' || clock == CLOCK_COV_1 || clock == CLOCK_CNS_1 || clock == CLOCK_AGE_1 || clock == CLOCK_AGE_2 || clock == CLOCK_AGE_3;
    for (unsigned index = 0; index < course->deadline_count && is_owed && deadline->action_id[0] == '\0'; index++) {
        const deadline_t *known = &course->deadlines[index];
        is_owed = !(uuid_is_nil(known->flow) && strcmp(known->rule, deadline->rule) == 0);
    }
    return is_owed;
}

status_t link_has_room(const step_t *step)
{
    const course_t *course = step->course;
    const course_t *other = step->context->other;
    unsigned flows = 0, actions = 0, parties = 1;
    for (unsigned index = 0; index < other->flow_count; index++) {
        flows += goes_on(course, &other->flows[index]) ? 1U : 0U;
    }
    for (unsigned index = 0; index < other->deadline_count; index++) {
        actions += other->deadlines[index].action_id[0] != '\0' ? 1U : 0U;
    }
    for (unsigned index = 0; index < other->involved_count; index++) {
        parties += course_is_involved(course, other->involved[index].party) ? 0U : 1U;
    }
    /* One place each is kept for a death, and those of who may always take the course home. */
    bool fits = course_open_flows(course) + flows < COURSE_FLOWS_MAX && course->involved_count + parties + 4 <= COURSE_INVOLVED_MAX;
    fits = fits && consents_have_room(step, other);
    return fits ? deadlines_have_room(course, flows, actions) : STATUS_COURSE_FULL;
}

static void take_flows(step_t *step, const course_t *other, bool takes[COURSE_FLOWS_MAX])
{
    course_t *course = step->course;
    for (unsigned index = 0; index < other->flow_count; index++) {
        takes[index] = goes_on(course, &other->flows[index]); /* by how the course stood before */
    }
    for (unsigned index = 0; index < other->flow_count; index++) {
        if (!takes[index]) {
            continue;
        }
        flow_t *flow = place_flow(course);
        *flow = other->flows[index];
        flow->opened_course = false;
        flow->consent = consent_taken(step, other, flow->consent);
        bool was_holders = flow->kind != FLOW_CONTACT && !flow_asks(flow) && strcmp(flow->awaited, other->holder) == 0;
        if (was_holders) {
            text_set(flow->awaited, sizeof flow->awaited, course->holder);
        }
    }
}

static void take_clocks(step_t *step, const course_t *other)
{
    course_t *course = step->course;
    for (unsigned index = 0; index < other->deadline_count; index++) {
        const deadline_t *deadline = &other->deadlines[index];
        bool is_of_course = uuid_is_nil(deadline->flow);
        if (is_of_course ? clock_goes_on(course, deadline) : course_flow_const(course, deadline->flow) != NULL) {
            CHECK(course->deadline_count < COURSE_DEADLINES_MAX);
            deadline_t *taken = &course->deadlines[course->deadline_count++];
            *taken = *deadline;
            taken->number = ++course->deadline_next;
        }
    }
}

static void take_parties(step_t *step, const course_t *other)
{
    for (unsigned index = 0; index < other->involved_count; index++) {
        if (other->involved[index].until_seq == 0) {
            CHECK(course_involve(step->course, other->involved[index].party, step->course->seq + 1) == STATUS_OK);
        }
    }
    CHECK(course_involve(step->course, other->holder, step->course->seq + 1) == STATUS_OK);
}

void note_linked(step_t *step)
{
    const course_t *other = step->context->other;
    course_t *course = step->course;
    bool takes[COURSE_FLOWS_MAX] = {false};
    CHECK(other != NULL && other->is_open && !course_offer_is_open(other));
    uuid_t own = step->flow != NULL ? step->flow->id : UUID_NIL;
    consents_take(step, other);
    take_flows(step, other, takes);
    step->flow = uuid_is_nil(own) ? NULL : course_flow(course, own);
    take_clocks(step, other);
    take_parties(step, other);
    for (unsigned index = 0; index < course->flow_count; index++) {
        if (course->flows[index].state == STATE_CLOSING_AFTERCARE) {
            flow_end(step, &course->flows[index], STATE_CLOSING_STOPPED);
        }
    }
    course->is_confidential = course->is_confidential || other->is_confidential;
    if (strcmp(other->holder, course->holder) != 0) {
        start_t start = {CLOCK_CRS_5, PRIORITY_ROUTINE, 0, 0, other->holder, ""};
        deadline_start(step, NULL, &start);
    }
    step->decision->joined_course = other->id;
    step->decision->changed |= CHANGED_COURSE | CHANGED_FLOWS | CHANGED_DEADLINES | CHANGED_INVOLVED;
}

/* How a flow ends on the course that ends: it goes on elsewhere, or gives way to the other's of its kind. */
static state_t end_of(const course_t *into, const flow_t *flow)
{
    const flow_t *taken = course_flow_const(into, flow->id);
    if (taken == NULL && flow->kind == FLOW_CLOSING) {
        return STATE_CLOSING_STOPPED;
    }
    if (taken == NULL && flow->kind == FLOW_HANDOVER) {
        return STATE_HANDOVER_CANCELLED;
    }
    state_t linked = LINKED_OF(flow->kind);
    CHECK(state_info((uint32_t)linked) != NULL);
    return linked;
}

void flow_join(const flow_context_t *context, const message_facts_t *facts, const course_t *into, course_t *ending, decision_t *decision)
{
    CHECK(context != NULL && facts != NULL && into != NULL && ending != NULL && decision != NULL && ending->is_open);
    char holder[PARTY_ID_SIZE];
    decision_clear(decision);
    /* No message of this course: its notice tells the sender, too. */
    step_t step = {.context = context, .facts = facts, .course = ending, .decision = decision};
    text_set(holder, sizeof holder, ending->holder);
    for (unsigned index = 0; index < ending->flow_count; index++) {
        flow_t *flow = &ending->flows[index];
        if (flow_is_open(flow)) {
            flow_end(&step, flow, end_of(into, flow));
        }
    }
    duty_end(&step);
    decision->changed |= CHANGED_FLOWS;
    deliver_joined(&step, into, holder);
}
