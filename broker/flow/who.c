/* SPDX-License-Identifier: EUPL-1.2
 * Whose step it is: the words of a row's "who" column. Pure. */
#include <string.h>

#include "base/check.h"
#include "directory/directory.h"
#include "flow/marks.h"
#include "flow/hospital.h"
#include "flow/step.h"

const asked_t *asked_find(const flow_t *flow, const char *party)
{
    CHECK(flow != NULL && party != NULL && flow->asked_count <= RECEIVERS_MAX);
    for (unsigned index = 0; index < flow->asked_count; index++) {
        if (strcmp(flow->asked[index].party, party) == 0) {
            return &flow->asked[index];
        }
    }
    return NULL;
}

unsigned asked_open(const flow_t *flow)
{
    CHECK(flow != NULL && flow->asked_count <= RECEIVERS_MAX);
    unsigned count = 0;
    for (unsigned index = 0; index < flow->asked_count; index++) {
        count += flow->asked[index].said == SAID_NO ? 0U : 1U;
    }
    return count;
}

bool state_asks(state_t state)
{
    return state == STATE_CONTACT_ROUTED || state == STATE_HANDOVER_OFFERED || state == STATE_ORDER_PLACED || state == STATE_CLOSING_RECONTACT;
}

bool state_enquires(state_t state)
{
    return state == STATE_ORDER_ENQUIRING || state == STATE_PURCHASE_REQUESTED || state == STATE_PURCHASE_OFFERED;
}

bool flow_asks(const flow_t *flow)
{
    CHECK(flow != NULL);
    return state_asks(flow->state);
}

bool party_covers(const flow_context_t *context, const course_t *course, const party_t *party)
{
    CHECK(context != NULL && course != NULL && party != NULL);
    const party_t *holder = directory_party(context->registry, course->holder);
    return holder != NULL && strcmp(holder->cover, party->id) == 0 && !directory_is_open(context->registry, context->calendar, holder, context->now);
}

bool flow_still_asks(const flow_t *flow, const char *party)
{
    const asked_t *asked = asked_find(flow, party);
    return flow_asks(flow) && asked != NULL && asked->said != SAID_NO;
}

static bool is_asked(const flow_t *flow, const party_t *party)
{
    return flow != NULL && flow_still_asks(flow, party->id);
}

static bool serves_municipality(const course_t *course, const party_t *party)
{
    return (party->kind == PARTY_KIND_ENTRY_DESK || party->kind == PARTY_KIND_DUTY) && strcmp(party->municipality, course->municipality) == 0;
}

/* Every entry desk of the municipality answers for the others, the duty unit covers them at night, and a unit that the ladder named
 * answers in its own name (U6). A unit that is asked is not the desk of the same routing, or the duty unit could refuse by recalling. */
bool party_is_desk(const course_t *course, const flow_t *flow, const party_t *party)
{
    CHECK(course != NULL && party != NULL);
    if (is_asked(flow, party)) {
        return false;
    }
    if (strcmp(course->desk, party->id) == 0 || serves_municipality(course, party)) {
        return true;
    }
    return flow != NULL && flow->kind == FLOW_CONTACT && flow->state != STATE_CONTACT_ROUTED && flow->state != STATE_CONTACT_EXTERNAL &&
           strcmp(flow->awaited, party->id) == 0;
}

bool desk_holds(const registry_t *registry, const course_t *course)
{
    CHECK(registry != NULL && course != NULL);
    if (strcmp(course->holder, course->desk) == 0) {
        return true;
    }
    const party_t *holder = directory_party(registry, course->holder);
    return holder != NULL && serves_municipality(course, holder);
}

bool party_belongs(const course_t *course, const party_t *party)
{
    CHECK(course != NULL && party != NULL);
    if (serves_municipality(course, party) || strcmp(course->holder, party->id) == 0 || strcmp(course->authority, party->id) == 0 ||
        strcmp(course->desk, party->id) == 0 || course_is_involved(course, party->id) || course_offered_to(course, party->id)) {
        return true;
    }
    for (unsigned index = 0; index < course->flow_count; index++) {
        if (asked_find(&course->flows[index], party->id) != NULL) {
            return true;
        }
    }
    return false;
}

static bool is_authority(const course_t *course, const party_t *party)
{
    return strcmp(course->authority, party->id) == 0;
}

