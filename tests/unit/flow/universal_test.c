/* SPDX-License-Identifier: EUPL-1.2
 * The universal rows, and what the engine checks before any row: people, involvement, time, ground for disclosure. */
#include "fixture.h"

#include <stdlib.h>

/* ---- who may speak at all ---- */

static void only_people_of_the_sending_unit_in_force_may_act(void **state)
{
    static world_t world;
    (void)state;
    world_open(&world);
    reach_answered(&world);
    assert_int_equal(say(&world, TYPE_CONTACT_IDENTIFIED, "desk", "nobody"), STATUS_UNKNOWN_PERSON);
    assert_false(world.decision.is_recorded);
    assert_int_equal(say(&world, TYPE_CONTACT_IDENTIFIED, "desk", ""), STATUS_UNKNOWN_PERSON);
    for (unsigned index = 0; index < world.registry.person_count; index++) {
        if (strcmp(world.persons[index].party, "desk") == 0 && strcmp(world.persons[index].id, "anna") == 0) {
            world.persons[index].valid_to = world.context.now;
        }
    }
    assert_int_equal(say(&world, TYPE_CONTACT_IDENTIFIED, "desk", "anna"), STATUS_PERSON_NOT_VALID);
    assert_int_equal(say(&world, TYPE_CONTACT_IDENTIFIED, "nowhere", "anna"), STATUS_UNKNOWN_PARTY);
    assert_int_equal(say(&world, TYPE_CONTACT_IDENTIFIED, "closed", "anna"), STATUS_PARTY_NOT_VALID);
}

static void a_partner_without_register_gives_name_and_phone(void **state)
{
    static world_t world;
    (void)state;
    world_open(&world);
    message_facts_t facts = message(&world, TYPE_CONTACT_REGISTERED, "gp", "");
    facts.person_has_phone = false;
    assert_int_equal(open_with(&world, &facts), STATUS_UNKNOWN_PERSON);
    facts.person_has_phone = true;
    assert_int_equal(open_with(&world, &facts), STATUS_OK);
}

/* A citizen or a GP who opened the course belongs to it from the first message on. */
static void who_opened_the_course_is_involved_in_it(void **state)
{
    static world_t world;
    (void)state;
    world_open(&world);
    reach_waiting(&world);
    assert_true(course_is_involved(&world.course, "door"));
    message_facts_t facts = message(&world, TYPE_COURSE_NOTE, "door", "");
    aim(&world, &facts);
    to_unit(&facts, "desk");
    assert_int_equal(send(&world, &facts), STATUS_OK);
}

static void a_stranger_is_told_that_there_is_no_such_course(void **state)
{
    static world_t world;
    (void)state;
    world_open(&world);
    reach_answered(&world);
    assert_int_equal(say(&world, TYPE_COURSE_NOTE, "stranger", "anna"), STATUS_UNKNOWN_COURSE);
    assert_false(world.decision.is_recorded);
    assert_int_equal(say(&world, TYPE_COURSE_NOTE, "other-desk", "anna"), STATUS_UNKNOWN_COURSE);
}

static void nothing_has_happened_in_the_future(void **state)
{
    static world_t world;
    (void)state;
    world_open(&world);
    reach_answered(&world);
    message_facts_t facts = message(&world, TYPE_CONTACT_IDENTIFIED, "desk", "anna");
    aim(&world, &facts);
    facts.occurred_at = world.context.now + 5 * MINUTE + 1;
    assert_int_equal(send(&world, &facts), STATUS_TIME_NOT_POSSIBLE);
    assert_false(world.decision.is_recorded);
    facts.occurred_at = world.context.now + 5 * MINUTE;
    assert_int_equal(send(&world, &facts), STATUS_OK);
}

