/* SPDX-License-Identifier: EUPL-1.2
 * The audit store: PostgreSQL by libpq in pipeline mode, never blocking. Only user of libpq in the broker.
 *
 * Work is given as jobs. A job is the caller's struct, filled before it is started and untouched until its `done` is called from store_step; the
 * pointers in it must live as long. Two batches may be under way at once, on two connections; reads have a third, keys a fourth. Every connection
 * is set up and checked anew after each reconnect (L1: fsync, synchronous_commit). A job that fails has had no effect, except with STORE_AWAY, where
 * the outcome is unknown: say nothing, ask again (L7).
 *
 * Statuses of jobs: OK · COLLISION (another broker was faster, or a lock or deadlock was lost) · FACTS_MOVED · CLOCK_OFF · FENCED · STORE_AWAY (unknown) ·
 * DISK_FULL · SCHEMA_WRONG · INTERNAL (the statement is at fault: a poison batch). */
#ifndef STAFET_STORE_STORE_H
#define STAFET_STORE_STORE_H

#include "audit/seal.h"
#include "base/bytes.h"
#include "model/course.h"
#include "model/entry.h"
#include "model/frame.h"
#include "model/measure.h"
#include "model/registry.h"

typedef struct store store_t;

typedef struct {
    const char *conninfo;      /* the audit store, as stafet_broker */
    const char *key_conninfo;  /* the key store */
    unsigned job_timeout_ms;   /* then the connection is dropped: a wait for a standby has no other end */
} store_options_t;

/* Allocates and begins to connect in the background. */
void store_open(const store_options_t *options, store_t **store);
void store_close(store_t **store);

/* Descriptors to wait for; at most 8 are written. */
typedef struct {
    int fd;
    bool want_read, want_write;
} store_watch_t;
unsigned store_watches(const store_t *store, store_watch_t watches[8]);
/* Does all input and output that is possible, reconnects, ends jobs that took too long, calls `done`. */
void store_step(store_t *store, uint64_t now_ns);
/* All connections are up, checked and of the right schema. */
bool store_is_ready(const store_t *store);
/* How often any connection was lost since the start: the other end may be another timeline after that. */
uint64_t store_losses(const store_t *store);
/* Why it is not, for logs and status: a status and a short text without data. */
status_t store_trouble(const store_t *store, const char **text);
/* Parties named by NOTIFY since the last call, calls `each` for every one. */
void store_notifications(store_t *store, void (*each)(void *context, const char *party), void *context);

/* ---- a batch: one transaction ---- */
typedef struct {
    uuid_t course;
    uint64_t seq;
    instant_t at;
    entry_kind_t kind;
    message_type_t type;
    const char *party;
    const uint8_t *name; /* 16 bytes */
    const digest_t *hash;
    bytes_t entry;
    bytes_t sealed; /* empty = no body */
} store_entry_t;

typedef struct {
    uuid_t chain;
    uint64_t seq;
    uuid_t course; /* nil = none */
    instant_t at;
    entry_kind_t kind;
    digest_t hash;
    bytes_t entry;
} store_journal_t;

typedef struct {
    uuid_t course;
    uint64_t seq;
    digest_t hash;
} store_head_t;

typedef struct {
    uuid_t id;
    unsigned changed;
} store_course_t;

typedef struct {
    char party[PARTY_ID_SIZE];
    uuid_t course;
    uint64_t seq;
    uint32_t incarnation; /* inserts: 0 = nobody's yet */
} store_delivery_t;

typedef struct {
    uuid_t course;
    uint8_t name[16];
    uint64_t seq;
    /* of look-ups: the caller gives room of ENTRY_BYTES_MAX in `entry`; when found, its bytes and size are written there */
    bool found;
    bytes_t entry;
} store_name_t;

/* A consent that is over: what rests on it and came before `seq` goes no further. */
typedef struct {
    uuid_t course;
    uint8_t consent[16];
    uint64_t seq;
} store_ended_t;

/* How an accepted package answered its standard. */
typedef struct {
    uuid_t course;
    uint64_t seq;
    char party[PARTY_ID_SIZE];
    char standard[ITEM_CODE_SIZE]; /* name and version: "planned.1" */
    section_answers_t sections[STANDARD_SECTIONS_MAX];
    unsigned section_count;
} store_answers_t;

