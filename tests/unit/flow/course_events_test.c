/* SPDX-License-Identifier: EUPL-1.2
 * What happens to a course whatever its flows do: death, annulment, the night, a pause, people and units that are gone (L3, L5, L6, L14). On contacts and
 * on handovers alike. */
#include "handover.h"

/* ---- death ---- */

static status_t annul_death(world_t *world, const char *death)
{
    message_facts_t facts = message(world, TYPE_MESSAGE_ANNULLED, world->course.holder, "anna");
    aim(world, &facts);
    text_set(facts.target_message, sizeof facts.target_message, death);
    text_set(facts.target_party, sizeof facts.target_party, world->course.holder);
    return send(world, &facts);
}

static void a_death_ends_every_flow_and_the_offer_and_the_holder_closes_the_course(void **state)
{
    static world_t world;
    (void)state;
    world_open(&world);
    reach_answered(&world);
    announce(&world, TRANSITION_CONTACT_TO_UNIT, "housing");
    offer_to(&world, "housing");
    assert_int_equal(say(&world, TYPE_COURSE_DIED, "housing", "anna"), STATUS_NOT_YOURS_TO_DO);
    message_facts_t facts = message(&world, TYPE_COURSE_DIED, "desk", "anna");
    aim(&world, &facts);
    facts.reason = 0;
    assert_int_equal(send(&world, &facts), STATUS_GUARD_NOT_MET);
    assert_int_equal(say(&world, TYPE_COURSE_DIED, "desk", "anna"), STATUS_OK);
    assert_int_equal(newest_flow(&world, FLOW_CONTACT)->state, STATE_CONTACT_ENDED_DEAD);
    handover_is(&world, STATE_HANDOVER_ENDED_DEAD);
    assert_false(course_offer_is_open(&world.course));
    assert_true(notice_reaches(notice_of(&world.decision, TYPE_HANDOVER_WITHDRAWN), "housing"));
    holder_is(&world, "desk");
    assert_int_equal(newest_flow(&world, FLOW_CLOSING)->state, STATE_CLOSING_DEAD);
    assert_null(deadline_with(&world, "HOV-2"));
    assert_int_equal(say(&world, TYPE_COURSE_DIED, "desk", "anna"), STATUS_NOT_ALLOWED_NOW);
    assert_int_equal(fire(&world, "CLO-6"), STATUS_OK);
    assert_int_equal(say(&world, TYPE_CLOSING_DECIDED, "authority", "lise"), STATUS_NOT_YOURS_TO_DO);
    assert_int_equal(say(&world, TYPE_CLOSING_DECIDED, "desk", "anna"), STATUS_OK);
    assert_false(world.course.is_open);
    assert_int_equal(world.course.deadline_count, 0);
}

static void what_was_opened_after_the_death_is_ended_before_the_course_is(void **state)
{
    static world_t world;
    (void)state;
    world_open(&world);
    reach_dead(&world);
    message_facts_t facts = message(&world, TYPE_CONTACT_REGISTERED, "desk", "anna");
    facts.has_course = true;
    facts.course = world.course.id;
    assert_int_equal(send(&world, &facts), STATUS_OK);
    assert_int_equal(say(&world, TYPE_CLOSING_DECIDED, "team", "anna"), STATUS_GUARD_NOT_MET);
    assert_true(misses(&world.decision, "no_other_flow"));
    assert_int_equal(say(&world, TYPE_CONTACT_CLOSED, "desk", "anna"), STATUS_OK);
    assert_int_equal(say(&world, TYPE_CLOSING_DECIDED, "team", "anna"), STATUS_OK);
}

typedef struct {
    void (*reach)(world_t *world);
    flow_kind_t kind;
    state_t after;
    const char *rule;
} revived_t;

