/* SPDX-License-Identifier: EUPL-1.2
 * Reading the registry: all its tables and their versions in one transaction, under a share lock on the versions so that it is of one moment. */
#include <stdlib.h>
#include <string.h>

#include "base/check.h"
#include "model/codes.h"
#include "store/job.h"

enum { TAG_FACTS, TAG_PARTIES, TAG_PERSONS, TAG_GRANTS, TAG_ROSTERS, TAG_RULES, TAG_ROUTES, TAG_COUNT };

static const char *const STATEMENTS[TAG_COUNT] = {"load_facts", "load_parties", "load_persons", "load_grants", "load_rosters", "load_rules", "load_routes"};

typedef struct {
    store_registry_t *job;
    registry_t made;
} reading_t;

static void registry_send(void *job, lane_t *lane)
{
    const reading_t *reading = job;
    for (unsigned tag = 0; tag < TAG_COUNT; tag++) {
        if (tag == TAG_ROSTERS) {
            params_put_time(&lane->params, reading->job->now);
        }
        lane_send(lane, STATEMENTS[tag], tag, true);
    }
}

static void *rows_of(const PGresult *result, size_t size, unsigned *count)
{
    *count = (unsigned)PQntuples(result);
    void *rows = calloc(*count == 0 ? 1 : *count, size);
    CHECK(rows != NULL);
    return rows;
}

static status_t read_facts(registry_t *registry, const PGresult *result)
{
    for (int row = 0; row < PQntuples(result); row++) {
        int64_t kind = result_int(result, row, 0);
        if (kind >= 0 && kind < FACTS_KIND_COUNT) {
            registry->versions[kind] = (uint64_t)result_int(result, row, 1);
        }
    }
    return PQntuples(result) == FACTS_KIND_COUNT ? STATUS_OK : STATUS_SCHEMA_WRONG;
}

static status_t read_party(party_t *party, const PGresult *result, int row)
{
    struct { char *field; size_t capacity; int column; } fields[] = {
        {party->id, sizeof party->id, 0},
        {party->name, sizeof party->name, 2},
        {party->organisation, sizeof party->organisation, 3},
        {party->municipality, sizeof party->municipality, 4},
        {party->cvr, sizeof party->cvr, 5},
        {party->sor, sizeof party->sor, 6},
        {party->gln, sizeof party->gln, 7},
        {party->cover, sizeof party->cover, 10},
        {party->fallback, sizeof party->fallback, 11},
        {party->phone, sizeof party->phone, 12},
    };
    status_t status = party_kind_parse(PQgetvalue(result, row, 1), &party->kind);
    for (size_t i = 0; i < COUNT_OF(fields) && status == STATUS_OK; i++) {
        status = result_text(result, row, fields[i].column, fields[i].field, fields[i].capacity);
    }
    party->may_hold = result_bool(result, row, 8);
    party->around_the_clock = result_bool(result, row, 9);
    party->valid_from = result_time(result, row, 13);
    party->valid_to = result_time(result, row, 14);
    return status;
}

static status_t read_person(person_t *person, const PGresult *result, int row)
{
    person->role = (role_t)result_int(result, row, 3);
    person->valid_from = result_time(result, row, 5);
    person->valid_to = result_time(result, row, 6);
    status_t status = result_text(result, row, 0, person->id, sizeof person->id);
    status = status != STATUS_OK ? status : result_text(result, row, 1, person->party, sizeof person->party);
    status = status != STATUS_OK ? status : result_text(result, row, 2, person->name, sizeof person->name);
    return status != STATUS_OK ? status : result_text(result, row, 4, person->phone, sizeof person->phone);
}

static status_t read_grant(grant_t *grant, const PGresult *result, int row)
{
    bytes_t key = result_bytes(result, row, 0);
    if (key.size != sizeof grant->public_key) {
        return STATUS_INTERNAL;
    }
    memcpy(grant->public_key, key.data, key.size);
    grant->rights = (unsigned)result_int(result, row, 2);
    grant->revoked_at = result_time(result, row, 4);
    status_t status = result_text(result, row, 1, grant->party, sizeof grant->party);
    return status != STATUS_OK ? status : result_text(result, row, 3, grant->label, sizeof grant->label);
}

static status_t read_roster(roster_t *roster, const PGresult *result, int row)
{
    roster->role = (role_t)result_int(result, row, 1);
    roster->from = result_time(result, row, 3);
    roster->to = result_time(result, row, 4);
    status_t status = result_text(result, row, 0, roster->party, sizeof roster->party);
    return status != STATUS_OK ? status : result_text(result, row, 2, roster->person, sizeof roster->person);
}

static status_t read_rule(rule_change_t *rule, const PGresult *result, int row)
{
    rule->priority = (priority_t)result_int(result, row, 3);
    rule->amount = (int)result_int(result, row, 4);
    rule->valid_from = result_time(result, row, 6);
    rule->version = (unsigned)result_int(result, row, 7);
    status_t status = result_text(result, row, 0, rule->rule, sizeof rule->rule);
    status = status != STATUS_OK ? status : result_text(result, row, 1, rule->municipality, sizeof rule->municipality);
    status = status != STATUS_OK ? status : result_text(result, row, 2, rule->paragraph, sizeof rule->paragraph);
    return status != STATUS_OK ? status : result_text(result, row, 5, rule->unit, sizeof rule->unit);
}

