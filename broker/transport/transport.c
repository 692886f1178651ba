/* SPDX-License-Identifier: EUPL-1.2
 * The ROUTER, its frames and the wait. No call here waits but zmq_poll: the door is served by this thread, so a call that waited for a peer
 * could wait for a peer that waits for the door. */
#include "transport/transport.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <zmq.h>

#include "base/check.h"
#include "base/limits.h"
#include "base/log.h"
#include "transport/door.h"
#include "transport/probe.h"

/* ZMQ_ZAP_ENFORCE_DOMAIN: its macro is hidden among the drafts, the option is in every libzmq from 4.3.0. */
#define ENFORCE_DOMAIN 93
#define ENDPOINT_SIZE 256
#define KEY_TEXT_SIZE 41
/* The ROUTER, the door, the probe and both ends of its monitor, and those of the probe before that are still being closed. */
#define OWN_SOCKETS 16
/* Bad frames that one call throws away: the rest waits for the next turn, so that a flood of them cannot hold the loop. */
#define DROPS_MAX 64

typedef struct {
    frame_t frame; /* first: a frame_t of ours is the beginning of its entry */
    zmq_msg_t message;
} entry_t;

struct transport {
    void *context;
    void *router;
    door_t door;
    probe_t probe;
    uint8_t public_key[TRANSPORT_KEY_SIZE];
    char endpoints[TRANSPORT_ENDPOINTS_MAX][ENDPOINT_SIZE];
    size_t endpoint_count;
    entry_t *entries;
    frame_t *free;
    size_t frames_max;
    size_t frames_held;
};

/* What the ROUTER is told before it is bound. ROUTER_HANDOVER stays off: with it a newcomer of the same routing id gets the other's answers. */
static const struct {
    int option;
    int value;
} ROUTER_SETTINGS[] = {
    {ZMQ_CURVE_SERVER, 1},
    {ENFORCE_DOMAIN, 1},           /* without it a missing door is an open door (L9) */
    {ZMQ_ROUTER_MANDATORY, 1},     /* without it frames to a slow or absent peer vanish */
    {ZMQ_RCVHWM, 2},               /* libzmq's thread fills it while the loop is busy (L14) */
    {ZMQ_SNDHWM, 64},
    {ZMQ_LINGER, 1000},
    {ZMQ_HANDSHAKE_IVL, 3000},
    /* No ZMQ_HEARTBEAT: libzmq 4.3.4 aborts when its heartbeat timer meets a peer that filled its queue and left (out_event asserts !_io_error). The
     * protocol's own ping tells who is silent; TCP's keep-alive clears away what is dead underneath. */
    {ZMQ_TCP_KEEPALIVE, 1},
    {ZMQ_TCP_KEEPALIVE_IDLE, 15},
    {ZMQ_TCP_KEEPALIVE_INTVL, 5},
    {ZMQ_TCP_KEEPALIVE_CNT, 3},
    {ZMQ_BACKLOG, 128},
    {ZMQ_IPV6, 0},
};

static bool endpoint_allowed(const char *endpoint) {
    return endpoint != NULL && strlen(endpoint) < ENDPOINT_SIZE && (strncmp(endpoint, "tcp://", 6) == 0 || strncmp(endpoint, "ipc://", 6) == 0);
}

/* With keys that are no pair every client would be cut without a word. */
static bool is_key_pair(const transport_options_t *options) {
    char secret_text[KEY_TEXT_SIZE], public_text[KEY_TEXT_SIZE];
    uint8_t public_key[TRANSPORT_KEY_SIZE];
    CHECK(zmq_z85_encode(secret_text, options->secret_key, TRANSPORT_KEY_SIZE) != NULL);
    CHECK(zmq_curve_public(public_text, secret_text) == 0);
    explicit_bzero(secret_text, sizeof secret_text);
    CHECK(zmq_z85_decode(public_key, public_text) != NULL);
    return memcmp(public_key, options->public_key, TRANSPORT_KEY_SIZE) == 0;
}

static status_t validate(const transport_options_t *options) {
    for (size_t index = 0; index < options->endpoint_count; index++) {
        if (endpoint_allowed(options->endpoints[index])) continue;
        log_write(LOG_EVENT_CONFIG_REFUSED, "what=endpoint index=%zu reason=\"only tcp:// and ipc:// are allowed\"", index);
        return STATUS_FIELD_INVALID;
    }
    if (is_key_pair(options)) return STATUS_OK;
    log_write(LOG_EVENT_CONFIG_REFUSED, "what=key reason=\"the public key does not belong to the secret key\"");
    return STATUS_FIELD_INVALID;
}

