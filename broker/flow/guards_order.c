/* SPDX-License-Identifier: EUPL-1.2
 * What a step of the order requires: nobody named until one is chosen (L13), complete when it is placed (L4), the responsibility by the offer's own key (L3). Pure. */
#include <string.h>

#include "base/check.h"
#include "directory/directory.h"
#include "flow/guards.h"
#include "flow/marks.h"
#include "flow/standard.h"

#define YEAR_DAYS_MAX 366
#define FIRST_PARAGRAPH 101
#define SECOND_PARAGRAPH 109
#define THIRD_PARAGRAPH 110

/* ---- asked without saying who ---- */

verdict_t refuse_status(step_t *step, status_t status)
{
    return status == STATUS_OK ? VERDICT_MET : refuse(step, status);
}

bool is_anonymous(const message_facts_t *facts)
{
    return !facts->subject_identifies;
}

static unsigned new_asked(const step_t *step)
{
    unsigned count = 0;
    for (unsigned index = 0; index < step->asked_count; index++) {
        const asked_t *known = step->flow == NULL ? NULL : asked_find(step->flow, step->asked[index]->id);
        count += known == NULL || known->said != SAID_YES ? 1U : 0U;
    }
    return count;
}

unsigned willing_count(const flow_t *flow)
{
    unsigned count = 0;
    for (unsigned index = 0; flow != NULL && index < flow->asked_count; index++) {
        count += flow->asked[index].said == SAID_YES ? 1U : 0U;
    }
    return count;
}

/* Who is asked can deliver something: no desk, authority or duty unit, of whatever municipality. */
bool are_providers(const step_t *step)
{
    for (unsigned index = 0; index < step->asked_count; index++) {
        party_kind_t kind = step->asked[index]->kind;
        if (kind == PARTY_KIND_ENTRY_DESK || kind == PARTY_KIND_AUTHORITY || kind == PARTY_KIND_DUTY || kind == PARTY_KIND_CITIZEN_DOOR || kind == PARTY_KIND_OPERATOR) {
            return false;
        }
    }
    return true;
}

verdict_t ask_anonymously(step_t *step)
{
    const message_facts_t *facts = step->facts;
    decision_t *decision = step->decision;
    need(decision, is_anonymous(facts), "nobody_named");
    need(decision, !course_is_of_dead(step->course), "not_dead");
    need(decision, facts->has_effort || facts->paragraph[0] != '\0', "effort");
    need(decision, facts->has_need, "need");
    need(decision, facts->receiver_count > 0 && facts->receiver_count <= ASKED_MAX, "receivers");
    if (decision->missing_count > 0) {
        return verdict_of(step);
    }
    status_t status = resolve_receivers(step, false);
    if (status != STATUS_OK) {
        return refuse(step, status);
    }
    need(decision, are_providers(step), "provider");
    need(decision, willing_count(step->flow) + new_asked(step) <= RECEIVERS_MAX, "fewer_receivers");
    return verdict_of(step);
}

static verdict_t willing(step_t *step)
{
    const message_facts_t *facts = step->facts;
    need(step->decision, facts->at > step->context->now - DAY_MS && facts->at <= step->context->now + YEAR_DAYS_MAX * DAY_MS, "free_from");
    return verdict_of(step);
}

/* ---- placed ---- */

/* A date that is today or ahead, at most a year. */
static bool is_date(const step_t *step, instant_t at)
{
    return at > step->context->now - DAY_MS && at <= step->context->now + YEAR_DAYS_MAX * DAY_MS;
}

static bool is_acute(const step_t *step)
{
    priority_t priority = step->facts->priority != PRIORITY_NONE ? step->facts->priority : step->flow != NULL ? step->flow->priority : PRIORITY_ROUTINE;
    return priority == PRIORITY_ACUTE;
}

static void need_receivers(step_t *step)
{
    const registry_t *registry = step->context->registry;
    decision_t *decision = step->decision;
    bool has_refused = false;
    bool is_of_other = false;
    for (unsigned index = 0; index < step->asked_count; index++) {
        const asked_t *known = step->flow == NULL ? NULL : asked_find(step->flow, step->asked[index]->id);
        has_refused = has_refused || (known != NULL && known->said == SAID_NO);
        is_of_other = is_of_other || !directory_same_controller(registry, step->asked[index]->id, step->course->authority);
    }
    need(decision, step->asked_count > 0 && step->asked_count <= ASKED_MAX, "receivers");
    need(decision, step->asked_count <= 1 || is_acute(step), "acute");
    need(decision, are_providers(step), "provider");
    need(decision, !has_refused, "not_refused");
    need(decision, !is_of_other || step->facts->has_approval, "approval");
}

