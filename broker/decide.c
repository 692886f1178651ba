/* SPDX-License-Identifier: EUPL-1.2
 * One submit, or one due deadline, on its course: known already? may this key? what do the rules say? Then the entry, the sealed body and the deliveries go
 * into the batch that gathers. Nothing is answered here that the batch must make true first (L1). */
#include <stdlib.h>
#include <string.h>

#include "base/check.h"
#include "base/crash_point.h"
#include "base/log.h"
#include "broker.h"
#include "decide.h"

/* Sealed bodies and entries of one item: the message, its wraps, and the notices beside it. */
#define ITEM_BYTES(size) ((size) + SEAL_OVERHEAD(SEAL_WRAPS_MAX) + ENTRY_BYTES_MAX + NOTICES_MAX * (2 * ENTRY_BYTES_MAX + SEAL_OVERHEAD(SEAL_WRAPS_MAX)))

const char *decide_controller(const broker_t *broker, const char *party)
{
    const party_t *found = directory_party(&broker->registry, party);
    return found == NULL ? "" : found->organisation;
}

/* Takes the course into the batch: from now until the batch is over nobody else decides on it. */
void decide_join(broker_t *broker, cached_t *cached)
{
    batch_t *batch = broker->gathering;
    if (cached->batch == 0) {
        cached->batch = batch->number;
        cached->change = batch->course_count;
        batch->courses[batch->course_count] = (store_course_t){cached->id, 0};
        batch->cached[batch->course_count++] = cached;
        if (broker->work.seq > 0) {
            batch->heads[batch->head_count++] = (store_head_t){cached->id, broker->work.seq, broker->work.head};
        }
    }
}

/* Every controller that sends or receives must have a durable key on the course before anything is sealed for it. */
static bool has_keys(broker_t *broker, cached_t *cached, const char *sender, const decision_t *decision)
{
    bool has_all = true;
    const char *parties[2 + RECEIVERS_MAX * (NOTICES_MAX + 1)];
    unsigned count = 0;
    parties[count++] = broker->work.authority;
    if (!text_equal(sender, BROKER_PARTY)) {
        parties[count++] = sender;
    }
    for (unsigned i = 0; i < decision->deliver_count; i++) {
        parties[count++] = decision->deliver_to[i];
    }
    for (unsigned n = 0; n < decision->notice_count; n++) {
        for (unsigned i = 0; i < decision->notices[n].receiver_count; i++) {
            parties[count++] = decision->notices[n].receivers[i];
        }
    }
    for (unsigned i = 0; i < count; i++) {
        const char *controller = decide_controller(broker, parties[i]);
        if (controller[0] != '\0' && cached_key(cached, controller) == NULL) {
            loader_want_key(broker, cached, controller);
            has_all = false;
        }
    }
    return has_all;
}

static void add_key(const course_key_t **keys, unsigned *count, const course_key_t *key)
{
    for (unsigned i = 0; i < *count; i++) {
        if (keys[i] == key) {
            return;
        }
    }
    if (key != NULL && *count < SEAL_WRAPS_MAX) {
        keys[(*count)++] = key;
    }
}

/* One line of the log in the making, with whom it goes to. */
typedef struct {
    cached_t *cached;
    entry_t *entry;
    bytes_t message;  /* empty: a refusal keeps no body */
    const char *sender; /* whose controller can read it; BROKER_PARTY: only receivers and the authority */
    const char (*receivers)[PARTY_ID_SIZE];
    unsigned receiver_count;
} line_t;

