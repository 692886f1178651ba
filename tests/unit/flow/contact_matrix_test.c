/* SPDX-License-Identifier: EUPL-1.2
 * The whole contact flow as text: every state, every message with complete contents, every sender, and every clock, by real steps. Compared with
 * contact_matrix.txt, which a caseworker can read. UPDATE=1 writes the file anew; then read the difference against the work, row by row. */
#include "fixture.h"

#include <stdlib.h>

#define MATRIX_SIZE (256 * 1024)

typedef struct {
    const char *name;
    void (*reach)(world_t *world);
} stage_t;

static void reach_nothing(world_t *world)
{
    (void)world;
}

/* The citizen is at risk, has been tried for on three days, and outreach was refused: what a leader may close. */
static void reach_callback_at_risk(world_t *world)
{
    reach_answered(world);
    triage(world, 1, RISK_SUICIDE);
    message_facts_t facts = message(world, TYPE_CONTACT_ROUTED, "desk", "anna");
    aim(world, &facts);
    facts.outreach = true;
    to_unit(&facts, "outreach");
    assert_int_equal(send(world, &facts), STATUS_OK);
    assert_int_equal(say(world, TYPE_CONTACT_REFUSED, "outreach", "anna"), STATUS_OK);
    assert_int_equal(say(world, TYPE_CONTACT_CALLBACK_AGREED, "desk", "anna"), STATUS_OK);
    for (unsigned count = 0; count < 3; count++) {
        assert_int_equal(say(world, TYPE_CONTACT_ATTEMPTED, "desk", "anna"), STATUS_OK);
        world->context.now += DAY;
    }
}

static void reach_callback_tried(world_t *world)
{
    reach_callback(world);
    for (unsigned count = 0; count < 3; count++) {
        assert_int_equal(say(world, TYPE_CONTACT_ATTEMPTED, "desk", "anna"), STATUS_OK);
        world->context.now += DAY;
    }
}

static void reach_answered_assessed(world_t *world)
{
    reach_answered(world);
    triage(world, 2, 0);
}

static void reach_routed_to_one(world_t *world)
{
    reach_answered_assessed(world);
    route_to(world, "outreach", NULL);
}

static void reach_routed_to_duty(world_t *world)
{
    reach_answered_assessed(world);
    route_to(world, "duty", NULL);
}

static void reach_taken_over(world_t *world)
{
    reach_routed(world);
    assert_int_equal(say(world, TYPE_CONTACT_TAKEN_OVER, "outreach", "anna"), STATUS_OK);
}

static void reach_ended(world_t *world)
{
    reach_answered(world);
    assert_int_equal(say(world, TYPE_CONTACT_CLOSED, "desk", "anna"), STATUS_OK);
}

static const stage_t STAGES[] = {
    {"No course yet", reach_nothing},
    {"DRAFT: a call has begun", reach_draft},
    {"WAITING: written by the citizen, urgent, not answered", reach_waiting},
    {"ANSWERED: urgent, assessed, no risk flag", reach_answered_assessed},
    {"CALLBACK: three attempts on three days, no risk flag", reach_callback_tried},
    {"CALLBACK: three attempts on three days, a risk flag, outreach refused", reach_callback_at_risk},
    {"ROUTED: acute, offered to outreach and psychiatry", reach_routed},
    {"ROUTED: urgent, offered to outreach alone", reach_routed_to_one},
    {"ROUTED: urgent, offered to the duty unit", reach_routed_to_duty},
    {"EXTERNAL: the doctor on call has the citizen", reach_external},
    {"CLOSED: outreach took over, the course goes on", reach_taken_over},
    {"The course has ended", reach_ended},
};

typedef struct {
    const char *name, *party, *person;
} sender_t;

static const sender_t SENDERS[] = {
    {"desk", "desk", "anna"},
    {"desk's leader", "desk", "lise"},
    {"the other desk", "desk-south", "anna"},
    {"duty unit", "duty", "anna"},
    {"authority", "authority", "anna"},
    {"authority's leader", "authority", "lise"},
    {"outreach", "outreach", "anna"},
    {"psychiatry", "psychiatry", "anna"},
    {"a GP", "gp", ""},
    {"the citizen", "door", ""},
    {"a strange unit", "stranger", "anna"},
};

static const char *state_name(state_t state)
{
    const state_info_t *info = state_info((uint32_t)state);
    return info == NULL ? "–" : info->code;
}

static void describe_clocks(const world_t *world, char *text, size_t size)
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

static void describe_accepted(const world_t *world, const char *holder_before, uint64_t epoch_before, char *text, size_t size)
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
        if (decision->notices[index].type == TYPE_CONTACT_WITHDRAWN) {
            used += snprintf(text + used, size - (size_t)used, "; withdrawn from %s%s", decision->notices[index].receivers[0],
                             decision->notices[index].receiver_count > 1 ? " and others" : "");
        }
    }
    describe_clocks(world, text, size);
}

static void describe(const world_t *world, const char *holder_before, uint64_t epoch_before, char *text, size_t size)
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
    if (decision->status == STATUS_NOT_YOURS_TO_DO) {
        used += snprintf(text + used, size - (size_t)used, " – %s", decision->detail);
    }
}

