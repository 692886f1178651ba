/* SPDX-License-Identifier: EUPL-1.2
 * The client library against a broker that answers, falls silent, dies and comes back: nothing is lost, nothing is doubled, order is kept. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>
#include <zmq.h>

#include "base/arena.h"
#include "base/check.h"
#include "base/clock.h"
#include "base/limits.h"
#include "stafet.h"
#include "wire/wire.h"

#define STORED_MAX 2048
#define PATIENCE_MS 30000
#define UNLIMITED 1000000

/* What a broker is told to do, and what it saw. It is read and set while the broker is down, apart from the atomics. */
typedef struct {
    char folder[48], endpoint[80];
    char public_text[41], secret_text[41], public_hex[65];
    char client_public[65], client_secret[65];
    pthread_t thread;
    atomic_bool stop, forget_session;
    atomic_int answers;   /* submits answered until it dies; those after are stored and not answered */
    atomic_int refusals;  /* submits refused as busy first */
    atomic_int queries;   /* answered; a query after the last kills it */
    int deliveries;       /* that wait for the client */
    char stored[STORED_MAX][32];
    atomic_int stored_count, doubles, acknowledged, hellos, watches, seen_twice;
    bool is_acknowledged[64];
    /* one life */
    void *router;
    arena_t arena;
    uint8_t peer[5], out_data[FRAME_SIZE_MAX];
    bool is_greeted, is_dead;
    buffer_t out;
} broker_t;

static broker_t broker;
static char outbox_folder[64];

/* ---- the broker ---- */

static bool store(bytes_t message) {
    char text[32] = "";
    CHECK(message.size < sizeof text);
    memcpy(text, message.data, message.size);
    for (int index = 0; index < broker.stored_count; index++) {
        if (strcmp(broker.stored[index], text) == 0) return false;
    }
    CHECK(broker.stored_count < STORED_MAX);
    memcpy(broker.stored[broker.stored_count++], text, sizeof text);
    return true;
}

static void take_submit(const submit_t *submit) {
    if (atomic_load(&broker.refusals) > 0) {
        atomic_fetch_sub(&broker.refusals, 1);
        wire_put_refused(&broker.out, &(refused_t){.number = submit->number, .status = STATUS_BUSY, .detail = "", .next_owner = ""});
        return;
    }
    bool is_new = store(submit->message);
    if (!is_new) atomic_fetch_add(&broker.doubles, 1);
    if (atomic_fetch_sub(&broker.answers, 1) <= 0) {
        broker.is_dead = true;
        return;
    }
    wire_put_accepted(&broker.out, &(accepted_t){.number = submit->number, .receipt = submit->message, .replayed = !is_new, .broker_time = 1});
}

static void take_query(const query_t *query) {
    if (atomic_fetch_sub(&broker.queries, 1) <= 0) {
        broker.is_dead = true;
        return;
    }
    wire_put_result(&broker.out, &(result_t){.number = query->number, .status = STATUS_OK, .detail = "", .next_cursor = ""});
}

static void take_hello(const uint8_t *peer, const hello_t *hello) {
    CHECK(hello->speaks_version_1);
    memcpy(broker.peer, peer, sizeof broker.peer);
    broker.is_greeted = true;
    int life = atomic_fetch_add(&broker.hellos, 1) + 1;
    wire_put_welcome(&broker.out, &(welcome_t){.protocol = 1, .software = "fake", .submit_window_items = 64, .submit_window_bytes = 65536});
    for (int index = 0; index < broker.deliveries; index++) {
        if (broker.is_acknowledged[index]) continue;
        wire_put_delivery(&broker.out, &(delivery_out_t){.number = (uint64_t)index + 1, .entry = bytes_of_text("entry"), .message = bytes_of_text("note"),
                                                         .sent_count = (uint32_t)life, .party = "unit.a"});
    }
}

static void take_frame(const uint8_t *peer, bytes_t bytes) {
    const client_frame_t *frame;
    wire_problem_t problem;
    arena_reset(&broker.arena);
    status_t status = wire_client_frame_read(bytes, &broker.arena, &frame, &problem);
    CHECK(status == STATUS_OK);
    if (atomic_exchange(&broker.forget_session, false)) broker.is_greeted = false;
    if (frame->hello != NULL) take_hello(peer, frame->hello);
    if (!broker.is_greeted || memcmp(peer, broker.peer, sizeof broker.peer) != 0) {
        wire_put_frame_refused(&broker.out, STATUS_HELLO_NEEDED, "");
        return;
    }
    for (unsigned index = 0; index < frame->submit_count && !broker.is_dead; index++) take_submit(&frame->submits[index]);
    for (unsigned index = 0; index < frame->query_count && !broker.is_dead; index++) take_query(&frame->queries[index]);
    for (unsigned index = 0; index < frame->acknowledged_count; index++) {
        uint64_t delivery = frame->acknowledged[index].delivery;
        CHECK(delivery >= 1 && delivery <= 64);
        if (broker.is_acknowledged[delivery - 1]) atomic_fetch_add(&broker.seen_twice, 1);
        broker.is_acknowledged[delivery - 1] = true;
        atomic_fetch_add(&broker.acknowledged, 1);
    }
    atomic_fetch_add(&broker.watches, (int)frame->watch_count);
    if (frame->has_ping) wire_put_pong(&broker.out, frame->ping_number, 1);
}

