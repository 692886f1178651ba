/* SPDX-License-Identifier: EUPL-1.2
 * One connection to PostgreSQL: connecting, setting up, one pipelined transaction at a time. A lane never blocks; a transaction that takes too
 * long, or a connection that breaks, ends with STORE_AWAY, which means: the outcome is unknown. */
#ifndef STAFET_STORE_LANE_H
#define STAFET_STORE_LANE_H

#include <libpq-fe.h>

#include "store/params.h"

typedef enum { LANE_DOWN, LANE_CONNECTING, LANE_SETTING_UP, LANE_IDLE, LANE_BUSY, LANE_ROLLING_BACK } lane_state_t;
/* Which statements are prepared and which settings hold. */
typedef enum { LANE_BATCH, LANE_READ, LANE_KEYS } lane_kind_t;

#define LANE_STATEMENTS_MAX 32

typedef struct lane {
    lane_kind_t kind;
    lane_state_t state;
    const char *conninfo;
    PGconn *connection;
    PostgresPollingStatusType polling;
    uint64_t retry_ns, deadline_ns, started_ns;
    unsigned pause_ms, job_timeout_ms;
    uint64_t losses; /* how often the connection was lost */
    bool warned;        /* a WARNING came while a transaction ran: its COMMIT is unknown */
    bool broken;        /* something could not be sent */
    unsigned sent, answered; /* statements of the pipeline */
    unsigned tag[LANE_STATEMENTS_MAX]; /* what the caller calls each statement */
    status_t status;    /* first failure of the pipeline */
    char trouble[160];
    status_t trouble_status;
    params_t params;
    /* A result of a statement of the job; called before the outcome is known. INTERNAL when it cannot be read. */
    status_t (*on_result)(void *context, unsigned tag, const PGresult *result);
    /* The transaction is over. The lane is idle again. */
    void (*on_done)(void *context, status_t status);
    void *context;
} lane_t;

void lane_open(lane_t *lane, lane_kind_t kind, const char *conninfo, unsigned job_timeout_ms);
void lane_close(lane_t *lane);
/* Input, output, time-outs, reconnecting. */
void lane_step(lane_t *lane, uint64_t now_ns);
bool lane_is_up(const lane_t *lane);
bool lane_wants_write(const lane_t *lane);

/* A transaction: begin, statements with the parameters in lane->params (reset after each), end. Only on an idle lane. */
void lane_begin(lane_t *lane, uint64_t now_ns);
/* A send that fails drops the connection; the caller goes on and hears of it in on_done. */
void lane_send(lane_t *lane, const char *statement, unsigned tag, bool binary_result);
void lane_end(lane_t *lane);

/* ---- reading binary results ---- */
int64_t result_int(const PGresult *result, int row, int column); /* int2, int4, int8 by size; 0 for NULL */
bool result_bool(const PGresult *result, int row, int column);
instant_t result_time(const PGresult *result, int row, int column); /* 0 for NULL */
uuid_t result_uuid(const PGresult *result, int row, int column);
bytes_t result_bytes(const PGresult *result, int row, int column);
/* Into a bounded field; INTERNAL when the store holds what does not fit. */
status_t result_text(const PGresult *result, int row, int column, char *field, size_t capacity) MUST_CHECK;

/* SQLSTATE → status, the one switch. */
status_t lane_status_of(const PGresult *result);

#endif
