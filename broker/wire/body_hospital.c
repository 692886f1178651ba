/* SPDX-License-Identifier: EUPL-1.2
 * What the rules look at in the bodies of a hospital stay. */
#include "base/check.h"
#include "stafet/v1/hospital.pb-c.h"
#include "wire/answers.h"
#include "wire/body.h"

static const pick_t AT[] = {TIME(1, 0, at)};
/* has_need: what is needed after the discharge. */
static const pick_t AT_NEED[] = {TIME(1, 0, at), FILLED(2, 0, has_need)};
static const pick_t PROFILE[] = {FILLED(2, 0, has_contact_person), FILLED(3, 0, has_contact_phone)};
static const pick_t REVIEWED[] = {TIME(1, 0, at), FILLED(2, 0, has_text)};
/* has_need: who gives it. */
static const pick_t WARNING_ANSWERED[] = {CODE(1, 0, effort), FILLED(2, 0, has_text), FILLED(3, 0, has_need), TIME(4, 0, at), CODE(5, 0, reason)};
static const pick_t INTERIM_PLAN[] = {FILLED(1, 0, has_text), FILLED(2, 0, has_need), TIME(3, 0, at)};
static const pick_t AGREEMENT[] = {
    CODE(1, 0, plan_kind), CODE(2, 0, takes_part), TEXT(3, 0, standard), CODE(4, 0, standard_version), TIME(5, 0, at), FILLED(7, 0, has_text)};
static const pick_t CONFIRMED[] = {TEXT(1, 0, target_message), SLUG(2, 0, target_party), FILLED(3, 0, has_text)};
/* has_need: where the citizen went. */
static const pick_t DISCHARGED[] = {TIME(1, 0, at), FILLED(2, 0, has_need), FILLED(3, 0, has_contact_phone)};
static const pick_t FIRST_CONTACT[] = {TIME(1, 0, at), CODE(2, 0, met), CODE(3, 0, attempts), FILLED(4, 0, has_text)};
static const pick_t REVISED[] = {CODE(1, 0, event_code), TIME(2, 0, at)};
static const pick_t CANCELLED[] = {CODE(1, 0, event_code)};

static const body_t BODIES[] = {
    BODY(HOSPITAL_ADMITTED, AT),
    BODY(HOSPITAL_DISCHARGE_WARNING, AT_NEED),
    BODY(HOSPITAL_READY, AT_NEED),
    BODY(HOSPITAL_SUPPORT_PROFILE, PROFILE),
    BODY(HOSPITAL_REVIEWED, REVIEWED),
    BODY(HOSPITAL_LEFT_ON_LEAVE, AT),
    BODY(HOSPITAL_BACK, AT),
    BODY(HOSPITAL_WARNING_ANSWERED, WARNING_ANSWERED),
    BODY(HOSPITAL_INTERIM_PLAN, INTERIM_PLAN),
    BODY(HOSPITAL_AGREEMENT, AGREEMENT),
    BODY(HOSPITAL_AGREEMENT_CONFIRMED, CONFIRMED),
    BODY_UNREAD(HOSPITAL_AGREEMENT_MISSING),
    BODY(HOSPITAL_DISCHARGED, DISCHARGED),
    BODY(HOSPITAL_FIRST_CONTACT, FIRST_CONTACT),
    BODY(HOSPITAL_TRANSFERRED, AT),
    BODY(HOSPITAL_REVISED, REVISED),
    BODY(HOSPITAL_CANCELLED, CANCELLED),
    BODY(HOSPITAL_DIED, AT),
};

static const message_type_t EVENTS[] = {
    [STAFET__V1__HOSPITAL_EVENT__HOSPITAL_EVENT_UNSPECIFIED] = TYPE_NONE,
    [STAFET__V1__HOSPITAL_EVENT__HOSPITAL_EVENT_ADMITTED] = TYPE_HOSPITAL_ADMITTED,
    [STAFET__V1__HOSPITAL_EVENT__HOSPITAL_EVENT_DISCHARGE_WARNING] = TYPE_HOSPITAL_DISCHARGE_WARNING,
    [STAFET__V1__HOSPITAL_EVENT__HOSPITAL_EVENT_READY] = TYPE_HOSPITAL_READY,
    [STAFET__V1__HOSPITAL_EVENT__HOSPITAL_EVENT_LEFT_ON_LEAVE] = TYPE_HOSPITAL_LEFT_ON_LEAVE,
    [STAFET__V1__HOSPITAL_EVENT__HOSPITAL_EVENT_BACK] = TYPE_HOSPITAL_BACK,
    [STAFET__V1__HOSPITAL_EVENT__HOSPITAL_EVENT_DISCHARGED] = TYPE_HOSPITAL_DISCHARGED,
    [STAFET__V1__HOSPITAL_EVENT__HOSPITAL_EVENT_DIED] = TYPE_HOSPITAL_DIED,
};

enum { PROFILE_ANSWERS = 1, AGREEMENT_ANSWERS = 6 };

static status_t combine(message_type_t type, bytes_t body, arena_t *arena, message_facts_t *facts, wire_problem_t *problem) {
    if (type == TYPE_HOSPITAL_SUPPORT_PROFILE) {
        return answers_read(body, PROFILE_ANSWERS, arena, facts, problem);
    }
    if (type == TYPE_HOSPITAL_AGREEMENT) {
        return answers_read(body, AGREEMENT_ANSWERS, arena, facts, problem);
    }
    if (type == TYPE_HOSPITAL_REVISED || type == TYPE_HOSPITAL_CANCELLED) {
        CHECK(facts->event_code < COUNT_OF(EVENTS)); /* no other value is let in */
        facts->event = EVENTS[facts->event_code];
    }
    return STATUS_OK;
}

const body_table_t BODIES_OF_HOSPITAL = {BODIES, COUNT_OF(BODIES), combine};
