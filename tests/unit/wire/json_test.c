/* SPDX-License-Identifier: EUPL-1.2
 * Tests of wire/json_read and wire/json_write: every type both ways, and what is refused. */
#include "sample.h"

#include <jansson.h>

#include "stafet/v1/message.pb-c.h"
#include "wire/schema.h"
#include "wire/validate.h"

static arena_t arena;
static wire_problem_t problem;

static int open_arena(void **state) {
    (void)state;
    arena_open(&arena, DECODE_ARENA_SIZE);
    return 0;
}

static int close_arena(void **state) {
    (void)state;
    arena_close(&arena);
    return 0;
}

static char text_of[512 * 1024];

static const char *written(const char *type, bytes_t message, bool pretty) {
    buffer_t out = {(uint8_t *)text_of, sizeof text_of - 1, 0, false};
    assert_int_equal(wire_json_write(type, message, pretty, &arena, &out), STATUS_OK);
    text_of[out.size] = '\0';
    return text_of;
}

/* ---- both ways ---- */

static unsigned round_trips;

static void goes_both_ways(const ProtobufCMessageDescriptor *type, void *context) {
    static uint8_t sample[65536];
    uint64_t *seed = context;
    for (unsigned at = 0; at < 8; at++) {
        buffer_t out = {sample, sizeof sample, 0, false};
        sample_fill(type, seed, &out);
        if (out.full) {
            continue;
        }
        arena_reset(&arena);
        const char *json = written(type->name, buffer_bytes(&out), at % 2 == 0);
        json_t *parsed = json_loads(json, JSON_REJECT_DUPLICATES, NULL);
        assert_non_null(parsed);
        json_decref(parsed);
        bytes_t back = {NULL, 0};
        status_t status = wire_json_read(type->name, bytes_of_text(json), &arena, &back, &problem);
        if (status != STATUS_OK || !bytes_equal(back, buffer_bytes(&out))) {
            fail_msg("%s: %s at %s of %s", type->name, status_name(status), problem.where, json);
        }
        round_trips++;
    }
}

static void every_type_goes_both_ways(void **state) {
    (void)state;
    uint64_t seed = 42;
    round_trips = 0;
    schema_visit(goes_both_ways, &seed);
    assert_true(round_trips > 8 * 60);
}

static void every_message_type_goes_both_ways_with_its_whole_body(void **state) {
    (void)state;
    static uint8_t sample[65536];
    unsigned count = 0;
    uint64_t seed = 7;
    for (const message_type_info_t *info; (info = message_type_at(count)) != NULL; count++) {
        const ProtobufCFieldDescriptor *body = protobuf_c_message_descriptor_get_field(&stafet__v1__message__descriptor, (unsigned)info->type);
        buffer_t out = {sample, sizeof sample, 0, false};
        emit_text(&out, 1, "m");
        sample_field(body, &seed, &out);
        assert_false(out.full);
        arena_reset(&arena);
        const char *json = written("stafet.v1.Message", buffer_bytes(&out), false);
        bytes_t back = sample_json(&arena, "stafet.v1.Message", json);
        assert_true(bytes_equal(back, buffer_bytes(&out)));
    }
    assert_true(count >= 28);
}

static void a_pretty_object_is_indented_by_two(void **state) {
    (void)state;
    bytes_t message = sample_json(&arena, "stafet.v1.Message", "{\"messageId\":\"m\",\"receivers\":[{\"party\":\"a\"},{}],\"contactDrafted\":{}}");
    assert_string_equal(written("stafet.v1.Message", message, true),
                        "{\n  \"messageId\": \"m\",\n  \"receivers\": [\n    {\n      \"party\": \"a\"\n    },\n"
                        "    {}\n  ],\n  \"contactDrafted\": {}\n}");
    assert_string_equal(written("stafet.v1.Message", (bytes_t){NULL, 0}, true), "{}");
}

