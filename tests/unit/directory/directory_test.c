/* SPDX-License-Identifier: EUPL-1.2
 * Look-ups in one registry snapshot. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "base/bytes.h"
#include "directory/directory.h"

#define NOW ((instant_t)1000000)

static party_t parties[16];
static person_t persons[16];
static grant_t grants[16];
static roster_t rosters[8];
static registry_t registry;

static party_t *unit(const char *id, party_kind_t kind, bool may_hold, bool around_the_clock)
{
    party_t *party = &parties[registry.party_count++];
    text_set(party->id, sizeof party->id, id);
    party->kind = kind;
    text_set(party->municipality, sizeof party->municipality, "0621");
    text_set(party->organisation, sizeof party->organisation, "kommunen");
    party->may_hold = may_hold;
    party->around_the_clock = around_the_clock;
    return party;
}

static person_t *person(const char *party, const char *id, role_t role)
{
    person_t *added = &persons[registry.person_count++];
    text_set(added->party, sizeof added->party, party);
    text_set(added->id, sizeof added->id, id);
    added->role = role;
    return added;
}

static grant_t *grant(uint8_t key, const char *party, unsigned rights)
{
    grant_t *added = &grants[registry.grant_count++];
    memset(added->public_key, key, sizeof added->public_key);
    text_set(added->party, sizeof added->party, party);
    added->rights = rights;
    return added;
}

static roster_t *roster(const char *party, const char *id, role_t role)
{
    roster_t *added = &rosters[registry.roster_count++];
    text_set(added->party, sizeof added->party, party);
    text_set(added->person, sizeof added->person, id);
    added->role = role;
    return added;
}

static void fill_units(void)
{
    unit("offer-b", PARTY_KIND_OFFER, true, true);
    unit("desk", PARTY_KIND_ENTRY_DESK, true, true);
    unit("duty", PARTY_KIND_DUTY, false, true);
    unit("offer-a", PARTY_KIND_OFFER, true, false);
    unit("gp", PARTY_KIND_PARTNER, false, false);
    text_set(unit("covered", PARTY_KIND_OFFER, true, false)->cover, PARTY_ID_SIZE, "offer-b");
    text_set(unit("half-covered", PARTY_KIND_OFFER, true, false)->cover, PARTY_ID_SIZE, "offer-a");
    unit("nobody-there", PARTY_KIND_OFFER, true, true);
    unit("closed", PARTY_KIND_OFFER, true, true)->valid_to = NOW;
    text_set(unit("region", PARTY_KIND_TREATMENT_PSYCHIATRY, true, true)->organisation, ORGANISATION_ID_SIZE, "regionen");
}

static int begin_empty(void **state)
{
    (void)state;
    memset(parties, 0, sizeof parties);
    memset(persons, 0, sizeof persons);
    memset(grants, 0, sizeof grants);
    memset(rosters, 0, sizeof rosters);
    registry = (registry_t){.parties = parties, .persons = persons, .grants = grants, .rosters = rosters};
    return 0;
}

static int fill(void **state)
{
    (void)begin_empty(state);
    fill_units();
    person("offer-b", "bo", ROLE_STAFF);
    person("offer-a", "bo", ROLE_STAFF);
    person("offer-b", "lise", ROLE_LEADER);
    person("offer-b", "carl", ROLE_CHIEF);
    person("covered", "dan", ROLE_STAFF);
    person("half-covered", "ib", ROLE_STAFF);
    person("closed", "eva", ROLE_STAFF);
    person("offer-a", "gone", ROLE_LEADER)->valid_to = NOW;
    grant(7, "offer-b", RIGHT_SEND);
    grant(3, "desk", RIGHT_SEND | RIGHT_RECEIVE);
    grant(7, "offer-a", RIGHT_BODIES)->revoked_at = NOW - 1;
    grant(5, "gp", RIGHT_SEND)->revoked_at = NOW - 1;
    directory_prepare(&registry);
    return 0;
}

static void units_and_people_are_found_by_id_and_unit(void **state)
{
    (void)state;
    assert_string_equal(directory_party(&registry, "desk")->id, "desk");
    assert_string_equal(directory_party(&registry, "region")->id, "region");
    assert_null(directory_party(&registry, "desk2"));
    assert_string_equal(directory_person(&registry, "offer-a", "bo")->party, "offer-a");
    assert_string_equal(directory_person(&registry, "offer-b", "bo")->party, "offer-b");
    assert_null(directory_person(&registry, "offer-a", "lise"));
    assert_null(directory_person(&registry, "desk", "bo"));
}

static void validity_begins_on_its_first_and_ends_before_its_last_instant(void **state)
{
    (void)state;
    party_t party = {.valid_from = NOW, .valid_to = NOW + 10};
    assert_false(party_in_force(&party, NOW - 1));
    assert_true(party_in_force(&party, NOW));
    assert_true(party_in_force(&party, NOW + 9));
    assert_false(party_in_force(&party, NOW + 10));
    person_t always = {.valid_to = 0};
    assert_true(person_in_force(&always, NOW));
}

static void a_key_has_the_rights_of_its_grants_in_force(void **state)
{
    uint8_t seven[32], five[32], three[32], nine[32];
    grant_t list[4];
    (void)state;
    memset(seven, 7, 32);
    memset(five, 5, 32);
    memset(three, 3, 32);
    memset(nine, 9, 32);
    assert_int_equal(directory_rights(&registry, seven, "offer-b"), RIGHT_SEND);
    assert_int_equal(directory_rights(&registry, seven, "offer-a"), 0);
    assert_int_equal(directory_rights(&registry, three, "desk"), RIGHT_SEND | RIGHT_RECEIVE);
    assert_int_equal(directory_rights(&registry, nine, "desk"), 0);
    assert_true(directory_key_admitted(&registry, seven));
    assert_false(directory_key_revoked(&registry, seven));
    assert_false(directory_key_admitted(&registry, five));
    assert_true(directory_key_revoked(&registry, five));
    assert_false(directory_key_admitted(&registry, nine));
    assert_false(directory_key_revoked(&registry, nine));
    assert_int_equal(directory_grants(&registry, seven, list, 4), 1);
    assert_string_equal(list[0].party, "offer-b");
    assert_int_equal(directory_grants(&registry, seven, NULL, 0), 0);
}

static void a_receiver_is_a_named_unit_or_a_service_in_a_municipality(void **state)
{
    const party_t *party = NULL;
    receiver_t named = {.party = "offer-a"}, closed = {.party = "closed"}, unknown = {.party = "x"};
    receiver_t service = {.service = "offer", .municipality = "0621"}, elsewhere = {.service = "offer", .municipality = "0999"};
    receiver_t nonsense = {.service = "pizza", .municipality = "0621"};
    (void)state;
    assert_int_equal(directory_resolve(&registry, &named, NOW, &party), STATUS_OK);
    assert_string_equal(party->id, "offer-a");
    assert_int_equal(directory_resolve(&registry, &closed, NOW, &party), STATUS_PARTY_NOT_VALID);
    assert_int_equal(directory_resolve(&registry, &unknown, NOW, &party), STATUS_UNKNOWN_PARTY);
    assert_int_equal(directory_resolve(&registry, &elsewhere, NOW, &party), STATUS_NO_ROUTE);
    assert_int_equal(directory_resolve(&registry, &nonsense, NOW, &party), STATUS_NO_ROUTE);
    assert_string_equal(party->id, "offer-a"); /* untouched by refusals */
    assert_int_equal(directory_resolve(&registry, &service, NOW, &party), STATUS_OK);
    assert_string_equal(party->id, "covered"); /* the lowest id in force */
}

