/* SPDX-License-Identifier: EUPL-1.2
 * How an order ends, and what happens to it when the course does: asked back, by themselves, changed, reviewed, ended, and after a death (L3, L5, L6). */
#include "order.h"

static bool is_told(world_t *world, const char *party) { return delivers_to(&world->decision, party); }

/* ---- asked back ---- */

static void asked_back_it_is_over_when_the_offer_has_confirmed_it(void **state)
{
    static world_t world;
    (void)state;
    world_open(&world);
    reach_starting(&world);
    ord_done(&world, TYPE_ORDER_WITHDRAWN, "authority");
    assert_false(course_offer_is_open(&world.course));
    assert_true(is_told(&world, "housing"));
    assert_null(notice_of(&world.decision, TYPE_ORDER_WITHDRAWN)); /* it has the message itself */
    assert_int_equal(ord_say(&world, TYPE_ORDER_STARTED, "private-home", "anna"), STATUS_UNKNOWN_COURSE);
    ord_done(&world, TYPE_ORDER_WITHDRAWAL_CONFIRMED, "housing");
    order_is(&world, STATE_ORDER_NOT_PLACED);
    world_open(&world);
    reach_placed_acute(&world);
    ord_done(&world, TYPE_ORDER_WITHDRAWN, "authority");
    ord_done(&world, TYPE_ORDER_WITHDRAWAL_CONFIRMED, "housing");
    order_is(&world, STATE_ORDER_WITHDRAWING);
    assert_string_equal(order(&world)->awaited, "private-home");
    ord_done(&world, TYPE_ORDER_WITHDRAWAL_CONFIRMED, "private-home");
    order_is(&world, STATE_ORDER_NOT_PLACED);
}

static void nobody_confirms_and_it_is_over_all_the_same_or_the_citizen_has_moved_in(void **state)
{
    static world_t world;
    (void)state;
    world_open(&world);
    reach_order_withdrawing(&world);
    assert_int_equal(fire(&world, "ORD-9"), STATUS_OK);
    order_is(&world, STATE_ORDER_NOT_PLACED);
    assert_true(notice_reaches(notice_of(&world.decision, TYPE_DEADLINE_PASSED), "housing"));
    world_open(&world);
    reach_order_withdrawing(&world);
    ord_done(&world, TYPE_ORDER_STARTED, "housing");
    order_is(&world, STATE_ORDER_RUNNING);
    holder_is(&world, "authority");
    assert_string_equal(order(&world)->awaited, "authority");
}

/* ---- came by themselves ---- */

static void who_comes_by_themselves_is_held_by_the_offer_or_else_by_the_desk(void **state)
{
    static world_t world;
    (void)state;
    world_open(&world);
    reach_self_admitted(&world);
    holder_is(&world, "housing");
    assert_string_equal(world.course.authority, "authority");
    ord_done(&world, TYPE_ORDER_CONFIRMED, "authority");
    order_is(&world, STATE_ORDER_RUNNING);
    holder_is(&world, "housing");
    assert_int_equal(deadline_with(&world, "ORD-6")->due_at, monday() + 180 * DAY);
    world_open(&world);
    reach_self_admitted_at_shelter(&world);
    holder_is(&world, "desk");
    message_facts_t facts = message(&world, TYPE_ORDER_SELF_ADMITTED, "housing", "anna");
    fill_order(&world, &facts);
    text_set(facts.paragraph, sizeof facts.paragraph, "85");
    assert_int_equal(open_with(&world, &facts), STATUS_GUARD_NOT_MET);
    assert_true(misses(&world.decision, "self_admitting_paragraph"));
    facts = message(&world, TYPE_ORDER_SELF_ADMITTED, "authority", "anna");
    fill_order(&world, &facts);
    assert_int_equal(open_with(&world, &facts), STATUS_NOT_YOURS_TO_DO);
}

