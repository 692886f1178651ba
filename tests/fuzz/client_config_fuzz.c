/* SPDX-License-Identifier: EUPL-1.2
 * The command line's settings and the key file that they name. The input is both, with a line of % between them; fopen goes through here (--wrap), so
 * whatever path stands in the settings, no file of this machine is opened. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/config.h"
#include "fuzz.h"

#define SETTINGS_PATH "/made/up/client.conf"
#define SEPARATOR "\n%\n"

static bytes_t settings, key_file;
static char opened_key[2 * CONFIG_TEXT_SIZE];

FILE *__real_fopen(const char *path, const char *mode);
FILE *__wrap_fopen(const char *path, const char *mode);

/* fmemopen refuses an empty file, which /dev/null is. Everything else in the process opens what it means. */
FILE *__wrap_fopen(const char *path, const char *mode) {
    if (strcmp(mode, "re") != 0) {
        return __real_fopen(path, mode);
    }
    bool is_settings = strcmp(path, SETTINGS_PATH) == 0;
    bytes_t text = is_settings ? settings : key_file;
    if (!is_settings) {
        (void)snprintf(opened_key, sizeof opened_key, "%s", path);
    }
    return text.size == 0 ? __real_fopen("/dev/null", "r") : fmemopen((void *)(uintptr_t)text.data, text.size, "r");
}

static void split(bytes_t input) {
    const uint8_t *at = input.size == 0 ? NULL : memmem(input.data, input.size, SEPARATOR, strlen(SEPARATOR));
    settings = input;
    key_file = (bytes_t){NULL, 0};
    if (at != NULL) {
        settings.size = (size_t)(at - input.data) + 1;
        size_t skipped = settings.size + strlen(SEPARATOR) - 1;
        key_file = (bytes_t){input.data + skipped, input.size - skipped};
    }
}

static status_t read_config(config_t *config, char problem[CONFIG_PROBLEM_SIZE]) {
    problem[0] = '\0';
    opened_key[0] = '\0';
    status_t status = config_read(SETTINGS_PATH, config, problem);
    fuzz_expect_terminated(problem, CONFIG_PROBLEM_SIZE);
    CHECK((status == STATUS_OK) == (problem[0] == '\0'));
    return status;
}

/* ---- what is read ---- */

static bool is_key(const char *text) {
    uint8_t key[32];
    return hex_read(text, key, sizeof key) == STATUS_OK;
}

static void look_at(const config_t *config) {
    CHECK(config->endpoint_count >= 1 && config->endpoint_count <= CONFIG_ENDPOINTS_MAX);
    for (unsigned at = 0; at < config->endpoint_count; at++) {
        fuzz_expect_terminated(config->endpoints[at], sizeof config->endpoints[at]);
        CHECK(strpbrk(config->endpoints[at], ", ") == NULL);
        CHECK(strncmp(config->endpoints[at], "tcp://", 6) == 0 || strncmp(config->endpoints[at], "ipc://", 6) == 0);
    }
    CHECK(is_key(config->server_public) && is_key(config->public_key) && is_key(config->secret_key));
    CHECK(config->party[0] == '\0' || text_is_slug(config->party, sizeof config->party));
    CHECK(config->person[0] == '\0' || text_is_slug(config->person, sizeof config->person));
    CHECK(config->key[0] == '/' && strcmp(config->key, opened_key) == 0);
    CHECK(config->outbox[0] == '\0' || config->outbox[0] == '/');
}

static void put_line(buffer_t *out, const char *key, const char *value) {
    if (value[0] != '\0') {
        buffer_put(out, bytes_of_text(key));
        buffer_put(out, bytes_of_text(" = "));
        buffer_put(out, bytes_of_text(value));
        buffer_put(out, bytes_of_text("\n"));
    }
}

/* What is read, written as a file and read again, is the same. */
static void check_again(const config_t *config) {
    static config_t again;
    char problem[CONFIG_PROBLEM_SIZE];
    buffer_t out = fuzz_buffer(0, 8192), key = fuzz_buffer(1, 512);
    for (unsigned at = 0; at < config->endpoint_count; at++) {
        put_line(&out, "endpoints", config->endpoints[at]);
    }
    put_line(&out, "server_public", config->server_public);
    put_line(&out, "key", config->key);
    put_line(&out, "party", config->party);
    put_line(&out, "person", config->person);
    put_line(&out, "outbox", config->outbox);
    put_line(&key, "secret", config->secret_key);
    put_line(&key, "public", config->public_key);
    CHECK(!out.full && !key.full);
    settings = buffer_bytes(&out);
    key_file = buffer_bytes(&key);
    CHECK(read_config(&again, problem) == STATUS_OK);
    CHECK(memcmp(config->endpoints[0], again.endpoints[0], CONFIG_TEXT_SIZE) == 0 && config->endpoint_count == again.endpoint_count);
    CHECK(strcmp(config->key, again.key) == 0 && strcmp(config->outbox, again.outbox) == 0);
    CHECK(strcmp(config->party, again.party) == 0 && strcmp(config->person, again.person) == 0);
    CHECK(strcmp(config->secret_key, again.secret_key) == 0 && strcmp(config->public_key, again.public_key) == 0);
}

/* ---- what a refusal may say ---- */

/* A refused line of a key file may be half a secret, so the refusal is the same whatever stands in it. */
static void expect_no_secret(const char *problem) {
    static config_t config;
    char path[300], other[CONFIG_PROBLEM_SIZE];
    (void)snprintf(path, sizeof path, "%.250s, line ", opened_key);
    if (strncmp(problem, path, strlen(path)) == 0) {
        key_file = fuzz_hide_value(2, key_file, strtoul(problem + strlen(path), NULL, 10));
        CHECK(read_config(&config, other) == STATUS_CONFIG_INVALID);
        CHECK(strcmp(problem, other) == 0);
    }
}

static bool has_long_line(bytes_t text) {
    enum { LINE_MAX_SIZE = 2046 };
    size_t size = 0;
    for (size_t at = 0; at < text.size && size <= LINE_MAX_SIZE; at++) {
        size = text.data[at] == '\n' ? 0 : size + 1;
    }
    return size > LINE_MAX_SIZE;
}

static bool has_zero(bytes_t text) {
    return text.size > 0 && memchr(text.data, '\0', text.size) != NULL;
}

/* Whatever stands in a comment, it is a comment, unless the line is too long to be read whole. A zero byte makes a line no text, where it is seen. */
static void check_comments(status_t status, const char *problem) {
    static config_t config;
    char other[CONFIG_PROBLEM_SIZE];
    if (has_long_line(settings) || has_long_line(key_file)) {
        CHECK(status == STATUS_CONFIG_INVALID);
    } else if (!has_zero(settings) && !has_zero(key_file)) {
        settings = fuzz_empty_comments(0, settings);
        key_file = fuzz_empty_comments(1, key_file);
        CHECK(read_config(&config, other) == status);
        CHECK(strcmp(problem, other) == 0);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    static const status_t ALLOWED[] = {STATUS_CONFIG_INVALID, STATUS_OK};
    static config_t config;
    char problem[CONFIG_PROBLEM_SIZE];
    split((bytes_t){data, size});
    status_t status = read_config(&config, problem);
    fuzz_expect(status, ALLOWED);
    check_comments(status, problem);
    if (status == STATUS_OK) {
        look_at(&config);
        check_again(&config);
    } else if (opened_key[0] != '\0') {
        expect_no_secret(problem);
    }
    return 0;
}
