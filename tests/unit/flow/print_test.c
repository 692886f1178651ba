/* SPDX-License-Identifier: EUPL-1.2
 * What is printed from the rows, what a unit may do now, and that the tables are well formed: every state reached, clocked and left. */
#include "hospital.h"

#include "flow/row.h"

#define TEXT_SIZE (64 * 1024)
static uint8_t text[TEXT_SIZE];

static const char *printed(flow_kind_t flow, flow_format_t format)
{
    buffer_t out = {text, sizeof text - 1, 0, false};
    assert_int_equal(flow_print(flow, format, &out), STATUS_OK);
    text[out.size] = '\0';
    return (const char *)text;
}

static void the_table_is_printed_from_the_rows(void **state)
{
    (void)state;
    const char *table = printed(FLOW_CONTACT, FLOW_FORMAT_TABLE);
    assert_non_null(strstr(table, "| ROUTED | contact.taken_over | q |"));
    assert_non_null(strstr(table, "L3: a named person took hold with the receiver's own key"));
    assert_non_null(strstr(table, "| any | course.taken_over | leader(authority) or duty |"));
    assert_non_null(strstr(table, "⏱ CON-4/7"));
    table = printed(FLOW_HANDOVER, FLOW_FORMAT_TABLE);
    assert_non_null(strstr(table, "| OFFERED | handover.taken_over | q |"));
    assert_non_null(strstr(table, "| any | course.taken_over | leader(authority) or duty |"));
    assert_non_null(strstr(printed(FLOW_CLOSING, FLOW_FORMAT_TABLE), "| DEAD | closing.decided | holder |"));
}

static void the_picture_and_the_json_are_balanced(void **state)
{
    (void)state;
    const char *dot = printed(FLOW_CONTACT, FLOW_FORMAT_DOT);
    assert_non_null(strstr(dot, "digraph contact {"));
    assert_non_null(strstr(dot, "ANSWERED -> ROUTED [label=\"contact.routed\", penwidth=2];"));
    assert_non_null(strstr(dot, "start -> DRAFT"));
    const char *json = printed(FLOW_CONTACT, FLOW_FORMAT_JSON);
    int depth = 0;
    bool in_text = false;
    for (const char *at = json; *at != '\0'; at++) {
        if (*at == '"' && (at == json || at[-1] != '\\')) {
            in_text = !in_text;
        }
        depth += in_text ? 0 : *at == '{' || *at == '[' ? 1 : *at == '}' || *at == ']' ? -1 : 0;
        assert_true(depth >= 0);
    }
    assert_int_equal(depth, 0);
    assert_false(in_text);
}

static void a_flow_without_a_table_and_a_small_buffer_are_told(void **state)
{
    uint8_t few[100];
    buffer_t out = {few, sizeof few, 0, false};
    (void)state;
    assert_int_equal(flow_print((flow_kind_t)99, FLOW_FORMAT_TABLE, &out), STATUS_NOT_FOUND);
    assert_int_equal(flow_print(FLOW_CONTACT, FLOW_FORMAT_TABLE, &out), STATUS_TOO_LARGE);
}

static void every_row_has_a_number_and_a_reason(void **state)
{
    uint32_t expected = 0;
    (void)state;
    assert_null(flow_row_why(0));
    for (unsigned number = 0; table_at(number) != NULL; number++) {
        for (unsigned index = 0; index < table_at(number)->count; index++) {
            const row_t *row = &table_at(number)->rows[index];
            assert_int_equal(row_number(row), ++expected);
            assert_ptr_equal(row_of_number(expected), row);
            assert_string_equal(flow_row_why(expected), row->why);
            assert_true(strlen(row->why) > 3);
        }
    }
    assert_null(flow_row_why(expected + 1));
}

static bool has_clock_row(const table_t *table, state_t state, clock_name_t clock)
{
    for (unsigned index = 0; index < table->count; index++) {
        if (table->rows[index].from == state && table->rows[index].event == 10000U + (unsigned)clock) {
            return true;
        }
    }
    return false;
}

