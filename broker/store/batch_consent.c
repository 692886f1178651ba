/* SPDX-License-Identifier: EUPL-1.2
 * The part of a batch that is about consents: a course's register, and what stops with one that is over. */
#include <stdio.h>

#include "base/check.h"
#include "store/batch.h"

static void add_consent(params_t *params, uuid_t course, const consent_t *consent)
{
    char to[RECEIVERS_MAX * ORGANISATION_ID_SIZE + 4] = "{}", relations[CONSENT_RELATIVES_MAX * 12 + 4] = "{}", extents[CONSENT_RELATIVES_MAX * 12 + 4] = "{}", number[12];
    for (unsigned i = 0; i < consent->to_count; i++) {
        batch_literal_add(to, sizeof to, consent->to[i]);
    }
    for (unsigned i = 0; i < consent->relative_count; i++) {
        (void)snprintf(number, sizeof number, "%u", (unsigned)consent->relatives[i].relation);
        batch_literal_add(relations, sizeof relations, number);
        (void)snprintf(number, sizeof number, "%u", (unsigned)consent->relatives[i].extent);
        batch_literal_add(extents, sizeof extents, number);
    }
    param_add_uuid(params, 0, course);
    param_add_int4(params, 1, (int32_t)consent->number);
    param_add_text(params, 2, consent->id);
    param_add_text(params, 3, consent->controller);
    param_add_int4(params, 4, (int32_t)consent->scope);
    param_add_text(params, 5, to);
    param_add_text(params, 6, relations);
    param_add_text(params, 7, extents);
    param_add_int2(params, 8, (int16_t)consent->form);
    param_add_int2(params, 9, (int16_t)consent->given_by);
    param_add_time(params, 10, consent->given_at);
    param_add_time(params, 11, consent->valid_to);
    param_add_time(params, 12, consent->withdrawn_at);
}

void batch_send_consents(lane_t *lane, const store_batch_t *batch)
{
    batch_send_changed_ids(lane, batch, CHANGED_CONSENTS, "delete_consents");
    (void)params_arrays(&lane->params, "uittitttsszzz");
    for (unsigned i = 0; i < batch->course_count; i++) {
        const course_t *course = batch->courses[i].changed & CHANGED_CONSENTS ? batch->course_at(batch->context, i) : NULL;
        for (unsigned c = 0; course != NULL && c < course->consent_count; c++) {
            add_consent(&lane->params, course->id, &course->consents[c]);
        }
    }
    lane_send(lane, "insert_consents", BATCH_TAG_PLAIN, false);
}

void batch_send_ended(lane_t *lane, const store_batch_t *batch)
{
    params_t *params = &lane->params;
    (void)params_arrays(params, "uxlzi");
    for (unsigned i = 0; i < batch->ended_count; i++) {
        param_add_uuid(params, 0, batch->ended[i].course);
        param_add_bytea(params, 1, (bytes_t){batch->ended[i].consent, sizeof batch->ended[i].consent});
        param_add_int8(params, 2, (int64_t)batch->ended[i].seq);
        param_add_time(params, 3, batch->at);
        param_add_int4(params, 4, (int32_t)STATUS_CONSENT_WITHDRAWN);
    }
    lane_send(lane, "stop_deliveries", BATCH_TAG_PLAIN, false);
}
