/* SPDX-License-Identifier: EUPL-1.2
 * The bench's producers and consumers, each a thread with a connection of its own. */
#include <stdlib.h>
#include <string.h>

#include "base/check.h"
#include "cli/bench.h"

#define CREDIT 1024
/* So long without anything coming in for any consumer: what has not come is lost. */
#define QUIET_NS UINT64_C(15000000000)

unsigned bench_share(const bench_options_t *options, unsigned producer) {
    return options->count / options->producers + (producer < options->count % options->producers);
}

/* A course belongs to one producer and one consumer, so that its order can be checked. */
unsigned bench_course(const bench_options_t *options, unsigned producer, unsigned position) {
    unsigned courses = options->courses / options->producers;
    return producer + options->producers * (position % courses);
}

/* ---- producing ---- */

typedef struct {
    bench_t *bench;
    unsigned index, share, sent, answered;
    stafet_client *client;
    uint64_t *sent_ns; /* by position */
    uint8_t *scratch;
} producer_t;

static void note_submit(producer_t *producer) {
    bench_t *bench = producer->bench;
    char id[BENCH_ID_SIZE];
    uint64_t number;
    unsigned course = bench_course(&bench->options, producer->index, producer->sent);
    const bench_template_t *template = &bench->templates[course % bench->options.consumers];
    bench_id(bench, (uint64_t)producer->sent * bench->options.producers + producer->index, id);
    memcpy(producer->scratch, template->bytes, template->size);
    memcpy(producer->scratch + template->id_at, id, BENCH_ID_SIZE - 1);
    memcpy(producer->scratch + template->course_at, bench->course_ids[course], UUID_TEXT_SIZE - 1);
    producer->sent_ns[producer->sent] = clock_monotonic_ns();
    stafet_status status = stafet_submit(producer->client, producer->scratch, template->size, &number);
    if (status != 0) bench_fail(bench, "submit", (status_t)status, "");
    /* The library numbers submits from 1 on: the answer's number is the position. */
    CHECK(status != 0 || number == (uint64_t)producer->sent + 1);
    producer->sent++;
}

static void answer_take(producer_t *producer, const stafet_event *event) {
    bench_t *bench = producer->bench;
    if (event->kind == STAFET_REFUSED) bench_fail(bench, "course.note was refused", (status_t)event->status, event->json);
    if (event->kind != STAFET_ACCEPTED) return;
    unsigned position = (unsigned)(event->number - 1);
    uint64_t took = (clock_monotonic_ns() - producer->sent_ns[position]) / 1000;
    bench->latencies[(size_t)position * bench->options.producers + producer->index] = took > UINT32_MAX ? UINT32_MAX : (uint32_t)took;
    producer->answered++;
}

static void produce(producer_t *producer) {
    bench_t *bench = producer->bench;
    stafet_event event;
    while (producer->answered < producer->share && !atomic_load(&bench->failed)) {
        while (producer->sent < producer->share && producer->sent - producer->answered < bench->options.window) note_submit(producer);
        stafet_status status = stafet_next(producer->client, 1000, &event);
        if (status != 0) bench_fail(bench, "producer", (status_t)status, "");
        answer_take(producer, &event);
    }
    atomic_store(&bench->last_accepted_ns, clock_monotonic_ns());
}

static size_t largest_template(const bench_t *bench) {
    size_t largest = 0;
    for (unsigned index = 0; index < bench->options.consumers; index++) {
        if (bench->templates[index].size > largest) largest = bench->templates[index].size;
    }
    return largest;
}

void *bench_produce(void *argument) {
    const bench_thread_t *thread = argument;
    bench_t *bench = thread->bench;
    producer_t producer = {.bench = bench, .index = thread->index, .share = bench_share(&bench->options, thread->index)};
    producer.sent_ns = calloc(producer.share + 1, sizeof *producer.sent_ns);
    producer.scratch = malloc(largest_template(bench));
    CHECK(producer.sent_ns != NULL && producer.scratch != NULL);
    status_t status = bench_client(bench, &bench->producer_keys[thread->index], 0, &producer.client);
    if (status != STATUS_OK) bench_fail(bench, "open", status, "");
    else (void)bench_connected(bench, producer.client);
    (void)pthread_barrier_wait(&bench->start);
    if (!atomic_load(&bench->failed)) {
        uint64_t none = 0;
        (void)atomic_compare_exchange_strong(&bench->begun_ns, &none, clock_monotonic_ns());
        produce(&producer);
    }
    atomic_fetch_add(&bench->producers_done, 1);
    stafet_close(&producer.client);
    free(producer.sent_ns);
    free(producer.scratch);
    return NULL;
}

