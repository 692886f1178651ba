/* SPDX-License-Identifier: EUPL-1.2
 * Tests of wire/schema: the rules that make every generator's plain output canonical, and that proto/ and model say the same. */
#include "sample.h"

#include <ctype.h>

#include "model/course.h"
#include "stafet/v1/contact.pb-c.h"
#include "stafet/v1/entry.pb-c.h"
#include "stafet/v1/frame.pb-c.h"
#include "stafet/v1/message.pb-c.h"
#include "wire/schema.h"

static unsigned visited;

static void fields_rise_and_have_plain_types(const ProtobufCMessageDescriptor *type, void *context) {
    (void)context;
    visited++;
    for (unsigned at = 0; at < type->n_fields; at++) {
        const ProtobufCFieldDescriptor *field = &type->fields[at];
        bool is_message = field->type == PROTOBUF_C_TYPE_MESSAGE;
        bool is_plain = field->type == PROTOBUF_C_TYPE_BOOL || field->type == PROTOBUF_C_TYPE_UINT32 || field->type == PROTOBUF_C_TYPE_UINT64 ||
                        field->type == PROTOBUF_C_TYPE_INT64 || field->type == PROTOBUF_C_TYPE_ENUM || field->type == PROTOBUF_C_TYPE_STRING ||
                        field->type == PROTOBUF_C_TYPE_BYTES;
        assert_true(is_message || is_plain);
        assert_true(field->label == PROTOBUF_C_LABEL_OPTIONAL || (field->label == PROTOBUF_C_LABEL_REPEATED && is_message));
        assert_null(field->default_value);
        assert_true(at == 0 || field->id > type->fields[at - 1].id);
    }
}

static void a_oneof_stands_last_and_alone(const ProtobufCMessageDescriptor *type, void *context) {
    (void)context;
    visited++;
    unsigned quantifier = 0;
    bool has_choice = false;
    for (unsigned at = 0; at < type->n_fields; at++) {
        const ProtobufCFieldDescriptor *field = &type->fields[at];
        bool is_choice = (field->flags & PROTOBUF_C_FIELD_FLAG_ONEOF) != 0;
        assert_true(is_choice || !has_choice);
        assert_true(!has_choice || field->quantifier_offset == quantifier);
        quantifier = field->quantifier_offset;
        has_choice = is_choice;
    }
}

static void names_fit_json_and_enums_begin_with_unspecified(const ProtobufCMessageDescriptor *type, void *context) {
    (void)context;
    visited++;
    for (unsigned at = 0; at < type->n_fields; at++) {
        const ProtobufCFieldDescriptor *field = &type->fields[at];
        assert_true(strlen(field->name) < 60);
        if (field->type == PROTOBUF_C_TYPE_ENUM) {
            const ProtobufCEnumDescriptor *values = field->descriptor;
            assert_int_equal(values->values[0].value, 0);
            assert_non_null(strstr(values->values[0].name, "_UNSPECIFIED"));
        }
    }
}

static void every_type_is_written_alike_by_every_generator(void **state) {
    (void)state;
    visited = 0;
    schema_visit(fields_rise_and_have_plain_types, NULL);
    schema_visit(a_oneof_stands_last_and_alone, NULL);
    schema_visit(names_fit_json_and_enums_begin_with_unspecified, NULL);
    assert_true(visited > 3 * 60);
}

/* protobuf-c sorts fields by number, so the order of declaration is looked for in the files themselves. */
static void check_declared_order(const char *file) {
    char path[512], line[512];
    (void)snprintf(path, sizeof path, "%s/proto/stafet/v1/%s.proto", STAFET_SOURCE_DIR, file);
    FILE *stream = fopen(path, "r");
    assert_non_null(stream);
    unsigned before = 0, seen = 0;
    bool in_message = false, in_choice = false;
    while (fgets(line, sizeof line, stream) != NULL) {
        unsigned number = 0;
        const char *equals = strstr(line, " = ");
        if (strncmp(line, "message ", 8) == 0) {
            in_message = strchr(line, '}') == NULL;
            in_choice = false;
            before = 0;
        } else if (line[0] == '}') {
            in_message = false;
        } else if (in_message && strncmp(line, "  oneof ", 8) == 0) {
            assert_false(in_choice);
            in_choice = true;
        } else if (in_message && strncmp(line, "  //", 4) != 0 && equals != NULL && sscanf(equals, " = %u;", &number) == 1) {
            seen++;
            assert_true(number > before);
            assert_true(!in_choice || strncmp(line, "    ", 4) == 0);
            before = number;
        }
    }
    (void)fclose(stream);
    assert_true(seen > 1);
}

