/* SPDX-License-Identifier: EUPL-1.2
 * One frame a session and turn: answers, deliveries and notices are gathered and sent together, since ZeroMQ's cost is by the frame. A bounded pool is
 * shared out evenly; when a frame is full it leaves early, and when all are taken the oldest does. What is larger than a share goes by itself. */
#include <stdlib.h>
#include <string.h>

#include "base/check.h"
#include "base/log.h"
#include "broker.h"

#define POOL_SIZE (4 * 1024 * 1024)
#define FRAMES_MAX 128

_Static_assert(sizeof(peer_t) == sizeof(session_peer_t), "a session is found by its connection");

/* What a BrokerFrame has once only: a second one in the same frame would be mixed with the first. */
enum { ONCE_WELCOME = 1, ONCE_PONG = 2 };

typedef struct {
    buffer_t buffer;
    bool is_taken;
    session_ref_t owner;
    uint64_t age;  /* counts up as frames are taken */
    unsigned once; /* ONCE_… that are in it */
} outgoing_frame_t;

/* Of a session's place in its table. */
typedef struct {
    outgoing_frame_t *frame; /* NULL = nothing gathered */
    uint32_t lost_life;      /* that life cannot be reached and is to be ended; 0 = none */
} seat_t;

struct sender {
    uint8_t *memory;
    outgoing_frame_t frames[FRAMES_MAX];
    unsigned frame_count;
    buffer_t large; /* for one item that no frame of the pool can hold; sent at once */
    uint64_t age_next;
    unsigned seat_count;
    seat_t *seats;
    unsigned lost_count; /* seats with a lost_life */
};

void sender_open(broker_t *broker)
{
    struct sender *sender = calloc(1, sizeof *sender);
    CHECK(sender != NULL);
    sender->seat_count = sessions_capacity(broker->sessions);
    sender->frame_count = sender->seat_count < FRAMES_MAX ? sender->seat_count : FRAMES_MAX;
    size_t share = POOL_SIZE / sender->frame_count < FRAME_SIZE_MAX ? POOL_SIZE / sender->frame_count : FRAME_SIZE_MAX;
    sender->seats = calloc(sender->seat_count, sizeof *sender->seats);
    sender->memory = malloc(sender->frame_count * share + FRAME_SIZE_MAX);
    CHECK(sender->seats != NULL && sender->memory != NULL);
    for (size_t i = 0; i < sender->frame_count; i++) {
        sender->frames[i].buffer = (buffer_t){.data = sender->memory + i * share, .capacity = share};
    }
    sender->large = (buffer_t){.data = sender->memory + sender->frame_count * share, .capacity = FRAME_SIZE_MAX};
    broker->sender = sender;
}

void sender_close(broker_t *broker)
{
    if (broker->sender != NULL) {
        free(broker->sender->memory);
        free(broker->sender->seats);
        free(broker->sender);
        broker->sender = NULL;
    }
}

/* ---- frames ---- */

static seat_t *seat_of(const broker_t *broker, uint32_t index)
{
    CHECK(index < broker->sender->seat_count);
    return &broker->sender->seats[index];
}

static void release_frame(broker_t *broker, outgoing_frame_t *frame)
{
    seat_of(broker, frame->owner.index)->frame = NULL;
    frame->is_taken = false;
    frame->buffer.size = 0;
    frame->once = 0;
}

/* The session is ended at the turn's end, never here: whoever put something may be walking over it. What the frame carried is sent again, since
 * its client asks again and deliveries go back into line. */
static void lose_session(broker_t *broker, session_ref_t owner, status_t status)
{
    log_write(LOG_EVENT_PEER_UNREACHABLE, "session=%u status=%s", owner.index, status_name(status));
    seat_t *seat = seat_of(broker, owner.index);
    broker->sender->lost_count += seat->lost_life == 0 ? 1 : 0;
    seat->lost_life = owner.life;
}

/* Sends these bytes in the name of the frame's session. False: it is lost and the frame was given back. */
static bool send_bytes(broker_t *broker, outgoing_frame_t *frame, bytes_t bytes)
{
    const session_t *session = broker_session(broker, frame->owner);
    CHECK(session != NULL); /* sender_forget comes before a session ends */
    peer_t peer;
    memcpy(peer.bytes, session->peer.bytes, sizeof peer.bytes);
    status_t status = transport_send(broker->transport, peer, bytes);
    if (status != STATUS_OK) {
        lose_session(broker, frame->owner, status);
        release_frame(broker, frame);
    }
    return status == STATUS_OK;
}

