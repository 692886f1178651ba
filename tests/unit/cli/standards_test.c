/* SPDX-License-Identifier: EUPL-1.2
 * Tests of cli/standards: what the form asks for is what the check wants, and the check is the broker's. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdlib.h>
#include <string.h>

#include "base/check.h"
#include "cli/standards.h"
#include "cli/verbs.h"

static char problem[ARGUMENTS_PROBLEM_SIZE];

typedef struct {
    const char *words[8];
    int count;
} words_t;

static status_t check(json_t *given, words_t options, checked_t *checked) {
    arguments_t arguments;
    const char *all[12] = {"standards", "check", "package.json"};
    problem[0] = '\0';
    for (int index = 0; index < options.count; index++) all[index + 3] = options.words[index];
    assert_int_equal(arguments_read(VERBS, options.count + 3, (char *const *)(uintptr_t)all, &arguments, problem), STATUS_OK);
    return standards_check(&arguments, given, checked, problem);
}

static const words_t NOTHING = {{NULL}, 0};

static json_t *answers_of(json_t *body) {
    json_t *answers = json_object_get(body, "answers");
    assert_true(json_is_array(answers));
    return answers;
}

/* Every item of the form as somebody would fill it who ticks no risk. */
static json_t *filled(const char *name) {
    json_t *body = standards_template(standard_named(name)), *answer;
    size_t index;
    json_array_foreach(answers_of(body), index, answer) {
        const char *field = json_object_get(answer, "tick") != NULL ? "tick" : "text";
        assert_int_equal(json_object_set_new(answer, field, json_string(strcmp(field, "tick") == 0 ? "no" : "noted")), 0);
    }
    return body;
}

static json_t *without(const char *name, const char *item) {
    json_t *body = filled(name), *answer;
    size_t index;
    json_array_foreach(answers_of(body), index, answer) {
        if (strcmp(json_string_value(json_object_get(answer, "item")), item) != 0) continue;
        assert_int_equal(json_array_remove(answers_of(body), index), 0);
        return body;
    }
    fail_msg("%s has no %s", name, item);
    return body;
}

static json_t *answer_in(json_t *body, const char *item) {
    json_t *answer;
    size_t index;
    json_array_foreach(answers_of(body), index, answer) {
        if (strcmp(json_string_value(json_object_get(answer, "item")), item) == 0) return answer;
    }
    return NULL;
}

static void assert_complete(json_t *given, words_t options, const char *standard) {
    checked_t checked;
    assert_int_equal(check(given, options, &checked), STATUS_OK);
    assert_int_equal(checked.missing_count, 0);
    assert_string_equal(checked.standard->name, standard);
    assert_true(checked.mandatory > 20);
}

static void assert_lacks(json_t *given, words_t options, const char *item) {
    checked_t checked;
    assert_int_equal(check(given, options, &checked), STATUS_OK);
    assert_int_equal(checked.missing_count, 1);
    assert_string_equal(checked.missing[0], item);
}

static void a_form_that_is_filled_is_complete(void **state) {
    (void)state;
    assert_complete(filled("planned"), NOTHING, "planned");
    assert_complete(filled("acute_core"), (words_t){{"--priority", "acute"}, 2}, "acute_core");
    assert_complete(filled("return_route"), NOTHING, "return_route");
}

/* What a body is sent with tells four items: who sends, who writes, to whom and when. */
static const char *const TOLD[] = {"identity.sender", "identity.receiver", "identity.author", "identity.written_at"};

static bool is_told(const char *item) {
    size_t index = 0;
    while (index < COUNT_OF(TOLD) && strcmp(TOLD[index], item) != 0) index++;
    return index < COUNT_OF(TOLD);
}

static void an_empty_form_lacks_every_item_of_its_case(void **state) {
    (void)state;
    checked_t checked;
    assert_int_equal(check(standards_template(standard_named("planned")), NOTHING, &checked), STATUS_OK);
    assert_int_equal(checked.missing_count, checked.mandatory - COUNT_OF(TOLD));
    assert_string_equal(checked.missing[0], "identity.subject");
}

static void each_item_left_out_is_the_one_that_is_missing(void **state) {
    (void)state;
    static const char *const NAMES[] = {"planned", "acute_core", "return_route"};
    static const words_t CASES[] = {{{"--risk"}, 1}, {{"--risk", "--priority", "urgent"}, 3}, {{"--risk"}, 1}};
    unsigned tried = 0;
    for (size_t at = 0; at < COUNT_OF(NAMES); at++) {
        const standard_t *standard = standard_named(NAMES[at]);
        const standard_item_t *item;
        for (unsigned index = 0; (item = standard_item_at(index)) != NULL; index++) {
            if (standard->required[index] == REQUIRED_NEVER || standard->required[index] == REQUIRED_RESIDENTIAL || is_told(item->code)) continue;
            assert_lacks(without(NAMES[at], item->code), CASES[at], item->code);
            tried++;
        }
    }
    assert_int_equal(tried, 65 - 4 + 30 + 24);
}

