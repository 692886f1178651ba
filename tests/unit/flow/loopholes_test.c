/* SPDX-License-Identifier: EUPL-1.2
 * Ways around a law that were open once: each message alone is complete and allowed, what they add up to is not. */
#include "handover.h"

/* L4: the light standard is for the unit that has had the whole package. */
static void a_return_route_cannot_be_announced(void **state)
{
    static world_t world;
    (void)state;
    world_open(&world);
    reach_held(&world);
    message_facts_t facts = announcement(&world, TRANSITION_RETURN_ROUTE, "housing");
    assert_int_equal(send(&world, &facts), STATUS_GUARD_NOT_MET);
    assert_true(misses(&world.decision, "transition"));
}

static void a_return_route_goes_to_the_old_holder_only(void **state)
{
    static world_t world;
    (void)state;
    world_open(&world);
    reach_bridge(&world);
    message_facts_t facts = message(&world, TYPE_HANDOVER_PACKAGE, "housing", "anna");
    facts.has_course = facts.has_returns = true;
    facts.course = world.course.id;
    facts.transition = TRANSITION_RETURN_ROUTE;
    facts.returns = handover(&world)->id;
    to_unit(&facts, "team");
    assert_int_equal(send(&world, &facts), STATUS_OK);
    assert_int_equal(say(&world, TYPE_HANDOVER_RECALLED, "housing", "anna"), STATUS_OK);
    facts = package_to(&world, "outreach");
    assert_int_equal(send(&world, &facts), STATUS_GUARD_NOT_MET);
    assert_true(misses(&world.decision, "old_holder"));
    offer_to(&world, "team");
}

/* L3, L4: nobody takes over on a package that is hidden. */
static void what_an_offer_rests_on_is_recalled_before_it_is_annulled(void **state)
{
    static world_t world;
    (void)state;
    world_open(&world);
    reach_announced(&world);
    message_facts_t package = package_to(&world, "housing");
    assert_int_equal(send(&world, &package), STATUS_OK);
    message_facts_t annulment = hand(&world, TYPE_MESSAGE_ANNULLED, "team", "anna");
    text_set(annulment.target_message, sizeof annulment.target_message, package.message_id);
    assert_int_equal(send(&world, &annulment), STATUS_GUARD_NOT_MET);
    assert_true(misses(&world.decision, "recall_first"));
    assert_int_equal(say(&world, TYPE_HANDOVER_RECALLED, "team", "anna"), STATUS_OK);
    (void)snprintf(annulment.message_id, sizeof annulment.message_id, "again");
    assert_int_equal(send(&world, &annulment), STATUS_OK);
    assert_true(world.decision.hides_message);
}

static void an_acute_package_is_annulled_with_its_flow(void **state)
{
    static world_t world;
    (void)state;
    world_open(&world);
    reach_held(&world);
    message_facts_t package = acute_package(&world, "housing", NULL);
    assert_int_equal(send(&world, &package), STATUS_OK);
    message_facts_t annulment = hand(&world, TYPE_MESSAGE_ANNULLED, "team", "anna");
    text_set(annulment.target_message, sizeof annulment.target_message, package.message_id);
    assert_int_equal(send(&world, &annulment), STATUS_OK);
    handover_is(&world, STATE_HANDOVER_ANNULLED);
}

/* L3: a late answer answers no later offer, however it is said to have come. */
static void a_late_answer_told_by_phone_is_late(void **state)
{
    static world_t world;
    (void)state;
    world_open(&world);
    reach_offered(&world);
    message_facts_t late = hand(&world, TYPE_HANDOVER_REFUSED, "housing", "anna");
    late.recorded_for = late.recorded_for_complete = true;
    assert_int_equal(say(&world, TYPE_HANDOVER_RECALLED, "team", "anna"), STATUS_OK);
    offer_to(&world, "housing");
    assert_int_equal(send(&world, &late), STATUS_OFFER_STALE);
    handover_is(&world, STATE_HANDOVER_OFFERED);
}

static void fill_involved(world_t *world)
{
    for (unsigned number = 0; world->course.involved_count < COURSE_INVOLVED_MAX; number++) {
        message_facts_t note = message(world, TYPE_ACTION_OPENED, "team", "anna");
        note.has_course = true;
        note.course = world->course.id;
        char unit[PARTY_ID_SIZE];
        (void)snprintf(unit, sizeof unit, "extra-%u", number);
        world_party(world, unit, PARTY_KIND_OFFER, "kommunen", true);
        directory_prepare(&world->registry);
        text_set(note.action_owner, sizeof note.action_owner, unit);
        (void)snprintf(note.action_id, sizeof note.action_id, "action-%u", number);
        if (send(world, &note) != STATUS_OK) {
            return;
        }
        note.type = TYPE_ACTION_DONE;
        (void)snprintf(note.message_id, sizeof note.message_id, "done-%u", number);
        assert_int_equal(send(world, &note), STATUS_OK);
    }
}

