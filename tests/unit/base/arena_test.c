/* SPDX-License-Identifier: EUPL-1.2
 * Tests of base/arena. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>

#include "base/arena.h"

static void memory_is_aligned_and_apart(void **state) {
    (void)state;
    arena_t arena;
    arena_open(&arena, 1024);
    uint8_t *first = arena_take(&arena, 1);
    uint8_t *second = arena_take(&arena, 17);
    uint8_t *third = arena_take(&arena, 16);
    assert_int_equal((uintptr_t)first % 16, 0);
    assert_int_equal((uintptr_t)second % 16, 0);
    assert_int_equal((uintptr_t)third % 16, 0);
    assert_true(second >= first + 1);
    assert_true(third >= second + 17);
    memset(third, 0xFF, 16);
    arena_close(&arena);
}

static void a_full_arena_says_so_and_goes_on_with_what_still_fits(void **state) {
    (void)state;
    arena_t arena;
    arena_open(&arena, 64);
    assert_non_null(arena_take(&arena, 40));
    assert_null(arena_take(&arena, 17));
    uint8_t *last = arena_take(&arena, 16);
    assert_non_null(last);
    memset(last, 0xFF, 16);
    assert_null(arena_take(&arena, 1));
    arena_close(&arena);
}

static void the_last_byte_can_be_taken_and_not_one_more(void **state) {
    (void)state;
    arena_t arena;
    arena_open(&arena, 35);
    assert_null(arena_take(&arena, 36));
    assert_non_null(arena_take(&arena, 32));
    uint8_t *end = arena_take(&arena, 3);
    assert_non_null(end);
    memset(end, 0xFF, 3);
    assert_null(arena_take(&arena, 1));
    arena_close(&arena);
}

static void a_size_that_would_wrap_around_is_refused(void **state) {
    (void)state;
    arena_t arena;
    arena_open(&arena, 64);
    assert_non_null(arena_take(&arena, 1));
    assert_null(arena_take(&arena, SIZE_MAX));
    assert_null(arena_take(&arena, SIZE_MAX - 15));
    arena_close(&arena);
}

static void reset_gives_everything_back(void **state) {
    (void)state;
    arena_t arena;
    arena_open(&arena, 64);
    void *first = arena_take(&arena, 64);
    assert_null(arena_take(&arena, 1));
    arena_reset(&arena);
    assert_ptr_equal(arena_take(&arena, 64), first);
    arena_close(&arena);
}

static void close_clears_the_struct(void **state) {
    (void)state;
    arena_t arena;
    arena_open(&arena, 64);
    assert_non_null(arena_take(&arena, 8));
    arena_close(&arena);
    assert_null(arena.data);
    assert_int_equal(arena.capacity, 0);
    assert_int_equal(arena.used, 0);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(memory_is_aligned_and_apart),
        cmocka_unit_test(a_full_arena_says_so_and_goes_on_with_what_still_fits),
        cmocka_unit_test(the_last_byte_can_be_taken_and_not_one_more),
        cmocka_unit_test(a_size_that_would_wrap_around_is_refused),
        cmocka_unit_test(reset_gives_everything_back),
        cmocka_unit_test(close_clears_the_struct),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
