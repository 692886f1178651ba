/* SPDX-License-Identifier: EUPL-1.2
 * Walks through the referral: from the GP's five items to a decision that the citizen knows, and through each refusal. */
#include "early.h"

#include "flow/clock.h"
#include "flow/step.h"

/* ---- submitted ---- */

static void a_gp_refers_and_the_desk_holds_until_a_named_caseworker_receives(void **state)
{
    static world_t world;
    (void)state;
    world_open(&world);
    reach_submitted(&world);
    holder_is(&world, "desk");
    assert_true(course_offered_to(&world.course, "authority"));
    assert_int_equal(world.course.duty_epoch, 1); /* opened and offered is one change */
    assert_int_equal(world.course.offer.epoch, 1);
    assert_true(delivers_to(&world.decision, "authority"));
    assert_true(delivers_to(&world.decision, "desk"));
    assert_string_equal(referral(&world)->awaited, "authority");
    assert_int_equal(world.course.offer.accept_by, deadline_with(&world, "REF-1")->due_at);
    message_facts_t facts = refer(&world, TYPE_REFERRAL_RECEIVED, "authority", "anna");
    must(&world, &facts);
    holder_is(&world, "authority");
    assert_string_equal(world.course.contact_person, "bo");
    assert_true(delivers_to(&world.decision, "gp"));
    assert_non_null(deadline_with(&world, "REF-2"));
    assert_non_null(deadline_with(&world, "EAR-4"));
}

static void each_of_the_five_items_is_asked_for_by_name(void **state)
{
    static world_t world;
    static const char *const ITEMS[] = {"citizen", "need", "priority", "citizen_informed"};
    (void)state;
    for (unsigned item = 0; item < COUNT_OF(ITEMS); item++) {
        world_open(&world);
        message_facts_t facts = message(&world, TYPE_REFERRAL_SUBMITTED, "gp", "");
        facts.has_subject = item != 0;
        facts.has_need = item != 1;
        facts.priority = item == 2 ? PRIORITY_NONE : PRIORITY_URGENT;
        facts.informed = item == 3 ? ANSWER_UNKNOWN : ANSWER_NO; /* no, with a reason, would do */
        assert_int_equal(open_with(&world, &facts), STATUS_GUARD_NOT_MET);
        assert_int_equal(world.decision.missing_count, 1);
        assert_true(misses(&world.decision, ITEMS[item]));
    }
    world_open(&world);
    message_facts_t facts = message(&world, TYPE_REFERRAL_SUBMITTED, "gp", "");
    facts.person_has_phone = false;
    assert_int_equal(open_with(&world, &facts), STATUS_UNKNOWN_PERSON);
    facts = message(&world, TYPE_REFERRAL_SUBMITTED, "door", "");
    facts.person_is_named = facts.has_way_back = false;
    assert_int_equal(open_with(&world, &facts), STATUS_GUARD_NOT_MET);
    assert_true(misses(&world.decision, "referrer"));
}

static void what_opens_beside_another_holder_is_a_task_and_moves_nothing(void **state)
{
    static world_t world;
    (void)state;
    world_open(&world);
    reach_answered(&world);
    triage(&world, 1, 0);
    route_to(&world, "team", NULL);
    assert_int_equal(say(&world, TYPE_CONTACT_TAKEN_OVER, "team", "anna"), STATUS_OK);
    assert_int_equal(say(&world, TYPE_REFERRAL_SUBMITTED, "desk", "anna"), STATUS_OK);
    assert_false(course_offer_is_open(&world.course));
    assert_int_equal(say(&world, TYPE_REFERRAL_RECEIVED, "authority", "anna"), STATUS_OK);
    holder_is(&world, "team");
    referral_is(&world, STATE_REFERRAL_IN_REVIEW);
    assert_string_equal(world.course.contact_person, "bo"); /* the team's */
}

