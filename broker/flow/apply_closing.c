/* SPDX-License-Identifier: EUPL-1.2
 * What the messages of a closing tell of it. Pure. */
#include "flow/step.h"

void note_closing(step_t *step)
{
    (void)step;
}