/* By a row of its own, or of the flow that a universal row opens. */
static bool is_reached(const table_t *table, state_t state)
{
    const table_t *const tables[] = {table, &TABLE_COMMON};
    for (unsigned number = 0; number < COUNT_OF(tables); number++) {
        for (unsigned index = 0; index < tables[number]->count; index++) {
            if (tables[number]->rows[index].to == state) {
                return true;
            }
        }
    }
    return state == table->annulled || state == table->dead;
}

static void state_is_well_formed(const state_info_t *info)
{
    const table_t *table = table_of(info->flow);
    bool is_left = false, is_clocked = false;
    for (unsigned index = 0; index < table->count; index++) {
        const row_t *row = &table->rows[index];
        is_left = is_left || (row->from == info->state && row->to != info->state && !event_is_clock(row->event));
        is_clocked = is_clocked || (row->from == info->state && event_is_clock(row->event));
    }
    bool is_kept_free = (unsigned)info->state % 100 == 92; /* goes on, on another course (link.c); the number is every flow's */
    assert_true(is_reached(table, info->state) || is_kept_free);
    assert_int_equal(is_left, !info->is_final);
    assert_int_equal(is_clocked, !info->is_final);
}

/* Form, as the law of no dead end asks: each open state is reached, has a clock row, and an exit that is not the clock's. */
static void every_state_is_reached_clocked_and_left_by_people(void **state)
{
    unsigned examined = 0;
    (void)state;
    for (; state_at(examined) != NULL; examined++) {
        state_is_well_formed(state_at(examined));
    }
    assert_true(examined >= 26);
}

/* In the state that the row leads to, or everywhere when the clock runs beside the states. */
static void every_clock_that_a_row_starts_has_a_row_for_its_firing(void **state)
{
    unsigned examined = 0;
    (void)state;
    for (unsigned number = 1; table_at(number) != NULL; number++) {
        const table_t *table = table_at(number);
        for (unsigned index = 0; index < table->count; index++) {
            for (unsigned place = 0; place < ROW_CLOCKS_MAX && table->rows[index].clock[place] != CLOCK_NONE; place++) {
                clock_name_t clock = table->rows[index].clock[place];
                bool is_beside = (clock_rule(clock_rule_for(clock, PRIORITY_ROUTINE))->is & CLOCK_IS_BESIDE) != 0;
                clock = clock == CLOCK_CON_7_TOLD ? CLOCK_CON_4_7 : clock;
                assert_true(is_beside || has_clock_row(table, table->rows[index].to, clock));
                examined++;
            }
        }
    }
    assert_true(examined > 60);
}

/* L5: whatever leads into an open state starts a clock of it, or one that it has is certain to run already. */
static void every_way_into_an_open_state_has_a_clock(void **state)
{
    (void)state;
    for (unsigned number = 1; table_at(number) != NULL; number++) {
        const table_t *table = table_at(number);
        for (unsigned index = 0; index < table->count; index++) {
            const row_t *row = &table->rows[index];
            const state_info_t *to = state_info((uint32_t)row->to);
            bool runs_on = row->from == row->to || row->to == STATE_HANDOVER_FOLLOW_UP; /* HOV-5 runs from the take-over */
            assert_true(to == NULL || to->is_final || row->clock[0] != CLOCK_NONE || runs_on);
        }
    }
}

static void the_rules_hash_is_steady(void **state)
{
    uint8_t one[8], other[8], zero[8] = {0};
    (void)state;
    flow_rules_hash(one);
    flow_rules_hash(other);
    assert_memory_equal(one, other, 8);
    assert_memory_not_equal(one, zero, 8);
}

/* ---- what may I do now ---- */

static allowed_t allowed[ALLOWED_ACTIONS_MAX];

static const allowed_t *may(const world_t *world, const char *party, message_type_t type)
{
    unsigned count = flow_allowed(&world->context, &world->course, party, allowed, COUNT_OF(allowed));
    for (unsigned index = 0; index < count; index++) {
        if (allowed[index].type == type) {
            return &allowed[index];
        }
    }
    return NULL;
}

