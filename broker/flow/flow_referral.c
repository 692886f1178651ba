/* SPDX-License-Identifier: EUPL-1.2
 * The referral flow: from five fields to a decision that the citizen has been told, or to the authority that it belongs to. One table and nothing else;
 * the universal rows (flow_common.c) hold beside it. REF-3 and EAR-4 follow REF-2 and the early interventions of the course (apply_referral.c). */
#include "base/check.h"
#include "flow/row.h"

/* ROW(from, event, who, when, to, duty, awaits, clock, deliver_to, why). OPENING is no state before. */
#define ROW(from, event, who, when, to, duty, awaits, clock, deliver_to, why) \
    {IN_##from, event, WHO_##who, WHEN_##when, IN_##to, BATON_##duty, AWAITS_##awaits, clock, deliver_to, why}
#define IN_OPENING STATE_NONE
#define IN_SUBMITTED STATE_REFERRAL_SUBMITTED
#define IN_IN_REVIEW STATE_REFERRAL_IN_REVIEW
#define IN_SUPPLEMENT STATE_REFERRAL_SUPPLEMENT
#define IN_GRANTED STATE_REFERRAL_GRANTED
#define IN_REFUSED STATE_REFERRAL_REFUSED_BY_DECISION
#define IN_FORWARDED STATE_REFERRAL_FORWARDED
#define IN_WITHDRAWING STATE_REFERRAL_WITHDRAWING
#define IN_CLOSED STATE_REFERRAL_CLOSED
#define IN_WITHDRAWN STATE_REFERRAL_WITHDRAWN
#define IN_MOVED_ON STATE_REFERRAL_MOVED_ON
#define M(type) TYPE_REFERRAL_##type
#define NO_CLOCK {CLOCK_NONE}
#define C(clock) {CLOCK_##clock}
#define ALL_OF_IT {CLOCK_REF_2, CLOCK_REF_3, CLOCK_EAR_4}
#define TOLD_GRANTED {CLOCK_REF_9, CLOCK_REF_6}
#define BOTH (TO_HOLDER | TO_AUTHORITY)
#define HOLDER_AND_ASKER (TO_HOLDER | TO_OPENER)

static const row_t ROWS[] = {
    /* submitted */
    ROW(OPENING, M(SUBMITTED), REFERRER, FIVE_ITEMS, SUBMITTED, OPENS_OFFERS, AUTHORITY, C(REF_1), TO_AUTHORITY | TO_HOLDER | TO_DESK,
        "L3: five items are enough; who refers need not hold: the entry desk holds from the commit, and offers it to the authority"),
    ROW(OPENING, M(SUBMITTED), SUBMITTER, FIVE_ITEMS, SUBMITTED, OFFERS_AUTHORITY, AUTHORITY, C(REF_1), TO_AUTHORITY | TO_HOLDER,
        "the application, and where it is wished the responsibility with it; the holder still holds (L3)"),
    ROW(SUBMITTED, M(RECEIVED), AUTHORITY, RECEIVED, IN_REVIEW, MOVES, AUTHORITY, ALL_OF_IT, HOLDER_AND_ASKER,
        "a named caseworker has it, and the citizen a date; L3: takes over the responsibility where it was offered"),
    ROW(SUBMITTED, M(FORWARDED), AUTHORITY, FORWARD, FORWARDED, BACK, OTHER, C(REF_8), TO_NAMED | HOLDER_AND_ASKER,
        "FVL § 7(2): not this authority's; sent on to the right one, and followed until that one confirms"),
    ROW(SUBMITTED, M(RECALLED), HOLDER, BATON_RECALL, SUBMITTED, BACK, AUTHORITY, NO_CLOCK, TO_AUTHORITY,
        "L3: the responsibility is wanted elsewhere; the referral itself stays, and its clock runs on"),
    ROW(SUBMITTED, M(WITHDRAWN), FOR_REFERRER, WITHDRAWAL, WITHDRAWING, BACK, AUTHORITY, C(REF_10), BOTH,
        "not wished any more; the authority asks the citizen before it is over (L6)"),
    ROW(SUBMITTED, ON(REF_1), BROKER, ALWAYS, SUBMITTED, SAME, AUTHORITY_LEADER, C(REF_1), TO_LADDER,
        "L5: nobody has received it; the offer stays, a leader may take the citizen home"),

    /* in review */
    ROW(IN_REVIEW, M(SUPPLEMENT_ASKED), AUTHORITY, ASK_SUPPLEMENT, SUPPLEMENT, SAME, OTHER, C(REF_5), TO_NAMED | TO_HOLDER,
        "questions that can be answered; the citizen's deadline stands still only for the citizen's own reason"),
    ROW(IN_REVIEW, M(REPRIORITISED), AUTHORITY, REPRIORITISE, IN_REVIEW, SAME, AUTHORITY, NO_CLOCK, TO_HOLDER,
        "it has become more urgent, or less; or there is a reason why nothing early is offered"),
    ROW(IN_REVIEW, M(DEADLINE_NOTICE), AUTHORITY, NOTICE, IN_REVIEW, SAME, AUTHORITY, NO_CLOCK, HOLDER_AND_ASKER,
        "RSL § 3: the deadline will not be kept, and the citizen has it in writing, with a new date"),
    ROW(IN_REVIEW, M(FORWARDED), AUTHORITY, FORWARD, FORWARDED, SAME, OTHER, C(REF_8), TO_NAMED | HOLDER_AND_ASKER,
        "FVL § 7(2): found to be another authority's after reading; who holds goes on holding"),
    ROW(IN_REVIEW, M(WITHDRAWN), FOR_REFERRER, WITHDRAWAL, WITHDRAWING, SAME, AUTHORITY, C(REF_10), BOTH,
        "not wished any more; the authority asks the citizen before it is over (L6)"),
    ROW(IN_REVIEW, M(DECIDED), AUTHORITY, GRANTS, GRANTED, SAME, AUTHORITY, TOLD_GRANTED, TO_HOLDER,
        "granted; the citizen is told, and an order or a purchase follows"),
    ROW(IN_REVIEW, M(DECIDED), AUTHORITY, REFUSES, REFUSED, SAME, AUTHORITY, C(REF_6), TO_HOLDER,
        "L6: refused with a reason, an alternative, guidance on appeal and a next owner; who holds goes on holding"),
    ROW(IN_REVIEW, M(REASSESSED), AUTHORITY, UPHELD, REFUSED, SAME, AUTHORITY, C(REF_11), HOLDER_AND_ASKER,
        "RSL § 66: looked at again and upheld; sent on to Ankestyrelsen, and followed"),
    ROW(IN_REVIEW, ON(REF_3), BROKER, ALWAYS, IN_REVIEW, SAME, AUTHORITY, NO_CLOCK, TO_LADDER,
        "L5: five working days are left: decide, or write to the citizen before the deadline is missed"),
    ROW(IN_REVIEW, ON(EAR_4), BROKER, NO_EARLY, IN_REVIEW, SAME, AUTHORITY, NO_CLOCK, TO_LADDER,
        "L5: the citizen waits, and nothing early is offered meanwhile; ask for it, or say why not"),
    ROW(IN_REVIEW, TYPE_EARLY_REQUESTED, INVOLVED, ALWAYS, IN_REVIEW, SAME, AUTHORITY, NO_CLOCK, TO_NOBODY,
        "asked for, and it names this referral: whoever works on the case goes on, no leader is waited for"),
    ROW(IN_REVIEW, ON(REF_2), BROKER, ALWAYS, IN_REVIEW, SAME, AUTHORITY_LEADER, NO_CLOCK, TO_LADDER,
        "L5: the published deadline has passed without a decision"),
    ROW(IN_REVIEW, ON(REF_7), BROKER, ALWAYS, IN_REVIEW, SAME, AUTHORITY_LEADER, NO_CLOCK, TO_LADDER,
        "L5: there is an appeal, and nobody has looked at the decision again"),

    /* supplement: the citizen waits all the same, so the authority's own clocks run on */
    ROW(SUPPLEMENT, M(SUPPLEMENT_GIVEN), SUPPLIER, ANSWERS, IN_REVIEW, SAME, AUTHORITY, C(REF_2), BOTH,
        "answered; cannot answer is an answer, too"),
    ROW(SUPPLEMENT, M(DECIDED), AUTHORITY, GRANTS, GRANTED, SAME, AUTHORITY, TOLD_GRANTED, TO_HOLDER | TO_OTHER,
        "RSL § 11 b: granted on what is there"),
    ROW(SUPPLEMENT, M(DECIDED), AUTHORITY, REFUSES, REFUSED, SAME, AUTHORITY, C(REF_6), TO_HOLDER,
        "RSL § 11 b: refused on what is there, with guidance and a next owner"),
    ROW(SUPPLEMENT, M(WITHDRAWN), FOR_REFERRER, WITHDRAWAL, WITHDRAWING, SAME, AUTHORITY, C(REF_10), BOTH | TO_OTHER,
        "not wished any more; the authority asks the citizen before it is over (L6)"),
    ROW(SUPPLEMENT, ON(REF_5), BROKER, ALWAYS, IN_REVIEW, SAME, AUTHORITY, C(REF_2), TO_LADDER,
        "L5: no answer came; the authority goes on with what is there, and a pause ends"),
    ROW(SUPPLEMENT, ON(REF_3), BROKER, ALWAYS, SUPPLEMENT, SAME, SAME, NO_CLOCK, TO_LADDER,
        "L5: five working days are left, answer or no answer"),
    ROW(SUPPLEMENT, ON(EAR_4), BROKER, NO_EARLY, SUPPLEMENT, SAME, SAME, NO_CLOCK, TO_LADDER,
        "L5: the citizen waits for an answer, and nothing early is offered meanwhile"),
    ROW(SUPPLEMENT, ON(REF_2), BROKER, ALWAYS, SUPPLEMENT, SAME, SAME, NO_CLOCK, TO_LADDER,
        "L5: a question does not stop the citizen's deadline; RSL § 11 b: decide on what is there"),
    ROW(SUPPLEMENT, ON(REF_7), BROKER, ALWAYS, SUPPLEMENT, SAME, SAME, NO_CLOCK, TO_LADDER,
        "L5: a question does not stop the appeal"),

    /* granted */
    ROW(GRANTED, M(NOTIFIED), AUTHORITY, NOTIFIED, GRANTED, SAME, AUTHORITY, NO_CLOCK, HOLDER_AND_ASKER,
        "the citizen knows, and the referrer does"),
    ROW(GRANTED, M(WITHDRAWN), FOR_REFERRER, CITIZEN_WITHDRAWAL, WITHDRAWING, SAME, AUTHORITY, C(REF_10), BOTH,
        "the citizen does not wish what was granted"),
    ROW(GRANTED, TYPE_ORDER_PLACED, AUTHORITY, ALWAYS, CLOSED, SAME, NOBODY, NO_CLOCK, TO_NOBODY,
        "what was granted is ordered; from now on the order's clocks run"),
    ROW(GRANTED, TYPE_PURCHASE_REQUESTED, AUTHORITY, ALWAYS, CLOSED, SAME, NOBODY, NO_CLOCK, TO_NOBODY,
        "for what was granted a place is sought elsewhere; from now on the purchase's clocks run"),
    ROW(GRANTED, ON(REF_9), BROKER, ALWAYS, GRANTED, SAME, AUTHORITY_LEADER, NO_CLOCK, TO_LADDER,
        "L5: granted, and neither ordered nor bought"),
    ROW(GRANTED, ON(REF_6), BROKER, ALWAYS, GRANTED, SAME, AUTHORITY_LEADER, NO_CLOCK, TO_LADDER,
        "L5: granted, and the citizen does not know"),

    /* refused by decision */
    ROW(REFUSED, M(NOTIFIED), AUTHORITY, NOTIFIED, REFUSED, SAME, AUTHORITY, C(REF_11), HOLDER_AND_ASKER,
        "the citizen knows, and how to appeal; the time to do so begins"),
    ROW(REFUSED, M(APPEALED), INVOLVED, APPEAL, IN_REVIEW, SAME, AUTHORITY, C(REF_7), BOTH,
        "RSL § 66: whoever hears it passes it on; the authority looks at it again first"),
    ROW(REFUSED, ON(REF_6), BROKER, ALWAYS, REFUSED, SAME, AUTHORITY_LEADER, NO_CLOCK, TO_LADDER,
        "L5: refused, and the citizen does not know"),
    ROW(REFUSED, ON(REF_11), BROKER, ALWAYS, CLOSED, SAME, NOBODY, NO_CLOCK, TO_LADDER,
        "the time to appeal is over; L6: the holder goes on, with a date for the next look"),

    /* forwarded */
    ROW(FORWARDED, M(FORWARD_CONFIRMED), OTHER_AUTHORITY, CONFIRMS_OWN_KEY, MOVED_ON, ENDS_LINKED, NOBODY, NO_CLOCK, BOTH | TO_OPENER,
        "RSL § 9: it is theirs, on a course of their own from this moment; what another holds here moves only by handover"),
    ROW(FORWARDED, M(FORWARD_CONFIRMED), AUTHORITY, CONFIRMS_TOLD, MOVED_ON, SAME, NOBODY, NO_CLOCK, TO_HOLDER | TO_OTHER,
        "L3: told by phone or letter; that ends no course, and who holds goes on holding"),
    ROW(FORWARDED, M(FORWARDED), OTHER_AUTHORITY, NOT_THEIRS, IN_REVIEW, SAME, AUTHORITY_LEADER, C(REF_2), BOTH,
        "RSL § 9: not theirs either; leaders settle it, and this authority acts meanwhile"),
    ROW(FORWARDED, ON(REF_8), BROKER, ALWAYS, FORWARDED, SAME, AUTHORITY, NO_CLOCK, TO_LADDER,
        "L5: the other authority has not answered; call, and register what they say"),

    /* withdrawing */
    ROW(WITHDRAWING, M(WITHDRAWAL_CONFIRMED), AUTHORITY, WITHDRAWAL_CONFIRM, WITHDRAWN, SAME, NOBODY, NO_CLOCK, HOLDER_AND_ASKER,
        "L6: the citizen was asked; the holder goes on, with a date for the next look"),
    ROW(WITHDRAWING, ON(REF_10), BROKER, ALWAYS, WITHDRAWN, SAME, NOBODY, NO_CLOCK, TO_LADDER,
        "L6: over, and a leader is told that nobody asked; the holder goes on, with a date for the next look"),
};

const table_t TABLE_REFERRAL = {FLOW_REFERRAL, ROWS, COUNT_OF(ROWS), STATE_REFERRAL_ANNULLED, STATE_REFERRAL_ENDED_DEAD};
