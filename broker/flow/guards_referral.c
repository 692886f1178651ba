/* SPDX-License-Identifier: EUPL-1.2
 * What a step of the referral requires (L3, L6; FVL § 7, RSL §§ 3, 9, 11 b, 66). Pure. */
#include <string.h>

#include "base/check.h"
#include "directory/directory.h"
#include "flow/guards.h"
#include "flow/marks.h"

#define YEAR_DAYS 366
#define NOTICE_DAYS_MAX 90
#define PAUSE_DAYS_MAX 90
enum { DECISION_GRANTED = 1, DECISION_PARTLY = 2, DECISION_REFUSED = 3 };
enum { VOICE_CITIZEN = 1, VOICE_REPRESENTATIVE = 2, VOICE_REFERRER = 3 };

/* ---- submitted ---- */

/* Who is in the register has a number there; whoever is not gives one. */
static bool names_referrer(const step_t *step)
{
    const message_facts_t *facts = step->facts;
    return facts->person[0] != '\0' || (facts->person_is_named && facts->person_has_phone) || facts->has_way_back;
}

static verdict_t five_items(step_t *step)
{
    const message_facts_t *facts = step->facts;
    decision_t *decision = step->decision;
    need(decision, !course_is_of_dead(step->course), "not_dead");
    need(decision, names_referrer(step), "referrer");
    need(decision, facts->has_subject && !facts->subject_is_anonymous, "citizen");
    need(decision, facts->has_need, "need");
    need(decision, facts->priority != PRIORITY_NONE, "priority");
    need(decision, facts->informed == ANSWER_YES || (facts->informed == ANSWER_NO && facts->has_text), "citizen_informed");
    return verdict_of(step);
}

/* ---- received ---- */

/* The published deadline counts from the day that the application came; one that has passed binds no longer, and the clock tells so. */
static bool is_within_published(const step_t *step)
{
    const flow_t *flow = step->flow;
    const message_facts_t *facts = step->facts;
    const char *paragraph = facts->paragraph[0] != '\0' ? facts->paragraph : flow->paragraph;
    clock_run_t run = {step->context->calendar, clock_rule(clock_rule_for(CLOCK_REF_2, flow->priority)), flow->priority, flow->opened_at, paragraph};
    instant_t due = clock_due(&run, 0);
    return is_ahead(step, facts->at, YEAR_DAYS) && (facts->at <= due || due <= step->context->now);
}

static bool names_caseworker(const step_t *step)
{
    const message_facts_t *facts = step->facts;
    const char *who = facts->has_contact_person ? facts->contact_person : facts->person;
    return who[0] != '\0' && directory_on_roster(step->context->registry, step->sender->id, who, step->context->now);
}

static verdict_t received(step_t *step)
{
    const message_facts_t *facts = step->facts;
    bool is_offered = flow_owns_offer(step->course, step->flow);
    need(step->decision, facts->person[0] != '\0', "person.id");
    need(step->decision, facts->has_offer || !is_offered, "offer");
    need(step->decision, names_caseworker(step), "caseworker");
    need(step->decision, is_within_published(step), "decision_at");
    if (step->decision->missing_count > 0 || !is_offered) {
        return verdict_of(step);
    }
    status_t status = directory_can_hold(step->context->registry, step->sender, step->context->now);
    return status == STATUS_OK ? VERDICT_MET : refuse(step, status);
}

/* ---- forwarded ---- */

static verdict_t forward(step_t *step)
{
    need(step->decision, step->facts->has_text, "text");
    need(step->decision, step->facts->receiver_count == 1, "other_authority");
    if (step->decision->missing_count > 0) {
        return verdict_of(step);
    }
    status_t status = resolve_receivers(step, false);
    if (status != STATUS_OK) {
        return refuse(step, status);
    }
    need(step->decision, step->asked[0]->kind == PARTY_KIND_AUTHORITY && is_unit_of_another(step, step->asked[0]), "other_authority");
    return verdict_of(step);
}

static verdict_t confirms(step_t *step, bool is_told)
{
    if (step->facts->recorded_for != is_told) {
        return VERDICT_OTHER_ROW;
    }
    need(step->decision, step->facts->person[0] != '\0', "person.id");
    need(step->decision, !is_told || step->facts->recorded_for_complete, "recorded_for.name_phone_at");
    return verdict_of(step);
}

/* ---- supplement ---- */

