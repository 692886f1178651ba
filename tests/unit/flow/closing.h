/* SPDX-License-Identifier: EUPL-1.2
 * A closing for tests: the ways into each of its states, and a citizen who comes back. The team holds. */
#ifndef STAFET_TESTS_FLOW_CLOSING_H
#define STAFET_TESTS_FLOW_CLOSING_H

#include "flow/marks.h"
#include "handover.h"

enum { MODE_READY = 1, MODE_DECLINED = 2, MODE_NOT_FOUND = 3, MODE_MOVED = 4, MODE_DEAD = 5 };
enum { SAYS_READY = 1, SAYS_PARTLY = 2, SAYS_NOT_READY = 3, SAYS_DECLINES = 4 };
enum { IS_WELL = 1, NEEDS_HELP = 2, IS_NOT_REACHED = 3 };

FOR_TESTS flow_t *closing(world_t *world)
{
    flow_t *flow = newest_flow(world, FLOW_CLOSING);
    assert_non_null(flow);
    return flow;
}

FOR_TESTS void closing_is(world_t *world, state_t state) { assert_int_equal(closing(world)->state, state); }

/* A complete message about the newest closing. */
FOR_TESTS message_facts_t closes(world_t *world, message_type_t type, const char *party, const char *person)
{
    message_facts_t facts = message(world, type, party, person);
    aim(world, &facts);
    if (type == TYPE_CLOSING_DECIDED) {
        facts.reason = closing(world)->marks & CLOSING_MODE_MASK;
    }
    return facts;
}

FOR_TESTS status_t close_by(world_t *world, message_type_t type, const char *party, const char *person)
{
    message_facts_t facts = closes(world, type, party, person);
    return send(world, &facts);
}

FOR_TESTS status_t answer_that(world_t *world, uint32_t readiness)
{
    message_facts_t facts = closes(world, TYPE_CLOSING_CITIZEN_ANSWERED, "team", "anna");
    facts.readiness = readiness;
    return send(world, &facts);
}

FOR_TESTS status_t check_on(world_t *world, uint32_t day, uint32_t result)
{
    message_facts_t facts = closes(world, TYPE_CLOSING_AFTERCARE_CHECKED, world->course.holder, "anna");
    facts.day = day;
    facts.result = result;
    return send(world, &facts);
}

FOR_TESTS status_t search_by(world_t *world, channel_t channel)
{
    message_facts_t facts = closes(world, TYPE_CLOSING_ATTEMPTED, "team", "anna");
    facts.channel = channel;
    return send(world, &facts);
}

/* ---- ways into each state ---- */

FOR_TESTS void reach_proposed(world_t *world)
{
    reach_held(world);
    assert_int_equal(close_by(world, TYPE_CLOSING_PROPOSED, "team", "anna"), STATUS_OK);
    closing_is(world, STATE_CLOSING_PROPOSED);
}

FOR_TESTS void reach_searching(world_t *world)
{
    reach_proposed(world);
    assert_int_equal(search_by(world, CHANNEL_PHONE), STATUS_OK);
    closing_is(world, STATE_CLOSING_SEARCHING);
}

FOR_TESTS void reach_ready(world_t *world)
{
    reach_proposed(world);
    assert_int_equal(answer_that(world, SAYS_READY), STATUS_OK);
    closing_is(world, STATE_CLOSING_READY);
}

FOR_TESTS void reach_not_found(world_t *world)
{
    reach_searching(world);
    assert_int_equal(search_by(world, CHANNEL_OUTREACH), STATUS_OK);
    assert_int_equal(search_by(world, CHANNEL_PHONE), STATUS_OK);
    assert_int_equal(close_by(world, TYPE_CLOSING_NOT_FOUND, "authority", "lise"), STATUS_OK);
    closing_is(world, STATE_CLOSING_READY);
}

FOR_TESTS void reach_aftercare(world_t *world)
{
    reach_ready(world);
    assert_int_equal(close_by(world, TYPE_CLOSING_DECIDED, "team", "anna"), STATUS_OK);
    closing_is(world, STATE_CLOSING_AFTERCARE);
}

FOR_TESTS void reach_aftercare_day_90(world_t *world)
{
    reach_aftercare(world);
    world->context.now += 30 * DAY;
    assert_int_equal(check_on(world, 30, IS_WELL), STATUS_OK);
    world->context.now += 60 * DAY;
}

FOR_TESTS void reach_closed_course(world_t *world)
{
    reach_aftercare_day_90(world);
    assert_int_equal(check_on(world, 90, IS_WELL), STATUS_OK);
    assert_false(world->course.is_open);
}

FOR_TESTS void reach_dead_in_aftercare(world_t *world)
{
    reach_aftercare(world);
    assert_int_equal(say(world, TYPE_COURSE_DIED, "team", "anna"), STATUS_OK);
}

/* The closed course becomes the earlier one, and the world's course is to be opened. */
FOR_TESTS void come_back_later(world_t *world, course_t *earlier)
{
    *earlier = world->course;
    memset(&world->course, 0, sizeof world->course);
    world->context.other = earlier;
    world->context.now += 40 * DAY;
}

FOR_TESTS message_facts_t recontact(world_t *world, const char *party, const char *person)
{
    message_facts_t facts = message(world, TYPE_CLOSING_RECONTACTED, party, person);
    facts.has_previous = true;
    facts.previous = world->context.other != NULL ? world->context.other->id : UUID_NIL;
    return facts;
}

FOR_TESTS void reach_recontact(world_t *world)
{
    static course_t earlier;
    reach_closed_course(world);
    come_back_later(world, &earlier);
    message_facts_t facts = recontact(world, "desk", "anna");
    assert_int_equal(open_with(world, &facts), STATUS_OK);
    closing_is(world, STATE_CLOSING_RECONTACT);
}

#endif
