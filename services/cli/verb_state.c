/* SPDX-License-Identifier: EUPL-1.2
 * How the broker and the store are, what the rules say, what is due, who has looked. */
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/check.h"
#include "cli/verbs.h"

#define RULE_STRANDED "HOV-10"

static const show_column_t STATUS_COLUMNS[] = {
    {"ready", "ready", "klar", SHOW_YES},
    {"version", "broker", "broker", SHOW_TEXT},
    {"storeVersion", "PostgreSQL", "PostgreSQL", SHOW_TEXT},
    {"migration", "schema", "skema", SHOW_TEXT},
    {"synchronous", "synchronous standby", "synkron standby", SHOW_YES},
    {"brokers", "brokers", "brokere", SHOW_TEXT},
    {"sessions", "sessions here", "forbindelser her", SHOW_TEXT},
    {"coursesOpen", "open courses", "åbne forløb", SHOW_TEXT},
    {"deliveriesWaiting", "deliveries waiting", "leveringer venter", SHOW_TEXT},
    {"deadlinesOverdue", "deadlines passed", "frister overskredet", SHOW_TEXT},
    {"storeBytes", "bytes on disk", "bytes på disken", SHOW_TEXT},
    {"storeTime", "the store's clock", "lagerets ur", SHOW_TIME},
    {"virtualTime", "virtual time", "virtuel tid", SHOW_YES},
};
static const show_column_t DOCTOR_COLUMNS[] = {{"check", "check", "kontrol", SHOW_TEXT}, {"ok", "good", "i orden", SHOW_YES}, {"detail", "detail", "nærmere", SHOW_TEXT}};
static const show_column_t DEADLINE_COLUMNS[] = {
    {"due", "due", "frist", SHOW_DUE},                          {"awaited", "awaits", "afventer", SHOW_TEXT},
    {"rule", "what", "hvad", SHOW_RULE},                        {"step", "told", "besked", SHOW_STEP},
    {"pausedUntil", "paused until", "på pause til", SHOW_TIME}, {"holder", "responsible", "ansvarlig", SHOW_TEXT},
    {"courseId", "course", "forløb", SHOW_TEXT},
};
static const show_column_t CONSENT_COLUMNS[] = {
    {"consentId", "consent", "samtykke", SHOW_TEXT},       {"state", "state", "tilstand", SHOW_TEXT},        {"scopes", "what", "hvad", SHOW_TEXT},
    {"receivers", "to", "til", SHOW_TEXT},                 {"relatives", "relatives", "pårørende", SHOW_TEXT}, {"givenBy", "given by", "givet af", SHOW_TEXT},
    {"form", "how", "hvordan", SHOW_TEXT},                 {"givenAt", "given", "givet", SHOW_TIME},           {"validTo", "until", "til og med", SHOW_TIME},
    {"withdrawnAt", "withdrawn", "trukket tilbage", SHOW_TIME}, {"controller", "of", "hos", SHOW_TEXT},
};
static const show_column_t ABSENCE_COLUMNS[] = {
    {"age", "missing for", "har manglet", SHOW_TEXT},    {"what", "what", "hvad", SHOW_RULE},          {"party", "from", "fra", SHOW_TEXT},
    {"overdue", "overdue", "overskredet", SHOW_YES},     {"due", "due", "frist", SHOW_DUE},            {"flow", "flow", "forløbstrin", SHOW_TEXT},
    {"state", "state", "tilstand", SHOW_STATE},          {"municipality", "municipality", "kommune", SHOW_TEXT},
    {"count", "how many", "hvor mange", SHOW_TEXT},      {"courseId", "course", "forløb", SHOW_TEXT},
};
static const show_column_t LOOK_COLUMNS[] = {
    {"at", "when", "hvornår", SHOW_TIME},         {"party", "unit", "enhed", SHOW_TEXT}, {"person", "person", "medarbejder", SHOW_TEXT},
    {"purpose", "purpose", "formål", SHOW_TEXT}, {"query", "what", "hvad", SHOW_TEXT},
};

/* A program that waits for the broker asks this again and again: an answer also when there is nobody. */
static status_t not_ready(const cli_t *cli, status_t status, const char *detail) {
    if (!cli->is_machine) return cli_fail(cli, status, detail);
    cli_print_json(cli, json_pack("{s:b, s:s, s:s}", "ready", 0, "status", status_name(status), "detail", detail));
    return status;
}

