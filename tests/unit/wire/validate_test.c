/* SPDX-License-Identifier: EUPL-1.2
 * Tests of wire/validate: that it accepts exactly what protobuf-c unpacks and packs to the same bytes, and that nothing hostile gets through. */
#include "sample.h"

#include <stdlib.h>

#include "stafet/v1/entry.pb-c.h"
#include "stafet/v1/frame.pb-c.h"
#include "stafet/v1/message.pb-c.h"
#include "wire/schema.h"
#include "wire/validate.h"

/* ---- the oracle: protobuf-c ---- */

static bool is_clean(const ProtobufCMessage *message);

static bool is_clean_value(const ProtobufCFieldDescriptor *field, const void *place) {
    if (field->type == PROTOBUF_C_TYPE_MESSAGE) {
        const ProtobufCMessage *inner = *(ProtobufCMessage *const *)place;
        return inner == NULL || is_clean(inner);
    }
    if (field->type == PROTOBUF_C_TYPE_STRING) {
        const char *text = *(char *const *)place;
        return text == NULL || text_is_utf8(bytes_of_text(text));
    }
    return field->type != PROTOBUF_C_TYPE_ENUM || protobuf_c_enum_descriptor_get_value(field->descriptor, *(const int *)place) != NULL;
}

static bool is_clean(const ProtobufCMessage *message) {
    const uint8_t *base = (const uint8_t *)message;
    bool clean = message->n_unknown_fields == 0;
    for (unsigned at = 0; clean && at < message->descriptor->n_fields; at++) {
        const ProtobufCFieldDescriptor *field = &message->descriptor->fields[at];
        if (field->label == PROTOBUF_C_LABEL_REPEATED) {
            size_t count = *(const size_t *)(base + field->quantifier_offset);
            for (size_t item = 0; clean && item < count; item++) {
                clean = is_clean_value(field, *(ProtobufCMessage *const *const *)(base + field->offset) + item);
            }
        } else if ((field->flags & PROTOBUF_C_FIELD_FLAG_ONEOF) == 0 || *(const uint32_t *)(base + field->quantifier_offset) == field->id) {
            clean = is_clean_value(field, base + field->offset);
        }
    }
    return clean;
}

typedef enum { BROKEN, CHANGED_BY_PACKING, CANONICAL } oracle_t;

static oracle_t ask_protobuf_c(const ProtobufCMessageDescriptor *type, bytes_t bytes) {
    ProtobufCMessage *message = protobuf_c_message_unpack(type, NULL, bytes.size, bytes.data);
    if (message == NULL) {
        return BROKEN;
    }
    size_t size = protobuf_c_message_get_packed_size(message);
    uint8_t *packed = malloc(size + 1);
    assert_non_null(packed);
    (void)protobuf_c_message_pack(message, packed);
    bool same = size == bytes.size && memcmp(packed, bytes.data, size) == 0;
    oracle_t answer = same && is_clean(message) ? CANONICAL : CHANGED_BY_PACKING;
    free(packed);
    protobuf_c_message_free_unpacked(message, NULL);
    return answer;
}

/* ---- equivalence by mutation ---- */

enum { MUTANT_ROOM = 32768 };

