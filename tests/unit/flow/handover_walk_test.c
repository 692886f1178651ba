/* SPDX-License-Identifier: EUPL-1.2
 * A handover from its announcement to the last follow-up: planned, acute, on a date, back again, and to another municipality (L3, L4, L5). */
#include "handover.h"

static void a_planned_handover_goes_from_its_announcement_to_the_third_follow_up(void **state)
{
    static world_t world;
    (void)state;
    world_open(&world);
    reach_announced(&world);
    assert_true(delivers_to(&world.decision, "housing") && delivers_to(&world.decision, "authority"));
    assert_int_equal(deadline_with(&world, "HOV-1")->due_at, local(2026, 11, 25, 16, 0)); /* ten working days before 9 December */
    assert_int_equal(say(&world, TYPE_HANDOVER_DRAFTED, "team", "anna"), STATUS_OK);
    message_facts_t facts = hand(&world, TYPE_MEETING_CALLED, "team", "anna");
    to_unit(&facts, "housing");
    assert_int_equal(send(&world, &facts), STATUS_OK);
    assert_string_equal(deadline_with(&world, "MTG-1")->awaited, "housing");
    assert_int_equal(say(&world, TYPE_MEETING_FIXED, "housing", "anna"), STATUS_OK);
    assert_null(deadline_with(&world, "MTG-1"));
    assert_string_equal(deadline_with(&world, "MTG-2")->awaited, "team");
    world.context.now += 7 * DAY;
    assert_int_equal(say(&world, TYPE_MEETING_HELD, "team", "anna"), STATUS_OK);
    assert_null(deadline_with(&world, "MTG-2"));
    offer_to(&world, "housing");
    holder_is(&world, "team");
    assert_null(deadline_with(&world, "HOV-1"));
    assert_int_equal(take_over(&world, "housing"), STATUS_OK);
    holder_is(&world, "housing");
    assert_string_equal(world.course.contact_person, "bo");
    assert_string_equal(handover(&world)->giver, "team");
    assert_null(notice_of(&world.decision, TYPE_DUTY_MOVED)); /* nothing else is open that could become its own */
    assert_null(deadline_with(&world, "HOV-9")); /* nothing is owed of a complete package */
    instant_t taken = world.context.now;
    assert_int_equal(say(&world, TYPE_HANDOVER_BRIDGE_ENDED, "housing", "anna"), STATUS_GUARD_NOT_MET);
    assert_true(misses(&world.decision, "first_contact"));
    assert_int_equal(say(&world, TYPE_HANDOVER_FIRST_CONTACT, "housing", "anna"), STATUS_OK);
    world.context.now = taken + 14 * DAY;
    assert_int_equal(follow_up(&world, 14), STATUS_OK);
    handover_is(&world, STATE_HANDOVER_BRIDGE);
    assert_int_equal(deadline_with(&world, "HOV-5")->due_at, taken + 30 * DAY);
    assert_int_equal(say(&world, TYPE_HANDOVER_BRIDGE_ENDED, "team", "anna"), STATUS_OK);
    handover_is(&world, STATE_HANDOVER_FOLLOW_UP);
    assert_null(deadline_with(&world, "HOV-4"));
    world.context.now = taken + 30 * DAY;
    assert_int_equal(follow_up(&world, 90), STATUS_GUARD_NOT_MET); /* day 30 first */
    assert_int_equal(follow_up(&world, 30), STATUS_OK);
    world.context.now = taken + 90 * DAY;
    assert_int_equal(deadline_with(&world, "HOV-5")->due_at, world.context.now);
    assert_int_equal(follow_up(&world, 90), STATUS_OK);
    handover_is(&world, STATE_HANDOVER_CLOSED);
    holder_is(&world, "housing");
    assert_null(deadline_with(&world, "HOV-5"));
    assert_non_null(deadline_with(&world, "CRS-1"));
}