static void another_controller_gets_nothing_without_a_ground(void **state)
{
    static world_t world;
    (void)state;
    world_open(&world);
    reach_answered(&world);
    triage(&world, 1, 0);
    message_facts_t facts = message(&world, TYPE_CONTACT_ROUTED, "desk", "anna");
    aim(&world, &facts);
    facts.disclosure_ground = 0;
    to_unit(&facts, "outreach");
    to_unit(&facts, "psychiatry");
    assert_int_equal(send(&world, &facts), STATUS_GROUND_NEEDED);
    assert_false(world.decision.is_recorded);
    assert_string_equal(world.decision.detail, "psychiatry");
    facts.disclosure_ground = 1; /* consent, and nobody says which */
    assert_int_equal(send(&world, &facts), STATUS_GROUND_NEEDED);
    facts.has_consent = true; /* in words alone: none is registered */
    assert_int_equal(send(&world, &facts), STATUS_GROUND_NEEDED);
    assert_true(misses(&world.decision, "consent_id"));
    give_consent(&world, "desk");
    by_consent(&facts, "consent-1");
    assert_int_equal(send(&world, &facts), STATUS_OK);
}

static void within_one_controller_no_ground_is_asked_and_a_citizen_needs_none(void **state)
{
    static world_t world;
    (void)state;
    world_open(&world);
    message_facts_t facts = message(&world, TYPE_CONTACT_REGISTERED, "gp", "");
    facts.disclosure_ground = 0;
    assert_int_equal(open_with(&world, &facts), STATUS_GROUND_NEEDED);
    facts = message(&world, TYPE_CONTACT_REGISTERED, "door", "");
    facts.disclosure_ground = 0;
    assert_int_equal(open_with(&world, &facts), STATUS_OK);
}

/* ---- routing: who can be asked ---- */

static status_t route_one(world_t *world, const char *party)
{
    message_facts_t facts = message(world, TYPE_CONTACT_ROUTED, "desk", "anna");
    aim(world, &facts);
    to_unit(&facts, party);
    return send(world, &facts);
}

static void only_who_may_hold_and_is_covered_is_asked(void **state)
{
    static world_t world;
    (void)state;
    world_open(&world);
    reach_answered(&world);
    triage(&world, 2, 0);
    assert_int_equal(route_one(&world, "gp"), STATUS_MAY_NOT_HOLD);
    assert_true(world.decision.is_recorded);
    assert_int_equal(route_one(&world, "day-centre"), STATUS_NO_COVER);
    assert_int_equal(route_one(&world, "empty"), STATUS_NO_COVER);
    assert_int_equal(route_one(&world, "closed"), STATUS_PARTY_NOT_VALID);
    assert_false(world.decision.is_recorded);
    assert_int_equal(route_one(&world, "nowhere"), STATUS_UNKNOWN_PARTY);
    assert_int_equal(route_one(&world, "desk"), STATUS_ALREADY_HOLDS);
    assert_int_equal(route_one(&world, "covered"), STATUS_OK);
}

static void a_routine_contact_is_assessed_before_it_is_routed_and_goes_to_one(void **state)
{
    static world_t world;
    (void)state;
    world_open(&world);
    reach_answered(&world);
    assert_int_equal(route_one(&world, "outreach"), STATUS_GUARD_NOT_MET);
    assert_true(misses(&world.decision, "triaged"));
    triage(&world, 3, 0);
    message_facts_t facts = message(&world, TYPE_CONTACT_ROUTED, "desk", "anna");
    aim(&world, &facts);
    to_unit(&facts, "outreach");
    to_unit(&facts, "housing");
    assert_int_equal(send(&world, &facts), STATUS_GUARD_NOT_MET);
    assert_true(misses(&world.decision, "acute"));
    to_unit(&facts, "outreach"); /* the same twice is one */
    facts.receivers[1] = facts.receivers[2];
    facts.receiver_count = 2;
    assert_int_equal(send(&world, &facts), STATUS_OK);
    assert_int_equal(world.course.offer.to_count, 1);
}

static void a_service_is_found_in_the_courses_municipality(void **state)
{
    static world_t world;
    (void)state;
    world_open(&world);
    reach_answered(&world);
    triage(&world, 1, 0);
    message_facts_t facts = message(&world, TYPE_CONTACT_ROUTED, "desk", "anna");
    aim(&world, &facts);
    text_set(facts.receivers[0].service, PARTY_ID_SIZE, "duty");
    facts.receiver_count = 1;
    assert_int_equal(send(&world, &facts), STATUS_OK);
    assert_string_equal(world.course.offer.to[0], "duty");
}

