/* SPDX-License-Identifier: EUPL-1.2
 * What the rules look at in the bodies of an early intervention. */
#include "base/check.h"
#include "wire/body.h"

/* has_text: why the citizen is not told. */
static const pick_t REQUESTED[] = {
    FILLED(1, 0, has_need), CODE(2, 0, informed), FILLED(3, 0, has_text), TEXT(4, 0, paragraph), UUID(5, 0, linked, has_linked)};
static const pick_t OFFERED[] = {
    TEXT(1, 0, paragraph), TIME(3, 0, at), FILLED(4, 0, has_contact_person), IF_SLUG(4, 0, contact_person), FILLED(5, 0, has_contact_phone), TIME(6, 0, ends_at),
    FILLED(7, 0, has_text),
};
static const pick_t REFUSED[] = {CODE(1, 0, reason), FILLED(2, 0, has_text), SLUG(3, 0, next_owner)};
static const pick_t ONE_TEXT[] = {FILLED(1, 0, has_text)};
/* An alternative, or the guidance that was given. */
static const pick_t DECLINED[] = {CODE(1, 0, reason), FILLED(2, 0, has_alternative), FILLED(3, 0, has_alternative), FLAG(4, 0, section_82_considered)};
static const pick_t STARTED[] = {
    TEXT(1, 0, paragraph), TIME(2, 0, ends_at), FILLED(4, 0, has_contact_person), IF_SLUG(4, 0, contact_person), FILLED(5, 0, has_contact_phone), TIME(6, 0, at)};
/* reason: how the citizen attends. */
static const pick_t STATUS_TOLD[] = {CODE(1, 0, reason), TIME(2, 0, at), FILLED(5, 0, has_text)};
static const pick_t JOINED[] = {FILLED(1, 0, has_contact_person), IF_SLUG(1, 0, contact_person), FILLED(2, 0, has_contact_phone), FILLED(3, 0, has_text)};
static const pick_t JOIN_REFUSED[] = {CODE(1, 0, reason), FILLED(2, 0, has_alternative)};
/* citizen_agrees: the citizen is told. */
static const pick_t ENDED[] = {
    CODE(1, 0, reason), CODE(2, 0, onward), UUID(3, 0, next_flow, has_next_flow), FLAG(4, 0, citizen_agrees), FILLED(6, 0, has_text)};

static const body_t BODIES[] = {
    BODY(EARLY_REQUESTED, REQUESTED),
    BODY(EARLY_OFFERED, OFFERED),
    BODY(EARLY_REFUSED, REFUSED),
    BODY(EARLY_AGREED, ONE_TEXT),
    BODY(EARLY_DECLINED, DECLINED),
    BODY(EARLY_STARTED, STARTED),
    BODY(EARLY_STATUS, STATUS_TOLD),
    BODY(EARLY_JOIN_REQUESTED, ONE_TEXT),
    BODY(EARLY_JOINED, JOINED),
    BODY(EARLY_JOIN_REFUSED, JOIN_REFUSED),
    BODY(EARLY_WITHDRAWN, ONE_TEXT),
    BODY(EARLY_ENDED, ENDED),
};

/* T4: without a goal no effort begins. */
static status_t combine(message_type_t type, bytes_t body, arena_t *arena, message_facts_t *facts, wire_problem_t *problem) {
    enum { GOALS = 3 };
    scan_field_t goal;
    (void)arena;
    (void)problem;
    for (bytes_t rest = body; type == TYPE_EARLY_STARTED && rest.size > 0;) {
        CHECK(scan_next(&rest, &goal));
        facts->has_goal = facts->has_goal || (goal.number == GOALS && body_is_filled(goal.bytes, 1));
    }
    return STATUS_OK;
}

const body_table_t BODIES_OF_EARLY = {BODIES, COUNT_OF(BODIES), combine};
