/* SPDX-License-Identifier: EUPL-1.2
 * One batch, one transaction: facts checked, entries as compare-and-set, what the entries changed, deliveries, journal. All writers use
 * one order (facts, entries by course and seq, then the rest by key), or two brokers would deadlock. */
#include <stdio.h>
#include <string.h>

#include "base/check.h"
#include "base/crash_point.h"
#include "store/batch.h"

enum { TAG_ASSERT, TAG_PLAIN = BATCH_TAG_PLAIN, TAG_LOOKUPS };

static void send_assert(lane_t *lane, const store_batch_t *batch)
{
    params_t *params = &lane->params;
    params_put_int4(params, (int32_t)batch->incarnation);
    params_put_time(params, batch->at);
    unsigned first = params_arrays(params, "sl");
    for (int kind = 0; kind < FACTS_KIND_COUNT; kind++) {
        param_add_int2(params, first, (int16_t)kind);
        param_add_int8(params, first + 1, (int64_t)batch->facts_versions[kind]);
    }
    lane_send(lane, "assert_batch", TAG_ASSERT, true);
}

static void send_heads(lane_t *lane, const store_batch_t *batch)
{
    params_t *params = &lane->params;
    (void)params_arrays(params, "ulx");
    for (unsigned i = 0; i < batch->head_count; i++) {
        const store_head_t *head = &batch->heads[i];
        param_add_uuid(params, 0, head->course);
        param_add_int8(params, 1, (int64_t)head->seq);
        param_add_bytea(params, 2, (bytes_t){head->hash.bytes, sizeof head->hash.bytes});
    }
    lane_send(lane, "assert_heads", TAG_PLAIN, false);
}

static void send_entries(lane_t *lane, const store_batch_t *batch)
{
    params_t *params = &lane->params;
    params_put_int8(params, (int64_t)batch->id);
    (void)params_arrays(params, "ulzssstxxxx");
    for (unsigned i = 0; i < batch->entry_count; i++) {
        const store_entry_t *entry = &batch->entries[i];
        param_add_uuid(params, 1, entry->course);
        param_add_int8(params, 2, (int64_t)entry->seq);
        param_add_time(params, 3, entry->at);
        param_add_int2(params, 4, (int16_t)i);
        param_add_int2(params, 5, (int16_t)entry->kind);
        param_add_int2(params, 6, (int16_t)entry->type);
        param_add_text(params, 7, entry->party);
        param_add_bytea(params, 8, (bytes_t){entry->name, 16});
        param_add_bytea(params, 9, (bytes_t){entry->hash->bytes, sizeof entry->hash->bytes});
        param_add_bytea(params, 10, entry->entry);
        if (entry->sealed.size > 0) {
            param_add_bytea(params, 11, entry->sealed);
        } else {
            param_add_null(params, 11);
        }
    }
    lane_send(lane, "insert_entries", TAG_PLAIN, false);
}

static void send_courses(lane_t *lane, const store_batch_t *batch)
{
    params_t *params = &lane->params;
    (void)params_arrays(params, "ubttttsltbzilttz");
    for (unsigned i = 0; i < batch->course_count; i++) {
        if (batch->courses[i].changed == 0) {
            continue;
        }
        const course_t *course = batch->course_at(batch->context, i);
        param_add_uuid(params, 0, course->id);
        param_add_bool(params, 1, course->is_open);
        param_add_text(params, 2, course->municipality);
        param_add_text(params, 3, course->authority);
        param_add_text(params, 4, course->desk);
        param_add_text(params, 5, course->holder);
        param_add_int2(params, 6, (int16_t)course->duty);
        param_add_int8(params, 7, (int64_t)course->duty_epoch);
        param_add_text(params, 8, course->contact_person);
        param_add_bool(params, 9, course->is_confidential);
        param_add_time(params, 10, course->opened_at);
        param_add_int4(params, 11, (int32_t)course->deadline_next);
        param_add_int8(params, 12, (int64_t)course->seq);
        param_add_text(params, 13, course->moved_to);
        param_add_text(params, 14, course->covering);
        param_add_time(params, 15, course->cover_until);
    }
    lane_send(lane, "upsert_courses", TAG_PLAIN, false);
}

