/* SPDX-License-Identifier: EUPL-1.2
 * What a validated Message tells the rules. A new message type whose body the rules look at is a row list here and a row in BODIES. */
#include "wire/facts.h"

#include <string.h>

#include "base/check.h"
#include "stafet/v1/message.pb-c.h"
#include "wire/problem.h"

#define SCHEMA_VERSION 1

#define PLACE(member) offsetof(message_facts_t, member)
#define SIZE(member) sizeof(((message_facts_t *)NULL)->member)
#define TEXT(field, inner, member) {field, inner, PICK_TEXT, PLACE(member), SIZE(member), PICK_NO_HAS}
#define SLUG(field, inner, member) {field, inner, PICK_SLUG, PLACE(member), SIZE(member), PICK_NO_HAS}
#define IF_SLUG(field, inner, member) {field, inner, PICK_IF_SLUG, PLACE(member), SIZE(member), PICK_NO_HAS}
#define UUID(field, inner, member, has) {field, inner, PICK_UUID, PLACE(member), 0, PLACE(has)}
#define TIME(field, inner, member) {field, inner, PICK_TIME, PLACE(member), 0, PICK_NO_HAS}
#define CODE(field, inner, member) {field, inner, PICK_U32, PLACE(member), 0, PICK_NO_HAS}
#define COUNTER(field, inner, member) {field, inner, PICK_U64, PLACE(member), 0, PICK_NO_HAS}
#define FLAG(field, inner, member) {field, inner, PICK_BOOL, PLACE(member), 0, PICK_NO_HAS}
#define PRESENT(field, inner, member) {field, inner, PICK_PRESENT, PLACE(member), 0, PICK_NO_HAS}
#define FILLED(field, inner, member) {field, inner, PICK_FILLED, PLACE(member), 0, PICK_NO_HAS}
#define IS(field, inner, member, value) {field, inner, PICK_IS, PLACE(member), value, PICK_NO_HAS}

enum { RECEIVERS = 10, PERSON = 11, RECORDED_FOR = 18 };

static const pick_t HEADER[] = {
    TEXT(1, 0, message_id),
    UUID(2, 0, course, has_course),
    UUID(3, 0, flow, has_flow),
    CODE(4, 0, schema_version),
    UUID(7, 1, offer, has_offer),
    COUNTER(7, 2, offer_epoch),
    TIME(8, 0, occurred_at),
    SLUG(9, 0, sending_party),
    SLUG(PERSON, 1, person),
    FILLED(PERSON, 2, person_is_named),
    CODE(PERSON, 3, person_role),
    FILLED(PERSON, 4, person_has_phone),
    FILLED(12, 4, has_subject),
    FILLED(12, 5, has_subject),
    FILLED(12, 6, has_subject),
    PRESENT(12, 7, has_subject),
    PRESENT(12, 7, subject_is_anonymous),
    CODE(13, 1, disclosure_ground),
    FILLED(13, 2, has_consent),
    FILLED(13, 3, has_consent),
    CODE(14, 0, priority),
    IS(15, 0, confidential, STAFET__V1__CONFIDENTIALITY__CONFIDENTIALITY_STRONG),
    PRESENT(RECORDED_FOR, 0, recorded_for),
    IS(19, 0, recorded_afterwards, STAFET__V1__RECORDED_AFTER__RECORDED_AFTER_PHONE),
    IS(19, 0, recorded_afterwards, STAFET__V1__RECORDED_AFTER__RECORDED_AFTER_PAPER),
};

