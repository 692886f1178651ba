/* SPDX-License-Identifier: EUPL-1.2
 * Clocks: due times by the Danish calendar, ladders, downtime, and that none is lost. */
#include "fixture.h"

#include "flow/clock.h"

static clock_run_t run_of(rule_t rule, priority_t priority, instant_t anchor)
{
    return (clock_run_t){&CALENDAR_DEFAULT, clock_rule(rule), priority, anchor, ""};
}

static void a_routine_contact_before_christmas_is_due_on_the_first_working_day_after(void **state)
{
    (void)state;
    clock_run_t run = run_of(RULE_CON_3, PRIORITY_ROUTINE, local(2026, 12, 23, 18, 0));
    assert_int_equal(clock_due(&run, 0), local(2026, 12, 28, 12, 0));
}

static void easter_is_passed_over(void **state)
{
    (void)state;
    clock_run_t run = run_of(RULE_CON_7, PRIORITY_ROUTINE, local(2027, 3, 24, 15, 0)); /* Wednesday before Maundy Thursday */
    assert_int_equal(clock_due(&run, 0), local(2027, 3, 31, 16, 0));
}

static void an_acute_call_in_the_october_night_is_due_in_five_real_minutes(void **state)
{
    (void)state;
    instant_t first_half_past_two = local(2026, 10, 25, 2, 30);
    clock_run_t run = run_of(RULE_CON_1, PRIORITY_ACUTE, first_half_past_two + 28 * MINUTE);
    assert_int_equal(clock_due(&run, 0) - run.anchor, 5 * MINUTE);
    clock_run_t day = run_of(RULE_CON_6, PRIORITY_ACUTE, first_half_past_two);
    assert_int_equal(clock_due(&day, 0), local(2026, 10, 26, 12, 0));
    assert_int_equal(clock_due(&day, 0) - first_half_past_two, 34 * HOUR + 30 * MINUTE);
}

static void an_acute_call_warns_at_three_of_five_minutes(void **state)
{
    (void)state;
    instant_t now = monday();
    clock_run_t run = run_of(RULE_CON_1, PRIORITY_ACUTE, now);
    instant_t due = clock_due(&run, 0);
    assert_int_equal(clock_step_at(&run, due, 0, now), now + 3 * MINUTE);
    assert_int_equal(clock_step_at(&run, due, 1, now), due);
    assert_int_equal(clock_step_at(&run, due, 2, now), due + 5 * MINUTE);
    assert_int_equal(clock_step_at(&run, due, 3, now), due + 10 * MINUTE);
    assert_int_equal(clock_step_at(&run, due, 4, now), due + 70 * MINUTE);
}

static void an_offer_is_over_at_its_due_time_and_warned_of_before(void **state)
{
    (void)state;
    instant_t now = monday();
    clock_run_t run = run_of(RULE_CON_4, PRIORITY_ACUTE, now);
    instant_t due = clock_due(&run, 0);
    assert_int_equal(due, now + 15 * MINUTE);
    assert_true(clock_step_at(&run, due, 0, now) > now);
    assert_true(clock_step_at(&run, due, 2, now) < due);
    assert_int_equal(clock_step_at(&run, due, 3, now), due);
}

static void a_routine_ladder_goes_up_on_working_days_only(void **state)
{
    (void)state;
    clock_run_t run = run_of(RULE_CRS_1, PRIORITY_ROUTINE, local(2026, 12, 21, 9, 0));
    instant_t due = clock_due(&run, 0);
    assert_int_equal(due, local(2026, 12, 23, 16, 0));
    assert_int_equal(clock_step_at(&run, due, 0, due), due);
    assert_int_equal(clock_step_at(&run, due, 1, due), local(2026, 12, 28, 9, 0));
    assert_int_equal(clock_step_at(&run, due, 3, due), local(2026, 12, 30, 9, 0));
    assert_int_equal(clock_step_at(&run, due, 4, local(2026, 12, 30, 9, 0)), local(2027, 1, 4, 9, 0));
}

static void a_promised_call_back_is_late_half_an_hour_after_its_time(void **state)
{
    (void)state;
    clock_run_t run = run_of(RULE_CON_9, PRIORITY_ROUTINE, monday());
    assert_int_equal(clock_due(&run, monday() + 3 * HOUR), monday() + 3 * HOUR + 30 * MINUTE);
}

/* ---- on a course ---- */

static void reach_acute_waiting(world_t *world)
{
    world_open(world);
    message_facts_t facts = message(world, TYPE_CONTACT_REGISTERED, "door", "");
    facts.channel = CHANNEL_WEB;
    facts.danger = ANSWER_YES;
    assert_int_equal(open_with(world, &facts), STATUS_OK);
}

