/* SPDX-License-Identifier: EUPL-1.2
 * The documentation standards and the one check of them. Pure: what a package answers comes in by item, what is missing goes out by code. */
#include "flow/standard.h"

#include <stdio.h>
#include <string.h>

#include "base/check.h"
#include "base/id.h"

/* Positions are those of model/standard_item.def; a unit test compares the codes. */
static const standard_t STANDARDS[] = {
    {"planned", 1, {
#define X(code, planned, acute_core, return_route, order, order_core, discharge, support_profile) REQUIRED_##planned,
#include "flow/standard.def"
#undef X
    }},
    {"acute_core", 1, {
#define X(code, planned, acute_core, return_route, order, order_core, discharge, support_profile) REQUIRED_##acute_core,
#include "flow/standard.def"
#undef X
    }},
    {"return_route", 1, {
#define X(code, planned, acute_core, return_route, order, order_core, discharge, support_profile) REQUIRED_##return_route,
#include "flow/standard.def"
#undef X
    }},
    {"order", 1, {
#define X(code, planned, acute_core, return_route, order, order_core, discharge, support_profile) REQUIRED_##order,
#include "flow/standard.def"
#undef X
    }},
    {"order_core", 1, {
#define X(code, planned, acute_core, return_route, order, order_core, discharge, support_profile) REQUIRED_##order_core,
#include "flow/standard.def"
#undef X
    }},
    {"discharge", 1, {
#define X(code, planned, acute_core, return_route, order, order_core, discharge, support_profile) REQUIRED_##discharge,
#include "flow/standard.def"
#undef X
    }},
    {"support_profile", 1, {
#define X(code, planned, acute_core, return_route, order, order_core, discharge, support_profile) REQUIRED_##support_profile,
#include "flow/standard.def"
#undef X
    }},
};
enum { PLANNED, ACUTE_CORE, RETURN_ROUTE, ORDER, ORDER_CORE, DISCHARGE, SUPPORT_PROFILE, STANDARD_COUNT };
_Static_assert(COUNT_OF(STANDARDS) == STANDARD_COUNT, "a name for each");

/* The code is hashed: it stays as it is. The words are for people. */
static const struct {
    const char *code, *english, *danish;
} WHEN[REQUIRED_COUNT] = {
    [REQUIRED_NEVER] = {"never", "optional", "valgfri"},
    [REQUIRED_ALWAYS] = {"always", "always", "altid"},
    [REQUIRED_GRANTED] = {"granted", "to a granted effort", "til en bevilget indsats"},
    [REQUIRED_RISK] = {"risk", "when a risk is known", "når en risiko er kendt"},
    [REQUIRED_RESIDENTIAL] = {"residential", "sections 101 and 107-110", "§§ 101 og 107-110"},
};

/* ---- which standard ---- */

const standard_t *standard_at(unsigned index)
{
    return index < STANDARD_COUNT ? &STANDARDS[index] : NULL;
}

const standard_t *standard_full(transition_t transition)
{
    return &STANDARDS[transition == TRANSITION_RETURN_ROUTE ? RETURN_ROUTE : PLANNED];
}

const standard_t *standard_for(transition_t transition, priority_t priority)
{
    bool is_core = transition != TRANSITION_RETURN_ROUTE && (priority == PRIORITY_ACUTE || priority == PRIORITY_URGENT);
    return is_core ? &STANDARDS[ACUTE_CORE] : standard_full(transition);
}

const standard_t *standard_for_order(priority_t priority)
{
    return &STANDARDS[priority == PRIORITY_ACUTE ? ORDER_CORE : ORDER];
}

const standard_t *standard_of_stay(bool is_discharge)
{
    return &STANDARDS[is_discharge ? DISCHARGE : SUPPORT_PROFILE];
}

const standard_t *standard_named(const char *name)
{
    CHECK(name != NULL);
    for (unsigned index = 0; index < STANDARD_COUNT; index++) {
        if (strcmp(STANDARDS[index].name, name) == 0) {
            return &STANDARDS[index];
        }
    }
    return NULL;
}

const standard_t *standard_hashed(const uint8_t hash[8])
{
    for (unsigned index = 0; index < STANDARD_COUNT; index++) {
        uint8_t own[8];
        standard_hash(&STANDARDS[index], own);
        if (memcmp(own, hash, sizeof own) == 0) {
            return &STANDARDS[index];
        }
    }
    return NULL;
}

void standard_label(const standard_t *standard, char label[ITEM_CODE_SIZE])
{
    int size = snprintf(label, ITEM_CODE_SIZE, "%s.%u", standard->name, standard->version);
    CHECK(size > 0 && size < ITEM_CODE_SIZE);
}

/* ---- what it demands ---- */

const char *required_text(required_t required)
{
    CHECK(required < REQUIRED_COUNT);
    return WHEN[required].english;
}

const char *required_danish(required_t required)
{
    CHECK(required < REQUIRED_COUNT);
    return WHEN[required].danish;
}

#define HASH_LINE_SIZE (ITEM_CODE_SIZE + 16)

/* "planned 1\n", then "identity.subject always\n" for each item that it demands. */
void standard_hash(const standard_t *standard, uint8_t hash[8])
{
    char text[(STANDARD_ITEMS_MAX + 1) * HASH_LINE_SIZE];
    int size = snprintf(text, sizeof text, "%s %u\n", standard->name, standard->version);
    CHECK(size > 0 && size < HASH_LINE_SIZE);
    const standard_item_t *item;
    for (unsigned index = 0; (item = standard_item_at(index)) != NULL; index++) {
        required_t required = standard->required[index];
        if (required != REQUIRED_NEVER) {
            size_t room = sizeof text - (size_t)size;
            int added = snprintf(text + size, room, "%s %s\n", item->code, WHEN[required].code);
            CHECK(added > 0 && (size_t)added < room);
            size += added;
        }
    }
    digest_t digest = digest_sha256((bytes_t){(const uint8_t *)text, (size_t)size});
    memcpy(hash, digest.bytes, 8);
}

