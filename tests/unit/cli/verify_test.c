/* SPDX-License-Identifier: EUPL-1.2
 * What the log alone proves: a good history passes, and one in which a law was broken does not. */
#include "cli/verify.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "wire/wire.h"

#define LINES 5
#define LONG_AGO INT64_C(1790000000000)

typedef struct {
    entry_t lines[LINES];
} history_t;

static entry_t line(entry_kind_t kind, message_type_t type, const char *party, const char *person) {
    entry_t entry = {.kind = kind, .type = type, .chain = uuid_of_course("desk", "one"), .duty = DUTY_HELD, .duty_epoch = 1, .has_name = true, .due_at = LONG_AGO + 9000};
    (void)snprintf(entry.party, sizeof entry.party, "%s", party);
    (void)snprintf(entry.person, sizeof entry.person, "%s", person);
    (void)snprintf(entry.holder, sizeof entry.holder, "desk");
    (void)snprintf(entry.awaited, sizeof entry.awaited, "desk");
    return entry;
}

/* Registered, offered, a deadline, taken over, a refusal. */
static void good(history_t *history) {
    memset(history, 0, sizeof *history);
    history->lines[0] = line(ENTRY_MESSAGE, TYPE_CONTACT_REGISTERED, "desk", "anna");
    for (unsigned at = 1; at < 3; at++) {
        entry_t *entry = &history->lines[at];
        *entry = at == 1 ? line(ENTRY_MESSAGE, TYPE_CONTACT_ROUTED, "desk", "anna") : line(ENTRY_CLOCK, TYPE_DEADLINE_PASSED, "stafet", "");
        entry->duty = DUTY_OFFERED;
        entry->duty_epoch = 2;
        entry->offer = uuid_of_course("desk", "offer");
        entry->offered_count = 1;
        (void)snprintf(entry->offered_to[0], sizeof entry->offered_to[0], "team");
        entry->accept_by = LONG_AGO + 9000;
    }
    (void)snprintf(history->lines[2].rule, sizeof history->lines[2].rule, "CON-4");
    history->lines[2].clock_due = LONG_AGO + 9000;
    for (unsigned at = 3; at < LINES; at++) {
        entry_t *entry = &history->lines[at];
        *entry = at == 3 ? line(ENTRY_MESSAGE, TYPE_CONTACT_TAKEN_OVER, "team", "bo") : line(ENTRY_REFUSED, TYPE_CONTACT_TAKEN_OVER, "other", "bo");
        entry->duty_epoch = 3;
        (void)snprintf(entry->holder, sizeof entry->holder, "team");
    }
    for (unsigned at = 0; at < LINES; at++) {
        history->lines[at].seq = at + 1;
        history->lines[at].at = LONG_AGO + at * 1000;
        history->lines[at].name[0] = (uint8_t)(at + 1);
    }
}

/* Chained as the broker does; `cut` is left out, LINES = none. */
static void judge(history_t *history, unsigned cut, verify_t *verify) {
    static uint8_t space[ENTRY_BYTES_MAX];
    digest_t head = {{0}};
    arena_t arena;
    arena_open(&arena, DECODE_ARENA_SIZE);
    verify_begin(verify);
    for (unsigned at = 0; at < LINES; at++) {
        buffer_t out = {.data = space, .capacity = sizeof space};
        history->lines[at].previous = head;
        assert_int_equal(wire_entry_write(&history->lines[at], &out), STATUS_OK);
        head = digest_leaf((bytes_t){space, out.size});
        if (at != cut) verify_line(verify, (bytes_t){space, out.size}, &arena);
    }
    verify_end(verify);
    arena_close(&arena);
}

static void a_good_history_passes_and_is_counted(void **state) {
    static history_t history;
    verify_t verify;
    (void)state;
    good(&history);
    judge(&history, LINES, &verify);
    assert_string_equal(verify.problem, "");
    assert_int_equal(verify.lines, LINES);
    assert_int_equal(verify.messages, 3);
    assert_int_equal(verify.refusals, 1);
    assert_int_equal(verify.clocks, 1);
    assert_int_equal(verify.moves, 1);
}