/* L6: however many units a course has, the authority and the duty unit can take it home, and a death can be told. */
static void a_full_course_keeps_places_for_the_ways_out(void **state)
{
    static const struct {
        message_type_t type;
        const char *party, *person;
    } OUT[] = {{TYPE_COURSE_TAKEN_OVER, "authority", "lise"}, {TYPE_COURSE_TAKEN_OVER, "duty", "anna"}, {TYPE_COURSE_DIED, "team", "anna"}};
    (void)state;
    for (unsigned index = 0; index < COUNT_OF(OUT); index++) {
        static world_t world;
        world_open(&world);
        reach_held(&world);
        fill_involved(&world);
        assert_int_equal(world.decision.status, STATUS_COURSE_FULL);
        assert_int_equal(say(&world, OUT[index].type, OUT[index].party, OUT[index].person), STATUS_OK);
        assert_true(world.course.involved_count <= COURSE_INVOLVED_MAX);
    }
}

/* L5: only who owes it, and the holder, make a deadline stand still. */
static void a_unit_does_not_pause_what_another_owes(void **state)
{
    static world_t world;
    (void)state;
    world_open(&world);
    reach_held(&world);
    assert_int_equal(say(&world, TYPE_ACTION_OPENED, "team", "anna"), STATUS_OK);
    message_facts_t pause = hand(&world, TYPE_CLOCK_PAUSED, "housing", "anna");
    text_set(pause.rule, sizeof pause.rule, "CRS-1");
    pause.at = world.context.now + DAY;
    assert_int_equal(send(&world, &pause), STATUS_GUARD_NOT_MET);
    assert_true(misses(&world.decision, "pausable_rule"));
    text_set(pause.rule, sizeof pause.rule, "ACT-1");
    (void)snprintf(pause.message_id, sizeof pause.message_id, "own");
    assert_int_equal(send(&world, &pause), STATUS_OK);
}

static void of_two_actions_the_own_one_is_paused(void **state)
{
    static world_t world;
    (void)state;
    world_open(&world);
    reach_held(&world);
    assert_int_equal(say(&world, TYPE_ACTION_OPENED, "team", "anna"), STATUS_OK);
    message_facts_t second = hand(&world, TYPE_ACTION_OPENED, "team", "anna");
    text_set(second.action_id, sizeof second.action_id, "action-2");
    text_set(second.action_owner, sizeof second.action_owner, "outreach");
    assert_int_equal(send(&world, &second), STATUS_OK);
    message_facts_t pause = hand(&world, TYPE_CLOCK_PAUSED, "outreach", "anna");
    text_set(pause.rule, sizeof pause.rule, "ACT-1");
    pause.at = world.context.now + DAY;
    assert_int_equal(send(&world, &pause), STATUS_OK);
    for (unsigned index = 0; index < world.course.deadline_count; index++) {
        const deadline_t *deadline = &world.course.deadlines[index];
        assert_int_equal(deadline->paused_until != 0, strcmp(deadline->action_id, "action-2") == 0);
    }
}

/* L5: a handover that is acute today and not tomorrow has no clock in another century. */
static void an_acute_date_is_bounded_too(void **state)
{
    static world_t world;
    (void)state;
    world_open(&world);
    reach_held(&world);
    message_facts_t facts = announcement(&world, TRANSITION_PROVIDER_TO_PROVIDER, "housing");
    facts.priority = PRIORITY_ACUTE;
    facts.at = local(9999, 12, 1, 10, 0);
    assert_int_equal(send(&world, &facts), STATUS_GUARD_NOT_MET);
    assert_true(misses(&world.decision, "planned_at"));
}

/* L14: refused rather than told to some. */
static void whoever_is_named_is_told_or_nobody_is(void **state)
{
    static const char *const UNITS[] = {"desk", "desk-south", "duty", "outreach", "psychiatry", "day-centre", "covered"};
    static world_t world;
    (void)state;
    world_open(&world);
    reach_held(&world);
    message_facts_t facts = announcement(&world, TRANSITION_PROVIDER_TO_PROVIDER, "housing");
    for (unsigned index = 0; index < COUNT_OF(UNITS); index++) {
        to_unit(&facts, UNITS[index]);
    }
    assert_int_equal(send(&world, &facts), STATUS_GUARD_NOT_MET);
    assert_true(misses(&world.decision, "receivers"));
    announce(&world, TRANSITION_PROVIDER_TO_PROVIDER, "housing");
    message_facts_t meeting = hand(&world, TYPE_MEETING_CALLED, "housing", "anna");
    memcpy(meeting.receivers, facts.receivers, sizeof meeting.receivers);
    meeting.receiver_count = facts.receiver_count;
    assert_int_equal(send(&world, &meeting), STATUS_GUARD_NOT_MET);
    assert_true(misses(&world.decision, "receivers"));
}

