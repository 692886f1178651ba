/* SPDX-License-Identifier: EUPL-1.2
 * Recent courses in memory: a hash table, a list by last use, and an account of every byte. No I/O, no clock. */
#include "cache.h"

#include <stdlib.h>
#include <string.h>

#include "base/check.h"

#define BUCKETS_FIRST 256
#define NAMES_FIRST 8
/* What malloc itself takes beside each block. */
#define BLOCK_OVERHEAD 16

struct cache {
    uint8_t hash_key[16];
    size_t bytes_max, bytes;
    cached_t **buckets;
    size_t bucket_count; /* a power of two */
    size_t count;
    cached_t *newest, *oldest;
    cached_t *doomed; /* linked by `older` and `newer`: out of the table, held by a batch yet */
};

/* The parts of a course of which only the first elements are in use; all between them is packed whole. In the order of the struct. */
static const struct {
    size_t array, element_size, capacity, count;
} PARTS[] = {
    {offsetof(course_t, flows), sizeof(flow_t), COURSE_FLOWS_MAX, offsetof(course_t, flow_count)},
    {offsetof(course_t, deadlines), sizeof(deadline_t), COURSE_DEADLINES_MAX, offsetof(course_t, deadline_count)},
    {offsetof(course_t, involved), sizeof(involved_t), COURSE_INVOLVED_MAX, offsetof(course_t, involved_count)},
    {offsetof(course_t, consents), sizeof(consent_t), COURSE_CONSENTS_MAX, offsetof(course_t, consent_count)},
};

_Static_assert(offsetof(course_t, flows) < offsetof(course_t, deadlines) && offsetof(course_t, deadlines) < offsetof(course_t, involved) && offsetof(course_t, involved) < offsetof(course_t, consents),
               "PARTS stand in the order of the struct");

/* ---- memory ---- */

static size_t block_size(size_t size)
{
    return size == 0 ? 0 : size + BLOCK_OVERHEAD;
}

static void *allocate(size_t size)
{
    void *memory = calloc(1, size);
    CHECK(memory != NULL);
    return memory;
}

/* Copies into a new block and wipes the old one, which may hold keys. */
static void *resize(void *block, size_t size_before, size_t size)
{
    void *memory = size == 0 ? NULL : allocate(size);
    if (block != NULL) {
        size_t kept = size_before < size ? size_before : size;
        if (kept > 0) {
            memcpy(memory, block, kept);
        }
        explicit_bzero(block, size_before);
        free(block);
    }
    return memory;
}

static size_t cached_bytes(const cached_t *cached)
{
    return block_size(sizeof *cached) + block_size(cached->packed_size) + block_size(cached->name_capacity * sizeof cached->names[0]) +
           block_size(cached->key_count * sizeof cached->keys[0]) + block_size(cached->waiting_count * sizeof cached->waiting[0]);
}

static void account(cache_t *cache, size_t before, size_t after)
{
    CHECK(cache->bytes >= before);
    cache->bytes = cache->bytes - before + after;
}

static void destroy(cache_t *cache, cached_t *cached)
{
    account(cache, cached_bytes(cached), 0);
    (void)resize(cached->keys, cached->key_count * sizeof cached->keys[0], 0);
    free(cached->packed);
    free(cached->names);
    free(cached->waiting);
    free(cached);
}

/* ---- the list by last use, and the list of the doomed ---- */

static void unlink_use(cache_t *cache, cached_t *cached)
{
    *(cached->newer == NULL ? &cache->newest : &cached->newer->older) = cached->older;
    *(cached->older == NULL ? &cache->oldest : &cached->older->newer) = cached->newer;
    cached->newer = cached->older = NULL;
}

static void link_newest(cache_t *cache, cached_t *cached)
{
    CHECK(cached->newer == NULL);
    cached->older = cache->newest;
    *(cache->newest == NULL ? &cache->oldest : &cache->newest->newer) = cached;
    cache->newest = cached;
}

static void link_doomed(cache_t *cache, cached_t *cached)
{
    cached->older = cache->doomed;
    if (cache->doomed != NULL) {
        cache->doomed->newer = cached;
    }
    cache->doomed = cached;
}

