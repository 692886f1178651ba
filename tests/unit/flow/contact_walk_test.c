/* SPDX-License-Identifier: EUPL-1.2
 * Walks through the contact flow: the happy way, the offer and its answers, the races. */
#include "fixture.h"

static void the_desk_holds_from_the_commit_whoever_sends(void **state)
{
    world_t world;
    (void)state;
    world_open(&world);
    message_facts_t facts = message(&world, TYPE_CONTACT_REGISTERED, "gp", "");
    assert_int_equal(open_with(&world, &facts), STATUS_OK);
    holder_is(&world, "desk");
    assert_string_equal(world.course.authority, "authority");
    assert_int_equal(world.course.duty, DUTY_HELD);
    assert_int_equal(world.course.duty_epoch, 1);
    assert_int_equal(last_flow(&world)->state, STATE_CONTACT_WAITING);
    assert_true(delivers_to(&world.decision, "desk"));
    assert_true(uuid_equal(world.course.id, uuid_of_course("gp", facts.message_id)));
}

static void the_responsibility_moves_when_the_receivers_own_key_takes_it(void **state)
{
    world_t world;
    (void)state;
    world_open(&world);
    reach_routed(&world);
    holder_is(&world, "desk");
    assert_int_equal(world.course.duty, DUTY_OFFERED);
    assert_int_equal(world.course.duty_epoch, 2);
    assert_int_equal(world.course.offer.accept_by, world.context.now + 15 * MINUTE);
    assert_int_equal(say(&world, TYPE_CONTACT_TAKEN_OVER, "outreach", "anna"), STATUS_OK);
    holder_is(&world, "outreach");
    assert_int_equal(world.course.duty, DUTY_HELD);
    assert_int_equal(world.course.duty_epoch, 3);
    assert_false(course_offer_is_open(&world.course));
    assert_int_equal(world.decision.to, STATE_CONTACT_CLOSED);
    assert_string_equal(world.course.contact_person, "bo");
    assert_non_null(deadline_with(&world, "CRS-1"));
    assert_int_equal(world.course.deadline_count, 1);
    assert_true(delivers_to(&world.decision, "desk"));
    const notice_t *notice = notice_of(&world.decision, TYPE_CONTACT_WITHDRAWN);
    assert_true(notice_reaches(notice, "psychiatry"));
    assert_false(notice_reaches(notice, "outreach"));
    assert_int_equal(notice->cause, WITHDRAWAL_TAKEN_BY_OTHER);
    assert_int_equal(notice->offer_epoch, 2);
}

static void the_second_to_take_over_comes_too_late(void **state)
{
    world_t world;
    (void)state;
    world_open(&world);
    reach_routed(&world);
    message_facts_t late = message(&world, TYPE_CONTACT_TAKEN_OVER, "psychiatry", "anna");
    aim(&world, &late);
    assert_int_equal(say(&world, TYPE_CONTACT_TAKEN_OVER, "outreach", "anna"), STATUS_OK);
    assert_int_equal(send(&world, &late), STATUS_OFFER_STALE);
    assert_true(world.decision.is_recorded);
    holder_is(&world, "outreach");
}

static void an_answer_to_an_older_offer_never_takes_a_later_one(void **state)
{
    world_t world;
    (void)state;
    world_open(&world);
    reach_routed(&world);
    message_facts_t late = message(&world, TYPE_CONTACT_TAKEN_OVER, "outreach", "anna");
    aim(&world, &late);
    assert_int_equal(say(&world, TYPE_CONTACT_RECALLED, "desk", "anna"), STATUS_OK);
    assert_int_equal(world.course.duty_epoch, 3);
    assert_true(notice_reaches(notice_of(&world.decision, TYPE_CONTACT_WITHDRAWN), "outreach"));
    assert_int_equal(send(&world, &late), STATUS_OFFER_STALE);
    route_to(&world, "outreach", NULL);
    assert_int_equal(send(&world, &late), STATUS_OFFER_STALE);
    late.offer = world.course.offer.id; /* the right id with the old epoch is as stale */
    assert_int_equal(send(&world, &late), STATUS_OFFER_STALE);
    holder_is(&world, "desk");
}