static void a_take_over_needs_a_person_of_the_register(void **state)
{
    static world_t world;
    (void)state;
    world_open(&world);
    reach_routed(&world);
    assert_int_equal(say(&world, TYPE_CONTACT_TAKEN_OVER, "outreach", ""), STATUS_UNKNOWN_PERSON);
    assert_string_equal(world.course.holder, "desk");
}

static void a_receiver_that_lost_its_cover_meanwhile_cannot_take_over(void **state)
{
    static world_t world;
    (void)state;
    world_open(&world);
    reach_routed(&world);
    for (unsigned index = 0; index < world.registry.party_count; index++) {
        if (strcmp(world.parties[index].id, "outreach") == 0) {
            world.parties[index].around_the_clock = false;
        }
    }
    assert_int_equal(say(&world, TYPE_CONTACT_TAKEN_OVER, "outreach", "anna"), STATUS_NO_COVER);
    assert_string_equal(world.course.holder, "desk");
}

/* ---- U2 ---- */

static status_t annul(world_t *world, const char *party, const char *author, const char *id)
{
    message_facts_t facts = message(world, TYPE_MESSAGE_ANNULLED, party, "anna");
    aim(world, &facts);
    text_set(facts.target_message, sizeof facts.target_message, id);
    text_set(facts.target_party, sizeof facts.target_party, author);
    return send(world, &facts);
}

static void annulling_the_opening_message_ends_the_course_it_opened_and_tells_everybody(void **state)
{
    static world_t world;
    (void)state;
    world_open(&world);
    reach_routed(&world);
    assert_int_equal(annul(&world, "desk", "", "m-1"), STATUS_OK);
    assert_true(world.decision.hides_message);
    assert_int_equal(world.decision.to, STATE_CONTACT_ANNULLED);
    assert_int_equal(last_flow(&world)->state_before, STATE_CONTACT_ROUTED);
    assert_false(world.course.is_open);
    assert_int_equal(world.course.duty_epoch, 3); /* back and ended are one change */
    assert_false(course_offer_is_open(&world.course));
    assert_true(delivers_to(&world.decision, "outreach") && delivers_to(&world.decision, "psychiatry"));
    assert_int_equal(notice_of(&world.decision, TYPE_CONTACT_WITHDRAWN)->cause, WITHDRAWAL_ANNULLED);
    assert_int_equal(deadline_with(&world, "ANN-1")->due_at, world.context.now + 72 * HOUR);
    for (unsigned step = 0; step < 4; step++) {
        assert_int_equal(fire(&world, "ANN-1"), STATUS_OK);
        assert_true(delivers_to(&world.decision, "authority"));
    }
    assert_null(deadline_with(&world, "ANN-1"));
}

static void annulling_another_message_hides_it_and_changes_no_state(void **state)
{
    static world_t world;
    (void)state;
    world_open(&world);
    reach_routed(&world);
    assert_int_equal(annul(&world, "desk", "", "m-2"), STATUS_OK);
    assert_true(world.decision.hides_message);
    assert_int_equal(last_flow(&world)->state, STATE_CONTACT_ROUTED);
    assert_true(course_offer_is_open(&world.course));
    assert_int_equal(world.course.duty_epoch, 2);
    assert_int_equal(say(&world, TYPE_CONTACT_RECALLED, "desk", "anna"), STATUS_OK);
    triage(&world, 2, 0);
    assert_int_equal(say(&world, TYPE_CONTACT_CLOSED, "desk", "anna"), STATUS_OK);
    assert_false(world.course.is_open);
    assert_int_equal(world.course.deadline_count, 1);
    assert_non_null(deadline_with(&world, "ANN-1")); /* the breach outlives the course */
}