static bool is_municipal_staff(const party_t *party)
{
    return party->kind == PARTY_KIND_ENTRY_DESK || party->kind == PARTY_KIND_DUTY || party->kind == PARTY_KIND_OFFER ||
           party->kind == PARTY_KIND_AUTHORITY;
}

static bool is_written(channel_t channel)
{
    return channel == CHANNEL_WEB || channel == CHANNEL_MESSAGE || channel == CHANNEL_VOICE_MAIL;
}

static bool is_duty(const course_t *course, const party_t *party)
{
    return party->kind == PARTY_KIND_DUTY && strcmp(party->municipality, course->municipality) == 0;
}

static bool is_holder(const course_t *course, const party_t *party)
{
    return strcmp(course->holder, party->id) == 0;
}

static bool is_named(const flow_t *flow, const party_t *party)
{
    return flow != NULL && asked_find(flow, party->id) != NULL;
}

static bool is_taker(const flow_t *flow, const party_t *party)
{
    return flow != NULL && strcmp(flow->taker, party->id) == 0;
}

static bool is_giver(const flow_t *flow, const party_t *party)
{
    return flow != NULL && strcmp(flow->giver, party->id) == 0;
}

static bool is_awaited(const course_t *course, const party_t *party)
{
    for (unsigned index = 0; index < course->deadline_count; index++) {
        if (strcmp(course->deadlines[index].awaited, party->id) == 0) {
            return true;
        }
    }
    return false;
}

static bool is_submitter(const course_t *course, const party_t *party)
{
    return is_holder(course, party) || party_is_desk(course, NULL, party);
}

static bool is_other(const flow_t *flow, const party_t *party)
{
    return flow != NULL && strcmp(flow->other, party->id) == 0;
}

static bool is_opener(const flow_t *flow, const party_t *party)
{
    return flow != NULL && strcmp(flow->opened_by, party->id) == 0;
}

static bool is_participant(const flow_t *flow, const party_t *party)
{
    const asked_t *asked = flow == NULL ? NULL : asked_find(flow, party->id);
    return asked != NULL && asked->said != SAID_NO;
}

/* Of those asked, who has not said no: once it is confirmed, the one offer. */
static bool is_ordered(const flow_t *flow, const party_t *party)
{
    const asked_t *asked = flow == NULL ? NULL : asked_find(flow, party->id);
    return asked != NULL && asked->said != SAID_NO;
}

static bool marks_have(const flow_t *flow, uint32_t marks)
{
    return flow != NULL && (flow->marks & marks) != 0;
}

static bool is_notifier(const course_t *course, const flow_t *flow, const party_t *party)
{
    bool is_purchase = flow != NULL && flow->kind == FLOW_PURCHASE;
    if (is_authority(course, party)) {
        return marks_have(flow, is_purchase ? PURCHASE_NOTICE_BY_ACTOR : ORDER_NOTICE_BY_AUTHORITY);
    }
    return marks_have(flow, is_purchase ? PURCHASE_NOTICE_BY_SELLER : ORDER_NOTICE_BY_OFFER);
}

bool is_ward_kind(const party_t *party)
{
    CHECK(party != NULL);
    return party->kind == PARTY_KIND_TREATMENT_PSYCHIATRY;
}

bool is_ward_of(const course_t *course, const flow_t *flow, const char *party)
{
    CHECK(course != NULL && party != NULL);
    if (flow != NULL && flow->kind == FLOW_HOSPITAL_STAY) {
        return strcmp(flow->other, party) == 0;
    }
    for (unsigned index = 0; index < course->flow_count; index++) {
        if (course->flows[index].kind == FLOW_HOSPITAL_STAY && strcmp(course->flows[index].other, party) == 0) {
            return true;
        }
    }
    return false;
}

/* The holder, the authority, or at night the desk, hears of it by telephone. */
static bool hears_of_stays(const course_t *course, const party_t *party)
{
    return is_holder(course, party) || is_authority(course, party) || serves_municipality(course, party);
}

static bool fits_stay(const course_t *course, const flow_t *flow, const party_t *party, who_t who)
{
    switch ((unsigned)who) {
    case WHO_WARD_NEW:
        return is_ward_kind(party) || hears_of_stays(course, party);
    case WHO_WARD:
        return is_ward_of(course, flow, party->id) || hears_of_stays(course, party);
    case WHO_WARD_OR_HOLDER:
        return is_ward_of(course, flow, party->id) || is_holder(course, party);
    default:
        return false;
    }
}

