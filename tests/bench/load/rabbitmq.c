/* SPDX-License-Identifier: EUPL-1.2
 * RabbitMQ's quorum queues by librabbitmq: publisher confirms, manual acknowledgement. */
#include <amqp.h>
#include <amqp_tcp_socket.h>
#include <stdio.h>
#include <string.h>
#include <sys/time.h>

#include "load.h"

#define CHANNEL 1
#define FRAME_SIZE 131072
/* Unacknowledged messages that the server sends ahead, and how many are acknowledged at once while more are waiting. */
#define PREFETCH 512
#define BURST 64
#define CONFIRM_PATIENCE_S 10

static void require(amqp_rpc_reply_t reply, const char *what) {
    if (reply.reply_type == AMQP_RESPONSE_NORMAL) return;
    load_fail(what, reply.reply_type == AMQP_RESPONSE_LIBRARY_EXCEPTION ? amqp_error_string2(reply.library_error) : "the server refused");
}

static amqp_connection_state_t connection_open(const load_options_t *options) {
    amqp_connection_state_t connection = amqp_new_connection();
    amqp_socket_t *socket = amqp_tcp_socket_new(connection);
    if (socket == NULL || amqp_socket_open(socket, "127.0.0.1", (int)options->port) != 0) load_fail("rabbitmq", "no connection");
    require(amqp_login(connection, "/", 0, FRAME_SIZE, 0, AMQP_SASL_METHOD_PLAIN, "guest", "guest"), "login");
    (void)amqp_channel_open(connection, CHANNEL);
    require(amqp_get_rpc_reply(connection), "channel");
    return connection;
}

static void connection_close(amqp_connection_state_t connection) {
    (void)amqp_connection_close(connection, AMQP_REPLY_SUCCESS);
    (void)amqp_destroy_connection(connection);
}

static amqp_bytes_t queue_name(unsigned queue, char name[32]) {
    (void)snprintf(name, 32, "bench.%u", queue);
    return amqp_cstring_bytes(name);
}

static void prepare(const load_options_t *options) {
    amqp_connection_state_t connection = connection_open(options);
    amqp_table_entry_t kind = {.key = amqp_cstring_bytes("x-queue-type")};
    kind.value.kind = AMQP_FIELD_KIND_UTF8;
    kind.value.value.bytes = amqp_cstring_bytes("quorum");
    for (unsigned queue = 0; queue < options->consumers; queue++) {
        char name[32];
        (void)amqp_queue_delete(connection, CHANNEL, queue_name(queue, name), 0, 0);
        require(amqp_get_rpc_reply(connection), "queue delete");
        (void)amqp_queue_declare(connection, CHANNEL, queue_name(queue, name), 0, 1, 0, 0, (amqp_table_t){1, &kind});
        require(amqp_get_rpc_reply(connection), "queue declare");
    }
    connection_close(connection);
}

/* ---- producing ---- */

static void publish(amqp_connection_state_t connection, client_t *producer, amqp_bytes_t queue) {
    amqp_basic_properties_t properties = {._flags = AMQP_BASIC_DELIVERY_MODE_FLAG, .delivery_mode = AMQP_DELIVERY_PERSISTENT};
    amqp_bytes_t body = {producer->options->size, (void *)(uintptr_t)load_next(producer)};
    int result = amqp_basic_publish(connection, CHANNEL, amqp_empty_bytes, queue, 0, 0, &properties, body);
    if (result != AMQP_STATUS_OK) load_fail("publish", amqp_error_string2(result));
}

/* Delivery tags count from 1 in a channel, as the producer's own numbers do. */
static void confirm_take(amqp_connection_state_t connection, client_t *producer) {
    amqp_frame_t frame;
    struct timeval patience = {CONFIRM_PATIENCE_S, 0};
    int result = amqp_simple_wait_frame_noblock(connection, &frame, &patience);
    if (result != AMQP_STATUS_OK) load_fail("confirm", amqp_error_string2(result));
    if (frame.frame_type != AMQP_FRAME_METHOD) return;
    if (frame.payload.method.id != AMQP_BASIC_ACK_METHOD) load_fail("confirm", "the server did not take a message");
    const amqp_basic_ack_t *confirm = frame.payload.method.decoded;
    if (confirm->multiple) load_confirmed_up_to(producer, confirm->delivery_tag);
    else load_confirmed(producer, confirm->delivery_tag);
}

static bool has_more(amqp_connection_state_t connection) {
    return amqp_frames_enqueued(connection) || amqp_data_in_buffer(connection);
}

static void produce(client_t *producer) {
    char name[32];
    amqp_connection_state_t connection = connection_open(producer->options);
    (void)amqp_confirm_select(connection, CHANNEL);
    require(amqp_get_rpc_reply(connection), "confirm mode");
    load_start(producer);
    for (;;) {
        while (load_may_send(producer)) publish(connection, producer, queue_name(producer->queue, name));
        if (load_in_flight(producer) == 0) break;
        do {
            amqp_maybe_release_buffers(connection);
            confirm_take(connection, producer);
        } while (has_more(connection));
    }
    connection_close(connection);
}

/* ---- consuming ---- */

/* False when nothing came for a while. */
static bool receive(amqp_connection_state_t connection, client_t *consumer, uint64_t *tag) {
    amqp_envelope_t envelope;
    struct timeval patience = {0, LOAD_PATIENCE_MS * 1000};
    amqp_maybe_release_buffers(connection);
    amqp_rpc_reply_t reply = amqp_consume_message(connection, &envelope, &patience, 0);
    if (reply.reply_type == AMQP_RESPONSE_LIBRARY_EXCEPTION && reply.library_error == AMQP_STATUS_TIMEOUT) return false;
    require(reply, "consume");
    load_received(consumer, envelope.message.body.bytes, envelope.message.body.len);
    *tag = envelope.delivery_tag;
    amqp_destroy_envelope(&envelope);
    return true;
}

static void acknowledge(amqp_connection_state_t connection, client_t *consumer, uint64_t tag, unsigned count) {
    int result = amqp_basic_ack(connection, CHANNEL, tag, true);
    if (result != AMQP_STATUS_OK) load_fail("acknowledge", amqp_error_string2(result));
    load_acknowledged(consumer, count);
}

static void consume(client_t *consumer) {
    char name[32];
    uint64_t tag = 0;
    unsigned waiting = 0;
    amqp_connection_state_t connection = connection_open(consumer->options);
    (void)amqp_basic_qos(connection, CHANNEL, 0, PREFETCH, 0);
    require(amqp_get_rpc_reply(connection), "prefetch");
    (void)amqp_basic_consume(connection, CHANNEL, queue_name(consumer->queue, name), amqp_empty_bytes, 0, 0, 0, amqp_empty_table);
    require(amqp_get_rpc_reply(connection), "consume");
    load_start(consumer);
    while (!load_is_over(consumer)) {
        if (!receive(connection, consumer, &tag)) continue;
        waiting++;
        if (waiting < BURST && has_more(connection)) continue;
        acknowledge(connection, consumer, tag, waiting);
        waiting = 0;
    }
    connection_close(connection);
}

int main(int argc, char **argv) {
    return load_run(argc, argv, &(peer_t){"rabbitmq", prepare, produce, consume});
}
