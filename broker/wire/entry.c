/* SPDX-License-Identifier: EUPL-1.2
 * Entries: one table says how each field of entry_t stands in the bytes, for writing and for reading. The bytes are hashed, so what they are made of
 * may grow but never change. */
#include <stddef.h>
#include <string.h>

#include "base/check.h"
#include "stafet/v1/entry.pb-c.h"
#include "wire/emit.h"
#include "wire/problem.h"
#include "wire/scan.h"
#include "wire/validate.h"

typedef enum {
    FIELD_FIXED, /* `size` bytes, when the flag at `beside` is set; with no flag, when they are not all zero */
    FIELD_TEXT,  /* char[size] */
    FIELD_U32,   /* also enums */
    FIELD_64,    /* uint64_t or instant_t */
    FIELD_BOOL,
    FIELD_NAMES, /* repeated message with one text: char[][size], their count at `beside`, at most `most` */
    FIELD_ABOUT,
    FIELD_SECTIONS
} field_kind_t;

typedef struct {
    field_kind_t kind;
    size_t offset, size, beside;
    unsigned most;
} entry_field_t;

#define NONE SIZE_MAX
#define PLACE(member) offsetof(entry_t, member)
#define SIZE(member) sizeof(((entry_t *)NULL)->member)
#define FIXED(member) {FIELD_FIXED, PLACE(member), SIZE(member), NONE, 0}
#define FIXED_IF(member, flag) {FIELD_FIXED, PLACE(member), SIZE(member), PLACE(flag), 0}
#define TEXT(member) {FIELD_TEXT, PLACE(member), SIZE(member), NONE, 0}
#define U32(member) {FIELD_U32, PLACE(member), SIZE(member), NONE, 0}
#define WIDE(member) {FIELD_64, PLACE(member), SIZE(member), NONE, 0}
#define BOOL(member) {FIELD_BOOL, PLACE(member), SIZE(member), NONE, 0}
#define NAMES(member, count) {FIELD_NAMES, PLACE(member), SIZE(member[0]), PLACE(count), SIZE(member) / SIZE(member[0])}

/* The index is the field's number. */
enum { PREVIOUS = 3, RULES_HASH = 18, ABOUT = 40, SECTIONS = 43, FIELDS = 47 };
static const entry_field_t TABLE[FIELDS] = {
    [1] = FIXED(chain),
    [2] = WIDE(seq),
    [PREVIOUS] = FIXED(previous),
    [4] = WIDE(at),
    [5] = U32(kind),
    [6] = U32(type),
    [7] = TEXT(party),
    [8] = TEXT(person),
    [9] = FIXED(key_fingerprint),
    [10] = FIXED_IF(name, has_name),
    [11] = FIXED_IF(digest, has_digest),
    [12] = FIXED_IF(body_hash, has_body),
    [13] = FIXED(flow),
    [14] = U32(flow_kind),
    [15] = U32(from),
    [16] = U32(to),
    [17] = U32(rule_row),
    [RULES_HASH] = FIXED(rules_hash),
    [19] = U32(duty),
    [20] = WIDE(duty_epoch),
    [21] = TEXT(holder),
    [22] = FIXED(offer),
    [23] = NAMES(offered_to, offered_count),
    [24] = WIDE(accept_by),
    [25] = TEXT(awaited),
    [26] = WIDE(due_at),
    [27] = NAMES(delivered_to, delivered_count),
    [28] = U32(status),
    [29] = NAMES(missing, missing_count),
    [30] = TEXT(rule),
    [31] = WIDE(clock_due),
    [32] = U32(step),
    [33] = WIDE(occurred_at),
    [34] = BOOL(recorded_for),
    [35] = BOOL(recorded_afterwards),
    [36] = U32(disclosure_ground),
    [37] = U32(reason),
    [38] = U32(purpose),
    [39] = U32(query),
    [ABOUT] = {FIELD_ABOUT, 0, 0, NONE, 0},
    [41] = U32(row_count),
    [42] = FIXED(standard_hash),
    [SECTIONS] = {FIELD_SECTIONS, 0, 0, NONE, 0},
    [44] = FIXED(linked_course),
    [45] = FIXED(consent),
    [46] = U32(rule_version),
};

/* Of SectionAnswers, the index + 1 is the field's number. */
static const size_t COUNTS[] = {
    offsetof(section_answers_t, section), offsetof(section_answers_t, answered),         offsetof(section_answers_t, not_relevant),
    offsetof(section_answers_t, unknown), offsetof(section_answers_t, citizen_declines), offsetof(section_answers_t, blank),
};

