/* SPDX-License-Identifier: EUPL-1.2
 * The broker's door and its frames, tried with real sockets on this machine: who comes in, what comes out, what is said when it does not. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <zmq.h>

#include "base/bytes.h"
#include "base/check.h"
#include "base/clock.h"
#include "base/limits.h"
#include "base/log.h"
#include "transport/transport.h"

#define KEY_TEXT_SIZE 41
#define FRAMES_MAX 8
#define PATIENCE_MS 10000
#define TURN_MS 5
#define MS 1000000u
#define ADMITTED_MAX 4
#define CLIENTS_MAX 4

typedef struct {
    char public_text[KEY_TEXT_SIZE], secret_text[KEY_TEXT_SIZE];
    uint8_t public_key[TRANSPORT_KEY_SIZE], secret_key[TRANSPORT_KEY_SIZE];
} keys_t;

typedef struct {
    transport_t *transport;
    keys_t keys;
    keys_t admitted[ADMITTED_MAX];
    size_t admitted_count;
    bool admits_all, knows_no_key_yet;
    size_t asked;
    void *client_context;
    void *clients[CLIENTS_MAX]; /* closed after the test, also after one that failed */
    size_t client_count;
} door_under_test_t;

static size_t logged[LOG_EVENT_COUNT];
static char last_line[LOG_EVENT_COUNT][256];

/* The log as the test reads it; the linker puts it in the place of log_write. */
void __wrap_log_write(log_event_t event, const char *format, ...) __attribute__((format(printf, 2, 3)));
void __wrap_log_write(log_event_t event, const char *format, ...) {
    va_list arguments;
    va_start(arguments, format);
    (void)vsnprintf(last_line[event], sizeof last_line[event], format, arguments);
    va_end(arguments);
    logged[event]++;
}

static void make_keys(keys_t *keys) {
    assert_int_equal(zmq_curve_keypair(keys->public_text, keys->secret_text), 0);
    assert_non_null(zmq_z85_decode(keys->public_key, keys->public_text));
    assert_non_null(zmq_z85_decode(keys->secret_key, keys->secret_text));
}

static transport_admission_t admit(void *context, const uint8_t public_key[TRANSPORT_KEY_SIZE]) {
    door_under_test_t *test = context;
    bool known = test->admits_all;
    test->asked++;
    for (size_t index = 0; index < test->admitted_count; index++) {
        known = known || memcmp(test->admitted[index].public_key, public_key, TRANSPORT_KEY_SIZE) == 0;
    }
    return test->knows_no_key_yet ? TRANSPORT_LATER : known ? TRANSPORT_ADMITTED : TRANSPORT_KEPT_OUT;
}

static transport_options_t options_for(door_under_test_t *test, const char *endpoint) {
    transport_options_t options = {.endpoints = {endpoint}, .endpoint_count = 1, .frames_max = FRAMES_MAX, .admit = admit, .context = test};
    memcpy(options.public_key, test->keys.public_key, TRANSPORT_KEY_SIZE);
    memcpy(options.secret_key, test->keys.secret_key, TRANSPORT_KEY_SIZE);
    return options;
}

static int open_door(void **state) {
    door_under_test_t *test = calloc(1, sizeof *test);
    assert_non_null(test);
    memset(logged, 0, sizeof logged);
    make_keys(&test->keys);
    transport_options_t options = options_for(test, "tcp://127.0.0.1:*");
    assert_int_equal(transport_open(&options, &test->transport), STATUS_OK);
    test->client_context = zmq_ctx_new();
    *state = test;
    return 0;
}

/* The one opened last. */
static void client_close(door_under_test_t *test, void *client) {
    assert_true(test->client_count > 0 && test->clients[test->client_count - 1] == client);
    test->client_count--;
    assert_int_equal(zmq_close(client), 0);
}

