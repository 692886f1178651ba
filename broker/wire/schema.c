/* SPDX-License-Identifier: EUPL-1.2
 * The contract as data. */
#include "wire/schema.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "base/check.h"
#include "stafet/v1/entry.pb-c.h"
#include "stafet/v1/frame.pb-c.h"
#include "stafet/v1/message.pb-c.h"

static const ProtobufCMessageDescriptor *const ROOTS[] = {
    &stafet__v1__message__descriptor,
    &stafet__v1__entry__descriptor,
    &stafet__v1__client_frame__descriptor,
    &stafet__v1__broker_frame__descriptor,
};

static void visit_type(const ProtobufCMessageDescriptor *type, unsigned depth, schema_visit_t *visit, void *context) {
    CHECK(depth <= DECODE_DEPTH_MAX);
    visit(type, context);
    for (unsigned at = 0; at < type->n_fields; at++) {
        if (type->fields[at].type == PROTOBUF_C_TYPE_MESSAGE) {
            visit_type(type->fields[at].descriptor, depth + 1, visit, context);
        }
    }
}

void schema_visit(schema_visit_t *visit, void *context) {
    for (unsigned at = 0; at < COUNT_OF(ROOTS); at++) {
        visit_type(ROOTS[at], 1, visit, context);
    }
}

/* ---- by name ---- */

typedef struct {
    const char *name;
    const ProtobufCMessageDescriptor *type;
} search_t;

static void compare_name(const ProtobufCMessageDescriptor *type, void *context) {
    search_t *search = context;
    search->type = strcmp(type->name, search->name) == 0 ? type : search->type;
}

const ProtobufCMessageDescriptor *schema_type(const char *full_name) {
    search_t search = {full_name, NULL};
    schema_visit(compare_name, &search);
    return search.type;
}

/* Every enum's 0 is <PREFIX>_UNSPECIFIED (a test holds it), which tells the prefix. */
static size_t prefix_size(const ProtobufCEnumDescriptor *type) {
    size_t size = strlen(type->values[0].name);
    CHECK(type->values[0].value == 0 && size > strlen("UNSPECIFIED"));
    return size - strlen("UNSPECIFIED");
}

bool schema_enum_read(const ProtobufCEnumDescriptor *type, const char *name, int *value) {
    size_t prefix = prefix_size(type);
    for (unsigned at = 0; at < type->n_values; at++) {
        if (strcasecmp(type->values[at].name, name) == 0 || strcasecmp(type->values[at].name + prefix, name) == 0) {
            *value = type->values[at].value;
            return true;
        }
    }
    return false;
}

/* ---- for people ---- */

/* Names of the contract are plain letters, digits and "_". */
static char lower(char letter) {
    return letter >= 'A' && letter <= 'Z' ? (char)(letter - 'A' + 'a') : letter;
}

static char upper(char letter) {
    return letter >= 'a' && letter <= 'z' ? (char)(letter - 'a' + 'A') : letter;
}

/* "planned_at" → "plannedAt". */
static void camel_write(const char *name, char camel[64]) {
    size_t size = 0;
    for (bool raise = false; *name != '\0' && size + 1 < 64; name++) {
        if (*name != '_') camel[size++] = raise ? upper(*name) : *name;
        raise = *name == '_';
    }
    camel[size] = '\0';
}

static void words_write(const ProtobufCEnumDescriptor *type, char *words, size_t capacity) {
    size_t size = 0, prefix = prefix_size(type);
    for (unsigned at = 1; at < type->n_values; at++) {
        const char *name = type->values[at].name + prefix, *comma = at > 1 ? ", " : "";
        CHECK(size + strlen(comma) + strlen(name) < capacity);
        for (; *comma != '\0'; comma++) words[size++] = *comma;
        for (; *name != '\0'; name++) words[size++] = lower(*name);
    }
    words[size] = '\0';
}

static const char *holds(ProtobufCType type) {
    switch (type) {
    case PROTOBUF_C_TYPE_STRING: return "text";
    case PROTOBUF_C_TYPE_BOOL: return "true or false";
    case PROTOBUF_C_TYPE_BYTES: return "bytes";
    case PROTOBUF_C_TYPE_ENUM:
    case PROTOBUF_C_TYPE_MESSAGE: return "";
    case PROTOBUF_C_TYPE_INT32:
    case PROTOBUF_C_TYPE_SINT32:
    case PROTOBUF_C_TYPE_SFIXED32:
    case PROTOBUF_C_TYPE_INT64:
    case PROTOBUF_C_TYPE_SINT64:
    case PROTOBUF_C_TYPE_SFIXED64:
    case PROTOBUF_C_TYPE_UINT32:
    case PROTOBUF_C_TYPE_FIXED32:
    case PROTOBUF_C_TYPE_UINT64:
    case PROTOBUF_C_TYPE_FIXED64:
    case PROTOBUF_C_TYPE_FLOAT:
    case PROTOBUF_C_TYPE_DOUBLE: return "number";
    }
    return "";
}

bool wire_field(const char *type, unsigned index, wire_field_t *field) {
    CHECK(type != NULL && field != NULL);
    const ProtobufCMessageDescriptor *found = schema_type(type);
    if (found == NULL || index >= found->n_fields) return false;
    const ProtobufCFieldDescriptor *at = &found->fields[index];
    *field = (wire_field_t){.holds = holds(at->type), .is_repeated = at->label == PROTOBUF_C_LABEL_REPEATED};
    camel_write(at->name, field->name);
    if (at->type == PROTOBUF_C_TYPE_MESSAGE) field->type = ((const ProtobufCMessageDescriptor *)at->descriptor)->name;
    if (at->type == PROTOBUF_C_TYPE_ENUM) words_write(at->descriptor, field->words, sizeof field->words);
    return true;
}

/* ---- the hash ---- */

/* One line after the other: hash = SHA-256(hash ‖ line). */
static void add_line(digest_t *hash, const char *line) {
    uint8_t bytes[sizeof hash->bytes + 256];
    size_t size = strlen(line);
    CHECK(size < sizeof bytes - sizeof hash->bytes);
    memcpy(bytes, hash->bytes, sizeof hash->bytes);
    memcpy(bytes + sizeof hash->bytes, line, size);
    *hash = digest_sha256((bytes_t){bytes, sizeof hash->bytes + size});
}

static void add_enum(digest_t *hash, const ProtobufCEnumDescriptor *type) {
    char line[256];
    for (unsigned at = 0; at < type->n_values; at++) {
        (void)snprintf(line, sizeof line, "enum %s %s %d\n", type->name, type->values[at].name, type->values[at].value);
        add_line(hash, line);
    }
}

static void add_type(const ProtobufCMessageDescriptor *type, void *context) {
    digest_t *hash = context;
    char line[256];
    for (unsigned at = 0; at < type->n_fields; at++) {
        const ProtobufCFieldDescriptor *field = &type->fields[at];
        (void)snprintf(line, sizeof line, "%s %s %u label %d type %d flags %u\n", type->name, field->name, field->id, (int)field->label,
                       (int)field->type, field->flags & PROTOBUF_C_FIELD_FLAG_ONEOF);
        add_line(hash, line);
        if (field->type == PROTOBUF_C_TYPE_ENUM) {
            add_enum(hash, field->descriptor);
        }
    }
}

digest_t wire_schema_hash(void) {
    digest_t hash = digest_sha256(bytes_of_text("stafet schema 1\n"));
    schema_visit(add_type, &hash);
    return hash;
}
