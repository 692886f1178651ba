/* SPDX-License-Identifier: EUPL-1.2
 * The ZAP handler. Whatever is not exactly the request that our own ROUTER makes is refused: the door fails shut (L9). */
#include "transport/door.h"

#include <errno.h>
#include <string.h>
#include <zmq.h>

#include "base/check.h"
#include "base/log.h"

/* libzmq looks for the handler of a context under this name. */
#define DOOR_ENDPOINT "inproc://zeromq.zap.01"
/* A flood of knocks must not keep the loop from its frames: the rest waits for the next turn. */
#define DOOR_ANSWERS_MAX 64
#define DOOR_PART_MAX 64

/* RFC 27: the parts of a request, in order. */
enum { PART_VERSION, PART_REQUEST_ID, PART_DOMAIN, PART_ADDRESS, PART_ROUTING_ID, PART_MECHANISM, PART_KEY, PART_COUNT };

typedef struct {
    uint8_t data[DOOR_PART_MAX];
    size_t size; /* as sent: above DOOR_PART_MAX only the beginning is here */
} part_t;

typedef struct {
    part_t parts[PART_COUNT];
    size_t part_count; /* as sent: above PART_COUNT the last ones are not here */
} knock_t;

status_t door_open(door_t *door, void *zmq_context) {
    CHECK(door->socket == NULL && door->admit != NULL);
    door->socket = zmq_socket(zmq_context, ZMQ_REP);
    int no_linger = 0;
    if (door->socket == NULL || zmq_setsockopt(door->socket, ZMQ_LINGER, &no_linger, sizeof no_linger) != 0 ||
        zmq_bind(door->socket, DOOR_ENDPOINT) != 0) {
        log_write(LOG_EVENT_CONFIG_REFUSED, "what=door reason=\"%s\"", zmq_strerror(zmq_errno()));
        door_close(door);
        return STATUS_FILE_FAILED;
    }
    return STATUS_OK;
}

void door_close(door_t *door) {
    if (door->socket != NULL) CHECK(zmq_close(door->socket) == 0);
    door->socket = NULL;
}

/* A signal may end even a call that does not wait. */
static int receive(void *socket, part_t *part) {
    int size;
    do size = zmq_recv(socket, part->data, DOOR_PART_MAX, ZMQ_DONTWAIT);
    while (size < 0 && errno == EINTR);
    if (size < 0) return size;
    part->size = (size_t)size;
    return 0;
}

static bool more_parts(void *socket) {
    int more = 0;
    size_t more_size = sizeof more;
    CHECK(zmq_getsockopt(socket, ZMQ_RCVMORE, &more, &more_size) == 0);
    return more != 0;
}

/* The parts of a request come together or not at all. */
static bool next_knock(void *socket, knock_t *knock) {
    part_t surplus;
    memset(knock, 0, sizeof *knock);
    do {
        part_t *part = knock->part_count < PART_COUNT ? &knock->parts[knock->part_count] : &surplus;
        if (receive(socket, part) != 0) {
            CHECK(knock->part_count == 0 && errno == EAGAIN);
            return false;
        }
        knock->part_count++;
    } while (more_parts(socket));
    return true;
}

static bool part_is(const part_t *part, const char *text) {
    return part->size == strlen(text) && memcmp(part->data, text, part->size) == 0;
}

static bool well_formed(const knock_t *knock) {
    return knock->part_count == PART_COUNT && part_is(&knock->parts[PART_VERSION], "1.0") &&
           knock->parts[PART_REQUEST_ID].size <= DOOR_PART_MAX && part_is(&knock->parts[PART_DOMAIN], DOOR_DOMAIN) &&
           part_is(&knock->parts[PART_MECHANISM], "CURVE") && knock->parts[PART_KEY].size == TRANSPORT_KEY_SIZE;
}

static void reply_part(void *socket, bytes_t bytes, int more) {
    int sent;
    do sent = zmq_send(socket, bytes.data, bytes.size, ZMQ_DONTWAIT | more);
    while (sent < 0 && errno == EINTR);
    /* A handler's answer has no limit to reach, and to a peer that has left it is dropped. */
    CHECK(sent >= 0);
}

/* 400 tells the client, and the self-probe, that the key is not wanted; after 300 its socket tries again by itself (ZeroMQ RFC 27). */
static void reply(void *socket, const knock_t *knock, transport_admission_t admission, const char *user_id) {
    const part_t *id = &knock->parts[PART_REQUEST_ID];
    bytes_t request_id = {id->data, id->size < DOOR_PART_MAX ? id->size : DOOR_PART_MAX};
    bool admitted = admission == TRANSPORT_ADMITTED;
    reply_part(socket, bytes_of_text("1.0"), ZMQ_SNDMORE);
    reply_part(socket, request_id, ZMQ_SNDMORE);
    reply_part(socket, bytes_of_text(admitted ? "200" : admission == TRANSPORT_LATER ? "300" : "400"), ZMQ_SNDMORE);
    reply_part(socket, bytes_of_text(admitted ? "admitted" : "not admitted"), ZMQ_SNDMORE);
    reply_part(socket, bytes_of_text(admitted ? user_id : ""), ZMQ_SNDMORE);
    reply_part(socket, bytes_of_text(""), 0);
}

static void answer_key(door_t *door, const knock_t *knock, const uint8_t *probe_key) {
    const part_t *address = &knock->parts[PART_ADDRESS];
    const uint8_t *key = knock->parts[PART_KEY].data;
    int address_size = (int)(address->size < DOOR_PART_MAX ? address->size : DOOR_PART_MAX);
    char user_id[2 * TRANSPORT_KEY_SIZE + 1];
    hex_write((bytes_t){key, TRANSPORT_KEY_SIZE}, user_id);
    bool own = memcmp(key, probe_key, TRANSPORT_KEY_SIZE) == 0;
    transport_admission_t admission = door->admit(door->context, key);
    if (own && admission == TRANSPORT_LATER) {
        admission = TRANSPORT_KEPT_OUT; /* the probe wants a plain answer */
    }
    log_write(admission == TRANSPORT_ADMITTED ? LOG_EVENT_KEY_ADMITTED : LOG_EVENT_KEY_DENIED, "key=%.*s address=\"%.*s\" self_probe=%s", DOOR_KEY_SHOWN, user_id,
              address_size, (const char *)address->data, own ? "yes" : "no");
    reply(door->socket, knock, admission, user_id);
}

void door_answer(door_t *door, const uint8_t probe_key[TRANSPORT_KEY_SIZE]) {
    knock_t knock;
    for (size_t answers = 0; answers < DOOR_ANSWERS_MAX && next_knock(door->socket, &knock); answers++) {
        if (well_formed(&knock)) {
            answer_key(door, &knock, probe_key);
        } else {
            log_write(LOG_EVENT_KEY_DENIED, "key=none reason=request_malformed");
            reply(door->socket, &knock, TRANSPORT_KEPT_OUT, "");
        }
    }
}
