/* SPDX-License-Identifier: EUPL-1.2
 * The ways out of a referral: to the right authority, withdrawn, ended by a death; and what happens beside it. */
#include "early.h"

/* ---- forwarded ---- */

static void forwarded_it_ends_here_only_when_the_other_authority_has_a_course_of_its_own(void **state)
{
    static world_t world, other;
    (void)state;
    world_open(&world);
    reach_forwarded(&world);
    holder_is(&world, "desk");
    assert_false(course_offer_is_open(&world.course));
    assert_string_equal(referral(&world)->awaited, "other-authority");
    message_facts_t facts = refer(&world, TYPE_REFERRAL_FORWARD_CONFIRMED, "other-authority", "anna");
    must(&world, &facts);
    assert_false(world.course.is_open);
    assert_false(uuid_is_nil(world.decision.linked_course));
    uuid_t named = world.decision.linked_course;
    memset(&other, 0, sizeof other);
    flow_open_linked(&world.context, &facts, &world.course, &other.course, &other.decision);
    holder_is(&other, "other-authority");
    assert_true(uuid_equal(other.course.id, named));
    assert_string_equal(other.course.authority, "other-authority");
    assert_non_null(deadline_with(&other, "CRS-1"));
}

static void confirmed_elsewhere_what_another_holds_here_stays_held(void **state)
{
    static world_t world;
    (void)state;
    world_open(&world);
    reach_forwarded_after_reading(&world);
    assert_int_equal(say(&world, TYPE_REFERRAL_FORWARD_CONFIRMED, "other-authority", "anna"), STATUS_OK);
    referral_is(&world, STATE_REFERRAL_MOVED_ON);
    assert_false(uuid_is_nil(world.decision.linked_course));
    holder_is(&world, "authority");
    assert_non_null(deadline_with(&world, "CRS-1"));
}

static void a_confirmation_that_was_only_told_ends_no_course(void **state)
{
    static world_t world;
    (void)state;
    world_open(&world);
    reach_forwarded(&world);
    assert_int_equal(say(&world, TYPE_REFERRAL_FORWARD_CONFIRMED, "authority", "anna"), STATUS_NOT_YOURS_TO_DO);
    message_facts_t facts = refer(&world, TYPE_REFERRAL_FORWARD_CONFIRMED, "authority", "anna");
    facts.recorded_for = true;
    assert_int_equal(send(&world, &facts), STATUS_GUARD_NOT_MET);
    facts.recorded_for_complete = true;
    must(&world, &facts);
    referral_is(&world, STATE_REFERRAL_MOVED_ON);
    assert_true(uuid_is_nil(world.decision.linked_course));
    holder_is(&world, "desk");
    assert_non_null(deadline_with(&world, "CRS-1"));
}

static void not_theirs_either_comes_back_to_a_leader_with_the_deadline_it_had(void **state)
{
    static world_t world;
    (void)state;
    world_open(&world);
    reach_forwarded(&world);
    world.context.now += 7 * DAY;
    assert_int_equal(say(&world, TYPE_REFERRAL_FORWARDED, "authority", "anna"), STATUS_NOT_YOURS_TO_DO);
    assert_int_equal(say(&world, TYPE_REFERRAL_FORWARDED, "other-authority", "anna"), STATUS_OK);
    referral_is(&world, STATE_REFERRAL_IN_REVIEW);
    assert_string_equal(referral(&world)->awaited, "authority");
    assert_int_equal(referral(&world)->awaited_role, ROLE_LEADER);
    assert_int_equal(deadline_with(&world, "REF-2")->due_at, local(2026, 12, 7, 16, 0)); /* four weeks from the application */
}

static void it_is_forwarded_to_an_authority_of_another_municipality_and_to_nobody_else(void **state)
{
    static world_t world;
    static const char *const UNITS[] = {"team", "authority", "other-desk", "gp"};
    (void)state;
    world_open(&world);
    reach_submitted(&world);
    for (unsigned index = 0; index < COUNT_OF(UNITS); index++) {
        message_facts_t facts = refer(&world, TYPE_REFERRAL_FORWARDED, "authority", "anna");
        to_unit(&facts, UNITS[index]);
        assert_int_equal(send(&world, &facts), STATUS_GUARD_NOT_MET);
        assert_true(misses(&world.decision, "other_authority"));
    }
    assert_int_equal(say(&world, TYPE_REFERRAL_FORWARDED, "authority", "anna"), STATUS_GUARD_NOT_MET);
    assert_true(course_offer_is_open(&world.course));
}

/* ---- withdrawn ---- */

