/* SPDX-License-Identifier: EUPL-1.2
 * Tests of directory/gap: where a roster has nobody (CRS-4). */
#include "town.h"

#include "directory/gap.h"

#define NOW local(11, 23, 10, 0) /* a Monday */
#define HOUR INT64_C(3600000)

static const party_t *house;

static int begin(void **state)
{
    (void)state;
    empty_town();
    unit("house", PARTY_KIND_OFFER, true);
    person("house", "anna");
    person("house", "bo");
    house = &parties[0];
    return 0;
}

static bool find(instant_t ahead, gap_t *gap)
{
    directory_prepare(&registry);
    return directory_gap(&registry, directory_party(&registry, "house"), NOW, NOW + ahead, gap);
}

static void shifts_that_follow_each_other_leave_no_gap(void **state)
{
    gap_t gap;
    (void)state;
    shift("house", "bo", NOW + 8 * HOUR, NOW + 16 * HOUR);
    shift("house", "anna", NOW - HOUR, NOW + 8 * HOUR);
    shift("house", "anna", NOW + 15 * HOUR, NOW + 40 * HOUR);
    assert_false(find(40 * HOUR, &gap));
    assert_true(find(41 * HOUR, &gap));
    assert_true(gap.from == NOW + 40 * HOUR && gap.to == NOW + 41 * HOUR);
}

static void a_gap_is_from_the_last_to_the_next_who_is_there(void **state)
{
    gap_t gap;
    (void)state;
    shift("house", "anna", NOW - HOUR, NOW + 6 * HOUR);
    shift("house", "bo", NOW + 9 * HOUR, NOW + 30 * HOUR);
    assert_true(find(24 * HOUR, &gap));
    assert_true(gap.from == NOW + 6 * HOUR && gap.to == NOW + 9 * HOUR);
    assert_string_equal(gap.party->id, "house");
}

static void who_has_left_covers_nothing(void **state)
{
    gap_t gap;
    (void)state;
    shift("house", "anna", NOW - HOUR, NOW + 48 * HOUR);
    assert_false(find(24 * HOUR, &gap));
    persons[0].valid_to = NOW + 5 * HOUR;
    assert_true(find(24 * HOUR, &gap));
    assert_true(gap.from == NOW + 5 * HOUR);
    persons[0].valid_to = 0;
    persons[0].valid_from = NOW + 2 * HOUR;
    shift("house", "bo", NOW, NOW + 3 * HOUR);
    shift("house", "bo", NOW + 1 * HOUR, NOW + 4 * HOUR);
    assert_false(find(24 * HOUR, &gap)); /* anna comes later than her line begins, and is found on the second walk */
}

static void leaders_alone_are_nobody_on_duty(void **state)
{
    gap_t gap;
    (void)state;
    shift("house", "anna", NOW - HOUR, NOW + 48 * HOUR)->role = ROLE_LEADER;
    assert_true(find(24 * HOUR, &gap));
}

static void a_gap_that_began_keeps_its_beginning_whoever_looks(void **state)
{
    gap_t gap, later;
    (void)state;
    shift("house", "anna", NOW - 20 * HOUR, NOW - 3 * HOUR);
    assert_true(find(24 * HOUR, &gap));
    assert_true(gap.from == NOW - 3 * HOUR);
    assert_int_equal(gap_step(&gap, NOW), 3);
    assert_true(directory_gap(&registry, house, NOW + HOUR, NOW + 25 * HOUR, &later));
    assert_true(later.from == gap.from);
    registry.roster_count = 0;
    assert_true(find(24 * HOUR, &gap));
    assert_true(gap.from == local(11, 23, 0, 0)); /* told anew each day that nobody is there */
}