static void an_answer_to_an_open_offer_must_name_it(void **state)
{
    world_t world;
    (void)state;
    world_open(&world);
    reach_routed(&world);
    message_facts_t facts = message(&world, TYPE_CONTACT_TAKEN_OVER, "outreach", "anna");
    aim(&world, &facts);
    facts.has_offer = false;
    assert_int_equal(send(&world, &facts), STATUS_GUARD_NOT_MET);
    assert_true(misses(&world.decision, "offer"));
    holder_is(&world, "desk");
}

static void one_refusal_leaves_the_offer_to_the_rest_and_the_last_gives_it_back(void **state)
{
    world_t world;
    (void)state;
    world_open(&world);
    reach_routed(&world);
    instant_t accept_by = world.course.offer.accept_by;
    world.context.now += 2 * MINUTE;
    assert_int_equal(say(&world, TYPE_CONTACT_REFUSED, "outreach", "anna"), STATUS_OK);
    assert_int_equal(world.decision.to, STATE_CONTACT_ROUTED);
    assert_int_equal(world.course.duty_epoch, 2);
    assert_int_equal(world.course.offer.to_count, 1);
    assert_int_equal(world.course.offer.accept_by, accept_by);
    assert_string_equal(last_flow(&world)->awaited, "psychiatry");
    assert_int_equal(say(&world, TYPE_CONTACT_REFUSED, "psychiatry", "anna"), STATUS_OK);
    assert_int_equal(world.decision.to, STATE_CONTACT_ANSWERED);
    assert_int_equal(world.course.duty_epoch, 3);
    assert_false(course_offer_is_open(&world.course));
    assert_int_equal(world.decision.notice_count, 0);
    assert_string_equal(world.decision.next_owner, "authority");
    holder_is(&world, "desk");
}

static void the_last_refusal_names_the_next_owner(void **state)
{
    world_t world;
    (void)state;
    world_open(&world);
    reach_answered(&world);
    triage(&world, 2, 0);
    route_to(&world, "outreach", NULL);
    message_facts_t facts = message(&world, TYPE_CONTACT_REFUSED, "outreach", "anna");
    aim(&world, &facts);
    facts.next_owner[0] = '\0';
    facts.reason = 0;
    assert_int_equal(send(&world, &facts), STATUS_GUARD_NOT_MET);
    assert_true(misses(&world.decision, "next_owner"));
    assert_true(misses(&world.decision, "reason"));
}

static void the_duty_unit_cannot_refuse(void **state)
{
    world_t world;
    (void)state;
    world_open(&world);
    reach_answered(&world);
    triage(&world, 1, 0);
    route_to(&world, "duty", NULL);
    assert_int_equal(say(&world, TYPE_CONTACT_REFUSED, "duty", "anna"), STATUS_NOT_YOURS_TO_DO);
    assert_int_equal(say(&world, TYPE_CONTACT_RECALLED, "duty", "anna"), STATUS_NOT_YOURS_TO_DO);
    assert_int_equal(say(&world, TYPE_CONTACT_TAKEN_OVER, "duty", "anna"), STATUS_OK);
    holder_is(&world, "duty");
}

