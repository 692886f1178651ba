/* SPDX-License-Identifier: EUPL-1.2
 * Tests of cli/table. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdlib.h>
#include <string.h>

#include "cli/table.h"

static char *printed(const table_t *table, bool in_colour) {
    char *text = NULL;
    size_t size = 0;
    FILE *out = open_memstream(&text, &size);
    assert_non_null(out);
    table_print(table, out, in_colour);
    assert_int_equal(fclose(out), 0);
    return text;
}

static void letters_are_counted_as_a_terminal_shows_them(void **state) {
    (void)state;
    assert_int_equal(text_width("abc"), 3);
    assert_int_equal(text_width("Øjebæk"), 6);
    assert_int_equal(text_width("e\xCC\x81"), 1);
    assert_int_equal(text_width("\xE6\xBC\xA2\xE5\xAD\x97"), 4);
    assert_int_equal(text_width("\xFF\xC3"), 2);
    assert_int_equal(text_width(""), 0);
}

static void columns_are_as_wide_as_their_widest_cell(void **state) {
    (void)state;
    table_t table;
    table_open(&table);
    table_column(&table, "enhed");
    table_column(&table, "kl.");
    table_put(&table, "Åben indgang", TABLE_PLAIN);
    table_put(&table, "03:12", TABLE_PLAIN);
    table_put(&table, "desk", TABLE_PLAIN);
    table_put(&table, "", TABLE_PLAIN);
    char *text = printed(&table, false);
    assert_string_equal(text, "enhed         kl.\nÅben indgang  03:12\ndesk\n");
    free(text);
    table_close(&table);
}

static void an_empty_column_is_left_out(void **state) {
    (void)state;
    table_t table;
    table_open(&table);
    table_column(&table, "a");
    table_column(&table, "empty");
    table_column(&table, "c");
    table_put(&table, "1", TABLE_PLAIN);
    table_put(&table, NULL, TABLE_PLAIN);
    table_put(&table, "3", TABLE_PLAIN);
    char *text = printed(&table, false);
    assert_string_equal(text, "a  c\n1  3\n");
    free(text);
    table_close(&table);
}

static void what_is_wider_than_the_terminal_wraps_between_words(void **state) {
    (void)state;
    table_t table;
    table_open(&table);
    table.width = 20;
    table_column(&table, "hvem");
    table_column(&table, "hvad");
    table_put(&table, "fjordby.fyret", TABLE_PLAIN);
    table_put(&table, "æ to tre", TABLE_PLAIN);
    table_put(&table, "0199-a-long-identity", TABLE_PLAIN);
    table_put(&table, "x", TABLE_PLAIN);
    char *text = printed(&table, false);
    assert_string_equal(text, "hvem                  hvad\nfjordby.fyret         æ to\n                      tre\n0199-a-long-identity  x\n");
    free(text);
    table.width = 0;
    text = printed(&table, false);
    assert_non_null(strstr(text, "æ to tre\n"));
    free(text);
    table_close(&table);
}

static void colours_are_only_for_terminals(void **state) {
    (void)state;
    table_t table;
    table_open(&table);
    table_column(&table, "");
    table_put(&table, "late", TABLE_RED);
    char *plain = printed(&table, false), *coloured = printed(&table, true);
    assert_string_equal(plain, "late\n");
    assert_string_equal(coloured, "\033[31mlate\033[0m\n");
    free(plain);
    free(coloured);
    table_close(&table);
}

static void a_text_cannot_steer_the_terminal(void **state) {
    (void)state;
    char *clean = text_clean("a\033[2Jb\nc\xC2\x9B" "d\xE2\x80\xAE" "e");
    assert_string_equal(clean, "a [2Jb c d e");
    free(clean);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(letters_are_counted_as_a_terminal_shows_them), cmocka_unit_test(columns_are_as_wide_as_their_widest_cell),
        cmocka_unit_test(an_empty_column_is_left_out),
        cmocka_unit_test(what_is_wider_than_the_terminal_wraps_between_words),                  cmocka_unit_test(colours_are_only_for_terminals),
        cmocka_unit_test(a_text_cannot_steer_the_terminal),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
