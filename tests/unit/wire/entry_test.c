/* SPDX-License-Identifier: EUPL-1.2
 * Tests of wire/entry: the bytes that are hashed. */
#include "sample.h"

#include "stafet/v1/entry.pb-c.h"
#include "wire/validate.h"

static arena_t arena;

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

/* Every field at its largest. */
static entry_t full_entry(const about_t *about, unsigned count) {
    entry_t entry;
    memset(&entry, 0xFF, sizeof entry);
    memset(entry.party, 'a', sizeof entry.party - 1);
    entry.party[sizeof entry.party - 1] = '\0';
    memset(entry.person, 'b', sizeof entry.person - 1);
    entry.person[sizeof entry.person - 1] = '\0';
    memcpy(entry.holder, entry.party, sizeof entry.holder);
    memcpy(entry.awaited, entry.party, sizeof entry.awaited);
    (void)snprintf(entry.rule, sizeof entry.rule, "%s", "CON-4567890");
    for (unsigned at = 0; at < RECEIVERS_MAX; at++) {
        memcpy(entry.offered_to[at], entry.party, sizeof entry.party);
        memcpy(entry.delivered_to[at], entry.person, sizeof entry.person);
    }
    for (unsigned at = 0; at < COUNT_OF(entry.missing); at++) {
        memset(entry.missing[at], 'm', sizeof entry.missing[at] - 1);
        entry.missing[at][sizeof entry.missing[at] - 1] = '\0';
    }
    entry.offered_count = entry.delivered_count = RECEIVERS_MAX;
    entry.missing_count = COUNT_OF(entry.missing);
    entry.section_count = COUNT_OF(entry.sections);
    entry.has_name = entry.has_digest = entry.has_body = entry.recorded_for = entry.recorded_afterwards = true;
    entry.kind = ENTRY_CHANGED;
    entry.duty = DUTY_ENDED;
    entry.about = about;
    entry.about_count = count;
    return entry;
}

static entry_t small_entry(void) {
    entry_t entry = {.seq = 1, .at = 1700000000000, .kind = ENTRY_MESSAGE};
    memset(entry.chain.bytes, 7, sizeof entry.chain.bytes);
    return entry;
}

static bytes_t written(const entry_t *entry, uint8_t *bytes, size_t capacity) {
    buffer_t out = {bytes, capacity, 0, false};
    assert_int_equal(wire_entry_write(entry, &out), STATUS_OK);
    return buffer_bytes(&out);
}

static void the_smallest_entry_is_these_bytes(void **state) {
    (void)state;
    static const uint8_t EXPECTED[] = {0x0A, 0x10, 7, 7,    7,    7,    7,    7,    7,    7,    7,    7,    7,    7,   7,
                                       7,    7,    7, 0x10, 0x01, 0x20, 0x80, 0xD0, 0x95, 0xFF, 0xBC, 0x31, 0x28, 0x01};
    uint8_t bytes[128];
    entry_t entry = small_entry();
    bytes_t out = written(&entry, bytes, sizeof bytes);
    assert_int_equal(out.size, sizeof EXPECTED);
    assert_memory_equal(out.data, EXPECTED, sizeof EXPECTED);
}

static void a_full_entry_fits_its_bound_and_comes_back_the_same(void **state) {
    (void)state;
    about_t about[3];
    memset(about, 0xFF, sizeof about);
    for (unsigned at = 0; at < COUNT_OF(about); at++) {
        memset(about[at].party, 'p', sizeof about[at].party - 1);
        about[at].party[sizeof about[at].party - 1] = '\0';
    }
    entry_t entry = full_entry(about, COUNT_OF(about));
    uint8_t bytes[ENTRY_BYTES_MAX + 3 * ABOUT_BYTES_MAX];
    bytes_t out = written(&entry, bytes, sizeof bytes);
    entry_t without = full_entry(NULL, 0);
    uint8_t other[ENTRY_BYTES_MAX];
    size_t size = written(&without, other, sizeof other).size;
    assert_true(out.size - size <= 3 * ABOUT_BYTES_MAX);
    /* Everything stands at its longest but kind and duty, which a reader must know: 4 bytes more each is the most that any entry can be. */
    assert_true(size + 2 * 4 <= ENTRY_BYTES_MAX);
    entry_t read;
    assert_int_equal(wire_entry_read(out, &arena, &read), STATUS_OK);
    assert_int_equal(read.about_count, 3);
    uint8_t again[sizeof bytes];
    bytes_t second = written(&read, again, sizeof again);
    assert_true(bytes_equal(out, second));
    assert_string_equal(read.missing[15], entry.missing[15]);
    assert_memory_equal(read.about[2].course.bytes, about[2].course.bytes, 16);
    assert_memory_equal(read.sections, entry.sections, sizeof entry.sections);
    assert_memory_equal(read.standard_hash, entry.standard_hash, 8);
    assert_true(read.about[2].seq == UINT64_MAX && read.at == -1 && read.step == UINT32_MAX);
}

