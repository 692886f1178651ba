/* SPDX-License-Identifier: EUPL-1.2
 * The responsibility: the only file that writes holder, duty, offer and epoch (L2, L3). Pure. */
#include <stdio.h>
#include <string.h>

#include "base/check.h"
#include "directory/directory.h"
#include "flow/step.h"

/* Every change of the duty has the next epoch; a change that does two things (back and end) is one. */
static void changed(step_t *step, duty_state_t duty)
{
    step->course->duty = duty;
    step->course->duty_epoch++;
    step->decision->changed |= CHANGED_COURSE;
}

static void close_offer(step_t *step)
{
    if (course_offer_is_open(step->course)) {
        memset(&step->course->offer, 0, sizeof step->course->offer);
        step->decision->changed |= CHANGED_OFFER;
    }
}

static void back(step_t *step, const flow_t *flow)
{
    if (flow_owns_offer(step->course, flow)) {
        close_offer(step);
        changed(step, DUTY_HELD);
    }
}

static void move_to(step_t *step, const char *party)
{
    CHECK(party[0] != '\0');
    close_offer(step);
    deadlines_stop(step, UUID_NIL, CLOCK_CRS_2); /* they were the old holder's: its contact person left, it closes */
    deadlines_stop(step, UUID_NIL, CLOCK_CRS_3);
    text_set(step->course->holder, sizeof step->course->holder, party);
    changed(step, DUTY_HELD);
}

void duty_end(step_t *step)
{
    course_t *course = step->course;
    close_offer(step);
    course->is_open = false;
    memset(course->holder, 0, sizeof course->holder);
    changed(step, DUTY_ENDED);
    deadlines_end(step);
}

static bool has_open_action(const course_t *course)
{
    for (unsigned index = 0; index < course->deadline_count; index++) {
        if (course->deadlines[index].action_id[0] != '\0') {
            return true;
        }
    }
    return false;
}

/* Only a flow that opened the course ends it, and only when nothing else is open; an open action is something open (L6). */
static bool is_alone(const step_t *step, const flow_t *flow)
{
    const course_t *course = step->course;
    bool has_other_offer = course_offer_is_open(course) && !flow_owns_offer(course, flow);
    unsigned others = course_open_flows(course) - (flow_is_open(flow) ? 1U : 0U);
    return flow->opened_course && others == 0 && !has_other_offer && !has_open_action(course);
}

static bool outcome_ends(outcome_t outcome)
{
    return outcome == OUTCOME_ADVICE || outcome == OUTCOME_DECLINED || outcome == OUTCOME_NOT_REACHED || outcome == OUTCOME_WRONG_NUMBER ||
           outcome == OUTCOME_OTHER_MUNICIPALITY;
}

/* A course with a risk flag is not ended by its contact. */
bool duty_may_end(const step_t *step, const flow_t *flow)
{
    CHECK(step != NULL && flow != NULL);
    if (step->row->duty == BATON_ENDS_BY_OUTCOME && !outcome_ends(step->facts->outcome)) {
        return false;
    }
    return is_alone(step, flow) && desk_holds(step->context->registry, step->course) && !flow->has_risk;
}

void duty_open_held(step_t *step, const char *holder)
{
    course_t *course = step->course;
    CHECK(!course->is_open && holder[0] != '\0');
    course->is_open = true;
    course->opened_at = step->context->now;
    text_set(course->holder, sizeof course->holder, holder);
    changed(step, DUTY_HELD);
}

/* Of a message by its name; of the broker's own by the deadline that fired, which is one of a kind in its course. */
static uuid_t offer_id(const step_t *step)
{
    char name[MESSAGE_ID_SIZE];
    if (step->facts != NULL) {
        return uuid_of_offer(step->course->id, step->sender->id, step->facts->message_id);
    }
    (void)snprintf(name, sizeof name, "due-%u-%u", step->fired->number, step->fired->step);
    return uuid_of_offer(step->course->id, BROKER_PARTY, name);
}

static void make_offer(step_t *step)
{
    course_t *course = step->course;
    offer_t *made = &course->offer;
    CHECK(!course_offer_is_open(course));
    memset(made, 0, sizeof *made);
    made->id = offer_id(step);
    made->flow = step->flow->id;
    made->made_at = step->context->now;
    CHECK(step->asked_count > 0);
    for (unsigned index = 0; index < step->asked_count; index++) {
        text_set(made->to[made->to_count++], sizeof made->to[0], step->asked[index]->id);
    }
    changed(step, DUTY_OFFERED);
    made->epoch = course->duty_epoch;
    step->decision->changed |= CHANGED_OFFER;
}

/* One open offer of the baton per course. Where it cannot be made, the routing goes through as a task. */
static void offer(step_t *step)
{
    if (desk_holds(step->context->registry, step->course) && !course_offer_is_open(step->course)) {
        make_offer(step);
    }
}

/* With the referral to the authority, when it is another that may hold, and nothing else is offered (general rule 1). */
static void offer_to_authority(step_t *step)
{
    course_t *course = step->course;
    const registry_t *registry = step->context->registry;
    const party_t *authority = directory_party(registry, course->authority);
    bool may = authority != NULL && directory_can_hold(registry, authority, step->context->now) == STATUS_OK;
    if (may && strcmp(course->holder, course->authority) != 0 && !course_offer_is_open(course)) {
        step->asked_count = 0;
        step->asked[step->asked_count++] = authority;
        make_offer(step);
    }
}

