/* SPDX-License-Identifier: EUPL-1.2
 * What the rules look at in the bodies of a referral. */
#include "base/check.h"
#include "wire/body.h"

/* has_way_back: a number of who refers. has_text: why the citizen is not told. */
static const pick_t SUBMITTED[] = {
    CODE(1, 1, requester_role), FILLED(1, 3, has_way_back), FILLED(2, 2, has_way_back), FLAG(2, 3, has_subject),
    FILLED(3, 0, has_need),     CODE(4, 0, informed),       FILLED(5, 0, has_text),     TEXT(6, 0, paragraph), CODE(7, 0, with_duty),
};
static const pick_t RECEIVED[] = {
    FILLED(1, 0, has_contact_person), IF_SLUG(1, 0, contact_person), FILLED(2, 0, has_contact_phone), TIME(3, 0, at),
    TEXT(4, 0, paragraph),            FILLED(5, 0, has_text),        FILLED(6, 0, has_no_early),
};
/* citizen_agrees: the authority asks the citizen itself. */
static const pick_t SUPPLEMENT_ASKED[] = {FLAG(2, 0, citizen_agrees), CODE(3, 0, pause), FILLED(4, 0, has_text)};
static const pick_t SUPPLEMENT_GIVEN[] = {FILLED(2, 0, has_text)};
static const pick_t DECIDED[] = {
    CODE(1, 0, decision), CODE(2, 0, reason),         FILLED(3, 0, has_text),        TEXT(4, 0, paragraph),  TIME(5, 0, at),
    TIME(6, 0, ends_at),  FILLED(7, 0, has_no_end),   FILLED(8, 0, has_alternative), SLUG(9, 0, next_owner), FLAG(10, 0, has_guidance),
};
static const pick_t REPRIORITISED[] = {FILLED(1, 0, has_text), FILLED(2, 0, has_no_early)};
static const pick_t NOTIFIED[] = {TIME(1, 0, told_at), TIME(2, 0, at), FLAG(3, 0, has_guidance), FILLED(4, 0, has_text)};
static const pick_t DEADLINE_NOTICE[] = {TIME(1, 0, at), FILLED(2, 0, has_text), TIME(3, 0, told_at)};
static const pick_t FORWARDED[] = {FILLED(1, 0, has_text)};
static const pick_t FORWARD_CONFIRMED[] = {
    FILLED(1, 0, has_contact_person), IF_SLUG(1, 0, contact_person), FILLED(2, 0, has_contact_phone), FILLED(3, 0, has_text)};
static const pick_t WITHDRAWN[] = {CODE(1, 0, voice), FILLED(2, 0, has_text)};
static const pick_t WITHDRAWAL_CONFIRMED[] = {IS(1, 0, citizen_agrees, ANSWER_YES), FLAG(2, 0, section_82_considered), FILLED(3, 0, has_text)};
static const pick_t REASSESSED[] = {TIME(1, 0, told_at), FILLED(2, 0, has_text)};

static const body_t BODIES[] = {
    BODY(REFERRAL_SUBMITTED, SUBMITTED),
    BODY(REFERRAL_RECEIVED, RECEIVED),
    BODY(REFERRAL_SUPPLEMENT_ASKED, SUPPLEMENT_ASKED),
    BODY(REFERRAL_SUPPLEMENT_GIVEN, SUPPLEMENT_GIVEN),
    BODY(REFERRAL_DECIDED, DECIDED),
    BODY(REFERRAL_REPRIORITISED, REPRIORITISED),
    BODY(REFERRAL_NOTIFIED, NOTIFIED),
    BODY(REFERRAL_DEADLINE_NOTICE, DEADLINE_NOTICE),
    BODY(REFERRAL_FORWARDED, FORWARDED),
    BODY(REFERRAL_FORWARD_CONFIRMED, FORWARD_CONFIRMED),
    BODY(REFERRAL_WITHDRAWN, WITHDRAWN),
    BODY(REFERRAL_WITHDRAWAL_CONFIRMED, WITHDRAWAL_CONFIRMED),
    BODY(REFERRAL_APPEALED, WITHDRAWN),
    BODY(REFERRAL_REASSESSED, REASSESSED),
    BODY(REFERRAL_RECALLED, FORWARDED),
};

/* Each of a supplement's questions has an id and words; each answer an id, and words or that it cannot be answered. */
static bool all_are_whole(bytes_t body, bool may_not_be_answered) {
    scan_field_t part, cannot;
    unsigned count = 0;
    for (bytes_t rest = body; rest.size > 0;) {
        CHECK(scan_next(&rest, &part));
        if (part.number != 1) {
            continue;
        }
        bool is_said = body_is_filled(part.bytes, 2) || (may_not_be_answered && scan_find(part.bytes, 3, &cannot) && cannot.varint != 0);
        if (!is_said || !body_is_filled(part.bytes, 1)) {
            return false;
        }
        count++;
    }
    return count > 0;
}

static status_t combine(message_type_t type, bytes_t body, arena_t *arena, message_facts_t *facts, wire_problem_t *problem) {
    scan_field_t citizen;
    (void)arena;
    (void)problem;
    if (type == TYPE_REFERRAL_SUBMITTED && scan_find(body, 2, &citizen)) {
        bool is_reachable = body_is_filled(citizen.bytes, 1) && body_is_filled(citizen.bytes, 2);
        facts->has_subject = facts->has_subject || is_reachable;
        facts->subject_is_anonymous = facts->subject_is_anonymous && !is_reachable;
    } else if (type == TYPE_REFERRAL_SUPPLEMENT_ASKED) {
        facts->has_questions = all_are_whole(body, false);
    } else if (type == TYPE_REFERRAL_SUPPLEMENT_GIVEN) {
        facts->has_questions = all_are_whole(body, true);
    }
    return STATUS_OK;
}

const body_table_t BODIES_OF_REFERRAL = {BODIES, COUNT_OF(BODIES), combine};
