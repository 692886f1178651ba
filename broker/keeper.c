/* SPDX-License-Identifier: EUPL-1.2
 * What runs by time: the broker's life in the store, the registry, due deadlines, silent sessions, and the trial of the own door. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "base/check.h"
#include "base/crash_point.h"
#include "base/log.h"
#include "broker.h"

#define NS_PER_MS UINT64_C(1000000)
#define BEAT_EVERY_MS 1000
#define DUE_EVERY_MS 250
#define DUE_LIMIT 64
#define WATCH_EVERY_MS 15000
#define SILENCE_EVERY_MS 1000
#define PROBE_EVERY_MS 60000
#define UNANSWERED_MAX 3
#define PRESENT_MAX DIRECTORY_PARTIES_MAX

struct keeper {
    store_life_t life;
    store_registry_t reading;
    registry_t fresh;
    store_due_t due, watched;
    bool lives, looks_for_due, looks_around, was_ready, is_ready_told;
    uint64_t beat_ns, due_ns, watch_ns, silence_ns, probe_ns, read_ns;
    uint64_t beaten_ns, steady_ns; /* the latest beat that arrived, and the first since which none was late */
    unsigned unanswered;
    unsigned first_looked; /* session that the look of this second begins with */
    bool probe_is_open;
    store_presence_t presence;
    bool tells_presence, has_told_presence;
    uint64_t presence_ns;
    char here[PRESENT_MAX][PARTY_ID_SIZE], told_here[PRESENT_MAX][PARTY_ID_SIZE]; /* sorted */
    unsigned told_count;
    char told[160]; /* the latest trouble that was logged */
    char endpoints[CONFIG_TEXT_SIZE];
};

void keeper_open(broker_t *broker)
{
    broker->keeper = calloc(1, sizeof *broker->keeper);
    CHECK(broker->keeper != NULL);
}

void keeper_close(broker_t *broker)
{
    free(broker->keeper);
    broker->keeper = NULL;
}

void keeper_registry_moved(broker_t *broker)
{
    broker->registry_is_stale = true;
}

void keeper_measure(broker_t *broker)
{
    broker->keeper->beat_ns = 0;
}

/* Where time is virtual somebody sets it, forward: an answer that was on its way meanwhile is older, and what is due by the new time is due now. */
void keeper_take_time(broker_t *broker, instant_t store_at, uint64_t measured_ns)
{
    if (broker->clock.is_virtual && store_at < broker->clock.store_at) {
        return;
    }
    if (broker->clock.is_virtual && store_at > broker->clock.store_at) {
        broker->keeper->due_ns = 0;
    }
    broker->clock.store_at = store_at;
    broker->clock.measured_ns = measured_ns;
}

bool keeper_is_ready(const broker_t *broker)
{
    return store_is_ready(broker->store) && broker->has_registry && broker->incarnation != 0;
}

/* ---- life ---- */

/* Others are silent too while the store is away or stands still: only who has beaten all the while may say that another has not. */
static bool may_fence(const broker_t *broker)
{
    const struct keeper *keeper = broker->keeper;
    return keeper->steady_ns != 0 && broker->now_ns - keeper->steady_ns >= (uint64_t)broker->config->broker_dead_ms * NS_PER_MS;
}

static void note_beat(broker_t *broker)
{
    struct keeper *keeper = broker->keeper;
    if (keeper->steady_ns == 0 || broker->now_ns - keeper->beaten_ns > 3 * BEAT_EVERY_MS * NS_PER_MS) {
        keeper->steady_ns = broker->now_ns;
    }
    keeper->beaten_ns = broker->now_ns;
}

static void life_done(void *context, store_life_t *life, status_t status)
{
    broker_t *broker = context;
    broker->keeper->lives = false;
    if (status == STATUS_FENCED) {
        log_write(LOG_EVENT_FENCED, "incarnation=%u", broker->incarnation);
        broker->fatal = STATUS_FENCED;
    }
    if (status != STATUS_OK) {
        return;
    }
    keeper_take_time(broker, life->store_at, broker->now_ns);
    note_beat(broker);
    if (life->kind == LIFE_START) {
        if (life->migration != store_migration_newest()) {
            log_write(LOG_EVENT_STORE_REFUSED, "migration=%u wanted=%u", life->migration, store_migration_newest());
            broker->fatal = STATUS_SCHEMA_WRONG;
            return;
        }
        broker->clock.is_virtual = life->is_virtual;
        broker->incarnation = life->incarnation;
        CRASH_POINT(incarnation_opened);
        return;
    }
    CRASH_POINT(heartbeat);
    if (life->fenced_count > 0) {
        CRASH_POINT(fence_read);
        log_write(LOG_EVENT_BROKER_DEAD, "count=%u", life->fenced_count);
    }
    if (broker->has_registry && memcmp(life->facts_versions, broker->registry.versions, sizeof life->facts_versions) != 0) {
        keeper_registry_moved(broker);
    }
}

