/* SPDX-License-Identifier: EUPL-1.2
 * A handover that does not go as planned never ends nowhere (L6): returned, refused, recalled, expired, stranded, taken home, overridden; and the answers
 * that come from the wrong one, too late or twice (L3, L4). */
#include "handover.h"

static void a_package_comes_back_twice_and_the_third_time_leaders_decide(void **state)
{
    static world_t world;
    (void)state;
    world_open(&world);
    reach_offered(&world);
    for (unsigned count = 0; count < 2; count++) {
        message_facts_t facts = hand(&world, TYPE_HANDOVER_RETURNED, "housing", "anna");
        facts.has_questions = false;
        assert_int_equal(send(&world, &facts), STATUS_GUARD_NOT_MET);
        assert_int_equal(say(&world, TYPE_HANDOVER_RETURNED, "housing", "anna"), STATUS_OK);
        handover_is(&world, STATE_HANDOVER_RETURNED);
        assert_int_equal(say(&world, TYPE_HANDOVER_DRAFTED, "team", "anna"), STATUS_OK);
        offer_to(&world, "housing");
    }
    assert_int_equal(say(&world, TYPE_HANDOVER_RETURNED, "housing", "anna"), STATUS_OK);
    handover_is(&world, STATE_HANDOVER_STRANDED);
    assert_int_equal(handover(&world)->awaited_role, ROLE_LEADER);
    offer_to(&world, "housing");
    assert_int_equal(say(&world, TYPE_HANDOVER_RETURNED, "housing", "anna"), STATUS_OK);
    handover_is(&world, STATE_HANDOVER_STRANDED); /* no third round begins */
}

static void unanswered_questions_strand_it(void **state)
{
    static world_t world;
    (void)state;
    world_open(&world);
    reach_returned(&world);
    assert_int_equal(fire(&world, "HOV-6"), STATUS_OK);
    handover_is(&world, STATE_HANDOVER_STRANDED);
    holder_is(&world, "team");
}

static void refused_by_one_it_stays_offered_and_refused_by_all_it_is_stranded(void **state)
{
    static world_t world;
    (void)state;
    world_open(&world);
    reach_offered_acute(&world);
    assert_int_equal(say(&world, TYPE_HANDOVER_REFUSED, "housing", "anna"), STATUS_OK);
    handover_is(&world, STATE_HANDOVER_OFFERED);
    assert_false(course_offered_to(&world.course, "housing"));
    assert_true(course_offered_to(&world.course, "psychiatry"));
    assert_string_equal(deadline_with(&world, "HOV-2")->awaited, "psychiatry");
    message_facts_t facts = hand(&world, TYPE_HANDOVER_REFUSED, "psychiatry", "anna");
    memset(facts.next_owner, 0, sizeof facts.next_owner);
    assert_int_equal(send(&world, &facts), STATUS_GUARD_NOT_MET);
    assert_true(misses(&world.decision, "next_owner"));
    assert_int_equal(say(&world, TYPE_HANDOVER_REFUSED, "psychiatry", "anna"), STATUS_OK);
    handover_is(&world, STATE_HANDOVER_STRANDED);
    holder_is(&world, "team");
    assert_false(course_offer_is_open(&world.course));
    assert_string_equal(world.decision.next_owner, "authority");
    assert_true(delivers_to(&world.decision, "team") && delivers_to(&world.decision, "authority"));
    assert_non_null(deadline_with(&world, "HOV-10"));
}

static void the_duty_unit_neither_refuses_nor_returns(void **state)
{
    static world_t world;
    (void)state;
    world_open(&world);
    reach_offered_to_duty(&world);
    assert_int_equal(say(&world, TYPE_HANDOVER_REFUSED, "duty", "anna"), STATUS_NOT_YOURS_TO_DO);
    assert_int_equal(say(&world, TYPE_HANDOVER_RETURNED, "duty", "anna"), STATUS_NOT_YOURS_TO_DO);
    assert_int_equal(say(&world, TYPE_COURSE_TAKEN_OVER, "duty", "anna"), STATUS_NOT_YOURS_TO_DO);
    assert_int_equal(take_over(&world, "duty"), STATUS_OK);
}

