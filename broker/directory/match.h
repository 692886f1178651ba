/* SPDX-License-Identifier: EUPL-1.2
 * Which offers fit what is sought, best first, each with its reasons. Pure. The order is one that can be told in words: no points are added up.
 * Fits · open now, when it is acute · a free place that is known · own municipality · the shortest wait · told lately · one step down the ladder rather than up · nearest to
 * the target group. */
#ifndef STAFET_DIRECTORY_MATCH_H
#define STAFET_DIRECTORY_MATCH_H

#include "directory/directory.h"

/* What is sought. Codes and times, never a citizen. */
typedef struct {
    char municipality[8];
    bool has_paragraph, has_target_group;
    unsigned paragraph, target_group; /* places in model/codes.h */
    uint64_t deliveries;              /* one of them; 0 = any */
    char competence[41];              /* "" = any */
    unsigned age;                     /* 0 = not said */
    unsigned step_max;                /* 0 = any */
    bool acute;
    bool relatives;                   /* for a relative */
    bool no_referral;                 /* only what one may come to unreferred */
    bool all;                         /* those that do not fit, too, and why */
} wish_t;

/* Reasons for and against, as bits in this order. Each has words in English and Danish. */
typedef enum {
#define X(name, code, speaks, english, danish) MATCH_##name,
#include "directory/match_reason.def"
#undef X
    MATCH_COUNT
} match_reason_t;

/* One offer as the store gives it. */
typedef struct {
    char id[PARTY_ID_SIZE], party[PARTY_ID_SIZE];
    char municipality[8];
    uint64_t paragraphs, target_groups, deliveries;
    char competences[161];
    char hours_text[HOURS_TEXT_SIZE];
    unsigned age_from, age_to, step;
    bool acute, needs_referral, for_relatives;
    instant_t approved_until, confirmed_at;
    bool has_capacity;
    unsigned total, free, reserved, waiting_days;
    instant_t as_of, next_free;
    bool is_connected;
    instant_t connected_since, last_seen;
    const char *name, *core_task, *not_for, *phone; /* the caller's, not looked at */
    /* filled by directory_match */
    bool fits, is_open;
    uint32_t reasons; /* bits of match_reason_t */
    unsigned distance; /* steps from the target group that is sought to the one that is offered */
} match_t;

/* How long what was told counts (DIR-1). */
#define OFFER_FRESH_MS (INT64_C(30) * 86400000)
#define CAPACITY_FRESH_MS (INT64_C(7) * 86400000)
#define CAPACITY_FRESH_ACUTE_MS INT64_C(86400000)
bool offer_is_stale(instant_t confirmed_at, instant_t at);
bool capacity_is_stale(bool is_acute, instant_t as_of, instant_t at);

/* Judges and sorts; gives how many fit. The units' own hours are asked of the registry where an offer says none. */
unsigned directory_match(const registry_t *registry, const wish_t *wish, instant_t at, match_t *matches, unsigned count);

const char *match_reason_code(match_reason_t reason);
const char *match_reason_english(match_reason_t reason);
const char *match_reason_danish(match_reason_t reason);
/* It keeps the offer from fitting. */
bool match_reason_is_against(match_reason_t reason);

#endif
