/* SPDX-License-Identifier: EUPL-1.2
 * The lists of a consent. What has no code or no name is nothing. */
#include "wire/consent.h"

#include <string.h>

#include "base/check.h"
#include "wire/scan.h"

enum { SCOPES = 2, RECEIVERS = 3, RELATIVES = 4 };

static uint32_t number_in(bytes_t bytes, uint32_t field)
{
    scan_field_t found;
    return scan_find(bytes, field, &found) ? (uint32_t)found.varint : 0;
}

static status_t read_receiver(bytes_t bytes, consent_facts_t *consent)
{
    char organisation[ORGANISATION_ID_SIZE];
    scan_field_t found;
    if (!scan_find(bytes, 1, &found) || found.bytes.size == 0 || found.bytes.size >= sizeof organisation || consent->to_count == RECEIVERS_MAX) {
        return STATUS_FIELD_INVALID;
    }
    memcpy(organisation, found.bytes.data, found.bytes.size);
    organisation[found.bytes.size] = '\0';
    if (!text_is_slug(organisation, sizeof organisation)) {
        return STATUS_FIELD_INVALID;
    }
    memcpy(consent->to[consent->to_count++], organisation, sizeof organisation);
    return STATUS_OK;
}

static status_t read_relative(bytes_t bytes, consent_facts_t *consent)
{
    if (consent->relative_count == CONSENT_RELATIVES_MAX) {
        return STATUS_FIELD_INVALID;
    }
    consent->relations[consent->relative_count] = number_in(bytes, 1);
    consent->extents[consent->relative_count++] = number_in(bytes, 2);
    return STATUS_OK;
}

status_t consent_read(bytes_t body, consent_facts_t *consent, wire_problem_t *problem)
{
    scan_field_t field;
    for (bytes_t rest = body; rest.size > 0;) {
        CHECK(scan_next(&rest, &field));
        uint32_t scope = field.number == SCOPES ? number_in(field.bytes, 1) : 0;
        consent->scope |= scope == 0 || scope > CONSENT_SCOPE_LAST ? 0 : CONSENT_SCOPE_BIT(scope);
        if (field.number == RECEIVERS && read_receiver(field.bytes, consent) != STATUS_OK) {
            problem_in(problem, "receivers");
            return STATUS_FIELD_INVALID;
        }
        if (field.number == RELATIVES && read_relative(field.bytes, consent) != STATUS_OK) {
            problem_in(problem, "relatives");
            return STATUS_FIELD_INVALID;
        }
    }
    return STATUS_OK;
}
