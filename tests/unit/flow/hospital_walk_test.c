/* SPDX-License-Identifier: EUPL-1.2
 * A hospital stay from the admission to the first contact after it: the agreement item by item, a discharge that nothing stands before (L3, L4, L5, L6, L10). */
#include "hospital.h"

/* ---- the whole ---- */

static void a_stay_goes_from_admission_to_first_contact_and_the_holder_holds_all_the_time(void **state)
{
    static world_t world;
    (void)state;
    world_open(&world);
    reach_admitted(&world);
    assert_true(delivers_to(&world.decision, "team") && delivers_to(&world.decision, "authority"));
    assert_string_equal(stay(&world)->other, "ward");
    assert_int_equal(deadline_with(&world, "HOS-1")->due_at, world.context.now + DAY);
    must_tell(&world, TYPE_HOSPITAL_SUPPORT_PROFILE, "team");
    assert_true(delivers_to(&world.decision, "ward"));
    assert_null(deadline_with(&world, "HOS-1"));
    assert_int_equal(deadline_with(&world, "HOS-4")->due_at, world.context.now + 14 * DAY);
    must_tell(&world, TYPE_HOSPITAL_DISCHARGE_WARNING, "ward");
    assert_string_equal(stay(&world)->awaited, "authority");
    assert_int_equal(deadline_with(&world, "HOS-8")->due_at, local(2026, 11, 11, 16, 0));
    must_tell(&world, TYPE_HOSPITAL_WARNING_ANSWERED, "authority");
    assert_string_equal(stay(&world)->awaited, "ward");
    assert_int_equal(deadline_with(&world, "HOS-9")->due_at, local(2026, 11, 18, 16, 0)); /* the working day before the 19th */
    must_tell(&world, TYPE_HOSPITAL_READY, "ward");
    assert_int_equal(deadline_with(&world, "HOS-3")->due_at, local(2026, 11, 10, 16, 0));
    assert_non_null(deadline_with(&world, "HOS-9")); /* finished is not agreed */
    must_tell(&world, TYPE_HOSPITAL_INTERIM_PLAN, "authority");
    assert_null(deadline_with(&world, "HOS-3"));
    must_tell(&world, TYPE_HOSPITAL_AGREEMENT, "team");
    must_tell(&world, TYPE_HOSPITAL_AGREEMENT_CONFIRMED, "ward");
    assert_null(deadline_with(&world, "HOS-9"));
    must_tell(&world, TYPE_HOSPITAL_DISCHARGED, "ward");
    assert_null(notice_of(&world.decision, TYPE_HOSPITAL_AGREEMENT_MISSING));
    assert_null(deadline_with(&world, "HOS-2"));
    assert_int_equal(deadline_with(&world, "HOS-6")->due_at, world.context.now + 2 * DAY);
    must_tell(&world, TYPE_HOSPITAL_FIRST_CONTACT, "team");
    stay_is(&world, STATE_HOSPITAL_CLOSED);
    assert_string_equal(deadline_with(&world, "HOS-7")->awaited, "team"); /* the review outlives the stay */
    assert_non_null(deadline_with(&world, "CRS-1"));
    holder_is(&world, "team");
    assert_int_equal(world.course.duty, DUTY_HELD);
}

/* L3: whatever a ward sends, it never holds: the municipality's entry desk does, from the commit. */
static void a_ward_that_opens_a_course_leaves_it_with_the_entry_desk(void **state)
{
    static const message_type_t TYPES[] = {TYPE_HOSPITAL_DISCHARGE_WARNING, TYPE_HOSPITAL_READY};
    (void)state;
    for (unsigned index = 0; index < COUNT_OF(TYPES); index++) {
        static world_t world;
        world_open(&world);
        assert_int_equal(open_by(&world, TYPES[index], "ward"), STATUS_OK);
        holder_is(&world, "desk");
        assert_string_equal(stay(&world)->awaited, "authority");
        assert_true(delivers_to(&world.decision, "desk") && delivers_to(&world.decision, "authority"));
    }
}

