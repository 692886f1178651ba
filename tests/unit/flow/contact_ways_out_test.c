/* SPDX-License-Identifier: EUPL-1.2
 * The ways out of a contact: advice, not reached, declined, others without a key, a draft that is discarded; and what keeps the course open. */
#include "fixture.h"

static void advice_ends_the_course_that_the_contact_opened(void **state)
{
    world_t world;
    (void)state;
    world_open(&world);
    reach_answered(&world);
    assert_int_equal(say(&world, TYPE_CONTACT_CLOSED, "desk", "anna"), STATUS_OK);
    assert_false(world.course.is_open);
    assert_int_equal(world.course.duty, DUTY_ENDED);
    assert_int_equal(world.course.duty_epoch, 2);
    assert_int_equal(world.course.deadline_count, 0);
    assert_int_equal(say(&world, TYPE_COURSE_NOTE, "desk", "anna"), STATUS_COURSE_ENDED);
    assert_true(world.decision.is_recorded);
}

static void a_course_with_a_risk_flag_is_not_ended_by_its_contact(void **state)
{
    world_t world;
    (void)state;
    world_open(&world);
    reach_answered(&world);
    triage(&world, 2, RISK_VIOLENCE);
    assert_int_equal(say(&world, TYPE_CONTACT_CLOSED, "desk", "anna"), STATUS_OK);
    assert_true(world.course.is_open);
    holder_is(&world, "desk");
    assert_non_null(deadline_with(&world, "CRS-1"));
    assert_int_equal(world.decision.due_at, calendar_instant((date_t){2026, 11, 11}, 16, 0));
}

static void an_open_action_keeps_the_course_open(void **state)
{
    world_t world;
    (void)state;
    world_open(&world);
    reach_answered(&world);
    assert_int_equal(say(&world, TYPE_ACTION_OPENED, "desk", "anna"), STATUS_OK);
    assert_int_equal(say(&world, TYPE_CONTACT_CLOSED, "desk", "anna"), STATUS_OK);
    assert_true(world.course.is_open);
}

static void early_help_or_referral_must_exist_before_the_contact_is_closed_with_it(void **state)
{
    world_t world;
    (void)state;
    world_open(&world);
    reach_answered(&world);
    message_facts_t facts = message(&world, TYPE_CONTACT_CLOSED, "desk", "anna");
    aim(&world, &facts);
    facts.outcome = OUTCOME_EARLY;
    assert_int_equal(send(&world, &facts), STATUS_GUARD_NOT_MET);
    assert_true(misses(&world.decision, "next_flow_id"));
    facts.has_next_flow = true;
    facts.next_flow = last_flow(&world)->id; /* a contact is no early effort */
    facts.outcome = OUTCOME_REFERRAL;
    assert_int_equal(send(&world, &facts), STATUS_GUARD_NOT_MET);
}

static status_t close_not_reached(world_t *world, const char *party, const char *person)
{
    message_facts_t facts = message(world, TYPE_CONTACT_CLOSED, party, person);
    aim(world, &facts);
    facts.outcome = OUTCOME_NOT_REACHED;
    return send(world, &facts);
}

static void not_reached_needs_three_attempts_on_two_days_and_a_leader(void **state)
{
    world_t world;
    (void)state;
    world_open(&world);
    reach_callback(&world);
    assert_int_equal(close_not_reached(&world, "desk", "lise"), STATUS_GUARD_NOT_MET);
    assert_true(misses(&world.decision, "attempts"));
    for (unsigned count = 0; count < 3; count++) {
        assert_int_equal(say(&world, TYPE_CONTACT_ATTEMPTED, "desk", "anna"), STATUS_OK);
    }
    assert_int_equal(close_not_reached(&world, "desk", "lise"), STATUS_GUARD_NOT_MET);
    assert_false(misses(&world.decision, "attempts"));
    assert_true(misses(&world.decision, "attempts_on_two_days"));
    world.context.now = calendar_instant((date_t){2026, 11, 10}, 0, 5);
    assert_int_equal(say(&world, TYPE_CONTACT_ATTEMPTED, "desk", "anna"), STATUS_OK);
    assert_int_equal(close_not_reached(&world, "desk", "anna"), STATUS_NOT_YOURS_TO_DO);
    assert_int_equal(close_not_reached(&world, "desk", "lise"), STATUS_OK);
    assert_false(world.course.is_open);
}

