/* SPDX-License-Identifier: EUPL-1.2
 * ProtoJSON as packed, canonical messages: fields are written in the order of the descriptor, whatever order the object has. */
#include <errno.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/check.h"
#include "wire/emit.h"
#include "wire/json.h"
#include "wire/problem.h"
#include "wire/schema.h"

typedef struct {
    buffer_t *out;
    arena_t *arena;
    wire_problem_t *problem;
} reader_t;

/* ---- values ---- */

static status_t read_string(const reader_t *reader, const ProtobufCFieldDescriptor *known, const json_t *value) {
    if (!json_is_string(value)) {
        return STATUS_FIELD_INVALID;
    }
    emit_bytes(reader->out, known->id, (bytes_t){(const uint8_t *)json_string_value(value), json_string_length(value)});
    return STATUS_OK;
}

/* Both alphabets are read, with or without padding, as ProtoJSON says. -1: no digit. */
static int base64_digit(char letter) {
    if (letter >= 'A' && letter <= 'Z') {
        return letter - 'A';
    }
    if (letter >= 'a' && letter <= 'z') {
        return letter - 'a' + 26;
    }
    if (letter >= '0' && letter <= '9') {
        return letter - '0' + 52;
    }
    return letter == '+' || letter == '-' ? 62 : letter == '/' || letter == '_' ? 63 : -1;
}

bool wire_base64_read(const char *text, size_t size, uint8_t *bytes, size_t *count) {
    while (size > 0 && text[size - 1] == '=') {
        size--;
    }
    uint32_t group = 0;
    unsigned bits = 0;
    *count = 0;
    for (size_t at = 0; at < size; at++) {
        int digit = base64_digit(text[at]);
        if (digit < 0) {
            return false;
        }
        group = group << 6 | (uint32_t)digit;
        bits += 6;
        if (bits >= 8) {
            bits -= 8;
            bytes[(*count)++] = (uint8_t)(group >> bits);
        }
    }
    return bits < 6 && (group & ((1U << bits) - 1)) == 0;
}

static status_t read_bytes(const reader_t *reader, const ProtobufCFieldDescriptor *known, const json_t *value) {
    if (!json_is_string(value)) {
        return STATUS_FIELD_INVALID;
    }
    size_t size = json_string_length(value), count = 0;
    uint8_t *bytes = arena_take(reader->arena, size);
    if (bytes == NULL) {
        return STATUS_TOO_LARGE;
    }
    if (!wire_base64_read(json_string_value(value), size, bytes, &count)) {
        return STATUS_FIELD_INVALID;
    }
    emit_bytes(reader->out, known->id, (bytes_t){bytes, count});
    return STATUS_OK;
}

static status_t read_enum(const reader_t *reader, const ProtobufCFieldDescriptor *known, const json_t *value) {
    int number = 0;
    if (json_is_string(value)) {
        if (!schema_enum_read(known->descriptor, json_string_value(value), &number)) {
            return STATUS_UNKNOWN_VALUE;
        }
    } else if (json_is_integer(value)) {
        json_int_t wide = json_integer_value(value);
        bool is_known = wide >= 0 && wide <= INT32_MAX && protobuf_c_enum_descriptor_get_value(known->descriptor, (int)wide) != NULL;
        if (!is_known) {
            return STATUS_UNKNOWN_VALUE;
        }
        number = (int)wide;
    } else {
        return STATUS_FIELD_INVALID;
    }
    emit_number(reader->out, known->id, (uint64_t)number);
    return STATUS_OK;
}

/* 64-bit numbers stand as text, because many readers of JSON would round them. */
static bool parse_integer(const json_t *value, bool is_signed, uint64_t *number) {
    if (json_is_integer(value)) {
        *number = (uint64_t)json_integer_value(value);
        return is_signed || json_integer_value(value) >= 0;
    }
    const char *text = json_string_value(value);
    if (text == NULL || !((text[0] >= '0' && text[0] <= '9') || (is_signed && text[0] == '-'))) {
        return false;
    }
    char *end = NULL;
    errno = 0;
    *number = is_signed ? (uint64_t)strtoll(text, &end, 10) : strtoull(text, &end, 10);
    return errno == 0 && end != text && *end == '\0';
}

static status_t read_number(const reader_t *reader, const ProtobufCFieldDescriptor *known, const json_t *value) {
    uint64_t number = 0;
    bool is_good;
    if (known->type == PROTOBUF_C_TYPE_BOOL) {
        is_good = json_is_boolean(value);
        number = json_is_true(value);
    } else {
        is_good = parse_integer(value, known->type == PROTOBUF_C_TYPE_INT64, &number);
        is_good = is_good && (known->type != PROTOBUF_C_TYPE_UINT32 || number <= UINT32_MAX);
    }
    if (!is_good) {
        return STATUS_FIELD_INVALID;
    }
    emit_number(reader->out, known->id, number);
    return STATUS_OK;
}

static status_t read_object(const reader_t *reader, const ProtobufCMessageDescriptor *type, const json_t *object);

static status_t read_message(const reader_t *reader, const ProtobufCFieldDescriptor *known, const json_t *value) {
    size_t mark = emit_open(reader->out, known->id);
    status_t status = read_object(reader, known->descriptor, value);
    emit_close(reader->out, mark);
    return status;
}

