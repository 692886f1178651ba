/* SPDX-License-Identifier: EUPL-1.2
 * A purchase for tests: the authority acts, another municipality's authority pays, a private home sells. What is done for the citizen is an order beside it. */
#ifndef STAFET_TESTS_FLOW_PURCHASE_H
#define STAFET_TESTS_FLOW_PURCHASE_H

#include "order.h"

FOR_TESTS flow_t *purchase(world_t *world)
{
    flow_t *flow = newest_flow(world, FLOW_PURCHASE);
    assert_non_null(flow);
    return flow;
}

FOR_TESTS void purchase_is(world_t *world, state_t state) { assert_int_equal(purchase(world)->state, state); }

FOR_TESTS void fill_purchase(const world_t *world, message_facts_t *facts)
{
    bool is_ahead = facts->type == TYPE_PURCHASE_REQUESTED || facts->type == TYPE_PURCHASE_OFFERED || facts->type == TYPE_PURCHASE_ORDERED || facts->type == TYPE_PURCHASE_CONFIRMED;
    facts->at = world->context.now + (is_ahead ? 14 * DAY : 0);
    facts->seen_at = world->context.now - 30 * DAY;
    facts->review_at = 0;
    facts->ends_at = world->context.now + (facts->type == TYPE_PURCHASE_OFFERED ? 5 * DAY : 90 * DAY);
    facts->has_effort = facts->has_payer = facts->has_approval = facts->has_price = true;
    text_set(facts->paragraph, sizeof facts->paragraph, "107");
    text_set(facts->payer, sizeof facts->payer, "other-authority");
    if (facts->type == TYPE_PURCHASE_REQUESTED || facts->type == TYPE_PURCHASE_DECLINED) {
        facts->has_subject = false;
        facts->disclosure_ground = 0;
    }
}

/* A complete message about the newest purchase. */
FOR_TESTS message_facts_t pur(world_t *world, message_type_t type, const char *party)
{
    message_facts_t facts = message(world, type, party, "anna");
    fill_purchase(world, &facts);
    aim(world, &facts);
    return facts;
}

FOR_TESTS status_t pur_say(world_t *world, message_type_t type, const char *party)
{
    message_facts_t facts = pur(world, type, party);
    return send(world, &facts);
}

FOR_TESTS void pur_done(world_t *world, message_type_t type, const char *party) { assert_int_equal(pur_say(world, type, party), STATUS_OK); }

FOR_TESTS message_facts_t asking(world_t *world, const char *one, const char *other)
{
    message_facts_t facts = pur(world, TYPE_PURCHASE_REQUESTED, "authority");
    to_unit(&facts, one);
    if (other != NULL) {
        to_unit(&facts, other);
    }
    return facts;
}

FOR_TESTS message_facts_t buying(world_t *world, const char *seller)
{
    message_facts_t facts = pur(world, TYPE_PURCHASE_ORDERED, "authority");
    to_unit(&facts, seller);
    return facts;
}

/* ---- ways into each state ---- */

FOR_TESTS void reach_purchase_requested(world_t *world)
{
    reach_authority(world);
    message_facts_t facts = asking(world, "private-home", "psychiatry");
    assert_int_equal(send(world, &facts), STATUS_OK);
    purchase_is(world, STATE_PURCHASE_REQUESTED);
}

FOR_TESTS void reach_bids(world_t *world)
{
    reach_purchase_requested(world);
    pur_done(world, TYPE_PURCHASE_OFFERED, "private-home");
    pur_done(world, TYPE_PURCHASE_OFFERED, "psychiatry");
    purchase_is(world, STATE_PURCHASE_OFFERED);
}

FOR_TESTS void reach_bought(world_t *world)
{
    reach_bids(world);
    message_facts_t facts = buying(world, "private-home");
    assert_int_equal(send(world, &facts), STATUS_OK);
    purchase_is(world, STATE_PURCHASE_ORDERED);
}

/* The order is placed with the seller, the payer has said yes. */
FOR_TESTS void reach_paid(world_t *world)
{
    reach_bought(world);
    place_with(world, "private-home", ANSWER_YES);
    pur_done(world, TYPE_PURCHASE_PAYER_CONFIRMED, "other-authority");
}

FOR_TESTS message_facts_t selling(world_t *world)
{
    message_facts_t facts = pur(world, TYPE_PURCHASE_CONFIRMED, "private-home");
    facts.has_linked = true;
    facts.linked = order(world)->id;
    return facts;
}

FOR_TESTS void reach_sold(world_t *world)
{
    reach_paid(world);
    message_facts_t facts = selling(world);
    assert_int_equal(send(world, &facts), STATUS_OK);
    purchase_is(world, STATE_PURCHASE_CONFIRMED);
}

FOR_TESTS void start_order(world_t *world)
{
    ord_done(world, TYPE_ORDER_CONFIRMED, "private-home");
    assert_int_equal(fire(world, "ORD-2"), STATUS_OK);
    ord_done(world, TYPE_ORDER_STARTED, "private-home");
    holder_is(world, "private-home");
}

FOR_TESTS void reach_moved_in(world_t *world)
{
    reach_sold(world);
    start_order(world);
    pur_done(world, TYPE_PURCHASE_STARTED, "private-home");
    purchase_is(world, STATE_PURCHASE_RUNNING);
}

FOR_TESTS void reach_disputed(world_t *world)
{
    reach_bought(world);
    pur_done(world, TYPE_PURCHASE_PAYER_REFUSED, "other-authority");
}

FOR_TESTS void reach_price(world_t *world)
{
    reach_moved_in(world);
    pur_done(world, TYPE_PURCHASE_PRICE_CHANGED, "private-home");
}

FOR_TESTS void reach_terminating(world_t *world)
{
    reach_moved_in(world);
    pur_done(world, TYPE_PURCHASE_TERMINATION_NOTIFIED, "private-home");
    purchase_is(world, STATE_PURCHASE_TERMINATING);
}

/* The responsibility is taken home, and the order is over. */
FOR_TESTS void end_order(world_t *world)
{
    ord_done(world, TYPE_ORDER_END_NOTIFIED, "authority");
    assert_int_equal(say(world, TYPE_COURSE_TAKEN_OVER, "authority", "lise"), STATUS_OK);
    ord_done(world, TYPE_ORDER_ENDED, "private-home");
}

FOR_TESTS void reach_order_over(world_t *world)
{
    reach_terminating(world);
    end_order(world);
    purchase_is(world, STATE_PURCHASE_TERMINATING);
}

#endif
