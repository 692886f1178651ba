/* SPDX-License-Identifier: EUPL-1.2
 * Assertions for our own mistakes, never compiled out. What comes from outside is validated and gives a status instead. */
#ifndef STAFET_BASE_CHECK_H
#define STAFET_BASE_CHECK_H

/* Prints file, line and the expression (never a value), then aborts: a broker that is wrong about itself must not go on. */
_Noreturn void check_failed(const char *file, int line, const char *expression);

#define CHECK(expression) ((expression) ? (void)0 : check_failed(__FILE__, __LINE__, #expression))
#define COUNT_OF(array) (sizeof(array) / sizeof((array)[0]))

#endif
