/* SPDX-License-Identifier: EUPL-1.2
 * The hospital stay: the municipality's holder holds through all of it, and the ward is awaited. One table and nothing else; the universal rows
 * (flow_common.c) hold beside it. */
#include "base/check.h"
#include "flow/row.h"

/* ROW(from, event, who, when, to, awaits, clock, deliver_to, why): the responsibility never moves; OPENED and TAKEN_BACK say their duty. */
#define ROW_DUTY(from, event, who, when, to, duty, awaits, clock, deliver_to, why) \
    {IN_##from, event, WHO_##who, WHEN_##when, IN_##to, BATON_##duty, AWAITS_##awaits, CLOCKS_##clock, deliver_to, why}
#define ROW(from, event, who, when, to, awaits, clock, deliver_to, why) ROW_DUTY(from, event, who, when, to, SAME, awaits, clock, deliver_to, why)
#define IN_OPENING STATE_NONE
#define IN_ADMITTED STATE_HOSPITAL_ADMITTED
#define IN_ON_LEAVE STATE_HOSPITAL_ON_LEAVE
#define IN_WARNED STATE_HOSPITAL_WARNED
#define IN_READY STATE_HOSPITAL_READY
#define IN_DISCHARGED STATE_HOSPITAL_DISCHARGED
#define IN_CLOSED STATE_HOSPITAL_CLOSED
#define IN_CANCELLED STATE_HOSPITAL_CANCELLED
#define M(type) TYPE_HOSPITAL_##type
/* The clocks of a row by one name. Which of a state's clocks start is decided by what has been done already (apply_hospital.c). */
#define CLOCKS_NONE {CLOCK_NONE}
#define CLOCKS_HOS_1 {CLOCK_HOS_1}
#define CLOCKS_HOS_2 {CLOCK_HOS_2}
#define CLOCKS_HOS_3 {CLOCK_HOS_3}
#define CLOCKS_HOS_4 {CLOCK_HOS_4}
#define CLOCKS_HOS_5 {CLOCK_HOS_5}
#define CLOCKS_HOS_6 {CLOCK_HOS_6}
#define CLOCKS_HOS_8 {CLOCK_HOS_8}
#define CLOCKS_HOS_9 {CLOCK_HOS_9}
#define CLOCKS_HOS_10 {CLOCK_HOS_10}
#define CLOCKS_HOS_11 {CLOCK_HOS_11}
#define CLOCKS_ADMITTED {CLOCK_HOS_1, CLOCK_HOS_4}
#define CLOCKS_WARNED {CLOCK_HOS_8, CLOCK_HOS_9, CLOCK_HOS_4}
#define CLOCKS_READY {CLOCK_HOS_3, CLOCK_HOS_10}
#define CLOCKS_DISCHARGED {CLOCK_HOS_6, CLOCK_HOS_2}
#define TO_WARD TO_OTHER
#define HOME (TO_HOLDER | TO_AUTHORITY)
#define ALL (TO_HOLDER | TO_AUTHORITY | TO_WARD)

/* What may happen in every state before the discharge. */
#define PROFILE_IN(state, awaits, clock) \
    ROW(state, M(SUPPORT_PROFILE), HOLDER, PROFILE, state, awaits, clock, TO_WARD | TO_AUTHORITY, "the ward learns what the citizen has, whom to call and what helps")
#define TRANSFER_IN(state) \
    ROW(state, M(TRANSFERRED), WARD, NEXT_WARD, state, SAME, NONE, TO_NAMED | ALL, "another ward, the same stay")
#define DISCHARGE_IN(state) \
    ROW(state, M(DISCHARGED), WARD, DISCHARGE, DISCHARGED, HOLDER, DISCHARGED, ALL, \
        "L6: always accepted: the citizen is out whatever is written; a missing agreement is told to both leaders at once")
#define LADDER_IN(state, clock, why) ROW(state, ON(clock), BROKER, ALWAYS, state, LADDER, clock, TO_LADDER, why)
#define NO_PROFILE_IN(state) LADDER_IN(state, HOS_1, "L5: the ward has not been told what the citizen has and needs")
#define NO_AGREEMENT_IN(state) LADDER_IN(state, HOS_9, "L5: the discharge comes near without an agreement")

/* What may happen in every state. */
#define EVERYWHERE(state, agreement_clock) \
    ROW(state, M(AGREEMENT), WARD_OR_HOLDER, AGREEMENT, state, SAME, agreement_clock, ALL, \
        "L4: item by item; in force when the other side has confirmed it"), \
    ROW(state, M(REVISED), WARD, REVISION, state, SAME, NONE, ALL, "what was told is corrected; its deadlines follow"), \
    ROW(state, M(DIED), WARD, DEATH_TOLD, state, SAME, HOS_11, ALL | TO_DESK, \
        "the stay goes on until a person at the holder has registered the death or had it taken back"), \
    ROW_DUTY(state, M(CANCELLED), WARD, CANCEL_FIRST, CANCELLED, ENDS, NOBODY, NONE, ALL, \
        "there was no such stay; a course that it opened ends, when nothing else is open")
#define CONFIRMED_IN(state, awaits, clock) \
    ROW(state, M(AGREEMENT_CONFIRMED), WARD_OR_HOLDER, AGREEMENT_OTHER, state, awaits, clock, ALL, "both have said yes; the review has its date")
#define TAKEN_BACK(state, when, to, awaits, clock) \
    ROW(state, M(CANCELLED), WARD, when, to, awaits, clock, ALL, "what was told was wrong: the stay stands as it would without it")

static const row_t ROWS[] = {
    /* begin */
    ROW(OPENING, M(ADMITTED), WARD_NEW, ADMISSION, ADMITTED, HOLDER, ADMITTED, TO_NAMED | HOME,
        "only on an open course; the holder holds on, and tells the ward what the citizen has"),
    ROW_DUTY(OPENING, M(DISCHARGE_WARNING), WARD_NEW, WARNING_NEW, WARNED, OPENS, WARNED, WARNED, TO_DESK | HOME,
        "L3: a ward never holds; without an open course the entry desk holds from the commit"),
    ROW_DUTY(OPENING, M(READY), WARD_NEW, FINISHED_NEW, READY, OPENS, AUTHORITY, READY, TO_DESK | HOME,
        "L3: a ward never holds; without an open course the entry desk holds from the commit"),

    /* admitted */
    PROFILE_IN(ADMITTED, HOLDER, HOS_4),
    ROW(ADMITTED, M(REVIEWED), HOLDER, WARD_TALK, ADMITTED, HOLDER, HOS_4, TO_WARD,
        "the holder has talked with the ward; the next talk has a date"),
    ROW(ADMITTED, M(LEFT_ON_LEAVE), WARD, TOLD_BY_WARD, ON_LEAVE, HOLDER, HOS_5, ALL,
        "the citizen is out and is to come back: somebody knows where"),
    ROW(ADMITTED, M(DISCHARGE_WARNING), WARD, WARNING, WARNED, WARNED, WARNED, ALL,
        "the discharge has a date, and the municipality answers what there will be"),
    ROW(ADMITTED, M(READY), WARD, FINISHED, READY, AUTHORITY, READY, ALL,
        "treatment is finished; the municipality says what there is from now"),
    DISCHARGE_IN(ADMITTED),
    TRANSFER_IN(ADMITTED),
    CONFIRMED_IN(ADMITTED, SAME, NONE),
    EVERYWHERE(ADMITTED, NONE),
    TAKEN_BACK(ADMITTED, CANCEL_TO_ADMITTED, ADMITTED, HOLDER, ADMITTED),
    TAKEN_BACK(ADMITTED, CANCEL_TO_LEAVE, ON_LEAVE, HOLDER, HOS_5),
    TAKEN_BACK(ADMITTED, CANCEL_TO_DISCHARGED, DISCHARGED, HOLDER, DISCHARGED),
    ROW(ADMITTED, ON(HOS_1), BROKER, ALWAYS, ADMITTED, LADDER, HOS_1, TO_LADDER,
        "L5: the ward has not been told what the citizen has and needs"),
    LADDER_IN(ADMITTED, HOS_4, "L5: nobody has talked with the ward"),

    /* on leave */
    PROFILE_IN(ON_LEAVE, SAME, NONE),
    ROW(ON_LEAVE, M(BACK), WARD, BACK_ADMITTED, ADMITTED, HOLDER, ADMITTED, ALL,
        "the citizen is back; the stay goes on where it was"),
    ROW(ON_LEAVE, M(BACK), WARD, BACK_WARNED, WARNED, WARNED, WARNED, ALL,
        "the citizen is back; the discharge is warned of"),
    ROW(ON_LEAVE, M(BACK), WARD, BACK_READY, READY, AUTHORITY, READY, ALL,
        "the citizen is back; treatment is finished"),
    ROW(ON_LEAVE, M(DISCHARGE_WARNING), WARD, WARNING, ON_LEAVE, WARNED, HOS_8, ALL,
        "warned of while the citizen is on leave"),
    ROW(ON_LEAVE, M(READY), WARD, FINISHED, ON_LEAVE, AUTHORITY, HOS_3, ALL,
        "finished while the citizen is on leave"),
    ROW(ON_LEAVE, M(WARNING_ANSWERED), AUTHORITY, EFFORT, ON_LEAVE, HOLDER, HOS_9, TO_WARD | TO_HOLDER,
        "what there will be after the discharge is said, also while the citizen is on leave"),
    ROW(ON_LEAVE, M(INTERIM_PLAN), AUTHORITY, INTERIM, ON_LEAVE, HOLDER, HOS_10, TO_WARD | TO_HOLDER,
        "what there is until the effort begins is said, also while the citizen is on leave"),
    DISCHARGE_IN(ON_LEAVE),
    TRANSFER_IN(ON_LEAVE),
    CONFIRMED_IN(ON_LEAVE, SAME, NONE),
    EVERYWHERE(ON_LEAVE, HOS_9),
    TAKEN_BACK(ON_LEAVE, CANCEL_TO_ADMITTED, ADMITTED, HOLDER, ADMITTED),
    TAKEN_BACK(ON_LEAVE, CANCEL_TO_LEAVE, ON_LEAVE, HOLDER, HOS_5),
    TAKEN_BACK(ON_LEAVE, CANCEL_TO_WARNED, WARNED, WARNED, WARNED),
    TAKEN_BACK(ON_LEAVE, CANCEL_TO_READY, READY, AUTHORITY, READY),
    LADDER_IN(ON_LEAVE, HOS_5, "L5: the leave is over; ward and holder are asked where the citizen is"),
    NO_PROFILE_IN(ON_LEAVE),
    LADDER_IN(ON_LEAVE, HOS_8, "L5: the warning is not answered"),
    NO_AGREEMENT_IN(ON_LEAVE),
    LADDER_IN(ON_LEAVE, HOS_3, "L5: finished, and nobody has said what there is until the effort begins"),
    LADDER_IN(ON_LEAVE, HOS_10, "L5: the effort still waits"),

    /* warned */
    PROFILE_IN(WARNED, SAME, NONE),
    ROW(WARNED, M(REVIEWED), HOLDER, WARD_TALK, WARNED, SAME, HOS_4, TO_WARD,
        "the holder has talked with the ward; the next talk has a date"),
    ROW(WARNED, M(LEFT_ON_LEAVE), WARD, TOLD_BY_WARD, ON_LEAVE, HOLDER, HOS_5, ALL,
        "the citizen is out and is to come back: somebody knows where"),
    ROW(WARNED, M(WARNING_ANSWERED), AUTHORITY, EFFORT, WARNED, WARD, WARNED, TO_WARD | TO_HOLDER,
        "what, who and from when; or that there is nothing, and why. The agreement is next"),
    ROW(WARNED, M(READY), WARD, FINISHED, READY, AUTHORITY, READY, ALL,
        "treatment is finished; the municipality says what there is from now"),
    DISCHARGE_IN(WARNED),
    TRANSFER_IN(WARNED),
    CONFIRMED_IN(WARNED, WARNED, WARNED),
    EVERYWHERE(WARNED, WARNED),
    TAKEN_BACK(WARNED, CANCEL_TO_ADMITTED, ADMITTED, HOLDER, ADMITTED),
    TAKEN_BACK(WARNED, CANCEL_TO_LEAVE, ON_LEAVE, HOLDER, HOS_5),
    TAKEN_BACK(WARNED, CANCEL_TO_WARNED, WARNED, WARNED, WARNED),
    LADDER_IN(WARNED, HOS_8, "L5: the warning is not answered"),
    NO_AGREEMENT_IN(WARNED),
    LADDER_IN(WARNED, HOS_4, "L5: all is agreed, and nobody has talked with the ward"),
    NO_PROFILE_IN(WARNED),

    /* ready for discharge */
    PROFILE_IN(READY, SAME, NONE),
    ROW(READY, M(LEFT_ON_LEAVE), WARD, TOLD_BY_WARD, ON_LEAVE, HOLDER, HOS_5, ALL,
        "the citizen is out and is to come back: somebody knows where"),
    ROW(READY, M(INTERIM_PLAN), AUTHORITY, INTERIM, READY, AUTHORITY, HOS_10, TO_WARD | TO_HOLDER,
        "the effort has to wait: other support is given meanwhile, and looked at"),
    DISCHARGE_IN(READY),
    TRANSFER_IN(READY),
    CONFIRMED_IN(READY, SAME, NONE),
    EVERYWHERE(READY, HOS_9),
    TAKEN_BACK(READY, CANCEL_TO_ADMITTED, ADMITTED, HOLDER, ADMITTED),
    TAKEN_BACK(READY, CANCEL_TO_LEAVE, ON_LEAVE, HOLDER, HOS_5),
    TAKEN_BACK(READY, CANCEL_TO_WARNED, WARNED, WARNED, WARNED),
    TAKEN_BACK(READY, CANCEL_TO_READY, READY, AUTHORITY, READY),
    LADDER_IN(READY, HOS_3, "L5: finished, and nobody has said what there is until the effort begins"),
    LADDER_IN(READY, HOS_10, "L5: the effort still waits"),
    NO_AGREEMENT_IN(READY),
    NO_PROFILE_IN(READY),

    /* discharged */
    ROW(DISCHARGED, M(FIRST_CONTACT), HOLDER, MET_AFTER, CLOSED, NOBODY, NONE, TO_WARD | TO_AUTHORITY,
        "the citizen is met at home; the review of the agreement stays the holder's"),
    ROW(DISCHARGED, M(ADMITTED), WARD_NEW, READMISSION, ADMITTED, HOLDER, ADMITTED, TO_NAMED | HOME,
        "admitted again within 48 hours: the same stay, counted"),
    CONFIRMED_IN(DISCHARGED, SAME, NONE),
    EVERYWHERE(DISCHARGED, HOS_2),
    TAKEN_BACK(DISCHARGED, CANCEL_TO_ADMITTED, ADMITTED, HOLDER, ADMITTED),
    TAKEN_BACK(DISCHARGED, CANCEL_TO_LEAVE, ON_LEAVE, HOLDER, HOS_5),
    TAKEN_BACK(DISCHARGED, CANCEL_TO_WARNED, WARNED, WARNED, WARNED),
    TAKEN_BACK(DISCHARGED, CANCEL_TO_READY, READY, AUTHORITY, READY),
    TAKEN_BACK(DISCHARGED, CANCEL_TO_DISCHARGED, DISCHARGED, HOLDER, DISCHARGED),
    LADDER_IN(DISCHARGED, HOS_6, "L5: discharged, and nobody has met the citizen"),
    LADDER_IN(DISCHARGED, HOS_2, "L5: discharged without an agreement that both have confirmed"),
};

const table_t TABLE_HOSPITAL = {FLOW_HOSPITAL_STAY, ROWS, COUNT_OF(ROWS), STATE_HOSPITAL_ANNULLED, STATE_HOSPITAL_ENDED_DEAD};
