/* SPDX-License-Identifier: EUPL-1.2
 * What a step of a handover requires (L3, L4, L6): the package and its standard, the answers of those asked, the time after. Pure. */
#include <stdio.h>
#include <string.h>

#include "base/check.h"
#include "directory/directory.h"
#include "flow/guards.h"
#include "flow/standard.h"

#define AGREE_DAYS_MAX 90
#define BRIDGE_DAYS_MAX 90
#define PLAN_DAYS_MAX 366
#define RETURNS_MAX 2U
#define AGREEMENTS_MAX 2U
#define ATTEMPTS_NEEDED 3U
#define DAY_LAST 90U

/* ---- announced ---- */

static bool is_before_bridge(const flow_t *flow)
{
    return flow->kind == FLOW_HANDOVER && flow_is_open(flow) && flow->state != STATE_HANDOVER_BRIDGE && flow->state != STATE_HANDOVER_FOLLOW_UP;
}

/* One handover before its bridge a course: two would pull the citizen two ways. */
bool course_prepares_handover(const course_t *course, const flow_t *other_than)
{
    CHECK(course != NULL);
    for (unsigned index = 0; index < course->flow_count; index++) {
        if (&course->flows[index] != other_than && is_before_bridge(&course->flows[index])) {
            return true;
        }
    }
    return false;
}

static bool has_other_handover(const step_t *step)
{
    return course_prepares_handover(step->course, step->flow);
}

static verdict_t announced(step_t *step)
{
    const message_facts_t *facts = step->facts;
    decision_t *decision = step->decision;
    bool is_acute = facts->priority == PRIORITY_ACUTE || facts->priority == PRIORITY_URGENT;
    need(decision, !course_is_of_dead(step->course), "not_dead");
    need(decision, !has_other_handover(step), "no_other_handover");
    need(decision, facts->transition != TRANSITION_NONE && facts->transition != TRANSITION_RETURN_ROUTE, "transition"); /* the way back goes straight */
    need(decision, is_ahead(step, facts->at, PLAN_DAYS_MAX) || (is_acute && facts->at <= step->context->now), "planned_at");
    need(decision, facts->reason != 0, "reason");
    need(decision, facts->informed == ANSWER_YES || (facts->informed == ANSWER_NO && facts->has_need), "citizen_informed");
    need(decision, facts->receiver_count > 0 && facts->receiver_count <= ASKED_MAX, "receivers");
    if (decision->missing_count > 0) {
        return verdict_of(step);
    }
    status_t status = resolve_receivers(step, false);
    return status == STATUS_OK ? VERDICT_MET : refuse(step, status);
}

/* ---- the package ---- */

bool is_unit_of_another(const step_t *step, const party_t *party)
{
    bool is_municipal = party->kind == PARTY_KIND_AUTHORITY || party->kind == PARTY_KIND_ENTRY_DESK || party->kind == PARTY_KIND_DUTY;
    return is_municipal && strcmp(party->municipality, step->course->municipality) != 0;
}

/* Only a handover between municipalities goes to the other one's authority, and it goes nowhere else. */
static bool is_right_side(const step_t *step, transition_t transition)
{
    for (unsigned index = 0; index < step->asked_count; index++) {
        bool is_other = is_unit_of_another(step, step->asked[index]);
        bool is_wanted = transition == TRANSITION_MUNICIPALITY_TO_MUNICIPALITY;
        if (is_other != is_wanted || (is_wanted && step->asked[index]->kind != PARTY_KIND_AUTHORITY)) {
            return false;
        }
    }
    return true;
}

/* Refused by name: which offer is open, and that it can be recalled. */
static verdict_t refuse_offered(step_t *step)
{
    const flow_t *flow = course_flow_const(step->course, step->course->offer.flow);
    char id[UUID_TEXT_SIZE];
    uuid_write(step->course->offer.flow, id);
    (void)snprintf(step->decision->detail, sizeof step->decision->detail, "%s %s: recall it first", flow == NULL ? "offer" : flow_kind_code(flow->kind), id);
    return refuse(step, STATUS_DUTY_OFFERED);
}

bool course_knows_risk(const step_t *step)
{
    for (unsigned index = 0; index < step->course->flow_count; index++) {
        if (step->course->flows[index].has_risk) {
            return true;
        }
    }
    return step->facts->tells_risk;
}