static bytes_t seal_line(broker_t *broker, const line_t *line)
{
    const course_key_t *keys[SEAL_WRAPS_MAX];
    unsigned key_count = 0;
    uint8_t random[SEAL_RANDOM_SIZE];
    if (line->message.size == 0) {
        return (bytes_t){NULL, 0};
    }
    const char *sender = text_equal(line->sender, BROKER_PARTY) ? broker->work.authority : line->sender;
    add_key(keys, &key_count, cached_key(line->cached, decide_controller(broker, sender)));
    for (unsigned i = 0; i < line->receiver_count; i++) {
        add_key(keys, &key_count, cached_key(line->cached, decide_controller(broker, line->receivers[i])));
    }
    CHECK(key_count > 0);
    broker_random(broker, random, sizeof random);
    buffer_t *bytes = &broker->gathering->bytes;
    size_t start = bytes->size;
    seal_body(&(seal_input_t){line->cached->id, line->entry->name, line->message, keys, key_count, random}, bytes, &line->entry->body_hash);
    line->entry->has_body = true;
    return (bytes_t){bytes->data + start, bytes->size - start};
}

/* Writes the entry, chains it, and puts it into the batch. Gives entry and message bytes for receipt and deliveries. */
static blob_t *append(broker_t *broker, line_t *line)
{
    batch_t *batch = broker->gathering;
    course_t *course = &broker->work;
    entry_t *entry = line->entry;
    unsigned index = batch->entry_count++;
    CHECK(index < COUNT_OF(batch->entries));
    entry->chain = course->id;
    entry->seq = course->seq + 1;
    entry->previous = course->head;
    instant_t now = broker_now(broker);
    entry->at = now > course->last_at ? now : course->last_at;
    entry->has_name = true;
    entry->delivered_count = line->receiver_count;
    memcpy(entry->delivered_to, line->receivers, sizeof entry->delivered_to[0] * line->receiver_count);
    bytes_t sealed = seal_line(broker, line);
    size_t start = batch->bytes.size;
    CHECK(wire_entry_write(entry, &batch->bytes) == STATUS_OK && !batch->bytes.full);
    bytes_t bytes = {batch->bytes.data + start, batch->bytes.size - start};
    batch->hashes[index] = digest_leaf(bytes);
    memcpy(batch->names[index], entry->name, sizeof batch->names[index]);
    course->seq = entry->seq;
    course->head = batch->hashes[index];
    course->last_at = entry->at;
    batch->entries[index] = (store_entry_t){.course = course->id, .seq = entry->seq, .at = entry->at, .kind = entry->kind, .type = entry->type,
                                            .party = NULL, .name = batch->names[index], .hash = &batch->hashes[index], .entry = bytes, .sealed = sealed};
    text_set(batch->entry_parties[index], sizeof batch->entry_parties[index], entry->party);
    batch->entries[index].party = batch->entry_parties[index];
    return blob_make(bytes, line->message);
}

/* L8: a new row may be this broker's at once only when nothing of its line waits in the store or with another broker. */
static void deliver(broker_t *broker, cached_t *cached, const char *party, uint64_t seq, blob_t *blob)
{
    batch_t *batch = broker->gathering;
    CHECK(batch->delivery_count < COUNT_OF(batch->deliveries));
    store_delivery_t *row = &batch->deliveries[batch->delivery_count];
    text_set(row->party, sizeof row->party, party);
    row->course = cached->id;
    row->seq = seq;
    bool is_ours = !cached_is_waiting(cached, party) && courier_takes(broker, party, cached->id, blob->message_size);
    row->incarnation = is_ours ? broker->incarnation : 0;
    if (is_ours) {
        batch->outbound[batch->outbound_count++] = (outbound_t){batch->delivery_count, blob_hold(blob)};
    } else {
        cached_set_waiting(broker->cache, cached, party, true);
        if (!courier_serves(broker, party) && batch->wake_count < COUNT_OF(batch->wake)) {
            text_set(batch->wake[batch->wake_count++], PARTY_ID_SIZE, party);
        }
    }
    batch->delivery_count++;
}

static void deliver_all(broker_t *broker, const line_t *line, blob_t *blob)
{
    for (unsigned i = 0; i < line->receiver_count; i++) {
        deliver(broker, line->cached, line->receivers[i], line->entry->seq, blob);
    }
}

