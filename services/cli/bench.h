/* SPDX-License-Identifier: EUPL-1.2
 * The bench: notes on open courses, as fast as they go, in a municipality of its own. Internal to bench*.c. */
#ifndef STAFET_CLI_BENCH_H
#define STAFET_CLI_BENCH_H

#include <pthread.h>
#include <stdatomic.h>

#include "base/id.h"
#include "cli/bench_measure.h"
#include "cli/cli.h"

#define BENCH_CLIENTS_MAX 64
#define BENCH_DESK "bench.desk"
#define BENCH_FLOW "bench.flow"
#define BENCH_NURSE "bench.nurse"
#define BENCH_TAKER "bench.taker"
#define BENCH_ID_SIZE 25 /* run, "-", 15 hex digits, zero */

typedef struct {
    char public_key[CONFIG_KEY_SIZE], secret_key[CONFIG_KEY_SIZE];
    char party[PARTY_ID_SIZE];
} bench_key_t;

/* A Message whose id and course are written over: what a producer sends. */
typedef struct {
    uint8_t *bytes;
    size_t size, id_at, course_at;
} bench_template_t;

typedef struct {
    unsigned producers, consumers, window, size, count, courses;
    bool with_flows;
    long broker_pid, store_pid;
} bench_options_t;

typedef struct bench {
    cli_t *cli;
    bench_options_t options;
    char run[9]; /* hex: tells the messages of this run from those of others */
    bench_key_t producer_keys[BENCH_CLIENTS_MAX], consumer_keys[BENCH_CLIENTS_MAX], flow_key;
    char (*course_ids)[UUID_TEXT_SIZE];
    bench_template_t templates[BENCH_CLIENTS_MAX]; /* a consumer each */
    /* the run */
    pthread_barrier_t start;
    atomic_bool failed, flows_stop;
    atomic_uint received, producers_done;
    atomic_uint doubled, out_of_order;
    _Atomic uint64_t begun_ns, ended_ns, last_accepted_ns, heard_ns;
    atomic_uchar *seen;          /* a byte a message */
    uint64_t *last_of_course;    /* the place of the last received entry in each course */
    uint32_t *latencies;         /* microseconds, a message each */
    atomic_uint flows, flow_problems;
    double prepare_seconds;
    char problem[ARGUMENTS_PROBLEM_SIZE];
    pthread_mutex_t problem_lock;
} bench_t;

/* bench_setup.c: units, people, keys; courses. What goes wrong has been told. */
status_t bench_set_up(bench_t *bench) MUST_CHECK;
void bench_tear_down(bench_t *bench);
status_t bench_client(const bench_t *bench, const bench_key_t *key, unsigned credit, stafet_client **client) MUST_CHECK;
/* Waits until there is a session. */
bool bench_connected(bench_t *bench, stafet_client *client);
void bench_id(const bench_t *bench, uint64_t index, char id[BENCH_ID_SIZE]);
/* Makes bytes of the JSON of a Message. */
bool bench_message(bench_t *bench, const char *json, uint8_t **bytes, size_t *size);
/* The first failure is kept; all threads stop. */
void bench_fail(bench_t *bench, const char *what, status_t status, const char *detail);

/* bench_load.c: the threads. */
void *bench_produce(void *producer);
void *bench_consume(void *consumer);
/* Which course a producer's message is on, and whose messages they are. */
unsigned bench_course(const bench_options_t *options, unsigned producer, unsigned position);
unsigned bench_share(const bench_options_t *options, unsigned producer);

typedef struct {
    bench_t *bench;
    unsigned index;
} bench_thread_t;

/* bench_flow.c: whole contacts, one after the other. */
void *bench_run_flows(void *bench);

#endif
