/* SPDX-License-Identifier: EUPL-1.2
 * What a step of the closing requires: what is asked before anybody is let go, and who may come straight back. Pure. */
#include <string.h>

#include "base/check.h"
#include "directory/directory.h"
#include "flow/guards.h"
#include "flow/marks.h"

#define ATTEMPTS_NEEDED 3U
#define ATTEMPT_DAYS_MAX 7
#define AFTERCARE_DAYS_MIN 20
#define AFTERCARE_DAYS_MAX 45
#define RECONTACT_DAYS_MAX 460
#define RECONTACT_MONTHS 12 /* CLO-2 */

static bool is_past(const step_t *step, instant_t at)
{
    return at != 0 && at <= step->context->now + CLOCK_SKEW_MS;
}

static void need_person(step_t *step)
{
    need(step->decision, step->facts->person[0] != '\0', "person.id");
}

/* ---- what is open beside it ---- */

bool course_closes(const course_t *course)
{
    for (unsigned index = 0; index < course->flow_count; index++) {
        if (course->flows[index].kind == FLOW_CLOSING && flow_is_open(&course->flows[index])) {
            return true;
        }
    }
    return false;
}

bool course_moved_away(const course_t *course)
{
    for (unsigned index = 0; index < course->flow_count; index++) {
        const flow_t *flow = &course->flows[index];
        bool is_taken = flow->state == STATE_HANDOVER_BRIDGE || flow->state == STATE_HANDOVER_FOLLOW_UP || flow->state == STATE_HANDOVER_CLOSED;
        if (is_taken && flow->transition == TRANSITION_MUNICIPALITY_TO_MUNICIPALITY) {
            return true;
        }
    }
    return false;
}

static bool is_named(const message_facts_t *facts, uuid_t flow)
{
    for (unsigned index = 0; index < facts->named_count; index++) {
        if (uuid_equal(facts->named_flows[index], flow)) {
            return true;
        }
    }
    return false;
}

/* Each other open flow is told with its end, so that nothing is left behind unseen. */
static bool names_open_flows(const step_t *step)
{
    for (unsigned index = 0; index < step->course->flow_count; index++) {
        const flow_t *flow = &step->course->flows[index];
        if (flow_is_open(flow) && flow != step->flow && !is_named(step->facts, flow->id)) {
            return false;
        }
    }
    return true;
}

static unsigned others_open(const step_t *step)
{
    return course_open_flows(step->course) - (step->flow != NULL && flow_is_open(step->flow) ? 1U : 0U);
}

static bool has_open_action(const course_t *course)
{
    for (unsigned index = 0; index < course->deadline_count; index++) {
        if (course->deadlines[index].action_id[0] != '\0') {
            return true;
        }
    }
    return false;
}

/* A risk that an open flow has found, or that is ticked now. */
static bool risk_stands(const step_t *step)
{
    for (unsigned index = 0; index < step->course->flow_count; index++) {
        const flow_t *flow = &step->course->flows[index];
        if (flow_is_open(flow) && flow->has_risk) {
            return true;
        }
    }
    return (step->facts->risks & ~(uint32_t)RISK_UNKNOWN) != 0;
}

/* ---- asked ---- */

static verdict_t propose(step_t *step, bool is_moved)
{
    if ((step->facts->mode == CLOSING_MOVED) != is_moved) {
        return VERDICT_OTHER_ROW;
    }
    need(step->decision, step->facts->reason != 0, "reason");
    need(step->decision, !course_closes(step->course), "no_closing");
    need(step->decision, !is_moved || course_moved_away(step->course), "mode_moved");
    need(step->decision, course_closes(step->course) || names_open_flows(step), "flows_named");
    need_person(step);
    return verdict_of(step);
}

static when_t answer_row(const step_t *step)
{
    uint32_t readiness = step->facts->readiness;
    bool declines = readiness == READINESS_DECLINES;
    if (readiness == READINESS_NOT_READY || (declines && risk_stands(step))) {
        return WHEN_ANSWER_NOT_READY;
    }
    return declines ? WHEN_ANSWER_DECLINES : WHEN_ANSWER_READY;
}

static verdict_t answer(step_t *step, when_t when)
{
    const message_facts_t *facts = step->facts;
    if (answer_row(step) != when) {
        return VERDICT_OTHER_ROW;
    }
    if (when == WHEN_ANSWER_DECLINES) {
        need(step->decision, facts->is_capable, "capable");
        need(step->decision, facts->has_risks, "risks");
        need(step->decision, facts->guidance_given, "guidance_given");
        need(step->decision, facts->section_82_considered, "section_82_considered");
        need_person(step);
    } else if (when == WHEN_ANSWER_READY) {
        need(step->decision, facts->readiness != 0, "readiness");
        need(step->decision, facts->has_words, "own_words");
    }
    return verdict_of(step);
}