static void more_time_is_given_once(void **state)
{
    static world_t world;
    (void)state;
    world_open(&world);
    reach_offered(&world);
    assert_int_equal(say(&world, TYPE_HANDOVER_STANDBY, "housing", "anna"), STATUS_OK);
    assert_int_equal(deadline_with(&world, "HOV-11")->due_at, monday() + DAY);
    assert_int_equal(world.course.offer.accept_by, monday() + DAY);
    assert_null(deadline_with(&world, "HOV-2"));
    assert_int_equal(say(&world, TYPE_HANDOVER_STANDBY, "housing", "anna"), STATUS_GUARD_NOT_MET);
    assert_true(misses(&world.decision, "once"));
    assert_int_equal(fire(&world, "HOV-11"), STATUS_OK);
    handover_is(&world, STATE_HANDOVER_OFFERED);
    assert_null(deadline_with(&world, "HOV-11"));
    assert_non_null(deadline_with(&world, "HOV-2"));
    assert_int_equal(take_over(&world, "housing"), STATUS_OK);
}

static void an_offer_that_nobody_answers_is_over_and_stranded(void **state)
{
    static world_t world;
    (void)state;
    world_open(&world);
    reach_offered(&world);
    for (unsigned step = 0; step < 4; step++) {
        handover_is(&world, STATE_HANDOVER_OFFERED);
        assert_int_equal(fire(&world, "HOV-2"), STATUS_OK);
    }
    handover_is(&world, STATE_HANDOVER_STRANDED);
    assert_int_equal(world.context.now, local(2026, 11, 12, 16, 0));
    assert_true(notice_reaches(notice_of(&world.decision, TYPE_HANDOVER_WITHDRAWN), "housing"));
    assert_int_equal(take_over(&world, "housing"), STATUS_NOT_ALLOWED_NOW);
    holder_is(&world, "team");
}

static void the_ladder_of_a_stranded_handover_never_ends(void **state)
{
    static world_t world;
    (void)state;
    world_open(&world);
    reach_stranded(&world);
    instant_t due = deadline_with(&world, "HOV-10")->due_at;
    for (unsigned step = 0; step < 20; step++) {
        assert_int_equal(fire(&world, "HOV-10"), STATUS_OK);
        assert_true(delivers_to(&world.decision, "team") && delivers_to(&world.decision, "housing"));
        assert_int_equal(delivers_to(&world.decision, "authority"), step == 2);
        assert_int_equal(delivers_to(&world.decision, "duty"), step >= 3);
        assert_int_equal(world.decision.notices[0].due_at, due);
        handover_is(&world, STATE_HANDOVER_STRANDED);
    }
}

static void the_holder_takes_it_back_offered_or_agreed(void **state)
{
    static world_t world;
    void (*const stages[])(world_t *) = {reach_offered, reach_agreed};
    (void)state;
    for (unsigned stage = 0; stage < COUNT_OF(stages); stage++) {
        world_open(&world);
        stages[stage](&world);
        assert_int_equal(say(&world, TYPE_HANDOVER_RECALLED, "housing", "anna"), STATUS_NOT_YOURS_TO_DO);
        assert_int_equal(say(&world, TYPE_HANDOVER_RECALLED, "team", "anna"), STATUS_OK);
        handover_is(&world, STATE_HANDOVER_ANNOUNCED);
        bool is_told = delivers_to(&world.decision, "housing") || notice_reaches(notice_of(&world.decision, TYPE_HANDOVER_WITHDRAWN), "housing");
        assert_true(is_told);
        assert_false(course_offer_is_open(&world.course));
        assert_non_null(deadline_with(&world, "HOV-1"));
        offer_to(&world, "psychiatry");
        assert_int_equal(take_over(&world, "housing"), STATUS_NOT_YOURS_TO_DO);
        assert_int_equal(take_over(&world, "psychiatry"), STATUS_OK);
    }
}

