/* SPDX-License-Identifier: EUPL-1.2
 * Borrowed byte ranges, bounded text and big-endian numbers. Pure: no allocation. */
#include "base/bytes.h"

#include <string.h>

#include "base/check.h"

#define WORD_ONES UINT64_C(0x0101010101010101)
#define WORD_HIGHS UINT64_C(0x8080808080808080)

bytes_t bytes_of_text(const char *text) {
    CHECK(text != NULL);
    return (bytes_t){(const uint8_t *)text, strlen(text)};
}

bool bytes_equal(bytes_t a, bytes_t b) {
    return a.size == b.size && (a.size == 0 || memcmp(a.data, b.data, a.size) == 0);
}

bool digest_equal(const digest_t *a, const digest_t *b) {
    CHECK(a != NULL && b != NULL);
    return memcmp(a->bytes, b->bytes, sizeof(a->bytes)) == 0;
}

bool bytes_equal_secret(bytes_t a, bytes_t b) {
    if (a.size != b.size) {
        return false; /* the length of a key or a digest is no secret */
    }
    volatile uint8_t difference = 0; /* volatile: the compiler may not leave the loop early */
    for (size_t at = 0; at < a.size; at++) {
        difference = (uint8_t)(difference | (a.data[at] ^ b.data[at]));
    }
    return difference == 0;
}

/* After the first range that does not fit nothing more is written: a full buffer holds a clean beginning, never one with a hole. */
void buffer_put(buffer_t *buffer, bytes_t bytes) {
    CHECK(buffer != NULL);
    CHECK(buffer->size <= buffer->capacity);
    if (buffer->full || bytes.size > buffer->capacity - buffer->size) {
        buffer->full = true;
        return;
    }
    if (bytes.size > 0) {
        memcpy(buffer->data + buffer->size, bytes.data, bytes.size);
        buffer->size += bytes.size;
    }
}

static void put_big_endian(buffer_t *buffer, uint64_t value, size_t size) {
    uint8_t bytes[sizeof(value)];
    CHECK(size <= sizeof(bytes));
    for (size_t at = 0; at < size; at++) {
        bytes[at] = (uint8_t)(value >> (8 * (size - 1 - at)));
    }
    buffer_put(buffer, (bytes_t){bytes, size});
}

void buffer_put_u8(buffer_t *buffer, uint8_t value) {
    put_big_endian(buffer, value, sizeof(value));
}

void buffer_put_u16(buffer_t *buffer, uint16_t value) {
    put_big_endian(buffer, value, sizeof(value));
}

void buffer_put_u32(buffer_t *buffer, uint32_t value) {
    put_big_endian(buffer, value, sizeof(value));
}

void buffer_put_u64(buffer_t *buffer, uint64_t value) {
    put_big_endian(buffer, value, sizeof(value));
}

bytes_t buffer_bytes(const buffer_t *buffer) {
    CHECK(buffer != NULL);
    return (bytes_t){buffer->data, buffer->size};
}

status_t text_copy(char *field, size_t capacity, const char *text) {
    CHECK(field != NULL && text != NULL);
    size_t size = strnlen(text, capacity);
    if (size == capacity) {
        return STATUS_TOO_LARGE;
    }
    memmove(field, text, size + 1);
    return STATUS_OK;
}

void text_set(char *field, size_t capacity, const char *text) {
    CHECK(text_copy(field, capacity, text) == STATUS_OK);
}

bool text_equal(const char *a, const char *b) {
    CHECK(a != NULL && b != NULL);
    return strcmp(a, b) == 0;
}

static uint64_t word_at(const uint8_t *data) {
    uint64_t word;
    memcpy(&word, data, sizeof(word));
    return word;
}

