/* SPDX-License-Identifier: EUPL-1.2
 * Items and sections of the documentation standards, by index, code and number. Pure. The items are standard_item.def. */
#include <string.h>

#include "base/check.h"
#include "model/model.h"

static const standard_item_t ITEMS[] = {
#define X(code, section, english, danish) {code, section, english, danish},
#include "model/standard_item.def"
#undef X
};
_Static_assert(COUNT_OF(ITEMS) <= STANDARD_ITEMS_MAX, "answers are kept by item");

static const struct {
    const char *english, *danish;
} SECTIONS[STANDARD_SECTIONS_MAX] = {
    {"Identity and parties", "Hvem det drejer sig om"},
    {"Situation", "Situationen"},
    {"Citizen's own words", "Borgerens egne ord"},
    {"Background", "Baggrund"},
    {"Assessment", "Vurdering"},
    {"Goals and efforts", "Mål og indsatser"},
    {"Open actions and deadlines", "Åbne handlinger og frister"},
    {"Contact persons", "Kontaktpersoner"},
    {"Network", "Netværk"},
    {"Crisis and coping plan", "Krise- og mestringsplan"},
    {"Risk", "Risiko"},
    {"Health and medicine", "Helbred og medicin"},
    {"Practical matters", "Praktiske forhold"},
    {"Consent and ground for disclosure", "Samtykke og grundlag for videregivelse"},
    {"Plans", "Planer"},
    {"Joint meeting and bridge", "Fælles møde og følgeperiode"},
    {"Way back", "Vejen tilbage"},
    {"Attachments", "Bilag"},
};

const standard_item_t *standard_item_at(unsigned index)
{
    return index < COUNT_OF(ITEMS) ? &ITEMS[index] : NULL;
}

unsigned standard_item_find(const char *code, size_t size)
{
    CHECK(code != NULL || size == 0);
    for (unsigned index = 0; index < COUNT_OF(ITEMS); index++) {
        if (strlen(ITEMS[index].code) == size && memcmp(ITEMS[index].code, code, size) == 0) {
            return index;
        }
    }
    return STANDARD_ITEMS_MAX;
}

const char *standard_section_english(unsigned section)
{
    return section >= 1 && section <= STANDARD_SECTIONS_MAX ? SECTIONS[section - 1].english : NULL;
}

const char *standard_section_danish(unsigned section)
{
    return section >= 1 && section <= STANDARD_SECTIONS_MAX ? SECTIONS[section - 1].danish : NULL;
}
