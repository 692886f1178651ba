/* SPDX-License-Identifier: EUPL-1.2
 * Days of the proleptic Gregorian calendar. Pure. The year is counted from March, so that the leap day is its last (Hinnant,
 * "chrono-compatible low-level date algorithms"). */
#include "base/civil.h"

#include "base/check.h"

#define DAYS_IN_ERA 146097 /* 400 years */
#define DAYS_BEFORE_1970 719468 /* from 0000-03-01 */

int64_t civil_floor_divide(int64_t value, int64_t divisor) {
    CHECK(divisor > 0);
    int64_t quotient = value / divisor;
    return value % divisor < 0 ? quotient - 1 : quotient;
}

static bool is_leap_year(int year) {
    return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
}

int civil_days_in_month(int year, int month) {
    static const int DAYS[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    CHECK(month >= 1 && month <= 12);
    return month == 2 && is_leap_year(year) ? 29 : DAYS[month - 1];
}

bool civil_is_date(date_t date) {
    return date.month >= 1 && date.month <= 12 && date.day >= 1 && date.day <= civil_days_in_month(date.year, date.month);
}

int64_t civil_days(date_t date) {
    CHECK(civil_is_date(date));
    int64_t year = (int64_t)date.year - (date.month <= 2 ? 1 : 0);
    int64_t month_from_march = (date.month + 9) % 12;
    int64_t era = civil_floor_divide(year, 400);
    int64_t year_of_era = year - era * 400;
    int64_t day_of_year = (153 * month_from_march + 2) / 5 + date.day - 1;
    int64_t day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
    return era * DAYS_IN_ERA + day_of_era - DAYS_BEFORE_1970;
}

date_t civil_date(int64_t days) {
    int64_t from_march = days + DAYS_BEFORE_1970;
    int64_t era = civil_floor_divide(from_march, DAYS_IN_ERA);
    int64_t day_of_era = from_march - era * DAYS_IN_ERA;
    int64_t year_of_era = (day_of_era - day_of_era / 1460 + day_of_era / 36524 - day_of_era / 146096) / 365;
    int64_t day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    int64_t month_from_march = (5 * day_of_year + 2) / 153;
    int month = (int)(month_from_march < 10 ? month_from_march + 3 : month_from_march - 9);
    int day = (int)(day_of_year - (153 * month_from_march + 2) / 5 + 1);
    return (date_t){.year = (int)(year_of_era + era * 400 + (month <= 2 ? 1 : 0)), .month = month, .day = day};
}
