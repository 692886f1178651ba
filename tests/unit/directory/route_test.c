/* SPDX-License-Identifier: EUPL-1.2
 * Tests of directory/route: who gets what is sent to a service, and why. */
#include "town.h"

#include "directory/route.h"

#define NOW local(11, 23, 10, 0) /* a Monday */

static route_t *route(const char *id, party_kind_t service, const char *to)
{
    route_t *added = &routes[registry.route_count++];
    text_set(added->id, sizeof added->id, id);
    text_set(added->municipality, sizeof added->municipality, "0998");
    text_set(added->to_party, sizeof added->to_party, to);
    added->service = service;
    added->version = 1;
    return added;
}

static void hours(route_t *of, const char *text)
{
    text_set(of->hours_text, sizeof of->hours_text, text);
    assert_int_equal(hours_read(text, &of->hours), STATUS_OK);
}

static int begin(void **state)
{
    (void)state;
    empty_town();
    unit("desk", PARTY_KIND_ENTRY_DESK, true);
    unit("duty", PARTY_KIND_DUTY, true);
    unit("house", PARTY_KIND_OFFER, true);
    unit("activity", PARTY_KIND_OFFER, false);
    unit("closed", PARTY_KIND_OFFER, true)->valid_to = NOW;
    directory_prepare(&registry);
    return 0;
}

static receiver_t to_service(const char *service)
{
    receiver_t receiver = {.flow = FLOW_NONE};
    text_set(receiver.service, sizeof receiver.service, service);
    text_set(receiver.municipality, sizeof receiver.municipality, "0998");
    return receiver;
}

static void goes_to(const receiver_t *receiver, instant_t at, const char *party, routed_why_t why)
{
    routed_t found;
    const party_t *resolved = NULL;
    assert_int_equal(route_find(&registry, receiver, at, &found), STATUS_OK);
    assert_string_equal(found.party->id, party);
    if (found.why != why) {
        print_error("%s instead of %s\n", routed_code(found.why), routed_code(why));
        fail();
    }
    assert_int_equal(directory_resolve(&registry, receiver, at, &resolved), STATUS_OK);
    assert_ptr_equal(resolved, found.party);
}

static void without_a_route_the_kind_decides(void **state)
{
    (void)state;
    receiver_t receiver = to_service("offer");
    goes_to(&receiver, NOW, "activity", ROUTED_BY_KIND);
}

static void what_says_most_of_the_need_goes_first(void **state)
{
    (void)state;
    receiver_t receiver = to_service("offer");
    route("all", PARTY_KIND_OFFER, "activity");
    route("law", PARTY_KIND_OFFER, "house")->paragraphs = codes(CODES_PARAGRAPH, "107");
    route_t *need = route("need", PARTY_KIND_OFFER, "desk");
    need->target_groups = codes(CODES_TARGET_GROUP, "psykiske_vanskeligheder");
    directory_prepare(&registry);
    goes_to(&receiver, NOW, "activity", ROUTED_BY_ROUTE);
    text_set(receiver.paragraph, sizeof receiver.paragraph, "§ 107");
    goes_to(&receiver, NOW, "house", ROUTED_BY_ROUTE);
    text_set(receiver.target_group, sizeof receiver.target_group, "303deb9b-84f0-49d2-ab7a-f8b98eed40a2"); /* angst, below the group of the route */
    goes_to(&receiver, NOW, "desk", ROUTED_BY_ROUTE);
    text_set(receiver.target_group, sizeof receiver.target_group, "demens");
    goes_to(&receiver, NOW, "house", ROUTED_BY_ROUTE);
}

static void a_kle_number_names_its_paragraph_and_one_without_a_paragraph_itself(void **state)
{
    (void)state;
    receiver_t receiver = to_service("offer");
    route("law", PARTY_KIND_OFFER, "house")->paragraphs = codes(CODES_PARAGRAPH, "107");
    text_set(route("kle", PARTY_KIND_OFFER, "desk")->kle, 16, "27.99.99");
    directory_prepare(&registry);
    text_set(receiver.kle, sizeof receiver.kle, "27.57.04");
    goes_to(&receiver, NOW, "house", ROUTED_BY_ROUTE);
    text_set(receiver.kle, sizeof receiver.kle, "27.99.99");
    goes_to(&receiver, NOW, "desk", ROUTED_BY_ROUTE);
}

static void the_hour_and_the_flow_count(void **state)
{
    (void)state;
    receiver_t receiver = to_service("entry_desk");
    hours(route("night", PARTY_KIND_ENTRY_DESK, "duty"), "mon-fri 16:00-08:00, sat-sun hol 00:00-24:00");
    route("referrals", PARTY_KIND_ENTRY_DESK, "house")->flow = FLOW_REFERRAL;
    directory_prepare(&registry);
    goes_to(&receiver, NOW, "desk", ROUTED_BY_KIND);
    goes_to(&receiver, local(11, 23, 16, 0), "duty", ROUTED_BY_ROUTE);
    goes_to(&receiver, local(12, 25, 12, 0), "duty", ROUTED_BY_ROUTE); /* a Friday, and Christmas */
    receiver.flow = FLOW_REFERRAL;
    goes_to(&receiver, local(11, 23, 16, 0), "house", ROUTED_BY_ROUTE);
}

