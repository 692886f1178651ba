/* SPDX-License-Identifier: EUPL-1.2
 * When each clock of a handover and of a course is due (L5): on ordinary days, over Christmas and Easter, on 29 February, and in the two nights in which an
 * hour is missing or comes twice. One table: a row a case, which somebody who knows the work can read. */
#include "handover.h"

#include "flow/clock.h"

typedef struct {
    rule_t rule;
    priority_t priority;
    int from[5]; /* year, month, day, hour, minute */
    int due[5];
} due_t;

#define ACUTE PRIORITY_ACUTE
#define URGENT PRIORITY_URGENT
#define ROUTINE PRIORITY_ROUTINE

static const due_t DUES[] = {
    /* 9 November 2026 is a Monday */
    {RULE_HOV_1, ACUTE, {2026, 11, 9, 10, 0}, {2026, 11, 9, 11, 0}},
    {RULE_HOV_1, URGENT, {2026, 11, 9, 10, 0}, {2026, 11, 10, 10, 0}},
    {RULE_HOV_2, ACUTE, {2026, 11, 9, 10, 0}, {2026, 11, 9, 11, 0}},
    {RULE_HOV_2, URGENT, {2026, 11, 13, 10, 0}, {2026, 11, 14, 10, 0}},
    {RULE_HOV_2, ROUTINE, {2026, 11, 13, 10, 0}, {2026, 11, 18, 16, 0}},
    {RULE_HOV_3, ACUTE, {2026, 11, 13, 10, 0}, {2026, 11, 15, 10, 0}},
    {RULE_HOV_3, ROUTINE, {2026, 11, 9, 10, 0}, {2026, 11, 16, 16, 0}},
    {RULE_HOV_4, ROUTINE, {2026, 11, 9, 10, 0}, {2026, 12, 9, 10, 0}},
    {RULE_HOV_5, ROUTINE, {2026, 11, 9, 10, 0}, {2026, 11, 23, 10, 0}},
    {RULE_HOV_6, ACUTE, {2026, 11, 9, 10, 0}, {2026, 11, 9, 14, 0}},
    {RULE_HOV_6, ROUTINE, {2026, 11, 12, 10, 0}, {2026, 11, 16, 16, 0}},
    {RULE_HOV_8, ROUTINE, {2026, 11, 14, 8, 0}, {2026, 11, 15, 8, 0}},
    {RULE_HOV_9, ACUTE, {2026, 11, 13, 3, 0}, {2026, 11, 18, 16, 0}},
    {RULE_HOV_10, ACUTE, {2026, 11, 14, 3, 0}, {2026, 11, 14, 4, 0}},
    {RULE_HOV_10, ROUTINE, {2026, 11, 9, 10, 0}, {2026, 11, 11, 16, 0}},
    {RULE_HOV_11, ACUTE, {2026, 11, 9, 10, 0}, {2026, 11, 9, 10, 15}},
    {RULE_HOV_11, ROUTINE, {2026, 11, 9, 10, 0}, {2026, 11, 10, 10, 0}},
    {RULE_MTG_1, ROUTINE, {2026, 11, 9, 10, 0}, {2026, 11, 16, 16, 0}},
    {RULE_MTG_2, ROUTINE, {2026, 11, 9, 10, 0}, {2026, 11, 23, 16, 0}},
    {RULE_OVR_1, ROUTINE, {2026, 11, 9, 10, 0}, {2026, 11, 12, 16, 0}},
    {RULE_CNS_1, ROUTINE, {2026, 11, 9, 10, 0}, {2026, 11, 11, 16, 0}},
    {RULE_CRS_1, ROUTINE, {2026, 11, 9, 10, 0}, {2026, 11, 11, 16, 0}},
    {RULE_CRS_2, ROUTINE, {2026, 11, 9, 10, 0}, {2026, 11, 12, 16, 0}},
    {RULE_CLO_6, ROUTINE, {2026, 11, 9, 10, 0}, {2026, 11, 16, 16, 0}},
    {RULE_COV_1, ROUTINE, {2026, 11, 9, 22, 0}, {2026, 11, 10, 10, 0}},
    {RULE_COV_1, ROUTINE, {2026, 11, 10, 3, 0}, {2026, 11, 10, 10, 0}},
    {RULE_COV_1, ROUTINE, {2026, 11, 10, 10, 0}, {2026, 11, 11, 10, 0}},
    {RULE_COV_1, ROUTINE, {2026, 11, 13, 22, 0}, {2026, 11, 16, 10, 0}},
    {RULE_COV_1, ACUTE, {2026, 11, 13, 22, 0}, {2026, 11, 14, 8, 0}},
    {RULE_COV_1, ACUTE, {2026, 11, 14, 3, 0}, {2026, 11, 14, 8, 0}},
    /* Christmas: 24 December 2026 is a Thursday; the offices open on Monday */
    {RULE_HOV_2, ROUTINE, {2026, 12, 22, 10, 0}, {2026, 12, 29, 16, 0}},
    {RULE_HOV_2, URGENT, {2026, 12, 24, 10, 0}, {2026, 12, 25, 10, 0}},
    {RULE_HOV_3, ROUTINE, {2026, 12, 23, 10, 0}, {2027, 1, 5, 16, 0}},
    {RULE_HOV_9, ACUTE, {2026, 12, 24, 20, 0}, {2026, 12, 30, 16, 0}},
    {RULE_HOV_10, ROUTINE, {2026, 12, 24, 20, 0}, {2026, 12, 29, 16, 0}},
    {RULE_MTG_1, ROUTINE, {2026, 12, 21, 10, 0}, {2026, 12, 30, 16, 0}},
    {RULE_OVR_1, ROUTINE, {2026, 12, 23, 10, 0}, {2026, 12, 30, 16, 0}},
    {RULE_CNS_1, ROUTINE, {2026, 12, 23, 10, 0}, {2026, 12, 29, 16, 0}},
    {RULE_COV_1, ROUTINE, {2026, 12, 23, 23, 0}, {2026, 12, 28, 10, 0}},
    {RULE_COV_1, ACUTE, {2026, 12, 23, 23, 0}, {2026, 12, 24, 8, 0}},
    {RULE_CLO_6, ROUTINE, {2026, 12, 23, 10, 0}, {2027, 1, 5, 16, 0}},
    /* Easter 2027: Maundy Thursday 25 March to Monday 29 March */
    {RULE_HOV_2, ROUTINE, {2027, 3, 24, 10, 0}, {2027, 4, 1, 16, 0}},
    {RULE_HOV_6, ROUTINE, {2027, 3, 24, 10, 0}, {2027, 3, 31, 16, 0}},
    {RULE_CRS_1, ROUTINE, {2027, 3, 24, 10, 0}, {2027, 3, 31, 16, 0}},
    {RULE_CRS_2, ROUTINE, {2027, 3, 24, 10, 0}, {2027, 4, 1, 16, 0}},
    {RULE_COV_1, ROUTINE, {2027, 3, 24, 23, 0}, {2027, 3, 30, 10, 0}},
    /* 29 February 2028 is a Tuesday */
    {RULE_HOV_2, ROUTINE, {2028, 2, 25, 10, 0}, {2028, 3, 1, 16, 0}},
    {RULE_HOV_4, ROUTINE, {2028, 1, 30, 10, 0}, {2028, 2, 29, 10, 0}},
    {RULE_HOV_5, ROUTINE, {2028, 2, 15, 10, 0}, {2028, 2, 29, 10, 0}},
    {RULE_HOV_11, ROUTINE, {2028, 2, 28, 10, 0}, {2028, 2, 29, 10, 0}},
    {RULE_COV_1, ROUTINE, {2028, 2, 28, 23, 0}, {2028, 2, 29, 10, 0}},
    {RULE_MTG_1, ROUTINE, {2028, 2, 22, 10, 0}, {2028, 2, 29, 16, 0}},
    /* 28 March 2027 has no hour from 2 to 3: minutes and days of 24 hours are real time, mornings the wall's */
    {RULE_HOV_2, ACUTE, {2027, 3, 28, 1, 30}, {2027, 3, 28, 3, 30}},
    {RULE_HOV_11, ACUTE, {2027, 3, 28, 1, 50}, {2027, 3, 28, 3, 5}},
    {RULE_HOV_2, URGENT, {2027, 3, 27, 10, 0}, {2027, 3, 28, 11, 0}},
    {RULE_COV_1, ACUTE, {2027, 3, 28, 1, 30}, {2027, 3, 28, 8, 0}},
    /* 25 October 2026 has the hour from 2 to 3 twice; 2:30 is the first */
    {RULE_HOV_2, ACUTE, {2026, 10, 25, 1, 30}, {2026, 10, 25, 2, 30}},
    {RULE_HOV_6, ACUTE, {2026, 10, 25, 1, 30}, {2026, 10, 25, 4, 30}},
    {RULE_HOV_2, URGENT, {2026, 10, 24, 10, 0}, {2026, 10, 25, 9, 0}},
    {RULE_COV_1, ACUTE, {2026, 10, 25, 2, 30}, {2026, 10, 25, 8, 0}},
};