static unsigned ways_of(const flow_t *flow)
{
    unsigned ways = 0;
    for (uint32_t bits = (flow->marks & CLOSING_WAY_MASK) >> CLOSING_WAY_SHIFT; bits != 0; bits &= bits - 1) {
        ways++;
    }
    return ways;
}

static verdict_t search_attempt(step_t *step)
{
    instant_t at = step->facts->at;
    need(step->decision, step->facts->channel != CHANNEL_NONE, "channel");
    need(step->decision, at == 0 || (is_past(step, at) && at >= step->context->now - ATTEMPT_DAYS_MAX * DAY_MS), "at");
    return verdict_of(step);
}

static verdict_t not_found(step_t *step)
{
    const message_facts_t *facts = step->facts;
    need(step->decision, step->flow->attempts >= ATTEMPTS_NEEDED, "attempts");
    need(step->decision, ways_of(step->flow) >= 2, "two_ways");
    need(step->decision, facts->address_checked, "address_checked");
    need(step->decision, facts->admission_checked, "admission_checked");
    need(step->decision, facts->has_risks, "risks");
    need(step->decision, !risk_stands(step), "no_risk");
    return verdict_of(step);
}

/* ---- decided ---- */

uint32_t closing_mode(const flow_t *flow)
{
    CHECK(flow != NULL && flow->kind == FLOW_CLOSING);
    return flow->marks & CLOSING_MODE_MASK;
}

static bool may_come_back_to(const step_t *step, const char *unit)
{
    const party_t *party = directory_party(step->context->registry, unit);
    return party != NULL && party_belongs(step->course, party) && !is_unit_of_another(step, party) &&
           directory_can_hold(step->context->registry, party, step->context->now) == STATUS_OK;
}

/* An effort that was granted ends by a decision, unless it is the authority itself that holds. */
static bool needs_decision(const course_t *course)
{
    for (unsigned index = 0; index < course->flow_count; index++) {
        flow_kind_t kind = course->flows[index].kind;
        if (kind == FLOW_ORDER || kind == FLOW_PURCHASE) {
            return strcmp(course->holder, course->authority) != 0;
        }
    }
    return false;
}

static verdict_t decide_moved(step_t *step)
{
    if (closing_mode(step->flow) != CLOSING_MOVED) {
        return VERDICT_OTHER_ROW;
    }
    need(step->decision, step->facts->reason == CLOSING_MOVED, "mode_moved");
    need(step->decision, others_open(step) == 0, "no_other_flow");
    need(step->decision, !has_open_action(step->course), "actions_done");
    need_person(step);
    return verdict_of(step);
}

static verdict_t decide(step_t *step)
{
    const message_facts_t *facts = step->facts;
    if (closing_mode(step->flow) == CLOSING_MOVED) {
        return VERDICT_OTHER_ROW;
    }
    need(step->decision, facts->reason == closing_mode(step->flow), "mode");
    need(step->decision, may_come_back_to(step, facts->recontact_unit), "recontact_unit");
    need(step->decision, facts->has_contact_phone, "recontact_phone");
    need(step->decision, is_ahead(step, facts->ends_at, RECONTACT_DAYS_MAX), "recontact_until");
    need(step->decision, is_ahead(step, facts->at, AFTERCARE_DAYS_MAX) && !is_ahead(step, facts->at, AFTERCARE_DAYS_MIN - 1), "aftercare_at");
    need(step->decision, names_open_flows(step), "flows_named");
    need(step->decision, facts->has_authority_decision || !needs_decision(step->course), "authority_decision");
    need_person(step);
    return verdict_of(step);
}

/* ---- aftercare ---- */

uint32_t aftercare_day(const flow_t *flow)
{
    return (flow->marks & CLOSING_CHECKED_30) != 0 ? AFTERCARE_LAST_DAY : AFTERCARE_FIRST_DAY;
}

/* Who was not found, or wanted no more, is written to once. */
static bool is_last_check(const flow_t *flow)
{
    uint32_t mode = closing_mode(flow);
    return aftercare_day(flow) == AFTERCARE_LAST_DAY || mode == CLOSING_NOT_FOUND || mode == CLOSING_DECLINED;
}

