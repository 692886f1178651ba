/* SPDX-License-Identifier: EUPL-1.2
 * Borrowed byte ranges, bounded text and big-endian numbers. Pure: no allocation. */
#ifndef STAFET_BASE_BYTES_H
#define STAFET_BASE_BYTES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/status.h"

/* A range that somebody else owns. */
typedef struct {
    const uint8_t *data;
    size_t size;
} bytes_t;

/* A range to write into. `size` counts what is written, never above `capacity`; `full` says that something did not fit. */
typedef struct {
    uint8_t *data;
    size_t capacity;
    size_t size;
    bool full;
} buffer_t;

typedef struct {
    uint8_t bytes[32];
} digest_t;

bytes_t bytes_of_text(const char *text);
bool bytes_equal(bytes_t a, bytes_t b);
bool digest_equal(const digest_t *a, const digest_t *b);
/* Comparison in constant time, for keys and digests that an attacker may probe. */
bool bytes_equal_secret(bytes_t a, bytes_t b);

void buffer_put(buffer_t *buffer, bytes_t bytes);
void buffer_put_u8(buffer_t *buffer, uint8_t value);
void buffer_put_u16(buffer_t *buffer, uint16_t value);
void buffer_put_u32(buffer_t *buffer, uint32_t value);
void buffer_put_u64(buffer_t *buffer, uint64_t value);
bytes_t buffer_bytes(const buffer_t *buffer);

/* Copies text into a field of `capacity` bytes, zero-terminated. STATUS_TOO_LARGE when it does not fit; then the field is untouched. */
status_t text_copy(char *field, size_t capacity, const char *text) MUST_CHECK;
/* The same for text that our own tables or a checked row hold: a text that does not fit is our mistake. */
void text_set(char *field, size_t capacity, const char *text);
bool text_equal(const char *a, const char *b);
/* True for well-formed UTF-8 (RFC 3629) without a zero byte. */
bool text_is_utf8(bytes_t bytes);
/* True for a unit's or person's id: 1 to capacity - 1 of a-z 0-9 . - _ , first a letter or digit. */
bool text_is_slug(const char *text, size_t capacity);

/* Lower-case hex. `text` holds 2 x size + 1 characters. */
void hex_write(bytes_t bytes, char *text);
/* STATUS_FIELD_INVALID unless `text` is exactly 2 x size hex digits. */
status_t hex_read(const char *text, uint8_t *bytes, size_t size) MUST_CHECK;

#endif
