/* SPDX-License-Identifier: EUPL-1.2
 * Tests of base/calendar: against tzdata where it has an answer, against a reviewed list of days where it has none. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdlib.h>
#include <time.h>

#include "base/calendar.h"
#include "base/check.h"

#define HOUR INT64_C(3600)
#define FIRST_SECOND INT64_C(315532800) /* 1980-01-01T00:00:00Z */
#define LAST_SECOND INT64_C(2145916800) /* 2038-01-01T00:00:00Z */

static instant_t instant_of(const char *text) {
    instant_t at = 0;
    assert_int_equal(instant_read(text, &at, NULL), STATUS_OK);
    return at;
}

static void assert_instant(instant_t actual, const char *expected) {
    char text[INSTANT_TEXT_SIZE];
    instant_write(actual, text);
    assert_string_equal(text, expected);
}

static bool is_same_as_tzdata(int64_t second) {
    time_t at = (time_t)second;
    struct tm expected;
    localtime_r(&at, &expected);
    local_time_t local = calendar_local(second * 1000);
    return local.date.year == expected.tm_year + 1900 && local.date.month == expected.tm_mon + 1 && local.date.day == expected.tm_mday &&
           local.hour == expected.tm_hour && local.minute == expected.tm_min && local.second == expected.tm_sec &&
           local.offset_minutes * 60 == expected.tm_gmtoff && calendar_weekday(local.date) == expected.tm_wday;
}

static int use_copenhagen(void **state) {
    (void)state;
    setenv("TZ", "Europe/Copenhagen", 1);
    tzset();
    return 0;
}

static void local_time_is_that_of_tzdata_in_every_hour_from_1980_to_2037(void **state) {
    (void)state;
    unsigned changes = 0;
    int offset_before = 60;
    for (int64_t second = FIRST_SECOND; second < LAST_SECOND; second += HOUR) {
        int offset = calendar_local(second * 1000).offset_minutes;
        bool is_change = offset != offset_before;
        changes += is_change ? 1 : 0;
        offset_before = offset;
        if (!is_same_as_tzdata(second) || (is_change && !is_same_as_tzdata(second - 1)) || (is_change && !is_same_as_tzdata(second + 1))) {
            fail_msg("%lld", (long long)second);
        }
    }
    assert_int_equal(changes, 2 * 58); /* and tzdata agreed with each of them */
}

static void every_hour_comes_back_from_its_wall_clock(void **state) {
    (void)state;
    unsigned second_readings = 0;
    for (int64_t second = FIRST_SECOND; second < LAST_SECOND; second += HOUR) {
        local_time_t local = calendar_local(second * 1000);
        instant_t back = calendar_instant(local.date, local.hour, local.minute);
        bool is_second_reading = back == (second - HOUR) * 1000 && local.offset_minutes == 60;
        second_readings += is_second_reading ? 1 : 0;
        if (back != second * 1000 && !is_second_reading) {
            fail_msg("%lld", (long long)second);
        }
    }
    assert_int_equal(second_readings, 58); /* the hour that happens twice, once a year */
}

static void the_hour_that_happens_twice_is_told_apart_by_its_offset(void **state) {
    (void)state;
    local_time_t first = calendar_local(instant_of("2026-10-25T00:30:00Z"));
    local_time_t second = calendar_local(instant_of("2026-10-25T01:30:00Z"));
    assert_int_equal(first.hour, 2);
    assert_int_equal(second.hour, 2);
    assert_int_equal(first.minute, 30);
    assert_int_equal(second.minute, 30);
    assert_int_equal(first.offset_minutes, 120);
    assert_int_equal(second.offset_minutes, 60);
    assert_instant(calendar_instant((date_t){2026, 10, 25}, 2, 30), "2026-10-25T00:30:00.000Z");
    assert_instant(calendar_instant((date_t){2026, 10, 25}, 2, 0), "2026-10-25T00:00:00.000Z");
    assert_instant(calendar_instant((date_t){2026, 10, 25}, 3, 0), "2026-10-25T02:00:00.000Z");
}