/* Practice 11: hospitals tell of every citizen. The answer is one, and nothing is kept. */
static void a_notice_without_a_course_is_not_kept_whoever_sends_it(void **state)
{
    static const char *const UNITS[] = {"ward", "ward-north", "desk", "stranger"};
    static course_t untouched;
    (void)state;
    for (unsigned index = 0; message_type_at(index) != NULL; index++) {
        message_type_t type = message_type_at(index)->type;
        bool opens = type == TYPE_HOSPITAL_DISCHARGE_WARNING || type == TYPE_HOSPITAL_READY;
        for (unsigned unit = 0; unit < COUNT_OF(UNITS) && message_type_at(index)->flow == FLOW_HOSPITAL_STAY && !opens; unit++) {
            static world_t world;
            world_open(&world);
            assert_int_equal(open_by(&world, type, UNITS[unit]), STATUS_NOT_KEPT);
            assert_false(world.decision.is_recorded);
            assert_int_equal(world.decision.deliver_count + world.decision.notice_count, 0);
            assert_memory_equal(&world.course, &untouched, sizeof untouched);
        }
    }
}

/* L10: a ward that is no part of the course gets the answer for one that is not there; of a course that has ended nothing is kept either. */
static void a_ward_learns_nothing_of_a_course_it_is_no_part_of(void **state)
{
    static world_t world;
    (void)state;
    world_open(&world);
    reach_known(&world);
    assert_int_equal(tell(&world, TYPE_HOSPITAL_ADMITTED, "ward-north"), STATUS_UNKNOWN_COURSE);
    assert_false(world.decision.is_recorded);
    world_open(&world);
    assert_int_equal(open_by(&world, TYPE_HOSPITAL_READY, "ward"), STATUS_OK);
    must_tell(&world, TYPE_HOSPITAL_CANCELLED, "ward");
    assert_false(world.course.is_open);
    message_facts_t facts = stay_message(&world, TYPE_HOSPITAL_ADMITTED, "ward", "anna");
    facts.has_flow = false;
    assert_int_equal(send(&world, &facts), STATUS_NOT_KEPT);
    assert_false(world.decision.is_recorded);
}

/* ---- the agreement ---- */

static void an_agreement_is_refused_with_each_missing_item_by_name(void **state)
{
    static world_t world;
    (void)state;
    world_open(&world);
    reach_warning_answered(&world);
    const standard_t *standard = standard_of_stay(true);
    unsigned examined = 0;
    for (unsigned item = 0; standard_item_at(item) != NULL; item++) {
        const char *code = standard_item_at(item)->code;
        bool is_in_body = strcmp(code, "plans.takes_part") == 0 || strcmp(code, "plans.review_at") == 0;
        if (standard->required[item] == REQUIRED_NEVER || is_in_body) {
            continue;
        }
        message_facts_t facts = stay_message(&world, TYPE_HOSPITAL_AGREEMENT, "ward", "anna");
        facts.answers[item] = ANSWER_BLANK;
        refused_for(&world, &facts, code);
        assert_int_equal(world.decision.status, STATUS_INCOMPLETE);
        assert_int_equal(world.decision.missing_count, 1);
        examined++;
    }
    assert_int_equal(examined, 8);
    message_facts_t facts = stay_message(&world, TYPE_HOSPITAL_AGREEMENT, "ward", "anna");
    memset(facts.answers, ANSWER_BLANK, sizeof facts.answers);
    facts.at = 0;
    assert_int_equal(send(&world, &facts), STATUS_INCOMPLETE);
    assert_int_equal(world.decision.missing_count, 9); /* whether the patient takes part stands in the body */
    assert_true(misses(&world.decision, "plans.review_at"));
}

/* § 13 a and § 13 b: who takes part has an agreement, who does not has a coordination plan, and "unknown" is neither. */
static void the_kind_of_the_plan_follows_from_whether_the_patient_takes_part(void **state)
{
    static world_t world;
    (void)state;
    world_open(&world);
    reach_warning_answered(&world);
    message_facts_t facts = stay_message(&world, TYPE_HOSPITAL_AGREEMENT, "ward", "anna");
    facts.takes_part = ANSWER_NO;
    refused_for(&world, &facts, "plan_kind");
    facts = stay_message(&world, TYPE_HOSPITAL_AGREEMENT, "ward", "anna");
    facts.takes_part = ANSWER_UNKNOWN;
    refused_for(&world, &facts, "takes_part");
    facts = stay_message(&world, TYPE_HOSPITAL_AGREEMENT, "ward", "anna");
    facts.plan_kind = PLAN_COORDINATION;
    refused_for(&world, &facts, "plan_kind");
    facts = stay_message(&world, TYPE_HOSPITAL_AGREEMENT, "ward", "anna");
    text_set(facts.standard, sizeof facts.standard, "planned");
    refused_for(&world, &facts, "standard");
    facts = stay_message(&world, TYPE_HOSPITAL_AGREEMENT, "ward", "anna");
    facts.takes_part = ANSWER_NO;
    facts.plan_kind = PLAN_COORDINATION;
    assert_int_equal(send(&world, &facts), STATUS_OK);
}