static void not_ours_names_the_acting_authority_and_the_citizen_stays_meanwhile(void **state)
{
    static world_t world;
    (void)state;
    world_open(&world);
    reach_self_admitted(&world);
    message_facts_t facts = ord(&world, TYPE_ORDER_REFUSED, "authority", "anna");
    assert_int_equal(send(&world, &facts), STATUS_GUARD_NOT_MET);
    assert_true(misses(&world.decision, "acting_authority"));
    text_set(facts.next_owner, sizeof facts.next_owner, "other-authority");
    assert_int_equal(send(&world, &facts), STATUS_OK);
    assert_string_equal(order(&world)->awaited, "other-authority");
    assert_string_equal(world.decision.next_owner, "other-authority");
    holder_is(&world, "housing");
    ord_done(&world, TYPE_ORDER_CONFIRMED, "other-authority");
    order_is(&world, STATE_ORDER_SELF_ADMITTED);
    assert_string_equal(order(&world)->awaited, "authority");
    assert_int_equal(say(&world, TYPE_COURSE_MOVED_MUNICIPALITY, "authority", "anna"), STATUS_OK);
    assert_int_equal(ord_say(&world, TYPE_ORDER_ENDED, "housing", "anna"), STATUS_GUARD_NOT_MET); /* it holds */
    assert_true(misses(&world.decision, "offer_does_not_hold"));
    assert_int_equal(say(&world, TYPE_COURSE_TAKEN_OVER, "authority", "lise"), STATUS_OK);
    order_is(&world, STATE_ORDER_SELF_ADMITTED);
    ord_done(&world, TYPE_ORDER_ENDED, "housing");
    order_is(&world, STATE_ORDER_ENDED);
}

/* ---- running, and its end ---- */

static void a_change_is_answered_by_the_other_side_and_moves_only_what_it_names(void **state)
{
    static world_t world;
    (void)state;
    world_open(&world);
    reach_change(&world);
    assert_string_equal(deadline_with(&world, "ORD-11")->awaited, "authority");
    assert_string_equal(order(&world)->awaited, "housing");
    assert_int_equal(ord_say(&world, TYPE_ORDER_CHANGE_AGREED, "housing", "anna"), STATUS_NOT_YOURS_TO_DO);
    message_facts_t facts = ord(&world, TYPE_ORDER_CHANGE_AGREED, "authority", "anna");
    instant_t before = deadline_with(&world, "ORD-6")->due_at;
    facts.review_at = 0;
    facts.at = 0;
    assert_int_equal(send(&world, &facts), STATUS_OK);
    assert_null(deadline_with(&world, "ORD-11"));
    assert_int_equal(deadline_with(&world, "ORD-6")->due_at, before);
    ord_done(&world, TYPE_ORDER_CHANGE_PROPOSED, "authority");
    assert_string_equal(deadline_with(&world, "ORD-11")->awaited, "housing");
    ord_done(&world, TYPE_ORDER_CHANGE_REFUSED, "housing");
    assert_null(deadline_with(&world, "ORD-11"));
    world_open(&world);
    reach_confirmed(&world);
    ord_done(&world, TYPE_ORDER_CHANGE_PROPOSED, "housing");
    facts = ord(&world, TYPE_ORDER_CHANGE_AGREED, "authority", "anna");
    facts.at = monday() + 20 * DAY;
    assert_int_equal(send(&world, &facts), STATUS_OK);
    assert_int_equal(deadline_with(&world, "ORD-2")->due_at, monday() + 20 * DAY);
}

static void a_review_says_how_far_whether_one_step_down_would_do_and_when_next(void **state)
{
    static world_t world;
    (void)state;
    world_open(&world);
    reach_order_running(&world);
    message_facts_t facts = ord(&world, TYPE_ORDER_REVIEWED, "authority", "anna");
    facts.step_down = ANSWER_UNKNOWN;
    facts.reason = 0;
    facts.review_at = world.context.now + 367 * DAY;
    assert_int_equal(send(&world, &facts), STATUS_GUARD_NOT_MET);
    assert_true(misses(&world.decision, "step_down") && misses(&world.decision, "review_status") && misses(&world.decision, "review_at"));
}

/* L3: an offer cannot let go by letting time pass. */
static void an_offer_that_holds_does_not_let_go_by_letting_time_pass(void **state)
{
    static world_t world;
    (void)state;
    world_open(&world);
    reach_ending(&world);
    for (unsigned step = 0; step < 6; step++) {
        assert_int_equal(fire(&world, "ORD-8"), STATUS_OK);
        order_is(&world, STATE_ORDER_ENDING);
        holder_is(&world, "housing");
    }
    world.context.now += 200 * DAY;
    assert_int_equal(ord_say(&world, TYPE_ORDER_ENDED, "housing", "anna"), STATUS_GUARD_NOT_MET);
    assert_true(misses(&world.decision, "offer_does_not_hold"));
    assert_int_equal(ord_say(&world, TYPE_ORDER_ENDED, "authority", "anna"), STATUS_GUARD_NOT_MET);
    assert_int_equal(say(&world, TYPE_COURSE_TAKEN_OVER, "authority", "lise"), STATUS_OK);
    ord_done(&world, TYPE_ORDER_ENDED, "housing");
    assert_non_null(deadline_with(&world, "CRS-1"));
}

