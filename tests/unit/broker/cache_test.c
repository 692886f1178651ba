/* SPDX-License-Identifier: EUPL-1.2
 * The cache of courses: what is put in comes out, its bound holds, and what a batch holds stays where it is. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/check.h"
#include "cache.h"

#define BYTES_MAX (64 * 1024)

static const uint8_t HASH_KEY[16] = "a key for tests";

static uuid_t id_of(unsigned number)
{
    uuid_t id = {{0}};
    memcpy(id.bytes, &number, sizeof number);
    return id;
}

static void name_of(unsigned number, uint8_t name[16])
{
    memset(name, 0, 16);
    memcpy(name, &number, sizeof number);
}

static int prepare(void **state)
{
    *state = cache_open(BYTES_MAX, HASH_KEY);
    return 0;
}

static int finish(void **state)
{
    cache_t *cache = *state;
    cache_close(&cache);
    assert_null(cache);
    return 0;
}

static cached_t *add_ready(cache_t *cache, unsigned number)
{
    cached_t *cached = cache_add(cache, id_of(number));
    cached->is_ready = true;
    return cached;
}

static course_key_t key_for(const char *controller, uint8_t byte)
{
    course_key_t key = {.id = id_of(byte)};
    text_set(key.controller, sizeof key.controller, controller);
    memset(key.key, byte, sizeof key.key);
    return key;
}

/* A course whose used part is full of `byte` and whose counts are given. */
static void fill_course(course_t *course, uuid_t id, uint8_t byte, const unsigned counts[4])
{
    memset(course, byte, sizeof *course);
    course->id = id;
    course->is_open = course->is_confidential = true;
    course->flow_count = counts[0];
    course->deadline_count = counts[1];
    course->involved_count = counts[2];
    course->consent_count = counts[3];
}

static void assert_same_course(const course_t *a, const course_t *b)
{
    assert_memory_equal(a, b, offsetof(course_t, flows));
    assert_int_equal(a->flow_count, b->flow_count);
    assert_memory_equal(a->flows, b->flows, a->flow_count * sizeof a->flows[0]);
    assert_int_equal(a->deadline_count, b->deadline_count);
    assert_memory_equal(a->deadlines, b->deadlines, a->deadline_count * sizeof a->deadlines[0]);
    assert_int_equal(a->deadline_next, b->deadline_next);
    assert_int_equal(a->involved_count, b->involved_count);
    assert_memory_equal(a->involved, b->involved, a->involved_count * sizeof a->involved[0]);
    assert_int_equal(a->consent_count, b->consent_count);
    assert_memory_equal(a->consents, b->consents, a->consent_count * sizeof a->consents[0]);
    assert_memory_equal(&a->seq, &b->seq, sizeof *a - offsetof(course_t, seq));
}

static void a_course_is_found_until_it_is_dropped(void **state)
{
    cached_t *cached = add_ready(*state, 1);
    assert_ptr_equal(cache_find(*state, id_of(1)), cached);
    assert_null(cache_find(*state, id_of(2)));
    cache_drop(*state, cached);
    assert_null(cache_find(*state, id_of(1)));
}

static void a_course_comes_out_as_it_was_put_in_at_every_size(void **state)
{
    static const unsigned COUNTS[][4] = {{0, 0, 0, 0}, {1, 2, 3, 4}, {COURSE_FLOWS_MAX, COURSE_DEADLINES_MAX, COURSE_INVOLVED_MAX, COURSE_CONSENTS_MAX}, {0, 7, 1, 2}};
    static course_t in, out;
    cached_t *cached = add_ready(*state, 1);
    for (unsigned i = 0; i < COUNT_OF(COUNTS); i++) {
        fill_course(&in, id_of(1), (uint8_t)(i + 1), COUNTS[i]);
        memset(&out, 0xEE, sizeof out);
        cached_put_course(*state, cached, &in);
        cached_get_course(cached, &out);
        assert_same_course(&in, &out);
    }
}

static void a_packed_course_takes_only_what_is_used(void **state)
{
    static course_t course;
    cached_t *cached = add_ready(*state, 1);
    fill_course(&course, id_of(1), 1, (const unsigned[]){1, 2, 3, 4});
    cached_put_course(*state, cached, &course);
    size_t unused = (COURSE_FLOWS_MAX - 1) * sizeof(flow_t) + (COURSE_DEADLINES_MAX - 2) * sizeof(deadline_t) + (COURSE_INVOLVED_MAX - 3) * sizeof(involved_t) +
                    (COURSE_CONSENTS_MAX - 4) * sizeof(consent_t);
    assert_int_equal(cached->packed_size, sizeof(course_t) - unused);
}

