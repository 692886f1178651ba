/* SPDX-License-Identifier: EUPL-1.2
 * What the messages of an order tell of it. Pure. */
#include "flow/step.h"

void note_order(step_t *step)
{
    (void)step;
}
