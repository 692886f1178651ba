/* SPDX-License-Identifier: EUPL-1.2
 * Two courses of one citizen become one (U8): what is open goes on, nobody is let go, nothing is lost on the way, and strangers see nothing (L2, L5, L10). */
#include "closing.h"

static course_t other, ending;
static decision_t joined;

/* The course that goes on stands in the world; the other is what the message names. */
static void two_courses(world_t *world, void (*reach)(world_t *), void (*reach_other)(world_t *))
{
    world_open(world);
    reach_other(world);
    other = world->course;
    unsigned sent = world->sent + 100; /* other messages, so other ids */
    world_open(world);
    world->sent = sent;
    reach(world);
    world->context.other = &other;
    assert_false(uuid_equal(world->course.id, other.id));
}

static message_facts_t linking(world_t *world, const char *party)
{
    message_facts_t facts = message(world, TYPE_COURSE_LINKED, party, "anna");
    facts.has_course = true;
    facts.course = world->course.id;
    facts.has_previous = true;
    facts.previous = other.id;
    return facts;
}

static status_t link_by(world_t *world, const char *party)
{
    message_facts_t facts = linking(world, party);
    status_t status = send(world, &facts);
    if (status == STATUS_OK) {
        ending = other;
        assert_true(uuid_equal(world->decision.joined_course, other.id));
        flow_join(&world->context, &facts, &world->course, &ending, &joined);
    }
    return status;
}

static void what_is_open_goes_on_with_the_holder_of_the_course_that_stays(void **state)
{
    static world_t world;
    (void)state;
    two_courses(&world, reach_held, reach_answered);
    assert_int_equal(link_by(&world, "desk"), STATUS_OK);
    holder_is(&world, "team");
    assert_int_equal(newest_flow(&world, FLOW_CONTACT)->state, STATE_CONTACT_ANSWERED);
    assert_string_equal(newest_flow(&world, FLOW_CONTACT)->awaited, "desk");
    assert_false(newest_flow(&world, FLOW_CONTACT)->opened_course);
    assert_non_null(deadline_with(&world, "CON-10"));
    assert_string_equal(deadline_with(&world, "CRS-5")->awaited, "desk");
    assert_false(ending.is_open);
    assert_int_equal(ending.deadline_count, 0);
    assert_int_equal(ending.flows[0].state, STATE_CONTACT_LINKED);
    assert_int_equal(joined.notices[0].type, TYPE_COURSE_JOINED);
    assert_true(notice_reaches(&joined.notices[0], "desk") && uuid_equal(joined.notices[0].other_course, world.course.id));
    /* its contact ends, and not the course */
    assert_int_equal(say(&world, TYPE_CONTACT_CLOSED, "desk", "anna"), STATUS_OK);
    assert_true(world.course.is_open);
}

static void who_held_the_other_confirms_and_nobody_for_them(void **state)
{
    static world_t world;
    (void)state;
    two_courses(&world, reach_held, reach_answered);
    assert_int_equal(link_by(&world, "authority"), STATUS_OK);
    assert_int_equal(say(&world, TYPE_COURSE_LINK_CONFIRMED, "team", "anna"), STATUS_GUARD_NOT_MET);
    assert_true(misses(&world.decision, "linked_course"));
    assert_int_equal(fire(&world, "CRS-5"), STATUS_OK);
    assert_true(delivers_to(&world.decision, "desk"));
    assert_int_equal(say(&world, TYPE_COURSE_TAKEN_OVER, "authority", "lise"), STATUS_OK);
    assert_string_equal(deadline_with(&world, "CRS-5")->awaited, "desk");
    assert_int_equal(say(&world, TYPE_COURSE_LINK_CONFIRMED, "desk", "anna"), STATUS_OK);
    assert_null(deadline_with(&world, "CRS-5"));
}