static const pick_t DRAFTED[] = {CODE(1, 0, channel), TIME(2, 0, at), FILLED(3, 0, has_need)};
static const pick_t DISCARDED[] = {CODE(1, 0, reason), FILLED(2, 0, has_text)};
static const pick_t REGISTERED[] = {
    CODE(1, 0, channel),      TIME(2, 0, at),           CODE(3, 1, requester_role), FILLED(4, 0, has_need),          CODE(5, 0, danger),
    FILLED(6, 1, has_way_back), FILLED(6, 2, has_way_back), FLAG(6, 3, has_way_back),   CODE(8, 0, emergency_service),
};
static const pick_t ANSWERED[] = {TIME(1, 0, at)};
static const pick_t TRIAGED[] = {CODE(1, 0, urgency_level), TIME(3, 0, at)};
static const pick_t IDENTIFIED[] = {IS(1, 0, citizen_agrees, ANSWER_YES), FLAG(2, 0, vital_interest), FLAG(3, 0, duplicates_checked)};
static const pick_t CALLBACK_AGREED[] = {TIME(1, 0, at), FILLED(2, 0, has_text)};
static const pick_t ATTEMPTED[] = {TIME(1, 0, at), CODE(2, 0, channel), FILLED(3, 0, has_text)};
static const pick_t ROUTED[] = {FILLED(1, 0, has_text), FLAG(2, 0, outreach)};
static const pick_t TAKEN_OVER[] = {
    FILLED(1, 0, has_contact_person), IF_SLUG(1, 0, contact_person), FILLED(2, 0, has_contact_phone), FILLED(3, 0, has_text)};
static const pick_t REFUSED[] = {CODE(1, 0, reason), FILLED(2, 0, has_text), SLUG(3, 0, next_owner)};
static const pick_t UNTIL_TEXT[] = {TIME(1, 0, at), FILLED(2, 0, has_text)};
static const pick_t ONE_TEXT[] = {FILLED(1, 0, has_text)};
static const pick_t WITHDRAWN[] = {CODE(1, 0, reason)};
static const pick_t EXTERNAL_TAKEOVER[] = {CODE(1, 0, emergency_service), TIME(4, 0, at)};
static const pick_t CLOSED[] = {
    CODE(1, 0, outcome),        FILLED(2, 0, has_text),   FILLED(3, 1, has_way_back),           FILLED(3, 2, has_way_back),
    FLAG(3, 3, has_way_back), UUID(4, 0, next_flow, has_next_flow), FLAG(5, 0, section_82_considered),
};
static const pick_t MESSAGE_ANNULLED[] = {TEXT(1, 0, target_message), CODE(2, 0, reason), SLUG(3, 0, second_person), SLUG(4, 0, target_party)};
static const pick_t COURSE_TAKEN_OVER[] = {CODE(1, 0, reason), FILLED(2, 0, has_text)};
static const pick_t PERSON_CHANGED[] = {FILLED(1, 0, has_contact_person), IF_SLUG(1, 0, contact_person), FILLED(2, 0, has_text)};
static const pick_t ACTION_OPENED[] = {TEXT(1, 0, action_id), SLUG(2, 0, action_owner), TIME(3, 0, at), FILLED(4, 0, has_text)};
static const pick_t ACTION_DONE[] = {TEXT(1, 0, action_id), FILLED(2, 0, has_text)};
static const pick_t DEADLINE_PASSED[] = {TIME(2, 0, at)};

typedef struct {
    message_type_t type;
    const pick_t *rows;
    unsigned count;
} body_t;

#define BODY(type, rows) {TYPE_##type, rows, COUNT_OF(rows)}
static const body_t BODIES[] = {
    BODY(CONTACT_DRAFTED, DRAFTED),
    BODY(CONTACT_DISCARDED, DISCARDED),
    BODY(CONTACT_REGISTERED, REGISTERED),
    BODY(CONTACT_ANSWERED, ANSWERED),
    BODY(CONTACT_TRIAGED, TRIAGED),
    BODY(CONTACT_IDENTIFIED, IDENTIFIED),
    BODY(CONTACT_CALLBACK_AGREED, CALLBACK_AGREED),
    BODY(CONTACT_ATTEMPTED, ATTEMPTED),
    BODY(CONTACT_ROUTED, ROUTED),
    BODY(CONTACT_TAKEN_OVER, TAKEN_OVER),
    BODY(CONTACT_REFUSED, REFUSED),
    BODY(CONTACT_STANDBY, UNTIL_TEXT),
    BODY(CONTACT_RECALLED, ONE_TEXT),
    BODY(CONTACT_WITHDRAWN, WITHDRAWN),
    BODY(CONTACT_EXTERNAL_TAKEOVER, EXTERNAL_TAKEOVER),
    BODY(CONTACT_FOLLOWED_UP, UNTIL_TEXT),
    BODY(CONTACT_CLOSED, CLOSED),
    BODY(COURSE_NOTE, ONE_TEXT),
    BODY(MESSAGE_ANNULLED, MESSAGE_ANNULLED),
    BODY(COURSE_TAKEN_OVER, COURSE_TAKEN_OVER),
    BODY(COURSE_REVIEWED, UNTIL_TEXT),
    BODY(CONTACT_PERSON_CHANGED, PERSON_CHANGED),
    BODY(COURSE_STEPPED_IN, UNTIL_TEXT),
    BODY(COURSE_STEPPED_OUT, ONE_TEXT),
    BODY(ACTION_OPENED, ACTION_OPENED),
    BODY(ACTION_DONE, ACTION_DONE),
    BODY(ACTION_MOVED, ACTION_OPENED),
    BODY(DEADLINE_PASSED, DEADLINE_PASSED),
};