static void unlink_doomed(cache_t *cache, cached_t *cached)
{
    *(cached->newer == NULL ? &cache->doomed : &cached->newer->older) = cached->older;
    if (cached->older != NULL) {
        cached->older->newer = cached->newer;
    }
    cached->newer = cached->older = NULL;
}

/* ---- the table ---- */

static cached_t **bucket_of(const cache_t *cache, uuid_t course)
{
    return &cache->buckets[hash64(cache->hash_key, (bytes_t){course.bytes, sizeof course.bytes}) & (cache->bucket_count - 1)];
}

static void table_grow(cache_t *cache)
{
    cached_t **before = cache->buckets;
    size_t count = cache->bucket_count;
    cache->bucket_count = count * 2;
    cache->buckets = allocate(cache->bucket_count * sizeof *cache->buckets);
    account(cache, count * sizeof *before, cache->bucket_count * sizeof *before);
    for (size_t i = 0; i < count; i++) {
        while (before[i] != NULL) {
            cached_t *moved = before[i];
            cached_t **bucket = bucket_of(cache, moved->id);
            before[i] = moved->next;
            moved->next = *bucket;
            *bucket = moved;
        }
    }
    free(before);
}

static void table_remove(cache_t *cache, cached_t *cached)
{
    cached_t **link = bucket_of(cache, cached->id);
    while (*link != cached) {
        CHECK(*link != NULL);
        link = &(*link)->next;
    }
    *link = cached->next;
    cached->next = NULL;
    cache->count--;
}

cache_t *cache_open(size_t bytes_max, const uint8_t hash_key[16])
{
    CHECK(hash_key != NULL);
    cache_t *cache = allocate(sizeof *cache);
    memcpy(cache->hash_key, hash_key, sizeof cache->hash_key);
    cache->bytes_max = bytes_max;
    cache->bucket_count = BUCKETS_FIRST;
    cache->buckets = allocate(cache->bucket_count * sizeof *cache->buckets);
    cache->bytes = cache->bucket_count * sizeof *cache->buckets;
    return cache;
}

void cache_close(cache_t **cache)
{
    CHECK(cache != NULL);
    if (*cache == NULL) {
        return;
    }
    cached_t *lists[] = {(*cache)->newest, (*cache)->doomed};
    for (size_t i = 0; i < COUNT_OF(lists); i++) {
        while (lists[i] != NULL) {
            cached_t *older = lists[i]->older;
            destroy(*cache, lists[i]);
            lists[i] = older;
        }
    }
    free((*cache)->buckets);
    free(*cache);
    *cache = NULL;
}

cached_t *cache_find(cache_t *cache, uuid_t course)
{
    CHECK(cache != NULL);
    for (cached_t *cached = *bucket_of(cache, course); cached != NULL; cached = cached->next) {
        if (uuid_equal(cached->id, course)) {
            CHECK(!cached->is_doomed);
            unlink_use(cache, cached);
            link_newest(cache, cached);
            return cached;
        }
    }
    return NULL;
}

static bool can_go(const cached_t *cached)
{
    return cached->batch == 0 && !cached->is_loading && cached->is_ready;
}

void cache_trim(cache_t *cache)
{
    cached_t *cached = cache->oldest;
    while (cached != NULL && cache->bytes > cache->bytes_max) {
        cached_t *newer = cached->newer;
        if (can_go(cached)) {
            cache_drop(cache, cached);
        }
        cached = newer;
    }
}

cached_t *cache_add(cache_t *cache, uuid_t course)
{
    CHECK(cache_find(cache, course) == NULL);
    if (cache->count == cache->bucket_count) {
        table_grow(cache);
    }
    cached_t *cached = allocate(sizeof *cached);
    cached_t **bucket = bucket_of(cache, course);
    cached->id = course;
    cached->next = *bucket;
    *bucket = cached;
    cache->count++;
    account(cache, 0, cached_bytes(cached));
    cache_trim(cache); /* it is in no list yet, so that it stays */
    link_newest(cache, cached);
    return cached;
}

