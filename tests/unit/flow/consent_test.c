/* SPDX-License-Identifier: EUPL-1.2
 * The ground for disclosure (L13): what a consent covers, from whom, to whom and how long; how it ends; and the grounds that the rules name themselves. */
#include "handover.h"

static world_t world;

static int open_world(void **state)
{
    (void)state;
    world_open(&world);
    return 0;
}

static message_facts_t consent(const char *id, const char *party)
{
    message_facts_t facts = message(&world, TYPE_CONSENT_GIVEN, party, "anna");
    aim(&world, &facts);
    text_set(facts.consent_id, sizeof facts.consent_id, id);
    return facts;
}

/* From the team to the psychiatry, another controller. */
static message_facts_t note_by(const char *id)
{
    message_facts_t facts = hand(&world, TYPE_COURSE_NOTE, "team", "anna");
    facts.has_flow = false;
    by_consent(&facts, id);
    to_unit(&facts, "psychiatry");
    return facts;
}

static void is_refused_for(const message_facts_t *facts, const char *item)
{
    unsigned involved = world.course.involved_count;
    assert_int_equal(send(&world, facts), STATUS_GROUND_NEEDED);
    assert_false(world.decision.is_recorded);
    assert_int_equal(world.decision.missing_count, 1);
    if (!misses(&world.decision, item)) {
        fail_msg("%s is missing and not %s", world.decision.missing[0], item);
    }
    assert_string_equal(world.decision.detail, "psychiatry");
    assert_int_equal(world.course.involved_count, involved);
}

static void is_lacking(const message_facts_t *facts, const char *item)
{
    assert_int_equal(send(&world, facts), STATUS_GUARD_NOT_MET);
    if (!misses(&world.decision, item)) {
        fail_msg("%s is not missing", item);
    }
}

/* ---- what it covers ---- */

static void a_consent_that_nobody_registered_carries_nothing(void **state)
{
    (void)state;
    reach_held(&world);
    message_facts_t note = note_by("consent-1");
    is_refused_for(&note, "consent_id");
    note = note_by(""); /* told in words alone */
    is_refused_for(&note, "consent_id");
}

static void a_consent_carries_what_it_covers(void **state)
{
    (void)state;
    reach_held(&world);
    message_facts_t given = consent("consent-1", "team");
    given.consent.scope = CONSENT_SCOPE_BIT(CONSENT_SCOPE_CORRESPONDENCE);
    assert_int_equal(send(&world, &given), STATUS_OK);
    message_facts_t note = note_by("consent-1");
    assert_int_equal(send(&world, &note), STATUS_OK);
    assert_string_equal(world.decision.consent, "consent-1");
    message_facts_t package = acute_package(&world, "psychiatry", NULL);
    by_consent(&package, "consent-1");
    is_refused_for(&package, "consent_scope");
}

static void a_consent_to_others_does_not_cover_the_receiver(void **state)
{
    (void)state;
    reach_held(&world);
    message_facts_t given = consent("consent-1", "team");
    text_set(given.consent.to[0], sizeof given.consent.to[0], "laegehuset");
    assert_int_equal(send(&world, &given), STATUS_OK);
    message_facts_t note = note_by("consent-1");
    is_refused_for(&note, "consent_receiver");
}

static void every_receiver_of_a_message_is_covered_or_none_gets_it(void **state)
{
    (void)state;
    reach_held(&world);
    give_consent(&world, "team");
    message_facts_t note = note_by("consent-1");
    to_unit(&note, "gp");
    assert_int_equal(send(&world, &note), STATUS_GROUND_NEEDED);
    assert_true(misses(&world.decision, "consent_receiver"));
    assert_string_equal(world.decision.detail, "gp");
}

static void another_organisations_consent_is_not_ours_to_use(void **state)
{
    (void)state;
    reach_held(&world);
    message_facts_t told = hand(&world, TYPE_COURSE_NOTE, "team", "anna");
    told.has_flow = false;
    to_unit(&told, "psychiatry");
    assert_int_equal(send(&world, &told), STATUS_OK);
    message_facts_t given = consent("theirs", "psychiatry");
    text_set(given.consent.to[0], sizeof given.consent.to[0], "kommunen");
    assert_int_equal(send(&world, &given), STATUS_OK);
    assert_string_equal(course_consent(&world.course, "theirs")->controller, "regionen");
    message_facts_t note = note_by("theirs");
    is_refused_for(&note, "consent_id");
    message_facts_t answer = message(&world, TYPE_COURSE_NOTE, "psychiatry", "anna");
    answer.has_course = true;
    answer.course = world.course.id;
    by_consent(&answer, "theirs");
    to_unit(&answer, "team");
    assert_int_equal(send(&world, &answer), STATUS_OK);
}

