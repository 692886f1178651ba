/* SPDX-License-Identifier: EUPL-1.2
 * Sending one message: made of JSON and options, completed by what the course allows now, sent until there is an answer. */
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/check.h"
#include "base/limits.h"
#include "cli/compose.h"
#include "cli/moment.h"
#include "cli/verbs.h"
#include "model/model.h"
#include "wire/wire.h"

/* ---- the flow and the offer it answers ---- */

/* Course messages (course.note and so on) belong to no flow. */
static bool needs_flow(const char *type, const json_t *message) {
    message_type_t known;
    if (message_type_parse(type, &known) != STATUS_OK || message_type_info((uint32_t)known)->flow == FLOW_NONE) return false;
    bool has_all = json_object_get(message, "flowId") != NULL && json_object_get(message, "offer") != NULL;
    return json_object_get(message, "courseId") != NULL && !has_all;
}

static bool row_matches(const json_t *row, const char *type, const char *flow) {
    return strcmp(row_text(row, "type"), type) == 0 && (flow == NULL || strcmp(row_text(row, "flowId"), flow) == 0);
}

static void fill(json_t *message, const json_t *row) {
    const char *flow = row_text(row, "flowId"), *offer = row_text(row, "offerId");
    if (flow[0] != '\0' && json_object_get(message, "flowId") == NULL) CHECK(json_object_set_new(message, "flowId", json_string(flow)) == 0);
    if (offer[0] == '\0' || json_object_get(message, "offer") != NULL) return;
    json_t *epoch = json_object_get(row, "dutyEpoch");
    CHECK(json_object_set_new(message, "offer", json_pack("{s:s, s:O?}", "offerId", offer, "dutyEpoch", epoch)) == 0);
}

/* The first row of that type; *is_one says that no other flow has one. */
static json_t *row_find(const json_t *rows, const char *type, const char *flow, bool *is_one) {
    json_t *row, *found = NULL;
    size_t index;
    *is_one = true;
    json_array_foreach(rows, index, row) {
        if (!row_matches(row, type, flow)) continue;
        if (found == NULL) found = row;
        *is_one = *is_one && strcmp(row_text(found, "flowId"), row_text(row, "flowId")) == 0;
    }
    return found;
}

/* Asks what the course allows and takes flow and offer from the row of this type. No such row: the broker will say why. */
static status_t fill_from_course(cli_t *cli, const char *type, json_t *message) {
    json_t *rows;
    bool is_one;
    const char *course = json_string_value(json_object_get(message, "courseId")), *flow = json_string_value(json_object_get(message, "flowId"));
    status_t status = cli_ask(cli, json_pack("{s:s, s:s}", "kind", "allowed", "courseId", course != NULL ? course : ""), &rows);
    if (status != STATUS_OK) return status;
    const json_t *found = row_find(rows, type, flow, &is_one);
    if (found != NULL && is_one) fill(message, found);
    json_decref(rows);
    if (is_one) return STATUS_OK;
    return cli_misused(cli, say(cli, "several flows of the course allow this: name one with --flow (stafet course allowed COURSE)",
                                "flere flows på forløbet tillader dette: vælg et med --flow (stafet course allowed FORLØB)"));
}

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
    char course[UUID_TEXT_SIZE], number[32];
    table_t table;
    uuid_write(entry->chain, course);
    (void)snprintf(number, sizeof number, "%llu", (unsigned long long)entry->seq);
    table_open(&table);
    table_column(&table, "");
    table_column(&table, "");
    put_line(&table, say(cli, "Stored", "Gemt"), is_replayed ? say(cli, "already, earlier: this is the receipt of then", "allerede, tidligere: dette er kvitteringen fra da") : id, TABLE_GREEN);
    put_line(&table, say(cli, "Course", "Forløb"), course, TABLE_PLAIN);
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

static void refused_list(const cli_t *cli, const json_t *items, const char *heading, const char *code) {
    table_t table;
    size_t index;
    json_t *item;
    if (json_array_size(items) == 0) return;
    (void)fprintf(cli->out, "%s\n", heading);
    table_open(&table);
    for (unsigned column = 0; column < 3; column++) table_column(&table, "");
    json_array_foreach(items, index, item) {
        char name[96];
        (void)snprintf(name, sizeof name, "  %s", row_text(item, code));
        table_put(&table, name, TABLE_PLAIN);
        table_put(&table, row_text(item, say(cli, "en", "da")), TABLE_PLAIN);
        table_put(&table, row_text(item, "who"), TABLE_DIM);
    }
    table_print(&table, cli->out, cli->in_colour);
    table_close(&table);
}

static status_t refused_print(const cli_t *cli, const stafet_event *event, const char *id) {
    json_t *refused = json_loads(event->json, 0, NULL);
    CHECK(refused != NULL);
    if (cli->is_machine) {
        CHECK(json_object_set_new(refused, "messageId", json_string(id)) == 0);
        cli_print_json(cli, refused);
        return (status_t)event->status;
    }
    (void)cli_fail(cli, (status_t)event->status, row_text(refused, "detail"));
    refused_list(cli, json_object_get(refused, "missing"), say(cli, "Missing:", "Mangler:"), "item");
    refused_list(cli, json_object_get(refused, "allowed"), say(cli, "Possible now:", "Muligt nu:"), "type");
    const char *next = row_text(refused, "nextOwner");
    if (next[0] != '\0') (void)fprintf(cli->out, "%s %s\n", say(cli, "Next:", "Næste:"), next);
    json_decref(refused);
    return (status_t)event->status;
}

/* ---- sending ---- */

static status_t answer_wait(cli_t *cli, uint64_t number, const char *id) {
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
        if (event.kind == STAFET_REFUSED) return refused_print(cli, &event, id);
    }
}

static status_t message_send(cli_t *cli, const json_t *message) {
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
    return answer_wait(cli, number, id);
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
    if (status == STATUS_OK && needs_flow(type, message)) status = fill_from_course(cli, type, message);
    if (status == STATUS_OK) status = message_send(cli, message);
    cli->party = "";
    json_decref(message);
    return status;
}
