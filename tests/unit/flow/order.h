/* SPDX-License-Identifier: EUPL-1.2
 * An order for tests: its messages with complete contents, and the ways into each of its states. The authority holds; a private offer is "private-home". */
#ifndef STAFET_TESTS_FLOW_ORDER_H
#define STAFET_TESTS_FLOW_ORDER_H

#include "fixture.h"
#include "flow/marks.h"
#include "flow/standard.h"

FOR_TESTS flow_t *order(world_t *world)
{
    flow_t *flow = newest_flow(world, FLOW_ORDER);
    assert_non_null(flow);
    return flow;
}

FOR_TESTS void order_is(world_t *world, state_t state) { assert_int_equal(order(world)->state, state); }

FOR_TESTS instant_t order_time_of(const world_t *world, message_type_t type)
{
    switch ((unsigned)type) {
    case TYPE_ORDER_WILLING:
    case TYPE_ORDER_PLACED:
    case TYPE_ORDER_CONFIRMED: return world->context.now + 14 * DAY;
    case TYPE_ORDER_SELF_ADMITTED:
    case TYPE_ORDER_STARTED:
    case TYPE_ORDER_ENDED: return world->context.now;
    default: return 0;
    }
}

FOR_TESTS void fill_order(const world_t *world, message_facts_t *facts)
{
    facts->at = order_time_of(world, facts->type);
    facts->has_effort = facts->has_payer = facts->has_approval = true;
    text_set(facts->paragraph, sizeof facts->paragraph, facts->type == TYPE_ORDER_SELF_ADMITTED ? "110" : "107");
    facts->review_at = world->context.now + 180 * DAY;
    facts->ends_at = world->context.now + 90 * DAY;
    facts->seen_at = world->context.now;
    facts->step_down = ANSWER_NO;
    facts->attempts = 2;
    facts->has_questions = true;
    if (facts->type == TYPE_ORDER_ENQUIRED) {
        facts->has_subject = false;
        facts->disclosure_ground = 0;
    }
}

/* A complete message about the newest order. */
FOR_TESTS message_facts_t ord(world_t *world, message_type_t type, const char *party, const char *person)
{
    message_facts_t facts = message(world, type, party, person);
    fill_order(world, &facts);
    aim(world, &facts);
    return facts;
}

FOR_TESTS status_t ord_say(world_t *world, message_type_t type, const char *party, const char *person)
{
    message_facts_t facts = ord(world, type, party, person);
    return send(world, &facts);
}

FOR_TESTS void ord_done(world_t *world, message_type_t type, const char *party)
{
    assert_int_equal(ord_say(world, type, party, "anna"), STATUS_OK);
}

FOR_TESTS message_facts_t enquiry(world_t *world, const char *one, const char *other)
{
    message_facts_t facts = ord(world, TYPE_ORDER_ENQUIRED, "authority", "anna");
    to_unit(&facts, one);
    if (other != NULL) {
        to_unit(&facts, other);
    }
    return facts;
}

FOR_TESTS message_facts_t placing(world_t *world, const char *party, answer_t with_duty)
{
    message_facts_t facts = ord(world, TYPE_ORDER_PLACED, "authority", "anna");
    facts.with_duty = with_duty;
    to_unit(&facts, party);
    return facts;
}

FOR_TESTS void leave_out(message_facts_t *facts, const char *item)
{
    unsigned index = standard_item_find(item, strlen(item));
    assert_true(index < STANDARD_ITEMS_MAX);
    facts->answers[index] = ANSWER_BLANK;
}

/* ---- ways into each state ---- */

FOR_TESTS void add_private_home(world_t *world)
{
    world_party(world, "private-home", PARTY_KIND_OFFER, "fonden", true);
    world_person(world, "private-home", "anna", ROLE_STAFF);
    world_person(world, "private-home", "bo", ROLE_STAFF);
    directory_prepare(&world->registry);
}

/* The authority holds, nothing is open. */
FOR_TESTS void reach_authority(world_t *world)
{
    add_private_home(world);
    reach_answered(world);
    triage(world, 2, 0);
    message_facts_t facts = message(world, TYPE_CONTACT_ROUTED, "desk", "anna");
    aim(world, &facts);
    to_unit(&facts, "authority");
    assert_int_equal(send(world, &facts), STATUS_OK);
    assert_int_equal(say(world, TYPE_CONTACT_TAKEN_OVER, "authority", "anna"), STATUS_OK);
    holder_is(world, "authority");
}

FOR_TESTS void reach_enquiring(world_t *world)
{
    reach_authority(world);
    message_facts_t facts = enquiry(world, "housing", "private-home");
    assert_int_equal(send(world, &facts), STATUS_OK);
    order_is(world, STATE_ORDER_ENQUIRING);
}

