/* SPDX-License-Identifier: EUPL-1.2
 * Deliveries out, within each session's credit and in the order of each line (L8); claims of lines that nobody has, releases of those whose unit has left. A
 * delivery is gone only when the commit that removes its row is durable. */
#include <stdlib.h>
#include <string.h>

#include "base/check.h"
#include "base/log.h"
#include "broker.h"

#define LOOKED_MAX 1024
#define LEFT_MAX 64
#define RELEASES_MAX 256
#define PASSED_MAX 256
#define SERVED_BUCKETS 8192
#define NS_PER_MS UINT64_C(1000000)

/* A claimed delivery whose body must be opened first: its course's keys are on the way. */
typedef struct sealed {
    struct sealed *next;
    uint32_t handle;
    uuid_t course;
    uint32_t entry_size, sealed_size;
    uint8_t bytes[]; /* entry, then sealed body */
} sealed_t;

struct courier {
    store_claim_t claim;
    bool claims;
    char looked[LOOKED_MAX][PARTY_ID_SIZE];
    unsigned looked_count;
    char claimed[PARTY_ID_SIZE];
    const char *claimed_list[1];
    store_delivery_t passed[PASSED_MAX]; /* became nobody's while the claim was under way, which may not have seen them */
    unsigned passed_count;
    uuid_t last_course; /* of the latest claim: where it was cut */
    char last_party[PARTY_ID_SIZE];
    sealed_t *sealed_first, *sealed_last;
    size_t held_bytes;
    store_release_t release;
    bool releases;
    store_delivery_t released[RELEASES_MAX];
    unsigned released_count;
    char left[LEFT_MAX][PARTY_ID_SIZE]; /* units whose last session has ended */
    unsigned left_count;
    uint64_t release_again_ns;
    bool served_is_stale;
    char served[SERVED_BUCKETS][PARTY_ID_SIZE];
    uint8_t hash_key[16];
};

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
    while (courier != NULL && courier->sealed_first != NULL) {
        sealed_t *sealed = courier->sealed_first;
        courier->sealed_first = sealed->next;
        free(sealed);
    }
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
                text_set(served_place(courier, session->parties[p]), PARTY_ID_SIZE, session->parties[p]);
                count++;
            }
        }
    }
    courier->served_is_stale = false;
}

bool courier_serves(const broker_t *broker, const char *party)
{
    if (broker->courier->served_is_stale) {
        read_served((broker_t *)(uintptr_t)broker);
    }
    return served_place(broker->courier, party)[0] != '\0';
}

bool courier_has_room(const broker_t *broker, size_t size)
{
    /* Those of a batch under way are not counted yet, so a batch's worth is kept free. */
    return deliveries_free(broker->deliveries) > 4 * BATCH_ITEMS_MAX && broker->courier->held_bytes + size < HELD_BYTES_MAX;
}

/* ---- in and out of the working set ---- */

static void hold_back(broker_t *broker, const store_delivery_t *row)
{
    cached_t *cached = cache_find(broker->cache, row->course);
    if (cached != NULL && cached->has_course) {
        cached_set_waiting(broker->cache, cached, row->party, true);
    }
}

static void release_later(broker_t *broker, const store_delivery_t *row)
{
    struct courier *courier = broker->courier;
    hold_back(broker, row);
    if (courier->released_count < RELEASES_MAX) {
        courier->released[courier->released_count++] = *row;
    }
}

void courier_add(broker_t *broker, const store_delivery_t *row, blob_t *blob)
{
    delivery_t delivery = {.course = row->course, .seq = row->seq, .size = blob->entry_size + blob->message_size, .payload = blob, .sent_count = 0};
    uint32_t handle;
    text_set(delivery.party, sizeof delivery.party, row->party);
    if (delivery_add(broker->deliveries, &delivery, &handle) != STATUS_OK) {
        release_later(broker, row);
        return;
    }
    (void)blob_hold(blob);
    broker->courier->held_bytes += delivery.size;
}

static void remove_delivery(broker_t *broker, delivery_t *delivery)
{
    void *payload = delivery->payload;
    broker->courier->held_bytes -= payload == NULL ? 0 : delivery->size;
    delivery_remove(broker->deliveries, delivery->handle);
    blob_release(NULL, payload);
}

