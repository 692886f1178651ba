/* SPDX-License-Identifier: EUPL-1.2
 * Tests of wire's frames, both sides: what a client puts the broker reads, and the other way. */
#include "sample.h"

#include "stafet/v1/frame.pb-c.h"
#include "wire/validate.h"

#define COURSE "01890a5d-ac96-774b-bcce-b302099a8057"
#define KEY "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff"

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

static const client_frame_t *read_frame(bytes_t bytes) {
    const client_frame_t *frame = NULL;
    status_t status = wire_client_frame_read(bytes, &arena, &frame, &problem);
    if (status != STATUS_OK) {
        fail_msg("%s at %s", status_name(status), problem.where);
    }
    return frame;
}

static const client_frame_t *read_json(const char *json) {
    arena_reset(&arena);
    return read_frame(sample_json(&arena, "stafet.v1.ClientFrame", json));
}

static void refused(const char *json, status_t expected, const char *where) {
    arena_reset(&arena);
    const client_frame_t *frame = NULL;
    status_t status = wire_client_frame_read(sample_json(&arena, "stafet.v1.ClientFrame", json), &arena, &frame, &problem);
    assert_null(frame);
    if (status != expected || strcmp(problem.where, where) != 0) {
        fail_msg("%s at '%s' of %s", status_name(status), problem.where, json);
    }
}

/* ---- from the client ---- */

static void what_the_client_puts_the_broker_reads(void **state) {
    (void)state;
    uint8_t bytes[1024];
    buffer_t out = {bytes, sizeof bytes, 0, false};
    hello_t hello = {.software = "test 1", .parties = {"a", "b"}, .party_count = 2, .credit_items = 5, .credit_bytes = 7000};
    wire_put_hello(&out, &hello);
    wire_put_submit(&out, 11, bytes_of_text("first"));
    wire_put_acknowledged(&out, 21, "ref");
    wire_put_submit(&out, 12, bytes_of_text("second"));
    wire_put_not_taken(&out, 22, true, "broken");
    wire_put_not_taken(&out, 23, false, "");
    wire_put_credit(&out, 3, 4000);
    wire_put_ping(&out, UINT64_MAX);
    wire_put_goodbye(&out);
    wire_put_packed(&out, "stafet.v1.Watch", sample_json(&arena, "stafet.v1.Watch", "{\"number\":\"31\",\"party\":\"a\"}"));
    assert_false(out.full);
    const client_frame_t *frame = read_frame(buffer_bytes(&out));
    memset(bytes, 0xEE, sizeof bytes); /* nothing points into what came in */
    assert_true(frame->hello->speaks_version_1);
    assert_string_equal(frame->hello->software, "test 1");
    assert_int_equal(frame->hello->party_count, 2);
    assert_string_equal(frame->hello->parties[1], "b");
    assert_true(frame->hello->credit_items == 5 && frame->hello->credit_bytes == 7000);
    assert_int_equal(frame->submit_count, 2);
    assert_true(frame->submits[0].number == 11 && bytes_equal(frame->submits[0].message, bytes_of_text("first")));
    assert_true(frame->submits[1].number == 12 && bytes_equal(frame->submits[1].message, bytes_of_text("second")));
    assert_true(frame->acknowledged_count == 1 && frame->acknowledged[0].delivery == 21);
    assert_string_equal(frame->acknowledged[0].reference, "ref");
    assert_int_equal(frame->not_taken_count, 2);
    assert_true(frame->not_taken[0].is_fatal && !frame->not_taken[1].is_fatal);
    assert_string_equal(frame->not_taken[0].reason, "broken");
    assert_string_equal(frame->not_taken[1].reason, "");
    assert_true(frame->has_credit && frame->credit_items == 3 && frame->credit_bytes == 4000);
    assert_true(frame->has_ping && frame->ping_number == UINT64_MAX && frame->has_goodbye);
    assert_true(frame->watch_count == 1 && frame->watches[0].number == 31 && !frame->watches[0].stop);
    assert_string_equal(frame->watches[0].party, "a");
}

static void an_empty_frame_is_a_frame(void **state) {
    (void)state;
    arena_reset(&arena);
    const client_frame_t *frame = read_frame((bytes_t){NULL, 0});
    assert_null(frame->hello);
    assert_int_equal(frame->submit_count + frame->query_count, 0);
    assert_false(frame->has_ping || frame->has_goodbye || frame->has_credit);
}

