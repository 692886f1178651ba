/* SPDX-License-Identifier: EUPL-1.2
 * The closed sets and their names. Pure: nothing but the tables. */
#include "model/model.h"

#include <stddef.h>
#include <string.h>

#include "base/bytes.h"
#include "base/check.h"

static const message_type_info_t TYPES[] = {
#define X(name, number, code, flow, english, danish) {TYPE_##name, code, FLOW_##flow, english, danish},
#include "model/message_type.def"
#undef X
};

static const state_info_t STATES[] = {
#define X(name, number, flow, code, is_final, danish) {STATE_##name, FLOW_##flow, code, is_final != 0, danish},
#include "model/state.def"
#undef X
};

typedef struct {
    unsigned number;
    const char *code;
    const char *danish;
} word_t;

static const word_t FLOWS[] = {
#define X(name, number, code, danish) {FLOW_##name, code, danish},
#include "model/flow_kind.def"
#undef X
};

static const word_t PARTY_KINDS[] = {
#define X(name, code, danish) {PARTY_KIND_##name, code, danish},
#include "model/party_kind.def"
#undef X
};

static const word_t ENTRY_KINDS[] = {
    {ENTRY_MESSAGE, "message", NULL},     {ENTRY_REFUSED, "refused", NULL},           {ENTRY_CLOCK, "clock", NULL},
    {ENTRY_NOTICE, "notice", NULL},       {ENTRY_STARTED, "started", NULL},           {ENTRY_LOOK, "look", NULL},
    {ENTRY_ACKNOWLEDGED, "acknowledged", NULL}, {ENTRY_ATTEMPTED, "attempted", NULL}, {ENTRY_UNDELIVERABLE, "undeliverable", NULL},
    {ENTRY_DENIED, "denied", NULL},       {ENTRY_CHANGED, "changed", NULL},
    {ENTRY_WARNED, "warned", NULL},
};

static const word_t DUTIES[] = {{DUTY_HELD, "HELD", NULL}, {DUTY_OFFERED, "OFFERED", NULL}, {DUTY_ENDED, "ENDED", NULL}};

static const word_t ROLES[] = {
    {ROLE_STAFF, "staff", NULL},     {ROLE_LEADER, "leader", NULL},     {ROLE_CHIEF, "chief", NULL},
    {ROLE_AUDITOR, "auditor", NULL}, {ROLE_OPERATOR, "operator", NULL},
};

static const word_t *word_by_number(const word_t *words, size_t count, unsigned number)
{
    CHECK(words != NULL && count > 0);
    for (size_t index = 0; index < count; index++) {
        if (words[index].number == number) {
            return &words[index];
        }
    }
    return NULL;
}

static const word_t *word_by_code(const word_t *words, size_t count, const char *code)
{
    CHECK(words != NULL && code != NULL);
    for (size_t index = 0; index < count; index++) {
        if (strcmp(words[index].code, code) == 0) {
            return &words[index];
        }
    }
    return NULL;
}

static const char *word_code(const word_t *word)
{
    return word == NULL ? "" : word->code;
}

const message_type_info_t *message_type_info(uint32_t number)
{
    for (size_t index = 0; index < COUNT_OF(TYPES); index++) {
        if ((uint32_t)TYPES[index].type == number) {
            return &TYPES[index];
        }
    }
    return NULL;
}

const state_info_t *state_info(uint32_t number)
{
    for (size_t index = 0; index < COUNT_OF(STATES); index++) {
        if ((uint32_t)STATES[index].state == number) {
            return &STATES[index];
        }
    }
    return NULL;
}

status_t message_type_parse(const char *code, message_type_t *type)
{
    CHECK(code != NULL && type != NULL);
    for (size_t index = 0; index < COUNT_OF(TYPES); index++) {
        if (strcmp(TYPES[index].code, code) == 0) {
            *type = TYPES[index].type;
            return STATUS_OK;
        }
    }
    return STATUS_NOT_FOUND;
}

const char *flow_kind_code(flow_kind_t flow)
{
    return word_code(word_by_number(FLOWS, COUNT_OF(FLOWS), flow));
}

const char *flow_kind_danish(flow_kind_t flow)
{
    const word_t *word = word_by_number(FLOWS, COUNT_OF(FLOWS), flow);
    return word == NULL ? "" : word->danish;
}

status_t flow_kind_parse(const char *code, flow_kind_t *flow)
{
    const word_t *word = word_by_code(FLOWS, COUNT_OF(FLOWS), code);
    CHECK(flow != NULL);
    if (word == NULL) {
        return STATUS_NOT_FOUND;
    }
    *flow = (flow_kind_t)word->number;
    return STATUS_OK;
}

const char *party_kind_code(party_kind_t kind)
{
    return word_code(word_by_number(PARTY_KINDS, COUNT_OF(PARTY_KINDS), kind));
}

const char *party_kind_danish(party_kind_t kind)
{
    const word_t *word = word_by_number(PARTY_KINDS, COUNT_OF(PARTY_KINDS), kind);
    return word == NULL ? "" : word->danish;
}

status_t party_kind_parse(const char *code, party_kind_t *kind)
{
    const word_t *word = word_by_code(PARTY_KINDS, COUNT_OF(PARTY_KINDS), code);
    CHECK(kind != NULL);
    if (word == NULL) {
        return STATUS_NOT_FOUND;
    }
    *kind = (party_kind_t)word->number;
    return STATUS_OK;
}

const char *entry_kind_code(entry_kind_t kind)
{
    return word_code(word_by_number(ENTRY_KINDS, COUNT_OF(ENTRY_KINDS), kind));
}

const char *duty_state_code(duty_state_t duty)
{
    return word_code(word_by_number(DUTIES, COUNT_OF(DUTIES), duty));
}

const char *role_code(role_t role)
{
    return word_code(word_by_number(ROLES, COUNT_OF(ROLES), role));
}

status_t role_parse(const char *code, role_t *role)
{
    const word_t *word = word_by_code(ROLES, COUNT_OF(ROLES), code);
    CHECK(role != NULL);
    if (word == NULL) {
        return STATUS_NOT_FOUND;
    }
    *role = (role_t)word->number;
    return STATUS_OK;
}

const message_type_info_t *message_type_at(unsigned index)
{
    return index < COUNT_OF(TYPES) ? &TYPES[index] : NULL;
}

const state_info_t *state_at(unsigned index)
{
    return index < COUNT_OF(STATES) ? &STATES[index] : NULL;
}

static const struct {
    const char *code, *english, *danish;
} ITEMS[] = {
#define X(code, english, danish) {code, english, danish},
#include "model/item.def"
#undef X
};

static const standard_item_t *standard_item(const char *code)
{
    return standard_item_at(standard_item_find(code, strlen(code)));
}

const char *item_english(const char *code)
{
    for (size_t i = 0; i < COUNT_OF(ITEMS); i++) {
        if (text_equal(ITEMS[i].code, code)) {
            return ITEMS[i].english;
        }
    }
    const standard_item_t *item = standard_item(code);
    return item == NULL ? code : item->english;
}

const char *item_danish(const char *code)
{
    for (size_t i = 0; i < COUNT_OF(ITEMS); i++) {
        if (text_equal(ITEMS[i].code, code)) {
            return ITEMS[i].danish;
        }
    }
    const standard_item_t *item = standard_item(code);
    return item == NULL ? code : item->danish;
}
