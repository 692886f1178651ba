/* SPDX-License-Identifier: EUPL-1.2
 * What the messages of a closing tell of it: how it ends, what the way back is, what has been looked after; and how a citizen comes back. Pure. */
#include <string.h>

#include "base/check.h"
#include "directory/directory.h"
#include "flow/marks.h"
#include "flow/step.h"

static void set_mode(flow_t *flow, uint32_t mode)
{
    flow->marks = (flow->marks & ~CLOSING_MODE_MASK) | (mode & CLOSING_MODE_MASK);
}

static void note_search(step_t *step, flow_t *flow)
{
    const message_facts_t *facts = step->facts;
    CHECK(facts->channel != CHANNEL_NONE);
    note_attempt(flow, facts->at != 0 ? facts->at : step->context->now);
    flow->marks |= (1U << ((unsigned)facts->channel - 1 + CLOSING_WAY_SHIFT)) & CLOSING_WAY_MASK;
}

/* Who held last, whom the citizen may come back to, and until when: all that a later course needs to know of this one. */
static void note_decided(step_t *step, flow_t *flow)
{
    const message_facts_t *facts = step->facts;
    set_mode(flow, facts->reason);
    text_set(flow->giver, sizeof flow->giver, step->course->holder);
    flow->planned_at = step->context->now;
    if (step->row->to == STATE_CLOSING_AFTERCARE) {
        text_set(flow->other, sizeof flow->other, facts->recontact_unit);
        flow->ends_at = facts->ends_at;
        flow->marks |= (facts->onward << CLOSING_ONWARD_SHIFT) & CLOSING_ONWARD_MASK;
    }
}

static void note_checked(step_t *step, flow_t *flow)
{
    if (step->row->to == STATE_CLOSING_AFTERCARE && step->facts->day == AFTERCARE_FIRST_DAY) {
        flow->marks |= CLOSING_CHECKED_30;
    }
}

static void note_recontacted(step_t *step, flow_t *flow)
{
    const message_facts_t *facts = step->facts;
    const course_t *earlier = step->context->other;
    CHECK(earlier != NULL && step->asked_count == 1);
    bool is_danger = facts->danger == ANSWER_YES || facts->danger == ANSWER_UNKNOWN;
    note_asked(step, flow);
    flow->priority = is_danger ? PRIORITY_ACUTE : flow->priority;
    flow->has_risk = is_danger;
    flow->linked = earlier->id;
    flow->consent = step->consent;
    text_set(flow->other, sizeof flow->other, step->asked[0]->id);
    text_set(step->course->contact_person, sizeof step->course->contact_person, earlier->contact_person);
    step->course->is_confidential = step->course->is_confidential || earlier->is_confidential;
    step->decision->earlier_course = earlier->id;
}

/* The person who knows the citizen stays, if that person works there still; else whoever took over. */
static void note_retaken(step_t *step)
{
    const message_facts_t *facts = step->facts;
    course_t *course = step->course;
    const person_t *known = directory_person(step->context->registry, step->sender->id, course->contact_person);
    const char *person = facts->contact_person[0] != '\0' ? facts->contact_person
                         : known != NULL && person_in_force(known, step->context->now) ? known->id : facts->person;
    text_set(course->contact_person, sizeof course->contact_person, person);
    step->decision->changed |= CHANGED_COURSE;
}

void note_closing(step_t *step)
{
    flow_t *flow = step->flow;
    bool is_ready = step->row->to == STATE_CLOSING_READY;
    switch ((unsigned)step->facts->type) {
    case TYPE_CLOSING_PROPOSED: set_mode(flow, is_ready ? CLOSING_MOVED : 0); break;
    case TYPE_CLOSING_CITIZEN_ANSWERED: set_mode(flow, is_ready ? (step->facts->readiness == READINESS_DECLINES ? CLOSING_DECLINED : CLOSING_READY) : 0); break;
    case TYPE_CLOSING_ATTEMPTED: note_search(step, flow); break;
    case TYPE_CLOSING_NOT_FOUND: set_mode(flow, CLOSING_NOT_FOUND); break;
    case TYPE_CLOSING_DECIDED: note_decided(step, flow); break;
    case TYPE_CLOSING_EVALUATED:
        flow->marks |= CLOSING_EVALUATION_DONE;
        deadlines_stop(step, flow->id, CLOCK_CLO_4);
        break;
    case TYPE_CLOSING_AFTERCARE_CHECKED: note_checked(step, flow); break;
    case TYPE_CLOSING_RECONTACTED: note_recontacted(step, flow); break;
    case TYPE_CLOSING_RECONTACT_TAKEN: note_retaken(step); break;
    case TYPE_CLOSING_RECONTACT_REFUSED: note_refused(step, flow); break;
    default: break;
    }
}

/* L6: who was asked first does not take it, so the desk goes on at once. What opened the course is now this contact. */
void contact_goes_on(step_t *step, const flow_t *asked)
{
    CHECK(asked != NULL);
    contact_begin_t begin = {asked->priority, asked->has_risk, asked->opened_course};
    open_contact(step, &begin);
}

/* A contact is registered for somebody who is in aftercare: the course goes on. */
void closing_reopen(step_t *step)
{
    for (unsigned index = 0; index < step->course->flow_count; index++) {
        flow_t *flow = &step->course->flows[index];
        if (flow->state == STATE_CLOSING_AFTERCARE) {
            flow_end(step, flow, STATE_CLOSING_STOPPED);
            deliver_reopened(step, flow);
        }
    }
}
