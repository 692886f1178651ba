/* SPDX-License-Identifier: EUPL-1.2
 * Who gets it, and who is told beside it: the deliver_to column, the notices of the broker, involvement (L10) and the ground for disclosure (L13). Pure. */
#include <stdio.h>
#include <string.h>

#include "base/check.h"
#include "directory/directory.h"
#include "flow/hospital.h"
#include "flow/step.h"

static bool is_in(char (*list)[PARTY_ID_SIZE], unsigned count, const char *party)
{
    for (unsigned index = 0; index < count; index++) {
        if (strcmp(list[index], party) == 0) {
            return true;
        }
    }
    return false;
}

/* Once each, never the sender; beyond the bound the first ones count, so the callers add who matters most first. */
static void add(step_t *step, const char *party)
{
    decision_t *decision = step->decision;
    bool is_sender = step->sender != NULL && strcmp(step->sender->id, party) == 0;
    if (party[0] == '\0' || is_sender || decision->deliver_count == RECEIVERS_MAX || is_in(decision->deliver_to, decision->deliver_count, party)) {
        return;
    }
    text_set(decision->deliver_to[decision->deliver_count++], sizeof decision->deliver_to[0], party);
}

static void add_asked(step_t *step)
{
    for (unsigned index = 0; index < step->asked_count; index++) {
        add(step, step->asked[index]->id);
    }
    const flow_t *flow = step->annulled != NULL ? step->annulled : step->flow;
    bool keeps_asked = flow != NULL && (flow_asks(flow) || flow->kind == FLOW_HANDOVER || flow->kind == FLOW_EARLY_INTERVENTION || ((flow->kind == FLOW_ORDER || flow->kind == FLOW_PURCHASE) && !state_enquires(flow->state)));
    if (keeps_asked && step->asked_count == 0) {
        for (unsigned index = 0; index < flow->asked_count; index++) {
            if (flow->asked[index].said != SAID_NO) {
                add(step, flow->asked[index].party);
            }
        }
    }
    const offer_t *offer = &step->course->offer;
    for (unsigned index = 0; index < offer->to_count && step->row->duty == BATON_TO_AUTHORITY; index++) {
        add(step, offer->to[index]);
    }
}

static status_t add_named(step_t *step)
{
    for (unsigned index = 0; index < step->facts->receiver_count; index++) {
        receiver_t receiver = step->facts->receivers[index];
        const party_t *party = NULL;
        if (receiver.party[0] == '\0' && receiver.municipality[0] == '\0') {
            text_set(receiver.municipality, sizeof receiver.municipality, step->course->municipality);
        }
        status_t status = directory_resolve(step->context->registry, &receiver, step->context->now, &party);
        if (status != STATUS_OK) {
            text_set(step->decision->detail, sizeof step->decision->detail, receiver.party[0] != '\0' ? receiver.party : receiver.service);
            return status;
        }
        add(step, party->id);
    }
    return STATUS_OK;
}

/* An open door is nobody's: the citizen is told by people. */
static void add_opener(step_t *step)
{
    const party_t *opener = step->flow == NULL ? NULL : directory_party(step->context->registry, step->flow->opened_by);
    if (opener != NULL && opener->kind != PARTY_KIND_CITIZEN_DOOR && party_in_force(opener, step->context->now)) {
        add(step, opener->id);
    }
}

static void add_owner(step_t *step)
{
    add(step, step->facts->action_owner);
    const deadline_t *action = deadline_of_action(step->course, step->facts->action_id);
    if (action != NULL) {
        add(step, action->awaited);
    }
}

#define KEPT_MAX 3

/* L6: who may always take the course home has a place on it, so that no list of units stands before the ways out. Gives those who have not used theirs. */
static unsigned places_kept(const step_t *step, const char *kept[KEPT_MAX])
{
    const course_t *course = step->course;
    const party_t *duty = directory_unit(step->context->registry, PARTY_KIND_DUTY, course->municipality, step->context->now);
    const char *const always[KEPT_MAX] = {course->authority, course->desk, duty == NULL ? "" : duty->id};
    unsigned count = 0;
    for (unsigned index = 0; index < KEPT_MAX; index++) {
        bool is_known = always[index][0] == '\0' || course_is_involved(course, always[index]);
        for (unsigned before = 0; before < count; before++) {
            is_known = is_known || strcmp(kept[before], always[index]) == 0;
        }
        if (!is_known) {
            kept[count++] = always[index];
        }
    }
    return count;
}

