/* SPDX-License-Identifier: EUPL-1.2
 * Which statement answers which query, what it takes, and what one must be to ask. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "asker.h"
#include "base/check.h"

static const ask_plan_t PLANS[QUERY_KIND_COUNT] = {
    [QUERY_STATUS] = {"query_status", "", "", 0, false, false, false},
    [QUERY_INBOX] = {"query_inbox", "al123", "nun", RIGHT_METADATA, true, false, true},
    [QUERY_COURSES] = {"query_courses", "pal1u", "u", RIGHT_METADATA, true, false, true},
    [QUERY_COURSE] = {"query_course", "pcu", "", RIGHT_METADATA, true, true, true},
    [QUERY_TIMELINE] = {"query_timeline", "pcbl1u", "n", RIGHT_METADATA, true, true, true},
    [QUERY_ALLOWED] = {"note_look", "", "", RIGHT_METADATA, true, true, true},
    [QUERY_DEADLINES] = {"query_deadlines", "paol123u", "nun", RIGHT_METADATA, true, false, true},
    [QUERY_PARTIES] = {"query_parties", "al1", "s", 0, false, false, false},
    [QUERY_PERSONS] = {"query_persons", "al12", "ss", 0, false, false, false},
    [QUERY_KEYS] = {"query_keys", "al12", "xs", RIGHT_ADMIN, false, false, true},
    [QUERY_ROSTERS] = {"query_rosters", "al1234", "snns", 0, false, false, false},
    [QUERY_FLOWS] = {NULL, "", "", 0, false, false, false},
    [QUERY_LOOKS] = {"query_looks", "pcl123u", "nun", RIGHT_METADATA, true, true, true},
    [QUERY_DOCTOR] = {"query_doctor", "", "", RIGHT_ADMIN, false, false, true},
    [QUERY_STANDARDS] = {NULL, "", "", 0, false, false, false},
    [QUERY_ANSWERS] = {"query_answers", "pal123", "ssn", RIGHT_METADATA, false, false, true},
    [QUERY_FIGURES] = {"query_figures", "paftl1", "n", RIGHT_METADATA, false, false, true},
    [QUERY_CONSENTS] = {"query_consents", "pcu", "", RIGHT_METADATA, true, true, true},
    [QUERY_RULES] = {"query_rules", "al123", "tsn", 0, false, false, false},
    [QUERY_ABSENCES] = {"query_absences", "paol1uv", "n", RIGHT_METADATA, true, false, true},
    [QUERY_OFFERS] = {"query_offers", "al1", "s", 0, false, false, false},
    [QUERY_CAPACITY] = {"query_capacity", "al1", "s", 0, false, false, false},
    [QUERY_MATCH] = {"find_offers", "", "", 0, false, false, false},
    [QUERY_ROUTE] = {"find_presence", "", "", 0, false, false, false},
    [QUERY_ROUTES] = {"query_routes", "al12w", "sn", 0, false, false, false},
    [QUERY_UNMET] = {"query_unmet", "al1", "n", RIGHT_METADATA, false, false, false},
    [QUERY_WARNINGS] = {"query_warnings", "pal1w", "n", 0, false, false, false},
    [QUERY_GAPS] = {NULL, "", "", 0, false, false, false},
};

const ask_plan_t *plan_of(query_kind_t kind)
{
    CHECK(kind > QUERY_NONE && kind < QUERY_KIND_COUNT);
    return &PLANS[kind];
}

/* ---- cursors: a client gives back what it got, or anything ---- */

static bool is_number(const char *text)
{
    size_t size = strspn(text, "0123456789");
    return size > 0 && size <= 18 && text[size] == '\0';
}

/* "CON-1": capitals, digits and dashes. */
static bool text_is_rule(const char *text)
{
    size_t size = strspn(text, "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-");
    return size > 0 && size < RULE_ID_SIZE && text[size] == '\0';
}

static bool part_fits(char kind, const char *text)
{
    uuid_t id;
    uint8_t key[32];
    switch (kind) {
    case 'n': return is_number(text);
    case 'u': return uuid_read(text, &id) == STATUS_OK;
    case 's': return text_is_slug(text, PARTY_ID_SIZE);
    case 't': return text_is_rule(text);
    case 'x': return hex_read(text, key, sizeof key) == STATUS_OK;
    default: CHECK(false); return false;
    }
}

status_t plan_cursor(ask_t *ask, const char *cursor)
{
    const char *kinds = plan_of(ask->kind)->cursor;
    size_t wanted = strlen(kinds);
    CHECK(wanted <= CURSOR_PARTS_MAX);
    ask->cursor_count = 0;
    for (const char *rest = cursor; rest[0] != '\0' || ask->cursor_count < wanted;) {
        size_t size = strcspn(rest, "/");
        if (cursor[0] == '\0') {
            return STATUS_OK;
        }
        if (ask->cursor_count == wanted || size >= ASK_TEXT_SIZE) {
            return STATUS_FIELD_INVALID;
        }
        char *part = ask->cursor[ask->cursor_count];
        memcpy(part, rest, size);
        part[size] = '\0';
        if (!part_fits(kinds[ask->cursor_count++], part)) {
            return STATUS_FIELD_INVALID;
        }
        rest += rest[size] == '/' ? size + 1 : size;
    }
    return STATUS_OK;
}

/* ---- periods ---- */

