/* SPDX-License-Identifier: EUPL-1.2
 * Days of the proleptic Gregorian calendar, shared by clock.c and calendar.c. Inside base only. Pure. */
#ifndef STAFET_BASE_CIVIL_H
#define STAFET_BASE_CIVIL_H

#include <stdbool.h>
#include <stdint.h>

#include "base/calendar.h"

#define MINUTE_MS INT64_C(60000)
#define DAY_MS INT64_C(86400000)

/* Division that rounds down, so that a moment before 1970 belongs to the day it lies in. */
int64_t civil_floor_divide(int64_t value, int64_t divisor);
int civil_days_in_month(int year, int month);
/* True for a day that exists. */
bool civil_is_date(date_t date);
/* Days since 1970-01-01. The date must exist. */
int64_t civil_days(date_t date);
date_t civil_date(int64_t days);

#endif
