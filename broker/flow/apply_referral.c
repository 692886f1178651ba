/* SPDX-License-Identifier: EUPL-1.2
 * What the messages of a referral tell of it, and the clocks that follow another clock: the warning before the deadline (REF-3), and the waiting without an
 * early intervention (EAR-4). Pure. */
#include <string.h>

#include "base/check.h"
#include "flow/marks.h"
#include "flow/step.h"

enum { DECISION_PARTLY = 2 };
#define NOTICE_DAYS 5
#define NOTICE_HOUR 16

static void note_submitted(const step_t *step, flow_t *flow)
{
    const message_facts_t *facts = step->facts;
    text_set(flow->paragraph, sizeof flow->paragraph, facts->paragraph);
    flow->consent = step->consent;
}

static void note_received(step_t *step, flow_t *flow)
{
    const message_facts_t *facts = step->facts;
    if (facts->paragraph[0] != '\0') {
        text_set(flow->paragraph, sizeof flow->paragraph, facts->paragraph);
    }
    flow->planned_at = facts->at;
    flow->marks |= facts->has_no_early ? (uint32_t)REFERRAL_NO_EARLY : 0U;
    if (flow_owns_offer(step->course, flow)) {
        text_set(step->course->contact_person, sizeof step->course->contact_person, facts->has_contact_person ? facts->contact_person : facts->person);
        step->decision->changed |= CHANGED_COURSE;
    }
}

/* General rule 7: REF-2 stands still while the citizen's own answer is awaited, at most until REF-5 is due. */
static void note_asked_supplement(step_t *step, flow_t *flow)
{
    const message_facts_t *facts = step->facts;
    bool asks_unit = step->asked_count > 0;
    text_set(flow->other, sizeof flow->other, asks_unit ? step->asked[0]->id : step->sender->id);
    flow->marks = asks_unit ? flow->marks & ~(uint32_t)REFERRAL_ASKS_CITIZEN : flow->marks | REFERRAL_ASKS_CITIZEN;
    deadline_t *deadline = deadline_find(step->course, flow->id, CLOCK_REF_2);
    if (facts->pause == PAUSE_NONE || deadline == NULL) {
        return;
    }
    clock_run_t run = {step->context->calendar, clock_rule(clock_rule_for(CLOCK_REF_5, flow->priority)), flow->priority, step->context->now, ""};
    deadline->pause = (pause_t)facts->pause;
    deadline->paused_at = step->context->now;
    deadline->paused_until = clock_due(&run, 0);
    deadline->fire_at = deadline->paused_until;
    step->decision->changed |= CHANGED_DEADLINES;
}

/* The pause that the question made ends with the answer; another one, which has its own reason and date, does not. */
static void note_given(step_t *step, const flow_t *flow)
{
    deadline_t *deadline = deadline_find(step->course, flow->id, CLOCK_REF_2);
    const deadline_t *question = deadline_find(step->course, flow->id, CLOCK_REF_5);
    if (deadline != NULL && question != NULL && deadline->paused_until != 0 && deadline->paused_until == question->due_at) {
        deadline_resume(step, deadline);
    }
}

/* The deadline has another date. It is the same deadline: it began when the citizen applied, and what it has stood still stays counted. */
static void move_deadline(step_t *step, const flow_t *flow, instant_t due)
{
    deadline_t *deadline = deadline_find(step->course, flow->id, CLOCK_REF_2);
    CHECK(deadline != NULL && deadline->paused_until == 0);
    clock_run_t run = {step->context->calendar, clock_rule_of_code(deadline->rule), flow->priority, deadline->anchor_at, flow->paragraph};
    deadline->due_at = due;
    deadline->priority = flow->priority;
    deadline->step = 0;
    deadline->fire_at = clock_step_at(&run, due, 0, step->context->now);
    step->decision->changed |= CHANGED_DEADLINES;
}

/* Acute shortens the deadline; no longer acute, the published one holds again. What is paused keeps its pause. */
static void note_reprioritised(step_t *step, flow_t *flow)
{
    const message_facts_t *facts = step->facts;
    bool was_acute = flow->priority == PRIORITY_ACUTE;
    deadline_t *deadline = deadline_find(step->course, flow->id, CLOCK_REF_2);
    flow->marks |= facts->has_no_early ? (uint32_t)REFERRAL_NO_EARLY : 0U;
    if (facts->priority == PRIORITY_NONE || facts->priority == flow->priority) {
        return;
    }
    flow->priority = facts->priority;
    bool is_acute = flow->priority == PRIORITY_ACUTE;
    if (deadline == NULL || is_acute == was_acute) {
        return;
    }
    clock_run_t run = {step->context->calendar, clock_rule_of_code(deadline->rule), flow->priority, is_acute ? step->context->now : flow->opened_at, flow->paragraph};
    instant_t due = clock_due(&run, 0) + (is_acute ? 0 : deadline->paused_ms);
    if (!is_acute || due < deadline->due_at) {
        if (deadline->paused_until != 0) {
            deadline_resume(step, deadline);
        }
        move_deadline(step, flow, due);
    }
}

