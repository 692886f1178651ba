/* SPDX-License-Identifier: EUPL-1.2
 * What the messages of the universal rows tell of the course, and what they mean for its flows. Pure. */
#include <string.h>

#include "base/check.h"
#include "directory/directory.h"
#include "flow/hospital.h"
#include "flow/step.h"

/* Whoever still owes or holds something cannot step out of it. */
static bool may_step_out(const course_t *course, const char *party)
{
    if (strcmp(course->holder, party) == 0 || strcmp(course->authority, party) == 0 || strcmp(course->desk, party) == 0 ||
        course_offered_to(course, party)) {
        return false;
    }
    for (unsigned index = 0; index < course->deadline_count; index++) {
        if (strcmp(course->deadlines[index].awaited, party) == 0) {
            return false;
        }
    }
    for (unsigned index = 0; index < course->flow_count; index++) {
        const asked_t *asked = asked_find(&course->flows[index], party);
        bool is_bound = flow_asks(&course->flows[index]) || ((course->flows[index].kind == FLOW_ORDER || course->flows[index].kind == FLOW_PURCHASE) && flow_is_open(&course->flows[index]));
        if (asked != NULL && asked->said != SAID_NO && is_bound) {
            return false;
        }
    }
    return true;
}

static void note_stepped_out(step_t *step)
{
    course_t *course = step->course;
    for (unsigned index = 0; index < course->involved_count; index++) {
        involved_t *involved = &course->involved[index];
        if (strcmp(involved->party, step->sender->id) == 0 && may_step_out(course, step->sender->id)) {
            involved->until_seq = course->seq + 1;
            step->decision->changed |= CHANGED_INVOLVED;
        }
    }
}

static void note_action(step_t *step)
{
    const message_facts_t *facts = step->facts;
    start_t start = {CLOCK_ACT_1, PRIORITY_ROUTINE, 0, facts->at, facts->action_owner, facts->action_id};
    char owner[PARTY_ID_SIZE];
    deadline_t *known = deadline_of_action(step->course, facts->action_id);
    if (known != NULL) {
        text_set(owner, sizeof owner, known->awaited);
        start.awaited = facts->action_owner[0] != '\0' ? facts->action_owner : owner;
        start.given = facts->at != 0 ? facts->at : known->due_at;
        start.priority = known->priority;
        deadline_remove(step, known);
    }
    if (facts->type != TYPE_ACTION_DONE) {
        deadline_start(step, NULL, &start);
    }
}

/* ---- clocks of the course ---- */

/* What is owed already is not put off by more of it: the earlier due time stands. */
void start_for_holder(step_t *step, clock_name_t clock, priority_t priority)
{
    start_t start = {clock, priority, 0, 0, step->course->holder, ""};
    clock_rule_t here;
    (void)clock_rule_here(step, NULL, clock_rule_for(clock, priority), priority, &here);
    clock_run_t run = {step->context->calendar, &here, priority, step->context->now, ""};
    const deadline_t *owed = deadline_find(step->course, UUID_NIL, clock);
    if (owed == NULL || owed->due_at > clock_due(&run, 0)) {
        deadline_start(step, NULL, &start);
    }
}

/* Several actions have the same rule: the sender's own is meant before any other's. */
deadline_t *deadline_to_pause(const step_t *step)
{
    course_t *course = step->course;
    deadline_t *found = NULL;
    uuid_t flow = step->flow == NULL ? UUID_NIL : step->flow->id;
    for (unsigned index = 0; index < course->deadline_count; index++) {
        deadline_t *deadline = &course->deadlines[index];
        bool is_meant = uuid_equal(deadline->flow, flow) && strcmp(deadline->rule, step->facts->rule) == 0;
        if (is_meant && strcmp(deadline->awaited, step->sender->id) == 0) {
            return deadline;
        }
        found = is_meant && found == NULL ? deadline : found;
    }
    return found;
}

/* Its due time waits with it: what was due in five days when it stopped is due five days after it goes on. */
void deadline_resume(step_t *step, deadline_t *deadline)
{
    instant_t now = step->context->now;
    clock_run_t run = {step->context->calendar, clock_rule_of_code(deadline->rule), deadline->priority, deadline->anchor_at, ""};
    instant_t until = now < deadline->paused_until ? now : deadline->paused_until; /* the broker may have been down when it ended */
    instant_t paused = until - deadline->paused_at;
    deadline->paused_ms += paused;
    deadline->due_at += paused;
    deadline->pause = PAUSE_NONE;
    deadline->paused_at = 0;
    deadline->paused_until = 0;
    deadline->fire_at = clock_step_at(&run, deadline->due_at, deadline->step, now);
    step->decision->changed |= CHANGED_DEADLINES;
}

