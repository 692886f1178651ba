/* SPDX-License-Identifier: EUPL-1.2
 * Messages that have no answer yet. */
#include "client/submits.h"

#include <stdlib.h>
#include <string.h>

#include "base/check.h"

static submit_waiting_t *place_of(const submits_t *submits, uint64_t number) {
    return &submits->ring[number & (submits->capacity - 1)];
}

void submits_open(submits_t *submits) {
    *submits = (submits_t){.capacity = SUBMITS_MAX, .first = 1, .next = 1, .cursor = 1};
    submits->ring = calloc(submits->capacity, sizeof *submits->ring);
    CHECK(submits->ring != NULL);
}

void submits_close(submits_t *submits) {
    for (size_t index = 0; index < submits->capacity; index++) free(submits->ring[index].bytes);
    free(submits->ring);
    *submits = (submits_t){0};
}

bool submits_full(const submits_t *submits, size_t size) {
    return submits->next - submits->first >= SUBMITS_MAX || submits->bytes + size > SUBMITS_BYTES_MAX;
}

/* Only a long outbox needs more than SUBMITS_MAX. */
static void grow(submits_t *submits) {
    submits_t larger = *submits;
    larger.capacity *= 2;
    larger.ring = calloc(larger.capacity, sizeof *larger.ring);
    CHECK(larger.ring != NULL);
    for (uint64_t number = submits->first; number < submits->next; number++) *place_of(&larger, number) = *place_of(submits, number);
    free(submits->ring);
    *submits = larger;
}

uint64_t submits_add(submits_t *submits, bytes_t message, uint64_t place) {
    if (submits->next - submits->first >= submits->capacity) grow(submits);
    submit_waiting_t *waiting = place_of(submits, submits->next);
    CHECK(waiting->bytes == NULL && message.size > 0);
    *waiting = (submit_waiting_t){.bytes = malloc(message.size), .size = message.size, .place = place};
    CHECK(waiting->bytes != NULL);
    memcpy(waiting->bytes, message.data, message.size);
    submits->count++;
    submits->bytes += message.size;
    return submits->next++;
}

bool submits_next(submits_t *submits, submit_window_t window, uint64_t *number, bytes_t *message) {
    for (; submits->cursor < submits->next; submits->cursor++) {
        const submit_waiting_t *waiting = place_of(submits, submits->cursor);
        if (waiting->bytes == NULL || waiting->is_sent) continue;
        /* One message always fits: a window smaller than it would hold it for ever. */
        bool fits = submits->sent_count < window.items && submits->sent_bytes + waiting->size <= window.bytes;
        if (!fits && submits->sent_count > 0) return false;
        *number = submits->cursor;
        *message = (bytes_t){waiting->bytes, waiting->size};
        return true;
    }
    return false;
}

void submits_sent(submits_t *submits, uint64_t number) {
    submit_waiting_t *waiting = submits_find(submits, number);
    CHECK(waiting != NULL && !waiting->is_sent);
    waiting->is_sent = true;
    submits->sent_count++;
    submits->sent_bytes += waiting->size;
}

submit_waiting_t *submits_find(submits_t *submits, uint64_t number) {
    if (number < submits->first || number >= submits->next) return NULL;
    submit_waiting_t *waiting = place_of(submits, number);
    return waiting->bytes == NULL ? NULL : waiting;
}

static void unsend(submits_t *submits, submit_waiting_t *waiting) {
    if (!waiting->is_sent) return;
    CHECK(submits->sent_count > 0 && submits->sent_bytes >= waiting->size);
    waiting->is_sent = false;
    submits->sent_count--;
    submits->sent_bytes -= waiting->size;
}

void submits_again(submits_t *submits, uint64_t number) {
    submit_waiting_t *waiting = submits_find(submits, number);
    CHECK(waiting != NULL);
    unsend(submits, waiting);
    if (number < submits->cursor) submits->cursor = number;
}

void submits_all_again(submits_t *submits) {
    for (uint64_t number = submits->first; number < submits->next; number++) {
        submit_waiting_t *waiting = place_of(submits, number);
        if (waiting->bytes != NULL) unsend(submits, waiting);
    }
    submits->cursor = submits->first;
}

uint8_t *submits_answered(submits_t *submits, uint64_t number) {
    submit_waiting_t *waiting = submits_find(submits, number);
    CHECK(waiting != NULL);
    uint8_t *bytes = waiting->bytes;
    unsend(submits, waiting);
    submits->count--;
    submits->bytes -= waiting->size;
    *waiting = (submit_waiting_t){0};
    while (submits->first < submits->next && place_of(submits, submits->first)->bytes == NULL) submits->first++;
    if (submits->cursor < submits->first) submits->cursor = submits->first;
    return bytes;
}