static void of_a_field_that_comes_twice_the_last_one_counts(void **state) {
    (void)state;
    static const uint8_t BYTES[] = {0x4A, 0x04, 0x08, 0x01, 0x08, 0x02, 0x12, 0x04, 0x08, 0x03, 0x08, 0x04, 0x2A, 0x04, 0x08, 0x05, 0x08, 0x06};
    arena_reset(&arena);
    const client_frame_t *frame = read_frame((bytes_t){BYTES, sizeof BYTES});
    assert_true(frame->ping_number == 2 && frame->submits[0].number == 4 && frame->credit_items == 6);
}

static void a_query_is_read_with_its_defaults(void **state) {
    (void)state;
    const client_frame_t *frame =
        read_json("{\"queries\":[{\"number\":1,\"kind\":\"timeline\",\"party\":\"a\",\"person\":\"p\",\"purpose\":\"care\",\"courseId\":\"" COURSE
                  "\",\"about\":\"x\",\"overdue\":true,\"limit\":7,\"cursor\":\"c\",\"format\":\"dot\"},{\"number\":2},{\"number\":3,\"limit\":0},"
                  "{\"number\":4,\"limit\":100000}]}");
    const query_t *query = &frame->queries[0];
    assert_int_equal(query->kind, QUERY_TIMELINE);
    assert_int_equal(query->purpose, 1);
    assert_true(query->has_course && !uuid_is_nil(query->course) && query->overdue);
    assert_int_equal(query->limit, 7);
    assert_string_equal(query->party, "a");
    assert_string_equal(query->person, "p");
    assert_string_equal(query->about, "x");
    assert_string_equal(query->cursor, "c");
    assert_string_equal(query->format, "dot");
    query = &frame->queries[1];
    assert_int_equal(query->kind, QUERY_NONE);
    assert_false(query->has_course || query->overdue);
    assert_string_equal(query->cursor, "");
    assert_int_equal(query->limit, 100);
    assert_int_equal(frame->queries[2].limit, 100);
    assert_int_equal(frame->queries[3].limit, QUERY_ROWS_MAX);
}

static void a_unit_is_changed_by_its_row(void **state) {
    (void)state;
    const client_frame_t *frame = read_json(
        "{\"changes\":[{\"number\":1,\"party\":\"op\",\"person\":\"p\",\"setParty\":{\"id\":\"vejle.offer\",\"kind\":\"offer\",\"name\":\"Tilbud Å\","
        "\"organisation\":\"vejle\",\"municipality\":\"0630\",\"cvr\":\"1\",\"sor\":\"2\",\"gln\":\"3\",\"mayHold\":true,"
        "\"aroundTheClock\":true,\"cover\":\"\",\"fallback\":\"vejle.duty\",\"phone\":\"4\",\"validFrom\":\"1970-01-01T00:00:01Z\"}}]}");
    const change_t *change = &frame->changes[0];
    const party_t *party = &change->set_party;
    assert_int_equal(change->kind, CHANGE_PARTY);
    assert_string_equal(change->party, "op");
    assert_string_equal(change->person, "p");
    assert_string_equal(party->id, "vejle.offer");
    assert_int_equal(party->kind, PARTY_KIND_OFFER);
    assert_string_equal(party->name, "Tilbud Å");
    assert_string_equal(party->organisation, "vejle");
    assert_string_equal(party->municipality, "0630");
    assert_string_equal(party->cvr, "1");
    assert_string_equal(party->sor, "2");
    assert_string_equal(party->gln, "3");
    assert_true(party->may_hold && party->around_the_clock && change->has_may_hold && change->has_around_the_clock);
    assert_string_equal(party->cover, "");
    assert_string_equal(party->fallback, "vejle.duty");
    assert_string_equal(party->phone, "4");
    assert_true(party->valid_from == 1000 && party->valid_to == 0);
    change = &read_json("{\"changes\":[{\"number\":1,\"setParty\":{\"id\":\"a\",\"mayHold\":false}}]}")->changes[0];
    assert_true(change->has_may_hold && !change->set_party.may_hold && !change->has_around_the_clock);
}