static void a_death_that_was_wrong_gives_each_flow_back_with_its_clocks_from_now(void **state)
{
    static const revived_t CASES[] = {
        {reach_answered, FLOW_CONTACT, STATE_CONTACT_ANSWERED, "CON-10"},       {reach_callback, FLOW_CONTACT, STATE_CONTACT_CALLBACK, "CON-9"},
        {reach_routed, FLOW_CONTACT, STATE_CONTACT_ANSWERED, "CON-10"},         {reach_external, FLOW_CONTACT, STATE_CONTACT_EXTERNAL, "CON-6"},
        {reach_announced, FLOW_HANDOVER, STATE_HANDOVER_ANNOUNCED, "HOV-1"},    {reach_offered, FLOW_HANDOVER, STATE_HANDOVER_ANNOUNCED, "HOV-1"},
        {reach_returned, FLOW_HANDOVER, STATE_HANDOVER_RETURNED, "HOV-6"},      {reach_agreed, FLOW_HANDOVER, STATE_HANDOVER_AGREED, "HOV-7"},
        {reach_stranded, FLOW_HANDOVER, STATE_HANDOVER_STRANDED, "HOV-10"},     {reach_bridge, FLOW_HANDOVER, STATE_HANDOVER_BRIDGE, "HOV-3"},
        {reach_bridge_acute, FLOW_HANDOVER, STATE_HANDOVER_BRIDGE, "HOV-9"},    {reach_follow_up, FLOW_HANDOVER, STATE_HANDOVER_FOLLOW_UP, "HOV-5"},
    };
    static world_t world;
    char death[MESSAGE_ID_SIZE];
    (void)state;
    for (unsigned index = 0; index < COUNT_OF(CASES); index++) {
        world_open(&world);
        CASES[index].reach(&world);
        assert_int_equal(say(&world, TYPE_COURSE_DIED, world.course.holder, "anna"), STATUS_OK);
        (void)snprintf(death, sizeof death, "m-%u", world.sent);
        assert_null(deadline_with(&world, CASES[index].rule));
        world.context.now += HOUR;
        assert_int_equal(annul_death(&world, death), STATUS_OK);
        const flow_t *flow = newest_flow(&world, CASES[index].kind);
        assert_int_equal(flow->state, CASES[index].after);
        assert_true(flow->awaited[0] != '\0');
        assert_int_equal(deadline_with(&world, CASES[index].rule)->anchor_at, world.context.now);
        assert_int_equal(newest_flow(&world, FLOW_CLOSING)->state, STATE_CLOSING_STOPPED);
        assert_non_null(deadline_with(&world, "CRS-1"));
        assert_null(deadline_with(&world, "CLO-6"));
    }
}

/* ---- annulled ---- */

static status_t annul_handover(world_t *world, uint32_t reason)
{
    message_facts_t facts = message(world, TYPE_MESSAGE_ANNULLED, "team", "anna");
    aim(world, &facts);
    facts.reason = reason;
    text_set(facts.target_message, sizeof facts.target_message, "m-5");
    text_set(facts.target_party, sizeof facts.target_party, "team");
    return send(world, &facts);
}

/* What has begun by mistake is ended; and who holds goes on holding. */
static void a_handover_that_was_taken_over_is_annulled_only_for_a_wrong_citizen(void **state)
{
    static world_t world;
    (void)state;
    world_open(&world);
    reach_bridge(&world);
    assert_int_equal(annul_handover(&world, 2), STATUS_GUARD_NOT_MET);
    assert_true(misses(&world.decision, "wrong_citizen"));
    assert_int_equal(annul_handover(&world, 1), STATUS_OK);
    handover_is(&world, STATE_HANDOVER_ANNULLED);
    holder_is(&world, "housing");
    assert_null(deadline_with(&world, "HOV-3"));
    assert_non_null(deadline_with(&world, "ANN-1"));
    assert_non_null(deadline_with(&world, "CRS-1"));
}

static void an_offered_handover_is_annulled_for_an_error_too_and_its_offer_goes_back(void **state)
{
    static world_t world;
    (void)state;
    world_open(&world);
    reach_offered(&world);
    assert_int_equal(annul_handover(&world, 2), STATUS_OK);
    handover_is(&world, STATE_HANDOVER_ANNULLED);
    holder_is(&world, "team");
    assert_false(course_offer_is_open(&world.course));
    assert_int_equal(notice_of(&world.decision, TYPE_HANDOVER_WITHDRAWN)->cause, WITHDRAWAL_ANNULLED);
    assert_int_equal(take_over(&world, "housing"), STATUS_NOT_ALLOWED_NOW);
}

/* ---- the night ---- */

static void report(world_t *world, answer_t danger)
{
    message_facts_t facts = message(world, TYPE_COVER_REPORTED, "night-team", "anna");
    aim(world, &facts);
    facts.danger = danger;
    assert_int_equal(send(world, &facts), STATUS_OK);
}