static int close_door(void **state) {
    door_under_test_t *test = *state;
    while (test->client_count > 0) client_close(test, test->clients[test->client_count - 1]);
    zmq_ctx_term(test->client_context);
    transport_close(&test->transport);
    assert_null(test->transport);
    free(test);
    return 0;
}

static const keys_t *admitted_key(door_under_test_t *test) {
    assert_true(test->admitted_count < ADMITTED_MAX);
    keys_t *keys = &test->admitted[test->admitted_count];
    make_keys(keys);
    test->admitted_count++;
    return keys;
}

static void *client_socket(door_under_test_t *test) {
    void *client = zmq_socket(test->client_context, ZMQ_DEALER);
    int no_linger = 0, receive_high_water = 2;
    assert_non_null(client);
    assert_true(test->client_count < CLIENTS_MAX);
    test->clients[test->client_count++] = client;
    assert_int_equal(zmq_setsockopt(client, ZMQ_LINGER, &no_linger, sizeof no_linger), 0);
    assert_int_equal(zmq_setsockopt(client, ZMQ_RCVHWM, &receive_high_water, sizeof receive_high_water), 0);
    return client;
}

static void *client_open(door_under_test_t *test, const keys_t *keys, const char *routing_id) {
    void *client = client_socket(test);
    assert_int_equal(zmq_setsockopt(client, ZMQ_CURVE_SERVERKEY, test->keys.public_text, KEY_TEXT_SIZE), 0);
    assert_int_equal(zmq_setsockopt(client, ZMQ_CURVE_PUBLICKEY, keys->public_text, KEY_TEXT_SIZE), 0);
    assert_int_equal(zmq_setsockopt(client, ZMQ_CURVE_SECRETKEY, keys->secret_text, KEY_TEXT_SIZE), 0);
    if (routing_id != NULL) assert_int_equal(zmq_setsockopt(client, ZMQ_ROUTING_ID, routing_id, strlen(routing_id)), 0);
    assert_int_equal(zmq_connect(client, transport_endpoint(test->transport, 0)), 0);
    return client;
}

static void say(void *client, const char *text) {
    assert_int_equal(zmq_send(client, text, strlen(text), 0), (int)strlen(text));
}

static uint64_t deadline(void) {
    return clock_monotonic_ns() + (uint64_t)PATIENCE_MS * MS;
}

static void turn(door_under_test_t *test) {
    assert_int_equal(transport_wait(test->transport, NULL, 0, true, TURN_MS), STATUS_OK);
}

/* The next frame; fails the test when none comes. */
static frame_t *next_frame(door_under_test_t *test) {
    frame_t *frame = NULL;
    for (uint64_t end = deadline(); frame == NULL && clock_monotonic_ns() < end;) {
        turn(test);
        frame = transport_take(test->transport);
    }
    assert_non_null(frame);
    return frame;
}

static void assert_frame_says(const frame_t *frame, const char *text) {
    assert_true(bytes_equal(frame->body, bytes_of_text(text)));
}

static void expect_frame(door_under_test_t *test, const char *text) {
    frame_t *frame = next_frame(test);
    assert_frame_says(frame, text);
    transport_release(test->transport, frame);
}

/* Turns until the event has been logged; every frame that comes out meanwhile is one too many. */
static void expect_no_frame_but(door_under_test_t *test, log_event_t event) {
    for (uint64_t end = deadline(); logged[event] == 0 && clock_monotonic_ns() < end;) {
        turn(test);
        assert_null(transport_take(test->transport));
    }
    assert_true(logged[event] > 0);
}

static void an_unknown_key_is_kept_out_and_the_log_shows_eight_characters_of_it(void **state) {
    door_under_test_t *test = *state;
    keys_t stranger;
    char key_text[2 * TRANSPORT_KEY_SIZE + 1];
    make_keys(&stranger);
    hex_write((bytes_t){stranger.public_key, TRANSPORT_KEY_SIZE}, key_text);
    void *client = client_open(test, &stranger, NULL);
    say(client, "let me in");
    expect_no_frame_but(test, LOG_EVENT_KEY_DENIED);
    key_text[9] = '\0';
    assert_null(strstr(last_line[LOG_EVENT_KEY_DENIED], key_text));
    key_text[8] = '\0';
    assert_non_null(strstr(last_line[LOG_EVENT_KEY_DENIED], key_text));
    void *guest = client_open(test, admitted_key(test), NULL);
    say(guest, "good evening");
    expect_frame(test, "good evening");
}