static status_t wrong(status_t status, wire_problem_t *problem, const char *field) {
    problem_in(problem, field);
    return status;
}

/* ---- what is more than one field to one place ---- */

static const pick_t RECEIVER_SERVICE[] = {
    {2, 1, PICK_TEXT, offsetof(receiver_t, service), PARTY_ID_SIZE, PICK_NO_HAS},
    {2, 2, PICK_TEXT, offsetof(receiver_t, municipality), sizeof(((receiver_t *)NULL)->municipality), PICK_NO_HAS},
    {2, 3, PICK_TEXT, offsetof(receiver_t, paragraph), sizeof(((receiver_t *)NULL)->paragraph), PICK_NO_HAS},
    {2, 4, PICK_TEXT, offsetof(receiver_t, target_group), sizeof(((receiver_t *)NULL)->target_group), PICK_NO_HAS},
    {1, 0, PICK_SLUG, offsetof(receiver_t, party), PARTY_ID_SIZE, PICK_NO_HAS},
};
static const picks_t RECEIVER = {RECEIVER_SERVICE, COUNT_OF(RECEIVER_SERVICE), &stafet__v1__receiver__descriptor};

static status_t read_receiver(bytes_t bytes, arena_t *arena, receiver_t *receiver, wire_problem_t *problem) {
    scan_fields_t fields;
    scan_collect(bytes, &fields);
    status_t status = pick_run(&RECEIVER, &fields, arena, receiver, problem);
    if (status == STATUS_OK && receiver->party[0] == '\0' && receiver->service[0] == '\0') {
        status = STATUS_FIELD_INVALID; /* a receiver who is nobody */
    }
    return status;
}

static status_t read_receivers(bytes_t message, arena_t *arena, message_facts_t *facts, wire_problem_t *problem) {
    scan_field_t field;
    for (bytes_t rest = message; rest.size > 0;) {
        CHECK(scan_next(&rest, &field));
        if (field.number != RECEIVERS) {
            continue;
        }
        status_t status = facts->receiver_count == RECEIVERS_MAX
                              ? STATUS_FIELD_INVALID
                              : read_receiver(field.bytes, arena, &facts->receivers[facts->receiver_count], problem);
        if (status != STATUS_OK) {
            return wrong(status, problem, "receivers");
        }
        facts->receiver_count++;
    }
    return STATUS_OK;
}

static bool is_filled(bytes_t message, uint32_t number) {
    scan_field_t field;
    return scan_find(message, number, &field) && pick_is_filled(field.bytes);
}

/* Name, phone and time of the person at the other end: only then does a step that was told count (L3). */
static status_t read_recorded_for(bytes_t recorded, message_facts_t *facts, arena_t *arena, wire_problem_t *problem) {
    scan_field_t at;
    bool has_time = scan_find(recorded, 3, &at) && at.bytes.size > 0;
    if (has_time) {
        const char *text = pick_text(arena, at.bytes);
        instant_t told_at;
        if (text == NULL || instant_read(text, &told_at, NULL) != STATUS_OK) {
            return wrong(text == NULL ? STATUS_TOO_LARGE : STATUS_FIELD_INVALID, problem, "recorded_for.at");
        }
    }
    facts->recorded_for_complete = has_time && is_filled(recorded, 1) && is_filled(recorded, 2);
    return STATUS_OK;
}

enum { RISK_TICKS = 6, RISK_TICKS_NEEDED = 5 };

