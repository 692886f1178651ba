/* SPDX-License-Identifier: EUPL-1.2
 * The ground for disclosure (L13): the citizen's consents of a course, what each covers and when it ends, and the grounds that need no choice. A withdrawal is an
 * entry of the course like any other, so whoever decided on an older state collides with it. Pure. */
#include <string.h>

#include "base/calendar.h"
#include "base/check.h"
#include "directory/directory.h"
#include "flow/guards.h"

#define CONSENT_DAYS_MAX 366
#define CONSENT_ALL "all"
#define CONSENT_GONE 0x7fffU /* over so long ago that another has its place */
#define ID_LETTERS "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._-"

/* ---- grounds that the rules name ---- */

typedef struct {
    flow_kind_t flow;
    bool is_acute;
    party_kind_t from, to; /* NONE: any */
    const char *item;
} ground_t;

static const ground_t GROUNDS[] = {
#define G(flow, is_acute, from, to, ground, item, basis) {FLOW_##flow, is_acute, PARTY_KIND_##from, PARTY_KIND_##to, item},
#include "flow/ground.def"
#undef G
};

static bool is_acute(const step_t *step)
{
    const message_facts_t *facts = step->facts;
    bool is_danger = facts->type == TYPE_CONTACT_REGISTERED && (facts->danger == ANSWER_YES || facts->danger == ANSWER_UNKNOWN);
    return is_danger || facts->priority == PRIORITY_ACUTE || (step->flow != NULL && step->flow->priority == PRIORITY_ACUTE);
}

static const char *named_ground(const step_t *step, const party_t *receiver)
{
    flow_kind_t flow = step->flow != NULL ? step->flow->kind : message_type_info((uint32_t)step->facts->type)->flow;
    for (unsigned index = 0; index < COUNT_OF(GROUNDS); index++) {
        const ground_t *ground = &GROUNDS[index];
        bool fits = ground->flow == flow && (!ground->is_acute || is_acute(step));
        bool is_pair = (ground->from == PARTY_KIND_NONE || ground->from == step->sender->kind) && (ground->to == PARTY_KIND_NONE || ground->to == receiver->kind);
        if (fits && is_pair) {
            return ground->item;
        }
    }
    return NULL;
}

static bool is_disclosure(const step_t *step, const char *party)
{
    return !directory_same_controller(step->context->registry, step->sender->id, party);
}

/* The one ground that serves every receiver; NULL when a person must choose. */
static const char *ground_of_all(const step_t *step)
{
    const char *item = NULL;
    for (unsigned index = 0; index < step->decision->deliver_count; index++) {
        const party_t *receiver = directory_party(step->context->registry, step->decision->deliver_to[index]);
        if (receiver == NULL || !is_disclosure(step, receiver->id)) {
            continue;
        }
        const char *named = named_ground(step, receiver);
        if (named == NULL || (item != NULL && strcmp(named, item) != 0)) {
            return NULL;
        }
        item = named;
    }
    return item;
}

/* ---- what a consent covers ---- */

static uint32_t scope_of(message_type_t type)
{
    flow_kind_t flow = message_type_info((uint32_t)type)->flow;
    return CONSENT_SCOPE_BIT(flow == FLOW_NONE ? CONSENT_SCOPE_CORRESPONDENCE : (unsigned)flow);
}

static bool covers(const consent_t *consent, const char *organisation)
{
    for (unsigned index = 0; index < consent->to_count; index++) {
        if (strcmp(consent->to[index], organisation) == 0) {
            return true;
        }
    }
    return false;
}

/* Whether the named consent holds for a disclosure to this organisation; the one item that it lacks is noted. */
static bool consent_holds(const step_t *step, const char *organisation)
{
    const message_facts_t *facts = step->facts;
    decision_t *decision = step->decision;
    const consent_t *consent = facts->consent_id[0] == '\0' ? NULL : course_consent(step->course, facts->consent_id);
    if (step->opens_course) {
        need(decision, facts->has_consent, "consent_id"); /* the course begins with it: registered by this very message */
    } else if (consent == NULL || strcmp(consent->controller, step->sender->organisation) != 0) {
        miss(decision, "consent_id");
    } else if (!consent_in_force(consent, step->context->now)) {
        miss(decision, "consent_expired");
    } else if (!covers(consent, organisation)) {
        miss(decision, "consent_receiver");
    } else {
        need(decision, (consent->scope & scope_of(facts->type)) != 0, "consent_scope");
    }
    return decision->missing_count == 0;
}