static bool takes_place(const step_t *step, const char *party)
{
    const char *kept[KEPT_MAX] = {NULL};
    for (unsigned index = places_kept(step, kept); index-- > 0;) {
        if (strcmp(kept[index], party) == 0) {
            return false;
        }
    }
    return !course_is_involved(step->course, party);
}

static status_t room_to_involve(const step_t *step)
{
    if (step->course->involved_count + 1 + step->decision->deliver_count + KEPT_MAX <= COURSE_INVOLVED_MAX) {
        return STATUS_OK; /* far from full: nobody needs to be looked up */
    }
    const char *kept[KEPT_MAX] = {NULL};
    unsigned needed = step->course->involved_count + places_kept(step, kept);
    unsigned more = takes_place(step, step->sender->id) ? 1 : 0;
    for (unsigned index = 0; index < step->decision->deliver_count; index++) {
        more += takes_place(step, step->decision->deliver_to[index]) ? 1 : 0;
    }
    return more == 0 || needed + more <= COURSE_INVOLVED_MAX ? STATUS_OK : STATUS_COURSE_FULL;
}

status_t deliver_decide(step_t *step)
{
    CHECK(step != NULL && step->row != NULL && step->sender != NULL);
    unsigned to = step->row->deliver_to;
    const course_t *course = step->course;
    status_t status = STATUS_OK;
    if ((to & TO_DESK) != 0) {
        add(step, course->desk);
    }
    if ((to & TO_HOLDER) != 0) {
        add(step, course->holder);
    }
    if ((to & TO_AUTHORITY) != 0) {
        add(step, course->authority);
    }
    if ((to & TO_OLD_HOLDER) != 0 && step->flow != NULL) {
        add(step, step->flow->giver);
    }
    if ((to & TO_TAKER) != 0 && step->flow != NULL) {
        add(step, step->flow->taker);
    }
    if ((to & TO_OTHER) != 0 && step->flow != NULL) {
        add(step, step->flow->other);
    }
    if ((to & TO_OPENER) != 0) {
        add_opener(step);
    }
    if ((to & TO_NEXT_OWNER) != 0) {
        add(step, step->facts->next_owner);
    }
    if ((to & TO_PAYER) != 0) {
        add(step, step->facts->payer[0] != '\0' ? step->facts->payer : step->flow->other);
    }
    if ((to & TO_OWNER) != 0) {
        add_owner(step);
    }
    if ((to & TO_ASKED) != 0) {
        add_asked(step);
    }
    if ((to & TO_NAMED) != 0) {
        status = add_named(step);
    }
    for (unsigned index = 0; index < course->involved_count && (to & TO_INVOLVED) != 0; index++) {
        if (course->involved[index].until_seq == 0) {
            add(step, course->involved[index].party);
        }
    }
    return status != STATUS_OK ? status : room_to_involve(step);
}

/* ---- notices ---- */

static notice_t *notice_make(step_t *step, message_type_t type)
{
    decision_t *decision = step->decision;
    CHECK(decision->notice_count < NOTICES_MAX);
    notice_t *notice = &decision->notices[decision->notice_count];
    memset(notice, 0, sizeof *notice);
    notice->type = type;
    /* The entry it comes with is unique in the course, so its name is (L7). */
    (void)snprintf(notice->message_id, sizeof notice->message_id, "notice-%llu-%u", (unsigned long long)(step->course->seq + 1), decision->notice_count);
    notice->course = step->course->id;
    notice->at = step->context->now;
    decision->notice_count++;
    return notice;
}

static void notice_add(step_t *step, notice_t *notice, const char *party)
{
    bool is_sender = step->sender != NULL && strcmp(step->sender->id, party) == 0;
    if (!is_sender && party[0] != '\0' && notice->receiver_count < RECEIVERS_MAX && !is_in(notice->receivers, notice->receiver_count, party)) {
        text_set(notice->receivers[notice->receiver_count++], sizeof notice->receivers[0], party);
    }
}

