/* SPDX-License-Identifier: EUPL-1.2
 * An early intervention for tests: the team coordinates, housing and psychiatry may take part. */
#ifndef STAFET_TESTS_FLOW_EARLY_H
#define STAFET_TESTS_FLOW_EARLY_H

#include "referral.h"

FOR_TESTS flow_t *early(world_t *world)
{
    flow_t *flow = newest_flow(world, FLOW_EARLY_INTERVENTION);
    assert_non_null(flow);
    return flow;
}

FOR_TESTS void early_is(world_t *world, state_t state) { assert_int_equal(early(world)->state, state); }

FOR_TESTS message_facts_t early_request(world_t *world, const char *sender, const char *person)
{
    message_facts_t facts = message(world, TYPE_EARLY_REQUESTED, sender, person);
    if (world->course.is_open) {
        aim(world, &facts);
    }
    to_unit(&facts, "team");
    return facts;
}

/* Of a new citizen, by the GP. */
FOR_TESTS void reach_requested(world_t *world)
{
    message_facts_t facts = early_request(world, "gp", "");
    assert_int_equal(open_with(world, &facts), STATUS_OK);
    early_is(world, STATE_EARLY_REQUESTED);
    holder_is(world, "desk");
}

FOR_TESTS void reach_early_offered(world_t *world)
{
    reach_requested(world);
    assert_int_equal(say(world, TYPE_EARLY_OFFERED, "team", "anna"), STATUS_OK);
    early_is(world, STATE_EARLY_OFFERED);
}

FOR_TESTS void reach_early_agreed(world_t *world)
{
    reach_early_offered(world);
    assert_int_equal(say(world, TYPE_EARLY_AGREED, "team", "anna"), STATUS_OK);
    early_is(world, STATE_EARLY_AGREED);
}

FOR_TESTS void reach_running(world_t *world)
{
    reach_early_agreed(world);
    assert_int_equal(say(world, TYPE_EARLY_STARTED, "team", "anna"), STATUS_OK);
    early_is(world, STATE_EARLY_RUNNING);
}

FOR_TESTS void ask_to_join(world_t *world, const char *party)
{
    message_facts_t facts = refer(world, TYPE_EARLY_JOIN_REQUESTED, "team", "anna");
    to_unit(&facts, party);
    must(world, &facts);
}

FOR_TESTS void reach_running_together(world_t *world)
{
    reach_running(world);
    ask_to_join(world, "housing");
    ask_to_join(world, "psychiatry");
    assert_int_equal(say(world, TYPE_EARLY_JOINED, "housing", "anna"), STATUS_OK);
}

#endif
