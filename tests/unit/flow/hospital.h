/* SPDX-License-Identifier: EUPL-1.2
 * A hospital stay for tests: its messages with complete contents, and the ways into each of its states. The team holds, and has written to the ward before. */
#ifndef STAFET_TESTS_FLOW_STAY_H
#define STAFET_TESTS_FLOW_STAY_H

#include "handover.h"

enum { PLAN_AGREEMENT = 1, PLAN_COORDINATION = 2 };

FOR_TESTS flow_t *stay(world_t *world)
{
    flow_t *flow = newest_flow(world, FLOW_HOSPITAL_STAY);
    assert_non_null(flow);
    return flow;
}

FOR_TESTS void stay_is(world_t *world, state_t state) { assert_int_equal(stay(world)->state, state); }

FOR_TESTS bool is_wards(message_type_t type)
{
    return type == TYPE_HOSPITAL_ADMITTED || type == TYPE_HOSPITAL_DISCHARGE_WARNING || type == TYPE_HOSPITAL_READY || type == TYPE_HOSPITAL_LEFT_ON_LEAVE ||
           type == TYPE_HOSPITAL_BACK || type == TYPE_HOSPITAL_DISCHARGED || type == TYPE_HOSPITAL_TRANSFERRED || type == TYPE_HOSPITAL_REVISED ||
           type == TYPE_HOSPITAL_CANCELLED || type == TYPE_HOSPITAL_DIED;
}

FOR_TESTS instant_t stay_time(const world_t *world, message_type_t type)
{
    instant_t now = world->context.now;
    switch ((unsigned)type) {
    case TYPE_HOSPITAL_DISCHARGE_WARNING:
    case TYPE_HOSPITAL_WARNING_ANSWERED: return now + 10 * DAY;
    case TYPE_HOSPITAL_REVIEWED: return now + 10 * DAY;
    case TYPE_HOSPITAL_LEFT_ON_LEAVE: return now + 2 * DAY;
    case TYPE_HOSPITAL_AGREEMENT: return now + 60 * DAY;
    case TYPE_HOSPITAL_REVISED: return now + 3 * DAY;
    default: return now;
    }
}

/* The agreement as it stands: by its offer id, whoever wrote it. */
FOR_TESTS void name_agreement(const world_t *world, const flow_t *flow, message_facts_t *facts)
{
    static const char *const WRITERS[] = {"ward", "ward-north", "team", "desk", "authority"};
    for (unsigned number = 1; number <= world->sent; number++) {
        for (unsigned index = 0; index < COUNT_OF(WRITERS); index++) {
            char name[MESSAGE_ID_SIZE];
            (void)snprintf(name, sizeof name, "m-%u", number);
            if (uuid_equal(flow->package, uuid_of_offer(world->course.id, WRITERS[index], name))) {
                text_set(facts->target_message, sizeof facts->target_message, name);
                text_set(facts->target_party, sizeof facts->target_party, WRITERS[index]);
            }
        }
    }
}

/* Complete for its type; what is the ward's is told by whoever is none. */
FOR_TESTS void suit_stay(world_t *world, message_facts_t *facts)
{
    const flow_t *flow = newest_flow(world, FLOW_HOSPITAL_STAY);
    if (message_type_info((uint32_t)facts->type)->flow != FLOW_HOSPITAL_STAY) {
        return;
    }
    facts->at = stay_time(world, facts->type);
    facts->effort = facts->takes_part = ANSWER_YES;
    facts->plan_kind = PLAN_AGREEMENT;
    facts->recorded_for = facts->recorded_for_complete = is_wards(facts->type) && strncmp(facts->sending_party, "ward", 4) != 0;
    if (flow != NULL && flow->past_count > 0) {
        facts->event = flow->past[flow->past_count - 1].type;
    }
    if (flow != NULL && facts->type == TYPE_HOSPITAL_AGREEMENT_CONFIRMED) {
        name_agreement(world, flow, facts);
    }
}

FOR_TESTS message_facts_t stay_message(world_t *world, message_type_t type, const char *party, const char *person)
{
    message_facts_t facts = message(world, type, party, person);
    aim(world, &facts);
    suit_stay(world, &facts);
    return facts;
}

