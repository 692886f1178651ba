/* SPDX-License-Identifier: EUPL-1.2
 * One line a happening on standard error. */
#include "base/log.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/bytes.h"
#include "base/check.h"
#include "base/clock.h"
#include "base/limits.h"

#define CUT_MARK " cut=true"

typedef struct {
    const char *name;
    log_level_t level;
    const char *text;
} row_t;

static const row_t ROWS[] = {
#define X(name, level, text) {#name, LOG_##level, text},
#include "base/log.def"
#undef X
};

static const char *const LEVEL_NAMES[] = {[LOG_DEBUG] = "debug", [LOG_INFO] = "info", [LOG_WARNING] = "warning", [LOG_ERROR] = "error"};

static log_level_t lowest = LOG_INFO;

void log_open(log_level_t level) {
    CHECK((unsigned)level < COUNT_OF(LEVEL_NAMES));
    lowest = level;
}

static void put_text(buffer_t *line, const char *text) {
    buffer_put(line, bytes_of_text(text));
}

static void put_lower(buffer_t *line, const char *name) {
    for (; *name != '\0'; name++) {
        buffer_put_u8(line, (uint8_t)(*name >= 'A' && *name <= 'Z' ? *name - 'A' + 'a' : *name));
    }
}

static void put_head(buffer_t *line, const row_t *row) {
    char at[INSTANT_TEXT_SIZE];
    instant_write(clock_realtime(), at);
    put_text(line, "at=");
    put_text(line, at);
    put_text(line, " level=");
    put_text(line, LEVEL_NAMES[row->level]);
    put_text(line, " event=");
    put_lower(line, row->name);
}

/* A control character in a value could end the line and forge the next one. */
static void blank_controls(char *text) {
    for (; *text != '\0'; text++) {
        unsigned char letter = (unsigned char)*text;
        if (letter < 0x20 || letter == 0x7F) {
            *text = ' ';
        }
    }
}

/* Not in the middle of a character. */
static void cut_text(char *text, size_t size) {
    while (size > 0 && ((unsigned char)text[size] & 0xC0) == 0x80) {
        size--;
    }
    text[size] = '\0';
}

__attribute__((format(printf, 2, 0))) static void put_rest(buffer_t *line, const char *format, va_list arguments) {
    char rest[LOG_LINE_SIZE];
    size_t room = line->capacity - line->size - strlen(" " CUT_MARK "\n");
    int size = vsnprintf(rest, sizeof(rest), format, arguments);
    if (size <= 0) {
        return;
    }
    bool is_cut = (size_t)size > room;
    if (is_cut) {
        cut_text(rest, room);
    }
    blank_controls(rest);
    put_text(line, " ");
    put_text(line, rest);
    put_text(line, is_cut ? CUT_MARK : "");
}

void log_write(log_event_t event, const char *format, ...) {
    CHECK((unsigned)event < LOG_EVENT_COUNT);
    CHECK(format != NULL);
    if (ROWS[event].level < lowest) {
        return;
    }
    int errno_before = errno;
    uint8_t data[LOG_LINE_SIZE];
    buffer_t line = {.data = data, .capacity = sizeof(data)};
    put_head(&line, &ROWS[event]);
    va_list arguments;
    va_start(arguments, format);
    put_rest(&line, format, arguments);
    va_end(arguments);
    put_text(&line, "\n");
    CHECK(!line.full);
    /* One write, so that lines of several processes on one pipe never mix. A log that cannot be written stops nobody. */
    ssize_t written = write(STDERR_FILENO, data, line.size);
    (void)written;
    errno = errno_before;
}

void log_print_events(void) {
    for (size_t event = 0; event < COUNT_OF(ROWS); event++) {
        uint8_t name[LOG_LINE_SIZE];
        buffer_t lower = {.data = name, .capacity = sizeof(name)};
        put_lower(&lower, ROWS[event].name);
        printf("| `%.*s` | %s | %s |\n", (int)lower.size, (const char *)name, LEVEL_NAMES[ROWS[event].level], ROWS[event].text);
    }
}
