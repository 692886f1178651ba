/* SPDX-License-Identifier: EUPL-1.2
 * What a step of the early intervention requires (SEL §§ 82 a to d, L6). Pure. */
#include <string.h>

#include "base/check.h"
#include "directory/directory.h"
#include "flow/guards.h"

#define EFFORT_DAYS_MAX 366
#define EFFORT_MONTHS_82B 6
#define NEXT_DAYS_MAX 30
enum { ONWARD_NONE = 1, ONWARD_REFERRAL = 2, ONWARD_OTHER = 3 };

/* ---- who is asked ---- */

/* A unit that can answer has people in the register; the duty unit, which has no way to refuse (L6), is for emergencies. */
static bool has_people(const step_t *step)
{
    for (unsigned index = 0; index < step->asked_count; index++) {
        const party_t *party = step->asked[index];
        bool is_door = party->kind == PARTY_KIND_CITIZEN_DOOR || party->kind == PARTY_KIND_OPERATOR || party->kind == PARTY_KIND_DUTY;
        if (is_door || !directory_has_roster(step->context->registry, party, step->context->now)) {
            text_set(step->decision->detail, sizeof step->decision->detail, party->id);
            return false;
        }
    }
    return step->asked_count > 0;
}

static verdict_t request(step_t *step)
{
    const message_facts_t *facts = step->facts;
    decision_t *decision = step->decision;
    need(decision, !course_is_of_dead(step->course), "not_dead");
    need(decision, facts->has_need, "need");
    need(decision, facts->informed == ANSWER_YES || (facts->informed == ANSWER_NO && facts->has_text), "citizen_informed");
    need(decision, facts->receiver_count > 0 && facts->receiver_count <= ASKED_MAX, "receivers");
    if (decision->missing_count > 0) {
        return verdict_of(step);
    }
    status_t status = resolve_receivers(step, false);
    if (status != STATUS_OK) {
        return refuse(step, status);
    }
    need(decision, has_people(step), "unit");
    return verdict_of(step);
}

/* Each is asked once; who said no may be asked again. */
static bool may_all_join(const step_t *step)
{
    unsigned more = 0;
    for (unsigned index = 0; index < step->asked_count; index++) {
        const asked_t *known = asked_find(step->flow, step->asked[index]->id);
        if (strcmp(step->asked[index]->id, step->flow->taker) == 0 || (known != NULL && known->said != SAID_NO)) {
            return false;
        }
        more += known == NULL ? 1U : 0U;
    }
    return step->flow->asked_count + more <= ASKED_MAX;
}

static verdict_t join_request(step_t *step)
{
    need(step->decision, step->facts->has_text, "ask");
    need(step->decision, step->facts->receiver_count > 0, "receivers");
    if (step->decision->missing_count > 0) {
        return verdict_of(step);
    }
    status_t status = resolve_receivers(step, false);
    if (status != STATUS_OK) {
        return refuse(step, status);
    }
    need(step->decision, has_people(step), "unit");
    need(step->decision, may_all_join(step), "join");
    return verdict_of(step);
}

static verdict_t join(step_t *step)
{
    const message_facts_t *facts = step->facts;
    need(step->decision, facts->person[0] != '\0', "person.id");
    need(step->decision, facts->has_text && facts->has_contact_person && facts->has_contact_phone, "what_it_does");
    return verdict_of(step);
}

/* ---- the effort ---- */

static bool is_section_82(const char *paragraph)
{
    return strlen(paragraph) == 3 && strncmp(paragraph, "82", 2) == 0 && paragraph[2] >= 'a' && paragraph[2] <= 'd';
}

static const char *paragraph_of(const step_t *step)
{
    return step->facts->paragraph[0] != '\0' ? step->facts->paragraph : step->flow->paragraph;
}

/* T4: limited in time; § 82 b at most six months from its start, or from the first contact when it has not begun. */
static bool is_limited(const step_t *step, instant_t from)
{
    instant_t end = step->facts->ends_at;
    bool is_82b = strcmp(paragraph_of(step), "82b") == 0;
    return is_ahead(step, end, EFFORT_DAYS_MAX) && end > from && (!is_82b || end <= calendar_add_months(from, EFFORT_MONTHS_82B));
}

static void need_coordinator(step_t *step)
{
    const message_facts_t *facts = step->facts;
    bool is_known = directory_on_roster(step->context->registry, step->sender->id, facts->contact_person, step->context->now);
    need(step->decision, facts->contact_person[0] != '\0' && is_known, "contact_person");
    need(step->decision, facts->has_contact_phone, "contact_phone");
}

static verdict_t offer(step_t *step)
{
    need(step->decision, is_section_82(paragraph_of(step)), "paragraph_82");
    need_coordinator(step);
    need(step->decision, is_ahead(step, step->facts->at, EFFORT_DAYS_MAX), "first_contact_at");
    need(step->decision, is_limited(step, step->facts->at > 0 ? step->facts->at : step->context->now), "planned_end");
    return verdict_of(step);
}

