/* SPDX-License-Identifier: EUPL-1.2
 * Times as people in Denmark read them. */
#include "cli/moment.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/calendar.h"

#define NIGHT_BEGINS 22
#define NIGHT_ENDS 7
#define MINUTES_PER_DAY (24 * 60)

static const char *const DAYS[2][7] = {
    {"Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"},
    {"søndag", "mandag", "tirsdag", "onsdag", "torsdag", "fredag", "lørdag"},
};
static const char *const DAYS_SHORT[2][7] = {
    {"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"},
    {"søn", "man", "tir", "ons", "tor", "fre", "lør"},
};
static const char *const MONTHS[2][12] = {
    {"January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"},
    {"januar", "februar", "marts", "april", "maj", "juni", "juli", "august", "september", "oktober", "november", "december"},
};

void moment_write(instant_t at, instant_t now, bool is_danish, char text[MOMENT_SIZE]) {
    local_time_t local = calendar_local(at);
    const char *day = DAYS_SHORT[is_danish][calendar_weekday(local.date)], *month = MONTHS[is_danish][local.date.month - 1];
    char year[8] = "";
    if (local.date.year != calendar_local(now).date.year) (void)snprintf(year, sizeof year, " %d", local.date.year);
    (void)snprintf(text, MOMENT_SIZE, is_danish ? "%s %d. %.3s%s %02d:%02d" : "%s %d %.3s%s %02d:%02d", day, local.date.day, month, year, local.hour, local.minute);
}

void moment_write_day(instant_t at, bool is_danish, char text[MOMENT_SIZE]) {
    date_t date = calendar_local(at).date;
    const char *day = DAYS[is_danish][calendar_weekday(date)], *month = MONTHS[is_danish][date.month - 1];
    (void)snprintf(text, MOMENT_SIZE, is_danish ? "%s %d. %s %d" : "%s %d %s %d", day, date.day, month, date.year);
}

void moment_write_clock(instant_t at, char text[MOMENT_SIZE]) {
    local_time_t local = calendar_local(at);
    (void)snprintf(text, MOMENT_SIZE, "%02d:%02d", local.hour, local.minute);
}

static void distance_write(long long minutes, char text[MOMENT_SIZE], bool is_danish) {
    const char *hour = is_danish ? "t" : "h";
    if (minutes >= 2 * MINUTES_PER_DAY) (void)snprintf(text, MOMENT_SIZE, "%lld d", minutes / MINUTES_PER_DAY);
    else if (minutes >= 60 && minutes % 60 > 0) (void)snprintf(text, MOMENT_SIZE, "%lld %s %lld min", minutes / 60, hour, minutes % 60);
    else if (minutes >= 60) (void)snprintf(text, MOMENT_SIZE, "%lld %s", minutes / 60, hour);
    else (void)snprintf(text, MOMENT_SIZE, "%lld min", minutes);
}

void moment_write_distance(instant_t at, instant_t now, bool is_danish, char text[MOMENT_SIZE]) {
    char distance[MOMENT_SIZE];
    bool is_past = at < now;
    distance_write((is_past ? now - at : at - now) / 60000, distance, is_danish);
    if (is_danish) (void)snprintf(text, MOMENT_SIZE, is_past ? "for %.40s siden" : "om %.40s", distance);
    else (void)snprintf(text, MOMENT_SIZE, is_past ? "%.40s ago" : "in %.40s", distance);
}

void moment_write_offset(instant_t at, char text[MOMENT_SIZE]) {
    local_time_t local = calendar_local(at);
    (void)snprintf(text, MOMENT_SIZE, "%04d-%02d-%02dT%02d:%02d:%02d+%02d:%02d", local.date.year, local.date.month, local.date.day, local.hour, local.minute,
                   local.second, local.offset_minutes / 60, local.offset_minutes % 60);
}

bool moment_is_night(instant_t at) {
    int hour = calendar_local(at).hour;
    return hour >= NIGHT_BEGINS || hour < NIGHT_ENDS;
}

bool moment_same_day(instant_t a, instant_t b) {
    date_t left = calendar_local(a).date, right = calendar_local(b).date;
    return left.year == right.year && left.month == right.month && left.day == right.day;
}
