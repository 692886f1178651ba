/* SPDX-License-Identifier: EUPL-1.2
 * Tests of wire/message and wire/facts: what the rules learn of each Message, and which Messages are refused before any rule. */
#include "sample.h"

#include "stafet/v1/message.pb-c.h"
#include "wire/validate.h"

#define COURSE "01890a5d-ac96-774b-bcce-b302099a8057"
#define FLOW "01890a5d-ac96-774b-bcce-b302099a8058"
#define HEADER SAMPLE_HEADER
#define NIGHT "2026-11-23T03:12:00+01:00"

static arena_t arena;
static wire_problem_t problem;

static int open_arena(void **state) {
    (void)state;
    arena_open(&arena, DECODE_ARENA_SIZE);
    return 0;
}

static int close_arena(void **state) {
    (void)state;
    arena_close(&arena);
    return 0;
}

static instant_t night(void) {
    instant_t at = 0;
    assert_int_equal(instant_read(NIGHT, &at, NULL), STATUS_OK);
    return at;
}

static status_t try_read(const char *json, message_facts_t *facts) {
    arena_reset(&arena);
    bytes_t message = sample_json(&arena, "stafet.v1.Message", json);
    return wire_message_read(message, &arena, facts, &problem);
}

static message_facts_t facts_of(const char *body) {
    return sample_facts(&arena, body);
}

static void refused(const char *json, status_t expected, const char *where) {
    message_facts_t facts;
    status_t status = try_read(json, &facts);
    if (status != expected || strcmp(problem.where, where) != 0) {
        fail_msg("%s at '%s' of %s", status_name(status), problem.where, json);
    }
}

/* ---- the header ---- */

static void the_header_tells_who_what_and_when(void **state) {
    (void)state;
    message_facts_t facts;
    assert_int_equal(try_read("{\"messageId\":\"m-1\",\"courseId\":\"" COURSE "\",\"flowId\":\"" FLOW "\",\"schemaVersion\":1,"
                              "\"offer\":{\"offerId\":\"" FLOW "\",\"dutyEpoch\":\"18446744073709551615\"},\"occurredAt\":\"" NIGHT "\","
                              "\"sendingParty\":\"vejle.desk\",\"person\":{\"id\":\"anna.k\",\"name\":\"Anna\",\"role\":\"leader\",\"phone\":\"1\"},"
                              "\"subject\":{\"cpr\":\"0101701234\"},\"disclosure\":{\"ground\":\"consent\",\"consentWords\":\"ja\"},"
                              "\"priority\":\"acute\",\"confidentiality\":\"strong\",\"recordedFor\":{\"name\":\"Bo\",\"phone\":\"2\",\"at\":\"" NIGHT
                              "\"},\"recordedAfter\":\"paper\",\"courseNote\":{\"text\":\"x\"}}",
                              &facts),
                     STATUS_OK);
    uuid_t course, flow;
    assert_int_equal(uuid_read(COURSE, &course), STATUS_OK);
    assert_int_equal(uuid_read(FLOW, &flow), STATUS_OK);
    assert_string_equal(facts.message_id, "m-1");
    assert_true(facts.has_course && uuid_equal(facts.course, course));
    assert_true(facts.has_flow && uuid_equal(facts.flow, flow));
    assert_true(facts.has_offer && uuid_equal(facts.offer, flow));
    assert_true(facts.offer_epoch == UINT64_MAX);
    assert_int_equal(facts.schema_version, 1);
    assert_true(facts.occurred_at == night());
    assert_string_equal(facts.sending_party, "vejle.desk");
    assert_string_equal(facts.person, "anna.k");
    assert_true(facts.person_is_named && facts.person_has_phone);
    assert_int_equal(facts.person_role, ROLE_LEADER);
    assert_true(facts.has_subject && !facts.subject_is_anonymous);
    assert_int_equal(facts.disclosure_ground, STAFET__V1__DISCLOSURE_GROUND__DISCLOSURE_GROUND_CONSENT);
    assert_true(facts.has_consent && facts.confidential);
    assert_int_equal(facts.priority, PRIORITY_ACUTE);
    assert_true(facts.recorded_for && facts.recorded_for_complete && facts.recorded_afterwards);
    assert_int_equal(facts.type, TYPE_COURSE_NOTE);
}

static void what_is_absent_stays_empty(void **state) {
    (void)state;
    message_facts_t facts = facts_of("\"courseNote\":{}");
    assert_false(facts.has_course || facts.has_flow || facts.has_offer || facts.has_subject || facts.has_consent || facts.confidential);
    assert_false(facts.recorded_for || facts.recorded_for_complete || facts.recorded_afterwards || facts.has_text);
    assert_false(facts.person_is_named || facts.person_has_phone);
    assert_int_equal(facts.receiver_count, 0);
    assert_true(facts.occurred_at == 0 && facts.at == 0);
}