static void a_withdrawal_is_confirmed_after_asking_and_a_risk_asks_for_section_82(void **state)
{
    static world_t world;
    (void)state;
    world_open(&world);
    reach_answered(&world);
    triage(&world, 1, RISK_SUICIDE);
    assert_int_equal(say(&world, TYPE_REFERRAL_SUBMITTED, "desk", "anna"), STATUS_OK);
    message_facts_t facts = refer(&world, TYPE_REFERRAL_WITHDRAWN, "authority", "anna");
    facts.voice = REFERRERS_VOICE; /* the authority does not speak as the referrer */
    assert_int_equal(send(&world, &facts), STATUS_GUARD_NOT_MET);
    assert_true(misses(&world.decision, "by_whom"));
    assert_int_equal(say(&world, TYPE_REFERRAL_WITHDRAWN, "desk", "anna"), STATUS_OK);
    facts = refer(&world, TYPE_REFERRAL_WITHDRAWAL_CONFIRMED, "authority", "anna");
    facts.section_82_considered = facts.citizen_agrees = false;
    assert_int_equal(send(&world, &facts), STATUS_GUARD_NOT_MET);
    assert_true(misses(&world.decision, "section_82_considered"));
    assert_true(misses(&world.decision, "citizen_asked"));
    assert_int_equal(say(&world, TYPE_REFERRAL_WITHDRAWAL_CONFIRMED, "authority", "anna"), STATUS_OK);
    referral_is(&world, STATE_REFERRAL_WITHDRAWN);
    holder_is(&world, "desk");
}

static void withdrawn_while_it_is_offered_the_offer_is_back_and_the_course_stays_held(void **state)
{
    static world_t world;
    (void)state;
    world_open(&world);
    reach_submitted(&world);
    assert_int_equal(say(&world, TYPE_REFERRAL_WITHDRAWN, "gp", ""), STATUS_OK);
    assert_false(course_offer_is_open(&world.course));
    assert_int_equal(fire(&world, "REF-10"), STATUS_OK);
    referral_is(&world, STATE_REFERRAL_WITHDRAWN);
    holder_is(&world, "desk");
    assert_non_null(deadline_with(&world, "CRS-1"));
    assert_true(notice_reaches(notice_of(&world.decision, TYPE_DEADLINE_PASSED), "authority"));
}

/* ---- what happens beside it ---- */

static void the_decision_stays_the_authoritys_when_the_responsibility_moves_on(void **state)
{
    static world_t world;
    (void)state;
    world_open(&world);
    reach_in_review(&world);
    message_facts_t facts = message(&world, TYPE_HANDOVER_PACKAGE, "authority", "anna");
    facts.has_course = true;
    facts.course = world.course.id;
    facts.transition = TRANSITION_AUTHORITY_TO_PROVIDER;
    facts.priority = PRIORITY_ACUTE;
    to_unit(&facts, "housing");
    must(&world, &facts);
    assert_int_equal(say(&world, TYPE_HANDOVER_TAKEN_OVER, "housing", "anna"), STATUS_OK);
    holder_is(&world, "housing");
    assert_string_equal(referral(&world)->awaited, "authority");
    assert_string_equal(deadline_with(&world, "REF-2")->awaited, "authority");
    decide(&world, DECISION_IS_GRANTED);
    assert_true(delivers_to(&world.decision, "housing"));
}

static void a_death_ends_it_and_its_annulment_lets_it_go_on_with_its_clocks(void **state)
{
    static world_t world;
    static void (*const WAYS[])(world_t *) = {reach_submitted, reach_in_review, reach_supplement, reach_appealed, reach_granted, reach_refused, reach_forwarded, reach_withdrawing};
    (void)state;
    for (unsigned index = 0; index < COUNT_OF(WAYS); index++) {
        world_open(&world);
        WAYS[index](&world);
        state_t before = referral(&world)->state;
        message_facts_t death = message(&world, TYPE_COURSE_DIED, world.course.holder, "anna");
        death.has_course = true;
        death.course = world.course.id;
        must(&world, &death);
        referral_is(&world, STATE_REFERRAL_ENDED_DEAD);
        assert_false(course_offer_is_open(&world.course));
        message_facts_t again = refer(&world, TYPE_REFERRAL_SUBMITTED, "gp", "");
        assert_int_equal(send(&world, &again), STATUS_GUARD_NOT_MET);
        assert_true(misses(&world.decision, "not_dead"));
        message_facts_t facts = message(&world, TYPE_MESSAGE_ANNULLED, world.course.holder, "anna");
        facts.has_course = true;
        facts.course = world.course.id;
        text_set(facts.target_message, sizeof facts.target_message, death.message_id);
        must(&world, &facts);
        referral_is(&world, before);
        bool has_clock = false;
        for (unsigned at = 0; at < world.course.deadline_count; at++) {
            has_clock = has_clock || uuid_equal(world.course.deadlines[at].flow, referral(&world)->id);
        }
        assert_true(has_clock);
        assert_int_equal(deadline_with(&world, "REF-7") != NULL, WAYS[index] == reach_appealed);
    }
}

