/* SPDX-License-Identifier: EUPL-1.2
 * What the rules look at in the bodies of a purchase. */
#include "base/check.h"
#include "wire/body.h"

/* has_text: for how long. */
static const pick_t REQUESTED[] = {
    TEXT(1, 0, paragraph), FILLED(2, 2, has_effort), FILLED(2, 3, has_effort), FILLED(4, 0, has_need), TIME(5, 0, at), FILLED(6, 0, has_text), UUID(9, 0, linked, has_linked),
};
/* has_text: what the price covers. */
static const pick_t OFFERED[] = {FILLED(1, 0, has_approval), PRESENT(2, 0, has_price), FILLED(3, 0, has_text), TIME(5, 0, at), TIME(6, 0, ends_at)};
static const pick_t REFUSED[] = {CODE(1, 0, reason), FILLED(2, 0, has_text), SLUG(3, 0, next_owner)};
static const pick_t DECLINED[] = {CODE(1, 0, reason), FILLED(3, 0, has_text)};
static const pick_t WITHDRAWN[] = {CODE(2, 0, reason), FILLED(3, 0, has_text)};
/* has_need: the contract. */
static const pick_t ORDERED[] = {SLUG(1, 0, payer), FILLED(3, 0, has_need), PRESENT(4, 0, has_price), TIME(5, 0, at), UUID(7, 0, linked, has_linked)};
static const pick_t PAYER_CONFIRMED[] = {FILLED(1, 0, has_payer), FILLED(2, 0, has_text)};
static const pick_t REASON_TEXT[] = {CODE(1, 0, reason), FILLED(2, 0, has_text)};
static const pick_t CONFIRMED[] = {UUID(1, 0, linked, has_linked), TIME(2, 0, at), FILLED(3, 0, has_text)};
static const pick_t STARTED[] = {TIME(1, 0, at)};
static const pick_t REPORTED[] = {TIME(1, 0, seen_at), TIME(2, 0, at), FILLED(3, 0, has_text), TIME(4, 0, review_at)};
/* has_price: the one after; has_need: the one before. */
static const pick_t PRICE_CHANGED[] = {PRESENT(1, 0, has_need), PRESENT(2, 0, has_price), TIME(3, 0, at), FILLED(4, 0, has_text)};
static const pick_t ONE_TEXT[] = {FILLED(1, 0, has_text)};
static const pick_t TERMINATION_NOTIFIED[] = {CODE(1, 0, reason), TIME(2, 0, ends_at), FILLED(3, 0, has_text), FLAG(4, 0, recalled)};
static const pick_t ENDED[] = {CODE(1, 0, reason), TIME(2, 0, at), FILLED(3, 0, has_text)};

static const body_t BODIES[] = {
    BODY(PURCHASE_REQUESTED, REQUESTED),
    BODY(PURCHASE_OFFERED, OFFERED),
    BODY(PURCHASE_REFUSED, REFUSED),
    BODY(PURCHASE_DECLINED, DECLINED),
    BODY(PURCHASE_WITHDRAWN, WITHDRAWN),
    BODY(PURCHASE_ORDERED, ORDERED),
    BODY(PURCHASE_PAYER_CONFIRMED, PAYER_CONFIRMED),
    BODY(PURCHASE_PAYER_REFUSED, REASON_TEXT),
    BODY(PURCHASE_CONFIRMED, CONFIRMED),
    BODY(PURCHASE_STARTED, STARTED),
    BODY(PURCHASE_REPORTED, REPORTED),
    BODY(PURCHASE_PRICE_CHANGED, PRICE_CHANGED),
    BODY(PURCHASE_PRICE_AGREED, ONE_TEXT),
    BODY(PURCHASE_TERMINATION_NOTIFIED, TERMINATION_NOTIFIED),
    BODY(PURCHASE_ENDED, ENDED),
};

/* L13: a question names nobody, in its words either. */
static status_t combine(message_type_t type, bytes_t body, arena_t *arena, message_facts_t *facts, wire_problem_t *problem) {
    (void)arena;
    (void)problem;
    if (type == TYPE_PURCHASE_REQUESTED || type == TYPE_PURCHASE_DECLINED) {
        facts->subject_identifies = facts->subject_identifies || body_tells_cpr(body);
    }
    return STATUS_OK;
}

const body_table_t BODIES_OF_PURCHASE = {BODIES, COUNT_OF(BODIES), combine};