static void one_closing_and_one_handover_stay_and_aftercare_is_over(void **state)
{
    static world_t world;
    (void)state;
    two_courses(&world, reach_announced, reach_announced);
    assert_int_equal(link_by(&world, "authority"), STATUS_OK);
    unsigned handovers = 0;
    for (unsigned index = 0; index < world.course.flow_count; index++) {
        handovers += world.course.flows[index].kind == FLOW_HANDOVER ? 1U : 0U;
    }
    assert_int_equal(handovers, 1);
    assert_int_equal(ending.flows[1].state, STATE_HANDOVER_CANCELLED);
    assert_null(deadline_with(&world, "CRS-5")); /* the same unit holds both */
    two_courses(&world, reach_aftercare, reach_held);
    assert_int_equal(link_by(&world, "authority"), STATUS_OK);
    closing_is(&world, STATE_CLOSING_STOPPED);
    assert_non_null(deadline_with(&world, "CRS-1"));
    two_courses(&world, reach_held, reach_announced);
    assert_int_equal(link_by(&world, "authority"), STATUS_OK);
    handover_is(&world, STATE_HANDOVER_ANNOUNCED);
    assert_non_null(deadline_with(&world, "HOV-1"));
    assert_int_equal(ending.flows[1].state, STATE_HANDOVER_LINKED);
}

static void consent_said(world_t *world, message_type_t type, const char *id)
{
    message_facts_t facts = message(world, type, "team", "anna");
    aim(world, &facts);
    text_set(facts.consent_id, sizeof facts.consent_id, id);
    assert_int_equal(send(world, &facts), STATUS_OK);
}

static void what_is_owed_on_the_other_course_is_owed_here(void **state)
{
    static world_t world;
    (void)state;
    two_courses(&world, reach_held, reach_held);
    world.course.last_at = world.context.now;
    static course_t mine;
    mine = world.course;
    world.course = other;
    assert_int_equal(say(&world, TYPE_ACTION_OPENED, "team", "anna"), STATUS_OK);
    give_consent(&world, "team");
    assert_int_equal(say(&world, TYPE_CONSENT_WITHDRAWN, "team", "anna"), STATUS_OK);
    consent_said(&world, TYPE_CONSENT_GIVEN, "consent-2");
    other = world.course;
    world.course = mine;
    assert_int_equal(link_by(&world, "desk"), STATUS_OK);
    assert_non_null(deadline_with(&world, "ACT-1"));
    assert_non_null(deadline_with(&world, "CNS-1")); /* L13 */
    assert_int_equal(world.course.consent_count, 1); /* the one that is in force; the other is over */
    assert_non_null(course_consent(&world.course, "consent-2"));
    for (unsigned index = 1; index < world.course.deadline_count; index++) {
        assert_true(world.course.deadlines[index].number > world.course.deadlines[index - 1].number);
    }
}

/* L13: what rests on a consent there rests on the same one here, and what was withdrawn on one is withdrawn on both. */
static void consents_go_along_with_what_rests_on_them(void **state)
{
    static world_t world;
    static course_t mine;
    (void)state;
    two_courses(&world, reach_held, reach_announced);
    mine = world.course;
    world.course = other;
    consent_said(&world, TYPE_CONSENT_GIVEN, "consent-1");
    consent_said(&world, TYPE_CONSENT_GIVEN, "consent-2");
    consent_said(&world, TYPE_CONSENT_WITHDRAWN, "consent-2");
    newest_flow(&world, FLOW_HANDOVER)->consent = course_consent(&world.course, "consent-1")->number;
    other = world.course;
    world.course = mine;
    world.course.last_at = world.context.now;
    consent_said(&world, TYPE_CONSENT_GIVEN, "consent-3");
    consent_said(&world, TYPE_CONSENT_GIVEN, "consent-2");
    assert_int_equal(link_by(&world, "desk"), STATUS_OK);
    const flow_t *flow = newest_flow(&world, FLOW_HANDOVER);
    const consent_t *consent = course_consent_numbered(&world.course, flow->consent);
    assert_string_equal(consent->id, "consent-1");
    assert_true(consent_in_force(consent, world.context.now));
    assert_false(consent_in_force(course_consent(&world.course, "consent-2"), world.context.now));
    assert_string_equal(world.decision.consents_over[0], "consent-2"); /* what rests on it and is not sent is stopped */
}

