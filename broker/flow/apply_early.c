/* SPDX-License-Identifier: EUPL-1.2
 * What the messages of an early intervention tell of it: who coordinates, who takes part, until when. Pure. */
#include <string.h>

#include "base/check.h"
#include "flow/step.h"

/* Beside the coordinating unit. Who said no is asked again as if for the first time. */
static void ask_to_join(const step_t *step, flow_t *flow, unsigned first)
{
    for (unsigned index = first; index < step->asked_count; index++) {
        const char *party = step->asked[index]->id;
        unsigned place = 0;
        while (place < flow->asked_count && strcmp(flow->asked[place].party, party) != 0) {
            place++;
        }
        CHECK(place < RECEIVERS_MAX);
        flow->asked_count += place == flow->asked_count ? 1U : 0U;
        text_set(flow->asked[place].party, sizeof flow->asked[0].party, party);
        flow->asked[place].said = SAID_NOTHING;
    }
}

static void note_requested(const step_t *step, flow_t *flow)
{
    const message_facts_t *facts = step->facts;
    CHECK(step->asked_count > 0);
    text_set(flow->taker, sizeof flow->taker, step->asked[0]->id);
    text_set(flow->paragraph, sizeof flow->paragraph, facts->paragraph);
    flow->linked = facts->has_linked ? facts->linked : UUID_NIL;
    ask_to_join(step, flow, 1);
}

static void note_effort(const step_t *step, flow_t *flow)
{
    const message_facts_t *facts = step->facts;
    if (facts->paragraph[0] != '\0') {
        text_set(flow->paragraph, sizeof flow->paragraph, facts->paragraph);
    }
    flow->ends_at = facts->ends_at;
    flow->planned_at = facts->type == TYPE_EARLY_STARTED ? step->context->now : facts->at;
}

const char *early_silent_participant(const flow_t *flow)
{
    CHECK(flow != NULL);
    for (unsigned index = 0; index < flow->asked_count; index++) {
        if (flow->asked[index].said == SAID_NOTHING) {
            return flow->asked[index].party;
        }
    }
    return "";
}

static void note_said(step_t *step, flow_t *flow, said_t said)
{
    for (unsigned index = 0; index < flow->asked_count; index++) {
        if (strcmp(flow->asked[index].party, step->sender->id) == 0) {
            flow->asked[index].said = said;
        }
    }
    deadline_t *owed = deadline_find(step->course, flow->id, CLOCK_EAR_7);
    if (said == SAID_NO || owed == NULL) {
        return;
    }
    if (early_silent_participant(flow)[0] == '\0') {
        deadline_remove(step, owed);
    } else if (strcmp(owed->awaited, step->sender->id) == 0) {
        text_set(owed->awaited, sizeof owed->awaited, early_silent_participant(flow));
        step->decision->changed |= CHANGED_DEADLINES;
    }
}

/* The coordinator goes on as it is: nobody else is looked for. */
static void note_status(step_t *step, const flow_t *flow)
{
    if (early_silent_participant(flow)[0] == '\0') {
        deadlines_stop(step, flow->id, CLOCK_EAR_7);
    }
}

void note_early(step_t *step)
{
    flow_t *flow = step->flow;
    switch ((unsigned)step->facts->type) {
    case TYPE_EARLY_REQUESTED: note_requested(step, flow); break;
    case TYPE_EARLY_OFFERED:
    case TYPE_EARLY_STARTED: note_effort(step, flow); break;
    case TYPE_EARLY_JOIN_REQUESTED: ask_to_join(step, flow, 0); break;
    case TYPE_EARLY_JOINED: note_said(step, flow, SAID_YES); break;
    case TYPE_EARLY_JOIN_REFUSED: note_said(step, flow, SAID_NO); break;
    case TYPE_EARLY_STATUS: note_status(step, flow); break;
    default: break;
    }
}
