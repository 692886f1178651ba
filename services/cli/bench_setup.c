/* SPDX-License-Identifier: EUPL-1.2
 * The bench's own municipality: units, people, keys, and the open courses that the notes are about. */
#include <stdlib.h>
#include <string.h>

#include "base/check.h"
#include "cli/bench.h"
#include "cli/moment.h"

#define CONNECT_PATIENCE_NS UINT64_C(30000000000)
#define DAY_MS ((instant_t)24 * 60 * 60 * 1000)
#define PLACEHOLDER_COURSE "00000000-0000-7000-8000-000000000000"

void bench_fail(bench_t *bench, const char *what, status_t status, const char *detail) {
    CHECK(pthread_mutex_lock(&bench->problem_lock) == 0);
    if (!atomic_exchange(&bench->failed, true)) {
        (void)snprintf(bench->problem, sizeof bench->problem, "%s: %s %.120s", what, status_name(status), detail != NULL ? detail : "");
    }
    CHECK(pthread_mutex_unlock(&bench->problem_lock) == 0);
}

void bench_id(const bench_t *bench, uint64_t index, char id[BENCH_ID_SIZE]) {
    (void)snprintf(id, BENCH_ID_SIZE, "%.8s-%015llx", bench->run, (unsigned long long)(index & 0xFFFFFFFFFFFFFFFull));
}

/* ---- the registry ---- */

static status_t change(bench_t *bench, json_t *row) {
    json_t *answer = NULL;
    CHECK(row != NULL);
    status_t status = cli_change(bench->cli, row, &answer);
    if (status == STATUS_OK) json_decref(answer);
    return status;
}

static status_t set_unit(bench_t *bench, const char *id, const char *kind) {
    return change(bench, json_pack("{s:{s:s, s:s, s:s, s:s, s:s, s:b, s:b}}", "setParty", "id", id, "kind", kind, "name", id, "organisation", "bench", "municipality", "0990",
                                   "mayHold", 1, "aroundTheClock", 1));
}

static status_t set_person(bench_t *bench, const char *party, const char *id) {
    return change(bench, json_pack("{s:{s:s, s:s, s:s, s:s, s:s}}", "setPerson", "id", id, "party", party, "name", id, "role", "staff", "phone", "+45 00 00 00 00"));
}

static status_t set_duty(bench_t *bench, const char *party, const char *person) {
    char from[MOMENT_SIZE], to[MOMENT_SIZE];
    moment_write_offset(clock_realtime() - DAY_MS, from);
    moment_write_offset(clock_realtime() + 30 * DAY_MS, to);
    return change(bench, json_pack("{s:{s:s, s:s, s:s, s:s, s:s}}", "setRoster", "party", party, "duty", "on_duty", "person", person, "from", from, "to", to));
}

static status_t grant(bench_t *bench, bench_key_t *key, const char *party) {
    stafet_new_key(key->public_key, key->secret_key);
    (void)snprintf(key->party, sizeof key->party, "%s", party);
    return change(bench, json_pack("{s:{s:s, s:s, s:b, s:b, s:b, s:b, s:s}}", "grantKey", "publicKey", key->public_key, "party", party, "send", 1, "receive", 1, "metadata", 1,
                                   "bodies", 1, "label", "bench"));
}

static status_t set_units(bench_t *bench) {
    static const struct {
        const char *id, *kind;
    } UNITS[] = {{BENCH_DESK, "entry_desk"}, {"bench.authority", "authority"}, {"bench.duty", "duty"}, {BENCH_FLOW, "offer"}};
    status_t status = STATUS_OK;
    for (size_t index = 0; status == STATUS_OK && index < COUNT_OF(UNITS); index++) status = set_unit(bench, UNITS[index].id, UNITS[index].kind);
    for (unsigned index = 0; status == STATUS_OK && index < bench->options.consumers; index++) {
        char id[PARTY_ID_SIZE];
        (void)snprintf(id, sizeof id, "bench.c%u", index);
        status = set_unit(bench, id, "offer");
    }
    if (status == STATUS_OK) status = set_person(bench, BENCH_DESK, BENCH_NURSE);
    if (status == STATUS_OK) status = set_person(bench, BENCH_FLOW, BENCH_TAKER);
    if (status == STATUS_OK) status = set_duty(bench, BENCH_DESK, BENCH_NURSE);
    if (status == STATUS_OK) status = set_duty(bench, BENCH_FLOW, BENCH_TAKER);
    return status;
}

