/* SPDX-License-Identifier: EUPL-1.2
 * Routes: the one that says most of what is asked goes first; one whose unit is gone is passed over. A service without any route is its kind's unit, and an entry desk that
 * is not there is the duty unit (L6: nobody waits for opening hours). */
#include "directory/route.h"

#include <stdlib.h>
#include <string.h>

#include "base/check.h"
#include "model/codes.h"

/* What each criterion weighs: the citizen's own need before the law, the law before the flow, the flow before the hour. Sums tell every combination apart. */
enum { WEIGHT_HOURS = 1, WEIGHT_FLOW = 2, WEIGHT_PARAGRAPH = 4, WEIGHT_GROUP = 8 };

/* The question, with its codes looked up once. */
typedef struct {
    const registry_t *registry;
    const receiver_t *receiver;
    instant_t at;
    uint64_t groups;    /* the target group and all above it; 0 = none was named, or an unknown one */
    uint64_t paragraph; /* one bit, or 0 */
} question_t;

static const struct {
    const char *code, *english, *danish;
} WORDS[ROUTED_COUNT] = {
    [ROUTED_NONE] = {"", "", ""},
#define X(name, code, english, danish) [ROUTED_##name] = {code, english, danish},
#include "directory/routed.def"
#undef X
};

const char *routed_code(routed_why_t why)
{
    CHECK(why < ROUTED_COUNT);
    return WORDS[why].code;
}

const char *routed_english(routed_why_t why)
{
    CHECK(why < ROUTED_COUNT);
    return WORDS[why].english;
}

const char *routed_danish(routed_why_t why)
{
    CHECK(why < ROUTED_COUNT);
    return WORDS[why].danish;
}

/* ---- order ---- */

static int order_place(const route_t *route, const char *municipality, party_kind_t service)
{
    int order = strcmp(route->municipality, municipality);
    return order != 0 ? order : (int)route->service - (int)service;
}

/* Newer versions first, so that of two that say the same the newer goes before. */
static int order_routes(const void *left, const void *right)
{
    const route_t *one = left;
    const route_t *other = right;
    int order = order_place(one, other->municipality, other->service);
    order = order != 0 ? order : strcmp(one->id, other->id);
    return order != 0 ? order : (one->version < other->version) - (one->version > other->version);
}

void route_prepare(registry_t *registry)
{
    CHECK(registry != NULL);
    if (registry->route_count > 1) {
        qsort(registry->routes, registry->route_count, sizeof *registry->routes, order_routes);
    }
}