FOR_TESTS status_t tell(world_t *world, message_type_t type, const char *party)
{
    message_facts_t facts = stay_message(world, type, party, "anna");
    return send(world, &facts);
}

FOR_TESTS void must_tell(world_t *world, message_type_t type, const char *party) { assert_int_equal(tell(world, type, party), STATUS_OK); }

/* Refused, the course untouched, and this item named. */
FOR_TESTS void refused_for(world_t *world, const message_facts_t *facts, const char *item)
{
    static course_t before;
    before = world->course;
    flow_step(&world->context, facts, &world->course, &world->decision);
    assert_int_not_equal(world->decision.status, STATUS_OK);
    assert_memory_equal(&before, &world->course, sizeof before);
    if (!misses(&world->decision, item)) {
        fail_msg("refused, and not for %s", item);
    }
    commit(world);
}

/* ---- ways into each state ---- */

/* L10: a ward that has had a message on the course is part of it. */
FOR_TESTS void reach_known(world_t *world)
{
    reach_held(world);
    message_facts_t facts = message(world, TYPE_COURSE_NOTE, "team", "anna");
    facts.has_course = true;
    facts.course = world->course.id;
    to_unit(&facts, "ward");
    assert_int_equal(send(world, &facts), STATUS_OK);
}

FOR_TESTS void reach_admitted(world_t *world)
{
    reach_known(world);
    must_tell(world, TYPE_HOSPITAL_ADMITTED, "ward");
    stay_is(world, STATE_HOSPITAL_ADMITTED);
}

FOR_TESTS void reach_profiled(world_t *world)
{
    reach_admitted(world);
    must_tell(world, TYPE_HOSPITAL_SUPPORT_PROFILE, "team");
}

FOR_TESTS void reach_on_leave(world_t *world)
{
    reach_profiled(world);
    must_tell(world, TYPE_HOSPITAL_LEFT_ON_LEAVE, "ward");
    stay_is(world, STATE_HOSPITAL_ON_LEAVE);
}

FOR_TESTS void reach_warned(world_t *world)
{
    reach_profiled(world);
    must_tell(world, TYPE_HOSPITAL_DISCHARGE_WARNING, "ward");
    stay_is(world, STATE_HOSPITAL_WARNED);
}

FOR_TESTS void reach_warning_answered(world_t *world)
{
    reach_warned(world);
    must_tell(world, TYPE_HOSPITAL_WARNING_ANSWERED, "authority");
}

FOR_TESTS void reach_written(world_t *world)
{
    reach_warning_answered(world);
    must_tell(world, TYPE_HOSPITAL_AGREEMENT, "ward");
}

FOR_TESTS void reach_agreed_stay(world_t *world)
{
    reach_written(world);
    must_tell(world, TYPE_HOSPITAL_AGREEMENT_CONFIRMED, "team");
}

FOR_TESTS void reach_stay_ready(world_t *world)
{
    reach_warning_answered(world);
    must_tell(world, TYPE_HOSPITAL_READY, "ward");
    stay_is(world, STATE_HOSPITAL_READY);
}

FOR_TESTS void reach_discharged(world_t *world)
{
    reach_agreed_stay(world);
    must_tell(world, TYPE_HOSPITAL_DISCHARGED, "ward");
    stay_is(world, STATE_HOSPITAL_DISCHARGED);
}

FOR_TESTS void reach_discharged_without(world_t *world)
{
    reach_profiled(world);
    must_tell(world, TYPE_HOSPITAL_DISCHARGED, "ward");
    stay_is(world, STATE_HOSPITAL_DISCHARGED);
}

/* A ward opens the course: to the municipality, and the entry desk holds. */
FOR_TESTS status_t open_by(world_t *world, message_type_t type, const char *party)
{
    message_facts_t facts = message(world, type, party, "anna");
    suit_stay(world, &facts);
    text_set(facts.receivers[0].service, sizeof facts.receivers[0].service, "entry_desk");
    text_set(facts.receivers[0].municipality, sizeof facts.receivers[0].municipality, "0621");
    facts.receiver_count = 1;
    return open_with(world, &facts);
}

#endif