static void notice_drop_if_empty(step_t *step, const notice_t *notice)
{
    if (notice->receiver_count == 0) {
        step->decision->notice_count--;
    }
}

static withdrawal_t cause_of(const step_t *step)
{
    if (step->fired != NULL) {
        return WITHDRAWAL_EXPIRED;
    }
    if (step->facts != NULL && (step->facts->type == TYPE_ORDER_CONFIRMED || step->facts->type == TYPE_ORDER_PLACED || step->facts->type == TYPE_PURCHASE_ORDERED)) {
        return WITHDRAWAL_TAKEN_BY_OTHER; /* another was first, or was chosen */
    }
    switch (step->row->duty) {
    case BATON_MOVES:
    case BATON_TAKES:
    case BATON_TAKES_LINKED:
    case BATON_ENDS_LINKED:
        return WITHDRAWAL_TAKEN_BY_OTHER;
    case BATON_TO_AUTHORITY:
        return WITHDRAWAL_AUTHORITY_TOOK_OVER;
    case BATON_ANNULS:
        return WITHDRAWAL_ANNULLED;
    case BATON_SAME:
    case BATON_OPENS:
    case BATON_OPENS_AT_OFFER:
    case BATON_ENDS:
    case BATON_ENDS_BY_OUTCOME:
    case BATON_OFFERS:
    case BATON_OPENS_OFFERED:
    case BATON_BACK:
    case BATON_BACK_CONTACT:
    case BATON_HANDS_OVER:
    case BATON_OFFERS_AGREED:
    case BATON_BACK_ALL:
    case BATON_BACK_IF_CONSENT:
    case BATON_OPENS_OFFERS:
    case BATON_OFFERS_AUTHORITY:
    case BATON_ENDS_DEAD:
    case BATON_COUNT:
        break;
    }
    return WITHDRAWAL_RECALLED;
}

static message_type_t withdrawn_type(const flow_t *flow)
{
    switch (flow == NULL ? 0U : (unsigned)flow->kind) {
    case FLOW_HANDOVER: return TYPE_HANDOVER_WITHDRAWN;
    case FLOW_ORDER: return TYPE_ORDER_WITHDRAWN;
    case FLOW_PURCHASE: return TYPE_PURCHASE_WITHDRAWN;
    case FLOW_CLOSING: return TYPE_CLOSING_WITHDRAWN;
    default: return TYPE_CONTACT_WITHDRAWN;
    }
}

/* Who is withdrawn from by the message itself needs no notice. */
static void notice_lost(step_t *step, notice_t *notice, const char *party)
{
    bool is_told = step->facts != NULL && step->facts->type == notice->type && is_in(step->decision->deliver_to, step->decision->deliver_count, party);
    if (!is_told) {
        notice_add(step, notice, party);
    }
}

/* Who is asked still, or was chosen, has lost nothing. */
static void add_losers(step_t *step, const flow_t *flow, notice_t *notice)
{
    bool keeps = flow_is_open(flow) && (flow_asks(flow) || (state_enquires(step->from) && !state_enquires(flow->state)));
    for (unsigned index = 0; index < step->asked_before_count; index++) {
        const asked_t *asked = &step->asked_before[index];
        if (asked->said != SAID_NO && !(keeps && asked_find(flow, asked->party) != NULL)) {
            notice_lost(step, notice, asked->party);
        }
    }
}

void deliver_keep_asked(step_t *step)
{
    const flow_t *flow = step->annulled != NULL ? step->annulled : step->flow;
    if (flow != NULL) {
        memcpy(step->asked_before, flow->asked, sizeof flow->asked);
        step->asked_before_count = flow->asked_count;
    }
}

