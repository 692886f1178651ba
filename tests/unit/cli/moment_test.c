/* SPDX-License-Identifier: EUPL-1.2
 * Tests of cli/moment. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "cli/moment.h"

static instant_t at(const char *text) {
    instant_t instant = 0;
    assert_int_equal(instant_read(text, &instant, NULL), STATUS_OK);
    return instant;
}

static void a_moment_is_told_in_local_time_and_ones_own_language(void **state) {
    (void)state;
    char text[MOMENT_SIZE];
    instant_t now = at("2026-11-23T12:00:00Z");
    moment_write(at("2026-11-23T02:12:00Z"), now, true, text);
    assert_string_equal(text, "man 23. nov 03:12");
    moment_write(at("2026-07-01T21:05:00Z"), now, false, text);
    assert_string_equal(text, "Wed 1 Jul 23:05");
    moment_write(at("2025-12-31T23:30:00Z"), now, true, text);
    assert_string_equal(text, "tor 1. jan 00:30");
    moment_write(at("2024-05-09T10:00:00Z"), now, true, text);
    assert_string_equal(text, "tor 9. maj 2024 12:00");
    moment_write_day(at("2026-11-22T23:30:00Z"), true, text);
    assert_string_equal(text, "mandag 23. november 2026");
}

static void how_long_is_told_in_the_two_units_that_matter(void **state) {
    (void)state;
    char text[MOMENT_SIZE];
    instant_t now = at("2026-11-23T12:00:00Z");
    moment_write_distance(at("2026-11-23T14:05:00Z"), now, true, text);
    assert_string_equal(text, "om 2 t 5 min");
    moment_write_distance(at("2026-11-20T11:00:00Z"), now, true, text);
    assert_string_equal(text, "for 3 d siden");
    moment_write_distance(at("2026-11-23T11:15:00Z"), now, false, text);
    assert_string_equal(text, "45 min ago");
    moment_write_distance(at("2026-11-23T15:00:00Z"), now, false, text);
    assert_string_equal(text, "in 3 h");
}

static void night_is_from_ten_to_seven_on_the_local_clock(void **state) {
    (void)state;
    assert_true(moment_is_night(at("2026-11-23T05:59:00Z")));
    assert_false(moment_is_night(at("2026-11-23T06:00:00Z")));
    assert_true(moment_is_night(at("2026-07-01T20:00:00Z")));
    assert_false(moment_is_night(at("2026-07-01T19:59:00Z")));
}

static void what_is_written_into_messages_carries_its_offset(void **state) {
    (void)state;
    char text[MOMENT_SIZE];
    moment_write_offset(at("2026-11-23T02:12:07Z"), text);
    assert_string_equal(text, "2026-11-23T03:12:07+01:00");
    moment_write_offset(at("2026-07-01T02:12:07Z"), text);
    assert_string_equal(text, "2026-07-01T04:12:07+02:00");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_moment_is_told_in_local_time_and_ones_own_language),
        cmocka_unit_test(how_long_is_told_in_the_two_units_that_matter),
        cmocka_unit_test(night_is_from_ten_to_seven_on_the_local_clock),
        cmocka_unit_test(what_is_written_into_messages_carries_its_offset),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
