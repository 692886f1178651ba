/* SPDX-License-Identifier: EUPL-1.2
 * Deliveries: each line goes out in order, to one session at a time, each delivery once, and none is forgotten (L8, L6). */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "base/check.h"
#include "delivery/delivery.h"

#define CAPACITY 48

static const uint8_t KEY[16] = "a key for hashes";

static int prepare(void **state) {
    *state = deliveries_open(CAPACITY, KEY);
    return 0;
}

static void release_nothing(void *context, void *payload) {
    (void)context;
    (void)payload;
}

static int finish(void **state) {
    deliveries_t *deliveries = *state;
    deliveries_close(&deliveries, release_nothing, NULL);
    assert_null(deliveries);
    return 0;
}

static uuid_t course_of(unsigned number) {
    return (uuid_t){{(uint8_t)(number + 1), (uint8_t)(number >> 8), 1}};
}

static delivery_t row(const char *party, unsigned course, uint64_t seq) {
    delivery_t delivery = {.course = course_of(course), .seq = seq, .size = (uint32_t)seq};
    text_set(delivery.party, sizeof(delivery.party), party);
    return delivery;
}

static uint32_t add(deliveries_t *deliveries, const char *party, unsigned course, uint64_t seq) {
    uint32_t handle = 0;
    delivery_t delivery = row(party, course, seq);
    assert_int_equal(delivery_add(deliveries, &delivery, &handle), STATUS_OK);
    return handle;
}

/* The seq of what goes out next to the session, which is then out; 0 = nothing. */
static uint64_t send_next(deliveries_t *deliveries, const char *party, uint32_t session, uint64_t now_ms) {
    delivery_t *next = delivery_next(deliveries, party, session, now_ms);
    if (next == NULL) {
        return 0;
    }
    uint64_t seq = next->seq;
    delivery_sent(deliveries, next->handle, session);
    return seq;
}

static void a_line_goes_out_by_seq_however_it_was_added(void **state) {
    static const uint64_t SEQS[] = {5, 3, 9, 1, 7};
    for (unsigned at = 0; at < COUNT_OF(SEQS); at++) {
        add(*state, "desk", 0, SEQS[at]);
    }
    for (uint64_t seq = 1; seq <= 9; seq += 2) {
        assert_int_equal(send_next(*state, "desk", 0, 0), seq);
    }
    assert_int_equal(send_next(*state, "desk", 0, 0), 0);
    assert_false(delivery_waits(*state, "desk"));
}

static void the_same_delivery_twice_is_a_collision(void **state) {
    uint32_t handle = 77;
    for (uint64_t seq = 1; seq <= 3; seq++) {
        add(*state, "desk", 0, seq);
    }
    for (uint64_t seq = 1; seq <= 3; seq++) {
        delivery_t delivery = row("desk", 0, seq);
        assert_int_equal(delivery_add(*state, &delivery, &handle), STATUS_COLLISION);
    }
    assert_int_equal(handle, 77);
    add(*state, "desk", 1, 1);
    add(*state, "offer", 0, 1);
    assert_int_equal(deliveries_count(*state), 5);
}

/* So many that some meet in a bucket of the hash. */
static void one_course_at_many_units_is_as_many_lines(void **state) {
    (void)state;
    deliveries_t *deliveries = deliveries_open(1024, KEY);
    for (unsigned at = 0; at < 1024; at++) {
        char party[PARTY_ID_SIZE];
        snprintf(party, sizeof(party), "unit-%u", at % 512);
        assert_false(delivery_line_is_held(deliveries, party, course_of(at / 512)));
        add(deliveries, party, at / 512, 1);
    }
    deliveries_close(&deliveries, release_nothing, NULL);
}

static void a_full_table_is_busy_until_one_is_removed(void **state) {
    uint32_t handle = 0;
    for (unsigned at = 0; at < CAPACITY; at++) {
        char party[PARTY_ID_SIZE];
        snprintf(party, sizeof(party), "unit-%u", at);
        handle = add(*state, party, at, 1);
    }
    assert_int_equal(deliveries_free(*state), 0);
    delivery_t delivery = row("desk", 0, 1);
    uint32_t other = 0;
    assert_int_equal(delivery_add(*state, &delivery, &other), STATUS_BUSY);
    delivery_remove(*state, handle);
    assert_int_equal(deliveries_free(*state), 1);
    assert_int_equal(delivery_add(*state, &delivery, &other), STATUS_OK);
}