static void people_keys_and_rosters_are_changed_by_their_rows(void **state) {
    (void)state;
    const client_frame_t *frame = read_json(
        "{\"changes\":[{\"number\":1,\"setPerson\":{\"id\":\"anna\",\"party\":\"a\",\"name\":\"Anna\",\"role\":\"chief\",\"phone\":\"1\"}},"
        "{\"number\":2,\"grantKey\":{\"publicKey\":\"" KEY "\",\"party\":\"a\",\"send\":true,\"bodies\":true,\"admin\":false,\"label\":\"l\"}},"
        "{\"number\":3,\"revokeKey\":{\"publicKey\":\"" KEY "\"}},"
        "{\"number\":4,\"setRoster\":{\"party\":\"a\",\"duty\":\"leader\",\"person\":\"anna\",\"from\":\"1970-01-01T00:00:01Z\",\"to\":"
        "\"1970-01-01T00:00:02Z\"}}]}");
    assert_int_equal(frame->change_count, 4);
    assert_int_equal(frame->changes[0].kind, CHANGE_PERSON);
    assert_string_equal(frame->changes[0].set_person.id, "anna");
    assert_string_equal(frame->changes[0].set_person.party, "a");
    assert_int_equal(frame->changes[0].set_person.role, ROLE_CHIEF);
    assert_int_equal(frame->changes[1].kind, CHANGE_GRANT);
    assert_int_equal(frame->changes[1].grant.rights, RIGHT_SEND | RIGHT_BODIES);
    assert_int_equal(frame->changes[1].grant.public_key[1], 0x11);
    assert_string_equal(frame->changes[1].grant.label, "l");
    assert_int_equal(frame->changes[2].kind, CHANGE_REVOKE);
    assert_int_equal(frame->changes[2].grant.public_key[31], 0xFF);
    assert_int_equal(frame->changes[3].kind, CHANGE_ROSTER);
    assert_int_equal(frame->changes[3].set_roster.role, ROLE_LEADER);
    assert_true(frame->changes[3].set_roster.from == 1000 && frame->changes[3].set_roster.to == 2000);
}

/* What is absent keeps its value, and a 0 that is given does not. */
static void the_directory_is_changed_by_its_rows(void **state) {
    (void)state;
    const client_frame_t *frame = read_json(
        "{\"changes\":[{\"number\":1,\"setOffer\":{\"id\":\"fyret\",\"party\":\"a\",\"coreTask\":\"Ro\",\"targetGroups\":\"angst\",\"ageFrom\":0,\"acute\":false,"
        "\"approvedUntil\":\"1970-01-01T00:00:01Z\"}},"
        "{\"number\":2,\"confirmOffer\":{\"id\":\"fyret\",\"party\":\"a\"}},"
        "{\"number\":3,\"setCapacity\":{\"offer\":\"fyret\",\"party\":\"a\",\"free\":0,\"nextFree\":\"1970-01-01T00:00:02Z\"}},"
        "{\"number\":4,\"setRoute\":{\"id\":\"r\",\"toKind\":\"duty\",\"validTo\":\"1970-01-01T00:00:03Z\"}},"
        "{\"number\":5,\"noteUnmet\":{\"municipality\":\"0999\",\"need\":\"ro\"}}]}");
    assert_int_equal(frame->change_count, 5);
    const offer_given_t *offer = &frame->changes[0].offer;
    assert_int_equal(frame->changes[0].kind, CHANGE_OFFER);
    assert_string_equal(offer->core_task, "Ro");
    assert_string_equal(offer->name, "");
    assert_true(offer->has_age_from && !offer->has_age_to && offer->has_acute && !offer->acute && !offer->has_visitated && offer->approved_until == 1000);
    assert_int_equal(frame->changes[1].kind, CHANGE_CONFIRM);
    assert_string_equal(frame->changes[1].offer.id, "fyret");
    assert_int_equal(frame->changes[2].kind, CHANGE_CAPACITY);
    assert_true(frame->changes[2].capacity.has_free && !frame->changes[2].capacity.has_total && frame->changes[2].capacity.next_free == 2000);
    assert_int_equal(frame->changes[3].kind, CHANGE_ROUTE);
    assert_string_equal(frame->changes[3].route.to_kind, "duty");
    assert_true(frame->changes[3].route.valid_to == 3000 && frame->changes[3].route.to_party[0] == '\0');
    assert_int_equal(frame->changes[4].kind, CHANGE_UNMET);
    assert_string_equal(frame->changes[4].unmet.need, "ro");
    refused("{\"changes\":[{\"number\":1,\"setOffer\":{\"id\":\"fyret\"}}]}", STATUS_FIELD_MISSING, "changes.set_offer.party");
    refused("{\"changes\":[{\"number\":1,\"setCapacity\":{\"offer\":\"\",\"party\":\"a\"}}]}", STATUS_FIELD_MISSING, "changes.set_capacity.offer");
}

static void what_is_sought_is_read_with_a_query(void **state) {
    (void)state;
    const client_frame_t *frame = read_json("{\"queries\":[{\"number\":1,\"kind\":\"match\",\"wish\":{\"targetGroup\":\"angst\",\"age\":25,\"acute\":true,"
                                            "\"at\":\"1970-01-01T00:00:01Z\"}},{\"number\":2,\"kind\":\"match\"}]}");
    const query_wish_t *wish = frame->queries[0].wish;
    assert_non_null(wish);
    assert_string_equal(wish->target_group, "angst");
    assert_string_equal(wish->paragraph, "");
    assert_true(wish->age == 25 && wish->acute && !wish->all && wish->at == 1000);
    assert_null(frame->queries[1].wish);
    refused("{\"queries\":[{\"number\":1,\"wish\":{\"at\":\"soon\"}}]}", STATUS_FIELD_INVALID, "queries.wish.at");
}

