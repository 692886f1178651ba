/* SPDX-License-Identifier: EUPL-1.2
 * A referral for tests: its messages with complete contents, and the ways into each of its states. The GP refers; the desk holds until the authority receives. */
#ifndef STAFET_TESTS_FLOW_REFERRAL_H
#define STAFET_TESTS_FLOW_REFERRAL_H

#include "fixture.h"

FOR_TESTS flow_t *referral(world_t *world)
{
    flow_t *flow = newest_flow(world, FLOW_REFERRAL);
    assert_non_null(flow);
    return flow;
}

FOR_TESTS void referral_is(world_t *world, state_t state) { assert_int_equal(referral(world)->state, state); }

/* A complete message about the newest referral. */
FOR_TESTS message_facts_t refer(world_t *world, message_type_t type, const char *party, const char *person)
{
    message_facts_t facts = message(world, type, party, person);
    aim(world, &facts);
    return facts;
}

FOR_TESTS void must(world_t *world, const message_facts_t *facts) { assert_int_equal(send(world, facts), STATUS_OK); }

/* The opening message of the GP, who names itself. */
FOR_TESTS void reach_submitted(world_t *world)
{
    message_facts_t facts = message(world, TYPE_REFERRAL_SUBMITTED, "gp", "");
    assert_int_equal(open_with(world, &facts), STATUS_OK);
    referral_is(world, STATE_REFERRAL_SUBMITTED);
}

FOR_TESTS void reach_in_review(world_t *world)
{
    reach_submitted(world);
    message_facts_t facts = refer(world, TYPE_REFERRAL_RECEIVED, "authority", "anna");
    must(world, &facts);
    referral_is(world, STATE_REFERRAL_IN_REVIEW);
    holder_is(world, "authority");
}

FOR_TESTS void ask_supplement(world_t *world, const char *of, pause_t pause)
{
    message_facts_t facts = refer(world, TYPE_REFERRAL_SUPPLEMENT_ASKED, "authority", "anna");
    facts.citizen_agrees = of == NULL;
    facts.pause = pause;
    if (of != NULL) {
        to_unit(&facts, of);
    }
    must(world, &facts);
    referral_is(world, STATE_REFERRAL_SUPPLEMENT);
}

FOR_TESTS void reach_supplement(world_t *world)
{
    reach_in_review(world);
    ask_supplement(world, "gp", PAUSE_NONE);
}

FOR_TESTS void reach_supplement_of_citizen(world_t *world)
{
    reach_in_review(world);
    ask_supplement(world, NULL, PAUSE_CITIZEN_ANSWER_AWAITED);
}

FOR_TESTS void decide(world_t *world, uint32_t decision)
{
    message_facts_t facts = refer(world, TYPE_REFERRAL_DECIDED, "authority", "anna");
    facts.decision = decision;
    must(world, &facts);
}

FOR_TESTS void reach_granted(world_t *world)
{
    reach_in_review(world);
    decide(world, DECISION_IS_GRANTED);
    referral_is(world, STATE_REFERRAL_GRANTED);
}

FOR_TESTS void reach_refused(world_t *world)
{
    reach_in_review(world);
    decide(world, DECISION_IS_REFUSED);
    referral_is(world, STATE_REFERRAL_REFUSED_BY_DECISION);
}

FOR_TESTS void reach_appealed(world_t *world)
{
    reach_refused(world);
    assert_int_equal(say(world, TYPE_REFERRAL_NOTIFIED, "authority", "anna"), STATUS_OK);
    assert_int_equal(say(world, TYPE_REFERRAL_APPEALED, "desk", "anna"), STATUS_OK);
    referral_is(world, STATE_REFERRAL_IN_REVIEW);
}

FOR_TESTS void forward_to(world_t *world, const char *party)
{
    message_facts_t facts = refer(world, TYPE_REFERRAL_FORWARDED, "authority", "anna");
    to_unit(&facts, party);
    must(world, &facts);
    referral_is(world, STATE_REFERRAL_FORWARDED);
}

/* Before it was received: the desk holds. */
FOR_TESTS void reach_forwarded(world_t *world)
{
    reach_submitted(world);
    forward_to(world, "other-authority");
}

/* After reading: the authority holds. */
FOR_TESTS void reach_forwarded_after_reading(world_t *world)
{
    reach_in_review(world);
    forward_to(world, "other-authority");
}

FOR_TESTS void reach_withdrawing(world_t *world)
{
    reach_in_review(world);
    assert_int_equal(say(world, TYPE_REFERRAL_WITHDRAWN, "gp", ""), STATUS_OK);
    referral_is(world, STATE_REFERRAL_WITHDRAWING);
}

#endif
