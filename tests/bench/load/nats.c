/* SPDX-License-Identifier: EUPL-1.2
 * NATS JetStream over its text protocol, for Debian has no C client: a stream in a file and a durable pull consumer for each queue.
 * Whether a confirmed message is on the disk is the server's set-up alone, see ../README.md. */
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "load.h"

#define IN_SIZE (4u << 20)
#define OUT_SIZE (1u << 20)
#define SUBJECT_SIZE 256
#define LINE_SIZE 1024
#define ANSWER_PATIENCE_MS 10000
/* A consumer asks for so many at a time, ahead of need, and sends its acknowledgements when so many bytes of them have gathered or nothing more is here. */
#define PULL 256
#define BURST_BYTES 16384u

typedef struct {
    int socket;
    char *in, *out;
    size_t in_at, in_end, out_end;
} nats_t;

/* Lives until the next call. */
typedef struct {
    char subject[SUBJECT_SIZE], reply[SUBJECT_SIZE];
    const char *data;
    size_t size;
    int status; /* of the header line; 0 = none */
} nats_message_t;

/* ---- bytes ---- */

static void flush(nats_t *nats) {
    for (size_t at = 0; at < nats->out_end;) {
        ssize_t sent = send(nats->socket, nats->out + at, nats->out_end - at, MSG_NOSIGNAL);
        if (sent <= 0) load_fail("nats: send", strerror(errno));
        at += (size_t)sent;
    }
    nats->out_end = 0;
}

static void put(nats_t *nats, const void *bytes, size_t size) {
    if (nats->out_end + size > OUT_SIZE) flush(nats);
    memcpy(nats->out + nats->out_end, bytes, size);
    nats->out_end += size;
}

static void put_text(nats_t *nats, const char *text) {
    put(nats, text, strlen(text));
}

/* False when nothing came in time. */
static bool fill(nats_t *nats, int patience_ms) {
    memmove(nats->in, nats->in + nats->in_at, nats->in_end - nats->in_at);
    nats->in_end -= nats->in_at;
    nats->in_at = 0;
    struct pollfd wait = {nats->socket, POLLIN, 0};
    if (poll(&wait, 1, patience_ms) <= 0) return false;
    ssize_t got = recv(nats->socket, nats->in + nats->in_end, IN_SIZE - nats->in_end, 0);
    if (got <= 0) load_fail("nats: receive", "the connection is closed");
    nats->in_end += (size_t)got;
    return true;
}

/* The end of the line that begins here, or NULL when it has not all come. */
static char *line_end(const nats_t *nats) {
    return memmem(nats->in + nats->in_at, nats->in_end - nats->in_at, "\r\n", 2);
}

/* ---- the protocol ---- */

/* MSG subject sid [reply] size, or HMSG subject sid [reply] header-size size. Returns the payload's whole size; *header is the part that headers are. */
static size_t head_read(char *line, nats_message_t *message, size_t *header) {
    char *words[8], *rest;
    unsigned count = 0;
    for (char *word = strtok_r(line, " ", &rest); word != NULL && count < 8; word = strtok_r(NULL, " ", &rest)) words[count++] = word;
    unsigned sizes = words[0][0] == 'H' ? 2 : 1;
    if (count < 3 + sizes) load_fail("nats", "a line that is not understood");
    (void)snprintf(message->subject, SUBJECT_SIZE, "%s", words[1]);
    (void)snprintf(message->reply, SUBJECT_SIZE, "%s", count > 3 + sizes ? words[3] : "");
    *header = sizes == 2 ? strtoul(words[count - 2], NULL, 10) : 0;
    return strtoul(words[count - 1], NULL, 10);
}

