/* SPDX-License-Identifier: EUPL-1.2
 * Messages: what arrives, and the few that the broker makes itself. */
#include <stdlib.h>

#include "base/check.h"
#include "stafet/v1/message.pb-c.h"
#include "wire/emit.h"
#include "wire/facts.h"
#include "wire/problem.h"
#include "wire/validate.h"

/* Where a Message's header ends and its bodies begin: a body that is not known is a type that is not known. */
#define FIRST_BODY_NUMBER 100

status_t wire_message_read(bytes_t message, arena_t *arena, message_facts_t *facts, wire_problem_t *problem) {
    CHECK(arena != NULL && facts != NULL && problem != NULL);
    problem_clear(problem);
    if (message.size > MESSAGE_SIZE_MAX) {
        return STATUS_TOO_LARGE;
    }
    status_t status = validate_message(&stafet__v1__message__descriptor, message, VALIDATE_CANONICAL, problem);
    if (status == STATUS_UNKNOWN_FIELD && strtoll(problem->where, NULL, 10) >= FIRST_BODY_NUMBER) {
        return STATUS_UNKNOWN_TYPE;
    }
    return status == STATUS_OK ? facts_read(message, arena, facts, problem) : status;
}

/* ---- notices ---- */

enum { SCHEMA_VERSION = 1 };

static void write_offer(const notice_t *notice, buffer_t *out) {
    if (uuid_is_nil(notice->offer)) {
        return;
    }
    size_t mark = emit_open(out, 7);
    emit_uuid_text_if(out, 1, notice->offer);
    emit_number(out, 2, notice->offer_epoch);
    emit_close(out, mark);
}

static void write_header(const notice_t *notice, buffer_t *out) {
    emit_text(out, 1, notice->message_id);
    emit_uuid_text_if(out, 2, notice->course);
    emit_uuid_text_if(out, 3, notice->flow);
    emit_number(out, 4, SCHEMA_VERSION);
    write_offer(notice, out);
    emit_time_text_if(out, 8, notice->at);
    emit_text(out, 9, BROKER_PARTY);
    for (unsigned at = 0; at < notice->receiver_count; at++) {
        size_t mark = emit_open(out, 10);
        emit_text(out, 1, notice->receivers[at]);
        emit_close(out, mark);
    }
}

static void write_deadline_passed(const notice_t *notice, buffer_t *out) {
    emit_text_if(out, 1, notice->rule);
    emit_time_text_if(out, 2, notice->due_at);
    emit_number(out, 3, notice->step);
    emit_text_if(out, 4, notice->awaited);
    emit_uuid_text_if(out, 5, notice->flow);
    emit_time_text_if(out, 6, notice->next_step_at);
}

static void write_open_flow(const open_flow_t *flow, buffer_t *out) {
    size_t mark = emit_open(out, 4);
    emit_uuid_text_if(out, 1, flow->id);
    emit_number(out, 2, flow->kind);
    emit_number(out, 3, flow->state);
    emit_text_if(out, 4, flow->awaited);
    emit_time_text_if(out, 5, flow->due_at);
    emit_close(out, mark);
}

static void write_duty_moved(const notice_t *notice, buffer_t *out) {
    CHECK(notice->open_flow_count <= COURSE_FLOWS_MAX);
    emit_text_if(out, 1, notice->giver);
    emit_text_if(out, 2, notice->taker);
    emit_number(out, 3, notice->duty_epoch);
    for (unsigned at = 0; at < notice->open_flow_count; at++) {
        write_open_flow(&notice->open_flows[at], out);
    }
}

static void write_cover_started(const notice_t *notice, buffer_t *out) {
    emit_text_if(out, 1, notice->giver);
    emit_text_if(out, 2, notice->taker);
    emit_time_text_if(out, 3, notice->until);
}

static void write_course_opened(const notice_t *notice, buffer_t *out) {
    emit_uuid_text_if(out, 1, notice->other_course);
    emit_text_if(out, 2, notice->giver);
}

static void write_withdrawn(const notice_t *notice, buffer_t *out) {
    emit_number_if(out, 1, notice->cause);
}

static void write_nothing(const notice_t *notice, buffer_t *out) {
    (void)notice;
    (void)out;
}

static void write_resumed(const notice_t *notice, buffer_t *out) {
    emit_text_if(out, 1, notice->rule);
}

static void write_agreement_missing(const notice_t *notice, buffer_t *out) {
    emit_text_if(out, 1, notice->giver);
    emit_text_if(out, 2, notice->taker);
}

typedef struct {
    message_type_t type;
    void (*write)(const notice_t *notice, buffer_t *out);
} notice_body_t;

static const notice_body_t NOTICES[] = {
    {TYPE_CONTACT_WITHDRAWN, write_withdrawn},     {TYPE_HANDOVER_WITHDRAWN, write_withdrawn}, {TYPE_COVER_STARTED, write_cover_started},
    {TYPE_DEADLINE_PASSED, write_deadline_passed}, {TYPE_DUTY_MOVED, write_duty_moved},        {TYPE_COURSE_OPENED, write_course_opened},
    {TYPE_CLOCK_RESUMED, write_resumed},           {TYPE_ORDER_WITHDRAWN, write_withdrawn},       {TYPE_PURCHASE_WITHDRAWN, write_withdrawn},
    {TYPE_COURSE_JOINED, write_course_opened},     {TYPE_CLOSING_REOPENED, write_nothing},      {TYPE_CLOSING_WITHDRAWN, write_withdrawn},
    {TYPE_HOSPITAL_AGREEMENT_MISSING, write_agreement_missing},
};

static const notice_body_t *body_of(message_type_t type) {
    for (unsigned at = 0; at < COUNT_OF(NOTICES); at++) {
        if (NOTICES[at].type == type) {
            return &NOTICES[at];
        }
    }
    return NULL;
}

static void write_body(const notice_t *notice, buffer_t *out) {
    const notice_body_t *body = body_of(notice->type);
    CHECK(body != NULL);
    size_t mark = emit_open(out, (uint32_t)notice->type);
    body->write(notice, out);
    emit_close(out, mark);
}

status_t wire_notice_write(const notice_t *notice, buffer_t *out) {
    CHECK(notice->receiver_count <= RECEIVERS_MAX);
    CHECK(notice->message_id[0] != '\0' && !uuid_is_nil(notice->course));
    size_t start = out->size;
    write_header(notice, out);
    write_body(notice, out);
    emit_end(out, start);
    return out->full ? STATUS_INTERNAL : STATUS_OK;
}