static void an_empty_id_is_as_an_absent_one(void **state) {
    (void)state;
    message_facts_t facts = facts_of("\"courseId\":\"\",\"occurredAt\":\"\",\"courseNote\":{}");
    assert_false(facts.has_course);
    assert_true(facts.occurred_at == 0);
}

static void receivers_are_units_or_services(void **state) {
    (void)state;
    message_facts_t facts = facts_of("\"receivers\":[{\"party\":\"vejle.offer\"},{\"service\":{\"kind\":\"shelter\",\"municipality\":\"0630\","
                                     "\"paragraph\":\"110\",\"targetGroup\":\"homeless\"}}],\"contactRouted\":{}");
    assert_int_equal(facts.receiver_count, 2);
    assert_string_equal(facts.receivers[0].party, "vejle.offer");
    assert_string_equal(facts.receivers[0].service, "");
    assert_string_equal(facts.receivers[1].party, "");
    assert_string_equal(facts.receivers[1].service, "shelter");
    assert_string_equal(facts.receivers[1].municipality, "0630");
    assert_string_equal(facts.receivers[1].paragraph, "110");
    assert_string_equal(facts.receivers[1].target_group, "homeless");
}

static void more_receivers_than_the_limit_are_refused(void **state) {
    (void)state;
    char json[2048], receivers[1024] = "";
    for (unsigned at = 0; at < RECEIVERS_MAX; at++) {
        (void)snprintf(receivers + strlen(receivers), sizeof receivers - strlen(receivers), "%s{\"party\":\"p%u\"}", at > 0 ? "," : "", at);
    }
    (void)snprintf(json, sizeof json, "\"receivers\":[%s],\"contactRouted\":{}", receivers);
    assert_int_equal(facts_of(json).receiver_count, RECEIVERS_MAX);
    (void)snprintf(json, sizeof json, "{" HEADER ",\"receivers\":[%s,{\"party\":\"q\"}],\"contactRouted\":{}}", receivers);
    refused(json, STATUS_FIELD_INVALID, "receivers");
}

static void a_person_outside_the_register_is_named(void **state) {
    (void)state;
    message_facts_t facts;
    assert_int_equal(
        try_read("{\"messageId\":\"m\",\"schemaVersion\":1,\"sendingParty\":\"gp\",\"person\":{\"name\":\"Dr. Ø\"},\"courseNote\":{}}", &facts),
        STATUS_OK);
    assert_true(facts.person_is_named);
    assert_string_equal(facts.person, "");
}

static void an_anonymous_subject_is_a_subject(void **state) {
    (void)state;
    message_facts_t facts = facts_of("\"subject\":{\"anonymous\":{}},\"contactDrafted\":{}");
    assert_true(facts.has_subject && facts.subject_is_anonymous);
    facts = facts_of("\"subject\":{\"name\":\"S\",\"cpr\":\" \"},\"contactDrafted\":{}");
    assert_false(facts.has_subject);
}

static void a_told_step_counts_only_with_name_phone_and_time(void **state) {
    (void)state;
    static const char *const PARTS[] = {"\"phone\":\"2\",\"at\":\"" NIGHT "\"", "\"name\":\" \",\"phone\":\"2\",\"at\":\"" NIGHT "\"",
                                        "\"name\":\"Bo\",\"at\":\"" NIGHT "\"", "\"name\":\"Bo\",\"phone\":\"2\""};
    for (unsigned at = 0; at < COUNT_OF(PARTS); at++) {
        char body[256];
        (void)snprintf(body, sizeof body, "\"recordedFor\":{%s},\"contactTakenOver\":{}", PARTS[at]);
        message_facts_t facts = facts_of(body);
        assert_true(facts.recorded_for && !facts.recorded_for_complete);
    }
}

static void a_header_that_lacks_something_is_refused(void **state) {
    (void)state;
    refused("{}", STATUS_FIELD_MISSING, "message_id");
    refused("{\"messageId\":\"\"}", STATUS_FIELD_MISSING, "message_id");
    refused("{\"messageId\":\"m\"}", STATUS_FIELD_MISSING, "schema_version");
    refused("{\"messageId\":\"m\",\"schemaVersion\":2}", STATUS_UNKNOWN_VERSION, "schema_version");
    refused("{\"messageId\":\"m\",\"schemaVersion\":1}", STATUS_FIELD_MISSING, "sending_party");
    refused("{\"messageId\":\"m\",\"schemaVersion\":1,\"sendingParty\":\"a\"}", STATUS_FIELD_MISSING, "person");
    refused("{\"messageId\":\"m\",\"schemaVersion\":1,\"sendingParty\":\"a\",\"person\":{\"name\":\" \"}}", STATUS_FIELD_MISSING, "person");
    refused("{" HEADER "}", STATUS_UNKNOWN_TYPE, "");
}