static instant_t at(const int time[5]) { return local(time[0], time[1], time[2], time[3], time[4]); }

static void each_clock_is_due_when_the_table_says(void **state)
{
    (void)state;
    for (unsigned index = 0; index < COUNT_OF(DUES); index++) {
        const due_t *row = &DUES[index];
        clock_run_t run = {&CALENDAR_DEFAULT, clock_rule(row->rule), row->priority, at(row->from), ""};
        instant_t due = clock_due(&run, 0);
        if (due != at(row->due)) {
            local_time_t is = calendar_local(due);
            fail_msg("row %u, %s: due %04d-%02d-%02d %02d:%02d", index, run.rule->code, is.date.year, is.date.month, is.date.day, is.hour, is.minute);
        }
    }
}

/* Before a date: ten working days before the planned day; when that has passed, the next working noon. */
static void a_package_is_due_ten_working_days_before_the_day(void **state)
{
    static const struct {
        int from[5], planned[5], due[5];
    } ROWS[] = {
        {{2026, 11, 9, 10, 0}, {2026, 12, 9, 10, 0}, {2026, 11, 25, 16, 0}},
        {{2026, 11, 9, 10, 0}, {2027, 1, 4, 10, 0}, {2026, 12, 15, 16, 0}},  /* over Christmas and New Year */
        {{2027, 3, 1, 10, 0}, {2027, 4, 5, 9, 0}, {2027, 3, 17, 16, 0}},     /* over Easter */
        {{2028, 2, 1, 10, 0}, {2028, 3, 14, 9, 0}, {2028, 2, 29, 16, 0}},    /* on 29 February */
        {{2026, 11, 9, 10, 0}, {2026, 11, 12, 10, 0}, {2026, 11, 10, 12, 0}}, /* three days ahead */
        {{2026, 12, 23, 15, 0}, {2026, 12, 30, 10, 0}, {2026, 12, 28, 12, 0}},
    };
    (void)state;
    for (unsigned index = 0; index < COUNT_OF(ROWS); index++) {
        clock_run_t run = {&CALENDAR_DEFAULT, clock_rule(RULE_HOV_1), ROUTINE, at(ROWS[index].from), ""};
        assert_int_equal(clock_due(&run, at(ROWS[index].planned)), at(ROWS[index].due));
    }
    clock_run_t closing = {&CALENDAR_DEFAULT, clock_rule(RULE_CRS_3), ROUTINE, local(2026, 11, 9, 10, 0), ""};
    assert_int_equal(clock_due(&closing, local(2026, 12, 31, 0, 0)), local(2026, 12, 1, 16, 0));
}

