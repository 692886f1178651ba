/* SPDX-License-Identifier: EUPL-1.2
 * Mutations of packed messages that keep them packed: one field, however deep, is left out, comes twice or is longer, and the lengths around it are right again.
 * Changed bytes alone hardly ever add an item within an item. */
#include <string.h>

#include "fuzz.h"
#include "wire/emit.h"
#include "wire/scan.h"

#define DEPTH_MAX 10

size_t LLVMFuzzerMutate(uint8_t *data, size_t size, size_t max_size);
size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t max_size, unsigned seed);

typedef struct {
    unsigned chosen; /* which field, counted as they are met */
    enum { LEFT_OUT, TWICE, LONGER } kind;
    unsigned met;
    buffer_t out;
} edit_t;

static bool is_packed(bytes_t bytes) {
    scan_field_t field;
    while (bytes.size > 0) {
        if (!scan_next(&bytes, &field)) {
            return false;
        }
    }
    return true;
}

/* LONGER: by one byte, which a number has no use for. */
static void put_edited(edit_t *edit, const scan_field_t *field, bytes_t whole) {
    if (edit->kind == LONGER && field->kind == SCAN_BYTES && field->bytes.size > 0) {
        size_t mark = emit_open(&edit->out, field->number);
        buffer_put_u8(&edit->out, field->bytes.data[0]);
        buffer_put(&edit->out, field->bytes);
        emit_close(&edit->out, mark);
    } else if (edit->kind != LEFT_OUT) {
        buffer_put(&edit->out, whole);
        buffer_put(&edit->out, whole);
    }
}

static void copy_fields(bytes_t message, unsigned depth, edit_t *edit) {
    scan_field_t field;
    while (message.size > 0) {
        bytes_t before = message;
        CHECK(scan_next(&message, &field));
        bytes_t whole = {before.data, before.size - message.size};
        if (edit->met++ == edit->chosen) {
            put_edited(edit, &field, whole);
        } else if (field.kind == SCAN_BYTES && field.bytes.size > 0 && depth < DEPTH_MAX && is_packed(field.bytes)) {
            size_t mark = emit_open(&edit->out, field.number);
            copy_fields(field.bytes, depth + 1, edit);
            emit_close(&edit->out, mark);
        } else {
            buffer_put(&edit->out, whole);
        }
    }
}

static unsigned count_fields(bytes_t message) {
    edit_t none = {.chosen = UINT32_MAX, .out = fuzz_buffer(SLOT_MUTATE, 4 * message.size + 16)};
    copy_fields(message, 1, &none);
    return none.met;
}

size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t max_size, unsigned seed) {
    bytes_t message = {data, size};
    if (seed % 4 != 0 || size == 0 || !is_packed(message)) {
        return LLVMFuzzerMutate(data, size, max_size);
    }
    edit_t edit = {.chosen = seed / 16 % count_fields(message), .kind = seed / 4 % 3};
    edit.out = fuzz_buffer(SLOT_MUTATE, 4 * size + 16);
    copy_fields(message, 1, &edit);
    if (edit.out.full || edit.out.size > max_size) {
        return LLVMFuzzerMutate(data, size, max_size);
    }
    memcpy(data, edit.out.data, edit.out.size);
    return edit.out.size;
}
