/* SPDX-License-Identifier: EUPL-1.2
 * What to send when: the deliveries that this broker holds, in lines. Pure: time is an argument. Allocates at start only.
 *
 * A line keeps its deliveries by seq and points to the first that is neither out nor answered: its *pending* one. A line with a pending one stands in
 * one of its party's three rings: FREE (no session has it), OWNED (a session has deliveries of it out) or RESTING (the pending one was not taken).
 * So the next delivery is found without looking at lines that have nothing to send. */
#include "delivery/delivery.h"

#include <stdlib.h>
#include <string.h>

#include "base/check.h"

#define NONE UINT32_MAX
#define PAUSE_FIRST_MS 1000
#define PAUSE_MAX_MS 60000
#define PAUSE_DOUBLINGS_MAX 6

typedef enum { RING_FREE, RING_OWNED, RING_RESTING, RING_COUNT } ring_t;

typedef struct {
    delivery_t delivery;
    uint32_t next, previous; /* in its line by seq; `next` also in the list of free nodes */
    uint32_t line;           /* NONE = the node is free */
    uint32_t generation;     /* of the handle, so that an answer to a delivery that is gone never meets the one after it */
    uint8_t pauses;
} node_t;

typedef struct {
    uuid_t course;
    uint32_t party;
    uint32_t chain; /* in its bucket, or in the list of free lines */
    uint32_t first, last, pending;
    uint32_t ring_next, ring_previous;
    uint32_t session; /* has the line while out_count > 0 */
    uint32_t out_count;
    uint64_t turn; /* of two lines that may send, the lower goes first */
    uint8_t ring; /* RING_COUNT = in none */
    bool has_more;
} line_t;

