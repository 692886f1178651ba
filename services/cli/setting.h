/* SPDX-License-Identifier: EUPL-1.2
 * Listing and setting rows of the registry and the directory, from options or a file. */
#ifndef STAFET_CLI_SETTING_H
#define STAFET_CLI_SETTING_H

#include "cli/cli.h"

/* An option that gives a field of a row. */
typedef struct {
    option_t option;
    const char *field;
    bool is_yes; /* yes or no, in either language */
} field_t;

/* What is set, and how it is shown. */
typedef struct {
    const char *kind, *change;        /* of the query and of the change */
    const char *keys[3];              /* the fields that the arguments give, the first two of which find the row that is there */
    unsigned key_count;
    const char *about;                /* the key that the query is about */
    const field_t *fields;
    unsigned field_count;
    const show_column_t *columns;
    unsigned column_count;
    bool is_kept;                     /* a row is changed; else each is new, or what is absent is kept by the broker */
} setting_t;

/* The rows of a kind that are about a unit or person; `field` of the row is compared, for a broker may answer with more. NULL: all. */
status_t rows_about(cli_t *cli, const char *kind, const char *about, const char *field, json_t **rows) MUST_CHECK;
/* Shows those that are about the first argument. */
status_t rows_list(cli_t *cli, const char *kind, const show_column_t *columns, unsigned count);
/* Sends one row as a change; what came of it is appended to `done`. Takes `row`. */
status_t row_set(cli_t *cli, const char *field, json_t *row, json_t *done);
/* What the options give. USAGE has been told. */
status_t fields_read(const cli_t *cli, const field_t *fields, unsigned count, json_t *row) MUST_CHECK;
/* Sets one row from the arguments and options, or every row of --file, and shows them. */
status_t rows_set(cli_t *cli, const setting_t *setting);

#endif
