/* SPDX-License-Identifier: EUPL-1.2
 * Deliveries out, within each session's credit and in the order of each line (L8): which units are served, what is in the working set, acknowledgements. A
 * delivery is gone only when the commit that removes its row is durable. */
#include <stdlib.h>
#include <string.h>

#include "base/check.h"
#include "base/crash_point.h"
#include "base/log.h"
#include "courier.h"

/* Those of the batches under way and of the one that gathers are not counted yet, so their room is kept free. */
#define KEPT_FREE (6 * BATCH_ITEMS_MAX)

void courier_open(broker_t *broker)
{
    struct courier *courier = calloc(1, sizeof *courier);
    CHECK(courier != NULL);
    broker_random(broker, courier->hash_key, sizeof courier->hash_key);
    broker->courier = courier;
}

void courier_close(broker_t *broker)
{
    struct courier *courier = broker->courier;
    if (courier != NULL) {
        claims_forget(broker);
    }
    free(courier == NULL ? NULL : courier->known);
    free(courier);
    broker->courier = NULL;
}

void courier_sessions_changed(broker_t *broker)
{
    broker->courier->served_is_stale = true;
}

/* ---- which units have somebody here that receives ---- */

static char *served_place(struct courier *courier, const char *party)
{
    size_t bucket = hash64(courier->hash_key, bytes_of_text(party)) % SERVED_BUCKETS;
    while (courier->served[bucket][0] != '\0' && !text_equal(courier->served[bucket], party)) {
        bucket = (bucket + 1) % SERVED_BUCKETS;
    }
    return courier->served[bucket];
}

static void read_served(broker_t *broker)
{
    struct courier *courier = broker->courier;
    unsigned count = 0;
    memset(courier->served, 0, sizeof courier->served);
    for (unsigned i = 0; i < sessions_capacity(broker->sessions); i++) {
        const session_t *session = session_at(broker->sessions, i);
        for (unsigned p = 0; session != NULL && session->credit_items > 0 && p < session->party_count && count < SERVED_BUCKETS / 2; p++) {
            if (broker_may(broker, session->public_key, session->parties[p], RIGHT_RECEIVE)) {
                char *place = served_place(courier, session->parties[p]);
                count += place[0] == '\0' ? 1 : 0;
                text_set(place, PARTY_ID_SIZE, session->parties[p]);
            }
        }
    }
    courier->served_is_stale = false;
    courier->some_left = true;
}

bool courier_serves(const broker_t *broker, const char *party)
{
    if (broker->courier->served_is_stale) {
        read_served((broker_t *)(uintptr_t)broker);
    }
    return served_place(broker->courier, party)[0] != '\0';
}

unsigned courier_served(const broker_t *broker, char (*parties)[PARTY_ID_SIZE], unsigned capacity)
{
    unsigned count = 0;
    if (broker->courier->served_is_stale) {
        read_served((broker_t *)(uintptr_t)broker);
    }
    for (size_t bucket = 0; bucket < SERVED_BUCKETS && count < capacity; bucket++) {
        if (broker->courier->served[bucket][0] != '\0') {
            memcpy(parties[count++], broker->courier->served[bucket], PARTY_ID_SIZE);
        }
    }
    return count;
}

bool courier_has_room(const broker_t *broker, const char *party, size_t size)
{
    unsigned count;
    size_t bytes, held_bytes = broker->courier->held_bytes;
    unsigned room = deliveries_free(broker->deliveries);
    if (room <= KEPT_FREE || held_bytes + size >= HELD_BYTES_MAX) {
        return false;
    }
    delivery_unit_holds(broker->deliveries, party, &count, &bytes);
    return count <= (room - KEPT_FREE) / 2 && bytes <= (HELD_BYTES_MAX - held_bytes) / 2;
}

static bool is_given_back(const struct courier *courier, const char *party, uuid_t course)
{
    for (unsigned i = 0; i < courier->released_count; i++) {
        if (uuid_equal(courier->released[i].course, course) && text_equal(courier->released[i].party, party)) {
            return true;
        }
    }
    return false;
}

/* L8: only when nothing of its line is on its way back into the store, or may be there without the broker's knowing. */
bool courier_takes(const broker_t *broker, const char *party, uuid_t course, size_t size)
{
    return !broker->has_doubtful_rows && courier_serves(broker, party) && delivery_line_may_grow(broker->deliveries, party, course) &&
           !is_given_back(broker->courier, party, course) && courier_has_room(broker, party, size);
}

