/* SPDX-License-Identifier: EUPL-1.2
 * Deliveries out, within each session's credit and in the order of each line (L8); claims of lines that nobody has, releases of those whose unit has left. A
 * delivery is gone only when the commit that removes its row is durable. */
#include <stdlib.h>
#include <string.h>

#include "base/check.h"
#include "base/log.h"
#include "broker.h"

#define LOOKED_MAX 1024
#define RELEASES_MAX 256
/* Those of the batches under way and of the one that gathers are not counted yet, so their room is kept free. */
#define KEPT_FREE (6 * BATCH_ITEMS_MAX)
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
    bool some_left; /* units may be here that nobody serves any more */
    uint64_t release_again_ns;
    bool is_settling;
    store_release_t settlement;
    store_delivery_t *known; /* of the settlement; malloc'd */
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

/* A unit takes at most half of what the others leave: one that does not answer never takes the room of all (L14). */
static bool has_room(const broker_t *broker, const char *party, size_t size)
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
           !is_given_back(broker->courier, party, course) && has_room(broker, party, size);
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
            release_later(broker, row);
        }
        return;
    }
    (void)blob_hold(blob);
    broker->courier->held_bytes += delivery.size;
}

static void remove_delivery(broker_t *broker, delivery_t *delivery)
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
    delivery_t delivery = {.course = row->course, .seq = row->seq, .sent_count = got->sent_count - 1, .not_before_ms = UINT64_MAX,
                           .size = (uint32_t)(entry.size + sealed.size)};
    uint32_t handle;
    courier->last_course = row->course;
    text_set(courier->last_party, PARTY_ID_SIZE, row->party);
    cached_t *cached = cache_find(broker->cache, row->course);
    text_set(delivery.party, sizeof delivery.party, row->party);
    if (cached != NULL && is_whole(courier, cached, row)) {
        cached_set_waiting(broker->cache, cached, row->party, false);
    }
    status_t status = delivery_add(broker->deliveries, &delivery, &handle);
    if (status != STATUS_OK) {
        if (status != STATUS_COLLISION) {
            release_later(broker, row);
        }
        return;
    }
    courier->held_bytes += delivery.size;
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
}