static void the_holder_offers_the_responsibility_with_it_and_recalls_only_that(void **state)
{
    static world_t world;
    (void)state;
    world_open(&world);
    reach_answered(&world);
    message_facts_t facts = refer(&world, TYPE_REFERRAL_SUBMITTED, "desk", "anna");
    facts.has_flow = false;
    facts.with_duty = ANSWER_YES;
    must(&world, &facts);
    assert_true(course_offered_to(&world.course, "authority"));
    instant_t due = deadline_with(&world, "REF-1")->due_at;
    message_facts_t late = refer(&world, TYPE_REFERRAL_RECEIVED, "authority", "anna");
    world.context.now += HOUR;
    assert_int_equal(say(&world, TYPE_REFERRAL_RECALLED, "authority", "anna"), STATUS_NOT_YOURS_TO_DO);
    assert_int_equal(say(&world, TYPE_REFERRAL_RECALLED, "desk", "anna"), STATUS_OK);
    referral_is(&world, STATE_REFERRAL_SUBMITTED);
    assert_false(course_offer_is_open(&world.course));
    assert_int_equal(deadline_with(&world, "REF-1")->due_at, due); /* the referral has waited all the time */
    assert_int_equal(say(&world, TYPE_REFERRAL_RECALLED, "desk", "anna"), STATUS_GUARD_NOT_MET);
    assert_true(misses(&world.decision, "own_offer"));
    assert_int_equal(send(&world, &late), STATUS_OFFER_STALE); /* L3: a late answer takes nothing */
    holder_is(&world, "desk");
    assert_int_equal(say(&world, TYPE_REFERRAL_RECEIVED, "authority", "anna"), STATUS_OK);
    holder_is(&world, "desk");
}

static void receiving_names_the_offer_a_rostered_caseworker_and_a_date_within_the_published_deadline(void **state)
{
    static world_t world;
    (void)state;
    world_open(&world);
    reach_submitted(&world);
    message_facts_t facts = refer(&world, TYPE_REFERRAL_RECEIVED, "authority", "anna");
    facts.has_offer = false;
    assert_int_equal(send(&world, &facts), STATUS_GUARD_NOT_MET);
    assert_true(misses(&world.decision, "offer"));
    facts = refer(&world, TYPE_REFERRAL_RECEIVED, "authority", "anna");
    text_set(facts.contact_person, sizeof facts.contact_person, "nobody");
    assert_int_equal(send(&world, &facts), STATUS_GUARD_NOT_MET);
    assert_true(misses(&world.decision, "caseworker"));
    facts = refer(&world, TYPE_REFERRAL_RECEIVED, "authority", "anna");
    text_set(facts.paragraph, sizeof facts.paragraph, "101"); /* two weeks */
    facts.at = monday() + 15 * DAY;
    assert_int_equal(send(&world, &facts), STATUS_GUARD_NOT_MET);
    assert_true(misses(&world.decision, "decision_at"));
    assert_int_equal(say(&world, TYPE_REFERRAL_RECEIVED, "team", "anna"), STATUS_UNKNOWN_COURSE);
    holder_is(&world, "desk");
    facts.at = monday() + 13 * DAY;
    must(&world, &facts);
    assert_int_equal(deadline_with(&world, "REF-2")->due_at, local(2026, 11, 23, 16, 0));
}

static void an_unreceived_referral_is_the_leaders_and_the_authority_may_take_the_citizen_home(void **state)
{
    static world_t world;
    (void)state;
    world_open(&world);
    reach_submitted(&world);
    assert_int_equal(fire(&world, "REF-1"), STATUS_OK);
    assert_int_equal(referral(&world)->awaited_role, ROLE_LEADER);
    assert_true(course_offer_is_open(&world.course));
    assert_int_equal(say(&world, TYPE_COURSE_TAKEN_OVER, "authority", "lise"), STATUS_OK);
    holder_is(&world, "authority");
    referral_is(&world, STATE_REFERRAL_SUBMITTED); /* as a task */
    assert_int_equal(say(&world, TYPE_REFERRAL_RECEIVED, "authority", "anna"), STATUS_OK);
    holder_is(&world, "authority");
}

/* ---- the deadline ---- */

static void the_published_deadline_of_the_paragraph_runs_from_the_day_of_the_application(void **state)
{
    static const struct {
        const char *paragraph;
        int days;
    } ROWS[] = {{"85", 28}, {"99", 1}, {"101", 14}, {"103", 21}, {"104", 21}, {"107", 28}, {"108", 28}, {"110", 1}, {"", 28}, {"102", 28}};
    (void)state;
    for (unsigned index = 0; index < COUNT_OF(ROWS); index++) {
        clock_run_t run = {&CALENDAR_DEFAULT, clock_rule(RULE_REF_2), PRIORITY_ROUTINE, monday(), ROWS[index].paragraph};
        assert_int_equal(clock_due(&run, 0), calendar_instant(calendar_add_days((date_t){2026, 11, 9}, ROWS[index].days), 16, 0));
        run.priority = PRIORITY_ACUTE;
        assert_int_equal(clock_due(&run, 0), local(2026, 11, 10, 16, 0));
    }
}

