/* SPDX-License-Identifier: EUPL-1.2
 * L13: what rests on a consent is sent only when the store has said a moment ago that it may: another broker may have taken the withdrawal, and this one's memory of the
 * line knows nothing of it. Only such deliveries wait for that answer; the other lines of their unit go on. What was sent before the withdrawal cannot be called back. */
#include <string.h>

#include "base/check.h"
#include "base/log.h"
#include "courier.h"

/* An answer is as good as new for so long; then it is asked again. */
#define CLEARED_MS 100

bool stops_may_send(broker_t *broker, delivery_t *delivery)
{
    struct courier *courier = broker->courier;
    const blob_t *blob = delivery->payload;
    uint64_t now_ms = broker->now_ns / NS_PER_MS;
    if (!blob->is_by_consent || (delivery->cleared_ms != 0 && now_ms - delivery->cleared_ms <= CLEARED_MS)) {
        return true;
    }
    if (courier->held_count == STOPS_MAX) {
        delivery_postpone(broker->deliveries, delivery->handle, now_ms); /* its turn comes */
        return false;
    }
    store_delivery_t *row = &courier->held[courier->held_count];
    *row = (store_delivery_t){.course = delivery->course, .seq = delivery->seq};
    text_set(row->party, sizeof row->party, delivery->party);
    courier->held_handles[courier->held_count] = delivery->handle;
    courier->is_stopped[courier->held_count++] = false;
    delivery_hold(broker->deliveries, delivery->handle);
    return false;
}

static void stopped(void *context, unsigned index)
{
    broker_t *broker = context;
    CHECK(index < broker->courier->asked_count);
    broker->courier->is_stopped[index] = true;
}

/* Where there is no answer nothing is sent: later it is asked again. */
static void settle(broker_t *broker, unsigned index, status_t status)
{
    struct courier *courier = broker->courier;
    delivery_t *delivery = delivery_get(broker->deliveries, courier->held_handles[index]);
    if (delivery == NULL) {
        return; /* given back meanwhile */
    }
    if (status != STATUS_OK) {
        delivery_postpone(broker->deliveries, delivery->handle, broker->now_ns / NS_PER_MS);
    } else if (courier->is_stopped[index]) {
        log_write(LOG_EVENT_UNDELIVERABLE, "party=%s seq=%llu status=%s", delivery->party, (unsigned long long)delivery->seq, status_name(STATUS_CONSENT_WITHDRAWN));
        courier_remove(broker, delivery);
    } else {
        delivery->cleared_ms = broker->now_ns / NS_PER_MS;
        delivery_ready(broker->deliveries, delivery->handle);
    }
}

static void answered(void *context, store_stopped_t *job, status_t status)
{
    broker_t *broker = context;
    struct courier *courier = broker->courier;
    unsigned asked = courier->asked_count;
    CHECK(job->count == asked && asked <= courier->held_count);
    for (unsigned i = 0; i < asked; i++) {
        settle(broker, i, status);
    }
    unsigned rest = courier->held_count - asked;
    memmove(courier->held, courier->held + asked, rest * sizeof courier->held[0]);
    memmove(courier->held_handles, courier->held_handles + asked, rest * sizeof courier->held_handles[0]);
    memmove(courier->is_stopped, courier->is_stopped + asked, rest * sizeof courier->is_stopped[0]);
    courier->held_count = rest;
    courier->asked_count = 0;
}

void stops_start(broker_t *broker)
{
    struct courier *courier = broker->courier;
    if (courier->held_count == 0 || courier->asked_count > 0 || !store_is_ready(broker->store)) {
        return;
    }
    courier->asked_count = courier->held_count;
    memcpy(courier->asked, courier->held, courier->held_count * sizeof courier->held[0]);
    courier->stops = (store_stopped_t){.done = answered, .context = broker, .deliveries = courier->asked, .count = courier->asked_count, .stopped = stopped};
    store_stopped_start(broker->store, &courier->stops);
}
