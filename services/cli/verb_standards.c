/* SPDX-License-Identifier: EUPL-1.2
 * The documentation standards: which there are, a form to fill, a check before sending, and how units answer them. */
#include <string.h>

#include "base/check.h"
#include "cli/standards.h"
#include "cli/verbs.h"

#define EXIT_UNREADABLE 2
#define ANSWERS_FEWEST 5 /* of query_answers: fewer packages are not shown */

static const show_column_t STANDARD_COLUMNS[] = {
    {"standard", "standard", "standard", SHOW_TEXT},  {"version", "version", "version", SHOW_TEXT},           {"hash", "hash", "hash", SHOW_TEXT},
    {"sections", "sections", "afsnit", SHOW_TEXT},    {"always", "items always", "punkter altid", SHOW_TEXT}, {"conditional", "in some cases", "i nogle tilfælde", SHOW_TEXT},
};
static const show_column_t ANSWER_COLUMNS[] = {
    {"party", "unit", "enhed", SHOW_TEXT},
    {"standard", "standard", "standard", SHOW_TEXT},
    {"section", "section", "afsnit", SHOW_TEXT},
    {"packages", "packages", "pakker", SHOW_TEXT},
    {"answered", "answered", "besvaret", SHOW_TEXT},
    {"notRelevant", "not relevant", "ikke relevant", SHOW_TEXT},
    {"unknown", "unknown", "ukendt", SHOW_TEXT},
    {"citizenDeclines", "citizen does not want", "borgeren ønsker ikke", SHOW_TEXT},
    {"blank", "blank", "mangler", SHOW_TEXT},
};

static const char *section_name(const cli_t *cli, json_int_t section) {
    unsigned number = section > 0 && section <= STANDARD_SECTIONS_MAX ? (unsigned)section : 0;
    return number == 0 ? "" : say(cli, standard_section_english(number), standard_section_danish(number));
}

/* ---- which there are ---- */

static void put_heading(table_t *table, json_int_t section, const char *name) {
    char text[160];
    (void)snprintf(text, sizeof text, "%d  %s", (int)section, name);
    table_put_line(table, text, TABLE_BOLD);
}

/* Section by section, as the broker gave them: its standards are what a package is checked by. */
static void print_items(const cli_t *cli, const json_t *rows) {
    table_t table;
    size_t index;
    json_t *row;
    json_int_t section = 0;
    table_open(&table);
    table_column(&table, say(cli, "item", "punkt"));
    table_column(&table, say(cli, "mandatory", "obligatorisk"));
    table_column(&table, say(cli, "what would do", "hvad der skal stå"));
    json_array_foreach(rows, index, row) {
        json_int_t own = json_integer_value(json_object_get(row, "section"));
        bool is_optional = strcmp(row_text(row, "required"), "optional") == 0;
        table_colour_t colour = is_optional ? TABLE_DIM : TABLE_PLAIN;
        char item[ITEM_CODE_SIZE + 4];
        if (own != section) put_heading(&table, own, row_text(row, say(cli, "sectionEn", "sectionDa")));
        section = own;
        (void)snprintf(item, sizeof item, "  %s", row_text(row, "item"));
        table_put(&table, item, colour);
        table_put(&table, row_text(row, say(cli, "required", "requiredDa")), colour);
        table_put(&table, row_text(row, say(cli, "en", "da")), colour);
    }
    table_print(&table, cli->out, cli->in_colour);
    table_close(&table);
}

status_t verb_standards(cli_t *cli) {
    const char *name = arguments_at(cli->arguments, 0);
    json_t *rows, *query = json_pack("{s:s}", "kind", "standards");
    if (name != NULL) CHECK(json_object_set_new(query, "about", json_string(name)) == 0);
    status_t status = cli_connect(cli, &(cli_connect_t){0});
    if (status != STATUS_OK) {
        json_decref(query);
        return status;
    }
    status = cli_ask(cli, query, &rows);
    if (status != STATUS_OK) return status;
    if (name == NULL) {
        show_rows(cli, standards_summary(rows), STANDARD_COLUMNS, COUNT_OF(STANDARD_COLUMNS));
    } else if (!cli->is_machine) {
        print_items(cli, rows);
    } else {
        cli_print_json(cli, json_incref(rows));
    }
    json_decref(rows);
    return STATUS_OK;
}

/* ---- before sending ---- */

status_t verb_standards_template(cli_t *cli) {
    const char *name = arguments_at(cli->arguments, 0);
    const standard_t *standard = name == NULL ? standard_at(0) : standard_named(name);
    if (standard == NULL) return cli_fail(cli, STATUS_NOT_FOUND, name);
    cli_print_json(cli, standards_template(standard));
    return STATUS_OK;
}

static const char *what_would_do(const cli_t *cli, const char *code) {
    return say(cli, item_english(code), item_danish(code));
}