static void a_line_is_one_sessions_until_nothing_of_it_is_out(void **state) {
    uint32_t first = add(*state, "desk", 0, 1);
    uint32_t second = add(*state, "desk", 0, 2);
    add(*state, "desk", 0, 3);
    assert_int_equal(send_next(*state, "desk", 0, 0), 1);
    assert_null(delivery_next(*state, "desk", 1, 0));
    assert_int_equal(send_next(*state, "desk", 0, 0), 2);
    delivery_get(*state, first)->is_answered = true;
    delivery_remove(*state, first);
    assert_null(delivery_next(*state, "desk", 1, 0));
    delivery_remove(*state, second);
    assert_int_equal(send_next(*state, "desk", 1, 0), 3);
    assert_null(delivery_next(*state, "desk", 0, 0));
}

static void courses_take_turns(void **state) {
    for (uint64_t seq = 1; seq <= 4; seq++) {
        for (unsigned course = 0; course < 8; course++) {
            add(*state, "desk", course, seq);
        }
    }
    for (uint64_t seq = 1; seq <= 4; seq++) {
        for (unsigned course = 0; course < 8; course++) {
            assert_int_equal(send_next(*state, "desk", 0, 0), seq);
        }
    }
}

/* A course whose deliveries come as fast as they go does not keep a new one waiting, nor is it kept waiting by new ones. */
static void neither_a_busy_line_nor_new_lines_starve_the_others(void **state) {
    for (uint64_t seq = 1; seq <= 10; seq++) {
        add(*state, "desk", 0, seq);
    }
    assert_int_equal(send_next(*state, "desk", 0, 0), 1);
    add(*state, "desk", 1, 100);
    add(*state, "desk", 0, 11);
    assert_int_equal(send_next(*state, "desk", 0, 0), 2);
    assert_int_equal(send_next(*state, "desk", 0, 0), 100);
    for (unsigned at = 2; at <= 9; at++) {
        add(*state, "desk", at, 100);
    }
    assert_int_equal(send_next(*state, "desk", 0, 0), 3);
}

/* Another session's lines are passed over, however many, and lose neither their place nor their owner. */
static void a_session_finds_its_lines_among_those_of_others(void **state) {
    for (unsigned course = 0; course < 20; course++) {
        add(*state, "desk", course, 1);
        add(*state, "desk", course, 2 + course);
    }
    for (unsigned course = 0; course < 20; course++) {
        assert_int_equal(send_next(*state, "desk", course % 7 == 3 ? 1 : 0, 0), 1);
    }
    static const uint64_t OF_SESSION_1[] = {5, 12, 19, 0};
    for (unsigned at = 0; at < COUNT_OF(OF_SESSION_1); at++) {
        assert_int_equal(send_next(*state, "desk", 1, 0), OF_SESSION_1[at]);
    }
    assert_null(delivery_next(*state, "desk", 2, 0));
    unsigned of_session_0 = 0;
    while (send_next(*state, "desk", 0, 0) != 0) {
        of_session_0++;
    }
    assert_int_equal(of_session_0, 17);
}

static void unsent_takes_back_what_follows_in_the_line_and_nothing_else(void **state) {
    uint32_t handles[4];
    for (uint64_t seq = 1; seq <= 4; seq++) {
        handles[seq - 1] = add(*state, "desk", 0, seq);
        assert_int_equal(send_next(*state, "desk", 0, 0), seq);
    }
    uint32_t other = add(*state, "desk", 1, 1);
    assert_int_equal(send_next(*state, "desk", 0, 0), 1);
    delivery_get(*state, handles[2])->is_answered = true;
    delivery_unsent(*state, handles[1]);
    assert_true(delivery_get(*state, other)->is_out);
    assert_true(delivery_get(*state, handles[0])->is_out);
    assert_null(delivery_next(*state, "desk", 1, 0)); /* the first is still with session 0 */
    assert_int_equal(send_next(*state, "desk", 0, 0), 2);
    assert_int_equal(send_next(*state, "desk", 0, 0), 4); /* the answered one is not sent again */
    assert_int_equal(send_next(*state, "desk", 0, 0), 0);
    assert_int_equal(delivery_get(*state, handles[3])->sent_count, 2);
}

