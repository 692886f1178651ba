/* SPDX-License-Identifier: EUPL-1.2
 * The answers to a documentation standard (L4). What is asked of each is whether it says something, never whether it is there. */
#include "wire/answers.h"

#include <string.h>

#include "base/check.h"
#include "stafet/v1/handover.pb-c.h"
#include "wire/problem.h"

enum { ANSWER_ITEM = 1, ANSWER_TEXT, ANSWER_DATE, ANSWER_TICK, ANSWER_ABSENT, ANSWER_CAUSE };
enum { SECTION_RISK = 11 };

/* By its number on the wire. */
static const answer_state_t ABSENT[] = {
    [STAFET__V1__ABSENT_ANSWER__ABSENT_ANSWER_NOT_RELEVANT] = ANSWER_NOT_RELEVANT,
    [STAFET__V1__ABSENT_ANSWER__ABSENT_ANSWER_UNKNOWN] = ANSWER_IS_UNKNOWN,
    [STAFET__V1__ABSENT_ANSWER__ABSENT_ANSWER_CITIZEN_DECLINES] = ANSWER_CITIZEN_DECLINES,
};

static bool says_something(const scan_fields_t *answer, arena_t *arena) {
    if (scan_has(answer, ANSWER_TEXT) && pick_has_words(answer->slot[ANSWER_TEXT].bytes)) {
        return true;
    }
    instant_t date;
    if (scan_has(answer, ANSWER_DATE) && pick_time(arena, answer->slot[ANSWER_DATE].bytes, &date) == STATUS_OK) {
        return true;
    }
    return scan_has(answer, ANSWER_TICK) && (answer->slot[ANSWER_TICK].varint == ANSWER_YES || answer->slot[ANSWER_TICK].varint == ANSWER_NO);
}

/* Who says that an answer is absent or unknown is taken at that word, whatever else stands beside it, and owes the cause. */
static answer_state_t state_of(const scan_fields_t *answer, arena_t *arena) {
    uint64_t absent = scan_has(answer, ANSWER_ABSENT) ? answer->slot[ANSWER_ABSENT].varint : 0;
    bool is_unknown = scan_has(answer, ANSWER_TICK) && answer->slot[ANSWER_TICK].varint == ANSWER_UNKNOWN;
    bool has_cause = scan_has(answer, ANSWER_CAUSE) && answer->slot[ANSWER_CAUSE].varint != 0;
    CHECK(absent < COUNT_OF(ABSENT));
    if (absent != 0 || is_unknown) {
        answer_state_t said = absent != 0 ? ABSENT[absent] : ANSWER_IS_UNKNOWN;
        return has_cause ? said : ANSWER_BLANK;
    }
    return says_something(answer, arena) ? ANSWER_GIVEN : ANSWER_BLANK;
}

/* Only what has the form of a code is said back: anything else may name a citizen. */
static status_t refuse(const char *code, unsigned place, wire_problem_t *problem) {
    bool is_code = code != NULL && text_is_slug(code, ITEM_CODE_SIZE);
    if (is_code) {
        problem_in(problem, code);
    } else {
        problem_in_number(problem, place);
    }
    problem_in(problem, "answers");
    return STATUS_FIELD_INVALID;
}

typedef struct {
    arena_t *arena;
    message_facts_t *facts;
    wire_problem_t *problem;
    bool is_answered[STANDARD_ITEMS_MAX];
} answers_t;

static status_t read_answer(answers_t *answers, bytes_t bytes, unsigned place) {
    message_facts_t *facts = answers->facts;
    scan_fields_t fields;
    scan_collect(bytes, &fields);
    bytes_t code = scan_has(&fields, ANSWER_ITEM) ? fields.slot[ANSWER_ITEM].bytes : (bytes_t){NULL, 0};
    unsigned item = code.size == 0 ? STANDARD_ITEMS_MAX : standard_item_find((const char *)code.data, code.size);
    if (item == STANDARD_ITEMS_MAX || answers->is_answered[item]) {
        return refuse(pick_text(answers->arena, code), place, answers->problem);
    }
    answers->is_answered[item] = true;
    facts->answers[item] = (uint8_t)state_of(&fields, answers->arena);
    bool is_yes = scan_has(&fields, ANSWER_TICK) && fields.slot[ANSWER_TICK].varint == ANSWER_YES;
    facts->tells_risk = facts->tells_risk || (is_yes && standard_item_at(item)->section == SECTION_RISK);
    return STATUS_OK;
}

status_t answers_read(bytes_t body, uint32_t number, arena_t *arena, message_facts_t *facts, wire_problem_t *problem) {
    CHECK(facts != NULL && problem != NULL);
    answers_t answers = {.arena = arena, .facts = facts, .problem = problem};
    unsigned place = 0;
    scan_field_t field;
    status_t status = STATUS_OK;
    for (bytes_t rest = body; status == STATUS_OK && rest.size > 0;) {
        CHECK(scan_next(&rest, &field));
        if (field.number == number) {
            status = read_answer(&answers, field.bytes, ++place);
        }
    }
    return status;
}
