/* SPDX-License-Identifier: EUPL-1.2
 * Opening, the loop and closing. One thread: what arrived becomes a batch, and one batch is gathered while another commits. */
#include "broker.h"

#include <stdlib.h>
#include <string.h>
#include <sys/random.h>

#include "base/check.h"
#include "base/crash_point.h"
#include "base/log.h"

#define SLOW_TURN_NS UINT64_C(250000000)
/* How long a stopping broker waits for its batches and for the store to free its lines. */
#define STOP_PATIENCE_NS UINT64_C(3000000000)

/* Most blobs are of one size and live for milliseconds: a bounded stack of them spares the allocator's search. The broker has one thread. */
#define BLOB_KEPT_SIZE 2048
#define BLOBS_KEPT_MAX 4096
static blob_t *blobs_kept[BLOBS_KEPT_MAX];
static unsigned blobs_kept_count;

blob_t *blob_make(bytes_t entry, bytes_t message)
{
    size_t size = sizeof(blob_t) + entry.size + message.size;
    blob_t *blob = size <= BLOB_KEPT_SIZE && blobs_kept_count > 0 ? blobs_kept[--blobs_kept_count] : malloc(size <= BLOB_KEPT_SIZE ? BLOB_KEPT_SIZE : size);
    CHECK(blob != NULL);
    *blob = (blob_t){.references = 1, .entry_size = (uint32_t)entry.size, .message_size = (uint32_t)message.size};
    memcpy(blob->bytes, entry.data, entry.size);
    if (message.size > 0) {
        memcpy(blob->bytes + entry.size, message.data, message.size);
    }
    return blob;
}

blob_t *blob_hold(blob_t *blob)
{
    blob->references++;
    return blob;
}

void blob_release(void *context, void *pointer)
{
    blob_t *blob = pointer;
    (void)context;
    if (blob == NULL || --blob->references > 0) {
        return;
    }
    if (sizeof *blob + blob->entry_size + blob->message_size <= BLOB_KEPT_SIZE && blobs_kept_count < BLOBS_KEPT_MAX) {
        blobs_kept[blobs_kept_count++] = blob;
    } else {
        free(blob);
    }
}

bytes_t blob_entry(const blob_t *blob)
{
    return (bytes_t){blob->bytes, blob->entry_size};
}

bytes_t blob_message(const blob_t *blob)
{
    return (bytes_t){blob->bytes + blob->entry_size, blob->message_size};
}

instant_t broker_now(const broker_t *broker)
{
    return clock_now(&broker->clock, broker->now_ns);
}

void broker_random(broker_t *broker, void *bytes, size_t size)
{
    CHECK(size <= sizeof broker->random);
    if (broker->random_used + size > sizeof broker->random) {
        size_t filled = 0;
        while (filled < sizeof broker->random) {
            ssize_t got = getrandom(broker->random + filled, sizeof broker->random - filled, 0);
            CHECK(got > 0);
            filled += (size_t)got;
        }
        broker->random_used = 0;
    }
    memcpy(bytes, broker->random + broker->random_used, size);
    /* What was given out is a key now: it does not stay here. */
    explicit_bzero(broker->random + broker->random_used, size);
    broker->random_used += size;
}

session_t *broker_session(broker_t *broker, session_ref_t reference)
{
    session_t *session = session_at(broker->sessions, reference.index);
    return session != NULL && session->life == reference.life ? session : NULL;
}

bool broker_may(const broker_t *broker, const uint8_t public_key[32], const char *party, unsigned right)
{
    return (directory_rights(&broker->registry, public_key, party) & right) == right;
}

void broker_end_session(broker_t *broker, session_t *session)
{
    log_write(LOG_EVENT_SESSION_ENDED, "session=%u software=\"%s\"", session->index, session->software);
    courier_session_ended(broker, session);
    sender_forget(broker, session);
    session_end(broker->sessions, session);
}