static void an_entry_is_canonical_for_any_reader(void **state) {
    (void)state;
    entry_t entry = full_entry(NULL, 0);
    uint8_t bytes[ENTRY_BYTES_MAX], packed[ENTRY_BYTES_MAX];
    bytes_t out = written(&entry, bytes, sizeof bytes);
    wire_problem_t problem;
    assert_int_equal(validate_message(&stafet__v1__entry__descriptor, out, VALIDATE_CANONICAL, &problem), STATUS_OK);
    Stafet__V1__Entry *message = stafet__v1__entry__unpack(NULL, out.size, out.data);
    assert_non_null(message);
    assert_int_equal(stafet__v1__entry__get_packed_size(message), out.size);
    (void)stafet__v1__entry__pack(message, packed);
    assert_memory_equal(packed, out.data, out.size);
    assert_int_equal(message->row_count, entry.row_count);
    stafet__v1__entry__free_unpacked(message, NULL);
}

static void each_field_stands_under_its_own_name(void **state) {
    (void)state;
    about_t about = {.seq = 22, .party = "q"};
    entry_t entry = {.seq = 2,
                     .at = 3,
                     .kind = ENTRY_CLOCK,
                     .type = TYPE_CONTACT_ROUTED,
                     .party = "a",
                     .person = "b",
                     .has_name = true,
                     .has_digest = true,
                     .has_body = true,
                     .flow_kind = FLOW_CONTACT,
                     .from = STATE_CONTACT_ANSWERED,
                     .to = STATE_CONTACT_ROUTED,
                     .rule_row = 4,
                     .duty = DUTY_OFFERED,
                     .duty_epoch = 5,
                     .holder = "c",
                     .offered_to = {"d", "e"},
                     .offered_count = 2,
                     .accept_by = 6,
                     .awaited = "f",
                     .due_at = 7,
                     .delivered_to = {"g"},
                     .delivered_count = 1,
                     .status = STATUS_INCOMPLETE,
                     .missing = {"need"},
                     .missing_count = 1,
                     .rule = "CON-4",
                     .clock_due = 8,
                     .step = 9,
                     .occurred_at = 10,
                     .recorded_for = true,
                     .recorded_afterwards = true,
                     .disclosure_ground = 11,
                     .reason = 12,
                     .purpose = 13,
                     .query = 14,
                     .about = &about,
                     .about_count = 1,
                     .row_count = 15,
                     .sections = {{1, 16, 17, 18, 19, 20}, {.section = 14, .blank = 2}},
                     .section_count = 2};
    memset(entry.chain.bytes, 1, 16);
    memset(entry.previous.bytes, 2, 32);
    memset(entry.key_fingerprint, 3, 8);
    memset(entry.name, 4, 16);
    memset(entry.digest.bytes, 5, 32);
    memset(entry.body_hash.bytes, 6, 32);
    memset(entry.flow.bytes, 7, 16);
    memset(entry.rules_hash, 8, 8);
    memset(entry.offer.bytes, 9, 16);
    memset(about.course.bytes, 10, 16);
    memset(entry.standard_hash, 11, 8);
    memset(entry.linked_course.bytes, 12, 16);
    uint8_t bytes[ENTRY_BYTES_MAX];
    char json[4096];
    buffer_t text = {(uint8_t *)json, sizeof json - 1, 0, false};
    assert_int_equal(wire_json_write("stafet.v1.Entry", written(&entry, bytes, sizeof bytes), false, &arena, &text), STATUS_OK);
    json[text.size] = '\0';
    assert_string_equal(
        json, "{\"chainId\":\"AQEBAQEBAQEBAQEBAQEBAQ==\",\"seq\":\"2\",\"previousHash\":\"AgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgI=\","
              "\"atMs\":\"3\",\"kind\":\"ENTRY_KIND_CLOCK\",\"type\":108,\"party\":\"a\",\"person\":\"b\",\"keyFingerprint\":\"AwMDAwMDAwM=\","
              "\"name\":\"BAQEBAQEBAQEBAQEBAQEBA==\",\"digest\":\"BQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQU=\","
              "\"bodyHash\":\"BgYGBgYGBgYGBgYGBgYGBgYGBgYGBgYGBgYGBgYGBgY=\",\"flowId\":\"BwcHBwcHBwcHBwcHBwcHBw==\",\"flow\":1,"
              "\"fromState\":103,\"toState\":105,\"ruleRow\":4,\"rulesHash\":\"CAgICAgICAg=\",\"duty\":\"DUTY_STATE_OFFERED\","
              "\"dutyEpoch\":\"5\",\"holder\":\"c\",\"offerId\":\"CQkJCQkJCQkJCQkJCQkJCQ==\",\"offeredTo\":[{\"party\":\"d\"},{\"party\":"
              "\"e\"}],\"acceptByMs\":\"6\",\"awaited\":\"f\",\"dueMs\":\"7\",\"deliveredTo\":[{\"party\":\"g\"}],\"status\":33,\"missing\":[{"
              "\"item\":\"need\"}],\"rule\":\"CON-4\",\"clockDueMs\":\"8\",\"step\":9,\"occurredMs\":\"10\",\"recordedFor\":true,"
              "\"recordedAfterwards\":true,\"disclosureGround\":11,\"reason\":12,\"purpose\":13,\"query\":14,\"about\":[{\"courseId\":"
              "\"CgoKCgoKCgoKCgoKCgoKCg==\",\"seq\":\"22\",\"party\":\"q\"}],\"rowCount\":15,\"standardHash\":\"CwsLCwsLCws=\","
              "\"sections\":[{\"section\":1,\"answered\":16,\"notRelevant\":17,\"unknown\":18,\"citizenDeclines\":19,\"blank\":20},"
              "{\"section\":14,\"blank\":2}],\"linkedCourseId\":\"DAwMDAwMDAwMDAwMDAwMDA==\"}");
    entry_t read;
    uint8_t again[ENTRY_BYTES_MAX];
    bytes_t out = written(&entry, bytes, sizeof bytes);
    assert_int_equal(wire_entry_read(out, &arena, &read), STATUS_OK);
    assert_true(bytes_equal(out, written(&read, again, sizeof again)));
    assert_true(read.from == entry.from && read.to == entry.to && read.due_at == 7 && read.accept_by == 6);
    assert_string_equal(read.offered_to[1], "e");
    assert_string_equal(read.delivered_to[0], "g");
    assert_memory_equal(read.sections, entry.sections, sizeof entry.sections);
    assert_memory_equal(read.linked_course.bytes, entry.linked_course.bytes, 16);
}

