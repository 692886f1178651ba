/* SPDX-License-Identifier: EUPL-1.2
 * Tests of base/hours: what people write, and when it is open. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "base/bytes.h"
#include "base/check.h"
#include "base/hours.h"

/* A local wall clock in 2026. */
static instant_t local(int month, int day, int hour, int minute)
{
    return calendar_instant((date_t){2026, month, day}, hour, minute);
}

static bool open_at(const char *text, instant_t at)
{
    hours_t hours;
    assert_int_equal(hours_read(text, &hours), STATUS_OK);
    return hours_open(&hours, &CALENDAR_DEFAULT, at);
}

static void office_hours_are_those_of_the_days_that_are_named(void **state)
{
    (void)state;
    const char *text = "mon-fri 08:00-16:00, sat 10:00-14:00";
    assert_true(open_at(text, local(11, 23, 8, 0)));   /* a Monday */
    assert_false(open_at(text, local(11, 23, 7, 59)));
    assert_false(open_at(text, local(11, 23, 16, 0)));
    assert_true(open_at(text, local(11, 28, 13, 59))); /* a Saturday */
    assert_false(open_at(text, local(11, 29, 12, 0))); /* a Sunday */
    assert_true(open_at("man-fre 08:00-16:00, lør 10:00-14:00", local(11, 28, 13, 59)));
}

static void a_night_goes_on_after_midnight(void **state)
{
    (void)state;
    assert_true(open_at("fri 22:00-06:00", local(11, 27, 23, 0)));
    assert_true(open_at("fri 22:00-06:00", local(11, 28, 5, 59)));
    assert_false(open_at("fri 22:00-06:00", local(11, 28, 6, 0)));
    assert_false(open_at("fri 22:00-06:00", local(11, 27, 5, 0))); /* Thursday's night is not Friday's */
    assert_true(open_at("fri-mon 00:00-24:00", local(11, 29, 23, 59)));
}

static void on_a_holiday_only_what_names_it_is_open(void **state)
{
    (void)state;
    instant_t christmas = local(12, 25, 12, 0); /* a Friday */
    assert_false(open_at("mon-fri 08:00-16:00", christmas));
    assert_true(open_at("mon-fri hol 08:00-16:00", christmas));
    assert_true(open_at("24/7", christmas));
    assert_false(open_at("mon-fri 08:00-16:00", local(12, 24, 12, 0))); /* closed by the municipality's calendar */
    assert_false(open_at("", christmas));
}

static void summer_time_is_the_wall_clocks(void **state)
{
    (void)state;
    assert_true(open_at("sun 00:00-03:30", local(3, 29, 3, 0))); /* 02:00 to 03:00 does not exist */
    assert_true(open_at("mon-fri 08:00-16:00", local(7, 1, 8, 0)));
    assert_false(open_at("mon-fri 08:00-16:00", local(7, 1, 7, 59)));
}

static void what_is_not_of_the_form_is_refused(void **state)
{
    (void)state;
    static const char *const WRONG[] = {"mon", "8-16", "mon 8:00-16:00", "mon 08:00", "mon 08:00-08:00", "mon 24:00-01:00", "mon 08:60-09:00", "mon 25:00-26:00", "hol-mon 08:00-09:00",
                                        "mon 08:00-16:00 tue", "mon 08:00-16:00;tue 08:00-16:00", "always",
                                        "mon 01:00-02:00,mon 01:00-02:00,mon 01:00-02:00,mon 01:00-02:00,mon 01:00-02:00,mon 01:00-02:00,mon 01:00-02:00,mon 01:00-02:00,mon 01:00-02:00"};
    hours_t hours;
    for (size_t at = 0; at < COUNT_OF(WRONG); at++) {
        if (hours_read(WRONG[at], &hours) != STATUS_FIELD_INVALID) {
            print_error("%s was read\n", WRONG[at]);
            fail();
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(office_hours_are_those_of_the_days_that_are_named), cmocka_unit_test(a_night_goes_on_after_midnight),
        cmocka_unit_test(on_a_holiday_only_what_names_it_is_open), cmocka_unit_test(summer_time_is_the_wall_clocks), cmocka_unit_test(what_is_not_of_the_form_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