static void a_line_that_is_missing_or_changed_is_found(void **state) {
    static history_t history;
    verify_t verify;
    (void)state;
    good(&history);
    judge(&history, 2, &verify);
    assert_non_null(strstr(verify.problem, "L11"));
    good(&history);
    history.lines[3].seq = 4;
    judge(&history, 0, &verify);
    assert_non_null(strstr(verify.problem, "L11"));
}

/* Each breaks one law in a good history. */
static void no_person(history_t *history) { history->lines[3].person[0] = '\0'; }
static void by_a_clock(history_t *history) { history->lines[3].kind = ENTRY_CLOCK; (void)snprintf(history->lines[3].rule, sizeof history->lines[3].rule, "CON-4"); }
static void by_another_message(history_t *history) { history->lines[3].type = TYPE_COURSE_NOTE; }
static void by_who_was_not_asked(history_t *history) { (void)snprintf(history->lines[2].offered_to[0], sizeof history->lines[2].offered_to[0], "other"); }
static void for_another(history_t *history) { (void)snprintf(history->lines[3].party, sizeof history->lines[3].party, "desk"); }
static void in_the_same_epoch(history_t *history) { history->lines[3].duty_epoch = 2; }
static void nobody_holds(history_t *history) { history->lines[1].holder[0] = '\0'; }
static void epoch_goes_back(history_t *history) { history->lines[4].duty_epoch = 1; }
static void refusal_moves(history_t *history) { (void)snprintf(history->lines[4].holder, sizeof history->lines[4].holder, "other"); }
static void offer_without_a_time(history_t *history) { history->lines[1].accept_by = 0; }
static void offered_to_nobody(history_t *history) { history->lines[1].offered_count = 0; }
static void offered_to_the_holder(history_t *history) { (void)snprintf(history->lines[1].offered_to[0], sizeof history->lines[1].offered_to[0], "desk"); }
static void awaited_without_a_deadline(history_t *history) { history->lines[0].due_at = 0; }
static void said_twice(history_t *history) { history->lines[3].name[0] = history->lines[1].name[0]; }
static void time_goes_back(history_t *history) { history->lines[2].at = LONG_AGO; }
static void clock_without_a_rule(history_t *history) { history->lines[2].rule[0] = '\0'; }

static void each_law_that_is_broken_is_found_and_named(void **state) {
    static const struct {
        void (*break_it)(history_t *history);
        const char *law;
    } CASES[] = {
        {no_person, "L3"}, {by_a_clock, "L3"}, {by_another_message, "L3"}, {by_who_was_not_asked, "L3"}, {for_another, "L3"}, {in_the_same_epoch, "L3"}, {nobody_holds, "L2"},
        {epoch_goes_back, "L2"}, {refusal_moves, "L6"}, {offer_without_a_time, "L5"}, {offered_to_nobody, "L5"}, {offered_to_the_holder, "L3"}, {awaited_without_a_deadline, "L5"},
        {said_twice, "L7"}, {time_goes_back, "L8"}, {clock_without_a_rule, "L5"},
    };
    static history_t history;
    (void)state;
    for (size_t at = 0; at < sizeof CASES / sizeof CASES[0]; at++) {
        verify_t verify;
        good(&history);
        CASES[at].break_it(&history);
        judge(&history, LINES, &verify);
        if (strstr(verify.problem, CASES[at].law) == NULL) fail_msg("case %zu: \"%s\" does not name %s", at, verify.problem, CASES[at].law);
    }
}

static void what_is_no_entry_is_said_to_be_none(void **state) {
    verify_t verify;
    arena_t arena;
    (void)state;
    arena_open(&arena, DECODE_ARENA_SIZE);
    verify_begin(&verify);
    verify_line(&verify, (bytes_t){(const uint8_t *)"\xFF\xFF", 2}, &arena);
    assert_non_null(strstr(verify.problem, "cannot be read"));
    verify_end(&verify);
    arena_close(&arena);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_good_history_passes_and_is_counted),
        cmocka_unit_test(a_line_that_is_missing_or_changed_is_found),
        cmocka_unit_test(each_law_that_is_broken_is_found_and_named),
        cmocka_unit_test(what_is_no_entry_is_said_to_be_none),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