static bool has_field(bytes_t bytes, unsigned number) {
    Stafet__V1__Entry *message = stafet__v1__entry__unpack(NULL, bytes.size, bytes.data);
    assert_non_null(message);
    bool has = number == 3 ? message->has_previous_hash : number == 18 ? message->has_rules_hash : message->has_body_hash;
    stafet__v1__entry__free_unpacked(message, NULL);
    return has;
}

static void what_is_left_out_follows_seq_row_and_flags(void **state) {
    (void)state;
    uint8_t bytes[ENTRY_BYTES_MAX];
    entry_t entry = full_entry(NULL, 0);
    entry.seq = 1;
    entry.rule_row = 0;
    entry.has_body = false;
    bytes_t out = written(&entry, bytes, sizeof bytes);
    assert_false(has_field(out, 3) || has_field(out, 18) || has_field(out, 12));
    entry = full_entry(NULL, 0);
    out = written(&entry, bytes, sizeof bytes);
    assert_true(has_field(out, 3) && has_field(out, 18) && has_field(out, 12));
}

static void an_entry_that_does_not_fit_is_our_mistake(void **state) {
    (void)state;
    uint8_t bytes[64];
    entry_t entry = full_entry(NULL, 0);
    buffer_t out = {bytes, sizeof bytes, 5, false};
    assert_int_equal(wire_entry_write(&entry, &out), STATUS_INTERNAL);
    assert_int_equal(out.size, 5);
}

static void an_entry_cut_or_damaged_is_not_read(void **state) {
    (void)state;
    uint8_t bytes[ENTRY_BYTES_MAX];
    entry_t entry = small_entry(), read;
    bytes_t out = written(&entry, bytes, sizeof bytes);
    assert_int_equal(wire_entry_read(out, &arena, &read), STATUS_OK);
    for (size_t size = 0; size < out.size; size++) {
        assert_int_equal(wire_entry_read((bytes_t){bytes, size}, &arena, &read), STATUS_UNREADABLE_MESSAGE);
    }
    bytes[1] = 0x0F; /* a chain of 15 bytes */
    assert_int_equal(wire_entry_read(out, &arena, &read), STATUS_UNREADABLE_MESSAGE);
}

