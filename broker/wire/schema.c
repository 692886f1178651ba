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
