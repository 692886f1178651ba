/* SPDX-License-Identifier: EUPL-1.2
 * Deadline rules as a municipality has changed them: versions in the registry, in force from a time on and for what starts then. Pure. */
#ifndef STAFET_FLOW_RULES_H
#define STAFET_FLOW_RULES_H

#include "flow/clock.h"
#include "model/registry.h"

typedef struct {
    const char *municipality, *paragraph; /* "" = none */
    priority_t priority;
    instant_t at;
} rule_case_t;

/* The rule with its amount as the municipality has it in this case, into `here`; gives the version, 0 = as built in. The one for the paragraph goes before the one
 * for all, the one for the priority likewise, and among equals the newest that is in force. */
unsigned rules_here(const registry_t *registry, const clock_rule_t *rule, const rule_case_t *of, clock_rule_t *here);
/* What a municipality may not change, or not so: OK, FIELD_INVALID with the field, NOT_FOUND for no such rule. */
status_t rules_check(const rule_change_t *change, const char **field) MUST_CHECK;
/* "working_end"; NULL for none of ours. */
const char *rules_unit_code(unit_t unit);
bool rules_unit_parse(const char *code, unit_t *unit);

#endif
