/* SPDX-License-Identifier: EUPL-1.2
 * What the rules look at in the bodies of an early intervention. */
#include "wire/body.h"

const body_table_t BODIES_OF_EARLY = {NULL, 0, NULL};