/* ---- in and out of the working set ---- */

void courier_hold_back(broker_t *broker, const store_delivery_t *row)
{
    cached_t *cached = cache_find(broker->cache, row->course);
    if (cached != NULL && cached->has_course) {
        cached_set_waiting(broker->cache, cached, row->party, true);
    }
}

void courier_release_later(broker_t *broker, const store_delivery_t *row)
{
    struct courier *courier = broker->courier;
    courier_hold_back(broker, row);
    if (courier->released_count < RELEASES_MAX) {
        courier->released[courier->released_count++] = *row;
    } else {
        broker->has_doubtful_rows = true; /* nobody knows it now: settled with the others */
    }
}

void courier_add(broker_t *broker, const store_delivery_t *row, blob_t *blob)
{
    delivery_t delivery = {.course = row->course, .seq = row->seq, .size = blob->entry_size + blob->message_size, .payload = blob, .sent_count = 0};
    uint32_t handle;
    text_set(delivery.party, sizeof delivery.party, row->party);
    status_t status = delivery_add(broker->deliveries, &delivery, &handle);
    if (status != STATUS_OK) {
        if (status != STATUS_COLLISION) {
            courier_release_later(broker, row);
        }
        return;
    }
    (void)blob_hold(blob);
    broker->courier->held_bytes += delivery.size;
}

void courier_remove(broker_t *broker, delivery_t *delivery)
{
    void *payload = delivery->payload;
    broker->courier->held_bytes -= delivery->size;
    delivery_remove(broker->deliveries, delivery->handle);
    blob_release(NULL, payload);
}

void courier_over(broker_t *broker, uint32_t handle)
{
    delivery_t *delivery = delivery_get(broker->deliveries, handle);
    if (delivery != NULL) {
        courier_remove(broker, delivery);
    }
}

static delivery_t *take_off(broker_t *broker, session_t *session, uint64_t number)
{
    uint32_t handle;
    if (session_take_off(session, number, &handle) != STATUS_OK) {
        return NULL;
    }
    return delivery_get(broker->deliveries, handle);
}

void courier_answered(broker_t *broker, session_t *session, const acknowledged_t *acknowledged)
{
    batch_t *batch = broker->gathering;
    delivery_t *delivery = take_off(broker, session, acknowledged->delivery);
    if (delivery == NULL || delivery->is_answered) {
        return; /* of an earlier session, or twice: the row decides, and it is sent again if it is still there */
    }
    CHECK(batch != NULL && batch->acknowledged_count < ACKNOWLEDGED_MAX);
    delivery->is_answered = true;
    if (batch->first_ns == 0 || (batch->reply_count == 0 && batch->acknowledged_count == 0)) {
        batch->first_ns = broker->now_ns;
    }
    store_delivery_t *row = &batch->acknowledged[batch->acknowledged_count];
    *row = (store_delivery_t){.course = delivery->course, .seq = delivery->seq};
    text_set(row->party, sizeof row->party, delivery->party);
    batch->acknowledged_handles[batch->acknowledged_count++] = delivery->handle;
    CRASH_POINT(acknowledgement_received);
}

static void send_later(broker_t *broker, const delivery_t *delivery)
{
    delivery_unsent(broker->deliveries, delivery->handle);
    delivery_postpone(broker->deliveries, delivery->handle, broker->now_ns / NS_PER_MS);
}

void courier_give_up(broker_t *broker, delivery_t *delivery, status_t reason)
{
    batch_t *batch = broker->gathering;
    if (batch == NULL || batch->undeliverable_count == COUNT_OF(batch->undeliverable)) {
        send_later(broker, delivery);
        return;
    }
    store_delivery_t *row = &batch->undeliverable[batch->undeliverable_count++];
    *row = (store_delivery_t){.course = delivery->course, .seq = delivery->seq, .incarnation = (uint32_t)reason};
    text_set(row->party, sizeof row->party, delivery->party);
    batch->first_ns = batch->first_ns == 0 ? broker->now_ns : batch->first_ns;
    log_write(LOG_EVENT_UNDELIVERABLE, "party=%s seq=%llu status=%s", delivery->party, (unsigned long long)delivery->seq, status_name(reason));
    courier_remove(broker, delivery);
}

