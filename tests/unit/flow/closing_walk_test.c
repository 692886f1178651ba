/* SPDX-License-Identifier: EUPL-1.2
 * A closing from the proposal to the last look, every way it is refused, and the way back (L2, L3, L5, L6, L10). */
#include "closing.h"

static void a_citizen_who_is_ready_is_looked_after_until_day_90_while_somebody_holds(void **state)
{
    static world_t world;
    (void)state;
    world_open(&world);
    reach_proposed(&world);
    assert_true(delivers_to(&world.decision, "authority") && delivers_to(&world.decision, "desk"));
    assert_int_equal(deadline_with(&world, "CLO-0")->due_at, local(2026, 11, 23, 16, 0));
    assert_int_equal(answer_that(&world, SAYS_PARTLY), STATUS_OK);
    assert_int_equal(deadline_with(&world, "CLO-5")->due_at, local(2026, 11, 16, 16, 0));
    assert_int_equal(close_by(&world, TYPE_CLOSING_DECIDED, "team", "anna"), STATUS_OK);
    holder_is(&world, "team");
    instant_t decided = world.context.now;
    assert_int_equal(deadline_with(&world, "CLO-1")->due_at, decided + 30 * DAY);
    assert_non_null(deadline_with(&world, "CLO-4"));
    assert_int_equal(close_by(&world, TYPE_CLOSING_EVALUATED, "team", "anna"), STATUS_OK);
    assert_null(deadline_with(&world, "CLO-4"));
    assert_int_equal(deadline_with(&world, "CLO-1")->due_at, decided + 30 * DAY);
    assert_int_equal(check_on(&world, 30, IS_WELL), STATUS_GUARD_NOT_MET);
    assert_true(misses(&world.decision, "not_too_early"));
    world.context.now = decided + 30 * DAY;
    assert_int_equal(check_on(&world, 30, IS_WELL), STATUS_OK);
    assert_int_equal(deadline_with(&world, "CLO-1")->due_at, decided + 90 * DAY);
    holder_is(&world, "team");
    world.context.now = decided + 90 * DAY;
    assert_int_equal(check_on(&world, 90, NEEDS_HELP), STATUS_GUARD_NOT_MET);
    assert_true(misses(&world.decision, "reopen_first"));
    assert_int_equal(check_on(&world, 90, IS_WELL), STATUS_OK);
    assert_false(world.course.is_open);
    assert_int_equal(world.course.deadline_count, 0);
    assert_int_equal(close_by(&world, TYPE_CLOSING_REOPENED, "team", "anna"), STATUS_COURSE_ENDED);
}

static void nobody_is_closed_while_something_open_is_not_named(void **state)
{
    static world_t world;
    (void)state;
    world_open(&world);
    reach_announced(&world);
    message_facts_t facts = closes(&world, TYPE_CLOSING_PROPOSED, "team", "anna");
    assert_int_equal(send(&world, &facts), STATUS_GUARD_NOT_MET);
    assert_true(misses(&world.decision, "flows_named"));
    facts = closes(&world, TYPE_CLOSING_PROPOSED, "team", "anna");
    facts.named_flows[facts.named_count++] = handover(&world)->id;
    assert_int_equal(send(&world, &facts), STATUS_OK);
    assert_int_equal(close_by(&world, TYPE_CLOSING_PROPOSED, "team", "anna"), STATUS_GUARD_NOT_MET);
    assert_true(misses(&world.decision, "no_closing"));
    assert_int_equal(answer_that(&world, SAYS_READY), STATUS_OK);
    assert_int_equal(close_by(&world, TYPE_CLOSING_DECIDED, "team", "anna"), STATUS_GUARD_NOT_MET);
    assert_true(misses(&world.decision, "flows_named"));
}

static void who_is_not_ready_stays_and_who_objects_stops_it(void **state)
{
    static world_t world;
    (void)state;
    world_open(&world);
    reach_proposed(&world);
    assert_int_equal(answer_that(&world, SAYS_NOT_READY), STATUS_OK);
    closing_is(&world, STATE_CLOSING_STOPPED);
    holder_is(&world, "team");
    assert_non_null(deadline_with(&world, "CRS-1"));
    world_open(&world);
    reach_proposed(&world);
    message_facts_t facts = closes(&world, TYPE_CLOSING_OBJECTED, "desk", "anna");
    facts.has_text = false;
    assert_int_equal(send(&world, &facts), STATUS_GUARD_NOT_MET);
    assert_int_equal(close_by(&world, TYPE_CLOSING_OBJECTED, "desk", "anna"), STATUS_OK);
    closing_is(&world, STATE_CLOSING_STOPPED);
}

