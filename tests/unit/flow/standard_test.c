/* SPDX-License-Identifier: EUPL-1.2
 * L4: what each standard demands of each case, item by item, and that it never changes unseen. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "base/bytes.h"
#include "base/check.h"
#include "flow/standard.h"

static const char *const ROWS[] = {
#define X(code, ...) code,
#include "flow/standard.def"
#undef X
};

static unsigned item_count(void)
{
    unsigned count = 0;
    while (standard_item_at(count) != NULL) {
        count++;
    }
    return count;
}

static unsigned item(const char *code)
{
    unsigned index = standard_item_find(code, strlen(code));
    assert_true(index < STANDARD_ITEMS_MAX);
    return index;
}

static const standard_t *named(const char *name)
{
    const standard_t *standard = standard_named(name);
    assert_non_null(standard);
    return standard;
}

static const standard_case_t CASES[] = {
    {TRANSITION_CONTACT_TO_UNIT, false, ""},      {TRANSITION_CONTACT_TO_UNIT, true, ""},          {TRANSITION_AUTHORITY_TO_PROVIDER, false, "85"},
    {TRANSITION_PROVIDER_TO_PROVIDER, true, "107"}, {TRANSITION_CHILD_TO_ADULT, false, "108"},     {TRANSITION_RETURN_ROUTE, true, ""},
};

static void the_table_has_a_row_for_each_item_in_its_order(void **state)
{
    (void)state;
    assert_int_equal(COUNT_OF(ROWS), item_count());
    for (unsigned index = 0; index < COUNT_OF(ROWS); index++) {
        assert_string_equal(ROWS[index], standard_item_at(index)->code);
    }
}

static void the_type_and_its_haste_choose_the_standard(void **state)
{
    (void)state;
    assert_string_equal(standard_for(TRANSITION_AUTHORITY_TO_PROVIDER, PRIORITY_ROUTINE)->name, "planned");
    assert_string_equal(standard_for(TRANSITION_CONTACT_TO_UNIT, PRIORITY_NONE)->name, "planned");
    assert_string_equal(standard_for(TRANSITION_CONTACT_TO_UNIT, PRIORITY_ACUTE)->name, "acute_core");
    assert_string_equal(standard_for(TRANSITION_PROVIDER_TO_PROVIDER, PRIORITY_URGENT)->name, "acute_core");
    assert_string_equal(standard_for(TRANSITION_RETURN_ROUTE, PRIORITY_ACUTE)->name, "return_route");
    assert_string_equal(standard_full(TRANSITION_RETURN_ROUTE)->name, "return_route");
    assert_string_equal(standard_full(TRANSITION_CONTACT_TO_UNIT)->name, "planned");
    unsigned count = 0;
    for (; standard_at(count) != NULL; count++) {
        assert_ptr_equal(standard_named(standard_at(count)->name), standard_at(count));
    }
    assert_string_equal(standard_of_stay(true)->name, "discharge");
    assert_string_equal(standard_of_stay(false)->name, "support_profile");
    assert_int_equal(count, 7);
    assert_string_equal(standard_for_order(PRIORITY_ACUTE)->name, "order_core");
    assert_string_equal(standard_for_order(PRIORITY_URGENT)->name, "order");
    assert_null(standard_named("planne"));
}

/* Every standard, every case: all given is complete; one mandatory item blank is named, alone; one optional item blank is nothing. */
static void each_mandatory_item_that_is_blank_is_named_and_nothing_else(void **state)
{
    (void)state;
    unsigned named_count = 0, optional_count = 0;
    char missing[MISSING_MAX][ITEM_CODE_SIZE];
    for (unsigned at = 0; at < 5 * COUNT_OF(CASES); at++) {
        const standard_t *standard = standard_at(at / COUNT_OF(CASES));
        const standard_case_t *of = &CASES[at % COUNT_OF(CASES)];
        uint8_t answers[STANDARD_ITEMS_MAX];
        memset(answers, ANSWER_GIVEN, sizeof answers);
        assert_int_equal(standard_check(standard, of, answers, missing), 0);
        for (unsigned index = 0; index < item_count(); index++) {
            bool is_mandatory = standard_requires(standard, of, index);
            answers[index] = ANSWER_BLANK;
            assert_int_equal(standard_check(standard, of, answers, missing), is_mandatory);
            if (is_mandatory) {
                assert_string_equal(missing[0], standard_item_at(index)->code);
            }
            named_count += is_mandatory;
            optional_count += !is_mandatory;
            answers[index] = ANSWER_GIVEN;
        }
    }
    assert_true(named_count > 500 && optional_count > 300);
}

