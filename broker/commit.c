/* SPDX-License-Identifier: EUPL-1.2
 * Batches: one gathers while others commit. `accepted` leaves only after the commit (L1); a batch that fails has had no effect, its courses are thrown away and its
 * items are decided again; where the outcome is unknown nothing is said and the name decides (L7). */
#include <stdlib.h>
#include <string.h>

#include "base/check.h"
#include "base/crash_point.h"
#include "base/log.h"
#include "broker.h"

/* Acknowledgements alone wait so long for company. */
#define ACKNOWLEDGED_WAIT_NS UINT64_C(10000000)
/* A second batch beside one under way pays only when it is worth a transaction. */
#define SECOND_BATCH_ITEMS 192
#define NS_PER_MS UINT64_C(1000000)

static int compare_entries(const void *one, const void *other)
{
    const store_entry_t *a = one, *b = other;
    int order = uuid_compare(a->course, b->course);
    return order != 0 ? order : a->seq < b->seq ? -1 : a->seq > b->seq;
}

static int compare_courses(const void *one, const void *other)
{
    return uuid_compare(((const store_course_t *)one)->id, ((const store_course_t *)other)->id);
}

static int compare_cached(const void *one, const void *other)
{
    return uuid_compare((*(cached_t *const *)one)->id, (*(cached_t *const *)other)->id);
}

/* Not from the cache: a connection that was lost meanwhile has emptied it, and the batch holds what it decided on until its end. */
static const course_t *course_at(void *context, unsigned index)
{
    batch_t *batch = context;
    broker_t *broker = batch->broker;
    const cached_t *cached = batch->cached[index];
    CHECK(uuid_equal(cached->id, batch->courses[index].id) && cached->batch == batch->number);
    cached_get_course(cached, &broker->work);
    return &broker->work;
}

/* The next journal row of a transaction stands on the one before it. */
static void add_journal(broker_t *broker, batch_t *batch, entry_t *entry)
{
    CHECK(batch->journal_count < COUNT_OF(batch->journal));
    journal_commit(broker, (unsigned)batch->lane, batch->journal, batch->journal_count);
    journal_make(broker, (unsigned)batch->lane, entry, &batch->bytes, &batch->journal[batch->journal_count++]);
}

static void journal_acknowledged(broker_t *broker, batch_t *batch)
{
    static about_t about[ACKNOWLEDGED_MAX];
    for (unsigned i = 0; i < batch->acknowledged_count; i++) {
        about[i] = (about_t){.course = batch->acknowledged[i].course, .seq = batch->acknowledged[i].seq};
        text_set(about[i].party, sizeof about[i].party, batch->acknowledged[i].party);
    }
    if (batch->acknowledged_count > 0) {
        entry_t entry = {.kind = ENTRY_ACKNOWLEDGED, .about = about, .about_count = batch->acknowledged_count};
        add_journal(broker, batch, &entry);
    }
}

static void journal_attempts(broker_t *broker, batch_t *batch)
{
    if (batch->attempt_count > 0) {
        entry_t entry = {.kind = ENTRY_ATTEMPTED, .about = batch->attempts, .about_count = batch->attempt_count};
        add_journal(broker, batch, &entry);
    }
}

static void journal_denials(broker_t *broker, batch_t *batch)
{
    for (unsigned i = 0; i < batch->denial_count; i++) {
        const denial_t *denial = &batch->denials[i];
        entry_t entry = {.kind = ENTRY_DENIED, .type = denial->type, .status = denial->status, .about = &denial->about, .about_count = 1};
        text_set(entry.party, sizeof entry.party, denial->party);
        text_set(entry.person, sizeof entry.person, denial->person);
        memcpy(entry.key_fingerprint, denial->key_fingerprint, sizeof entry.key_fingerprint);
        add_journal(broker, batch, &entry);
    }
}