void decide_describe(const broker_t *broker, const decision_t *decision, entry_t *entry)
{
    const course_t *course = &broker->work;
    entry->flow = decision->flow;
    entry->flow_kind = decision->flow_kind;
    entry->from = decision->from;
    entry->to = decision->to;
    entry->rule_row = decision->rule_row;
    memcpy(entry->rules_hash, broker->rules_hash, sizeof entry->rules_hash);
    entry->duty = course->duty;
    entry->duty_epoch = course->duty_epoch;
    text_set(entry->holder, sizeof entry->holder, course->holder);
    if (course_offer_is_open(course)) {
        entry->offer = course->offer.id;
        entry->offered_count = course->offer.to_count;
        memcpy(entry->offered_to, course->offer.to, sizeof entry->offered_to);
        entry->accept_by = course->offer.accept_by;
    }
    text_set(entry->awaited, sizeof entry->awaited, decision->awaited);
    entry->due_at = decision->due_at;
}

static void describe_message(broker_t *broker, const pending_t *pending, const decision_t *decision, const course_key_t *key, entry_t *entry)
{
    const message_facts_t *facts = &pending->facts;
    *entry = (entry_t){.kind = decision->status == STATUS_OK ? ENTRY_MESSAGE : ENTRY_REFUSED, .type = facts->type, .status = decision->status};
    text_set(entry->party, sizeof entry->party, facts->sending_party);
    text_set(entry->person, sizeof entry->person, facts->person);
    seal_key_fingerprint(pending->public_key, entry->key_fingerprint);
    seal_name(key, facts->sending_party, facts->message_id, entry->name);
    entry->digest = seal_digest(key, (bytes_t){pending->message, pending->message_size});
    entry->has_digest = true;
    decide_describe(broker, decision, entry);
    entry->occurred_at = facts->occurred_at;
    entry->recorded_for = facts->recorded_for;
    entry->recorded_afterwards = facts->recorded_afterwards;
    entry->disclosure_ground = facts->disclosure_ground;
    entry->reason = facts->reason;
    entry->missing_count = decision->missing_count;
    memcpy(entry->missing, decision->missing, sizeof entry->missing);
    memcpy(entry->standard_hash, decision->standard_hash, sizeof entry->standard_hash);
    entry->section_count = decision->section_count;
    memcpy(entry->sections, decision->sections, sizeof entry->sections);
    const uuid_t others[] = {decision->linked_course, decision->earlier_course, decision->joined_course};
    for (unsigned i = 0; i < COUNT_OF(others); i++) {
        entry->linked_course = uuid_is_nil(others[i]) ? entry->linked_course : others[i];
    }
    bool is_of_consent = decision->status == STATUS_OK && (facts->type == TYPE_CONSENT_GIVEN || facts->type == TYPE_CONSENT_WITHDRAWN);
    const char *consent = is_of_consent ? facts->consent_id : decision->status == STATUS_OK ? decision->consent : "";
    if (consent[0] != '\0') {
        seal_consent(key, consent, entry->consent);
    }
}

/* A message that the broker makes itself is an entry like any other, from BROKER_PARTY. */
blob_t *decide_append_notice(broker_t *broker, cached_t *cached, const notice_t *notice, entry_t *entry)
{
    uint8_t space[ENTRY_BYTES_MAX];
    buffer_t bytes = {.data = space, .capacity = sizeof space};
    const course_key_t *key = cached_key(cached, decide_controller(broker, broker->work.authority));
    CHECK(wire_notice_write(notice, &bytes) == STATUS_OK);
    text_set(entry->party, sizeof entry->party, BROKER_PARTY);
    seal_name(key, BROKER_PARTY, notice->message_id, entry->name);
    line_t line = {cached, entry, buffer_bytes(&bytes), BROKER_PARTY, (const char(*)[PARTY_ID_SIZE])notice->receivers, notice->receiver_count};
    blob_t *blob = append(broker, &line);
    deliver_all(broker, &line, blob);
    return blob;
}

