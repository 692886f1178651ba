/* SPDX-License-Identifier: EUPL-1.2
 * Which fields of a body the rules look at: rows of picks, and the words they are written in. Inside the wire layer only. */
#ifndef STAFET_WIRE_BODY_H
#define STAFET_WIRE_BODY_H

#include <stddef.h>

#include "model/message.h"
#include "wire/pick.h"
#include "wire/problem.h"

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

typedef struct {
    message_type_t type;
    const pick_t *rows;
    unsigned count;
} body_t;

#define BODY(type, rows) {TYPE_##type, rows, COUNT_OF(rows)}
#define BODY_UNREAD(type) {TYPE_##type, NULL, 0}

/* The bodies of one flow. */
typedef struct {
    const body_t *bodies;
    unsigned count;
    /* What is more than one field to one place; NULL = nothing is. The picks have been made. */
    status_t (*combine)(message_type_t type, bytes_t body, arena_t *arena, message_facts_t *facts, wire_problem_t *problem);
} body_table_t;

extern const body_table_t BODIES_OF_EARLY;
extern const body_table_t BODIES_OF_REFERRAL;
extern const body_table_t BODIES_OF_ORDER;
extern const body_table_t BODIES_OF_HOSPITAL;
extern const body_table_t BODIES_OF_PURCHASE;
extern const body_table_t BODIES_OF_CLOSING;

/* A CPR number stands in it. */
bool body_tells_cpr(bytes_t body);
/* Five ticks, each yes, no or unknown, and a sixth that may be left open. */
void body_read_risks(bytes_t risks, message_facts_t *facts);
/* A field that is there and not empty. */
bool body_is_filled(bytes_t body, uint32_t number);

#endif