static void journal_undeliverable(broker_t *broker, batch_t *batch)
{
    about_t about[COUNT_OF(batch->undeliverable)];
    for (unsigned i = 0; i < batch->undeliverable_count; i++) {
        about[i] = (about_t){.course = batch->undeliverable[i].course, .seq = batch->undeliverable[i].seq};
        text_set(about[i].party, sizeof about[i].party, batch->undeliverable[i].party);
    }
    if (batch->undeliverable_count > 0) {
        entry_t entry = {.kind = ENTRY_UNDELIVERABLE, .status = (status_t)batch->undeliverable[0].incarnation, .about = about, .about_count = batch->undeliverable_count};
        add_journal(broker, batch, &entry);
    }
}

static bytes_t leaves_of(batch_t *batch)
{
    size_t size = 0;
    for (unsigned i = 0; i < batch->entry_count; i++, size += 32) {
        memcpy(batch->leaves + size, batch->entries[i].hash->bytes, 32);
    }
    for (unsigned i = 0; i < batch->journal_count; i++, size += 32) {
        memcpy(batch->leaves + size, batch->journal[i].hash.bytes, 32);
    }
    return (bytes_t){batch->leaves, size};
}

/* Everything that it was decided by was read from, or committed on, connections that stand still: what each entry follows is there, and another broker's entry
 * in its place is found by the key. After a loss the other end may be another timeline, and each head is asserted. */
static bool knows_heads(const broker_t *broker, const batch_t *batch)
{
    return batch->cache_losses == store_losses(broker->store);
}

static void batch_done(void *context, store_batch_t *store, status_t status);

static void start(broker_t *broker, batch_t *batch, int lane)
{
    batch->lane = lane;
    batch->is_under_way = true;
    batch->started_ns = broker->now_ns;
    broker->gathering = NULL;
    qsort(batch->entries, batch->entry_count, sizeof batch->entries[0], compare_entries);
    qsort(batch->courses, batch->course_count, sizeof batch->courses[0], compare_courses);
    qsort(batch->cached, batch->course_count, sizeof batch->cached[0], compare_cached);
    batch->chain_before = broker->chains[lane];
    journal_acknowledged(broker, batch);
    journal_undeliverable(broker, batch);
    journal_attempts(broker, batch);
    journal_denials(broker, batch);
    batch->store = (store_batch_t){
        .done = batch_done, .context = batch, .incarnation = broker->incarnation, .id = ((uint64_t)broker->incarnation << 36) | broker->batch_next++,
        .at = broker_now(broker), .facts_versions = batch->reply_count > 0 ? batch->facts_versions : broker->registry.versions, .entries = batch->entries, .entry_count = batch->entry_count,
        .heads = batch->heads, .head_count = knows_heads(broker, batch) ? 0 : batch->head_count, .courses = batch->courses, .course_count = batch->course_count, .course_at = course_at,
        .journal = batch->journal, .journal_count = batch->journal_count, .deliveries = batch->deliveries, .delivery_count = batch->delivery_count,
        .acknowledged = batch->acknowledged, .acknowledged_count = batch->acknowledged_count, .undeliverable = batch->undeliverable,
        .undeliverable_count = batch->undeliverable_count, .hidden = batch->hidden, .hidden_count = batch->hidden_count,
        .answers = batch->answers, .answers_count = batch->answers_count, .measures = batch->measures, .measure_count = batch->measure_count, .ended = batch->ended, .ended_count = batch->ended_count, .lookups = batch->lookups,
        .lookup_count = batch->lookup_count, .leaves = leaves_of(batch),
    };
    CRASH_POINT(before_batch_sent);
    store_batch_start(broker->store, &batch->store);
}

