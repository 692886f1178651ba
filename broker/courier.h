/* SPDX-License-Identifier: EUPL-1.2
 * The courier's inside: what is claimed, what is on its way back, which units are served. For courier.c, claims.c, stops.c and releases.c alone. */
#ifndef STAFET_BROKER_COURIER_H
#define STAFET_BROKER_COURIER_H

#include "broker.h"

#define LOOKED_MAX 1024
#define RELEASES_MAX 256
#define PASSED_MAX 256
#define STOPS_MAX 256
#define SERVED_BUCKETS 8192
#define NS_PER_MS UINT64_C(1000000)

/* A claimed delivery whose body must be opened first: its course's keys are on the way. */
typedef struct sealed {
    struct sealed *next;
    uint32_t handle;
    uuid_t course;
    uint32_t entry_size, sealed_size;
    uint8_t bytes[]; /* entry, then sealed body */
} sealed_t;

struct courier {
    store_claim_t claim;
    bool claims;
    char looked[LOOKED_MAX][PARTY_ID_SIZE];
    unsigned looked_count;
    char claimed[PARTY_ID_SIZE];
    const char *claimed_list[1];
    store_delivery_t passed[PASSED_MAX]; /* became nobody's while the claim was under way, which may not have seen them */
    unsigned passed_count;
    uuid_t last_course; /* of the latest claim: where it was cut */
    char last_party[PARTY_ID_SIZE];
    sealed_t *sealed_first, *sealed_last;
    size_t held_bytes;
    store_release_t release;
    bool releases;
    store_delivery_t released[RELEASES_MAX];
    unsigned released_count;
    bool some_left; /* units may be here that nobody serves any more */
    uint64_t release_again_ns;
    bool is_settling;
    store_release_t settlement;
    store_delivery_t *known; /* of the settlement; malloc'd */
    store_stopped_t stops;
    store_delivery_t held[STOPS_MAX], asked[STOPS_MAX]; /* wait for the store to say that they may go; the first asked_count are under way */
    uint32_t held_handles[STOPS_MAX];
    bool is_stopped[STOPS_MAX];
    unsigned held_count, asked_count;
    bool served_is_stale;
    char served[SERVED_BUCKETS][PARTY_ID_SIZE];
    uint8_t hash_key[16];
};

/* courier.c */
/* A unit takes at most half of what the others leave: one that does not answer never takes the room of all (L14). */
bool courier_has_room(const broker_t *broker, const char *party, size_t size);
/* What comes new in this row's line queues in the store. */
void courier_hold_back(broker_t *broker, const store_delivery_t *row);
/* A row that this broker cannot keep: back into the store. */
void courier_release_later(broker_t *broker, const store_delivery_t *row);
/* Out of the working set, with its payload. */
void courier_remove(broker_t *broker, delivery_t *delivery);
/* It can never be delivered: a person is told, and the next of its line goes. */
void courier_give_up(broker_t *broker, delivery_t *delivery, status_t reason);

/* claims.c */
void claims_start(broker_t *broker);
/* Opens the claimed bodies whose keys have come and which stand behind no batch that is under way. */
void claims_open(broker_t *broker);
/* Throws away what is not open yet; in the store it stays this broker's, which knows nothing of it. */
void claims_forget(broker_t *broker);

/* stops.c */
/* False: it waits for the store to say that what it rests on has not ended; its line waits with it. */
bool stops_may_send(broker_t *broker, delivery_t *delivery);
void stops_start(broker_t *broker);

/* releases.c */
void releases_start(broker_t *broker);
/* Where an outcome was unknown, rows may be this broker's that nobody here would ever send. Once nothing of its own is under way, all rows but those that
 * it knows of are given back. Meanwhile nothing is claimed, and what comes new is nobody's. */
void releases_settle(broker_t *broker);

#endif
