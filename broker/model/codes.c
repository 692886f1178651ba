/* SPDX-License-Identifier: EUPL-1.2
 * Look-ups in the code lists. */
#include "model/codes.h"

#include <stdio.h>
#include <string.h>

#include "base/bytes.h"
#include "base/calendar.h"
#include "base/check.h"

static const code_t TARGET_GROUPS[] = {
#define X(code, parent, word, danish) {code, parent, word, danish, danish},
#include "model/code_target_group.def"
#undef X
};
static const code_t SERVICES[] = {
#define X(code, parent, word, danish) {code, parent, word, danish, danish},
#include "model/code_service.def"
#undef X
};
static const code_t PARAGRAPHS[] = {
#define X(code, kle, danish) {code, "", kle, danish, danish},
#include "model/code_paragraph.def"
#undef X
};
static const code_t DELIVERIES[] = {
#define X(name, code, english, danish) {code, "", "", english, danish},
#include "model/code_delivery.def"
#undef X
};
static const code_t PERFORMERS[] = {
#define X(name, code, english, danish) {code, "", "", english, danish},
#include "model/performer.def"
#undef X
};

_Static_assert(COUNT_OF(TARGET_GROUPS) < 64 && COUNT_OF(SERVICES) < 64 && COUNT_OF(PARAGRAPHS) < 64 && COUNT_OF(DELIVERIES) < 64, "codes are bits, and the last one is nobody's");

static const struct {
    const code_t *codes;
    unsigned count;
} LISTS[CODES_COUNT] = {
    [CODES_TARGET_GROUP] = {TARGET_GROUPS, COUNT_OF(TARGET_GROUPS)}, [CODES_SERVICE] = {SERVICES, COUNT_OF(SERVICES)},
    [CODES_PARAGRAPH] = {PARAGRAPHS, COUNT_OF(PARAGRAPHS)},          [CODES_DELIVERY] = {DELIVERIES, COUNT_OF(DELIVERIES)},
    [CODES_PERFORMER] = {PERFORMERS, COUNT_OF(PERFORMERS)},
};

static const struct {
    const char *code, *name, *region;
} MUNICIPALITIES[] = {
#define X(code, name, region) {code, name, region},
#include "model/code_municipality.def"
#undef X
};

static const struct {
    const char *code, *name, *from, *to, *next;
} REGIONS[] = {
#define X(code, name, from, to, next) {code, name, from, to, next},
#include "model/code_region.def"
#undef X
};

/* ---- lists ---- */

const code_t *code_at(codes_t list, unsigned index)
{
    CHECK(list < CODES_COUNT);
    return index < LISTS[list].count ? &LISTS[list].codes[index] : NULL;
}

/* "§ 82 A", "SEL 82a" and "82a" are one paragraph: without signs and spaces, in small letters, and without the act on social services' own name. */
static void squeeze(const char *text, char squeezed[CODE_SIZE])
{
    size_t size = 0;
    for (const char *at = text; *at != '\0' && size < CODE_SIZE - 1; at++) {
        bool is_capital = *at >= 'A' && *at <= 'Z';
        if (is_capital || (*at >= 'a' && *at <= 'z') || (*at >= '0' && *at <= '9')) {
            squeezed[size++] = (char)(is_capital ? *at - 'A' + 'a' : *at);
        }
    }
    squeezed[size] = '\0';
    if (strncmp(squeezed, "sel", 3) == 0) {
        memmove(squeezed, squeezed + 3, size - 3 + 1);
    }
}

static bool is_paragraph(const char *code, const char *text)
{
    char wanted[CODE_SIZE], own[CODE_SIZE];
    squeeze(text, wanted);
    squeeze(code, own);
    return wanted[0] != '\0' && strcmp(wanted, own) == 0;
}

status_t code_find(codes_t list, const char *text, unsigned *index)
{
    const code_t *code;
    CHECK(text != NULL && index != NULL);
    for (unsigned at = 0; text[0] != '\0' && (code = code_at(list, at)) != NULL; at++) {
        bool is_it = strcmp(code->code, text) == 0 || (code->word[0] != '\0' && strcmp(code->word, text) == 0);
        if (is_it || (list == CODES_PARAGRAPH && is_paragraph(code->code, text))) {
            *index = at;
            return STATUS_OK;
        }
    }
    return STATUS_NOT_FOUND;
}

