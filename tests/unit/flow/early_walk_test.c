/* SPDX-License-Identifier: EUPL-1.2
 * Walks through the early intervention: asked for, offered, agreed, started with a goal, joined by others, ended in time; and beside a referral that waits. */
#include "early.h"

#include "flow/clock.h"

/* ---- the happy way ---- */

static void an_effort_from_the_request_to_its_end_never_moves_the_responsibility(void **state)
{
    static world_t world;
    (void)state;
    world_open(&world);
    reach_running_together(&world);
    holder_is(&world, "desk");
    assert_int_equal(world.course.duty_epoch, 1);
    assert_int_equal(deadline_with(&world, "EAR-3")->due_at, monday() + 90 * DAY);
    assert_int_equal(deadline_with(&world, "EAR-6")->due_at, monday() + 7 * DAY);
    world.context.now += 5 * DAY;
    assert_int_equal(say(&world, TYPE_EARLY_STATUS, "team", "anna"), STATUS_OK);
    assert_int_equal(deadline_with(&world, "EAR-6")->due_at, monday() + 12 * DAY);
    assert_true(delivers_to(&world.decision, "housing"));
    message_facts_t facts = refer(&world, TYPE_EARLY_ENDED, "team", "anna");
    facts.onward = GOES_ON_WITH_REFERRAL;
    assert_int_equal(send(&world, &facts), STATUS_GUARD_NOT_MET);
    assert_true(misses(&world.decision, "onward"));
    assert_int_equal(say(&world, TYPE_REFERRAL_SUBMITTED, "desk", "anna"), STATUS_OK);
    facts.has_next_flow = true;
    facts.next_flow = referral(&world)->id;
    must(&world, &facts);
    early_is(&world, STATE_EARLY_ENDED);
    holder_is(&world, "desk");
    assert_true(delivers_to(&world.decision, "gp"));
}

static void ended_with_nothing_after_it_the_course_has_its_next_look(void **state)
{
    static world_t world;
    (void)state;
    world_open(&world);
    reach_running(&world);
    assert_int_equal(say(&world, TYPE_EARLY_ENDED, "team", "anna"), STATUS_OK);
    holder_is(&world, "desk");
    assert_non_null(deadline_with(&world, "CRS-1"));
}

/* ---- asked for ---- */

static void the_request_has_a_need_a_told_citizen_and_a_unit_with_people(void **state)
{
    static world_t world;
    static const char *const UNITS[] = {"empty", "door", "duty", "gp"};
    (void)state;
    world_open(&world);
    message_facts_t facts = message(&world, TYPE_EARLY_REQUESTED, "door", "");
    facts.has_need = facts.has_text = false;
    facts.informed = ANSWER_NO;
    assert_int_equal(open_with(&world, &facts), STATUS_GUARD_NOT_MET);
    assert_true(misses(&world.decision, "need"));
    assert_true(misses(&world.decision, "citizen_informed"));
    assert_true(misses(&world.decision, "receivers"));
    for (unsigned index = 0; index < COUNT_OF(UNITS); index++) {
        facts = message(&world, TYPE_EARLY_REQUESTED, "door", "");
        to_unit(&facts, UNITS[index]);
        assert_int_equal(open_with(&world, &facts), STATUS_GUARD_NOT_MET);
        assert_true(misses(&world.decision, "unit"));
    }
    facts = message(&world, TYPE_EARLY_REQUESTED, "door", "");
    to_unit(&facts, "closed");
    assert_int_equal(open_with(&world, &facts), STATUS_PARTY_NOT_VALID);
    assert_false(world.course.is_open);
}

static void refused_by_the_unit_it_names_who_should_have_it_and_the_desk_goes_on(void **state)
{
    static world_t world;
    (void)state;
    world_open(&world);
    reach_requested(&world);
    message_facts_t facts = refer(&world, TYPE_EARLY_REFUSED, "team", "anna");
    facts.next_owner[0] = '\0';
    assert_int_equal(send(&world, &facts), STATUS_GUARD_NOT_MET);
    assert_true(misses(&world.decision, "next_owner"));
    assert_int_equal(say(&world, TYPE_EARLY_REFUSED, "housing", "anna"), STATUS_UNKNOWN_COURSE);
    assert_int_equal(say(&world, TYPE_EARLY_REFUSED, "team", "anna"), STATUS_OK);
    assert_string_equal(world.decision.next_owner, "authority");
    early_is(&world, STATE_EARLY_REFUSED);
    holder_is(&world, "desk");
    assert_int_equal(say(&world, TYPE_EARLY_OFFERED, "team", "anna"), STATUS_NOT_ALLOWED_NOW);
}

