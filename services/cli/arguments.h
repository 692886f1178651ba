/* SPDX-License-Identifier: EUPL-1.2
 * The words of a command, read by the tables of verbs and options. Pure. */
#ifndef STAFET_CLI_ARGUMENTS_H
#define STAFET_CLI_ARGUMENTS_H

#include <stdbool.h>
#include <stdint.h>

#include "base/status.h"

typedef enum {
#define X(name, spelling, value, is_global, help) OPTION_##name,
#include "cli/option.def"
#undef X
    OPTION_COUNT_ALL
} option_t;

typedef struct {
    option_t option;
    const char *spelling;
    const char *value; /* NULL: a flag */
    bool is_global;
    const char *help;
} option_info_t;

const option_info_t *option_info(option_t option);

#define VERB_OPTIONS_MAX 28
#define ARGUMENTS_MAX 8
#define VALUES_MAX 128 /* an answer to every item of a standard, and the rest */

struct cli;
/* Does the verb; what went wrong has been told to the user. */
typedef status_t (*verb_function_t)(struct cli *cli);

/* One row of the table that help, completion and usage errors are made of. */
typedef struct {
    const char *name;      /* "course show" */
    const char *arguments; /* "ID [NAME]" */
    verb_function_t function;
    const char *help;
    const char *purpose;   /* of its looks, where the user names none */
    option_t options[VERB_OPTIONS_MAX];
    unsigned option_count;
} verb_t;

typedef struct {
    const verb_t *verbs;
    unsigned count;
} verbs_t;

typedef struct {
    const verb_t *verb; /* NULL: nothing was asked for, or help alone */
    const char *arguments[ARGUMENTS_MAX];
    unsigned argument_count;
    struct {
        option_t option;
        const char *value; /* "" of a flag */
    } values[VALUES_MAX];
    unsigned value_count;
} arguments_t;

#define ARGUMENTS_PROBLEM_SIZE 200

/* Reads the words after the program's name; what is found points into them. USAGE: `problem` says which word and why; the verb is set when it was
 * understood. */
status_t arguments_read(verbs_t verbs, int count, char *const *words, arguments_t *arguments, char problem[ARGUMENTS_PROBLEM_SIZE]) MUST_CHECK;
/* The last value given; NULL when there is none. */
const char *arguments_value(const arguments_t *arguments, option_t option);
bool arguments_has(const arguments_t *arguments, option_t option);
/* The value given at that place of several; NULL past the end. */
const char *arguments_value_at(const arguments_t *arguments, option_t option, unsigned index);
/* The argument, NULL when it was left out. */
const char *arguments_at(const arguments_t *arguments, unsigned index);

#endif