static void an_answer_whose_commit_failed_is_sent_again(void **state) {
    uint32_t first = add(*state, "desk", 0, 1);
    add(*state, "desk", 0, 2);
    assert_int_equal(send_next(*state, "desk", 0, 0), 1);
    delivery_get(*state, first)->is_answered = true;
    delivery_unsent(*state, first);
    assert_int_equal(send_next(*state, "desk", 1, 0), 1);
    assert_int_equal(send_next(*state, "desk", 1, 0), 2);
}

static void a_line_not_taken_waits_longer_each_time(void **state) {
    static const uint64_t PAUSES_MS[] = {1000, 2000, 4000, 8000, 16000, 32000, 60000, 60000};
    uint32_t handle = add(*state, "desk", 0, 1);
    add(*state, "desk", 0, 2);
    uint64_t now_ms = 50;
    for (unsigned at = 0; at < COUNT_OF(PAUSES_MS); at++) {
        assert_int_equal(send_next(*state, "desk", 0, now_ms), 1);
        assert_int_equal(send_next(*state, "desk", 0, now_ms), 2);
        delivery_postpone(*state, handle, now_ms);
        assert_true(delivery_waits(*state, "desk"));
        now_ms += PAUSES_MS[at];
        assert_int_equal(send_next(*state, "desk", 0, now_ms - 1), 0);
    }
    assert_int_equal(send_next(*state, "desk", 1, now_ms), 1); /* any session may have it now */
}

static void other_lines_do_not_wait_for_one_that_was_not_taken(void **state) {
    uint32_t handle = add(*state, "desk", 0, 1);
    assert_int_equal(send_next(*state, "desk", 0, 0), 1);
    delivery_postpone(*state, handle, 0);
    add(*state, "desk", 1, 7);
    assert_int_equal(send_next(*state, "desk", 0, 0), 7);
}

static void a_line_goes_on_when_what_was_not_taken_is_removed(void **state) {
    uint32_t handle = add(*state, "desk", 0, 1);
    add(*state, "desk", 0, 2);
    assert_int_equal(send_next(*state, "desk", 0, 0), 1);
    delivery_postpone(*state, handle, 0);
    delivery_remove(*state, handle);
    assert_int_equal(send_next(*state, "desk", 0, 0), 2);
}

static void a_line_may_grow_unless_the_store_holds_more_of_it(void **state) {
    assert_true(delivery_line_may_grow(*state, "desk", course_of(0)));
    assert_false(delivery_line_is_held(*state, "desk", course_of(0)));
    uint32_t handle = add(*state, "desk", 0, 1);
    assert_true(delivery_line_is_held(*state, "desk", course_of(0)));
    assert_false(delivery_line_is_held(*state, "desk", course_of(1)));
    assert_false(delivery_line_is_held(*state, "offer", course_of(0)));
    assert_true(delivery_line_may_grow(*state, "desk", course_of(0)));
    delivery_line_has_more(*state, "desk", course_of(0), true);
    assert_false(delivery_line_may_grow(*state, "desk", course_of(0)));
    assert_true(delivery_line_may_grow(*state, "desk", course_of(1)));
    uint32_t claimed = add(*state, "desk", 0, 2);
    assert_true(delivery_line_may_grow(*state, "desk", course_of(0)));
    delivery_line_has_more(*state, "desk", course_of(0), true);
    delivery_line_has_more(*state, "desk", course_of(0), false);
    assert_true(delivery_line_may_grow(*state, "desk", course_of(0)));
    delivery_remove(*state, handle);
    delivery_remove(*state, claimed);
    assert_false(delivery_line_is_held(*state, "desk", course_of(0)));
}

static void a_handle_of_something_gone_finds_nothing(void **state) {
    uint32_t handle = add(*state, "desk", 0, 1);
    delivery_remove(*state, handle);
    uint32_t other = add(*state, "desk", 0, 2);
    assert_null(delivery_get(*state, handle));
    assert_non_null(delivery_get(*state, other));
    assert_null(delivery_get(*state, UINT32_MAX));
}

static void what_is_idle_can_be_given_back_while_it_is_walked(void **state) {
    for (uint64_t seq = 1; seq <= 5; seq++) {
        add(*state, "desk", 0, seq);
        add(*state, "desk", 1, seq);
        add(*state, "offer", 0, seq);
    }
    assert_int_equal(send_next(*state, "desk", 0, 0), 1);
    uint32_t cursor = 0;
    unsigned given_back = 0;
    delivery_t *idle;
    while ((idle = delivery_idle(*state, "desk", &cursor)) != NULL) {
        assert_string_equal(idle->party, "desk");
        assert_false(idle->is_out);
        delivery_remove(*state, idle->handle);
        given_back++;
    }
    assert_int_equal(given_back, 9);
    assert_int_equal(deliveries_count(*state), 6);
}

