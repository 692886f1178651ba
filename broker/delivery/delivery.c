/* SPDX-License-Identifier: EUPL-1.2
 * What to send when: the deliveries that this broker holds, in lines. Pure: time is an argument. Allocates at start only. */
#include "delivery/delivery.h"

#include <stdlib.h>
#include <string.h>

#include "base/check.h"
#include "delivery/line.h"

#define PAUSE_FIRST_MS 1000
#define PAUSE_MAX_MS 60000
#define PAUSE_DOUBLINGS_MAX 6

/* Opening and closing. */

static void *allocate(size_t count, size_t size) {
    void *memory = calloc(count, size);
    CHECK(memory != NULL);
    return memory;
}

static uint32_t *allocate_buckets(unsigned capacity, uint32_t *mask) {
    uint32_t count = 1;
    while (count < 2 * capacity) {
        count *= 2;
    }
    *mask = count - 1;
    uint32_t *buckets = allocate(count, sizeof(*buckets));
    memset(buckets, 0xFF, count * sizeof(*buckets)); /* NONE */
    return buckets;
}

deliveries_t *deliveries_open(unsigned capacity, const uint8_t hash_key[16]) {
    CHECK(capacity >= 1 && capacity <= 1U << 24 && hash_key != NULL);
    unsigned unit_capacity = capacity < DIRECTORY_PARTIES_MAX ? capacity : DIRECTORY_PARTIES_MAX;
    deliveries_t *deliveries = allocate(1, sizeof(*deliveries));
    memcpy(deliveries->hash_key, hash_key, sizeof(deliveries->hash_key));
    deliveries->capacity = capacity;
    while (1U << deliveries->index_bits < capacity) {
        deliveries->index_bits++;
    }
    deliveries->nodes = allocate(capacity, sizeof(*deliveries->nodes));
    deliveries->lines = allocate(capacity, sizeof(*deliveries->lines));
    deliveries->units = allocate(unit_capacity, sizeof(*deliveries->units));
    memset(deliveries->owned, 0xFF, sizeof(deliveries->owned)); /* NONE */
    deliveries->line_buckets = allocate_buckets(capacity, &deliveries->line_mask);
    deliveries->unit_buckets = allocate_buckets(unit_capacity, &deliveries->unit_mask);
    for (uint32_t at = 0; at < capacity; at++) {
        deliveries->nodes[at].line = NONE;
        deliveries->nodes[at].next = deliveries->lines[at].chain = at + 1 < capacity ? at + 1 : NONE;
    }
    for (uint32_t at = 0; at < unit_capacity; at++) {
        deliveries->units[at].chain = at + 1 < unit_capacity ? at + 1 : NONE;
    }
    return deliveries;
}

void deliveries_close(deliveries_t **deliveries, void (*release)(void *context, void *payload), void *context) {
    CHECK(deliveries != NULL);
    deliveries_t *closing = *deliveries;
    if (closing == NULL) {
        return;
    }
    for (unsigned at = 0; at < closing->capacity; at++) {
        if (closing->nodes[at].line != NONE && closing->nodes[at].delivery.payload != NULL) {
            release(context, closing->nodes[at].delivery.payload);
        }
    }
    free(closing->unit_buckets);
    free(closing->line_buckets);
    free(closing->units);
    free(closing->lines);
    free(closing->nodes);
    free(closing);
    *deliveries = NULL;
}

unsigned deliveries_count(const deliveries_t *deliveries) {
    return deliveries->count;
}

unsigned deliveries_free(const deliveries_t *deliveries) {
    return deliveries->capacity - deliveries->count;
}

bool delivery_line_is_held(const deliveries_t *deliveries, const char *party, uuid_t course) {
    return line_find(deliveries, party, course) != NONE;
}

bool delivery_line_may_grow(const deliveries_t *deliveries, const char *party, uuid_t course) {
    uint32_t line = line_find(deliveries, party, course);
    return line == NONE || !deliveries->lines[line].has_more;
}

void delivery_line_has_more(deliveries_t *deliveries, const char *party, uuid_t course, bool has_more) {
    uint32_t line = line_find(deliveries, party, course);
    if (line != NONE) {
        deliveries->lines[line].has_more = has_more;
    }
}

/* Adding and removing. */

static node_t *node_of(const deliveries_t *deliveries, uint32_t handle) {
    uint32_t index = handle & ((1U << deliveries->index_bits) - 1);
    if (index >= deliveries->capacity) {
        return NULL;
    }
    node_t *node = &deliveries->nodes[index];
    return node->line != NONE && node->delivery.handle == handle ? node : NULL;
}

static uint32_t index_of(const deliveries_t *deliveries, const node_t *node) {
    return (uint32_t)(node - deliveries->nodes);
}

