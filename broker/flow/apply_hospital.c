/* SPDX-License-Identifier: EUPL-1.2
 * What the messages of a hospital stay tell of it: its events, which can be corrected and taken back, what has been done for the discharge, and which clocks
 * that leaves. Pure. */
#include <string.h>

#include "base/check.h"
#include "directory/directory.h"
#include "flow/hospital.h"
#include "flow/marks.h"

#define OWN_MARKS ((1U << MARKS_BEFORE) - 1U)

/* ---- the events ---- */

unsigned stay_event(const flow_t *flow, message_type_t type)
{
    CHECK(flow != NULL && flow->past_count <= FLOW_PAST_MAX);
    for (unsigned index = flow->past_count; index-- > 0;) {
        if (flow->past[index].type == type) {
            return index;
        }
    }
    return STAY_NO_EVENT;
}

static state_t bed_after(state_t bed, message_type_t type)
{
    switch ((unsigned)type) {
    case TYPE_HOSPITAL_ADMITTED: return STATE_HOSPITAL_ADMITTED;
    case TYPE_HOSPITAL_DISCHARGE_WARNING: return bed == STATE_HOSPITAL_READY ? bed : STATE_HOSPITAL_WARNED;
    case TYPE_HOSPITAL_READY: return STATE_HOSPITAL_READY;
    case TYPE_HOSPITAL_DISCHARGED: return STATE_HOSPITAL_DISCHARGED;
    default: return bed;
    }
}

state_t stay_bed(const flow_t *flow, unsigned without, bool *is_on_leave)
{
    state_t bed = STATE_HOSPITAL_ADMITTED; /* whoever opens with a warning was admitted before */
    *is_on_leave = false;
    for (unsigned index = 0; index < flow->past_count; index++) {
        message_type_t type = flow->past[index].type;
        if (index == without) {
            continue;
        }
        bed = bed_after(bed, type);
        bool ends_leave = type == TYPE_HOSPITAL_BACK || type == TYPE_HOSPITAL_DISCHARGED || type == TYPE_HOSPITAL_ADMITTED;
        *is_on_leave = type == TYPE_HOSPITAL_LEFT_ON_LEAVE || (*is_on_leave && !ends_leave);
    }
    return bed;
}

state_t stay_state(const flow_t *flow, unsigned without)
{
    bool is_on_leave;
    state_t bed = stay_bed(flow, without, &is_on_leave);
    return is_on_leave ? STATE_HOSPITAL_ON_LEAVE : bed;
}

static void forget_event(flow_t *flow, unsigned index)
{
    CHECK(index < flow->past_count);
    memmove(&flow->past[index], &flow->past[index + 1], (flow->past_count - index - 1) * sizeof flow->past[0]);
    flow->past_count--;
    memset(&flow->past[flow->past_count], 0, sizeof flow->past[0]);
}

/* The first event stays for ever: to take it back is to take back the stay. Of the rest a leave that is over tells nothing any more. */
static void make_room(flow_t *flow)
{
    for (unsigned index = 1; index + 1 < flow->past_count; index++) {
        if (flow->past[index].type == TYPE_HOSPITAL_LEFT_ON_LEAVE && flow->past[index + 1].type == TYPE_HOSPITAL_BACK) {
            forget_event(flow, index + 1);
            forget_event(flow, index);
            return;
        }
    }
    forget_event(flow, 1);
}

static void keep_event(const step_t *step, flow_t *flow)
{
    if (flow->past_count == FLOW_PAST_MAX) {
        make_room(flow);
    }
    flow->past[flow->past_count++] = (past_t){step->facts->type, flow->state};
}

/* ---- the ward ---- */

const char *stay_ward(const step_t *step)
{
    if (is_ward_kind(step->sender)) {
        return step->sender->id;
    }
    for (unsigned index = 0; index < step->facts->receiver_count; index++) {
        const party_t *party = directory_party(step->context->registry, step->facts->receivers[index].party);
        if (party != NULL && is_ward_kind(party)) {
            return party->id;
        }
    }
    return "";
}

static void note_opened(step_t *step, flow_t *flow)
{
    text_set(flow->other, sizeof flow->other, stay_ward(step));
    keep_event(step, flow);
}

