/* SPDX-License-Identifier: EUPL-1.2
 * Writes protobuf fields straight into a buffer, every number as short as it can be. The caller keeps the order where it matters. Once the buffer
 * is full nothing more is written. */
#ifndef STAFET_WIRE_EMIT_H
#define STAFET_WIRE_EMIT_H

#include "base/bytes.h"
#include "base/clock.h"
#include "base/id.h"

void emit_number(buffer_t *out, uint32_t field, uint64_t value);
void emit_bytes(buffer_t *out, uint32_t field, bytes_t bytes);
void emit_text(buffer_t *out, uint32_t field, const char *text);
/* These write nothing for 0, false, "", NULL and nil: they are the absent. */
void emit_number_if(buffer_t *out, uint32_t field, uint64_t value);
void emit_bytes_if(buffer_t *out, uint32_t field, bytes_t bytes);
void emit_text_if(buffer_t *out, uint32_t field, const char *text);
void emit_uuid_text_if(buffer_t *out, uint32_t field, uuid_t id);
void emit_time_text_if(buffer_t *out, uint32_t field, instant_t at);
/* A message within: open gives the mark that close needs. */
size_t emit_open(buffer_t *out, uint32_t field);
void emit_close(buffer_t *out, size_t mark);
/* Ends an item that began at size `start`: what did not fit whole is taken back. */
void emit_end(buffer_t *out, size_t start);

#endif