/* Who a step of an order or a purchase is. */
static bool fits_order(const course_t *course, const flow_t *flow, const party_t *party, who_t who)
{
    bool is_either = is_authority(course, party) || is_ordered(flow, party);
    switch ((unsigned)who) {
    case WHO_ENQUIRED:
        return is_named(flow, party);
    case WHO_ORDERED:
        return is_ordered(flow, party);
    case WHO_EITHER_SIDE:
        return is_either;
    case WHO_OTHER_SIDE:
        return is_either && (is_authority(course, party) ? !marks_have(flow, ORDER_CHANGE_BY_AUTHORITY) : !marks_have(flow, ORDER_CHANGE_BY_OFFER));
    case WHO_NOTIFIER:
        return is_either && is_notifier(course, flow, party);
    case WHO_PAYER:
        return flow != NULL && strcmp(flow->other, party->id) == 0;
    case WHO_PRICE_SIDE:
        return flow != NULL && purchase_side(course, flow, party->id) != 0;
    case WHO_SELF_ADMITTING:
        return party->kind == PARTY_KIND_OFFER || party->kind == PARTY_KIND_SHELTER || party->kind == PARTY_KIND_SUBSTANCE_TREATMENT;
    case WHO_NAMED_AUTHORITY:
        return flow != NULL && strcmp(flow->other, party->id) == 0;
    default:
        return fits_stay(course, flow, party, who);
    }
}

/* Who a referral's or an early intervention's step is. */
static bool fits_effort(const course_t *course, const flow_t *flow, const party_t *party, who_t who)
{
    switch ((unsigned)who) {
    case WHO_REFERRER:
        return !is_submitter(course, party);
    case WHO_SUBMITTER:
        return is_submitter(course, party);
    case WHO_FOR_REFERRER:
        return is_opener(flow, party) || is_submitter(course, party) || is_authority(course, party) || party->kind == PARTY_KIND_CITIZEN_DOOR;
    case WHO_SUPPLIER:
        return is_other(flow, party) || is_authority(course, party);
    case WHO_OTHER_AUTHORITY:
        return is_other(flow, party);
    case WHO_UNIT:
    case WHO_UNIT_LEADER:
        return is_taker(flow, party);
    case WHO_ASKER:
        return is_opener(flow, party) || is_holder(course, party);
    case WHO_PARTICIPANT:
        return is_participant(flow, party);
    default:
        return fits_order(course, flow, party, who);
    }
}

static bool has_registered_consent(const course_t *course, const party_t *party)
{
    for (unsigned index = 0; index < course->consent_count; index++) {
        if (strcmp(course->consents[index].controller, party->organisation) == 0) {
            return true;
        }
    }
    return false;
}

/* Who a handover's or a course's step is, beside those of the contact. */
static bool fits_course(const course_t *course, const flow_t *flow, const party_t *party, who_t who)
{
    switch ((unsigned)who) {
    case WHO_AUTHORITY:
        return is_authority(course, party);
    case WHO_HOLDER_LEADER:
        return is_holder(course, party);
    case WHO_AGREED_UNIT:
        return is_taker(flow, party) && party->kind != PARTY_KIND_DUTY;
    case WHO_NEW_HOLDER:
        return is_taker(flow, party) || is_holder(course, party);
    case WHO_OLD_HOLDER:
        return is_giver(flow, party);
    case WHO_BRIDGING:
        return is_giver(flow, party) || is_taker(flow, party) || is_holder(course, party);
    case WHO_MEETING:
        return is_holder(course, party) || is_named(flow, party) ||
               (flow != NULL && flow->kind == FLOW_HOSPITAL_STAY && (is_ward_of(course, flow, party->id) || is_authority(course, party)));
    case WHO_COVERING:
        return serves_municipality(course, party) && !is_holder(course, party);
    case WHO_FOR_CITIZEN:
        return is_holder(course, party) || serves_municipality(course, party);
    case WHO_HOLDER_OR_CITIZEN:
        return is_holder(course, party) || party->kind == PARTY_KIND_CITIZEN_DOOR;
    case WHO_CONSENT_KEEPER:
        return is_holder(course, party) || serves_municipality(course, party) || has_registered_consent(course, party);
    case WHO_AWAITED:
        return is_holder(course, party) || is_awaited(course, party);
    default:
        return fits_effort(course, flow, party, who);
    }
}

