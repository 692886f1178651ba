/* SPDX-License-Identifier: EUPL-1.2
 * Sending one message: made of JSON and options, completed by what the course allows now, sent until there is an answer. */
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/check.h"
#include "base/limits.h"
#include "cli/choose.h"
#include "cli/compose.h"
#include "cli/moment.h"
#include "cli/refused.h"
#include "cli/verbs.h"
#include "model/model.h"
#include "wire/wire.h"

/* ---- the answer ---- */

static void put_line(table_t *table, const char *word, const char *text, table_colour_t colour) {
    if (text[0] == '\0') return;
    table_put(table, word, TABLE_DIM);
    table_put(table, text, colour);
}

static void put_until(const cli_t *cli, table_t *table, const char *word, const char *party, instant_t until) {
    char text[MOMENT_SIZE + PARTY_ID_SIZE + 16], moment[MOMENT_SIZE];
    if (until > 0) moment_write(until, clock_realtime(), cli->is_danish, moment);
    (void)snprintf(text, sizeof text, "%s%s%s", party, until > 0 ? say(cli, " until ", " til ") : "", until > 0 ? moment : "");
    put_line(table, word, party[0] != '\0' ? text : "", TABLE_PLAIN);
}

static void receipt_print(const cli_t *cli, const entry_t *entry, const char *id, bool is_replayed) {
    char course[UUID_TEXT_SIZE], linked[UUID_TEXT_SIZE] = "", number[32];
    table_t table;
    uuid_write(entry->chain, course);
    if (!uuid_is_nil(entry->linked_course)) uuid_write(entry->linked_course, linked);
    (void)snprintf(number, sizeof number, "%llu", (unsigned long long)entry->seq);
    show_table_open(cli, &table, 2);
    put_line(&table, say(cli, "Stored", "Gemt"), is_replayed ? say(cli, "already, earlier: this is the receipt of then", "allerede, tidligere: dette er kvitteringen fra da") : id, TABLE_GREEN);
    put_line(&table, say(cli, "Course", "Forløb"), course, TABLE_PLAIN);
    bool is_back = entry->type == TYPE_CLOSING_RECONTACTED;
    put_line(&table, is_back ? say(cli, "Goes on from", "Fortsætter fra") : say(cli, "Your own course", "Jeres eget forløb"), linked, TABLE_BOLD);
    put_line(&table, say(cli, "Entry", "Hændelse"), number, TABLE_PLAIN);
    put_line(&table, say(cli, "Responsible now", "Ansvarlig nu"), entry->holder, TABLE_BOLD);
    for (unsigned index = 0; index < entry->offered_count; index++) put_until(cli, &table, say(cli, "Offered to", "Tilbudt til"), entry->offered_to[index], entry->accept_by);
    put_until(cli, &table, say(cli, "Awaits", "Afventer"), entry->awaited, entry->due_at);
    table_print(&table, cli->out, cli->in_colour);
    table_close(&table);
}

static status_t accepted_print(const cli_t *cli, const stafet_event *event, const char *id) {
    arena_t arena;
    entry_t entry;
    char course[UUID_TEXT_SIZE], *json = NULL;
    arena_open(&arena, DECODE_ARENA_SIZE);
    status_t status = wire_entry_read((bytes_t){event->receipt, event->receipt_size}, &arena, &entry);
    if (status == STATUS_OK && cli->is_machine) status = (status_t)stafet_to_json("stafet.v1.Entry", event->receipt, event->receipt_size, false, &json);
    if (status != STATUS_OK) {
        arena_close(&arena);
        return cli_fail(cli, status, id);
    }
    uuid_write(entry.chain, course);
    if (cli->is_machine) {
        cli_print_json(cli, json_pack("{s:s, s:s, s:s, s:I, s:s, s:I, s:b, s:o}", "status", "accepted", "messageId", id, "courseId", course, "seq", (json_int_t)entry.seq,
                                      "holder", entry.holder, "dutyEpoch", (json_int_t)entry.duty_epoch, "replayed", event->replayed, "entry", json_loads(json, 0, NULL)));
        stafet_free(json);
    } else {
        receipt_print(cli, &entry, id, event->replayed);
    }
    arena_close(&arena);
    return STATUS_OK;
}

/* ---- sending ---- */

#define GROUND_ITEM "ground."

