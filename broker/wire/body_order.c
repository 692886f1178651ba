/* SPDX-License-Identifier: EUPL-1.2
 * What the rules look at in the bodies of an order. */
#include "base/check.h"
#include "wire/answers.h"
#include "wire/body.h"

static const pick_t ENQUIRED[] = {
    TEXT(1, 0, paragraph), FILLED(2, 2, has_effort), FILLED(2, 3, has_effort), FILLED(4, 0, has_need), TIME(5, 0, at),
};
static const pick_t WILLING[] = {TIME(1, 0, at), FILLED(2, 0, has_text)};
static const pick_t UNWILLING[] = {CODE(1, 0, reason), FILLED(2, 0, has_text), TIME(3, 0, at)};
/* has_need: why it is placed without the citizen's yes; its text is what changed since the version before. */
static const pick_t PLACED[] = {
    TEXT(1, 0, paragraph),    FILLED(2, 2, has_effort),        FILLED(2, 3, has_effort),          TIME(8, 0, at),       TIME(9, 0, review_at),
    TIME(10, 0, ends_at),     CODE(11, 0, open_end),           FILLED(12, 1, has_payer),          CODE(13, 0, with_duty), CODE(14, 1, informed),
    FILLED(14, 2, has_need),  FILLED(15, 0, has_approval),     TEXT(17, 0, standard),             CODE(18, 0, standard_version),
    UUID(19, 0, linked, has_linked), FILLED(21, 0, has_text),
};
static const pick_t CONFIRMED[] = {
    TIME(1, 0, at),        FILLED(2, 0, has_contact_person), IF_SLUG(2, 0, contact_person), FILLED(3, 0, has_contact_phone),
    TIME(4, 0, review_at), FILLED(5, 1, has_payer),          FILLED(6, 0, has_text),
};
static const pick_t REFUSED[] = {CODE(1, 0, reason), FILLED(2, 0, has_text), SLUG(3, 0, next_owner)};
static const pick_t RETURNED[] = {FILLED(2, 0, has_text)};
static const pick_t WITHDRAWN[] = {CODE(2, 0, reason), FILLED(3, 0, has_text)};
static const pick_t ONE_TEXT[] = {FILLED(1, 0, has_text)};
static const pick_t SELF_ADMITTED[] = {
    TEXT(1, 0, paragraph), TIME(2, 0, at), TEXT(3, 0, municipality), FILLED(4, 0, has_need), FILLED(5, 0, has_contact_person), IF_SLUG(5, 0, contact_person),
};
static const pick_t STARTED[] = {
    TIME(1, 0, at), FILLED(2, 0, has_contact_person), IF_SLUG(2, 0, contact_person), FILLED(3, 0, has_contact_phone), FILLED(5, 0, has_text),
};
/* has_need: the version before; its text is the one after. */
static const pick_t CHANGE_PROPOSED[] = {FILLED(1, 0, has_need), FILLED(2, 0, has_text)};
static const pick_t CHANGE_AGREED[] = {TIME(1, 0, at), TIME(2, 0, review_at), FILLED(3, 0, has_text)};
static const pick_t CHANGE_REFUSED[] = {CODE(1, 0, reason), FILLED(2, 0, has_text)};
static const pick_t REVIEWED[] = {CODE(1, 0, reason), TIME(2, 0, review_at), CODE(3, 0, step_down), FILLED(4, 0, has_text)};
static const pick_t END_NOTIFIED[] = {CODE(1, 0, reason), TIME(2, 0, ends_at), FILLED(3, 0, has_text), FLAG(4, 0, recalled)};
static const pick_t ENDED[] = {CODE(1, 0, reason), TIME(2, 0, at), FILLED(3, 0, has_text), TIME(4, 0, seen_at), CODE(5, 0, attempts)};

