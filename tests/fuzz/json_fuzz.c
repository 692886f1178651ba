/* SPDX-License-Identifier: EUPL-1.2
 * JSON as people and programs write it. The first letter of the input says which type it is to be; what is read is canonical and comes back. */
#include "fuzz.h"
#include "wire/schema.h"
#include "wire/validate.h"

static const char *type;
static bytes_t packed;

static status_t read_json(bytes_t input, arena_t *arena) {
    wire_problem_t problem;
    status_t status = wire_json_read(type, input, arena, &packed, &problem);
    fuzz_expect_terminated(problem.where, sizeof problem.where);
    return status;
}

static const char *type_of(uint8_t letter) {
    switch (letter) {
    case 'M': return "stafet.v1.Message";
    case 'Q': return "stafet.v1.Query";
    case 'C': return "stafet.v1.Change";
    case 'W': return "stafet.v1.Watch";
    case 'E': return "stafet.v1.Entry";
    case 'F': return "stafet.v1.ClientFrame";
    case 'B': return "stafet.v1.BrokerFrame";
    default: return NULL;
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    static const status_t ALLOWED[] = {STATUS_UNREADABLE_MESSAGE, STATUS_UNKNOWN_FIELD, STATUS_UNKNOWN_VALUE, STATUS_FIELD_INVALID, STATUS_OK};
    wire_problem_t problem;
    type = size > 0 ? type_of(data[0]) : NULL;
    if (type == NULL) {
        return 0;
    }
    status_t status = fuzz_read(read_json, (bytes_t){data + 1, size - 1});
    fuzz_expect(status, ALLOWED); /* with all that room never TOO_LARGE: twice the JSON is enough */
    if (status == STATUS_OK) {
        CHECK(validate_message(schema_type(type), packed, VALIDATE_CANONICAL, &problem) == STATUS_OK);
        fuzz_json_both_ways(type, packed, true);
    }
    return 0;
}