static verdict_t aftercare(step_t *step, when_t when)
{
    const message_facts_t *facts = step->facts;
    const flow_t *flow = step->flow;
    bool ends = is_last_check(flow) && others_open(step) == 0;
    bool has_onward = ((flow->marks & CLOSING_ONWARD_MASK) >> CLOSING_ONWARD_SHIFT) > ONWARD_NOWHERE;
    if (ends != (when == WHEN_AFTERCARE_LAST)) {
        return VERDICT_OTHER_ROW;
    }
    need(step->decision, facts->day == aftercare_day(flow), "aftercare_day");
    need(step->decision, is_past(step, facts->at) && facts->at >= flow->planned_at - CLOCK_SKEW_MS, "at");
    need(step->decision, facts->at >= flow->planned_at + (instant_t)facts->day * DAY_MS * 2 / 3, "not_too_early");
    need(step->decision, facts->has_need, "who");
    need(step->decision, facts->result != 0, "aftercare_result");
    need(step->decision, !has_onward || facts->came_there != ANSWER_NONE, "came_there");
    need(step->decision, !ends || facts->result != AFTERCARE_NEEDS, "reopen_first");
    need(step->decision, !ends || !has_open_action(step->course), "actions_done");
    return verdict_of(step);
}

/* ---- back again ---- */

const flow_t *closing_of(const course_t *course)
{
    CHECK(course != NULL);
    for (unsigned index = 0; index < course->flow_count && !course->is_open; index++) {
        if (course->flows[index].state == STATE_CLOSING_CLOSED && course->flows[index].other[0] != '\0') {
            return &course->flows[index];
        }
    }
    return NULL;
}

/* What was agreed with the citizen, and CLO-2 at most. */
static bool is_within_window(const step_t *step, const flow_t *closed)
{
    instant_t now = step->context->now;
    return now <= closed->ends_at && now <= calendar_add_months(closed->changed_at, RECONTACT_MONTHS);
}

static bool ask_last_unit(step_t *step, const flow_t *closed)
{
    const party_t *unit = directory_party(step->context->registry, closed->other);
    bool may = unit != NULL && strcmp(unit->id, step->course->desk) != 0 && !is_unit_of_another(step, unit) &&
               directory_can_hold(step->context->registry, unit, step->context->now) == STATUS_OK;
    step->asked_count = 0;
    if (may) {
        step->asked[step->asked_count++] = unit;
    }
    return may;
}

static verdict_t recontact(step_t *step)
{
    const message_facts_t *facts = step->facts;
    const course_t *earlier = step->context->other;
    need(step->decision, step->opens_course, "no_open_course");
    need(step->decision, facts->need_length != 0, "need_length");
    need(step->decision, facts->has_need, "need");
    need(step->decision, facts->has_way_back, "way_back");
    need(step->decision, facts->danger != ANSWER_NONE, "immediate_danger");
    if (!step->opens_course || earlier == NULL) {
        return verdict_of(step);
    }
    const flow_t *closed = closing_of(earlier);
    need(step->decision, closed != NULL, "previous_closed");
    need(step->decision, closed == NULL || is_within_window(step, closed), "within_clo_2");
    need(step->decision, closed == NULL || ask_last_unit(step, closed), "last_unit");
    return verdict_of(step);
}

static verdict_t takes(step_t *step)
{
    need_person(step);
    need(step->decision, step->facts->has_offer, "offer");
    if (step->decision->missing_count > 0) {
        return verdict_of(step);
    }
    status_t status = directory_can_hold(step->context->registry, step->sender, step->context->now);
    return status == STATUS_OK ? VERDICT_MET : refuse(step, status);
}

verdict_t closing_when(step_t *step, when_t when)
{
    switch ((unsigned)when) {
    case WHEN_PROPOSE: return propose(step, false);
    case WHEN_PROPOSE_MOVED: return propose(step, true);
    case WHEN_ANSWER_READY:
    case WHEN_ANSWER_NOT_READY:
    case WHEN_ANSWER_DECLINES: return answer(step, when);
    case WHEN_OBJECTION:
        need(step->decision, step->facts->has_text, "text");
        return verdict_of(step);
    case WHEN_SEARCH_ATTEMPT: return search_attempt(step);
    case WHEN_NOT_FOUND: return not_found(step);
    case WHEN_DECIDE: return decide(step);
    case WHEN_DECIDE_MOVED: return decide_moved(step);
    case WHEN_EVALUATE:
        need(step->decision, step->facts->has_evaluation, "evaluation");
        return verdict_of(step);
    case WHEN_AFTERCARE_CHECK:
    case WHEN_AFTERCARE_LAST: return aftercare(step, when);
    case WHEN_REOPEN:
        need(step->decision, step->facts->need_length != 0, "need_length");
        return verdict_of(step);
    case WHEN_RECONTACT: return recontact(step);
    case WHEN_TAKES_RECONTACT: return takes(step);
    default: break;
    }
    CHECK(false && "every condition is known");
    return VERDICT_REFUSED;
}
