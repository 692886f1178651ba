/* SPDX-License-Identifier: EUPL-1.2
 * What the messages of an order tell of it: who is asked and what each said, the dates, what is open between the two sides. Pure. */
#include <string.h>

#include "base/check.h"
#include "flow/marks.h"
#include "flow/standard.h"
#include "flow/step.h"

static asked_t *asked_of(flow_t *flow, const char *party)
{
    for (unsigned index = 0; index < flow->asked_count; index++) {
        if (strcmp(flow->asked[index].party, party) == 0) {
            return &flow->asked[index];
        }
    }
    return NULL;
}

/* More are asked: who was willing stays, who said no or nothing is asked anew or is out. */
void note_enquired(step_t *step, flow_t *flow)
{
    unsigned kept = 0;
    for (unsigned index = 0; index < flow->asked_count; index++) {
        if (flow->asked[index].said == SAID_YES) {
            flow->asked[kept++] = flow->asked[index];
        }
    }
    memset(&flow->asked[kept], 0, (RECEIVERS_MAX - kept) * sizeof flow->asked[0]);
    flow->asked_count = kept;
    for (unsigned index = 0; index < step->asked_count; index++) {
        if (asked_of(flow, step->asked[index]->id) == NULL) {
            CHECK(flow->asked_count < RECEIVERS_MAX);
            text_set(flow->asked[flow->asked_count++].party, sizeof flow->asked[0].party, step->asked[index]->id);
        }
    }
}

void note_answer(step_t *step, flow_t *flow, said_t said)
{
    asked_t *asked = asked_of(flow, step->sender->id);
    CHECK(asked != NULL);
    asked->said = said;
}

static void note_placed(step_t *step, flow_t *flow)
{
    const message_facts_t *facts = step->facts;
    note_asked(step, flow);
    if (facts->priority != PRIORITY_NONE) {
        flow->priority = facts->priority;
    }
    flow->is_core = flow->priority == PRIORITY_ACUTE;
    flow->consent = step->consent;
    flow->has_risk = flow->has_risk || facts->tells_risk;
    flow->planned_at = facts->at;
    flow->ends_at = facts->review_at;
    flow->marks &= ~(uint32_t)(ORDER_WITH_DUTY | ORDER_UNMET | ORDER_CHANGE);
    flow->marks |= facts->with_duty == ANSWER_YES ? (uint32_t)ORDER_WITH_DUTY : 0U;
    flow->package = uuid_of_offer(step->course->id, step->sender->id, facts->message_id);
    flow->linked = facts->has_linked ? facts->linked : flow->linked;
    memset(flow->taker, 0, sizeof flow->taker);
    text_set(flow->paragraph, sizeof flow->paragraph, facts->paragraph);
}

/* From now on one offer has it. */
static void keep_sender_alone(step_t *step, flow_t *flow)
{
    step->asked_count = 0;
    step->asked[step->asked_count++] = step->sender;
    note_asked(step, flow);
    note_answer(step, flow, SAID_YES);
    text_set(flow->taker, sizeof flow->taker, step->sender->id);
}

static void note_confirmed(step_t *step, flow_t *flow)
{
    if (step->from == STATE_ORDER_PLACED) {
        keep_sender_alone(step, flow);
        flow->planned_at = step->facts->at;
    } else if (step->row->to == STATE_ORDER_RUNNING) {
        flow->planned_at = step->facts->review_at; /* recognised by the authority */
    }
}

/* The responsibility's contact person is of the unit that takes it. From now on `planned_at` is the next review. */
static void note_started(step_t *step, flow_t *flow)
{
    if (step->from == STATE_ORDER_WITHDRAWING) {
        keep_sender_alone(step, flow);
    }
    flow->planned_at = flow->ends_at;
    flow->ends_at = 0;
    if (step->row->duty == BATON_MOVES && flow_owns_offer(step->course, flow)) {
        text_set(step->course->contact_person, sizeof step->course->contact_person, step->facts->contact_person);
        step->decision->changed |= CHANGED_COURSE;
    }
}

static void note_self_admitted(step_t *step, flow_t *flow)
{
    text_set(flow->asked[flow->asked_count++].party, sizeof flow->asked[0].party, step->sender->id);
    note_answer(step, flow, SAID_YES);
    text_set(flow->taker, sizeof flow->taker, step->sender->id);
    text_set(flow->paragraph, sizeof flow->paragraph, step->facts->paragraph);
    flow->marks |= ORDER_SELF_ADMITTED;
}

static void note_change_answered(step_t *step, flow_t *flow)
{
    flow->marks &= ~(uint32_t)ORDER_CHANGE;
    deadlines_stop(step, flow->id, CLOCK_ORD_11);
    if (step->facts->type != TYPE_ORDER_CHANGE_AGREED) {
        return;
    }
    if (flow->state == STATE_ORDER_CONFIRMED) {
        flow->planned_at = step->facts->at != 0 ? step->facts->at : flow->planned_at;
        flow->ends_at = step->facts->review_at != 0 ? step->facts->review_at : flow->ends_at;
    } else {
        flow->planned_at = step->facts->review_at != 0 ? step->facts->review_at : flow->planned_at;
    }
}