static void items_without_a_number_are_refused(void **state) {
    (void)state;
    refused("{\"submits\":[{\"message\":\"AA==\"}]}", STATUS_FIELD_MISSING, "submits.number");
    refused("{\"acknowledged\":[{}]}", STATUS_FIELD_MISSING, "acknowledged.delivery");
    refused("{\"notTaken\":[{}]}", STATUS_FIELD_MISSING, "not_taken.delivery");
    refused("{\"queries\":[{}]}", STATUS_FIELD_MISSING, "queries.number");
    refused("{\"changes\":[{}]}", STATUS_FIELD_MISSING, "changes.number");
    refused("{\"watches\":[{}]}", STATUS_FIELD_MISSING, "watches.number");
    refused("{\"ping\":{}}", STATUS_FIELD_MISSING, "ping.number");
}

static void impossible_values_of_queries_and_changes_are_refused(void **state) {
    (void)state;
    refused("{\"queries\":[{\"number\":1,\"courseId\":\"x\"}]}", STATUS_FIELD_INVALID, "queries.course_id");
    refused("{\"watches\":[{\"number\":1,\"courseId\":\"x\"}]}", STATUS_FIELD_INVALID, "watches.course_id");
    refused("{\"changes\":[{\"number\":1}]}", STATUS_FIELD_MISSING, "changes.change");
    refused("{\"changes\":[{\"number\":1,\"setParty\":{\"id\":\"\"}}]}", STATUS_FIELD_MISSING, "changes.set_party.id");
    refused("{\"changes\":[{\"number\":1,\"setParty\":{\"id\":\"A\"}}]}", STATUS_FIELD_INVALID, "changes.set_party.id");
    refused("{\"changes\":[{\"number\":1,\"setParty\":{\"id\":\"a\",\"kind\":\"castle\"}}]}", STATUS_FIELD_INVALID, "changes.set_party.kind");
    refused("{\"changes\":[{\"number\":1,\"setParty\":{\"id\":\"a\",\"validTo\":\"never\"}}]}", STATUS_FIELD_INVALID, "changes.set_party.valid_to");
    refused("{\"changes\":[{\"number\":1,\"setPerson\":{\"id\":\"a\"}}]}", STATUS_FIELD_MISSING, "changes.set_person.party");
    refused("{\"changes\":[{\"number\":1,\"grantKey\":{\"publicKey\":\"00\",\"party\":\"a\"}}]}", STATUS_FIELD_INVALID,
            "changes.grant_key.public_key");
    refused("{\"changes\":[{\"number\":1,\"revokeKey\":{}}]}", STATUS_FIELD_MISSING, "changes.revoke_key.public_key");
    refused("{\"changes\":[{\"number\":1,\"setRoster\":{\"party\":\"a\",\"duty\":\"boss\",\"person\":\"p\"}}]}", STATUS_FIELD_INVALID,
            "changes.set_roster.duty");
}

static void a_hello_of_another_version_is_read_as_such(void **state) {
    (void)state;
    assert_false(read_json("{\"hello\":{\"protocols\":[{\"version\":2},{}]}}")->hello->speaks_version_1);
    assert_true(read_json("{\"hello\":{\"protocols\":[{\"version\":2},{\"version\":1}]}}")->hello->speaks_version_1);
}

static void more_parties_than_a_key_may_have_are_too_large(void **state) {
    (void)state;
    uint8_t bytes[1024];
    for (unsigned count = KEY_PARTIES_MAX; count <= KEY_PARTIES_MAX + 1; count++) {
        buffer_t out = {bytes, sizeof bytes, 0, false};
        size_t hello = emit_open(&out, 1);
        for (unsigned at = 0; at < count; at++) {
            size_t mark = emit_open(&out, 3);
            emit_text(&out, 1, "p");
            emit_close(&out, mark);
        }
        emit_close(&out, hello);
        const client_frame_t *frame;
        arena_reset(&arena);
        assert_int_equal(wire_client_frame_read(buffer_bytes(&out), &arena, &frame, &problem),
                         count == KEY_PARTIES_MAX ? STATUS_OK : STATUS_TOO_LARGE);
    }
}

