/* SPDX-License-Identifier: EUPL-1.2
 * Who is connected, for whom, with what room. Pure: a bounded table; time is an argument. Allocates at start only. */
#include "session/session.h"

#include <stdlib.h>
#include <string.h>

#include "base/check.h"

#define NONE UINT32_MAX
#define RING DELIVERY_CREDIT_ITEMS_MAX

_Static_assert((RING & (RING - 1)) == 0, "a delivery's place in the ring is its number modulo the ring's size");

typedef struct {
    session_t session;
    uint32_t next; /* in its bucket, or in the list of free places */
    bool is_open;
} place_t;

struct sessions {
    unsigned capacity, count;
    uint32_t bucket_count; /* a power of two */
    uint32_t free;
    uint32_t *buckets;
    place_t *places;
    outgoing_t *rings;
};

static void *allocate(size_t count, size_t size) {
    void *memory = calloc(count, size);
    CHECK(memory != NULL);
    return memory;
}

sessions_t *sessions_open(unsigned capacity) {
    CHECK(capacity >= 1 && capacity <= SESSIONS_CEILING);
    sessions_t *sessions = allocate(1, sizeof(*sessions));
    sessions->capacity = capacity;
    sessions->bucket_count = 1;
    while (sessions->bucket_count < 2 * capacity) {
        sessions->bucket_count *= 2;
    }
    sessions->buckets = allocate(sessions->bucket_count, sizeof(*sessions->buckets));
    memset(sessions->buckets, 0xFF, sessions->bucket_count * sizeof(*sessions->buckets)); /* NONE */
    sessions->places = allocate(capacity, sizeof(*sessions->places));
    sessions->rings = allocate((size_t)capacity * RING, sizeof(*sessions->rings));
    for (uint32_t at = 0; at < capacity; at++) {
        sessions->places[at].next = at + 1 < capacity ? at + 1 : NONE;
    }
    return sessions;
}

void sessions_close(sessions_t **sessions) {
    CHECK(sessions != NULL);
    if (*sessions != NULL) {
        free((*sessions)->rings);
        free((*sessions)->places);
        free((*sessions)->buckets);
        free(*sessions);
        *sessions = NULL;
    }
}

unsigned sessions_count(const sessions_t *sessions) {
    return sessions->count;
}

unsigned sessions_capacity(const sessions_t *sessions) {
    return sessions->capacity;
}

/* The hash needs no secret: our own ROUTER gives these ids, and a table of SESSIONS_CEILING places bounds the longest bucket. */
static uint32_t *bucket_of(const sessions_t *sessions, session_peer_t peer) {
    static const uint8_t KEY[16];
    uint64_t hash = hash64(KEY, (bytes_t){peer.bytes, sizeof(peer.bytes)});
    return &sessions->buckets[hash & (sessions->bucket_count - 1)];
}

session_t *session_find(sessions_t *sessions, session_peer_t peer) {
    CHECK(sessions != NULL);
    for (uint32_t at = *bucket_of(sessions, peer); at != NONE; at = sessions->places[at].next) {
        CHECK(sessions->places[at].is_open);
        if (memcmp(sessions->places[at].session.peer.bytes, peer.bytes, sizeof(peer.bytes)) == 0) {
            return &sessions->places[at].session;
        }
    }
    return NULL;
}

session_t *session_at(sessions_t *sessions, unsigned index) {
    CHECK(index < sessions->capacity);
    return sessions->places[index].is_open ? &sessions->places[index].session : NULL;
}

/* Hello. */

static bool is_in_force(const session_hello_t *hello, const grant_t *grant) {
    return grant->revoked_at == 0 && memcmp(grant->public_key, hello->public_key, sizeof(grant->public_key)) == 0;
}

static bool is_granted(const session_hello_t *hello, const char *party) {
    for (unsigned at = 0; at < hello->grant_count; at++) {
        if (is_in_force(hello, &hello->grants[at]) && text_equal(hello->grants[at].party, party)) {
            return true;
        }
    }
    return false;
}

static status_t check_hello(const session_hello_t *hello) {
    if (!hello->hello->speaks_version_1) {
        return STATUS_UNKNOWN_VERSION;
    }
    bool has_any = false;
    for (unsigned at = 0; at < hello->grant_count; at++) {
        has_any = has_any || is_in_force(hello, &hello->grants[at]);
    }
    if (!has_any) {
        return STATUS_KEY_UNKNOWN;
    }
    for (unsigned at = 0; at < hello->hello->party_count; at++) {
        if (!is_granted(hello, hello->hello->parties[at])) {
            return STATUS_PARTY_NOT_GRANTED;
        }
    }
    return STATUS_OK;
}

