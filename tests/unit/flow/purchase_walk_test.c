/* SPDX-License-Identifier: EUPL-1.2
 * A place bought in another municipality: asked for without a name, paid for by whom it concerns, ended when the order is; the responsibility is never moved by it (L3, L5, L6, L13). */
#include "purchase.h"

static void a_place_is_bought_and_the_responsibility_goes_with_the_order_alone(void **state)
{
    static world_t world;
    (void)state;
    world_open(&world);
    reach_purchase_requested(&world);
    assert_false(course_is_involved(&world.course, "private-home") || course_is_involved(&world.course, "psychiatry"));
    pur_done(&world, TYPE_PURCHASE_OFFERED, "private-home");
    pur_done(&world, TYPE_PURCHASE_OFFERED, "psychiatry");
    assert_int_equal(deadline_with(&world, "PUR-2")->due_at, monday() + 5 * DAY); /* until when the offer holds */
    message_facts_t facts = buying(&world, "private-home");
    assert_int_equal(send(&world, &facts), STATUS_OK);
    assert_true(delivers_to(&world.decision, "private-home") && delivers_to(&world.decision, "other-authority"));
    const notice_t *lost = notice_of(&world.decision, TYPE_PURCHASE_WITHDRAWN);
    assert_true(notice_reaches(lost, "psychiatry") && !notice_reaches(lost, "private-home"));
    place_with(&world, "private-home", ANSWER_YES);
    pur_done(&world, TYPE_PURCHASE_PAYER_CONFIRMED, "other-authority");
    facts = selling(&world);
    assert_int_equal(send(&world, &facts), STATUS_OK);
    assert_true(uuid_equal(purchase(&world)->linked, order(&world)->id));
    assert_int_equal(deadline_with(&world, "PUR-4")->due_at, local(2026, 11, 25, 16, 0)); /* two working days after the start date */
    holder_is(&world, "authority");
    start_order(&world);
    uint64_t epoch = world.course.duty_epoch;
    pur_done(&world, TYPE_PURCHASE_STARTED, "private-home");
    assert_int_equal(deadline_with(&world, "PUR-5")->due_at, world.context.now + 90 * DAY);
    facts = pur(&world, TYPE_PURCHASE_REPORTED, "private-home");
    facts.review_at = world.context.now + 30 * DAY;
    assert_int_equal(send(&world, &facts), STATUS_OK);
    assert_true(delivers_to(&world.decision, "authority") && delivers_to(&world.decision, "other-authority"));
    assert_int_equal(deadline_with(&world, "PUR-5")->due_at, world.context.now + 30 * DAY);
    pur_done(&world, TYPE_PURCHASE_TERMINATION_NOTIFIED, "private-home");
    assert_int_equal(pur_say(&world, TYPE_PURCHASE_ENDED, "private-home"), STATUS_GUARD_NOT_MET);
    assert_true(misses(&world.decision, "order_over"));
    holder_is(&world, "private-home");
    assert_int_equal(world.course.duty_epoch, epoch); /* nothing of the purchase has moved it */
    end_order(&world);
    pur_done(&world, TYPE_PURCHASE_ENDED, "private-home");
    purchase_is(&world, STATE_PURCHASE_ENDED);
    assert_non_null(deadline_with(&world, "CRS-1"));
}

static void sellers_are_not_told_who_it_is_before_one_is_chosen(void **state)
{
    static world_t world;
    (void)state;
    world_open(&world);
    reach_authority(&world);
    message_facts_t facts = asking(&world, "private-home", NULL);
    facts.subject_identifies = true;
    assert_int_equal(send(&world, &facts), STATUS_GUARD_NOT_MET);
    assert_true(misses(&world.decision, "nobody_named"));
    facts.subject_identifies = false;
    assert_int_equal(send(&world, &facts), STATUS_OK);
    pur_done(&world, TYPE_PURCHASE_OFFERED, "private-home");
    facts = pur(&world, TYPE_PURCHASE_DECLINED, "authority");
    facts.subject_identifies = true;
    assert_int_equal(send(&world, &facts), STATUS_GUARD_NOT_MET);
    facts.subject_identifies = false;
    assert_int_equal(send(&world, &facts), STATUS_OK);
    assert_true(delivers_to(&world.decision, "private-home"));
    assert_false(course_is_involved(&world.course, "private-home"));
    purchase_is(&world, STATE_PURCHASE_REQUESTED);
}