static void a_course_with_another_flow_goes_on_when_its_opening_is_annulled(void **state)
{
    static world_t world;
    (void)state;
    world_open(&world);
    reach_routed(&world);
    message_facts_t again = message(&world, TYPE_CONTACT_REGISTERED, "desk", "anna");
    again.has_course = true;
    again.course = world.course.id;
    assert_int_equal(send(&world, &again), STATUS_OK);
    assert_int_equal(annul(&world, "desk", "", "m-1"), STATUS_OK);
    assert_true(world.course.is_open);
    assert_string_equal(world.course.holder, "desk");
    assert_int_equal(world.course.duty_epoch, 3);
    assert_int_equal(course_open_flows(&world.course), 1);
}

static void an_annulment_needs_a_second_person_of_the_same_unit(void **state)
{
    static world_t world;
    (void)state;
    world_open(&world);
    reach_answered(&world);
    message_facts_t facts = message(&world, TYPE_MESSAGE_ANNULLED, "desk", "anna");
    aim(&world, &facts);
    text_set(facts.second_person, sizeof facts.second_person, "anna");
    assert_int_equal(send(&world, &facts), STATUS_GUARD_NOT_MET);
    assert_true(misses(&world.decision, "second_person"));
    text_set(facts.second_person, sizeof facts.second_person, "nobody");
    assert_int_equal(send(&world, &facts), STATUS_GUARD_NOT_MET);
}

static void the_authority_annuls_only_for_a_unit_that_is_gone(void **state)
{
    static world_t world;
    (void)state;
    world_open(&world);
    reach_answered(&world);
    assert_int_equal(annul(&world, "authority", "desk", "m-1"), STATUS_NOT_YOURS_TO_DO);
    for (unsigned index = 0; index < world.registry.party_count; index++) {
        if (strcmp(world.parties[index].id, "desk") == 0) {
            world.parties[index].valid_to = world.context.now;
        }
    }
    assert_int_equal(annul(&world, "duty", "desk", "m-1"), STATUS_NOT_YOURS_TO_DO);
    assert_int_equal(annul(&world, "authority", "desk", "m-1"), STATUS_OK);
}

static void an_annulment_reaches_everybody_also_beyond_one_deliverys_receivers(void **state)
{
    static world_t world;
    (void)state;
    world_open(&world);
    reach_answered(&world);
    static char names[16][PARTY_ID_SIZE];
    for (unsigned index = 0; index < 16; index++) {
        (void)snprintf(names[index], sizeof names[index], "unit-%02u", index);
        assert_int_equal(course_involve(&world.course, names[index], 2), STATUS_OK);
    }
    assert_int_equal(annul(&world, "desk", "", "m-1"), STATUS_OK);
    for (unsigned index = 0; index < 16; index++) {
        bool is_told = delivers_to(&world.decision, names[index]);
        for (unsigned number = 0; number < world.decision.notice_count; number++) {
            is_told = is_told || notice_reaches(&world.decision.notices[number], names[index]);
        }
        assert_true(is_told);
    }
}

/* ---- U5 ---- */

static void the_authoritys_leader_takes_the_responsibility_home_and_the_contact_goes_on_as_a_task(void **state)
{
    static world_t world;
    (void)state;
    world_open(&world);
    reach_routed(&world);
    message_facts_t late = message(&world, TYPE_CONTACT_TAKEN_OVER, "outreach", "anna");
    aim(&world, &late);
    assert_int_equal(say(&world, TYPE_COURSE_TAKEN_OVER, "authority", "anna"), STATUS_NOT_YOURS_TO_DO);
    assert_int_equal(say(&world, TYPE_COURSE_TAKEN_OVER, "authority", "lise"), STATUS_OK);
    const notice_t *moved = notice_of(&world.decision, TYPE_DUTY_MOVED);
    assert_true(notice_reaches(moved, "authority"));
    assert_int_equal(moved->open_flow_count, 1);
    assert_int_equal(moved->open_flows[0].state, STATE_CONTACT_ROUTED);
    assert_int_equal(moved->duty_epoch, world.course.duty_epoch);
    assert_string_equal(world.course.holder, "authority");
    assert_int_equal(world.course.duty_epoch, 3);
    assert_true(delivers_to(&world.decision, "desk") && delivers_to(&world.decision, "outreach") && delivers_to(&world.decision, "psychiatry"));
    assert_int_equal(notice_of(&world.decision, TYPE_CONTACT_WITHDRAWN)->cause, WITHDRAWAL_AUTHORITY_TOOK_OVER);
    assert_int_equal(last_flow(&world)->state, STATE_CONTACT_ROUTED);
    assert_non_null(deadline_with(&world, "CON-4"));
    assert_int_equal(send(&world, &late), STATUS_OFFER_STALE);
    assert_int_equal(say(&world, TYPE_CONTACT_TAKEN_OVER, "outreach", "anna"), STATUS_OK);
    assert_string_equal(world.course.holder, "authority");
    assert_int_equal(say(&world, TYPE_COURSE_TAKEN_OVER, "authority", "lise"), STATUS_ALREADY_HOLDS);
}

