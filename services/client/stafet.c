/* SPDX-License-Identifier: EUPL-1.2
 * The calls of stafet.h. */
#include "stafet.h"

#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/timerfd.h>
#include <unistd.h>

#include "base/check.h"
#include "base/clock.h"
#include "client/client.h"

#define GOODBYE_LINGER_MS 500
/* While the caller still works through a frame, what it answered waits at most this long. */
#define OUT_WAIT_NS (UINT64_C(20) * CLIENT_MS)
#define ASK_SIZE_MAX ((size_t)64 * 1024)

const char *stafet_status_name(stafet_status status) {
    return status_name((status_t)status);
}

int stafet_status_class(stafet_status status) {
    return (int)status_class((status_t)status);
}

/* ---- opening and closing ---- */

static char *copied(const char *text) {
    char *copy = strdup(text);
    CHECK(copy != NULL);
    return copy;
}

static bool options_usable(const stafet_options *options) {
    bool usable = options->endpoints != NULL && options->endpoint_count > 0 && options->endpoint_count <= CLIENT_ENDPOINTS_MAX;
    for (size_t index = 0; usable && index < options->endpoint_count; index++) {
        const char *endpoint = options->endpoints[index];
        usable = strncmp(endpoint, "tcp://", 6) == 0 || strncmp(endpoint, "ipc://", 6) == 0;
    }
    usable = usable && (options->parties != NULL || options->party_count == 0) && options->party_count <= KEY_PARTIES_MAX;
    for (size_t index = 0; usable && index < options->party_count; index++) usable = text_is_slug(options->parties[index], PARTY_ID_SIZE);
    return usable && (options->software == NULL || strlen(options->software) < NAME_SIZE);
}

static void options_copy(stafet_client *client, const stafet_options *options) {
    for (; client->endpoint_count < options->endpoint_count; client->endpoint_count++) {
        client->endpoints[client->endpoint_count] = copied(options->endpoints[client->endpoint_count]);
    }
    for (; client->party_count < options->party_count; client->party_count++) {
        client->parties[client->party_count] = copied(options->parties[client->party_count]);
    }
    client->software = copied(options->software != NULL ? options->software : "stafet-client");
    client->credit_items = options->credit_items < DELIVERY_CREDIT_ITEMS_MAX ? options->credit_items : DELIVERY_CREDIT_ITEMS_MAX;
    client->credit_bytes = options->credit_bytes < DELIVERY_CREDIT_BYTES_MAX ? options->credit_bytes : DELIVERY_CREDIT_BYTES_MAX;
}

static void memory_open(stafet_client *client) {
    submits_open(&client->submits);
    asks_open(&client->asks);
    arena_open(&client->frame_arena, DECODE_ARENA_SIZE);
    arena_open(&client->json_arena, DECODE_ARENA_SIZE);
    client->json_capacity = (size_t)64 * 1024;
    client->json = malloc(client->json_capacity);
    client->out = (buffer_t){.data = malloc(FRAME_SIZE_MAX), .capacity = FRAME_SIZE_MAX};
    CHECK(client->json != NULL && client->out.data != NULL);
    client->epoll = client->timer = client->watched_socket = client->watched_monitor = -1;
}

static void left_over(void *context, bytes_t message, uint64_t place) {
    stafet_client *client = context;
    (void)submits_add(&client->submits, message, place);
}

static void client_free(stafet_client *client) {
    connection_teardown(&client->connection);
    outbox_close(&client->outbox);
    submits_close(&client->submits);
    asks_close(&client->asks);
    arena_close(&client->frame_arena);
    arena_close(&client->json_arena);
    for (size_t index = 0; index < client->endpoint_count; index++) free(client->endpoints[index]);
    for (size_t index = 0; index < client->party_count; index++) free(client->parties[index]);
    if (client->epoll >= 0) (void)close(client->epoll);
    if (client->timer >= 0) (void)close(client->timer);
    free(client->software);
    free(client->json);
    free(client->out.data);
    free(client->answered);
    free(client->delivered.items);
    free(client);
}

