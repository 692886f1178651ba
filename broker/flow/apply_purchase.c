/* SPDX-License-Identifier: EUPL-1.2
 * What the messages of a purchase tell of it: who sells and who pays, the dates, and who has agreed to a price. Pure. */
#include <string.h>

#include "base/check.h"
#include "flow/marks.h"
#include "flow/step.h"

#define START_DAYS 2 /* as PUR-4 has them */

uint32_t purchase_side(const course_t *course, const flow_t *flow, const char *party)
{
    CHECK(course != NULL && flow != NULL && party != NULL);
    if (strcmp(course->authority, party) == 0) {
        return PURCHASE_AGREED_ACTOR;
    }
    return strcmp(flow->taker, party) == 0 ? PURCHASE_AGREED_SELLER : strcmp(flow->other, party) == 0 ? PURCHASE_AGREED_PAYER : 0;
}

/* A payer in dispute has nothing to agree to; the acting authority pays meanwhile. */
uint32_t purchase_sides(const course_t *course, const flow_t *flow)
{
    bool is_payer_apart = strcmp(flow->other, course->authority) != 0 && (flow->marks & PURCHASE_PAYER_KNOWN) != 0;
    return (uint32_t)PURCHASE_AGREED_ACTOR | (uint32_t)PURCHASE_AGREED_SELLER | (is_payer_apart ? (uint32_t)PURCHASE_AGREED_PAYER : 0U);
}

static void forget_bids(flow_t *flow, said_t said)
{
    for (unsigned index = 0; index < flow->asked_count; index++) {
        if (flow->asked[index].said == SAID_YES) {
            flow->asked[index].said = said;
        }
    }
}

static void note_requested(step_t *step, flow_t *flow)
{
    note_enquired(step, flow);
    flow->marks &= ~(uint32_t)PURCHASE_UNMET;
    flow->linked = step->facts->has_linked ? step->facts->linked : flow->linked;
    text_set(flow->paragraph, sizeof flow->paragraph, step->facts->paragraph);
}

static void note_no(step_t *step, flow_t *flow)
{
    note_answer(step, flow, SAID_NO);
    flow->marks |= asked_open(flow) == 0 ? (uint32_t)PURCHASE_UNMET : 0U;
    if (step->from == STATE_PURCHASE_ORDERED) {
        memset(flow->taker, 0, sizeof flow->taker);
        memset(flow->other, 0, sizeof flow->other);
        flow->marks &= ~(uint32_t)(PURCHASE_PAYER_KNOWN | PURCHASE_DISPUTE);
        deadlines_stop(step, flow->id, CLOCK_PUR_7);
    }
}

/* The sides are known from now on; who acts may pay itself. */
static void note_ordered(step_t *step, flow_t *flow)
{
    const message_facts_t *facts = step->facts;
    note_asked(step, flow);
    flow->asked[0].said = SAID_YES;
    text_set(flow->taker, sizeof flow->taker, step->asked[0]->id);
    text_set(flow->other, sizeof flow->other, facts->payer);
    flow->marks |= strcmp(facts->payer, step->course->authority) == 0 ? (uint32_t)PURCHASE_PAYER_KNOWN : 0U;
    flow->planned_at = facts->at;
    flow->ends_at = 0;
    flow->linked = facts->has_linked ? facts->linked : flow->linked;
    flow->package = uuid_of_offer(step->course->id, step->sender->id, facts->message_id);
}

static void note_payer(step_t *step, flow_t *flow, bool is_yes)
{
    flow->marks &= ~(uint32_t)(PURCHASE_PAYER_KNOWN | PURCHASE_DISPUTE);
    flow->marks |= is_yes ? PURCHASE_PAYER_KNOWN : PURCHASE_DISPUTE;
    if (is_yes) {
        deadlines_stop(step, flow->id, CLOCK_PUR_7);
    }
}