static void fields_of_the_wrong_size_are_not_read(void **state) {
    (void)state;
    static const struct {
        uint32_t field;
        size_t size;
    } WRONG[] = {{3, 31}, {7, PARTY_ID_SIZE}, {9, 9}, {11, 33}, {30, RULE_ID_SIZE}, {40, 0}, {42, 7}, {44, 17}};
    static const uint8_t ZERO[64];
    entry_t entry = small_entry(), read;
    for (unsigned at = 0; at < COUNT_OF(WRONG); at++) {
        uint8_t bytes[256];
        buffer_t out = {bytes, sizeof bytes, 0, false};
        size_t before = WRONG[at].field < 5;
        emit_bytes(&out, 1, (bytes_t){entry.chain.bytes, 16});
        emit_number(&out, 2, 2);
        if (before) {
            emit_bytes(&out, WRONG[at].field, (bytes_t){ZERO, WRONG[at].size});
        }
        emit_number(&out, 5, ENTRY_MESSAGE);
        if (!before && WRONG[at].size > 0) {
            static const char TEXT[] = "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa";
            emit_bytes(&out, WRONG[at].field, (bytes_t){(const uint8_t *)TEXT, WRONG[at].size});
        }
        assert_int_equal(wire_entry_read(buffer_bytes(&out), &arena, &read), WRONG[at].size > 0 ? STATUS_UNREADABLE_MESSAGE : STATUS_OK);
    }
}

static void more_names_than_an_entry_holds_are_not_read(void **state) {
    (void)state;
    for (unsigned count = RECEIVERS_MAX; count <= RECEIVERS_MAX + 1; count++) {
        uint8_t bytes[512];
        buffer_t out = {bytes, sizeof bytes, 0, false};
        entry_t entry = small_entry(), read;
        assert_int_equal(wire_entry_write(&entry, &out), STATUS_OK);
        for (unsigned at = 0; at < count; at++) {
            size_t mark = emit_open(&out, 23);
            emit_text(&out, 1, "p");
            emit_close(&out, mark);
        }
        assert_int_equal(wire_entry_read(buffer_bytes(&out), &arena, &read), count == RECEIVERS_MAX ? STATUS_OK : STATUS_UNREADABLE_MESSAGE);
    }
}

static void more_sections_than_a_standard_has_are_not_read(void **state) {
    (void)state;
    for (unsigned count = STANDARD_SECTIONS_MAX; count <= STANDARD_SECTIONS_MAX + 1; count++) {
        uint8_t bytes[512];
        buffer_t out = {bytes, sizeof bytes, 0, false};
        entry_t entry = small_entry(), read;
        assert_int_equal(wire_entry_write(&entry, &out), STATUS_OK);
        for (unsigned at = 0; at < count; at++) {
            size_t mark = emit_open(&out, 43);
            emit_number(&out, 1, at + 1);
            emit_close(&out, mark);
        }
        assert_int_equal(wire_entry_read(buffer_bytes(&out), &arena, &read), count == STANDARD_SECTIONS_MAX ? STATUS_OK : STATUS_UNREADABLE_MESSAGE);
    }
}

static void what_was_no_package_says_nothing_of_a_standard(void **state) {
    (void)state;
    uint8_t bytes[128];
    entry_t entry = small_entry(), read;
    bytes_t out = written(&entry, bytes, sizeof bytes);
    Stafet__V1__Entry *message = stafet__v1__entry__unpack(NULL, out.size, out.data);
    assert_non_null(message);
    assert_false(message->has_standard_hash || message->has_linked_course_id || message->n_sections > 0);
    stafet__v1__entry__free_unpacked(message, NULL);
    assert_int_equal(wire_entry_read(out, &arena, &read), STATUS_OK);
    assert_int_equal(read.section_count, 0);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_smallest_entry_is_these_bytes),           cmocka_unit_test(a_full_entry_fits_its_bound_and_comes_back_the_same),
        cmocka_unit_test(an_entry_is_canonical_for_any_reader),        cmocka_unit_test(each_field_stands_under_its_own_name),
        cmocka_unit_test(what_is_left_out_follows_seq_row_and_flags),  cmocka_unit_test(an_entry_that_does_not_fit_is_our_mistake),
        cmocka_unit_test(an_entry_cut_or_damaged_is_not_read),         cmocka_unit_test(fields_of_the_wrong_size_are_not_read),
        cmocka_unit_test(more_names_than_an_entry_holds_are_not_read), cmocka_unit_test(more_sections_than_a_standard_has_are_not_read),
        cmocka_unit_test(what_was_no_package_says_nothing_of_a_standard),
    };
    return cmocka_run_group_tests(tests, open_arena, close_arena);
}