static void the_limits_of_a_frame_are_exact(void **state) {
    (void)state;
    static uint8_t bytes[1024 * 1024];
    const client_frame_t *frame;
    for (unsigned count = FRAME_ITEMS_MAX; count <= FRAME_ITEMS_MAX + 1; count++) {
        buffer_t out = {bytes, sizeof bytes, 0, false};
        for (unsigned at = 0; at < count; at++) {
            wire_put_acknowledged(&out, at, "");
        }
        arena_reset(&arena);
        assert_int_equal(wire_client_frame_read(buffer_bytes(&out), &arena, &frame, &problem),
                         count == FRAME_ITEMS_MAX ? STATUS_OK : STATUS_TOO_LARGE);
    }
    for (size_t at = 0; at < sizeof bytes; at += 2) {
        bytes[at] = 0x32; /* 1 MiB of empty queries */
        bytes[at + 1] = 0;
    }
    arena_reset(&arena);
    assert_int_equal(wire_client_frame_read((bytes_t){bytes, sizeof bytes}, &arena, &frame, &problem), STATUS_TOO_LARGE);
    assert_int_equal(wire_client_frame_read((bytes_t){bytes, FRAME_SIZE_MAX}, &arena, &frame, &problem), STATUS_TOO_LARGE);
    assert_true(arena.used < 2 * FRAME_SIZE_MAX);
}

static void the_largest_frame_fits_the_arena(void **state) {
    (void)state;
    static uint8_t bytes[FRAME_SIZE_MAX];
    static char text[200];
    memset(text, 'x', sizeof text - 1);
    buffer_t out = {bytes, sizeof bytes, 0, false};
    unsigned count = 0;
    for (; count < FRAME_ITEMS_MAX && !out.full; count++) {
        size_t start = out.size, mark = emit_open(&out, 7);
        emit_number(&out, 1, count);
        emit_text(&out, 2, text);
        size_t row = emit_open(&out, 5);
        emit_text(&out, 1, "a");
        emit_text(&out, 2, "b");
        emit_close(&out, row);
        emit_close(&out, mark);
        emit_end(&out, start);
    }
    arena_reset(&arena);
    assert_true(read_frame(buffer_bytes(&out))->change_count >= FRAME_ITEMS_MAX - 1);
}

static void an_unreadable_frame_is_malformed_and_an_unknown_field_is_named(void **state) {
    (void)state;
    static const uint8_t CUT[] = {0x12, 0x05, 0x08}, UNKNOWN[] = {0x12, 0x02, 0x78, 0x01}, BAD[] = {0x12, 0x00, 0x32, 0x03, 0x1A, 0x01, 0xFF};
    const client_frame_t *frame;
    arena_reset(&arena);
    assert_int_equal(wire_client_frame_read((bytes_t){CUT, sizeof CUT}, &arena, &frame, &problem), STATUS_MALFORMED_FRAME);
    assert_string_equal(problem.where, "offset 0");
    assert_int_equal(wire_client_frame_read((bytes_t){UNKNOWN, sizeof UNKNOWN}, &arena, &frame, &problem), STATUS_UNKNOWN_FIELD);
    assert_string_equal(problem.where, "submits.15");
    assert_int_equal(wire_client_frame_read((bytes_t){BAD, sizeof BAD}, &arena, &frame, &problem), STATUS_BAD_TEXT);
    assert_string_equal(problem.where, "queries.party");
}

static void an_arena_of_any_size_gives_too_large_and_no_crash(void **state) {
    (void)state;
    arena_reset(&arena);
    bytes_t whole =
        sample_json(&arena, "stafet.v1.ClientFrame",
                    "{\"hello\":{\"protocols\":[{\"version\":1}],\"software\":\"s\",\"parties\":[{\"party\":\"a\"}]},\"queries\":[{\"number\":1,"
                    "\"party\":\"a\"}],\"changes\":[{\"number\":1,\"setParty\":{\"id\":\"a\",\"kind\":\"offer\"}},{\"number\":1,\"setRoster\":{"
                    "\"party\":\"a\",\"duty\":\"leader\",\"person\":\"p\"}}]}");
    bool has_fitted = false;
    for (size_t capacity = 1; capacity < 16384 && !has_fitted; capacity += 7) {
        arena_t small;
        const client_frame_t *frame = NULL;
        arena_open(&small, capacity);
        status_t status = wire_client_frame_read(whole, &small, &frame, &problem);
        assert_true(status == STATUS_TOO_LARGE || status == STATUS_OK);
        has_fitted = status == STATUS_OK;
        arena_close(&small);
    }
    assert_true(has_fitted);
}

/* ---- to the client ---- */

