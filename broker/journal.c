/* SPDX-License-Identifier: EUPL-1.2
 * The journal's chains: one for each connection of the store, so that a transaction that fails leaves no gap. What stands in an entry is the caller's. */
#include "base/check.h"
#include "broker.h"

void journal_make(broker_t *broker, unsigned lane, entry_t *entry, buffer_t *bytes, store_journal_t *row)
{
    journal_chain_t *chain = &broker->chains[lane];
    if (uuid_is_nil(chain->id)) {
        uint8_t random[10];
        broker_random(broker, random, sizeof random);
        *chain = (journal_chain_t){.id = uuid_v7((uint64_t)broker_now(broker), random)};
    }
    entry->chain = chain->id;
    entry->seq = chain->seq + 1;
    entry->previous = chain->head;
    instant_t now = broker_now(broker);
    entry->at = now > chain->last_at ? now : chain->last_at; /* the estimate may step back, a chain's time never */
    size_t start = bytes->size;
    CHECK(wire_entry_write(entry, bytes) == STATUS_OK && !bytes->full);
    bytes_t written = {bytes->data + start, bytes->size - start};
    *row = (store_journal_t){.chain = chain->id, .seq = entry->seq, .at = entry->at, .kind = entry->kind, .hash = digest_leaf(written), .entry = written};
    if (entry->about_count == 1) {
        row->course = entry->about[0].course;
    }
}

void journal_commit(broker_t *broker, unsigned lane, const store_journal_t *rows, unsigned count)
{
    if (count > 0) {
        broker->chains[lane].seq = rows[count - 1].seq;
        broker->chains[lane].head = rows[count - 1].hash;
        broker->chains[lane].last_at = rows[count - 1].at;
    }
}

void journal_doubt(broker_t *broker, unsigned lane)
{
    broker->chains[lane] = (journal_chain_t){.id = UUID_NIL};
}

void journal_deny(broker_t *broker, const pending_t *pending, status_t status)
{
    batch_t *batch = broker->gathering;
    const message_facts_t *facts = &pending->facts;
    denial_t *denial = &batch->denials[batch->denial_count++];
    *denial = (denial_t){.type = facts->type, .status = status, .about = {.course = pending->course}};
    text_set(denial->party, sizeof denial->party, facts->sending_party);
    text_set(denial->person, sizeof denial->person, facts->person);
    seal_key_fingerprint(pending->public_key, denial->key_fingerprint);
    batch->first_ns = batch->first_ns == 0 ? broker->now_ns : batch->first_ns;
}