/* L6: what a death has ended keeps its place until the death is annulled or the course is closed. */
static void what_a_death_ended_is_not_forgotten(void **state)
{
    static world_t world;
    (void)state;
    world_open(&world);
    reach_answered(&world);
    uuid_t first = last_flow(&world)->id;
    for (unsigned count = 0; count + 2 < COURSE_FLOWS_MAX; count++) {
        message_facts_t contact = message(&world, TYPE_CONTACT_REGISTERED, "desk", "anna");
        contact.has_course = true;
        contact.course = world.course.id;
        assert_int_equal(send(&world, &contact), STATUS_OK);
        assert_int_equal(say(&world, TYPE_CONTACT_CLOSED, "desk", "anna"), STATUS_OK);
    }
    message_facts_t death = message(&world, TYPE_COURSE_DIED, "desk", "anna");
    death.has_course = true;
    death.course = world.course.id;
    assert_int_equal(send(&world, &death), STATUS_OK);
    message_facts_t later = message(&world, TYPE_CONTACT_REGISTERED, "desk", "anna");
    later.has_course = true;
    later.course = world.course.id;
    assert_int_equal(send(&world, &later), STATUS_OK);
    message_facts_t annulment = message(&world, TYPE_MESSAGE_ANNULLED, "desk", "anna");
    annulment.has_course = true;
    annulment.course = world.course.id;
    text_set(annulment.target_message, sizeof annulment.target_message, death.message_id);
    assert_int_equal(send(&world, &annulment), STATUS_OK);
    const flow_t *back = course_flow(&world.course, first);
    assert_non_null(back);
    assert_int_equal(back->state, STATE_CONTACT_ANSWERED);
}

/* L13: a consent that is withdrawn carries nothing more, whatever else the holder has named; one that is given later does. */
static void a_withdrawn_consent_shares_nothing_more(void **state)
{
    static world_t world;
    (void)state;
    world_open(&world);
    reach_held(&world);
    give_consent(&world, "team");
    message_facts_t note = hand(&world, TYPE_COURSE_NOTE, "team", "anna");
    by_consent(&note, "consent-1");
    to_unit(&note, "psychiatry");
    assert_int_equal(send(&world, &note), STATUS_OK);
    assert_string_equal(world.decision.consent, "consent-1");
    assert_int_equal(say(&world, TYPE_CONSENT_WITHDRAWN, "team", "anna"), STATUS_OK);
    assert_int_equal(world.decision.consent_over_count, 1);
    assert_string_equal(world.decision.consents_over[0], "consent-1");
    (void)snprintf(note.message_id, sizeof note.message_id, "after");
    assert_int_equal(send(&world, &note), STATUS_GROUND_NEEDED);
    assert_true(misses(&world.decision, "consent_expired"));
    assert_int_equal(say(&world, TYPE_CONSENT_BASIS_NAMED, "team", "anna"), STATUS_OK);
    assert_int_equal(send(&world, &note), STATUS_GROUND_NEEDED);
    message_facts_t again = message(&world, TYPE_CONSENT_GIVEN, "team", "anna");
    aim(&world, &again);
    text_set(again.consent_id, sizeof again.consent_id, "consent-2");
    assert_int_equal(send(&world, &again), STATUS_OK);
    by_consent(&note, "consent-2");
    assert_int_equal(send(&world, &note), STATUS_OK);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_return_route_cannot_be_announced),
        cmocka_unit_test(a_return_route_goes_to_the_old_holder_only),
        cmocka_unit_test(what_an_offer_rests_on_is_recalled_before_it_is_annulled),
        cmocka_unit_test(an_acute_package_is_annulled_with_its_flow),
        cmocka_unit_test(a_late_answer_told_by_phone_is_late),
        cmocka_unit_test(a_full_course_keeps_places_for_the_ways_out),
        cmocka_unit_test(a_unit_does_not_pause_what_another_owes),
        cmocka_unit_test(of_two_actions_the_own_one_is_paused),
        cmocka_unit_test(an_acute_date_is_bounded_too),
        cmocka_unit_test(whoever_is_named_is_told_or_nobody_is),
        cmocka_unit_test(what_a_death_ended_is_not_forgotten),
        cmocka_unit_test(a_withdrawn_consent_shares_nothing_more),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
