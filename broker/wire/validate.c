/* SPDX-License-Identifier: EUPL-1.2
 * The one validator. That it accepts exactly what pack(unpack(x)) == x accepts, less bad text and unknown values, is proved in its test by mutation.
 * The reasons: the schema has no repeated scalars, floats, maps, groups or extensions and each oneof stands last (a test looks at the descriptors),
 * so a packer's output is: fields ascending, each once unless repeated, one member of the oneof, every number as short as it can be. */
#include "wire/validate.h"

#include "base/check.h"
#include "base/limits.h"
#include "wire/problem.h"
#include "wire/scan.h"

typedef struct {
    const uint8_t *start; /* of the whole, for offsets */
    validate_mode_t mode;
    wire_problem_t *problem;
} check_t;

static status_t fail_at(const check_t *check, status_t status, const uint8_t *at) {
    problem_offset(check->problem, (size_t)(at - check->start));
    return status;
}

/* Fields mostly come in the order of the descriptor, one after the other. */
static const ProtobufCFieldDescriptor *known_field(const ProtobufCMessageDescriptor *type, uint32_t number, unsigned *hint) {
    for (unsigned at = *hint; at < type->n_fields && at < *hint + 3; at++) {
        if (type->fields[at].id == number) {
            *hint = at;
            return &type->fields[at];
        }
    }
    const ProtobufCFieldDescriptor *known = protobuf_c_message_descriptor_get_field(type, number);
    *hint = known != NULL ? (unsigned)(known - type->fields) : *hint;
    return known;
}

static bool is_in_oneof(const ProtobufCFieldDescriptor *known) {
    return (known->flags & PROTOBUF_C_FIELD_FLAG_ONEOF) != 0;
}

/* May `known` stand after `before` in the output of a packer? */
static bool is_in_order(const ProtobufCFieldDescriptor *before, const ProtobufCFieldDescriptor *known) {
    return before == NULL || known->id > before->id || (known->id == before->id && known->label == PROTOBUF_C_LABEL_REPEATED);
}

/* Is the field's place right? Two answers to one question are wrong in a frame, too. */
static status_t check_place(const check_t *check, const ProtobufCFieldDescriptor *before, const ProtobufCFieldDescriptor *known, bool is_second) {
    if (check->mode == VALIDATE_CANONICAL && (is_second || !is_in_order(before, known))) {
        return STATUS_NOT_CANONICAL;
    }
    return check->mode == VALIDATE_FRAME && is_second ? STATUS_UNREADABLE_MESSAGE : STATUS_OK;
}

static status_t check_enum(const check_t *check, const ProtobufCFieldDescriptor *known, uint64_t value) {
    bool is_known = value <= INT32_MAX && protobuf_c_enum_descriptor_get_value(known->descriptor, (int)value) != NULL;
    return is_known || check->mode == VALIDATE_TOLERANT ? STATUS_OK : STATUS_UNKNOWN_VALUE;
}

/* A number that the field's type would cut is not what a packer wrote. */
static status_t check_number(const check_t *check, const ProtobufCFieldDescriptor *known, const scan_field_t *field, const uint8_t *at) {
    if (field->kind != SCAN_VARINT) {
        return fail_at(check, STATUS_UNREADABLE_MESSAGE, at);
    }
    bool is_cut = (known->type == PROTOBUF_C_TYPE_BOOL && field->varint > 1) || (known->type == PROTOBUF_C_TYPE_UINT32 && field->varint > UINT32_MAX);
    if (is_cut && check->mode == VALIDATE_CANONICAL) {
        return fail_at(check, STATUS_NOT_CANONICAL, at);
    }
    return known->type == PROTOBUF_C_TYPE_ENUM ? check_enum(check, known, field->varint) : STATUS_OK;
}

static status_t check_message(const check_t *check, const ProtobufCMessageDescriptor *type, bytes_t bytes, unsigned depth);

static status_t check_value(const check_t *check, const ProtobufCFieldDescriptor *known, const scan_field_t *field, const uint8_t *at,
                            unsigned depth) {
    bool is_number = known->type != PROTOBUF_C_TYPE_STRING && known->type != PROTOBUF_C_TYPE_BYTES && known->type != PROTOBUF_C_TYPE_MESSAGE;
    if (is_number) {
        return check_number(check, known, field, at);
    }
    if (field->kind != SCAN_BYTES) {
        return fail_at(check, STATUS_UNREADABLE_MESSAGE, at);
    }
    if (known->type == PROTOBUF_C_TYPE_STRING) {
        return text_is_utf8(field->bytes) ? STATUS_OK : STATUS_BAD_TEXT;
    }
    return known->type == PROTOBUF_C_TYPE_MESSAGE ? check_message(check, known->descriptor, field->bytes, depth + 1) : STATUS_OK;
}

static status_t check_message(const check_t *check, const ProtobufCMessageDescriptor *type, bytes_t bytes, unsigned depth) {
    if (depth > DECODE_DEPTH_MAX) {
        return fail_at(check, STATUS_TOO_DEEP, bytes.data);
    }
    unsigned hint = 0;
    bool has_choice = false;
    const ProtobufCFieldDescriptor *before = NULL;
    for (bytes_t rest = bytes; rest.size > 0;) {
        const uint8_t *at = rest.data;
        scan_field_t field;
        if (!scan_next(&rest, &field)) {
            return fail_at(check, STATUS_UNREADABLE_MESSAGE, at);
        }
        const ProtobufCFieldDescriptor *known = known_field(type, field.number, &hint);
        if (known == NULL && check->mode == VALIDATE_TOLERANT) {
            continue;
        }
        if (known == NULL) {
            problem_in_number(check->problem, field.number);
            return STATUS_UNKNOWN_FIELD;
        }
        status_t status = check_place(check, before, known, has_choice && is_in_oneof(known));
        if (status != STATUS_OK || (check->mode == VALIDATE_CANONICAL && !field.is_minimal)) {
            return fail_at(check, status != STATUS_OK ? status : STATUS_NOT_CANONICAL, at);
        }
        before = known;
        has_choice = has_choice || is_in_oneof(known);
        status = check_value(check, known, &field, at, depth);
        if (status != STATUS_OK) {
            problem_in(check->problem, known->name);
            return status;
        }
    }
    return STATUS_OK;
}

status_t validate_message(const ProtobufCMessageDescriptor *type, bytes_t bytes, validate_mode_t mode, wire_problem_t *problem) {
    CHECK(type != NULL && type->magic == PROTOBUF_C__MESSAGE_DESCRIPTOR_MAGIC);
    CHECK(bytes.data != NULL || bytes.size == 0);
    problem_clear(problem);
    check_t check = {.start = bytes.data, .mode = mode, .problem = problem};
    return check_message(&check, type, bytes, 1);
}
