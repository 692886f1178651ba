/* SPDX-License-Identifier: EUPL-1.2
 * What a message holds, for whoever writes one by hand. */
#include <string.h>

#include "base/check.h"
#include "cli/compose.h"
#include "cli/verbs.h"
#include "wire/wire.h"

#define DEPTH_MAX 4
#define PATH_SIZE 160

static json_t *field_row(const char *path, const wire_field_t *field) {
    return json_pack("{s:s, s:s, s:b}", "field", path, "holds", field->words[0] != '\0' ? field->words : field->holds, "several", field->is_repeated);
}

/* A field of fields as "requester.role"; of a list, as "answers[].item". */
static void fields_add(json_t *rows, const char *type, const char *prefix, unsigned depth) {
    wire_field_t field;
    for (unsigned index = 0; wire_field(type, index, &field); index++) {
        char path[PATH_SIZE];
        int size = snprintf(path, sizeof path, "%s%s%s", prefix, field.name, field.is_repeated && field.type != NULL ? "[]." : field.type != NULL ? "." : "");
        if (size < 0 || (size_t)size >= sizeof path) continue;
        if (field.type == NULL) CHECK(json_array_append_new(rows, field_row(path, &field)) == 0);
        else if (depth < DEPTH_MAX) fields_add(rows, field.type, path, depth + 1);
    }
}

static bool find_body(const char *name, wire_field_t *field) {
    for (unsigned index = 0; wire_field("stafet.v1.Message", index, field); index++) {
        if (strcmp(field->name, name) == 0) return true;
    }
    return false;
}

status_t verb_fields(cli_t *cli) {
    static const show_column_t COLUMNS[] = {{"field", "--set", "--set", SHOW_TEXT}, {"holds", "holds", "indhold", SHOW_TEXT}};
    char name[64];
    wire_field_t body;
    json_t *rows = json_array();
    const char *type = arguments_at(cli->arguments, 0);
    if (compose_body_field(type, name) != STATUS_OK || !find_body(name, &body)) {
        json_decref(rows);
        return cli_fail(cli, STATUS_UNKNOWN_TYPE, type);
    }
    fields_add(rows, body.type, "", 0);
    show_rows(cli, rows, COLUMNS, COUNT_OF(COLUMNS));
    return STATUS_OK;
}
