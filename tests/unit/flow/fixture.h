/* SPDX-License-Identifier: EUPL-1.2
 * A small municipality for tests of the flows: its units, its people, and messages whose contents are complete. */
#ifndef STAFET_TESTS_FLOW_FIXTURE_H
#define STAFET_TESTS_FLOW_FIXTURE_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "base/check.h"
#include "directory/directory.h"
#include "flow/engine.h"

#define FOR_TESTS __attribute__((unused)) static

#define SECOND ((instant_t)1000)
#define MINUTE (60 * SECOND)
#define HOUR (60 * MINUTE)
#define DAY (24 * HOUR)

enum { GROUND_VITAL = 2 };

/* Monday 9 November 2026, 10:00 in Copenhagen. */
FOR_TESTS instant_t monday(void) { return calendar_instant((date_t){2026, 11, 9}, 10, 0); }

FOR_TESTS instant_t local(int year, int month, int day, int hour, int minute)
{
    return calendar_instant((date_t){year, month, day}, hour, minute);
}

typedef struct {
    party_t parties[64];
    person_t persons[64];
    roster_t rosters[8];
    registry_t registry;
    flow_context_t context;
    course_t course;
    decision_t decision;
    unsigned sent; /* numbers the messages */
} world_t;

FOR_TESTS party_t *world_party(world_t *world, const char *id, party_kind_t kind, const char *organisation, bool may_hold)
{
    party_t *party = &world->parties[world->registry.party_count++];
    text_set(party->id, sizeof party->id, id);
    party->kind = kind;
    text_set(party->name, sizeof party->name, id);
    text_set(party->organisation, sizeof party->organisation, organisation);
    text_set(party->municipality, sizeof party->municipality, "0621");
    party->may_hold = may_hold;
    party->around_the_clock = may_hold;
    return party;
}

/* anna@desk: the id is the name and the unit. */
FOR_TESTS person_t *world_person(world_t *world, const char *party, const char *id, role_t role)
{
    person_t *person = &world->persons[world->registry.person_count++];
    text_set(person->id, sizeof person->id, id);
    text_set(person->party, sizeof person->party, party);
    text_set(person->name, sizeof person->name, id);
    person->role = role;
    return person;
}

FOR_TESTS void world_units(world_t *world)
{
    text_set(world_party(world, "desk", PARTY_KIND_ENTRY_DESK, "kommunen", true)->fallback, PARTY_ID_SIZE, "desk-south");
    world_party(world, "desk-south", PARTY_KIND_ENTRY_DESK, "kommunen", true);
    world_party(world, "authority", PARTY_KIND_AUTHORITY, "kommunen", true);
    world_party(world, "duty", PARTY_KIND_DUTY, "kommunen", true);
    world_party(world, "outreach", PARTY_KIND_OFFER, "kommunen", true);
    world_party(world, "housing", PARTY_KIND_OFFER, "kommunen", true);
    world_party(world, "day-centre", PARTY_KIND_OFFER, "kommunen", true)->around_the_clock = false;
    world_party(world, "covered", PARTY_KIND_OFFER, "kommunen", true)->around_the_clock = false;
    text_set(world->parties[world->registry.party_count - 1].cover, PARTY_ID_SIZE, "duty");
    world_party(world, "empty", PARTY_KIND_OFFER, "kommunen", true);
    world_party(world, "team", PARTY_KIND_OFFER, "kommunen", true)->around_the_clock = false;
    text_set(world->parties[world->registry.party_count - 1].cover, PARTY_ID_SIZE, "night-team");
    world_party(world, "night-team", PARTY_KIND_OFFER, "kommunen", true);
    world_party(world, "psychiatry", PARTY_KIND_TREATMENT_PSYCHIATRY, "regionen", true);
    world_party(world, "ward", PARTY_KIND_TREATMENT_PSYCHIATRY, "regionen", false);
    world_party(world, "ward-north", PARTY_KIND_TREATMENT_PSYCHIATRY, "regionen", false);
    world_party(world, "gp", PARTY_KIND_PARTNER, "laegehuset", false);
    world_party(world, "shelter", PARTY_KIND_SHELTER, "herberget", false);
    world_party(world, "door", PARTY_KIND_CITIZEN_DOOR, "borgeren", false);
    world_party(world, "stranger", PARTY_KIND_OFFER, "kommunen", true);
    world_party(world, "closed", PARTY_KIND_OFFER, "kommunen", true)->valid_to = monday() - DAY;
    text_set(world_party(world, "other-desk", PARTY_KIND_ENTRY_DESK, "nabokommunen", true)->municipality, 8, "0607");
    text_set(world_party(world, "other-authority", PARTY_KIND_AUTHORITY, "nabokommunen", true)->municipality, 8, "0607");
}

