/* SPDX-License-Identifier: EUPL-1.2
 * Settings and key files. Both are `key = value` lines; what a line says is never repeated in a problem's text, only its key: it may be a password. */
#include "config.h"

#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/bytes.h"
#include "base/check.h"

#define PROBLEM_SIZE 256
#define CONFIG_FILE_MAX (64 * 1024)
#define KEY_FILE_MAX 4096
#define KEY_BYTES 32

typedef enum { SETTING_TEXT, SETTING_NUMBER, SETTING_FLAG } setting_kind_t;

typedef struct {
    setting_kind_t kind;
    const char *name;
    size_t offset;
    const char *text; /* the default of a text */
    long value, least, most;
    const char *unit, *help;
} setting_t;

static const setting_t SETTINGS[] = {
#define TEXT(name, value, help) {SETTING_TEXT, #name, offsetof(config_t, name), value, 0, 0, 0, "", help},
#define NUMBER(name, value, least, most, unit, help) {SETTING_NUMBER, #name, offsetof(config_t, name), "", value, least, most, unit, help},
#define FLAG(name, value, help) {SETTING_FLAG, #name, offsetof(config_t, name), "", value, 0, 1, "", help},
#include "config.def"
#undef TEXT
#undef NUMBER
#undef FLAG
};

/* ---- files of lines ---- */

typedef struct {
    const char *path;
    char *rest;
    unsigned number; /* of the line that was read last, from 1 */
    char *key, *value;
    char *problem;
} lines_t;

__attribute__((format(printf, 2, 3))) static status_t refuse_line(const lines_t *lines, const char *format, ...)
{
    char what[160];
    va_list arguments;
    va_start(arguments, format);
    (void)vsnprintf(what, sizeof what, format, arguments);
    va_end(arguments);
    (void)snprintf(lines->problem, PROBLEM_SIZE, "%s:%u: %s", lines->path, lines->number, what);
    return STATUS_CONFIG_INVALID;
}

static status_t refuse_file(const char *path, const char *what, char *problem)
{
    (void)snprintf(problem, PROBLEM_SIZE, "%s: %s", path, what);
    return STATUS_CONFIG_INVALID;
}

static status_t fail_file(const char *path, char *problem)
{
    (void)snprintf(problem, PROBLEM_SIZE, "%s: %s", path, strerror(errno));
    return STATUS_FILE_FAILED;
}

static status_t read_all(int fd, char *data, size_t capacity, size_t *size)
{
    *size = 0;
    for (;;) {
        ssize_t got = read(fd, data + *size, capacity - *size);
        if (got < 0) {
            return STATUS_FILE_FAILED;
        }
        *size += (size_t)got;
        if (got == 0 || *size == capacity) {
            return STATUS_OK;
        }
    }
}

/* The whole file, zero-terminated. */
static status_t read_file(const char *path, char *data, size_t capacity, char *problem)
{
    size_t size;
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0) {
        return fail_file(path, problem);
    }
    status_t status = read_all(fd, data, capacity, &size);
    if (status != STATUS_OK) {
        status = fail_file(path, problem);
    } else if (size == capacity) {
        status = refuse_file(path, "the file is too large", problem);
    } else if (!text_is_utf8((bytes_t){(const uint8_t *)data, size})) {
        status = refuse_file(path, "the file is not UTF-8 text", problem);
    } else {
        data[size] = '\0';
    }
    (void)close(fd);
    return status;
}

static char *trim(char *text)
{
    text += strspn(text, " \t\r");
    size_t size = strlen(text);
    while (size > 0 && strchr(" \t\r", text[size - 1]) != NULL) {
        text[--size] = '\0';
    }
    return text;
}

/* NOT_FOUND: the file has ended. */
static status_t next_line(lines_t *lines)
{
    while (lines->rest != NULL) {
        char *line = trim(strsep(&lines->rest, "\n"));
        lines->number++;
        if (line[0] == '\0' || line[0] == '#') {
            continue;
        }
        char *sign = strchr(line, '=');
        if (sign == NULL || sign == line) {
            return refuse_line(lines, "this is no `key = value` line");
        }
        *sign = '\0';
        lines->key = trim(line);
        lines->value = trim(sign + 1);
        return STATUS_OK;
    }
    return STATUS_NOT_FOUND;
}

/* ---- settings ---- */

static void *field_of(config_t *config, const setting_t *setting)
{
    return (char *)config + setting->offset;
}

