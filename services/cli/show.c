/* SPDX-License-Identifier: EUPL-1.2
 * Rows for people and for machines. */
#include <stdlib.h>
#include <string.h>

#include "base/check.h"
#include "base/id.h"
#include "cli/cli.h"
#include "cli/moment.h"
#include "cli/words.h"
#include "model/model.h"

#define NARROW 120

const char *say(const cli_t *cli, const char *english, const char *danish) {
    return cli->is_danish ? danish : english;
}

void cli_print_json(const cli_t *cli, json_t *json) {
    CHECK(json_dumpf(json, cli->out, JSON_INDENT(2) | JSON_ENCODE_ANY | JSON_REAL_PRECISION(12)) == 0);
    (void)fputc('\n', cli->out);
    json_decref(json);
}

status_t cli_fail(const cli_t *cli, status_t status, const char *detail) {
    char *clean = text_clean(detail);
    if (cli->is_machine) {
        json_t *error = json_pack("{s:s, s:s, s:s, s:s, s:s}", "status", status_name(status), "class", status_class_name(status_class(status)), "en",
                                  status_text_en(status), "da", status_text_da(status), "detail", clean);
        CHECK(error != NULL && json_dumpf(error, cli->error, 0) == 0);
        (void)fputc('\n', cli->error);
        json_decref(error);
    } else {
        const char *text = say(cli, status_text_en(status), status_text_da(status));
        (void)fprintf(cli->error, "stafet: %s%s%s (%s)\n", text, *clean != '\0' ? ": " : "", clean, status_name(status));
    }
    free(clean);
    return status;
}

status_t cli_misused(const cli_t *cli, const char *words) {
    return cli_fail(cli, STATUS_USAGE, words);
}

const char *row_text(const json_t *row, const char *field) {
    static _Thread_local char number[32];
    const json_t *value = json_object_get(row, field);
    if (json_is_string(value)) return json_string_value(value);
    if (json_is_true(value)) return "yes";
    if (json_is_false(value)) return "no";
    if (!json_is_integer(value)) return "";
    (void)snprintf(number, sizeof number, "%" JSON_INTEGER_FORMAT, json_integer_value(value));
    return number;
}

bool row_true(const json_t *row, const char *field) {
    return json_is_true(json_object_get(row, field));
}

const char *show_type(const cli_t *cli, const char *code) {
    message_type_t type;
    if (message_type_parse(code, &type) != STATUS_OK) return code;
    const message_type_info_t *info = message_type_info((uint32_t)type);
    return say(cli, info->english, info->danish);
}

void show_table_open(const cli_t *cli, table_t *table, unsigned count) {
    table_open(table);
    table->width = cli->width;
    while (count-- > 0) table_column(table, "");
}

/* Of a course and of a delivery: the only states that no flow's table has. */
static const char *show_state(const cli_t *cli, const char *code) {
    static const struct {
        const char *code, *english, *danish;
    } STATES[] = {{"open", "open", "åbent"}, {"ended", "ended", "afsluttet"}, {"waiting", "waiting", "venter"}, {"sent", "sent", "sendt"}};
    for (size_t index = 0; index < COUNT_OF(STATES); index++) {
        if (strcmp(STATES[index].code, code) == 0) return say(cli, STATES[index].english, STATES[index].danish);
    }
    return words_state(cli, FLOW_NONE, code);
}

static const char *show_role(const cli_t *cli, const char *code) {
    static const struct {
        const char *code, *english, *danish;
    } ROLES[] = {
        {"ROLE_STAFF", "staff", "medarbejder"}, {"ROLE_LEADER", "leader", "leder"},    {"ROLE_CHIEF", "chief", "chef"},
        {"ROLE_AUDITOR", "auditor", "revisor"}, {"ROLE_OPERATOR", "operator", "drift"}, {"on_duty", "on duty", "vagthavende"},
        {"leader", "leader on duty", "leder på vagt"}, {"chief", "chief on duty", "chef på vagt"},
    };
    for (size_t index = 0; index < COUNT_OF(ROLES); index++) {
        if (strcmp(ROLES[index].code, code) == 0) return say(cli, ROLES[index].english, ROLES[index].danish);
    }
    return code;
}

typedef struct {
    const char *text;
    table_colour_t colour;
    char room[2 * WORDS_SIZE];
} shown_t;

static void shown_time(const cli_t *cli, const char *text, bool is_due, shown_t *shown) {
    instant_t at, now = clock_realtime();
    char moment[MOMENT_SIZE], distance[MOMENT_SIZE];
    if (instant_read(text, &at, NULL) != STATUS_OK) return;
    moment_write(at, now, cli->is_danish, moment);
    moment_write_distance(at, now, cli->is_danish, distance);
    if (is_due) (void)snprintf(shown->room, sizeof shown->room, "%s (%s)", moment, distance);
    else (void)snprintf(shown->room, sizeof shown->room, "%s", moment);
    if (is_due && at < now) shown->colour = TABLE_RED;
    shown->text = shown->room;
}

