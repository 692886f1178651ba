/* SPDX-License-Identifier: EUPL-1.2
 * The closed sets: every name leads back to its number, and unknown ones to nothing. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#include "model/model.h"

static void every_message_type_is_found_by_code_and_number(void **state)
{
    unsigned count = 0;
    (void)state;
    for (; message_type_at(count) != NULL; count++) {
        const message_type_info_t *info = message_type_at(count);
        message_type_t type = TYPE_NONE;
        assert_int_equal(message_type_parse(info->code, &type), STATUS_OK);
        assert_int_equal(type, info->type);
        assert_ptr_equal(message_type_info((uint32_t)info->type), info);
        assert_true(info->english[0] != '\0' && info->danish[0] != '\0');
    }
    assert_int_equal(count, 156);
    message_type_t untouched = TYPE_COURSE_NOTE;
    assert_int_equal(message_type_parse("contact.vanished", &untouched), STATUS_NOT_FOUND);
    assert_int_equal(untouched, TYPE_COURSE_NOTE);
    assert_null(message_type_info(0));
    assert_null(message_type_info(99999));
}

static void states_have_their_flow_and_only_the_ends_are_final(void **state)
{
    (void)state;
    assert_string_equal(state_info(STATE_CONTACT_ROUTED)->code, "ROUTED");
    assert_int_equal(state_info(STATE_CONTACT_ROUTED)->flow, FLOW_CONTACT);
    assert_false(state_info(STATE_CONTACT_ROUTED)->is_final);
    assert_true(state_info(STATE_CONTACT_CLOSED)->is_final);
    assert_true(state_info(STATE_CONTACT_ANNULLED)->is_final);
    assert_null(state_info(0));
    unsigned finals = 0, count = 0;
    for (; state_at(count) != NULL; count++) {
        finals += state_at(count)->is_final ? 1U : 0U;
    }
    assert_int_equal(count, 93);
    assert_int_equal(finals, 43);
}

static void flows_kinds_and_roles_are_parsed_back(void **state)
{
    flow_kind_t flow = FLOW_NONE;
    party_kind_t kind = PARTY_KIND_NONE;
    role_t role = ROLE_NONE;
    (void)state;
    assert_int_equal(flow_kind_parse("handover", &flow), STATUS_OK);
    assert_int_equal(flow, FLOW_HANDOVER);
    assert_string_equal(flow_kind_danish(flow), "overdragelse");
    assert_int_equal(flow_kind_parse("", &flow), STATUS_NOT_FOUND);
    for (unsigned number = PARTY_KIND_NONE + 1; number < PARTY_KIND_COUNT; number++) {
        assert_int_equal(party_kind_parse(party_kind_code((party_kind_t)number), &kind), STATUS_OK);
        assert_int_equal(kind, number);
        assert_true(party_kind_danish(kind)[0] != '\0');
    }
    assert_int_equal(party_kind_parse("none", &kind), STATUS_NOT_FOUND);
    for (unsigned number = ROLE_STAFF; number <= ROLE_OPERATOR; number++) {
        assert_int_equal(role_parse(role_code((role_t)number), &role), STATUS_OK);
        assert_int_equal(role, number);
    }
    assert_int_equal(role_parse("boss", &role), STATUS_NOT_FOUND);
}

static void unknown_numbers_have_an_empty_name(void **state)
{
    (void)state;
    assert_string_equal(flow_kind_code(FLOW_NONE), "");
    assert_string_equal(party_kind_code(PARTY_KIND_NONE), "");
    assert_string_equal(role_code(ROLE_NONE), "");
    assert_string_equal(duty_state_code(DUTY_NONE), "");
    assert_string_equal(duty_state_code(DUTY_OFFERED), "OFFERED");
    assert_string_equal(entry_kind_code(ENTRY_NONE), "");
    assert_string_equal(entry_kind_code(ENTRY_CLOCK), "clock");
}

static void items_are_said_in_both_languages_and_an_unknown_one_by_its_code(void **state)
{
    (void)state;
    assert_string_equal(item_english("outcome"), "an outcome that fits this step");
    assert_string_equal(item_danish("until"), "indtil hvornår, inden for grænsen");
    assert_string_equal(item_english("7.owner"), "7.owner");
    assert_string_equal(item_danish("7.owner"), "7.owner");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_message_type_is_found_by_code_and_number),
        cmocka_unit_test(states_have_their_flow_and_only_the_ends_are_final),
        cmocka_unit_test(flows_kinds_and_roles_are_parsed_back),
        cmocka_unit_test(unknown_numbers_have_an_empty_name),
        cmocka_unit_test(items_are_said_in_both_languages_and_an_unknown_one_by_its_code),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
