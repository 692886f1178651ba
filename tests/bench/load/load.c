/* SPDX-License-Identifier: EUPL-1.2
 * The part of a loader that knows no system: threads, windows, times, and the report in the words of `stafet bench --json`. */
#include "load.h"

#include <getopt.h>
#include <inttypes.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/check.h"
#include "base/clock.h"
#include "cli/bench_measure.h"

#define WINDOW_MAX 8192u
/* Confirmations may come in any order: so far may the newest be ahead of the oldest. */
#define RING (4 * WINDOW_MAX)
#define QUIET_NS UINT64_C(5000000000)

struct load {
    load_options_t options;
    client_t producers[LOAD_CLIENTS_MAX], consumers[LOAD_CLIENTS_MAX];
    uint64_t newest[LOAD_CLIENTS_MAX]; /* of each producer, what came last; its one consumer alone writes it */
    pthread_barrier_t start;
    _Atomic uint64_t begun_ns, ends_ns, last_confirmed_ns, last_received_ns;
    atomic_uint producers_done;
    _Atomic uint64_t confirmed, acknowledged, received, missing, doubled;
};

_Noreturn void load_fail(const char *what, const char *detail) {
    (void)fprintf(stderr, "%s: %s\n", what, detail);
    exit(1);
}

/* ---- options ---- */

static double read_number(const char *text, double least, double most) {
    char *end;
    double value = strtod(text, &end);
    if (end == text || *end != '\0' || value < least || value > most) load_fail("not a number that is meant here", text);
    return value;
}

static load_options_t options_read(int count, char **arguments) {
    static const struct option NAMES[] = {
        {"producers", required_argument, NULL, 'p'}, {"consumers", required_argument, NULL, 'c'},  {"window", required_argument, NULL, 'w'},
        {"size", required_argument, NULL, 's'},      {"seconds", required_argument, NULL, 't'},    {"port", required_argument, NULL, 'P'},
        {"connection", required_argument, NULL, 'C'}, {"server-pid", required_argument, NULL, 'i'}, {NULL, 0, NULL, 0},
    };
    load_options_t options = {.producers = 1, .consumers = 1, .window = 1, .size = 1024, .seconds = 5};
    for (int letter; (letter = getopt_long(count, arguments, "", NAMES, NULL)) != -1;) {
        switch (letter) {
        case 'p': options.producers = (unsigned)read_number(optarg, 1, LOAD_CLIENTS_MAX); break;
        case 'c': options.consumers = (unsigned)read_number(optarg, 1, LOAD_CLIENTS_MAX); break;
        case 'w': options.window = (unsigned)read_number(optarg, 1, WINDOW_MAX); break;
        case 's': options.size = (unsigned)read_number(optarg, LOAD_HEAD_SIZE, 100000); break;
        case 't': options.seconds = read_number(optarg, 0.1, 3600); break;
        case 'P': options.port = (unsigned)read_number(optarg, 1, 65535); break;
        case 'i': options.server_pid = (long)read_number(optarg, 1, 1 << 22); break;
        case 'C': options.connection = optarg; break;
        default: exit(2);
        }
    }
    if (optind < count) load_fail("what is this", arguments[optind]);
    return options;
}

/* ---- producing ---- */

void load_start(client_t *client) {
    load_t *load = client->load;
    uint64_t none = 0;
    (void)pthread_barrier_wait(&load->start);
    uint64_t now = clock_monotonic_ns();
    (void)atomic_compare_exchange_strong(&load->begun_ns, &none, now);
    atomic_store(&load->ends_ns, atomic_load(&load->begun_ns) + (uint64_t)(load->options.seconds * 1e9));
    none = 0;
    (void)atomic_compare_exchange_strong(&load->last_received_ns, &none, now);
}

unsigned load_in_flight(const client_t *producer) {
    return (unsigned)(producer->sent - producer->confirmed);
}

bool load_may_send(const client_t *producer) {
    return load_in_flight(producer) < producer->options->window && producer->sent - producer->oldest + 2 <= RING &&
           clock_monotonic_ns() < atomic_load_explicit(&producer->load->ends_ns, memory_order_relaxed);
}

const uint8_t *load_next(client_t *producer) {
    uint64_t index = producer->index, number = ++producer->sent;
    memcpy(producer->body, &index, sizeof index);
    memcpy(producer->body + sizeof index, &number, sizeof number);
    producer->sent_ns[number % RING] = clock_monotonic_ns();
    return producer->body;
}

