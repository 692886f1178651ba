/* SPDX-License-Identifier: EUPL-1.2
 * The client's side: what it sends, and what it reads of a broker's frame. A broker may be newer: what is unknown is passed over. */
#include <string.h>

#include "base/check.h"
#include "stafet/v1/frame.pb-c.h"
#include "wire/emit.h"
#include "wire/pick.h"
#include "wire/validate.h"

enum {
    PUT_HELLO = 1,
    PUT_SUBMIT = 2,
    PUT_ACKNOWLEDGED = 3,
    PUT_NOT_TAKEN = 4,
    PUT_CREDIT = 5,
    PUT_QUERY = 6,
    PUT_CHANGE = 7,
    PUT_WATCH = 8,
    PUT_PING = 9,
    PUT_GOODBYE = 10
};

/* ---- sending ---- */

static void close_item(buffer_t *frame, size_t mark, size_t start) {
    emit_close(frame, mark);
    emit_end(frame, start);
}

void wire_put_hello(buffer_t *frame, const hello_t *hello) {
    CHECK(hello->party_count <= KEY_PARTIES_MAX);
    size_t start = frame->size;
    size_t mark = emit_open(frame, PUT_HELLO);
    size_t protocol = emit_open(frame, 1);
    emit_number(frame, 1, 1);
    emit_close(frame, protocol);
    emit_text_if(frame, 2, hello->software);
    for (unsigned at = 0; at < hello->party_count; at++) {
        size_t acting = emit_open(frame, 3);
        emit_text(frame, 1, hello->parties[at]);
        emit_close(frame, acting);
    }
    emit_number(frame, 4, hello->credit_items);
    emit_number(frame, 5, hello->credit_bytes);
    close_item(frame, mark, start);
}

void wire_put_submit(buffer_t *frame, uint64_t number, bytes_t message) {
    size_t start = frame->size;
    size_t mark = emit_open(frame, PUT_SUBMIT);
    emit_number(frame, 1, number);
    emit_bytes(frame, 2, message);
    close_item(frame, mark, start);
}

void wire_put_acknowledged(buffer_t *frame, uint64_t delivery, const char *reference) {
    size_t start = frame->size;
    size_t mark = emit_open(frame, PUT_ACKNOWLEDGED);
    emit_number(frame, 1, delivery);
    emit_text_if(frame, 2, reference);
    close_item(frame, mark, start);
}

void wire_put_not_taken(buffer_t *frame, uint64_t delivery, bool is_fatal, const char *reason) {
    size_t start = frame->size;
    size_t mark = emit_open(frame, PUT_NOT_TAKEN);
    emit_number(frame, 1, delivery);
    emit_number(frame, 2, is_fatal ? STAFET__V1__NOT_TAKEN_KIND__NOT_TAKEN_KIND_FATAL : STAFET__V1__NOT_TAKEN_KIND__NOT_TAKEN_KIND_TRANSIENT);
    emit_text_if(frame, 3, reason);
    close_item(frame, mark, start);
}

void wire_put_credit(buffer_t *frame, uint32_t items, uint32_t bytes) {
    size_t start = frame->size;
    size_t mark = emit_open(frame, PUT_CREDIT);
    emit_number(frame, 1, items);
    emit_number(frame, 2, bytes);
    close_item(frame, mark, start);
}

void wire_put_ping(buffer_t *frame, uint64_t number) {
    size_t start = frame->size;
    size_t mark = emit_open(frame, PUT_PING);
    emit_number(frame, 1, number);
    close_item(frame, mark, start);
}

void wire_put_goodbye(buffer_t *frame) {
    size_t start = frame->size;
    close_item(frame, emit_open(frame, PUT_GOODBYE), start);
}

