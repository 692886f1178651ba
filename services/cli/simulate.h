/* SPDX-License-Identifier: EUPL-1.2
 * The simulated year: made-up citizens live made-up lives in a municipality of their own (0994), through the real broker, in virtual time. Internal to simulate*.c. */
#ifndef STAFET_CLI_SIMULATE_H
#define STAFET_CLI_SIMULATE_H

#include "base/arena.h"
#include "base/calendar.h"
#include "cli/cli.h"
#include "model/entry.h"

#define SIMULATE_MINUTE_MS ((instant_t)60 * 1000)
#define SIMULATE_DAY_MS (24 * 60 * SIMULATE_MINUTE_MS)
#define SIMULATE_CITIZENS_MAX 5000u
#define SIMULATE_DAYS_MAX 3660u
#define SIMULATE_PROBLEMS_MAX 8u

/* The units. X(NAME, id, kind, name, organisation, municipality, may hold, around the clock) */
#define SIMULATE_UNITS \
    X(DESK, "simdal.indgang", "entry_desk", "Døgnindgangen Simdal", "simdal", "0994", true, true) \
    X(AUTHORITY, "simdal.myndighed", "authority", "Myndighed Simdal", "simdal", "0994", true, false) \
    X(DUTY, "simdal.doegnvagt", "duty", "Døgnvagten Simdal", "simdal", "0994", true, true) \
    X(TEAM, "simdal.bostoette", "offer", "Bostøtten Simdal", "simdal", "0994", true, false) \
    X(STREET, "simdal.opsoegende", "offer", "Opsøgende team Simdal", "simdal", "0994", true, true) \
    X(ACUTE, "simdal.akut", "offer", "Akuttilbuddet Fyrtårnet", "simdal", "0994", true, true) \
    X(HOME, "simdal.botilbud", "offer", "Botilbuddet Lysningen", "simdal", "0994", true, true) \
    X(PRIVATE, "engholm", "offer", "Opholdsstedet Engholm", "engholm", "0994", true, true) \
    X(WARD, "psykiatri.sim", "treatment_psychiatry", "Psykiatrisk afsnit S4", "region-sim", "0994", false, true) \
    X(DOCTOR, "laege.simtorv", "partner", "Lægerne Simtorv", "laegerne-simtorv", "0994", false, false) \
    X(CHILD, "simdal.boern", "child_authority", "Børn og unge Simdal", "simdal", "0994", true, false) \
    X(OTHER_DESK, "nabosim.indgang", "entry_desk", "Døgnindgangen Nabosim", "nabosim", "0993", true, true) \
    X(OTHER, "nabosim.myndighed", "authority", "Myndighed Nabosim", "nabosim", "0993", true, true)

typedef enum {
#define X(name, id, kind, words, organisation, municipality, may_hold, around_the_clock) SIM_##name,
    SIMULATE_UNITS
#undef X
    SIM_UNITS,
    SIM_HOLDER, /* whoever is responsible for the citizen now */
    SIM_NOBODY
} sim_unit_t;

/* What somebody does in a citizen's life. Bodies are JSON; "@+3d", "@+90m" and "@" in it are times from now, "$last" the id of this citizen's last message,
 * "$young" the number of somebody who turns 18 in three months. */
typedef struct {
    const char *label;       /* that others go to; NULL = none */
    sim_unit_t unit;
    const char *person;      /* "staff", "leader" or "chief" */
    const char *type;
    const char *body;        /* "answers":"all" in it: every item of the standards answered */
    sim_unit_t to[3];        /* receivers; SIM_NOBODY ends */
    const char *header;      /* more of the header, as JSON; NULL = nothing */
    unsigned after_least, after_most; /* minutes since what came before */
    bool in_office_hours;
    unsigned chance;         /* percent that it happens */
    const char *otherwise;   /* where it goes on when it does not; NULL = with the next */
    const char *then;        /* where it goes on; NULL = with the next; "end" = nothing more comes */
    status_t expected;       /* what a broker that keeps its laws answers */
} sim_act_t;

typedef struct {
    const char *name;        /* for the report */
    unsigned weight;
    const sim_act_t *acts;
    unsigned count;
    unsigned begins_before;  /* percent of the time, so that there is enough left of it */
    bool at_christmas;       /* begins in the evening of 24 December, or never */
} sim_life_t;

extern const sim_life_t SIM_LIVES[];
extern const unsigned SIM_LIFE_COUNT;

typedef struct {
    char public_key[CONFIG_KEY_SIZE], secret_key[CONFIG_KEY_SIZE];
    stafet_client *client;
} sim_seat_t;

typedef struct {
    const sim_life_t *life;
    unsigned at;             /* the act that comes next */
    instant_t due;           /* when; 0 = the life is over */
    char course[UUID_TEXT_SIZE];
    char last_message[MESSAGE_ID_SIZE];
    char holder[PARTY_ID_SIZE];
    char flows[FLOW_CLOSING + 1][UUID_TEXT_SIZE]; /* the newest of each kind */
    unsigned sent;
} sim_citizen_t;

typedef struct {
    cli_t *cli;              /* the operator */
    uint64_t seed, random;
    unsigned citizen_count, days;
    instant_t begins, now, next_clock;
    sim_seat_t seats[SIM_UNITS];
    sim_citizen_t *citizens;
    arena_t arena;
    /* told at the end */
    unsigned accepted, expected_refusals, unexpected, clock_rounds;
    char problems[SIMULATE_PROBLEMS_MAX][ARGUMENTS_PROBLEM_SIZE * 2];
} simulation_t;

uint64_t sim_random(simulation_t *simulation);
/* From least to most, both possible. */
unsigned sim_between(simulation_t *simulation, unsigned least, unsigned most);
const char *sim_unit_id(sim_unit_t unit);
/* The first few unexpected things are kept; more are counted. */
void sim_problem(simulation_t *simulation, const char *what, const char *detail);

/* simulate_town.c: units, people, rosters and keys; a client a unit. What goes wrong has been told. */
status_t sim_town_open(simulation_t *simulation) MUST_CHECK;
void sim_town_close(simulation_t *simulation);
/* The private offer gives notice and closes that day. */
status_t sim_town_close_private(simulation_t *simulation, instant_t at) MUST_CHECK;

/* simulate_act.c */
/* Does the citizen's next act and says when the one after it is. */
void sim_act(simulation_t *simulation, sim_citizen_t *citizen);
/* Takes and acknowledges what was delivered to all units meanwhile. */
void sim_receive(simulation_t *simulation);

#endif