static void a_body_that_is_not_known_is_a_type_that_is_not_known(void **state) {
    static const uint8_t UNKNOWN_BODY[] = "\x0A\x01m\x92\x08";
    static message_facts_t facts;
    (void)state;
    arena_reset(&arena);
    assert_int_equal(wire_message_read((bytes_t){UNKNOWN_BODY, sizeof UNKNOWN_BODY}, &arena, &facts, &problem), STATUS_UNKNOWN_TYPE);
    assert_string_equal(problem.where, "130");
}

static void a_header_with_an_impossible_value_is_refused(void **state) {
    (void)state;
    refused("{" HEADER ",\"courseId\":\"01890A5D-AC96-774B-BCCE-B302099A8057\",\"courseNote\":{}}", STATUS_FIELD_INVALID, "course_id");
    refused("{" HEADER ",\"flowId\":\"7\",\"courseNote\":{}}", STATUS_FIELD_INVALID, "flow_id");
    refused("{" HEADER ",\"offer\":{\"offerId\":\"7\"},\"courseNote\":{}}", STATUS_FIELD_INVALID, "offer.offer_id");
    refused("{" HEADER ",\"occurredAt\":\"2026-11-23 03:12\",\"courseNote\":{}}", STATUS_FIELD_INVALID, "occurred_at");
    refused("{" HEADER ",\"receivers\":[{\"party\":\"Vejle\"}],\"courseNote\":{}}", STATUS_FIELD_INVALID, "receivers.party");
    refused("{" HEADER ",\"receivers\":[{}],\"courseNote\":{}}", STATUS_FIELD_INVALID, "receivers");
    refused("{" HEADER ",\"recordedFor\":{\"at\":\"then\"},\"courseNote\":{}}", STATUS_FIELD_INVALID, "recorded_for.at");
    refused("{\"messageId\":\"m\",\"schemaVersion\":1,\"sendingParty\":\"a b\",\"courseNote\":{}}", STATUS_FIELD_INVALID, "sending_party");
    refused("{\"messageId\":\"m\",\"schemaVersion\":1,\"sendingParty\":\"a\",\"person\":{\"id\":\"A\"}}", STATUS_FIELD_INVALID, "person.id");
    refused("{" HEADER ",\"contactStandby\":{\"until\":\"soon\"}}", STATUS_FIELD_INVALID, "contact_standby.until");
    refused("{" HEADER ",\"contactClosed\":{\"nextFlowId\":\"x\"}}", STATUS_FIELD_INVALID, "contact_closed.next_flow_id");
}

static void a_message_id_has_64_bytes_at_most(void **state) {
    (void)state;
    char json[256];
    for (int size = 64; size <= 65; size++) {
        message_facts_t facts;
        (void)snprintf(json, sizeof json,
                       "{\"messageId\":\"%0*d\",\"schemaVersion\":1,\"sendingParty\":\"a\",\"person\":{\"id\":\"p\"},\"courseNote\":{}}", size, 7);
        assert_int_equal(try_read(json, &facts), size == 64 ? STATUS_OK : STATUS_FIELD_INVALID);
    }
}

/* ---- the bodies ---- */

static void contact_drafted_tells_channel_time_and_need(void **state) {
    (void)state;
    message_facts_t facts = facts_of("\"contactDrafted\":{\"channel\":\"phone\",\"receivedAt\":\"" NIGHT "\",\"need\":\"kan ikke sove\"}");
    assert_int_equal(facts.type, TYPE_CONTACT_DRAFTED);
    assert_int_equal(facts.channel, CHANNEL_PHONE);
    assert_true(facts.at == night() && facts.has_need);
}

static void contact_registered_tells_the_core_items(void **state) {
    (void)state;
    message_facts_t facts = facts_of("\"contactRegistered\":{\"channel\":\"web\",\"receivedAt\":\"" NIGHT "\",\"requester\":{\"role\":\"relative\"},"
                                     "\"need\":\"hjælp\",\"immediateDanger\":\"unknown\",\"wayBack\":{\"phone\":\"12345678\"},\"emergencyCalled\":"
                                     "\"EMERGENCY_SERVICE_112\"}");
    assert_int_equal(facts.type, TYPE_CONTACT_REGISTERED);
    assert_int_equal(facts.channel, CHANNEL_WEB);
    assert_int_equal(facts.requester_role, STAFET__V1__REQUESTER_ROLE__REQUESTER_ROLE_RELATIVE);
    assert_int_equal(facts.danger, ANSWER_UNKNOWN);
    assert_int_equal(facts.emergency_service, STAFET__V1__EMERGENCY_SERVICE__EMERGENCY_SERVICE_112);
    assert_true(facts.has_need && facts.has_way_back && facts.at == night());
}

