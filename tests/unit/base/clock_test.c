/* SPDX-License-Identifier: EUPL-1.2
 * Tests of base/clock. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>

#include "base/check.h"
#include "base/clock.h"

typedef struct {
    const char *text;
    instant_t at;
    int offset_minutes;
} example_t;

static void instants_are_written_in_utc_with_milliseconds(void **state) {
    (void)state;
    static const example_t EXAMPLES[] = {
        {"1970-01-01T00:00:00.000Z", 0, 0},
        {"1969-12-31T23:59:59.999Z", -1, 0},
        {"2026-11-23T04:21:07.123Z", 1795407667123, 0},
        {"2024-02-29T23:59:59.999Z", 1709251199999, 0},
        {"2000-03-01T00:00:00.000Z", 951868800000, 0},
        {"0000-01-01T00:00:00.000Z", -62167219200000, 0},
        {"9999-12-31T23:59:59.999Z", 253402300799999, 0},
    };
    for (size_t at = 0; at < COUNT_OF(EXAMPLES); at++) {
        char text[INSTANT_TEXT_SIZE];
        instant_t back = 1;
        instant_write(EXAMPLES[at].at, text);
        assert_string_equal(text, EXAMPLES[at].text);
        assert_int_equal(instant_read(text, &back, NULL), STATUS_OK);
        assert_true(back == EXAMPLES[at].at);
    }
}

static void an_instant_outside_four_digit_years_is_written_as_the_nearest_inside(void **state) {
    (void)state;
    char text[INSTANT_TEXT_SIZE];
    instant_write(INT64_MAX, text);
    assert_string_equal(text, "9999-12-31T23:59:59.999Z");
    instant_write(INT64_C(-62167219200001), text);
    assert_string_equal(text, "0000-01-01T00:00:00.000Z");
    instant_write(INT64_MIN, text);
    assert_string_equal(text, "0000-01-01T00:00:00.000Z");
}

static void rfc_3339_is_read_with_any_offset_and_fraction(void **state) {
    (void)state;
    static const example_t EXAMPLES[] = {
        {"2026-11-23T05:21:07+01:00", 1795407667000, 60},
        {"2026-11-23T04:21:07Z", 1795407667000, 0},
        {"2026-11-23t04:21:07z", 1795407667000, 0},
        {"2026-11-22T18:51:07.5-09:30", 1795407667500, -570},
        {"2026-11-23T04:21:07.12Z", 1795407667120, 0},
        {"2026-11-23T04:21:07.123999999Z", 1795407667123, 0},
        {"2026-11-23T04:21:07-00:00", 1795407667000, 0},
        {"1985-04-12T23:20:50.52Z", 482196050520, 0},
        {"1996-12-19T16:39:57-08:00", 851042397000, -480},
        {"1990-12-31T23:59:60Z", 662688000000, 0},
        {"1990-12-31T15:59:60-08:00", 662688000000, -480},
    };
    for (size_t at = 0; at < COUNT_OF(EXAMPLES); at++) {
        instant_t read = 0;
        int offset_minutes = 12345;
        assert_int_equal(instant_read(EXAMPLES[at].text, &read, &offset_minutes), STATUS_OK);
        assert_true(read == EXAMPLES[at].at);
        assert_int_equal(offset_minutes, EXAMPLES[at].offset_minutes);
    }
}

static void what_is_not_rfc_3339_is_refused_and_writes_nothing(void **state) {
    (void)state;
    const char *const faults[] = {
        "", "2026", "2026-11-23", "2026-11-23T04:21:07", "2026-11-23 04:21:07Z", "2026-11-23T04:21Z", "2026-11-23T04:21:07.Z",
        "2026-11-23T04:21:07,5Z", "2026-11-23T04:21:07+0100", "2026-11-23T04:21:07+01", "2026-11-23T04:21:07+24:00",
        "2026-11-23T04:21:07+01:60", "2026-11-23T04:21:07Z ", " 2026-11-23T04:21:07Z", "2026-11-23T04:21:07ZZ", "2026-13-01T00:00:00Z",
        "2026-00-01T00:00:00Z", "2026-04-31T00:00:00Z", "2026-04-00T00:00:00Z", "2025-02-29T00:00:00Z", "1900-02-29T00:00:00Z",
        "2026-11-23T24:00:00Z", "2026-11-23T04:60:00Z", "2026-11-23T04:21:61Z", "2026-11-23T04:21:60Z", "2026-11-23T23:59:60+01:00",
        "26-11-23T04:21:07Z", "2026-1-23T04:21:07Z", "+2026-11-23T04:21:07Z", "2026-11-23T04:21:07*01:00", "2026-11-23T-4:21:07Z",
    };
    for (size_t at = 0; at < COUNT_OF(faults); at++) {
        instant_t read = 7;
        int offset_minutes = 8;
        if (instant_read(faults[at], &read, &offset_minutes) != STATUS_FIELD_INVALID) {
            fail_msg("accepted: %s", faults[at]);
        }
        assert_true(read == 7);
        assert_int_equal(offset_minutes, 8);
    }
}

static void the_estimate_goes_on_from_where_it_was_measured(void **state) {
    (void)state;
    const clock_estimate_t estimate = {.store_at = 1795407667123, .measured_ns = 5000000000};
    assert_true(clock_now(&estimate, 5000000000) == 1795407667123);
    assert_true(clock_now(&estimate, 5000999999) == 1795407667123);
    assert_true(clock_now(&estimate, 5001000000) == 1795407667124);
    assert_true(clock_now(&estimate, 65000000000) == 1795407727123);
}

static void the_estimate_never_goes_back(void **state) {
    (void)state;
    const clock_estimate_t estimate = {.store_at = 1795407667123, .measured_ns = 5000000000};
    assert_true(clock_now(&estimate, 0) == 1795407667123);
}

static void virtual_time_stands_still(void **state) {
    (void)state;
    const clock_estimate_t estimate = {.store_at = 1795407667123, .measured_ns = 5000000000, .is_virtual = 1};
    assert_true(clock_now(&estimate, 65000000000) == 1795407667123);
}

static void the_clocks_run(void **state) {
    (void)state;
    uint64_t before = clock_monotonic_ns();
    uint64_t after = before;
    for (unsigned tries = 0; after == before && tries < 1000000; tries++) {
        after = clock_monotonic_ns();
    }
    assert_true(after > before);
    instant_t first_release = 1577836800000; /* 2020: a clock in seconds or nanoseconds would lie far off */
    assert_true(clock_realtime() > first_release && clock_realtime() < first_release * 4);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(instants_are_written_in_utc_with_milliseconds),
        cmocka_unit_test(an_instant_outside_four_digit_years_is_written_as_the_nearest_inside),
        cmocka_unit_test(rfc_3339_is_read_with_any_offset_and_fraction),
        cmocka_unit_test(what_is_not_rfc_3339_is_refused_and_writes_nothing),
        cmocka_unit_test(the_estimate_goes_on_from_where_it_was_measured),
        cmocka_unit_test(the_estimate_never_goes_back),
        cmocka_unit_test(virtual_time_stands_still),
        cmocka_unit_test(the_clocks_run),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