static void cover_reports_and_notes_at_night_and_never_holds(void **state)
{
    static world_t world;
    (void)state;
    world_open(&world);
    reach_announced(&world);
    assert_int_equal(say(&world, TYPE_COVER_REPORTED, "night-team", "anna"), STATUS_UNKNOWN_COURSE);
    world.context.now = local(2026, 11, 9, 22, 0);
    report(&world, ANSWER_NO);
    const notice_t *began = notice_of(&world.decision, TYPE_COVER_STARTED);
    assert_true(notice_reaches(began, "team"));
    assert_string_equal(began->taker, "night-team");
    assert_int_equal(began->until, local(2026, 11, 10, 8, 0));
    assert_int_equal(deadline_with(&world, "COV-1")->due_at, local(2026, 11, 10, 10, 0));
    assert_string_equal(deadline_with(&world, "COV-1")->awaited, "team");
    holder_is(&world, "team");
    message_facts_t note = message(&world, TYPE_COURSE_NOTE, "night-team", "anna");
    aim(&world, &note);
    to_unit(&note, "team");
    world.context.now += HOUR;
    assert_int_equal(send(&world, &note), STATUS_OK);
    assert_null(notice_of(&world.decision, TYPE_COVER_STARTED)); /* once a night */
    assert_int_equal(say(&world, TYPE_HANDOVER_CANCELLED, "night-team", "lise"), STATUS_NOT_YOURS_TO_DO);
    assert_int_equal(say(&world, TYPE_COURSE_TAKEN_OVER, "night-team", "lise"), STATUS_NOT_YOURS_TO_DO);
    assert_false(course_is_involved(&world.course, "night-team"));
    world.context.now = local(2026, 11, 10, 8, 0);
    assert_int_equal(say(&world, TYPE_COVER_REPORTED, "night-team", "anna"), STATUS_UNKNOWN_COURSE);
    assert_int_equal(say(&world, TYPE_COVER_READ, "desk", "anna"), STATUS_NOT_YOURS_TO_DO);
    assert_int_equal(say(&world, TYPE_COVER_READ, "team", "anna"), STATUS_OK);
    assert_null(deadline_with(&world, "COV-1"));
    world.context.now = local(2026, 11, 10, 23, 0);
    report(&world, ANSWER_NO);
    assert_non_null(notice_of(&world.decision, TYPE_COVER_STARTED)); /* another night */
}

static void a_report_is_read_the_same_morning_and_a_later_one_puts_it_off_no_night(void **state)
{
    static world_t world;
    (void)state;
    world_open(&world);
    reach_held(&world);
    world.context.now = local(2026, 11, 10, 3, 0);
    report(&world, ANSWER_NO);
    assert_int_equal(deadline_with(&world, "COV-1")->due_at, local(2026, 11, 10, 10, 0));
    world.context.now = local(2026, 11, 10, 4, 0);
    report(&world, ANSWER_UNKNOWN);
    assert_int_equal(deadline_with(&world, "COV-1")->due_at, local(2026, 11, 10, 8, 0));
    world.context.now = local(2026, 11, 10, 22, 0);
    report(&world, ANSWER_NO);
    assert_int_equal(deadline_with(&world, "COV-1")->due_at, local(2026, 11, 10, 8, 0)); /* unread still */
    assert_int_equal(say(&world, TYPE_COVER_READ, "team", "anna"), STATUS_OK);
    world.context.now = local(2026, 11, 14, 3, 0); /* Saturday */
    report(&world, ANSWER_NO);
    assert_int_equal(deadline_with(&world, "COV-1")->due_at, local(2026, 11, 16, 10, 0));
    report(&world, ANSWER_YES);
    assert_int_equal(deadline_with(&world, "COV-1")->due_at, local(2026, 11, 14, 8, 0));
}

static void on_a_free_day_the_cover_is_there_all_day(void **state)
{
    static world_t world;
    (void)state;
    world_open(&world);
    reach_held(&world);
    world.context.now = local(2026, 12, 24, 12, 0);
    report(&world, ANSWER_NO);
    assert_int_equal(world.course.cover_until, local(2026, 12, 28, 8, 0));
}

/* ---- pauses ---- */

static message_facts_t pause_of(world_t *world, const char *rule)
{
    message_facts_t facts = message(world, TYPE_CLOCK_PAUSED, world->course.holder, "anna");
    aim(world, &facts);
    facts.has_flow = strncmp(rule, "HOV", 3) == 0;
    facts.flow = facts.has_flow ? handover(world)->id : UUID_NIL;
    text_set(facts.rule, sizeof facts.rule, rule);
    return facts;
}

