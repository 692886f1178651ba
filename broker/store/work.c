/* SPDX-License-Identifier: EUPL-1.2
 * The smaller jobs of the read connection: claims and releases of lines, due deadlines, queries and changes, the broker's life. */
#include <stdlib.h>
#include <string.h>

#include "base/check.h"
#include "base/log.h"
#include "store/job.h"

/* A job whose rows may only be told after the commit keeps its one result until then. */
typedef struct {
    void *job;
    PGresult *result;
} kept_t;

static kept_t *keep(void *job)
{
    kept_t *kept = calloc(1, sizeof *kept);
    CHECK(kept != NULL);
    kept->job = job;
    return kept;
}

/* TAG_KEPT lies beyond the tags of batch.c, whose journal_send is used here too: its result must not pass for the job's. */
enum { TAG_PLAIN, TAG_KEPT = 16 };

static status_t keep_result(void *job, unsigned tag, const PGresult *result)
{
    kept_t *kept = job;
    if (tag == TAG_KEPT) {
        CHECK(kept->result == NULL);
        kept->result = PQcopyResult(result, PG_COPYRES_ATTRS | PG_COPYRES_TUPLES);
        CHECK(kept->result != NULL);
    }
    return STATUS_OK;
}

static int kept_rows(const kept_t *kept, status_t status)
{
    return status == STATUS_OK && kept->result != NULL ? PQntuples(kept->result) : 0;
}

static void forget(void *job)
{
    kept_t *kept = job;
    PQclear(kept->result);
    free(kept);
}

/* ---- claims ---- */

static void put_parties(params_t *params, const store_claim_t *claim)
{
    unsigned index = params_arrays(params, "t");
    for (unsigned i = 0; i < claim->party_count; i++) {
        param_add_text(params, index, claim->parties[i]);
    }
}

static void claim_send(void *job, lane_t *lane)
{
    const store_claim_t *claim = ((kept_t *)job)->job;
    put_parties(&lane->params, claim);
    lane_send(lane, "prepare_claims", TAG_PLAIN, true);
    put_parties(&lane->params, claim);
    lane_send(lane, "lock_claims", TAG_PLAIN, true);
    params_put_int4(&lane->params, (int32_t)claim->incarnation);
    lane_send(lane, "hold_incarnation", TAG_PLAIN, true);
    params_put_int4(&lane->params, (int32_t)claim->incarnation);
    put_parties(&lane->params, claim);
    params_put_int4(&lane->params, (int32_t)claim->limit);
    lane_send(lane, "claim_deliveries", TAG_KEPT, true);
}

static void claim_done(void *job, status_t status)
{
    kept_t *kept = job;
    store_claim_t *claim = kept->job;
    int rows = kept_rows(kept, status);
    claim->claimed_count = (unsigned)rows;
    for (int row = 0; row < rows; row++) {
        store_claimed_t claimed = {
            .row = {.course = result_uuid(kept->result, row, 1), .seq = (uint64_t)result_int(kept->result, row, 2), .incarnation = claim->incarnation},
            .sent_count = (uint32_t)result_int(kept->result, row, 3), .entry = result_bytes(kept->result, row, 4), .sealed = result_bytes(kept->result, row, 5),
            .is_hidden = result_bool(kept->result, row, 6),
        };
        text_set(claimed.row.party, sizeof claimed.row.party, PQgetvalue(kept->result, row, 0));
        claim->claimed(claim->context, &claimed);
    }
    forget(kept);
    claim->done(claim->context, claim, status);
}

void store_claim_start(store_t *store, store_claim_t *claim)
{
    queue_put(&store->read, (task_t){keep(claim), claim_send, keep_result, claim_done, forget}, store->now_ns);
}

static void release_send(void *job, lane_t *lane)
{
    const store_release_t *release = ((kept_t *)job)->job;
    if (release->is_of_all_others) {
        params_put_int4(&lane->params, (int32_t)release->incarnation);
        lane_send(lane, "lock_incarnation", TAG_PLAIN, true);
    }
    params_put_int4(&lane->params, (int32_t)release->incarnation);
    (void)params_arrays(&lane->params, "tul");
    for (unsigned i = 0; i < release->count; i++) {
        param_add_text(&lane->params, 1, release->deliveries[i].party);
        param_add_uuid(&lane->params, 2, release->deliveries[i].course);
        param_add_int8(&lane->params, 3, (int64_t)release->deliveries[i].seq);
    }
    lane_send(lane, release->is_of_all_others ? "release_others" : "release_deliveries", TAG_PLAIN, true);
}

static void release_done(void *job, status_t status)
{
    kept_t *kept = job;
    store_release_t *release = kept->job;
    forget(kept);
    release->done(release->context, release, status);
}

void store_release_start(store_t *store, store_release_t *release)
{
    queue_put(&store->read, (task_t){keep(release), release_send, keep_result, release_done, forget}, store->now_ns);
}

/* ---- what has been stopped meanwhile ---- */

