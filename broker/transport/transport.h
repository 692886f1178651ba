/* SPDX-License-Identifier: EUPL-1.2
 * The broker's only door: a CURVE ROUTER socket, the ZAP handler that guards it, and the wait of the one loop. Only user of libzmq here.
 * One thread uses it. Facts kept here (L9, L14): without a live ZAP handler libzmq lets every key in, so ZAP is bound
 * before the ROUTER and closed after it, enforcement (option 93) is on, and the door is tried with an unknown key; the identity is
 * the key (User-Id), never the routing id, and a client that chose its own routing id is dropped; ROUTER is MANDATORY, without HANDOVER. */
#ifndef STAFET_TRANSPORT_TRANSPORT_H
#define STAFET_TRANSPORT_TRANSPORT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/bytes.h"
#include "base/status.h"

#define TRANSPORT_ENDPOINTS_MAX 4
#define TRANSPORT_KEY_SIZE 32
#define TRANSPORT_WATCHES_MAX 16

typedef struct transport transport_t;

/* Where an answer goes: libzmq's own routing id of the connection. A value; equal bytes = same connection. */
typedef struct {
    uint8_t bytes[5];
} peer_t;

/* LATER: the key cannot be looked up now; the client's socket comes again by itself. After KEPT_OUT libzmq's never does. */
typedef enum { TRANSPORT_KEPT_OUT, TRANSPORT_ADMITTED, TRANSPORT_LATER } transport_admission_t;

typedef struct {
    const char *endpoints[TRANSPORT_ENDPOINTS_MAX]; /* "tcp://127.0.0.1:5710", "tcp://127.0.0.1:*" or "ipc://…"; anything else is refused */
    size_t endpoint_count;
    uint8_t public_key[TRANSPORT_KEY_SIZE];
    uint8_t secret_key[TRANSPORT_KEY_SIZE];
    size_t frames_max;   /* frames that may be held at once; above it transport_take gives none */
    /* Asked once a connection, from inside transport_wait: may this key come in? Must not call the transport. */
    transport_admission_t (*admit)(void *context, const uint8_t public_key[TRANSPORT_KEY_SIZE]);
    void *context;
} transport_options_t;

/* Binds ZAP, then every endpoint. FIELD_INVALID: an endpoint is of another kind, or the two keys are no pair. FILE_FAILED: an address cannot be
 * bound (the log says which). libzmq copies the secret key, once a connection and into ordinary memory: the process forbids core dumps and
 * swap; the caller may clear its own. libzmq bounds sockets, not connections: those are bounded by `admit` and by RLIMIT_NOFILE, which must be
 * well above them (at the limit its thread spins). transport_close unbinds in the reverse order and nulls; frames that are
 * still held end with it. It gives frames that are on their way out one second. */
status_t transport_open(const transport_options_t *options, transport_t **transport) MUST_CHECK;
void transport_close(transport_t **transport);
/* The address in use for endpoint `index`, with the port that "*" became. Lives as long as the transport. */
const char *transport_endpoint(const transport_t *transport, size_t index);

/* A file descriptor to wait for beside the sockets (PostgreSQL's connections). */
typedef struct {
    int fd;
    bool want_read, want_write;
    bool readable, writable; /* written by transport_wait; an error on the descriptor shows as both */
} transport_watch_t;

/* Waits until a frame is there (only when take_frames and a frame can be held), the door is knocked at, a watch is ready, a signal came or timeout_ms passed.
 * At most TRANSPORT_WATCHES_MAX watches. Door requests are answered inside. OK also for a time-out and for a signal. INTERNAL: the machine's
 * poll failed; stop. */
status_t transport_wait(transport_t *transport, transport_watch_t *watches, size_t watch_count, bool take_frames, int timeout_ms) MUST_CHECK;

/* One received frame. Held by the caller until transport_release; `body` points into it. */
typedef struct frame {
    peer_t peer;
    uint8_t public_key[TRANSPORT_KEY_SIZE];
    bytes_t body;
    unsigned references; /* starts at 1; frame_hold and transport_release count it */
    void *message;       /* the transport's own */
    struct frame *next;  /* the transport's own while free; the caller's while held */
} frame_t;

/* The next frame, without waiting; NULL when there is none, frames_max are held, or many had to be dropped (wait again: it returns at once).
 * Frames with no User-Id, of a foreign routing id, of more than one part never come out: they are logged and dropped. One larger than
 * FRAME_SIZE_MAX comes out with that size and the caller answers it; above TRANSPORT_SIZE_MAX, CURVE's 33 bytes included, libzmq cuts the peer. */
frame_t *transport_take(transport_t *transport);
void frame_hold(frame_t *frame);
void transport_release(transport_t *transport, frame_t *frame);
/* Frames that are held now. */
size_t transport_frames_held(const transport_t *transport);

/* Sends one frame (copied) of at most FRAME_SIZE_MAX. BUSY: the peer's queue is full. NOT_CONNECTED: the peer is gone. In both cases nothing was sent. */
status_t transport_send(transport_t *transport, peer_t peer, bytes_t body) MUST_CHECK;

/* Knocks at the own first endpoint with a fresh unknown key; the answer comes within two seconds of transport_wait calls. One that is running
 * goes on. BUSY: no socket was left; counts as UNANSWERED. */
status_t transport_probe_start(transport_t *transport) MUST_CHECK;
typedef enum { TRANSPORT_PROBE_NONE, TRANSPORT_PROBE_RUNNING, TRANSPORT_PROBE_KEPT_OUT, TRANSPORT_PROBE_GOT_IN, TRANSPORT_PROBE_UNANSWERED } transport_probe_t;
/* GOT_IN (already logged): the broker must exit at once. UNANSWERED: nobody refused the key either; treat as GOT_IN after three in a row. */
transport_probe_t transport_probe_state(const transport_t *transport);

#endif
