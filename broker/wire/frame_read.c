/* SPDX-License-Identifier: EUPL-1.2
 * What a client sends. The frame is copied into the arena once; items point into that copy. A kind of item is a row of ITEMS. */
#include <string.h>

#include "base/check.h"
#include "stafet/v1/frame.pb-c.h"
#include "wire/change.h"
#include "wire/pick.h"
#include "wire/problem.h"
#include "wire/validate.h"

#define PROTOCOL_VERSION 1
#define QUERY_ROWS_DEFAULT 100

enum { FRAME_HELLO = 1, FRAME_CREDIT = 5, FRAME_PING = 9, FRAME_GOODBYE = 10, FRAME_FIELDS = 11 };

/* ---- items that may come several times ---- */

#define NO_HAS PICK_NO_HAS
static const pick_t SUBMIT[] = {
    {1, 0, PICK_U64, offsetof(submit_t, number), 0, NO_HAS},
    {2, 0, PICK_BYTES, offsetof(submit_t, message), 0, NO_HAS},
};
static const pick_t ACKNOWLEDGED[] = {
    {1, 0, PICK_U64, offsetof(acknowledged_t, delivery), 0, NO_HAS},
    {2, 0, PICK_POINTER, offsetof(acknowledged_t, reference), 0, NO_HAS},
    {3, 0, PICK_BYTES, offsetof(acknowledged_t, digest), 0, NO_HAS},
};
static const pick_t NOT_TAKEN[] = {
    {1, 0, PICK_U64, offsetof(not_taken_t, delivery), 0, NO_HAS},
    {2, 0, PICK_IS, offsetof(not_taken_t, is_fatal), STAFET__V1__NOT_TAKEN_KIND__NOT_TAKEN_KIND_FATAL, NO_HAS},
    {3, 0, PICK_POINTER, offsetof(not_taken_t, reason), 0, NO_HAS},
};
static const pick_t QUERY[] = {
    {1, 0, PICK_U64, offsetof(query_t, number), 0, NO_HAS},
    {2, 0, PICK_U32, offsetof(query_t, kind), 0, NO_HAS},
    {3, 0, PICK_POINTER, offsetof(query_t, party), 0, NO_HAS},
    {4, 0, PICK_POINTER, offsetof(query_t, person), 0, NO_HAS},
    {5, 0, PICK_U32, offsetof(query_t, purpose), 0, NO_HAS},
    {6, 0, PICK_UUID, offsetof(query_t, course), 0, offsetof(query_t, has_course)},
    {7, 0, PICK_POINTER, offsetof(query_t, about), 0, NO_HAS},
    {8, 0, PICK_BOOL, offsetof(query_t, overdue), 0, NO_HAS},
    {9, 0, PICK_U32, offsetof(query_t, limit), 0, NO_HAS},
    {10, 0, PICK_POINTER, offsetof(query_t, cursor), 0, NO_HAS},
    {11, 0, PICK_POINTER, offsetof(query_t, format), 0, NO_HAS},
    {12, 0, PICK_POINTER, offsetof(query_t, period), 0, NO_HAS},
};
static const pick_t CHANGE[] = {
    {1, 0, PICK_U64, offsetof(change_t, number), 0, NO_HAS},
    {2, 0, PICK_POINTER, offsetof(change_t, party), 0, NO_HAS},
    {3, 0, PICK_POINTER, offsetof(change_t, person), 0, NO_HAS},
};
static const pick_t WATCH[] = {
    {1, 0, PICK_U64, offsetof(watch_t, number), 0, NO_HAS},
    {2, 0, PICK_POINTER, offsetof(watch_t, party), 0, NO_HAS},
    {3, 0, PICK_UUID, offsetof(watch_t, course), 0, offsetof(watch_t, has_course)},
    {4, 0, PICK_BOOL, offsetof(watch_t, stop), 0, NO_HAS},
};

#define WISH_FIELD 13 /* of Query */
#define SOUGHT(field, kind, member) {field, 0, PICK_##kind, offsetof(query_wish_t, member), 0, NO_HAS}
static const pick_t WISH[] = {
    SOUGHT(1, POINTER, municipality), SOUGHT(2, POINTER, service), SOUGHT(3, POINTER, flow),     SOUGHT(4, POINTER, paragraph),   SOUGHT(5, POINTER, kle),
    SOUGHT(6, POINTER, target_group), SOUGHT(7, U32, age),         SOUGHT(8, TIME, at),          SOUGHT(9, BOOL, acute),          SOUGHT(10, POINTER, delivery),
    SOUGHT(11, POINTER, competence),  SOUGHT(12, U32, step),       SOUGHT(13, BOOL, no_referral), SOUGHT(14, BOOL, all),
    SOUGHT(15, BOOL, relatives),
};