static void append_notices(broker_t *broker, cached_t *cached, const decision_t *decision, unsigned first)
{
    for (unsigned i = first; i < decision->notice_count; i++) {
        entry_t entry = {.kind = ENTRY_NOTICE, .type = decision->notices[i].type};
        decide_describe(broker, decision, &entry);
        entry.offer = decision->notices[i].offer;
        blob_release(NULL, decide_append_notice(broker, cached, &decision->notices[i], &entry));
    }
}

static void name_target(const message_facts_t *facts, const course_key_t *key, uint8_t name[16])
{
    seal_name(key, facts->target_party[0] != '\0' ? facts->target_party : facts->sending_party, facts->target_message, name);
}

static bool knows_target(const broker_t *broker, const cached_t *cached, const message_facts_t *facts, const course_key_t *key)
{
    uint8_t name[16];
    name_target(facts, key, name);
    return cached_has_name(broker->cache, cached, name);
}

static void hide(broker_t *broker, cached_t *cached, const pending_t *pending, const course_key_t *key)
{
    batch_t *batch = broker->gathering;
    store_name_t *hidden = &batch->hidden[batch->hidden_count++];
    *hidden = (store_name_t){.course = cached->id, .seq = broker->work.seq + 1};
    name_target(&pending->facts, key, hidden->name);
}

void decide_keep(broker_t *broker, cached_t *cached, const decision_t *decision)
{
    if (decision->status == STATUS_OK) {
        broker->gathering->courses[cached->change].changed |= decision->changed;
    }
    cached_put_course(broker->cache, cached, &broker->work);
}

static void reply_later(broker_t *broker, pending_t *pending, blob_t *blob, const decision_t *decision)
{
    batch_t *batch = broker->gathering;
    reply_t *reply = &batch->replies[batch->reply_count++];
    *reply = (reply_t){.pending = pending, .blob = blob};
    if (decision != NULL && decision->status != STATUS_OK) {
        reply->refusal = malloc(sizeof *reply->refusal);
        CHECK(reply->refusal != NULL);
        *reply->refusal = (refusal_t){.status = decision->status};
        text_set(reply->refusal->detail, sizeof reply->refusal->detail, decision->detail);
        text_set(reply->refusal->next_owner, sizeof reply->refusal->next_owner, decision->next_owner);
    }
    intake_unlink(broker, pending);
}

/* L7: this name may be on the course already. The store is asked inside the batch, which commits something, so that what is stated cannot be lost. */
static void look_up(broker_t *broker, pending_t *pending, cached_t *cached, const uint8_t name[16])
{
    batch_t *batch = broker->gathering;
    decide_join(broker, cached);
    unsigned index = batch->lookup_count++;
    store_name_t *lookup = &batch->lookups[index];
    *lookup = (store_name_t){.course = cached->id, .entry = {malloc(ENTRY_BYTES_MAX), ENTRY_BYTES_MAX}};
    CHECK(lookup->entry.data != NULL);
    memcpy(lookup->name, name, sizeof lookup->name);
    reply_later(broker, pending, NULL, NULL);
    batch->replies[batch->reply_count - 1].is_lookup = true;
    batch->replies[batch->reply_count - 1].lookup = index;
    batch->replies[batch->reply_count - 1].cached = cached;
}

/* A refusal that depends on nothing durable: answered at once, with what would help. */
static void refuse_now(broker_t *broker, pending_t *pending, const decision_t *decision)
{
    if (decision->status == STATUS_UNKNOWN_COURSE || decision->status == STATUS_NOT_KEPT) {
        journal_deny(broker, pending, decision->status); /* a stranger at the door of a course; or counted, without a word of whom it was about */
    }
    intake_unlink(broker, pending);
    intake_refuse(broker, pending, &(refused_t){.number = pending->number, .status = decision->status, .detail = decision->detail,
                  .missing = (const char(*)[ITEM_CODE_SIZE])decision->missing, .missing_count = decision->missing_count, .next_owner = decision->next_owner,
                  .broker_time = broker_now(broker)});
}

/* A refusal that is recorded nowhere is proved by no commit, and another broker may have changed the course: what memory says must be as new as the
 * question. Otherwise the course is read again, or its batch waited for, and the submit stays in line. */