void wire_put_packed(buffer_t *frame, const char *type, bytes_t packed) {
    static const struct {
        const char *type;
        uint32_t field;
    } PACKED[] = {{"stafet.v1.Query", PUT_QUERY}, {"stafet.v1.Change", PUT_CHANGE}, {"stafet.v1.Watch", PUT_WATCH}};
    size_t start = frame->size;
    for (unsigned at = 0; at < COUNT_OF(PACKED); at++) {
        if (text_equal(type, PACKED[at].type)) {
            emit_bytes(frame, PACKED[at].field, packed);
            emit_end(frame, start);
            return;
        }
    }
    CHECK(false && "Query, Change or Watch");
}

/* ---- receiving ---- */

#define NO_HAS PICK_NO_HAS
#define PLACE(member) offsetof(wire_item_t, member)
static const pick_t ACCEPTED[] = {
    {1, 0, PICK_U64, PLACE(number), 0, NO_HAS},
    {2, 0, PICK_BYTES, PLACE(receipt), 0, NO_HAS},
    {4, 0, PICK_BOOL, PLACE(replayed), 0, NO_HAS},
};
static const pick_t REFUSED[] = {
    {1, 0, PICK_U64, PLACE(number), 0, NO_HAS},
    {2, 0, PICK_U32, PLACE(status), 0, NO_HAS},
    {7, 0, PICK_POINTER, PLACE(detail), 0, NO_HAS},
    {11, 0, PICK_BYTES, PLACE(receipt), 0, NO_HAS},
    {12, 0, PICK_BOOL, PLACE(replayed), 0, NO_HAS},
};
static const pick_t DELIVERY[] = {
    {1, 0, PICK_U64, PLACE(number), 0, NO_HAS},
    {2, 0, PICK_BYTES, PLACE(entry), 0, NO_HAS},
    {3, 0, PICK_BYTES, PLACE(message), 0, NO_HAS},
    {4, 0, PICK_U32, PLACE(sent_count), 0, NO_HAS},
    {5, 0, PICK_POINTER, PLACE(party), 0, NO_HAS},
};
static const pick_t RESULT[] = {
    {1, 0, PICK_U64, PLACE(number), 0, NO_HAS},
    {2, 0, PICK_U32, PLACE(status), 0, NO_HAS},
    {6, 0, PICK_POINTER, PLACE(detail), 0, NO_HAS},
};
static const pick_t NOTICED[] = {
    {1, 0, PICK_U64, PLACE(number), 0, NO_HAS},
    {2, 0, PICK_POINTER, PLACE(party), 0, NO_HAS},
};

typedef struct {
    picks_t picks;
    size_t array, count; /* offsets in broker_frame_t */
} list_t;