static status_t read_value(const reader_t *reader, const ProtobufCFieldDescriptor *known, const json_t *value) {
    if (known->type == PROTOBUF_C_TYPE_MESSAGE) {
        return read_message(reader, known, value);
    }
    if (known->type == PROTOBUF_C_TYPE_STRING) {
        return read_string(reader, known, value);
    }
    if (known->type == PROTOBUF_C_TYPE_BYTES) {
        return read_bytes(reader, known, value);
    }
    return known->type == PROTOBUF_C_TYPE_ENUM ? read_enum(reader, known, value) : read_number(reader, known, value);
}

static status_t read_field(const reader_t *reader, const ProtobufCFieldDescriptor *known, const json_t *value) {
    if (known->label != PROTOBUF_C_LABEL_REPEATED) {
        return read_value(reader, known, value);
    }
    if (!json_is_array(value)) {
        return STATUS_FIELD_INVALID;
    }
    for (size_t at = 0; at < json_array_size(value); at++) {
        status_t status = read_value(reader, known, json_array_get(value, at));
        if (status != STATUS_OK) {
            return status;
        }
    }
    return STATUS_OK;
}

/* ---- objects ---- */

static bool is_name_of(const ProtobufCFieldDescriptor *known, const char *key) {
    char name[JSON_NAME_SIZE];
    json_name(known->name, name);
    return strcmp(name, key) == 0 || strcmp(known->name, key) == 0;
}

static bool has_field(const ProtobufCMessageDescriptor *type, const char *key) {
    for (unsigned at = 0; at < type->n_fields; at++) {
        if (is_name_of(&type->fields[at], key)) {
            return true;
        }
    }
    return false;
}

static status_t check_names(const reader_t *reader, const ProtobufCMessageDescriptor *type, const json_t *object) {
    const char *key;
    json_t *value;
    json_object_foreach((json_t *)object, key, value) {
        if (!has_field(type, key)) {
            problem_in(reader->problem, key);
            return STATUS_UNKNOWN_FIELD;
        }
    }
    return STATUS_OK;
}

/* The value under either of a field's names; null is as absent. False: it stands under both. */
static bool find_value(const ProtobufCFieldDescriptor *known, const json_t *object, const json_t **value) {
    char name[JSON_NAME_SIZE];
    json_name(known->name, name);
    const json_t *camel = json_object_get(object, name);
    const json_t *snake = strcmp(name, known->name) == 0 ? NULL : json_object_get(object, known->name);
    *value = camel != NULL ? camel : snake;
    *value = json_is_null(*value) ? NULL : *value;
    return camel == NULL || snake == NULL;
}

static status_t read_fields(const reader_t *reader, const ProtobufCMessageDescriptor *type, const json_t *object) {
    bool has_choice = false;
    for (unsigned at = 0; at < type->n_fields; at++) {
        const ProtobufCFieldDescriptor *known = &type->fields[at];
        bool is_choice = (known->flags & PROTOBUF_C_FIELD_FLAG_ONEOF) != 0;
        const json_t *value;
        bool is_once = find_value(known, object, &value);
        if (is_once && value == NULL) {
            continue;
        }
        status_t status = !is_once || (is_choice && has_choice) ? STATUS_FIELD_INVALID : read_field(reader, known, value);
        if (status != STATUS_OK) {
            problem_in(reader->problem, known->name);
            return status;
        }
        has_choice = has_choice || is_choice;
    }
    return STATUS_OK;
}

static status_t read_object(const reader_t *reader, const ProtobufCMessageDescriptor *type, const json_t *object) {
    if (!json_is_object(object)) {
        return STATUS_FIELD_INVALID;
    }
    status_t status = check_names(reader, type, object);
    return status == STATUS_OK ? read_fields(reader, type, object) : status;
}

/* Twice the JSON is enough: a name, quotes and a colon weigh more than a tag, and only a short negative number, ten bytes, grows. */
static status_t read_root(const ProtobufCMessageDescriptor *type, const json_t *root, size_t json_size, const reader_t *reader) {
    buffer_t *out = reader->out;
    out->capacity = 2 * json_size;
    out->data = arena_take(reader->arena, out->capacity);
    if (out->data == NULL) {
        return STATUS_TOO_LARGE;
    }
    status_t status = read_object(reader, type, root);
    return status == STATUS_OK && out->full ? STATUS_TOO_LARGE : status;
}

status_t wire_json_read(const char *type, bytes_t json, arena_t *arena, bytes_t *out, wire_problem_t *problem) {
    CHECK(type != NULL && arena != NULL && out != NULL && problem != NULL);
    problem_clear(problem);
    const ProtobufCMessageDescriptor *known = schema_type(type);
    if (known == NULL) {
        return STATUS_NOT_FOUND;
    }
    json_error_t error;
    json_t *root = json_loadb((const char *)json.data, json.size, JSON_REJECT_DUPLICATES, &error);
    if (root == NULL) {
        (void)snprintf(problem->where, sizeof problem->where, "line %d, column %d", error.line, error.column);
        return STATUS_UNREADABLE_MESSAGE;
    }
    buffer_t packed = {0};
    reader_t reader = {&packed, arena, problem};
    status_t status = read_root(known, root, json.size, &reader);
    json_decref(root);
    if (status == STATUS_OK) {
        *out = buffer_bytes(&packed);
    }
    return status;
}