FOR_TESTS void world_people(world_t *world)
{
    static const char *const UNITS[] = {"desk",       "desk-south", "authority", "duty", "outreach", "housing",  "day-centre",
                                        "covered",    "psychiatry", "stranger",  "shelter", "other-desk", "other-authority",
                                        "team",       "night-team", "ward",      "ward-north"};
    for (unsigned index = 0; index < COUNT_OF(UNITS); index++) {
        world_person(world, UNITS[index], "anna", ROLE_STAFF);
        world_person(world, UNITS[index], "bo", ROLE_STAFF);
        world_person(world, UNITS[index], "lise", ROLE_LEADER);
    }
    world_person(world, "authority", "kaj", ROLE_CHIEF);
    world_person(world, "psychiatry", "kaj", ROLE_CHIEF);
}

FOR_TESTS void world_open(world_t *world)
{
    memset(world, 0, sizeof *world);
    world->registry.parties = world->parties;
    world->registry.persons = world->persons;
    world->registry.rosters = world->rosters;
    world_units(world);
    world_people(world);
    directory_prepare(&world->registry);
    world->context = (flow_context_t){&world->registry, &CALENDAR_DEFAULT, monday(), NULL};
}

/* The unit is the region's from now on, so that what it gets is a disclosure (L13). */
FOR_TESTS void of_region(world_t *world, const char *id)
{
    for (unsigned index = 0; index < world->registry.party_count; index++) {
        party_t *party = &world->parties[index];
        if (strcmp(party->id, id) == 0) {
            text_set(party->organisation, sizeof party->organisation, "regionen");
        }
    }
}

/* ---- messages with complete contents ---- */

FOR_TESTS void fill_contact(const world_t *world, message_facts_t *facts)
{
    facts->channel = CHANNEL_PHONE;
    facts->requester_role = 1;
    facts->danger = ANSWER_NO;
    facts->has_need = facts->has_way_back = facts->has_text = facts->has_service_details = true;
    facts->emergency_service = 3;
    facts->urgency_level = 2;
    facts->has_risks = true;
    facts->citizen_agrees = facts->duplicates_checked = facts->has_subject = true;
    facts->section_82_considered = true;
    facts->reason = 1;
    text_set(facts->next_owner, sizeof facts->next_owner, "authority");
    facts->outcome = OUTCOME_ADVICE;
    if (facts->type == TYPE_CONTACT_CALLBACK_AGREED) {
        facts->at = world->context.now + HOUR;
    }
}

FOR_TESTS void fill_course(const world_t *world, message_facts_t *facts)
{
    text_set(facts->second_person, sizeof facts->second_person, strcmp(facts->person, "bo") == 0 ? "anna" : "bo");
    text_set(facts->target_message, sizeof facts->target_message, "m-none");
    text_set(facts->contact_person, sizeof facts->contact_person, "bo");
    facts->has_contact_person = true;
    text_set(facts->action_id, sizeof facts->action_id, "action-1");
    text_set(facts->action_owner, sizeof facts->action_owner, "housing");
    if (facts->type == TYPE_COURSE_REVIEWED || facts->type == TYPE_COURSE_STEPPED_IN || facts->type == TYPE_ACTION_OPENED ||
        facts->type == TYPE_ACTION_MOVED) {
        facts->at = world->context.now + 20 * DAY;
    }
}