static void who_is_asked_may_answer_and_is_told_which_offer(void **state)
{
    static world_t world;
    (void)state;
    world_open(&world);
    reach_routed(&world);
    const allowed_t *answer = may(&world, "outreach", TYPE_CONTACT_TAKEN_OVER);
    assert_non_null(answer);
    assert_true(uuid_equal(answer->offer, world.course.offer.id));
    assert_int_equal(answer->duty_epoch, world.course.offer.epoch);
    assert_true(uuid_equal(answer->flow, last_flow(&world)->id));
    assert_string_equal(answer->who, "q");
    assert_non_null(may(&world, "outreach", TYPE_CONTACT_REFUSED));
    assert_non_null(may(&world, "outreach", TYPE_CONTACT_STANDBY));
    assert_null(may(&world, "outreach", TYPE_CONTACT_RECALLED));
    assert_non_null(may(&world, "desk", TYPE_CONTACT_RECALLED));
    assert_non_null(may(&world, "desk", TYPE_CONTACT_TAKEN_OVER)); /* told by phone */
    assert_null(may(&world, "desk", TYPE_CONTACT_REFUSED));
    assert_int_equal(flow_allowed(&world.context, &world.course, "stranger", allowed, COUNT_OF(allowed)), 0);
    assert_int_equal(flow_allowed(&world.context, &world.course, "desk", allowed, 3), 3);
}

static void no_button_stands_there_that_cannot_work(void **state)
{
    static world_t world;
    (void)state;
    world_open(&world);
    reach_answered(&world);
    assert_null(may(&world, "desk", TYPE_ACTION_DONE));
    assert_non_null(may(&world, "authority", TYPE_COURSE_TAKEN_OVER));
    assert_int_equal(say(&world, TYPE_ACTION_OPENED, "desk", "anna"), STATUS_OK);
    assert_non_null(may(&world, "desk", TYPE_ACTION_DONE));
    assert_int_equal(say(&world, TYPE_COURSE_TAKEN_OVER, "authority", "lise"), STATUS_OK);
    assert_null(may(&world, "authority", TYPE_COURSE_TAKEN_OVER));
    assert_null(may(&world, "desk", TYPE_COURSE_REVIEWED));
    assert_non_null(may(&world, "authority", TYPE_COURSE_REVIEWED));
    assert_null(may(&world, "desk", TYPE_DEADLINE_PASSED));
}

static void a_handovers_buttons_are_whose_turn_it_is(void **state)
{
    static world_t world;
    (void)state;
    world_open(&world);
    reach_offered(&world);
    const allowed_t *answer = may(&world, "housing", TYPE_HANDOVER_TAKEN_OVER);
    assert_non_null(answer);
    assert_true(uuid_equal(answer->offer, world.course.offer.id));
    assert_non_null(may(&world, "housing", TYPE_HANDOVER_AGREED));
    assert_null(may(&world, "team", TYPE_HANDOVER_PACKAGE));
    assert_non_null(may(&world, "team", TYPE_HANDOVER_RECALLED));
    world_open(&world);
    reach_offered_to_duty(&world);
    assert_null(may(&world, "duty", TYPE_HANDOVER_REFUSED));
    assert_null(may(&world, "duty", TYPE_HANDOVER_RETURNED));
    world_open(&world);
    reach_stranded(&world);
    assert_non_null(may(&world, "authority", TYPE_HANDOVER_ASSIGNED));
    assert_int_equal(say(&world, TYPE_COURSE_NOTE, "team", "anna"), STATUS_GUARD_NOT_MET);
    message_facts_t note = message(&world, TYPE_COURSE_NOTE, "team", "anna");
    aim(&world, &note);
    to_unit(&note, "psychiatry");
    assert_int_equal(send(&world, &note), STATUS_OK);
    assert_null(may(&world, "psychiatry", TYPE_HANDOVER_ASSIGNED)); /* another organisation */
}

static void the_unit_that_covers_sees_its_button_at_night_alone(void **state)
{
    static world_t world;
    (void)state;
    world_open(&world);
    reach_held(&world);
    assert_null(may(&world, "night-team", TYPE_COVER_REPORTED));
    world.context.now = local(2026, 11, 9, 22, 0);
    assert_non_null(may(&world, "night-team", TYPE_COVER_REPORTED));
    assert_non_null(may(&world, "night-team", TYPE_COURSE_NOTE));
    assert_null(may(&world, "night-team", TYPE_COURSE_DIED));
}

