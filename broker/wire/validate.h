/* SPDX-License-Identifier: EUPL-1.2
 * The one validator, over the generated descriptors. It reads the bytes once and allocates nothing, so no input can make it grow. */
#ifndef STAFET_WIRE_VALIDATE_H
#define STAFET_WIRE_VALIDATE_H

#include <protobuf-c/protobuf-c.h>

#include "wire/wire.h"

typedef enum {
    /* A Message or an Entry: exactly the bytes that packing what was unpacked gives, and nothing unknown in them. */
    VALIDATE_CANONICAL,
    /* What a client sends around Messages: any order and any length of numbers, but nothing unknown. */
    VALIDATE_FRAME,
    /* What a broker sends, maybe a newer one: unknown fields and values are passed over. */
    VALIDATE_TOLERANT
} validate_mode_t;

/* OK: every field can be read with scan_next, at any depth. UNREADABLE_MESSAGE, TOO_DEEP, UNKNOWN_FIELD, UNKNOWN_VALUE, BAD_TEXT, NOT_CANONICAL. */
status_t validate_message(const ProtobufCMessageDescriptor *type, bytes_t bytes, validate_mode_t mode, wire_problem_t *problem) MUST_CHECK;

#endif
