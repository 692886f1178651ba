/* SPDX-License-Identifier: EUPL-1.2
 * The early intervention (SEL §§ 82 a to d): limited in time, with a goal, several units who each accept. It never moves the responsibility. One table and
 * nothing else; the universal rows (flow_common.c) hold beside it. */
#include "base/check.h"
#include "flow/row.h"

/* ROW(from, event, who, when, to, duty, awaits, clock, deliver_to, why). OPENING is no state before. */
#define ROW(from, event, who, when, to, duty, awaits, clock, deliver_to, why) \
    {IN_##from, event, WHO_##who, WHEN_##when, IN_##to, BATON_##duty, AWAITS_##awaits, clock, deliver_to, why}
#define IN_OPENING STATE_NONE
#define IN_REQUESTED STATE_EARLY_REQUESTED
#define IN_OFFERED STATE_EARLY_OFFERED
#define IN_AGREED STATE_EARLY_AGREED
#define IN_RUNNING STATE_EARLY_RUNNING
#define IN_ENDED STATE_EARLY_ENDED
#define IN_REFUSED STATE_EARLY_REFUSED
#define IN_DECLINED STATE_EARLY_DECLINED
#define IN_WITHDRAWN STATE_EARLY_WITHDRAWN
#define M(type) TYPE_EARLY_##type
#define NO_CLOCK {CLOCK_NONE}
#define C(clock) {CLOCK_##clock}
#define ASKED_FOR {CLOCK_EAR_1, CLOCK_EAR_7}
#define RUNS {CLOCK_EAR_6, CLOCK_EAR_3}
#define HOLDER_AND_ASKER (TO_HOLDER | TO_OPENER)
#define COMPANY (TO_HOLDER | TO_ASKED)

/* Who was asked to take part answers in every open state; the same two rows in each. */
#define PARTICIPANTS(state) \
    ROW(state, M(JOINED), PARTICIPANT, JOIN, state, SAME, UNIT, NO_CLOCK, TO_TAKER | TO_HOLDER, \
        "the unit's own yes, with what it does: it is binding, and the log keeps it"), \
    ROW(state, M(JOIN_REFUSED), PARTICIPANT, JOIN_REFUSE, state, SAME, UNIT, C(EAR_7), TO_TAKER | TO_HOLDER, \
        "L6: no, with an alternative; the coordinator finds another, or goes on without"), \
    ROW(state, M(ENDED), AUTHORITY_LEADER, EARLY_END_FOR, ENDED, SAME, NOBODY, NO_CLOCK, COMPANY | TO_TAKER | TO_OPENER, \
        "L6: the unit is gone or silent; a leader at the authority ends it, and the citizen is told")

static const row_t ROWS[] = {
    /* requested */
    ROW(OPENING, M(REQUESTED), INVOLVED, EARLY_REQUEST, REQUESTED, OPENS, UNIT, ASKED_FOR, TO_NAMED | TO_HOLDER | TO_AUTHORITY,
        "anybody may ask, also beside a referral that waits; a new citizen is the entry desk's from the commit (L3)"),
    ROW(REQUESTED, M(OFFERED), UNIT, EARLY_OFFER, OFFERED, SAME, UNIT, C(EAR_5), HOLDER_AND_ASKER,
        "an effort with a coordinator, a first date and an end; the citizen is asked"),
    ROW(REQUESTED, M(REFUSED), UNIT, EARLY_REFUSE, REFUSED, SAME, NOBODY, NO_CLOCK, HOLDER_AND_ASKER | TO_ASKED,
        "L6: a coded reason and a next owner; a referral that waits is without again (EAR-4)"),
    ROW(REQUESTED, M(WITHDRAWN), ASKER, BECAUSE, WITHDRAWN, SAME, NOBODY, NO_CLOCK, COMPANY | TO_TAKER,
        "not needed any more; those who were asked are told"),
    PARTICIPANTS(REQUESTED),
    ROW(REQUESTED, ON(EAR_1), BROKER, ALWAYS, REQUESTED, SAME, UNIT, NO_CLOCK, TO_LADDER,
        "L5: asked for, and no answer"),

    /* offered to the citizen */
    ROW(OFFERED, M(AGREED), UNIT, EARLY_YES, AGREED, SAME, UNIT, C(EAR_2), TO_HOLDER,
        "the citizen says yes, in the citizen's own words"),
    ROW(OFFERED, M(DECLINED), UNIT, EARLY_NO, DECLINED, SAME, NOBODY, NO_CLOCK, COMPANY,
        "L6: the citizen says no, and has an alternative or guidance; the holder goes on"),
    ROW(OFFERED, M(DECLINED), UNIT_LEADER, EARLY_NO_AT_RISK, DECLINED, SAME, NOBODY, NO_CLOCK, COMPANY | TO_AUTHORITY,
        "L6: a no from a citizen at risk is a leader's to register, with section 82 considered"),
    ROW(OFFERED, M(WITHDRAWN), ASKER, BECAUSE, WITHDRAWN, SAME, NOBODY, NO_CLOCK, COMPANY | TO_TAKER,
        "not needed any more; those who were asked are told"),
    PARTICIPANTS(OFFERED),
    ROW(OFFERED, ON(EAR_5), BROKER, ALWAYS, OFFERED, SAME, UNIT, NO_CLOCK, TO_LADDER,
        "L5: the citizen has not answered; somebody goes out and asks"),

    /* agreed */
    ROW(AGREED, M(STARTED), UNIT, EARLY_START, RUNNING, SAME, UNIT, RUNS, COMPANY | TO_AUTHORITY,
        "a goal, a coordinator, an end and a next date: it runs"),
    ROW(AGREED, M(DECLINED), UNIT, EARLY_NO, DECLINED, SAME, NOBODY, NO_CLOCK, COMPANY,
        "L6: the citizen does not wish it after all; the holder goes on"),
    ROW(AGREED, M(DECLINED), UNIT_LEADER, EARLY_NO_AT_RISK, DECLINED, SAME, NOBODY, NO_CLOCK, COMPANY | TO_AUTHORITY,
        "L6: a no from a citizen at risk is a leader's to register, with section 82 considered"),
    ROW(AGREED, M(REFUSED), UNIT, EARLY_REFUSE, REFUSED, SAME, NOBODY, NO_CLOCK, HOLDER_AND_ASKER | TO_ASKED,
        "L6: cannot start after all; a coded reason and a next owner"),
    ROW(AGREED, M(JOIN_REQUESTED), UNIT, JOIN_REQUEST, AGREED, SAME, UNIT, C(EAR_7), TO_NAMED | TO_HOLDER,
        "one effort, several units: each is asked for itself"),
    PARTICIPANTS(AGREED),
    ROW(AGREED, ON(EAR_2), BROKER, ALWAYS, AGREED, SAME, UNIT, NO_CLOCK, TO_LADDER,
        "L5: a yes, and nothing has begun"),

    /* running */
    ROW(RUNNING, M(JOIN_REQUESTED), UNIT, JOIN_REQUEST, RUNNING, SAME, UNIT, C(EAR_7), TO_NAMED | TO_HOLDER,
        "one effort, several units: each is asked for itself"),
    PARTICIPANTS(RUNNING),
    ROW(RUNNING, M(STATUS), UNIT, EARLY_STATUS, RUNNING, SAME, UNIT, C(EAR_6), COMPANY,
        "the citizen comes, or does not, and the next date is known"),
    ROW(RUNNING, M(ENDED), UNIT, EARLY_END, ENDED, SAME, NOBODY, NO_CLOCK, COMPANY | TO_OPENER,
        "L6: ended with a reason; what follows exists, or nothing does and the holder goes on"),
    ROW(RUNNING, ON(EAR_6), BROKER, ALWAYS, RUNNING, SAME, UNIT, NO_CLOCK, TO_LADDER,
        "L5: the next date has passed, and nobody has said how it goes"),
    ROW(RUNNING, ON(EAR_3), BROKER, ALWAYS, RUNNING, SAME, UNIT, NO_CLOCK, TO_LADDER,
        "L5: the planned end comes near, or has come: end it, or refer"),
};

const table_t TABLE_EARLY = {FLOW_EARLY_INTERVENTION, ROWS, COUNT_OF(ROWS), STATE_EARLY_ANNULLED, STATE_EARLY_ENDED_DEAD};