status_t verb_status(cli_t *cli) {
    json_t *rows;
    char detail[ARGUMENTS_PROBLEM_SIZE] = "";
    status_t status = cli_connect(cli, &(cli_connect_t){0});
    if (status != STATUS_OK) return status;
    cli->is_hasty = !arguments_has(cli->arguments, OPTION_WAIT);
    status = cli_ask_quietly(cli, json_pack("{s:s}", "kind", "status"), &rows, detail);
    if (status != STATUS_OK) return not_ready(cli, status, detail);
    json_t *row = json_incref(json_array_get(rows, 0));
    json_decref(rows);
    if (row == NULL) return not_ready(cli, STATUS_NOT_FOUND, "");
    bool is_ready = row_true(row, "ready");
    show_row(cli, row, STATUS_COLUMNS, COUNT_OF(STATUS_COLUMNS));
    return is_ready ? STATUS_OK : STATUS_STORE_AWAY;
}

static void check_add(json_t *rows, const char *check, bool is_good, const char *detail) {
    CHECK(json_array_append_new(rows, json_pack("{s:s, s:b, s:s}", "check", check, "ok", is_good, "detail", detail)) == 0);
}

/* What can be seen from here: the key is ours alone, the broker lets us in. */
static void check_here(const cli_t *cli, json_t *rows) {
    struct stat info;
    bool is_private = stat(cli->config.key, &info) == 0 && (info.st_mode & 077) == 0;
    check_add(rows, "key_file_private", is_private, is_private ? cli->config.key : "others can read or write the key file: chmod 600");
}

status_t verb_doctor(cli_t *cli) {
    json_t *rows = json_array(), *found, *row;
    char detail[ARGUMENTS_PROBLEM_SIZE] = "";
    size_t index;
    bool is_good = true;
    status_t status = cli_connect(cli, &(cli_connect_t){0});
    if (status != STATUS_OK) {
        json_decref(rows);
        return status;
    }
    check_here(cli, rows);
    status = cli_ask_quietly(cli, json_pack("{s:s}", "kind", "doctor"), &found, detail);
    check_add(rows, "broker_answers", status == STATUS_OK, status == STATUS_OK ? cli->config.endpoints[0] : say(cli, status_text_en(status), status_text_da(status)));
    if (status == STATUS_OK) {
        CHECK(json_array_extend(rows, found) == 0);
        json_decref(found);
    }
    json_array_foreach(rows, index, row) {
        is_good = is_good && row_true(row, "ok");
    }
    show_rows(cli, rows, DOCTOR_COLUMNS, COUNT_OF(DOCTOR_COLUMNS));
    if (status != STATUS_OK) return status;
    return is_good ? STATUS_OK : STATUS_INTERNAL;
}

static status_t ask_and_show(cli_t *cli, json_t *query, const show_column_t *columns, unsigned count) {
    json_t *rows;
    status_t status = cli_connect(cli, &(cli_connect_t){0});
    if (status == STATUS_OK) status = cli_need_party(cli);
    if (status != STATUS_OK) {
        json_decref(query);
        return status;
    }
    status = cli_ask(cli, query, &rows);
    if (status == STATUS_OK) show_rows(cli, rows, columns, count);
    return status;
}

/* A handover without a receiver before all others. */
static json_t *stranded_first(json_t *rows) {
    json_t *sorted = json_array(), *row;
    size_t index;
    for (unsigned turn = 0; turn < 2; turn++) {
        json_array_foreach(rows, index, row) {
            bool is_stranded = strcmp(row_text(row, "rule"), RULE_STRANDED) == 0;
            if (is_stranded == (turn == 0)) CHECK(json_array_append(sorted, row) == 0);
        }
    }
    json_decref(rows);
    return sorted;
}

status_t verb_deadlines(cli_t *cli) {
    json_t *rows;
    status_t status = cli_connect(cli, &(cli_connect_t){0});
    if (status == STATUS_OK) status = cli_need_party(cli);
    if (status != STATUS_OK) return status;
    status = cli_ask(cli, json_pack("{s:s, s:b}", "kind", "deadlines", "overdue", arguments_has(cli->arguments, OPTION_OVERDUE)), &rows);
    if (status == STATUS_OK) show_rows(cli, cli->is_machine ? rows : stranded_first(rows), DEADLINE_COLUMNS, COUNT_OF(DEADLINE_COLUMNS));
    return status;
}

status_t verb_consents(cli_t *cli) {
    return ask_and_show(cli, json_pack("{s:s, s:s}", "kind", "consents", "courseId", arguments_at(cli->arguments, 0)), CONSENT_COLUMNS, COUNT_OF(CONSENT_COLUMNS));
}

