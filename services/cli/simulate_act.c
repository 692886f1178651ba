/* SPDX-License-Identifier: EUPL-1.2
 * One act of a citizen's life: found among what the unit may do now, filled in, sent, answered. */
#include <stdlib.h>
#include <string.h>

#include "base/check.h"
#include "cli/compose.h"
#include "cli/moment.h"
#include "cli/simulate.h"
#include "flow/standard.h"
#include "wire/wire.h"

#define ANSWER_PATIENCE_NS UINT64_C(30000000000)

/* splitmix64: the same seed, the same year. */
uint64_t sim_random(simulation_t *simulation) {
    uint64_t value = (simulation->random += 0x9E3779B97F4A7C15u);
    value = (value ^ (value >> 30)) * 0xBF58476D1CE4E5B9u;
    value = (value ^ (value >> 27)) * 0x94D049BB133111EBu;
    return value ^ (value >> 31);
}

unsigned sim_between(simulation_t *simulation, unsigned least, unsigned most) {
    CHECK(most >= least);
    return least + (unsigned)(sim_random(simulation) % (most - least + 1));
}

void sim_problem(simulation_t *simulation, const char *what, const char *detail) {
    unsigned at = simulation->unexpected++;
    if (at < SIMULATE_PROBLEMS_MAX) (void)snprintf(simulation->problems[at], sizeof simulation->problems[at], "%s: %s", what, detail);
}

/* ---- waiting for answers ---- */

static void acknowledge(stafet_client *client, const stafet_event *event) {
    stafet_status status = stafet_acknowledge(client, event->number, NULL);
    CHECK(status == 0 || status == STATUS_NOT_DELIVERED_HERE);
}

/* The answer of that number; what is delivered meanwhile is taken. */
static status_t await(stafet_client *client, uint64_t number, stafet_event *event) {
    uint64_t until = clock_monotonic_ns() + ANSWER_PATIENCE_NS;
    while (clock_monotonic_ns() < until) {
        stafet_status status = stafet_next(client, 1000, event);
        if (status != 0) return (status_t)status;
        if (event->kind == STAFET_DELIVERY) acknowledge(client, event);
        bool is_answer = event->kind == STAFET_ACCEPTED || event->kind == STAFET_REFUSED || event->kind == STAFET_RESULT;
        if (is_answer && event->number == number) return STATUS_OK;
    }
    return STATUS_TIMED_OUT;
}

void sim_receive(simulation_t *simulation) {
    for (unsigned unit = 0; unit < SIM_UNITS; unit++) {
        stafet_client *client = simulation->seats[unit].client;
        stafet_event event = {.kind = STAFET_CONNECTED};
        while (event.kind != STAFET_NOTHING && stafet_next(client, 0, &event) == 0) {
            if (event.kind == STAFET_DELIVERY) acknowledge(client, &event);
        }
    }
}

/* ---- what may be done ---- */

static sim_unit_t unit_of(const sim_citizen_t *citizen, sim_unit_t unit) {
    for (unsigned known = 0; unit == SIM_HOLDER && known < SIM_UNITS; known++) {
        if (strcmp(sim_unit_id((sim_unit_t)known), citizen->holder) == 0) return (sim_unit_t)known;
    }
    return unit == SIM_HOLDER ? SIM_DESK : unit;
}

/* The row for this type among what the unit may do on the course; NULL when it may not. The caller frees. */
static json_t *allowed_row(simulation_t *simulation, sim_unit_t unit, const sim_citizen_t *citizen, const char *person, const char *type) {
    stafet_client *client = simulation->seats[unit].client;
    stafet_event event;
    uint64_t number;
    size_t index;
    json_t *wrapped, *found = NULL;
    json_t *query = json_pack("{s:s, s:s, s:s, s:s, s:s, s:i}", "kind", "allowed", "party", sim_unit_id(unit), "person", person, "purpose", "care", "courseId", citizen->course, "limit", 200);
    char *text = json_dumps(query, 0);
    json_decref(query);
    bool is_asked = stafet_query(client, text, &number) == 0 && await(client, number, &event) == STATUS_OK && event.kind == STAFET_RESULT;
    free(text);
    json_t *result = is_asked ? json_loads(event.json, 0, NULL) : NULL;
    json_array_foreach(json_object_get(result, "rows"), index, wrapped) {
        json_t *row = json_object_get(wrapped, "allowed");
        if (strcmp(row_text(row, "type"), type) == 0) {
            json_decref(found);
            found = json_incref(row); /* the newest flow comes last */
        }
    }
    json_decref(result);
    return found;
}

/* ---- filling in ---- */

/* "@", "@+3d", "@+90m", "@-2h": a time from now. */
static void write_time(const simulation_t *simulation, const char *mark, char text[MOMENT_SIZE]) {
    char *unit = NULL;
    long amount = mark[1] == '\0' ? 0 : strtol(mark + 1, &unit, 10);
    instant_t step = unit == NULL || *unit == 'm' ? SIMULATE_MINUTE_MS : *unit == 'h' ? 60 * SIMULATE_MINUTE_MS : SIMULATE_DAY_MS;
    moment_write_offset(simulation->now + amount * step, text);
}

