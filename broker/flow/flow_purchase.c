/* SPDX-License-Identifier: EUPL-1.2
 * The purchase flow: who acts, who pays and who sells are three. It never moves the responsibility, which goes with the linked order. One table and nothing else;
 * the universal rows (flow_common.c) hold beside it. */
#include "base/check.h"
#include "flow/row.h"

/* ROW(from, event, who, when, to, awaits, clock, deliver_to, why). OPENING is no state before; the responsibility stays in every row. */
#define ROW(from, event, who, when, to, awaits, clock, deliver_to, why) \
    {IN_##from, event, WHO_##who, WHEN_##when, IN_##to, BATON_SAME, AWAITS_##awaits, clock, deliver_to, why}
#define IN_OPENING STATE_NONE
#define IN_REQUESTED STATE_PURCHASE_REQUESTED
#define IN_OFFERED STATE_PURCHASE_OFFERED
#define IN_ORDERED STATE_PURCHASE_ORDERED
#define IN_CONFIRMED STATE_PURCHASE_CONFIRMED
#define IN_RUNNING STATE_PURCHASE_RUNNING
#define IN_TERMINATING STATE_PURCHASE_TERMINATING
#define IN_ENDED STATE_PURCHASE_ENDED
#define IN_NOT_BOUGHT STATE_PURCHASE_NOT_BOUGHT
#define M(type) TYPE_PURCHASE_##type
#define NO_CLOCK {CLOCK_NONE}
#define C(clock) {CLOCK_##clock}
#define BUYERS (TO_AUTHORITY | TO_PAYER)
#define ALL_SIDES (TO_ASKED | TO_AUTHORITY | TO_PAYER)

/* The payer's answer may come after the citizen has moved in: care does not wait for it. */
#define PAYER_ANSWERS(from) \
    ROW(from, M(PAYER_CONFIRMED), PAYER, PAYS, from, SAME, NO_CLOCK, TO_ASKED | TO_AUTHORITY, \
        "the paying municipality says yes, with where the invoice goes"), \
    ROW(from, M(PAYER_REFUSED), PAYER, WHY, from, SAME, C(PUR_7), TO_ASKED | TO_AUTHORITY, \
        "a dispute about who pays: the acting authority acts and pays meanwhile, and brings it to its chief")

static const row_t ROWS[] = {
    /* ask without saying who */
    ROW(OPENING, M(REQUESTED), AUTHORITY, REQUEST_PLACE, REQUESTED, ASKED, C(PUR_1), TO_ASKED,
        "L13: sellers are asked for a place, and none is told who the citizen is"),
    ROW(REQUESTED, M(REQUESTED), AUTHORITY, REQUEST_PLACE, REQUESTED, ASKED, C(PUR_1), TO_ASKED,
        "L6: more sellers are asked"),
    ROW(REQUESTED, M(OFFERED), ENQUIRED, BID, OFFERED, AUTHORITY, C(PUR_2), TO_AUTHORITY,
        "a price, what it covers, and when the place is free"),
    ROW(REQUESTED, M(REFUSED), ENQUIRED, WHY, REQUESTED, AUTHORITY, NO_CLOCK, TO_AUTHORITY,
        "no, with a coded reason; when all have said so the demand is unmet"),
    ROW(REQUESTED, M(WITHDRAWN), AUTHORITY, WHY, NOT_BOUGHT, NOBODY, NO_CLOCK, TO_NOBODY,
        "L6: no need any more; those asked are told by the broker, and nothing of the citizen"),
    ROW(REQUESTED, ON(PUR_1), BROKER, ALWAYS, REQUESTED, AUTHORITY_LEADER, C(PUR_1), TO_LADDER,
        "L5: nobody has offered a place; the authority's leader widens the question or finds something else"),

    /* offered */
    ROW(OFFERED, M(REQUESTED), AUTHORITY, REQUEST_PLACE, OFFERED, SAME, NO_CLOCK, TO_ASKED,
        "L6: more sellers are asked; what was offered stands"),
    ROW(OFFERED, M(OFFERED), ENQUIRED, BID, OFFERED, AUTHORITY, C(PUR_2), TO_AUTHORITY,
        "one more to choose from"),
    ROW(OFFERED, M(REFUSED), ENQUIRED, NOT_LAST_BID, OFFERED, AUTHORITY, NO_CLOCK, TO_AUTHORITY,
        "not from this seller; others have offered"),
    ROW(OFFERED, M(REFUSED), ENQUIRED, LAST_BID, REQUESTED, AUTHORITY, C(PUR_1), TO_AUTHORITY,
        "the only place that was offered is gone"),
    ROW(OFFERED, M(DECLINED), AUTHORITY, DECLINE, REQUESTED, AUTHORITY, C(PUR_1), TO_ASKED,
        "the citizen, or the authority, says no to what was offered; the sellers hear no more than that"),
    ROW(OFFERED, M(WITHDRAWN), AUTHORITY, WHY, NOT_BOUGHT, NOBODY, NO_CLOCK, TO_NOBODY,
        "L6: no need any more; those asked are told by the broker, and nothing of the citizen"),
    ROW(OFFERED, M(ORDERED), AUTHORITY, BUY, ORDERED, ASKED, C(PUR_3), TO_ASKED | TO_PAYER,
        "one is chosen, and only now is told who it is; the payer is asked, and the other sellers hear that it is over"),
    ROW(OFFERED, ON(PUR_2), BROKER, ALWAYS, REQUESTED, AUTHORITY, C(PUR_1), TO_LADDER,
        "L5: what was offered holds no longer"),

    /* ordered */
    PAYER_ANSWERS(ORDERED),
    ROW(ORDERED, M(CONFIRMED), ORDERED, SELL, CONFIRMED, ASKED, C(PUR_4), BUYERS,
        "the seller will deliver, by an order on this course; the payer is known, or the dispute is noted"),
    ROW(ORDERED, M(REFUSED), ORDERED, REFUSE_AGREED, REQUESTED, AUTHORITY, C(PUR_1), BUYERS,
        "L6: the place is gone; the authority asks others"),
    ROW(ORDERED, M(WITHDRAWN), AUTHORITY, WHY, NOT_BOUGHT, NOBODY, NO_CLOCK, TO_ASKED | TO_PAYER,
        "not needed, or not wanted, before the seller has confirmed"),
    ROW(ORDERED, ON(PUR_3), BROKER, ALWAYS, ORDERED, LADDER, C(PUR_3), TO_LADDER,
        "L5: seller or payer has not answered"),

    /* confirmed */
    ROW(CONFIRMED, M(STARTED), ORDERED, PLACE_TAKEN, RUNNING, ASKED, C(PUR_5), BUYERS,
        "the citizen has moved in; the order has started"),
    ROW(CONFIRMED, M(TERMINATION_NOTIFIED), EITHER_SIDE, TERMINATE, TERMINATING, AUTHORITY, C(PUR_6), ALL_SIDES,
        "given up before it began"),
    PAYER_ANSWERS(CONFIRMED),
    ROW(CONFIRMED, M(ENDED), AUTHORITY, END_FOR_SELLER, ENDED, NOBODY, NO_CLOCK, TO_ASKED | TO_PAYER,
        "L6: the seller is gone; its order is over, and so is the purchase"),
    ROW(CONFIRMED, ON(PUR_4), BROKER, ALWAYS, CONFIRMED, LADDER, C(PUR_4), TO_LADDER,
        "L5: the start date has passed, and the citizen has not moved in"),

    /* running */
    ROW(RUNNING, M(REPORTED), ORDERED, REPORT, RUNNING, ASKED, C(PUR_5), BUYERS,
        "what was delivered against what was ordered, to those who act and who pay"),
    ROW(RUNNING, M(PRICE_CHANGED), EITHER_SIDE, CHANGE_PRICE, RUNNING, SAME, C(PUR_8), ALL_SIDES,
        "another price is proposed; both versions are kept, and the old one holds until all have agreed"),
    ROW(RUNNING, M(PRICE_AGREED), PRICE_SIDE, PRICE_PART, RUNNING, SAME, NO_CLOCK, ALL_SIDES,
        "one of those who must agree to the price has"),
    ROW(RUNNING, M(PRICE_AGREED), PRICE_SIDE, PRICE_ALL, RUNNING, SAME, NO_CLOCK, ALL_SIDES,
        "all have agreed: the new price holds from its date"),
    ROW(RUNNING, M(TERMINATION_NOTIFIED), EITHER_SIDE, TERMINATE, TERMINATING, AUTHORITY, C(PUR_6), ALL_SIDES,
        "it ends on a date; the acting authority plans what comes after"),
    PAYER_ANSWERS(RUNNING),
    ROW(RUNNING, M(ENDED), AUTHORITY, END_FOR_SELLER, ENDED, NOBODY, NO_CLOCK, TO_ASKED | TO_PAYER,
        "L6: the seller is gone; its order is over, and so is the purchase"),
    ROW(RUNNING, ON(PUR_5), BROKER, ALWAYS, RUNNING, LADDER, C(PUR_5), TO_LADDER,
        "L5: no report has come"),
    ROW(RUNNING, ON(PUR_8), BROKER, ALWAYS, RUNNING, SAME, NO_CLOCK, TO_LADDER,
        "L5: the proposed price is not answered; the old one holds"),

    /* terminating */
    ROW(TERMINATING, M(TERMINATION_NOTIFIED), NOTIFIER, RECALL_RUNNING, RUNNING, ASKED, C(PUR_5), ALL_SIDES,
        "the notice is taken back; it goes on"),
    ROW(TERMINATING, M(TERMINATION_NOTIFIED), NOTIFIER, RECALL_CONFIRMED, CONFIRMED, ASKED, C(PUR_4), ALL_SIDES,
        "the notice is taken back before the start"),
    ROW(TERMINATING, M(ENDED), EITHER_SIDE, END_PURCHASE, ENDED, NOBODY, NO_CLOCK, ALL_SIDES,
        "L3: over, when the order is: the place is paid for as long as the citizen is there"),
    PAYER_ANSWERS(TERMINATING),
    ROW(TERMINATING, ON(PUR_6), BROKER, ALWAYS, TERMINATING, AUTHORITY_LEADER, C(PUR_6), TO_LADDER,
        "L6: the end comes near; a seller that holds holds on, and the authority's leader and chief are awaited"),
};

const table_t TABLE_PURCHASE = {FLOW_PURCHASE, ROWS, COUNT_OF(ROWS), STATE_PURCHASE_ANNULLED, STATE_PURCHASE_ENDED_DEAD};
