/* SPDX-License-Identifier: EUPL-1.2
 * What is counted of a step: which unit, what, how long. Figures are made of it (figure.def). Never a citizen's data, never a member of staff. */
#ifndef STAFET_MODEL_MEASURE_H
#define STAFET_MODEL_MEASURE_H

#include "base/clock.h"
#include "model/model.h"

/* Numbers stand in the store: append only. */
typedef enum {
    MEASURE_NONE,
    MEASURE_MESSAGE, /* code = its type, value = its coded outcome or reason; of the unit that sent it */
    MEASURE_STATE,   /* code = the state that a flow entered; of who holds from now */
    MEASURE_WAITED,  /* a clock's question was answered, or its state left: rule, how long it took; of the unit that was awaited */
    MEASURE_BROKEN   /* a deadline passed: rule; of the unit that was awaited */
} measure_kind_t;

typedef struct {
    measure_kind_t kind;
    uint32_t code, value;
    char rule[RULE_ID_SIZE];
    char party[PARTY_ID_SIZE];
    priority_t priority;
    instant_t gross_ms, paused_ms; /* paused: for the citizen's own reasons, part of gross */
    bool is_late;
} measure_t;

#endif