/* A sender's most likely contents: outreach after a risk flag, not_reached from a call-back, forwarded from outside. */
static void suit(const world_t *world, message_facts_t *facts)
{
    const flow_t *flow = world->course.flow_count == 0 ? NULL : &world->course.flows[world->course.flow_count - 1];
    if (facts->type == TYPE_CONTACT_ROUTED) {
        to_unit(facts, "housing");
        facts->outreach = true;
    }
    if (facts->type == TYPE_MESSAGE_ANNULLED && flow != NULL) { /* the opening message */
        text_set(facts->target_party, sizeof facts->target_party, flow->opened_by);
        text_set(facts->target_message, sizeof facts->target_message, "m-1");
    }
    if (facts->type == TYPE_COURSE_NOTE) {
        to_unit(facts, "housing");
    }
    if (facts->type == TYPE_CONTACT_CLOSED && flow != NULL && flow->state == STATE_CONTACT_CALLBACK) {
        facts->outcome = OUTCOME_NOT_REACHED;
    }
    if (facts->type == TYPE_CONTACT_CLOSED && flow != NULL && flow->state == STATE_CONTACT_EXTERNAL) {
        facts->outcome = OUTCOME_FORWARDED;
    }
    if (facts->type == TYPE_CONTACT_REGISTERED && (strcmp(facts->sending_party, "door") == 0 || strcmp(facts->sending_party, "gp") == 0)) {
        facts->channel = CHANNEL_WEB;
    }
}

static void try_one(const stage_t *stage, message_type_t type, const sender_t *sender, char *text, size_t size)
{
    static world_t world;
    char holder[PARTY_ID_SIZE];
    world_open(&world);
    stage->reach(&world);
    message_facts_t facts = message(&world, type, sender->party, sender->person);
    text_set(holder, sizeof holder, world.course.holder);
    uint64_t epoch = world.course.duty_epoch;
    if (stage->reach == reach_nothing) {
        suit(&world, &facts);
        (void)open_with(&world, &facts);
    } else {
        aim(&world, &facts);
        facts.has_flow = facts.has_flow && type != TYPE_CONTACT_DRAFTED && (type != TYPE_CONTACT_REGISTERED || last_flow(&world)->state == STATE_CONTACT_DRAFT);
        suit(&world, &facts);
        (void)send(&world, &facts);
    }
    describe(&world, holder, epoch, text, size);
}

#define BLOCK_SIZE 8192
#define TYPES_MAX 64

/* What comes of one message, a line for each outcome: senders with the same outcome stand on one line, in the order in which they first come. */
static void write_outcomes(const stage_t *stage, message_type_t type, char *block)
{
    static char outcomes[COUNT_OF(SENDERS)][600];
    bool is_written[COUNT_OF(SENDERS)] = {false};
    size_t used = 0;
    for (unsigned index = 0; index < COUNT_OF(SENDERS); index++) {
        try_one(stage, type, &SENDERS[index], outcomes[index], sizeof outcomes[0]);
    }
    for (unsigned index = 0; index < COUNT_OF(SENDERS); index++) {
        const char *before = "    ";
        for (unsigned other = index; other < COUNT_OF(SENDERS); other++) {
            if (!is_written[other] && strcmp(outcomes[index], outcomes[other]) == 0) {
                used += (size_t)snprintf(block + used, BLOCK_SIZE - used, "%s%s", before, SENDERS[other].name);
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
static void write_messages(const stage_t *stage, buffer_t *out)
{
    static char blocks[TYPES_MAX][BLOCK_SIZE];
    bool is_written[TYPES_MAX] = {false};
    for (unsigned number = 0; message_type_at(number) != NULL; number++) {
        assert_true(number < TYPES_MAX);
        write_outcomes(stage, message_type_at(number)->type, blocks[number]);
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
static void write_clocks(const stage_t *stage, buffer_t *out)
{
    static world_t world;
    char line[1000], outcome[800];
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

static void write_matrix(buffer_t *out)
{
    char line[200];
    for (unsigned index = 0; index < COUNT_OF(STAGES); index++) {
        (void)snprintf(line, sizeof line, "%s%s\n", index == 0 ? "" : "\n", STAGES[index].name);
        buffer_put(out, bytes_of_text(line));
        write_messages(&STAGES[index], out);
        write_clocks(&STAGES[index], out);
    }
    assert_false(out->full);
}

static void the_contact_flow_does_what_the_matrix_says(void **state)
{
    static const char PATH[] = STAFET_SOURCE_DIR "/tests/unit/flow/contact_matrix.txt";
    static uint8_t made[MATRIX_SIZE], kept[MATRIX_SIZE];
    buffer_t out = {made, sizeof made, 0, false};
    (void)state;
    write_matrix(&out);
    if (getenv("UPDATE") != NULL) {
        FILE *file = fopen(PATH, "wb");
        assert_non_null(file);
        assert_int_equal(fwrite(made, 1, out.size, file), out.size);
        assert_int_equal(fclose(file), 0);
    }
    FILE *file = fopen(PATH, "rb");
    assert_non_null(file);
    size_t size = fread(kept, 1, sizeof kept, file);
    assert_int_equal(fclose(file), 0);
    for (size_t at = 0, line = 1; at < size && at < out.size; at++) {
        if (made[at] != kept[at]) {
            fail_msg("contact_matrix.txt differs at line %zu; UPDATE=1 writes it anew, then read the difference", line);
        }
        line += made[at] == '\n' ? 1U : 0U;
    }
    assert_int_equal(size, out.size);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(the_contact_flow_does_what_the_matrix_says)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