static void nothing_is_recalled_where_nothing_is_offered(void **state)
{
    static world_t world;
    void (*const stages[])(world_t *) = {reach_announced, reach_returned, reach_stranded, reach_bridge, reach_follow_up};
    (void)state;
    for (unsigned stage = 0; stage < COUNT_OF(stages); stage++) {
        world_open(&world);
        stages[stage](&world);
        assert_int_equal(say(&world, TYPE_HANDOVER_RECALLED, world.course.holder, "lise"), STATUS_NOT_ALLOWED_NOW);
    }
}

static void an_agreed_unit_that_cannot_after_all_names_the_next_owner(void **state)
{
    static world_t world;
    (void)state;
    world_open(&world);
    reach_agreed(&world);
    message_facts_t facts = hand(&world, TYPE_HANDOVER_REFUSED, "housing", "anna");
    memset(facts.next_owner, 0, sizeof facts.next_owner);
    assert_int_equal(send(&world, &facts), STATUS_GUARD_NOT_MET);
    assert_int_equal(say(&world, TYPE_HANDOVER_REFUSED, "housing", "anna"), STATUS_OK);
    handover_is(&world, STATE_HANDOVER_STRANDED);
    assert_null(deadline_with(&world, "HOV-7"));
}

/* ---- stranded ---- */

static void a_stranded_handover_goes_to_another_receiver(void **state)
{
    static world_t world;
    (void)state;
    world_open(&world);
    reach_stranded(&world);
    offer_to(&world, "psychiatry");
    assert_int_equal(take_over(&world, "psychiatry"), STATUS_OK);
    holder_is(&world, "psychiatry");
}

static message_facts_t assignment(world_t *world, const char *chief_of, const char *party)
{
    message_facts_t facts = hand(world, TYPE_HANDOVER_ASSIGNED, chief_of, "kaj");
    to_unit(&facts, party);
    return facts;
}

static void a_common_chief_assigns_inside_the_organisation_and_full_is_no_answer(void **state)
{
    static world_t world;
    (void)state;
    world_open(&world);
    reach_stranded(&world);
    message_facts_t facts = assignment(&world, "authority", "psychiatry");
    assert_int_equal(send(&world, &facts), STATUS_GUARD_NOT_MET);
    assert_true(misses(&world.decision, "one_organisation"));
    facts = assignment(&world, "authority", "outreach");
    assert_int_equal(send(&world, &facts), STATUS_GUARD_NOT_MET);
    assert_true(misses(&world.decision, "package_first")); /* an offer of what it has not seen */
    facts = assignment(&world, "authority", "housing");
    text_set(facts.person, sizeof facts.person, "lise");
    assert_int_equal(send(&world, &facts), STATUS_NOT_YOURS_TO_DO);
    facts = assignment(&world, "authority", "housing");
    assert_int_equal(send(&world, &facts), STATUS_OK);
    holder_is(&world, "team");
    facts = hand(&world, TYPE_HANDOVER_REFUSED, "housing", "anna");
    facts.reason = 1; /* no capacity */
    assert_int_equal(send(&world, &facts), STATUS_GUARD_NOT_MET);
    assert_true(misses(&world.decision, "reason_when_assigned"));
    facts = hand(&world, TYPE_HANDOVER_REFUSED, "housing", "anna");
    facts.reason = 6;
    assert_int_equal(send(&world, &facts), STATUS_OK);
    handover_is(&world, STATE_HANDOVER_STRANDED);
}

static void a_chief_of_another_organisation_assigns_nothing(void **state)
{
    static world_t world;
    (void)state;
    world_open(&world);
    reach_offered_acute(&world);
    assert_int_equal(say(&world, TYPE_HANDOVER_REFUSED, "psychiatry", "anna"), STATUS_OK);
    assert_int_equal(say(&world, TYPE_HANDOVER_REFUSED, "housing", "anna"), STATUS_OK);
    message_facts_t facts = assignment(&world, "psychiatry", "housing");
    assert_int_equal(send(&world, &facts), STATUS_NOT_YOURS_TO_DO);
}

