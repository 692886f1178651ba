/* SPDX-License-Identifier: EUPL-1.2
 * The directory: what units offer, free places, matching, routes, unmet demand, gaps and warnings. */
#include <stdlib.h>
#include <string.h>

#include "base/bytes.h"
#include "base/check.h"
#include "cli/setting.h"
#include "cli/verbs.h"
#include "model/codes.h"
#include "model/model.h"

static const show_column_t OFFER_LIST[] = {
    {"id", "offer", "tilbud", SHOW_TEXT},
    {"name", "name", "navn", SHOW_TEXT},
    {"party", "unit", "enhed", SHOW_TEXT},
    {"paragraphs", "§", "§", SHOW_TEXT},
    {"targetGroups", "for", "for", SHOW_TEXT},
    {"step", "step", "trin", SHOW_TEXT},
    {"acute", "acute", "akut", SHOW_YES},
    {"visitated", "referral", "visitation", SHOW_YES},
    {"civilSociety", "civil society", "civilsamfund", SHOW_YES},
    {"confirmedAt", "confirmed", "bekræftet", SHOW_TIME},
    {"stale", "old", "forældet", SHOW_YES},
};
static const show_column_t OFFER_COLUMNS[] = {
    {"id", "offer", "tilbud", SHOW_TEXT},
    {"party", "unit", "enhed", SHOW_TEXT},
    {"name", "name", "navn", SHOW_TEXT},
    {"coreTask", "core task", "kerneopgave", SHOW_TEXT},
    {"notFor", "not for", "ikke for", SHOW_TEXT},
    {"paragraphs", "paragraphs", "paragraffer", SHOW_TEXT},
    {"targetGroups", "target groups", "målgrupper", SHOW_TEXT},
    {"services", "services", "ydelser", SHOW_TEXT},
    {"deliveries", "how", "hvordan", SHOW_TEXT},
    {"competences", "competences", "kompetencer", SHOW_TEXT},
    {"performer", "by", "ved", SHOW_TEXT},
    {"hours", "hours", "åbningstid", SHOW_TEXT},
    {"ageFrom", "from age", "fra alder", SHOW_TEXT},
    {"ageTo", "to age", "til alder", SHOW_TEXT},
    {"step", "step of the ladder", "trin på indsatstrappen", SHOW_TEXT},
    {"acute", "takes acute citizens", "modtager akut", SHOW_YES},
    {"visitated", "needs a referral", "kræver visitation", SHOW_YES},
    {"civilSociety", "civil society", "civilsamfund", SHOW_YES},
    {"forRelatives", "for relatives", "for pårørende", SHOW_YES},
    {"accompanied", "somebody comes along", "ledsagelse i starten", SHOW_YES},
    {"host", "host", "værtsperson", SHOW_TEXT},
    {"priceDay", "price a day (øre)", "pris pr. døgn (øre)", SHOW_TEXT},
    {"portalId", "Tilbudsportalen", "Tilbudsportalen", SHOW_TEXT},
    {"approvedUntil", "approved until", "godkendt til", SHOW_TIME},
    {"validFrom", "from", "fra", SHOW_TIME},
    {"validTo", "to", "til", SHOW_TIME},
    {"confirmedAt", "confirmed", "bekræftet", SHOW_TIME},
    {"confirmedBy", "by", "af", SHOW_TEXT},
    {"stale", "old: to be confirmed", "forældet: skal bekræftes", SHOW_YES},
};
static const show_column_t CAPACITY_COLUMNS[] = {
    {"offer", "offer", "tilbud", SHOW_TEXT},        {"total", "places", "pladser", SHOW_TEXT},         {"free", "free", "ledige", SHOW_TEXT},
    {"reserved", "promised", "lovet", SHOW_TEXT},   {"waitingDays", "wait (days)", "ventetid (dage)", SHOW_TEXT}, {"nextFree", "next free", "næste ledige", SHOW_TIME},
    {"asOf", "told", "oplyst", SHOW_TIME},          {"toldBy", "by", "af", SHOW_TEXT},                 {"stale", "old: ask", "forældet: spørg", SHOW_YES},
};
static const show_column_t ROUTE_COLUMNS[] = {
    {"id", "route", "rute", SHOW_TEXT},          {"version", "version", "version", SHOW_TEXT}, {"municipality", "municipality", "kommune", SHOW_TEXT},
    {"service", "asked for", "der bedes om", SHOW_TEXT}, {"when", "when", "når", SHOW_TEXT},   {"to", "goes to", "går til", SHOW_TEXT},
    {"note", "because", "fordi", SHOW_TEXT},     {"validFrom", "from", "fra", SHOW_TIME},      {"validTo", "to", "til", SHOW_TIME},
    {"inForce", "in force", "gælder nu", SHOW_YES},
};
static const show_column_t ROUTED_COLUMNS[] = {
    {"chosen", "taken", "valgt", SHOW_YES},    {"party", "unit", "enhed", SHOW_TEXT},   {"phone", "phone", "telefon", SHOW_TEXT},
    {"openNow", "open now", "åbent nu", SHOW_YES}, {"connectedSince", "connected since", "forbundet siden", SHOW_TIME}, {"lastSeen", "last seen", "sidst set", SHOW_TIME},
    {"route", "route", "rute", SHOW_TEXT},     {"version", "version", "version", SHOW_TEXT}, {"why", "why", "hvorfor", SHOW_TEXT},
    {"note", "because", "fordi", SHOW_TEXT},
};
static const show_column_t UNMET_COLUMNS[] = {
    {"month", "month", "måned", SHOW_TEXT}, {"municipality", "municipality", "kommune", SHOW_TEXT}, {"paragraph", "§", "§", SHOW_TEXT},
    {"targetGroup", "for", "for", SHOW_TEXT}, {"need", "need", "behov", SHOW_TEXT}, {"searches", "sought in vain", "søgt forgæves", SHOW_TEXT}, {"told", "told", "meldt", SHOW_TEXT},
};
static const show_column_t WARNING_COLUMNS[] = {
    {"party", "unit", "enhed", SHOW_TEXT}, {"what", "what", "hvad", SHOW_TEXT},   {"about", "about", "om", SHOW_TEXT},     {"due", "due", "frist", SHOW_TIME},
    {"endsAt", "until", "indtil", SHOW_TIME}, {"told", "told", "besked til", SHOW_TEXT}, {"at", "told at", "besked givet", SHOW_TIME}, {"open", "open", "åben", SHOW_YES},
};
static const show_column_t GAP_COLUMNS[] = {
    {"party", "unit", "enhed", SHOW_TEXT}, {"name", "name", "navn", SHOW_TEXT}, {"from", "nobody from", "ingen fra", SHOW_TIME}, {"to", "to", "til", SHOW_TIME},
    {"warned", "warned", "varsel", SHOW_TEXT}, {"phone", "phone", "telefon", SHOW_TEXT},
};

