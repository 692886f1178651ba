/* SPDX-License-Identifier: EUPL-1.2
 * The whole order flow as text (matrix.h): order_matrix.txt. */
#include "order.h"
#include "matrix.h"

static void reach_starting_clash(world_t *world)
{
    reach_confirmed(world);
    message_facts_t facts = message(world, TYPE_HANDOVER_PACKAGE, "authority", "anna");
    facts.has_course = true;
    facts.course = world->course.id;
    facts.transition = TRANSITION_PROVIDER_TO_PROVIDER;
    facts.priority = PRIORITY_ACUTE;
    to_unit(&facts, "outreach");
    assert_int_equal(send(world, &facts), STATUS_OK);
    assert_int_equal(fire(world, "ORD-2"), STATUS_OK);
    order_is(world, STATE_ORDER_STARTING);
}

static void reach_refused_by_all(world_t *world)
{
    reach_placed(world);
    ord_done(world, TYPE_ORDER_REFUSED, "housing");
    order_is(world, STATE_ORDER_ENQUIRING);
}

static void reach_named_authority(world_t *world)
{
    reach_self_admitted(world);
    message_facts_t facts = ord(world, TYPE_ORDER_REFUSED, "authority", "anna");
    text_set(facts.next_owner, sizeof facts.next_owner, "other-authority");
    assert_int_equal(send(world, &facts), STATUS_OK);
}

static void reach_gone(world_t *world)
{
    reach_running_without_duty(world);
    party_t *housing = NULL;
    for (unsigned index = 0; index < world->registry.party_count; index++) {
        housing = strcmp(world->parties[index].id, "housing") == 0 ? &world->parties[index] : housing;
    }
    assert_non_null(housing);
    housing->valid_to = world->context.now - MINUTE;
}

static void reach_order_dead(world_t *world)
{
    reach_starting(world);
    assert_int_equal(say(world, TYPE_COURSE_DIED, "authority", "anna"), STATUS_OK);
}

static const stage_t STAGES[] = {
    {"There is no course yet", NULL},
    {"The authority holds, nothing is open", reach_authority},
    {"ENQUIRING: housing and a private home are asked, without being told who", reach_enquiring},
    {"ENQUIRING: both are willing", reach_willing},
    {"ENQUIRING: placed with housing, which has refused", reach_refused_by_all},
    {"PLACED: with housing, the responsibility goes with it", reach_placed},
    {"PLACED: acute, with the core, with two", reach_placed_acute},
    {"RETURNED: housing has questions", reach_order_returned},
    {"CONFIRMED: housing in two weeks, with the responsibility", reach_confirmed},
    {"CONFIRMED: housing in two weeks, without the responsibility", reach_confirmed_without_duty},
    {"STARTING: the responsibility is offered to housing", reach_starting},
    {"STARTING: it cannot be offered, another flow has an offer open", reach_starting_clash},
    {"STARTING: without the responsibility", reach_starting_without_duty},
    {"WITHDRAWING: asked back from housing", reach_order_withdrawing},
    {"SELF_ADMITTED: housing holds", reach_self_admitted},
    {"SELF_ADMITTED: at a shelter that may not hold, the desk holds", reach_self_admitted_at_shelter},
    {"SELF_ADMITTED: another municipality's authority is named", reach_named_authority},
    {"RUNNING: housing holds", reach_order_running},
    {"RUNNING: the authority holds", reach_running_without_duty},
    {"RUNNING: housing has proposed a change", reach_change},
    {"RUNNING: housing has closed", reach_gone},
    {"ENDING: housing gave notice, and holds", reach_ending},
    {"ENDING: the authority gave notice, and holds", reach_ending_without_duty},
    {"ENDED", reach_order_ended},
    {"DEAD: died while it was starting", reach_order_dead},
};

static const sender_t SENDERS[] = {
    {"authority", "authority", "anna"},
    {"authority's leader", "authority", "lise"},
    {"housing", "housing", "anna"},
    {"private home", "private-home", "anna"},
    {"outreach", "outreach", "anna"},
    {"desk", "desk", "anna"},
    {"duty unit", "duty", "anna"},
    {"shelter", "shelter", "anna"},
    {"other authority", "other-authority", "anna"},
    {"a strange unit", "stranger", "anna"},
};

static void suit(world_t *world, message_facts_t *facts)
{
    const flow_t *flow = newest_flow(world, FLOW_ORDER);
    if (message_type_info(facts->type)->flow == FLOW_ORDER) {
        fill_order(world, facts);
        facts->with_duty = ANSWER_YES;
        facts->recalled = flow != NULL && flow->state == STATE_ORDER_ENDING;
    }
    if (facts->type == TYPE_ORDER_REFUSED && flow != NULL && flow->state == STATE_ORDER_SELF_ADMITTED) {
        text_set(facts->next_owner, sizeof facts->next_owner, "other-authority");
    }
    if (facts->type == TYPE_ORDER_ENQUIRED || facts->type == TYPE_ORDER_PLACED) {
        bool is_refused = flow != NULL && flow->asked_count == 1 && flow->asked[0].said == SAID_NO;
        to_unit(facts, is_refused ? "private-home" : "housing");
        facts->has_flow = flow != NULL && flow_is_open(flow) && flow->state <= STATE_ORDER_RETURNED;
    }
    if (facts->type == TYPE_ORDER_SELF_ADMITTED) {
        facts->has_flow = false;
    }
    if (facts->type == TYPE_COURSE_NOTE || facts->type == TYPE_MEETING_CALLED) {
        to_unit(facts, "housing");
    }
    if (facts->type == TYPE_MESSAGE_ANNULLED && flow != NULL) { /* the opening message */
        text_set(facts->target_party, sizeof facts->target_party, flow->opened_by);
        (void)snprintf(facts->target_message, sizeof facts->target_message, "m-%u", flow->opened_course ? 1U : 5U);
    }
}

static void the_order_flow_does_what_the_matrix_says(void **state)
{
    const matrix_t matrix = {STAFET_SOURCE_DIR "/tests/unit/flow/order_matrix.txt", STAGES, SENDERS, COUNT_OF(STAGES), COUNT_OF(SENDERS), suit};
    (void)state;
    matrix_is_as_kept(&matrix);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(the_order_flow_does_what_the_matrix_says)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
