/* SPDX-License-Identifier: EUPL-1.2
 * An order from the question that names nobody to its start: chosen, placed, and started with and without the responsibility (L3, L4, L13). */
#include "order.h"

static bool is_told(world_t *world, const char *party) { return delivers_to(&world->decision, party); }

/* ---- asked without saying who ---- */

static void an_order_goes_from_a_question_that_names_nobody_to_its_review(void **state)
{
    static world_t world;
    (void)state;
    world_open(&world);
    reach_enquiring(&world);
    assert_true(is_told(&world, "housing") && is_told(&world, "private-home"));
    assert_int_equal(deadline_with(&world, "ORD-0")->due_at, local(2026, 11, 16, 16, 0)); /* five working days */
    ord_done(&world, TYPE_ORDER_WILLING, "private-home");
    assert_string_equal(order(&world)->awaited, "authority");
    ord_done(&world, TYPE_ORDER_WILLING, "housing");
    message_facts_t facts = placing(&world, "housing", ANSWER_YES);
    assert_int_equal(send(&world, &facts), STATUS_OK);
    const notice_t *lost = notice_of(&world.decision, TYPE_ORDER_WITHDRAWN);
    assert_true(notice_reaches(lost, "private-home") && !notice_reaches(lost, "housing"));
    assert_int_equal(lost->cause, WITHDRAWAL_TAKEN_BY_OTHER);
    ord_done(&world, TYPE_ORDER_CONFIRMED, "housing");
    holder_is(&world, "authority");
    assert_false(course_offer_is_open(&world.course)); /* not before the date */
    instant_t date = monday() + 14 * DAY;
    assert_int_equal(deadline_with(&world, "ORD-2")->due_at, date);
    assert_string_equal(deadline_with(&world, "ORD-4")->awaited, "authority");
    assert_int_equal(fire(&world, "ORD-2"), STATUS_OK);
    assert_int_equal(world.context.now, date);
    holder_is(&world, "authority"); /* the clock alone never moves it */
    assert_true(course_offered_to(&world.course, "housing"));
    ord_done(&world, TYPE_ORDER_STARTED, "housing");
    holder_is(&world, "housing");
    assert_string_equal(world.course.contact_person, "bo");
    assert_int_equal(deadline_with(&world, "ORD-6")->due_at, monday() + 180 * DAY);
    world.context.now = monday() + 180 * DAY;
    ord_done(&world, TYPE_ORDER_REVIEWED, "authority");
    assert_int_equal(deadline_with(&world, "ORD-6")->due_at, monday() + 360 * DAY);
}

static void a_question_that_says_who_it_is_is_refused(void **state)
{
    static world_t world;
    (void)state;
    world_open(&world);
    reach_authority(&world);
    message_facts_t facts = enquiry(&world, "housing", NULL);
    facts.subject_identifies = true;
    assert_int_equal(send(&world, &facts), STATUS_GUARD_NOT_MET);
    assert_true(misses(&world.decision, "nobody_named"));
    facts.subject_identifies = false;
    assert_int_equal(send(&world, &facts), STATUS_OK);
}

/* L10, L13: a death is told to everybody involved; who was asked without being told who it is learns nothing of it. */
static void who_is_only_asked_is_not_involved_and_hears_nothing_of_the_course(void **state)
{
    static world_t world;
    (void)state;
    world_open(&world);
    reach_willing(&world);
    assert_false(course_is_involved(&world.course, "housing") || course_is_involved(&world.course, "private-home"));
    assert_int_equal(say(&world, TYPE_COURSE_DIED, "authority", "anna"), STATUS_OK);
    assert_false(is_told(&world, "housing") || is_told(&world, "private-home"));
    world_open(&world);
    reach_willing(&world);
    message_facts_t facts = message(&world, TYPE_MESSAGE_ANNULLED, "authority", "anna");
    aim(&world, &facts);
    facts.has_flow = false;
    text_set(facts.target_message, sizeof facts.target_message, "m-5");
    assert_int_equal(send(&world, &facts), STATUS_OK);
    order_is(&world, STATE_ORDER_ANNULLED);
    assert_false(is_told(&world, "housing"));
    assert_true(notice_reaches(notice_of(&world.decision, TYPE_ORDER_WITHDRAWN), "housing"));
    world_open(&world);
    reach_placed(&world);
    assert_true(course_is_involved(&world.course, "housing"));
    assert_false(course_is_involved(&world.course, "private-home"));
}