static void the_holders_leader_gives_a_stranded_handover_up_with_a_plan(void **state)
{
    static world_t world;
    (void)state;
    world_open(&world);
    reach_stranded(&world);
    assert_int_equal(say(&world, TYPE_HANDOVER_CANCELLED, "team", "anna"), STATUS_NOT_YOURS_TO_DO);
    message_facts_t facts = hand(&world, TYPE_HANDOVER_CANCELLED, "team", "lise");
    facts.has_text = false;
    assert_int_equal(send(&world, &facts), STATUS_GUARD_NOT_MET);
    assert_true(misses(&world.decision, "plan"));
    assert_int_equal(say(&world, TYPE_HANDOVER_CANCELLED, "team", "lise"), STATUS_OK);
    handover_is(&world, STATE_HANDOVER_CANCELLED);
    holder_is(&world, "team");
    assert_non_null(deadline_with(&world, "CRS-1"));
}

/* ---- the authority takes the citizen home ---- */

typedef struct {
    void (*reach)(world_t *world);
    state_t after;
    const char *awaited;
} home_t;

static void the_authority_takes_the_citizen_home_in_every_state_and_each_flow_goes_on(void **state)
{
    static world_t world;
    static const home_t HOMES[] = {
        {reach_announced, STATE_HANDOVER_ANNOUNCED, "authority"}, {reach_offered, STATE_HANDOVER_ANNOUNCED, "authority"},
        {reach_offered_acute, STATE_HANDOVER_ANNOUNCED, "authority"}, {reach_returned, STATE_HANDOVER_RETURNED, "authority"},
        {reach_agreed, STATE_HANDOVER_AGREED, "housing"},         {reach_stranded, STATE_HANDOVER_CANCELLED, ""},
        {reach_bridge, STATE_HANDOVER_BRIDGE, "authority"},       {reach_follow_up, STATE_HANDOVER_FOLLOW_UP, "authority"},
    };
    (void)state;
    for (unsigned index = 0; index < COUNT_OF(HOMES); index++) {
        world_open(&world);
        HOMES[index].reach(&world);
        assert_int_equal(say(&world, TYPE_COURSE_TAKEN_OVER, "authority", "lise"), STATUS_OK);
        holder_is(&world, "authority");
        assert_false(course_offer_is_open(&world.course));
        handover_is(&world, HOMES[index].after);
        assert_string_equal(handover(&world)->awaited, HOMES[index].awaited);
        for (unsigned number = 0; number < world.course.deadline_count; number++) {
            assert_string_not_equal(world.course.deadlines[number].awaited, "team");
        }
    }
}

/* Whoever holds when it is offered is the old holder afterwards: it knows the citizen now. */
static void who_held_when_it_was_offered_is_the_old_holder(void **state)
{
    static world_t world;
    (void)state;
    world_open(&world);
    reach_agreed(&world);
    assert_int_equal(say(&world, TYPE_COURSE_TAKEN_OVER, "authority", "lise"), STATUS_OK);
    assert_int_equal(fire(&world, "HOV-7"), STATUS_OK);
    assert_int_equal(take_over(&world, "housing"), STATUS_OK);
    assert_string_equal(handover(&world)->giver, "authority");
}

/* ---- override ---- */