static void note_pause(step_t *step)
{
    deadline_t *deadline = deadline_to_pause(step);
    CHECK(deadline != NULL);
    if (step->facts->type == TYPE_CLOCK_RESUMED) {
        deadline_resume(step, deadline);
        return;
    }
    deadline->pause = (pause_t)step->facts->reason;
    deadline->paused_at = step->context->now;
    deadline->paused_until = step->facts->at;
    deadline->fire_at = deadline->paused_until;
    step->decision->changed |= CHANGED_DEADLINES;
}

/* ---- what a course message tells ---- */

static void note_person_changed(step_t *step)
{
    text_set(step->course->contact_person, sizeof step->course->contact_person, step->facts->contact_person);
    deadlines_stop(step, UUID_NIL, CLOCK_CRS_2);
    step->decision->changed |= CHANGED_COURSE;
}

static void note_reviewed(step_t *step)
{
    start_t start = {CLOCK_CRS_1, PRIORITY_ROUTINE, 0, step->facts->at, step->course->holder, ""};
    deadline_start(step, NULL, &start);
    deadlines_stop(step, UUID_NIL, CLOCK_ANN_1);
    deadlines_stop(step, UUID_NIL, CLOCK_AGE_1);
}

static void note_moved(step_t *step)
{
    text_set(step->course->moved_to, sizeof step->course->moved_to, step->facts->municipality);
    step->decision->changed |= CHANGED_COURSE;
    start_for_holder(step, CLOCK_CRS_1, PRIORITY_ROUTINE);
}

/* Who is asked finds the time; the holder sees that there are minutes. */
static void note_meeting(step_t *step)
{
    const message_facts_t *facts = step->facts;
    bool is_called = facts->type == TYPE_MEETING_CALLED;
    const char *named = facts->receiver_count > 0 ? facts->receivers[0].party : "";
    start_t start = {is_called ? CLOCK_MTG_1 : CLOCK_MTG_2, PRIORITY_ROUTINE, 0, is_called ? 0 : facts->at, is_called && named[0] != '\0' ? named : step->course->holder, ""};
    if (facts->type == TYPE_MEETING_HELD) {
        deadlines_stop(step, step->flow->id, CLOCK_MTG_1);
        deadlines_stop(step, step->flow->id, CLOCK_MTG_2);
        return;
    }
    deadline_start(step, step->flow, &start);
}

uuid_t annulled_offer(const step_t *step)
{
    const message_facts_t *facts = step->facts;
    return uuid_of_offer(step->course->id, facts->target_party[0] != '\0' ? facts->target_party : step->sender->id, facts->target_message);
}

/* What an annulled package said, nobody has had: nobody is assigned on it. */
static void note_annulled(step_t *step)
{
    uuid_t made = annulled_offer(step);
    step->decision->hides_message = true;
    for (unsigned index = 0; index < step->course->flow_count; index++) {
        flow_t *flow = &step->course->flows[index];
        if (flow->kind == FLOW_HANDOVER && uuid_equal(flow->package, made)) {
            flow->package = UUID_NIL;
            step->decision->changed |= CHANGED_FLOWS;
        } else if (flow->kind == FLOW_HOSPITAL_STAY && !uuid_is_nil(flow->package) && uuid_equal(flow->package, made)) {
            stay_annul(step, flow);
        }
    }
}