/* The door: with no registry yet nobody can be let in, and nobody is sent away. */
static transport_admission_t admit(void *context, const uint8_t public_key[TRANSPORT_KEY_SIZE])
{
    const broker_t *broker = context;
    if (!broker->has_registry) {
        return TRANSPORT_LATER;
    }
    return directory_key_admitted(&broker->registry, public_key) ? TRANSPORT_ADMITTED : TRANSPORT_KEPT_OUT;
}

static status_t open_transport(broker_t *broker)
{
    transport_options_t options = {.frames_max = 64, .admit = admit, .context = broker};
    char text[CONFIG_TEXT_SIZE], problem[256] = "", *rest = NULL;
    memcpy(text, broker->config->endpoints, sizeof text);
    for (char *word = strtok_r(text, " ", &rest); word != NULL && options.endpoint_count < TRANSPORT_ENDPOINTS_MAX; word = strtok_r(NULL, " ", &rest)) {
        options.endpoints[options.endpoint_count++] = word;
    }
    status_t status = config_read_key(broker->config->server_key, options.public_key, options.secret_key, problem);
    if (status != STATUS_OK) {
        log_write(LOG_EVENT_CONFIG_REFUSED, "server_key=\"%s\"", problem);
        return status;
    }
    memcpy(broker->public_key, options.public_key, sizeof broker->public_key);
    status = transport_open(&options, &broker->transport);
    explicit_bzero(options.secret_key, sizeof options.secret_key);
    return status;
}

static void open_pools(broker_t *broker)
{
    uint8_t hash_key[16];
    broker->random_used = sizeof broker->random;
    broker_random(broker, hash_key, sizeof hash_key);
    broker->deliveries = deliveries_open(HELD_DELIVERIES_MAX, hash_key);
    broker_random(broker, hash_key, sizeof hash_key);
    broker->cache = cache_open((size_t)broker->config->cache_memory << 20, hash_key);
    broker->sessions = sessions_open((unsigned)broker->config->sessions_max);
    arena_open(&broker->decode, DECODE_ARENA_SIZE);
    arena_open(&broker->scratch, DECODE_ARENA_SIZE);
    broker->pending_pool = calloc(PENDING_MAX, sizeof *broker->pending_pool);
    broker->batches = calloc(3, sizeof *broker->batches);
    CHECK(broker->pending_pool != NULL && broker->batches != NULL);
    for (unsigned i = 0; i < PENDING_MAX; i++) {
        broker->pending_pool[i].next = broker->pending_free;
        broker->pending_free = &broker->pending_pool[i];
    }
    for (uint8_t i = 0; i < 3; i++) {
        broker->batches[i].broker = broker;
        broker->batches[i].number = (uint8_t)(i + 1);
        broker->batches[i].bytes.capacity = BATCH_BYTES_MAX + JOURNAL_BYTES_MAX;
        broker->batches[i].bytes.data = malloc(broker->batches[i].bytes.capacity);
        CHECK(broker->batches[i].bytes.data != NULL);
    }
    broker->gathering = &broker->batches[0];
    broker->batch_limit = BATCH_ITEMS_MAX;
}

status_t broker_open(const config_t *config, broker_t **out)
{
    broker_t *broker = calloc(1, sizeof *broker);
    CHECK(broker != NULL);
    broker->config = config;
    broker->now_ns = clock_monotonic_ns();
    broker->clock = (clock_estimate_t){.store_at = clock_realtime(), .measured_ns = broker->now_ns};
    flow_rules_hash(broker->rules_hash);
    broker->schema_hash = wire_schema_hash();
    status_t status = open_transport(broker);
    if (status != STATUS_OK) {
        free(broker);
        return status;
    }
    open_pools(broker);
    store_open(&(store_options_t){config->store, config->key_store, (unsigned)config->job_timeout_ms}, &broker->store);
    loader_open(broker);
    courier_open(broker);
    asker_open(broker);
    warner_open(broker);
    keeper_open(broker);
    sender_open(broker);
    *out = broker;
    return STATUS_OK;
}