static void own_words_or_a_reason_are_asked_of_who_is_ready(void **state)
{
    static world_t world;
    (void)state;
    world_open(&world);
    reach_proposed(&world);
    message_facts_t facts = closes(&world, TYPE_CLOSING_CITIZEN_ANSWERED, "team", "anna");
    facts.has_words = false;
    facts.readiness = 0;
    assert_int_equal(send(&world, &facts), STATUS_GUARD_NOT_MET);
    assert_true(misses(&world.decision, "own_words") && misses(&world.decision, "readiness"));
}

static void who_declines_is_let_go_only_without_a_risk(void **state)
{
    static world_t world;
    (void)state;
    world_open(&world);
    reach_proposed(&world);
    message_facts_t facts = closes(&world, TYPE_CLOSING_CITIZEN_ANSWERED, "team", "anna");
    facts.readiness = SAYS_DECLINES;
    facts.has_risks = facts.is_capable = facts.guidance_given = facts.section_82_considered = false;
    assert_int_equal(send(&world, &facts), STATUS_GUARD_NOT_MET);
    assert_true(misses(&world.decision, "risks") && misses(&world.decision, "capable") && misses(&world.decision, "guidance_given") &&
                misses(&world.decision, "section_82_considered"));
    facts = closes(&world, TYPE_CLOSING_CITIZEN_ANSWERED, "team", "anna");
    facts.readiness = SAYS_DECLINES;
    facts.risks = RISK_SUICIDE;
    assert_int_equal(send(&world, &facts), STATUS_OK);
    closing_is(&world, STATE_CLOSING_STOPPED);
    world_open(&world);
    reach_proposed(&world);
    assert_int_equal(answer_that(&world, SAYS_DECLINES), STATUS_OK);
    assert_int_equal(closing(&world)->marks & CLOSING_MODE_MASK, MODE_DECLINED);
    assert_int_equal(close_by(&world, TYPE_CLOSING_DECIDED, "team", "anna"), STATUS_OK);
    assert_null(deadline_with(&world, "CLO-4"));
    world.context.now += 30 * DAY;
    assert_int_equal(check_on(&world, 30, IS_NOT_REACHED), STATUS_OK); /* written to, once */
    assert_false(world.course.is_open);
}

static void who_is_not_found_was_looked_for_and_a_leader_says_so(void **state)
{
    static world_t world;
    (void)state;
    world_open(&world);
    reach_searching(&world);
    instant_t due = deadline_with(&world, "CLO-3")->due_at;
    assert_int_equal(close_by(&world, TYPE_CLOSING_NOT_FOUND, "authority", "anna"), STATUS_NOT_YOURS_TO_DO);
    assert_int_equal(close_by(&world, TYPE_CLOSING_NOT_FOUND, "authority", "lise"), STATUS_GUARD_NOT_MET);
    assert_true(misses(&world.decision, "attempts") && misses(&world.decision, "two_ways"));
    world.context.now += DAY;
    assert_int_equal(search_by(&world, CHANNEL_PHONE), STATUS_OK);
    assert_int_equal(search_by(&world, CHANNEL_PHONE), STATUS_OK);
    assert_int_equal(deadline_with(&world, "CLO-3")->due_at, due); /* an attempt does not put it off */
    assert_int_equal(close_by(&world, TYPE_CLOSING_NOT_FOUND, "authority", "lise"), STATUS_GUARD_NOT_MET);
    assert_true(!misses(&world.decision, "attempts") && misses(&world.decision, "two_ways"));
    assert_int_equal(search_by(&world, CHANNEL_OUTREACH), STATUS_OK);
    message_facts_t facts = closes(&world, TYPE_CLOSING_NOT_FOUND, "authority", "lise");
    facts.address_checked = facts.admission_checked = false;
    facts.risks = RISK_HOMELESS;
    assert_int_equal(send(&world, &facts), STATUS_GUARD_NOT_MET);
    assert_true(misses(&world.decision, "address_checked") && misses(&world.decision, "admission_checked") && misses(&world.decision, "no_risk"));
    assert_int_equal(close_by(&world, TYPE_CLOSING_NOT_FOUND, "authority", "lise"), STATUS_OK);
    closing_is(&world, STATE_CLOSING_READY);
}

