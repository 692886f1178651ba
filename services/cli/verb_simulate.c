/* SPDX-License-Identifier: EUPL-1.2
 * The verb simulate: the loop of virtual time. It goes from one thing that happens to the next, a citizen's act or a deadline's clock, and waits until the broker has
 * done what was due by then. */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/check.h"
#include "cli/moment.h"
#include "cli/simulate.h"
#include "cli/verb_verify.h"
#include "cli/verbs.h"

#define CLOCK_PATIENCE 20000 /* looks for clocks that do not fire */
#define OPEN_LEAST_MINUTES 60u

static bool read_number(const cli_t *cli, option_t option, unsigned long most, unsigned *number) {
    const char *text = arguments_value(cli->arguments, option);
    char *end = "";
    if (text == NULL) return true;
    unsigned long value = strtoul(text, &end, 10);
    *number = (unsigned)value;
    return *text >= '0' && *text <= '9' && *end == '\0' && value >= 1 && value <= most;
}

static status_t options_read(simulation_t *simulation) {
    const cli_t *cli = simulation->cli;
    unsigned seed = 1;
    simulation->citizen_count = 500;
    simulation->days = 365;
    if (!read_number(cli, OPTION_SEED, UINT32_MAX, &seed) || !read_number(cli, OPTION_CITIZENS, SIMULATE_CITIZENS_MAX, &simulation->citizen_count) ||
        !read_number(cli, OPTION_DAYS, SIMULATE_DAYS_MAX, &simulation->days)) {
        return cli_misused(cli, "a seed, 1 to 5000 citizens, 1 to 3660 days");
    }
    simulation->seed = simulation->random = seed;
    return STATUS_OK;
}

/* ---- time ---- */

static status_t set_time(simulation_t *simulation, instant_t at, unsigned *clocks_due) {
    char text[INSTANT_TEXT_SIZE];
    json_t *row;
    instant_write(at, text);
    status_t status = cli_change(simulation->cli, json_pack("{s:{s:s}}", "setTime", "at", text), &row);
    if (status != STATUS_OK) return status;
    *clocks_due = (unsigned)strtoul(row_text(row, "clocksDue"), NULL, 10);
    const char *next = row_text(row, "nextClockAt");
    simulation->next_clock = 0;
    if (next[0] != '\0') status = instant_read(next, &simulation->next_clock, NULL);
    json_decref(row);
    simulation->now = at;
    return status;
}

/* The broker fires what is due; each may be due again at once, or move another. */
static status_t go_to(simulation_t *simulation, instant_t at) {
    unsigned clocks_due = 0;
    status_t status = set_time(simulation, at, &clocks_due);
    for (unsigned look = 0; status == STATUS_OK && clocks_due > 0; look++) {
        if (look == CLOCK_PATIENCE) {
            sim_problem(simulation, "a deadline did not fire", "the broker left it standing");
            return STATUS_OK;
        }
        simulation->clock_rounds++;
        sim_receive(simulation);
        status = set_time(simulation, at, &clocks_due);
    }
    return status;
}

/* Where the store begins; a store whose time is real has no answer to that. */
static status_t read_begin(simulation_t *simulation) {
    json_t *rows;
    status_t status = cli_ask(simulation->cli, json_pack("{s:s}", "kind", "status"), &rows);
    if (status != STATUS_OK) return status;
    const json_t *row = json_array_get(rows, 0);
    bool is_virtual = row_true(row, "virtualTime");
    status = instant_read(row_text(row, "storeTime"), &simulation->begins, NULL);
    bool is_new = strcmp(row_text(row, "coursesOpen"), "0") == 0;
    json_decref(rows);
    if (!is_virtual) return cli_fail(simulation->cli, STATUS_TIME_NOT_POSSIBLE, "the store's time is real: scripts/simulate makes one whose time is virtual");
    if (!is_new) return cli_fail(simulation->cli, STATUS_NOT_ALLOWED_NOW, "courses are open here: a simulation begins with a new store");
    simulation->now = simulation->begins;
    return status;
}

/* ---- citizens ---- */

static const sim_life_t *choose_life(simulation_t *simulation) {
    unsigned total = 0;
    for (unsigned index = 0; index < SIM_LIFE_COUNT; index++) total += SIM_LIVES[index].weight;
    unsigned chosen = sim_between(simulation, 1, total);
    for (unsigned index = 0; index < SIM_LIFE_COUNT; index++) {
        if (chosen <= SIM_LIVES[index].weight) return &SIM_LIVES[index];
        chosen -= SIM_LIVES[index].weight;
    }
    CHECK(false);
    return NULL;
}

/* 0 when there is none in this time. */
static instant_t christmas_evening(const simulation_t *simulation, instant_t later) {
    date_t begins = calendar_local(simulation->begins).date;
    instant_t at = calendar_instant((date_t){begins.year, 12, 24}, 17, 0) + later;
    return at > simulation->begins && at < simulation->begins + simulation->days * SIMULATE_DAY_MS ? at : 0;
}

/* The first of each life, so that every one is lived, then by weight; over the first nine tenths of the time, by day and by night. */
static void make_citizens(simulation_t *simulation) {
    simulation->citizens = calloc(simulation->citizen_count, sizeof *simulation->citizens);
    CHECK(simulation->citizens != NULL);
    for (unsigned index = 0; index < simulation->citizen_count; index++) {
        sim_citizen_t *citizen = &simulation->citizens[index];
        citizen->life = index < SIM_LIFE_COUNT ? &SIM_LIVES[index] : choose_life(simulation);
        unsigned most = simulation->days * 24 * 60 / 100 * citizen->life->begins_before;
        citizen->due = simulation->begins + sim_between(simulation, OPEN_LEAST_MINUTES, most) * SIMULATE_MINUTE_MS;
        if (citizen->life->at_christmas) citizen->due = christmas_evening(simulation, citizen->due % (120 * SIMULATE_MINUTE_MS));
    }
}

