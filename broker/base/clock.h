/* SPDX-License-Identifier: EUPL-1.2
 * Instants, and the broker's estimate of PostgreSQL's clock. The only file of base that reads a clock. */
#ifndef STAFET_BASE_CLOCK_H
#define STAFET_BASE_CLOCK_H

#include <stdint.h>

#include "base/status.h"

/* Milliseconds since 1970-01-01T00:00:00Z. 0 means "not set" in structs. */
typedef int64_t instant_t;

/* CLOCK_MONOTONIC in nanoseconds. */
uint64_t clock_monotonic_ns(void);
/* CLOCK_REALTIME in milliseconds: for logs and clients, never for decisions. */
instant_t clock_realtime(void);

/* Writes "2026-11-23T04:21:07.123Z" (25 bytes with the zero). What lies outside the years 0000 to 9999 is written as the nearest instant inside. */
#define INSTANT_TEXT_SIZE 25
void instant_write(instant_t at, char text[INSTANT_TEXT_SIZE]);
/* Reads RFC 3339 with any offset ("2026-11-23T05:21:07+01:00", fraction optional). *offset_minutes may be NULL. FIELD_INVALID otherwise. */
status_t instant_read(const char *text, instant_t *at, int *offset_minutes) MUST_CHECK;

/* The estimate: PostgreSQL's clock at a monotonic moment. With virtual time the estimate stands still until it is told again. */
typedef struct {
    instant_t store_at;
    uint64_t measured_ns;
    int is_virtual;
} clock_estimate_t;

instant_t clock_now(const clock_estimate_t *estimate, uint64_t monotonic_ns);

#endif
