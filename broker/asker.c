/* SPDX-License-Identifier: EUPL-1.2
 * Queries and changes on their way through the store, each look logged in the transaction that reads (L10). One is under way at a time, so that the journal
 * chain of the read connection has no gap. An answer about a course comes from PostgreSQL; what memory knows of it is used only when it is as new. */
#include <stdlib.h>
#include <string.h>

#include "asker.h"
#include "base/check.h"
#include "base/crash_point.h"

#define NS_PER_MS UINT64_C(1000000)
#define ARENA_SIZE (2 * 1024 * 1024) /* a page of QUERY_BYTES_MAX with room for how rows are made, the row that is too much, and the texts of the offers that are matched */
#define READ_LANE 2

void asker_open(broker_t *broker)
{
    asker_t *asker = calloc(1, sizeof *asker);
    CHECK(asker != NULL);
    asker->body = malloc(MESSAGE_SIZE_MAX);
    CHECK(asker->body != NULL);
    asker->matches = calloc(OFFERS_MATCHED_MAX, sizeof *asker->matches);
    CHECK(asker->matches != NULL);
    arena_open(&asker->arena, ARENA_SIZE);
    broker->asker = asker;
}

void asker_close(broker_t *broker)
{
    asker_t *asker = broker->asker;
    if (asker == NULL) {
        return;
    }
    arena_close(&asker->arena);
    explicit_bzero(asker->body, MESSAGE_SIZE_MAX);
    free(asker->body);
    free(asker->matches);
    explicit_bzero(asker, sizeof *asker);
    free(asker);
    broker->asker = NULL;
}

/* ---- answers ---- */

void ask_refuse(broker_t *broker, session_t *session, uint64_t number, status_t status, const char *detail)
{
    sender_result(broker, session, &(result_t){.number = number, .status = status, .detail = detail, .next_cursor = ""});
}

void ask_answer_rows(broker_t *broker, session_t *session, uint64_t number)
{
    const asker_t *asker = broker->asker;
    bool has_more = asker->has_more || asker->page_has_more;
    if (asker->row_status != STATUS_OK) {
        ask_refuse(broker, session, number, asker->row_status, "");
        return;
    }
    sender_result(broker, session, &(result_t){.number = number, .status = STATUS_OK, .detail = "", .next_cursor = has_more ? asker->cursor : "",
                  .rows = asker->rows, .row_count = asker->row_count});
}

static void answer_in_detail(broker_t *broker, ask_t *ask, status_t status, const char *detail)
{
    session_t *session = broker_session(broker, ask->session);
    if (session != NULL && status == STATUS_OK) {
        ask_answer_rows(broker, session, ask->number);
    } else if (session != NULL) {
        ask_refuse(broker, session, ask->number, status, detail);
    }
    *ask = (ask_t){.stage = ASK_FREE};
}

static void answer(broker_t *broker, ask_t *ask, status_t status)
{
    answer_in_detail(broker, ask, status, "");
}

/* ---- what memory must have first ---- */

static bool wants_bodies(const broker_t *broker, const ask_t *ask)
{
    return ask->kind == QUERY_TIMELINE && broker_may(broker, ask->public_key, ask->party, RIGHT_BODIES);
}

/* The course has been seen in the store with a seq: an older one in memory is read anew, and one that a batch is changing is waited for. */
static bool is_loaded(broker_t *broker, const ask_t *ask)
{
    cached_t *cached = loader_want(broker, ask->course);
    if (!cached->is_ready || ask->kind != QUERY_ALLOWED) {
        return cached->is_ready;
    }
    if (cached->batch != 0) {
        return false;
    }
    cached_get_course(cached, &broker->asker->work);
    if (broker->asker->work.seq < ask->seq) {
        cache_drop(broker->cache, cached);
        return false;
    }
    return true;
}

static void take_key(broker_t *broker, const ask_t *ask)
{
    asker_t *asker = broker->asker;
    const party_t *party = directory_party(&broker->registry, ask->party);
    const cached_t *cached = cache_find(broker->cache, ask->course);
    asker->has_key = false;
    if (!wants_bodies(broker, ask) || party == NULL || cached == NULL) {
        return;
    }
    const course_key_t *key = cached_key(cached, party->organisation);
    if (key != NULL) {
        asker->key = *key;
        asker->has_key = true;
    }
}

static void forget_key(asker_t *asker)
{
    asker->has_key = false;
    explicit_bzero(&asker->key, sizeof asker->key);
}

/* ---- running ---- */

