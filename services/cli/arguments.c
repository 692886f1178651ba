/* SPDX-License-Identifier: EUPL-1.2
 * The words of a command. */
#include "cli/arguments.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/bytes.h"
#include "base/check.h"

static const option_info_t OPTIONS[] = {
#define X(name, spelling, value, is_global, help) {OPTION_##name, spelling, value, is_global, help},
#include "cli/option.def"
#undef X
};

const option_info_t *option_info(option_t option) {
    CHECK((unsigned)option < COUNT_OF(OPTIONS));
    return &OPTIONS[option];
}

static status_t problem_set(char problem[ARGUMENTS_PROBLEM_SIZE], const char *format, ...) __attribute__((format(printf, 2, 3)));
static status_t problem_set(char problem[ARGUMENTS_PROBLEM_SIZE], const char *format, ...) {
    va_list words;
    va_start(words, format);
    (void)vsnprintf(problem, ARGUMENTS_PROBLEM_SIZE, format, words);
    va_end(words);
    return STATUS_USAGE;
}

/* ---- options ---- */

static bool is_spelled(const option_info_t *info, const char *word, size_t size) {
    return strlen(info->spelling) == size && strncmp(info->spelling, word, size) == 0;
}

/* The verb's own options go before the global ones. */
static const option_info_t *option_find(const verb_t *verb, const char *word, size_t size) {
    for (unsigned index = 0; verb != NULL && index < verb->option_count; index++) {
        const option_info_t *info = &OPTIONS[verb->options[index]];
        if (is_spelled(info, word, size)) return info;
    }
    for (unsigned index = 0; index < COUNT_OF(OPTIONS); index++) {
        if (OPTIONS[index].is_global && is_spelled(&OPTIONS[index], word, size)) return &OPTIONS[index];
    }
    return NULL;
}

typedef struct {
    int count;
    char *const *words;
    int at;
    const verb_t *verb;
    char *problem;
} reader_t;

static status_t option_read(reader_t *reader, arguments_t *arguments) {
    const char *word = reader->words[reader->at] + 2;
    const char *equals = strchr(word, '=');
    size_t size = equals != NULL ? (size_t)(equals - word) : strlen(word);
    const option_info_t *info = option_find(reader->verb, word, size);
    if (info == NULL) return problem_set(reader->problem, "there is no option --%.*s here", (int)(size < 40 ? size : 40), word);
    if (info->value == NULL && equals != NULL) return problem_set(reader->problem, "--%s takes no value", info->spelling);
    const char *value = equals != NULL ? equals + 1 : "";
    if (info->value != NULL && equals == NULL) {
        if (reader->at + 1 >= reader->count) return problem_set(reader->problem, "--%s needs %s", info->spelling, info->value);
        value = reader->words[++reader->at];
    }
    if (arguments->value_count == VALUES_MAX) return problem_set(reader->problem, "too many options");
    arguments->values[arguments->value_count].option = info->option;
    arguments->values[arguments->value_count++].value = value;
    return STATUS_OK;
}

/* ---- the verb ---- */

static unsigned words_in(const char *name) {
    return strchr(name, ' ') != NULL ? 2 : 1;
}

static bool verb_is(const verb_t *verb, const char *first, const char *second) {
    size_t size = strcspn(verb->name, " ");
    bool matches = strlen(first) == size && strncmp(verb->name, first, size) == 0;
    if (matches && words_in(verb->name) == 2) matches = second != NULL && strcmp(verb->name + size + 1, second) == 0;
    return matches;
}

/* The words that are neither options nor their values. Which options take a value depends on the verb, and the verb stands before its own options: a
 * global option may stand before the verb. */
static const verb_t *verb_find(verbs_t verbs, const char *first, const char *second) {
    const verb_t *found = NULL;
    for (unsigned index = 0; index < verbs.count; index++) {
        const verb_t *verb = &verbs.verbs[index];
        if (verb_is(verb, first, second) && (found == NULL || words_in(verb->name) > words_in(found->name))) found = verb;
    }
    return found;
}