static void an_incomplete_package_is_refused_with_every_missing_item(void **state)
{
    static const char *const ITEMS[] = {"words.wishes", "risk.suicide", "return.where"};
    static world_t world;
    static course_t before;
    (void)state;
    world_open(&world);
    reach_announced(&world);
    message_facts_t facts = package_to(&world, "housing");
    for (unsigned index = 0; index < COUNT_OF(ITEMS); index++) {
        blank(&facts, ITEMS[index]);
    }
    before = world.course;
    flow_step(&world.context, &facts, &world.course, &world.decision);
    assert_int_equal(world.decision.status, STATUS_INCOMPLETE);
    assert_memory_equal(&before, &world.course, sizeof before);
    assert_int_equal(world.decision.missing_count, COUNT_OF(ITEMS));
    for (unsigned index = 0; index < COUNT_OF(ITEMS); index++) {
        assert_true(misses(&world.decision, ITEMS[index]));
    }
    assert_true(world.decision.is_recorded && world.decision.section_count > 0);
}

/* The core is for what is acute: a planned package that holds only the core lacks the rest. */
static void a_planned_package_with_the_core_alone_is_refused(void **state)
{
    static world_t world;
    (void)state;
    world_open(&world);
    reach_announced(&world);
    message_facts_t facts = package_to(&world, "housing");
    const standard_t *core = standard_named("acute_core");
    for (unsigned index = 0; standard_item_at(index) != NULL; index++) {
        facts.answers[index] = core->required[index] == REQUIRED_NEVER ? ANSWER_BLANK : ANSWER_GIVEN;
    }
    assert_int_equal(send(&world, &facts), STATUS_INCOMPLETE);
    assert_true(misses(&world.decision, "words.wishes") && misses(&world.decision, "background.history"));
}

static void an_acute_package_goes_to_three_and_the_first_who_takes_over_has_it(void **state)
{
    static world_t world;
    (void)state;
    world_open(&world);
    reach_held(&world);
    message_facts_t facts = acute_package(&world, "housing", "psychiatry");
    to_unit(&facts, "outreach");
    blank(&facts, "words.wishes");
    assert_int_equal(send(&world, &facts), STATUS_OK);
    holder_is(&world, "team");
    assert_int_equal(world.course.offer.to_count, 3);
    assert_int_equal(deadline_with(&world, "HOV-2")->due_at, monday() + HOUR);
    assert_int_equal(say(&world, TYPE_HANDOVER_RETURNED, "housing", "anna"), STATUS_GUARD_NOT_MET);
    assert_true(misses(&world.decision, "only_one_asked"));
    assert_int_equal(say(&world, TYPE_HANDOVER_REFUSED, "outreach", "anna"), STATUS_OK);
    handover_is(&world, STATE_HANDOVER_OFFERED);
    assert_int_equal(take_over(&world, "psychiatry"), STATUS_OK);
    holder_is(&world, "psychiatry");
    const notice_t *lost = notice_of(&world.decision, TYPE_HANDOVER_WITHDRAWN);
    assert_true(notice_reaches(lost, "housing") && !notice_reaches(lost, "outreach") && !notice_reaches(lost, "psychiatry"));
    assert_int_equal(lost->cause, WITHDRAWAL_TAKEN_BY_OTHER);
    assert_int_equal(take_over(&world, "housing"), STATUS_NOT_ALLOWED_NOW);
    holder_is(&world, "psychiatry");
}

static void only_what_is_acute_goes_to_several(void **state)
{
    static world_t world;
    (void)state;
    world_open(&world);
    reach_announced(&world);
    message_facts_t facts = package_to(&world, "housing");
    to_unit(&facts, "psychiatry");
    assert_int_equal(send(&world, &facts), STATUS_GUARD_NOT_MET);
    assert_true(misses(&world.decision, "acute"));
}

