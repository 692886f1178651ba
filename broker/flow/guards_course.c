/* SPDX-License-Identifier: EUPL-1.2
 * What the universal rows require: notes, annulment, death, consent, the authority's ways in, reviews, actions, pauses, the night. Pure. */
#include <string.h>

#include "base/check.h"
#include "directory/directory.h"
#include "flow/guards.h"

#define REVIEW_DAYS_MAX 90
#define ACTION_DAYS_MAX 366
#define ANNUL_REASON_ERROR 2U

static verdict_t note(step_t *step)
{
    need(step->decision, step->facts->has_text, "text");
    need(step->decision, step->facts->receiver_count > 0, "receivers");
    return verdict_of(step);
}

/* An open offer, or an agreed date, rests on the message that is wrong: whoever is asked would take over what nobody can read any more. */
static bool bears_offer(const step_t *step)
{
    const course_t *course = step->course;
    uuid_t made = annulled_offer(step);
    bool is_agreed = false;
    for (unsigned index = 0; index < course->flow_count; index++) {
        state_t state = course->flows[index].state;
        bool is_promised = state == STATE_HANDOVER_AGREED || state == STATE_PURCHASE_ORDERED || state == STATE_PURCHASE_CONFIRMED || (state >= STATE_ORDER_PLACED && state <= STATE_ORDER_STARTING && state != STATE_ORDER_WITHDRAWING);
        is_agreed = is_agreed || (is_promised && uuid_equal(course->flows[index].package, made));
    }
    return is_agreed || (course_offer_is_open(course) && uuid_equal(course->offer.id, made));
}

static bool flow_has_started(const flow_t *flow)
{
    return flow->state == STATE_HANDOVER_BRIDGE || flow->state == STATE_HANDOVER_FOLLOW_UP || flow->state == STATE_EARLY_RUNNING || flow->state == STATE_ORDER_RUNNING || flow->state == STATE_ORDER_ENDING ||
           flow->state == STATE_PURCHASE_RUNNING || flow->state == STATE_PURCHASE_TERMINATING;
}

static verdict_t annul(step_t *step)
{
    const message_facts_t *facts = step->facts;
    const person_t *second = directory_person(step->context->registry, step->sender->id, facts->second_person);
    bool is_second = second != NULL && person_in_force(second, step->context->now) && strcmp(second->id, facts->person) != 0;
    need(step->decision, facts->target_message[0] != '\0', "message_id");
    need(step->decision, facts->reason >= 1 && facts->reason <= ANNUL_REASON_ERROR, "reason");
    /* What has begun by mistake is ended; only for a wrong citizen is it as if it had not been. */
    bool has_started = step->annulled != NULL && flow_has_started(step->annulled);
    need(step->decision, !has_started || facts->reason != ANNUL_REASON_ERROR, "wrong_citizen");
    need(step->decision, step->annulled != NULL || !bears_offer(step), "recall_first");
    need(step->decision, is_second, "second_person");
    need(step->decision, facts->person[0] != '\0', "person.id");
    return verdict_of(step);
}

static verdict_t take_home(step_t *step)
{
    if (strcmp(step->course->holder, step->course->authority) == 0) {
        return refuse(step, STATUS_ALREADY_HOLDS);
    }
    need(step->decision, step->facts->reason != 0, "reason");
    need(step->decision, step->facts->person[0] != '\0', "person.id");
    return verdict_of(step);
}

static verdict_t review(step_t *step)
{
    need(step->decision, is_ahead(step, step->facts->at, REVIEW_DAYS_MAX), "next_review");
    need(step->decision, step->facts->person[0] != '\0', "person.id");
    return verdict_of(step);
}

static verdict_t successor(step_t *step)
{
    const person_t *person = directory_person(step->context->registry, step->sender->id, step->facts->contact_person);
    need(step->decision, person != NULL && person_in_force(person, step->context->now), "successor");
    return verdict_of(step);
}

static verdict_t until(step_t *step)
{
    need(step->decision, is_ahead(step, step->facts->at, REVIEW_DAYS_MAX), "until");
    return verdict_of(step);
}

