/* SPDX-License-Identifier: EUPL-1.2
 * What the fuzz targets share: an arena in which every byte beside its pieces is poisoned, and what every reader promises about statuses and memory. */
#ifndef STAFET_TESTS_FUZZ_FUZZ_H
#define STAFET_TESTS_FUZZ_FUZZ_H

#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/bytes.h"
#include "base/check.h"
#include "wire/wire.h"

/* What libFuzzer calls; each target defines it. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Reads `input` with `arena`, keeps the result where the target finds it, and gives the status. */
typedef status_t fuzz_reader_t(bytes_t input, arena_t *arena);
/* Reads with plenty of memory, then with less than was taken, then with plenty again. What was OK is TOO_LARGE where there is no room and never
 * anything worse; a refusal stays itself or becomes TOO_LARGE. The result of the last reading lives until the next call. */
status_t fuzz_read(fuzz_reader_t *reader, bytes_t input);
/* The same arena, for what comes after fuzz_read. */
arena_t *fuzz_arena(void);

/* The status is OK or one of `allowed`, which ends with OK, and has a name and a text in both languages. */
void fuzz_expect(status_t status, const status_t *allowed);
void fuzz_expect_terminated(const char *field, size_t size);
/* Every byte is there to be read. */
void fuzz_touch(bytes_t bytes);
void fuzz_touch_text(const char *text);
/* Memory of one call of the target, zeroed: it lives until the next call for the same slot. Targets have the first four. */
enum { SLOT_FIRST = 4, SLOT_SECOND, SLOT_PRETTY, SLOT_MUTATE, SLOTS };
buffer_t fuzz_buffer(unsigned slot, size_t capacity);

/* A copy of a settings file, in the memory of `slot`, where every letter of line `line` (from 1) that is no key is a z: what stands behind its `=`, or all
 * of it where there is none. Spaces and zero bytes stay. A value of z is as wrong as any that was refused. */
bytes_t fuzz_hide_value(unsigned slot, bytes_t text, unsigned long line);

/* A copy of a settings file where nothing stands behind the # of a comment. */
bytes_t fuzz_empty_comments(unsigned slot, bytes_t text);

/* A packed message that was accepted, as JSON and back: the JSON reads back to bytes that give the same JSON; when `is_canonical`, to the same bytes. */
void fuzz_json_both_ways(const char *type, bytes_t packed, bool is_canonical);

#endif