/* Takes one message off what has come; false when it has not all come. `end` is where its first line ends. */
static bool message_take(nats_t *nats, const char *end, nats_message_t *message) {
    char line[LINE_SIZE];
    size_t head = (size_t)(end - (nats->in + nats->in_at)), header;
    if (head >= LINE_SIZE) load_fail("nats", "a line that is too long");
    memcpy(line, nats->in + nats->in_at, head);
    line[head] = '\0';
    size_t payload = head_read(line, message, &header), whole = head + 2 + payload + 2;
    if (whole > IN_SIZE || header > payload) load_fail("nats", "a size that cannot be");
    if (nats->in_end - nats->in_at < whole) return false;
    message->status = header > 9 ? atoi(end + 2 + 9) : 0; /* after "NATS/1.0 " */
    message->data = end + 2 + header;
    message->size = payload - header;
    nats->in_at += whole;
    return true;
}

/* The next message; false when none came in time. Answers the server's pings. */
static bool next(nats_t *nats, nats_message_t *message, int patience_ms) {
    for (;;) {
        const char *line = nats->in + nats->in_at, *end = line_end(nats);
        if (end != NULL && (strncmp(line, "MSG ", 4) == 0 || strncmp(line, "HMSG ", 5) == 0)) {
            if (message_take(nats, end, message)) return true;
            end = NULL;
        }
        if (end == NULL) {
            if (!fill(nats, patience_ms)) return false;
            continue;
        }
        if (strncmp(line, "-ERR", 4) == 0) load_fail("nats", "the server reports an error");
        if (strncmp(line, "PING", 4) == 0) {
            put_text(nats, "PONG\r\n");
            flush(nats);
        }
        nats->in_at = (size_t)(end + 2 - nats->in);
    }
}

static void publish(nats_t *nats, const char *subject, const char *reply, const void *bytes, size_t size) {
    char line[2 * SUBJECT_SIZE + 32];
    (void)snprintf(line, sizeof line, "PUB %s %s %zu\r\n", subject, reply, size);
    put_text(nats, line);
    put(nats, bytes, size);
    put(nats, "\r\n", 2);
}