/* With the responsibility: each of Q may hold it, or has it. */
static status_t can_hold_all(step_t *step)
{
    for (unsigned index = 0; index < step->asked_count && step->facts->with_duty == ANSWER_YES; index++) {
        bool holds = strcmp(step->asked[index]->id, step->course->holder) == 0;
        status_t status = holds ? STATUS_OK : directory_can_hold(step->context->registry, step->asked[index], step->context->now);
        if (status != STATUS_OK) {
            text_set(step->decision->detail, sizeof step->decision->detail, step->asked[index]->id);
            return status;
        }
    }
    return STATUS_OK;
}

static bool is_referral(const step_t *step)
{
    const flow_t *linked = course_flow_const(step->course, step->facts->linked);
    return linked != NULL && linked->kind == FLOW_REFERRAL;
}

static void need_order(step_t *step)
{
    const message_facts_t *facts = step->facts;
    decision_t *decision = step->decision;
    instant_t latest = step->context->now + YEAR_DAYS_MAX * DAY_MS;
    need(decision, !course_is_of_dead(step->course), "not_dead");
    need(decision, facts->informed == ANSWER_YES || (facts->informed != ANSWER_NONE && facts->has_need), "citizen_choice");
    need(decision, facts->has_effort, "effort");
    need(decision, facts->paragraph[0] != '\0', "paragraph");
    need(decision, is_date(step, facts->at), "start_wanted");
    need(decision, facts->review_at > step->context->now && facts->review_at <= latest, "review_at");
    need(decision, facts->ends_at > step->context->now || facts->open_end != 0, "planned_end_or_why");
    need(decision, facts->has_payer, "payer");
    need(decision, facts->with_duty == ANSWER_YES || facts->with_duty == ANSWER_NO, "with_duty");
    need(decision, facts->person[0] != '\0', "person.id");
    need(decision, !facts->has_linked || is_referral(step), "referral_flow_id");
}

static bool names_standard(const message_facts_t *facts, const standard_t *standard)
{
    return (facts->standard[0] == '\0' || strcmp(facts->standard, standard->name) == 0) && (facts->standard_version == 0 || facts->standard_version == standard->version);
}

/* L4: the same check, item by item, as of a package; `met`: what was complete before, or NULL. */
static verdict_t meets(step_t *step, const standard_t *standard, const standard_t *met)
{
    const message_facts_t *facts = step->facts;
    decision_t *decision = step->decision;
    const char *paragraph = facts->paragraph[0] != '\0' || step->flow == NULL ? facts->paragraph : step->flow->paragraph;
    standard_case_t of = {TRANSITION_NONE, course_knows_risk(step), paragraph};
    standard_known_t known = {TRANSITION_NONE, facts->at, true};
    uint8_t answers[STANDARD_ITEMS_MAX];
    memcpy(answers, facts->answers, sizeof answers);
    standard_add_known(facts, &known, answers);
    if (met != NULL) {
        standard_case_t then = of;
        then.has_risk = false; /* a risk may have come to light since */
        standard_add_met(met, &then, answers);
    }
    standard_hash(standard, decision->standard_hash);
    decision->section_count = standard_count(standard, &of, answers, decision->sections);
    decision->missing_count = standard_check(standard, &of, answers, decision->missing);
    return decision->missing_count == 0 ? VERDICT_MET : refuse(step, STATUS_INCOMPLETE);
}

static verdict_t place(step_t *step)
{
    decision_t *decision = step->decision;
    const standard_t *standard = standard_for_order(is_acute(step) ? PRIORITY_ACUTE : PRIORITY_ROUTINE);
    status_t status = resolve_receivers(step, false);
    status = status == STATUS_OK ? can_hold_all(step) : status;
    if (status != STATUS_OK) {
        return refuse(step, status);
    }
    need_receivers(step);
    need_order(step);
    need(decision, names_standard(step->facts, standard), "standard");
    return decision->missing_count > 0 ? verdict_of(step) : meets(step, standard, NULL);
}

static verdict_t place_again(step_t *step)
{
    verdict_t verdict = place(step);
    if (verdict == VERDICT_MET) {
        need(step->decision, asked_find(step->flow, step->asked[0]->id) != NULL, "same_offer");
        need(step->decision, step->facts->has_questions, "question_answers");
        return verdict_of(step);
    }
    return verdict;
}

