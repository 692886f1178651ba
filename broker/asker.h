/* SPDX-License-Identifier: EUPL-1.2
 * The asker's inside: what waits to be asked, what is asked now, the rows of its answer. For asker*.c alone. */
#ifndef STAFET_BROKER_ASKER_H
#define STAFET_BROKER_ASKER_H

#include "broker.h"
#include "directory/match.h"
#include "directory/route.h"

#define ASKS_MAX 64 /* waiting; above, BUSY (L14) */
#define ASK_TEXT_SIZE 128
#define ASK_PARAMETER_SIZE 640 /* of a text or a list of codes that is set */
#define ASK_POOL_SIZE 4096
#define OFFERS_MATCHED_MAX 512 /* that the store gives the rules to judge; of more, those of the own municipality first */
#define CURSOR_PARTS_MAX 4
#define CURSOR_SIZE 192
#define PURPOSE_AUDIT 4 /* of query.proto */

/* SEE: may the unit see the course at all? LOAD: its course and keys are wanted in memory. RUN: read, with the look beside it. DENY: only log it. COUNT: nothing fitted, which
 * is counted before it is answered. */
typedef enum { ASK_FREE, ASK_SEE, ASK_LOAD, ASK_RUN, ASK_DENY, ASK_COUNT } ask_stage_t;

/* One query or change, with copies of all its texts. */
typedef struct {
    ask_stage_t stage;
    uint64_t order;     /* first come, first answered */
    uint64_t asked_ns;
    session_ref_t session;
    uint8_t public_key[32];
    uint64_t number;
    char party[PARTY_ID_SIZE], person[PERSON_ID_SIZE];
    query_kind_t kind;  /* QUERY_NONE: it is a change */
    uint32_t purpose;
    char about[ASK_TEXT_SIZE];
    char cursor[CURSOR_PARTS_MAX][ASK_TEXT_SIZE];
    unsigned cursor_count; /* 0 = the first page */
    uuid_t course;      /* nil = none */
    bool overdue;
    instant_t from, to; /* the period of figures */
    unsigned limit;
    change_t change;
    status_t denied;    /* of DENY */
    uint64_t seq;       /* of the course when it was seen */
    bool is_own;        /* the unit is its holder or authority, or audits it */
    /* of the directory */
    char unit[PARTY_ID_SIZE]; /* that a change is about */
    wish_t wish;
    receiver_t receiver;
    instant_t at;       /* 0 = now */
    bool all;
    const char *given[STORE_PARAMETERS_MAX]; /* of a change: its statement's parameters, in the pool */
    unsigned given_count;
    char pool[ASK_POOL_SIZE];
    unsigned pool_size;
} ask_t;

/* What a kind of query takes and needs. */
typedef struct {
    const char *statement;
    /* p acting unit · a about · c course · l limit + 1 · o overdue · f t the period's begin and end · b with bodies · u as an auditor · v as one who leads or audits ·
     * h whether it is a timeline · w also what is over · 1 to 4 the cursor's parts */
    const char *parameters;
    /* The cursor's parts: n number · u uuid · s slug · t rule · x key in hex. */
    const char *cursor;
    unsigned right;     /* that the key must have for the acting unit; 0 = any */
    bool is_look;       /* at citizens: names a person and a purpose */
    bool has_course;
    bool is_journaled;
} ask_plan_t;

typedef struct asker {
    ask_t asks[ASKS_MAX];
    uint64_t order_next;
    ask_t *running;     /* one at a time: the journal chain of the read connection has no gap */
    store_query_t query;
    char parameters[STORE_PARAMETERS_MAX][ASK_PARAMETER_SIZE];
    store_journal_t journal;
    uint8_t journal_bytes[ENTRY_BYTES_MAX + ABOUT_BYTES_MAX];
    bool was_seen;
    /* the answer */
    arena_t arena;
    bytes_t rows[QUERY_ROWS_MAX];
    unsigned row_count, examined;
    size_t rows_size;
    bool has_more, page_has_more;
    char cursor[CURSOR_SIZE]; /* of the last row examined */
    status_t row_status;
    /* of a timeline with bodies */
    bool has_key;
    course_key_t key;
    uint8_t *body;
    course_t work;
    /* of a match */
    match_t *matches;
    unsigned match_count;
    /* what nobody asked: warner.c */
    bool is_warning;
} asker_t;

/* One row in the making. Its texts live in the scratch arena until the next row. */
#define LINE_COLUMNS_MAX 40
typedef struct {
    arena_t *arena;
    wire_column_t columns[LINE_COLUMNS_MAX];
    unsigned count;
} line_t;

/* ---- asker.c: answers ---- */
void ask_refuse(broker_t *broker, session_t *session, uint64_t number, status_t status, const char *detail);
/* The rows gathered since rows_begin. */
void ask_answer_rows(broker_t *broker, session_t *session, uint64_t number);

/* ---- asker_take.c: who may ---- */
/* L9: by the registry as it stands now; asked when it comes and again when its turn comes. RIGHT_MISSING, PARTY_NOT_GRANTED, KEY_REVOKED. */
/* L10: the acting unit covers the nights of this one, which is closed now. */
bool ask_covers_now(const broker_t *broker, const ask_t *ask, const char *holder);
/* A leader on duty, or an auditor, of the acting unit. */
bool ask_leads_or_audits(const broker_t *broker, const ask_t *ask);
status_t ask_check_right(const broker_t *broker, const ask_t *ask) MUST_CHECK;

