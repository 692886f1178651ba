/* SPDX-License-Identifier: EUPL-1.2
 * The whole hospital stay as text (matrix.h): hospital_matrix.txt. */
#include "hospital.h"
#include "matrix.h"

static void reach_warned_on_leave(world_t *world)
{
    reach_on_leave(world);
    must_tell(world, TYPE_HOSPITAL_DISCHARGE_WARNING, "ward");
    stay_is(world, STATE_HOSPITAL_ON_LEAVE);
}

static void reach_interim(world_t *world)
{
    reach_stay_ready(world);
    must_tell(world, TYPE_HOSPITAL_INTERIM_PLAN, "authority");
}

static void reach_readmitted(world_t *world)
{
    reach_discharged(world);
    world->context.now += DAY;
    must_tell(world, TYPE_HOSPITAL_ADMITTED, "ward");
    stay_is(world, STATE_HOSPITAL_ADMITTED);
}

static void reach_death_told(world_t *world)
{
    reach_profiled(world);
    must_tell(world, TYPE_HOSPITAL_DIED, "ward");
}

static void reach_death_registered(world_t *world)
{
    reach_death_told(world);
    message_facts_t facts = message(world, TYPE_COURSE_DIED, "team", "anna");
    facts.has_course = true;
    facts.course = world->course.id;
    assert_int_equal(send(world, &facts), STATUS_OK);
    stay_is(world, STATE_HOSPITAL_ENDED_DEAD);
}

static void reach_by_phone(world_t *world)
{
    reach_held(world);
    must_tell(world, TYPE_HOSPITAL_ADMITTED, "team");
    stay_is(world, STATE_HOSPITAL_ADMITTED);
}

static void reach_opened_ready(world_t *world)
{
    assert_int_equal(open_by(world, TYPE_HOSPITAL_READY, "ward"), STATUS_OK);
    stay_is(world, STATE_HOSPITAL_READY);
}

static void reach_met(world_t *world)
{
    reach_discharged(world);
    must_tell(world, TYPE_HOSPITAL_FIRST_CONTACT, "team");
    stay_is(world, STATE_HOSPITAL_CLOSED);
}

static const stage_t STAGES[] = {
    {"There is no course", NULL},
    {"The team holds, and has written to the ward", reach_known},
    {"ADMITTED: by the ward", reach_admitted},
    {"ADMITTED: the ward has the support profile", reach_profiled},
    {"ADMITTED: told by telephone, the ward has no key", reach_by_phone},
    {"ADMITTED: again, within 48 hours", reach_readmitted},
    {"ADMITTED: the ward has told of a death", reach_death_told},
    {"ON_LEAVE: for two days", reach_on_leave},
    {"ON_LEAVE: and the discharge is warned of", reach_warned_on_leave},
    {"WARNED: in ten days", reach_warned},
    {"WARNED: answered with an effort", reach_warning_answered},
    {"WARNED: the ward has written the agreement", reach_written},
    {"WARNED: the agreement is confirmed", reach_agreed_stay},
    {"READY: after an answered warning", reach_stay_ready},
    {"READY: with a plan until the effort begins", reach_interim},
    {"READY: it opened the course, the desk holds", reach_opened_ready},
    {"DISCHARGED: with an agreement", reach_discharged},
    {"DISCHARGED: without", reach_discharged_without},
    {"CLOSED: the citizen was met", reach_met},
    {"DEAD: registered after the ward told it", reach_death_registered},
};

static const sender_t SENDERS[] = {
    {"ward", "ward", "anna"},          {"another ward", "ward-north", "anna"}, {"team", "team", "anna"},  {"team's leader", "team", "lise"},
    {"authority", "authority", "anna"}, {"desk", "desk", "anna"},              {"duty unit", "duty", "anna"}, {"a strange unit", "stranger", "anna"},
};

static void suit(world_t *world, message_facts_t *facts)
{
    const flow_t *flow = newest_flow(world, FLOW_HOSPITAL_STAY);
    suit_stay(world, facts);
    bool is_meeting = facts->type == TYPE_MEETING_CALLED || facts->type == TYPE_MEETING_FIXED || facts->type == TYPE_MEETING_HELD;
    if (is_meeting || facts->type == TYPE_COURSE_NOTE) {
        to_unit(facts, "housing");
    }
    if (is_meeting && flow != NULL) {
        facts->has_flow = true;
        facts->flow = flow->id;
    }
    if (!facts->has_course && is_wards(facts->type)) {
        text_set(facts->receivers[0].municipality, sizeof facts->receivers[0].municipality, "0621");
        text_set(facts->receivers[0].service, sizeof facts->receivers[0].service, "entry_desk");
        facts->receiver_count = 1;
    }
    if (facts->type == TYPE_MESSAGE_ANNULLED && flow != NULL) { /* the agreement */
        name_agreement(world, flow, facts);
    }
}

static void the_hospital_stay_does_what_the_matrix_says(void **state)
{
    const matrix_t matrix = {STAFET_SOURCE_DIR "/tests/unit/flow/hospital_matrix.txt", STAGES, SENDERS, COUNT_OF(STAGES), COUNT_OF(SENDERS), suit};
    (void)state;
    matrix_is_as_kept(&matrix);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(the_hospital_stay_does_what_the_matrix_says)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
