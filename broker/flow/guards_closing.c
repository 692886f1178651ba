/* SPDX-License-Identifier: EUPL-1.2
 * What a step of the closing requires. Pure. */
#include "base/check.h"
#include "flow/guards.h"

verdict_t closing_when(step_t *step, when_t when)
{
    (void)step;
    (void)when;
    CHECK(false && "every condition is known");
    return VERDICT_REFUSED;
}
