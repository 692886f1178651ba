/* SPDX-License-Identifier: EUPL-1.2
 * One connection to PostgreSQL in pipeline mode. Nothing of a statement's parameters or rows ever reaches a log or an error text. */
#include "store/lane.h"

#include <endian.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/check.h"
#include "base/log.h"
#include "sql_query.h"

#define NS_PER_MS UINT64_C(1000000)
#define CONNECT_TIMEOUT_MS 5000
#define PAUSE_FIRST_MS 50
#define PAUSE_LAST_MS 2000
#define STORE_EPOCH_MS INT64_C(946684800000)

/* Tags of the caller lie below. */
enum { TAG_BEGIN = 1000, TAG_COMMIT };

/* Settings of every session, then those of batches. Work is found by key, never by scanning a table: while a table is young the planner would, and keep
 * that plan when it has grown. Batches join small arrays with large tables, and the planner, which sees neither, is told so. */
#define OPTIONS_ALL "-c search_path= -c timezone=UTC -c lock_timeout=2s -c statement_timeout=10s -c jit=off -c client_min_messages=warning -c enable_seqscan=off"
#define OPTIONS_BATCH " -c plan_cache_mode=force_generic_plan -c enable_hashjoin=off -c enable_mergejoin=off -c work_mem=32MB"

static void keep_notice(void *context, const PGresult *result)
{
    lane_t *lane = context;
    const char *severity = PQresultErrorField(result, PG_DIAG_SEVERITY_NONLOCALIZED);
    if (severity != NULL && strcmp(severity, "WARNING") == 0) {
        lane->warned = true;
    }
}

static void trouble(lane_t *lane, status_t status, const char *text)
{
    lane->trouble_status = status;
    (void)snprintf(lane->trouble, sizeof lane->trouble, "%s", text);
}

/* Drops the connection and comes back later; a transaction under way ends as unknown. */
static void drop(lane_t *lane, uint64_t now_ns, status_t status)
{
    bool was_busy = lane->state == LANE_BUSY || lane->state == LANE_ROLLING_BACK;
    bool was_up = lane_is_up(lane);
    status_t outcome = lane->state == LANE_ROLLING_BACK && lane->status != STATUS_OK ? lane->status : status;
    lane->losses += was_up ? 1 : 0;
    PQfinish(lane->connection);
    lane->connection = NULL;
    lane->broken = false;
    lane->state = LANE_DOWN;
    lane->pause_ms = was_up ? PAUSE_FIRST_MS : lane->pause_ms * 2;
    if (lane->pause_ms > PAUSE_LAST_MS) {
        lane->pause_ms = PAUSE_LAST_MS;
    }
    lane->retry_ns = now_ns + lane->pause_ms * NS_PER_MS;
    if (was_busy) {
        lane->on_done(lane->context, outcome);
    }
}

void lane_open(lane_t *lane, lane_kind_t kind, const char *conninfo, unsigned job_timeout_ms)
{
    *lane = (lane_t){.kind = kind, .conninfo = conninfo, .job_timeout_ms = job_timeout_ms, .pause_ms = PAUSE_FIRST_MS};
    trouble(lane, STATUS_STORE_AWAY, "not connected yet");
}

void lane_close(lane_t *lane)
{
    PQfinish(lane->connection);
    params_close(&lane->params);
    lane->connection = NULL;
    lane->state = LANE_DOWN;
}

bool lane_is_up(const lane_t *lane)
{
    return lane->state == LANE_IDLE || lane->state == LANE_BUSY || lane->state == LANE_ROLLING_BACK;
}

bool lane_wants_write(const lane_t *lane)
{
    return lane->state == LANE_CONNECTING ? lane->polling == PGRES_POLLING_WRITING
                                          : lane->connection != NULL && PQflush(lane->connection) == 1;
}

static void connect_start(lane_t *lane, uint64_t now_ns)
{
    const char *keywords[] = {"dbname", "options", "application_name", "client_encoding", NULL};
    const char *values[] = {lane->conninfo, lane->kind == LANE_BATCH ? OPTIONS_ALL OPTIONS_BATCH : OPTIONS_ALL, "stafet-broker", "UTF8", NULL};
    lane->connection = PQconnectStartParams(keywords, values, 1);
    CHECK(lane->connection != NULL);
    lane->state = LANE_CONNECTING;
    lane->deadline_ns = now_ns + CONNECT_TIMEOUT_MS * NS_PER_MS;
    lane->polling = PGRES_POLLING_WRITING;
    if (PQstatus(lane->connection) == CONNECTION_BAD) {
        trouble(lane, STATUS_STORE_AWAY, "cannot connect");
        drop(lane, now_ns, STATUS_STORE_AWAY);
    }
}

