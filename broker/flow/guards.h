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

/* A flow of the course has a risk, or this message tells one. */
bool course_knows_risk(const step_t *step);
/* L13: asked without saying who it is. Also of a purchase. */
verdict_t ask_anonymously(step_t *step);
bool is_anonymous(const message_facts_t *facts);
unsigned willing_count(const flow_t *flow);
/* Q could deliver something: no desk, authority or duty unit. */
bool are_providers(const step_t *step);
/* Closed, without people, its keys revoked, or silent after the whole ladder of this flow. */
bool party_is_gone(const step_t *step, const char *id);
/* Met where the status is OK. */
verdict_t refuse_status(step_t *step, status_t status);

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
