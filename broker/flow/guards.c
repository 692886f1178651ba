/* SPDX-License-Identifier: EUPL-1.2
 * What a step requires: the words of a row's "when" column, each naming the items that are missing. Pure. */
#include <string.h>

#include "base/check.h"
#include "directory/directory.h"
#include "flow/guards.h"
#include "flow/marks.h"

#define CALLBACK_DAYS_MAX 30
#define ATTEMPT_AGE_DAYS_MAX 7
#define ATTEMPTS_NEEDED 3U
#define EMERGENCY_SERVICE_NONE 1U
#define REFUSAL_NO_CAPACITY 1U

void miss(decision_t *decision, const char *item)
{
    CHECK(decision != NULL && decision->missing_count < COUNT_OF(decision->missing));
    text_set(decision->missing[decision->missing_count++], sizeof decision->missing[0], item);
}

void need(decision_t *decision, bool is_there, const char *item)
{
    if (!is_there) {
        miss(decision, item);
    }
}

verdict_t verdict_of(step_t *step)
{
    if (step->decision->missing_count == 0) {
        return VERDICT_MET;
    }
    step->decision->status = STATUS_GUARD_NOT_MET;
    return VERDICT_REFUSED;
}

verdict_t refuse(step_t *step, status_t status)
{
    step->decision->status = status;
    return VERDICT_REFUSED;
}

/* In danger three answers are enough, the rest follows. */
static verdict_t core_items(step_t *step)
{
    const message_facts_t *facts = step->facts;
    decision_t *decision = step->decision;
    need(decision, facts->danger != ANSWER_NONE, "immediate_danger");
    need(decision, facts->has_way_back, "way_back");
    if (facts->danger == ANSWER_YES) {
        need(decision, facts->emergency_service != 0, "emergency_called");
        return verdict_of(step);
    }
    need(decision, facts->channel != CHANNEL_NONE, "channel");
    need(decision, facts->requester_role != 0, "requester.role");
    need(decision, facts->has_need, "need");
    return verdict_of(step);
}

static verdict_t four_items(step_t *step)
{
    const message_facts_t *facts = step->facts;
    decision_t *decision = step->decision;
    need(decision, facts->danger != ANSWER_NONE, "immediate_danger");
    need(decision, facts->has_way_back, "way_back");
    if (facts->danger != ANSWER_YES) {
        need(decision, facts->requester_role != 0, "requester.role");
        need(decision, facts->has_need, "need");
    }
    return verdict_of(step);
}

static verdict_t discardable(step_t *step)
{
    need(step->decision, step->facts->reason != 0, "reason");
    need(step->decision, step->flow->priority != PRIORITY_ACUTE && step->facts->priority != PRIORITY_ACUTE, "not_acute");
    return verdict_of(step);
}

static verdict_t attempt(step_t *step)
{
    instant_t at = step->facts->at;
    instant_t now = step->context->now;
    need(step->decision, at == 0 || (at <= now + CLOCK_SKEW_MS && at >= now - ATTEMPT_AGE_DAYS_MAX * DAY_MS), "at");
    return verdict_of(step);
}

static verdict_t assessed(step_t *step)
{
    need(step->decision, step->facts->urgency_level >= 1 && step->facts->urgency_level <= 4, "urgency_level");
    need(step->decision, step->facts->has_risks, "risks");
    return verdict_of(step);
}

static verdict_t identified(step_t *step)
{
    const message_facts_t *facts = step->facts;
    need(step->decision, facts->citizen_agrees || facts->vital_interest, "citizen_agrees");
    need(step->decision, facts->duplicates_checked, "duplicates_checked");
    need(step->decision, facts->has_subject && !facts->subject_is_anonymous, "subject");
    return verdict_of(step);
}

bool is_ahead(const step_t *step, instant_t at, int days_max)
{
    return at > step->context->now && at <= step->context->now + days_max * DAY_MS;
}

/* ---- routing ---- */