static void every_way_that_a_link_is_refused(void **state)
{
    static world_t world;
    (void)state;
    two_courses(&world, reach_held, reach_answered);
    assert_int_equal(link_by(&world, "team"), STATUS_NOT_YOURS_TO_DO);
    message_facts_t facts = linking(&world, "desk");
    facts.reason = 0;
    text_set(facts.second_person, sizeof facts.second_person, "anna");
    assert_int_equal(send(&world, &facts), STATUS_GUARD_NOT_MET);
    assert_true(misses(&world.decision, "same_citizen") && misses(&world.decision, "second_person"));
    world.context.other = NULL;
    assert_int_equal(link_by(&world, "desk"), STATUS_UNKNOWN_COURSE);
    world.context.other = &world.course;
    assert_int_equal(link_by(&world, "desk"), STATUS_GUARD_NOT_MET);
    assert_true(misses(&world.decision, "other_course"));
    two_courses(&world, reach_held, reach_routed);
    assert_int_equal(link_by(&world, "desk"), STATUS_GUARD_NOT_MET);
    assert_true(misses(&world.decision, "other_offer_closed"));
    two_courses(&world, reach_held, reach_dead_in_aftercare);
    assert_int_equal(link_by(&world, "desk"), STATUS_GUARD_NOT_MET);
    assert_true(misses(&world.decision, "not_dead"));
    two_courses(&world, reach_held, reach_closed_course);
    assert_int_equal(link_by(&world, "desk"), STATUS_GUARD_NOT_MET);
    assert_true(misses(&world.decision, "other_course"));
    two_courses(&world, reach_held, reach_answered);
    text_set(other.authority, sizeof other.authority, "other-authority");
    assert_int_equal(link_by(&world, "desk"), STATUS_GUARD_NOT_MET);
    assert_true(misses(&world.decision, "same_municipality"));
}

static void a_course_without_room_for_the_other_stays_alone(void **state)
{
    static world_t world;
    (void)state;
    two_courses(&world, reach_held, reach_answered);
    while (course_open_flows(&world.course) < COURSE_FLOWS_MAX / 2 - 1) {
        message_facts_t facts = message(&world, TYPE_CONTACT_REGISTERED, "desk", "anna");
        facts.has_course = true;
        facts.course = world.course.id;
        if (send(&world, &facts) != STATUS_OK) {
            break;
        }
    }
    static course_t mine;
    mine = world.course;
    world.course = other;
    while (true) {
        message_facts_t facts = message(&world, TYPE_CONTACT_REGISTERED, "desk", "anna");
        facts.has_course = true;
        facts.course = world.course.id;
        if (send(&world, &facts) != STATUS_OK) {
            break;
        }
    }
    other = world.course;
    world.course = mine;
    assert_int_equal(link_by(&world, "desk"), STATUS_COURSE_FULL);
    assert_memory_equal(&mine, &world.course, sizeof mine);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_open_goes_on_with_the_holder_of_the_course_that_stays),
        cmocka_unit_test(who_held_the_other_confirms_and_nobody_for_them),
        cmocka_unit_test(one_closing_and_one_handover_stay_and_aftercare_is_over),
        cmocka_unit_test(what_is_owed_on_the_other_course_is_owed_here),
        cmocka_unit_test(consents_go_along_with_what_rests_on_them),
        cmocka_unit_test(every_way_that_a_link_is_refused),
        cmocka_unit_test(a_course_without_room_for_the_other_stays_alone),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