static void whoever_asked_withdraws_the_request_and_the_unit_is_told(void **state)
{
    static world_t world;
    (void)state;
    world_open(&world);
    reach_early_offered(&world);
    assert_int_equal(say(&world, TYPE_EARLY_WITHDRAWN, "authority", "anna"), STATUS_NOT_YOURS_TO_DO);
    message_facts_t facts = refer(&world, TYPE_EARLY_WITHDRAWN, "gp", "");
    facts.has_text = false;
    assert_int_equal(send(&world, &facts), STATUS_GUARD_NOT_MET);
    assert_int_equal(say(&world, TYPE_EARLY_WITHDRAWN, "gp", ""), STATUS_OK);
    assert_true(delivers_to(&world.decision, "team"));
    assert_true(delivers_to(&world.decision, "desk"));
    world_open(&world);
    reach_early_agreed(&world);
    assert_int_equal(say(&world, TYPE_EARLY_WITHDRAWN, "desk", "anna"), STATUS_NOT_ALLOWED_NOW); /* the citizen's yes is the citizen's */
}

/* ---- offered, agreed, declined ---- */

static void the_offer_has_a_paragraph_a_coordinator_a_first_date_and_an_end(void **state)
{
    static world_t world;
    (void)state;
    world_open(&world);
    reach_requested(&world);
    message_facts_t facts = refer(&world, TYPE_EARLY_OFFERED, "team", "anna");
    text_set(facts.paragraph, sizeof facts.paragraph, "107");
    text_set(facts.contact_person, sizeof facts.contact_person, "nobody");
    facts.has_contact_phone = false;
    facts.at = world.context.now - DAY;
    facts.ends_at = 0;
    assert_int_equal(send(&world, &facts), STATUS_GUARD_NOT_MET);
    static const char *const ITEMS[] = {"paragraph_82", "contact_person", "contact_phone", "first_contact_at", "planned_end"};
    for (unsigned index = 0; index < COUNT_OF(ITEMS); index++) {
        assert_true(misses(&world.decision, ITEMS[index]));
    }
}

static void section_82b_lasts_six_months_at_most_and_the_others_a_year(void **state)
{
    static world_t world;
    (void)state;
    world_open(&world);
    reach_early_agreed(&world);
    message_facts_t facts = refer(&world, TYPE_EARLY_STARTED, "team", "anna");
    facts.ends_at = calendar_add_months(world.context.now, 6) + MINUTE;
    assert_int_equal(send(&world, &facts), STATUS_GUARD_NOT_MET);
    assert_true(misses(&world.decision, "planned_end"));
    facts.has_goal = false;
    facts.ends_at = calendar_add_months(world.context.now, 6);
    assert_int_equal(send(&world, &facts), STATUS_GUARD_NOT_MET);
    assert_true(misses(&world.decision, "goal"));
    assert_false(misses(&world.decision, "planned_end"));
    facts.has_goal = true;
    facts.at = world.context.now + 31 * DAY;
    assert_int_equal(send(&world, &facts), STATUS_GUARD_NOT_MET);
    assert_true(misses(&world.decision, "next_at"));
    facts.at = world.context.now + 30 * DAY;
    must(&world, &facts);
    const deadline_t *end = deadline_with(&world, "EAR-3");
    assert_int_equal(end->due_at, facts.ends_at);
    assert_in_range((end->fire_at - monday()) / DAY, 149, 151); /* warned in the sixth month */
    world_open(&world);
    reach_early_agreed(&world);
    facts = refer(&world, TYPE_EARLY_STARTED, "team", "anna");
    text_set(facts.paragraph, sizeof facts.paragraph, "82a");
    facts.ends_at = world.context.now + 300 * DAY;
    must(&world, &facts);
}