static void without_a_way_back_nothing_is_decided(void **state)
{
    static world_t world;
    (void)state;
    world_open(&world);
    reach_ready(&world);
    message_facts_t facts = closes(&world, TYPE_CLOSING_DECIDED, "team", "anna");
    facts.reason = MODE_NOT_FOUND;
    text_set(facts.recontact_unit, sizeof facts.recontact_unit, "stranger");
    facts.has_contact_phone = false;
    facts.ends_at = 0;
    facts.at = world.context.now + 10 * DAY;
    assert_int_equal(send(&world, &facts), STATUS_GUARD_NOT_MET);
    static const char *const ITEMS[] = {"mode", "recontact_unit", "recontact_phone", "recontact_until", "aftercare_at"};
    for (unsigned index = 0; index < COUNT_OF(ITEMS); index++) {
        assert_true(misses(&world.decision, ITEMS[index]));
    }
    assert_int_equal(close_by(&world, TYPE_CLOSING_DECIDED, "desk", "anna"), STATUS_NOT_YOURS_TO_DO);
}

static void day_90_with_another_flow_open_ends_nothing(void **state)
{
    static world_t world;
    (void)state;
    world_open(&world);
    reach_aftercare_day_90(&world);
    announce(&world, TRANSITION_PROVIDER_TO_PROVIDER, "housing");
    assert_int_equal(check_on(&world, 90, IS_WELL), STATUS_OK);
    closing_is(&world, STATE_CLOSING_AFTERCARE);
    assert_true(world.course.is_open);
    assert_non_null(deadline_with(&world, "CLO-1"));
    assert_int_equal(say(&world, TYPE_HANDOVER_CANCELLED, "team", "anna"), STATUS_OK);
    assert_int_equal(say(&world, TYPE_ACTION_OPENED, "team", "anna"), STATUS_OK);
    assert_int_equal(check_on(&world, 90, IS_WELL), STATUS_GUARD_NOT_MET);
    assert_true(misses(&world.decision, "actions_done"));
    assert_int_equal(say(&world, TYPE_ACTION_DONE, "team", "anna"), STATUS_OK);
    assert_int_equal(check_on(&world, 90, IS_WELL), STATUS_OK);
    assert_false(world.course.is_open);
}

static void an_evaluation_that_does_not_come_lapses_and_the_next_look_stays(void **state)
{
    static world_t world;
    (void)state;
    world_open(&world);
    reach_aftercare(&world);
    instant_t look = deadline_with(&world, "CLO-1")->due_at;
    assert_int_equal(fire(&world, "CLO-4"), STATUS_OK);
    assert_null(deadline_with(&world, "CLO-4"));
    closing_is(&world, STATE_CLOSING_AFTERCARE);
    assert_int_equal(deadline_with(&world, "CLO-1")->due_at, look);
}

static void a_contact_in_aftercare_goes_on_with_the_course(void **state)
{
    static world_t world;
    (void)state;
    world_open(&world);
    reach_aftercare(&world);
    message_facts_t facts = message(&world, TYPE_CONTACT_REGISTERED, "desk", "anna");
    facts.has_course = true;
    facts.course = world.course.id;
    assert_int_equal(send(&world, &facts), STATUS_OK);
    closing_is(&world, STATE_CLOSING_STOPPED);
    holder_is(&world, "team");
    assert_true(notice_reaches(notice_of(&world.decision, TYPE_CLOSING_REOPENED), "team"));
    assert_null(deadline_with(&world, "CLO-1"));
    assert_non_null(deadline_with(&world, "CON-10"));
}