delivery_t *delivery_get(deliveries_t *deliveries, uint32_t handle) {
    node_t *node = node_of(deliveries, handle);
    return node == NULL ? NULL : &node->delivery;
}

/* The last of the line whose seq is not above; NONE when all are. Rows come in order nearly always, so it is looked for from the end. */
static uint32_t find_place(const deliveries_t *deliveries, const line_t *line, uint64_t seq) {
    uint32_t at = line->last;
    while (at != NONE && deliveries->nodes[at].delivery.seq > seq) {
        at = deliveries->nodes[at].previous;
    }
    return at;
}

static void count_bytes(deliveries_t *deliveries, node_t *node) {
    unit_t *unit = &deliveries->units[deliveries->lines[node->line].party];
    unit->bytes = unit->bytes - node->counted + node->delivery.size;
    node->counted = node->delivery.size;
}

static uint32_t make_node(deliveries_t *deliveries, const delivery_t *delivery, uint32_t line) {
    uint32_t index = deliveries->free_node;
    node_t *node = &deliveries->nodes[index];
    CHECK(node->line == NONE);
    deliveries->free_node = node->next;
    node->delivery = *delivery;
    node->delivery.handle = ++node->generation << deliveries->index_bits | index;
    node->delivery.is_out = node->delivery.is_answered = false;
    node->line = line;
    node->pauses = 0;
    node->counted = 0;
    deliveries->count++;
    deliveries->units[deliveries->lines[line].party].held++;
    count_bytes(deliveries, node);
    return index;
}

static void link_node(deliveries_t *deliveries, uint32_t index, uint32_t previous) {
    node_t *node = &deliveries->nodes[index];
    line_t *line = &deliveries->lines[node->line];
    uint32_t next = previous == NONE ? line->first : deliveries->nodes[previous].next;
    node->previous = previous;
    node->next = next;
    *(previous == NONE ? &line->first : &deliveries->nodes[previous].next) = index;
    *(next == NONE ? &line->last : &deliveries->nodes[next].previous) = index;
}

static void unlink_node(deliveries_t *deliveries, const node_t *node) {
    line_t *line = &deliveries->lines[node->line];
    *(node->previous == NONE ? &line->first : &deliveries->nodes[node->previous].next) = node->next;
    *(node->next == NONE ? &line->last : &deliveries->nodes[node->next].previous) = node->previous;
}

/* A line keeps its turn when something is added behind its pending delivery. */
static void consider_pending(deliveries_t *deliveries, uint32_t index) {
    node_t *node = &deliveries->nodes[index];
    line_t *line = &deliveries->lines[node->line];
    if (line->pending == NONE || node->delivery.seq < deliveries->nodes[line->pending].delivery.seq) {
        line_unlist(deliveries, node->line);
        line->pending = index;
        line_list(deliveries, node->line);
    }
}

status_t delivery_add(deliveries_t *deliveries, const delivery_t *delivery, uint32_t *handle) {
    CHECK(deliveries != NULL && delivery != NULL && handle != NULL);
    uint32_t line = line_find(deliveries, delivery->party, delivery->course);
    uint32_t previous = line == NONE ? NONE : find_place(deliveries, &deliveries->lines[line], delivery->seq);
    if (previous != NONE && deliveries->nodes[previous].delivery.seq == delivery->seq) {
        return STATUS_COLLISION;
    }
    if (deliveries->free_node == NONE) {
        return STATUS_BUSY;
    }
    if (line == NONE) {
        uint32_t unit = unit_find(deliveries, delivery->party);
        if (unit == NONE && deliveries->free_unit == NONE) {
            return STATUS_BUSY;
        }
        line = line_make(deliveries, unit == NONE ? unit_make(deliveries, delivery->party) : unit, delivery->course);
    }
    deliveries->lines[line].has_more = false;
    uint32_t index = make_node(deliveries, delivery, line);
    link_node(deliveries, index, previous);
    consider_pending(deliveries, index);
    *handle = deliveries->nodes[index].delivery.handle;
    return STATUS_OK;
}

/* One delivery less of the line is out; with the last the line is free. Called while the line is in no ring. */
static void count_in(line_t *line) {
    CHECK(line->out_count >= 1 && line->ring == RING_COUNT);
    if (--line->out_count == 0) {
        line->session = DELIVERY_NO_SESSION;
    }
}