/* Those who were asked and lose it: the flow no longer asks, or asks others, or the authority took the baton. */
static void tell_losers(step_t *step)
{
    const flow_t *flow = step->annulled != NULL ? step->annulled : step->flow;
    bool lost_offer = !uuid_is_nil(step->offer_before.id) && !course_offer_is_open(step->course);
    bool left = flow != NULL && ((state_asks(step->from) && !flow_asks(flow)) || (state_enquires(step->from) && !state_enquires(flow->state)));
    if (!left && !lost_offer) {
        return;
    }
    const flow_t *lost = left ? flow : course_flow_const(step->course, step->offer_before.flow);
    if (lost != NULL && lost->kind == FLOW_REFERRAL) {
        return; /* it was offered to the authority alone, which has the message that ended it */
    }
    notice_t *notice = notice_make(step, withdrawn_type(lost));
    notice->cause = cause_of(step);
    notice->flow = left ? flow->id : step->offer_before.flow;
    if (lost_offer) {
        notice->offer = step->offer_before.id;
        notice->offer_epoch = step->offer_before.epoch;
        for (unsigned index = 0; index < step->offer_before.to_count; index++) {
            notice_lost(step, notice, step->offer_before.to[index]);
        }
    }
    if (left) {
        add_losers(step, flow, notice);
    }
    notice_drop_if_empty(step, notice);
}

/* An annulment reaches everybody who had the message, also beyond one delivery's receivers. */
static void tell_the_rest(step_t *step)
{
    const course_t *course = step->course;
    notice_t *notice = NULL;
    CHECK(step->sender != NULL);
    for (unsigned index = 0; index < course->involved_count; index++) {
        const involved_t *involved = &course->involved[index];
        bool is_told = is_in(step->decision->deliver_to, step->decision->deliver_count, involved->party) ||
                       strcmp(involved->party, step->sender->id) == 0 || involved->until_seq != 0;
        if (is_told) {
            continue;
        }
        if (notice == NULL || notice->receiver_count == RECEIVERS_MAX) {
            notice = notice_make(step, withdrawn_type(step->annulled));
            notice->cause = WITHDRAWAL_ANNULLED;
            notice->flow = step->annulled != NULL ? step->annulled->id : UUID_NIL;
        }
        notice_add(step, notice, involved->party);
    }
}

/* What ward and holder owe together: where the citizen is, the agreement. */
static bool is_wards_too(const deadline_t *fired)
{
    clock_name_t clock = clock_rule_of_code(fired->rule)->event;
    return clock == CLOCK_HOS_5 || clock == CLOCK_HOS_9 || clock == CLOCK_HOS_2;
}

/* U7: step 0 the awaited unit and the holder, 1 its leader, 2 the chiefs of both and the authority, 3 and on the duty unit, which has no way to refuse. */
static void tell_ladder(step_t *step)
{
    const course_t *course = step->course;
    const deadline_t *fired = step->fired;
    const flow_t *flow = step->flow;
    const party_t *duty = directory_unit(step->context->registry, PARTY_KIND_DUTY, course->municipality, step->context->now);
    notice_t *notice = notice_make(step, TYPE_DEADLINE_PASSED);
    bool is_beside = (clock_rule_of_code(fired->rule)->is & CLOCK_IS_BESIDE) != 0;
    bool is_authoritys = (clock_rule_of_code(fired->rule)->is & CLOCK_IS_OF_AUTHORITY) != 0;
    const char *awaited = flow != NULL && flow_is_open(flow) && !is_beside && !is_authoritys ? flow->awaited : fired->awaited;
    if (fired->step >= LADDER_LAST_STEP) {
        notice_add(step, notice, duty != NULL ? duty->id : course->authority);
    } else if (fired->step == LADDER_LAST_STEP - 1) {
        notice_add(step, notice, course->authority);
    }
    notice_add(step, notice, awaited);
    notice_add(step, notice, course->is_open ? course->holder : course->authority);
    if (flow != NULL && clock_rule_of_code(fired->rule)->event == CLOCK_HOV_3) {
        notice_add(step, notice, flow->giver); /* who knows the citizen, and holds the bridge */
    }
    if (flow != NULL && clock_rule_of_code(fired->rule)->event == CLOCK_EAR_7) {
        notice_add(step, notice, flow->taker); /* who coordinates, and finds another */
        for (unsigned index = 0; index < flow->asked_count; index++) {
            if (flow->asked[index].said == SAID_NOTHING) {
                notice_add(step, notice, flow->asked[index].party);
            }
        }
    }
    if (flow != NULL && flow->state == STATE_PURCHASE_ORDERED) {
        notice_add(step, notice, flow->other); /* who pays has not answered either */
    }
    if (flow != NULL && flow->other[0] != '\0' && is_wards_too(fired)) {
        notice_add(step, notice, flow->other);
    }
    bool is_asking = flow != NULL && (flow_asks(flow) || flow->state == STATE_HANDOVER_STRANDED);
    for (unsigned index = 0; is_asking && index < flow->asked_count; index++) {
        if (flow->asked[index].said != SAID_NO || flow->state == STATE_HANDOVER_STRANDED) {
            notice_add(step, notice, flow->asked[index].party);
        }
    }
    notice->flow = fired->flow;
    text_set(notice->rule, sizeof notice->rule, fired->rule);
    text_set(notice->awaited, sizeof notice->awaited, awaited);
    notice->due_at = fired->due_at;
    notice->step = fired->step;
    notice->next_step_at = deadline_next_step(step);
    memcpy(step->decision->deliver_to, notice->receivers, sizeof notice->receivers);
    step->decision->deliver_count = notice->receiver_count;
}