static void a_unit_by_day_is_missed_in_its_office_hours_only(void **state)
{
    gap_t gap;
    (void)state;
    parties[0].around_the_clock = false;
    directory_prepare(&registry);
    assert_false(directory_needs_roster(&registry, house, NOW)); /* it keeps no roster */
    shift("house", "anna", local(11, 23, 8, 0), local(11, 23, 16, 0));
    shift("house", "anna", local(11, 25, 8, 0), local(11, 25, 16, 0));
    directory_prepare(&registry);
    assert_true(directory_needs_roster(&registry, house, NOW));
    assert_false(find(21 * HOUR, &gap));
    assert_true(find(72 * HOUR, &gap));
    assert_true(gap.from == local(11, 24, 8, 0) && gap.to == local(11, 24, 16, 0)); /* Tuesday, and no night */
}

static void only_who_must_answer_is_missed(void **state)
{
    (void)state;
    directory_prepare(&registry);
    assert_true(directory_needs_roster(&registry, house, NOW));
    parties[0].may_hold = false;
    assert_false(directory_needs_roster(&registry, house, NOW));
    parties[0].kind = PARTY_KIND_DUTY;
    parties[0].around_the_clock = false;
    assert_true(directory_needs_roster(&registry, house, NOW)); /* the duty unit always */
    parties[0].valid_to = NOW;
    assert_false(directory_needs_roster(&registry, house, NOW));
}

static void it_is_told_a_day_and_eight_hours_before_and_when_it_begins(void **state)
{
    gap_t gap = {.party = house, .from = NOW, .to = NOW + HOUR};
    (void)state;
    assert_int_equal(gap_step(&gap, NOW - 24 * HOUR - 1), 0);
    assert_int_equal(gap_step(&gap, NOW - 24 * HOUR), 1);
    assert_int_equal(gap_step(&gap, NOW - 8 * HOUR - 1), 1);
    assert_int_equal(gap_step(&gap, NOW - 8 * HOUR), 2);
    assert_int_equal(gap_step(&gap, NOW - 1), 2);
    assert_int_equal(gap_step(&gap, NOW), 3);
}

/* L3: without somebody round the clock, or a cover that has, nobody can be sent there. */
static void a_unit_without_reach_or_cover_at_night_cannot_hold(void **state)
{
    (void)state;
    unit("night", PARTY_KIND_DUTY, true);
    person("night", "ole");
    parties[0].around_the_clock = false;
    directory_prepare(&registry);
    assert_int_equal(directory_can_hold(&registry, directory_party(&registry, "house"), NOW), STATUS_NO_COVER);
    text_set(parties[0].cover, sizeof parties[0].cover, "night");
    assert_int_equal(directory_can_hold(&registry, directory_party(&registry, "house"), NOW), STATUS_OK);
    persons[registry.person_count - 1].valid_to = NOW; /* the cover's only person has left */
    assert_int_equal(directory_can_hold(&registry, directory_party(&registry, "house"), NOW), STATUS_NO_COVER);
    persons[registry.person_count - 1].valid_to = 0;
    parties[1].around_the_clock = false;
    assert_int_equal(directory_can_hold(&registry, directory_party(&registry, "house"), NOW), STATUS_NO_COVER);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(shifts_that_follow_each_other_leave_no_gap, begin),
        cmocka_unit_test_setup(a_gap_is_from_the_last_to_the_next_who_is_there, begin),
        cmocka_unit_test_setup(who_has_left_covers_nothing, begin),
        cmocka_unit_test_setup(leaders_alone_are_nobody_on_duty, begin),
        cmocka_unit_test_setup(a_gap_that_began_keeps_its_beginning_whoever_looks, begin),
        cmocka_unit_test_setup(a_unit_by_day_is_missed_in_its_office_hours_only, begin),
        cmocka_unit_test_setup(only_who_must_answer_is_missed, begin),
        cmocka_unit_test_setup(it_is_told_a_day_and_eight_hours_before_and_when_it_begins, begin),
        cmocka_unit_test_setup(a_unit_without_reach_or_cover_at_night_cannot_hold, begin),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
