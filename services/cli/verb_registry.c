/* SPDX-License-Identifier: EUPL-1.2
 * Units, people, keys, rosters. */
#include <stdlib.h>
#include <string.h>

#include "base/bytes.h"
#include "base/check.h"
#include "cli/verbs.h"

/* An option that gives a field of a row. */
typedef struct {
    option_t option;
    const char *field;
    bool is_yes;
} field_t;

static const show_column_t PARTY_COLUMNS[] = {
    {"id", "unit", "enhed", SHOW_TEXT},
    {"name", "name", "navn", SHOW_TEXT},
    {"kind", "kind", "art", SHOW_TEXT},
    {"organisation", "organisation", "organisation", SHOW_TEXT},
    {"municipality", "municipality", "kommune", SHOW_TEXT},
    {"mayHold", "may hold", "kan være tovholder", SHOW_YES},
    {"aroundTheClock", "24/7", "døgnet rundt", SHOW_YES},
    {"cover", "night cover", "vagtdækning", SHOW_TEXT},
    {"fallback", "fallback", "træder i stedet", SHOW_TEXT},
    {"phone", "phone", "telefon", SHOW_TEXT},
    {"validFrom", "from", "fra", SHOW_TIME},
    {"validTo", "to", "til", SHOW_TIME},
};
static const show_column_t PERSON_COLUMNS[] = {
    {"id", "person", "medarbejder", SHOW_TEXT}, {"party", "unit", "enhed", SHOW_TEXT},     {"name", "name", "navn", SHOW_TEXT}, {"role", "role", "rolle", SHOW_ROLE},
    {"phone", "phone", "telefon", SHOW_TEXT},   {"validFrom", "from", "fra", SHOW_TIME}, {"validTo", "to", "til", SHOW_TIME},
};
static const show_column_t KEY_COLUMNS[] = {
    {"publicKey", "key", "nøgle", SHOW_KEY},          {"party", "unit", "enhed", SHOW_TEXT},
    {"label", "for", "til", SHOW_TEXT},               {"send", "send", "send", SHOW_YES},
    {"receive", "receive", "modtag", SHOW_YES},       {"metadata", "metadata", "metadata", SHOW_YES},
    {"bodies", "bodies", "indhold", SHOW_YES},        {"admin", "admin", "administration", SHOW_YES},
    {"revokedAt", "revoked", "tilbagekaldt", SHOW_TIME},
};
static const show_column_t ROSTER_COLUMNS[] = {
    {"party", "unit", "enhed", SHOW_TEXT}, {"duty", "duty", "vagt", SHOW_ROLE}, {"person", "person", "medarbejder", SHOW_TEXT},
    {"from", "from", "fra", SHOW_TIME},    {"to", "to", "til", SHOW_TIME},
};

static const field_t PARTY_FIELDS[] = {
    {OPTION_NAME, "name", false},         {OPTION_KIND, "kind", false},         {OPTION_ORGANISATION, "organisation", false},
    {OPTION_MUNICIPALITY, "municipality", false}, {OPTION_CVR, "cvr", false},   {OPTION_SOR, "sor", false},
    {OPTION_GLN, "gln", false},           {OPTION_MAY_HOLD, "mayHold", true},   {OPTION_AROUND_CLOCK, "aroundTheClock", true},
    {OPTION_COVER, "cover", false},       {OPTION_FALLBACK, "fallback", false}, {OPTION_PHONE, "phone", false},
    {OPTION_VALID_FROM, "validFrom", false}, {OPTION_VALID_TO, "validTo", false},
};
static const field_t PERSON_FIELDS[] = {
    {OPTION_NAME, "name", false}, {OPTION_ROLE, "role", false}, {OPTION_PHONE, "phone", false}, {OPTION_VALID_FROM, "validFrom", false}, {OPTION_VALID_TO, "validTo", false},
};
static const field_t ROSTER_FIELDS[] = {{OPTION_FROM, "from", false}, {OPTION_UNTIL, "to", false}};

/* ---- lists ---- */

/* The rows of a kind that are about a unit or person; `field` of the row is compared, for a broker may answer with more. */
static status_t rows_about(cli_t *cli, const char *kind, const char *about, const char *field, json_t **rows) {
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

static status_t list(cli_t *cli, const char *kind, const show_column_t *columns, unsigned count) {
    json_t *rows;
    status_t status = rows_about(cli, kind, arguments_at(cli->arguments, 0), "party", &rows);
    if (status == STATUS_OK) show_rows(cli, rows, columns, count);
    return status;
}

status_t verb_party_list(cli_t *cli) {
    return list(cli, "parties", PARTY_COLUMNS, 7);
}

status_t verb_person_list(cli_t *cli) {
    return list(cli, "persons", PERSON_COLUMNS, COUNT_OF(PERSON_COLUMNS));
}

status_t verb_key_list(cli_t *cli) {
    return list(cli, "keys", KEY_COLUMNS, COUNT_OF(KEY_COLUMNS));
}

status_t verb_roster_list(cli_t *cli) {
    return list(cli, "rosters", ROSTER_COLUMNS, COUNT_OF(ROSTER_COLUMNS));
}

status_t verb_party_show(cli_t *cli) {
    json_t *rows;
    const char *id = arguments_at(cli->arguments, 0);
    status_t status = rows_about(cli, "parties", id, "id", &rows);
    if (status != STATUS_OK) return status;
    json_t *row = json_incref(json_array_get(rows, 0));
    json_decref(rows);
    if (row == NULL) return cli_fail(cli, STATUS_UNKNOWN_PARTY, id);
    show_row(cli, row, PARTY_COLUMNS, COUNT_OF(PARTY_COLUMNS));
    return STATUS_OK;
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

static status_t fields_read(const cli_t *cli, const field_t *fields, unsigned count, json_t *row) {
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

/* Sends one row as a change and shows what came of it. Takes `row`. */
static status_t set_row(cli_t *cli, const char *field, json_t *row, json_t *done) {
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
        if (status == STATUS_OK) status = set_row(cli, field, json_incref(row), done);
    }
    json_decref(json);
    return status;
}

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
    bool is_kept;                     /* a row is changed; else each is new */
} setting_t;

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
    if (status == STATUS_OK) return set_row(cli, setting->change, row, done);
    json_decref(row);
    return status;
}

