/* SPDX-License-Identifier: EUPL-1.2
 * What changes around a course while it is held: a consent is withdrawn (L13), another municipality is to act (RSL § 9), somebody steps in (L3). */
#include "handover.h"

/* ---- consent ---- */

static void a_handover_offered_by_consent_goes_back_with_it(void **state)
{
    static world_t world;
    (void)state;
    for (unsigned is_consent = 0; is_consent < 2; is_consent++) {
        world_open(&world);
        reach_announced(&world);
        message_facts_t facts = package_to(&world, "psychiatry");
        give_consent(&world, "team");
        if (is_consent != 0) {
            by_consent(&facts, "consent-1");
        }
        assert_int_equal(send(&world, &facts), STATUS_OK);
        assert_int_equal(say(&world, TYPE_CONSENT_WITHDRAWN, "psychiatry", "anna"), STATUS_NOT_YOURS_TO_DO);
        assert_int_equal(say(&world, TYPE_CONSENT_WITHDRAWN, "desk", "anna"), STATUS_OK);
        assert_int_equal(course_offer_is_open(&world.course), is_consent == 0);
        handover_is(&world, is_consent != 0 ? STATE_HANDOVER_ANNOUNCED : STATE_HANDOVER_OFFERED);
        assert_int_equal(notice_reaches(notice_of(&world.decision, TYPE_HANDOVER_WITHDRAWN), "psychiatry"), is_consent != 0);
        holder_is(&world, "team");
        assert_int_equal(deadline_with(&world, "CNS-1")->due_at, local(2026, 11, 11, 16, 0));
        assert_string_equal(deadline_with(&world, "CNS-1")->awaited, "team");
    }
}

static void a_contact_offered_by_consent_loses_its_offer_and_goes_on_as_a_task(void **state)
{
    static world_t world;
    (void)state;
    world_open(&world);
    reach_answered(&world);
    triage(&world, 2, 0);
    message_facts_t facts = message(&world, TYPE_CONTACT_ROUTED, "desk", "anna");
    aim(&world, &facts);
    to_unit(&facts, "psychiatry");
    give_consent(&world, "desk");
    by_consent(&facts, "consent-1");
    assert_int_equal(send(&world, &facts), STATUS_OK);
    assert_int_equal(say(&world, TYPE_CONSENT_WITHDRAWN, "desk", "anna"), STATUS_OK);
    assert_false(course_offer_is_open(&world.course));
    assert_true(notice_reaches(notice_of(&world.decision, TYPE_CONTACT_WITHDRAWN), "psychiatry"));
    assert_int_equal(last_flow(&world)->state, STATE_CONTACT_ROUTED);
    holder_is(&world, "desk");
}

static void another_ground_than_consent_stops_the_clock_and_a_second_withdrawal_does_not_move_it(void **state)
{
    static world_t world;
    (void)state;
    world_open(&world);
    reach_held(&world);
    give_consent(&world, "team");
    message_facts_t other = message(&world, TYPE_CONSENT_GIVEN, "team", "anna");
    aim(&world, &other);
    text_set(other.consent_id, sizeof other.consent_id, "consent-2");
    assert_int_equal(send(&world, &other), STATUS_OK);
    assert_int_equal(say(&world, TYPE_CONSENT_BASIS_NAMED, "team", "anna"), STATUS_GUARD_NOT_MET);
    assert_int_equal(say(&world, TYPE_CONSENT_WITHDRAWN, "team", "anna"), STATUS_OK);
    instant_t due = deadline_with(&world, "CNS-1")->due_at;
    world.context.now += DAY;
    message_facts_t second = message(&world, TYPE_CONSENT_WITHDRAWN, "team", "anna");
    aim(&world, &second);
    text_set(second.consent_id, sizeof second.consent_id, "consent-2");
    assert_int_equal(send(&world, &second), STATUS_OK);
    assert_int_equal(deadline_with(&world, "CNS-1")->due_at, due);
    message_facts_t facts = message(&world, TYPE_CONSENT_BASIS_NAMED, "team", "anna");
    aim(&world, &facts);
    facts.reason = 1;
    assert_int_equal(send(&world, &facts), STATUS_GUARD_NOT_MET);
    assert_true(misses(&world.decision, "ground"));
    facts.reason = 2;
    assert_int_equal(send(&world, &facts), STATUS_OK);
    assert_null(deadline_with(&world, "CNS-1"));
}