static int32_t flow_flags(const flow_t *flow)
{
    return (flow->triaged ? FLAG_TRIAGED : 0) | (flow->has_risk ? FLAG_RISK : 0) | (flow->followed_up ? FLAG_FOLLOWED_UP : 0) |
           (flow->outreach_failed ? FLAG_OUTREACH_FAILED : 0) | (flow->standby_used ? FLAG_STANDBY_USED : 0) | (flow->told_by_phone ? FLAG_TOLD_BY_PHONE : 0) |
           (flow->is_core ? FLAG_CORE : 0) | (int32_t)(flow->consent << FLAG_CONSENT_SHIFT) | (flow->is_assigned ? FLAG_ASSIGNED : 0);
}

/* "{a,b}": ids of units need no quotes. */
void batch_literal_add(char *literal, size_t capacity, const char *word)
{
    size_t size = strlen(literal);
    CHECK(size + strlen(word) + 3 < capacity);
    literal[size - 1] = size > 2 ? ',' : '{';
    if (size == 2) {
        size = 1;
    }
    memcpy(literal + size, word, strlen(word));
    memcpy(literal + size + strlen(word), "}", 2);
}

static void add_asked(params_t *params, const flow_t *flow)
{
    char asked[RECEIVERS_MAX * PARTY_ID_SIZE + 4] = "{}", said[RECEIVERS_MAX * 2 + 4] = "{}";
    for (unsigned i = 0; i < flow->asked_count; i++) {
        batch_literal_add(asked, sizeof asked, flow->asked[i].party);
        const char digit[] = {(char)('0' + flow->asked[i].said), '\0'};
        batch_literal_add(said, sizeof said, digit);
    }
    param_add_text(params, 19, asked);
    param_add_text(params, 20, said);
}

static void add_handover(params_t *params, const flow_t *flow)
{
    param_add_int2(params, 21, (int16_t)flow->transition);
    param_add_text(params, 22, flow->giver);
    param_add_text(params, 23, flow->taker);
    param_add_text(params, 24, flow->overrider);
    param_add_time(params, 25, flow->planned_at);
    param_add_uuid(params, 26, flow->returns);
    param_add_int4(params, 27, (int32_t)flow->returned);
    param_add_int2(params, 28, (int16_t)flow->followed_up_days);
    param_add_uuid(params, 29, flow->package);
}

/* Type and state before, by turns. */
static void add_past(params_t *params, const flow_t *flow)
{
    char past[FLOW_PAST_MAX * 2 * 12 + 4] = "{}", number[12];
    for (unsigned i = 0; i < flow->past_count; i++) {
        (void)snprintf(number, sizeof number, "%d", (int)flow->past[i].type);
        batch_literal_add(past, sizeof past, number);
        (void)snprintf(number, sizeof number, "%d", (int)flow->past[i].before);
        batch_literal_add(past, sizeof past, number);
    }
    param_add_text(params, 35, past);
}

static void add_others(params_t *params, const flow_t *flow)
{
    param_add_text(params, 30, flow->other);
    param_add_uuid(params, 31, flow->linked);
    param_add_text(params, 32, flow->paragraph);
    param_add_time(params, 33, flow->ends_at);
    param_add_int4(params, 34, (int32_t)flow->marks);
    add_past(params, flow);
}

