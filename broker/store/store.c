/* SPDX-License-Identifier: EUPL-1.2
 * The store's lanes and queues: who waits for which connection. */
#include "store/store.h"

#include <stdlib.h>
#include <string.h>

#include "base/check.h"
#include "base/log.h"
#include "store/job.h"

void store_open(const store_options_t *options, store_t **out)
{
    store_t *store = calloc(1, sizeof *store);
    CHECK(store != NULL);
    for (size_t i = 0; i < COUNT_OF(store->batch); i++) {
        lane_open(&store->batch[i], LANE_BATCH, options->conninfo, options->job_timeout_ms);
    }
    lane_open(&store->read.lane, LANE_READ, options->conninfo, options->job_timeout_ms);
    lane_open(&store->keys.lane, LANE_KEYS, options->key_conninfo, options->job_timeout_ms);
    *out = store;
}

/* Nobody is told: those who wait are being closed, too. */
static void queue_drop(queue_t *queue)
{
    lane_close(&queue->lane);
    for (; queue->count > 0; queue->count--, queue->head = (queue->head + 1) % TASKS_MAX) {
        const task_t *task = &queue->tasks[queue->head];
        if (task->on_drop != NULL) {
            task->on_drop(task->job);
        }
    }
}

void store_close(store_t **store)
{
    if (*store == NULL) {
        return;
    }
    for (size_t i = 0; i < COUNT_OF((*store)->batch); i++) {
        lane_close(&(*store)->batch[i]);
    }
    queue_drop(&(*store)->read);
    queue_drop(&(*store)->keys);
    free(*store);
    *store = NULL;
}

static lane_t *lane_at(const store_t *store, unsigned index)
{
    store_t *mutable = (store_t *)(uintptr_t)store;
    switch (index) {
    case 0: return &mutable->batch[0];
    case 1: return &mutable->batch[1];
    case 2: return &mutable->read.lane;
    case 3: return &mutable->keys.lane;
    default: return NULL;
    }
}

unsigned store_watches(const store_t *store, store_watch_t watches[8])
{
    unsigned count = 0;
    const lane_t *lane;
    for (unsigned i = 0; (lane = lane_at(store, i)) != NULL; i++) {
        if (lane->connection != NULL && PQsocket(lane->connection) >= 0) {
            bool wants_write = lane_wants_write(lane);
            watches[count++] = (store_watch_t){PQsocket(lane->connection), lane->state != LANE_CONNECTING || !wants_write, wants_write};
        }
    }
    return count;
}

static void task_done(void *context, status_t status)
{
    queue_t *queue = context;
    task_t task = queue->tasks[queue->head];
    queue->head = (queue->head + 1) % TASKS_MAX;
    queue->count--;
    task.on_done(task.job, status);
}

static status_t task_result(void *context, unsigned tag, const PGresult *result)
{
    queue_t *queue = context;
    const task_t *task = &queue->tasks[queue->head];
    return task->on_result(task->job, tag, result);
}

static void queue_start(queue_t *queue, uint64_t now_ns)
{
    if (queue->count == 0 || queue->lane.state != LANE_IDLE) {
        return;
    }
    const task_t *task = &queue->tasks[queue->head];
    queue->lane.context = queue;
    queue->lane.on_done = task_done;
    queue->lane.on_result = task_result;
    lane_begin(&queue->lane, now_ns);
    task->send(task->job, &queue->lane);
    lane_end(&queue->lane);
}

void queue_put(queue_t *queue, task_t task, uint64_t now_ns)
{
    if (queue->count == TASKS_MAX) {
        task.on_done(task.job, STATUS_BUSY);
        return;
    }
    queue->tasks[(queue->head + queue->count) % TASKS_MAX] = task;
    queue->count++;
    queue_start(queue, now_ns);
}

static void queue_step(queue_t *queue, uint64_t now_ns)
{
    lane_step(&queue->lane, now_ns);
    /* While there is no connection nobody waits: each is told that the store is away and may come again. Those that are added meanwhile wait. */
    unsigned waiting = queue->lane.state == LANE_DOWN ? queue->count : 0;
    while (waiting-- > 0) {
        task_done(queue, STATUS_STORE_AWAY);
    }
    queue_start(queue, now_ns);
}

void store_step(store_t *store, uint64_t now_ns)
{
    store->now_ns = now_ns;
    for (size_t i = 0; i < COUNT_OF(store->batch); i++) {
        lane_step(&store->batch[i], now_ns);
    }
    queue_step(&store->read, now_ns);
    queue_step(&store->keys, now_ns);
}

uint64_t store_losses(const store_t *store)
{
    CHECK(store != NULL);
    return store->batch[0].losses + store->batch[1].losses + store->read.lane.losses + store->keys.lane.losses;
}

bool store_is_ready(const store_t *store)
{
    const lane_t *lane;
    for (unsigned i = 0; (lane = lane_at(store, i)) != NULL; i++) {
        if (!lane_is_up(lane)) {
            return false;
        }
    }
    return true;
}

status_t store_trouble(const store_t *store, const char **text)
{
    const lane_t *lane;
    for (unsigned i = 0; (lane = lane_at(store, i)) != NULL; i++) {
        if (!lane_is_up(lane)) {
            *text = lane->trouble;
            return lane->trouble_status == STATUS_OK ? STATUS_STORE_AWAY : lane->trouble_status;
        }
    }
    *text = "";
    return STATUS_OK;
}

void store_notifications(store_t *store, void (*each)(void *context, const char *party), void *context)
{
    PGnotify *notify;
    while (store->read.lane.connection != NULL && (notify = PQnotifies(store->read.lane.connection)) != NULL) {
        each(context, notify->extra);
        PQfreemem(notify);
    }
}