/* The one ground that the rules have here, so that nobody types one at night: filled in, and said. It is not recorded that it was missing, so the id stays. */
static bool ground_fill(const cli_t *cli, const stafet_event *event, json_t *message) {
    char ground[ITEM_CODE_SIZE] = "";
    if (event->status != (stafet_status)STATUS_GROUND_NEEDED || json_object_get(message, "disclosure") != NULL) return false;
    json_t *refused = json_loads(event->json, 0, NULL);
    const json_t *missing = json_object_get(refused, "missing");
    const char *item = row_text(json_array_get(missing, 0), "item");
    bool is_one = json_array_size(missing) == 1 && strncmp(item, GROUND_ITEM, strlen(GROUND_ITEM)) == 0;
    if (is_one) text_set(ground, sizeof ground, item + strlen(GROUND_ITEM));
    json_decref(refused);
    if (!is_one) return false;
    CHECK(json_object_set_new(message, "disclosure", json_pack("{s:s}", "ground", ground)) == 0);
    if (!cli->is_machine) (void)fprintf(cli->error, "%s %s\n", say(cli, "Ground for disclosure, by the rules:", "Grundlag for videregivelse, efter reglerne:"), ground);
    return true;
}

static status_t message_send(cli_t *cli, json_t *message);

static status_t answer_wait(cli_t *cli, uint64_t number, json_t *message) {
    const char *id = row_text(message, "messageId"), *type = arguments_at(cli->arguments, 0);
    uint64_t until = cli_patience(cli);
    stafet_event event;
    for (;;) {
        status_t status = cli_next(cli, until, &event);
        if (status == STATUS_OK && event.kind == STAFET_NOTHING) status = cli->failures > 0 ? cli->last_failure : STATUS_TIMED_OUT;
        if (status != STATUS_OK) {
            char detail[ARGUMENTS_PROBLEM_SIZE];
            (void)snprintf(detail, sizeof detail, "%s --id %.64s", say(cli, "send the same again with", "send det samme igen med"), id);
            return cli_fail(cli, status, detail);
        }
        if (event.number != number) continue;
        if (event.kind == STAFET_ACCEPTED) return accepted_print(cli, &event, id);
        if (event.kind == STAFET_REFUSED && ground_fill(cli, &event, message)) return message_send(cli, message);
        if (event.kind == STAFET_REFUSED) return refused_print(cli, &event, type, message);
    }
}

static status_t message_send(cli_t *cli, json_t *message) {
    char problem[ARGUMENTS_PROBLEM_SIZE] = "", *text = json_dumps(message, 0);
    uint8_t *bytes;
    size_t size;
    uint64_t number;
    const char *id = row_text(message, "messageId");
    stafet_status status = stafet_from_json("stafet.v1.Message", text, &bytes, &size, problem);
    free(text);
    if (status != 0) return cli_fail(cli, (status_t)status, problem);
    status = stafet_submit(cli->client, bytes, size, &number);
    stafet_free(bytes);
    if (status != 0) return cli_fail(cli, (status_t)status, id);
    return answer_wait(cli, number, message);
}

/* The files the options name. */
static status_t read_files(cli_t *cli, json_t **given, json_t **answers) {
    const char *file = arguments_value(cli->arguments, OPTION_MESSAGE), *answers_file = arguments_value(cli->arguments, OPTION_ANSWERS);
    status_t status = STATUS_OK;
    if (file != NULL) status = cli_read_json(cli, file, given);
    if (status == STATUS_OK && answers_file != NULL) status = cli_read_json(cli, answers_file, answers);
    if (status != STATUS_OK) json_decref(*given);
    return status;
}

status_t verb_send(cli_t *cli) {
    char id[UUID_TEXT_SIZE], occurred_at[MOMENT_SIZE], problem[ARGUMENTS_PROBLEM_SIZE] = "";
    json_t *given = NULL, *answers = NULL, *message = NULL;
    const char *type = arguments_at(cli->arguments, 0);
    status_t status = cli_configure(cli);
    if (status == STATUS_OK) status = read_files(cli, &given, &answers);
    if (status != STATUS_OK) return status;
    stafet_new_id(id);
    moment_write_offset(clock_realtime(), occurred_at);
    status = compose_message(&(compose_t){type, cli->party, cli->person, id, occurred_at, answers}, cli->arguments, given, &message, problem);
    json_decref(answers);
    if (status != STATUS_OK) return cli_fail(cli, status, problem);
    /* Who asks what is allowed is who sends. */
    cli->party = row_text(message, "sendingParty");
    status = cli_need_party(cli);
    if (status == STATUS_OK) status = cli_connect(cli, &(cli_connect_t){.with_outbox = true});
    if (status == STATUS_OK) status = choose_flow(cli, type, arguments_has(cli->arguments, OPTION_NEW), message);
    if (status == STATUS_OK) status = message_send(cli, message);
    cli->party = "";
    json_decref(message);
    return status;
}