static void a_version_answers_for_its_own_time(void **state)
{
    (void)state;
    receiver_t receiver = to_service("offer");
    instant_t new_year = calendar_instant((date_t){2027, 1, 1}, 0, 0);
    route("r", PARTY_KIND_OFFER, "house")->valid_to = new_year;
    route_t *next = route("r", PARTY_KIND_OFFER, "activity");
    next->version = 2;
    next->valid_from = new_year;
    directory_prepare(&registry);
    goes_to(&receiver, new_year - 1, "house", ROUTED_BY_ROUTE);
    goes_to(&receiver, new_year, "activity", ROUTED_BY_ROUTE);
}

static void a_route_to_a_unit_that_is_gone_is_passed_over(void **state)
{
    (void)state;
    receiver_t receiver = to_service("offer");
    route("all", PARTY_KIND_OFFER, "house");
    route("best", PARTY_KIND_OFFER, "closed")->paragraphs = codes(CODES_PARAGRAPH, "107");
    directory_prepare(&registry);
    text_set(receiver.paragraph, sizeof receiver.paragraph, "107");
    goes_to(&receiver, NOW - 1, "closed", ROUTED_BY_ROUTE);
    goes_to(&receiver, NOW, "house", ROUTED_BY_ROUTE);
}

/* L6: nobody waits for opening hours, and nothing falls between two chairs. */
static void an_entry_desk_that_is_not_there_is_the_duty_unit_and_nothing_else_is(void **state)
{
    (void)state;
    receiver_t desk = to_service("entry_desk"), children = to_service("child_authority"), nowhere = to_service("entry_desk");
    routed_t found;
    parties[0].valid_to = parties[1].valid_to = parties[2].valid_to = 0;
    for (unsigned index = 0; index < registry.party_count; index++) {
        if (parties[index].kind == PARTY_KIND_ENTRY_DESK) {
            parties[index].valid_to = NOW;
        }
    }
    goes_to(&desk, NOW, "duty", ROUTED_BY_DUTY);
    assert_int_equal(route_find(&registry, &children, NOW, &found), STATUS_NO_ROUTE);
    assert_int_equal(found.why, ROUTED_NOBODY);
    text_set(nowhere.municipality, sizeof nowhere.municipality, "0999");
    assert_int_equal(route_find(&registry, &nowhere, NOW, &found), STATUS_NO_ROUTE);
    text_set(nowhere.service, sizeof nowhere.service, "florist");
    assert_int_equal(route_find(&registry, &nowhere, NOW, &found), STATUS_NO_ROUTE);
}

static void those_passed_over_say_why(void **state)
{
    (void)state;
    routed_t list[8];
    receiver_t receiver = to_service("offer");
    text_set(receiver.paragraph, sizeof receiver.paragraph, "85");
    route("a-less", PARTY_KIND_OFFER, "house");
    route("b-law", PARTY_KIND_OFFER, "house")->paragraphs = codes(CODES_PARAGRAPH, "107");
    route("c-group", PARTY_KIND_OFFER, "house")->target_groups = codes(CODES_TARGET_GROUP, "angst");
    hours(route("d-hours", PARTY_KIND_OFFER, "house"), "sat 08:00-10:00");
    route("e-flow", PARTY_KIND_OFFER, "house")->flow = FLOW_ORDER;
    route("f-taken", PARTY_KIND_OFFER, "activity")->paragraphs = codes(CODES_PARAGRAPH, "85");
    directory_prepare(&registry);
    assert_int_equal(route_explain(&registry, &receiver, NOW, list, 8), 6);
    static const routed_why_t WHY[] = {ROUTED_BY_ROUTE, ROUTED_LESS_EXACT, ROUTED_OTHER_PARAGRAPH, ROUTED_OTHER_GROUP, ROUTED_OTHER_HOURS, ROUTED_OTHER_FLOW};
    for (size_t at = 0; at < COUNT_OF(WHY); at++) {
        assert_int_equal(list[at].why, WHY[at]);
        assert_true(routed_english(list[at].why)[0] != '\0' && routed_danish(list[at].why)[0] != '\0');
    }
    assert_string_equal(list[0].route->id, "f-taken");
    assert_int_equal(route_explain(&registry, &receiver, NOW, list, 2), 2);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(without_a_route_the_kind_decides, begin),
        cmocka_unit_test_setup(what_says_most_of_the_need_goes_first, begin),
        cmocka_unit_test_setup(a_kle_number_names_its_paragraph_and_one_without_a_paragraph_itself, begin),
        cmocka_unit_test_setup(the_hour_and_the_flow_count, begin),
        cmocka_unit_test_setup(a_version_answers_for_its_own_time, begin),
        cmocka_unit_test_setup(a_route_to_a_unit_that_is_gone_is_passed_over, begin),
        cmocka_unit_test_setup(an_entry_desk_that_is_not_there_is_the_duty_unit_and_nothing_else_is, begin),
        cmocka_unit_test_setup(those_passed_over_say_why, begin),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