static void what_is_asked_offered_and_bought_lacks_nothing(void **state)
{
    static world_t world;
    (void)state;
    world_open(&world);
    reach_authority(&world);
    message_facts_t facts = asking(&world, "private-home", NULL);
    facts.has_text = facts.has_need = facts.has_effort = false;
    facts.paragraph[0] = '\0';
    facts.at = 0;
    assert_int_equal(send(&world, &facts), STATUS_GUARD_NOT_MET);
    assert_true(misses(&world.decision, "duration") && misses(&world.decision, "need") && misses(&world.decision, "effort") && misses(&world.decision, "start_wanted"));
    world_open(&world);
    reach_purchase_requested(&world);
    facts = pur(&world, TYPE_PURCHASE_OFFERED, "private-home");
    facts.has_approval = facts.has_price = facts.has_text = false;
    facts.ends_at = world.context.now - DAY;
    assert_int_equal(send(&world, &facts), STATUS_GUARD_NOT_MET);
    assert_true(misses(&world.decision, "approval") && misses(&world.decision, "price") && misses(&world.decision, "price_content") && misses(&world.decision, "valid_until"));
    pur_done(&world, TYPE_PURCHASE_OFFERED, "private-home");
    facts = buying(&world, "psychiatry"); /* has not offered */
    facts.has_subject = facts.has_need = false;
    text_set(facts.payer, sizeof facts.payer, "housing");
    assert_int_equal(send(&world, &facts), STATUS_GUARD_NOT_MET);
    assert_true(misses(&world.decision, "one_that_offered") && misses(&world.decision, "subject") && misses(&world.decision, "payer_authority") && misses(&world.decision, "contract"));
    facts = buying(&world, "private-home");
    facts.disclosure_ground = 0;
    assert_int_equal(send(&world, &facts), STATUS_GROUND_NEEDED);
}

static void a_sale_needs_the_order_with_this_seller_and_a_payer_or_a_dispute(void **state)
{
    static world_t world;
    (void)state;
    world_open(&world);
    reach_bought(&world);
    assert_int_equal(pur_say(&world, TYPE_PURCHASE_CONFIRMED, "private-home"), STATUS_GUARD_NOT_MET);
    assert_true(misses(&world.decision, "order_flow_id") && misses(&world.decision, "payer_answer"));
    place_with(&world, "housing", ANSWER_NO); /* another's order */
    message_facts_t facts = selling(&world);
    assert_int_equal(send(&world, &facts), STATUS_GUARD_NOT_MET);
    assert_true(misses(&world.decision, "order_flow_id"));
    facts = ord(&world, TYPE_ORDER_PLACED, "authority", "anna");
    facts.has_flow = false;
    facts.with_duty = ANSWER_NO;
    to_unit(&facts, "private-home");
    assert_int_equal(send(&world, &facts), STATUS_OK);
    pur_done(&world, TYPE_PURCHASE_PAYER_REFUSED, "other-authority");
    assert_string_equal(deadline_with(&world, "PUR-7")->awaited, "authority");
    assert_string_equal(purchase(&world)->awaited, "private-home"); /* care does not wait for who pays */
    facts = selling(&world);
    assert_int_equal(send(&world, &facts), STATUS_OK);
    instant_t due = deadline_with(&world, "PUR-7")->due_at;
    world.context.now += DAY;
    pur_done(&world, TYPE_PURCHASE_PAYER_REFUSED, "other-authority");
    assert_int_equal(deadline_with(&world, "PUR-7")->due_at, due); /* a second no does not put it off */
    pur_done(&world, TYPE_PURCHASE_PAYER_CONFIRMED, "other-authority");
    assert_null(deadline_with(&world, "PUR-7"));
    assert_int_equal(pur_say(&world, TYPE_PURCHASE_STARTED, "private-home"), STATUS_GUARD_NOT_MET);
    assert_true(misses(&world.decision, "order_started"));
}

static void a_payer_that_does_not_answer_is_waited_for_to_the_end_of_the_ladder_and_no_longer(void **state)
{
    static world_t world;
    (void)state;
    world_open(&world);
    reach_bought(&world);
    place_with(&world, "private-home", ANSWER_NO);
    message_facts_t facts;
    for (unsigned step = 0; step < 4; step++) {
        facts = selling(&world);
        assert_int_equal(send(&world, &facts), STATUS_GUARD_NOT_MET);
        assert_true(misses(&world.decision, "payer_answer"));
        assert_int_equal(fire(&world, "PUR-3"), STATUS_OK);
        assert_true(notice_reaches(notice_of(&world.decision, TYPE_DEADLINE_PASSED), "other-authority"));
    }
    facts = selling(&world);
    assert_int_equal(send(&world, &facts), STATUS_OK);
}

