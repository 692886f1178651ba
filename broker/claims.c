/* SPDX-License-Identifier: EUPL-1.2
 * Claims of lines that nobody has, one unit at a time, and the opening of what came with them. */
#include <stdlib.h>
#include <string.h>

#include "base/check.h"
#include "base/crash_point.h"
#include "courier.h"

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
    if (broker->has_doubtful_rows) {
        return; /* it may stand behind one of those: settled with them */
    }
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
            courier_release_later(broker, row);
        }
        return;
    }
    courier->held_bytes += delivery.size;
    if (got->is_hidden || sealed.size == 0) {
        courier_give_up(broker, delivery_get(broker->deliveries, handle), STATUS_ERASED);
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
    if (status == STATUS_OK && claim->claimed_count > 0) {
        CRASH_POINT(attempt_committed_before_send);
    }
    if (status == STATUS_OK && claim->claimed_count == claim->limit && !broker->has_doubtful_rows) {
        /* The last line may go on in the store: what comes new queues behind it there. */
        store_delivery_t last = {.course = courier->last_course};
        text_set(last.party, sizeof last.party, courier->last_party);
        courier_hold_back(broker, &last);
        delivery_line_has_more(broker->deliveries, last.party, last.course, true);
        for (unsigned i = 0; i < claim->party_count; i++) {
            courier_look(broker, claim->parties[i]);
        }
    }
}

/* Not while rows are on their way back or in doubt: what stands first in a line must be in the store when the rest is claimed (L8). */
void claims_start(broker_t *broker)
{
    struct courier *courier = broker->courier;
    bool has_journal_room = broker->gathering != NULL && broker->gathering->attempt_count + CLAIM_ROWS <= ATTEMPTS_MAX;
    bool may_claim = has_journal_room && courier->released_count == 0 && !broker->has_doubtful_rows && broker->incarnation != 0;
    unsigned at = 0;
    while (at < courier->looked_count && !courier_has_room(broker, courier->looked[at], MESSAGE_SIZE_MAX)) {
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
        static const uint8_t NONE[sizeof entry.consent] = {0};
        *blob = blob_make(entry_bytes, buffer_bytes(&body));
        (*blob)->is_by_consent = entry.kind == ENTRY_MESSAGE && memcmp(entry.consent, NONE, sizeof NONE) != 0;
    }
    return status;
}

/* L8: a batch of this broker whose rows the store has, and whose answer has not come yet, may stand before what another broker put there and this one has
 * claimed meanwhile. It waits, first in its line, until they are in theirs. */
static bool is_behind_a_batch(const broker_t *broker, const delivery_t *delivery)
{
    for (unsigned b = 0; b < 3; b++) {
        const batch_t *batch = &broker->batches[b];
        for (unsigned i = 0; batch->is_under_way && i < batch->outbound_count; i++) {
            const store_delivery_t *row = &batch->deliveries[batch->outbound[i].delivery];
            if (row->seq < delivery->seq && uuid_equal(row->course, delivery->course) && text_equal(row->party, delivery->party)) {
                return true;
            }
        }
    }
    return false;
}

void claims_open(broker_t *broker)
{
    struct courier *courier = broker->courier;
    sealed_t **link = &courier->sealed_first, *last = NULL;
    while (*link != NULL) {
        sealed_t *sealed = *link;
        cached_t *cached = loader_want(broker, sealed->course);
        delivery_t *delivery = delivery_get(broker->deliveries, sealed->handle);
        if (!cached->is_ready || (delivery != NULL && is_behind_a_batch(broker, delivery))) {
            last = sealed;
            link = &sealed->next;
            continue;
        }
        blob_t *blob = NULL;
        status_t status = delivery == NULL ? STATUS_NOT_FOUND : open_body(broker, cached, sealed, delivery->party, &blob);
        if (status == STATUS_OK) {
            delivery->payload = blob;
            courier->held_bytes -= delivery->size;
            delivery->size = blob->entry_size + blob->message_size;
            delivery_ready(broker->deliveries, delivery->handle);
            courier->held_bytes += delivery->size;
        } else if (delivery != NULL) {
            courier_give_up(broker, delivery, status);
        }
        *link = sealed->next;
        free(sealed);
    }
    courier->sealed_last = last;
}

void claims_forget(broker_t *broker)
{
    struct courier *courier = broker->courier;
    while (courier->sealed_first != NULL) {
        sealed_t *sealed = courier->sealed_first;
        courier_over(broker, sealed->handle);
        courier->sealed_first = sealed->next;
        free(sealed);
    }
    courier->sealed_last = NULL;
}