static void a_question_needs_no_ground_and_a_placed_order_does(void **state)
{
    static world_t world;
    (void)state;
    world_open(&world);
    reach_willing(&world);
    message_facts_t facts = placing(&world, "private-home", ANSWER_NO);
    facts.disclosure_ground = 0;
    assert_int_equal(send(&world, &facts), STATUS_GROUND_NEEDED);
    facts.disclosure_ground = 12; /* "anonymous" is no ground for what names somebody */
    facts.subject_identifies = true;
    assert_int_equal(send(&world, &facts), STATUS_GROUND_NEEDED);
    facts.disclosure_ground = GROUND_VITAL;
    assert_int_equal(send(&world, &facts), STATUS_OK);
}

static void when_nobody_is_willing_the_demand_is_unmet_and_more_are_asked(void **state)
{
    static world_t world;
    (void)state;
    world_open(&world);
    reach_enquiring(&world);
    ord_done(&world, TYPE_ORDER_UNWILLING, "housing");
    assert_int_equal(order(&world)->marks & ORDER_UNMET, 0);
    ord_done(&world, TYPE_ORDER_UNWILLING, "private-home");
    assert_int_equal(order(&world)->marks & ORDER_UNMET, ORDER_UNMET);
    message_facts_t facts = enquiry(&world, "outreach", NULL);
    assert_int_equal(send(&world, &facts), STATUS_OK);
    assert_int_equal(order(&world)->marks & ORDER_UNMET, 0);
    assert_string_equal(order(&world)->awaited, "outreach");
    assert_int_equal(fire(&world, "ORD-0"), STATUS_OK);
    assert_int_equal(order(&world)->marks & ORDER_UNMET, ORDER_UNMET);
    assert_string_equal(order(&world)->awaited, "authority");
    facts = placing(&world, "housing", ANSWER_YES); /* it is no longer asked, so it may be placed with */
    assert_int_equal(send(&world, &facts), STATUS_OK);
}

static void who_has_said_no_is_not_placed_with_until_it_says_yes(void **state)
{
    static world_t world;
    (void)state;
    world_open(&world);
    reach_enquiring(&world);
    ord_done(&world, TYPE_ORDER_UNWILLING, "housing");
    message_facts_t facts = placing(&world, "housing", ANSWER_YES);
    assert_int_equal(send(&world, &facts), STATUS_GUARD_NOT_MET);
    assert_true(misses(&world.decision, "not_refused"));
    ord_done(&world, TYPE_ORDER_WILLING, "housing");
    place_with(&world, "housing", ANSWER_YES);
}

/* ---- placed ---- */

static void a_placed_order_lacks_nothing_of_its_standard_nor_of_its_dates(void **state)
{
    static world_t world;
    (void)state;
    world_open(&world);
    reach_willing(&world);
    message_facts_t facts = placing(&world, "housing", ANSWER_YES);
    leave_out(&facts, "effort.purpose");
    leave_out(&facts, "plans.section_141");
    assert_int_equal(send(&world, &facts), STATUS_INCOMPLETE);
    assert_int_equal(world.decision.missing_count, 2);
    assert_true(misses(&world.decision, "effort.purpose") && misses(&world.decision, "plans.section_141"));
    text_set(facts.paragraph, sizeof facts.paragraph, "85"); /* no section 141 plan is asked for */
    assert_int_equal(send(&world, &facts), STATUS_INCOMPLETE);
    assert_false(misses(&world.decision, "plans.section_141"));
    facts = placing(&world, "housing", ANSWER_NONE);
    facts.informed = ANSWER_NO;
    facts.has_need = facts.has_effort = facts.has_payer = false;
    facts.review_at = 0;
    facts.ends_at = 0;
    facts.at = world.context.now + 400 * DAY;
    facts.paragraph[0] = '\0';
    assert_int_equal(send(&world, &facts), STATUS_GUARD_NOT_MET);
    static const char *const ITEMS[] = {"citizen_choice", "effort", "paragraph", "start_wanted", "review_at", "planned_end_or_why", "payer", "with_duty"};
    for (unsigned index = 0; index < COUNT_OF(ITEMS); index++) {
        assert_true(misses(&world.decision, ITEMS[index]));
    }
    facts = placing(&world, "housing", ANSWER_YES);
    facts.ends_at = 0;
    facts.open_end = 1; /* no end, and why */
    assert_int_equal(send(&world, &facts), STATUS_OK);
}