static void text_is_escaped_as_json_wants_it(void **state) {
    (void)state;
    uint8_t bytes[64];
    buffer_t out = {bytes, sizeof bytes, 0, false};
    emit_text(&out, 1, "\"\\/\n\t\x01\x1Fæ\xF0\x9F\x92\xA1");
    assert_string_equal(written("stafet.v1.CourseNote", buffer_bytes(&out), false),
                        "{\"text\":\"\\\"\\\\/\\n\\u0009\\u0001\\u001fæ\xF0\x9F\x92\xA1\"}");
}

/* ---- reading ---- */

static void the_order_of_an_object_does_not_matter(void **state) {
    (void)state;
    bytes_t one = sample_json(&arena, "stafet.v1.Message", "{\"courseNote\":{\"category\":{\"code\":\"c\"},\"text\":\"t\"},\"messageId\":\"m\"}");
    bytes_t other = sample_json(&arena, "stafet.v1.Message", "{\"message_id\":\"m\",\"course_note\":{\"text\":\"t\",\"category\":{\"code\":\"c\"}}}");
    assert_true(bytes_equal(one, other));
    assert_int_equal(validate_message(&stafet__v1__message__descriptor, one, VALIDATE_CANONICAL, &problem), STATUS_OK);
}

static void numbers_come_as_text_or_number_and_enums_short_or_long(void **state) {
    (void)state;
    static const char *const SAME[][3] = {
        {"stafet.v1.Ping", "{\"number\":7}", "{\"number\":\"7\"}"},
        {"stafet.v1.Pong", "{\"brokerTimeMs\":-7}", "{\"brokerTimeMs\":\"-7\"}"},
        {"stafet.v1.Credit", "{\"items\":7}", "{\"items\":\"7\"}"},
        {"stafet.v1.ContactDrafted", "{\"channel\":\"phone\"}", "{\"channel\":\"CHANNEL_PHONE\"}"},
        {"stafet.v1.ContactDrafted", "{\"channel\":1}", "{\"channel\":\"Phone\"}"},
        {"stafet.v1.ContactDrafted", "{\"need\":null}", "{}"},
        {"stafet.v1.Submit", "{\"message\":\"-_8=\"}", "{\"message\":\"+/8\"}"},
    };
    for (unsigned at = 0; at < COUNT_OF(SAME); at++) {
        assert_true(bytes_equal(sample_json(&arena, SAME[at][0], SAME[at][1]), sample_json(&arena, SAME[at][0], SAME[at][2])));
    }
}

typedef struct {
    const char *type, *json;
    status_t status;
    const char *where;
} bad_t;