static sim_citizen_t *next_citizen(const simulation_t *simulation) {
    sim_citizen_t *next = NULL;
    for (unsigned index = 0; index < simulation->citizen_count; index++) {
        sim_citizen_t *citizen = &simulation->citizens[index];
        if (citizen->due != 0 && (next == NULL || citizen->due < next->due)) next = citizen;
    }
    return next;
}

static status_t live(simulation_t *simulation) {
    instant_t ends = simulation->begins + simulation->days * SIMULATE_DAY_MS, notice = simulation->begins + simulation->days * SIMULATE_DAY_MS / 2;
    status_t status = STATUS_OK;
    bool has_closed = false;
    while (status == STATUS_OK && simulation->now < ends) {
        sim_citizen_t *citizen = next_citizen(simulation);
        instant_t at = citizen != NULL && citizen->due < ends ? citizen->due : ends;
        bool is_clock = simulation->next_clock != 0 && simulation->next_clock < at;
        at = is_clock ? simulation->next_clock : at;
        status = go_to(simulation, at > simulation->now ? at : simulation->now);
        if (status == STATUS_OK && !has_closed && simulation->now >= notice) {
            has_closed = true;
            status = sim_town_close_private(simulation, simulation->now + 60 * SIMULATE_DAY_MS);
        }
        if (status == STATUS_OK && !is_clock && citizen != NULL && at < ends) {
            sim_act(simulation, citizen);
            sim_receive(simulation);
            unsigned ignored;
            status = set_time(simulation, simulation->now, &ignored); /* its clocks are known now */
            if (status == STATUS_OK && ignored > 0) status = go_to(simulation, simulation->now);
        }
    }
    return status;
}

/* ---- the report ---- */

/* As the auditor of the municipality: what the log alone says. */
static status_t check(simulation_t *simulation, verified_t *verified) {
    cli_t auditor = *simulation->cli;
    auditor.client = simulation->seats[SIM_AUTHORITY].client;
    auditor.party = sim_unit_id(SIM_AUTHORITY);
    auditor.person = "auditor";
    auditor.purpose = "audit";
    return verify_courses(&auditor, NULL, verified);
}

static void report(const simulation_t *simulation, const verified_t *verified) {
    const cli_t *cli = simulation->cli;
    if (cli->is_machine) {
        json_t *json = json_pack("{s:I, s:I, s:I, s:I, s:I, s:I}", "seed", (json_int_t)simulation->seed, "citizens", (json_int_t)simulation->citizen_count, "days",
                                 (json_int_t)simulation->days, "accepted", (json_int_t)simulation->accepted, "refusedAsTheyShould", (json_int_t)simulation->expected_refusals,
                                 "unexpected", (json_int_t)simulation->unexpected);
        if (simulation->unexpected > 0) CHECK(json_object_set_new(json, "problem", json_string(simulation->problems[0])) == 0);
        if (verified != NULL) CHECK(json_object_set_new(json, "log", verified_json(verified)) == 0);
        cli_print_json(cli, json);
        return;
    }
    (void)fprintf(cli->out, "%s %" PRIu64 ": %u %s, %u %s: %u %s, %u %s, %u %s\n", say(cli, "seed", "frø"), simulation->seed, simulation->citizen_count, say(cli, "citizens", "borgere"),
                  simulation->days, say(cli, "days", "dage"), simulation->accepted, say(cli, "messages", "meddelelser"), simulation->expected_refusals,
                  say(cli, "refused as they should be", "afvist som de skulle"), simulation->unexpected, say(cli, "unexpected", "uventet"));
    for (unsigned at = 0; at < simulation->unexpected && at < SIMULATE_PROBLEMS_MAX; at++) (void)fprintf(cli->out, "%s\n", simulation->problems[at]);
    if (verified != NULL) verified_print(cli, verified);
}

static status_t run(simulation_t *simulation) {
    verified_t verified = {0};
    bool with_check = arguments_value(simulation->cli->arguments, OPTION_CHECK) != NULL;
    make_citizens(simulation);
    arena_open(&simulation->arena, DECODE_ARENA_SIZE);
    status_t status = live(simulation);
    if (status == STATUS_OK && with_check) status = check(simulation, &verified);
    if (status == STATUS_OK) report(simulation, with_check ? &verified : NULL);
    arena_close(&simulation->arena);
    free(simulation->citizens);
    bool held = simulation->unexpected == 0 && (!with_check || (verified.problems == 0 && verified.courses > 0));
    return status != STATUS_OK ? status : held ? STATUS_OK : STATUS_INTERNAL;
}

status_t verb_simulate(cli_t *cli) {
    static simulation_t simulation;
    simulation = (simulation_t){.cli = cli};
    status_t status = options_read(&simulation);
    if (status == STATUS_OK) status = cli_connect(cli, &(cli_connect_t){0});
    if (status == STATUS_OK) status = read_begin(&simulation);
    if (status != STATUS_OK) return status;
    status = sim_town_open(&simulation);
    if (status == STATUS_OK) status = run(&simulation);
    sim_town_close(&simulation);
    return status;
}
