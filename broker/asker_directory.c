/* SPDX-License-Identifier: EUPL-1.2
 * Changes of the directory: what units offer, their free places, routes, unmet demand. Every code is looked up before it is let in, and what the statement takes is kept as
 * text until its turn comes. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "asker.h"
#include "base/check.h"
#include "model/codes.h"

#define NOTHING "-" /* empties a text or a list; what is absent keeps its value */

bool change_is_of_directory(change_kind_t kind)
{
    return kind >= CHANGE_OFFER && kind <= CHANGE_UNMET;
}

/* ---- who may ---- */

bool directory_change_may(const broker_t *broker, const ask_t *ask)
{
    const person_t *person = directory_person(&broker->registry, ask->party, ask->person);
    bool sends = broker_may(broker, ask->public_key, ask->party, RIGHT_SEND);
    bool is_own = text_equal(ask->party, ask->unit) && person != NULL && person_in_force(person, broker_now(broker));
    switch (ask->change.kind) {
    case CHANGE_OFFER:
    case CHANGE_CONFIRM: return sends && is_own && directory_on_duty(&broker->registry, ask->party, ask->person, ROLE_LEADER, broker_now(broker));
    case CHANGE_CAPACITY: return sends && is_own; /* at night the leader sleeps, and a bed gets free */
    case CHANGE_UNMET: return sends;
    case CHANGE_ROUTE:
    case CHANGE_NONE:
    case CHANGE_PARTY:
    case CHANGE_PERSON:
    case CHANGE_GRANT:
    case CHANGE_REVOKE:
    case CHANGE_ROSTER:
    case CHANGE_TIME:
    case CHANGE_RULE:
        break;
    }
    return false;
}

status_t directory_change_unit(ask_t *ask, const change_t *change)
{
    const char *party = change->kind == CHANGE_CAPACITY ? change->capacity.party : change->kind == CHANGE_OFFER || change->kind == CHANGE_CONFIRM ? change->offer.party : "";
    bool has_none = change->kind == CHANGE_ROUTE || change->kind == CHANGE_UNMET;
    if (!has_none && !text_is_slug(party, PARTY_ID_SIZE)) {
        return STATUS_FIELD_INVALID;
    }
    text_set(ask->unit, sizeof ask->unit, party);
    return STATUS_OK;
}

/* ---- parameters ---- */

/* One change in the taking: the first thing that is wrong stays. */
typedef struct {
    ask_t *ask;
    char *detail;
    status_t status;
} taking_t;

static void wrong(taking_t *taking, status_t status, const char *field, const char *what)
{
    if (taking->status == STATUS_OK) {
        taking->status = status;
        (void)snprintf(taking->detail, ASK_TEXT_SIZE, "%s%s%.60s", field, what[0] == '\0' ? "" : ": ", what);
    }
}

/* NULL = NULL. */
static void put(taking_t *taking, const char *text)
{
    ask_t *ask = taking->ask;
    size_t size = text == NULL ? 0 : strlen(text) + 1;
    CHECK(ask->given_count < STORE_PARAMETERS_MAX);
    if (size > sizeof ask->pool - ask->pool_size) {
        wrong(taking, STATUS_TOO_LARGE, "change", "");
        return;
    }
    if (size > 0) {
        memcpy(ask->pool + ask->pool_size, text, size);
    }
    ask->given[ask->given_count++] = text == NULL ? NULL : ask->pool + ask->pool_size;
    ask->pool_size += (unsigned)size;
}

/* Absent keeps, "-" empties. */
static void put_text(taking_t *taking, const char *field, const char *text, size_t capacity)
{
    if (strlen(text) >= capacity) {
        wrong(taking, STATUS_FIELD_INVALID, field, "too long");
    }
    put(taking, text[0] == '\0' ? NULL : text_equal(text, NOTHING) ? "" : text);
}

static void put_number(taking_t *taking, bool is_given, uint64_t number)
{
    char text[24];
    (void)snprintf(text, sizeof text, "%" PRIu64, number);
    put(taking, is_given ? text : NULL);
}

static void put_flag(taking_t *taking, bool is_given, bool value)
{
    put(taking, !is_given ? NULL : value ? "t" : "f");
}

static void put_time(taking_t *taking, instant_t at)
{
    char text[INSTANT_TEXT_SIZE];
    instant_write(at, text);
    put(taking, at == 0 ? NULL : text);
}

static void put_who(taking_t *taking)
{
    char who[PARTY_ID_SIZE + PERSON_ID_SIZE + 1];
    (void)snprintf(who, sizeof who, "%s/%s", taking->ask->party, taking->ask->person);
    put(taking, who);
}

