/* SPDX-License-Identifier: EUPL-1.2
 * What a handover does not let pass although every field is filled: too early, nobody on the roster, put off by the duty unit, for the dead, without the consent. */
#include "handover.h"

static void a_follow_up_counts_only_near_its_day(void **state)
{
    static world_t world;
    (void)state;
    world_open(&world);
    reach_follow_up(&world);
    instant_t taken = handover(&world)->planned_at;
    world.context.now = taken + 9 * DAY;
    assert_int_equal(follow_up(&world, 14), STATUS_GUARD_NOT_MET);
    assert_true(misses(&world.decision, "not_too_early"));
    world.context.now = taken + 10 * DAY;
    assert_int_equal(follow_up(&world, 14), STATUS_OK);
    assert_int_equal(follow_up(&world, 30), STATUS_GUARD_NOT_MET);
    world.context.now = taken + 20 * DAY;
    assert_int_equal(follow_up(&world, 30), STATUS_OK);
    world.context.now = taken + 59 * DAY;
    assert_int_equal(follow_up(&world, 90), STATUS_GUARD_NOT_MET);
    handover_is(&world, STATE_HANDOVER_FOLLOW_UP);
}

static void a_contact_before_the_take_over_is_not_the_first(void **state)
{
    static world_t world;
    (void)state;
    world_open(&world);
    reach_bridge(&world);
    message_facts_t facts = hand(&world, TYPE_HANDOVER_FIRST_CONTACT, "housing", "anna");
    facts.at = handover(&world)->planned_at - DAY;
    assert_int_equal(send(&world, &facts), STATUS_GUARD_NOT_MET);
    assert_true(misses(&world.decision, "at"));
}

/* Housing keeps a roster, and only bo is on it from now on. */
static void who_takes_over_is_on_the_roster(void **state)
{
    static world_t world;
    (void)state;
    world_open(&world);
    reach_offered(&world);
    roster_t *line = &world.rosters[world.registry.roster_count++];
    *line = (roster_t){.party = "housing", .person = "bo", .role = ROLE_STAFF, .from = world.context.now - DAY, .to = world.context.now + DAY};
    directory_prepare(&world.registry);
    assert_int_equal(take_over(&world, "housing"), STATUS_GUARD_NOT_MET);
    assert_true(misses(&world.decision, "person_on_roster"));
    holder_is(&world, "team");
    assert_int_equal(say(&world, TYPE_HANDOVER_TAKEN_OVER, "housing", "bo"), STATUS_OK);
    holder_is(&world, "housing");
}

static void the_duty_unit_cannot_put_it_off(void **state)
{
    static world_t world;
    (void)state;
    world_open(&world);
    reach_offered_to_duty(&world);
    assert_int_equal(say(&world, TYPE_HANDOVER_AGREED, "duty", "anna"), STATUS_NOT_YOURS_TO_DO);
    assert_int_equal(say(&world, TYPE_HANDOVER_RETURNED, "duty", "anna"), STATUS_NOT_YOURS_TO_DO);
    assert_int_equal(say(&world, TYPE_HANDOVER_REFUSED, "duty", "anna"), STATUS_NOT_YOURS_TO_DO);
    handover_is(&world, STATE_HANDOVER_OFFERED);
}

static void nobody_hands_over_a_citizen_who_has_died(void **state)
{
    static world_t world;
    (void)state;
    world_open(&world);
    reach_dead(&world);
    assert_null(deadline_with(&world, "CRS-1"));
    message_facts_t facts = announcement(&world, TRANSITION_PROVIDER_TO_PROVIDER, "housing");
    facts.has_flow = false;
    assert_int_equal(send(&world, &facts), STATUS_GUARD_NOT_MET);
    assert_true(misses(&world.decision, "not_dead"));
    facts = acute_package(&world, "housing", NULL);
    assert_int_equal(send(&world, &facts), STATUS_GUARD_NOT_MET);
    assert_true(misses(&world.decision, "not_dead"));
}

/* Agreed on what a consent had shown, which is withdrawn before the day: told, and not offered until another ground is named. */
static void an_agreed_date_waits_while_its_consent_is_withdrawn(void **state)
{
    static world_t world;
    (void)state;
    world_open(&world);
    reach_agreed(&world);
    give_consent(&world, "team");
    handover(&world)->consent = 1;
    assert_int_equal(say(&world, TYPE_CONSENT_WITHDRAWN, "desk", "anna"), STATUS_OK);
    world.context.now = deadline_with(&world, "HOV-7")->fire_at;
    fire(&world, "HOV-7");
    handover_is(&world, STATE_HANDOVER_AGREED);
    assert_false(course_offer_is_open(&world.course));
    message_facts_t named = message(&world, TYPE_CONSENT_BASIS_NAMED, world.course.holder, "anna");
    named.has_course = true;
    named.course = world.course.id;
    named.reason = GROUND_VITAL;
    assert_int_equal(send(&world, &named), STATUS_OK);
    world.context.now = deadline_with(&world, "HOV-7")->fire_at;
    fire(&world, "HOV-7");
    handover_is(&world, STATE_HANDOVER_OFFERED);
}

