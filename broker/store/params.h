/* SPDX-License-Identifier: EUPL-1.2
 * Statement parameters in PostgreSQL's binary form: single values, and arrays that grow row by row for unnest(). Buffers are kept and reused. */
#ifndef STAFET_STORE_PARAMS_H
#define STAFET_STORE_PARAMS_H

#include "base/bytes.h"
#include "base/clock.h"
#include "base/id.h"

#define PARAMS_MAX 40

/* Element types, by the letter used in params_arrays(). */
typedef enum { PARAM_UUID = 'u', PARAM_TEXT = 't', PARAM_INT2 = 's', PARAM_INT4 = 'i', PARAM_INT8 = 'l', PARAM_BOOL = 'b', PARAM_BYTEA = 'x', PARAM_TIME = 'z' } param_type_t;

typedef struct {
    uint8_t *data;
    size_t size, capacity;
    uint32_t count; /* elements, of an array */
    bool is_array;
    bool is_null;
} param_t;

typedef struct {
    param_t params[PARAMS_MAX];
    unsigned count;
} params_t;

void params_close(params_t *params);
/* Forgets what was put; keeps the memory. */
void params_reset(params_t *params);

/* Single values, each the next parameter. */
void params_put_int4(params_t *params, int32_t value);
void params_put_int8(params_t *params, int64_t value);
void params_put_time(params_t *params, instant_t at);
void params_put_text(params_t *params, const char *text);
void params_put_bytea(params_t *params, bytes_t bytes);
void params_put_null(params_t *params);

/* Adds one array parameter a letter of `types` and gives the index of the first. */
unsigned params_arrays(params_t *params, const char *types);
/* Appends an element to array `index`. A time of 0 is NULL. */
void param_add_uuid(params_t *params, unsigned index, uuid_t id);
void param_add_text(params_t *params, unsigned index, const char *text);
void param_add_int2(params_t *params, unsigned index, int16_t value);
void param_add_int4(params_t *params, unsigned index, int32_t value);
void param_add_int8(params_t *params, unsigned index, int64_t value);
void param_add_bool(params_t *params, unsigned index, bool value);
void param_add_bytea(params_t *params, unsigned index, bytes_t bytes);
void param_add_null(params_t *params, unsigned index);
void param_add_time(params_t *params, unsigned index, instant_t at);

#endif