/* Nobody confirms the own words, another version than was read, or what was annulled. */
static void an_agreement_is_in_force_only_when_the_other_side_has_confirmed_it_as_it_stands(void **state)
{
    static world_t world;
    (void)state;
    world_open(&world);
    reach_written(&world);
    message_facts_t facts = stay_message(&world, TYPE_HOSPITAL_AGREEMENT_CONFIRMED, "ward", "anna");
    refused_for(&world, &facts, "agreement_other");
    message_facts_t late = stay_message(&world, TYPE_HOSPITAL_AGREEMENT_CONFIRMED, "team", "anna");
    must_tell(&world, TYPE_HOSPITAL_AGREEMENT, "team"); /* the team writes its own: what the ward wrote is over */
    refused_for(&world, &late, "agreement_now");
    facts = stay_message(&world, TYPE_HOSPITAL_AGREEMENT_CONFIRMED, "team", "anna");
    refused_for(&world, &facts, "agreement_other");
    facts = stay_message(&world, TYPE_HOSPITAL_AGREEMENT_CONFIRMED, "ward", "");
    facts.person[0] = '\0';
    assert_int_equal(send(&world, &facts), STATUS_UNKNOWN_PERSON);
    must_tell(&world, TYPE_HOSPITAL_AGREEMENT_CONFIRMED, "ward");
    assert_null(deadline_with(&world, "HOS-9"));
    assert_non_null(deadline_with(&world, "HOS-4")); /* L5: warned, answered and agreed has a clock still */
    facts = stay_message(&world, TYPE_HOSPITAL_AGREEMENT_CONFIRMED, "ward", "anna");
    refused_for(&world, &facts, "agreement_other");
}

/* L5: the municipality did not know of the stay before: nothing else of it runs when all is said. */
static void a_stay_that_began_with_a_warning_has_a_clock_when_all_is_agreed(void **state)
{
    static world_t world;
    (void)state;
    world_open(&world);
    assert_int_equal(open_by(&world, TYPE_HOSPITAL_DISCHARGE_WARNING, "ward"), STATUS_OK);
    must_tell(&world, TYPE_HOSPITAL_WARNING_ANSWERED, "authority");
    must_tell(&world, TYPE_HOSPITAL_AGREEMENT, "ward");
    must_tell(&world, TYPE_HOSPITAL_AGREEMENT_CONFIRMED, "desk");
    assert_int_equal(deadline_with(&world, "HOS-4")->due_at, world.context.now + 14 * DAY);
}

static void a_new_proposal_leaves_the_agreement_in_force_until_it_is_confirmed(void **state)
{
    static world_t world;
    (void)state;
    world_open(&world);
    reach_agreed_stay(&world);
    must_tell(&world, TYPE_HOSPITAL_AGREEMENT, "ward");
    must_tell(&world, TYPE_HOSPITAL_DISCHARGED, "ward");
    assert_null(notice_of(&world.decision, TYPE_HOSPITAL_AGREEMENT_MISSING));
}

/* It was the wrong citizen's: as if it had not been. */
static void an_agreement_that_is_annulled_is_missing_again(void **state)
{
    static world_t world;
    (void)state;
    world_open(&world);
    reach_agreed_stay(&world);
    message_facts_t facts = message(&world, TYPE_MESSAGE_ANNULLED, "ward", "anna");
    aim(&world, &facts);
    facts.has_flow = false;
    name_agreement(&world, stay(&world), &facts);
    assert_int_equal(send(&world, &facts), STATUS_OK);
    assert_null(deadline_with(&world, "HOS-7"));
    must_tell(&world, TYPE_HOSPITAL_DISCHARGED, "ward");
    assert_non_null(notice_of(&world.decision, TYPE_HOSPITAL_AGREEMENT_MISSING));
}