static status_t can_hold(const char *party)
{
    return directory_can_hold(&registry, directory_party(&registry, party), NOW);
}

static void who_may_hold_has_people_and_cover_around_the_clock(void **state)
{
    (void)state;
    assert_int_equal(can_hold("offer-b"), STATUS_OK);
    assert_int_equal(can_hold("covered"), STATUS_OK);
    assert_int_equal(can_hold("duty"), STATUS_OK); /* it has no way to refuse */
    assert_int_equal(can_hold("offer-a"), STATUS_NO_COVER);
    assert_int_equal(can_hold("half-covered"), STATUS_NO_COVER); /* its cover sleeps too */
    assert_int_equal(can_hold("nobody-there"), STATUS_NO_COVER);
    assert_int_equal(can_hold("gp"), STATUS_MAY_NOT_HOLD);
    assert_int_equal(can_hold("closed"), STATUS_PARTY_NOT_VALID);
    for (unsigned index = 0; index < registry.party_count; index++) {
        if (strcmp(parties[index].id, "offer-b") == 0) {
            parties[index].valid_to = NOW;
        }
    }
    assert_int_equal(can_hold("covered"), STATUS_NO_COVER);
}

static void a_leader_is_one_by_register_or_by_roster_while_in_force(void **state)
{
    (void)state;
    assert_true(directory_on_duty(&registry, "offer-b", "lise", ROLE_LEADER, NOW));
    assert_true(directory_on_duty(&registry, "offer-b", "carl", ROLE_LEADER, NOW));
    assert_true(directory_on_duty(&registry, "offer-b", "carl", ROLE_CHIEF, NOW));
    assert_false(directory_on_duty(&registry, "offer-b", "lise", ROLE_CHIEF, NOW));
    assert_false(directory_on_duty(&registry, "offer-b", "bo", ROLE_LEADER, NOW));
    assert_false(directory_on_duty(&registry, "offer-a", "gone", ROLE_LEADER, NOW));
    roster_t *line = roster("offer-b", "bo", ROLE_LEADER);
    line->from = NOW - 10;
    line->to = NOW + 10;
    roster("offer-a", "lise", ROLE_LEADER); /* no person of that unit */
    directory_prepare(&registry);
    assert_true(directory_on_duty(&registry, "offer-b", "bo", ROLE_LEADER, NOW));
    assert_false(directory_on_duty(&registry, "offer-b", "bo", ROLE_LEADER, NOW + 10));
    assert_false(directory_on_duty(&registry, "offer-b", "bo", ROLE_STAFF, NOW));
    assert_false(directory_on_duty(&registry, "offer-a", "lise", ROLE_LEADER, NOW));
}

