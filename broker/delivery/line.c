/* SPDX-License-Identifier: EUPL-1.2
 * The lines of the delivery layer, by unit and course, and the rings that they stand in. Pure: no clock, no allocation. */
#include "delivery/line.h"

#include <string.h>

#include "base/check.h"

static uint32_t *unit_bucket(const deliveries_t *deliveries, const char *party) {
    return &deliveries->unit_buckets[hash64(deliveries->hash_key, bytes_of_text(party)) & deliveries->unit_mask];
}

uint32_t unit_find(const deliveries_t *deliveries, const char *party) {
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

uint32_t line_find(const deliveries_t *deliveries, const char *party, uuid_t course) {
    uint32_t unit = unit_find(deliveries, party);
    if (unit == NONE) {
        return NONE;
    }
    uint32_t at = *line_bucket(deliveries, unit, course);
    while (at != NONE && (deliveries->lines[at].party != unit || !uuid_equal(deliveries->lines[at].course, course))) {
        at = deliveries->lines[at].chain;
    }
    return at;
}

uint32_t unit_make(deliveries_t *deliveries, const char *party) {
    uint32_t index = deliveries->free_unit;
    unit_t *unit = &deliveries->units[index];
    deliveries->free_unit = unit->chain;
    uint32_t *bucket = unit_bucket(deliveries, party);
    *unit = (unit_t){.chain = *bucket, .rings = {NONE, NONE, NONE}, .wake_ms = UINT64_MAX};
    text_set(unit->id, sizeof(unit->id), party);
    *bucket = index;
    return index;
}

static void unit_free(deliveries_t *deliveries, uint32_t index) {
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

uint32_t line_make(deliveries_t *deliveries, uint32_t unit, uuid_t course) {
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

void line_free(deliveries_t *deliveries, uint32_t index) {
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
        unit_free(deliveries, line->party);
    }
}

static uint32_t *ring_head(deliveries_t *deliveries, const line_t *line, ring_t ring) {
    return ring == RING_OWNED ? &deliveries->owned[line->session] : &deliveries->units[line->party].rings[ring];
}

void line_unlist(deliveries_t *deliveries, uint32_t index) {
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

void line_list(deliveries_t *deliveries, uint32_t index) {
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

void line_relist(deliveries_t *deliveries, uint32_t index) {
    line_unlist(deliveries, index);
    line_list(deliveries, index);
}