static void two_attempts_on_two_days_are_too_few(void **state)
{
    static world_t world;
    (void)state;
    world_open(&world);
    reach_callback(&world);
    assert_int_equal(say(&world, TYPE_CONTACT_ATTEMPTED, "desk", "anna"), STATUS_OK);
    world.context.now += DAY;
    assert_int_equal(say(&world, TYPE_CONTACT_ATTEMPTED, "desk", "anna"), STATUS_OK);
    assert_int_equal(close_not_reached(&world, "desk", "lise"), STATUS_GUARD_NOT_MET);
    assert_true(misses(&world.decision, "attempts"));
    assert_false(misses(&world.decision, "attempts_on_two_days"));
}

/* 23:40 on the 9th and 00:10 on the 10th in Copenhagen are one day in UTC. */
static void two_days_are_days_in_copenhagen(void **state)
{
    world_t world;
    (void)state;
    world_open(&world);
    reach_callback(&world);
    world.context.now = calendar_instant((date_t){2026, 11, 9}, 23, 40);
    assert_int_equal(say(&world, TYPE_CONTACT_ATTEMPTED, "desk", "anna"), STATUS_OK);
    assert_int_equal(say(&world, TYPE_CONTACT_ATTEMPTED, "desk", "anna"), STATUS_OK);
    world.context.now += 30 * MINUTE;
    assert_int_equal(say(&world, TYPE_CONTACT_ATTEMPTED, "desk", "anna"), STATUS_OK);
    assert_int_equal(close_not_reached(&world, "desk", "lise"), STATUS_OK);
}

static void a_citizen_at_risk_who_is_not_reached_stays_held_after_outreach_in_vain(void **state)
{
    world_t world;
    (void)state;
    world_open(&world);
    reach_answered(&world);
    triage(&world, 1, RISK_SUICIDE);
    assert_int_equal(say(&world, TYPE_CONTACT_CALLBACK_AGREED, "desk", "anna"), STATUS_OK);
    attempt_in_vain(&world);
    assert_int_equal(close_not_reached(&world, "desk", "lise"), STATUS_NOT_YOURS_TO_DO);
    assert_int_equal(close_not_reached(&world, "authority", "lise"), STATUS_GUARD_NOT_MET);
    assert_true(misses(&world.decision, "outreach"));
    message_facts_t facts = message(&world, TYPE_CONTACT_ROUTED, "desk", "anna");
    aim(&world, &facts);
    to_unit(&facts, "outreach");
    facts.outreach = true;
    assert_int_equal(send(&world, &facts), STATUS_OK);
    assert_int_equal(say(&world, TYPE_CONTACT_REFUSED, "outreach", "anna"), STATUS_OK);
    assert_int_equal(close_not_reached(&world, "authority", "lise"), STATUS_OK);
    assert_true(world.course.is_open);
    holder_is(&world, "desk");
    assert_non_null(deadline_with(&world, "CRS-1"));
}

