/* SPDX-License-Identifier: EUPL-1.2
 * The self-probe. The events come from libzmq's monitor of the probe's own socket. */
#include "transport/probe.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <zmq.h>

#include "base/check.h"
#include "base/clock.h"
#include "base/log.h"

#define KEY_TEXT_SIZE 41
#define NS_PER_MS 1000000u

static void set_int(void *socket, int option, int value) {
    CHECK(zmq_setsockopt(socket, option, &value, sizeof value) == 0);
}

static void conclude(probe_t *probe, transport_probe_t state) {
    if (state == TRANSPORT_PROBE_GOT_IN && probe->state != TRANSPORT_PROBE_GOT_IN) {
        log_write(LOG_EVENT_DOOR_OPEN, "self_probe=got_in");
    }
    probe->state = state;
    probe_stop(probe);
}

static void set_keys(probe_t *probe, const uint8_t *server_key) {
    char public_text[KEY_TEXT_SIZE], secret_text[KEY_TEXT_SIZE];
    CHECK(zmq_curve_keypair(public_text, secret_text) == 0);
    CHECK(zmq_z85_decode(probe->public_key, public_text) != NULL);
    CHECK(zmq_setsockopt(probe->socket, ZMQ_CURVE_SERVERKEY, server_key, TRANSPORT_KEY_SIZE) == 0);
    CHECK(zmq_setsockopt(probe->socket, ZMQ_CURVE_PUBLICKEY, public_text, KEY_TEXT_SIZE) == 0);
    CHECK(zmq_setsockopt(probe->socket, ZMQ_CURVE_SECRETKEY, secret_text, KEY_TEXT_SIZE) == 0);
}

/* The monitor's reader is connected before there is anything to report: libzmq's own thread would wait for a reader. */
static bool connect_all(probe_t *probe, const char *endpoint) {
    int events = ZMQ_EVENT_HANDSHAKE_SUCCEEDED | ZMQ_EVENT_HANDSHAKE_FAILED_AUTH;
    char monitored[40];
    /* The name of the probe before may still be taken: libzmq frees it in its own time. */
    (void)snprintf(monitored, sizeof monitored, "inproc://stafet.probe.%u", (unsigned)probe->round++);
    set_int(probe->socket, ZMQ_LINGER, 0);
    set_int(probe->monitor, ZMQ_LINGER, 0);
    set_int(probe->socket, ZMQ_RECONNECT_IVL, -1);
    set_int(probe->socket, ZMQ_HANDSHAKE_IVL, PROBE_PATIENCE_MS);
    return zmq_socket_monitor(probe->socket, monitored, events) == 0 && zmq_connect(probe->monitor, monitored) == 0 &&
           zmq_connect(probe->socket, endpoint) == 0 && zmq_send(probe->socket, "", 0, ZMQ_DONTWAIT) == 0;
}

status_t probe_start(probe_t *probe, void *zmq_context, const char *endpoint, const uint8_t server_key[TRANSPORT_KEY_SIZE]) {
    if (probe->state == TRANSPORT_PROBE_RUNNING) return STATUS_OK;
    CHECK(probe->socket == NULL && probe->monitor == NULL);
    probe->socket = zmq_socket(zmq_context, ZMQ_DEALER);
    probe->monitor = zmq_socket(zmq_context, ZMQ_PAIR);
    bool knocking = probe->socket != NULL && probe->monitor != NULL;
    if (knocking) {
        set_keys(probe, server_key);
        knocking = connect_all(probe, endpoint);
    }
    if (!knocking) {
        conclude(probe, TRANSPORT_PROBE_UNANSWERED);
        return STATUS_BUSY;
    }
    probe->deadline_ns = clock_monotonic_ns() + (uint64_t)PROBE_PATIENCE_MS * NS_PER_MS;
    probe->state = TRANSPORT_PROBE_RUNNING;
    return STATUS_OK;
}

/* An event is two parts: number (16 bits) and value (32 bits), then the address. False when there is none. */
static bool next_event(void *monitor, uint16_t *event) {
    uint8_t number_and_value[6] = {0}, address[1];
    int size;
    do size = zmq_recv(monitor, number_and_value, sizeof number_and_value, ZMQ_DONTWAIT);
    while (size < 0 && errno == EINTR);
    if (size < 0) return false;
    CHECK(size == (int)sizeof number_and_value);
    memcpy(event, number_and_value, sizeof *event);
    do size = zmq_recv(monitor, address, sizeof address, ZMQ_DONTWAIT);
    while (size < 0 && errno == EINTR);
    CHECK(size >= 0);
    return true;
}

void probe_step(probe_t *probe) {
    uint16_t event = 0;
    while (probe->state == TRANSPORT_PROBE_RUNNING && next_event(probe->monitor, &event)) {
        if (event == ZMQ_EVENT_HANDSHAKE_SUCCEEDED) conclude(probe, TRANSPORT_PROBE_GOT_IN);
        if (event == ZMQ_EVENT_HANDSHAKE_FAILED_AUTH) conclude(probe, TRANSPORT_PROBE_KEPT_OUT);
    }
    if (probe->state == TRANSPORT_PROBE_RUNNING && clock_monotonic_ns() >= probe->deadline_ns) conclude(probe, TRANSPORT_PROBE_UNANSWERED);
}

bool probe_recognises(probe_t *probe, const uint8_t public_key[TRANSPORT_KEY_SIZE]) {
    if (probe->state == TRANSPORT_PROBE_NONE || memcmp(public_key, probe->public_key, TRANSPORT_KEY_SIZE) != 0) return false;
    conclude(probe, TRANSPORT_PROBE_GOT_IN);
    return true;
}

int probe_timeout(const probe_t *probe, int timeout_ms) {
    if (probe->state != TRANSPORT_PROBE_RUNNING) return timeout_ms;
    uint64_t now_ns = clock_monotonic_ns();
    if (now_ns >= probe->deadline_ns) return 0;
    uint64_t left_ms = (probe->deadline_ns - now_ns) / NS_PER_MS + 1;
    return left_ms < (uint64_t)timeout_ms ? (int)left_ms : timeout_ms;
}

/* The monitor is told to stop while its reader is still there, for the same reason as above. */
void probe_stop(probe_t *probe) {
    if (probe->socket != NULL) CHECK(zmq_socket_monitor(probe->socket, NULL, 0) == 0);
    if (probe->monitor != NULL) CHECK(zmq_close(probe->monitor) == 0);
    if (probe->socket != NULL) CHECK(zmq_close(probe->socket) == 0);
    probe->socket = NULL;
    probe->monitor = NULL;
}
