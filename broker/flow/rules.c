/* SPDX-License-Identifier: EUPL-1.2
 * Deadline rules as a municipality has changed them. Pure. */
#include "flow/rules.h"

#include <string.h>

#include "base/check.h"

static const char *const UNITS[] = {
    [UNIT_MINUTES] = "minutes",         [UNIT_DAYS] = "days",           [UNIT_NEXT_NOON] = "next_noon",     [UNIT_WORKING_NOON] = "working_noon",
    [UNIT_WORKING_END] = "working_end", [UNIT_NEXT_EIGHT] = "next_eight", [UNIT_WORKING_TEN] = "working_ten", [UNIT_WORKING_BEFORE] = "working_before",
    [UNIT_WEEKS] = "weeks",             [UNIT_MONTHS] = "months",
};

/* A year, in each unit. */
static const int AMOUNT_MAX[] = {
    [UNIT_MINUTES] = 366 * 24 * 60, [UNIT_DAYS] = 366,    [UNIT_NEXT_NOON] = 366, [UNIT_WORKING_NOON] = 260,
    [UNIT_WORKING_END] = 260,       [UNIT_NEXT_EIGHT] = 1, [UNIT_WORKING_TEN] = 1, [UNIT_WORKING_BEFORE] = 260,
    [UNIT_WEEKS] = 52,              [UNIT_MONTHS] = 12,
};

const char *rules_unit_code(unit_t unit)
{
    return (size_t)unit < COUNT_OF(UNITS) ? UNITS[unit] : NULL;
}

bool rules_unit_parse(const char *code, unit_t *unit)
{
    CHECK(code != NULL && unit != NULL);
    for (size_t index = 0; index < COUNT_OF(UNITS); index++) {
        if (strcmp(UNITS[index], code) == 0) {
            *unit = (unit_t)index;
            return true;
        }
    }
    return false;
}

static bool is_of_case(const rule_change_t *change, const clock_rule_t *rule, const rule_case_t *of)
{
    return strcmp(change->rule, rule->code) == 0 && strcmp(change->municipality, of->municipality) == 0 && change->valid_from <= of->at &&
           (change->paragraph[0] == '\0' || strcmp(change->paragraph, of->paragraph) == 0) && (change->priority == PRIORITY_NONE || change->priority == of->priority);
}

static unsigned specificity(const rule_change_t *change)
{
    return (change->paragraph[0] != '\0' ? 2U : 0U) + (change->priority != PRIORITY_NONE ? 1U : 0U);
}

unsigned rules_here(const registry_t *registry, const clock_rule_t *rule, const rule_case_t *of, clock_rule_t *here)
{
    CHECK(registry != NULL && rule != NULL && of != NULL && here != NULL && of->priority >= PRIORITY_ACUTE && of->priority <= PRIORITY_ROUTINE);
    const rule_change_t *best = NULL;
    *here = *rule;
    for (unsigned index = 0; index < registry->rule_count; index++) {
        const rule_change_t *change = &registry->rules[index];
        if (!is_of_case(change, rule, of)) {
            continue;
        }
        bool is_better = best == NULL || specificity(change) > specificity(best) || (specificity(change) == specificity(best) && change->version > best->version);
        best = is_better ? change : best;
    }
    unit_t unit;
    if (best == NULL || clock_rule_of_code(rule->code) != rule || !rules_unit_parse(best->unit, &unit)) {
        return 0; /* CON-7 after a phone call shares its code and is not meant */
    }
    amount_t *amount = &here->amounts[(unsigned)of->priority - PRIORITY_ACUTE];
    amount->unit = unit;
    amount->amount = best->amount; /* its ladder stays */
    return best->version;
}

static const clock_rule_t *find_rule(const char *code)
{
    for (unsigned index = RULE_NONE + 1; index < RULE_COUNT; index++) {
        if (strcmp(clock_rule((rule_t)index)->code, code) == 0) {
            return clock_rule((rule_t)index);
        }
    }
    return NULL;
}

/* "Before a date" has a meaning only where a date is given. */
static bool unit_fits(const clock_rule_t *rule, const rule_change_t *change, unit_t unit)
{
    for (unsigned index = 0; index < COUNT_OF(rule->amounts); index++) {
        bool is_meant = change->priority == PRIORITY_NONE || index == (unsigned)change->priority - PRIORITY_ACUTE;
        bool is_before = rule->amounts[index].unit == UNIT_WORKING_BEFORE;
        if (is_meant && is_before != (unit == UNIT_WORKING_BEFORE)) {
            return false;
        }
    }
    return true;
}

status_t rules_check(const rule_change_t *change, const char **field)
{
    CHECK(change != NULL && field != NULL);
    const clock_rule_t *rule = find_rule(change->rule);
    unit_t unit;
    *field = "rule";
    if (rule == NULL) {
        return STATUS_NOT_FOUND;
    }
    if ((rule->is & CLOCK_IS_FIXED) != 0) {
        return STATUS_FIELD_INVALID; /* law, and no municipality's to change */
    }
    *field = "priority";
    if (change->priority > PRIORITY_ROUTINE) {
        return STATUS_FIELD_INVALID;
    }
    *field = "unit";
    if (!rules_unit_parse(change->unit, &unit) || !unit_fits(rule, change, unit)) {
        return STATUS_FIELD_INVALID;
    }
    *field = "amount";
    return change->amount >= 1 && change->amount <= AMOUNT_MAX[unit] ? STATUS_OK : STATUS_FIELD_INVALID;
}