static void the_ladder_of_an_unanswered_acute_call_ends_at_the_duty_unit_and_never_stops(void **state)
{
    static world_t world;
    (void)state;
    reach_acute_waiting(&world);
    instant_t due = deadline_with(&world, "CON-1")->due_at;
    assert_int_equal(fire(&world, "CON-1"), STATUS_OK);
    assert_int_equal(world.context.now, monday() + 3 * MINUTE);
    assert_string_equal(last_flow(&world)->awaited, "desk");
    assert_int_equal(fire(&world, "CON-1"), STATUS_OK);
    assert_int_equal(world.context.now, due);
    assert_string_equal(last_flow(&world)->awaited, "desk-south");
    assert_int_equal(last_flow(&world)->awaited_role, ROLE_LEADER);
    assert_int_equal(fire(&world, "CON-1"), STATUS_OK);
    assert_string_equal(last_flow(&world)->awaited, "duty");
    assert_true(delivers_to(&world.decision, "authority"));
    for (unsigned step = 3; step < 30; step++) {
        assert_int_equal(fire(&world, "CON-1"), STATUS_OK);
        assert_int_equal(world.decision.notices[0].step, step);
        assert_int_equal(world.decision.notices[0].due_at, due);
        assert_true(delivers_to(&world.decision, "duty") && delivers_to(&world.decision, "desk"));
        assert_true(world.decision.notices[0].next_step_at == world.context.now + HOUR);
    }
    assert_int_equal(say(&world, TYPE_CONTACT_ANSWERED, "duty", "anna"), STATUS_OK);
    assert_null(deadline_with(&world, "CON-1"));
}

static void a_clock_is_awaited_of_whoever_the_flow_or_the_course_awaits_now(void **state)
{
    static world_t world;
    (void)state;
    reach_acute_waiting(&world);
    assert_int_equal(fire(&world, "CON-1"), STATUS_OK);
    assert_int_equal(fire(&world, "CON-1"), STATUS_OK);
    assert_string_equal(deadline_with(&world, "CON-1")->awaited, "desk-south");
    assert_string_equal(deadline_with(&world, "CON-8")->awaited, "desk");
    world_open(&world);
    reach_routed(&world);
    assert_int_equal(say(&world, TYPE_CONTACT_REFUSED, "outreach", "anna"), STATUS_OK);
    assert_string_equal(deadline_with(&world, "CON-4")->awaited, "psychiatry");
    assert_int_equal(say(&world, TYPE_CONTACT_TAKEN_OVER, "psychiatry", "anna"), STATUS_OK);
    assert_string_equal(deadline_with(&world, "CRS-1")->awaited, "psychiatry");
    assert_int_equal(say(&world, TYPE_COURSE_TAKEN_OVER, "authority", "lise"), STATUS_OK);
    assert_string_equal(deadline_with(&world, "CRS-1")->awaited, "authority");
}

static void after_downtime_every_step_is_taken_at_once_in_order_with_the_true_due_time(void **state)
{
    static world_t world;
    (void)state;
    reach_acute_waiting(&world);
    instant_t due = deadline_with(&world, "CON-1")->due_at;
    world.context.now = due + 10 * HOUR + MINUTE;
    for (unsigned step = 0; step <= 3; step++) {
        const deadline_t *deadline = deadline_with(&world, "CON-1");
        assert_true(deadline->fire_at <= world.context.now);
        flow_fire(&world.context, &world.course, deadline->number, &world.decision);
        assert_int_equal(world.decision.status, STATUS_OK);
        assert_int_equal(world.decision.notices[0].step, step);
        assert_int_equal(world.decision.notices[0].due_at, due);
    }
    const deadline_t *deadline = deadline_with(&world, "CON-1");
    assert_true(deadline->fire_at > world.context.now && deadline->fire_at <= world.context.now + HOUR);
    flow_fire(&world.context, &world.course, deadline->number, &world.decision);
    assert_int_equal(world.decision.status, STATUS_NOT_FOUND);
}

static void a_step_is_taken_once(void **state)
{
    static world_t world;
    static course_t before;
    (void)state;
    reach_acute_waiting(&world);
    const deadline_t *deadline = deadline_with(&world, "CON-1");
    world.context.now = deadline->fire_at;
    flow_fire(&world.context, &world.course, deadline->number, &world.decision);
    assert_int_equal(world.decision.status, STATUS_OK);
    before = world.course;
    flow_fire(&world.context, &world.course, deadline->number, &world.decision);
    assert_int_equal(world.decision.status, STATUS_NOT_FOUND);
    flow_fire(&world.context, &world.course, 9999, &world.decision);
    assert_int_equal(world.decision.status, STATUS_NOT_FOUND);
    assert_memory_equal(&before, &world.course, sizeof before);
}