static void pool_open(transport_t *transport, size_t frames_max) {
    transport->entries = calloc(frames_max, sizeof *transport->entries);
    CHECK(transport->entries != NULL);
    transport->frames_max = frames_max;
    for (size_t index = 0; index < frames_max; index++) {
        entry_t *entry = &transport->entries[index];
        entry->frame.message = &entry->message;
        entry->frame.next = transport->free;
        transport->free = &entry->frame;
    }
}

static void router_set(void *router, const transport_options_t *options) {
    int64_t size_max = TRANSPORT_SIZE_MAX;
    for (size_t index = 0; index < COUNT_OF(ROUTER_SETTINGS); index++) {
        CHECK(zmq_setsockopt(router, ROUTER_SETTINGS[index].option, &ROUTER_SETTINGS[index].value, sizeof(int)) == 0);
    }
    CHECK(zmq_setsockopt(router, ZMQ_MAXMSGSIZE, &size_max, sizeof size_max) == 0);
    CHECK(zmq_setsockopt(router, ZMQ_ZAP_DOMAIN, DOOR_DOMAIN, strlen(DOOR_DOMAIN)) == 0);
    CHECK(zmq_setsockopt(router, ZMQ_CURVE_PUBLICKEY, options->public_key, TRANSPORT_KEY_SIZE) == 0);
    CHECK(zmq_setsockopt(router, ZMQ_CURVE_SECRETKEY, options->secret_key, TRANSPORT_KEY_SIZE) == 0);
}

static status_t router_bind(transport_t *transport, const transport_options_t *options) {
    for (size_t index = 0; index < options->endpoint_count; index++) {
        size_t size = ENDPOINT_SIZE;
        if (zmq_bind(transport->router, options->endpoints[index]) != 0) {
            log_write(LOG_EVENT_CONFIG_REFUSED, "what=endpoint value=\"%s\" reason=\"%s\"", options->endpoints[index], zmq_strerror(zmq_errno()));
            return STATUS_FILE_FAILED;
        }
        CHECK(zmq_getsockopt(transport->router, ZMQ_LAST_ENDPOINT, transport->endpoints[index], &size) == 0);
        transport->endpoint_count++;
    }
    return STATUS_OK;
}

static status_t open_sockets(transport_t *transport, const transport_options_t *options) {
    transport->context = zmq_ctx_new();
    CHECK(transport->context != NULL);
    CHECK(zmq_ctx_set(transport->context, ZMQ_IO_THREADS, 1) == 0);
    CHECK(zmq_ctx_set(transport->context, ZMQ_MAX_SOCKETS, OWN_SOCKETS) == 0);
    status_t status = door_open(&transport->door, transport->context);
    if (status != STATUS_OK) return status;
    transport->router = zmq_socket(transport->context, ZMQ_ROUTER);
    if (transport->router == NULL) {
        log_write(LOG_EVENT_CONFIG_REFUSED, "what=router reason=\"%s\"", zmq_strerror(zmq_errno()));
        return STATUS_FILE_FAILED;
    }
    router_set(transport->router, options);
    return router_bind(transport, options);
}

status_t transport_open(const transport_options_t *options, transport_t **transport) {
    CHECK(options->endpoint_count > 0 && options->endpoint_count <= TRANSPORT_ENDPOINTS_MAX);
    CHECK(options->frames_max > 0 && options->admit != NULL);
    status_t status = validate(options);
    if (status != STATUS_OK) return status;
    transport_t *made = calloc(1, sizeof *made);
    CHECK(made != NULL);
    memcpy(made->public_key, options->public_key, sizeof made->public_key);
    made->door = (door_t){.admit = options->admit, .context = options->context};
    pool_open(made, options->frames_max);
    status = open_sockets(made, options);
    if (status == STATUS_OK) *transport = made;
    else transport_close(&made);
    return status;
}

