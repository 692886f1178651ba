/* SPDX-License-Identifier: EUPL-1.2
 * Courses: which there are, who is responsible, what may be done. */
#include "base/check.h"
#include "cli/verbs.h"

static const show_column_t LIST_COLUMNS[] = {
    {"courseId", "course", "forløb", SHOW_TEXT},        {"state", "state", "tilstand", SHOW_STATE},
    {"holder", "responsible", "ansvarlig", SHOW_TEXT},  {"offeredTo", "offered to", "tilbudt til", SHOW_TEXT},
    {"awaited", "awaits", "afventer", SHOW_TEXT},       {"nextDue", "next due", "næste frist", SHOW_DUE},
    {"flows", "flows", "flows", SHOW_TEXT},             {"openedAt", "opened", "åbnet", SHOW_TIME},
};
static const show_column_t COURSE_COLUMNS[] = {
    {"courseId", "course", "forløb", SHOW_TEXT},
    {"state", "state", "tilstand", SHOW_STATE},
    {"holder", "responsible now", "ansvarlig nu", SHOW_TEXT},
    {"contactPerson", "contact person", "kontaktperson", SHOW_TEXT},
    {"offeredTo", "offered to", "tilbudt til – afventer overtagelse", SHOW_TEXT},
    {"acceptBy", "answer by", "svar senest", SHOW_DUE},
    {"awaited", "awaits", "afventer", SHOW_TEXT},
    {"nextDue", "next due", "næste frist", SHOW_DUE},
    {"flows", "flows", "flows", SHOW_TEXT},
    {"authority", "authority", "myndighed", SHOW_TEXT},
    {"municipality", "acting municipality", "handlekommune", SHOW_TEXT},
    {"involved", "involved", "tilknyttede enheder", SHOW_TEXT},
    {"openedAt", "opened", "åbnet", SHOW_TIME},
    {"dutyEpoch", "duty epoch", "ansvarsskift nr.", SHOW_TEXT},
    {"offerId", "offer", "tilbuddets id", SHOW_TEXT},
    {"seq", "entries", "hændelser", SHOW_TEXT},
};
static const show_column_t ALLOWED_COLUMNS[] = {
    {"type", "message", "besked", SHOW_TEXT}, {"en", "what it does", "hvad den gør", SHOW_TEXT}, {"who", "who", "hvem", SHOW_TEXT},
    {"flow", "flow", "flow", SHOW_TEXT},      {"flowId", "flow's id", "flowets id", SHOW_TEXT},
};
static const show_column_t ALLOWED_COLUMNS_DANISH[] = {
    {"type", "message", "besked", SHOW_TEXT}, {"da", "what it does", "hvad den gør", SHOW_TEXT}, {"who", "who", "hvem", SHOW_TEXT},
    {"flow", "flow", "flow", SHOW_TEXT},      {"flowId", "flow's id", "flowets id", SHOW_TEXT},
};

static status_t ask_as_party(cli_t *cli, json_t *query, json_t **rows) {
    status_t status = cli_connect(cli, &(cli_connect_t){0});
    if (status == STATUS_OK) status = cli_need_party(cli);
    if (status == STATUS_OK) return cli_ask(cli, query, rows);
    json_decref(query);
    return status;
}

status_t verb_course_list(cli_t *cli) {
    json_t *rows, *query = json_pack("{s:s}", "kind", "courses");
    const char *state = arguments_value(cli->arguments, OPTION_STATE);
    if (state != NULL) CHECK(json_object_set_new(query, "about", json_string(state)) == 0);
    status_t status = ask_as_party(cli, query, &rows);
    if (status == STATUS_OK) show_rows(cli, rows, LIST_COLUMNS, COUNT_OF(LIST_COLUMNS));
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
    show_row(cli, row, COURSE_COLUMNS, COUNT_OF(COURSE_COLUMNS));
    return STATUS_OK;
}

status_t verb_course_allowed(cli_t *cli) {
    json_t *rows;
    status_t status = ask_as_party(cli, json_pack("{s:s, s:s}", "kind", "allowed", "courseId", arguments_at(cli->arguments, 0)), &rows);
    if (status == STATUS_OK) show_rows(cli, rows, cli->is_danish ? ALLOWED_COLUMNS_DANISH : ALLOWED_COLUMNS, COUNT_OF(ALLOWED_COLUMNS));
    return status;
}
