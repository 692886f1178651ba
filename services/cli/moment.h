/* SPDX-License-Identifier: EUPL-1.2
 * Times as people in Denmark read them: local time, weekdays, how long until. Pure. */
#ifndef STAFET_CLI_MOMENT_H
#define STAFET_CLI_MOMENT_H

#include <stdbool.h>

#include "base/clock.h"

#define MOMENT_SIZE 64

/* "man 23. nov 03:12", "Mon 23 Nov 03:12"; with the year when it is not that of `now`. */
void moment_write(instant_t at, instant_t now, bool is_danish, char text[MOMENT_SIZE]);
/* "mandag 23. november 2026". */
void moment_write_day(instant_t at, bool is_danish, char text[MOMENT_SIZE]);
/* "03:12". */
void moment_write_clock(instant_t at, char text[MOMENT_SIZE]);
/* "om 2 t 5 min", "for 3 d siden"; English likewise. */
void moment_write_distance(instant_t at, instant_t now, bool is_danish, char text[MOMENT_SIZE]);
/* "2026-11-23T03:12:00+01:00": what goes into messages. */
void moment_write_offset(instant_t at, char text[MOMENT_SIZE]);
/* Between 22 and 7 local time. */
bool moment_is_night(instant_t at);
/* Whether two moments lie on one local day. */
bool moment_same_day(instant_t a, instant_t b);

#endif