/* A number that cannot be issued: its last digits are zeros. */
static void write_young(const simulation_t *simulation, char cpr[MOMENT_SIZE]) {
    date_t born = calendar_local(simulation->now + 91 * SIMULATE_DAY_MS).date;
    (void)snprintf(cpr, MOMENT_SIZE, "%02d%02d%02d4000", born.day, born.month, (born.year - 18) % 100);
}

static void fill(const simulation_t *simulation, const sim_citizen_t *citizen, json_t *value) {
    const char *key;
    json_t *inner;
    size_t index;
    json_array_foreach(value, index, inner) {
        fill(simulation, citizen, inner);
    }
    json_object_foreach(value, key, inner) {
        const char *text = json_string_value(inner);
        char time[MOMENT_SIZE];
        if (text == NULL) {
            fill(simulation, citizen, inner);
        } else if (text[0] == '@') {
            write_time(simulation, text, time);
            CHECK(json_object_set_new(value, key, json_string(time)) == 0);
        } else if (strcmp(text, "$young") == 0) {
            write_young(simulation, time);
            CHECK(json_object_set_new(value, key, json_string(time)) == 0);
        } else if (strcmp(text, "$last") == 0) {
            CHECK(json_object_set_new(value, key, json_string(citizen->last_message)) == 0);
        }
    }
}

/* Every item answered: the standard decides which of them it demands. */
static json_t *all_answers(void) {
    json_t *answers = json_array();
    const standard_item_t *item;
    for (unsigned index = 0; (item = standard_item_at(index)) != NULL; index++) {
        bool is_tick = strncmp(item->code, "risk.", 5) == 0 && item->section == 11 && strcmp(item->code, "risk.assessed") != 0 && strcmp(item->code, "risk.protective") != 0;
        CHECK(json_array_append_new(answers, is_tick ? json_pack("{s:s, s:s}", "item", item->code, "tick", "no")
                                                     : json_pack("{s:s, s:s}", "item", item->code, "text", "Aftalt og noteret")) == 0);
    }
    return answers;
}

static json_t *parse(const char *text) {
    json_error_t error;
    json_t *json = json_loads(text == NULL ? "{}" : text, 0, &error);
    CHECK(json != NULL);
    return json;
}

static json_t *receivers_of(const sim_act_t *act) {
    json_t *receivers = json_array();
    for (unsigned index = 0; index < COUNT_OF(act->to) && act->to[index] != SIM_NOBODY; index++) {
        CHECK(json_array_append_new(receivers, json_pack("{s:s}", "party", sim_unit_id(act->to[index]))) == 0);
    }
    return receivers;
}

static void set_text(json_t *object, const char *field, const char *text) {
    if (text[0] != '\0') CHECK(json_object_set_new(object, field, json_string(text)) == 0);
}

/* Who may not do it names what it is about all the same. */
static const char *flow_of(const sim_citizen_t *citizen, const char *type) {
    message_type_t known;
    CHECK(message_type_parse(type, &known) == STATUS_OK);
    return citizen->flows[message_type_info((uint32_t)known)->flow];
}

static json_t *message_of(simulation_t *simulation, sim_citizen_t *citizen, const sim_act_t *act, sim_unit_t unit, const json_t *allowed) {
    char id[MESSAGE_ID_SIZE], at[MOMENT_SIZE], field[64];
    CHECK(compose_body_field(act->type, field) == STATUS_OK);
    (void)snprintf(id, sizeof id, "sim%llu-%u-%u", (unsigned long long)simulation->seed, (unsigned)(citizen - simulation->citizens), citizen->sent++);
    moment_write_offset(simulation->now, at);
    json_t *message = parse(act->header), *body = parse(act->body);
    fill(simulation, citizen, message);
    fill(simulation, citizen, body);
    if (json_is_string(json_object_get(body, "answers"))) CHECK(json_object_set_new(body, "answers", all_answers()) == 0);
    set_text(message, "messageId", id);
    CHECK(json_object_set_new(message, "schemaVersion", json_integer(1)) == 0);
    set_text(message, "sendingParty", sim_unit_id(unit));
    CHECK(json_object_set_new(message, "person", json_pack("{s:s, s:s, s:s}", "id", act->person, "name", "Signe Simonsen", "phone", "+45 00 00 09 94")) == 0);
    if (json_object_get(message, "occurredAt") == NULL) set_text(message, "occurredAt", at);
    set_text(message, "courseId", citizen->course);
    if (act->to[0] != SIM_NOBODY) CHECK(json_object_set_new(message, "receivers", receivers_of(act)) == 0);
    set_text(message, "flowId", allowed != NULL ? row_text(allowed, "flowId") : flow_of(citizen, act->type));
    if (allowed != NULL && row_text(allowed, "offerId")[0] != '\0') {
        json_int_t epoch = (json_int_t)strtoll(row_text(allowed, "dutyEpoch"), NULL, 10);
        CHECK(json_object_set_new(message, "offer", json_pack("{s:s, s:I}", "offerId", row_text(allowed, "offerId"), "dutyEpoch", epoch)) == 0);
    }
    CHECK(json_object_set_new(message, field, body) == 0);
    (void)snprintf(citizen->last_message, sizeof citizen->last_message, "%s", id);
    return message;
}

