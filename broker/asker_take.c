/* SPDX-License-Identifier: EUPL-1.2
 * Queries and changes come in: who may ask what, for whom and why (L9, L10); what may gets a place in line, everything else its answer. */
#include <string.h>

#include "asker.h"

#define PURPOSE_LAST 6

/* ---- who may ---- */

static status_t find_party(const session_t *session, const char *given, char party[PARTY_ID_SIZE], const char **detail)
{
    if (given[0] == '\0' && session->party_count != 1) {
        *detail = "party";
        return STATUS_FIELD_MISSING;
    }
    const char *acting = given[0] == '\0' ? session->parties[0] : given;
    if (!session_acts_for(session, acting)) {
        return STATUS_PARTY_NOT_GRANTED;
    }
    text_set(party, PARTY_ID_SIZE, acting);
    return STATUS_OK;
}

bool ask_covers_now(const broker_t *broker, const ask_t *ask, const char *holder)
{
    const config_t *config = broker->config;
    calendar_t calendar = {config->closed_christmas_eve, config->closed_new_years_eve, config->closed_constitution_day};
    const party_t *party = directory_party(&broker->registry, holder);
    instant_t now = broker_now(broker);
    return party != NULL && text_equal(party->cover, ask->party) && !directory_is_open(&broker->registry, &calendar, party, now);
}

/* How units answer their standards, and their figures, is for those who answer for them. */
bool ask_leads_or_audits(const broker_t *broker, const ask_t *ask)
{
    instant_t now = broker_now(broker);
    const person_t *person = directory_person(&broker->registry, ask->party, ask->person);
    bool audits = person != NULL && person->role == ROLE_AUDITOR && person_in_force(person, now);
    return audits || directory_on_duty(&broker->registry, ask->party, ask->person, ROLE_LEADER, now);
}

/* L9: by the registry as it stands now, again when its turn comes. */
status_t ask_check_right(const broker_t *broker, const ask_t *ask)
{
    bool is_of_directory = ask->kind == QUERY_NONE && change_is_of_directory(ask->change.kind);
    unsigned wanted = ask->kind == QUERY_NONE ? RIGHT_ADMIN : plan_of(ask->kind)->right;
    if (ask->kind == QUERY_STATUS) {
        return STATUS_OK;
    }
    if (directory_rights(&broker->registry, ask->public_key, ask->party) == 0) {
        return directory_key_revoked(&broker->registry, ask->public_key) ? STATUS_KEY_REVOKED : STATUS_PARTY_NOT_GRANTED;
    }
    if (is_of_directory && directory_change_may(broker, ask)) {
        return STATUS_OK;
    }
    if (wanted != 0 && !broker_may(broker, ask->public_key, ask->party, wanted)) {
        return STATUS_RIGHT_MISSING;
    }
    if ((ask->kind == QUERY_ANSWERS || ask->kind == QUERY_FIGURES) && !ask_leads_or_audits(broker, ask)) {
        return STATUS_RIGHT_MISSING;
    }
    bool is_of_another = ask->kind == QUERY_INBOX && ask->about[0] != '\0';
    return is_of_another && !broker_may(broker, ask->public_key, ask->about, RIGHT_METADATA) ? STATUS_RIGHT_MISSING : STATUS_OK;
}

/* Nobody, or somebody of the unit: the log holds register ids and no names (L12). */
static bool person_is_known(const broker_t *broker, const ask_t *ask)
{
    return ask->person[0] == '\0' || directory_person(&broker->registry, ask->party, ask->person) != NULL;
}

/* A look at citizens is somebody's, for a reason. */
static status_t check_looker(const broker_t *broker, const ask_t *ask, const char **detail)
{
    const party_t *party = directory_party(&broker->registry, ask->party);
    const person_t *person = directory_person(&broker->registry, ask->party, ask->person);
    if (party == NULL || !party_in_force(party, broker_now(broker))) {
        return party == NULL ? STATUS_UNKNOWN_PARTY : STATUS_PARTY_NOT_VALID;
    }
    if (person == NULL || !person_in_force(person, broker_now(broker))) {
        *detail = "person";
        return person == NULL ? STATUS_UNKNOWN_PERSON : STATUS_PERSON_NOT_VALID;
    }
    if (ask->purpose == 0 || ask->purpose > PURPOSE_LAST) {
        *detail = "purpose";
        return ask->purpose == 0 ? STATUS_FIELD_MISSING : STATUS_FIELD_INVALID;
    }
    return STATUS_OK;
}

