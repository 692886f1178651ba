/* SPDX-License-Identifier: EUPL-1.2
 * What the messages of a hospital stay tell of it. Pure. */
#include "flow/step.h"

void note_hospital(step_t *step)
{
    (void)step;
}
