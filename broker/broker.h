/* SPDX-License-Identifier: EUPL-1.2
 * The broker: one loop, one thread. This folder's files are the loop's phases and the only ones that see all layers:
 *   intake.c   frames in: hello, submits, acknowledgements; who may
 *   decide.c   a submit or a due deadline on its course: duplicate, rights, flow, entry, seal, deliveries
 *   count.c    what an entry counts beside itself, for the figures
 *   journal.c  what stands on no course: chains of the journal, denials
 *   commit.c   batches: one gathered while another commits; answers only after the commit
 *   courier.c  deliveries out within credit; acknowledgements
 *   claims.c   claims of lines that nobody has; opening of what came with them
 *   releases.c lines given back; rows settled whose outcome was unknown
 *   asker.c    queries and changes, each look logged in the transaction that reads (L10)
 *   warner.c   gaps in rosters and old records: told once, by itself
 *   keeper.c   what runs by time: heartbeat, registry, due deadlines, silence, the door's probe
 *   sender.c   one frame a session and turn
 * No state that matters lives here: kill it at any instant, and clients send the same again to another. */
#ifndef STAFET_BROKER_BROKER_H
#define STAFET_BROKER_BROKER_H

#include "audit/seal.h"
#include "base/arena.h"
#include "cache.h"
#include "config.h"
#include "delivery/delivery.h"
#include "directory/directory.h"
#include "flow/engine.h"
#include "session/session.h"
#include "store/store.h"
#include "transport/transport.h"
#include "wire/wire.h"

typedef struct broker broker_t;

/* Entry and message bytes that receipts and deliveries share. */
typedef struct blob {
    unsigned references;
    bool is_by_consent; /* disclosed on the citizen's consent alone: asked for before it is sent (L13) */
    uint32_t entry_size, message_size;
    uint8_t bytes[]; /* entry, then message */
} blob_t;

blob_t *blob_make(bytes_t entry, bytes_t message);
blob_t *blob_hold(blob_t *blob);
void blob_release(void *context, void *blob);
bytes_t blob_entry(const blob_t *blob);
bytes_t blob_message(const blob_t *blob);

/* A session that may have ended meanwhile. */
typedef struct {
    uint32_t index, life;
} session_ref_t;

/* Something to be decided on a course: a submit, or a deadline that is due. In one list, oldest first; per course in order (L8). */
typedef struct pending {
    struct pending *next, *previous;
    bool is_clock;
    session_ref_t session;
    uint8_t public_key[32];
    uint64_t number;       /* of the submit */
    uint32_t deadline;     /* of the clock */
    uuid_t course;
    uint8_t *message;      /* malloc'd; a small one stays with its place in the pool */
    uint32_t message_size, message_capacity;
    uint64_t taken_ns;
    bool is_surely_new;    /* the store was asked: its name is not on the course */
    message_facts_t facts;
} pending_t;

#define PENDING_MAX 3072
#define PENDING_BYTES_MAX (8 * 1024 * 1024)
#define HELD_DELIVERIES_MAX 16384
#define HELD_BYTES_MAX (8 * 1024 * 1024)
#define CLAIM_ROWS 64
#define ATTEMPTS_MAX (4 * CLAIM_ROWS)
/* A frame's acknowledgements always find room: above the first number no frame is taken, and a failed batch gives its own back. */
#define ACKNOWLEDGED_PAUSE 1024
#define ACKNOWLEDGED_MAX (4 * FRAME_ITEMS_MAX)
/* A submit waits so long for a store that is away before it is told to come again. */
#define STORE_PATIENCE_MS 2000

/* What of a recorded refusal does not stand in its entry. */
typedef struct {
    status_t status;
    char detail[96];
    char next_owner[PARTY_ID_SIZE];
} refusal_t;

/* One answer that leaves when its batch is durable. */
typedef struct {
    pending_t *pending;
    blob_t *blob;          /* entry and message; NULL for a look-up */
    bool is_lookup;
    unsigned lookup;
    const cached_t *cached; /* of a look-up: its course, which the batch holds */
    refusal_t *refusal;    /* recorded refusal; malloc'd */
} reply_t;

/* A row to deliver here after the commit. */
typedef struct {
    unsigned delivery; /* index in the batch's deliveries */
    blob_t *blob;
} outbound_t;