void note_course(step_t *step)
{
    bool is_risk = step->facts->danger == ANSWER_YES || step->facts->danger == ANSWER_UNKNOWN;
    switch ((unsigned)step->facts->type) {
    case TYPE_CONTACT_PERSON_CHANGED: note_person_changed(step); break;
    case TYPE_COURSE_STEPPED_OUT: note_stepped_out(step); break;
    case TYPE_ACTION_OPENED:
    case TYPE_ACTION_DONE:
    case TYPE_ACTION_MOVED: note_action(step); break;
    case TYPE_COURSE_REVIEWED: note_reviewed(step); break;
    case TYPE_COURSE_LINKED: note_linked(step); break;
    case TYPE_COURSE_LINK_CONFIRMED: deadlines_stop(step, UUID_NIL, CLOCK_CRS_5); break;
    case TYPE_MESSAGE_ANNULLED: note_annulled(step); break;
    case TYPE_COURSE_MOVED_MUNICIPALITY: note_moved(step); break;
    case TYPE_COVER_REPORTED: start_for_holder(step, CLOCK_COV_1, is_risk ? PRIORITY_ACUTE : PRIORITY_ROUTINE); break;
    case TYPE_COVER_READ: deadlines_stop(step, UUID_NIL, CLOCK_COV_1); break;
    case TYPE_CONSENT_GIVEN: note_consent_given(step); break;
    case TYPE_CONSENT_WITHDRAWN: note_consent_withdrawn(step); break;
    case TYPE_CONSENT_BASIS_NAMED: note_basis_named(step); break;
    case TYPE_CLOCK_PAUSED:
    case TYPE_CLOCK_RESUMED: note_pause(step); break;
    case TYPE_MEETING_CALLED:
    case TYPE_MEETING_FIXED:
    case TYPE_MEETING_HELD: note_meeting(step); break;
    default: break;
    }
}

/* ---- what it means for the flows ---- */

void flows_end_dead(step_t *step)
{
    for (unsigned index = 0; index < step->course->flow_count; index++) {
        flow_t *flow = &step->course->flows[index];
        if (flow_is_open(flow) && flow != step->flow) {
            flow_end(step, flow, table_of(flow->kind)->dead);
        }
    }
    static const clock_name_t OVER[] = {CLOCK_AGE_1, CLOCK_AGE_2, CLOCK_AGE_3, CLOCK_CRS_1, CLOCK_CRS_2, CLOCK_HOS_7};
    for (unsigned index = 0; index < COUNT_OF(OVER); index++) {
        deadlines_stop(step, UUID_NIL, OVER[index]);
    }
}

/* The first row that leads to a state says whom it awaits and which clocks it has. */
static const row_t *row_into(const table_t *table, state_t state)
{
    for (unsigned index = 0; index < table->count; index++) {
        const row_t *row = &table->rows[index];
        if (row->to == state && row->from != state && row->clock[0] != CLOCK_NONE) {
            return row;
        }
    }
    CHECK(false && "every open state is entered with a clock");
    return NULL;
}

/* Where the holder's recall of the state's offer leads. */
static const row_t *recall_row(const table_t *table, state_t state)
{
    static const char END[] = "recalled";
    for (unsigned index = 0; index < table->count; index++) {
        const row_t *row = &table->rows[index];
        const message_type_info_t *type = row->from == state && !event_is_clock(row->event) ? message_type_info((uint32_t)row->event) : NULL;
        size_t size = type == NULL ? 0 : strlen(type->code);
        if (size > sizeof END && strcmp(type->code + size - (sizeof END - 1), END) == 0) {
            return row;
        }
    }
    CHECK(false && "what is offered can be recalled");
    return NULL;
}

/* Not dead after all: each flow goes back to the state before, its clocks run from now. One that stood on an offer goes where a recall would put it. */
void flows_restore(step_t *step)
{
    uuid_t goes_on = UUID_NIL;
    for (unsigned index = 0; index < step->course->flow_count; index++) {
        flow_t *flow = &step->course->flows[index];
        const table_t *table = table_of(flow->kind);
        if (flow->state != table->dead) {
            continue;
        }
        const row_t *recalled = state_asks(flow->state_before) ? recall_row(table, flow->state_before) : NULL;
        state_t state = recalled != NULL ? recalled->to : flow->state_before;
        bool is_over = state_info((uint32_t)state)->is_final;
        flow_follow(step, flow, is_over ? recalled : row_into(table, state), state);
        goes_on = is_over ? flow->id : goes_on;
    }
    if (!uuid_is_nil(goes_on)) {
        contact_goes_on(step, course_flow_const(step->course, goes_on));
    }
}

static const row_t *row_for(const flow_t *flow, event_t event)
{
    const table_t *table = table_of(flow->kind);
    for (unsigned index = 0; index < table->count; index++) {
        if (table->rows[index].from == flow->state && table->rows[index].event == event) {
            return &table->rows[index];
        }
    }
    return NULL;
}

