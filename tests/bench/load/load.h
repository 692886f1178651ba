/* SPDX-License-Identifier: EUPL-1.2
 * What every loader shares, so that all systems are asked the same and timed the same: options, windows, latencies, what came, one line of JSON.
 * A loader adds how one system is spoken to, see peer_t. Whatever goes wrong ends the program: a run with a fault in it is no measurement. */
#ifndef STAFET_BENCH_LOAD_H
#define STAFET_BENCH_LOAD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define LOAD_CLIENTS_MAX 64
/* The head of a body: who sent it, and the how-many-eth of that sender's it is. */
#define LOAD_HEAD_SIZE 16
/* A consumer that has heard nothing for so long looks whether the run is over. */
#define LOAD_PATIENCE_MS 100

typedef struct {
    unsigned producers, consumers, window, size, port;
    double seconds;
    const char *connection; /* libpq's words; NULL: 127.0.0.1 and the port */
    long server_pid;
} load_options_t;

typedef struct load load_t;

typedef struct {
    load_t *load;
    const load_options_t *options;
    unsigned index, queue; /* a producer sends to one queue, a consumer reads one */
    /* Of a producer alone; numbers begin at 1. */
    uint8_t *body;
    uint64_t sent, confirmed, oldest; /* oldest: the lowest number that is not confirmed yet */
    uint64_t *sent_ns;                /* a ring; 0 = confirmed */
    uint32_t *took_us;                /* of each confirmed message */
    size_t took_room;
} client_t;

typedef struct {
    const char *name;
    /* Makes the queues 0 to consumers - 1 new and empty. */
    void (*prepare)(const load_options_t *options);
    /* Connects, waits in load_start(), and then sends as long as it may. Each runs in a thread of its own. */
    void (*produce)(client_t *producer);
    /* Connects, waits in load_start(), and then receives and acknowledges until load_is_over(). */
    void (*consume)(client_t *consumer);
} peer_t;

/* The program: reads the options, runs the threads, prints the line. */
int load_run(int argument_count, char **arguments, const peer_t *peer);

/* Says why on standard error and ends the program. */
_Noreturn void load_fail(const char *what, const char *detail);

/* Waits until all are connected: connecting is not measured. */
void load_start(client_t *client);

/* Whether there is room in the window and time left. */
bool load_may_send(const client_t *producer);
/* The next message's body, options->size bytes, which live until the next call. From here on its time runs. */
const uint8_t *load_next(client_t *producer);
unsigned load_in_flight(const client_t *producer);
/* The system says that it keeps this message, or all up to this one. One that was confirmed before stays so. */
void load_confirmed(client_t *producer, uint64_t number);
void load_confirmed_up_to(client_t *producer, uint64_t number);

/* A message has come. Once a sender's next number; else it is a double, or something before it is missing. */
void load_received(client_t *consumer, const void *body, size_t size);
/* So many of those received have been acknowledged: these count. */
void load_acknowledged(client_t *consumer, unsigned count);
/* Everything that was confirmed has come, or nothing has come for seconds. */
bool load_is_over(const client_t *consumer);

#endif