static void a_course_the_store_does_not_know_unpacks_empty_with_its_id(void **state)
{
    static course_t out, empty;
    cached_t *cached = add_ready(*state, 5);
    memset(&out, 0xEE, sizeof out);
    cached_get_course(cached, &out);
    empty.id = id_of(5);
    assert_memory_equal(&out, &empty, sizeof out);
}

static void every_name_added_is_known_and_no_other(void **state)
{
    uint8_t name[16];
    cached_t *cached = add_ready(*state, 1);
    name_of(0, name);
    assert_false(cached_has_name(*state, cached, name));
    for (unsigned i = 0; i < 5000; i++) {
        name_of(i * 2, name); /* the first is all zeros */
        cached_add_name(*state, cached, name);
        cached_add_name(*state, cached, name);
    }
    assert_int_equal(cached->name_count, 5000);
    for (unsigned i = 0; i < 10000; i++) {
        name_of(i, name);
        /* 1 has the value that stands for 0: a false hit, which the store settles */
        assert_int_equal(cached_has_name(*state, cached, name), i % 2 == 0 || i == 1);
    }
}

static void a_key_is_found_by_its_controller_and_the_latest_counts(void **state)
{
    cached_t *cached = add_ready(*state, 1);
    course_key_t keys[] = {key_for("a", 1), key_for("b", 2), key_for("a", 3)};
    for (unsigned i = 0; i < COUNT_OF(keys); i++) {
        cached_add_key(*state, cached, &keys[i]);
    }
    assert_int_equal(cached->key_count, 2);
    assert_memory_equal(cached_key(cached, "a")->key, keys[2].key, 32);
    assert_memory_equal(cached_key(cached, "b")->key, keys[1].key, 32);
    assert_null(cached_key(cached, "c"));
}

static void a_unit_waits_until_it_is_told_not_to(void **state)
{
    cached_t *cached = add_ready(*state, 1);
    cached_set_waiting(*state, cached, "a", true);
    cached_set_waiting(*state, cached, "b", true);
    cached_set_waiting(*state, cached, "c", true);
    cached_set_waiting(*state, cached, "b", true);
    assert_int_equal(cached->waiting_count, 3);
    cached_set_waiting(*state, cached, "a", false);
    cached_set_waiting(*state, cached, "nobody", false);
    assert_false(cached_is_waiting(cached, "a"));
    assert_true(cached_is_waiting(cached, "b"));
    assert_true(cached_is_waiting(cached, "c"));
    cached_set_waiting(*state, cached, "b", false);
    cached_set_waiting(*state, cached, "c", false);
    assert_int_equal(cached->waiting_count, 0);
}

static void all_that_is_put_in_is_counted_and_given_back(void **state)
{
    static course_t course;
    uint8_t name[16];
    size_t before = cache_bytes(*state);
    cached_t *cached = add_ready(*state, 1);
    size_t added = cache_bytes(*state);
    assert_true(added >= before + sizeof *cached);
    fill_course(&course, id_of(1), 1, (const unsigned[]){4, 4, 4, 4});
    cached_put_course(*state, cached, &course);
    size_t packed = cache_bytes(*state);
    assert_true(packed >= added + cached->packed_size);
    for (unsigned i = 0; i < 100; i++) {
        name_of(i, name);
        cached_add_name(*state, cached, name);
    }
    size_t named = cache_bytes(*state);
    assert_true(named >= packed + 100 * sizeof(uint64_t));
    course_key_t key = key_for("a", 1);
    cached_add_key(*state, cached, &key);
    cached_set_waiting(*state, cached, "a", true);
    assert_true(cache_bytes(*state) >= named + sizeof key + PARTY_ID_SIZE);
    cache_drop(*state, cached);
    assert_int_equal(cache_bytes(*state), before);
}

static void the_least_recently_used_goes_first_and_the_bound_holds(void **state)
{
    (void)add_ready(*state, 0);
    for (unsigned number = 1; number < 2000; number++) {
        (void)add_ready(*state, number);
        assert_non_null(cache_find(*state, id_of(0)));
        assert_true(cache_bytes(*state) <= BYTES_MAX);
    }
    assert_null(cache_find(*state, id_of(1)));
    assert_non_null(cache_find(*state, id_of(1999)));
}

static void what_is_held_loading_or_not_ready_is_never_thrown_out(void **state)
{
    add_ready(*state, 1)->batch = 2;
    add_ready(*state, 2)->is_loading = true;
    (void)cache_add(*state, id_of(3));
    for (unsigned i = 4; i < 2000; i++) {
        (void)add_ready(*state, i);
    }
    assert_non_null(cache_find(*state, id_of(1)));
    assert_non_null(cache_find(*state, id_of(2)));
    assert_non_null(cache_find(*state, id_of(3)));
    assert_null(cache_find(*state, id_of(4)));
}