/* A time that a message gives: the agreed date itself, the meeting and three days for its minutes, what a person asked for. */
static void a_given_time_stands_also_where_the_clocks_change(void **state)
{
    static const instant_t NIGHT = 30 * MINUTE;
    (void)state;
    instant_t given[] = {local(2026, 10, 25, 2, 30), local(2026, 10, 25, 2, 30) + HOUR, local(2027, 3, 28, 1, 59) + NIGHT, local(2028, 2, 29, 0, 0), local(2026, 12, 24, 23, 59)};
    for (unsigned index = 0; index < COUNT_OF(given); index++) {
        clock_run_t run = {&CALENDAR_DEFAULT, clock_rule(RULE_HOV_7), ROUTINE, given[index] - 5 * DAY, ""};
        assert_int_equal(clock_due(&run, given[index]), given[index]);
        run.rule = clock_rule(RULE_MTG_2);
        assert_int_equal(clock_due(&run, given[index]), given[index] + 3 * DAY);
        run.rule = clock_rule(RULE_HOV_4);
        assert_int_equal(clock_due(&run, given[index]), given[index]);
        run.rule = clock_rule(RULE_AGE_3);
        assert_int_equal(clock_due(&run, given[index]), given[index]);
    }
}

/* ---- ladders ---- */

static void the_offer_of_a_handover_warns_at_half_at_three_quarters_and_at_nine_tenths_and_is_over_when_due(void **state)
{
    instant_t now = monday();
    clock_run_t run = {&CALENDAR_DEFAULT, clock_rule(RULE_HOV_2), ACUTE, now, ""};
    instant_t due = clock_due(&run, 0);
    (void)state;
    assert_int_equal(clock_step_at(&run, due, 0, now), now + 30 * MINUTE);
    assert_int_equal(clock_step_at(&run, due, 1, now), now + 45 * MINUTE);
    assert_int_equal(clock_step_at(&run, due, 2, now), now + 54 * MINUTE);
    assert_int_equal(clock_step_at(&run, due, 3, now), due);
}