/* Where the first byte that is zero or not ASCII may be: everything before it is plain. Most texts are plain to the end. */
static size_t plain_size(bytes_t bytes) {
    size_t at = 0;
    for (; at + sizeof(uint64_t) <= bytes.size; at += sizeof(uint64_t)) {
        uint64_t word = word_at(bytes.data + at);
        if ((((word - WORD_ONES) | word) & WORD_HIGHS) != 0) {
            return at;
        }
    }
    while (at < bytes.size && bytes.data[at] > 0 && bytes.data[at] < 0x80) {
        at++;
    }
    return at;
}

/* The size of the well-formed character at the start of a range that is not empty, or 0. Unicode 15, table 3-7: the second byte's bounds
 * keep out overlong forms, surrogates and what lies above U+10FFFF. */
static size_t character_size(bytes_t bytes) {
    uint8_t first = bytes.data[0];
    if (first < 0x80) {
        return first == 0 ? 0 : 1;
    }
    if (first < 0xC2 || first > 0xF4) {
        return 0;
    }
    size_t size = first < 0xE0 ? 2 : first < 0xF0 ? 3 : 4;
    if (size > bytes.size) {
        return 0;
    }
    uint8_t low = first == 0xE0 ? 0xA0 : first == 0xF0 ? 0x90 : 0x80;
    uint8_t high = first == 0xED ? 0x9F : first == 0xF4 ? 0x8F : 0xBF;
    if (bytes.data[1] < low || bytes.data[1] > high) {
        return 0;
    }
    for (size_t at = 2; at < size; at++) {
        if ((bytes.data[at] & 0xC0) != 0x80) {
            return 0;
        }
    }
    return size;
}

bool text_is_utf8(bytes_t bytes) {
    CHECK(bytes.data != NULL || bytes.size == 0);
    size_t at = 0;
    while (at < bytes.size) {
        at += plain_size((bytes_t){bytes.data + at, bytes.size - at});
        /* Up to the end of the word that was not plain, character by character; Danish text comes back to plain words soon. */
        size_t stop = at + sizeof(uint64_t) < bytes.size ? at + sizeof(uint64_t) : bytes.size;
        while (at < stop) {
            size_t size = character_size((bytes_t){bytes.data + at, bytes.size - at});
            if (size == 0) {
                return false;
            }
            at += size;
        }
    }
    return true;
}

static bool is_slug_start(char letter) {
    return (letter >= 'a' && letter <= 'z') || (letter >= '0' && letter <= '9');
}

bool text_is_slug(const char *text, size_t capacity) {
    CHECK(text != NULL);
    size_t size = strnlen(text, capacity);
    if (size == 0 || size == capacity || !is_slug_start(text[0])) {
        return false;
    }
    for (size_t at = 1; at < size; at++) {
        if (!is_slug_start(text[at]) && text[at] != '.' && text[at] != '-' && text[at] != '_') {
            return false;
        }
    }
    return true;
}

void hex_write(bytes_t bytes, char *text) {
    static const char DIGITS[] = "0123456789abcdef";
    CHECK(text != NULL);
    for (size_t at = 0; at < bytes.size; at++) {
        text[2 * at] = DIGITS[bytes.data[at] >> 4];
        text[2 * at + 1] = DIGITS[bytes.data[at] & 0x0F];
    }
    text[2 * bytes.size] = '\0';
}

static unsigned hex_value(char digit) {
    if (digit >= '0' && digit <= '9') {
        return (unsigned)(digit - '0');
    }
    return (unsigned)((digit | 0x20) - 'a') + 10;
}

status_t hex_read(const char *text, uint8_t *bytes, size_t size) {
    CHECK(text != NULL && bytes != NULL);
    if (strspn(text, "0123456789abcdefABCDEF") != 2 * size || text[2 * size] != '\0') {
        return STATUS_FIELD_INVALID;
    }
    for (size_t at = 0; at < size; at++) {
        bytes[at] = (uint8_t)(hex_value(text[2 * at]) << 4 | hex_value(text[2 * at + 1]));
    }
    return STATUS_OK;
}
