/* SPDX-License-Identifier: EUPL-1.2
 * Due times and ladder steps from the table. Pure. */
#include "flow/clock.h"

#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include "base/check.h"

#define MINUTE_MS ((instant_t)60 * 1000)
#define DAY_MS (24 * 60 * MINUTE_MS)
#define START_HOUR 8
#define MORNING_HOUR 9
#define TEN_HOUR 10
#define NOON_HOUR 12
#define END_HOUR 16

typedef struct {
    int early_percent[4]; /* of the time from start to due; 100 = at due, then `after` counts */
    int after[4];         /* minutes, or working days */
    bool by_working_days;
    int repeat_minutes; /* 0 = each working day */
} ladder_t;

static const ladder_t LADDERS[LADDER_COUNT] = {
#define L(name, e0, e1, e2, e3, a0, a1, a2, a3, by_days, repeat) [LADDER_##name] = {{e0, e1, e2, e3}, {a0, a1, a2, a3}, by_days, repeat},
#include "flow/clock_rule.def"
};

#define A(unit, amount, ladder) {UNIT_##unit, amount, LADDER_##ladder}
static const clock_rule_t RULES[] = {
#define R(name, code, event, question, acute, urgent, routine, given, is, basis, english, danish) \
    {RULE_##name, code, CLOCK_##event, CLOCK_##question, {acute, urgent, routine}, given, CLOCK_IS_##is, basis, english, danish},
#include "flow/clock_rule.def"
};
#undef A

static const struct {
    rule_t rule;
    const char *paragraph;
    amount_t amount;
    const char *source;
} PUBLISHED[] = {
#define P(rule, paragraph, unit, amount, source) {RULE_##rule, paragraph, {UNIT_##unit, amount, LADDER_DAILY}, source},
#include "flow/clock_rule.def"
};

/* A clock with three rules is answered by priority; the rest have one. */
static const struct {
    clock_name_t clock;
    const char *text;
    rule_t rules[3];
} CLOCKS[] = {
#define ONE(name, text) {CLOCK_##name, text, {RULE_##name, RULE_##name, RULE_##name}}
    {CLOCK_CON_1_2_3, "CON-1/2/3", {RULE_CON_1, RULE_CON_2, RULE_CON_3}},
    {CLOCK_CON_4_7, "CON-4/7", {RULE_CON_4, RULE_CON_7, RULE_CON_7}},
    {CLOCK_CON_7_TOLD, "CON-7 (told)", {RULE_CON_7_TOLD, RULE_CON_7_TOLD, RULE_CON_7_TOLD}},
    ONE(CON_0, "CON-0"), ONE(CON_5, "CON-5"), ONE(CON_6, "CON-6"), ONE(CON_8, "CON-8"), ONE(CON_9, "CON-9"), ONE(CON_10, "CON-10"),
    ONE(CON_11, "CON-11"), ONE(CRS_1, "CRS-1"), ONE(ACT_1, "ACT-1"), ONE(ANN_1, "ANN-1"),
    ONE(HOV_1, "HOV-1"), ONE(HOV_2, "HOV-2"), ONE(HOV_3, "HOV-3"), ONE(HOV_4, "HOV-4"), ONE(HOV_5, "HOV-5"), ONE(HOV_6, "HOV-6"), ONE(HOV_7, "HOV-7"),
    ONE(HOV_8, "HOV-8"), ONE(HOV_9, "HOV-9"), ONE(HOV_10, "HOV-10"), ONE(HOV_11, "HOV-11"), ONE(MTG_1, "MTG-1"), ONE(MTG_2, "MTG-2"), ONE(OVR_1, "OVR-1"),
    ONE(COV_1, "COV-1"), ONE(CNS_1, "CNS-1"), ONE(CRS_2, "CRS-2"), ONE(CRS_3, "CRS-3"), ONE(CRS_5, "CRS-5"), ONE(AGE_1, "AGE-1"), ONE(AGE_2, "AGE-2"), ONE(AGE_3, "AGE-3"),
    ONE(CLO_0, "CLO-0"), ONE(CLO_1, "CLO-1"), ONE(CLO_3, "CLO-3"), ONE(CLO_4, "CLO-4"), ONE(CLO_5, "CLO-5"), ONE(CLO_6, "CLO-6"), ONE(REC_1, "REC-1"),
    ONE(EAR_1, "EAR-1"), ONE(EAR_2, "EAR-2"), ONE(EAR_3, "EAR-3"), ONE(EAR_4, "EAR-4"), ONE(EAR_5, "EAR-5"), ONE(EAR_6, "EAR-6"), ONE(EAR_7, "EAR-7"),
    ONE(REF_1, "REF-1"), ONE(REF_2, "REF-2"), ONE(REF_3, "REF-3"), ONE(REF_5, "REF-5"), ONE(REF_6, "REF-6"), ONE(REF_7, "REF-7"), ONE(REF_8, "REF-8"),
    ONE(REF_9, "REF-9"), ONE(REF_10, "REF-10"), ONE(REF_11, "REF-11"),
    ONE(ORD_0, "ORD-0"), ONE(ORD_1, "ORD-1"), ONE(ORD_2, "ORD-2"), ONE(ORD_3, "ORD-3"), ONE(ORD_4, "ORD-4"), ONE(ORD_5, "ORD-5"), ONE(ORD_6, "ORD-6"),
    ONE(ORD_7, "ORD-7"), ONE(ORD_8, "ORD-8"), ONE(ORD_9, "ORD-9"), ONE(ORD_10, "ORD-10"), ONE(ORD_11, "ORD-11"),
    ONE(PUR_1, "PUR-1"), ONE(PUR_2, "PUR-2"), ONE(PUR_3, "PUR-3"), ONE(PUR_4, "PUR-4"), ONE(PUR_5, "PUR-5"), ONE(PUR_6, "PUR-6"), ONE(PUR_7, "PUR-7"),
    ONE(PUR_8, "PUR-8"),
    ONE(HOS_1, "HOS-1"), ONE(HOS_2, "HOS-2"), ONE(HOS_3, "HOS-3"), ONE(HOS_4, "HOS-4"), ONE(HOS_5, "HOS-5"), ONE(HOS_6, "HOS-6"), ONE(HOS_7, "HOS-7"),
    ONE(HOS_8, "HOS-8"), ONE(HOS_9, "HOS-9"), ONE(HOS_10, "HOS-10"), ONE(HOS_11, "HOS-11"),
#undef ONE
    {CLOCK_ANY, "any", {RULE_NONE, RULE_NONE, RULE_NONE}},
};

static unsigned priority_index(priority_t priority)
{
    CHECK(priority >= PRIORITY_ACUTE && priority <= PRIORITY_ROUTINE);
    return (unsigned)priority - (unsigned)PRIORITY_ACUTE;
}

const clock_rule_t *clock_rule(rule_t rule)
{
    CHECK(rule > RULE_NONE && rule < RULE_COUNT);
    const clock_rule_t *found = &RULES[(unsigned)rule - 1];
    CHECK(found->rule == rule);
    return found;
}

const clock_rule_t *clock_rule_of_code(const char *code)
{
    CHECK(code != NULL);
    for (size_t index = 0; index < COUNT_OF(RULES); index++) {
        if (strcmp(RULES[index].code, code) == 0) {
            return &RULES[index];
        }
    }
    CHECK(false && "a deadline's rule is in the table");
    return NULL;
}

rule_t clock_rule_for(clock_name_t clock, priority_t priority)
{
    for (size_t index = 0; index < COUNT_OF(CLOCKS); index++) {
        if (CLOCKS[index].clock == clock) {
            return CLOCKS[index].rules[priority_index(priority)];
        }
    }
    CHECK(false && "a clock that a row names is in the table");
    return RULE_NONE;
}

const amount_t *clock_amount_for(const clock_rule_t *rule, priority_t priority, const char *paragraph)
{
    CHECK(rule != NULL);
    const amount_t *own = &rule->amounts[priority_index(priority)];
    for (size_t index = 0; index < COUNT_OF(PUBLISHED) && paragraph != NULL && priority != PRIORITY_ACUTE; index++) {
        if (PUBLISHED[index].rule == rule->rule && strcmp(PUBLISHED[index].paragraph, paragraph) == 0) {
            return &PUBLISHED[index].amount;
        }
    }
    return own;
}

const char *clock_name_text(clock_name_t clock)
{
    for (size_t index = 0; index < COUNT_OF(CLOCKS); index++) {
        if (CLOCKS[index].clock == clock) {
            return CLOCKS[index].text;
        }
    }
    return "–";
}

/* This morning when it is still to come: a night ends with its own morning. */
static instant_t next_morning(const clock_run_t *run, int hour, bool is_working)
{
    date_t today = calendar_local(run->anchor).date;
    instant_t morning = calendar_instant(today, hour, 0);
    if (morning > run->anchor && (!is_working || calendar_is_working_day(run->calendar, today))) {
        return morning;
    }
    return is_working ? calendar_add_working_days(run->calendar, run->anchor, 1, hour) : calendar_instant(calendar_add_days(today, 1), hour, 0);
}

/* A time for the office, so that the last day is a day on which somebody decides. */
static instant_t weeks_on(const clock_run_t *run, int weeks)
{
    date_t date = calendar_add_days(calendar_local(run->anchor).date, 7 * weeks);
    instant_t end = calendar_instant(date, END_HOUR, 0);
    return calendar_is_working_day(run->calendar, date) ? end : calendar_add_working_days(run->calendar, end, 1, END_HOUR);
}

static instant_t after_amount(const clock_run_t *run, const amount_t *amount)
{
    switch (amount->unit) {
    case UNIT_MINUTES:
        return run->anchor + amount->amount * MINUTE_MS;
    case UNIT_DAYS:
        return run->anchor + amount->amount * DAY_MS;
    case UNIT_NEXT_NOON:
        return calendar_instant(calendar_add_days(calendar_local(run->anchor).date, amount->amount), NOON_HOUR, 0);
    case UNIT_WORKING_NOON:
        return calendar_add_working_days(run->calendar, run->anchor, amount->amount, NOON_HOUR);
    case UNIT_WORKING_END:
        return calendar_add_working_days(run->calendar, run->anchor, amount->amount, END_HOUR);
    case UNIT_NEXT_EIGHT:
        return next_morning(run, START_HOUR, false);
    case UNIT_WORKING_TEN:
        return next_morning(run, TEN_HOUR, true);
    case UNIT_WEEKS:
        return weeks_on(run, amount->amount);
    case UNIT_MONTHS:
        return calendar_add_months(run->anchor, amount->amount);
    case UNIT_WORKING_BEFORE:
        return calendar_add_working_days(run->calendar, run->anchor, 1, NOON_HOUR);
    }
    CHECK(false && "every unit is known");
    return 0;
}

instant_t clock_due(const clock_run_t *run, instant_t given)
{
    CHECK(run != NULL && run->rule != NULL && run->calendar != NULL && run->anchor > 0);
    if (given != 0 && run->rule->given_minutes >= 0) {
        return given + run->rule->given_minutes * MINUTE_MS;
    }
    const amount_t *amount = clock_amount_for(run->rule, run->priority, run->paragraph);
    if (given != 0 && amount->unit == UNIT_WORKING_BEFORE) {
        instant_t before = calendar_add_working_days(run->calendar, given, -amount->amount, END_HOUR);
        return before > run->anchor ? before : after_amount(run, amount);
    }
    instant_t due = after_amount(run, amount);
    CHECK(due > run->anchor);
    return due;
}

static instant_t first_steps(const clock_run_t *run, const ladder_t *ladder, instant_t due, unsigned step)
{
    if (ladder->early_percent[step] < 100 && due > run->anchor) {
        return run->anchor + (due - run->anchor) * ladder->early_percent[step] / 100;
    }
    if (ladder->after[step] == 0) {
        return due;
    }
    if (ladder->by_working_days) {
        return calendar_add_working_days(run->calendar, due, ladder->after[step], MORNING_HOUR);
    }
    return due + ladder->after[step] * MINUTE_MS;
}

instant_t clock_step_at(const clock_run_t *run, instant_t due, unsigned step, instant_t now)
{
    CHECK(run != NULL && run->rule != NULL && due > 0);
    const ladder_t *ladder = &LADDERS[run->rule->amounts[priority_index(run->priority)].ladder];
    if (step <= LADDER_LAST_STEP) {
        return first_steps(run, ladder, due, step);
    }
    if (ladder->repeat_minutes == 0) {
        return calendar_add_working_days(run->calendar, now > due ? now : due, 1, MORNING_HOUR);
    }
    instant_t interval = ladder->repeat_minutes * MINUTE_MS;
    instant_t at = first_steps(run, ladder, due, LADDER_LAST_STEP) + interval * (instant_t)(step - LADDER_LAST_STEP);
    return at > now ? at : at + ((now - at) / interval + 1) * interval;
}

bool clock_ladder_text(unsigned index, char *text, size_t size)
{
    if (index >= COUNT_OF(LADDERS)) {
        return false;
    }
    const ladder_t *ladder = &LADDERS[index];
    int written = snprintf(text, size, "ladder %u: %d %d %d %d | %d %d %d %d | %d %d\n", index, ladder->early_percent[0], ladder->early_percent[1],
                           ladder->early_percent[2], ladder->early_percent[3], ladder->after[0], ladder->after[1], ladder->after[2], ladder->after[3],
                           ladder->by_working_days ? 1 : 0, ladder->repeat_minutes);
    CHECK(written > 0 && (size_t)written < size);
    return true;
}

bool clock_published_text(unsigned index, char *text, size_t size)
{
    if (index >= COUNT_OF(PUBLISHED)) {
        return false;
    }
    int written = snprintf(text, size, "published %s %s %d %d %s\n", clock_rule(PUBLISHED[index].rule)->code, PUBLISHED[index].paragraph, (int)PUBLISHED[index].amount.unit,
                           PUBLISHED[index].amount.amount, PUBLISHED[index].source);
    CHECK(written > 0 && (size_t)written < size);
    return true;
}