static void a_deadline_that_falls_on_a_holiday_is_on_the_next_working_day(void **state)
{
    (void)state;
    clock_run_t run = {&CALENDAR_DEFAULT, clock_rule(RULE_REF_2), PRIORITY_ROUTINE, local(2026, 11, 27, 9, 0), "107"}; /* Friday; 25 December */
    assert_int_equal(clock_due(&run, 0), local(2026, 12, 28, 16, 0));
}

static void five_working_days_before_the_deadline_the_authority_is_warned_and_its_notice_moves_both(void **state)
{
    static world_t world;
    (void)state;
    world_open(&world);
    reach_in_review(&world);
    instant_t due = deadline_with(&world, "REF-2")->due_at;
    assert_int_equal(due, local(2026, 12, 7, 16, 0));
    assert_int_equal(deadline_with(&world, "REF-3")->due_at, local(2026, 11, 30, 16, 0));
    assert_int_equal(fire(&world, "REF-3"), STATUS_OK);
    assert_true(notice_reaches(notice_of(&world.decision, TYPE_DEADLINE_PASSED), "authority"));
    message_facts_t facts = refer(&world, TYPE_REFERRAL_DEADLINE_NOTICE, "authority", "anna");
    facts.at = due - DAY;
    assert_int_equal(send(&world, &facts), STATUS_GUARD_NOT_MET);
    assert_true(misses(&world.decision, "new_date"));
    facts.at = local(2026, 12, 21, 16, 0);
    facts.told_at = 0;
    assert_int_equal(send(&world, &facts), STATUS_GUARD_NOT_MET);
    assert_true(misses(&world.decision, "citizen_told"));
    facts.told_at = world.context.now;
    must(&world, &facts);
    assert_int_equal(deadline_with(&world, "REF-2")->due_at, facts.at);
    assert_int_equal(deadline_with(&world, "REF-3")->due_at, local(2026, 12, 14, 16, 0));
    assert_int_equal(deadline_with(&world, "REF-3")->step, 0);
}

static void acute_shortens_the_deadline_and_no_longer_acute_the_published_one_holds_again(void **state)
{
    static world_t world;
    (void)state;
    world_open(&world);
    reach_in_review(&world);
    instant_t published = deadline_with(&world, "REF-2")->due_at;
    message_facts_t facts = refer(&world, TYPE_REFERRAL_REPRIORITISED, "authority", "anna");
    facts.priority = PRIORITY_ACUTE;
    must(&world, &facts);
    assert_int_equal(deadline_with(&world, "REF-2")->due_at, local(2026, 11, 10, 16, 0));
    assert_int_equal(say(&world, TYPE_REFERRAL_REPRIORITISED, "authority", "anna"), STATUS_OK); /* urgent */
    assert_int_equal(deadline_with(&world, "REF-2")->due_at, published);
    assert_int_equal(say(&world, TYPE_REFERRAL_REPRIORITISED, "authority", "anna"), STATUS_GUARD_NOT_MET);
    assert_true(misses(&world.decision, "priority"));
}

static void a_missed_deadline_is_the_leaders_then_the_chiefs_then_the_duty_units(void **state)
{
    static world_t world;
    (void)state;
    world_open(&world);
    reach_in_review(&world);
    assert_int_equal(fire(&world, "REF-2"), STATUS_OK);
    assert_int_equal(referral(&world)->awaited_role, ROLE_LEADER);
    assert_int_equal(fire(&world, "REF-2"), STATUS_OK);
    assert_int_equal(fire(&world, "REF-2"), STATUS_OK);
    assert_int_equal(fire(&world, "REF-2"), STATUS_OK);
    assert_true(notice_reaches(notice_of(&world.decision, TYPE_DEADLINE_PASSED), "duty"));
    assert_int_equal(fire(&world, "REF-2"), STATUS_OK); /* and again */
    referral_is(&world, STATE_REFERRAL_IN_REVIEW);
}

/* ---- supplement ---- */

