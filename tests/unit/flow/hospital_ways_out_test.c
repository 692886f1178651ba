/* SPDX-License-Identifier: EUPL-1.2
 * The ways of a hospital stay that are not the straight one: leave, what is taken back, death, what is told by telephone, another ward, and who may not. */
#include "hospital.h"

/* ---- leave ---- */

static void after_a_leave_the_stay_is_where_it_was_and_what_was_told_since(void **state)
{
    static world_t world;
    (void)state;
    world_open(&world);
    reach_on_leave(&world);
    assert_int_equal(deadline_with(&world, "HOS-5")->due_at, world.context.now + 3 * DAY); /* two days, and one to come back */
    must_tell(&world, TYPE_HOSPITAL_BACK, "ward");
    stay_is(&world, STATE_HOSPITAL_ADMITTED);
    assert_null(deadline_with(&world, "HOS-5"));
    must_tell(&world, TYPE_HOSPITAL_LEFT_ON_LEAVE, "ward");
    must_tell(&world, TYPE_HOSPITAL_DISCHARGE_WARNING, "ward");
    stay_is(&world, STATE_HOSPITAL_ON_LEAVE);
    assert_int_equal(tell(&world, TYPE_HOSPITAL_DISCHARGE_WARNING, "ward"), STATUS_NOT_ALLOWED_NOW);
    must_tell(&world, TYPE_HOSPITAL_WARNING_ANSWERED, "authority");
    must_tell(&world, TYPE_HOSPITAL_BACK, "ward");
    stay_is(&world, STATE_HOSPITAL_WARNED);
    assert_string_equal(stay(&world)->awaited, "ward"); /* answered already */
    must_tell(&world, TYPE_HOSPITAL_LEFT_ON_LEAVE, "ward");
    must_tell(&world, TYPE_HOSPITAL_READY, "ward");
    must_tell(&world, TYPE_HOSPITAL_BACK, "ward");
    stay_is(&world, STATE_HOSPITAL_READY);
    message_facts_t facts = stay_message(&world, TYPE_HOSPITAL_LEFT_ON_LEAVE, "ward", "anna");
    facts.at = 0;
    assert_int_equal(send(&world, &facts), STATUS_OK);
    assert_int_equal(deadline_with(&world, "HOS-5")->due_at, world.context.now + 7 * DAY);
    assert_int_equal(fire(&world, "HOS-5"), STATUS_OK);
    assert_true(delivers_to(&world.decision, "ward") && delivers_to(&world.decision, "team"));
}

/* A leave every weekend for a year: the events that still mean something are all there. */
static void a_stay_with_more_leaves_than_are_kept_still_knows_where_it_stands(void **state)
{
    static world_t world;
    (void)state;
    world_open(&world);
    reach_warned(&world);
    for (unsigned week = 0; week < 52; week++) {
        world.context.now += 7 * DAY;
        must_tell(&world, TYPE_HOSPITAL_LEFT_ON_LEAVE, "ward");
        must_tell(&world, TYPE_HOSPITAL_BACK, "ward");
        stay_is(&world, STATE_HOSPITAL_WARNED);
    }
    message_facts_t facts = stay_message(&world, TYPE_HOSPITAL_CANCELLED, "ward", "anna");
    facts.event = TYPE_HOSPITAL_DISCHARGE_WARNING;
    assert_int_equal(send(&world, &facts), STATUS_OK);
    stay_is(&world, STATE_HOSPITAL_ADMITTED);
    facts = stay_message(&world, TYPE_HOSPITAL_CANCELLED, "ward", "anna");
    facts.event = TYPE_HOSPITAL_ADMITTED;
    assert_int_equal(send(&world, &facts), STATUS_OK);
    stay_is(&world, STATE_HOSPITAL_CANCELLED);
}

/* ---- taken back ---- */

static status_t take_back(world_t *world, message_type_t event)
{
    message_facts_t facts = stay_message(world, TYPE_HOSPITAL_CANCELLED, "ward", "anna");
    facts.event = event;
    return send(world, &facts);
}

