/* SPDX-License-Identifier: EUPL-1.2
 * Tests of wire/row: columns of text as packed rows. */
#include "sample.h"

#include "stafet/v1/query.pb-c.h"
#include "wire/validate.h"

static arena_t arena;

static int open_arena(void **state) {
    (void)state;
    arena_open(&arena, DECODE_ARENA_SIZE);
    return 0;
}

static int close_arena(void **state) {
    (void)state;
    arena_close(&arena);
    return 0;
}

static wire_column_t column(const char *name, const char *value) {
    return (wire_column_t){name, value, value == NULL ? 0 : strlen(value)};
}

static void shows(bytes_t row, const char *expected) {
    char json[2048];
    buffer_t text = {(uint8_t *)json, sizeof json - 1, 0, false};
    wire_problem_t problem;
    assert_int_equal(validate_message(&stafet__v1__row__descriptor, row, VALIDATE_CANONICAL, &problem), STATUS_OK);
    assert_int_equal(wire_json_write("stafet.v1.Row", row, false, &arena, &text), STATUS_OK);
    json[text.size] = '\0';
    assert_string_equal(json, expected);
}

static void columns_in_any_order_become_a_row_in_field_order(void **state) {
    (void)state;
    wire_column_t columns[] = {column("sent_count", "3"), column("course_id", "c"), column("seq", "18446744073709551615"), column("due", NULL),
                               column("from", "")};
    bytes_t row;
    assert_int_equal(wire_row_build(QUERY_INBOX, columns, COUNT_OF(columns), &arena, &row), STATUS_OK);
    shows(row, "{\"inbox\":{\"courseId\":\"c\",\"seq\":\"18446744073709551615\",\"from\":\"\",\"sentCount\":3}}");
}

static void flags_enums_and_bytes_are_read_from_their_text(void **state) {
    (void)state;
    wire_column_t flags[] = {column("ready", "t"), column("virtual_time", "f"), column("synchronous", "true"), column("migration", "0")};
    bytes_t row;
    assert_int_equal(wire_row_build(QUERY_STATUS, flags, COUNT_OF(flags), &arena, &row), STATUS_OK);
    shows(row, "{\"status\":{\"ready\":true,\"migration\":0,\"virtualTime\":false,\"synchronous\":true}}");
    wire_column_t roles[] = {column("id", "anna"), column("role", "2")};
    assert_int_equal(wire_row_build(QUERY_PERSONS, roles, COUNT_OF(roles), &arena, &row), STATUS_OK);
    shows(row, "{\"person\":{\"id\":\"anna\",\"role\":\"ROLE_LEADER\"}}");
    roles[1] = column("role", "leader");
    assert_int_equal(wire_row_build(QUERY_PERSONS, roles, COUNT_OF(roles), &arena, &row), STATUS_OK);
    shows(row, "{\"person\":{\"id\":\"anna\",\"role\":\"ROLE_LEADER\"}}");
    wire_column_t bodies[] = {column("seq", "1"), {"message", "\0\xFF\x01", 3}};
    assert_int_equal(wire_row_build(QUERY_TIMELINE, bodies, COUNT_OF(bodies), &arena, &row), STATUS_OK);
    shows(row, "{\"timeline\":{\"seq\":\"1\",\"message\":\"AP8B\"}}");
}

static void a_row_without_columns_is_an_empty_row(void **state) {
    (void)state;
    bytes_t row;
    assert_int_equal(wire_row_build(QUERY_DOCTOR, NULL, 0, &arena, &row), STATUS_OK);
    shows(row, "{\"doctor\":{}}");
}

static void what_is_no_column_or_does_not_parse_is_our_mistake(void **state) {
    (void)state;
    static const struct {
        query_kind_t kind;
        const char *name, *value;
    } WRONG[] = {
        {QUERY_INBOX, "colour", "red"},
        {QUERY_INBOX, "colour", NULL},
        {QUERY_INBOX, "seq", "-1"},
        {QUERY_INBOX, "seq", "1x"},
        {QUERY_INBOX, "seq", ""},
        {QUERY_INBOX, "seq", " 1"},
        {QUERY_INBOX, "seq", "18446744073709551616"},
        {QUERY_INBOX, "sent_count", "4294967296"},
        {QUERY_STATUS, "ready", "yes"},
        {QUERY_PERSONS, "role", "king"},
        {QUERY_PERSONS, "role", "9"},
        {QUERY_INBOX, "state", "\xFF"},
    };
    for (unsigned at = 0; at < COUNT_OF(WRONG); at++) {
        wire_column_t wrong = column(WRONG[at].name, WRONG[at].value);
        bytes_t row;
        assert_int_equal(wire_row_build(WRONG[at].kind, &wrong, 1, &arena, &row), STATUS_INTERNAL);
    }
}

static void every_query_and_change_has_a_row_type(void **state) {
    (void)state;
    bytes_t row;
    for (query_kind_t kind = QUERY_STATUS; kind < QUERY_KIND_COUNT; kind++) {
        assert_int_equal(wire_row_build(kind, NULL, 0, &arena, &row), STATUS_OK);
        assert_true(row.size >= 2);
    }
    wire_column_t party = column("party", "a");
    static const char *const EXPECTED[] = {
        NULL, NULL, "{\"person\":{\"party\":\"a\"}}", "{\"key\":{\"party\":\"a\"}}", "{\"key\":{\"party\":\"a\"}}", "{\"roster\":{\"party\":\"a\"}}"};
    for (change_kind_t kind = CHANGE_PERSON; kind <= CHANGE_ROSTER; kind++) {
        assert_int_equal(wire_change_row_build(kind, &party, 1, &arena, &row), STATUS_OK);
        shows(row, EXPECTED[kind]);
    }
    wire_column_t id = column("id", "a");
    assert_int_equal(wire_change_row_build(CHANGE_PARTY, &id, 1, &arena, &row), STATUS_OK);
    shows(row, "{\"party\":{\"id\":\"a\"}}");
}

static void a_full_arena_is_too_large(void **state) {
    (void)state;
    arena_t small;
    arena_open(&small, 64);
    wire_column_t wide = {"message", "", 0};
    static char value[1000];
    wide.value = value;
    wide.size = sizeof value;
    bytes_t row;
    assert_int_equal(wire_row_build(QUERY_TIMELINE, &wide, 1, &small, &row), STATUS_TOO_LARGE);
    arena_close(&small);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(columns_in_any_order_become_a_row_in_field_order),
        cmocka_unit_test(flags_enums_and_bytes_are_read_from_their_text),
        cmocka_unit_test(a_row_without_columns_is_an_empty_row),
        cmocka_unit_test(what_is_no_column_or_does_not_parse_is_our_mistake),
        cmocka_unit_test(every_query_and_change_has_a_row_type),
        cmocka_unit_test(a_full_arena_is_too_large),
    };
    return cmocka_run_group_tests(tests, open_arena, close_arena);
}
