/* SPDX-License-Identifier: EUPL-1.2
 * Documentation standards at the desk: a form to fill, and the broker's own check of a package before it is sent. Pure. */
#ifndef STAFET_CLI_STANDARDS_H
#define STAFET_CLI_STANDARDS_H

#include <jansson.h>

#include "cli/arguments.h"
#include "flow/standard.h"

/* What came of a check. */
typedef struct {
    const standard_t *standard;
    char missing[MISSING_MAX + 1][ITEM_CODE_SIZE]; /* items in the order of sections; last "standard", when the package names another */
    unsigned missing_count;
    unsigned mandatory; /* items in this case */
} checked_t;

/* The body of a handover.package, or of what else the standard is for, with every item that the standard may demand, blank. */
json_t *standards_template(const standard_t *standard);
/* Checks a body, or a whole message, as the broker will; options tell the case: --type, --priority, --risk. Takes `given`. USAGE: an option's value. What the broker could not
 * read gives the status that it would give, and `problem` says where. */
status_t standards_check(const arguments_t *arguments, json_t *given, checked_t *checked, char problem[ARGUMENTS_PROBLEM_SIZE]) MUST_CHECK;
/* One row a standard, of the broker's rows by item: how many sections and items it demands, always and in some cases. */
json_t *standards_summary(const json_t *rows);

#endif
