/* SPDX-License-Identifier: EUPL-1.2
 * Tests of wire/answers: when an item of a documentation standard counts as answered (L4). */
#include "sample.h"

#include "stafet/v1/handover.pb-c.h"

#define SUICIDE "\"item\":\"risk.suicide\""

static arena_t arena;

static int open_arena(void **state) {
    (void)state;
    arena_open(&arena, DECODE_ARENA_SIZE);
    return 0;
}

static int close_arena(void **state) {
    (void)state;
    arena_close(&arena);
    return 0;
}

static unsigned item_of(const char *code) {
    unsigned item = standard_item_find(code, strlen(code));
    assert_true(item < STANDARD_ITEMS_MAX);
    return item;
}

static message_facts_t answered(const char *answers) {
    char body[1024];
    (void)snprintf(body, sizeof body, "\"handoverPackage\":{\"answers\":[%s]}", answers);
    return sample_facts(&arena, body);
}

static answer_state_t state_of(const char *rest) {
    char answer[512];
    (void)snprintf(answer, sizeof answer, "{" SUICIDE "%s}", rest);
    return (answer_state_t)answered(answer).answers[item_of("risk.suicide")];
}

static const char *refused(const char *answers) {
    char body[1024];
    (void)snprintf(body, sizeof body, "\"handoverPackage\":{\"answers\":[%s]}", answers);
    return sample_refused(&arena, body);
}

static void words_a_date_and_a_tick_are_answers(void **state) {
    (void)state;
    assert_int_equal(state_of(",\"text\":\"i aftes\""), ANSWER_GIVEN);
    assert_int_equal(state_of(",\"text\":\"?? 3\""), ANSWER_GIVEN);
    assert_int_equal(state_of(",\"text\":\"ja\""), ANSWER_GIVEN);
    assert_int_equal(state_of(",\"text\":\"Å\""), ANSWER_GIVEN);
    assert_int_equal(state_of(",\"text\":\"نعم\""), ANSWER_GIVEN);
    assert_int_equal(state_of(",\"date\":\"2026-11-23T03:12:00+01:00\""), ANSWER_GIVEN);
    assert_int_equal(state_of(",\"tick\":\"no\""), ANSWER_GIVEN);
    assert_int_equal(state_of(",\"tick\":\"yes\""), ANSWER_GIVEN);
}

static void what_fills_a_field_and_says_nothing_is_blank(void **state) {
    (void)state;
    static const char *const BLANKS[] = {
        "", ",\"text\":\"\"", ",\"text\":\" \\n\\t\"", ",\"text\":\".\"", ",\"text\":\" -/- \"", ",\"text\":\"–…“”\"", ",\"text\":\"§ « »\"",
        ",\"text\":\"\\u200b\\ufeff\"", ",\"date\":\"i går\"", ",\"date\":\"\"", ",\"tick\":\"unspecified\"", ",\"cause\":\"none_exists\"",
    };
    for (unsigned at = 0; at < COUNT_OF(BLANKS); at++) {
        if (state_of(BLANKS[at]) != ANSWER_BLANK) {
            fail_msg("%s is no blank", BLANKS[at]);
        }
    }
}

static void an_absent_answer_counts_with_its_cause_alone(void **state) {
    (void)state;
    assert_int_equal(state_of(",\"absent\":\"not_relevant\",\"cause\":\"none_exists\""), ANSWER_NOT_RELEVANT);
    assert_int_equal(state_of(",\"absent\":\"unknown\",\"cause\":\"source_not_reached\""), ANSWER_IS_UNKNOWN);
    assert_int_equal(state_of(",\"absent\":\"citizen_declines\",\"cause\":\"citizen_said_no\""), ANSWER_CITIZEN_DECLINES);
    assert_int_equal(state_of(",\"tick\":\"unknown\",\"cause\":\"acute_not_asked\""), ANSWER_IS_UNKNOWN);
    assert_int_equal(state_of(",\"absent\":\"not_relevant\""), ANSWER_BLANK);
    assert_int_equal(state_of(",\"absent\":\"unknown\",\"cause\":\"unspecified\""), ANSWER_BLANK);
    assert_int_equal(state_of(",\"tick\":\"unknown\""), ANSWER_BLANK);
}

