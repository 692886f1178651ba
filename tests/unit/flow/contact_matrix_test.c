/* SPDX-License-Identifier: EUPL-1.2
 * The whole contact flow as text (matrix.h): contact_matrix.txt. */
#include "matrix.h"

/* The citizen is at risk, has been tried for on three days, and outreach was refused: what a leader may close. */
static void reach_callback_at_risk(world_t *world)
{
    reach_answered(world);
    triage(world, 1, RISK_SUICIDE);
    message_facts_t facts = message(world, TYPE_CONTACT_ROUTED, "desk", "anna");
    aim(world, &facts);
    facts.outreach = true;
    to_unit(&facts, "outreach");
    assert_int_equal(send(world, &facts), STATUS_OK);
    assert_int_equal(say(world, TYPE_CONTACT_REFUSED, "outreach", "anna"), STATUS_OK);
    assert_int_equal(say(world, TYPE_CONTACT_CALLBACK_AGREED, "desk", "anna"), STATUS_OK);
    attempt_in_vain(world);
}

static void reach_callback_tried(world_t *world)
{
    reach_callback(world);
    attempt_in_vain(world);
}

static void reach_answered_assessed(world_t *world)
{
    reach_answered(world);
    triage(world, 2, 0);
}

static void reach_routed_to_one(world_t *world)
{
    reach_answered_assessed(world);
    route_to(world, "outreach", NULL);
}

static void reach_routed_to_duty(world_t *world)
{
    reach_answered_assessed(world);
    route_to(world, "duty", NULL);
}

static void reach_taken_over(world_t *world)
{
    reach_routed(world);
    assert_int_equal(say(world, TYPE_CONTACT_TAKEN_OVER, "outreach", "anna"), STATUS_OK);
}

static void reach_ended(world_t *world)
{
    reach_answered(world);
    assert_int_equal(say(world, TYPE_CONTACT_CLOSED, "desk", "anna"), STATUS_OK);
}

static const stage_t STAGES[] = {
    {"No course yet", NULL},
    {"DRAFT: a call has begun", reach_draft},
    {"WAITING: written by the citizen, urgent, not answered", reach_waiting},
    {"ANSWERED: urgent, assessed, no risk flag", reach_answered_assessed},
    {"CALLBACK: three attempts on three days, no risk flag", reach_callback_tried},
    {"CALLBACK: three attempts on three days, a risk flag, outreach refused", reach_callback_at_risk},
    {"ROUTED: acute, offered to outreach and psychiatry", reach_routed},
    {"ROUTED: urgent, offered to outreach alone", reach_routed_to_one},
    {"ROUTED: urgent, offered to the duty unit", reach_routed_to_duty},
    {"EXTERNAL: the doctor on call has the citizen", reach_external},
    {"CLOSED: outreach took over, the course goes on", reach_taken_over},
    {"The course has ended", reach_ended},
};

static const sender_t SENDERS[] = {
    {"desk", "desk", "anna"},
    {"desk's leader", "desk", "lise"},
    {"the other desk", "desk-south", "anna"},
    {"duty unit", "duty", "anna"},
    {"authority", "authority", "anna"},
    {"authority's leader", "authority", "lise"},
    {"outreach", "outreach", "anna"},
    {"psychiatry", "psychiatry", "anna"},
    {"a GP", "gp", ""},
    {"the citizen", "door", ""},
    {"a strange unit", "stranger", "anna"},
};

/* A sender's most likely contents: outreach after a risk flag, not_reached from a call-back, forwarded from outside. */
static void suit(world_t *world, message_facts_t *facts)
{
    const flow_t *flow = newest_flow(world, FLOW_CONTACT);
    if (facts->type == TYPE_CONTACT_ROUTED) {
        to_unit(facts, "housing");
        facts->outreach = true;
    }
    if (facts->type == TYPE_MESSAGE_ANNULLED && flow != NULL) { /* the opening message */
        text_set(facts->target_party, sizeof facts->target_party, flow->opened_by);
        text_set(facts->target_message, sizeof facts->target_message, "m-1");
    }
    if (facts->type == TYPE_COURSE_NOTE) {
        to_unit(facts, "housing");
    }
    if (facts->type == TYPE_CONTACT_CLOSED && flow != NULL && flow->state == STATE_CONTACT_CALLBACK) {
        facts->outcome = OUTCOME_NOT_REACHED;
    }
    if (facts->type == TYPE_CONTACT_CLOSED && flow != NULL && flow->state == STATE_CONTACT_EXTERNAL) {
        facts->outcome = OUTCOME_FORWARDED;
    }
    if (facts->type == TYPE_CONTACT_REGISTERED && (strcmp(facts->sending_party, "door") == 0 || strcmp(facts->sending_party, "gp") == 0)) {
        facts->channel = CHANNEL_WEB;
    }
}

static void the_contact_flow_does_what_the_matrix_says(void **state)
{
    const matrix_t matrix = {STAFET_SOURCE_DIR "/tests/unit/flow/contact_matrix.txt", STAGES, SENDERS, COUNT_OF(STAGES), COUNT_OF(SENDERS), suit};
    (void)state;
    matrix_is_as_kept(&matrix);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(the_contact_flow_does_what_the_matrix_says)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