static void within_one_organisation_no_consent_is_asked(void **state)
{
    (void)state;
    reach_held(&world);
    message_facts_t note = hand(&world, TYPE_COURSE_NOTE, "team", "anna");
    note.has_flow = false;
    by_consent(&note, "consent-1");
    to_unit(&note, "housing");
    assert_int_equal(send(&world, &note), STATUS_OK);
    assert_string_equal(world.decision.consent, "");
}

/* ---- how long ---- */

static void a_consent_ends_by_its_date_and_lasts_a_year_where_none_is_told(void **state)
{
    (void)state;
    reach_held(&world);
    message_facts_t given = consent("short", "team");
    given.consent.valid_to = world.context.now + 7 * DAY;
    assert_int_equal(send(&world, &given), STATUS_OK);
    give_consent(&world, "team");
    assert_int_equal(course_consent(&world.course, "consent-1")->valid_to, world.context.now + 366 * DAY);
    message_facts_t note = note_by("short");
    world.context.now += 7 * DAY - SECOND;
    assert_int_equal(send(&world, &note), STATUS_OK);
    world.context.now += SECOND;
    note = note_by("short");
    is_refused_for(&note, "consent_expired");
    note = note_by("consent-1");
    assert_int_equal(send(&world, &note), STATUS_OK);
}

static void what_is_told_of_a_consent_must_be_enough_and_can_be_right(void **state)
{
    (void)state;
    reach_held(&world);
    static const struct {
        const char *item;
        uint32_t scope, form, given_by;
        unsigned to_count;
        instant_t given, valid; /* from now */
    } ROWS[] = {
        {"consent_scopes", 0, 2, 1, 1, 0, 0},
        {"consent_receivers", SCOPES_OF_ALL, 2, 1, 0, 0, 0},
        {"consent_form", SCOPES_OF_ALL, 0, 1, 1, 0, 0},
        {"consent_given_by", SCOPES_OF_ALL, 2, 0, 1, 0, 0},
        {"at", SCOPES_OF_ALL, 2, 1, 1, DAY, 0},
        {"consent_valid_to", SCOPES_OF_ALL, 2, 1, 1, 0, 400 * DAY},
        {"consent_valid_to", SCOPES_OF_ALL, 2, 1, 1, 0, -DAY},
        {"consent_valid_to", SCOPES_OF_ALL, 2, 1, 1, -400 * DAY, 0},
    };
    for (unsigned index = 0; index < COUNT_OF(ROWS); index++) {
        message_facts_t facts = consent("consent-1", "team");
        facts.consent.scope = ROWS[index].scope;
        facts.consent.form = ROWS[index].form;
        facts.consent.given_by = ROWS[index].given_by;
        facts.consent.to_count = ROWS[index].to_count;
        facts.at = ROWS[index].given == 0 ? 0 : world.context.now + ROWS[index].given;
        facts.consent.valid_to = ROWS[index].valid == 0 ? 0 : world.context.now + ROWS[index].valid;
        is_lacking(&facts, ROWS[index].item);
    }
    assert_int_equal(world.course.consent_count, 0);
}

static void a_consent_names_organisations_of_the_registry_and_not_its_own(void **state)
{
    (void)state;
    reach_held(&world);
    static const char *const WRONG[] = {"kommunen", "no-such-house"};
    for (unsigned index = 0; index < COUNT_OF(WRONG); index++) {
        message_facts_t facts = consent("consent-1", "team");
        text_set(facts.consent.to[0], sizeof facts.consent.to[0], WRONG[index]);
        is_lacking(&facts, "consent_receivers");
    }
}

static void an_id_of_a_consent_is_an_id_and_used_once(void **state)
{
    (void)state;
    reach_held(&world);
    static const char *const WRONG[] = {"", "Anders And", "all", "a/b"};
    for (unsigned index = 0; index < COUNT_OF(WRONG); index++) {
        message_facts_t facts = consent(WRONG[index], "team");
        is_lacking(&facts, "consent_id");
    }
    give_consent(&world, "team");
    message_facts_t twice = consent("consent-1", "team");
    is_lacking(&twice, "consent_id");
}

