/* SPDX-License-Identifier: EUPL-1.2
 * Questions to a course, and its list of involved units. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "model/course.h"

static course_t course;

static int empty(void **state)
{
    (void)state;
    memset(&course, 0, sizeof course);
    return 0;
}

static uuid_t id_of(uint8_t number)
{
    uuid_t id = UUID_NIL;
    id.bytes[15] = number;
    return id;
}

static void flows_are_found_by_id_and_the_open_ones_counted(void **state)
{
    (void)state;
    course.flow_count = 3;
    course.flows[0] = (flow_t){.id = id_of(1), .state = STATE_CONTACT_CLOSED};
    course.flows[1] = (flow_t){.id = id_of(2), .state = STATE_CONTACT_ROUTED};
    course.flows[2] = (flow_t){.id = id_of(3), .state = STATE_CONTACT_ANNULLED};
    assert_ptr_equal(course_flow(&course, id_of(2)), &course.flows[1]);
    assert_ptr_equal(course_flow_const(&course, id_of(3)), &course.flows[2]);
    assert_null(course_flow(&course, id_of(4)));
    assert_int_equal(course_open_flows(&course), 1);
}

static void an_offer_is_open_while_it_has_an_id_and_only_to_those_in_it(void **state)
{
    (void)state;
    strcpy(course.offer.to[0], "outreach");
    course.offer.to_count = 1;
    assert_false(course_offer_is_open(&course));
    assert_false(course_offered_to(&course, "outreach"));
    course.offer.id = id_of(7);
    assert_true(course_offered_to(&course, "outreach"));
    assert_false(course_offered_to(&course, "housing"));
}

static void a_known_party_is_renewed_and_a_full_list_is_told(void **state)
{
    char party[PARTY_ID_SIZE];
    (void)state;
    for (unsigned index = 0; index < COURSE_INVOLVED_MAX; index++) {
        (void)snprintf(party, sizeof party, "unit-%u", index);
        assert_int_equal(course_involve(&course, party, index + 1), STATUS_OK);
    }
    assert_int_equal(course_involve(&course, "one-more", 99), STATUS_COURSE_FULL);
    course.involved[4].until_seq = 50;
    assert_false(course_is_involved(&course, "unit-4"));
    assert_int_equal(course_involve(&course, "unit-4", 60), STATUS_OK);
    assert_true(course_is_involved(&course, "unit-4"));
    assert_int_equal(course.involved[4].since_seq, 60);
    assert_int_equal(course_involve(&course, "unit-5", 61), STATUS_OK);
    assert_int_equal(course.involved[5].since_seq, 6);
    assert_int_equal(course.involved_count, COURSE_INVOLVED_MAX);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(flows_are_found_by_id_and_the_open_ones_counted, empty),
        cmocka_unit_test_setup(an_offer_is_open_while_it_has_an_id_and_only_to_those_in_it, empty),
        cmocka_unit_test_setup(a_known_party_is_renewed_and_a_full_list_is_told, empty),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