static void live(broker_t *broker)
{
    struct keeper *keeper = broker->keeper;
    if (keeper->lives || broker->now_ns < keeper->beat_ns || !store_is_ready(broker->store)) {
        return;
    }
    keeper->lives = true;
    keeper->beat_ns = broker->now_ns + BEAT_EVERY_MS * NS_PER_MS;
    keeper->life = (store_life_t){.done = life_done, .context = broker, .kind = broker->incarnation == 0 ? LIFE_START : LIFE_BEAT, .software = "stafet-broker " STAFET_VERSION,
                                  .endpoints = broker->config->endpoints, .incarnation = broker->incarnation, .dead_after_ms = may_fence(broker) ? (unsigned)broker->config->broker_dead_ms : 0,
                                  .stuck_after_ms = (unsigned)broker->config->job_timeout_ms * 2};
    store_life_start(broker->store, &keeper->life);
}

/* ---- registry ---- */

/* L9: a key that has lost all its grants is told so and gets nothing more. */
static void recheck_sessions(broker_t *broker)
{
    for (unsigned i = 0; i < sessions_capacity(broker->sessions); i++) {
        session_t *session = session_at(broker->sessions, i);
        if (session != NULL && !directory_key_admitted(&broker->registry, session->public_key)) {
            peer_t peer;
            memcpy(peer.bytes, session->peer.bytes, sizeof peer.bytes);
            sender_frame_refused(broker, peer, STATUS_KEY_REVOKED, "");
            broker_end_session(broker, session);
        }
    }
    courier_sessions_changed(broker);
}

static void registry_done(void *context, store_registry_t *job, status_t status)
{
    broker_t *broker = context;
    (void)job;
    broker->registry_is_loading = false;
    if (status != STATUS_OK) {
        broker->keeper->read_ns = broker->now_ns + 200 * NS_PER_MS;
        return;
    }
    CRASH_POINT(registry_read);
    store_registry_free(&broker->registry);
    broker->registry = broker->keeper->fresh;
    broker->registry.calendar = (calendar_t){broker->config->closed_christmas_eve, broker->config->closed_new_years_eve, broker->config->closed_constitution_day};
    directory_prepare(&broker->registry);
    broker->has_registry = true;
    broker->registry_is_stale = false;
    log_write(LOG_EVENT_FACTS_MOVED, "parties=%u persons=%u grants=%u routes=%u", broker->registry.party_count, broker->registry.person_count, broker->registry.grant_count, broker->registry.route_count);
    recheck_sessions(broker);
    broker->keeper->watch_ns = 0; /* somebody may have left */
    warner_registry_read(broker);
    decide_again(broker);
}

static void read_registry(broker_t *broker)
{
    struct keeper *keeper = broker->keeper;
    if (broker->registry_is_loading || (broker->has_registry && !broker->registry_is_stale) || broker->incarnation == 0 || !store_is_ready(broker->store) ||
        broker->now_ns < keeper->read_ns) {
        return;
    }
    broker->registry_is_loading = true;
    keeper->reading = (store_registry_t){.done = registry_done, .context = broker, .now = broker_now(broker), .registry = &keeper->fresh};
    store_registry_start(broker->store, &keeper->reading);
}

/* ---- deadlines: L5 ---- */

static void found_due(void *context, uuid_t course, uint32_t number)
{
    broker_t *broker = context;
    for (const pending_t *pending = broker->pending_first; pending != NULL; pending = pending->next) {
        if (pending->is_clock && pending->deadline == number && uuid_equal(pending->course, course)) {
            return;
        }
    }
    pending_t *pending = intake_pending(broker);
    if (pending != NULL) {
        pending->is_clock = true;
        pending->course = course;
        pending->deadline = number;
    }
}

static void due_done(void *context, store_due_t *due, status_t status)
{
    broker_t *broker = context;
    broker->keeper->looks_for_due = false;
    if (status == STATUS_OK && due->count == due->limit) {
        broker->keeper->due_ns = broker->now_ns; /* more is waiting, after downtime or a night */
    }
}

