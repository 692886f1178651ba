/* SPDX-License-Identifier: EUPL-1.2
 * Matching, route previews and gaps: the store gives offers, places and presence as they stand; the rules of the directory judge and sort. No citizen stands in any of it. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "asker.h"
#include "base/check.h"
#include "directory/gap.h"
#include "model/codes.h"

#define ROUTES_SHOWN_MAX 64
#define DAY_MS INT64_C(86400000)
#define GAP_DAYS 14
#define GAPS_EACH_MAX 16

/* ---- what is sought ---- */

static bool find_code(codes_t list, const char *text, bool *is_named, unsigned *index)
{
    *is_named = text[0] != '\0';
    return !*is_named || code_find(list, text, index) == STATUS_OK;
}

static status_t take_codes(ask_t *ask, const query_wish_t *given, const char **detail)
{
    char unknown[CODE_SIZE];
    wish_t *wish = &ask->wish;
    *detail = "wish.paragraph";
    const char *paragraph = given->paragraph[0] != '\0' ? given->paragraph : given->kle;
    bool is_free = given->kle[0] != '\0' && ask->kind == QUERY_ROUTE; /* a number that no paragraph has may have a route */
    if (!find_code(CODES_PARAGRAPH, paragraph, &wish->has_paragraph, &wish->paragraph) && !is_free) {
        return STATUS_FIELD_INVALID;
    }
    *detail = "wish.target_group";
    if (!find_code(CODES_TARGET_GROUP, given->target_group, &wish->has_target_group, &wish->target_group)) {
        return STATUS_FIELD_INVALID;
    }
    *detail = "wish.delivery";
    return codes_read(CODES_DELIVERY, given->delivery, &wish->deliveries, unknown) == STATUS_OK ? STATUS_OK : STATUS_FIELD_INVALID;
}

/* What a message to that service would say. */
static status_t take_receiver(ask_t *ask, const query_wish_t *given, const char **detail)
{
    party_kind_t kind;
    receiver_t *receiver = &ask->receiver;
    *detail = "wish.service";
    if (party_kind_parse(given->service, &kind) != STATUS_OK) {
        return given->service[0] == '\0' ? STATUS_FIELD_MISSING : STATUS_FIELD_INVALID;
    }
    text_set(receiver->service, sizeof receiver->service, given->service);
    text_set(receiver->municipality, sizeof receiver->municipality, ask->wish.municipality);
    *detail = "wish.kle";
    if (text_copy(receiver->kle, sizeof receiver->kle, given->kle) != STATUS_OK) {
        return STATUS_FIELD_INVALID;
    }
    if (ask->wish.has_paragraph && given->paragraph[0] != '\0') {
        text_set(receiver->paragraph, sizeof receiver->paragraph, code_at(CODES_PARAGRAPH, ask->wish.paragraph)->code);
    }
    if (ask->wish.has_target_group) {
        text_set(receiver->target_group, sizeof receiver->target_group, code_at(CODES_TARGET_GROUP, ask->wish.target_group)->code);
    }
    *detail = "wish.flow";
    return given->flow[0] == '\0' || flow_kind_parse(given->flow, &receiver->flow) == STATUS_OK ? STATUS_OK : STATUS_FIELD_INVALID;
}

static status_t take_municipality(const broker_t *broker, ask_t *ask, const query_wish_t *given)
{
    const party_t *party = directory_party(&broker->registry, ask->party);
    const char *own = party != NULL && municipality_is_known(party->municipality) ? party->municipality : "";
    bool is_known = given->municipality[0] == '\0' || municipality_is_known(given->municipality) || region_is_known(given->municipality, broker_now(broker));
    if (!is_known) {
        return STATUS_FIELD_INVALID;
    }
    text_set(ask->wish.municipality, sizeof ask->wish.municipality, given->municipality[0] == '\0' ? own : given->municipality);
    return STATUS_OK;
}

status_t wish_take(const broker_t *broker, ask_t *ask, const query_t *query, const char **detail)
{
    static const query_wish_t NOTHING = {"", "", "", "", "", "", "", "", 0, 0, 0, false, false, false, false};
    const query_wish_t *given = query->wish == NULL ? &NOTHING : query->wish;
    wish_t *wish = &ask->wish;
    ask->at = given->at;
    ask->all = given->all;
    *wish = (wish_t){.age = given->age, .step_max = given->step, .acute = given->acute, .no_referral = given->no_referral, .all = given->all, .relatives = given->relatives};
    *detail = "wish.municipality";
    status_t status = take_municipality(broker, ask, given);
    if (status == STATUS_OK) {
        status = take_codes(ask, given, detail);
    }
    if (status == STATUS_OK && text_copy(wish->competence, sizeof wish->competence, given->competence) != STATUS_OK) {
        *detail = "wish.competence";
        status = STATUS_FIELD_INVALID;
    }
    return status == STATUS_OK && ask->kind == QUERY_ROUTE ? take_receiver(ask, given, detail) : status;
}

