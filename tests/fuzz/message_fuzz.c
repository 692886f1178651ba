/* SPDX-License-Identifier: EUPL-1.2
 * A Message: accepted only if packing what is unpacked from it gives the same bytes. protobuf-c is asked about that, and JSON both ways. */
#include <stdlib.h>
#include <string.h>

#include "fuzz.h"
#include "stafet/v1/message.pb-c.h"
#include "wire/validate.h"

static message_facts_t facts;
static wire_problem_t problem;

static status_t read_message(bytes_t input, arena_t *arena) {
    status_t status = wire_message_read(input, arena, &facts, &problem);
    fuzz_expect_terminated(problem.where, sizeof problem.where);
    return status;
}

/* Does protobuf-c pack what it unpacked to the same bytes? */
static bool comes_back(bytes_t input) {
    ProtobufCMessage *message = protobuf_c_message_unpack(&stafet__v1__message__descriptor, NULL, input.size, input.data);
    if (message == NULL) {
        return false;
    }
    size_t size = protobuf_c_message_get_packed_size(message);
    uint8_t *packed = malloc(size + 1);
    CHECK(packed != NULL);
    (void)protobuf_c_message_pack(message, packed);
    bool same = bytes_equal((bytes_t){packed, size}, input);
    free(packed);
    protobuf_c_message_free_unpacked(message, NULL);
    return same;
}

static bool is_slug_or_empty(const char *text, size_t size) {
    return text[0] == '\0' || text_is_slug(text, size);
}

static void look_at_facts(void) {
    CHECK(facts.message_id[0] != '\0' && facts.sending_party[0] != '\0' && (facts.person[0] != '\0' || facts.person_is_named));
    fuzz_expect_terminated(facts.message_id, sizeof facts.message_id);
    fuzz_expect_terminated(facts.target_message, sizeof facts.target_message);
    fuzz_expect_terminated(facts.action_id, sizeof facts.action_id);
    CHECK(text_is_slug(facts.sending_party, sizeof facts.sending_party));
    CHECK(is_slug_or_empty(facts.person, sizeof facts.person));
    CHECK(is_slug_or_empty(facts.next_owner, sizeof facts.next_owner));
    CHECK(is_slug_or_empty(facts.contact_person, sizeof facts.contact_person));
    CHECK(is_slug_or_empty(facts.second_person, sizeof facts.second_person));
    CHECK(is_slug_or_empty(facts.target_party, sizeof facts.target_party));
    CHECK(is_slug_or_empty(facts.action_owner, sizeof facts.action_owner));
    CHECK(facts.receiver_count <= RECEIVERS_MAX);
    for (unsigned at = 0; at < facts.receiver_count; at++) {
        CHECK(is_slug_or_empty(facts.receivers[at].party, sizeof facts.receivers[at].party));
        CHECK(facts.receivers[at].party[0] != '\0' || facts.receivers[at].service[0] != '\0');
    }
    CHECK(protobuf_c_message_descriptor_get_field(&stafet__v1__message__descriptor, (unsigned)facts.type) != NULL);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    static const status_t ALLOWED[] = {STATUS_UNREADABLE_MESSAGE, STATUS_TOO_LARGE,       STATUS_TOO_DEEP,      STATUS_UNKNOWN_FIELD,
                                       STATUS_UNKNOWN_VALUE,      STATUS_UNKNOWN_TYPE,    STATUS_UNKNOWN_VERSION, STATUS_BAD_TEXT,
                                       STATUS_NOT_CANONICAL,      STATUS_FIELD_MISSING,   STATUS_FIELD_INVALID, STATUS_OK};
    bytes_t input = {data, size};
    status_t status = fuzz_read(read_message, input);
    fuzz_expect(status, ALLOWED);
    CHECK(status != STATUS_NOT_CANONICAL || !comes_back(input));
    if (status == STATUS_OK) {
        look_at_facts();
    }
    if (validate_message(&stafet__v1__message__descriptor, input, VALIDATE_CANONICAL, &problem) == STATUS_OK) {
        CHECK(comes_back(input));
        fuzz_json_both_ways("stafet.v1.Message", input, true);
    } else {
        CHECK(status != STATUS_OK);
    }
    return 0;
}
