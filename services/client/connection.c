/* SPDX-License-Identifier: EUPL-1.2
 * One CURVE connection to one broker. */
#include "client/connection.h"

#include <errno.h>
#include <poll.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <zmq.h>

#include "base/check.h"
#include "base/limits.h"

#define KEY_BYTES 32
#define CONNECT_TIMEOUT_MS 3000
#define ZAP_DENIED 400

/* One context, and so one thread of libzmq's, for all clients of a process. */
static pthread_mutex_t shared_lock = PTHREAD_MUTEX_INITIALIZER;
static void *shared_context;
static unsigned shared_users;
static pid_t shared_owner;

static void *context_take(void) {
    CHECK(pthread_mutex_lock(&shared_lock) == 0);
    /* After a fork the threads of the parent's context are not here. */
    if (shared_owner != getpid()) shared_users = 0;
    shared_owner = getpid();
    if (shared_users++ == 0) shared_context = zmq_ctx_new();
    CHECK(shared_context != NULL);
    CHECK(pthread_mutex_unlock(&shared_lock) == 0);
    return shared_context;
}

static void context_give_back(void) {
    CHECK(pthread_mutex_lock(&shared_lock) == 0);
    CHECK(shared_users > 0);
    if (--shared_users == 0) {
        while (zmq_ctx_term(shared_context) != 0) CHECK(errno == EINTR);
        shared_context = NULL;
    }
    CHECK(pthread_mutex_unlock(&shared_lock) == 0);
}

static bool key_read(const char *hex, char text[CONNECTION_KEY_SIZE]) {
    uint8_t key[KEY_BYTES];
    if (hex == NULL || hex_read(hex, key, sizeof key) != STATUS_OK) return false;
    CHECK(zmq_z85_encode(text, key, sizeof key) != NULL);
    explicit_bzero(key, sizeof key);
    return true;
}

status_t connection_setup(connection_t *connection, const connection_keys_t *keys) {
    char belongs[CONNECTION_KEY_SIZE];
    *connection = (connection_t){0};
    bool readable = key_read(keys->server_public, connection->server_public) && key_read(keys->public_key, connection->public_key) &&
                    key_read(keys->secret_key, connection->secret_key);
    if (!readable || zmq_curve_public(belongs, connection->secret_key) != 0 || strcmp(belongs, connection->public_key) != 0) {
        explicit_bzero(connection, sizeof *connection);
        return STATUS_CONFIG_INVALID;
    }
    connection->message = malloc(sizeof(zmq_msg_t));
    CHECK(connection->message != NULL);
    CHECK(zmq_msg_init(connection->message) == 0);
    connection->context = context_take();
    return STATUS_OK;
}

void connection_teardown(connection_t *connection) {
    if (connection->context == NULL) return;
    CHECK(connection->socket == NULL);
    CHECK(zmq_msg_close(connection->message) == 0);
    free(connection->message);
    context_give_back();
    explicit_bzero(connection, sizeof *connection);
}

static void set(void *socket, int option, int value) {
    CHECK(zmq_setsockopt(socket, option, &value, sizeof value) == 0);
}

static void socket_configure(const connection_t *connection, void *socket) {
    int64_t size_max = TRANSPORT_SIZE_MAX;
    set(socket, ZMQ_IMMEDIATE, 1);       /* what is sent before there is a broker would be lost with the attempt */
    set(socket, ZMQ_RECONNECT_IVL, -1);  /* a new connection is a new session: Hello comes first, so we do it ourselves */
    set(socket, ZMQ_SNDHWM, 0);          /* bounded by the windows; a full pipe then means no pipe */
    set(socket, ZMQ_RCVHWM, 16);
    set(socket, ZMQ_CONNECT_TIMEOUT, CONNECT_TIMEOUT_MS);
    set(socket, ZMQ_HANDSHAKE_IVL, CONNECT_TIMEOUT_MS);
    /* No ZMQ_HEARTBEAT: libzmq 4.3.4 aborts when its timer meets a peer that filled the queue and left. The protocol's own ping does it. */
    CHECK(zmq_setsockopt(socket, ZMQ_MAXMSGSIZE, &size_max, sizeof size_max) == 0);
    CHECK(zmq_setsockopt(socket, ZMQ_CURVE_SERVERKEY, connection->server_public, CONNECTION_KEY_SIZE) == 0);
    CHECK(zmq_setsockopt(socket, ZMQ_CURVE_PUBLICKEY, connection->public_key, CONNECTION_KEY_SIZE) == 0);
    CHECK(zmq_setsockopt(socket, ZMQ_CURVE_SECRETKEY, connection->secret_key, CONNECTION_KEY_SIZE) == 0);
}

static void monitor_open(connection_t *connection) {
    char name[48];
    int events = ZMQ_EVENT_CLOSED | ZMQ_EVENT_DISCONNECTED | ZMQ_EVENT_HANDSHAKE_FAILED_AUTH;
    (void)snprintf(name, sizeof name, "inproc://stafet-client-%p", connection->socket);
    CHECK(zmq_socket_monitor(connection->socket, name, events) == 0);
    connection->monitor = zmq_socket(connection->context, ZMQ_PAIR);
    CHECK(connection->monitor != NULL);
    set(connection->monitor, ZMQ_LINGER, 0);
    CHECK(zmq_connect(connection->monitor, name) == 0);
}