static bool owner_is_known(const step_t *step)
{
    const party_t *owner = directory_party(step->context->registry, step->facts->action_owner);
    return owner != NULL && party_in_force(owner, step->context->now);
}

/* An id, and no words: it stands in clear beside its due time (L12). */
static bool is_plain_id(const char *id)
{
    return id[0] != '\0' && strspn(id, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._-") == strlen(id);
}

static verdict_t action(step_t *step, when_t when)
{
    const message_facts_t *facts = step->facts;
    bool has_owner = facts->action_owner[0] != '\0';
    bool is_known = facts->action_id[0] != '\0' && deadline_of_action(step->course, facts->action_id) != NULL;
    need(step->decision, is_plain_id(facts->action_id) && is_known == (when != WHEN_ACTION_NEW), "action_id");
    if (when == WHEN_ACTION_KNOWN) {
        return verdict_of(step);
    }
    need(step->decision, has_owner ? owner_is_known(step) : when == WHEN_ACTION_MOVE && facts->at != 0, "owner");
    need(step->decision, facts->at == 0 || is_ahead(step, facts->at, ACTION_DAYS_MAX), "due");
    if (step->decision->missing_count == 0 && when == WHEN_ACTION_NEW && deadlines_have_room(step->course, 0, 1) != STATUS_OK) {
        return refuse(step, STATUS_COURSE_FULL);
    }
    return verdict_of(step);
}

bool course_is_of_dead(const course_t *course)
{
    for (unsigned index = 0; index < course->flow_count; index++) {
        if (course->flows[index].state == STATE_CLOSING_DEAD) {
            return true;
        }
    }
    return false;
}

static verdict_t died(step_t *step)
{
    if (course_is_of_dead(step->course)) {
        text_set(step->decision->detail, sizeof step->decision->detail, "registered already");
        return refuse(step, STATUS_NOT_ALLOWED_NOW);
    }
    need(step->decision, step->facts->reason != 0, "death_source");
    need(step->decision, step->facts->has_text, "seen_by");
    need(step->decision, step->facts->person[0] != '\0', "person.id");
    return verdict_of(step);
}

/* No readiness, no aftercare and no evaluation are asked of the dead; whatever was opened later is ended first. */
static verdict_t close_dead(step_t *step)
{
    need(step->decision, step->facts->reason == CLOSING_DEAD, "mode_dead");
    need(step->decision, course_open_flows(step->course) == 1, "no_other_flow");
    need(step->decision, step->facts->person[0] != '\0', "person.id");
    return verdict_of(step);
}

static bool shares_action(const course_t *course, const course_t *other)
{
    for (unsigned one = 0; one < course->deadline_count; one++) {
        for (unsigned two = 0; two < other->deadline_count; two++) {
            const char *id = course->deadlines[one].action_id;
            if (id[0] != '\0' && strcmp(id, other->deadlines[two].action_id) == 0) {
                return true;
            }
        }
    }
    return false;
}

/* L10: a course of others is not there. */
static verdict_t link_with(step_t *step)
{
    const message_facts_t *facts = step->facts;
    const course_t *other = step->context->other;
    const person_t *second = directory_person(step->context->registry, step->sender->id, facts->second_person);
    if (other == NULL || !party_belongs(other, step->sender)) {
        return refuse(step, STATUS_UNKNOWN_COURSE);
    }
    bool is_same = strcmp(other->authority, step->course->authority) == 0 && strcmp(other->municipality, step->course->municipality) == 0;
    need(step->decision, other->is_open && !uuid_equal(other->id, step->course->id), "other_course");
    need(step->decision, is_same, "same_municipality");
    need(step->decision, facts->reason != 0, "same_citizen");
    need(step->decision, second != NULL && person_in_force(second, step->context->now) && strcmp(second->id, facts->person) != 0, "second_person");
    need(step->decision, facts->person[0] != '\0', "person.id");
    need(step->decision, !course_offer_is_open(other), "other_offer_closed");
    need(step->decision, course_is_of_dead(other) == course_is_of_dead(step->course), "not_dead");
    need(step->decision, !shares_action(step->course, other), "action_ids");
    if (step->decision->missing_count == 0 && link_has_room(step) != STATUS_OK) {
        return refuse(step, STATUS_COURSE_FULL);
    }
    return verdict_of(step);
}

static verdict_t link_confirm(step_t *step)
{
    const deadline_t *asked = deadline_find(step->course, UUID_NIL, CLOCK_CRS_5);
    need(step->decision, asked != NULL && strcmp(asked->awaited, step->sender->id) == 0, "linked_course");
    need(step->decision, step->facts->person[0] != '\0', "person.id");
    return verdict_of(step);
}

static verdict_t other_ground(step_t *step)
{
    need(step->decision, deadline_find(step->course, UUID_NIL, CLOCK_CNS_1) != NULL, "consent_withdrawn");
    need(step->decision, step->facts->reason > GROUND_CONSENT || (step->facts->reason == 0 && step->facts->has_text), "ground");
    return verdict_of(step);
}

static verdict_t moved(step_t *step)
{
    const char *municipality = step->facts->municipality;
    bool is_other = municipality[0] != '\0' && strcmp(municipality, step->course->municipality) != 0;
    need(step->decision, is_other && directory_unit(step->context->registry, PARTY_KIND_AUTHORITY, municipality, step->context->now) != NULL, "municipality");
    return verdict_of(step);
}

static verdict_t night(step_t *step, when_t when)
{
    if (when == WHEN_NIGHT_REPORT) {
        need(step->decision, step->facts->has_text, "what_happened");
        return verdict_of(step);
    }
    need(step->decision, deadline_find(step->course, UUID_NIL, CLOCK_COV_1) != NULL, "night_report");
    need(step->decision, step->facts->person[0] != '\0', "person.id");
    return verdict_of(step);
}

static verdict_t pausing(step_t *step, when_t when)
{
    const deadline_t *deadline = deadline_to_pause(step);
    bool may = deadline != NULL && (clock_rule_of_code(deadline->rule)->is & CLOCK_IS_PAUSABLE) != 0;
    bool is_paused = deadline != NULL && deadline->paused_until != 0;
    if (when == WHEN_RESUME) {
        need(step->decision, is_paused, "paused_rule");
        return verdict_of(step);
    }
    bool is_own = strcmp(step->course->holder, step->sender->id) == 0 || (deadline != NULL && strcmp(deadline->awaited, step->sender->id) == 0);
    need(step->decision, may && !is_paused && is_own, "pausable_rule");
    need(step->decision, deadline == NULL || deadline->due_at > step->context->now, "not_overdue");
    need(step->decision, step->facts->reason != 0, "reason");
    /* In all, however often: a pause is not a way to let a deadline never come (L5). */
    instant_t before = deadline == NULL ? 0 : deadline->paused_ms;
    need(step->decision, is_ahead(step, step->facts->at + before, REVIEW_DAYS_MAX) && is_ahead(step, step->facts->at, REVIEW_DAYS_MAX), "until");
    return verdict_of(step);
}

verdict_t course_when(step_t *step, when_t when)
{
    switch ((unsigned)when) {
    case WHEN_NOTE: return note(step);
    case WHEN_ANNUL: return annul(step);
    case WHEN_TAKE_HOME: return take_home(step);
    case WHEN_REVIEW: return review(step);
    case WHEN_SUCCESSOR: return successor(step);
    case WHEN_UNTIL: return until(step);
    case WHEN_ACTION_NEW:
    case WHEN_ACTION_KNOWN:
    case WHEN_ACTION_MOVE: return action(step, when);
    case WHEN_DIED: return died(step);
    case WHEN_CLOSE_DEAD: return close_dead(step);
    case WHEN_LINK: return link_with(step);
    case WHEN_LINK_CONFIRM: return link_confirm(step);
    case WHEN_CONSENT: return consent_withdrawn_holds(step);
    case WHEN_CONSENT_NEW: return consent_given_holds(step);
    case WHEN_OTHER_GROUND: return other_ground(step);
    case WHEN_MOVED: return moved(step);
    case WHEN_NIGHT_REPORT:
    case WHEN_NIGHT_READ: return night(step, when);
    case WHEN_PAUSE:
    case WHEN_RESUME: return pausing(step, when);
    default: return handover_when(step, when);
    }
}