static void a_blank_item_is_no_answer(void **state) {
    (void)state;
    message_facts_t facts = facts_of("\"contactRegistered\":{\"need\":\" \\n\\t \",\"wayBack\":{\"phone\":\"\",\"place\":\" \",\"none\":false}}");
    assert_false(facts.has_need || facts.has_way_back);
    assert_true(facts_of("\"contactRegistered\":{\"wayBack\":{\"none\":true}}").has_way_back);
    assert_true(facts_of("\"contactRegistered\":{\"wayBack\":{\"place\":\"torvet\",\"none\":false}}").has_way_back);
}

static void contact_triaged_needs_all_five_ticks(void **state) {
    (void)state;
    message_facts_t facts = facts_of("\"contactTriaged\":{\"urgencyLevel\":2,\"assessedAt\":\"" NIGHT "\",\"risks\":{\"suicideSelfHarm\":\"yes\","
                                     "\"violence\":\"no\",\"substance\":\"unknown\",\"childInHome\":\"yes\",\"homelessness\":\"no\"}}");
    assert_int_equal(facts.urgency_level, 2);
    assert_true(facts.has_risks && facts.at == night());
    assert_int_equal(facts.risks, RISK_SUICIDE | RISK_CHILD | RISK_UNKNOWN);
    facts =
        facts_of("\"contactTriaged\":{\"risks\":{\"suicideSelfHarm\":\"no\",\"violence\":\"unspecified\",\"substance\":\"no\",\"childInHome\":\"no\","
                 "\"homelessness\":\"yes\",\"somatic\":\"yes\"}}");
    assert_false(facts.has_risks);
    assert_int_equal(facts.risks, RISK_HOMELESS | RISK_SOMATIC);
    assert_false(facts_of("\"contactTriaged\":{\"urgencyLevel\":1}").has_risks);
}

static void contact_identified_tells_consent_and_search(void **state) {
    (void)state;
    message_facts_t facts = facts_of("\"contactIdentified\":{\"citizenAgrees\":\"yes\",\"duplicatesChecked\":true}");
    assert_true(facts.citizen_agrees && facts.duplicates_checked && !facts.vital_interest);
    facts = facts_of("\"contactIdentified\":{\"citizenAgrees\":\"no\",\"vitalInterest\":true}");
    assert_true(!facts.citizen_agrees && facts.vital_interest && !facts.duplicates_checked);
}

typedef struct {
    const char *body;
    message_type_t type;
    bool has_time, has_text;
} simple_t;

static void the_one_time_and_text_of_each_body_are_found(void **state) {
    (void)state;
    static const simple_t ROWS[] = {
        {"\"contactAnswered\":{\"answeredAt\":\"" NIGHT "\"}", TYPE_CONTACT_ANSWERED, true, false},
        {"\"contactCallbackAgreed\":{\"at\":\"" NIGHT "\",\"how\":\"ring\"}", TYPE_CONTACT_CALLBACK_AGREED, true, true},
        {"\"contactAttempted\":{\"at\":\"" NIGHT "\",\"text\":\"x\"}", TYPE_CONTACT_ATTEMPTED, true, true},
        {"\"contactStandby\":{\"until\":\"" NIGHT "\",\"text\":\"x\"}", TYPE_CONTACT_STANDBY, true, true},
        {"\"contactRecalled\":{\"reason\":\"x\"}", TYPE_CONTACT_RECALLED, false, true},
        {"\"contactExternalTakeover\":{\"at\":\"" NIGHT "\"}", TYPE_CONTACT_EXTERNAL_TAKEOVER, true, false},
        {"\"contactFollowedUp\":{\"at\":\"" NIGHT "\",\"whatHappened\":\"x\"}", TYPE_CONTACT_FOLLOWED_UP, true, true},
        {"\"contactDiscarded\":{\"text\":\"x\"}", TYPE_CONTACT_DISCARDED, false, true},
        {"\"courseNote\":{\"text\":\"x\"}", TYPE_COURSE_NOTE, false, true},
        {"\"courseReviewed\":{\"nextReview\":\"" NIGHT "\",\"text\":\"x\"}", TYPE_COURSE_REVIEWED, true, true},
        {"\"courseSteppedIn\":{\"until\":\"" NIGHT "\",\"what\":\"x\"}", TYPE_COURSE_STEPPED_IN, true, true},
        {"\"courseSteppedOut\":{\"text\":\"x\"}", TYPE_COURSE_STEPPED_OUT, false, true},
        {"\"actionOpened\":{\"due\":\"" NIGHT "\",\"text\":\"x\"}", TYPE_ACTION_OPENED, true, true},
        {"\"actionDone\":{\"text\":\"x\"}", TYPE_ACTION_DONE, false, true},
        {"\"actionMoved\":{\"due\":\"" NIGHT "\",\"reason\":\"x\"}", TYPE_ACTION_MOVED, true, true},
        {"\"deadlinePassed\":{\"due\":\"" NIGHT "\"}", TYPE_DEADLINE_PASSED, true, false},
    };
    for (unsigned at = 0; at < COUNT_OF(ROWS); at++) {
        message_facts_t facts = facts_of(ROWS[at].body);
        assert_int_equal(facts.type, ROWS[at].type);
        assert_true((facts.at == night()) == ROWS[at].has_time);
        assert_int_equal(facts.has_text, ROWS[at].has_text);
    }
}