static verdict_t start(step_t *step)
{
    need(step->decision, step->facts->has_goal, "goal");
    need(step->decision, is_section_82(paragraph_of(step)), "paragraph_82");
    need_coordinator(step);
    need(step->decision, is_limited(step, step->context->now), "planned_end");
    need(step->decision, is_ahead(step, step->facts->at, NEXT_DAYS_MAX), "next_at");
    return verdict_of(step);
}

static verdict_t status_told(step_t *step)
{
    need(step->decision, step->facts->reason != 0, "attendance");
    need(step->decision, is_ahead(step, step->facts->at, NEXT_DAYS_MAX), "next_at");
    return verdict_of(step);
}

/* ---- no ---- */

static verdict_t refused(step_t *step)
{
    const message_facts_t *facts = step->facts;
    need(step->decision, facts->reason != 0, "reason");
    need(step->decision, facts->next_owner[0] != '\0' && directory_party(step->context->registry, facts->next_owner) != NULL, "next_owner");
    return verdict_of(step);
}

static verdict_t join_refused(step_t *step)
{
    need(step->decision, step->facts->reason != 0, "reason");
    need(step->decision, step->facts->has_alternative, "alternative");
    return verdict_of(step);
}

static bool has_risk(const course_t *course)
{
    for (unsigned index = 0; index < course->flow_count; index++) {
        if (course->flows[index].has_risk) {
            return true;
        }
    }
    return false;
}

static verdict_t declined(step_t *step, bool is_at_risk)
{
    if (has_risk(step->course) != is_at_risk) {
        return VERDICT_OTHER_ROW;
    }
    need(step->decision, step->facts->reason != 0, "reason");
    need(step->decision, step->facts->has_alternative, "alternative");
    need(step->decision, !is_at_risk || step->facts->section_82_considered, "section_82_considered");
    return verdict_of(step);
}

/* ---- the end ---- */

static bool goes_on(const step_t *step)
{
    const message_facts_t *facts = step->facts;
    const flow_t *next = facts->has_next_flow ? course_flow_const(step->course, facts->next_flow) : NULL;
    bool is_there = next != NULL && next != step->flow && flow_is_open(next);
    switch (facts->onward) {
    case ONWARD_NONE: return !facts->has_next_flow;
    case ONWARD_REFERRAL: return is_there && next->kind == FLOW_REFERRAL;
    case ONWARD_OTHER: return is_there;
    default: return false;
    }
}

static verdict_t ended(step_t *step)
{
    need(step->decision, step->facts->reason != 0, "end_reason");
    need(step->decision, goes_on(step), "onward");
    return verdict_of(step);
}

/* Closed, without anybody on its roster, or silent until the duty unit was told. */
static bool unit_is_gone(const step_t *step)
{
    const flow_t *flow = step->flow;
    const party_t *unit = directory_party(step->context->registry, flow->taker);
    if (unit == NULL || !party_in_force(unit, step->context->now) || !directory_has_roster(step->context->registry, unit, step->context->now)) {
        return true;
    }
    for (unsigned index = 0; index < step->course->deadline_count; index++) {
        const deadline_t *deadline = &step->course->deadlines[index];
        if (uuid_equal(deadline->flow, flow->id) && deadline->step > LADDER_LAST_STEP && strcmp(deadline->awaited, flow->taker) == 0) {
            return true;
        }
    }
    return false;
}

static verdict_t ended_for(step_t *step)
{
    if (strcmp(step->sender->id, step->flow->taker) == 0) {
        return VERDICT_OTHER_ROW; /* its own end */
    }
    need(step->decision, unit_is_gone(step), "unit_gone");
    need(step->decision, step->facts->citizen_agrees, "citizen_told");
    need(step->decision, step->facts->reason != 0, "end_reason");
    need(step->decision, goes_on(step), "onward");
    return verdict_of(step);
}

verdict_t early_when(step_t *step, when_t when)
{
    switch ((unsigned)when) {
    case WHEN_EARLY_REQUEST: return request(step);
    case WHEN_EARLY_OFFER: return offer(step);
    case WHEN_EARLY_REFUSE: return refused(step);
    case WHEN_EARLY_YES:
        need(step->decision, step->facts->has_text, "own_words");
        return verdict_of(step);
    case WHEN_EARLY_NO: return declined(step, false);
    case WHEN_EARLY_NO_AT_RISK: return declined(step, true);
    case WHEN_EARLY_START: return start(step);
    case WHEN_EARLY_STATUS: return status_told(step);
    case WHEN_JOIN_REQUEST: return join_request(step);
    case WHEN_JOIN: return join(step);
    case WHEN_JOIN_REFUSE: return join_refused(step);
    case WHEN_EARLY_END: return ended(step);
    case WHEN_EARLY_END_FOR: return ended_for(step);
    default: return referral_when(step, when);
    }
}