static bool statement_is_for(const char *name, lane_kind_t kind)
{
    bool is_of_keys = strstr(name, "course_keys") != NULL;
    bool is_shared = strcmp(name, "begin") == 0 || strcmp(name, "commit") == 0 || strcmp(name, "rollback") == 0;
    return is_shared || is_of_keys == (kind == LANE_KEYS);
}

static void sent(lane_t *lane, int ok, unsigned tag)
{
    CHECK(lane->sent < LANE_STATEMENTS_MAX);
    if (!ok) {
        lane->broken = true; /* lane_step drops the connection */
        return;
    }
    lane->tag[lane->sent++] = tag;
}

/* Settings, checks and prepared statements in one round trip; more statements than the tag table, so only a count is kept. */
static void set_up(lane_t *lane, uint64_t now_ns)
{
    PQsetnonblocking(lane->connection, 1);
    PQsetNoticeReceiver(lane->connection, keep_notice, lane);
    CHECK(PQenterPipelineMode(lane->connection) == 1);
    lane->sent = lane->answered = 0;
    lane->status = STATUS_OK;
    unsigned count = 0;
    for (size_t i = 0; i < COUNT_OF(sql_query); i++) {
        if (statement_is_for(sql_query[i].name, lane->kind)) {
            (void)PQsendPrepare(lane->connection, sql_query[i].name, sql_query[i].text, 0, NULL);
            count++;
        }
    }
    if (lane->kind == LANE_READ) {
        (void)PQsendQueryPrepared(lane->connection, "listen", 0, NULL, NULL, NULL, 0);
        count++;
    }
    if (lane->kind != LANE_KEYS) {
        (void)PQsendQueryPrepared(lane->connection, "check_settings", 0, NULL, NULL, NULL, 0);
        count++;
    }
    (void)PQpipelineSync(lane->connection);
    lane->sent = count;
    lane->state = LANE_SETTING_UP;
    lane->deadline_ns = now_ns + CONNECT_TIMEOUT_MS * NS_PER_MS;
}

static void check_settings(lane_t *lane, const PGresult *result)
{
    for (int row = 0; row < PQntuples(result); row++) {
        if (strcmp(PQgetvalue(result, row, 2), "t") != 0) {
            char text[128];
            (void)snprintf(text, sizeof text, "setting %s is %s", PQgetvalue(result, row, 0), PQgetvalue(result, row, 1));
            trouble(lane, STATUS_SCHEMA_WRONG, text);
            lane->status = STATUS_SCHEMA_WRONG;
        }
    }
}

status_t lane_status_of(const PGresult *result)
{
    static const struct { const char *state; status_t status; } TABLE[] = {
        {"ST001", STATUS_COLLISION}, {"ST002", STATUS_FACTS_MOVED}, {"ST003", STATUS_FENCED}, {"ST004", STATUS_CLOCK_OFF},
        {"40P01", STATUS_COLLISION}, {"55P03", STATUS_COLLISION}, {"40001", STATUS_COLLISION}, {"53100", STATUS_DISK_FULL},
        {"25006", STATUS_STORE_AWAY}, {"57014", STATUS_STORE_AWAY}, {"42P01", STATUS_SCHEMA_WRONG}, {"42703", STATUS_SCHEMA_WRONG},
        {"3F000", STATUS_SCHEMA_WRONG}, {"42883", STATUS_SCHEMA_WRONG}, {"26000", STATUS_SCHEMA_WRONG}, {"42501", STATUS_SCHEMA_WRONG},
    };
    const char *state = PQresultErrorField(result, PG_DIAG_SQLSTATE);
    if (state == NULL || strncmp(state, "57P", 3) == 0 || strncmp(state, "08", 2) == 0 || strncmp(state, "53", 2) == 0) {
        return state != NULL && strcmp(state, "53100") == 0 ? STATUS_DISK_FULL : STATUS_STORE_AWAY;
    }
    if (strcmp(state, "23505") == 0) {
        /* Only these keys are the compare-and-set; any other unique key that is hit is our mistake. */
        const char *key = PQresultErrorField(result, PG_DIAG_CONSTRAINT_NAME);
        bool is_race = key != NULL && (strcmp(key, "entry_pkey") == 0 || strcmp(key, "course_pkey") == 0 || strcmp(key, "delivery_pkey") == 0 ||
                                       strcmp(key, "warning_pkey") == 0 || strcmp(key, "route_pkey") == 0);
        return is_race ? STATUS_COLLISION : STATUS_INTERNAL;
    }
    for (size_t i = 0; i < COUNT_OF(TABLE); i++) {
        if (strcmp(state, TABLE[i].state) == 0) {
            return TABLE[i].status;
        }
    }
    return STATUS_INTERNAL;
}

