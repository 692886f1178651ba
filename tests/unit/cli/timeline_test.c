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
    " {\"seq\": \"3\", \"at\": \"2026-11-23T00:41:00Z\", \"kind\": \"clock\", \"type\": \"deadline.passed\", \"rule\": \"CON-10\", \"holder\": \"desk\","
    "  \"clockDue\": \"2026-11-22T23:41:00Z\", \"step\": 1},"
    " {\"seq\": \"4\", \"at\": \"2026-11-23T07:12:00Z\", \"kind\": \"message\", \"type\": \"contact.taken_over\", \"party\": \"lindegaarden\", \"person\": \"bo\","
    "  \"fromState\": \"ROUTED\", \"toState\": \"CLOSED\", \"holder\": \"lindegaarden\"}]";

static char *print_of(bool is_danish, const char *course_json, const char *deadlines_json, const char *rows_json) {
    char *text = NULL;
    size_t size = 0;
    instant_t now = 0;
    json_t *course = course_json != NULL ? json_loads(course_json, 0, NULL) : NULL, *rows = json_loads(rows_json, 0, NULL);
    json_t *deadlines = deadlines_json != NULL ? json_loads(deadlines_json, 0, NULL) : NULL;
    FILE *out = open_memstream(&text, &size);
    cli_t cli = {.is_danish = is_danish, .out = out, .error = out, .party = "", .person = "", .purpose = ""};
    assert_int_equal(instant_read("2026-11-23T09:00:00Z", &now, NULL), STATUS_OK);
    assert_non_null(rows);
    timeline_print(&cli, course, deadlines, rows, now);
    assert_int_equal(fclose(out), 0);
    json_decref(course);
    json_decref(deadlines);
    json_decref(rows);
    return text;
}

static char *printed(bool is_danish, const char *course_json) {
    return print_of(is_danish, course_json, NULL, ROWS);
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
    assert_non_null(strstr(row, "overtag ansvaret → henvendelse afsluttet. Ansvarlig fra nu: lindegaarden"));
    free(text);
}

static void refusals_and_passed_deadlines_say_what_they_are(void **state) {
    (void)state;
    char *text = printed(false, NULL);
    assert_non_null(strstr(text, "route to a unit – not possible: this unit cannot be responsible for a citizen"));
    assert_non_null(strstr(text, "a deadline passed: CON-10 route or close, step 2 of 4: leaders told"));
    assert_non_null(strstr(text, "▶ responsibility moved: 1   ☾ at night (22–7): 3   ✗ not possible: 1   ! deadlines: 1\n"));
    free(text);
}

static const char HANDOVER[] =
    "[{\"at\": \"2026-11-23T07:00:00Z\", \"kind\": \"refused\", \"type\": \"handover.package\", \"party\": \"a\", \"holder\": \"a\", \"flowId\": \"f\","
    "  \"fromState\": \"ANNOUNCED\", \"toState\": \"ANNOUNCED\", \"status\": \"incomplete\", \"missing\": \"a.a, a.b, a.c, a.d, a.e, a.f\"},"
    " {\"at\": \"2026-11-23T08:00:00Z\", \"kind\": \"message\", \"type\": \"handover.taken_over\", \"party\": \"b\", \"holder\": \"b\", \"flowId\": \"f\","
    "  \"fromState\": \"OFFERED\", \"toState\": \"BRIDGE\", \"awaited\": \"b\"},"
    " {\"at\": \"2026-11-23T08:00:00Z\", \"kind\": \"notice\", \"type\": \"handover.withdrawn\", \"party\": \"stafet\", \"holder\": \"b\", \"flowId\": \"f\","
    "  \"deliveredTo\": \"c\", \"awaited\": \"b\"},"
    " {\"at\": \"2026-11-23T08:00:00Z\", \"kind\": \"notice\", \"type\": \"duty.moved\", \"party\": \"stafet\", \"holder\": \"b\", \"flowId\": \"f\", \"awaited\": \"b\"},"
    " {\"at\": \"2026-11-23T08:10:00Z\", \"kind\": \"clock\", \"type\": \"deadline.passed\", \"rule\": \"HOV-4\", \"holder\": \"b\", \"flowId\": \"f\","
    "  \"clockDue\": \"2026-11-23T09:00:00Z\", \"step\": 0, \"fromState\": \"BRIDGE\", \"toState\": \"CLOSED\"},"
    " {\"at\": \"2026-11-23T08:20:00Z\", \"kind\": \"notice\", \"type\": \"duty.moved\", \"party\": \"stafet\", \"holder\": \"d\"}]";