/* Told by the ward it leaves, or by a person: the next one is named, and without a key it is nobody's. */
static void note_transferred(step_t *step, flow_t *flow)
{
    for (unsigned index = 0; index < step->facts->receiver_count; index++) {
        const party_t *party = directory_party(step->context->registry, step->facts->receivers[index].party);
        if (party != NULL && is_ward_kind(party)) {
            text_set(flow->other, sizeof flow->other, party->id);
            return;
        }
    }
}

static void note_readmitted(step_t *step, flow_t *flow)
{
    flow->marks = (flow->marks & OWN_MARKS) << MARKS_BEFORE;
    flow->returned++;
    note_opened(step, flow);
}

/* ---- the discharge ---- */

static void note_written(step_t *step, flow_t *flow)
{
    bool by_ward = strcmp(step->sender->id, flow->other) == 0;
    start_t start = {CLOCK_HOS_7, PRIORITY_ROUTINE, 0, step->facts->at, step->course->holder, STAY_REVIEW_ACTION};
    flow->package = uuid_of_offer(step->course->id, step->sender->id, step->facts->message_id);
    flow->marks &= ~(uint32_t)(STAY_BY_WARD | STAY_BY_HOLDER);
    flow->marks |= by_ward ? STAY_BY_WARD : STAY_BY_HOLDER;
    deadlines_stop(step, UUID_NIL, CLOCK_HOS_7);
    deadline_start(step, NULL, &start);
}

static void note_agreed(step_t *step, flow_t *flow)
{
    flow->marks &= ~(uint32_t)(STAY_BY_WARD | STAY_BY_HOLDER);
    flow->marks |= STAY_AGREED;
    deadlines_stop(step, flow->id, CLOCK_HOS_9);
    deadlines_stop(step, flow->id, CLOCK_HOS_2);
}

static void note_answered(step_t *step, flow_t *flow)
{
    flow->marks |= STAY_ANSWERED | (step->facts->effort == ANSWER_YES ? (uint32_t)STAY_EFFORT : 0U);
    deadlines_stop(step, flow->id, CLOCK_HOS_8);
}

/* Events are never of the future, so a time that lies there is the time of the message. */
static void note_discharged(step_t *step, flow_t *flow)
{
    instant_t now = step->context->now;
    keep_event(step, flow);
    flow->planned_at = step->facts->at == 0 || step->facts->at > now ? now : step->facts->at;
}

bool stay_misses_agreement(const course_t *course, const flow_t *flow, const registry_t *registry)
{
    bool is_known = (flow->marks & (STAY_PROFILE | STAY_EFFORT)) != 0 || !desk_holds(registry, course);
    return is_known && (flow->marks & STAY_AGREED) == 0;
}

void stay_annul(step_t *step, flow_t *flow)
{
    bool is_pending = (flow->marks & (STAY_BY_WARD | STAY_BY_HOLDER)) != 0;
    flow->package = UUID_NIL;
    flow->marks &= ~(uint32_t)(STAY_BY_WARD | STAY_BY_HOLDER | (is_pending ? 0 : STAY_AGREED));
    deadlines_stop(step, UUID_NIL, CLOCK_HOS_7);
    step->decision->changed |= CHANGED_FLOWS;
}

/* ---- corrected, taken back ---- */

static void restart(step_t *step, const flow_t *flow, clock_name_t clock, instant_t given)
{
    const deadline_t *running = deadline_find(step->course, flow->id, clock);
    if (running != NULL) {
        start_t start = {clock, flow->priority, 0, given, flow->awaited, ""};
        deadline_start(step, flow, &start);
    }
}

static void note_revised(step_t *step, flow_t *flow)
{
    instant_t at = step->facts->at;
    if (at == 0) {
        return;
    }
    if (step->facts->event == TYPE_HOSPITAL_LEFT_ON_LEAVE) {
        flow->ends_at = at;
        restart(step, flow, CLOCK_HOS_5, at);
    } else if (step->facts->event == TYPE_HOSPITAL_DISCHARGE_WARNING) {
        flow->planned_at = at;
        restart(step, flow, CLOCK_HOS_9, at);
    } else if (step->facts->event == TYPE_HOSPITAL_DISCHARGED) {
        flow->planned_at = at > step->context->now ? step->context->now : at;
        restart(step, flow, CLOCK_HOS_6, flow->planned_at);
    }
}

