/* SPDX-License-Identifier: EUPL-1.2
 * What may happen next: a message or a clock meets the rows. Pure. Checks come in the order that engine.h names. */
#include "flow/engine.h"

#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include "base/check.h"
#include "directory/directory.h"
#include "flow/hospital.h"
#include "flow/step.h"

/* Refusals that are decided on the state of the course are recorded there and final; the rest may be answered differently later. */
static bool is_of_course(status_t status)
{
    return status == STATUS_NOT_ALLOWED_NOW || status == STATUS_NOT_YOURS_TO_DO || status == STATUS_GUARD_NOT_MET || status == STATUS_OFFER_STALE ||
           status == STATUS_DUTY_OFFERED || status == STATUS_COURSE_ENDED || status == STATUS_MAY_NOT_HOLD || status == STATUS_NO_COVER ||
           status == STATUS_ALREADY_HOLDS || status == STATUS_INCOMPLETE;
}

void decision_clear(decision_t *decision)
{
    memset(decision, 0, offsetof(decision_t, measures));
    decision->status = STATUS_OK;
}

/* ---- who sends ---- */

/* Outside the register: these name themselves. A citizen or relative need not. */
static status_t person_outside(const party_t *sender, const message_facts_t *facts)
{
    if (sender->kind == PARTY_KIND_CITIZEN_DOOR) {
        return STATUS_OK;
    }
    bool is_outside = sender->kind == PARTY_KIND_PARTNER || sender->kind == PARTY_KIND_SHELTER;
    return is_outside && facts->person_is_named && facts->person_has_phone ? STATUS_OK : STATUS_UNKNOWN_PERSON;
}

static status_t sender_in_force(step_t *step)
{
    const flow_context_t *context = step->context;
    const message_facts_t *facts = step->facts;
    step->sender = directory_party(context->registry, facts->sending_party);
    if (step->sender == NULL) {
        return STATUS_UNKNOWN_PARTY;
    }
    if (!party_in_force(step->sender, context->now)) {
        return STATUS_PARTY_NOT_VALID;
    }
    if (facts->occurred_at > context->now + CLOCK_SKEW_MS) {
        return STATUS_TIME_NOT_POSSIBLE;
    }
    if (facts->person[0] == '\0') {
        return person_outside(step->sender, facts);
    }
    const person_t *person = directory_person(context->registry, facts->sending_party, facts->person);
    if (person == NULL) {
        return STATUS_UNKNOWN_PERSON;
    }
    return person_in_force(person, context->now) ? STATUS_OK : STATUS_PERSON_NOT_VALID;
}

/* ---- which row ---- */

/* What came of trying the rows for one event, from least to most that can be told the sender. */
typedef struct {
    bool any_row;
    const row_t *not_yours; /* first row for this case that is another's to do */
    const row_t *refused;   /* first row whose condition failed */
} attempt_t;

static void try_row(step_t *step, const row_t *row, attempt_t *attempt)
{
    attempt->any_row = true;
    step->decision->missing_count = 0;
    step->decision->section_count = 0;
    step->decision->status = STATUS_OK;
    verdict_t verdict = when_holds(step, row->when);
    if (verdict == VERDICT_OTHER_ROW) {
        return;
    }
    if (!who_fits(step, row->who)) {
        attempt->not_yours = attempt->not_yours == NULL ? row : attempt->not_yours;
    } else if (verdict == VERDICT_MET) {
        step->row = row;
    } else if (attempt->refused == NULL) {
        attempt->refused = row;
    }
}

static void try_table(step_t *step, const table_t *table, state_t from, attempt_t *attempt)
{
    for (unsigned index = 0; index < table->count && step->row == NULL; index++) {
        const row_t *row = &table->rows[index];
        if (row->from == from && row->event == (event_t)step->facts->type) {
            try_row(step, row, attempt);
        }
    }
}