static void turn(void) {
    static uint8_t data[FRAME_SIZE_MAX];
    uint8_t peer[5];
    int size = zmq_recv(broker.router, peer, sizeof peer, ZMQ_DONTWAIT);
    if (size < 0) {
        zmq_pollitem_t item = {.socket = broker.router, .events = ZMQ_POLLIN};
        (void)zmq_poll(&item, 1, 5);
        return;
    }
    CHECK(size == (int)sizeof peer);
    size = zmq_recv(broker.router, data, sizeof data, 0);
    CHECK(size >= 0 && size <= (int)sizeof data);
    broker.out = (buffer_t){.data = broker.out_data, .capacity = sizeof broker.out_data};
    take_frame(peer, (bytes_t){data, (size_t)size});
    CHECK(!broker.out.full);
    if (broker.out.size == 0) return;
    if (zmq_send(broker.router, peer, sizeof peer, ZMQ_SNDMORE) >= 0) (void)zmq_send(broker.router, broker.out.data, broker.out.size, 0);
}

static void *live(void *ready) {
    int one = 1, linger = broker.is_dead ? 0 : 1000;
    void *context = zmq_ctx_new();
    broker.router = zmq_socket(context, ZMQ_ROUTER);
    CHECK(zmq_setsockopt(broker.router, ZMQ_CURVE_SERVER, &one, sizeof one) == 0);
    CHECK(zmq_setsockopt(broker.router, ZMQ_CURVE_PUBLICKEY, broker.public_text, 41) == 0);
    CHECK(zmq_setsockopt(broker.router, ZMQ_CURVE_SECRETKEY, broker.secret_text, 41) == 0);
    CHECK(zmq_setsockopt(broker.router, ZMQ_LINGER, &linger, sizeof linger) == 0);
    CHECK(zmq_bind(broker.router, broker.endpoint) == 0);
    atomic_store((atomic_bool *)ready, true);
    while (!atomic_load(&broker.stop) && !broker.is_dead) turn();
    CHECK(zmq_close(broker.router) == 0);
    CHECK(zmq_ctx_term(context) == 0);
    return NULL;
}

static void start(void) {
    atomic_bool ready = false;
    atomic_store(&broker.stop, false);
    broker.is_dead = broker.is_greeted = false;
    CHECK(pthread_create(&broker.thread, NULL, live, &ready) == 0);
    while (!atomic_load(&ready)) (void)poll(NULL, 0, 1);
}

static void stop(void) {
    atomic_store(&broker.stop, true);
    CHECK(pthread_join(broker.thread, NULL) == 0);
}

/* Waits for the broker's death, then brings it back as told. */
static void restart(int answers, int queries) {
    CHECK(pthread_join(broker.thread, NULL) == 0);
    atomic_store(&broker.answers, answers);
    atomic_store(&broker.queries, queries);
    start();
}

/* ---- the client ---- */

static stafet_client *connected_to(const char *const *endpoints, size_t count, const char *outbox) {
    stafet_client *client = NULL;
    stafet_options options = {.endpoints = endpoints, .endpoint_count = count, .server_public = broker.public_hex, .public_key = broker.client_public,
                              .secret_key = broker.client_secret, .outbox = outbox, .credit_items = 64, .credit_bytes = 65536};
    assert_int_equal(stafet_open(&options, &client), 0);
    return client;
}

static stafet_client *connected(const char *outbox) {
    const char *endpoints[] = {broker.endpoint};
    return connected_to(endpoints, 1, outbox);
}

static void submit_many(stafet_client *client, int first, int count) {
    for (int index = first; index < first + count; index++) {
        char text[32];
        uint64_t number;
        int size = snprintf(text, sizeof text, "message %05d", index);
        assert_int_equal(stafet_submit(client, (const uint8_t *)text, (size_t)size, &number), 0);
    }
}