static void claim_done(void *context, store_claim_t *claim, status_t status)
{
    broker_t *broker = context;
    struct courier *courier = broker->courier;
    courier->claims = false;
    if (status == STATUS_STORE_AWAY) {
        courier_doubt(broker);
    }
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

/* Not while rows are on their way back or in doubt: what stands first in a line must be in the store when the rest is claimed (L8). */
static void start_claim(broker_t *broker)
{
    struct courier *courier = broker->courier;
    bool has_journal_room = broker->gathering != NULL && broker->gathering->attempt_count + CLAIM_ROWS <= ATTEMPTS_MAX;
    bool may_claim = has_journal_room && courier->released_count == 0 && !broker->has_doubtful_rows && broker->incarnation != 0;
    unsigned at = 0;
    while (at < courier->looked_count && !has_room(broker, courier->looked[at], MESSAGE_SIZE_MAX)) {
        at++; /* who has taken its share waits here until it has answered, and the others do not wait for that */
    }
    if (courier->claims || !may_claim || at == courier->looked_count) {
        return;
    }
    courier->claims = true;
    courier->passed_count = 0;
    /* One unit at a time, in the order in which they were looked for: under a backlog no unit starves behind another. */
    text_set(courier->claimed, PARTY_ID_SIZE, courier->looked[at]);
    courier->claimed_list[0] = courier->claimed;
    memmove(courier->looked[at], courier->looked[at + 1], PARTY_ID_SIZE * (--courier->looked_count - at));
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
            courier->held_bytes -= delivery->size;
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

static bool give_back_last(broker_t *broker, uint32_t handle)
{
    delivery_t *last = delivery_last_idle(broker->deliveries, handle);
    store_delivery_t row = {.course = last->course, .seq = last->seq};
    bool is_same = last->handle == handle;
    text_set(row.party, sizeof row.party, last->party);
    remove_delivery(broker, last);
    release_later(broker, &row);
    return is_same;
}

/* Rows that were decided on while their unit was served, of batches that are not over. */
static bool comes_for_unserved(const broker_t *broker)
{
    for (unsigned b = 0; b < 3; b++) {
        const batch_t *batch = &broker->batches[b];
        for (unsigned i = 0; i < batch->outbound_count; i++) {
            if (!courier_serves(broker, batch->deliveries[batch->outbound[i].delivery].party)) {
                return true;
            }
        }
    }
    return false;
}

/* A unit without a session here gives its lines back, each from its end (L8), so that another broker can take them. */
static void gather_releases(broker_t *broker)
{
    struct courier *courier = broker->courier;
    uint32_t cursor = 0;
    const delivery_t *delivery;
    if (!courier->some_left || courier->is_settling || courier->claims || comes_for_unserved(broker)) {
        return; /* what is on its way here goes back too, and before what stands ahead of it */
    }
    while ((delivery = delivery_each(broker->deliveries, &cursor)) != NULL) {
        uint32_t handle = delivery->handle;
        bool goes = !delivery->is_out && !delivery->is_answered && !courier_serves(broker, delivery->party);
        while (goes) {
            if (courier->released_count == RELEASES_MAX) {
                return; /* the rest when these are back */
            }
            goes = !give_back_last(broker, handle);
        }
    }
    courier->some_left = false;
}

static void start_release(broker_t *broker)
{
    struct courier *courier = broker->courier;
    gather_releases(broker);
    if (courier->releases || courier->is_settling || courier->released_count == 0 || broker->now_ns < courier->release_again_ns) {
        return;
    }
    courier->releases = true;
    courier->release = (store_release_t){.done = release_done, .context = broker, .incarnation = broker->incarnation, .deliveries = courier->released,
                                         .count = courier->released_count};
    store_release_start(broker->store, &courier->release);
}

/* ---- rows in doubt ---- */

void courier_doubt(broker_t *broker)
{
    batch_t *batch = broker->gathering;
    broker->has_doubtful_rows = true;
    /* What gathers goes into the store unclaimed, behind what may be there. */
    for (unsigned i = 0; batch != NULL && i < batch->outbound_count; i++) {
        batch->deliveries[batch->outbound[i].delivery].incarnation = 0;
        blob_release(NULL, batch->outbound[i].blob);
    }
    if (batch != NULL) {
        batch->outbound_count = 0;
    }
}

static void settled(void *context, store_release_t *release, status_t status)
{
    broker_t *broker = context;
    struct courier *courier = broker->courier;
    (void)release;
    courier->is_settling = false;
    free(courier->known);
    courier->known = NULL;
    if (status != STATUS_OK) {
        courier->release_again_ns = broker->now_ns + 500 * NS_PER_MS;
        return;
    }
    broker->has_doubtful_rows = false;
    cache_drop_all(broker->cache); /* which lines wait in the store is read anew */
    decide_again(broker);
}

static bool has_own_rows_under_way(const broker_t *broker)
{
    bool has_any = broker->courier->claims || broker->courier->releases;
    for (unsigned i = 0; i < 3; i++) {
        has_any = has_any || (broker->batches[i].is_under_way && broker->batches[i].outbound_count > 0);
    }
    return has_any;
}

/* Where an outcome was unknown, rows may be this broker's that nobody here would ever send. Once nothing of its own is under way, all rows but those that
 * it knows of are given back. Meanwhile nothing is claimed, and what comes new is nobody's. */
static void settle(broker_t *broker)
{
    struct courier *courier = broker->courier;
    uint32_t cursor = 0;
    unsigned count = 0;
    const delivery_t *delivery;
    if (!broker->has_doubtful_rows || courier->is_settling || has_own_rows_under_way(broker) || broker->now_ns < courier->release_again_ns || !keeper_is_ready(broker)) {
        return;
    }
    courier->known = calloc(deliveries_count(broker->deliveries) + 1, sizeof *courier->known);
    CHECK(courier->known != NULL);
    while ((delivery = delivery_each(broker->deliveries, &cursor)) != NULL) {
        store_delivery_t *row = &courier->known[count++];
        *row = (store_delivery_t){.course = delivery->course, .seq = delivery->seq};
        text_set(row->party, sizeof row->party, delivery->party);
    }
    courier->is_settling = true;
    courier->released_count = 0; /* they are among the others */
    courier->settlement = (store_release_t){.done = settled, .context = broker, .incarnation = broker->incarnation, .is_of_all_others = true,
                                            .deliveries = courier->known, .count = count};
    store_release_start(broker->store, &courier->settlement);
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
    courier->served_is_stale = courier->some_left = true;
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
    settle(broker);
    start_claim(broker);
    start_release(broker);
}
