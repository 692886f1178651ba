/* SPDX-License-Identifier: EUPL-1.2
 * Redis Streams by hiredis, a stream and a group for each consumer. Durable when the server runs with appendonly yes and appendfsync always. */
#include <hiredis/hiredis.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/time.h>

#include "load.h"

#define READ_MAX 256
#define PATIENCE_S 10

static void require(const redisContext *context, const redisReply *reply) {
    if (reply == NULL) load_fail("redis", context->errstr);
    if (reply->type == REDIS_REPLY_ERROR) load_fail("redis", reply->str);
}

static redisContext *connection_open(const load_options_t *options) {
    redisContext *context = redisConnect("127.0.0.1", (int)options->port);
    if (context == NULL || context->err != 0) load_fail("redis", "no connection");
    if (redisSetTimeout(context, (struct timeval){PATIENCE_S, 0}) != REDIS_OK) load_fail("redis", context->errstr);
    return context;
}

static redisReply *reply_next(redisContext *context) {
    redisReply *reply = NULL;
    if (redisGetReply(context, (void **)&reply) != REDIS_OK) reply = NULL;
    require(context, reply);
    return reply;
}

/* What has come already; NULL when that was all. */
static redisReply *reply_at_hand(redisContext *context) {
    redisReply *reply = NULL;
    if (redisGetReplyFromReader(context, (void **)&reply) != REDIS_OK) load_fail("redis", context->errstr);
    if (reply != NULL) require(context, reply);
    return reply;
}

static void command(redisContext *context, const char *format, ...) {
    va_list arguments;
    va_start(arguments, format);
    (void)redisvAppendCommand(context, format, arguments);
    va_end(arguments);
    freeReplyObject(reply_next(context));
}

static void prepare(const load_options_t *options) {
    redisContext *context = connection_open(options);
    command(context, "FLUSHALL");
    for (unsigned queue = 0; queue < options->consumers; queue++) command(context, "XGROUP CREATE bench.%d group $ MKSTREAM", (int)queue);
    redisFree(context);
}

/* Answers come in the order of the commands. */
static void produce(client_t *producer) {
    char key[32];
    uint64_t answered = 0;
    redisContext *context = connection_open(producer->options);
    (void)snprintf(key, sizeof key, "bench.%u", producer->queue);
    load_start(producer);
    for (;;) {
        while (load_may_send(producer)) {
            (void)redisAppendCommand(context, "XADD %s * body %b", key, load_next(producer), (size_t)producer->options->size);
        }
        if (load_in_flight(producer) == 0) break;
        for (redisReply *reply = reply_next(context); reply != NULL; reply = load_in_flight(producer) > 0 ? reply_at_hand(context) : NULL) {
            freeReplyObject(reply);
            load_confirmed(producer, ++answered);
        }
    }
    redisFree(context);
}

/* An answer is [[stream, [[id, [field, body]], …]]]. */
static unsigned entries_take(redisContext *context, client_t *consumer, const char *key, const redisReply *entries) {
    const char *words[READ_MAX + 3] = {"XACK", key, "group"};
    size_t sizes[READ_MAX + 3] = {4, strlen(key), 5};
    unsigned count = (unsigned)entries->elements;
    if (count > READ_MAX) load_fail("redis", "more than was asked for");
    for (unsigned index = 0; index < count; index++) {
        const redisReply *entry = entries->element[index], *id = entry->element[0], *body = entry->element[1]->element[1];
        words[index + 3] = id->str;
        sizes[index + 3] = id->len;
        load_received(consumer, body->str, body->len);
    }
    (void)redisAppendCommandArgv(context, (int)count + 3, words, sizes);
    freeReplyObject(reply_next(context));
    return count;
}

static void consume(client_t *consumer) {
    char key[32];
    redisContext *context = connection_open(consumer->options);
    (void)snprintf(key, sizeof key, "bench.%u", consumer->queue);
    load_start(consumer);
    while (!load_is_over(consumer)) {
        (void)redisAppendCommand(context, "XREADGROUP GROUP group reader COUNT %d BLOCK %d STREAMS %s >", READ_MAX, LOAD_PATIENCE_MS, key);
        redisReply *reply = reply_next(context);
        if (reply->type == REDIS_REPLY_ARRAY && reply->elements == 1) {
            load_acknowledged(consumer, entries_take(context, consumer, key, reply->element[0]->element[1]));
        }
        freeReplyObject(reply);
    }
    redisFree(context);
}

int main(int argc, char **argv) {
    return load_run(argc, argv, &(peer_t){"redis", prepare, produce, consume});
}