/* A list of codes, in the canonical form. */
static void put_codes(taking_t *taking, const char *field, codes_t list, const char *text)
{
    char unknown[CODE_SIZE], canonical[ASK_PARAMETER_SIZE];
    uint64_t bits;
    if (text[0] == '\0' || text_equal(text, NOTHING)) {
        put(taking, text[0] == '\0' ? NULL : "");
    } else if (codes_read(list, text, &bits, unknown) != STATUS_OK) {
        wrong(taking, STATUS_FIELD_INVALID, field, unknown);
    } else if (!codes_write(list, bits, canonical, sizeof canonical)) {
        wrong(taking, STATUS_FIELD_INVALID, field, "too many: name the group above them");
    } else {
        put(taking, canonical);
    }
}

static void put_code(taking_t *taking, const char *field, codes_t list, const char *text)
{
    unsigned index;
    if (text[0] == '\0' || text_equal(text, NOTHING)) {
        put(taking, text[0] == '\0' ? NULL : "");
    } else if (code_find(list, text, &index) != STATUS_OK) {
        wrong(taking, STATUS_FIELD_INVALID, field, text);
    } else {
        put(taking, code_at(list, index)->code);
    }
}

/* Words of one's own: "recovery,peer". */
static void put_slugs(taking_t *taking, const char *field, const char *text, size_t capacity)
{
    char squeezed[ASK_PARAMETER_SIZE];
    size_t size = 0;
    if (strlen(text) >= capacity) {
        wrong(taking, STATUS_FIELD_INVALID, field, "too long");
        return;
    }
    for (const char *at = text; *at != '\0' && !text_equal(text, NOTHING); at++) {
        if (*at != ' ') {
            squeezed[size++] = *at;
        }
    }
    squeezed[size] = '\0';
    for (const char *at = squeezed; *at != '\0';) {
        char word[PARTY_ID_SIZE] = "";
        size_t own = strcspn(at, ",");
        (void)snprintf(word, sizeof word, "%.*s", (int)own, at);
        if (own >= sizeof word || !text_is_slug(word, sizeof word)) {
            wrong(taking, STATUS_FIELD_INVALID, field, word);
            return;
        }
        at += own + (at[own] == ',');
    }
    put(taking, text[0] == '\0' ? NULL : squeezed);
}

static void put_hours(taking_t *taking, const char *field, const char *text)
{
    hours_t hours;
    if (!text_equal(text, NOTHING) && hours_read(text, &hours) != STATUS_OK) {
        wrong(taking, STATUS_FIELD_INVALID, field, "24/7, or mon-fri 08:00-16:00, sat 10:00-14:00");
    }
    put_text(taking, field, text, HOURS_TEXT_SIZE);
}

/* ---- kinds ---- */

static void take_offer(const broker_t *broker, taking_t *taking, const offer_given_t *offer)
{
    if (!text_is_slug(offer->id, PARTY_ID_SIZE)) {
        wrong(taking, STATUS_FIELD_INVALID, "set_offer.id", "");
    }
    if ((offer->has_age_to && offer->age_to > 120) || (offer->has_age_from && offer->age_from > 120) || offer->step > 9 || offer->price_day > INT32_MAX) {
        wrong(taking, STATUS_FIELD_INVALID, "set_offer", "age to 120, step to 9");
    }
    put(taking, offer->id);
    put(taking, offer->party);
    put_text(taking, "set_offer.name", offer->name, NAME_SIZE);
    put_text(taking, "set_offer.core_task", offer->core_task, ASK_PARAMETER_SIZE);
    put_text(taking, "set_offer.not_for", offer->not_for, ASK_PARAMETER_SIZE);
    put_codes(taking, "set_offer.paragraphs", CODES_PARAGRAPH, offer->paragraphs);
    put_codes(taking, "set_offer.target_groups", CODES_TARGET_GROUP, offer->target_groups);
    put_codes(taking, "set_offer.services", CODES_SERVICE, offer->services);
    put_codes(taking, "set_offer.deliveries", CODES_DELIVERY, offer->deliveries);
    put_slugs(taking, "set_offer.competences", offer->competences, sizeof ((match_t *)NULL)->competences);
    put_code(taking, "set_offer.performer", CODES_PERFORMER, offer->performer);
    put_hours(taking, "set_offer.hours", offer->hours);
    put_number(taking, offer->has_age_from, offer->age_from);
    put_number(taking, offer->has_age_to, offer->age_to);
    put_number(taking, offer->has_step, offer->step);
    put_flag(taking, offer->has_acute, offer->acute);
    put_flag(taking, offer->has_visitated, offer->visitated);
    put_flag(taking, offer->has_civil_society, offer->civil_society);
    put_flag(taking, offer->has_for_relatives, offer->for_relatives);
    put_flag(taking, offer->has_accompanied, offer->accompanied);
    put_number(taking, offer->has_price_day, offer->price_day);
    put_text(taking, "set_offer.host", offer->host, NAME_SIZE);
    put_text(taking, "set_offer.portal_id", offer->portal_id, NAME_SIZE);
    put_time(taking, offer->approved_until);
    put_time(taking, offer->valid_from);
    put_time(taking, offer->valid_to);
    put_time(taking, broker_now(broker));
    put_who(taking);
}