static size_t mutate(uint8_t *bytes, size_t size, uint64_t *seed) {
    uint64_t random = sample_random(seed);
    size_t at = size == 0 ? 0 : (size_t)(sample_random(seed) % size);
    size_t span = size == 0 ? 0 : 1 + (size_t)(sample_random(seed) % 12);
    span = at + span > size ? size - at : span;
    switch (random % 8) {
    case 0: /* one bit */
        bytes[at] = (uint8_t)(bytes[at] ^ (size > 0) << (random >> 8 & 7));
        return size;
    case 1: /* one byte, often a small one */
        bytes[at] = size > 0 ? (uint8_t)(random >> 8 & (random >> 20 & 1 ? 0xFF : 0x0F)) : bytes[at];
        return size;
    case 2: /* a number written longer than it needs */
        memmove(bytes + at + 1, bytes + at, size - at);
        bytes[at] |= 0x80;
        bytes[at + 1] = 0;
        return size > 0 ? size + 1 : size;
    case 3: /* a piece twice */
        memmove(bytes + at + span, bytes + at, size - at);
        return size + span;
    case 4: /* a piece gone */
        memmove(bytes + at, bytes + at + span, size - at - span);
        return size - span;
    case 5: /* cut off */
        return at;
    case 6: /* the end before the start: fields out of order */
        for (size_t low = 0, high = size; low + 1 < high && at > 0; low++, high--) {
            uint8_t swap = bytes[low];
            bytes[low] = bytes[(low + at) % size];
            bytes[(low + at) % size] = swap;
        }
        return size;
    default: /* another field after it */
        bytes[size] = (uint8_t)(random >> 8);
        bytes[size + 1] = (uint8_t)(random >> 16 & 3);
        return size + 2;
    }
}

typedef struct {
    unsigned answers[3];
} tally_t;

static void compare(const ProtobufCMessageDescriptor *type, bytes_t bytes, uint64_t seed, tally_t *tally) {
    wire_problem_t problem;
    /* In memory of exactly its size, so that reading past it is seen. */
    uint8_t *exact = malloc(bytes.size + 1);
    assert_non_null(exact);
    memcpy(exact, bytes.data, bytes.size);
    uint8_t *tight = exact + 1;
    memmove(tight, exact, bytes.size);
    bytes_t checked = {tight, bytes.size};
    status_t status = validate_message(type, checked, VALIDATE_CANONICAL, &problem);
    oracle_t oracle = ask_protobuf_c(type, checked);
    free(exact);
    tally->answers[oracle]++;
    if ((status == STATUS_OK) != (oracle == CANONICAL)) {
        fail_msg("%s: %s at %s, but protobuf-c says %d (seed %llu)", type->name, status_name(status), problem.where, (int)oracle,
                 (unsigned long long)seed);
    }
}

static void it_accepts_exactly_what_packing_gives_back(void **state) {
    (void)state;
    static const ProtobufCMessageDescriptor *const TYPES[] = {&stafet__v1__message__descriptor, &stafet__v1__entry__descriptor,
                                                              &stafet__v1__client_frame__descriptor, &stafet__v1__broker_frame__descriptor};
    static uint8_t sample[MUTANT_ROOM], mutant[MUTANT_ROOM + 64];
    tally_t tally = {{0}};
    for (uint64_t round = 0; round < 6000; round++) {
        const ProtobufCMessageDescriptor *type = TYPES[round % COUNT_OF(TYPES)];
        uint64_t seed = 1 + round * 1000;
        buffer_t out = {sample, sizeof sample, 0, false};
        sample_fill(type, &seed, &out);
        if (out.full) {
            continue;
        }
        compare(type, buffer_bytes(&out), seed, &tally);
        for (unsigned again = 0; again < 40; again++) {
            memcpy(mutant, sample, out.size);
            size_t size = mutate(mutant, out.size, &seed);
            size = again % 3 == 0 && size + 32 < MUTANT_ROOM ? mutate(mutant, size, &seed) : size;
            compare(type, (bytes_t){mutant, size}, seed, &tally);
        }
    }
    /* A comparison that met only one kind of answer would prove nothing. */
    assert_true(tally.answers[BROKEN] > 1000);
    assert_true(tally.answers[CHANGED_BY_PACKING] > 1000);
    assert_true(tally.answers[CANONICAL] > 1000);
}

