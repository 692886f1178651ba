/* SPDX-License-Identifier: EUPL-1.2
 * The handover flow: refused until it is complete, held until it is taken over, followed up until the citizen is seen to be there. One table and nothing
 * else; the universal rows (flow_common.c) hold beside it. */
#include "base/check.h"
#include "flow/row.h"

/* ROW(from, event, who, when, to, duty, awaits, clock, deliver_to, why). OPENING is no state before. */
#define ROW(from, event, who, when, to, duty, awaits, clock, deliver_to, why) \
    {IN_##from, event, WHO_##who, WHEN_##when, IN_##to, BATON_##duty, AWAITS_##awaits, clock, deliver_to, why}
#define IN_OPENING STATE_NONE
#define IN_ANNOUNCED STATE_HANDOVER_ANNOUNCED
#define IN_OFFERED STATE_HANDOVER_OFFERED
#define IN_RETURNED STATE_HANDOVER_RETURNED
#define IN_AGREED STATE_HANDOVER_AGREED
#define IN_STRANDED STATE_HANDOVER_STRANDED
#define IN_BRIDGE STATE_HANDOVER_BRIDGE
#define IN_FOLLOW_UP STATE_HANDOVER_FOLLOW_UP
#define IN_CLOSED STATE_HANDOVER_CLOSED
#define IN_CANCELLED STATE_HANDOVER_CANCELLED
#define M(type) TYPE_HANDOVER_##type
#define NO_CLOCK {CLOCK_NONE}
#define C(clock) {CLOCK_##clock}
#define ALL_OF_IT {CLOCK_HOV_3, CLOCK_HOV_4, CLOCK_HOV_5, CLOCK_HOV_9}
#define BACK_HOME (TO_HOLDER | TO_AUTHORITY)
#define OLD_AND_NEW (TO_HOLDER | TO_OLD_HOLDER | TO_TAKER)

static const row_t ROWS[] = {
    /* prepare */
    ROW(OPENING, M(ANNOUNCED), HOLDER, ANNOUNCED, ANNOUNCED, SAME, HOLDER, C(HOV_1), TO_NAMED | TO_AUTHORITY,
        "a handover is known before it happens: the receiver and the authority are told, the citizen is informed"),
    ROW(OPENING, M(PACKAGE), HOLDER, PACKAGE_BACK, OFFERED, HANDS_OVER, ASKED, C(HOV_2), TO_ASKED,
        "L6: it fails, and there is a way back: to the old holder, with a light standard"),
    ROW(OPENING, M(PACKAGE), HOLDER, PACKAGE_CORE, OFFERED, HANDS_OVER, ASKED, C(HOV_2), TO_ASKED,
        "L4: acute goes with the core of the standard; the holder still holds (L3)"),
    ROW(ANNOUNCED, M(DRAFTED), HOLDER, ALWAYS, ANNOUNCED, SAME, HOLDER, NO_CLOCK, TO_NOBODY,
        "work on the package is kept; its clock runs on"),
    ROW(ANNOUNCED, M(OVERRIDDEN), HOLDER_LEADER, OVERRIDE, ANNOUNCED, SAME, SAME, NO_CLOCK, TO_AUTHORITY,
        "L4: a leader on duty who is not the author lets the package go as it is; what is missing follows (OVR-1)"),
    ROW(ANNOUNCED, M(PACKAGE), HOLDER, PACKAGE, OFFERED, HANDS_OVER, ASKED, C(HOV_2), TO_ASKED,
        "L4: complete, so it is offered; the holder still holds (L3)"),
    ROW(ANNOUNCED, M(CANCELLED), HOLDER, WHY, CANCELLED, SAME, NOBODY, NO_CLOCK, TO_ASKED | TO_AUTHORITY,
        "L6: given up with a reason; the holder goes on, with a date for the next look"),
    ROW(ANNOUNCED, ON(HOV_1), BROKER, ALWAYS, ANNOUNCED, SAME, LADDER, C(HOV_1), TO_LADDER,
        "L5: announced, and no package yet"),

    /* offered */
    ROW(OFFERED, M(TAKEN_OVER), ASKED, TAKES_MUNICIPALITY, BRIDGE, TAKES_LINKED, TAKER, ALL_OF_IT, BACK_HOME | TO_DESK,
        "RSL § 9: the other municipality takes over on a course of its own; this holder holds until its own course is closed"),
    ROW(OFFERED, M(TAKEN_OVER), ASKED, TAKES_HANDOVER, BRIDGE, TAKES, TAKER, ALL_OF_IT, BACK_HOME | TO_DESK,
        "L3: a named person took hold with the receiver's own key"),
    ROW(OFFERED, M(AGREED), ASKED_NOT_DUTY, AGREE, AGREED, BACK, AGREED, C(HOV_7), TO_HOLDER,
        "L3: will take over on a date; until then the holder holds, and the clock alone never moves it"),
    ROW(OFFERED, M(RETURNED), ASKED_NOT_DUTY, RETURN, RETURNED, BACK, HOLDER, C(HOV_6), TO_HOLDER,
        "L6: back with questions that can be answered"),
    ROW(OFFERED, M(RETURNED), ASKED_NOT_DUTY, RETURN_AGAIN, STRANDED, BACK, BOTH_LEADERS, C(HOV_10), BACK_HOME,
        "L6: the third return is no question any more; leaders decide"),
    ROW(OFFERED, TYPE_COURSE_TAKEN_OVER, TAKER, TAKE_HOME, ANNOUNCED, TO_AUTHORITY, HOLDER, C(HOV_1), BACK_HOME | TO_ASKED,
        "L6: the authority holds now, and goes on with the handover or gives it up"),
    ROW(OFFERED, M(STANDBY), ASKED, MORE_TIME_HANDOVER, OFFERED, SAME, ASKED, C(HOV_11), TO_HOLDER,
        "more time, once"),
    ROW(OFFERED, M(REFUSED), ASKED_NOT_DUTY, NOT_LAST_REFUSAL, OFFERED, SAME, ASKED, NO_CLOCK, TO_HOLDER,
        "L6: stays offered to the rest"),
    ROW(OFFERED, M(REFUSED), ASKED_NOT_DUTY, LAST_REFUSAL, STRANDED, BACK, BOTH_LEADERS, C(HOV_10), BACK_HOME,
        "L6: refused by all; both leaders are awaited, the holder has held all the time"),
    ROW(OFFERED, M(RECALLED), HOLDER, WHY, ANNOUNCED, BACK, HOLDER, C(HOV_1), TO_AUTHORITY,
        "L3: the holder takes its offer back; those asked are told"),
    ROW(OFFERED, M(SUPPLEMENTED), HOLDER, SUPPLEMENT, OFFERED, SAME, SAME, NO_CLOCK, TO_ASKED,
        "L4: what an override left out has come before anybody took over"),
    ROW(OFFERED, ON(HOV_11), BROKER, ALWAYS, OFFERED, SAME, ASKED, C(HOV_2), TO_LADDER,
        "the extra time is over; the offer's own clock runs again"),
    ROW(OFFERED, ON(HOV_2), BROKER, LAST_STEP, STRANDED, BACK, BOTH_LEADERS, C(HOV_10), TO_LADDER,
        "L3: expired; the holder has held all the time, both leaders are awaited"),
    ROW(OFFERED, ON(HOV_8), BROKER, LAST_STEP, STRANDED, BACK, BOTH_LEADERS, C(HOV_10), TO_LADDER,
        "L6: agreed, and nobody took over on the day"),

    /* returned */
    ROW(RETURNED, M(DRAFTED), HOLDER, ALWAYS, RETURNED, SAME, HOLDER, NO_CLOCK, TO_NOBODY,
        "work on the next version is kept; its clock runs on"),
    ROW(RETURNED, M(OVERRIDDEN), HOLDER_LEADER, OVERRIDE, RETURNED, SAME, SAME, NO_CLOCK, TO_AUTHORITY,
        "L4: a leader on duty who is not the author lets the next version go as it is"),
    ROW(RETURNED, M(PACKAGE), HOLDER, PACKAGE, OFFERED, HANDS_OVER, ASKED, C(HOV_2), TO_ASKED,
        "the next version; the receiver sees what changed"),
    ROW(RETURNED, M(CANCELLED), HOLDER, WHY, CANCELLED, SAME, NOBODY, NO_CLOCK, TO_ASKED | TO_AUTHORITY,
        "L6: given up with a reason; the holder goes on, with a date for the next look"),
    ROW(RETURNED, ON(HOV_6), BROKER, ALWAYS, STRANDED, SAME, BOTH_LEADERS, C(HOV_10), TO_LADDER,
        "L5: the questions were not answered; both leaders are awaited"),

    /* agreed on a date */
    ROW(AGREED, ON(HOV_7), BROKER, DATE_THERE, CANCELLED, SAME, NOBODY, NO_CLOCK, TO_LADDER,
        "the unit that agreed holds already, by another way"),
    ROW(AGREED, ON(HOV_7), BROKER, DATE_TAKEN, AGREED, SAME, HOLDER, C(HOV_7), TO_LADDER,
        "L2: it cannot be offered today, and both are told; tried again on the next working day"),
    ROW(AGREED, ON(HOV_7), BROKER, DATE_REACHED, OFFERED, OFFERS_AGREED, ASKED, C(HOV_8), TO_LADDER,
        "L3: the day has come; it is offered again, and a named person takes over"),
    ROW(AGREED, M(PACKAGE), HOLDER, PACKAGE_NOW, OFFERED, HANDS_OVER, ASKED, C(HOV_8), TO_ASKED,
        "earlier than agreed, when both wish it"),
    ROW(AGREED, M(SUPPLEMENTED), HOLDER, SUPPLEMENT, AGREED, SAME, SAME, NO_CLOCK, TO_ASKED,
        "L4: what an override left out has come before anybody took over"),
    ROW(AGREED, M(REFUSED), AGREED_UNIT, REFUSE_AGREED, STRANDED, SAME, BOTH_LEADERS, C(HOV_10), BACK_HOME,
        "L6: cannot after all; both leaders are awaited"),
    ROW(AGREED, M(RECALLED), HOLDER, WHY, ANNOUNCED, SAME, HOLDER, C(HOV_1), TO_ASKED | TO_AUTHORITY,
        "the citizen declined, moved or was admitted; the unit that agreed is told"),

    /* stranded */
    ROW(STRANDED, M(OVERRIDDEN), HOLDER_LEADER, OVERRIDE, STRANDED, SAME, SAME, NO_CLOCK, TO_AUTHORITY,
        "L4: a leader on duty who is not the author lets the package go as it is"),
    ROW(STRANDED, M(PACKAGE), HOLDER, PACKAGE, OFFERED, HANDS_OVER, ASKED, C(HOV_2), TO_ASKED,
        "L6: to another receiver"),
    ROW(STRANDED, M(ASSIGNED), COMMON_CHIEF, ASSIGN, OFFERED, HANDS_OVER, ASKED, C(HOV_2), TO_ASKED | TO_HOLDER,
        "L6: a common chief decides inside one organisation; who is assigned cannot say that it is full"),
    ROW(STRANDED, M(CANCELLED), HOLDER_LEADER, PLAN, CANCELLED, SAME, NOBODY, NO_CLOCK, TO_ASKED | TO_AUTHORITY,
        "L6: the holder goes on, by its leader's plan"),
    ROW(STRANDED, TYPE_COURSE_TAKEN_OVER, TAKER, TAKE_HOME, CANCELLED, TO_AUTHORITY, NOBODY, NO_CLOCK, BACK_HOME | TO_ASKED,
        "L6: the holder cannot go on; the authority takes the citizen home"),
    ROW(STRANDED, ON(HOV_10), BROKER, ALWAYS, STRANDED, SAME, LADDER, C(HOV_10), TO_LADDER,
        "L6: leaders, chiefs, then the duty unit, every working day until it has a receiver"),

    /* taken over: the bridge */
    ROW(BRIDGE, M(FIRST_CONTACT), NEW_HOLDER, FIRST_CONTACT, BRIDGE, SAME, SAME, NO_CLOCK, OLD_AND_NEW,
        "the citizen was met by the new holder"),
    ROW(BRIDGE, M(SUPPLEMENTED), OLD_HOLDER, SUPPLEMENT, BRIDGE, SAME, SAME, NO_CLOCK, TO_TAKER | TO_HOLDER,
        "L4: the old holder's documentation duty is done"),
    ROW(BRIDGE, M(FOLLOWED_UP), NEW_HOLDER, FOLLOW_UP_LOST, CLOSED, SAME, NOBODY, NO_CLOCK, OLD_AND_NEW | TO_AUTHORITY | TO_DESK,
        "L6: lost on the way; a contact is open from this moment, so that somebody goes and looks"),
    ROW(BRIDGE, M(FOLLOWED_UP), NEW_HOLDER, FOLLOW_UP, BRIDGE, SAME, SAME, C(HOV_5), OLD_AND_NEW,
        "day 14 may come while the bridge still stands"),
    ROW(BRIDGE, M(BRIDGE_ENDED), BRIDGING, BRIDGE_END, FOLLOW_UP, SAME, TAKER, C(HOV_5), OLD_AND_NEW,
        "the citizen has arrived, in the citizen's own words"),
    ROW(BRIDGE, ON(HOV_3), BROKER, ALWAYS, BRIDGE, SAME, LADDER, C(HOV_3), TO_LADDER,
        "L5: taken over, and the citizen not met"),
    ROW(BRIDGE, ON(HOV_9), BROKER, ALWAYS, BRIDGE, SAME, LADDER, C(HOV_9), TO_LADDER,
        "L4: the rest of an acute package has not come from the old holder"),
    ROW(BRIDGE, ON(HOV_5), BROKER, ALWAYS, BRIDGE, SAME, LADDER, C(HOV_5), TO_LADDER,
        "L5: nobody has asked how it went"),
    ROW(BRIDGE, ON(HOV_4), BROKER, ALWAYS, FOLLOW_UP, SAME, TAKER, C(HOV_5), TO_LADDER,
        "the bridge is over by its date; the follow-up goes on"),

    /* follow-up */
    ROW(FOLLOW_UP, M(FIRST_CONTACT), NEW_HOLDER, FIRST_CONTACT, FOLLOW_UP, SAME, SAME, NO_CLOCK, OLD_AND_NEW,
        "met late; the clock for it has run on"),
    ROW(FOLLOW_UP, M(SUPPLEMENTED), OLD_HOLDER, SUPPLEMENT, FOLLOW_UP, SAME, SAME, NO_CLOCK, TO_TAKER | TO_HOLDER,
        "L4: the old holder's documentation duty is done, late"),
    ROW(FOLLOW_UP, M(FOLLOWED_UP), NEW_HOLDER, FOLLOW_UP_LOST, CLOSED, SAME, NOBODY, NO_CLOCK, OLD_AND_NEW | TO_AUTHORITY | TO_DESK,
        "L6: lost on the way; a contact is open from this moment, so that somebody goes and looks"),
    ROW(FOLLOW_UP, M(FOLLOWED_UP), NEW_HOLDER, FOLLOW_UP, FOLLOW_UP, SAME, SAME, C(HOV_5), OLD_AND_NEW,
        "day 14 or 30: the citizen is there"),
    ROW(FOLLOW_UP, M(FOLLOWED_UP), NEW_HOLDER, FOLLOW_UP_LAST, CLOSED, SAME, NOBODY, NO_CLOCK, OLD_AND_NEW,
        "day 90: the citizen is there; the holder has a date for the next look (L5)"),
    ROW(FOLLOW_UP, ON(HOV_3), BROKER, ALWAYS, FOLLOW_UP, SAME, LADDER, C(HOV_3), TO_LADDER,
        "L5: taken over, and the citizen still not met"),
    ROW(FOLLOW_UP, ON(HOV_9), BROKER, ALWAYS, FOLLOW_UP, SAME, LADDER, C(HOV_9), TO_LADDER,
        "L4: the rest of an acute package has not come from the old holder"),
    ROW(FOLLOW_UP, ON(HOV_5), BROKER, ALWAYS, FOLLOW_UP, SAME, LADDER, C(HOV_5), TO_LADDER,
        "L5: nobody has asked how it went"),
};

const table_t TABLE_HANDOVER = {FLOW_HANDOVER, ROWS, COUNT_OF(ROWS), STATE_HANDOVER_ANNULLED, STATE_HANDOVER_ENDED_DEAD};