static void contact_routed_tells_outreach(void **state) {
    (void)state;
    message_facts_t facts = facts_of("\"contactRouted\":{\"ask\":\"tag imod\",\"outreach\":true}");
    assert_true(facts.outreach && facts.has_text);
}

static void contact_taken_over_names_somebody(void **state) {
    (void)state;
    message_facts_t facts = facts_of("\"contactTakenOver\":{\"contactPerson\":\"bo.h\",\"contactPhone\":\"12345678\"}");
    assert_true(facts.has_contact_person && facts.has_contact_phone);
    assert_string_equal(facts.contact_person, "bo.h");
    facts = facts_of("\"contactTakenOver\":{\"contactPerson\":\"Bo Hansen\"}");
    assert_true(facts.has_contact_person && !facts.has_contact_phone);
    assert_string_equal(facts.contact_person, "");
}

static void contact_refused_gives_reason_and_next_owner(void **state) {
    (void)state;
    message_facts_t facts = facts_of("\"contactRefused\":{\"reason\":\"no_capacity\",\"nextOwner\":\"vejle.authority\"}");
    assert_int_equal(facts.reason, STAFET__V1__REFUSAL_REASON__REFUSAL_REASON_NO_CAPACITY);
    assert_string_equal(facts.next_owner, "vejle.authority");
}

static void contact_attempted_tells_its_channel(void **state) {
    (void)state;
    assert_int_equal(facts_of("\"contactAttempted\":{\"channel\":\"outreach\"}").channel, CHANNEL_OUTREACH);
}

static void external_takeover_needs_who_number_and_time(void **state) {
    (void)state;
    message_facts_t facts =
        facts_of("\"contactExternalTakeover\":{\"service\":\"police\",\"who\":\"vagthavende\",\"phone\":\"114\",\"at\":\"" NIGHT "\"}");
    assert_true(facts.has_service_details);
    assert_int_equal(facts.emergency_service, STAFET__V1__EMERGENCY_SERVICE__EMERGENCY_SERVICE_POLICE);
    assert_false(facts_of("\"contactExternalTakeover\":{\"who\":\"x\",\"phone\":\"114\"}").has_service_details);
    assert_false(facts_of("\"contactExternalTakeover\":{\"who\":\" \",\"phone\":\"114\",\"at\":\"" NIGHT "\"}").has_service_details);
    assert_false(facts_of("\"contactExternalTakeover\":{\"who\":\"x\",\"at\":\"" NIGHT "\"}").has_service_details);
}

static void contact_closed_tells_outcome_and_what_goes_on(void **state) {
    (void)state;
    message_facts_t facts = facts_of("\"contactClosed\":{\"outcome\":\"early\",\"told\":\"x\",\"wayBack\":{\"none\":true},\"nextFlowId\":\"" FLOW
                                     "\",\"section82Considered\":true}");
    assert_int_equal(facts.outcome, OUTCOME_EARLY);
    assert_true(facts.has_text && facts.has_way_back && facts.has_next_flow && facts.section_82_considered);
    assert_false(uuid_is_nil(facts.next_flow));
}

static void coded_reasons_are_found_wherever_they_stand(void **state) {
    (void)state;
    assert_int_equal(facts_of("\"contactDiscarded\":{\"reason\":\"test\"}").reason, STAFET__V1__DISCARD_REASON__DISCARD_REASON_TEST);
    assert_int_equal(facts_of("\"contactWithdrawn\":{\"cause\":\"expired\"}").reason, WITHDRAWAL_EXPIRED);
    assert_int_equal(facts_of("\"courseTakenOver\":{\"reason\":\"risk\"}").reason, STAFET__V1__TAKE_OVER_REASON__TAKE_OVER_REASON_RISK);
}