static status_t refuse_row(step_t *step, const attempt_t *attempt)
{
    decision_t *decision = step->decision;
    decision_clear(decision);
    if (attempt->refused != NULL) {
        (void)when_holds(step, attempt->refused->when); /* says once more what it lacks */
        decision->rule_row = row_number(attempt->refused);
        return decision->status;
    }
    if (attempt->not_yours != NULL) {
        decision->rule_row = row_number(attempt->not_yours);
        (void)snprintf(decision->detail, sizeof decision->detail, "%s", who_text(attempt->not_yours->who));
        return STATUS_NOT_YOURS_TO_DO;
    }
    /* A row was there, but for another case. */
    return STATUS_NOT_ALLOWED_NOW;
}

static status_t choose_row(step_t *step)
{
    flow_kind_t kind = message_type_info(step->facts->type)->flow;
    attempt_t attempt = {0};
    state_t from = step->flow == NULL ? STATE_NONE : step->flow->state;
    const table_t *table = step->flow != NULL ? table_of(step->flow->kind) : kind != FLOW_NONE ? table_of(kind) : NULL;
    /* A row for another flow's message is the answer of a flow that is linked with it (flows_answer_linked), and nobody's to send; but a
     * ward's, who takes back the death that a closing stands on. */
    bool is_death_back = step->flow != NULL && step->flow->kind == FLOW_CLOSING && step->facts->type == TYPE_HOSPITAL_CANCELLED;
    bool is_of_flow = step->flow == NULL || kind == FLOW_NONE || kind == step->flow->kind || is_death_back;
    if (table != NULL && is_of_flow) {
        try_table(step, table, from, &attempt);
    }
    if (kind == FLOW_NONE && !attempt.any_row) {
        try_table(step, &TABLE_COMMON, STATE_NONE, &attempt);
    }
    if (step->row != NULL) {
        return STATUS_OK;
    }
    if (!attempt.any_row && step->flow == NULL && kind != FLOW_NONE) {
        miss(step->decision, "flow_id");
        return STATUS_GUARD_NOT_MET;
    }
    return refuse_row(step, &attempt);
}

/* ---- the step ---- */

/* A death that is taken back after the stay has ended by it is for the closing, which the death has opened. */
static void find_closing(step_t *step)
{
    for (unsigned index = 0; index < step->course->flow_count && step->flow->state == STATE_HOSPITAL_ENDED_DEAD; index++) {
        if (step->course->flows[index].state == STATE_CLOSING_DEAD) {
            step->flow = &step->course->flows[index];
        }
    }
}

/* The flow that is meant, and for an annulment the one that the wrong message opened. */
static status_t find_flow(step_t *step)
{
    const message_facts_t *facts = step->facts;
    if (facts->type == TYPE_MESSAGE_ANNULLED) {
        const char *author = facts->target_party[0] != '\0' ? facts->target_party : step->sender->id;
        flow_t *opened = course_flow(step->course, uuid_of_flow(step->course->id, author, facts->target_message));
        step->annulled = opened != NULL && flow_is_open(opened) ? opened : NULL;
    }
    if (!facts->has_flow || facts->type == TYPE_COURSE_TAKEN_OVER) {
        return STATUS_OK; /* taking a course home is about the course; its flows answer by their own rows */
    }
    step->flow = course_flow(step->course, facts->flow);
    if (step->flow == NULL) {
        text_set(step->decision->detail, sizeof step->decision->detail, "no such flow on this course");
        return STATUS_NOT_ALLOWED_NOW;
    }
    bool is_told = facts->recorded_for && facts->type == TYPE_CONTACT_TAKEN_OVER; /* by the desk: it moves nothing and names no offer */
    if (facts->has_offer && !is_told && !offer_named_is_open(step)) {
        return STATUS_OFFER_STALE;
    }
    if (facts->type == TYPE_HOSPITAL_CANCELLED) {
        find_closing(step);
    }
    return STATUS_OK;
}