static status_t grant_keys(bench_t *bench) {
    status_t status = STATUS_OK;
    for (unsigned index = 0; status == STATUS_OK && index < bench->options.producers; index++) status = grant(bench, &bench->producer_keys[index], BENCH_DESK);
    for (unsigned index = 0; status == STATUS_OK && index < bench->options.consumers; index++) {
        char id[PARTY_ID_SIZE];
        (void)snprintf(id, sizeof id, "bench.c%u", index);
        status = grant(bench, &bench->consumer_keys[index], id);
    }
    if (status == STATUS_OK && bench->options.with_flows) status = grant(bench, &bench->flow_key, BENCH_FLOW);
    return status;
}

/* ---- clients ---- */

status_t bench_client(const bench_t *bench, const bench_key_t *key, unsigned credit, stafet_client **client) {
    const config_t *config = &bench->cli->config;
    const char *endpoints[CONFIG_ENDPOINTS_MAX], *parties[] = {key->party};
    for (unsigned index = 0; index < config->endpoint_count; index++) endpoints[index] = config->endpoints[index];
    stafet_options options = {
        .endpoints = endpoints, .endpoint_count = config->endpoint_count, .server_public = config->server_public, .public_key = key->public_key,
        .secret_key = key->secret_key, .parties = parties, .party_count = 1, .credit_items = credit, .credit_bytes = credit > 0 ? DELIVERY_CREDIT_BYTES_MAX : 0,
        .software = "stafet bench",
    };
    return (status_t)stafet_open(&options, client);
}

bool bench_connected(bench_t *bench, stafet_client *client) {
    uint64_t until = clock_monotonic_ns() + CONNECT_PATIENCE_NS;
    stafet_event event = {.kind = STAFET_NOTHING};
    status_t last = STATUS_NOT_CONNECTED;
    while (!atomic_load(&bench->failed) && clock_monotonic_ns() < until) {
        if (stafet_next(client, 100, &event) != 0) break;
        if (event.kind == STAFET_CONNECTED) return true;
        if (event.kind == STAFET_DISCONNECTED) last = (status_t)event.status;
    }
    bench_fail(bench, "connect", last, "");
    return false;
}

bool bench_message(bench_t *bench, const char *json, uint8_t **bytes, size_t *size) {
    char problem[ARGUMENTS_PROBLEM_SIZE] = "";
    stafet_status status = stafet_from_json("stafet.v1.Message", json, bytes, size, problem);
    if (status != 0) bench_fail(bench, "message", (status_t)status, problem);
    return status == 0;
}

/* ---- courses ---- */

static bool template_make(bench_t *bench, const json_t *message, bench_template_t *template) {
    char id[BENCH_ID_SIZE], *json = json_dumps(message, 0);
    bench_id(bench, 0, id);
    bool made = bench_message(bench, json, &template->bytes, &template->size);
    free(json);
    if (!made) return false;
    const uint8_t *at = memmem(template->bytes, template->size, id, strlen(id));
    const uint8_t *course = memmem(template->bytes, template->size, PLACEHOLDER_COURSE, strlen(PLACEHOLDER_COURSE));
    CHECK(at != NULL);
    template->id_at = (size_t)(at - template->bytes);
    template->course_at = course != NULL ? (size_t)(course - template->bytes) : 0;
    return true;
}

static json_t *header(bench_t *bench) {
    char id[BENCH_ID_SIZE];
    bench_id(bench, 0, id);
    return json_pack("{s:s, s:i, s:s, s:{s:s}}", "messageId", id, "schemaVersion", 1, "sendingParty", BENCH_DESK, "person", "id", BENCH_NURSE);
}

static bool contact_template(bench_t *bench, bench_template_t *template) {
    json_t *message = header(bench);
    CHECK(json_object_set_new(message, "contactRegistered", json_pack("{s:s, s:{s:s}, s:s, s:s, s:{s:b}}", "channel", "phone", "requester", "role", "citizen", "need", "bench",
                                                                      "immediateDanger", "no", "wayBack", "none", 1)) == 0);
    bool made = template_make(bench, message, template);
    json_decref(message);
    return made;
}

