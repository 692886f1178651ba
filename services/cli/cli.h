/* SPDX-License-Identifier: EUPL-1.2
 * What a verb has at hand: the words of the command, the settings, a client, and how to speak to the user. */
#ifndef STAFET_CLI_CLI_H
#define STAFET_CLI_CLI_H

#include <jansson.h>
#include <stdbool.h>
#include <stdio.h>

#include "base/clock.h"
#include "base/status.h"
#include "cli/arguments.h"
#include "cli/config.h"
#include "cli/table.h"
#include "stafet.h"

typedef struct cli {
    verbs_t verbs;
    const arguments_t *arguments;
    config_t config;
    bool is_configured;
    bool is_machine, is_danish, in_colour;
    size_t width; /* of the terminal, in columns; 0 = none */
    unsigned wait_ms;
    const char *party, *person, *purpose; /* "" = none */
    stafet_client *client;
    unsigned failures;    /* attempts to connect, in a row */
    status_t last_failure;
    bool is_hasty;        /* gives up when every broker has been tried once */
    int exit_code;        /* of a verb that promises codes of its own; 0 = the status's */
    FILE *out, *error;
} cli_t;

/* Runs the command; its exit code. */
int cli_run(verbs_t verbs, int count, char *const *words);

/* ---- speaking ---- */

const char *say(const cli_t *cli, const char *english, const char *danish);
/* Tells what went wrong, in the status's words and `detail` ("" = nothing more); returns the status. */
status_t cli_fail(const cli_t *cli, status_t status, const char *detail);
/* USAGE with these words. */
status_t cli_misused(const cli_t *cli, const char *words);
/* Prints an object or array as JSON and frees it. */
void cli_print_json(const cli_t *cli, json_t *json);

/* ---- asking (ask.c) ---- */

typedef struct {
    const char *const *parties; /* NULL = all that the key is granted */
    size_t party_count;
    bool with_outbox;
    unsigned credit_items;
} cli_connect_t;

/* Reads the settings if need be and opens the client, unless there is one already. What goes wrong has been told. */
status_t cli_connect(cli_t *cli, const cli_connect_t *connect) MUST_CHECK;
/* The unit acted for. USAGE when none is named. */
status_t cli_need_party(const cli_t *cli) MUST_CHECK;
/* The settings, which cli_connect needs as well. */
status_t cli_configure(cli_t *cli) MUST_CHECK;
/* Asks, page after page; *rows is an array of plain row objects that the caller frees. The query's kind and what it is about are the caller's; who asks and
 * why are added. Takes `query`. What goes wrong has been told. */
status_t cli_ask(cli_t *cli, json_t *query, json_t **rows) MUST_CHECK;
/* The same without telling: `detail` (may be NULL) gets the broker's. */
status_t cli_ask_quietly(cli_t *cli, json_t *query, json_t **rows, char detail[ARGUMENTS_PROBLEM_SIZE]) MUST_CHECK;
/* Administers; *row is the row as it now stands, which the caller frees. Takes `change`. */
status_t cli_change(cli_t *cli, json_t *change, json_t **row) MUST_CHECK;
/* The next event that is not about the connection; NOTHING when until_ns came. Not told: NOT_CONNECTED, TIMED_OUT, or why the key is not let in. */
status_t cli_next(cli_t *cli, uint64_t until_ns, stafet_event *event) MUST_CHECK;
uint64_t cli_patience(const cli_t *cli);

/* ---- showing (show.c) ---- */

typedef enum { SHOW_TEXT, SHOW_TIME, SHOW_DUE, SHOW_TYPE, SHOW_STATE, SHOW_YES, SHOW_ROLE, SHOW_KEY, SHOW_RULE, SHOW_STEP, SHOW_FLOWS, SHOW_WHO } show_t;

typedef struct {
    const char *field; /* of the row, in lowerCamelCase */
    const char *english, *danish;
    show_t as;
} show_column_t;

/* A field's text, "" when it is absent; numbers and booleans as text. Lives as long as the row, or until the next call for numbers. */
const char *row_text(const json_t *row, const char *field);
bool row_true(const json_t *row, const char *field);
/* Rows as a table for people or as an array for machines. Says so when there are none. Frees rows. */
void show_rows(const cli_t *cli, json_t *rows, const show_column_t *columns, unsigned count);
/* One row, field by field. Frees row. */
void show_row(const cli_t *cli, json_t *row, const show_column_t *columns, unsigned count);
/* Words for a message type, for whether a course is open or a delivery waits. Unknown ones as they are. */
const char *show_type(const cli_t *cli, const char *code);
/* An empty table as wide as the terminal, with `count` columns that have no heading. */
void show_table_open(const cli_t *cli, table_t *table, unsigned count);

#endif
