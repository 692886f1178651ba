/* SPDX-License-Identifier: EUPL-1.2
 * What a step of a hospital stay requires: of what the ward tells as little as possible, of the agreement every item (L4). Pure. */
#include <string.h>

#include "base/check.h"
#include "directory/directory.h"
#include "flow/guards.h"
#include "flow/hospital.h"
#include "flow/marks.h"
#include "flow/standard.h"

#define READMISSION_MS (2 * DAY_MS)
#define TALK_DAYS_MAX 90
#define YEAR_DAYS 366
#define ATTEMPTS_NEEDED 3U
enum { KIND_AGREEMENT = 1, KIND_COORDINATION_PLAN = 2 };

/* A person who sends a ward's event says who told it, and when. */
static void need_teller(step_t *step)
{
    bool is_told = step->facts->recorded_for || !is_ward_kind(step->sender);
    need(step->decision, !is_told || (step->facts->recorded_for && step->facts->recorded_for_complete), "recorded_for.name_phone_at");
}

static bool is_date_near(const step_t *step, instant_t at, int days_before)
{
    return at != 0 && at >= step->context->now - days_before * DAY_MS && at <= step->context->now + YEAR_DAYS * DAY_MS;
}

/* ---- begin ---- */

static bool is_readmission(const step_t *step, const flow_t *flow)
{
    return flow->state == STATE_HOSPITAL_DISCHARGED && step->context->now <= flow->planned_at + READMISSION_MS;
}

/* The ward's own stay goes on under its flow id: two of them would ask everything twice. */
static void need_new_stay(step_t *step)
{
    for (unsigned index = 0; index < step->course->flow_count; index++) {
        const flow_t *flow = &step->course->flows[index];
        bool is_own = flow->kind == FLOW_HOSPITAL_STAY && flow_is_open(flow) && strcmp(flow->other, stay_ward(step)) == 0;
        if (is_own && (flow->state != STATE_HOSPITAL_DISCHARGED || is_readmission(step, flow))) {
            miss(step->decision, "flow_id");
            return;
        }
    }
}

static verdict_t begin(step_t *step)
{
    need(step->decision, !course_is_of_dead(step->course), "not_dead");
    need_new_stay(step);
    need_teller(step);
    return verdict_of(step);
}

static verdict_t readmission(step_t *step)
{
    need(step->decision, is_readmission(step, step->flow), "new_stay");
    need_teller(step);
    return verdict_of(step);
}

static verdict_t warning(step_t *step, bool is_new)
{
    need(step->decision, is_date_near(step, step->facts->at, 1), "discharge_at");
    need(step->decision, step->facts->has_need, "need");
    if (is_new) {
        return begin(step);
    }
    need_teller(step);
    return verdict_of(step);
}

static verdict_t finished(step_t *step, bool is_new)
{
    need(step->decision, is_date_near(step, step->facts->at, YEAR_DAYS), "finished_at");
    if (is_new) {
        need(step->decision, step->facts->has_need, "need");
        return begin(step);
    }
    need_teller(step);
    return verdict_of(step);
}

/* On leave the stay is what it was before, and what has been told since. */
static bool has_bed(const step_t *step, state_t state)
{
    bool is_on_leave;
    return stay_bed(step->flow, STAY_NO_EVENT, &is_on_leave) == state;
}

static verdict_t told_once(step_t *step, verdict_t (*told)(step_t *step, bool is_new), state_t last)
{
    bool is_again = step->flow->state == STATE_HOSPITAL_ON_LEAVE && (has_bed(step, last) || has_bed(step, STATE_HOSPITAL_READY));
    return is_again ? VERDICT_OTHER_ROW : told(step, false);
}

static verdict_t back(step_t *step, state_t bed)
{
    if (!has_bed(step, bed)) {
        return VERDICT_OTHER_ROW;
    }
    need_teller(step);
    return verdict_of(step);
}

static verdict_t told_by_ward(step_t *step)
{
    need_teller(step);
    return verdict_of(step);
}

static verdict_t next_ward(step_t *step)
{
    need_teller(step);
    for (unsigned index = 0; index < step->facts->receiver_count; index++) {
        const party_t *party = directory_party(step->context->registry, step->facts->receivers[index].party);
        if (party == NULL || !is_ward_kind(party)) {
            miss(step->decision, "ward");
            break;
        }
    }
    return verdict_of(step);
}

/* ---- what the municipality says ---- */

static bool has_risk(const step_t *step)
{
    for (unsigned index = 0; index < step->course->flow_count; index++) {
        if (step->course->flows[index].has_risk) {
            return true;
        }
    }
    return step->facts->tells_risk;
}

