/* SPDX-License-Identifier: EUPL-1.2
 * Listing and setting rows of the registry and the directory, from options or a file. */
#include "cli/setting.h"

#include <stdlib.h>
#include <string.h>

#include "base/bytes.h"
#include "base/check.h"
#include "cli/verbs.h"

/* ---- lists ---- */

status_t rows_about(cli_t *cli, const char *kind, const char *about, const char *field, json_t **rows) {
    json_t *query = json_pack("{s:s}", "kind", kind), *found = json_array(), *row;
    size_t index;
    status_t status = cli_connect(cli, &(cli_connect_t){0});
    if (about != NULL) CHECK(json_object_set_new(query, "about", json_string(about)) == 0);
    if (status == STATUS_OK) {
        status = cli_ask(cli, query, rows);
    } else {
        json_decref(query);
    }
    if (status != STATUS_OK) {
        json_decref(found);
        return status;
    }
    json_array_foreach(*rows, index, row) {
        if (about == NULL || strcmp(row_text(row, field), about) == 0) CHECK(json_array_append(found, row) == 0);
    }
    json_decref(*rows);
    *rows = found;
    return STATUS_OK;
}

status_t rows_list(cli_t *cli, const char *kind, const show_column_t *columns, unsigned count) {
    json_t *rows;
    status_t status = rows_about(cli, kind, arguments_at(cli->arguments, 0), "party", &rows);
    if (status == STATUS_OK) show_rows(cli, rows, columns, count);
    return status;
}

/* ---- setting ---- */

status_t cli_read_json(const cli_t *cli, const char *path, json_t **json) {
    json_error_t error;
    char problem[JSON_ERROR_TEXT_LENGTH + 320];
    bool is_input = strcmp(path, "-") == 0;
    *json = is_input ? json_loadf(stdin, 0, &error) : json_load_file(path, 0, &error);
    if (*json != NULL) return STATUS_OK;
    (void)snprintf(problem, sizeof problem, "%.250s, line %d: %s", path, error.line, error.text);
    return cli_fail(cli, error.line < 0 ? STATUS_FILE_FAILED : STATUS_UNREADABLE_MESSAGE, problem);
}

status_t fields_read(const cli_t *cli, const field_t *fields, unsigned count, json_t *row) {
    for (unsigned index = 0; index < count; index++) {
        const char *value = arguments_value(cli->arguments, fields[index].option);
        if (value == NULL) continue;
        bool is_yes = strcmp(value, "yes") == 0 || strcmp(value, "ja") == 0;
        if (fields[index].is_yes && !is_yes && strcmp(value, "no") != 0 && strcmp(value, "nej") != 0) {
            char words[ARGUMENTS_PROBLEM_SIZE];
            (void)snprintf(words, sizeof words, "--%s yes|no", option_info(fields[index].option)->spelling);
            return cli_misused(cli, words);
        }
        CHECK(json_object_set_new(row, fields[index].field, fields[index].is_yes ? json_boolean(is_yes) : json_string(value)) == 0);
    }
    return STATUS_OK;
}

status_t row_set(cli_t *cli, const char *field, json_t *row, json_t *done) {
    json_t *answer, *change = json_pack("{s:o}", field, row);
    CHECK(change != NULL);
    status_t status = cli_connect(cli, &(cli_connect_t){0});
    if (status != STATUS_OK) {
        json_decref(change);
        return status;
    }
    status = cli_change(cli, change, &answer);
    if (status == STATUS_OK) CHECK(json_array_append_new(done, answer) == 0);
    return status;
}

/* --file: every row of it, each as it stands. */
static status_t set_file(cli_t *cli, const char *field, json_t *done) {
    json_t *json, *row;
    size_t index;
    status_t status = cli_read_json(cli, arguments_value(cli->arguments, OPTION_FILE), &json);
    if (status != STATUS_OK) return status;
    if (!json_is_array(json)) {
        json_t *array = json_array();
        CHECK(json_array_append_new(array, json) == 0);
        json = array;
    }
    json_array_foreach(json, index, row) {
        if (status == STATUS_OK) status = row_set(cli, field, json_incref(row), done);
    }
    json_decref(json);
    return status;
}

/* The row as it stands, so that what is not named stays; an empty one when it is new. */
static status_t row_before(cli_t *cli, const setting_t *setting, json_t **row) {
    json_t *rows, *found;
    size_t index;
    *row = json_object();
    if (!setting->is_kept) return STATUS_OK;
    status_t status = rows_about(cli, setting->kind, arguments_at(cli->arguments, 0), setting->about, &rows);
    if (status != STATUS_OK) {
        json_decref(*row);
        return status;
    }
    json_array_foreach(rows, index, found) {
        bool matches = true;
        for (unsigned key = 0; key < setting->key_count; key++) matches = matches && strcmp(row_text(found, setting->keys[key]), arguments_at(cli->arguments, key)) == 0;
        if (matches) CHECK(json_object_update(*row, found) == 0);
    }
    json_decref(rows);
    return STATUS_OK;
}

static status_t set_arguments(cli_t *cli, const setting_t *setting, json_t *done) {
    json_t *row;
    if (cli->arguments->argument_count != setting->key_count) {
        help_print_verb(cli, cli->error, cli->arguments->verb);
        return STATUS_USAGE;
    }
    status_t status = row_before(cli, setting, &row);
    if (status != STATUS_OK) return status;
    for (unsigned key = 0; key < setting->key_count; key++) {
        CHECK(json_object_set_new(row, setting->keys[key], json_string(arguments_at(cli->arguments, key))) == 0);
    }
    status = fields_read(cli, setting->fields, setting->field_count, row);
    if (status == STATUS_OK) return row_set(cli, setting->change, row, done);
    json_decref(row);
    return status;
}

status_t rows_set(cli_t *cli, const setting_t *setting) {
    json_t *done = json_array();
    bool from_file = arguments_has(cli->arguments, OPTION_FILE);
    status_t status = from_file ? set_file(cli, setting->change, done) : set_arguments(cli, setting, done);
    if (json_array_size(done) > 0) show_rows(cli, done, setting->columns, setting->column_count);
    else json_decref(done);
    return status;
}