/* The rule of every pause: the citizen's own reason, not overdue, ninety days in all. REF-2 only; an appeal stands still for nobody. */
static bool may_pause(const step_t *step)
{
    const flow_t *flow = step->flow;
    const deadline_t *deadline = deadline_find(step->course, flow->id, CLOCK_REF_2);
    if (step->facts->pause == PAUSE_NONE) {
        return true;
    }
    if (deadline == NULL || deadline->paused_until != 0 || deadline->due_at <= step->context->now) {
        return false;
    }
    clock_run_t run = {step->context->calendar, clock_rule(clock_rule_for(CLOCK_REF_5, flow->priority)), flow->priority, step->context->now, ""};
    return deadline->paused_ms + clock_due(&run, 0) - step->context->now <= PAUSE_DAYS_MAX * DAY_MS;
}

static verdict_t ask_supplement(step_t *step)
{
    const message_facts_t *facts = step->facts;
    bool asks_unit = facts->receiver_count == 1;
    need(step->decision, facts->has_questions, "questions");
    need(step->decision, facts->receiver_count <= 1 && asks_unit != facts->citizen_agrees, "supplement_from");
    need(step->decision, may_pause(step), "pause_reason");
    if (step->decision->missing_count > 0 || !asks_unit) {
        return verdict_of(step);
    }
    status_t status = resolve_receivers(step, false);
    if (status != STATUS_OK) {
        return refuse(step, status);
    }
    need(step->decision, !is_unit_of_another(step, step->asked[0]) && step->asked[0] != step->sender && step->asked[0]->kind != PARTY_KIND_CITIZEN_DOOR, "supplement_from");
    return verdict_of(step);
}

/* What a unit was asked, and told by phone or letter, names who said so. */
static verdict_t answers(step_t *step)
{
    bool is_asked = strcmp(step->flow->other, step->sender->id) == 0;
    need(step->decision, step->facts->has_questions, "answers");
    need(step->decision, is_asked || step->facts->recorded_for_complete, "recorded_for.name_phone_at");
    return verdict_of(step);
}

/* ---- decided ---- */

static verdict_t grants(step_t *step)
{
    const message_facts_t *facts = step->facts;
    decision_t *decision = step->decision;
    bool is_partly = facts->decision == DECISION_PARTLY;
    if (facts->decision == DECISION_REFUSED) {
        return VERDICT_OTHER_ROW;
    }
    need(decision, facts->decision != 0, "decision");
    need(decision, facts->person[0] != '\0', "person.id");
    need(decision, facts->paragraph[0] != '\0' || step->flow->paragraph[0] != '\0', "paragraph");
    need(decision, facts->ends_at > step->context->now || (facts->ends_at == 0 && facts->has_no_end), "no_end_because");
    need(decision, !is_partly || facts->reason != 0, "reason");
    need(decision, !is_partly || facts->has_text, "text");
    need(decision, !is_partly || facts->has_guidance, "appeal_guidance");
    return verdict_of(step);
}

static bool owner_is_known(const step_t *step)
{
    const party_t *owner = step->facts->next_owner[0] == '\0' ? NULL : directory_party(step->context->registry, step->facts->next_owner);
    return owner != NULL && party_in_force(owner, step->context->now);
}

static verdict_t refuses(step_t *step)
{
    const message_facts_t *facts = step->facts;
    decision_t *decision = step->decision;
    if (facts->decision != DECISION_REFUSED) {
        return VERDICT_OTHER_ROW;
    }
    need(decision, (step->flow->marks & REFERRAL_APPEALED) == 0, "reassessed_instead");
    need(decision, facts->person[0] != '\0', "person.id");
    need(decision, facts->reason != 0, "reason");
    need(decision, facts->has_text, "text");
    need(decision, facts->has_alternative, "alternative");
    need(decision, facts->has_guidance, "appeal_guidance");
    need(decision, owner_is_known(step), "next_owner");
    return verdict_of(step);
}

static bool is_past(const step_t *step, instant_t at)
{
    return at != 0 && at <= step->context->now + CLOCK_SKEW_MS && at >= step->flow->opened_at - CLOCK_SKEW_MS;
}

static verdict_t notified(step_t *step)
{
    bool needs_guidance = step->flow->state == STATE_REFERRAL_REFUSED_BY_DECISION || (step->flow->marks & REFERRAL_PARTLY) != 0;
    need(step->decision, is_past(step, step->facts->told_at), "citizen_told");
    need(step->decision, !needs_guidance || step->facts->has_guidance, "appeal_guidance");
    return verdict_of(step);
}