static void no_from_a_citizen_at_risk_is_a_leaders_with_section_82_considered(void **state)
{
    static world_t world;
    (void)state;
    world_open(&world);
    reach_answered(&world);
    triage(&world, 2, RISK_SUICIDE);
    message_facts_t facts = early_request(&world, "desk", "anna");
    must(&world, &facts);
    assert_int_equal(say(&world, TYPE_EARLY_OFFERED, "team", "anna"), STATUS_OK);
    assert_int_equal(say(&world, TYPE_EARLY_DECLINED, "team", "anna"), STATUS_NOT_YOURS_TO_DO);
    facts = refer(&world, TYPE_EARLY_DECLINED, "team", "lise");
    facts.section_82_considered = facts.has_alternative = false;
    assert_int_equal(send(&world, &facts), STATUS_GUARD_NOT_MET);
    assert_true(misses(&world.decision, "section_82_considered"));
    assert_true(misses(&world.decision, "alternative"));
    assert_int_equal(say(&world, TYPE_EARLY_DECLINED, "team", "lise"), STATUS_OK);
    early_is(&world, STATE_EARLY_DECLINED);
    assert_true(delivers_to(&world.decision, "authority"));
    holder_is(&world, "desk");
    world_open(&world);
    reach_early_agreed(&world);
    assert_int_equal(say(&world, TYPE_EARLY_DECLINED, "team", "anna"), STATUS_OK); /* no risk */
}

static void each_clock_of_it_calls_the_unit_its_leader_the_authority_and_the_duty_unit(void **state)
{
    static const struct {
        void (*reach)(world_t *);
        const char *rule;
    } ROWS[] = {{reach_requested, "EAR-1"}, {reach_early_agreed, "EAR-2"}, {reach_running, "EAR-3"}, {reach_early_offered, "EAR-5"}, {reach_running, "EAR-6"}};
    static world_t world;
    (void)state;
    for (unsigned index = 0; index < COUNT_OF(ROWS); index++) {
        world_open(&world);
        ROWS[index].reach(&world);
        state_t before = early(&world)->state;
        static const char *const TOLD[] = {"team", "team", "authority", "duty", "duty"};
        for (unsigned step = 0; step < COUNT_OF(TOLD); step++) {
            assert_int_equal(fire(&world, ROWS[index].rule), STATUS_OK);
            assert_true(notice_reaches(notice_of(&world.decision, TYPE_DEADLINE_PASSED), TOLD[step]));
            assert_true(notice_reaches(notice_of(&world.decision, TYPE_DEADLINE_PASSED), "desk"));
        }
        early_is(&world, before);
    }
}

/* ---- several units ---- */

static void each_participant_says_yes_or_no_itself_and_the_coordinator_finds_another(void **state)
{
    static world_t world;
    (void)state;
    world_open(&world);
    reach_running(&world);
    ask_to_join(&world, "housing");
    assert_string_equal(deadline_with(&world, "EAR-7")->awaited, "housing");
    message_facts_t again = refer(&world, TYPE_EARLY_JOIN_REQUESTED, "team", "anna");
    to_unit(&again, "housing");
    assert_int_equal(send(&world, &again), STATUS_GUARD_NOT_MET);
    assert_true(misses(&world.decision, "join"));
    assert_int_equal(say(&world, TYPE_EARLY_JOINED, "team", "anna"), STATUS_NOT_YOURS_TO_DO); /* for another */
    message_facts_t facts = refer(&world, TYPE_EARLY_JOIN_REFUSED, "housing", "anna");
    facts.has_alternative = false;
    assert_int_equal(send(&world, &facts), STATUS_GUARD_NOT_MET);
    assert_true(misses(&world.decision, "alternative"));
    assert_int_equal(say(&world, TYPE_EARLY_JOIN_REFUSED, "housing", "anna"), STATUS_OK);
    assert_string_equal(deadline_with(&world, "EAR-7")->awaited, "team");
    assert_int_equal(say(&world, TYPE_EARLY_JOINED, "housing", "anna"), STATUS_NOT_YOURS_TO_DO);
    ask_to_join(&world, "psychiatry");
    assert_string_equal(deadline_with(&world, "EAR-7")->awaited, "psychiatry");
    facts = refer(&world, TYPE_EARLY_JOINED, "psychiatry", "anna");
    facts.has_text = false;
    assert_int_equal(send(&world, &facts), STATUS_GUARD_NOT_MET);
    assert_true(misses(&world.decision, "what_it_does"));
    assert_int_equal(say(&world, TYPE_EARLY_JOINED, "psychiatry", "anna"), STATUS_OK);
    assert_null(deadline_with(&world, "EAR-7"));
    assert_int_equal(say(&world, TYPE_EARLY_JOIN_REFUSED, "psychiatry", "anna"), STATUS_OK); /* cannot after all */
    assert_int_equal(say(&world, TYPE_EARLY_STATUS, "team", "anna"), STATUS_OK);
    assert_null(deadline_with(&world, "EAR-7")); /* goes on without */
    early_is(&world, STATE_EARLY_RUNNING);
}