static status_t check_query(const broker_t *broker, const ask_t *ask, const char **detail)
{
    const ask_plan_t *plan = plan_of(ask->kind);
    status_t status = ask_check_right(broker, ask);
    if (status == STATUS_OK && plan->is_look) {
        status = check_looker(broker, ask, detail);
    } else if (status == STATUS_OK && plan->is_journaled && !person_is_known(broker, ask)) {
        *detail = "person";
        status = STATUS_UNKNOWN_PERSON;
    }
    if (status == STATUS_OK && plan->has_course && uuid_is_nil(ask->course)) {
        *detail = "course_id";
        status = STATUS_FIELD_MISSING;
    }
    return status;
}

/* ---- taking in ---- */

static ask_t *take_place(broker_t *broker, const session_t *session, uint64_t number)
{
    asker_t *asker = broker->asker;
    for (unsigned i = 0; i < ASKS_MAX; i++) {
        ask_t *ask = &asker->asks[i];
        if (ask->stage == ASK_FREE) {
            *ask = (ask_t){.order = asker->order_next, .asked_ns = broker->now_ns, .session = {session->index, session->life}, .number = number, .limit = QUERY_ROWS_MAX};
            memcpy(ask->public_key, session->public_key, sizeof ask->public_key);
            return ask;
        }
    }
    return NULL;
}

static status_t copy_person(ask_t *ask, const char *person, const char **detail)
{
    if (person[0] != '\0' && !text_is_slug(person, sizeof ask->person)) {
        *detail = "person";
        return STATUS_UNKNOWN_PERSON;
    }
    text_set(ask->person, sizeof ask->person, person);
    return STATUS_OK;
}

/* A place that is not put in line is free again. A right that is missing is logged like a look, everything else is only answered. */
static void put_in_line(broker_t *broker, session_t *session, ask_t *ask, status_t status, const char *detail)
{
    if (status == STATUS_RIGHT_MISSING) {
        ask->stage = ASK_DENY;
        ask->denied = status;
        ask->person[0] = person_is_known(broker, ask) ? ask->person[0] : '\0';
    } else if (status != STATUS_OK) {
        ask_refuse(broker, session, ask->number, status, detail);
        *ask = (ask_t){.stage = ASK_FREE};
        return;
    }
    broker->asker->order_next++;
}

static status_t fill_query(const session_t *session, ask_t *ask, const query_t *query, const char **detail)
{
    ask->kind = query->kind;
    ask->purpose = query->purpose;
    ask->overdue = query->overdue;
    ask->limit = query->limit;
    ask->course = query->has_course ? query->course : UUID_NIL;
    ask->stage = plan_of(query->kind)->has_course ? ASK_SEE : ASK_RUN;
    status_t status = query->kind == QUERY_STATUS ? STATUS_OK : find_party(session, query->party, ask->party, detail);
    if (status == STATUS_OK) {
        status = copy_person(ask, query->person, detail);
    }
    if (status == STATUS_OK && text_copy(ask->about, sizeof ask->about, query->about) != STATUS_OK) {
        *detail = "about";
        return STATUS_FIELD_INVALID;
    }
    if (status == STATUS_OK && query->kind == QUERY_FIGURES && plan_period(ask, query->period) != STATUS_OK) {
        *detail = "period";
        return STATUS_FIELD_INVALID;
    }
    if (status == STATUS_OK && plan_cursor(ask, query->cursor) != STATUS_OK) {
        *detail = "cursor";
        return STATUS_FIELD_INVALID;
    }
    return status;
}