/* Without a ground the one that the rules have is named, where they have exactly one. */
static bool ground_holds(const step_t *step, const party_t *receiver)
{
    if (step->facts->disclosure_ground == GROUND_CONSENT) {
        return consent_holds(step, receiver->organisation);
    }
    const char *named = step->facts->disclosure_ground == 0 ? ground_of_all(step) : NULL;
    if (named != NULL) {
        miss(step->decision, named);
    }
    return step->facts->disclosure_ground != 0 && !(step->facts->disclosure_ground == GROUND_ANONYMOUS && step->facts->subject_identifies);
}

/* L13: the question and its answers say nothing of who the citizen is; the guards see to it. */
static bool names_nobody(const step_t *step)
{
    const row_t *row = step->row;
    return state_enquires(row->to) && (row->from == STATE_NONE || state_enquires(row->from)) && !step->facts->subject_identifies;
}

/* A citizen needs no ground for what concerns the citizen, and none is needed to say that something was wrong or is no longer allowed. */
status_t consent_check_ground(step_t *step)
{
    const message_facts_t *facts = step->facts;
    CHECK(step->sender != NULL && step->decision->missing_count == 0);
    bool is_citizens = step->sender->kind == PARTY_KIND_CITIZEN_DOOR;
    if (is_citizens || facts->type == TYPE_MESSAGE_ANNULLED || facts->type == TYPE_CONSENT_WITHDRAWN || names_nobody(step)) {
        return STATUS_OK;
    }
    for (unsigned index = 0; index < step->decision->deliver_count; index++) {
        const party_t *receiver = directory_party(step->context->registry, step->decision->deliver_to[index]);
        if (receiver == NULL || !is_disclosure(step, receiver->id)) {
            continue;
        }
        if (!ground_holds(step, receiver)) {
            text_set(step->decision->detail, sizeof step->decision->detail, receiver->id);
            return STATUS_GROUND_NEEDED;
        }
    }
    return STATUS_OK;
}

/* ---- the register ---- */

static bool is_plain_id(const char *id)
{
    return id[0] != '\0' && strspn(id, ID_LETTERS) == strlen(id) && strcmp(id, CONSENT_ALL) != 0;
}

/* The oldest that is over makes place for a new one; what it was stands in the log. The newest stays, so that a number is never given twice. */
static consent_t *replaceable(course_t *course, instant_t now)
{
    consent_t *oldest = NULL;
    unsigned newest = 0;
    for (unsigned index = 0; index < course->consent_count; index++) {
        newest = course->consents[index].number > newest ? course->consents[index].number : newest;
    }
    for (unsigned index = 0; index < course->consent_count; index++) {
        consent_t *consent = &course->consents[index];
        bool may_go = consent->number != newest && !consent_in_force(consent, now);
        oldest = may_go && (oldest == NULL || consent->number < oldest->number) ? consent : oldest;
    }
    return oldest;
}

static consent_t *make_consent(step_t *step, const char *id)
{
    course_t *course = step->course;
    unsigned number = 0;
    for (unsigned index = 0; index < course->consent_count; index++) {
        number = course->consents[index].number > number ? course->consents[index].number : number;
    }
    consent_t *made = course->consent_count < COURSE_CONSENTS_MAX ? &course->consents[course->consent_count++] : replaceable(course, step->context->now);
    CHECK(made != NULL);
    memset(made, 0, sizeof *made);
    made->number = number + 1;
    text_set(made->id, sizeof made->id, id);
    text_set(made->controller, sizeof made->controller, step->sender->organisation);
    made->given_at = step->context->now;
    made->valid_to = step->context->now + CONSENT_DAYS_MAX * DAY_MS;
    step->decision->changed |= CHANGED_CONSENTS;
    return made;
}

/* What a parent has said ends the moment the citizen is of age, whether the clock has fired by then or not. */
void consents_cap_parents(step_t *step)
{
    course_t *course = step->course;
    const deadline_t *of_age = deadline_find(course, UUID_NIL, CLOCK_AGE_3);
    for (unsigned index = 0; of_age != NULL && index < course->consent_count; index++) {
        consent_t *consent = &course->consents[index];
        if (consent->given_by == GIVER_PARENT && consent->valid_to > of_age->due_at) {
            consent->valid_to = of_age->due_at;
            step->decision->changed |= CHANGED_CONSENTS;
        }
    }
}

void note_consent_given(step_t *step)
{
    const message_facts_t *facts = step->facts;
    const consent_facts_t *told = &facts->consent;
    consent_t *consent = make_consent(step, facts->consent_id);
    consent->scope = told->scope;
    consent->to_count = told->to_count;
    memcpy(consent->to, told->to, sizeof consent->to);
    consent->relative_count = told->relative_count;
    for (unsigned index = 0; index < told->relative_count; index++) {
        consent->relatives[index] = (relative_t){told->relations[index], told->extents[index]};
    }
    consent->form = told->form;
    consent->given_by = (consent_giver_t)told->given_by;
    consent->given_at = facts->at != 0 ? facts->at : consent->given_at;
    consent->valid_to = told->valid_to != 0 ? told->valid_to : consent->given_at + CONSENT_DAYS_MAX * DAY_MS;
    consents_cap_parents(step);
}