/* An annulled package is hidden: what rests on it is recalled before, and nobody is assigned on it. */
static void nothing_is_taken_over_on_an_annulled_package(void **state)
{
    static world_t world;
    (void)state;
    world_open(&world);
    reach_announced(&world);
    message_facts_t sent = package_to(&world, "housing");
    assert_int_equal(send(&world, &sent), STATUS_OK);
    message_facts_t agreed = hand(&world, TYPE_HANDOVER_AGREED, "housing", "anna");
    assert_int_equal(send(&world, &agreed), STATUS_OK);
    message_facts_t annul = message(&world, TYPE_MESSAGE_ANNULLED, "team", "anna");
    annul.has_course = true;
    annul.course = world.course.id;
    text_set(annul.target_message, sizeof annul.target_message, sent.message_id);
    assert_int_equal(send(&world, &annul), STATUS_GUARD_NOT_MET);
    assert_true(misses(&world.decision, "recall_first"));
    assert_int_equal(say(&world, TYPE_HANDOVER_RECALLED, "team", "anna"), STATUS_OK);
    assert_int_equal(send(&world, &annul), STATUS_OK);
    assert_true(uuid_is_nil(handover(&world)->package));
}

static void a_date_is_agreed_on_twice_and_an_acute_one_for_tomorrow_at_most(void **state)
{
    static world_t world;
    (void)state;
    world_open(&world);
    reach_agreed(&world);
    world.context.now = deadline_with(&world, "HOV-7")->fire_at;
    fire(&world, "HOV-7");
    message_facts_t again = hand(&world, TYPE_HANDOVER_AGREED, "housing", "anna");
    again.at = world.context.now + 30 * DAY;
    assert_int_equal(send(&world, &again), STATUS_OK);
    world.context.now = deadline_with(&world, "HOV-7")->fire_at;
    fire(&world, "HOV-7");
    again = hand(&world, TYPE_HANDOVER_AGREED, "housing", "anna");
    again.at = world.context.now + 30 * DAY;
    assert_int_equal(send(&world, &again), STATUS_GUARD_NOT_MET);
    assert_true(misses(&world.decision, "date_again"));
    world_open(&world);
    reach_offered_acute(&world);
    again = hand(&world, TYPE_HANDOVER_AGREED, "housing", "anna");
    again.at = world.context.now + 2 * DAY;
    assert_int_equal(send(&world, &again), STATUS_GUARD_NOT_MET);
    assert_true(misses(&world.decision, "responsible_from"));
}

static void pauses_of_one_deadline_are_ninety_days_in_all(void **state)
{
    static world_t world;
    (void)state;
    world_open(&world);
    reach_bridge(&world);
    message_facts_t pause = hand(&world, TYPE_CLOCK_PAUSED, "housing", "anna");
    pause.has_flow = true;
    pause.flow = handover(&world)->id;
    text_set(pause.rule, sizeof pause.rule, "HOV-3");
    pause.reason = PAUSE_CITIZEN_ADMITTED;
    pause.at = world.context.now + 80 * DAY;
    assert_int_equal(send(&world, &pause), STATUS_OK);
    world.context.now = deadline_with(&world, "HOV-3")->fire_at;
    fire(&world, "HOV-3");
    pause.at = world.context.now + 20 * DAY;
    text_set(pause.message_id, sizeof pause.message_id, "again");
    assert_int_equal(send(&world, &pause), STATUS_GUARD_NOT_MET);
    assert_true(misses(&world.decision, "until"));
    pause.at = world.context.now + 9 * DAY;
    assert_int_equal(send(&world, &pause), STATUS_OK);
}

static void a_contact_is_not_routed_into_another_municipality(void **state)
{
    static world_t world;
    (void)state;
    world_open(&world);
    reach_answered(&world);
    triage(&world, 2, 0);
    message_facts_t facts = message(&world, TYPE_CONTACT_ROUTED, "desk", "anna");
    aim(&world, &facts);
    facts.receiver_count = 0;
    to_unit(&facts, "other-authority");
    assert_int_equal(send(&world, &facts), STATUS_GUARD_NOT_MET);
    assert_true(misses(&world.decision, "receiver_of_type"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_follow_up_counts_only_near_its_day),
        cmocka_unit_test(a_contact_before_the_take_over_is_not_the_first),
        cmocka_unit_test(who_takes_over_is_on_the_roster),
        cmocka_unit_test(the_duty_unit_cannot_put_it_off),
        cmocka_unit_test(nobody_hands_over_a_citizen_who_has_died),
        cmocka_unit_test(nothing_is_taken_over_on_an_annulled_package),
        cmocka_unit_test(a_date_is_agreed_on_twice_and_an_acute_one_for_tomorrow_at_most),
        cmocka_unit_test(pauses_of_one_deadline_are_ninety_days_in_all),
        cmocka_unit_test(a_contact_is_not_routed_into_another_municipality),
        cmocka_unit_test(an_agreed_date_waits_while_its_consent_is_withdrawn),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
