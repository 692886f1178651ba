/* SPDX-License-Identifier: EUPL-1.2
 * The verb figures: what happened, how often and how long it took, with the definitions that they are counted by. No citizen, no member of staff. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/calendar.h"
#include "base/check.h"
#include "cli/verbs.h"
#include "cli/words.h"

#define FIGURES_VERSION 1
#define CITIZENS_FEWEST 5 /* of query_figures */
#define MINUTE_MS 60000.0
#define HOUR_MS (60 * MINUTE_MS)
#define DAY_MS (24 * HOUR_MS)

typedef struct {
    const char *kind, *english, *danish, *definition, *definition_danish;
} figure_t;

static const figure_t FIGURES[] = {
#define X(kind, english, danish, definition, definition_danish) {kind, english, danish, definition, definition_danish},
#include "cli/figure.def"
#undef X
};

/* "3 t 20 min", "4,5 dage": as exact as one would say it. */
static void took(const cli_t *cli, const json_t *row, const char *field, char text[32]) {
    double ms = strtod(row_text(row, field), NULL);
    text[0] = '\0';
    if (json_object_get(row, field) == NULL) return;
    if (ms < HOUR_MS) (void)snprintf(text, 32, "%.0f min", ms / MINUTE_MS);
    else if (ms < 2 * DAY_MS) (void)snprintf(text, 32, "%.1f %s", ms / HOUR_MS, say(cli, "h", "t"));
    else (void)snprintf(text, 32, "%.1f %s", ms / DAY_MS, say(cli, "days", "dage"));
    char *point = strchr(text, '.');
    if (cli->is_danish && point != NULL) *point = ',';
}

static void what(const cli_t *cli, const json_t *row, char text[WORDS_SIZE]) {
    const char *message = row_text(row, "message"), *rule = row_text(row, "rule");
    if (message[0] != '\0') {
        (void)snprintf(text, WORDS_SIZE, "%s", show_type(cli, message));
    } else if (rule[0] != '\0') {
        words_rule(cli, rule, text);
    } else {
        flow_kind_t flow = FLOW_NONE;
        bool is_known = flow_kind_parse(row_text(row, "flow"), &flow) == STATUS_OK;
        (void)snprintf(text, WORDS_SIZE, "%s%s%s", is_known ? words_flow(cli, flow) : "", is_known ? ": " : "", words_state(cli, flow, row_text(row, "state")));
    }
}

static const char *unit_of(const cli_t *cli, const json_t *row) {
    const char *party = row_text(row, "party");
    return party[0] == '\0' ? say(cli, "all units together", "alle enheder tilsammen") : party;
}

static void put_row(const cli_t *cli, table_t *table, const json_t *row, bool is_wait) {
    char text[WORDS_SIZE], few[32];
    what(cli, row, text);
    table_put(table, text, TABLE_PLAIN);
    (void)snprintf(few, sizeof few, "%s %d", say(cli, "fewer than", "færre end"), CITIZENS_FEWEST);
    bool is_few = row_true(row, "few");
    table_put(table, is_few ? few : row_text(row, "count"), is_few ? TABLE_DIM : TABLE_PLAIN);
    if (!is_wait) return;
    static const char *const TIMES[] = {"medianGrossMs", "medianNetMs", "ninthGrossMs"};
    for (unsigned index = 0; index < COUNT_OF(TIMES); index++) {
        char time[32];
        took(cli, row, TIMES[index], time);
        table_put(table, time, TABLE_PLAIN);
    }
    table_put(table, row_text(row, "late"), TABLE_PLAIN);
    table_put(table, row_text(row, "paused"), TABLE_PLAIN);
}

/* One kind of figures of one unit, or nothing. */
static void print_part(const cli_t *cli, const json_t *rows, const char *unit, const figure_t *figure) {
    table_t table;
    size_t index;
    json_t *row;
    bool is_wait = strcmp(figure->kind, "waited") == 0;
    table_open(&table);
    table_column(&table, say(cli, figure->english, figure->danish));
    table_column(&table, say(cli, "times", "gange"));
    if (is_wait) {
        table_column(&table, say(cli, "half within", "halvdelen inden"));
        table_column(&table, say(cli, "without pauses", "uden pauser"));
        table_column(&table, say(cli, "nine of ten within", "ni af ti inden"));
        table_column(&table, say(cli, "late", "for sent"));
        table_column(&table, say(cli, "paused", "med pause"));
    }
    json_array_foreach(rows, index, row) {
        if (strcmp(unit_of(cli, row), unit) == 0 && strcmp(row_text(row, "kind"), figure->kind) == 0) put_row(cli, &table, row, is_wait);
    }
    if (table_rows(&table) > 0) table_print(&table, cli->out, cli->in_colour);
    table_close(&table);
}

static void print_definitions(const cli_t *cli) {
    (void)fprintf(cli->out, "\n%s %d. %s %d %s\n", say(cli, "Definitions, version", "Definitioner, version"), FIGURES_VERSION,
                  say(cli, "What concerns fewer than", "Hvad der gælder færre end"), CITIZENS_FEWEST,
                  say(cli, "citizens is not shown, nor what would tell it by subtraction.", "borgere vises ikke, heller ikke hvor det kunne regnes ud."));
    for (size_t index = 0; index < COUNT_OF(FIGURES); index++) {
        const figure_t *figure = &FIGURES[index];
        (void)fprintf(cli->out, "  %s: %s\n", say(cli, figure->english, figure->danish), say(cli, figure->definition, figure->definition_danish));
    }
}

/* Unit by unit, as the rows come: together first. */
static void print_figures(const cli_t *cli, const json_t *rows) {
    const char *unit = NULL;
    size_t index;
    json_t *row;
    json_array_foreach(rows, index, row) {
        const char *own = unit_of(cli, row);
        if (unit != NULL && strcmp(own, unit) == 0) continue;
        (void)fprintf(cli->out, "%s▶ %s\n", unit == NULL ? "" : "\n", own);
        unit = own;
        for (size_t part = 0; part < COUNT_OF(FIGURES); part++) print_part(cli, rows, unit, &FIGURES[part]);
    }
    if (unit == NULL) (void)fprintf(cli->out, "%s\n", say(cli, "nothing", "intet"));
    print_definitions(cli);
}

status_t verb_figures(cli_t *cli) {
    char year[16];
    json_t *rows;
    const char *about = arguments_at(cli->arguments, 0), *period = arguments_value(cli->arguments, OPTION_PERIOD);
    (void)snprintf(year, sizeof year, "%04d", calendar_local(clock_realtime()).date.year);
    json_t *query = json_pack("{s:s, s:s}", "kind", "figures", "period", period == NULL ? year : period);
    CHECK(query != NULL);
    if (about != NULL) CHECK(json_object_set_new(query, "about", json_string(about)) == 0);
    status_t status = cli_connect(cli, &(cli_connect_t){0});
    if (status == STATUS_OK) status = cli_need_party(cli);
    if (status != STATUS_OK) {
        json_decref(query);
        return status;
    }
    status = cli_ask(cli, query, &rows);
    if (status != STATUS_OK) return status;
    if (cli->is_machine) {
        cli_print_json(cli, json_incref(rows));
    } else {
        print_figures(cli, rows);
    }
    json_decref(rows);
    return STATUS_OK;
}
