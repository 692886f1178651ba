/* SPDX-License-Identifier: EUPL-1.2
 * A course's timeline for a team leader. */
#include "cli/timeline.h"

#include <string.h>

#include "base/bytes.h"
#include "base/check.h"
#include "cli/moment.h"
#include "cli/verbs.h"

#define LINE_SIZE 400

/* Adds to a line; what does not fit is left out. */
static void add(char line[LINE_SIZE], const char *format, ...) __attribute__((format(printf, 2, 3)));
static void add(char line[LINE_SIZE], const char *format, ...) {
    size_t size = strlen(line);
    va_list words;
    va_start(words, format);
    (void)vsnprintf(line + size, LINE_SIZE - size, format, words);
    va_end(words);
}

static bool time_of(const json_t *row, const char *field, instant_t *at) {
    return instant_read(row_text(row, field), at, NULL) == STATUS_OK;
}

/* " til man 23. nov 12:00 (om 2 t)", or nothing. */
static void add_due(const cli_t *cli, char line[LINE_SIZE], const char *word, const char *text, instant_t now) {
    instant_t due;
    char moment[MOMENT_SIZE], distance[MOMENT_SIZE];
    if (instant_read(text, &due, NULL) != STATUS_OK) return;
    moment_write(due, now, cli->is_danish, moment);
    moment_write_distance(due, now, cli->is_danish, distance);
    add(line, "%s%s%s%s (%s%s)", line[0] != '\0' ? " " : "", word, word[0] != '\0' ? " " : "", moment, due < now ? say(cli, "passed ", "overskredet ") : "", distance);
}

/* ---- the head ---- */

static bool is_past(const json_t *row, const char *field, instant_t now) {
    instant_t due;
    return time_of(row, field, &due) && due < now;
}

static void head_print(const cli_t *cli, const json_t *course, instant_t now) {
    char offered[LINE_SIZE] = "", awaited[LINE_SIZE] = "";
    table_t table;
    bool is_ended = row_text(course, "holder")[0] == '\0';
    add(offered, "%s", row_text(course, "offeredTo"));
    add_due(cli, offered, say(cli, "– to answer by", "– skal svare senest"), row_text(course, "acceptBy"), now);
    add(awaited, "%s", row_text(course, "awaited"));
    add_due(cli, awaited, awaited[0] != '\0' ? say(cli, "until", "til") : "", row_text(course, "nextDue"), now);
    table_open(&table);
    table_column(&table, "");
    table_column(&table, "");
    table_put(&table, say(cli, "Course", "Forløb"), TABLE_DIM);
    table_put(&table, row_text(course, "courseId"), TABLE_PLAIN);
    table_put(&table, say(cli, "Responsible now", "Ansvarlig nu"), TABLE_DIM);
    table_put(&table, is_ended ? say(cli, "nobody: the course has ended", "ingen: forløbet er afsluttet") : row_text(course, "holder"), TABLE_BOLD);
    if (row_text(course, "offeredTo")[0] != '\0') {
        table_put(&table, say(cli, "Offered to", "Tilbudt til"), TABLE_DIM);
        table_put(&table, offered, is_past(course, "acceptBy", now) ? TABLE_RED : TABLE_YELLOW);
    }
    if (row_text(course, "awaited")[0] != '\0') {
        table_put(&table, say(cli, "Awaits", "Afventer"), TABLE_DIM);
        table_put(&table, awaited, is_past(course, "nextDue", now) ? TABLE_RED : TABLE_PLAIN);
    } else if (row_text(course, "nextDue")[0] != '\0') {
        table_put(&table, say(cli, "Next due", "Næste frist"), TABLE_DIM);
        table_put(&table, awaited, is_past(course, "nextDue", now) ? TABLE_RED : TABLE_PLAIN);
    }
    table_print(&table, cli->out, cli->in_colour);
    table_close(&table);
}

/* ---- the rows ---- */

typedef struct {
    const char *holder; /* after the row before */
    unsigned nights, shifts, refusals, deadlines;
} told_t;

static void add_reason(const cli_t *cli, char what[LINE_SIZE], const json_t *row) {
    status_t status = STATUS_OK;
    const char *name = row_text(row, "status");
    if (name[0] != '\0' && strcmp(name, "ok") != 0 && status_parse(name, &status) == STATUS_OK) {
        add(what, ": %s", say(cli, status_text_en(status), status_text_da(status)));
    }
}

static void add_states(const cli_t *cli, char what[LINE_SIZE], const json_t *row) {
    char to[64];
    const char *from_code = row_text(row, "fromState");
    (void)snprintf(to, sizeof to, "%s", row_text(row, "toState"));
    if (to[0] == '\0' || strcmp(from_code, to) == 0) return;
    /* "Closed" is said of the flow, not of the citizen's course. */
    add(what, " → %s%s", show_final_flow(cli, to), show_state(cli, to));
}

static void what_write(const cli_t *cli, const json_t *row, char what[LINE_SIZE]) {
    char kind[32], type[TYPE_NAME_SIZE];
    what[0] = '\0';
    (void)snprintf(kind, sizeof kind, "%s", row_text(row, "kind"));
    (void)snprintf(type, sizeof type, "%s", row_text(row, "type"));
    if (strcmp(kind, "clock") == 0) add(what, "%s %s", say(cli, "deadline passed:", "frist overskredet:"), row_text(row, "rule"));
    else add(what, "%s", type[0] != '\0' ? show_type(cli, type) : kind);
    if (strcmp(kind, "refused") == 0) add(what, "%s", say(cli, " – not possible", " – ikke muligt"));
    add_states(cli, what, row);
    add_reason(cli, what, row);
}