static void the_hour_that_does_not_happen_is_moved_forward_by_the_gap(void **state) {
    (void)state;
    assert_instant(calendar_instant((date_t){2026, 3, 29}, 1, 59), "2026-03-29T00:59:00.000Z");
    assert_instant(calendar_instant((date_t){2026, 3, 29}, 2, 0), "2026-03-29T01:00:00.000Z");
    assert_instant(calendar_instant((date_t){2026, 3, 29}, 2, 30), "2026-03-29T01:30:00.000Z");
    assert_int_equal(calendar_local(calendar_instant((date_t){2026, 3, 29}, 2, 30)).hour, 3);
    assert_instant(calendar_instant((date_t){2026, 3, 29}, 3, 0), "2026-03-29T01:00:00.000Z");
}

static void easter_is_where_the_church_has_it(void **state) {
    (void)state;
    static const date_t EASTER[] = {
        {1818, 3, 22}, {1943, 4, 25}, {1954, 4, 18}, {1981, 4, 19}, {2000, 4, 23}, {2008, 3, 23}, {2016, 3, 27}, {2019, 4, 21},
        {2023, 4, 9}, {2024, 3, 31}, {2025, 4, 20}, {2026, 4, 5}, {2027, 3, 28}, {2028, 4, 16}, {2029, 4, 1}, {2030, 4, 21},
        {2038, 4, 25}, {2049, 4, 18}, {2076, 4, 19}, {2100, 3, 28}, {2199, 4, 14},
    };
    for (size_t at = 0; at < COUNT_OF(EASTER); at++) {
        date_t easter = calendar_easter_sunday(EASTER[at].year);
        assert_int_equal(easter.year, EASTER[at].year);
        assert_int_equal(easter.month, EASTER[at].month);
        assert_int_equal(easter.day, EASTER[at].day);
    }
}

static void holidays_are_those_of_the_reviewed_list_and_no_others(void **state) {
    (void)state;
    static const date_t HOLIDAYS[] = {
        {2023, 1, 1}, {2023, 4, 6}, {2023, 4, 7}, {2023, 4, 9}, {2023, 4, 10}, {2023, 5, 5} /* the last Great Prayer Day */,
        {2023, 5, 18}, {2023, 5, 28}, {2023, 5, 29}, {2023, 12, 25}, {2023, 12, 26},
        {2024, 1, 1}, {2024, 3, 28}, {2024, 3, 29}, {2024, 3, 31}, {2024, 4, 1}, {2024, 5, 9}, {2024, 5, 19}, {2024, 5, 20},
        {2024, 12, 25}, {2024, 12, 26},
        {2025, 1, 1}, {2025, 4, 17}, {2025, 4, 18}, {2025, 4, 20}, {2025, 4, 21}, {2025, 5, 29}, {2025, 6, 8}, {2025, 6, 9},
        {2025, 12, 25}, {2025, 12, 26},
        {2026, 1, 1}, {2026, 4, 2}, {2026, 4, 3}, {2026, 4, 5}, {2026, 4, 6}, {2026, 5, 14}, {2026, 5, 24}, {2026, 5, 25},
        {2026, 12, 25}, {2026, 12, 26},
        {2027, 1, 1}, {2027, 3, 25}, {2027, 3, 26}, {2027, 3, 28}, {2027, 3, 29}, {2027, 5, 6}, {2027, 5, 16}, {2027, 5, 17},
        {2027, 12, 25}, {2027, 12, 26},
    };
    size_t next = 0;
    for (date_t date = {2023, 1, 1}; date.year <= 2027; date = calendar_add_days(date, 1)) {
        bool is_listed = next < COUNT_OF(HOLIDAYS) && date.year == HOLIDAYS[next].year && date.month == HOLIDAYS[next].month &&
                         date.day == HOLIDAYS[next].day;
        if (calendar_is_holiday(date) != is_listed) {
            fail_msg("%d-%02d-%02d", date.year, date.month, date.day);
        }
        next += is_listed ? 1 : 0;
    }
    assert_int_equal(next, COUNT_OF(HOLIDAYS));
}

static void working_days_are_monday_to_friday_without_holidays(void **state) {
    (void)state;
    assert_true(calendar_is_working_day(&CALENDAR_DEFAULT, (date_t){2026, 11, 23}));
    assert_true(calendar_is_working_day(&CALENDAR_DEFAULT, (date_t){2026, 11, 27}));
    assert_false(calendar_is_working_day(&CALENDAR_DEFAULT, (date_t){2026, 11, 28}));
    assert_false(calendar_is_working_day(&CALENDAR_DEFAULT, (date_t){2026, 11, 29}));
    assert_false(calendar_is_working_day(&CALENDAR_DEFAULT, (date_t){2026, 4, 2}));
    assert_false(calendar_is_working_day(&CALENDAR_DEFAULT, (date_t){2023, 5, 5}));
    assert_true(calendar_is_working_day(&CALENDAR_DEFAULT, (date_t){2024, 4, 26})); /* would have been Great Prayer Day */
}

