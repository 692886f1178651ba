/* SPDX-License-Identifier: EUPL-1.2
 * Danish civil time: Europe/Copenhagen's offset by the EU rule (Directive 2000/84/EC: last Sunday of March and October, 01:00 UTC; before
 * 1996 it ended with September), public holidays from Easter, working days and due times. Pure: no tzdata, no clock. Valid for 1980 to 2199. */
#ifndef STAFET_BASE_CALENDAR_H
#define STAFET_BASE_CALENDAR_H

#include <stdbool.h>

#include "base/clock.h"

typedef struct {
    int year;
    int month; /* 1 to 12 */
    int day;   /* 1 to 31 */
} date_t;

typedef struct {
    date_t date;
    int hour;
    int minute;
    int second;
    int offset_minutes; /* 60 or 120; tells the two 02:30 of an October night apart */
} local_time_t;

/* What a municipality closes on beside the public holidays; each is a setting. */
typedef struct {
    bool christmas_eve;    /* 24 December */
    bool new_years_eve;    /* 31 December */
    bool constitution_day; /* 5 June */
} calendar_t;

/* A unit without a roster of its own is there from and until these hours of a working day. */
#define OFFICE_OPENS_HOUR 8
#define OFFICE_CLOSES_HOUR 16

extern const calendar_t CALENDAR_DEFAULT; /* all three are closed */

local_time_t calendar_local(instant_t at);
/* The instant of a local wall clock. A time that does not exist (March) is moved forward by the gap; one that exists twice is the first. */
instant_t calendar_instant(date_t date, int hour, int minute);
date_t calendar_easter_sunday(int year);
/* New Year's Day, Maundy Thursday, Good Friday, Easter Sunday and Monday, Great Prayer Day (until 2023; abolished by law 214 of
 * 6 March 2023), Ascension, Whit Sunday and Monday, 25 and 26 December. */
bool calendar_is_holiday(date_t date);
/* Monday to Friday, no holiday, not a day of `calendar`. */
bool calendar_is_working_day(const calendar_t *calendar, date_t date);
date_t calendar_add_days(date_t date, int days);
/* 0 = Sunday. */
int calendar_weekday(date_t date);
/* The `count`th working day after `from` (count > 0: the day after receipt is day one), or before it (count < 0), at `hour`:00 local.
 * |count| is 1 to 10 000. */
instant_t calendar_add_working_days(const calendar_t *calendar, instant_t from, int count, int hour);
/* Whole months later at the same local time; 31 January + 1 month = 28 or 29 February; 29 February + 12 months = 28 February. */
instant_t calendar_add_months(instant_t from, int months);

#endif
