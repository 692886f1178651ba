/* SPDX-License-Identifier: EUPL-1.2
 * Administration: the rows of query.proto as the registry's structs. */
#include "wire/change.h"

#include "base/check.h"
#include "stafet/v1/query.pb-c.h"
#include "wire/pick.h"
#include "wire/problem.h"

#define NO_HAS PICK_NO_HAS
#define TEXT(field, kind, owner, member) {field, 0, PICK_##kind, offsetof(owner, member), sizeof(((owner *)NULL)->member), NO_HAS}

static const pick_t PARTY[] = {
    TEXT(1, SLUG, party_t, id),
    TEXT(3, TEXT, party_t, name),
    TEXT(4, SLUG, party_t, organisation),
    TEXT(5, TEXT, party_t, municipality),
    TEXT(6, TEXT, party_t, cvr),
    TEXT(7, TEXT, party_t, sor),
    TEXT(8, TEXT, party_t, gln),
    TEXT(9, BOOL, party_t, may_hold),
    TEXT(10, BOOL, party_t, around_the_clock),
    TEXT(11, SLUG, party_t, cover),
    TEXT(12, SLUG, party_t, fallback),
    TEXT(13, TEXT, party_t, phone),
    TEXT(14, TIME, party_t, valid_from),
    TEXT(15, TIME, party_t, valid_to),
};
static const pick_t PERSON[] = {
    TEXT(1, SLUG, person_t, id),    TEXT(2, SLUG, person_t, party),      TEXT(3, TEXT, person_t, name),     TEXT(4, U32, person_t, role),
    TEXT(5, TEXT, person_t, phone), TEXT(6, TIME, person_t, valid_from), TEXT(7, TIME, person_t, valid_to),
};
static const pick_t KEY[] = {
    TEXT(1, HEX, grant_t, public_key),
    TEXT(2, SLUG, grant_t, party),
    TEXT(8, TEXT, grant_t, label),
};
static const pick_t REVOKE[] = {TEXT(1, HEX, grant_t, public_key)};
static const pick_t ROSTER[] = {
    TEXT(1, SLUG, roster_t, party),
    TEXT(3, SLUG, roster_t, person),
    TEXT(4, TIME, roster_t, from),
    TEXT(5, TIME, roster_t, to),
};

static const pick_t SET_TIME[] = {{1, 0, PICK_TIME, 0, 0, NO_HAS}};
static const pick_t RULE[] = {
    TEXT(1, TEXT, rule_change_t, rule),       TEXT(2, TEXT, rule_change_t, municipality), TEXT(3, TEXT, rule_change_t, paragraph), TEXT(4, U32, rule_change_t, priority),
    TEXT(5, U32, rule_change_t, amount),      TEXT(6, TEXT, rule_change_t, unit),         TEXT(7, TIME, rule_change_t, valid_from),
    TEXT(10, SLUG, rule_change_t, second_person),
};

#define POINTER(field, member, owner) {field, 0, PICK_POINTER, offsetof(owner, member), 0, NO_HAS}
#define COUNTED(field, kind, member, owner) {field, 0, PICK_##kind, offsetof(owner, member), 0, offsetof(owner, has_##member)}
#define MOMENT(field, member, owner) {field, 0, PICK_TIME, offsetof(owner, member), sizeof(((owner *)NULL)->member), NO_HAS}