static void who_acts_may_pay_and_only_the_named_payer_answers_for_it(void **state)
{
    static world_t world;
    (void)state;
    world_open(&world);
    reach_bids(&world);
    message_facts_t facts = buying(&world, "private-home");
    text_set(facts.payer, sizeof facts.payer, "authority");
    assert_int_equal(send(&world, &facts), STATUS_OK);
    assert_int_equal(purchase(&world)->marks & PURCHASE_PAYER_KNOWN, PURCHASE_PAYER_KNOWN);
    assert_int_equal(pur_say(&world, TYPE_PURCHASE_PAYER_CONFIRMED, "authority"), STATUS_GUARD_NOT_MET);
    world_open(&world);
    reach_bought(&world);
    assert_int_equal(pur_say(&world, TYPE_PURCHASE_PAYER_CONFIRMED, "private-home"), STATUS_NOT_YOURS_TO_DO);
    assert_int_equal(pur_say(&world, TYPE_PURCHASE_PAYER_CONFIRMED, "authority"), STATUS_NOT_YOURS_TO_DO);
}

static void refused_or_lapsed_the_authority_asks_again(void **state)
{
    static world_t world;
    (void)state;
    world_open(&world);
    reach_purchase_requested(&world);
    pur_done(&world, TYPE_PURCHASE_REFUSED, "psychiatry");
    assert_int_equal(purchase(&world)->marks & PURCHASE_UNMET, 0);
    pur_done(&world, TYPE_PURCHASE_REFUSED, "private-home");
    assert_int_equal(purchase(&world)->marks & PURCHASE_UNMET, PURCHASE_UNMET);
    message_facts_t facts = asking(&world, "housing", NULL);
    assert_int_equal(send(&world, &facts), STATUS_OK);
    world_open(&world);
    reach_bids(&world);
    pur_done(&world, TYPE_PURCHASE_REFUSED, "psychiatry");
    purchase_is(&world, STATE_PURCHASE_OFFERED);
    pur_done(&world, TYPE_PURCHASE_REFUSED, "private-home");
    purchase_is(&world, STATE_PURCHASE_REQUESTED);
    world_open(&world);
    reach_bids(&world);
    assert_int_equal(fire(&world, "PUR-2"), STATUS_OK);
    purchase_is(&world, STATE_PURCHASE_REQUESTED);
    facts = buying(&world, "private-home");
    assert_int_equal(send(&world, &facts), STATUS_NOT_ALLOWED_NOW);
    pur_done(&world, TYPE_PURCHASE_OFFERED, "private-home"); /* it may offer again */
    world_open(&world);
    reach_bought(&world);
    pur_done(&world, TYPE_PURCHASE_REFUSED, "private-home");
    purchase_is(&world, STATE_PURCHASE_REQUESTED);
    assert_true(delivers_to(&world.decision, "authority") && delivers_to(&world.decision, "other-authority"));
}

static void a_price_holds_when_all_who_act_pay_and_sell_have_agreed(void **state)
{
    static world_t world;
    (void)state;
    world_open(&world);
    reach_moved_in(&world);
    assert_int_equal(pur_say(&world, TYPE_PURCHASE_PRICE_AGREED, "authority"), STATUS_GUARD_NOT_MET);
    assert_true(misses(&world.decision, "open_price"));
    pur_done(&world, TYPE_PURCHASE_PRICE_CHANGED, "private-home");
    assert_string_equal(deadline_with(&world, "PUR-8")->awaited, "authority");
    assert_int_equal(pur_say(&world, TYPE_PURCHASE_PRICE_AGREED, "private-home"), STATUS_GUARD_NOT_MET);
    assert_true(misses(&world.decision, "agreed_already"));
    pur_done(&world, TYPE_PURCHASE_PRICE_AGREED, "other-authority");
    assert_non_null(deadline_with(&world, "PUR-8"));
    pur_done(&world, TYPE_PURCHASE_PRICE_AGREED, "authority");
    assert_null(deadline_with(&world, "PUR-8"));
    pur_done(&world, TYPE_PURCHASE_PRICE_CHANGED, "private-home");
    assert_int_equal(pur_say(&world, TYPE_PURCHASE_PRICE_CHANGED, "private-home"), STATUS_GUARD_NOT_MET);
    assert_true(misses(&world.decision, "other_side_answers"));
    pur_done(&world, TYPE_PURCHASE_PRICE_CHANGED, "authority"); /* another proposal in its place */
    assert_string_equal(deadline_with(&world, "PUR-8")->awaited, "private-home");
    pur_done(&world, TYPE_PURCHASE_PRICE_AGREED, "private-home");
    pur_done(&world, TYPE_PURCHASE_PRICE_AGREED, "other-authority");
    assert_int_equal(purchase(&world)->marks & (PURCHASE_PRICE_OPEN | PURCHASE_SIDES), 0);
}

