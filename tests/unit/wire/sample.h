/* SPDX-License-Identifier: EUPL-1.2
 * Samples for the tests of wire: messages from JSON, and messages of any type filled from a seed. */
#ifndef STAFET_TESTS_UNIT_WIRE_SAMPLE_H
#define STAFET_TESTS_UNIT_WIRE_SAMPLE_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <string.h>

#include <protobuf-c/protobuf-c.h>

#include "base/check.h"
#include "base/limits.h"
#include "wire/emit.h"
#include "wire/wire.h"

static inline bytes_t sample_json(arena_t *arena, const char *type, const char *json) {
    wire_problem_t problem;
    bytes_t packed = {NULL, 0};
    status_t status = wire_json_read(type, bytes_of_text(json), arena, &packed, &problem);
    if (status != STATUS_OK) {
        fail_msg("%s at %s of %s", status_name(status), problem.where, json);
    }
    return packed;
}

#define SAMPLE_HEADER "\"messageId\":\"m-1\",\"schemaVersion\":1,\"sendingParty\":\"vejle.desk\",\"person\":{\"id\":\"anna.k\",\"role\":\"staff\"}"

static inline status_t sample_read(arena_t *arena, const char *body, message_facts_t *facts, wire_problem_t *problem) {
    char json[4096];
    int size = snprintf(json, sizeof json, "{" SAMPLE_HEADER ",%s}", body);
    assert_true(size > 0 && (size_t)size < sizeof json);
    arena_reset(arena);
    return wire_message_read(sample_json(arena, "stafet.v1.Message", json), arena, facts, problem);
}

/* The facts of a Message with a plain header and this body (`"courseNote":{…}`), before which more of the header may stand. */
static inline message_facts_t sample_facts(arena_t *arena, const char *body) {
    message_facts_t facts;
    wire_problem_t problem;
    status_t status = sample_read(arena, body, &facts, &problem);
    if (status != STATUS_OK) {
        fail_msg("%s at %s of %s", status_name(status), problem.where, body);
    }
    return facts;
}

/* Where such a Message is refused as FIELD_INVALID. Lives until the next call. */
static inline const char *sample_refused(arena_t *arena, const char *body) {
    static wire_problem_t problem;
    message_facts_t facts;
    status_t status = sample_read(arena, body, &facts, &problem);
    if (status != STATUS_FIELD_INVALID) {
        fail_msg("%s at %s of %s", status_name(status), problem.where, body);
    }
    return problem.where;
}

/* SplitMix64: small, seeded, and the same everywhere. */
static inline uint64_t sample_random(uint64_t *seed) {
    *seed += UINT64_C(0x9E3779B97F4A7C15);
    uint64_t value = *seed;
    value = (value ^ value >> 30) * UINT64_C(0xBF58476D1CE4E5B9);
    value = (value ^ value >> 27) * UINT64_C(0x94D049BB133111EB);
    return value ^ value >> 31;
}

static inline void sample_fill(const ProtobufCMessageDescriptor *type, uint64_t *seed, buffer_t *out);

static inline void sample_field(const ProtobufCFieldDescriptor *field, uint64_t *seed, buffer_t *out) {
    static const char *const TEXTS[] = {"",
                                        " ",
                                        "vejle.desk",
                                        "Søren Ærøskøbing",
                                        "linje 1\nlinje 2 \"citat\" \\",
                                        "01890a5d-ac96-774b-bcce-b302099a8057",
                                        "2026-11-23T03:12:00+01:00",
                                        "\xF0\x9F\x92\xA1"};
    static const uint64_t NUMBERS[] = {0, 1, 127, 128, 300, UINT32_MAX, UINT64_C(1) << 53, UINT64_MAX};
    uint64_t random = sample_random(seed);
    if (field->type == PROTOBUF_C_TYPE_MESSAGE) {
        size_t mark = emit_open(out, field->id);
        sample_fill(field->descriptor, seed, out);
        emit_close(out, mark);
    } else if (field->type == PROTOBUF_C_TYPE_STRING) {
        emit_text(out, field->id, TEXTS[random % COUNT_OF(TEXTS)]);
    } else if (field->type == PROTOBUF_C_TYPE_BYTES) {
        emit_bytes(out, field->id, (bytes_t){(const uint8_t *)&random, random % 9});
    } else if (field->type == PROTOBUF_C_TYPE_ENUM) {
        const ProtobufCEnumDescriptor *values = field->descriptor;
        emit_number(out, field->id, (uint64_t)values->values[random % values->n_values].value);
    } else if (field->type == PROTOBUF_C_TYPE_BOOL) {
        emit_number(out, field->id, random & 1);
    } else {
        uint64_t number = NUMBERS[random % COUNT_OF(NUMBERS)];
        emit_number(out, field->id, field->type == PROTOBUF_C_TYPE_UINT32 ? (uint32_t)number : number);
    }
}

/* About three fields in four are there; of a oneof at most one; of a repeated field up to two. */
static inline void sample_fill(const ProtobufCMessageDescriptor *type, uint64_t *seed, buffer_t *out) {
    unsigned choices = 0;
    for (unsigned at = 0; at < type->n_fields; at++) {
        choices += (type->fields[at].flags & PROTOBUF_C_FIELD_FLAG_ONEOF) != 0;
    }
    unsigned choice = choices == 0 ? 0 : (unsigned)(sample_random(seed) % choices);
    for (unsigned at = 0; at < type->n_fields; at++) {
        const ProtobufCFieldDescriptor *field = &type->fields[at];
        bool is_choice = (field->flags & PROTOBUF_C_FIELD_FLAG_ONEOF) != 0;
        unsigned times = is_choice ? choice-- == 0 : sample_random(seed) % 4 != 0;
        times += field->label == PROTOBUF_C_LABEL_REPEATED && sample_random(seed) % 2 == 0;
        for (unsigned again = 0; again < times; again++) {
            sample_field(field, seed, out);
        }
    }
}

#endif
