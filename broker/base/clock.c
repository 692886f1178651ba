/* SPDX-License-Identifier: EUPL-1.2
 * Instants, and the broker's estimate of PostgreSQL's clock. The only file of base that reads a clock. */
#include "base/clock.h"

#include <string.h>
#include <time.h>

#include "base/check.h"
#include "base/civil.h"

#define NS_PER_MS UINT64_C(1000000)
#define INSTANT_TEXT_FIRST INT64_C(-62167219200000) /* 0000-01-01T00:00:00.000Z */
#define INSTANT_TEXT_LAST INT64_C(253402300799999)  /* 9999-12-31T23:59:59.999Z */

uint64_t clock_monotonic_ns(void) {
    struct timespec now;
    CHECK(clock_gettime(CLOCK_MONOTONIC, &now) == 0);
    return (uint64_t)now.tv_sec * UINT64_C(1000000000) + (uint64_t)now.tv_nsec;
}

instant_t clock_realtime(void) {
    struct timespec now;
    CHECK(clock_gettime(CLOCK_REALTIME, &now) == 0);
    return (instant_t)now.tv_sec * 1000 + (instant_t)now.tv_nsec / 1000000;
}

static void write_digits(char *text, int64_t value, unsigned digits) {
    for (unsigned left = digits; left > 0; left--) {
        text[left - 1] = (char)('0' + value % 10);
        value /= 10;
    }
}

void instant_write(instant_t at, char text[INSTANT_TEXT_SIZE]) {
    CHECK(text != NULL);
    at = at < INSTANT_TEXT_FIRST ? INSTANT_TEXT_FIRST : at > INSTANT_TEXT_LAST ? INSTANT_TEXT_LAST : at;
    int64_t days = civil_floor_divide(at, DAY_MS);
    int64_t ms = at - days * DAY_MS;
    date_t date = civil_date(days);
    memcpy(text, "0000-00-00T00:00:00.000Z", INSTANT_TEXT_SIZE);
    write_digits(text, date.year, 4);
    write_digits(text + 5, date.month, 2);
    write_digits(text + 8, date.day, 2);
    write_digits(text + 11, ms / 3600000, 2);
    write_digits(text + 14, ms / 60000 % 60, 2);
    write_digits(text + 17, ms / 1000 % 60, 2);
    write_digits(text + 20, ms % 1000, 3);
}

static bool is_digit(char letter) {
    return letter >= '0' && letter <= '9';
}

/* Each reader moves the cursor over what it read; false when the text is something else. The zero at the end stops every one of them. */
static bool read_number(const char **cursor, unsigned digits, int *value) {
    int read = 0;
    for (unsigned digit = 0; digit < digits; digit++) {
        if (!is_digit((*cursor)[digit])) {
            return false;
        }
        read = read * 10 + ((*cursor)[digit] - '0');
    }
    *cursor += digits;
    *value = read;
    return true;
}

static bool read_letter(const char **cursor, char upper, char lower) {
    if (**cursor != upper && **cursor != lower) {
        return false;
    }
    (*cursor)++;
    return true;
}

static bool read_date(const char **cursor, date_t *date) {
    return read_number(cursor, 4, &date->year) && read_letter(cursor, '-', '-') && read_number(cursor, 2, &date->month) &&
           read_letter(cursor, '-', '-') && read_number(cursor, 2, &date->day) && civil_is_date(*date);
}

static bool read_hour_and_minute(const char **cursor, int *hour, int *minute) {
    return read_number(cursor, 2, hour) && read_letter(cursor, ':', ':') && read_number(cursor, 2, minute) && *hour <= 23 && *minute <= 59;
}

/* A fraction of any length; what is finer than a millisecond is cut. */
static bool read_fraction(const char **cursor, int *ms) {
    *ms = 0;
    if (!read_letter(cursor, '.', '.')) {
        return true;
    }
    if (!is_digit(**cursor)) {
        return false;
    }
    for (int weight = 100; is_digit(**cursor); (*cursor)++, weight /= 10) {
        *ms += weight * (**cursor - '0');
    }
    return true;
}

static bool read_offset(const char **cursor, int *offset_minutes) {
    int hour = 0;
    int minute = 0;
    *offset_minutes = 0;
    if (read_letter(cursor, 'Z', 'z')) {
        return true;
    }
    int sign = **cursor == '-' ? -1 : 1;
    if (!read_letter(cursor, '+', '-') || !read_hour_and_minute(cursor, &hour, &minute)) {
        return false;
    }
    *offset_minutes = sign * (hour * 60 + minute);
    return true;
}

/* RFC 3339 section 5.7: second 60 exists only as the last of a UTC day. It is read as the first second of the next day, as POSIX does. */
static bool is_possible_second(int second, int64_t utc_minutes) {
    return second <= 59 || (second == 60 && utc_minutes - civil_floor_divide(utc_minutes, 24 * 60) * 24 * 60 == 24 * 60 - 1);
}

status_t instant_read(const char *text, instant_t *at, int *offset_minutes) {
    CHECK(text != NULL && at != NULL);
    date_t date = {0};
    int hour = 0;
    int minute = 0;
    int second = 0;
    int ms = 0;
    int offset = 0;
    const char *cursor = text;
    bool is_read = read_date(&cursor, &date) && read_letter(&cursor, 'T', 't') && read_hour_and_minute(&cursor, &hour, &minute) &&
                   read_letter(&cursor, ':', ':') && read_number(&cursor, 2, &second) && read_fraction(&cursor, &ms) &&
                   read_offset(&cursor, &offset) && *cursor == '\0';
    if (!is_read) {
        return STATUS_FIELD_INVALID;
    }
    int64_t utc_minutes = civil_days(date) * 24 * 60 + hour * 60 + minute - offset;
    if (!is_possible_second(second, utc_minutes)) {
        return STATUS_FIELD_INVALID;
    }
    *at = utc_minutes * MINUTE_MS + second * 1000 + ms;
    if (offset_minutes != NULL) {
        *offset_minutes = offset;
    }
    return STATUS_OK;
}

instant_t clock_now(const clock_estimate_t *estimate, uint64_t monotonic_ns) {
    CHECK(estimate != NULL);
    if (estimate->is_virtual || monotonic_ns <= estimate->measured_ns) {
        return estimate->store_at;
    }
    return estimate->store_at + (instant_t)((monotonic_ns - estimate->measured_ns) / NS_PER_MS);
}