/* A death, and a citizen who is lost, end other flows in the same step: they take those clocks' room, and no bound may stand before them (L6). */
static status_t room_for_flow(const step_t *step)
{
    bool takes_room_of_others = step->row->event == (event_t)TYPE_COURSE_DIED || step->row->when == WHEN_FOLLOW_UP_LOST;
    bool opens_flow = (step->row->from == STATE_NONE && step->row->to != STATE_NONE) || takes_room_of_others;
    if (!opens_flow) {
        return STATUS_OK;
    }
    /* While the last unit is asked, the contact that goes on when it says no has its place. */
    unsigned kept = 0;
    for (unsigned index = 0; index < step->course->flow_count; index++) {
        kept += step->course->flows[index].state == STATE_CLOSING_RECONTACT ? 1U : 0U;
    }
    if (course_open_flows(step->course) + (takes_room_of_others ? 0 : kept) >= COURSE_FLOWS_MAX) {
        return STATUS_COURSE_FULL;
    }
    return takes_room_of_others ? STATUS_OK : deadlines_have_room(step->course, 1, 0);
}

/* From the course's state on: the same for a new course and an old one. */
static status_t decide(step_t *step)
{
    status_t status = find_flow(step);
    status = status == STATUS_OK ? choose_row(step) : status;
    status = status == STATUS_OK ? room_for_flow(step) : status;
    status = status == STATUS_OK ? deliver_decide(step) : status;
    return status == STATUS_OK ? consent_check_ground(step) : status;
}

static void accept(step_t *step)
{
    decision_t *decision = step->decision;
    decision->status = STATUS_OK;
    decision->detail[0] = '\0';
    decision->rule_row = row_number(step->row);
    consent_note_disclosure(step);
    step_apply(step);
    measure_message(step);
    if (step->row->deliver_to != TO_NOBODY && step->facts->next_owner[0] != '\0') {
        text_set(decision->next_owner, sizeof decision->next_owner, step->facts->next_owner);
    }
}

/* A refusal tells the state it was decided on, and who holds: whoever reads it knows where to turn (L6). */
static void refuse(step_t *step, status_t status)
{
    decision_t *decision = step->decision;
    decision->status = status;
    decision->is_recorded = is_of_course(status);
    decision->deliver_count = 0;
    memset(decision->deliver_to, 0, sizeof decision->deliver_to);
    if (step->flow != NULL) {
        decision->flow = step->flow->id;
        decision->flow_kind = step->flow->kind;
        decision->from = step->flow->state;
        decision->to = step->flow->state;
    }
    if (decision->is_recorded) {
        const char *next = step->flow != NULL && step->flow->awaited[0] != '\0' ? step->flow->awaited : step->course->holder;
        text_set(decision->next_owner, sizeof decision->next_owner, next);
    }
}

void flow_step(const flow_context_t *context, const message_facts_t *facts, course_t *course, decision_t *decision)
{
    CHECK(context != NULL && facts != NULL && course != NULL && decision != NULL);
    CHECK(message_type_info(facts->type) != NULL);
    step_t step = {.context = context, .facts = facts, .course = course, .decision = decision};
    decision_clear(decision);
    status_t status = sender_in_force(&step);
    if (status == STATUS_OK && !party_belongs(course, step.sender) && !party_covers(context, course, step.sender)) {
        status = STATUS_UNKNOWN_COURSE;
    }
    if (status == STATUS_OK && !course->is_open) {
        status = facts->type == TYPE_HOSPITAL_ADMITTED ? STATUS_NOT_KEPT : STATUS_COURSE_ENDED;
    }
    status = status == STATUS_OK ? decide(&step) : status;
    if (status == STATUS_OK) {
        accept(&step);
    } else {
        refuse(&step, status);
    }
}

/* ---- a course begins ---- */