/* What the event had led to is undone; clocks that only its state has are left with the state. */
static void undo(step_t *step, flow_t *flow)
{
    switch ((unsigned)step->facts->event) {
    case TYPE_HOSPITAL_ADMITTED:
        flow->marks >>= MARKS_BEFORE;
        flow->returned -= flow->returned > 0 ? 1U : 0U;
        break;
    case TYPE_HOSPITAL_DISCHARGE_WARNING:
        flow->marks &= ~(uint32_t)(STAY_ANSWERED | STAY_EFFORT);
        deadlines_stop(step, flow->id, CLOCK_HOS_8);
        deadlines_stop(step, flow->id, CLOCK_HOS_9);
        flow->planned_at = 0;
        break;
    case TYPE_HOSPITAL_READY:
        flow->marks &= ~(uint32_t)STAY_INTERIM;
        deadlines_stop(step, flow->id, CLOCK_HOS_3);
        deadlines_stop(step, flow->id, CLOCK_HOS_10);
        break;
    case TYPE_HOSPITAL_DIED:
        flow->marks &= ~(uint32_t)STAY_DIED;
        deadlines_stop(step, flow->id, CLOCK_HOS_11);
        break;
    default:
        break;
    }
}

/* The stay whose death is taken back after the course was told of it is over; it comes back when the death is annulled, and then without it. */
static flow_t *stay_of(step_t *step)
{
    for (unsigned index = 0; index < step->course->flow_count && step->flow->kind != FLOW_HOSPITAL_STAY; index++) {
        flow_t *flow = &step->course->flows[index];
        if (flow->kind == FLOW_HOSPITAL_STAY && (flow->marks & STAY_DIED) != 0) {
            return flow;
        }
    }
    return step->flow;
}

static void note_cancelled(step_t *step)
{
    flow_t *flow = stay_of(step);
    unsigned index = stay_event(flow, step->facts->event);
    CHECK(index != STAY_NO_EVENT);
    if (index == 0) {
        deadlines_stop(step, UUID_NIL, CLOCK_HOS_7);
        return;
    }
    undo(step, flow);
    forget_event(flow, index);
    step->decision->changed |= CHANGED_FLOWS;
}

/* ---- the whole ---- */

void note_hospital(step_t *step)
{
    flow_t *flow = step->flow;
    const message_facts_t *facts = step->facts;
    switch ((unsigned)facts->type) {
    case TYPE_HOSPITAL_ADMITTED:
        if (step->row->from == STATE_NONE) {
            note_opened(step, flow);
        } else {
            note_readmitted(step, flow);
        }
        break;
    case TYPE_HOSPITAL_DISCHARGE_WARNING:
    case TYPE_HOSPITAL_READY:
        if (step->row->from == STATE_NONE) {
            note_opened(step, flow);
        } else {
            keep_event(step, flow);
        }
        flow->planned_at = facts->type == TYPE_HOSPITAL_READY ? flow->planned_at : facts->at;
        break;
    case TYPE_HOSPITAL_LEFT_ON_LEAVE:
        flow->ends_at = facts->at;
        keep_event(step, flow);
        break;
    case TYPE_HOSPITAL_BACK: keep_event(step, flow); break;
    case TYPE_HOSPITAL_SUPPORT_PROFILE:
        flow->marks |= STAY_PROFILE;
        deadlines_stop(step, flow->id, CLOCK_HOS_1);
        break;
    case TYPE_HOSPITAL_WARNING_ANSWERED: note_answered(step, flow); break;
    case TYPE_HOSPITAL_INTERIM_PLAN: flow->marks |= STAY_INTERIM; break;
    case TYPE_HOSPITAL_AGREEMENT: note_written(step, flow); break;
    case TYPE_HOSPITAL_AGREEMENT_CONFIRMED: note_agreed(step, flow); break;
    case TYPE_HOSPITAL_DISCHARGED: note_discharged(step, flow); break;
    case TYPE_HOSPITAL_TRANSFERRED: note_transferred(step, flow); break;
    case TYPE_HOSPITAL_REVISED: note_revised(step, flow); break;
    case TYPE_HOSPITAL_CANCELLED: note_cancelled(step); break;
    case TYPE_HOSPITAL_DIED:
        keep_event(step, flow);
        flow->marks |= STAY_DIED;
        break;
    default: break;
    }
}