static void count_release(void *context, void *payload) {
    assert_non_null(payload);
    ++*(unsigned *)context;
}

static void closing_releases_each_payload_that_is_held(void **state) {
    (void)state;
    deliveries_t *deliveries = deliveries_open(3, KEY);
    delivery_t delivery = row("desk", 0, 1);
    unsigned released = 0;
    uint32_t handle = 0;
    delivery.payload = &released;
    assert_int_equal(delivery_add(deliveries, &delivery, &handle), STATUS_OK);
    delivery_remove(deliveries, handle); /* its payload is the caller's again */
    assert_int_equal(delivery_add(deliveries, &delivery, &handle), STATUS_OK);
    add(deliveries, "desk", 0, 2);
    deliveries_close(&deliveries, count_release, &released);
    assert_int_equal(released, 1);
}

/* The property: against a model that knows nothing of lists, rings or hashes. */

#define PARTIES 3
#define COURSES 4
#define SEQS 12
#define SESSIONS 4
#define STEPS 30000
#define SEEDS 6

typedef enum { AWAY, WAITING, OUT, ANSWERED } fate_t;

typedef struct {
    fate_t fate;
    bool was_out; /* ANSWERED: still counts as out for its session */
    uint32_t session, handle, sent_count;
    uint64_t not_before_ms;
    unsigned pauses;
} model_row_t;

typedef struct {
    deliveries_t *deliveries;
    model_row_t rows[PARTIES][COURSES][SEQS];
    unsigned held;
    uint64_t now_ms;
    uint64_t random;
} model_t;

static const char *const PARTY_NAMES[PARTIES] = {"desk", "authority", "offer"};

static unsigned draw(model_t *model, unsigned bound) {
    model->random = model->random * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return (unsigned)(model->random >> 33) % bound;
}

/* The session that has something of the line, or DELIVERY_NO_SESSION. Two would be a breach of L8. */
static uint32_t line_session(const model_row_t *line) {
    uint32_t session = DELIVERY_NO_SESSION;
    for (unsigned seq = 0; seq < SEQS; seq++) {
        if (line[seq].fate == OUT || (line[seq].fate == ANSWERED && line[seq].was_out)) {
            assert_true(session == DELIVERY_NO_SESSION || session == line[seq].session);
            session = line[seq].session;
        }
    }
    return session;
}

/* The place in the line of what may go out to the session; SEQS = nothing. */
static unsigned line_next(const model_t *model, const model_row_t *line, uint32_t session) {
    uint32_t has_it = line_session(line);
    if (has_it != DELIVERY_NO_SESSION && has_it != session) {
        return SEQS;
    }
    for (unsigned seq = 0; seq < SEQS; seq++) {
        if (line[seq].fate == WAITING) {
            return line[seq].not_before_ms <= model->now_ms ? seq : SEQS;
        }
    }
    return SEQS;
}

static unsigned course_number(const delivery_t *delivery) {
    return delivery->course.bytes[0] - 1U;
}

static void check_against_delivery(const model_row_t *expected, const delivery_t *delivery) {
    assert_non_null(delivery);
    assert_int_equal(delivery->handle, expected->handle);
    assert_int_equal(delivery->is_out, expected->fate == OUT || (expected->fate == ANSWERED && expected->was_out));
    assert_int_equal(delivery->sent_count, expected->sent_count);
}

static void step_add(model_t *model, unsigned party, unsigned course) {
    unsigned seq = draw(model, SEQS);
    model_row_t *expected = &model->rows[party][course][seq];
    delivery_t delivery = row(PARTY_NAMES[party], course, seq);
    uint32_t handle = 0;
    status_t status = delivery_add(model->deliveries, &delivery, &handle);
    if (expected->fate != AWAY) {
        assert_int_equal(status, STATUS_COLLISION);
    } else if (model->held == CAPACITY) {
        assert_int_equal(status, STATUS_BUSY);
    } else {
        assert_int_equal(status, STATUS_OK);
        *expected = (model_row_t){.fate = WAITING, .handle = handle};
        model->held++;
    }
}