static void asking_a_unit_pauses_nothing_and_the_authority_still_owes_the_decision(void **state)
{
    static world_t world;
    (void)state;
    world_open(&world);
    reach_supplement(&world);
    assert_string_equal(referral(&world)->awaited, "gp");
    assert_int_equal(deadline_with(&world, "REF-2")->paused_until, 0);
    assert_string_equal(deadline_with(&world, "REF-2")->awaited, "authority");
    assert_string_equal(deadline_with(&world, "REF-5")->awaited, "gp");
    assert_int_equal(world.decision.due_at, deadline_with(&world, "REF-5")->due_at);
    assert_int_equal(say(&world, TYPE_REFERRAL_SUPPLEMENT_GIVEN, "desk", "anna"), STATUS_NOT_YOURS_TO_DO);
    assert_int_equal(say(&world, TYPE_REFERRAL_SUPPLEMENT_GIVEN, "authority", "anna"), STATUS_GUARD_NOT_MET);
    assert_true(misses(&world.decision, "recorded_for.name_phone_at"));
    instant_t due = deadline_with(&world, "REF-2")->due_at;
    world.context.now += 3 * DAY;
    assert_int_equal(say(&world, TYPE_REFERRAL_SUPPLEMENT_GIVEN, "gp", ""), STATUS_OK);
    referral_is(&world, STATE_REFERRAL_IN_REVIEW);
    assert_int_equal(deadline_with(&world, "REF-2")->due_at, due);
    assert_null(deadline_with(&world, "REF-5"));
}

static void the_deadline_stands_still_for_the_citizens_own_reason_and_the_pause_is_counted(void **state)
{
    static world_t world;
    (void)state;
    world_open(&world);
    reach_in_review(&world);
    instant_t due = deadline_with(&world, "REF-2")->due_at;
    ask_supplement(&world, NULL, PAUSE_CITIZEN_ANSWER_AWAITED);
    assert_string_equal(referral(&world)->awaited, "authority"); /* asks the citizen itself */
    assert_int_equal(deadline_with(&world, "REF-2")->paused_until, deadline_with(&world, "REF-5")->due_at);
    assert_null(deadline_with(&world, "REF-3"));
    world.context.now += 4 * DAY;
    assert_int_equal(say(&world, TYPE_REFERRAL_SUPPLEMENT_GIVEN, "authority", "anna"), STATUS_OK);
    const deadline_t *deadline = deadline_with(&world, "REF-2");
    assert_int_equal(deadline->paused_ms, 4 * DAY);
    assert_int_equal(deadline->due_at, due + 4 * DAY);
    assert_int_equal(deadline->paused_until, 0);
    assert_non_null(deadline_with(&world, "REF-3"));
}

static void a_question_that_is_not_answered_ends_with_its_clock_and_so_does_the_pause(void **state)
{
    static world_t world;
    (void)state;
    world_open(&world);
    reach_supplement_of_citizen(&world);
    assert_int_equal(fire(&world, "REF-5"), STATUS_OK);
    referral_is(&world, STATE_REFERRAL_IN_REVIEW);
    assert_int_equal(fire(&world, "REF-2"), STATUS_OK); /* the pause is over by its date; nothing is due */
    assert_int_equal(deadline_with(&world, "REF-2")->paused_until, 0);
    assert_int_equal(deadline_with(&world, "REF-2")->step, 0);
    assert_int_equal(referral(&world)->awaited_role, ROLE_STAFF);
}

static void pauses_are_at_most_ninety_days_in_all_and_never_of_what_is_overdue(void **state)
{
    static world_t world;
    unsigned rounds = 0;
    (void)state;
    world_open(&world);
    reach_in_review(&world);
    for (; rounds < 20; rounds++) {
        message_facts_t facts = refer(&world, TYPE_REFERRAL_SUPPLEMENT_ASKED, "authority", "anna");
        facts.citizen_agrees = true;
        facts.pause = PAUSE_CITIZEN_AWAY;
        if (send(&world, &facts) != STATUS_OK) {
            assert_true(misses(&world.decision, "pause_reason"));
            break;
        }
        world.context.now = deadline_with(&world, "REF-5")->due_at - MINUTE;
        assert_int_equal(say(&world, TYPE_REFERRAL_SUPPLEMENT_GIVEN, "authority", "anna"), STATUS_OK);
        assert_true(deadline_with(&world, "REF-2")->paused_ms <= 90 * DAY);
    }
    assert_in_range(rounds, 4, 8);
    world_open(&world);
    reach_in_review(&world);
    world.context.now = deadline_with(&world, "REF-2")->due_at + HOUR;
    message_facts_t facts = refer(&world, TYPE_REFERRAL_SUPPLEMENT_ASKED, "authority", "anna");
    facts.citizen_agrees = true;
    facts.pause = PAUSE_CITIZEN_AWAY;
    assert_int_equal(send(&world, &facts), STATUS_GUARD_NOT_MET);
    facts.pause = PAUSE_NONE;
    facts.has_questions = false;
    assert_int_equal(send(&world, &facts), STATUS_GUARD_NOT_MET);
    assert_true(misses(&world.decision, "questions"));
    facts.has_questions = true;
    to_unit(&facts, "gp"); /* either a unit or the citizen */
    assert_int_equal(send(&world, &facts), STATUS_GUARD_NOT_MET);
    assert_true(misses(&world.decision, "supplement_from"));
}