static void a_referral_that_is_none_and_an_offer_without_approval_are_named(void **state)
{
    static world_t world;
    (void)state;
    world_open(&world);
    reach_willing(&world);
    message_facts_t facts = placing(&world, "private-home", ANSWER_YES);
    facts.has_approval = false;
    facts.has_linked = true;
    facts.linked = order(&world)->id;
    assert_int_equal(send(&world, &facts), STATUS_GUARD_NOT_MET);
    assert_true(misses(&world.decision, "approval") && misses(&world.decision, "referral_flow_id"));
    facts = placing(&world, "authority", ANSWER_YES);
    assert_int_equal(send(&world, &facts), STATUS_GUARD_NOT_MET);
    assert_true(misses(&world.decision, "provider"));
}

static void with_the_responsibility_only_to_a_unit_that_may_hold_it(void **state)
{
    static world_t world;
    (void)state;
    world_open(&world);
    reach_authority(&world);
    message_facts_t facts = placing(&world, "day-centre", ANSWER_YES);
    assert_int_equal(send(&world, &facts), STATUS_NO_COVER);
    facts = placing(&world, "day-centre", ANSWER_NO);
    assert_int_equal(send(&world, &facts), STATUS_OK);
}

static void only_what_is_acute_is_placed_with_several_and_the_first_to_confirm_has_it(void **state)
{
    static world_t world;
    (void)state;
    world_open(&world);
    reach_authority(&world);
    message_facts_t facts = placing(&world, "housing", ANSWER_YES);
    to_unit(&facts, "private-home");
    assert_int_equal(send(&world, &facts), STATUS_GUARD_NOT_MET);
    assert_true(misses(&world.decision, "acute"));
    world_open(&world);
    reach_placed_acute(&world);
    assert_int_equal(deadline_with(&world, "ORD-1")->due_at, monday() + 4 * HOUR);
    assert_string_equal(deadline_with(&world, "ORD-10")->awaited, "authority");
    ord_done(&world, TYPE_ORDER_CONFIRMED, "private-home");
    const notice_t *lost = notice_of(&world.decision, TYPE_ORDER_WITHDRAWN);
    assert_true(notice_reaches(lost, "housing") && !notice_reaches(lost, "private-home"));
    assert_int_equal(ord_say(&world, TYPE_ORDER_CONFIRMED, "housing", "anna"), STATUS_NOT_ALLOWED_NOW);
    /* L4: what an acute order left out is owed before the start */
    facts = ord(&world, TYPE_ORDER_SUPPLEMENTED, "authority", "anna");
    text_set(facts.paragraph, sizeof facts.paragraph, "");
    leave_out(&facts, "plans.section_141");
    assert_int_equal(send(&world, &facts), STATUS_INCOMPLETE);
    assert_true(misses(&world.decision, "plans.section_141"));
    assert_int_equal(deadline_with(&world, "ORD-10")->due_at, deadline_with(&world, "ORD-2")->due_at);
    ord_done(&world, TYPE_ORDER_SUPPLEMENTED, "authority");
    assert_null(deadline_with(&world, "ORD-10"));
}

static void refused_by_all_or_unanswered_the_authority_asks_others(void **state)
{
    static world_t world;
    (void)state;
    world_open(&world);
    reach_placed_acute(&world);
    ord_done(&world, TYPE_ORDER_REFUSED, "housing");
    order_is(&world, STATE_ORDER_PLACED);
    message_facts_t facts = ord(&world, TYPE_ORDER_REFUSED, "private-home", "anna");
    facts.next_owner[0] = '\0';
    assert_int_equal(send(&world, &facts), STATUS_GUARD_NOT_MET);
    assert_true(misses(&world.decision, "next_owner"));
    ord_done(&world, TYPE_ORDER_REFUSED, "private-home");
    order_is(&world, STATE_ORDER_ENQUIRING);
    assert_string_equal(world.decision.next_owner, "authority");
    world_open(&world);
    reach_placed(&world);
    for (unsigned step = 0; step < 4; step++) {
        order_is(&world, STATE_ORDER_PLACED);
        assert_int_equal(fire(&world, "ORD-1"), STATUS_OK);
        assert_int_equal(order(&world)->asked_count, 1); /* nobody is asked in its place */
    }
    order_is(&world, STATE_ORDER_ENQUIRING);
    assert_int_equal(notice_of(&world.decision, TYPE_ORDER_WITHDRAWN)->cause, WITHDRAWAL_EXPIRED);
    holder_is(&world, "authority");
}