static void a_notice_is_recalled_by_who_gave_it_and_a_handover_quiets_its_ladder(void **state)
{
    static world_t world;
    (void)state;
    world_open(&world);
    reach_ending(&world);
    message_facts_t facts = ord(&world, TYPE_ORDER_END_NOTIFIED, "housing", "anna");
    assert_int_equal(send(&world, &facts), STATUS_GUARD_NOT_MET);
    assert_true(misses(&world.decision, "notice_recalled"));
    facts.recalled = true;
    text_set(facts.sending_party, sizeof facts.sending_party, "authority");
    assert_int_equal(send(&world, &facts), STATUS_NOT_YOURS_TO_DO);
    text_set(facts.sending_party, sizeof facts.sending_party, "housing");
    assert_int_equal(send(&world, &facts), STATUS_OK);
    order_is(&world, STATE_ORDER_RUNNING);
    assert_int_equal(deadline_with(&world, "ORD-6")->due_at, monday() + 180 * DAY);
    ord_done(&world, TYPE_ORDER_END_NOTIFIED, "authority");
    facts = message(&world, TYPE_HANDOVER_ANNOUNCED, "housing", "anna");
    facts.has_course = true;
    facts.course = world.course.id;
    facts.transition = TRANSITION_PROVIDER_TO_PROVIDER;
    facts.at = world.context.now + 60 * DAY;
    to_unit(&facts, "outreach");
    assert_int_equal(send(&world, &facts), STATUS_OK);
    assert_int_equal(fire(&world, "ORD-8"), STATUS_OK);
    assert_int_equal(deadline_with(&world, "ORD-8")->step, 0); /* a reminder of the holder, no ladder */
    assert_string_equal(order(&world)->awaited, "housing");
}

static void the_authority_ends_the_order_of_an_offer_that_is_gone_and_of_no_other(void **state)
{
    static world_t world;
    (void)state;
    world_open(&world);
    reach_running_without_duty(&world);
    assert_int_equal(ord_say(&world, TYPE_ORDER_ENDED, "authority", "anna"), STATUS_GUARD_NOT_MET);
    assert_true(misses(&world.decision, "offer_gone"));
    for (unsigned index = 0; index < world.registry.party_count; index++) {
        if (strcmp(world.parties[index].id, "housing") == 0) {
            world.parties[index].valid_to = world.context.now - MINUTE;
        }
    }
    message_facts_t facts = ord(&world, TYPE_ORDER_ENDED, "authority", "anna");
    facts.seen_at = 0;
    assert_int_equal(send(&world, &facts), STATUS_GUARD_NOT_MET);
    assert_true(misses(&world.decision, "citizen_seen_at"));
    ord_done(&world, TYPE_ORDER_ENDED, "authority");
    order_is(&world, STATE_ORDER_ENDED);
}

static void the_citizen_never_came_and_whoever_holds_goes_on(void **state)
{
    static world_t world;
    (void)state;
    world_open(&world);
    reach_starting(&world);
    message_facts_t facts = ord(&world, TYPE_ORDER_ENDED, "housing", "anna");
    facts.attempts = 0;
    assert_int_equal(send(&world, &facts), STATUS_GUARD_NOT_MET);
    assert_true(misses(&world.decision, "attempts_made"));
    ord_done(&world, TYPE_ORDER_ENDED, "housing");
    holder_is(&world, "authority");
    assert_false(course_offer_is_open(&world.course));
    assert_non_null(deadline_with(&world, "CRS-1"));
}

/* ---- what happens to the course ---- */

static void an_annulled_death_brings_an_order_back_and_its_offer_is_made_anew(void **state)
{
    static world_t world;
    (void)state;
    world_open(&world);
    reach_starting(&world);
    char died[MESSAGE_ID_SIZE];
    (void)snprintf(died, sizeof died, "m-%u", world.sent + 1);
    assert_int_equal(say(&world, TYPE_COURSE_DIED, "authority", "anna"), STATUS_OK);
    order_is(&world, STATE_ORDER_ENDED_DEAD);
    assert_false(course_offer_is_open(&world.course));
    message_facts_t facts = message(&world, TYPE_MESSAGE_ANNULLED, "authority", "anna");
    facts.has_course = true;
    facts.course = world.course.id;
    text_set(facts.target_message, sizeof facts.target_message, died);
    assert_int_equal(send(&world, &facts), STATUS_OK);
    order_is(&world, STATE_ORDER_STARTING);
    assert_false(course_offer_is_open(&world.course));
    assert_int_equal(fire(&world, "ORD-3"), STATUS_OK);
    assert_true(course_offered_to(&world.course, "housing"));
}

