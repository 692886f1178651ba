/* SPDX-License-Identifier: EUPL-1.2
 * What a team leader must see first of a course. */
#include "cli/head.h"

#include <string.h>

#include "base/check.h"
#include "cli/moment.h"
#include "cli/words.h"

#define LINE_SIZE 400

static void add(char line[LINE_SIZE], const char *format, ...) __attribute__((format(printf, 2, 3)));
static void add(char line[LINE_SIZE], const char *format, ...) {
    size_t size = strlen(line);
    va_list words;
    va_start(words, format);
    (void)vsnprintf(line + size, LINE_SIZE - size, format, words);
    va_end(words);
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

static bool is_past(const json_t *row, const char *field, instant_t now) {
    instant_t due;
    return instant_read(row_text(row, field), &due, NULL) == STATUS_OK && due < now;
}

static void put(table_t *table, const char *word, const char *text, table_colour_t colour) {
    if (text[0] == '\0') return;
    table_put(table, word, TABLE_DIM);
    table_put(table, text, colour);
}

/* ---- the course ---- */

static void put_flows(const cli_t *cli, table_t *table, const char *flows) {
    char text[WORDS_SIZE];
    const char *word = say(cli, "Under way", "I gang");
    for (const char *rest = flows, *next; (next = words_next_flow(cli, rest, text)) != NULL; rest = next, word = "") {
        bool is_stranded = strncmp(rest, "handover STRANDED", strlen("handover STRANDED")) == 0;
        put(table, word, text, is_stranded ? TABLE_RED : TABLE_PLAIN);
    }
}

/* The one line for those who see no deadlines. */
static void put_next(const cli_t *cli, table_t *table, const json_t *course, instant_t now) {
    char line[LINE_SIZE] = "";
    bool is_awaited = row_text(course, "awaited")[0] != '\0';
    add(line, "%s", row_text(course, "awaited"));
    add_due(cli, line, is_awaited ? say(cli, "until", "til") : "", row_text(course, "nextDue"), now);
    put(table, is_awaited ? say(cli, "Awaits", "Afventer") : say(cli, "Next due", "Næste frist"), line, is_past(course, "nextDue", now) ? TABLE_RED : TABLE_PLAIN);
}

static void put_duty(const cli_t *cli, table_t *table, const json_t *course, instant_t now) {
    char offered[LINE_SIZE] = "";
    bool is_ended = row_text(course, "holder")[0] == '\0', is_stranded = words_has_flow(row_text(course, "flows"), "handover STRANDED");
    add(offered, "%s", row_text(course, "offeredTo"));
    add_due(cli, offered, say(cli, "– to answer by", "– skal svare senest"), row_text(course, "acceptBy"), now);
    if (is_stranded) put(table, say(cli, "Attention", "OBS"), say(cli, "a handover is without a receiver: leaders decide", "en overdragelse er uden modtager: lederne afgør"), TABLE_RED);
    put(table, say(cli, "Course", "Forløb"), row_text(course, "courseId"), TABLE_PLAIN);
    put(table, say(cli, "Responsible now", "Ansvarlig nu"), is_ended ? say(cli, "nobody: the course has ended", "ingen: forløbet er afsluttet") : row_text(course, "holder"),
        TABLE_BOLD);
    put(table, say(cli, "Contact person", "Kontaktperson"), row_text(course, "contactPerson"), TABLE_PLAIN);
    if (row_text(course, "offeredTo")[0] != '\0') put(table, say(cli, "Offered to", "Tilbudt til"), offered, is_past(course, "acceptBy", now) ? TABLE_RED : TABLE_YELLOW);
}

/* ---- its deadlines ---- */

static bool is_early(const json_t *row, instant_t now) {
    return !is_past(row, "due", now);
}

static void put_deadline(const cli_t *cli, table_t *table, const json_t *row, instant_t now) {
    char due[LINE_SIZE] = "", pause[LINE_SIZE] = "", rule[WORDS_SIZE], step[WORDS_SIZE] = "";
    unsigned steps = (unsigned)json_integer_value(json_object_get(row, "step"));
    bool is_paused = row_text(row, "pausedUntil")[0] != '\0';
    table_colour_t colour = is_paused ? TABLE_DIM : is_early(row, now) ? TABLE_PLAIN : TABLE_RED;
    add_due(cli, due, "", row_text(row, "due"), now);
    add_due(cli, pause, say(cli, "paused until", "på pause til"), row_text(row, "pausedUntil"), now);
    words_rule(cli, row_text(row, "rule"), rule);
    if (steps > 0) words_step(cli, steps - 1, step);
    table_put(table, row_text(row, "awaited"), colour);
    table_put(table, rule, colour);
    table_put(table, is_paused ? pause : due, colour);
    table_put(table, step, colour);
}

static void deadlines_print(const cli_t *cli, const json_t *deadlines, instant_t now) {
    table_t table;
    size_t index;
    const json_t *row;
    show_table_open(cli, &table, 0);
    table_column(&table, say(cli, "awaits", "afventer"));
    table_column(&table, say(cli, "what", "hvad"));
    table_column(&table, say(cli, "due", "frist"));
    table_column(&table, say(cli, "told", "besked"));
    json_array_foreach(deadlines, index, row) {
        put_deadline(cli, &table, row, now);
    }
    (void)fputc('\n', cli->out);
    table_print(&table, cli->out, cli->in_colour);
    table_close(&table);
}

void head_print(const cli_t *cli, const head_t *head, instant_t now) {
    table_t table;
    bool has_deadlines = json_array_size(head->deadlines) > 0;
    show_table_open(cli, &table, 2);
    put_duty(cli, &table, head->course, now);
    put_flows(cli, &table, row_text(head->course, "flows"));
    put(&table, say(cli, "Missing", "Mangler"), head->missing, TABLE_YELLOW);
    if (!has_deadlines) put_next(cli, &table, head->course, now);
    table_print(&table, cli->out, cli->in_colour);
    table_close(&table);
    if (has_deadlines) deadlines_print(cli, head->deadlines, now);
}

json_t *head_deadlines(cli_t *cli, const char *course) {
    json_t *all = NULL, *own = json_array(), *row;
    size_t index;
    if (cli_ask_quietly(cli, json_pack("{s:s}", "kind", "deadlines"), &all, NULL) != STATUS_OK) return own;
    json_array_foreach(all, index, row) {
        if (strcmp(row_text(row, "courseId"), course) == 0) CHECK(json_array_append(own, row) == 0);
    }
    json_decref(all);
    return own;
}