static verdict_t upheld(step_t *step)
{
    if ((step->flow->marks & REFERRAL_APPEALED) == 0) {
        text_set(step->decision->detail, sizeof step->decision->detail, "no appeal is open");
        return refuse(step, STATUS_NOT_ALLOWED_NOW);
    }
    need(step->decision, is_past(step, step->facts->told_at), "sent_on");
    need(step->decision, step->facts->person[0] != '\0', "person.id");
    return verdict_of(step);
}

/* ---- the deadline ---- */

static verdict_t notice(step_t *step)
{
    const message_facts_t *facts = step->facts;
    const deadline_t *deadline = deadline_find(step->course, step->flow->id, CLOCK_REF_2);
    need(step->decision, deadline != NULL && deadline->paused_until == 0, "running_deadline");
    need(step->decision, is_ahead(step, facts->at, NOTICE_DAYS_MAX) && (deadline == NULL || facts->at > deadline->due_at), "new_date");
    need(step->decision, facts->has_text, "text");
    need(step->decision, is_past(step, facts->told_at), "citizen_told");
    return verdict_of(step);
}

static verdict_t reprioritise(step_t *step)
{
    const message_facts_t *facts = step->facts;
    bool is_other = facts->priority != PRIORITY_NONE && facts->priority != step->flow->priority;
    need(step->decision, is_other || facts->has_no_early, "priority");
    need(step->decision, facts->has_text || (facts->has_no_early && !is_other), "text");
    return verdict_of(step);
}

static verdict_t no_early(const step_t *step)
{
    for (unsigned index = 0; index < step->course->flow_count; index++) {
        const flow_t *flow = &step->course->flows[index];
        if (flow->kind == FLOW_EARLY_INTERVENTION && flow_is_open(flow)) {
            return VERDICT_OTHER_ROW;
        }
    }
    return VERDICT_MET;
}

/* ---- whose word it is ---- */

static bool is_citizens_voice(const message_facts_t *facts)
{
    return facts->voice == VOICE_CITIZEN || facts->voice == VOICE_REPRESENTATIVE;
}

/* Only the referrer itself speaks as the referrer; whoever else registers it does so for the citizen. */
static verdict_t withdrawal(step_t *step)
{
    const message_facts_t *facts = step->facts;
    bool is_own = facts->voice == VOICE_REFERRER && strcmp(step->flow->opened_by, step->sender->id) == 0;
    need(step->decision, is_own || is_citizens_voice(facts), "by_whom");
    need(step->decision, facts->has_text, "text");
    return verdict_of(step);
}

static verdict_t of_citizen(step_t *step)
{
    need(step->decision, is_citizens_voice(step->facts), "by_whom");
    need(step->decision, step->facts->has_text, "text");
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

static verdict_t withdrawal_confirm(step_t *step)
{
    need(step->decision, step->facts->citizen_agrees, "citizen_asked");
    need(step->decision, !has_risk(step->course) || step->facts->section_82_considered, "section_82_considered");
    need(step->decision, step->facts->person[0] != '\0', "person.id");
    return verdict_of(step);
}

static verdict_t baton_recall(step_t *step)
{
    need(step->decision, flow_owns_offer(step->course, step->flow), "own_offer");
    need(step->decision, step->facts->has_text, "text");
    return verdict_of(step);
}

verdict_t referral_when(step_t *step, when_t when)
{
    switch ((unsigned)when) {
    case WHEN_FIVE_ITEMS: return five_items(step);
    case WHEN_RECEIVED: return received(step);
    case WHEN_FORWARD: return forward(step);
    case WHEN_BATON_RECALL: return baton_recall(step);
    case WHEN_WITHDRAWAL: return withdrawal(step);
    case WHEN_CITIZEN_WITHDRAWAL:
    case WHEN_APPEAL: return of_citizen(step);
    case WHEN_ASK_SUPPLEMENT: return ask_supplement(step);
    case WHEN_ANSWERS: return answers(step);
    case WHEN_GRANTS: return grants(step);
    case WHEN_REFUSES: return refuses(step);
    case WHEN_REPRIORITISE: return reprioritise(step);
    case WHEN_NOTICE: return notice(step);
    case WHEN_NO_EARLY: return no_early(step);
    case WHEN_NOTIFIED: return notified(step);
    case WHEN_UPHELD: return upheld(step);
    case WHEN_CONFIRMS_OWN_KEY: return confirms(step, false);
    case WHEN_CONFIRMS_TOLD: return confirms(step, true);
    case WHEN_BECAUSE:
    case WHEN_NOT_THEIRS:
        need(step->decision, step->facts->has_text, "text");
        return verdict_of(step);
    case WHEN_WITHDRAWAL_CONFIRM: return withdrawal_confirm(step);
    default: return order_when(step, when);
    }
}
