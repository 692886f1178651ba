/* SPDX-License-Identifier: EUPL-1.2
 * An Entry from a store or a receipt. Written again it is the same bytes, less what says nothing: a zero, an empty text, what the first entry of a chain
 * and an entry without a rule do not have. So nothing that was read is lost or changed. */
#include <string.h>

#include "fuzz.h"
#include "wire/scan.h"

static entry_t entry;

static status_t read_entry(bytes_t input, arena_t *arena) {
    return wire_entry_read(input, arena, &entry);
}

static bytes_t write_entry(unsigned slot) {
    buffer_t out = fuzz_buffer(slot, ENTRY_BYTES_MAX + entry.about_count * ABOUT_BYTES_MAX);
    CHECK(wire_entry_write(&entry, &out) == STATUS_OK);
    return buffer_bytes(&out);
}

static bool says_nothing(const scan_field_t *field) {
    enum { PREVIOUS = 3, RULES_HASH = 18 };
    bool is_zero = field->varint == 0;
    for (size_t at = 0; at < field->bytes.size; at++) {
        is_zero = is_zero && field->bytes.data[at] == 0;
    }
    return is_zero || (field->number == PREVIOUS && entry.seq == 1) || (field->number == RULES_HASH && entry.rule_row == 0);
}

/* Takes the next field that stands in what was written; what is passed over said nothing. */
static void take_same(bytes_t *given, const scan_field_t *kept) {
    enum { ABOUT = 40 };
    scan_field_t field;
    do {
        CHECK(given->size > 0 && scan_next(given, &field));
        CHECK(field.number == kept->number || says_nothing(&field));
    } while (field.number != kept->number);
    CHECK(field.varint == kept->varint);
    CHECK(field.number == ABOUT || bytes_equal(field.bytes, kept->bytes));
}

static void compare_fields(bytes_t given, bytes_t written) {
    scan_field_t field;
    while (written.size > 0) {
        CHECK(scan_next(&written, &field));
        take_same(&given, &field);
    }
    while (given.size > 0) {
        CHECK(scan_next(&given, &field) && says_nothing(&field));
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    static const status_t ALLOWED[] = {STATUS_UNREADABLE_MESSAGE, STATUS_OK};
    bytes_t input = {data, size};
    status_t status = fuzz_read(read_entry, input);
    fuzz_expect(status, ALLOWED);
    if (status != STATUS_OK) {
        return 0;
    }
    fuzz_expect_terminated(entry.party, sizeof entry.party);
    fuzz_expect_terminated(entry.holder, sizeof entry.holder);
    CHECK(entry.offered_count <= COUNT_OF(entry.offered_to) && entry.delivered_count <= COUNT_OF(entry.delivered_to));
    CHECK(entry.missing_count <= COUNT_OF(entry.missing));
    bytes_t first = write_entry(0);
    compare_fields(input, first);
    CHECK(fuzz_read(read_entry, first) == STATUS_OK);
    CHECK(bytes_equal(write_entry(1), first));
    fuzz_json_both_ways("stafet.v1.Entry", first, true);
    return 0;
}
