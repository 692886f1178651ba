/* SPDX-License-Identifier: EUPL-1.2
 * The closing flow: nobody is let go before the citizen is ready, or it is known why not; the course is held through aftercare; and there is a way back to
 * those who know the citizen. One table and nothing else; the universal rows (flow_common.c) hold beside it, and course.died opens the flow in DEAD. */
#include "base/check.h"
#include "flow/row.h"

/* ROW(from, event, who, when, to, duty, awaits, clock, deliver_to, why). OPENING is no state before. */
#define ROW(from, event, who, when, to, duty, awaits, clock, deliver_to, why) \
    {IN_##from, event, WHO_##who, WHEN_##when, IN_##to, BATON_##duty, AWAITS_##awaits, clock, deliver_to, why}
#define IN_OPENING STATE_NONE
#define IN_PROPOSED STATE_CLOSING_PROPOSED
#define IN_SEARCHING STATE_CLOSING_SEARCHING
#define IN_DEAD STATE_CLOSING_DEAD
#define IN_READY STATE_CLOSING_READY
#define IN_AFTERCARE STATE_CLOSING_AFTERCARE
#define IN_RECONTACT STATE_CLOSING_RECONTACT
#define IN_CLOSED STATE_CLOSING_CLOSED
#define IN_STOPPED STATE_CLOSING_STOPPED
#define M(type) TYPE_CLOSING_##type
#define NO_CLOCK {CLOCK_NONE}
#define C(clock) {CLOCK_##clock}
#define AFTER {CLOCK_CLO_1, CLOCK_CLO_4}
#define HOME (TO_HOLDER | TO_AUTHORITY)

static const row_t ROWS[] = {
    /* asked */
    ROW(OPENING, M(PROPOSED), HOLDER, PROPOSE_MOVED, READY, SAME, HOLDER, C(CLO_5), TO_AUTHORITY,
        "RSL § 9: another municipality has the citizen on a course of its own; this one has nobody left to ask"),
    ROW(OPENING, M(PROPOSED), HOLDER, PROPOSE, PROPOSED, SAME, HOLDER, C(CLO_0), TO_AUTHORITY | TO_INVOLVED,
        "a closing begins with asking the citizen; everybody involved is told, and may object"),
    ROW(PROPOSED, M(CITIZEN_ANSWERED), HOLDER_OR_CITIZEN, ANSWER_NOT_READY, STOPPED, SAME, NOBODY, NO_CLOCK, HOME,
        "nobody is let go before the citizen is ready, and nobody who declines while a risk stands"),
    ROW(PROPOSED, M(CITIZEN_ANSWERED), HOLDER, ANSWER_DECLINES, READY, SAME, HOLDER, C(CLO_5), TO_AUTHORITY,
        "the citizen decides, is able to, and knows what is declined; section 82 was considered"),
    ROW(PROPOSED, M(CITIZEN_ANSWERED), HOLDER_OR_CITIZEN, ANSWER_READY, READY, SAME, HOLDER, C(CLO_5), HOME,
        "the citizen is ready, in the citizen's own words"),
    ROW(PROPOSED, M(OBJECTED), INVOLVED, OBJECTION, STOPPED, SAME, NOBODY, NO_CLOCK, HOME,
        "somebody who knows the citizen says no; the holder goes on, with a date for the next look"),
    ROW(PROPOSED, M(ATTEMPTED), HOLDER, SEARCH_ATTEMPT, SEARCHING, SAME, HOLDER, C(CLO_3), TO_NOBODY,
        "L6: the citizen cannot be reached: a search begins, and has an end"),
    ROW(PROPOSED, ON(CLO_0), BROKER, ALWAYS, PROPOSED, SAME, LADDER, C(CLO_0), TO_LADDER,
        "L5: proposed, and the citizen has not answered"),

    /* looked for */
    ROW(SEARCHING, M(ATTEMPTED), INVOLVED, SEARCH_ATTEMPT, SEARCHING, SAME, SAME, NO_CLOCK, TO_HOLDER,
        "tried again, also by those who go out; its clock is not set back by it (L5)"),
    ROW(SEARCHING, M(CITIZEN_ANSWERED), HOLDER_OR_CITIZEN, ANSWER_NOT_READY, STOPPED, SAME, NOBODY, NO_CLOCK, HOME,
        "found, and not ready; or a risk stands"),
    ROW(SEARCHING, M(CITIZEN_ANSWERED), HOLDER, ANSWER_DECLINES, READY, SAME, HOLDER, C(CLO_5), TO_AUTHORITY,
        "found, and declines: able to decide, told what is declined, section 82 considered"),
    ROW(SEARCHING, M(CITIZEN_ANSWERED), HOLDER_OR_CITIZEN, ANSWER_READY, READY, SAME, HOLDER, C(CLO_5), HOME,
        "found, and ready"),
    ROW(SEARCHING, M(NOT_FOUND), AUTHORITY_LEADER, NOT_FOUND, READY, SAME, HOLDER, C(CLO_5), TO_HOLDER,
        "a leader of the authority answers for it that nobody can find the citizen"),
    ROW(SEARCHING, M(STOPPED), HOLDER, WHY, STOPPED, SAME, NOBODY, NO_CLOCK, TO_AUTHORITY,
        "found and in need of help, or somebody goes out to look"),
    ROW(SEARCHING, ON(CLO_3), BROKER, ALWAYS, SEARCHING, SAME, AUTHORITY_LEADER, C(CLO_3), TO_LADDER,
        "L5: searched long enough: a leader of the authority decides"),

    /* decided */
    ROW(READY, M(DECIDED), HOLDER, DECIDE_MOVED, CLOSED, ENDS_DEAD, NOBODY, NO_CLOCK, TO_AUTHORITY | TO_DESK,
        "RSL § 9: the other municipality holds on its own course; this one ends"),
    ROW(READY, M(DECIDED), HOLDER, DECIDE, AFTERCARE, SAME, HOLDER, AFTER, TO_AUTHORITY | TO_DESK | TO_INVOLVED,
        "there is a way back and a date to look; the course is held until then (L2)"),
    ROW(READY, M(STOPPED), HOLDER_OR_CITIZEN, WHY, STOPPED, SAME, NOBODY, NO_CLOCK, HOME,
        "something has changed: the course goes on"),
    ROW(READY, ON(CLO_5), BROKER, ALWAYS, READY, SAME, LADDER, C(CLO_5), TO_LADDER,
        "L5: answered, and not decided"),

    /* the dead */
    ROW(DEAD, M(DECIDED), HOLDER, CLOSE_DEAD, CLOSED, ENDS_DEAD, NOBODY, NO_CLOCK, TO_AUTHORITY,
        "L6: those who must know have been told; the course ends"),
    ROW(DEAD, ON(CLO_6), BROKER, ALWAYS, DEAD, SAME, LADDER, C(CLO_6), TO_LADDER,
        "L5: the course of a citizen who has died is not closed"),
    ROW(DEAD, TYPE_HOSPITAL_CANCELLED, WARD, CANCEL_DEATH, DEAD, SAME, HOLDER, NO_CLOCK, HOME,
        "the ward takes the death back: the holder annuls course.died, or confirms it"),

    /* aftercare, still held */
    ROW(AFTERCARE, M(EVALUATED), INVOLVED, EVALUATE, AFTERCARE, SAME, SAME, NO_CLOCK, HOME,
        "the citizen has said what helped and what was missing"),
    ROW(AFTERCARE, ON(CLO_4), BROKER, ALWAYS, AFTERCARE, SAME, SAME, NO_CLOCK, TO_LADDER,
        "not evaluated in time: counted as not answered"),
    ROW(AFTERCARE, M(AFTERCARE_CHECKED), HOLDER, AFTERCARE_LAST, CLOSED, ENDS_DEAD, NOBODY, NO_CLOCK, TO_AUTHORITY | TO_DESK,
        "the citizen is there, or was written to: the course ends, and the way back stays open"),
    ROW(AFTERCARE, M(AFTERCARE_CHECKED), HOLDER, AFTERCARE_CHECK, AFTERCARE, SAME, HOLDER, C(CLO_1), TO_AUTHORITY,
        "somebody has looked; the next look has a date, or what is still open is ended first"),
    ROW(AFTERCARE, M(REOPENED), FOR_CITIZEN, REOPEN, STOPPED, SAME, NOBODY, NO_CLOCK, HOME,
        "the citizen needs help again: the course goes on with the same holder"),
    ROW(AFTERCARE, ON(CLO_1), BROKER, ALWAYS, AFTERCARE, SAME, LADDER, C(CLO_1), TO_LADDER,
        "L5: nobody has looked how it goes"),

    /* back again */
    ROW(OPENING, M(RECONTACTED), INVOLVED, RECONTACT, RECONTACT, OPENS_OFFERED, ASKED, C(REC_1), TO_ASKED | TO_DESK | TO_AUTHORITY,
        "the citizen comes back: those who know the citizen are asked first, on a new course that the desk holds (L3)"),
    ROW(RECONTACT, M(RECONTACT_TAKEN), ASKED, TAKES_RECONTACT, STOPPED, TAKES, NOBODY, NO_CLOCK, HOME | TO_DESK,
        "L3: a named person of the unit that knows the citizen took hold with the unit's own key"),
    ROW(RECONTACT, M(RECONTACT_REFUSED), ASKED_NOT_DUTY, NOT_LAST_REFUSAL, RECONTACT, SAME, ASKED, NO_CLOCK, TO_HOLDER,
        "stays offered to who answers beside it"),
    ROW(RECONTACT, M(RECONTACT_REFUSED), ASKED_NOT_DUTY, LAST_REFUSAL, STOPPED, BACK_CONTACT, NOBODY, NO_CLOCK, HOME | TO_DESK,
        "L6: a no with a reason and a next owner; the desk goes on with a contact in the same step"),
    ROW(RECONTACT, M(RECONTACT_RECALLED), DESK, WHY, STOPPED, BACK_CONTACT, NOBODY, NO_CLOCK, TO_ASKED | TO_AUTHORITY,
        "the need is longer or more urgent than that: the desk goes on with a contact"),
    ROW(RECONTACT, TYPE_COURSE_TAKEN_OVER, TAKER, TAKE_HOME, STOPPED, TO_AUTHORITY, NOBODY, NO_CLOCK, HOME | TO_ASKED,
        "L6: the authority holds now"),
    ROW(RECONTACT, ON(REC_1), BROKER, LAST_STEP, STOPPED, BACK_CONTACT, NOBODY, NO_CLOCK, TO_LADDER,
        "L5: no answer in time: the desk goes on with a contact in the same step"),
};

/* A death that was another's stops its closing instead: the flows that it ended go on. */
const table_t TABLE_CLOSING = {FLOW_CLOSING, ROWS, COUNT_OF(ROWS), STATE_CLOSING_ANNULLED, STATE_CLOSING_ENDED_DEAD};
