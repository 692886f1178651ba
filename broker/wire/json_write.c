/* SPDX-License-Identifier: EUPL-1.2
 * Packed messages as ProtoJSON, for people and for systems that have no protobuf. Unknown fields are passed over. */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "base/check.h"
#include "wire/json.h"
#include "wire/scan.h"
#include "wire/schema.h"
#include "wire/validate.h"

typedef struct {
    buffer_t *out;
    arena_t *arena;
    bool pretty;
    unsigned depth;
} writer_t;

/* The fields of one message, found once. */
typedef struct {
    scan_field_t *fields;
    unsigned count;
} index_t;

void json_name(const char *proto_name, char name[JSON_NAME_SIZE]) {
    size_t size = 0;
    bool is_upper = false;
    for (const char *at = proto_name; *at != '\0'; at++) {
        CHECK(size + 1 < JSON_NAME_SIZE);
        if (*at == '_') {
            is_upper = true;
            continue;
        }
        bool is_letter = *at >= 'a' && *at <= 'z';
        name[size++] = is_upper && is_letter ? (char)(*at - 'a' + 'A') : *at;
        is_upper = false;
    }
    name[size] = '\0';
}

static void put(const writer_t *writer, const char *text) {
    buffer_put(writer->out, bytes_of_text(text));
}

static void put_line(const writer_t *writer) {
    if (writer->pretty) {
        put(writer, "\n");
        for (unsigned at = 0; at < writer->depth; at++) {
            put(writer, "  ");
        }
    }
}

/* ---- values ---- */

static void put_string(const writer_t *writer, bytes_t text) {
    put(writer, "\"");
    size_t plain = 0;
    for (size_t at = 0; at < text.size; at++) {
        uint8_t byte = text.data[at];
        if (byte >= ' ' && byte != '"' && byte != '\\') {
            continue;
        }
        buffer_put(writer->out, (bytes_t){text.data + plain, at - plain});
        char escape[8];
        (void)snprintf(escape, sizeof escape, byte < ' ' ? "\\u%04x" : "\\%c", byte);
        put(writer, byte == '\n' ? "\\n" : escape);
        plain = at + 1;
    }
    buffer_put(writer->out, (bytes_t){text.data + plain, text.size - plain});
    put(writer, "\"");
}

