/* SPDX-License-Identifier: EUPL-1.2
 * The universal rows: valid on every open course, in every state that is not final. A flow's own row goes before. */
#include "base/check.h"
#include "flow/row.h"

#define ROW(event, who, when, duty, awaits, clock, deliver_to, why) \
    {STATE_NONE, event, WHO_##who, WHEN_##when, STATE_NONE, BATON_##duty, AWAITS_##awaits, {CLOCK_##clock}, deliver_to, why}

static const row_t ROWS[] = {
    /* U1 */
    ROW(TYPE_COURSE_NOTE, INVOLVED, NOTE, SAME, SAME, NONE, TO_NAMED,
        "daily correspondence; changes no state"),
    /* U2: to ANNULLED when it is a flow's opening message */
    ROW(TYPE_MESSAGE_ANNULLED, AUTHOR, ANNUL, ANNULS, SAME, ANN_1, TO_HOLDER | TO_AUTHORITY | TO_ASKED | TO_INVOLVED,
        "the message was wrong: hidden, everybody told; who holds goes on holding (L3)"),
    /* U3 */
    {STATE_NONE, TYPE_COURSE_DIED, WHO_HOLDER, WHEN_DIED, STATE_CLOSING_DEAD, BATON_BACK_ALL, AWAITS_HOLDER, {CLOCK_CLO_6}, TO_AUTHORITY | TO_DESK | TO_INVOLVED,
     "L6: every other flow ends; the holder tells those who must know, and closes the course"},
    /* U4 */
    ROW(TYPE_CONSENT_WITHDRAWN, CONSENT_KEEPER, CONSENT, BACK_IF_CONSENT, SAME, CNS_1, TO_HOLDER | TO_AUTHORITY,
        "L13: what rests on that consent alone and is not sent yet stops; the holder names another ground or stops the sharing"),
    ROW(TYPE_CONSENT_GIVEN, INVOLVED, CONSENT_NEW, SAME, SAME, NONE, TO_NOBODY,
        "L13: the citizen lets this organisation tell others: what, to whom and until when is registered, and can be withdrawn"),
    ROW(TYPE_CONSENT_BASIS_NAMED, HOLDER, OTHER_GROUND, SAME, SAME, NONE, TO_AUTHORITY,
        "L13: the sharing goes on, on a ground that is not the citizen's consent; the citizen is told which"),
    /* U5 */
    ROW(TYPE_COURSE_TAKEN_OVER, TAKER, TAKE_HOME, TO_AUTHORITY, SAME, NONE, TO_HOLDER | TO_AUTHORITY | TO_ASKED,
        "L6: the authority may always take the responsibility from a holder that is gone"),
    /* U7 */
    ROW(ON(ANY), BROKER, ALWAYS, SAME, LADDER, NONE, TO_LADDER,
        "L5: a deadline passed; the ladder goes on until the state changes"),
    /* U8 */
    ROW(TYPE_COURSE_LINKED, DESK_OR_AUTHORITY, LINK, SAME, SAME, CRS_5, TO_HOLDER | TO_AUTHORITY,
        "one citizen, one course: what is open on the other goes on here, with this holder; who held the other is told and confirms"),
    ROW(TYPE_COURSE_LINK_CONFIRMED, INVOLVED, LINK_CONFIRM, SAME, SAME, NONE, TO_HOLDER,
        "who held the course that ended has read where it goes on"),
    /* U9 */
    ROW(TYPE_COURSE_MOVED_MUNICIPALITY, AUTHORITY, MOVED, SAME, SAME, CRS_1, TO_HOLDER,
        "RSL § 9: another municipality is to act; the holder holds until it has taken over, and opens that handover"),
    /* U10 */
    ROW(TYPE_CONTACT_PERSON_CHANGED, CONTACT_UNIT, SUCCESSOR, SAME, SAME, NONE, TO_HOLDER,
        "the citizen's contact person has a named successor"),
    /* U11: cover.started is made by the broker when the unit that covers first does something */
    ROW(TYPE_COVER_REPORTED, COVERING, NIGHT_REPORT, SAME, SAME, COV_1, TO_HOLDER,
        "L3: cover never moves the responsibility; what happened at night is the holder's to read"),
    ROW(TYPE_COVER_READ, HOLDER, NIGHT_READ, SAME, SAME, NONE, TO_NOBODY,
        "a named person at the holder has read it"),
    /* U12 */
    ROW(TYPE_COURSE_STEPPED_IN, INVOLVED, UNTIL, SAME, SAME, NONE, TO_HOLDER,
        "support in a gap; the responsibility stays where it is (L3)"),
    ROW(TYPE_COURSE_STEPPED_OUT, INVOLVED, ALWAYS, SAME, SAME, NONE, TO_HOLDER,
        "steps out; who holds, is asked or is awaited stays involved (L6)"),
    /* U13 */
    ROW(TYPE_ACTION_OPENED, INVOLVED, ACTION_NEW, SAME, SAME, ACT_1, TO_OWNER | TO_HOLDER,
        "L5: an open item has an owner and a date"),
    ROW(TYPE_ACTION_DONE, INVOLVED, ACTION_KNOWN, SAME, SAME, NONE, TO_OWNER | TO_HOLDER,
        "the open item is done"),
    ROW(TYPE_ACTION_MOVED, INVOLVED, ACTION_MOVE, SAME, SAME, ACT_1, TO_OWNER | TO_HOLDER,
        "the open item has another owner or date"),
    /* meetings, of any flow that is open */
    ROW(TYPE_MEETING_CALLED, MEETING, MEETING_CALL, SAME, SAME, MTG_1, TO_NAMED | TO_HOLDER,
        "the citizen's network meets; whoever is asked finds a time"),
    ROW(TYPE_MEETING_FIXED, MEETING, MEETING_FIX, SAME, SAME, MTG_2, TO_NAMED | TO_HOLDER,
        "the meeting has a time, and will have minutes"),
    ROW(TYPE_MEETING_HELD, MEETING, MEETING_HELD, SAME, SAME, NONE, TO_NAMED | TO_HOLDER,
        "the meeting was held; what was decided is known"),
    /* pausing, with a reason */
    ROW(TYPE_CLOCK_PAUSED, AWAITED, PAUSE, SAME, SAME, NONE, TO_HOLDER,
        "L5: a deadline stands still for the citizen's own reasons only, and has a date when it goes on"),
    ROW(TYPE_CLOCK_RESUMED, AWAITED, RESUME, SAME, SAME, NONE, TO_HOLDER,
        "the deadline goes on; the pause is counted apart"),
    /* CRS-1's stop event */
    ROW(TYPE_COURSE_REVIEWED, HOLDER, REVIEW, SAME, SAME, CRS_1, TO_NOBODY,
        "L5: the holder has looked, and the next look has a date"),
};

const table_t TABLE_COMMON = {FLOW_NONE, ROWS, COUNT_OF(ROWS), STATE_NONE, STATE_NONE};
