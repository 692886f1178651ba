/* SPDX-License-Identifier: EUPL-1.2
 * Walks the fields of one encoded message where they lie. */
#include "wire/scan.h"

#include "base/check.h"

#define FIELD_NUMBER_MAX ((1U << 29) - 1)
#define VARINT_BYTES_MAX 10

/* Bits beyond the 64th are refused: readers disagree about them. */
static bool take_long_varint(bytes_t *rest, uint64_t *value, bool *is_minimal) {
    uint64_t sum = 0;
    for (unsigned at = 0; at < VARINT_BYTES_MAX && at < rest->size; at++) {
        uint8_t byte = rest->data[at];
        if (at == VARINT_BYTES_MAX - 1 && byte > 1) {
            return false;
        }
        sum |= (uint64_t)(byte & 0x7F) << (7 * at);
        if (byte < 0x80) {
            *is_minimal = *is_minimal && byte != 0;
            *value = sum;
            *rest = (bytes_t){rest->data + at + 1, rest->size - at - 1};
            return true;
        }
    }
    return false;
}

static inline bool take_varint(bytes_t *rest, uint64_t *value, bool *is_minimal) {
    if (rest->size > 0 && rest->data[0] < 0x80) {
        *value = rest->data[0];
        *rest = (bytes_t){rest->data + 1, rest->size - 1};
        return true;
    }
    return take_long_varint(rest, value, is_minimal);
}

static bool take_bytes(bytes_t *rest, uint64_t size, bytes_t *bytes) {
    if (size > rest->size) {
        return false;
    }
    *bytes = (bytes_t){rest->data, (size_t)size};
    *rest = (bytes_t){rest->data + size, rest->size - (size_t)size};
    return true;
}

static bool take_value(bytes_t *rest, scan_field_t *field) {
    uint64_t size = 0;
    switch (field->kind) {
    case SCAN_VARINT:
        return take_varint(rest, &field->varint, &field->is_minimal);
    case SCAN_BYTES:
        return take_varint(rest, &size, &field->is_minimal) && take_bytes(rest, size, &field->bytes);
    case SCAN_FIXED64:
        return take_bytes(rest, 8, &field->bytes);
    case SCAN_FIXED32:
        return take_bytes(rest, 4, &field->bytes);
    }
    return false;
}

bool scan_next(bytes_t *rest, scan_field_t *field) {
    CHECK(rest->size > 0);
    bytes_t left = *rest;
    uint64_t tag = 0;
    field->is_minimal = true;
    if (!take_varint(&left, &tag, &field->is_minimal)) {
        return false;
    }
    field->kind = (scan_kind_t)(tag & 7);
    if (tag >> 3 == 0 || tag >> 3 > FIELD_NUMBER_MAX) {
        return false;
    }
    field->number = (uint32_t)(tag >> 3);
    field->varint = 0;
    field->bytes = (bytes_t){NULL, 0};
    if (!take_value(&left, field)) {
        return false;
    }
    *rest = left;
    return true;
}

void scan_collect(bytes_t message, scan_fields_t *fields) {
    fields->present = 0;
    fields->high = 0;
    scan_field_t field;
    for (bytes_t rest = message; rest.size > 0;) {
        CHECK(scan_next(&rest, &field));
        unsigned slot = field.number < SCAN_SLOTS ? field.number : 0;
        fields->high = slot == 0 ? field.number : fields->high;
        fields->present |= UINT64_C(1) << slot;
        fields->slot[slot].varint = field.varint;
        fields->slot[slot].bytes = field.bytes;
    }
}

bool scan_has(const scan_fields_t *fields, unsigned number) {
    CHECK(number < SCAN_SLOTS);
    return (fields->present >> number & 1) != 0;
}

bool scan_find(bytes_t message, uint32_t number, scan_field_t *field) {
    bool found = false;
    scan_field_t next;
    for (bytes_t rest = message; rest.size > 0;) {
        CHECK(scan_next(&rest, &next));
        if (next.number == number) {
            *field = next;
            found = true;
        }
    }
    return found;
}