static void add_flow(params_t *params, uuid_t course, const flow_t *flow)
{
    param_add_uuid(params, 0, course);
    param_add_uuid(params, 1, flow->id);
    param_add_int2(params, 2, (int16_t)flow->kind);
    param_add_int2(params, 3, (int16_t)flow->state);
    param_add_int2(params, 4, (int16_t)flow->state_before);
    param_add_bool(params, 5, flow_is_open(flow));
    param_add_text(params, 6, flow->opened_by);
    param_add_int8(params, 7, (int64_t)flow->opened_seq);
    param_add_bytea(params, 8, (bytes_t){flow->opened_name, sizeof flow->opened_name});
    param_add_time(params, 9, flow->opened_at);
    param_add_time(params, 10, flow->changed_at);
    param_add_bool(params, 11, flow->opened_course);
    param_add_text(params, 12, flow->awaited);
    param_add_int2(params, 13, (int16_t)flow->awaited_role);
    param_add_int2(params, 14, (int16_t)flow->priority);
    param_add_int4(params, 15, flow_flags(flow));
    param_add_int4(params, 16, (int32_t)flow->attempts);
    param_add_time(params, 17, flow->first_attempt_at);
    param_add_time(params, 18, flow->last_attempt_at);
    add_asked(params, flow);
    add_handover(params, flow);
    add_others(params, flow);
}

static void send_flows(lane_t *lane, const store_batch_t *batch)
{
    (void)params_arrays(&lane->params, "uusssbtlxzzbtssiizzttstttzuisututzit");
    for (unsigned i = 0; i < batch->course_count; i++) {
        const course_t *course = batch->courses[i].changed & CHANGED_FLOWS ? batch->course_at(batch->context, i) : NULL;
        for (unsigned f = 0; course != NULL && f < course->flow_count; f++) {
            add_flow(&lane->params, course->id, &course->flows[f]);
        }
    }
    lane_send(lane, "upsert_flows", TAG_PLAIN, false);
}

void batch_send_changed_ids(lane_t *lane, const store_batch_t *batch, unsigned what, const char *statement)
{
    (void)params_arrays(&lane->params, "u");
    for (unsigned i = 0; i < batch->course_count; i++) {
        if (batch->courses[i].changed & what) {
            param_add_uuid(&lane->params, 0, batch->courses[i].id);
        }
    }
    lane_send(lane, statement, TAG_PLAIN, false);
}

static void send_offers(lane_t *lane, const store_batch_t *batch)
{
    batch_send_changed_ids(lane, batch, CHANGED_OFFER, "close_offers");
    params_t *params = &lane->params;
    (void)params_arrays(params, "uluutzz");
    for (unsigned i = 0; i < batch->course_count; i++) {
        const course_t *course = batch->courses[i].changed & CHANGED_OFFER ? batch->course_at(batch->context, i) : NULL;
        if (course == NULL || !course_offer_is_open(course)) {
            continue;
        }
        char to[RECEIVERS_MAX * PARTY_ID_SIZE + 4] = "{}";
        for (unsigned p = 0; p < course->offer.to_count; p++) {
            batch_literal_add(to, sizeof to, course->offer.to[p]);
        }
        param_add_uuid(params, 0, course->id);
        param_add_int8(params, 1, (int64_t)course->offer.epoch);
        param_add_uuid(params, 2, course->offer.id);
        param_add_uuid(params, 3, course->offer.flow);
        param_add_text(params, 4, to);
        param_add_time(params, 5, course->offer.made_at);
        param_add_time(params, 6, course->offer.accept_by);
    }
    lane_send(lane, "upsert_offers", TAG_PLAIN, false);
}

static void add_deadline(params_t *params, uuid_t course, const deadline_t *deadline)
{
    param_add_uuid(params, 0, course);
    param_add_int4(params, 1, (int32_t)deadline->number);
    param_add_text(params, 2, deadline->rule);
    param_add_uuid(params, 3, deadline->flow);
    param_add_text(params, 4, deadline->action_id);
    param_add_time(params, 5, deadline->anchor_at);
    param_add_time(params, 6, deadline->due_at);
    param_add_time(params, 7, deadline->fire_at);
    param_add_int4(params, 8, (int32_t)deadline->step);
    param_add_int2(params, 9, (int16_t)deadline->priority);
    param_add_text(params, 10, deadline->awaited);
    param_add_int2(params, 11, (int16_t)deadline->pause);
    param_add_time(params, 12, deadline->paused_at);
    param_add_time(params, 13, deadline->paused_until);
    param_add_int8(params, 14, deadline->paused_ms);
    param_add_int4(params, 15, (int32_t)deadline->version);
}

