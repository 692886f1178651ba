/* SPDX-License-Identifier: EUPL-1.2
 * What may happen next on a course. Pure: course, event, registry and time in, decision out. The rules are the rows of flow_<name>.c and
 * flow_common.c; what holds for every row (the laws L1 to L14) is kept here and nowhere else. */
#ifndef STAFET_FLOW_ENGINE_H
#define STAFET_FLOW_ENGINE_H

#include "base/calendar.h"
#include "model/course.h"
#include "model/entry.h"
#include "model/frame.h"
#include "model/measure.h"
#include "model/message.h"
#include "model/registry.h"

typedef struct {
    const registry_t *registry;
    const calendar_t *calendar;
    instant_t now; /* PostgreSQL's clock as estimated, never before course.last_at */
    const course_t *other; /* the course that the message names beside its own (closing.recontacted, course.linked); NULL: it names none, or there is none */
} flow_context_t;

/* What was decided. When status is OK the course has been changed in place; otherwise it is untouched. */
typedef struct {
    status_t status;
    /* A refusal that was decided on the state of the course: it becomes an entry and is final. Not so for unknown people, rights and the like. */
    bool is_recorded;
    char detail[96];
    unsigned missing_count;
    char next_owner[PARTY_ID_SIZE];
    uint32_t rule_row; /* number of the row, stable within a rules hash; 0 = none matched */
    uuid_t flow;
    flow_kind_t flow_kind;
    state_t from, to;
    unsigned changed; /* CHANGED_… */
    char awaited[PARTY_ID_SIZE];
    instant_t due_at;
    /* Whom the message itself (or a clock's notice) is delivered to; never the sender. */
    char deliver_to[RECEIVERS_MAX][PARTY_ID_SIZE];
    unsigned deliver_count;
    unsigned notice_count;
    /* message.annulled: the message to hide. */
    bool hides_message;
    /* Of a package that was checked: by which standard, and how its items were answered. */
    uint8_t standard_hash[8];
    unsigned section_count;
    /* U9: the taker's own course, to be opened by flow_open_linked in the same transaction; nil = none. */
    uuid_t linked_course;
    unsigned measure_count;
    /* The earlier course that a new one goes on from; nil = none. */
    uuid_t earlier_course;
    /* U8: the course that ends in this one, by flow_join in the same transaction; nil = none. */
    uuid_t joined_course;
    /* The consent that the message rests on (L13); "" = none. */
    char consent[UUID_TEXT_SIZE];
    unsigned consent_over_count;
    /* From here on only what is counted above is set. */
    measure_t measures[MEASURES_MAX];
    section_answers_t sections[STANDARD_SECTIONS_MAX];
    /* What rests on these and is not sent yet goes no further. */
    char consents_over[COURSE_CONSENTS_MAX][UUID_TEXT_SIZE];
    char missing[MISSING_MAX][ITEM_CODE_SIZE];
    /* Messages that the broker makes beside it, each an entry of its own. `at`, `message_id` and `course` are filled. */
    notice_t notices[NOTICES_MAX];
} decision_t;

/* A message without a course id: opens a course whose id is derived from its name, with seq 0 (the broker gives seq and head at commit). */
void flow_open(const flow_context_t *context, const message_facts_t *facts, course_t *course, decision_t *decision);
/* A message on an open or ended course. Checks in this order: party and person in force; involvement (a stranger gets UNKNOWN_COURSE, not recorded);
 * course open; flow known; a row for state and type; who; guard; general rules of the duty; ground for disclosure (L13). */
void flow_step(const flow_context_t *context, const message_facts_t *facts, course_t *course, decision_t *decision);
/* U9: decision->linked_course of a take-over by another municipality: the taker's own course, which it holds and is the authority of. `from` is the course as it
 * stands after the step. The decision's notices[0] is course.opened, the first line of the new course's log. */
void flow_open_linked(const flow_context_t *context, const message_facts_t *facts, const course_t *from, course_t *linked, decision_t *decision);
/* U8: decision->joined_course of course.linked: that course as it ends. `into` is the surviving one as it stands after the step. The decision's notices[0] is
 * course.joined, the last line of the ended course's log. */
void flow_join(const flow_context_t *context, const message_facts_t *facts, const course_t *into, course_t *ending, decision_t *decision);
/* A deadline of the course whose fire_at has come (L5). decision.notices[0] is the deadline.passed notice (clock.resumed, when a pause is over); the entry's rule, true due time and step are those of
 * the deadline as it was. NOT_FOUND: it is not due or not there any more (another broker was faster); nothing changed. */
void flow_fire(const flow_context_t *context, course_t *course, uint32_t deadline_number, decision_t *decision);

/* What is outside the course has overtaken it: its contact person has left (CRS-2), its holder closes (CRS-3). Starts that clock; notices[0] tells it as
 * deadline.passed at step 0. NOT_FOUND: nothing of the kind, or the clock runs already; nothing changed. */
void flow_watch(const flow_context_t *context, course_t *course, decision_t *decision);

/* The messages that `party` may send now, in the order of the tables. Rows whose who and state fit; guards on the body's contents are not tried. */
unsigned flow_allowed(const flow_context_t *context, const course_t *course, const char *party, allowed_t *allowed, unsigned capacity);

/* ---- printing, from the same rows ---- */
typedef enum { FLOW_FORMAT_TABLE, FLOW_FORMAT_DOT, FLOW_FORMAT_JSON } flow_format_t;
/* Writes one flow's rows with the universal rows; NOT_FOUND for a flow that has no table yet; TOO_LARGE when the buffer is full. */
status_t flow_print(flow_kind_t flow, flow_format_t format, buffer_t *out) MUST_CHECK;
/* First 8 bytes of SHA-256 over all rows, clock rules and standards, in a fixed text form: what a decision was decided by. */
void flow_rules_hash(uint8_t hash[8]);
/* "L3: a named person took hold with the receiver's own key": the row's reason, for timelines. NULL for 0 and unknown rows. */
const char *flow_row_why(uint32_t rule_row);

#endif
