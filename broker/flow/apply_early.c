/* SPDX-License-Identifier: EUPL-1.2
 * What the messages of an early intervention tell of it. Pure. */
#include "flow/step.h"

void note_early(step_t *step)
{
    (void)step;
}