static void one_request_may_ask_several_and_the_first_coordinates(void **state)
{
    static world_t world;
    (void)state;
    world_open(&world);
    message_facts_t facts = early_request(&world, "gp", "");
    to_unit(&facts, "psychiatry");
    to_unit(&facts, "housing");
    assert_int_equal(open_with(&world, &facts), STATUS_OK);
    assert_string_equal(early(&world)->awaited, "team");
    assert_string_equal(deadline_with(&world, "EAR-7")->awaited, "psychiatry");
    assert_int_equal(say(&world, TYPE_EARLY_OFFERED, "psychiatry", "anna"), STATUS_NOT_YOURS_TO_DO);
    assert_int_equal(say(&world, TYPE_EARLY_JOINED, "psychiatry", "anna"), STATUS_OK);
    assert_non_null(deadline_with(&world, "EAR-7"));
    assert_int_equal(fire(&world, "EAR-7"), STATUS_OK);
    assert_true(notice_reaches(notice_of(&world.decision, TYPE_DEADLINE_PASSED), "team"));
    assert_true(notice_reaches(notice_of(&world.decision, TYPE_DEADLINE_PASSED), "housing"));
    assert_string_equal(early(&world)->awaited, "team");
    assert_int_equal(say(&world, TYPE_EARLY_JOINED, "housing", "anna"), STATUS_OK);
    assert_null(deadline_with(&world, "EAR-7"));
}

/* ---- a unit that is gone ---- */

static void a_leader_at_the_authority_ends_it_for_a_unit_that_is_gone_or_silent_and_for_no_other(void **state)
{
    static world_t world;
    (void)state;
    world_open(&world);
    reach_running(&world);
    assert_int_equal(say(&world, TYPE_EARLY_ENDED, "authority", "lise"), STATUS_GUARD_NOT_MET);
    assert_true(misses(&world.decision, "unit_gone"));
    for (unsigned step = 0; step < 4; step++) {
        assert_int_equal(fire(&world, "EAR-6"), STATUS_OK);
    }
    assert_int_equal(say(&world, TYPE_EARLY_ENDED, "authority", "anna"), STATUS_NOT_YOURS_TO_DO);
    message_facts_t facts = refer(&world, TYPE_EARLY_ENDED, "authority", "lise");
    facts.citizen_agrees = false;
    assert_int_equal(send(&world, &facts), STATUS_GUARD_NOT_MET);
    assert_true(misses(&world.decision, "citizen_told"));
    assert_int_equal(say(&world, TYPE_EARLY_ENDED, "authority", "lise"), STATUS_OK);
    early_is(&world, STATE_EARLY_ENDED);
    holder_is(&world, "desk");
    world_open(&world);
    reach_requested(&world);
    for (unsigned index = 0; index < world.registry.party_count; index++) {
        if (strcmp(world.parties[index].id, "team") == 0) {
            world.parties[index].valid_to = world.context.now;
        }
    }
    world.context.now += MINUTE;
    assert_int_equal(say(&world, TYPE_EARLY_OFFERED, "team", "anna"), STATUS_PARTY_NOT_VALID);
    assert_int_equal(say(&world, TYPE_EARLY_ENDED, "authority", "lise"), STATUS_OK);
}