/* L4: each missing item by its code. */
static verdict_t meets(step_t *step, const standard_t *standard)
{
    const message_facts_t *facts = step->facts;
    decision_t *decision = step->decision;
    standard_case_t of = {TRANSITION_NONE, has_risk(step), ""};
    uint8_t answers[STANDARD_ITEMS_MAX];
    memcpy(answers, facts->answers, sizeof answers);
    standard_add_known(facts, &(standard_known_t){TRANSITION_NONE, 0, true}, answers);
    standard_hash(standard, decision->standard_hash);
    decision->section_count = standard_count(standard, &of, answers, decision->sections);
    decision->missing_count = standard_check(standard, &of, answers, decision->missing);
    return decision->missing_count == 0 ? VERDICT_MET : refuse(step, STATUS_INCOMPLETE);
}

static verdict_t profile(step_t *step)
{
    need(step->decision, step->facts->has_contact_person && step->facts->has_contact_phone, "contact_number");
    return step->decision->missing_count > 0 ? verdict_of(step) : meets(step, standard_of_stay(false));
}

static verdict_t ward_talk(step_t *step)
{
    need(step->decision, step->facts->has_text, "what_was_said");
    need(step->decision, is_ahead(step, step->facts->at, TALK_DAYS_MAX), "next_review");
    return verdict_of(step);
}

/* On leave there may be no warning to answer. */
static verdict_t effort(step_t *step)
{
    const message_facts_t *facts = step->facts;
    if (!has_bed(step, STATE_HOSPITAL_WARNED)) {
        return VERDICT_OTHER_ROW;
    }
    need(step->decision, facts->effort == ANSWER_YES || facts->effort == ANSWER_NO, "effort_or_none");
    if (facts->effort == ANSWER_NO) {
        need(step->decision, facts->reason != 0, "reason");
    } else {
        need(step->decision, facts->has_text, "effort_what");
        need(step->decision, facts->has_need, "effort_who");
        need(step->decision, facts->at != 0, "effort_from");
    }
    return verdict_of(step);
}

static verdict_t interim(step_t *step)
{
    if (!has_bed(step, STATE_HOSPITAL_READY)) {
        return VERDICT_OTHER_ROW;
    }
    need(step->decision, step->facts->has_text, "effort_what");
    need(step->decision, step->facts->has_need, "effort_who");
    return verdict_of(step);
}

/* ---- the agreement ---- */

static verdict_t agreement(step_t *step)
{
    const message_facts_t *facts = step->facts;
    const standard_t *standard = standard_of_stay(true);
    bool is_yes = facts->takes_part == ANSWER_YES;
    bool is_named = (facts->standard[0] == '\0' || strcmp(facts->standard, standard->name) == 0) &&
                    (facts->standard_version == 0 || facts->standard_version == standard->version);
    bool has_review = deadline_find(step->course, UUID_NIL, CLOCK_HOS_7) != NULL;
    need(step->decision, is_yes || facts->takes_part == ANSWER_NO, "takes_part");
    need(step->decision, facts->plan_kind == (is_yes ? KIND_AGREEMENT : KIND_COORDINATION_PLAN), "plan_kind");
    need(step->decision, facts->at == 0 || is_ahead(step, facts->at, YEAR_DAYS), "agreement_review_at");
    need(step->decision, is_named, "standard");
    need(step->decision, facts->person[0] != '\0', "person.id");
    if (step->decision->missing_count > 0) {
        return verdict_of(step);
    }
    if (!has_review && deadlines_have_room(step->course, 0, 1) != STATUS_OK) {
        return refuse(step, STATUS_COURSE_FULL);
    }
    return meets(step, standard);
}

/* Each confirms what the other wrote, as it stands. A ward without a key confirms by telephone: who, when, and the number stand in recorded_for. */
static verdict_t agreement_other(step_t *step)
{
    const message_facts_t *facts = step->facts;
    const flow_t *flow = step->flow;
    const char *author = facts->target_party[0] != '\0' ? facts->target_party : flow->other;
    bool is_ward = is_ward_of(step->course, flow, step->sender->id);
    bool is_by_phone = !is_ward && flow->other[0] == '\0' && facts->recorded_for && facts->recorded_for_complete;
    uint32_t by = is_ward || is_by_phone ? STAY_BY_HOLDER : STAY_BY_WARD;
    bool is_named = !uuid_is_nil(flow->package) && uuid_equal(flow->package, uuid_of_offer(step->course->id, author, facts->target_message));
    need(step->decision, is_named, "agreement_now");
    need(step->decision, !is_named || (flow->marks & by) != 0, "agreement_other");
    need(step->decision, facts->person[0] != '\0', "person.id");
    return verdict_of(step);
}

/* ---- the way out ---- */

/* Nothing stands before it. A person who registers it has somebody on the phone who knows. */
static verdict_t discharge(step_t *step)
{
    need_teller(step);
    need(step->decision, is_ward_kind(step->sender) || step->facts->has_need, "where_to");
    return verdict_of(step);
}