static void the_old_holder_owes_the_rest_of_an_acute_package_also_when_the_bridge_has_ended(void **state)
{
    static world_t world;
    (void)state;
    world_open(&world);
    reach_bridge_acute(&world);
    const deadline_t *owed = deadline_with(&world, "HOV-9");
    assert_string_equal(owed->awaited, "team");
    assert_int_equal(owed->due_at, local(2026, 11, 12, 16, 0));
    assert_int_equal(say(&world, TYPE_HANDOVER_FIRST_CONTACT, "housing", "anna"), STATUS_OK);
    assert_int_equal(say(&world, TYPE_HANDOVER_BRIDGE_ENDED, "housing", "anna"), STATUS_OK);
    handover_is(&world, STATE_HANDOVER_FOLLOW_UP);
    assert_int_equal(fire(&world, "HOV-9"), STATUS_OK);
    assert_true(delivers_to(&world.decision, "team"));
    assert_string_equal(handover(&world)->awaited, "housing");
    message_facts_t facts = hand(&world, TYPE_HANDOVER_SUPPLEMENTED, "team", "anna");
    blank(&facts, "words.wishes");
    assert_int_equal(send(&world, &facts), STATUS_INCOMPLETE);
    assert_true(misses(&world.decision, "words.wishes"));
    assert_int_equal(say(&world, TYPE_HANDOVER_SUPPLEMENTED, "housing", "anna"), STATUS_NOT_YOURS_TO_DO);
    assert_int_equal(say(&world, TYPE_HANDOVER_SUPPLEMENTED, "team", "anna"), STATUS_OK);
    assert_true(delivers_to(&world.decision, "housing"));
    assert_null(deadline_with(&world, "HOV-9"));
    assert_int_equal(say(&world, TYPE_HANDOVER_SUPPLEMENTED, "team", "anna"), STATUS_GUARD_NOT_MET);
}

static void three_attempts_without_a_meeting_are_a_leaders_to_say(void **state)
{
    static world_t world;
    (void)state;
    world_open(&world);
    reach_bridge(&world);
    message_facts_t facts = hand(&world, TYPE_HANDOVER_FIRST_CONTACT, "housing", "anna");
    facts.met = ANSWER_NO;
    facts.attempts = 3;
    assert_int_equal(send(&world, &facts), STATUS_GUARD_NOT_MET);
    text_set(facts.person, sizeof facts.person, "lise");
    facts.attempts = 2;
    assert_int_equal(send(&world, &facts), STATUS_GUARD_NOT_MET);
    facts.attempts = 3;
    assert_int_equal(send(&world, &facts), STATUS_OK);
    assert_null(deadline_with(&world, "HOV-3"));
}

/* ---- on a date ---- */

static void agreeing_on_a_date_moves_nothing_and_on_the_date_it_is_offered_again(void **state)
{
    static world_t world;
    (void)state;
    world_open(&world);
    reach_agreed(&world);
    holder_is(&world, "team");
    assert_false(course_offer_is_open(&world.course));
    instant_t date = monday() + 10 * DAY;
    assert_int_equal(deadline_with(&world, "HOV-7")->due_at, date);
    assert_int_equal(take_over(&world, "housing"), STATUS_NOT_ALLOWED_NOW);
    assert_int_equal(fire(&world, "HOV-7"), STATUS_OK);
    assert_int_equal(world.context.now, date);
    handover_is(&world, STATE_HANDOVER_OFFERED);
    holder_is(&world, "team"); /* the clock alone never moves it */
    assert_true(course_offered_to(&world.course, "housing"));
    assert_int_equal(deadline_with(&world, "HOV-8")->due_at, date + DAY);
    assert_int_equal(take_over(&world, "housing"), STATUS_OK);
    holder_is(&world, "housing");
}

static void agreed_and_not_taken_over_on_the_day_is_stranded(void **state)
{
    static world_t world;
    (void)state;
    world_open(&world);
    reach_agreed(&world);
    assert_int_equal(fire(&world, "HOV-7"), STATUS_OK);
    for (unsigned step = 0; step < 4; step++) {
        handover_is(&world, STATE_HANDOVER_OFFERED);
        assert_int_equal(fire(&world, "HOV-8"), STATUS_OK);
    }
    handover_is(&world, STATE_HANDOVER_STRANDED);
    assert_int_equal(world.context.now, monday() + 11 * DAY);
    holder_is(&world, "team");
    assert_false(course_offer_is_open(&world.course));
}