static bool note_template(bench_t *bench, unsigned consumer, bench_template_t *template) {
    char *text = malloc(bench->options.size + 1);
    CHECK(text != NULL);
    for (unsigned index = 0; index < bench->options.size; index++) text[index] = (char)('a' + (index * 7 + consumer) % 26);
    text[bench->options.size] = '\0';
    json_t *message = header(bench);
    CHECK(json_object_set_new(message, "courseId", json_string(PLACEHOLDER_COURSE)) == 0);
    CHECK(json_object_set_new(message, "receivers", json_pack("[{s:s}]", "party", bench->consumer_keys[consumer].party)) == 0);
    CHECK(json_object_set_new(message, "courseNote", json_pack("{s:s}", "text", text)) == 0);
    bool made = template_make(bench, message, template);
    json_decref(message);
    free(text);
    return made;
}

/* Course messages are numbered above all notes. */
static uint64_t course_message(unsigned course) {
    return (UINT64_C(1) << 40) + course;
}

static void course_submit(bench_t *bench, stafet_client *client, bench_template_t *template, unsigned course) {
    char id[BENCH_ID_SIZE];
    uint64_t number;
    bench_id(bench, course_message(course), id);
    memcpy(template->bytes + template->id_at, id, BENCH_ID_SIZE - 1);
    uuid_write(uuid_of_course(BENCH_DESK, id), bench->course_ids[course]);
    stafet_status status = stafet_submit(client, template->bytes, template->size, &number);
    if (status != 0) bench_fail(bench, "submit", (status_t)status, "");
}

/* As many as the client's queue takes are under way; the library keeps the broker's window. */
static void courses_open(bench_t *bench, stafet_client *client, bench_template_t *template) {
    unsigned sent = 0, accepted = 0;
    stafet_event event;
    while (accepted < bench->options.courses && !atomic_load(&bench->failed)) {
        for (; sent < bench->options.courses && sent - accepted < 4096; sent++) course_submit(bench, client, template, sent);
        stafet_status status = stafet_next(client, 1000, &event);
        if (status != 0) bench_fail(bench, "courses", (status_t)status, "");
        if (event.kind == STAFET_ACCEPTED) accepted++;
        if (event.kind == STAFET_REFUSED) bench_fail(bench, "contact.registered was refused", (status_t)event.status, event.json);
    }
}

static void courses_prepare(bench_t *bench) {
    stafet_client *client = NULL;
    bench_template_t contact = {0};
    uint64_t begun = clock_monotonic_ns();
    bench->course_ids = calloc(bench->options.courses, sizeof *bench->course_ids);
    CHECK(bench->course_ids != NULL);
    status_t status = bench_client(bench, &bench->producer_keys[0], 0, &client);
    if (status != STATUS_OK) bench_fail(bench, "open", status, "");
    else if (bench_connected(bench, client) && contact_template(bench, &contact)) courses_open(bench, client, &contact);
    stafet_free(contact.bytes);
    stafet_close(&client);
    bench->prepare_seconds = (double)(clock_monotonic_ns() - begun) / 1e9;
}

status_t bench_set_up(bench_t *bench) {
    status_t status = set_units(bench);
    if (status == STATUS_OK) status = grant_keys(bench);
    if (status != STATUS_OK) return status;
    for (unsigned index = 0; index < bench->options.consumers && !atomic_load(&bench->failed); index++) (void)note_template(bench, index, &bench->templates[index]);
    if (!atomic_load(&bench->failed)) courses_prepare(bench);
    return atomic_load(&bench->failed) ? cli_fail(bench->cli, STATUS_INTERNAL, bench->problem) : STATUS_OK;
}

static void revoke(bench_t *bench, const bench_key_t *key) {
    if (key->public_key[0] == '\0') return;
    status_t status = change(bench, json_pack("{s:{s:s}}", "revokeKey", "publicKey", key->public_key));
    (void)status; /* told; the key is thrown away in any case */
}

void bench_tear_down(bench_t *bench) {
    for (unsigned index = 0; index < BENCH_CLIENTS_MAX; index++) {
        revoke(bench, &bench->producer_keys[index]);
        revoke(bench, &bench->consumer_keys[index]);
        stafet_free(bench->templates[index].bytes);
    }
    revoke(bench, &bench->flow_key);
    free(bench->course_ids);
}