static const broker_frame_t *read_broker_frame(bytes_t bytes) {
    const broker_frame_t *frame = NULL;
    assert_int_equal(wire_broker_frame_read(bytes, &arena, &frame), STATUS_OK);
    return frame;
}

/* The frame is what the contract says for any reader. */
static void shows(bytes_t frame, const char *expected) {
    char json[4096];
    buffer_t text = {(uint8_t *)json, sizeof json - 1, 0, false};
    assert_int_equal(validate_message(&stafet__v1__broker_frame__descriptor, frame, VALIDATE_FRAME, &problem), STATUS_OK);
    assert_int_equal(wire_json_write("stafet.v1.BrokerFrame", frame, false, &arena, &text), STATUS_OK);
    json[text.size] = '\0';
    assert_string_equal(json, expected);
}

static void welcome_tells_grants_and_limits(void **state) {
    (void)state;
    uint8_t bytes[512];
    buffer_t out = {bytes, sizeof bytes, 0, false};
    grant_t grant = {.party = "a", .rights = RIGHT_SEND | RIGHT_BODIES};
    welcome_t welcome = {
        .protocol = 1, .software = "s", .broker_time = 5, .grants = &grant, .grant_count = 1, .submit_window_items = 6, .submit_window_bytes = 7};
    wire_put_welcome(&out, &welcome);
    arena_reset(&arena);
    shows(buffer_bytes(&out),
          "{\"welcome\":{\"protocol\":1,\"software\":\"s\",\"brokerTimeMs\":\"5\",\"schemaHash\":"
          "\"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\",\"grants\":[{\"party\":\"a\",\"send\":true,\"bodies\":true}],"
          "\"submitWindowItems\":6,\"submitWindowBytes\":7,\"messageSizeMax\":196608,\"frameSizeMax\":262144,\"pingIntervalMs\":5000}}");
    const broker_frame_t *frame = read_broker_frame(buffer_bytes(&out));
    assert_true(frame->has_welcome && frame->submit_window_items == 6 && frame->submit_window_bytes == 7);
    assert_true(frame->welcome.size > 40 && !frame->has_pong && !frame->has_frame_refused);
}

static void accepted_carries_the_receipt(void **state) {
    (void)state;
    uint8_t bytes[512];
    buffer_t out = {bytes, sizeof bytes, 0, false};
    accepted_t accepted = {.number = 9, .receipt = bytes_of_text("r"), .replayed = true, .broker_time = 5};
    wire_put_accepted(&out, &accepted);
    accepted.replayed = false;
    wire_put_accepted(&out, &accepted);
    arena_reset(&arena);
    shows(buffer_bytes(&out), "{\"accepted\":[{\"number\":\"9\",\"receipt\":\"cg==\",\"entryHash\":\"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\","
                              "\"replayed\":true,\"brokerTimeMs\":\"5\"},{\"number\":\"9\",\"receipt\":\"cg==\",\"entryHash\":"
                              "\"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\",\"brokerTimeMs\":\"5\"}]}");
    const broker_frame_t *frame = read_broker_frame(buffer_bytes(&out));
    assert_int_equal(frame->accepted_count, 2);
    assert_true(frame->accepted[0].number == 9 && frame->accepted[0].replayed && !frame->accepted[1].replayed);
    assert_true(bytes_equal(frame->accepted[0].receipt, bytes_of_text("r")));
    assert_string_equal(frame->accepted[0].detail, "");
}

static void refused_says_why_and_what_helps_in_both_languages(void **state) {
    (void)state;
    uint8_t bytes[1024];
    buffer_t out = {bytes, sizeof bytes, 0, false};
    static const char MISSING[][32] = {"need", "way_back"};
    allowed_t allowed = {.type = TYPE_CONTACT_RECALLED, .who = "desk"};
    refused_t refusal = {.number = 9,
                         .status = STATUS_INCOMPLETE,
                         .detail = "d",
                         .missing = MISSING,
                         .missing_count = 2,
                         .allowed = &allowed,
                         .allowed_count = 1,
                         .next_owner = "a",
                         .receipt = bytes_of_text("r"),
                         .broker_time = 5};
    wire_put_refused(&out, &refusal);
    arena_reset(&arena);
    char expected[1024];
    (void)snprintf(
        expected, sizeof expected,
        "{\"refused\":[{\"number\":\"9\",\"code\":%d,\"status\":\"incomplete\",\"class\":\"STATUS_CLASS_CALLER\",\"en\":\"%s\",\"da\":\"%s\","
        "\"detail\":\"d\",\"missing\":[{\"item\":\"need\",\"en\":\"%s\",\"da\":\"%s\"},{\"item\":\"way_back\",\"en\":\"%s\",\"da\":\"%s\"}],"
        "\"allowed\":[{\"type\":\"contact.recalled\",\"who\":\"desk\","
        "\"en\":\"recall\",\"da\":\"træk tilbage\"}],\"nextOwner\":\"a\",\"receipt\":\"cg==\",\"brokerTimeMs\":\"5\"}]}",
        (int)STATUS_INCOMPLETE, status_text_en(STATUS_INCOMPLETE), status_text_da(STATUS_INCOMPLETE), item_english("need"), item_danish("need"),
        item_english("way_back"), item_danish("way_back"));
    shows(buffer_bytes(&out), expected);
    const broker_frame_t *frame = read_broker_frame(buffer_bytes(&out));
    assert_true(frame->refused_count == 1 && frame->refused[0].status == STATUS_INCOMPLETE);
    assert_string_equal(frame->refused[0].detail, "d");
}

