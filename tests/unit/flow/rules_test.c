/* SPDX-License-Identifier: EUPL-1.2
 * Deadline rules as a municipality has changed them: for whom they count, from when, and that a clock keeps the one it was started by. */
#include "flow/rules.h"
#include "handover.h"

static world_t world;
static rule_change_t changes[8];

static int open_world(void **state)
{
    (void)state;
    world_open(&world);
    world.registry.rules = changes;
    return 0;
}

static rule_change_t *change(const char *rule, const char *municipality, int amount, const char *unit)
{
    rule_change_t *made = &changes[world.registry.rule_count++];
    memset(made, 0, sizeof *made);
    text_set(made->rule, sizeof made->rule, rule);
    text_set(made->municipality, sizeof made->municipality, municipality);
    text_set(made->unit, sizeof made->unit, unit);
    made->amount = amount;
    made->valid_from = monday() - DAY;
    made->version = world.registry.rule_count;
    return made;
}

static instant_t due_of(const char *paragraph, priority_t priority, unsigned *version)
{
    clock_rule_t here;
    rule_case_t of = {"0621", paragraph, priority, world.context.now};
    *version = rules_here(&world.registry, clock_rule(RULE_HOV_6), &of, &here);
    clock_run_t run = {world.context.calendar, &here, priority, world.context.now, ""};
    return clock_due(&run, 0);
}

static void a_change_counts_in_its_own_municipality(void **state)
{
    (void)state;
    unsigned version;
    instant_t built_in = due_of("", PRIORITY_ROUTINE, &version);
    assert_int_equal(version, 0);
    change("HOV-6", "0607", 90, "minutes");
    assert_int_equal(due_of("", PRIORITY_ROUTINE, &version), built_in);
    change("HOV-6", "0621", 90, "minutes");
    assert_int_equal(due_of("", PRIORITY_ROUTINE, &version), world.context.now + 90 * MINUTE);
    assert_int_equal(version, 2);
}

static void the_paragraphs_own_goes_before_the_one_for_all_and_the_newest_before_the_older(void **state)
{
    (void)state;
    unsigned version;
    text_set(change("HOV-6", "0621", 1, "days")->paragraph, PARAGRAPH_SIZE, "107");
    change("HOV-6", "0621", 2, "days");
    change("HOV-6", "0621", 3, "days");
    change("HOV-6", "0621", 4, "days")->priority = PRIORITY_ACUTE;
    assert_int_equal(due_of("107", PRIORITY_ROUTINE, &version), world.context.now + DAY);
    assert_int_equal(due_of("85", PRIORITY_ROUTINE, &version), world.context.now + 3 * DAY);
    assert_int_equal(due_of("", PRIORITY_ACUTE, &version), world.context.now + 4 * DAY);
    assert_int_equal(due_of("107", PRIORITY_ACUTE, &version), world.context.now + DAY);
    assert_int_equal(version, 1);
}

static void a_change_is_in_force_from_its_time_on(void **state)
{
    (void)state;
    unsigned version;
    change("HOV-6", "0621", 30, "minutes")->valid_from = monday() + DAY;
    (void)due_of("", PRIORITY_ROUTINE, &version);
    assert_int_equal(version, 0);
    world.context.now = monday() + DAY;
    (void)due_of("", PRIORITY_ROUTINE, &version);
    assert_int_equal(version, 1);
}

static void a_clock_that_runs_keeps_the_rule_it_was_started_by(void **state)
{
    (void)state;
    change("CON-10", "0621", 30, "minutes");
    reach_answered(&world);
    const deadline_t *first = deadline_with(&world, "CON-10");
    instant_t due = first->due_at;
    assert_int_equal(due, monday() + 30 * MINUTE);
    assert_int_equal(first->version, 1);
    change("CON-10", "0621", 50, "minutes");
    world.context.now += 10 * MINUTE;
    assert_int_equal(say(&world, TYPE_COURSE_NOTE, "desk", "anna"), STATUS_GUARD_NOT_MET);
    assert_int_equal(deadline_with(&world, "CON-10")->due_at, due);
    assert_int_equal(fire(&world, "CON-10"), STATUS_OK);
    world_open(&world);
    world.registry.rules = changes;
    world.registry.rule_count = 2;
    reach_answered(&world);
    assert_int_equal(deadline_with(&world, "CON-10")->due_at, monday() + 50 * MINUTE);
    assert_int_equal(deadline_with(&world, "CON-10")->version, 2);
}

static void a_confirmation_by_phone_is_another_clock_than_the_one_it_shares_its_code_with(void **state)
{
    (void)state;
    clock_rule_t here;
    rule_case_t of = {"0621", "", PRIORITY_ROUTINE, monday()};
    change("CON-7", "0621", 5, "working_end");
    assert_int_equal(rules_here(&world.registry, clock_rule(RULE_CON_7_TOLD), &of, &here), 0);
    assert_int_equal(rules_here(&world.registry, clock_rule(RULE_CON_7), &of, &here), 1);
}

static void what_law_says_no_municipality_changes_and_what_cannot_be_is_refused(void **state)
{
    (void)state;
    static const struct {
        const char *rule, *unit, *field;
        int amount;
        status_t status;
    } ROWS[] = {
        {"HOV-6", "days", "", 2, STATUS_OK},
        {"HOV-6", "days", "amount", 0, STATUS_FIELD_INVALID},
        {"HOV-6", "days", "amount", 367, STATUS_FIELD_INVALID},
        {"HOV-6", "decades", "unit", 2, STATUS_FIELD_INVALID},
        {"HOV-6", "working_before", "unit", 2, STATUS_FIELD_INVALID},
        {"ANN-1", "days", "rule", 30, STATUS_FIELD_INVALID},
        {"AGE-3", "days", "rule", 30, STATUS_FIELD_INVALID},
        {"ABC-1", "days", "rule", 2, STATUS_NOT_FOUND},
    };
    for (unsigned index = 0; index < COUNT_OF(ROWS); index++) {
        world.registry.rule_count = 0;
        const char *field = "";
        const rule_change_t *made = change(ROWS[index].rule, "0621", ROWS[index].amount, ROWS[index].unit);
        assert_int_equal(rules_check(made, &field), ROWS[index].status);
        if (ROWS[index].status != STATUS_OK) {
            assert_string_equal(field, ROWS[index].field);
        }
    }
}

static void every_unit_has_a_code_that_is_read_again(void **state)
{
    (void)state;
    unsigned count = 0;
    unit_t unit;
    while (rules_unit_code((unit_t)count) != NULL) {
        assert_true(rules_unit_parse(rules_unit_code((unit_t)count), &unit));
        assert_int_equal(unit, count);
        count++;
    }
    assert_int_equal(count, UNIT_WORKING_BEFORE + 1);
    assert_false(rules_unit_parse("", &unit));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(a_change_counts_in_its_own_municipality, open_world),
        cmocka_unit_test_setup(the_paragraphs_own_goes_before_the_one_for_all_and_the_newest_before_the_older, open_world),
        cmocka_unit_test_setup(a_change_is_in_force_from_its_time_on, open_world),
        cmocka_unit_test_setup(a_clock_that_runs_keeps_the_rule_it_was_started_by, open_world),
        cmocka_unit_test_setup(a_confirmation_by_phone_is_another_clock_than_the_one_it_shares_its_code_with, open_world),
        cmocka_unit_test_setup(what_law_says_no_municipality_changes_and_what_cannot_be_is_refused, open_world),
        cmocka_unit_test_setup(every_unit_has_a_code_that_is_read_again, open_world),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
