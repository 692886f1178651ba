/* SPDX-License-Identifier: EUPL-1.2
 * Tests of base/log. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <errno.h>

#include "base/clock.h"
#include "base/limits.h"
#include "base/log.h"
#include "capture.h"

static void write_one(void) {
    log_write(LOG_EVENT_STORE_LOST, "course=%s count=%d", "c-1", 7);
}

static void write_nothing_more(void) {
    log_write(LOG_EVENT_STOPPED, "%s", "");
}

static void write_two(void) {
    log_write(LOG_EVENT_STARTED, "n=%d", 1);
    log_write(LOG_EVENT_STARTED, "n=%d", 2);
}

static void write_all_levels_at_warning(void) {
    log_open(LOG_WARNING);
    log_write(LOG_EVENT_COLLISION, "is=debug");
    log_write(LOG_EVENT_STARTED, "is=info");
    log_write(LOG_EVENT_STORE_LOST, "is=warning");
    log_write(LOG_EVENT_FENCED, "is=error");
}

static void write_debug_after_opening(void) {
    log_open(LOG_DEBUG);
    log_write(LOG_EVENT_COLLISION, "is=debug");
}

static void write_debug_before_opening(void) {
    log_write(LOG_EVENT_COLLISION, "is=debug");
}

static void write_a_forged_line(void) {
    log_write(LOG_EVENT_STARTED, "name=\"%s\"", "a\nat=2026 level=error event=fenced\r\t\x1B[31m\x7F");
}

static void write_too_much(void) {
    char text[3 * LOG_LINE_SIZE];
    for (size_t at = 0; at + 2 < sizeof(text); at += 2) {
        memcpy(text + at, "\xC3\xA6", 2);
    }
    text[sizeof(text) - 2] = '\0';
    log_write(LOG_EVENT_STARTED, "text=%s", text);
    log_write(LOG_EVENT_STARTED, "text=x%s", text); /* one of the two would be cut inside a character */
}

static void write_as_much_as_fits(void) {
    char text[LOG_LINE_SIZE];
    memset(text, 'a', sizeof(text));
    text[1900] = '\0';
    log_write(LOG_EVENT_STARTED, "%s", text);
}

static void write_to_a_closed_descriptor(void) {
    close(STDERR_FILENO);
    errno = ENOENT;
    log_write(LOG_EVENT_STARTED, "n=1");
    _exit(errno == ENOENT ? 0 : 1);
}

static void a_line_is_key_value_with_time_level_and_event(void **state) {
    (void)state;
    capture_t seen = capture(STDERR_FILENO, write_one);
    char at[INSTANT_TEXT_SIZE] = "";
    instant_t read = 0;
    assert_memory_equal(seen.text, "at=", 3);
    memcpy(at, seen.text + 3, sizeof(at) - 1);
    assert_int_equal(instant_read(at, &read, NULL), STATUS_OK);
    assert_true(read <= clock_realtime() && read > clock_realtime() - 60000);
    assert_string_equal(seen.text + 3 + sizeof(at) - 1, " level=warning event=store_lost course=c-1 count=7\n");
}

static void an_event_without_words_has_no_trailing_space(void **state) {
    (void)state;
    capture_t seen = capture(STDERR_FILENO, write_nothing_more);
    assert_non_null(strstr(seen.text, " event=stopped\n"));
}

static void each_line_is_one_write(void **state) {
    (void)state;
    assert_int_equal(capture(STDERR_FILENO, write_one).writes, 1);
    assert_int_equal(capture(STDERR_FILENO, write_two).writes, 2);
}

static void lines_below_the_level_are_not_written(void **state) {
    (void)state;
    capture_t seen = capture(STDERR_FILENO, write_all_levels_at_warning);
    assert_int_equal(seen.writes, 2);
    assert_null(strstr(seen.text, "is=debug"));
    assert_null(strstr(seen.text, "is=info"));
    assert_non_null(strstr(seen.text, "level=warning event=store_lost is=warning\n"));
    assert_non_null(strstr(seen.text, "level=error event=fenced is=error\n"));
}

static void debug_is_silent_until_it_is_asked_for(void **state) {
    (void)state;
    assert_int_equal(capture(STDERR_FILENO, write_debug_before_opening).writes, 0);
    assert_non_null(strstr(capture(STDERR_FILENO, write_debug_after_opening).text, "level=debug event=collision is=debug\n"));
}

static void a_value_cannot_forge_a_line_or_a_colour(void **state) {
    (void)state;
    capture_t seen = capture(STDERR_FILENO, write_a_forged_line);
    size_t size = strlen(seen.text);
    for (size_t at = 0; at + 1 < size; at++) {
        assert_true((unsigned char)seen.text[at] >= 0x20 && seen.text[at] != 0x7F);
    }
    assert_int_equal(seen.text[size - 1], '\n');
    assert_non_null(strstr(seen.text, "name=\"a at=2026"));
}

static void a_line_that_is_too_long_is_cut_between_characters_and_says_so(void **state) {
    (void)state;
    capture_t seen = capture(STDERR_FILENO, write_too_much);
    assert_int_equal(seen.writes, 2);
    char *first_end = strchr(seen.text, '\n');
    assert_non_null(first_end);
    char *second = first_end + 1;
    assert_true(first_end - seen.text < LOG_LINE_SIZE);
    assert_true(strlen(second) <= LOG_LINE_SIZE);
    assert_true(strlen(second) > LOG_LINE_SIZE - 4);
    *first_end = '\0';
    assert_string_equal(first_end - strlen("\xC3\xA6 cut=true"), "\xC3\xA6 cut=true");
    assert_string_equal(second + strlen(second) - strlen("\xC3\xA6 cut=true\n"), "\xC3\xA6 cut=true\n");
}

static void a_line_that_fits_is_not_cut(void **state) {
    (void)state;
    capture_t seen = capture(STDERR_FILENO, write_as_much_as_fits);
    assert_null(strstr(seen.text, "cut=true"));
    assert_true(strlen(seen.text) > 1900);
}

static void a_log_that_cannot_be_written_stops_nobody_and_keeps_errno(void **state) {
    (void)state;
    capture_t seen = capture(STDERR_FILENO, write_to_a_closed_descriptor);
    assert_true(WIFEXITED(seen.wait_status));
    assert_int_equal(WEXITSTATUS(seen.wait_status), 0);
}

static void the_table_of_events_is_printed_as_markdown_rows(void **state) {
    (void)state;
    capture_t seen = capture(STDOUT_FILENO, log_print_events);
    unsigned rows = 0;
    for (const char *at = strchr(seen.text, '\n'); at != NULL; at = strchr(at + 1, '\n')) {
        rows++;
    }
    assert_int_equal(rows, LOG_EVENT_COUNT);
    assert_non_null(strstr(seen.text, "| `key_denied` | warning | a key was refused at the door (L9) |\n"));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_line_is_key_value_with_time_level_and_event),
        cmocka_unit_test(an_event_without_words_has_no_trailing_space),
        cmocka_unit_test(each_line_is_one_write),
        cmocka_unit_test(lines_below_the_level_are_not_written),
        cmocka_unit_test(debug_is_silent_until_it_is_asked_for),
        cmocka_unit_test(a_value_cannot_forge_a_line_or_a_colour),
        cmocka_unit_test(a_line_that_is_too_long_is_cut_between_characters_and_says_so),
        cmocka_unit_test(a_line_that_fits_is_not_cut),
        cmocka_unit_test(a_log_that_cannot_be_written_stops_nobody_and_keeps_errno),
        cmocka_unit_test(the_table_of_events_is_printed_as_markdown_rows),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