static void outreach_that_was_recalled_was_not_tried_in_vain(void **state)
{
    static world_t world;
    (void)state;
    world_open(&world);
    reach_answered(&world);
    triage(&world, 1, RISK_SUICIDE);
    assert_int_equal(say(&world, TYPE_CONTACT_CALLBACK_AGREED, "desk", "anna"), STATUS_OK);
    attempt_in_vain(&world);
    message_facts_t facts = message(&world, TYPE_CONTACT_ROUTED, "desk", "anna");
    aim(&world, &facts);
    to_unit(&facts, "outreach");
    facts.outreach = true;
    assert_int_equal(send(&world, &facts), STATUS_OK);
    assert_int_equal(say(&world, TYPE_CONTACT_RECALLED, "desk", "anna"), STATUS_OK);
    assert_int_equal(close_not_reached(&world, "authority", "lise"), STATUS_GUARD_NOT_MET);
    assert_int_equal(world.decision.missing_count, 1);
    assert_true(misses(&world.decision, "outreach"));
}

static void a_contact_does_not_end_a_course_that_another_holds(void **state)
{
    static world_t world;
    (void)state;
    world_open(&world);
    reach_answered(&world);
    assert_int_equal(say(&world, TYPE_COURSE_TAKEN_OVER, "authority", "lise"), STATUS_OK);
    assert_int_equal(say(&world, TYPE_CONTACT_CLOSED, "desk", "anna"), STATUS_OK);
    assert_true(world.course.is_open);
    holder_is(&world, "authority");
    assert_non_null(deadline_with(&world, "CRS-1"));
}

static void others_without_a_key_never_hold(void **state)
{
    world_t world;
    (void)state;
    world_open(&world);
    reach_external(&world);
    holder_is(&world, "desk");
    assert_string_equal(last_flow(&world)->awaited, "authority"); /* Monday 10:00 */
    assert_non_null(deadline_with(&world, "CON-6"));
    assert_int_equal(say(&world, TYPE_CONTACT_FOLLOWED_UP, "authority", "anna"), STATUS_OK);
    assert_int_equal(world.decision.to, STATE_CONTACT_ANSWERED);
    assert_string_equal(last_flow(&world)->awaited, "desk");
}

static void a_draft_is_discarded_with_a_reason_but_never_when_acute(void **state)
{
    world_t world;
    (void)state;
    world_open(&world);
    message_facts_t facts = message(&world, TYPE_CONTACT_DRAFTED, "desk", "anna");
    facts.priority = PRIORITY_ACUTE;
    assert_int_equal(open_with(&world, &facts), STATUS_OK);
    assert_int_equal(say(&world, TYPE_CONTACT_DISCARDED, "desk", "anna"), STATUS_GUARD_NOT_MET);
    world_open(&world);
    reach_draft(&world);
    assert_int_equal(say(&world, TYPE_CONTACT_DISCARDED, "desk", "anna"), STATUS_OK);
    assert_int_equal(world.decision.to, STATE_CONTACT_DISCARDED);
    assert_false(world.course.is_open);
}

/* ---- not ours alone ---- */

static status_t close_as(world_t *world, outcome_t outcome)
{
    message_facts_t facts = message(world, TYPE_CONTACT_CLOSED, "desk", "anna");
    aim(world, &facts);
    facts.outcome = outcome;
    return send(world, &facts);
}

static void told_outside(world_t *world, uint32_t service)
{
    message_facts_t facts = message(world, TYPE_CONTACT_EXTERNAL_TAKEOVER, "desk", "anna");
    aim(world, &facts);
    facts.emergency_service = service;
    assert_int_equal(send(world, &facts), STATUS_OK);
}

