/* SPDX-License-Identifier: EUPL-1.2
 * The broker's answers, one item at a time. Texts and classes come from the tables, so that an answer is the same wherever it is given. */
#include "base/check.h"
#include "wire/emit.h"
#include "wire/wire.h"

enum {
    FRAME_WELCOME = 1,
    FRAME_REFUSED_FRAME = 2,
    FRAME_ACCEPTED = 3,
    FRAME_REFUSED = 4,
    FRAME_DELIVERIES = 5,
    FRAME_RESULTS = 6,
    FRAME_NOTICES = 7,
    FRAME_PONG = 8
};

static void close_item(buffer_t *frame, size_t mark, size_t start) {
    emit_close(frame, mark);
    emit_end(frame, start);
}

static bytes_t digest_bytes(const digest_t *digest) {
    return (bytes_t){digest->bytes, sizeof digest->bytes};
}

/* The wire's classes begin at 1: 0 is "not told". */
static void put_class(buffer_t *frame, uint32_t field, status_t status) {
    emit_number(frame, field, (uint64_t)status_class(status) + 1);
}

static void put_grant(buffer_t *frame, const grant_t *grant) {
    static const unsigned RIGHTS[] = {RIGHT_SEND, RIGHT_RECEIVE, RIGHT_METADATA, RIGHT_BODIES, RIGHT_ADMIN};
    size_t mark = emit_open(frame, 5);
    emit_text(frame, 1, grant->party);
    for (uint32_t at = 0; at < COUNT_OF(RIGHTS); at++) {
        emit_number_if(frame, 2 + at, (grant->rights & RIGHTS[at]) != 0);
    }
    emit_close(frame, mark);
}

void wire_put_welcome(buffer_t *frame, const welcome_t *welcome) {
    CHECK(welcome->grant_count <= KEY_PARTIES_MAX);
    size_t start = frame->size;
    size_t mark = emit_open(frame, FRAME_WELCOME);
    emit_number(frame, 1, welcome->protocol);
    emit_text_if(frame, 2, welcome->software);
    emit_number(frame, 3, (uint64_t)welcome->broker_time);
    emit_bytes(frame, 4, digest_bytes(&welcome->schema_hash));
    for (unsigned at = 0; at < welcome->grant_count; at++) {
        put_grant(frame, &welcome->grants[at]);
    }
    emit_number(frame, 6, welcome->submit_window_items);
    emit_number(frame, 7, welcome->submit_window_bytes);
    emit_number(frame, 8, MESSAGE_SIZE_MAX);
    emit_number(frame, 9, FRAME_SIZE_MAX);
    emit_number(frame, 10, SESSION_PING_MS);
    close_item(frame, mark, start);
}

void wire_put_frame_refused(buffer_t *frame, status_t status, const char *detail) {
    size_t start = frame->size;
    size_t mark = emit_open(frame, FRAME_REFUSED_FRAME);
    emit_number(frame, 1, status);
    emit_text(frame, 2, status_name(status));
    put_class(frame, 3, status);
    emit_text(frame, 4, status_text_en(status));
    emit_text(frame, 5, status_text_da(status));
    emit_text_if(frame, 6, detail);
    close_item(frame, mark, start);
}

void wire_put_accepted(buffer_t *frame, const accepted_t *accepted) {
    CHECK(accepted->receipt.size > 0);
    size_t start = frame->size;
    size_t mark = emit_open(frame, FRAME_ACCEPTED);
    emit_number(frame, 1, accepted->number);
    emit_bytes(frame, 2, accepted->receipt);
    emit_bytes(frame, 3, digest_bytes(&accepted->entry_hash));
    emit_number_if(frame, 4, accepted->replayed);
    emit_number(frame, 5, (uint64_t)accepted->broker_time);
    close_item(frame, mark, start);
}