static void a_take_over_told_by_phone_moves_nothing_until_the_own_key_confirms(void **state)
{
    world_t world;
    (void)state;
    world_open(&world);
    reach_routed(&world);
    message_facts_t told = message(&world, TYPE_CONTACT_TAKEN_OVER, "desk", "anna");
    aim(&world, &told);
    told.recorded_for = true;
    assert_int_equal(send(&world, &told), STATUS_GUARD_NOT_MET);
    told.recorded_for_complete = true;
    assert_int_equal(send(&world, &told), STATUS_OK);
    holder_is(&world, "desk");
    assert_int_equal(world.course.duty_epoch, 2);
    assert_null(deadline_with(&world, "CON-4"));
    assert_int_equal(deadline_with(&world, "CON-7")->due_at, calendar_instant((date_t){2026, 11, 10}, 12, 0));
    assert_int_equal(world.course.offer.accept_by, deadline_with(&world, "CON-7")->due_at);
    assert_true(last_flow(&world)->told_by_phone);
    world.context.now += 2 * HOUR;
    assert_int_equal(say(&world, TYPE_CONTACT_TAKEN_OVER, "outreach", "anna"), STATUS_OK);
    holder_is(&world, "outreach");
}

static void a_receiver_cannot_take_over_by_telling_of_a_phone_call(void **state)
{
    world_t world;
    (void)state;
    world_open(&world);
    reach_routed(&world);
    message_facts_t told = message(&world, TYPE_CONTACT_TAKEN_OVER, "outreach", "anna");
    aim(&world, &told);
    told.recorded_for = told.recorded_for_complete = true;
    assert_int_equal(send(&world, &told), STATUS_NOT_YOURS_TO_DO);
    holder_is(&world, "desk");
}

static void more_time_is_given_once_in_the_place_of_the_running_clock(void **state)
{
    world_t world;
    (void)state;
    world_open(&world);
    reach_routed(&world);
    world.context.now += 10 * MINUTE;
    message_facts_t facts = message(&world, TYPE_CONTACT_STANDBY, "outreach", "anna");
    aim(&world, &facts);
    facts.at = world.context.now + 16 * MINUTE;
    assert_int_equal(send(&world, &facts), STATUS_GUARD_NOT_MET);
    facts.at = world.context.now + 12 * MINUTE;
    assert_int_equal(send(&world, &facts), STATUS_OK);
    assert_null(deadline_with(&world, "CON-4"));
    assert_int_equal(world.course.offer.accept_by, facts.at);
    assert_int_equal(say(&world, TYPE_CONTACT_STANDBY, "outreach", "anna"), STATUS_GUARD_NOT_MET);
    assert_true(misses(&world.decision, "once"));
    for (unsigned step = 0; step < 4; step++) {
        assert_int_equal(fire(&world, "CON-11"), STATUS_OK);
    }
    assert_int_equal(world.context.now, facts.at);
    assert_int_equal(world.decision.to, STATE_CONTACT_ANSWERED);
    assert_int_equal(world.course.duty, DUTY_HELD);
}

static void an_offer_expires_at_the_last_ladder_step_and_the_desk_has_held_all_the_time(void **state)
{
    world_t world;
    (void)state;
    world_open(&world);
    reach_routed(&world);
    instant_t accept_by = world.course.offer.accept_by;
    message_facts_t late = message(&world, TYPE_CONTACT_TAKEN_OVER, "outreach", "anna");
    aim(&world, &late);
    for (unsigned step = 0; step < 3; step++) {
        assert_int_equal(fire(&world, "CON-4"), STATUS_OK);
        assert_int_equal(world.decision.to, STATE_CONTACT_ROUTED);
        assert_true(world.context.now < accept_by);
    }
    assert_int_equal(fire(&world, "CON-4"), STATUS_OK);
    assert_int_equal(world.context.now, accept_by);
    assert_int_equal(world.decision.to, STATE_CONTACT_ANSWERED);
    assert_int_equal(world.course.duty_epoch, 3);
    holder_is(&world, "desk");
    assert_int_equal(last_flow(&world)->awaited_role, ROLE_LEADER);
    const notice_t *notice = notice_of(&world.decision, TYPE_CONTACT_WITHDRAWN);
    assert_int_equal(notice->cause, WITHDRAWAL_EXPIRED);
    assert_true(notice_reaches(notice, "outreach") && notice_reaches(notice, "psychiatry"));
    assert_int_equal(world.decision.notices[0].type, TYPE_DEADLINE_PASSED);
    assert_int_equal(send(&world, &late), STATUS_OFFER_STALE);
}