static status_t set(cli_t *cli, const setting_t *setting) {
    json_t *done = json_array();
    bool from_file = arguments_has(cli->arguments, OPTION_FILE);
    status_t status = from_file ? set_file(cli, setting->change, done) : set_arguments(cli, setting, done);
    if (json_array_size(done) > 0) show_rows(cli, done, setting->columns, setting->column_count);
    else json_decref(done);
    return status;
}

status_t verb_party_set(cli_t *cli) {
    return set(cli, &(setting_t){"parties", "setParty", {"id"}, 1, "id", PARTY_FIELDS, COUNT_OF(PARTY_FIELDS), PARTY_COLUMNS, 7, true});
}

status_t verb_person_set(cli_t *cli) {
    return set(cli, &(setting_t){"persons", "setPerson", {"party", "id"}, 2, "party", PERSON_FIELDS, COUNT_OF(PERSON_FIELDS), PERSON_COLUMNS,
                                 COUNT_OF(PERSON_COLUMNS), true});
}

status_t verb_roster_set(cli_t *cli) {
    return set(cli, &(setting_t){"rosters", "setRoster", {"party", "duty", "person"}, 3, "party", ROSTER_FIELDS, COUNT_OF(ROSTER_FIELDS), ROSTER_COLUMNS,
                                 COUNT_OF(ROSTER_COLUMNS), false});
}

/* ---- keys ---- */

status_t verb_key_new(cli_t *cli) {
    char public_key[CONFIG_KEY_SIZE], secret_key[CONFIG_KEY_SIZE], problem[CONFIG_PROBLEM_SIZE] = "";
    stafet_new_key(public_key, secret_key);
    status_t status = config_write_key(arguments_at(cli->arguments, 0), public_key, secret_key, problem);
    explicit_bzero(secret_key, sizeof secret_key);
    if (status != STATUS_OK) return cli_fail(cli, status, problem);
    if (cli->is_machine) cli_print_json(cli, json_pack("{s:s}", "publicKey", public_key));
    else (void)fprintf(cli->out, "%s\n", public_key);
    return STATUS_OK;
}

/* A public key, given itself or by a key file. */
static status_t key_read(const cli_t *cli, const char *word, char public_key[CONFIG_KEY_SIZE]) {
    char problem[CONFIG_PROBLEM_SIZE] = "";
    uint8_t key[32];
    if (hex_read(word, key, sizeof key) == STATUS_OK) {
        text_set(public_key, CONFIG_KEY_SIZE, word);
        return STATUS_OK;
    }
    status_t status = config_read_key(word, public_key, NULL, problem);
    return status == STATUS_OK ? STATUS_OK : cli_fail(cli, status, problem);
}

static status_t rights_read(const cli_t *cli, json_t *row) {
    static const char *const RIGHTS[] = {"send", "receive", "metadata", "bodies", "admin"};
    const char *rights = arguments_value(cli->arguments, OPTION_RIGHTS);
    if (rights == NULL) rights = "send,receive,metadata,bodies";
    while (*rights != '\0') {
        size_t size = strcspn(rights, ","), index = 0;
        while (index < COUNT_OF(RIGHTS) && !(strlen(RIGHTS[index]) == size && strncmp(RIGHTS[index], rights, size) == 0)) index++;
        if (index == COUNT_OF(RIGHTS)) return cli_misused(cli, "--rights send,receive,metadata,bodies,admin");
        CHECK(json_object_set_new(row, RIGHTS[index], json_true()) == 0);
        rights += size + (rights[size] == ',');
    }
    return STATUS_OK;
}

status_t verb_key_grant(cli_t *cli) {
    char public_key[CONFIG_KEY_SIZE];
    const char *label = arguments_value(cli->arguments, OPTION_LABEL);
    status_t status = key_read(cli, arguments_at(cli->arguments, 0), public_key);
    if (status != STATUS_OK) return status;
    json_t *done = json_array(), *row = json_pack("{s:s, s:s}", "publicKey", public_key, "party", arguments_at(cli->arguments, 1));
    if (label != NULL) CHECK(json_object_set_new(row, "label", json_string(label)) == 0);
    status = rights_read(cli, row);
    if (status == STATUS_OK) status = set_row(cli, "grantKey", row, done);
    else json_decref(row);
    if (status == STATUS_OK) show_rows(cli, done, KEY_COLUMNS, COUNT_OF(KEY_COLUMNS));
    else json_decref(done);
    return status;
}

status_t verb_key_revoke(cli_t *cli) {
    char public_key[CONFIG_KEY_SIZE];
    status_t status = key_read(cli, arguments_at(cli->arguments, 0), public_key);
    if (status != STATUS_OK) return status;
    json_t *done = json_array();
    status = set_row(cli, "revokeKey", json_pack("{s:s}", "publicKey", public_key), done);
    if (status == STATUS_OK) show_rows(cli, done, KEY_COLUMNS, COUNT_OF(KEY_COLUMNS));
    else json_decref(done);
    return status;
}
