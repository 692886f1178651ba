/* SPDX-License-Identifier: EUPL-1.2
 * Random sequences of messages and clocks, valid and not, keep the laws: one holder, one offer, no state without a clock, an epoch for every change of the
 * duty, and a refusal that changes nothing. The seed is printed; SEED=n repeats a run. */
#include "fixture.h"

#include <stdlib.h>

#define RUNS 400
#define STEPS 120

static uint64_t random_state;

static unsigned random_below(unsigned bound)
{
    random_state = random_state * 6364136223846793005ULL + 1442695040888963407ULL;
    return (unsigned)(random_state >> 33) % bound;
}

static const char *const UNITS[] = {"desk", "desk-south", "duty", "authority", "outreach", "housing", "psychiatry", "gp", "door", "covered", "stranger"};
static const char *const PEOPLE[] = {"anna", "bo", "lise", ""};

static const flow_t *random_flow(const course_t *course)
{
    return course->flow_count == 0 ? NULL : &course->flows[random_below(course->flow_count)];
}

static void random_aim(world_t *world, message_facts_t *facts)
{
    const course_t *course = &world->course;
    const flow_t *flow = random_flow(course);
    bool opens = facts->type == TYPE_CONTACT_DRAFTED || (facts->type == TYPE_CONTACT_REGISTERED && random_below(2) == 0);
    facts->has_course = true;
    facts->course = course->id;
    if (flow != NULL && !opens && message_type_info((uint32_t)facts->type)->flow != FLOW_NONE) {
        facts->has_flow = true;
        facts->flow = flow->id;
    }
    if (random_below(4) != 0 && course_offer_is_open(course)) {
        facts->has_offer = true;
        facts->offer = course->offer.id;
        facts->offer_epoch = course->offer.epoch - (random_below(8) == 0 ? 1 : 0);
    }
    if (facts->type == TYPE_MESSAGE_ANNULLED && flow != NULL) {
        (void)snprintf(facts->target_message, sizeof facts->target_message, "m-%u", 1 + random_below(world->sent));
    }
}

static message_facts_t random_message(world_t *world)
{
    unsigned count = 0;
    while (message_type_at(count) != NULL) {
        count++;
    }
    message_type_t type = message_type_at(random_below(count))->type;
    message_facts_t facts = message(world, type, UNITS[random_below(COUNT_OF(UNITS))], PEOPLE[random_below(COUNT_OF(PEOPLE))]);
    facts.channel = (channel_t)random_below(8);
    facts.danger = (answer_t)random_below(4);
    facts.urgency_level = random_below(5);
    facts.risks = random_below(3) == 0 ? RISK_CHILD : 0;
    facts.outcome = (outcome_t)random_below(11);
    facts.recorded_for = facts.recorded_for_complete = random_below(6) == 0;
    facts.outreach = random_below(2) == 0;
    facts.disclosure_ground = random_below(10) == 0 ? 0 : GROUND_VITAL;
    (void)snprintf(facts.action_id, sizeof facts.action_id, "action-%u", random_below(4));
    unsigned receivers = random_below(3);
    for (unsigned index = 0; index < receivers; index++) {
        to_unit(&facts, UNITS[random_below(COUNT_OF(UNITS))]);
    }
    random_aim(world, &facts);
    return facts;
}

/* Half of the messages are such that the rows have for the sender now: else chance hardly gets past the first states. */
static message_facts_t likely_message(world_t *world)
{
    static allowed_t allowed[ALLOWED_ACTIONS_MAX];
    const char *unit = UNITS[random_below(COUNT_OF(UNITS))];
    unsigned count = flow_allowed(&world->context, &world->course, unit, allowed, COUNT_OF(allowed));
    message_facts_t facts = random_message(world);
    if (count == 0) {
        return facts;
    }
    const allowed_t *chosen = &allowed[random_below(count)];
    unsigned receivers = facts.receiver_count;
    facts = message(world, chosen->type, unit, random_below(2) == 0 ? "lise" : "anna");
    facts.has_course = true;
    facts.course = world->course.id;
    facts.has_flow = !uuid_is_nil(chosen->flow);
    facts.flow = chosen->flow;
    facts.has_offer = !uuid_is_nil(chosen->offer);
    facts.offer = chosen->offer;
    facts.offer_epoch = chosen->duty_epoch;
    facts.urgency_level = 1 + random_below(4);
    facts.risks = random_below(3) == 0 ? RISK_CHILD : 0;
    facts.outreach = random_below(2) == 0;
    facts.outcome = (outcome_t)(1 + random_below(10));
    facts.danger = (answer_t)(1 + random_below(3));
    for (unsigned index = 0; index <= receivers; index++) {
        to_unit(&facts, UNITS[random_below(COUNT_OF(UNITS))]);
    }
    return facts;
}

static unsigned clocks_of(const course_t *course, uuid_t flow)
{
    unsigned count = 0;
    for (unsigned index = 0; index < course->deadline_count; index++) {
        const deadline_t *deadline = &course->deadlines[index];
        /* CON-8 is an action beside the state, ACT-1 and ANN-1 are no review. */
        bool counts = strcmp(deadline->rule, "CON-8") != 0 && strcmp(deadline->rule, "ACT-1") != 0 && strcmp(deadline->rule, "ANN-1") != 0;
        count += counts && uuid_equal(deadline->flow, flow) ? 1U : 0U;
    }
    return count;
}