/* Registered on the same course while the first contact is out. */
static void a_second_routing_while_an_offer_is_open_goes_through_as_a_task(void **state)
{
    world_t world;
    (void)state;
    world_open(&world);
    reach_routed(&world);
    uuid_t offer = world.course.offer.id;
    message_facts_t again = message(&world, TYPE_CONTACT_REGISTERED, "desk", "anna");
    again.has_course = true;
    again.course = world.course.id;
    assert_int_equal(send(&world, &again), STATUS_OK);
    assert_int_equal(course_open_flows(&world.course), 2);
    assert_int_equal(world.course.duty_epoch, 2);
    triage(&world, 2, 0);
    route_to(&world, "housing", NULL);
    assert_true(uuid_equal(world.course.offer.id, offer));
    assert_int_equal(world.course.duty_epoch, 2);
    message_facts_t taken = message(&world, TYPE_CONTACT_TAKEN_OVER, "housing", "anna");
    aim(&world, &taken);
    taken.has_offer = false; /* a task is no offer */
    assert_int_equal(send(&world, &taken), STATUS_OK);
    assert_int_equal(world.decision.to, STATE_CONTACT_CLOSED);
    holder_is(&world, "desk");
    assert_true(uuid_equal(world.course.offer.id, offer));
}

static void a_contact_of_a_citizen_somebody_holds_is_routed_as_a_task_and_the_holder_is_told(void **state)
{
    world_t world;
    (void)state;
    world_open(&world);
    reach_routed(&world);
    message_facts_t taken = message(&world, TYPE_CONTACT_TAKEN_OVER, "outreach", "anna");
    aim(&world, &taken);
    text_set(taken.contact_person, sizeof taken.contact_person, "lise");
    assert_int_equal(send(&world, &taken), STATUS_OK);
    message_facts_t again = message(&world, TYPE_CONTACT_REGISTERED, "door", "");
    again.has_course = true;
    again.course = world.course.id;
    assert_int_equal(send(&world, &again), STATUS_UNKNOWN_COURSE);
    again = message(&world, TYPE_CONTACT_REGISTERED, "desk-south", "anna");
    again.has_course = true;
    again.course = world.course.id;
    assert_int_equal(send(&world, &again), STATUS_OK);
    assert_true(delivers_to(&world.decision, "outreach"));
    assert_true(delivers_to(&world.decision, "desk"));
    triage(&world, 2, 0);
    route_to(&world, "housing", NULL);
    assert_true(delivers_to(&world.decision, "outreach") && delivers_to(&world.decision, "housing"));
    assert_false(course_offer_is_open(&world.course));
    assert_int_equal(say(&world, TYPE_CONTACT_TAKEN_OVER, "housing", "anna"), STATUS_OK);
    holder_is(&world, "outreach");
    assert_int_equal(world.course.duty_epoch, 3);
    assert_string_equal(world.course.contact_person, "lise"); /* a task brings no new contact person */
}

static void danger_yes_or_unknown_is_acute(void **state)
{
    world_t world;
    (void)state;
    for (answer_t danger = ANSWER_YES; danger <= ANSWER_UNKNOWN; danger++) {
        world_open(&world);
        message_facts_t facts = message(&world, TYPE_CONTACT_REGISTERED, "door", "");
        facts.channel = CHANNEL_WEB;
        facts.danger = danger;
        facts.priority = PRIORITY_ROUTINE;
        assert_int_equal(open_with(&world, &facts), STATUS_OK);
        assert_int_equal(last_flow(&world)->priority, PRIORITY_ACUTE);
        assert_non_null(deadline_with(&world, "CON-1"));
        assert_non_null(deadline_with(&world, "CON-8"));
    }
}