static void a_client_without_curve_is_kept_out(void **state) {
    door_under_test_t *test = *state;
    void *plain = client_socket(test);
    test->admits_all = true;
    assert_int_equal(zmq_connect(plain, transport_endpoint(test->transport, 0)), 0);
    say(plain, "in clear");
    void *guest = client_open(test, admitted_key(test), NULL);
    say(guest, "good evening");
    expect_frame(test, "good evening");
    assert_int_equal(test->asked, 1);
    assert_null(transport_take(test->transport));
}

static void a_known_key_comes_in_under_its_own_name_and_is_answered(void **state) {
    door_under_test_t *test = *state;
    char answer[8];
    const keys_t *first_keys = admitted_key(test), *second_keys = admitted_key(test);
    void *first = client_open(test, first_keys, NULL), *second = client_open(test, second_keys, NULL);
    say(first, "first");
    frame_t *of_first = next_frame(test);
    say(second, "second");
    frame_t *of_second = next_frame(test);
    assert_frame_says(of_first, "first");
    assert_frame_says(of_second, "second");
    assert_memory_equal(of_first->public_key, first_keys->public_key, TRANSPORT_KEY_SIZE);
    assert_memory_equal(of_second->public_key, second_keys->public_key, TRANSPORT_KEY_SIZE);
    assert_memory_not_equal(&of_first->peer, &of_second->peer, sizeof of_first->peer);
    assert_int_equal(transport_send(test->transport, of_second->peer, bytes_of_text("hello")), STATUS_OK);
    assert_int_equal(zmq_recv(second, answer, sizeof answer, 0), 5);
    assert_memory_equal(answer, "hello", 5);
    assert_int_equal(zmq_recv(first, answer, sizeof answer, ZMQ_DONTWAIT), -1);
    transport_release(test->transport, of_first);
    transport_release(test->transport, of_second);
}

/* A broker that starts while the store is away must not send its clients away for good. */
static void a_key_that_cannot_be_looked_up_yet_comes_in_by_itself_later(void **state) {
    door_under_test_t *test = *state;
    test->knows_no_key_yet = true;
    say(client_open(test, admitted_key(test), NULL), "patient");
    expect_no_frame_but(test, LOG_EVENT_KEY_DENIED);
    test->knows_no_key_yet = false;
    expect_frame(test, "patient");
}

static void a_client_that_chose_its_own_routing_id_is_not_heard(void **state) {
    door_under_test_t *test = *state;
    void *client = client_open(test, admitted_key(test), "other");
    say(client, "call me other");
    expect_no_frame_but(test, LOG_EVENT_FRAME_REFUSED);
    assert_non_null(strstr(last_line[LOG_EVENT_FRAME_REFUSED], "reason=routing_id"));
}

static void a_message_of_several_parts_is_dropped_whole_and_the_next_one_comes_out(void **state) {
    door_under_test_t *test = *state;
    void *client = client_open(test, admitted_key(test), NULL);
    assert_int_equal(zmq_send(client, "one", 3, ZMQ_SNDMORE), 3);
    assert_int_equal(zmq_send(client, "two", 3, ZMQ_SNDMORE), 3);
    assert_int_equal(zmq_send(client, "three", 5, 0), 5);
    say(client, "alone");
    expect_frame(test, "alone");
    assert_int_equal(logged[LOG_EVENT_FRAME_REFUSED], 1);
    assert_non_null(strstr(last_line[LOG_EVENT_FRAME_REFUSED], "reason=parts parts=3"));
    assert_null(transport_take(test->transport));
}