/* When it was, or is to be. */
FOR_TESTS instant_t time_of(const world_t *world, message_type_t type)
{
    switch ((unsigned)type) {
    case TYPE_HANDOVER_ANNOUNCED: return world->context.now + 30 * DAY;
    case TYPE_HANDOVER_AGREED: return world->context.now + 10 * DAY;
    case TYPE_MEETING_FIXED: return world->context.now + 7 * DAY;
    case TYPE_CLOCK_PAUSED: return world->context.now + 5 * DAY;
    case TYPE_HANDOVER_FIRST_CONTACT:
    case TYPE_HANDOVER_FOLLOWED_UP:
    case TYPE_MEETING_HELD: return world->context.now;
    default: return 0;
    }
}

enum { CLOSING_MODE_DEAD = 5, FIRST_FOLLOW_UP_DAY = 14 };

FOR_TESTS void fill_handover(const world_t *world, message_facts_t *facts)
{
    instant_t at = time_of(world, facts->type);
    facts->at = at != 0 ? at : facts->at;
    facts->informed = facts->met = ANSWER_YES;
    facts->lost = ANSWER_NO;
    facts->day = FIRST_FOLLOW_UP_DAY;
    facts->has_questions = facts->has_contact_phone = true;
    memset(facts->answers, ANSWER_GIVEN, sizeof facts->answers);
    text_set(facts->municipality, sizeof facts->municipality, "0607");
    if (facts->type == TYPE_CLOSING_DECIDED) {
        facts->reason = CLOSING_MODE_DEAD;
    } else if (facts->type == TYPE_CONSENT_BASIS_NAMED) {
        facts->reason = GROUND_VITAL;
    }
}

enum { DECISION_IS_GRANTED = 1, DECISION_IS_PARTLY = 2, DECISION_IS_REFUSED = 3 };
enum { CITIZENS_VOICE = 1, REPRESENTATIVES_VOICE = 2, REFERRERS_VOICE = 3 };
enum { GOES_ON_NOWHERE = 1, GOES_ON_WITH_REFERRAL = 2, GOES_ON_WITH_OTHER = 3 };

FOR_TESTS void fill_referral(const world_t *world, message_facts_t *facts)
{
    instant_t now = world->context.now;
    facts->voice = CITIZENS_VOICE;
    facts->has_guidance = facts->has_no_end = facts->has_alternative = true;
    facts->decision = DECISION_IS_GRANTED;
    facts->told_at = now;
    switch ((unsigned)facts->type) {
    case TYPE_REFERRAL_SUBMITTED: facts->priority = PRIORITY_ROUTINE; break;
    case TYPE_REFERRAL_RECEIVED: facts->at = now + 10 * DAY; break;
    case TYPE_REFERRAL_REPRIORITISED: facts->priority = PRIORITY_URGENT; break;
    case TYPE_REFERRAL_DECIDED: text_set(facts->paragraph, sizeof facts->paragraph, "107"); break;
    case TYPE_REFERRAL_DEADLINE_NOTICE: facts->at = now + 60 * DAY; break;
    default: break;
    }
}

FOR_TESTS void fill_early(const world_t *world, message_facts_t *facts)
{
    facts->onward = GOES_ON_NOWHERE;
    facts->has_goal = true;
    if (facts->type == TYPE_EARLY_OFFERED || facts->type == TYPE_EARLY_STARTED) {
        text_set(facts->paragraph, sizeof facts->paragraph, "82b");
        facts->ends_at = world->context.now + 90 * DAY;
    }
    if (facts->type == TYPE_EARLY_OFFERED || facts->type == TYPE_EARLY_STARTED || facts->type == TYPE_EARLY_STATUS) {
        facts->at = world->context.now + 7 * DAY;
    }
}

