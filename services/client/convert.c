/* SPDX-License-Identifier: EUPL-1.2
 * JSON, ids and keys for callers. */
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>

#include "base/check.h"
#include "base/clock.h"
#include "client/client.h"

#define JSON_SIZE_MAX ((size_t)16 * 1024 * 1024)

stafet_status stafet_from_json(const char *type, const char *json, uint8_t **bytes, size_t *size, char *problem) {
    arena_t arena;
    bytes_t packed;
    wire_problem_t found = {.where = ""};
    arena_open(&arena, DECODE_ARENA_SIZE);
    status_t status = wire_json_read(type, bytes_of_text(json), &arena, &packed, &found);
    if (status == STATUS_OK) {
        uint8_t *copy = malloc(packed.size + 1);
        CHECK(copy != NULL);
        if (packed.size > 0) memcpy(copy, packed.data, packed.size);
        *bytes = copy;
        *size = packed.size;
    }
    if (problem != NULL) text_set(problem, sizeof found.where, found.where);
    arena_close(&arena);
    return (stafet_status)status;
}

stafet_status stafet_to_json(const char *type, const uint8_t *bytes, size_t size, bool pretty, char **json) {
    arena_t arena;
    status_t status = STATUS_TOO_LARGE;
    arena_open(&arena, DECODE_ARENA_SIZE);
    for (size_t capacity = 4096 + 4 * size; status == STATUS_TOO_LARGE && capacity <= JSON_SIZE_MAX; capacity *= 4) {
        char *text = malloc(capacity);
        CHECK(text != NULL);
        buffer_t out = {.data = (uint8_t *)text, .capacity = capacity - 1};
        arena_reset(&arena);
        status = wire_json_write(type, (bytes_t){bytes, size}, pretty, &arena, &out);
        text[out.size] = '\0';
        if (status == STATUS_OK) *json = text;
        else free(text);
    }
    arena_close(&arena);
    return (stafet_status)status;
}

void stafet_free(void *memory) {
    free(memory);
}

void stafet_new_id(char id[37]) {
    uint8_t random[10];
    CHECK(getrandom(random, sizeof random, 0) == (ssize_t)sizeof random);
    uuid_write(uuid_v7((uint64_t)clock_realtime(), random), id);
}

void stafet_new_key(char public_key[65], char secret_key[65]) {
    connection_new_pair(public_key, secret_key);
}