static bool step_send(model_t *model, unsigned party, uint32_t session) {
    bool is_any = false;
    for (unsigned course = 0; course < COURSES; course++) {
        is_any = is_any || line_next(model, model->rows[party][course], session) != SEQS;
    }
    delivery_t *next = delivery_next(model->deliveries, PARTY_NAMES[party], session, model->now_ms);
    assert_int_equal(next != NULL, is_any); /* nothing is forgotten, nothing goes that may not */
    if (next == NULL) {
        return false;
    }
    assert_string_equal(next->party, PARTY_NAMES[party]);
    model_row_t *line = model->rows[party][course_number(next)];
    assert_int_equal(next->seq, line_next(model, line, session)); /* in order, one session, not while it is out */
    model_row_t *expected = &line[next->seq];
    check_against_delivery(expected, next);
    delivery_sent(model->deliveries, next->handle, session);
    expected->fate = OUT;
    expected->session = session;
    expected->sent_count++;
    check_against_delivery(expected, next);
    return true;
}

static void take_line_back(model_row_t *line, unsigned from) {
    if (line[from].fate == ANSWERED) {
        line[from].fate = line[from].was_out ? OUT : WAITING;
    }
    for (unsigned seq = from; seq < SEQS; seq++) {
        if (line[seq].fate == OUT) {
            line[seq].fate = WAITING;
        }
    }
}

static void step_unsent(model_t *model, model_row_t *line, unsigned seq) {
    delivery_unsent(model->deliveries, line[seq].handle);
    take_line_back(line, seq);
}

static void step_postpone(model_t *model, model_row_t *line, unsigned seq) {
    delivery_postpone(model->deliveries, line[seq].handle, model->now_ms);
    take_line_back(line, seq);
    unsigned pause = line[seq].pauses < 6 ? 1000U << line[seq].pauses : 60000;
    line[seq].not_before_ms = model->now_ms + pause;
    line[seq].pauses++;
}

/* What rests is not answered: it is not out, and a late answer to an earlier copy goes on at the removal. */
static void step_answer(model_t *model, model_row_t *expected) {
    if (expected->fate != ANSWERED && expected->not_before_ms <= model->now_ms) {
        expected->was_out = expected->fate == OUT;
        expected->fate = ANSWERED;
        delivery_get(model->deliveries, expected->handle)->is_answered = true;
    }
}

static void step_remove(model_t *model, model_row_t *expected) {
    delivery_remove(model->deliveries, expected->handle);
    assert_null(delivery_get(model->deliveries, expected->handle));
    expected->fate = AWAY;
    model->held--;
}

static void step_end_session(model_t *model, uint32_t session) {
    for (unsigned at = 0; at < PARTIES * COURSES * SEQS; at++) {
        model_row_t *line = model->rows[at / SEQS / COURSES][at / SEQS % COURSES];
        if (line[at % SEQS].fate == OUT && line[at % SEQS].session == session) {
            step_unsent(model, line, at % SEQS);
        }
    }
}

static void step_give_back(model_t *model, unsigned party) {
    uint32_t cursor = 0;
    delivery_t *idle;
    while ((idle = delivery_idle(model->deliveries, PARTY_NAMES[party], &cursor)) != NULL) {
        model_row_t *expected = &model->rows[party][course_number(idle)][idle->seq];
        assert_int_equal(expected->fate, WAITING);
        step_remove(model, expected);
    }
    for (unsigned at = 0; at < COURSES * SEQS; at++) {
        assert_int_not_equal(model->rows[party][at / SEQS][at % SEQS].fate, WAITING);
    }
}

static void check_all(const model_t *model) {
    unsigned held = 0;
    for (unsigned at = 0; at < PARTIES * COURSES * SEQS; at++) {
        const model_row_t *expected = &model->rows[at / SEQS / COURSES][at / SEQS % COURSES][at % SEQS];
        if (expected->fate != AWAY) {
            check_against_delivery(expected, delivery_get(model->deliveries, expected->handle));
            held++;
        }
    }
    assert_int_equal(held, model->held);
    assert_int_equal(deliveries_count(model->deliveries), held);
}

/* A step on one row of a random line, where there is one. */
static void step_on_a_row(model_t *model, unsigned kind) {
    model_row_t *line = model->rows[draw(model, PARTIES)][draw(model, COURSES)];
    unsigned seq = draw(model, SEQS);
    if (line[seq].fate == AWAY) {
        return;
    }
    if (kind < 40) {
        step_answer(model, &line[seq]);
    } else if (kind < 80 && line[seq].fate == ANSWERED) {
        step_remove(model, &line[seq]);
    } else if (kind < 84) {
        step_remove(model, &line[seq]);
    } else if (kind < 94) {
        step_unsent(model, line, seq);
    } else {
        step_postpone(model, line, seq);
    }
}