/* ---- another municipality is to act ---- */

static void a_citizen_who_moved_is_held_until_the_other_municipality_has_taken_over(void **state)
{
    static world_t world;
    (void)state;
    world_open(&world);
    reach_held(&world);
    message_facts_t facts = message(&world, TYPE_COURSE_MOVED_MUNICIPALITY, "authority", "anna");
    aim(&world, &facts);
    text_set(facts.municipality, sizeof facts.municipality, "0621");
    assert_int_equal(send(&world, &facts), STATUS_GUARD_NOT_MET);
    text_set(facts.municipality, sizeof facts.municipality, "9999");
    assert_int_equal(send(&world, &facts), STATUS_GUARD_NOT_MET);
    assert_int_equal(say(&world, TYPE_COURSE_MOVED_MUNICIPALITY, "team", "lise"), STATUS_NOT_YOURS_TO_DO);
    assert_int_equal(say(&world, TYPE_COURSE_MOVED_MUNICIPALITY, "authority", "anna"), STATUS_OK);
    assert_string_equal(world.course.moved_to, "0607");
    assert_string_equal(world.course.authority, "authority");
    holder_is(&world, "team");
    assert_non_null(deadline_with(&world, "CRS-1"));
    announce(&world, TRANSITION_MUNICIPALITY_TO_MUNICIPALITY, "other-authority");
    assert_null(deadline_with(&world, "CRS-1"));
}

/* ---- stepping in ---- */

static void who_steps_in_is_involved_and_holds_nothing(void **state)
{
    static world_t world;
    (void)state;
    world_open(&world);
    reach_stranded(&world);
    message_facts_t facts = message(&world, TYPE_COURSE_STEPPED_IN, "housing", "anna");
    aim(&world, &facts);
    facts.at = world.context.now + 91 * DAY;
    assert_int_equal(send(&world, &facts), STATUS_GUARD_NOT_MET);
    assert_int_equal(say(&world, TYPE_COURSE_STEPPED_IN, "housing", "anna"), STATUS_OK);
    assert_true(delivers_to(&world.decision, "team"));
    holder_is(&world, "team");
    assert_int_equal(say(&world, TYPE_COURSE_STEPPED_OUT, "housing", "anna"), STATUS_OK);
    handover_is(&world, STATE_HANDOVER_STRANDED);
}

static void an_action_has_an_id_and_no_words(void **state)
{
    static world_t world;
    (void)state;
    world_open(&world);
    reach_held(&world);
    message_facts_t facts = message(&world, TYPE_ACTION_OPENED, "team", "anna");
    facts.has_course = true;
    facts.course = world.course.id;
    text_set(facts.action_id, sizeof facts.action_id, "Ring til Jens");
    text_set(facts.action_owner, sizeof facts.action_owner, "team");
    assert_int_equal(send(&world, &facts), STATUS_GUARD_NOT_MET);
    assert_true(misses(&world.decision, "action_id"));
    text_set(facts.action_id, sizeof facts.action_id, "Ring-1");
    assert_int_equal(send(&world, &facts), STATUS_OK);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_handover_offered_by_consent_goes_back_with_it),
        cmocka_unit_test(a_contact_offered_by_consent_loses_its_offer_and_goes_on_as_a_task),
        cmocka_unit_test(another_ground_than_consent_stops_the_clock_and_a_second_withdrawal_does_not_move_it),
        cmocka_unit_test(a_citizen_who_moved_is_held_until_the_other_municipality_has_taken_over),
        cmocka_unit_test(an_action_has_an_id_and_no_words),
        cmocka_unit_test(who_steps_in_is_involved_and_holds_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
