/* SPDX-License-Identifier: EUPL-1.2
 * Tests of model/codes: codes and the ways people write them, the regions of a time, and the lists of their source, where that is at hand. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/bytes.h"
#include "base/check.h"
#include "base/calendar.h"
#include "model/codes.h"

static unsigned index_of(codes_t list, const char *text)
{
    unsigned index = 1000;
    if (code_find(list, text, &index) != STATUS_OK) {
        print_error("%s is not known\n", text);
        fail();
    }
    return index;
}

static void a_code_is_found_by_the_ways_people_write_it(void **state)
{
    unsigned index;
    (void)state;
    assert_int_equal(index_of(CODES_TARGET_GROUP, "angst"), index_of(CODES_TARGET_GROUP, "303deb9b-84f0-49d2-ab7a-f8b98eed40a2"));
    static const char *const SAME[] = {"82a", "82 a", "§ 82 a", "SEL 82a", "sel § 82 A"};
    for (size_t at = 0; at < COUNT_OF(SAME); at++) {
        assert_int_equal(index_of(CODES_PARAGRAPH, SAME[at]), index_of(CODES_PARAGRAPH, "82a"));
    }
    assert_int_equal(index_of(CODES_PARAGRAPH, "27.36.12"), index_of(CODES_PARAGRAPH, "85"));
    assert_int_not_equal(index_of(CODES_PARAGRAPH, "ABL 105"), index_of(CODES_PARAGRAPH, "104"));
    assert_int_equal(code_find(CODES_PARAGRAPH, "105", &index), STATUS_NOT_FOUND);
    assert_int_equal(code_find(CODES_TARGET_GROUP, "", &index), STATUS_NOT_FOUND);
    assert_int_equal(code_find(CODES_PARAGRAPH, "§", &index), STATUS_NOT_FOUND);
}

static void lists_are_read_and_written_in_one_form(void **state)
{
    char unknown[CODE_SIZE], text[64];
    uint64_t bits, again;
    (void)state;
    assert_int_equal(codes_read(CODES_PARAGRAPH, " § 107 ,85,, ", &bits, unknown), STATUS_OK);
    assert_true(codes_write(CODES_PARAGRAPH, bits, text, sizeof text));
    assert_string_equal(text, "85,107");
    assert_int_equal(codes_read(CODES_PARAGRAPH, text, &again, unknown), STATUS_OK);
    assert_true(bits == again);
    assert_int_equal(codes_read(CODES_DELIVERY, "group, balloon", &bits, unknown), STATUS_NOT_FOUND);
    assert_string_equal(unknown, "balloon");
    assert_int_equal(codes_read(CODES_DELIVERY, "", &bits, unknown), STATUS_OK);
    assert_true(bits == 0);
    assert_int_equal(codes_read(CODES_TARGET_GROUP, "angst,depression", &bits, unknown), STATUS_OK);
    assert_false(codes_write(CODES_TARGET_GROUP, bits, text, sizeof text));
}

static void a_wider_group_covers_those_below_it(void **state)
{
    (void)state;
    uint64_t covering = code_with_ancestors(CODES_TARGET_GROUP, index_of(CODES_TARGET_GROUP, "angst"));
    assert_true((covering >> index_of(CODES_TARGET_GROUP, "psykiske_vanskeligheder") & 1) != 0);
    assert_true((covering >> index_of(CODES_TARGET_GROUP, "psykisk") & 1) != 0);
    assert_false((covering >> index_of(CODES_TARGET_GROUP, "depression") & 1) != 0);
}

static void a_municipality_changes_its_region_with_the_new_year(void **state)
{
    (void)state;
    instant_t new_year = calendar_instant((date_t){2027, 1, 1}, 0, 0);
    assert_string_equal(region_name(municipality_region("0101", new_year - 1)), "Region Hovedstaden");
    assert_string_equal(region_name(municipality_region("0330", new_year - 1)), "Region Sjælland");
    assert_string_equal(region_name(municipality_region("0101", new_year)), "Region Østdanmark");
    assert_string_equal(region_name(municipality_region("0330", new_year)), "Region Østdanmark");
    assert_string_equal(municipality_region("0621", new_year), municipality_region("0621", new_year - 1));
    assert_true(region_is_known("1084", new_year - 1) && !region_is_known("1084", new_year));
    assert_false(region_is_known("1086", new_year - 1) || !region_is_known("1086", new_year));
    assert_string_equal(region_at("1085", new_year), "1086");
    assert_string_equal(municipality_region("0411", new_year), "");
    assert_string_equal(municipality_region("1234", new_year), "");
    assert_false(municipality_is_known("1234"));
}

static void every_code_has_a_parent_that_is_there_and_a_word_of_its_own(void **state)
{
    (void)state;
    for (codes_t list = 0; list < CODES_COUNT; list++) {
        const code_t *code;
        unsigned count = 0, index;
        for (; (code = code_at(list, count)) != NULL; count++) {
            assert_int_equal(index_of(list, code->code), count);
            assert_true(code->word[0] == '\0' || index_of(list, code->word) == count);
            assert_true(code->parent[0] == '\0' || code_find(list, code->parent, &index) == STATUS_OK);
            assert_true(code->danish[0] != '\0' && code->english[0] != '\0');
        }
        assert_true(count > 0 && count < 64);
    }
}

/* ---- against the source ---- */