/* The sender's municipality, unless the first receiver names another or the desk itself. */
static status_t place_course(const step_t *step, course_t *course, const party_t **named_desk)
{
    const message_facts_t *facts = step->facts;
    const party_t *party = NULL;
    if (facts->type == TYPE_CLOSING_RECONTACTED) {
        text_set(course->municipality, sizeof course->municipality, step->context->other->municipality);
        return STATUS_OK;
    }
    text_set(course->municipality, sizeof course->municipality, step->sender->municipality);
    if (facts->receiver_count == 0) {
        return STATUS_OK;
    }
    const receiver_t *first = &facts->receivers[0];
    if (first->party[0] == '\0') {
        if (first->municipality[0] != '\0') {
            text_set(course->municipality, sizeof course->municipality, first->municipality);
        }
        return STATUS_OK;
    }
    status_t status = directory_resolve(step->context->registry, first, step->context->now, &party);
    if (status != STATUS_OK) {
        return status;
    }
    text_set(course->municipality, sizeof course->municipality, party->municipality);
    *named_desk = party->kind == PARTY_KIND_ENTRY_DESK ? party : NULL;
    return STATUS_OK;
}

/* L3: the entry desk holds from the commit; L6: without one in force the duty unit does. */
static status_t staff_course(const step_t *step, course_t *course)
{
    const registry_t *registry = step->context->registry;
    instant_t now = step->context->now;
    const party_t *desk = NULL;
    status_t status = place_course(step, course, &desk);
    if (status != STATUS_OK) {
        return status;
    }
    if (desk == NULL && step->sender->kind == PARTY_KIND_ENTRY_DESK && strcmp(step->sender->municipality, course->municipality) == 0) {
        desk = step->sender;
    }
    desk = desk != NULL ? desk : directory_unit(registry, PARTY_KIND_ENTRY_DESK, course->municipality, now);
    desk = desk != NULL ? desk : directory_unit(registry, PARTY_KIND_DUTY, course->municipality, now);
    const party_t *authority = directory_unit(registry, PARTY_KIND_AUTHORITY, course->municipality, now);
    if (desk == NULL || authority == NULL) {
        return STATUS_NO_ROUTE;
    }
    text_set(course->desk, sizeof course->desk, desk->id);
    text_set(course->authority, sizeof course->authority, authority->id);
    course->is_confidential = step->facts->confidential;
    return STATUS_OK;
}

static bool opens_course(baton_t duty)
{
    return duty == BATON_OPENS || duty == BATON_OPENS_OFFERS || duty == BATON_OFFERS_AUTHORITY || duty == BATON_OPENS_OFFERED || duty == BATON_OPENS_AT_OFFER;
}

static bool may_open_course(message_type_t type)
{
    const message_type_info_t *info = message_type_info(type);
    const table_t *table = info->flow == FLOW_NONE ? NULL : table_of(info->flow);
    for (unsigned index = 0; table != NULL && index < table->count; index++) {
        const row_t *row = &table->rows[index];
        if (row->from == STATE_NONE && row->event == (event_t)type && opens_course(row->duty)) {
            return true;
        }
    }
    return false;
}

/* L10: an earlier course is named by those who were part of it; to any other unit it is not there. */
static status_t earlier_is_theirs(const step_t *step)
{
    const course_t *earlier = step->context->other;
    if (step->facts->type != TYPE_CLOSING_RECONTACTED) {
        return STATUS_OK;
    }
    if (!step->facts->has_previous) {
        text_set(step->decision->detail, sizeof step->decision->detail, "previous_course_id");
        return STATUS_FIELD_MISSING;
    }
    return earlier != NULL && party_belongs(earlier, step->sender) ? STATUS_OK : STATUS_UNKNOWN_COURSE;
}

/* Hospitals tell of every citizen, without consent: what opens no course is not kept, and the answer is the same for a citizen who is known here. */
static bool is_notice_of_anybody(message_type_t type)
{
    return message_type_info(type)->flow == FLOW_HOSPITAL_STAY && !may_open_course(type);
}

