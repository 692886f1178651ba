/* SPDX-License-Identifier: EUPL-1.2
 * The clocks of a course: started, left behind, taken on to the next step (L5). Pure. */
#include <string.h>

#include "base/check.h"
#include "flow/rules.h"
#include "flow/step.h"

/* A contact has three clocks at most (CON-10, CON-5, CON-8), a handover six (HOV-3, -4, -5, -9, OVR-1, a meeting's), a hospital stay six (HOS-1, -3, -5, -8,
 * -11, a meeting's). The course's own: CRS-1, -2, -3, ANN-1, COV-1, CNS-1, CRS-5, AGE-1, -2, -3, and one that starts before those it replaces stop (CLO-6 at a
 * death, CON-10 for who is lost). */
#define CLOCKS_PER_FLOW 6U
#define CLOCKS_PER_COURSE 11U

status_t deadlines_have_room(const course_t *course, unsigned more_flows, unsigned more_actions)
{
    CHECK(course != NULL && course->deadline_count <= COURSE_DEADLINES_MAX);
    unsigned actions = more_actions;
    unsigned flows = more_flows;
    for (unsigned index = 0; index < course->deadline_count; index++) {
        actions += course->deadlines[index].action_id[0] != '\0' ? 1U : 0U;
    }
    /* Those that a death has ended may come back. */
    for (unsigned index = 0; index < course->flow_count; index++) {
        const flow_t *flow = &course->flows[index];
        flows += flow_is_open(flow) || flow->state == table_of(flow->kind)->dead ? 1U : 0U;
    }
    unsigned needed = flows * CLOCKS_PER_FLOW + CLOCKS_PER_COURSE + actions;
    return needed <= COURSE_DEADLINES_MAX ? STATUS_OK : STATUS_COURSE_FULL;
}

void deadline_remove(step_t *step, deadline_t *deadline)
{
    course_t *course = step->course;
    CHECK(deadline >= course->deadlines && deadline < course->deadlines + course->deadline_count);
    measure_waited(step, deadline);
    size_t after = (size_t)(course->deadlines + course->deadline_count - deadline) - 1;
    memmove(deadline, deadline + 1, after * sizeof *deadline);
    course->deadline_count--;
    memset(&course->deadlines[course->deadline_count], 0, sizeof *deadline);
    step->decision->changed |= CHANGED_DEADLINES;
}

static void stop_question(step_t *step, uuid_t flow, clock_name_t question)
{
    course_t *course = step->course;
    for (unsigned index = course->deadline_count; index-- > 0;) {
        deadline_t *deadline = &course->deadlines[index];
        if (uuid_equal(deadline->flow, flow) && clock_rule_of_code(deadline->rule)->question == question) {
            deadline_remove(step, deadline);
        }
    }
}

static uuid_t id_of(const flow_t *flow)
{
    return flow == NULL ? UUID_NIL : flow->id;
}

/* How the rule runs here and now: the one place where a municipality's change of an amount counts. */
unsigned clock_rule_here(const step_t *step, const flow_t *flow, rule_t rule, priority_t priority, clock_rule_t *here)
{
    rule_case_t of = {step->course->municipality, flow == NULL ? "" : flow->paragraph, priority, step->context->now};
    return rules_here(step->context->registry, clock_rule(rule), &of, here);
}

void deadline_start(step_t *step, const flow_t *flow, const start_t *start)
{
    course_t *course = step->course;
    clock_rule_t rule;
    unsigned version = clock_rule_here(step, flow, clock_rule_for(start->clock, start->priority), start->priority, &rule);
    clock_run_t run = {step->context->calendar, &rule, start->priority, start->anchor != 0 ? start->anchor : step->context->now,
                       version != 0 || flow == NULL ? "" : flow->paragraph}; /* what the municipality has goes before what is built in for the paragraph */
    if (start->action_id[0] == '\0') {
        stop_question(step, id_of(flow), rule.question);
    }
    CHECK(course->deadline_count < COURSE_DEADLINES_MAX);
    deadline_t *deadline = &course->deadlines[course->deadline_count++];
    memset(deadline, 0, sizeof *deadline);
    deadline->number = ++course->deadline_next;
    text_set(deadline->rule, sizeof deadline->rule, rule.code);
    text_set(deadline->action_id, sizeof deadline->action_id, start->action_id);
    text_set(deadline->awaited, sizeof deadline->awaited, start->awaited);
    deadline->flow = id_of(flow);
    deadline->anchor_at = run.anchor;
    deadline->due_at = clock_due(&run, start->given);
    deadline->fire_at = clock_step_at(&run, deadline->due_at, 0, step->context->now);
    deadline->priority = start->priority;
    deadline->version = version;
    step->decision->changed |= CHANGED_DEADLINES;
}

/* A clock that no row of the flow names as an event (CON-8) runs in every state until its stop event. */
static bool has_row(const flow_t *flow, clock_name_t event)
{
    const table_t *table = table_of(flow->kind);
    bool is_named = false;
    for (unsigned index = 0; index < table->count; index++) {
        const row_t *row = &table->rows[index];
        if (row->event == 10000U + (unsigned)event) {
            is_named = true;
            if (row->from == flow->state) {
                return true;
            }
        }
    }
    return !is_named;
}

void deadlines_leave(step_t *step, const flow_t *flow)
{
    course_t *course = step->course;
    for (unsigned index = course->deadline_count; index-- > 0;) {
        deadline_t *deadline = &course->deadlines[index];
        bool is_own = uuid_equal(deadline->flow, flow->id);
        if (is_own && (!flow_is_open(flow) || !has_row(flow, clock_rule_of_code(deadline->rule)->event))) {
            deadline_remove(step, deadline);
        }
    }
}

