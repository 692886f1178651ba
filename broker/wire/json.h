/* SPDX-License-Identifier: EUPL-1.2
 * What reading and writing JSON share: the names. */
#ifndef STAFET_WIRE_JSON_H
#define STAFET_WIRE_JSON_H

#include "base/bytes.h"

#define JSON_NAME_SIZE 64
/* "duty_epoch" → "dutyEpoch". */
void json_name(const char *proto_name, char name[JSON_NAME_SIZE]);

#endif
