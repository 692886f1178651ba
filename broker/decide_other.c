/* SPDX-License-Identifier: EUPL-1.2
 * A decision that concerns another course beside its own: one that is read, one that begins, one that ends. All of it is one transaction, or none of it yet. */
#include <string.h>

#include "base/check.h"
#include "broker.h"
#include "decide.h"

/* RSL § 9: the taker's own course, named by the take-over, which is new: so it is not there. NULL: it, or its keys, are on their way; decided again then. */
cached_t *other_linked_ready(broker_t *broker, const pending_t *pending, const decision_t *decision)
{
    cached_t *linked = loader_want(broker, decision->linked_course);
    const char *controller = decide_controller(broker, pending->facts.sending_party);
    if (!linked->is_ready || linked->batch != 0) {
        return NULL;
    }
    if (cached_key(linked, controller) == NULL) {
        loader_want_key(broker, linked, controller);
        return NULL;
    }
    return linked;
}

void other_open_linked(broker_t *broker, const pending_t *pending, cached_t *linked)
{
    static course_t from; /* 30 KiB; one loop, one thread */
    decision_t *decision = &broker->decision;
    calendar_t calendar = decide_calendar(broker->config);
    flow_context_t context = decide_context(broker, &calendar);
    from = broker->work;
    flow_open_linked(&context, &pending->facts, &from, &broker->work, decision);
    decide_join(broker, linked);
    entry_t entry = {.kind = ENTRY_NOTICE, .type = decision->notices[0].type, .linked_course = from.id};
    decide_describe(broker, decision, &entry);
    blob_release(NULL, decide_append_notice(broker, linked, &decision->notices[0], &entry));
    decide_keep(broker, linked, decision);
}

/* The other course that the message names, as memory has it: an ended course never changes, and one that is open is as new as the question. Without its
 * authority's key it is erased, and as if it had not been (L12). False: it is on its way, and the submit waits. */
bool other_ready(broker_t *broker, const pending_t *pending, flow_context_t *context)
{
    static course_t other; /* 30 KiB; one loop, one thread */
    if (!pending->facts.has_previous) {
        return true;
    }
    cached_t *cached = loader_want(broker, pending->facts.previous);
    if (!cached->is_ready || cached->batch != 0) {
        return false;
    }
    cached_get_course(cached, &other);
    bool is_there = other.seq > 0 && cached_key(cached, decide_controller(broker, other.authority)) != NULL;
    if ((!is_there || other.is_open) && cached->fresh_ns < pending->taken_ns) {
        cache_drop(broker->cache, cached); /* another broker may have gone on with it */
        (void)loader_want(broker, pending->facts.previous);
        return false;
    }
    context->other = is_there ? &other : NULL;
    return true;
}

/* Waits in its line for another course. */
void other_hold(broker_t *broker, const pending_t *pending)
{
    cached_t *own = cache_find(broker->cache, pending->course);
    if (own != NULL) {
        own->held_pass = broker->decide_pass + 1;
    }
}

/* Whoever was part of it hears where it goes on. False: their keys are on their way. */
bool other_joined_ready(broker_t *broker, const pending_t *pending, const flow_context_t *context, joined_t *joined)
{
    const decision_t *decision = &broker->decision;
    joined->cached = cache_find(broker->cache, decision->joined_course);
    if (joined->cached == NULL) {
        return false;
    }
    CHECK(joined->cached->is_ready && joined->cached->batch == 0 && context->other != NULL);
    joined->course = *context->other;
    flow_join(context, &pending->facts, &broker->work, &joined->course, &joined->decision);
    const notice_t *notice = &joined->decision.notices[0];
    bool has_all = true;
    for (unsigned i = 0; i < notice->receiver_count; i++) {
        const char *controller = decide_controller(broker, notice->receivers[i]);
        if (controller[0] != '\0' && cached_key(joined->cached, controller) == NULL) {
            loader_want_key(broker, joined->cached, controller);
            has_all = false;
        }
    }
    return has_all;
}

void other_join_courses(broker_t *broker, const joined_t *joined, uuid_t into)
{
    broker->work = joined->course;
    decide_join(broker, joined->cached);
    entry_t entry = {.kind = ENTRY_NOTICE, .type = joined->decision.notices[0].type, .linked_course = into};
    decide_describe(broker, &joined->decision, &entry);
    blob_release(NULL, decide_append_notice(broker, joined->cached, &joined->decision.notices[0], &entry));
    decide_keep(broker, joined->cached, &joined->decision);
}