void commit_empty(batch_t *batch)
{
    for (unsigned i = 0; i < batch->lookup_count; i++) {
        free((uint8_t *)(uintptr_t)batch->lookups[i].entry.data);
    }
    for (unsigned i = 0; i < batch->reply_count; i++) {
        blob_release(NULL, batch->replies[i].blob);
        free(batch->replies[i].refusal);
    }
    for (unsigned i = 0; i < batch->outbound_count; i++) {
        blob_release(NULL, batch->outbound[i].blob);
    }
    batch->bytes.size = 0;
    batch->bytes.full = false;
    batch->reply_count = batch->entry_count = batch->head_count = batch->course_count = batch->delivery_count = batch->outbound_count = 0;
    batch->acknowledged_count = batch->undeliverable_count = batch->hidden_count = batch->answers_count = batch->measure_count = batch->ended_count = batch->lookup_count = batch->journal_count = batch->wake_count = batch->denial_count = batch->attempt_count = 0;
    batch->first_ns = 0;
    batch->is_under_way = false;
}

/* ---- after the commit ---- */

static void reply_refused(broker_t *broker, session_t *session, const reply_t *reply)
{
    allowed_t allowed[ALLOWED_ACTIONS_MAX];
    const refusal_t *refusal = reply->refusal;
    const pending_t *pending = reply->pending;
    unsigned allowed_count = 0;
    cached_t *cached = cache_find(broker->cache, pending->course);
    if (cached != NULL && cached->is_ready && (refusal->status == STATUS_NOT_ALLOWED_NOW || refusal->status == STATUS_OFFER_STALE || refusal->status == STATUS_NOT_YOURS_TO_DO)) {
        calendar_t calendar = CALENDAR_DEFAULT; /* plays no part in what may be sent */
        cached_get_course(cached, &broker->work);
        flow_context_t context = {&broker->registry, &calendar, broker_now(broker), NULL};
        allowed_count = flow_allowed(&context, &broker->work, pending->facts.sending_party, allowed, ALLOWED_ACTIONS_MAX);
    }
    entry_t entry;
    arena_reset(&broker->scratch);
    CHECK(wire_entry_read(blob_entry(reply->blob), &broker->scratch, &entry) == STATUS_OK); /* written by ourselves a moment ago */
    sender_refused(broker, session, &(refused_t){.number = pending->number, .status = refusal->status, .detail = refusal->detail,
                   .missing = (const char(*)[ITEM_CODE_SIZE])entry.missing, .missing_count = entry.missing_count, .allowed = allowed, .allowed_count = allowed_count,
                   .next_owner = refusal->next_owner, .receipt = blob_entry(reply->blob), .broker_time = broker_now(broker)});
}

static void reply_final(broker_t *broker, session_t *session, const reply_t *reply)
{
    bool is_refused = reply->refusal != NULL;
    session_answered(session, reply->pending->message_size, is_refused, broker->now_ns / NS_PER_MS);
    if (is_refused) {
        reply_refused(broker, session, reply);
        return;
    }
    bytes_t receipt = blob_entry(reply->blob);
    sender_accepted(broker, session, &(accepted_t){.number = reply->pending->number, .receipt = receipt, .entry_hash = digest_leaf(receipt), .broker_time = broker_now(broker)});
}