static verdict_t supplement(step_t *step)
{
    need(step->decision, deadline_find(step->course, step->flow->id, CLOCK_ORD_10) != NULL, "nothing_owed");
    if (step->decision->missing_count > 0) {
        return verdict_of(step);
    }
    verdict_t verdict = meets(step, standard_for_order(PRIORITY_ROUTINE), standard_for_order(PRIORITY_ACUTE));
    step->decision->section_count = 0; /* orders are counted, not what follows them */
    return verdict;
}

/* ---- the offer's answers ---- */

/* L3: what somebody told by phone is told by the unit's own person again, with its own key. */
static void need_contact(step_t *step)
{
    const message_facts_t *facts = step->facts;
    bool is_there = directory_on_roster(step->context->registry, step->sender->id, facts->contact_person, step->context->now);
    need(step->decision, facts->person[0] != '\0' && !facts->recorded_for, "person.id");
    need(step->decision, is_there, "contact_person");
    need(step->decision, facts->has_contact_phone, "contact_phone");
}

static verdict_t confirm(step_t *step)
{
    need(step->decision, is_date(step, step->facts->at), "start_at");
    need_contact(step);
    return verdict_of(step);
}

static verdict_t returned(step_t *step)
{
    need(step->decision, asked_open(step->flow) == 1, "only_one_asked");
    need(step->decision, step->facts->has_questions, "questions_with_id");
    return verdict_of(step);
}

static bool names_own_offer(const step_t *step)
{
    return step->facts->has_offer || !flow_owns_offer(step->course, step->flow);
}

static bool is_past(const step_t *step, instant_t at)
{
    return at > 0 && at <= step->context->now + CLOCK_SKEW_MS;
}

static verdict_t start(step_t *step)
{
    need(step->decision, is_past(step, step->facts->at), "first_meeting_at");
    need(step->decision, names_own_offer(step), "offer");
    need_contact(step);
    if (step->decision->missing_count > 0 || !flow_owns_offer(step->course, step->flow)) {
        return verdict_of(step);
    }
    return refuse_status(step, directory_can_hold(step->context->registry, step->sender, step->context->now));
}

static void need_next_owner(step_t *step)
{
    const char *owner = step->facts->next_owner;
    need(step->decision, step->facts->reason != 0, "reason");
    need(step->decision, owner[0] != '\0' && directory_party(step->context->registry, owner) != NULL, "next_owner");
}

static verdict_t refuse_starting(step_t *step)
{
    need(step->decision, names_own_offer(step), "offer");
    need_next_owner(step);
    return verdict_of(step);
}

static verdict_t last_confirm(step_t *step, bool is_last)
{
    return (asked_open(step->flow) <= 1) == is_last ? VERDICT_MET : VERDICT_OTHER_ROW;
}

/* ---- the start date ---- */

static bool can_be_offered(step_t *step)
{
    const flow_t *flow = step->flow;
    const course_t *course = step->course;
    const party_t *offer = flow->asked_count == 0 ? NULL : directory_party(step->context->registry, flow->asked[0].party);
    bool is_shared = flow_consent_holds(step, flow); /* L13 */
    step->asked_count = 0;
    if (offer == NULL || !is_shared || course_offer_is_open(course) || strcmp(course->holder, course->authority) != 0 ||
        directory_can_hold(step->context->registry, offer, step->context->now) != STATUS_OK) {
        return false;
    }
    step->asked[step->asked_count++] = offer;
    return true;
}

/* No clash where the offer holds already. */
static verdict_t date(step_t *step, when_t when)
{
    const flow_t *flow = step->flow;
    bool holds = flow->asked_count > 0 && strcmp(flow->asked[0].party, step->course->holder) == 0;
    if ((flow->marks & ORDER_WITH_DUTY) == 0 || holds) {
        return VERDICT_OTHER_ROW;
    }
    return can_be_offered(step) == (when == WHEN_START_OFFERABLE) ? VERDICT_MET : VERDICT_OTHER_ROW;
}

/* ---- changes ---- */

static verdict_t change(step_t *step)
{
    need(step->decision, (step->flow->marks & ORDER_CHANGE) == 0, "no_open_change");
    need(step->decision, step->facts->has_need && step->facts->has_text, "both_versions");
    return verdict_of(step);
}

