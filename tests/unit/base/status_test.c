/* SPDX-License-Identifier: EUPL-1.2
 * Tests of base/status. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>

#include "base/status.h"

static void every_status_has_a_lower_case_name_that_reads_back(void **state) {
    (void)state;
    for (unsigned row = 0; row < STATUS_COUNT; row++) {
        const char *name = status_name((status_t)row);
        assert_true(strlen(name) >= 2);
        assert_int_equal(strspn(name, "abcdefghijklmnopqrstuvwxyz_"), strlen(name));
        status_t read = STATUS_COUNT;
        assert_int_equal(status_parse(name, &read), STATUS_OK);
        assert_int_equal(read, row);
    }
}

static void names_are_those_of_the_table(void **state) {
    (void)state;
    assert_string_equal(status_name(STATUS_OK), "ok");
    assert_string_equal(status_name(STATUS_NOT_ALLOWED_NOW), "not_allowed_now");
    assert_string_equal(status_name(STATUS_UNREADABLE_MESSAGE), "unreadable_message");
    assert_string_equal(status_name(STATUS_INTERNAL), "internal");
}

static void a_name_that_is_no_status_is_not_found_and_writes_nothing(void **state) {
    (void)state;
    const char *const names[] = {"", "OK", "o", "okay", "not_allowed", "not_allowed_now ", "no_such_status"};
    for (size_t at = 0; at < sizeof(names) / sizeof(names[0]); at++) {
        status_t read = STATUS_BUSY;
        assert_int_equal(status_parse(names[at], &read), STATUS_NOT_FOUND);
        assert_int_equal(read, STATUS_BUSY);
    }
}

static void the_class_decides_the_exit_code(void **state) {
    (void)state;
    assert_int_equal(status_exit_code(STATUS_OK), 0);
    assert_int_equal(status_exit_code(STATUS_INCOMPLETE), 1);
    assert_int_equal(status_exit_code(STATUS_STORE_AWAY), 75);
    assert_int_equal(status_exit_code(STATUS_DISK_FULL), 70);
}

static void usage_has_the_exit_code_of_sysexits(void **state) {
    (void)state;
    assert_int_equal(status_class(STATUS_USAGE), STATUS_CLASS_CALLER);
    assert_int_equal(status_exit_code(STATUS_USAGE), 64);
}

static void classes_have_names(void **state) {
    (void)state;
    assert_string_equal(status_class_name(STATUS_CLASS_DONE), "done");
    assert_string_equal(status_class_name(STATUS_CLASS_CALLER), "caller");
    assert_string_equal(status_class_name(STATUS_CLASS_RETRY), "retry");
    assert_string_equal(status_class_name(STATUS_CLASS_OPERATOR), "operator");
}

static void only_ok_is_done_and_only_ok_answers_200(void **state) {
    (void)state;
    for (unsigned row = 0; row < STATUS_COUNT; row++) {
        status_t status = (status_t)row;
        assert_int_equal(status_class(status) == STATUS_CLASS_DONE, status == STATUS_OK);
        assert_int_equal(status_http(status) == 200, status == STATUS_OK);
        if (status != STATUS_OK) {
            assert_in_range(status_http(status), 400, 599);
        }
    }
}

static void every_status_has_a_sentence_without_full_stop_in_both_languages(void **state) {
    (void)state;
    for (unsigned row = 0; row < STATUS_COUNT; row++) {
        const char *const texts[] = {status_text_en((status_t)row), status_text_da((status_t)row)};
        for (size_t at = 0; at < 2; at++) {
            size_t size = strlen(texts[at]);
            assert_true(size > 0);
            assert_true(texts[at][size - 1] != '.');
        }
    }
    assert_string_equal(status_text_en(STATUS_NOT_FOUND), "not found");
    assert_string_equal(status_text_da(STATUS_NOT_FOUND), "ikke fundet");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_status_has_a_lower_case_name_that_reads_back),
        cmocka_unit_test(names_are_those_of_the_table),
        cmocka_unit_test(a_name_that_is_no_status_is_not_found_and_writes_nothing),
        cmocka_unit_test(the_class_decides_the_exit_code),
        cmocka_unit_test(usage_has_the_exit_code_of_sysexits),
        cmocka_unit_test(classes_have_names),
        cmocka_unit_test(only_ok_is_done_and_only_ok_answers_200),
        cmocka_unit_test(every_status_has_a_sentence_without_full_stop_in_both_languages),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