static nats_t *connection_open(const load_options_t *options, const char *inbox) {
    char line[SUBJECT_SIZE];
    int yes = 1;
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons((uint16_t)options->port), .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    nats_t *nats = calloc(1, sizeof *nats);
    if (nats == NULL || (nats->in = malloc(IN_SIZE)) == NULL || (nats->out = malloc(OUT_SIZE)) == NULL) load_fail("nats", "no memory");
    nats->socket = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (nats->socket < 0 || connect(nats->socket, (struct sockaddr *)&address, sizeof address) != 0) load_fail("nats: connect", strerror(errno));
    (void)setsockopt(nats->socket, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
    (void)snprintf(line, sizeof line, "SUB %s.* 1\r\n", inbox);
    put_text(nats, "CONNECT {\"verbose\": false, \"pedantic\": false, \"headers\": true, \"no_responders\": true, \"lang\": \"c\", \"version\": \"0\"}\r\n");
    put_text(nats, line);
    flush(nats);
    return nats;
}

static void connection_close(nats_t *nats) {
    (void)close(nats->socket);
    free(nats->in);
    free(nats->out);
    free(nats);
}

static bool is_error(const nats_message_t *message) {
    return message->status != 0 || memmem(message->data, message->size, "\"error\"", 7) != NULL;
}

/* ---- streams ---- */

/* Asks the server's own interface. False: it refused. */
static bool ask(nats_t *nats, const char *subject, const char *json) {
    nats_message_t answer;
    publish(nats, subject, "bench.admin.answer", json, strlen(json));
    flush(nats);
    if (!next(nats, &answer, ANSWER_PATIENCE_MS)) load_fail(subject, "no answer");
    return !is_error(&answer);
}

static void prepare(const load_options_t *options) {
    char subject[SUBJECT_SIZE], json[LINE_SIZE];
    nats_t *nats = connection_open(options, "bench.admin");
    for (unsigned queue = 0; queue < options->consumers; queue++) {
        (void)snprintf(subject, sizeof subject, "$JS.API.STREAM.DELETE.BENCH%u", queue);
        (void)ask(nats, subject, ""); /* there may be none */
        (void)snprintf(subject, sizeof subject, "$JS.API.STREAM.CREATE.BENCH%u", queue);
        (void)snprintf(json, sizeof json, "{\"name\": \"BENCH%u\", \"subjects\": [\"queue.%u\"], \"storage\": \"file\", \"num_replicas\": 1, \"retention\": \"limits\", "
                       "\"max_bytes\": -1, \"max_msgs\": -1, \"discard\": \"new\"}", queue, queue);
        if (!ask(nats, subject, json)) load_fail(subject, "refused");
        (void)snprintf(subject, sizeof subject, "$JS.API.CONSUMER.DURABLE.CREATE.BENCH%u.reader", queue);
        (void)snprintf(json, sizeof json, "{\"stream_name\": \"BENCH%u\", \"config\": {\"durable_name\": \"reader\", \"ack_policy\": \"explicit\", "
                       "\"deliver_policy\": \"all\", \"ack_wait\": 30000000000, \"max_ack_pending\": 20000}}", queue);
        if (!ask(nats, subject, json)) load_fail(subject, "refused");
    }
    connection_close(nats);
}

/* ---- producing and consuming ---- */

/* The message's number is in the subject that its confirmation comes to. */
static void confirm_take(client_t *producer, const nats_message_t *message) {
    if (is_error(message)) load_fail("nats", "a message was not taken");
    load_confirmed(producer, strtoull(strrchr(message->subject, '.') + 1, NULL, 10));
}

static void produce(client_t *producer) {
    char subject[SUBJECT_SIZE], inbox[64], reply[SUBJECT_SIZE];
    nats_message_t message;
    (void)snprintf(subject, sizeof subject, "queue.%u", producer->queue);
    (void)snprintf(inbox, sizeof inbox, "bench.producer%u", producer->index);
    nats_t *nats = connection_open(producer->options, inbox);
    load_start(producer);
    for (;;) {
        while (load_may_send(producer)) {
            const uint8_t *body = load_next(producer);
            (void)snprintf(reply, sizeof reply, "%s.%llu", inbox, (unsigned long long)producer->sent);
            publish(nats, subject, reply, body, producer->options->size);
        }
        flush(nats);
        if (load_in_flight(producer) == 0) break;
        if (!next(nats, &message, ANSWER_PATIENCE_MS)) load_fail("nats", "no confirmation");
        do confirm_take(producer, &message);
        while (line_end(nats) != NULL && next(nats, &message, 0));
    }
    connection_close(nats);
}

static void consume(client_t *consumer) {
    static const char MORE[] = "{\"batch\": 256, \"expires\": 600000000000}";
    char inbox[64], reply[96], subject[SUBJECT_SIZE];
    int asked = 0;
    unsigned waiting = 0;
    nats_message_t message;
    (void)snprintf(inbox, sizeof inbox, "bench.consumer%u", consumer->index);
    (void)snprintf(reply, sizeof reply, "%s.in", inbox);
    (void)snprintf(subject, sizeof subject, "$JS.API.CONSUMER.MSG.NEXT.BENCH%u.reader", consumer->queue);
    nats_t *nats = connection_open(consumer->options, inbox);
    load_start(consumer);
    while (!load_is_over(consumer)) {
        for (; asked <= PULL; asked += PULL) publish(nats, subject, reply, MORE, sizeof MORE - 1);
        if (nats->out_end > BURST_BYTES || line_end(nats) == NULL) {
            flush(nats);
            load_acknowledged(consumer, waiting);
            waiting = 0;
        }
        if (!next(nats, &message, LOAD_PATIENCE_MS)) continue;
        if (message.status != 0) load_fail("nats", "a request for messages was given back");
        load_received(consumer, message.data, message.size);
        publish(nats, message.reply, "", "", 0); /* an empty answer acknowledges */
        waiting++;
        asked--;
    }
    flush(nats);
    connection_close(nats);
}

int main(int argc, char **argv) {
    return load_run(argc, argv, &(peer_t){"nats", prepare, produce, consume});
}
