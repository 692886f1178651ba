/* SPDX-License-Identifier: EUPL-1.2
 * What a client is made of, shared by stafet.c (the calls), event.c (what comes back) and link.c (the session with a broker). Internal. */
#ifndef STAFET_CLIENT_CLIENT_H
#define STAFET_CLIENT_CLIENT_H

#include "base/arena.h"
#include "base/limits.h"
#include "client/asks.h"
#include "client/connection.h"
#include "client/outbox.h"
#include "client/submits.h"
#include "stafet.h"
#include "wire/wire.h"

#define CLIENT_ENDPOINTS_MAX 16
#define CLIENT_MS UINT64_C(1000000)

/* PAUSED: until the next attempt. CONNECTING: the handshake runs. GREETING: Hello is out. UP: Welcome came. */
typedef enum { LINK_PAUSED, LINK_CONNECTING, LINK_GREETING, LINK_UP } link_state_t;

/* A delivery that the caller has and that is not answered; number is ours, broker_number the session's. */
typedef struct {
    uint64_t number, broker_number;
} delivered_t;

typedef struct {
    delivered_t *items;
    size_t head, end, capacity; /* items[head..end) */
    uint64_t next_number;
} delivered_list_t;

struct stafet_client {
    /* the options, copied */
    char *endpoints[CLIENT_ENDPOINTS_MAX];
    size_t endpoint_count;
    char *software, *parties[KEY_PARTIES_MAX];
    size_t party_count;
    uint32_t credit_items, credit_bytes;

    /* the session */
    connection_t connection;
    link_state_t state;
    size_t endpoint;            /* of the next attempt */
    unsigned failures;          /* in a row */
    uint64_t state_until_ns;    /* PAUSED, CONNECTING, GREETING */
    uint64_t heard_ns, ping_ns; /* UP */
    uint64_t ping_number;
    submit_window_t window;

    /* what goes out */
    submits_t submits;
    asks_t asks;
    outbox_t *outbox;
    bool outbox_failed;
    uint64_t hold_until_ns; /* the broker asked for a pause */
    unsigned holds;         /* in a row */
    buffer_t out;           /* the frame under construction */
    unsigned out_items;
    bool out_has_submits;
    uint64_t out_since_ns;

    /* what came in */
    arena_t frame_arena, json_arena;
    const broker_frame_t *frame; /* NULL: all of it has been handed out */
    unsigned accepted_at, refused_at, delivery_at, result_at, notice_at;
    uint8_t own_frame[1024]; /* a result that we make ourselves */
    bytes_t welcome;         /* in the frame's arena, until it is told */
    bool tell_connected, tell_disconnected;
    status_t lost;
    char *json;
    size_t json_capacity;
    delivered_list_t delivered;

    /* the answered submit of the last event, kept for the caller to look at */
    uint8_t *answered;
    uint64_t answered_place;

    /* for stafet_fd; -1 until it is asked for */
    int epoll, timer, watched_socket, watched_monitor;
};

/* link.c */

/* Sends what waits: as many items a frame as fit. FILE_FAILED: the outbox cannot be made durable; nothing was sent and nothing will be. */
status_t link_flush(stafet_client *client, uint64_t now_ns) MUST_CHECK;
/* True when a frame was read; it is client->frame then, unless it could not be read. */
bool link_receive(stafet_client *client, uint64_t now_ns);
/* Connecting, Hello, silence, moving on. */
void link_step(stafet_client *client, uint64_t now_ns);
/* When link_flush or link_step will have something to do without anything coming in. */
uint64_t link_due_ns(const stafet_client *client, uint64_t now_ns);
/* Ends the session; the next attempt is at the next broker, after a pause. */
void link_lost(stafet_client *client, status_t why, uint64_t now_ns);
/* The broker asked for the same again later: submits are held for a while. */
void link_hold(stafet_client *client, uint64_t now_ns);
/* Makes room for an item in client->out, or counts one that has been put there. */
void link_counted(stafet_client *client, uint64_t now_ns);
/* Half to all of `milliseconds` doubled `times` times, at most `most` of them, in nanoseconds. */
uint64_t link_jitter(unsigned milliseconds, unsigned times, unsigned most);

/* event.c */

/* The next thing to tell; false when there is nothing. */
bool event_next(stafet_client *client, stafet_event *event, uint64_t now_ns);
bool event_waits(const stafet_client *client);
/* Queries that nobody answered for too long get a result of our own. */
void event_expire(stafet_client *client, uint64_t now_ns);

/* delivered.c */

uint64_t delivered_put(delivered_list_t *list, uint64_t broker_number);
/* NOT_DELIVERED_HERE when it is not out: answered already, or from a session that is gone. */
status_t delivered_take(delivered_list_t *list, uint64_t number, uint64_t *broker_number) MUST_CHECK;
void delivered_forget(delivered_list_t *list);

#endif