static instant_t moment_of(const broker_t *broker, const ask_t *ask)
{
    return ask->at == 0 ? broker_now(broker) : ask->at;
}

/* ---- matching ---- */

static void begin(asker_t *asker, const char *statement)
{
    asker->query = (store_query_t){.statement = statement, .bumps = -1};
}

static const char *paragraph_of(const ask_t *ask)
{
    return ask->wish.has_paragraph ? code_at(CODES_PARAGRAPH, ask->wish.paragraph)->code : NULL;
}

void match_plan(const broker_t *broker, const ask_t *ask)
{
    asker_t *asker = broker->asker;
    const wish_t *wish = &ask->wish;
    char groups[ASK_PARAMETER_SIZE] = "";
    uint64_t covering = wish->has_target_group ? code_with_ancestors(CODES_TARGET_GROUP, wish->target_group) : 0;
    asker->match_count = 0;
    CHECK(codes_write(CODES_TARGET_GROUP, covering, groups, sizeof groups));
    begin(asker, "find_offers");
    plan_add_time_if(asker, moment_of(broker, ask));
    plan_add_if(asker, wish->municipality);
    plan_add(asker, paragraph_of(ask));
    plan_add_if(asker, groups);
    if (wish->age == 0) {
        plan_add(asker, NULL);
    } else {
        plan_add_number(asker, wish->age);
    }
    plan_add(asker, wish->all ? "t" : "f");
    plan_add_number(asker, OFFERS_MATCHED_MAX);
}

typedef struct {
    const store_column_t *columns;
    unsigned count;
    arena_t *arena;
} given_t;

static const char *text_of(const given_t *given, const char *name)
{
    const store_column_t *column = column_of(given->columns, given->count, name);
    return column == NULL ? "" : column->value;
}

static unsigned number_of(const given_t *given, const char *name)
{
    return (unsigned)strtoul(text_of(given, name), NULL, 10);
}

static bool flag_of(const given_t *given, const char *name)
{
    return text_of(given, name)[0] == 't';
}

static instant_t time_of(const given_t *given, const char *name)
{
    instant_t at = 0;
    return text_of(given, name)[0] != '\0' && instant_read(text_of(given, name), &at, NULL) == STATUS_OK ? at : 0;
}

static uint64_t codes_of(const given_t *given, const char *name, codes_t list)
{
    char unknown[CODE_SIZE];
    uint64_t bits = 0;
    return codes_read(list, text_of(given, name), &bits, unknown) == STATUS_OK ? bits : UINT64_C(1) << 63;
}

/* A copy that lives until the answer is made. */
static const char *keep_text(const given_t *given, const char *name)
{
    const char *text = text_of(given, name);
    char *copy = arena_take(given->arena, strlen(text) + 1);
    if (copy != NULL) {
        memcpy(copy, text, strlen(text) + 1);
    }
    return copy;
}

static bool fill_texts(match_t *match, const given_t *given)
{
    match->name = keep_text(given, "name");
    match->core_task = keep_text(given, "core_task");
    match->not_for = keep_text(given, "not_for");
    match->phone = keep_text(given, "phone");
    return match->name != NULL && match->core_task != NULL && match->not_for != NULL && match->phone != NULL;
}

static void fill_match(match_t *match, const given_t *given)
{
    text_set(match->id, sizeof match->id, text_of(given, "id"));
    text_set(match->party, sizeof match->party, text_of(given, "party"));
    text_set(match->municipality, sizeof match->municipality, text_of(given, "municipality"));
    text_set(match->competences, sizeof match->competences, text_of(given, "competences"));
    text_set(match->hours_text, sizeof match->hours_text, text_of(given, "hours"));
    match->paragraphs = codes_of(given, "paragraphs", CODES_PARAGRAPH);
    match->target_groups = codes_of(given, "target_groups", CODES_TARGET_GROUP);
    match->deliveries = codes_of(given, "deliveries", CODES_DELIVERY);
    match->age_from = number_of(given, "age_from");
    match->age_to = number_of(given, "age_to");
    match->step = number_of(given, "step");
    match->acute = flag_of(given, "acute");
    match->needs_referral = flag_of(given, "visitated");
    match->for_relatives = flag_of(given, "for_relatives");
    match->approved_until = time_of(given, "approved_until");
    match->confirmed_at = time_of(given, "confirmed_at");
    match->has_capacity = text_of(given, "as_of")[0] != '\0';
    match->total = number_of(given, "total");
    match->free = number_of(given, "free");
    match->reserved = number_of(given, "reserved");
    match->waiting_days = number_of(given, "waiting_days");
    match->as_of = time_of(given, "as_of");
    match->next_free = time_of(given, "next_free");
    match->is_connected = flag_of(given, "connected");
    match->connected_since = time_of(given, "connected_since");
    match->last_seen = time_of(given, "last_seen");
}

