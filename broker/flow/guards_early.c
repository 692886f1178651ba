/* SPDX-License-Identifier: EUPL-1.2
 * What a step of the early intervention requires. Pure. */
#include "flow/guards.h"

verdict_t early_when(step_t *step, when_t when)
{
    return referral_when(step, when);
}
