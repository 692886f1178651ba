/* SPDX-License-Identifier: EUPL-1.2
 * Bringing courses and their keys into the cache, many in one round trip. A course is ready when both are here; a new key is durable before
 * anything is sealed with it (L1). */
#include <stdlib.h>
#include <string.h>

#include "base/check.h"
#include "base/crash_point.h"
#include "broker.h"

#define COURSES_PER_LOAD 256
#define KEYS_PER_JOB 512

typedef struct {
    uuid_t ids[COURSES_PER_LOAD];
    unsigned count;
} id_list_t;

struct loader {
    id_list_t wanted_courses, wanted_keys;
    uuid_t made_courses[KEYS_PER_JOB];
    course_key_t made[KEYS_PER_JOB];
    unsigned made_count;
    /* under way */
    bool loads, asks_keys;
    uint64_t loads_ns; /* since when */
    id_list_t loading, asking;
    uuid_t sent_courses[KEYS_PER_JOB];
    course_key_t sent[KEYS_PER_JOB];
    store_load_t load;
    store_keys_t keys;
    course_t work;
};

void loader_open(broker_t *broker)
{
    broker->loader = calloc(1, sizeof *broker->loader);
    CHECK(broker->loader != NULL);
}

void loader_close(broker_t *broker)
{
    if (broker->loader != NULL) {
        explicit_bzero(broker->loader, sizeof *broker->loader);
    }
    free(broker->loader);
    broker->loader = NULL;
}

static bool list_add(id_list_t *list, uuid_t id)
{
    for (unsigned i = 0; i < list->count; i++) {
        if (uuid_equal(list->ids[i], id)) {
            return true;
        }
    }
    if (list->count == COURSES_PER_LOAD) {
        return false;
    }
    list->ids[list->count++] = id;
    return true;
}

cached_t *loader_want(broker_t *broker, uuid_t course)
{
    cached_t *cached = cache_find(broker->cache, course);
    if (cached == NULL) {
        cached = cache_add(broker->cache, course);
    }
    if (!cached->is_ready && !cached->is_loading) {
        struct loader *loader = broker->loader;
        /* A full list: it is wanted again next turn. */
        if (loader->wanted_courses.count < COURSES_PER_LOAD && loader->wanted_keys.count < COURSES_PER_LOAD) {
            cached->is_loading = list_add(&loader->wanted_courses, course) && list_add(&loader->wanted_keys, course);
        }
    }
    return cached;
}

void loader_want_key(broker_t *broker, cached_t *cached, const char *controller)
{
    struct loader *loader = broker->loader;
    for (unsigned i = 0; i < loader->made_count; i++) {
        if (uuid_equal(loader->made_courses[i], cached->id) && text_equal(loader->made[i].controller, controller)) {
            return;
        }
    }
    if (loader->made_count == KEYS_PER_JOB || !list_add(&loader->wanted_keys, cached->id)) {
        return;
    }
    uint8_t random[10];
    course_key_t *key = &loader->made[loader->made_count];
    loader->made_courses[loader->made_count++] = cached->id;
    broker_random(broker, random, sizeof random);
    broker_random(broker, key->key, sizeof key->key);
    key->id = uuid_v7((uint64_t)broker_now(broker), random);
    text_set(key->controller, sizeof key->controller, controller);
    cached->is_ready = cached->has_keys = false;
    cached->is_loading = true;
}

static void check_ready(cached_t *cached)
{
    cached->is_ready = cached->has_course && cached->has_keys;
    cached->is_loading = !cached->is_ready;
}

static void course_loaded(void *context, const course_t *course, bytes_t names, const char (*waiting)[PARTY_ID_SIZE], unsigned waiting_count)
{
    broker_t *broker = context;
    cached_t *cached = cache_find(broker->cache, course->id);
    if (cached == NULL || cached->has_course) {
        return;
    }
    cached_put_course(broker->cache, cached, course);
    for (size_t i = 0; i + 16 <= names.size; i += 16) {
        cached_add_name(broker->cache, cached, names.data + i);
    }
    for (unsigned i = 0; i < waiting_count; i++) {
        cached_set_waiting(broker->cache, cached, waiting[i], true);
    }
    cached->has_course = true;
}