/* L7: the same name. Same bytes: the same receipt for ever. Other bytes: refused, recorded nowhere. Not there after all: decided as new. */
static void reply_looked_up(broker_t *broker, batch_t *batch, const reply_t *reply)
{
    pending_t *pending = reply->pending;
    const store_name_t *lookup = &batch->lookups[reply->lookup];
    session_t *session = broker_session(broker, pending->session);
    entry_t entry;
    if (!lookup->found) {
        pending->is_surely_new = true;
        intake_put_back(broker, pending);
        return;
    }
    CRASH_POINT(looked_up);
    arena_reset(&broker->scratch);
    if (wire_entry_read(lookup->entry, &broker->scratch, &entry) != STATUS_OK) {
        intake_refuse_plainly(broker, pending, STATUS_INTERNAL, "entry");
        return;
    }
    const cached_t *cached = reply->cached;
    cached_get_course(cached, &broker->work);
    const party_t *authority = directory_party(&broker->registry, broker->work.authority);
    const course_key_t *key = authority == NULL ? NULL : cached_key(cached, authority->organisation);
    if (key == NULL) {
        intake_refuse_plainly(broker, pending, STATUS_ERASED, "message_id");
        return;
    }
    digest_t digest = seal_digest(key, (bytes_t){pending->message, pending->message_size});
    if (!digest_equal(&digest, &entry.digest)) {
        intake_refuse_plainly(broker, pending, STATUS_ID_REUSED, "message_id");
        return;
    }
    if (session != NULL) {
        session_answered(session, pending->message_size, false, broker->now_ns / NS_PER_MS);
        if (entry.kind == ENTRY_MESSAGE) {
            sender_accepted(broker, session, &(accepted_t){.number = pending->number, .receipt = lookup->entry, .entry_hash = digest_leaf(lookup->entry), .replayed = true,
                            .broker_time = broker_now(broker)});
        } else {
            sender_refused(broker, session, &(refused_t){.number = pending->number, .status = entry.status, .detail = "", .missing = (const char(*)[ITEM_CODE_SIZE])entry.missing,
                           .missing_count = entry.missing_count, .next_owner = "", .receipt = lookup->entry, .replayed = true, .broker_time = broker_now(broker)});
        }
    }
    intake_free(broker, pending);
}

static void reply_all(broker_t *broker, batch_t *batch)
{
    /* From the last to the first, so that those that go back into line keep their order at its front. */
    for (unsigned i = batch->reply_count; i-- > 0;) {
        if (batch->replies[i].is_lookup && !batch->lookups[batch->replies[i].lookup].found) {
            reply_looked_up(broker, batch, &batch->replies[i]);
            batch->replies[i].pending = NULL;
        }
    }
    for (unsigned i = 0; i < batch->reply_count; i++) {
        const reply_t *reply = &batch->replies[i];
        if (reply->pending == NULL) {
            continue;
        }
        if (reply->is_lookup) {
            reply_looked_up(broker, batch, reply);
            continue;
        }
        session_t *session = reply->pending->is_clock ? NULL : broker_session(broker, reply->pending->session);
        if (session != NULL) {
            reply_final(broker, session, reply);
        }
        intake_free(broker, reply->pending);
    }
}

static void let_go(broker_t *broker, batch_t *batch, bool is_durable)
{
    for (unsigned i = 0; i < batch->course_count; i++) {
        cached_t *cached = batch->cached[i];
        cached->batch = 0;
        cached->fresh_ns = batch->started_ns;
        if (!is_durable || cached->is_doomed) {
            cache_drop(broker->cache, cached);
        }
    }
}

static void succeed(broker_t *broker, batch_t *batch)
{
    keeper_take_time(broker, batch->store.store_at, batch->started_ns);
    journal_commit(broker, (unsigned)batch->lane, batch->journal, batch->journal_count);
    CRASH_POINT(after_commit_before_receipt);
    reply_all(broker, batch);
    if (batch->reply_count > 0) {
        CRASH_POINT_AFTER(after_receipt, sender_flush(broker));
    }
    let_go(broker, batch, true);
    for (unsigned i = 0; i < batch->outbound_count; i++) {
        courier_add(broker, &batch->deliveries[batch->outbound[i].delivery], batch->outbound[i].blob);
    }
    for (unsigned i = 0; i < batch->delivery_count; i++) {
        const store_delivery_t *row = &batch->deliveries[i];
        sender_notice(broker, row->party, row->course, row->seq);
        if (row->incarnation == 0) {
            courier_unclaimed(broker, row);
        }
    }
    for (unsigned i = 0; i < batch->wake_count; i++) {
        batch->wake_list[i] = batch->wake[i];
    }
    if (batch->wake_count > 0) {
        store_wake(broker->store, batch->wake_list, batch->wake_count);
    }
    for (unsigned i = 0; i < batch->acknowledged_count; i++) {
        courier_over(broker, batch->acknowledged_handles[i]);
    }
    if (batch->acknowledged_count > 0) {
        CRASH_POINT(acknowledgement_recorded);
    }
    if (broker->batch_limit < BATCH_ITEMS_MAX) {
        broker->batch_limit = broker->batch_limit * 2 < BATCH_ITEMS_MAX ? broker->batch_limit * 2 : BATCH_ITEMS_MAX;
    }
    commit_empty(batch);
}