static void look_for_due(broker_t *broker)
{
    struct keeper *keeper = broker->keeper;
    if (keeper->looks_for_due || broker->now_ns < keeper->due_ns || !keeper_is_ready(broker) || PENDING_MAX - broker->pending_count < DUE_LIMIT) {
        return;
    }
    keeper->looks_for_due = true;
    keeper->due_ns = broker->now_ns + DUE_EVERY_MS * NS_PER_MS;
    keeper->due = (store_due_t){.done = due_done, .context = broker, .now = broker_now(broker), .limit = DUE_LIMIT, .each = found_due};
    store_due_start(broker->store, &keeper->due);
}

static void watched_done(void *context, store_due_t *due, status_t status)
{
    broker_t *broker = context;
    broker->keeper->looks_around = false;
    if (status == STATUS_OK && due->count == due->limit) {
        broker->keeper->watch_ns = broker->now_ns + NS_PER_MS * BEAT_EVERY_MS;
    }
}

/* People leave and units close without a word to the course. */
static void look_for_watched(broker_t *broker)
{
    struct keeper *keeper = broker->keeper;
    if (keeper->looks_around || broker->now_ns < keeper->watch_ns || !keeper_is_ready(broker) || PENDING_MAX - broker->pending_count < DUE_LIMIT) {
        return;
    }
    keeper->looks_around = true;
    keeper->watch_ns = broker->now_ns + WATCH_EVERY_MS * NS_PER_MS;
    keeper->watched = (store_due_t){.done = watched_done, .context = broker, .now = broker_now(broker), .is_watch = true, .limit = DUE_LIMIT, .each = found_due};
    store_due_start(broker->store, &keeper->watched);
}

/* ---- presence: which units somebody here receives for ---- */

static int order_ids(const void *left, const void *right)
{
    return strcmp(left, right);
}

static void presence_done(void *context, store_presence_t *presence, status_t status)
{
    broker_t *broker = context;
    struct keeper *keeper = broker->keeper;
    keeper->tells_presence = false;
    if (status == STATUS_OK) {
        memcpy(keeper->told_here, keeper->here, presence->party_count * sizeof keeper->here[0]);
        keeper->told_count = presence->party_count;
        keeper->has_told_presence = true;
    }
}

/* Told when it differs from what was told last: a unit that falls silent is seen before a citizen is sent there. */
static void tell_presence(broker_t *broker)
{
    struct keeper *keeper = broker->keeper;
    if (keeper->tells_presence || broker->now_ns < keeper->presence_ns || !keeper_is_ready(broker)) {
        return;
    }
    keeper->presence_ns = broker->now_ns + BEAT_EVERY_MS * NS_PER_MS;
    unsigned count = courier_served(broker, keeper->here, PRESENT_MAX);
    qsort(keeper->here, count, sizeof keeper->here[0], order_ids);
    bool is_told = keeper->has_told_presence && count == keeper->told_count && memcmp(keeper->here, keeper->told_here, count * sizeof keeper->here[0]) == 0;
    if (is_told) {
        return;
    }
    keeper->tells_presence = true;
    keeper->presence = (store_presence_t){.done = presence_done, .context = broker, .incarnation = broker->incarnation,
                                          .parties = (const char (*)[PARTY_ID_SIZE])keeper->here, .party_count = count};
    store_presence_start(broker->store, &keeper->presence);
}

/* ---- sessions and their units, each second ---- */

static void look_around(broker_t *broker)
{
    struct keeper *keeper = broker->keeper;
    if (broker->now_ns < keeper->silence_ns) {
        return;
    }
    keeper->silence_ns = broker->now_ns + SILENCE_EVERY_MS * NS_PER_MS;
    unsigned capacity = sessions_capacity(broker->sessions);
    keeper->first_looked = (keeper->first_looked + 1) % capacity; /* so that a full list of looks is filled by others next time */
    for (unsigned i = 0; i < capacity; i++) {
        session_t *session = session_at(broker->sessions, (keeper->first_looked + i) % capacity);
        /* While the pools were full nobody was listened to. */
        bool was_heard = broker->now_ns - broker->deaf_ns >= SESSION_SILENCE_MS * NS_PER_MS;
        if (session != NULL && was_heard && session_is_silent(session, broker->now_ns / NS_PER_MS)) {
            broker_end_session(broker, session);
        } else if (session != NULL) {
            courier_overdue(broker, session);
            for (unsigned p = 0; p < session->party_count; p++) {
                courier_look(broker, session->parties[p]);
            }
        }
    }
}

