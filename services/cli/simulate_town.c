/* SPDX-License-Identifier: EUPL-1.2
 * The simulated municipality: its units, people, rosters and keys. */
#include <string.h>

#include "base/check.h"
#include "cli/moment.h"
#include "cli/simulate.h"

#define CREDIT_ITEMS 256
#define CONNECT_PATIENCE_NS UINT64_C(30000000000)

typedef struct {
    const char *id, *kind, *name, *organisation, *municipality;
    bool may_hold, around_the_clock;
} unit_t;

static const unit_t UNITS[SIM_UNITS] = {
#define X(name, id, kind, words, organisation, municipality, may_hold, around_the_clock) [SIM_##name] = {id, kind, words, organisation, municipality, may_hold, around_the_clock},
    SIMULATE_UNITS
#undef X
};

/* Each unit has the same four roles to fill; names are made up. */
static const struct {
    const char *id, *name, *role, *duty;
} PEOPLE[] = {
    {"staff", "Signe Simonsen", "staff", "on_duty"}, {"second", "Sune Sandberg", "staff", NULL}, {"leader", "Lone Lassen", "leader", "leader"}, {"chief", "Carl Clausen", "chief", "chief"},
};

const char *sim_unit_id(sim_unit_t unit) {
    return unit < SIM_UNITS ? UNITS[unit].id : "";
}

static status_t change(simulation_t *simulation, json_t *row) {
    json_t *answer = NULL;
    CHECK(row != NULL);
    status_t status = cli_change(simulation->cli, row, &answer);
    if (status == STATUS_OK) json_decref(answer);
    return status;
}

static status_t set_unit(simulation_t *simulation, const unit_t *unit) {
    bool has_cover = unit->may_hold && !unit->around_the_clock;
    return change(simulation, json_pack("{s:{s:s, s:s, s:s, s:s, s:s, s:b, s:b, s:s, s:s, s:s}}", "setParty", "id", unit->id, "kind", unit->kind, "name", unit->name, "organisation",
                                        unit->organisation, "municipality", unit->municipality, "mayHold", unit->may_hold, "aroundTheClock", unit->around_the_clock, "cover",
                                        has_cover ? UNITS[SIM_DUTY].id : "", "fallback", strcmp(unit->municipality, "0994") == 0 ? UNITS[SIM_DUTY].id : "", "phone",
                                        "+45 00 00 09 94"));
}

static status_t set_duty(simulation_t *simulation, const char *party, unsigned person, instant_t from, instant_t to) {
    char begins[MOMENT_SIZE], ends[MOMENT_SIZE];
    moment_write_offset(from, begins);
    moment_write_offset(to, ends);
    return change(simulation, json_pack("{s:{s:s, s:s, s:s, s:s, s:s}}", "setRoster", "party", party, "duty", PEOPLE[person].duty, "person", PEOPLE[person].id, "from", begins, "to", ends));
}

static instant_t christmas_eve(const simulation_t *simulation) {
    date_t begins = calendar_local(simulation->begins).date;
    return calendar_instant((date_t){begins.year, 12, 24}, 0, 0);
}

/* Nobody has thought of Christmas Eve: the street team's roster has a hole from midnight to midnight. */
static status_t set_people(simulation_t *simulation, sim_unit_t unit) {
    const char *party = UNITS[unit].id;
    instant_t from = simulation->begins - SIMULATE_DAY_MS, to = simulation->begins + (simulation->days + 400) * SIMULATE_DAY_MS, hole = christmas_eve(simulation);
    status_t status = STATUS_OK;
    for (unsigned person = 0; status == STATUS_OK && person < COUNT_OF(PEOPLE); person++) {
        status = change(simulation, json_pack("{s:{s:s, s:s, s:s, s:s, s:s}}", "setPerson", "id", PEOPLE[person].id, "party", party, "name", PEOPLE[person].name, "role",
                                              PEOPLE[person].role, "phone", "+45 00 00 09 94"));
        if (status != STATUS_OK || PEOPLE[person].duty == NULL) continue;
        bool has_hole = unit == SIM_STREET && hole > from && hole < to;
        status = set_duty(simulation, party, person, from, has_hole ? hole : to);
        if (status == STATUS_OK && has_hole) status = set_duty(simulation, party, person, hole + SIMULATE_DAY_MS, to);
    }
    if (status == STATUS_OK && unit == SIM_AUTHORITY) {
        status = change(simulation, json_pack("{s:{s:s, s:s, s:s, s:s}}", "setPerson", "id", "auditor", "party", party, "name", "Rikke Riis", "role", "auditor"));
    }
    return status;
}