/* ---- consuming ---- */

/* The id is the first field: tag, size, "RUN-" and 15 hex digits. False: not of this run. */
static bool index_of(const bench_t *bench, const stafet_event *event, uint64_t *index) {
    char digits[16];
    if (event->message_size < 2 + BENCH_ID_SIZE || event->message[1] != BENCH_ID_SIZE - 1 || memcmp(event->message + 2, bench->run, 8) != 0) return false;
    memcpy(digits, event->message + 2 + 9, 15);
    digits[15] = '\0';
    *index = strtoull(digits, NULL, 16);
    return *index < bench->options.count;
}

/* The entry's place in its course: field 2, after the 16 bytes of field 1. 0 when it does not look so. */
static uint64_t seq_of(const stafet_event *event) {
    const uint8_t *bytes = event->entry;
    uint64_t seq = 0;
    if (event->entry_size < 20 || bytes[0] != 0x0A || bytes[1] != 16 || bytes[18] != 0x10) return 0;
    for (size_t at = 19, shift = 0; at < event->entry_size && shift < 64; at++, shift += 7) {
        seq |= (uint64_t)(bytes[at] & 0x7F) << shift;
        if (bytes[at] < 0x80) break;
    }
    return seq;
}

/* Counted once; a second time it is a double, and one that stands before what came already of its course is out of order (L8). */
static void delivery_take(bench_t *bench, const stafet_event *event) {
    uint64_t index, seq = seq_of(event);
    if (!index_of(bench, event, &index)) return;
    unsigned producer = (unsigned)(index % bench->options.producers), position = (unsigned)(index / bench->options.producers);
    unsigned course = bench_course(&bench->options, producer, position);
    if (atomic_exchange(&bench->seen[index], 1) != 0) {
        atomic_fetch_add(&bench->doubled, 1);
        return;
    }
    if (seq <= bench->last_of_course[course]) atomic_fetch_add(&bench->out_of_order, 1);
    bench->last_of_course[course] = seq;
    atomic_fetch_add(&bench->received, 1);
}

static void consume(bench_t *bench, stafet_client *client) {
    uint64_t heard = 0;
    stafet_event event;
    atomic_store(&bench->heard_ns, clock_monotonic_ns());
    while (!atomic_load(&bench->failed) && atomic_load(&bench->received) < bench->options.count) {
        stafet_status status = stafet_next(client, 50, &event);
        if (status != 0) bench_fail(bench, "consumer", (status_t)status, "");
        if (event.kind == STAFET_DELIVERY) {
            delivery_take(bench, &event);
            heard = clock_monotonic_ns();
            atomic_store(&bench->heard_ns, heard);
            status = stafet_acknowledge(client, event.number, NULL);
            if (status != 0 && status != STATUS_NOT_DELIVERED_HERE) bench_fail(bench, "acknowledge", (status_t)status, "");
        }
        bool is_quiet = clock_monotonic_ns() > atomic_load(&bench->heard_ns) + QUIET_NS;
        if (is_quiet && atomic_load(&bench->producers_done) == bench->options.producers) break;
    }
    /* The last acknowledgements leave here at the latest; what is measured ends with the last delivery. */
    (void)stafet_next(client, 0, &event);
    uint64_t before = atomic_load(&bench->ended_ns);
    while (before < heard && !atomic_compare_exchange_weak(&bench->ended_ns, &before, heard)) continue;
}

void *bench_consume(void *argument) {
    const bench_thread_t *thread = argument;
    bench_t *bench = thread->bench;
    stafet_client *client = NULL;
    status_t status = bench_client(bench, &bench->consumer_keys[thread->index], CREDIT, &client);
    if (status != STATUS_OK) bench_fail(bench, "open", status, "");
    else (void)bench_connected(bench, client);
    (void)pthread_barrier_wait(&bench->start);
    if (!atomic_load(&bench->failed)) consume(bench, client);
    stafet_close(&client);
    return NULL;
}
