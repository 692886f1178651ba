/* SPDX-License-Identifier: EUPL-1.2
 * The deliveries that are out to the caller in the present session. */
#include <stdlib.h>
#include <string.h>

#include "base/check.h"
#include "client/client.h"

uint64_t delivered_put(delivered_list_t *list, uint64_t broker_number) {
    if (list->end == list->capacity && list->head > 0) {
        memmove(list->items, list->items + list->head, (list->end - list->head) * sizeof *list->items);
        list->end -= list->head;
        list->head = 0;
    }
    if (list->end == list->capacity) {
        list->capacity = list->capacity == 0 ? 256 : list->capacity * 2;
        delivered_t *items = realloc(list->items, list->capacity * sizeof *items);
        CHECK(items != NULL);
        list->items = items;
    }
    list->items[list->end++] = (delivered_t){++list->next_number, broker_number};
    return list->next_number;
}

status_t delivered_take(delivered_list_t *list, uint64_t number, uint64_t *broker_number) {
    size_t index = list->head;
    while (index < list->end && list->items[index].number != number) index++;
    if (index == list->end) return STATUS_NOT_DELIVERED_HERE;
    *broker_number = list->items[index].broker_number;
    /* Mostly the oldest is answered first; then nothing moves but the head. */
    memmove(list->items + list->head + 1, list->items + list->head, (index - list->head) * sizeof *list->items);
    list->head++;
    return STATUS_OK;
}

void delivered_forget(delivered_list_t *list) {
    list->head = list->end = 0;
}