static void an_event_that_is_taken_back_leaves_the_stay_as_it_would_be_without_it(void **state)
{
    static world_t world;
    (void)state;
    world_open(&world);
    reach_discharged_without(&world);
    assert_int_equal(take_back(&world, TYPE_HOSPITAL_DISCHARGED), STATUS_OK);
    stay_is(&world, STATE_HOSPITAL_ADMITTED);
    assert_null(deadline_with(&world, "HOS-6")); /* what it had led to is undone */
    assert_null(deadline_with(&world, "HOS-2"));
    assert_non_null(deadline_with(&world, "HOS-4"));
    must_tell(&world, TYPE_HOSPITAL_DISCHARGE_WARNING, "ward");
    must_tell(&world, TYPE_HOSPITAL_WARNING_ANSWERED, "authority");
    assert_int_equal(take_back(&world, TYPE_HOSPITAL_DISCHARGE_WARNING), STATUS_OK);
    stay_is(&world, STATE_HOSPITAL_ADMITTED);
    assert_null(deadline_with(&world, "HOS-9"));
    must_tell(&world, TYPE_HOSPITAL_DISCHARGE_WARNING, "ward");
    assert_non_null(deadline_with(&world, "HOS-8")); /* the old answer answers nothing */
    must_tell(&world, TYPE_HOSPITAL_LEFT_ON_LEAVE, "ward");
    must_tell(&world, TYPE_HOSPITAL_DISCHARGED, "ward");
    assert_int_equal(take_back(&world, TYPE_HOSPITAL_LEFT_ON_LEAVE), STATUS_OK);
    stay_is(&world, STATE_HOSPITAL_DISCHARGED); /* an earlier event was wrong: the later one stands */
    assert_int_equal(take_back(&world, TYPE_HOSPITAL_LEFT_ON_LEAVE), STATUS_GUARD_NOT_MET);
    assert_true(misses(&world.decision, "event"));
    assert_int_equal(take_back(&world, TYPE_NONE), STATUS_GUARD_NOT_MET);
}

static void a_readmission_that_is_taken_back_leaves_what_was_agreed_before(void **state)
{
    static world_t world;
    (void)state;
    world_open(&world);
    reach_discharged(&world);
    must_tell(&world, TYPE_HOSPITAL_ADMITTED, "ward");
    assert_int_equal(take_back(&world, TYPE_HOSPITAL_ADMITTED), STATUS_OK);
    stay_is(&world, STATE_HOSPITAL_DISCHARGED);
    assert_int_equal(stay(&world)->returned, 0);
    assert_null(deadline_with(&world, "HOS-2"));
    assert_non_null(deadline_with(&world, "HOS-6"));
}

/* The first event: there was no stay. A course that it opened ends; another goes on. */
static void a_stay_that_never_was_ends_only_the_course_that_it_opened(void **state)
{
    static world_t world;
    (void)state;
    world_open(&world);
    reach_warned(&world);
    assert_int_equal(take_back(&world, TYPE_HOSPITAL_ADMITTED), STATUS_OK);
    stay_is(&world, STATE_HOSPITAL_CANCELLED);
    holder_is(&world, "team");
    assert_non_null(deadline_with(&world, "CRS-1"));
    world_open(&world);
    assert_int_equal(open_by(&world, TYPE_HOSPITAL_DISCHARGE_WARNING, "ward"), STATUS_OK);
    message_facts_t facts = message(&world, TYPE_CONTACT_REGISTERED, "desk", "anna");
    facts.has_course = true;
    assert_int_equal(send(&world, &facts), STATUS_OK);
    assert_int_equal(take_back(&world, TYPE_HOSPITAL_DISCHARGE_WARNING), STATUS_OK);
    holder_is(&world, "desk"); /* L6: something else is open on it */
}

static void what_is_corrected_moves_its_deadlines(void **state)
{
    static world_t world;
    (void)state;
    world_open(&world);
    reach_on_leave(&world);
    message_facts_t facts = stay_message(&world, TYPE_HOSPITAL_REVISED, "ward", "anna");
    facts.event = TYPE_HOSPITAL_LEFT_ON_LEAVE;
    facts.at = world.context.now + 5 * DAY;
    assert_int_equal(send(&world, &facts), STATUS_OK);
    assert_int_equal(deadline_with(&world, "HOS-5")->due_at, world.context.now + 6 * DAY);
    stay_is(&world, STATE_HOSPITAL_ON_LEAVE);
    facts = stay_message(&world, TYPE_HOSPITAL_REVISED, "ward", "anna");
    facts.event = TYPE_HOSPITAL_DISCHARGED;
    refused_for(&world, &facts, "event");
}

/* ---- death ---- */

static void register_death(world_t *world)
{
    message_facts_t facts = message(world, TYPE_COURSE_DIED, "team", "anna");
    facts.has_course = true;
    facts.course = world->course.id;
    assert_int_equal(send(world, &facts), STATUS_OK);
}

