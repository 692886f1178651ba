/* SPDX-License-Identifier: EUPL-1.2
 * A Message as JSON, made of what the user gave. */
#include "cli/compose.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

#include "base/check.h"
#include "model/model.h"

#define FIELD_SIZE 64

/* "course_id" → "courseId"; "." as "_". */
static void to_camel(const char *text, char field[FIELD_SIZE]) {
    size_t size = 0;
    bool raise = false;
    for (; *text != '\0' && size + 1 < FIELD_SIZE; text++) {
        bool is_break = *text == '.' || *text == '_';
        if (!is_break) field[size++] = raise ? (char)toupper((unsigned char)*text) : *text;
        raise = is_break;
    }
    field[size] = '\0';
}

status_t compose_body_field(const char *type, char field[64]) {
    message_type_t known;
    status_t status = message_type_parse(type, &known);
    if (status == STATUS_OK) to_camel(type, field);
    return status;
}

/* Fields of the header; an object that has none of them is a body. */
static bool is_header(const char *field) {
    static const char *const FIELDS[] = {
        "messageId", "courseId", "flowId", "schemaVersion", "inReplyTo", "replaces", "offer", "occurredAt", "sendingParty", "receivers", "person", "subject",
        "disclosure", "priority", "confidentiality", "externalIds", "traceId", "recordedFor", "recordedAfter",
    };
    size_t index = 0;
    while (index < COUNT_OF(FIELDS) && strcmp(FIELDS[index], field) != 0) index++;
    return index < COUNT_OF(FIELDS);
}

/* Puts the names that ProtoJSON also allows (message_id) into the one form that is looked for here. */
static json_t *with_camel_names(const json_t *given) {
    json_t *object = json_object(), *value;
    const char *name;
    json_object_foreach((json_t *)(uintptr_t)given, name, value) {
        char field[FIELD_SIZE];
        to_camel(name, field);
        CHECK(json_object_set(object, strchr(name, '_') != NULL ? field : name, value) == 0);
    }
    return object;
}

/* A whole message, or a body that is given one around it. Takes `given`. */
static json_t *as_message(json_t *given, const char *body_field) {
    json_t *message = with_camel_names(given);
    const char *name;
    json_t *value;
    bool has_body = json_object_get(message, body_field) != NULL, has_header = false;
    json_object_foreach(message, name, value) has_header = has_header || is_header(name);
    if (!has_body && !has_header) {
        json_decref(message);
        message = json_pack("{s:O}", body_field, given);
    } else if (!has_body) {
        CHECK(json_object_set_new(message, body_field, json_object()) == 0);
    }
    json_decref(given);
    return message;
}

static void set_absent(json_t *object, const char *field, const char *value) {
    if (value != NULL && value[0] != '\0' && json_object_get(object, field) == NULL) CHECK(json_object_set_new(object, field, json_string(value)) == 0);
}

static void set_option(json_t *object, const char *field, const char *value) {
    if (value != NULL) CHECK(json_object_set_new(object, field, json_string(value)) == 0);
}

/* --set a.b=value. */
static bool set_field(json_t *body, const char *assignment) {
    char field[FIELD_SIZE];
    const char *equals = strchr(assignment, '=');
    if (equals == NULL) return false;
    const char *dot = memchr(assignment, '.', (size_t)(equals - assignment));
    size_t size = (size_t)((dot != NULL ? dot : equals) - assignment);
    if (size == 0 || size >= sizeof field) return false;
    (void)snprintf(field, sizeof field, "%.*s", (int)size, assignment);
    if (dot != NULL) {
        if (!json_is_object(json_object_get(body, field))) CHECK(json_object_set_new(body, field, json_object()) == 0);
        return set_field(json_object_get(body, field), dot + 1);
    }
    bool is_flag = strcmp(equals + 1, "true") == 0 || strcmp(equals + 1, "false") == 0;
    return json_object_set_new(body, field, is_flag ? json_boolean(equals[1] == 't') : json_string(equals + 1)) == 0;
}

static void set_receivers(const arguments_t *arguments, json_t *message) {
    json_t *receivers = json_array();
    const char *value;
    for (unsigned index = 0; (value = arguments_value_at(arguments, OPTION_TO, index)) != NULL; index++) {
        CHECK(json_array_append_new(receivers, json_pack("{s:s}", "party", value)) == 0);
    }
    for (unsigned index = 0; (value = arguments_value_at(arguments, OPTION_SERVICE, index)) != NULL; index++) {
        CHECK(json_array_append_new(receivers, json_pack("{s:{s:s}}", "service", "kind", value)) == 0);
    }
    if (json_array_size(receivers) > 0) CHECK(json_object_set(message, "receivers", receivers) == 0);
    json_decref(receivers);
}

