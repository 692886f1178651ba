/* SPDX-License-Identifier: EUPL-1.2
 * Recent courses in memory: packed small, with the names of their messages and their keys. A cache and nothing more: the log is the compare-and-set, and
 * whatever is doubtful is thrown away and read again. Bounded in bytes; the least recently used course that nobody needs goes first. */
#ifndef STAFET_BROKER_CACHE_H
#define STAFET_BROKER_CACHE_H

#include "audit/seal.h"
#include "model/course.h"

typedef struct cache cache_t;

/* One key a controller: every involved unit may be of its own, beside the authority and the sender. */
#define COURSE_KEYS_MAX (COURSE_INVOLVED_MAX + 2)

typedef struct cached {
    uuid_t id;
    bool is_ready;   /* course and keys are here; an id that the store does not know is ready with seq 0 */
    bool is_loading; /* asked for */
    bool has_course, has_keys; /* what of it has come */
    uint8_t batch;   /* number of the batch that holds it; 0 = free to decide on */
    uint64_t fresh_ns; /* what was durable then is here: when the read began, or the batch whose commit proved it */
    uint64_t held_pass; /* one more than the pass of decide.c in which somebody in line for it waits for another course: nothing overtakes (L8) */
    bool is_doomed;  /* thrown away as soon as nobody holds it */
    unsigned change; /* index in the gathering batch's courses */
    uint8_t *packed;
    uint32_t packed_size;
    uint64_t *names; /* open addressing, 0 = empty */
    uint32_t name_count, name_capacity;
    course_key_t *keys;
    unsigned key_count;
    /* Units whose line on this course has deliveries in the store that are not this broker's: new ones queue behind them. */
    char (*waiting)[PARTY_ID_SIZE];
    unsigned waiting_count;
    struct cached *next;         /* in its bucket */
    struct cached *newer, *older; /* by last use */
} cached_t;

cache_t *cache_open(size_t bytes_max, const uint8_t hash_key[16]);
void cache_close(cache_t **cache);
/* NULL when it is not here. Counts as a use. */
cached_t *cache_find(cache_t *cache, uuid_t course);
/* Makes an empty place for a course that is not here, throwing out others if need be. */
cached_t *cache_add(cache_t *cache, uuid_t course);
/* Throws out the least recently used until the bytes are within their bound; never one that a batch holds, that is loading or not ready. What the
 * cached_… functions add is counted at once and thrown out only here and in cache_add: a pointer lives until then. Once a turn. */
void cache_trim(cache_t *cache);
/* From now on it is not found. Its memory goes now or, when a batch holds it, when that batch's end sets `batch` to 0 and drops it again. */
void cache_drop(cache_t *cache, cached_t *cached);
/* The connection was lost, or another timeline: everything is doubtful. */
void cache_drop_all(cache_t *cache);
size_t cache_bytes(const cache_t *cache);

/* Packs and unpacks only what is used. A course not packed yet (seq 0) unpacks to an empty one with its id. */
void cached_put_course(cache_t *cache, cached_t *cached, const course_t *course);
void cached_get_course(const cached_t *cached, course_t *course);
/* L7: names of messages that are on the course. A hit may be false (64 bits): the store decides. */
bool cached_has_name(const cache_t *cache, const cached_t *cached, const uint8_t name[16]);
void cached_add_name(cache_t *cache, cached_t *cached, const uint8_t name[16]);
void cached_add_key(cache_t *cache, cached_t *cached, const course_key_t *key);
const course_key_t *cached_key(const cached_t *cached, const char *controller);
void cached_set_waiting(cache_t *cache, cached_t *cached, const char *party, bool waits);
bool cached_is_waiting(const cached_t *cached, const char *party);

#endif