static void who_says_unknown_is_taken_at_that_word_whatever_stands_beside(void **state) {
    (void)state;
    assert_int_equal(state_of(",\"text\":\"det ved jeg ikke\",\"tick\":\"unknown\""), ANSWER_BLANK);
    assert_int_equal(state_of(",\"text\":\"har sagt nej\",\"absent\":\"citizen_declines\",\"cause\":\"citizen_said_no\""), ANSWER_CITIZEN_DECLINES);
    assert_int_equal(state_of(",\"tick\":\"yes\",\"absent\":\"unknown\""), ANSWER_BLANK);
}

static void an_item_that_no_standard_has_is_refused_by_its_name(void **state) {
    (void)state;
    assert_string_equal(refused("{" SUICIDE ",\"tick\":\"no\"},{\"item\":\"risk.weather\",\"tick\":\"no\"}"), "handover_package.answers.risk.weather");
    assert_string_equal(refused("{" SUICIDE ",\"tick\":\"no\"},{\"tick\":\"no\"}"), "handover_package.answers.2");
    /* What is no code may name a citizen: only its place is told. */
    assert_string_equal(refused("{\"item\":\"Søren Ærø\"}"), "handover_package.answers.1");
    assert_string_equal(refused("{\"item\":\"risk.suicide.and.much.more.than.fits\"}"), "handover_package.answers.1");
}

static void an_item_is_answered_once(void **state) {
    (void)state;
    assert_string_equal(refused("{" SUICIDE ",\"tick\":\"no\"},{" SUICIDE ",\"tick\":\"no\"}"), "handover_package.answers.risk.suicide");
    assert_string_equal(refused("{" SUICIDE "},{" SUICIDE ",\"tick\":\"yes\"}"), "handover_package.answers.risk.suicide");
}

static void a_ticked_risk_is_told(void **state) {
    (void)state;
    assert_true(answered("{" SUICIDE ",\"tick\":\"yes\"}").tells_risk);
    assert_false(answered("{" SUICIDE ",\"tick\":\"no\"}").tells_risk);
    assert_false(answered("{" SUICIDE ",\"tick\":\"unknown\",\"cause\":\"acute_not_asked\"}").tells_risk);
    assert_false(answered("{\"item\":\"words.has_read\",\"tick\":\"yes\"}").tells_risk);
}

static void drafts_and_supplements_answer_the_same_items(void **state) {
    (void)state;
    static const char *const BODIES[] = {"handoverDrafted", "handoverSupplemented"};
    for (unsigned at = 0; at < COUNT_OF(BODIES); at++) {
        char body[256];
        (void)snprintf(body, sizeof body, "\"%s\":{\"answers\":[{\"item\":\"words.wishes\",\"text\":\"bolig\"},{" SUICIDE ",\"tick\":\"yes\"}]}", BODIES[at]);
        message_facts_t facts = sample_facts(&arena, body);
        assert_int_equal(facts.answers[item_of("words.wishes")], ANSWER_GIVEN);
        assert_int_equal(facts.answers[item_of("risk.suicide")], ANSWER_GIVEN);
        assert_int_equal(facts.answers[item_of("words.helps")], ANSWER_BLANK);
        assert_true(facts.tells_risk);
    }
}

static void every_item_of_every_standard_can_be_answered(void **state) {
    (void)state;
    unsigned count = 0;
    for (const standard_item_t *item; (item = standard_item_at(count)) != NULL; count++) {
        char answer[128];
        (void)snprintf(answer, sizeof answer, "{\"item\":\"%s\",\"text\":\"ja\"}", item->code);
        message_facts_t facts = answered(answer);
        for (unsigned other = 0; other < STANDARD_ITEMS_MAX; other++) {
            assert_int_equal(facts.answers[other], other == count ? ANSWER_GIVEN : ANSWER_BLANK);
        }
    }
    assert_true(count > 50);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(words_a_date_and_a_tick_are_answers),
        cmocka_unit_test(what_fills_a_field_and_says_nothing_is_blank),
        cmocka_unit_test(an_absent_answer_counts_with_its_cause_alone),
        cmocka_unit_test(who_says_unknown_is_taken_at_that_word_whatever_stands_beside),
        cmocka_unit_test(an_item_that_no_standard_has_is_refused_by_its_name),
        cmocka_unit_test(an_item_is_answered_once),
        cmocka_unit_test(a_ticked_risk_is_told),
        cmocka_unit_test(drafts_and_supplements_answer_the_same_items),
        cmocka_unit_test(every_item_of_every_standard_can_be_answered),
    };
    return cmocka_run_group_tests(tests, open_arena, close_arena);
}