static bool is_group(verbs_t verbs, const char *word) {
    size_t size = strlen(word);
    for (unsigned index = 0; index < verbs.count; index++) {
        if (strncmp(verbs.verbs[index].name, word, size) == 0 && verbs.verbs[index].name[size] == ' ') return true;
    }
    return false;
}

static bool is_option(const char *word) {
    return strncmp(word, "--", 2) == 0 && word[2] != '\0';
}

static status_t verb_read(verbs_t verbs, reader_t *reader) {
    const char *first = reader->words[reader->at];
    const char *second = reader->at + 1 < reader->count ? reader->words[reader->at + 1] : NULL;
    reader->verb = verb_find(verbs, first, second);
    if (reader->verb != NULL) {
        if (words_in(reader->verb->name) == 2) reader->at++;
        return STATUS_OK;
    }
    if (!is_group(verbs, first)) return problem_set(reader->problem, "there is no verb %.60s", first);
    if (second == NULL || is_option(second)) return problem_set(reader->problem, "%.60s what?", first);
    return problem_set(reader->problem, "there is no verb %.60s %.60s", first, second);
}

/* ---- arguments ---- */

static void count_arguments(const char *arguments, unsigned *least, unsigned *most) {
    *least = *most = 0;
    for (const char *word = arguments; *word != '\0'; word += strspn(word, " ")) {
        *least += *word != '[';
        *most += 1;
        word += strcspn(word, " ");
    }
}

static status_t arguments_check(const reader_t *reader, const arguments_t *arguments) {
    unsigned least, most;
    count_arguments(reader->verb->arguments, &least, &most);
    if (arguments->argument_count < least) return problem_set(reader->problem, "%s needs %s", reader->verb->name, reader->verb->arguments);
    if (arguments->argument_count > most) return problem_set(reader->problem, "%s is one word too many for %s", arguments->arguments[most], reader->verb->name);
    return STATUS_OK;
}

status_t arguments_read(verbs_t verbs, int count, char *const *words, arguments_t *arguments, char problem[ARGUMENTS_PROBLEM_SIZE]) {
    reader_t reader = {.count = count, .words = words, .problem = problem};
    bool options_end = false;
    status_t status = STATUS_OK;
    *arguments = (arguments_t){0};
    for (; status == STATUS_OK && reader.at < count; reader.at++) {
        const char *word = words[reader.at];
        if (!options_end && strcmp(word, "--") == 0) options_end = true;
        else if (!options_end && is_option(word)) status = option_read(&reader, arguments);
        else if (reader.verb == NULL) status = verb_read(verbs, &reader);
        else if (arguments->argument_count == ARGUMENTS_MAX) status = problem_set(problem, "too many words");
        else arguments->arguments[arguments->argument_count++] = word;
        arguments->verb = reader.verb;
    }
    if (status != STATUS_OK || arguments->verb == NULL || arguments_has(arguments, OPTION_HELP)) return status;
    return arguments_check(&reader, arguments);
}

const char *arguments_value(const arguments_t *arguments, option_t option) {
    const char *value = NULL;
    for (unsigned index = 0; index < arguments->value_count; index++) {
        if (arguments->values[index].option == option) value = arguments->values[index].value;
    }
    return value;
}

bool arguments_has(const arguments_t *arguments, option_t option) {
    return arguments_value(arguments, option) != NULL;
}

const char *arguments_value_at(const arguments_t *arguments, option_t option, unsigned index) {
    for (unsigned at = 0; at < arguments->value_count; at++) {
        if (arguments->values[at].option == option && index-- == 0) return arguments->values[at].value;
    }
    return NULL;
}

const char *arguments_at(const arguments_t *arguments, unsigned index) {
    return index < arguments->argument_count ? arguments->arguments[index] : NULL;
}
