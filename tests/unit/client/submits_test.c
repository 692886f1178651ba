/* SPDX-License-Identifier: EUPL-1.2
 * Tests of client/submits. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdlib.h>

#include "client/submits.h"

static const submit_window_t WIDE = {.items = 1000, .bytes = 1 << 20};

static uint64_t send_next(submits_t *submits, submit_window_t window) {
    uint64_t number;
    bytes_t message;
    if (!submits_next(submits, window, &number, &message)) return 0;
    submits_sent(submits, number);
    return number;
}

static void add(submits_t *submits, unsigned count) {
    for (unsigned index = 0; index < count; index++) (void)submits_add(submits, bytes_of_text("0123456789"), 0);
}

static void messages_go_out_in_the_order_they_came(void **state) {
    (void)state;
    submits_t submits;
    submits_open(&submits);
    add(&submits, 3);
    for (uint64_t number = 1; number <= 3; number++) assert_int_equal(send_next(&submits, WIDE), number);
    assert_int_equal(send_next(&submits, WIDE), 0);
    submits_close(&submits);
}

static void the_window_holds_back_by_count_and_by_bytes(void **state) {
    (void)state;
    submits_t submits;
    submits_open(&submits);
    add(&submits, 4);
    assert_int_equal(send_next(&submits, (submit_window_t){2, 1000}), 1);
    assert_int_equal(send_next(&submits, (submit_window_t){2, 1000}), 2);
    assert_int_equal(send_next(&submits, (submit_window_t){2, 1000}), 0);
    assert_int_equal(send_next(&submits, (submit_window_t){9, 29}), 0);
    free(submits_answered(&submits, 1));
    assert_int_equal(send_next(&submits, (submit_window_t){2, 1000}), 3);
    submits_close(&submits);
}

static void a_message_larger_than_the_window_goes_alone(void **state) {
    (void)state;
    submits_t submits;
    submits_open(&submits);
    add(&submits, 2);
    assert_int_equal(send_next(&submits, (submit_window_t){8, 4}), 1);
    assert_int_equal(send_next(&submits, (submit_window_t){8, 4}), 0);
    submits_close(&submits);
}

static void what_has_no_answer_goes_again_in_order_when_the_session_is_lost(void **state) {
    (void)state;
    submits_t submits;
    submits_open(&submits);
    add(&submits, 4);
    for (unsigned index = 0; index < 3; index++) (void)send_next(&submits, WIDE);
    free(submits_answered(&submits, 2));
    submits_all_again(&submits);
    assert_int_equal(send_next(&submits, WIDE), 1);
    assert_int_equal(send_next(&submits, WIDE), 3);
    assert_int_equal(send_next(&submits, WIDE), 4);
    assert_int_equal(send_next(&submits, WIDE), 0);
    submits_close(&submits);
}

static void one_that_is_to_be_sent_again_keeps_its_place(void **state) {
    (void)state;
    submits_t submits;
    submits_open(&submits);
    add(&submits, 3);
    (void)send_next(&submits, WIDE);
    (void)send_next(&submits, WIDE);
    submits_again(&submits, 1);
    assert_int_equal(send_next(&submits, WIDE), 1);
    assert_int_equal(send_next(&submits, WIDE), 3);
    submits_close(&submits);
}

static void an_answered_number_is_not_known_any_more(void **state) {
    (void)state;
    submits_t submits;
    submits_open(&submits);
    add(&submits, 2);
    (void)send_next(&submits, WIDE);
    free(submits_answered(&submits, 1));
    assert_null(submits_find(&submits, 1));
    assert_non_null(submits_find(&submits, 2));
    assert_null(submits_find(&submits, 3));
    assert_int_equal(submits.count, 1);
    assert_int_equal(submits.bytes, 10);
    assert_int_equal(submits.sent_count, 0);
    submits_close(&submits);
}

static void it_is_full_at_its_bounds(void **state) {
    (void)state;
    submits_t submits;
    submits_open(&submits);
    assert_false(submits_full(&submits, SUBMITS_BYTES_MAX));
    assert_true(submits_full(&submits, SUBMITS_BYTES_MAX + 1));
    add(&submits, SUBMITS_MAX - 1);
    assert_false(submits_full(&submits, 10));
    add(&submits, 1);
    assert_true(submits_full(&submits, 10));
    submits_close(&submits);
}

static void a_long_outbox_still_fits(void **state) {
    (void)state;
    submits_t submits;
    submits_open(&submits);
    add(&submits, SUBMITS_MAX + 5);
    for (uint64_t number = 1; number <= SUBMITS_MAX + 5; number++) {
        assert_int_equal(send_next(&submits, WIDE), number);
        free(submits_answered(&submits, number));
    }
    assert_int_equal(submits.count, 0);
    submits_close(&submits);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(messages_go_out_in_the_order_they_came),
        cmocka_unit_test(the_window_holds_back_by_count_and_by_bytes),
        cmocka_unit_test(a_message_larger_than_the_window_goes_alone),
        cmocka_unit_test(what_has_no_answer_goes_again_in_order_when_the_session_is_lost),
        cmocka_unit_test(one_that_is_to_be_sent_again_keeps_its_place),
        cmocka_unit_test(an_answered_number_is_not_known_any_more),
        cmocka_unit_test(it_is_full_at_its_bounds),
        cmocka_unit_test(a_long_outbox_still_fits),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