/* ---- asker_plan.c: what is asked of the store ---- */
const ask_plan_t *plan_of(query_kind_t kind);
/* FIELD_INVALID unless the cursor is one that this kind of query gives. */
status_t plan_cursor(ask_t *ask, const char *cursor) MUST_CHECK;
/* FIELD_INVALID unless it is a year, half-year or quarter. */
status_t plan_period(ask_t *ask, const char *period) MUST_CHECK;
/* Fills asker->query with the statement and parameters of a query. */
void plan_query(const broker_t *broker, const ask_t *ask);
/* The same for the question whether the acting unit may see the course. */
void plan_see(const broker_t *broker, const ask_t *ask);
void plan_add(asker_t *asker, const char *text);
void plan_add_number(asker_t *asker, uint64_t number);
/* An absent text keeps its value, an absent time likewise. */
void plan_add_if(asker_t *asker, const char *text);
void plan_add_time_if(asker_t *asker, instant_t at);

/* ---- asker_directory.c: changes of the directory ---- */
bool change_is_of_directory(change_kind_t kind);
/* L9: the unit's own leader, or anybody of it for its free places; with the admin right everything. */
bool directory_change_may(const broker_t *broker, const ask_t *ask);
/* Which unit it is about, into ask->unit. FIELD_INVALID: no id. */
status_t directory_change_unit(ask_t *ask, const change_t *change) MUST_CHECK;
/* Checks every code and puts the parameters into the pool. FIELD_INVALID, FIELD_MISSING, TOO_LARGE with *detail* ASK_TEXT_SIZE. */
status_t directory_change_take(const broker_t *broker, ask_t *ask, const change_t *change, char *detail) MUST_CHECK;
void directory_change_plan(broker_t *broker, const ask_t *ask);
/* What to answer when the store refused it. */
status_t directory_change_refusal(const broker_t *broker, const ask_t *ask, const char **detail);

/* ---- asker_match.c: matching, routes, gaps ---- */
/* Every code is looked up; what is not named is the acting unit's. FIELD_INVALID with *detail. */
status_t wish_take(const broker_t *broker, ask_t *ask, const query_t *query, const char **detail) MUST_CHECK;
void match_plan(const broker_t *broker, const ask_t *ask);
void match_take(broker_t *broker, const store_column_t *columns, unsigned count);
/* Ranks and makes the rows. True: nothing fits, and that is to be counted (ASK_COUNT). */
bool match_finish(broker_t *broker, const ask_t *ask);
void match_plan_count(const broker_t *broker, const ask_t *ask);
void route_plan(const broker_t *broker, const ask_t *ask);
void route_take(broker_t *broker, const store_column_t *columns, unsigned count);
void route_finish(broker_t *broker, const ask_t *ask);
/* From the registry in memory, which is read again within a second of a change. */
void rows_add_gaps(broker_t *broker, const char *about);

/* ---- warner.c: what nobody asked ---- */
/* Starts a look or a warning when one is due; true: the store is at it. */
bool warner_step(broker_t *broker);
void warner_row(broker_t *broker, const store_column_t *columns, unsigned count);
void warner_done(broker_t *broker, status_t status);

/* ---- asker_change.c: administration ---- */
/* Validates against the registry as it stands; what it cannot know yet is left to the store. detail: ASK_TEXT_SIZE. */
status_t change_check(const broker_t *broker, const ask_t *ask, char *detail) MUST_CHECK;
void change_plan(broker_t *broker, const ask_t *ask);
/* The unit that a change is about, for the journal; "" for a key that is revoked. */
const char *change_party(const change_t *change);
/* What to answer when the store refused it: a unit or person that is not there, else INTERNAL. */
status_t change_refusal(const broker_t *broker, const change_t *change);

/* ---- consents.c ---- */
#define CONSENT_WORDS_SIZE 256
/* A column of the register that is numbers in the store, in its words; false: it is text already. */
bool consents_words(const char *column, const char *value, char words[CONSENT_WORDS_SIZE]);

/* ---- asker_rows.c: columns to rows ---- */
line_t line_begin(broker_t *broker);
void line_add(line_t *line, const char *name, bytes_t value);
/* An empty text is absent. */
void line_text(line_t *line, const char *name, const char *text);
void line_number(line_t *line, const char *name, uint64_t number);
void line_flag(line_t *line, const char *name, bool value);
void line_time(line_t *line, const char *name, instant_t at);
/* False: the page is full. */
bool rows_keep(asker_t *asker, query_kind_t kind, const line_t *line);
const store_column_t *column_of(const store_column_t *columns, unsigned count, const char *name);
void rows_begin(asker_t *asker);
/* One row of the running query or change. */
void rows_take(broker_t *broker, const store_column_t *columns, unsigned count);
/* The broker's own part of the status, alone: the store is away. */
void rows_add_status(broker_t *broker);
void rows_add_allowed(broker_t *broker, const allowed_t *allowed, unsigned count);
/* FIELD_INVALID with *field: no such flow or format. */
status_t rows_add_flows(broker_t *broker, const char *name, const char *format, const char **field) MUST_CHECK;
/* FIELD_INVALID: no standard of that name ("" = all). TOO_LARGE: more than a page, which the tables are far from. */
status_t rows_add_standards(broker_t *broker, const char *name) MUST_CHECK;

#endif