/* The entry beside what is read or changed: who, with which key, what, why. */
static void write_journal(broker_t *broker, const ask_t *ask)
{
    asker_t *asker = broker->asker;
    bool is_change = ask->kind == QUERY_NONE;
    bool is_denied = ask->stage == ASK_DENY;
    about_t about = {.course = ask->course};
    entry_t entry = {.kind = is_denied ? ENTRY_DENIED : is_change ? ENTRY_CHANGED : ENTRY_LOOK, .purpose = ask->purpose, .query = (uint32_t)ask->kind,
                     .reason = is_change ? (uint32_t)ask->change.kind : 0, .status = is_denied ? ask->denied : STATUS_OK, .about = &about};
    text_set(entry.party, sizeof entry.party, ask->party);
    text_set(entry.person, sizeof entry.person, ask->person);
    seal_key_fingerprint(ask->public_key, entry.key_fingerprint);
    const char *unit = ask->unit[0] != '\0' ? ask->unit : is_change ? change_party(&ask->change) : ask->kind == QUERY_INBOX && text_is_slug(ask->about, PARTY_ID_SIZE) ? ask->about : "";
    text_set(about.party, sizeof about.party, unit);
    entry.about_count = uuid_is_nil(about.course) && unit[0] == '\0' ? 0 : 1;
    buffer_t bytes = {.data = asker->journal_bytes, .capacity = sizeof asker->journal_bytes};
    journal_make(broker, READ_LANE, &entry, &bytes, &asker->journal);
    asker->query.journal = &asker->journal;
}

static void see_row(const broker_t *broker, ask_t *ask, const store_column_t *columns, unsigned count)
{
    asker_t *asker = broker->asker;
    for (unsigned i = 0; i < count; i++) {
        bool is_true = columns[i].value != NULL && columns[i].value[0] == 't';
        if (text_equal(columns[i].name, "seq") && columns[i].value != NULL) {
            ask->seq = strtoull(columns[i].value, NULL, 10);
        } else if (text_equal(columns[i].name, "_own")) {
            ask->is_own = is_true;
        } else if (text_equal(columns[i].name, "_holder") && columns[i].value != NULL && !ask_covers_now(broker, ask, columns[i].value)) {
            return; /* by day the holder is there itself */
        }
    }
    asker->was_seen = true;
}

static void query_row(void *context, const store_column_t *columns, unsigned count)
{
    broker_t *broker = context;
    ask_t *ask = broker->asker->running;
    if (broker->asker->is_warning) {
        warner_row(broker, columns, count);
    } else if (ask->stage == ASK_SEE) {
        see_row(broker, ask, columns, count);
    } else if (ask->stage == ASK_RUN && ask->kind == QUERY_MATCH) {
        match_take(broker, columns, count);
    } else if (ask->stage == ASK_RUN && ask->kind == QUERY_ROUTE) {
        route_take(broker, columns, count);
    } else if (ask->stage == ASK_RUN && ask->kind != QUERY_ALLOWED) {
        rows_take(broker, columns, count);
    }
}

/* A course that is not there and one that is not the unit's to see get the same answer. */
static void seen(broker_t *broker, ask_t *ask, status_t status)
{
    if (status != STATUS_OK) {
        answer(broker, ask, status);
        return;
    }
    status_t denied = !broker->asker->was_seen ? STATUS_UNKNOWN_COURSE : ask->kind == QUERY_LOOKS && !ask->is_own ? STATUS_RIGHT_MISSING : STATUS_OK;
    ask->denied = denied;
    ask->stage = denied != STATUS_OK ? ASK_DENY : ask->kind == QUERY_ALLOWED || wants_bodies(broker, ask) ? ASK_LOAD : ASK_RUN;
}

static void changed(broker_t *broker, ask_t *ask, status_t status)
{
    const char *detail = "";
    if (status == STATUS_OK) {
        CRASH_POINT(facts_changed);
        bool is_done = broker->asker->row_count > 0;
        if (broker->asker->query.bumps >= 0) {
            keeper_registry_moved(broker);
        } else if (is_done && ask->change.kind == CHANGE_TIME) {
            keeper_take_time(broker, ask->change.set_time, broker->now_ns);
        }
        status = is_done ? STATUS_OK : STATUS_NOT_FOUND;
    } else if (status == STATUS_INTERNAL && change_is_of_directory(ask->change.kind)) {
        status = directory_change_refusal(broker, ask, &detail);
    } else if (status == STATUS_INTERNAL) {
        status = change_refusal(broker, &ask->change);
    }
    answer_in_detail(broker, ask, status, detail);
}

/* Between seeing the course and reading it the unit may have left it. */
static void looked(broker_t *broker, ask_t *ask, status_t status)
{
    if (status == STATUS_OK && ask->kind == QUERY_COURSE && broker->asker->row_count == 0) {
        status = STATUS_UNKNOWN_COURSE;
    }
    if (status != STATUS_OK && ask->kind == QUERY_STATUS) {
        rows_begin(broker->asker);
        rows_add_status(broker);
        status = STATUS_OK;
    }
    if (status == STATUS_OK && ask->kind == QUERY_ROUTE) {
        route_finish(broker, ask);
    } else if (status == STATUS_OK && ask->kind == QUERY_MATCH && match_finish(broker, ask)) {
        ask->stage = ASK_COUNT;
        return;
    }
    answer(broker, ask, status);
}