static void fail(lane_t *lane, const PGresult *result)
{
    const char *state = PQresultErrorField(result, PG_DIAG_SQLSTATE);
    const char *routine = PQresultErrorField(result, PG_DIAG_CONSTRAINT_NAME);
    lane->status = lane_status_of(result);
    if (lane->status == STATUS_INTERNAL || lane->status == STATUS_SCHEMA_WRONG) {
        unsigned tag = lane->state == LANE_BUSY && lane->answered < LANE_STATEMENTS_MAX ? lane->tag[lane->answered] : lane->answered;
        log_write(LOG_EVENT_BATCH_FAILED, "sqlstate=%s constraint=%s statement=%u", state == NULL ? "none" : state, routine == NULL ? "none" : routine, tag);
    }
}

static void roll_back(lane_t *lane)
{
    lane->state = LANE_ROLLING_BACK;
    (void)PQsendQueryPrepared(lane->connection, "rollback", 0, NULL, NULL, NULL, 0);
    (void)PQpipelineSync(lane->connection);
}

static void sync_reached(lane_t *lane, uint64_t now_ns)
{
    if (lane->state == LANE_SETTING_UP) {
        if (lane->status != STATUS_OK) {
            status_t status = lane->status;
            if (lane->trouble_status == STATUS_STORE_AWAY && status != STATUS_STORE_AWAY) {
                trouble(lane, status, "a statement does not fit the schema");
            }
            drop(lane, now_ns, status);
            return;
        }
        lane->state = LANE_IDLE;
        trouble(lane, STATUS_OK, "");
        return;
    }
    if (lane->state == LANE_BUSY && lane->status != STATUS_OK) {
        roll_back(lane);
        return;
    }
    /* A warning in a transaction may mean that the wait for the standby was cancelled: the commit is then unknown (L1). */
    status_t status = lane->status == STATUS_OK && lane->warned ? STATUS_STORE_AWAY : lane->status;
    lane->state = LANE_IDLE;
    lane->on_done(lane->context, status);
}

static void take_result(lane_t *lane, const PGresult *result, uint64_t now_ns)
{
    ExecStatusType status = PQresultStatus(result);
    if (status == PGRES_PIPELINE_SYNC) {
        sync_reached(lane, now_ns);
        return;
    }
    if (lane->state == LANE_ROLLING_BACK) {
        return;
    }
    if (status == PGRES_FATAL_ERROR || status == PGRES_BAD_RESPONSE) {
        if (lane->status == STATUS_OK) {
            fail(lane, result);
        }
    } else if (status != PGRES_PIPELINE_ABORTED && lane->state == LANE_SETTING_UP) {
        if (lane->answered + 1 == lane->sent && lane->kind != LANE_KEYS) {
            check_settings(lane, result);
        }
    } else if (status != PGRES_PIPELINE_ABORTED && lane->status == STATUS_OK && lane->tag[lane->answered] < TAG_BEGIN) {
        lane->status = lane->on_result(lane->context, lane->tag[lane->answered], result);
    }
    lane->answered++;
}

static void read_results(lane_t *lane, uint64_t now_ns)
{
    if (PQconsumeInput(lane->connection) == 0) {
        trouble(lane, STATUS_STORE_AWAY, "the connection was lost");
        drop(lane, now_ns, STATUS_STORE_AWAY);
        return;
    }
    /* A NULL ends one statement's results; two in a row, or nothing to read, ends what is there. */
    bool was_null = false;
    while (lane->connection != NULL && (lane->state == LANE_BUSY || lane->state == LANE_SETTING_UP || lane->state == LANE_ROLLING_BACK) && !PQisBusy(lane->connection)) {
        PGresult *result = PQgetResult(lane->connection);
        if (result == NULL) {
            if (was_null) {
                break;
            }
            was_null = true;
            continue;
        }
        was_null = false;
        take_result(lane, result, now_ns);
        PQclear(result);
    }
    if (lane->connection != NULL && PQstatus(lane->connection) == CONNECTION_BAD) {
        trouble(lane, STATUS_STORE_AWAY, "the connection was lost");
        drop(lane, now_ns, STATUS_STORE_AWAY);
    }
}

static void connect_step(lane_t *lane, uint64_t now_ns)
{
    lane->polling = PQconnectPoll(lane->connection);
    if (lane->polling == PGRES_POLLING_OK) {
        set_up(lane, now_ns);
    } else if (lane->polling == PGRES_POLLING_FAILED) {
        trouble(lane, STATUS_STORE_AWAY, "cannot connect");
        drop(lane, now_ns, STATUS_STORE_AWAY);
    }
}