static void an_annulment_names_the_message_and_the_second_person(void **state) {
    (void)state;
    message_facts_t facts =
        facts_of("\"messageAnnulled\":{\"messageId\":\"m-0\",\"reason\":\"wrong_citizen\",\"secondPerson\":\"bo.h\",\"messageParty\":\"old.offer\"}");
    assert_string_equal(facts.target_message, "m-0");
    assert_string_equal(facts.second_person, "bo.h");
    assert_string_equal(facts.target_party, "old.offer");
    assert_int_equal(facts.reason, STAFET__V1__ANNUL_REASON__ANNUL_REASON_WRONG_CITIZEN);
}

static void a_new_contact_person_and_an_actions_owner_are_found(void **state) {
    (void)state;
    message_facts_t facts = facts_of("\"contactPersonChanged\":{\"successor\":\"bo.h\"}");
    assert_true(facts.has_contact_person);
    assert_string_equal(facts.contact_person, "bo.h");
    facts = facts_of("\"actionMoved\":{\"actionId\":\"ACT-1\",\"owner\":\"vejle.offer\"}");
    assert_string_equal(facts.action_id, "ACT-1");
    assert_string_equal(facts.action_owner, "vejle.offer");
}

static void every_type_of_the_table_is_read(void **state) {
    (void)state;
    unsigned count = 0;
    for (const message_type_info_t *info; (info = message_type_at(count)) != NULL; count++) {
        const ProtobufCFieldDescriptor *field = protobuf_c_message_descriptor_get_field(&stafet__v1__message__descriptor, (unsigned)info->type);
        char body[128];
        assert_non_null(field);
        (void)snprintf(body, sizeof body, "\"%s\":{}", field->name);
        assert_int_equal(facts_of(body).type, info->type);
    }
    assert_true(count >= 60);
}

/* ---- what is refused before the fields are looked at ---- */

static void a_message_cut_at_any_byte_is_refused_or_lacks_something(void **state) {
    (void)state;
    bytes_t whole = sample_json(&arena, "stafet.v1.Message", "{" HEADER ",\"courseNote\":{\"text\":\"x\"}}");
    message_facts_t facts;
    assert_int_equal(wire_message_read(whole, &arena, &facts, &problem), STATUS_OK);
    for (size_t size = 0; size < whole.size; size++) {
        assert_int_not_equal(wire_message_read((bytes_t){whole.data, size}, &arena, &facts, &problem), STATUS_OK);
    }
}

static void the_size_limit_is_exact_and_empty_pieces_do_not_grow(void **state) {
    (void)state;
    static uint8_t bytes[1024 * 1024];
    for (size_t at = 0; at < sizeof bytes; at += 2) {
        bytes[at] = 0x52; /* receivers */
        bytes[at + 1] = 0;
    }
    message_facts_t facts;
    arena_reset(&arena);
    assert_int_equal(wire_message_read((bytes_t){bytes, sizeof bytes}, &arena, &facts, &problem), STATUS_TOO_LARGE);
    assert_int_equal(wire_message_read((bytes_t){bytes, MESSAGE_SIZE_MAX + 1}, &arena, &facts, &problem), STATUS_TOO_LARGE);
    assert_int_equal(wire_message_read((bytes_t){bytes, MESSAGE_SIZE_MAX}, &arena, &facts, &problem), STATUS_FIELD_MISSING);
    assert_true(arena.used < 1024);
}

static void an_arena_is_enough_or_the_message_is_too_large_for_it(void **state) {
    (void)state;
    message_facts_t facts;
    bytes_t whole = sample_json(&arena, "stafet.v1.Message",
                                "{" HEADER ",\"receivers\":[{\"party\":\"a\"}],\"recordedFor\":{\"at\":\"" NIGHT "\"},\"contactStandby\":{\"until\":\"" NIGHT "\"}}");
    status_t status = STATUS_TOO_LARGE;
    for (size_t capacity = 1; status == STATUS_TOO_LARGE && capacity < 4096; capacity++) {
        arena_t small;
        arena_open(&small, capacity);
        status = wire_message_read(whole, &small, &facts, &problem);
        arena_close(&small);
    }
    assert_int_equal(status, STATUS_OK);
}

static void a_full_arena_is_too_large_and_no_crash(void **state) {
    (void)state;
    bytes_t whole = sample_json(&arena, "stafet.v1.Message", "{" HEADER ",\"courseNote\":{\"text\":\"x\"}}");
    arena_t small;
    arena_open(&small, 16);
    message_facts_t facts;
    assert_int_equal(wire_message_read(whole, &small, &facts, &problem), STATUS_TOO_LARGE);
    arena_close(&small);
}

