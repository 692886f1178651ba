/* SPDX-License-Identifier: EUPL-1.2
 * What came in, told one by one. */
#include <stdlib.h>

#include "base/check.h"
#include "client/client.h"

#define ASK_PATIENCE_NS (UINT64_C(30000) * CLIENT_MS)
#define ASK_AGAIN_MS 100
#define ASK_AGAIN_MOST_MS 2000
#define JSON_SIZE_FIRST ((size_t)64 * 1024)
#define JSON_SIZE_MAX ((size_t)16 * 1024 * 1024)

static const char *json_of(stafet_client *client, const char *type, bytes_t packed) {
    while (client->json_capacity <= JSON_SIZE_MAX) {
        arena_reset(&client->json_arena);
        buffer_t out = {.data = (uint8_t *)client->json, .capacity = client->json_capacity - 1};
        status_t status = wire_json_write(type, packed, false, &client->json_arena, &out);
        if (status == STATUS_OK) {
            client->json[out.size] = '\0';
            return client->json;
        }
        if (status != STATUS_TOO_LARGE || client->json_capacity >= JSON_SIZE_MAX) break;
        free(client->json);
        client->json_capacity *= 4;
        client->json = malloc(client->json_capacity);
        CHECK(client->json != NULL);
    }
    return "{}";
}

/* The message stays for the caller to look at until the next call, and in the outbox as long. */
static void answered(stafet_client *client, uint64_t number, stafet_event *event) {
    const submit_waiting_t *waiting = submits_find(&client->submits, number);
    client->answered_place = waiting->place;
    event->message_size = waiting->size;
    event->message = client->answered = submits_answered(&client->submits, number);
}

static bool tell_accepted(stafet_client *client, const wire_item_t *item, stafet_event *event) {
    if (submits_find(&client->submits, item->number) == NULL) return false;
    client->holds = 0;
    *event = (stafet_event){.kind = STAFET_ACCEPTED, .number = item->number, .replayed = item->replayed,
                            .receipt = item->receipt.data, .receipt_size = item->receipt.size};
    answered(client, item->number, event);
    return true;
}

static bool tell_refused(stafet_client *client, const wire_item_t *item, stafet_event *event, uint64_t now_ns) {
    if (submits_find(&client->submits, item->number) == NULL) return false;
    if (status_class(item->status) == STATUS_CLASS_RETRY) {
        submits_again(&client->submits, item->number);
        link_hold(client, now_ns);
        return false;
    }
    *event = (stafet_event){.kind = STAFET_REFUSED, .number = item->number, .status = (stafet_status)item->status, .replayed = item->replayed,
                            .receipt = item->receipt.data, .receipt_size = item->receipt.size, .json = json_of(client, "stafet.v1.Refused", item->packed)};
    answered(client, item->number, event);
    return true;
}

static bool tell_delivery(stafet_client *client, const wire_item_t *item, stafet_event *event) {
    *event = (stafet_event){.kind = STAFET_DELIVERY, .number = delivered_put(&client->delivered, item->number), .entry = item->entry.data,
                            .entry_size = item->entry.size, .message = item->message.data, .message_size = item->message.size,
                            .sent_count = item->sent_count, .party = item->party};
    return true;
}

static bool tell_result(stafet_client *client, const wire_item_t *item, stafet_event *event, uint64_t now_ns) {
    ask_t *ask = asks_find(&client->asks, item->number);
    if (ask == NULL) return false;
    if (status_class(item->status) == STATUS_CLASS_RETRY && now_ns - ask->asked_ns < ASK_PATIENCE_NS) {
        unsigned waited = (unsigned)((now_ns - ask->asked_ns) / (1000 * CLIENT_MS));
        ask->is_sent = false;
        ask->again_ns = now_ns + link_jitter(ASK_AGAIN_MS, waited, ASK_AGAIN_MOST_MS);
        return false;
    }
    *event = (stafet_event){.kind = STAFET_RESULT, .number = item->number, .status = (stafet_status)item->status,
                            .json = json_of(client, "stafet.v1.Result", item->packed)};
    if (!ask->is_watch || item->status != STATUS_OK) asks_remove(&client->asks, item->number);
    return true;
}

static bool tell_link(stafet_client *client, stafet_event *event) {
    if (client->tell_disconnected) {
        client->tell_disconnected = false;
        *event = (stafet_event){.kind = STAFET_DISCONNECTED, .status = (stafet_status)client->lost};
        return true;
    }
    if (!client->tell_connected) return false;
    client->tell_connected = false;
    *event = (stafet_event){.kind = STAFET_CONNECTED, .json = json_of(client, "stafet.v1.Welcome", client->welcome)};
    return true;
}

/* True when the frame had something to tell. */
static bool tell_frame(stafet_client *client, stafet_event *event, uint64_t now_ns) {
    const broker_frame_t *frame = client->frame;
    while (client->accepted_at < frame->accepted_count) {
        if (tell_accepted(client, &frame->accepted[client->accepted_at++], event)) return true;
    }
    while (client->refused_at < frame->refused_count) {
        if (tell_refused(client, &frame->refused[client->refused_at++], event, now_ns)) return true;
    }
    while (client->result_at < frame->result_count) {
        if (tell_result(client, &frame->results[client->result_at++], event, now_ns)) return true;
    }
    while (client->delivery_at < frame->delivery_count) {
        if (tell_delivery(client, &frame->deliveries[client->delivery_at++], event)) return true;
    }
    while (client->notice_at < frame->notice_count) {
        const wire_item_t *item = &frame->notices[client->notice_at++];
        *event = (stafet_event){.kind = STAFET_NOTICE, .number = item->number, .party = item->party, .json = json_of(client, "stafet.v1.Noticed", item->packed)};
        return true;
    }
    return false;
}

bool event_next(stafet_client *client, stafet_event *event, uint64_t now_ns) {
    if (tell_link(client, event)) return true;
    if (client->frame == NULL) return false;
    if (tell_frame(client, event, now_ns)) return true;
    client->frame = NULL;
    return false;
}

bool event_waits(const stafet_client *client) {
    return client->tell_disconnected || client->tell_connected || client->frame != NULL;
}

void event_expire(stafet_client *client, uint64_t now_ns) {
    const ask_t *ask = client->asks.first;
    if (client->state == LINK_UP || client->frame != NULL) return;
    while (ask != NULL && (ask->is_watch || now_ns - ask->asked_ns < ASK_PATIENCE_NS)) ask = ask->next;
    if (ask == NULL) return;
    buffer_t out = {.data = client->own_frame, .capacity = sizeof client->own_frame};
    wire_put_result(&out, &(result_t){.number = ask->number, .status = STATUS_NOT_CONNECTED, .detail = "", .next_cursor = ""});
    arena_reset(&client->frame_arena);
    client->accepted_at = client->refused_at = client->delivery_at = client->result_at = client->notice_at = 0;
    status_t status = wire_broker_frame_read(buffer_bytes(&out), &client->frame_arena, &client->frame);
    CHECK(status == STATUS_OK);
}