static void wait_for_news(broker_t *broker, int timeout_ms, bool takes_frames)
{
    store_watch_t wanted[8];
    transport_watch_t watches[8];
    unsigned count = store_watches(broker->store, wanted);
    for (unsigned i = 0; i < count; i++) {
        watches[i] = (transport_watch_t){.fd = wanted[i].fd, .want_read = wanted[i].want_read, .want_write = wanted[i].want_write};
    }
    CHECK(transport_wait(broker->transport, watches, count, takes_frames, timeout_ms) == STATUS_OK);
}

static void turn(broker_t *broker)
{
    bool listens = intake_has_room(broker);
    wait_for_news(broker, commit_wait_ms(broker), listens);
    broker->now_ns = clock_monotonic_ns();
    broker->deaf_ns = listens ? broker->deaf_ns : broker->now_ns;
    store_step(broker->store, broker->now_ns);
    intake_step(broker);
    decide_step(broker);
    commit_step(broker);
    cache_trim(broker->cache);
    loader_step(broker);
    keeper_step(broker);
    asker_step(broker);
    courier_step(broker);
    sender_flush(broker);
    uint64_t took_ns = clock_monotonic_ns() - broker->now_ns;
    if (took_ns > SLOW_TURN_NS) {
        log_write(LOG_EVENT_LOOP_SLOW, "ms=%llu", (unsigned long long)(took_ns / 1000000));
    }
}

static void ended(void *context, store_life_t *life, status_t status)
{
    (void)life;
    (void)status;
    *(bool *)context = true;
}

/* What is under way is brought to its end and the lines are freed at once; what is not decided yet the clients send to another broker. */
static void stop_in_order(broker_t *broker)
{
    bool has_ended = false;
    store_life_t life = {.done = ended, .context = &has_ended, .kind = LIFE_END, .incarnation = broker->incarnation};
    uint64_t until_ns = clock_monotonic_ns() + STOP_PATIENCE_NS;
    while (store_batches_under_way(broker->store) > 0 && clock_monotonic_ns() < until_ns) {
        wait_for_news(broker, 20, false);
        broker->now_ns = clock_monotonic_ns();
        store_step(broker->store, broker->now_ns);
        sender_flush(broker);
    }
    if (broker->incarnation == 0 || !store_is_ready(broker->store)) {
        return;
    }
    CRASH_POINT(asked_to_stop);
    store_life_start(broker->store, &life);
    while (!has_ended && clock_monotonic_ns() < until_ns) {
        wait_for_news(broker, 20, false);
        store_step(broker->store, clock_monotonic_ns());
    }
}

status_t broker_run(broker_t *broker, const volatile int *stop)
{
    while (!*stop && broker->fatal == STATUS_OK) {
        turn(broker);
    }
    log_write(LOG_EVENT_STOPPING, "reason=%s", broker->fatal == STATUS_OK ? "asked" : status_name(broker->fatal));
    if (broker->fatal == STATUS_OK) {
        stop_in_order(broker);
    }
    return broker->fatal;
}

void broker_close(broker_t **out)
{
    broker_t *broker = *out;
    if (broker == NULL) {
        return;
    }
    *out = NULL;
    store_close(&broker->store); /* first: its jobs point into the others */
    sender_close(broker);
    keeper_close(broker);
    warner_close(broker);
    asker_close(broker);
    courier_close(broker);
    loader_close(broker);
    transport_close(&broker->transport);
    deliveries_close(&broker->deliveries, blob_release, NULL);
    cache_close(&broker->cache);
    sessions_close(&broker->sessions);
    store_registry_free(&broker->registry);
    for (unsigned i = 0; i < PENDING_MAX; i++) {
        free(broker->pending_pool[i].message);
    }
    for (unsigned i = 0; i < 3; i++) {
        commit_empty(&broker->batches[i]);
        free(broker->batches[i].bytes.data);
    }
    free(broker->batches);
    free(broker->pending_pool);
    while (blobs_kept_count > 0) {
        free(blobs_kept[--blobs_kept_count]);
    }
    arena_close(&broker->decode);
    arena_close(&broker->scratch);
    explicit_bzero(broker, sizeof *broker);
    free(broker);
    log_write(LOG_EVENT_STOPPED, "done=yes");
}
