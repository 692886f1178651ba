/* SPDX-License-Identifier: EUPL-1.2
 * Tests of the bench's arithmetic: a wrong figure is worse than none. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <unistd.h>

#include "cli/bench.h"

static void a_percentile_is_a_value_that_was_measured(void **state) {
    (void)state;
    uint32_t values[] = {50, 10, 40, 20, 30};
    bench_sort(values, 5);
    assert_int_equal(bench_percentile(values, 5, 0.5), 30);
    assert_int_equal(bench_percentile(values, 5, 0.99), 50);
    assert_int_equal(bench_percentile(values, 5, 0.2), 10);
    assert_int_equal(bench_percentile(values, 1, 0.5), 10);
    assert_int_equal(bench_percentile(values, 0, 0.5), 0);
}

static void the_messages_are_shared_out_without_a_rest(void **state) {
    (void)state;
    bench_options_t options = {.producers = 3, .count = 10, .courses = 8};
    assert_int_equal(bench_share(&options, 0) + bench_share(&options, 1) + bench_share(&options, 2), 10);
    assert_int_equal(bench_share(&options, 0), 4);
}

static void a_course_belongs_to_one_producer(void **state) {
    (void)state;
    bench_options_t options = {.producers = 3, .count = 100, .courses = 8};
    for (unsigned producer = 0; producer < 3; producer++) {
        for (unsigned position = 0; position < 20; position++) {
            unsigned course = bench_course(&options, producer, position);
            assert_true(course < 8);
            assert_int_equal(course % 3, producer);
        }
    }
}

static void the_time_a_process_used_only_grows(void **state) {
    (void)state;
    bench_cpu_t before = bench_cpu((long)getpid(), (long)getpid());
    uint64_t until = clock_monotonic_ns() + 60 * UINT64_C(1000000);
    while (clock_monotonic_ns() < until) continue;
    bench_cpu_t after = bench_cpu((long)getpid(), (long)getpid());
    assert_true(after.broker_ms > before.broker_ms);
    assert_true(after.store_ms > before.store_ms);
    assert_true(after.load_ms > before.load_ms);
    assert_true(bench_memory_mib((long)getpid()) > 1);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_percentile_is_a_value_that_was_measured),
        cmocka_unit_test(the_messages_are_shared_out_without_a_rest),
        cmocka_unit_test(a_course_belongs_to_one_producer),
        cmocka_unit_test(the_time_a_process_used_only_grows),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