/* ---- writing ---- */

static bool is_zero(const uint8_t *data, size_t size) {
    static const uint8_t zero[sizeof(digest_t)];
    CHECK(size <= sizeof zero);
    return memcmp(data, zero, size) == 0;
}

static void write_fixed(uint32_t number, const entry_field_t *field, const uint8_t *base, buffer_t *out) {
    const uint8_t *place = base + field->offset;
    bool is_there = field->beside == NONE ? !is_zero(place, field->size) : *(const bool *)(base + field->beside);
    if (is_there) {
        emit_bytes(out, number, (bytes_t){place, field->size});
    }
}

static void write_names(uint32_t number, const entry_field_t *field, const uint8_t *base, buffer_t *out) {
    unsigned count = *(const unsigned *)(base + field->beside);
    CHECK(count <= field->most);
    for (unsigned at = 0; at < count; at++) {
        size_t mark = emit_open(out, number);
        emit_text(out, 1, (const char *)base + field->offset + at * field->size);
        emit_close(out, mark);
    }
}

static void write_about(const entry_t *entry, buffer_t *out) {
    for (unsigned at = 0; at < entry->about_count; at++) {
        const about_t *about = &entry->about[at];
        size_t mark = emit_open(out, ABOUT);
        if (!uuid_is_nil(about->course)) {
            emit_bytes(out, 1, (bytes_t){about->course.bytes, sizeof about->course.bytes});
        }
        emit_number_if(out, 2, about->seq);
        emit_text_if(out, 3, about->party);
        emit_close(out, mark);
    }
}

static void write_sections(const entry_t *entry, buffer_t *out) {
    CHECK(entry->section_count <= COUNT_OF(entry->sections));
    for (unsigned at = 0; at < entry->section_count; at++) {
        size_t mark = emit_open(out, SECTIONS);
        for (uint32_t count = 0; count < COUNT_OF(COUNTS); count++) {
            emit_number_if(out, count + 1, *(const uint32_t *)((const uint8_t *)&entry->sections[at] + COUNTS[count]));
        }
        emit_close(out, mark);
    }
}

static void write_field(uint32_t number, const entry_t *entry, buffer_t *out) {
    const entry_field_t *field = &TABLE[number];
    const uint8_t *base = (const uint8_t *)entry;
    const uint8_t *place = base + field->offset;
    switch (field->kind) {
    case FIELD_FIXED:
        write_fixed(number, field, base, out);
        break;
    case FIELD_TEXT:
        emit_text_if(out, number, (const char *)place);
        break;
    case FIELD_U32:
        emit_number_if(out, number, *(const uint32_t *)place);
        break;
    case FIELD_64:
        emit_number_if(out, number, *(const uint64_t *)place);
        break;
    case FIELD_BOOL:
        emit_number_if(out, number, *(const bool *)place);
        break;
    case FIELD_NAMES:
        write_names(number, field, base, out);
        break;
    case FIELD_ABOUT:
        write_about(entry, out);
        break;
    case FIELD_SECTIONS:
        write_sections(entry, out);
        break;
    }
}

status_t wire_entry_write(const entry_t *entry, buffer_t *out) {
    CHECK(!uuid_is_nil(entry->chain) && entry->seq > 0 && entry->kind != ENTRY_NONE);
    CHECK(entry->about != NULL || entry->about_count == 0);
    size_t start = out->size;
    for (uint32_t number = 1; number < FIELDS; number++) {
        bool is_left_out = (number == PREVIOUS && entry->seq == 1) || (number == RULES_HASH && entry->rule_row == 0);
        if (!is_left_out) {
            write_field(number, entry, out);
        }
    }
    emit_end(out, start);
    return out->full ? STATUS_INTERNAL : STATUS_OK;
}

/* ---- reading ---- */

static bool read_text(bytes_t bytes, char *place, size_t size) {
    if (bytes.size >= size) {
        return false;
    }
    memcpy(place, bytes.data, bytes.size);
    place[bytes.size] = '\0';
    return true;
}

static bool read_fixed(const entry_field_t *field, bytes_t bytes, uint8_t *base) {
    if (bytes.size != field->size) {
        return false;
    }
    memcpy(base + field->offset, bytes.data, field->size);
    if (field->beside != NONE) {
        *(bool *)(base + field->beside) = true;
    }
    return true;
}