/* The next event of that kind; what else comes is passed over, but must not be `never`. */
static stafet_event wait_for(stafet_client *client, stafet_event_kind kind, stafet_event_kind never) {
    uint64_t until = clock_monotonic_ns() + PATIENCE_MS * UINT64_C(1000000);
    stafet_event event = {.kind = STAFET_NOTHING};
    while (event.kind != kind && clock_monotonic_ns() < until) {
        assert_int_equal(stafet_next(client, 100, &event), 0);
        if (event.kind != STAFET_NOTHING) assert_int_not_equal(event.kind, never);
    }
    assert_int_equal(event.kind, kind);
    return event;
}

static void accept_all(stafet_client *client, int count) {
    for (int index = 0; index < count; index++) {
        stafet_event event = wait_for(client, STAFET_ACCEPTED, STAFET_REFUSED);
        assert_true(event.receipt_size > 0);
        assert_int_equal(event.message_size, 13);
        assert_memory_equal(event.message, event.receipt, event.message_size);
    }
    assert_int_equal(stafet_pending(client), 0);
}

static void assert_stored_in_order(int count) {
    assert_int_equal(broker.stored_count, count);
    for (int index = 0; index < count; index++) {
        char text[32];
        (void)snprintf(text, sizeof text, "message %05d", index);
        assert_string_equal(broker.stored[index], text);
    }
}

static int set_up(void **state) {
    uint8_t key[32];
    (void)state;
    memset(&broker, 0, sizeof broker);
    (void)snprintf(broker.folder, sizeof broker.folder, "/tmp/stafet-client-XXXXXX");
    assert_non_null(mkdtemp(broker.folder));
    (void)snprintf(broker.endpoint, sizeof broker.endpoint, "ipc://%s/broker", broker.folder);
    (void)snprintf(outbox_folder, sizeof outbox_folder, "%s/outbox", broker.folder);
    assert_int_equal(zmq_curve_keypair(broker.public_text, broker.secret_text), 0);
    assert_non_null(zmq_z85_decode(key, broker.public_text));
    hex_write((bytes_t){key, sizeof key}, broker.public_hex);
    stafet_new_key(broker.client_public, broker.client_secret);
    arena_open(&broker.arena, DECODE_ARENA_SIZE);
    atomic_store(&broker.answers, UNLIMITED);
    atomic_store(&broker.queries, UNLIMITED);
    return 0;
}

static int tear_down(void **state) {
    char command[128];
    (void)state;
    arena_close(&broker.arena);
    (void)snprintf(command, sizeof command, "rm -r '%s'", broker.folder);
    return system(command);
}

/* ---- the tests ---- */

static void messages_are_accepted_once_and_in_order(void **state) {
    (void)state;
    start();
    stafet_client *client = connected(NULL);
    submit_many(client, 0, 1000);
    accept_all(client, 1000);
    stafet_close(&client);
    stop();
    assert_null(client);
    assert_stored_in_order(1000);
    assert_int_equal(broker.doubles, 0);
}

static void a_broker_that_dies_before_it_answers_gets_the_same_again(void **state) {
    (void)state;
    atomic_store(&broker.answers, 100);
    start();
    stafet_client *client = connected(NULL);
    submit_many(client, 0, 500);
    stafet_event event;
    for (int index = 0; index < 64; index++) event = wait_for(client, STAFET_ACCEPTED, STAFET_REFUSED);
    assert_false(event.replayed);
    event = wait_for(client, STAFET_DISCONNECTED, STAFET_REFUSED);
    restart(UNLIMITED, 0);
    while (stafet_pending(client) > 0) (void)wait_for(client, STAFET_ACCEPTED, STAFET_REFUSED);
    stafet_close(&client);
    stop();
    assert_stored_in_order(500);
    assert_true(broker.doubles > 0);
}

static void the_next_broker_is_tried_when_one_is_away(void **state) {
    (void)state;
    char away[96];
    (void)snprintf(away, sizeof away, "ipc://%s/away", broker.folder);
    const char *endpoints[] = {away, broker.endpoint};
    start();
    stafet_client *client = connected_to(endpoints, 2, NULL);
    submit_many(client, 0, 3);
    stafet_event event = wait_for(client, STAFET_DISCONNECTED, STAFET_CONNECTED);
    assert_int_equal(event.status, STATUS_NOT_CONNECTED);
    event = wait_for(client, STAFET_CONNECTED, STAFET_REFUSED);
    assert_non_null(strstr(event.json, "\"software\":\"fake\""));
    accept_all(client, 3);
    stafet_close(&client);
    stop();
}