static void a_leader_who_is_not_the_author_lets_an_incomplete_package_pass(void **state)
{
    static world_t world;
    (void)state;
    world_open(&world);
    reach_announced(&world);
    assert_int_equal(say(&world, TYPE_HANDOVER_OVERRIDDEN, "team", "anna"), STATUS_NOT_YOURS_TO_DO);
    assert_int_equal(say(&world, TYPE_HANDOVER_OVERRIDDEN, "team", "lise"), STATUS_OK);
    assert_true(delivers_to(&world.decision, "authority"));
    message_facts_t facts = package_to(&world, "housing");
    blank(&facts, "words.wishes");
    text_set(facts.person, sizeof facts.person, "lise");
    assert_int_equal(send(&world, &facts), STATUS_INCOMPLETE); /* her own package */
    facts = package_to(&world, "housing");
    blank(&facts, "words.wishes");
    assert_int_equal(send(&world, &facts), STATUS_OK);
    assert_string_equal(deadline_with(&world, "OVR-1")->awaited, "team");
    assert_int_equal(deadline_with(&world, "OVR-1")->due_at, local(2026, 11, 12, 16, 0));
    assert_int_equal(take_over(&world, "housing"), STATUS_OK);
    assert_string_equal(deadline_with(&world, "OVR-1")->awaited, "team");
    assert_int_equal(say(&world, TYPE_HANDOVER_SUPPLEMENTED, "team", "anna"), STATUS_OK);
    assert_null(deadline_with(&world, "OVR-1"));
}

static void an_override_counts_for_one_package(void **state)
{
    static world_t world;
    (void)state;
    world_open(&world);
    reach_announced(&world);
    assert_int_equal(say(&world, TYPE_HANDOVER_OVERRIDDEN, "team", "lise"), STATUS_OK);
    message_facts_t facts = package_to(&world, "housing");
    blank(&facts, "words.wishes");
    assert_int_equal(send(&world, &facts), STATUS_OK);
    assert_int_equal(say(&world, TYPE_HANDOVER_RETURNED, "housing", "anna"), STATUS_OK);
    facts = package_to(&world, "housing");
    blank(&facts, "words.wishes");
    assert_int_equal(send(&world, &facts), STATUS_INCOMPLETE);
}

/* The next version is complete, so nothing is owed of the one before. */
static void a_complete_next_version_pays_what_an_override_left_out(void **state)
{
    static world_t world;
    (void)state;
    world_open(&world);
    reach_announced(&world);
    assert_int_equal(say(&world, TYPE_HANDOVER_OVERRIDDEN, "team", "lise"), STATUS_OK);
    message_facts_t facts = package_to(&world, "housing");
    blank(&facts, "words.wishes");
    assert_int_equal(send(&world, &facts), STATUS_OK);
    assert_int_equal(say(&world, TYPE_HANDOVER_RETURNED, "housing", "anna"), STATUS_OK);
    assert_non_null(deadline_with(&world, "OVR-1"));
    offer_to(&world, "housing");
    assert_null(deadline_with(&world, "OVR-1"));
}

/* ---- the wrong one, too late, twice ---- */

static status_t take_with(world_t *world, const char *contact)
{
    message_facts_t facts = hand(world, TYPE_HANDOVER_TAKEN_OVER, "housing", "anna");
    text_set(facts.contact_person, sizeof facts.contact_person, contact);
    return send(world, &facts);
}

static void the_contact_person_is_of_the_unit_and_on_its_roster(void **state)
{
    static world_t world;
    (void)state;
    world_open(&world);
    reach_offered(&world);
    assert_int_equal(take_with(&world, "nobody"), STATUS_GUARD_NOT_MET);
    assert_true(misses(&world.decision, "contact_person"));
    roster_t *line = &world.rosters[world.registry.roster_count++];
    text_set(line->party, sizeof line->party, "housing");
    text_set(line->person, sizeof line->person, "anna");
    line->role = ROLE_STAFF;
    line->from = monday();
    line->to = monday() + DAY;
    assert_int_equal(take_with(&world, "bo"), STATUS_GUARD_NOT_MET);
    assert_true(misses(&world.decision, "contact_person"));
    message_facts_t facts = hand(&world, TYPE_HANDOVER_TAKEN_OVER, "housing", "anna");
    text_set(facts.contact_person, sizeof facts.contact_person, "anna");
    facts.has_contact_phone = false;
    assert_int_equal(send(&world, &facts), STATUS_GUARD_NOT_MET);
    assert_true(misses(&world.decision, "contact_phone"));
    assert_int_equal(take_with(&world, "anna"), STATUS_OK);
}

