/* SPDX-License-Identifier: EUPL-1.2
 * The closing flow. So far the way out of a course whose citizen has died: course.died (flow_common.c) opens it in DEAD. */
#include "base/check.h"
#include "flow/row.h"

static const row_t ROWS[] = {
    {STATE_CLOSING_DEAD, TYPE_CLOSING_DECIDED, WHO_HOLDER, WHEN_CLOSE_DEAD, STATE_CLOSING_CLOSED, BATON_ENDS_DEAD, AWAITS_NOBODY, {CLOCK_NONE}, TO_AUTHORITY,
     "L6: those who must know have been told; the course ends"},
    {STATE_CLOSING_DEAD, ON(CLO_6), WHO_BROKER, WHEN_ALWAYS, STATE_CLOSING_DEAD, BATON_SAME, AWAITS_LADDER, {CLOCK_CLO_6}, TO_LADDER,
     "L5: the course of a citizen who has died is not closed"},
    {STATE_CLOSING_DEAD, TYPE_HOSPITAL_CANCELLED, WHO_WARD, WHEN_CANCEL_DEATH, STATE_CLOSING_DEAD, BATON_SAME, AWAITS_HOLDER, {CLOCK_NONE}, TO_HOLDER | TO_AUTHORITY,
     "the ward takes the death back: the holder annuls course.died, or confirms it"},
};

/* Annulled, the death stops the closing: the flows that it ended go on. */
const table_t TABLE_CLOSING = {FLOW_CLOSING, ROWS, COUNT_OF(ROWS), STATE_CLOSING_STOPPED, STATE_CLOSING_ENDED_DEAD};
