/* SPDX-License-Identifier: EUPL-1.2
 * Matching: each rule gives a reason, and what is against keeps the offer from fitting. */
#include "directory/match.h"

#include <stdlib.h>
#include <string.h>

#include "base/check.h"
#include "model/codes.h"

typedef enum { FOR, AGAINST, NOTE } speaks_t;

static const struct {
    const char *code;
    speaks_t speaks;
    const char *english, *danish;
} REASONS[MATCH_COUNT] = {
#define X(name, code, speaks, english, danish) {code, speaks, english, danish},
#include "directory/match_reason.def"
#undef X
};

_Static_assert(MATCH_COUNT <= 32, "reasons are bits");

const char *match_reason_code(match_reason_t reason)
{
    CHECK(reason < MATCH_COUNT);
    return REASONS[reason].code;
}

const char *match_reason_english(match_reason_t reason)
{
    CHECK(reason < MATCH_COUNT);
    return REASONS[reason].english;
}

const char *match_reason_danish(match_reason_t reason)
{
    CHECK(reason < MATCH_COUNT);
    return REASONS[reason].danish;
}

bool match_reason_is_against(match_reason_t reason)
{
    CHECK(reason < MATCH_COUNT);
    return REASONS[reason].speaks == AGAINST;
}

bool offer_is_stale(instant_t confirmed_at, instant_t at)
{
    return at - confirmed_at >= OFFER_FRESH_MS;
}

bool capacity_is_stale(bool is_acute, instant_t as_of, instant_t at)
{
    return at - as_of >= (is_acute ? CAPACITY_FRESH_ACUTE_MS : CAPACITY_FRESH_MS);
}

/* ---- judging ---- */

static void note(match_t *match, match_reason_t reason)
{
    match->reasons |= UINT32_C(1) << reason;
}

static bool has(const match_t *match, match_reason_t reason)
{
    return (match->reasons >> reason & 1) != 0;
}

/* From the group that is sought upwards: the first that is offered. */
static void judge_group(const wish_t *wish, match_t *match)
{
    if (!wish->has_target_group) {
        return;
    }
    if (match->target_groups == 0) {
        note(match, MATCH_ANY_GROUP);
        match->distance = 64;
        return;
    }
    unsigned index = wish->target_group;
    for (match->distance = 0; (match->target_groups >> index & 1) == 0; match->distance++) {
        const code_t *code = code_at(CODES_TARGET_GROUP, index);
        CHECK(code != NULL);
        if (code_find(CODES_TARGET_GROUP, code->parent, &index) != STATUS_OK) {
            note(match, MATCH_OTHER_GROUP);
            return;
        }
    }
    note(match, match->distance == 0 ? MATCH_GROUP : MATCH_WIDER_GROUP);
}

static bool names_competence(const char *competences, const char *wanted)
{
    size_t size = strlen(wanted);
    for (const char *at = competences; *at != '\0';) {
        at += strspn(at, ", ");
        size_t own = strcspn(at, ", ");
        if (own == size && strncmp(at, wanted, size) == 0) {
            return true;
        }
        at += own;
    }
    return false;
}

static void judge_person(const wish_t *wish, match_t *match)
{
    if (wish->has_paragraph) {
        note(match, (match->paragraphs >> wish->paragraph & 1) != 0 ? MATCH_PARAGRAPH : MATCH_OTHER_PARAGRAPH);
    }
    if (wish->age != 0 && wish->age < match->age_from) {
        note(match, MATCH_TOO_YOUNG);
    } else if (wish->age != 0 && match->age_to != 0 && wish->age > match->age_to) {
        note(match, MATCH_TOO_OLD);
    } else if (wish->age != 0) {
        note(match, MATCH_AGE);
    }
}

static void judge_form(const wish_t *wish, match_t *match, instant_t at)
{
    if (wish->deliveries != 0 && (wish->deliveries & match->deliveries) == 0) {
        note(match, MATCH_OTHER_DELIVERY);
    }
    if (wish->competence[0] != '\0' && !names_competence(match->competences, wish->competence)) {
        note(match, MATCH_NO_COMPETENCE);
    }
    if (wish->step_max != 0 && match->step > wish->step_max) {
        note(match, MATCH_TOO_HIGH_STEP);
    }
    if (!match->needs_referral) {
        note(match, MATCH_NO_REFERRAL);
    } else if (wish->no_referral) {
        note(match, MATCH_NEEDS_REFERRAL);
    }
    if (wish->relatives && !match->for_relatives) {
        note(match, MATCH_NOT_FOR_RELATIVES);
    }
    if (wish->acute && !match->acute) {
        note(match, MATCH_NOT_ACUTE);
    }
    if (match->approved_until != 0 && match->approved_until <= at) {
        note(match, MATCH_NOT_APPROVED);
    }
}