static void returned_with_questions_it_is_placed_again_with_the_same_offer_and_the_answers(void **state)
{
    static world_t world;
    (void)state;
    world_open(&world);
    reach_order_returned(&world);
    message_facts_t facts = placing(&world, "private-home", ANSWER_YES);
    assert_int_equal(send(&world, &facts), STATUS_GUARD_NOT_MET);
    assert_true(misses(&world.decision, "same_offer"));
    facts = placing(&world, "housing", ANSWER_YES);
    facts.has_questions = false;
    assert_int_equal(send(&world, &facts), STATUS_GUARD_NOT_MET);
    assert_true(misses(&world.decision, "question_answers"));
    place_with(&world, "housing", ANSWER_YES);
    facts = ord(&world, TYPE_ORDER_CONFIRMED, "housing", "anna");
    facts.contact_person[0] = '\0';
    facts.has_contact_phone = false;
    facts.at = world.context.now - 2 * DAY;
    assert_int_equal(send(&world, &facts), STATUS_GUARD_NOT_MET);
    assert_true(misses(&world.decision, "contact_person") && misses(&world.decision, "contact_phone") && misses(&world.decision, "start_at"));
}

/* ---- the start ---- */

static void without_the_responsibility_the_start_moves_nothing(void **state)
{
    static world_t world;
    (void)state;
    world_open(&world);
    reach_running_without_duty(&world);
    assert_int_equal(world.course.duty, DUTY_HELD);
    holder_is(&world, "authority");
}

static void the_responsibility_is_offered_when_what_stood_in_the_way_is_over(void **state)
{
    static world_t world;
    (void)state;
    world_open(&world);
    reach_confirmed(&world);
    message_facts_t facts = message(&world, TYPE_HANDOVER_PACKAGE, "authority", "anna");
    facts.has_course = true;
    facts.course = world.course.id;
    facts.transition = TRANSITION_PROVIDER_TO_PROVIDER;
    facts.priority = PRIORITY_ACUTE;
    to_unit(&facts, "outreach");
    assert_int_equal(send(&world, &facts), STATUS_OK);
    uuid_t other = world.course.offer.id;
    assert_int_equal(fire(&world, "ORD-2"), STATUS_OK);
    order_is(&world, STATE_ORDER_STARTING);
    assert_true(uuid_equal(world.course.offer.id, other)); /* L2: one offer a course, and it is not ours */
    assert_true(notice_reaches(notice_of(&world.decision, TYPE_DEADLINE_PASSED), "housing"));
    assert_true(notice_reaches(notice_of(&world.decision, TYPE_DEADLINE_PASSED), "authority"));
    assert_int_equal(say(&world, TYPE_HANDOVER_REFUSED, "outreach", "anna"), STATUS_OK);
    assert_int_equal(fire(&world, "ORD-3"), STATUS_OK);
    assert_true(course_offered_to(&world.course, "housing"));
    assert_true(world.course.offer.accept_by > world.context.now);
    ord_done(&world, TYPE_ORDER_STARTED, "housing");
    holder_is(&world, "housing");
}

/* The other unit took over meanwhile: the effort starts beside it, and a start without an offer moves nothing. */
static void a_start_without_an_offer_moves_nothing(void **state)
{
    static world_t world;
    (void)state;
    world_open(&world);
    reach_confirmed(&world);
    message_facts_t facts = message(&world, TYPE_HANDOVER_PACKAGE, "authority", "anna");
    facts.has_course = true;
    facts.course = world.course.id;
    facts.transition = TRANSITION_PROVIDER_TO_PROVIDER;
    facts.priority = PRIORITY_ACUTE;
    to_unit(&facts, "outreach");
    assert_int_equal(send(&world, &facts), STATUS_OK);
    assert_int_equal(say(&world, TYPE_HANDOVER_TAKEN_OVER, "outreach", "anna"), STATUS_OK);
    assert_int_equal(fire(&world, "ORD-2"), STATUS_OK);
    assert_false(course_offer_is_open(&world.course));
    ord_done(&world, TYPE_ORDER_STARTED, "housing");
    holder_is(&world, "outreach");
}

