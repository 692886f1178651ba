/* SPDX-License-Identifier: EUPL-1.2
 * The verb course verify: reads the log of courses again, and nothing but the log, and says whether the laws held at every line. */
#include <string.h>

#include "base/check.h"
#include "cli/verb_verify.h"
#include "cli/verbs.h"
#include "cli/verify.h"

static status_t verify_rows(const json_t *rows, arena_t *arena, verify_t *verify) {
    static uint8_t bytes[ENTRY_BYTES_MAX];
    size_t index;
    json_t *row;
    json_array_foreach(rows, index, row) {
        const char *hex = row_text(row, "entry");
        size_t size = strlen(hex) / 2;
        if (size == 0 || size > sizeof bytes || hex_read(hex, bytes, size) != STATUS_OK) return STATUS_INTERNAL;
        verify_line(verify, (bytes_t){bytes, size}, arena);
    }
    return STATUS_OK;
}

static void add_problem(const cli_t *cli, verified_t *verified, const char *course, const char *problem) {
    char text[VERIFY_PROBLEM_SIZE + 64];
    (void)snprintf(text, sizeof text, "%s: %s", course, problem);
    if (verified->problems++ == 0) (void)snprintf(verified->first, sizeof verified->first, "%s", text);
    if (!cli->is_machine) (void)fprintf(cli->error, "%s\n", text);
}

static status_t verify_course(cli_t *cli, const char *course, arena_t *arena, verified_t *verified) {
    json_t *rows;
    verify_t verify;
    status_t status = cli_ask(cli, json_pack("{s:s, s:s, s:i}", "kind", "timeline", "courseId", course, "limit", 500), &rows);
    if (status != STATUS_OK) return status;
    verify_begin(&verify);
    status = verify_rows(rows, arena, &verify);
    json_decref(rows);
    verified->courses++;
    verified->ended += verify.has_ended;
    verified->lines += verify.lines;
    verified->messages += verify.messages;
    verified->refusals += verify.refusals;
    verified->clocks += verify.clocks;
    verified->moves += verify.moves;
    if (verify.problem[0] != '\0') add_problem(cli, verified, course, verify.problem);
    verify_end(&verify);
    return status == STATUS_OK ? STATUS_OK : cli_fail(cli, status, "a line came without its bytes: look as an auditor, with --purpose audit");
}

status_t verify_courses(cli_t *cli, const char *course, verified_t *verified) {
    arena_t arena;
    json_t *rows, *row;
    size_t index;
    *verified = (verified_t){0};
    arena_open(&arena, DECODE_ARENA_SIZE);
    status_t status = STATUS_OK;
    if (course != NULL) {
        status = verify_course(cli, course, &arena, verified);
    } else {
        status = cli_ask(cli, json_pack("{s:s, s:s, s:i}", "kind", "courses", "about", "all", "limit", 500), &rows);
        if (status == STATUS_OK) {
            json_array_foreach(rows, index, row) {
                if (status == STATUS_OK) status = verify_course(cli, row_text(row, "courseId"), &arena, verified);
            }
            json_decref(rows);
        }
    }
    arena_close(&arena);
    return status;
}

json_t *verified_json(const verified_t *verified) {
    json_t *json = json_pack("{s:I, s:I, s:I, s:I, s:I, s:I, s:I, s:I, s:b}", "courses", (json_int_t)verified->courses, "ended", (json_int_t)verified->ended, "lines",
                             (json_int_t)verified->lines, "messages", (json_int_t)verified->messages, "refusals", (json_int_t)verified->refusals, "clocks",
                             (json_int_t)verified->clocks, "takeOvers", (json_int_t)verified->moves, "problems", (json_int_t)verified->problems, "held",
                             verified->problems == 0 && verified->courses > 0);
    CHECK(json != NULL);
    if (verified->problems > 0) CHECK(json_object_set_new(json, "first", json_string(verified->first)) == 0);
    return json;
}

void verified_print(const cli_t *cli, const verified_t *verified) {
    (void)fprintf(cli->out, "%u %s (%u %s), %u %s: %u %s, %u %s, %u %s, %u %s\n", verified->courses, say(cli, "courses", "forløb"), verified->ended, say(cli, "ended", "afsluttet"),
                  verified->lines, say(cli, "lines", "linjer"), verified->messages, say(cli, "messages", "meddelelser"), verified->refusals, say(cli, "refusals", "afvisninger"),
                  verified->clocks, say(cli, "deadlines", "frister"), verified->moves, say(cli, "take-overs", "overtagelser"));
    if (verified->courses == 0) (void)fprintf(cli->out, "%s\n", say(cli, "nothing was verified", "intet blev efterprøvet"));
    else if (verified->problems == 0) (void)fprintf(cli->out, "%s\n", say(cli, "The chain is whole, and the laws held at every line.", "Kæden er hel, og reglerne holdt ved hver linje."));
    else (void)fprintf(cli->out, "%u %s\n", verified->problems, say(cli, "courses where they did not", "forløb, hvor de ikke gjorde"));
}

status_t verb_course_verify(cli_t *cli) {
    verified_t verified;
    status_t status = cli_connect(cli, &(cli_connect_t){0});
    if (status == STATUS_OK) status = cli_need_party(cli);
    if (status == STATUS_OK) status = verify_courses(cli, arguments_at(cli->arguments, 0), &verified);
    if (status != STATUS_OK) return status;
    if (cli->is_machine) cli_print_json(cli, verified_json(&verified));
    else verified_print(cli, &verified);
    return verified.problems == 0 && verified.courses > 0 ? STATUS_OK : STATUS_INTERNAL;
}
