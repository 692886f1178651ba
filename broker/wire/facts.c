/* SPDX-License-Identifier: EUPL-1.2
 * What a validated Message tells the rules. A new message type whose body the rules look at is a row list here and a row in BODIES. */
#include "wire/facts.h"

#include <stdio.h>
#include <string.h>

#include "base/calendar.h"
#include "base/check.h"
#include "stafet/v1/message.pb-c.h"
#include "wire/answers.h"
#include "wire/body.h"
#include "wire/consent.h"

#define SCHEMA_VERSION 1

enum { RECEIVERS = 10, PERSON = 11, SUBJECT = 12, RECORDED_FOR = 18 };

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
    FILLED(SUBJECT, 4, has_subject),
    FILLED(SUBJECT, 5, has_subject),
    FILLED(SUBJECT, 6, has_subject),
    PRESENT(SUBJECT, 7, has_subject),
    PRESENT(SUBJECT, 7, subject_is_anonymous),
    FILLED(SUBJECT, 2, subject_identifies),
    FILLED(SUBJECT, 3, subject_identifies),
    FILLED(SUBJECT, 4, subject_identifies),
    FILLED(SUBJECT, 5, subject_identifies),
    FILLED(SUBJECT, 6, subject_identifies),
    PRESENT(16, 0, subject_identifies),
    CODE(13, 1, disclosure_ground),
    FILLED(13, 2, has_consent),
    TEXT(13, 2, consent_id),
    FILLED(13, 3, has_consent),
    CODE(14, 0, priority),
    IS(15, 0, confidential, STAFET__V1__CONFIDENTIALITY__CONFIDENTIALITY_STRONG),
    PRESENT(RECORDED_FOR, 0, recorded_for),
    IS(19, 0, recorded_afterwards, STAFET__V1__RECORDED_AFTER__RECORDED_AFTER_PHONE),
    IS(19, 0, recorded_afterwards, STAFET__V1__RECORDED_AFTER__RECORDED_AFTER_PAPER),
};