static const pick_t OFFER[] = {
    POINTER(1, id, offer_given_t), POINTER(2, party, offer_given_t), POINTER(3, name, offer_given_t), POINTER(4, core_task, offer_given_t),
    POINTER(5, not_for, offer_given_t), POINTER(6, paragraphs, offer_given_t), POINTER(7, target_groups, offer_given_t), POINTER(8, services, offer_given_t),
    POINTER(9, deliveries, offer_given_t), POINTER(10, competences, offer_given_t), POINTER(11, performer, offer_given_t), POINTER(12, hours, offer_given_t),
    COUNTED(13, U32, age_from, offer_given_t), COUNTED(14, U32, age_to, offer_given_t), COUNTED(15, U32, step, offer_given_t),
    COUNTED(16, BOOL, acute, offer_given_t), COUNTED(17, BOOL, visitated, offer_given_t), COUNTED(18, BOOL, civil_society, offer_given_t),
    COUNTED(19, BOOL, for_relatives, offer_given_t), COUNTED(20, BOOL, accompanied, offer_given_t), COUNTED(21, U32, price_day, offer_given_t),
    POINTER(22, host, offer_given_t), POINTER(23, portal_id, offer_given_t), MOMENT(24, approved_until, offer_given_t), MOMENT(25, valid_from, offer_given_t),
    MOMENT(26, valid_to, offer_given_t),
};
static const pick_t CONFIRM[] = {POINTER(1, id, offer_given_t), POINTER(2, party, offer_given_t)};
static const pick_t CAPACITY[] = {
    POINTER(1, offer, capacity_given_t), POINTER(2, party, capacity_given_t), COUNTED(3, U32, total, capacity_given_t), COUNTED(4, U32, free, capacity_given_t),
    COUNTED(5, U32, reserved, capacity_given_t), COUNTED(6, U32, waiting_days, capacity_given_t), MOMENT(7, next_free, capacity_given_t),
};
static const pick_t ROUTE[] = {
    POINTER(1, id, route_given_t), POINTER(3, municipality, route_given_t), POINTER(4, service, route_given_t), POINTER(5, flow, route_given_t),
    POINTER(6, paragraphs, route_given_t), POINTER(7, kle, route_given_t), POINTER(8, target_groups, route_given_t), POINTER(9, hours, route_given_t),
    POINTER(10, to_party, route_given_t), POINTER(11, to_kind, route_given_t), POINTER(12, note, route_given_t), MOMENT(13, valid_from, route_given_t),
    MOMENT(14, valid_to, route_given_t),
};
static const pick_t UNMET[] = {
    POINTER(2, municipality, unmet_given_t), POINTER(3, paragraph, unmet_given_t), POINTER(4, target_group, unmet_given_t), POINTER(5, need, unmet_given_t),
};

/* What a table row cannot say: words of a closed set, and bits. */
typedef status_t words_t(const scan_fields_t *fields, arena_t *arena, change_t *change, wire_problem_t *problem);

static status_t party_words(const scan_fields_t *fields, arena_t *arena, change_t *change, wire_problem_t *problem) {
    const char *kind = scan_has(fields, 2) ? pick_text(arena, fields->slot[2].bytes) : "";
    change->has_may_hold = scan_has(fields, 9);
    change->has_around_the_clock = scan_has(fields, 10);
    if (kind == NULL) {
        return STATUS_TOO_LARGE;
    }
    if (kind[0] != '\0' && party_kind_parse(kind, &change->set_party.kind) != STATUS_OK) {
        problem_in(problem, "kind");
        return STATUS_FIELD_INVALID;
    }
    return STATUS_OK;
}

static status_t key_words(const scan_fields_t *fields, arena_t *arena, change_t *change, wire_problem_t *problem) {
    static const struct {
        unsigned field, right;
    } RIGHTS[] = {{3, RIGHT_SEND}, {4, RIGHT_RECEIVE}, {5, RIGHT_METADATA}, {6, RIGHT_BODIES}, {7, RIGHT_ADMIN}};
    (void)arena, (void)problem;
    for (unsigned at = 0; at < COUNT_OF(RIGHTS); at++) {
        bool is_given = scan_has(fields, RIGHTS[at].field) && fields->slot[RIGHTS[at].field].varint != 0;
        change->grant.rights |= is_given ? RIGHTS[at].right : 0;
    }
    return STATUS_OK;
}

static status_t roster_words(const scan_fields_t *fields, arena_t *arena, change_t *change, wire_problem_t *problem) {
    static const struct {
        const char *duty;
        role_t role;
    } DUTIES[] = {{"on_duty", ROLE_STAFF}, {"leader", ROLE_LEADER}, {"chief", ROLE_CHIEF}};
    const char *duty = scan_has(fields, 2) ? pick_text(arena, fields->slot[2].bytes) : "";
    if (duty == NULL) {
        return STATUS_TOO_LARGE;
    }
    for (unsigned at = 0; at < COUNT_OF(DUTIES); at++) {
        if (text_equal(duty, DUTIES[at].duty)) {
            change->set_roster.role = DUTIES[at].role;
            return STATUS_OK;
        }
    }
    problem_in(problem, "duty");
    return duty[0] == '\0' ? STATUS_FIELD_MISSING : STATUS_FIELD_INVALID;
}

