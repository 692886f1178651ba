/* SPDX-License-Identifier: EUPL-1.2
 * The lines of the delivery layer, by unit and course, and the rings that they stand in. Pure. Only for delivery.c.
 *
 * A line keeps its deliveries by seq and points to the first that is neither out nor answered: its *pending* one. A line with a pending one stands in
 * one ring: FREE of its unit (no session has it), OWNED of its session (which has deliveries of it out) or RESTING of its unit (the pending one was not
 * taken). So the next delivery is found without looking at lines that have nothing to send. */
#ifndef STAFET_DELIVERY_LINE_H
#define STAFET_DELIVERY_LINE_H

#include "delivery/delivery.h"

#define NONE UINT32_MAX
typedef enum { RING_FREE, RING_OWNED, RING_RESTING, RING_COUNT } ring_t;

typedef struct {
    delivery_t delivery;
    uint32_t next, previous; /* in its line by seq; `next` also in the list of free nodes */
    uint32_t line;           /* NONE = the node is free */
    uint32_t generation;     /* of the handle, so that an answer to a delivery that is gone never meets the one after it */
    uint8_t pauses;
    uint32_t counted; /* of its size, in its unit's bytes */
} node_t;

typedef struct {
    uuid_t course;
    uint32_t party;
    uint32_t chain; /* in its bucket, or in the list of free lines */
    uint32_t first, last, pending;
    uint32_t ring_next, ring_previous;
    uint32_t session; /* has the line while out_count > 0 */
    uint32_t out_count;
    uint64_t turn;    /* of two lines that may send, the lower goes first */
    uint8_t ring;     /* RING_COUNT = in none */
    bool has_more;
} line_t;

typedef struct {
    char id[PARTY_ID_SIZE];
    uint32_t chain;
    uint32_t line_count;
    uint32_t held;    /* deliveries, and their bytes */
    size_t bytes;
    uint32_t rings[RING_COUNT]; /* the head of each, or NONE; not used for RING_OWNED, whose heads are the sessions' */
    uint32_t counts[RING_COUNT];
    uint64_t wake_ms; /* no resting line is due before */
} unit_t;

struct deliveries {
    uint8_t hash_key[16];
    unsigned capacity, count;
    unsigned index_bits;
    uint32_t free_node, free_line, free_unit;
    node_t *nodes;
    line_t *lines;
    unit_t *units;
    uint32_t *line_buckets, *unit_buckets;
    uint32_t line_mask, unit_mask;
    uint64_t turns;
    uint32_t owned[SESSIONS_CEILING]; /* the head of each session's ring of lines that it has, of all units it acts for */
};

/* Index of the unit or line, or NONE. */
uint32_t unit_find(const deliveries_t *deliveries, const char *party);
uint32_t line_find(const deliveries_t *deliveries, const char *party, uuid_t course);
/* Only while free_unit is not NONE. A unit goes with its last line. */
uint32_t unit_make(deliveries_t *deliveries, const char *party);
/* A line has at least one delivery from the moment it is made; without any it is freed. */
uint32_t line_make(deliveries_t *deliveries, uint32_t unit, uuid_t course);
void line_free(deliveries_t *deliveries, uint32_t index);

/* A line is taken out of its ring before its pending delivery or its session changes, and listed after: at the tail of the ring where it then belongs,
 * so that one course does not starve the others. Listing passes over what is out or answered meanwhile. */
void line_unlist(deliveries_t *deliveries, uint32_t index);
void line_list(deliveries_t *deliveries, uint32_t index);
void line_relist(deliveries_t *deliveries, uint32_t index);

#endif