void delivery_remove(deliveries_t *deliveries, uint32_t handle) {
    node_t *node = node_of(deliveries, handle);
    CHECK(node != NULL);
    uint32_t index = index_of(deliveries, node);
    uint32_t line_index = node->line;
    line_t *line = &deliveries->lines[line_index];
    unlink_node(deliveries, node);
    deliveries->units[line->party].held--;
    deliveries->units[line->party].bytes -= node->counted;
    bool frees_line = node->delivery.is_out && line->out_count == 1;
    if (frees_line || line->pending == index) {
        line_unlist(deliveries, line_index);
    }
    if (line->pending == index) {
        line->pending = node->next;
    }
    if (frees_line) {
        count_in(line);
    } else if (node->delivery.is_out) {
        line->out_count--;
    }
    if (line->first == NONE) {
        line_free(deliveries, line_index);
    } else if (line->ring == RING_COUNT) {
        line_list(deliveries, line_index);
    }
    node->delivery.payload = NULL;
    node->line = NONE;
    node->next = deliveries->free_node;
    deliveries->free_node = index;
    deliveries->count--;
}

/* Sending. */

/* Lines whose pause is over go back among the others. */
static void wake_due_lines(deliveries_t *deliveries, unit_t *unit, uint64_t now_ms) {
    if (now_ms < unit->wake_ms) {
        return;
    }
    unit->wake_ms = UINT64_MAX;
    for (uint32_t looks = unit->counts[RING_RESTING]; looks > 0; looks--) {
        uint32_t at = unit->rings[RING_RESTING];
        node_t *node = &deliveries->nodes[deliveries->lines[at].pending];
        if (node->delivery.not_before_ms <= now_ms) {
            node->delivery.not_before_ms = 0;
        }
        line_relist(deliveries, at); /* one that stays goes to the tail */
    }
}

/* False when the caller has marked the pending delivery answered meanwhile; then the line has been put where it belongs. */
static bool has_pending(deliveries_t *deliveries, uint32_t index) {
    const delivery_t *delivery = &deliveries->nodes[deliveries->lines[index].pending].delivery;
    if (delivery->is_answered) {
        line_relist(deliveries, index);
        return false;
    }
    CHECK(!delivery->is_out && delivery->not_before_ms == 0);
    return true;
}

static uint32_t next_free(deliveries_t *deliveries, const unit_t *unit) {
    uint32_t head = unit->rings[RING_FREE];
    while (head != NONE && !has_pending(deliveries, head)) {
        head = unit->rings[RING_FREE];
    }
    return head;
}

/* A session's ring holds the lines of all its units. Those of other units are passed over; they are few, because a session with room empties
 * one unit before it comes to the next. */
static uint32_t first_owned(const deliveries_t *deliveries, uint32_t unit, uint32_t session) {
    uint32_t head = deliveries->owned[session];
    if (head == NONE || deliveries->units[unit].counts[RING_OWNED] == 0) {
        return NONE;
    }
    uint32_t at = head;
    while (deliveries->lines[at].party != unit) {
        at = deliveries->lines[at].ring_next;
        if (at == head) {
            return NONE;
        }
    }
    return at;
}

static uint32_t next_owned(deliveries_t *deliveries, uint32_t unit, uint32_t session) {
    uint32_t at = first_owned(deliveries, unit, session);
    while (at != NONE && !has_pending(deliveries, at)) {
        at = first_owned(deliveries, unit, session);
    }
    return at;
}

delivery_t *delivery_next(deliveries_t *deliveries, const char *party, uint32_t session, uint64_t now_ms) {
    CHECK(session < SESSIONS_CEILING);
    uint32_t index = unit_find(deliveries, party);
    if (index == NONE) {
        return NULL;
    }
    unit_t *unit = &deliveries->units[index];
    uint32_t of_free, of_owned;
    do { /* again when a line came to rest only now, behind an answered delivery, and its pause is over already */
        wake_due_lines(deliveries, unit, now_ms);
        of_free = next_free(deliveries, unit);
        of_owned = next_owned(deliveries, index, session);
    } while (of_free == NONE && of_owned == NONE && unit->wake_ms <= now_ms);
    bool takes_free = of_owned == NONE || (of_free != NONE && deliveries->lines[of_free].turn < deliveries->lines[of_owned].turn);
    uint32_t line = takes_free ? of_free : of_owned;
    return line == NONE ? NULL : &deliveries->nodes[deliveries->lines[line].pending].delivery;
}

void delivery_sent(deliveries_t *deliveries, uint32_t handle, uint32_t session) {
    node_t *node = node_of(deliveries, handle);
    CHECK(node != NULL && session < SESSIONS_CEILING);
    line_t *line = &deliveries->lines[node->line];
    CHECK(line->pending == index_of(deliveries, node));                             /* L8 */
    CHECK(line->session == DELIVERY_NO_SESSION || line->session == session); /* L8: one session at a time */
    CHECK(!node->delivery.is_out && !node->delivery.is_answered);
    line_unlist(deliveries, node->line);
    node->delivery.is_out = true;
    node->delivery.sent_count++;
    line->session = session;
    line->out_count++;
    line_list(deliveries, node->line);
}