static void note_decided(const step_t *step, flow_t *flow)
{
    const message_facts_t *facts = step->facts;
    if (facts->paragraph[0] != '\0') {
        text_set(flow->paragraph, sizeof flow->paragraph, facts->paragraph);
    }
    flow->ends_at = facts->ends_at;
    flow->marks &= ~(uint32_t)(REFERRAL_APPEALED | REFERRAL_PARTLY);
    flow->marks |= facts->decision == DECISION_PARTLY ? (uint32_t)REFERRAL_PARTLY : 0U;
}

static void note_forwarded(step_t *step, flow_t *flow)
{
    if (step->row->to == STATE_REFERRAL_FORWARDED) {
        CHECK(step->asked_count == 1);
        text_set(flow->other, sizeof flow->other, step->asked[0]->id);
    }
}

void note_referral(step_t *step)
{
    flow_t *flow = step->flow;
    switch ((unsigned)step->facts->type) {
    case TYPE_REFERRAL_SUBMITTED: note_submitted(step, flow); break;
    case TYPE_REFERRAL_RECEIVED: note_received(step, flow); break;
    case TYPE_REFERRAL_SUPPLEMENT_ASKED: note_asked_supplement(step, flow); break;
    case TYPE_REFERRAL_SUPPLEMENT_GIVEN: note_given(step, flow); break;
    case TYPE_REFERRAL_REPRIORITISED: note_reprioritised(step, flow); break;
    case TYPE_REFERRAL_DEADLINE_NOTICE: move_deadline(step, flow, step->facts->at); break;
    case TYPE_REFERRAL_DECIDED: note_decided(step, flow); break;
    case TYPE_REFERRAL_NOTIFIED: deadlines_stop(step, flow->id, CLOCK_REF_6); break;
    case TYPE_REFERRAL_FORWARDED: note_forwarded(step, flow); break;
    case TYPE_REFERRAL_APPEALED: flow->marks |= REFERRAL_APPEALED; break;
    case TYPE_REFERRAL_REASSESSED: flow->marks &= ~(uint32_t)REFERRAL_APPEALED; break;
    default: break;
    }
}

/* ---- clocks that follow others ---- */

static bool is_waiting(const flow_t *flow)
{
    return flow->kind == FLOW_REFERRAL && (flow->state == STATE_REFERRAL_IN_REVIEW || flow->state == STATE_REFERRAL_SUPPLEMENT);
}

static void start_for_authority(step_t *step, const flow_t *flow, clock_name_t clock, instant_t given)
{
    start_t start = {clock, flow->priority, clock == CLOCK_REF_7 || clock == CLOCK_REF_3 ? 0 : flow->opened_at, given, step->course->authority, ""};
    deadline_start(step, flow, &start);
}

/* L5: one of the two runs, whichever way it came here (a death that was annulled is one). */
static void keep_deadline(step_t *step, const flow_t *flow)
{
    clock_name_t clock = (flow->marks & REFERRAL_APPEALED) != 0 ? CLOCK_REF_7 : CLOCK_REF_2;
    if (deadline_find(step->course, flow->id, clock) == NULL) {
        start_for_authority(step, flow, clock, 0);
    }
}

/* Five working days before the deadline as it stands now. It is for what is still to come: a deadline that passes sooner than the warning has its own ladder, and one
 * that stands still has none. */
static void keep_warning(step_t *step, const flow_t *flow)
{
    const deadline_t *deadline = deadline_find(step->course, flow->id, CLOCK_REF_2);
    const deadline_t *warning = deadline_find(step->course, flow->id, CLOCK_REF_3);
    instant_t now = step->context->now;
    if (deadline == NULL || deadline->paused_until != 0) {
        deadlines_stop(step, flow->id, CLOCK_REF_3);
        return;
    }
    instant_t wanted = calendar_add_working_days(step->context->calendar, deadline->due_at, -NOTICE_DAYS, NOTICE_HOUR);
    bool is_right = warning != NULL && (wanted <= now || warning->due_at == wanted);
    clock_run_t run = {step->context->calendar, clock_rule(clock_rule_for(CLOCK_REF_3, flow->priority)), flow->priority, now, ""};
    if (!is_right && clock_due(&run, deadline->due_at) < deadline->due_at) {
        start_for_authority(step, flow, CLOCK_REF_3, deadline->due_at);
    }
}

/* T1: from the day that the citizen applied, whenever nothing early is open. */
static void keep_early(step_t *step, const flow_t *flow, bool has_early)
{
    bool is_wanted = !has_early && (flow->marks & REFERRAL_NO_EARLY) == 0;
    bool runs = deadline_find(step->course, flow->id, CLOCK_EAR_4) != NULL;
    if (runs && !is_wanted) {
        deadlines_stop(step, flow->id, CLOCK_EAR_4);
    } else if (!runs && is_wanted) {
        start_for_authority(step, flow, CLOCK_EAR_4, 0);
    }
}

void referrals_keep_clocks(step_t *step)
{
    CHECK(step != NULL);
    course_t *course = step->course;
    bool has_early = false;
    for (unsigned index = 0; index < course->flow_count; index++) {
        has_early = has_early || (course->flows[index].kind == FLOW_EARLY_INTERVENTION && flow_is_open(&course->flows[index]));
    }
    for (unsigned index = 0; index < course->flow_count && course->is_open; index++) {
        if (is_waiting(&course->flows[index])) {
            keep_deadline(step, &course->flows[index]);
            keep_warning(step, &course->flows[index]);
            keep_early(step, &course->flows[index], has_early);
        }
    }
}