void transport_close(transport_t **transport) {
    transport_t *closing = *transport;
    *transport = NULL;
    if (closing == NULL) return;
    for (size_t index = 0; index < closing->frames_max; index++) {
        if (closing->entries[index].frame.references > 0) CHECK(zmq_msg_close(&closing->entries[index].message) == 0);
    }
    probe_stop(&closing->probe);
    while (closing->endpoint_count > 0) {
        closing->endpoint_count--;
        CHECK(zmq_unbind(closing->router, closing->endpoints[closing->endpoint_count]) == 0);
    }
    if (closing->router != NULL) CHECK(zmq_close(closing->router) == 0);
    door_close(&closing->door);
    while (zmq_ctx_term(closing->context) != 0) CHECK(errno == EINTR);
    free(closing->entries);
    free(closing);
}

const char *transport_endpoint(const transport_t *transport, size_t index) {
    CHECK(index < transport->endpoint_count);
    return transport->endpoints[index];
}

static void watch_read(transport_watch_t *watch, short events) {
    /* An error is for the owner to find: by reading, or by writing. */
    bool failed = (events & ZMQ_POLLERR) != 0;
    watch->readable = failed || (events & ZMQ_POLLIN) != 0;
    watch->writable = failed || (events & ZMQ_POLLOUT) != 0;
}

status_t transport_wait(transport_t *transport, transport_watch_t *watches, size_t watch_count, bool take_frames, int timeout_ms) {
    zmq_pollitem_t items[TRANSPORT_WATCHES_MAX + 3];
    size_t count = watch_count;
    CHECK(watch_count <= TRANSPORT_WATCHES_MAX && timeout_ms >= 0);
    for (size_t index = 0; index < watch_count; index++) {
        short events = (short)((watches[index].want_read ? ZMQ_POLLIN : 0) | (watches[index].want_write ? ZMQ_POLLOUT : 0));
        items[index] = (zmq_pollitem_t){.fd = watches[index].fd, .events = events};
        watch_read(&watches[index], 0);
    }
    items[count++] = (zmq_pollitem_t){.socket = transport->door.socket, .events = ZMQ_POLLIN};
    if (transport->probe.state == TRANSPORT_PROBE_RUNNING) items[count++] = (zmq_pollitem_t){.socket = transport->probe.monitor, .events = ZMQ_POLLIN};
    /* A frame that nobody can take must not keep the wait from waiting. */
    if (take_frames && transport->free != NULL) items[count++] = (zmq_pollitem_t){.socket = transport->router, .events = ZMQ_POLLIN};
    int ready = zmq_poll(items, (int)count, probe_timeout(&transport->probe, timeout_ms));
    if (ready < 0 && errno != EINTR) return STATUS_INTERNAL;
    for (size_t index = 0; ready > 0 && index < watch_count; index++) watch_read(&watches[index], items[index].revents);
    door_answer(&transport->door, transport->probe.public_key);
    probe_step(&transport->probe);
    return STATUS_OK;
}

/* A signal may end even a call that does not wait. */
static bool receive(void *router, zmq_msg_t *part) {
    int size;
    do size = zmq_msg_recv(part, router, ZMQ_DONTWAIT);
    while (size < 0 && errno == EINTR);
    CHECK(size >= 0 || errno == EAGAIN);
    return size >= 0;
}

/* The parts of a message come together or not at all, so the rest is there. Returns their number. */
static size_t drain(void *router, bool more) {
    size_t parts = 0;
    while (more) {
        zmq_msg_t part;
        CHECK(zmq_msg_init(&part) == 0);
        CHECK(receive(router, &part));
        more = zmq_msg_more(&part) != 0;
        CHECK(zmq_msg_close(&part) == 0);
        parts++;
    }
    return parts;
}

/* libzmq's own routing ids are a zero byte and a number; a client cannot choose one that begins with zero through libzmq. */
static bool read_peer(zmq_msg_t *routing_id, peer_t *peer) {
    const uint8_t *bytes = zmq_msg_data(routing_id);
    if (zmq_msg_size(routing_id) != sizeof peer->bytes || bytes[0] != 0) return false;
    memcpy(peer->bytes, bytes, sizeof peer->bytes);
    return true;
}

static void refuse(const char *user_id, const char *reason, size_t parts) {
    log_write(LOG_EVENT_FRAME_REFUSED, "key=%.*s reason=%s parts=%zu", DOOR_KEY_SHOWN, user_id, reason, parts);
}