/* A refusal for want of rights: on no course, but in the journal. */
typedef struct {
    char party[PARTY_ID_SIZE], person[PERSON_ID_SIZE];
    uint8_t key_fingerprint[8];
    message_type_t type;
    about_t about;
    status_t status;
} denial_t;

#define DENIALS_MAX 32
/* Of one transaction; a note counts nothing, another message three or four. */
#define MEASURES_BATCH_MAX 4096

/* Kept free in a batch's bytes for what its transaction writes into the journal. */
#define JOURNAL_BYTES_MAX ((3 + DENIALS_MAX) * ENTRY_BYTES_MAX + (ACKNOWLEDGED_MAX + ATTEMPTS_MAX + 64 + DENIALS_MAX) * ABOUT_BYTES_MAX)

/* Where a journal stands. */
typedef struct {
    uuid_t id; /* nil = begins with the next entry */
    uint64_t seq;
    digest_t head;
    instant_t last_at;
} journal_chain_t;

/* One transaction in the making or under way. */
typedef struct {
    broker_t *broker;
    uint8_t number;        /* 1, 2 or 3 */
    bool is_under_way;
    int lane;
    store_batch_t store;
    buffer_t bytes;        /* entries and sealed bodies */
    reply_t replies[BATCH_ITEMS_MAX];
    unsigned reply_count;
    store_entry_t entries[BATCH_ITEMS_MAX * 2];
    digest_t hashes[BATCH_ITEMS_MAX * 2];
    uint8_t names[BATCH_ITEMS_MAX * 2][16];
    char entry_parties[BATCH_ITEMS_MAX * 2][PARTY_ID_SIZE];
    unsigned entry_count;
    store_head_t heads[BATCH_ITEMS_MAX];
    unsigned head_count;
    uint64_t cache_losses; /* as they were when its first item was decided */
    store_course_t courses[BATCH_ITEMS_MAX];
    cached_t *cached[BATCH_ITEMS_MAX]; /* of courses, one for one */
    unsigned course_count;
    store_delivery_t deliveries[BATCH_ITEMS_MAX * 2];
    unsigned delivery_count;
    outbound_t outbound[BATCH_ITEMS_MAX * 2];
    unsigned outbound_count;
    store_delivery_t acknowledged[ACKNOWLEDGED_MAX];
    uint32_t acknowledged_handles[ACKNOWLEDGED_MAX];
    unsigned acknowledged_count;
    store_delivery_t undeliverable[64];
    unsigned undeliverable_count;
    store_name_t hidden[64], lookups[BATCH_ITEMS_MAX];
    unsigned hidden_count, lookup_count;
    store_answers_t answers[64];
    unsigned answers_count;
    store_measure_t measures[MEASURES_BATCH_MAX];
    unsigned measure_count;
    store_ended_t ended[4 * COURSE_CONSENTS_MAX];
    unsigned ended_count;
    about_t attempts[ATTEMPTS_MAX]; /* deliveries that were claimed: sent once more, or for the first time by this broker */
    unsigned attempt_count;
    denial_t denials[DENIALS_MAX];
    unsigned denial_count;
    store_journal_t journal[3 + DENIALS_MAX];
    unsigned journal_count;
    char wake[64][PARTY_ID_SIZE];
    const char *wake_list[64];
    unsigned wake_count;
    uint8_t leaves[(BATCH_ITEMS_MAX * 2 + 3 + DENIALS_MAX) * 32];
    uint64_t first_ns, started_ns;
    uint64_t facts_versions[FACTS_KIND_COUNT]; /* of the registry that its first item was decided by; a newer one makes it fail and be decided again */
    journal_chain_t chain_before; /* of its lane: where the journal stands when the batch fails */
} batch_t;