static void put_missing(buffer_t *frame, const char *item) {
    size_t mark = emit_open(frame, 8);
    emit_text(frame, 1, item);
    emit_text(frame, 2, item_english(item));
    emit_text(frame, 3, item_danish(item));
    emit_close(frame, mark);
}

static void put_allowed(buffer_t *frame, const allowed_t *allowed) {
    const message_type_info_t *info = message_type_info((uint32_t)allowed->type);
    CHECK(info != NULL);
    size_t mark = emit_open(frame, 9);
    emit_text(frame, 1, info->code);
    emit_uuid_text_if(frame, 2, allowed->flow);
    emit_text_if(frame, 3, allowed->who);
    emit_text(frame, 4, info->english);
    emit_text(frame, 5, info->danish);
    emit_close(frame, mark);
}

static void put_refused_helps(buffer_t *frame, const refused_t *refused) {
    for (unsigned at = 0; at < refused->missing_count; at++) {
        put_missing(frame, refused->missing[at]);
    }
    for (unsigned at = 0; at < refused->allowed_count; at++) {
        put_allowed(frame, &refused->allowed[at]);
    }
    emit_text_if(frame, 10, refused->next_owner);
}

void wire_put_refused(buffer_t *frame, const refused_t *refused) {
    CHECK(refused->status != STATUS_OK);
    size_t start = frame->size;
    size_t mark = emit_open(frame, FRAME_REFUSED);
    emit_number(frame, 1, refused->number);
    emit_number(frame, 2, refused->status);
    emit_text(frame, 3, status_name(refused->status));
    put_class(frame, 4, refused->status);
    emit_text(frame, 5, status_text_en(refused->status));
    emit_text(frame, 6, status_text_da(refused->status));
    emit_text_if(frame, 7, refused->detail);
    put_refused_helps(frame, refused);
    emit_bytes_if(frame, 11, refused->receipt);
    emit_number_if(frame, 12, refused->replayed);
    emit_number(frame, 13, (uint64_t)refused->broker_time);
    close_item(frame, mark, start);
}

void wire_put_delivery(buffer_t *frame, const delivery_out_t *delivery) {
    size_t start = frame->size;
    size_t mark = emit_open(frame, FRAME_DELIVERIES);
    emit_number(frame, 1, delivery->number);
    emit_bytes(frame, 2, delivery->entry);
    emit_bytes(frame, 3, delivery->message);
    emit_number(frame, 4, delivery->sent_count);
    emit_text(frame, 5, delivery->party);
    close_item(frame, mark, start);
}

void wire_put_noticed(buffer_t *frame, uint64_t number, const char *party, uuid_t course, uint64_t seq) {
    size_t start = frame->size;
    size_t mark = emit_open(frame, FRAME_NOTICES);
    emit_number(frame, 1, number);
    emit_text_if(frame, 2, party);
    emit_uuid_text_if(frame, 3, course);
    emit_number_if(frame, 4, seq);
    close_item(frame, mark, start);
}

void wire_put_pong(buffer_t *frame, uint64_t number, instant_t broker_time) {
    size_t start = frame->size;
    size_t mark = emit_open(frame, FRAME_PONG);
    emit_number(frame, 1, number);
    emit_number(frame, 2, (uint64_t)broker_time);
    close_item(frame, mark, start);
}

void wire_put_result(buffer_t *frame, const result_t *result) {
    CHECK(result->row_count <= QUERY_ROWS_MAX);
    size_t start = frame->size;
    size_t mark = emit_open(frame, FRAME_RESULTS);
    emit_number(frame, 1, result->number);
    emit_number(frame, 2, result->status);
    emit_text(frame, 3, status_name(result->status));
    emit_text(frame, 4, status_text_en(result->status));
    emit_text(frame, 5, status_text_da(result->status));
    emit_text_if(frame, 6, result->detail);
    emit_text_if(frame, 7, result->next_cursor);
    for (unsigned at = 0; at < result->row_count; at++) {
        emit_bytes(frame, 8, result->rows[at]);
    }
    close_item(frame, mark, start);
}