/* Taken back with its line and perhaps sent once more since, here or to another session: then the number says nothing about it any more. */
static bool is_latest(const delivery_t *delivery, const outgoing_t *out)
{
    return delivery->is_out && !delivery->is_answered && delivery->sent_count == out->sent_count;
}

/* What is out under this number, without taking it off; false when nothing is. */
static bool find_out(const session_t *session, uint64_t number, outgoing_t *out)
{
    unsigned cursor = 0;
    while (session_next_out(session, &cursor, out)) {
        if (out->number == number) {
            return true;
        }
    }
    return false;
}

/* A number of an earlier sending says nothing: the delivery may be out to another session, and taking it back would let it go twice at once (L8). */
void courier_not_taken(broker_t *broker, session_t *session, const not_taken_t *not_taken)
{
    outgoing_t out;
    bool is_out = find_out(session, not_taken->delivery, &out);
    delivery_t *delivery = take_off(broker, session, not_taken->delivery);
    if (!is_out || delivery == NULL || !is_latest(delivery, &out)) {
        return;
    }
    if (not_taken->is_fatal) {
        courier_give_up(broker, delivery, STATUS_UNREADABLE_MESSAGE);
        return;
    }
    send_later(broker, delivery);
}

/* What was answered while no frames were taken is read first. */
void courier_overdue(broker_t *broker, session_t *session)
{
    uint64_t patience_ns = (uint64_t)broker->config->answer_patience_ms * NS_PER_MS;
    unsigned cursor = 0;
    outgoing_t out;
    if (broker->now_ns - broker->deaf_ns < SESSION_SILENCE_MS * NS_PER_MS) {
        return;
    }
    while (session_next_out(session, &cursor, &out) && broker->now_ns - out.sent_ms * NS_PER_MS >= patience_ns) {
        delivery_t *delivery = take_off(broker, session, out.number);
        if (delivery != NULL && is_latest(delivery, &out)) {
            send_later(broker, delivery);
        }
    }
}

void courier_session_ended(broker_t *broker, session_t *session)
{
    struct courier *courier = broker->courier;
    unsigned cursor = 0;
    outgoing_t out;
    while (session_next_out(session, &cursor, &out)) {
        const delivery_t *delivery = delivery_get(broker->deliveries, out.handle);
        if (delivery != NULL && is_latest(delivery, &out)) {
            delivery_unsent(broker->deliveries, out.handle);
        }
    }
    courier->served_is_stale = courier->some_left = true;
}

/* ---- out ---- */

static bool send_next(broker_t *broker, session_t *session, const char *party)
{
    delivery_t *delivery = delivery_next(broker->deliveries, party, session->index, broker->now_ns / NS_PER_MS);
    if (delivery == NULL || delivery->payload == NULL || !session_has_room(session, delivery->size)) {
        return false;
    }
    if (!stops_may_send(broker, delivery)) {
        return true; /* the unit's other lines go on */
    }
    const blob_t *blob = delivery->payload;
    delivery_sent(broker->deliveries, delivery->handle, session->index);
    uint64_t number = session_put_out(session, delivery->handle, delivery->size, delivery->sent_count, broker->now_ns / NS_PER_MS);
    sender_delivery(broker, session, &(delivery_out_t){number, blob_entry(blob), blob_message(blob), delivery->sent_count, party});
    return true;
}

static void pump(broker_t *broker, session_t *session)
{
    for (unsigned i = 0; i < session->party_count; i++) {
        if (!delivery_waits(broker->deliveries, session->parties[i]) || !broker_may(broker, session->public_key, session->parties[i], RIGHT_RECEIVE)) {
            continue;
        }
        while (send_next(broker, session, session->parties[i])) {
            CRASH_POINT_AFTER(after_send, sender_flush(broker));
        }
    }
}

void courier_step(broker_t *broker)
{
    claims_open(broker);
    for (unsigned i = 0; i < sessions_capacity(broker->sessions); i++) {
        session_t *session = session_at(broker->sessions, i);
        if (session != NULL && session->credit_items > 0) {
            pump(broker, session);
        }
    }
    stops_start(broker);
    releases_settle(broker);
    claims_start(broker);
    releases_start(broker);
}
