/* SPDX-License-Identifier: EUPL-1.2
 * Tests of cli/compose. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdlib.h>
#include <string.h>

#include "base/check.h"
#include "cli/compose.h"
#include "cli/verbs.h"

static char problem[ARGUMENTS_PROBLEM_SIZE];
static const json_t *answers; /* of a file */

static status_t compose(json_t **message, const char *type, const char *given, int count, const char *const *words) {
    arguments_t arguments;
    compose_t by = {type, "desk", "anna", "id-1", "2026-11-23T03:12:00+01:00", answers};
    const char *all[24] = {"send", type};
    for (int index = 0; index < count; index++) all[index + 2] = words[index];
    assert_int_equal(arguments_read(VERBS, count + 2, (char *const *)(uintptr_t)all, &arguments, problem), STATUS_OK);
    return compose_message(&by, &arguments, given != NULL ? json_loads(given, JSON_DECODE_ANY, NULL) : NULL, message, problem);
}

static void assert_composed(const char *type, const char *given, int count, const char *const *words, const char *expected) {
    json_t *message = NULL;
    assert_int_equal(compose(&message, type, given, count, words), STATUS_OK);
    char *text = json_dumps(message, JSON_COMPACT | JSON_SORT_KEYS);
    assert_string_equal(text, expected);
    free(text);
    json_decref(message);
}

static void a_body_alone_becomes_a_message(void **state) {
    (void)state;
    assert_composed("contact.answered", "{\"answeredAt\": \"now\"}", 0, NULL,
                    "{\"contactAnswered\":{\"answeredAt\":\"now\"},\"messageId\":\"id-1\",\"occurredAt\":\"2026-11-23T03:12:00+01:00\","
                    "\"person\":{\"id\":\"anna\"},\"schemaVersion\":1,\"sendingParty\":\"desk\"}");
}

static void what_the_message_says_itself_stays(void **state) {
    (void)state;
    assert_composed("contact.answered",
                    "{\"message_id\": \"own\", \"sendingParty\": \"other\", \"person\": {\"name\": \"Bo\"}, \"occurred_at\": \"then\", \"schema_version\": 1, \"contact_answered\": {}}", 0,
                    NULL, "{\"contactAnswered\":{},\"messageId\":\"own\",\"occurredAt\":\"then\",\"person\":{\"name\":\"Bo\"},\"schemaVersion\":1,\"sendingParty\":\"other\"}");
}

static void options_fill_header_and_body(void **state) {
    (void)state;
    const char *words[] = {"--course", "c", "--to", "a", "--to", "b", "--priority", "acute", "--set", "requester.role=citizen", "--set", "need=x=y"};
    assert_composed("contact.registered", NULL, COUNT_OF(words), words,
                    "{\"contactRegistered\":{\"need\":\"x=y\",\"requester\":{\"role\":\"citizen\"}},\"courseId\":\"c\",\"messageId\":\"id-1\","
                    "\"occurredAt\":\"2026-11-23T03:12:00+01:00\",\"person\":{\"id\":\"anna\"},\"priority\":\"acute\",\"receivers\":[{\"party\":\"a\"},{\"party\":\"b\"}],"
                    "\"schemaVersion\":1,\"sendingParty\":\"desk\"}");
}

static void a_header_without_a_body_gets_an_empty_one(void **state) {
    (void)state;
    const char *words[] = {"--service", "outreach", "--set", "outreach=true"};
    assert_composed("contact.routed", "{\"courseId\": \"c\", \"messageId\": \"m\", \"occurredAt\": \"t\"}", COUNT_OF(words), words,
                    "{\"contactRouted\":{\"outreach\":true},\"courseId\":\"c\",\"messageId\":\"m\",\"occurredAt\":\"t\",\"person\":{\"id\":\"anna\"},"
                    "\"receivers\":[{\"service\":{\"kind\":\"outreach\"}}],\"schemaVersion\":1,\"sendingParty\":\"desk\"}");
}

static void an_unknown_type_and_a_list_are_refused(void **state) {
    (void)state;
    json_t *message = NULL;
    assert_int_equal(compose(&message, "contact.invented", NULL, 0, NULL), STATUS_UNKNOWN_TYPE);
    assert_string_equal(problem, "contact.invented");
    assert_int_equal(compose(&message, "contact.answered", "[1]", 0, NULL), STATUS_UNREADABLE_MESSAGE);
    const char *words[] = {"--set", "nonsense"};
    assert_int_equal(compose(&message, "contact.answered", NULL, COUNT_OF(words), words), STATUS_USAGE);
    assert_non_null(strstr(problem, "nonsense"));
    assert_null(message);
}