static void a_deadline_waits_for_the_citizen_and_its_due_time_with_it(void **state)
{
    static world_t world;
    (void)state;
    world_open(&world);
    reach_bridge(&world);
    instant_t due = deadline_with(&world, "HOV-3")->due_at;
    message_facts_t facts = pause_of(&world, "HOV-3");
    assert_int_equal(send(&world, &facts), STATUS_OK);
    assert_int_equal(deadline_with(&world, "HOV-3")->due_at, due);
    assert_int_equal(send(&world, &facts), STATUS_GUARD_NOT_MET); /* it is paused already */
    world.context.now += 2 * DAY;
    facts = pause_of(&world, "HOV-3");
    facts.type = TYPE_CLOCK_RESUMED;
    assert_int_equal(send(&world, &facts), STATUS_OK);
    const deadline_t *deadline = deadline_with(&world, "HOV-3");
    assert_int_equal(deadline->due_at, due + 2 * DAY);
    assert_int_equal(deadline->fire_at, due + 2 * DAY);
    assert_int_equal(deadline->paused_ms, 2 * DAY);
    assert_int_equal(send(&world, &facts), STATUS_GUARD_NOT_MET);
    assert_true(misses(&world.decision, "paused_rule"));
}

static void a_pause_ends_by_its_date_and_nothing_else_happens_then(void **state)
{
    static world_t world;
    (void)state;
    world_open(&world);
    reach_returned(&world);
    instant_t due = deadline_with(&world, "HOV-6")->due_at;
    message_facts_t facts = pause_of(&world, "HOV-6");
    assert_int_equal(send(&world, &facts), STATUS_OK);
    assert_int_equal(fire(&world, "HOV-6"), STATUS_OK);
    assert_int_equal(world.context.now, monday() + 5 * DAY);
    assert_int_equal(world.decision.notices[0].type, TYPE_CLOCK_RESUMED);
    handover_is(&world, STATE_HANDOVER_RETURNED);
    assert_int_equal(deadline_with(&world, "HOV-6")->due_at, due + 5 * DAY);
    assert_int_equal(deadline_with(&world, "HOV-6")->step, 0);
    assert_int_equal(fire(&world, "HOV-6"), STATUS_OK);
    handover_is(&world, STATE_HANDOVER_STRANDED);
}

static void a_broker_that_was_down_when_a_pause_ended_does_not_prolong_it(void **state)
{
    static world_t world;
    (void)state;
    world_open(&world);
    reach_bridge(&world);
    instant_t due = deadline_with(&world, "HOV-3")->due_at;
    message_facts_t facts = pause_of(&world, "HOV-3");
    assert_int_equal(send(&world, &facts), STATUS_OK);
    world.context.now = monday() + 20 * DAY;
    assert_int_equal(fire(&world, "HOV-3"), STATUS_OK);
    assert_int_equal(deadline_with(&world, "HOV-3")->due_at, due + 5 * DAY);
    assert_true(deadline_with(&world, "HOV-3")->fire_at <= world.context.now);
}

static void only_what_waits_for_the_citizen_and_is_not_late_is_paused(void **state)
{
    static world_t world;
    (void)state;
    world_open(&world);
    reach_offered(&world);
    message_facts_t facts = pause_of(&world, "HOV-2");
    assert_int_equal(send(&world, &facts), STATUS_GUARD_NOT_MET);
    assert_true(misses(&world.decision, "pausable_rule"));
    facts = pause_of(&world, "HOV-3");
    assert_int_equal(send(&world, &facts), STATUS_GUARD_NOT_MET); /* does not run */
    world_open(&world);
    reach_bridge(&world);
    facts = pause_of(&world, "HOV-3");
    text_set(facts.sending_party, sizeof facts.sending_party, "desk");
    assert_int_equal(send(&world, &facts), STATUS_NOT_YOURS_TO_DO);
    facts = pause_of(&world, "HOV-3");
    facts.at = world.context.now + 91 * DAY;
    assert_int_equal(send(&world, &facts), STATUS_GUARD_NOT_MET);
    assert_true(misses(&world.decision, "until"));
    world.context.now = deadline_with(&world, "HOV-3")->due_at;
    facts = pause_of(&world, "HOV-3");
    assert_int_equal(send(&world, &facts), STATUS_GUARD_NOT_MET);
    assert_true(misses(&world.decision, "not_overdue"));
}

/* ---- gone ---- */