/* ---- sending ---- */

static void take_receipt(simulation_t *simulation, sim_citizen_t *citizen, const stafet_event *event) {
    entry_t entry;
    arena_reset(&simulation->arena);
    if (event->receipt_size == 0 || wire_entry_read((bytes_t){event->receipt, event->receipt_size}, &simulation->arena, &entry) != STATUS_OK) return;
    if (event->kind == STAFET_ACCEPTED && citizen->course[0] == '\0') uuid_write(entry.chain, citizen->course);
    if (event->kind == STAFET_ACCEPTED && !uuid_is_nil(entry.flow)) uuid_write(entry.flow, citizen->flows[entry.flow_kind]);
    (void)snprintf(citizen->holder, sizeof citizen->holder, "%s", entry.holder);
}

static void judge(simulation_t *simulation, const sim_citizen_t *citizen, const sim_act_t *act, const stafet_event *event) {
    status_t status = event->kind == STAFET_ACCEPTED ? STATUS_OK : (status_t)event->status;
    if (status != act->expected) {
        char detail[ARGUMENTS_PROBLEM_SIZE * 2];
        (void)snprintf(detail, sizeof detail, "%s instead of %s (%s): %.300s", status_name(status), status_name(act->expected), citizen->life->name,
                       event->kind == STAFET_REFUSED ? event->json : "");
        sim_problem(simulation, act->type, detail);
    } else if (status == STATUS_OK) {
        simulation->accepted++;
    } else {
        simulation->expected_refusals++;
    }
}

static void do_act(simulation_t *simulation, sim_citizen_t *citizen, const sim_act_t *act) {
    sim_unit_t unit = unit_of(citizen, act->unit);
    stafet_client *client = simulation->seats[unit].client;
    json_t *allowed = citizen->course[0] == '\0' ? NULL : allowed_row(simulation, unit, citizen, act->person, act->type);
    char problem[ARGUMENTS_PROBLEM_SIZE] = "";
    uint8_t *bytes = NULL;
    size_t size;
    uint64_t number;
    stafet_event event;
    json_t *message = message_of(simulation, citizen, act, unit, allowed);
    char *text = json_dumps(message, 0);
    json_decref(message);
    json_decref(allowed);
    stafet_status status = stafet_from_json("stafet.v1.Message", text, &bytes, &size, problem);
    free(text);
    if (status == 0) status = stafet_submit(client, bytes, size, &number);
    stafet_free(bytes);
    if (status == 0) status = (stafet_status)await(client, number, &event);
    if (status != 0) {
        sim_problem(simulation, act->type, problem[0] != '\0' ? problem : status_name((status_t)status));
        return;
    }
    take_receipt(simulation, citizen, &event);
    judge(simulation, citizen, act, &event);
}

/* ---- the course of a life ---- */

static unsigned place_of(const sim_life_t *life, const char *label) {
    for (unsigned at = 0; at < life->count; at++) {
        if (life->acts[at].label != NULL && strcmp(life->acts[at].label, label) == 0) return at;
    }
    CHECK(strcmp(label, "end") == 0);
    return life->count;
}

/* The next time that an office is open: working days from 8 to 16. */
static instant_t in_office_hours(instant_t at) {
    const calendar_t calendar = CALENDAR_DEFAULT;
    local_time_t local = calendar_local(at);
    if (calendar_is_working_day(&calendar, local.date) && local.hour >= 8 && local.hour < 15) return at;
    return calendar_add_working_days(&calendar, at, 1, 9) + (local.minute + 5) * SIMULATE_MINUTE_MS;
}

void sim_act(simulation_t *simulation, sim_citizen_t *citizen) {
    const sim_life_t *life = citizen->life;
    const sim_act_t *act = &life->acts[citizen->at];
    bool happens = act->chance == 0 || sim_between(simulation, 1, 100) <= act->chance;
    if (happens) do_act(simulation, citizen, act);
    const char *label = happens ? act->then : act->otherwise;
    citizen->at = label != NULL ? place_of(life, label) : citizen->at + 1;
    if (citizen->at >= life->count) {
        citizen->due = 0;
        return;
    }
    const sim_act_t *next = &life->acts[citizen->at];
    citizen->due = simulation->now + sim_between(simulation, next->after_least, next->after_most) * SIMULATE_MINUTE_MS;
    if (next->in_office_hours) citizen->due = in_office_hours(citizen->due);
}
