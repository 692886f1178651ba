/* SPDX-License-Identifier: EUPL-1.2
 * Who is connected, for whom, with what room. Pure: a bounded table; time is an argument (milliseconds of the broker's monotonic clock).
 * The broker can neither see nor cut a connection, so a session begins with Hello and ends by Goodbye or silence; rights are asked anew for
 * every message (L9); windows and quotas bound what one session can hold (L14). */
#ifndef STAFET_SESSION_SESSION_H
#define STAFET_SESSION_SESSION_H

#include "model/frame.h"
#include "model/registry.h"

typedef struct sessions sessions_t;

typedef struct {
    uint8_t bytes[5];
} session_peer_t;

/* One delivery that is out to a session. `handle` is the delivery layer's. */
typedef struct {
    uint64_t number;
    uint32_t handle;
    uint32_t size;
    uint32_t sent_count; /* which sending of the delivery this is */
    uint64_t sent_ms;
} outgoing_t;

/* What a session wants to hear of: a unit, or a course. */
typedef struct {
    uint64_t number;
    char party[PARTY_ID_SIZE]; /* empty = a course */
    uuid_t course;
} watching_t;

typedef struct session {
    uint32_t index; /* in its table; stable while the session lives */
    uint32_t life;  /* differs from every earlier session in this place */
    session_peer_t peer;
    uint8_t public_key[32];
    char software[64];
    char parties[KEY_PARTIES_MAX][PARTY_ID_SIZE]; /* acted for */
    unsigned party_count;
    uint64_t heard_ms;
    /* submits that have no answer yet */
    unsigned submits, submit_bytes;
    /* deliveries: credit granted, what is out */
    unsigned credit_items, credit_bytes;
    unsigned out_items, out_bytes;
    uint64_t delivery_next;
    outgoing_t *out; /* ring of DELIVERY_CREDIT_ITEMS_MAX, oldest first; entries with number 0 are answered */
    unsigned out_head, out_tail;
    /* refusals: a bucket of REFUSAL_BURST that refills REFUSAL_PER_SECOND */
    double refusal_tokens;
    uint64_t refusal_ms;
    watching_t watches[8];
    unsigned watch_count;
} session_t;

#define REFUSAL_BURST 200
#define REFUSAL_PER_SECOND 20

/* Allocates the table at start; aborts without memory. */
sessions_t *sessions_open(unsigned capacity);
void sessions_close(sessions_t **sessions);
unsigned sessions_count(const sessions_t *sessions);

/* NULL: no Hello from this connection yet, or its session has ended. */
session_t *session_find(sessions_t *sessions, session_peer_t peer);
/* By index, for walking 0 … capacity - 1; NULL where there is none. */
session_t *session_at(sessions_t *sessions, unsigned index);
unsigned sessions_capacity(const sessions_t *sessions);

/* Hello. The parties are those of the key's grants that the client named (all when it named none). A second Hello of the same connection renews.
 * UNKNOWN_VERSION; PARTY_NOT_GRANTED (a named one that the key has no grant for); KEY_UNKNOWN (no grant at all); BUSY (table full). */
typedef struct {
    session_peer_t peer;
    const uint8_t *public_key;
    const hello_t *hello;
    const grant_t *grants;
    unsigned grant_count;
    uint64_t now_ms;
} session_hello_t;
status_t session_open(sessions_t *sessions, const session_hello_t *hello, session_t **session) MUST_CHECK;
/* Goodbye, silence or a revoked key. What was out is the delivery layer's to take back before. */
void session_end(sessions_t *sessions, session_t *session);
bool session_is_silent(const session_t *session, uint64_t now_ms);
bool session_acts_for(const session_t *session, const char *party);

/* A submit wants in: BUSY above the submit window (items or bytes), QUOTA when the refusal bucket is empty. On OK it is counted. */
status_t session_admit(session_t *session, size_t size, uint64_t now_ms) MUST_CHECK;
/* The submit has its answer; `was_refused` takes one token. */
void session_answered(session_t *session, size_t size, bool was_refused, uint64_t now_ms);

/* Credit is what the client can take in all, not what is left; clamped to the limits. */
void session_set_credit(session_t *session, uint32_t items, uint32_t bytes);
/* A session with nothing out takes one message whatever its size: a credit below a message's size would else block its line for ever (L6). */
bool session_has_room(const session_t *session, size_t size);
/* Puts a delivery out and gives its number. Only when session_has_room. */
uint64_t session_put_out(session_t *session, uint32_t handle, size_t size, uint32_t sent_count, uint64_t now_ms);
/* The answer to a delivery: takes it off and gives the handle. NOT_DELIVERED_HERE for a number that is not out. */
status_t session_take_off(session_t *session, uint64_t number, uint32_t *handle) MUST_CHECK;
/* Walks what is out, oldest first: `*cursor` starts at 0; false at the end. */
bool session_next_out(const session_t *session, unsigned *cursor, outgoing_t *out);

#endif