static void latency_keep(client_t *producer, uint64_t took_us) {
    if (producer->confirmed == producer->took_room) {
        producer->took_room = producer->took_room == 0 ? 65536 : 2 * producer->took_room;
        producer->took_us = reallocarray(producer->took_us, producer->took_room, sizeof *producer->took_us);
        CHECK(producer->took_us != NULL);
    }
    producer->took_us[producer->confirmed] = took_us > UINT32_MAX ? UINT32_MAX : (uint32_t)took_us;
}

static void confirm(client_t *producer, uint64_t number, uint64_t now) {
    uint64_t *sent_ns = &producer->sent_ns[number % RING];
    if (*sent_ns == 0) return;
    latency_keep(producer, (now - *sent_ns) / 1000);
    *sent_ns = 0;
    producer->confirmed++;
    while (producer->oldest <= producer->sent && producer->sent_ns[producer->oldest % RING] == 0) producer->oldest++;
}

void load_confirmed(client_t *producer, uint64_t number) {
    if (number > producer->sent) load_fail("confirmed", "what was never sent");
    if (number >= producer->oldest) confirm(producer, number, clock_monotonic_ns());
}

void load_confirmed_up_to(client_t *producer, uint64_t number) {
    uint64_t now = clock_monotonic_ns();
    if (number > producer->sent) load_fail("confirmed", "what was never sent");
    for (uint64_t next = producer->oldest; next <= number; next++) confirm(producer, next, now);
}

static void later(_Atomic uint64_t *moment, uint64_t now) {
    uint64_t before = atomic_load(moment);
    while (before < now && !atomic_compare_exchange_weak(moment, &before, now)) continue;
}

/* ---- consuming ---- */

void load_received(client_t *consumer, const void *body, size_t size) {
    load_t *load = consumer->load;
    uint64_t index, number;
    if (size != load->options.size) load_fail("received", "a message of another size");
    memcpy(&index, body, sizeof index);
    memcpy(&number, (const uint8_t *)body + sizeof index, sizeof number);
    if (index >= load->options.producers || index % load->options.consumers != consumer->queue) load_fail("received", "a message of another queue");
    uint64_t *newest = &load->newest[index];
    if (number <= *newest) {
        atomic_fetch_add(&load->doubled, 1);
        return;
    }
    atomic_fetch_add(&load->missing, number - *newest - 1);
    atomic_fetch_add(&load->received, 1);
    *newest = number;
}

void load_acknowledged(client_t *consumer, unsigned count) {
    atomic_fetch_add(&consumer->load->acknowledged, count);
    later(&consumer->load->last_received_ns, clock_monotonic_ns());
}

bool load_is_over(const client_t *consumer) {
    load_t *load = consumer->load;
    if (atomic_load(&load->producers_done) < load->options.producers) return false;
    return atomic_load(&load->acknowledged) >= atomic_load(&load->confirmed) || clock_monotonic_ns() > atomic_load(&load->last_received_ns) + QUIET_NS;
}

/* ---- the run ---- */

typedef struct {
    client_t *client;
    const peer_t *peer;
} thread_t;

static void *produce(void *argument) {
    const thread_t *thread = argument;
    client_t *producer = thread->client;
    load_t *load = producer->load;
    thread->peer->produce(producer);
    atomic_fetch_add(&load->confirmed, producer->confirmed);
    later(&load->last_confirmed_ns, clock_monotonic_ns());
    atomic_fetch_add(&load->producers_done, 1);
    return NULL;
}

static void *consume(void *argument) {
    const thread_t *thread = argument;
    thread->peer->consume(thread->client);
    return NULL;
}

static void producer_open(load_t *load, unsigned index) {
    client_t *producer = &load->producers[index];
    *producer = (client_t){.load = load, .options = &load->options, .index = index, .queue = index % load->options.consumers, .oldest = 1};
    producer->body = malloc(load->options.size);
    producer->sent_ns = calloc(RING, sizeof *producer->sent_ns);
    CHECK(producer->body != NULL && producer->sent_ns != NULL);
    for (unsigned at = 0; at < load->options.size; at++) producer->body[at] = (uint8_t)('a' + (at * 7 + index) % 26);
}