static const field_t OFFER_FIELDS[] = {
    {OPTION_NAME, "name", false}, {OPTION_CORE_TASK, "coreTask", false}, {OPTION_NOT_FOR, "notFor", false}, {OPTION_PARAGRAPHS, "paragraphs", false},
    {OPTION_GROUPS, "targetGroups", false}, {OPTION_SERVICES, "services", false}, {OPTION_DELIVERY, "deliveries", false}, {OPTION_COMPETENCES, "competences", false},
    {OPTION_PERFORMER, "performer", false}, {OPTION_HOURS, "hours", false}, {OPTION_AGE_FROM, "ageFrom", false}, {OPTION_AGE_TO, "ageTo", false},
    {OPTION_ON_STEP, "step", false}, {OPTION_TAKES_ACUTE, "acute", true}, {OPTION_VISITATED, "visitated", true}, {OPTION_CIVIL_SOCIETY, "civilSociety", true},
    {OPTION_FOR_RELATIVES, "forRelatives", true}, {OPTION_ACCOMPANIED, "accompanied", true}, {OPTION_PRICE_DAY, "priceDay", false}, {OPTION_HOST, "host", false},
    {OPTION_PORTAL_ID, "portalId", false}, {OPTION_APPROVED_UNTIL, "approvedUntil", false}, {OPTION_VALID_FROM, "validFrom", false}, {OPTION_VALID_TO, "validTo", false},
};
static const field_t CAPACITY_FIELDS[] = {
    {OPTION_TOTAL, "total", false}, {OPTION_FREE, "free", false}, {OPTION_RESERVED, "reserved", false}, {OPTION_WAITING_DAYS, "waitingDays", false},
    {OPTION_NEXT_FREE, "nextFree", false},
};
static const field_t ROUTE_FIELDS[] = {
    {OPTION_MUNICIPALITY, "municipality", false}, {OPTION_SERVICE, "service", false}, {OPTION_FLOW_NAME, "flow", false}, {OPTION_PARAGRAPHS, "paragraphs", false},
    {OPTION_KLE, "kle", false}, {OPTION_GROUPS, "targetGroups", false}, {OPTION_HOURS, "hours", false}, {OPTION_TO, "toParty", false}, {OPTION_TO_KIND, "toKind", false},
    {OPTION_NOTE, "note", false}, {OPTION_VALID_FROM, "validFrom", false}, {OPTION_VALID_TO, "validTo", false},
};
static const field_t WISH_FIELDS[] = {
    {OPTION_MUNICIPALITY, "municipality", false}, {OPTION_GROUP, "targetGroup", false}, {OPTION_PARAGRAPH, "paragraph", false}, {OPTION_KLE, "kle", false},
    {OPTION_FLOW_NAME, "flow", false}, {OPTION_AGE, "age", false}, {OPTION_DELIVERY, "delivery", false}, {OPTION_COMPETENCE, "competence", false}, {OPTION_STEP, "step", false},
    {OPTION_AT, "at", false},
};
static const field_t UNMET_FIELDS[] = {{OPTION_PARAGRAPH, "paragraph", false}, {OPTION_GROUP, "targetGroup", false}, {OPTION_NEED, "need", false}};

