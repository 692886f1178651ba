/* SPDX-License-Identifier: EUPL-1.2
 * Documentation standards (L4): what a package must hold before it can be offered. Data, with a version and a hash; the check is on items, never on the
 * presence of a document. Item codes (model/standard_item.def) are shared by all standards, so that one answer serves handover, order and discharge. Pure. */
#ifndef STAFET_FLOW_STANDARD_H
#define STAFET_FLOW_STANDARD_H

#include "base/bytes.h"
#include "model/entry.h"
#include "model/message.h"

/* When an item is mandatory. */
typedef enum {
    REQUIRED_NEVER,       /* optional: also what no standard asks for may stand in a package */
    REQUIRED_ALWAYS,
    REQUIRED_GRANTED,     /* to an effort that is granted: every type but contact→unit */
    REQUIRED_RISK,        /* a risk is known */
    REQUIRED_RESIDENTIAL, /* SEL §§ 101 and 107-110 */
    REQUIRED_COUNT
} required_t;

typedef struct {
    const char *name; /* "planned" */
    unsigned version;
    required_t required[STANDARD_ITEMS_MAX]; /* by item */
} standard_t;

/* What of the case decides which items are mandatory. */
typedef struct {
    transition_t transition;
    bool has_risk;         /* known on the course, or told by this package */
    const char *paragraph; /* "107"; "" = not told */
} standard_case_t;

/* The standard of a type: acute and urgent packages meet the acute core, a return route the light one. Never NULL. */
const standard_t *standard_for(transition_t transition, priority_t priority);
/* The full standard whose rest follows an acute or overridden package. */
const standard_t *standard_full(transition_t transition);
/* Of an order: an acute one meets the core, the rest follows before the start (ORD-10). */
const standard_t *standard_for_order(priority_t priority);
/* Of a hospital stay: the discharge agreement, or the support profile. */
const standard_t *standard_of_stay(bool is_discharge);
/* NULL when there is none of that name. */
const standard_t *standard_named(const char *name);
/* NULL when it is no hash of a standard in force. */
const standard_t *standard_hashed(const uint8_t hash[8]);
/* All standards by index; NULL past the end. */
const standard_t *standard_at(unsigned index);
/* Name and version as one word, "planned.1": what counts are kept under. */
void standard_label(const standard_t *standard, char label[ITEM_CODE_SIZE]);
/* First 8 bytes of SHA-256 over name, version, and the code and the when of each item that it demands, in a fixed text form. What it does not demand stands
 * outside, so that an item which only another standard demands changes nothing here. */
void standard_hash(const standard_t *standard, uint8_t hash[8]);
/* "always", "to a granted effort", …, for people. */
const char *required_text(required_t required);
const char *required_danish(required_t required);
/* Whether the item is mandatory in this case. */
bool standard_requires(const standard_t *standard, const standard_case_t *of, unsigned item);

/* What the flow tells beside the message; planned_at 0 = not known. */
typedef struct {
    transition_t transition;
    instant_t planned_at;
    bool has_receiver;
} standard_known_t;
/* What the message's header and the flow tell already is not asked again: those blank items count as answered in `answers`. */
void standard_add_known(const message_facts_t *facts, const standard_known_t *known, uint8_t answers[STANDARD_ITEMS_MAX]);
/* What was mandatory in a standard that was met before is not asked again either. */
void standard_add_met(const standard_t *met, const standard_case_t *of, uint8_t answers[STANDARD_ITEMS_MAX]);

/* The codes of mandatory items that are blank, in the order of sections; gives their number. 0 = complete. */
unsigned standard_check(const standard_t *standard, const standard_case_t *of, const uint8_t answers[STANDARD_ITEMS_MAX], char missing[MISSING_MAX][ITEM_CODE_SIZE]);
/* How the items of the standard that are mandatory in this case were answered, a row a section that has any; gives the number of rows. */
unsigned standard_count(const standard_t *standard, const standard_case_t *of, const uint8_t answers[STANDARD_ITEMS_MAX], section_answers_t sections[STANDARD_SECTIONS_MAX]);

#endif