static void a_municipality_chooses_its_own_closing_days(void **state) {
    (void)state;
    static const date_t DAYS[] = {{2026, 12, 24}, {2026, 12, 31}, {2026, 6, 5}};
    const calendar_t open = {false, false, false};
    const calendar_t closed_on_one[] = {{.christmas_eve = true}, {.new_years_eve = true}, {.constitution_day = true}};
    for (size_t day = 0; day < COUNT_OF(DAYS); day++) {
        assert_false(calendar_is_working_day(&CALENDAR_DEFAULT, DAYS[day]));
        assert_true(calendar_is_working_day(&open, DAYS[day]));
        for (size_t choice = 0; choice < COUNT_OF(closed_on_one); choice++) {
            assert_int_equal(calendar_is_working_day(&closed_on_one[choice], DAYS[day]), choice != day);
        }
    }
}

static void days_are_added_over_months_years_and_leap_days(void **state) {
    (void)state;
    static const struct {
        date_t from;
        int days;
        date_t to;
    } SUMS[] = {
        {{2024, 2, 28}, 1, {2024, 2, 29}}, {{2024, 2, 29}, 1, {2024, 3, 1}}, {{2025, 2, 28}, 1, {2025, 3, 1}},
        {{2000, 2, 28}, 1, {2000, 2, 29}}, {{2100, 2, 28}, 1, {2100, 3, 1}}, {{2026, 12, 31}, 1, {2027, 1, 1}},
        {{2027, 1, 1}, -1, {2026, 12, 31}}, {{2026, 11, 23}, 0, {2026, 11, 23}}, {{2024, 2, 29}, 366, {2025, 3, 1}},
        {{1980, 1, 1}, 80353, {2199, 12, 31}},
    };
    for (size_t at = 0; at < COUNT_OF(SUMS); at++) {
        date_t to = calendar_add_days(SUMS[at].from, SUMS[at].days);
        assert_int_equal(to.year, SUMS[at].to.year);
        assert_int_equal(to.month, SUMS[at].to.month);
        assert_int_equal(to.day, SUMS[at].to.day);
    }
}

static void working_days_count_from_the_day_after_receipt(void **state) {
    (void)state;
    instant_t monday_morning = instant_of("2026-11-23T04:21:07Z");
    assert_instant(calendar_add_working_days(&CALENDAR_DEFAULT, monday_morning, 1, 12), "2026-11-24T11:00:00.000Z");
    assert_instant(calendar_add_working_days(&CALENDAR_DEFAULT, monday_morning, 5, 12), "2026-11-30T11:00:00.000Z");
    instant_t friday_night = instant_of("2026-11-27T22:59:59Z");
    assert_instant(calendar_add_working_days(&CALENDAR_DEFAULT, friday_night, 1, 0), "2026-11-29T23:00:00.000Z");
}

static void the_day_of_receipt_is_the_local_day(void **state) {
    (void)state;
    instant_t tuesday_after_midnight = instant_of("2026-11-23T23:30:00Z");
    assert_instant(calendar_add_working_days(&CALENDAR_DEFAULT, tuesday_after_midnight, 1, 12), "2026-11-25T11:00:00.000Z");
}

static void working_days_jump_over_christmas(void **state) {
    (void)state;
    /* Wednesday 23 December 2026: 24 is closed, 25 and 26 are holidays, 27 a Sunday. */
    instant_t received = instant_of("2026-12-23T09:00:00+01:00");
    assert_instant(calendar_add_working_days(&CALENDAR_DEFAULT, received, 1, 12), "2026-12-28T11:00:00.000Z");
    const calendar_t open_on_christmas_eve = {.new_years_eve = true, .constitution_day = true};
    assert_instant(calendar_add_working_days(&open_on_christmas_eve, received, 1, 12), "2026-12-24T11:00:00.000Z");
    /* 28, 29, 30; 31 is closed, 1 January a holiday, 2 and 3 a weekend */
    assert_instant(calendar_add_working_days(&CALENDAR_DEFAULT, received, 4, 12), "2027-01-04T11:00:00.000Z");
}