static void a_course_that_another_municipality_has_taken_ends_as_moved(void **state)
{
    static world_t world;
    (void)state;
    world_open(&world);
    reach_held(&world);
    message_facts_t facts = closes(&world, TYPE_CLOSING_PROPOSED, "team", "anna");
    facts.mode = MODE_MOVED;
    assert_int_equal(send(&world, &facts), STATUS_GUARD_NOT_MET);
    assert_true(misses(&world.decision, "mode_moved"));
    world_open(&world);
    reach_bridge_to_municipality(&world);
    facts = closes(&world, TYPE_CLOSING_PROPOSED, "team", "anna");
    facts.mode = MODE_MOVED;
    facts.named_flows[facts.named_count++] = handover(&world)->id;
    assert_int_equal(send(&world, &facts), STATUS_OK);
    closing_is(&world, STATE_CLOSING_READY);
    assert_int_equal(close_by(&world, TYPE_CLOSING_DECIDED, "team", "anna"), STATUS_GUARD_NOT_MET);
    assert_true(misses(&world.decision, "no_other_flow"));
    handover(&world)->state = STATE_HANDOVER_CLOSED;
    assert_int_equal(close_by(&world, TYPE_CLOSING_DECIDED, "team", "anna"), STATUS_OK);
    assert_false(world.course.is_open);
    assert_int_equal(closing(&world)->other[0], 0); /* no short way back here: the other municipality has the citizen */
}

static void a_death_ends_the_aftercare_and_its_annulment_takes_it_up_again(void **state)
{
    static world_t world;
    (void)state;
    world_open(&world);
    reach_aftercare(&world);
    message_facts_t death = message(&world, TYPE_COURSE_DIED, "team", "anna");
    aim(&world, &death);
    death.has_flow = false;
    assert_int_equal(send(&world, &death), STATUS_OK);
    closing_is(&world, STATE_CLOSING_DEAD);
    assert_null(deadline_with(&world, "CLO-1"));
    message_facts_t annulment = message(&world, TYPE_MESSAGE_ANNULLED, "team", "anna");
    aim(&world, &annulment);
    annulment.has_flow = false;
    text_set(annulment.target_message, sizeof annulment.target_message, death.message_id);
    assert_int_equal(send(&world, &annulment), STATUS_OK);
    closing_is(&world, STATE_CLOSING_STOPPED);
    assert_non_null(deadline_with(&world, "CLO-1"));
    assert_int_equal(check_on(&world, 30, IS_WELL), STATUS_NOT_ALLOWED_NOW); /* of the one that was stopped */
}

/* ---- back again ---- */

static void who_comes_back_is_offered_to_those_who_know_the_citizen(void **state)
{
    static world_t world;
    (void)state;
    world_open(&world);
    reach_recontact(&world);
    holder_is(&world, "desk");
    assert_true(course_offered_to(&world.course, "team"));
    assert_true(delivers_to(&world.decision, "team"));
    assert_string_equal(world.course.contact_person, "bo"); /* who it was */
    assert_true(uuid_equal(world.decision.earlier_course, world.context.other->id));
    assert_int_equal(close_by(&world, TYPE_CLOSING_RECONTACT_TAKEN, "desk", "anna"), STATUS_NOT_YOURS_TO_DO);
    message_facts_t unnamed = closes(&world, TYPE_CLOSING_RECONTACT_TAKEN, "team", "anna");
    unnamed.has_offer = false;
    assert_int_equal(send(&world, &unnamed), STATUS_GUARD_NOT_MET);
    assert_true(misses(&world.decision, "offer"));
    assert_int_equal(close_by(&world, TYPE_CLOSING_RECONTACT_TAKEN, "team", "anna"), STATUS_OK);
    holder_is(&world, "team");
    closing_is(&world, STATE_CLOSING_STOPPED);
    assert_non_null(deadline_with(&world, "CRS-1"));
    assert_null(newest_flow(&world, FLOW_CONTACT));
}

static void desk_goes_on(world_t *world)
{
    holder_is(world, "desk");
    closing_is(world, STATE_CLOSING_STOPPED);
    assert_false(course_offer_is_open(&world->course));
    flow_t *contact = newest_flow(world, FLOW_CONTACT);
    assert_non_null(contact);
    assert_int_equal(contact->state, STATE_CONTACT_ANSWERED);
    assert_string_equal(contact->awaited, "desk");
    assert_true(contact->opened_course);
    assert_non_null(deadline_with(world, "CON-10"));
    assert_null(deadline_with(world, "REC-1"));
    assert_string_equal(world->decision.awaited, "desk");
}