static FILE *source(const char *name)
{
    char path[512];
    const char *folder = getenv("STAFET_REFERENCE_DATA");
    (void)snprintf(path, sizeof path, "%s/%s", folder == NULL ? "" : folder, name);
    FILE *file = folder == NULL ? NULL : fopen(path, "r");
    if (file == NULL) {
        print_message("SKIPPED, NOT COMPARED: set STAFET_REFERENCE_DATA to the folder that holds the published %s\n", name);
        skip();
    }
    return file;
}

static void municipalities_are_those_of_the_published_list(void **state)
{
    char line[256];
    unsigned count = 0, made_up = 0, own = 0;
    (void)state;
    FILE *file = source("municipality_codes_dkcore.csv");
    for (bool is_head = true; fgets(line, sizeof line, file) != NULL; is_head = false) {
        line[strcspn(line, "\r\n")] = '\0';
        char *name = strchr(line, ',');
        if (is_head || name == NULL) {
            continue;
        }
        *name++ = '\0';
        assert_string_equal(municipality_name(line), name);
        count++;
    }
    (void)fclose(file);
    for (const char *code; (code = municipality_at(own)) != NULL; own++) {
        made_up += strstr(municipality_name(code), "findes ikke") != NULL ? 1 : 0;
    }
    assert_int_equal(count, 99);
    assert_int_equal(own, count + made_up);
}

/* Code and parent of a line whose name may stand in quotes. */
static void target_groups_and_services_are_those_of_the_published_list(void **state)
{
    char line[1024];
    unsigned found = 0, own = 0;
    (void)state;
    FILE *file = source("ffb_20240530.csv");
    while (fgets(line, sizeof line, file) != NULL) {
        bool is_group = strstr(line, "Social indsats > Målgruppe") != NULL;
        bool is_service = strstr(line, "Social indsats > Ydelse") != NULL || strstr(line, "Social indsats > Tilbud") != NULL;
        if (!is_group && !is_service) {
            continue;
        }
        line[36] = '\0';
        codes_t list = is_group ? CODES_TARGET_GROUP : CODES_SERVICE;
        const code_t *code = code_at(list, index_of(list, line));
        assert_non_null(strstr(line + 37, code->danish));
        assert_true(code->parent[0] == '\0' || strstr(line + 37, code->parent) != NULL);
        found++;
    }
    (void)fclose(file);
    for (codes_t list = CODES_TARGET_GROUP; list <= CODES_SERVICE; list++) {
        for (unsigned index = 0; code_at(list, index) != NULL; index++) {
            own++;
        }
    }
    assert_int_equal(found, own);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_code_is_found_by_the_ways_people_write_it), cmocka_unit_test(lists_are_read_and_written_in_one_form),
        cmocka_unit_test(a_wider_group_covers_those_below_it), cmocka_unit_test(a_municipality_changes_its_region_with_the_new_year),
        cmocka_unit_test(every_code_has_a_parent_that_is_there_and_a_word_of_its_own), cmocka_unit_test(municipalities_are_those_of_the_published_list),
        cmocka_unit_test(target_groups_and_services_are_those_of_the_published_list),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