struct broker {
    const config_t *config;
    uint8_t public_key[32];
    transport_t *transport;
    store_t *store;
    sessions_t *sessions;
    deliveries_t *deliveries;
    cache_t *cache;
    uint64_t cache_losses; /* of connections, when the cache was last emptied: what it holds was learnt since */
    registry_t registry;
    bool has_registry, registry_is_loading, registry_is_stale;
    clock_estimate_t clock;
    uint64_t now_ns; /* monotonic, of this turn */
    uint32_t incarnation; /* 0 = not started in the store yet */
    uint64_t batch_next;
    journal_chain_t chains[3]; /* batch lane 0, batch lane 1, read lane */
    uint8_t rules_hash[8];
    digest_t schema_hash;
    arena_t decode, scratch;
    course_t work; /* the one course that is being decided on */
    decision_t decision;
    pending_t *pending_pool, *pending_free, *pending_first, *pending_last;
    pending_t *pending_fresh; /* the first that decide.c has not looked at since something last became free */
    uint64_t decide_pass;     /* how often that was */
    unsigned pending_count;
    size_t pending_bytes;
    batch_t *batches;   /* three: one gathers while two may commit */
    batch_t *gathering; /* NULL: all three are busy */
    unsigned batch_limit; /* halved when a batch fails, so that a poison message stands alone */
    struct keeper *keeper;
    struct courier *courier;
    struct asker *asker;
    struct warner *warner;
    struct sender *sender;
    struct loader *loader;
    uint64_t deaf_ns;      /* when frames last could not be taken: silence counts only from then */
    uint64_t random_used;
    uint8_t random[4096];
    bool has_doubtful_rows; /* deliveries may be this broker's in the store that it does not know of */
    status_t fatal; /* the broker must exit */
};

/* Opens everything; FILE_FAILED or FIELD_INVALID with a log line. */
status_t broker_open(const config_t *config, broker_t **broker) MUST_CHECK;
/* Serves until the flag is set or something fatal happens. */
status_t broker_run(broker_t *broker, const volatile int *stop) MUST_CHECK;
void broker_close(broker_t **broker);

/* PostgreSQL's clock as estimated now. */
instant_t broker_now(const broker_t *broker);
/* Random bytes from a pool that getrandom(2) fills. */
void broker_random(broker_t *broker, void *bytes, size_t size);
session_t *broker_session(broker_t *broker, session_ref_t reference);
/* May this key do this for this unit, by the registry as it stands (L9)? */
bool broker_may(const broker_t *broker, const uint8_t public_key[32], const char *party, unsigned right);
/* Ends a session: what was out goes back into line. */
void broker_end_session(broker_t *broker, session_t *session);

/* intake.c */
void intake_step(broker_t *broker);
/* Room for a frame and all it may carry: otherwise the loop does not wait for frames (L14). */
bool intake_has_room(const broker_t *broker);
/* A pending submit that will not be decided: answers and frees it. Not recorded anywhere. For a clock it only frees. */
void intake_refuse(broker_t *broker, pending_t *pending, const refused_t *refused);
void intake_refuse_plainly(broker_t *broker, pending_t *pending, status_t status, const char *detail);
/* Out of the line, while a batch has it; back in at its front when the batch failed. */
void intake_unlink(broker_t *broker, pending_t *pending);
void intake_put_back(broker_t *broker, pending_t *pending);
void intake_free(broker_t *broker, pending_t *pending);
/* Takes one from the pool and puts it in line; NULL when full. */
pending_t *intake_pending(broker_t *broker);

/* decide.c */
void decide_step(broker_t *broker);
/* A batch is over, a course is here, the registry was read: what waited may be decided now. */
void decide_again(broker_t *broker);

/* consents.c */
/* L13: what rests on a consent that is over and is not sent yet goes no further, by the transaction that ends it. Before the entry is appended. */
void consents_end(broker_t *broker, const decision_t *decision, const course_key_t *key);

/* count.c */
/* How an accepted package answered its standard. */
void count_answers(broker_t *broker, const decision_t *decision, const entry_t *entry);
/* What the step that became this entry of the course in hand counts for the figures. */
void count_measures(broker_t *broker, const decision_t *decision, uint64_t seq);

/* journal.c */
/* Makes a journal entry: fills chain, seq, previous hash, time and bytes. `entry->kind` and what it is about are the caller's. The chain moves on when
 * journal_commit is called, and begins anew after journal_doubt. */
void journal_make(broker_t *broker, unsigned lane, entry_t *entry, buffer_t *bytes, store_journal_t *row);
void journal_commit(broker_t *broker, unsigned lane, const store_journal_t *rows, unsigned count);
void journal_doubt(broker_t *broker, unsigned lane);
/* What is refused for want of rights stands in the journal, on no course (L9, L10): with the batch that gathers. */
void journal_deny(broker_t *broker, const pending_t *pending, status_t status);

