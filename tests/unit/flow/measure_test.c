/* SPDX-License-Identifier: EUPL-1.2
 * What a step counts for the figures: once, of the unit that it concerns, with and without pauses; and never what was annulled or ended by a death. */
#include "handover.h"

static const measure_t *measured(const world_t *world, measure_kind_t kind, const char *rule, uint32_t code)
{
    for (unsigned index = 0; index < world->decision.measure_count; index++) {
        const measure_t *measure = &world->decision.measures[index];
        if (measure->kind == kind && strcmp(measure->rule, rule) == 0 && measure->code == code) {
            return measure;
        }
    }
    return NULL;
}

static void an_answer_counts_itself_the_state_and_how_long_was_waited(void **state)
{
    (void)state;
    world_t world;
    world_open(&world);
    reach_waiting(&world);
    world.context.now += 7 * MINUTE;
    assert_int_equal(say(&world, TYPE_CONTACT_ANSWERED, "desk", "anna"), STATUS_OK);
    const measure_t *waited = measured(&world, MEASURE_WAITED, "CON-2", 0);
    assert_non_null(waited);
    assert_int_equal(waited->gross_ms, 7 * MINUTE);
    assert_int_equal(waited->paused_ms, 0);
    assert_false(waited->is_late);
    assert_string_equal(waited->party, "desk");
    assert_non_null(measured(&world, MEASURE_MESSAGE, "", TYPE_CONTACT_ANSWERED));
    assert_non_null(measured(&world, MEASURE_STATE, "", STATE_CONTACT_ANSWERED));
}

static void a_pause_is_told_apart_from_the_wait(void **state)
{
    (void)state;
    world_t world;
    world_open(&world);
    reach_bridge_acute(&world);
    message_facts_t facts = message(&world, TYPE_CLOCK_PAUSED, world.course.holder, "anna");
    text_set(facts.rule, sizeof facts.rule, "HOV-3");
    facts.has_flow = true;
    facts.flow = newest_flow(&world, FLOW_HANDOVER)->id;
    facts.reason = PAUSE_CITIZEN_ADMITTED;
    facts.at = world.context.now + 5 * DAY;
    assert_int_equal(send(&world, &facts), STATUS_OK);
    assert_null(measured(&world, MEASURE_WAITED, "HOV-3", 0));
    world.context.now += 2 * DAY;
    facts = message(&world, TYPE_HANDOVER_FIRST_CONTACT, world.course.holder, "anna");
    aim(&world, &facts);
    assert_int_equal(send(&world, &facts), STATUS_OK);
    const measure_t *waited = measured(&world, MEASURE_WAITED, "HOV-3", 0);
    assert_non_null(waited);
    assert_int_equal(waited->paused_ms, 2 * DAY);
    assert_true(waited->gross_ms >= 2 * DAY && waited->gross_ms < 3 * DAY);
    assert_false(waited->is_late);
}

static void a_deadline_that_passes_is_counted_once_whatever_its_ladder_does(void **state)
{
    (void)state;
    world_t world;
    world_open(&world);
    reach_answered(&world);
    unsigned broken = 0;
    for (unsigned step = 0; step < 6; step++) {
        assert_int_equal(fire(&world, "CON-10"), STATUS_OK);
        broken += measured(&world, MEASURE_BROKEN, "CON-10", 0) != NULL ? 1U : 0U;
        assert_null(measured(&world, MEASURE_WAITED, "CON-10", 0));
    }
    assert_int_equal(broken, 1);
}

static void a_warning_before_the_time_breaks_nothing(void **state)
{
    (void)state;
    world_t world;
    world_open(&world);
    reach_routed(&world);
    const deadline_t *deadline = deadline_with(&world, "CON-4");
    assert_non_null(deadline);
    assert_true(deadline->fire_at < deadline->due_at);
    assert_int_equal(fire(&world, "CON-4"), STATUS_OK);
    assert_null(measured(&world, MEASURE_BROKEN, "CON-4", 0));
}

static void what_a_death_ends_was_not_answered(void **state)
{
    (void)state;
    world_t world;
    world_open(&world);
    reach_answered(&world);
    assert_int_equal(say(&world, TYPE_COURSE_DIED, "desk", "anna"), STATUS_OK);
    assert_null(measured(&world, MEASURE_WAITED, "CON-10", 0));
    assert_non_null(measured(&world, MEASURE_MESSAGE, "", TYPE_COURSE_DIED));
}

static void daily_correspondence_and_refusals_count_nothing(void **state)
{
    (void)state;
    world_t world;
    world_open(&world);
    reach_answered(&world);
    message_facts_t facts = message(&world, TYPE_COURSE_NOTE, "desk", "anna");
    to_unit(&facts, "authority");
    assert_int_equal(send(&world, &facts), STATUS_OK);
    assert_int_equal(world.decision.measure_count, 0);
    assert_int_not_equal(say(&world, TYPE_CONTACT_TAKEN_OVER, "desk", "anna"), STATUS_OK);
    assert_int_equal(world.decision.measure_count, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_answer_counts_itself_the_state_and_how_long_was_waited),
        cmocka_unit_test(a_pause_is_told_apart_from_the_wait),
        cmocka_unit_test(a_deadline_that_passes_is_counted_once_whatever_its_ladder_does),
        cmocka_unit_test(a_warning_before_the_time_breaks_nothing),
        cmocka_unit_test(what_a_death_ends_was_not_answered),
        cmocka_unit_test(daily_correspondence_and_refusals_count_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