/* The ward's notice ends nothing: a person at the holder does, or has it taken back. */
static void a_death_is_the_holders_to_register_and_the_stay_goes_on_until_then(void **state)
{
    static world_t world;
    (void)state;
    world_open(&world);
    reach_warned(&world);
    must_tell(&world, TYPE_HOSPITAL_DIED, "ward");
    stay_is(&world, STATE_HOSPITAL_WARNED);
    assert_string_equal(stay(&world)->awaited, "authority");
    assert_string_equal(deadline_with(&world, "HOS-11")->awaited, "team");
    message_facts_t facts = stay_message(&world, TYPE_HOSPITAL_DIED, "ward", "anna");
    refused_for(&world, &facts, "death_once");
    assert_int_equal(fire(&world, "HOS-11"), STATUS_OK);
    assert_true(delivers_to(&world.decision, "team"));
    assert_int_equal(take_back(&world, TYPE_HOSPITAL_DIED), STATUS_OK);
    stay_is(&world, STATE_HOSPITAL_WARNED);
    assert_null(deadline_with(&world, "HOS-11"));
    must_tell(&world, TYPE_HOSPITAL_DIED, "ward");
    register_death(&world);
    stay_is(&world, STATE_HOSPITAL_ENDED_DEAD);
    assert_null(deadline_with(&world, "HOS-7"));
    assert_null(deadline_with(&world, "HOS-11"));
}

static void a_death_that_the_ward_takes_back_after_it_is_registered_is_told_to_the_holder_and_the_stay_comes_back(void **state)
{
    static world_t world;
    (void)state;
    world_open(&world);
    reach_warned(&world);
    must_tell(&world, TYPE_HOSPITAL_DIED, "ward");
    register_death(&world);
    assert_int_equal(take_back(&world, TYPE_HOSPITAL_DISCHARGE_WARNING), STATUS_GUARD_NOT_MET);
    assert_int_equal(take_back(&world, TYPE_HOSPITAL_DIED), STATUS_OK);
    assert_true(delivers_to(&world.decision, "team") && delivers_to(&world.decision, "authority"));
    assert_int_equal(newest_flow(&world, FLOW_CLOSING)->state, STATE_CLOSING_DEAD);
    message_facts_t facts = message(&world, TYPE_MESSAGE_ANNULLED, "team", "anna");
    facts.has_course = true;
    facts.course = world.course.id;
    (void)snprintf(facts.target_message, sizeof facts.target_message, "m-%u", world.sent - 3); /* course.died */
    assert_int_equal(send(&world, &facts), STATUS_OK);
    stay_is(&world, STATE_HOSPITAL_WARNED);
    assert_non_null(deadline_with(&world, "HOS-8"));
    must_tell(&world, TYPE_HOSPITAL_DIED, "ward"); /* a later one is a new one */
}

/* ---- told by telephone; other wards; others ---- */

static void what_the_ward_does_not_send_is_registered_by_who_was_told(void **state)
{
    static world_t world;
    (void)state;
    world_open(&world);
    reach_held(&world);
    message_facts_t facts = stay_message(&world, TYPE_HOSPITAL_ADMITTED, "desk", "anna");
    facts.recorded_for_complete = false;
    refused_for(&world, &facts, "recorded_for.name_phone_at");
    facts = stay_message(&world, TYPE_HOSPITAL_ADMITTED, "desk", "anna");
    to_unit(&facts, "ward");
    assert_int_equal(send(&world, &facts), STATUS_OK);
    assert_string_equal(stay(&world)->other, "ward");
    assert_true(delivers_to(&world.decision, "ward") && delivers_to(&world.decision, "team"));
    must_tell(&world, TYPE_HOSPITAL_LEFT_ON_LEAVE, "ward"); /* it is part of the course from now */
    facts = stay_message(&world, TYPE_HOSPITAL_DISCHARGED, "team", "anna");
    facts.has_need = false;
    refused_for(&world, &facts, "where_to");
    facts = stay_message(&world, TYPE_HOSPITAL_DISCHARGED, "team", "anna");
    facts.recorded_for = facts.recorded_for_complete = false;
    refused_for(&world, &facts, "recorded_for.name_phone_at");
    must_tell(&world, TYPE_HOSPITAL_DISCHARGED, "team");
    assert_true(notice_reaches(notice_of(&world.decision, TYPE_HOSPITAL_AGREEMENT_MISSING), "team"));
    assert_int_equal(tell(&world, TYPE_HOSPITAL_DISCHARGED, "housing"), STATUS_UNKNOWN_COURSE);
}