status_t codes_read(codes_t list, const char *text, uint64_t *bits, char unknown[CODE_SIZE])
{
    CHECK(text != NULL && bits != NULL && unknown != NULL);
    *bits = 0;
    for (const char *rest = text; *rest != '\0';) {
        unsigned index;
        rest += strspn(rest, ", ");
        size_t size = strcspn(rest, ",");
        size_t whole = size;
        while (size > 0 && rest[size - 1] == ' ') {
            size--;
        }
        if (size == 0) {
            rest += whole;
            continue;
        }
        (void)snprintf(unknown, CODE_SIZE, "%.*s", (int)size, rest);
        if (size >= CODE_SIZE || code_find(list, unknown, &index) != STATUS_OK) {
            return STATUS_NOT_FOUND;
        }
        *bits |= UINT64_C(1) << index;
        rest += whole;
    }
    unknown[0] = '\0';
    return STATUS_OK;
}

bool codes_write(codes_t list, uint64_t bits, char *text, size_t capacity)
{
    const code_t *code;
    size_t size = 0;
    CHECK(text != NULL && capacity > 0);
    text[0] = '\0';
    for (unsigned at = 0; (code = code_at(list, at)) != NULL; at++) {
        if ((bits >> at & 1) == 0) {
            continue;
        }
        int written = snprintf(text + size, capacity - size, "%s%s", size == 0 ? "" : ",", code->code);
        if (written < 0 || (size_t)written >= capacity - size) {
            return false;
        }
        size += (size_t)written;
    }
    return true;
}

uint64_t code_with_ancestors(codes_t list, unsigned index)
{
    uint64_t bits = 0;
    for (const code_t *code = code_at(list, index); code != NULL && (bits >> index & 1) == 0; code = code_at(list, index)) {
        bits |= UINT64_C(1) << index;
        if (code_find(list, code->parent, &index) != STATUS_OK) {
            break;
        }
    }
    return bits;
}

/* ---- municipalities and regions ---- */

static size_t municipality_index(const char *code)
{
    size_t at = 0;
    CHECK(code != NULL);
    while (at < COUNT_OF(MUNICIPALITIES) && strcmp(MUNICIPALITIES[at].code, code) != 0) {
        at++;
    }
    return at;
}

const char *municipality_at(unsigned index)
{
    return index < COUNT_OF(MUNICIPALITIES) ? MUNICIPALITIES[index].code : NULL;
}

bool municipality_is_known(const char *code)
{
    return municipality_index(code) < COUNT_OF(MUNICIPALITIES);
}

const char *municipality_name(const char *code)
{
    size_t at = municipality_index(code);
    return at < COUNT_OF(MUNICIPALITIES) ? MUNICIPALITIES[at].name : "";
}

static size_t region_index(const char *code)
{
    size_t at = 0;
    CHECK(code != NULL);
    while (at < COUNT_OF(REGIONS) && strcmp(REGIONS[at].code, code) != 0) {
        at++;
    }
    return at;
}

/* The first instant of a Danish day; "" = no bound, as 0. */
static instant_t day_begins(const char *day)
{
    instant_t noon;
    char text[32];
    if (day[0] == '\0') {
        return 0;
    }
    (void)snprintf(text, sizeof text, "%sT12:00:00Z", day);
    CHECK(instant_read(text, &noon, NULL) == STATUS_OK);
    return calendar_instant(calendar_local(noon).date, 0, 0);
}

bool region_is_known(const char *code, instant_t at)
{
    size_t index = region_index(code);
    if (index == COUNT_OF(REGIONS)) {
        return false;
    }
    instant_t from = day_begins(REGIONS[index].from), to = day_begins(REGIONS[index].to);
    return (from == 0 || from <= at) && (to == 0 || at < to);
}

const char *region_name(const char *code)
{
    size_t at = region_index(code);
    return at < COUNT_OF(REGIONS) ? REGIONS[at].name : "";
}

const char *region_at(const char *code, instant_t at)
{
    size_t index = region_index(code);
    if (index == COUNT_OF(REGIONS)) {
        return "";
    }
    instant_t to = day_begins(REGIONS[index].to);
    return to != 0 && at >= to ? REGIONS[index].next : REGIONS[index].code;
}

const char *municipality_region(const char *code, instant_t at)
{
    size_t index = municipality_index(code);
    return index < COUNT_OF(MUNICIPALITIES) ? region_at(MUNICIPALITIES[index].region, at) : "";
}
