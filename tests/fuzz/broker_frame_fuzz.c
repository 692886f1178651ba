/* SPDX-License-Identifier: EUPL-1.2
 * A broker's frame as a client reads it. A broker may be newer, so much is passed over; each item that came through can be shown as JSON. */
#include "fuzz.h"

static const broker_frame_t *frame;

static status_t read_frame(bytes_t input, arena_t *arena) {
    return wire_broker_frame_read(input, arena, &frame);
}

static void look_at(const char *type, const wire_item_t *items, unsigned count) {
    for (unsigned at = 0; at < count; at++) {
        const wire_item_t *item = &items[at];
        CHECK((unsigned)item->status < STATUS_COUNT);
        fuzz_touch_text(item->detail);
        fuzz_touch_text(item->party);
        fuzz_touch(item->receipt);
        fuzz_touch(item->entry);
        fuzz_touch(item->message);
        buffer_t json = fuzz_buffer(0, 96 * (item->packed.size + 1));
        CHECK(wire_json_write(type, item->packed, true, fuzz_arena(), &json) == STATUS_OK);
        CHECK(text_is_utf8(buffer_bytes(&json)));
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    static const status_t ALLOWED[] = {STATUS_MALFORMED_FRAME, STATUS_TOO_LARGE, STATUS_OK};
    status_t status = fuzz_read(read_frame, (bytes_t){data, size});
    fuzz_expect(status, ALLOWED);
    if (status != STATUS_OK) {
        return 0;
    }
    look_at("stafet.v1.Accepted", frame->accepted, frame->accepted_count);
    look_at("stafet.v1.Refused", frame->refused, frame->refused_count);
    look_at("stafet.v1.Delivery", frame->deliveries, frame->delivery_count);
    look_at("stafet.v1.Result", frame->results, frame->result_count);
    look_at("stafet.v1.Noticed", frame->notices, frame->notice_count);
    CHECK((unsigned)frame->frame_refused < STATUS_COUNT);
    fuzz_touch_text(frame->frame_refused_detail);
    fuzz_touch(frame->welcome);
    return 0;
}
