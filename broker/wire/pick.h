/* SPDX-License-Identifier: EUPL-1.2
 * The one extractor: a table says which field of a validated message goes to which place of a struct, and in what form. An empty text is as
 * an absent one. */
#ifndef STAFET_WIRE_PICK_H
#define STAFET_WIRE_PICK_H

#include <stddef.h>

#include <protobuf-c/protobuf-c.h>

#include "wire/scan.h"
#include "wire/wire.h"

typedef enum {
    PICK_TEXT,    /* char[size]; a longer text is FIELD_INVALID */
    PICK_POINTER, /* const char *, zero-terminated in the arena; "" when absent */
    PICK_BYTES,   /* bytes_t that points into the message */
    PICK_SLUG,    /* char[size]; FIELD_INVALID unless an id of a unit or a person */
    PICK_IF_SLUG, /* the same, but another text is passed over */
    PICK_HEX,     /* uint8_t[size]; FIELD_INVALID unless 2 x size hex digits */
    PICK_UUID,    /* uuid_t */
    PICK_TIME,    /* instant_t from RFC 3339 */
    PICK_U32,     /* uint32_t or an enum */
    PICK_U64,
    PICK_BOOL,
    PICK_PRESENT, /* bool: the field is there */
    PICK_FILLED,  /* bool: a text that is more than spaces */
    PICK_IS       /* bool: the number is `size` */
} pick_kind_t;

typedef struct {
    uint8_t field;
    uint8_t inner; /* a field of the message in `field`; 0 = `field` itself */
    pick_kind_t kind;
    size_t offset; /* of the place */
    size_t size;   /* of texts; the number of PICK_IS */
    size_t has;    /* offset of a bool that is set beside the place; PICK_NO_HAS = none */
} pick_t;

#define PICK_NO_HAS SIZE_MAX

typedef struct {
    const pick_t *rows;
    unsigned count;
    const ProtobufCMessageDescriptor *type; /* whose fields they are; for the paths of problems */
} picks_t;

/* Fills `out`, which the caller has cleared. FIELD_INVALID with its path; TOO_LARGE when the arena is full. */
status_t pick_run(const picks_t *picks, const scan_fields_t *fields, arena_t *arena, void *out, wire_problem_t *problem) MUST_CHECK;
/* A zero-terminated copy in the arena; NULL when it is full. */
const char *pick_text(arena_t *arena, bytes_t bytes);
/* RFC 3339; FIELD_INVALID when it cannot be read, or the arena is full. */
status_t pick_time(arena_t *arena, bytes_t bytes, instant_t *at) MUST_CHECK;
/* More than spaces? */
bool pick_is_filled(bytes_t text);
/* At least one letter or digit of any script? "." and "---" fill a field and say nothing. */
bool pick_has_words(bytes_t text);

#endif