static void who_may_not_hold_is_not_asked_and_who_lost_its_cover_cannot_take_over(void **state)
{
    static const struct {
        const char *party;
        status_t status;
    } UNITS[] = {{"gp", STATUS_MAY_NOT_HOLD}, {"day-centre", STATUS_NO_COVER}, {"empty", STATUS_NO_COVER}, {"closed", STATUS_PARTY_NOT_VALID},
                 {"team", STATUS_ALREADY_HOLDS}, {"nowhere", STATUS_UNKNOWN_PARTY}};
    static world_t world;
    (void)state;
    world_open(&world);
    reach_announced(&world);
    for (unsigned index = 0; index < COUNT_OF(UNITS); index++) {
        message_facts_t facts = package_to(&world, UNITS[index].party);
        assert_int_equal(send(&world, &facts), UNITS[index].status);
        assert_string_equal(world.decision.detail, UNITS[index].party);
    }
    offer_to(&world, "housing");
    for (unsigned index = 0; index < world.registry.party_count; index++) {
        if (strcmp(world.parties[index].id, "housing") == 0) {
            world.parties[index].around_the_clock = false;
        }
    }
    assert_int_equal(take_over(&world, "housing"), STATUS_NO_COVER);
    holder_is(&world, "team");
}

static void an_answer_to_another_offer_answers_nothing(void **state)
{
    static world_t world;
    (void)state;
    world_open(&world);
    reach_offered(&world);
    message_facts_t old = hand(&world, TYPE_HANDOVER_TAKEN_OVER, "housing", "anna");
    message_facts_t unnamed = hand(&world, TYPE_HANDOVER_TAKEN_OVER, "housing", "anna");
    unnamed.has_offer = false;
    assert_int_equal(send(&world, &unnamed), STATUS_GUARD_NOT_MET);
    assert_true(misses(&world.decision, "offer"));
    assert_int_equal(say(&world, TYPE_HANDOVER_RECALLED, "team", "anna"), STATUS_OK);
    assert_int_equal(send(&world, &old), STATUS_OFFER_STALE);
    offer_to(&world, "housing");
    assert_int_equal(send(&world, &old), STATUS_OFFER_STALE);
    holder_is(&world, "team");
    message_facts_t now = hand(&world, TYPE_HANDOVER_TAKEN_OVER, "housing", "anna");
    assert_int_equal(send(&world, &now), STATUS_OK);
    assert_int_equal(send(&world, &now), STATUS_OFFER_STALE);
    assert_int_equal(say(&world, TYPE_HANDOVER_REFUSED, "housing", "anna"), STATUS_NOT_ALLOWED_NOW);
    holder_is(&world, "housing");
}

static void a_take_over_told_by_phone_moves_nothing(void **state)
{
    static world_t world;
    (void)state;
    world_open(&world);
    reach_offered(&world);
    message_facts_t facts = hand(&world, TYPE_HANDOVER_TAKEN_OVER, "housing", "anna");
    facts.recorded_for = facts.recorded_for_complete = true;
    assert_int_equal(send(&world, &facts), STATUS_GUARD_NOT_MET);
    holder_is(&world, "team");
}

static void a_second_offer_names_the_one_that_is_open(void **state)
{
    static world_t world;
    (void)state;
    world_open(&world);
    reach_answered(&world);
    announce(&world, TRANSITION_CONTACT_TO_UNIT, "housing");
    triage(&world, 2, 0);
    route_to(&world, "outreach", NULL);
    message_facts_t facts = package_to(&world, "housing");
    assert_int_equal(send(&world, &facts), STATUS_DUTY_OFFERED);
    assert_non_null(strstr(world.decision.detail, "contact"));
    assert_non_null(strstr(world.decision.detail, "recall"));
    assert_true(course_offered_to(&world.course, "outreach"));
}

