/* SPDX-License-Identifier: EUPL-1.2
 * One line a happening on standard error, key=value, with stable event names from one table (log.def). Never a body, an SQL parameter or
 * anything that names a citizen. Pure layers do not log. */
#ifndef STAFET_BASE_LOG_H
#define STAFET_BASE_LOG_H

#include <stdint.h>

typedef enum { LOG_DEBUG, LOG_INFO, LOG_WARNING, LOG_ERROR } log_level_t;

typedef enum {
#define X(name, level, text) LOG_EVENT_##name,
#include "base/log.def"
#undef X
    LOG_EVENT_COUNT
} log_event_t;

/* Lines below `level` are not written. Before log_open it is LOG_INFO. */
void log_open(log_level_t level);
/* Writes `at=… level=… event=… ` and the formatted rest, which is key=value words. A value with spaces is quoted by the caller ("%s").
 * Control characters become spaces; a line above LOG_LINE_SIZE is cut and ends with cut=true. One write(2), errno is kept. */
void log_write(log_event_t event, const char *format, ...) __attribute__((format(printf, 2, 3)));
/* Prints the table of events as Markdown rows, for docs. */
void log_print_events(void);

#endif