stafet_status stafet_open(const stafet_options *options, stafet_client **client) {
    if (!options_usable(options)) return STATUS_CONFIG_INVALID;
    stafet_client *made = calloc(1, sizeof *made);
    CHECK(made != NULL);
    memory_open(made);
    options_copy(made, options);
    status_t status = connection_setup(&made->connection, &(connection_keys_t){options->server_public, options->public_key, options->secret_key});
    if (status == STATUS_OK && options->outbox != NULL) status = outbox_open(options->outbox, left_over, made, &made->outbox);
    if (status == STATUS_OK) *client = made;
    else client_free(made);
    return (stafet_status)status;
}

/* The answer of the last event has been seen: its message is forgotten, on disk too. */
static void settle(stafet_client *client) {
    if (client->answered == NULL) return;
    if (client->outbox != NULL) outbox_done(client->outbox, client->answered_place);
    free(client->answered);
    client->answered = NULL;
}

void stafet_close(stafet_client **client) {
    stafet_client *closing = *client;
    *client = NULL;
    if (closing == NULL) return;
    settle(closing);
    if (closing->state == LINK_UP && !closing->outbox_failed) {
        wire_put_goodbye(&closing->out);
        status_t status = closing->out.full ? STATUS_TOO_LARGE : connection_send(&closing->connection, buffer_bytes(&closing->out));
        (void)status; /* a session that says nothing more ends by its silence */
    }
    connection_close(&closing->connection, GOODBYE_LINGER_MS);
    client_free(closing);
}

/* ---- a descriptor for somebody's loop ---- */

static void watch_descriptor(const stafet_client *client, int *watched, int descriptor) {
    if (*watched == descriptor) return;
    /* A closed descriptor has left the epoll by itself; its number may already be another's, whose adding replaces it. */
    struct epoll_event wanted = {.events = EPOLLIN, .data.fd = descriptor};
    if (descriptor >= 0 && epoll_ctl(client->epoll, EPOLL_CTL_ADD, descriptor, &wanted) != 0) {
        CHECK(epoll_ctl(client->epoll, EPOLL_CTL_MOD, descriptor, &wanted) == 0);
    }
    *watched = descriptor;
}

static bool has_work(const stafet_client *client) {
    return event_waits(client) || client->out_items > 0 || client->answered != NULL;
}

/* Readable now when there is work, else when the next thing is due. */
static void arm(stafet_client *client, bool is_urgent) {
    int socket, monitor;
    if (client->epoll < 0) return;
    connection_descriptors(&client->connection, &socket, &monitor);
    watch_descriptor(client, &client->watched_socket, socket);
    watch_descriptor(client, &client->watched_monitor, monitor);
    uint64_t now = clock_monotonic_ns();
    uint64_t due = is_urgent || has_work(client) ? 1 : link_due_ns(client, now);
    struct itimerspec when = {.it_value = {.tv_sec = (time_t)(due / (1000 * CLIENT_MS)), .tv_nsec = (long)(due % (1000 * CLIENT_MS))}};
    if (due == 0) when.it_value.tv_nsec = 1;
    CHECK(timerfd_settime(client->timer, TFD_TIMER_ABSTIME, &when, NULL) == 0);
}

int stafet_fd(stafet_client *client) {
    if (client->epoll < 0) {
        client->epoll = epoll_create1(EPOLL_CLOEXEC);
        client->timer = timerfd_create(CLOCK_MONOTONIC, TFD_CLOEXEC | TFD_NONBLOCK);
        CHECK(client->epoll >= 0 && client->timer >= 0);
        struct epoll_event wanted = {.events = EPOLLIN, .data.fd = client->timer};
        CHECK(epoll_ctl(client->epoll, EPOLL_CTL_ADD, client->timer, &wanted) == 0);
    }
    arm(client, true);
    return client->epoll;
}

