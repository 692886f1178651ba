/* SPDX-License-Identifier: EUPL-1.2
 * The self-probe: a client with a fresh key that nobody can know knocks at the broker's own door and tells whether it was refused. Knows libzmq's
 * events, and nothing of the door: it sees only what a stranger would see. Never blocks. Internal to transport. */
#ifndef STAFET_TRANSPORT_PROBE_H
#define STAFET_TRANSPORT_PROBE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/status.h"
#include "transport/transport.h"

/* How long a knock may stay unanswered. */
#define PROBE_PATIENCE_MS 2000

typedef struct {
    void *socket;
    void *monitor; /* while running: to be polled for reading */
    uint8_t public_key[TRANSPORT_KEY_SIZE]; /* of the last probe; zero before the first */
    uint64_t deadline_ns;                   /* monotonic */
    uint32_t round;
    transport_probe_t state;
} probe_t;

/* Begins a probe; one that is running goes on. BUSY: libzmq has no socket left; then the probe counts as UNANSWERED. */
status_t probe_start(probe_t *probe, void *zmq_context, const char *endpoint, const uint8_t server_key[TRANSPORT_KEY_SIZE]) MUST_CHECK;
/* Reads what has happened to the knock, and gives up when its time has passed. */
void probe_step(probe_t *probe);
/* True when a frame's key is the probe's own: the stranger is inside, whatever else was said. */
bool probe_recognises(probe_t *probe, const uint8_t public_key[TRANSPORT_KEY_SIZE]);
/* Milliseconds that the loop may sleep: at most `timeout_ms`, less when the probe's time ends before. */
int probe_timeout(const probe_t *probe, int timeout_ms);
/* Closes the sockets; the state stays. */
void probe_stop(probe_t *probe);

#endif