static void note_open_flow(const step_t *step, const flow_t *flow, notice_t *notice)
{
    if (flow_is_open(flow) && flow != step->flow) {
        open_flow_t *open = &notice->open_flows[notice->open_flow_count++];
        *open = (open_flow_t){.id = flow->id, .kind = flow->kind, .state = flow->state, .due_at = deadlines_next_due(step->course, flow)};
        text_set(open->awaited, sizeof open->awaited, flow->awaited);
    }
}

/* Who holds now hears what else is open on the course: from now on it is the new holder's. Of nothing else open there is nothing to say: the old holder and the
 * authority have the message itself, the new one its answer. */
static void tell_moved(step_t *step)
{
    const course_t *course = step->course;
    if (strcmp(step->holder_before, course->holder) == 0 || !course->is_open || step->holder_before[0] == '\0') {
        return;
    }
    notice_t *notice = notice_make(step, TYPE_DUTY_MOVED);
    for (unsigned index = 0; index < course->flow_count; index++) {
        note_open_flow(step, &course->flows[index], notice);
    }
    if (notice->open_flow_count == 0) {
        step->decision->notice_count--;
        return;
    }
    text_set(notice->receivers[notice->receiver_count++], sizeof notice->receivers[0], course->holder);
    text_set(notice->giver, sizeof notice->giver, step->holder_before);
    text_set(notice->taker, sizeof notice->taker, course->holder);
    notice->duty_epoch = course->duty_epoch;
}

void deliver_started(step_t *step, const deadline_t *started)
{
    decision_t *decision = step->decision;
    notice_t *notice = notice_make(step, TYPE_DEADLINE_PASSED);
    notice_add(step, notice, step->course->holder);
    notice_add(step, notice, step->course->authority);
    text_set(notice->rule, sizeof notice->rule, started->rule);
    text_set(notice->awaited, sizeof notice->awaited, started->awaited);
    notice->due_at = started->due_at;
    notice->next_step_at = started->fire_at;
    memcpy(decision->deliver_to, notice->receivers, sizeof notice->receivers);
    decision->deliver_count = notice->receiver_count;
}

void deliver_opened(step_t *step, const course_t *from)
{
    notice_t *notice = notice_make(step, TYPE_COURSE_OPENED);
    text_set(notice->receivers[notice->receiver_count++], sizeof notice->receivers[0], step->course->holder);
    notice->other_course = from->id;
    text_set(notice->giver, sizeof notice->giver, from->authority);
}

void deliver_reopened(step_t *step, const flow_t *closing)
{
    notice_t *notice = notice_make(step, TYPE_CLOSING_REOPENED);
    notice->flow = closing->id;
    notice_add(step, notice, step->course->holder);
    notice_drop_if_empty(step, notice);
}

void deliver_joined(step_t *step, const course_t *into, const char *holder)
{
    notice_t *notice = notice_make(step, TYPE_COURSE_JOINED);
    text_set(notice->receivers[notice->receiver_count++], sizeof notice->receivers[0], holder);
    for (unsigned index = 0; index < step->course->involved_count; index++) {
        if (step->course->involved[index].until_seq == 0) {
            notice_add(step, notice, step->course->involved[index].party);
        }
    }
    notice->other_course = into->id;
    text_set(notice->giver, sizeof notice->giver, into->holder);
}