static void the_bound_gives_way_only_to_what_cannot_be_thrown_out(void **state)
{
    for (unsigned i = 0; i < 1000; i++) {
        add_ready(*state, i)->batch = 1;
    }
    assert_true(cache_bytes(*state) > BYTES_MAX);
    for (unsigned i = 0; i < 1000; i++) {
        cached_t *cached = cache_find(*state, id_of(i));
        assert_non_null(cached);
        cached->batch = 0;
    }
    cache_trim(*state);
    assert_true(cache_bytes(*state) <= BYTES_MAX);
}

static void growth_throws_nothing_out_until_the_cache_is_trimmed(void **state)
{
    uint8_t name[16];
    (void)add_ready(*state, 1);
    cached_t *grown = add_ready(*state, 2);
    for (unsigned i = 0; i < 10000; i++) {
        name_of(i, name);
        cached_add_name(*state, grown, name);
    }
    assert_non_null(cache_find(*state, id_of(1)));
    (void)cache_find(*state, id_of(2));
    cache_trim(*state);
    assert_null(cache_find(*state, id_of(1)));
    assert_null(cache_find(*state, id_of(2))); /* larger than the cache itself */
}

static void a_dropped_course_lives_for_its_batch_and_its_place_is_free(void **state)
{
    size_t before = cache_bytes(*state);
    cached_t *held = add_ready(*state, 1);
    held->batch = 1;
    cache_drop(*state, held);
    assert_true(held->is_doomed);
    assert_null(cache_find(*state, id_of(1)));
    cached_t *again = cache_add(*state, id_of(1));
    assert_ptr_not_equal(again, held);
    assert_ptr_equal(cache_find(*state, id_of(1)), again);
    cache_drop(*state, held); /* still held: nothing happens */
    held->batch = 0;
    cache_drop(*state, held);
    assert_ptr_equal(cache_find(*state, id_of(1)), again);
    cache_drop(*state, again);
    assert_int_equal(cache_bytes(*state), before);
}

static void what_is_doomed_goes_with_the_cache(void **state)
{
    for (unsigned i = 0; i < 5; i++) {
        add_ready(*state, i)->batch = i % 2 == 0 ? 1 : 0;
    }
    cache_drop_all(*state);
    for (unsigned i = 0; i < 5; i++) {
        assert_null(cache_find(*state, id_of(i)));
    }
    /* The leak checker of the tests sees to the rest. */
}

static void many_courses_are_all_found_while_the_table_grows(void **state)
{
    (void)state;
    cache_t *cache = cache_open(64 * 1024 * 1024, HASH_KEY);
    for (unsigned i = 0; i < 20000; i++) {
        (void)add_ready(cache, i);
    }
    for (unsigned i = 0; i < 20000; i++) {
        cached_t *cached = cache_find(cache, id_of(i));
        assert_non_null(cached);
        assert_true(uuid_equal(cached->id, id_of(i)));
    }
    cache_close(&cache);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(a_course_is_found_until_it_is_dropped, prepare, finish),
        cmocka_unit_test_setup_teardown(a_course_comes_out_as_it_was_put_in_at_every_size, prepare, finish),
        cmocka_unit_test_setup_teardown(a_packed_course_takes_only_what_is_used, prepare, finish),
        cmocka_unit_test_setup_teardown(a_course_the_store_does_not_know_unpacks_empty_with_its_id, prepare, finish),
        cmocka_unit_test_setup_teardown(every_name_added_is_known_and_no_other, prepare, finish),
        cmocka_unit_test_setup_teardown(a_key_is_found_by_its_controller_and_the_latest_counts, prepare, finish),
        cmocka_unit_test_setup_teardown(a_unit_waits_until_it_is_told_not_to, prepare, finish),
        cmocka_unit_test_setup_teardown(all_that_is_put_in_is_counted_and_given_back, prepare, finish),
        cmocka_unit_test_setup_teardown(the_least_recently_used_goes_first_and_the_bound_holds, prepare, finish),
        cmocka_unit_test_setup_teardown(what_is_held_loading_or_not_ready_is_never_thrown_out, prepare, finish),
        cmocka_unit_test_setup_teardown(the_bound_gives_way_only_to_what_cannot_be_thrown_out, prepare, finish),
        cmocka_unit_test_setup_teardown(growth_throws_nothing_out_until_the_cache_is_trimmed, prepare, finish),
        cmocka_unit_test_setup_teardown(a_dropped_course_lives_for_its_batch_and_its_place_is_free, prepare, finish),
        cmocka_unit_test_setup_teardown(what_is_doomed_goes_with_the_cache, prepare, finish),
        cmocka_unit_test(many_courses_are_all_found_while_the_table_grows),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
