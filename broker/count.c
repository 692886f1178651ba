/* SPDX-License-Identifier: EUPL-1.2
 * What an entry counts beside itself: how a package answered its standard, and the figures. In the entry's transaction: a figure never says what the log does
 * not. */
#include <string.h>

#include "base/check.h"
#include "broker.h"
#include "flow/standard.h"

/* What a package left unanswered is counted where its organisation can see it, without the citizen (L10). */
void count_answers(broker_t *broker, const decision_t *decision, const entry_t *entry)
{
    if (decision->status != STATUS_OK || decision->section_count == 0) {
        return;
    }
    batch_t *batch = broker->gathering;
    const standard_t *standard = standard_hashed(decision->standard_hash);
    CHECK(standard != NULL && batch->answers_count < COUNT_OF(batch->answers));
    store_answers_t *answers = &batch->answers[batch->answers_count++];
    *answers = (store_answers_t){.course = entry->chain, .seq = entry->seq, .section_count = decision->section_count};
    text_set(answers->party, sizeof answers->party, entry->party);
    standard_label(standard, answers->standard);
    memcpy(answers->sections, decision->sections, sizeof answers->sections);
}

void count_measures(broker_t *broker, const decision_t *decision, uint64_t seq)
{
    batch_t *batch = broker->gathering;
    for (unsigned i = 0; decision->status == STATUS_OK && i < decision->measure_count; i++) {
        CHECK(batch->measure_count < COUNT_OF(batch->measures));
        store_measure_t *row = &batch->measures[batch->measure_count++];
        *row = (store_measure_t){.course = broker->work.id, .seq = seq, .number = i + 1, .at = broker->work.last_at, .measure = decision->measures[i]};
        text_set(row->municipality, sizeof row->municipality, broker->work.municipality);
    }
}