static void what_does_not_fit_the_type_is_refused_with_its_place(void **state) {
    (void)state;
    static const bad_t BAD[] = {
        {"stafet.v1.Nothing", "{}", STATUS_NOT_FOUND, ""},
        {"stafet.v1.Message", "", STATUS_UNREADABLE_MESSAGE, "line 1, column 0"},
        {"stafet.v1.Message", "{\"messageId\":\n\"m\"", STATUS_UNREADABLE_MESSAGE, "line 2, column 3"},
        {"stafet.v1.Message", "{\"messageId\":\"a\\u0000b\"}", STATUS_UNREADABLE_MESSAGE, NULL},
        {"stafet.v1.Message", "{\"messageId\":\"\xFF\"}", STATUS_UNREADABLE_MESSAGE, NULL},
        {"stafet.v1.Message", "{\"messageId\":\"m\",\"messageId\":\"m\"}", STATUS_UNREADABLE_MESSAGE, NULL},
        {"stafet.v1.Message", "{} {}", STATUS_UNREADABLE_MESSAGE, NULL},
        {"stafet.v1.Message", "[]", STATUS_FIELD_INVALID, ""},
        {"stafet.v1.Message", "{\"colour\":1}", STATUS_UNKNOWN_FIELD, "colour"},
        {"stafet.v1.Message", "{\"person\":{\"age\":1}}", STATUS_UNKNOWN_FIELD, "person.age"},
        {"stafet.v1.Message", "{\"messageId\":\"m\",\"message_id\":\"m\"}", STATUS_FIELD_INVALID, "message_id"},
        {"stafet.v1.Message", "{\"messageId\":1}", STATUS_FIELD_INVALID, "message_id"},
        {"stafet.v1.Message", "{\"person\":\"p\"}", STATUS_FIELD_INVALID, "person"},
        {"stafet.v1.Message", "{\"receivers\":{}}", STATUS_FIELD_INVALID, "receivers"},
        {"stafet.v1.Message", "{\"receivers\":[null]}", STATUS_FIELD_INVALID, "receivers"},
        {"stafet.v1.Message", "{\"courseNote\":{},\"contactDrafted\":{}}", STATUS_FIELD_INVALID, "course_note"},
        {"stafet.v1.Message", "{\"priority\":\"soon\"}", STATUS_UNKNOWN_VALUE, "priority"},
        {"stafet.v1.Message", "{\"priority\":9}", STATUS_UNKNOWN_VALUE, "priority"},
        {"stafet.v1.Message", "{\"priority\":-1}", STATUS_UNKNOWN_VALUE, "priority"},
        {"stafet.v1.Message", "{\"priority\":true}", STATUS_FIELD_INVALID, "priority"},
        {"stafet.v1.Message", "{\"schemaVersion\":4294967296}", STATUS_FIELD_INVALID, "schema_version"},
        {"stafet.v1.Message", "{\"schemaVersion\":-1}", STATUS_FIELD_INVALID, "schema_version"},
        {"stafet.v1.Message", "{\"schemaVersion\":1.5}", STATUS_FIELD_INVALID, "schema_version"},
        {"stafet.v1.Message", "{\"schemaVersion\":\"1 \"}", STATUS_FIELD_INVALID, "schema_version"},
        {"stafet.v1.Message", "{\"schemaVersion\":\"\"}", STATUS_FIELD_INVALID, "schema_version"},
        {"stafet.v1.Ping", "{\"number\":\"18446744073709551616\"}", STATUS_FIELD_INVALID, "number"},
        {"stafet.v1.ContactIdentified", "{\"vitalInterest\":\"true\"}", STATUS_FIELD_INVALID, "vital_interest"},
        {"stafet.v1.Submit", "{\"message\":\"A\"}", STATUS_FIELD_INVALID, "message"},
        {"stafet.v1.Submit", "{\"message\":\"AB\"}", STATUS_FIELD_INVALID, "message"},
        {"stafet.v1.Submit", "{\"message\":\"A*==\"}", STATUS_FIELD_INVALID, "message"},
        {"stafet.v1.Submit", "{\"message\":7}", STATUS_FIELD_INVALID, "message"},
    };
    for (unsigned at = 0; at < COUNT_OF(BAD); at++) {
        bytes_t out = {NULL, 0};
        status_t status = wire_json_read(BAD[at].type, bytes_of_text(BAD[at].json), &arena, &out, &problem);
        if (status != BAD[at].status || (BAD[at].where != NULL && strcmp(problem.where, BAD[at].where) != 0)) {
            fail_msg("%s at '%s' of %s", status_name(status), problem.where, BAD[at].json);
        }
    }
}

static void deep_json_is_refused_and_no_crash(void **state) {
    (void)state;
    static char deep[200001];
    memset(deep, '[', sizeof deep - 1);
    bytes_t out;
    assert_int_equal(wire_json_read("stafet.v1.Message", bytes_of_text(deep), &arena, &out, &problem), STATUS_UNREADABLE_MESSAGE);
}

/* ---- writing ---- */