static status_t read_wish(bytes_t bytes, arena_t *arena, query_t *query, wire_problem_t *problem) {
    static const picks_t PICKS = {WISH, COUNT_OF(WISH), &stafet__v1__wish__descriptor};
    scan_fields_t fields;
    query_wish_t *wish = arena_take(arena, sizeof *wish);
    if (wish == NULL) {
        return STATUS_TOO_LARGE;
    }
    memset(wish, 0, sizeof *wish);
    scan_collect(bytes, &fields);
    status_t status = pick_run(&PICKS, &fields, arena, wish, problem);
    if (status != STATUS_OK) {
        problem_in(problem, "wish");
    }
    query->wish = wish;
    return status;
}

/* An absent limit, or 0, is the usual page. */
static status_t finish_query(bytes_t bytes, arena_t *arena, void *item, wire_problem_t *problem) {
    scan_field_t wish;
    query_t *query = item;
    status_t status = scan_find(bytes, WISH_FIELD, &wish) ? read_wish(wish.bytes, arena, query, problem) : STATUS_OK;
    query->limit = query->limit == 0 ? QUERY_ROWS_DEFAULT : query->limit;
    query->limit = query->limit > QUERY_ROWS_MAX ? QUERY_ROWS_MAX : query->limit;
    return status;
}

typedef status_t finish_t(bytes_t bytes, arena_t *arena, void *item, wire_problem_t *problem);
typedef struct {
    picks_t picks;
    size_t item_size;
    size_t array, count; /* offsets in client_frame_t */
    finish_t *finish;
} item_kind_t;

