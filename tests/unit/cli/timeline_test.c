/* SPDX-License-Identifier: EUPL-1.2
 * Tests of cli/timeline: what a team leader reads. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdlib.h>
#include <string.h>

#include "cli/timeline.h"

static const char COURSE[] =
    "{\"courseId\": \"0199-course\", \"holder\": \"lindegaarden\", \"awaited\": \"lindegaarden\", \"nextDue\": \"2026-11-23T11:00:00Z\","
    " \"offeredTo\": \"\"}";
static const char ROWS[] =
    "[{\"seq\": \"1\", \"at\": \"2026-11-22T22:41:00Z\", \"kind\": \"message\", \"type\": \"contact.registered\", \"party\": \"desk\", \"person\": \"anna\","
    "  \"toState\": \"ANSWERED\", \"holder\": \"desk\", \"awaited\": \"desk\", \"due\": \"2026-11-22T23:41:00Z\"},"
    " {\"seq\": \"2\", \"at\": \"2026-11-23T00:10:00Z\", \"kind\": \"refused\", \"type\": \"contact.routed\", \"party\": \"desk\", \"person\": \"anna\","
    "  \"fromState\": \"ANSWERED\", \"toState\": \"ANSWERED\", \"holder\": \"desk\", \"status\": \"may_not_hold\"},"
    " {\"seq\": \"3\", \"at\": \"2026-11-23T00:41:00Z\", \"kind\": \"clock\", \"type\": \"deadline.passed\", \"rule\": \"CON-10\", \"holder\": \"desk\"},"
    " {\"seq\": \"4\", \"at\": \"2026-11-23T07:12:00Z\", \"kind\": \"message\", \"type\": \"contact.taken_over\", \"party\": \"lindegaarden\", \"person\": \"bo\","
    "  \"fromState\": \"ROUTED\", \"toState\": \"CLOSED\", \"holder\": \"lindegaarden\"}]";

static char *printed(bool is_danish, const char *course_json) {
    char *text = NULL;
    size_t size = 0;
    instant_t now = 0;
    json_t *course = course_json != NULL ? json_loads(course_json, 0, NULL) : NULL, *rows = json_loads(ROWS, 0, NULL);
    FILE *out = open_memstream(&text, &size);
    cli_t cli = {.is_danish = is_danish, .out = out, .error = out, .party = "", .person = "", .purpose = ""};
    assert_int_equal(instant_read("2026-11-23T09:00:00Z", &now, NULL), STATUS_OK);
    timeline_print(&cli, course, rows, now);
    assert_int_equal(fclose(out), 0);
    json_decref(course);
    json_decref(rows);
    return text;
}

static void who_holds_and_who_is_awaited_stands_at_the_top(void **state) {
    (void)state;
    char *text = printed(true, COURSE);
    assert_non_null(strstr(text, "Ansvarlig nu  lindegaarden\n"));
    assert_non_null(strstr(text, "Afventer      lindegaarden til man 23. nov 12:00 (om 2 t)\n"));
    assert_null(strstr(text, "Tilbudt til"));
    free(text);
}

static void each_day_has_its_heading_and_nights_are_marked(void **state) {
    (void)state;
    char *text = printed(true, COURSE);
    const char *sunday = strstr(text, "søndag 22. november 2026"), *monday = strstr(text, "mandag 23. november 2026");
    assert_true(sunday != NULL && monday != NULL && sunday < monday);
    assert_null(strstr(monday + 1, "mandag 23. november 2026"));
    assert_non_null(strstr(text, "\nsøndag 22. november 2026\n"));
    assert_non_null(strstr(text, "☾  23:41"));
    assert_null(strstr(text, "☾  08:12"));
    free(text);
}

static void a_shift_of_responsibility_is_marked_and_names_the_new_one(void **state) {
    (void)state;
    char *text = printed(true, COURSE);
    const char *row = strstr(text, "▶     08:12");
    assert_non_null(row);
    assert_non_null(strstr(row, "overtag ansvaret → henvendelse afsluttet"));
    free(text);
}

static void refusals_and_passed_deadlines_say_what_they_are(void **state) {
    (void)state;
    char *text = printed(false, NULL);
    assert_non_null(strstr(text, "route to a unit – not possible: this unit cannot be responsible for a citizen"));
    assert_non_null(strstr(text, "deadline passed: CON-10"));
    assert_non_null(strstr(text, "▶ responsibility moved: 1   ☾ at night (22–7): 3   ✗ not possible: 1   ! deadline passed: 1"));
    free(text);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(who_holds_and_who_is_awaited_stands_at_the_top),
        cmocka_unit_test(each_day_has_its_heading_and_nights_are_marked),
        cmocka_unit_test(a_shift_of_responsibility_is_marked_and_names_the_new_one),
        cmocka_unit_test(refusals_and_passed_deadlines_say_what_they_are),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