static void a_unit_that_is_gone_is_answered_for_by_its_fallback_or_the_duty_unit(void **state)
{
    (void)state;
    const party_t *offer = directory_party(&registry, "offer-a");
    assert_string_equal(directory_fallback(&registry, offer, NOW)->id, "duty");
    assert_null(directory_fallback(&registry, directory_party(&registry, "duty"), NOW));
    for (unsigned index = 0; index < registry.party_count; index++) {
        if (strcmp(parties[index].id, "offer-a") == 0) {
            text_set(parties[index].fallback, PARTY_ID_SIZE, "offer-b");
        }
    }
    assert_string_equal(directory_fallback(&registry, offer, NOW)->id, "offer-b");
}

static void units_of_one_organisation_are_one_controller(void **state)
{
    (void)state;
    assert_true(directory_same_controller(&registry, "desk", "offer-a"));
    assert_false(directory_same_controller(&registry, "desk", "region"));
    assert_true(directory_same_controller(&registry, "unknown", "unknown"));
    assert_false(directory_same_controller(&registry, "desk", "unknown"));
}

/* ---- who is there ---- */

static instant_t on_monday(int hour) { return calendar_instant((date_t){2026, 11, 9}, hour, 0); }

/* From and to on that Monday. */
static void shift(const char *party, const char *id, int from, int to)
{
    roster_t *line = roster(party, id, ROLE_STAFF);
    line->from = on_monday(from);
    line->to = on_monday(to);
}

