/* SPDX-License-Identifier: EUPL-1.2
 * The contract as data: every message type of proto/, reached from what travels and what is logged. */
#ifndef STAFET_WIRE_SCHEMA_H
#define STAFET_WIRE_SCHEMA_H

#include <protobuf-c/protobuf-c.h>

#include "wire/wire.h"

typedef void schema_visit_t(const ProtobufCMessageDescriptor *type, void *context);
/* Visits every type, depth first from the roots, in the order of the fields; a type that is used twice comes twice. */
void schema_visit(schema_visit_t *visit, void *context);
/* NULL: there is no such type. */
const ProtobufCMessageDescriptor *schema_type(const char *full_name);
/* The value of a name with or without the enum's prefix, in any case: "CHANNEL_PHONE", "phone". False: there is none. */
bool schema_enum_read(const ProtobufCEnumDescriptor *type, const char *name, int *value);

#endif
