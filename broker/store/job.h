/* SPDX-License-Identifier: EUPL-1.2
 * The store's inside: its lanes and the queues in front of them. */
#ifndef STAFET_STORE_JOB_H
#define STAFET_STORE_JOB_H

#include "store/lane.h"
#include "store/store.h"

#define TASKS_MAX 256
#define WAKE_MAX 64

/* Bits of flow.flags. Stored: append only. */
enum {
    FLAG_TRIAGED = 1, FLAG_RISK = 2, FLAG_FOLLOWED_UP = 4, FLAG_OUTREACH_FAILED = 8, FLAG_STANDBY_USED = 16, FLAG_TOLD_BY_PHONE = 32,
    FLAG_CORE = 64, FLAG_ASSIGNED = 256
};
/* Above them stands the number of the consent that the flow's offer rests on. */
#define FLAG_CONSENT_SHIFT 16

/* A job waiting for a lane: what to send, how to read, whom to tell; or, when the store is closed before, what to free (NULL: nothing). */
typedef struct {
    void *job;
    void (*send)(void *job, lane_t *lane);
    status_t (*on_result)(void *job, unsigned tag, const PGresult *result);
    void (*on_done)(void *job, status_t status);
    void (*on_drop)(void *job);
} task_t;

typedef struct {
    lane_t lane;
    task_t tasks[TASKS_MAX];
    unsigned head, count;
} queue_t;

struct store {
    lane_t batch[2];
    queue_t read, keys;
    uint64_t now_ns;
    bool wakes; /* a wake-up is in line */
    char woken[WAKE_MAX][PARTY_ID_SIZE];
    unsigned woken_count;
};

/* Puts a job in line. A full line answers BUSY at once by on_done. */
void queue_put(queue_t *queue, task_t task, uint64_t now_ns);

/* Journal rows of one batch. */
typedef struct {
    uint32_t incarnation;
    uint64_t batch;
    const store_journal_t *rows;
    unsigned count;
    unsigned leaf; /* index of the first in the batch's leaves */
} journal_rows_t;
/* In a transaction under way. */
void journal_send(lane_t *lane, const journal_rows_t *journal);

#endif
