/* SPDX-License-Identifier: EUPL-1.2
 * What a unit may send now: the same rows, asked without a message. Pure. */
#include <string.h>

#include "base/check.h"
#include "directory/directory.h"
#include "flow/hospital.h"
#include "flow/marks.h"
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

static bool runs(const course_t *course, const flow_t *flow, clock_name_t clock)
{
    for (unsigned index = 0; index < course->deadline_count; index++) {
        const deadline_t *deadline = &course->deadlines[index];
        if (uuid_equal(deadline->flow, flow == NULL ? UUID_NIL : flow->id) && clock_rule_of_code(deadline->rule)->event == clock) {
            return true;
        }
    }
    return false;
}

static bool has_pausable(const course_t *course, bool is_paused)
{
    for (unsigned index = 0; index < course->deadline_count; index++) {
        const deadline_t *deadline = &course->deadlines[index];
        bool may = (clock_rule_of_code(deadline->rule)->is & CLOCK_IS_PAUSABLE) != 0;
        if (may && (deadline->paused_until != 0) == is_paused) {
            return true;
        }
    }
    return false;
}

static bool has_action(const course_t *course)
{
    for (unsigned index = 0; index < course->deadline_count; index++) {
        if (course->deadlines[index].action_id[0] != '\0') {
            return true;
        }
    }
    return false;
}

static bool has_flow_in(const course_t *course, state_t state)
{
    for (unsigned index = 0; index < course->flow_count; index++) {
        if (course->flows[index].state == state) {
            return true;
        }
    }
    return false;
}

static bool course_allows(const course_t *course, when_t when)
{
    switch ((unsigned)when) {
    case WHEN_ACTION_KNOWN:
    case WHEN_ACTION_MOVE: return has_action(course);
    case WHEN_TAKE_HOME: return strcmp(course->holder, course->authority) != 0;
    case WHEN_OTHER_GROUND: return runs(course, NULL, CLOCK_CNS_1);
    case WHEN_LINK_CONFIRM: return runs(course, NULL, CLOCK_CRS_5);
    case WHEN_NIGHT_READ: return runs(course, NULL, CLOCK_COV_1);
    case WHEN_PAUSE: return has_pausable(course, false);
    case WHEN_RESUME: return has_pausable(course, true);
    case WHEN_ENQUIRE:
    case WHEN_REQUEST_PLACE:
    case WHEN_PLACE:
    case WHEN_DIED: return !has_flow_in(course, STATE_CLOSING_DEAD);
    case WHEN_PROPOSE: return !course_closes(course);
    case WHEN_PROPOSE_MOVED: return !course_closes(course) && course_moved_away(course);
    case WHEN_RECONTACT: return false; /* opens a course of its own */
    case WHEN_ANNOUNCED:
    case WHEN_PACKAGE_CORE:
    case WHEN_PACKAGE_BACK: return !course_prepares_handover(course, NULL);
    default: return true;
    }
}

static bool has_bed(const flow_t *flow, state_t state)
{
    bool is_on_leave;
    return stay_bed(flow, STAY_NO_EVENT, &is_on_leave) == state;
}

/* Conditions that the course alone decides, so that no button stands there that can never work. */
static bool state_allows(const course_t *course, const flow_t *flow, when_t when)
{
    if (flow == NULL) {
        return course_allows(course, when);
    }
    switch ((unsigned)when) {
    case WHEN_MORE_TIME:
    case WHEN_MORE_TIME_HANDOVER: return !flow->standby_used;
    case WHEN_SUPPLEMENT: return runs(course, flow, CLOCK_HOV_9) || runs(course, flow, CLOCK_OVR_1);
    case WHEN_SUPPLEMENT_ORDER: return runs(course, flow, CLOCK_ORD_10);
    case WHEN_PAYS: return (flow->marks & PURCHASE_PAYER_KNOWN) == 0;
    case WHEN_PRICE_PART:
    case WHEN_PRICE_ALL: return (flow->marks & PURCHASE_PRICE_OPEN) != 0;
    case WHEN_CHANGE: return (flow->marks & ORDER_CHANGE) == 0;
    case WHEN_CHANGE_ANSWER:
    case WHEN_CHANGE_NO: return (flow->marks & ORDER_CHANGE) != 0;
    case WHEN_DECIDE_MOVED: return closing_mode(flow) == CLOSING_MOVED;
    case WHEN_DECIDE: return closing_mode(flow) != CLOSING_MOVED;
    case WHEN_OUTREACH:
    case WHEN_NOT_REACHED_AT_RISK:
    case WHEN_DECLINED_AT_RISK: return flow->has_risk;
    case WHEN_NOT_REACHED: return !flow->has_risk;
    case WHEN_BATON_RECALL: return flow_owns_offer(course, flow);
    case WHEN_UPHELD: return (flow->marks & REFERRAL_APPEALED) != 0;
    case WHEN_NOTICE: return runs(course, flow, CLOCK_REF_2);
    case WHEN_AGREEMENT_OTHER: return (flow->marks & (STAY_BY_WARD | STAY_BY_HOLDER)) != 0;
    case WHEN_DEATH_TOLD: return (flow->marks & STAY_DIED) == 0;
    case WHEN_WARNING: return has_bed(flow, STATE_HOSPITAL_ADMITTED);
    case WHEN_FINISHED: return !has_bed(flow, STATE_HOSPITAL_READY);
    case WHEN_EFFORT: return has_bed(flow, STATE_HOSPITAL_WARNED);
    case WHEN_INTERIM: return has_bed(flow, STATE_HOSPITAL_READY);
    default: return true;
    }
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
    if (!is_mine || !state_allows(list->course, flow, row->when) || list->count == list->capacity || is_listed(list, type, id)) {
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
    const message_type_info_t *info = event_is_clock(row->event) ? NULL : message_type_info(row->event);
    bool is_of_linked = info != NULL && info->flow != FLOW_NONE && info->flow != table->flow && table->flow != FLOW_CLOSING; /* sent to open the other flow */
    bool is_for_all_flows = row->from != STATE_NONE && row->event == (event_t)TYPE_COURSE_TAKEN_OVER; /* sent about the course */
    if (info == NULL || is_of_linked || is_for_all_flows) {
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
