/* SPDX-License-Identifier: EUPL-1.2
 * Frames in: hello, submits, acknowledgements, questions. What cannot be read or is not granted is answered here and recorded nowhere. */
#include <stdlib.h>
#include <string.h>

#include "base/check.h"
#include "base/crash_point.h"
#include "base/log.h"
#include "broker.h"

#define FRAMES_PER_TURN 64
/* A place in the pool keeps a buffer of this size for the next message. */
#define MESSAGE_KEPT_SIZE 2048u

bool intake_has_room(const broker_t *broker)
{
    return PENDING_MAX - broker->pending_count >= SUBMIT_WINDOW_ITEMS * 2 && broker->pending_bytes < PENDING_BYTES_MAX && broker->gathering != NULL &&
           broker->gathering->acknowledged_count < ACKNOWLEDGED_PAUSE;
}

pending_t *intake_pending(broker_t *broker)
{
    pending_t *pending = broker->pending_free;
    if (pending == NULL) {
        return NULL;
    }
    broker->pending_free = pending->next;
    pending->next = NULL;
    pending->previous = broker->pending_last;
    pending->is_clock = pending->is_surely_new = false;
    pending->message_size = 0;
    pending->taken_ns = broker->now_ns;
    *(broker->pending_last == NULL ? &broker->pending_first : &broker->pending_last->next) = pending;
    broker->pending_last = pending;
    broker->pending_fresh = broker->pending_fresh == NULL ? pending : broker->pending_fresh;
    broker->pending_count++;
    return pending;
}

void intake_unlink(broker_t *broker, pending_t *pending)
{
    broker->pending_fresh = broker->pending_fresh == pending ? pending->next : broker->pending_fresh;
    *(pending->previous == NULL ? &broker->pending_first : &pending->previous->next) = pending->next;
    *(pending->next == NULL ? &broker->pending_last : &pending->next->previous) = pending->previous;
    pending->next = pending->previous = NULL;
}

void intake_put_back(broker_t *broker, pending_t *pending)
{
    pending->previous = NULL;
    pending->next = broker->pending_first;
    *(broker->pending_first == NULL ? &broker->pending_last : &broker->pending_first->previous) = pending;
    broker->pending_first = pending;
    decide_again(broker);
}

/* The pending is out of the line already. */
void intake_free(broker_t *broker, pending_t *pending)
{
    broker->pending_count--;
    broker->pending_bytes -= pending->message_size;
    pending->message_size = 0;
    if (pending->message_capacity > MESSAGE_KEPT_SIZE) {
        free(pending->message);
        pending->message = NULL;
        pending->message_capacity = 0;
    }
    pending->next = broker->pending_free;
    broker->pending_free = pending;
}

void intake_refuse(broker_t *broker, pending_t *pending, const refused_t *refused)
{
    session_t *session = pending->is_clock ? NULL : broker_session(broker, pending->session);
    if (session != NULL) {
        /* What we ourselves could not do is no fault of the key and costs it nothing. */
        bool is_fault = status_class(refused->status) == STATUS_CLASS_CALLER;
        session_answered(session, pending->message_size, is_fault, broker->now_ns / 1000000);
        sender_refused(broker, session, refused);
    }
    intake_free(broker, pending);
}

void intake_refuse_plainly(broker_t *broker, pending_t *pending, status_t status, const char *detail)
{
    intake_refuse(broker, pending, &(refused_t){.number = pending->number, .status = status, .detail = detail, .next_owner = "", .broker_time = broker_now(broker)});
}

static void refuse_submit(broker_t *broker, session_t *session, uint64_t number, status_t status)
{
    sender_refused(broker, session, &(refused_t){.number = number, .status = status, .detail = "", .next_owner = "", .broker_time = broker_now(broker)});
}

static void keep_message(pending_t *pending, bytes_t message)
{
    if (pending->message_capacity < message.size || pending->message == NULL) {
        free(pending->message);
        pending->message_capacity = message.size < MESSAGE_KEPT_SIZE ? MESSAGE_KEPT_SIZE : (uint32_t)message.size;
        pending->message = malloc(pending->message_capacity);
        CHECK(pending->message != NULL);
    }
    if (message.size > 0) {
        memcpy(pending->message, message.data, message.size);
    }
    pending->message_size = (uint32_t)message.size;
}

static void take_submit(broker_t *broker, session_t *session, const submit_t *submit)
{
    wire_problem_t problem = {.where = ""};
    status_t status = session_admit(session, submit->message.size, broker->now_ns / 1000000);
    pending_t *pending = status == STATUS_OK ? intake_pending(broker) : NULL;
    if (pending == NULL) {
        if (status == STATUS_OK) {
            session_answered(session, submit->message.size, false, broker->now_ns / 1000000);
        }
        refuse_submit(broker, session, submit->number, status == STATUS_OK ? STATUS_BUSY : status);
        return;
    }
    pending->session = (session_ref_t){session->index, session->life};
    memcpy(pending->public_key, session->public_key, sizeof pending->public_key);
    pending->number = submit->number;
    keep_message(pending, submit->message);
    broker->pending_bytes += pending->message_size;
    arena_reset(&broker->scratch);
    status = wire_message_read(submit->message, &broker->scratch, &pending->facts, &problem);
    if (status != STATUS_OK) {
        intake_unlink(broker, pending);
        intake_refuse_plainly(broker, pending, status, problem.where);
        return;
    }
    CRASH_POINT(after_validate);
    pending->course = pending->facts.has_course ? pending->facts.course : uuid_of_course(pending->facts.sending_party, pending->facts.message_id);
}

