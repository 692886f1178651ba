/* SPDX-License-Identifier: EUPL-1.2
 * The client's settings file: `key = value` lines, # begins a comment. And key files: `public = hex`, `secret = hex`. */
#ifndef STAFET_CLI_CONFIG_H
#define STAFET_CLI_CONFIG_H

#include "base/limits.h"
#include "base/status.h"

#define CONFIG_ENDPOINTS_MAX 8
#define CONFIG_TEXT_SIZE 256
#define CONFIG_KEY_SIZE 65
#define CONFIG_PROBLEM_SIZE 400

typedef struct {
    char endpoints[CONFIG_ENDPOINTS_MAX][CONFIG_TEXT_SIZE];
    unsigned endpoint_count;
    char server_public[CONFIG_KEY_SIZE];
    char public_key[CONFIG_KEY_SIZE], secret_key[CONFIG_KEY_SIZE]; /* of the key file */
    char key[CONFIG_TEXT_SIZE];                                    /* its path */
    char party[PARTY_ID_SIZE], person[PERSON_ID_SIZE];             /* "" = none */
    char outbox[CONFIG_TEXT_SIZE];
} config_t;

/* Reads the settings and the key file they name (a relative path is taken from the settings' folder). CONFIG_INVALID, FILE_FAILED: `problem` names file
 * and line. */
status_t config_read(const char *path, config_t *config, char problem[CONFIG_PROBLEM_SIZE]) MUST_CHECK;
/* Reads a key file. `secret_key` may be NULL: then only the public key must stand there. */
status_t config_read_key(const char *path, char public_key[CONFIG_KEY_SIZE], char *secret_key, char problem[CONFIG_PROBLEM_SIZE]) MUST_CHECK;
/* Writes a new key file that only its owner can read. FILE_FAILED: it cannot be made, or is there already. */
status_t config_write_key(const char *path, const char *public_key, const char *secret_key, char problem[CONFIG_PROBLEM_SIZE]) MUST_CHECK;

#endif
