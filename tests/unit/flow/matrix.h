/* SPDX-License-Identifier: EUPL-1.2
 * A flow as text: in every state every message with complete contents by every sender, and every clock, by real steps. What comes of it is compared with a
 * file that a caseworker can read. UPDATE=1 writes the file anew; then read the difference against the work, row by row. */
#ifndef STAFET_TESTS_FLOW_MATRIX_H
#define STAFET_TESTS_FLOW_MATRIX_H

#include "fixture.h"

#include <stdlib.h>

#define MATRIX_SIZE (1024 * 1024)

typedef struct {
    const char *name;
    void (*reach)(world_t *world); /* NULL: there is no course yet */
} stage_t;

typedef struct {
    const char *name, *party, *person;
} sender_t;

typedef struct {
    const char *path;
    const stage_t *stages;
    const sender_t *senders;
    unsigned stage_count, sender_count;
    void (*suit)(world_t *world, message_facts_t *facts); /* a sender's most likely contents */
} matrix_t;

#define OUTCOME_SIZE 800

FOR_TESTS const char *state_name(state_t state)
{
    const state_info_t *info = state_info((uint32_t)state);
    return info == NULL ? "–" : info->code;
}

FOR_TESTS void describe_clocks(const world_t *world, char *text, size_t size)
{
    size_t used = strlen(text);
    for (unsigned index = 0; index < world->course.deadline_count && used < size; index++) {
        const deadline_t *deadline = &world->course.deadlines[index];
        long minutes = (long)((deadline->due_at - world->context.now) / MINUTE);
        long hours = minutes / 60;
        int added = snprintf(text + used, size - used, "%s%s %ld h %02ld", index == 0 ? "; clocks: " : ", ", deadline->rule, hours, labs(minutes % 60));
        used += (size_t)added;
    }
}

FOR_TESTS void describe_accepted(const world_t *world, const char *holder_before, uint64_t epoch_before, char *text, size_t size)
{
    const decision_t *decision = &world->decision;
    const course_t *course = &world->course;
    char duty[128] = "";
    if (!course->is_open) {
        (void)snprintf(duty, sizeof duty, "; THE COURSE ENDS");
    } else if (strcmp(course->holder, holder_before) != 0) {
        (void)snprintf(duty, sizeof duty, "; %s HOLDS", course->holder);
    } else if (course->duty_epoch != epoch_before) {
        (void)snprintf(duty, sizeof duty, "; %s", course_offer_is_open(course) ? "OFFERED" : "the offer is back");
    }
    int used = snprintf(text, size, "%s%s%s%s%s", decision->to != STATE_NONE ? "to " : "done", decision->to != STATE_NONE ? state_name(decision->to) : "", duty,
                        decision->awaited[0] != '\0' ? "; awaits " : "", decision->awaited);
    for (unsigned index = 0; index < decision->deliver_count; index++) {
        used += snprintf(text + used, size - (size_t)used, "%s%s", index == 0 ? "; told: " : ", ", decision->deliver_to[index]);
    }
    for (unsigned index = 0; index < decision->notice_count; index++) {
        if (decision->notices[index].type == TYPE_CONTACT_WITHDRAWN || decision->notices[index].type == TYPE_HANDOVER_WITHDRAWN ||
            decision->notices[index].type == TYPE_ORDER_WITHDRAWN || decision->notices[index].type == TYPE_PURCHASE_WITHDRAWN ||
            decision->notices[index].type == TYPE_CLOSING_WITHDRAWN) {
            used += snprintf(text + used, size - (size_t)used, "; withdrawn from %s%s", decision->notices[index].receivers[0],
                             decision->notices[index].receiver_count > 1 ? " and others" : "");
        }
    }
    describe_clocks(world, text, size);
}

FOR_TESTS void describe(const world_t *world, const char *holder_before, uint64_t epoch_before, char *text, size_t size)
{
    const decision_t *decision = &world->decision;
    if (decision->status == STATUS_OK) {
        describe_accepted(world, holder_before, epoch_before, text, size);
        return;
    }
    int used = snprintf(text, size, "no: %s", status_text_en(decision->status));
    for (unsigned index = 0; index < decision->missing_count; index++) {
        used += snprintf(text + used, size - (size_t)used, "%s%s", index == 0 ? " – " : ", ", decision->missing[index]);
    }
    if (decision->detail[0] != '\0' && decision->status != STATUS_DUTY_OFFERED) { /* that one has an id in it */
        used += snprintf(text + used, size - (size_t)used, " – %s", decision->detail);
    }
}

/* What opens a flow names none: a draft that is registered is the one that does. */
FOR_TESTS bool opens_flow(world_t *world, message_type_t type)
{
    const flow_t *contact = newest_flow(world, FLOW_CONTACT);
    return type == TYPE_CONTACT_DRAFTED || type == TYPE_REFERRAL_SUBMITTED || type == TYPE_EARLY_REQUESTED || (type == TYPE_CONTACT_REGISTERED && (contact == NULL || contact->state != STATE_CONTACT_DRAFT));
}

FOR_TESTS void try_one(const matrix_t *matrix, const stage_t *stage, message_type_t type, const sender_t *sender, char *text)
{
    static world_t world;
    char holder[PARTY_ID_SIZE];
    world_open(&world);
    if (stage->reach != NULL) {
        stage->reach(&world);
    }
    if (stage->reach != NULL && type == TYPE_CONSENT_WITHDRAWN && world.course.is_open) {
        give_consent(&world, world.course.authority);
    }
    message_facts_t facts = message(&world, type, sender->party, sender->person);
    text_set(holder, sizeof holder, world.course.holder);
    uint64_t epoch = world.course.duty_epoch;
    if (stage->reach == NULL) {
        matrix->suit(&world, &facts);
        (void)open_with(&world, &facts);
    } else {
        aim(&world, &facts);
        facts.has_flow = facts.has_flow && !opens_flow(&world, type);
        matrix->suit(&world, &facts);
        (void)send(&world, &facts);
    }
    describe(&world, holder, epoch, text, OUTCOME_SIZE);
}

