/* SPDX-License-Identifier: EUPL-1.2
 * What the messages of a purchase tell of it. Pure. */
#include "flow/step.h"

void note_purchase(step_t *step)
{
    (void)step;
}