static void send_deadlines(lane_t *lane, const store_batch_t *batch)
{
    batch_send_changed_ids(lane, batch, CHANGED_DEADLINES, "delete_deadlines");
    (void)params_arrays(&lane->params, "uitutzzzistszzli");
    for (unsigned i = 0; i < batch->course_count; i++) {
        const course_t *course = batch->courses[i].changed & CHANGED_DEADLINES ? batch->course_at(batch->context, i) : NULL;
        for (unsigned d = 0; course != NULL && d < course->deadline_count; d++) {
            add_deadline(&lane->params, course->id, &course->deadlines[d]);
        }
    }
    lane_send(lane, "insert_deadlines", TAG_PLAIN, false);
}

static void send_involved(lane_t *lane, const store_batch_t *batch)
{
    params_t *params = &lane->params;
    (void)params_arrays(params, "utll");
    for (unsigned i = 0; i < batch->course_count; i++) {
        const course_t *course = batch->courses[i].changed & CHANGED_INVOLVED ? batch->course_at(batch->context, i) : NULL;
        for (unsigned p = 0; course != NULL && p < course->involved_count; p++) {
            param_add_uuid(params, 0, course->id);
            param_add_text(params, 1, course->involved[p].party);
            param_add_int8(params, 2, (int64_t)course->involved[p].since_seq);
            param_add_int8(params, 3, (int64_t)course->involved[p].until_seq);
        }
    }
    lane_send(lane, "upsert_involved", TAG_PLAIN, false);
}

static void send_changes(lane_t *lane, const store_batch_t *batch)
{
    unsigned changed = 0;
    for (unsigned i = 0; i < batch->course_count; i++) {
        changed |= batch->courses[i].changed;
    }
    if (changed == 0) {
        return;
    }
    send_courses(lane, batch);
    if (changed & CHANGED_FLOWS) {
        send_flows(lane, batch);
    }
    if (changed & CHANGED_OFFER) {
        send_offers(lane, batch);
    }
    if (changed & CHANGED_DEADLINES) {
        send_deadlines(lane, batch);
    }
    if (changed & CHANGED_INVOLVED) {
        send_involved(lane, batch);
    }
    if (changed & CHANGED_CONSENTS) {
        batch_send_consents(lane, batch);
    }
}

static void send_deliveries(lane_t *lane, const store_batch_t *batch)
{
    params_t *params = &lane->params;
    (void)params_arrays(params, "tulii");
    for (unsigned i = 0; i < batch->delivery_count; i++) {
        const store_delivery_t *delivery = &batch->deliveries[i];
        param_add_text(params, 0, delivery->party);
        param_add_uuid(params, 1, delivery->course);
        param_add_int8(params, 2, (int64_t)delivery->seq);
        param_add_int4(params, 3, (int32_t)delivery->incarnation);
        param_add_int4(params, 4, delivery->incarnation == 0 ? 0 : 1);
    }
    lane_send(lane, "insert_deliveries", TAG_PLAIN, false);
}

static void add_delivery_keys(params_t *params, const store_delivery_t *deliveries, unsigned count)
{
    unsigned first = params_arrays(params, "tul");
    for (unsigned i = 0; i < count; i++) {
        param_add_text(params, first, deliveries[i].party);
        param_add_uuid(params, first + 1, deliveries[i].course);
        param_add_int8(params, first + 2, (int64_t)deliveries[i].seq);
    }
}

static void send_undeliverable(lane_t *lane, const store_batch_t *batch)
{
    params_t *params = &lane->params;
    add_delivery_keys(params, batch->undeliverable, batch->undeliverable_count);
    (void)params_arrays(params, "zi");
    for (unsigned i = 0; i < batch->undeliverable_count; i++) {
        param_add_time(params, 3, batch->at);
        param_add_int4(params, 4, (int32_t)batch->undeliverable[i].incarnation);
    }
    lane_send(lane, "insert_undeliverable", TAG_PLAIN, false);
    add_delivery_keys(params, batch->undeliverable, batch->undeliverable_count);
    lane_send(lane, "delete_deliveries", TAG_PLAIN, false);
}