static bool is_fresh(broker_t *broker, const pending_t *pending, cached_t *cached)
{
    bool is_free = cached->batch == 0;
    if (is_free && cached->fresh_ns < pending->taken_ns) {
        cache_drop(broker->cache, cached);
        (void)loader_want(broker, pending->course); /* what waits is looked at again when the course has come */
        return false;
    }
    return is_free;
}

static void refuse_plainly_now(broker_t *broker, pending_t *pending, status_t status)
{
    journal_deny(broker, pending, status);
    intake_unlink(broker, pending);
    intake_refuse_plainly(broker, pending, status, "");
}

flow_context_t decide_context(const broker_t *broker, const calendar_t *calendar)
{
    instant_t now = broker_now(broker);
    return (flow_context_t){&broker->registry, calendar, now > broker->work.last_at ? now : broker->work.last_at, NULL};
}

calendar_t decide_calendar(const config_t *config)
{
    return (calendar_t){config->closed_christmas_eve, config->closed_new_years_eve, config->closed_constitution_day};
}

static void record(broker_t *broker, pending_t *pending, cached_t *cached, const course_key_t *key)
{
    const decision_t *decision = &broker->decision;
    entry_t entry;
    decide_join(broker, cached);
    if (decision->status == STATUS_OK && decision->hides_message) {
        hide(broker, cached, pending, key);
    }
    describe_message(broker, pending, decision, key, &entry);
    consents_end(broker, decision, key);
    bool is_done = decision->status == STATUS_OK;
    line_t line = {cached, &entry, {pending->message, is_done ? pending->message_size : 0}, pending->facts.sending_party,
                   (const char(*)[PARTY_ID_SIZE])decision->deliver_to, is_done ? decision->deliver_count : 0};
    blob_t *blob = append(broker, &line);
    blob->is_by_consent = is_done && decision->consent[0] != '\0';
    cached_add_name(broker->cache, cached, entry.name);
    deliver_all(broker, &line, blob);
    count_answers(broker, decision, &entry);
    count_measures(broker, decision, entry.seq);
    if (is_done) {
        append_notices(broker, cached, decision, 0);
    }
    decide_keep(broker, cached, decision);
    reply_later(broker, pending, blob, decision);
}

/* What was decided, with the other courses that it concerns: all of it in the batch, or none yet. */
static void take(broker_t *broker, pending_t *pending, cached_t *cached, const flow_context_t *context)
{
    const decision_t *decision = &broker->decision;
    if (!has_keys(broker, cached, pending->facts.sending_party, decision)) {
        return; /* decided again when the keys are durable */
    }
    cached_t *linked = NULL;
    if (!uuid_is_nil(decision->linked_course)) {
        linked = other_linked_ready(broker, pending, decision);
        cached = cache_find(broker->cache, pending->course); /* room for the other may have cost its own */
    }
    if (cached == NULL || (linked == NULL && !uuid_is_nil(decision->linked_course))) {
        other_hold(broker, pending);
        return;
    }
    static joined_t joined; /* 60 KiB; one loop, one thread */
    bool joins = !uuid_is_nil(decision->joined_course) && decision->status == STATUS_OK;
    if (joins && !other_joined_ready(broker, pending, context, &joined)) {
        other_hold(broker, pending);
        return;
    }
    record(broker, pending, cached, cached_key(cached, decide_controller(broker, broker->work.authority)));
    if (joins) {
        other_join_courses(broker, &joined, pending->course);
    }
    if (linked != NULL) {
        other_open_linked(broker, pending, linked);
    }
}