static void run_threads(load_t *load, const peer_t *peer) {
    pthread_t threads[2 * LOAD_CLIENTS_MAX];
    thread_t arguments[2 * LOAD_CLIENTS_MAX];
    unsigned count = 0;
    CHECK(pthread_barrier_init(&load->start, NULL, load->options.producers + load->options.consumers) == 0);
    for (unsigned index = 0; index < load->options.consumers; index++, count++) {
        load->consumers[index] = (client_t){.load = load, .options = &load->options, .index = index, .queue = index};
        arguments[count] = (thread_t){&load->consumers[index], peer};
        CHECK(pthread_create(&threads[count], NULL, consume, &arguments[count]) == 0);
    }
    for (unsigned index = 0; index < load->options.producers; index++, count++) {
        producer_open(load, index);
        arguments[count] = (thread_t){&load->producers[index], peer};
        CHECK(pthread_create(&threads[count], NULL, produce, &arguments[count]) == 0);
    }
    for (unsigned index = 0; index < count; index++) CHECK(pthread_join(threads[index], NULL) == 0);
    CHECK(pthread_barrier_destroy(&load->start) == 0);
}

/* ---- the report ---- */

/* All producers' latencies, sorted. The caller frees them. */
static uint32_t *latencies_join(const load_t *load, size_t *count) {
    uint32_t *all = calloc(atomic_load(&load->confirmed) + 1, sizeof *all);
    CHECK(all != NULL);
    *count = 0;
    for (unsigned index = 0; index < load->options.producers; index++) {
        const client_t *producer = &load->producers[index];
        if (producer->confirmed > 0) memcpy(all + *count, producer->took_us, producer->confirmed * sizeof *all);
        *count += producer->confirmed;
    }
    bench_sort(all, *count);
    return all;
}

static void report(const load_t *load, const peer_t *peer, bench_cpu_t before, bench_cpu_t after) {
    const load_options_t *options = &load->options;
    size_t count;
    uint32_t *took_us = latencies_join(load, &count);
    uint64_t begun = atomic_load(&load->begun_ns), acknowledged = atomic_load(&load->acknowledged), received = atomic_load(&load->received);
    double seconds = (double)(atomic_load(&load->last_received_ns) - begun) / 1e9, accepting = (double)(atomic_load(&load->last_confirmed_ns) - begun) / 1e9;
    double thousands = (double)acknowledged / 1000;
    if (count == 0 || acknowledged == 0) load_fail(peer->name, "nothing was confirmed, or nothing came");
    (void)printf("{\"messages_per_second\": %.2f, \"accepted_per_second\": %.2f, ", (double)acknowledged / seconds, (double)count / accepting);
    (void)printf("\"accepted_ms_p50\": %.3f, \"accepted_ms_p99\": %.3f, \"accepted_ms_p999\": %.3f, ", bench_percentile(took_us, count, 0.5) / 1000.0,
                 bench_percentile(took_us, count, 0.99) / 1000.0, bench_percentile(took_us, count, 0.999) / 1000.0);
    (void)printf("\"server_cpu_ms_per_1000\": %.2f, \"load_cpu_ms_per_1000\": %.2f, ", (after.store_ms - before.store_ms) / thousands,
                 (after.load_ms - before.load_ms) / thousands);
    (void)printf("\"messages\": %" PRIu64 ", \"lost\": %" PRIu64 ", \"doubled\": %" PRIu64 ", \"out_of_order\": %" PRIu64 ", \"seconds\": %.2f, ", received,
                 count > received ? count - received : 0, atomic_load(&load->doubled), atomic_load(&load->missing), seconds);
    (void)printf("\"producers\": %u, \"consumers\": %u, \"window\": %u, \"size\": %u}\n", options->producers, options->consumers, options->window, options->size);
    free(took_us);
}

int load_run(int argument_count, char **arguments, const peer_t *peer) {
    load_t *load = calloc(1, sizeof *load);
    CHECK(load != NULL);
    load->options = options_read(argument_count, arguments);
    peer->prepare(&load->options);
    bench_cpu_t before = bench_cpu(0, load->options.server_pid);
    run_threads(load, peer);
    report(load, peer, before, bench_cpu(0, load->options.server_pid));
    for (unsigned index = 0; index < load->options.producers; index++) {
        free(load->producers[index].body);
        free(load->producers[index].sent_ns);
        free(load->producers[index].took_us);
    }
    free(load);
    return 0;
}
