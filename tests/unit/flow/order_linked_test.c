/* SPDX-License-Identifier: EUPL-1.2
 * A referral that was granted ends with the order, or the purchase, that follows from it; a question to offers does not end it yet (L6). */
#include "early.h"
#include "purchase.h"

static state_t referral_state(world_t *world)
{
    const flow_t *referral = newest_flow(world, FLOW_REFERRAL);
    assert_non_null(referral);
    return referral->state;
}

static void a_granted_referral_ends_with_the_order_that_names_it_also_after_a_question(void **state)
{
    static world_t world;
    (void)state;
    world_open(&world);
    reach_granted(&world);
    add_private_home(&world);
    message_facts_t facts = enquiry(&world, "housing", "private-home");
    facts.has_flow = false;
    assert_int_equal(send(&world, &facts), STATUS_OK);
    assert_int_equal(referral_state(&world), STATE_REFERRAL_GRANTED);
    facts = placing(&world, "housing", ANSWER_NO);
    facts.has_linked = true;
    facts.linked = newest_flow(&world, FLOW_REFERRAL)->id;
    assert_int_equal(send(&world, &facts), STATUS_OK);
    assert_int_equal(referral_state(&world), STATE_REFERRAL_CLOSED);
    assert_true(uuid_equal(order(&world)->linked, newest_flow(&world, FLOW_REFERRAL)->id));
}

static void a_granted_referral_ends_with_the_purchase_that_names_it(void **state)
{
    static world_t world;
    (void)state;
    world_open(&world);
    reach_granted(&world);
    add_private_home(&world);
    message_facts_t facts = asking(&world, "private-home", NULL);
    facts.has_flow = false;
    facts.has_linked = true;
    facts.linked = newest_flow(&world, FLOW_REFERRAL)->id;
    assert_int_equal(send(&world, &facts), STATUS_OK);
    assert_int_equal(referral_state(&world), STATE_REFERRAL_CLOSED);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_granted_referral_ends_with_the_order_that_names_it_also_after_a_question),
        cmocka_unit_test(a_granted_referral_ends_with_the_purchase_that_names_it),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