static void fields_are_declared_in_the_order_of_their_numbers(void **state) {
    (void)state;
    const char *const FILES[] = {"closing", "common", "contact", "course", "entry", "frame", "handover", "message", "query"};
    for (unsigned at = 0; at < COUNT_OF(FILES); at++) {
        check_declared_order(FILES[at]);
    }
}

/* "contact_person_changed" → "contact_person.changed" where the table says so; the dots are what differs. */
static bool is_code_of(const char *code, const char *field) {
    size_t size = strlen(code), dots = 0;
    for (size_t at = 0; at < size; at++) {
        dots += code[at] == '.';
        if (code[at] != field[at] && !(code[at] == '.' && field[at] == '_')) {
            return false;
        }
    }
    return dots == 1 && field[size] == '\0';
}

static void every_body_has_a_row_of_its_name_in_its_flows_block(void **state) {
    (void)state;
    unsigned bodies = 0, rows = 0;
    const ProtobufCMessageDescriptor *type = &stafet__v1__message__descriptor;
    for (unsigned at = 0; at < type->n_fields; at++) {
        const ProtobufCFieldDescriptor *field = &type->fields[at];
        if (field->id < 100) {
            assert_true((field->flags & PROTOBUF_C_FIELD_FLAG_ONEOF) == 0);
            continue;
        }
        bodies++;
        const message_type_info_t *info = message_type_info(field->id);
        assert_non_null(info);
        assert_true(is_code_of(info->code, field->name));
        bool is_in_block = info->flow == FLOW_NONE ? field->id >= 500 && field->id < 650 : field->id / 50 == (unsigned)info->flow + 1;
        assert_true(is_in_block);
    }
    while (message_type_at(rows) != NULL) {
        rows++;
    }
    assert_int_equal(bodies, rows);
    assert_true(bodies >= 28);
}

static void check_enum(const ProtobufCEnumDescriptor *type, const char *const *names, const int *values, unsigned count) {
    assert_int_equal(type->n_values, count + 1);
    for (unsigned at = 0; at < count; at++) {
        int value = -1;
        assert_true(schema_enum_read(type, names[at], &value));
        assert_int_equal(value, values[at]);
    }
}