static void put_base64(const writer_t *writer, bytes_t bytes) {
    static const char DIGITS[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    put(writer, "\"");
    for (size_t at = 0; at < bytes.size; at += 3) {
        size_t left = bytes.size - at;
        uint32_t group = (uint32_t)bytes.data[at] << 16;
        group |= left > 1 ? (uint32_t)bytes.data[at + 1] << 8 : 0;
        group |= left > 2 ? bytes.data[at + 2] : 0;
        char text[5] = {DIGITS[group >> 18], DIGITS[group >> 12 & 63], left > 1 ? DIGITS[group >> 6 & 63] : '=', left > 2 ? DIGITS[group & 63] : '='};
        put(writer, text);
    }
    put(writer, "\"");
}

static void put_enum(const writer_t *writer, const ProtobufCEnumDescriptor *type, uint64_t number) {
    const ProtobufCEnumValue *value = number <= INT32_MAX ? protobuf_c_enum_descriptor_get_value(type, (int)number) : NULL;
    char text[JSON_NAME_SIZE + 2];
    if (value != NULL) {
        (void)snprintf(text, sizeof text, "\"%s\"", value->name);
    } else {
        (void)snprintf(text, sizeof text, "%" PRIu64, number);
    }
    put(writer, text);
}

static void put_number(const writer_t *writer, const ProtobufCFieldDescriptor *known, uint64_t number) {
    char text[32];
    if (known->type == PROTOBUF_C_TYPE_BOOL) {
        (void)snprintf(text, sizeof text, "%s", number != 0 ? "true" : "false");
    } else if (known->type == PROTOBUF_C_TYPE_UINT32) {
        (void)snprintf(text, sizeof text, "%" PRIu32, (uint32_t)number);
    } else if (known->type == PROTOBUF_C_TYPE_INT64) {
        (void)snprintf(text, sizeof text, "\"%" PRId64 "\"", (int64_t)number);
    } else {
        CHECK(known->type == PROTOBUF_C_TYPE_UINT64);
        (void)snprintf(text, sizeof text, "\"%" PRIu64 "\"", number);
    }
    put(writer, text);
}

static status_t put_object(writer_t *writer, const ProtobufCMessageDescriptor *type, bytes_t message);

static status_t put_value(writer_t *writer, const ProtobufCFieldDescriptor *known, const scan_field_t *field) {
    if (known->type == PROTOBUF_C_TYPE_MESSAGE) {
        return put_object(writer, known->descriptor, field->bytes);
    }
    if (known->type == PROTOBUF_C_TYPE_STRING) {
        put_string(writer, field->bytes);
    } else if (known->type == PROTOBUF_C_TYPE_BYTES) {
        put_base64(writer, field->bytes);
    } else if (known->type == PROTOBUF_C_TYPE_ENUM) {
        put_enum(writer, known->descriptor, field->varint);
    } else {
        put_number(writer, known, field->varint);
    }
    return STATUS_OK;
}

/* ---- objects ---- */

static status_t make_index(const writer_t *writer, bytes_t message, index_t *index) {
    scan_field_t field;
    unsigned count = 0;
    for (bytes_t rest = message; rest.size > 0; count++) {
        CHECK(scan_next(&rest, &field));
    }
    *index = (index_t){arena_take(writer->arena, count * sizeof *index->fields), 0};
    if (index->fields == NULL) {
        return STATUS_TOO_LARGE;
    }
    for (bytes_t rest = message; rest.size > 0; index->count++) {
        CHECK(scan_next(&rest, &index->fields[index->count]));
    }
    return STATUS_OK;
}

static status_t put_array(writer_t *writer, const ProtobufCFieldDescriptor *known, const index_t *index) {
    status_t status = STATUS_OK;
    bool is_first = true;
    put(writer, "[");
    writer->depth++;
    for (unsigned at = 0; status == STATUS_OK && at < index->count; at++) {
        if (index->fields[at].number == known->id) {
            put(writer, is_first ? "" : ",");
            put_line(writer);
            is_first = false;
            status = put_value(writer, known, &index->fields[at]);
        }
    }
    writer->depth--;
    put_line(writer);
    put(writer, "]");
    return status;
}

/* Of a field that should stand once the last one counts. */
static const scan_field_t *last_of(const index_t *index, uint32_t number) {
    for (unsigned at = index->count; at > 0; at--) {
        if (index->fields[at - 1].number == number) {
            return &index->fields[at - 1];
        }
    }
    return NULL;
}

static void put_name(writer_t *writer, const ProtobufCFieldDescriptor *known, bool is_first) {
    char name[JSON_NAME_SIZE];
    json_name(known->name, name);
    put(writer, is_first ? "" : ",");
    put_line(writer);
    put(writer, "\"");
    put(writer, name);
    put(writer, writer->pretty ? "\": " : "\":");
}

static status_t put_fields(writer_t *writer, const ProtobufCMessageDescriptor *type, const index_t *index, bool *is_empty) {
    *is_empty = true;
    for (unsigned at = 0; at < type->n_fields; at++) {
        const ProtobufCFieldDescriptor *known = &type->fields[at];
        const scan_field_t *field = last_of(index, known->id);
        if (field == NULL) {
            continue;
        }
        put_name(writer, known, *is_empty);
        *is_empty = false;
        bool is_array = known->label == PROTOBUF_C_LABEL_REPEATED;
        status_t status = is_array ? put_array(writer, known, index) : put_value(writer, known, field);
        if (status != STATUS_OK) {
            return status;
        }
    }
    return STATUS_OK;
}

static status_t put_object(writer_t *writer, const ProtobufCMessageDescriptor *type, bytes_t message) {
    index_t index;
    status_t status = make_index(writer, message, &index);
    if (status != STATUS_OK) {
        return status;
    }
    put(writer, "{");
    writer->depth++;
    bool is_empty;
    status = put_fields(writer, type, &index, &is_empty);
    writer->depth--;
    if (!is_empty) {
        put_line(writer);
    }
    put(writer, "}");
    return status;
}

status_t wire_json_write(const char *type, bytes_t message, bool pretty, arena_t *arena, buffer_t *out) {
    CHECK(type != NULL && arena != NULL && out != NULL);
    const ProtobufCMessageDescriptor *known = schema_type(type);
    if (known == NULL) {
        return STATUS_NOT_FOUND;
    }
    wire_problem_t problem;
    status_t status = validate_message(known, message, VALIDATE_TOLERANT, &problem);
    if (status != STATUS_OK) {
        return status;
    }
    writer_t writer = {.out = out, .arena = arena, .pretty = pretty};
    status = put_object(&writer, known, message);
    return status == STATUS_OK && out->full ? STATUS_TOO_LARGE : status;
}