/* The answers alone, of a package that is given these words and this file. */
static void assert_answers(const char *file, int count, const char *const *words, const char *expected) {
    json_t *message = NULL, *read = file != NULL ? json_loads(file, 0, NULL) : NULL;
    answers = read;
    status_t status = compose(&message, "handover.package", NULL, count, words);
    answers = NULL;
    json_decref(read);
    assert_int_equal(status, STATUS_OK);
    char *text = json_dumps(json_object_get(json_object_get(message, "handoverPackage"), "answers"), JSON_COMPACT | JSON_SORT_KEYS);
    assert_string_equal(text, expected);
    free(text);
    json_decref(message);
}

static void assert_no_answers(const char *file, int count, const char *const *words, const char *said) {
    json_t *message = NULL, *read = file != NULL ? json_loads(file, JSON_DECODE_ANY, NULL) : NULL;
    answers = read;
    status_t status = compose(&message, "handover.package", NULL, count, words);
    answers = NULL;
    json_decref(read);
    assert_int_equal(status, STATUS_USAGE);
    assert_non_null(strstr(problem, said));
    assert_null(message);
}

static void answers_are_ticks_texts_and_absences(void **state) {
    (void)state;
    const char *words[] = {"--answer", "risk.suicide=no", "--answer", "risk.violence=ja", "--answer", "words.wishes=a=b, ja tak",
                           "--answer", "plan.review=2026-11-23T03:12:00+01:00", "--absent", "network.relatives=not_relevant:none_exists"};
    assert_answers(NULL, COUNT_OF(words), words,
                   "[{\"item\":\"risk.suicide\",\"tick\":\"no\"},{\"item\":\"risk.violence\",\"tick\":\"yes\"},{\"item\":\"words.wishes\",\"text\":\"a=b, ja tak\"},"
                   "{\"item\":\"plan.review\",\"text\":\"2026-11-23T03:12:00+01:00\"},"
                   "{\"absent\":\"not_relevant\",\"cause\":\"none_exists\",\"item\":\"network.relatives\"}]");
}

static void a_file_of_answers_lies_under_the_options(void **state) {
    (void)state;
    const char *words[] = {"--answer", "a.a=yes", "--absent", "a.b=unknown:source_not_reached"};
    const char *expected = "[{\"item\":\"a.a\",\"tick\":\"yes\"},{\"absent\":\"unknown\",\"cause\":\"source_not_reached\",\"item\":\"a.b\"},{\"item\":\"a.c\",\"tick\":\"no\"},"
                           "{\"date\":\"d\",\"item\":\"a.d\"}]";
    assert_answers("{\"a.a\": \"x\", \"a.b\": \"ja\", \"a.c\": false, \"a.d\": {\"date\": \"d\"}}", COUNT_OF(words), words, expected);
    assert_answers("[{\"item\": \"a.a\", \"text\": \"x\"}, {\"item\": \"a.b\", \"tick\": \"yes\"}, {\"item\": \"a.c\", \"tick\": \"no\"}, {\"item\": \"a.d\", \"date\": \"d\"}]",
                   COUNT_OF(words), words, expected);
}

static void an_unknown_answer_owes_its_cause(void **state) {
    (void)state;
    static const char *const WRONG[][2] = {{"--answer", "risk.suicide=unknown"}, {"--answer", "risk.suicide=ukendt"}, {"--answer", "risk.suicide"}, {"--answer", "=no"},
                                           {"--absent", "risk.suicide=unknown"}, {"--absent", "risk.suicide=unknown:"}, {"--absent", "risk.suicide"}};
    for (unsigned at = 0; at < COUNT_OF(WRONG); at++) assert_no_answers(NULL, 2, WRONG[at], at == 3 ? "=no" : "risk.suicide");
    assert_no_answers("{\"risk.suicide\": \"unknown\"}", 0, NULL, "risk.suicide");
    assert_no_answers("{\"risk.suicide\": 7}", 0, NULL, "risk.suicide");
    assert_no_answers("[{\"text\": \"x\"}]", 0, NULL, "item");
    assert_no_answers("7", 0, NULL, "--answers");
}

static void the_field_of_every_type_is_its_name_in_json(void **state) {
    (void)state;
    char field[64];
    assert_int_equal(compose_body_field("contact.external_takeover", field), STATUS_OK);
    assert_string_equal(field, "contactExternalTakeover");
    assert_int_equal(compose_body_field("contact_person.changed", field), STATUS_OK);
    assert_string_equal(field, "contactPersonChanged");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_body_alone_becomes_a_message),            cmocka_unit_test(what_the_message_says_itself_stays),
        cmocka_unit_test(options_fill_header_and_body),              cmocka_unit_test(a_header_without_a_body_gets_an_empty_one),
        cmocka_unit_test(answers_are_ticks_texts_and_absences),      cmocka_unit_test(a_file_of_answers_lies_under_the_options),
        cmocka_unit_test(an_unknown_answer_owes_its_cause),
        cmocka_unit_test(an_unknown_type_and_a_list_are_refused),    cmocka_unit_test(the_field_of_every_type_is_its_name_in_json),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
