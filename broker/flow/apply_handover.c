/* SPDX-License-Identifier: EUPL-1.2
 * What the messages of a handover tell of it: who is asked, who gave and who took, what is owed still. Pure. */
#include <string.h>

#include "base/check.h"
#include "flow/standard.h"
#include "flow/step.h"

#define DAY_FIRST 14U
#define DAY_SECOND 30U
#define DAY_LAST 90U
enum { FOLLOWED_UP_FIRST = 1, FOLLOWED_UP_SECOND = 2 };

unsigned follow_up_day(const flow_t *flow)
{
    CHECK(flow != NULL);
    if ((flow->followed_up_days & FOLLOWED_UP_FIRST) == 0) {
        return DAY_FIRST;
    }
    return (flow->followed_up_days & FOLLOWED_UP_SECOND) == 0 ? DAY_SECOND : DAY_LAST;
}

void note_asked(step_t *step, flow_t *flow)
{
    flow->asked_count = 0;
    memset(flow->asked, 0, sizeof flow->asked);
    for (unsigned index = 0; index < step->asked_count; index++) {
        text_set(flow->asked[flow->asked_count++].party, sizeof flow->asked[0].party, step->asked[index]->id);
    }
    flow->standby_used = false;
    flow->told_by_phone = false;
    if (flow->kind == FLOW_HANDOVER) {
        text_set(flow->giver, sizeof flow->giver, step->course->holder);
    }
}

static void note_announced(step_t *step, flow_t *flow)
{
    const message_facts_t *facts = step->facts;
    note_asked(step, flow);
    flow->transition = facts->transition;
    flow->planned_at = facts->at;
    if (facts->transition == TRANSITION_CHILD_TO_ADULT) {
        deadlines_stop(step, UUID_NIL, CLOCK_AGE_1);
        deadlines_stop(step, UUID_NIL, CLOCK_AGE_2);
    }
    if (facts->transition == TRANSITION_MUNICIPALITY_TO_MUNICIPALITY) {
        deadlines_stop(step, UUID_NIL, CLOCK_CRS_1); /* the handover that it waited for */
    }
}

/* An override counts for the next package only. */
static void note_package(step_t *step, flow_t *flow)
{
    const message_facts_t *facts = step->facts;
    note_asked(step, flow);
    if (flow->transition == TRANSITION_NONE) {
        flow->transition = facts->transition;
    }
    if (facts->priority != PRIORITY_NONE) {
        flow->priority = facts->priority;
    }
    const standard_t *standard = standard_for(flow->transition, flow->priority);
    flow->is_core = standard != standard_full(flow->transition);
    flow->consent = step->consent;
    flow->has_risk = flow->has_risk || facts->tells_risk;
    flow->package = uuid_of_offer(step->course->id, step->sender->id, facts->message_id);
    flow->is_assigned = false;
    flow->returns = facts->has_returns && uuid_is_nil(flow->returns) ? facts->returns : flow->returns;
    memset(flow->overrider, 0, sizeof flow->overrider);
    memset(flow->taker, 0, sizeof flow->taker);
    deadlines_stop(step, flow->id, CLOCK_OVR_1); /* of the version before */
    if (step->is_incomplete) {
        start_t start = {CLOCK_OVR_1, flow->priority, 0, 0, flow->giver, ""};
        deadline_start(step, flow, &start);
    }
}

static void note_taken(step_t *step, flow_t *flow)
{
    course_t *course = step->course;
    text_set(flow->taker, sizeof flow->taker, step->sender->id);
    flow->planned_at = step->context->now;
    if (step->row->duty == BATON_TAKES) {
        text_set(course->contact_person, sizeof course->contact_person, step->facts->contact_person);
        step->decision->changed |= CHANGED_COURSE;
    }
}

static void note_agreed(step_t *step, flow_t *flow)
{
    step->asked_count = 0;
    step->asked[step->asked_count++] = step->sender;
    note_asked(step, flow);
    text_set(flow->taker, sizeof flow->taker, step->sender->id);
    flow->planned_at = step->facts->at;
    flow->attempts++;
}

static void note_followed_up(step_t *step, flow_t *flow)
{
    if (step->row->when == WHEN_FOLLOW_UP_LOST) {
        /* urgent and at risk, so that somebody goes and looks */
        open_contact(step, &(contact_begin_t){PRIORITY_URGENT, true, false});
        return;
    }
    flow->followed_up_days |= step->facts->day == DAY_FIRST ? FOLLOWED_UP_FIRST : step->facts->day == DAY_SECOND ? FOLLOWED_UP_SECOND : 0U;
}

static void note_supplemented(step_t *step, const flow_t *flow)
{
    deadlines_stop(step, flow->id, CLOCK_HOV_9);
    deadlines_stop(step, flow->id, CLOCK_OVR_1);
}

void note_handover(step_t *step)
{
    flow_t *flow = step->flow;
    switch ((unsigned)step->facts->type) {
    case TYPE_HANDOVER_ANNOUNCED: note_announced(step, flow); break;
    case TYPE_HANDOVER_PACKAGE: note_package(step, flow); break;
    case TYPE_HANDOVER_OVERRIDDEN: text_set(flow->overrider, sizeof flow->overrider, step->facts->person); break;
    case TYPE_HANDOVER_TAKEN_OVER: note_taken(step, flow); break;
    case TYPE_HANDOVER_AGREED: note_agreed(step, flow); break;
    case TYPE_HANDOVER_RETURNED: flow->returned++; break;
    case TYPE_HANDOVER_STANDBY: flow->standby_used = true; break;
    case TYPE_HANDOVER_REFUSED: note_refused(step, flow); break;
    case TYPE_HANDOVER_ASSIGNED:
        note_asked(step, flow);
        flow->is_assigned = true;
        break;
    case TYPE_HANDOVER_SUPPLEMENTED: note_supplemented(step, flow); break;
    case TYPE_HANDOVER_FIRST_CONTACT: deadlines_stop(step, flow->id, CLOCK_HOV_3); break;
    case TYPE_HANDOVER_FOLLOWED_UP: note_followed_up(step, flow); break;
    default: break;
    }
}

/* The bridge of the later one takes the follow-up on; not while the old holder still owes the rest of a package. */
void close_earlier_handovers(step_t *step)
{
    const flow_t *taken = step->flow;
    for (unsigned index = 0; index < step->course->flow_count; index++) {
        flow_t *flow = &step->course->flows[index];
        bool is_followed = flow->state == STATE_HANDOVER_BRIDGE || flow->state == STATE_HANDOVER_FOLLOW_UP;
        if (flow != taken && is_followed && deadline_find(step->course, flow->id, CLOCK_HOV_9) == NULL) {
            flow_end(step, flow, STATE_HANDOVER_CLOSED);
        }
    }
}