static void a_frame_between_the_two_limits_comes_out_with_its_size(void **state) {
    door_under_test_t *test = *state;
    static uint8_t large[FRAME_SIZE_MAX + 1];
    void *client = client_open(test, admitted_key(test), NULL);
    assert_int_equal(zmq_send(client, large, sizeof large, 0), (int)sizeof large);
    frame_t *frame = next_frame(test);
    assert_int_equal(frame->body.size, sizeof large);
    transport_release(test->transport, frame);
}

static void a_peer_above_the_transport_limit_is_cut_and_others_are_served(void **state) {
    door_under_test_t *test = *state;
    static uint8_t huge[TRANSPORT_SIZE_MAX + 1];
    int never = -1;
    void *giant = client_open(test, admitted_key(test), NULL);
    say(giant, "hello");
    expect_frame(test, "hello");
    assert_int_equal(zmq_setsockopt(giant, ZMQ_RECONNECT_IVL, &never, sizeof never), 0);
    assert_int_equal(zmq_send(giant, huge, sizeof huge, 0), (int)sizeof huge);
    say(giant, "after it");
    void *guest = client_open(test, admitted_key(test), NULL);
    say(guest, "good evening");
    expect_frame(test, "good evening");
}

static void a_peer_that_has_left_is_not_connected(void **state) {
    door_under_test_t *test = *state;
    void *client = client_open(test, admitted_key(test), NULL);
    say(client, "goodbye");
    frame_t *frame = next_frame(test);
    peer_t peer = frame->peer;
    transport_release(test->transport, frame);
    client_close(test, client);
    status_t status = STATUS_OK;
    for (uint64_t end = deadline(); status == STATUS_OK && clock_monotonic_ns() < end;) {
        turn(test);
        status = transport_send(test->transport, peer, bytes_of_text("still there?"));
    }
    assert_int_equal(status, STATUS_NOT_CONNECTED);
}

/* libzmq 4.3.4 aborts here when the ROUTER has heartbeats: their timer meets a connection that is broken while its input waits. */
static void a_peer_that_fills_its_queue_and_leaves_takes_nobody_with_it(void **state) {
    door_under_test_t *test = *state;
    static uint8_t body[64 * 1024];
    void *client = client_open(test, admitted_key(test), NULL);
    int patience_ms = 200;
    say(client, "hello");
    frame_t *hello = next_frame(test);
    /* What it leaves unread makes its end break the connection rather than close it. */
    while (transport_send(test->transport, hello->peer, (bytes_t){body, sizeof body}) == STATUS_OK) {
        continue;
    }
    transport_release(test->transport, hello);
    assert_int_equal(zmq_setsockopt(client, ZMQ_SNDTIMEO, &patience_ms, sizeof patience_ms), 0);
    for (int sent = 0; sent < 4096 && zmq_send(client, body, sizeof body, 0) == (int)sizeof body; sent++) {
        continue;
    }
    client_close(test, client);
    uint64_t heartbeat_would_come_ns = clock_monotonic_ns() + (uint64_t)6500 * MS;
    while (clock_monotonic_ns() < heartbeat_would_come_ns) {
        assert_int_equal(transport_wait(test->transport, NULL, 0, false, TURN_MS), STATUS_OK);
    }
    void *other = client_open(test, admitted_key(test), NULL);
    say(other, "still served");
    for (bool is_served = false; !is_served;) {
        frame_t *frame = next_frame(test);
        is_served = bytes_equal(frame->body, bytes_of_text("still served"));
        transport_release(test->transport, frame);
    }
}

static void a_peer_that_was_never_there_is_not_connected(void **state) {
    door_under_test_t *test = *state;
    assert_int_equal(transport_send(test->transport, (peer_t){{0, 1, 2, 3, 4}}, bytes_of_text("anybody?")), STATUS_NOT_CONNECTED);
}