/* Of who is ready, well looked after, and may come back to the team. */
FOR_TESTS void fill_closing(const world_t *world, message_facts_t *facts)
{
    enum { READY = 1, WELL = 1, COMMUNITY = 2, SHORT = 1, AFTERCARE_DAY = 30 };
    facts->readiness = READY;
    facts->has_words = facts->is_capable = facts->guidance_given = facts->address_checked = facts->admission_checked = facts->has_evaluation = true;
    facts->result = WELL;
    facts->need_length = SHORT;
    facts->came_there = ANSWER_YES;
    text_set(facts->recontact_unit, sizeof facts->recontact_unit, "team");
    if (facts->type == TYPE_CLOSING_DECIDED) {
        facts->at = world->context.now + 30 * DAY;
        facts->ends_at = world->context.now + 400 * DAY;
        facts->onward = COMMUNITY;
    } else if (facts->type == TYPE_CLOSING_AFTERCARE_CHECKED) {
        facts->at = world->context.now;
        facts->day = AFTERCARE_DAY;
    }
}

enum { SCOPES_OF_ALL = 0x3fe };

/* To the region, of everything, in writing; for a year. */
FOR_TESTS void fill_consent(message_facts_t *facts)
{
    consent_facts_t *consent = &facts->consent;
    text_set(facts->consent_id, sizeof facts->consent_id, "consent-1");
    consent->scope = SCOPES_OF_ALL;
    text_set(consent->to[0], sizeof consent->to[0], "regionen");
    consent->to_count = 1;
    consent->form = 2;
    consent->given_by = GIVER_CITIZEN;
}

/* The message rests on the citizen's consent. */
FOR_TESTS void by_consent(message_facts_t *facts, const char *id)
{
    facts->disclosure_ground = 1;
    facts->has_consent = true;
    text_set(facts->consent_id, sizeof facts->consent_id, id);
}

FOR_TESTS message_facts_t message(world_t *world, message_type_t type, const char *party, const char *person)
{
    message_facts_t facts;
    memset(&facts, 0, sizeof facts);
    facts.type = type;
    (void)snprintf(facts.message_id, sizeof facts.message_id, "m-%u", ++world->sent);
    facts.schema_version = 1;
    text_set(facts.sending_party, sizeof facts.sending_party, party);
    text_set(facts.person, sizeof facts.person, person);
    facts.person_is_named = facts.person_has_phone = true;
    facts.disclosure_ground = GROUND_VITAL;
    fill_contact(world, &facts);
    fill_course(world, &facts);
    fill_handover(world, &facts);
    fill_referral(world, &facts);
    fill_early(world, &facts);
    fill_closing(world, &facts);
    if (type == TYPE_CONSENT_GIVEN || type == TYPE_CONSENT_WITHDRAWN) {
        fill_consent(&facts);
    }
    return facts;
}

FOR_TESTS void to_unit(message_facts_t *facts, const char *party)
{
    text_set(facts->receivers[facts->receiver_count++].party, PARTY_ID_SIZE, party);
}

FOR_TESTS flow_t *last_flow(world_t *world)
{
    assert_true(world->course.flow_count > 0);
    return &world->course.flows[world->course.flow_count - 1];
}

/* NULL when the course has none of the kind. */
FOR_TESTS flow_t *newest_flow(world_t *world, flow_kind_t kind)
{
    for (unsigned index = world->course.flow_count; index-- > 0;) {
        if (world->course.flows[index].kind == kind) {
            return &world->course.flows[index];
        }
    }
    return NULL;
}

/* Of the type's flow; a network meeting is a handover's. */
FOR_TESTS flow_kind_t flow_kind_of(message_type_t type)
{
    bool is_meeting = type == TYPE_MEETING_CALLED || type == TYPE_MEETING_FIXED || type == TYPE_MEETING_HELD;
    return is_meeting ? FLOW_HANDOVER : message_type_info((uint32_t)type)->flow;
}

