/* SPDX-License-Identifier: EUPL-1.2
 * Lines given back: those whose unit has left, and what may be this broker's without its knowing after an outcome was unknown. */
#include <stdlib.h>
#include <string.h>

#include "base/check.h"
#include "base/crash_point.h"
#include "courier.h"

/* ---- releases ---- */

static void release_done(void *context, store_release_t *release, status_t status)
{
    broker_t *broker = context;
    struct courier *courier = broker->courier;
    courier->releases = false;
    if (status != STATUS_OK) {
        courier->release_again_ns = broker->now_ns + 500 * NS_PER_MS; /* the rows are still this broker's and nobody sends them: until it succeeds */
        return;
    }
    CRASH_POINT(lines_given_back);
    for (unsigned i = 0; i < release->count; i++) {
        courier_hold_back(broker, &release->deliveries[i]);
        courier_look(broker, release->deliveries[i].party);
    }
    memmove(courier->released, courier->released + release->count, sizeof courier->released[0] * (courier->released_count - release->count));
    courier->released_count -= release->count;
}

static bool give_back_last(broker_t *broker, uint32_t handle)
{
    delivery_t *last = delivery_last_idle(broker->deliveries, handle);
    store_delivery_t row = {.course = last->course, .seq = last->seq};
    bool is_same = last->handle == handle;
    text_set(row.party, sizeof row.party, last->party);
    courier_remove(broker, last);
    courier_release_later(broker, &row);
    return is_same;
}

/* Rows that were decided on while their unit was served, of batches that are not over. */
static bool comes_for_unserved(const broker_t *broker)
{
    for (unsigned b = 0; b < 3; b++) {
        const batch_t *batch = &broker->batches[b];
        for (unsigned i = 0; i < batch->outbound_count; i++) {
            if (!courier_serves(broker, batch->deliveries[batch->outbound[i].delivery].party)) {
                return true;
            }
        }
    }
    return false;
}

/* A unit without a session here gives its lines back, each from its end (L8), so that another broker can take them. */
static void gather_releases(broker_t *broker)
{
    struct courier *courier = broker->courier;
    uint32_t cursor = 0;
    const delivery_t *delivery;
    if (!courier->some_left || courier->is_settling || courier->claims || comes_for_unserved(broker)) {
        return; /* what is on its way here goes back too, and before what stands ahead of it */
    }
    while ((delivery = delivery_each(broker->deliveries, &cursor)) != NULL) {
        uint32_t handle = delivery->handle;
        bool goes = !delivery->is_out && !delivery->is_answered && !courier_serves(broker, delivery->party);
        while (goes) {
            if (courier->released_count == RELEASES_MAX) {
                return; /* the rest when these are back */
            }
            goes = !give_back_last(broker, handle);
        }
    }
    courier->some_left = false;
}

void releases_start(broker_t *broker)
{
    struct courier *courier = broker->courier;
    gather_releases(broker);
    if (courier->releases || courier->is_settling || courier->released_count == 0 || broker->now_ns < courier->release_again_ns) {
        return;
    }
    courier->releases = true;
    courier->release = (store_release_t){.done = release_done, .context = broker, .incarnation = broker->incarnation, .deliveries = courier->released,
                                         .count = courier->released_count};
    store_release_start(broker->store, &courier->release);
}

/* ---- rows in doubt ---- */

void courier_doubt(broker_t *broker)
{
    batch_t *batch = broker->gathering;
    broker->has_doubtful_rows = true;
    claims_forget(broker); /* it may stand behind what is in doubt (L8): settled with that */
    /* What gathers goes into the store unclaimed, behind what may be there. */
    for (unsigned i = 0; batch != NULL && i < batch->outbound_count; i++) {
        batch->deliveries[batch->outbound[i].delivery].incarnation = 0;
        blob_release(NULL, batch->outbound[i].blob);
    }
    if (batch != NULL) {
        batch->outbound_count = 0;
    }
}

static void settled(void *context, store_release_t *release, status_t status)
{
    broker_t *broker = context;
    struct courier *courier = broker->courier;
    (void)release;
    courier->is_settling = false;
    free(courier->known);
    courier->known = NULL;
    if (status != STATUS_OK) {
        courier->release_again_ns = broker->now_ns + 500 * NS_PER_MS;
        return;
    }
    CRASH_POINT(rows_settled);
    broker->has_doubtful_rows = false;
    cache_drop_all(broker->cache); /* which lines wait in the store is read anew */
    decide_again(broker);
}

static bool has_own_rows_under_way(const broker_t *broker)
{
    bool has_any = broker->courier->claims || broker->courier->releases;
    for (unsigned i = 0; i < 3; i++) {
        has_any = has_any || (broker->batches[i].is_under_way && broker->batches[i].outbound_count > 0);
    }
    return has_any;
}

void releases_settle(broker_t *broker)
{
    struct courier *courier = broker->courier;
    uint32_t cursor = 0;
    unsigned count = 0;
    const delivery_t *delivery;
    if (!broker->has_doubtful_rows || courier->is_settling || has_own_rows_under_way(broker) || broker->now_ns < courier->release_again_ns || !keeper_is_ready(broker)) {
        return;
    }
    courier->known = calloc(deliveries_count(broker->deliveries) + 1, sizeof *courier->known);
    CHECK(courier->known != NULL);
    while ((delivery = delivery_each(broker->deliveries, &cursor)) != NULL) {
        store_delivery_t *row = &courier->known[count++];
        *row = (store_delivery_t){.course = delivery->course, .seq = delivery->seq};
        text_set(row->party, sizeof row->party, delivery->party);
    }
    courier->is_settling = true;
    courier->released_count = 0; /* they are among the others */
    courier->settlement = (store_release_t){.done = settled, .context = broker, .incarnation = broker->incarnation, .is_of_all_others = true,
                                            .deliveries = courier->known, .count = count};
    store_release_start(broker->store, &courier->settlement);
}