/* True when the frame in the entry is one to hand out; otherwise it has been logged. */
static bool accept_frame(transport_t *transport, entry_t *entry, bool peer_known, size_t extra_parts) {
    const char *user_id = zmq_msg_gets(&entry->message, "User-Id");
    if (user_id == NULL || hex_read(user_id, entry->frame.public_key, TRANSPORT_KEY_SIZE) != STATUS_OK) {
        log_write(LOG_EVENT_NO_USER_ID, "size=%zu", zmq_msg_size(&entry->message));
        return false;
    }
    if (probe_recognises(&transport->probe, entry->frame.public_key)) return false;
    if (!peer_known) refuse(user_id, "routing_id", 1 + extra_parts);
    else if (extra_parts > 0) refuse(user_id, "parts", 1 + extra_parts);
    return peer_known && extra_parts == 0;
}

typedef enum { RECEIVED_NOTHING, RECEIVED_DROPPED, RECEIVED_FRAME } received_t;

static received_t receive_frame(transport_t *transport, entry_t *entry) {
    zmq_msg_t routing_id;
    CHECK(zmq_msg_init(&routing_id) == 0);
    if (!receive(transport->router, &routing_id)) return RECEIVED_NOTHING;
    bool peer_known = read_peer(&routing_id, &entry->frame.peer);
    CHECK(zmq_msg_more(&routing_id) != 0);
    CHECK(zmq_msg_close(&routing_id) == 0);
    CHECK(zmq_msg_init(&entry->message) == 0);
    CHECK(receive(transport->router, &entry->message));
    size_t extra_parts = drain(transport->router, zmq_msg_more(&entry->message) != 0);
    if (accept_frame(transport, entry, peer_known, extra_parts)) return RECEIVED_FRAME;
    CHECK(zmq_msg_close(&entry->message) == 0);
    return RECEIVED_DROPPED;
}

frame_t *transport_take(transport_t *transport) {
    if (transport->free == NULL) return NULL;
    entry_t *entry = (entry_t *)transport->free;
    received_t received = RECEIVED_DROPPED;
    for (size_t drops = 0; drops < DROPS_MAX && received == RECEIVED_DROPPED; drops++) received = receive_frame(transport, entry);
    if (received != RECEIVED_FRAME) return NULL;
    frame_t *frame = &entry->frame;
    transport->free = frame->next;
    transport->frames_held++;
    frame->next = NULL;
    frame->references = 1;
    frame->body = (bytes_t){zmq_msg_data(&entry->message), zmq_msg_size(&entry->message)};
    return frame;
}

void frame_hold(frame_t *frame) {
    CHECK(frame->references > 0);
    frame->references++;
}

void transport_release(transport_t *transport, frame_t *frame) {
    CHECK(frame->references > 0 && transport->frames_held > 0);
    frame->references--;
    if (frame->references > 0) return;
    CHECK(zmq_msg_close(frame->message) == 0);
    frame->body = (bytes_t){NULL, 0};
    frame->next = transport->free;
    transport->free = frame;
    transport->frames_held--;
}

size_t transport_frames_held(const transport_t *transport) {
    return transport->frames_held;
}

/* A peer that leaves between the two parts loses the second one without an error: it is gone, and only an application's answer counts. */
status_t transport_send(transport_t *transport, peer_t peer, bytes_t body) {
    CHECK(body.size <= FRAME_SIZE_MAX);
    zmq_msg_t message;
    /* Made first: after the routing id there is no way back. */
    if (zmq_msg_init_size(&message, body.size) != 0) return STATUS_BUSY;
    if (body.size > 0) memcpy(zmq_msg_data(&message), body.data, body.size);
    int sent;
    do sent = zmq_send(transport->router, peer.bytes, sizeof peer.bytes, ZMQ_SNDMORE | ZMQ_DONTWAIT);
    while (sent < 0 && errno == EINTR);
    if (sent < 0) {
        CHECK(errno == EAGAIN || errno == EHOSTUNREACH);
        status_t status = errno == EAGAIN ? STATUS_BUSY : STATUS_NOT_CONNECTED;
        CHECK(zmq_msg_close(&message) == 0);
        return status;
    }
    do sent = zmq_msg_send(&message, transport->router, ZMQ_DONTWAIT);
    while (sent < 0 && errno == EINTR);
    CHECK(sent >= 0);
    return STATUS_OK;
}

status_t transport_probe_start(transport_t *transport) {
    return probe_start(&transport->probe, transport->context, transport->endpoints[0], transport->public_key);
}

transport_probe_t transport_probe_state(const transport_t *transport) {
    return transport->probe.state;
}