status_t connection_open(connection_t *connection, const char *endpoint) {
    CHECK(connection->socket == NULL);
    if (strncmp(endpoint, "tcp://", 6) != 0 && strncmp(endpoint, "ipc://", 6) != 0) return STATUS_CONFIG_INVALID;
    connection->is_lost = false;
    connection->lost = STATUS_NOT_CONNECTED;
    connection->socket = zmq_socket(connection->context, ZMQ_DEALER);
    if (connection->socket == NULL) return STATUS_CONFIG_INVALID;
    socket_configure(connection, connection->socket);
    monitor_open(connection);
    if (zmq_connect(connection->socket, endpoint) == 0) return STATUS_OK;
    connection_close(connection, 0);
    return STATUS_CONFIG_INVALID;
}

void connection_close(connection_t *connection, int linger_ms) {
    if (connection->socket == NULL) return;
    set(connection->socket, ZMQ_LINGER, linger_ms);
    CHECK(zmq_socket_monitor(connection->socket, NULL, 0) == 0);
    CHECK(zmq_close(connection->monitor) == 0);
    CHECK(zmq_close(connection->socket) == 0);
    connection->socket = NULL;
    connection->monitor = NULL;
}

bool connection_is_open(const connection_t *connection) {
    return connection->socket != NULL;
}

static void observe_event(connection_t *connection, const uint8_t *data, size_t size) {
    uint16_t event;
    uint32_t value;
    CHECK(size == sizeof event + sizeof value);
    memcpy(&event, data, sizeof event);
    memcpy(&value, data + sizeof event, sizeof value);
    if (event == ZMQ_EVENT_HANDSHAKE_FAILED_AUTH && value == ZAP_DENIED) connection->lost = STATUS_KEY_UNKNOWN;
    else connection->is_lost = connection->is_lost || event == ZMQ_EVENT_CLOSED || event == ZMQ_EVENT_DISCONNECTED;
}

void connection_observe(connection_t *connection) {
    if (connection->monitor == NULL) return;
    for (;;) {
        uint8_t event[6], address[256];
        int size = zmq_recv(connection->monitor, event, sizeof event, ZMQ_DONTWAIT);
        if (size < 0 && errno == EINTR) continue;
        if (size < 0) return;
        observe_event(connection, event, (size_t)size);
        while (zmq_recv(connection->monitor, address, sizeof address, 0) < 0) CHECK(errno == EINTR);
    }
}

status_t connection_send(connection_t *connection, bytes_t frame) {
    int sent;
    CHECK(frame.size > 0 && frame.size <= FRAME_SIZE_MAX);
    if (connection->socket == NULL) return STATUS_NOT_CONNECTED;
    do sent = zmq_send(connection->socket, frame.data, frame.size, ZMQ_DONTWAIT);
    while (sent < 0 && errno == EINTR);
    return sent < 0 ? STATUS_NOT_CONNECTED : STATUS_OK;
}

static bool receive_part(connection_t *connection) {
    int size;
    do size = zmq_msg_recv(connection->message, connection->socket, ZMQ_DONTWAIT);
    while (size < 0 && errno == EINTR);
    return size >= 0;
}

bool connection_receive(connection_t *connection, bytes_t *frame) {
    if (connection->socket == NULL || !receive_part(connection)) return false;
    bool is_single = zmq_msg_more(connection->message) == 0;
    while (zmq_msg_more(connection->message) != 0) CHECK(receive_part(connection));
    *frame = is_single ? (bytes_t){zmq_msg_data(connection->message), zmq_msg_size(connection->message)} : (bytes_t){NULL, 0};
    return true;
}

void connection_wait(connection_t *connection, bool want_send, int timeout_ms) {
    if (connection->socket == NULL) {
        (void)poll(NULL, 0, timeout_ms);
        return;
    }
    zmq_pollitem_t items[2] = {
        {.socket = connection->socket, .events = (short)(ZMQ_POLLIN | (want_send ? ZMQ_POLLOUT : 0))},
        {.socket = connection->monitor, .events = ZMQ_POLLIN},
    };
    (void)zmq_poll(items, 2, timeout_ms); /* a signal ends the wait early, which does no harm */
}

static int descriptor_of(void *socket) {
    int descriptor = -1;
    size_t size = sizeof descriptor;
    if (socket != NULL) CHECK(zmq_getsockopt(socket, ZMQ_FD, &descriptor, &size) == 0);
    return descriptor;
}

void connection_descriptors(const connection_t *connection, int *socket, int *monitor) {
    *socket = descriptor_of(connection->socket);
    *monitor = descriptor_of(connection->monitor);
}

void connection_new_pair(char public_key[65], char secret_key[65]) {
    char public_text[CONNECTION_KEY_SIZE], secret_text[CONNECTION_KEY_SIZE];
    uint8_t key[KEY_BYTES];
    CHECK(zmq_curve_keypair(public_text, secret_text) == 0);
    CHECK(zmq_z85_decode(key, public_text) != NULL);
    hex_write((bytes_t){key, sizeof key}, public_key);
    CHECK(zmq_z85_decode(key, secret_text) != NULL);
    hex_write((bytes_t){key, sizeof key}, secret_key);
    explicit_bzero(key, sizeof key);
    explicit_bzero(secret_text, sizeof secret_text);
}
