/* SPDX-License-Identifier: EUPL-1.2
 * A refusal as help. */
#include "cli/refused.h"

#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/check.h"
#include "base/limits.h"
#include "cli/compose.h"
#include "cli/verbs.h"
#include "cli/words.h"
#include "model/model.h"
#include "wire/wire.h"

/* ---- what is missing ---- */

/* "planned_at" → "plannedAt", as fields are named in JSON. */
static bool find_field(const char *body_type, const char *item, wire_field_t *field) {
    for (unsigned index = 0; wire_field(body_type, index, field); index++) {
        const char *at = item;
        size_t size = 0;
        for (; *at != '\0' && field->name[size] != '\0'; at++) {
            if (*at == '_') continue;
            bool is_raised = at > item && at[-1] == '_';
            if (field->name[size++] != (is_raised ? (char)(*at - 'a' + 'A') : *at)) break;
        }
        if (*at == '\0' && field->name[size] == '\0') return true;
    }
    return false;
}

/* How a user gives it: "--set reason=need_changed, citizen_wish, …". Items that stand in no field alone have none. */
static void how_write(const cli_t *cli, const char *body_type, const char *item, char *how, size_t size) {
    wire_field_t field;
    bool is_header = strcmp(item, "receivers") == 0, is_ground = strcmp(item, "ground") == 0 || strncmp(item, "ground.", 7) == 0;
    bool is_consent = strcmp(item, "consent_receiver") == 0 || strcmp(item, "consent_scope") == 0 || strcmp(item, "consent_expired") == 0;
    how[0] = '\0';
    if (is_consent) {
        (void)snprintf(how, size, "--consent ID");
    } else if (is_header || is_ground) {
        (void)snprintf(how, size, "%s", is_header ? say(cli, "--to PARTY", "--to ENHED") : say(cli, "--ground GROUND", "--ground GRUNDLAG"));
    } else if (body_type != NULL && find_field(body_type, item, &field) && field.type == NULL) {
        (void)snprintf(how, size, "--set %s=%s", field.name, field.words[0] != '\0' ? field.words : "…");
    }
}

static const char *find_body_type(const char *type) {
    static _Thread_local wire_field_t field;
    char name[64];
    if (compose_body_field(type, name) != STATUS_OK) return NULL;
    for (unsigned index = 0; wire_field("stafet.v1.Message", index, &field); index++) {
        if (strcmp(field.name, name) == 0) return field.type;
    }
    return NULL;
}

static void items_print(const cli_t *cli, const char *type, const json_t *missing) {
    table_t table;
    size_t index;
    const json_t *row;
    show_table_open(cli, &table, 3);
    json_array_foreach(missing, index, row) {
        char item[ITEM_CODE_SIZE + 4], how[720];
        (void)snprintf(item, sizeof item, "  %.*s", ITEM_CODE_SIZE, row_text(row, "item"));
        how_write(cli, find_body_type(type), row_text(row, "item"), how, sizeof how);
        table_put(&table, item, TABLE_PLAIN);
        table_put(&table, row_text(row, say(cli, "en", "da")), TABLE_PLAIN);
        table_put(&table, how, TABLE_DIM);
    }
    table_print(&table, cli->error, cli->in_colour);
    table_close(&table);
}

static void standard_print(const cli_t *cli, const json_t *missing) {
    size_t count = json_array_size(missing), index;
    const char **codes = calloc(count + 1, sizeof *codes);
    const json_t *row;
    CHECK(codes != NULL);
    json_array_foreach(missing, index, row) {
        codes[index] = row_text(row, "item");
    }
    missing_print(cli, cli->error, codes, count);
    free(codes);
    (void)fprintf(cli->error, "%s\n", say(cli, "Answer with --answer ITEM=TEXT, or say why there is none: --absent ITEM=not_relevant:none_exists",
                                          "Svar med --answer PUNKT=TEKST, eller sig hvorfor der intet er: --absent PUNKT=not_relevant:none_exists"));
}

static void missing_tell(const cli_t *cli, const stafet_event *event, const char *type, const json_t *missing) {
    if (json_array_size(missing) == 0) return;
    (void)fprintf(cli->error, "%s\n", say(cli, "Missing:", "Mangler:"));
    if (event->status == (stafet_status)STATUS_INCOMPLETE) standard_print(cli, missing);
    else items_print(cli, type, missing);
}

/* ---- who holds, and what may be done ---- */

/* The one who is responsible after the refusal; a course that one may not see stays unknown. */
static void holder_tell(cli_t *cli, const char *course, const char *next) {
    json_t *rows;
    if (cli_ask_quietly(cli, json_pack("{s:s, s:s}", "kind", "course", "courseId", course), &rows, NULL) != STATUS_OK) return;
    const char *holder = row_text(json_array_get(rows, 0), "holder");
    (void)fprintf(cli->error, "%s %s\n", say(cli, "Still responsible:", "Fortsat ansvarlig:"), holder);
    if (next[0] != '\0' && strcmp(next, holder) != 0) (void)fprintf(cli->error, "%s %s\n", say(cli, "The next step is with:", "Næste skridt er hos:"), next);
    json_decref(rows);
}

static flow_kind_t flow_of(const char *type) {
    message_type_t known;
    return message_type_parse(type, &known) == STATUS_OK ? message_type_info((uint32_t)known)->flow : FLOW_NONE;
}

/* What else this flow allows: a whole course allows more than anybody reads. */
static void allowed_tell(cli_t *cli, const char *course, const char *type) {
    json_t *rows, *row, *other = json_array();
    size_t index;
    if (cli_ask_quietly(cli, json_pack("{s:s, s:s}", "kind", "allowed", "courseId", course), &rows, NULL) != STATUS_OK) rows = json_array();
    json_array_foreach(rows, index, row) {
        bool is_other = strcmp(row_text(row, "type"), type) != 0 && flow_of(type) != FLOW_NONE && flow_of(row_text(row, "type")) == flow_of(type);
        if (is_other) CHECK(json_array_append(other, row) == 0);
    }
    if (json_array_size(other) > 0) (void)fprintf(cli->error, "%s\n", say(cli, "Possible instead:", "Muligt i stedet:"));
    allowed_print(cli, cli->error, other, false);
    (void)fprintf(cli->error, "%s stafet course allowed %s\n", say(cli, "All that is possible:", "Alt, der er muligt:"), course);
    json_decref(other);
    json_decref(rows);
}

status_t refused_print(cli_t *cli, const stafet_event *event, const char *type, const json_t *message) {
    status_t status = (status_t)event->status;
    json_t *refused = json_loads(event->json, 0, NULL);
    CHECK(refused != NULL);
    if (cli->is_machine) {
        CHECK(json_object_set_new(refused, "messageId", json_string(row_text(message, "messageId"))) == 0);
        cli_print_json(cli, refused);
        return status;
    }
    const char *detail = row_text(refused, "detail"), *whose = words_who(cli, detail), *course = row_text(message, "courseId");
    (void)cli_fail(cli, status, whose[0] != '\0' ? whose : detail);
    missing_tell(cli, event, type, json_object_get(refused, "missing"));
    /* What is wrong with the message, the key or the broker is not answered by what the course allows. */
    if (course[0] != '\0' && status_class(status) == STATUS_CLASS_CALLER && status != STATUS_UNKNOWN_COURSE) {
        holder_tell(cli, course, row_text(refused, "nextOwner"));
        allowed_tell(cli, course, type);
    }
    json_decref(refused);
    return status;
}
