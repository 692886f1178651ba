/* SPDX-License-Identifier: EUPL-1.2
 * What the rules look at in the bodies of a hospital stay. */
#include "wire/body.h"

const body_table_t BODIES_OF_HOSPITAL = {NULL, 0, NULL};