static void the_case_decides_what_is_asked(void **state) {
    (void)state;
    static const char PLAN[] = "plans.section_141", TRIGGERS[] = "crisis.triggers", GOALS[] = "effort.goals";
    assert_complete(without("planned", PLAN), NOTHING, "planned");
    json_t *body = without("planned", PLAN);
    assert_int_equal(json_object_set_new(body, "paragraph", json_string("107")), 0);
    assert_lacks(body, NOTHING, PLAN);
    assert_complete(without("planned", TRIGGERS), NOTHING, "planned");
    assert_lacks(without("planned", TRIGGERS), (words_t){{"--risk"}, 1}, TRIGGERS);
    body = without("planned", TRIGGERS);
    assert_int_equal(json_object_set_new(answer_in(body, "risk.violence"), "tick", json_string("yes")), 0);
    assert_lacks(body, NOTHING, TRIGGERS);
    assert_lacks(without("planned", GOALS), (words_t){{"--type", "provider_to_provider"}, 2}, GOALS);
    assert_complete(without("planned", GOALS), (words_t){{"--type", "contact_to_unit"}, 2}, "planned");
}

static void absent_is_an_answer_only_with_its_cause(void **state) {
    (void)state;
    static const char PETS[] = "network.map";
    json_t *body = without("planned", PETS), *absent = json_pack("{s:s, s:s}", "item", PETS, "absent", "not_relevant");
    assert_int_equal(json_array_append_new(answers_of(body), absent), 0);
    assert_lacks(json_deep_copy(body), NOTHING, PETS);
    assert_int_equal(json_object_set_new(absent, "cause", json_string("none_exists")), 0);
    assert_complete(body, NOTHING, "planned");
}

static void a_whole_message_is_checked_as_its_body_is(void **state) {
    (void)state;
    json_t *message = json_pack("{s:s, s:s, s:o}", "messageId", "m-1", "priority", "acute", "handoverPackage", without("acute_core", "basis.ground"));
    assert_lacks(json_deep_copy(message), NOTHING, "basis.ground");
    assert_int_equal(json_object_set_new(message, "disclosure", json_pack("{s:s}", "ground", "sul43_1")), 0);
    assert_complete(message, NOTHING, "acute_core");
}

static void a_package_that_names_another_standard_is_told_so(void **state) {
    (void)state;
    json_t *body = filled("planned");
    assert_lacks(body, (words_t){{"--priority", "acute"}, 2}, "standard");
    body = filled("planned");
    assert_int_equal(json_object_set_new(body, "standardVersion", json_integer(2)), 0);
    assert_lacks(body, NOTHING, "standard");
}

static void what_the_broker_could_not_read_is_no_package(void **state) {
    (void)state;
    checked_t checked;
    json_t *body = filled("planned");
    assert_int_equal(json_array_append_new(answers_of(body), json_pack("{s:s, s:s}", "item", "practical.boat", "text", "moored")), 0);
    assert_int_equal(check(body, NOTHING, &checked), STATUS_FIELD_INVALID);
    assert_non_null(strstr(problem, "practical.boat"));
    assert_int_equal(check(json_pack("{s:s}", "colour", "red"), NOTHING, &checked), STATUS_UNKNOWN_FIELD);
    assert_int_equal(check(json_array(), NOTHING, &checked), STATUS_UNREADABLE_MESSAGE);
    assert_int_equal(check(filled("planned"), (words_t){{"--type", "unspecified"}, 2}, &checked), STATUS_USAGE);
    assert_int_equal(check(filled("planned"), (words_t){{"--type", "sideways"}, 2}, &checked), STATUS_USAGE);
}

static json_t *agreement_without(const char *item) {
    json_t *body = item == NULL ? filled("discharge") : without("discharge", item);
    assert_int_equal(json_object_set_new(body, "kind", json_string("agreement")), 0);
    assert_int_equal(json_object_set_new(body, "patientTakesPart", json_string("yes")), 0);
    assert_int_equal(json_object_set_new(body, "reviewAt", json_string("2026-12-24T10:00:00+01:00")), 0);
    return body;
}