static void an_answered_contact_that_nothing_follows_runs_two_clocks(void **state)
{
    static world_t world;
    (void)state;
    world_open(&world);
    reach_answered(&world);
    triage(&world, 1, 0);
    assert_int_equal(fire(&world, "CON-10"), STATUS_OK);
    assert_int_equal(last_flow(&world)->awaited_role, ROLE_LEADER);
    assert_int_equal(deadline_with(&world, "CON-5")->due_at, monday() + 7 * DAY);
    instant_t five = deadline_with(&world, "CON-5")->due_at;
    assert_int_equal(fire(&world, "CON-10"), STATUS_OK);
    assert_int_equal(deadline_with(&world, "CON-5")->due_at, five);
    assert_int_equal(deadline_with(&world, "CON-10")->step, 2);
    assert_int_equal(fire(&world, "CON-5"), STATUS_OK);
    assert_int_equal(last_flow(&world)->awaited_role, ROLE_CHIEF);
    route_to(&world, "outreach", NULL);
    assert_null(deadline_with(&world, "CON-10"));
    assert_null(deadline_with(&world, "CON-5"));
}

static void the_assessment_of_an_acute_contact_has_a_clock_of_its_own_until_it_is_made(void **state)
{
    static world_t world;
    (void)state;
    reach_acute_waiting(&world);
    assert_int_equal(say(&world, TYPE_CONTACT_ANSWERED, "desk", "anna"), STATUS_OK);
    assert_int_equal(deadline_with(&world, "CON-8")->due_at, local(2026, 11, 10, 12, 0));
    triage(&world, 2, 0);
    assert_null(deadline_with(&world, "CON-8"));
}

static void a_missed_follow_up_is_the_authoritys_leaders(void **state)
{
    static world_t world;
    (void)state;
    world_open(&world);
    world.context.now = local(2026, 11, 14, 3, 0); /* Saturday night */
    reach_external(&world);
    assert_string_equal(last_flow(&world)->awaited, "desk");
    assert_int_equal(fire(&world, "CON-6"), STATUS_OK);
    assert_string_equal(last_flow(&world)->awaited, "authority");
    assert_int_equal(last_flow(&world)->awaited_role, ROLE_LEADER);
}

static void a_held_course_with_no_flow_is_reviewed_at_most_ninety_days_on(void **state)
{
    static world_t world;
    (void)state;
    world_open(&world);
    reach_routed(&world);
    assert_int_equal(say(&world, TYPE_CONTACT_TAKEN_OVER, "outreach", "anna"), STATUS_OK);
    assert_int_equal(deadline_with(&world, "CRS-1")->due_at, local(2026, 11, 11, 16, 0));
    message_facts_t facts = message(&world, TYPE_COURSE_REVIEWED, "outreach", "anna");
    aim(&world, &facts);
    facts.at = world.context.now + 91 * DAY;
    assert_int_equal(send(&world, &facts), STATUS_GUARD_NOT_MET);
    assert_true(misses(&world.decision, "next_review"));
    facts.at = world.context.now + 90 * DAY;
    assert_int_equal(send(&world, &facts), STATUS_OK);
    assert_int_equal(deadline_with(&world, "CRS-1")->due_at, facts.at);
    assert_int_equal(world.course.deadline_count, 1);
    for (unsigned step = 0; step < 6; step++) {
        assert_int_equal(fire(&world, "CRS-1"), STATUS_OK);
        assert_true(delivers_to(&world.decision, "outreach"));
        assert_int_equal(delivers_to(&world.decision, "duty"), step >= 3);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_routine_contact_before_christmas_is_due_on_the_first_working_day_after),
        cmocka_unit_test(easter_is_passed_over),
        cmocka_unit_test(an_acute_call_in_the_october_night_is_due_in_five_real_minutes),
        cmocka_unit_test(an_acute_call_warns_at_three_of_five_minutes),
        cmocka_unit_test(an_offer_is_over_at_its_due_time_and_warned_of_before),
        cmocka_unit_test(a_routine_ladder_goes_up_on_working_days_only),
        cmocka_unit_test(a_promised_call_back_is_late_half_an_hour_after_its_time),
        cmocka_unit_test(the_ladder_of_an_unanswered_acute_call_ends_at_the_duty_unit_and_never_stops),
        cmocka_unit_test(a_clock_is_awaited_of_whoever_the_flow_or_the_course_awaits_now),
        cmocka_unit_test(after_downtime_every_step_is_taken_at_once_in_order_with_the_true_due_time),
        cmocka_unit_test(a_step_is_taken_once),
        cmocka_unit_test(an_answered_contact_that_nothing_follows_runs_two_clocks),
        cmocka_unit_test(the_assessment_of_an_acute_contact_has_a_clock_of_its_own_until_it_is_made),
        cmocka_unit_test(a_missed_follow_up_is_the_authoritys_leaders),
        cmocka_unit_test(a_held_course_with_no_flow_is_reviewed_at_most_ninety_days_on),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
