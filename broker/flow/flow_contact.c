/* SPDX-License-Identifier: EUPL-1.2
 * The contact flow: from a first call, around the clock, to an outcome. One table and nothing else; the universal rows
 * (flow_common.c) hold beside it. */
#include "base/check.h"
#include "flow/row.h"

/* ROW(from, event, who, when, to, duty, awaits, clock, deliver_to, why). OPENING is no state before. */
#define ROW(from, event, who, when, to, duty, awaits, clock, deliver_to, why) \
    {IN_##from, event, WHO_##who, WHEN_##when, IN_##to, BATON_##duty, AWAITS_##awaits, clock, deliver_to, why}
#define IN_OPENING STATE_NONE
#define IN_DRAFT STATE_CONTACT_DRAFT
#define IN_WAITING STATE_CONTACT_WAITING
#define IN_ANSWERED STATE_CONTACT_ANSWERED
#define IN_CALLBACK STATE_CONTACT_CALLBACK
#define IN_ROUTED STATE_CONTACT_ROUTED
#define IN_EXTERNAL STATE_CONTACT_EXTERNAL
#define IN_CLOSED STATE_CONTACT_CLOSED
#define IN_DISCARDED STATE_CONTACT_DISCARDED
#define M(type) TYPE_CONTACT_##type
#define C(clock) {CLOCK_##clock}
#define C_AND(clock, other) {CLOCK_##clock, CLOCK_##other}
#define BOTH (TO_DESK | TO_HOLDER)

static const row_t ROWS[] = {
    /* begin */
    ROW(OPENING, M(DRAFTED), DESK, ALWAYS, DRAFT, OPENS, DESK, C(CON_0), TO_NOBODY,
        "L5: a call that has begun is on the clock before a word is written"),
    ROW(DRAFT, M(REGISTERED), DESK, CORE_ITEMS, ANSWERED, SAME, DESK, C_AND(CON_10, CON_8), BOTH,
        "the core items are there and somebody is already talking"),
    ROW(DRAFT, M(DISCARDED), DESK, DISCARDABLE, DISCARDED, ENDS, NOBODY, C(NONE), TO_NOBODY,
        "L6: a draft goes only for a coded reason, and never when it is acute"),
    ROW(DRAFT, ON(CON_0), BROKER, ALWAYS, DRAFT, SAME, DESK_LEADER, C(CON_0), TO_LADDER,
        "L5: drafts count; the leader of the desk is told"),
    ROW(OPENING, M(REGISTERED), TALKING, CORE_ITEMS, ANSWERED, OPENS, DESK, C_AND(CON_10, CON_8), BOTH,
        "L3: the entry desk holds from the commit; a person is already talking with the citizen"),
    ROW(OPENING, M(REGISTERED), WRITING, FOUR_ITEMS, WAITING, OPENS, DESK, C_AND(CON_1_2_3, CON_8), BOTH,
        "L3: whoever sends it, the entry desk holds from the commit; nobody has spoken with the citizen yet"),

    /* answer */
    ROW(WAITING, M(ANSWERED), DESK, ALWAYS, ANSWERED, SAME, DESK, C(CON_10), TO_NOBODY,
        "a named person answers; the waiting time stops"),
    ROW(WAITING, M(ATTEMPTED), DESK, ATTEMPT, CALLBACK, SAME, DESK, C(CON_9), TO_NOBODY,
        "tried and not reached; the next attempt has its clock"),
    ROW(WAITING, ON(CON_1_2_3), BROKER, ALWAYS, WAITING, SAME, NEXT_DESK, C(CON_1_2_3), TO_LADDER,
        "L5: unanswered; the next desk, then the duty unit, is awaited"),
    ROW(ANSWERED, M(TRIAGED), DESK, ASSESSED, ANSWERED, SAME, DESK, C(CON_10), TO_NOBODY,
        "urgency and risks are assessed; the clock follows the urgency"),
    ROW(ANSWERED, M(IDENTIFIED), DESK, IDENTIFIED, ANSWERED, SAME, DESK, C(CON_10), TO_NOBODY,
        "the citizen becomes known by own will or for vital interest (L13)"),
    ROW(ANSWERED, M(CALLBACK_AGREED), DESK, CALLBACK_TIME, CALLBACK, SAME, DESK, C(CON_9), TO_NOBODY,
        "a call-back is a promise with a time"),

    /* call back */
    ROW(CALLBACK, M(ANSWERED), DESK, ALWAYS, ANSWERED, SAME, DESK, C(CON_10), TO_NOBODY,
        "reached"),
    ROW(CALLBACK, M(ATTEMPTED), DESK, ATTEMPT, CALLBACK, SAME, DESK, C(CON_9), TO_NOBODY,
        "tried and not reached; attempts are counted"),
    ROW(CALLBACK, M(CLOSED), DESK_LEADER, NOT_REACHED, CLOSED, ENDS_BY_OUTCOME, NOBODY, C(NONE), BOTH,
        "L6: not reached after honest attempts, by a leader, and only without a risk flag"),
    ROW(CALLBACK, M(CLOSED), AUTHORITY_LEADER, NOT_REACHED_AT_RISK, CLOSED, SAME, NOBODY, C(NONE), BOTH,
        "L6: a citizen at risk who is not reached stays held; the holder decides by its review"),
    ROW(CALLBACK, M(ROUTED), DESK, OUTREACH, ROUTED, OFFERS, ASKED, C(CON_4_7), TO_ASKED | TO_HOLDER,
        "somebody goes and looks when a risk flag is set; the desk still holds (L3)"),
    ROW(CALLBACK, ON(CON_9), BROKER, ALWAYS, CALLBACK, SAME, DESK_LEADER, C(CON_9), TO_LADDER,
        "L5: the promised call was not made"),

    /* route */
    ROW(ANSWERED, M(ROUTED), DESK, ROUTABLE, ROUTED, OFFERS, ASKED, C(CON_4_7), TO_ASKED | TO_HOLDER,
        "offered to units that may hold; the desk still holds (L3)"),
    ROW(ROUTED, M(TAKEN_OVER), ASKED, OWN_KEY, CLOSED, MOVES, NOBODY, C(NONE), BOTH,
        "L3: a named person took hold with the receiver's own key"),
    ROW(ROUTED, M(TAKEN_OVER), DESK, TOLD, ROUTED, SAME, ASKED, C(CON_7_TOLD), TO_ASKED,
        "L3: a phone call told by the sender moves nothing; the receiver's key must confirm"),
    ROW(ROUTED, M(REFUSED), ASKED_NOT_DUTY, NOT_LAST_REFUSAL, ROUTED, SAME, ASKED, C(NONE), BOTH,
        "L6: stays offered to the rest, and their time is not made longer by another's no"),
    ROW(ROUTED, M(REFUSED), ASKED_NOT_DUTY, LAST_REFUSAL, ANSWERED, BACK, DESK, C(CON_10), BOTH,
        "L6: the last no names a next owner; the desk has held all the time"),
    ROW(ROUTED, M(STANDBY), ASKED, MORE_TIME, ROUTED, SAME, ASKED, C(CON_11), BOTH,
        "more time, once, in the place of the clock that ran"),
    ROW(ROUTED, M(RECALLED), DESK, ALWAYS, ANSWERED, BACK, DESK, C(CON_10), TO_HOLDER,
        "L3: the desk takes its offer back; those asked are told"),
    ROW(ROUTED, ON(CON_4_7), BROKER, LAST_STEP, ANSWERED, BACK, DESK_LEADER, C(CON_10), TO_LADDER,
        "L3: expired; the desk has held all the time, its leader is awaited"),
    ROW(ROUTED, ON(CON_11), BROKER, LAST_STEP, ANSWERED, BACK, DESK, C(CON_10), TO_LADDER,
        "L3: the extra time is over; the desk has held all the time"),

    /* others have taken over, without a key */
    ROW(ANSWERED, M(EXTERNAL_TAKEOVER), DESK, EXTERNAL, EXTERNAL, SAME, DESK_OR_AUTHORITY, C(CON_6), TO_HOLDER | TO_AUTHORITY,
        "L3: who has no key cannot hold; the desk holds until somebody has followed up"),
    ROW(EXTERNAL, M(FOLLOWED_UP), DESK_OR_AUTHORITY, WHAT_HAPPENED, ANSWERED, SAME, DESK, C(CON_10), BOTH,
        "what happened is known; the desk goes on"),
    ROW(EXTERNAL, M(CLOSED), DESK_OR_AUTHORITY, FORWARDED, CLOSED, ENDS, NOBODY, C(NONE), BOTH,
        "followed up, and others have the citizen"),
    ROW(EXTERNAL, ON(CON_6), BROKER, ALWAYS, EXTERNAL, SAME, AUTHORITY_LEADER, C(CON_6), TO_LADDER,
        "L5: nobody has asked what became of the citizen"),

    /* close */
    ROW(ANSWERED, M(CLOSED), AUTHORITY_LEADER, NOT_REACHED_AT_RISK, CLOSED, SAME, NOBODY, C(NONE), BOTH,
        "L6: a citizen at risk who is not reached stays held; the holder decides by its review"),
    ROW(ANSWERED, M(CLOSED), DESK_LEADER, NOT_REACHED, CLOSED, ENDS_BY_OUTCOME, NOBODY, C(NONE), BOTH,
        "L6: not reached after honest attempts, by a leader, and only without a risk flag"),
    ROW(ANSWERED, M(CLOSED), DESK_LEADER, DECLINED_AT_RISK, CLOSED, ENDS_BY_OUTCOME, NOBODY, C(NONE), BOTH,
        "L6: a no from a citizen at risk is a leader's to close, and the course stays held"),
    ROW(ANSWERED, M(CLOSED), DESK, OUTCOME, CLOSED, ENDS_BY_OUTCOME, NOBODY, C(NONE), BOTH,
        "L6: closed with an outcome and a way back; where a flow goes on, it exists"),
    ROW(ANSWERED, ON(CON_10), BROKER, ALWAYS, ANSWERED, SAME, DESK_LEADER, C(CON_5), TO_LADDER,
        "L5: answered and nothing followed"),
    ROW(ANSWERED, ON(CON_5), BROKER, ALWAYS, ANSWERED, SAME, CHIEF, C(CON_5), TO_LADDER,
        "L5: open without an outcome; chiefs and the duty unit are told until it has one"),
};

const table_t TABLE_CONTACT = {FLOW_CONTACT, ROWS, COUNT_OF(ROWS), STATE_CONTACT_ANNULLED, STATE_CONTACT_ENDED_DEAD};