static void end_consent(step_t *step, const consent_t *consent)
{
    decision_t *decision = step->decision;
    CHECK(decision->consent_over_count < COURSE_CONSENTS_MAX);
    text_set(decision->consents_over[decision->consent_over_count++], UUID_TEXT_SIZE, consent->id);
    decision->changed |= CHANGED_CONSENTS;
}

void note_consent_withdrawn(step_t *step)
{
    course_t *course = step->course;
    bool is_of_all = strcmp(step->facts->consent_id, CONSENT_ALL) == 0;
    for (unsigned index = 0; index < course->consent_count; index++) {
        consent_t *consent = &course->consents[index];
        if (consent->withdrawn_at == 0 && (is_of_all || strcmp(consent->id, step->facts->consent_id) == 0)) {
            consent->withdrawn_at = step->context->now;
            end_consent(step, consent);
        }
    }
    start_for_holder(step, CLOCK_CNS_1, PRIORITY_ROUTINE);
}

/* AGE-3: what parents have consented to has ended by its date. What rests on it and is not sent goes no further, and the holder asks the citizen, who now decides. */
void consents_end_at_18(step_t *step)
{
    course_t *course = step->course;
    bool is_of_age = clock_rule_of_code(step->fired->rule)->event == CLOCK_AGE_3;
    for (unsigned index = 0; is_of_age && index < course->consent_count; index++) {
        const consent_t *consent = &course->consents[index];
        if (consent->given_by == GIVER_PARENT && consent->withdrawn_at == 0) {
            end_consent(step, consent);
        }
    }
    if (is_of_age && step->decision->consent_over_count > 0) {
        start_for_holder(step, CLOCK_CNS_1, PRIORITY_ROUTINE);
    }
}

/* The holder has named another ground: what was offered by a consent that is over rests on that from now. */
void note_basis_named(step_t *step)
{
    course_t *course = step->course;
    deadlines_stop(step, UUID_NIL, CLOCK_CNS_1);
    for (unsigned index = 0; index < course->flow_count && step->facts->reason > GROUND_CONSENT; index++) {
        flow_t *flow = &course->flows[index];
        if (flow->consent != 0 && !flow_consent_holds(step, flow)) {
            flow->consent = 0;
            step->decision->changed |= CHANGED_FLOWS;
        }
    }
}

bool flow_consent_holds(const step_t *step, const flow_t *flow)
{
    const consent_t *consent = course_consent_numbered(step->course, flow->consent);
    return flow->consent == 0 || (consent != NULL && consent_in_force(consent, step->context->now));
}

/* ---- two courses become one (U8) ---- */

static bool goes_along(const step_t *step, const course_t *other, const consent_t *consent)
{
    bool is_named = false;
    for (unsigned index = 0; index < other->flow_count; index++) {
        is_named = is_named || (flow_is_open(&other->flows[index]) && other->flows[index].consent == consent->number);
    }
    return (is_named || consent_in_force(consent, step->context->now)) && course_consent(step->course, consent->id) == NULL;
}

bool consents_have_room(const step_t *step, const course_t *other)
{
    unsigned count = step->course->consent_count;
    for (unsigned index = 0; index < other->consent_count; index++) {
        count += goes_along(step, other, &other->consents[index]) ? 1U : 0U;
    }
    return count <= COURSE_CONSENTS_MAX;
}

void consents_take(step_t *step, const course_t *other)
{
    for (unsigned index = 0; index < other->consent_count; index++) {
        const consent_t *consent = &other->consents[index];
        if (goes_along(step, other, consent)) {
            consent_t *taken = make_consent(step, consent->id);
            unsigned number = taken->number;
            *taken = *consent;
            taken->number = number;
        }
        consent_t *known = course_consent(step->course, consent->id);
        if (known != NULL && known->withdrawn_at == 0 && consent->withdrawn_at != 0) { /* said of both what was said of one */
            known->withdrawn_at = consent->withdrawn_at;
            end_consent(step, known);
        }
    }
}

unsigned consent_taken(const step_t *step, const course_t *other, unsigned number)
{
    const consent_t *consent = course_consent_numbered(other, number);
    const consent_t *taken = consent == NULL ? NULL : course_consent(step->course, consent->id);
    unsigned gone = number == 0 ? 0 : CONSENT_GONE;
    return taken == NULL ? gone : taken->number;
}

/* ---- what a message rests on ---- */

static bool discloses(const step_t *step)
{
    for (unsigned index = 0; index < step->decision->deliver_count; index++) {
        if (is_disclosure(step, step->decision->deliver_to[index])) {
            return true;
        }
    }
    return false;
}

