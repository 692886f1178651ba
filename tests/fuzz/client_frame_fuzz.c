/* SPDX-License-Identifier: EUPL-1.2
 * A client's frame as the broker reads it: the first bytes of strangers that anything here looks at. What is accepted, written again by the
 * client's own functions, is accepted again and gives the same bytes. */
#include "fuzz.h"
#include "wire/scan.h"

static const client_frame_t *frame;

static status_t read_frame(bytes_t input, arena_t *arena) {
    wire_problem_t problem;
    status_t status = wire_client_frame_read(input, arena, &frame, &problem);
    fuzz_expect_terminated(problem.where, sizeof problem.where);
    return status;
}

/* ---- what came of it ---- */

static void look_at_query(const query_t *query) {
    const char *texts[] = {query->party, query->person, query->about, query->cursor, query->format};
    for (size_t at = 0; at < COUNT_OF(texts); at++) {
        fuzz_touch_text(texts[at]);
    }
    CHECK((unsigned)query->kind < QUERY_KIND_COUNT);
    CHECK(query->limit >= 1 && query->limit <= QUERY_ROWS_MAX);
}

static void look_at_party(const party_t *party) {
    CHECK(party->id[0] == '\0' || text_is_slug(party->id, sizeof party->id));
    CHECK(party->cover[0] == '\0' || text_is_slug(party->cover, sizeof party->cover));
    CHECK(party->fallback[0] == '\0' || text_is_slug(party->fallback, sizeof party->fallback));
    fuzz_expect_terminated(party->name, sizeof party->name);
    fuzz_expect_terminated(party->municipality, sizeof party->municipality);
    fuzz_expect_terminated(party->phone, sizeof party->phone);
}

static void look_at_change(const change_t *change) {
    fuzz_touch_text(change->party);
    fuzz_touch_text(change->person);
    CHECK(change->kind > CHANGE_NONE && (unsigned)change->kind < CHANGE_KIND_COUNT);
    look_at_party(&change->set_party);
    fuzz_expect_terminated(change->set_person.name, sizeof change->set_person.name);
    fuzz_expect_terminated(change->grant.label, sizeof change->grant.label);
    CHECK(change->kind != CHANGE_PERSON || text_is_slug(change->set_person.id, sizeof change->set_person.id));
    CHECK(change->kind != CHANGE_GRANT || text_is_slug(change->grant.party, sizeof change->grant.party));
    CHECK(change->kind != CHANGE_ROSTER || text_is_slug(change->set_roster.person, sizeof change->set_roster.person));
}

static void look_at_asking(void) {
    for (unsigned at = 0; at < frame->query_count; at++) {
        look_at_query(&frame->queries[at]);
    }
    for (unsigned at = 0; at < frame->change_count; at++) {
        look_at_change(&frame->changes[at]);
    }
    for (unsigned at = 0; at < frame->watch_count; at++) {
        fuzz_touch_text(frame->watches[at].party);
    }
}

static void look_at_sending(void) {
    for (unsigned at = 0; at < frame->submit_count; at++) {
        fuzz_touch(frame->submits[at].message);
    }
    for (unsigned at = 0; at < frame->acknowledged_count; at++) {
        fuzz_touch_text(frame->acknowledged[at].reference);
        fuzz_touch(frame->acknowledged[at].digest);
    }
    for (unsigned at = 0; at < frame->not_taken_count; at++) {
        fuzz_touch_text(frame->not_taken[at].reason);
    }
    for (unsigned at = 0; frame->hello != NULL && at < frame->hello->party_count; at++) {
        fuzz_touch_text(frame->hello->parties[at]);
    }
}

/* ---- writing it again ---- */

static void put_asking(buffer_t *out, bytes_t input) {
    static const char *const TYPES[] = {[6] = "stafet.v1.Query", [7] = "stafet.v1.Change", [8] = "stafet.v1.Watch"};
    scan_field_t field;
    for (bytes_t rest = input; rest.size > 0;) {
        CHECK(scan_next(&rest, &field));
        if (field.number < COUNT_OF(TYPES) && TYPES[field.number] != NULL) {
            wire_put_packed(out, TYPES[field.number], field.bytes);
        }
    }
}

static void put_sending(buffer_t *out) {
    for (unsigned at = 0; at < frame->submit_count; at++) {
        wire_put_submit(out, frame->submits[at].number, frame->submits[at].message);
    }
    for (unsigned at = 0; at < frame->acknowledged_count; at++) {
        wire_put_acknowledged(out, frame->acknowledged[at].delivery, frame->acknowledged[at].reference);
    }
    for (unsigned at = 0; at < frame->not_taken_count; at++) {
        wire_put_not_taken(out, frame->not_taken[at].delivery, frame->not_taken[at].is_fatal, frame->not_taken[at].reason);
    }
}

static bytes_t write_frame(unsigned slot, bytes_t input) {
    buffer_t out = fuzz_buffer(slot, 16 * input.size + 64);
    if (frame->hello != NULL) {
        wire_put_hello(&out, frame->hello);
    }
    put_sending(&out);
    if (frame->has_credit) {
        wire_put_credit(&out, frame->credit_items, frame->credit_bytes);
    }
    put_asking(&out, input);
    if (frame->has_ping) {
        wire_put_ping(&out, frame->ping_number);
    }
    if (frame->has_goodbye) {
        wire_put_goodbye(&out);
    }
    CHECK(!out.full);
    return buffer_bytes(&out);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    static const status_t ALLOWED[] = {STATUS_MALFORMED_FRAME, STATUS_TOO_LARGE,  STATUS_TOO_DEEP,      STATUS_BAD_TEXT,     STATUS_UNKNOWN_FIELD,
                                       STATUS_UNKNOWN_VALUE,   STATUS_FIELD_MISSING, STATUS_FIELD_INVALID, STATUS_OK};
    bytes_t input = {data, size};
    status_t status = fuzz_read(read_frame, input);
    fuzz_expect(status, ALLOWED);
    if (status != STATUS_OK) {
        return 0;
    }
    look_at_sending();
    look_at_asking();
    bytes_t first = write_frame(0, input);
    CHECK(fuzz_read(read_frame, first) == STATUS_OK);
    bytes_t second = write_frame(1, first);
    CHECK(bytes_equal(first, second));
    return 0;
}