static bool is_by_authority(const step_t *step)
{
    return strcmp(step->sender->id, step->course->authority) == 0;
}

static void note_notice(step_t *step, flow_t *flow)
{
    flow->marks &= ~(uint32_t)(ORDER_NOTICE | ORDER_CHANGE);
    flow->ends_at = step->facts->recalled ? 0 : step->facts->ends_at;
    if (!step->facts->recalled) {
        flow->marks |= is_by_authority(step) ? ORDER_NOTICE_BY_AUTHORITY : ORDER_NOTICE_BY_OFFER;
    }
}

/* Said by its own offer: nobody else is asked of this order any more. */
static void note_order_refused(step_t *step, flow_t *flow)
{
    if (is_by_authority(step)) {
        text_set(flow->other, sizeof flow->other, step->facts->next_owner);
    } else if (asked_of(flow, step->sender->id) != NULL) {
        note_refused(step, flow);
    }
}

static void note_unwilling(step_t *step, flow_t *flow)
{
    note_answer(step, flow, SAID_NO);
    flow->marks |= asked_open(flow) == 0 ? (uint32_t)ORDER_UNMET : 0U;
}

void note_order(step_t *step)
{
    flow_t *flow = step->flow;
    switch ((unsigned)step->facts->type) {
    case TYPE_ORDER_ENQUIRED:
        note_enquired(step, flow);
        flow->marks &= ~(uint32_t)ORDER_UNMET;
        break;
    case TYPE_ORDER_WILLING: note_answer(step, flow, SAID_YES); break;
    case TYPE_ORDER_UNWILLING: note_unwilling(step, flow); break;
    case TYPE_ORDER_PLACED: note_placed(step, flow); break;
    case TYPE_ORDER_CONFIRMED: note_confirmed(step, flow); break;
    case TYPE_ORDER_REFUSED: note_order_refused(step, flow); break;
    case TYPE_ORDER_RETURNED: flow->returned++; break;
    case TYPE_ORDER_WITHDRAWAL_CONFIRMED: note_refused(step, flow); break;
    case TYPE_ORDER_SUPPLEMENTED:
        deadlines_stop(step, flow->id, CLOCK_ORD_10);
        flow->is_core = false;
        break;
    case TYPE_ORDER_SELF_ADMITTED: note_self_admitted(step, flow); break;
    case TYPE_ORDER_STARTED: note_started(step, flow); break;
    case TYPE_ORDER_CHANGE_PROPOSED: flow->marks |= is_by_authority(step) ? ORDER_CHANGE_BY_AUTHORITY : ORDER_CHANGE_BY_OFFER; break;
    case TYPE_ORDER_CHANGE_AGREED:
    case TYPE_ORDER_CHANGE_REFUSED: note_change_answered(step, flow); break;
    case TYPE_ORDER_REVIEWED: flow->planned_at = step->facts->review_at; break;
    case TYPE_ORDER_END_NOTIFIED: note_notice(step, flow); break;
    default: break;
    }
}

void note_order_clock(step_t *step)
{
    flow_t *flow = step->flow;
    if (step->row->when == WHEN_NONE_WILLING) {
        flow->marks |= ORDER_UNMET;
    }
    if (flow->state != STATE_ORDER_STARTING && step->row->to == STATE_ORDER_STARTING) {
        flow->marks &= ~(uint32_t)ORDER_CHANGE; /* a change that nobody answered is over */
    }
}

/* ---- its clocks ---- */

/* A change moves only the dates that it names, and only an acute one owes the rest. */
bool order_starts(const step_t *step, clock_name_t clock)
{
    const message_facts_t *facts = step->facts;
    bool is_change = facts != NULL && facts->type == TYPE_ORDER_CHANGE_AGREED;
    switch ((unsigned)clock) {
    case CLOCK_ORD_2: return !is_change || facts->at != 0;
    case CLOCK_ORD_6: return !is_change || facts->review_at != 0;
    case CLOCK_ORD_10: return step->flow->is_core;
    default: return true;
    }
}

instant_t order_given(const step_t *step, clock_name_t clock)
{
    const flow_t *flow = step->flow;
    switch ((unsigned)clock) {
    case CLOCK_ORD_2:
    case CLOCK_ORD_6: return flow->planned_at;
    case CLOCK_ORD_8: return flow->ends_at;
    case CLOCK_ORD_10: return flow->planned_at > step->context->now ? flow->planned_at : 0;
    default: return 0;
    }
}

const char *order_owed_by(const step_t *step, clock_name_t clock)
{
    const flow_t *flow = step->flow;
    switch ((unsigned)clock) {
    case CLOCK_ORD_4:
    case CLOCK_ORD_10: return step->course->authority;
    case CLOCK_ORD_11: return (flow->marks & ORDER_CHANGE_BY_AUTHORITY) != 0 ? flow->taker : step->course->authority; /* the other side */
    default: return flow->awaited;
    }
}

bool order_is_between_sides(const flow_t *flow)
{
    return flow->kind == FLOW_PURCHASE || (flow->kind == FLOW_ORDER && flow->state != STATE_ORDER_ENDING);
}
