/* SPDX-License-Identifier: EUPL-1.2
 * Queries and changes that have no result yet, and watches. */
#include "client/asks.h"

#include <stdlib.h>
#include <string.h>

#include "base/check.h"

/* Field 1, a number: the first field of every item that is asked. */
#define NUMBER_TAG 0x08
#define VARINT_SIZE_MAX 10

void asks_open(asks_t *asks) {
    *asks = (asks_t){.next_number = ASK_NUMBER_FIRST};
}

void asks_close(asks_t *asks) {
    while (asks->first != NULL) asks_remove(asks, asks->first->number);
}

static size_t varint_write(uint64_t value, uint8_t *out) {
    size_t size = 0;
    for (; value >= 0x80; value >>= 7) out[size++] = (uint8_t)(value | 0x80);
    out[size++] = (uint8_t)value;
    return size;
}

ask_t *asks_add(asks_t *asks, const char *type, bytes_t packed) {
    ask_t *ask = calloc(1, sizeof *ask);
    CHECK(ask != NULL);
    *ask = (ask_t){.number = asks->next_number++, .type = type, .packed = malloc(1 + VARINT_SIZE_MAX + packed.size)};
    CHECK(ask->packed != NULL);
    ask->packed[0] = NUMBER_TAG;
    ask->size = 1 + varint_write(ask->number, ask->packed + 1);
    if (packed.size > 0) memcpy(ask->packed + ask->size, packed.data, packed.size);
    ask->size += packed.size;
    if (asks->last != NULL) asks->last->next = ask;
    else asks->first = ask;
    asks->last = ask;
    asks->count++;
    return ask;
}

ask_t *asks_find(asks_t *asks, uint64_t number) {
    ask_t *ask = asks->first;
    while (ask != NULL && ask->number != number) ask = ask->next;
    return ask;
}

void asks_remove(asks_t *asks, uint64_t number) {
    ask_t *before = NULL, *ask = asks->first;
    for (; ask != NULL && ask->number != number; ask = ask->next) before = ask;
    CHECK(ask != NULL);
    if (before != NULL) before->next = ask->next;
    else asks->first = ask->next;
    if (asks->last == ask) asks->last = before;
    asks->count--;
    if (ask->is_watch) asks->watch_count--;
    free(ask->packed);
    free(ask);
}

ask_t *asks_next(asks_t *asks, uint64_t now_ns) {
    ask_t *ask = asks->first;
    while (ask != NULL && (ask->is_sent || ask->again_ns > now_ns)) ask = ask->next;
    return ask;
}

void asks_all_again(asks_t *asks) {
    for (ask_t *ask = asks->first; ask != NULL; ask = ask->next) ask->is_sent = false;
}

ask_t *asks_find_watch(asks_t *asks, const char *party, uuid_t course) {
    ask_t *ask = asks->first;
    while (ask != NULL && !(ask->is_watch && text_equal(ask->party, party) && uuid_equal(ask->course, course))) ask = ask->next;
    return ask;
}
