/* SPDX-License-Identifier: EUPL-1.2
 * The client's settings file and key files. */
#include "cli/config.h"

#include <errno.h>
#include <fcntl.h>
#include <libgen.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/bytes.h"
#include "base/check.h"

#define LINE_SIZE 2048

/* Takes one setting; NULL when it is good, else what is wrong with it. */
typedef const char *(*setting_t)(void *target, const char *key, const char *value);

static char *trimmed(char *text) {
    text += strspn(text, " \t");
    size_t size = strlen(text);
    while (size > 0 && strchr(" \t\r\n", text[size - 1]) != NULL) size--;
    text[size] = '\0';
    return text;
}

static status_t line_read(char *line, setting_t take, void *target, const char **wrong) {
    char *text = trimmed(line);
    if (*text == '\0' || *text == '#') return STATUS_OK;
    char *equals = strchr(text, '=');
    *wrong = "this is no 'key = value'";
    if (equals == NULL) *line = '\0'; /* it may be half a secret: not to be shown */
    if (equals == NULL) return STATUS_CONFIG_INVALID;
    *equals = '\0';
    *wrong = take(target, trimmed(text), trimmed(equals + 1));
    return *wrong == NULL ? STATUS_OK : STATUS_CONFIG_INVALID;
}

/* A zero byte, too, hides where the line ends. */
static bool is_whole(const char *line, FILE *file) {
    return strchr(line, '\n') != NULL || feof(file);
}

/* What comes after a piece would be read as a line of its own, even that of a comment. A piece may be of a secret: it is not shown. */
static status_t piece_refuse(char *line, const char **wrong) {
    line[0] = '\0';
    *wrong = "the line is too long, or no text";
    return STATUS_CONFIG_INVALID;
}

static status_t file_read(const char *path, setting_t take, void *target, char problem[CONFIG_PROBLEM_SIZE]) {
    char line[LINE_SIZE];
    unsigned number = 0;
    status_t status = STATUS_OK;
    FILE *file = fopen(path, "re");
    if (file == NULL) {
        (void)snprintf(problem, CONFIG_PROBLEM_SIZE, "%.250s: %s", path, strerror(errno));
        return STATUS_FILE_FAILED;
    }
    while (status == STATUS_OK && fgets(line, sizeof line, file) != NULL) {
        const char *wrong = "";
        number++;
        status = is_whole(line, file) ? line_read(line, take, target, &wrong) : piece_refuse(line, &wrong);
        if (status != STATUS_OK) (void)snprintf(problem, CONFIG_PROBLEM_SIZE, "%.250s, line %u: %.60s: %s", path, number, trimmed(line), wrong);
    }
    explicit_bzero(line, sizeof line);
    (void)fclose(file);
    return status;
}

/* ---- key files ---- */

typedef struct {
    char *public_key, *secret_key;
} key_file_t;

static bool is_key(const char *value) {
    uint8_t key[32];
    return hex_read(value, key, sizeof key) == STATUS_OK;
}

static const char *take_key(void *target, const char *key, const char *value) {
    key_file_t *file = target;
    char *field = strcmp(key, "public") == 0 ? file->public_key : strcmp(key, "secret") == 0 ? file->secret_key : NULL;
    if (strcmp(key, "public") != 0 && strcmp(key, "secret") != 0) return "a key file has 'public' and 'secret' only";
    if (!is_key(value)) return "not 64 hex characters";
    if (field != NULL) text_set(field, CONFIG_KEY_SIZE, value);
    return NULL;
}

status_t config_read_key(const char *path, char public_key[CONFIG_KEY_SIZE], char *secret_key, char problem[CONFIG_PROBLEM_SIZE]) {
    key_file_t file = {public_key, secret_key};
    public_key[0] = '\0';
    if (secret_key != NULL) secret_key[0] = '\0';
    status_t status = file_read(path, take_key, &file, problem);
    if (status != STATUS_OK) return status;
    if (public_key[0] != '\0' && (secret_key == NULL || secret_key[0] != '\0')) return STATUS_OK;
    (void)snprintf(problem, CONFIG_PROBLEM_SIZE, "%.250s: %s is missing", path, public_key[0] == '\0' ? "public" : "secret");
    return STATUS_CONFIG_INVALID;
}