/* Answered ones after it stay: the receiver has stored them, and their rows are about to go. Called while the line is in no ring. */
static void take_back(deliveries_t *deliveries, node_t *from) {
    line_t *line = &deliveries->lines[from->line];
    from->delivery.is_answered = false;
    for (uint32_t at = index_of(deliveries, from); at != NONE && line->out_count > 0; at = deliveries->nodes[at].next) {
        delivery_t *delivery = &deliveries->nodes[at].delivery;
        if (delivery->is_out && !delivery->is_answered) {
            delivery->is_out = false;
            count_in(line);
        }
    }
    if (line->pending == NONE || from->delivery.seq < deliveries->nodes[line->pending].delivery.seq) {
        line->pending = index_of(deliveries, from);
    }
}

void delivery_unsent(deliveries_t *deliveries, uint32_t handle) {
    node_t *node = node_of(deliveries, handle);
    CHECK(node != NULL);
    line_unlist(deliveries, node->line);
    take_back(deliveries, node);
    line_list(deliveries, node->line);
}

void delivery_hold(deliveries_t *deliveries, uint32_t handle) {
    node_t *node = node_of(deliveries, handle);
    CHECK(node != NULL && !node->delivery.is_out && !node->delivery.is_answered);
    line_unlist(deliveries, node->line);
    node->delivery.not_before_ms = UINT64_MAX;
    line_list(deliveries, node->line);
}

void delivery_ready(deliveries_t *deliveries, uint32_t handle) {
    node_t *node = node_of(deliveries, handle);
    CHECK(node != NULL);
    line_unlist(deliveries, node->line);
    node->delivery.not_before_ms = 0;
    count_bytes(deliveries, node);
    line_list(deliveries, node->line);
}

void delivery_postpone(deliveries_t *deliveries, uint32_t handle, uint64_t now_ms) {
    node_t *node = node_of(deliveries, handle);
    CHECK(node != NULL);
    uint64_t pause_ms = (uint64_t)PAUSE_FIRST_MS << node->pauses;
    node->delivery.not_before_ms = now_ms + (pause_ms < PAUSE_MAX_MS ? pause_ms : PAUSE_MAX_MS);
    if (node->pauses < PAUSE_DOUBLINGS_MAX) {
        node->pauses++;
    }
    line_unlist(deliveries, node->line);
    take_back(deliveries, node);
    line_list(deliveries, node->line);
}

void delivery_unit_holds(const deliveries_t *deliveries, const char *party, unsigned *count, size_t *bytes) {
    uint32_t unit = unit_find(deliveries, party);
    *count = unit == NONE ? 0 : deliveries->units[unit].held;
    *bytes = unit == NONE ? 0 : deliveries->units[unit].bytes;
}

delivery_t *delivery_each(deliveries_t *deliveries, uint32_t *cursor) {
    CHECK(cursor != NULL);
    while (*cursor < deliveries->capacity) {
        node_t *node = &deliveries->nodes[(*cursor)++];
        if (node->line != NONE) {
            return &node->delivery;
        }
    }
    return NULL;
}

delivery_t *delivery_last_idle(deliveries_t *deliveries, uint32_t handle) {
    const node_t *node = node_of(deliveries, handle);
    CHECK(node != NULL);
    uint32_t at = deliveries->lines[node->line].last;
    while (at != NONE && (deliveries->nodes[at].delivery.is_out || deliveries->nodes[at].delivery.is_answered)) {
        at = deliveries->nodes[at].previous;
    }
    return at == NONE ? NULL : &deliveries->nodes[at].delivery;
}

/* Walks the nodes and not the lines, so that the caller may remove what it was given. */
delivery_t *delivery_idle(deliveries_t *deliveries, const char *party, uint32_t *cursor) {
    CHECK(cursor != NULL);
    uint32_t unit = unit_find(deliveries, party);
    while (unit != NONE && *cursor < deliveries->capacity) {
        node_t *node = &deliveries->nodes[(*cursor)++];
        if (node->line != NONE && deliveries->lines[node->line].party == unit && !node->delivery.is_out && !node->delivery.is_answered) {
            return &node->delivery;
        }
    }
    return NULL;
}

bool delivery_waits(const deliveries_t *deliveries, const char *party) {
    uint32_t index = unit_find(deliveries, party);
    if (index == NONE) {
        return false;
    }
    const uint32_t *counts = deliveries->units[index].counts;
    return counts[RING_FREE] + counts[RING_OWNED] + counts[RING_RESTING] > 0;
}
