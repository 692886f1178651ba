/* SPDX-License-Identifier: EUPL-1.2
 * Bytes to model and back: frames, Messages, entries, notices, result rows. Pure; memory comes from the caller's arena or buffer. Only user
 * of protobuf-c. One validator, one extractor and one JSON walker work over the generated descriptors, so a new message type is a .proto entry and
 * a table row. protobuf-c checks neither UTF-8 nor zero bytes nor enum values nor depth, and amplifies: all that is checked here. */
#ifndef STAFET_WIRE_WIRE_H
#define STAFET_WIRE_WIRE_H

#include "base/arena.h"
#include "base/bytes.h"
#include "model/entry.h"
#include "model/frame.h"
#include "model/message.h"

/* Where and what: "contact_registered.requester.role" or "offset 17". Empty when there is nothing to say. */
typedef struct {
    char where[96];
} wire_problem_t;

/* ---- frames ---- */

/* Decodes a ClientFrame; `frame` and all it points to live in the arena. TOO_LARGE above FRAME_SIZE_MAX, FRAME_ITEMS_MAX or the arena;
 * MALFORMED_FRAME, TOO_DEEP, BAD_TEXT, UNKNOWN_FIELD, FIELD_MISSING (an item without its number), FIELD_INVALID (an id or a
 * time in a query or change). A frame need not be canonical. */
status_t wire_client_frame_read(bytes_t frame, arena_t *arena, const client_frame_t **out, wire_problem_t *problem) MUST_CHECK;

/* Each appends one item to a BrokerFrame under construction; the frame is complete at any moment. When it does not fit, buffer->full is set,
 * the buffer is as before, and the caller sends what it has and puts the item again. */
void wire_put_welcome(buffer_t *frame, const welcome_t *welcome);
void wire_put_frame_refused(buffer_t *frame, status_t status, const char *detail);
void wire_put_accepted(buffer_t *frame, const accepted_t *accepted);
void wire_put_refused(buffer_t *frame, const refused_t *refused);
void wire_put_delivery(buffer_t *frame, const delivery_out_t *delivery);
void wire_put_noticed(buffer_t *frame, uint64_t number, const char *party, uuid_t course, uint64_t seq);
void wire_put_pong(buffer_t *frame, uint64_t number, instant_t broker_time);
/* A Result with rows that wire_row_build made. detail and next_cursor: "" = none. */
typedef struct {
    uint64_t number;
    status_t status;
    const char *detail, *next_cursor;
    const bytes_t *rows; /* each is one packed Row */
    unsigned row_count;
} result_t;
void wire_put_result(buffer_t *frame, const result_t *result);

/* ---- Messages ---- */

/* Validates and extracts. The bytes are accepted only if packing what is unpacked from them gives the same bytes; otherwise `problem` names the
 * offset of the field that is not so. UNREADABLE_MESSAGE, TOO_LARGE, TOO_DEEP, UNKNOWN_FIELD, UNKNOWN_VALUE, UNKNOWN_TYPE (no body),
 * UNKNOWN_VERSION, BAD_TEXT, NOT_CANONICAL, FIELD_MISSING (message_id, schema_version, sending_party, person), FIELD_INVALID (an id that is
 * no UUID, a party that is no slug, a time that is no RFC 3339, more receivers than RECEIVERS_MAX). An empty id or time is an absent one. The
 * arena is used while it works and may be reset after. */
status_t wire_message_read(bytes_t message, arena_t *arena, message_facts_t *facts, wire_problem_t *problem) MUST_CHECK;
/* The canonical bytes of a message the broker makes; sending_party is BROKER_PARTY. INTERNAL when the buffer is full. */
status_t wire_notice_write(const notice_t *notice, buffer_t *out) MUST_CHECK;

/* ---- entries ---- */

/* The canonical bytes that are hashed, stored and given as receipt. The buffer needs ENTRY_BYTES_MAX + about_count x ABOUT_BYTES_MAX. */
status_t wire_entry_write(const entry_t *entry, buffer_t *out) MUST_CHECK;
/* Reads an entry that came from the store or a receipt. `about` lives in the arena. UNREADABLE_MESSAGE when it is none. */
status_t wire_entry_read(bytes_t bytes, arena_t *arena, entry_t *entry) MUST_CHECK;

/* ---- rows and JSON, over the descriptors ---- */