static void decide_submit(broker_t *broker, pending_t *pending, cached_t *cached)
{
    const message_facts_t *facts = &pending->facts;
    decision_t *decision = &broker->decision;
    calendar_t calendar = decide_calendar(broker->config);
    uint8_t name[16];
    if (!broker_may(broker, pending->public_key, facts->sending_party, RIGHT_SEND)) {
        bool is_revoked = directory_key_revoked(&broker->registry, pending->public_key);
        bool is_granted = directory_rights(&broker->registry, pending->public_key, facts->sending_party) != 0;
        refuse_plainly_now(broker, pending, is_revoked ? STATUS_KEY_REVOKED : is_granted ? STATUS_RIGHT_MISSING : STATUS_PARTY_NOT_GRANTED);
        return;
    }
    cached_get_course(cached, &broker->work);
    bool exists = broker->work.seq > 0;
    const course_key_t *key = exists ? cached_key(cached, decide_controller(broker, broker->work.authority)) : NULL;
    if ((!exists && facts->has_course) || (exists && key == NULL)) {
        if (is_fresh(broker, pending, cached)) {
            refuse_plainly_now(broker, pending, exists ? STATUS_ERASED : STATUS_UNKNOWN_COURSE);
        }
        return;
    }
    if (exists) {
        seal_name(key, facts->sending_party, facts->message_id, name);
        if (!pending->is_surely_new && cached_has_name(broker->cache, cached, name)) {
            look_up(broker, pending, cached, name);
            return;
        }
    }
    if (exists && facts->type == TYPE_MESSAGE_ANNULLED && !knows_target(broker, cached, facts, key)) {
        if (is_fresh(broker, pending, cached)) {
            refuse_plainly_now(broker, pending, STATUS_NOT_FOUND);
        }
        return;
    }
    flow_context_t context = decide_context(broker, &calendar);
    if (!other_ready(broker, pending, &context)) {
        other_hold(broker, pending);
        return;
    }
    cached = cache_find(broker->cache, pending->course); /* room for the other may have cost its own */
    if (cached == NULL) {
        return;
    }
    if (exists) {
        flow_step(&context, facts, &broker->work, decision);
    } else {
        flow_open(&context, facts, &broker->work, decision);
    }
    if (decision->status != STATUS_OK && (!decision->is_recorded || !exists)) {
        if (is_fresh(broker, pending, cached)) {
            refuse_now(broker, pending, decision);
        }
        return;
    }
    take(broker, pending, cached, &context);
}

/* The store says that something has come, and memory does not: it is older, or this broker has just done it. Read anew it is right, and asked again in a moment. */
static void drop_clock(broker_t *broker, pending_t *pending, cached_t *cached)
{
    if (cached->batch == 0) {
        cache_drop(broker->cache, cached);
    }
    intake_unlink(broker, pending);
    intake_free(broker, pending);
}

static void record_clock(broker_t *broker, pending_t *pending, cached_t *cached, entry_t *entry)
{
    const decision_t *decision = &broker->decision;
    CHECK(decision->notice_count > 0);
    entry->type = decision->notices[0].type;
    uint64_t before = broker->work.seq;
    decide_join(broker, cached);
    decide_describe(broker, decision, entry);
    consents_end(broker, decision, cached_key(cached, decide_controller(broker, broker->work.authority)));
    blob_t *blob = decide_append_notice(broker, cached, &decision->notices[0], entry);
    count_measures(broker, decision, entry->seq);
    append_notices(broker, cached, decision, 1);
    decide_keep(broker, cached, decision);
    CHECK(broker->work.seq > before);
    log_write(LOG_EVENT_DEADLINE_FIRED, "rule=%s step=%u", entry->rule, entry->step);
    reply_later(broker, pending, blob, NULL);
}

/* Deadline numbers begin at 1: 0 asks whether what is outside the course has overtaken it. */
#define WATCHED 0

static void decide_watch(broker_t *broker, pending_t *pending, cached_t *cached, const flow_context_t *context)
{
    decision_t *decision = &broker->decision;
    entry_t entry = {.kind = ENTRY_CLOCK};
    flow_watch(context, &broker->work, decision);
    if (decision->status != STATUS_OK) {
        drop_clock(broker, pending, cached);
        return;
    }
    if (has_keys(broker, cached, BROKER_PARTY, decision)) {
        text_set(entry.rule, sizeof entry.rule, decision->notices[0].rule);
        entry.clock_due = decision->due_at;
        record_clock(broker, pending, cached, &entry);
    }
}

