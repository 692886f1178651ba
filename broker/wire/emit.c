/* SPDX-License-Identifier: EUPL-1.2
 * Writes protobuf fields straight into a buffer. */
#include "wire/emit.h"

#include <string.h>

#include "base/check.h"
#include "wire/scan.h"

#define VARINT_BYTES_MAX 10

/* Seven bits a byte, the lowest first. */
static inline size_t write_varint(uint8_t *to, uint64_t value) {
    size_t size = 0;
    while (value >= 0x80) {
        to[size++] = (uint8_t)(value | 0x80);
        value >>= 7;
    }
    to[size++] = (uint8_t)value;
    return size;
}

static void put(buffer_t *out, const uint8_t *data, size_t size) {
    CHECK(out->size <= out->capacity);
    if (out->full || size > out->capacity - out->size) {
        out->full = true;
        return;
    }
    if (size > 0) {
        memcpy(out->data + out->size, data, size);
        out->size += size;
    }
}

static size_t write_tag(uint8_t *to, uint32_t field, scan_kind_t kind) {
    return write_varint(to, (uint64_t)field << 3 | (uint64_t)kind);
}

void emit_number(buffer_t *out, uint32_t field, uint64_t value) {
    uint8_t bytes[2 * VARINT_BYTES_MAX];
    size_t size = write_tag(bytes, field, SCAN_VARINT);
    put(out, bytes, size + write_varint(bytes + size, value));
}

void emit_bytes(buffer_t *out, uint32_t field, bytes_t bytes) {
    uint8_t head[2 * VARINT_BYTES_MAX];
    size_t size = write_tag(head, field, SCAN_BYTES);
    put(out, head, size + write_varint(head + size, bytes.size));
    put(out, bytes.data, bytes.size);
}

void emit_text(buffer_t *out, uint32_t field, const char *text) {
    emit_bytes(out, field, bytes_of_text(text));
}

void emit_number_if(buffer_t *out, uint32_t field, uint64_t value) {
    if (value != 0) {
        emit_number(out, field, value);
    }
}

void emit_bytes_if(buffer_t *out, uint32_t field, bytes_t bytes) {
    if (bytes.size > 0) {
        emit_bytes(out, field, bytes);
    }
}

void emit_text_if(buffer_t *out, uint32_t field, const char *text) {
    if (text != NULL && text[0] != '\0') {
        emit_text(out, field, text);
    }
}

void emit_uuid_text_if(buffer_t *out, uint32_t field, uuid_t id) {
    if (!uuid_is_nil(id)) {
        char text[UUID_TEXT_SIZE];
        uuid_write(id, text);
        emit_text(out, field, text);
    }
}

void emit_time_text_if(buffer_t *out, uint32_t field, instant_t at) {
    if (at != 0) {
        char text[INSTANT_TEXT_SIZE];
        instant_write(at, text);
        emit_text(out, field, text);
    }
}

/* The length is written when it is known; one byte is kept for it, and what is within moves when it needs more. */
size_t emit_open(buffer_t *out, uint32_t field) {
    uint8_t head[VARINT_BYTES_MAX + 1];
    size_t size = write_tag(head, field, SCAN_BYTES);
    head[size] = 0;
    put(out, head, size + 1);
    return out->size;
}

void emit_close(buffer_t *out, size_t mark) {
    if (out->full) {
        return;
    }
    CHECK(mark > 0 && mark <= out->size);
    uint8_t length[VARINT_BYTES_MAX];
    size_t content = out->size - mark;
    size_t more = write_varint(length, content) - 1;
    if (more > out->capacity - out->size) {
        out->full = true;
        return;
    }
    memmove(out->data + mark + more, out->data + mark, content);
    memcpy(out->data + mark - 1, length, more + 1);
    out->size += more;
}

void emit_end(buffer_t *out, size_t start) {
    CHECK(start <= out->size);
    if (out->full) {
        out->size = start;
    }
}