static void a_coded_absence_is_an_answer_and_blank_is_none(void **state)
{
    (void)state;
    static const answer_state_t ANSWERS[] = {ANSWER_NOT_RELEVANT, ANSWER_IS_UNKNOWN, ANSWER_CITIZEN_DECLINES, ANSWER_GIVEN};
    char missing[MISSING_MAX][ITEM_CODE_SIZE];
    uint8_t answers[STANDARD_ITEMS_MAX];
    for (size_t at = 0; at < COUNT_OF(ANSWERS); at++) {
        memset(answers, (int)ANSWERS[at], sizeof answers);
        assert_int_equal(standard_check(named("planned"), &CASES[3], answers, missing), 0);
    }
    memset(answers, ANSWER_BLANK, sizeof answers);
    unsigned count = standard_check(named("planned"), &CASES[3], answers, missing);
    assert_int_equal(count, 82 - 5 - 7 - 1 - 1);
    assert_string_equal(missing[0], "identity.subject");
    assert_string_equal(missing[count - 1], "return.contact_until");
}

/* Bit n - 1: section n has a mandatory item. */
static unsigned sections_of(const standard_t *standard, const standard_case_t *of)
{
    unsigned sections = 0;
    for (unsigned index = 0; index < item_count(); index++) {
        sections |= standard_requires(standard, of, index) ? 1U << (standard_item_at(index)->section - 1) : 0;
    }
    return sections;
}

#define SECTION(number) (1U << ((number) - 1))
/* What every planned package holds: all but 5, 6, 10, 12, 13, 15 and 18. */
#define SECTIONS_ALWAYS                                                                                                                                         \
    (SECTION(1) | SECTION(2) | SECTION(3) | SECTION(4) | SECTION(7) | SECTION(8) | SECTION(9) | SECTION(11) | SECTION(14) | SECTION(16) | SECTION(17))
#define SECTIONS_ACUTE (SECTION(1) | SECTION(2) | SECTION(8) | SECTION(11) | SECTION(14) | SECTION(17))

static void conditional_sections_appear_in_their_cases_and_in_no_other(void **state)
{
    (void)state;
    static const char *const PARAGRAPHS[] = {"", "85", "107"};
    for (unsigned at = 0; at < 8 * 2 * COUNT_OF(PARAGRAPHS); at++) {
        standard_case_t of = {(transition_t)(at % 8), at / 8 % 2 == 1, PARAGRAPHS[at / 16]};
        unsigned expected = SECTIONS_ALWAYS | (of.transition != TRANSITION_CONTACT_TO_UNIT ? SECTION(5) | SECTION(6) : 0) |
                            (of.has_risk ? SECTION(10) : 0) | (strcmp(of.paragraph, "107") == 0 ? SECTION(15) : 0);
        assert_int_equal(sections_of(named("planned"), &of), expected);
        assert_int_equal(sections_of(named("acute_core"), &of), SECTIONS_ACUTE | (of.has_risk ? SECTION(10) : 0));
    }
    standard_case_t back = {TRANSITION_RETURN_ROUTE, false, ""};
    assert_true(standard_requires(named("return_route"), &back, item("situation.why_failed")));
    assert_false(standard_requires(named("planned"), &back, item("situation.why_failed")));
    assert_false(standard_requires(named("return_route"), &back, item("crisis.whom_to_call")));
    back.has_risk = true;
    assert_true(standard_requires(named("return_route"), &back, item("crisis.whom_to_call")));
}

/* What only another standard demands. */
static bool is_of_others(const char *code)
{
    static const char *const CODES[] = {"situation.why_failed", "plans.takes_part", "plans.parties", "plans.if_absent", "plans.supervision", "plans.review_at"};
    for (size_t index = 0; index < COUNT_OF(CODES); index++) {
        if (strcmp(CODES[index], code) == 0) {
            return true;
        }
    }
    return false;
}