static void tell_cover(step_t *step)
{
    notice_t *notice = notice_make(step, TYPE_COVER_STARTED);
    notice_add(step, notice, step->course->holder);
    text_set(notice->giver, sizeof notice->giver, step->course->holder);
    text_set(notice->taker, sizeof notice->taker, step->course->covering);
    notice->until = step->course->cover_until;
    notice_drop_if_empty(step, notice);
}

/* A pause that ended by its date: the deadline goes on. */
static void tell_resumed(step_t *step)
{
    const deadline_t *fired = step->fired;
    notice_t *notice = notice_make(step, TYPE_CLOCK_RESUMED);
    notice_add(step, notice, fired->awaited);
    notice_add(step, notice, step->course->is_open ? step->course->holder : step->course->authority);
    notice->flow = fired->flow;
    text_set(notice->rule, sizeof notice->rule, fired->rule);
    memcpy(step->decision->deliver_to, notice->receivers, sizeof notice->receivers);
    step->decision->deliver_count = notice->receiver_count;
}

/* HOS-2: to the leaders of both, also to the one that sent the discharge, and to the authority. */
static void tell_no_agreement(step_t *step)
{
    const course_t *course = step->course;
    if (step->facts == NULL || step->facts->type != TYPE_HOSPITAL_DISCHARGED || !stay_misses_agreement(course, step->flow, step->context->registry)) {
        return;
    }
    const char *const told[] = {course->holder, step->flow->other, course->authority};
    notice_t *notice = notice_make(step, TYPE_HOSPITAL_AGREEMENT_MISSING);
    for (unsigned index = 0; index < COUNT_OF(told); index++) {
        if (told[index][0] != '\0' && !is_in(notice->receivers, notice->receiver_count, told[index])) {
            text_set(notice->receivers[notice->receiver_count++], sizeof notice->receivers[0], told[index]);
        }
    }
    notice->flow = step->flow->id;
    text_set(notice->giver, sizeof notice->giver, step->flow->other);
    text_set(notice->taker, sizeof notice->taker, course->holder);
}

void deliver_notices(step_t *step)
{
    CHECK(step != NULL && step->row != NULL);
    if (step->fired != NULL && step->fired->paused_until != 0) {
        tell_resumed(step);
    } else if (step->fired != NULL) {
        tell_ladder(step);
    }
    tell_losers(step);
    tell_moved(step);
    tell_no_agreement(step);
    if (step->cover_began) {
        tell_cover(step);
    }
    if (step->row->duty == BATON_ANNULS) {
        tell_the_rest(step);
    }
}

/* L10, L13: who is asked without being told who it is about gets the question and the answer to it, and nothing else of the course. */
static bool is_asked_anonymously(const step_t *step, const char *party)
{
    return step->flow != NULL && state_enquires(step->flow->state) && asked_find(step->flow, party) != NULL;
}

static void involve(step_t *step, const char *party)
{
    if (party[0] == '\0' || course_is_involved(step->course, party) || is_asked_anonymously(step, party)) {
        return;
    }
    /* A clock may not fail: a ladder's receiver beyond the bound is told all the same. */
    const char *kept[KEPT_MAX] = {NULL};
    bool is_near = step->course->involved_count + KEPT_MAX >= COURSE_INVOLVED_MAX;
    bool is_full = is_near && takes_place(step, party) && step->course->involved_count + places_kept(step, kept) >= COURSE_INVOLVED_MAX;
    if (!is_full && course_involve(step->course, party, step->course->seq + 1) == STATUS_OK) {
        step->decision->changed |= CHANGED_INVOLVED;
    }
}

void deliver_involve(step_t *step)
{
    const decision_t *decision = step->decision;
    bool only_covers = step->sender != NULL && !step->opens_course && !party_belongs(step->course, step->sender);
    if (step->sender != NULL && !only_covers && step->facts->type != TYPE_COURSE_STEPPED_OUT) {
        involve(step, step->sender->id);
    }
    involve(step, step->course->holder);
    for (unsigned index = 0; index < decision->deliver_count; index++) {
        involve(step, decision->deliver_to[index]);
    }
}