/* Reads what is there; returns how many frames came in the right order, each starting with its number. */
static uint32_t read_in_order(door_under_test_t *test, void *client, uint32_t expected) {
    static uint8_t body[64 * 1024];
    uint32_t count = 0;
    int wait_ms = 1000;
    assert_int_equal(zmq_setsockopt(client, ZMQ_RCVTIMEO, &wait_ms, sizeof wait_ms), 0);
    while (count <= expected && zmq_recv(client, body, sizeof body, 0) == (int)sizeof body) {
        uint32_t number;
        memcpy(&number, body, sizeof number);
        assert_int_equal(number, count);
        count++;
        turn(test);
    }
    return count;
}

static void a_full_peer_is_busy_and_what_was_sent_all_arrives(void **state) {
    door_under_test_t *test = *state;
    static uint8_t body[64 * 1024];
    void *client = client_open(test, admitted_key(test), NULL);
    say(client, "fill me");
    frame_t *frame = next_frame(test);
    uint32_t sent = 0;
    status_t status = STATUS_OK;
    for (uint64_t end = deadline(); clock_monotonic_ns() < end && status == STATUS_OK;) {
        memcpy(body, &sent, sizeof sent);
        status = transport_send(test->transport, frame->peer, (bytes_t){body, sizeof body});
        if (status == STATUS_OK) sent++;
    }
    assert_int_equal(status, STATUS_BUSY);
    assert_true(sent >= 64);
    transport_release(test->transport, frame);
    assert_int_equal(read_in_order(test, client, sent), sent);
}

static void no_more_frames_than_allowed_are_held_and_the_wait_then_rests(void **state) {
    door_under_test_t *test = *state;
    frame_t *held[FRAMES_MAX];
    char text[16];
    void *client = client_open(test, admitted_key(test), NULL);
    for (int index = 0; index <= FRAMES_MAX; index++) {
        (void)snprintf(text, sizeof text, "%d", index);
        say(client, text);
    }
    for (size_t index = 0; index < FRAMES_MAX; index++) held[index] = next_frame(test);
    assert_int_equal(transport_frames_held(test->transport), FRAMES_MAX);
    uint64_t before = clock_monotonic_ns();
    assert_int_equal(transport_wait(test->transport, NULL, 0, true, 100), STATUS_OK);
    assert_true(clock_monotonic_ns() - before >= 90 * MS);
    assert_null(transport_take(test->transport));
    assert_frame_says(held[3], "3");
    transport_release(test->transport, held[3]);
    held[3] = next_frame(test);
    assert_frame_says(held[3], "8");
    for (size_t index = 0; index < FRAMES_MAX; index++) transport_release(test->transport, held[index]);
    assert_int_equal(transport_frames_held(test->transport), 0);
}

static void a_frame_stays_until_its_last_holder_releases_it(void **state) {
    door_under_test_t *test = *state;
    void *client = client_open(test, admitted_key(test), NULL);
    say(client, "held twice");
    frame_t *frame = next_frame(test);
    frame_hold(frame);
    transport_release(test->transport, frame);
    assert_int_equal(transport_frames_held(test->transport), 1);
    assert_frame_says(frame, "held twice");
    transport_release(test->transport, frame);
    assert_int_equal(transport_frames_held(test->transport), 0);
}

static void frames_wait_outside_while_none_are_to_be_taken(void **state) {
    door_under_test_t *test = *state;
    void *client = client_open(test, admitted_key(test), NULL);
    say(client, "early");
    while (test->asked == 0) assert_int_equal(transport_wait(test->transport, NULL, 0, false, TURN_MS), STATUS_OK);
    uint64_t before = clock_monotonic_ns();
    assert_int_equal(transport_wait(test->transport, NULL, 0, false, 100), STATUS_OK);
    assert_true(clock_monotonic_ns() - before >= 90 * MS);
    expect_frame(test, "early");
}

