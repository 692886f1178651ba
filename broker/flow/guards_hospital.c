/* SPDX-License-Identifier: EUPL-1.2
 * What a step of the stay requires. Pure. */
#include "flow/guards.h"

verdict_t hospital_when(step_t *step, when_t when)
{
    return purchase_when(step, when);
}
