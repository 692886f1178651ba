/* SPDX-License-Identifier: EUPL-1.2
 * What the parts of the engine ask of a hospital stay. Inside the flow layer only. */
#ifndef STAFET_FLOW_HOSPITAL_H
#define STAFET_FLOW_HOSPITAL_H

#include "flow/step.h"

#define STAY_NO_EVENT FLOW_PAST_MAX
/* The review of a discharge agreement is an action of the holder, whoever holds, and goes on after the stay (HOS-7). */
#define STAY_REVIEW_ACTION "discharge-agreement"

/* A unit that may send a stay's events in its own name. */
bool is_ward_kind(const party_t *party);
/* The ward of the stay; of a flow that is none, and of NULL: of any stay of the course. */
bool is_ward_of(const course_t *course, const flow_t *flow, const char *party);

/* The sender when it is one; else the first ward that a person names who was told. "": it has no key. */
const char *stay_ward(const step_t *step);

/* The newest event of the type; STAY_NO_EVENT when there is none. */
unsigned stay_event(const flow_t *flow, message_type_t type);
/* The state as its events tell it, leaving out one; STAY_NO_EVENT leaves out none. */
state_t stay_state(const flow_t *flow, unsigned without);
/* The same as if a citizen who is on leave were back. */
state_t stay_bed(const flow_t *flow, unsigned without, bool *is_on_leave);
/* Support from the municipality is known, and there is no agreement that both have confirmed (HOS-2). */
bool stay_misses_agreement(const course_t *course, const flow_t *flow, const registry_t *registry);
/* The agreement was annulled. */
void stay_annul(step_t *step, flow_t *flow);
/* A later admission goes on from a discharge after which nobody was met. */
void close_earlier_stays(step_t *step);

const char *stay_awaited(const step_t *step);
bool stay_starts(const step_t *step, clock_name_t clock);
instant_t stay_given(const step_t *step, clock_name_t clock);

#endif
