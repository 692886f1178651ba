/* SPDX-License-Identifier: EUPL-1.2
 * Units, people, keys, rosters. */
#include <stdlib.h>
#include <string.h>

#include "base/bytes.h"
#include "base/check.h"
#include "cli/setting.h"
#include "cli/verbs.h"

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
    {"connectedSince", "connected since", "forbundet siden", SHOW_TIME},
    {"lastSeen", "last seen", "sidst set", SHOW_TIME},
    {"validFrom", "from", "fra", SHOW_TIME},
    {"validTo", "to", "til", SHOW_TIME},
};
/* Of a list: what one looks for is who is there. */
static const show_column_t PARTY_LIST[] = {
    {"id", "unit", "enhed", SHOW_TEXT},
    {"name", "name", "navn", SHOW_TEXT},
    {"kind", "kind", "art", SHOW_TEXT},
    {"municipality", "municipality", "kommune", SHOW_TEXT},
    {"mayHold", "may hold", "kan være tovholder", SHOW_YES},
    {"aroundTheClock", "24/7", "døgnet rundt", SHOW_YES},
    {"connectedSince", "connected since", "forbundet siden", SHOW_TIME},
    {"lastSeen", "last seen", "sidst set", SHOW_TIME},
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

status_t verb_party_list(cli_t *cli) {
    return rows_list(cli, "parties", PARTY_LIST, COUNT_OF(PARTY_LIST));
}

status_t verb_person_list(cli_t *cli) {
    return rows_list(cli, "persons", PERSON_COLUMNS, COUNT_OF(PERSON_COLUMNS));
}

status_t verb_key_list(cli_t *cli) {
    return rows_list(cli, "keys", KEY_COLUMNS, COUNT_OF(KEY_COLUMNS));
}

status_t verb_roster_list(cli_t *cli) {
    return rows_list(cli, "rosters", ROSTER_COLUMNS, COUNT_OF(ROSTER_COLUMNS));
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

status_t verb_party_set(cli_t *cli) {
    return rows_set(cli, &(setting_t){"parties", "setParty", {"id"}, 1, "id", PARTY_FIELDS, COUNT_OF(PARTY_FIELDS), PARTY_COLUMNS, 7, true});
}

status_t verb_person_set(cli_t *cli) {
    return rows_set(cli, &(setting_t){"persons", "setPerson", {"party", "id"}, 2, "party", PERSON_FIELDS, COUNT_OF(PERSON_FIELDS), PERSON_COLUMNS,
                                 COUNT_OF(PERSON_COLUMNS), true});
}

status_t verb_roster_set(cli_t *cli) {
    return rows_set(cli, &(setting_t){"rosters", "setRoster", {"party", "duty", "person"}, 3, "party", ROSTER_FIELDS, COUNT_OF(ROSTER_FIELDS), ROSTER_COLUMNS,
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
    if (status == STATUS_OK) status = row_set(cli, "grantKey", row, done);
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
    status = row_set(cli, "revokeKey", json_pack("{s:s}", "publicKey", public_key), done);
    if (status == STATUS_OK) show_rows(cli, done, KEY_COLUMNS, COUNT_OF(KEY_COLUMNS));
    else json_decref(done);
    return status;
}