static void an_agreed_date_waits_a_working_day_while_another_flow_has_the_offer(void **state)
{
    static world_t world;
    (void)state;
    world_open(&world);
    reach_answered(&world);
    announce(&world, TRANSITION_CONTACT_TO_UNIT, "housing");
    offer_to(&world, "housing");
    assert_int_equal(say(&world, TYPE_HANDOVER_AGREED, "housing", "anna"), STATUS_OK);
    world.context.now = monday() + 10 * DAY - MINUTE;
    triage(&world, 2, 0);
    route_to(&world, "outreach", NULL);
    assert_true(course_offered_to(&world.course, "outreach"));
    assert_int_equal(fire(&world, "HOV-7"), STATUS_OK);
    handover_is(&world, STATE_HANDOVER_AGREED);
    assert_true(delivers_to(&world.decision, "desk"));
    assert_true(course_offered_to(&world.course, "outreach"));
    assert_int_equal(say(&world, TYPE_CONTACT_REFUSED, "outreach", "anna"), STATUS_OK);
    assert_int_equal(fire(&world, "HOV-7"), STATUS_OK);
    assert_int_equal(world.context.now, local(2026, 11, 20, 9, 0)); /* the next working day */
    handover_is(&world, STATE_HANDOVER_OFFERED);
}

static void an_agreed_unit_that_holds_already_needs_no_handover(void **state)
{
    static world_t world;
    (void)state;
    world_open(&world);
    reach_answered(&world);
    announce(&world, TRANSITION_CONTACT_TO_UNIT, "housing");
    offer_to(&world, "housing");
    assert_int_equal(say(&world, TYPE_HANDOVER_AGREED, "housing", "anna"), STATUS_OK);
    triage(&world, 2, 0);
    route_to(&world, "housing", NULL);
    assert_int_equal(say(&world, TYPE_CONTACT_TAKEN_OVER, "housing", "anna"), STATUS_OK);
    assert_int_equal(fire(&world, "HOV-7"), STATUS_OK);
    handover_is(&world, STATE_HANDOVER_CANCELLED);
    holder_is(&world, "housing");
    assert_non_null(deadline_with(&world, "CRS-1"));
}

static void earlier_than_agreed_is_for_the_unit_that_agreed_alone(void **state)
{
    static world_t world;
    (void)state;
    world_open(&world);
    reach_agreed(&world);
    message_facts_t facts = package_to(&world, "psychiatry");
    assert_int_equal(send(&world, &facts), STATUS_GUARD_NOT_MET);
    assert_true(misses(&world.decision, "agreed_unit"));
    offer_to(&world, "housing");
    assert_non_null(deadline_with(&world, "HOV-8"));
    assert_null(deadline_with(&world, "HOV-7"));
    assert_int_equal(take_over(&world, "housing"), STATUS_OK);
}

static void a_date_is_ahead_and_at_most_ninety_days(void **state)
{
    static world_t world;
    (void)state;
    world_open(&world);
    reach_offered(&world);
    message_facts_t facts = hand(&world, TYPE_HANDOVER_AGREED, "housing", "anna");
    facts.at = world.context.now;
    assert_int_equal(send(&world, &facts), STATUS_GUARD_NOT_MET);
    facts.at = world.context.now + 90 * DAY + 1;
    assert_int_equal(send(&world, &facts), STATUS_GUARD_NOT_MET);
    assert_true(misses(&world.decision, "responsible_from"));
    facts.at = world.context.now + 90 * DAY;
    assert_int_equal(send(&world, &facts), STATUS_OK);
}

/* ---- several handovers ---- */