static void working_days_keep_the_local_hour_over_a_change_of_clock(void **state) {
    (void)state;
    instant_t friday_before = instant_of("2026-10-23T10:00:00+02:00");
    assert_instant(calendar_add_working_days(&CALENDAR_DEFAULT, friday_before, 1, 12), "2026-10-26T11:00:00.000Z");
    instant_t monday_after = instant_of("2026-10-26T10:00:00+01:00");
    assert_instant(calendar_add_working_days(&CALENDAR_DEFAULT, monday_after, -1, 12), "2026-10-23T10:00:00.000Z");
}

static void working_days_count_back_from_an_anchor(void **state) {
    (void)state;
    /* Tuesday after Easter 2026, back over Monday, the weekend, Good Friday and Maundy Thursday. */
    instant_t anchor = instant_of("2026-04-07T12:00:00+02:00");
    assert_instant(calendar_add_working_days(&CALENDAR_DEFAULT, anchor, -1, 8), "2026-04-01T06:00:00.000Z");
    assert_instant(calendar_add_working_days(&CALENDAR_DEFAULT, anchor, -5, 8), "2026-03-26T07:00:00.000Z");
}

static void months_keep_the_local_time_and_stay_inside_the_month(void **state) {
    (void)state;
    static const struct {
        const char *from;
        int months;
        const char *to;
    } SUMS[] = {
        {"2026-01-31T10:00:00+01:00", 1, "2026-02-28T09:00:00.000Z"},
        {"2024-01-31T10:00:00+01:00", 1, "2024-02-29T09:00:00.000Z"},
        {"2024-02-29T10:00:00+01:00", 12, "2025-02-28T09:00:00.000Z"},
        {"2024-02-29T10:00:00+01:00", 48, "2028-02-29T09:00:00.000Z"},
        {"2026-11-23T05:21:07.123+01:00", 6, "2027-05-23T03:21:07.123Z"},
        {"2026-12-31T23:30:00+01:00", 1, "2027-01-31T22:30:00.000Z"},
        {"2026-12-31T23:30:00Z", 1, "2027-01-31T23:30:00.000Z"}, /* 1 January, 00:30 in Copenhagen, to 1 February */
        {"2026-03-31T12:00:00+02:00", -1, "2026-02-28T11:00:00.000Z"},
        {"2026-01-15T12:00:00+01:00", -1, "2025-12-15T11:00:00.000Z"},
        {"2026-02-28T02:30:15+01:00", 1, "2026-03-28T01:30:15.000Z"},
        {"2026-02-28T02:30:15+01:00", 13, "2027-03-28T01:30:15.000Z"}, /* 02:30 does not happen: 03:30 */
        {"2026-09-25T02:30:15+02:00", 1, "2026-10-25T00:30:15.000Z"}, /* 02:30 happens twice: the first */
        {"2026-10-25T02:30:15+01:00", 0, "2026-10-25T01:30:15.000Z"},
        {"1969-12-31T23:59:59.999+01:00", 1, "1970-01-31T22:59:59.999Z"},
    };
    for (size_t at = 0; at < COUNT_OF(SUMS); at++) {
        assert_instant(calendar_add_months(instant_of(SUMS[at].from), SUMS[at].months), SUMS[at].to);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(local_time_is_that_of_tzdata_in_every_hour_from_1980_to_2037),
        cmocka_unit_test(every_hour_comes_back_from_its_wall_clock),
        cmocka_unit_test(the_hour_that_happens_twice_is_told_apart_by_its_offset),
        cmocka_unit_test(the_hour_that_does_not_happen_is_moved_forward_by_the_gap),
        cmocka_unit_test(easter_is_where_the_church_has_it),
        cmocka_unit_test(holidays_are_those_of_the_reviewed_list_and_no_others),
        cmocka_unit_test(working_days_are_monday_to_friday_without_holidays),
        cmocka_unit_test(a_municipality_chooses_its_own_closing_days),
        cmocka_unit_test(days_are_added_over_months_years_and_leap_days),
        cmocka_unit_test(working_days_count_from_the_day_after_receipt),
        cmocka_unit_test(the_day_of_receipt_is_the_local_day),
        cmocka_unit_test(working_days_jump_over_christmas),
        cmocka_unit_test(working_days_keep_the_local_hour_over_a_change_of_clock),
        cmocka_unit_test(working_days_count_back_from_an_anchor),
        cmocka_unit_test(months_keep_the_local_time_and_stay_inside_the_month),
    };
    return cmocka_run_group_tests(tests, use_copenhagen, NULL);
}