static transition_t transition_of(const step_t *step)
{
    bool is_told = step->facts->transition != TRANSITION_NONE;
    return is_told || step->flow == NULL ? step->facts->transition : step->flow->transition;
}

static priority_t priority_of(const step_t *step)
{
    priority_t priority = step->facts->priority != PRIORITY_NONE ? step->facts->priority : step->flow != NULL ? step->flow->priority : PRIORITY_ROUTINE;
    return priority;
}

static bool names_standard(const message_facts_t *facts, const standard_t *standard)
{
    bool is_named = facts->standard[0] != '\0';
    bool is_version = facts->standard_version == 0 || facts->standard_version == standard->version;
    return is_version && (!is_named || strcmp(facts->standard, standard->name) == 0);
}

/* Another than the author: a leader does not let the own package pass. */
static bool is_overridden(const step_t *step)
{
    return step->flow != NULL && step->flow->overrider[0] != '\0' && strcmp(step->flow->overrider, step->facts->person) != 0;
}

/* L4: item by item; `met`: a standard that was complete before, or NULL. Names all that is missing in decision->missing and gives its number; what the header tells is not asked again. */
static unsigned check_standard(step_t *step, const standard_t *standard, const standard_t *met)
{
    const message_facts_t *facts = step->facts;
    decision_t *decision = step->decision;
    standard_case_t of = {transition_of(step), course_knows_risk(step), facts->paragraph};
    instant_t planned_at = facts->at != 0 || step->flow == NULL ? facts->at : step->flow->planned_at;
    standard_known_t known = {of.transition, planned_at, step->flow != NULL && step->flow->asked_count > 0};
    uint8_t answers[STANDARD_ITEMS_MAX];
    memcpy(answers, facts->answers, sizeof answers);
    standard_add_known(facts, &known, answers);
    if (met != NULL) {
        standard_case_t then = of;
        then.has_risk = false; /* a risk may have come to light since: what it demands is asked now */
        standard_add_met(met, &then, answers);
    }
    standard_hash(standard, decision->standard_hash);
    decision->section_count = standard_count(standard, &of, answers, decision->sections);
    return standard_check(standard, &of, answers, decision->missing);
}

static verdict_t meets(step_t *step, const standard_t *standard)
{
    unsigned missing = check_standard(step, standard, NULL);
    step->is_incomplete = missing > 0;
    if (missing > 0 && !is_overridden(step)) {
        step->decision->missing_count = missing;
        return refuse(step, STATUS_INCOMPLETE);
    }
    return VERDICT_MET;
}

/* Whether it can be offered at all, before what it holds. */
static verdict_t offerable(step_t *step)
{
    decision_t *decision = step->decision;
    if (course_offer_is_open(step->course)) {
        return refuse_offered(step);
    }
    status_t status = resolve_receivers(step, true);
    if (status != STATUS_OK) {
        return refuse(step, status);
    }
    bool is_one = step->asked_count == 1;
    need(decision, step->asked_count > 0 && step->asked_count <= ASKED_MAX, "receivers");
    need(decision, is_one || priority_of(step) == PRIORITY_ACUTE, "acute");
    need(decision, is_right_side(step, transition_of(step)), "receiver_of_type");
    need(decision, step->facts->person[0] != '\0', "person.id");
    return verdict_of(step);
}

/* The light standard is for the unit that has had the whole package: the old holder of the handover that failed. */
static bool goes_back(const step_t *step)
{
    const flow_t *failed = course_flow_const(step->course, step->flow == NULL ? step->facts->returns : step->flow->returns);
    return failed != NULL && step->asked_count == 1 && strcmp(step->asked[0]->id, failed->giver) == 0;
}

static verdict_t package(step_t *step)
{
    const message_facts_t *facts = step->facts;
    decision_t *decision = step->decision;
    const standard_t *standard = standard_for(transition_of(step), priority_of(step));
    verdict_t verdict = offerable(step);
    if (verdict != VERDICT_MET) {
        return verdict;
    }
    need(decision, transition_of(step) != TRANSITION_NONE, "transition");
    need(decision, step->flow == NULL || facts->transition == TRANSITION_NONE || facts->transition == step->flow->transition, "transition_announced");
    need(decision, names_standard(facts, standard), "standard");
    need(decision, transition_of(step) != TRANSITION_RETURN_ROUTE || goes_back(step), "old_holder");
    return decision->missing_count > 0 ? verdict_of(step) : meets(step, standard);
}

