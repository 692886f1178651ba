/* SPDX-License-Identifier: EUPL-1.2
 * Random sequences of messages and clocks, valid and not, keep the laws: one holder, one offer, no state without a clock, an epoch for every change of the
 * duty, and a refusal that changes nothing. All flows together, with deaths, nights, pauses, units that close and authorities that step in. The seed is printed; SEED=n repeats a run. */
#include "closing.h"
#include "early.h"
#include "hospital.h"
#include "purchase.h"

#include <stdlib.h>

#include "flow/clock.h"
#include "flow/step.h"

#define RUNS 1500
#define STEPS 120

static uint64_t random_state;

static unsigned random_below(unsigned bound)
{
    random_state = random_state * 6364136223846793005ULL + 1442695040888963407ULL;
    return (unsigned)(random_state >> 33) % bound;
}

static const char *const UNITS[] = {"desk", "desk-south", "duty", "authority", "outreach", "housing", "psychiatry", "gp", "door", "covered", "stranger", "team",
                                    "night-team", "other-authority", "private-home", "shelter", "ward", "ward-north"};
static const char *const PEOPLE[] = {"anna", "bo", "lise", "kaj", ""};

static const flow_t *random_flow(const course_t *course)
{
    return course->flow_count == 0 ? NULL : &course->flows[random_below(course->flow_count)];
}

static void random_aim(world_t *world, message_facts_t *facts)
{
    const course_t *course = &world->course;
    const flow_t *flow = random_flow(course);
    bool opens = facts->type == TYPE_CONTACT_DRAFTED || facts->type == TYPE_HANDOVER_ANNOUNCED || facts->type == TYPE_REFERRAL_SUBMITTED ||
                 facts->type == TYPE_EARLY_REQUESTED || facts->type == TYPE_CLOSING_PROPOSED ||
                 ((facts->type == TYPE_CONTACT_REGISTERED || facts->type == TYPE_HANDOVER_PACKAGE) && random_below(2) == 0);
    facts->has_course = true;
    facts->course = course->id;
    if (flow != NULL && !opens && (flow_kind_of(facts->type) != FLOW_NONE || random_below(2) == 0)) {
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
        text_set(facts->target_party, sizeof facts->target_party, random_below(2) == 0 ? flow->opened_by : facts->sending_party);
    }
}

/* What only handovers and the course's own messages tell, likely and unlikely. */
static void random_contents(const world_t *world, message_facts_t *facts)
{
    static const char *const RULES[] = {"REF-2", "EAR-6", "HOV-1", "HOV-3", "HOV-5", "HOV-6", "CRS-1", "ACT-1", "CON-10", "MTG-1"};
    facts->transition = (transition_t)random_below(8);
    facts->priority = (priority_t)random_below(4);
    facts->lost = random_below(8) == 0 ? ANSWER_YES : ANSWER_NO;
    facts->day = random_below(3) == 0 ? 14 : random_below(2) == 0 ? 30 : 90;
    facts->attempts = random_below(5);
    facts->decision = random_below(4);
    facts->voice = random_below(4);
    facts->pause = random_below(4) == 0 ? PAUSE_CITIZEN_AWAY : PAUSE_NONE;
    facts->with_duty = (answer_t)random_below(3);
    facts->citizen_agrees = random_below(3) != 0;
    text_set(facts->rule, sizeof facts->rule, RULES[random_below(COUNT_OF(RULES))]);
    if (random_below(5) == 0) {
        blank(facts, "risk.suicide");
    }
    if (random_below(6) == 0) {
        by_consent(facts, random_below(2) == 0 ? "consent-1" : "consent-2");
    } else if (random_below(4) == 0) {
        text_set(facts->consent_id, sizeof facts->consent_id, random_below(2) == 0 ? "consent-2" : "all");
    }
    if (world->course.flow_count > 0 && random_below(2) == 0) {
        facts->has_returns = true;
        facts->returns = random_flow(&world->course)->id;
    }
}

/* Complete, and now and then with one thing wrong. */
static void random_order(const world_t *world, message_facts_t *facts)
{
    flow_kind_t kind = message_type_info((uint32_t)facts->type)->flow;
    if (kind != FLOW_ORDER && kind != FLOW_PURCHASE) {
        return;
    }
    if (kind == FLOW_ORDER) {
        fill_order(world, facts);
    } else {
        fill_purchase(world, facts);
        const flow_t *linked = random_flow(&world->course);
        facts->has_linked = linked != NULL && linked->kind == FLOW_ORDER;
        facts->linked = linked != NULL ? linked->id : UUID_NIL;
    }
    facts->with_duty = random_below(3) == 0 ? ANSWER_NO : ANSWER_YES;
    facts->recalled = random_below(2) == 0;
    facts->subject_identifies = random_below(6) == 0;
    facts->has_approval = random_below(6) != 0;
    facts->at -= random_below(3) == 0 ? 10 * DAY : 0;
    if (random_below(3) == 0) {
        text_set(facts->next_owner, sizeof facts->next_owner, "other-authority");
    }
}

