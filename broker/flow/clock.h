/* SPDX-License-Identifier: EUPL-1.2
 * Clock rules: when something is due, and when each step of the escalation ladder is taken (L5). Pure. The table is clock_rule.def. */
#ifndef STAFET_FLOW_CLOCK_H
#define STAFET_FLOW_CLOCK_H

#include <stddef.h>

#include "base/calendar.h"
#include "base/clock.h"
#include "model/model.h"

typedef enum {
    RULE_NONE,
#define R(name, code, event, question, acute, urgent, routine, given, is, basis, english, danish) RULE_##name,
#include "flow/clock_rule.def"
    RULE_COUNT
} rule_t;

/* The clocks that rows name; CON_1_2_3 and CON_4_7 are chosen by priority, CON_7_TOLD is CON-7 after a phone call. */
typedef enum {
    CLOCK_NONE, CLOCK_CON_0, CLOCK_CON_1_2_3, CLOCK_CON_4_7, CLOCK_CON_7_TOLD, CLOCK_CON_5, CLOCK_CON_6, CLOCK_CON_8, CLOCK_CON_9, CLOCK_CON_10, CLOCK_CON_11,
    CLOCK_CRS_1, CLOCK_ACT_1, CLOCK_ANN_1, CLOCK_HOV_1, CLOCK_HOV_2, CLOCK_HOV_3, CLOCK_HOV_4, CLOCK_HOV_5, CLOCK_HOV_6, CLOCK_HOV_7, CLOCK_HOV_8,
    CLOCK_HOV_9, CLOCK_HOV_10, CLOCK_HOV_11, CLOCK_MTG_1, CLOCK_MTG_2, CLOCK_OVR_1, CLOCK_COV_1, CLOCK_CNS_1, CLOCK_CRS_2, CLOCK_CRS_3, CLOCK_EAR_1,
    CLOCK_EAR_2, CLOCK_EAR_3, CLOCK_EAR_4, CLOCK_EAR_5, CLOCK_EAR_6, CLOCK_EAR_7, CLOCK_REF_1, CLOCK_REF_2, CLOCK_REF_3, CLOCK_REF_5, CLOCK_REF_6,
    CLOCK_REF_7, CLOCK_REF_8, CLOCK_REF_9, CLOCK_REF_10, CLOCK_REF_11, CLOCK_ORD_0, CLOCK_ORD_1, CLOCK_ORD_2, CLOCK_ORD_3, CLOCK_ORD_4, CLOCK_ORD_5,
    CLOCK_ORD_6, CLOCK_ORD_7, CLOCK_ORD_8, CLOCK_ORD_9, CLOCK_ORD_10, CLOCK_ORD_11, CLOCK_PUR_1, CLOCK_PUR_2, CLOCK_PUR_3, CLOCK_PUR_4, CLOCK_PUR_5,
    CLOCK_PUR_6, CLOCK_PUR_7, CLOCK_PUR_8, CLOCK_CRS_5, CLOCK_AGE_1, CLOCK_AGE_2, CLOCK_AGE_3, CLOCK_CLO_0, CLOCK_CLO_1, CLOCK_CLO_3, CLOCK_CLO_4,
    CLOCK_CLO_5, CLOCK_CLO_6, CLOCK_REC_1, CLOCK_HOS_1, CLOCK_HOS_2, CLOCK_HOS_3, CLOCK_HOS_4, CLOCK_HOS_5, CLOCK_HOS_6, CLOCK_HOS_7, CLOCK_HOS_8,
    CLOCK_HOS_9, CLOCK_HOS_10, CLOCK_HOS_11, CLOCK_ANY, CLOCK_COUNT
} clock_name_t;

typedef enum {
    UNIT_MINUTES,
    UNIT_DAYS,         /* of 24 hours */
    UNIT_NEXT_NOON,    /* 12:00 local, `amount` days on */
    UNIT_WORKING_NOON, /* 12:00 on the `amount`th working day */
    UNIT_WORKING_END,  /* 16:00 on the `amount`th working day */
    UNIT_NEXT_EIGHT,   /* the next 08:00 local */
    UNIT_WORKING_TEN,  /* the next 10:00 local of a working day */
    UNIT_WEEKS,        /* 16:00 `amount` weeks on, or of the next working day */
    UNIT_MONTHS,       /* the same local time `amount` months on */
    UNIT_WORKING_BEFORE /* 16:00 `amount` working days before the time that is given; when that has passed, noon of the next working day */
} unit_t;

/* BESIDE: an action beside the flow, awaited of whom it was started for; its ladder does not change whom the flow awaits. PAUSABLE: stands still for the
 * citizen's own reasons. ONCE: over when it has fired. OF_AUTHORITY: the authority's to keep, whoever the flow awaits meanwhile. FIXED: law,
 * which no municipality changes. */
enum { CLOCK_IS_PLAIN = 0, CLOCK_IS_BESIDE = 1, CLOCK_IS_PAUSABLE = 2, CLOCK_IS_ONCE = 4, CLOCK_IS_OF_AUTHORITY = 8, CLOCK_IS_FIXED = 16 };

typedef enum { LADDER_CALL, LADDER_ACUTE, LADDER_ACUTE_HOUR, LADDER_OFFER, LADDER_OFFER_END, LADDER_URGENT, LADDER_TEN_DAYS, LADDER_DAILY, LADDER_EFFORT, LADDER_COUNT } ladder_kind_t;

typedef struct {
    unit_t unit;
    int amount;
    ladder_kind_t ladder;
} amount_t;

typedef struct {
    rule_t rule;
    const char *code;
    clock_name_t event, question;
    amount_t amounts[3]; /* acute, urgent, routine */
    int given_minutes;   /* after a time that a message gives; -1 = none may be given */
    unsigned is;         /* CLOCK_IS_… */
    const char *basis;
    const char *english, *danish;
} clock_rule_t;

/* The step at which the duty unit is told; from there on steps repeat. */
#define LADDER_LAST_STEP 3U

const clock_rule_t *clock_rule(rule_t rule);
/* Of a deadline's code. A code that is none of ours is a mistake of our own store. */
const clock_rule_t *clock_rule_of_code(const char *code);
/* The rule that a clock means for a contact of this priority. */
rule_t clock_rule_for(clock_name_t clock, priority_t priority);
/* "CON-1/2/3" */
const char *clock_name_text(clock_name_t clock);

typedef struct {
    const calendar_t *calendar;
    const clock_rule_t *rule;
    priority_t priority;
    instant_t anchor; /* when the clock began */
    const char *paragraph; /* of the effort; NULL or "" = none */
} clock_run_t;

/* The amount that holds for this rule: the one published for the paragraph, unless it is acute; else the rule's own. */
const amount_t *clock_amount_for(const clock_rule_t *rule, priority_t priority, const char *paragraph);
/* The published amounts as lines of text, for the rules hash; false past the last. */
bool clock_published_text(unsigned index, char *text, size_t size);

/* given = the time that the message names, 0 = none. */
instant_t clock_due(const clock_run_t *run, instant_t given);
/* When step number `step` is taken. A repeat (beyond LADDER_LAST_STEP) that lies before `now` is passed over: it tells the same people; no other step is. */
instant_t clock_step_at(const clock_run_t *run, instant_t due, unsigned step, instant_t now);
/* A ladder as a line of text, for the rules hash; false past the last. */
bool clock_ladder_text(unsigned index, char *text, size_t size);

#endif