/* ---- U1, U10, U12, U13 ---- */

static void a_note_goes_to_who_is_named_and_involves_them(void **state)
{
    static world_t world;
    (void)state;
    world_open(&world);
    reach_answered(&world);
    message_facts_t facts = message(&world, TYPE_COURSE_NOTE, "desk", "anna");
    aim(&world, &facts);
    assert_int_equal(send(&world, &facts), STATUS_GUARD_NOT_MET);
    assert_true(misses(&world.decision, "receivers"));
    to_unit(&facts, "gp");
    assert_int_equal(send(&world, &facts), STATUS_OK);
    assert_true(delivers_to(&world.decision, "gp"));
    assert_true(course_is_involved(&world.course, "gp"));
    facts = message(&world, TYPE_COURSE_NOTE, "gp", "");
    aim(&world, &facts);
    to_unit(&facts, "desk");
    assert_int_equal(send(&world, &facts), STATUS_OK);
}

static void who_steps_out_is_a_stranger_again_unless_something_is_owed(void **state)
{
    static world_t world;
    (void)state;
    world_open(&world);
    reach_answered(&world);
    message_facts_t note = message(&world, TYPE_COURSE_NOTE, "desk", "anna");
    aim(&world, &note);
    to_unit(&note, "housing");
    assert_int_equal(send(&world, &note), STATUS_OK);
    assert_int_equal(say(&world, TYPE_ACTION_OPENED, "desk", "anna"), STATUS_OK);
    assert_int_equal(say(&world, TYPE_COURSE_STEPPED_OUT, "housing", "anna"), STATUS_OK);
    assert_true(course_is_involved(&world.course, "housing")); /* owns the action */
    assert_int_equal(say(&world, TYPE_ACTION_DONE, "housing", "anna"), STATUS_OK);
    assert_int_equal(say(&world, TYPE_COURSE_STEPPED_OUT, "housing", "anna"), STATUS_OK);
    assert_false(course_is_involved(&world.course, "housing"));
    assert_int_equal(say(&world, TYPE_COURSE_STEPPED_IN, "housing", "anna"), STATUS_UNKNOWN_COURSE);
    assert_int_equal(say(&world, TYPE_COURSE_STEPPED_OUT, "desk", "anna"), STATUS_OK);
    assert_true(course_is_involved(&world.course, "desk")); /* holds */
}