/* A message that opens a course brings its consent along: nobody can have registered it before. Told in words alone it is named by the message. */
static void register_opening(step_t *step)
{
    char id[UUID_TEXT_SIZE];
    const message_facts_t *facts = step->facts;
    uuid_write(uuid_of_offer(step->course->id, step->sender->id, facts->message_id), id);
    consent_t *consent = make_consent(step, is_plain_id(facts->consent_id) ? facts->consent_id : id);
    consent->scope = scope_of(facts->type);
    consent->given_by = GIVER_CITIZEN;
    for (unsigned index = 0; index < step->decision->deliver_count; index++) {
        const party_t *receiver = directory_party(step->context->registry, step->decision->deliver_to[index]);
        if (receiver != NULL && is_disclosure(step, receiver->id) && !covers(consent, receiver->organisation)) {
            text_set(consent->to[consent->to_count++], sizeof consent->to[0], receiver->organisation);
        }
    }
}

void consent_note_disclosure(step_t *step)
{
    const message_facts_t *facts = step->facts;
    step->consent = 0;
    if (facts->disclosure_ground != GROUND_CONSENT || step->sender->kind == PARTY_KIND_CITIZEN_DOOR || !discloses(step)) {
        return;
    }
    if (step->opens_course) {
        register_opening(step);
    }
    const consent_t *consent = step->opens_course ? &step->course->consents[step->course->consent_count - 1] : course_consent(step->course, facts->consent_id);
    if (consent != NULL) { /* an annulment and a withdrawal need none */
        step->consent = consent->number;
        text_set(step->decision->consent, sizeof step->decision->consent, consent->id);
    }
}

/* ---- what registering one requires ---- */

static bool receivers_are_known(const step_t *step)
{
    const consent_facts_t *told = &step->facts->consent;
    const registry_t *registry = step->context->registry;
    for (unsigned index = 0; index < told->to_count; index++) {
        bool is_known = false;
        for (unsigned party = 0; party < registry->party_count && !is_known; party++) {
            is_known = strcmp(registry->parties[party].organisation, told->to[index]) == 0;
        }
        if (!is_known || strcmp(told->to[index], step->sender->organisation) == 0) {
            return false;
        }
    }
    return true;
}

static bool relatives_are_told(const consent_facts_t *told)
{
    for (unsigned index = 0; index < told->relative_count; index++) {
        if (told->relations[index] == 0 || told->extents[index] == 0) {
            return false;
        }
    }
    return true;
}

verdict_t consent_given_holds(step_t *step)
{
    const message_facts_t *facts = step->facts;
    const consent_facts_t *told = &facts->consent;
    instant_t now = step->context->now;
    instant_t given_at = facts->at != 0 ? facts->at : now;
    bool is_new = is_plain_id(facts->consent_id) && course_consent(step->course, facts->consent_id) == NULL;
    need(step->decision, is_new, "consent_id");
    need(step->decision, told->to_count == 0 || told->scope != 0, "consent_scopes");
    need(step->decision, told->to_count + told->relative_count > 0 && receivers_are_known(step) && relatives_are_told(told), "consent_receivers");
    need(step->decision, told->form != 0, "consent_form");
    need(step->decision, told->given_by != GIVER_NONE, "consent_given_by");
    need(step->decision, given_at <= now + CLOCK_SKEW_MS, "at");
    need(step->decision, told->valid_to == 0 || (told->valid_to > now && told->valid_to <= given_at + CONSENT_DAYS_MAX * DAY_MS), "consent_valid_to");
    need(step->decision, told->valid_to != 0 || given_at + CONSENT_DAYS_MAX * DAY_MS > now, "consent_valid_to");
    if (step->decision->missing_count == 0 && step->course->consent_count == COURSE_CONSENTS_MAX && replaceable(step->course, now) == NULL) {
        return refuse(step, STATUS_COURSE_FULL);
    }
    return verdict_of(step);
}

/* A withdrawal is refused for nothing but not saying which. */
verdict_t consent_withdrawn_holds(step_t *step)
{
    const course_t *course = step->course;
    const char *id = step->facts->consent_id;
    bool is_there = false;
    for (unsigned index = 0; index < course->consent_count; index++) {
        is_there = is_there || (course->consents[index].withdrawn_at == 0 && (strcmp(id, CONSENT_ALL) == 0 || strcmp(course->consents[index].id, id) == 0));
    }
    need(step->decision, is_there, "consent_registered");
    return verdict_of(step);
}

/* Told later than the opening; no message takes it back. */
void note_confidential(step_t *step)
{
    if (step->facts != NULL && step->facts->confidential && !step->course->is_confidential) {
        step->course->is_confidential = true;
        step->decision->changed |= CHANGED_COURSE;
    }
}