static void a_discharge_agreement_is_checked_item_by_item(void **state) {
    (void)state;
    const standard_t *standard = standard_named("discharge");
    const standard_item_t *item;
    checked_t checked;
    unsigned tried = 0;
    assert_int_equal(check(agreement_without(NULL), NOTHING, &checked), STATUS_OK);
    assert_ptr_equal(checked.standard, standard);
    assert_int_equal(checked.missing_count, 0);
    assert_int_equal(checked.mandatory, 10);
    for (unsigned index = 0; (item = standard_item_at(index)) != NULL; index++) {
        if (standard->required[index] == REQUIRED_NEVER || strcmp(item->code, "plans.takes_part") == 0 || strcmp(item->code, "plans.review_at") == 0) continue;
        assert_lacks(agreement_without(item->code), NOTHING, item->code);
        tried++;
    }
    assert_int_equal(tried, 8);
    json_t *body = agreement_without(NULL);
    assert_int_equal(json_object_del(body, "reviewAt"), 0);
    assert_lacks(body, NOTHING, "plans.review_at");
    body = agreement_without(NULL);
    assert_int_equal(json_object_set_new(body, "patientTakesPart", json_string("unknown")), 0);
    assert_lacks(body, NOTHING, "plans.takes_part");
}

static void an_empty_form_of_the_discharge_lacks_all_of_it(void **state) {
    (void)state;
    checked_t checked;
    assert_int_equal(check(standards_template(standard_named("discharge")), NOTHING, &checked), STATUS_OK);
    assert_int_equal(checked.missing_count, 10);
    json_t *message = json_pack("{s:s, s:o}", "messageId", "m-1", "hospital_agreement", agreement_without("plans.if_absent"));
    assert_lacks(message, NOTHING, "plans.if_absent");
}

static void a_support_profile_is_checked_as_one(void **state) {
    (void)state;
    static const char WHOM[] = "crisis.whom_to_call";
    checked_t checked;
    assert_int_equal(check(filled("support_profile"), NOTHING, &checked), STATUS_OK);
    assert_string_equal(checked.standard->name, "support_profile");
    assert_int_equal(checked.missing_count, 0);
    assert_lacks(without("support_profile", "words.helps"), NOTHING, "words.helps");
    assert_int_equal(check(without("support_profile", WHOM), NOTHING, &checked), STATUS_OK);
    assert_int_equal(checked.missing_count, 0);
    assert_lacks(without("support_profile", WHOM), (words_t){{"--risk"}, 1}, WHOM);
}

static json_t *row(const char *standard, int section, const char *required) {
    return json_pack("{s:s, s:i, s:s, s:i, s:s}", "standard", standard, "version", 1, "hash", "00", "section", section, "required", required);
}

static void a_standard_is_one_line_of_the_list(void **state) {
    (void)state;
    json_t *rows = json_pack("[o, o, o, o, o]", row("a", 1, "always"), row("a", 1, "always"), row("a", 2, "optional"), row("a", 3, "when a risk is known"), row("b", 1, "optional"));
    json_t *summary = standards_summary(rows);
    char *text = json_dumps(summary, JSON_COMPACT | JSON_SORT_KEYS);
    assert_string_equal(text, "[{\"always\":2,\"conditional\":1,\"hash\":\"00\",\"sections\":2,\"standard\":\"a\",\"version\":1},"
                              "{\"always\":0,\"conditional\":0,\"hash\":\"00\",\"sections\":0,\"standard\":\"b\",\"version\":1}]");
    free(text);
    json_decref(summary);
    json_decref(rows);
}

static void an_order_is_filled_and_checked_by_its_own_form(void **state) {
    (void)state;
    json_t *body = standards_template(standard_named("order"));
    assert_non_null(json_object_get(body, "withDuty"));
    assert_null(json_object_get(body, "transition"));
    json_decref(body);
    assert_complete(filled("order"), NOTHING, "order");
    assert_complete(filled("order_core"), NOTHING, "order_core");
    checked_t checked;
    assert_int_equal(check(without("order", "effort.purpose"), NOTHING, &checked), STATUS_OK);
    assert_int_equal(checked.missing_count, 1);
    assert_string_equal(checked.missing[0], "effort.purpose");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_form_that_is_filled_is_complete),
        cmocka_unit_test(an_empty_form_lacks_every_item_of_its_case),
        cmocka_unit_test(each_item_left_out_is_the_one_that_is_missing),
        cmocka_unit_test(the_case_decides_what_is_asked),
        cmocka_unit_test(absent_is_an_answer_only_with_its_cause),
        cmocka_unit_test(a_whole_message_is_checked_as_its_body_is),
        cmocka_unit_test(a_package_that_names_another_standard_is_told_so),
        cmocka_unit_test(what_the_broker_could_not_read_is_no_package),
        cmocka_unit_test(a_discharge_agreement_is_checked_item_by_item),
        cmocka_unit_test(an_empty_form_of_the_discharge_lacks_all_of_it),
        cmocka_unit_test(a_support_profile_is_checked_as_one),
        cmocka_unit_test(a_standard_is_one_line_of_the_list),
        cmocka_unit_test(an_order_is_filled_and_checked_by_its_own_form),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