/* The one mark of a row: what a leader looks for first. */
static const char *mark_of(const json_t *row, bool is_shift, table_colour_t *colour) {
    char kind[32];
    (void)snprintf(kind, sizeof kind, "%s", row_text(row, "kind"));
    *colour = is_shift ? TABLE_GREEN : strcmp(kind, "clock") == 0 ? TABLE_RED : strcmp(kind, "refused") == 0 ? TABLE_YELLOW : TABLE_PLAIN;
    return is_shift ? "▶" : strcmp(kind, "clock") == 0 ? "!" : strcmp(kind, "refused") == 0 ? "✗" : "";
}

static void count(told_t *told, const char *mark, bool is_night) {
    told->nights += is_night;
    told->shifts += strcmp(mark, "▶") == 0;
    told->deadlines += strcmp(mark, "!") == 0;
    told->refusals += strcmp(mark, "✗") == 0;
}

static void row_put(const cli_t *cli, table_t *table, const json_t *row, told_t *told) {
    char what[LINE_SIZE], awaited[LINE_SIZE] = "", clock[MOMENT_SIZE] = "", moment[MOMENT_SIZE];
    instant_t at, due;
    table_colour_t colour;
    const char *holder = row_text(row, "holder");
    bool has_time = time_of(row, "at", &at), is_night = has_time && moment_is_night(at);
    bool is_shift = holder[0] != '\0' && strcmp(holder, told->holder) != 0;
    const char *mark = mark_of(row, is_shift && told->holder[0] != '\0', &colour);
    if (has_time) moment_write_clock(at, clock);
    what_write(cli, row, what);
    add(awaited, "%s", row_text(row, "awaited"));
    if (has_time && time_of(row, "due", &due)) {
        moment_write(due, at, cli->is_danish, moment);
        add(awaited, " %s %s", say(cli, "until", "til"), moment);
    }
    count(told, mark, is_night);
    table_put(table, mark, colour);
    table_put(table, is_night ? "☾" : "", TABLE_YELLOW);
    table_put(table, clock, is_night ? TABLE_YELLOW : TABLE_PLAIN);
    table_put(table, row_text(row, "party"), TABLE_PLAIN);
    table_put(table, row_text(row, "person"), TABLE_PLAIN);
    table_put(table, what, colour);
    table_put(table, is_shift ? holder : "", TABLE_BOLD);
    table_put(table, awaited, TABLE_DIM);
    if (holder[0] != '\0') told->holder = holder;
}

static void columns_put(const cli_t *cli, table_t *table) {
    const char *headings[] = {"", "", say(cli, "at", "kl."), say(cli, "unit", "enhed"), say(cli, "person", "medarbejder"), say(cli, "what", "hvad"),
                              say(cli, "responsible from now", "ansvarlig fra nu"), say(cli, "awaits", "afventer")};
    table_open(table);
    for (size_t index = 0; index < COUNT_OF(headings); index++) table_column(table, headings[index]);
}

static void day_put(const cli_t *cli, table_t *table, instant_t at) {
    char day[MOMENT_SIZE];
    moment_write_day(at, cli->is_danish, day);
    table_put_line(table, day, TABLE_BOLD);
}

static void foot_print(const cli_t *cli, const told_t *told) {
    if (cli->is_danish) {
        (void)fprintf(cli->out, "\n▶ ansvaret skiftede: %u   ☾ om natten (22–7): %u   ✗ ikke muligt: %u   ! frist overskredet: %u\n", told->shifts, told->nights,
                      told->refusals, told->deadlines);
    } else {
        (void)fprintf(cli->out, "\n▶ responsibility moved: %u   ☾ at night (22–7): %u   ✗ not possible: %u   ! deadline passed: %u\n", told->shifts, told->nights,
                      told->refusals, told->deadlines);
    }
}

void timeline_print(const cli_t *cli, const json_t *course, const json_t *rows, instant_t now) {
    table_t table;
    told_t told = {.holder = ""};
    instant_t before = 0, at;
    size_t index;
    const json_t *row;
    if (course != NULL) head_print(cli, course, now);
    (void)fputc('\n', cli->out);
    columns_put(cli, &table);
    json_array_foreach(rows, index, row) {
        if (time_of(row, "at", &at)) {
            if (index == 0 || !moment_same_day(before, at)) day_put(cli, &table, at);
            before = at;
        }
        row_put(cli, &table, row, &told);
    }
    table_print(&table, cli->out, cli->in_colour);
    table_close(&table);
    foot_print(cli, &told);
}

status_t verb_course_timeline(cli_t *cli) {
    json_t *rows, *courses = NULL;
    const char *id = arguments_at(cli->arguments, 0);
    status_t status = cli_connect(cli, &(cli_connect_t){0});
    if (status == STATUS_OK) status = cli_need_party(cli);
    if (status == STATUS_OK) status = cli_ask(cli, json_pack("{s:s, s:s}", "kind", "timeline", "courseId", id), &rows);
    if (status != STATUS_OK) return status;
    if (cli->is_machine) {
        cli_print_json(cli, rows);
        return STATUS_OK;
    }
    /* Without the right to the course itself its history still shows. */
    bool has_course = cli_ask_quietly(cli, json_pack("{s:s, s:s}", "kind", "course", "courseId", id), &courses, NULL) == STATUS_OK;
    timeline_print(cli, has_course ? json_array_get(courses, 0) : NULL, rows, clock_realtime());
    json_decref(courses);
    json_decref(rows);
    return STATUS_OK;
}
