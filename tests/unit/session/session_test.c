/* SPDX-License-Identifier: EUPL-1.2
 * Sessions: who gets one (L9), what one may hold (L14), and that each delivery is answered once. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "base/check.h"
#include "session/session.h"

#define CAPACITY 8

static const uint8_t KEY[32] = "the key of an authority";
static const uint8_t OTHER_KEY[32] = "another's key";
static grant_t grants[4];
static hello_t greeting;

static int prepare(void **state) {
    memset(grants, 0, sizeof(grants));
    static const char *const PARTIES[] = {"desk", "authority", "offer", "gone"};
    for (unsigned at = 0; at < COUNT_OF(grants); at++) {
        memcpy(grants[at].public_key, KEY, sizeof(KEY));
        text_set(grants[at].party, PARTY_ID_SIZE, PARTIES[at]);
    }
    memcpy(grants[2].public_key, OTHER_KEY, sizeof(OTHER_KEY));
    grants[3].revoked_at = 1;
    greeting = (hello_t){.speaks_version_1 = true, .software = "a test", .credit_items = 4, .credit_bytes = 1000};
    *state = sessions_open(CAPACITY);
    return 0;
}

static int finish(void **state) {
    sessions_t *sessions = *state;
    sessions_close(&sessions);
    assert_null(sessions);
    return 0;
}

static session_peer_t peer_of(unsigned number) {
    return (session_peer_t){{0, (uint8_t)(number >> 24), (uint8_t)(number >> 16), (uint8_t)(number >> 8), (uint8_t)number}};
}

static session_hello_t hello_of(unsigned peer, uint64_t now_ms) {
    return (session_hello_t){.peer = peer_of(peer), .public_key = KEY, .hello = &greeting, .grants = grants, .grant_count = COUNT_OF(grants),
                             .now_ms = now_ms};
}

static session_t *open_session(sessions_t *sessions, unsigned peer) {
    session_t *session = NULL;
    session_hello_t hello = hello_of(peer, 0);
    assert_int_equal(session_open(sessions, &hello, &session), STATUS_OK);
    return session;
}

static void a_hello_that_names_no_unit_acts_for_all_the_key_is_granted(void **state) {
    session_t *session = open_session(*state, 1);
    assert_int_equal(session->party_count, 2);
    assert_true(session_acts_for(session, "desk"));
    assert_true(session_acts_for(session, "authority"));
    assert_false(session_acts_for(session, "offer")); /* another key's */
    assert_false(session_acts_for(session, "gone"));  /* revoked */
    assert_string_equal(session->software, "a test");
}

static void a_hello_acts_for_the_units_it_names_and_no_other(void **state) {
    greeting.parties[0] = greeting.parties[1] = "authority";
    greeting.party_count = 2;
    session_t *session = open_session(*state, 1);
    assert_int_equal(session->party_count, 1);
    assert_true(session_acts_for(session, "authority"));
    assert_false(session_acts_for(session, "desk"));
}

static status_t try_to_open(sessions_t *sessions, const session_hello_t *hello) {
    session_t *session = NULL;
    status_t status = session_open(sessions, hello, &session);
    assert_true((session != NULL) == (status == STATUS_OK));
    return status;
}

static void a_hello_is_refused_with_its_reason(void **state) {
    session_hello_t hello = hello_of(1, 0);
    greeting.party_count = 2;
    greeting.parties[0] = "desk";
    static const char *const NOT_GRANTED[] = {"offer", "gone", "nobody"};
    for (unsigned at = 0; at < COUNT_OF(NOT_GRANTED); at++) {
        greeting.parties[1] = NOT_GRANTED[at];
        assert_int_equal(try_to_open(*state, &hello), STATUS_PARTY_NOT_GRANTED);
    }
    greeting.speaks_version_1 = false;
    assert_int_equal(try_to_open(*state, &hello), STATUS_UNKNOWN_VERSION);
    greeting.speaks_version_1 = true;
    greeting.party_count = 0;
    hello.grant_count = 0;
    assert_int_equal(try_to_open(*state, &hello), STATUS_KEY_UNKNOWN);
    hello.grants = &grants[2];
    hello.grant_count = 2; /* another key's and a revoked one */
    assert_int_equal(try_to_open(*state, &hello), STATUS_KEY_UNKNOWN);
    assert_int_equal(sessions_count(*state), 0);
}

static void a_full_table_is_busy_until_a_session_ends(void **state) {
    for (unsigned peer = 0; peer < CAPACITY; peer++) {
        open_session(*state, peer);
    }
    session_hello_t hello = hello_of(CAPACITY, 0);
    assert_int_equal(try_to_open(*state, &hello), STATUS_BUSY);
    session_end(*state, session_find(*state, peer_of(3)));
    assert_int_equal(try_to_open(*state, &hello), STATUS_OK);
    assert_int_equal(sessions_count(*state), CAPACITY);
}