/* A conditional section is mandatory as a whole. */
static void a_section_of_the_planned_standard_is_demanded_whole(void **state)
{
    (void)state;
    const standard_case_t of = {TRANSITION_PROVIDER_TO_PROVIDER, true, "110"};
    for (unsigned index = 0; index < item_count(); index++) {
        const standard_item_t *row = standard_item_at(index);
        bool is_optional = row->section == 12 || row->section == 13 || row->section == 18 || is_of_others(row->code);
        assert_true(standard_requires(named("planned"), &of, index) == !is_optional);
    }
}

static void plans_belong_to_the_paragraphs_that_have_them(void **state)
{
    (void)state;
    static const char *const WITH[] = {"101", "107", "108", "109", "110", "§ 107", "§107, stk. 2", "SEL § 108", "110 stk. 1"};
    static const char *const WITHOUT[] = {"", "85", "103", "104", "106", "111", "10", "1010", "1107", "101 a", "101a", "§ 107 b", "abc", "§", "4294967403"};
    standard_case_t of = {TRANSITION_AUTHORITY_TO_PROVIDER, false, ""};
    for (size_t at = 0; at < COUNT_OF(WITH); at++) {
        of.paragraph = WITH[at];
        assert_true(standard_requires(named("planned"), &of, item("plans.section_141")));
    }
    for (size_t at = 0; at < COUNT_OF(WITHOUT); at++) {
        of.paragraph = WITHOUT[at];
        assert_false(standard_requires(named("planned"), &of, item("plans.section_141")));
    }
}

static void answers_are_counted_by_section_and_only_where_they_are_mandatory(void **state)
{
    (void)state;
    const standard_case_t of = {TRANSITION_AUTHORITY_TO_PROVIDER, true, ""};
    uint8_t answers[STANDARD_ITEMS_MAX];
    section_answers_t sections[STANDARD_SECTIONS_MAX];
    memset(answers, ANSWER_GIVEN, sizeof answers);
    answers[item("risk.suicide")] = ANSWER_IS_UNKNOWN;
    answers[item("risk.violence")] = ANSWER_IS_UNKNOWN;
    answers[item("risk.child")] = ANSWER_NOT_RELEVANT;
    answers[item("risk.homeless")] = ANSWER_CITIZEN_DECLINES;
    answers[item("risk.protective")] = ANSWER_BLANK;
    answers[item("practical.pets")] = ANSWER_BLANK;
    unsigned count = standard_count(named("acute_core"), &of, answers, sections);
    static const unsigned SECTIONS[] = {1, 2, 8, 10, 11, 14, 17};
    assert_int_equal(count, COUNT_OF(SECTIONS));
    for (size_t at = 0; at < COUNT_OF(SECTIONS); at++) {
        assert_int_equal(sections[at].section, SECTIONS[at]);
    }
    assert_int_equal(sections[0].answered, 6);
    const section_answers_t *risk = &sections[4];
    assert_int_equal(risk->answered, 2);
    assert_int_equal(risk->unknown, 2);
    assert_int_equal(risk->not_relevant, 1);
    assert_int_equal(risk->citizen_declines, 1);
    assert_int_equal(risk->blank, 1);
    assert_int_equal(standard_count(named("planned"), &CASES[3], answers, sections), 15);
}

/* A standard that is in use is named by its hash in the log. When a line here turns red the standard has changed: give it a new version, then the new hash. */
static void a_standard_changes_only_with_a_new_version(void **state)
{
    (void)state;
    static const struct { const char *name; unsigned version; const char *hash; } PINNED[] = {
        {"planned", 1, "cdcd99eff71e5936"}, {"acute_core", 1, "594bab9d24552311"}, {"return_route", 1, "85815270a81549b5"},
        {"discharge", 1, "8e5cd14896ea6d51"}, {"support_profile", 1, "dbc554a3296a8a2f"},
    };
    for (size_t at = 0; at < COUNT_OF(PINNED); at++) {
        uint8_t hash[8];
        char text[17];
        const standard_t *standard = named(PINNED[at].name);
        standard_hash(standard, hash);
        hex_write((bytes_t){hash, sizeof hash}, text);
        assert_int_equal(standard->version, PINNED[at].version);
        assert_string_equal(text, PINNED[at].hash);
        assert_ptr_equal(standard_hashed(hash), standard);
    }
    assert_null(standard_hashed((const uint8_t[8]){0}));
}