static void every_status_has_its_class_on_the_wire(void **state) {
    (void)state;
    for (status_t status = STATUS_OK + 1; status < STATUS_COUNT; status++) {
        uint8_t bytes[1024];
        buffer_t out = {bytes, sizeof bytes, 0, false};
        wire_put_frame_refused(&out, status, "");
        Stafet__V1__BrokerFrame *frame = stafet__v1__broker_frame__unpack(NULL, out.size, out.data);
        assert_non_null(frame);
        assert_int_equal(frame->refused_frame->class_, status_class(status) + 1);
        assert_int_equal(frame->refused_frame->code, status);
        assert_string_equal(frame->refused_frame->status, status_name(status));
        assert_string_equal(frame->refused_frame->da, status_text_da(status));
        assert_null(frame->refused_frame->detail);
        stafet__v1__broker_frame__free_unpacked(frame, NULL);
    }
}

static void deliveries_results_and_notices_arrive(void **state) {
    (void)state;
    uint8_t bytes[1024];
    buffer_t out = {bytes, sizeof bytes, 0, false};
    uuid_t course;
    assert_int_equal(uuid_read(COURSE, &course), STATUS_OK);
    delivery_out_t delivery = {.number = 4, .entry = bytes_of_text("e"), .message = bytes_of_text("m"), .sent_count = 2, .party = "a"};
    wire_put_delivery(&out, &delivery);
    bytes_t row = sample_json(&arena, "stafet.v1.Row", "{\"flow\":{\"name\":\"contact\"}}");
    result_t result = {.number = 5, .status = STATUS_OK, .detail = "", .next_cursor = "c", .rows = &row, .row_count = 1};
    wire_put_result(&out, &result);
    wire_put_noticed(&out, 6, "a", course, 7);
    wire_put_pong(&out, 8, 9);
    wire_put_frame_refused(&out, STATUS_HELLO_NEEDED, "d");
    arena_reset(&arena);
    const broker_frame_t *frame = read_broker_frame(buffer_bytes(&out));
    assert_true(frame->delivery_count == 1 && frame->deliveries[0].number == 4 && frame->deliveries[0].sent_count == 2);
    assert_true(bytes_equal(frame->deliveries[0].entry, bytes_of_text("e")) && bytes_equal(frame->deliveries[0].message, bytes_of_text("m")));
    assert_string_equal(frame->deliveries[0].party, "a");
    assert_true(frame->result_count == 1 && frame->results[0].number == 5 && frame->results[0].status == STATUS_OK);
    char json[1024];
    buffer_t text = {(uint8_t *)json, sizeof json - 1, 0, false};
    assert_int_equal(wire_json_write("stafet.v1.Result", frame->results[0].packed, false, &arena, &text), STATUS_OK);
    json[text.size] = '\0';
    assert_string_equal(json,
                        "{\"number\":\"5\",\"code\":0,\"status\":\"ok\",\"en\":\"done\",\"da\":\"udført\",\"nextCursor\":\"c\",\"rows\":[{\"flow\":{"
                        "\"name\":\"contact\"}}]}");
    assert_true(frame->notice_count == 1 && frame->notices[0].number == 6);
    assert_true(frame->has_pong && frame->has_frame_refused && frame->frame_refused == STATUS_HELLO_NEEDED);
    assert_string_equal(frame->frame_refused_detail, "d");
}