/* ---- what the broker makes ---- */

static notice_t sample_notice(message_type_t type) {
    notice_t notice = {.type = type,
                       .message_id = "n-1",
                       .at = 1700000000000,
                       .receivers = {"a", "b"},
                       .receiver_count = 2,
                       .cause = WITHDRAWAL_EXPIRED,
                       .offer_epoch = 3,
                       .rule = "CON-4",
                       .due_at = 1700000000000,
                       .next_step_at = 1700000060000,
                       .step = 0,
                       .awaited = "a",
                       .giver = "g",
                       .taker = "t",
                       .duty_epoch = 4,
                       .until = 1700000060000,
                       .open_flows = {{.kind = FLOW_CONTACT, .state = STATE_CONTACT_CALLBACK, .awaited = "t", .due_at = 1700000060000}},
                       .open_flow_count = 1};
    assert_int_equal(uuid_read(COURSE, &notice.course), STATUS_OK);
    assert_int_equal(uuid_read(COURSE, &notice.other_course), STATUS_OK);
    assert_int_equal(uuid_read(FLOW, &notice.open_flows[0].id), STATUS_OK);
    assert_int_equal(uuid_read(FLOW, &notice.flow), STATUS_OK);
    assert_int_equal(uuid_read(FLOW, &notice.offer), STATUS_OK);
    return notice;
}

static void notice_is(message_type_t type, const char *body) {
    notice_t notice = sample_notice(type);
    uint8_t bytes[1024];
    char json[2048], expected[2048];
    buffer_t out = {bytes, sizeof bytes, 0, false}, text = {(uint8_t *)json, sizeof json - 1, 0, false};
    assert_int_equal(wire_notice_write(&notice, &out), STATUS_OK);
    assert_int_equal(validate_message(&stafet__v1__message__descriptor, buffer_bytes(&out), VALIDATE_CANONICAL, &problem), STATUS_OK);
    assert_int_equal(wire_json_write("stafet.v1.Message", buffer_bytes(&out), false, &arena, &text), STATUS_OK);
    json[text.size] = '\0';
    (void)snprintf(expected, sizeof expected,
                   "{\"messageId\":\"n-1\",\"courseId\":\"" COURSE "\",\"flowId\":\"" FLOW "\",\"schemaVersion\":1,\"offer\":{\"offerId\":\"" FLOW
                   "\",\"dutyEpoch\":\"3\"},\"occurredAt\":\"2023-11-14T22:13:20.000Z\",\"sendingParty\":\"stafet\",\"receivers\":[{\"party\":\"a\"},"
                   "{\"party\":\"b\"}],%s}",
                   body);
    assert_string_equal(json, expected);
}

static void notices_are_canonical_messages_of_the_broker(void **state) {
    (void)state;
    notice_is(TYPE_CONTACT_WITHDRAWN, "\"contactWithdrawn\":{\"cause\":\"WITHDRAWAL_CAUSE_EXPIRED\"}");
    notice_is(TYPE_DEADLINE_PASSED,
              "\"deadlinePassed\":{\"rule\":\"CON-4\",\"due\":\"2023-11-14T22:13:20.000Z\",\"step\":0,\"awaited\":\"a\",\"flowId\":\"" FLOW
              "\",\"nextStepAt\":\"2023-11-14T22:14:20.000Z\"}");
    notice_is(TYPE_HANDOVER_WITHDRAWN, "\"handoverWithdrawn\":{\"cause\":\"WITHDRAWAL_CAUSE_EXPIRED\"}");
    notice_is(TYPE_COVER_STARTED, "\"coverStarted\":{\"covered\":\"g\",\"covering\":\"t\",\"until\":\"2023-11-14T22:14:20.000Z\"}");
    notice_is(TYPE_CLOCK_RESUMED, "\"clockResumed\":{\"rule\":\"CON-4\"}");
    notice_is(TYPE_DUTY_MOVED, "\"dutyMoved\":{\"from\":\"g\",\"to\":\"t\",\"dutyEpoch\":\"4\",\"openFlows\":[{\"flowId\":\"" FLOW
                               "\",\"flow\":1,\"state\":104,\"awaited\":\"t\",\"due\":\"2023-11-14T22:14:20.000Z\"}]}");
    notice_is(TYPE_COURSE_OPENED, "\"courseOpened\":{\"fromCourseId\":\"" COURSE "\",\"fromAuthority\":\"g\"}");
}