#define QUARTER_MONTHS 3

/* "2026", "2026H1", "2026Q3": whole quarters and nothing finer, or two periods that differ by a day would tell what happened on it. */
status_t plan_period(ask_t *ask, const char *period)
{
    static const struct { char letter; int months; } PARTS[] = {{'H', 2 * QUARTER_MONTHS}, {'Q', QUARTER_MONTHS}};
    size_t digits = strspn(period, "0123456789");
    int months = 12, first = 0, year = (int)strtol(period, NULL, 10);
    for (size_t i = 0; digits == 4 && period[4] != '\0' && i < COUNT_OF(PARTS); i++) {
        if (period[4] == PARTS[i].letter && period[5] >= '1' && period[5] < '1' + 12 / PARTS[i].months && period[6] == '\0') {
            months = PARTS[i].months;
            first = months * (period[5] - '1');
        }
    }
    bool is_whole = digits == 4 && (period[4] == '\0' || months < 12);
    if (!is_whole || year < 2000 || year > 2999) {
        return STATUS_FIELD_INVALID;
    }
    int after = first + months;
    ask->from = calendar_instant((date_t){year, first + 1, 1}, 0, 0);
    ask->to = calendar_instant((date_t){year + after / 12, after % 12 + 1, 1}, 0, 0);
    return STATUS_OK;
}

/* ---- parameters ---- */

static void begin(asker_t *asker, const char *statement)
{
    asker->query = (store_query_t){.statement = statement, .bumps = -1};
}

void plan_add(asker_t *asker, const char *text)
{
    unsigned index = asker->query.parameter_count++;
    CHECK(index < STORE_PARAMETERS_MAX);
    asker->query.parameters[index] = NULL;
    if (text != NULL) {
        text_set(asker->parameters[index], sizeof asker->parameters[index], text);
        asker->query.parameters[index] = asker->parameters[index];
    }
}

void plan_add_number(asker_t *asker, uint64_t number)
{
    char text[24];
    (void)snprintf(text, sizeof text, "%" PRIu64, number);
    plan_add(asker, text);
}

void plan_add_if(asker_t *asker, const char *text)
{
    plan_add(asker, text[0] == '\0' ? NULL : text);
}

void plan_add_time_if(asker_t *asker, instant_t at)
{
    char text[INSTANT_TEXT_SIZE];
    instant_write(at, text);
    plan_add(asker, at == 0 ? NULL : text);
}

static void add_course(asker_t *asker, uuid_t course)
{
    char text[UUID_TEXT_SIZE];
    uuid_write(course, text);
    plan_add(asker, text);
}

static void add_about(asker_t *asker, const ask_t *ask)
{
    bool is_own_inbox = ask->kind == QUERY_INBOX && ask->about[0] == '\0';
    plan_add_if(asker, is_own_inbox ? ask->party : ask->about);
}

/* L10: an auditor who says that it is an audit sees the metadata of the organisation's courses; asked when its turn comes. */
static bool is_audit(const broker_t *broker, const ask_t *ask)
{
    const person_t *person = directory_person(&broker->registry, ask->party, ask->person);
    return ask->purpose == PURPOSE_AUDIT && person != NULL && person->role == ROLE_AUDITOR && person_in_force(person, broker_now(broker));
}

static void add_parameter(const broker_t *broker, const ask_t *ask, char letter)
{
    asker_t *asker = broker->asker;
    switch (letter) {
    case 'p': plan_add(asker, ask->party); break;
    case 'a': add_about(asker, ask); break;
    case 'c': add_course(asker, ask->course); break;
    case 'l': plan_add_number(asker, ask->limit + 1); break;
    case 'f': plan_add_time_if(asker, ask->from); break;
    case 't': plan_add_time_if(asker, ask->to); break;
    case 'o': plan_add(asker, ask->overdue ? "t" : "f"); break;
    case 'b': plan_add(asker, asker->has_key ? "t" : "f"); break;
    case 'u': plan_add(asker, is_audit(broker, ask) ? "t" : "f"); break;
    case 'h': plan_add(asker, ask->kind == QUERY_TIMELINE ? "t" : "f"); break;
    case 'v': plan_add(asker, ask_leads_or_audits(broker, ask) ? "t" : "f"); break;
    case 'w': plan_add(asker, ask->all ? "t" : "f"); break;
    default: {
        unsigned part = (unsigned)(letter - '1');
        CHECK(part < CURSOR_PARTS_MAX);
        plan_add(asker, part < ask->cursor_count ? ask->cursor[part] : NULL);
    }
    }
}

void plan_query(const broker_t *broker, const ask_t *ask)
{
    asker_t *asker = broker->asker;
    const ask_plan_t *plan = plan_of(ask->kind);
    if (ask->kind == QUERY_MATCH) {
        match_plan(broker, ask);
        return;
    }
    if (ask->kind == QUERY_ROUTE) {
        route_plan(broker, ask);
        return;
    }
    begin(asker, plan->statement);
    for (const char *letter = plan->parameters; *letter != '\0'; letter++) {
        add_parameter(broker, ask, *letter);
    }
}

void plan_see(const broker_t *broker, const ask_t *ask)
{
    begin(broker->asker, "find_course");
    for (const char *letter = "pcuh"; *letter != '\0'; letter++) {
        add_parameter(broker, ask, *letter);
    }
}