static void a_ward_without_a_key_confirms_by_telephone_and_one_with_a_key_does_not(void **state)
{
    static world_t world;
    (void)state;
    world_open(&world);
    reach_held(&world);
    must_tell(&world, TYPE_HOSPITAL_ADMITTED, "team");
    assert_string_equal(stay(&world)->other, "");
    must_tell(&world, TYPE_HOSPITAL_AGREEMENT, "team");
    message_facts_t facts = stay_message(&world, TYPE_HOSPITAL_AGREEMENT_CONFIRMED, "team", "anna");
    refused_for(&world, &facts, "agreement_other");
    facts = stay_message(&world, TYPE_HOSPITAL_AGREEMENT_CONFIRMED, "team", "anna");
    facts.recorded_for = facts.recorded_for_complete = true;
    assert_int_equal(send(&world, &facts), STATUS_OK);
    world_open(&world);
    reach_warning_answered(&world);
    must_tell(&world, TYPE_HOSPITAL_AGREEMENT, "team");
    facts = stay_message(&world, TYPE_HOSPITAL_AGREEMENT_CONFIRMED, "team", "anna");
    facts.recorded_for = facts.recorded_for_complete = true;
    refused_for(&world, &facts, "agreement_other");
}

static void after_a_transfer_the_next_ward_sends_and_the_old_one_does_not(void **state)
{
    static world_t world;
    (void)state;
    world_open(&world);
    reach_profiled(&world);
    message_facts_t facts = stay_message(&world, TYPE_HOSPITAL_TRANSFERRED, "ward", "anna");
    to_unit(&facts, "housing");
    refused_for(&world, &facts, "ward");
    facts = stay_message(&world, TYPE_HOSPITAL_TRANSFERRED, "ward", "anna");
    to_unit(&facts, "ward-north");
    assert_int_equal(send(&world, &facts), STATUS_OK);
    assert_true(delivers_to(&world.decision, "ward-north"));
    stay_is(&world, STATE_HOSPITAL_ADMITTED);
    assert_int_equal(tell(&world, TYPE_HOSPITAL_DISCHARGED, "ward"), STATUS_NOT_YOURS_TO_DO);
    must_tell(&world, TYPE_HOSPITAL_DISCHARGED, "ward-north");
}

/* Who may not: not the role, closed, left, no ground; and nothing of it changes the stay. */
static void units_and_people_that_may_not_are_refused(void **state)
{
    static world_t world;
    (void)state;
    world_open(&world);
    reach_warned(&world);
    assert_int_equal(tell(&world, TYPE_HOSPITAL_WARNING_ANSWERED, "ward"), STATUS_NOT_YOURS_TO_DO);
    assert_int_equal(tell(&world, TYPE_HOSPITAL_SUPPORT_PROFILE, "authority"), STATUS_NOT_YOURS_TO_DO);
    assert_int_equal(tell(&world, TYPE_HOSPITAL_FIRST_CONTACT, "team"), STATUS_NOT_ALLOWED_NOW);
    assert_int_equal(tell(&world, TYPE_HOSPITAL_BACK, "ward"), STATUS_NOT_ALLOWED_NOW);
    message_facts_t facts = stay_message(&world, TYPE_HOSPITAL_READY, "ward", "nobody");
    assert_int_equal(send(&world, &facts), STATUS_UNKNOWN_PERSON);
    facts = stay_message(&world, TYPE_HOSPITAL_READY, "ward", "anna");
    facts.disclosure_ground = 0;
    assert_int_equal(send(&world, &facts), STATUS_GROUND_NEEDED); /* L13 */
    facts = stay_message(&world, TYPE_HOSPITAL_READY, "ward", "anna");
    facts.at = 0;
    refused_for(&world, &facts, "finished_at");
    facts = stay_message(&world, TYPE_HOSPITAL_WARNING_ANSWERED, "authority", "anna");
    facts.effort = ANSWER_NO;
    facts.reason = 0;
    refused_for(&world, &facts, "reason");
    facts = stay_message(&world, TYPE_HOSPITAL_WARNING_ANSWERED, "authority", "anna");
    facts.has_need = false;
    refused_for(&world, &facts, "effort_who");
    for (unsigned index = 0; index < world.registry.party_count; index++) {
        if (strcmp(world.parties[index].id, "ward") == 0) {
            world.parties[index].valid_to = world.context.now;
        }
    }
    assert_int_equal(tell(&world, TYPE_HOSPITAL_READY, "ward"), STATUS_PARTY_NOT_VALID);
    must_tell(&world, TYPE_HOSPITAL_DISCHARGED, "team"); /* L6: it is closed; the holder knows where the citizen is */
}

