/* SPDX-License-Identifier: EUPL-1.2
 * Every answer Stafet can give, and who must act on it. Pure. The table is status.def. */
#ifndef STAFET_BASE_STATUS_H
#define STAFET_BASE_STATUS_H

typedef enum {
#define X(name, class, http, english, danish) STATUS_##name,
#include "base/status.def"
#undef X
    STATUS_COUNT
} status_code_t;

/* What a function that can fail returns. The attribute makes an unread answer a compile error. */
typedef status_code_t status_t;
#define MUST_CHECK __attribute__((warn_unused_result))

typedef enum { STATUS_CLASS_DONE, STATUS_CLASS_CALLER, STATUS_CLASS_RETRY, STATUS_CLASS_OPERATOR } status_class_t;

/* Lower-case name as on the wire, in logs and in JSON: "not_allowed_now". */
const char *status_name(status_t status);
/* "done", "caller", "retry" or "operator". */
const char *status_class_name(status_class_t class);
status_class_t status_class(status_t status);
/* The HTTP code a gateway answers with. */
int status_http(status_t status);
/* The command line's exit code: done 0, caller 1, retry 75, operator 70; USAGE is 64 (sysexits.h). */
int status_exit_code(status_t status);
/* One sentence for a person, without a full stop. */
const char *status_text_en(status_t status);
const char *status_text_da(status_t status);
/* The status of a wire name. STATUS_NOT_FOUND when there is none; *status is written only on OK. */
status_t status_parse(const char *name, status_t *status) MUST_CHECK;

#endif