FOR_TESTS bool answers_offer(message_type_t type)
{
    return type == TYPE_CONTACT_TAKEN_OVER || type == TYPE_CONTACT_REFUSED || type == TYPE_CONTACT_STANDBY || type == TYPE_HANDOVER_TAKEN_OVER ||
           type == TYPE_HANDOVER_AGREED || type == TYPE_HANDOVER_RETURNED || type == TYPE_HANDOVER_STANDBY || type == TYPE_HANDOVER_REFUSED ||
           type == TYPE_REFERRAL_RECEIVED || type == TYPE_ORDER_STARTED || type == TYPE_ORDER_REFUSED ||
           type == TYPE_CLOSING_RECONTACT_TAKEN || type == TYPE_CLOSING_RECONTACT_REFUSED;
}

/* Names the course, the newest flow of the type's kind where there is one, and the open offer where it answers one. */
FOR_TESTS void aim(world_t *world, message_facts_t *facts)
{
    const flow_t *flow = newest_flow(world, flow_kind_of(facts->type));
    facts->has_course = true;
    facts->course = world->course.id;
    bool opens = facts->type == TYPE_HANDOVER_ANNOUNCED || facts->type == TYPE_REFERRAL_SUBMITTED || facts->type == TYPE_EARLY_REQUESTED ||
                 facts->type == TYPE_CLOSING_PROPOSED || facts->type == TYPE_CLOSING_RECONTACTED;
    if (flow != NULL && !opens) {
        facts->has_flow = true;
        facts->flow = flow->id;
    }
    if (answers_offer(facts->type) && course_offer_is_open(&world->course)) {
        facts->has_offer = true;
        facts->offer = world->course.offer.id;
        facts->offer_epoch = world->course.offer.epoch;
    }
}

/* What the broker does at commit: each entry has the next seq. */
FOR_TESTS void commit(world_t *world)
{
    if (world->decision.status == STATUS_OK || world->decision.is_recorded) {
        world->course.seq += 1 + world->decision.notice_count;
        world->course.last_at = world->context.now;
    }
}

FOR_TESTS status_t open_with(world_t *world, const message_facts_t *facts)
{
    flow_open(&world->context, facts, &world->course, &world->decision);
    commit(world);
    return world->decision.status;
}

FOR_TESTS status_t send(world_t *world, const message_facts_t *facts)
{
    flow_step(&world->context, facts, &world->course, &world->decision);
    commit(world);
    return world->decision.status;
}

/* A complete message about the newest flow. */
FOR_TESTS status_t say(world_t *world, message_type_t type, const char *party, const char *person)
{
    message_facts_t facts = message(world, type, party, person);
    aim(world, &facts);
    return send(world, &facts);
}

FOR_TESTS deadline_t *deadline_with(world_t *world, const char *rule)
{
    for (unsigned index = 0; index < world->course.deadline_count; index++) {
        if (strcmp(world->course.deadlines[index].rule, rule) == 0) {
            return &world->course.deadlines[index];
        }
    }
    return NULL;
}

/* Moves time to the rule's next ladder step and takes it. */
FOR_TESTS status_t fire(world_t *world, const char *rule)
{
    const deadline_t *deadline = deadline_with(world, rule);
    if (deadline == NULL) {
        return STATUS_NOT_FOUND;
    }
    if (deadline->fire_at > world->context.now) {
        world->context.now = deadline->fire_at;
    }
    flow_fire(&world->context, &world->course, deadline->number, &world->decision);
    commit(world);
    return world->decision.status;
}

/* As everywhere in these tests: consent-1, to the region. */
FOR_TESTS void give_consent(world_t *world, const char *party)
{
    assert_int_equal(say(world, TYPE_CONSENT_GIVEN, party, "anna"), STATUS_OK);
}

