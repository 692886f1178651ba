/* SPDX-License-Identifier: EUPL-1.2
 * What is counted of each step, for the figures: messages, states, how long was waited, which deadlines were broken. Pure. */
#include <string.h>

#include "base/check.h"
#include "flow/step.h"

/* Past the bound nothing more is counted: a step that ends so much at once is a death or a merger, whose waits are not counted anyway. */
static measure_t *make(step_t *step, measure_kind_t kind, const char *party)
{
    decision_t *decision = step->decision;
    if (decision->measure_count == COUNT_OF(decision->measures)) {
        return NULL;
    }
    measure_t *measure = &decision->measures[decision->measure_count++];
    memset(measure, 0, sizeof *measure);
    measure->kind = kind;
    text_set(measure->party, sizeof measure->party, party);
    return measure;
}

/* Daily correspondence is no step of the work. */
void measure_message(step_t *step)
{
    const message_facts_t *facts = step->facts;
    measure_t *measure = facts->type == TYPE_COURSE_NOTE ? NULL : make(step, MEASURE_MESSAGE, step->sender->id);
    if (measure != NULL) {
        measure->code = (uint32_t)facts->type;
        measure->value = facts->outcome != OUTCOME_NONE ? (uint32_t)facts->outcome : facts->reason;
        measure->priority = step->flow != NULL ? step->flow->priority : facts->priority;
    }
}

void measure_state(step_t *step, const flow_t *flow)
{
    const char *holder = step->course->holder[0] != '\0' ? step->course->holder : step->holder_before;
    measure_t *measure = make(step, MEASURE_STATE, holder);
    if (measure != NULL) {
        measure->code = (uint32_t)flow->state;
        measure->priority = flow->priority;
    }
}

/* What an annulment or a death ends was never answered. A clock that is over when it has fired asks nobody anything. */
void measure_waited(step_t *step, const deadline_t *deadline)
{
    bool is_void = step->annulled != NULL || (step->facts != NULL && step->facts->type == TYPE_COURSE_DIED);
    if (is_void || (clock_rule_of_code(deadline->rule)->is & CLOCK_IS_ONCE) != 0) {
        return;
    }
    measure_t *measure = make(step, MEASURE_WAITED, deadline->awaited);
    if (measure == NULL) {
        return;
    }
    instant_t now = step->context->now;
    text_set(measure->rule, sizeof measure->rule, deadline->rule);
    measure->priority = deadline->priority;
    measure->gross_ms = now - deadline->anchor_at;
    measure->paused_ms = deadline->paused_ms + (deadline->paused_at != 0 ? now - deadline->paused_at : 0);
    measure->is_late = deadline->paused_at == 0 && now > deadline->due_at;
}

/* Once for each deadline: with the first step of its ladder that is not a warning before the time. */
void measure_broken(step_t *step)
{
    const deadline_t *fired = step->fired;
    const clock_rule_t *rule = clock_rule_of_code(fired->rule);
    clock_run_t run = {step->context->calendar, rule, fired->priority, fired->anchor_at, ""};
    bool is_first = fired->step == 0 || clock_step_at(&run, fired->due_at, fired->step - 1, 0) < fired->due_at;
    if (fired->paused_until != 0 || fired->fire_at < fired->due_at || !is_first || (rule->is & CLOCK_IS_ONCE) != 0) {
        return;
    }
    measure_t *measure = make(step, MEASURE_BROKEN, fired->awaited);
    if (measure != NULL) {
        text_set(measure->rule, sizeof measure->rule, fired->rule);
        measure->priority = fired->priority;
        measure->is_late = true;
    }
}