static void add_party(session_t *session, const char *party) {
    if (!session_acts_for(session, party)) {
        CHECK(session->party_count < KEY_PARTIES_MAX);
        text_set(session->parties[session->party_count++], PARTY_ID_SIZE, party);
    }
}

static void set_parties(session_t *session, const session_hello_t *hello) {
    session->party_count = 0;
    for (unsigned at = 0; at < hello->hello->party_count; at++) {
        add_party(session, hello->hello->parties[at]);
    }
    for (unsigned at = 0; hello->hello->party_count == 0 && at < hello->grant_count; at++) {
        if (is_in_force(hello, &hello->grants[at])) {
            add_party(session, hello->grants[at].party);
        }
    }
}

/* The name of a program is for people to read: what does not fit is cut. */
static void set_software(session_t *session, const char *software) {
    size_t size = strnlen(software, sizeof(session->software) - 1);
    memcpy(session->software, software, size);
    session->software[size] = '\0';
}

static session_t *take_place(sessions_t *sessions, const session_hello_t *hello) {
    uint32_t index = sessions->free;
    place_t *place = &sessions->places[index];
    CHECK(!place->is_open);
    sessions->free = place->next;
    uint32_t life = place->session.life + 1;
    place->session = (session_t){.index = index, .life = life, .peer = hello->peer, .delivery_next = 1, .out_head = 1, .out_tail = 1};
    place->session.out = &sessions->rings[(size_t)index * RING];
    place->session.refusal_tokens = REFUSAL_BURST;
    place->session.refusal_ms = hello->now_ms;
    memcpy(place->session.public_key, hello->public_key, sizeof(place->session.public_key));
    uint32_t *bucket = bucket_of(sessions, hello->peer);
    place->next = *bucket;
    *bucket = index;
    place->is_open = true;
    sessions->count++;
    return &place->session;
}

status_t session_open(sessions_t *sessions, const session_hello_t *hello, session_t **session) {
    CHECK(sessions != NULL && hello != NULL && hello->hello != NULL && hello->public_key != NULL && session != NULL);
    status_t status = check_hello(hello);
    if (status != STATUS_OK) {
        return status;
    }
    session_t *found = session_find(sessions, hello->peer);
    if (found != NULL && memcmp(found->public_key, hello->public_key, sizeof(found->public_key)) != 0) {
        return STATUS_BUSY; /* another's connection had this id: nothing is inherited (L9), its silence frees the place */
    }
    if (found == NULL && sessions->free == NONE) {
        return STATUS_BUSY;
    }
    if (found == NULL) {
        found = take_place(sessions, hello);
    }
    set_parties(found, hello);
    set_software(found, hello->hello->software == NULL ? "" : hello->hello->software);
    session_set_credit(found, hello->hello->credit_items, hello->hello->credit_bytes);
    found->heard_ms = hello->now_ms;
    *session = found;
    return STATUS_OK;
}

void session_end(sessions_t *sessions, session_t *session) {
    CHECK(session != NULL && session->index < sessions->capacity);
    place_t *place = &sessions->places[session->index];
    CHECK(&place->session == session && place->is_open);
    uint32_t *link = bucket_of(sessions, session->peer);
    while (*link != session->index) {
        CHECK(*link != NONE);
        link = &sessions->places[*link].next;
    }
    *link = place->next;
    place->next = sessions->free;
    place->is_open = false;
    sessions->free = session->index;
    sessions->count--;
}

bool session_is_silent(const session_t *session, uint64_t now_ms) {
    return now_ms >= session->heard_ms + SESSION_SILENCE_MS;
}

bool session_acts_for(const session_t *session, const char *party) {
    for (unsigned at = 0; at < session->party_count; at++) {
        if (text_equal(session->parties[at], party)) {
            return true;
        }
    }
    return false;
}

/* Submits. */

static void refill(session_t *session, uint64_t now_ms) {
    CHECK(now_ms >= session->refusal_ms);
    session->refusal_tokens += (double)(now_ms - session->refusal_ms) * REFUSAL_PER_SECOND / 1000;
    session->refusal_ms = now_ms;
    if (session->refusal_tokens > REFUSAL_BURST) {
        session->refusal_tokens = REFUSAL_BURST;
    }
}