static void note_price_agreed(step_t *step, flow_t *flow)
{
    flow->marks |= purchase_side(step->course, flow, step->sender->id);
    if (step->row->when == WHEN_PRICE_ALL) {
        flow->marks &= ~(uint32_t)(PURCHASE_PRICE_OPEN | PURCHASE_SIDES);
        deadlines_stop(step, flow->id, CLOCK_PUR_8);
    }
}

static void note_termination(step_t *step, flow_t *flow)
{
    flow->marks &= ~(uint32_t)(PURCHASE_NOTICE | PURCHASE_PRICE_OPEN | PURCHASE_SIDES);
    flow->ends_at = step->facts->recalled ? 0 : step->facts->ends_at;
    if (!step->facts->recalled) {
        bool is_actor = strcmp(step->sender->id, step->course->authority) == 0;
        flow->marks |= is_actor ? PURCHASE_NOTICE_BY_ACTOR : PURCHASE_NOTICE_BY_SELLER;
    }
}

void note_purchase(step_t *step)
{
    flow_t *flow = step->flow;
    const message_facts_t *facts = step->facts;
    switch ((unsigned)facts->type) {
    case TYPE_PURCHASE_REQUESTED: note_requested(step, flow); break;
    case TYPE_PURCHASE_OFFERED:
        note_answer(step, flow, SAID_YES);
        flow->ends_at = facts->ends_at;
        break;
    case TYPE_PURCHASE_REFUSED: note_no(step, flow); break;
    case TYPE_PURCHASE_DECLINED: forget_bids(flow, SAID_NO); break;
    case TYPE_PURCHASE_ORDERED: note_ordered(step, flow); break;
    case TYPE_PURCHASE_PAYER_CONFIRMED: note_payer(step, flow, true); break;
    case TYPE_PURCHASE_PAYER_REFUSED: note_payer(step, flow, false); break;
    case TYPE_PURCHASE_CONFIRMED:
        flow->linked = facts->has_linked ? facts->linked : flow->linked;
        flow->planned_at = facts->at != 0 ? facts->at : flow->planned_at;
        break;
    case TYPE_PURCHASE_STARTED: flow->marks |= PURCHASE_STARTED; break;
    case TYPE_PURCHASE_PRICE_CHANGED:
        flow->marks &= ~(uint32_t)PURCHASE_SIDES;
        flow->marks |= (uint32_t)PURCHASE_PRICE_OPEN | purchase_side(step->course, flow, step->sender->id);
        break;
    case TYPE_PURCHASE_PRICE_AGREED: note_price_agreed(step, flow); break;
    case TYPE_PURCHASE_TERMINATION_NOTIFIED: note_termination(step, flow); break;
    default: break;
    }
}

void note_purchase_clock(step_t *step)
{
    if (step->flow->state == STATE_PURCHASE_OFFERED && step->row->to == STATE_PURCHASE_REQUESTED) {
        forget_bids(step->flow, SAID_NOTHING); /* it has lapsed; who offered may offer again */
    }
}

/* ---- its clocks ---- */

instant_t purchase_given(const step_t *step, clock_name_t clock)
{
    const flow_t *flow = step->flow;
    instant_t now = step->context->now;
    switch ((unsigned)clock) {
    case CLOCK_PUR_2:
    case CLOCK_PUR_6: return flow->ends_at;
    case CLOCK_PUR_4: /* two working days count from the start date, when that is still to come */
        return flow->planned_at > now ? calendar_add_working_days(step->context->calendar, flow->planned_at, START_DAYS, OFFICE_CLOSES_HOUR) : 0;
    case CLOCK_PUR_5: return step->facts != NULL && step->facts->type == TYPE_PURCHASE_REPORTED ? step->facts->review_at : 0;
    default: return 0;
    }
}

const char *purchase_owed_by(const step_t *step, clock_name_t clock)
{
    const flow_t *flow = step->flow;
    if (clock == CLOCK_PUR_8) { /* of the sides that have not agreed, the one that decides */
        return (flow->marks & PURCHASE_AGREED_ACTOR) != 0 ? flow->taker : step->course->authority;
    }
    return clock == CLOCK_PUR_7 ? step->course->authority : flow->awaited;
}
