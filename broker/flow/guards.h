/* SPDX-License-Identifier: EUPL-1.2
 * What the guards of the flows share. guards.c has the contact's and chooses; guards_course.c the universal rows'; guards_handover.c the handover's. */
#ifndef STAFET_FLOW_GUARDS_H
#define STAFET_FLOW_GUARDS_H

#include "flow/step.h"

#define DAY_MS (24 * HOUR_MS)

/* Named missing unless it is there. */
void need(decision_t *decision, bool is_there, const char *item);
/* What every guard ends with: refused when anything is missing. */
verdict_t verdict_of(step_t *step);
verdict_t refuse(step_t *step, status_t status);
bool is_ahead(const step_t *step, instant_t at, int days_max);
/* Q of the message into step->asked, without repetitions; with `may_hold` each must be another than the holder that may hold. On a refusal
 * decision->detail names the receiver. */
status_t resolve_receivers(step_t *step, bool may_hold) MUST_CHECK;
/* Once, and until the rule's amount at most. */
verdict_t more_time(step_t *step, rule_t rule);

/* The authority, desk or duty unit of another municipality: it never holds a course of this one (RSL § 9). */
bool is_unit_of_another(const step_t *step, const party_t *party);

verdict_t course_when(step_t *step, when_t when);
verdict_t handover_when(step_t *step, when_t when);
verdict_t early_when(step_t *step, when_t when);
verdict_t referral_when(step_t *step, when_t when);
verdict_t order_when(step_t *step, when_t when);
verdict_t hospital_when(step_t *step, when_t when);
verdict_t purchase_when(step_t *step, when_t when);
verdict_t closing_when(step_t *step, when_t when);

#endif