static void stopped_send(void *job, lane_t *lane)
{
    const store_stopped_t *stopped = ((kept_t *)job)->job;
    (void)params_arrays(&lane->params, "tul");
    for (unsigned i = 0; i < stopped->count; i++) {
        param_add_text(&lane->params, 0, stopped->deliveries[i].party);
        param_add_uuid(&lane->params, 1, stopped->deliveries[i].course);
        param_add_int8(&lane->params, 2, (int64_t)stopped->deliveries[i].seq);
    }
    lane_send(lane, "find_stopped", TAG_KEPT, true);
}

static void stopped_done(void *job, status_t status)
{
    kept_t *kept = job;
    store_stopped_t *stopped = kept->job;
    int rows = kept_rows(kept, status);
    for (int row = 0; row < rows; row++) {
        int64_t place = result_int(kept->result, row, 0);
        CHECK(place >= 1 && place <= stopped->count);
        stopped->stopped(stopped->context, (unsigned)(place - 1));
    }
    forget(kept);
    stopped->done(stopped->context, stopped, status);
}

void store_stopped_start(store_t *store, store_stopped_t *job)
{
    queue_put(&store->read, (task_t){keep(job), stopped_send, keep_result, stopped_done, forget}, store->now_ns);
}

/* ---- wake-ups ---- */

static void wake_send(void *job, lane_t *lane)
{
    const store_t *store = job;
    unsigned index = params_arrays(&lane->params, "t");
    for (unsigned i = 0; i < store->woken_count; i++) {
        param_add_text(&lane->params, index, store->woken[i]);
    }
    lane_send(lane, "notify_parties", TAG_PLAIN, true);
}

static status_t wake_result(void *job, unsigned tag, const PGresult *result)
{
    (void)job;
    (void)tag;
    (void)result;
    return STATUS_OK;
}

static void wake_done(void *job, status_t status)
{
    (void)status;
    ((store_t *)job)->wakes = false;
}

void store_wake(store_t *store, const char *const *parties, unsigned count)
{
    if (store->wakes) {
        return;
    }
    store->wakes = true;
    store->woken_count = count < WAKE_MAX ? count : WAKE_MAX;
    for (unsigned i = 0; i < store->woken_count; i++) {
        text_set(store->woken[i], sizeof store->woken[i], parties[i]);
    }
    queue_put(&store->read, (task_t){store, wake_send, wake_result, wake_done, NULL}, store->now_ns);
}

/* ---- presence ---- */

static void presence_send(void *job, lane_t *lane)
{
    const store_presence_t *presence = ((kept_t *)job)->job;
    params_put_int4(&lane->params, (int32_t)presence->incarnation);
    unsigned index = params_arrays(&lane->params, "t");
    for (unsigned i = 0; i < presence->party_count; i++) {
        param_add_text(&lane->params, index, presence->parties[i]);
    }
    lane_send(lane, "set_presence", TAG_PLAIN, true);
}

static void presence_done(void *job, status_t status)
{
    kept_t *kept = job;
    store_presence_t *presence = kept->job;
    forget(kept);
    presence->done(presence->context, presence, status);
}

void store_presence_start(store_t *store, store_presence_t *presence)
{
    queue_put(&store->read, (task_t){keep(presence), presence_send, keep_result, presence_done, forget}, store->now_ns);
}

/* ---- due deadlines ---- */

static void due_send(void *job, lane_t *lane)
{
    const store_due_t *due = ((kept_t *)job)->job;
    params_put_time(&lane->params, due->now);
    params_put_int4(&lane->params, (int32_t)due->limit);
    lane_send(lane, due->is_watch ? "find_watched" : "find_due", TAG_KEPT, true);
}

static void due_done(void *job, status_t status)
{
    kept_t *kept = job;
    store_due_t *due = kept->job;
    int rows = kept_rows(kept, status);
    due->count = (unsigned)rows;
    for (int row = 0; row < rows; row++) {
        due->each(due->context, result_uuid(kept->result, row, 0), (uint32_t)result_int(kept->result, row, 1));
    }
    forget(kept);
    due->done(due->context, due, status);
}

void store_due_start(store_t *store, store_due_t *due)
{
    queue_put(&store->read, (task_t){keep(due), due_send, keep_result, due_done, forget}, store->now_ns);
}

/* ---- queries and changes ---- */

static void query_send(void *job, lane_t *lane)
{
    const store_query_t *query = ((kept_t *)job)->job;
    for (unsigned i = 0; i < query->parameter_count; i++) {
        /* Text parameters are cast by the statement ($1::text and onwards), so their binary form is the text itself. */
        if (query->parameters[i] == NULL) {
            params_put_null(&lane->params);
        } else {
            params_put_text(&lane->params, query->parameters[i]);
        }
    }
    lane_send(lane, query->statement, TAG_KEPT, false);
    if (query->bumps >= 0) {
        params_put_int4(&lane->params, query->bumps);
        lane_send(lane, "bump_facts", TAG_PLAIN, true);
    }
    if (query->journal != NULL) {
        journal_send(lane, &(journal_rows_t){query->incarnation, query->batch_id, query->journal, 1, 0});
        params_put_int8(&lane->params, (int64_t)query->batch_id);
        params_put_bytea(&lane->params, (bytes_t){query->journal->hash.bytes, sizeof query->journal->hash.bytes});
        lane_send(lane, "insert_batch", TAG_PLAIN, true);
    }
}