static void a_watched_descriptor_ends_the_wait(void **state) {
    door_under_test_t *test = *state;
    int ends[2];
    assert_int_equal(pipe(ends), 0);
    transport_watch_t watches[] = {{.fd = ends[0], .want_read = true, .readable = true}, {.fd = ends[1], .want_write = false, .writable = true}};
    assert_int_equal(transport_wait(test->transport, watches, COUNT_OF(watches), true, 0), STATUS_OK);
    assert_false(watches[0].readable);
    assert_false(watches[1].writable);
    assert_int_equal(write(ends[1], "x", 1), 1);
    watches[1].want_write = true;
    uint64_t before = clock_monotonic_ns();
    assert_int_equal(transport_wait(test->transport, watches, COUNT_OF(watches), true, PATIENCE_MS), STATUS_OK);
    assert_true(clock_monotonic_ns() - before < (uint64_t)PATIENCE_MS * MS / 2);
    assert_true(watches[0].readable);
    assert_false(watches[0].writable);
    assert_true(watches[1].writable);
    (void)close(ends[0]);
    (void)close(ends[1]);
}

static transport_probe_t probe_outcome(door_under_test_t *test) {
    assert_int_equal(transport_probe_start(test->transport), STATUS_OK);
    for (uint64_t end = deadline(); transport_probe_state(test->transport) == TRANSPORT_PROBE_RUNNING && clock_monotonic_ns() < end;) turn(test);
    return transport_probe_state(test->transport);
}

static void the_probe_is_kept_out_by_an_honest_door_time_after_time(void **state) {
    door_under_test_t *test = *state;
    assert_int_equal(transport_probe_state(test->transport), TRANSPORT_PROBE_NONE);
    for (int round = 0; round < 20; round++) assert_int_equal(probe_outcome(test), TRANSPORT_PROBE_KEPT_OUT);
    assert_int_equal(logged[LOG_EVENT_KEY_DENIED], 20);
    assert_non_null(strstr(last_line[LOG_EVENT_KEY_DENIED], "self_probe=yes"));
    assert_int_equal(logged[LOG_EVENT_DOOR_OPEN], 0);
}

static void the_probe_gets_in_when_the_door_admits_everybody(void **state) {
    door_under_test_t *test = *state;
    test->admits_all = true;
    assert_int_equal(probe_outcome(test), TRANSPORT_PROBE_GOT_IN);
    assert_int_equal(logged[LOG_EVENT_DOOR_OPEN], 1);
    assert_null(transport_take(test->transport));
}

/* Between the door's answer and the frame there is no wait, so libzmq's own word is not read: the frame alone must betray the stranger. */
static void a_frame_from_the_probe_means_that_it_got_in_and_never_comes_out(void **state) {
    door_under_test_t *test = *state;
    test->admits_all = true;
    assert_int_equal(transport_probe_start(test->transport), STATUS_OK);
    while (test->asked == 0) turn(test);
    for (uint64_t end = deadline(); transport_probe_state(test->transport) == TRANSPORT_PROBE_RUNNING && clock_monotonic_ns() < end;) {
        assert_null(transport_take(test->transport));
    }
    assert_int_equal(transport_probe_state(test->transport), TRANSPORT_PROBE_GOT_IN);
    assert_int_equal(logged[LOG_EVENT_DOOR_OPEN], 1);
}

static void endpoints_of_another_kind_are_refused(void **state) {
    door_under_test_t *test = *state;
    static const char *const REFUSED[] = {"inproc://door", "udp://127.0.0.1:5710", "ws://127.0.0.1:5710", "127.0.0.1:5710", ""};
    for (size_t index = 0; index < COUNT_OF(REFUSED); index++) {
        transport_t *other = NULL;
        transport_options_t options = options_for(test, REFUSED[index]);
        assert_int_equal(transport_open(&options, &other), STATUS_FIELD_INVALID);
        assert_null(other);
    }
}

