/* SPDX-License-Identifier: EUPL-1.2
 * The one extractor. */
#include "wire/pick.h"

#include <string.h>

#include "base/check.h"
#include "wire/problem.h"

const char *pick_text(arena_t *arena, bytes_t bytes) {
    char *text = arena_take(arena, bytes.size + 1);
    if (text != NULL) {
        if (bytes.size > 0) {
            memcpy(text, bytes.data, bytes.size);
        }
        text[bytes.size] = '\0';
    }
    return text;
}

status_t pick_time(arena_t *arena, bytes_t bytes, instant_t *at) {
    const char *text = pick_text(arena, bytes);
    return text == NULL ? STATUS_TOO_LARGE : instant_read(text, at, NULL);
}

bool pick_is_filled(bytes_t text) {
    for (size_t at = 0; at < text.size; at++) {
        if (text.data[at] > ' ') {
            return true;
        }
    }
    return false;
}

static bool is_ascii_word(uint8_t byte) {
    return (byte >= '0' && byte <= '9') || (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z');
}

/* Signs above ASCII: those of Latin-1, general punctuation (dashes, quotation marks, the ellipsis, spaces of no width) and CJK's. */
static bool is_sign(uint32_t point) {
    return point < 0xC0 || point == 0xD7 || point == 0xF7 || (point >= 0x2000 && point <= 0x206F) || (point >= 0x3000 && point <= 0x303F) ||
           point == 0xFEFF;
}

/* `text` is well-formed UTF-8. */
bool pick_has_words(bytes_t text) {
    for (size_t at = 0; at < text.size; at++) {
        uint8_t lead = text.data[at];
        if (is_ascii_word(lead)) {
            return true;
        }
        if (lead < 0xC0) {
            continue; /* ASCII signs, and what follows the first byte of a character */
        }
        unsigned more = lead >= 0xF0 ? 3 : lead >= 0xE0 ? 2 : 1;
        uint32_t point = lead & (0x3FU >> more);
        for (unsigned next = 1; next <= more && at + next < text.size; next++) {
            point = point << 6 | (text.data[at + next] & 0x3FU);
        }
        if (!is_sign(point)) {
            return true;
        }
    }
    return false;
}

static bool is_text(pick_kind_t kind) {
    return kind <= PICK_TIME && kind != PICK_BYTES;
}

static status_t put_slug(const pick_t *pick, const char *text, char *place) {
    if (!text_is_slug(text, pick->size)) {
        return pick->kind == PICK_IF_SLUG ? STATUS_OK : STATUS_FIELD_INVALID;
    }
    return text_copy(place, pick->size, text);
}

/* Texts are short ids and times; `text` lives as long as the arena. */
static status_t put_text(const pick_t *pick, const char *text, void *place) {
    status_t status = STATUS_OK;
    switch (pick->kind) {
    case PICK_TEXT:
        status = text_copy(place, pick->size, text);
        break;
    case PICK_POINTER:
        *(const char **)place = text;
        break;
    case PICK_SLUG:
    case PICK_IF_SLUG:
        status = put_slug(pick, text, place);
        break;
    case PICK_HEX:
        status = hex_read(text, place, pick->size);
        break;
    case PICK_UUID:
        status = uuid_read(text, place);
        break;
    case PICK_TIME:
        status = instant_read(text, place, NULL);
        break;
    case PICK_BYTES:
    case PICK_U32:
    case PICK_U64:
    case PICK_BOOL:
    case PICK_PRESENT:
    case PICK_FILLED:
    case PICK_IS:
        CHECK(false && "not a text");
    }
    return status == STATUS_OK ? STATUS_OK : STATUS_FIELD_INVALID;
}

/* A flag that one row has set stays set: several fields may each be enough. */
static void set_flag(bool *flag, bool value) {
    *flag = *flag || value;
}

static void put_plain(const pick_t *pick, uint64_t varint, bytes_t bytes, void *place) {
    uint32_t narrow = (uint32_t)varint;
    if (pick->kind == PICK_BYTES) {
        memcpy(place, &bytes, sizeof bytes);
    } else if (pick->kind == PICK_U32) {
        memcpy(place, &narrow, sizeof narrow);
    } else if (pick->kind == PICK_U64) {
        memcpy(place, &varint, sizeof varint);
    } else if (pick->kind == PICK_BOOL) {
        set_flag(place, varint != 0);
    } else if (pick->kind == PICK_PRESENT) {
        set_flag(place, true);
    } else if (pick->kind == PICK_FILLED) {
        set_flag(place, pick_is_filled(bytes));
    } else {
        CHECK(pick->kind == PICK_IS);
        set_flag(place, varint == pick->size);
    }
}

static status_t put_value(const pick_t *pick, uint64_t varint, bytes_t bytes, arena_t *arena, uint8_t *out) {
    void *place = out + pick->offset;
    if (!is_text(pick->kind)) {
        put_plain(pick, varint, bytes, place);
    } else if (bytes.size == 0) {
        return STATUS_OK;
    } else {
        const char *text = pick_text(arena, bytes);
        status_t status = text == NULL ? STATUS_TOO_LARGE : put_text(pick, text, place);
        if (status != STATUS_OK) {
            return status;
        }
    }
    if (pick->has != PICK_NO_HAS) {
        set_flag((bool *)(out + pick->has), true);
    }
    return STATUS_OK;
}

static status_t run_row(const pick_t *pick, const scan_fields_t *fields, arena_t *arena, uint8_t *out) {
    if (pick->kind == PICK_POINTER) {
        const char *empty = "";
        memcpy(out + pick->offset, &empty, sizeof empty);
    }
    if (!scan_has(fields, pick->field)) {
        return STATUS_OK;
    }
    if (pick->inner == 0) {
        return put_value(pick, fields->slot[pick->field].varint, fields->slot[pick->field].bytes, arena, out);
    }
    scan_field_t inner;
    if (!scan_find(fields->slot[pick->field].bytes, pick->inner, &inner)) {
        return STATUS_OK;
    }
    return put_value(pick, inner.varint, inner.bytes, arena, out);
}

static void name_problem(const pick_t *pick, const ProtobufCMessageDescriptor *type, wire_problem_t *problem) {
    const ProtobufCFieldDescriptor *field = protobuf_c_message_descriptor_get_field(type, pick->field);
    CHECK(field != NULL);
    if (pick->inner != 0) {
        const ProtobufCFieldDescriptor *inner = protobuf_c_message_descriptor_get_field(field->descriptor, pick->inner);
        CHECK(inner != NULL);
        problem_in(problem, inner->name);
    }
    problem_in(problem, field->name);
}

status_t pick_run(const picks_t *picks, const scan_fields_t *fields, arena_t *arena, void *out, wire_problem_t *problem) {
    for (unsigned at = 0; at < picks->count; at++) {
        status_t status = run_row(&picks->rows[at], fields, arena, out);
        if (status != STATUS_OK) {
            name_problem(&picks->rows[at], picks->type, problem);
            return status;
        }
    }
    return STATUS_OK;
}