typedef struct {
    change_kind_t kind;
    uint32_t field; /* of Change */
    picks_t picks;
    size_t place;          /* of the struct in change_t */
    unsigned needed[5]; /* fields that must be there and filled, up to a 0 */
    words_t *words;
} change_row_t;

#define ROW(rows, type) {rows, COUNT_OF(rows), &stafet__v1__##type##__descriptor}
static const change_row_t CHANGES[] = {
    {CHANGE_PARTY, 4, ROW(PARTY, party_row), offsetof(change_t, set_party), {1}, party_words},
    {CHANGE_PERSON, 5, ROW(PERSON, person_row), offsetof(change_t, set_person), {1, 2}, NULL},
    {CHANGE_GRANT, 6, ROW(KEY, key_row), offsetof(change_t, grant), {1, 2}, key_words},
    {CHANGE_REVOKE, 7, ROW(REVOKE, revoke_key), offsetof(change_t, grant), {1}, NULL},
    {CHANGE_ROSTER, 8, ROW(ROSTER, roster_row), offsetof(change_t, set_roster), {1, 2, 3}, roster_words},
    {CHANGE_TIME, 9, ROW(SET_TIME, set_time), offsetof(change_t, set_time), {1}, NULL},
    {CHANGE_RULE, 10, ROW(RULE, rule_row), offsetof(change_t, set_rule), {1, 2, 6, 10}, NULL},
    {CHANGE_OFFER, 11, ROW(OFFER, offer_row), offsetof(change_t, offer), {1, 2}, NULL},
    {CHANGE_CONFIRM, 12, ROW(CONFIRM, confirm_offer), offsetof(change_t, offer), {1, 2}, NULL},
    {CHANGE_CAPACITY, 13, ROW(CAPACITY, capacity_row), offsetof(change_t, capacity), {1, 2}, NULL},
    {CHANGE_ROUTE, 14, ROW(ROUTE, route_row), offsetof(change_t, route), {1}, NULL},
    {CHANGE_UNMET, 15, ROW(UNMET, unmet_row), offsetof(change_t, unmet), {2}, NULL},
};

static status_t check_needed(const change_row_t *row, const scan_fields_t *fields, wire_problem_t *problem) {
    for (unsigned at = 0; row->needed[at] != 0; at++) {
        unsigned number = row->needed[at];
        if (!scan_has(fields, number) || fields->slot[number].bytes.size == 0) {
            problem_in(problem, protobuf_c_message_descriptor_get_field(row->picks.type, number)->name);
            return STATUS_FIELD_MISSING;
        }
    }
    return STATUS_OK;
}

static status_t read_row(const change_row_t *row, bytes_t bytes, arena_t *arena, change_t *change, wire_problem_t *problem) {
    scan_fields_t fields;
    scan_collect(bytes, &fields);
    change->kind = row->kind;
    status_t status = check_needed(row, &fields, problem);
    if (status == STATUS_OK) {
        status = pick_run(&row->picks, &fields, arena, (uint8_t *)change + row->place, problem);
    }
    if (status == STATUS_OK && row->words != NULL) {
        status = row->words(&fields, arena, change, problem);
    }
    return status;
}

status_t change_finish(bytes_t bytes, arena_t *arena, void *item, wire_problem_t *problem) {
    change_t *change = item;
    CHECK(change != NULL && change->kind == CHANGE_NONE);
    for (unsigned at = 0; at < COUNT_OF(CHANGES); at++) {
        scan_field_t field;
        if (!scan_find(bytes, CHANGES[at].field, &field)) {
            continue;
        }
        status_t status = read_row(&CHANGES[at], field.bytes, arena, change, problem);
        if (status != STATUS_OK) {
            problem_in(problem, protobuf_c_message_descriptor_get_field(&stafet__v1__change__descriptor, CHANGES[at].field)->name);
        }
        return status;
    }
    problem_in(problem, "change");
    return STATUS_FIELD_MISSING;
}