/* What only a closing tells: the citizen's answer, and that most of what is open is named. */
static void random_closing(const world_t *world, message_facts_t *facts)
{
    facts->readiness = random_below(5);
    facts->result = random_below(4);
    facts->mode = random_below(6) == 0 ? MODE_MOVED : 0;
    for (unsigned index = 0; index < world->course.flow_count && random_below(8) != 0; index++) {
        facts->named_flows[facts->named_count++] = world->course.flows[index].id;
    }
    if (facts->type == TYPE_CLOSING_DECIDED) {
        facts->reason = random_below(6);
    } else if (facts->type == TYPE_CLOSING_AFTERCARE_CHECKED) {
        facts->day = random_below(2) == 0 ? AFTERCARE_FIRST_DAY : AFTERCARE_LAST_DAY;
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
    random_contents(world, &facts);
    random_order(world, &facts);
    random_closing(world, &facts);
    unsigned receivers = random_below(3);
    for (unsigned index = 0; index < receivers; index++) {
        to_unit(&facts, UNITS[random_below(COUNT_OF(UNITS))]);
    }
    random_aim(world, &facts);
    return facts;
}

/* A stay's contents, mostly such that they fit: an event that was, the agreement as it stands, a ward. */
static void suit_random_stay(world_t *world, message_facts_t *facts)
{
    static const message_type_t EVENTS[] = {TYPE_HOSPITAL_ADMITTED, TYPE_HOSPITAL_DISCHARGE_WARNING, TYPE_HOSPITAL_READY, TYPE_HOSPITAL_LEFT_ON_LEAVE,
                                            TYPE_HOSPITAL_BACK,     TYPE_HOSPITAL_DISCHARGED,        TYPE_HOSPITAL_DIED,  TYPE_NONE};
    suit_stay(world, facts);
    if (random_below(2) == 0) {
        facts->event = EVENTS[random_below(COUNT_OF(EVENTS))];
    }
    if (facts->type == TYPE_HOSPITAL_CANCELLED && random_below(3) != 0) {
        facts->event = TYPE_NONE; /* not the whole stay at every turn */
    }
    facts->takes_part = random_below(6) == 0 ? ANSWER_UNKNOWN : ANSWER_YES;
    facts->at += random_below(10) == 0 ? (instant_t)random_below(400) * DAY : 0;
    if (random_below(8) == 0) {
        blank(facts, "plans.if_absent");
    }
    if (random_below(2) == 0) {
        to_unit(facts, "ward");
    }
}

/* The contents that the state of the handover asks for, mostly. */
static void suit_handover(world_t *world, message_facts_t *facts)
{
    const flow_t *flow = facts->has_flow ? course_flow_const(&world->course, facts->flow) : NULL;
    facts->day = flow != NULL ? follow_up_day(flow) : 14;
    random_contents(world, facts);
    facts->day = flow != NULL && random_below(4) != 0 ? follow_up_day(flow) : facts->day;
    if (flow != NULL && flow->kind == FLOW_HANDOVER) {
        facts->transition = TRANSITION_NONE;
        facts->priority = PRIORITY_NONE;
    } else if (facts->type == TYPE_HANDOVER_PACKAGE && facts->transition != TRANSITION_RETURN_ROUTE) {
        facts->priority = PRIORITY_ACUTE;
    }
    if (facts->type == TYPE_COURSE_DIED && random_below(4) != 0) {
        facts->reason = 0; /* not at every turn */
    }
    bool is_between = facts->transition == TRANSITION_MUNICIPALITY_TO_MUNICIPALITY ||
                      (flow != NULL && flow->transition == TRANSITION_MUNICIPALITY_TO_MUNICIPALITY);
    if (is_between && random_below(4) != 0) {
        to_unit(facts, "other-authority");
    }
}

/* Every fifth one that the rows have is the last of its flow where there is such: else too few courses end. */
static const allowed_t *choose_allowed(const allowed_t *allowed, unsigned count)
{
    static const message_type_t LAST[] = {TYPE_CONTACT_CLOSED, TYPE_CLOSING_DECIDED, TYPE_CLOSING_AFTERCARE_CHECKED, TYPE_EARLY_ENDED, TYPE_ORDER_ENDED};
    const allowed_t *chosen = &allowed[random_below(count)];
    bool is_last = random_below(5) == 0;
    for (unsigned index = 0; index < count && is_last; index++) {
        for (unsigned last = 0; last < COUNT_OF(LAST); last++) {
            chosen = allowed[index].type == LAST[last] ? &allowed[index] : chosen;
        }
    }
    return chosen;
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
    const allowed_t *chosen = choose_allowed(allowed, count);
    unsigned receivers = facts.receiver_count;
    facts = message(world, chosen->type, unit, random_below(4) == 0 ? "kaj" : random_below(2) == 0 ? "lise" : "anna");
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
    suit_handover(world, &facts);
    random_order(world, &facts);
    random_closing(world, &facts);
    if (chosen->flow_kind == FLOW_HOSPITAL_STAY) {
        suit_random_stay(world, &facts);
        return facts;
    }
    for (unsigned index = 0; index <= receivers; index++) {
        to_unit(&facts, UNITS[random_below(COUNT_OF(UNITS))]);
    }
    return facts;
}

/* Not what runs beside the states; ANN-1 is no review. */
static unsigned clocks_of(const course_t *course, uuid_t flow)
{
    unsigned count = 0;
    for (unsigned index = 0; index < course->deadline_count; index++) {
        const deadline_t *deadline = &course->deadlines[index];
        bool is_beside = (clock_rule_of_code(deadline->rule)->is & CLOCK_IS_BESIDE) != 0;
        count += !is_beside && strcmp(deadline->rule, "ANN-1") != 0 && uuid_equal(deadline->flow, flow) ? 1U : 0U;
    }
    return count;
}

static unsigned deadlines_of(const course_t *course, uuid_t flow)
{
    unsigned count = 0;
    for (unsigned index = 0; index < course->deadline_count; index++) {
        count += uuid_equal(course->deadlines[index].flow, flow) ? 1U : 0U;
    }
    return count;
}

static unsigned links_seen;
#define STATES_MAX 256
static bool states_seen[STATES_MAX]; /* by row of the table of states */

static unsigned state_index(state_t state)
{
    unsigned index = 0;
    while (state_at(index)->state != state) {
        index++;
    }
    return index;
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
    assert_true(flow_asks(flow) || flow->state == STATE_REFERRAL_SUBMITTED || flow->state == STATE_ORDER_STARTING);
    assert_true(course->offer.to_count > 0);
    assert_true(course->offer.accept_by > 0);
    assert_false(course_offered_to(course, course->holder));
    assert_int_equal(course->offer.epoch, course->duty_epoch);
}

/* One handover before its bridge and one closing at most; an offered handover has the open offer. */
static void check_flows(const course_t *course)
{
    unsigned handovers = 0, closings = 0;
    for (unsigned index = 0; index < course->flow_count; index++) {
        const flow_t *flow = &course->flows[index];
        if (!flow_is_open(flow)) {
            continue;
        }
        handovers += flow->kind == FLOW_HANDOVER && flow->state != STATE_HANDOVER_BRIDGE && flow->state != STATE_HANDOVER_FOLLOW_UP ? 1U : 0U;
        closings += flow->kind == FLOW_CLOSING ? 1U : 0U;
        assert_true(flow->state != STATE_HANDOVER_OFFERED || flow_owns_offer(course, flow));
        states_seen[state_index(flow->state)] = true;
    }
    assert_true(handovers <= 1 && closings <= 1);
}

static void check_laws(const world_t *world)
{
    const course_t *course = &world->course;
    check_offer(course);
    check_flows(course);
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
            assert_non_null(directory_party(&world->registry, flow->awaited));
        } else {
            assert_int_equal(deadlines_of(course, flow->id), 0);
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
    if (facts->type == TYPE_CONTACT_TAKEN_OVER || facts->type == TYPE_HANDOVER_TAKEN_OVER || facts->type == TYPE_REFERRAL_RECEIVED ||
        facts->type == TYPE_ORDER_STARTED || facts->type == TYPE_CLOSING_RECONTACT_TAKEN) {
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
           status == STATUS_COURSE_ENDED || status == STATUS_MAY_NOT_HOLD || status == STATUS_NO_COVER || status == STATUS_ALREADY_HOLDS ||
           status == STATUS_DUTY_OFFERED || status == STATUS_INCOMPLETE;
}

static void check_linked(const world_t *world, const message_facts_t *facts)
{
    static course_t linked;
    static decision_t opened;
    if (uuid_is_nil(world->decision.linked_course)) {
        return;
    }
    flow_open_linked(&world->context, facts, &world->course, &linked, &opened);
    assert_true(uuid_equal(linked.id, world->decision.linked_course));
    assert_string_equal(linked.holder, linked.authority);
    assert_int_equal(directory_party(&world->registry, linked.authority)->kind, PARTY_KIND_AUTHORITY);
    assert_true(clocks_of(&linked, UUID_NIL) > 0);
    links_seen++;
}

/* A unit closes or opens again, a person leaves or comes back; the duty unit and the authority never do. */
static void random_change(world_t *world)
{
    party_t *party = &world->parties[random_below(world->registry.party_count)];
    person_t *person = &world->persons[random_below(world->registry.person_count)];
    bool is_always_there = party->kind == PARTY_KIND_DUTY || party->kind == PARTY_KIND_AUTHORITY || party->kind == PARTY_KIND_ENTRY_DESK;
    if (!is_always_there && strcmp(party->id, "closed") != 0) {
        party->valid_to = party->valid_to == 0 ? world->context.now + (instant_t)random_below(30) * DAY : 0;
    }
    if (strcmp(person->party, party->id) == 0) {
        person->valid_to = person->valid_to == 0 ? world->context.now : 0;
    }
    flow_watch(&world->context, &world->course, &world->decision);
    commit(world);
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
        check_linked(world, &facts);
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
    bool was_paused = deadline->paused_until != 0;
    if (random_below(2) == 0 && deadline->fire_at > world->context.now) {
        world->context.now = deadline->fire_at;
    }
    bool is_due = deadline->fire_at <= world->context.now;
    before = world->course;
    flow_fire(&world->context, &world->course, deadline->number, &world->decision);
    assert_int_equal(world->decision.status, is_due ? STATUS_OK : STATUS_NOT_FOUND);
    if (is_due) {
        assert_int_equal(world->decision.notices[0].type, was_paused ? TYPE_CLOCK_RESUMED : TYPE_DEADLINE_PASSED);
        assert_int_equal(world->decision.notices[0].due_at, was_paused ? 0 : due);
        assert_true(world->decision.deliver_count > 0);
        check_duty(world, &before, NULL);
    } else {
        assert_memory_equal(&before, &world->course, sizeof before);
    }
    commit(world);
}

static void random_walk(world_t *world, unsigned counts[2])
{
    for (unsigned step = 0; step < STEPS; step++) {
        unsigned choice = random_below(20);
        world->context.now += (instant_t)random_below(3) * 7 * MINUTE + (choice == 0 ? (instant_t)random_below(10) * 5 * HOUR : 0);
        if (choice < 5) {
            random_fire(world);
        } else if (choice == 5) {
            random_change(world);
        } else {
            random_step(world);
            counts[world->decision.status == STATUS_OK ? 0 : 1]++;
        }
        check_laws(world);
    }
}

/* Every open state was walked through: a walk that never gets there shows nothing of it. */
static void check_states_seen(void)
{
    for (unsigned index = 0; state_at(index) != NULL; index++) {
        if (!state_at(index)->is_final && !states_seen[index]) {
            fail_msg("no walk came to %s", state_at(index)->code);
        }
    }
    assert_true(links_seen > 0);
}

static void any_sequence_keeps_the_laws(void **state)
{
    static world_t world;
    void (*const beginnings[])(world_t *) = {reach_answered, reach_held, reach_announced, reach_offered_acute, reach_agreed, reach_bridge_acute,
                                             reach_offered_to_municipality, reach_follow_up, reach_dead, reach_submitted, reach_in_review, reach_supplement_of_citizen,
                                             reach_forwarded, reach_refused, reach_appealed, reach_granted, reach_requested, reach_early_agreed, reach_running_together,
                                             reach_willing, reach_placed_acute, reach_confirmed,
                                             reach_starting, reach_order_running, reach_self_admitted, reach_ending, reach_returned, reach_order_returned, reach_bids,
                                             reach_paid, reach_sold, reach_price, reach_order_over,
                                             reach_proposed, reach_searching, reach_not_found, reach_aftercare, reach_recontact,
                                             reach_admitted, reach_on_leave, reach_written, reach_stay_ready, reach_discharged_without};
    const char *given = getenv("SEED");
    uint64_t seed = given != NULL ? strtoull(given, NULL, 10) : 20261109;
    unsigned counts[2] = {0, 0}, ended = 0;
    (void)state;
    print_message("seed %llu\n", (unsigned long long)seed);
    for (unsigned run = 0; run < RUNS; run++) {
        random_state = seed + run;
        world_open(&world);
        beginnings[run % COUNT_OF(beginnings)](&world);
        random_walk(&world, counts);
        ended += world.course.is_open ? 0U : 1U;
    }
    print_message("%u accepted, %u refused, %u of %u courses ended, %u linked\n", counts[0], counts[1], ended, (unsigned)RUNS, links_seen);
    assert_true(counts[0] > RUNS && counts[1] > RUNS && ended > 0 && ended < RUNS);
    check_states_seen();
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(any_sequence_keeps_the_laws)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
