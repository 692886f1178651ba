/* SPDX-License-Identifier: EUPL-1.2
 * Rows of results from columns of text. A column's name is the proto field's, so a query's SQL and its row type are all there is to a query. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/check.h"
#include "stafet/v1/query.pb-c.h"
#include "wire/emit.h"
#include "wire/schema.h"

/* The field of Row. */
enum {
    ROW_STATUS = 1,
    ROW_INBOX,
    ROW_COURSE,
    ROW_TIMELINE,
    ROW_ALLOWED,
    ROW_DEADLINE,
    ROW_PARTY,
    ROW_PERSON,
    ROW_KEY,
    ROW_ROSTER,
    ROW_FLOW,
    ROW_LOOK,
    ROW_DOCTOR,
    ROW_STANDARD,
    ROW_ANSWERS,
    ROW_FIGURE,
    ROW_TIME,
    ROW_CONSENT,
    ROW_RULE,
    ROW_ABSENCE,
    ROW_OFFER,
    ROW_CAPACITY,
    ROW_MATCH,
    ROW_ROUTED,
    ROW_ROUTE,
    ROW_UNMET,
    ROW_WARNING,
    ROW_GAP
};

static const uint32_t QUERY_ROWS[QUERY_KIND_COUNT] = {
    [QUERY_STATUS] = ROW_STATUS,       [QUERY_INBOX] = ROW_INBOX,     [QUERY_COURSES] = ROW_COURSE,     [QUERY_COURSE] = ROW_COURSE,
    [QUERY_TIMELINE] = ROW_TIMELINE,   [QUERY_ALLOWED] = ROW_ALLOWED, [QUERY_DEADLINES] = ROW_DEADLINE, [QUERY_PARTIES] = ROW_PARTY,
    [QUERY_PERSONS] = ROW_PERSON,      [QUERY_KEYS] = ROW_KEY,        [QUERY_ROSTERS] = ROW_ROSTER,     [QUERY_FLOWS] = ROW_FLOW,
    [QUERY_LOOKS] = ROW_LOOK,          [QUERY_DOCTOR] = ROW_DOCTOR,   [QUERY_STANDARDS] = ROW_STANDARD, [QUERY_ANSWERS] = ROW_ANSWERS,
    [QUERY_FIGURES] = ROW_FIGURE,
    [QUERY_CONSENTS] = ROW_CONSENT,    [QUERY_RULES] = ROW_RULE,     [QUERY_ABSENCES] = ROW_ABSENCE,
    [QUERY_OFFERS] = ROW_OFFER,        [QUERY_CAPACITY] = ROW_CAPACITY, [QUERY_MATCH] = ROW_MATCH,    [QUERY_ROUTE] = ROW_ROUTED,
    [QUERY_ROUTES] = ROW_ROUTE,        [QUERY_UNMET] = ROW_UNMET,    [QUERY_WARNINGS] = ROW_WARNING, [QUERY_GAPS] = ROW_GAP,
};
static const uint32_t CHANGE_ROWS[] = {
    [CHANGE_PARTY] = ROW_PARTY, [CHANGE_PERSON] = ROW_PERSON, [CHANGE_GRANT] = ROW_KEY, [CHANGE_REVOKE] = ROW_KEY, [CHANGE_ROSTER] = ROW_ROSTER,
    [CHANGE_TIME] = ROW_TIME,
    [CHANGE_RULE] = ROW_RULE,
    [CHANGE_OFFER] = ROW_OFFER, [CHANGE_CONFIRM] = ROW_OFFER,  [CHANGE_CAPACITY] = ROW_CAPACITY, [CHANGE_ROUTE] = ROW_ROUTE, [CHANGE_UNMET] = ROW_UNMET,
};

#define COLUMN_OVERHEAD 32 /* tag and length, or a number of any size */

static bool put_integer(const ProtobufCFieldDescriptor *field, const char *text, buffer_t *out) {
    bool is_signed = field->type == PROTOBUF_C_TYPE_INT64;
    bool is_digit = text[0] >= '0' && text[0] <= '9';
    if (!is_digit && !(is_signed && text[0] == '-')) {
        return false;
    }
    char *end = NULL;
    errno = 0;
    uint64_t value = is_signed ? (uint64_t)strtoll(text, &end, 10) : strtoull(text, &end, 10);
    bool fits = field->type != PROTOBUF_C_TYPE_UINT32 || value <= UINT32_MAX;
    if (errno != 0 || *end != '\0' || !fits) {
        return false;
    }
    emit_number(out, field->id, value);
    return true;
}