static void a_unit_that_closes_or_stays_silent_is_not_waited_for_alone(void **state)
{
    static world_t world;
    (void)state;
    for (unsigned is_closed = 0; is_closed < 2; is_closed++) {
        world_open(&world);
        reach_offered(&world);
        for (unsigned index = 0; is_closed != 0 && index < world.registry.party_count; index++) {
            if (strcmp(world.parties[index].id, "housing") == 0) {
                world.parties[index].valid_to = monday() + HOUR;
            }
        }
        unsigned steps = 0;
        while (!course_offered_to(&world.course, "duty")) {
            assert_int_equal(fire(&world, "HOV-2"), STATUS_OK);
            steps++;
        }
        assert_int_equal(steps, is_closed != 0 ? 1 : 3);
        assert_true(course_offered_to(&world.course, "housing"));
        handover_is(&world, STATE_HANDOVER_OFFERED);
        holder_is(&world, "team");
        assert_int_equal(take_over(&world, "duty"), STATUS_OK);
        holder_is(&world, "duty");
    }
}

/* Its own lateness says nothing of those who were asked. */
static void what_the_holder_is_late_with_passes_no_offer_on(void **state)
{
    static world_t world;
    (void)state;
    world_open(&world);
    reach_announced(&world);
    message_facts_t facts = hand(&world, TYPE_MEETING_CALLED, "team", "anna");
    to_unit(&facts, "housing");
    assert_int_equal(send(&world, &facts), STATUS_OK);
    world.context.now = local(2026, 11, 16, 15, 0);
    offer_to(&world, "housing");
    for (unsigned step = 0; step < 3; step++) {
        assert_int_equal(fire(&world, "MTG-1"), STATUS_OK);
    }
    assert_false(course_offered_to(&world.course, "duty"));
}

static void a_contact_person_who_left_has_a_successor(void **state)
{
    static world_t world;
    (void)state;
    world_open(&world);
    reach_bridge(&world);
    for (unsigned index = 0; index < world.registry.person_count; index++) {
        if (strcmp(world.persons[index].party, "housing") == 0 && strcmp(world.persons[index].id, "bo") == 0) {
            world.persons[index].valid_to = monday() + DAY;
        }
    }
    flow_watch(&world.context, &world.course, &world.decision);
    assert_int_equal(world.decision.status, STATUS_NOT_FOUND);
    world.context.now += DAY;
    flow_watch(&world.context, &world.course, &world.decision);
    assert_int_equal(world.decision.status, STATUS_OK);
    assert_int_equal(deadline_with(&world, "CRS-2")->due_at, local(2026, 11, 13, 16, 0));
    assert_true(delivers_to(&world.decision, "housing"));
    flow_watch(&world.context, &world.course, &world.decision);
    assert_int_equal(world.decision.status, STATUS_NOT_FOUND); /* it runs */
    message_facts_t facts = message(&world, TYPE_CONTACT_PERSON_CHANGED, "housing", "anna");
    aim(&world, &facts);
    text_set(facts.contact_person, sizeof facts.contact_person, "bo");
    assert_int_equal(send(&world, &facts), STATUS_GUARD_NOT_MET);
    text_set(facts.contact_person, sizeof facts.contact_person, "lise");
    assert_int_equal(send(&world, &facts), STATUS_OK);
    assert_null(deadline_with(&world, "CRS-2"));
    assert_string_equal(world.course.contact_person, "lise");
}

static void a_holder_that_closes_moves_its_courses_before(void **state)
{
    static world_t world;
    (void)state;
    world_open(&world);
    reach_bridge(&world);
    for (unsigned index = 0; index < world.registry.party_count; index++) {
        if (strcmp(world.parties[index].id, "housing") == 0) {
            world.parties[index].valid_to = local(2026, 12, 18, 0, 0);
        }
    }
    flow_watch(&world.context, &world.course, &world.decision);
    assert_int_equal(world.decision.status, STATUS_OK);
    assert_int_equal(deadline_with(&world, "CRS-3")->due_at, local(2026, 11, 20, 16, 0)); /* twenty working days before */
    assert_true(delivers_to(&world.decision, "authority"));
    assert_int_equal(say(&world, TYPE_COURSE_TAKEN_OVER, "authority", "lise"), STATUS_OK);
    assert_null(deadline_with(&world, "CRS-3"));
}

/* ---- bounds ---- */