/* One unit of Q; a status when it cannot be asked. */
static status_t resolve_asked(step_t *step, const receiver_t *named, bool may_hold)
{
    const flow_context_t *context = step->context;
    receiver_t receiver = *named;
    const party_t *party = NULL;
    if (receiver.party[0] == '\0' && receiver.municipality[0] == '\0') {
        text_set(receiver.municipality, sizeof receiver.municipality, step->course->municipality);
    }
    status_t status = directory_resolve(context->registry, &receiver, context->now, &party);
    if (status != STATUS_OK) {
        return status;
    }
    if (may_hold && strcmp(party->id, step->course->holder) == 0) {
        return STATUS_ALREADY_HOLDS;
    }
    status = may_hold ? directory_can_hold(context->registry, party, context->now) : STATUS_OK;
    if (status != STATUS_OK) {
        return status;
    }
    for (unsigned index = 0; index < step->asked_count; index++) {
        if (step->asked[index] == party) {
            return STATUS_OK;
        }
    }
    CHECK(step->asked_count < RECEIVERS_MAX);
    step->asked[step->asked_count++] = party;
    return STATUS_OK;
}

static bool asks_itself(const step_t *step)
{
    for (unsigned index = 0; index < step->asked_count; index++) {
        if (step->asked[index] == step->sender) {
            return true;
        }
    }
    return false;
}

status_t resolve_receivers(step_t *step, bool may_hold)
{
    step->asked_count = 0;
    for (unsigned index = 0; index < step->facts->receiver_count; index++) {
        const receiver_t *receiver = &step->facts->receivers[index];
        status_t status = resolve_asked(step, receiver, may_hold);
        if (status != STATUS_OK) {
            text_set(step->decision->detail, sizeof step->decision->detail, receiver->party[0] != '\0' ? receiver->party : receiver->service);
            return status;
        }
    }
    return STATUS_OK;
}

static verdict_t routable(step_t *step)
{
    const flow_t *flow = step->flow;
    status_t status = resolve_receivers(step, true);
    if (status != STATUS_OK) {
        return refuse(step, status);
    }
    need(step->decision, step->asked_count > 0 && step->asked_count <= ASKED_MAX && !asks_itself(step), "receivers");
    for (unsigned index = 0; index < step->asked_count; index++) {
        if (is_unit_of_another(step, step->asked[index])) {
            miss(step->decision, "receiver_of_type");
            break;
        }
    }
    need(step->decision, step->facts->has_text, "ask");
    need(step->decision, step->asked_count <= 1 || flow->priority == PRIORITY_ACUTE, "acute");
    need(step->decision, flow->triaged || flow->priority != PRIORITY_ROUTINE, "triaged");
    return verdict_of(step);
}

static verdict_t outreach(step_t *step)
{
    need(step->decision, step->flow->has_risk, "risk");
    need(step->decision, step->facts->outreach, "outreach");
    if (step->decision->missing_count > 0) {
        return verdict_of(step);
    }
    verdict_t verdict = routable(step);
    return verdict;
}

/* ---- answers of those asked ---- */

bool flow_owns_offer(const course_t *course, const flow_t *flow)
{
    CHECK(course != NULL && flow != NULL);
    return course_offer_is_open(course) && uuid_equal(course->offer.flow, flow->id);
}

bool offer_named_is_open(const step_t *step)
{
    const course_t *course = step->course;
    const message_facts_t *facts = step->facts;
    return step->flow != NULL && flow_owns_offer(course, step->flow) && uuid_equal(course->offer.id, facts->offer) &&
           course->offer.epoch == facts->offer_epoch;
}

/* An answer to an open offer must say which: so a late one never answers a later offer (L3). */
static bool names_offer(const step_t *step)
{
    return step->facts->has_offer || !flow_owns_offer(step->course, step->flow);
}

static verdict_t own_key(step_t *step)
{
    if (step->facts->recorded_for) {
        return VERDICT_OTHER_ROW;
    }
    need(step->decision, step->facts->person[0] != '\0', "person.id");
    need(step->decision, names_offer(step), "offer");
    if (step->decision->missing_count > 0 || !flow_owns_offer(step->course, step->flow)) {
        return verdict_of(step);
    }
    status_t status = directory_can_hold(step->context->registry, step->sender, step->context->now);
    return status == STATUS_OK ? VERDICT_MET : refuse(step, status);
}

static verdict_t told(step_t *step)
{
    need(step->decision, step->facts->recorded_for, "recorded_for");
    need(step->decision, step->facts->recorded_for_complete, "recorded_for.name_phone_at");
    return verdict_of(step);
}