static void each_session_is_found_by_its_peer_alone_while_others_come_and_go(void **state) {
    sessions_t *sessions = *state;
    uint32_t lives[CAPACITY] = {0};
    for (unsigned round = 0; round < 2000; round++) {
        unsigned number = (round * 2654435761U >> 16) % 31;
        session_t *session = session_find(sessions, peer_of(number));
        if (session != NULL) {
            assert_memory_equal(session->peer.bytes, peer_of(number).bytes, 5);
            assert_ptr_equal(session_at(sessions, session->index), session);
            session_end(sessions, session);
            assert_null(session_find(sessions, peer_of(number)));
        } else if (sessions_count(sessions) < CAPACITY) {
            session = open_session(sessions, number);
            assert_ptr_equal(session_find(sessions, peer_of(number)), session);
            assert_true(session->life > lives[session->index]);
            lives[session->index] = session->life;
        }
        unsigned seen = 0;
        for (unsigned at = 0; at < sessions_capacity(sessions); at++) {
            session_t *other = session_at(sessions, at);
            assert_true(other == NULL || session_find(sessions, other->peer) == other);
            seen += other != NULL;
        }
        assert_int_equal(seen, sessions_count(sessions));
    }
}

static void a_second_hello_renews_and_loses_nothing_that_is_out(void **state) {
    session_t *session = open_session(*state, 1);
    uint64_t number = session_put_out(session, 77, 10, 1, 0);
    assert_int_equal(session_admit(session, 5, 0), STATUS_OK);
    session_t *again = NULL;
    greeting.credit_items = 2;
    greeting.parties[0] = "desk";
    greeting.party_count = 1;
    session_hello_t hello = hello_of(1, 9000);
    assert_int_equal(session_open(*state, &hello, &again), STATUS_OK);
    assert_ptr_equal(again, session);
    assert_int_equal(again->credit_items, 2);
    assert_false(session_acts_for(again, "authority"));
    assert_int_equal(again->heard_ms, 9000);
    assert_int_equal(again->submits, 1);
    uint32_t handle = 0;
    assert_int_equal(session_take_off(again, number, &handle), STATUS_OK);
    assert_int_equal(handle, 77);
    assert_int_equal(sessions_count(*state), 1);
}

static void another_key_does_not_inherit_a_session(void **state) {
    session_t *session = open_session(*state, 1);
    session_hello_t hello = hello_of(1, 100);
    hello.public_key = OTHER_KEY;
    assert_int_equal(try_to_open(*state, &hello), STATUS_BUSY);
    assert_int_equal(session->heard_ms, 0);
    assert_true(session_acts_for(session, "desk"));
    session_end(*state, session);
    assert_int_equal(try_to_open(*state, &hello), STATUS_OK);
    assert_false(session_acts_for(session, "desk"));
}

static void silence_is_fifteen_seconds_without_a_word(void **state) {
    session_t *session = open_session(*state, 1);
    session->heard_ms = 1000;
    assert_false(session_is_silent(session, 1000));
    assert_false(session_is_silent(session, 1000 + SESSION_SILENCE_MS - 1));
    assert_true(session_is_silent(session, 1000 + SESSION_SILENCE_MS));
}

static void submits_are_bounded_in_count_and_in_bytes(void **state) {
    session_t *session = open_session(*state, 1);
    for (unsigned at = 0; at < SUBMIT_WINDOW_ITEMS; at++) {
        assert_int_equal(session_admit(session, 1, 0), STATUS_OK);
    }
    assert_int_equal(session_admit(session, 1, 0), STATUS_BUSY);
    session_answered(session, 1, false, 0);
    assert_int_equal(session_admit(session, SUBMIT_WINDOW_BYTES - SUBMIT_WINDOW_ITEMS + 2, 0), STATUS_BUSY);
    assert_int_equal(session_admit(session, SUBMIT_WINDOW_BYTES - SUBMIT_WINDOW_ITEMS + 1, 0), STATUS_OK);
    assert_int_equal(session->submit_bytes, SUBMIT_WINDOW_BYTES);
}

static void refuse(session_t *session, unsigned count, uint64_t now_ms) {
    for (unsigned at = 0; at < count; at++) {
        assert_int_equal(session_admit(session, 1, now_ms), STATUS_OK);
        session_answered(session, 1, true, now_ms);
    }
}

