/* SPDX-License-Identifier: EUPL-1.2
 * A handover for tests: its messages with complete contents, and the ways into each of its states. The team holds; its nights are covered by the night team. */
#ifndef STAFET_TESTS_FLOW_HANDOVER_H
#define STAFET_TESTS_FLOW_HANDOVER_H

#include "fixture.h"
#include "flow/standard.h"

FOR_TESTS flow_t *handover(world_t *world)
{
    flow_t *flow = newest_flow(world, FLOW_HANDOVER);
    assert_non_null(flow);
    return flow;
}

FOR_TESTS void handover_is(world_t *world, state_t state) { assert_int_equal(handover(world)->state, state); }

/* A complete message about the newest handover, to these units. */
FOR_TESTS message_facts_t hand(world_t *world, message_type_t type, const char *party, const char *person)
{
    message_facts_t facts = message(world, type, party, person);
    aim(world, &facts);
    return facts;
}

FOR_TESTS void blank(message_facts_t *facts, const char *item)
{
    unsigned index = standard_item_find(item, strlen(item));
    assert_true(index < STANDARD_ITEMS_MAX);
    facts->answers[index] = ANSWER_BLANK;
}

/* The package of the flow as it was announced. */
FOR_TESTS message_facts_t package_to(world_t *world, const char *party)
{
    message_facts_t facts = hand(world, TYPE_HANDOVER_PACKAGE, world->course.holder, "anna");
    to_unit(&facts, party);
    return facts;
}

FOR_TESTS message_facts_t announcement(world_t *world, transition_t transition, const char *party)
{
    message_facts_t facts = hand(world, TYPE_HANDOVER_ANNOUNCED, world->course.holder, "anna");
    facts.transition = transition;
    to_unit(&facts, party);
    return facts;
}

/* Acute, not announced: the core. */
FOR_TESTS message_facts_t acute_package(world_t *world, const char *one, const char *other)
{
    message_facts_t facts = message(world, TYPE_HANDOVER_PACKAGE, world->course.holder, "anna");
    facts.has_course = true;
    facts.course = world->course.id;
    facts.transition = TRANSITION_PROVIDER_TO_PROVIDER;
    facts.priority = PRIORITY_ACUTE;
    to_unit(&facts, one);
    if (other != NULL) {
        to_unit(&facts, other);
    }
    return facts;
}

FOR_TESTS status_t take_over(world_t *world, const char *party) { return say(world, TYPE_HANDOVER_TAKEN_OVER, party, "anna"); }

/* ---- ways into each state ---- */

FOR_TESTS void reach_held(world_t *world)
{
    reach_answered(world);
    triage(world, 1, 0);
    route_to(world, "team", NULL);
    assert_int_equal(say(world, TYPE_CONTACT_TAKEN_OVER, "team", "anna"), STATUS_OK);
    holder_is(world, "team");
}

FOR_TESTS void announce(world_t *world, transition_t transition, const char *party)
{
    message_facts_t facts = announcement(world, transition, party);
    assert_int_equal(send(world, &facts), STATUS_OK);
    handover_is(world, STATE_HANDOVER_ANNOUNCED);
}

FOR_TESTS void offer_to(world_t *world, const char *party)
{
    message_facts_t facts = package_to(world, party);
    assert_int_equal(send(world, &facts), STATUS_OK);
    handover_is(world, STATE_HANDOVER_OFFERED);
}

FOR_TESTS void reach_announced(world_t *world)
{
    reach_held(world);
    announce(world, TRANSITION_PROVIDER_TO_PROVIDER, "housing");
}

FOR_TESTS void reach_offered(world_t *world)
{
    reach_announced(world);
    offer_to(world, "housing");
}

FOR_TESTS void reach_offered_acute(world_t *world)
{
    reach_held(world);
    message_facts_t facts = acute_package(world, "housing", "psychiatry");
    assert_int_equal(send(world, &facts), STATUS_OK);
}

FOR_TESTS void reach_offered_to_duty(world_t *world)
{
    reach_announced(world);
    offer_to(world, "duty");
}

FOR_TESTS void reach_returned(world_t *world)
{
    reach_offered(world);
    assert_int_equal(say(world, TYPE_HANDOVER_RETURNED, "housing", "anna"), STATUS_OK);
    handover_is(world, STATE_HANDOVER_RETURNED);
}

FOR_TESTS void reach_agreed(world_t *world)
{
    reach_offered(world);
    assert_int_equal(say(world, TYPE_HANDOVER_AGREED, "housing", "anna"), STATUS_OK);
    handover_is(world, STATE_HANDOVER_AGREED);
}

FOR_TESTS void reach_stranded(world_t *world)
{
    reach_offered(world);
    assert_int_equal(say(world, TYPE_HANDOVER_REFUSED, "housing", "anna"), STATUS_OK);
    handover_is(world, STATE_HANDOVER_STRANDED);
}

FOR_TESTS void reach_bridge(world_t *world)
{
    reach_offered(world);
    assert_int_equal(take_over(world, "housing"), STATUS_OK);
    handover_is(world, STATE_HANDOVER_BRIDGE);
    holder_is(world, "housing");
}

FOR_TESTS void reach_bridge_acute(world_t *world)
{
    reach_offered_acute(world);
    assert_int_equal(take_over(world, "housing"), STATUS_OK);
    handover_is(world, STATE_HANDOVER_BRIDGE);
}

FOR_TESTS void reach_follow_up(world_t *world)
{
    reach_bridge(world);
    assert_int_equal(say(world, TYPE_HANDOVER_FIRST_CONTACT, "housing", "anna"), STATUS_OK);
    assert_int_equal(say(world, TYPE_HANDOVER_BRIDGE_ENDED, "housing", "anna"), STATUS_OK);
    handover_is(world, STATE_HANDOVER_FOLLOW_UP);
}

FOR_TESTS void reach_offered_to_municipality(world_t *world)
{
    reach_held(world);
    announce(world, TRANSITION_MUNICIPALITY_TO_MUNICIPALITY, "other-authority");
    offer_to(world, "other-authority");
}

FOR_TESTS void reach_bridge_to_municipality(world_t *world)
{
    reach_offered_to_municipality(world);
    assert_int_equal(take_over(world, "other-authority"), STATUS_OK);
    handover_is(world, STATE_HANDOVER_BRIDGE);
}

FOR_TESTS void reach_dead(world_t *world)
{
    reach_offered(world);
    assert_int_equal(say(world, TYPE_COURSE_DIED, "team", "anna"), STATUS_OK);
}

FOR_TESTS status_t follow_up(world_t *world, unsigned day)
{
    message_facts_t facts = hand(world, TYPE_HANDOVER_FOLLOWED_UP, world->course.holder, "anna");
    facts.day = day;
    return send(world, &facts);
}

#endif
