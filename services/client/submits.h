/* SPDX-License-Identifier: EUPL-1.2
 * Messages that have no answer yet, in the order they were submitted, with their bytes: a ring by number. Internal; no I/O, no clock. */
#ifndef STAFET_CLIENT_SUBMITS_H
#define STAFET_CLIENT_SUBMITS_H

#include <stdbool.h>

#include "base/bytes.h"

/* What may wait in memory; beyond it stafet_submit answers busy (L14). */
#define SUBMITS_MAX ((size_t)16384)
#define SUBMITS_BYTES_MAX ((size_t)64 * 1024 * 1024)

typedef struct {
    uint8_t *bytes; /* NULL: answered */
    size_t size;
    uint64_t place; /* in the outbox */
    bool is_sent;
} submit_waiting_t;

typedef struct {
    submit_waiting_t *ring;
    size_t capacity;
    uint64_t first, next; /* numbers; first = the oldest without an answer */
    uint64_t cursor;      /* nothing before it is unsent */
    size_t count, bytes;
    size_t sent_count, sent_bytes;
} submits_t;

/* The broker's submit window. */
typedef struct {
    size_t items, bytes;
} submit_window_t;

void submits_open(submits_t *submits);
void submits_close(submits_t *submits);
bool submits_full(const submits_t *submits, size_t size);
/* Copies the message; gives its number. The caller has asked submits_full, or is loading what an outbox held. */
uint64_t submits_add(submits_t *submits, bytes_t message, uint64_t place);
/* The oldest unsent message that fits the window; false when there is none. It stays unsent until submits_sent. */
bool submits_next(submits_t *submits, submit_window_t window, uint64_t *number, bytes_t *message);
void submits_sent(submits_t *submits, uint64_t number);
/* The one with that number, NULL when it has been answered or never was. */
submit_waiting_t *submits_find(submits_t *submits, uint64_t number);
/* It will be sent again, at its old place in the order. */
void submits_again(submits_t *submits, uint64_t number);
/* The session is gone: whatever was sent is sent again. */
void submits_all_again(submits_t *submits);
/* It has its answer: the bytes are the caller's to free. */
uint8_t *submits_answered(submits_t *submits, uint64_t number);

#endif