static verdict_t package_core(step_t *step)
{
    bool is_acute = step->facts->priority == PRIORITY_ACUTE || step->facts->priority == PRIORITY_URGENT;
    if (step->facts->transition == TRANSITION_RETURN_ROUTE) {
        return VERDICT_OTHER_ROW;
    }
    need(step->decision, is_acute, "acute_or_announced");
    need(step->decision, !course_is_of_dead(step->course), "not_dead");
    need(step->decision, !has_other_handover(step), "no_other_handover");
    return step->decision->missing_count > 0 ? verdict_of(step) : package(step);
}

/* The way back of section 17: to whoever handed over, while the handover is still being followed. */
static verdict_t package_back(step_t *step)
{
    const message_facts_t *facts = step->facts;
    if (facts->transition != TRANSITION_RETURN_ROUTE) {
        return VERDICT_OTHER_ROW;
    }
    const flow_t *failed = facts->has_returns ? course_flow_const(step->course, facts->returns) : NULL;
    bool is_followed = failed != NULL && (failed->state == STATE_HANDOVER_BRIDGE || failed->state == STATE_HANDOVER_FOLLOW_UP);
    need(step->decision, is_followed, "returns_flow_id");
    need(step->decision, !course_is_of_dead(step->course), "not_dead");
    need(step->decision, !has_other_handover(step), "no_other_handover");
    return step->decision->missing_count > 0 ? verdict_of(step) : package(step);
}

static verdict_t package_now(step_t *step)
{
    verdict_t verdict = package(step);
    if (verdict == VERDICT_MET) {
        need(step->decision, step->asked_count == 1 && strcmp(step->asked[0]->id, step->flow->taker) == 0, "agreed_unit");
        return verdict_of(step);
    }
    return verdict;
}

static verdict_t override(step_t *step)
{
    need(step->decision, step->facts->reason != 0, "reason");
    need(step->decision, step->facts->person[0] != '\0', "person.id");
    return verdict_of(step);
}

/* ---- the answers of those asked ---- */

/* The register's person, and on its roster where the unit keeps one: who takes over, and whom the citizen calls, are there. */
static bool is_there(const step_t *step, const char *person)
{
    return directory_on_roster(step->context->registry, step->sender->id, person, step->context->now);
}

static verdict_t takes(step_t *step, bool is_other_municipality)
{
    const message_facts_t *facts = step->facts;
    if ((step->flow->transition == TRANSITION_MUNICIPALITY_TO_MUNICIPALITY) != is_other_municipality) {
        return VERDICT_OTHER_ROW;
    }
    need(step->decision, facts->person[0] != '\0' && !facts->recorded_for, "person.id");
    need(step->decision, facts->has_offer, "offer");
    need(step->decision, facts->person[0] == '\0' || is_there(step, facts->person), "person_on_roster");
    need(step->decision, is_there(step, facts->contact_person), "contact_person");
    need(step->decision, facts->has_contact_phone, "contact_phone");
    need(step->decision, facts->bridge_until == 0 || is_ahead(step, facts->bridge_until, BRIDGE_DAYS_MAX), "bridge_until");
    if (step->decision->missing_count > 0) {
        return verdict_of(step);
    }
    status_t status = directory_can_hold(step->context->registry, step->sender, step->context->now);
    return status == STATUS_OK ? VERDICT_MET : refuse(step, status);
}

static verdict_t agree(step_t *step)
{
    need(step->decision, step->facts->has_offer, "offer");
    int days = step->flow->priority == PRIORITY_ACUTE ? 1 : AGREE_DAYS_MAX;
    need(step->decision, step->flow->attempts < AGREEMENTS_MAX, "date_again");
    need(step->decision, is_ahead(step, step->facts->at, days), "responsible_from");
    return verdict_of(step);
}

/* Several are asked: refuse, or ask by phone. */
static verdict_t returned(step_t *step, bool is_third)
{
    if ((step->flow->returned >= RETURNS_MAX) != is_third) {
        return VERDICT_OTHER_ROW;
    }
    need(step->decision, step->facts->has_offer, "offer");
    need(step->decision, asked_open(step->flow) == 1, "only_one_asked");
    need(step->decision, step->facts->has_questions, "questions");
    return verdict_of(step);
}