static void a_withdrawn_consent_takes_the_offer_back_and_leaves_the_referral(void **state)
{
    static world_t world;
    (void)state;
    world_open(&world);
    message_facts_t facts = message(&world, TYPE_REFERRAL_SUBMITTED, "gp", "");
    by_consent(&facts, "consent-1"); /* the course begins with it */
    assert_int_equal(open_with(&world, &facts), STATUS_OK);
    assert_int_equal(say(&world, TYPE_CONSENT_WITHDRAWN, "desk", "anna"), STATUS_OK);
    assert_false(course_offer_is_open(&world.course));
    referral_is(&world, STATE_REFERRAL_SUBMITTED);
    assert_non_null(deadline_with(&world, "REF-1"));
}

static void a_contact_with_that_outcome_closes_when_the_referral_is_there(void **state)
{
    static world_t world;
    (void)state;
    world_open(&world);
    reach_answered(&world);
    message_facts_t closed = message(&world, TYPE_CONTACT_CLOSED, "desk", "anna");
    aim(&world, &closed);
    closed.outcome = OUTCOME_REFERRAL;
    closed.has_next_flow = true;
    assert_int_equal(send(&world, &closed), STATUS_GUARD_NOT_MET);
    assert_true(misses(&world.decision, "next_flow_id"));
    assert_int_equal(say(&world, TYPE_REFERRAL_SUBMITTED, "desk", "anna"), STATUS_OK);
    closed.next_flow = referral(&world)->id;
    closed.outcome = OUTCOME_EARLY; /* which it is not */
    assert_int_equal(send(&world, &closed), STATUS_GUARD_NOT_MET);
    closed.outcome = OUTCOME_REFERRAL;
    must(&world, &closed);
    assert_int_equal(newest_flow(&world, FLOW_CONTACT)->state, STATE_CONTACT_CLOSED);
    holder_is(&world, "desk");
}

static void the_authority_that_has_no_cover_is_not_offered_what_it_could_not_hold(void **state)
{
    static world_t world;
    (void)state;
    world_open(&world);
    for (unsigned index = 0; index < world.registry.party_count; index++) {
        if (strcmp(world.parties[index].id, "authority") == 0) {
            world.parties[index].around_the_clock = false;
        }
    }
    reach_submitted(&world);
    holder_is(&world, "desk");
    assert_false(course_offer_is_open(&world.course));
    assert_int_equal(world.course.duty_epoch, 1);
    assert_int_equal(say(&world, TYPE_REFERRAL_RECEIVED, "authority", "anna"), STATUS_OK);
    holder_is(&world, "desk"); /* as a task */
}

static void who_may_do_what_now_is_what_the_rows_say(void **state)
{
    static world_t world;
    static allowed_t allowed[ALLOWED_ACTIONS_MAX];
    (void)state;
    world_open(&world);
    reach_submitted(&world);
    unsigned count = flow_allowed(&world.context, &world.course, "authority", allowed, COUNT_OF(allowed));
    bool may_receive = false, may_recall = false;
    for (unsigned index = 0; index < count; index++) {
        may_receive = may_receive || (allowed[index].type == TYPE_REFERRAL_RECEIVED && uuid_equal(allowed[index].offer, world.course.offer.id));
        may_recall = may_recall || allowed[index].type == TYPE_REFERRAL_RECALLED;
    }
    assert_true(may_receive);
    assert_false(may_recall);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(forwarded_it_ends_here_only_when_the_other_authority_has_a_course_of_its_own),
        cmocka_unit_test(confirmed_elsewhere_what_another_holds_here_stays_held),
        cmocka_unit_test(a_confirmation_that_was_only_told_ends_no_course),
        cmocka_unit_test(not_theirs_either_comes_back_to_a_leader_with_the_deadline_it_had),
        cmocka_unit_test(it_is_forwarded_to_an_authority_of_another_municipality_and_to_nobody_else),
        cmocka_unit_test(a_withdrawal_is_confirmed_after_asking_and_a_risk_asks_for_section_82),
        cmocka_unit_test(withdrawn_while_it_is_offered_the_offer_is_back_and_the_course_stays_held),
        cmocka_unit_test(the_decision_stays_the_authoritys_when_the_responsibility_moves_on),
        cmocka_unit_test(a_death_ends_it_and_its_annulment_lets_it_go_on_with_its_clocks),
        cmocka_unit_test(a_withdrawn_consent_takes_the_offer_back_and_leaves_the_referral),
        cmocka_unit_test(a_contact_with_that_outcome_closes_when_the_referral_is_there),
        cmocka_unit_test(the_authority_that_has_no_cover_is_not_offered_what_it_could_not_hold),
        cmocka_unit_test(who_may_do_what_now_is_what_the_rows_say),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