static void fill_with_actions(world_t *world)
{
    status_t status = STATUS_OK;
    for (unsigned number = 0; status == STATUS_OK && number < 100; number++) {
        message_facts_t action = message(world, TYPE_ACTION_OPENED, world->course.holder, "anna");
        aim(world, &action);
        (void)snprintf(action.action_id, sizeof action.action_id, "action-%u", number);
        status = send(world, &action);
    }
    assert_int_equal(status, STATUS_COURSE_FULL);
}

/* L14: actions never take the place of a clock that a handover or the course may still need. */
static void a_course_full_of_actions_has_room_for_every_clock_of_its_handover(void **state)
{
    static world_t world;
    (void)state;
    world_open(&world);
    reach_held(&world);
    message_facts_t facts = announcement(&world, TRANSITION_PROVIDER_TO_PROVIDER, "housing");
    facts.priority = PRIORITY_ACUTE;
    assert_int_equal(send(&world, &facts), STATUS_OK);
    fill_with_actions(&world);
    /* HOV-1 and CRS-1 run; to come: five of the handover, eight of the course. */
    assert_true(COURSE_DEADLINES_MAX - world.course.deadline_count >= 5 + 8);
    assert_int_equal(say(&world, TYPE_MEETING_FIXED, "team", "anna"), STATUS_OK);
    assert_int_equal(say(&world, TYPE_HANDOVER_OVERRIDDEN, "team", "lise"), STATUS_OK);
    facts = package_to(&world, "housing");
    blank(&facts, "risk.suicide");
    assert_int_equal(send(&world, &facts), STATUS_OK);
    assert_int_equal(take_over(&world, "housing"), STATUS_OK);
    static const char *const RULES[] = {"HOV-3", "HOV-4", "HOV-5", "HOV-9", "OVR-1", "MTG-2"};
    for (unsigned index = 0; index < COUNT_OF(RULES); index++) {
        assert_non_null(deadline_with(&world, RULES[index]));
    }
}

/* L6: no bound stands before a death, or before somebody goes and looks. */
static void a_full_course_takes_a_death_and_a_citizen_who_is_lost(void **state)
{
    static world_t world;
    (void)state;
    world_open(&world);
    reach_follow_up(&world);
    fill_with_actions(&world);
    message_facts_t facts = hand(&world, TYPE_HANDOVER_FOLLOWED_UP, "housing", "anna");
    facts.lost = ANSWER_YES;
    assert_int_equal(send(&world, &facts), STATUS_OK);
    assert_non_null(deadline_with(&world, "CON-10"));
    assert_int_equal(say(&world, TYPE_COURSE_DIED, "housing", "anna"), STATUS_OK);
    assert_non_null(deadline_with(&world, "CLO-6"));
    assert_int_equal(say(&world, TYPE_CLOSING_DECIDED, "housing", "anna"), STATUS_OK);
    assert_false(world.course.is_open);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_death_ends_every_flow_and_the_offer_and_the_holder_closes_the_course),
        cmocka_unit_test(what_was_opened_after_the_death_is_ended_before_the_course_is),
        cmocka_unit_test(a_death_that_was_wrong_gives_each_flow_back_with_its_clocks_from_now),
        cmocka_unit_test(a_handover_that_was_taken_over_is_annulled_only_for_a_wrong_citizen),
        cmocka_unit_test(an_offered_handover_is_annulled_for_an_error_too_and_its_offer_goes_back),
        cmocka_unit_test(cover_reports_and_notes_at_night_and_never_holds),
        cmocka_unit_test(a_report_is_read_the_same_morning_and_a_later_one_puts_it_off_no_night),
        cmocka_unit_test(on_a_free_day_the_cover_is_there_all_day),
        cmocka_unit_test(a_deadline_waits_for_the_citizen_and_its_due_time_with_it),
        cmocka_unit_test(a_pause_ends_by_its_date_and_nothing_else_happens_then),
        cmocka_unit_test(a_broker_that_was_down_when_a_pause_ended_does_not_prolong_it),
        cmocka_unit_test(only_what_waits_for_the_citizen_and_is_not_late_is_paused),
        cmocka_unit_test(a_unit_that_closes_or_stays_silent_is_not_waited_for_alone),
        cmocka_unit_test(what_the_holder_is_late_with_passes_no_offer_on),
        cmocka_unit_test(a_contact_person_who_left_has_a_successor),
        cmocka_unit_test(a_holder_that_closes_moves_its_courses_before),
        cmocka_unit_test(a_course_full_of_actions_has_room_for_every_clock_of_its_handover),
        cmocka_unit_test(a_full_course_takes_a_death_and_a_citizen_who_is_lost),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
