/* SPDX-License-Identifier: EUPL-1.2
 * Memory that is given out piece by piece and taken back all at once. One block, allocated at start, never grown (L14). */
#ifndef STAFET_BASE_ARENA_H
#define STAFET_BASE_ARENA_H

#include <stddef.h>
#include <stdint.h>

typedef struct {
    uint8_t *data;
    size_t capacity;
    size_t used;
} arena_t;

/* Allocates the block; aborts when the machine has no memory (only at start). arena_close frees it and clears the struct. */
void arena_open(arena_t *arena, size_t capacity);
void arena_close(arena_t *arena);
/* 16-byte aligned memory that lives until arena_reset, not cleared. NULL when the arena is full: the caller answers TOO_LARGE. */
void *arena_take(arena_t *arena, size_t size);
void arena_reset(arena_t *arena);

#endif
