/* SPDX-License-Identifier: EUPL-1.2
 * What a step of the purchase requires: nobody named until one is chosen (L13), price and content, a payer, and an order that carries the responsibility. Pure. */
#include <string.h>

#include "base/check.h"
#include "directory/directory.h"
#include "flow/guards.h"
#include "flow/marks.h"

#define YEAR_DAYS_MAX 366

static bool is_date(const step_t *step, instant_t at)
{
    return at > step->context->now - DAY_MS && at <= step->context->now + YEAR_DAYS_MAX * DAY_MS;
}

static bool is_past(const step_t *step, instant_t at)
{
    return at > 0 && at <= step->context->now + CLOCK_SKEW_MS;
}

/* ---- asked and offered ---- */

static verdict_t request(step_t *step)
{
    const message_facts_t *facts = step->facts;
    const flow_t *linked = facts->has_linked ? course_flow_const(step->course, facts->linked) : NULL;
    need(step->decision, is_date(step, facts->at), "start_wanted");
    need(step->decision, facts->has_text, "duration");
    need(step->decision, !facts->has_linked || (linked != NULL && linked->kind == FLOW_REFERRAL), "referral_flow_id");
    return ask_anonymously(step);
}

static verdict_t bid(step_t *step)
{
    const message_facts_t *facts = step->facts;
    need(step->decision, facts->has_approval, "approval");
    need(step->decision, facts->has_price, "price");
    need(step->decision, facts->has_text, "price_content");
    need(step->decision, is_date(step, facts->at), "free_from");
    need(step->decision, facts->ends_at == 0 || is_ahead(step, facts->ends_at, YEAR_DAYS_MAX), "valid_until");
    return verdict_of(step);
}

static verdict_t bid_refused(step_t *step, bool is_last)
{
    const asked_t *own = asked_find(step->flow, step->sender->id);
    unsigned others = willing_count(step->flow) - (own != NULL && own->said == SAID_YES ? 1U : 0U);
    if ((others == 0) != is_last) {
        return VERDICT_OTHER_ROW;
    }
    need(step->decision, step->facts->reason != 0, "reason");
    return verdict_of(step);
}

static verdict_t decline(step_t *step)
{
    need(step->decision, is_anonymous(step->facts), "nobody_named");
    need(step->decision, step->facts->reason != 0, "reason");
    step->asked_count = 0;
    for (unsigned index = 0; index < step->flow->asked_count; index++) {
        const party_t *seller = step->flow->asked[index].said == SAID_YES ? directory_party(step->context->registry, step->flow->asked[index].party) : NULL;
        if (seller != NULL) {
            step->asked[step->asked_count++] = seller;
        }
    }
    return verdict_of(step);
}

/* ---- ordered ---- */

static const flow_t *order_of(const step_t *step)
{
    const flow_t *order = course_flow_const(step->course, step->facts->has_linked ? step->facts->linked : step->flow->linked);
    return order != NULL && order->kind == FLOW_ORDER ? order : NULL;
}

static verdict_t buy(step_t *step)
{
    const message_facts_t *facts = step->facts;
    decision_t *decision = step->decision;
    const party_t *payer = directory_party(step->context->registry, facts->payer);
    status_t status = resolve_receivers(step, false);
    if (status != STATUS_OK) {
        return refuse(step, status);
    }
    const asked_t *chosen = step->asked_count == 1 ? asked_find(step->flow, step->asked[0]->id) : NULL;
    need(decision, chosen != NULL && chosen->said == SAID_YES, "one_that_offered");
    need(decision, facts->has_subject && !facts->subject_is_anonymous, "subject");
    need(decision, payer != NULL && payer->kind == PARTY_KIND_AUTHORITY && party_in_force(payer, step->context->now), "payer_authority");
    need(decision, facts->has_price, "price");
    need(decision, facts->has_need, "contract");
    need(decision, is_date(step, facts->at), "start_at");
    need(decision, facts->person[0] != '\0', "person.id");
    need(decision, !facts->has_linked || order_of(step) != NULL, "order_flow_id");
    return verdict_of(step);
}

static verdict_t pays(step_t *step)
{
    need(step->decision, (step->flow->marks & PURCHASE_PAYER_KNOWN) == 0, "payer_unknown_yet");
    need(step->decision, step->facts->has_payer, "ean");
    return verdict_of(step);
}

/* Nobody has to wait for a payer who does not answer: after the whole ladder it counts as a dispute. */
static bool payer_is_settled(const step_t *step)
{
    const deadline_t *asked = deadline_find(step->course, step->flow->id, CLOCK_PUR_3);
    return (step->flow->marks & (PURCHASE_PAYER_KNOWN | PURCHASE_DISPUTE)) != 0 || (asked != NULL && asked->step > LADDER_LAST_STEP);
}