static void an_action_has_an_owner_and_a_date_and_survives_its_move(void **state)
{
    static world_t world;
    (void)state;
    world_open(&world);
    reach_answered(&world);
    assert_int_equal(say(&world, TYPE_ACTION_OPENED, "desk", "anna"), STATUS_OK);
    deadline_t *action = deadline_with(&world, "ACT-1");
    assert_string_equal(action->awaited, "housing");
    assert_int_equal(action->due_at, world.context.now + 20 * DAY);
    assert_true(delivers_to(&world.decision, "housing"));
    assert_int_equal(say(&world, TYPE_ACTION_OPENED, "desk", "anna"), STATUS_GUARD_NOT_MET); /* the id is in use */
    message_facts_t facts = message(&world, TYPE_ACTION_MOVED, "housing", "anna");
    aim(&world, &facts);
    text_set(facts.action_owner, sizeof facts.action_owner, "outreach");
    facts.at = 0;
    instant_t due = action->due_at;
    assert_int_equal(send(&world, &facts), STATUS_OK);
    assert_string_equal(deadline_with(&world, "ACT-1")->awaited, "outreach");
    assert_int_equal(deadline_with(&world, "ACT-1")->due_at, due);
    assert_true(delivers_to(&world.decision, "outreach") && delivers_to(&world.decision, "desk"));
    assert_int_equal(fire(&world, "ACT-1"), STATUS_OK);
    assert_true(delivers_to(&world.decision, "outreach"));
    assert_int_equal(say(&world, TYPE_ACTION_DONE, "outreach", "anna"), STATUS_OK);
    assert_null(deadline_with(&world, "ACT-1"));
}

static void an_action_without_a_date_is_due_in_ten_working_days(void **state)
{
    static world_t world;
    (void)state;
    world_open(&world);
    reach_answered(&world);
    message_facts_t facts = message(&world, TYPE_ACTION_OPENED, "desk", "anna");
    aim(&world, &facts);
    facts.at = 0;
    assert_int_equal(send(&world, &facts), STATUS_OK);
    assert_int_equal(deadline_with(&world, "ACT-1")->due_at, calendar_instant((date_t){2026, 11, 23}, 16, 0));
}

static void actions_leave_room_for_the_clocks_of_flows(void **state)
{
    static world_t world;
    (void)state;
    world_open(&world);
    reach_answered(&world);
    status_t status = STATUS_OK;
    unsigned opened = 0;
    for (; status == STATUS_OK && opened < 100; opened++) {
        message_facts_t facts = message(&world, TYPE_ACTION_OPENED, "desk", "anna");
        aim(&world, &facts);
        (void)snprintf(facts.action_id, sizeof facts.action_id, "action-%u", opened);
        status = send(&world, &facts);
    }
    assert_int_equal(status, STATUS_COURSE_FULL);
    assert_false(world.decision.is_recorded);
    message_facts_t again = message(&world, TYPE_CONTACT_REGISTERED, "desk", "anna");
    again.has_course = true;
    again.course = world.course.id;
    assert_int_equal(send(&world, &again), STATUS_COURSE_FULL);
    triage(&world, 1, 0);
    assert_int_equal(fire(&world, "CON-10"), STATUS_OK);
    assert_non_null(deadline_with(&world, "CON-5"));
}

static void the_contact_persons_unit_names_the_successor(void **state)
{
    static world_t world;
    (void)state;
    world_open(&world);
    reach_routed(&world);
    assert_int_equal(say(&world, TYPE_CONTACT_TAKEN_OVER, "outreach", "anna"), STATUS_OK);
    message_facts_t facts = message(&world, TYPE_CONTACT_PERSON_CHANGED, "outreach", "anna");
    aim(&world, &facts);
    text_set(facts.contact_person, sizeof facts.contact_person, "lise");
    assert_int_equal(send(&world, &facts), STATUS_OK);
    assert_string_equal(world.course.contact_person, "lise");
    text_set(facts.contact_person, sizeof facts.contact_person, "nobody");
    assert_int_equal(send(&world, &facts), STATUS_GUARD_NOT_MET);
    facts = message(&world, TYPE_CONTACT_PERSON_CHANGED, "desk", "anna");
    aim(&world, &facts);
    assert_int_equal(send(&world, &facts), STATUS_NOT_YOURS_TO_DO);
}

static void a_message_of_a_flow_that_is_not_there_is_refused_and_recorded(void **state)
{
    static world_t world;
    (void)state;
    world_open(&world);
    reach_answered(&world);
    message_facts_t facts = message(&world, TYPE_CONTACT_TRIAGED, "desk", "anna");
    aim(&world, &facts);
    facts.flow.bytes[3] ^= 1;
    assert_int_equal(send(&world, &facts), STATUS_NOT_ALLOWED_NOW);
    assert_true(world.decision.is_recorded);
    facts.has_flow = false;
    assert_int_equal(send(&world, &facts), STATUS_GUARD_NOT_MET);
    assert_true(misses(&world.decision, "flow_id"));
}