static void a_later_handover_closes_the_earlier_unless_the_rest_of_it_is_owed(void **state)
{
    static world_t world;
    (void)state;
    for (unsigned is_owed = 0; is_owed < 2; is_owed++) {
        world_open(&world);
        if (is_owed != 0) {
            reach_bridge_acute(&world);
        } else {
            reach_bridge(&world);
        }
        uuid_t earlier = handover(&world)->id;
        announce(&world, TRANSITION_PROVIDER_TO_PROVIDER, "psychiatry");
        offer_to(&world, "psychiatry");
        assert_int_equal(course_flow(&world.course, earlier)->state, STATE_HANDOVER_BRIDGE);
        assert_int_equal(take_over(&world, "psychiatry"), STATUS_OK);
        handover_is(&world, STATE_HANDOVER_BRIDGE);
        assert_int_equal(course_flow(&world.course, earlier)->state, is_owed != 0 ? STATE_HANDOVER_BRIDGE : STATE_HANDOVER_CLOSED);
    }
}

static void the_way_back_goes_to_the_old_holder_with_a_light_standard(void **state)
{
    static world_t world;
    (void)state;
    world_open(&world);
    reach_bridge(&world);
    uuid_t failed = handover(&world)->id;
    message_facts_t facts = acute_package(&world, "psychiatry", NULL);
    facts.transition = TRANSITION_RETURN_ROUTE;
    facts.priority = PRIORITY_NONE;
    assert_int_equal(send(&world, &facts), STATUS_GUARD_NOT_MET);
    assert_true(misses(&world.decision, "returns_flow_id"));
    facts.has_returns = true;
    facts.returns = failed;
    blank(&facts, "background.history");
    assert_int_equal(send(&world, &facts), STATUS_GUARD_NOT_MET);
    assert_true(misses(&world.decision, "old_holder"));
    text_set(facts.receivers[0].party, PARTY_ID_SIZE, "team");
    assert_int_equal(send(&world, &facts), STATUS_OK);
    holder_is(&world, "housing");
    assert_int_equal(take_over(&world, "team"), STATUS_OK);
    holder_is(&world, "team");
    assert_int_equal(course_flow(&world.course, failed)->state, STATE_HANDOVER_CLOSED);
    assert_null(deadline_with(&world, "HOV-9"));
}

static void one_handover_before_its_bridge_is_open_at_a_time(void **state)
{
    static world_t world;
    (void)state;
    world_open(&world);
    reach_announced(&world);
    message_facts_t facts = announcement(&world, TRANSITION_PROVIDER_TO_PROVIDER, "psychiatry");
    assert_int_equal(send(&world, &facts), STATUS_GUARD_NOT_MET);
    facts = acute_package(&world, "psychiatry", NULL);
    assert_int_equal(send(&world, &facts), STATUS_GUARD_NOT_MET);
    assert_true(misses(&world.decision, "no_other_handover"));
    assert_int_equal(say(&world, TYPE_HANDOVER_CANCELLED, "team", "anna"), STATUS_OK);
    facts = acute_package(&world, "psychiatry", NULL);
    assert_int_equal(send(&world, &facts), STATUS_OK);
}

/* ---- to another municipality ---- */

static void another_municipality_takes_over_on_a_course_of_its_own(void **state)
{
    static world_t world;
    static course_t linked;
    static decision_t opened;
    (void)state;
    world_open(&world);
    reach_offered_to_municipality(&world);
    message_facts_t facts = hand(&world, TYPE_HANDOVER_TAKEN_OVER, "other-authority", "anna");
    assert_int_equal(send(&world, &facts), STATUS_OK);
    holder_is(&world, "team");
    assert_false(course_offer_is_open(&world.course));
    assert_false(uuid_is_nil(world.decision.linked_course));
    flow_open_linked(&world.context, &facts, &world.course, &linked, &opened);
    assert_true(uuid_equal(linked.id, world.decision.linked_course));
    assert_true(linked.is_open);
    assert_string_equal(linked.holder, "other-authority");
    assert_string_equal(linked.authority, "other-authority");
    assert_string_equal(linked.desk, "other-desk");
    assert_string_equal(linked.municipality, "0607");
    assert_string_equal(linked.contact_person, "bo");
    assert_int_equal(linked.duty, DUTY_HELD);
    assert_int_equal(linked.deadline_count, 1);
    assert_string_equal(linked.deadlines[0].rule, "CRS-1");
    assert_int_equal(opened.notices[0].type, TYPE_COURSE_OPENED);
    assert_true(notice_reaches(&opened.notices[0], "other-authority"));
    assert_true(uuid_equal(opened.notices[0].other_course, world.course.id));
    assert_int_equal(say(&world, TYPE_HANDOVER_FIRST_CONTACT, "other-authority", "anna"), STATUS_OK);
}