/* U5: every open flow answers by its own row or stays; U4: only the one whose offer rested on the consent. */
void flows_answer_taken_home(step_t *step)
{
    bool is_of_all = step->facts->type == TYPE_COURSE_TAKEN_OVER;
    uuid_t goes_on = UUID_NIL;
    for (unsigned index = 0; index < step->course->flow_count; index++) {
        flow_t *flow = &step->course->flows[index];
        bool lost_offer = uuid_equal(step->offer_before.flow, flow->id) && !course_offer_is_open(step->course) && !uuid_is_nil(step->offer_before.id);
        const row_t *row = flow_is_open(flow) && (is_of_all || lost_offer) ? row_for(flow, (event_t)TYPE_COURSE_TAKEN_OVER) : NULL;
        if (row != NULL) {
            flow_follow(step, flow, row, row->to);
        }
        goes_on = row != NULL && !is_of_all && !flow_is_open(flow) ? flow->id : goes_on;
    }
    /* Nobody took over: the desk goes on with who was asked for. */
    if (!uuid_is_nil(goes_on)) {
        contact_goes_on(step, course_flow_const(step->course, goes_on));
    }
}

void flows_answer_linked(step_t *step)
{
    const message_facts_t *facts = step->facts;
    bool is_of_flow = step->row->to != STATE_NONE; /* an order may be placed after a question: it does not open the flow then */
    flow_t *linked = facts->has_linked && is_of_flow ? course_flow(step->course, facts->linked) : NULL;
    if (linked == NULL || linked == step->flow || !flow_is_open(linked)) {
        return;
    }
    const row_t *row = row_for(linked, (event_t)facts->type);
    if (row != NULL && who_fits_party(step->course, linked, step->sender, row->who)) {
        flow_follow(step, linked, row, row->to);
    }
}

/* U6: a unit that is gone, or silent until the chiefs are told, is not waited for alone: who answers for it is asked beside it, in its own name. */
void pass_on(step_t *step)
{
    const flow_context_t *context = step->context;
    flow_t *flow = step->flow;
    offer_t *offer = &step->course->offer;
    unsigned count = flow->asked_count;
    for (unsigned index = 0; index < count; index++) {
        const party_t *asked = directory_party(context->registry, flow->asked[index].party);
        bool is_gone = asked == NULL || !party_in_force(asked, context->now) || !directory_has_roster(context->registry, asked, context->now);
        if (flow->asked[index].said == SAID_NO || asked == NULL || (!is_gone && step->fired->step < LADDER_LAST_STEP - 1)) {
            continue;
        }
        const party_t *instead = directory_fallback(context->registry, asked, context->now);
        bool is_between = flow->transition == TRANSITION_MUNICIPALITY_TO_MUNICIPALITY; /* only an authority takes on a course of its own */
        if (instead == NULL || (is_between && instead->kind != PARTY_KIND_AUTHORITY) || asked_find(flow, instead->id) != NULL || strcmp(instead->id, step->course->holder) == 0 || flow->asked_count == ASKED_MAX ||
            directory_can_hold(context->registry, instead, context->now) != STATUS_OK) {
            continue;
        }
        text_set(flow->asked[flow->asked_count].party, sizeof flow->asked[0].party, instead->id);
        flow->asked[flow->asked_count++].said = SAID_NOTHING;
        step->decision->changed |= CHANGED_FLOWS;
        if (flow_owns_offer(step->course, flow) && offer->to_count < RECEIVERS_MAX) {
            text_set(offer->to[offer->to_count++], sizeof offer->to[0], instead->id);
            step->decision->changed |= CHANGED_OFFER;
        }
    }
}

/* ---- the night ---- */

/* The next morning that the holder is there. */
static instant_t cover_end(const step_t *step)
{
    const flow_context_t *context = step->context;
    date_t today = calendar_local(context->now).date;
    instant_t morning = calendar_instant(today, OFFICE_OPENS_HOUR, 0);
    bool is_this_morning = morning > context->now && calendar_is_working_day(context->calendar, today);
    return is_this_morning ? morning : calendar_add_working_days(context->calendar, context->now, 1, OFFICE_OPENS_HOUR);
}

void note_cover(step_t *step)
{
    course_t *course = step->course;
    if (step->sender == NULL || !course->is_open || !party_covers(step->context, course, step->sender)) {
        return;
    }
    bool is_known = strcmp(course->covering, step->sender->id) == 0 && course->cover_until > step->context->now;
    if (is_known) {
        return;
    }
    text_set(course->covering, sizeof course->covering, step->sender->id);
    course->cover_until = cover_end(step);
    step->decision->changed |= CHANGED_COURSE;
    step->cover_began = true;
}