FOR_TESTS void holder_is(const world_t *world, const char *party)
{
    assert_true(world->course.is_open);
    assert_string_equal(world->course.holder, party);
}

FOR_TESTS bool delivers_to(const decision_t *decision, const char *party)
{
    for (unsigned index = 0; index < decision->deliver_count; index++) {
        if (strcmp(decision->deliver_to[index], party) == 0) {
            return true;
        }
    }
    return false;
}

FOR_TESTS const notice_t *notice_of(const decision_t *decision, message_type_t type)
{
    for (unsigned index = 0; index < decision->notice_count; index++) {
        if (decision->notices[index].type == type) {
            return &decision->notices[index];
        }
    }
    return NULL;
}

FOR_TESTS bool notice_reaches(const notice_t *notice, const char *party)
{
    for (unsigned index = 0; notice != NULL && index < notice->receiver_count; index++) {
        if (strcmp(notice->receivers[index], party) == 0) {
            return true;
        }
    }
    return false;
}

FOR_TESTS bool misses(const decision_t *decision, const char *item)
{
    for (unsigned index = 0; index < decision->missing_count; index++) {
        if (strcmp(decision->missing[index], item) == 0) {
            return true;
        }
    }
    return false;
}

/* ---- ways into each state ---- */

FOR_TESTS void reach_waiting(world_t *world)
{
    message_facts_t facts = message(world, TYPE_CONTACT_REGISTERED, "door", "");
    facts.channel = CHANNEL_WEB;
    facts.priority = PRIORITY_URGENT;
    assert_int_equal(open_with(world, &facts), STATUS_OK);
}

FOR_TESTS void reach_draft(world_t *world)
{
    message_facts_t facts = message(world, TYPE_CONTACT_DRAFTED, "desk", "anna");
    assert_int_equal(open_with(world, &facts), STATUS_OK);
}

FOR_TESTS void reach_answered(world_t *world)
{
    message_facts_t facts = message(world, TYPE_CONTACT_REGISTERED, "desk", "anna");
    assert_int_equal(open_with(world, &facts), STATUS_OK);
}

FOR_TESTS void triage(world_t *world, unsigned level, uint32_t risks)
{
    message_facts_t facts = message(world, TYPE_CONTACT_TRIAGED, "desk", "anna");
    aim(world, &facts);
    facts.urgency_level = level;
    facts.risks = risks;
    assert_int_equal(send(world, &facts), STATUS_OK);
}

/* Acute, offered to two units. */
FOR_TESTS void route_to(world_t *world, const char *one, const char *other)
{
    message_facts_t facts = message(world, TYPE_CONTACT_ROUTED, "desk", "anna");
    aim(world, &facts);
    to_unit(&facts, one);
    if (other != NULL) {
        to_unit(&facts, other);
    }
    assert_int_equal(send(world, &facts), STATUS_OK);
}

FOR_TESTS void reach_routed(world_t *world)
{
    reach_answered(world);
    triage(world, 1, RISK_SUICIDE);
    route_to(world, "outreach", "psychiatry");
}

FOR_TESTS void reach_callback(world_t *world)
{
    reach_answered(world);
    assert_int_equal(say(world, TYPE_CONTACT_CALLBACK_AGREED, "desk", "anna"), STATUS_OK);
}

/* Three attempts on three days. */
FOR_TESTS void attempt_in_vain(world_t *world)
{
    for (unsigned count = 0; count < 3; count++) {
        assert_int_equal(say(world, TYPE_CONTACT_ATTEMPTED, "desk", "anna"), STATUS_OK);
        world->context.now += DAY;
    }
}

FOR_TESTS void reach_external(world_t *world)
{
    reach_answered(world);
    assert_int_equal(say(world, TYPE_CONTACT_EXTERNAL_TAKEOVER, "desk", "anna"), STATUS_OK);
}

#endif