static unsigned routes_of(const question_t *question, party_kind_t service)
{
    const registry_t *registry = question->registry;
    unsigned low = 0;
    unsigned high = registry->route_count;
    while (low < high) {
        unsigned middle = low + (high - low) / 2;
        if (order_place(&registry->routes[middle], question->receiver->municipality, service) < 0) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low;
}

static bool is_of(const question_t *question, unsigned index, party_kind_t service)
{
    const registry_t *registry = question->registry;
    return index < registry->route_count && order_place(&registry->routes[index], question->receiver->municipality, service) == 0;
}

/* ---- one route ---- */

static question_t ask(const registry_t *registry, const receiver_t *receiver, instant_t at)
{
    question_t question = {.registry = registry, .receiver = receiver, .at = at};
    unsigned index;
    if (code_find(CODES_TARGET_GROUP, receiver->target_group, &index) == STATUS_OK) {
        question.groups = code_with_ancestors(CODES_TARGET_GROUP, index);
    }
    const char *paragraph = receiver->paragraph[0] != '\0' ? receiver->paragraph : receiver->kle;
    if (code_find(CODES_PARAGRAPH, paragraph, &index) == STATUS_OK) {
        question.paragraph = UINT64_C(1) << index;
    }
    return question;
}

/* A KLE number that no paragraph has is compared as it is. */
static bool fits_law(const route_t *route, const question_t *question)
{
    bool asks_kle = route->kle[0] != '\0';
    bool is_kle = asks_kle && strcmp(route->kle, question->receiver->kle) == 0;
    bool is_paragraph = (route->paragraphs & question->paragraph) != 0;
    return (!asks_kle && route->paragraphs == 0) || is_kle || is_paragraph;
}

static const party_t *unit_of(const route_t *route, const question_t *question)
{
    const registry_t *registry = question->registry;
    if (route->to_party[0] == '\0') {
        return directory_unit(registry, route->to_kind, route->municipality, question->at);
    }
    const party_t *party = directory_party(registry, route->to_party);
    return party != NULL && party_in_force(party, question->at) ? party : NULL;
}

/* ROUTED_BY_ROUTE: it fits. */
static routed_t judge(const route_t *route, const question_t *question)
{
    routed_t routed = {.route = route, .why = ROUTED_BY_ROUTE};
    if (route->valid_from != 0 && route->valid_from > question->at) {
        routed.why = ROUTED_NOT_YET;
    } else if (route->valid_to != 0 && route->valid_to <= question->at) {
        routed.why = ROUTED_NO_MORE;
    } else if (route->flow != FLOW_NONE && route->flow != question->receiver->flow) {
        routed.why = ROUTED_OTHER_FLOW;
    } else if (!fits_law(route, question)) {
        routed.why = ROUTED_OTHER_PARAGRAPH;
    } else if (route->target_groups != 0 && (route->target_groups & question->groups) == 0) {
        routed.why = ROUTED_OTHER_GROUP;
    } else if (route->hours.count > 0 && !hours_open(&route->hours, &question->registry->calendar, question->at)) {
        routed.why = ROUTED_OTHER_HOURS;
    } else {
        routed.party = unit_of(route, question);
        routed.why = routed.party == NULL ? ROUTED_UNIT_GONE : ROUTED_BY_ROUTE;
    }
    return routed;
}

static unsigned weight(const route_t *route)
{
    bool has_law = route->paragraphs != 0 || route->kle[0] != '\0';
    unsigned hours = route->hours.count > 0 ? WEIGHT_HOURS : 0, flow = route->flow != FLOW_NONE ? WEIGHT_FLOW : 0;
    unsigned law = has_law ? WEIGHT_PARAGRAPH : 0, group = route->target_groups != 0 ? WEIGHT_GROUP : 0;
    return hours + flow + law + group;
}

/* ---- all of them ---- */

/* Where no route fits. */
static routed_t by_kind(const question_t *question, party_kind_t service)
{
    const char *municipality = question->receiver->municipality;
    const party_t *unit = directory_unit(question->registry, service, municipality, question->at);
    if (unit != NULL) {
        return (routed_t){.party = unit, .why = ROUTED_BY_KIND};
    }
    const party_t *duty = service == PARTY_KIND_ENTRY_DESK ? directory_unit(question->registry, PARTY_KIND_DUTY, municipality, question->at) : NULL;
    return (routed_t){.party = duty, .why = duty == NULL ? ROUTED_NOBODY : ROUTED_BY_DUTY};
}

/* The best one so far is `best`; the first of equals stays. */
static void keep_better(routed_t *best, routed_t routed)
{
    bool is_better = routed.why == ROUTED_BY_ROUTE && (best->route == NULL || weight(routed.route) > weight(best->route));
    *best = is_better ? routed : *best;
}

static party_kind_t service_of(const receiver_t *receiver)
{
    party_kind_t kind = PARTY_KIND_NONE;
    return party_kind_parse(receiver->service, &kind) == STATUS_OK ? kind : PARTY_KIND_NONE;
}

status_t route_find(const registry_t *registry, const receiver_t *receiver, instant_t at, routed_t *found)
{
    CHECK(registry != NULL && receiver != NULL && found != NULL);
    party_kind_t service = service_of(receiver);
    routed_t best = {.why = ROUTED_NOBODY};
    if (service == PARTY_KIND_NONE) {
        *found = best;
        return STATUS_NO_ROUTE;
    }
    question_t question = ask(registry, receiver, at);
    for (unsigned index = routes_of(&question, service); is_of(&question, index, service); index++) {
        keep_better(&best, judge(&registry->routes[index], &question));
    }
    *found = best.route != NULL ? best : by_kind(&question, service);
    return found->party == NULL ? STATUS_NO_ROUTE : STATUS_OK;
}

unsigned route_explain(const registry_t *registry, const receiver_t *receiver, instant_t at, routed_t *list, unsigned capacity)
{
    CHECK(list != NULL && capacity > 0);
    unsigned count = 1;
    party_kind_t service = service_of(receiver);
    status_t status = route_find(registry, receiver, at, &list[0]);
    if (service == PARTY_KIND_NONE) {
        CHECK(status == STATUS_NO_ROUTE);
        return count;
    }
    question_t question = ask(registry, receiver, at);
    for (unsigned index = routes_of(&question, service); is_of(&question, index, service) && count < capacity; index++) {
        routed_t routed = judge(&registry->routes[index], &question);
        routed.why = routed.why == ROUTED_BY_ROUTE ? ROUTED_LESS_EXACT : routed.why;
        if (routed.route != list[0].route) {
            list[count++] = routed;
        }
    }
    return count;
}