static bool is_digit(char letter)
{
    return letter >= '0' && letter <= '9';
}

static bool is_letter(char letter)
{
    return (letter >= 'a' && letter <= 'z') || (letter >= 'A' && letter <= 'Z');
}

/* "107", "§ 107", "107, stk. 2"; not "101 a", which is another paragraph. */
static bool is_residential(const char *paragraph)
{
    unsigned number = 0;
    const char *at = paragraph;
    while (*at != '\0' && !is_digit(*at)) {
        at++;
    }
    for (; is_digit(*at) && number < 1000; at++) {
        number = number * 10 + (unsigned)(*at - '0');
    }
    at += *at == ' ';
    bool is_other = is_letter(at[0]) && !is_letter(at[1]);
    return !is_other && (number == 101 || (number >= 107 && number <= 110));
}

bool standard_requires(const standard_t *standard, const standard_case_t *of, unsigned item)
{
    CHECK(item < STANDARD_ITEMS_MAX);
    switch (standard->required[item]) {
    case REQUIRED_ALWAYS:
        return true;
    case REQUIRED_GRANTED:
        return of->transition != TRANSITION_CONTACT_TO_UNIT;
    case REQUIRED_RISK:
        return of->has_risk;
    case REQUIRED_RESIDENTIAL:
        return is_residential(of->paragraph);
    case REQUIRED_NEVER:
    case REQUIRED_COUNT:
        break;
    }
    return false;
}

/* ---- the check ---- */

unsigned standard_check(const standard_t *standard, const standard_case_t *of, const uint8_t answers[STANDARD_ITEMS_MAX], char missing[MISSING_MAX][ITEM_CODE_SIZE])
{
    unsigned count = 0;
    const standard_item_t *item;
    for (unsigned index = 0; (item = standard_item_at(index)) != NULL; index++) {
        if (answers[index] == ANSWER_BLANK && standard_requires(standard, of, index)) {
            text_set(missing[count++], ITEM_CODE_SIZE, item->code);
        }
    }
    return count;
}

static void count_answer(section_answers_t *section, answer_state_t answer)
{
    switch (answer) {
    case ANSWER_BLANK:
        section->blank++;
        break;
    case ANSWER_GIVEN:
        section->answered++;
        break;
    case ANSWER_NOT_RELEVANT:
        section->not_relevant++;
        break;
    case ANSWER_IS_UNKNOWN:
        section->unknown++;
        break;
    case ANSWER_CITIZEN_DECLINES:
        section->citizen_declines++;
        break;
    }
}

unsigned standard_count(const standard_t *standard, const standard_case_t *of, const uint8_t answers[STANDARD_ITEMS_MAX], section_answers_t sections[STANDARD_SECTIONS_MAX])
{
    unsigned count = 0;
    const standard_item_t *item;
    for (unsigned index = 0; (item = standard_item_at(index)) != NULL; index++) {
        if (!standard_requires(standard, of, index)) {
            continue;
        }
        if (count == 0 || sections[count - 1].section != item->section) {
            CHECK(count < STANDARD_SECTIONS_MAX);
            sections[count++] = (section_answers_t){.section = item->section};
        }
        count_answer(&sections[count - 1], (answer_state_t)answers[index]);
    }
    return count;
}

void standard_add_met(const standard_t *met, const standard_case_t *of, uint8_t answers[STANDARD_ITEMS_MAX])
{
    CHECK(met != NULL && of != NULL && answers != NULL);
    for (unsigned item = 0; standard_item_at(item) != NULL; item++) {
        if (answers[item] == ANSWER_BLANK && standard_requires(met, of, item)) {
            answers[item] = ANSWER_GIVEN;
        }
    }
}

void standard_add_known(const message_facts_t *facts, const standard_known_t *known, uint8_t answers[STANDARD_ITEMS_MAX])
{
    CHECK(facts != NULL && known != NULL && answers != NULL);
    const struct {
        const char *code;
        bool is_known;
    } KNOWN[] = {
        {"identity.subject", facts->has_subject},
        {"identity.sender", facts->sending_party[0] != '\0'},
        {"identity.receiver", facts->receiver_count > 0 || known->has_receiver},
        {"identity.author", facts->person[0] != '\0'},
        {"identity.written_at", true}, /* the entry's own time */
        {"situation.transition", known->transition != TRANSITION_NONE},
        {"situation.planned_at", known->planned_at != 0},
        {"basis.ground", facts->disclosure_ground != 0},
        {"plans.takes_part", facts->takes_part == ANSWER_YES || facts->takes_part == ANSWER_NO},
        {"plans.review_at", facts->type == TYPE_HOSPITAL_AGREEMENT && facts->at != 0},
    };
    for (size_t index = 0; index < COUNT_OF(KNOWN); index++) {
        unsigned item = standard_item_find(KNOWN[index].code, strlen(KNOWN[index].code));
        CHECK(item < STANDARD_ITEMS_MAX);
        if (KNOWN[index].is_known && answers[item] == ANSWER_BLANK) {
            answers[item] = ANSWER_GIVEN;
        }
    }
}
