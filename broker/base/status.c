/* SPDX-License-Identifier: EUPL-1.2
 * Every answer Stafet can give, read from status.def. Pure. */
#include "base/status.h"

#include <stddef.h>
#include <string.h>
#include <threads.h>

#include "base/check.h"

#define EXIT_CALLER 1
#define EXIT_USAGE_SYSEXITS 64
#define EXIT_OPERATOR 70
#define EXIT_RETRY 75

typedef struct {
    const char *name;
    status_class_t class;
    int http;
    const char *english;
    const char *danish;
} row_t;

static const row_t ROWS[] = {
#define X(name, class, http, english, danish) {#name, STATUS_CLASS_##class, http, english, danish},
#include "base/status.def"
#undef X
};

/* One buffer as wide as the longest name, so that no name of the table can be cut. */
typedef union {
#define X(name, class, http, english, danish) char of_##name[sizeof(#name)];
#include "base/status.def"
#undef X
} name_size_t;

static char names[STATUS_COUNT][sizeof(name_size_t)];
static once_flag names_once = ONCE_FLAG_INIT;

static void lower_names(void) {
    for (size_t row = 0; row < STATUS_COUNT; row++) {
        for (size_t at = 0; ROWS[row].name[at] != '\0'; at++) {
            char letter = ROWS[row].name[at];
            names[row][at] = letter >= 'A' && letter <= 'Z' ? (char)(letter - 'A' + 'a') : letter;
        }
    }
}

static const row_t *row_of(status_t status) {
    CHECK((unsigned)status < STATUS_COUNT);
    return &ROWS[status];
}

const char *status_name(status_t status) {
    CHECK((unsigned)status < STATUS_COUNT);
    call_once(&names_once, lower_names);
    return names[status];
}

const char *status_class_name(status_class_t class) {
    switch (class) {
    case STATUS_CLASS_DONE: return "done";
    case STATUS_CLASS_CALLER: return "caller";
    case STATUS_CLASS_RETRY: return "retry";
    case STATUS_CLASS_OPERATOR: return "operator";
    }
    check_failed(__FILE__, __LINE__, "class is one of the four");
}

status_class_t status_class(status_t status) {
    return row_of(status)->class;
}

int status_http(status_t status) {
    return row_of(status)->http;
}

int status_exit_code(status_t status) {
    if (status == STATUS_USAGE) {
        return EXIT_USAGE_SYSEXITS;
    }
    switch (status_class(status)) {
    case STATUS_CLASS_DONE: return 0;
    case STATUS_CLASS_CALLER: return EXIT_CALLER;
    case STATUS_CLASS_RETRY: return EXIT_RETRY;
    case STATUS_CLASS_OPERATOR: return EXIT_OPERATOR;
    }
    check_failed(__FILE__, __LINE__, "class is one of the four");
}

const char *status_text_en(status_t status) {
    return row_of(status)->english;
}

const char *status_text_da(status_t status) {
    return row_of(status)->danish;
}

status_t status_parse(const char *name, status_t *status) {
    CHECK(name != NULL && status != NULL);
    for (unsigned row = 0; row < STATUS_COUNT; row++) {
        if (strcmp(status_name((status_t)row), name) == 0) {
            *status = (status_t)row;
            return STATUS_OK;
        }
    }
    return STATUS_NOT_FOUND;
}