/* The review is whoever's holds, also after the stay; done, it is over. */
static void the_review_of_the_agreement_goes_with_the_responsibility(void **state)
{
    static world_t world;
    (void)state;
    world_open(&world);
    reach_discharged(&world);
    must_tell(&world, TYPE_HOSPITAL_FIRST_CONTACT, "team");
    assert_int_equal(say(&world, TYPE_COURSE_TAKEN_OVER, "authority", "lise"), STATUS_OK);
    assert_string_equal(deadline_with(&world, "HOS-7")->awaited, "authority");
    message_facts_t facts = message(&world, TYPE_ACTION_DONE, "authority", "anna");
    aim(&world, &facts);
    text_set(facts.action_id, sizeof facts.action_id, "discharge-agreement");
    assert_int_equal(send(&world, &facts), STATUS_OK);
    assert_null(deadline_with(&world, "HOS-7"));
}

/* ---- discharge ---- */

/* L6: the citizen is on the street whatever is written: nothing of a ward's discharge is ever asked for. */
static void a_discharge_is_accepted_in_every_state_before_it_and_with_an_empty_body(void **state)
{
    void (*const stages[])(world_t *) = {reach_admitted, reach_profiled, reach_on_leave, reach_warned, reach_written, reach_stay_ready};
    (void)state;
    for (unsigned index = 0; index < COUNT_OF(stages); index++) {
        static world_t world;
        world_open(&world);
        stages[index](&world);
        message_facts_t facts = stay_message(&world, TYPE_HOSPITAL_DISCHARGED, "ward", "anna");
        facts.at = 0;
        facts.has_need = facts.has_text = facts.has_contact_phone = false;
        assert_int_equal(send(&world, &facts), STATUS_OK);
        stay_is(&world, STATE_HOSPITAL_DISCHARGED);
        holder_is(&world, "team");
    }
}

/* HOS-2: both are told, also the ward that sent it, and the authority. */
static void a_discharge_without_an_agreement_is_told_to_both_leaders(void **state)
{
    static world_t world;
    (void)state;
    world_open(&world);
    reach_discharged_without(&world);
    const notice_t *notice = notice_of(&world.decision, TYPE_HOSPITAL_AGREEMENT_MISSING);
    assert_non_null(notice);
    assert_true(notice_reaches(notice, "team") && notice_reaches(notice, "ward") && notice_reaches(notice, "authority"));
    assert_string_equal(notice->giver, "ward");
    assert_string_equal(notice->taker, "team");
    assert_non_null(deadline_with(&world, "HOS-2"));
    must_tell(&world, TYPE_HOSPITAL_AGREEMENT, "ward");
    must_tell(&world, TYPE_HOSPITAL_AGREEMENT_CONFIRMED, "team"); /* better late */
    assert_null(deadline_with(&world, "HOS-2"));
    world_open(&world);
    assert_int_equal(open_by(&world, TYPE_HOSPITAL_READY, "ward"), STATUS_OK);
    must_tell(&world, TYPE_HOSPITAL_DISCHARGED, "ward"); /* nobody here has given this citizen anything yet */
    assert_null(notice_of(&world.decision, TYPE_HOSPITAL_AGREEMENT_MISSING));
}

static void the_first_contact_is_one_that_was_made_after_the_discharge(void **state)
{
    static world_t world;
    (void)state;
    world_open(&world);
    reach_discharged(&world);
    world.context.now += 3 * HOUR;
    message_facts_t facts = stay_message(&world, TYPE_HOSPITAL_FIRST_CONTACT, "team", "anna");
    facts.at = world.context.now - 5 * HOUR;
    refused_for(&world, &facts, "at");
    facts = stay_message(&world, TYPE_HOSPITAL_FIRST_CONTACT, "team", "anna");
    facts.met = ANSWER_NO;
    facts.attempts = 3;
    refused_for(&world, &facts, "met_after"); /* that is a leader's to say */
    facts = stay_message(&world, TYPE_HOSPITAL_FIRST_CONTACT, "team", "lise");
    facts.met = ANSWER_NO;
    facts.attempts = 2;
    refused_for(&world, &facts, "met_after");
    assert_int_equal(fire(&world, "HOS-6"), STATUS_OK);
    assert_true(delivers_to(&world.decision, "team"));
    facts = stay_message(&world, TYPE_HOSPITAL_FIRST_CONTACT, "team", "lise");
    facts.met = ANSWER_NO;
    facts.attempts = 3;
    assert_int_equal(send(&world, &facts), STATUS_OK);
    stay_is(&world, STATE_HOSPITAL_CLOSED);
}