void cache_drop(cache_t *cache, cached_t *cached)
{
    CHECK(cache != NULL && cached != NULL);
    if (!cached->is_doomed) {
        table_remove(cache, cached);
        unlink_use(cache, cached);
        cached->is_doomed = true;
        link_doomed(cache, cached);
    }
    if (cached->batch == 0) {
        unlink_doomed(cache, cached);
        destroy(cache, cached);
    }
}

void cache_drop_all(cache_t *cache)
{
    CHECK(cache != NULL);
    while (cache->newest != NULL) {
        cache_drop(cache, cache->newest);
    }
}

size_t cache_bytes(const cache_t *cache)
{
    return cache->bytes;
}

/* ---- a course, packed ---- */

static unsigned part_count(const uint8_t *course, size_t part)
{
    unsigned count;
    memcpy(&count, course + PARTS[part].count, sizeof count);
    CHECK(count <= PARTS[part].capacity);
    return count;
}

/* All that stands outside the parts: the struct without its arrays. */
static size_t fixed_size(void)
{
    size_t size = sizeof(course_t);
    for (size_t part = 0; part < COUNT_OF(PARTS); part++) {
        size -= PARTS[part].element_size * PARTS[part].capacity;
    }
    return size;
}

/* Copies the pieces between the parts; `is_packing` says in which direction. */
static void copy_fixed(uint8_t *course, uint8_t *packed, bool is_packing)
{
    size_t at = 0;
    for (size_t part = 0; part <= COUNT_OF(PARTS); part++) {
        size_t end = part < COUNT_OF(PARTS) ? PARTS[part].array : sizeof(course_t);
        memcpy(is_packing ? packed : course + at, is_packing ? course + at : packed, end - at);
        packed += end - at;
        at = part < COUNT_OF(PARTS) ? end + PARTS[part].element_size * PARTS[part].capacity : end;
    }
}

static void copy_parts(uint8_t *course, uint8_t *packed, bool is_packing)
{
    for (size_t part = 0; part < COUNT_OF(PARTS); part++) {
        uint8_t *array = course + PARTS[part].array;
        size_t size = PARTS[part].element_size * part_count(course, part);
        memcpy(is_packing ? packed : array, is_packing ? array : packed, size);
        packed += size;
    }
}

static size_t packed_size_of(const course_t *course)
{
    size_t size = fixed_size();
    for (size_t part = 0; part < COUNT_OF(PARTS); part++) {
        size += PARTS[part].element_size * part_count((const uint8_t *)course, part);
    }
    return size;
}

void cached_put_course(cache_t *cache, cached_t *cached, const course_t *course)
{
    CHECK(uuid_equal(cached->id, course->id));
    size_t size = packed_size_of(course);
    if (size != cached->packed_size) {
        size_t before = cached_bytes(cached);
        free(cached->packed);
        cached->packed = allocate(size);
        cached->packed_size = (uint32_t)size;
        account(cache, before, cached_bytes(cached));
    }
    /* Packing writes nothing to the course. */
    copy_fixed((uint8_t *)(uintptr_t)course, cached->packed, true);
    copy_parts((uint8_t *)(uintptr_t)course, cached->packed + fixed_size(), true);
}

void cached_get_course(const cached_t *cached, course_t *course)
{
    CHECK(cached != NULL && course != NULL);
    if (cached->packed == NULL) {
        memset(course, 0, sizeof *course);
        course->id = cached->id;
        return;
    }
    /* The counts are of the fixed part: it comes first. */
    copy_fixed((uint8_t *)course, cached->packed, false);
    copy_parts((uint8_t *)course, cached->packed + fixed_size(), false);
    CHECK(packed_size_of(course) == cached->packed_size);
}

/* ---- names ---- */

/* A name is the beginning of an HMAC under a key of the course, so nobody can aim at one place: its own bits are the hash. 0 means empty. */
static uint64_t name_value(const uint8_t name[16])
{
    uint64_t value;
    memcpy(&value, name, sizeof value);
    return value == 0 ? 1 : value;
}