static void a_warning_says_when_and_what_is_needed(void **state)
{
    static world_t world;
    (void)state;
    world_open(&world);
    reach_profiled(&world);
    message_facts_t facts = stay_message(&world, TYPE_HOSPITAL_DISCHARGE_WARNING, "ward", "anna");
    facts.at = 0;
    refused_for(&world, &facts, "discharge_at");
    facts = stay_message(&world, TYPE_HOSPITAL_DISCHARGE_WARNING, "ward", "anna");
    facts.at = world.context.now - 3 * DAY;
    refused_for(&world, &facts, "discharge_at");
    facts = stay_message(&world, TYPE_HOSPITAL_DISCHARGE_WARNING, "ward", "anna");
    facts.has_need = false;
    refused_for(&world, &facts, "need");
    facts = stay_message(&world, TYPE_HOSPITAL_SUPPORT_PROFILE, "team", "anna");
    blank(&facts, "words.helps");
    refused_for(&world, &facts, "words.helps");
    assert_int_equal(world.decision.status, STATUS_INCOMPLETE);
    facts = stay_message(&world, TYPE_HOSPITAL_SUPPORT_PROFILE, "team", "anna");
    facts.has_contact_phone = false;
    refused_for(&world, &facts, "contact_number");
    facts = stay_message(&world, TYPE_HOSPITAL_REVIEWED, "team", "anna");
    facts.at = world.context.now + 91 * DAY;
    refused_for(&world, &facts, "next_review");
    world.context.now += DAY;
    must_tell(&world, TYPE_HOSPITAL_REVIEWED, "team");
    assert_int_equal(deadline_with(&world, "HOS-4")->due_at, world.context.now + 10 * DAY);
}

/* Region Hovedstaden: called by either side, a time is found within five working days. */
static void ward_and_municipality_may_call_the_network_meeting(void **state)
{
    static const char *const CALLERS[] = {"ward", "team", "authority"};
    (void)state;
    for (unsigned index = 0; index < COUNT_OF(CALLERS); index++) {
        static world_t world;
        world_open(&world);
        reach_warned(&world);
        message_facts_t facts = message(&world, TYPE_MEETING_CALLED, CALLERS[index], "anna");
        aim(&world, &facts);
        facts.has_flow = true;
        facts.flow = stay(&world)->id;
        to_unit(&facts, index == 0 ? "authority" : "ward");
        assert_int_equal(send(&world, &facts), STATUS_OK);
        assert_int_equal(deadline_with(&world, "MTG-1")->due_at, local(2026, 11, 16, 16, 0));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(after_a_leave_the_stay_is_where_it_was_and_what_was_told_since),
        cmocka_unit_test(a_stay_with_more_leaves_than_are_kept_still_knows_where_it_stands),
        cmocka_unit_test(an_event_that_is_taken_back_leaves_the_stay_as_it_would_be_without_it),
        cmocka_unit_test(a_readmission_that_is_taken_back_leaves_what_was_agreed_before),
        cmocka_unit_test(a_stay_that_never_was_ends_only_the_course_that_it_opened),
        cmocka_unit_test(what_is_corrected_moves_its_deadlines),
        cmocka_unit_test(a_death_is_the_holders_to_register_and_the_stay_goes_on_until_then),
        cmocka_unit_test(a_death_that_the_ward_takes_back_after_it_is_registered_is_told_to_the_holder_and_the_stay_comes_back),
        cmocka_unit_test(what_the_ward_does_not_send_is_registered_by_who_was_told),
        cmocka_unit_test(a_ward_without_a_key_confirms_by_telephone_and_one_with_a_key_does_not),
        cmocka_unit_test(after_a_transfer_the_next_ward_sends_and_the_old_one_does_not),
        cmocka_unit_test(units_and_people_that_may_not_are_refused),
        cmocka_unit_test(a_warning_says_when_and_what_is_needed),
        cmocka_unit_test(ward_and_municipality_may_call_the_network_meeting),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