static void shown_flows(const cli_t *cli, const char *flows, shown_t *shown) {
    char flow[WORDS_SIZE];
    size_t size = 0;
    if (words_has_flow(flows, "handover STRANDED")) shown->colour = TABLE_RED;
    for (const char *rest = flows; (rest = words_next_flow(cli, rest, flow)) != NULL && size < sizeof shown->room;) {
        size += (size_t)snprintf(shown->room + size, sizeof shown->room - size, "%s%s", size > 0 ? "; " : "", flow);
    }
    shown->text = shown->room;
}

static void shown_words(const cli_t *cli, const json_t *row, const show_column_t *column, shown_t *shown) {
    json_int_t steps = json_integer_value(json_object_get(row, column->field)); /* that were taken */
    if (column->as == SHOW_RULE) words_rule(cli, shown->text, shown->room);
    else if (steps > 0) words_step(cli, (unsigned)steps - 1, shown->room);
    shown->text = shown->room;
}

static void shown_field(const cli_t *cli, const json_t *row, const show_column_t *column, shown_t *shown) {
    const char *text = row_text(row, column->field);
    *shown = (shown_t){.text = text};
    if (*text == '\0') return;
    switch (column->as) {
    case SHOW_TEXT: break;
    case SHOW_TIME: shown_time(cli, text, false, shown); break;
    case SHOW_DUE: shown_time(cli, text, true, shown); break;
    case SHOW_TYPE: shown->text = show_type(cli, text); break;
    case SHOW_STATE: shown->text = show_state(cli, text); break;
    case SHOW_YES: shown->text = row_true(row, column->field) ? say(cli, "yes", "ja") : ""; break;
    case SHOW_RULE:
    case SHOW_STEP: shown_words(cli, row, column, shown); break;
    case SHOW_FLOWS: shown_flows(cli, text, shown); break;
    case SHOW_WHO: shown->text = words_who(cli, text); break;
    case SHOW_ROLE: shown->text = show_role(cli, text); break;
    case SHOW_KEY:
        (void)snprintf(shown->room, sizeof shown->room, "%.16s…", text);
        shown->text = shown->room;
        break;
    }
}

/* On a narrow screen an id, which is never broken, would leave no room for the rest: it goes on a line of its own. */
static bool goes_below(const cli_t *cli, const show_column_t *column) {
    return cli->width > 0 && cli->width < NARROW && strcmp(column->field, "courseId") == 0;
}

static void row_put(const cli_t *cli, table_t *table, const json_t *row, const show_column_t *columns, unsigned count) {
    char below[UUID_TEXT_SIZE + 4] = "";
    for (unsigned column = 0; column < count; column++) {
        shown_t shown;
        shown_field(cli, row, &columns[column], &shown);
        if (goes_below(cli, &columns[column])) (void)snprintf(below, sizeof below, "  %.*s", UUID_TEXT_SIZE, shown.text);
        else table_put(table, shown.text, shown.colour);
    }
    if (below[0] != '\0') table_put_line(table, below, TABLE_DIM);
}

void show_rows(const cli_t *cli, json_t *rows, const show_column_t *columns, unsigned count) {
    table_t table;
    size_t index;
    json_t *row;
    if (cli->is_machine) {
        cli_print_json(cli, rows);
        return;
    }
    show_table_open(cli, &table, 0);
    for (unsigned column = 0; column < count; column++) {
        if (!goes_below(cli, &columns[column])) table_column(&table, say(cli, columns[column].english, columns[column].danish));
    }
    json_array_foreach(rows, index, row) {
        row_put(cli, &table, row, columns, count);
    }
    if (table_rows(&table) == 0) (void)fprintf(cli->out, "%s\n", say(cli, "nothing", "intet"));
    table_print(&table, cli->out, cli->in_colour);
    table_close(&table);
    json_decref(rows);
}

void show_row(const cli_t *cli, json_t *row, const show_column_t *columns, unsigned count) {
    table_t table;
    if (cli->is_machine) {
        cli_print_json(cli, row);
        return;
    }
    show_table_open(cli, &table, 2);
    for (unsigned column = 0; column < count; column++) {
        shown_t shown;
        shown_field(cli, row, &columns[column], &shown);
        if (*shown.text == '\0') continue;
        table_put(&table, say(cli, columns[column].english, columns[column].danish), TABLE_DIM);
        table_put(&table, shown.text, shown.colour);
    }
    table_print(&table, cli->out, cli->in_colour);
    table_close(&table);
    json_decref(row);
}