static void set_number(config_t *config, const setting_t *setting, long value)
{
    if (setting->kind == SETTING_FLAG) {
        *(bool *)field_of(config, setting) = value != 0;
    } else {
        *(long *)field_of(config, setting) = value;
    }
}

static void set_defaults(config_t *config)
{
    memset(config, 0, sizeof *config);
    for (size_t i = 0; i < COUNT_OF(SETTINGS); i++) {
        if (SETTINGS[i].kind == SETTING_TEXT) {
            text_set(field_of(config, &SETTINGS[i]), CONFIG_TEXT_SIZE, SETTINGS[i].text);
        } else {
            CHECK(SETTINGS[i].value >= SETTINGS[i].least && SETTINGS[i].value <= SETTINGS[i].most);
            set_number(config, &SETTINGS[i], SETTINGS[i].value);
        }
    }
}

static status_t read_number(const lines_t *lines, const setting_t *setting, config_t *config)
{
    char *end;
    errno = 0;
    long value = strtol(lines->value, &end, 10);
    if (lines->value[0] == '\0' || *end != '\0' || errno != 0 || value < setting->least || value > setting->most) {
        return refuse_line(lines, "%s must be a number from %ld to %ld (%s)", setting->name, setting->least, setting->most, setting->unit);
    }
    set_number(config, setting, value);
    return STATUS_OK;
}

static status_t read_flag(const lines_t *lines, const setting_t *setting, config_t *config)
{
    bool is_true = text_equal(lines->value, "true");
    if (!is_true && !text_equal(lines->value, "false")) {
        return refuse_line(lines, "%s must be true or false", setting->name);
    }
    set_number(config, setting, is_true);
    return STATUS_OK;
}

static status_t read_value(const lines_t *lines, const setting_t *setting, config_t *config)
{
    switch (setting->kind) {
    case SETTING_TEXT:
        if (text_copy(field_of(config, setting), CONFIG_TEXT_SIZE, lines->value) != STATUS_OK) {
            return refuse_line(lines, "%s is longer than %d bytes", setting->name, CONFIG_TEXT_SIZE - 1);
        }
        return STATUS_OK;
    case SETTING_NUMBER: return read_number(lines, setting, config);
    case SETTING_FLAG: return read_flag(lines, setting, config);
    }
    check_failed(__FILE__, __LINE__, "kind is one of the three");
}

/* COUNT_OF(SETTINGS) when there is none of that name. */
static size_t find_setting(const char *name)
{
    size_t index = 0;
    while (index < COUNT_OF(SETTINGS) && !text_equal(SETTINGS[index].name, name)) {
        index++;
    }
    return index;
}

static status_t read_settings(lines_t *lines, config_t *config)
{
    unsigned given_at[COUNT_OF(SETTINGS)] = {0};
    status_t status = next_line(lines);
    for (; status == STATUS_OK; status = next_line(lines)) {
        size_t index = find_setting(lines->key);
        if (index == COUNT_OF(SETTINGS)) {
            return refuse_line(lines, "there is no setting `%.64s`", lines->key);
        }
        if (given_at[index] != 0) {
            return refuse_line(lines, "%s was given already on line %u", lines->key, given_at[index]);
        }
        given_at[index] = lines->number;
        status = read_value(lines, &SETTINGS[index], config);
        if (status != STATUS_OK) {
            return status;
        }
    }
    return status == STATUS_NOT_FOUND ? STATUS_OK : status;
}

status_t config_read(const char *path, config_t *config, char problem[256])
{
    CHECK(path != NULL && config != NULL && problem != NULL);
    config_t read;
    char *data = malloc(CONFIG_FILE_MAX);
    CHECK(data != NULL);
    problem[0] = '\0';
    set_defaults(&read);
    status_t status = read_file(path, data, CONFIG_FILE_MAX, problem);
    if (status == STATUS_OK) {
        lines_t lines = {.path = path, .rest = data, .problem = problem};
        status = read_settings(&lines, &read);
    }
    if (status == STATUS_OK) {
        *config = read;
    }
    free(data);
    return status;
}

/* ---- printing ---- */

static void value_write(const setting_t *setting, char text[64])
{
    switch (setting->kind) {
    case SETTING_TEXT: (void)snprintf(text, 64, "%s", setting->text); break;
    case SETTING_NUMBER: (void)snprintf(text, 64, "%ld", setting->value); break;
    case SETTING_FLAG: (void)snprintf(text, 64, "%s", setting->value != 0 ? "true" : "false"); break;
    }
}

