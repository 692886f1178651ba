/* SPDX-License-Identifier: EUPL-1.2
 * The whole closing flow as text (matrix.h): closing_matrix.txt. */
#include "closing.h"
#include "matrix.h"

static void reach_moved(world_t *world)
{
    reach_bridge_to_municipality(world);
    message_facts_t facts = closes(world, TYPE_CLOSING_PROPOSED, "team", "anna");
    facts.mode = MODE_MOVED;
    facts.named_flows[facts.named_count++] = handover(world)->id;
    assert_int_equal(send(world, &facts), STATUS_OK);
    closing_is(world, STATE_CLOSING_READY);
}

static void reach_aftercare_with_another(world_t *world)
{
    reach_aftercare_day_90(world);
    announce(world, TRANSITION_PROVIDER_TO_PROVIDER, "housing");
}

static const stage_t STAGES[] = {
    {"The team holds, nothing is open", reach_held},
    {"PROPOSED: the citizen is asked", reach_proposed},
    {"SEARCHING: tried once, by phone", reach_searching},
    {"READY: the citizen says so", reach_ready},
    {"READY: not found, says the authority's leader", reach_not_found},
    {"READY: another municipality has taken over, its handover is followed up still", reach_moved},
    {"AFTERCARE: the first day", reach_aftercare},
    {"AFTERCARE: day 90", reach_aftercare_day_90},
    {"AFTERCARE: day 90, and a handover is announced", reach_aftercare_with_another},
    {"CLOSED: the course has ended", reach_closed_course},
    {"DEAD: died in aftercare", reach_dead_in_aftercare},
    {"RECONTACT: the citizen is back, the team is asked", reach_recontact},
};

static const sender_t SENDERS[] = {
    {"team", "team", "anna"},
    {"team's leader", "team", "lise"},
    {"authority", "authority", "anna"},
    {"authority's leader", "authority", "lise"},
    {"desk", "desk", "anna"},
    {"duty unit", "duty", "anna"},
    {"night team", "night-team", "anna"},
    {"a strange unit", "stranger", "anna"},
    {"the citizen", "door", ""},
};

static void suit(world_t *world, message_facts_t *facts)
{
    const flow_t *flow = newest_flow(world, FLOW_CLOSING);
    bool has_receiver = facts->type == TYPE_HANDOVER_ANNOUNCED || facts->type == TYPE_HANDOVER_PACKAGE || facts->type == TYPE_MEETING_CALLED ||
                        facts->type == TYPE_COURSE_NOTE || facts->type == TYPE_CONTACT_ROUTED;
    if (has_receiver) {
        to_unit(facts, "housing");
    }
    if (facts->type == TYPE_HANDOVER_ANNOUNCED) {
        facts->transition = TRANSITION_PROVIDER_TO_PROVIDER;
    }
    if (facts->type == TYPE_CLOSING_DECIDED && flow != NULL && flow->state != STATE_CLOSING_DEAD) {
        facts->reason = flow->marks & CLOSING_MODE_MASK;
    }
    if (facts->type == TYPE_CLOSING_AFTERCARE_CHECKED && flow != NULL && (flow->marks & CLOSING_CHECKED_30) != 0) {
        facts->day = 90;
    }
    if (facts->type == TYPE_MESSAGE_ANNULLED && flow != NULL) {
        text_set(facts->target_party, sizeof facts->target_party, flow->opened_by);
        (void)snprintf(facts->target_message, sizeof facts->target_message, "m-%u", flow->state == STATE_CLOSING_DEAD ? 8U : flow->state == STATE_CLOSING_RECONTACT ? 10U : 5U);
    }
}

static void the_closing_flow_does_what_the_matrix_says(void **state)
{
    const matrix_t matrix = {STAFET_SOURCE_DIR "/tests/unit/flow/closing_matrix.txt", STAGES, SENDERS, COUNT_OF(STAGES), COUNT_OF(SENDERS), suit};
    (void)state;
    matrix_is_as_kept(&matrix);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(the_closing_flow_does_what_the_matrix_says)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
