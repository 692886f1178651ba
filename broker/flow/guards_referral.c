/* SPDX-License-Identifier: EUPL-1.2
 * What a step of the referral requires. Pure. */
#include "flow/guards.h"

verdict_t referral_when(step_t *step, when_t when)
{
    return order_when(step, when);
}
