/* SPDX-License-Identifier: EUPL-1.2
 * The items of the documentation standards: each is found by its code, and they stand section by section. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#include "base/bytes.h"
#include "model/model.h"

static void every_item_is_found_by_its_code_alone(void **state)
{
    (void)state;
    unsigned index = 0;
    for (; standard_item_at(index) != NULL; index++) {
        const char *code = standard_item_at(index)->code;
        size_t size = strlen(code);
        assert_int_equal(standard_item_find(code, size), index);
        assert_int_equal(standard_item_find(code, size - 1), STANDARD_ITEMS_MAX);
    }
    assert_int_equal(index, 87);
    assert_null(standard_item_at(STANDARD_ITEMS_MAX));
    assert_int_equal(standard_item_find("risk", 4), STANDARD_ITEMS_MAX);
    assert_int_equal(standard_item_find("", 0), STANDARD_ITEMS_MAX);
    assert_int_equal(standard_item_find("risk.suicide, and more", 12), standard_item_find("risk.suicide", 12));
}

static void a_code_is_section_dot_item_and_fits_where_it_is_kept(void **state)
{
    (void)state;
    const standard_item_t *item;
    for (unsigned index = 0; (item = standard_item_at(index)) != NULL; index++) {
        const char *dot = strchr(item->code, '.');
        assert_true(strlen(item->code) < ITEM_CODE_SIZE);
        assert_non_null(dot);
        assert_int_equal(strspn(item->code, "abcdefghijklmnopqrstuvwxyz_"), dot - item->code);
        assert_int_equal(strspn(dot + 1, "abcdefghijklmnopqrstuvwxyz_0123456789"), strlen(dot + 1));
        assert_true(dot > item->code && dot[1] != '\0');
        assert_true(item->english[0] != '\0' && item->danish[0] != '\0' && strcmp(item->english, item->danish) != 0);
    }
}

/* One word before the dot for each section, and no section without items. */
static void items_stand_in_the_order_of_their_sections(void **state)
{
    (void)state;
    const standard_item_t *item, *before = NULL;
    unsigned sections = 0;
    for (unsigned index = 0; (item = standard_item_at(index)) != NULL; index++) {
        bool is_new = before == NULL || item->section != before->section;
        sections += is_new;
        assert_int_equal(item->section, sections);
        size_t size = (size_t)(strchr(item->code, '.') - item->code) + 1;
        assert_true(is_new == (before == NULL || strncmp(before->code, item->code, size) != 0));
        before = item;
    }
    assert_int_equal(sections, STANDARD_SECTIONS_MAX);
}

static void every_section_has_a_name_in_both_languages(void **state)
{
    (void)state;
    for (unsigned section = 1; section <= STANDARD_SECTIONS_MAX; section++) {
        assert_true(standard_section_english(section)[0] != '\0' && standard_section_danish(section)[0] != '\0');
    }
    assert_string_equal(standard_section_english(3), "Citizen's own words");
    assert_string_equal(standard_section_danish(18), "Bilag");
    assert_null(standard_section_english(0));
    assert_null(standard_section_danish(STANDARD_SECTIONS_MAX + 1));
}

static void what_a_package_lacks_is_said_in_words(void **state)
{
    (void)state;
    assert_string_equal(item_english("words.wishes"), "the citizen's wishes for the time ahead");
    assert_string_equal(item_danish("words.wishes"), "borgerens ønsker for fremtiden");
    assert_string_equal(item_english("words.wish"), "words.wish");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_item_is_found_by_its_code_alone),
        cmocka_unit_test(a_code_is_section_dot_item_and_fits_where_it_is_kept),
        cmocka_unit_test(items_stand_in_the_order_of_their_sections),
        cmocka_unit_test(every_section_has_a_name_in_both_languages),
        cmocka_unit_test(what_a_package_lacks_is_said_in_words),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
