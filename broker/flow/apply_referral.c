/* SPDX-License-Identifier: EUPL-1.2
 * What the messages of a referral tell of it. Pure. */
#include "flow/step.h"

void note_referral(step_t *step)
{
    (void)step;
}