static void a_consent_that_is_withdrawn_keeps_the_responsibility_where_it_is(void **state)
{
    static world_t world;
    (void)state;
    world_open(&world);
    reach_willing(&world);
    of_region(&world, "housing");
    give_consent(&world, "authority");
    message_facts_t facts = placing(&world, "housing", ANSWER_YES);
    by_consent(&facts, "consent-1");
    assert_int_equal(send(&world, &facts), STATUS_OK);
    ord_done(&world, TYPE_ORDER_CONFIRMED, "housing");
    assert_int_equal(fire(&world, "ORD-2"), STATUS_OK);
    assert_true(course_offer_is_open(&world.course));
    assert_int_equal(say(&world, TYPE_CONSENT_WITHDRAWN, "authority", "anna"), STATUS_OK);
    assert_false(course_offer_is_open(&world.course));
    assert_int_equal(fire(&world, "ORD-3"), STATUS_OK);
    assert_false(course_offer_is_open(&world.course));
    order_is(&world, STATE_ORDER_STARTING);
}

static void an_order_that_runs_is_ended_and_annulled_only_for_a_wrong_citizen(void **state)
{
    static world_t world;
    (void)state;
    world_open(&world);
    reach_order_running(&world);
    message_facts_t facts = message(&world, TYPE_MESSAGE_ANNULLED, "authority", "anna");
    facts.has_course = true;
    facts.course = world.course.id;
    text_set(facts.target_message, sizeof facts.target_message, "m-5");
    facts.reason = 2;
    assert_int_equal(send(&world, &facts), STATUS_GUARD_NOT_MET);
    assert_true(misses(&world.decision, "wrong_citizen"));
    facts.reason = 1;
    assert_int_equal(send(&world, &facts), STATUS_OK);
    order_is(&world, STATE_ORDER_ANNULLED);
    holder_is(&world, "housing"); /* L3: never moved by it */
}

/* What a confirmed order said nobody may lose by an annulment: it is withdrawn first. */
static void what_a_promise_rests_on_is_withdrawn_before_it_is_annulled(void **state)
{
    static world_t world;
    (void)state;
    world_open(&world);
    reach_willing(&world);
    char placed[MESSAGE_ID_SIZE];
    message_facts_t facts = placing(&world, "housing", ANSWER_YES);
    text_set(placed, sizeof placed, facts.message_id);
    assert_int_equal(send(&world, &facts), STATUS_OK);
    facts = message(&world, TYPE_MESSAGE_ANNULLED, "authority", "anna");
    facts.has_course = true;
    facts.course = world.course.id;
    text_set(facts.target_message, sizeof facts.target_message, placed);
    assert_int_equal(send(&world, &facts), STATUS_GUARD_NOT_MET);
    assert_true(misses(&world.decision, "recall_first"));
}

static void who_delivers_an_order_does_not_step_out_of_the_course(void **state)
{
    static world_t world;
    (void)state;
    world_open(&world);
    reach_running_without_duty(&world);
    assert_int_equal(fire(&world, "ORD-6"), STATUS_OK); /* from now on the authority is awaited */
    message_facts_t facts = message(&world, TYPE_COURSE_STEPPED_OUT, "housing", "anna");
    facts.has_course = true;
    facts.course = world.course.id;
    assert_int_equal(send(&world, &facts), STATUS_OK);
    assert_true(course_is_involved(&world.course, "housing"));
}

/* ---- what nobody expects ---- */

static void who_cannot_be_asked_is_named_and_nothing_is_placed(void **state)
{
    static world_t world;
    static course_t before;
    (void)state;
    world_open(&world);
    reach_authority(&world);
    static const struct { const char *party; status_t status; } CASES[] = {
        {"no-such-unit", STATUS_UNKNOWN_PARTY}, {"closed", STATUS_PARTY_NOT_VALID}, {"empty", STATUS_NO_COVER}, {"gp", STATUS_MAY_NOT_HOLD}};
    before = world.course;
    for (unsigned index = 0; index < COUNT_OF(CASES); index++) {
        message_facts_t facts = placing(&world, CASES[index].party, ANSWER_YES);
        flow_step(&world.context, &facts, &world.course, &world.decision);
        assert_int_equal(world.decision.status, CASES[index].status);
        assert_string_equal(world.decision.detail, CASES[index].party);
        assert_memory_equal(&before, &world.course, sizeof before);
    }
}