#define SAME(type, ...)                                                                                                                              \
    do {                                                                                                                                             \
        static const struct {                                                                                                                        \
            const char *name;                                                                                                                        \
            int value;                                                                                                                               \
        } ROWS[] = {__VA_ARGS__};                                                                                                                    \
        const char *names[COUNT_OF(ROWS)];                                                                                                           \
        int values[COUNT_OF(ROWS)];                                                                                                                  \
        for (unsigned row = 0; row < COUNT_OF(ROWS); row++) {                                                                                        \
            names[row] = strchr(ROWS[row].name, '_') + 1;                                                                                            \
            values[row] = ROWS[row].value;                                                                                                           \
        }                                                                                                                                            \
        check_enum(&stafet__v1__##type##__descriptor, names, values, COUNT_OF(ROWS));                                                                \
    } while (0)
#define N(name)                                                                                                                                      \
    { #name, (int)name }

static void numbers_of_the_model_are_those_of_the_wire(void **state) {
    (void)state;
    SAME(role, N(ROLE_STAFF), N(ROLE_LEADER), N(ROLE_CHIEF), N(ROLE_AUDITOR), N(ROLE_OPERATOR));
    SAME(answer, N(ANSWER_NO), N(ANSWER_YES), N(ANSWER_UNKNOWN));
    SAME(priority, N(PRIORITY_ACUTE), N(PRIORITY_URGENT), N(PRIORITY_ROUTINE));
    SAME(duty_state, N(DUTY_HELD), N(DUTY_OFFERED), N(DUTY_ENDED));
    SAME(channel, N(CHANNEL_PHONE), N(CHANNEL_VIDEO), N(CHANNEL_MEET), N(CHANNEL_OUTREACH), N(CHANNEL_WEB), N(CHANNEL_MESSAGE),
         N(CHANNEL_VOICE_MAIL));
    SAME(contact_outcome, N(OUTCOME_ADVICE), N(OUTCOME_EARLY), N(OUTCOME_REFERRAL), N(OUTCOME_ACUTE_HANDED_OVER), N(OUTCOME_FORWARDED),
         N(OUTCOME_COMMUNITY), N(OUTCOME_CHILD_AUTHORITY), N(OUTCOME_DECLINED), N(OUTCOME_NOT_REACHED), N(OUTCOME_WRONG_NUMBER),
         N(OUTCOME_OTHER_MUNICIPALITY));
    SAME(withdrawal_cause, N(WITHDRAWAL_TAKEN_BY_OTHER), N(WITHDRAWAL_RECALLED), N(WITHDRAWAL_EXPIRED), N(WITHDRAWAL_AUTHORITY_TOOK_OVER),
         N(WITHDRAWAL_ANNULLED));
    SAME(entry_kind, N(ENTRY_MESSAGE), N(ENTRY_REFUSED), N(ENTRY_CLOCK), N(ENTRY_NOTICE), N(ENTRY_STARTED), N(ENTRY_LOOK), N(ENTRY_ACKNOWLEDGED),
         N(ENTRY_ATTEMPTED), N(ENTRY_UNDELIVERABLE), N(ENTRY_DENIED), N(ENTRY_CHANGED), N(ENTRY_WARNED));
    SAME(query_kind, N(QUERY_STATUS), N(QUERY_INBOX), N(QUERY_COURSES), N(QUERY_COURSE), N(QUERY_TIMELINE), N(QUERY_ALLOWED), N(QUERY_DEADLINES),
         N(QUERY_PARTIES), N(QUERY_PERSONS), N(QUERY_KEYS), N(QUERY_ROSTERS), N(QUERY_FLOWS), N(QUERY_LOOKS), N(QUERY_DOCTOR),
         N(QUERY_STANDARDS), N(QUERY_ANSWERS), N(QUERY_FIGURES), N(QUERY_CONSENTS), N(QUERY_RULES), N(QUERY_ABSENCES), N(QUERY_OFFERS), N(QUERY_CAPACITY),
         N(QUERY_MATCH), N(QUERY_ROUTE), N(QUERY_ROUTES), N(QUERY_UNMET), N(QUERY_WARNINGS), N(QUERY_GAPS));
    SAME(consent_giver, N(GIVER_CITIZEN), N(GIVER_PARENT), N(GIVER_GUARDIAN), N(GIVER_ATTORNEY));
    SAME(transition_type, N(TRANSITION_CONTACT_TO_UNIT), N(TRANSITION_EARLY_TO_GRANTED), N(TRANSITION_AUTHORITY_TO_PROVIDER),
         N(TRANSITION_PROVIDER_TO_PROVIDER), N(TRANSITION_CHILD_TO_ADULT), N(TRANSITION_MUNICIPALITY_TO_MUNICIPALITY), N(TRANSITION_RETURN_ROUTE));
    SAME(pause_reason, N(PAUSE_CITIZEN_ASKED), N(PAUSE_CITIZEN_ADMITTED), N(PAUSE_CITIZEN_AWAY), N(PAUSE_CITIZEN_ANSWER_AWAITED));
    assert_int_equal(STAFET__V1__STATUS_CLASS__STATUS_CLASS_DONE, STATUS_CLASS_DONE + 1);
    assert_int_equal(STAFET__V1__STATUS_CLASS__STATUS_CLASS_CALLER, STATUS_CLASS_CALLER + 1);
    assert_int_equal(STAFET__V1__STATUS_CLASS__STATUS_CLASS_RETRY, STATUS_CLASS_RETRY + 1);
    assert_int_equal(STAFET__V1__STATUS_CLASS__STATUS_CLASS_OPERATOR, STATUS_CLASS_OPERATOR + 1);
}

static void types_are_found_by_their_full_names(void **state) {
    (void)state;
    assert_ptr_equal(schema_type("stafet.v1.Message"), &stafet__v1__message__descriptor);
    assert_ptr_equal(schema_type("stafet.v1.Welcome"), &stafet__v1__welcome__descriptor);
    assert_ptr_equal(schema_type("stafet.v1.RiskTicks"), &stafet__v1__risk_ticks__descriptor);
    assert_null(schema_type("Message"));
    assert_null(schema_type("stafet.v1.message"));
}

static void enum_values_are_read_short_and_long_in_any_case(void **state) {
    (void)state;
    int value = 0;
    assert_true(schema_enum_read(&stafet__v1__channel__descriptor, "CHANNEL_VOICE_MAIL", &value));
    assert_int_equal(value, CHANNEL_VOICE_MAIL);
    assert_true(schema_enum_read(&stafet__v1__channel__descriptor, "phone", &value));
    assert_int_equal(value, CHANNEL_PHONE);
    assert_false(schema_enum_read(&stafet__v1__channel__descriptor, "pigeon", &value));
    assert_false(schema_enum_read(&stafet__v1__channel__descriptor, "", &value));
}

static void the_fields_of_a_type_are_listed_with_the_words_they_take(void **state) {
    (void)state;
    wire_field_t field;
    assert_true(wire_field("stafet.v1.HandoverAnnounced", 2, &field));
    assert_string_equal(field.name, "reason");
    assert_int_equal(strncmp(field.words, "need_changed, citizen_wish, ", 28), 0);
    assert_true(wire_field("stafet.v1.HandoverPackage", 7, &field));
    assert_true(field.is_repeated);
    assert_string_equal(field.type, "stafet.v1.StandardAnswer");
    assert_true(wire_field("stafet.v1.HandoverAnnounced", 1, &field));
    assert_string_equal(field.name, "plannedAt");
    assert_string_equal(field.holds, "text");
    assert_false(wire_field("stafet.v1.HandoverAnnounced", 7, &field));
    assert_false(wire_field("stafet.v1.None", 0, &field));
}

static void no_coded_field_takes_more_words_than_there_is_room_for(void **state) {
    (void)state;
    wire_field_t field, part;
    unsigned coded = 0;
    for (unsigned index = 0; wire_field("stafet.v1.Message", index, &field); index++) {
        for (unsigned at = 0; field.type != NULL && wire_field(field.type, at, &part); at++) coded += part.words[0] != '\0';
    }
    assert_true(coded > 20);
}

static void the_hash_is_the_same_each_time_and_no_empty_one(void **state) {
    (void)state;
    digest_t first = wire_schema_hash(), second = wire_schema_hash(), empty = digest_sha256(bytes_of_text("stafet schema 1\n"));
    assert_true(digest_equal(&first, &second));
    assert_false(digest_equal(&first, &empty));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_type_is_written_alike_by_every_generator),
        cmocka_unit_test(fields_are_declared_in_the_order_of_their_numbers),
        cmocka_unit_test(every_body_has_a_row_of_its_name_in_its_flows_block),
        cmocka_unit_test(numbers_of_the_model_are_those_of_the_wire),
        cmocka_unit_test(types_are_found_by_their_full_names),
        cmocka_unit_test(enum_values_are_read_short_and_long_in_any_case),
        cmocka_unit_test(the_fields_of_a_type_are_listed_with_the_words_they_take),
        cmocka_unit_test(no_coded_field_takes_more_words_than_there_is_room_for),
        cmocka_unit_test(the_hash_is_the_same_each_time_and_no_empty_one),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