static void bounds_write(const setting_t *setting, char text[96])
{
    switch (setting->kind) {
    case SETTING_TEXT: (void)snprintf(text, 96, "text"); break;
    case SETTING_NUMBER: (void)snprintf(text, 96, "%ld to %ld %s", setting->least, setting->most, setting->unit); break;
    case SETTING_FLAG: (void)snprintf(text, 96, "true or false"); break;
    }
}

void config_print(FILE *out, bool markdown)
{
    CHECK(out != NULL);
    if (markdown) {
        fputs("| setting | default | bounds | what it is |\n|---|---|---|---|\n", out);
    }
    for (size_t i = 0; i < COUNT_OF(SETTINGS); i++) {
        char value[64], bounds[96];
        value_write(&SETTINGS[i], value);
        bounds_write(&SETTINGS[i], bounds);
        if (markdown) {
            const char *tick = value[0] == '\0' ? "" : "`";
            fprintf(out, "| `%s` | %s%s%s | %s | %s |\n", SETTINGS[i].name, tick, value, tick, bounds, SETTINGS[i].help);
        } else {
            fprintf(out, "  %s = %s\n      %s (%s)\n", SETTINGS[i].name, value, SETTINGS[i].help, bounds);
        }
    }
}

/* ---- keys ---- */

typedef struct {
    bool has_public, has_secret;
    uint8_t public_key[KEY_BYTES], secret_key[KEY_BYTES];
} key_pair_t;

static status_t read_key_line(const lines_t *lines, key_pair_t *pair)
{
    bool is_public = text_equal(lines->key, "public");
    if (!is_public && !text_equal(lines->key, "secret")) {
        return refuse_line(lines, "a key file has the lines `public` and `secret` only");
    }
    bool *has = is_public ? &pair->has_public : &pair->has_secret;
    if (*has) {
        return refuse_line(lines, "%s was given already", lines->key);
    }
    *has = true;
    if (hex_read(lines->value, is_public ? pair->public_key : pair->secret_key, KEY_BYTES) != STATUS_OK) {
        return refuse_line(lines, "%s must be %d hex digits", lines->key, 2 * KEY_BYTES);
    }
    return STATUS_OK;
}

static status_t read_pair(const char *path, key_pair_t *pair, char *problem)
{
    char data[KEY_FILE_MAX];
    status_t status = read_file(path, data, sizeof data, problem);
    lines_t lines = {.path = path, .rest = data, .problem = problem};
    while (status == STATUS_OK) {
        status = next_line(&lines);
        status = status == STATUS_OK ? read_key_line(&lines, pair) : status;
    }
    explicit_bzero(data, sizeof data);
    return status == STATUS_NOT_FOUND ? STATUS_OK : status;
}

/* A secret that others on the machine can read is none. */
static status_t check_mode(const char *path, char *problem)
{
    struct stat about;
    if (stat(path, &about) != 0) {
        return fail_file(path, problem);
    }
    if ((about.st_mode & (S_IRWXG | S_IRWXO)) != 0) {
        return refuse_file(path, "the file holds a secret key and is open to others: chmod 600", problem);
    }
    return STATUS_OK;
}

static status_t check_pair(const char *path, const key_pair_t *pair, bool wants_secret, char *problem)
{
    if (!pair->has_public) {
        return refuse_file(path, "the line `public = ...` is missing", problem);
    }
    if (wants_secret && !pair->has_secret) {
        return refuse_file(path, "the line `secret = ...` is missing", problem);
    }
    return pair->has_secret ? check_mode(path, problem) : STATUS_OK;
}

status_t config_read_key(const char *path, unsigned char public_key[32], unsigned char secret_key[32], char problem[256])
{
    CHECK(path != NULL && public_key != NULL && problem != NULL);
    key_pair_t pair = {0};
    problem[0] = '\0';
    status_t status = read_pair(path, &pair, problem);
    status = status == STATUS_OK ? check_pair(path, &pair, secret_key != NULL, problem) : status;
    if (status == STATUS_OK) {
        memcpy(public_key, pair.public_key, KEY_BYTES);
        if (secret_key != NULL) {
            memcpy(secret_key, pair.secret_key, KEY_BYTES);
        }
    }
    explicit_bzero(&pair, sizeof pair);
    return status;
}