static void refusals_empty_a_bucket_that_time_refills(void **state) {
    session_t *session = open_session(*state, 1);
    refuse(session, REFUSAL_BURST, 0);
    assert_int_equal(session_admit(session, 1, 0), STATUS_QUOTA);
    assert_int_equal(session_admit(session, 1, 1000 / REFUSAL_PER_SECOND - 1), STATUS_QUOTA);
    refuse(session, 1, 1000 / REFUSAL_PER_SECOND);
    refuse(session, REFUSAL_BURST, 1000000); /* full again, and no more than full */
    assert_int_equal(session_admit(session, 1, 1000000), STATUS_QUOTA);
    assert_int_equal(session->submits, 0);
}

static void accepted_submits_take_no_token(void **state) {
    session_t *session = open_session(*state, 1);
    for (unsigned at = 0; at < 10 * REFUSAL_BURST; at++) {
        assert_int_equal(session_admit(session, 1, 0), STATUS_OK);
        session_answered(session, 1, false, 0);
    }
}

static void a_whole_window_of_refusals_is_paid_for(void **state) {
    session_t *session = open_session(*state, 1);
    for (unsigned at = 0; at < SUBMIT_WINDOW_ITEMS; at++) {
        assert_int_equal(session_admit(session, 1, 0), STATUS_OK);
    }
    for (unsigned at = 0; at < SUBMIT_WINDOW_ITEMS; at++) {
        session_answered(session, 1, true, 0);
    }
    uint64_t debt_ms = (SUBMIT_WINDOW_ITEMS - REFUSAL_BURST + 1) * 1000 / REFUSAL_PER_SECOND;
    assert_int_equal(session_admit(session, 1, debt_ms - 1), STATUS_QUOTA);
    assert_int_equal(session_admit(session, 1, debt_ms + 1), STATUS_OK);
}

static void deliveries_stay_within_the_credit(void **state) {
    session_t *session = open_session(*state, 1);
    assert_true(session_has_room(session, 1000));
    assert_true(session_has_room(session, 1001)); /* the first goes whatever its size */
    session_put_out(session, 1, 600, 1, 0);
    assert_true(session_has_room(session, 400));
    assert_false(session_has_room(session, 401));
    for (uint32_t handle = 2; handle <= 4; handle++) {
        assert_true(session_has_room(session, 1));
        session_put_out(session, handle, 1, 1, 0);
    }
    assert_false(session_has_room(session, 1));
    session_set_credit(session, 5, 100); /* below what is out */
    assert_false(session_has_room(session, 0));
    session_set_credit(session, UINT32_MAX, UINT32_MAX);
    assert_int_equal(session->credit_items, DELIVERY_CREDIT_ITEMS_MAX);
    assert_int_equal(session->credit_bytes, DELIVERY_CREDIT_BYTES_MAX);
    assert_true(session_has_room(session, 1));
}

static void a_delivery_is_answered_once_and_only_when_it_is_out(void **state) {
    session_t *session = open_session(*state, 1);
    uint64_t first = session_put_out(session, 10, 100, 1, 0);
    uint64_t second = session_put_out(session, 20, 50, 1, 0);
    assert_int_not_equal(first, 0);
    uint32_t handle = 0;
    assert_int_equal(session_take_off(session, second, &handle), STATUS_OK);
    assert_int_equal(handle, 20);
    assert_int_equal(session_take_off(session, second, &handle), STATUS_NOT_DELIVERED_HERE);
    assert_int_equal(session_take_off(session, second + 1, &handle), STATUS_NOT_DELIVERED_HERE);
    assert_int_equal(session_take_off(session, 0, &handle), STATUS_NOT_DELIVERED_HERE);
    assert_int_equal(session_take_off(session, first + DELIVERY_CREDIT_ITEMS_MAX, &handle), STATUS_NOT_DELIVERED_HERE);
    assert_int_equal(session_take_off(session, UINT64_MAX, &handle), STATUS_NOT_DELIVERED_HERE);
    assert_int_equal(session->out_items, 1);
    assert_int_equal(session->out_bytes, 100);
    assert_int_equal(session_take_off(session, first, &handle), STATUS_OK);
    assert_int_equal(handle, 10);
    assert_int_equal(session->out_items, 0);
    assert_int_equal(session->out_bytes, 0);
}

static void a_session_that_says_hello_anew_has_nothing_of_the_one_before(void **state) {
    session_t *session = open_session(*state, 1);
    uint64_t number = session_put_out(session, 10, 100, 1, 0);
    session_end(*state, session);
    session = open_session(*state, 2);
    uint32_t handle = 0;
    assert_int_equal(session_take_off(session, number, &handle), STATUS_NOT_DELIVERED_HERE);
    assert_int_equal(session->out_items, 0);
    unsigned cursor = 0;
    outgoing_t out;
    assert_false(session_next_out(session, &cursor, &out));
}

