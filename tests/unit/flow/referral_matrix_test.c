/* SPDX-License-Identifier: EUPL-1.2
 * The whole referral flow as text (matrix.h): referral_matrix.txt. */
#include "matrix.h"
#include "referral.h"

static void reach_held_by_desk(world_t *world)
{
    reach_answered(world);
}

static void reach_taken_home(world_t *world)
{
    reach_submitted(world);
    assert_int_equal(say(world, TYPE_COURSE_TAKEN_OVER, "authority", "lise"), STATUS_OK);
}

static void reach_dead(world_t *world)
{
    reach_submitted(world);
    assert_int_equal(say(world, TYPE_COURSE_DIED, "desk", "anna"), STATUS_OK);
}

static const stage_t STAGES[] = {
    {"There is no course", NULL},
    {"The desk holds, a contact is answered", reach_held_by_desk},
    {"SUBMITTED: by the GP; the desk holds, offered to the authority", reach_submitted},
    {"SUBMITTED: the authority took the citizen home", reach_taken_home},
    {"IN_REVIEW: the authority holds", reach_in_review},
    {"IN_REVIEW: there is an appeal", reach_appealed},
    {"SUPPLEMENT: the GP is asked", reach_supplement},
    {"SUPPLEMENT: the citizen is asked, the deadline stands still", reach_supplement_of_citizen},
    {"GRANTED", reach_granted},
    {"REFUSED_BY_DECISION: not told yet", reach_refused},
    {"FORWARDED: before it was received, the desk holds", reach_forwarded},
    {"FORWARDED: after reading, the authority holds", reach_forwarded_after_reading},
    {"WITHDRAWING", reach_withdrawing},
    {"ENDED_DEAD: died while it was offered", reach_dead},
};

static const sender_t SENDERS[] = {
    {"GP", "gp", ""},
    {"citizen", "door", ""},
    {"desk", "desk", "anna"},
    {"authority", "authority", "anna"},
    {"authority's leader", "authority", "lise"},
    {"duty unit", "duty", "anna"},
    {"team", "team", "anna"},
    {"other authority", "other-authority", "anna"},
    {"a strange unit", "stranger", "anna"},
};

/* The authority asks the GP for more, and forwards to the other municipality. */
static void suit(world_t *world, message_facts_t *facts)
{
    const flow_t *flow = newest_flow(world, FLOW_REFERRAL);
    bool is_back = flow != NULL && flow->state == STATE_REFERRAL_FORWARDED && strcmp(facts->sending_party, "other-authority") == 0;
    facts->with_duty = ANSWER_YES;
    if (facts->type == TYPE_REFERRAL_SUPPLEMENT_ASKED) {
        facts->citizen_agrees = false;
        to_unit(facts, "gp");
    } else if (facts->type == TYPE_REFERRAL_FORWARDED && !is_back) {
        to_unit(facts, "other-authority");
    } else if (facts->type == TYPE_EARLY_REQUESTED || facts->type == TYPE_COURSE_NOTE || facts->type == TYPE_CONTACT_ROUTED) {
        to_unit(facts, "team");
    } else if (facts->type == TYPE_CLOCK_PAUSED || facts->type == TYPE_CLOCK_RESUMED) {
        text_set(facts->rule, sizeof facts->rule, "REF-2");
        facts->has_flow = flow != NULL;
        facts->flow = flow != NULL ? flow->id : UUID_NIL;
    } else if (facts->type == TYPE_MESSAGE_ANNULLED && flow != NULL) {
        text_set(facts->target_party, sizeof facts->target_party, "gp");
        text_set(facts->target_message, sizeof facts->target_message, "m-1");
    }
}

static void the_referral_flow_does_what_the_matrix_says(void **state)
{
    const matrix_t matrix = {STAFET_SOURCE_DIR "/tests/unit/flow/referral_matrix.txt", STAGES, SENDERS, COUNT_OF(STAGES), COUNT_OF(SENDERS), suit};
    (void)state;
    matrix_is_as_kept(&matrix);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(the_referral_flow_does_what_the_matrix_says)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