static void step(model_t *model) {
    unsigned kind = draw(model, 100);
    unsigned party = draw(model, PARTIES);
    if (kind < 30) {
        step_add(model, party, draw(model, COURSES));
    } else if (kind < 65) {
        step_send(model, party, draw(model, SESSIONS));
    } else if (kind < 95) {
        step_on_a_row(model, draw(model, 100));
    } else if (kind < 97) {
        model->now_ms += draw(model, 5000);
    } else if (kind == 97) {
        step_end_session(model, draw(model, SESSIONS));
    } else if (kind == 98 && draw(model, 10) == 0) {
        step_give_back(model, party);
    }
}

/* With time and sessions enough everything that is held goes out. */
static void drain(model_t *model) {
    for (uint32_t session = 0; session < SESSIONS; session++) {
        step_end_session(model, session);
    }
    model->now_ms += 100000;
    for (unsigned at = 0; at < PARTIES * COURSES * SEQS; at++) {
        model_row_t *expected = &model->rows[at / SEQS / COURSES][at / SEQS % COURSES][at % SEQS];
        if (expected->fate == ANSWERED) {
            step_remove(model, expected);
        }
    }
    for (unsigned party = 0; party < PARTIES; party++) {
        while (step_send(model, party, 0)) {
        }
        for (unsigned at = 0; at < COURSES * SEQS; at++) {
            model_row_t *expected = &model->rows[party][at / SEQS][at % SEQS];
            assert_true(expected->fate == OUT || expected->fate == AWAY);
            if (expected->fate == OUT) {
                step_remove(model, expected);
            }
        }
    }
    assert_int_equal(deliveries_count(model->deliveries), 0);
}

static void any_history_keeps_order_one_session_a_line_and_every_delivery(void **state) {
    for (uint64_t seed = 1; seed <= SEEDS; seed++) {
        print_message("seed %u\n", (unsigned)seed);
        static model_t model;
        model = (model_t){.deliveries = *state, .random = seed * 0x9E3779B97F4A7C15U};
        unsigned most = 0;
        for (unsigned at = 0; at < STEPS; at++) {
            step(&model);
            most = model.held > most ? model.held : most;
            if (at % 16 == 0) {
                check_all(&model);
            }
        }
        assert_int_equal(most, CAPACITY); /* or the full table was never tried */
        drain(&model);
    }
}

#define DELIVERY_TEST(name) cmocka_unit_test_setup_teardown(name, prepare, finish)

int main(void) {
    const struct CMUnitTest tests[] = {
        DELIVERY_TEST(a_line_goes_out_by_seq_however_it_was_added),
        DELIVERY_TEST(the_same_delivery_twice_is_a_collision),
        cmocka_unit_test(one_course_at_many_units_is_as_many_lines),
        DELIVERY_TEST(a_full_table_is_busy_until_one_is_removed),
        DELIVERY_TEST(a_line_is_one_sessions_until_nothing_of_it_is_out),
        DELIVERY_TEST(courses_take_turns),
        DELIVERY_TEST(neither_a_busy_line_nor_new_lines_starve_the_others),
        DELIVERY_TEST(a_session_finds_its_lines_among_those_of_others),
        DELIVERY_TEST(unsent_takes_back_what_follows_in_the_line_and_nothing_else),
        DELIVERY_TEST(an_answer_whose_commit_failed_is_sent_again),
        DELIVERY_TEST(a_line_not_taken_waits_longer_each_time),
        DELIVERY_TEST(other_lines_do_not_wait_for_one_that_was_not_taken),
        DELIVERY_TEST(a_line_goes_on_when_what_was_not_taken_is_removed),
        DELIVERY_TEST(a_line_may_grow_unless_the_store_holds_more_of_it),
        DELIVERY_TEST(a_handle_of_something_gone_finds_nothing),
        DELIVERY_TEST(what_is_idle_can_be_given_back_while_it_is_walked),
        cmocka_unit_test(closing_releases_each_payload_that_is_held),
        DELIVERY_TEST(any_history_keeps_order_one_session_a_line_and_every_delivery),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