static void a_contact_with_a_child_in_it_ends_only_when_the_child_authority_has_it(void **state)
{
    static world_t world;
    (void)state;
    for (unsigned way = 0; way < 3; way++) {
        world_open(&world);
        message_facts_t facts = message(&world, TYPE_CONTACT_REGISTERED, "desk", "anna");
        facts.is_under_18 = way == 0;
        assert_int_equal(open_with(&world, &facts), STATUS_OK);
        if (way == 1) {
            triage(&world, 3, RISK_CHILD);
        } else if (way == 2) {
            facts = message(&world, TYPE_CONTACT_IDENTIFIED, "desk", "anna");
            aim(&world, &facts);
            facts.born_at = local(2010, 5, 1, 0, 0);
            assert_int_equal(send(&world, &facts), STATUS_OK);
        }
        assert_int_equal(close_as(&world, OUTCOME_ADVICE), STATUS_GUARD_NOT_MET);
        assert_true(misses(&world.decision, "child_authority"));
        assert_int_equal(close_as(&world, OUTCOME_CHILD_AUTHORITY), STATUS_GUARD_NOT_MET);
        told_outside(&world, 7);
        assert_int_equal(say(&world, TYPE_CONTACT_FOLLOWED_UP, "desk", "anna"), STATUS_OK);
        assert_int_equal(close_as(&world, OUTCOME_CHILD_AUTHORITY), STATUS_OK);
    }
}

static void the_child_authority_is_not_told_by_a_word(void **state)
{
    static world_t world;
    (void)state;
    world_open(&world);
    reach_answered(&world);
    assert_int_equal(close_as(&world, OUTCOME_CHILD_AUTHORITY), STATUS_GUARD_NOT_MET);
    assert_true(misses(&world.decision, "child_authority"));
    told_outside(&world, 4); /* the police is another */
    assert_int_equal(say(&world, TYPE_CONTACT_FOLLOWED_UP, "desk", "anna"), STATUS_OK);
    assert_int_equal(close_as(&world, OUTCOME_CHILD_AUTHORITY), STATUS_GUARD_NOT_MET);
}

static void who_is_another_municipalitys_gets_help_and_that_municipality_is_told(void **state)
{
    static world_t world;
    (void)state;
    world_open(&world);
    message_facts_t facts = message(&world, TYPE_CONTACT_REGISTERED, "desk", "anna");
    facts.is_elsewhere = true;
    assert_int_equal(open_with(&world, &facts), STATUS_OK);
    assert_int_equal(close_as(&world, OUTCOME_REFERRAL), STATUS_GUARD_NOT_MET);
    assert_true(misses(&world.decision, "ours_by_residence"));
    assert_int_equal(close_as(&world, OUTCOME_OTHER_MUNICIPALITY), STATUS_GUARD_NOT_MET);
    assert_true(misses(&world.decision, "other_municipality_told"));
    told_outside(&world, 6);
    assert_int_equal(say(&world, TYPE_CONTACT_FOLLOWED_UP, "desk", "anna"), STATUS_OK);
    assert_int_equal(close_as(&world, OUTCOME_OTHER_MUNICIPALITY), STATUS_OK);
    assert_false(world.course.is_open);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(advice_ends_the_course_that_the_contact_opened),
        cmocka_unit_test(a_course_with_a_risk_flag_is_not_ended_by_its_contact),
        cmocka_unit_test(an_open_action_keeps_the_course_open),
        cmocka_unit_test(early_help_or_referral_must_exist_before_the_contact_is_closed_with_it),
        cmocka_unit_test(not_reached_needs_three_attempts_on_two_days_and_a_leader),
        cmocka_unit_test(two_attempts_on_two_days_are_too_few),
        cmocka_unit_test(two_days_are_days_in_copenhagen),
        cmocka_unit_test(a_citizen_at_risk_who_is_not_reached_stays_held_after_outreach_in_vain),
        cmocka_unit_test(outreach_that_was_recalled_was_not_tried_in_vain),
        cmocka_unit_test(a_contact_does_not_end_a_course_that_another_holds),
        cmocka_unit_test(others_without_a_key_never_hold),
        cmocka_unit_test(a_draft_is_discarded_with_a_reason_but_never_when_acute),
        cmocka_unit_test(a_contact_with_a_child_in_it_ends_only_when_the_child_authority_has_it),
        cmocka_unit_test(the_child_authority_is_not_told_by_a_word),
        cmocka_unit_test(who_is_another_municipalitys_gets_help_and_that_municipality_is_told),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
