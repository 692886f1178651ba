/* SPDX-License-Identifier: EUPL-1.2
 * Walks the fields of one encoded message where they lie. Pure: no allocation, no recursion. Nothing here knows a schema. */
#ifndef STAFET_WIRE_SCAN_H
#define STAFET_WIRE_SCAN_H

#include "base/bytes.h"

/* Wire types 3 and 4 (groups) are not read: the schema has none and they nest without a bound. */
typedef enum { SCAN_VARINT = 0, SCAN_FIXED64 = 1, SCAN_BYTES = 2, SCAN_FIXED32 = 5 } scan_kind_t;

typedef struct {
    uint32_t number;
    scan_kind_t kind;
    bool is_minimal; /* tag, length and value are written as short as they can be */
    uint64_t varint; /* of SCAN_VARINT */
    bytes_t bytes;   /* of the other kinds; points into what was scanned */
} scan_field_t;

/* Takes the next field off *rest, which is not empty. False: it cannot be read, and *rest is as before. */
bool scan_next(bytes_t *rest, scan_field_t *field);

/* The last value of every field below SCAN_SLOTS; a field from there on is kept in slot 0 under its own number. */
enum { SCAN_SLOTS = 64 };
typedef struct {
    uint64_t present; /* bit n: field n is there */
    uint32_t high;    /* number of the field in slot 0 */
    struct {
        uint64_t varint;
        bytes_t bytes;
    } slot[SCAN_SLOTS];
} scan_fields_t;

/* `message` has been validated: what cannot be read is our mistake. */
void scan_collect(bytes_t message, scan_fields_t *fields);
bool scan_has(const scan_fields_t *fields, unsigned number);
/* The last value of one field of a validated message. False when it is not there. */
bool scan_find(bytes_t message, uint32_t number, scan_field_t *field);

#endif