static verdict_t change_answer(step_t *step, bool is_yes)
{
    const message_facts_t *facts = step->facts;
    need(step->decision, (step->flow->marks & ORDER_CHANGE) != 0, "open_change");
    need(step->decision, is_yes || facts->reason != 0, "reason");
    need(step->decision, facts->at == 0 || !is_yes || is_date(step, facts->at), "start_at");
    need(step->decision, facts->review_at == 0 || !is_yes || is_ahead(step, facts->review_at, YEAR_DAYS_MAX), "review_at");
    return verdict_of(step);
}

/* ---- came by themselves ---- */

static bool is_self_admitting(const char *paragraph)
{
    unsigned number = 0;
    for (const char *at = paragraph; *at != '\0' && number < 1000; at++) {
        number = *at >= '0' && *at <= '9' ? number * 10 + (unsigned)(*at - '0') : number;
    }
    return number == FIRST_PARAGRAPH || number == SECOND_PARAGRAPH || number == THIRD_PARAGRAPH;
}

static bool has_own_order(const step_t *step)
{
    for (unsigned index = 0; index < step->course->flow_count; index++) {
        const flow_t *flow = &step->course->flows[index];
        const asked_t *asked = flow->kind == FLOW_ORDER && flow_is_open(flow) && !state_enquires(flow->state) ? asked_find(flow, step->sender->id) : NULL;
        if (asked != NULL && asked->said != SAID_NO) {
            return true;
        }
    }
    return false;
}

static verdict_t self_admitted(step_t *step, bool may_hold)
{
    bool can = directory_can_hold(step->context->registry, step->sender, step->context->now) == STATUS_OK;
    if (can != may_hold) {
        return VERDICT_OTHER_ROW;
    }
    need(step->decision, !course_is_of_dead(step->course), "not_dead");
    need(step->decision, !has_own_order(step), "no_own_order");
    need(step->decision, is_self_admitting(step->facts->paragraph), "self_admitting_paragraph");
    need(step->decision, is_past(step, step->facts->at), "admitted_at");
    need(step->decision, step->facts->has_need, "need");
    return verdict_of(step);
}

static verdict_t not_ours(step_t *step)
{
    const party_t *other = directory_party(step->context->registry, step->facts->next_owner);
    bool is_authority = other != NULL && other->kind == PARTY_KIND_AUTHORITY && is_unit_of_another(step, other) && party_in_force(other, step->context->now);
    need(step->decision, step->facts->reason != 0, "reason");
    need(step->decision, is_authority, "acting_authority");
    return verdict_of(step);
}

static verdict_t recognise(step_t *step)
{
    need(step->decision, step->facts->has_payer, "payer");
    need(step->decision, is_ahead(step, step->facts->review_at, YEAR_DAYS_MAX), "review_at");
    need(step->decision, step->facts->person[0] != '\0', "person.id");
    return verdict_of(step);
}

/* ---- running, and its end ---- */

static verdict_t reviewed(step_t *step)
{
    const message_facts_t *facts = step->facts;
    need(step->decision, facts->reason != 0, "review_status");
    need(step->decision, is_ahead(step, facts->review_at, YEAR_DAYS_MAX), "review_at");
    need(step->decision, facts->step_down == ANSWER_YES || facts->step_down == ANSWER_NO, "step_down");
    return verdict_of(step);
}

static verdict_t end_notice(step_t *step)
{
    const message_facts_t *facts = step->facts;
    need(step->decision, !facts->recalled, "not_recalled");
    need(step->decision, facts->reason != 0, "reason");
    need(step->decision, is_ahead(step, facts->ends_at, YEAR_DAYS_MAX), "ends_at");
    need(step->decision, facts->has_text, "onward_plan");
    return verdict_of(step);
}

/* Not bound to the closing flow's own rows: it may come later than this one. */
static bool is_in_aftercare(const course_t *course)
{
    for (unsigned index = 0; index < course->flow_count; index++) {
        const state_info_t *info = state_info((uint32_t)course->flows[index].state);
        if (course->flows[index].kind == FLOW_CLOSING && strcmp(info->code, "AFTERCARE") == 0) {
            return true;
        }
    }
    return false;
}

/* L3: an offer that holds does not let go by ending its order. */
static void need_released(step_t *step)
{
    bool holds = false;
    for (unsigned index = 0; index < step->flow->asked_count; index++) {
        holds = holds || (step->flow->asked[index].said != SAID_NO && strcmp(step->flow->asked[index].party, step->course->holder) == 0);
    }
    need(step->decision, !holds || is_in_aftercare(step->course), "offer_does_not_hold");
    need(step->decision, step->facts->reason != 0, "reason");
    need(step->decision, step->facts->has_text, "onward_plan");
}

static verdict_t end(step_t *step)
{
    need_released(step);
    return verdict_of(step);
}

