/* SPDX-License-Identifier: EUPL-1.2
 * Consents between the rules and the store: what stops with one that is over, by its keyed id, and the register in words. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "asker.h"
#include "base/check.h"

void consents_end(broker_t *broker, const decision_t *decision, const course_key_t *key)
{
    batch_t *batch = broker->gathering;
    for (unsigned i = 0; decision->status == STATUS_OK && i < decision->consent_over_count; i++) {
        CHECK(batch->ended_count < COUNT_OF(batch->ended));
        store_ended_t *ended = &batch->ended[batch->ended_count++];
        *ended = (store_ended_t){.course = broker->work.id, .seq = broker->work.seq + 1};
        seal_consent(key, decision->consents_over[i], ended->consent);
    }
}

/* ---- the register in words ---- */

static const char *const FORMS[] = {"", "spoken", "written"};
static const char *const GIVERS[] = {"", "citizen", "parent", "guardian", "attorney"};
static const char *const RELATIONS[] = {"", "parent", "partner", "sibling", "child", "other_family", "friend", "guardian", "assistant"};
static const char *const EXTENTS[] = {"", "in_contact", "appointments", "plans", "everything"};

/* Of a closed set of the contract. */
static const char *code_of(const char *const *codes, size_t count, uint32_t number)
{
    return number < count ? codes[number] : "";
}

static uint32_t number_of(const char *value)
{
    return (uint32_t)strtoul(value, NULL, 10);
}

/* Bits of the flows, and what belongs to none. */
static void write_scopes(const char *value, char words[CONSENT_WORDS_SIZE])
{
    size_t size = 0;
    uint32_t scopes = number_of(value);
    for (uint32_t code = 1; code <= CONSENT_SCOPE_LAST; code++) {
        if ((scopes & CONSENT_SCOPE_BIT(code)) != 0) {
            const char *word = code == CONSENT_SCOPE_CORRESPONDENCE ? "correspondence" : flow_kind_code((flow_kind_t)code);
            size += (size_t)snprintf(words + size, CONSENT_WORDS_SIZE - size, "%s%s", size == 0 ? "" : ", ", word);
        }
    }
}

/* "1:3,3:1" becomes "parent: plans, sibling: in_contact". */
static void write_relatives(const char *value, char words[CONSENT_WORDS_SIZE])
{
    size_t size = 0;
    for (const char *rest = value; rest != NULL && size < CONSENT_WORDS_SIZE - 40;) {
        unsigned relation = 0, extent = 0;
        (void)sscanf(rest, "%u:%u", &relation, &extent);
        size += (size_t)snprintf(words + size, CONSENT_WORDS_SIZE - size, "%s%s: %s", rest == value ? "" : ", ", code_of(RELATIONS, COUNT_OF(RELATIONS), relation),
                                 code_of(EXTENTS, COUNT_OF(EXTENTS), extent));
        rest = strchr(rest, ',');
        rest = rest == NULL ? NULL : rest + 1;
    }
}

bool consents_words(const char *column, const char *value, char words[CONSENT_WORDS_SIZE])
{
    words[0] = '\0';
    if (text_equal(column, "scopes")) {
        write_scopes(value, words);
    } else if (text_equal(column, "relatives")) {
        write_relatives(value, words);
    } else if (text_equal(column, "form")) {
        text_set(words, CONSENT_WORDS_SIZE, code_of(FORMS, COUNT_OF(FORMS), number_of(value)));
    } else if (text_equal(column, "given_by")) {
        text_set(words, CONSENT_WORDS_SIZE, code_of(GIVERS, COUNT_OF(GIVERS), number_of(value)));
    } else {
        return false;
    }
    return true;
}