static bool same_hash(const standard_t *one, const standard_t *other)
{
    uint8_t first[8], second[8];
    standard_hash(one, first);
    standard_hash(other, second);
    return memcmp(first, second, sizeof first) == 0;
}

static void any_other_row_gives_another_hash_and_nothing_else_does(void **state)
{
    (void)state;
    const standard_t *planned = named("planned");
    for (unsigned index = 0; index < STANDARD_ITEMS_MAX; index++) {
        for (unsigned required = 0; required < REQUIRED_COUNT; required++) {
            standard_t other = *planned;
            other.required[index] = (required_t)required;
            bool is_same = planned->required[index] == (required_t)required || index >= item_count();
            assert_true(same_hash(planned, &other) == is_same);
        }
    }
    standard_t newer = *planned, renamed = *planned;
    newer.version = 2;
    renamed.name = "planne";
    assert_false(same_hash(planned, &newer) || same_hash(planned, &renamed));
}

/* One fact of the header after the other: its item is no longer missing, all others are. */
static void what_the_header_tells_is_not_asked_again_and_nothing_else(void **state)
{
    (void)state;
    static const struct { message_facts_t facts; standard_known_t known; const char *code; } TOLD[] = {
        {{.has_subject = true}, {.planned_at = 0}, "identity.subject"},
        {{.sending_party = "desk"}, {.planned_at = 0}, "identity.sender"},
        {{.receiver_count = 1}, {.planned_at = 0}, "identity.receiver"},
        {{.receiver_count = 0}, {.has_receiver = true}, "identity.receiver"},
        {{.person = "anna"}, {.planned_at = 0}, "identity.author"},
        {{.disclosure_ground = 1}, {.planned_at = 0}, "basis.ground"},
        {{.disclosure_ground = 0}, {.transition = TRANSITION_CHILD_TO_ADULT}, "situation.transition"},
        {{.disclosure_ground = 0}, {.planned_at = 1}, "situation.planned_at"},
    };
    for (size_t at = 0; at < COUNT_OF(TOLD); at++) {
        uint8_t answers[STANDARD_ITEMS_MAX] = {ANSWER_BLANK};
        standard_add_known(&TOLD[at].facts, &TOLD[at].known, answers);
        for (unsigned index = 0; index < item_count(); index++) {
            bool is_known = index == item(TOLD[at].code) || index == item("identity.written_at");
            assert_int_equal(answers[index], is_known ? ANSWER_GIVEN : ANSWER_BLANK);
        }
    }
    uint8_t answers[STANDARD_ITEMS_MAX] = {ANSWER_BLANK};
    answers[item("identity.subject")] = ANSWER_CITIZEN_DECLINES;
    standard_add_known(&TOLD[0].facts, &TOLD[0].known, answers);
    assert_int_equal(answers[item("identity.subject")], ANSWER_CITIZEN_DECLINES);
}

static void when_is_said_in_both_languages(void **state)
{
    (void)state;
    for (unsigned required = 0; required < REQUIRED_COUNT; required++) {
        assert_string_not_equal(required_text((required_t)required), required_danish((required_t)required));
    }
    assert_string_equal(required_text(REQUIRED_NEVER), "optional");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_table_has_a_row_for_each_item_in_its_order),
        cmocka_unit_test(the_type_and_its_haste_choose_the_standard),
        cmocka_unit_test(each_mandatory_item_that_is_blank_is_named_and_nothing_else),
        cmocka_unit_test(a_coded_absence_is_an_answer_and_blank_is_none),
        cmocka_unit_test(conditional_sections_appear_in_their_cases_and_in_no_other),
        cmocka_unit_test(a_section_of_the_planned_standard_is_demanded_whole),
        cmocka_unit_test(plans_belong_to_the_paragraphs_that_have_them),
        cmocka_unit_test(answers_are_counted_by_section_and_only_where_they_are_mandatory),
        cmocka_unit_test(a_standard_changes_only_with_a_new_version),
        cmocka_unit_test(any_other_row_gives_another_hash_and_nothing_else_does),
        cmocka_unit_test(what_the_header_tells_is_not_asked_again_and_nothing_else),
        cmocka_unit_test(when_is_said_in_both_languages),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