#define TEXT_SIZE 1024

/* ---- words for codes ---- */

/* "303deb9b-…,ee5b52bd-…" as "Angst, Depression". What is not known here stays as it is. */
static void codes_to_words(const cli_t *cli, json_t *row, const char *field, codes_t list) {
    char text[TEXT_SIZE] = "", code[CODE_SIZE];
    size_t size = 0;
    for (const char *rest = row_text(row, field); *rest != '\0' && size < sizeof text;) {
        unsigned index;
        size_t own = strcspn(rest, ",");
        (void)snprintf(code, sizeof code, "%.*s", (int)own, rest);
        bool is_known = own < sizeof code && code_find(list, code, &index) == STATUS_OK;
        const code_t *found = is_known ? code_at(list, index) : NULL;
        size += (size_t)snprintf(text + size, sizeof text - size, "%s%s", size > 0 ? ", " : "", found == NULL ? code : say(cli, found->english, found->danish));
        rest += own + (rest[own] == ',');
    }
    if (text[0] != '\0') CHECK(json_object_set_new(row, field, json_string(text)) == 0);
}

/* For people; machines get the codes. */
static void say_offers(const cli_t *cli, json_t *rows) {
    size_t index;
    json_t *row;
    if (cli->is_machine) return;
    json_array_foreach(rows, index, row) {
        codes_to_words(cli, row, "targetGroups", CODES_TARGET_GROUP);
        codes_to_words(cli, row, "targetGroup", CODES_TARGET_GROUP);
        codes_to_words(cli, row, "services", CODES_SERVICE);
        codes_to_words(cli, row, "deliveries", CODES_DELIVERY);
        codes_to_words(cli, row, "performer", CODES_PERFORMER);
    }
}

/* Rows of a kind about the first argument, as the broker chose them. */
static status_t ask_rows(cli_t *cli, const char *kind, json_t *wish, json_t **rows) {
    const char *about = arguments_at(cli->arguments, 0);
    json_t *query = json_pack("{s:s}", "kind", kind);
    if (about != NULL) CHECK(json_object_set_new(query, "about", json_string(about)) == 0);
    if (wish != NULL) CHECK(json_object_set_new(query, "wish", wish) == 0);
    status_t status = cli_connect(cli, &(cli_connect_t){0});
    if (status == STATUS_OK) return cli_ask(cli, query, rows);
    json_decref(query);
    return status;
}

static json_t *wish_of_all(const cli_t *cli) {
    return json_pack("{s:b}", "all", arguments_has(cli->arguments, OPTION_ALL));
}