static void people_and_units_that_are_gone_do_nothing(void **state)
{
    static world_t world;
    (void)state;
    world_open(&world);
    reach_offered(&world);
    for (unsigned index = 0; index < world.registry.person_count; index++) {
        if (strcmp(world.persons[index].party, "housing") == 0 && strcmp(world.persons[index].id, "anna") == 0) {
            world.persons[index].valid_to = monday();
        }
    }
    assert_int_equal(take_over(&world, "housing"), STATUS_PERSON_NOT_VALID);
    assert_false(world.decision.is_recorded);
    assert_int_equal(take_with(&world, "anna"), STATUS_PERSON_NOT_VALID);
    for (unsigned index = 0; index < world.registry.party_count; index++) {
        if (strcmp(world.parties[index].id, "housing") == 0) {
            world.parties[index].valid_to = monday();
        }
    }
    assert_int_equal(say(&world, TYPE_HANDOVER_TAKEN_OVER, "housing", "bo"), STATUS_PARTY_NOT_VALID);
    holder_is(&world, "team");
}

static void nothing_is_handed_over_on_a_course_that_has_ended(void **state)
{
    static world_t world;
    (void)state;
    world_open(&world);
    reach_dead(&world);
    assert_int_equal(say(&world, TYPE_HANDOVER_PACKAGE, "team", "anna"), STATUS_NOT_ALLOWED_NOW);
    assert_int_equal(take_over(&world, "housing"), STATUS_NOT_ALLOWED_NOW);
    assert_int_equal(say(&world, TYPE_CLOSING_DECIDED, "team", "anna"), STATUS_OK);
    message_facts_t facts = package_to(&world, "housing");
    text_set(facts.sending_party, sizeof facts.sending_party, "team");
    assert_int_equal(send(&world, &facts), STATUS_COURSE_ENDED);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_package_comes_back_twice_and_the_third_time_leaders_decide),
        cmocka_unit_test(unanswered_questions_strand_it),
        cmocka_unit_test(refused_by_one_it_stays_offered_and_refused_by_all_it_is_stranded),
        cmocka_unit_test(the_duty_unit_neither_refuses_nor_returns),
        cmocka_unit_test(more_time_is_given_once),
        cmocka_unit_test(an_offer_that_nobody_answers_is_over_and_stranded),
        cmocka_unit_test(the_ladder_of_a_stranded_handover_never_ends),
        cmocka_unit_test(the_holder_takes_it_back_offered_or_agreed),
        cmocka_unit_test(nothing_is_recalled_where_nothing_is_offered),
        cmocka_unit_test(an_agreed_unit_that_cannot_after_all_names_the_next_owner),
        cmocka_unit_test(a_stranded_handover_goes_to_another_receiver),
        cmocka_unit_test(a_common_chief_assigns_inside_the_organisation_and_full_is_no_answer),
        cmocka_unit_test(a_chief_of_another_organisation_assigns_nothing),
        cmocka_unit_test(the_holders_leader_gives_a_stranded_handover_up_with_a_plan),
        cmocka_unit_test(the_authority_takes_the_citizen_home_in_every_state_and_each_flow_goes_on),
        cmocka_unit_test(who_held_when_it_was_offered_is_the_old_holder),
        cmocka_unit_test(a_leader_who_is_not_the_author_lets_an_incomplete_package_pass),
        cmocka_unit_test(an_override_counts_for_one_package),
        cmocka_unit_test(a_complete_next_version_pays_what_an_override_left_out),
        cmocka_unit_test(the_contact_person_is_of_the_unit_and_on_its_roster),
        cmocka_unit_test(who_may_not_hold_is_not_asked_and_who_lost_its_cover_cannot_take_over),
        cmocka_unit_test(an_answer_to_another_offer_answers_nothing),
        cmocka_unit_test(a_take_over_told_by_phone_moves_nothing),
        cmocka_unit_test(a_second_offer_names_the_one_that_is_open),
        cmocka_unit_test(people_and_units_that_are_gone_do_nothing),
        cmocka_unit_test(nothing_is_handed_over_on_a_course_that_has_ended),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
