/* SPDX-License-Identifier: EUPL-1.2
 * Danish civil time, public holidays, working days and due times. Pure: no tzdata, no clock. */
#include "base/calendar.h"

#include <stddef.h>
#include <stdint.h>

#include "base/check.h"
#include "base/civil.h"

#define HOUR_MS (60 * MINUTE_MS)
#define OFFSET_WINTER 60
#define OFFSET_SUMMER 120
#define LAST_GREAT_PRAYER_DAY 2023
#define WORKING_DAYS_MAX 10000

enum { SUNDAY = 0, SATURDAY = 6 };

const calendar_t CALENDAR_DEFAULT = {.christmas_eve = true, .new_years_eve = true, .constitution_day = true};

static int weekday_of_days(int64_t days) {
    int64_t from_sunday = days + 4; /* 1970-01-01 was a Thursday */
    return (int)(from_sunday - civil_floor_divide(from_sunday, 7) * 7);
}

static int64_t last_sunday(int year, int month) {
    int64_t last = civil_days((date_t){year, month, civil_days_in_month(year, month)});
    return last - weekday_of_days(last);
}

/* Until the directives agreed on an end, summer time ended with September; in 1980, Denmark's first year of it, it began on 6 April. */
static bool is_summer(instant_t at) {
    int year = civil_date(civil_floor_divide(at, DAY_MS)).year;
    int64_t first_day = year == 1980 ? civil_days((date_t){1980, 4, 6}) : last_sunday(year, 3);
    int64_t last_day = last_sunday(year, year < 1996 ? 9 : 10);
    return at >= first_day * DAY_MS + HOUR_MS && at < last_day * DAY_MS + HOUR_MS;
}

local_time_t calendar_local(instant_t at) {
    int offset = is_summer(at) ? OFFSET_SUMMER : OFFSET_WINTER;
    int64_t local = at + offset * MINUTE_MS;
    int64_t days = civil_floor_divide(local, DAY_MS);
    int seconds = (int)((local - days * DAY_MS) / 1000);
    return (local_time_t){
        .date = civil_date(days),
        .hour = seconds / 3600,
        .minute = seconds / 60 % 60,
        .second = seconds % 60,
        .offset_minutes = offset,
    };
}

instant_t calendar_instant(date_t date, int hour, int minute) {
    CHECK(hour >= 0 && hour <= 23);
    CHECK(minute >= 0 && minute <= 59);
    int64_t local = civil_days(date) * DAY_MS + hour * HOUR_MS + minute * MINUTE_MS;
    instant_t in_summer = local - OFFSET_SUMMER * MINUTE_MS;
    /* In October both readings exist and summer's is the first; in March neither does, and winter's is later by the gap. */
    return is_summer(in_summer) ? in_summer : local - OFFSET_WINTER * MINUTE_MS;
}

/* The Gregorian computus in the form of Meeus, "Astronomical Algorithms", chapter 8. */
date_t calendar_easter_sunday(int year) {
    CHECK(year >= 1583);
    int golden = year % 19;
    int century = year / 100;
    int in_century = year % 100;
    int moon_correction = (century - (century + 8) / 25 + 1) / 3;
    int epact = (19 * golden + century - century / 4 - moon_correction + 15) % 30;
    int to_sunday = (32 + 2 * (century % 4) + 2 * (in_century / 4) - epact - in_century % 4) % 7;
    int late = (golden + 11 * epact + 22 * to_sunday) / 451;
    int from_march = epact + to_sunday - 7 * late + 114;
    return (date_t){.year = year, .month = from_march / 31, .day = from_march % 31 + 1};
}

static bool is_fixed_holiday(date_t date) {
    return (date.month == 1 && date.day == 1) || (date.month == 12 && (date.day == 25 || date.day == 26));
}

bool calendar_is_holiday(date_t date) {
    /* Maundy Thursday, Good Friday, Easter Sunday and Monday, Ascension, Whit Sunday and Monday */
    static const int FROM_EASTER[] = {-3, -2, 0, 1, 39, 49, 50};
    static const int GREAT_PRAYER_DAY_FROM_EASTER = 26;
    int64_t from_easter = civil_days(date) - civil_days(calendar_easter_sunday(date.year));
    for (size_t at = 0; at < COUNT_OF(FROM_EASTER); at++) {
        if (from_easter == FROM_EASTER[at]) {
            return true;
        }
    }
    bool is_great_prayer_day = from_easter == GREAT_PRAYER_DAY_FROM_EASTER && date.year <= LAST_GREAT_PRAYER_DAY;
    return is_great_prayer_day || is_fixed_holiday(date);
}

static bool is_closed_by(const calendar_t *calendar, date_t date) {
    return (calendar->christmas_eve && date.month == 12 && date.day == 24) ||
           (calendar->new_years_eve && date.month == 12 && date.day == 31) ||
           (calendar->constitution_day && date.month == 6 && date.day == 5);
}

bool calendar_is_working_day(const calendar_t *calendar, date_t date) {
    CHECK(calendar != NULL);
    int weekday = calendar_weekday(date);
    return weekday != SATURDAY && weekday != SUNDAY && !calendar_is_holiday(date) && !is_closed_by(calendar, date);
}

date_t calendar_add_days(date_t date, int days) {
    return civil_date(civil_days(date) + days);
}

int calendar_weekday(date_t date) {
    return weekday_of_days(civil_days(date));
}

instant_t calendar_add_working_days(const calendar_t *calendar, instant_t from, int count, int hour) {
    CHECK(calendar != NULL);
    CHECK(count != 0 && count >= -WORKING_DAYS_MAX && count <= WORKING_DAYS_MAX);
    int step = count > 0 ? 1 : -1;
    date_t date = calendar_local(from).date;
    for (int left = count * step; left > 0;) {
        date = calendar_add_days(date, step);
        left -= calendar_is_working_day(calendar, date) ? 1 : 0;
    }
    return calendar_instant(date, hour, 0);
}

instant_t calendar_add_months(instant_t from, int months) {
    if (months == 0) {
        return from; /* the second 02:30 of an October night stays the second */
    }
    local_time_t local = calendar_local(from);
    int64_t month_count = (int64_t)local.date.year * 12 + local.date.month - 1 + months;
    int year = (int)civil_floor_divide(month_count, 12);
    int month = (int)(month_count - (int64_t)year * 12) + 1;
    int last = civil_days_in_month(year, month);
    date_t date = {.year = year, .month = month, .day = local.date.day < last ? local.date.day : last};
    int64_t within_minute = from - civil_floor_divide(from, MINUTE_MS) * MINUTE_MS;
    return calendar_instant(date, local.hour, local.minute) + within_minute;
}
