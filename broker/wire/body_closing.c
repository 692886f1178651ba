/* SPDX-License-Identifier: EUPL-1.2
 * What the rules look at in the bodies of a closing. */
#include "base/check.h"
#include "stafet/v1/message.pb-c.h"
#include "wire/body.h"

static const pick_t PROPOSED[] = {CODE(1, 0, reason), CODE(2, 0, mode), FILLED(3, 0, has_text)};
static const pick_t CITIZEN_ANSWERED[] = {
    CODE(1, 0, readiness), FILLED(2, 0, has_words), IS(3, 0, has_words, 1), IS(3, 0, has_words, 2), FLAG(4, 0, is_capable), FLAG(5, 0, guidance_given), FLAG(6, 0, section_82_considered)};
static const pick_t OBJECTED[] = {FILLED(1, 0, has_text)};
static const pick_t ATTEMPTED[] = {TIME(1, 0, at), CODE(2, 0, channel), FILLED(3, 0, has_text)};
static const pick_t NOT_FOUND[] = {FLAG(1, 0, address_checked), FLAG(2, 0, admission_checked), FILLED(4, 0, has_text)};
/* The mode is the coded reason that the log keeps. */
static const pick_t DECIDED[] = {
    CODE(1, 0, reason), FILLED(2, 0, has_text), SLUG(3, 0, recontact_unit), FILLED(4, 0, has_contact_phone),
    TIME(5, 0, ends_at), TIME(6, 0, at), CODE(8, 0, onward), FILLED(9, 0, has_authority_decision)};
static const pick_t REASON_TEXT[] = {CODE(1, 0, reason), FILLED(2, 0, has_text)};
/* has_need: who spoke with the citizen. The log keeps how it went. */
static const pick_t AFTERCARE_CHECKED[] = {
    CODE(1, 0, day), TIME(2, 0, at), FILLED(3, 0, has_need), CODE(4, 0, result), CODE(4, 0, reason), CODE(5, 0, came_there), FILLED(6, 0, has_text)};
static const pick_t REOPENED[] = {CODE(1, 0, need_length), FILLED(2, 0, has_text)};
static const pick_t RECONTACTED[] = {
    UUID(1, 0, previous, has_previous), CODE(2, 0, need_length), FILLED(3, 0, has_need), FILLED(4, 1, has_way_back), FILLED(4, 2, has_way_back),
    FLAG(4, 3, has_way_back), CODE(5, 0, danger)};
static const pick_t RECONTACT_TAKEN[] = {
    FILLED(1, 0, has_contact_person), IF_SLUG(1, 0, contact_person), FILLED(2, 0, has_contact_phone), FILLED(3, 0, has_text)};
static const pick_t RECONTACT_REFUSED[] = {CODE(1, 0, reason), FILLED(2, 0, has_text), SLUG(3, 0, next_owner)};
static const pick_t WITHDRAWN[] = {CODE(1, 0, reason)};

static const body_t BODIES[] = {
    BODY(CLOSING_DECIDED, DECIDED),
    BODY(CLOSING_PROPOSED, PROPOSED),
    BODY(CLOSING_CITIZEN_ANSWERED, CITIZEN_ANSWERED),
    BODY(CLOSING_OBJECTED, OBJECTED),
    BODY(CLOSING_ATTEMPTED, ATTEMPTED),
    BODY(CLOSING_NOT_FOUND, NOT_FOUND),
    BODY(CLOSING_STOPPED, REASON_TEXT),
    BODY_UNREAD(CLOSING_EVALUATED),
    BODY(CLOSING_AFTERCARE_CHECKED, AFTERCARE_CHECKED),
    BODY(CLOSING_REOPENED, REOPENED),
    BODY(CLOSING_RECONTACTED, RECONTACTED),
    BODY(CLOSING_RECONTACT_TAKEN, RECONTACT_TAKEN),
    BODY(CLOSING_RECONTACT_REFUSED, RECONTACT_REFUSED),
    BODY(CLOSING_RECONTACT_RECALLED, REASON_TEXT),
    BODY(CLOSING_WITHDRAWN, WITHDRAWN),
};

enum { PROPOSED_ENDS = 4, DECIDED_ENDS = 7, ANSWER_RISKS = 7, NOT_FOUND_RISKS = 3, EVALUATION_QUESTIONS = 3 };

/* An open flow counts as named when it is told how it will end. Beyond what a course can have open, nothing is missed. */
static status_t read_flow_ends(bytes_t body, uint32_t number, arena_t *arena, message_facts_t *facts, wire_problem_t *problem) {
    static const pick_t rows[] = {{1, 0, PICK_UUID, 0, 0, PICK_NO_HAS}};
    static const picks_t picks = {rows, COUNT_OF(rows), &stafet__v1__flow_end__descriptor};
    scan_field_t end;
    scan_fields_t fields;
    for (bytes_t rest = body; rest.size > 0;) {
        CHECK(scan_next(&rest, &end));
        if (end.number != number || !body_is_filled(end.bytes, 2) || !body_is_filled(end.bytes, 1) || facts->named_count == COURSE_FLOWS_MAX) {
            continue;
        }
        scan_collect(end.bytes, &fields);
        status_t status = pick_run(&picks, &fields, arena, &facts->named_flows[facts->named_count], problem);
        if (status != STATUS_OK) {
            problem_in(problem, "flow_ends");
            return status;
        }
        facts->named_count++;
    }
    return STATUS_OK;
}

/* A choice or words to each of the three questions. */
static bool has_three_answers(bytes_t body) {
    for (uint32_t question = 1; question <= EVALUATION_QUESTIONS; question++) {
        scan_field_t answer, choice;
        if (!scan_find(body, question, &answer)) {
            return false;
        }
        bool is_chosen = scan_find(answer.bytes, 1, &choice) && choice.varint != 0;
        if (!is_chosen && !body_is_filled(answer.bytes, 2)) {
            return false;
        }
    }
    return true;
}

static status_t combine(message_type_t type, bytes_t body, arena_t *arena, message_facts_t *facts, wire_problem_t *problem) {
    scan_field_t risks;
    switch ((unsigned)type) {
    case TYPE_CLOSING_PROPOSED: return read_flow_ends(body, PROPOSED_ENDS, arena, facts, problem);
    case TYPE_CLOSING_DECIDED: return read_flow_ends(body, DECIDED_ENDS, arena, facts, problem);
    case TYPE_CLOSING_CITIZEN_ANSWERED:
    case TYPE_CLOSING_NOT_FOUND:
        if (scan_find(body, type == TYPE_CLOSING_NOT_FOUND ? NOT_FOUND_RISKS : ANSWER_RISKS, &risks)) {
            body_read_risks(risks.bytes, facts);
        }
        return STATUS_OK;
    case TYPE_CLOSING_EVALUATED: facts->has_evaluation = has_three_answers(body); return STATUS_OK;
    default: return STATUS_OK;
    }
}

const body_table_t BODIES_OF_CLOSING = {BODIES, COUNT_OF(BODIES), combine};