/* L5: at most once, because the entry is the compare-and-set; at least once, because the row stays due until an entry moved it. */
static void decide_clock(broker_t *broker, pending_t *pending, cached_t *cached)
{
    decision_t *decision = &broker->decision;
    calendar_t calendar = decide_calendar(broker->config);
    cached_get_course(cached, &broker->work);
    flow_context_t context = decide_context(broker, &calendar);
    if (pending->deadline == WATCHED) {
        decide_watch(broker, pending, cached, &context);
        return;
    }
    const deadline_t *deadline = NULL;
    for (unsigned i = 0; i < broker->work.deadline_count; i++) {
        deadline = broker->work.deadlines[i].number == pending->deadline ? &broker->work.deadlines[i] : deadline;
    }
    if (deadline == NULL) {
        drop_clock(broker, pending, cached);
        return;
    }
    entry_t entry = {.kind = ENTRY_CLOCK, .clock_due = deadline->due_at, .step = deadline->step, .rule_version = deadline->version};
    text_set(entry.rule, sizeof entry.rule, deadline->rule);
    flow_fire(&context, &broker->work, pending->deadline, decision);
    if (decision->status != STATUS_OK) {
        drop_clock(broker, pending, cached);
        return;
    }
    if (!has_keys(broker, cached, BROKER_PARTY, decision)) {
        return;
    }
    record_clock(broker, pending, cached, &entry);
    CRASH_POINT(deadline_fired_before_commit);
}

static bool has_room(const batch_t *batch, const broker_t *broker, const pending_t *pending)
{
    return batch->reply_count < broker->batch_limit && batch->entry_count + 1 + NOTICES_MAX <= BATCH_ITEMS_MAX * 2 &&
           batch->delivery_count + RECEIVERS_MAX * (NOTICES_MAX + 1) <= BATCH_ITEMS_MAX * 2 && batch->hidden_count < COUNT_OF(batch->hidden) && batch->answers_count < COUNT_OF(batch->answers) && batch->denial_count < DENIALS_MAX &&
           batch->measure_count + MEASURES_MAX <= COUNT_OF(batch->measures) &&
           batch->ended_count + COURSE_CONSENTS_MAX <= COUNT_OF(batch->ended) &&
           batch->course_count + 1 < BATCH_ITEMS_MAX && batch->bytes.size + ITEM_BYTES(pending->message_size) <= BATCH_BYTES_MAX;
}

void decide_again(broker_t *broker)
{
    broker->pending_fresh = broker->pending_first;
    broker->decide_pass++;
}

/* Those that wait for a course in a batch, or on its way, wait for decide_again; only what is fresh is looked at. Nothing overtakes: what comes later
 * for the same course finds it as taken as they did (L8). */
void decide_step(broker_t *broker)
{
    if (broker->incarnation == 0 || !broker->has_registry || broker->registry_is_stale || broker->gathering == NULL) {
        return;
    }
    while (broker->pending_fresh != NULL) {
        pending_t *pending = broker->pending_fresh;
        if (!has_room(broker->gathering, broker, pending)) {
            return;
        }
        cached_t *cached = loader_want(broker, pending->course);
        if (broker->gathering->reply_count == 0) {
            broker->gathering->first_ns = broker->now_ns;
            broker->gathering->cache_losses = broker->cache_losses;
            memcpy(broker->gathering->facts_versions, broker->registry.versions, sizeof broker->registry.versions);
        }
        bool is_held = cached->held_pass == broker->decide_pass + 1;
        if (cached->is_ready && !is_held && (cached->batch == 0 || cached->batch == broker->gathering->number)) {
            if (pending->is_clock) {
                decide_clock(broker, pending, cached);
            } else {
                decide_submit(broker, pending, cached);
            }
        }
        if (broker->pending_fresh == pending) {
            broker->pending_fresh = pending->next; /* it waits; what was decided has left the line, and the mark has moved on */
        }
    }
}