void match_take(broker_t *broker, const store_column_t *columns, unsigned count)
{
    asker_t *asker = broker->asker;
    const given_t given = {columns, count, &asker->arena};
    if (asker->match_count == OFFERS_MATCHED_MAX) {
        return;
    }
    match_t *match = &asker->matches[asker->match_count];
    *match = (match_t){.fits = false};
    fill_match(match, &given);
    if (fill_texts(match, &given)) {
        asker->match_count++;
    } else {
        asker->row_status = STATUS_TOO_LARGE;
    }
}

/* The reasons in the order of their table, in codes and in the words of both languages. */
static void line_reasons(line_t *line, const match_t *match)
{
    static const char *(*const WORDS[])(match_reason_t) = {match_reason_code, match_reason_english, match_reason_danish};
    static const char *const NAMES[] = {"why", "why_en", "why_da"};
    for (size_t form = 0; form < COUNT_OF(WORDS); form++) {
        char text[MATCH_COUNT * 72] = "";
        size_t size = 0;
        for (unsigned reason = 0; reason < MATCH_COUNT; reason++) {
            if ((match->reasons >> reason & 1) != 0) {
                size += (size_t)snprintf(text + size, sizeof text - size, "%s%s", size == 0 ? "" : form == 0 ? "," : " · ", WORDS[form]((match_reason_t)reason));
                CHECK(size < sizeof text);
            }
        }
        line_text(line, NAMES[form], text);
    }
}

static void line_places(line_t *line, const match_t *match)
{
    if (match->has_capacity) {
        line_number(line, "places_free", match->free - match->reserved);
        line_number(line, "places_total", match->total);
        line_number(line, "waiting_days", match->waiting_days);
        line_time(line, "capacity_as_of", match->as_of);
        line_time(line, "next_free", match->next_free);
    }
}

static bool add_match(broker_t *broker, const match_t *match, unsigned rank)
{
    line_t line = line_begin(broker);
    line_number(&line, "rank", rank);
    line_flag(&line, "fits", match->fits);
    line_text(&line, "offer", match->id);
    line_text(&line, "party", match->party);
    line_text(&line, "name", match->name);
    line_text(&line, "core_task", match->core_task);
    line_text(&line, "not_for", match->not_for);
    line_text(&line, "municipality", match->municipality);
    line_text(&line, "phone", match->phone);
    line_places(&line, match);
    line_flag(&line, "open_now", match->is_open);
    if (match->step != 0) {
        line_number(&line, "step", match->step);
    }
    line_flag(&line, "visitated", match->needs_referral);
    line_flag(&line, "connected", match->is_connected);
    line_time(&line, "connected_since", match->connected_since);
    line_time(&line, "last_seen", match->last_seen);
    line_reasons(&line, match);
    return rows_keep(broker->asker, QUERY_MATCH, &line);
}

bool match_finish(broker_t *broker, const ask_t *ask)
{
    asker_t *asker = broker->asker;
    unsigned fitting = directory_match(&broker->registry, &ask->wish, moment_of(broker, ask), asker->matches, asker->match_count);
    unsigned shown = ask->wish.all ? asker->match_count : fitting;
    for (unsigned index = 0; index < shown; index++) {
        bool has_room = index < ask->limit && add_match(broker, &asker->matches[index], index + 1);
        if (!has_room) {
            break;
        }
    }
    bool is_specific = ask->wish.has_paragraph || ask->wish.has_target_group;
    return fitting == 0 && !ask->wish.all && is_specific && municipality_is_known(ask->wish.municipality);
}

