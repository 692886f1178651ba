/* SPDX-License-Identifier: EUPL-1.2
 * Connecting, asking, administering: one question at a time. */
#include <stdlib.h>
#include <string.h>

#include "base/bytes.h"
#include "base/check.h"
#include "cli/cli.h"

#define PAGE_ROWS 500
#define ROWS_MAX 100000
#define SECOND_NS UINT64_C(1000000000)
#define DELIVERY_BYTES (1024 * 1024)

status_t cli_configure(cli_t *cli) {
    char problem[CONFIG_PROBLEM_SIZE] = "";
    const char *path = arguments_value(cli->arguments, OPTION_CONFIG);
    if (cli->is_configured) return STATUS_OK;
    if (path == NULL) path = getenv("STAFET_CONFIG");
    if (path == NULL) return cli_misused(cli, say(cli, "which settings? --config FILE, or $STAFET_CONFIG", "hvilke indstillinger? --config FIL eller $STAFET_CONFIG"));
    status_t status = config_read(path, &cli->config, problem);
    if (status != STATUS_OK) return cli_fail(cli, status, problem);
    cli->is_configured = true;
    if (cli->party[0] == '\0') cli->party = cli->config.party;
    if (cli->person[0] == '\0') cli->person = cli->config.person;
    return STATUS_OK;
}

status_t cli_need_party(const cli_t *cli) {
    if (cli->party[0] != '\0') return STATUS_OK;
    return cli_misused(cli, say(cli, "for which unit? --party PARTY", "for hvilken enhed? --party ENHED"));
}

status_t cli_connect(cli_t *cli, const cli_connect_t *connect) {
    const char *endpoints[CONFIG_ENDPOINTS_MAX];
    if (cli->client != NULL) return STATUS_OK;
    status_t status = cli_configure(cli);
    if (status != STATUS_OK) return status;
    const config_t *config = &cli->config;
    for (unsigned index = 0; index < config->endpoint_count; index++) endpoints[index] = config->endpoints[index];
    stafet_options options = {
        .endpoints = endpoints, .endpoint_count = config->endpoint_count, .server_public = config->server_public, .public_key = config->public_key,
        .secret_key = config->secret_key, .parties = connect->parties, .party_count = connect->party_count, .credit_items = connect->credit_items,
        .credit_bytes = connect->credit_items > 0 ? DELIVERY_BYTES : 0, .software = "stafet command line",
        .outbox = connect->with_outbox && config->outbox[0] != '\0' ? config->outbox : NULL,
    };
    stafet_status opened = stafet_open(&options, &cli->client);
    if (opened == 0) return STATUS_OK;
    return cli_fail(cli, (status_t)opened, opened == STATUS_FILE_FAILED ? config->outbox : config->key);
}

uint64_t cli_patience(const cli_t *cli) {
    return clock_monotonic_ns() + cli->wait_ms * UINT64_C(1000000);
}

/* A reason that waiting does not cure ends it, once every broker has said so. */
static bool is_hopeless(const cli_t *cli) {
    bool waits = status_class(cli->last_failure) == STATUS_CLASS_RETRY && !cli->is_hasty;
    return cli->failures >= cli->config.endpoint_count && !waits;
}

status_t cli_next(cli_t *cli, uint64_t until_ns, stafet_event *event) {
    for (;;) {
        uint64_t now = clock_monotonic_ns();
        int wait_ms = now >= until_ns ? 0 : until_ns - now > SECOND_NS ? 1000 : (int)((until_ns - now) / 1000000 + 1);
        stafet_status status = stafet_next(cli->client, wait_ms, event);
        if (status != 0) return (status_t)status;
        if (event->kind == STAFET_CONNECTED) {
            cli->failures = 0;
        } else if (event->kind == STAFET_DISCONNECTED) {
            cli->failures++;
            cli->last_failure = (status_t)event->status;
            if (is_hopeless(cli)) return cli->last_failure;
        } else if (event->kind != STAFET_NOTHING || clock_monotonic_ns() >= until_ns) {
            return STATUS_OK;
        }
    }
}

