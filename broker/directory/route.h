/* SPDX-License-Identifier: EUPL-1.2
 * Who gets what is sent to a service: routes of the municipality by flow, paragraph or KLE, target group and hour, each with its reason. Pure. */
#ifndef STAFET_DIRECTORY_ROUTE_H
#define STAFET_DIRECTORY_ROUTE_H

#include "directory/directory.h"

/* Why a route was taken or passed over. Each has words in English and Danish. */
typedef enum {
    ROUTED_NONE,
#define X(name, code, english, danish) ROUTED_##name,
#include "directory/routed.def"
#undef X
    ROUTED_COUNT
} routed_why_t;

/* One route that was looked at, or (route NULL) the unit that the kind alone gives. */
typedef struct {
    const route_t *route;
    const party_t *party; /* whom it gives; NULL when it was passed over before that was asked */
    routed_why_t why;
} routed_t;

/* Sorts the routes; called by directory_prepare. */
void route_prepare(registry_t *registry);

/* Writes the routes of the service in the municipality, the one that is taken first, then those passed over; gives how many, at most `capacity`. The first one's party is
 * NULL and its why ROUTED_NOBODY when there is no way. receiver->service must be a kind of unit. */
unsigned route_explain(const registry_t *registry, const receiver_t *receiver, instant_t at, routed_t *list, unsigned capacity);
/* The same without the others: NO_ROUTE when there is none. */
status_t route_find(const registry_t *registry, const receiver_t *receiver, instant_t at, routed_t *found) MUST_CHECK;

const char *routed_code(routed_why_t why);
const char *routed_english(routed_why_t why);
const char *routed_danish(routed_why_t why);

#endif