static void relatives_are_told_by_role_and_extent_and_get_nothing_delivered(void **state)
{
    (void)state;
    reach_held(&world);
    message_facts_t facts = consent("family", "team");
    facts.consent.to_count = 0;
    facts.consent.scope = 0;
    facts.consent.relative_count = 1;
    facts.consent.relations[0] = 3;
    is_lacking(&facts, "consent_receivers"); /* how much? */
    facts = consent("family", "team");
    facts.consent.to_count = 0;
    facts.consent.scope = 0;
    facts.consent.relative_count = 1;
    facts.consent.relations[0] = 3;
    facts.consent.extents[0] = 2;
    assert_int_equal(send(&world, &facts), STATUS_OK);
    assert_int_equal(world.decision.deliver_count, 0);
    const consent_t *kept = course_consent(&world.course, "family");
    assert_int_equal(kept->relatives[0].relation, 3);
    assert_int_equal(kept->relatives[0].extent, 2);
}

static void a_full_register_makes_place_of_what_is_over_and_of_nothing_else(void **state)
{
    (void)state;
    char id[UUID_TEXT_SIZE];
    reach_held(&world);
    for (unsigned index = 0; index < COURSE_CONSENTS_MAX; index++) {
        (void)snprintf(id, sizeof id, "c-%u", index);
        message_facts_t facts = consent(id, "team");
        assert_int_equal(send(&world, &facts), STATUS_OK);
    }
    message_facts_t more = consent("more", "team");
    assert_int_equal(send(&world, &more), STATUS_COURSE_FULL);
    message_facts_t over = message(&world, TYPE_CONSENT_WITHDRAWN, "team", "anna");
    aim(&world, &over);
    text_set(over.consent_id, sizeof over.consent_id, "c-3");
    assert_int_equal(send(&world, &over), STATUS_OK);
    assert_int_equal(send(&world, &more), STATUS_OK);
    assert_null(course_consent(&world.course, "c-3"));
    assert_int_equal(course_consent(&world.course, "more")->number, COURSE_CONSENTS_MAX + 1);
}

/* ---- how it ends ---- */

static void all_consents_are_withdrawn_at_once_where_the_citizen_says_so(void **state)
{
    (void)state;
    reach_held(&world);
    give_consent(&world, "team");
    message_facts_t other = consent("consent-2", "desk");
    assert_int_equal(send(&world, &other), STATUS_OK);
    message_facts_t all = message(&world, TYPE_CONSENT_WITHDRAWN, "desk", "anna");
    aim(&world, &all);
    text_set(all.consent_id, sizeof all.consent_id, "all");
    assert_int_equal(send(&world, &all), STATUS_OK);
    assert_int_equal(world.decision.consent_over_count, 2);
    message_facts_t note = note_by("consent-1");
    is_refused_for(&note, "consent_expired");
    note = note_by("consent-2");
    is_refused_for(&note, "consent_expired");
    assert_string_equal(deadline_with(&world, "CNS-1")->awaited, "team");
}

static void what_is_not_registered_cannot_be_withdrawn_and_is_withdrawn_once(void **state)
{
    (void)state;
    reach_held(&world);
    message_facts_t facts = message(&world, TYPE_CONSENT_WITHDRAWN, "team", "anna");
    aim(&world, &facts);
    is_lacking(&facts, "consent_registered");
    give_consent(&world, "team");
    assert_int_equal(send(&world, &facts), STATUS_OK);
    is_lacking(&facts, "consent_registered");
}

/* A withdrawal needs no ground of its own: it reaches a holder of another organisation. */
static void a_withdrawal_reaches_whoever_holds_without_a_ground(void **state)
{
    (void)state;
    reach_answered(&world);
    triage(&world, 1, 0);
    route_to(&world, "psychiatry", NULL);
    assert_int_equal(say(&world, TYPE_CONTACT_TAKEN_OVER, "psychiatry", "anna"), STATUS_OK);
    holder_is(&world, "psychiatry");
    give_consent(&world, "desk");
    message_facts_t facts = message(&world, TYPE_CONSENT_WITHDRAWN, "desk", "anna");
    facts.has_course = true;
    facts.course = world.course.id;
    facts.disclosure_ground = 0;
    assert_int_equal(send(&world, &facts), STATUS_OK);
    assert_true(delivers_to(&world.decision, "psychiatry"));
}