static verdict_t refuse_agreed(step_t *step)
{
    const char *owner = step->facts->next_owner;
    need(step->decision, step->facts->reason != 0, "reason");
    need(step->decision, owner[0] != '\0' && directory_party(step->context->registry, owner) != NULL, "next_owner");
    return verdict_of(step);
}

/* ---- stranded ---- */

static verdict_t plan(step_t *step)
{
    need(step->decision, step->facts->reason != 0, "reason");
    need(step->decision, step->facts->has_text, "plan");
    return verdict_of(step);
}

static verdict_t assign(step_t *step)
{
    const registry_t *registry = step->context->registry;
    need(step->decision, step->facts->reason != 0, "reason");
    if (step->decision->missing_count > 0) {
        return verdict_of(step);
    }
    verdict_t verdict = offerable(step);
    if (verdict != VERDICT_MET) {
        return verdict;
    }
    const char *assigned = step->asked[0]->id;
    need(step->decision, step->asked_count == 1 && directory_same_controller(registry, assigned, step->course->holder), "one_organisation");
    need(step->decision, !uuid_is_nil(step->flow->package) && asked_find(step->flow, assigned) != NULL, "package_first");
    return verdict_of(step);
}

/* ---- the agreed date ---- */

static bool agreed_holds(const step_t *step)
{
    return strcmp(step->course->holder, step->flow->taker) == 0;
}

static bool agreed_can_be_offered(step_t *step)
{
    const party_t *party = directory_party(step->context->registry, step->flow->taker);
    bool can_hold = party != NULL && directory_can_hold(step->context->registry, party, step->context->now) == STATUS_OK;
    step->asked_count = 0;
    if (can_hold) {
        step->asked[step->asked_count++] = party;
    }
    /* Data that was shared by a consent that is over is not built on further. */
    bool is_shared = flow_consent_holds(step, step->flow);
    return can_hold && is_shared && !course_offer_is_open(step->course);
}

static verdict_t date(step_t *step, when_t when)
{
    if (when == WHEN_DATE_THERE) {
        return agreed_holds(step) ? VERDICT_MET : VERDICT_OTHER_ROW;
    }
    return agreed_can_be_offered(step) == (when == WHEN_DATE_REACHED) ? VERDICT_MET : VERDICT_OTHER_ROW;
}

/* ---- after ---- */

static bool is_past(const step_t *step, instant_t at)
{
    return at > 0 && at <= step->context->now + CLOCK_SKEW_MS;
}

static verdict_t first_contact(step_t *step)
{
    const message_facts_t *facts = step->facts;
    bool is_leader = directory_on_duty(step->context->registry, step->sender->id, facts->person, ROLE_LEADER, step->context->now);
    bool tried = facts->attempts >= ATTEMPTS_NEEDED && is_leader;
    need(step->decision, is_past(step, facts->at) && facts->at >= step->flow->planned_at - CLOCK_SKEW_MS, "at");
    need(step->decision, facts->met == ANSWER_YES || tried, "met");
    return verdict_of(step);
}

/* The rest of the full standard: what an acute package may leave out, or an override did. */
static verdict_t supplement(step_t *step)
{
    const standard_t *standard = step->flow->is_core ? standard_full(step->flow->transition) : standard_for(step->flow->transition, step->flow->priority);
    bool is_owed = deadline_find(step->course, step->flow->id, CLOCK_HOV_9) != NULL || deadline_find(step->course, step->flow->id, CLOCK_OVR_1) != NULL;
    need(step->decision, is_owed, "nothing_owed");
    if (step->decision->missing_count > 0) {
        return verdict_of(step);
    }
    /* The core was complete; only what an override left out is asked for as a whole. */
    bool is_core_met = step->flow->is_core && deadline_find(step->course, step->flow->id, CLOCK_OVR_1) == NULL;
    const standard_t *core = standard_for(step->flow->transition, step->flow->priority);
    decision_t *decision = step->decision;
    decision->missing_count = check_standard(step, standard, is_core_met ? core : NULL);
    decision->section_count = 0; /* packages are counted, not what follows them */
    return decision->missing_count == 0 ? VERDICT_MET : refuse(step, STATUS_INCOMPLETE);
}