/* A code of a newer program is one that nothing fits here: the route is passed over, rather than taken for more than it is for. */
static uint64_t result_codes(const PGresult *result, int row, int column, codes_t list)
{
    char unknown[CODE_SIZE];
    uint64_t bits = 0;
    status_t status = codes_read(list, PQgetvalue(result, row, column), &bits, unknown);
    return status == STATUS_OK ? bits : UINT64_C(1) << 63;
}

static status_t read_route(route_t *route, const PGresult *result, int row)
{
    struct { char *field; size_t capacity; int column; } fields[] = {
        {route->id, sizeof route->id, 0},           {route->municipality, sizeof route->municipality, 2}, {route->kle, sizeof route->kle, 6},
        {route->hours_text, sizeof route->hours_text, 8}, {route->to_party, sizeof route->to_party, 9}, {route->note, sizeof route->note, 11},
    };
    status_t status = party_kind_parse(PQgetvalue(result, row, 3), &route->service);
    for (size_t i = 0; i < COUNT_OF(fields) && status == STATUS_OK; i++) {
        status = result_text(result, row, fields[i].column, fields[i].field, fields[i].capacity);
    }
    if (status == STATUS_OK && PQgetlength(result, row, 10) > 0) {
        status = party_kind_parse(PQgetvalue(result, row, 10), &route->to_kind);
    }
    route->version = (uint32_t)result_int(result, row, 1);
    route->flow = (flow_kind_t)result_int(result, row, 4);
    route->paragraphs = result_codes(result, row, 5, CODES_PARAGRAPH);
    route->target_groups = result_codes(result, row, 7, CODES_TARGET_GROUP);
    route->valid_from = result_time(result, row, 12);
    route->valid_to = result_time(result, row, 13);
    return status == STATUS_OK ? hours_read(route->hours_text, &route->hours) : status;
}

static status_t registry_result(void *job, unsigned tag, const PGresult *result)
{
    registry_t *made = &((reading_t *)job)->made;
    int rows = PQntuples(result);
    status_t status = STATUS_OK;
    switch (tag) {
    case TAG_FACTS:
        return read_facts(made, result);
    case TAG_PARTIES:
        made->parties = rows_of(result, sizeof *made->parties, &made->party_count);
        for (int row = 0; row < rows && status == STATUS_OK; row++) {
            status = read_party(&made->parties[row], result, row);
        }
        return status;
    case TAG_PERSONS:
        made->persons = rows_of(result, sizeof *made->persons, &made->person_count);
        for (int row = 0; row < rows && status == STATUS_OK; row++) {
            status = read_person(&made->persons[row], result, row);
        }
        return status;
    case TAG_GRANTS:
        made->grants = rows_of(result, sizeof *made->grants, &made->grant_count);
        for (int row = 0; row < rows && status == STATUS_OK; row++) {
            status = read_grant(&made->grants[row], result, row);
        }
        return status;
    case TAG_RULES:
        made->rules = rows_of(result, sizeof *made->rules, &made->rule_count);
        for (int row = 0; row < rows && status == STATUS_OK; row++) {
            status = read_rule(&made->rules[row], result, row);
        }
        return status;
    case TAG_ROUTES:
        made->routes = rows_of(result, sizeof *made->routes, &made->route_count);
        for (int row = 0; row < rows && status == STATUS_OK; row++) {
            status = read_route(&made->routes[row], result, row);
        }
        return status;
    default:
        made->rosters = rows_of(result, sizeof *made->rosters, &made->roster_count);
        for (int row = 0; row < rows && status == STATUS_OK; row++) {
            status = read_roster(&made->rosters[row], result, row);
        }
        return status;
    }
}

static void registry_drop(void *context)
{
    reading_t *reading = context;
    store_registry_free(&reading->made);
    free(reading);
}

static void registry_done(void *context, status_t status)
{
    reading_t *reading = context;
    store_registry_t *job = reading->job;
    if (status == STATUS_OK) {
        *job->registry = reading->made;
    } else {
        store_registry_free(&reading->made);
    }
    free(reading);
    job->done(job->context, job, status);
}

void store_registry_start(store_t *store, store_registry_t *job)
{
    reading_t *reading = calloc(1, sizeof *reading);
    CHECK(reading != NULL);
    reading->job = job;
    queue_put(&store->read, (task_t){reading, registry_send, registry_result, registry_done, registry_drop}, store->now_ns);
}

void store_registry_free(registry_t *registry)
{
    free(registry->parties);
    free(registry->persons);
    free(registry->grants);
    free(registry->rosters);
    free(registry->rules);
    free(registry->routes);
    *registry = (registry_t){.party_count = 0};
}