static void only_the_other_municipalitys_authority_is_asked_and_only_for_that(void **state)
{
    static world_t world;
    (void)state;
    world_open(&world);
    reach_held(&world);
    announce(&world, TRANSITION_MUNICIPALITY_TO_MUNICIPALITY, "other-authority");
    message_facts_t facts = package_to(&world, "housing");
    assert_int_equal(send(&world, &facts), STATUS_GUARD_NOT_MET);
    facts = package_to(&world, "other-desk");
    assert_int_equal(send(&world, &facts), STATUS_GUARD_NOT_MET);
    assert_true(misses(&world.decision, "receiver_of_type"));
    world_open(&world);
    reach_announced(&world);
    facts = package_to(&world, "other-authority");
    assert_int_equal(send(&world, &facts), STATUS_GUARD_NOT_MET);
}

/* Night over there: its duty unit holds nothing in another's name, and no course gets a duty unit for its authority. */
static void a_silent_authority_of_another_municipality_is_not_passed_on(void **state)
{
    static world_t world;
    (void)state;
    world_open(&world);
    text_set(world_party(&world, "other-duty", PARTY_KIND_DUTY, "nabokommunen", true)->municipality, 8, "0607");
    directory_prepare(&world.registry);
    reach_offered_to_municipality(&world);
    for (unsigned step = 0; step < 3; step++) {
        assert_int_equal(fire(&world, "HOV-2"), STATUS_OK);
    }
    assert_int_equal(handover(&world)->asked_count, 1);
    assert_false(course_offered_to(&world.course, "other-duty"));
}

/* ---- the citizen's age ---- */

static void a_childs_course_has_its_clocks_and_the_handover_to_the_adults_stops_them(void **state)
{
    static world_t world;
    (void)state;
    world_open(&world);
    reach_answered(&world);
    message_facts_t facts = message(&world, TYPE_CONTACT_IDENTIFIED, "desk", "anna");
    aim(&world, &facts);
    facts.born_at = local(2010, 11, 10, 0, 0);
    assert_int_equal(send(&world, &facts), STATUS_OK);
    assert_int_equal(deadline_with(&world, "AGE-1")->due_at, local(2027, 5, 10, 0, 0));
    assert_int_equal(deadline_with(&world, "AGE-2")->due_at, local(2028, 6, 10, 0, 0));
    assert_int_equal(deadline_with(&world, "AGE-3")->due_at, local(2028, 11, 10, 0, 0));
    announce(&world, TRANSITION_CHILD_TO_ADULT, "housing");
    assert_null(deadline_with(&world, "AGE-1"));
    assert_null(deadline_with(&world, "AGE-2"));
    assert_int_equal(fire(&world, "AGE-3"), STATUS_OK);
    assert_int_equal(world.context.now, local(2028, 11, 10, 0, 0));
    assert_null(deadline_with(&world, "AGE-3"));
}