static void each_single_byte_changed_in_every_way_is_judged_alike(void **state) {
    (void)state;
    arena_t arena;
    arena_open(&arena, DECODE_ARENA_SIZE);
    bytes_t message = sample_json(&arena, "stafet.v1.Message",
                                  "{\"messageId\":\"m-1\",\"schemaVersion\":1,\"sendingParty\":\"a\",\"receivers\":[{\"party\":\"b\"},{\"service\":{"
                                  "\"kind\":\"x\"}}],\"person\":{\"id\":\"p\",\"role\":\"staff\"},\"contactIdentified\":{\"citizenAgrees\":\"yes\","
                                  "\"vitalInterest\":true}}");
    uint8_t bytes[256];
    assert_true(message.size < sizeof bytes);
    tally_t tally = {{0}};
    for (size_t at = 0; at < message.size; at++) {
        for (unsigned value = 0; value < 256; value++) {
            memcpy(bytes, message.data, message.size);
            bytes[at] = (uint8_t)value;
            compare(&stafet__v1__message__descriptor, (bytes_t){bytes, message.size}, at, &tally);
        }
        compare(&stafet__v1__message__descriptor, (bytes_t){message.data, at}, at, &tally);
    }
    assert_true(tally.answers[CANONICAL] > message.size);
    arena_close(&arena);
}

/* ---- the corpus of what must not get through ---- */

typedef struct {
    const char *what;
    const char *bytes;
    size_t size;
    status_t status;
    const char *where;
} bad_t;