/* The two stores are read side by side. No keys, read before another broker opened the course, does not mean that they are erased: only keys that
 * are read after the course do. */
static void ask_keys_again(broker_t *broker, cached_t *cached)
{
    bool is_doubtful = cached->packed != NULL && cached->has_keys && cached->key_count == 0;
    check_ready(cached);
    if (is_doubtful && list_add(&broker->loader->wanted_keys, cached->id)) {
        cached->is_ready = cached->has_keys = false;
        cached->is_loading = true;
    } else if (is_doubtful) {
        cache_drop(broker->cache, cached);
    }
}

/* What failed is forgotten: whoever still wants it asks again. */
static void give_up(broker_t *broker, const id_list_t *list)
{
    for (unsigned i = 0; i < list->count; i++) {
        cached_t *cached = cache_find(broker->cache, list->ids[i]);
        if (cached != NULL && !cached->is_ready) {
            cached->is_loading = false;
            cache_drop(broker->cache, cached);
        }
    }
}

static void load_done(void *context, store_load_t *load, status_t status)
{
    broker_t *broker = context;
    struct loader *loader = broker->loader;
    (void)load;
    loader->loads = false;
    decide_again(broker);
    if (status != STATUS_OK) {
        give_up(broker, &loader->loading);
        return;
    }
    CRASH_POINT(load_read);
    for (unsigned i = 0; i < loader->loading.count; i++) {
        cached_t *cached = cache_find(broker->cache, loader->loading.ids[i]);
        if (cached != NULL) {
            cached->fresh_ns = loader->loads_ns;
            cached->has_course = true; /* also when the store does not know it: then it has seq 0 */
            ask_keys_again(broker, cached);
        }
    }
}

static void key_loaded(void *context, uuid_t course, const course_key_t *key)
{
    broker_t *broker = context;
    cached_t *cached = cache_find(broker->cache, course);
    if (cached != NULL && cached->key_count < COURSE_KEYS_MAX && cached_key(cached, key->controller) == NULL) {
        cached_add_key(broker->cache, cached, key);
    }
}

static void keys_done(void *context, store_keys_t *keys, status_t status)
{
    broker_t *broker = context;
    struct loader *loader = broker->loader;
    loader->asks_keys = false;
    decide_again(broker);
    explicit_bzero(loader->sent, sizeof loader->sent);
    if (status != STATUS_OK) {
        give_up(broker, &loader->asking);
        return;
    }
    if (keys->made_count > 0) {
        CRASH_POINT(keys_durable);
    }
    for (unsigned i = 0; i < loader->asking.count; i++) {
        cached_t *cached = cache_find(broker->cache, loader->asking.ids[i]);
        if (cached != NULL) {
            cached->has_keys = true;
            check_ready(cached);
        }
    }
}

static void start_keys(broker_t *broker, struct loader *loader)
{
    loader->asks_keys = true;
    loader->asking = loader->wanted_keys;
    loader->wanted_keys.count = 0;
    memcpy(loader->sent_courses, loader->made_courses, sizeof loader->sent_courses[0] * loader->made_count);
    memcpy(loader->sent, loader->made, sizeof loader->sent[0] * loader->made_count);
    explicit_bzero(loader->made, sizeof loader->made[0] * loader->made_count);
    loader->keys = (store_keys_t){.done = keys_done, .context = broker, .courses = loader->asking.ids, .course_count = loader->asking.count,
                                  .made_courses = loader->sent_courses, .made = loader->sent, .made_count = loader->made_count, .loaded = key_loaded};
    loader->made_count = 0;
    store_keys_start(broker->store, &loader->keys);
}

void loader_step(broker_t *broker)
{
    struct loader *loader = broker->loader;
    if (!loader->loads && loader->wanted_courses.count > 0) {
        loader->loads = true;
        loader->loads_ns = broker->now_ns;
        loader->loading = loader->wanted_courses;
        loader->wanted_courses.count = 0;
        loader->load = (store_load_t){.done = load_done, .context = broker, .incarnation = broker->incarnation, .courses = loader->loading.ids,
                                      .course_count = loader->loading.count, .loaded = course_loaded, .work = &loader->work};
        store_load_start(broker->store, &loader->load);
    }
    if (!loader->asks_keys && loader->wanted_keys.count > 0) {
        start_keys(broker, loader);
    }
}
