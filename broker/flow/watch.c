/* SPDX-License-Identifier: EUPL-1.2
 * What happens to a course from outside it: the citizen's contact person leaves, the unit that holds closes. Nobody sends a message then; the broker starts the
 * clock and tells the holder (L5, L6). Pure. */
#include <string.h>

#include "base/check.h"
#include "directory/directory.h"
#include "flow/step.h"

#define CLOSING_DAYS_AHEAD 42

static bool contact_person_is_gone(const flow_context_t *context, const course_t *course)
{
    const person_t *person = directory_person(context->registry, course->holder, course->contact_person);
    return course->contact_person[0] != '\0' && person != NULL && !person_in_force(person, context->now);
}

static instant_t closes_at(const flow_context_t *context, const course_t *course)
{
    const party_t *holder = directory_party(context->registry, course->holder);
    instant_t at = holder == NULL ? 0 : holder->valid_to;
    return at != 0 && at <= context->now + CLOSING_DAYS_AHEAD * 24 * HOUR_MS ? at : 0;
}

/* Which clock is wanted and does not run; CLOCK_NONE when all is well. */
static clock_name_t wanted(const flow_context_t *context, course_t *course)
{
    if (contact_person_is_gone(context, course) && deadline_find(course, UUID_NIL, CLOCK_CRS_2) == NULL) {
        return CLOCK_CRS_2;
    }
    return closes_at(context, course) != 0 && deadline_find(course, UUID_NIL, CLOCK_CRS_3) == NULL ? CLOCK_CRS_3 : CLOCK_NONE;
}

void flow_watch(const flow_context_t *context, course_t *course, decision_t *decision)
{
    CHECK(context != NULL && course != NULL && decision != NULL);
    decision_clear(decision);
    clock_name_t clock = course->is_open ? wanted(context, course) : CLOCK_NONE;
    if (clock == CLOCK_NONE) {
        decision->status = STATUS_NOT_FOUND;
        return;
    }
    step_t step = {.context = context, .course = course, .decision = decision};
    step.row = clock_row(&step, NULL);
    decision->rule_row = row_number(step.row);
    start_t start = {clock, PRIORITY_ROUTINE, 0, clock == CLOCK_CRS_3 ? closes_at(context, course) : 0, course->holder, ""};
    deadline_start(&step, NULL, &start);
    const deadline_t *started = deadline_find(course, UUID_NIL, clock);
    text_set(decision->awaited, sizeof decision->awaited, course->holder);
    decision->due_at = started->due_at;
    deliver_started(&step, started);
    deliver_involve(&step);
}