typedef struct {
    char id[PARTY_ID_SIZE];
    uint32_t chain;
    uint32_t line_count;
    uint32_t rings[RING_COUNT]; /* the head of each, or NONE; not used for RING_OWNED, whose heads are the sessions' */
    uint32_t counts[RING_COUNT];
    uint64_t wake_ms;           /* no resting line is due before */
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

/* Units and lines by key. */

static uint32_t *unit_bucket(const deliveries_t *deliveries, const char *party) {
    return &deliveries->unit_buckets[hash64(deliveries->hash_key, bytes_of_text(party)) & deliveries->unit_mask];
}

static uint32_t find_unit(const deliveries_t *deliveries, const char *party) {
    uint32_t at = *unit_bucket(deliveries, party);
    while (at != NONE && !text_equal(deliveries->units[at].id, party)) {
        at = deliveries->units[at].chain;
    }
    return at;
}

static uint32_t *line_bucket(const deliveries_t *deliveries, uint32_t unit, uuid_t course) {
    uint8_t key[sizeof(unit) + sizeof(course)];
    memcpy(key, &unit, sizeof(unit));
    memcpy(key + sizeof(unit), course.bytes, sizeof(course));
    return &deliveries->line_buckets[hash64(deliveries->hash_key, (bytes_t){key, sizeof(key)}) & deliveries->line_mask];
}

static uint32_t find_line(const deliveries_t *deliveries, const char *party, uuid_t course) {
    uint32_t unit = find_unit(deliveries, party);
    if (unit == NONE) {
        return NONE;
    }
    uint32_t at = *line_bucket(deliveries, unit, course);
    while (at != NONE && (deliveries->lines[at].party != unit || !uuid_equal(deliveries->lines[at].course, course))) {
        at = deliveries->lines[at].chain;
    }
    return at;
}

static uint32_t make_unit(deliveries_t *deliveries, const char *party) {
    uint32_t index = deliveries->free_unit;
    unit_t *unit = &deliveries->units[index];
    deliveries->free_unit = unit->chain;
    uint32_t *bucket = unit_bucket(deliveries, party);
    *unit = (unit_t){.chain = *bucket, .rings = {NONE, NONE, NONE}, .wake_ms = UINT64_MAX};
    text_set(unit->id, sizeof(unit->id), party);
    *bucket = index;
    return index;
}

static void free_unit(deliveries_t *deliveries, uint32_t index) {
    unit_t *unit = &deliveries->units[index];
    CHECK(unit->counts[RING_FREE] == 0 && unit->counts[RING_OWNED] == 0 && unit->counts[RING_RESTING] == 0);
    uint32_t *link = unit_bucket(deliveries, unit->id);
    while (*link != index) {
        link = &deliveries->units[*link].chain;
    }
    *link = unit->chain;
    unit->chain = deliveries->free_unit;
    deliveries->free_unit = index;
}

static uint32_t make_line(deliveries_t *deliveries, uint32_t unit, uuid_t course) {
    uint32_t index = deliveries->free_line;
    CHECK(index != NONE); /* no line is without a delivery */
    line_t *line = &deliveries->lines[index];
    deliveries->free_line = line->chain;
    uint32_t *bucket = line_bucket(deliveries, unit, course);
    *line = (line_t){.course = course, .party = unit, .chain = *bucket, .first = NONE, .last = NONE, .pending = NONE, .session = DELIVERY_NO_SESSION,
                     .ring = RING_COUNT};
    *bucket = index;
    deliveries->units[unit].line_count++;
    return index;
}

static void free_line(deliveries_t *deliveries, uint32_t index) {
    line_t *line = &deliveries->lines[index];
    CHECK(line->first == NONE && line->ring == RING_COUNT && line->out_count == 0);
    uint32_t *link = line_bucket(deliveries, line->party, line->course);
    while (*link != index) {
        link = &deliveries->lines[*link].chain;
    }
    *link = line->chain;
    line->chain = deliveries->free_line;
    deliveries->free_line = index;
    if (--deliveries->units[line->party].line_count == 0) {
        free_unit(deliveries, line->party);
    }
}

bool delivery_line_is_held(const deliveries_t *deliveries, const char *party, uuid_t course) {
    return find_line(deliveries, party, course) != NONE;
}

bool delivery_line_may_grow(const deliveries_t *deliveries, const char *party, uuid_t course) {
    uint32_t line = find_line(deliveries, party, course);
    return line == NONE || !deliveries->lines[line].has_more;
}

void delivery_line_has_more(deliveries_t *deliveries, const char *party, uuid_t course, bool has_more) {
    uint32_t line = find_line(deliveries, party, course);
    if (line != NONE) {
        deliveries->lines[line].has_more = has_more;
    }
}

/* Rings. A line is taken out of its ring before its pending delivery or its session changes, and put where it then belongs. */

static uint32_t *ring_head(deliveries_t *deliveries, const line_t *line, ring_t ring) {
    return ring == RING_OWNED ? &deliveries->owned[line->session] : &deliveries->units[line->party].rings[ring];
}

static void unlist(deliveries_t *deliveries, uint32_t index) {
    line_t *line = &deliveries->lines[index];
    if (line->ring == RING_COUNT) {
        return;
    }
    uint32_t *head = ring_head(deliveries, line, line->ring);
    if (*head == index) {
        *head = line->ring_next == index ? NONE : line->ring_next;
    }
    deliveries->lines[line->ring_previous].ring_next = line->ring_next;
    deliveries->lines[line->ring_next].ring_previous = line->ring_previous;
    deliveries->units[line->party].counts[line->ring]--;
    line->ring = RING_COUNT;
}

/* At the tail, so that one course does not starve the others. */
static void append(deliveries_t *deliveries, uint32_t index, ring_t ring) {
    line_t *line = &deliveries->lines[index];
    uint32_t *head = ring_head(deliveries, line, ring);
    uint32_t next = *head == NONE ? index : *head;
    uint32_t previous = *head == NONE ? index : deliveries->lines[*head].ring_previous;
    deliveries->units[line->party].counts[ring]++;
    line->turn = deliveries->turns++;
    line->ring = (uint8_t)ring;
    line->ring_next = next;
    line->ring_previous = previous;
    deliveries->lines[previous].ring_next = index;
    deliveries->lines[next].ring_previous = index;
    *head = next;
}

static void list(deliveries_t *deliveries, uint32_t index) {
    line_t *line = &deliveries->lines[index];
    CHECK(line->ring == RING_COUNT);
    CHECK((line->out_count == 0) == (line->session == DELIVERY_NO_SESSION));
    while (line->pending != NONE && (deliveries->nodes[line->pending].delivery.is_out || deliveries->nodes[line->pending].delivery.is_answered)) {
        line->pending = deliveries->nodes[line->pending].next;
    }
    if (line->pending == NONE) {
        return;
    }
    uint64_t not_before_ms = deliveries->nodes[line->pending].delivery.not_before_ms;
    unit_t *unit = &deliveries->units[line->party];
    if (not_before_ms != 0) {
        unit->wake_ms = not_before_ms < unit->wake_ms ? not_before_ms : unit->wake_ms;
        append(deliveries, index, RING_RESTING);
    } else {
        append(deliveries, index, line->session == DELIVERY_NO_SESSION ? RING_FREE : RING_OWNED);
    }
}

static void relist(deliveries_t *deliveries, uint32_t line) {
    unlist(deliveries, line);
    list(deliveries, line);
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
    deliveries->count++;
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
        unlist(deliveries, node->line);
        line->pending = index;
        list(deliveries, node->line);
    }
}