static void a_busy_broker_is_asked_again_and_the_caller_is_not_bothered(void **state) {
    (void)state;
    atomic_store(&broker.refusals, 5);
    start();
    stafet_client *client = connected(NULL);
    submit_many(client, 0, 20);
    for (int index = 0; index < 20; index++) (void)wait_for(client, STAFET_ACCEPTED, STAFET_REFUSED);
    stafet_close(&client);
    stop();
    assert_int_equal(broker.stored_count, 20);
    assert_int_equal(broker.doubles, 0);
}

static void a_session_that_the_broker_forgot_begins_anew(void **state) {
    (void)state;
    start();
    stafet_client *client = connected(NULL);
    submit_many(client, 0, 1);
    accept_all(client, 1);
    atomic_store(&broker.forget_session, true);
    submit_many(client, 1, 10);
    stafet_event event = wait_for(client, STAFET_DISCONNECTED, STAFET_REFUSED);
    assert_int_equal(event.status, STATUS_HELLO_NEEDED);
    accept_all(client, 10);
    stafet_close(&client);
    stop();
    assert_stored_in_order(11);
    assert_int_equal(broker.hellos, 2);
}

static void a_query_without_an_answer_is_asked_again_after_the_reconnect(void **state) {
    (void)state;
    uint64_t number, watch;
    atomic_store(&broker.queries, 0);
    start();
    stafet_client *client = connected(NULL);
    assert_int_equal(stafet_watch(client, "{\"party\": \"unit.a\"}", &watch), 0);
    assert_int_equal(stafet_query(client, "{\"kind\": \"status\"}", &number), 0);
    (void)wait_for(client, STAFET_CONNECTED, STAFET_RESULT);
    (void)wait_for(client, STAFET_DISCONNECTED, STAFET_RESULT);
    restart(UNLIMITED, 1);
    stafet_event event = wait_for(client, STAFET_RESULT, STAFET_REFUSED);
    assert_int_equal(event.number, number);
    assert_int_equal(event.status, 0);
    assert_int_equal(stafet_pending(client), 0);
    stafet_close(&client);
    stop();
    assert_int_equal(broker.watches, 2);
}

static void a_question_that_cannot_be_read_is_not_sent(void **state) {
    (void)state;
    uint64_t number;
    stafet_client *client = connected(NULL);
    assert_int_equal(stafet_query(client, "{\"kind\": ", &number), STATUS_UNREADABLE_MESSAGE);
    assert_int_equal(stafet_query(client, "{\"colour\": \"red\"}", &number), STATUS_UNKNOWN_FIELD);
    assert_int_equal(stafet_query(client, "{\"kind\": \"course\", \"courseId\": \"no uuid\"}", &number), STATUS_FIELD_INVALID);
    assert_int_equal(stafet_query(client, "{\"number\": \"7\", \"kind\": \"status\"}", &number), STATUS_FIELD_INVALID);
    assert_int_equal(stafet_pending(client), 0);
    stafet_close(&client);
}

static void deliveries_of_a_lost_session_come_again_and_are_acknowledged_once(void **state) {
    (void)state;
    uint64_t first = 0, second = 0;
    broker.deliveries = 2;
    start();
    stafet_client *client = connected(NULL);
    stafet_event event = wait_for(client, STAFET_DELIVERY, STAFET_REFUSED);
    first = event.number;
    assert_string_equal(event.party, "unit.a");
    assert_int_equal(event.sent_count, 1);
    assert_int_equal(event.message_size, 4);
    second = wait_for(client, STAFET_DELIVERY, STAFET_REFUSED).number;
    assert_int_equal(stafet_acknowledge(client, first, "case 1"), 0);
    assert_int_equal(stafet_acknowledge(client, first, NULL), STATUS_NOT_DELIVERED_HERE);
    while (atomic_load(&broker.acknowledged) < 1) assert_int_equal(stafet_next(client, 5, &event), 0);
    atomic_store(&broker.forget_session, true);
    submit_many(client, 0, 1);
    (void)wait_for(client, STAFET_DISCONNECTED, STAFET_DELIVERY);
    assert_int_equal(stafet_acknowledge(client, second, NULL), STATUS_NOT_DELIVERED_HERE);
    event = wait_for(client, STAFET_DELIVERY, STAFET_REFUSED);
    assert_int_equal(event.sent_count, 2);
    assert_int_equal(stafet_acknowledge(client, event.number, NULL), 0);
    stafet_close(&client);
    while (atomic_load(&broker.acknowledged) < 2) (void)poll(NULL, 0, 1);
    stop();
    assert_int_equal(broker.seen_twice, 0);
}