static void answer_flows(broker_t *broker, session_t *session, const query_t *query)
{
    const char *field = "";
    rows_begin(broker->asker);
    status_t status = rows_add_flows(broker, query->about, query->format, &field);
    if (status != STATUS_OK) {
        ask_refuse(broker, session, query->number, status, field);
        return;
    }
    ask_answer_rows(broker, session, query->number);
}

static void answer_standards(broker_t *broker, session_t *session, const query_t *query)
{
    rows_begin(broker->asker);
    status_t status = rows_add_standards(broker, query->about);
    if (status != STATUS_OK) {
        ask_refuse(broker, session, query->number, status, "about");
        return;
    }
    ask_answer_rows(broker, session, query->number);
}

static void answer_gaps(broker_t *broker, session_t *session, const query_t *query)
{
    rows_begin(broker->asker);
    rows_add_gaps(broker, query->about);
    ask_answer_rows(broker, session, query->number);
}

static void answer_status(broker_t *broker, session_t *session, uint64_t number)
{
    rows_begin(broker->asker);
    rows_add_status(broker);
    ask_answer_rows(broker, session, number);
}

void asker_query(broker_t *broker, session_t *session, const query_t *query)
{
    const char *detail = "";
    if (query->kind <= QUERY_NONE || query->kind >= QUERY_KIND_COUNT) {
        ask_refuse(broker, session, query->number, STATUS_FIELD_INVALID, "kind");
        return;
    }
    if (query->kind == QUERY_FLOWS) {
        answer_flows(broker, session, query);
        return;
    }
    if (query->kind == QUERY_STANDARDS) {
        answer_standards(broker, session, query);
        return;
    }
    if (query->kind == QUERY_GAPS) {
        answer_gaps(broker, session, query);
        return;
    }
    if (query->kind == QUERY_STATUS && !keeper_is_ready(broker)) {
        answer_status(broker, session, query->number);
        return;
    }
    ask_t *ask = take_place(broker, session, query->number);
    if (ask == NULL) {
        ask_refuse(broker, session, query->number, STATUS_BUSY, "");
        return;
    }
    status_t status = fill_query(session, ask, query, &detail);
    if (status == STATUS_OK && (query->wish != NULL || query->kind == QUERY_MATCH || query->kind == QUERY_ROUTE)) {
        status = wish_take(broker, ask, query, &detail);
    }
    if (status == STATUS_OK) {
        status = check_query(broker, ask, &detail);
    }
    put_in_line(broker, session, ask, status, detail);
}

static status_t fill_change(const broker_t *broker, const session_t *session, ask_t *ask, const change_t *change, const char **detail)
{
    ask->change = *change;
    ask->change.party = ask->change.person = ""; /* they live during the call only, as the texts of the directory's rows do; the copies stand in the place */
    ask->stage = ASK_RUN;
    status_t status = find_party(session, change->party, ask->party, detail);
    if (status == STATUS_OK) {
        status = copy_person(ask, change->person, detail);
    }
    if (status == STATUS_OK && change_is_of_directory(change->kind)) {
        *detail = "party";
        status = directory_change_unit(ask, change);
    }
    if (status == STATUS_OK) {
        status = ask_check_right(broker, ask);
    }
    if (status == STATUS_OK && !person_is_known(broker, ask)) {
        *detail = "person";
        return STATUS_UNKNOWN_PERSON;
    }
    return status;
}

void asker_change(broker_t *broker, session_t *session, const change_t *change)
{
    const char *detail = "";
    char field[ASK_TEXT_SIZE] = "";
    ask_t *ask = take_place(broker, session, change->number);
    if (ask == NULL) {
        ask_refuse(broker, session, change->number, STATUS_BUSY, "");
        return;
    }
    status_t status = fill_change(broker, session, ask, change, &detail);
    if (status == STATUS_OK) {
        status = change_is_of_directory(change->kind) ? directory_change_take(broker, ask, change, field) : change_check(broker, ask, field);
        detail = field;
    }
    put_in_line(broker, session, ask, status, detail);
}