static void take_confirm(const broker_t *broker, taking_t *taking, const offer_given_t *offer)
{
    put(taking, offer->id);
    put(taking, offer->party);
    put_time(taking, broker_now(broker));
    put_who(taking);
}

static void take_capacity(const broker_t *broker, taking_t *taking, const capacity_given_t *capacity)
{
    if (capacity->total > 10000 || capacity->free > 10000 || capacity->reserved > 10000 || capacity->waiting_days > 10000) {
        wrong(taking, STATUS_FIELD_INVALID, "set_capacity", "at most 10000");
    }
    put(taking, capacity->offer);
    put(taking, capacity->party);
    put_number(taking, capacity->has_total, capacity->total);
    put_number(taking, capacity->has_free, capacity->free);
    put_number(taking, capacity->has_reserved, capacity->reserved);
    put_number(taking, capacity->has_waiting_days, capacity->waiting_days);
    put_time(taking, capacity->next_free);
    put_time(taking, broker_now(broker));
    put_who(taking);
}

static void put_kind(taking_t *taking, const char *field, const char *text)
{
    party_kind_t kind;
    if (text[0] != '\0' && party_kind_parse(text, &kind) != STATUS_OK) {
        wrong(taking, STATUS_FIELD_INVALID, field, text);
    }
    put_text(taking, field, text, PARTY_ID_SIZE);
}

static void put_flow(taking_t *taking, const char *text)
{
    flow_kind_t flow = FLOW_NONE;
    if (text[0] != '\0' && !text_equal(text, NOTHING) && flow_kind_parse(text, &flow) != STATUS_OK) {
        wrong(taking, STATUS_FIELD_INVALID, "set_route.flow", text);
    }
    put_number(taking, text[0] != '\0', flow);
}

static void check_route(const broker_t *broker, taking_t *taking, const route_given_t *route)
{
    bool is_fresh = !broker->registry_is_stale && !broker->registry_is_loading;
    if (!text_is_slug(route->id, ROUTE_ID_SIZE)) {
        wrong(taking, STATUS_FIELD_INVALID, "set_route.id", "");
    }
    if (route->municipality[0] != '\0' && !municipality_is_known(route->municipality) && !region_is_known(route->municipality, broker_now(broker))) {
        wrong(taking, STATUS_FIELD_INVALID, "set_route.municipality", route->municipality);
    }
    if (route->to_party[0] != '\0' && route->to_kind[0] != '\0') {
        wrong(taking, STATUS_FIELD_INVALID, "set_route", "to_party or to_kind, not both");
    }
    if (route->to_party[0] != '\0' && is_fresh && directory_party(&broker->registry, route->to_party) == NULL) {
        wrong(taking, STATUS_UNKNOWN_PARTY, "set_route.to_party", route->to_party);
    }
    instant_t from = route->valid_from != 0 ? route->valid_from : broker_now(broker);
    if (route->valid_to != 0 && route->valid_to < from) {
        wrong(taking, STATUS_FIELD_INVALID, "set_route.valid_to", "");
    }
}

static void take_route(const broker_t *broker, taking_t *taking, const route_given_t *route)
{
    check_route(broker, taking, route);
    put(taking, route->id);
    put_text(taking, "set_route.municipality", route->municipality, sizeof ((route_t *)NULL)->municipality);
    put_kind(taking, "set_route.service", route->service);
    put_flow(taking, route->flow);
    put_codes(taking, "set_route.paragraphs", CODES_PARAGRAPH, route->paragraphs);
    put_text(taking, "set_route.kle", route->kle, sizeof ((route_t *)NULL)->kle);
    put_codes(taking, "set_route.target_groups", CODES_TARGET_GROUP, route->target_groups);
    put_hours(taking, "set_route.hours", route->hours);
    put_text(taking, "set_route.to_party", route->to_party, PARTY_ID_SIZE);
    put_kind(taking, "set_route.to_kind", route->to_kind);
    put_text(taking, "set_route.note", route->note, ROUTE_NOTE_SIZE);
    put_time(taking, route->valid_from);
    put_time(taking, route->valid_to);
    put_time(taking, broker_now(broker));
    put_who(taking);
}