static void it_may_be_decided_on_what_is_there(void **state)
{
    static world_t world;
    (void)state;
    world_open(&world);
    reach_supplement(&world);
    decide(&world, DECISION_IS_GRANTED);
    referral_is(&world, STATE_REFERRAL_GRANTED);
    assert_true(delivers_to(&world.decision, "gp")); /* whom nobody asks any more */
    assert_null(deadline_with(&world, "REF-2"));
}

/* ---- decided ---- */

static void a_refusal_has_a_reason_an_alternative_guidance_and_a_next_owner_and_the_holder_goes_on(void **state)
{
    static world_t world;
    (void)state;
    world_open(&world);
    reach_in_review(&world);
    message_facts_t facts = refer(&world, TYPE_REFERRAL_DECIDED, "authority", "anna");
    facts.decision = DECISION_IS_REFUSED;
    facts.reason = 0;
    facts.has_text = facts.has_alternative = facts.has_guidance = false;
    text_set(facts.next_owner, sizeof facts.next_owner, "nobody");
    assert_int_equal(send(&world, &facts), STATUS_GUARD_NOT_MET);
    static const char *const ITEMS[] = {"reason", "text", "alternative", "appeal_guidance", "next_owner"};
    for (unsigned index = 0; index < COUNT_OF(ITEMS); index++) {
        assert_true(misses(&world.decision, ITEMS[index]));
    }
    facts.decision = 0;
    assert_int_equal(send(&world, &facts), STATUS_GUARD_NOT_MET);
    assert_true(misses(&world.decision, "decision"));
    decide(&world, DECISION_IS_REFUSED);
    assert_string_equal(world.decision.next_owner, "authority");
    holder_is(&world, "authority");
    assert_int_equal(fire(&world, "REF-6"), STATUS_OK);
    assert_int_equal(referral(&world)->awaited_role, ROLE_LEADER);
    facts = refer(&world, TYPE_REFERRAL_NOTIFIED, "authority", "anna");
    facts.has_guidance = false;
    assert_int_equal(send(&world, &facts), STATUS_GUARD_NOT_MET);
    assert_true(misses(&world.decision, "appeal_guidance"));
    assert_int_equal(say(&world, TYPE_REFERRAL_NOTIFIED, "authority", "anna"), STATUS_OK);
    assert_null(deadline_with(&world, "REF-6"));
    assert_int_equal(fire(&world, "REF-11"), STATUS_OK);
    referral_is(&world, STATE_REFERRAL_CLOSED);
    holder_is(&world, "authority");
    assert_non_null(deadline_with(&world, "CRS-1"));
    assert_false(notice_reaches(notice_of(&world.decision, TYPE_DEADLINE_PASSED), ""));
}

static void granted_in_part_has_guidance_and_the_citizen_is_told_within_two_days(void **state)
{
    static world_t world;
    (void)state;
    world_open(&world);
    reach_in_review(&world);
    message_facts_t facts = refer(&world, TYPE_REFERRAL_DECIDED, "authority", "anna");
    facts.decision = DECISION_IS_PARTLY;
    facts.has_guidance = facts.has_no_end = false;
    facts.paragraph[0] = '\0';
    assert_int_equal(send(&world, &facts), STATUS_GUARD_NOT_MET);
    assert_true(misses(&world.decision, "appeal_guidance"));
    assert_true(misses(&world.decision, "no_end_because"));
    assert_true(misses(&world.decision, "paragraph"));
    decide(&world, DECISION_IS_PARTLY);
    assert_non_null(deadline_with(&world, "REF-6"));
    instant_t due = deadline_with(&world, "REF-9")->due_at;
    assert_int_equal(say(&world, TYPE_REFERRAL_NOTIFIED, "authority", "anna"), STATUS_OK);
    assert_true(delivers_to(&world.decision, "gp"));
    assert_null(deadline_with(&world, "REF-6"));
    assert_int_equal(deadline_with(&world, "REF-9")->due_at, due);
    assert_int_equal(fire(&world, "REF-9"), STATUS_OK);
    referral_is(&world, STATE_REFERRAL_GRANTED);
    message_facts_t no = refer(&world, TYPE_REFERRAL_WITHDRAWN, "gp", "");
    no.voice = REFERRERS_VOICE; /* what is granted is the citizen's */
    assert_int_equal(send(&world, &no), STATUS_GUARD_NOT_MET);
    assert_true(misses(&world.decision, "by_whom"));
    assert_int_equal(say(&world, TYPE_REFERRAL_WITHDRAWN, "desk", "anna"), STATUS_OK);
    referral_is(&world, STATE_REFERRAL_WITHDRAWING);
}