/* One column of a query's result as text; NULL = absent. Its name is the proto field's. */
typedef struct {
    const char *name;
    const char *value;
    size_t size; /* of value; bytes fields are taken as they are */
} wire_column_t;

/* Builds a packed Row of the query kind's row type in the arena: text → string, integers, bool ("t"/"true"), bytes. INTERNAL: a column that the row
 * type does not have, or a value that does not parse (a programming mistake, caught by the test that prepares every query). */
status_t wire_row_build(query_kind_t kind, const wire_column_t *columns, unsigned count, arena_t *arena, bytes_t *row) MUST_CHECK;
/* The same for the row a change answers with. */
status_t wire_change_row_build(change_kind_t kind, const wire_column_t *columns, unsigned count, arena_t *arena, bytes_t *row) MUST_CHECK;

/* ProtoJSON (proto field names in lowerCamelCase; snake_case is read as well; enums by name, bytes as base64, 64-bit integers as text).
 * `type` is a full name such as "stafet.v1.Message". Reading refuses unknown names with UNKNOWN_FIELD and says where; the result is canonical.
 * An enum value may be given without its prefix and in lower case ("phone" for CHANNEL_PHONE). */
status_t wire_json_read(const char *type, bytes_t json, arena_t *arena, bytes_t *out, wire_problem_t *problem) MUST_CHECK;
/* Writes one JSON object, pretty = indented by two. NOT_FOUND: no such type. TOO_LARGE: the buffer is full. */
status_t wire_json_write(const char *type, bytes_t message, bool pretty, arena_t *arena, buffer_t *out) MUST_CHECK;
/* What a bytes field is in JSON: *count bytes of at most `size`. False: it is no base64. */
bool wire_base64_read(const char *text, size_t size, uint8_t *bytes, size_t *count) MUST_CHECK;
/* One field of a type, for people who write one. */
typedef struct {
    char name[64];       /* in lowerCamelCase */
    const char *type;    /* of a field that holds other fields: their type's full name; else NULL */
    const char *holds;   /* "text", "number", "true or false", "bytes", or "" when it has `words` or `type` */
    char words[640];     /* of a coded field: what it may be, "phone, meeting, web"; without its prefix and unspecified */
    bool is_repeated;
} wire_field_t;
/* False past the last field, and of an unknown type. */
bool wire_field(const char *type, unsigned index, wire_field_t *field);
/* SHA-256 over all descriptors' names, numbers and types in a fixed order: tells clients and stores which contract this is. */
digest_t wire_schema_hash(void);

/* ---- the client's side, for services/client ---- */

void wire_put_hello(buffer_t *frame, const hello_t *hello);
void wire_put_submit(buffer_t *frame, uint64_t number, bytes_t message);
void wire_put_acknowledged(buffer_t *frame, uint64_t delivery, const char *reference);
void wire_put_not_taken(buffer_t *frame, uint64_t delivery, bool is_fatal, const char *reason);
void wire_put_credit(buffer_t *frame, uint32_t items, uint32_t bytes);
void wire_put_ping(buffer_t *frame, uint64_t number);
void wire_put_goodbye(buffer_t *frame);
/* A packed Query, Change or Watch, as made by wire_json_read. */
void wire_put_packed(buffer_t *frame, const char *type, bytes_t packed);

/* What a client reads of a BrokerFrame; everything lives in the arena. Packed items can be shown with wire_json_write under their type. */
typedef struct {
    uint64_t number;
    bytes_t packed;      /* the item as it came */
    status_t status;     /* refused, result: its code; a code this build does not know is INTERNAL */
    const char *detail;
    bytes_t receipt;     /* accepted, refused */
    bytes_t entry, message; /* delivery */
    uint32_t sent_count;
    const char *party;
    bool replayed;
} wire_item_t;

typedef struct {
    bool has_welcome, has_frame_refused, has_pong;
    bytes_t welcome; /* packed */
    uint32_t submit_window_items, submit_window_bytes;
    status_t frame_refused;
    const char *frame_refused_detail;
    const wire_item_t *accepted, *refused, *deliveries, *results, *notices;
    unsigned accepted_count, refused_count, delivery_count, result_count, notice_count;
} broker_frame_t;
status_t wire_broker_frame_read(bytes_t frame, arena_t *arena, const broker_frame_t **out) MUST_CHECK;

#endif