/* ---- beside a referral ---- */

static void a_referral_that_waits_without_it_is_told_and_starts_anew_when_it_ends(void **state)
{
    static world_t world;
    (void)state;
    world_open(&world);
    reach_in_review(&world);
    instant_t due = deadline_with(&world, "EAR-4")->due_at;
    assert_int_equal(due, local(2026, 11, 23, 16, 0)); /* ten working days from the application */
    message_facts_t facts = early_request(&world, "authority", "anna");
    must(&world, &facts);
    assert_null(deadline_with(&world, "EAR-4"));
    ask_supplement(&world, "gp", PAUSE_NONE);
    assert_null(deadline_with(&world, "EAR-4"));
    world.context.now += 2 * DAY;
    assert_int_equal(say(&world, TYPE_EARLY_REFUSED, "team", "anna"), STATUS_OK);
    assert_int_equal(deadline_with(&world, "EAR-4")->due_at, due); /* the citizen has waited all the time */
    assert_int_equal(fire(&world, "EAR-4"), STATUS_OK);
    assert_true(notice_reaches(notice_of(&world.decision, TYPE_DEADLINE_PASSED), "authority"));
    referral_is(&world, STATE_REFERRAL_SUPPLEMENT);
    assert_string_equal(referral(&world)->awaited, "gp");
}

static void a_referral_that_is_named_as_linked_answers_by_its_own_row_and_by_no_other(void **state)
{
    static world_t world;
    (void)state;
    world_open(&world);
    reach_in_review(&world);
    assert_int_equal(fire(&world, "EAR-4"), STATUS_OK);
    assert_int_equal(fire(&world, "EAR-4"), STATUS_OK);
    assert_int_equal(referral(&world)->awaited_role, ROLE_LEADER);
    message_facts_t facts = early_request(&world, "authority", "anna");
    facts.has_flow = true; /* as if it were a step of the referral */
    facts.flow = referral(&world)->id;
    assert_int_equal(send(&world, &facts), STATUS_NOT_ALLOWED_NOW);
    facts = early_request(&world, "authority", "anna");
    must(&world, &facts); /* names no referral */
    assert_int_equal(referral(&world)->awaited_role, ROLE_LEADER);
    facts = early_request(&world, "authority", "anna");
    facts.has_linked = true;
    facts.linked = referral(&world)->id;
    must(&world, &facts);
    assert_int_equal(referral(&world)->awaited_role, ROLE_STAFF);
    referral_is(&world, STATE_REFERRAL_IN_REVIEW);
    assert_true(uuid_equal(early(&world)->linked, referral(&world)->id));
    decide(&world, DECISION_IS_GRANTED);
    facts = early_request(&world, "authority", "anna"); /* no row for it in that state */
    facts.has_linked = true;
    facts.linked = referral(&world)->id;
    must(&world, &facts);
    referral_is(&world, STATE_REFERRAL_GRANTED);
}

static void a_reason_why_nothing_early_is_offered_stops_the_alarm(void **state)
{
    static world_t world;
    (void)state;
    world_open(&world);
    reach_in_review(&world);
    message_facts_t facts = refer(&world, TYPE_REFERRAL_REPRIORITISED, "authority", "anna");
    facts.priority = PRIORITY_NONE;
    assert_int_equal(send(&world, &facts), STATUS_GUARD_NOT_MET);
    facts.has_no_early = true;
    must(&world, &facts);
    assert_null(deadline_with(&world, "EAR-4"));
    assert_non_null(deadline_with(&world, "REF-2"));
}

static void the_effort_stays_the_units_when_it_hands_the_responsibility_on(void **state)
{
    static world_t world;
    (void)state;
    world_open(&world);
    reach_answered(&world);
    triage(&world, 1, 0);
    route_to(&world, "team", NULL);
    assert_int_equal(say(&world, TYPE_CONTACT_TAKEN_OVER, "team", "anna"), STATUS_OK);
    message_facts_t facts = early_request(&world, "team", "anna");
    must(&world, &facts);
    facts = message(&world, TYPE_HANDOVER_PACKAGE, "team", "anna");
    facts.has_course = true;
    facts.course = world.course.id;
    facts.transition = TRANSITION_PROVIDER_TO_PROVIDER;
    facts.priority = PRIORITY_ACUTE;
    to_unit(&facts, "housing");
    must(&world, &facts);
    assert_int_equal(say(&world, TYPE_HANDOVER_TAKEN_OVER, "housing", "anna"), STATUS_OK);
    assert_string_equal(early(&world)->awaited, "team");
    assert_string_equal(deadline_with(&world, "EAR-1")->awaited, "team");
}