/* One object for each time the option is given; of "who:how much" two fields. */
static void set_list(const arguments_t *arguments, option_t option, const char *const fields[2], json_t *list) {
    const char *value;
    for (unsigned index = 0; (value = arguments_value_at(arguments, option, index)) != NULL; index++) {
        const char *colon = fields[1] != NULL ? strchr(value, ':') : NULL;
        json_t *row = json_object();
        CHECK(json_object_set_new(row, fields[0], json_stringn(value, colon != NULL ? (size_t)(colon - value) : strlen(value))) == 0);
        if (colon != NULL) CHECK(json_object_set_new(row, fields[1], json_string(colon + 1)) == 0);
        CHECK(json_array_append_new(list, row) == 0);
    }
}

/* consent.given: what may be told, to whom. */
static void set_consent(const arguments_t *arguments, json_t *body) {
    static const struct {
        option_t option;
        const char *list, *fields[2];
    } LISTS[] = {
        {OPTION_SCOPE, "scopes", {"scope", NULL}}, {OPTION_ORGANISATION, "receivers", {"organisation", NULL}}, {OPTION_RELATIVE, "relatives", {"relation", "extent"}},
    };
    for (unsigned index = 0; index < COUNT_OF(LISTS); index++) {
        if (!arguments_has(arguments, LISTS[index].option)) continue;
        json_t *list = json_array();
        set_list(arguments, LISTS[index].option, LISTS[index].fields, list);
        CHECK(json_object_set_new(body, LISTS[index].list, list) == 0);
    }
}

static void set_ground(const arguments_t *arguments, json_t *message) {
    const char *ground = arguments_value(arguments, OPTION_GROUND), *consent = arguments_value(arguments, OPTION_CONSENT);
    if (ground == NULL && consent == NULL) return;
    json_t *disclosure = json_pack("{s:s}", "ground", consent != NULL ? "consent" : ground);
    if (consent != NULL) CHECK(json_object_set_new(disclosure, "consentId", json_string(consent)) == 0);
    CHECK(json_object_set_new(message, "disclosure", disclosure) == 0);
}

static void set_header(const compose_t *compose, const arguments_t *arguments, json_t *message) {
    set_option(message, "messageId", arguments_value(arguments, OPTION_ID));
    set_option(message, "courseId", arguments_value(arguments, OPTION_COURSE));
    set_option(message, "flowId", arguments_value(arguments, OPTION_FLOW));
    set_option(message, "priority", arguments_value(arguments, OPTION_PRIORITY));
    set_option(message, "occurredAt", arguments_value(arguments, OPTION_OCCURRED_AT));
    set_option(message, "recordedAfter", arguments_value(arguments, OPTION_RECORDED_AFTER));
    set_ground(arguments, message);
    set_receivers(arguments, message);
    set_absent(message, "messageId", compose->id);
    set_absent(message, "occurredAt", compose->occurred_at);
    set_absent(message, "sendingParty", compose->party);
    if (json_object_get(message, "schemaVersion") == NULL) CHECK(json_object_set_new(message, "schemaVersion", json_integer(1)) == 0);
    if (json_object_get(message, "person") == NULL && compose->person[0] != '\0') {
        CHECK(json_object_set_new(message, "person", json_pack("{s:s}", "id", compose->person)) == 0);
    }
}

status_t compose_message(const compose_t *compose, const arguments_t *arguments, json_t *given, json_t **message, char problem[ARGUMENTS_PROBLEM_SIZE]) {
    char body_field[FIELD_SIZE];
    if (given == NULL) given = json_object();
    if (!json_is_object(given)) {
        json_decref(given);
        (void)snprintf(problem, ARGUMENTS_PROBLEM_SIZE, "the message is no JSON object");
        return STATUS_UNREADABLE_MESSAGE;
    }
    if (compose_body_field(compose->type, body_field) != STATUS_OK) {
        json_decref(given);
        (void)snprintf(problem, ARGUMENTS_PROBLEM_SIZE, "%.60s", compose->type);
        return STATUS_UNKNOWN_TYPE;
    }
    json_t *made = as_message(given, body_field);
    const char *assignment;
    status_t status = compose_answers(arguments, compose->answers, json_object_get(made, body_field), problem);
    if (status != STATUS_OK) {
        json_decref(made);
        return status;
    }
    for (unsigned index = 0; (assignment = arguments_value_at(arguments, OPTION_SET, index)) != NULL; index++) {
        if (set_field(json_object_get(made, body_field), assignment)) continue;
        json_decref(made);
        (void)snprintf(problem, ARGUMENTS_PROBLEM_SIZE, "--set %.100s: FIELD=VALUE is meant", assignment);
        return STATUS_USAGE;
    }
    set_consent(arguments, json_object_get(made, body_field));
    set_header(compose, arguments, made);
    *message = made;
    return STATUS_OK;
}