/* ---- submitting and asking ---- */

stafet_status stafet_submit(stafet_client *client, const uint8_t *message, size_t size, uint64_t *number) {
    uint64_t place = 0;
    if (size > MESSAGE_SIZE_MAX) return STATUS_TOO_LARGE;
    if (size == 0) return STATUS_UNREADABLE_MESSAGE;
    if (submits_full(&client->submits, size)) return STATUS_BUSY;
    bytes_t bytes = {message, size};
    if (client->outbox != NULL) {
        status_t status = outbox_put(client->outbox, bytes, &place);
        if (status != STATUS_OK) return (stafet_status)status;
    }
    *number = submits_add(&client->submits, bytes, place);
    arm(client, true);
    return STATUS_OK;
}

static status_t ask_read(stafet_client *client, const char *type, const char *json, bytes_t *packed) {
    wire_problem_t problem;
    arena_reset(&client->json_arena);
    status_t status = wire_json_read(type, bytes_of_text(json), &client->json_arena, packed, &problem);
    if (status != STATUS_OK) return status;
    /* Field 1 is the number, and the library's to give. */
    if (packed->size > 0 && packed->data[0] == 0x08) return STATUS_FIELD_INVALID;
    return packed->size > ASK_SIZE_MAX ? STATUS_TOO_LARGE : STATUS_OK;
}

/* Reads the item as the broker will, so that a mistake is found here and refuses no frame that others share. */
static status_t ask_try(stafet_client *client, const ask_t *ask, watch_t *watch) {
    const client_frame_t *frame;
    wire_problem_t problem;
    uint8_t *data = malloc(ask->size + 16);
    CHECK(data != NULL);
    buffer_t out = {.data = data, .capacity = ask->size + 16};
    wire_put_packed(&out, ask->type, (bytes_t){ask->packed, ask->size});
    CHECK(!out.full);
    arena_reset(&client->json_arena);
    status_t status = wire_client_frame_read(buffer_bytes(&out), &client->json_arena, &frame, &problem);
    if (status == STATUS_OK && frame->watch_count == 1) *watch = frame->watches[0];
    free(data);
    return status;
}

/* `watch` lives in the JSON arena. */
static status_t ask_make(stafet_client *client, const char *type, const char *json, ask_t **ask, watch_t *watch) {
    bytes_t packed;
    if (client->asks.count >= ASKS_MAX) return STATUS_BUSY;
    status_t status = ask_read(client, type, json, &packed);
    if (status != STATUS_OK) return status;
    ask_t *made = asks_add(&client->asks, type, packed);
    made->asked_ns = clock_monotonic_ns();
    status = ask_try(client, made, watch);
    if (status == STATUS_OK) *ask = made;
    else asks_remove(&client->asks, made->number);
    return status;
}

static stafet_status ask(stafet_client *client, const char *type, const char *json, uint64_t *number) {
    ask_t *made;
    watch_t watch;
    status_t status = ask_make(client, type, json, &made, &watch);
    if (status != STATUS_OK) return (stafet_status)status;
    *number = made->number;
    arm(client, true);
    return STATUS_OK;
}

stafet_status stafet_query(stafet_client *client, const char *json, uint64_t *number) {
    return ask(client, "stafet.v1.Query", json, number);
}

stafet_status stafet_change(stafet_client *client, const char *json, uint64_t *number) {
    return ask(client, "stafet.v1.Change", json, number);
}