static const pick_t DRAFTED[] = {CODE(1, 0, channel), TIME(2, 0, at), FILLED(3, 0, has_need)};
static const pick_t REGISTERED[] = {
    CODE(1, 0, channel),      TIME(2, 0, at),           CODE(3, 1, requester_role), FILLED(4, 0, has_need),          CODE(5, 0, danger),
    FILLED(6, 1, has_way_back), FILLED(6, 2, has_way_back), FLAG(6, 3, has_way_back),   CODE(8, 0, emergency_service),
    IS(3, 5, is_under_18, STAFET__V1__AGE_GROUP__AGE_GROUP_UNDER_18), IS(11, 0, is_under_18, STAFET__V1__AGE_GROUP__AGE_GROUP_UNDER_18),
    IS(12, 0, is_elsewhere, STAFET__V1__ACTING_MUNICIPALITY__ACTING_MUNICIPALITY_OTHER),
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
static const pick_t PERSON_CHANGED[] = {FILLED(1, 0, has_contact_person), IF_SLUG(1, 0, contact_person), FILLED(2, 0, has_text)};
static const pick_t ACTION_OPENED[] = {TEXT(1, 0, action_id), SLUG(2, 0, action_owner), TIME(3, 0, at), FILLED(4, 0, has_text)};
static const pick_t ACTION_DONE[] = {TEXT(1, 0, action_id), FILLED(2, 0, has_text)};
static const pick_t DEADLINE_PASSED[] = {TIME(2, 0, at)};
/* has_need: why the citizen is not informed. */
static const pick_t ANNOUNCED[] = {
    CODE(1, 0, transition), TIME(2, 0, at), CODE(3, 0, reason), CODE(4, 0, informed), FILLED(5, 0, has_need), FILLED(7, 0, has_text)};
static const pick_t ANSWERS_TEXT[] = {FILLED(2, 0, has_text)};
/* A package's own text is what changed since the version before. */
static const pick_t PACKAGE[] = {
    CODE(1, 0, transition), TEXT(2, 0, standard),             CODE(3, 0, standard_version), TIME(4, 0, at),
    TEXT(5, 0, paragraph),  UUID(6, 0, returns, has_returns), FILLED(7, 0, has_text),
};
static const pick_t REASON_TEXT[] = {CODE(1, 0, reason), FILLED(2, 0, has_text)};
static const pick_t HANDOVER_TAKEN_OVER[] = {
    FILLED(1, 0, has_contact_person), IF_SLUG(1, 0, contact_person), FILLED(2, 0, has_contact_phone),
    TIME(4, 0, at),                   TIME(5, 0, bridge_until),      FILLED(6, 0, has_text),
};
static const pick_t AGREED[] = {
    TIME(1, 0, at), FILLED(2, 0, has_contact_person), IF_SLUG(2, 0, contact_person), FILLED(3, 0, has_contact_phone), FILLED(4, 0, has_text)};
static const pick_t FIRST_CONTACT[] = {TIME(1, 0, at), CODE(2, 0, met), CODE(3, 0, attempts), FILLED(4, 0, has_text)};
static const pick_t BRIDGE_ENDED[] = {FILLED(1, 0, has_text), FILLED(2, 0, has_text)};
/* has_need: who followed up. */
static const pick_t FOLLOWED_UP[] = {CODE(1, 0, day), TIME(2, 0, at), FILLED(3, 0, has_need), CODE(4, 0, met), CODE(5, 0, lost), FILLED(7, 0, has_text)};
/* Who has seen the notice of a death is what counts as its text (U3). */
static const pick_t DIED[] = {CODE(1, 0, reason), TIME(2, 0, at), FILLED(3, 0, has_text), IF_SLUG(3, 0, second_person)};
static const pick_t MOVED_MUNICIPALITY[] = {TEXT(1, 0, municipality), FILLED(2, 0, has_text)};
static const pick_t PAUSED[] = {TEXT(1, 0, rule), CODE(2, 0, reason), TIME(3, 0, at), FILLED(4, 0, has_text)};
static const pick_t RESUMED[] = {TEXT(1, 0, rule), FILLED(2, 0, has_text)};
static const pick_t COURSE_LINKED[] = {UUID(1, 0, previous, has_previous), CODE(2, 0, reason), SLUG(3, 0, second_person), FILLED(4, 0, has_text)};
static const pick_t COVER_STARTED[] = {TIME(3, 0, at)};
static const pick_t COVER_REPORTED[] = {TIME(1, 0, at), FILLED(2, 0, has_text), CODE(3, 0, danger)};
static const pick_t MEETING_CALLED[] = {FILLED(4, 0, has_text)};
static const pick_t MEETING_FIXED[] = {TIME(1, 0, at)};
static const pick_t MEETING_HELD[] = {TIME(1, 0, at), FILLED(2, 0, has_text)};
static const pick_t CONSENT_WITHDRAWN[] = {TEXT(1, 0, consent_id), TIME(2, 0, at), FILLED(3, 0, has_text)};
static const pick_t CONSENT_GIVEN[] = {
    TEXT(1, 0, consent_id), CODE(5, 0, consent.form), CODE(6, 0, consent.given_by), TIME(7, 0, at), TIME(8, 0, consent.valid_to), FILLED(9, 0, has_text)};

static const body_t BODIES[] = {
    BODY(CONTACT_DRAFTED, DRAFTED),
    BODY(CONTACT_DISCARDED, REASON_TEXT),
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
    BODY(HANDOVER_ANNOUNCED, ANNOUNCED),
    BODY(HANDOVER_DRAFTED, ANSWERS_TEXT),
    BODY(HANDOVER_PACKAGE, PACKAGE),
    BODY(HANDOVER_OVERRIDDEN, REASON_TEXT),
    BODY(HANDOVER_TAKEN_OVER, HANDOVER_TAKEN_OVER),
    BODY(HANDOVER_AGREED, AGREED),
    BODY(HANDOVER_RETURNED, ANSWERS_TEXT),
    BODY(HANDOVER_STANDBY, UNTIL_TEXT),
    BODY(HANDOVER_REFUSED, REFUSED),
    BODY(HANDOVER_RECALLED, REASON_TEXT),
    BODY(HANDOVER_CANCELLED, REASON_TEXT),
    BODY(HANDOVER_ASSIGNED, REASON_TEXT),
    BODY(HANDOVER_SUPPLEMENTED, ANSWERS_TEXT),
    BODY(HANDOVER_FIRST_CONTACT, FIRST_CONTACT),
    BODY(HANDOVER_BRIDGE_ENDED, BRIDGE_ENDED),
    BODY(HANDOVER_FOLLOWED_UP, FOLLOWED_UP),
    BODY(HANDOVER_WITHDRAWN, WITHDRAWN),
    BODY(COURSE_NOTE, ONE_TEXT),
    BODY(MESSAGE_ANNULLED, MESSAGE_ANNULLED),
    BODY(COURSE_TAKEN_OVER, REASON_TEXT),
    BODY(COURSE_REVIEWED, UNTIL_TEXT),
    BODY(CONTACT_PERSON_CHANGED, PERSON_CHANGED),
    BODY(COURSE_STEPPED_IN, UNTIL_TEXT),
    BODY(COURSE_STEPPED_OUT, ONE_TEXT),
    BODY(ACTION_OPENED, ACTION_OPENED),
    BODY(ACTION_DONE, ACTION_DONE),
    BODY(ACTION_MOVED, ACTION_OPENED),
    BODY(COURSE_DIED, DIED),
    BODY(COURSE_MOVED_MUNICIPALITY, MOVED_MUNICIPALITY),
    BODY(CLOCK_PAUSED, PAUSED),
    BODY(CLOCK_RESUMED, RESUMED),
    BODY(COURSE_LINKED, COURSE_LINKED),
    BODY(COURSE_LINK_CONFIRMED, ONE_TEXT),
    BODY(COVER_STARTED, COVER_STARTED),
    BODY(COVER_REPORTED, COVER_REPORTED),
    BODY(COVER_READ, ONE_TEXT),
    BODY(MEETING_CALLED, MEETING_CALLED),
    BODY(MEETING_FIXED, MEETING_FIXED),
    BODY(MEETING_HELD, MEETING_HELD),
    BODY(CONSENT_WITHDRAWN, CONSENT_WITHDRAWN),
    BODY(CONSENT_BASIS_NAMED, REASON_TEXT),
    BODY(CONSENT_GIVEN, CONSENT_GIVEN),
    BODY(DEADLINE_PASSED, DEADLINE_PASSED),
    BODY_UNREAD(DUTY_MOVED),
    BODY_UNREAD(COURSE_OPENED),
    BODY_UNREAD(COURSE_JOINED),
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
    {2, 5, PICK_TEXT, offsetof(receiver_t, kle), sizeof(((receiver_t *)NULL)->kle), PICK_NO_HAS},
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

/* A service may be routed by the flow of what is sent to it. */
static void set_flow(receiver_t *receiver, message_type_t type) {
    const message_type_info_t *info = receiver->party[0] == '\0' ? message_type_info((uint32_t)type) : NULL;
    receiver->flow = info == NULL ? FLOW_NONE : info->flow;
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
        set_flow(&facts->receivers[facts->receiver_count++], facts->type);
    }
    return STATUS_OK;
}

bool body_is_filled(bytes_t message, uint32_t number) {
    scan_field_t field;
    return scan_find(message, number, &field) && pick_is_filled(field.bytes);
}

/* Name, phone and time of the person at the other end: only then does a step that was told count (L3). */
static status_t read_recorded_for(bytes_t recorded, message_facts_t *facts, arena_t *arena, wire_problem_t *problem) {
    scan_field_t at;
    bool has_time = scan_find(recorded, 3, &at) && at.bytes.size > 0;
    instant_t told_at;
    status_t status = has_time ? pick_time(arena, at.bytes, &told_at) : STATUS_OK;
    if (status != STATUS_OK) {
        return wrong(status, problem, "recorded_for.at");
    }
    facts->recorded_for_complete = has_time && body_is_filled(recorded, 1) && body_is_filled(recorded, 2);
    return STATUS_OK;
}

enum { RISK_TICKS = 6, RISK_TICKS_NEEDED = 5 };

/* Ticks 1 to 6 are bits 0 to 5. The sixth, somatic, may be left open. */
void body_read_risks(bytes_t risks, message_facts_t *facts) {
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

/* A question without words asks nothing. */
static bool has_question(bytes_t body) {
    scan_field_t question;
    for (bytes_t rest = body; rest.size > 0;) {
        CHECK(scan_next(&rest, &question));
        if (question.number == 1 && body_is_filled(question.bytes, 2)) {
            return true;
        }
    }
    return false;
}

/* A meeting is called when one may come: at least one of the proposed times can be read. */
static bool has_proposed_time(bytes_t body, arena_t *arena) {
    scan_field_t proposed, at;
    for (bytes_t rest = body; rest.size > 0;) {
        CHECK(scan_next(&rest, &proposed));
        instant_t when;
        if (proposed.number == 1 && scan_find(proposed.bytes, 1, &at) && pick_time(arena, at.bytes, &when) == STATUS_OK) {
            return true;
        }
    }
    return false;
}

enum { DRAFT_ANSWERS = 1, PACKAGE_ANSWERS = 8 };

static status_t read_combined(message_type_t type, bytes_t body, arena_t *arena, message_facts_t *facts, wire_problem_t *problem) {
    scan_field_t field;
    if (type == TYPE_CONTACT_TRIAGED && scan_find(body, 2, &field)) {
        body_read_risks(field.bytes, facts);
    } else if (type == TYPE_CONTACT_EXTERNAL_TAKEOVER) {
        facts->has_service_details = facts->at != 0 && body_is_filled(body, 2) && body_is_filled(body, 3);
    } else if (type == TYPE_HANDOVER_PACKAGE) {
        return answers_read(body, PACKAGE_ANSWERS, arena, facts, problem);
    } else if (type == TYPE_HANDOVER_DRAFTED || type == TYPE_HANDOVER_SUPPLEMENTED) {
        return answers_read(body, DRAFT_ANSWERS, arena, facts, problem);
    } else if (type == TYPE_HANDOVER_RETURNED) {
        facts->has_questions = has_question(body);
    } else if (type == TYPE_CONSENT_GIVEN) {
        return consent_read(body, &facts->consent, problem);
    } else if (type == TYPE_MEETING_CALLED) {
        facts->has_need = has_proposed_time(body, arena);
    }
    return STATUS_OK;
}

/* ---- when the citizen was born ---- */

#define CPR_DIGITS 10

/* The civil registration number's seventh digit tells the century (CPR-kontoret, "Personnummeret i CPR"). */
static int cpr_year(int in_century, int seventh) {
    if (seventh <= 3) {
        return 1900 + in_century;
    }
    if (seventh == 4 || seventh == 9) {
        return in_century <= 36 ? 2000 + in_century : 1900 + in_century;
    }
    return in_century <= 57 ? 2000 + in_century : 1800 + in_century;
}

/* Local midnight of the day; 0 for what is no number of that form, or a day that does not exist. */
static instant_t born_at(bytes_t cpr) {
    int digits[CPR_DIGITS];
    if (cpr.size != CPR_DIGITS) {
        return 0;
    }
    for (unsigned at = 0; at < CPR_DIGITS; at++) {
        if (cpr.data[at] < '0' || cpr.data[at] > '9') {
            return 0;
        }
        digits[at] = cpr.data[at] - '0';
    }
    date_t date = {cpr_year(digits[4] * 10 + digits[5], digits[6]), digits[2] * 10 + digits[3], digits[0] * 10 + digits[1]};
    char day[INSTANT_TEXT_SIZE];
    instant_t exists;
    (void)snprintf(day, sizeof day, "%04d-%02d-%02dT00:00:00Z", date.year, date.month, date.day);
    return instant_read(day, &exists, NULL) == STATUS_OK ? calendar_instant(date, 0, 0) : 0;
}

/* ---- the whole ---- */

static const body_table_t OWN = {BODIES, COUNT_OF(BODIES), read_combined};
static const body_table_t *const BODY_TABLES[] = {&OWN, &BODIES_OF_EARLY, &BODIES_OF_REFERRAL, &BODIES_OF_ORDER, &BODIES_OF_HOSPITAL, &BODIES_OF_PURCHASE, &BODIES_OF_CLOSING};

static const body_t *body_of(uint32_t number, const body_table_t **table) {
    for (unsigned t = 0; t < COUNT_OF(BODY_TABLES); t++) {
        *table = BODY_TABLES[t];
        for (unsigned at = 0; at < (*table)->count; at++) {
            if ((uint32_t)(*table)->bodies[at].type == number) {
                return &(*table)->bodies[at];
            }
        }
    }
    return NULL;
}

static status_t read_body(uint32_t number, bytes_t bytes, arena_t *arena, message_facts_t *facts, wire_problem_t *problem) {
    const body_table_t *table;
    const body_t *body = body_of(number, &table);
    const ProtobufCFieldDescriptor *known = protobuf_c_message_descriptor_get_field(&stafet__v1__message__descriptor, number);
    CHECK(body != NULL && known != NULL);
    facts->type = body->type;
    scan_fields_t fields;
    scan_collect(bytes, &fields);
    picks_t picks = {body->rows, body->count, known->descriptor};
    status_t status = pick_run(&picks, &fields, arena, facts, problem);
    status = status == STATUS_OK && table->combine != NULL ? table->combine(body->type, bytes, arena, facts, problem) : status;
    return status == STATUS_OK ? STATUS_OK : wrong(status, problem, known->name);
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
        facts->type = (message_type_t)fields.high; /* the receivers' flow is its */
        status = read_receivers(message, arena, facts, problem);
    }
    if (status == STATUS_OK && facts->recorded_for) {
        status = read_recorded_for(fields.slot[RECORDED_FOR].bytes, facts, arena, problem);
    }
    scan_field_t cpr;
    if (status == STATUS_OK && scan_has(&fields, SUBJECT) && scan_find(fields.slot[SUBJECT].bytes, 4, &cpr)) {
        facts->born_at = born_at(cpr.bytes);
    }
    if (status == STATUS_OK) {
        status = read_body(fields.high, fields.slot[0].bytes, arena, facts, problem);
    }
    return status;
}
