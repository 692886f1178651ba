/* SPDX-License-Identifier: EUPL-1.2
 * What a unit may send now: the same rows, asked without a message. Pure. */
#include <string.h>

#include "base/check.h"
#include "directory/directory.h"
#include "flow/step.h"

/* No word of the tables is cut on its way to the button. */
#define X(name, english, danish) _Static_assert(sizeof english <= sizeof ((allowed_t *)0)->who, "too long: " english);
WHO_TABLE
#undef X

typedef struct {
    const flow_context_t *context;
    const course_t *course;
    const party_t *party;
    allowed_t *allowed;
    unsigned capacity, count;
} list_t;

static bool is_listed(const list_t *list, message_type_t type, uuid_t flow)
{
    for (unsigned index = 0; index < list->count; index++) {
        if (list->allowed[index].type == type && uuid_equal(list->allowed[index].flow, flow)) {
            return true;
        }
    }
    return false;
}

/* Conditions that the course alone decides, so that no button stands there that can never work. */
static bool state_allows(const list_t *list, const flow_t *flow, when_t when)
{
    const course_t *course = list->course;
    bool has_action = false;
    for (unsigned index = 0; index < course->deadline_count; index++) {
        has_action = has_action || course->deadlines[index].action_id[0] != '\0';
    }
    if (when == WHEN_ACTION_KNOWN || when == WHEN_ACTION_MOVE) {
        return has_action;
    }
    if (when == WHEN_TAKE_HOME) {
        return strcmp(course->holder, course->authority) != 0;
    }
    if (flow == NULL) {
        return true;
    }
    if (when == WHEN_MORE_TIME) {
        return !flow->standby_used;
    }
    if (when == WHEN_OUTREACH || when == WHEN_NOT_REACHED_AT_RISK || when == WHEN_DECLINED_AT_RISK) {
        return flow->has_risk;
    }
    return when != WHEN_NOT_REACHED || !flow->has_risk;
}

static bool is_of(const list_t *list, who_t who, const flow_t *flow)
{
    const registry_t *registry = list->context->registry;
    switch ((unsigned)who) {
    case WHO_CONTACT_UNIT:
        return party_has_contact_person(registry, list->course, list->party->id);
    case WHO_COMMON_CHIEF:
        return directory_same_controller(registry, list->party->id, list->course->holder);
    case WHO_COVERING:
        return who_fits_party(list->course, flow, list->party, who) || party_covers(list->context, list->course, list->party);
    default:
        return who_fits_party(list->course, flow, list->party, who);
    }
}

static void add(list_t *list, const row_t *row, const flow_t *flow)
{
    uuid_t id = flow == NULL ? UUID_NIL : flow->id;
    message_type_t type = (message_type_t)row->event;
    bool is_mine = is_of(list, row->who, flow);
    if (!is_mine || !state_allows(list, flow, row->when) || list->count == list->capacity || is_listed(list, type, id)) {
        return;
    }
    allowed_t *allowed = &list->allowed[list->count++];
    memset(allowed, 0, sizeof *allowed);
    allowed->type = type;
    allowed->flow = id;
    allowed->flow_kind = message_type_info((uint32_t)type)->flow;
    text_set(allowed->who, sizeof allowed->who, who_text(row->who));
    if (flow != NULL && flow_owns_offer(list->course, flow) && course_offered_to(list->course, list->party->id)) {
        allowed->offer = list->course->offer.id;
        allowed->duty_epoch = list->course->offer.epoch;
    }
}

static void add_row(list_t *list, const table_t *table, const row_t *row)
{
    if (event_is_clock(row->event)) {
        return;
    }
    if (row->from == STATE_NONE) {
        add(list, row, NULL);
        return;
    }
    for (unsigned index = 0; index < list->course->flow_count; index++) {
        const flow_t *flow = &list->course->flows[index];
        if (flow->kind == table->flow && flow->state == row->from) {
            add(list, row, flow);
        }
    }
}

unsigned flow_allowed(const flow_context_t *context, const course_t *course, const char *party, allowed_t *allowed, unsigned capacity)
{
    CHECK(context != NULL && course != NULL && party != NULL && (allowed != NULL || capacity == 0));
    list_t list = {context, course, directory_party(context->registry, party), allowed, capacity, 0};
    if (list.party == NULL || !party_in_force(list.party, context->now) || !course->is_open || (!party_belongs(course, list.party) && !party_covers(context, course, list.party))) {
        return 0;
    }
    for (unsigned number = 0; table_at(number) != NULL; number++) {
        const table_t *table = table_at(number);
        for (unsigned index = 0; index < table->count; index++) {
            add_row(&list, table, &table->rows[index]);
        }
    }
    return list.count;
}