/* What one entry counts for the figures. */
typedef struct {
    uuid_t course;
    uint64_t seq;
    unsigned number; /* within the entry, from 1 */
    instant_t at;
    char municipality[8];
    measure_t measure;
} store_measure_t;

typedef struct store_batch {
    void (*done)(void *context, struct store_batch *batch, status_t status);
    void *context;
    uint32_t incarnation;
    uint64_t id;
    instant_t at;
    const uint64_t *facts_versions; /* FACTS_KIND_COUNT */
    const store_entry_t *entries; /* by course, then seq */
    unsigned entry_count;
    const store_head_t *heads; /* what each course's first entry follows, to be asserted; none when that is known to stand */
    unsigned head_count;
    const store_course_t *courses; /* by id */
    unsigned course_count;
    /* The course as it stands after the batch; the pointer lives until the next call. Called only inside store_batch_start. */
    const course_t *(*course_at)(void *context, unsigned index);
    const store_journal_t *journal;
    unsigned journal_count;
    const store_delivery_t *deliveries;
    unsigned delivery_count;
    const store_delivery_t *acknowledged;
    unsigned acknowledged_count;
    const store_delivery_t *undeliverable;
    unsigned undeliverable_count;
    const store_name_t *hidden;
    unsigned hidden_count;
    const store_answers_t *answers;
    unsigned answers_count;
    const store_measure_t *measures;
    unsigned measure_count;
    const store_ended_t *ended;
    unsigned ended_count;
    store_name_t *lookups;
    unsigned lookup_count;
    bytes_t leaves;          /* hashes of entries, then of the journal */
    /* filled before done: */
    instant_t store_at;      /* PostgreSQL's clock in the transaction */
} store_batch_t;

/* The batch connection that the next batch would use, 0 or 1; -1 when none is free. A journal chain belongs to one connection. */
int store_batch_lane(const store_t *store);
unsigned store_batches_under_way(const store_t *store);
void store_batch_start(store_t *store, store_batch_t *batch);

/* ---- reading and small writes; queued on the read connection ---- */
typedef struct store_load {
    void (*done)(void *context, struct store_load *load, status_t status);
    void *context;
    uint32_t incarnation;
    const uuid_t *courses;
    unsigned course_count;
    /* Called after the commit per course that exists, before done; the pointers live during the call. names: 16 bytes each. waiting: units that have deliveries in line
     * which are not this broker's. */
    void (*loaded)(void *context, const course_t *course, bytes_t names, const char (*waiting)[PARTY_ID_SIZE], unsigned waiting_count);
    course_t *work; /* one course to build in, the caller's */
} store_load_t;
void store_load_start(store_t *store, store_load_t *load);

/* Keys are made durable before anything is sealed with them (L1). `wanted` with made = true are inserted; then all keys of the courses are given. */
typedef struct store_keys {
    void (*done)(void *context, struct store_keys *keys, status_t status);
    void *context;
    const uuid_t *courses;
    unsigned course_count;
    const uuid_t *made_courses; /* courses of `made` */
    const course_key_t *made;
    unsigned made_count;
    void (*loaded)(void *context, uuid_t course, const course_key_t *key);
} store_keys_t;
void store_keys_start(store_t *store, store_keys_t *keys);

typedef struct store_registry {
    void (*done)(void *context, struct store_registry *job, status_t status);
    void *context;
    instant_t now;
    registry_t *registry; /* arrays are malloc'd here, freed by store_registry_free; written only on OK */
} store_registry_t;
void store_registry_start(store_t *store, store_registry_t *job);
void store_registry_free(registry_t *registry);

typedef struct {
    store_delivery_t row;
    uint32_t sent_count; /* this attempt counted */
    bytes_t entry, sealed;
    bool is_hidden; /* annulled: its body is shown to nobody */
} store_claimed_t;

typedef struct store_claim {
    void (*done)(void *context, struct store_claim *claim, status_t status);
    void *context;
    uint32_t incarnation;
    const char *const *parties;
    unsigned party_count;
    unsigned limit;
    /* Called per delivery after the commit, in line order; pointers live during the call. */
    void (*claimed)(void *context, const store_claimed_t *claimed);
    unsigned claimed_count;
} store_claim_t;
void store_claim_start(store_t *store, store_claim_t *claim);

/* One statement with text parameters; each row is given as text columns. Also journal rows and, for a change, facts kinds whose version is bumped,
 * all in one transaction (L10). */
