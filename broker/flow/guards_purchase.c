/* SPDX-License-Identifier: EUPL-1.2
 * What a step of the purchase requires. Pure. */
#include "flow/guards.h"

verdict_t purchase_when(step_t *step, when_t when)
{
    return closing_when(step, when);
}