static void an_offer_goes_back_only_with_the_consent_that_it_rests_on(void **state)
{
    (void)state;
    reach_announced(&world);
    give_consent(&world, "team");
    message_facts_t other = consent("consent-2", "team");
    assert_int_equal(send(&world, &other), STATUS_OK);
    message_facts_t package = package_to(&world, "psychiatry");
    by_consent(&package, "consent-1");
    assert_int_equal(send(&world, &package), STATUS_OK);
    message_facts_t over = message(&world, TYPE_CONSENT_WITHDRAWN, "team", "anna");
    aim(&world, &over);
    text_set(over.consent_id, sizeof over.consent_id, "consent-2");
    assert_int_equal(send(&world, &over), STATUS_OK);
    assert_true(course_offer_is_open(&world.course));
    text_set(over.consent_id, sizeof over.consent_id, "consent-1");
    assert_int_equal(send(&world, &over), STATUS_OK);
    assert_false(course_offer_is_open(&world.course));
}

/* ---- at 18 ---- */

/* Seventeen years and eleven months on that Monday. */
static void identify_child(void)
{
    message_facts_t facts = message(&world, TYPE_CONTACT_IDENTIFIED, "desk", "anna");
    aim(&world, &facts);
    facts.born_at = local(2008, 12, 9, 0, 0);
    assert_int_equal(send(&world, &facts), STATUS_OK);
}

static void a_parents_consent_ends_the_moment_the_citizen_is_18(void **state)
{
    (void)state;
    for (unsigned is_known_first = 0; is_known_first < 2; is_known_first++) {
        world_open(&world);
        reach_answered(&world);
        if (is_known_first != 0) {
            identify_child();
        }
        message_facts_t given = consent("by-mother", "desk");
        given.consent.given_by = GIVER_PARENT;
        assert_int_equal(send(&world, &given), STATUS_OK);
        message_facts_t own = consent("own", "desk");
        assert_int_equal(send(&world, &own), STATUS_OK);
        if (is_known_first == 0) {
            identify_child();
        }
        instant_t birthday = local(2026, 12, 9, 0, 0);
        assert_int_equal(course_consent(&world.course, "by-mother")->valid_to, birthday);
        message_facts_t note = hand(&world, TYPE_COURSE_NOTE, "desk", "anna");
        to_unit(&note, "psychiatry");
        by_consent(&note, "by-mother");
        world.context.now = birthday - SECOND;
        assert_int_equal(send(&world, &note), STATUS_OK);
        world.context.now = birthday; /* the clock has not fired yet */
        is_refused_for(&note, "consent_expired");
        by_consent(&note, "own");
        assert_int_equal(send(&world, &note), STATUS_OK);
        assert_int_equal(fire(&world, "AGE-3"), STATUS_OK);
        assert_int_equal(world.decision.consent_over_count, 1);
        assert_string_equal(world.decision.consents_over[0], "by-mother");
        assert_non_null(deadline_with(&world, "CNS-1"));
    }
}

/* ---- the first message ---- */

static void a_course_begins_with_the_consent_of_its_first_message(void **state)
{
    (void)state;
    message_facts_t facts = message(&world, TYPE_CONTACT_REGISTERED, "gp", "");
    facts.disclosure_ground = 1;
    facts.has_consent = false;
    assert_int_equal(open_with(&world, &facts), STATUS_GROUND_NEEDED);
    assert_true(misses(&world.decision, "consent_id"));
    by_consent(&facts, "");
    assert_int_equal(open_with(&world, &facts), STATUS_OK);
    assert_int_equal(world.course.consent_count, 1);
    const consent_t *kept = &world.course.consents[0];
    assert_string_equal(kept->controller, "laegehuset");
    assert_string_equal(kept->to[0], "kommunen");
    assert_int_equal(kept->scope, CONSENT_SCOPE_BIT(FLOW_CONTACT));
    assert_string_equal(world.decision.consent, kept->id);
    message_facts_t over = message(&world, TYPE_CONSENT_WITHDRAWN, "gp", "");
    aim(&world, &over);
    text_set(over.consent_id, sizeof over.consent_id, kept->id);
    assert_int_equal(send(&world, &over), STATUS_OK);
}