status_t config_write_key(const char *path, const char *public_key, const char *secret_key, char problem[CONFIG_PROBLEM_SIZE]) {
    int descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    FILE *file = descriptor < 0 ? NULL : fdopen(descriptor, "w");
    bool written = file != NULL && fprintf(file, "public = %s\nsecret = %s\n", public_key, secret_key) > 0 && fflush(file) == 0 && fsync(descriptor) == 0;
    int error = errno;
    if (file != NULL) (void)fclose(file);
    if (written) return STATUS_OK;
    (void)snprintf(problem, CONFIG_PROBLEM_SIZE, "%.250s: %s", path, strerror(error));
    return STATUS_FILE_FAILED;
}

/* ---- settings ---- */

static const char *take_text(char *field, size_t capacity, const char *value) {
    return text_copy(field, capacity, value) == STATUS_OK ? NULL : "too long";
}

static const char *take_endpoints(config_t *config, const char *value) {
    while (*value != '\0') {
        size_t size = strcspn(value, ", ");
        if (config->endpoint_count == CONFIG_ENDPOINTS_MAX || size >= CONFIG_TEXT_SIZE) return "too many, or too long";
        if (strncmp(value, "tcp://", 6) != 0 && strncmp(value, "ipc://", 6) != 0) return "an endpoint begins with tcp:// or ipc://";
        memcpy(config->endpoints[config->endpoint_count], value, size);
        config->endpoints[config->endpoint_count++][size] = '\0';
        value += size;
        value += strspn(value, ", ");
    }
    return NULL;
}

static const char *take_slug(char *field, size_t capacity, const char *value) {
    return text_is_slug(value, capacity) ? take_text(field, capacity, value) : "an id has a-z 0-9 . - _ only";
}

static const char *take_setting(void *target, const char *key, const char *value) {
    config_t *config = target;
    if (strcmp(key, "endpoints") == 0) return take_endpoints(config, value);
    if (strcmp(key, "server_public") == 0) return is_key(value) ? take_text(config->server_public, CONFIG_KEY_SIZE, value) : "not 64 hex characters";
    if (strcmp(key, "key") == 0) return take_text(config->key, sizeof config->key, value);
    if (strcmp(key, "party") == 0) return take_slug(config->party, sizeof config->party, value);
    if (strcmp(key, "person") == 0) return take_slug(config->person, sizeof config->person, value);
    if (strcmp(key, "outbox") == 0) return take_text(config->outbox, sizeof config->outbox, value);
    return "unknown key; there are endpoints, server_public, key, party, person, outbox";
}

/* Paths in a file are meant from where the file lies, whoever reads it from wherever. */
static status_t from_folder_of(const char *file, char path[CONFIG_TEXT_SIZE]) {
    char folder[CONFIG_TEXT_SIZE], whole[2 * CONFIG_TEXT_SIZE];
    if (path[0] == '/' || path[0] == '\0') return STATUS_OK;
    if (text_copy(folder, sizeof folder, file) != STATUS_OK) return STATUS_CONFIG_INVALID;
    (void)snprintf(whole, sizeof whole, "%s/%s", dirname(folder), path);
    return text_copy(path, CONFIG_TEXT_SIZE, whole) == STATUS_OK ? STATUS_OK : STATUS_CONFIG_INVALID;
}

status_t config_read(const char *path, config_t *config, char problem[CONFIG_PROBLEM_SIZE]) {
    *config = (config_t){0};
    status_t status = file_read(path, take_setting, config, problem);
    if (status != STATUS_OK) return status;
    const char *missing = config->endpoint_count == 0 ? "endpoints" : config->server_public[0] == '\0' ? "server_public" : config->key[0] == '\0' ? "key" : NULL;
    if (missing != NULL) {
        (void)snprintf(problem, CONFIG_PROBLEM_SIZE, "%.250s: %s is missing", path, missing);
        return STATUS_CONFIG_INVALID;
    }
    if (from_folder_of(path, config->key) != STATUS_OK || from_folder_of(path, config->outbox) != STATUS_OK) {
        (void)snprintf(problem, CONFIG_PROBLEM_SIZE, "%.250s: a path is too long", path);
        return STATUS_CONFIG_INVALID;
    }
    return config_read_key(config->key, config->public_key, config->secret_key, problem);
}
