/* SPDX-License-Identifier: EUPL-1.2
 * What the messages of a contact tell of it: how urgent, how often tried, who is asked, who else has it. Pure. */
#include <string.h>

#include "base/check.h"
#include "directory/directory.h"
#include "flow/marks.h"
#include "flow/step.h"

#define PREPARATION_MS (14 * 24 * HOUR_MS)

/* Danger that is there or unknown is acute. */
static void note_registered(flow_t *flow, const message_facts_t *facts)
{
    flow->marks |= facts->is_under_18 ? CONTACT_CHILD : 0U;
    flow->marks |= facts->is_elsewhere ? CONTACT_ELSEWHERE : 0U;
    bool is_danger = facts->danger == ANSWER_YES || facts->danger == ANSWER_UNKNOWN;
    if (is_danger) {
        flow->priority = PRIORITY_ACUTE;
        flow->has_risk = true;
    } else if (facts->priority != PRIORITY_NONE) {
        flow->priority = facts->priority;
    }
}

/* One scale: 1 acute, 2 urgent, 3 and 4 routine. A tick answered yes is a risk flag; unknown alone is not. */
static void note_triaged(flow_t *flow, const message_facts_t *facts)
{
    flow->marks |= (facts->risks & RISK_CHILD) != 0 ? CONTACT_CHILD : 0U;
    flow->triaged = true;
    flow->priority = facts->urgency_level == 1 ? PRIORITY_ACUTE : facts->urgency_level == 2 ? PRIORITY_URGENT : PRIORITY_ROUTINE;
    flow->has_risk = facts->urgency_level == 1 || (facts->risks & ~(uint32_t)RISK_UNKNOWN) != 0;
}

void note_attempt(flow_t *flow, instant_t at)
{
    flow->attempts++;
    flow->first_attempt_at = flow->first_attempt_at == 0 || at < flow->first_attempt_at ? at : flow->first_attempt_at;
    flow->last_attempt_at = at > flow->last_attempt_at ? at : flow->last_attempt_at;
}

/* Outreach counts as tried in vain from the routing on, unless it is recalled or taken over: while it is out, nothing else closes the contact. */
static void note_routed(step_t *step, flow_t *flow)
{
    note_asked(step, flow);
    flow->consent = step->consent;
    flow->outreach_failed = flow->outreach_failed || step->facts->outreach;
}

void note_refused(step_t *step, flow_t *flow)
{
    CHECK(step->sender != NULL);
    for (unsigned index = 0; index < flow->asked_count; index++) {
        if (strcmp(flow->asked[index].party, step->sender->id) == 0) {
            flow->asked[index].said = SAID_NO;
        }
    }
    offer_t *offer = &step->course->offer;
    if (!flow_owns_offer(step->course, flow) || asked_open(flow) == 0) {
        return; /* the last one's no closes the offer itself */
    }
    for (unsigned index = 0; index < offer->to_count; index++) {
        if (strcmp(offer->to[index], step->sender->id) == 0) {
            memmove(offer->to[index], offer->to[index + 1], (offer->to_count - index - 1) * sizeof offer->to[0]);
            offer->to_count--;
            memset(offer->to[offer->to_count], 0, sizeof offer->to[0]);
        }
    }
    step->decision->changed |= CHANGED_OFFER;
}

static void note_taken_over(step_t *step, flow_t *flow)
{
    const message_facts_t *facts = step->facts;
    course_t *course = step->course;
    if (facts->recorded_for) {
        flow->told_by_phone = true;
        return;
    }
    if (!flow_owns_offer(course, flow)) {
        return; /* a task: whoever holds has the contact person */
    }
    bool is_own = facts->contact_person[0] != '\0' && directory_person(step->context->registry, step->sender->id, facts->contact_person) != NULL;
    text_set(course->contact_person, sizeof course->contact_person, is_own ? facts->contact_person : facts->person);
    step->decision->changed |= CHANGED_COURSE;
}

/* A citizen under 18: preparation from 16, the handover to the adults announced at 17 and a half, and what ends at 18 ends by itself (L13). Each in the
 * citizen's own life, so a clock whose time has passed is due soon. */
static void start_age_clocks(step_t *step)
{
    static const struct {
        clock_name_t clock;
        int months;
    } AGES[] = {{CLOCK_AGE_1, 16 * 12 + 6}, {CLOCK_AGE_2, 17 * 12 + 7}, {CLOCK_AGE_3, 18 * 12}};
    instant_t born_at = step->facts->born_at;
    instant_t now = step->context->now;
    if (born_at == 0 || calendar_add_months(born_at, 18 * 12) <= now) {
        return;
    }
    step->flow->marks |= CONTACT_CHILD;
    for (unsigned index = 0; index < COUNT_OF(AGES); index++) {
        instant_t due = calendar_add_months(born_at, AGES[index].months);
        start_t start = {AGES[index].clock, PRIORITY_ROUTINE, 0, due > now ? due : now + PREPARATION_MS, step->course->holder, ""};
        deadline_start(step, NULL, &start);
    }
    consents_cap_parents(step);
}

/* Who has it outside: the child authority and the other municipality are told by it. */
static void note_external(flow_t *flow, const message_facts_t *facts)
{
    flow->followed_up = false;
    flow->marks |= facts->emergency_service == EMERGENCY_SERVICE_CHILD_AUTHORITY ? CONTACT_CHILD_TOLD : 0U;
    flow->marks |= facts->emergency_service == EMERGENCY_SERVICE_OTHER_MUNICIPALITY ? CONTACT_MUNICIPALITY_TOLD : 0U;
}

void note_contact(step_t *step)
{
    const message_facts_t *facts = step->facts;
    flow_t *flow = step->flow;
    if (facts->type == TYPE_CONTACT_REGISTERED) {
        note_registered(flow, facts);
    } else if (facts->type == TYPE_CONTACT_IDENTIFIED) {
        start_age_clocks(step);
    } else if (facts->type == TYPE_CONTACT_TRIAGED) {
        note_triaged(flow, facts);
        deadlines_stop(step, flow->id, CLOCK_CON_8);
    } else if (facts->type == TYPE_CONTACT_ATTEMPTED) {
        note_attempt(flow, facts->at != 0 ? facts->at : step->context->now);
    } else if (facts->type == TYPE_CONTACT_ROUTED) {
        note_routed(step, flow);
    } else if (facts->type == TYPE_CONTACT_REFUSED) {
        note_refused(step, flow);
    } else if (facts->type == TYPE_CONTACT_STANDBY) {
        flow->standby_used = true;
    } else if (facts->type == TYPE_CONTACT_RECALLED) {
        flow->outreach_failed = false;
    } else if (facts->type == TYPE_CONTACT_TAKEN_OVER) {
        note_taken_over(step, flow);
    } else if (facts->type == TYPE_CONTACT_EXTERNAL_TAKEOVER) {
        note_external(flow, facts);
    } else if (facts->type == TYPE_CONTACT_FOLLOWED_UP) {
        flow->followed_up = true;
    }
}