enum { FRAME_WELCOME = 1, FRAME_REFUSED = 2, FRAME_PONG = 8, LISTS = 8 };
#define LIST(rows, type, list, number)                                                                                                               \
    {{rows, COUNT_OF(rows), &stafet__v1__##type##__descriptor}, offsetof(broker_frame_t, list), offsetof(broker_frame_t, number)}
/* The index is the field's number in BrokerFrame. */
static const list_t TABLE[LISTS] = {
    [3] = LIST(ACCEPTED, accepted, accepted, accepted_count),     [4] = LIST(REFUSED, refused, refused, refused_count),
    [5] = LIST(DELIVERY, delivery, deliveries, delivery_count),   [6] = LIST(RESULT, result, results, result_count),
    [7] = LIST(NOTICED, noticed, notices, notice_count),
};

static bool is_list(uint32_t number) {
    return number < LISTS && TABLE[number].picks.count > 0;
}

/* A newer broker may have a code that this build lacks. */
static status_t known_status(uint64_t code) {
    return code < STATUS_COUNT ? (status_t)code : STATUS_INTERNAL;
}

static status_t read_item(const scan_field_t *field, arena_t *arena, broker_frame_t *frame) {
    const list_t *list = &TABLE[field->number];
    uint8_t *base = (uint8_t *)frame;
    unsigned *count = (unsigned *)(base + list->count);
    wire_item_t *item = *(wire_item_t **)(base + list->array) + *count;
    *item = (wire_item_t){.packed = field->bytes, .detail = "", .party = ""};
    scan_fields_t fields;
    scan_collect(field->bytes, &fields);
    wire_problem_t problem;
    status_t status = pick_run(&list->picks, &fields, arena, item, &problem);
    item->status = known_status(item->status);
    *count += status == STATUS_OK;
    return status;
}

static status_t read_frame_refused(bytes_t bytes, arena_t *arena, broker_frame_t *frame) {
    scan_field_t field;
    frame->has_frame_refused = true;
    frame->frame_refused = scan_find(bytes, 1, &field) ? known_status(field.varint) : STATUS_INTERNAL;
    frame->frame_refused_detail = scan_find(bytes, 6, &field) ? pick_text(arena, field.bytes) : "";
    return frame->frame_refused_detail == NULL ? STATUS_TOO_LARGE : STATUS_OK;
}

static void read_welcome(bytes_t bytes, broker_frame_t *frame) {
    scan_field_t field;
    frame->has_welcome = true;
    frame->welcome = bytes;
    frame->submit_window_items = scan_find(bytes, 6, &field) ? (uint32_t)field.varint : 0;
    frame->submit_window_bytes = scan_find(bytes, 7, &field) ? (uint32_t)field.varint : 0;
}

static status_t read_field(const scan_field_t *field, arena_t *arena, broker_frame_t *frame) {
    if (is_list(field->number)) {
        return read_item(field, arena, frame);
    }
    if (field->number == FRAME_REFUSED) {
        return read_frame_refused(field->bytes, arena, frame);
    }
    if (field->number == FRAME_WELCOME) {
        read_welcome(field->bytes, frame);
    } else if (field->number == FRAME_PONG) {
        frame->has_pong = true;
    }
    return STATUS_OK;
}

static status_t make_room(bytes_t bytes, arena_t *arena, broker_frame_t *frame) {
    unsigned counts[LISTS] = {0};
    scan_field_t field;
    for (bytes_t rest = bytes; rest.size > 0;) {
        CHECK(scan_next(&rest, &field));
        counts[is_list(field.number) ? field.number : 0]++;
    }
    for (unsigned number = 1; number < LISTS; number++) {
        wire_item_t *items = counts[number] == 0 ? NULL : arena_take(arena, counts[number] * sizeof *items);
        if (counts[number] > 0 && items == NULL) {
            return STATUS_TOO_LARGE;
        }
        if (is_list(number)) {
            *(wire_item_t **)((uint8_t *)frame + TABLE[number].array) = items;
        }
    }
    return STATUS_OK;
}

status_t wire_broker_frame_read(bytes_t frame, arena_t *arena, const broker_frame_t **out) {
    CHECK(arena != NULL && out != NULL);
    broker_frame_t *read = arena_take(arena, sizeof *read);
    uint8_t *copy = read == NULL ? NULL : arena_take(arena, frame.size);
    if (copy == NULL) {
        return STATUS_TOO_LARGE;
    }
    *read = (broker_frame_t){.frame_refused_detail = ""};
    if (frame.size > 0) {
        memcpy(copy, frame.data, frame.size);
    }
    bytes_t bytes = {copy, frame.size};
    wire_problem_t problem;
    if (validate_message(&stafet__v1__broker_frame__descriptor, bytes, VALIDATE_TOLERANT, &problem) != STATUS_OK) {
        return STATUS_MALFORMED_FRAME;
    }
    status_t status = make_room(bytes, arena, read);
    scan_field_t field;
    for (bytes_t rest = bytes; status == STATUS_OK && rest.size > 0;) {
        CHECK(scan_next(&rest, &field));
        status = read_field(&field, arena, read);
    }
    if (status == STATUS_OK) {
        *out = read;
    }
    return status;
}
