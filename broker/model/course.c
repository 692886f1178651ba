/* SPDX-License-Identifier: EUPL-1.2
 * Questions to a course, and its list of involved units. Pure. */
#include "model/course.h"

#include <stddef.h>
#include <string.h>

#include "base/check.h"

flow_t *course_flow(course_t *course, uuid_t flow)
{
    CHECK(course != NULL && course->flow_count <= COURSE_FLOWS_MAX);
    for (unsigned index = 0; index < course->flow_count; index++) {
        if (uuid_equal(course->flows[index].id, flow)) {
            return &course->flows[index];
        }
    }
    return NULL;
}

const flow_t *course_flow_const(const course_t *course, uuid_t flow)
{
    CHECK(course != NULL && course->flow_count <= COURSE_FLOWS_MAX);
    for (unsigned index = 0; index < course->flow_count; index++) {
        if (uuid_equal(course->flows[index].id, flow)) {
            return &course->flows[index];
        }
    }
    return NULL;
}

consent_t *course_consent(course_t *course, const char *id)
{
    CHECK(course != NULL && id != NULL && course->consent_count <= COURSE_CONSENTS_MAX);
    for (unsigned index = 0; index < course->consent_count; index++) {
        if (strcmp(course->consents[index].id, id) == 0) {
            return &course->consents[index];
        }
    }
    return NULL;
}

const consent_t *course_consent_numbered(const course_t *course, unsigned number)
{
    CHECK(course != NULL && course->consent_count <= COURSE_CONSENTS_MAX);
    for (unsigned index = 0; number != 0 && index < course->consent_count; index++) {
        if (course->consents[index].number == number) {
            return &course->consents[index];
        }
    }
    return NULL;
}

bool consent_in_force(const consent_t *consent, instant_t at)
{
    CHECK(consent != NULL);
    return consent->withdrawn_at == 0 && at < consent->valid_to;
}

bool flow_is_open(const flow_t *flow)
{
    CHECK(flow != NULL);
    const state_info_t *info = state_info(flow->state);
    return info != NULL && !info->is_final;
}

unsigned course_open_flows(const course_t *course)
{
    CHECK(course != NULL && course->flow_count <= COURSE_FLOWS_MAX);
    unsigned count = 0;
    for (unsigned index = 0; index < course->flow_count; index++) {
        count += flow_is_open(&course->flows[index]) ? 1U : 0U;
    }
    return count;
}

bool course_offer_is_open(const course_t *course)
{
    CHECK(course != NULL);
    return !uuid_is_nil(course->offer.id);
}

bool course_offered_to(const course_t *course, const char *party)
{
    CHECK(course != NULL && party != NULL && course->offer.to_count <= RECEIVERS_MAX);
    if (!course_offer_is_open(course)) {
        return false;
    }
    for (unsigned index = 0; index < course->offer.to_count; index++) {
        if (strcmp(course->offer.to[index], party) == 0) {
            return true;
        }
    }
    return false;
}

static involved_t *involved_find(course_t *course, const char *party)
{
    for (unsigned index = 0; index < course->involved_count; index++) {
        if (strcmp(course->involved[index].party, party) == 0) {
            return &course->involved[index];
        }
    }
    return NULL;
}

bool course_is_involved(const course_t *course, const char *party)
{
    CHECK(course != NULL && party != NULL && course->involved_count <= COURSE_INVOLVED_MAX);
    for (unsigned index = 0; index < course->involved_count; index++) {
        if (strcmp(course->involved[index].party, party) == 0) {
            return course->involved[index].until_seq == 0;
        }
    }
    return false;
}

status_t course_involve(course_t *course, const char *party, uint64_t seq)
{
    CHECK(course != NULL && party != NULL && party[0] != '\0');
    involved_t *known = involved_find(course, party);
    if (known != NULL) {
        if (known->until_seq != 0) {
            known->since_seq = seq;
            known->until_seq = 0;
        }
        return STATUS_OK;
    }
    if (course->involved_count == COURSE_INVOLVED_MAX) {
        return STATUS_COURSE_FULL;
    }
    involved_t *added = &course->involved[course->involved_count++];
    memset(added, 0, sizeof *added);
    text_set(added->party, sizeof added->party, party);
    added->since_seq = seq;
    return STATUS_OK;
}