static void take_unmet(const broker_t *broker, taking_t *taking, const unmet_given_t *unmet)
{
    if (!municipality_is_known(unmet->municipality)) {
        wrong(taking, STATUS_FIELD_INVALID, "note_unmet.municipality", unmet->municipality);
    }
    if (unmet->need[0] != '\0' && !text_is_slug(unmet->need, ROUTE_ID_SIZE)) {
        wrong(taking, STATUS_FIELD_INVALID, "note_unmet.need", "one word in small letters: nobody must be told by it");
    }
    put_time(taking, broker_now(broker));
    put(taking, unmet->municipality);
    put_code(taking, "note_unmet.paragraph", CODES_PARAGRAPH, unmet->paragraph);
    put_code(taking, "note_unmet.target_group", CODES_TARGET_GROUP, unmet->target_group);
    put_text(taking, "note_unmet.need", unmet->need, ROUTE_ID_SIZE);
    put(taking, "0");
    put(taking, "1");
    if (unmet->paragraph[0] == '\0' && unmet->target_group[0] == '\0' && unmet->need[0] == '\0') {
        wrong(taking, STATUS_FIELD_MISSING, "note_unmet", "paragraph, target_group or need");
    }
}

status_t directory_change_take(const broker_t *broker, ask_t *ask, const change_t *change, char *detail)
{
    taking_t taking = {.ask = ask, .detail = detail, .status = STATUS_OK};
    CHECK(ask->given_count == 0);
    bool is_new = ask->unit[0] != '\0' && directory_party(&broker->registry, ask->unit) == NULL && !broker->registry_is_stale && !broker->registry_is_loading;
    if (is_new) {
        wrong(&taking, STATUS_UNKNOWN_PARTY, "party", ask->unit);
    }
    switch (change->kind) {
    case CHANGE_OFFER: take_offer(broker, &taking, &change->offer); break;
    case CHANGE_CONFIRM: take_confirm(broker, &taking, &change->offer); break;
    case CHANGE_CAPACITY: take_capacity(broker, &taking, &change->capacity); break;
    case CHANGE_ROUTE: take_route(broker, &taking, &change->route); break;
    case CHANGE_UNMET: take_unmet(broker, &taking, &change->unmet); break;
    case CHANGE_NONE:
    case CHANGE_PARTY:
    case CHANGE_PERSON:
    case CHANGE_GRANT:
    case CHANGE_REVOKE:
    case CHANGE_ROSTER:
    case CHANGE_TIME:
    case CHANGE_RULE:
        CHECK(false);
    }
    return taking.status;
}

/* ---- the statement ---- */

/* Only routes decide anything on a course, and are facts. */
void directory_change_plan(broker_t *broker, const ask_t *ask)
{
    static const char *const STATEMENTS[] = {
        [CHANGE_OFFER] = "set_offer", [CHANGE_CONFIRM] = "confirm_offer", [CHANGE_CAPACITY] = "set_capacity", [CHANGE_ROUTE] = "set_route", [CHANGE_UNMET] = "note_unmet",
    };
    store_query_t *query = &broker->asker->query;
    *query = (store_query_t){.statement = STATEMENTS[ask->change.kind], .bumps = ask->change.kind == CHANGE_ROUTE ? (int)FACTS_ROUTE : -1, .parameter_count = ask->given_count};
    memcpy(query->parameters, ask->given, sizeof query->parameters);
}

/* Names, places and times that do not fit each other are the schema's to refuse. */
status_t directory_change_refusal(const broker_t *broker, const ask_t *ask, const char **detail)
{
    if (ask->unit[0] != '\0' && directory_party(&broker->registry, ask->unit) == NULL) {
        *detail = ask->unit;
        return STATUS_UNKNOWN_PARTY;
    }
    switch (ask->change.kind) {
    case CHANGE_OFFER: *detail = "set_offer: a new one needs name and core_task; age_to and valid_to come after their beginnings"; return STATUS_FIELD_INVALID;
    case CHANGE_CAPACITY: *detail = "set_capacity: reserved is at most free, free at most total"; return STATUS_FIELD_INVALID;
    case CHANGE_ROUTE: *detail = "set_route: a new one needs municipality, service, and to_party or to_kind"; return STATUS_FIELD_INVALID;
    case CHANGE_CONFIRM:
    case CHANGE_UNMET:
    case CHANGE_NONE:
    case CHANGE_PARTY:
    case CHANGE_PERSON:
    case CHANGE_GRANT:
    case CHANGE_REVOKE:
    case CHANGE_ROSTER:
    case CHANGE_TIME:
    case CHANGE_RULE:
        break;
    }
    return STATUS_INTERNAL;
}