static void a_unit_is_open_round_the_clock_by_its_roster_or_in_office_hours(void **state)
{
    (void)state;
    unit("always", PARTY_KIND_DUTY, true, true);
    unit("evening", PARTY_KIND_OFFER, true, false);
    unit("office", PARTY_KIND_OFFER, true, false);
    person("evening", "anna", ROLE_STAFF);
    person("office", "anna", ROLE_STAFF);
    shift("evening", "anna", 15, 23);
    directory_prepare(&registry);
    const party_t *always = directory_party(&registry, "always");
    const party_t *evening = directory_party(&registry, "evening");
    const party_t *office = directory_party(&registry, "office");
    assert_true(directory_is_open(&registry, &CALENDAR_DEFAULT, always, on_monday(3)));
    assert_false(directory_is_open(&registry, &CALENDAR_DEFAULT, evening, on_monday(10)));
    assert_true(directory_is_open(&registry, &CALENDAR_DEFAULT, evening, on_monday(15)));
    assert_true(directory_is_open(&registry, &CALENDAR_DEFAULT, evening, on_monday(23) - 1));
    assert_false(directory_is_open(&registry, &CALENDAR_DEFAULT, evening, on_monday(23))); /* its roster is over, and the office closed */
    assert_true(directory_is_open(&registry, &CALENDAR_DEFAULT, office, on_monday(8)));
    assert_false(directory_is_open(&registry, &CALENDAR_DEFAULT, office, on_monday(8) - 1));
    assert_false(directory_is_open(&registry, &CALENDAR_DEFAULT, office, on_monday(16)));
    assert_false(directory_is_open(&registry, &CALENDAR_DEFAULT, office, calendar_instant((date_t){2026, 11, 8}, 10, 0)));   /* Sunday */
    assert_false(directory_is_open(&registry, &CALENDAR_DEFAULT, office, calendar_instant((date_t){2026, 12, 24}, 10, 0)));  /* a day it closes on */
}

static void the_roster_says_whom_a_citizen_can_call_where_one_is_kept(void **state)
{
    (void)state;
    unit("kept", PARTY_KIND_OFFER, true, true);
    unit("free", PARTY_KIND_OFFER, true, true);
    person("kept", "anna", ROLE_STAFF);
    person("kept", "bo", ROLE_STAFF);
    person("kept", "lise", ROLE_LEADER);
    person("kept", "gone", ROLE_LEADER)->valid_to = on_monday(8);
    person("free", "bo", ROLE_STAFF);
    shift("kept", "anna", 15, 23);
    directory_prepare(&registry);
    assert_true(directory_on_roster(&registry, "kept", "anna", on_monday(10))); /* later today */
    assert_false(directory_on_roster(&registry, "kept", "bo", on_monday(10)));
    assert_true(directory_on_roster(&registry, "kept", "lise", on_monday(10)));
    assert_false(directory_on_roster(&registry, "kept", "gone", on_monday(10)));
    assert_false(directory_on_roster(&registry, "kept", "nobody", on_monday(10)));
    assert_true(directory_on_roster(&registry, "kept", "bo", on_monday(23))); /* none is kept any more */
    assert_true(directory_on_roster(&registry, "free", "bo", on_monday(10)));
    assert_false(directory_on_roster(&registry, "free", "anna", on_monday(10)));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(units_and_people_are_found_by_id_and_unit, fill),
        cmocka_unit_test_setup(validity_begins_on_its_first_and_ends_before_its_last_instant, fill),
        cmocka_unit_test_setup(a_key_has_the_rights_of_its_grants_in_force, fill),
        cmocka_unit_test_setup(a_receiver_is_a_named_unit_or_a_service_in_a_municipality, fill),
        cmocka_unit_test_setup(who_may_hold_has_people_and_cover_around_the_clock, fill),
        cmocka_unit_test_setup(a_leader_is_one_by_register_or_by_roster_while_in_force, fill),
        cmocka_unit_test_setup(a_unit_that_is_gone_is_answered_for_by_its_fallback_or_the_duty_unit, fill),
        cmocka_unit_test_setup(units_of_one_organisation_are_one_controller, fill),
        cmocka_unit_test_setup(a_unit_is_open_round_the_clock_by_its_roster_or_in_office_hours, begin_empty),
        cmocka_unit_test_setup(the_roster_says_whom_a_citizen_can_call_where_one_is_kept, begin_empty),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