static void an_appeal_is_looked_at_again_and_upheld_or_changed(void **state)
{
    static world_t world;
    (void)state;
    world_open(&world);
    reach_appealed(&world);
    assert_non_null(deadline_with(&world, "REF-7"));
    assert_null(deadline_with(&world, "REF-2"));
    message_facts_t facts = refer(&world, TYPE_REFERRAL_DECIDED, "authority", "anna");
    facts.decision = DECISION_IS_REFUSED;
    assert_int_equal(send(&world, &facts), STATUS_GUARD_NOT_MET);
    assert_true(misses(&world.decision, "reassessed_instead"));
    ask_supplement(&world, "gp", PAUSE_NONE);
    assert_non_null(deadline_with(&world, "REF-7")); /* a question does not stop it */
    assert_int_equal(say(&world, TYPE_REFERRAL_SUPPLEMENT_GIVEN, "gp", ""), STATUS_OK);
    assert_null(deadline_with(&world, "REF-2"));
    assert_int_equal(say(&world, TYPE_REFERRAL_REASSESSED, "authority", "anna"), STATUS_OK);
    referral_is(&world, STATE_REFERRAL_REFUSED_BY_DECISION);
    assert_non_null(deadline_with(&world, "REF-11"));
    assert_int_equal(say(&world, TYPE_REFERRAL_APPEALED, "gp", ""), STATUS_OK);
    decide(&world, DECISION_IS_GRANTED);
    referral_is(&world, STATE_REFERRAL_GRANTED);
    world_open(&world);
    reach_in_review(&world);
    assert_int_equal(say(&world, TYPE_REFERRAL_REASSESSED, "authority", "anna"), STATUS_NOT_ALLOWED_NOW);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_gp_refers_and_the_desk_holds_until_a_named_caseworker_receives),
        cmocka_unit_test(each_of_the_five_items_is_asked_for_by_name),
        cmocka_unit_test(what_opens_beside_another_holder_is_a_task_and_moves_nothing),
        cmocka_unit_test(the_holder_offers_the_responsibility_with_it_and_recalls_only_that),
        cmocka_unit_test(receiving_names_the_offer_a_rostered_caseworker_and_a_date_within_the_published_deadline),
        cmocka_unit_test(an_unreceived_referral_is_the_leaders_and_the_authority_may_take_the_citizen_home),
        cmocka_unit_test(the_published_deadline_of_the_paragraph_runs_from_the_day_of_the_application),
        cmocka_unit_test(a_deadline_that_falls_on_a_holiday_is_on_the_next_working_day),
        cmocka_unit_test(five_working_days_before_the_deadline_the_authority_is_warned_and_its_notice_moves_both),
        cmocka_unit_test(acute_shortens_the_deadline_and_no_longer_acute_the_published_one_holds_again),
        cmocka_unit_test(a_missed_deadline_is_the_leaders_then_the_chiefs_then_the_duty_units),
        cmocka_unit_test(asking_a_unit_pauses_nothing_and_the_authority_still_owes_the_decision),
        cmocka_unit_test(the_deadline_stands_still_for_the_citizens_own_reason_and_the_pause_is_counted),
        cmocka_unit_test(a_question_that_is_not_answered_ends_with_its_clock_and_so_does_the_pause),
        cmocka_unit_test(pauses_are_at_most_ninety_days_in_all_and_never_of_what_is_overdue),
        cmocka_unit_test(it_may_be_decided_on_what_is_there),
        cmocka_unit_test(a_refusal_has_a_reason_an_alternative_guidance_and_a_next_owner_and_the_holder_goes_on),
        cmocka_unit_test(granted_in_part_has_guidance_and_the_citizen_is_told_within_two_days),
        cmocka_unit_test(an_appeal_is_looked_at_again_and_upheld_or_changed),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