static const body_t BODIES[] = {
    BODY(ORDER_ENQUIRED, ENQUIRED),
    BODY(ORDER_WILLING, WILLING),
    BODY(ORDER_UNWILLING, UNWILLING),
    BODY(ORDER_PLACED, PLACED),
    BODY(ORDER_CONFIRMED, CONFIRMED),
    BODY(ORDER_REFUSED, REFUSED),
    BODY(ORDER_RETURNED, RETURNED),
    BODY(ORDER_WITHDRAWN, WITHDRAWN),
    BODY(ORDER_WITHDRAWAL_CONFIRMED, ONE_TEXT),
    BODY(ORDER_SELF_ADMITTED, SELF_ADMITTED),
    BODY(ORDER_STARTED, STARTED),
    BODY(ORDER_CHANGE_PROPOSED, CHANGE_PROPOSED),
    BODY(ORDER_CHANGE_AGREED, CHANGE_AGREED),
    BODY(ORDER_CHANGE_REFUSED, CHANGE_REFUSED),
    BODY(ORDER_REVIEWED, REVIEWED),
    BODY(ORDER_END_NOTIFIED, END_NOTIFIED),
    BODY(ORDER_ENDED, ENDED),
    BODY(ORDER_SUPPLEMENTED, ONE_TEXT),
};

/* ---- nobody is named ---- */

static bool is_digit(bytes_t text, size_t at) {
    return at < text.size && text.data[at] >= '0' && text.data[at] <= '9';
}

static unsigned two_digits(bytes_t text, size_t at) {
    return (unsigned)(text.data[at] - '0') * 10 + (unsigned)(text.data[at + 1] - '0');
}

enum { DATE_DIGITS = 6, SERIAL_DIGITS = 4 };

static bool are_digits(bytes_t text, size_t at, size_t count) {
    for (size_t index = 0; index < count; index++) {
        if (!is_digit(text, at + index)) {
            return false;
        }
    }
    return true;
}

/* DDMMYYXXXX, DDMMYY-XXXX or DDMMYY XXXX, and no digit before or after. */
static bool is_cpr(bytes_t text, size_t at) {
    if (!are_digits(text, at, DATE_DIGITS) || (at > 0 && is_digit(text, at - 1))) {
        return false;
    }
    size_t serial = at + DATE_DIGITS;
    serial += serial < text.size && (text.data[serial] == '-' || text.data[serial] == ' ') ? 1U : 0U;
    unsigned day = two_digits(text, at);
    unsigned month = two_digits(text, at + 2);
    bool is_day = day >= 1 && day <= 31 && month >= 1 && month <= 12;
    return is_day && are_digits(text, serial, SERIAL_DIGITS) && !is_digit(text, serial + SERIAL_DIGITS);
}

/* L13: a CPR number in the words of a question that is to name nobody. */
bool body_tells_cpr(bytes_t body) {
    for (size_t at = 0; at + DATE_DIGITS + SERIAL_DIGITS <= body.size; at++) {
        if (is_cpr(body, at)) {
            return true;
        }
    }
    return false;
}

/* ---- what is more than one field to one place ---- */

enum { PLACED_ANSWERS = 23, QUESTION_ANSWERS = 22, RETURNED_QUESTIONS = 1, SUPPLEMENTED_ANSWERS = 2 };

/* An id and words. */
static bool has_pair(bytes_t body, uint32_t number) {
    scan_field_t pair;
    for (bytes_t rest = body; rest.size > 0;) {
        CHECK(scan_next(&rest, &pair));
        if (pair.number == number && body_is_filled(pair.bytes, 1) && body_is_filled(pair.bytes, 2)) {
            return true;
        }
    }
    return false;
}

static status_t combine(message_type_t type, bytes_t body, arena_t *arena, message_facts_t *facts, wire_problem_t *problem) {
    switch ((unsigned)type) {
    case TYPE_ORDER_ENQUIRED:
        facts->subject_identifies = facts->subject_identifies || body_tells_cpr(body);
        return STATUS_OK;
    case TYPE_ORDER_PLACED:
        facts->has_questions = has_pair(body, QUESTION_ANSWERS);
        return answers_read(body, PLACED_ANSWERS, arena, facts, problem);
    case TYPE_ORDER_RETURNED:
        facts->has_questions = has_pair(body, RETURNED_QUESTIONS);
        return STATUS_OK;
    case TYPE_ORDER_SUPPLEMENTED:
        return answers_read(body, SUPPLEMENTED_ANSWERS, arena, facts, problem);
    default:
        return STATUS_OK;
    }
}

const body_table_t BODIES_OF_ORDER = {BODIES, COUNT_OF(BODIES), combine};