static verdict_t bridge_end(step_t *step)
{
    need(step->decision, deadline_find(step->course, step->flow->id, CLOCK_HOV_3) == NULL, "first_contact");
    need(step->decision, step->facts->has_text, "citizen_statement");
    return verdict_of(step);
}

static verdict_t follow_up(step_t *step, when_t when)
{
    const message_facts_t *facts = step->facts;
    bool is_lost = facts->lost == ANSWER_YES;
    bool is_last = facts->day == DAY_LAST;
    if (is_lost != (when == WHEN_FOLLOW_UP_LOST)) {
        return VERDICT_OTHER_ROW;
    }
    if (!is_lost && is_last != (when == WHEN_FOLLOW_UP_LAST) && step->flow->state == STATE_HANDOVER_FOLLOW_UP) {
        return VERDICT_OTHER_ROW;
    }
    need(step->decision, is_past(step, facts->at) && facts->at >= step->flow->planned_at - CLOCK_SKEW_MS, "at");
    if (is_lost) {
        return verdict_of(step);
    }
    need(step->decision, facts->day == follow_up_day(step->flow) && (!is_last || step->flow->state == STATE_HANDOVER_FOLLOW_UP), "day");
    need(step->decision, facts->at >= step->flow->planned_at + (instant_t)facts->day * DAY_MS * 2 / 3, "not_too_early");
    need(step->decision, facts->has_need, "who");
    need(step->decision, facts->met == ANSWER_YES || facts->met == ANSWER_NO, "in_contact");
    need(step->decision, facts->lost == ANSWER_NO, "lost");
    return verdict_of(step);
}

/* ---- meetings ---- */

static verdict_t meeting(step_t *step, when_t when)
{
    const message_facts_t *facts = step->facts;
    need(step->decision, step->flow != NULL && flow_is_open(step->flow), "flow_id");
    need(step->decision, facts->receiver_count <= ASKED_MAX && (facts->receiver_count > 0 || when != WHEN_MEETING_CALL), "receivers");
    if (when == WHEN_MEETING_CALL) {
        need(step->decision, facts->has_need, "proposed");
    } else if (when == WHEN_MEETING_FIX) {
        need(step->decision, is_ahead(step, facts->at, PLAN_DAYS_MAX), "meeting_at");
    } else {
        need(step->decision, is_past(step, facts->at), "at");
        need(step->decision, facts->has_text, "minutes");
    }
    return verdict_of(step);
}

verdict_t handover_when(step_t *step, when_t when)
{
    switch ((unsigned)when) {
    case WHEN_ANNOUNCED: return announced(step);
    case WHEN_PACKAGE_CORE: return package_core(step);
    case WHEN_PACKAGE_BACK: return package_back(step);
    case WHEN_PACKAGE: return package(step);
    case WHEN_PACKAGE_NOW: return package_now(step);
    case WHEN_OVERRIDE: return override(step);
    case WHEN_TAKES_HANDOVER: return takes(step, false);
    case WHEN_TAKES_MUNICIPALITY: return takes(step, true);
    case WHEN_AGREE: return agree(step);
    case WHEN_RETURN: return returned(step, false);
    case WHEN_RETURN_AGAIN: return returned(step, true);
    case WHEN_MORE_TIME_HANDOVER: return more_time(step, RULE_HOV_11);
    case WHEN_REFUSE_AGREED: return refuse_agreed(step);
    case WHEN_WHY:
        need(step->decision, step->facts->reason != 0, "reason");
        return verdict_of(step);
    case WHEN_PLAN: return plan(step);
    case WHEN_ASSIGN: return assign(step);
    case WHEN_FIRST_CONTACT: return first_contact(step);
    case WHEN_SUPPLEMENT: return supplement(step);
    case WHEN_BRIDGE_END: return bridge_end(step);
    case WHEN_FOLLOW_UP:
    case WHEN_FOLLOW_UP_LAST:
    case WHEN_FOLLOW_UP_LOST: return follow_up(step, when);
    case WHEN_DATE_REACHED:
    case WHEN_DATE_TAKEN:
    case WHEN_DATE_THERE: return date(step, when);
    case WHEN_MEETING_CALL:
    case WHEN_MEETING_FIX:
    case WHEN_MEETING_HELD: return meeting(step, when);
    default: return early_when(step, when);
    }
}