deadline_t *deadline_find(course_t *course, uuid_t flow, clock_name_t clock)
{
    for (unsigned index = 0; index < course->deadline_count; index++) {
        deadline_t *deadline = &course->deadlines[index];
        if (uuid_equal(deadline->flow, flow) && clock_rule_of_code(deadline->rule)->event == clock) {
            return deadline;
        }
    }
    return NULL;
}

void deadlines_stop(step_t *step, uuid_t flow, clock_name_t clock)
{
    deadline_t *deadline = deadline_find(step->course, flow, clock);
    if (deadline != NULL) {
        deadline_remove(step, deadline);
    }
}

void deadlines_end(step_t *step)
{
    course_t *course = step->course;
    for (unsigned index = course->deadline_count; index-- > 0;) {
        deadline_t *deadline = &course->deadlines[index];
        if (clock_rule_of_code(deadline->rule)->event != CLOCK_ANN_1) {
            deadline_remove(step, deadline);
        }
    }
}

deadline_t *deadline_of_action(course_t *course, const char *action_id)
{
    CHECK(course != NULL && action_id != NULL && action_id[0] != '\0');
    for (unsigned index = 0; index < course->deadline_count; index++) {
        if (strcmp(course->deadlines[index].action_id, action_id) == 0) {
            return &course->deadlines[index];
        }
    }
    return NULL;
}

deadline_t *deadline_by_number(course_t *course, uint32_t number)
{
    CHECK(course != NULL && course->deadline_count <= COURSE_DEADLINES_MAX);
    for (unsigned index = 0; index < course->deadline_count; index++) {
        if (course->deadlines[index].number == number) {
            return &course->deadlines[index];
        }
    }
    return NULL;
}

static bool is_beside(const deadline_t *deadline)
{
    return (clock_rule_of_code(deadline->rule)->is & CLOCK_IS_BESIDE) != 0;
}

static bool is_of_authority(const deadline_t *deadline)
{
    return (clock_rule_of_code(deadline->rule)->is & CLOCK_IS_OF_AUTHORITY) != 0;
}

instant_t deadlines_next_due(const course_t *course, const flow_t *flow)
{
    uuid_t id = id_of(flow);
    instant_t due = 0;
    for (unsigned index = 0; index < course->deadline_count; index++) {
        const deadline_t *deadline = &course->deadlines[index];
        bool is_others = flow != NULL && (is_beside(deadline) || (is_of_authority(deadline) && strcmp(course->authority, flow->awaited) != 0));
        bool counts = uuid_equal(deadline->flow, id) && deadline->action_id[0] == '\0' && !is_others;
        if (counts && (due == 0 || deadline->due_at < due)) {
            due = deadline->due_at;
        }
    }
    return due;
}

/* ANN-1 has no stop event while there is no message for the decision of the data-protection officer: it ends with the ladder, or with the holder's
 * review. Every other clock repeats until the state changes. */
static bool is_over(const deadline_t *deadline)
{
    const clock_rule_t *rule = clock_rule_of_code(deadline->rule);
    return (rule->is & CLOCK_IS_ONCE) != 0 || (rule->event == CLOCK_ANN_1 && deadline->step > LADDER_LAST_STEP);
}

void deadline_advance(step_t *step)
{
    deadline_t *deadline = deadline_by_number(step->course, step->fired->number);
    if (deadline == NULL) {
        return;
    }
    if (deadline->paused_until != 0) {
        deadline_resume(step, deadline);
        return;
    }
    deadline->step++;
    if (is_over(deadline)) {
        deadline_remove(step, deadline);
        return;
    }
    clock_run_t run = {step->context->calendar, clock_rule_of_code(deadline->rule), deadline->priority, deadline->anchor_at, ""};
    deadline->fire_at = clock_step_at(&run, deadline->due_at, deadline->step, step->context->now);
    step->decision->changed |= CHANGED_DEADLINES;
}

instant_t deadline_next_step(const step_t *step)
{
    const deadline_t *deadline = deadline_by_number(step->course, step->fired->number);
    return deadline == NULL ? 0 : deadline->fire_at;
}

/* Beside a flow, and yet always of whoever holds: the review of a discharge agreement, a death that a ward has told of. */
static bool is_holders(const deadline_t *deadline)
{
    clock_name_t clock = clock_rule_of_code(deadline->rule)->event;
    return clock == CLOCK_HOS_7 || clock == CLOCK_HOS_11;
}

void deadlines_sync(step_t *step)
{
    course_t *course = step->course;
    const char *course_awaits = course->is_open ? course->holder : course->authority;
    for (unsigned index = 0; index < course->deadline_count; index++) {
        deadline_t *deadline = &course->deadlines[index];
        const flow_t *flow = course_flow_const(course, deadline->flow);
        bool is_of_holder = is_holders(deadline);
        const char *awaited = flow != NULL && !is_of_holder ? flow->awaited : course_awaits;
        awaited = is_of_authority(deadline) ? course->authority : awaited;
        bool is_given = deadline->action_id[0] != '\0' || (flow != NULL && is_beside(deadline)) || clock_rule_of_code(deadline->rule)->event == CLOCK_CRS_5;
        bool has_own = !is_of_holder && is_given;
        if (!has_own && strcmp(deadline->awaited, awaited) != 0) {
            text_set(deadline->awaited, sizeof deadline->awaited, awaited);
            step->decision->changed |= CHANGED_DEADLINES;
        }
    }
}
