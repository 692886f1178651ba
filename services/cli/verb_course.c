/* SPDX-License-Identifier: EUPL-1.2
 * Courses: which there are, who is responsible, what may be done. */
#include <stdlib.h>
#include <string.h>

#include "base/check.h"
#include "cli/head.h"
#include "cli/verbs.h"
#include "cli/words.h"

static const show_column_t LIST_COLUMNS[] = {
    {"courseId", "course", "forløb", SHOW_TEXT},   {"state", "state", "tilstand", SHOW_STATE},           {"flows", "under way", "i gang", SHOW_FLOWS},
    {"holder", "responsible", "ansvarlig", SHOW_TEXT}, {"offeredTo", "offered to", "tilbudt til", SHOW_TEXT}, {"nextDue", "next due", "næste frist", SHOW_DUE},
    {"openedAt", "opened", "åbnet", SHOW_TIME},
};
static const show_column_t COURSE_COLUMNS[] = {
    {"state", "State", "Tilstand", SHOW_STATE},
    {"authority", "Authority", "Myndighed", SHOW_TEXT},
    {"municipality", "Acting municipality", "Handlekommune", SHOW_TEXT},
    {"involved", "Involved", "Tilknyttede enheder", SHOW_TEXT},
    {"openedAt", "Opened", "Åbnet", SHOW_TIME},
    {"dutyEpoch", "Duty epoch", "Ansvarsskift nr.", SHOW_TEXT},
    {"offerId", "Offer", "Tilbuddets id", SHOW_TEXT},
    {"seq", "Entries", "Hændelser", SHOW_TEXT},
};

static status_t ask_as_party(cli_t *cli, json_t *query, json_t **rows) {
    status_t status = cli_connect(cli, &(cli_connect_t){0});
    if (status == STATUS_OK) status = cli_need_party(cli);
    if (status == STATUS_OK) return cli_ask(cli, query, rows);
    json_decref(query);
    return status;
}

/* What a leader must see first: without a receiver, then overdue, then by what is due next. */
static int compare_urgency(const void *left, const void *right) {
    const json_t *one = *(json_t *const *)left, *other = *(json_t *const *)right;
    bool one_strands = words_has_flow(row_text(one, "flows"), "handover STRANDED"), other_strands = words_has_flow(row_text(other, "flows"), "handover STRANDED");
    const char *one_due = row_text(one, "nextDue"), *other_due = row_text(other, "nextDue");
    if (one_strands != other_strands) return one_strands ? -1 : 1;
    if ((one_due[0] == '\0') != (other_due[0] == '\0')) return one_due[0] == '\0' ? 1 : -1;
    int by_due = strcmp(one_due, other_due);
    return by_due != 0 ? by_due : strcmp(row_text(one, "courseId"), row_text(other, "courseId"));
}

static json_t *by_urgency(json_t *rows) {
    size_t count = json_array_size(rows), index;
    json_t **sorted = calloc(count + 1, sizeof *sorted), *row, *result = json_array();
    CHECK(sorted != NULL);
    json_array_foreach(rows, index, row) {
        sorted[index] = row;
    }
    qsort(sorted, count, sizeof *sorted, compare_urgency);
    for (index = 0; index < count; index++) CHECK(json_array_append(result, sorted[index]) == 0);
    free(sorted);
    json_decref(rows);
    return result;
}

status_t verb_course_list(cli_t *cli) {
    json_t *rows, *query = json_pack("{s:s}", "kind", "courses");
    const char *state = arguments_value(cli->arguments, OPTION_STATE);
    if (state != NULL) CHECK(json_object_set_new(query, "about", json_string(state)) == 0);
    status_t status = ask_as_party(cli, query, &rows);
    if (status == STATUS_OK) show_rows(cli, cli->is_machine ? rows : by_urgency(rows), LIST_COLUMNS, COUNT_OF(LIST_COLUMNS));
    return status;
}

status_t verb_course_show(cli_t *cli) {
    json_t *rows;
    const char *id = arguments_at(cli->arguments, 0);
    status_t status = ask_as_party(cli, json_pack("{s:s, s:s}", "kind", "course", "courseId", id), &rows);
    if (status != STATUS_OK) return status;
    json_t *row = json_incref(json_array_get(rows, 0));
    json_decref(rows);
    if (row == NULL) return cli_fail(cli, STATUS_UNKNOWN_COURSE, id);
    if (!cli->is_machine) {
        json_t *deadlines = head_deadlines(cli, id);
        head_print(cli, &(head_t){row, deadlines, ""}, clock_realtime());
        (void)fputc('\n', cli->out);
        json_decref(deadlines);
    }
    show_row(cli, row, COURSE_COLUMNS, COUNT_OF(COURSE_COLUMNS));
    return STATUS_OK;
}

/* ---- what may be done ---- */

static bool is_about_course(const json_t *row) {
    return row_text(row, "flow")[0] == '\0';
}

static void allowed_put(const cli_t *cli, table_t *table, const json_t *row) {
    char type[TYPE_NAME_SIZE + 2];
    (void)snprintf(type, sizeof type, "  %.*s", TYPE_NAME_SIZE - 1, row_text(row, "type"));
    table_put(table, type, TABLE_PLAIN);
    table_put(table, row_text(row, say(cli, "en", "da")), TABLE_PLAIN);
    table_put(table, words_who(cli, row_text(row, "who")), TABLE_DIM);
}

/* Those of one kind under their heading: 0 goes on with what is under way, 1 begins something, 2 is about the course as a whole. */
static void group_put(const cli_t *cli, table_t *table, const json_t *rows, unsigned group) {
    const char *const headings[] = {say(cli, "goes on with what is under way", "fører videre, hvad der er i gang"), say(cli, "begins something new", "begynder noget nyt"),
                                    say(cli, "about the course", "om forløbet")};
    bool has_heading = false;
    size_t index;
    const json_t *row;
    json_array_foreach(rows, index, row) {
        unsigned own = row_text(row, "flowId")[0] != '\0' ? 0 : is_about_course(row) ? 2 : 1;
        if (own != group) continue;
        if (!has_heading) table_put_line(table, headings[group], TABLE_BOLD);
        has_heading = true;
        allowed_put(cli, table, row);
    }
}

void allowed_print(const cli_t *cli, FILE *out, const json_t *rows, bool with_course) {
    table_t table;
    show_table_open(cli, &table, 3);
    for (unsigned group = 0; group < (with_course ? 3 : 2); group++) group_put(cli, &table, rows, group);
    table_print(&table, out, cli->in_colour);
    table_close(&table);
}

status_t verb_course_allowed(cli_t *cli) {
    json_t *rows;
    status_t status = ask_as_party(cli, json_pack("{s:s, s:s}", "kind", "allowed", "courseId", arguments_at(cli->arguments, 0)), &rows);
    if (status != STATUS_OK) return status;
    if (cli->is_machine) {
        cli_print_json(cli, rows);
        return STATUS_OK;
    }
    if (json_array_size(rows) == 0) (void)fprintf(cli->out, "%s\n", say(cli, "nothing", "intet"));
    allowed_print(cli, cli->out, rows, true);
    json_decref(rows);
    return STATUS_OK;
}