#define ITEM(rows, type, item, list, number, end)                                                                                                    \
    {{rows, COUNT_OF(rows), &stafet__v1__##type##__descriptor}, sizeof(item), offsetof(client_frame_t, list), offsetof(client_frame_t, number), end}
static const item_kind_t ITEMS[FRAME_FIELDS] = {
    [2] = ITEM(SUBMIT, submit, submit_t, submits, submit_count, NULL),
    [3] = ITEM(ACKNOWLEDGED, acknowledged, acknowledged_t, acknowledged, acknowledged_count, NULL),
    [4] = ITEM(NOT_TAKEN, not_taken, not_taken_t, not_taken, not_taken_count, NULL),
    [6] = ITEM(QUERY, query, query_t, queries, query_count, finish_query),
    [7] = ITEM(CHANGE, change, change_t, changes, change_count, change_finish),
    [8] = ITEM(WATCH, watch, watch_t, watches, watch_count, NULL),
};

/* ---- items that come once ---- */

static status_t add_party(bytes_t acting, arena_t *arena, hello_t *hello) {
    scan_field_t party;
    if (!scan_find(acting, 1, &party)) {
        return STATUS_OK;
    }
    if (hello->party_count == KEY_PARTIES_MAX) {
        return STATUS_TOO_LARGE;
    }
    const char *text = pick_text(arena, party.bytes);
    if (text == NULL) {
        return STATUS_TOO_LARGE;
    }
    hello->parties[hello->party_count++] = text;
    return STATUS_OK;
}

static const pick_t HELLO[] = {
    {2, 0, PICK_POINTER, offsetof(hello_t, software), 0, NO_HAS},
    {4, 0, PICK_U32, offsetof(hello_t, credit_items), 0, NO_HAS},
    {5, 0, PICK_U32, offsetof(hello_t, credit_bytes), 0, NO_HAS},
};
static const picks_t HELLO_PICKS = {HELLO, COUNT_OF(HELLO), &stafet__v1__hello__descriptor};

static status_t read_hello(bytes_t bytes, arena_t *arena, client_frame_t *frame, wire_problem_t *problem) {
    hello_t *hello = arena_take(arena, sizeof *hello);
    if (hello == NULL) {
        return STATUS_TOO_LARGE;
    }
    memset(hello, 0, sizeof *hello);
    scan_fields_t fields;
    scan_collect(bytes, &fields);
    status_t status = pick_run(&HELLO_PICKS, &fields, arena, hello, problem);
    scan_field_t field;
    for (bytes_t rest = bytes; status == STATUS_OK && rest.size > 0;) {
        CHECK(scan_next(&rest, &field));
        scan_field_t version;
        if (field.number == 1 && scan_find(field.bytes, 1, &version) && version.varint == PROTOCOL_VERSION) {
            hello->speaks_version_1 = true;
        } else if (field.number == 3) {
            status = add_party(field.bytes, arena, hello);
        }
    }
    frame->hello = hello;
    return status;
}

static status_t read_credit(bytes_t bytes, client_frame_t *frame) {
    scan_field_t field;
    frame->has_credit = true;
    frame->credit_items = scan_find(bytes, 1, &field) ? (uint32_t)field.varint : 0;
    frame->credit_bytes = scan_find(bytes, 2, &field) ? (uint32_t)field.varint : 0;
    return STATUS_OK;
}

static status_t read_ping(bytes_t bytes, client_frame_t *frame, wire_problem_t *problem) {
    scan_field_t field;
    if (!scan_find(bytes, 1, &field)) {
        problem_in(problem, "number");
        return STATUS_FIELD_MISSING;
    }
    frame->has_ping = true;
    frame->ping_number = field.varint;
    return STATUS_OK;
}

static status_t read_single(const scan_field_t *field, arena_t *arena, client_frame_t *frame, wire_problem_t *problem) {
    switch (field->number) {
    case FRAME_HELLO:
        return read_hello(field->bytes, arena, frame, problem);
    case FRAME_CREDIT:
        return read_credit(field->bytes, frame);
    case FRAME_PING:
        return read_ping(field->bytes, frame, problem);
    default:
        CHECK(field->number == FRAME_GOODBYE);
        frame->has_goodbye = true;
        return STATUS_OK;
    }
}

/* ---- the whole ---- */

static status_t read_item(const scan_field_t *field, arena_t *arena, client_frame_t *frame, wire_problem_t *problem) {
    const item_kind_t *kind = &ITEMS[field->number];
    if (kind->item_size == 0) {
        return read_single(field, arena, frame, problem);
    }
    scan_fields_t fields;
    scan_collect(field->bytes, &fields);
    if (!scan_has(&fields, 1)) {
        problem_in(problem, kind->picks.type->fields[0].name);
        return STATUS_FIELD_MISSING;
    }
    uint8_t *base = (uint8_t *)frame;
    unsigned *count = (unsigned *)(base + kind->count);
    uint8_t *item = *(uint8_t **)(base + kind->array) + *count * kind->item_size;
    memset(item, 0, kind->item_size);
    status_t status = pick_run(&kind->picks, &fields, arena, item, problem);
    if (status == STATUS_OK && kind->finish != NULL) {
        status = kind->finish(field->bytes, arena, item, problem);
    }
    *count += status == STATUS_OK;
    return status;
}

/* Room for every item, counted before it is taken, so that a frame's memory is known before it is spent. */
static status_t make_room(bytes_t bytes, arena_t *arena, client_frame_t *frame) {
    unsigned counts[FRAME_FIELDS] = {0};
    unsigned items = 0;
    scan_field_t field;
    for (bytes_t rest = bytes; rest.size > 0; items++) {
        CHECK(scan_next(&rest, &field) && field.number < FRAME_FIELDS);
        counts[field.number]++;
    }
    if (items > FRAME_ITEMS_MAX) {
        return STATUS_TOO_LARGE;
    }
    for (unsigned number = 0; number < FRAME_FIELDS; number++) {
        if (ITEMS[number].item_size == 0 || counts[number] == 0) {
            continue;
        }
        void *array = arena_take(arena, counts[number] * ITEMS[number].item_size);
        if (array == NULL) {
            return STATUS_TOO_LARGE;
        }
        *(void **)((uint8_t *)frame + ITEMS[number].array) = array;
    }
    return STATUS_OK;
}

static status_t read_items(bytes_t bytes, arena_t *arena, client_frame_t *frame, wire_problem_t *problem) {
    status_t status = make_room(bytes, arena, frame);
    scan_field_t field;
    for (bytes_t rest = bytes; status == STATUS_OK && rest.size > 0;) {
        CHECK(scan_next(&rest, &field));
        status = read_item(&field, arena, frame, problem);
        if (status != STATUS_OK) {
            problem_in(problem, protobuf_c_message_descriptor_get_field(&stafet__v1__client_frame__descriptor, field.number)->name);
        }
    }
    return status;
}

status_t wire_client_frame_read(bytes_t frame, arena_t *arena, const client_frame_t **out, wire_problem_t *problem) {
    CHECK(arena != NULL && out != NULL && problem != NULL);
    problem_clear(problem);
    client_frame_t *read = frame.size > FRAME_SIZE_MAX ? NULL : arena_take(arena, sizeof *read);
    uint8_t *copy = read == NULL ? NULL : arena_take(arena, frame.size);
    if (copy == NULL) {
        return STATUS_TOO_LARGE;
    }
    memset(read, 0, sizeof *read);
    if (frame.size > 0) {
        memcpy(copy, frame.data, frame.size);
    }
    bytes_t bytes = {copy, frame.size};
    status_t status = validate_message(&stafet__v1__client_frame__descriptor, bytes, VALIDATE_FRAME, problem);
    if (status != STATUS_OK) {
        return status == STATUS_UNREADABLE_MESSAGE ? STATUS_MALFORMED_FRAME : status;
    }
    status = read_items(bytes, arena, read, problem);
    if (status == STATUS_OK) {
        *out = read;
    }
    return status;
}
