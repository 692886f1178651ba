/* SPDX-License-Identifier: EUPL-1.2
 * A Message as JSON, made of what the user gave: a whole message or a body alone, and options. Pure: id, time and the rest come as arguments. */
#ifndef STAFET_CLI_COMPOSE_H
#define STAFET_CLI_COMPOSE_H

#include <jansson.h>

#include "base/status.h"
#include "cli/arguments.h"

typedef struct {
    const char *type;          /* "contact.registered" */
    const char *party, *person;
    const char *id;            /* used when neither message nor options name one */
    const char *occurred_at;
    const json_t *answers;     /* of --answers; NULL = none */
} compose_t;

/* The body's field in JSON: "contactRegistered". NOT_FOUND: no such type. */
status_t compose_body_field(const char *type, char field[64]) MUST_CHECK;
/* Completes `given` (an object, or NULL) in place of a message: what is absent is filled in. USAGE, NOT_FOUND: `problem` says what. Takes `given`. */
status_t compose_message(const compose_t *compose, const arguments_t *arguments, json_t *given, json_t **message, char problem[ARGUMENTS_PROBLEM_SIZE]) MUST_CHECK;
/* Puts the answers to a documentation standard into a body: those of `file` (NULL, {"item": "text", …} or [{"item": …, …}, …]), over them each --answer,
 * over them each --absent. USAGE: `problem` says what. */
status_t compose_answers(const arguments_t *arguments, const json_t *file, json_t *body, char problem[ARGUMENTS_PROBLEM_SIZE]) MUST_CHECK;

#endif