static void query_done(void *context, store_query_t *query, status_t status)
{
    broker_t *broker = context;
    asker_t *asker = broker->asker;
    ask_t *ask = asker->running;
    asker->running = NULL;
    forget_key(asker);
    if (query->journal != NULL && status == STATUS_OK) {
        journal_commit(broker, READ_LANE, query->journal, 1);
    } else if (query->journal != NULL && status == STATUS_STORE_AWAY) {
        journal_doubt(broker, READ_LANE);
    }
    if (asker->is_warning) {
        asker->is_warning = false;
        warner_done(broker, status);
    } else if (ask->stage == ASK_SEE) {
        seen(broker, ask, status);
    } else if (ask->stage == ASK_COUNT) {
        answer(broker, ask, status);
    } else if (ask->stage == ASK_DENY) {
        answer(broker, ask, ask->denied);
    } else if (ask->kind == QUERY_NONE) {
        changed(broker, ask, status);
    } else {
        looked(broker, ask, status);
    }
}

/* `done` may be called before store_query_start returns: nothing is touched after it. */
static void run(broker_t *broker, ask_t *ask)
{
    asker_t *asker = broker->asker;
    asker->query.done = query_done;
    asker->query.row = query_row;
    asker->query.context = broker;
    asker->query.incarnation = broker->incarnation;
    if (asker->query.journal != NULL) {
        asker->query.batch_id = ((uint64_t)broker->incarnation << 36) | broker->batch_next++;
    }
    asker->was_seen = false;
    asker->running = ask;
    store_query_start(broker->store, &asker->query);
}

static void add_allowed(broker_t *broker, const ask_t *ask)
{
    allowed_t allowed[ALLOWED_ACTIONS_MAX];
    const config_t *config = broker->config;
    calendar_t calendar = {config->closed_christmas_eve, config->closed_new_years_eve, config->closed_constitution_day};
    flow_context_t context = {.registry = &broker->registry, .calendar = &calendar, .now = broker_now(broker)};
    const course_t *course = &broker->asker->work; /* is_loaded has just put it there */
    context.now = context.now < course->last_at ? course->last_at : context.now;
    rows_add_allowed(broker, allowed, flow_allowed(&context, course, ask->party, allowed, COUNT_OF(allowed)));
}

static void start(broker_t *broker, ask_t *ask)
{
    asker_t *asker = broker->asker;
    status_t status = ask->stage == ASK_DENY ? STATUS_OK : ask_check_right(broker, ask);
    if (status != STATUS_OK) {
        answer(broker, ask, status);
        return;
    }
    rows_begin(asker);
    if (ask->stage == ASK_LOAD && !is_loaded(broker, ask)) {
        return; /* another's wish for the same course dropped it: next turn */
    }
    if (ask->stage == ASK_SEE) {
        plan_see(broker, ask);
        run(broker, ask);
        return;
    }
    if (ask->stage == ASK_DENY) {
        asker->query = (store_query_t){.statement = "note_look", .bumps = -1};
    } else if (ask->stage == ASK_COUNT) {
        match_plan_count(broker, ask);
    } else if (ask->kind == QUERY_NONE && change_is_of_directory(ask->change.kind)) {
        directory_change_plan(broker, ask);
    } else if (ask->kind == QUERY_NONE) {
        change_plan(broker, ask);
    } else {
        take_key(broker, ask);
        plan_query(broker, ask);
    }
    if (ask->stage == ASK_LOAD) {
        ask->stage = ASK_RUN;
        if (ask->kind == QUERY_ALLOWED) {
            add_allowed(broker, ask);
        }
    }
    if (ask->stage == ASK_DENY || ask->kind == QUERY_NONE || plan_of(ask->kind)->is_journaled) {
        write_journal(broker, ask);
    }
    run(broker, ask);
}

/* The oldest that can go on now; what waits for memory lets others pass. */
static ask_t *next_ask(broker_t *broker)
{
    ask_t *next = NULL;
    for (unsigned i = 0; i < ASKS_MAX; i++) {
        ask_t *ask = &broker->asker->asks[i];
        bool is_older = ask->stage != ASK_FREE && (next == NULL || ask->order < next->order);
        if (is_older && (ask->stage != ASK_LOAD || is_loaded(broker, ask))) {
            next = ask;
        }
    }
    return next;
}

/* Nobody waits for ever for a store that is away, and nothing is read for somebody who has gone. */
static void give_up(broker_t *broker)
{
    bool is_ready = keeper_is_ready(broker);
    for (unsigned i = 0; i < ASKS_MAX; i++) {
        ask_t *ask = &broker->asker->asks[i];
        if (ask->stage == ASK_FREE) {
            continue;
        }
        bool is_late = broker->now_ns - ask->asked_ns > STORE_PATIENCE_MS * NS_PER_MS;
        if (broker_session(broker, ask->session) == NULL || (is_late && (!is_ready || ask->stage == ASK_LOAD))) {
            answer(broker, ask, STATUS_STORE_AWAY);
        }
    }
}

void asker_step(broker_t *broker)
{
    if (broker->asker->running != NULL || broker->asker->is_warning) {
        return;
    }
    give_up(broker);
    if (!keeper_is_ready(broker)) {
        return;
    }
    if (warner_step(broker)) {
        broker->asker->is_warning = true;
        run(broker, NULL);
        return;
    }
    ask_t *ask = next_ask(broker);
    if (ask != NULL) {
        start(broker, ask);
    }
}
