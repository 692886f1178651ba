/* SPDX-License-Identifier: EUPL-1.2
 * Queries and changes that have no result yet, and watches, which are kept: a list in the order they were asked. Internal; no I/O, no clock. */
#ifndef STAFET_CLIENT_ASKS_H
#define STAFET_CLIENT_ASKS_H

#include <stdbool.h>

#include "base/bytes.h"
#include "base/id.h"

#define ASKS_MAX 1024
/* Numbers of asks lie apart from those of submits, for both are answered on one connection. */
#define ASK_NUMBER_FIRST (UINT64_C(1) << 48)

typedef struct ask {
    struct ask *next;
    uint64_t number;
    const char *type; /* "stafet.v1.Query" and so on */
    uint8_t *packed;  /* with the number */
    size_t size;
    bool is_sent, is_watch;
    uint64_t asked_ns, again_ns;
    char party[PARTY_ID_SIZE]; /* of a watch */
    uuid_t course;
} ask_t;

typedef struct {
    ask_t *first, *last;
    size_t count, watch_count;
    uint64_t next_number;
} asks_t;

void asks_open(asks_t *asks);
void asks_close(asks_t *asks);
/* Takes `packed`, an item without number, and puts the number before it. The rest of the ask is the caller's to set. */
ask_t *asks_add(asks_t *asks, const char *type, bytes_t packed);
ask_t *asks_find(asks_t *asks, uint64_t number);
void asks_remove(asks_t *asks, uint64_t number);
/* The first unsent one whose pause is over; NULL when there is none. */
ask_t *asks_next(asks_t *asks, uint64_t now_ns);
/* The session is gone: everything is asked again. */
void asks_all_again(asks_t *asks);
/* The watch of the same unit or course, NULL when there is none. */
ask_t *asks_find_watch(asks_t *asks, const char *party, uuid_t course);

#endif