void flow_open(const flow_context_t *context, const message_facts_t *facts, course_t *course, decision_t *decision)
{
    CHECK(context != NULL && facts != NULL && course != NULL && decision != NULL);
    CHECK(message_type_info(facts->type) != NULL && !facts->has_course);
    course_t fresh;
    memset(&fresh, 0, sizeof fresh);
    fresh.id = uuid_of_course(facts->sending_party, facts->message_id);
    step_t step = {.context = context, .facts = facts, .course = &fresh, .decision = decision, .opens_course = true};
    decision_clear(decision);
    status_t status = sender_in_force(&step);
    if (status == STATUS_OK && is_notice_of_anybody(facts->type)) {
        status = STATUS_NOT_KEPT;
    } else if (status == STATUS_OK && (facts->has_flow || !may_open_course(facts->type))) {
        text_set(decision->detail, sizeof decision->detail, "course_id");
        status = STATUS_FIELD_MISSING;
    }
    status = status == STATUS_OK ? earlier_is_theirs(&step) : status;
    status = status == STATUS_OK ? staff_course(&step, &fresh) : status;
    status = status == STATUS_OK ? decide(&step) : status;
    if (status != STATUS_OK) {
        refuse(&step, status);
        decision->is_recorded = false; /* there is no course to record it on */
        return;
    }
    accept(&step);
    *course = fresh;
}

void flow_open_linked(const flow_context_t *context, const message_facts_t *facts, const course_t *from, course_t *linked, decision_t *decision)
{
    CHECK(context != NULL && facts != NULL && from != NULL && linked != NULL && decision != NULL && from != linked);
    const party_t *taker = directory_party(context->registry, facts->sending_party);
    CHECK(taker != NULL);
    const party_t *desk = directory_unit(context->registry, PARTY_KIND_ENTRY_DESK, taker->municipality, context->now);
    memset(linked, 0, sizeof *linked);
    linked->id = uuid_of_flow(from->id, facts->sending_party, facts->message_id);
    text_set(linked->municipality, sizeof linked->municipality, taker->municipality);
    text_set(linked->authority, sizeof linked->authority, taker->id);
    text_set(linked->desk, sizeof linked->desk, desk != NULL ? desk->id : taker->id);
    text_set(linked->contact_person, sizeof linked->contact_person, facts->contact_person);
    linked->is_confidential = from->is_confidential;
    decision_clear(decision);
    step_t step = {.context = context, .facts = facts, .sender = taker, .course = linked, .decision = decision};
    step_open_linked(&step, from);
}

/* ---- a clock fires ---- */

const row_t *clock_row(step_t *step, const clock_rule_t *rule)
{
    const table_t *table = step->flow == NULL ? NULL : table_of(step->flow->kind);
    bool is_pause_over = step->fired != NULL && step->fired->paused_until != 0; /* nothing is due: the clock goes on */
    for (unsigned index = 0; table != NULL && index < table->count; index++) {
        const row_t *row = &table->rows[index];
        bool is_meant = row->from == step->flow->state && row->event == 10000U + (unsigned)rule->event;
        if (is_meant && !is_pause_over && when_holds(step, row->when) == VERDICT_MET) {
            return row;
        }
    }
    for (unsigned index = 0; index < TABLE_COMMON.count; index++) {
        if (TABLE_COMMON.rows[index].event == ON(ANY)) {
            return &TABLE_COMMON.rows[index];
        }
    }
    CHECK(false && "the universal rows have the ladder");
    return NULL;
}

void flow_fire(const flow_context_t *context, course_t *course, uint32_t deadline_number, decision_t *decision)
{
    CHECK(context != NULL && course != NULL && decision != NULL);
    decision_clear(decision);
    const deadline_t *deadline = deadline_by_number(course, deadline_number);
    if (deadline == NULL || deadline->fire_at > context->now) {
        decision->status = STATUS_NOT_FOUND;
        return;
    }
    const deadline_t fired = *deadline;
    step_t step = {.context = context, .course = course, .decision = decision, .fired = &fired};
    step.flow = uuid_is_nil(fired.flow) ? NULL : course_flow(course, fired.flow);
    step.row = clock_row(&step, clock_rule_of_code(fired.rule));
    decision->rule_row = row_number(step.row);
    step_apply(&step);
}
