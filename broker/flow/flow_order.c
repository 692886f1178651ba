/* SPDX-License-Identifier: EUPL-1.2
 * The order flow: offers are asked without being told who it is, one is chosen with the citizen, and the effort is followed until somebody else has the citizen.
 * One table and nothing else; the universal rows (flow_common.c) hold beside it. */
#include "base/check.h"
#include "flow/row.h"

/* ROW(from, event, who, when, to, duty, awaits, clock, deliver_to, why). OPENING is no state before. */
#define ROW(from, event, who, when, to, duty, awaits, clock, deliver_to, why) \
    {IN_##from, event, WHO_##who, WHEN_##when, IN_##to, BATON_##duty, AWAITS_##awaits, clock, deliver_to, why}
#define IN_OPENING STATE_NONE
#define IN_ENQUIRING STATE_ORDER_ENQUIRING
#define IN_PLACED STATE_ORDER_PLACED
#define IN_RETURNED STATE_ORDER_RETURNED
#define IN_CONFIRMED STATE_ORDER_CONFIRMED
#define IN_WITHDRAWING STATE_ORDER_WITHDRAWING
#define IN_STARTING STATE_ORDER_STARTING
#define IN_SELF_ADMITTED STATE_ORDER_SELF_ADMITTED
#define IN_RUNNING STATE_ORDER_RUNNING
#define IN_ENDING STATE_ORDER_ENDING
#define IN_ENDED STATE_ORDER_ENDED
#define IN_NOT_PLACED STATE_ORDER_NOT_PLACED
#define M(type) TYPE_ORDER_##type
#define NO_CLOCK {CLOCK_NONE}
#define C(clock) {CLOCK_##clock}
#define PLACED_CLOCKS {CLOCK_ORD_1, CLOCK_ORD_10}
#define WAITING {CLOCK_ORD_2, CLOCK_ORD_4, CLOCK_ORD_10}
#define ALL_SIDES (TO_ASKED | TO_AUTHORITY | TO_HOLDER)
#define HOME (TO_AUTHORITY | TO_HOLDER)

/* The rest of an acute order is owed by the authority wherever the order has come. */
#define REST_IS_OWED(from) \
    ROW(from, M(SUPPLEMENTED), AUTHORITY, SUPPLEMENT_ORDER, from, SAME, SAME, NO_CLOCK, TO_ASKED, \
        "the rest of an acute order, section 141 parts too"), \
    ROW(from, ON(ORD_10), BROKER, ALWAYS, from, SAME, SAME, NO_CLOCK, TO_LADDER, \
        "L5: the rest of an acute order has not come from the authority")
#define OFFER_IS_GONE(from) \
    ROW(from, M(ENDED), AUTHORITY, END_FOR_GONE, ENDED, BACK, NOBODY, NO_CLOCK, TO_ASKED | TO_HOLDER, \
        "L6: the offer is gone or silent; nobody answers for it, so the authority ends the order and has seen the citizen")

static const row_t ROWS[] = {
    /* ask without saying who */
    ROW(OPENING, M(ENQUIRED), AUTHORITY, ENQUIRE, ENQUIRING, SAME, ASKED, C(ORD_0), TO_ASKED,
        "L13: several are asked, and none is told who the citizen is"),
    ROW(OPENING, M(PLACED), AUTHORITY, PLACE, PLACED, SAME, ASKED, PLACED_CLOCKS, TO_ASKED,
        "one that the citizen chose; several only when it is acute, and the first to confirm has it"),
    ROW(OPENING, M(SELF_ADMITTED), SELF_ADMITTING, SELF_ADMITTED, SELF_ADMITTED, OPENS_AT_OFFER, AUTHORITY, C(ORD_7), TO_AUTHORITY | TO_DESK | TO_HOLDER,
        "L3: came by themselves and is taken in; the offer holds until the authority has recognised the case"),
    ROW(OPENING, M(SELF_ADMITTED), SELF_ADMITTING, SELF_ADMITTED_NO_HOLD, SELF_ADMITTED, OPENS, AUTHORITY, C(ORD_7), TO_AUTHORITY | TO_DESK | TO_HOLDER,
        "L3: came by themselves to an offer that may not hold; the entry desk holds from the commit"),
    ROW(ENQUIRING, M(ENQUIRED), AUTHORITY, ENQUIRE, ENQUIRING, SAME, ASKED, C(ORD_0), TO_ASKED,
        "L6: more are asked; who was willing stays willing"),
    ROW(ENQUIRING, M(WILLING), ENQUIRED, WILLING, ENQUIRING, SAME, AUTHORITY, NO_CLOCK, TO_AUTHORITY,
        "one to choose from; the time to place runs on"),
    ROW(ENQUIRING, M(UNWILLING), ENQUIRED, WHY, ENQUIRING, SAME, AUTHORITY, NO_CLOCK, TO_AUTHORITY,
        "no, with a coded reason; when all have said so the demand is unmet"),
    ROW(ENQUIRING, M(PLACED), AUTHORITY, PLACE, PLACED, SAME, ASKED, PLACED_CLOCKS, TO_ASKED,
        "one is chosen with the citizen, and only now is told who it is; the others hear that it is over"),
    ROW(ENQUIRING, M(WITHDRAWN), AUTHORITY, WHY, NOT_PLACED, SAME, NOBODY, NO_CLOCK, TO_NOBODY,
        "L6: no need any more; those asked are told by the broker, and nothing of the citizen"),
    ROW(ENQUIRING, ON(ORD_0), BROKER, NONE_WILLING, ENQUIRING, SAME, AUTHORITY_LEADER, C(ORD_0), TO_LADDER,
        "L6: nobody can: unmet demand is noted; the leader widens the question, buys a place or finds something meanwhile"),
    ROW(ENQUIRING, ON(ORD_0), BROKER, ALWAYS, ENQUIRING, SAME, AUTHORITY_LEADER, C(ORD_0), TO_LADDER,
        "L5: somebody can, and nothing is placed"),

    /* placed */
    ROW(PLACED, M(CONFIRMED), ASKED, CONFIRM_ORDER, CONFIRMED, SAME, ASKED, WAITING, HOME,
        "will deliver from a date; of several the first has it. The responsibility is not offered before the date"),
    ROW(PLACED, M(RETURNED), ASKED, RETURN_ORDER, RETURNED, SAME, AUTHORITY, C(ORD_5), TO_AUTHORITY,
        "back with questions that can be answered"),
    ROW(PLACED, M(REFUSED), ASKED, NOT_LAST_REFUSAL, PLACED, SAME, ASKED, NO_CLOCK, TO_AUTHORITY,
        "L6: stays placed with the rest"),
    ROW(PLACED, M(REFUSED), ASKED, LAST_REFUSAL, ENQUIRING, SAME, AUTHORITY, C(ORD_0), TO_AUTHORITY,
        "L6: refused by all; the authority asks others, and whoever holds has held all the time"),
    ROW(PLACED, M(WITHDRAWN), AUTHORITY, WHY, WITHDRAWING, SAME, ASKED, C(ORD_9), TO_ASKED,
        "asked back; done when the offer has confirmed it"),
    ROW(PLACED, ON(ORD_1), BROKER, LAST_STEP, ENQUIRING, SAME, AUTHORITY, C(ORD_0), TO_LADDER,
        "L6: nobody answered; it is over for those asked, and the authority asks others"),
    REST_IS_OWED(PLACED),
    OFFER_IS_GONE(PLACED),

    /* returned */
    ROW(RETURNED, M(PLACED), AUTHORITY, PLACE_AGAIN, PLACED, SAME, ASKED, C(ORD_1), TO_ASKED,
        "the next version, with an answer to each question"),
    ROW(RETURNED, M(WITHDRAWN), AUTHORITY, WHY, WITHDRAWING, SAME, ASKED, C(ORD_9), TO_ASKED,
        "asked back; done when the offer has confirmed it"),
    ROW(RETURNED, ON(ORD_5), BROKER, ALWAYS, RETURNED, SAME, AUTHORITY_LEADER, C(ORD_5), TO_LADDER,
        "L5: the offer's questions were not answered"),
    REST_IS_OWED(RETURNED),
    OFFER_IS_GONE(RETURNED),

    /* confirmed, and waiting */
    ROW(CONFIRMED, ON(ORD_2), BROKER, START_OFFERABLE, STARTING, OFFERS_AGREED, ASKED, C(ORD_3), TO_LADDER,
        "L3: the day has come; the responsibility is offered, and a named person starts"),
    ROW(CONFIRMED, ON(ORD_2), BROKER, START_CLASH, STARTING, SAME, ASKED, C(ORD_3), TO_LADDER,
        "L2: the day has come, and the responsibility cannot be offered today: another holds it, or has an offer open; all are told"),
    ROW(CONFIRMED, ON(ORD_2), BROKER, ALWAYS, STARTING, SAME, ASKED, C(ORD_3), TO_LADDER,
        "the day has come; the effort starts beside whoever holds"),
    ROW(CONFIRMED, ON(ORD_4), BROKER, ALWAYS, CONFIRMED, SAME, SAME, NO_CLOCK, TO_LADDER,
        "L5: the citizen waits; support meanwhile, or a reason, every ten working days"),
    ROW(CONFIRMED, M(CHANGE_PROPOSED), EITHER_SIDE, CHANGE, CONFIRMED, SAME, SAME, C(ORD_11), TO_ASKED | TO_AUTHORITY,
        "before the start something else is proposed; both versions are kept"),
    ROW(CONFIRMED, M(CHANGE_AGREED), OTHER_SIDE, CHANGE_ANSWER, CONFIRMED, SAME, SAME, C(ORD_2), TO_ASKED | TO_AUTHORITY,
        "agreed; where it moves the start, the clock moves with it"),
    ROW(CONFIRMED, M(CHANGE_REFUSED), OTHER_SIDE, CHANGE_NO, CONFIRMED, SAME, SAME, NO_CLOCK, TO_ASKED | TO_AUTHORITY,
        "no: what was confirmed holds"),
    ROW(CONFIRMED, M(REFUSED), ORDERED, REFUSE_AGREED, ENQUIRING, SAME, AUTHORITY, C(ORD_0), HOME,
        "L6: cannot after all; the authority asks others"),
    ROW(CONFIRMED, M(WITHDRAWN), AUTHORITY, WHY, WITHDRAWING, SAME, ASKED, C(ORD_9), TO_ASKED,
        "the citizen declined, or something else came; done when the offer has confirmed it"),
    ROW(CONFIRMED, ON(ORD_11), BROKER, ALWAYS, CONFIRMED, SAME, SAME, NO_CLOCK, TO_LADDER,
        "L5: the proposed change is not answered; what was confirmed holds"),
    REST_IS_OWED(CONFIRMED),
    OFFER_IS_GONE(CONFIRMED),

    /* the start date has come */
    ROW(STARTING, M(STARTED), ORDERED, START_ORDER, RUNNING, MOVES, ASKED, C(ORD_6), TO_AUTHORITY | TO_HOLDER | TO_DESK,
        "L3: the first meeting is held, by a named person with the offer's own key; the responsibility moves only if it was offered"),
    ROW(STARTING, M(REFUSED), ORDERED, REFUSE_STARTING, ENQUIRING, BACK, AUTHORITY, C(ORD_0), HOME,
        "L6: cannot after all; the authority asks others, and has held all the time"),
    ROW(STARTING, M(WITHDRAWN), AUTHORITY, WHY, WITHDRAWING, BACK, ASKED, C(ORD_9), TO_ASKED,
        "the citizen declined, or something else came; the offer of the responsibility is back"),
    ROW(STARTING, M(ENDED), ORDERED, NEVER_CAME, ENDED, BACK, NOBODY, NO_CLOCK, HOME,
        "L6: the citizen never came, or left again; what was tried is told, and whoever holds goes on"),
    ROW(STARTING, ON(ORD_3), BROKER, START_OFFERABLE, STARTING, OFFERS_AGREED, ASKED, C(ORD_3), TO_LADDER,
        "L3: what stood in the way is over; the responsibility is offered now"),
    ROW(STARTING, ON(ORD_3), BROKER, ALWAYS, STARTING, SAME, LADDER, C(ORD_3), TO_LADDER,
        "L5: the day has passed, and nobody has met the citizen; an open offer stays"),
    REST_IS_OWED(STARTING),
    OFFER_IS_GONE(STARTING),

    /* asked back */
    ROW(WITHDRAWING, M(WITHDRAWAL_CONFIRMED), ORDERED, NOT_LAST_CONFIRM, WITHDRAWING, SAME, ASKED, NO_CLOCK, TO_AUTHORITY,
        "one of several has let it go"),
    ROW(WITHDRAWING, M(WITHDRAWAL_CONFIRMED), ORDERED, LAST_CONFIRM, NOT_PLACED, SAME, NOBODY, NO_CLOCK, TO_AUTHORITY,
        "the offer has let it go; nobody waits for a citizen who does not come"),
    ROW(WITHDRAWING, M(STARTED), ORDERED, START_ORDER, RUNNING, SAME, AUTHORITY, C(ORD_6), HOME,
        "L6: crossed in the post: the citizen has moved in already; the authority decides what then"),
    ROW(WITHDRAWING, ON(ORD_9), BROKER, ALWAYS, NOT_PLACED, SAME, NOBODY, NO_CLOCK, TO_LADDER,
        "not confirmed, and over all the same; the offer and its leader are told"),

    /* came by themselves */
    ROW(SELF_ADMITTED, M(CONFIRMED), AUTHORITY, RECOGNISE, RUNNING, SAME, ASKED, C(ORD_6), TO_ASKED | TO_HOLDER,
        "the case is recognised and has a payer; who holds keeps it"),
    ROW(SELF_ADMITTED, M(REFUSED), AUTHORITY, NOT_OURS, SELF_ADMITTED, SAME, OTHER, C(ORD_7), TO_ASKED | TO_HOLDER | TO_NEXT_OWNER,
        "RSL § 9: not ours, and the acting authority is named; the citizen stays meanwhile"),
    ROW(SELF_ADMITTED, M(CONFIRMED), NAMED_AUTHORITY, ALWAYS, SELF_ADMITTED, SAME, AUTHORITY, C(ORD_7), HOME,
        "RSL § 9: it is theirs; this authority says so (course.moved_municipality), and the holder hands over to them"),
    ROW(SELF_ADMITTED, M(REFUSED), NAMED_AUTHORITY, WHY, SELF_ADMITTED, SAME, AUTHORITY, C(ORD_7), HOME,
        "RSL § 9: not theirs either; until it is settled this authority acts, and the citizen stays"),
    ROW(SELF_ADMITTED, M(ENDED), ORDERED, NEVER_CAME, ENDED, BACK, NOBODY, NO_CLOCK, HOME,
        "L6: left again; what was tried is told, and whoever holds goes on"),
    ROW(SELF_ADMITTED, ON(ORD_7), BROKER, ALWAYS, SELF_ADMITTED, SAME, LADDER, C(ORD_7), TO_LADDER,
        "L5: nobody has said whose the case is"),
    OFFER_IS_GONE(SELF_ADMITTED),

    /* running */
    ROW(RUNNING, M(REVIEWED), AUTHORITY, REVIEWED, RUNNING, SAME, ASKED, C(ORD_6), TO_ASKED | TO_HOLDER,
        "looked at with the citizen: how far, one step down, and when next"),
    ROW(RUNNING, M(CHANGE_PROPOSED), EITHER_SIDE, CHANGE, RUNNING, SAME, SAME, C(ORD_11), TO_ASKED | TO_AUTHORITY,
        "something else is proposed; both versions are kept"),
    ROW(RUNNING, M(CHANGE_AGREED), OTHER_SIDE, CHANGE_ANSWER, RUNNING, SAME, SAME, C(ORD_6), TO_ASKED | TO_AUTHORITY,
        "agreed; where it moves the review, the clock moves with it"),
    ROW(RUNNING, M(CHANGE_REFUSED), OTHER_SIDE, CHANGE_NO, RUNNING, SAME, SAME, NO_CLOCK, TO_ASKED | TO_AUTHORITY,
        "no: what was agreed holds"),
    ROW(RUNNING, M(END_NOTIFIED), EITHER_SIDE, END_NOTICE, ENDING, SAME, HOLDER, C(ORD_8), ALL_SIDES,
        "it ends on a date; the holder opens what comes after"),
    ROW(RUNNING, ON(ORD_11), BROKER, ALWAYS, RUNNING, SAME, SAME, NO_CLOCK, TO_LADDER,
        "L5: the proposed change is not answered"),
    ROW(RUNNING, ON(ORD_6), BROKER, ALWAYS, RUNNING, SAME, AUTHORITY, C(ORD_6), TO_LADDER,
        "L5: nobody has looked whether it still helps"),
    REST_IS_OWED(RUNNING),
    OFFER_IS_GONE(RUNNING),

    /* ending */
    ROW(ENDING, M(END_NOTIFIED), NOTIFIER, RECALL_NOTICE, RUNNING, SAME, ASKED, C(ORD_6), ALL_SIDES,
        "the notice is taken back; it goes on"),
    ROW(ENDING, M(ENDED), EITHER_SIDE, END_ORDER, ENDED, SAME, NOBODY, NO_CLOCK, ALL_SIDES,
        "L3: over, and somebody else has the citizen; in aftercare the offer holds on through it"),
    ROW(ENDING, ON(ORD_8), BROKER, ONWARD_OPEN, ENDING, SAME, HOLDER, C(ORD_8), TO_LADDER,
        "a handover or a closing is under way; the holder is reminded until it is over"),
    ROW(ENDING, ON(ORD_8), BROKER, ALWAYS, ENDING, SAME, AUTHORITY_LEADER, C(ORD_8), TO_LADDER,
        "L6: an offer cannot let go by letting time pass: who holds holds on, and the authority's leader and chief are awaited"),
};

const table_t TABLE_ORDER = {FLOW_ORDER, ROWS, COUNT_OF(ROWS), STATE_ORDER_ANNULLED, STATE_ORDER_ENDED_DEAD};
