/* SPDX-License-Identifier: EUPL-1.2
 * The whole early intervention as text (matrix.h): early_matrix.txt. */
#include "early.h"
#include "matrix.h"

static void reach_beside_referral(world_t *world)
{
    reach_in_review(world);
    message_facts_t facts = early_request(world, "authority", "anna");
    must(world, &facts);
}

static void reach_agreed_at_risk(world_t *world)
{
    reach_answered(world);
    triage(world, 2, RISK_SUICIDE);
    message_facts_t facts = early_request(world, "desk", "anna");
    must(world, &facts);
    assert_int_equal(say(world, TYPE_EARLY_OFFERED, "team", "anna"), STATUS_OK);
    assert_int_equal(say(world, TYPE_EARLY_AGREED, "team", "anna"), STATUS_OK);
}

static void reach_team_closed(world_t *world)
{
    reach_running_together(world);
    for (unsigned index = 0; index < world->registry.party_count; index++) {
        if (strcmp(world->parties[index].id, "team") == 0) {
            world->parties[index].valid_to = world->context.now;
        }
    }
    world->context.now += HOUR;
}

static const stage_t STAGES[] = {
    {"There is no course", NULL},
    {"REQUESTED: by the GP, of a new citizen; the team is asked", reach_requested},
    {"REQUESTED: beside a referral that waits", reach_beside_referral},
    {"OFFERED: the citizen is asked", reach_early_offered},
    {"AGREED: the citizen said yes", reach_early_agreed},
    {"AGREED: a citizen at risk", reach_agreed_at_risk},
    {"RUNNING", reach_running},
    {"RUNNING: housing takes part, psychiatry has not answered", reach_running_together},
    {"RUNNING: the team has closed", reach_team_closed},
};

static const sender_t SENDERS[] = {
    {"GP", "gp", ""},
    {"citizen", "door", ""},
    {"desk", "desk", "anna"},
    {"team", "team", "anna"},
    {"team's leader", "team", "lise"},
    {"housing", "housing", "anna"},
    {"psychiatry", "psychiatry", "anna"},
    {"authority", "authority", "anna"},
    {"authority's leader", "authority", "lise"},
    {"duty unit", "duty", "anna"},
    {"a strange unit", "stranger", "anna"},
};

static void suit(world_t *world, message_facts_t *facts)
{
    const flow_t *flow = newest_flow(world, FLOW_EARLY_INTERVENTION);
    if (facts->type == TYPE_EARLY_REQUESTED) {
        to_unit(facts, "team");
    } else if (facts->type == TYPE_EARLY_JOIN_REQUESTED) {
        to_unit(facts, "outreach");
    } else if (facts->type == TYPE_COURSE_NOTE || facts->type == TYPE_CONTACT_ROUTED || facts->type == TYPE_HANDOVER_ANNOUNCED) {
        to_unit(facts, "housing");
    } else if (facts->type == TYPE_CLOCK_PAUSED || facts->type == TYPE_CLOCK_RESUMED) {
        text_set(facts->rule, sizeof facts->rule, "EAR-6");
        facts->has_flow = flow != NULL;
        facts->flow = flow != NULL ? flow->id : UUID_NIL;
    } else if (facts->type == TYPE_MESSAGE_ANNULLED && flow != NULL) {
        text_set(facts->target_party, sizeof facts->target_party, "gp");
        text_set(facts->target_message, sizeof facts->target_message, "m-1");
    }
}

static void the_early_intervention_does_what_the_matrix_says(void **state)
{
    const matrix_t matrix = {STAFET_SOURCE_DIR "/tests/unit/flow/early_matrix.txt", STAGES, SENDERS, COUNT_OF(STAGES), COUNT_OF(SENDERS), suit};
    (void)state;
    matrix_is_as_kept(&matrix);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(the_early_intervention_does_what_the_matrix_says)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