static void check_offer(const course_t *course)
{
    if (!course_offer_is_open(course)) {
        assert_int_equal(course->duty, course->is_open ? DUTY_HELD : DUTY_ENDED);
        return;
    }
    assert_int_equal(course->duty, DUTY_OFFERED);
    const flow_t *flow = course_flow_const(course, course->offer.flow);
    assert_non_null(flow);
    assert_int_equal(flow->state, STATE_CONTACT_ROUTED);
    assert_true(course->offer.to_count > 0);
    assert_true(course->offer.accept_by > 0);
    assert_false(course_offered_to(course, course->holder));
    assert_int_equal(course->offer.epoch, course->duty_epoch);
}

static void check_laws(const world_t *world)
{
    const course_t *course = &world->course;
    check_offer(course);
    if (!course->is_open) {
        assert_int_equal(course_open_flows(course), 0);
        return;
    }
    assert_true(course->holder[0] != '\0');
    const party_t *holder = directory_party(&world->registry, course->holder);
    assert_true(holder->may_hold);
    for (unsigned index = 0; index < course->flow_count; index++) {
        const flow_t *flow = &course->flows[index];
        assert_int_equal(flow_is_open(flow), flow->awaited[0] != '\0');
        if (flow_is_open(flow)) {
            assert_true(clocks_of(course, flow->id) > 0);
        } else {
            assert_int_equal(clocks_of(course, flow->id), 0);
        }
    }
    if (course_open_flows(course) == 0) {
        assert_true(clocks_of(course, UUID_NIL) > 0);
    }
}

/* What may happen to the duty in one step: nothing, or one change with the next epoch; and who holds changes only to who sent, or to the authority. */
static void check_duty(const world_t *world, const course_t *before, const message_facts_t *facts)
{
    const course_t *after = &world->course;
    bool is_same = before->duty == after->duty && strcmp(before->holder, after->holder) == 0 && uuid_equal(before->offer.id, after->offer.id);
    assert_int_equal(after->duty_epoch, before->duty_epoch + (is_same ? 0 : 1));
    if (strcmp(before->holder, after->holder) == 0 || !after->is_open) {
        return;
    }
    assert_non_null(facts); /* no clock moves the baton */
    if (facts->type == TYPE_CONTACT_TAKEN_OVER) {
        assert_string_equal(after->holder, facts->sending_party);
        assert_true(uuid_equal(before->offer.id, facts->offer) && before->offer.epoch == facts->offer_epoch && !facts->recorded_for);
    } else {
        assert_int_equal(facts->type, TYPE_COURSE_TAKEN_OVER);
        assert_string_equal(after->holder, after->authority);
    }
}

static bool refusal_is_of_the_course(status_t status)
{
    return status == STATUS_NOT_ALLOWED_NOW || status == STATUS_NOT_YOURS_TO_DO || status == STATUS_GUARD_NOT_MET || status == STATUS_OFFER_STALE ||
           status == STATUS_COURSE_ENDED || status == STATUS_MAY_NOT_HOLD || status == STATUS_NO_COVER || status == STATUS_ALREADY_HOLDS;
}

static void random_step(world_t *world)
{
    static course_t before;
    message_facts_t facts = random_below(2) == 0 ? random_message(world) : likely_message(world);
    before = world->course;
    flow_step(&world->context, &facts, &world->course, &world->decision);
    if (world->decision.status != STATUS_OK) {
        assert_memory_equal(&before, &world->course, sizeof before);
        assert_int_equal(world->decision.is_recorded, refusal_is_of_the_course(world->decision.status));
    } else {
        check_duty(world, &before, &facts);
        assert_true(world->decision.rule_row > 0);
        assert_false(delivers_to(&world->decision, facts.sending_party));
    }
    commit(world);
}

static void random_fire(world_t *world)
{
    static course_t before;
    if (world->course.deadline_count == 0) {
        return;
    }
    const deadline_t *deadline = &world->course.deadlines[random_below(world->course.deadline_count)];
    instant_t due = deadline->due_at;
    if (random_below(2) == 0 && deadline->fire_at > world->context.now) {
        world->context.now = deadline->fire_at;
    }
    bool is_due = deadline->fire_at <= world->context.now;
    before = world->course;
    flow_fire(&world->context, &world->course, deadline->number, &world->decision);
    assert_int_equal(world->decision.status, is_due ? STATUS_OK : STATUS_NOT_FOUND);
    if (is_due) {
        assert_int_equal(world->decision.notices[0].type, TYPE_DEADLINE_PASSED);
        assert_int_equal(world->decision.notices[0].due_at, due);
        assert_true(world->decision.deliver_count > 0);
        check_duty(world, &before, NULL);
    } else {
        assert_memory_equal(&before, &world->course, sizeof before);
    }
    commit(world);
}

static void any_sequence_keeps_the_laws(void **state)
{
    static world_t world;
    const char *given = getenv("SEED");
    uint64_t seed = given != NULL ? strtoull(given, NULL, 10) : 20261109;
    unsigned accepted = 0, refused = 0, ended = 0;
    (void)state;
    print_message("seed %llu\n", (unsigned long long)seed);
    for (unsigned run = 0; run < RUNS; run++) {
        random_state = seed + run;
        world_open(&world);
        reach_answered(&world);
        for (unsigned step = 0; step < STEPS; step++) {
            world.context.now += random_below(3) * 7 * MINUTE;
            if (random_below(5) == 0) {
                random_fire(&world);
            } else {
                random_step(&world);
                accepted += world.decision.status == STATUS_OK ? 1U : 0U;
                refused += world.decision.status != STATUS_OK ? 1U : 0U;
            }
            check_laws(&world);
        }
        ended += world.course.is_open ? 0U : 1U;
    }
    print_message("%u accepted, %u refused, %u of %u courses ended\n", accepted, refused, ended, (unsigned)RUNS);
    assert_true(accepted > RUNS && refused > RUNS && ended > 0 && ended < RUNS);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(any_sequence_keeps_the_laws)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
