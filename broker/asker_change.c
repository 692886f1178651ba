/* SPDX-License-Identifier: EUPL-1.2
 * Administration: what a change must fulfil, and the statement that makes it. A field that is absent keeps its value. */
#include <string.h>

#include "asker.h"
#include "base/check.h"
#include "flow/rules.h"

/* A change for "now" is told a moment before it is taken in. */
#define CLOCK_SKEW_MS ((instant_t)5 * 60 * 1000)

static status_t wrong(status_t status, const char *field, char *detail)
{
    text_set(detail, ASK_TEXT_SIZE, field);
    return status;
}

/* A snapshot that is being read again says nothing about what is missing in it: the change before this one may have made it. */
static bool registry_is_fresh(const broker_t *broker)
{
    return !broker->registry_is_stale && !broker->registry_is_loading;
}

static bool is_surely_missing(const broker_t *broker, const void *found)
{
    return found == NULL && registry_is_fresh(broker);
}

static bool times_fit(instant_t from, instant_t to)
{
    return from == 0 || to == 0 || to > from;
}

static status_t check_party(const broker_t *broker, const party_t *party, char *detail)
{
    const party_t *before = directory_party(&broker->registry, party->id);
    if (!text_is_slug(party->id, sizeof party->id) || text_equal(party->id, BROKER_PARTY)) {
        return wrong(STATUS_FIELD_INVALID, "set_party.id", detail);
    }
    if (is_surely_missing(broker, before) && (party->kind == PARTY_KIND_NONE || party->name[0] == '\0' || party->organisation[0] == '\0')) {
        return wrong(STATUS_FIELD_MISSING, "set_party: a new unit needs kind, name and organisation", detail);
    }
    instant_t from = party->valid_from != 0 || before == NULL ? party->valid_from : before->valid_from;
    instant_t to = party->valid_to != 0 || before == NULL ? party->valid_to : before->valid_to;
    return times_fit(from, to) ? STATUS_OK : wrong(STATUS_FIELD_INVALID, "set_party.valid_to", detail);
}

static status_t check_person(const broker_t *broker, const person_t *person, char *detail)
{
    const person_t *before = directory_person(&broker->registry, person->party, person->id);
    if (!text_is_slug(person->id, sizeof person->id)) {
        return wrong(STATUS_FIELD_INVALID, "set_person.id", detail);
    }
    if (person->role > ROLE_OPERATOR) {
        return wrong(STATUS_FIELD_INVALID, "set_person.role", detail);
    }
    if (is_surely_missing(broker, directory_party(&broker->registry, person->party))) {
        return wrong(STATUS_UNKNOWN_PARTY, "set_person.party", detail);
    }
    if (is_surely_missing(broker, before) && (person->name[0] == '\0' || person->role == ROLE_NONE)) {
        return wrong(STATUS_FIELD_MISSING, "set_person: a new person needs name and role", detail);
    }
    instant_t from = person->valid_from != 0 || before == NULL ? person->valid_from : before->valid_from;
    instant_t to = person->valid_to != 0 || before == NULL ? person->valid_to : before->valid_to;
    return times_fit(from, to) ? STATUS_OK : wrong(STATUS_FIELD_INVALID, "set_person.valid_to", detail);
}

static status_t check_grant(const broker_t *broker, const grant_t *grant, char *detail)
{
    if (grant->rights == 0) {
        return wrong(STATUS_FIELD_INVALID, "grant_key: a grant without any right", detail);
    }
    if (is_surely_missing(broker, directory_party(&broker->registry, grant->party))) {
        return wrong(STATUS_UNKNOWN_PARTY, "grant_key.party", detail);
    }
    return STATUS_OK;
}

static status_t check_revoke(const broker_t *broker, const grant_t *grant, char *detail)
{
    for (unsigned i = 0; i < broker->registry.grant_count; i++) {
        if (memcmp(broker->registry.grants[i].public_key, grant->public_key, sizeof grant->public_key) == 0) {
            return STATUS_OK;
        }
    }
    return registry_is_fresh(broker) ? wrong(STATUS_NOT_FOUND, "revoke_key.public_key", detail) : STATUS_OK;
}

static status_t check_roster(const broker_t *broker, const roster_t *roster, char *detail)
{
    if (is_surely_missing(broker, directory_party(&broker->registry, roster->party))) {
        return wrong(STATUS_UNKNOWN_PARTY, "set_roster.party", detail);
    }
    if (is_surely_missing(broker, directory_person(&broker->registry, roster->party, roster->person))) {
        return wrong(STATUS_UNKNOWN_PERSON, "set_roster.person", detail);
    }
    if (roster->to == 0) {
        return wrong(STATUS_FIELD_MISSING, "set_roster.to", detail); /* a line without an end outlives the person's work */
    }
    instant_t from = roster->from == 0 ? broker_now(broker) : roster->from;
    return times_fit(from, roster->to) ? STATUS_OK : wrong(STATUS_FIELD_INVALID, "set_roster.to", detail);
}