static void a_no_a_recall_and_silence_open_a_contact_in_the_same_step(void **state)
{
    static world_t world;
    (void)state;
    world_open(&world);
    reach_recontact(&world);
    assert_int_equal(close_by(&world, TYPE_CLOSING_RECONTACT_REFUSED, "team", "anna"), STATUS_OK);
    desk_goes_on(&world);
    assert_string_equal(world.decision.next_owner, "authority");
    assert_int_equal(close_by(&world, TYPE_CLOSING_RECONTACT_TAKEN, "team", "anna"), STATUS_NOT_ALLOWED_NOW);
    world_open(&world);
    reach_recontact(&world);
    assert_int_equal(close_by(&world, TYPE_CLOSING_RECONTACT_RECALLED, "desk", "anna"), STATUS_OK);
    desk_goes_on(&world);
    assert_true(notice_reaches(notice_of(&world.decision, TYPE_CLOSING_WITHDRAWN), "team"));
    world_open(&world);
    reach_recontact(&world);
    for (unsigned step = 0; step < 4 && deadline_with(&world, "REC-1") != NULL; step++) {
        assert_int_equal(fire(&world, "REC-1"), STATUS_OK);
    }
    desk_goes_on(&world);
    assert_true(notice_reaches(notice_of(&world.decision, TYPE_CLOSING_WITHDRAWN), "team"));
}

static void the_contact_that_goes_on_may_end_the_course(void **state)
{
    static world_t world;
    (void)state;
    world_open(&world);
    reach_recontact(&world);
    assert_int_equal(close_by(&world, TYPE_CLOSING_RECONTACT_REFUSED, "team", "anna"), STATUS_OK);
    assert_int_equal(say(&world, TYPE_CONTACT_CLOSED, "desk", "anna"), STATUS_OK);
    assert_false(world.course.is_open);
}

static void danger_makes_a_recontact_acute(void **state)
{
    static world_t world;
    static course_t earlier;
    (void)state;
    world_open(&world);
    reach_closed_course(&world);
    come_back_later(&world, &earlier);
    message_facts_t facts = recontact(&world, "desk", "anna");
    facts.danger = ANSWER_UNKNOWN;
    assert_int_equal(open_with(&world, &facts), STATUS_OK);
    assert_int_equal(deadline_with(&world, "REC-1")->due_at, world.context.now + 5 * MINUTE);
}

static void an_earlier_course_is_there_only_for_those_who_were_part_of_it(void **state)
{
    static world_t world;
    static course_t earlier;
    (void)state;
    world_open(&world);
    reach_closed_course(&world);
    come_back_later(&world, &earlier);
    message_facts_t facts = recontact(&world, "stranger", "anna");
    assert_int_equal(open_with(&world, &facts), STATUS_UNKNOWN_COURSE);
    facts = recontact(&world, "other-desk", "anna");
    assert_int_equal(open_with(&world, &facts), STATUS_UNKNOWN_COURSE);
    world.context.other = NULL; /* no such course: the same answer */
    facts = recontact(&world, "desk", "anna");
    assert_int_equal(open_with(&world, &facts), STATUS_UNKNOWN_COURSE);
    facts.has_previous = false;
    assert_int_equal(open_with(&world, &facts), STATUS_FIELD_MISSING);
}

static void the_short_way_back_is_for_what_was_closed_and_for_a_year(void **state)
{
    static world_t world;
    static course_t earlier;
    (void)state;
    world_open(&world);
    reach_aftercare(&world);
    come_back_later(&world, &earlier);
    message_facts_t facts = recontact(&world, "desk", "anna");
    assert_int_equal(open_with(&world, &facts), STATUS_GUARD_NOT_MET);
    assert_true(misses(&world.decision, "previous_closed"));
    world_open(&world);
    reach_closed_course(&world);
    come_back_later(&world, &earlier);
    world.context.now = earlier.last_at + 13 * 31 * DAY;
    facts = recontact(&world, "desk", "anna");
    assert_int_equal(open_with(&world, &facts), STATUS_GUARD_NOT_MET);
    assert_true(misses(&world.decision, "within_clo_2"));
    world_open(&world);
    reach_closed_course(&world);
    come_back_later(&world, &earlier);
    for (unsigned index = 0; index < world.registry.party_count; index++) {
        if (strcmp(world.parties[index].id, "team") == 0) {
            world.parties[index].valid_to = world.context.now - DAY;
        }
    }
    facts = recontact(&world, "desk", "anna");
    assert_int_equal(open_with(&world, &facts), STATUS_GUARD_NOT_MET);
    assert_true(misses(&world.decision, "last_unit"));
}