/* The order that the responsibility and the care go with: this seller's, and not given up. */
static verdict_t sell(step_t *step)
{
    const flow_t *order = order_of(step);
    const asked_t *own = order == NULL ? NULL : asked_find(order, step->sender->id);
    bool is_own = own != NULL && own->said != SAID_NO && order->state != STATE_ORDER_ENQUIRING && flow_is_open(order);
    need(step->decision, is_own, "order_flow_id");
    need(step->decision, payer_is_settled(step), "payer_answer");
    need(step->decision, step->facts->at == 0 || is_date(step, step->facts->at), "start_at");
    need(step->decision, step->facts->person[0] != '\0', "person.id");
    return verdict_of(step);
}

static bool order_has_started(const step_t *step)
{
    const flow_t *order = order_of(step);
    return order != NULL && (order->state == STATE_ORDER_RUNNING || order->state == STATE_ORDER_ENDING || order->state == STATE_ORDER_ENDED);
}

static verdict_t place_taken(step_t *step)
{
    need(step->decision, order_has_started(step), "order_started");
    need(step->decision, is_past(step, step->facts->at), "started_at");
    return verdict_of(step);
}

/* ---- running ---- */

static verdict_t report(step_t *step)
{
    const message_facts_t *facts = step->facts;
    need(step->decision, facts->seen_at != 0 && is_past(step, facts->at) && facts->seen_at < facts->at, "period");
    need(step->decision, facts->has_text, "delivered");
    need(step->decision, facts->review_at == 0 || is_ahead(step, facts->review_at, YEAR_DAYS_MAX), "next_report_at");
    return verdict_of(step);
}

static verdict_t change_price(step_t *step)
{
    need(step->decision, (step->flow->marks & PURCHASE_PRICE_OPEN) == 0 || (step->flow->marks & purchase_side(step->course, step->flow, step->sender->id)) == 0, "other_side_answers");
    need(step->decision, step->facts->has_need && step->facts->has_price, "both_versions");
    need(step->decision, step->facts->at != 0, "price_from");
    return verdict_of(step);
}

static verdict_t price_agreed(step_t *step, bool is_last)
{
    const flow_t *flow = step->flow;
    uint32_t own = purchase_side(step->course, flow, step->sender->id);
    uint32_t agreed = (flow->marks & PURCHASE_SIDES) | own;
    bool is_all = (agreed & purchase_sides(step->course, flow)) == purchase_sides(step->course, flow);
    if (is_all != is_last) {
        return VERDICT_OTHER_ROW;
    }
    need(step->decision, (flow->marks & PURCHASE_PRICE_OPEN) != 0, "open_price");
    need(step->decision, (flow->marks & own) == 0, "agreed_already");
    return verdict_of(step);
}

/* ---- its end ---- */

static verdict_t terminate(step_t *step)
{
    const message_facts_t *facts = step->facts;
    need(step->decision, !facts->recalled, "not_recalled");
    need(step->decision, facts->reason != 0, "reason");
    need(step->decision, is_ahead(step, facts->ends_at, YEAR_DAYS_MAX), "ends_at");
    need(step->decision, facts->has_text, "onward_plan");
    return verdict_of(step);
}

/* Only final flows leave a course's memory: an order that is no longer known is over. */
static bool order_is_over(const step_t *step)
{
    const flow_t *order = course_flow_const(step->course, step->flow->linked);
    return order == NULL || !flow_is_open(order);
}

static verdict_t recall(step_t *step, bool was_running)
{
    if (((step->flow->marks & PURCHASE_STARTED) != 0) != was_running) {
        return VERDICT_OTHER_ROW;
    }
    need(step->decision, step->facts->recalled, "notice_recalled");
    need(step->decision, !order_is_over(step), "order_flow_id");
    return verdict_of(step);
}

static verdict_t end(step_t *step, bool for_seller)
{
    const message_facts_t *facts = step->facts;
    need(step->decision, order_is_over(step), "order_over");
    need(step->decision, facts->reason != 0, "reason");
    if (for_seller) {
        need(step->decision, party_is_gone(step, step->flow->taker), "offer_gone");
    } else {
        need(step->decision, facts->at != 0, "invoiced_until");
    }
    return verdict_of(step);
}

verdict_t purchase_when(step_t *step, when_t when)
{
    switch ((unsigned)when) {
    case WHEN_REQUEST_PLACE: return request(step);
    case WHEN_BID: return bid(step);
    case WHEN_NOT_LAST_BID: return bid_refused(step, false);
    case WHEN_LAST_BID: return bid_refused(step, true);
    case WHEN_DECLINE: return decline(step);
    case WHEN_BUY: return buy(step);
    case WHEN_PAYS: return pays(step);
    case WHEN_SELL: return sell(step);
    case WHEN_PLACE_TAKEN: return place_taken(step);
    case WHEN_REPORT: return report(step);
    case WHEN_CHANGE_PRICE: return change_price(step);
    case WHEN_PRICE_PART: return price_agreed(step, false);
    case WHEN_PRICE_ALL: return price_agreed(step, true);
    case WHEN_TERMINATE: return terminate(step);
    case WHEN_RECALL_RUNNING: return recall(step, true);
    case WHEN_RECALL_CONFIRMED: return recall(step, false);
    case WHEN_END_PURCHASE: return end(step, false);
    case WHEN_END_FOR_SELLER: return end(step, true);
    default: return closing_when(step, when);
    }
}
