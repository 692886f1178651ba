/* SPDX-License-Identifier: EUPL-1.2
 * Whole contacts beside the notes: registered, assessed, routed, taken over by another unit's own key. */
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/check.h"
#include "cli/bench.h"
#include "wire/wire.h"

typedef struct {
    bench_t *bench;
    stafet_client *desk, *taker;
    arena_t arena;
    uint64_t next_index;
    char course[UUID_TEXT_SIZE], flow[UUID_TEXT_SIZE];
    entry_t entry; /* of the last accepted message */
} contact_t;

/* Sends one message and waits for its receipt. */
static bool step(contact_t *contact, stafet_client *client, json_t *message) {
    uint8_t *bytes;
    size_t size;
    uint64_t number = 0;
    stafet_event event = {.kind = STAFET_NOTHING};
    char *json = json_dumps(message, 0);
    CHECK(json != NULL);
    bool is_good = bench_message(contact->bench, json, &bytes, &size);
    free(json);
    json_decref(message);
    if (!is_good) return false;
    is_good = stafet_submit(client, bytes, size, &number) == 0;
    stafet_free(bytes);
    while (is_good && !(event.kind == STAFET_ACCEPTED && event.number == number)) {
        is_good = stafet_next(client, 1000, &event) == 0 && event.kind != STAFET_REFUSED && !atomic_load(&contact->bench->failed);
        if (event.kind == STAFET_REFUSED) bench_fail(contact->bench, "a contact's message was refused", (status_t)event.status, event.json);
        if (event.kind == STAFET_DELIVERY) (void)stafet_acknowledge(client, event.number, NULL);
    }
    if (!is_good) return false;
    arena_reset(&contact->arena);
    return wire_entry_read((bytes_t){event.receipt, event.receipt_size}, &contact->arena, &contact->entry) == STATUS_OK;
}

/* A message on the contact's course; `body` is its field and contents. Takes `body`. */
static json_t *message_of(contact_t *contact, const char *party, const char *person, json_t *body) {
    char id[BENCH_ID_SIZE];
    bench_id(contact->bench, (UINT64_C(1) << 44) + contact->next_index++, id);
    json_t *message = json_pack("{s:s, s:i, s:s, s:{s:s}}", "messageId", id, "schemaVersion", 1, "sendingParty", party, "person", "id", person);
    CHECK(message != NULL && body != NULL);
    if (contact->course[0] != '\0') CHECK(json_object_set_new(message, "courseId", json_string(contact->course)) == 0);
    if (contact->flow[0] != '\0') CHECK(json_object_set_new(message, "flowId", json_string(contact->flow)) == 0);
    CHECK(json_object_update(message, body) == 0);
    json_decref(body);
    return message;
}

static bool contact_register(contact_t *contact) {
    contact->course[0] = contact->flow[0] = '\0';
    json_t *body = json_pack("{s:{s:s, s:{s:s}, s:s, s:s, s:{s:b}}}", "contactRegistered", "channel", "phone", "requester", "role", "citizen", "need", "bench", "immediateDanger",
                             "no", "wayBack", "none", 1);
    if (!step(contact, contact->desk, message_of(contact, BENCH_DESK, BENCH_NURSE, body))) return false;
    uuid_write(contact->entry.chain, contact->course);
    uuid_write(contact->entry.flow, contact->flow);
    return true;
}

static bool contact_triage(contact_t *contact) {
    json_t *body = json_pack("{s:{s:i, s:{s:s, s:s, s:s, s:s, s:s, s:s}}}", "contactTriaged", "urgencyLevel", 3, "risks", "suicideSelfHarm", "no", "violence", "no", "substance", "no",
                             "childInHome", "no", "homelessness", "no", "somatic", "no");
    return step(contact, contact->desk, message_of(contact, BENCH_DESK, BENCH_NURSE, body));
}

static bool contact_route(contact_t *contact) {
    json_t *body = json_pack("{s:[{s:s}], s:{s:s}}", "receivers", "party", BENCH_FLOW, "contactRouted", "ask", "bench");
    return step(contact, contact->desk, message_of(contact, BENCH_DESK, BENCH_NURSE, body));
}

static bool contact_take_over(contact_t *contact) {
    char offer[UUID_TEXT_SIZE];
    uuid_write(contact->entry.offer, offer);
    json_t *body = json_pack("{s:{s:s, s:I}, s:{s:s}}", "offer", "offerId", offer, "dutyEpoch", (json_int_t)contact->entry.duty_epoch, "contactTakenOver", "contactPerson", BENCH_TAKER);
    return step(contact, contact->taker, message_of(contact, BENCH_FLOW, BENCH_TAKER, body));
}

void *bench_run_flows(void *argument) {
    bench_t *bench = argument;
    contact_t contact = {.bench = bench};
    arena_open(&contact.arena, DECODE_ARENA_SIZE);
    status_t status = bench_client(bench, &bench->producer_keys[0], 0, &contact.desk);
    if (status == STATUS_OK) status = bench_client(bench, &bench->flow_key, 64, &contact.taker);
    bool is_good = status == STATUS_OK && bench_connected(bench, contact.desk) && bench_connected(bench, contact.taker);
    (void)pthread_barrier_wait(&bench->start);
    while (is_good && !atomic_load(&bench->failed) && !atomic_load(&bench->flows_stop)) {
        is_good = contact_register(&contact) && contact_triage(&contact) && contact_route(&contact) && contact_take_over(&contact);
        if (is_good) atomic_fetch_add(&bench->flows, 1);
    }
    stafet_close(&contact.desk);
    stafet_close(&contact.taker);
    arena_close(&contact.arena);
    return NULL;
}
