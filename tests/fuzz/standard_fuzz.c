/* SPDX-License-Identifier: EUPL-1.2
 * A package against its standard. Three bytes say the case, the rest is a packed package, or, where it cannot be read as one, an answer a byte. What is missing is
 * exactly what is mandatory and blank, the counts agree with it, and what the header tells never takes an answer away. */
#include <stdlib.h>
#include <string.h>

#include "flow/standard.h"
#include "fuzz.h"

enum { ANSWER_STATES = ANSWER_CITIZEN_DECLINES + 1 };

static message_facts_t facts;
static wire_problem_t problem;
static char missing[MISSING_MAX][ITEM_CODE_SIZE];
static section_answers_t sections[STANDARD_SECTIONS_MAX];

static status_t read_package(bytes_t input, arena_t *arena) {
    return wire_message_read(input, arena, &facts, &problem);
}

static void read_answers(bytes_t input) {
    if (fuzz_read(read_package, input) == STATUS_OK) {
        return;
    }
    memset(&facts, 0, sizeof facts);
    for (size_t at = 0; at < input.size && at < STANDARD_ITEMS_MAX; at++) {
        facts.answers[at] = input.data[at] % ANSWER_STATES;
    }
}

static bool is_missing(const char *code, unsigned count) {
    for (unsigned at = 0; at < count; at++) {
        if (strcmp(missing[at], code) == 0) {
            return true;
        }
    }
    return false;
}

static void look_at_counts(const standard_t *standard, const standard_case_t *of, unsigned missing_count, unsigned mandatory) {
    unsigned rows = standard_count(standard, of, facts.answers, sections), counted = 0, blank = 0;
    CHECK(rows <= STANDARD_SECTIONS_MAX);
    for (unsigned at = 0; at < rows; at++) {
        const section_answers_t *section = &sections[at];
        CHECK(at == 0 || sections[at - 1].section < section->section);
        CHECK(standard_section_english(section->section) != NULL);
        counted += section->answered + section->not_relevant + section->unknown + section->citizen_declines + section->blank;
        blank += section->blank;
    }
    CHECK(blank == missing_count && counted == mandatory);
}

static void look_at(const standard_t *standard, const standard_case_t *of) {
    unsigned count = standard_check(standard, of, facts.answers, missing), mandatory = 0, blank = 0;
    CHECK(count <= MISSING_MAX);
    for (unsigned item = 0; standard_item_at(item) != NULL; item++) {
        bool is_wanted = standard_requires(standard, of, item);
        bool is_blank = facts.answers[item] == ANSWER_BLANK;
        mandatory += is_wanted;
        blank += is_wanted && is_blank;
        CHECK(is_missing(standard_item_at(item)->code, count) == (is_wanted && is_blank));
    }
    CHECK(count == blank);
    look_at_counts(standard, of, count, mandatory);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    if (size < 3) {
        return 0;
    }
    read_answers((bytes_t){data + 3, size - 3});
    transition_t transition = (transition_t)(data[0] % (TRANSITION_RETURN_ROUTE + 1));
    priority_t priority = (priority_t)(data[1] % (PRIORITY_ROUTINE + 1));
    static const char *const PARAGRAPHS[] = {"", "85", "107", "110", "101", "1070", "§ 107"};
    standard_case_t of = {transition, (data[2] & 1) != 0, PARAGRAPHS[(data[2] >> 1) % COUNT_OF(PARAGRAPHS)]};
    look_at(standard_for(transition, priority), &of);
    look_at(standard_full(transition), &of);
    uint8_t before[STANDARD_ITEMS_MAX];
    memcpy(before, facts.answers, sizeof before);
    standard_add_known(&facts, &(standard_known_t){transition, (instant_t)(data[2] >> 7), (data[2] & 64) != 0}, facts.answers);
    for (unsigned item = 0; item < STANDARD_ITEMS_MAX; item++) {
        CHECK(before[item] == facts.answers[item] || (before[item] == ANSWER_BLANK && facts.answers[item] == ANSWER_GIVEN));
    }
    look_at(standard_for(transition, priority), &of);
    return 0;
}
