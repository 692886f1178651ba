/* SPDX-License-Identifier: EUPL-1.2
 * Tests of cli/arguments, and of the table of verbs. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <string.h>

#include "base/check.h"
#include "cli/verbs.h"

static char problem[ARGUMENTS_PROBLEM_SIZE];

static status_t read_words(arguments_t *arguments, int count, const char *const *words) {
    problem[0] = '\0';
    return arguments_read(VERBS, count, (char *const *)(uintptr_t)words, arguments, problem);
}

#define READ(arguments, ...) read_words(arguments, (int)COUNT_OF(((const char *[]){__VA_ARGS__})), (const char *[]){__VA_ARGS__})

static void a_verb_of_two_words_is_found_before_its_arguments(void **state) {
    (void)state;
    arguments_t arguments;
    assert_int_equal(READ(&arguments, "course", "show", "abc"), STATUS_OK);
    assert_string_equal(arguments.verb->name, "course show");
    assert_string_equal(arguments_at(&arguments, 0), "abc");
    assert_null(arguments_at(&arguments, 1));
}

static void options_may_stand_anywhere_and_be_joined_to_their_value(void **state) {
    (void)state;
    arguments_t arguments;
    assert_int_equal(READ(&arguments, "--lang", "da", "inbox", "--follow", "desk.odense", "--person=anna"), STATUS_OK);
    assert_string_equal(arguments_value(&arguments, OPTION_LANG), "da");
    assert_string_equal(arguments_value(&arguments, OPTION_PERSON), "anna");
    assert_true(arguments_has(&arguments, OPTION_FOLLOW));
    assert_false(arguments_has(&arguments, OPTION_JSON));
    assert_string_equal(arguments_at(&arguments, 0), "desk.odense");
}

static void send_takes_a_file_where_others_take_the_flag_json(void **state) {
    (void)state;
    arguments_t arguments;
    assert_int_equal(READ(&arguments, "send", "contact.registered", "--json", "-", "--to", "a", "--to", "b"), STATUS_OK);
    assert_string_equal(arguments_value(&arguments, OPTION_MESSAGE), "-");
    assert_string_equal(arguments_value_at(&arguments, OPTION_TO, 0), "a");
    assert_string_equal(arguments_value_at(&arguments, OPTION_TO, 1), "b");
    assert_null(arguments_value_at(&arguments, OPTION_TO, 2));
    assert_int_equal(READ(&arguments, "status", "--json"), STATUS_OK);
    assert_true(arguments_has(&arguments, OPTION_JSON));
}

static void what_is_not_understood_is_named(void **state) {
    (void)state;
    arguments_t arguments;
    assert_int_equal(READ(&arguments, "status", "--colour"), STATUS_USAGE);
    assert_non_null(strstr(problem, "--colour"));
    assert_int_equal(READ(&arguments, "course"), STATUS_USAGE);
    assert_string_equal(problem, "course what?");
    assert_int_equal(READ(&arguments, "course", "burn"), STATUS_USAGE);
    assert_non_null(strstr(problem, "course burn"));
    assert_int_equal(READ(&arguments, "party", "show"), STATUS_USAGE);
    assert_string_equal(problem, "party show needs PARTY");
    assert_int_equal(READ(&arguments, "party", "show", "a", "b"), STATUS_USAGE);
    assert_non_null(strstr(problem, "b is one word too many"));
    assert_int_equal(READ(&arguments, "status", "--lang"), STATUS_USAGE);
    assert_string_equal(problem, "--lang needs LANG");
    assert_int_equal(READ(&arguments, "status", "--json=yes"), STATUS_USAGE);
    assert_string_equal(problem, "--json takes no value");
}

static void help_needs_no_arguments(void **state) {
    (void)state;
    arguments_t arguments;
    assert_int_equal(READ(&arguments, "party", "show", "--help"), STATUS_OK);
    assert_string_equal(arguments.verb->name, "party show");
    assert_int_equal(READ(&arguments, "--help"), STATUS_OK);
    assert_null(arguments.verb);
}

static void after_two_dashes_everything_is_a_word(void **state) {
    (void)state;
    arguments_t arguments;
    assert_int_equal(READ(&arguments, "key", "new", "--", "--strange"), STATUS_OK);
    assert_string_equal(arguments_at(&arguments, 0), "--strange");
}

static void every_verb_is_complete_and_there_once(void **state) {
    (void)state;
    assert_true(VERBS.count > 20);
    for (unsigned index = 0; index < VERBS.count; index++) {
        const verb_t *verb = &VERBS.verbs[index];
        assert_non_null(verb->function);
        assert_true(verb->help[0] != '\0' && verb->purpose[0] != '\0');
        assert_true(verb->option_count <= VERB_OPTIONS_MAX);
        for (unsigned other = 0; other < index; other++) assert_string_not_equal(verb->name, VERBS.verbs[other].name);
        for (unsigned option = 0; option < verb->option_count; option++) assert_false(option_info(verb->options[option])->is_global);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_verb_of_two_words_is_found_before_its_arguments),
        cmocka_unit_test(options_may_stand_anywhere_and_be_joined_to_their_value),
        cmocka_unit_test(send_takes_a_file_where_others_take_the_flag_json),
        cmocka_unit_test(what_is_not_understood_is_named),
        cmocka_unit_test(help_needs_no_arguments),
        cmocka_unit_test(after_two_dashes_everything_is_a_word),
        cmocka_unit_test(every_verb_is_complete_and_there_once),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