void courier_over(broker_t *broker, uint32_t handle)
{
    delivery_t *delivery = delivery_get(broker->deliveries, handle);
    if (delivery != NULL) {
        remove_delivery(broker, delivery);
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
}

static void give_up(broker_t *broker, delivery_t *delivery, status_t reason)
{
    batch_t *batch = broker->gathering;
    if (batch == NULL || batch->undeliverable_count == COUNT_OF(batch->undeliverable)) {
        delivery_unsent(broker->deliveries, delivery->handle);
        delivery_postpone(broker->deliveries, delivery->handle, broker->now_ns / NS_PER_MS);
        return;
    }
    store_delivery_t *row = &batch->undeliverable[batch->undeliverable_count++];
    *row = (store_delivery_t){.course = delivery->course, .seq = delivery->seq, .incarnation = (uint32_t)reason};
    text_set(row->party, sizeof row->party, delivery->party);
    batch->first_ns = batch->first_ns == 0 ? broker->now_ns : batch->first_ns;
    log_write(LOG_EVENT_UNDELIVERABLE, "party=%s seq=%llu status=%s", delivery->party, (unsigned long long)delivery->seq, status_name(reason));
    remove_delivery(broker, delivery);
}

void courier_not_taken(broker_t *broker, session_t *session, const not_taken_t *not_taken)
{
    delivery_t *delivery = take_off(broker, session, not_taken->delivery);
    if (delivery == NULL || delivery->is_answered) {
        return;
    }
    if (not_taken->is_fatal) {
        give_up(broker, delivery, STATUS_UNREADABLE_MESSAGE);
        return;
    }
    delivery_unsent(broker->deliveries, delivery->handle);
    delivery_postpone(broker->deliveries, delivery->handle, broker->now_ns / NS_PER_MS);
}

/* ---- claims ---- */

void courier_look(broker_t *broker, const char *party)
{
    struct courier *courier = broker->courier;
    if (courier->looked_count == LOOKED_MAX || !courier_serves(broker, party)) {
        return; /* the look of each second comes round */
    }
    for (unsigned i = 0; i < courier->looked_count; i++) {
        if (text_equal(courier->looked[i], party)) {
            return;
        }
    }
    text_set(courier->looked[courier->looked_count++], PARTY_ID_SIZE, party);
}

/* The claim was committed with the attempt counted; that it happened stands in the journal with the next batch. */
static void note_attempt(broker_t *broker, const store_delivery_t *row)
{
    batch_t *batch = broker->gathering;
    if (batch == NULL || batch->attempt_count == ATTEMPTS_MAX) {
        return;
    }
    batch->first_ns = batch->first_ns == 0 ? broker->now_ns : batch->first_ns;
    about_t *about = &batch->attempts[batch->attempt_count++];
    *about = (about_t){.course = row->course, .seq = row->seq};
    text_set(about->party, sizeof about->party, row->party);
}

void courier_unclaimed(broker_t *broker, const store_delivery_t *row)
{
    struct courier *courier = broker->courier;
    if (courier->claims && courier->passed_count < PASSED_MAX) {
        courier->passed[courier->passed_count++] = *row;
    }
    courier_look(broker, row->party);
}

/* L8: with this row here, is nothing of its line in the store that the claim has passed by? Then what comes new need not queue there. What a batch
 * that is not over yet puts there, nobody can have claimed. */
static bool is_whole(const struct courier *courier, const cached_t *cached, const store_delivery_t *row)
{
    for (unsigned i = 0; i < courier->passed_count; i++) {
        if (uuid_equal(courier->passed[i].course, row->course) && text_equal(courier->passed[i].party, row->party)) {
            return false;
        }
    }
    return courier->passed_count < PASSED_MAX && cached->batch == 0;
}

/* Into its line at once, so that nothing newer overtakes it; it can be sent when its body is open. */
static void claimed(void *context, const store_claimed_t *got)
{
    broker_t *broker = context;
    struct courier *courier = broker->courier;
    const store_delivery_t *row = &got->row;
    bytes_t entry = got->entry, sealed = got->sealed;
    delivery_t delivery = {.course = row->course, .seq = row->seq, .sent_count = got->sent_count - 1, .not_before_ms = UINT64_MAX};
    uint32_t handle;
    cached_t *cached = cache_find(broker->cache, row->course);
    text_set(delivery.party, sizeof delivery.party, row->party);
    if (cached != NULL && is_whole(courier, cached, row)) {
        cached_set_waiting(broker->cache, cached, row->party, false);
    }
    if (delivery_add(broker->deliveries, &delivery, &handle) != STATUS_OK) {
        release_later(broker, row);
        return;
    }
    if (got->is_hidden || sealed.size == 0) {
        give_up(broker, delivery_get(broker->deliveries, handle), STATUS_ERASED);
        return;
    }
    note_attempt(broker, row);
    sealed_t *waiting = malloc(sizeof *waiting + entry.size + sealed.size);
    CHECK(waiting != NULL);
    *waiting = (sealed_t){.handle = handle, .course = row->course, .entry_size = (uint32_t)entry.size, .sealed_size = (uint32_t)sealed.size};
    memcpy(waiting->bytes, entry.data, entry.size);
    memcpy(waiting->bytes + entry.size, sealed.data, sealed.size);
    *(courier->sealed_last == NULL ? &courier->sealed_first : &courier->sealed_last->next) = waiting;
    courier->sealed_last = waiting;
    courier->last_course = row->course;
    text_set(courier->last_party, PARTY_ID_SIZE, row->party);
}

static void claim_done(void *context, store_claim_t *claim, status_t status)
{
    broker_t *broker = context;
    struct courier *courier = broker->courier;
    courier->claims = false;
    if (status == STATUS_OK && claim->claimed_count == claim->limit) {
        /* The last line may go on in the store: what comes new queues behind it there. */
        store_delivery_t last = {.course = courier->last_course};
        text_set(last.party, sizeof last.party, courier->last_party);
        hold_back(broker, &last);
        delivery_line_has_more(broker->deliveries, last.party, last.course, true);
        for (unsigned i = 0; i < claim->party_count; i++) {
            courier_look(broker, claim->parties[i]);
        }
    }
}

static void start_claim(broker_t *broker)
{
    struct courier *courier = broker->courier;
    bool has_journal_room = broker->gathering != NULL && broker->gathering->attempt_count + CLAIM_ROWS <= ATTEMPTS_MAX;
    if (courier->claims || courier->looked_count == 0 || !has_journal_room || !courier_has_room(broker, MESSAGE_SIZE_MAX) || broker->incarnation == 0) {
        return;
    }
    courier->claims = true;
    courier->passed_count = 0;
    /* One unit at a time, in the order in which they were looked for: under a backlog no unit starves behind another. */
    text_set(courier->claimed, PARTY_ID_SIZE, courier->looked[0]);
    courier->claimed_list[0] = courier->claimed;
    memmove(courier->looked[0], courier->looked[1], PARTY_ID_SIZE * --courier->looked_count);
    courier->claim = (store_claim_t){.done = claim_done, .context = broker, .incarnation = broker->incarnation, .parties = courier->claimed_list,
                                     .party_count = 1, .limit = CLAIM_ROWS, .claimed = claimed};
    store_claim_start(broker->store, &courier->claim);
}

/* ---- opening bodies ---- */

static status_t open_body(broker_t *broker, const cached_t *cached, const sealed_t *sealed, const char *party, blob_t **blob)
{
    entry_t entry;
    bytes_t entry_bytes = {sealed->bytes, sealed->entry_size};
    arena_reset(&broker->scratch);
    status_t status = wire_entry_read(entry_bytes, &broker->scratch, &entry);
    if (status != STATUS_OK) {
        return STATUS_INTERNAL;
    }
    /* The receiver's own controller opens it, and nobody else's key (L12). */
    const party_t *receiver = directory_party(&broker->registry, party);
    const course_key_t *key = receiver == NULL ? NULL : cached_key(cached, receiver->organisation);
    if (key == NULL) {
        return STATUS_ERASED;
    }
    buffer_t body = {.data = arena_take(&broker->scratch, sealed->sealed_size), .capacity = sealed->sealed_size};
    CHECK(body.data != NULL);
    status = seal_open(&(seal_input_t){.course = sealed->course, .name = entry.name, .keys = &key, .key_count = 1},
                       (bytes_t){sealed->bytes + sealed->entry_size, sealed->sealed_size}, &body);
    if (status == STATUS_OK) {
        *blob = blob_make(entry_bytes, buffer_bytes(&body));
    }
    return status;
}

static void open_sealed(broker_t *broker)
{
    struct courier *courier = broker->courier;
    sealed_t **link = &courier->sealed_first, *last = NULL;
    while (*link != NULL) {
        sealed_t *sealed = *link;
        cached_t *cached = loader_want(broker, sealed->course);
        if (!cached->is_ready) {
            last = sealed;
            link = &sealed->next;
            continue;
        }
        delivery_t *delivery = delivery_get(broker->deliveries, sealed->handle);
        blob_t *blob = NULL;
        status_t status = delivery == NULL ? STATUS_NOT_FOUND : open_body(broker, cached, sealed, delivery->party, &blob);
        if (status == STATUS_OK) {
            delivery->payload = blob;
            delivery->size = blob->entry_size + blob->message_size;
            delivery_ready(broker->deliveries, delivery->handle);
            courier->held_bytes += delivery->size;
        } else if (delivery != NULL) {
            give_up(broker, delivery, status);
        }
        *link = sealed->next;
        free(sealed);
    }
    courier->sealed_last = last;
}

/* ---- releases ---- */

static void release_done(void *context, store_release_t *release, status_t status)
{
    broker_t *broker = context;
    struct courier *courier = broker->courier;
    courier->releases = false;
    if (status != STATUS_OK) {
        courier->release_again_ns = broker->now_ns + 500 * NS_PER_MS; /* the rows are still this broker's and nobody sends them: until it succeeds */
        return;
    }
    for (unsigned i = 0; i < release->count; i++) {
        hold_back(broker, &release->deliveries[i]);
        courier_look(broker, release->deliveries[i].party);
    }
    memmove(courier->released, courier->released + release->count, sizeof courier->released[0] * (courier->released_count - release->count));
    courier->released_count -= release->count;
}

/* A unit without a session here gives its lines back, so that another broker can take them. */
static void gather_releases(broker_t *broker)
{
    struct courier *courier = broker->courier;
    for (unsigned i = 0; i < courier->left_count;) {
        uint32_t cursor = 0;
        delivery_t *delivery = NULL;
        bool is_served = courier_serves(broker, courier->left[i]);
        while (!is_served && courier->released_count < RELEASES_MAX && (delivery = delivery_idle(broker->deliveries, courier->left[i], &cursor)) != NULL) {
            if (!delivery->is_answered) {
                store_delivery_t row = {.course = delivery->course, .seq = delivery->seq};
                text_set(row.party, sizeof row.party, delivery->party);
                remove_delivery(broker, delivery);
                release_later(broker, &row);
                cursor = 0;
            }
        }
        if (delivery == NULL) {
            memmove(courier->left[i], courier->left[i + 1], PARTY_ID_SIZE * (courier->left_count - i - 1));
            courier->left_count--;
        } else {
            i++;
        }
    }
}

static void start_release(broker_t *broker)
{
    struct courier *courier = broker->courier;
    gather_releases(broker);
    if (courier->releases || courier->released_count == 0 || broker->now_ns < courier->release_again_ns) {
        return;
    }
    courier->releases = true;
    courier->release = (store_release_t){.done = release_done, .context = broker, .incarnation = broker->incarnation, .deliveries = courier->released,
                                         .count = courier->released_count};
    store_release_start(broker->store, &courier->release);
}

void courier_session_ended(broker_t *broker, session_t *session)
{
    struct courier *courier = broker->courier;
    unsigned cursor = 0;
    outgoing_t out;
    while (session_next_out(session, &cursor, &out)) {
        const delivery_t *delivery = delivery_get(broker->deliveries, out.handle);
        if (delivery != NULL && !delivery->is_answered) {
            delivery_unsent(broker->deliveries, out.handle);
        }
    }
    for (unsigned i = 0; i < session->party_count && courier->left_count < LEFT_MAX; i++) {
        text_set(courier->left[courier->left_count++], PARTY_ID_SIZE, session->parties[i]);
    }
    courier->served_is_stale = true;
}

/* ---- out ---- */

static bool send_next(broker_t *broker, session_t *session, const char *party)
{
    delivery_t *delivery = delivery_next(broker->deliveries, party, session->index, broker->now_ns / NS_PER_MS);
    if (delivery == NULL || delivery->payload == NULL || !session_has_room(session, delivery->size)) {
        return false;
    }
    const blob_t *blob = delivery->payload;
    uint64_t number = session_put_out(session, delivery->handle, delivery->size);
    delivery_sent(broker->deliveries, delivery->handle, session->index);
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
        }
    }
}

void courier_step(broker_t *broker)
{
    open_sealed(broker);
    for (unsigned i = 0; i < sessions_capacity(broker->sessions); i++) {
        session_t *session = session_at(broker->sessions, i);
        if (session != NULL && session->credit_items > 0) {
            pump(broker, session);
        }
    }
    start_claim(broker);
    start_release(broker);
}