/* "3 d 4 h" reads quicker than minutes. */
static void age_write(const cli_t *cli, json_int_t minutes, char *text, size_t size) {
    json_int_t days = minutes / (24 * 60), hours = minutes / 60 % 24;
    if (days > 0) (void)snprintf(text, size, "%d %s %d %s", (int)days, say(cli, "d", "d."), (int)hours, say(cli, "h", "t."));
    else (void)snprintf(text, size, "%d %s %d min", (int)hours, say(cli, "h", "t."), (int)(minutes % 60));
}

static const char *absent_words(const cli_t *cli, const char *what) {
    if (strcmp(what, "delivery") == 0) return say(cli, "delivered, not stored by the receiver yet", "leveret, endnu ikke gemt hos modtageren");
    return strcmp(what, "no_early_effort") == 0 ? say(cli, "a referral waits without an early effort", "en henvisning venter uden tidlig indsats") : "";
}

status_t verb_absences(cli_t *cli) {
    json_t *rows, *row, *query = json_pack("{s:s, s:b}", "kind", "absences", "overdue", arguments_has(cli->arguments, OPTION_OVERDUE));
    const char *party = arguments_at(cli->arguments, 0);
    size_t index;
    if (party != NULL) CHECK(json_object_set_new(query, "about", json_string(party)) == 0);
    status_t status = cli_connect(cli, &(cli_connect_t){0});
    if (status == STATUS_OK) status = cli_need_party(cli);
    if (status != STATUS_OK) {
        json_decref(query);
        return status;
    }
    status = cli_ask(cli, query, &rows);
    if (status != STATUS_OK) return status;
    json_array_foreach(rows, index, row) {
        char age[64];
        const char *words = absent_words(cli, row_text(row, "what"));
        if (cli->is_machine) break;
        const json_t *minutes = json_object_get(row, "ageMinutes");
        age_write(cli, json_is_string(minutes) ? (json_int_t)strtoll(json_string_value(minutes), NULL, 10) : json_integer_value(minutes), age, sizeof age);
        CHECK(json_object_set_new(row, "age", json_string(age)) == 0);
        if (words[0] != '\0') CHECK(json_object_set_new(row, "what", json_string(words)) == 0);
    }
    show_rows(cli, rows, ABSENCE_COLUMNS, COUNT_OF(ABSENCE_COLUMNS));
    return STATUS_OK;
}

status_t verb_looks(cli_t *cli) {
    return ask_and_show(cli, json_pack("{s:s, s:s}", "kind", "looks", "courseId", arguments_at(cli->arguments, 0)), LOOK_COLUMNS, COUNT_OF(LOOK_COLUMNS));
}

/* The rules of one flow, as the broker prints them: they are its own tables. */
static status_t print_flow(cli_t *cli, const char *name, const char *format) {
    json_t *rows;
    status_t status = cli_ask(cli, json_pack("{s:s, s:s, s:s}", "kind", "flows", "format", format, "about", name), &rows);
    if (status != STATUS_OK) return status;
    const char *text = row_text(json_array_get(rows, 0), "text");
    size_t size = strlen(text);
    (void)fprintf(cli->out, "%s%s", text, size > 0 && text[size - 1] == '\n' ? "" : "\n");
    json_decref(rows);
    return size > 0 ? STATUS_OK : cli_fail(cli, STATUS_NOT_FOUND, name);
}

status_t verb_flows(cli_t *cli) {
    json_t *rows, *row;
    size_t index;
    const char *name = arguments_at(cli->arguments, 0), *format = arguments_value(cli->arguments, OPTION_FORMAT);
    if (format == NULL) format = cli->is_machine ? "json" : "table";
    if (strcmp(format, "table") != 0 && strcmp(format, "dot") != 0 && strcmp(format, "json") != 0) return cli_misused(cli, "--format table|dot|json");
    if (strcmp(format, "table") == 0) format = "text";
    status_t status = cli_connect(cli, &(cli_connect_t){0});
    if (status != STATUS_OK || name != NULL) return status != STATUS_OK ? status : print_flow(cli, name, format);
    status = cli_ask(cli, json_pack("{s:s}", "kind", "flows"), &rows);
    if (status != STATUS_OK) return status;
    json_array_foreach(rows, index, row) {
        if (status == STATUS_OK) status = print_flow(cli, row_text(row, "name"), format);
    }
    json_decref(rows);
    return status;
}