/* A rule is its own municipality's, and takes two people of it. */
static status_t check_rule(const broker_t *broker, const ask_t *actor, char *detail)
{
    const rule_change_t *rule = &actor->change.set_rule;
    const party_t *party = directory_party(&broker->registry, actor->party);
    const person_t *one = directory_person(&broker->registry, actor->party, actor->person);
    const person_t *other = directory_person(&broker->registry, actor->party, rule->second_person);
    instant_t now = broker_now(broker);
    const char *field;
    status_t status = rules_check(rule, &field);
    if (status != STATUS_OK) {
        return wrong(status, field, detail);
    }
    bool is_own = party != NULL && (party->kind == PARTY_KIND_OPERATOR || text_equal(party->municipality, rule->municipality));
    if (!is_own) {
        return wrong(STATUS_RIGHT_MISSING, "set_rule.municipality", detail);
    }
    if (one == NULL || !person_in_force(one, now)) {
        return wrong(STATUS_UNKNOWN_PERSON, "person", detail);
    }
    if (other == NULL || !person_in_force(other, now) || other == one) {
        return wrong(STATUS_UNKNOWN_PERSON, "set_rule.second_person", detail);
    }
    bool is_back = rule->valid_from != 0 && rule->valid_from < now - CLOCK_SKEW_MS;
    return is_back ? wrong(STATUS_FIELD_INVALID, "set_rule.valid_from", detail) : STATUS_OK;
}

status_t change_check(const broker_t *broker, const ask_t *ask, char *detail)
{
    const change_t *change = &ask->change;
    switch (change->kind) {
    case CHANGE_PARTY: return check_party(broker, &change->set_party, detail);
    case CHANGE_PERSON: return check_person(broker, &change->set_person, detail);
    case CHANGE_GRANT: return check_grant(broker, &change->grant, detail);
    case CHANGE_REVOKE: return check_revoke(broker, &change->grant, detail);
    case CHANGE_ROSTER: return check_roster(broker, &change->set_roster, detail);
    case CHANGE_TIME: return broker->clock.is_virtual ? STATUS_OK : wrong(STATUS_TIME_NOT_POSSIBLE, "the store's time is real", detail);
    case CHANGE_RULE: return check_rule(broker, ask, detail);
    case CHANGE_OFFER:
    case CHANGE_CONFIRM:
    case CHANGE_CAPACITY:
    case CHANGE_ROUTE:
    case CHANGE_UNMET:
    case CHANGE_NONE: break; /* the directory's are taken by asker_directory.c */
    }
    return wrong(STATUS_FIELD_MISSING, "change", detail);
}

/* ---- the statement ---- */

static void begin(asker_t *asker, const char *statement, facts_kind_t bumps)
{
    asker->query = (store_query_t){.statement = statement, .bumps = (int)bumps};
}

static void add_flag(asker_t *asker, bool is_given, bool value)
{
    plan_add(asker, !is_given ? NULL : value ? "t" : "f");
}

static void plan_party(asker_t *asker, const change_t *change)
{
    const party_t *party = &change->set_party;
    begin(asker, "set_party", FACTS_PARTY);
    plan_add(asker, party->id);
    plan_add(asker, party->kind == PARTY_KIND_NONE ? NULL : party_kind_code(party->kind));
    plan_add_if(asker, party->name);
    plan_add_if(asker, party->organisation);
    plan_add_if(asker, party->municipality);
    plan_add_if(asker, party->cvr);
    plan_add_if(asker, party->sor);
    plan_add_if(asker, party->gln);
    add_flag(asker, change->has_may_hold, party->may_hold);
    add_flag(asker, change->has_around_the_clock, party->around_the_clock);
    plan_add_if(asker, party->cover);
    plan_add_if(asker, party->fallback);
    plan_add_if(asker, party->phone);
    plan_add_time_if(asker, party->valid_from);
    plan_add_time_if(asker, party->valid_to);
}

static void plan_person(asker_t *asker, const person_t *person)
{
    begin(asker, "set_person", FACTS_PERSON);
    plan_add(asker, person->id);
    plan_add(asker, person->party);
    plan_add_if(asker, person->name);
    if (person->role == ROLE_NONE) {
        plan_add(asker, NULL);
    } else {
        plan_add_number(asker, person->role);
    }
    plan_add_if(asker, person->phone);
    plan_add_time_if(asker, person->valid_from);
    plan_add_time_if(asker, person->valid_to);
}