static verdict_t never_came(step_t *step)
{
    need(step->decision, step->facts->attempts > 0, "attempts_made");
    need_released(step);
    return verdict_of(step);
}

static bool has_key(const registry_t *registry, const char *party)
{
    bool has_any = false;
    for (unsigned index = 0; index < registry->grant_count; index++) {
        if (strcmp(registry->grants[index].party, party) == 0) {
            has_any = true;
            if (registry->grants[index].revoked_at == 0) {
                return true;
            }
        }
    }
    return !has_any; /* one that never had a key is reached by other ways */
}

static bool is_silent(const step_t *step, const char *party)
{
    for (unsigned index = 0; index < step->course->deadline_count; index++) {
        const deadline_t *deadline = &step->course->deadlines[index];
        if (uuid_equal(deadline->flow, step->flow->id) && strcmp(deadline->awaited, party) == 0 && deadline->step > LADDER_LAST_STEP) {
            return true;
        }
    }
    return false;
}

bool party_is_gone(const step_t *step, const char *id)
{
    const registry_t *registry = step->context->registry;
    const party_t *party = directory_party(registry, id);
    return party == NULL || !party_in_force(party, step->context->now) || !directory_has_roster(registry, party, step->context->now) || !has_key(registry, id) ||
           is_silent(step, id);
}

static verdict_t end_for_gone(step_t *step)
{
    bool all_gone = step->flow->asked_count > 0;
    for (unsigned index = 0; index < step->flow->asked_count; index++) {
        all_gone = all_gone && (step->flow->asked[index].said == SAID_NO || party_is_gone(step, step->flow->asked[index].party));
    }
    need(step->decision, all_gone, "offer_gone");
    need(step->decision, is_past(step, step->facts->seen_at), "citizen_seen_at");
    need_released(step);
    return verdict_of(step);
}

static bool has_onward(const course_t *course)
{
    for (unsigned index = 0; index < course->flow_count; index++) {
        const flow_t *flow = &course->flows[index];
        if (flow_is_open(flow) && (flow->kind == FLOW_HANDOVER || flow->kind == FLOW_CLOSING)) {
            return true;
        }
    }
    return false;
}

/* ---- which ---- */

static verdict_t running_when(step_t *step, when_t when)
{
    switch ((unsigned)when) {
    case WHEN_CHANGE: return change(step);
    case WHEN_CHANGE_ANSWER: return change_answer(step, true);
    case WHEN_CHANGE_NO: return change_answer(step, false);
    case WHEN_REVIEWED: return reviewed(step);
    case WHEN_END_NOTICE: return end_notice(step);
    case WHEN_RECALL_NOTICE:
        need(step->decision, step->facts->recalled, "notice_recalled");
        return verdict_of(step);
    case WHEN_ONWARD_OPEN: return has_onward(step->course) ? VERDICT_MET : VERDICT_OTHER_ROW;
    case WHEN_END_ORDER: return end(step);
    case WHEN_END_FOR_GONE: return end_for_gone(step);
    case WHEN_NEVER_CAME: return never_came(step);
    default: return hospital_when(step, when);
    }
}

verdict_t order_when(step_t *step, when_t when)
{
    switch ((unsigned)when) {
    case WHEN_ENQUIRE: return ask_anonymously(step);
    case WHEN_WILLING: return willing(step);
    case WHEN_NONE_WILLING: return willing_count(step->flow) == 0 ? VERDICT_MET : VERDICT_OTHER_ROW;
    case WHEN_PLACE: return place(step);
    case WHEN_PLACE_AGAIN: return place_again(step);
    case WHEN_SUPPLEMENT_ORDER: return supplement(step);
    case WHEN_CONFIRM_ORDER: return confirm(step);
    case WHEN_RETURN_ORDER: return returned(step);
    case WHEN_START_OFFERABLE:
    case WHEN_START_CLASH: return date(step, when);
    case WHEN_START_ORDER: return start(step);
    case WHEN_REFUSE_STARTING: return refuse_starting(step);
    case WHEN_NOT_LAST_CONFIRM: return last_confirm(step, false);
    case WHEN_LAST_CONFIRM: return last_confirm(step, true);
    case WHEN_SELF_ADMITTED: return self_admitted(step, true);
    case WHEN_SELF_ADMITTED_NO_HOLD: return self_admitted(step, false);
    case WHEN_NOT_OURS: return not_ours(step);
    case WHEN_RECOGNISE: return recognise(step);
    default: return running_when(step, when);
    }
}
