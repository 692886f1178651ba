/* SPDX-License-Identifier: EUPL-1.2
 * The session with a broker: connecting, Hello, windows, pings, silence, moving on, and filling frames. */
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>

#include "base/check.h"
#include "base/clock.h"
#include "client/client.h"

/* A frame is sent when it holds this much; the rest up to FRAME_SIZE_MAX is room for the item that passes it. */
#define FRAME_FILL ((size_t)200 * 1024)
#define WELCOME_WAIT_MS 5000
#define PAUSE_FIRST_MS 100
#define PAUSE_MOST_MS 5000
#define HOLD_FIRST_MS 50
#define HOLD_MOST_MS 2000

uint64_t link_jitter(unsigned milliseconds, unsigned times, unsigned most) {
    uint32_t random = 0;
    uint64_t pause = (uint64_t)milliseconds << (times > 16 ? 16 : times);
    if (pause > most) pause = most;
    CHECK(getrandom(&random, sizeof random, 0) == (ssize_t)sizeof random);
    pause *= CLIENT_MS;
    return pause / 2 + pause / 2 * random / UINT32_MAX;
}

void link_hold(stafet_client *client, uint64_t now_ns) {
    /* A frame full of such answers is one reason to pause, not many. */
    if (now_ns < client->hold_until_ns) return;
    client->hold_until_ns = now_ns + link_jitter(HOLD_FIRST_MS, client->holds++, HOLD_MOST_MS);
}

static void out_reset(stafet_client *client) {
    client->out.size = 0;
    client->out.full = false;
    client->out_items = 0;
    client->out_has_submits = false;
}

void link_counted(stafet_client *client, uint64_t now_ns) {
    if (client->out_items++ == 0) client->out_since_ns = now_ns;
}

void link_lost(stafet_client *client, status_t why, uint64_t now_ns) {
    connection_close(&client->connection, 0);
    out_reset(client);
    delivered_forget(&client->delivered);
    submits_all_again(&client->submits);
    asks_all_again(&client->asks);
    if (client->frame != NULL) client->delivery_at = client->frame->delivery_count;
    client->hold_until_ns = 0;
    client->holds = 0;
    client->state = LINK_PAUSED;
    client->state_until_ns = now_ns + link_jitter(PAUSE_FIRST_MS, client->failures++, PAUSE_MOST_MS);
    client->endpoint = (client->endpoint + 1) % client->endpoint_count;
    client->tell_connected = false;
    client->tell_disconnected = true;
    client->lost = why;
}

/* ---- going out ---- */

static bool out_has_room(const stafet_client *client) {
    return client->out.size < FRAME_FILL && client->out_items < FRAME_ITEMS_MAX;
}

/* True when the item just put is in the frame. */
static bool out_took(stafet_client *client, uint64_t now_ns) {
    bool took = !client->out.full;
    client->out.full = false;
    if (took) link_counted(client, now_ns);
    return took;
}

static void fill_asks(stafet_client *client, uint64_t now_ns) {
    for (ask_t *ask = asks_next(&client->asks, now_ns); ask != NULL && out_has_room(client); ask = asks_next(&client->asks, now_ns)) {
        wire_put_packed(&client->out, ask->type, (bytes_t){ask->packed, ask->size});
        if (!out_took(client, now_ns)) return;
        ask->is_sent = true;
    }
}

static void fill_submits(stafet_client *client, uint64_t now_ns) {
    uint64_t number;
    bytes_t message;
    while (out_has_room(client) && submits_next(&client->submits, client->window, &number, &message)) {
        wire_put_submit(&client->out, number, message);
        if (!out_took(client, now_ns)) return;
        client->out_has_submits = true;
        submits_sent(&client->submits, number);
    }
}

static void fill(stafet_client *client, uint64_t now_ns) {
    if (now_ns >= client->ping_ns) {
        wire_put_ping(&client->out, client->ping_number + 1);
        if (out_took(client, now_ns)) {
            client->ping_number++;
            client->ping_ns = now_ns + SESSION_PING_MS * CLIENT_MS;
        }
    }
    fill_asks(client, now_ns);
    if (now_ns >= client->hold_until_ns) fill_submits(client, now_ns);
}

status_t link_flush(stafet_client *client, uint64_t now_ns) {
    while (client->state == LINK_UP) {
        fill(client, now_ns);
        if (client->out.size == 0) return STATUS_OK;
        /* One sync for all the messages of the frame, before any of them leaves. After a failure nothing says what is on the disk. */
        if (client->out_has_submits && client->outbox != NULL && outbox_sync(client->outbox) != STATUS_OK) client->outbox_failed = true;
        if (client->outbox_failed) return STATUS_FILE_FAILED;
        if (connection_send(&client->connection, buffer_bytes(&client->out)) != STATUS_OK) {
            link_lost(client, STATUS_NOT_CONNECTED, now_ns);
            return STATUS_OK;
        }
        out_reset(client);
    }
    return STATUS_OK;
}

