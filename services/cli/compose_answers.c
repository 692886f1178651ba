/* SPDX-License-Identifier: EUPL-1.2
 * The answers to a documentation standard, as a user gives them. */
#include <stdio.h>
#include <string.h>

#include "base/check.h"
#include "base/limits.h"
#include "cli/compose.h"

static status_t misused(char problem[ARGUMENTS_PROBLEM_SIZE], const char *words, const char *value) {
    (void)snprintf(problem, ARGUMENTS_PROBLEM_SIZE, "%.80s: %.100s", value, words);
    return STATUS_USAGE;
}

static bool is_word(const char *text, const char *english, const char *danish) {
    return strcmp(text, english) == 0 || strcmp(text, danish) == 0;
}

/* Puts an answer in the place of one to the same item, or at the end. Takes `answer`. */
static void put(json_t *answers, const char *item, json_t *answer) {
    CHECK(json_object_set_new(answer, "item", json_string(item)) == 0);
    size_t index;
    json_t *other;
    json_array_foreach(answers, index, other) {
        const char *name = json_string_value(json_object_get(other, "item"));
        if (name != NULL && strcmp(name, item) == 0) {
            CHECK(json_array_set_new(answers, index, answer) == 0);
            return;
        }
    }
    CHECK(json_array_append_new(answers, answer) == 0);
}

/* Yes and no are ticks, all else is text. An unknown without its cause would be blank, and as a text it would pass for an answer. */
static status_t put_text(json_t *answers, const char *item, const char *text, char problem[ARGUMENTS_PROBLEM_SIZE]) {
    if (is_word(text, "unknown", "ukendt")) return misused(problem, "say why: --absent ITEM=unknown:CAUSE", item);
    const char *tick = is_word(text, "yes", "ja") ? "yes" : is_word(text, "no", "nej") ? "no" : NULL;
    put(answers, item, tick != NULL ? json_pack("{s:s}", "tick", tick) : json_pack("{s:s}", "text", text));
    return STATUS_OK;
}

static status_t put_json(json_t *answers, const char *item, json_t *value, char problem[ARGUMENTS_PROBLEM_SIZE]) {
    if (item == NULL) return misused(problem, "an answer names its item", "--answers");
    if (json_is_string(value)) return put_text(answers, item, json_string_value(value), problem);
    if (json_is_boolean(value)) return put_text(answers, item, json_is_true(value) ? "yes" : "no", problem);
    if (!json_is_object(value)) return misused(problem, "a text, true, false or an object is meant", item);
    put(answers, item, json_copy(value));
    return STATUS_OK;
}

/* Answers with their items, or items with their answers. */
static status_t put_file(json_t *answers, const json_t *file, char problem[ARGUMENTS_PROBLEM_SIZE]) {
    status_t status = STATUS_OK;
    const char *item;
    size_t index;
    json_t *value, *rows = (json_t *)(uintptr_t)file;
    if (!json_is_object(file) && !json_is_array(file)) return misused(problem, "an object or an array of answers is meant", "--answers");
    json_object_foreach(rows, item, value) status = status == STATUS_OK ? put_json(answers, item, value, problem) : status;
    json_array_foreach(rows, index, value) {
        const char *named = json_string_value(json_object_get(value, "item"));
        status = status == STATUS_OK ? put_json(answers, named, value, problem) : status;
    }
    return status;
}

/* "risk.suicide=no": the item, and where its value begins; NULL when that is not the form. */
static const char *split(const char *given, char item[ITEM_CODE_SIZE]) {
    const char *equals = strchr(given, '=');
    size_t size = equals == NULL ? 0 : (size_t)(equals - given);
    if (size == 0 || size >= ITEM_CODE_SIZE) return NULL;
    (void)snprintf(item, ITEM_CODE_SIZE, "%.*s", (int)size, given);
    return equals + 1;
}

static status_t put_answer(json_t *answers, const char *given, char problem[ARGUMENTS_PROBLEM_SIZE]) {
    char item[ITEM_CODE_SIZE];
    const char *value = split(given, item);
    return value != NULL ? put_text(answers, item, value, problem) : misused(problem, "ITEM=VALUE is meant", given);
}

static status_t put_absent(json_t *answers, const char *given, char problem[ARGUMENTS_PROBLEM_SIZE]) {
    char item[ITEM_CODE_SIZE];
    const char *why = split(given, item);
    const char *colon = why == NULL ? NULL : strchr(why, ':');
    if (colon == NULL || colon == why || colon[1] == '\0') return misused(problem, "ITEM=WHY:CAUSE is meant (not_relevant:none_exists)", given);
    put(answers, item, json_pack("{s:s%, s:s}", "absent", why, (size_t)(colon - why), "cause", colon + 1));
    return STATUS_OK;
}

status_t compose_answers(const arguments_t *arguments, const json_t *file, json_t *body, char problem[ARGUMENTS_PROBLEM_SIZE]) {
    const char *given;
    status_t status = STATUS_OK;
    json_t *answers = json_object_get(body, "answers");
    answers = json_is_array(answers) ? json_incref(answers) : json_array();
    if (file != NULL) status = put_file(answers, file, problem);
    for (unsigned index = 0; status == STATUS_OK && (given = arguments_value_at(arguments, OPTION_ANSWER, index)) != NULL; index++) {
        status = put_answer(answers, given, problem);
    }
    for (unsigned index = 0; status == STATUS_OK && (given = arguments_value_at(arguments, OPTION_ABSENT, index)) != NULL; index++) {
        status = put_absent(answers, given, problem);
    }
    if (json_array_size(answers) > 0 && json_object_set(body, "answers", answers) != 0) status = misused(problem, "the body is no object", "--answer");
    json_decref(answers);
    return status;
}