/* Where the value stands, or the empty place where it belongs. */
static uint64_t *name_place(uint64_t *names, uint32_t capacity, uint64_t value)
{
    uint64_t mixed = value * UINT64_C(0x9E3779B97F4A7C15);
    uint32_t at = (uint32_t)(mixed >> 32) & (capacity - 1);
    while (names[at] != 0 && names[at] != value) {
        at = (at + 1) & (capacity - 1);
    }
    return &names[at];
}

static void names_grow(cached_t *cached)
{
    uint32_t capacity = cached->name_capacity == 0 ? NAMES_FIRST : cached->name_capacity * 2;
    uint64_t *names = allocate(capacity * sizeof *names);
    for (uint32_t i = 0; i < cached->name_capacity; i++) {
        if (cached->names[i] != 0) {
            *name_place(names, capacity, cached->names[i]) = cached->names[i];
        }
    }
    free(cached->names);
    cached->names = names;
    cached->name_capacity = capacity;
}

bool cached_has_name(const cache_t *cache, const cached_t *cached, const uint8_t name[16])
{
    CHECK(cache != NULL && cached != NULL);
    return cached->name_count > 0 && *name_place(cached->names, cached->name_capacity, name_value(name)) != 0;
}

void cached_add_name(cache_t *cache, cached_t *cached, const uint8_t name[16])
{
    /* At most three quarters are in use, so that a search ends soon. */
    if ((cached->name_count + 1) * 4 > cached->name_capacity * 3) {
        size_t before = cached_bytes(cached);
        names_grow(cached);
        account(cache, before, cached_bytes(cached));
    }
    uint64_t *place = name_place(cached->names, cached->name_capacity, name_value(name));
    cached->name_count += *place == 0 ? 1 : 0;
    *place = name_value(name);
}

/* ---- keys ---- */

static course_key_t *key_of(const cached_t *cached, const char *controller)
{
    for (unsigned i = 0; i < cached->key_count; i++) {
        if (text_equal(cached->keys[i].controller, controller)) {
            return &cached->keys[i];
        }
    }
    return NULL;
}

void cached_add_key(cache_t *cache, cached_t *cached, const course_key_t *key)
{
    course_key_t *known = key_of(cached, key->controller);
    if (known != NULL) {
        *known = *key;
        return;
    }
    CHECK(cached->key_count < COURSE_KEYS_MAX);
    size_t before = cached_bytes(cached), size = cached->key_count * sizeof *key;
    cached->keys = resize(cached->keys, size, size + sizeof *key);
    cached->keys[cached->key_count++] = *key;
    account(cache, before, cached_bytes(cached));
}

const course_key_t *cached_key(const cached_t *cached, const char *controller)
{
    CHECK(cached != NULL && controller != NULL);
    return key_of(cached, controller);
}

/* ---- units whose line waits in the store ---- */

static unsigned waiting_index(const cached_t *cached, const char *party)
{
    unsigned index = 0;
    while (index < cached->waiting_count && !text_equal(cached->waiting[index], party)) {
        index++;
    }
    return index;
}

void cached_set_waiting(cache_t *cache, cached_t *cached, const char *party, bool waits)
{
    unsigned index = waiting_index(cached, party), count = cached->waiting_count;
    if (waits == (index < count)) {
        return;
    }
    size_t before = cached_bytes(cached), one = sizeof cached->waiting[0];
    if (waits) {
        cached->waiting = resize(cached->waiting, count * one, (count + 1) * one);
        text_set(cached->waiting[count], one, party);
        cached->waiting_count = count + 1;
    } else {
        if (index + 1 < count) {
            memcpy(cached->waiting[index], cached->waiting[count - 1], one);
        }
        cached->waiting = resize(cached->waiting, count * one, (count - 1) * one);
        cached->waiting_count = count - 1;
    }
    account(cache, before, cached_bytes(cached));
}

bool cached_is_waiting(const cached_t *cached, const char *party)
{
    CHECK(cached != NULL && party != NULL);
    return waiting_index(cached, party) < cached->waiting_count;
}
