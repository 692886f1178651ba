/* SPDX-License-Identifier: EUPL-1.2
 * The whole purchase flow as text (matrix.h): purchase_matrix.txt. */
#include "purchase.h"
#include "matrix.h"

static void reach_terminated_before_start(world_t *world)
{
    reach_sold(world);
    pur_done(world, TYPE_PURCHASE_TERMINATION_NOTIFIED, "authority");
}

static void reach_ended(world_t *world)
{
    reach_order_over(world);
    pur_done(world, TYPE_PURCHASE_ENDED, "private-home");
    purchase_is(world, STATE_PURCHASE_ENDED);
}

static void reach_dead_while_bought(world_t *world)
{
    reach_bought(world);
    assert_int_equal(say(world, TYPE_COURSE_DIED, "authority", "anna"), STATUS_OK);
}

static const stage_t STAGES[] = {
    {"The authority holds, nothing is open", reach_authority},
    {"REQUESTED: a private home and the psychiatry are asked, without being told who", reach_purchase_requested},
    {"OFFERED: both have offered a place", reach_bids},
    {"ORDERED: of the private home, the other municipality is to pay", reach_bought},
    {"ORDERED: the payer has said no", reach_disputed},
    {"ORDERED: the payer has said yes, the order is placed", reach_paid},
    {"CONFIRMED: waits for the citizen", reach_sold},
    {"RUNNING: the citizen has moved in, the home holds", reach_moved_in},
    {"RUNNING: the home has proposed another price", reach_price},
    {"TERMINATING: the home gave notice, and holds", reach_terminating},
    {"TERMINATING: given up before the start", reach_terminated_before_start},
    {"TERMINATING: the order is over", reach_order_over},
    {"ENDED", reach_ended},
    {"DEAD: died when it was bought", reach_dead_while_bought},
};

static const sender_t SENDERS[] = {
    {"authority", "authority", "anna"},
    {"private home", "private-home", "anna"},
    {"psychiatry", "psychiatry", "anna"},
    {"payer", "other-authority", "anna"},
    {"housing", "housing", "anna"},
    {"desk", "desk", "anna"},
    {"duty unit", "duty", "anna"},
    {"a strange unit", "stranger", "anna"},
};

static void suit(world_t *world, message_facts_t *facts)
{
    const flow_t *flow = newest_flow(world, FLOW_PURCHASE);
    flow_kind_t kind = message_type_info((uint32_t)facts->type)->flow;
    if (kind == FLOW_ORDER) {
        fill_order(world, facts);
    } else if (kind == FLOW_PURCHASE) {
        fill_purchase(world, facts);
        facts->recalled = flow != NULL && flow->state == STATE_PURCHASE_TERMINATING;
    }
    if (facts->type == TYPE_PURCHASE_CONFIRMED && newest_flow(world, FLOW_ORDER) != NULL) {
        facts->has_linked = true;
        facts->linked = newest_flow(world, FLOW_ORDER)->id;
    }
    if (facts->type == TYPE_PURCHASE_REQUESTED) {
        facts->has_flow = flow != NULL && flow->state == STATE_PURCHASE_REQUESTED;
    }
    if (facts->type == TYPE_PURCHASE_REQUESTED || facts->type == TYPE_PURCHASE_ORDERED || facts->type == TYPE_COURSE_NOTE || facts->type == TYPE_MEETING_CALLED) {
        to_unit(facts, "private-home");
    }
    if (facts->type == TYPE_MESSAGE_ANNULLED && flow != NULL) { /* the opening message */
        text_set(facts->target_party, sizeof facts->target_party, flow->opened_by);
        (void)snprintf(facts->target_message, sizeof facts->target_message, "m-5");
    }
}

static void the_purchase_flow_does_what_the_matrix_says(void **state)
{
    const matrix_t matrix = {STAFET_SOURCE_DIR "/tests/unit/flow/purchase_matrix.txt", STAGES, SENDERS, COUNT_OF(STAGES), COUNT_OF(SENDERS), suit};
    (void)state;
    matrix_is_as_kept(&matrix);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(the_purchase_flow_does_what_the_matrix_says)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