/* Who holds now does not answer an offer's questions for the authority. */
static void what_the_authority_owes_an_order_is_not_the_new_holders(void **state)
{
    static world_t world;
    (void)state;
    world_open(&world);
    reach_order_returned(&world);
    message_facts_t facts = message(&world, TYPE_HANDOVER_PACKAGE, "authority", "anna");
    facts.has_course = true;
    facts.course = world.course.id;
    facts.transition = TRANSITION_PROVIDER_TO_PROVIDER;
    facts.priority = PRIORITY_ACUTE;
    to_unit(&facts, "outreach");
    assert_int_equal(send(&world, &facts), STATUS_OK);
    assert_int_equal(say(&world, TYPE_HANDOVER_TAKEN_OVER, "outreach", "anna"), STATUS_OK);
    holder_is(&world, "outreach");
    assert_string_equal(order(&world)->awaited, "authority");
    place_with(&world, "housing", ANSWER_YES);
}

static void the_start_names_the_open_offer_and_a_person_and_whom_the_citizen_calls(void **state)
{
    static world_t world;
    (void)state;
    world_open(&world);
    reach_starting(&world);
    message_facts_t facts = ord(&world, TYPE_ORDER_STARTED, "housing", "anna");
    facts.has_offer = false;
    facts.at = world.context.now + DAY;
    text_set(facts.contact_person, sizeof facts.contact_person, "nobody");
    assert_int_equal(send(&world, &facts), STATUS_GUARD_NOT_MET);
    assert_true(misses(&world.decision, "offer") && misses(&world.decision, "first_meeting_at") && misses(&world.decision, "contact_person"));
    facts = ord(&world, TYPE_ORDER_STARTED, "housing", "anna");
    facts.recorded_for = facts.recorded_for_complete = true; /* told by phone */
    assert_int_equal(send(&world, &facts), STATUS_GUARD_NOT_MET);
    assert_true(misses(&world.decision, "person.id"));
    facts = ord(&world, TYPE_ORDER_STARTED, "housing", "anna");
    facts.offer_epoch--;
    assert_int_equal(send(&world, &facts), STATUS_OFFER_STALE);
    holder_is(&world, "authority");
    facts = ord(&world, TYPE_ORDER_STARTED, "private-home", "anna");
    assert_int_equal(send(&world, &facts), STATUS_UNKNOWN_COURSE);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_order_goes_from_a_question_that_names_nobody_to_its_review),
        cmocka_unit_test(a_question_that_says_who_it_is_is_refused),
        cmocka_unit_test(who_is_only_asked_is_not_involved_and_hears_nothing_of_the_course),
        cmocka_unit_test(a_question_needs_no_ground_and_a_placed_order_does),
        cmocka_unit_test(when_nobody_is_willing_the_demand_is_unmet_and_more_are_asked),
        cmocka_unit_test(who_has_said_no_is_not_placed_with_until_it_says_yes),
        cmocka_unit_test(a_placed_order_lacks_nothing_of_its_standard_nor_of_its_dates),
        cmocka_unit_test(a_referral_that_is_none_and_an_offer_without_approval_are_named),
        cmocka_unit_test(with_the_responsibility_only_to_a_unit_that_may_hold_it),
        cmocka_unit_test(only_what_is_acute_is_placed_with_several_and_the_first_to_confirm_has_it),
        cmocka_unit_test(refused_by_all_or_unanswered_the_authority_asks_others),
        cmocka_unit_test(returned_with_questions_it_is_placed_again_with_the_same_offer_and_the_answers),
        cmocka_unit_test(without_the_responsibility_the_start_moves_nothing),
        cmocka_unit_test(the_responsibility_is_offered_when_what_stood_in_the_way_is_over),
        cmocka_unit_test(a_start_without_an_offer_moves_nothing),
        cmocka_unit_test(what_the_authority_owes_an_order_is_not_the_new_holders),
        cmocka_unit_test(the_start_names_the_open_offer_and_a_person_and_whom_the_citizen_calls),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