static bool put_bool(const ProtobufCFieldDescriptor *field, const char *text, buffer_t *out) {
    bool is_true = text_equal(text, "t") || text_equal(text, "true");
    bool is_false = text_equal(text, "f") || text_equal(text, "false");
    emit_number(out, field->id, is_true);
    return is_true || is_false;
}

/* By name, or by number as a table keeps it. */
static bool put_enum(const ProtobufCFieldDescriptor *field, const char *text, buffer_t *out) {
    int value = 0;
    if (!schema_enum_read(field->descriptor, text, &value)) {
        char *end = NULL;
        long number = strtol(text, &end, 10);
        bool is_number = end != text && *end == '\0' && number >= 0 && number <= INT32_MAX;
        if (!is_number || protobuf_c_enum_descriptor_get_value(field->descriptor, (int)number) == NULL) {
            return false;
        }
        value = (int)number;
    }
    emit_number(out, field->id, (uint64_t)value);
    return true;
}

static bool put_column(const ProtobufCFieldDescriptor *field, const wire_column_t *column, buffer_t *out) {
    bytes_t bytes = {(const uint8_t *)column->value, column->size};
    if (field->type == PROTOBUF_C_TYPE_BYTES || field->type == PROTOBUF_C_TYPE_STRING) {
        emit_bytes(out, field->id, bytes);
        return field->type == PROTOBUF_C_TYPE_BYTES || text_is_utf8(bytes);
    }
    if (field->type == PROTOBUF_C_TYPE_BOOL) {
        return put_bool(field, column->value, out);
    }
    if (field->type == PROTOBUF_C_TYPE_ENUM) {
        return put_enum(field, column->value, out);
    }
    return put_integer(field, column->value, out);
}

/* Columns mostly stand in the order of the fields: the search goes on where the last one was found. */
static const wire_column_t *find_column(const wire_column_t *columns, unsigned count, const char *name, unsigned *hint) {
    for (unsigned tried = 0; tried < count; tried++) {
        unsigned at = (*hint + tried) % count;
        if (strcmp(columns[at].name, name) == 0) {
            *hint = at + 1;
            return &columns[at];
        }
    }
    return NULL;
}

static status_t put_columns(const ProtobufCMessageDescriptor *type, const wire_column_t *columns, unsigned count, buffer_t *out) {
    unsigned hint = 0, found = 0;
    for (unsigned at = 0; at < type->n_fields; at++) {
        const wire_column_t *column = find_column(columns, count, type->fields[at].name, &hint);
        if (column == NULL) {
            continue;
        }
        found++;
        if (column->value != NULL && !put_column(&type->fields[at], column, out)) {
            return STATUS_INTERNAL;
        }
    }
    return found == count ? STATUS_OK : STATUS_INTERNAL;
}

static status_t build(uint32_t number, const wire_column_t *columns, unsigned count, arena_t *arena, bytes_t *row) {
    const ProtobufCFieldDescriptor *field = protobuf_c_message_descriptor_get_field(&stafet__v1__row__descriptor, number);
    CHECK(field != NULL);
    size_t size = COLUMN_OVERHEAD;
    for (unsigned at = 0; at < count; at++) {
        size += COLUMN_OVERHEAD + (columns[at].value != NULL ? columns[at].size : 0);
    }
    buffer_t out = {.data = arena_take(arena, size), .capacity = size};
    if (out.data == NULL) {
        return STATUS_TOO_LARGE;
    }
    size_t mark = emit_open(&out, number);
    status_t status = put_columns(field->descriptor, columns, count, &out);
    emit_close(&out, mark);
    CHECK(!out.full);
    if (status == STATUS_OK) {
        *row = buffer_bytes(&out);
    }
    return status;
}

status_t wire_row_build(query_kind_t kind, const wire_column_t *columns, unsigned count, arena_t *arena, bytes_t *row) {
    CHECK(kind > QUERY_NONE && kind < QUERY_KIND_COUNT);
    return build(QUERY_ROWS[kind], columns, count, arena, row);
}

status_t wire_change_row_build(change_kind_t kind, const wire_column_t *columns, unsigned count, arena_t *arena, bytes_t *row) {
    CHECK(kind > CHANGE_NONE && kind < COUNT_OF(CHANGE_ROWS));
    return build(CHANGE_ROWS[kind], columns, count, arena, row);
}