void match_plan_count(const broker_t *broker, const ask_t *ask)
{
    asker_t *asker = broker->asker;
    begin(asker, "note_unmet");
    plan_add_time_if(asker, broker_now(broker));
    plan_add(asker, ask->wish.municipality);
    plan_add(asker, paragraph_of(ask));
    plan_add(asker, ask->wish.has_target_group ? code_at(CODES_TARGET_GROUP, ask->wish.target_group)->code : NULL);
    plan_add(asker, NULL);
    plan_add(asker, "1");
    plan_add(asker, "0");
}

/* ---- routes ---- */

void route_plan(const broker_t *broker, const ask_t *ask)
{
    routed_t found;
    status_t status = route_find(&broker->registry, &ask->receiver, moment_of(broker, ask), &found);
    begin(broker->asker, "find_presence");
    plan_add(broker->asker, status == STATUS_OK ? found.party->id : "");
}

/* At most one row: the unit's presence. Kept until the answer is made. */
void route_take(broker_t *broker, const store_column_t *columns, unsigned count)
{
    const given_t given = {columns, count, &broker->asker->arena};
    match_t *match = &broker->asker->matches[0];
    *match = (match_t){.is_connected = flag_of(&given, "connected"), .connected_since = time_of(&given, "connected_since"), .last_seen = time_of(&given, "last_seen")};
    broker->asker->match_count = 1;
}

static void line_unit(const broker_t *broker, line_t *line, const routed_t *routed, instant_t at)
{
    if (routed->party == NULL) {
        line_text(line, "party", routed->route == NULL ? "" : routed->route->to_party[0] != '\0' ? routed->route->to_party : party_kind_code(routed->route->to_kind));
        return;
    }
    line_text(line, "party", routed->party->id);
    line_text(line, "name", routed->party->name);
    line_text(line, "phone", routed->party->phone);
    line_flag(line, "open_now", directory_is_open(&broker->registry, &broker->registry.calendar, routed->party, at));
}

void route_finish(broker_t *broker, const ask_t *ask)
{
    asker_t *asker = broker->asker;
    instant_t at = moment_of(broker, ask);
    routed_t list[ROUTES_SHOWN_MAX];
    unsigned count = route_explain(&broker->registry, &ask->receiver, at, list, COUNT_OF(list));
    for (unsigned index = 0; index < count && index < ask->limit; index++) {
        const routed_t *routed = &list[index];
        line_t line = line_begin(broker);
        line_flag(&line, "chosen", index == 0 && routed->party != NULL);
        line_unit(broker, &line, routed, at);
        if (routed->route != NULL) {
            line_text(&line, "route", routed->route->id);
            line_number(&line, "version", routed->route->version);
            line_text(&line, "note", routed->route->note);
        }
        line_text(&line, "why", routed_code(routed->why));
        line_text(&line, "why_en", routed_english(routed->why));
        line_text(&line, "why_da", routed_danish(routed->why));
        if (index == 0 && routed->party != NULL) {
            const match_t *unit = &asker->matches[0];
            bool is_told = asker->match_count == 1;
            line_flag(&line, "connected", is_told && unit->is_connected);
            line_time(&line, "connected_since", is_told ? unit->connected_since : 0);
            line_time(&line, "last_seen", is_told ? unit->last_seen : 0);
        }
        if (!rows_keep(asker, QUERY_ROUTE, &line)) {
            break;
        }
    }
}

/* ---- gaps ---- */

static bool add_gap(broker_t *broker, const gap_t *gap, instant_t now)
{
    line_t line = line_begin(broker);
    line_text(&line, "party", gap->party->id);
    line_text(&line, "name", gap->party->name);
    line_time(&line, "from", gap->from);
    line_time(&line, "to", gap->to);
    line_number(&line, "step", gap_step(gap, now));
    line_text(&line, "phone", gap->party->phone);
    return rows_keep(broker->asker, QUERY_GAPS, &line);
}

void rows_add_gaps(broker_t *broker, const char *about)
{
    const registry_t *registry = &broker->registry;
    instant_t now = broker_now(broker), end = now + GAP_DAYS * DAY_MS;
    for (unsigned index = 0; index < registry->party_count; index++) {
        const party_t *party = &registry->parties[index];
        bool is_asked = about[0] == '\0' || text_equal(about, party->id) || text_equal(about, party->organisation) || text_equal(about, party->municipality);
        instant_t at = now;
        for (unsigned count = 0; is_asked && directory_needs_roster(registry, party, now) && count < GAPS_EACH_MAX && at < end; count++) {
            gap_t gap;
            if (!directory_gap(registry, party, at, end, &gap)) {
                break;
            }
            if (!add_gap(broker, &gap, now)) {
                return;
            }
            at = gap.to;
        }
    }
}
