/* SPDX-License-Identifier: EUPL-1.2
 * The broker's settings and key files; the input is read as both. What is read can be written and read again; what is refused changes nothing, and the
 * refusal does not depend on what stands behind the `=`, which may be a password. */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "config.h"
#include "fuzz.h"

#define PROBLEM_SIZE 256
#define KEY_SIZE 32

static char path[32];
static int file = -1;

static void write_file(bytes_t text) {
    if (file < 0) {
        file = memfd_create("fuzz", MFD_CLOEXEC);
        CHECK(file >= 0 && fchmod(file, 0600) == 0);
        (void)snprintf(path, sizeof path, "/proc/self/fd/%d", file);
    }
    CHECK(ftruncate(file, 0) == 0);
    CHECK(pwrite(file, text.data, text.size, 0) == (ssize_t)text.size);
}

/* ---- as settings ---- */

static void look_at_settings(const config_t *config) {
#define TEXT(name, value, help) fuzz_expect_terminated(config->name, sizeof config->name);
#define NUMBER(name, value, least, most, unit, help) CHECK(config->name >= (least) && config->name <= (most));
#define FLAG(name, value, help)
#include "config.def"
#undef TEXT
#undef NUMBER
#undef FLAG
}

static bytes_t write_settings(const config_t *config) {
    buffer_t out = fuzz_buffer(0, 64 * 1024);
    char *text = (char *)out.data;
#define TEXT(name, value, help) out.size += (size_t)snprintf(text + out.size, out.capacity - out.size, #name " = %s\n", config->name);
#define NUMBER(name, value, least, most, unit, help) out.size += (size_t)snprintf(text + out.size, out.capacity - out.size, #name "=%ld\r\n", config->name);
#define FLAG(name, value, help) out.size += (size_t)snprintf(text + out.size, out.capacity - out.size, #name "=%s\n", config->name ? "true" : "false");
#include "config.def"
#undef TEXT
#undef NUMBER
#undef FLAG
    CHECK(out.size < out.capacity);
    return buffer_bytes(&out);
}

static void expect_same(const config_t *a, const config_t *b) {
#define TEXT(name, value, help) CHECK(strcmp(a->name, b->name) == 0);
#define NUMBER(name, value, least, most, unit, help) CHECK(a->name == b->name);
#define FLAG(name, value, help) CHECK(a->name == b->name);
#include "config.def"
#undef TEXT
#undef NUMBER
#undef FLAG
}

static status_t read_settings(bytes_t text, char problem[PROBLEM_SIZE]) {
    static config_t config, again, untouched;
    char none[PROBLEM_SIZE];
    memset(&config, 0xA5, sizeof config);
    untouched = config;
    write_file(text);
    status_t status = config_read(path, &config, problem);
    if (status != STATUS_OK) {
        CHECK(memcmp(&config, &untouched, sizeof config) == 0);
        return status;
    }
    look_at_settings(&config);
    write_file(write_settings(&config));
    CHECK(config_read(path, &again, none) == STATUS_OK && none[0] == '\0');
    expect_same(&config, &again);
    return status;
}

/* ---- as a key file ---- */

static status_t read_key(bytes_t text, char problem[PROBLEM_SIZE]) {
    uint8_t keys[2 * KEY_SIZE], again[2 * KEY_SIZE], untouched[2 * KEY_SIZE];
    char public_key[2 * KEY_SIZE + 1], secret_key[2 * KEY_SIZE + 1], lines[256], none[PROBLEM_SIZE];
    memset(keys, 0xA5, sizeof keys);
    memcpy(untouched, keys, sizeof keys);
    write_file(text);
    status_t status = config_read_key(path, keys, keys + KEY_SIZE, problem);
    if (status != STATUS_OK) {
        CHECK(memcmp(keys, untouched, sizeof keys) == 0);
        return status;
    }
    hex_write((bytes_t){keys, KEY_SIZE}, public_key);
    hex_write((bytes_t){keys + KEY_SIZE, KEY_SIZE}, secret_key);
    (void)snprintf(lines, sizeof lines, "secret = %s\n\n# both\npublic = %s", secret_key, public_key);
    write_file(bytes_of_text(lines));
    CHECK(config_read_key(path, again, again + KEY_SIZE, none) == STATUS_OK);
    CHECK(memcmp(keys, again, sizeof keys) == 0);
    return status;
}

/* ---- what a refusal may say ---- */

/* The line that the problem names, from 1; 0 = it names none. */
static unsigned long line_of(const char *problem) {
    CHECK(strncmp(problem, path, strlen(path)) == 0);
    const char *rest = problem + strlen(path);
    return rest[0] == ':' && rest[1] >= '0' && rest[1] <= '9' ? strtoul(rest + 1, NULL, 10) : 0;
}

static void check_both(bytes_t text, status_t (*read)(bytes_t, char[PROBLEM_SIZE])) {
    static const status_t ALLOWED[] = {STATUS_CONFIG_INVALID, STATUS_OK};
    char problem[PROBLEM_SIZE], other[PROBLEM_SIZE];
    status_t status = read(text, problem);
    fuzz_expect(status, ALLOWED);
    fuzz_expect_terminated(problem, sizeof problem);
    CHECK((status == STATUS_OK) == (problem[0] == '\0'));
    if (text_is_utf8(text) && strstr(problem, "too large") == NULL) { /* then it is all one what stands in a comment */
        CHECK(read(fuzz_empty_comments(1, text), other) == status && strcmp(problem, other) == 0);
    }
    unsigned long line = status == STATUS_OK ? 0 : line_of(problem);
    if (line > 0) {
        CHECK(read(fuzz_hide_value(1, text, line), other) == STATUS_CONFIG_INVALID);
        CHECK(strcmp(problem, other) == 0);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    bytes_t text = {data, size};
    check_both(text, read_settings);
    check_both(text, read_key);
    return 0;
}