static void an_item_that_does_not_fit_leaves_the_frame_as_it_was(void **state) {
    (void)state;
    static const uint8_t LONG[150];
    const bytes_t messages[] = {bytes_of_text("message"), {LONG, sizeof LONG}};
    for (unsigned at = 0; at < COUNT_OF(messages); at++) {
        uint8_t bytes[400];
        delivery_out_t delivery = {.number = 4, .entry = bytes_of_text("entry"), .message = messages[at], .sent_count = 1, .party = "a"};
        buffer_t whole = {bytes, sizeof bytes, 0, false};
        wire_put_delivery(&whole, &delivery);
        for (size_t capacity = 0; capacity <= whole.size; capacity++) {
            buffer_t out = {bytes, 100 + capacity, 100, false};
            wire_put_delivery(&out, &delivery);
            assert_int_equal(out.full, capacity < whole.size);
            assert_int_equal(out.size, 100 + (capacity < whole.size ? 0 : whole.size));
        }
    }
}

static void a_length_of_two_bytes_and_more_is_written_right(void **state) {
    (void)state;
    static uint8_t message[40000], bytes[50000];
    static const size_t SIZES[] = {100, 110, 120, 130, 16360, 16370, 16384, 40000};
    for (unsigned at = 0; at < COUNT_OF(SIZES); at++) {
        memset(message, (int)at + 1, sizeof message);
        buffer_t out = {bytes, sizeof bytes, 0, false};
        wire_put_submit(&out, 1, (bytes_t){message, SIZES[at]});
        wire_put_ping(&out, 2);
        arena_reset(&arena);
        const client_frame_t *frame = read_frame(buffer_bytes(&out));
        assert_true(frame->has_ping && frame->submit_count == 1);
        assert_true(bytes_equal(frame->submits[0].message, (bytes_t){message, SIZES[at]}));
    }
}

static void a_newer_brokers_fields_and_codes_are_passed_over(void **state) {
    (void)state;
    uint8_t bytes[256];
    buffer_t out = {bytes, sizeof bytes, 0, false};
    emit_text(&out, 99, "new kind of item");
    size_t mark = emit_open(&out, 4);
    emit_number(&out, 1, 7);
    emit_number(&out, 2, 60000);
    emit_number(&out, 4, 77);
    emit_number(&out, 88, 1);
    emit_close(&out, mark);
    arena_reset(&arena);
    const broker_frame_t *frame = read_broker_frame(buffer_bytes(&out));
    assert_true(frame->refused_count == 1 && frame->refused[0].number == 7 && frame->refused[0].status == STATUS_INTERNAL);
}

static void a_damaged_broker_frame_is_malformed(void **state) {
    (void)state;
    uint8_t bytes[256];
    buffer_t out = {bytes, sizeof bytes, 0, false};
    wire_put_pong(&out, 300, 9);
    const broker_frame_t *frame;
    for (size_t size = 1; size < out.size; size++) {
        assert_int_equal(wire_broker_frame_read((bytes_t){bytes, size}, &arena, &frame), STATUS_MALFORMED_FRAME);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_the_client_puts_the_broker_reads),
        cmocka_unit_test(an_empty_frame_is_a_frame),
        cmocka_unit_test(of_a_field_that_comes_twice_the_last_one_counts),
        cmocka_unit_test(a_query_is_read_with_its_defaults),
        cmocka_unit_test(a_unit_is_changed_by_its_row),
        cmocka_unit_test(people_keys_and_rosters_are_changed_by_their_rows),
        cmocka_unit_test(the_directory_is_changed_by_its_rows),
        cmocka_unit_test(what_is_sought_is_read_with_a_query),
        cmocka_unit_test(items_without_a_number_are_refused),
        cmocka_unit_test(impossible_values_of_queries_and_changes_are_refused),
        cmocka_unit_test(a_hello_of_another_version_is_read_as_such),
        cmocka_unit_test(more_parties_than_a_key_may_have_are_too_large),
        cmocka_unit_test(the_limits_of_a_frame_are_exact),
        cmocka_unit_test(the_largest_frame_fits_the_arena),
        cmocka_unit_test(an_unreadable_frame_is_malformed_and_an_unknown_field_is_named),
        cmocka_unit_test(an_arena_of_any_size_gives_too_large_and_no_crash),
        cmocka_unit_test(welcome_tells_grants_and_limits),
        cmocka_unit_test(accepted_carries_the_receipt),
        cmocka_unit_test(refused_says_why_and_what_helps_in_both_languages),
        cmocka_unit_test(every_status_has_its_class_on_the_wire),
        cmocka_unit_test(deliveries_results_and_notices_arrive),
        cmocka_unit_test(an_item_that_does_not_fit_leaves_the_frame_as_it_was),
        cmocka_unit_test(a_length_of_two_bytes_and_more_is_written_right),
        cmocka_unit_test(a_newer_brokers_fields_and_codes_are_passed_over),
        cmocka_unit_test(a_damaged_broker_frame_is_malformed),
    };
    return cmocka_run_group_tests(tests, open_arena, close_arena);
}
