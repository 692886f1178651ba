/* SPDX-License-Identifier: EUPL-1.2
 * Opening hours. */
#include "base/hours.h"

#include <stdio.h>
#include <string.h>

#include "base/bytes.h"
#include "base/check.h"

#define DAY_MINUTES 1440
#define EVERY_DAY 0xFF
#define HOLIDAY 7

static const struct {
    const char *word;
    unsigned day;
} DAYS[] = {
    {"sun", 0}, {"mon", 1}, {"tue", 2}, {"wed", 3}, {"thu", 4}, {"fri", 5}, {"sat", 6}, {"hol", HOLIDAY},
    {"søn", 0}, {"man", 1}, {"tir", 2}, {"ons", 3}, {"tor", 4}, {"fre", 5}, {"lør", 6}, {"hel", HOLIDAY},
};

/* The day that the text begins with, and what stands behind it. */
static bool take_day(const char **text, unsigned *day)
{
    for (size_t at = 0; at < COUNT_OF(DAYS); at++) {
        size_t size = strlen(DAYS[at].word);
        if (strncmp(*text, DAYS[at].word, size) == 0) {
            *text += size;
            *day = DAYS[at].day;
            return true;
        }
    }
    return false;
}

static bool take_days(const char **text, uint8_t *days)
{
    unsigned first, last;
    if (!take_day(text, &first)) {
        return false;
    }
    last = first;
    if (**text == '-') {
        (*text)++;
        if (!take_day(text, &last) || first == HOLIDAY || last == HOLIDAY) {
            return false;
        }
    }
    for (unsigned day = first;; day = (day + 1) % 7) {
        *days |= (uint8_t)(1U << day);
        if (day == last || first == HOLIDAY) {
            return true;
        }
    }
}

static bool take_minutes(const char **text, uint16_t *minutes)
{
    const char *at = *text;
    for (unsigned place = 0; place < 5; place++) {
        bool is_right = place == 2 ? at[place] == ':' : at[place] >= '0' && at[place] <= '9';
        if (!is_right) {
            return false;
        }
    }
    unsigned hour = (unsigned)(at[0] - '0') * 10 + (unsigned)(at[1] - '0'), minute = (unsigned)(at[3] - '0') * 10 + (unsigned)(at[4] - '0');
    *minutes = (uint16_t)(hour * 60 + minute);
    *text += 5;
    return minute < 60 && *minutes <= DAY_MINUTES;
}

/* "mon-fri hol 08:00-16:00". */
static bool take_window(const char **text, hours_window_t *window)
{
    *window = (hours_window_t){0, 0, 0};
    while (take_days(text, &window->days)) {
        *text += strspn(*text, " ");
    }
    bool is_right = window->days != 0 && take_minutes(text, &window->from) && **text == '-';
    if (!is_right) {
        return false;
    }
    (*text)++;
    return take_minutes(text, &window->to) && window->to != window->from && window->from < DAY_MINUTES;
}

status_t hours_read(const char *text, hours_t *hours)
{
    CHECK(text != NULL && hours != NULL);
    *hours = (hours_t){.count = 0};
    if (strcmp(text, "24/7") == 0) {
        hours->windows[hours->count++] = (hours_window_t){EVERY_DAY, 0, DAY_MINUTES};
        return STATUS_OK;
    }
    for (const char *rest = text + strspn(text, " "); *rest != '\0';) {
        if (hours->count == HOURS_WINDOWS_MAX || !take_window(&rest, &hours->windows[hours->count])) {
            return STATUS_FIELD_INVALID;
        }
        hours->count++;
        rest += strspn(rest, " ");
        if (*rest != '\0' && *rest != ',') {
            return STATUS_FIELD_INVALID;
        }
        rest += strspn(rest, ", ");
    }
    return STATUS_OK;
}

/* Which bit a date counts as. */
static unsigned day_of(const calendar_t *calendar, date_t date)
{
    unsigned weekday = (unsigned)calendar_weekday(date);
    bool is_weekend = weekday == 0 || weekday == 6;
    bool is_closed = calendar_is_holiday(date) || (!is_weekend && !calendar_is_working_day(calendar, date));
    return is_closed ? HOLIDAY : weekday;
}

bool hours_open(const hours_t *hours, const calendar_t *calendar, instant_t at)
{
    CHECK(hours != NULL && calendar != NULL);
    local_time_t local = calendar_local(at);
    unsigned now = (unsigned)(local.hour * 60 + local.minute);
    unsigned today = day_of(calendar, local.date), yesterday = day_of(calendar, calendar_add_days(local.date, -1));
    for (unsigned index = 0; index < hours->count; index++) {
        const hours_window_t *window = &hours->windows[index];
        bool is_over_midnight = window->to < window->from;
        bool is_today = (window->days >> today & 1) != 0 && now >= window->from && (is_over_midnight || now < window->to);
        bool is_since_yesterday = is_over_midnight && (window->days >> yesterday & 1) != 0 && now < window->to;
        if (is_today || is_since_yesterday) {
            return true;
        }
    }
    return false;
}