static void what_comes_twice_too_late_or_from_who_has_left_changes_nothing(void **state)
{
    static world_t world;
    (void)state;
    world_open(&world);
    reach_confirmed(&world);
    assert_int_equal(ord_say(&world, TYPE_ORDER_CONFIRMED, "housing", "anna"), STATUS_NOT_ALLOWED_NOW);
    assert_int_equal(ord_say(&world, TYPE_ORDER_REFUSED, "housing", "nobody"), STATUS_UNKNOWN_PERSON);
    assert_int_equal(ord_say(&world, TYPE_ORDER_REFUSED, "stranger", "anna"), STATUS_UNKNOWN_COURSE);
    for (unsigned index = 0; index < world.registry.person_count; index++) {
        if (strcmp(world.persons[index].party, "housing") == 0 && strcmp(world.persons[index].id, "anna") == 0) {
            world.persons[index].valid_to = world.context.now - MINUTE;
        }
    }
    assert_int_equal(ord_say(&world, TYPE_ORDER_REFUSED, "housing", "anna"), STATUS_PERSON_NOT_VALID);
    ord_done(&world, TYPE_ORDER_WITHDRAWN, "authority");
    assert_int_equal(ord_say(&world, TYPE_ORDER_REFUSED, "housing", "bo"), STATUS_NOT_ALLOWED_NOW);
    order_is(&world, STATE_ORDER_WITHDRAWING);
}

/* L6: nobody answers for an offer whose keys are revoked, or that is silent to the end of the ladder. */
static void an_offer_without_a_key_or_silent_to_the_end_of_the_ladder_is_gone(void **state)
{
    static grant_t grants[1];
    static world_t world;
    (void)state;
    for (unsigned is_silent = 0; is_silent < 2; is_silent++) {
        world_open(&world);
        reach_starting_without_duty(&world);
        assert_int_equal(ord_say(&world, TYPE_ORDER_ENDED, "authority", "anna"), STATUS_GUARD_NOT_MET);
        assert_true(misses(&world.decision, "offer_gone"));
        if (is_silent != 0) {
            for (unsigned step = 0; step < 4; step++) {
                assert_int_equal(ord_say(&world, TYPE_ORDER_ENDED, "authority", "anna"), STATUS_GUARD_NOT_MET);
                assert_int_equal(fire(&world, "ORD-3"), STATUS_OK);
            }
        } else {
            memset(grants, 0, sizeof grants);
            text_set(grants[0].party, sizeof grants[0].party, "housing");
            grants[0].revoked_at = world.context.now - MINUTE;
            world.registry.grants = grants;
            world.registry.grant_count = 1;
        }
        ord_done(&world, TYPE_ORDER_ENDED, "authority");
        order_is(&world, STATE_ORDER_ENDED);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(asked_back_it_is_over_when_the_offer_has_confirmed_it),
        cmocka_unit_test(nobody_confirms_and_it_is_over_all_the_same_or_the_citizen_has_moved_in),
        cmocka_unit_test(who_comes_by_themselves_is_held_by_the_offer_or_else_by_the_desk),
        cmocka_unit_test(not_ours_names_the_acting_authority_and_the_citizen_stays_meanwhile),
        cmocka_unit_test(a_change_is_answered_by_the_other_side_and_moves_only_what_it_names),
        cmocka_unit_test(a_review_says_how_far_whether_one_step_down_would_do_and_when_next),
        cmocka_unit_test(an_offer_that_holds_does_not_let_go_by_letting_time_pass),
        cmocka_unit_test(a_notice_is_recalled_by_who_gave_it_and_a_handover_quiets_its_ladder),
        cmocka_unit_test(the_authority_ends_the_order_of_an_offer_that_is_gone_and_of_no_other),
        cmocka_unit_test(the_citizen_never_came_and_whoever_holds_goes_on),
        cmocka_unit_test(an_annulled_death_brings_an_order_back_and_its_offer_is_made_anew),
        cmocka_unit_test(a_consent_that_is_withdrawn_keeps_the_responsibility_where_it_is),
        cmocka_unit_test(an_order_that_runs_is_ended_and_annulled_only_for_a_wrong_citizen),
        cmocka_unit_test(what_a_promise_rests_on_is_withdrawn_before_it_is_annulled),
        cmocka_unit_test(who_delivers_an_order_does_not_step_out_of_the_course),
        cmocka_unit_test(who_cannot_be_asked_is_named_and_nothing_is_placed),
        cmocka_unit_test(what_comes_twice_too_late_or_from_who_has_left_changes_nothing),
        cmocka_unit_test(an_offer_without_a_key_or_silent_to_the_end_of_the_ladder_is_gone),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