/* Sends what is in the frame; then it is empty. False: as send_bytes. */
static bool send_frame(broker_t *broker, outgoing_frame_t *frame)
{
    if (frame->buffer.size > 0 && !send_bytes(broker, frame, buffer_bytes(&frame->buffer))) {
        return false;
    }
    frame->buffer.size = 0;
    frame->once = 0;
    return true;
}

static outgoing_frame_t *oldest_frame(struct sender *sender)
{
    outgoing_frame_t *oldest = NULL;
    for (size_t i = 0; i < sender->frame_count; i++) {
        outgoing_frame_t *frame = &sender->frames[i];
        if (frame->is_taken && (oldest == NULL || frame->age < oldest->age)) {
            oldest = frame;
        }
    }
    return oldest;
}

static outgoing_frame_t *free_frame(broker_t *broker)
{
    struct sender *sender = broker->sender;
    for (size_t i = 0; i < sender->frame_count; i++) {
        if (!sender->frames[i].is_taken) {
            return &sender->frames[i];
        }
    }
    outgoing_frame_t *oldest = oldest_frame(sender);
    if (send_frame(broker, oldest)) {
        release_frame(broker, oldest);
    }
    return oldest;
}

/* NULL: the session is lost, what is put is dropped. */
static outgoing_frame_t *frame_of(broker_t *broker, const session_t *session)
{
    seat_t *seat = seat_of(broker, session->index);
    if (seat->lost_life == session->life) {
        return NULL;
    }
    if (seat->frame == NULL) {
        outgoing_frame_t *frame = free_frame(broker);
        frame->is_taken = true;
        frame->owner = (session_ref_t){session->index, session->life};
        frame->age = broker->sender->age_next++;
        seat->frame = frame;
    }
    CHECK(seat->frame->owner.life == session->life);
    return seat->frame;
}

/* ---- putting ---- */

typedef void write_item_t(buffer_t *frame, const void *item);

/* False, and the buffer as before: there is no room. */
static bool write_into(buffer_t *buffer, write_item_t *write, const void *item)
{
    write(buffer, item);
    bool fits = !buffer->full;
    buffer->full = false;
    return fits;
}

/* The frame is empty and too small. False: so is any frame. */
static bool put_large(broker_t *broker, outgoing_frame_t *frame, write_item_t *write, const void *item)
{
    buffer_t *large = &broker->sender->large;
    large->size = 0;
    if (!write_into(large, write, item)) {
        return false;
    }
    (void)send_bytes(broker, frame, buffer_bytes(large));
    return true;
}

/* Writes into the session's frame; what is there is sent first when there is no room beside it. False: the item does not fit any frame. */
static bool put_once(broker_t *broker, const session_t *session, write_item_t *write, const void *item, unsigned once)
{
    outgoing_frame_t *frame = frame_of(broker, session);
    if (frame == NULL || ((frame->once & once) != 0 && !send_frame(broker, frame))) {
        return true;
    }
    if (!write_into(&frame->buffer, write, item)) {
        if (!send_frame(broker, frame)) {
            return true;
        }
        if (!write_into(&frame->buffer, write, item)) {
            return put_large(broker, frame, write, item);
        }
    }
    frame->once |= once;
    return true;
}

static bool put(broker_t *broker, const session_t *session, write_item_t *write, const void *item)
{
    return put_once(broker, session, write, item, 0);
}

static void write_welcome(buffer_t *frame, const void *item)
{
    wire_put_welcome(frame, item);
}

void sender_welcome(broker_t *broker, session_t *session, const welcome_t *welcome)
{
    CHECK(put_once(broker, session, write_welcome, welcome, ONCE_WELCOME));
}

static void write_accepted(buffer_t *frame, const void *item)
{
    wire_put_accepted(frame, item);
}

void sender_accepted(broker_t *broker, session_t *session, const accepted_t *accepted)
{
    CHECK(put(broker, session, write_accepted, accepted));
}

static void write_refused(buffer_t *frame, const void *item)
{
    wire_put_refused(frame, item);
}

void sender_refused(broker_t *broker, session_t *session, const refused_t *refused)
{
    CHECK(put(broker, session, write_refused, refused));
}

static void write_delivery(buffer_t *frame, const void *item)
{
    wire_put_delivery(frame, item);
}

void sender_delivery(broker_t *broker, session_t *session, const delivery_out_t *delivery)
{
    CHECK(put(broker, session, write_delivery, delivery));
}

static void write_result(buffer_t *frame, const void *item)
{
    wire_put_result(frame, item);
}

void sender_result(broker_t *broker, session_t *session, const result_t *result)
{
    if (!put(broker, session, write_result, result)) {
        CHECK(put(broker, session, write_result, &(result_t){.number = result->number, .status = STATUS_TOO_LARGE, .detail = "", .next_cursor = ""}));
    }
}