static bool read_name(const entry_field_t *field, bytes_t bytes, uint8_t *base) {
    unsigned *count = (unsigned *)(base + field->beside);
    scan_field_t name;
    if (*count == field->most || !scan_find(bytes, 1, &name)) {
        return false;
    }
    char *place = (char *)base + field->offset + *count * field->size;
    (*count)++;
    return read_text(name.bytes, place, field->size);
}

/* `abouts` has room for every one that stands in the entry. */
static bool read_about(bytes_t bytes, about_t *abouts, unsigned *count) {
    about_t *about = &abouts[*count];
    (*count)++;
    memset(about, 0, sizeof *about);
    scan_field_t field;
    for (bytes_t rest = bytes; rest.size > 0;) {
        CHECK(scan_next(&rest, &field));
        if (field.number == 1 && field.bytes.size == sizeof about->course) {
            memcpy(about->course.bytes, field.bytes.data, sizeof about->course);
        } else if (field.number == 2) {
            about->seq = field.varint;
        } else if (field.number != 3 || !read_text(field.bytes, about->party, sizeof about->party)) {
            return false;
        }
    }
    return true;
}

static bool read_section(bytes_t bytes, entry_t *entry) {
    if (entry->section_count == COUNT_OF(entry->sections)) {
        return false;
    }
    section_answers_t *section = &entry->sections[entry->section_count++];
    scan_field_t field;
    for (bytes_t rest = bytes; rest.size > 0;) {
        CHECK(scan_next(&rest, &field) && field.number >= 1 && field.number <= COUNT_OF(COUNTS));
        *(uint32_t *)((uint8_t *)section + COUNTS[field.number - 1]) = (uint32_t)field.varint;
    }
    return true;
}

static bool read_field(const scan_field_t *value, about_t *abouts, entry_t *entry) {
    CHECK(value->number < FIELDS);
    const entry_field_t *field = &TABLE[value->number];
    uint8_t *base = (uint8_t *)entry;
    uint8_t *place = base + field->offset;
    switch (field->kind) {
    case FIELD_FIXED:
        return read_fixed(field, value->bytes, base);
    case FIELD_TEXT:
        return read_text(value->bytes, (char *)place, field->size);
    case FIELD_U32:
        *(uint32_t *)place = (uint32_t)value->varint;
        return true;
    case FIELD_64:
        *(uint64_t *)place = value->varint;
        return true;
    case FIELD_BOOL:
        *(bool *)place = value->varint != 0;
        return true;
    case FIELD_NAMES:
        return read_name(field, value->bytes, base);
    case FIELD_ABOUT:
        return read_about(value->bytes, abouts, &entry->about_count);
    case FIELD_SECTIONS:
        return read_section(value->bytes, entry);
    }
    return false;
}

static unsigned count_abouts(bytes_t bytes) {
    unsigned count = 0;
    scan_field_t field;
    for (bytes_t rest = bytes; rest.size > 0;) {
        CHECK(scan_next(&rest, &field));
        count += field.number == ABOUT;
    }
    return count;
}

static status_t read_fields(bytes_t bytes, about_t *abouts, entry_t *entry) {
    scan_field_t field;
    for (bytes_t rest = bytes; rest.size > 0;) {
        CHECK(scan_next(&rest, &field));
        if (!read_field(&field, abouts, entry)) {
            return STATUS_UNREADABLE_MESSAGE;
        }
    }
    bool has_start = !uuid_is_nil(entry->chain) && entry->seq > 0 && entry->kind != ENTRY_NONE;
    return has_start ? STATUS_OK : STATUS_UNREADABLE_MESSAGE;
}

status_t wire_entry_read(bytes_t bytes, arena_t *arena, entry_t *entry) {
    CHECK(arena != NULL && entry != NULL);
    wire_problem_t problem;
    if (bytes.size > FRAME_SIZE_MAX || validate_message(&stafet__v1__entry__descriptor, bytes, VALIDATE_CANONICAL, &problem) != STATUS_OK) {
        return STATUS_UNREADABLE_MESSAGE;
    }
    about_t *abouts = arena_take(arena, count_abouts(bytes) * sizeof *abouts);
    if (abouts == NULL) {
        return STATUS_TOO_LARGE;
    }
    memset(entry, 0, sizeof *entry);
    status_t status = read_fields(bytes, abouts, entry);
    entry->about = entry->about_count > 0 ? abouts : NULL;
    return status;
}