#define COLUMNS_MAX 40

static void tell_row(const store_query_t *query, const PGresult *result, int row)
{
    store_column_t columns[COLUMNS_MAX];
    unsigned char *freed[COLUMNS_MAX] = {NULL};
    int count = PQnfields(result);
    CHECK(count <= COLUMNS_MAX);
    for (int column = 0; column < count; column++) {
        bool is_null = PQgetisnull(result, row, column);
        columns[column] = (store_column_t){PQfname(result, column), is_null ? NULL : PQgetvalue(result, row, column), (size_t)PQgetlength(result, row, column)};
        if (!is_null && PQftype(result, column) == 17) {
            freed[column] = PQunescapeBytea((const unsigned char *)PQgetvalue(result, row, column), &columns[column].size);
            columns[column].value = (const char *)freed[column];
        }
    }
    query->row(query->context, columns, (unsigned)count);
    for (int column = 0; column < count; column++) {
        PQfreemem(freed[column]);
    }
}

static void query_done(void *job, status_t status)
{
    kept_t *kept = job;
    store_query_t *query = kept->job;
    int rows = kept_rows(kept, status);
    query->row_count = (unsigned)rows;
    for (int row = 0; row < rows; row++) {
        tell_row(query, kept->result, row);
    }
    forget(kept);
    query->done(query->context, query, status);
}

void store_query_start(store_t *store, store_query_t *query)
{
    CHECK(query->parameter_count <= STORE_PARAMETERS_MAX);
    queue_put(&store->read, (task_t){keep(query), query_send, keep_result, query_done, forget}, store->now_ns);
}

/* ---- the broker's life ---- */

enum { TAG_LIFE = 2, TAG_FENCED, TAG_MIGRATION, TAG_VERSIONS };

static void life_send(void *job, lane_t *lane)
{
    const store_life_t *life = job;
    params_t *params = &lane->params;
    if (life->kind == LIFE_START) {
        lane_send(lane, "read_migration", TAG_MIGRATION, true);
        params_put_text(params, life->software);
        params_put_text(params, life->endpoints);
        lane_send(lane, "start_incarnation", TAG_LIFE, true);
        return;
    }
    if (life->kind == LIFE_BEAT && life->dead_after_ms > 0) {
        params_put_int4(params, (int32_t)life->incarnation);
        params_put_int4(params, (int32_t)life->dead_after_ms);
        lane_send(lane, "fence_dead", TAG_FENCED, true);
    }
    params_put_int4(params, (int32_t)life->incarnation);
    lane_send(lane, life->kind == LIFE_BEAT ? "beat" : "end_incarnation", life->kind == LIFE_BEAT ? TAG_LIFE : TAG_PLAIN, true);
    if (life->kind == LIFE_BEAT) {
        lane_send(lane, "load_facts", TAG_VERSIONS, true);
        params_put_int4(params, (int32_t)(life->stuck_after_ms / 1000));
        lane_send(lane, "terminate_stuck", TAG_PLAIN, true);
    }
    lane_send(lane, "free_lines", TAG_PLAIN, true);
}

static status_t life_result(void *job, unsigned tag, const PGresult *result)
{
    store_life_t *life = job;
    if (tag == TAG_LIFE && PQntuples(result) == 0) {
        return STATUS_FENCED;
    }
    if (tag == TAG_LIFE && life->kind == LIFE_START) {
        life->incarnation = (uint32_t)result_int(result, 0, 0);
        life->store_at = result_time(result, 0, 1);
    } else if (tag == TAG_LIFE) {
        life->store_at = result_time(result, 0, 0);
    } else if (tag == TAG_FENCED) {
        life->fenced_count = (unsigned)PQntuples(result);
    } else if (tag == TAG_VERSIONS) {
        for (int row = 0; row < PQntuples(result) && row < FACTS_KIND_COUNT; row++) {
            life->facts_versions[row] = (uint64_t)result_int(result, row, 1);
        }
    } else if (tag == TAG_MIGRATION) {
        life->migration = (uint32_t)result_int(result, 0, 0);
        life->is_virtual = result_bool(result, 0, 1);
    }
    return STATUS_OK;
}

static void life_done(void *job, status_t status)
{
    store_life_t *life = job;
    life->done(life->context, life, status);
}

void store_life_start(store_t *store, store_life_t *life)
{
    queue_put(&store->read, (task_t){life, life_send, life_result, life_done, NULL}, store->now_ns);
}