typedef struct {
    uint64_t number;
    instant_t broker_time;
} pong_t;

static void write_pong(buffer_t *frame, const void *item)
{
    const pong_t *pong = item;
    wire_put_pong(frame, pong->number, pong->broker_time);
}

void sender_pong(broker_t *broker, session_t *session, uint64_t number)
{
    CHECK(put_once(broker, session, write_pong, &(pong_t){number, broker_now(broker)}, ONCE_PONG));
}

/* ---- notices ---- */

typedef struct {
    uint64_t number;
    const char *party;
    uuid_t course;
    uint64_t seq;
} noticed_t;

static void write_noticed(buffer_t *frame, const void *item)
{
    const noticed_t *noticed = item;
    wire_put_noticed(frame, noticed->number, noticed->party, noticed->course, noticed->seq);
}

static bool is_watched(const watching_t *watch, const noticed_t *noticed)
{
    return watch->party[0] == '\0' ? uuid_equal(watch->course, noticed->course) : text_equal(watch->party, noticed->party);
}

/* Only a part of the course hears that something happens on it, as it stands after what happened (L10). */
static bool takes_part(broker_t *broker, const session_t *session, uuid_t course)
{
    const cached_t *cached = cache_find(broker->cache, course);
    if (cached == NULL || cached->packed == NULL) {
        return false;
    }
    cached_get_course(cached, &broker->work);
    const course_t *known = &broker->work;
    for (unsigned i = 0; i < session->party_count; i++) {
        const char *party = session->parties[i];
        bool is_part = text_equal(known->holder, party) || text_equal(known->authority, party) || text_equal(known->desk, party) || course_is_involved(known, party);
        if (is_part && broker_may(broker, session->public_key, party, RIGHT_METADATA)) {
            return true;
        }
    }
    return false;
}

/* Who watches a course is not told to whom its messages went (L10). */
static void notice_session(broker_t *broker, const session_t *session, const noticed_t *noticed)
{
    for (unsigned i = 0; i < session->watch_count; i++) {
        const watching_t *watch = &session->watches[i];
        if (is_watched(watch, noticed) && (watch->party[0] != '\0' || takes_part(broker, session, noticed->course))) {
            CHECK(put(broker, session, write_noticed, &(noticed_t){watch->number, watch->party, noticed->course, noticed->seq}));
        }
    }
}

void sender_notice(broker_t *broker, const char *party, uuid_t course, uint64_t seq)
{
    noticed_t noticed = {.party = party == NULL ? "" : party, .course = course, .seq = seq};
    for (unsigned i = 0; i < broker->sender->seat_count; i++) {
        const session_t *session = session_at(broker->sessions, i);
        if (session != NULL) {
            notice_session(broker, session, &noticed);
        }
    }
}

/* ---- the turn's end ---- */

void sender_frame_refused(broker_t *broker, peer_t peer, status_t status, const char *detail)
{
    uint8_t data[2048];
    buffer_t frame = {.data = data, .capacity = sizeof data};
    wire_put_frame_refused(&frame, status, detail);
    CHECK(!frame.full);
    status_t sent = transport_send(broker->transport, peer, buffer_bytes(&frame));
    if (sent != STATUS_OK) {
        log_write(LOG_EVENT_PEER_UNREACHABLE, "session=none status=%s", status_name(sent));
    }
}

/* A session may have ended otherwise meanwhile; then sender_forget has cleared its seat. */
static void end_lost(broker_t *broker)
{
    struct sender *sender = broker->sender;
    for (unsigned i = 0; i < sender->seat_count && sender->lost_count > 0; i++) {
        session_t *session = sender->seats[i].lost_life == 0 ? NULL : broker_session(broker, (session_ref_t){i, sender->seats[i].lost_life});
        if (session != NULL) {
            broker_end_session(broker, session);
        }
        CHECK(sender->seats[i].lost_life == 0);
    }
}

void sender_flush(broker_t *broker)
{
    for (outgoing_frame_t *frame = oldest_frame(broker->sender); frame != NULL; frame = oldest_frame(broker->sender)) {
        if (send_frame(broker, frame)) {
            release_frame(broker, frame);
        }
    }
    end_lost(broker);
}

void sender_forget(broker_t *broker, const session_t *session)
{
    seat_t *seat = seat_of(broker, session->index);
    if (seat->frame != NULL) {
        release_frame(broker, seat->frame);
    }
    if (seat->lost_life != 0) {
        seat->lost_life = 0;
        broker->sender->lost_count--;
    }
}