static void send_names(lane_t *lane, const store_name_t *names, unsigned count, bool with_seq)
{
    params_t *params = &lane->params;
    (void)params_arrays(params, with_seq ? "uxl" : "ux");
    for (unsigned i = 0; i < count; i++) {
        param_add_uuid(params, 0, names[i].course);
        param_add_bytea(params, 1, (bytes_t){names[i].name, 16});
        if (with_seq) {
            param_add_int8(params, 2, (int64_t)names[i].seq);
        }
    }
    lane_send(lane, with_seq ? "insert_hidden" : "find_messages", with_seq ? TAG_PLAIN : TAG_LOOKUPS, true);
}

static void add_answers(params_t *params, const store_answers_t *answers, const section_answers_t *section)
{
    param_add_uuid(params, 0, answers->course);
    param_add_int8(params, 1, (int64_t)answers->seq);
    param_add_text(params, 2, answers->party);
    param_add_text(params, 3, answers->standard);
    param_add_int2(params, 4, (int16_t)section->section);
    param_add_int2(params, 5, (int16_t)section->answered);
    param_add_int2(params, 6, (int16_t)section->not_relevant);
    param_add_int2(params, 7, (int16_t)section->unknown);
    param_add_int2(params, 8, (int16_t)section->citizen_declines);
    param_add_int2(params, 9, (int16_t)section->blank);
}

static void send_measures(lane_t *lane, const store_batch_t *batch)
{
    params_t *params = &lane->params;
    (void)params_arrays(params, "ulszttsiitsllb");
    for (unsigned i = 0; i < batch->measure_count; i++) {
        const store_measure_t *row = &batch->measures[i];
        const measure_t *measure = &row->measure;
        param_add_uuid(params, 0, row->course);
        param_add_int8(params, 1, (int64_t)row->seq);
        param_add_int2(params, 2, (int16_t)row->number);
        param_add_time(params, 3, row->at);
        param_add_text(params, 4, row->municipality);
        param_add_text(params, 5, measure->party);
        param_add_int2(params, 6, (int16_t)measure->kind);
        param_add_int4(params, 7, (int32_t)measure->code);
        param_add_int4(params, 8, (int32_t)measure->value);
        param_add_text(params, 9, measure->rule);
        param_add_int2(params, 10, (int16_t)measure->priority);
        param_add_int8(params, 11, measure->gross_ms);
        param_add_int8(params, 12, measure->paused_ms);
        param_add_bool(params, 13, measure->is_late);
    }
    lane_send(lane, "insert_measures", TAG_PLAIN, false);
}

static void send_answers(lane_t *lane, const store_batch_t *batch)
{
    (void)params_arrays(&lane->params, "ulttssssss");
    for (unsigned i = 0; i < batch->answers_count; i++) {
        const store_answers_t *answers = &batch->answers[i];
        for (unsigned section = 0; section < answers->section_count; section++) {
            add_answers(&lane->params, answers, &answers->sections[section]);
        }
    }
    lane_send(lane, "insert_answers", TAG_PLAIN, false);
}

void journal_send(lane_t *lane, const journal_rows_t *journal)
{
    params_t *params = &lane->params;
    const store_journal_t *rows = journal->rows;
    params_put_int4(params, (int32_t)journal->incarnation);
    params_put_int8(params, (int64_t)journal->batch);
    (void)params_arrays(params, "ulzssuxx");
    for (unsigned i = 0; i < journal->count; i++) {
        param_add_uuid(params, 2, rows[i].chain);
        param_add_int8(params, 3, (int64_t)rows[i].seq);
        param_add_time(params, 4, rows[i].at);
        param_add_int2(params, 5, (int16_t)(journal->leaf + i));
        param_add_int2(params, 6, (int16_t)rows[i].kind);
        param_add_uuid(params, 7, rows[i].course);
        param_add_bytea(params, 8, (bytes_t){rows[i].hash.bytes, sizeof rows[i].hash.bytes});
        param_add_bytea(params, 9, rows[i].entry);
    }
    lane_send(lane, "insert_journal", TAG_PLAIN, false);
}