static void plan_key(asker_t *asker, const change_t *change)
{
    char hex[2 * sizeof change->grant.public_key + 1];
    bool is_grant = change->kind == CHANGE_GRANT;
    hex_write((bytes_t){change->grant.public_key, sizeof change->grant.public_key}, hex);
    begin(asker, is_grant ? "grant_key" : "revoke_key", FACTS_KEY);
    plan_add(asker, hex);
    if (is_grant) {
        plan_add(asker, change->grant.party);
        plan_add_number(asker, change->grant.rights);
        plan_add_if(asker, change->grant.label);
    }
}

static void plan_roster(asker_t *asker, const roster_t *roster, instant_t now)
{
    begin(asker, "set_roster", FACTS_ROSTER);
    plan_add(asker, roster->party);
    plan_add_number(asker, roster->role);
    plan_add(asker, roster->person);
    plan_add_time_if(asker, roster->from == 0 ? now : roster->from);
    plan_add_time_if(asker, roster->to);
}

/* No fact: nobody is other than before. */
static void plan_time(asker_t *asker, instant_t at)
{
    asker->query = (store_query_t){.statement = "set_time", .bumps = -1};
    plan_add_time_if(asker, at);
}

static void plan_rule(asker_t *asker, const ask_t *ask, instant_t now)
{
    const rule_change_t *rule = &ask->change.set_rule;
    begin(asker, "set_rule", FACTS_RULE);
    plan_add(asker, rule->rule);
    plan_add(asker, rule->municipality);
    plan_add(asker, rule->paragraph);
    plan_add_number(asker, (uint64_t)rule->priority);
    plan_add_number(asker, (uint64_t)rule->amount);
    plan_add(asker, rule->unit);
    plan_add_time_if(asker, rule->valid_from == 0 ? now : rule->valid_from);
    plan_add(asker, ask->person);
    plan_add(asker, rule->second_person);
}

void change_plan(broker_t *broker, const ask_t *ask)
{
    const change_t *change = &ask->change;
    switch (change->kind) {
    case CHANGE_PARTY: plan_party(broker->asker, change); break;
    case CHANGE_PERSON: plan_person(broker->asker, &change->set_person); break;
    case CHANGE_GRANT:
    case CHANGE_REVOKE: plan_key(broker->asker, change); break;
    case CHANGE_ROSTER: plan_roster(broker->asker, &change->set_roster, broker_now(broker)); break;
    case CHANGE_TIME: plan_time(broker->asker, change->set_time); break;
    case CHANGE_RULE: plan_rule(broker->asker, ask, broker_now(broker)); break;
    case CHANGE_OFFER:
    case CHANGE_CONFIRM:
    case CHANGE_CAPACITY:
    case CHANGE_ROUTE:
    case CHANGE_UNMET:
    case CHANGE_NONE: CHECK(false);
    }
}

const char *change_party(const change_t *change)
{
    switch (change->kind) {
    case CHANGE_PARTY: return change->set_party.id;
    case CHANGE_PERSON: return change->set_person.party;
    case CHANGE_GRANT: return change->grant.party;
    case CHANGE_ROSTER: return change->set_roster.party;
    case CHANGE_RULE:
    case CHANGE_OFFER:
    case CHANGE_CONFIRM:
    case CHANGE_CAPACITY:
    case CHANGE_ROUTE:
    case CHANGE_UNMET:
    case CHANGE_REVOKE:
    case CHANGE_TIME:
    case CHANGE_NONE: break;
    }
    return "";
}

status_t change_refusal(const broker_t *broker, const change_t *change)
{
    const char *party = change_party(change);
    bool is_known = change->kind == CHANGE_REVOKE || change->kind == CHANGE_RULE || change->kind == CHANGE_TIME || directory_party(&broker->registry, party) != NULL;
    switch (change->kind) {
    case CHANGE_PERSON:
    case CHANGE_GRANT: return is_known ? STATUS_INTERNAL : STATUS_UNKNOWN_PARTY;
    case CHANGE_ROSTER: return is_known ? STATUS_UNKNOWN_PERSON : STATUS_UNKNOWN_PARTY;
    case CHANGE_PARTY: return is_known ? STATUS_INTERNAL : STATUS_FIELD_MISSING;
    case CHANGE_RULE:
    case CHANGE_OFFER:
    case CHANGE_CONFIRM:
    case CHANGE_CAPACITY:
    case CHANGE_ROUTE:
    case CHANGE_UNMET:
    case CHANGE_REVOKE:
    case CHANGE_TIME:
    case CHANGE_NONE: break;
    }
    return STATUS_INTERNAL;
}