/* What was told ten hours late has ten hours less: the citizen has been out since then. */
static void the_time_to_the_first_contact_counts_from_the_discharge(void **state)
{
    static world_t world;
    (void)state;
    world_open(&world);
    reach_agreed_stay(&world);
    message_facts_t facts = stay_message(&world, TYPE_HOSPITAL_DISCHARGED, "ward", "anna");
    facts.at = world.context.now - 10 * HOUR;
    assert_int_equal(send(&world, &facts), STATUS_OK);
    assert_int_equal(deadline_with(&world, "HOS-6")->due_at, world.context.now + 38 * HOUR);
}

static void admitted_again_within_48_hours_is_the_same_stay_and_later_a_new_one(void **state)
{
    static world_t world;
    (void)state;
    world_open(&world);
    reach_discharged(&world);
    uuid_t first = stay(&world)->id;
    message_facts_t facts = stay_message(&world, TYPE_HOSPITAL_ADMITTED, "ward", "anna");
    facts.has_flow = false;
    refused_for(&world, &facts, "flow_id");
    world.context.now += 47 * HOUR;
    must_tell(&world, TYPE_HOSPITAL_ADMITTED, "ward");
    assert_true(uuid_equal(stay(&world)->id, first));
    assert_int_equal(stay(&world)->returned, 1);
    assert_non_null(deadline_with(&world, "HOS-1")); /* a new stay in all but its name: the ward is told anew */
    must_tell(&world, TYPE_HOSPITAL_DISCHARGED, "ward");
    assert_non_null(notice_of(&world.decision, TYPE_HOSPITAL_AGREEMENT_MISSING)); /* the agreement was of the first one */
    world.context.now += 49 * HOUR;
    facts = stay_message(&world, TYPE_HOSPITAL_ADMITTED, "ward", "anna");
    refused_for(&world, &facts, "new_stay");
    facts.has_flow = false;
    (void)snprintf(facts.message_id, sizeof facts.message_id, "again");
    assert_int_equal(send(&world, &facts), STATUS_OK);
    assert_false(uuid_equal(stay(&world)->id, first));
    assert_int_equal(course_flow(&world.course, first)->state, STATE_HOSPITAL_CLOSED); /* nobody was met: the new stay goes on from it */
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_stay_goes_from_admission_to_first_contact_and_the_holder_holds_all_the_time),
        cmocka_unit_test(a_ward_that_opens_a_course_leaves_it_with_the_entry_desk),
        cmocka_unit_test(a_notice_without_a_course_is_not_kept_whoever_sends_it),
        cmocka_unit_test(a_ward_learns_nothing_of_a_course_it_is_no_part_of),
        cmocka_unit_test(an_agreement_is_refused_with_each_missing_item_by_name),
        cmocka_unit_test(the_kind_of_the_plan_follows_from_whether_the_patient_takes_part),
        cmocka_unit_test(an_agreement_is_in_force_only_when_the_other_side_has_confirmed_it_as_it_stands),
        cmocka_unit_test(a_stay_that_began_with_a_warning_has_a_clock_when_all_is_agreed),
        cmocka_unit_test(a_new_proposal_leaves_the_agreement_in_force_until_it_is_confirmed),
        cmocka_unit_test(an_agreement_that_is_annulled_is_missing_again),
        cmocka_unit_test(the_review_of_the_agreement_goes_with_the_responsibility),
        cmocka_unit_test(a_discharge_is_accepted_in_every_state_before_it_and_with_an_empty_body),
        cmocka_unit_test(a_discharge_without_an_agreement_is_told_to_both_leaders),
        cmocka_unit_test(the_first_contact_is_one_that_was_made_after_the_discharge),
        cmocka_unit_test(the_time_to_the_first_contact_counts_from_the_discharge),
        cmocka_unit_test(admitted_again_within_48_hours_is_the_same_stay_and_later_a_new_one),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