/* Ticks 1 to 6 are bits 0 to 5. The sixth, somatic, may be left open. */
static void read_risks(bytes_t risks, message_facts_t *facts) {
    unsigned answered = 0;
    for (uint32_t tick = 1; tick <= RISK_TICKS; tick++) {
        scan_field_t field;
        if (!scan_find(risks, tick, &field) || field.varint == ANSWER_NONE) {
            continue;
        }
        answered += tick <= RISK_TICKS_NEEDED;
        facts->risks |= field.varint == ANSWER_YES ? 1U << (tick - 1) : 0;
        facts->risks |= field.varint == ANSWER_UNKNOWN ? (uint32_t)RISK_UNKNOWN : 0;
    }
    facts->has_risks = answered == RISK_TICKS_NEEDED;
}

static void read_combined(message_type_t type, const scan_fields_t *body, bytes_t bytes, message_facts_t *facts) {
    if (type == TYPE_CONTACT_TRIAGED && scan_has(body, 2)) {
        read_risks(body->slot[2].bytes, facts);
    } else if (type == TYPE_CONTACT_EXTERNAL_TAKEOVER) {
        facts->has_service_details = facts->at != 0 && is_filled(bytes, 2) && is_filled(bytes, 3);
    }
}

/* ---- the whole ---- */

static const body_t *body_of(uint32_t number) {
    for (unsigned at = 0; at < COUNT_OF(BODIES); at++) {
        if ((uint32_t)BODIES[at].type == number) {
            return &BODIES[at];
        }
    }
    return NULL;
}

static status_t read_body(uint32_t number, bytes_t bytes, arena_t *arena, message_facts_t *facts, wire_problem_t *problem) {
    const body_t *body = body_of(number);
    const ProtobufCFieldDescriptor *known = protobuf_c_message_descriptor_get_field(&stafet__v1__message__descriptor, number);
    CHECK(body != NULL && known != NULL);
    facts->type = body->type;
    scan_fields_t fields;
    scan_collect(bytes, &fields);
    picks_t picks = {body->rows, body->count, known->descriptor};
    status_t status = pick_run(&picks, &fields, arena, facts, problem);
    if (status != STATUS_OK) {
        return wrong(status, problem, known->name);
    }
    read_combined(body->type, &fields, bytes, facts);
    return STATUS_OK;
}

/* What no Message may lack, in the order of its fields. */
static status_t check_header(const message_facts_t *facts, const scan_fields_t *fields, wire_problem_t *problem) {
    if (facts->message_id[0] == '\0') {
        return wrong(STATUS_FIELD_MISSING, problem, "message_id");
    }
    if (!scan_has(fields, 4)) {
        return wrong(STATUS_FIELD_MISSING, problem, "schema_version");
    }
    if (facts->schema_version != SCHEMA_VERSION) {
        return wrong(STATUS_UNKNOWN_VERSION, problem, "schema_version");
    }
    if (facts->sending_party[0] == '\0') {
        return wrong(STATUS_FIELD_MISSING, problem, "sending_party");
    }
    if (facts->person[0] == '\0' && !facts->person_is_named) {
        return wrong(STATUS_FIELD_MISSING, problem, "person");
    }
    return fields->high == 0 ? STATUS_UNKNOWN_TYPE : STATUS_OK;
}

status_t facts_read(bytes_t message, arena_t *arena, message_facts_t *facts, wire_problem_t *problem) {
    static const picks_t header = {HEADER, COUNT_OF(HEADER), &stafet__v1__message__descriptor};
    memset(facts, 0, sizeof *facts);
    scan_fields_t fields;
    scan_collect(message, &fields);
    status_t status = pick_run(&header, &fields, arena, facts, problem);
    if (status == STATUS_OK) {
        status = check_header(facts, &fields, problem);
    }
    if (status == STATUS_OK) {
        status = read_receivers(message, arena, facts, problem);
    }
    if (status == STATUS_OK && facts->recorded_for) {
        status = read_recorded_for(fields.slot[RECORDED_FOR].bytes, facts, arena, problem);
    }
    if (status == STATUS_OK) {
        status = read_body(fields.high, fields.slot[0].bytes, arena, facts, problem);
    }
    return status;
}