/* ---- after a failure ---- */

/* What finds no room is not answered after all: it is sent again. */
static void give_back_acknowledged(broker_t *broker, const batch_t *batch, batch_t *gathering)
{
    for (unsigned i = 0; i < batch->acknowledged_count; i++) {
        if (gathering != NULL && gathering->acknowledged_count < ACKNOWLEDGED_MAX) {
            gathering->acknowledged[gathering->acknowledged_count] = batch->acknowledged[i];
            gathering->acknowledged_handles[gathering->acknowledged_count++] = batch->acknowledged_handles[i];
        } else if (delivery_get(broker->deliveries, batch->acknowledged_handles[i]) != NULL) {
            delivery_unsent(broker->deliveries, batch->acknowledged_handles[i]);
        }
    }
}

/* Acknowledgements and what is told beside them were taken in and must still happen. An undeliverable one without room stays this broker's row, of which
 * it knows nothing: it is settled with the doubtful ones and tried again. */
static void give_back(broker_t *broker, const batch_t *batch, batch_t *gathering)
{
    give_back_acknowledged(broker, batch, gathering);
    for (unsigned i = 0; i < batch->undeliverable_count; i++) {
        if (gathering == NULL || gathering->undeliverable_count == COUNT_OF(gathering->undeliverable)) {
            courier_doubt(broker);
            break;
        }
        gathering->undeliverable[gathering->undeliverable_count++] = batch->undeliverable[i];
    }
    for (unsigned i = 0; gathering != NULL && i < batch->attempt_count && gathering->attempt_count < ATTEMPTS_MAX; i++) {
        gathering->attempts[gathering->attempt_count++] = batch->attempts[i];
    }
    for (unsigned i = 0; gathering != NULL && i < batch->denial_count && gathering->denial_count < DENIALS_MAX; i++) {
        gathering->denials[gathering->denial_count++] = batch->denials[i];
    }
}

static void put_back_all(broker_t *broker, batch_t *batch, status_t refusal)
{
    for (unsigned i = batch->reply_count; i-- > 0;) {
        pending_t *pending = batch->replies[i].pending;
        pending->is_surely_new = false;
        if (refusal != STATUS_OK) {
            intake_refuse_plainly(broker, pending, refusal, "");
        } else {
            intake_put_back(broker, pending);
        }
    }
}

static void tell_failure(broker_t *broker, status_t status, unsigned items)
{
    switch ((int)status) {
    case STATUS_COLLISION:
        log_write(LOG_EVENT_COLLISION, "items=%u", items);
        break;
    case STATUS_FACTS_MOVED:
        break; /* the caller knows by which */
    case STATUS_CLOCK_OFF:
        log_write(LOG_EVENT_CLOCK_OFF, "items=%u", items);
        break;
    case STATUS_FENCED:
        log_write(LOG_EVENT_FENCED, "incarnation=%u", broker->incarnation);
        broker->fatal = STATUS_FENCED;
        break;
    case STATUS_STORE_AWAY:
        log_write(LOG_EVENT_STORE_UNKNOWN, "items=%u", items);
        cache_drop_all(broker->cache);
        courier_doubt(broker);
        break;
    default:
        log_write(LOG_EVENT_BATCH_FAILED, "status=%s items=%u", status_name(status), items);
        break;
    }
}

