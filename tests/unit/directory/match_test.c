/* SPDX-License-Identifier: EUPL-1.2
 * Tests of directory/match: what fits, in which order, and why. */
#include "town.h"

#include "directory/match.h"

#define NOW local(11, 23, 10, 0) /* a Monday */
#define DAY INT64_C(86400000)

static match_t matches[8];
static unsigned match_count;
static wish_t wish;

static int begin(void **state)
{
    (void)state;
    empty_town();
    unit("house", PARTY_KIND_OFFER, true);
    unit("day", PARTY_KIND_OFFER, false);
    directory_prepare(&registry);
    memset(matches, 0, sizeof matches);
    match_count = 0;
    wish = (wish_t){.municipality = "0998"};
    return 0;
}

/* Of the unit round the clock, confirmed today, six places of which two are free. */
static match_t *offer(const char *id)
{
    match_t *match = &matches[match_count++];
    text_set(match->id, sizeof match->id, id);
    text_set(match->party, sizeof match->party, "house");
    text_set(match->municipality, sizeof match->municipality, "0998");
    match->confirmed_at = match->as_of = NOW;
    match->has_capacity = true;
    match->total = 6;
    match->free = 2;
    return match;
}

static unsigned judge(void)
{
    return directory_match(&registry, &wish, NOW, matches, match_count);
}

static const match_t *of(const char *id)
{
    for (unsigned index = 0; index < match_count; index++) {
        if (strcmp(matches[index].id, id) == 0) {
            return &matches[index];
        }
    }
    fail();
    return NULL;
}

static bool says(const char *id, match_reason_t reason)
{
    return (of(id)->reasons >> reason & 1) != 0;
}

static void is_in_order(const char *const *ids, size_t count)
{
    assert_int_equal(count, match_count);
    for (size_t at = 0; at < count; at++) {
        assert_string_equal(matches[at].id, ids[at]);
    }
}

static void what_is_against_keeps_it_from_fitting_and_is_said(void **state)
{
    (void)state;
    wish.has_target_group = wish.has_paragraph = true;
    wish.target_group = code(CODES_TARGET_GROUP, "angst");
    wish.paragraph = code(CODES_PARAGRAPH, "107");
    wish.age = 25;
    wish.acute = wish.relatives = true;
    wish.step_max = 3;
    wish.no_referral = true;
    wish.deliveries = codes(CODES_DELIVERY, "overnight");
    text_set(wish.competence, sizeof wish.competence, "peer");
    match_t *wrong = offer("wrong"), *right = offer("right");
    wrong->target_groups = codes(CODES_TARGET_GROUP, "demens");
    wrong->age_from = 30;
    wrong->step = 4;
    wrong->needs_referral = true;
    wrong->approved_until = NOW;
    text_set(wrong->competences, sizeof wrong->competences, "peers,ipeer");
    right->target_groups = codes(CODES_TARGET_GROUP, "depression,angst");
    right->paragraphs = codes(CODES_PARAGRAPH, "85,107");
    right->deliveries = codes(CODES_DELIVERY, "overnight,group");
    right->age_from = right->age_to = 25;
    right->step = 3;
    right->acute = right->for_relatives = true;
    right->approved_until = NOW + 1;
    text_set(right->competences, sizeof right->competences, "recovery, peer");
    assert_int_equal(judge(), 1);
    assert_true(of("right")->fits && !of("wrong")->fits);
    static const match_reason_t AGAINST[] = {MATCH_OTHER_GROUP, MATCH_OTHER_PARAGRAPH, MATCH_TOO_YOUNG, MATCH_OTHER_DELIVERY, MATCH_NO_COMPETENCE, MATCH_TOO_HIGH_STEP,
                                             MATCH_NEEDS_REFERRAL, MATCH_NOT_ACUTE, MATCH_NOT_FOR_RELATIVES, MATCH_NOT_APPROVED};
    for (size_t at = 0; at < COUNT_OF(AGAINST); at++) {
        assert_true(says("wrong", AGAINST[at]) && !says("right", AGAINST[at]) && match_reason_is_against(AGAINST[at]));
    }
    assert_true(says("right", MATCH_GROUP) && says("right", MATCH_PARAGRAPH) && says("right", MATCH_AGE) && says("right", MATCH_NO_REFERRAL));
}

static void each_rule_alone_is_enough_to_rule_out(void **state)
{
    (void)state;
    wish.age = 70;
    offer("old")->age_to = 69;
    match_t *gone = offer("gone");
    text_set(gone->party, sizeof gone->party, "nowhere");
    offer("fits")->age_to = 70;
    assert_int_equal(judge(), 1);
    assert_true(says("old", MATCH_TOO_OLD) && says("gone", MATCH_UNIT_GONE));
    assert_string_equal(matches[0].id, "fits");
}

static void a_wider_group_fits_and_the_nearest_goes_first(void **state)
{
    (void)state;
    wish.has_target_group = true;
    wish.target_group = code(CODES_TARGET_GROUP, "angst");
    offer("a-any");
    offer("b-wide")->target_groups = codes(CODES_TARGET_GROUP, "psykisk");
    offer("c-wider")->target_groups = codes(CODES_TARGET_GROUP, "psykiske_vanskeligheder");
    offer("d-own")->target_groups = codes(CODES_TARGET_GROUP, "angst");
    offer("e-below")->target_groups = codes(CODES_TARGET_GROUP, "depression");
    assert_int_equal(judge(), 4);
    is_in_order((const char *const[]){"d-own", "c-wider", "b-wide", "a-any", "e-below"}, 5);
    assert_true(says("b-wide", MATCH_WIDER_GROUP) && says("a-any", MATCH_ANY_GROUP));
}