static void a_contact_with_that_outcome_closes_when_the_effort_is_asked_for(void **state)
{
    static world_t world;
    (void)state;
    world_open(&world);
    reach_answered(&world);
    message_facts_t closed = message(&world, TYPE_CONTACT_CLOSED, "desk", "anna");
    aim(&world, &closed);
    closed.outcome = OUTCOME_EARLY;
    assert_int_equal(send(&world, &closed), STATUS_GUARD_NOT_MET);
    message_facts_t facts = early_request(&world, "desk", "anna");
    must(&world, &facts);
    closed.has_next_flow = true;
    closed.next_flow = early(&world)->id;
    must(&world, &closed);
    holder_is(&world, "desk");
}

static void what_runs_is_annulled_only_for_the_wrong_citizen(void **state)
{
    static world_t world;
    (void)state;
    world_open(&world);
    message_facts_t opening = early_request(&world, "desk", "anna");
    assert_int_equal(open_with(&world, &opening), STATUS_OK);
    assert_int_equal(say(&world, TYPE_EARLY_OFFERED, "team", "anna"), STATUS_OK);
    assert_int_equal(say(&world, TYPE_EARLY_AGREED, "team", "anna"), STATUS_OK);
    assert_int_equal(say(&world, TYPE_EARLY_STARTED, "team", "anna"), STATUS_OK);
    message_facts_t facts = refer(&world, TYPE_MESSAGE_ANNULLED, "desk", "anna");
    facts.has_flow = false;
    text_set(facts.target_message, sizeof facts.target_message, opening.message_id);
    facts.reason = 2;
    assert_int_equal(send(&world, &facts), STATUS_GUARD_NOT_MET);
    assert_true(misses(&world.decision, "wrong_citizen"));
    facts.reason = 1;
    must(&world, &facts);
    assert_false(world.course.is_open);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_effort_from_the_request_to_its_end_never_moves_the_responsibility),
        cmocka_unit_test(ended_with_nothing_after_it_the_course_has_its_next_look),
        cmocka_unit_test(the_request_has_a_need_a_told_citizen_and_a_unit_with_people),
        cmocka_unit_test(refused_by_the_unit_it_names_who_should_have_it_and_the_desk_goes_on),
        cmocka_unit_test(whoever_asked_withdraws_the_request_and_the_unit_is_told),
        cmocka_unit_test(the_offer_has_a_paragraph_a_coordinator_a_first_date_and_an_end),
        cmocka_unit_test(section_82b_lasts_six_months_at_most_and_the_others_a_year),
        cmocka_unit_test(no_from_a_citizen_at_risk_is_a_leaders_with_section_82_considered),
        cmocka_unit_test(each_clock_of_it_calls_the_unit_its_leader_the_authority_and_the_duty_unit),
        cmocka_unit_test(each_participant_says_yes_or_no_itself_and_the_coordinator_finds_another),
        cmocka_unit_test(one_request_may_ask_several_and_the_first_coordinates),
        cmocka_unit_test(a_leader_at_the_authority_ends_it_for_a_unit_that_is_gone_or_silent_and_for_no_other),
        cmocka_unit_test(a_referral_that_waits_without_it_is_told_and_starts_anew_when_it_ends),
        cmocka_unit_test(a_referral_that_is_named_as_linked_answers_by_its_own_row_and_by_no_other),
        cmocka_unit_test(a_reason_why_nothing_early_is_offered_stops_the_alarm),
        cmocka_unit_test(the_effort_stays_the_units_when_it_hands_the_responsibility_on),
        cmocka_unit_test(a_contact_with_that_outcome_closes_when_the_effort_is_asked_for),
        cmocka_unit_test(what_runs_is_annulled_only_for_the_wrong_citizen),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