/* L3: whoever sends it, the desk holds from the commit; the opening and its offer are one change of the duty. */
static void open_and_offer(step_t *step, bool is_offered)
{
    duty_open_held(step, step->course->desk);
    if (is_offered) {
        uint64_t epoch = step->course->duty_epoch;
        offer_to_authority(step);
        step->course->duty_epoch = epoch;
        step->course->offer.epoch = course_offer_is_open(step->course) ? epoch : 0;
    }
}

static void open_offered(step_t *step)
{
    if (step->opens_course) {
        open_and_offer(step, true);
    }
}

static void offer_with_referral(step_t *step)
{
    bool is_wished = step->facts->with_duty == ANSWER_YES;
    if (step->opens_course) {
        open_and_offer(step, is_wished);
    } else if (is_wished && strcmp(step->course->holder, step->sender->id) == 0) {
        offer_to_authority(step);
    }
}

/* RSL § 9: it is theirs, on a course of their own. This one ends where it was opened by the referral, and nobody but the desk has taken hold. */
static void end_linked(step_t *step)
{
    step->decision->linked_course = uuid_of_flow(step->course->id, step->sender->id, step->facts->message_id);
    if (duty_may_end(step, step->flow)) {
        duty_end(step);
    }
}

/* RSL § 9: a course keeps its authority, so the taker gets one of its own, and this one is held by who held it. */
static void take_linked(step_t *step)
{
    back(step, step->flow);
    step->decision->linked_course = uuid_of_flow(step->course->id, step->sender->id, step->facts->message_id);
}

static void back_all(step_t *step)
{
    if (course_offer_is_open(step->course)) {
        close_offer(step);
        changed(step, DUTY_HELD);
    }
}

/* L13 */
static void back_if_consent(step_t *step)
{
    const flow_t *flow = course_offer_is_open(step->course) ? course_flow_const(step->course, step->course->offer.flow) : NULL;
    if (flow != NULL && !flow_consent_holds(step, flow)) {
        back_all(step);
    }
}

/* Moves only by this flow's own open offer with the sender in it. */
static void move(step_t *step)
{
    if (!flow_owns_offer(step->course, step->flow)) {
        return;
    }
    CHECK(offer_named_is_open(step) && course_offered_to(step->course, step->sender->id));
    move_to(step, step->sender->id);
}

static void annul(step_t *step)
{
    const flow_t *flow = step->annulled;
    if (flow == NULL) {
        return;
    }
    if (is_alone(step, flow)) {
        duty_end(step);
    } else {
        back(step, flow);
    }
}

static void open_held(step_t *step, const char *holder)
{
    if (step->opens_course) {
        duty_open_held(step, holder);
    }
}

/* Who comes back: the desk holds, and those who know the citizen are asked. */
static void open_for_last_unit(step_t *step)
{
    CHECK(step->opens_course);
    duty_open_held(step, step->course->desk);
    make_offer(step);
}

void duty_apply(step_t *step)
{
    CHECK(step != NULL && step->row != NULL);
    switch (step->row->duty) {
    case BATON_SAME:
        break;
    case BATON_OPENS:
        open_held(step, step->course->desk);
        break;
    case BATON_OPENS_AT_OFFER:
        open_held(step, step->sender->id);
        break;
    case BATON_ENDS:
    case BATON_ENDS_BY_OUTCOME:
        if (duty_may_end(step, step->flow)) {
            duty_end(step);
        }
        break;
    case BATON_OFFERS:
        offer(step);
        break;
    case BATON_MOVES:
        move(step);
        break;
    case BATON_OPENS_OFFERED:
        open_for_last_unit(step);
        break;
    case BATON_BACK:
    case BATON_BACK_CONTACT:
        back(step, step->flow);
        break;
    case BATON_TO_AUTHORITY:
        move_to(step, step->course->authority);
        break;
    case BATON_ANNULS:
        annul(step);
        break;
    case BATON_HANDS_OVER:
    case BATON_OFFERS_AGREED:
        make_offer(step);
        break;
    case BATON_TAKES:
        CHECK(flow_owns_offer(step->course, step->flow));
        move(step);
        break;
    case BATON_TAKES_LINKED:
        take_linked(step);
        break;
    case BATON_BACK_ALL:
        back_all(step);
        break;
    case BATON_BACK_IF_CONSENT:
        back_if_consent(step);
        break;
    case BATON_OPENS_OFFERS:
        open_offered(step);
        break;
    case BATON_OFFERS_AUTHORITY:
        offer_with_referral(step);
        break;
    case BATON_ENDS_LINKED:
        end_linked(step);
        break;
    case BATON_ENDS_DEAD:
        duty_end(step);
        break;
    case BATON_COUNT:
        CHECK(false && "every duty is known");
    }
}

void duty_close_own_offer(step_t *step, const flow_t *flow)
{
    CHECK(step != NULL && flow != NULL && !flow_is_open(flow));
    back(step, flow);
}