/* ---- offers and places ---- */

status_t verb_offer_list(cli_t *cli) {
    json_t *rows;
    status_t status = ask_rows(cli, "offers", NULL, &rows);
    if (status != STATUS_OK) return status;
    say_offers(cli, rows);
    show_rows(cli, rows, OFFER_LIST, COUNT_OF(OFFER_LIST));
    return STATUS_OK;
}

status_t verb_offer_show(cli_t *cli) {
    json_t *rows;
    const char *id = arguments_at(cli->arguments, 0);
    status_t status = rows_about(cli, "offers", id, "id", &rows);
    if (status != STATUS_OK) return status;
    say_offers(cli, rows);
    json_t *row = json_incref(json_array_get(rows, 0));
    json_decref(rows);
    if (row == NULL) return cli_fail(cli, STATUS_NOT_FOUND, id);
    show_row(cli, row, OFFER_COLUMNS, COUNT_OF(OFFER_COLUMNS));
    return STATUS_OK;
}

status_t verb_offer_set(cli_t *cli) {
    return rows_set(cli, &(setting_t){"offers", "setOffer", {"party", "id"}, 2, "id", OFFER_FIELDS, COUNT_OF(OFFER_FIELDS), OFFER_LIST, COUNT_OF(OFFER_LIST), false});
}

status_t verb_offer_confirm(cli_t *cli) {
    json_t *done = json_array();
    status_t status = row_set(cli, "confirmOffer", json_pack("{s:s, s:s}", "party", arguments_at(cli->arguments, 0), "id", arguments_at(cli->arguments, 1)), done);
    if (status != STATUS_OK) {
        json_decref(done);
        return status;
    }
    say_offers(cli, done);
    show_rows(cli, done, OFFER_LIST, COUNT_OF(OFFER_LIST));
    return STATUS_OK;
}

status_t verb_capacity_list(cli_t *cli) {
    json_t *rows;
    status_t status = ask_rows(cli, "capacity", NULL, &rows);
    if (status == STATUS_OK) show_rows(cli, rows, CAPACITY_COLUMNS, COUNT_OF(CAPACITY_COLUMNS));
    return status;
}

status_t verb_capacity_set(cli_t *cli) {
    return rows_set(cli, &(setting_t){"capacity", "setCapacity", {"party", "offer"}, 2, "offer", CAPACITY_FIELDS, COUNT_OF(CAPACITY_FIELDS), CAPACITY_COLUMNS,
                                      COUNT_OF(CAPACITY_COLUMNS), false});
}

/* ---- matching ---- */

static status_t wish_read(const cli_t *cli, json_t **wish) {
    static const struct {
        option_t option;
        const char *field;
    } FLAGS[] = {{OPTION_ACUTE, "acute"}, {OPTION_UNREFERRED, "noReferral"}, {OPTION_RELATIVES, "relatives"}, {OPTION_ALL, "all"}};
    *wish = json_object();
    for (size_t index = 0; index < COUNT_OF(FLAGS); index++) {
        if (arguments_has(cli->arguments, FLAGS[index].option)) CHECK(json_object_set_new(*wish, FLAGS[index].field, json_true()) == 0);
    }
    status_t status = fields_read(cli, WISH_FIELDS, COUNT_OF(WISH_FIELDS), *wish);
    if (status != STATUS_OK) json_decref(*wish);
    return status;
}

static void places_to_words(const cli_t *cli, const json_t *row, char text[TEXT_SIZE]) {
    if (json_object_get(row, "placesTotal") == NULL) {
        (void)snprintf(text, TEXT_SIZE, "%s", say(cli, "not told", "ikke oplyst"));
        return;
    }
    json_int_t free = json_integer_value(json_object_get(row, "placesFree")), total = json_integer_value(json_object_get(row, "placesTotal"));
    json_int_t days = json_integer_value(json_object_get(row, "waitingDays"));
    int size = snprintf(text, TEXT_SIZE, "%d %s %d", (int)free, say(cli, "of", "af"), (int)total);
    if (days > 0) (void)snprintf(text + size, TEXT_SIZE - (size_t)size, ", %s %d %s", say(cli, "wait", "vent"), (int)days, say(cli, "days", "dage"));
}