static void unknown_fields_are_passed_over_and_unknown_values_are_numbers(void **state) {
    (void)state;
    static const uint8_t BYTES[] = {0x08, 0x4D, 0x78, 0x01, 0x1A, 0x01, 'x'};
    assert_string_equal(written("stafet.v1.ContactDrafted", (bytes_t){BYTES, sizeof BYTES}, false), "{\"channel\":77,\"need\":\"x\"}");
}

static void of_a_field_that_comes_twice_the_last_one_counts(void **state) {
    (void)state;
    static const uint8_t BYTES[] = {0x08, 0x01, 0x1A, 0x01, 'x', 0x08, 0x02};
    assert_string_equal(written("stafet.v1.ContactDrafted", (bytes_t){BYTES, sizeof BYTES}, false), "{\"channel\":\"CHANNEL_VIDEO\",\"need\":\"x\"}");
}

static void what_cannot_be_written_says_why(void **state) {
    (void)state;
    static const uint8_t CUT[] = {0x1A, 0x05, 'x'}, BAD[] = {0x1A, 0x01, 0xFF}, GOOD[] = {0x1A, 0x01, 'x'};
    uint8_t room[12];
    buffer_t out = {room, sizeof room, 0, false};
    assert_int_equal(wire_json_write("stafet.v1.Nothing", (bytes_t){GOOD, sizeof GOOD}, false, &arena, &out), STATUS_NOT_FOUND);
    assert_int_equal(wire_json_write("stafet.v1.ContactDrafted", (bytes_t){CUT, sizeof CUT}, false, &arena, &out), STATUS_UNREADABLE_MESSAGE);
    assert_int_equal(wire_json_write("stafet.v1.ContactDrafted", (bytes_t){BAD, sizeof BAD}, false, &arena, &out), STATUS_BAD_TEXT);
    assert_int_equal(wire_json_write("stafet.v1.ContactDrafted", (bytes_t){GOOD, sizeof GOOD}, false, &arena, &out), STATUS_OK);
    out = (buffer_t){room, sizeof room - 1, 0, false};
    assert_int_equal(wire_json_write("stafet.v1.ContactDrafted", (bytes_t){GOOD, sizeof GOOD}, false, &arena, &out), STATUS_TOO_LARGE);
}

static void a_full_arena_is_too_large(void **state) {
    (void)state;
    arena_t small;
    arena_open(&small, 16);
    bytes_t out;
    static const char JSON[] = "{\"messageId\":\"mmmmmmmmmmmmmmmmmmmmmmmm\"}";
    assert_int_equal(wire_json_read("stafet.v1.Message", bytes_of_text(JSON), &small, &out, &problem), STATUS_TOO_LARGE);
    bytes_t message = sample_json(&arena, "stafet.v1.Message", JSON);
    buffer_t text = {(uint8_t *)text_of, sizeof text_of, 0, false};
    assert_int_equal(wire_json_write("stafet.v1.Message", message, false, &small, &text), STATUS_TOO_LARGE);
    arena_close(&small);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_type_goes_both_ways),
        cmocka_unit_test(every_message_type_goes_both_ways_with_its_whole_body),
        cmocka_unit_test(a_pretty_object_is_indented_by_two),
        cmocka_unit_test(text_is_escaped_as_json_wants_it),
        cmocka_unit_test(the_order_of_an_object_does_not_matter),
        cmocka_unit_test(numbers_come_as_text_or_number_and_enums_short_or_long),
        cmocka_unit_test(what_does_not_fit_the_type_is_refused_with_its_place),
        cmocka_unit_test(deep_json_is_refused_and_no_crash),
        cmocka_unit_test(unknown_fields_are_passed_over_and_unknown_values_are_numbers),
        cmocka_unit_test(of_a_field_that_comes_twice_the_last_one_counts),
        cmocka_unit_test(what_cannot_be_written_says_why),
        cmocka_unit_test(a_full_arena_is_too_large),
    };
    return cmocka_run_group_tests(tests, open_arena, close_arena);
}
