/* SPDX-License-Identifier: EUPL-1.2
 * What the log alone proves of a course. Pure. */
#include "cli/verify.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/check.h"
#include "base/id.h"
#include "model/course.h"
#include "wire/wire.h"

#define NAMES_FIRST 32

void verify_begin(verify_t *verify) {
    *verify = (verify_t){0};
}

void verify_end(verify_t *verify) {
    free(verify->names);
    verify->names = NULL;
}

static void wrong(verify_t *verify, const entry_t *entry, const char *what) {
    if (verify->problem[0] == '\0') {
        const message_type_info_t *info = message_type_info((uint32_t)entry->type);
        (void)snprintf(verify->problem, sizeof verify->problem, "line %llu (%s): %s", (unsigned long long)entry->seq, info == NULL ? "?" : info->code, what);
    }
}

/* L11 */
static void check_chain(verify_t *verify, const entry_t *entry) {
    if (entry->seq != verify->last.seq + 1) wrong(verify, entry, "a line is missing (L11)");
    else if (entry->seq > 1 && !digest_equal(&entry->previous, &verify->head)) wrong(verify, entry, "does not follow from the line before (L11)");
    else if (entry->seq > 1 && !uuid_equal(entry->chain, verify->last.chain)) wrong(verify, entry, "is of another course (L11)");
    else if (entry->at < verify->last.at) wrong(verify, entry, "is earlier than the line before (L8)");
}

/* L7 */
static void check_name(verify_t *verify, const entry_t *entry) {
    if (!entry->has_name) return;
    for (unsigned at = 0; at < verify->name_count; at++) {
        if (memcmp(verify->names[at], entry->name, sizeof entry->name) == 0) wrong(verify, entry, "the same message a second time (L7)");
    }
    if (verify->name_count == verify->name_capacity) {
        verify->name_capacity = verify->name_capacity == 0 ? NAMES_FIRST : 2 * verify->name_capacity;
        verify->names = realloc(verify->names, verify->name_capacity * sizeof *verify->names);
        CHECK(verify->names != NULL);
    }
    memcpy(verify->names[verify->name_count++], entry->name, sizeof entry->name);
}

/* The only messages that move the responsibility. */
static bool moves(message_type_t type) {
    const message_type_info_t *info = message_type_info((uint32_t)type);
    static const char *const MOVING[] = {"contact.taken_over", "referral.received", "order.started", "handover.taken_over", "course.taken_over", "closing.recontact_taken"};
    for (size_t at = 0; info != NULL && at < COUNT_OF(MOVING); at++) {
        if (strcmp(info->code, MOVING[at]) == 0) return true;
    }
    return false;
}

static bool was_offered_to(const entry_t *before, const char *party) {
    for (unsigned at = 0; at < before->offered_count; at++) {
        if (strcmp(before->offered_to[at], party) == 0) return true;
    }
    return false;
}

/* L2, L3: from the line before to this one. */
static void check_move(verify_t *verify, const entry_t *entry) {
    const entry_t *before = &verify->last;
    bool is_taken_home = entry->type == TYPE_COURSE_TAKEN_OVER;
    if (entry->kind != ENTRY_MESSAGE || !moves(entry->type)) wrong(verify, entry, "the responsibility moved, and nobody took over (L3)");
    else if (entry->person[0] == '\0') wrong(verify, entry, "taken over by nobody by name (L3)");
    else if (!is_taken_home && strcmp(entry->party, entry->holder) != 0) wrong(verify, entry, "moved to another than who took over (L3)");
    else if (!is_taken_home && (before->duty != DUTY_OFFERED || !was_offered_to(before, entry->holder))) wrong(verify, entry, "taken over by who was not asked (L3)");
    else if (entry->duty_epoch <= before->duty_epoch) wrong(verify, entry, "moved without a new epoch (L3)");
    verify->moves++;
}

static void check_duty(verify_t *verify, const entry_t *entry) {
    const entry_t *before = &verify->last;
    bool is_open = entry->duty == DUTY_HELD || entry->duty == DUTY_OFFERED;
    bool has_begun = before->seq > 0;
    if (is_open != (entry->holder[0] != '\0')) wrong(verify, entry, "open without a holder, or ended with one (L2)");
    if (entry->duty == DUTY_OFFERED && (uuid_is_nil(entry->offer) || entry->offered_count == 0 || entry->accept_by == 0)) wrong(verify, entry, "offered to nobody, or without a time to accept by (L5)");
    if (entry->duty == DUTY_OFFERED && was_offered_to(entry, entry->holder)) wrong(verify, entry, "offered to who holds (L3)");
    if (has_begun && entry->duty_epoch < before->duty_epoch) wrong(verify, entry, "an earlier epoch than the line before (L2)");
    if (verify->has_ended && is_open) wrong(verify, entry, "open again after its end (L2)");
    bool is_refusal = entry->kind == ENTRY_REFUSED;
    if (has_begun && is_refusal && (entry->duty_epoch != before->duty_epoch || strcmp(entry->holder, before->holder) != 0)) wrong(verify, entry, "a refusal changed something (L6)");
    if (has_begun && is_open && strcmp(entry->holder, before->holder) != 0 && !verify->has_ended) check_move(verify, entry);
    verify->has_ended = verify->has_ended || (has_begun && !is_open);
}

/* L5: whatever is awaited has a time, and no clock rings before it. */
static void check_clock(verify_t *verify, const entry_t *entry) {
    if (entry->awaited[0] != '\0' && entry->due_at == 0 && entry->kind != ENTRY_REFUSED) wrong(verify, entry, "somebody is awaited, and no deadline says until when (L5)");
    if (entry->kind == ENTRY_CLOCK && entry->rule[0] == '\0') wrong(verify, entry, "a clock without a rule (L5)");
    bool is_same = verify->last.kind == ENTRY_CLOCK && strcmp(verify->last.rule, entry->rule) == 0 && verify->last.clock_due == entry->clock_due && verify->last.step == entry->step &&
                   uuid_equal(verify->last.flow, entry->flow);
    if (entry->kind == ENTRY_CLOCK && is_same && verify->last.at == entry->at) wrong(verify, entry, "the same step of the same deadline twice (L5)");
}

static void count(verify_t *verify, const entry_t *entry) {
    verify->lines++;
    verify->messages += entry->kind == ENTRY_MESSAGE;
    verify->refusals += entry->kind == ENTRY_REFUSED;
    verify->clocks += entry->kind == ENTRY_CLOCK;
}

void verify_line(verify_t *verify, bytes_t bytes, arena_t *arena) {
    entry_t entry;
    if (verify->problem[0] != '\0') return;
    arena_reset(arena);
    if (wire_entry_read(bytes, arena, &entry) != STATUS_OK) {
        (void)snprintf(verify->problem, sizeof verify->problem, "line %u cannot be read", verify->lines + 1);
        return;
    }
    entry.about = NULL; /* of the arena */
    check_chain(verify, &entry);
    check_name(verify, &entry);
    check_duty(verify, &entry);
    check_clock(verify, &entry);
    count(verify, &entry);
    verify->last = entry;
    verify->head = digest_leaf(bytes);
}