/* The broker writes its notices into ENTRY_BYTES_MAX: the largest must fit. */
static void a_notice_with_every_flow_open_fits_where_notices_are_written(void **state) {
    (void)state;
    uint8_t bytes[ENTRY_BYTES_MAX];
    buffer_t out = {bytes, sizeof bytes, 0, false};
    notice_t notice = sample_notice(TYPE_DUTY_MOVED);
    memset(notice.message_id, 'm', MESSAGE_ID_SIZE - 1);
    memset(notice.giver, 'g', PARTY_ID_SIZE - 1);
    memset(notice.taker, 't', PARTY_ID_SIZE - 1);
    notice.offer_epoch = notice.duty_epoch = UINT64_MAX;
    for (notice.receiver_count = 0; notice.receiver_count < RECEIVERS_MAX; notice.receiver_count++) {
        memset(notice.receivers[notice.receiver_count], 'r', PARTY_ID_SIZE - 1);
    }
    for (notice.open_flow_count = 0; notice.open_flow_count < COURSE_FLOWS_MAX; notice.open_flow_count++) {
        open_flow_t *flow = &notice.open_flows[notice.open_flow_count];
        *flow = (open_flow_t){.id = notice.flow, .kind = FLOW_CLOSING, .state = STATE_CLOSING_ENDED_DEAD, .due_at = notice.at};
        memset(flow->awaited, 'a', PARTY_ID_SIZE - 1);
    }
    assert_int_equal(wire_notice_write(&notice, &out), STATUS_OK);
    assert_true(out.size > COURSE_FLOWS_MAX * 100 && out.size <= ENTRY_BYTES_MAX / 2);
}

static void a_notice_that_does_not_fit_leaves_the_buffer_as_it_was(void **state) {
    (void)state;
    notice_t notice = sample_notice(TYPE_DEADLINE_PASSED);
    uint8_t bytes[100];
    buffer_t out = {bytes, sizeof bytes, 7, false};
    assert_int_equal(wire_notice_write(&notice, &out), STATUS_INTERNAL);
    assert_int_equal(out.size, 7);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_body_that_is_not_known_is_a_type_that_is_not_known),
        cmocka_unit_test(the_header_tells_who_what_and_when),
        cmocka_unit_test(what_is_absent_stays_empty),
        cmocka_unit_test(an_empty_id_is_as_an_absent_one),
        cmocka_unit_test(receivers_are_units_or_services),
        cmocka_unit_test(more_receivers_than_the_limit_are_refused),
        cmocka_unit_test(a_person_outside_the_register_is_named),
        cmocka_unit_test(an_anonymous_subject_is_a_subject),
        cmocka_unit_test(a_told_step_counts_only_with_name_phone_and_time),
        cmocka_unit_test(a_header_that_lacks_something_is_refused),
        cmocka_unit_test(a_header_with_an_impossible_value_is_refused),
        cmocka_unit_test(a_message_id_has_64_bytes_at_most),
        cmocka_unit_test(contact_drafted_tells_channel_time_and_need),
        cmocka_unit_test(contact_registered_tells_the_core_items),
        cmocka_unit_test(a_blank_item_is_no_answer),
        cmocka_unit_test(contact_triaged_needs_all_five_ticks),
        cmocka_unit_test(contact_identified_tells_consent_and_search),
        cmocka_unit_test(the_one_time_and_text_of_each_body_are_found),
        cmocka_unit_test(contact_routed_tells_outreach),
        cmocka_unit_test(contact_taken_over_names_somebody),
        cmocka_unit_test(contact_refused_gives_reason_and_next_owner),
        cmocka_unit_test(contact_attempted_tells_its_channel),
        cmocka_unit_test(external_takeover_needs_who_number_and_time),
        cmocka_unit_test(contact_closed_tells_outcome_and_what_goes_on),
        cmocka_unit_test(coded_reasons_are_found_wherever_they_stand),
        cmocka_unit_test(an_annulment_names_the_message_and_the_second_person),
        cmocka_unit_test(a_new_contact_person_and_an_actions_owner_are_found),
        cmocka_unit_test(every_type_of_the_table_is_read),
        cmocka_unit_test(a_message_cut_at_any_byte_is_refused_or_lacks_something),
        cmocka_unit_test(the_size_limit_is_exact_and_empty_pieces_do_not_grow),
        cmocka_unit_test(an_arena_is_enough_or_the_message_is_too_large_for_it),
        cmocka_unit_test(a_full_arena_is_too_large_and_no_crash),
        cmocka_unit_test(notices_are_canonical_messages_of_the_broker),
        cmocka_unit_test(a_notice_with_every_flow_open_fits_where_notices_are_written),
        cmocka_unit_test(a_notice_that_does_not_fit_leaves_the_buffer_as_it_was),
    };
    return cmocka_run_group_tests(tests, open_arena, close_arena);
}