static verdict_t met_after(step_t *step)
{
    const message_facts_t *facts = step->facts;
    bool is_leader = directory_on_duty(step->context->registry, step->sender->id, facts->person, ROLE_LEADER, step->context->now);
    bool is_since = facts->at >= step->flow->planned_at - CLOCK_SKEW_MS && facts->at <= step->context->now + CLOCK_SKEW_MS;
    need(step->decision, facts->at != 0 && is_since, "at");
    need(step->decision, facts->met == ANSWER_YES || (facts->attempts >= ATTEMPTS_NEEDED && is_leader), "met_after");
    return verdict_of(step);
}

static verdict_t death_told(step_t *step)
{
    need(step->decision, (step->flow->marks & STAY_DIED) == 0, "death_once");
    need_teller(step);
    return verdict_of(step);
}

/* ---- corrected, taken back ---- */

static verdict_t revision(step_t *step)
{
    need(step->decision, stay_event(step->flow, step->facts->event) != STAY_NO_EVENT, "event");
    need_teller(step);
    return verdict_of(step);
}

static verdict_t cancel_first(step_t *step)
{
    unsigned index = stay_event(step->flow, step->facts->event);
    if (index != 0 && index != STAY_NO_EVENT) {
        return VERDICT_OTHER_ROW;
    }
    need(step->decision, index == 0, "event");
    need_teller(step);
    return verdict_of(step);
}

static verdict_t cancel_to(step_t *step, state_t state)
{
    unsigned index = stay_event(step->flow, step->facts->event);
    if (index == 0 || index == STAY_NO_EVENT || stay_state(step->flow, index) != state) {
        return VERDICT_OTHER_ROW;
    }
    need_teller(step);
    return verdict_of(step);
}

static bool has_told_death(const course_t *course)
{
    for (unsigned index = 0; index < course->flow_count; index++) {
        if (course->flows[index].kind == FLOW_HOSPITAL_STAY && (course->flows[index].marks & STAY_DIED) != 0) {
            return true;
        }
    }
    return false;
}

static verdict_t cancel_death(step_t *step)
{
    need(step->decision, step->facts->event == TYPE_HOSPITAL_DIED && has_told_death(step->course), "event");
    need_teller(step);
    return verdict_of(step);
}

static verdict_t cancel(step_t *step, when_t when)
{
    switch ((unsigned)when) {
    case WHEN_CANCEL_FIRST: return cancel_first(step);
    case WHEN_CANCEL_TO_ADMITTED: return cancel_to(step, STATE_HOSPITAL_ADMITTED);
    case WHEN_CANCEL_TO_LEAVE: return cancel_to(step, STATE_HOSPITAL_ON_LEAVE);
    case WHEN_CANCEL_TO_WARNED: return cancel_to(step, STATE_HOSPITAL_WARNED);
    case WHEN_CANCEL_TO_READY: return cancel_to(step, STATE_HOSPITAL_READY);
    case WHEN_CANCEL_TO_DISCHARGED: return cancel_to(step, STATE_HOSPITAL_DISCHARGED);
    case WHEN_CANCEL_DEATH: return cancel_death(step);
    default: return purchase_when(step, when);
    }
}

verdict_t hospital_when(step_t *step, when_t when)
{
    switch ((unsigned)when) {
    case WHEN_ADMISSION: return begin(step);
    case WHEN_READMISSION: return readmission(step);
    case WHEN_WARNING_NEW: return warning(step, true);
    case WHEN_WARNING: return told_once(step, warning, STATE_HOSPITAL_WARNED);
    case WHEN_FINISHED_NEW: return finished(step, true);
    case WHEN_FINISHED: return told_once(step, finished, STATE_HOSPITAL_READY);
    case WHEN_PROFILE: return profile(step);
    case WHEN_WARD_TALK: return ward_talk(step);
    case WHEN_TOLD_BY_WARD: return told_by_ward(step);
    case WHEN_BACK_ADMITTED: return back(step, STATE_HOSPITAL_ADMITTED);
    case WHEN_BACK_WARNED: return back(step, STATE_HOSPITAL_WARNED);
    case WHEN_BACK_READY: return back(step, STATE_HOSPITAL_READY);
    case WHEN_EFFORT: return effort(step);
    case WHEN_INTERIM: return interim(step);
    case WHEN_AGREEMENT: return agreement(step);
    case WHEN_AGREEMENT_OTHER: return agreement_other(step);
    case WHEN_DISCHARGE: return discharge(step);
    case WHEN_MET_AFTER: return met_after(step);
    case WHEN_NEXT_WARD: return next_ward(step);
    case WHEN_REVISION: return revision(step);
    case WHEN_DEATH_TOLD: return death_told(step);
    default: return cancel(step, when);
    }
}