/* The offer on a line; below it why, and whom it is not for: that is read before somebody is sent there. */
static void match_put(const cli_t *cli, table_t *table, const json_t *row) {
    char text[2 * TEXT_SIZE];
    table_colour_t colour = row_true(row, "fits") ? TABLE_BOLD : TABLE_DIM;
    table_put(table, row_text(row, "rank"), colour);
    table_put(table, row_text(row, "name"), colour);
    table_put(table, row_text(row, "offer"), TABLE_PLAIN);
    places_to_words(cli, row, text);
    table_put(table, text, TABLE_PLAIN);
    table_put(table, row_true(row, "openNow") ? say(cli, "open", "åbent") : say(cli, "closed", "lukket"), TABLE_PLAIN);
    table_put(table, row_text(row, "step"), TABLE_PLAIN);
    table_put(table, row_text(row, "phone"), TABLE_PLAIN);
    (void)snprintf(text, sizeof text, "   %s", row_text(row, say(cli, "whyEn", "whyDa")));
    table_put_line(table, text, row_true(row, "fits") ? TABLE_GREEN : TABLE_DIM);
    if (row_text(row, "notFor")[0] == '\0') return;
    (void)snprintf(text, sizeof text, "   %s %s", say(cli, "Not for:", "Ikke for:"), row_text(row, "notFor"));
    table_put_line(table, text, TABLE_YELLOW);
}

static void matches_print(const cli_t *cli, const json_t *rows) {
    const char *const HEADINGS[] = {"", say(cli, "offer", "tilbud"), "", say(cli, "free places", "ledige pladser"), say(cli, "now", "nu"), say(cli, "step", "trin"),
                                    say(cli, "phone", "telefon")};
    table_t table;
    size_t index;
    json_t *row;
    if (json_array_size(rows) == 0) {
        bool is_counted = arguments_has(cli->arguments, OPTION_GROUP) || arguments_has(cli->arguments, OPTION_PARAGRAPH);
        (void)fprintf(cli->out, "%s\n", is_counted ? say(cli, "No offer fits. It has been counted as unmet demand; --all shows what is nearest.",
                                                         "Intet tilbud passer. Det er talt med som udækket behov; --all viser det nærmeste.")
                                                   : say(cli, "No offer fits; --all shows what is nearest.", "Intet tilbud passer; --all viser det nærmeste."));
        return;
    }
    show_table_open(cli, &table, 0);
    for (size_t column = 0; column < COUNT_OF(HEADINGS); column++) table_column(&table, HEADINGS[column]);
    json_array_foreach(rows, index, row) {
        match_put(cli, &table, row);
    }
    table_print(&table, cli->out, cli->in_colour);
    table_close(&table);
}

status_t verb_match(cli_t *cli) {
    json_t *rows, *wish;
    const char *count = arguments_value(cli->arguments, OPTION_COUNT);
    status_t status = wish_read(cli, &wish);
    if (status != STATUS_OK) return status;
    json_t *query = json_pack("{s:s, s:o, s:i}", "kind", "match", "wish", wish, "limit", count == NULL ? 20 : (int)strtol(count, NULL, 10));
    status = cli_connect(cli, &(cli_connect_t){0});
    if (status != STATUS_OK) {
        json_decref(query);
        return status;
    }
    status = cli_ask(cli, query, &rows);
    if (status != STATUS_OK) return status;
    if (cli->is_machine) {
        cli_print_json(cli, rows);
        return STATUS_OK;
    }
    matches_print(cli, rows);
    json_decref(rows);
    return STATUS_OK;
}

/* ---- routes ---- */

/* The criteria in one cell: "henvisning, § 85, Angst, mon-fri 08:00-16:00". */
static void say_route(const cli_t *cli, json_t *row) {
    static const char *const FIELDS[] = {"flow", "paragraphs", "kle", "targetGroups", "hours"};
    char text[TEXT_SIZE] = "";
    size_t size = 0;
    flow_kind_t flow;
    codes_to_words(cli, row, "targetGroups", CODES_TARGET_GROUP);
    for (size_t index = 0; index < COUNT_OF(FIELDS) && size < sizeof text; index++) {
        const char *value = row_text(row, FIELDS[index]);
        bool is_flow = index == 0 && flow_kind_parse(value, &flow) == STATUS_OK;
        if (*value == '\0') continue;
        size += (size_t)snprintf(text + size, sizeof text - size, "%s%s%s", size > 0 ? ", " : "", index == 1 ? "§ " : "", is_flow ? say(cli, value, flow_kind_danish(flow)) : value);
    }
    const char *to = row_text(row, "toParty");
    CHECK(json_object_set_new(row, "when", json_string(size == 0 ? say(cli, "always", "altid") : text)) == 0);
    CHECK(json_object_set_new(row, "to", json_string(*to != '\0' ? to : row_text(row, "toKind"))) == 0);
}

