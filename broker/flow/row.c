/* SPDX-License-Identifier: EUPL-1.2
 * The tables one after another: numbers of rows, and the words of their columns. Pure. */
#include "flow/row.h"

#include <stddef.h>
#include <stdio.h>

#include "base/bytes.h"
#include "base/check.h"

/* The order is that of row numbers, which stand in the log: append only, and rows are changed only with a new rules hash. */
static const table_t *const TABLES[] = {&TABLE_COMMON, &TABLE_CONTACT, &TABLE_HANDOVER, &TABLE_CLOSING, &TABLE_EARLY, &TABLE_REFERRAL, &TABLE_ORDER, &TABLE_PURCHASE, &TABLE_HOSPITAL};

static const char *const WHO_TEXTS[WHO_COUNT] = {
#define X(name, english, danish) [WHO_##name] = english,
    WHO_TABLE
#undef X
};

static const char *const WHEN_TEXTS[WHEN_COUNT] = {
#define X(name, english) [WHEN_##name] = english,
    WHEN_TABLE
#undef X
};

static const char *const BATON_TEXTS[BATON_COUNT] = {
#define X(name, english) [BATON_##name] = english,
    DUTY_MOVE_TABLE
#undef X
};

static const char *const AWAITS_TEXTS[AWAITS_COUNT] = {
#define X(name, english) [AWAITS_##name] = english,
    AWAITS_TABLE
#undef X
};

const table_t *table_of(flow_kind_t flow)
{
    for (size_t index = 0; index < COUNT_OF(TABLES); index++) {
        if (TABLES[index]->flow == flow) {
            return TABLES[index];
        }
    }
    return NULL;
}

const table_t *table_at(unsigned index)
{
    return index < COUNT_OF(TABLES) ? TABLES[index] : NULL;
}

uint32_t row_number(const row_t *row)
{
    CHECK(row != NULL);
    uint32_t before = 0;
    for (size_t index = 0; index < COUNT_OF(TABLES); index++) {
        const table_t *table = TABLES[index];
        if (row >= table->rows && row < table->rows + table->count) {
            return before + (uint32_t)(row - table->rows) + 1;
        }
        before += table->count;
    }
    CHECK(false && "a row stands in a table");
    return 0;
}

const row_t *row_of_number(uint32_t number)
{
    uint32_t before = 0;
    for (size_t index = 0; index < COUNT_OF(TABLES); index++) {
        const table_t *table = TABLES[index];
        if (number > before && number <= before + table->count) {
            return &table->rows[number - before - 1];
        }
        before += table->count;
    }
    return NULL;
}

const char *who_text(who_t who)
{
    CHECK((unsigned)who < WHO_COUNT);
    return WHO_TEXTS[who];
}

const char *when_text(when_t when)
{
    CHECK((unsigned)when < WHEN_COUNT);
    return WHEN_TEXTS[when];
}

const char *baton_text(baton_t duty)
{
    CHECK((unsigned)duty < BATON_COUNT);
    return BATON_TEXTS[duty];
}

const char *awaits_text(awaits_t awaits)
{
    CHECK((unsigned)awaits < AWAITS_COUNT);
    return AWAITS_TEXTS[awaits];
}

void event_text(event_t event, char text[EVENT_TEXT_SIZE])
{
    if (event_is_clock(event)) {
        (void)snprintf(text, EVENT_TEXT_SIZE, "⏱ %s", clock_name_text(event_clock(event)));
        return;
    }
    const message_type_info_t *info = message_type_info(event);
    CHECK(info != NULL);
    text_set(text, EVENT_TEXT_SIZE, info->code);
}

void deliver_text(unsigned deliver_to, char text[DELIVER_TEXT_SIZE])
{
    static const char *const NAMES[] = {"desk", "holder", "authority", "q", "named receivers", "all involved", "owner", "by ladder step", "old holder", "q, who took over", "who asked for it", "asked unit", "who is named next", "payer"};
    size_t size = 0;
    text[0] = '\0';
    for (unsigned bit = 0; bit < COUNT_OF(NAMES); bit++) {
        if ((deliver_to & (1U << bit)) != 0) {
            int added = snprintf(text + size, DELIVER_TEXT_SIZE - size, "%s%s", size > 0 ? ", " : "", NAMES[bit]);
            CHECK(added > 0 && size + (size_t)added < DELIVER_TEXT_SIZE);
            size += (size_t)added;
        }
    }
    if (size == 0) {
        text_set(text, DELIVER_TEXT_SIZE, "–");
    }
}