void close_earlier_stays(step_t *step)
{
    const flow_t *opened = step->flow;
    for (unsigned index = 0; index < step->course->flow_count; index++) {
        flow_t *flow = &step->course->flows[index];
        if (flow != opened && flow->state == STATE_HOSPITAL_DISCHARGED) {
            flow_end(step, flow, STATE_HOSPITAL_CLOSED);
        }
    }
}

const char *stay_awaited(const step_t *step)
{
    const flow_t *flow = step->flow;
    bool is_authoritys = step->row->awaits == AWAITS_WARNED && (flow->marks & STAY_ANSWERED) == 0;
    const char *ward = flow->other[0] != '\0' ? flow->other : step->course->holder; /* without a key: whoever telephones with it */
    return is_authoritys ? step->course->authority : ward;
}

/* ---- clocks ---- */

/* What is still to be done in the state that is entered. */
static bool is_owed(const step_t *step, clock_name_t clock)
{
    const flow_t *flow = step->flow;
    bool is_answered = (flow->marks & STAY_ANSWERED) != 0;
    bool is_agreed = (flow->marks & STAY_AGREED) != 0;
    switch ((unsigned)clock) {
    case CLOCK_HOS_1: return (flow->marks & STAY_PROFILE) == 0;
    case CLOCK_HOS_2: return stay_misses_agreement(step->course, flow, step->context->registry);
    case CLOCK_HOS_3: return (flow->marks & STAY_INTERIM) == 0;
    case CLOCK_HOS_4: return flow->state == STATE_HOSPITAL_ADMITTED ? (flow->marks & STAY_PROFILE) != 0 : is_answered && is_agreed;
    case CLOCK_HOS_8: return !is_answered;
    case CLOCK_HOS_9: return !is_agreed && (is_answered || (!uuid_is_nil(flow->package) && deadline_find(step->course, flow->id, CLOCK_HOS_8) == NULL));
    case CLOCK_HOS_10: return (flow->marks & STAY_INTERIM) != 0;
    default: return true;
    }
}

/* A new question begins its clock anew; any other step leaves it as it runs. */
static bool asks_anew(message_type_t type, clock_name_t clock)
{
    static const struct {
        message_type_t type;
        clock_name_t clock;
    } NEW[] = {{TYPE_HOSPITAL_REVIEWED, CLOCK_HOS_4},      {TYPE_HOSPITAL_SUPPORT_PROFILE, CLOCK_HOS_4}, {TYPE_HOSPITAL_LEFT_ON_LEAVE, CLOCK_HOS_5},
               {TYPE_HOSPITAL_INTERIM_PLAN, CLOCK_HOS_10}, {TYPE_HOSPITAL_DIED, CLOCK_HOS_11}};
    for (unsigned index = 0; index < COUNT_OF(NEW); index++) {
        if (NEW[index].type == type && NEW[index].clock == clock) {
            return true;
        }
    }
    return false;
}

bool stay_starts(const step_t *step, clock_name_t clock)
{
    if (step->fired != NULL) {
        return true; /* as every other flow's */
    }
    bool runs = deadline_find(step->course, step->flow->id, clock) != NULL;
    return asks_anew(step->facts->type, clock) || (!runs && is_owed(step, clock));
}

instant_t stay_given(const step_t *step, clock_name_t clock)
{
    const flow_t *flow = step->flow;
    bool is_told = step->facts != NULL;
    switch ((unsigned)clock) {
    case CLOCK_HOS_4: return is_told && step->facts->type == TYPE_HOSPITAL_REVIEWED ? step->facts->at : 0;
    case CLOCK_HOS_5: return flow->ends_at;
    case CLOCK_HOS_6:
    case CLOCK_HOS_9: return flow->planned_at;
    default: return 0;
    }
}
