/* SPDX-License-Identifier: EUPL-1.2
 * What to send when: the deliveries that this broker holds, in lines. Pure. A line is (unit, course); all its unacknowledged deliveries belong to
 * one broker and there to one session at a time, and go out in the order of their seq (L8). The rows in the store are the truth; this is
 * the working set of what this broker has claimed, bounded in count and bytes (L14). */
#ifndef STAFET_DELIVERY_DELIVERY_H
#define STAFET_DELIVERY_DELIVERY_H

#include "base/bytes.h"
#include "base/id.h"
#include "base/limits.h"

typedef struct deliveries deliveries_t;

#define DELIVERY_NO_SESSION UINT32_MAX

/* One delivery. `payload` is the caller's (the bytes to send, counted by reference there); NULL = must be read from the store first. */
typedef struct delivery {
    uint32_t handle;
    char party[PARTY_ID_SIZE];
    uuid_t course;
    uint64_t seq;
    uint32_t sent_count; /* attempts so far, of this and earlier brokers */
    bool is_out;
    bool is_answered;    /* waits for the commit that removes its row */
    uint32_t size;
    void *payload;
    uint64_t not_before_ms; /* transient NotTaken: the whole line waits */
    uint64_t cleared_ms;    /* when it was last said that it may go; the caller's */
} delivery_t;

/* Allocates at start. capacity bounds the deliveries held. */
deliveries_t *deliveries_open(unsigned capacity, const uint8_t hash_key[16]);
/* Calls release(context, payload) for each payload held. */
void deliveries_close(deliveries_t **deliveries, void (*release)(void *context, void *payload), void *context);
unsigned deliveries_count(const deliveries_t *deliveries);
unsigned deliveries_free(const deliveries_t *deliveries);

/* Does this broker hold an open delivery of the line? */
bool delivery_line_is_held(const deliveries_t *deliveries, const char *party, uuid_t course);
/* May a new row of this line be this broker's at once? Yes when the line is empty or held without `has_more`. */
bool delivery_line_may_grow(const deliveries_t *deliveries, const char *party, uuid_t course);
/* The store holds further unclaimed rows of this line: new ones must queue behind them there. Cleared when the line is added to by a claim. */
void delivery_line_has_more(deliveries_t *deliveries, const char *party, uuid_t course, bool has_more);

/* Adds at its place by seq. BUSY when full; COLLISION when (party, course, seq) is there already. */
status_t delivery_add(deliveries_t *deliveries, const delivery_t *delivery, uint32_t *handle) MUST_CHECK;
/* NULL when it is gone: a handle is not used again for another delivery. Of what it points to the caller may write is_answered, cleared_ms and payload. */
delivery_t *delivery_get(deliveries_t *deliveries, uint32_t handle);
/* Removes after the row is gone, or gives the line back (the caller releases the payload). */
void delivery_remove(deliveries_t *deliveries, uint32_t handle);

/* The next delivery for a unit that may go out to this session: in line order; the line is free or already this session's, is not waiting
 * (not_before_ms), and nothing before it in the line is unsent. Round robin over lines so that one course does not starve the others. NULL = none.
 * The caller puts it out with delivery_sent. */
delivery_t *delivery_next(deliveries_t *deliveries, const char *party, uint32_t session, uint64_t now_ms);
void delivery_sent(deliveries_t *deliveries, uint32_t handle, uint32_t session);
/* The peer could not be reached or the session ended: it is unsent again, and so is everything of the line after it. */
void delivery_unsent(deliveries_t *deliveries, uint32_t handle);
/* It was added with a not_before_ms to wait for its payload, which is here now, with its true size: its line goes on. */
void delivery_ready(deliveries_t *deliveries, uint32_t handle);
/* It waits, and its line with it, until delivery_ready or delivery_postpone. It is not out. */
void delivery_hold(deliveries_t *deliveries, uint32_t handle);
/* NotTaken, transient: the line waits with growing pauses 1, 2, 4 … 60 s. */
void delivery_postpone(deliveries_t *deliveries, uint32_t handle, uint64_t now_ms);
/* What of the working set is this unit's, so that one that does not answer leaves room for the others (L14). */
void delivery_unit_holds(const deliveries_t *deliveries, const char *party, unsigned *count, size_t *bytes);
/* Every delivery, in no order: cursor starts at 0; NULL at the end. */
delivery_t *delivery_each(deliveries_t *deliveries, uint32_t *cursor);
/* The last of its line that is neither out nor answered: what is given back from there leaves the beginning of the line, so that nothing is
 * overtaken (L8). NULL = none. */
delivery_t *delivery_last_idle(deliveries_t *deliveries, uint32_t handle);
/* Everything of one unit that is not out, for giving back when its last session here has ended: cursor starts at 0; NULL at the end. */
delivery_t *delivery_idle(deliveries_t *deliveries, const char *party, uint32_t *cursor);
/* True when some delivery of the unit waits to be sent. */
bool delivery_waits(const deliveries_t *deliveries, const char *party);

#endif