/* The child is killed with SIGKILL when it has had `accepted` answers. */
static void run_until_killed(int count, int accepted) {
    pid_t child = fork();
    int ended;
    assert_true(child >= 0);
    if (child == 0) {
        stafet_client *client = connected(outbox_folder);
        stafet_event event;
        submit_many(client, 0, count);
        for (int have = 0; have < accepted; have += event.kind == STAFET_ACCEPTED) {
            if (stafet_next(client, 1000, &event) != 0) _exit(1);
        }
        (void)raise(SIGKILL);
    }
    if (accepted > 0) start();
    assert_int_equal(waitpid(child, &ended, 0), child);
    assert_true(WIFSIGNALED(ended) && WTERMSIG(ended) == SIGKILL);
    if (accepted == 0) start();
}

static void an_outbox_outlives_a_process_that_never_met_a_broker(void **state) {
    (void)state;
    run_until_killed(300, 0);
    stafet_client *client = connected(outbox_folder);
    assert_int_equal(stafet_pending(client), 300);
    submit_many(client, 300, 10);
    accept_all(client, 310);
    stafet_close(&client);
    stop();
    assert_stored_in_order(310);
    assert_int_equal(broker.doubles, 0);
}

static void an_outbox_sends_the_rest_of_a_process_that_was_killed_at_work(void **state) {
    (void)state;
    run_until_killed(300, 100);
    stafet_client *client = connected(outbox_folder);
    size_t left = stafet_pending(client);
    assert_in_range(left, 200, 201);
    accept_all(client, (int)left);
    stafet_close(&client);
    client = connected(outbox_folder);
    assert_int_equal(stafet_pending(client), 0);
    stafet_close(&client);
    stop();
    assert_stored_in_order(300);
}

static void a_loop_of_ones_own_is_woken(void **state) {
    (void)state;
    start();
    stafet_client *client = connected(NULL);
    stafet_event event;
    int accepted = 0;
    struct pollfd item = {.fd = stafet_fd(client), .events = POLLIN};
    submit_many(client, 0, 200);
    for (int turns = 0; accepted < 200 && turns < 10000; turns++) {
        assert_true(poll(&item, 1, 10000) > 0);
        do {
            assert_int_equal(stafet_next(client, 0, &event), 0);
            accepted += event.kind == STAFET_ACCEPTED;
        } while (event.kind != STAFET_NOTHING);
    }
    assert_int_equal(accepted, 200);
    assert_int_equal(poll(&item, 1, 50), 0);
    stafet_close(&client);
    stop();
}

static void options_that_cannot_work_are_refused(void **state) {
    (void)state;
    stafet_client *client = NULL;
    const char *endpoints[] = {broker.endpoint}, *strange[] = {"inproc://x"};
    stafet_options options = {.endpoints = endpoints, .endpoint_count = 1, .server_public = broker.public_hex, .public_key = broker.client_public,
                              .secret_key = broker.client_secret};
    stafet_options no_pair = options, no_key = options, no_endpoint = options, no_folder = options;
    no_pair.public_key = broker.public_hex;
    no_key.server_public = "abc";
    no_endpoint.endpoints = strange;
    no_folder.outbox = "/nonexistent/folder";
    assert_int_equal(stafet_open(&no_pair, &client), STATUS_CONFIG_INVALID);
    assert_int_equal(stafet_open(&no_key, &client), STATUS_CONFIG_INVALID);
    assert_int_equal(stafet_open(&no_endpoint, &client), STATUS_CONFIG_INVALID);
    assert_int_equal(stafet_open(&no_folder, &client), STATUS_FILE_FAILED);
    assert_null(client);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(messages_are_accepted_once_and_in_order, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_broker_that_dies_before_it_answers_gets_the_same_again, set_up, tear_down),
        cmocka_unit_test_setup_teardown(the_next_broker_is_tried_when_one_is_away, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_busy_broker_is_asked_again_and_the_caller_is_not_bothered, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_session_that_the_broker_forgot_begins_anew, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_query_without_an_answer_is_asked_again_after_the_reconnect, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_question_that_cannot_be_read_is_not_sent, set_up, tear_down),
        cmocka_unit_test_setup_teardown(deliveries_of_a_lost_session_come_again_and_are_acknowledged_once, set_up, tear_down),
        cmocka_unit_test_setup_teardown(an_outbox_outlives_a_process_that_never_met_a_broker, set_up, tear_down),
        cmocka_unit_test_setup_teardown(an_outbox_sends_the_rest_of_a_process_that_was_killed_at_work, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_loop_of_ones_own_is_woken, set_up, tear_down),
        cmocka_unit_test_setup_teardown(options_that_cannot_work_are_refused, set_up, tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