static void show_routes(const cli_t *cli, json_t *rows) {
    size_t index;
    json_t *row;
    if (!cli->is_machine) {
        json_array_foreach(rows, index, row) {
            say_route(cli, row);
        }
    }
    show_rows(cli, rows, ROUTE_COLUMNS, COUNT_OF(ROUTE_COLUMNS));
}

status_t verb_route_list(cli_t *cli) {
    json_t *rows;
    status_t status = ask_rows(cli, "routes", wish_of_all(cli), &rows);
    if (status == STATUS_OK) show_routes(cli, rows);
    return status;
}

status_t verb_route_set(cli_t *cli) {
    return rows_set(cli, &(setting_t){"routes", "setRoute", {"id"}, 1, "id", ROUTE_FIELDS, COUNT_OF(ROUTE_FIELDS), ROUTE_COLUMNS, COUNT_OF(ROUTE_COLUMNS), false});
}

status_t verb_route_why(cli_t *cli) {
    json_t *rows, *wish, *row;
    size_t index;
    status_t status = wish_read(cli, &wish);
    if (status != STATUS_OK) return status;
    CHECK(json_object_set_new(wish, "service", json_string(arguments_at(cli->arguments, 0))) == 0);
    status = ask_rows(cli, "route", wish, &rows);
    if (status != STATUS_OK) return status;
    json_array_foreach(rows, index, row) {
        if (!cli->is_machine) CHECK(json_object_set_new(row, "why", json_string(row_text(row, say(cli, "whyEn", "whyDa")))) == 0);
    }
    show_rows(cli, rows, ROUTED_COLUMNS, COUNT_OF(ROUTED_COLUMNS));
    return STATUS_OK;
}

/* ---- unmet demand ---- */

status_t verb_unmet_list(cli_t *cli) {
    json_t *rows;
    status_t status = ask_rows(cli, "unmet", NULL, &rows);
    if (status != STATUS_OK) return status;
    say_offers(cli, rows);
    show_rows(cli, rows, UNMET_COLUMNS, COUNT_OF(UNMET_COLUMNS));
    return STATUS_OK;
}

status_t verb_unmet_note(cli_t *cli) {
    json_t *done = json_array(), *row = json_pack("{s:s}", "municipality", arguments_at(cli->arguments, 0));
    status_t status = fields_read(cli, UNMET_FIELDS, COUNT_OF(UNMET_FIELDS), row);
    if (status == STATUS_OK) status = row_set(cli, "noteUnmet", row, done);
    else json_decref(row);
    if (status != STATUS_OK) {
        json_decref(done);
        return status;
    }
    say_offers(cli, done);
    show_rows(cli, done, UNMET_COLUMNS, COUNT_OF(UNMET_COLUMNS));
    return STATUS_OK;
}

/* ---- gaps and warnings ---- */

static const char *step_word(const cli_t *cli, json_int_t step) {
    static const char *const STEPS[][2] = {{"not yet", "endnu ikke"}, {"a day before", "et døgn før"}, {"8 hours before", "8 timer før"}, {"nobody is there now", "der er ingen nu"}};
    size_t known = step > 0 && step < (json_int_t)COUNT_OF(STEPS) ? (size_t)step : 0;
    return say(cli, STEPS[known][0], STEPS[known][1]);
}

status_t verb_roster_gaps(cli_t *cli) {
    json_t *rows, *row;
    size_t index;
    status_t status = ask_rows(cli, "gaps", NULL, &rows);
    if (status != STATUS_OK) return status;
    json_array_foreach(rows, index, row) {
        if (!cli->is_machine) CHECK(json_object_set_new(row, "warned", json_string(step_word(cli, json_integer_value(json_object_get(row, "step"))))) == 0);
    }
    show_rows(cli, rows, GAP_COLUMNS, COUNT_OF(GAP_COLUMNS));
    return STATUS_OK;
}