static void what_is_out_says_when_it_was_sent_and_how_often(void **state) {
    session_t *session = open_session(*state, 1);
    session_put_out(session, 10, 100, 1, 5000);
    session_put_out(session, 20, 50, 3, 7000);
    unsigned cursor = 0;
    outgoing_t out;
    assert_true(session_next_out(session, &cursor, &out));
    assert_int_equal(out.sent_ms, 5000);
    assert_int_equal(out.sent_count, 1);
    assert_true(session_next_out(session, &cursor, &out));
    assert_int_equal(out.sent_ms, 7000);
    assert_int_equal(out.sent_count, 3);
}

/* The oldest unanswered delivery holds its place, so the ring can be full while the credit is not. */
static void an_unanswered_delivery_is_never_overwritten(void **state) {
    session_t *session = open_session(*state, 1);
    session_set_credit(session, DELIVERY_CREDIT_ITEMS_MAX, 1000);
    uint64_t first = session_put_out(session, 4711, 1, 1, 0);
    uint32_t handle = 0;
    for (unsigned at = 1; at < DELIVERY_CREDIT_ITEMS_MAX; at++) {
        assert_true(session_has_room(session, 0));
        assert_int_equal(session_take_off(session, session_put_out(session, at, 0, 1, 0), &handle), STATUS_OK);
    }
    assert_false(session_has_room(session, 0));
    assert_int_equal(session_take_off(session, first, &handle), STATUS_OK);
    assert_int_equal(handle, 4711);
    assert_true(session_has_room(session, 0));
}

/* Walks with every pattern of take-offs during the walk, at every position of the ring. */
static void what_is_out_is_walked_oldest_first_also_while_it_is_taken_off(void **state) {
    session_t *session = open_session(*state, 1);
    session_set_credit(session, DELIVERY_CREDIT_ITEMS_MAX, 1000);
    for (unsigned round = 0; round < 3000; round++) {
        unsigned count = round % 5 == 0 ? DELIVERY_CREDIT_ITEMS_MAX : 1 + round % 7;
        for (unsigned at = 0; at < count && session_has_room(session, 0); at++) {
            session_put_out(session, at, 0, 1, 0);
        }
        unsigned expected = session->out_items, seen = 0, cursor = 0;
        uint64_t last = 0;
        outgoing_t out;
        while (session_next_out(session, &cursor, &out)) {
            assert_true(out.number > last);
            last = out.number;
            seen++;
            assert_true(seen <= expected);
            uint32_t handle = 0;
            if ((out.number * 2654435761U >> 3 & 3) != 0 || round % 5 == 1) {
                assert_int_equal(session_take_off(session, out.number, &handle), STATUS_OK);
                assert_int_equal(handle, out.handle);
            }
        }
        assert_int_equal(seen, expected);
    }
}

#define SESSION_TEST(name) cmocka_unit_test_setup_teardown(name, prepare, finish)

int main(void) {
    const struct CMUnitTest tests[] = {
        SESSION_TEST(a_hello_that_names_no_unit_acts_for_all_the_key_is_granted),
        SESSION_TEST(a_hello_acts_for_the_units_it_names_and_no_other),
        SESSION_TEST(a_hello_is_refused_with_its_reason),
        SESSION_TEST(a_full_table_is_busy_until_a_session_ends),
        SESSION_TEST(each_session_is_found_by_its_peer_alone_while_others_come_and_go),
        SESSION_TEST(a_second_hello_renews_and_loses_nothing_that_is_out),
        SESSION_TEST(another_key_does_not_inherit_a_session),
        SESSION_TEST(silence_is_fifteen_seconds_without_a_word),
        SESSION_TEST(submits_are_bounded_in_count_and_in_bytes),
        SESSION_TEST(refusals_empty_a_bucket_that_time_refills),
        SESSION_TEST(accepted_submits_take_no_token),
        SESSION_TEST(a_whole_window_of_refusals_is_paid_for),
        SESSION_TEST(deliveries_stay_within_the_credit),
        SESSION_TEST(a_delivery_is_answered_once_and_only_when_it_is_out),
        SESSION_TEST(a_session_that_says_hello_anew_has_nothing_of_the_one_before),
        SESSION_TEST(what_is_out_says_when_it_was_sent_and_how_often),
        SESSION_TEST(an_unanswered_delivery_is_never_overwritten),
        SESSION_TEST(what_is_out_is_walked_oldest_first_also_while_it_is_taken_off),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
