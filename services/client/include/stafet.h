/* SPDX-License-Identifier: EUPL-1.2
 * The client library of Stafet: submit, receive, acknowledge, ask, watch. It speaks bytes, ids and receipts; Messages come from any protobuf
 * compiler or from JSON (stafet_from_json).
 *
 * It keeps the duties of proto/README.md by itself: a list of brokers with moving on, Hello after every reconnect, the same bytes for a retry,
 * jittered pauses, unknown treated as unknown, and with an outbox folder every message is on disk before it is sent, so that neither a crash
 * of this process nor of a broker loses or doubles it. One client is used by one thread, and not across a fork. */
#ifndef STAFET_H
#define STAFET_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef struct stafet_client stafet_client;

/* Numbers of base/status.def; 0 is done. stafet_status_name gives "not_allowed_now", stafet_status_class 0 done, 1 caller, 2 retry, 3 operator. */
typedef int stafet_status;
const char *stafet_status_name(stafet_status status);
int stafet_status_class(stafet_status status);

typedef struct {
    const char *const *endpoints; /* "tcp://127.0.0.1:5710"; tried in turn */
    size_t endpoint_count;
    const char *server_public;    /* 64 hex characters, of all the brokers */
    const char *public_key, *secret_key; /* this client's CURVE key, 64 hex characters each */
    const char *const *parties;   /* the units acted for; NULL = all that the key is granted */
    size_t party_count;
    const char *outbox;           /* a folder of its own for messages under way; NULL = memory only */
    uint32_t credit_items;        /* deliveries taken at once; 0 = receive nothing */
    uint32_t credit_bytes;
    const char *software;         /* "nexus-adapter 2.1" */
} stafet_options;

/* What comes back. All pointers live until the next call on the client. */
typedef enum { STAFET_NOTHING, STAFET_ACCEPTED, STAFET_REFUSED, STAFET_DELIVERY, STAFET_RESULT, STAFET_NOTICE, STAFET_CONNECTED, STAFET_DISCONNECTED } stafet_event_kind;

typedef struct {
    stafet_event_kind kind;
    uint64_t number;              /* of the submit or query; of the delivery, to acknowledge it */
    stafet_status status;         /* refused, result, disconnected */
    bool replayed;                /* accepted, refused: the same message had this answer before */
    const uint8_t *receipt;       /* accepted, and refused when final: the Entry's bytes */
    size_t receipt_size;
    const uint8_t *entry;         /* delivery */
    size_t entry_size;
    const uint8_t *message;       /* delivery; accepted, refused: the message that has this answer (it may come from an outbox of before) */
    size_t message_size;
    uint32_t sent_count;          /* delivery: more than 1 = may have been seen before */
    const char *party;            /* delivery: for which of one's units */
    const char *json;             /* refused, result, notice: the item as ProtoJSON, zero-terminated; connected: the Welcome */
} stafet_event;

/* Opens the outbox (messages from before are sent again first) and connects in the background. STAFET's `config_invalid` or `file_failed`. */
stafet_status stafet_open(const stafet_options *options, stafet_client **client);
/* Closes; with an outbox nothing is lost, without one what has no answer is unknown. Sets *client to NULL. */
void stafet_close(stafet_client **client);

/* Takes a Message's bytes. *number names the answer. With an outbox it is in the folder when this returns and outlives this process; it is synced
 * to the disk, together with all that wait, before it is sent. It leaves the folder at the first call after its answer was told.
 * Messages go out in the order they came; but where the broker asks for one again later, the next may be ahead of it: what must keep its order on a
 * course waits for the answer before. `busy` when the submit window and the queue are full: call stafet_next and try again. `too_large` above the
 * message limit; `file_failed`: the outbox did not take it. */
stafet_status stafet_submit(stafet_client *client, const uint8_t *message, size_t size, uint64_t *number);
/* Asks or administers: `json` is a ProtoJSON Query or Change without number. The answer is a STAFET_RESULT with that number. A mistake in `json` is the
 * status returned (stafet_from_json says where); `busy`: too many wait. An answer of class retry is told only after 30 seconds of trying. */
stafet_status stafet_query(stafet_client *client, const char *json, uint64_t *number);
stafet_status stafet_change(stafet_client *client, const char *json, uint64_t *number);
/* Small notices when something changes for a unit or on a course: ProtoJSON Watch without number. Kept over reconnects. */
stafet_status stafet_watch(stafet_client *client, const char *json, uint64_t *number);

/* The next event, waiting at most timeout_ms (0 = not at all, -1 = for ever). Does all sending, pinging and reconnecting: one who does not call it for
 * 15 seconds loses the session, and what was delivered comes again. Refusals of class retry are not told: the library sends the same again.
 * STAFET_DISCONNECTED comes after each attempt that failed, with the reason. `file_failed`: the outbox cannot be made durable, and nothing is sent any
 * more; close and open again. */
stafet_status stafet_next(stafet_client *client, int timeout_ms, stafet_event *event);
/* After storing: `reference` is the own system's id (at most 120 bytes), NULL = none. Acknowledgements are gathered into the next frame.
 * `not_delivered_here`: answered already, or the session it came in is gone and it will come again. */
stafet_status stafet_acknowledge(stafet_client *client, uint64_t delivery, const char *reference);
/* Cannot be taken: fatal = false, the line waits; true, it is given up and a person told. */
stafet_status stafet_not_taken(stafet_client *client, uint64_t delivery, bool fatal, const char *reason);
/* A file descriptor that becomes readable when stafet_next has something to do, for one's own loop: call stafet_next with 0 until it says
 * STAFET_NOTHING. It stays the same until stafet_close. */
int stafet_fd(stafet_client *client);
/* Messages and queries that have no answer yet. */
size_t stafet_pending(const stafet_client *client);

/* JSON ⇄ bytes for "stafet.v1.Message", "stafet.v1.Entry" and every other type of proto/. The result is freed with stafet_free. `problem` (at least 96
 * bytes, may be NULL) says what and where. */
stafet_status stafet_from_json(const char *type, const char *json, uint8_t **bytes, size_t *size, char *problem);
stafet_status stafet_to_json(const char *type, const uint8_t *bytes, size_t size, bool pretty, char **json);
void stafet_free(void *memory);
/* A new id for a message: UUIDv7 text (37 bytes with the zero). */
void stafet_new_id(char id[37]);
/* A new CURVE key pair, 64 hex characters and a zero each. */
void stafet_new_key(char public_key[65], char secret_key[65]);

#ifdef __cplusplus
}
#endif

#endif