#define BLOCK_SIZE (16 * 1024)
#define TYPES_MAX 256
#define SENDERS_MAX 20

/* What comes of one message, a line for each outcome: senders with the same outcome stand on one line, in the order in which they first come. */
FOR_TESTS void write_outcomes(const matrix_t *matrix, const stage_t *stage, message_type_t type, char *block)
{
    static char outcomes[SENDERS_MAX][OUTCOME_SIZE];
    bool is_written[SENDERS_MAX] = {false};
    size_t used = 0;
    assert_true(matrix->sender_count <= SENDERS_MAX);
    for (unsigned index = 0; index < matrix->sender_count; index++) {
        try_one(matrix, stage, type, &matrix->senders[index], outcomes[index]);
    }
    for (unsigned index = 0; index < matrix->sender_count; index++) {
        const char *before = "    ";
        for (unsigned other = index; other < matrix->sender_count; other++) {
            if (!is_written[other] && strcmp(outcomes[index], outcomes[other]) == 0) {
                used += (size_t)snprintf(block + used, BLOCK_SIZE - used, "%s%s", before, matrix->senders[other].name);
                is_written[other] = true;
                before = ", ";
            }
        }
        if (before[0] == ',') {
            used += (size_t)snprintf(block + used, BLOCK_SIZE - used, ": %s\n", outcomes[index]);
        }
    }
    assert_true(used > 0 && used < BLOCK_SIZE);
}

/* Messages of which the same comes share one block. */
FOR_TESTS void write_messages(const matrix_t *matrix, const stage_t *stage, buffer_t *out)
{
    static char blocks[TYPES_MAX][BLOCK_SIZE];
    bool is_written[TYPES_MAX] = {false};
    for (unsigned number = 0; message_type_at(number) != NULL; number++) {
        assert_true(number < TYPES_MAX);
        write_outcomes(matrix, stage, message_type_at(number)->type, blocks[number]);
    }
    for (unsigned number = 0; message_type_at(number) != NULL; number++) {
        if (is_written[number]) {
            continue;
        }
        for (unsigned other = number; message_type_at(other) != NULL; other++) {
            if (strcmp(blocks[number], blocks[other]) == 0) {
                buffer_put(out, bytes_of_text(other == number ? "  " : ", "));
                buffer_put(out, bytes_of_text(message_type_at(other)->code));
                is_written[other] = true;
            }
        }
        buffer_put(out, bytes_of_text("\n"));
        buffer_put(out, bytes_of_text(blocks[number]));
    }
}

/* Each clock that runs, step by step, until it is over or the duty unit has been told twice. */
FOR_TESTS void write_clocks(const stage_t *stage, buffer_t *out)
{
    static world_t world;
    char line[OUTCOME_SIZE + 100], outcome[OUTCOME_SIZE];
    if (stage->reach == NULL) {
        return;
    }
    world_open(&world);
    stage->reach(&world);
    unsigned clocks = world.course.deadline_count;
    for (unsigned index = 0; index < clocks; index++) {
        world_open(&world);
        stage->reach(&world);
        char rule[RULE_ID_SIZE];
        text_set(rule, sizeof rule, world.course.deadlines[index].rule);
        for (unsigned step = 0; step < 5 && deadline_with(&world, rule) != NULL; step++) {
            char holder[PARTY_ID_SIZE];
            text_set(holder, sizeof holder, world.course.holder);
            uint64_t epoch = world.course.duty_epoch;
            assert_int_equal(fire(&world, rule), STATUS_OK);
            describe(&world, holder, epoch, outcome, sizeof outcome);
            (void)snprintf(line, sizeof line, "  clock %s, step %u: %s\n", rule, step, outcome);
            buffer_put(out, bytes_of_text(line));
        }
    }
}

FOR_TESTS void write_matrix(const matrix_t *matrix, buffer_t *out)
{
    char line[200];
    for (unsigned index = 0; index < matrix->stage_count; index++) {
        (void)snprintf(line, sizeof line, "%s%s\n", index == 0 ? "" : "\n", matrix->stages[index].name);
        buffer_put(out, bytes_of_text(line));
        write_messages(matrix, &matrix->stages[index], out);
        write_clocks(&matrix->stages[index], out);
    }
    assert_false(out->full);
}

FOR_TESTS void matrix_is_as_kept(const matrix_t *matrix)
{
    static uint8_t made[MATRIX_SIZE], kept[MATRIX_SIZE];
    buffer_t out = {made, sizeof made, 0, false};
    write_matrix(matrix, &out);
    if (getenv("UPDATE") != NULL) {
        FILE *file = fopen(matrix->path, "wb");
        assert_non_null(file);
        assert_int_equal(fwrite(made, 1, out.size, file), out.size);
        assert_int_equal(fclose(file), 0);
    }
    FILE *file = fopen(matrix->path, "rb");
    assert_non_null(file);
    size_t size = fread(kept, 1, sizeof kept, file);
    assert_int_equal(fclose(file), 0);
    for (size_t at = 0, line = 1; at < size && at < out.size; at++) {
        if (made[at] != kept[at]) {
            fail_msg("%s differs at line %zu; UPDATE=1 writes it anew, then read the difference", matrix->path, line);
        }
        line += made[at] == '\n' ? 1U : 0U;
    }
    assert_int_equal(size, out.size);
}

#endif