status_t session_admit(session_t *session, size_t size, uint64_t now_ms) {
    CHECK(session->submits <= SUBMIT_WINDOW_ITEMS && session->submit_bytes <= SUBMIT_WINDOW_BYTES);
    if (session->submits == SUBMIT_WINDOW_ITEMS || size > SUBMIT_WINDOW_BYTES - session->submit_bytes) {
        return STATUS_BUSY;
    }
    refill(session, now_ms);
    if (session->refusal_tokens < 1) {
        return STATUS_QUOTA;
    }
    session->submits++;
    session->submit_bytes += (unsigned)size;
    return STATUS_OK;
}

/* The bucket may go below zero, by a window at most: else a full window of refusals would cost one token. */
void session_answered(session_t *session, size_t size, bool was_refused, uint64_t now_ms) {
    CHECK(session->submits >= 1 && session->submit_bytes >= size);
    session->submits--;
    session->submit_bytes -= (unsigned)size;
    if (was_refused) {
        refill(session, now_ms);
        session->refusal_tokens -= 1;
    }
}

/* Deliveries. The ring's places are consecutive numbers; out_head and out_tail are the low bits of the oldest number and of the next. */

void session_set_credit(session_t *session, uint32_t items, uint32_t bytes) {
    session->credit_items = items < DELIVERY_CREDIT_ITEMS_MAX ? items : DELIVERY_CREDIT_ITEMS_MAX;
    session->credit_bytes = bytes < DELIVERY_CREDIT_BYTES_MAX ? bytes : DELIVERY_CREDIT_BYTES_MAX;
}

static unsigned ring_span(const session_t *session) {
    unsigned span = session->out_tail - session->out_head;
    CHECK(span <= RING);
    return span;
}

/* A lowered credit may be below what is out already. */
bool session_has_room(const session_t *session, size_t size) {
    if (session->out_items >= session->credit_items || ring_span(session) >= RING) {
        return false;
    }
    return session->out_items == 0 || (session->out_bytes <= session->credit_bytes && size <= session->credit_bytes - session->out_bytes);
}

uint64_t session_put_out(session_t *session, uint32_t handle, size_t size, uint32_t sent_count, uint64_t now_ms) {
    CHECK(session_has_room(session, size));
    CHECK(session->out_tail == (unsigned)session->delivery_next);
    uint64_t number = session->delivery_next++;
    session->out[number % RING] = (outgoing_t){.number = number, .handle = handle, .size = (uint32_t)size, .sent_count = sent_count, .sent_ms = now_ms};
    session->out_tail++;
    session->out_items++;
    session->out_bytes += (unsigned)size;
    return number;
}

status_t session_take_off(session_t *session, uint64_t number, uint32_t *handle) {
    CHECK(session != NULL && handle != NULL);
    outgoing_t *place = &session->out[number % RING];
    uint64_t oldest = session->delivery_next - ring_span(session);
    if (number < oldest || number >= session->delivery_next || place->number != number) {
        return STATUS_NOT_DELIVERED_HERE;
    }
    CHECK(session->out_items >= 1 && session->out_bytes >= place->size);
    session->out_items--;
    session->out_bytes -= place->size;
    *handle = place->handle;
    place->number = 0;
    while (session->out_head != session->out_tail && session->out[session->out_head % RING].number == 0) {
        session->out_head++;
    }
    return STATUS_OK;
}

/* The cursor is the ring place last given, plus one. When the head has passed that place meanwhile (what was given was taken off), the walk
 * goes on at the head. */
bool session_next_out(const session_t *session, unsigned *cursor, outgoing_t *out) {
    CHECK(session != NULL && cursor != NULL && out != NULL && *cursor <= RING);
    unsigned span = ring_span(session);
    unsigned given = (*cursor - 1 - session->out_head) % RING;
    unsigned offset = *cursor == 0 || given >= span ? 0 : given + 1;
    for (; offset < span; offset++) {
        const outgoing_t *place = &session->out[(session->out_head + offset) % RING];
        if (place->number != 0) {
            *cursor = (session->out_head + offset) % RING + 1;
            *out = *place;
            return true;
        }
    }
    return false;
}
