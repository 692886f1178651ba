/* SPDX-License-Identifier: EUPL-1.2
 * Dying and standing still at a named place, as a test asks for it. */
#include "base/crash_point.h"

#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "base/check.h"

#ifdef STAFET_FAULT_POINTS

#define EXIT_CODE 137
/* So long the kernel, libzmq's thread and PostgreSQL have for what was handed to them before. */
#define LEAVE_NS 20000000L

typedef struct {
    const char *variable;
    bool is_read;
    int point; /* CRASH_POINT_COUNT: none was asked for */
    unsigned long left;
} order_t;

static const char *const NAMES[] = {
#define X(name, what) #name,
#include "base/crash_point.def"
#undef X
};

static order_t die = {.variable = "STAFET_CRASH_AT"}, stand_still = {.variable = "STAFET_STOP_AT"};

/* A name that is not in the table, or a number that is none, is a test that would test nothing. */
static void read_order(order_t *order) {
    const char *text = getenv(order->variable);
    order->is_read = true;
    order->point = CRASH_POINT_COUNT;
    if (text == NULL) {
        return;
    }
    const char *colon = strchr(text, ':');
    CHECK(colon != NULL);
    for (int i = 0; i < CRASH_POINT_COUNT; i++) {
        if (strlen(NAMES[i]) == (size_t)(colon - text) && memcmp(NAMES[i], text, (size_t)(colon - text)) == 0) {
            order->point = i;
        }
    }
    order->left = strtoul(colon + 1, NULL, 10);
    CHECK(order->point < CRASH_POINT_COUNT && order->left > 0);
}

static bool count(order_t *order, crash_point_t point) {
    if (!order->is_read) {
        read_order(order);
    }
    return order->point == (int)point && order->left > 0 && --order->left == 0;
}

bool crash_point_is_now(crash_point_t point) {
    bool is_end = count(&die, point), is_stop = count(&stand_still, point);
    return is_end || is_stop;
}

void crash_point_strike(crash_point_t point) {
    const struct timespec moment = {.tv_nsec = LEAVE_NS};
    (void)nanosleep(&moment, NULL);
    if (die.point == (int)point && die.left == 0) {
        _exit(EXIT_CODE);
    }
    (void)raise(SIGSTOP);
}

#endif