/* "the roster has nobody (8 hours before)" or "confirm the record". */
static void say_warning(const cli_t *cli, json_t *row) {
    char text[TEXT_SIZE];
    const char *about = row_text(row, "about");
    if (strcmp(row_text(row, "rule"), "CRS-4") == 0) {
        (void)snprintf(text, sizeof text, "%s (%s)", say(cli, "nobody on the roster", "ingen på vagtplanen"), step_word(cli, json_integer_value(json_object_get(row, "step"))));
    } else if (strstr(about, "/places") != NULL) {
        (void)snprintf(text, sizeof text, "%s", say(cli, "tell the free places again", "oplys de ledige pladser igen"));
    } else {
        (void)snprintf(text, sizeof text, "%s", say(cli, "confirm what is offered", "bekræft, hvad der tilbydes"));
    }
    CHECK(json_object_set_new(row, "what", json_string(text)) == 0);
}

status_t verb_warnings(cli_t *cli) {
    json_t *rows, *row;
    size_t index;
    status_t status = ask_rows(cli, "warnings", wish_of_all(cli), &rows);
    if (status != STATUS_OK) return status;
    json_array_foreach(rows, index, row) {
        if (!cli->is_machine) say_warning(cli, row);
    }
    show_rows(cli, rows, WARNING_COLUMNS, COUNT_OF(WARNING_COLUMNS));
    return STATUS_OK;
}

/* ---- code lists ---- */

static const struct {
    const char *name;
    codes_t list;
} LISTS[] = {
    {"target_groups", CODES_TARGET_GROUP}, {"services", CODES_SERVICE}, {"paragraphs", CODES_PARAGRAPH}, {"deliveries", CODES_DELIVERY}, {"performers", CODES_PERFORMER},
};
static const show_column_t CODE_COLUMNS[] = {
    {"word", "word", "ord", SHOW_TEXT}, {"name", "name", "navn", SHOW_TEXT}, {"region", "region", "region", SHOW_TEXT}, {"code", "code", "kode", SHOW_TEXT},
};

static json_t *codes_of(const cli_t *cli, codes_t list) {
    json_t *rows = json_array();
    const code_t *code;
    for (unsigned index = 0; (code = code_at(list, index)) != NULL; index++) {
        CHECK(json_array_append_new(rows, json_pack("{s:s, s:s, s:s, s:s}", "code", code->code, "word", code->word, "name", say(cli, code->english, code->danish), "parent",
                                                    code->parent)) == 0);
    }
    return rows;
}

static json_t *municipalities_of(instant_t at) {
    json_t *rows = json_array();
    const char *code;
    for (unsigned index = 0; (code = municipality_at(index)) != NULL; index++) {
        const char *region = municipality_region(code, at);
        CHECK(json_array_append_new(rows, json_pack("{s:s, s:s, s:s, s:s}", "code", code, "name", municipality_name(code), "region", region_name(region), "regionCode", region)) == 0);
    }
    return rows;
}

status_t verb_codes(cli_t *cli) {
    const char *name = arguments_at(cli->arguments, 0), *when = arguments_value(cli->arguments, OPTION_AT);
    instant_t at = clock_realtime();
    if (when != NULL && instant_read(when, &at, NULL) != STATUS_OK) return cli_misused(cli, "--at 2027-01-01T00:00:00+01:00");
    for (size_t index = 0; name != NULL && index < COUNT_OF(LISTS); index++) {
        if (strcmp(LISTS[index].name, name) == 0) {
            show_rows(cli, codes_of(cli, LISTS[index].list), CODE_COLUMNS, COUNT_OF(CODE_COLUMNS));
            return STATUS_OK;
        }
    }
    if (name != NULL && strcmp(name, "municipalities") == 0) {
        show_rows(cli, municipalities_of(at), CODE_COLUMNS, COUNT_OF(CODE_COLUMNS));
        return STATUS_OK;
    }
    return cli_misused(cli, "codes target_groups|services|paragraphs|deliveries|performers|municipalities");
}