void lane_step(lane_t *lane, uint64_t now_ns)
{
    if (lane->state == LANE_DOWN) {
        if (now_ns >= lane->retry_ns) {
            connect_start(lane, now_ns);
        }
        return;
    }
    if (lane->state == LANE_CONNECTING) {
        connect_step(lane, now_ns);
    } else {
        if (PQflush(lane->connection) < 0 || lane->broken) {
            trouble(lane, STATUS_STORE_AWAY, "the connection was lost");
            drop(lane, now_ns, STATUS_STORE_AWAY);
            return;
        }
        read_results(lane, now_ns);
    }
    bool waits = lane->state == LANE_BUSY || lane->state == LANE_ROLLING_BACK || lane->state == LANE_CONNECTING || lane->state == LANE_SETTING_UP;
    if (waits && now_ns >= lane->deadline_ns) {
        trouble(lane, STATUS_STORE_AWAY, "no answer in time");
        drop(lane, now_ns, STATUS_STORE_AWAY);
    }
}

void lane_begin(lane_t *lane, uint64_t now_ns)
{
    CHECK(lane->state == LANE_IDLE);
    lane->state = LANE_BUSY;
    lane->status = STATUS_OK;
    lane->warned = false;
    lane->sent = lane->answered = 0;
    lane->started_ns = now_ns;
    lane->deadline_ns = now_ns + lane->job_timeout_ms * NS_PER_MS;
    params_reset(&lane->params);
    sent(lane, PQsendQueryPrepared(lane->connection, "begin", 0, NULL, NULL, NULL, 0), TAG_BEGIN);
}

void lane_send(lane_t *lane, const char *statement, unsigned tag, bool binary_result)
{
    const char *values[PARAMS_MAX];
    int lengths[PARAMS_MAX], formats[PARAMS_MAX];
    const params_t *params = &lane->params;
    CHECK(tag < TAG_BEGIN);
    for (unsigned i = 0; i < params->count; i++) {
        values[i] = params->params[i].is_null ? NULL : (const char *)params->params[i].data;
        lengths[i] = (int)params->params[i].size;
        formats[i] = 1;
    }
    int ok = PQsendQueryPrepared(lane->connection, statement, (int)params->count, values, lengths, formats, binary_result ? 1 : 0);
    sent(lane, ok, tag);
    params_reset(&lane->params);
}

void lane_end(lane_t *lane)
{
    sent(lane, PQsendQueryPrepared(lane->connection, "commit", 0, NULL, NULL, NULL, 0), TAG_COMMIT);
    (void)PQpipelineSync(lane->connection);
    (void)PQflush(lane->connection);
}

int64_t result_int(const PGresult *result, int row, int column)
{
    const char *value = PQgetvalue(result, row, column);
    uint16_t small;
    uint32_t middle;
    uint64_t large;
    if (PQgetisnull(result, row, column)) {
        return 0;
    }
    switch (PQgetlength(result, row, column)) {
    case 2: memcpy(&small, value, 2); return (int16_t)be16toh(small);
    case 4: memcpy(&middle, value, 4); return (int32_t)be32toh(middle);
    case 8: memcpy(&large, value, 8); return (int64_t)be64toh(large);
    default: CHECK(false); return 0;
    }
}

bool result_bool(const PGresult *result, int row, int column)
{
    return !PQgetisnull(result, row, column) && PQgetvalue(result, row, column)[0] == 1;
}

instant_t result_time(const PGresult *result, int row, int column)
{
    return PQgetisnull(result, row, column) ? 0 : result_int(result, row, column) / 1000 + STORE_EPOCH_MS;
}

uuid_t result_uuid(const PGresult *result, int row, int column)
{
    uuid_t id = UUID_NIL;
    if (!PQgetisnull(result, row, column)) {
        CHECK(PQgetlength(result, row, column) == 16);
        memcpy(id.bytes, PQgetvalue(result, row, column), 16);
    }
    return id;
}

bytes_t result_bytes(const PGresult *result, int row, int column)
{
    return (bytes_t){(const uint8_t *)PQgetvalue(result, row, column), (size_t)PQgetlength(result, row, column)};
}

status_t result_text(const PGresult *result, int row, int column, char *field, size_t capacity)
{
    status_t status = text_copy(field, capacity, PQgetvalue(result, row, column));
    return status == STATUS_OK ? STATUS_OK : STATUS_INTERNAL;
}