static void send_log(lane_t *lane, const store_batch_t *batch)
{
    if (batch->journal_count > 0) {
        journal_send(lane, &(journal_rows_t){batch->incarnation, batch->id, batch->journal, batch->journal_count, batch->entry_count});
    }
    if (batch->leaves.size > 0) {
        params_put_int8(&lane->params, (int64_t)batch->id);
        params_put_bytea(&lane->params, batch->leaves);
        lane_send(lane, "insert_batch", TAG_PLAIN, false);
    } else {
        lane_send(lane, "barrier", TAG_PLAIN, false);
    }
}

static void batch_send(lane_t *lane, const store_batch_t *batch)
{
    send_assert(lane, batch);
    if (batch->entry_count > 0) {
        send_entries(lane, batch);
    }
    if (batch->head_count > 0) {
        send_heads(lane, batch);
    }
    send_changes(lane, batch);
    if (batch->hidden_count > 0) {
        send_names(lane, batch->hidden, batch->hidden_count, true);
    }
    if (batch->answers_count > 0) {
        send_answers(lane, batch);
    }
    if (batch->measure_count > 0) {
        send_measures(lane, batch);
    }
    if (batch->delivery_count > 0) {
        send_deliveries(lane, batch);
    }
    if (batch->acknowledged_count > 0) {
        add_delivery_keys(&lane->params, batch->acknowledged, batch->acknowledged_count);
        lane_send(lane, "delete_deliveries", TAG_PLAIN, false);
    }
    if (batch->undeliverable_count > 0) {
        send_undeliverable(lane, batch);
    }
    if (batch->ended_count > 0) {
        batch_send_ended(lane, batch);
    }
    if (batch->lookup_count > 0) {
        send_names(lane, batch->lookups, batch->lookup_count, false);
    }
    send_log(lane, batch);
}

static status_t batch_result(void *context, unsigned tag, const PGresult *result)
{
    store_batch_t *batch = context;
    if (tag == TAG_ASSERT) {
        batch->store_at = result_time(result, 0, 0);
    }
    for (int row = 0; tag == TAG_LOOKUPS && row < PQntuples(result); row++) {
        int64_t index = result_int(result, row, 0);
        CHECK(index >= 1 && index <= batch->lookup_count);
        store_name_t *name = &batch->lookups[index - 1];
        bytes_t entry = result_bytes(result, row, 1);
        name->found = entry.size <= name->entry.size;
        if (!name->found) {
            return STATUS_INTERNAL;
        }
        memcpy((uint8_t *)(uintptr_t)name->entry.data, entry.data, entry.size);
        name->entry.size = entry.size;
    }
    return STATUS_OK;
}

static void batch_done(void *context, status_t status)
{
    store_batch_t *batch = context;
    batch->done(batch->context, batch, status);
}

static lane_t *free_lane(const store_t *store)
{
    store_t *mutable = (store_t *)(uintptr_t)store;
    for (size_t i = 0; i < COUNT_OF(store->batch); i++) {
        if (mutable->batch[i].state == LANE_IDLE) {
            return &mutable->batch[i];
        }
    }
    return NULL;
}

int store_batch_lane(const store_t *store)
{
    const lane_t *lane = free_lane(store);
    return lane == NULL ? -1 : (int)(lane - store->batch);
}

unsigned store_batches_under_way(const store_t *store)
{
    unsigned count = 0;
    for (size_t i = 0; i < COUNT_OF(store->batch); i++) {
        count += store->batch[i].state == LANE_BUSY || store->batch[i].state == LANE_ROLLING_BACK;
    }
    return count;
}

void store_batch_start(store_t *store, store_batch_t *batch)
{
    lane_t *lane = free_lane(store);
    CHECK(lane != NULL);
    lane->context = batch;
    lane->on_result = batch_result;
    lane->on_done = batch_done;
    lane_begin(lane, store->now_ns);
    batch_send(lane, batch);
    CRASH_POINT_AFTER(batch_sent, (void)PQflush(lane->connection));
    lane_end(lane);
    CRASH_POINT(commit_sent);
}
