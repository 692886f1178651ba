/* SPDX-License-Identifier: EUPL-1.2
 * The lists of a consent: what it covers, who may be told, and relatives with how much. Inside the wire layer only. */
#ifndef STAFET_WIRE_CONSENT_H
#define STAFET_WIRE_CONSENT_H

#include "model/message.h"
#include "wire/problem.h"

/* FIELD_INVALID for more than the course can keep, or an organisation that is no id. The body is a validated ConsentGiven. */
status_t consent_read(bytes_t body, consent_facts_t *consent, wire_problem_t *problem) MUST_CHECK;

#endif