#define BAD(what, literal, status, where)                                                                                                            \
    { what, literal, sizeof(literal) - 1, STATUS_##status, where }
static const bad_t CORPUS[] = {
    BAD("tag 0", "\x00\x00", UNREADABLE_MESSAGE, "offset 0"),
    BAD("tag 0 smuggled in two bytes", "\x82\x00\x00", UNREADABLE_MESSAGE, "offset 0"),
    BAD("a cut tag", "\x0A\x01m\x82", UNREADABLE_MESSAGE, "offset 3"),
    BAD("a length past the end", "\x0A\x05m", UNREADABLE_MESSAGE, "offset 0"),
    BAD("a length of nearly 2^64", "\x0A\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\x01", UNREADABLE_MESSAGE, "offset 0"),
    BAD("a number of eleven bytes", "\x20\x81\x80\x80\x80\x80\x80\x80\x80\x80\x80\x01", UNREADABLE_MESSAGE, "offset 0"),
    BAD("a number with a 65th bit", "\x20\x81\x80\x80\x80\x80\x80\x80\x80\x80\x02", UNREADABLE_MESSAGE, "offset 0"),
    BAD("a group", "\x0B\x0C", UNREADABLE_MESSAGE, "offset 0"),
    BAD("wire type 7", "\x0F\x00", UNREADABLE_MESSAGE, "offset 0"),
    BAD("a number where text stands", "\x08\x01", UNREADABLE_MESSAGE, "offset 0"),
    BAD("text where a number stands", "\x22\x01\x01", UNREADABLE_MESSAGE, "offset 0"),
    BAD("a 32-bit number where a number stands", "\x25\x01\x00\x00\x00", UNREADABLE_MESSAGE, "offset 0"),
    BAD("an unknown field", "\x0A\x01m\x98\x06\x01", UNKNOWN_FIELD, "99"),
    BAD("an unknown field within", "\x5A\x02\x78\x01", UNKNOWN_FIELD, "person.15"),
    BAD("an unknown enum value", "\x70\x04", UNKNOWN_VALUE, "priority"),
    BAD("an enum value beyond 31 bits", "\x70\x81\x80\x80\x80\x10", UNKNOWN_VALUE, "priority"),
    BAD("an unknown enum value within", "\x5A\x02\x18\x09", UNKNOWN_VALUE, "person.role"),
    BAD("text that is no UTF-8", "\x0A\x01\xFF", BAD_TEXT, "message_id"),
    BAD("an overlong slash", "\x0A\x02\xC0\xAF", BAD_TEXT, "message_id"),
    BAD("a surrogate", "\x0A\x03\xED\xA0\x80", BAD_TEXT, "message_id"),
    BAD("a zero byte in text",
        "\x0A\x03"
        "a\0b",
        BAD_TEXT, "message_id"),
    BAD("a zero byte in text within",
        "\x5A\x05\x12\x03"
        "a\0b",
        BAD_TEXT, "person.name"),
    BAD("a tag longer than it needs", "\x8A\x00\x01m", NOT_CANONICAL, "offset 0"),
    BAD("a length longer than it needs", "\x0A\x81\x00m", NOT_CANONICAL, "offset 0"),
    BAD("a number longer than it needs", "\x20\x81\x00", NOT_CANONICAL, "offset 0"),
    BAD("a uint32 with 33 bits", "\x20\x81\x80\x80\x80\x10", NOT_CANONICAL, "offset 0"),
    BAD("fields out of order", "\x20\x01\x0A\x01m", NOT_CANONICAL, "offset 2"),
    BAD("a single field twice", "\x0A\x01m\x0A\x01m", NOT_CANONICAL, "offset 3"),
    BAD("a single message twice", "\x5A\x00\x5A\x00", NOT_CANONICAL, "offset 2"),
    BAD("two bodies", "\xA2\x06\x00\xAA\x06\x00", NOT_CANONICAL, "offset 3"),
    BAD("one body twice", "\xA2\x06\x00\xA2\x06\x00", NOT_CANONICAL, "offset 3"),
    BAD("a receiver that is two",
        "\x52\x05\x0A\x01"
        "b\x12\x00",
        NOT_CANONICAL, "offset 5"),
};

static void each_malformed_message_is_refused_by_name_and_place(void **state) {
    (void)state;
    for (unsigned at = 0; at < COUNT_OF(CORPUS); at++) {
        const bad_t *bad = &CORPUS[at];
        wire_problem_t problem;
        bytes_t bytes = {(const uint8_t *)bad->bytes, bad->size};
        status_t status = validate_message(&stafet__v1__message__descriptor, bytes, VALIDATE_CANONICAL, &problem);
        if (status != bad->status || (bad->where != NULL && strcmp(problem.where, bad->where) != 0)) {
            fail_msg("%s: %s at %s", bad->what, status_name(status), problem.where);
        }
    }
}

static void a_bool_of_two_is_not_canonical(void **state) {
    (void)state;
    static const uint8_t BYTES[] = {0xCA, 0x06, 0x02, 0x10, 0x02}; /* contact_identified.vital_interest */
    wire_problem_t problem;
    assert_int_equal(validate_message(&stafet__v1__message__descriptor, (bytes_t){BYTES, sizeof BYTES}, VALIDATE_CANONICAL, &problem),
                     STATUS_NOT_CANONICAL);
}

static void an_explicit_default_is_canonical_as_sent(void **state) {
    (void)state;
    static const uint8_t BYTES[] = {0x0A, 0x00, 0x20, 0x00, 0x5A, 0x00, 0x70, 0x00};
    wire_problem_t problem;
    bytes_t bytes = {BYTES, sizeof BYTES};
    assert_int_equal(validate_message(&stafet__v1__message__descriptor, bytes, VALIDATE_CANONICAL, &problem), STATUS_OK);
    assert_int_equal(ask_protobuf_c(&stafet__v1__message__descriptor, bytes), CANONICAL);
}

static void a_frame_may_be_written_freely_but_holds_nothing_unknown(void **state) {
    (void)state;
    wire_problem_t problem;
    static const uint8_t FREE[] = {0x4A, 0x02, 0x08, 0x07, 0x12, 0x83, 0x00, 0x12, 0x01, 'm'}; /* ping, then a submit with a long length */
    static const uint8_t UNKNOWN[] = {0x78, 0x01};
    static const uint8_t TWICE[] = {0x3A, 0x06, 0x08, 0x01, 0x22, 0x00, 0x2A, 0x00}; /* a change of a unit and of a person */
    const ProtobufCMessageDescriptor *type = &stafet__v1__client_frame__descriptor;
    assert_int_equal(validate_message(type, (bytes_t){FREE, sizeof FREE}, VALIDATE_FRAME, &problem), STATUS_OK);
    assert_int_equal(validate_message(type, (bytes_t){FREE, sizeof FREE}, VALIDATE_CANONICAL, &problem), STATUS_NOT_CANONICAL);
    assert_int_equal(validate_message(type, (bytes_t){UNKNOWN, sizeof UNKNOWN}, VALIDATE_FRAME, &problem), STATUS_UNKNOWN_FIELD);
    assert_int_equal(validate_message(type, (bytes_t){UNKNOWN, sizeof UNKNOWN}, VALIDATE_TOLERANT, &problem), STATUS_OK);
    assert_int_equal(validate_message(type, (bytes_t){TWICE, sizeof TWICE}, VALIDATE_FRAME, &problem), STATUS_UNREADABLE_MESSAGE);
}

/* ---- depth: our schema has no cycle, so one is made ---- */

extern const ProtobufCMessageDescriptor RECURSIVE;
static const ProtobufCFieldDescriptor RECURSIVE_FIELDS[] = {
    {.name = "inner", .id = 1, .label = PROTOBUF_C_LABEL_OPTIONAL, .type = PROTOBUF_C_TYPE_MESSAGE, .descriptor = &RECURSIVE},
};
static const unsigned RECURSIVE_NAMES[] = {0};
static const ProtobufCIntRange RECURSIVE_RANGES[] = {{1, 0}, {0, 1}};
const ProtobufCMessageDescriptor RECURSIVE = {
    .magic = PROTOBUF_C__MESSAGE_DESCRIPTOR_MAGIC,
    .name = "Recursive",
    .n_fields = 1,
    .fields = RECURSIVE_FIELDS,
    .fields_sorted_by_name = RECURSIVE_NAMES,
    .n_field_ranges = 1,
    .field_ranges = RECURSIVE_RANGES,
};

static size_t nest(uint8_t *bytes, unsigned levels) {
    buffer_t out = {bytes, 4096, 0, false};
    size_t marks[512];
    for (unsigned at = 0; at < levels; at++) {
        marks[at] = emit_open(&out, 1);
    }
    for (unsigned at = levels; at > 0; at--) {
        emit_close(&out, marks[at - 1]);
    }
    assert_false(out.full);
    return out.size;
}

static void nesting_ends_at_the_limit_and_a_bomb_is_too_deep(void **state) {
    (void)state;
    uint8_t bytes[4096];
    wire_problem_t problem;
    for (unsigned mode = VALIDATE_CANONICAL; mode <= VALIDATE_TOLERANT; mode++) {
        size_t size = nest(bytes, DECODE_DEPTH_MAX - 1);
        assert_int_equal(validate_message(&RECURSIVE, (bytes_t){bytes, size}, (validate_mode_t)mode, &problem), STATUS_OK);
        size = nest(bytes, DECODE_DEPTH_MAX);
        assert_int_equal(validate_message(&RECURSIVE, (bytes_t){bytes, size}, (validate_mode_t)mode, &problem), STATUS_TOO_DEEP);
        size = nest(bytes, 321);
        assert_true(size >= 836);
        assert_int_equal(validate_message(&RECURSIVE, (bytes_t){bytes, size}, (validate_mode_t)mode, &problem), STATUS_TOO_DEEP);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(it_accepts_exactly_what_packing_gives_back),
        cmocka_unit_test(each_single_byte_changed_in_every_way_is_judged_alike),
        cmocka_unit_test(each_malformed_message_is_refused_by_name_and_place),
        cmocka_unit_test(a_bool_of_two_is_not_canonical),
        cmocka_unit_test(an_explicit_default_is_canonical_as_sent),
        cmocka_unit_test(a_frame_may_be_written_freely_but_holds_nothing_unknown),
        cmocka_unit_test(nesting_ends_at_the_limit_and_a_bomb_is_too_deep),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