status_t delivery_add(deliveries_t *deliveries, const delivery_t *delivery, uint32_t *handle) {
    CHECK(deliveries != NULL && delivery != NULL && handle != NULL);
    uint32_t line = find_line(deliveries, delivery->party, delivery->course);
    uint32_t previous = line == NONE ? NONE : find_place(deliveries, &deliveries->lines[line], delivery->seq);
    if (previous != NONE && deliveries->nodes[previous].delivery.seq == delivery->seq) {
        return STATUS_COLLISION;
    }
    if (deliveries->free_node == NONE) {
        return STATUS_BUSY;
    }
    if (line == NONE) {
        uint32_t unit = find_unit(deliveries, delivery->party);
        if (unit == NONE && deliveries->free_unit == NONE) {
            return STATUS_BUSY;
        }
        line = make_line(deliveries, unit == NONE ? make_unit(deliveries, delivery->party) : unit, delivery->course);
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
    bool frees_line = node->delivery.is_out && line->out_count == 1;
    if (frees_line || line->pending == index) {
        unlist(deliveries, line_index);
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
        free_line(deliveries, line_index);
    } else if (line->ring == RING_COUNT) {
        list(deliveries, line_index);
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
        relist(deliveries, at); /* one that stays goes to the tail */
    }
}

/* False when the caller has marked the pending delivery answered meanwhile; then the line has been put where it belongs. */
static bool has_pending(deliveries_t *deliveries, uint32_t index) {
    const delivery_t *delivery = &deliveries->nodes[deliveries->lines[index].pending].delivery;
    if (delivery->is_answered) {
        relist(deliveries, index);
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
    uint32_t index = find_unit(deliveries, party);
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
    unlist(deliveries, node->line);
    node->delivery.is_out = true;
    node->delivery.sent_count++;
    line->session = session;
    line->out_count++;
    list(deliveries, node->line);
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
    unlist(deliveries, node->line);
    take_back(deliveries, node);
    list(deliveries, node->line);
}

void delivery_postpone(deliveries_t *deliveries, uint32_t handle, uint64_t now_ms) {
    node_t *node = node_of(deliveries, handle);
    CHECK(node != NULL);
    uint64_t pause_ms = (uint64_t)PAUSE_FIRST_MS << node->pauses;
    node->delivery.not_before_ms = now_ms + (pause_ms < PAUSE_MAX_MS ? pause_ms : PAUSE_MAX_MS);
    if (node->pauses < PAUSE_DOUBLINGS_MAX) {
        node->pauses++;
    }
    unlist(deliveries, node->line);
    take_back(deliveries, node);
    list(deliveries, node->line);
}

/* Walks the nodes and not the lines, so that the caller may remove what it was given. */
delivery_t *delivery_idle(deliveries_t *deliveries, const char *party, uint32_t *cursor) {
    CHECK(cursor != NULL);
    uint32_t unit = find_unit(deliveries, party);
    while (unit != NONE && *cursor < deliveries->capacity) {
        node_t *node = &deliveries->nodes[(*cursor)++];
        if (node->line != NONE && deliveries->lines[node->line].party == unit && !node->delivery.is_out && !node->delivery.is_answered) {
            return &node->delivery;
        }
    }
    return NULL;
}

bool delivery_waits(const deliveries_t *deliveries, const char *party) {
    uint32_t index = find_unit(deliveries, party);
    if (index == NONE) {
        return false;
    }
    const uint32_t *counts = deliveries->units[index].counts;
    return counts[RING_FREE] + counts[RING_OWNED] + counts[RING_RESTING] > 0;
}