static void a_free_place_that_is_known_goes_before_all_but_the_need(void **state)
{
    (void)state;
    match_t *reserved = offer("a-promised"), *old = offer("b-old-news"), *silent = offer("c-never-told"), *other = offer("d-next-town");
    reserved->reserved = 2;
    old->as_of = NOW - 7 * DAY;
    silent->has_capacity = false;
    text_set(other->municipality, sizeof other->municipality, "0999");
    offer("e-here");
    assert_int_equal(judge(), 5);
    is_in_order((const char *const[]){"e-here", "d-next-town", "a-promised", "b-old-news", "c-never-told"}, 5);
    assert_true(says("a-promised", MATCH_NO_PLACE) && says("b-old-news", MATCH_PLACES_STALE) && says("c-never-told", MATCH_PLACES_UNKNOWN));
    assert_true(says("d-next-town", MATCH_OTHER_MUNICIPALITY));
}

static void then_the_shortest_wait_the_fresh_record_and_the_lowest_step(void **state)
{
    (void)state;
    match_t *wait = offer("a-wait"), *stale = offer("b-stale"), *high = offer("c-high"), *low = offer("d-low");
    wait->waiting_days = 10;
    stale->confirmed_at = NOW - 30 * DAY;
    high->step = 4;
    low->step = 2;
    stale->step = 2;
    assert_int_equal(judge(), 4);
    is_in_order((const char *const[]){"d-low", "c-high", "b-stale", "a-wait"}, 4);
    assert_true(says("b-stale", MATCH_STALE));
}

static void when_it_is_acute_what_is_open_goes_before_what_is_free(void **state)
{
    (void)state;
    wish.acute = true;
    match_t *closed = offer("a-closed"), *full = offer("b-open-and-full");
    closed->acute = full->acute = true;
    text_set(closed->hours_text, sizeof closed->hours_text, "mon-fri 22:00-06:00");
    full->free = 0;
    assert_int_equal(judge(), 2);
    is_in_order((const char *const[]){"b-open-and-full", "a-closed"}, 2);
    wish.acute = false;
    assert_int_equal(judge(), 2);
    is_in_order((const char *const[]){"a-closed", "b-open-and-full"}, 2);
}

static void what_says_no_hours_has_its_units(void **state)
{
    (void)state;
    text_set(offer("by-day")->party, PARTY_ID_SIZE, "day");
    offer("always");
    assert_int_equal(directory_match(&registry, &wish, local(11, 23, 20, 0), matches, match_count), 2);
    assert_true(of("always")->is_open && !of("by-day")->is_open);
    assert_true(says("by-day", MATCH_CLOSED_NOW) && says("always", MATCH_OPEN_NOW));
}

static void silence_is_said(void **state)
{
    (void)state;
    offer("there")->is_connected = true;
    offer("silent");
    assert_int_equal(judge(), 2);
    assert_true(says("there", MATCH_CONNECTED) && says("silent", MATCH_SILENT) && !says("there", MATCH_SILENT));
}

static void what_was_told_counts_for_its_time(void **state)
{
    (void)state;
    assert_false(offer_is_stale(NOW - 30 * DAY + 1, NOW));
    assert_true(offer_is_stale(NOW - 30 * DAY, NOW));
    assert_false(capacity_is_stale(true, NOW - DAY + 1, NOW));
    assert_true(capacity_is_stale(true, NOW - DAY, NOW));
    assert_false(capacity_is_stale(false, NOW - 7 * DAY + 1, NOW));
    assert_true(capacity_is_stale(false, NOW - 7 * DAY, NOW));
}

static void every_reason_has_words(void **state)
{
    (void)state;
    for (unsigned reason = 0; reason < MATCH_COUNT; reason++) {
        assert_true(match_reason_code((match_reason_t)reason)[0] != '\0' && match_reason_english((match_reason_t)reason)[0] != '\0' &&
                    match_reason_danish((match_reason_t)reason)[0] != '\0');
    }
    assert_int_equal(directory_match(&registry, &wish, NOW, NULL, 0), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(what_is_against_keeps_it_from_fitting_and_is_said, begin),
        cmocka_unit_test_setup(each_rule_alone_is_enough_to_rule_out, begin),
        cmocka_unit_test_setup(a_wider_group_fits_and_the_nearest_goes_first, begin),
        cmocka_unit_test_setup(a_free_place_that_is_known_goes_before_all_but_the_need, begin),
        cmocka_unit_test_setup(then_the_shortest_wait_the_fresh_record_and_the_lowest_step, begin),
        cmocka_unit_test_setup(when_it_is_acute_what_is_open_goes_before_what_is_free, begin),
        cmocka_unit_test_setup(what_says_no_hours_has_its_units, begin),
        cmocka_unit_test_setup(silence_is_said, begin),
        cmocka_unit_test_setup(what_was_told_counts_for_its_time, begin),
        cmocka_unit_test_setup(every_reason_has_words, begin),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
