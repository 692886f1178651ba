/* SPDX-License-Identifier: EUPL-1.2
 * Statement parameters in PostgreSQL's binary form. Growth is bounded by the batch limits, so a failed allocation aborts. */
#include "store/params.h"

#include <stdlib.h>
#include <string.h>

#include "base/check.h"

/* PostgreSQL counts microseconds from 2000-01-01. */
#define STORE_EPOCH_MS INT64_C(946684800000)

static void *room(param_t *param, size_t size)
{
    if (param->size + size > param->capacity) {
        size_t capacity = param->capacity == 0 ? 256 : param->capacity;
        while (capacity < param->size + size) {
            capacity *= 2;
        }
        param->data = realloc(param->data, capacity);
        CHECK(param->data != NULL);
        param->capacity = capacity;
    }
    void *at = param->data + param->size;
    param->size += size;
    return at;
}

static void write_u32(uint8_t *at, uint32_t value)
{
    at[0] = (uint8_t)(value >> 24);
    at[1] = (uint8_t)(value >> 16);
    at[2] = (uint8_t)(value >> 8);
    at[3] = (uint8_t)value;
}

static void put_u32(param_t *param, uint32_t value)
{
    write_u32(room(param, 4), value);
}

static void put_u64(param_t *param, uint64_t value)
{
    put_u32(param, (uint32_t)(value >> 32));
    put_u32(param, (uint32_t)value);
}

static uint64_t store_time(instant_t at)
{
    return (uint64_t)((at - STORE_EPOCH_MS) * 1000);
}

static uint32_t oid_of(char type)
{
    switch ((param_type_t)type) {
    case PARAM_UUID: return 2950;
    case PARAM_TEXT: return 25;
    case PARAM_INT2: return 21;
    case PARAM_INT4: return 23;
    case PARAM_INT8: return 20;
    case PARAM_BOOL: return 16;
    case PARAM_BYTEA: return 17;
    case PARAM_TIME: return 1184;
    }
    CHECK(false);
    return 0;
}

void params_close(params_t *params)
{
    for (unsigned i = 0; i < PARAMS_MAX; i++) {
        free(params->params[i].data);
    }
    *params = (params_t){.count = 0};
}

void params_reset(params_t *params)
{
    params->count = 0;
}

static param_t *next_param(params_t *params, bool is_array)
{
    CHECK(params->count < PARAMS_MAX);
    param_t *param = &params->params[params->count++];
    param->size = 0;
    param->count = 0;
    param->is_array = is_array;
    param->is_null = false;
    return param;
}

void params_put_int4(params_t *params, int32_t value)
{
    put_u32(next_param(params, false), (uint32_t)value);
}

void params_put_int8(params_t *params, int64_t value)
{
    put_u64(next_param(params, false), (uint64_t)value);
}

void params_put_time(params_t *params, instant_t at)
{
    put_u64(next_param(params, false), store_time(at));
}

void params_put_text(params_t *params, const char *text)
{
    params_put_bytea(params, bytes_of_text(text));
}

void params_put_bytea(params_t *params, bytes_t bytes)
{
    param_t *param = next_param(params, false);
    uint8_t *at = room(param, bytes.size + 1); /* one more, so that an empty value still has an address */
    if (bytes.size > 0) {
        memcpy(at, bytes.data, bytes.size);
    }
    param->size = bytes.size;
}

void params_put_null(params_t *params)
{
    next_param(params, false)->is_null = true;
}

unsigned params_arrays(params_t *params, const char *types)
{
    unsigned first = params->count;
    for (const char *type = types; *type != '\0'; type++) {
        param_t *param = next_param(params, true);
        put_u32(param, 1);
        put_u32(param, 0);
        put_u32(param, oid_of(*type));
        put_u32(param, 0);
        put_u32(param, 1);
    }
    return first;
}

static param_t *element(params_t *params, unsigned index, uint32_t size)
{
    CHECK(index < params->count && params->params[index].is_array);
    param_t *param = &params->params[index];
    param->count++;
    write_u32(param->data + 12, param->count);
    put_u32(param, size);
    return param;
}

void param_add_uuid(params_t *params, unsigned index, uuid_t id)
{
    param_add_bytea(params, index, (bytes_t){id.bytes, sizeof id.bytes});
}

void param_add_text(params_t *params, unsigned index, const char *text)
{
    param_add_bytea(params, index, bytes_of_text(text));
}

void param_add_int2(params_t *params, unsigned index, int16_t value)
{
    uint8_t *at = room(element(params, index, 2), 2);
    at[0] = (uint8_t)((uint16_t)value >> 8);
    at[1] = (uint8_t)value;
}

void param_add_int4(params_t *params, unsigned index, int32_t value)
{
    put_u32(element(params, index, 4), (uint32_t)value);
}

void param_add_int8(params_t *params, unsigned index, int64_t value)
{
    put_u64(element(params, index, 8), (uint64_t)value);
}

void param_add_bool(params_t *params, unsigned index, bool value)
{
    *(uint8_t *)room(element(params, index, 1), 1) = value ? 1 : 0;
}

void param_add_bytea(params_t *params, unsigned index, bytes_t bytes)
{
    param_t *param = element(params, index, (uint32_t)bytes.size);
    if (bytes.size > 0) {
        memcpy(room(param, bytes.size), bytes.data, bytes.size);
    }
}

void param_add_null(params_t *params, unsigned index)
{
    param_t *param = element(params, index, UINT32_MAX);
    write_u32(param->data + 4, 1);
}

void param_add_time(params_t *params, unsigned index, instant_t at)
{
    if (at == 0) {
        param_add_null(params, index);
    } else {
        put_u64(element(params, index, 8), store_time(at));
    }
}