/* The duty unit that is asked itself may not pass the baton on to the authority: that would be a refusal (L6). */
bool who_fits_party(const course_t *course, const flow_t *flow, const party_t *party, who_t who)
{
    CHECK(course != NULL && party != NULL);
    switch ((unsigned)who) {
    case WHO_DESK:
    case WHO_DESK_LEADER:
        return party_is_desk(course, flow, party);
    case WHO_TALKING:
        return is_municipal_staff(party);
    case WHO_WRITING:
    case WHO_INVOLVED:
    case WHO_AUTHOR:
        return true;
    case WHO_AUTHORITY_LEADER:
        return is_authority(course, party);
    case WHO_DESK_OR_AUTHORITY:
        return party_is_desk(course, flow, party) || is_authority(course, party);
    case WHO_ASKED:
        return is_asked(flow, party);
    case WHO_ASKED_NOT_DUTY:
        return is_asked(flow, party) && party->kind != PARTY_KIND_DUTY;
    case WHO_TAKER:
        return is_authority(course, party) || (is_duty(course, party) && !course_offered_to(course, party->id));
    case WHO_HOLDER:
        return is_holder(course, party);
    case WHO_CONTACT_UNIT:
    case WHO_COMMON_CHIEF:
        return true;
    case WHO_BROKER:
    case WHO_COUNT:
        return false;
    default:
        return fits_course(course, flow, party, who);
    }
}

static bool is_leader(const step_t *step)
{
    return directory_on_duty(step->context->registry, step->sender->id, step->facts->person, ROLE_LEADER, step->context->now);
}

/* A chief of the organisation that the holder is of: decides inside it and nowhere else. */
static bool is_common_chief(const step_t *step)
{
    return directory_same_controller(step->context->registry, step->sender->id, step->course->holder) &&
           directory_on_duty(step->context->registry, step->sender->id, step->facts->person, ROLE_CHIEF, step->context->now);
}

/* The sender of the wrong message; the authority only for a unit that is gone. */
static bool is_author(const step_t *step)
{
    const char *author = step->facts->target_party;
    if (author[0] == '\0' || strcmp(author, step->sender->id) == 0) {
        return true;
    }
    const party_t *gone = directory_party(step->context->registry, author);
    return is_authority(step->course, step->sender) && (gone == NULL || !party_in_force(gone, step->context->now));
}

/* The unit whose person it is, and always the holder. An id is unique in its unit only: a person of the holder is meant before any other's. */
bool party_has_contact_person(const registry_t *registry, const course_t *course, const char *party)
{
    CHECK(registry != NULL && course != NULL && party != NULL);
    if (strcmp(course->holder, party) == 0) {
        return true;
    }
    return course->contact_person[0] != '\0' && directory_person(registry, course->holder, course->contact_person) == NULL &&
           directory_person(registry, party, course->contact_person) != NULL;
}

bool who_fits(const step_t *step, who_t who)
{
    CHECK(step != NULL && step->sender != NULL && step->facts != NULL);
    bool is_talking = is_municipal_staff(step->sender) && strcmp(step->sender->municipality, step->course->municipality) == 0 &&
                      !is_written(step->facts->channel);
    if (who == WHO_TALKING || who == WHO_WRITING) {
        return is_talking == (who == WHO_TALKING);
    }
    if (who == WHO_COVERING && party_covers(step->context, step->course, step->sender)) {
        return true;
    }
    if (!who_fits_party(step->course, step->flow, step->sender, who)) {
        return false;
    }
    if (who == WHO_COMMON_CHIEF) {
        return is_common_chief(step);
    }
    if (who == WHO_DESK_LEADER || who == WHO_AUTHORITY_LEADER || who == WHO_HOLDER_LEADER || who == WHO_UNIT_LEADER) {
        return is_leader(step);
    }
    if (who == WHO_TAKER) {
        return step->sender->kind == PARTY_KIND_DUTY || is_leader(step);
    }
    if (who == WHO_AUTHOR) {
        return is_author(step);
    }
    return who != WHO_CONTACT_UNIT || party_has_contact_person(step->context->registry, step->course, step->sender->id);
}