/* ---- the door: L9 ---- */

static void try_door(broker_t *broker)
{
    struct keeper *keeper = broker->keeper;
    transport_probe_t state = transport_probe_state(broker->transport);
    if (state == TRANSPORT_PROBE_GOT_IN) {
        log_write(LOG_EVENT_DOOR_OPEN, "probe=got_in");
        broker->fatal = STATUS_INTERNAL;
        return;
    }
    if (keeper->probe_is_open && state != TRANSPORT_PROBE_RUNNING) {
        keeper->probe_is_open = false;
        keeper->unanswered = state == TRANSPORT_PROBE_UNANSWERED ? keeper->unanswered + 1 : 0;
        if (keeper->unanswered >= UNANSWERED_MAX) {
            log_write(LOG_EVENT_DOOR_OPEN, "probe=unanswered");
            broker->fatal = STATUS_INTERNAL;
        } else if (state == TRANSPORT_PROBE_UNANSWERED) {
            keeper->probe_ns = broker->now_ns;
        }
    }
    if (broker->now_ns >= keeper->probe_ns && state != TRANSPORT_PROBE_RUNNING && transport_probe_start(broker->transport) == STATUS_OK) {
        keeper->probe_is_open = true;
        keeper->probe_ns = broker->now_ns + PROBE_EVERY_MS * NS_PER_MS;
    }
}

/* ---- telling whoever started us ---- */

static void tell_supervisor(const char *text)
{
    const char *path = getenv("NOTIFY_SOCKET");
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    if (path == NULL || (path[0] != '/' && path[0] != '@') || strlen(path) >= sizeof address.sun_path) {
        return;
    }
    memcpy(address.sun_path, path, strlen(path));
    if (path[0] == '@') {
        address.sun_path[0] = '\0';
    }
    int descriptor = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    if (descriptor >= 0) {
        (void)sendto(descriptor, text, strlen(text), MSG_NOSIGNAL, (const struct sockaddr *)&address, (socklen_t)(offsetof(struct sockaddr_un, sun_path) + strlen(path)));
        (void)close(descriptor);
    }
}

/* A store that is there and cannot be used is somebody's to mend: what is wrong is said once (L1). */
static void tell_refused(broker_t *broker)
{
    struct keeper *keeper = broker->keeper;
    const char *text;
    status_t trouble = store_trouble(broker->store, &text);
    if (trouble != STATUS_OK && trouble != STATUS_STORE_AWAY && !text_equal(text, keeper->told)) {
        log_write(LOG_EVENT_STORE_REFUSED, "status=%s trouble=\"%s\"", status_name(trouble), text);
        text_set(keeper->told, sizeof keeper->told, text);
    }
}

static void tell_changes(broker_t *broker)
{
    struct keeper *keeper = broker->keeper;
    bool is_ready = store_is_ready(broker->store);
    tell_refused(broker);
    if (is_ready != keeper->was_ready) {
        const char *text;
        status_t trouble = store_trouble(broker->store, &text);
        log_write(is_ready ? LOG_EVENT_STORE_CONNECTED : LOG_EVENT_STORE_LOST, "status=%s trouble=\"%s\"", status_name(trouble), text);
        keeper->was_ready = is_ready;
        keeper->beat_ns = 0;
    }
    if (store_losses(broker->store) != broker->cache_losses) {
        /* The other end may be another timeline: nothing in memory is believed. */
        cache_drop_all(broker->cache);
        broker->cache_losses = store_losses(broker->store);
    }
    if (keeper_is_ready(broker) && !keeper->is_ready_told) {
        keeper->is_ready_told = true;
        tell_supervisor("READY=1");
        log_write(LOG_EVENT_STARTED, "incarnation=%u endpoint=%s", broker->incarnation, transport_endpoint(broker->transport, 0));
    }
}

static void woken(void *context, const char *party)
{
    courier_look(context, party);
}

void keeper_step(broker_t *broker)
{
    tell_changes(broker);
    live(broker);
    read_registry(broker);
    look_for_due(broker);
    look_for_watched(broker);
    tell_presence(broker);
    look_around(broker);
    try_door(broker);
    store_notifications(broker->store, woken, broker);
}