static status_t grant(simulation_t *simulation, sim_unit_t unit) {
    sim_seat_t *seat = &simulation->seats[unit];
    stafet_new_key(seat->public_key, seat->secret_key);
    return change(simulation, json_pack("{s:{s:s, s:s, s:b, s:b, s:b, s:b, s:s}}", "grantKey", "publicKey", seat->public_key, "party", UNITS[unit].id, "send", 1, "receive", 1,
                                        "metadata", 1, "bodies", 1, "label", "simulation"));
}

static status_t connect(simulation_t *simulation, sim_unit_t unit) {
    sim_seat_t *seat = &simulation->seats[unit];
    const config_t *config = &simulation->cli->config;
    const char *endpoints[CONFIG_ENDPOINTS_MAX], *parties[] = {UNITS[unit].id};
    for (unsigned index = 0; index < config->endpoint_count; index++) endpoints[index] = config->endpoints[index];
    stafet_options options = {
        .endpoints = endpoints, .endpoint_count = config->endpoint_count, .server_public = config->server_public, .public_key = seat->public_key,
        .secret_key = seat->secret_key, .parties = parties, .party_count = 1, .credit_items = CREDIT_ITEMS, .credit_bytes = DELIVERY_CREDIT_BYTES_MAX, .software = "stafet simulate",
    };
    status_t status = (status_t)stafet_open(&options, &seat->client);
    uint64_t until = clock_monotonic_ns() + CONNECT_PATIENCE_NS;
    stafet_event event = {.kind = STAFET_NOTHING};
    while (status == STATUS_OK && event.kind != STAFET_CONNECTED) {
        status = clock_monotonic_ns() > until ? STATUS_NOT_CONNECTED : (status_t)stafet_next(seat->client, 100, &event);
    }
    return status == STATUS_OK ? STATUS_OK : cli_fail(simulation->cli, status, UNITS[unit].id);
}

status_t sim_town_open(simulation_t *simulation) {
    status_t status = STATUS_OK;
    for (unsigned unit = 0; status == STATUS_OK && unit < SIM_UNITS; unit++) status = set_unit(simulation, &UNITS[unit]);
    for (unsigned unit = 0; status == STATUS_OK && unit < SIM_UNITS; unit++) status = set_people(simulation, (sim_unit_t)unit);
    for (unsigned unit = 0; status == STATUS_OK && unit < SIM_UNITS; unit++) status = grant(simulation, (sim_unit_t)unit);
    for (unsigned unit = 0; status == STATUS_OK && unit < SIM_UNITS; unit++) status = connect(simulation, (sim_unit_t)unit);
    return status;
}

status_t sim_town_close_private(simulation_t *simulation, instant_t at) {
    char ends[MOMENT_SIZE];
    moment_write_offset(at, ends);
    return change(simulation, json_pack("{s:{s:s, s:s}}", "setParty", "id", UNITS[SIM_PRIVATE].id, "validTo", ends));
}

/* The keys were made for this simulation and end with it. */
void sim_town_close(simulation_t *simulation) {
    for (unsigned unit = 0; unit < SIM_UNITS; unit++) {
        sim_seat_t *seat = &simulation->seats[unit];
        if (seat->client != NULL) stafet_close(&seat->client);
        if (seat->public_key[0] != '\0') {
            status_t status = change(simulation, json_pack("{s:{s:s}}", "revokeKey", "publicKey", seat->public_key));
            (void)status; /* told; the key is thrown away in any case */
        }
    }
}
