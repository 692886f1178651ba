/* SPDX-License-Identifier: EUPL-1.2
 * Every setting once: config.def gives the struct, the parser, the help and the reference page. A file has `key = value` lines and # comments; an unknown
 * key, a key given twice or a value out of bounds refuses the start, with its line. */
#ifndef STAFET_BROKER_CONFIG_H
#define STAFET_BROKER_CONFIG_H

#include <stdbool.h>
#include <stdio.h>

#include "base/status.h"

#define CONFIG_TEXT_SIZE 512

/* TEXT(name, default, help) · NUMBER(name, default, least, most, unit, help) · FLAG(name, default, help) */
typedef struct {
#define TEXT(name, value, help) char name[CONFIG_TEXT_SIZE];
#define NUMBER(name, value, least, most, unit, help) long name;
#define FLAG(name, value, help) bool name;
#include "config.def"
#undef TEXT
#undef NUMBER
#undef FLAG
} config_t;

/* Reads a file over the defaults. CONFIG_INVALID or FILE_FAILED; `problem` (256 bytes) then says what, with the file's line. */
status_t config_read(const char *path, config_t *config, char problem[256]) MUST_CHECK;
/* Every setting with default, bounds and help: as --help text or as a Markdown table. */
void config_print(FILE *out, bool markdown);
/* A file of two lines `public = <64 hex>`, `secret = <64 hex>`; secret may be NULL when only the public half is wanted. */
status_t config_read_key(const char *path, unsigned char public_key[32], unsigned char secret_key[32], char problem[256]) MUST_CHECK;

#endif
