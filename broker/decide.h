/* SPDX-License-Identifier: EUPL-1.2
 * What the parts of deciding tell one another: decide.c has a course alone, decide_other.c what concerns another one, too. For those two files only. */
#ifndef STAFET_BROKER_DECIDE_H
#define STAFET_BROKER_DECIDE_H

#include "broker.h"

/* decide.c */
/* "" for a unit that is not in the register. */
const char *decide_controller(const broker_t *broker, const char *party);
/* Takes the course in broker->work into the batch: from now until the batch is over nobody else decides on it. */
void decide_join(broker_t *broker, cached_t *cached);
/* How broker->work stands after the decision, into its entry. */
void decide_describe(const broker_t *broker, const decision_t *decision, entry_t *entry);
/* A message that the broker makes itself: entry, body and deliveries into the batch. The caller releases what it gives. */
blob_t *decide_append_notice(broker_t *broker, cached_t *cached, const notice_t *notice, entry_t *entry);
/* broker->work becomes what memory has. */
void decide_keep(broker_t *broker, cached_t *cached, const decision_t *decision);
flow_context_t decide_context(const broker_t *broker, const calendar_t *calendar);
calendar_t decide_calendar(const config_t *config);

/* decide_other.c */
/* U8: the course that ends in another, in the same transaction. */
typedef struct {
    cached_t *cached;
    course_t course;
    decision_t decision;
} joined_t;

/* The submit waits in its line for another course. */
void other_hold(broker_t *broker, const pending_t *pending);
/* Fills context->other where the message names one. False: it is on its way. What memory has of the submit's own course may be gone: find it again. */
bool other_ready(broker_t *broker, const pending_t *pending, flow_context_t *context);
/* RSL § 9: the place of the taker's own course; NULL: it, or its keys, are on their way. */
cached_t *other_linked_ready(broker_t *broker, const pending_t *pending, const decision_t *decision);
void other_open_linked(broker_t *broker, const pending_t *pending, cached_t *linked);
/* U8: how the other course ends. False: keys of those who hear of it are on their way. */
bool other_joined_ready(broker_t *broker, const pending_t *pending, const flow_context_t *context, joined_t *joined);
void other_join_courses(broker_t *broker, const joined_t *joined, uuid_t into);

#endif
