/* SPDX-License-Identifier: EUPL-1.2
 * What the fuzz targets share. arena_take goes through here (--wrap): AddressSanitizer alone does not see one piece of an arena run into the next. */
#include "fuzz.h"

#include <stdlib.h>
#include <string.h>

#include <sanitizer/asan_interface.h>

#define GAP ((size_t)16)
/* Nothing that a reader leaves unwritten may look like an empty text or a zero. */
#define GARBAGE 0xA5

void *__real_arena_take(arena_t *arena, size_t size);
void *__wrap_arena_take(arena_t *arena, size_t size);

void *__wrap_arena_take(arena_t *arena, size_t size) {
    CHECK(size < SIZE_MAX - GAP);
    uint8_t *taken = __real_arena_take(arena, size + GAP);
    if (taken != NULL) {
        ASAN_UNPOISON_MEMORY_REGION(taken, size);
        memset(taken, GARBAGE, size);
    }
    return taken;
}

/* ---- reading ---- */

static _Alignas(16) uint8_t block[DECODE_ARENA_SIZE];
static arena_t arena = {.data = block, .capacity = 0, .used = sizeof block};

static void arena_empty(size_t capacity) {
    ASAN_POISON_MEMORY_REGION(block, arena.used);
    arena.used = 0;
    arena.capacity = capacity;
}

arena_t *fuzz_arena(void) {
    return &arena;
}

/* Somewhere below `used`: each input its own place, the same at every run. */
static size_t less_than(size_t used, bytes_t input) {
    uint64_t mixed = UINT64_C(0xCBF29CE484222325);
    for (size_t at = 0; at < input.size; at++) {
        mixed = (mixed ^ input.data[at]) * UINT64_C(0x100000001B3);
    }
    return (size_t)(mixed >> 16) % used;
}

status_t fuzz_read(fuzz_reader_t *reader, bytes_t input) {
    arena_empty(sizeof block);
    status_t status = reader(input, &arena);
    CHECK(arena.used <= arena.capacity);
    if (arena.used > 0) {
        size_t least = less_than(arena.used, input);
        arena_empty(least);
        status_t tight = reader(input, &arena);
        CHECK(arena.used <= least);
        CHECK(tight == STATUS_TOO_LARGE || (tight == status && status != STATUS_OK));
        arena_empty(sizeof block);
        status_t again = reader(input, &arena);
        CHECK(again == status);
    }
    return status;
}

/* ---- what is promised ---- */

void fuzz_expect(status_t status, const status_t *allowed) {
    status_t back;
    CHECK((unsigned)status < STATUS_COUNT);
    CHECK(status_text_en(status)[0] != '\0' && status_text_da(status)[0] != '\0');
    CHECK(status_parse(status_name(status), &back) == STATUS_OK && back == status);
    while (*allowed != status && *allowed != STATUS_OK) {
        allowed++;
    }
    CHECK(*allowed == status);
}

void fuzz_expect_terminated(const char *field, size_t size) {
    CHECK(memchr(field, '\0', size) != NULL);
}

void fuzz_touch(bytes_t bytes) {
    CHECK(bytes.size == 0 || __asan_region_is_poisoned((void *)(uintptr_t)bytes.data, bytes.size) == NULL);
}

void fuzz_touch_text(const char *text) {
    CHECK(text != NULL);
    fuzz_touch(bytes_of_text(text));
}

buffer_t fuzz_buffer(unsigned slot, size_t capacity) {
    static uint8_t *blocks[SLOTS];
    CHECK(slot < SLOTS);
    free(blocks[slot]);
    blocks[slot] = calloc(capacity, 1);
    CHECK(blocks[slot] != NULL);
    return (buffer_t){.data = blocks[slot], .capacity = capacity};
}

/* ---- settings ---- */

static void hide_value(uint8_t *line, size_t size) {
    uint8_t *sign = memchr(line, '=', size);
    for (size_t at = sign == NULL ? 0 : (size_t)(sign - line) + 1; at < size; at++) {
        line[at] = memchr(" \t\r", line[at], sizeof " \t\r") == NULL ? 'z' : line[at];
    }
}

bytes_t fuzz_hide_value(unsigned slot, bytes_t text, unsigned long line) {
    buffer_t copy = fuzz_buffer(slot, text.size + 1);
    buffer_put(&copy, text);
    uint8_t *start = copy.data, *end = copy.data + copy.size;
    for (; line > 1; line--) {
        start = memchr(start, '\n', (size_t)(end - start));
        CHECK(start != NULL);
        start++;
    }
    uint8_t *stop = memchr(start, '\n', (size_t)(end - start));
    hide_value(start, (size_t)((stop == NULL ? end : stop) - start));
    return buffer_bytes(&copy);
}

bytes_t fuzz_empty_comments(unsigned slot, bytes_t text) {
    buffer_t copy = fuzz_buffer(slot, text.size + 1);
    bool is_start = true, is_comment = false;
    for (size_t at = 0; at < text.size; at++) {
        uint8_t letter = text.data[at];
        is_comment = is_comment && letter != '\n';
        if (!is_comment) {
            buffer_put_u8(&copy, letter);
        }
        is_comment = is_comment || (is_start && letter == '#');
        is_start = letter == '\n' || (is_start && (letter == ' ' || letter == '\t'));
    }
    return buffer_bytes(&copy);
}

/* ---- JSON ---- */

/* An empty message of two bytes is a name, quotes, braces and, where it is pretty, a line and its indent. */
#define JSON_GROWTH 96

static buffer_t written(unsigned slot, const char *type, bytes_t packed, bool pretty) {
    buffer_t out = fuzz_buffer(slot, JSON_GROWTH * (packed.size + 1));
    CHECK(wire_json_write(type, packed, pretty, fuzz_arena(), &out) == STATUS_OK);
    CHECK(!out.full && text_is_utf8(buffer_bytes(&out)));
    return out;
}

void fuzz_json_both_ways(const char *type, bytes_t packed, bool is_canonical) {
    wire_problem_t problem;
    bytes_t back, again;
    buffer_t json = written(SLOT_FIRST, type, packed, false);
    CHECK(wire_json_read(type, buffer_bytes(&json), fuzz_arena(), &back, &problem) == STATUS_OK);
    CHECK(!is_canonical || bytes_equal(back, packed));
    buffer_t second = written(SLOT_SECOND, type, back, false);
    CHECK(bytes_equal(buffer_bytes(&second), buffer_bytes(&json)));
    buffer_t pretty = written(SLOT_PRETTY, type, back, true);
    CHECK(wire_json_read(type, buffer_bytes(&pretty), fuzz_arena(), &again, &problem) == STATUS_OK);
    CHECK(bytes_equal(again, back));
}
