/* SPDX-License-Identifier: EUPL-1.2
 * The whole handover flow as text (matrix.h): handover_matrix.txt. */
#include "handover.h"
#include "matrix.h"

static void reach_offered_after_two_returns(world_t *world)
{
    reach_returned(world);
    offer_to(world, "housing");
    assert_int_equal(say(world, TYPE_HANDOVER_RETURNED, "housing", "anna"), STATUS_OK);
    offer_to(world, "housing");
}

static void reach_offered_overridden(world_t *world)
{
    reach_announced(world);
    assert_int_equal(say(world, TYPE_HANDOVER_OVERRIDDEN, "team", "lise"), STATUS_OK);
    message_facts_t facts = package_to(world, "housing");
    blank(&facts, "words.wishes");
    assert_int_equal(send(world, &facts), STATUS_OK);
}

static void reach_agreed_date(world_t *world)
{
    reach_agreed(world);
    assert_int_equal(fire(world, "HOV-7"), STATUS_OK);
    handover_is(world, STATE_HANDOVER_OFFERED);
}

static void reach_night(world_t *world)
{
    reach_announced(world);
    world->context.now = local(2026, 11, 9, 23, 0);
}

static void reach_held_by_authority(world_t *world)
{
    reach_announced(world);
    assert_int_equal(say(world, TYPE_COURSE_TAKEN_OVER, "authority", "lise"), STATUS_OK);
}

static void reach_closed(world_t *world)
{
    reach_follow_up(world);
    static const unsigned DAYS[] = {14, 30, 90};
    instant_t taken = world->context.now;
    for (size_t at = 0; at < COUNT_OF(DAYS); at++) {
        world->context.now = taken + DAYS[at] * DAY;
        assert_int_equal(follow_up(world, DAYS[at]), STATUS_OK);
    }
    handover_is(world, STATE_HANDOVER_CLOSED);
}

static const stage_t STAGES[] = {
    {"The team holds, nothing is open", reach_held},
    {"ANNOUNCED: planned, to housing", reach_announced},
    {"ANNOUNCED at night: the team is closed, the night team covers", reach_night},
    {"ANNOUNCED: the authority took the citizen home", reach_held_by_authority},
    {"OFFERED: planned, to housing", reach_offered},
    {"OFFERED: acute, with the core, to housing and psychiatry", reach_offered_acute},
    {"OFFERED: overridden, one item is owed", reach_offered_overridden},
    {"OFFERED: returned twice before", reach_offered_after_two_returns},
    {"OFFERED: to the duty unit", reach_offered_to_duty},
    {"OFFERED: the agreed date has come", reach_agreed_date},
    {"OFFERED: to the other municipality's authority", reach_offered_to_municipality},
    {"RETURNED: once, by housing", reach_returned},
    {"AGREED: housing in ten days", reach_agreed},
    {"STRANDED: refused by housing", reach_stranded},
    {"BRIDGE: housing holds, the team gave", reach_bridge},
    {"BRIDGE: acute, the rest of the package is owed", reach_bridge_acute},
    {"BRIDGE: the other municipality has a course of its own", reach_bridge_to_municipality},
    {"FOLLOW_UP: first contact made, the bridge ended", reach_follow_up},
    {"CLOSED: followed up three times", reach_closed},
    {"DEAD: died while it was offered", reach_dead},
};

static const sender_t SENDERS[] = {
    {"team", "team", "anna"},
    {"team's leader", "team", "lise"},
    {"housing", "housing", "anna"},
    {"housing's leader", "housing", "lise"},
    {"psychiatry", "psychiatry", "anna"},
    {"authority", "authority", "anna"},
    {"authority's leader", "authority", "lise"},
    {"the common chief", "authority", "kaj"},
    {"desk", "desk", "anna"},
    {"duty unit", "duty", "anna"},
    {"night team", "night-team", "anna"},
    {"other authority", "other-authority", "anna"},
    {"a strange unit", "stranger", "anna"},
};

static void suit_receivers(const flow_t *flow, message_facts_t *facts)
{
    bool is_between = flow != NULL && flow->transition == TRANSITION_MUNICIPALITY_TO_MUNICIPALITY;
    bool is_held_by_housing = flow != NULL && (flow->state == STATE_HANDOVER_BRIDGE || flow->state == STATE_HANDOVER_FOLLOW_UP || flow->state == STATE_HANDOVER_CLOSED);
    bool has_receiver = facts->type == TYPE_HANDOVER_ANNOUNCED || facts->type == TYPE_HANDOVER_PACKAGE || facts->type == TYPE_HANDOVER_ASSIGNED ||
                        facts->type == TYPE_MEETING_CALLED || facts->type == TYPE_COURSE_NOTE || facts->type == TYPE_CONTACT_ROUTED;
    if (has_receiver) {
        to_unit(facts, is_between ? "other-authority" : is_held_by_housing ? "team" : "housing");
    }
}

/* The package without a flow is a way back where housing holds; else an acute one. */
static void suit(world_t *world, message_facts_t *facts)
{
    const flow_t *flow = newest_flow(world, FLOW_HANDOVER);
    suit_receivers(flow, facts);
    if (facts->type == TYPE_HANDOVER_ANNOUNCED) {
        facts->transition = TRANSITION_PROVIDER_TO_PROVIDER;
    }
    if (facts->type == TYPE_HANDOVER_PACKAGE && flow == NULL) {
        facts->priority = PRIORITY_ACUTE;
        facts->transition = TRANSITION_PROVIDER_TO_PROVIDER;
    }
    if (facts->type == TYPE_HANDOVER_PACKAGE && flow != NULL && (flow->state == STATE_HANDOVER_BRIDGE || flow->state == STATE_HANDOVER_FOLLOW_UP)) {
        facts->transition = TRANSITION_RETURN_ROUTE;
        facts->has_flow = false;
        facts->has_returns = true;
        facts->returns = flow->id;
    }
    if (facts->type == TYPE_MESSAGE_ANNULLED && flow != NULL) { /* the opening message */
        text_set(facts->target_party, sizeof facts->target_party, flow->opened_by);
        text_set(facts->target_message, sizeof facts->target_message, "m-5");
    }
    if (facts->type == TYPE_CLOCK_PAUSED || facts->type == TYPE_CLOCK_RESUMED) {
        facts->has_flow = flow != NULL && flow_is_open(flow);
        facts->flow = flow != NULL ? flow->id : UUID_NIL;
        text_set(facts->rule, sizeof facts->rule, !facts->has_flow ? "CRS-1" : flow->state == STATE_HANDOVER_ANNOUNCED ? "HOV-1" : flow->state == STATE_HANDOVER_RETURNED ? "HOV-6" : "HOV-5");
    }
}

static void the_handover_flow_does_what_the_matrix_says(void **state)
{
    const matrix_t matrix = {STAFET_SOURCE_DIR "/tests/unit/flow/handover_matrix.txt", STAGES, SENDERS, COUNT_OF(STAGES), COUNT_OF(SENDERS), suit};
    (void)state;
    matrix_is_as_kept(&matrix);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(the_handover_flow_does_what_the_matrix_says)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