static void final_flows_give_their_place_and_open_ones_never(void **state)
{
    static world_t world;
    (void)state;
    world_open(&world);
    reach_routed(&world);
    assert_int_equal(say(&world, TYPE_CONTACT_TAKEN_OVER, "outreach", "anna"), STATUS_OK);
    for (unsigned round = 0; round < 3 * COURSE_FLOWS_MAX; round++) {
        message_facts_t again = message(&world, TYPE_CONTACT_REGISTERED, "desk", "anna");
        again.has_course = true;
        again.course = world.course.id;
        assert_int_equal(send(&world, &again), STATUS_OK);
        assert_int_equal(say(&world, TYPE_CONTACT_CLOSED, "desk", "anna"), STATUS_OK);
        assert_true(world.course.flow_count <= COURSE_FLOWS_MAX);
    }
    status_t status = STATUS_OK;
    for (unsigned round = 0; status == STATUS_OK && round < 2 * COURSE_FLOWS_MAX; round++) {
        message_facts_t again = message(&world, TYPE_CONTACT_REGISTERED, "desk", "anna");
        again.has_course = true;
        again.course = world.course.id;
        status = send(&world, &again);
    }
    assert_int_equal(status, STATUS_COURSE_FULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(only_people_of_the_sending_unit_in_force_may_act),
        cmocka_unit_test(a_partner_without_register_gives_name_and_phone),
        cmocka_unit_test(who_opened_the_course_is_involved_in_it),
        cmocka_unit_test(a_stranger_is_told_that_there_is_no_such_course),
        cmocka_unit_test(nothing_has_happened_in_the_future),
        cmocka_unit_test(another_controller_gets_nothing_without_a_ground),
        cmocka_unit_test(within_one_controller_no_ground_is_asked_and_a_citizen_needs_none),
        cmocka_unit_test(only_who_may_hold_and_is_covered_is_asked),
        cmocka_unit_test(a_routine_contact_is_assessed_before_it_is_routed_and_goes_to_one),
        cmocka_unit_test(a_service_is_found_in_the_courses_municipality),
        cmocka_unit_test(a_take_over_needs_a_person_of_the_register),
        cmocka_unit_test(a_receiver_that_lost_its_cover_meanwhile_cannot_take_over),
        cmocka_unit_test(annulling_the_opening_message_ends_the_course_it_opened_and_tells_everybody),
        cmocka_unit_test(annulling_another_message_hides_it_and_changes_no_state),
        cmocka_unit_test(a_course_with_another_flow_goes_on_when_its_opening_is_annulled),
        cmocka_unit_test(an_annulment_needs_a_second_person_of_the_same_unit),
        cmocka_unit_test(the_authority_annuls_only_for_a_unit_that_is_gone),
        cmocka_unit_test(an_annulment_reaches_everybody_also_beyond_one_deliverys_receivers),
        cmocka_unit_test(the_authoritys_leader_takes_the_responsibility_home_and_the_contact_goes_on_as_a_task),
        cmocka_unit_test(a_note_goes_to_who_is_named_and_involves_them),
        cmocka_unit_test(who_steps_out_is_a_stranger_again_unless_something_is_owed),
        cmocka_unit_test(an_action_has_an_owner_and_a_date_and_survives_its_move),
        cmocka_unit_test(an_action_without_a_date_is_due_in_ten_working_days),
        cmocka_unit_test(actions_leave_room_for_the_clocks_of_flows),
        cmocka_unit_test(the_contact_persons_unit_names_the_successor),
        cmocka_unit_test(a_message_of_a_flow_that_is_not_there_is_refused_and_recorded),
        cmocka_unit_test(final_flows_give_their_place_and_open_ones_never),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