static void a_stranded_acute_handover_is_at_the_duty_unit_in_an_hour_and_then_every_hour(void **state)
{
    instant_t now = monday();
    clock_run_t run = {&CALENDAR_DEFAULT, clock_rule(RULE_HOV_10), ACUTE, now, ""};
    instant_t due = clock_due(&run, 0);
    (void)state;
    assert_int_equal(clock_step_at(&run, due, 0, now), due);
    assert_int_equal(clock_step_at(&run, due, 1, now), due + 15 * MINUTE);
    assert_int_equal(clock_step_at(&run, due, 3, now), due + 45 * MINUTE);
    assert_int_equal(clock_step_at(&run, due, 4, now), due + 45 * MINUTE + HOUR);
    assert_int_equal(clock_step_at(&run, due, 5, due + 10 * HOUR), due + 10 * HOUR + 45 * MINUTE);
}

static void a_daily_ladder_passes_over_easter(void **state)
{
    clock_run_t run = {&CALENDAR_DEFAULT, clock_rule(RULE_HOV_9), ROUTINE, local(2027, 3, 19, 10, 0), ""};
    instant_t due = clock_due(&run, 0);
    (void)state;
    assert_int_equal(due, local(2027, 3, 24, 16, 0));
    assert_int_equal(clock_step_at(&run, due, 1, due), local(2027, 3, 30, 9, 0));
    assert_int_equal(clock_step_at(&run, due, 2, due), local(2027, 3, 31, 9, 0));
    assert_int_equal(clock_step_at(&run, due, 3, due), local(2027, 4, 1, 9, 0));
    assert_int_equal(clock_step_at(&run, due, 4, local(2027, 4, 1, 9, 0)), local(2027, 4, 2, 9, 0));
}

/* Every rule, from every hour of the two odd nights and of a leap day: due after it began, each step not before the one before. */
static void no_clock_is_due_before_it_began_and_no_step_before_the_one_before(void **state)
{
    static const int DAYS[][3] = {{2026, 10, 24}, {2026, 10, 25}, {2027, 3, 27}, {2027, 3, 28}, {2028, 2, 28}, {2028, 2, 29}, {2026, 12, 23}, {2026, 12, 24}, {2027, 3, 24}};
    unsigned examined = 0;
    (void)state;
    for (unsigned day = 0; day < COUNT_OF(DAYS); day++) {
        for (instant_t minute = 0; minute < 25 * 60; minute += 15) {
            instant_t now = local(DAYS[day][0], DAYS[day][1], DAYS[day][2], 0, 0) + minute * MINUTE;
            for (unsigned number = 1; number < RULE_COUNT * 3U; number++) {
                clock_run_t run = {&CALENDAR_DEFAULT, clock_rule((rule_t)(1 + number % (RULE_COUNT - 1))), (priority_t)(1 + number % 3), now, ""};
                instant_t due = clock_due(&run, 0);
                assert_true(due > now);
                instant_t before = clock_step_at(&run, due, 0, now);
                for (unsigned step = 1; step <= LADDER_LAST_STEP + 2; step++) {
                    instant_t next = clock_step_at(&run, due, step, before);
                    assert_true(next >= before && (step <= LADDER_LAST_STEP || next > before));
                    before = next;
                }
                examined++;
            }
        }
    }
    assert_true(examined > 10000);
}

static void who_is_born_on_29_february_is_of_age_at_midnight_before_march(void **state)
{
    static world_t world;
    (void)state;
    world_open(&world);
    reach_answered(&world);
    message_facts_t facts = message(&world, TYPE_CONTACT_IDENTIFIED, "desk", "anna");
    aim(&world, &facts);
    facts.born_at = local(2012, 2, 29, 0, 0);
    assert_int_equal(send(&world, &facts), STATUS_OK);
    assert_int_equal(deadline_with(&world, "AGE-1")->due_at, local(2028, 8, 29, 0, 0));
    assert_int_equal(deadline_with(&world, "AGE-3")->due_at, local(2030, 2, 28, 0, 0));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_clock_is_due_when_the_table_says),
        cmocka_unit_test(a_package_is_due_ten_working_days_before_the_day),
        cmocka_unit_test(a_given_time_stands_also_where_the_clocks_change),
        cmocka_unit_test(the_offer_of_a_handover_warns_at_half_at_three_quarters_and_at_nine_tenths_and_is_over_when_due),
        cmocka_unit_test(a_stranded_acute_handover_is_at_the_duty_unit_in_an_hour_and_then_every_hour),
        cmocka_unit_test(a_daily_ladder_passes_over_easter),
        cmocka_unit_test(no_clock_is_due_before_it_began_and_no_step_before_the_one_before),
        cmocka_unit_test(who_is_born_on_29_february_is_of_age_at_midnight_before_march),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
