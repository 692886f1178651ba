/* SPDX-License-Identifier: EUPL-1.2
 * Deadline rules: as they are built in, and as municipalities have changed them. */
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/check.h"
#include "cli/verbs.h"
#include "flow/rules.h"

static const show_column_t RULE_COLUMNS[] = {
    {"rule", "rule", "regel", SHOW_RULE},         {"municipality", "municipality", "kommune", SHOW_TEXT}, {"paragraph", "paragraph", "paragraf", SHOW_TEXT},
    {"priority", "when", "hvornår", SHOW_TEXT},   {"amount", "amount", "antal", SHOW_TEXT},               {"unit", "unit", "enhed", SHOW_TEXT},
    {"validFrom", "in force from", "gælder fra", SHOW_TIME}, {"version", "version", "version", SHOW_TEXT},
    {"changedBy", "changed by", "ændret af", SHOW_TEXT},     {"secondPerson", "and", "og", SHOW_TEXT},
};
static const char *const PRIORITIES[] = {"acute", "urgent", "routine"};

static void built_in_add(json_t *rows, const clock_rule_t *rule, unsigned first, const char *priority) {
    const amount_t *amount = &rule->amounts[first];
    CHECK(json_array_append_new(rows, json_pack("{s:s, s:s, s:i, s:s}", "rule", rule->code, "priority", priority, "amount", amount->amount, "unit", rules_unit_code(amount->unit))) == 0);
}

static bool is_same(const amount_t *one, const amount_t *other) {
    return one->unit == other->unit && one->amount == other->amount;
}

/* One line where all priorities have the same. */
static void built_in(json_t *rows, const char *code) {
    for (unsigned index = RULE_NONE + 1; index < RULE_COUNT; index++) {
        const clock_rule_t *rule = clock_rule((rule_t)index);
        if (code != NULL && strcmp(rule->code, code) != 0) continue;
        if (is_same(&rule->amounts[0], &rule->amounts[1]) && is_same(&rule->amounts[1], &rule->amounts[2])) {
            built_in_add(rows, rule, 0, "");
            continue;
        }
        for (unsigned priority = 0; priority < COUNT_OF(PRIORITIES); priority++) built_in_add(rows, rule, priority, PRIORITIES[priority]);
    }
}

/* "PRIORITY_ROUTINE" → "routine", as one writes it. */
static void priority_shorten(json_t *row) {
    static const char PREFIX[] = "PRIORITY_";
    const char *priority = row_text(row, "priority");
    for (unsigned index = 0; index < COUNT_OF(PRIORITIES); index++) {
        if (strncmp(priority, PREFIX, sizeof PREFIX - 1) == 0 && strcasecmp(priority + sizeof PREFIX - 1, PRIORITIES[index]) == 0) {
            CHECK(json_object_set_new(row, "priority", json_string(PRIORITIES[index])) == 0);
            return;
        }
    }
}

static void show(cli_t *cli, json_t *rows) {
    json_t *row;
    size_t index;
    json_array_foreach(rows, index, row) {
        if (!cli->is_machine) priority_shorten(row);
    }
    show_rows(cli, rows, RULE_COLUMNS, COUNT_OF(RULE_COLUMNS));
}

status_t verb_rules_list(cli_t *cli) {
    json_t *changed, *rows = json_array(), *query = json_pack("{s:s}", "kind", "rules");
    const char *code = arguments_at(cli->arguments, 0);
    if (code != NULL) CHECK(json_object_set_new(query, "about", json_string(code)) == 0);
    status_t status = cli_connect(cli, &(cli_connect_t){0});
    if (status == STATUS_OK) {
        status = cli_ask(cli, query, &changed);
    } else {
        json_decref(query);
    }
    if (status != STATUS_OK) {
        json_decref(rows);
        return status;
    }
    built_in(rows, code);
    CHECK(json_array_extend(rows, changed) == 0);
    json_decref(changed);
    show(cli, rows);
    return STATUS_OK;
}

static void set_if(const cli_t *cli, option_t option, const char *field, json_t *row) {
    const char *value = arguments_value(cli->arguments, option);
    if (value != NULL) CHECK(json_object_set_new(row, field, json_string(value)) == 0);
}

status_t verb_rules_set(cli_t *cli) {
    const char *amount = arguments_value(cli->arguments, OPTION_AMOUNT);
    if (amount == NULL || arguments_value(cli->arguments, OPTION_UNIT) == NULL || arguments_value(cli->arguments, OPTION_SECOND) == NULL) {
        return cli_misused(cli, "--amount N --unit UNIT --second PERSON");
    }
    json_t *answer, *row = json_pack("{s:s, s:s, s:i}", "rule", arguments_at(cli->arguments, 0), "municipality", arguments_at(cli->arguments, 1), "amount", atoi(amount));
    set_if(cli, OPTION_UNIT, "unit", row);
    set_if(cli, OPTION_FOR_PARAGRAPH, "paragraph", row);
    set_if(cli, OPTION_PRIORITY, "priority", row);
    set_if(cli, OPTION_VALID_FROM, "validFrom", row);
    set_if(cli, OPTION_SECOND, "secondPerson", row);
    json_t *change = json_pack("{s:o}", "setRule", row);
    status_t status = cli_connect(cli, &(cli_connect_t){0});
    if (status != STATUS_OK) {
        json_decref(change);
        return status;
    }
    status = cli_change(cli, change, &answer);
    if (status != STATUS_OK) return status;
    json_t *rows = json_array();
    CHECK(json_array_append_new(rows, answer) == 0);
    show(cli, rows);
    return STATUS_OK;
}
