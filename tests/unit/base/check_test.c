/* SPDX-License-Identifier: EUPL-1.2
 * Tests of base/check. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <signal.h>

#include "base/check.h"
#include "capture.h"

static void fail_a_check(void) {
    int secret = 42;
    CHECK(secret == 43);
}

static void keep_a_check(void) {
    int evaluated = 0;
    CHECK(++evaluated == 1);
    CHECK(evaluated == 1);
}

static void a_failed_check_aborts_and_names_file_and_expression(void **state) {
    (void)state;
    capture_t seen = capture(STDERR_FILENO, fail_a_check);
    assert_true(WIFSIGNALED(seen.wait_status));
    assert_int_equal(WTERMSIG(seen.wait_status), SIGABRT);
    assert_non_null(strstr(seen.text, "check_test.c:"));
    assert_non_null(strstr(seen.text, "secret == 43"));
    assert_null(strstr(seen.text, "42"));
}

static void a_check_that_holds_is_silent_and_evaluated_once(void **state) {
    (void)state;
    capture_t seen = capture(STDERR_FILENO, keep_a_check);
    assert_true(WIFEXITED(seen.wait_status));
    assert_string_equal(seen.text, "");
}

static void count_of_counts_elements_not_bytes(void **state) {
    (void)state;
    const uint64_t five[5] = {0};
    assert_int_equal(COUNT_OF(five), 5);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_failed_check_aborts_and_names_file_and_expression),
        cmocka_unit_test(a_check_that_holds_is_silent_and_evaluated_once),
        cmocka_unit_test(count_of_counts_elements_not_bytes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