/* The result of that number, as an object that the caller frees. */
static status_t result_wait(cli_t *cli, uint64_t number, json_t **result) {
    uint64_t until = cli_patience(cli);
    stafet_event event;
    for (;;) {
        status_t status = cli_next(cli, until, &event);
        if (status != STATUS_OK) return status;
        if (event.kind == STAFET_NOTHING) return cli->failures > 0 ? cli->last_failure : STATUS_TIMED_OUT;
        if (event.kind != STAFET_RESULT || event.number != number) continue;
        *result = json_loads(event.json, 0, NULL);
        CHECK(*result != NULL);
        if (event.status == STATUS_OK) return STATUS_OK;
        return (status_t)event.status;
    }
}

static void set_text(json_t *object, const char *field, const char *text) {
    if (text[0] != '\0') CHECK(json_object_set_new(object, field, json_string(text)) == 0);
}

static void detail_copy(char *detail, const json_t *result) {
    const char *text = json_string_value(json_object_get(result, "detail"));
    if (detail != NULL && text != NULL) (void)snprintf(detail, ARGUMENTS_PROBLEM_SIZE, "%s", text);
}

typedef stafet_status (*put_t)(stafet_client *client, const char *json, uint64_t *number);

/* *result is set when there is one, also of a refused question. */
static status_t put_and_wait(cli_t *cli, put_t put, const json_t *question, json_t **result, char *detail) {
    uint64_t number = 0;
    char *text = json_dumps(question, 0);
    CHECK(text != NULL);
    stafet_status status = put(cli->client, text, &number);
    if (status != 0 && detail != NULL) {
        uint8_t *bytes = NULL;
        size_t size;
        char problem[ARGUMENTS_PROBLEM_SIZE] = "";
        (void)stafet_from_json(put == stafet_query ? "stafet.v1.Query" : "stafet.v1.Change", text, &bytes, &size, problem);
        stafet_free(bytes);
        (void)snprintf(detail, ARGUMENTS_PROBLEM_SIZE, "%s", problem);
    }
    free(text);
    if (status != 0) return (status_t)status;
    return result_wait(cli, number, result);
}

/* Takes the rows out of their one-field wrappers. */
static void rows_add(json_t *rows, const json_t *result) {
    size_t index;
    json_t *wrapped, *row;
    const char *kind;
    json_array_foreach(json_object_get(result, "rows"), index, wrapped) {
        json_object_foreach(wrapped, kind, row) CHECK(json_array_append(rows, row) == 0);
    }
}

status_t cli_ask_quietly(cli_t *cli, json_t *query, json_t **rows, char detail[ARGUMENTS_PROBLEM_SIZE]) {
    json_t *found = json_array();
    status_t status;
    bool has_more = true;
    set_text(query, "party", cli->party);
    set_text(query, "person", cli->person);
    set_text(query, "purpose", cli->purpose);
    if (json_object_get(query, "limit") == NULL) CHECK(json_object_set_new(query, "limit", json_integer(PAGE_ROWS)) == 0);
    do {
        json_t *result = NULL;
        status = put_and_wait(cli, stafet_query, query, &result, detail);
        if (status != STATUS_OK) detail_copy(detail, result);
        if (status == STATUS_OK) rows_add(found, result);
        const char *cursor = status == STATUS_OK ? json_string_value(json_object_get(result, "nextCursor")) : NULL;
        has_more = cursor != NULL && cursor[0] != '\0' && json_array_size(found) < ROWS_MAX;
        if (has_more) set_text(query, "cursor", cursor);
        json_decref(result);
    } while (has_more);
    json_decref(query);
    if (status == STATUS_OK) *rows = found;
    else json_decref(found);
    return status;
}

status_t cli_ask(cli_t *cli, json_t *query, json_t **rows) {
    char detail[ARGUMENTS_PROBLEM_SIZE] = "";
    status_t status = cli_ask_quietly(cli, query, rows, detail);
    return status == STATUS_OK ? STATUS_OK : cli_fail(cli, status, detail);
}

status_t cli_change(cli_t *cli, json_t *change, json_t **row) {
    char detail[ARGUMENTS_PROBLEM_SIZE] = "";
    json_t *result = NULL, *rows = json_array();
    set_text(change, "party", cli->party);
    set_text(change, "person", cli->person);
    status_t status = put_and_wait(cli, stafet_change, change, &result, detail);
    if (status == STATUS_OK) rows_add(rows, result);
    else detail_copy(detail, result);
    if (status == STATUS_OK) *row = json_array_size(rows) > 0 ? json_incref(json_array_get(rows, 0)) : json_object();
    json_decref(result);
    json_decref(rows);
    json_decref(change);
    return status == STATUS_OK ? STATUS_OK : cli_fail(cli, status, detail);
}