/* ---- coming in ---- */

static void welcomed(stafet_client *client, const broker_frame_t *frame, uint64_t now_ns) {
    client->window.items = frame->submit_window_items > 0 ? frame->submit_window_items : SUBMIT_WINDOW_ITEMS;
    client->window.bytes = frame->submit_window_bytes > 0 ? frame->submit_window_bytes : SUBMIT_WINDOW_BYTES;
    client->state = LINK_UP;
    client->failures = 0;
    client->ping_ns = now_ns + SESSION_PING_MS * CLIENT_MS;
    client->tell_connected = true;
    client->welcome = frame->welcome;
}

bool link_receive(stafet_client *client, uint64_t now_ns) {
    bytes_t bytes;
    const broker_frame_t *frame;
    CHECK(client->frame == NULL);
    if (!connection_receive(&client->connection, &bytes)) return false;
    arena_reset(&client->frame_arena);
    client->heard_ns = now_ns;
    if (wire_broker_frame_read(bytes, &client->frame_arena, &frame) != STATUS_OK) {
        link_lost(client, STATUS_MALFORMED_FRAME, now_ns);
        return true;
    }
    client->frame = frame;
    client->accepted_at = client->refused_at = client->delivery_at = client->result_at = client->notice_at = 0;
    if (frame->has_frame_refused) link_lost(client, frame->frame_refused, now_ns);
    else if (frame->has_welcome && client->state == LINK_GREETING) welcomed(client, frame, now_ns);
    return true;
}

/* ---- the steps ---- */

static void begin(stafet_client *client, uint64_t now_ns) {
    if (connection_open(&client->connection, client->endpoints[client->endpoint]) != STATUS_OK) {
        link_lost(client, STATUS_CONFIG_INVALID, now_ns);
        return;
    }
    client->state = LINK_CONNECTING;
    client->state_until_ns = now_ns + WELCOME_WAIT_MS * CLIENT_MS;
}

/* The socket takes the frame only once the handshake is done. */
static void greet(stafet_client *client, uint64_t now_ns) {
    hello_t hello = {.speaks_version_1 = true, .software = client->software, .credit_items = client->credit_items, .credit_bytes = client->credit_bytes};
    for (size_t index = 0; index < client->party_count; index++) hello.parties[hello.party_count++] = client->parties[index];
    out_reset(client);
    wire_put_hello(&client->out, &hello);
    CHECK(!client->out.full && client->out.size > 0);
    status_t sent = connection_send(&client->connection, buffer_bytes(&client->out));
    out_reset(client);
    if (sent != STATUS_OK) return;
    client->state = LINK_GREETING;
    client->state_until_ns = now_ns + WELCOME_WAIT_MS * CLIENT_MS;
}

void link_step(stafet_client *client, uint64_t now_ns) {
    connection_observe(&client->connection);
    if (client->connection.is_lost && connection_is_open(&client->connection)) {
        link_lost(client, client->connection.lost, now_ns);
        return;
    }
    switch (client->state) {
    case LINK_PAUSED:
        if (now_ns >= client->state_until_ns) begin(client, now_ns);
        break;
    case LINK_CONNECTING:
        greet(client, now_ns);
        if (client->state == LINK_CONNECTING && now_ns >= client->state_until_ns) link_lost(client, STATUS_NOT_CONNECTED, now_ns);
        break;
    case LINK_GREETING:
        if (now_ns >= client->state_until_ns) link_lost(client, STATUS_NOT_CONNECTED, now_ns);
        break;
    case LINK_UP:
        if (now_ns - client->heard_ns > SESSION_SILENCE_MS * CLIENT_MS) link_lost(client, STATUS_TIMED_OUT, now_ns);
        break;
    }
}

uint64_t link_due_ns(const stafet_client *client, uint64_t now_ns) {
    uint64_t due = client->state_until_ns;
    if (client->state == LINK_UP) {
        uint64_t silence = client->heard_ns + SESSION_SILENCE_MS * CLIENT_MS;
        due = silence < client->ping_ns ? silence : client->ping_ns;
        if (client->hold_until_ns > now_ns && client->hold_until_ns < due) due = client->hold_until_ns;
    }
    for (const ask_t *ask = client->asks.first; ask != NULL; ask = ask->next) {
        if (!ask->is_sent && ask->again_ns > now_ns && ask->again_ns < due) due = ask->again_ns;
    }
    return due;
}