FOR_TESTS void reach_willing(world_t *world)
{
    reach_enquiring(world);
    ord_done(world, TYPE_ORDER_WILLING, "housing");
    ord_done(world, TYPE_ORDER_WILLING, "private-home");
}

FOR_TESTS void place_with(world_t *world, const char *party, answer_t with_duty)
{
    message_facts_t facts = placing(world, party, with_duty);
    assert_int_equal(send(world, &facts), STATUS_OK);
    order_is(world, STATE_ORDER_PLACED);
}

FOR_TESTS void reach_placed(world_t *world)
{
    reach_willing(world);
    place_with(world, "housing", ANSWER_YES);
}

/* Acute, with the core, to two. */
FOR_TESTS void reach_placed_acute(world_t *world)
{
    reach_authority(world);
    message_facts_t facts = placing(world, "housing", ANSWER_YES);
    facts.priority = PRIORITY_ACUTE;
    to_unit(&facts, "private-home");
    leave_out(&facts, "plans.section_141");
    leave_out(&facts, "words.wishes");
    assert_int_equal(send(world, &facts), STATUS_OK);
    order_is(world, STATE_ORDER_PLACED);
}

FOR_TESTS void reach_order_returned(world_t *world)
{
    reach_placed(world);
    ord_done(world, TYPE_ORDER_RETURNED, "housing");
}

FOR_TESTS void reach_confirmed(world_t *world)
{
    reach_placed(world);
    ord_done(world, TYPE_ORDER_CONFIRMED, "housing");
    order_is(world, STATE_ORDER_CONFIRMED);
}

FOR_TESTS void reach_confirmed_without_duty(world_t *world)
{
    reach_willing(world);
    place_with(world, "housing", ANSWER_NO);
    ord_done(world, TYPE_ORDER_CONFIRMED, "housing");
}

FOR_TESTS void reach_starting(world_t *world)
{
    reach_confirmed(world);
    assert_int_equal(fire(world, "ORD-2"), STATUS_OK);
    order_is(world, STATE_ORDER_STARTING);
}

FOR_TESTS void reach_starting_without_duty(world_t *world)
{
    reach_confirmed_without_duty(world);
    assert_int_equal(fire(world, "ORD-2"), STATUS_OK);
    order_is(world, STATE_ORDER_STARTING);
}

FOR_TESTS void reach_order_withdrawing(world_t *world)
{
    reach_confirmed(world);
    ord_done(world, TYPE_ORDER_WITHDRAWN, "authority");
    order_is(world, STATE_ORDER_WITHDRAWING);
}

FOR_TESTS void reach_self_admitted(world_t *world)
{
    add_private_home(world);
    message_facts_t facts = message(world, TYPE_ORDER_SELF_ADMITTED, "housing", "anna");
    fill_order(world, &facts);
    assert_int_equal(open_with(world, &facts), STATUS_OK);
    order_is(world, STATE_ORDER_SELF_ADMITTED);
}

FOR_TESTS void reach_self_admitted_at_shelter(world_t *world)
{
    add_private_home(world);
    message_facts_t facts = message(world, TYPE_ORDER_SELF_ADMITTED, "shelter", "anna");
    fill_order(world, &facts);
    assert_int_equal(open_with(world, &facts), STATUS_OK);
    order_is(world, STATE_ORDER_SELF_ADMITTED);
}

FOR_TESTS void reach_order_running(world_t *world)
{
    reach_starting(world);
    ord_done(world, TYPE_ORDER_STARTED, "housing");
    order_is(world, STATE_ORDER_RUNNING);
    holder_is(world, "housing");
}

FOR_TESTS void reach_running_without_duty(world_t *world)
{
    reach_starting_without_duty(world);
    ord_done(world, TYPE_ORDER_STARTED, "housing");
    order_is(world, STATE_ORDER_RUNNING);
    holder_is(world, "authority");
}

FOR_TESTS void reach_change(world_t *world)
{
    reach_order_running(world);
    ord_done(world, TYPE_ORDER_CHANGE_PROPOSED, "housing");
}

FOR_TESTS void reach_ending(world_t *world)
{
    reach_order_running(world);
    ord_done(world, TYPE_ORDER_END_NOTIFIED, "housing");
    order_is(world, STATE_ORDER_ENDING);
}

FOR_TESTS void reach_ending_without_duty(world_t *world)
{
    reach_running_without_duty(world);
    ord_done(world, TYPE_ORDER_END_NOTIFIED, "authority");
    order_is(world, STATE_ORDER_ENDING);
}

FOR_TESTS void reach_order_ended(world_t *world)
{
    reach_ending_without_duty(world);
    ord_done(world, TYPE_ORDER_ENDED, "housing");
    order_is(world, STATE_ORDER_ENDED);
}

#endif