static void a_state_is_said_in_the_words_of_its_own_flow(void **state) {
    (void)state;
    char *text = print_of(true, NULL, NULL, HANDOVER);
    assert_non_null(strstr(text, "overtag ansvaret → overtaget – følgeperiode. Ansvarlig fra nu: b"));
    assert_non_null(strstr(text, "frist nærmer sig: HOV-4 følgeperioden slutter, trin 1 af 4: de vagthavende har fået besked → overdragelse afsluttet"));
    free(text);
}

static void the_brokers_notice_of_what_stands_there_already_is_left_out(void **state) {
    (void)state;
    char *text = print_of(false, NULL, NULL, HANDOVER);
    assert_null(strstr(text, "moved from a to b"));
    assert_non_null(strstr(text, "the offer was withdrawn: c\n"));
    assert_non_null(strstr(text, "the responsibility has moved from b to d"));
    free(text);
}

static void the_first_missing_items_are_named_and_the_rest_counted(void **state) {
    (void)state;
    char *text = print_of(true, NULL, NULL, HANDOVER);
    assert_non_null(strstr(text, "send pakken og tilbyd ansvaret – ikke muligt, mangler: a.a, a.b, a.c, a.d og 2 til"));
    free(text);
}

static void a_handover_without_a_receiver_stands_on_top_with_every_deadline(void **state) {
    (void)state;
    char *text = print_of(true, "{\"courseId\": \"c\", \"holder\": \"a\", \"flows\": \"contact CALLBACK (awaits x); handover STRANDED (awaits y)\"}",
                          "[{\"rule\": \"HOV-10\", \"awaited\": \"y\", \"due\": \"2026-11-23T08:00:00Z\", \"step\": 2},"
                          " {\"rule\": \"HOV-5\", \"awaited\": \"a\", \"due\": \"2026-11-24T08:00:00Z\", \"step\": 0, \"pausedUntil\": \"2026-11-23T12:00:00Z\"},"
                          " {\"rule\": \"NEW-1\", \"awaited\": \"a\", \"due\": \"2026-11-24T08:00:00Z\", \"step\": 0}]", HANDOVER);
    assert_int_equal(strncmp(text, "OBS ", 4), 0);
    assert_non_null(strstr(text, "henvendelse: ring tilbage – afventer x\n"));
    assert_non_null(strstr(text, "overdragelse: uden modtager – afventer y\n"));
    assert_non_null(strstr(text, "Mangler       a.a, a.b, a.c, a.d, a.e, a.f\n"));
    assert_non_null(strstr(text, "HOV-10 find en modtager     man 23. nov 09:00 (overskredet for 1 t siden)  trin 2 af 4: ledere har fået besked\n"));
    assert_non_null(strstr(text, "HOV-5 følg op hos borgeren  på pause til man 23. nov 13:00 (om 3 t)\n"));
    assert_non_null(strstr(text, "NEW-1 "));
    free(text);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(who_holds_and_who_is_awaited_stands_at_the_top),
        cmocka_unit_test(each_day_has_its_heading_and_nights_are_marked),
        cmocka_unit_test(a_shift_of_responsibility_is_marked_and_names_the_new_one),
        cmocka_unit_test(refusals_and_passed_deadlines_say_what_they_are),
        cmocka_unit_test(a_state_is_said_in_the_words_of_its_own_flow),
        cmocka_unit_test(the_brokers_notice_of_what_stands_there_already_is_left_out),
        cmocka_unit_test(the_first_missing_items_are_named_and_the_rest_counted),
        cmocka_unit_test(a_handover_without_a_receiver_stands_on_top_with_every_deadline),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