/* The batch's courses are doubtful, its journal rows were not written, and its items are decided again: alone, if the batch itself was at fault. */
static void fail(broker_t *broker, batch_t *batch, status_t status)
{
    bool is_poison = status == STATUS_INTERNAL || status == STATUS_SCHEMA_WRONG;
    status_t refusal = status == STATUS_DISK_FULL ? STATUS_DISK_FULL : STATUS_OK;
    tell_failure(broker, status, batch->reply_count);
    if (status == STATUS_FACTS_MOVED && memcmp(batch->store.facts_versions, broker->registry.versions, sizeof batch->facts_versions) == 0) {
        keeper_registry_moved(broker);
    }
    if (status == STATUS_STORE_AWAY) {
        journal_doubt(broker, (unsigned)batch->lane);
    } else {
        broker->chains[batch->lane] = batch->chain_before;
    }
    if (is_poison && batch->reply_count <= 1) {
        refusal = STATUS_INTERNAL;
    } else if (is_poison) {
        broker->batch_limit = batch->reply_count / 2;
    }
    let_go(broker, batch, false);
    put_back_all(broker, batch, refusal);
    /* What is poison by itself is not tried again in the same company. */
    give_back(broker, batch, is_poison && batch->reply_count == 0 ? NULL : broker->gathering);
    commit_empty(batch);
}

static void batch_done(void *context, store_batch_t *store, status_t status)
{
    batch_t *batch = context;
    broker_t *broker = batch->broker;
    (void)store;
    if (broker->gathering == NULL) {
        for (unsigned i = 0; i < 3 && broker->gathering == NULL; i++) {
            broker->gathering = broker->batches[i].is_under_way ? NULL : &broker->batches[i];
        }
    }
    if (status == STATUS_OK) {
        succeed(broker, batch);
    } else {
        fail(broker, batch, status);
    }
    if (broker->gathering == NULL) {
        broker->gathering = batch;
    }
    decide_again(broker);
    if (status == STATUS_CLOCK_OFF || status == STATUS_STORE_AWAY) {
        keeper_measure(broker);
    }
}

/* ---- starting ---- */

static bool is_due(const broker_t *broker, const batch_t *batch)
{
    unsigned under_way = store_batches_under_way(broker->store);
    unsigned items = batch->reply_count;
    if (items == 0) {
        unsigned acknowledged = batch->acknowledged_count + batch->undeliverable_count + batch->denial_count + batch->attempt_count;
        return acknowledged >= ACKNOWLEDGED_PAUSE / 2 || (acknowledged > 0 && broker->now_ns - batch->first_ns >= ACKNOWLEDGED_WAIT_NS);
    }
    return under_way == 0 || items >= SECOND_BATCH_ITEMS;
}

/* While the store is away a submit is told so; the client keeps it and sends the same again. */
static void tell_impatient(broker_t *broker)
{
    if (store_is_ready(broker->store) && broker->has_registry && broker->incarnation != 0) {
        return;
    }
    pending_t *next;
    for (pending_t *pending = broker->pending_first; pending != NULL; pending = next) {
        next = pending->next;
        if (broker->now_ns - pending->taken_ns >= STORE_PATIENCE_MS * NS_PER_MS) {
            intake_unlink(broker, pending);
            intake_refuse_plainly(broker, pending, STATUS_STORE_AWAY, "");
        }
    }
}

void commit_step(broker_t *broker)
{
    batch_t *batch = broker->gathering;
    tell_impatient(broker);
    if (batch == NULL || broker->incarnation == 0 || !broker->has_registry) {
        return;
    }
    int lane = store_batch_lane(broker->store);
    if (lane < 0 || !is_due(broker, batch)) {
        return;
    }
    start(broker, batch, lane);
    for (unsigned i = 0; i < 3 && broker->gathering == NULL; i++) {
        broker->gathering = broker->batches[i].is_under_way ? NULL : &broker->batches[i];
    }
}

int commit_wait_ms(const broker_t *broker)
{
    const batch_t *batch = broker->gathering;
    return batch != NULL && batch->acknowledged_count > 0 && broker->incarnation != 0 ? 10 : 100;
}