void missing_print(const cli_t *cli, FILE *out, const char *const *codes, size_t count) {
    table_t table;
    unsigned section = 0;
    show_table_open(cli, &table, 2);
    for (size_t index = 0; index < count; index++) {
        const char *code = codes[index];
        const standard_item_t *item = standard_item_at(standard_item_find(code, strlen(code)));
        char word[ITEM_CODE_SIZE + 4];
        if (item != NULL && item->section != section) put_heading(&table, item->section, section_name(cli, item->section));
        section = item == NULL ? 0 : item->section;
        (void)snprintf(word, sizeof word, "  %s", code);
        table_put(&table, word, TABLE_PLAIN);
        table_put(&table, what_would_do(cli, code), TABLE_PLAIN);
    }
    table_print(&table, out, cli->in_colour);
    table_close(&table);
}

static void print_checked_json(const cli_t *cli, const checked_t *checked) {
    uint8_t hash[8];
    char text[2 * sizeof hash + 1];
    json_t *missing = json_array();
    for (unsigned index = 0; index < checked->missing_count; index++) {
        const char *code = checked->missing[index];
        CHECK(json_array_append_new(missing, json_pack("{s:s, s:s, s:s}", "item", code, "en", item_english(code), "da", item_danish(code))) == 0);
    }
    standard_hash(checked->standard, hash);
    hex_write((bytes_t){hash, sizeof hash}, text);
    cli_print_json(cli, json_pack("{s:s, s:i, s:s, s:b, s:i, s:o}", "standard", checked->standard->name, "version", (int)checked->standard->version, "hash", text, "complete",
                                  checked->missing_count == 0, "mandatory", (int)checked->mandatory, "missing", missing));
}

static void print_missing(const cli_t *cli, const checked_t *checked) {
    const char *codes[COUNT_OF(checked->missing)];
    for (unsigned index = 0; index < checked->missing_count; index++) codes[index] = checked->missing[index];
    missing_print(cli, cli->out, codes, checked->missing_count);
}

static status_t tell_checked(const cli_t *cli, const checked_t *checked) {
    status_t status = checked->missing_count == 0 ? STATUS_OK : STATUS_INCOMPLETE;
    char detail[64];
    (void)snprintf(detail, sizeof detail, "%s %u", checked->standard->name, checked->standard->version);
    if (cli->is_machine) {
        print_checked_json(cli, checked);
    } else if (status == STATUS_OK) {
        (void)fprintf(cli->out, "%s: %s, %u %s\n", say(cli, "Complete", "Udfyldt"), detail, checked->mandatory, say(cli, "items", "punkter"));
    } else {
        (void)cli_fail(cli, status, detail);
        print_missing(cli, checked);
    }
    return status;
}

status_t verb_standards_check(cli_t *cli) {
    char problem[ARGUMENTS_PROBLEM_SIZE] = "";
    json_t *given = NULL;
    checked_t checked;
    status_t status = cli_read_json(cli, arguments_at(cli->arguments, 0), &given);
    if (status != STATUS_OK) {
        cli->exit_code = EXIT_UNREADABLE;
        return status;
    }
    status = standards_check(cli->arguments, given, &checked, problem);
    if (status == STATUS_OK) return tell_checked(cli, &checked);
    if (status != STATUS_USAGE) cli->exit_code = EXIT_UNREADABLE;
    return cli_fail(cli, status, problem);
}

/* ---- how units answer ---- */

/* For people: the section by its name, and too few said in words. */
static void say_row(const cli_t *cli, json_t *row) {
    char text[160];
    json_int_t section = json_integer_value(json_object_get(row, "section"));
    const char *packages = row_text(row, "packages");
    bool is_few = strcmp(packages, "0") == 0 || packages[0] == '\0';
    (void)snprintf(text, sizeof text, "%d %s", (int)section, section_name(cli, section));
    CHECK(json_object_set_new(row, "section", json_string(text)) == 0);
    if (!is_few) return;
    (void)snprintf(text, sizeof text, "%s %d", say(cli, "fewer than", "færre end"), ANSWERS_FEWEST);
    CHECK(json_object_set_new(row, "packages", json_string(text)) == 0);
}

status_t verb_answers(cli_t *cli) {
    json_t *rows, *row, *query = json_pack("{s:s}", "kind", "answers");
    const char *about = arguments_at(cli->arguments, 0);
    size_t index;
    if (about != NULL) CHECK(json_object_set_new(query, "about", json_string(about)) == 0);
    status_t status = cli_connect(cli, &(cli_connect_t){0});
    if (status == STATUS_OK) status = cli_need_party(cli);
    if (status != STATUS_OK) {
        json_decref(query);
        return status;
    }
    status = cli_ask(cli, query, &rows);
    if (status != STATUS_OK) return status;
    json_array_foreach(rows, index, row) {
        if (!cli->is_machine) say_row(cli, row);
    }
    show_rows(cli, rows, ANSWER_COLUMNS, COUNT_OF(ANSWER_COLUMNS));
    return STATUS_OK;
}