static void a_notice_is_recalled_by_who_gave_it_to_where_it_was(void **state)
{
    static world_t world;
    (void)state;
    world_open(&world);
    reach_terminating(&world);
    message_facts_t facts = pur(&world, TYPE_PURCHASE_TERMINATION_NOTIFIED, "authority");
    facts.recalled = true;
    assert_int_equal(send(&world, &facts), STATUS_NOT_YOURS_TO_DO);
    facts = pur(&world, TYPE_PURCHASE_TERMINATION_NOTIFIED, "private-home");
    facts.recalled = true;
    assert_int_equal(send(&world, &facts), STATUS_OK);
    purchase_is(&world, STATE_PURCHASE_RUNNING);
    world_open(&world);
    reach_sold(&world);
    pur_done(&world, TYPE_PURCHASE_TERMINATION_NOTIFIED, "authority");
    facts = pur(&world, TYPE_PURCHASE_TERMINATION_NOTIFIED, "authority");
    facts.recalled = true;
    assert_int_equal(send(&world, &facts), STATUS_OK);
    purchase_is(&world, STATE_PURCHASE_CONFIRMED);
}

/* L6: time passes, the end date too; who holds holds on. */
static void the_end_date_ends_nothing_by_itself(void **state)
{
    static world_t world;
    (void)state;
    world_open(&world);
    reach_terminating(&world);
    for (unsigned step = 0; step < 6; step++) {
        assert_int_equal(fire(&world, "PUR-6"), STATUS_OK);
        purchase_is(&world, STATE_PURCHASE_TERMINATING);
        holder_is(&world, "private-home");
    }
}

static void the_authority_ends_the_purchase_of_a_seller_that_is_gone_when_its_order_is_over(void **state)
{
    static world_t world;
    (void)state;
    world_open(&world);
    reach_moved_in(&world);
    assert_int_equal(pur_say(&world, TYPE_PURCHASE_ENDED, "authority"), STATUS_GUARD_NOT_MET);
    assert_true(misses(&world.decision, "order_over") && misses(&world.decision, "offer_gone"));
    assert_int_equal(say(&world, TYPE_COURSE_TAKEN_OVER, "authority", "lise"), STATUS_OK);
    for (unsigned index = 0; index < world.registry.party_count; index++) {
        if (strcmp(world.parties[index].id, "private-home") == 0) {
            world.parties[index].valid_to = world.context.now - MINUTE;
        }
    }
    ord_done(&world, TYPE_ORDER_ENDED, "authority");
    pur_done(&world, TYPE_PURCHASE_ENDED, "authority");
    purchase_is(&world, STATE_PURCHASE_ENDED);
}

static void what_is_not_needed_is_withdrawn_and_those_asked_hear_nothing_of_whom(void **state)
{
    static world_t world;
    (void)state;
    world_open(&world);
    reach_bids(&world);
    pur_done(&world, TYPE_PURCHASE_WITHDRAWN, "authority");
    purchase_is(&world, STATE_PURCHASE_NOT_BOUGHT);
    assert_int_equal(world.decision.deliver_count, 0);
    assert_true(notice_reaches(notice_of(&world.decision, TYPE_PURCHASE_WITHDRAWN), "private-home"));
    assert_int_equal(pur_say(&world, TYPE_PURCHASE_OFFERED, "private-home"), STATUS_NOT_ALLOWED_NOW);
    world_open(&world);
    reach_bought(&world);
    pur_done(&world, TYPE_PURCHASE_WITHDRAWN, "authority");
    assert_true(delivers_to(&world.decision, "private-home") && delivers_to(&world.decision, "other-authority"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_place_is_bought_and_the_responsibility_goes_with_the_order_alone),
        cmocka_unit_test(sellers_are_not_told_who_it_is_before_one_is_chosen),
        cmocka_unit_test(what_is_asked_offered_and_bought_lacks_nothing),
        cmocka_unit_test(a_sale_needs_the_order_with_this_seller_and_a_payer_or_a_dispute),
        cmocka_unit_test(a_payer_that_does_not_answer_is_waited_for_to_the_end_of_the_ladder_and_no_longer),
        cmocka_unit_test(who_acts_may_pay_and_only_the_named_payer_answers_for_it),
        cmocka_unit_test(refused_or_lapsed_the_authority_asks_again),
        cmocka_unit_test(a_price_holds_when_all_who_act_pay_and_sell_have_agreed),
        cmocka_unit_test(a_notice_is_recalled_by_who_gave_it_to_where_it_was),
        cmocka_unit_test(the_end_date_ends_nothing_by_itself),
        cmocka_unit_test(the_authority_ends_the_purchase_of_a_seller_that_is_gone_when_its_order_is_over),
        cmocka_unit_test(what_is_not_needed_is_withdrawn_and_those_asked_hear_nothing_of_whom),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
