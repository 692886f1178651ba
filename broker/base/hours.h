/* SPDX-License-Identifier: EUPL-1.2
 * Opening hours as people write them: "24/7", "mon-fri 08:00-16:00, sat 10:00-14:00", in English or Danish day names. An end before its begin is on the next day. On a
 * public holiday, or a day that the municipality closes on, only windows that name "hol" [helligdag] count; "24/7" always does. Pure; local Danish time. */
#ifndef STAFET_BASE_HOURS_H
#define STAFET_BASE_HOURS_H

#include <stdint.h>

#include "base/calendar.h"
#include "base/status.h"

#define HOURS_WINDOWS_MAX 8
#define HOURS_TEXT_SIZE 121

/* days: bit 0 Sunday to bit 6 Saturday, bit 7 a holiday. Minutes of the day; `to` may be 1440 and, after midnight, be less than `from`. */
typedef struct {
    uint8_t days;
    uint16_t from, to;
} hours_window_t;

/* No window: nothing is said. */
typedef struct {
    hours_window_t windows[HOURS_WINDOWS_MAX];
    unsigned count;
} hours_t;

/* FIELD_INVALID: not of that form, or more windows than there is room for. An empty text has none. */
status_t hours_read(const char *text, hours_t *hours) MUST_CHECK;
/* Within a window. False when nothing is said. */
bool hours_open(const hours_t *hours, const calendar_t *calendar, instant_t at);

#endif
