/* SPDX-License-Identifier: EUPL-1.2
 * Memory that is given out piece by piece and taken back all at once (L14). */
#include "base/arena.h"

#include <stdlib.h>

#include "base/check.h"

#define ARENA_ALIGNMENT ((size_t)16)

void arena_open(arena_t *arena, size_t capacity) {
    CHECK(arena != NULL && capacity > 0);
    uint8_t *data = malloc(capacity);
    CHECK(data != NULL);
    *arena = (arena_t){.data = data, .capacity = capacity, .used = 0};
}

void arena_close(arena_t *arena) {
    CHECK(arena != NULL);
    free(arena->data);
    *arena = (arena_t){0};
}

void *arena_take(arena_t *arena, size_t size) {
    CHECK(arena != NULL && arena->data != NULL);
    CHECK(arena->used <= arena->capacity);
    size_t padding = (ARENA_ALIGNMENT - arena->used % ARENA_ALIGNMENT) % ARENA_ALIGNMENT;
    size_t left = arena->capacity - arena->used;
    if (padding > left || size > left - padding) {
        return NULL;
    }
    void *taken = arena->data + arena->used + padding;
    arena->used += padding + size;
    return taken;
}

void arena_reset(arena_t *arena) {
    CHECK(arena != NULL);
    arena->used = 0;
}
