/* SPDX-License-Identifier: EUPL-1.2
 * A queue as people write one on PostgreSQL: one table; senders insert their window as one statement, readers take the oldest with SKIP LOCKED and delete them. */
#include <arpa/inet.h>
#include <endian.h>
#include <libpq-fe.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "load.h"

#define READ_MAX 256
#define EMPTY_WAIT_NS 1000000L
#define OID_BYTEA 17
#define OID_INT8 20

/* A parameter in PostgreSQL's binary form. */
typedef struct {
    char *bytes;
    size_t size, count_at;
} array_t;

static void require(PGconn *connection, const PGresult *result) {
    ExecStatusType status = PQresultStatus(result);
    if (status != PGRES_COMMAND_OK && status != PGRES_TUPLES_OK) load_fail("postgres", PQerrorMessage(connection));
}

static void run(PGconn *connection, const char *statement) {
    PGresult *result = PQexec(connection, statement);
    require(connection, result);
    PQclear(result);
}

static void name_statement(PGconn *connection, const char *name, const char *statement) {
    PGresult *result = PQprepare(connection, name, statement, 0, NULL);
    require(connection, result);
    PQclear(result);
}

static PGconn *connection_open(const load_options_t *options) {
    PGconn *connection = PQconnectdb(options->connection != NULL ? options->connection : "");
    if (PQstatus(connection) != CONNECTION_OK) load_fail("postgres", PQerrorMessage(connection));
    return connection;
}

static void prepare(const load_options_t *options) {
    PGconn *connection = connection_open(options);
    run(connection, "set client_min_messages = error");
    run(connection, "drop table if exists bench_queue");
    run(connection, "create table bench_queue (queue int4 not null, id int8 generated always as identity, at timestamptz not null default now(), "
                    "body bytea not null, primary key (queue, id))");
    PQfinish(connection);
}

/* ---- arrays ---- */

static void put_u32(array_t *array, uint32_t value) {
    uint32_t big = htonl(value);
    memcpy(array->bytes + array->size, &big, sizeof big);
    array->size += sizeof big;
}

/* One dimension, no nulls, counted from 1: PostgreSQL's array_recv(). */
static void array_begin(array_t *array, uint32_t oid) {
    array->size = 0;
    put_u32(array, 1);
    put_u32(array, 0);
    put_u32(array, oid);
    array->count_at = array->size;
    put_u32(array, 0);
    put_u32(array, 1);
}

static void array_add(array_t *array, const void *bytes, size_t size) {
    put_u32(array, (uint32_t)size);
    memcpy(array->bytes + array->size, bytes, size);
    array->size += size;
}

static void array_end(array_t *array, uint32_t count) {
    size_t end = array->size;
    array->size = array->count_at;
    put_u32(array, count);
    array->size = end;
}

/* Runs a named statement whose parameters are a queue's number and, where there is one, an array. */
static PGresult *run_named(PGconn *connection, const char *name, unsigned queue, const array_t *array) {
    uint32_t big = htonl(queue);
    const char *values[] = {(const char *)&big, array != NULL ? array->bytes : NULL};
    int sizes[] = {(int)sizeof big, array != NULL ? (int)array->size : 0}, forms[] = {1, 1};
    PGresult *result = PQexecPrepared(connection, name, array != NULL ? 2 : 1, values, sizes, forms, 1);
    require(connection, result);
    return result;
}

/* ---- producing and consuming ---- */

static void produce(client_t *producer) {
    const load_options_t *options = producer->options;
    array_t bodies = {.bytes = malloc(64 + (size_t)options->window * (options->size + 4))};
    PGconn *connection = connection_open(options);
    if (bodies.bytes == NULL) load_fail("postgres", "no memory");
    name_statement(connection, "send", "insert into bench_queue (queue, body) select $1::int4, body from unnest($2::bytea[]) body");
    load_start(producer);
    for (;;) {
        array_begin(&bodies, OID_BYTEA);
        while (load_may_send(producer)) array_add(&bodies, load_next(producer), options->size);
        if (load_in_flight(producer) == 0) break;
        array_end(&bodies, load_in_flight(producer));
        PQclear(run_named(connection, "send", producer->queue, &bodies));
        load_confirmed_up_to(producer, producer->sent);
    }
    PQfinish(connection);
    free(bodies.bytes);
}

/* The rows stay locked until their deletion has committed, so a reader that dies gives them back. */
static unsigned take(PGconn *connection, client_t *consumer, array_t *ids) {
    run(connection, "begin");
    PGresult *rows = run_named(connection, "read", consumer->queue, NULL);
    unsigned count = (unsigned)PQntuples(rows);
    array_begin(ids, OID_INT8);
    for (int row = 0; row < (int)count; row++) {
        array_add(ids, PQgetvalue(rows, row, 0), 8);
        load_received(consumer, PQgetvalue(rows, row, 1), (size_t)PQgetlength(rows, row, 1));
    }
    array_end(ids, count);
    PQclear(rows);
    if (count > 0) PQclear(run_named(connection, "delete", consumer->queue, ids));
    run(connection, "commit");
    return count;
}

static void consume(client_t *consumer) {
    char bytes[64 + READ_MAX * 12];
    array_t ids = {.bytes = bytes};
    PGconn *connection = connection_open(consumer->options);
    name_statement(connection, "read", "select id, body from bench_queue where queue = $1::int4 order by id limit 256 for update skip locked");
    name_statement(connection, "delete", "delete from bench_queue where queue = $1::int4 and id = any($2::int8[])");
    load_start(consumer);
    while (!load_is_over(consumer)) {
        unsigned count = take(connection, consumer, &ids);
        if (count > 0) load_acknowledged(consumer, count);
        else (void)nanosleep(&(struct timespec){0, EMPTY_WAIT_NS}, NULL);
    }
    PQfinish(connection);
}

int main(int argc, char **argv) {
    return load_run(argc, argv, &(peer_t){"postgres", prepare, produce, consume});
}