/* ---- grounds that the rules name ---- */

static void an_acute_contact_to_treatment_psychiatry_is_told_its_ground(void **state)
{
    (void)state;
    reach_answered(&world);
    triage(&world, 1, RISK_SUICIDE);
    message_facts_t facts = message(&world, TYPE_CONTACT_ROUTED, "desk", "anna");
    aim(&world, &facts);
    facts.disclosure_ground = 0;
    to_unit(&facts, "psychiatry");
    is_refused_for(&facts, "ground.vital");
    to_unit(&facts, "outreach"); /* one's own organisation needs none */
    is_refused_for(&facts, "ground.vital");
    facts.disclosure_ground = GROUND_VITAL;
    assert_int_equal(send(&world, &facts), STATUS_OK);
}

static void where_a_person_must_choose_no_ground_is_named(void **state)
{
    (void)state;
    reach_answered(&world);
    triage(&world, 2, 0);
    message_facts_t facts = message(&world, TYPE_CONTACT_ROUTED, "desk", "anna");
    aim(&world, &facts);
    facts.disclosure_ground = 0;
    to_unit(&facts, "psychiatry");
    assert_int_equal(send(&world, &facts), STATUS_GROUND_NEEDED);
    assert_int_equal(world.decision.missing_count, 0);
}

static void strong_confidentiality_may_be_told_later_and_stays(void **state)
{
    (void)state;
    reach_answered(&world);
    assert_false(world.course.is_confidential);
    message_facts_t note = hand(&world, TYPE_COURSE_NOTE, "desk", "anna");
    to_unit(&note, "housing");
    note.confidential = true;
    assert_int_equal(send(&world, &note), STATUS_OK);
    assert_true(world.course.is_confidential);
    note.confidential = false;
    assert_int_equal(send(&world, &note), STATUS_OK);
    assert_true(world.course.is_confidential);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(a_consent_that_nobody_registered_carries_nothing, open_world),
        cmocka_unit_test_setup(a_consent_carries_what_it_covers, open_world),
        cmocka_unit_test_setup(a_consent_to_others_does_not_cover_the_receiver, open_world),
        cmocka_unit_test_setup(every_receiver_of_a_message_is_covered_or_none_gets_it, open_world),
        cmocka_unit_test_setup(another_organisations_consent_is_not_ours_to_use, open_world),
        cmocka_unit_test_setup(within_one_organisation_no_consent_is_asked, open_world),
        cmocka_unit_test_setup(a_consent_ends_by_its_date_and_lasts_a_year_where_none_is_told, open_world),
        cmocka_unit_test_setup(what_is_told_of_a_consent_must_be_enough_and_can_be_right, open_world),
        cmocka_unit_test_setup(a_consent_names_organisations_of_the_registry_and_not_its_own, open_world),
        cmocka_unit_test_setup(an_id_of_a_consent_is_an_id_and_used_once, open_world),
        cmocka_unit_test_setup(relatives_are_told_by_role_and_extent_and_get_nothing_delivered, open_world),
        cmocka_unit_test_setup(a_full_register_makes_place_of_what_is_over_and_of_nothing_else, open_world),
        cmocka_unit_test_setup(all_consents_are_withdrawn_at_once_where_the_citizen_says_so, open_world),
        cmocka_unit_test_setup(what_is_not_registered_cannot_be_withdrawn_and_is_withdrawn_once, open_world),
        cmocka_unit_test_setup(a_withdrawal_reaches_whoever_holds_without_a_ground, open_world),
        cmocka_unit_test_setup(an_offer_goes_back_only_with_the_consent_that_it_rests_on, open_world),
        cmocka_unit_test_setup(a_parents_consent_ends_the_moment_the_citizen_is_18, open_world),
        cmocka_unit_test_setup(a_course_begins_with_the_consent_of_its_first_message, open_world),
        cmocka_unit_test_setup(an_acute_contact_to_treatment_psychiatry_is_told_its_ground, open_world),
        cmocka_unit_test_setup(where_a_person_must_choose_no_ground_is_named, open_world),
        cmocka_unit_test_setup(strong_confidentiality_may_be_told_later_and_stays, open_world),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