static void in_danger_three_answers_are_enough(void **state)
{
    world_t world;
    (void)state;
    world_open(&world);
    message_facts_t facts = message(&world, TYPE_CONTACT_REGISTERED, "desk", "anna");
    facts.danger = ANSWER_YES;
    facts.has_need = false;
    facts.requester_role = 0;
    assert_int_equal(open_with(&world, &facts), STATUS_OK);
    facts.emergency_service = 0;
    facts.has_way_back = false;
    assert_int_equal(open_with(&world, &facts), STATUS_GUARD_NOT_MET);
    assert_true(misses(&world.decision, "emergency_called") && misses(&world.decision, "way_back"));
    assert_false(world.decision.is_recorded);
}

static void without_a_desk_in_force_the_duty_unit_holds(void **state)
{
    world_t world;
    (void)state;
    world_open(&world);
    for (unsigned index = 0; index < world.registry.party_count; index++) {
        if (world.parties[index].kind == PARTY_KIND_ENTRY_DESK) {
            world.parties[index].valid_to = world.context.now - DAY;
        }
    }
    message_facts_t facts = message(&world, TYPE_CONTACT_REGISTERED, "gp", "");
    assert_int_equal(open_with(&world, &facts), STATUS_OK);
    holder_is(&world, "duty");
    assert_int_equal(say(&world, TYPE_CONTACT_ANSWERED, "duty", "anna"), STATUS_OK);
}

static void another_municipality_is_named_by_the_first_receiver(void **state)
{
    world_t world;
    (void)state;
    world_open(&world);
    message_facts_t facts = message(&world, TYPE_CONTACT_REGISTERED, "desk", "anna");
    text_set(facts.receivers[0].service, PARTY_ID_SIZE, "entry_desk");
    text_set(facts.receivers[0].municipality, 8, "0607");
    facts.receiver_count = 1;
    assert_int_equal(open_with(&world, &facts), STATUS_OK);
    holder_is(&world, "other-desk");
    assert_string_equal(world.course.authority, "other-authority");
    assert_int_equal(last_flow(&world)->state, STATE_CONTACT_WAITING);
    text_set(facts.receivers[0].municipality, 8, "0999");
    assert_int_equal(open_with(&world, &facts), STATUS_NO_ROUTE);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_desk_holds_from_the_commit_whoever_sends),
        cmocka_unit_test(the_responsibility_moves_when_the_receivers_own_key_takes_it),
        cmocka_unit_test(the_second_to_take_over_comes_too_late),
        cmocka_unit_test(an_answer_to_an_older_offer_never_takes_a_later_one),
        cmocka_unit_test(an_answer_to_an_open_offer_must_name_it),
        cmocka_unit_test(one_refusal_leaves_the_offer_to_the_rest_and_the_last_gives_it_back),
        cmocka_unit_test(the_last_refusal_names_the_next_owner),
        cmocka_unit_test(the_duty_unit_cannot_refuse),
        cmocka_unit_test(a_take_over_told_by_phone_moves_nothing_until_the_own_key_confirms),
        cmocka_unit_test(a_receiver_cannot_take_over_by_telling_of_a_phone_call),
        cmocka_unit_test(more_time_is_given_once_in_the_place_of_the_running_clock),
        cmocka_unit_test(an_offer_expires_at_the_last_ladder_step_and_the_desk_has_held_all_the_time),
        cmocka_unit_test(a_second_routing_while_an_offer_is_open_goes_through_as_a_task),
        cmocka_unit_test(a_contact_of_a_citizen_somebody_holds_is_routed_as_a_task_and_the_holder_is_told),
        cmocka_unit_test(danger_yes_or_unknown_is_acute),
        cmocka_unit_test(in_danger_three_answers_are_enough),
        cmocka_unit_test(without_a_desk_in_force_the_duty_unit_holds),
        cmocka_unit_test(another_municipality_is_named_by_the_first_receiver),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