static void an_adults_course_has_no_clocks_of_age_and_one_who_is_seventeen_soon(void **state)
{
    static world_t world;
    (void)state;
    world_open(&world);
    reach_answered(&world);
    message_facts_t facts = message(&world, TYPE_CONTACT_IDENTIFIED, "desk", "anna");
    aim(&world, &facts);
    facts.born_at = local(2008, 11, 9, 0, 0); /* eighteen today */
    assert_int_equal(send(&world, &facts), STATUS_OK);
    assert_null(deadline_with(&world, "AGE-3"));
    facts = message(&world, TYPE_CONTACT_IDENTIFIED, "desk", "anna");
    aim(&world, &facts);
    facts.born_at = local(2008, 12, 24, 0, 0);
    assert_int_equal(send(&world, &facts), STATUS_OK);
    assert_int_equal(deadline_with(&world, "AGE-1")->due_at, monday() + 14 * DAY);
    assert_int_equal(deadline_with(&world, "AGE-3")->due_at, local(2026, 12, 24, 0, 0));
}

/* ---- lost ---- */

static void a_citizen_who_is_lost_is_looked_for_from_that_moment(void **state)
{
    static world_t world;
    (void)state;
    world_open(&world);
    reach_follow_up(&world);
    uuid_t id = handover(&world)->id;
    message_facts_t facts = hand(&world, TYPE_HANDOVER_FOLLOWED_UP, "housing", "anna");
    facts.lost = ANSWER_YES;
    assert_int_equal(send(&world, &facts), STATUS_OK);
    assert_int_equal(course_flow(&world.course, id)->state, STATE_HANDOVER_CLOSED);
    const flow_t *contact = newest_flow(&world, FLOW_CONTACT);
    assert_int_equal(contact->state, STATE_CONTACT_ANSWERED);
    assert_true(contact->has_risk);
    assert_string_equal(contact->awaited, "desk");
    assert_true(delivers_to(&world.decision, "desk") && delivers_to(&world.decision, "authority"));
    assert_int_equal(deadline_with(&world, "CON-10")->due_at, world.context.now + DAY);
    holder_is(&world, "housing");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_planned_handover_goes_from_its_announcement_to_the_third_follow_up),
        cmocka_unit_test(an_incomplete_package_is_refused_with_every_missing_item),
        cmocka_unit_test(a_planned_package_with_the_core_alone_is_refused),
        cmocka_unit_test(an_acute_package_goes_to_three_and_the_first_who_takes_over_has_it),
        cmocka_unit_test(only_what_is_acute_goes_to_several),
        cmocka_unit_test(the_old_holder_owes_the_rest_of_an_acute_package_also_when_the_bridge_has_ended),
        cmocka_unit_test(three_attempts_without_a_meeting_are_a_leaders_to_say),
        cmocka_unit_test(agreeing_on_a_date_moves_nothing_and_on_the_date_it_is_offered_again),
        cmocka_unit_test(agreed_and_not_taken_over_on_the_day_is_stranded),
        cmocka_unit_test(an_agreed_date_waits_a_working_day_while_another_flow_has_the_offer),
        cmocka_unit_test(an_agreed_unit_that_holds_already_needs_no_handover),
        cmocka_unit_test(earlier_than_agreed_is_for_the_unit_that_agreed_alone),
        cmocka_unit_test(a_date_is_ahead_and_at_most_ninety_days),
        cmocka_unit_test(a_later_handover_closes_the_earlier_unless_the_rest_of_it_is_owed),
        cmocka_unit_test(the_way_back_goes_to_the_old_holder_with_a_light_standard),
        cmocka_unit_test(one_handover_before_its_bridge_is_open_at_a_time),
        cmocka_unit_test(another_municipality_takes_over_on_a_course_of_its_own),
        cmocka_unit_test(only_the_other_municipalitys_authority_is_asked_and_only_for_that),
        cmocka_unit_test(a_silent_authority_of_another_municipality_is_not_passed_on),
        cmocka_unit_test(a_childs_course_has_its_clocks_and_the_handover_to_the_adults_stops_them),
        cmocka_unit_test(an_adults_course_has_no_clocks_of_age_and_one_who_is_seventeen_soon),
        cmocka_unit_test(a_citizen_who_is_lost_is_looked_for_from_that_moment),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