static void the_duty_unit_has_no_button_to_refuse(void **state)
{
    static world_t world;
    (void)state;
    world_open(&world);
    reach_answered(&world);
    triage(&world, 1, 0);
    route_to(&world, "duty", NULL);
    assert_null(may(&world, "duty", TYPE_CONTACT_REFUSED));
    assert_null(may(&world, "duty", TYPE_CONTACT_RECALLED));
    assert_null(may(&world, "duty", TYPE_COURSE_TAKEN_OVER));
    assert_non_null(may(&world, "duty", TYPE_CONTACT_TAKEN_OVER));
}

static void what_is_allowed_is_never_refused_as_anothers_or_as_impossible_now(void **state)
{
    static const char *const UNITS[] = {"desk", "desk-south", "duty", "authority", "outreach", "psychiatry", "team", "housing", "other-authority", "night-team", "ward"};
    static world_t world, copy;
    static allowed_t list[ALLOWED_ACTIONS_MAX];
    void (*const stages[])(world_t *) = {reach_draft, reach_waiting, reach_answered, reach_callback, reach_routed, reach_external, reach_held,
                                         reach_announced, reach_offered, reach_offered_acute, reach_returned, reach_agreed, reach_stranded, reach_bridge,
                                         reach_bridge_acute, reach_follow_up, reach_offered_to_municipality, reach_dead,
                                         reach_known, reach_admitted, reach_on_leave, reach_warned, reach_written, reach_agreed_stay, reach_stay_ready, reach_discharged};
    unsigned examined = 0;
    (void)state;
    for (unsigned stage = 0; stage < COUNT_OF(stages); stage++) {
        world_open(&world);
        stages[stage](&world);
        for (unsigned unit = 0; unit < COUNT_OF(UNITS); unit++) {
            unsigned count = flow_allowed(&world.context, &world.course, UNITS[unit], list, COUNT_OF(list));
            for (unsigned index = 0; index < count; index++) {
                copy = world;
                message_facts_t facts = message(&copy, list[index].type, UNITS[unit], list[index].type == TYPE_HANDOVER_ASSIGNED ? "kaj" : "lise");
                facts.has_course = true;
                facts.has_flow = !uuid_is_nil(list[index].flow);
                facts.flow = list[index].flow;
                facts.has_offer = !uuid_is_nil(list[index].offer);
                facts.offer = list[index].offer;
                facts.offer_epoch = list[index].duty_epoch;
                flow_step(&copy.context, &facts, &copy.course, &copy.decision);
                assert_int_not_equal(copy.decision.status, STATUS_NOT_YOURS_TO_DO);
                assert_int_not_equal(copy.decision.status, STATUS_NOT_ALLOWED_NOW);
                assert_int_not_equal(copy.decision.status, STATUS_OFFER_STALE);
                examined++;
            }
        }
    }
    assert_true(examined > 1000);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_table_is_printed_from_the_rows),
        cmocka_unit_test(the_picture_and_the_json_are_balanced),
        cmocka_unit_test(a_flow_without_a_table_and_a_small_buffer_are_told),
        cmocka_unit_test(every_row_has_a_number_and_a_reason),
        cmocka_unit_test(every_state_is_reached_clocked_and_left_by_people),
        cmocka_unit_test(every_clock_that_a_row_starts_has_a_row_for_its_firing),
        cmocka_unit_test(every_way_into_an_open_state_has_a_clock),
        cmocka_unit_test(the_rules_hash_is_steady),
        cmocka_unit_test(who_is_asked_may_answer_and_is_told_which_offer),
        cmocka_unit_test(no_button_stands_there_that_cannot_work),
        cmocka_unit_test(a_handovers_buttons_are_whose_turn_it_is),
        cmocka_unit_test(the_unit_that_covers_sees_its_button_at_night_alone),
        cmocka_unit_test(the_duty_unit_has_no_button_to_refuse),
        cmocka_unit_test(what_is_allowed_is_never_refused_as_anothers_or_as_impossible_now),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