/* loading of courses and keys */
void loader_open(broker_t *broker);
void loader_close(broker_t *broker);
/* Wants a course with its keys; makes its place in the cache if need be. */
cached_t *loader_want(broker_t *broker, uuid_t course);
/* Wants a key for a controller of a course to be made durable; the course is not ready until it is. */
void loader_want_key(broker_t *broker, cached_t *cached, const char *controller);
void loader_step(broker_t *broker);

/* commit.c */
void commit_step(broker_t *broker);
/* How long the loop may wait for news before commit_step must be called again; milliseconds. */
int commit_wait_ms(const broker_t *broker);
/* Frees what a batch holds; it is empty then. */
void commit_empty(batch_t *batch);

/* courier.c, claims.c, releases.c */
void courier_open(broker_t *broker);
void courier_close(broker_t *broker);
void courier_step(broker_t *broker);
/* Rows of this unit may wait in the store unclaimed. */
void courier_look(broker_t *broker, const char *party);
/* A committed row that is nobody's yet. */
void courier_unclaimed(broker_t *broker, const store_delivery_t *row);
/* Some session here receives for this unit. */
bool courier_serves(const broker_t *broker, const char *party);
/* The units that some session here receives for, in no order; gives how many, at most `capacity`. */
unsigned courier_served(const broker_t *broker, char (*parties)[PARTY_ID_SIZE], unsigned capacity);
/* A committed row of this broker's: into its line. */
void courier_add(broker_t *broker, const store_delivery_t *delivery, blob_t *blob);
/* The row is gone: the delivery is over. */
void courier_over(broker_t *broker, uint32_t handle);
/* Sessions came, went, or changed what they take. */
void courier_sessions_changed(broker_t *broker);
/* What was out to it goes back into line; units that nobody serves here any more are given back. */
void courier_session_ended(broker_t *broker, session_t *session);
void courier_answered(broker_t *broker, session_t *session, const acknowledged_t *acknowledged);
void courier_not_taken(broker_t *broker, session_t *session, const not_taken_t *not_taken);
/* What has been out for too long without an answer goes again, marked as repeated: a session that says ping and never answers would else keep its lines
 * for ever (L6). */
void courier_overdue(broker_t *broker, session_t *session);
/* May a new row of this line be this broker's at once? */
bool courier_takes(const broker_t *broker, const char *party, uuid_t course, size_t size);
/* An outcome is unknown: rows may have become this broker's without its knowing. */
void courier_doubt(broker_t *broker);

/* asker.c */
void asker_open(broker_t *broker);
void asker_close(broker_t *broker);
void asker_query(broker_t *broker, session_t *session, const query_t *query);
void asker_change(broker_t *broker, session_t *session, const change_t *change);
void asker_step(broker_t *broker);

/* warner.c */
void warner_open(broker_t *broker);
void warner_close(broker_t *broker);
/* The registry was read: rosters may have changed. */
void warner_registry_read(broker_t *broker);

/* keeper.c */
void keeper_open(broker_t *broker);
void keeper_close(broker_t *broker);
void keeper_step(broker_t *broker);
/* The registry is out of date: read it again soon. */
void keeper_registry_moved(broker_t *broker);
/* PostgreSQL's clock, as it was at that time of ours. */
void keeper_take_time(broker_t *broker, instant_t store_at, uint64_t measured_ns);
/* The clock is in doubt: measure it again at once. */
void keeper_measure(broker_t *broker);
bool keeper_is_ready(const broker_t *broker);

/* sender.c: each appends to the session's frame of this turn; sender_flush sends all. */
void sender_open(broker_t *broker);
void sender_close(broker_t *broker);
void sender_welcome(broker_t *broker, session_t *session, const welcome_t *welcome);
void sender_accepted(broker_t *broker, session_t *session, const accepted_t *accepted);
void sender_refused(broker_t *broker, session_t *session, const refused_t *refused);
void sender_delivery(broker_t *broker, session_t *session, const delivery_out_t *delivery);
void sender_result(broker_t *broker, session_t *session, const result_t *result);
void sender_pong(broker_t *broker, session_t *session, uint64_t number);
/* To every session that watches the unit or the course. */
void sender_notice(broker_t *broker, const char *party, uuid_t course, uint64_t seq);
/* To a connection without a session, at once. */
void sender_frame_refused(broker_t *broker, peer_t peer, status_t status, const char *detail);
void sender_flush(broker_t *broker);
/* A session ends: what was gathered for it is thrown away. */
void sender_forget(broker_t *broker, const session_t *session);

#endif