static void take_hello(broker_t *broker, const frame_t *frame, const hello_t *hello)
{
    grant_t grants[KEY_PARTIES_MAX];
    session_peer_t peer;
    memcpy(peer.bytes, frame->peer.bytes, sizeof peer.bytes);
    session_t *session = session_find(broker->sessions, peer);
    if (session != NULL) {
        broker_end_session(broker, session);
    }
    unsigned count = directory_grants(&broker->registry, frame->public_key, grants, KEY_PARTIES_MAX);
    status_t status = directory_key_revoked(&broker->registry, frame->public_key) ? STATUS_KEY_REVOKED : STATUS_OK;
    if (status == STATUS_OK) {
        status = session_open(broker->sessions, &(session_hello_t){peer, frame->public_key, hello, grants, count, broker->now_ns / 1000000}, &session);
    }
    if (status != STATUS_OK) {
        log_write(LOG_EVENT_SESSION_REFUSED, "status=%s", status_name(status));
        sender_frame_refused(broker, frame->peer, status, "hello");
        return;
    }
    log_write(LOG_EVENT_SESSION_OPENED, "session=%u software=\"%s\" parties=%u", session->index, session->software, session->party_count);
    sender_welcome(broker, session, &(welcome_t){.protocol = 1, .software = "stafet-broker " STAFET_VERSION, .broker_time = broker_now(broker), .schema_hash = broker->schema_hash,
                   .grants = grants, .grant_count = count, .submit_window_items = SUBMIT_WINDOW_ITEMS, .submit_window_bytes = SUBMIT_WINDOW_BYTES});
    courier_sessions_changed(broker);
    for (unsigned i = 0; i < session->party_count; i++) {
        courier_look(broker, session->parties[i]);
    }
}

static void take_watch(broker_t *broker, session_t *session, const watch_t *watch)
{
    for (unsigned i = 0; i < session->watch_count; i++) {
        if (session->watches[i].number == watch->number) {
            session->watches[i] = session->watches[--session->watch_count];
            break;
        }
    }
    /* A unit only for those who act for it; a course says no more than that something happened, and its id cannot be guessed. */
    bool may = watch->has_course || broker_may(broker, session->public_key, watch->party, RIGHT_METADATA);
    if (may && !watch->stop && session->watch_count < COUNT_OF(session->watches)) {
        watching_t *watching = &session->watches[session->watch_count];
        *watching = (watching_t){.number = watch->number, .course = watch->course};
        session->watch_count += text_copy(watching->party, sizeof watching->party, watch->has_course ? "" : watch->party) == STATUS_OK;
    }
}

static void take_items(broker_t *broker, session_t *session, const client_frame_t *items)
{
    for (unsigned i = 0; i < items->acknowledged_count; i++) {
        courier_answered(broker, session, &items->acknowledged[i]);
    }
    for (unsigned i = 0; i < items->not_taken_count; i++) {
        courier_not_taken(broker, session, &items->not_taken[i]);
    }
    if (items->has_credit) {
        session_set_credit(session, items->credit_items, items->credit_bytes);
        courier_sessions_changed(broker);
    }
    for (unsigned i = 0; i < items->submit_count; i++) {
        take_submit(broker, session, &items->submits[i]);
    }
    for (unsigned i = 0; i < items->query_count; i++) {
        asker_query(broker, session, &items->queries[i]);
    }
    for (unsigned i = 0; i < items->change_count; i++) {
        asker_change(broker, session, &items->changes[i]);
    }
    for (unsigned i = 0; i < items->watch_count; i++) {
        take_watch(broker, session, &items->watches[i]);
    }
    if (items->has_ping) {
        sender_pong(broker, session, items->ping_number);
    }
    if (items->has_goodbye) {
        broker_end_session(broker, session);
    }
}

static void take_frame(broker_t *broker, const frame_t *frame)
{
    const client_frame_t *items;
    wire_problem_t problem = {.where = ""};
    session_peer_t peer;
    arena_reset(&broker->decode);
    status_t status = wire_client_frame_read(frame->body, &broker->decode, &items, &problem);
    if (status != STATUS_OK) {
        log_write(LOG_EVENT_FRAME_REFUSED, "status=%s size=%zu", status_name(status), frame->body.size);
        sender_frame_refused(broker, frame->peer, status, problem.where);
        return;
    }
    if (!broker->has_registry) {
        sender_frame_refused(broker, frame->peer, STATUS_STORE_AWAY, "");
        return;
    }
    if (items->hello != NULL) {
        take_hello(broker, frame, items->hello);
    }
    memcpy(peer.bytes, frame->peer.bytes, sizeof peer.bytes);
    session_t *session = session_find(broker->sessions, peer);
    if (session == NULL) {
        if (items->hello == NULL) {
            sender_frame_refused(broker, frame->peer, STATUS_HELLO_NEEDED, "");
        }
        return;
    }
    session->heard_ms = broker->now_ns / 1000000;
    take_items(broker, session, items);
}

void intake_step(broker_t *broker)
{
    for (int i = 0; i < FRAMES_PER_TURN && intake_has_room(broker); i++) {
        frame_t *frame = transport_take(broker->transport);
        if (frame == NULL) {
            return;
        }
        CRASH_POINT(after_recv);
        take_frame(broker, frame);
        transport_release(broker->transport, frame);
    }
}