stafet_status stafet_watch(stafet_client *client, const char *json, uint64_t *number) {
    ask_t *made;
    watch_t watch = {.party = ""};
    status_t status = ask_make(client, "stafet.v1.Watch", json, &made, &watch);
    if (status != STATUS_OK) return (stafet_status)status;
    uuid_t course = watch.has_course ? watch.course : UUID_NIL;
    /* A newer wish, to stop it too, takes the place of the one that is kept. */
    ask_t *kept = asks_find_watch(&client->asks, watch.party, course);
    if (kept != NULL) asks_remove(&client->asks, kept->number);
    text_set(made->party, sizeof made->party, watch.party);
    made->course = course;
    made->is_watch = true;
    client->asks.watch_count++;
    *number = made->number;
    arm(client, true);
    return STATUS_OK;
}

size_t stafet_pending(const stafet_client *client) {
    return client->submits.count + client->asks.count - client->asks.watch_count;
}

/* ---- events ---- */

/* Between two events of one frame only what has waited long enough goes out; the rest is gathered. */
static status_t tend(stafet_client *client, uint64_t now) {
    bool waits = client->out_items > 0 && now - client->out_since_ns > OUT_WAIT_NS;
    if (client->state == LINK_UP && (waits || now >= client->ping_ns)) return link_flush(client, now);
    return STATUS_OK;
}

static int wait_ms(const stafet_client *client, uint64_t now, uint64_t until) {
    uint64_t due = link_due_ns(client, now);
    if (until < due) due = until;
    if (due <= now) return 0;
    uint64_t wait = (due - now + CLIENT_MS - 1) / CLIENT_MS;
    return wait > 1000 ? 1000 : (int)wait;
}

stafet_status stafet_next(stafet_client *client, int timeout_ms, stafet_event *event) {
    uint64_t now = clock_monotonic_ns();
    uint64_t until = timeout_ms < 0 ? UINT64_MAX : now + (uint64_t)timeout_ms * CLIENT_MS;
    *event = (stafet_event){.kind = STAFET_NOTHING};
    settle(client);
    status_t status = tend(client, now);
    while (status == STATUS_OK && !event_next(client, event, now)) {
        status = link_flush(client, now);
        if (status != STATUS_OK || link_receive(client, now)) continue;
        link_step(client, now);
        event_expire(client, now);
        if (event_waits(client)) continue;
        if (now >= until) break;
        connection_wait(&client->connection, client->state == LINK_CONNECTING, wait_ms(client, now, until));
        now = clock_monotonic_ns();
    }
    arm(client, event->kind != STAFET_NOTHING);
    return (stafet_status)status;
}

static stafet_status answer_put(stafet_client *client, uint64_t delivery, uint64_t *broker_number) {
    /* One item more must fit: the frame goes out early when it is full. */
    if (client->out_items >= FRAME_ITEMS_MAX || client->out.capacity - client->out.size < 4096) {
        status_t status = link_flush(client, clock_monotonic_ns());
        if (status != STATUS_OK) return (stafet_status)status;
    }
    return (stafet_status)delivered_take(&client->delivered, delivery, broker_number);
}

stafet_status stafet_acknowledge(stafet_client *client, uint64_t delivery, const char *reference) {
    uint64_t number;
    if (reference != NULL && strlen(reference) >= NAME_SIZE) return STATUS_TOO_LARGE;
    stafet_status status = answer_put(client, delivery, &number);
    if (status != STATUS_OK) return status;
    wire_put_acknowledged(&client->out, number, reference != NULL ? reference : "");
    CHECK(!client->out.full);
    link_counted(client, clock_monotonic_ns());
    arm(client, true);
    return STATUS_OK;
}

stafet_status stafet_not_taken(stafet_client *client, uint64_t delivery, bool fatal, const char *reason) {
    uint64_t number;
    if (reason != NULL && strlen(reason) >= NAME_SIZE) return STATUS_TOO_LARGE;
    stafet_status status = answer_put(client, delivery, &number);
    if (status != STATUS_OK) return status;
    wire_put_not_taken(&client->out, number, fatal, reason != NULL ? reason : "");
    CHECK(!client->out.full);
    link_counted(client, clock_monotonic_ns());
    arm(client, true);
    return STATUS_OK;
}