typedef struct {
    const char *name;
    const char *value; /* NULL = NULL; bytea is given raw (decoded) */
    size_t size;
} store_column_t;

#define STORE_PARAMETERS_MAX 28
typedef struct store_query {
    void (*done)(void *context, struct store_query *query, status_t status);
    void *context;
    const char *statement; /* a file of sql/query without .sql */
    const char *parameters[STORE_PARAMETERS_MAX];
    unsigned parameter_count;
    int bumps; /* facts kind whose version goes up, -1 = none */
    const store_journal_t *journal; /* written in the same transaction; NULL = none */
    uint32_t incarnation;
    uint64_t batch_id;
    void (*row)(void *context, const store_column_t *columns, unsigned count);
    unsigned row_count;
} store_query_t;
void store_query_start(store_t *store, store_query_t *query);

/* Tells other brokers to look for deliveries of these units: only a wake-up, sent after the commit on the read connection (inside a batch it would end group
 * commit), and left out while an earlier one is in line, for every broker looks each second anyway. */
void store_wake(store_t *store, const char *const *parties, unsigned count);

/* ---- the broker's life ---- */
typedef struct store_life {
    void (*done)(void *context, struct store_life *life, status_t status);
    void *context;
    enum { LIFE_START, LIFE_BEAT, LIFE_END } kind;
    const char *software, *endpoints;
    uint32_t incarnation; /* START writes it */
    unsigned dead_after_ms;  /* BEAT: 0 = nobody is declared dead */
    unsigned stuck_after_ms; /* BEAT: sessions of brokers that stand in one transaction so long are ended */
    unsigned fenced_count; /* BEAT: other brokers that were found dead */
    uint64_t facts_versions[FACTS_KIND_COUNT]; /* BEAT: as they stand */
    instant_t store_at;
    bool is_virtual;
    uint32_t migration;
} store_life_t;
void store_life_start(store_t *store, store_life_t *life);

/* Which units have a session here that receives: all of them, each time they differ from what was told last. */
typedef struct store_presence {
    void (*done)(void *context, struct store_presence *presence, status_t status);
    void *context;
    uint32_t incarnation;
    const char (*parties)[PARTY_ID_SIZE];
    unsigned party_count;
} store_presence_t;
void store_presence_start(store_t *store, store_presence_t *presence);

typedef struct store_due {
    void (*done)(void *context, struct store_due *due, status_t status);
    void *context;
    instant_t now;
    bool is_watch; /* courses overtaken from outside, each as number 0, instead of due deadlines */
    unsigned limit;
    void (*each)(void *context, uuid_t course, uint32_t number);
    unsigned count;
} store_due_t;
void store_due_start(store_t *store, store_due_t *due);

/* Which of the deliveries that are about to be sent go no further, because what they rest on has ended since (L13). */
typedef struct store_stopped {
    void (*done)(void *context, struct store_stopped *job, status_t status);
    void *context;
    const store_delivery_t *deliveries;
    unsigned count;
    void (*stopped)(void *context, unsigned index); /* for each, before done */
} store_stopped_t;
void store_stopped_start(store_t *store, store_stopped_t *job);

typedef struct store_release {
    void (*done)(void *context, struct store_release *release, status_t status);
    void *context;
    uint32_t incarnation;
    bool is_of_all_others; /* the deliveries are what the broker has: all other rows of its are given back, after what it has under way is over */
    const store_delivery_t *deliveries;
    unsigned count;
} store_release_t;
void store_release_start(store_t *store, store_release_t *release);

/* ---- once, blocking, before anything serves: the migrator ---- */
typedef struct {
    const char *admin_conninfo;     /* may create schemas and roles */
    const char *admin_key_conninfo;
    bool virtual_time;              /* only when the store is new */
    instant_t virtual_now;
    bool real_time;                 /* virtual time ends, for good; it must have reached the clock's or lie before it */
    const uint8_t *operator_key;    /* 32 bytes: the first operator's public key; NULL = none */
} store_migrate_t;
/* Applies what is missing, each file in a transaction, and logs it. SCHEMA_WRONG: a file that was applied has changed since, or the store is newer. */
status_t store_migrate(const store_migrate_t *options) MUST_CHECK;
/* The number of the newest migration this program knows. */
unsigned store_migration_newest(void);

#endif