static void judge_places(match_t *match, instant_t at)
{
    bool is_free = match->has_capacity && match->free > match->reserved;
    if (!match->has_capacity) {
        note(match, MATCH_PLACES_UNKNOWN);
    } else if (capacity_is_stale(match->acute, match->as_of, at)) {
        note(match, MATCH_PLACES_STALE);
    } else {
        note(match, is_free ? MATCH_FREE_PLACE : MATCH_NO_PLACE);
    }
}

/* The offer's own hours, or its unit's. */
static bool is_open(const registry_t *registry, const match_t *match, const party_t *party, instant_t at)
{
    hours_t hours;
    bool says = match->hours_text[0] != '\0' && hours_read(match->hours_text, &hours) == STATUS_OK && hours.count > 0;
    return says ? hours_open(&hours, &registry->calendar, at) : directory_is_open(registry, &registry->calendar, party, at);
}

static void judge(const registry_t *registry, const wish_t *wish, instant_t at, match_t *match)
{
    const party_t *party = directory_party(registry, match->party);
    match->reasons = 0;
    match->distance = 0;
    if (party == NULL || !party_in_force(party, at)) {
        note(match, MATCH_UNIT_GONE);
    }
    match->is_open = party != NULL && is_open(registry, match, party, at);
    judge_group(wish, match);
    judge_person(wish, match);
    judge_form(wish, match, at);
    judge_places(match, at);
    note(match, match->is_open ? MATCH_OPEN_NOW : MATCH_CLOSED_NOW);
    note(match, match->is_connected ? MATCH_CONNECTED : MATCH_SILENT);
    if (wish->municipality[0] != '\0') {
        note(match, strcmp(match->municipality, wish->municipality) == 0 ? MATCH_OWN_MUNICIPALITY : MATCH_OTHER_MUNICIPALITY);
    }
    if (offer_is_stale(match->confirmed_at, at)) {
        note(match, MATCH_STALE);
    }
    match->fits = true;
    for (unsigned reason = 0; reason < MATCH_COUNT; reason++) {
        match->fits = match->fits && !(has(match, (match_reason_t)reason) && match_reason_is_against((match_reason_t)reason));
    }
}

/* ---- order ---- */

/* An unknown wait is longer than any that was told. */
static unsigned wait_of(const match_t *match)
{
    return match->has_capacity && !has(match, MATCH_PLACES_STALE) ? match->waiting_days : UINT32_MAX;
}

static int lower_first(unsigned one, unsigned other)
{
    return (one > other) - (one < other);
}

static int yes_first(bool one, bool other)
{
    return (int)other - (int)one;
}

static int order(const match_t *one, const match_t *other, bool is_acute)
{
    const int by[] = {
        yes_first(one->fits, other->fits),
        is_acute ? yes_first(one->is_open, other->is_open) : 0,
        yes_first(has(one, MATCH_FREE_PLACE), has(other, MATCH_FREE_PLACE)),
        yes_first(has(one, MATCH_OWN_MUNICIPALITY), has(other, MATCH_OWN_MUNICIPALITY)),
        lower_first(wait_of(one), wait_of(other)),
        yes_first(!has(one, MATCH_STALE), !has(other, MATCH_STALE)),
        lower_first(one->step, other->step),
        lower_first(one->distance, other->distance),
    };
    for (size_t at = 0; at < COUNT_OF(by); at++) {
        if (by[at] != 0) {
            return by[at];
        }
    }
    return strcmp(one->id, other->id);
}

static int order_acute(const void *left, const void *right)
{
    return order(left, right, true);
}

static int order_planned(const void *left, const void *right)
{
    return order(left, right, false);
}

unsigned directory_match(const registry_t *registry, const wish_t *wish, instant_t at, match_t *matches, unsigned count)
{
    CHECK(registry != NULL && wish != NULL && (matches != NULL || count == 0));
    unsigned fitting = 0;
    for (unsigned index = 0; index < count; index++) {
        judge(registry, wish, at, &matches[index]);
        fitting += matches[index].fits ? 1 : 0;
    }
    if (count > 1) {
        qsort(matches, count, sizeof *matches, wish->acute ? order_acute : order_planned);
    }
    return fitting;
}
