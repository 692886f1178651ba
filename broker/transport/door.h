/* SPDX-License-Identifier: EUPL-1.2
 * The ZAP handler (ZeroMQ RFC 27) that guards the ROUTER: it asks `admit` about each key and names the connection by it. It is bound before the
 * ROUTER and closed after it; it never blocks, for it is served by the thread that serves everything else. Internal to transport. */
#ifndef STAFET_TRANSPORT_DOOR_H
#define STAFET_TRANSPORT_DOOR_H

#include <stdbool.h>
#include <stdint.h>

#include "base/bytes.h"
#include "base/status.h"
#include "transport/transport.h"

/* The domain that the ROUTER names and the door insists on. */
#define DOOR_DOMAIN "stafet"
/* The characters of a key that a log line may show. */
#define DOOR_KEY_SHOWN 8

typedef struct {
    void *socket; /* to be polled for reading */
    transport_admission_t (*admit)(void *context, const uint8_t public_key[TRANSPORT_KEY_SIZE]);
    void *context;
} door_t;

/* Binds the handler in `zmq_context`. FILE_FAILED when it cannot be bound (the log says why). */
status_t door_open(door_t *door, void *zmq_context) MUST_CHECK;
/* Does nothing when the door was never opened. */
void door_close(door_t *door);
/* Answers those who have knocked, a bounded number of them. Every refusal is logged; that of `probe_key`, the broker's own, is marked so. */
void door_answer(door_t *door, const uint8_t probe_key[TRANSPORT_KEY_SIZE]);

#endif