static void keys_that_are_no_pair_are_refused(void **state) {
    door_under_test_t *test = *state;
    transport_t *other = NULL;
    transport_options_t options = options_for(test, "tcp://127.0.0.1:*");
    options.public_key[0] ^= 1;
    assert_int_equal(transport_open(&options, &other), STATUS_FIELD_INVALID);
}

static void an_address_in_use_is_refused_and_named(void **state) {
    door_under_test_t *test = *state;
    transport_t *other = NULL;
    const char *taken = transport_endpoint(test->transport, 0);
    transport_options_t options = options_for(test, taken);
    assert_int_equal(transport_open(&options, &other), STATUS_FILE_FAILED);
    assert_null(other);
    assert_non_null(strstr(last_line[LOG_EVENT_CONFIG_REFUSED], taken));
}

static void a_door_can_be_a_socket_file_and_be_closed_and_opened_again(void **state) {
    door_under_test_t *test = *state;
    char folder[] = "/tmp/stafet-transport-XXXXXX", endpoint[64];
    assert_non_null(mkdtemp(folder));
    (void)snprintf(endpoint, sizeof endpoint, "ipc://%s/door", folder);
    for (int round = 0; round < 2; round++) {
        transport_close(&test->transport);
        transport_options_t options = options_for(test, endpoint);
        assert_int_equal(transport_open(&options, &test->transport), STATUS_OK);
        assert_string_equal(transport_endpoint(test->transport, 0), endpoint);
        void *client = client_open(test, admitted_key(test), NULL);
        say(client, "by file");
        expect_frame(test, "by file");
        assert_int_equal(probe_outcome(test), TRANSPORT_PROBE_KEPT_OUT);
        client_close(test, client);
    }
    transport_close(&test->transport);
    (void)unlink(endpoint + strlen("ipc://"));
    assert_int_equal(rmdir(folder), 0);
}

#define DOOR_TEST(name) cmocka_unit_test_setup_teardown(name, open_door, close_door)

int main(void) {
    const struct CMUnitTest tests[] = {
        DOOR_TEST(an_unknown_key_is_kept_out_and_the_log_shows_eight_characters_of_it),
        DOOR_TEST(a_client_without_curve_is_kept_out),
        DOOR_TEST(a_known_key_comes_in_under_its_own_name_and_is_answered),
        DOOR_TEST(a_key_that_cannot_be_looked_up_yet_comes_in_by_itself_later),
        DOOR_TEST(a_client_that_chose_its_own_routing_id_is_not_heard),
        DOOR_TEST(a_message_of_several_parts_is_dropped_whole_and_the_next_one_comes_out),
        DOOR_TEST(a_frame_between_the_two_limits_comes_out_with_its_size),
        DOOR_TEST(a_peer_above_the_transport_limit_is_cut_and_others_are_served),
        DOOR_TEST(a_peer_that_fills_its_queue_and_leaves_takes_nobody_with_it),
        DOOR_TEST(a_peer_that_has_left_is_not_connected),
        DOOR_TEST(a_peer_that_was_never_there_is_not_connected),
        DOOR_TEST(a_full_peer_is_busy_and_what_was_sent_all_arrives),
        DOOR_TEST(no_more_frames_than_allowed_are_held_and_the_wait_then_rests),
        DOOR_TEST(a_frame_stays_until_its_last_holder_releases_it),
        DOOR_TEST(frames_wait_outside_while_none_are_to_be_taken),
        DOOR_TEST(a_watched_descriptor_ends_the_wait),
        DOOR_TEST(the_probe_is_kept_out_by_an_honest_door_time_after_time),
        DOOR_TEST(the_probe_gets_in_when_the_door_admits_everybody),
        DOOR_TEST(a_frame_from_the_probe_means_that_it_got_in_and_never_comes_out),
        DOOR_TEST(endpoints_of_another_kind_are_refused),
        DOOR_TEST(keys_that_are_no_pair_are_refused),
        DOOR_TEST(an_address_in_use_is_refused_and_named),
        DOOR_TEST(a_door_can_be_a_socket_file_and_be_closed_and_opened_again),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