static void a_recontact_is_not_for_a_course_that_is_open(void **state)
{
    static world_t world;
    (void)state;
    world_open(&world);
    reach_held(&world);
    message_facts_t facts = message(&world, TYPE_CLOSING_RECONTACTED, "desk", "anna");
    aim(&world, &facts);
    facts.has_flow = false;
    assert_int_equal(send(&world, &facts), STATUS_GUARD_NOT_MET);
    assert_true(misses(&world.decision, "no_open_course"));
}

static void the_authority_may_take_a_recontact_home(void **state)
{
    static world_t world;
    (void)state;
    world_open(&world);
    reach_recontact(&world);
    assert_int_equal(say(&world, TYPE_COURSE_TAKEN_OVER, "authority", "lise"), STATUS_OK);
    holder_is(&world, "authority");
    closing_is(&world, STATE_CLOSING_STOPPED);
    assert_null(newest_flow(&world, FLOW_CONTACT));
    assert_non_null(deadline_with(&world, "CRS-1"));
}

static void a_death_while_the_last_unit_is_asked_leaves_a_contact_when_it_was_annulled(void **state)
{
    static world_t world;
    (void)state;
    world_open(&world);
    reach_recontact(&world);
    message_facts_t death = message(&world, TYPE_COURSE_DIED, "desk", "anna");
    aim(&world, &death);
    death.has_flow = false;
    assert_int_equal(send(&world, &death), STATUS_OK);
    message_facts_t annulment = message(&world, TYPE_MESSAGE_ANNULLED, "desk", "anna");
    aim(&world, &annulment);
    annulment.has_flow = false;
    text_set(annulment.target_message, sizeof annulment.target_message, death.message_id);
    assert_int_equal(send(&world, &annulment), STATUS_OK);
    holder_is(&world, "desk");
    assert_non_null(newest_flow(&world, FLOW_CONTACT));
    assert_non_null(deadline_with(&world, "CON-10"));
}

static void a_consent_that_is_withdrawn_takes_the_offer_back_and_the_desk_goes_on(void **state)
{
    static world_t world;
    static course_t earlier;
    (void)state;
    world_open(&world);
    reach_closed_course(&world);
    come_back_later(&world, &earlier);
    of_region(&world, "team");
    message_facts_t facts = recontact(&world, "desk", "anna");
    by_consent(&facts, "consent-1");
    assert_int_equal(open_with(&world, &facts), STATUS_OK);
    assert_int_equal(say(&world, TYPE_CONSENT_WITHDRAWN, "desk", "anna"), STATUS_OK);
    desk_goes_on(&world);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_citizen_who_is_ready_is_looked_after_until_day_90_while_somebody_holds),
        cmocka_unit_test(nobody_is_closed_while_something_open_is_not_named),
        cmocka_unit_test(who_is_not_ready_stays_and_who_objects_stops_it),
        cmocka_unit_test(own_words_or_a_reason_are_asked_of_who_is_ready),
        cmocka_unit_test(who_declines_is_let_go_only_without_a_risk),
        cmocka_unit_test(who_is_not_found_was_looked_for_and_a_leader_says_so),
        cmocka_unit_test(without_a_way_back_nothing_is_decided),
        cmocka_unit_test(day_90_with_another_flow_open_ends_nothing),
        cmocka_unit_test(an_evaluation_that_does_not_come_lapses_and_the_next_look_stays),
        cmocka_unit_test(a_contact_in_aftercare_goes_on_with_the_course),
        cmocka_unit_test(a_course_that_another_municipality_has_taken_ends_as_moved),
        cmocka_unit_test(a_death_ends_the_aftercare_and_its_annulment_takes_it_up_again),
        cmocka_unit_test(who_comes_back_is_offered_to_those_who_know_the_citizen),
        cmocka_unit_test(a_no_a_recall_and_silence_open_a_contact_in_the_same_step),
        cmocka_unit_test(the_contact_that_goes_on_may_end_the_course),
        cmocka_unit_test(danger_makes_a_recontact_acute),
        cmocka_unit_test(an_earlier_course_is_there_only_for_those_who_were_part_of_it),
        cmocka_unit_test(the_short_way_back_is_for_what_was_closed_and_for_a_year),
        cmocka_unit_test(a_recontact_is_not_for_a_course_that_is_open),
        cmocka_unit_test(the_authority_may_take_a_recontact_home),
        cmocka_unit_test(a_death_while_the_last_unit_is_asked_leaves_a_contact_when_it_was_annulled),
        cmocka_unit_test(a_consent_that_is_withdrawn_takes_the_offer_back_and_the_desk_goes_on),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