static verdict_t refusal(step_t *step, bool is_last)
{
    bool last = asked_open(step->flow) <= 1;
    if (last != is_last) {
        return VERDICT_OTHER_ROW;
    }
    need(step->decision, names_offer(step), "offer");
    need(step->decision, step->facts->reason != 0, "reason");
    need(step->decision, !step->flow->is_assigned || step->facts->reason != REFUSAL_NO_CAPACITY, "reason_when_assigned");
    const char *owner = step->facts->next_owner;
    need(step->decision, !is_last || (owner[0] != '\0' && directory_party(step->context->registry, owner) != NULL), "next_owner");
    return verdict_of(step);
}

verdict_t more_time(step_t *step, rule_t rule)
{
    const flow_t *flow = step->flow;
    clock_rule_t here;
    (void)clock_rule_here(step, flow, rule, flow->priority, &here);
    clock_run_t run = {step->context->calendar, &here, flow->priority, step->context->now, ""};
    need(step->decision, names_offer(step), "offer");
    need(step->decision, !flow->standby_used, "once");
    instant_t until = step->facts->at;
    need(step->decision, until == 0 || (until > run.anchor && until <= clock_due(&run, 0)), "until");
    return verdict_of(step);
}

/* ---- the ways out ---- */

static verdict_t external(step_t *step)
{
    need(step->decision, step->facts->emergency_service > EMERGENCY_SERVICE_NONE, "service");
    need(step->decision, step->facts->has_service_details, "who_phone_at");
    return verdict_of(step);
}

static bool is_two_days(const flow_t *flow)
{
    date_t first = calendar_local(flow->first_attempt_at).date;
    date_t last = calendar_local(flow->last_attempt_at).date;
    return flow->attempts > 1 && (first.day != last.day || first.month != last.month || first.year != last.year);
}

static void need_attempts(step_t *step)
{
    need(step->decision, step->flow->attempts >= ATTEMPTS_NEEDED, "attempts");
    need(step->decision, is_two_days(step->flow), "attempts_on_two_days");
    need(step->decision, step->facts->has_way_back, "way_back");
}

/* A child in it is nobody's to let go but the child authority's; and who lives elsewhere is helped now and is the other municipality's then (RSL § 9). */
static void need_others(step_t *step)
{
    uint32_t marks = step->flow->marks;
    outcome_t outcome = step->facts->outcome;
    bool is_child = (marks & CONTACT_CHILD) != 0 || outcome == OUTCOME_CHILD_AUTHORITY;
    bool has_told = (marks & CONTACT_CHILD_TOLD) != 0 && step->flow->followed_up;
    bool has_told_other = (marks & CONTACT_MUNICIPALITY_TOLD) != 0 && step->flow->followed_up;
    bool is_ours = outcome == OUTCOME_EARLY || outcome == OUTCOME_REFERRAL;
    need(step->decision, !is_child || has_told || outcome == OUTCOME_WRONG_NUMBER || is_ours, "child_authority");
    need(step->decision, outcome != OUTCOME_OTHER_MUNICIPALITY || has_told_other, "other_municipality_told");
    need(step->decision, (marks & CONTACT_ELSEWHERE) == 0 || !is_ours, "ours_by_residence");
}

static verdict_t not_reached(step_t *step)
{
    if (step->flow->has_risk || (step->flow->state == STATE_CONTACT_ANSWERED && step->facts->outcome != OUTCOME_NOT_REACHED)) {
        return VERDICT_OTHER_ROW;
    }
    need(step->decision, step->facts->outcome == OUTCOME_NOT_REACHED, "outcome");
    need_attempts(step);
    need_others(step);
    return verdict_of(step);
}

static verdict_t not_reached_at_risk(step_t *step)
{
    if (!step->flow->has_risk) {
        return VERDICT_OTHER_ROW;
    }
    need(step->decision, step->facts->outcome == OUTCOME_NOT_REACHED, "outcome");
    need_attempts(step);
    need_others(step);
    need(step->decision, step->flow->outreach_failed, "outreach");
    need(step->decision, step->facts->section_82_considered, "section_82_considered");
    return verdict_of(step);
}

