/* SPDX-License-Identifier: EUPL-1.2
 * What a step of the order requires. Pure. */
#include "flow/guards.h"

verdict_t order_when(step_t *step, when_t when)
{
    return hospital_when(step, when);
}