static verdict_t declined_at_risk(step_t *step)
{
    if (!step->flow->has_risk || step->facts->outcome != OUTCOME_DECLINED) {
        return VERDICT_OTHER_ROW;
    }
    need(step->decision, step->facts->section_82_considered, "section_82_considered");
    need(step->decision, step->facts->has_way_back, "way_back");
    need_others(step);
    return verdict_of(step);
}

static bool next_flow_exists(const step_t *step)
{
    const message_facts_t *facts = step->facts;
    const flow_t *next = facts->has_next_flow ? course_flow_const(step->course, facts->next_flow) : NULL;
    flow_kind_t kind = facts->outcome == OUTCOME_EARLY ? FLOW_EARLY_INTERVENTION : FLOW_REFERRAL;
    return next != NULL && next->kind == kind;
}

static verdict_t outcome(step_t *step)
{
    const message_facts_t *facts = step->facts;
    if (facts->outcome == OUTCOME_NOT_REACHED || (facts->outcome == OUTCOME_DECLINED && step->flow->has_risk)) {
        return VERDICT_OTHER_ROW;
    }
    bool goes_on = facts->outcome == OUTCOME_EARLY || facts->outcome == OUTCOME_REFERRAL;
    need(step->decision, facts->outcome != OUTCOME_NONE, "outcome");
    need(step->decision, facts->has_text || facts->outcome == OUTCOME_WRONG_NUMBER, "told");
    need(step->decision, facts->has_way_back || facts->outcome == OUTCOME_WRONG_NUMBER, "way_back");
    need(step->decision, !goes_on || next_flow_exists(step), "next_flow_id");
    need_others(step);
    return verdict_of(step);
}

static verdict_t forwarded(step_t *step)
{
    need(step->decision, step->facts->outcome == OUTCOME_FORWARDED, "outcome");
    need(step->decision, step->flow->followed_up || step->facts->has_text, "followed_up");
    need(step->decision, step->facts->has_way_back, "way_back");
    return verdict_of(step);
}

verdict_t when_holds(step_t *step, when_t when)
{
    CHECK(step != NULL && (step->facts != NULL || step->fired != NULL));
    CHECK(step->decision->missing_count == 0);
    switch ((unsigned)when) {
    case WHEN_ALWAYS: return VERDICT_MET;
    case WHEN_CORE_ITEMS: return core_items(step);
    case WHEN_FOUR_ITEMS: return four_items(step);
    case WHEN_DISCARDABLE: return discardable(step);
    case WHEN_ATTEMPT: return attempt(step);
    case WHEN_ASSESSED: return assessed(step);
    case WHEN_IDENTIFIED: return identified(step);
    case WHEN_CALLBACK_TIME:
        need(step->decision, is_ahead(step, step->facts->at, CALLBACK_DAYS_MAX), "at");
        need(step->decision, step->facts->has_text, "how");
        return verdict_of(step);
    case WHEN_ROUTABLE: return routable(step);
    case WHEN_OUTREACH: return outreach(step);
    case WHEN_OWN_KEY: return own_key(step);
    case WHEN_TOLD: return told(step);
    case WHEN_NOT_LAST_REFUSAL: return refusal(step, false);
    case WHEN_LAST_REFUSAL: return refusal(step, true);
    case WHEN_MORE_TIME: return more_time(step, RULE_CON_11);
    case WHEN_EXTERNAL: return external(step);
    case WHEN_WHAT_HAPPENED:
        need(step->decision, step->facts->has_text, "what_happened");
        return verdict_of(step);
    case WHEN_FORWARDED: return forwarded(step);
    case WHEN_NOT_REACHED: return not_reached(step);
    case WHEN_NOT_REACHED_AT_RISK: return not_reached_at_risk(step);
    case WHEN_DECLINED_AT_RISK: return declined_at_risk(step);
    case WHEN_OUTCOME: return outcome(step);
    case WHEN_LAST_STEP: return step->fired->step >= LADDER_LAST_STEP ? VERDICT_MET : VERDICT_OTHER_ROW;
    case WHEN_COUNT: break;
    default: return course_when(step, when);
    }
    CHECK(false && "every condition is known");
    return VERDICT_REFUSED;
}
