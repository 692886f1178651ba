/* SPDX-License-Identifier: EUPL-1.2
 * A course's timeline for a team leader. */
#include "cli/timeline.h"

#include <stdlib.h>
#include <string.h>

#include "base/bytes.h"
#include "base/check.h"
#include "cli/head.h"
#include "cli/moment.h"
#include "cli/verbs.h"
#include "cli/words.h"
#include "wire/wire.h"

#define LINE_SIZE 480
#define MISSING_SHOWN 4

/* Adds to a line; what does not fit is left out. */
static void add(char line[LINE_SIZE], const char *format, ...) __attribute__((format(printf, 2, 3)));
static void add(char line[LINE_SIZE], const char *format, ...) {
    size_t size = strlen(line);
    va_list words;
    va_start(words, format);
    (void)vsnprintf(line + size, LINE_SIZE - size, format, words);
    va_end(words);
}

static bool time_of(const json_t *row, const char *field, instant_t *at) {
    return instant_read(row_text(row, field), at, NULL) == STATUS_OK;
}

static bool is_text(const json_t *row, const char *field, const char *text) {
    return strcmp(row_text(row, field), text) == 0;
}

/* ---- what a row tells beside its columns ---- */

json_t *timeline_body(const json_t *row) {
    const char *text = row_text(row, "message");
    size_t size = strlen(text), count = 0;
    uint8_t *bytes = malloc(size + 1);
    char *json = NULL;
    const char *field;
    json_t *message, *value, *body = NULL;
    CHECK(bytes != NULL);
    bool is_read = size > 0 && wire_base64_read(text, size, bytes, &count) && stafet_to_json("stafet.v1.Message", bytes, count, false, &json) == 0;
    free(bytes);
    if (!is_read) return NULL;
    message = json_loads(json, 0, NULL);
    stafet_free(json);
    /* the body is the one field whose number is from 100: the last that is written */
    json_object_foreach(message, field, value) body = json_is_object(value) ? value : body;
    body = json_incref(body);
    json_decref(message);
    return body;
}

static void add_moment(const cli_t *cli, char what[LINE_SIZE], const char *word, const json_t *body, const char *field) {
    instant_t at;
    char moment[MOMENT_SIZE];
    if (!time_of(body, field, &at)) return;
    moment_write(at, clock_realtime(), cli->is_danish, moment);
    add(what, " %s %s", word, moment);
}

static void add_field(char what[LINE_SIZE], const char *before, const json_t *body, const char *field) {
    const char *text = row_text(body, field);
    if (text[0] != '\0') add(what, "%s%s", before, text);
}

/* What of the contents a leader must see without opening them. */
static void add_contents(const cli_t *cli, char what[LINE_SIZE], const json_t *row) {
    char rule[WORDS_SIZE];
    json_t *body = timeline_body(row);
    if (body == NULL) return;
    if (is_text(row, "type", "clock.paused") || is_text(row, "type", "clock.resumed")) {
        words_rule(cli, row_text(body, "rule"), rule);
        add(what, ": %s", rule);
        add_moment(cli, what, say(cli, "until", "til"), body, "until");
    } else if (is_text(row, "type", "cover.started")) {
        add(what, ": %s %s %s", row_text(body, "covering"), say(cli, "for", "for"), row_text(body, "covered"));
        add_moment(cli, what, say(cli, "until", "til"), body, "until");
    } else if (is_text(row, "type", "handover.followed_up")) {
        add_field(what, say(cli, ", day ", ", dag "), body, "day");
    } else if (is_text(row, "type", "handover.agreed")) {
        add_moment(cli, what, say(cli, "on", "på"), body, "responsibleFrom");
    } else if (is_text(row, "type", "contact_person.changed")) {
        add_field(what, ": ", body, "successor");
    } else if (is_text(row, "type", "course.opened")) {
        add_field(what, say(cli, ", from ", ", fra "), body, "fromAuthority");
    }
    json_decref(body);
}

/* ---- the rows ---- */

typedef struct {
    const json_t *rows;
    const char *holder;          /* after the row before */
    const char *giver;           /* the holder before that */
    const char *awaited, *due;   /* that were shown last */
    unsigned nights, shifts, refusals, deadlines, pauses, overrides;
} told_t;

/* The type tells the flow, or another row of the same one does. */
static flow_kind_t flow_of(const json_t *rows, const json_t *row) {
    size_t index;
    const json_t *other;
    message_type_t type;
    json_array_foreach(rows, index, other) {
        bool is_same = other == row || (row_text(row, "flowId")[0] != '\0' && strcmp(row_text(other, "flowId"), row_text(row, "flowId")) == 0);
        if (!is_same || message_type_parse(row_text(other, "type"), &type) != STATUS_OK) continue;
        if (message_type_info((uint32_t)type)->flow != FLOW_NONE) return message_type_info((uint32_t)type)->flow;
    }
    return FLOW_NONE;
}

static void add_reason(const cli_t *cli, char what[LINE_SIZE], const json_t *row) {
    status_t status = STATUS_OK;
    const char *name = row_text(row, "status");
    if (name[0] != '\0' && strcmp(name, "ok") != 0 && status_parse(name, &status) == STATUS_OK) {
        add(what, ": %s", say(cli, status_text_en(status), status_text_da(status)));
    }
}

/* The first few by name; how many more there are. */
static void add_missing(const cli_t *cli, char what[LINE_SIZE], const char *missing) {
    unsigned count = 0;
    for (const char *at = missing; *at != '\0'; count++) {
        size_t size = strcspn(at, ",");
        if (count < MISSING_SHOWN) add(what, "%s%.*s", count == 0 ? say(cli, ", missing: ", ", mangler: ") : ", ", (int)size, at);
        at += size + strspn(at + size, ", ");
    }
    if (count > MISSING_SHOWN) add(what, "%s %u %s", say(cli, " and", " og"), count - MISSING_SHOWN, say(cli, "more", "til"));
}

static void add_states(const cli_t *cli, char what[LINE_SIZE], const json_t *row, flow_kind_t flow) {
    const char *from = row_text(row, "fromState"), *to = row_text(row, "toState");
    if (to[0] == '\0' || strcmp(from, to) == 0) return;
    /* "Closed" is said of the flow, not of the citizen's course. */
    bool names_flow = flow != FLOW_NONE && words_state_is_final(flow, to);
    add(what, " → %s%s%s", names_flow ? words_flow(cli, flow) : "", names_flow ? " " : "", words_state(cli, flow, to));
}

/* A step before the due time is a reminder; nothing has passed yet. */
static void clock_write(const cli_t *cli, const json_t *row, char what[LINE_SIZE]) {
    char rule[WORDS_SIZE], step[WORDS_SIZE];
    instant_t at, due;
    bool is_early = time_of(row, "at", &at) && time_of(row, "clockDue", &due) && at < due, is_resumed = is_text(row, "type", "clock.resumed");
    words_rule(cli, row_text(row, "rule"), rule);
    add(what, "%s %s", is_resumed ? say(cli, "the pause is over:", "pausen er slut:") : is_early ? say(cli, "a deadline comes near:", "frist nærmer sig:")
                                                                                                 : say(cli, "a deadline passed:", "frist overskredet:"), rule);
    if (is_resumed || json_object_get(row, "step") == NULL) return;
    words_step(cli, (unsigned)json_integer_value(json_object_get(row, "step")), step);
    add(what, ", %s", step);
}

static void moved_write(const cli_t *cli, const json_t *row, const told_t *told, char what[LINE_SIZE]) {
    const char *to = row_text(row, "holder"), *from = strcmp(told->holder, to) != 0 ? told->holder : told->giver;
    if (to[0] == '\0') add(what, "%s", say(cli, "the responsibility has ended", "ansvaret er ophørt"));
    else if (from[0] == '\0') add(what, "%s %s", say(cli, "the responsibility has moved to", "ansvaret er flyttet til"), to);
    else add(what, "%s %s %s %s", say(cli, "the responsibility has moved from", "ansvaret er flyttet fra"), from, say(cli, "to", "til"), to);
}

static void what_write(const cli_t *cli, const json_t *row, const told_t *told, bool is_shift, char what[LINE_SIZE]) {
    const char *type = row_text(row, "type");
    flow_kind_t flow = flow_of(told->rows, row);
    what[0] = '\0';
    if (is_text(row, "kind", "clock")) clock_write(cli, row, what);
    else if (strcmp(type, "duty.moved") == 0) moved_write(cli, row, told, what);
    else if (strstr(type, ".withdrawn") != NULL) add(what, "%s: %s", show_type(cli, type), row_text(row, "deliveredTo"));
    else add(what, "%s", type[0] != '\0' ? show_type(cli, type) : row_text(row, "kind"));
    add_contents(cli, what, row);
    if (is_text(row, "kind", "refused")) add(what, "%s", say(cli, " – not possible", " – ikke muligt"));
    if (!is_text(row, "kind", "notice")) add_states(cli, what, row, flow);
    if (row_text(row, "missing")[0] == '\0') add_reason(cli, what, row);
    else add_missing(cli, what, row_text(row, "missing"));
    if (row_text(row, "undeliverable")[0] != '\0') add(what, ". %s %s", say(cli, "Not delivered:", "Ikke leveret:"), row_text(row, "undeliverable"));
    if (is_shift) add(what, ". %s %s", say(cli, "Responsible from now:", "Ansvarlig fra nu:"), row_text(row, "holder"));
}

/* The one mark of a row: what a leader looks for first. */
static const char *mark_of(const json_t *row, bool is_shift, table_colour_t *colour) {
    static const struct {
        const char *field, *value, *mark;
        table_colour_t colour;
    } MARKS[] = {
        {"kind", "refused", "✗", TABLE_YELLOW},          {"type", "clock.resumed", "‖", TABLE_DIM},    {"kind", "clock", "!", TABLE_RED},
        {"type", "handover.overridden", "◆", TABLE_RED}, {"type", "clock.paused", "‖", TABLE_YELLOW},
    };
    *colour = is_shift ? TABLE_GREEN : TABLE_PLAIN;
    for (size_t index = 0; !is_shift && index < COUNT_OF(MARKS); index++) {
        if (!is_text(row, MARKS[index].field, MARKS[index].value)) continue;
        *colour = MARKS[index].colour;
        return MARKS[index].mark;
    }
    return is_shift ? "▶" : "";
}

static void count(told_t *told, const char *mark, bool is_night) {
    told->nights += is_night;
    told->shifts += strcmp(mark, "▶") == 0;
    told->deadlines += strcmp(mark, "!") == 0;
    told->refusals += strcmp(mark, "✗") == 0;
    told->pauses += strcmp(mark, "‖") == 0;
    told->overrides += strcmp(mark, "◆") == 0;
}

/* Whom a row awaits, when that is not what was shown already. */
static void awaited_write(const cli_t *cli, const json_t *row, told_t *told, char awaited[LINE_SIZE]) {
    instant_t at, due;
    char moment[MOMENT_SIZE];
    const char *who = row_text(row, "awaited"), *until = row_text(row, "due");
    if ((strcmp(who, told->awaited) == 0 && strcmp(until, told->due) == 0) || is_text(row, "kind", "refused")) return;
    told->awaited = who;
    told->due = until;
    add(awaited, "%s", who);
    if (!time_of(row, "at", &at) || !time_of(row, "due", &due)) return;
    moment_write(due, at, cli->is_danish, moment);
    add(awaited, "%s%s %s", who[0] != '\0' ? " " : "", say(cli, "until", "til"), moment);
}

static void row_put(const cli_t *cli, table_t *table, const json_t *row, told_t *told) {
    char what[LINE_SIZE], who[LINE_SIZE] = "", awaited[LINE_SIZE] = "", clock[MOMENT_SIZE] = "";
    instant_t at;
    table_colour_t colour;
    const char *holder = row_text(row, "holder");
    bool has_time = time_of(row, "at", &at), is_night = has_time && moment_is_night(at);
    bool is_shift = holder[0] != '\0' && strcmp(holder, told->holder) != 0;
    const char *mark = mark_of(row, is_shift && told->holder[0] != '\0', &colour);
    if (has_time) moment_write_clock(at, clock);
    add(who, "%s %s", row_text(row, "party"), row_text(row, "person"));
    what_write(cli, row, told, is_shift, what);
    awaited_write(cli, row, told, awaited);
    count(told, mark, is_night);
    table_put(table, mark, colour);
    table_put(table, is_night ? "☾" : "", TABLE_YELLOW);
    table_put(table, clock, is_night ? TABLE_YELLOW : TABLE_PLAIN);
    table_put(table, who, TABLE_PLAIN);
    table_put(table, what, colour);
    table_put(table, awaited, TABLE_DIM);
    if (!is_shift) return;
    told->giver = told->holder;
    told->holder = holder;
}

/* That the responsibility moved stands in the row before already, with its mark: the broker's notice of it is the same once more. */
static bool is_repeat(const json_t *row, const json_t *before) {
    static const char *const SAME[] = {"holder", "at", "flowId", "awaited", "due"};
    bool is_same = before != NULL && is_text(row, "kind", "notice") && is_text(row, "type", "duty.moved") && is_text(before, "kind", "message");
    for (size_t index = 0; is_same && index < COUNT_OF(SAME); index++) is_same = strcmp(row_text(row, SAME[index]), row_text(before, SAME[index])) == 0;
    return is_same;
}

static void columns_put(const cli_t *cli, table_t *table) {
    const char *headings[] = {"", "", say(cli, "at", "kl."), say(cli, "who", "hvem"), say(cli, "what", "hvad"), say(cli, "awaits", "afventer")};
    show_table_open(cli, table, 0);
    for (size_t index = 0; index < COUNT_OF(headings); index++) table_column(table, headings[index]);
}

static void day_put(const cli_t *cli, table_t *table, instant_t at) {
    char day[MOMENT_SIZE];
    moment_write_day(at, cli->is_danish, day);
    table_put_line(table, day, TABLE_BOLD);
}

static void foot_print(const cli_t *cli, const told_t *told) {
    (void)fprintf(cli->out, "\n▶ %s: %u   ☾ %s (22–7): %u   ✗ %s: %u   ! %s: %u", say(cli, "responsibility moved", "ansvaret skiftede"), told->shifts,
                  say(cli, "at night", "om natten"), told->nights, say(cli, "not possible", "ikke muligt"), told->refusals, say(cli, "deadlines", "frister"), told->deadlines);
    if (told->pauses > 0) (void)fprintf(cli->out, "   ‖ %s: %u", say(cli, "pauses", "pauser"), told->pauses);
    if (told->overrides > 0) (void)fprintf(cli->out, "   ◆ %s: %u", say(cli, "overridden", "fraveget"), told->overrides);
    (void)fputc('\n', cli->out);
}

/* What the last package lacked, as long as no package came through after it. */
static const char *still_missing(const json_t *rows) {
    const char *missing = "";
    size_t index;
    const json_t *row;
    json_array_foreach(rows, index, row) {
        bool is_package = is_text(row, "type", "handover.package"), is_incomplete = is_text(row, "status", "incomplete");
        if (is_package && is_incomplete) missing = row_text(row, "missing");
        else if ((is_package || is_text(row, "type", "handover.cancelled")) && !is_text(row, "kind", "refused")) missing = "";
    }
    return missing;
}

void timeline_print(const cli_t *cli, const json_t *course, const json_t *deadlines, const json_t *rows, instant_t now) {
    table_t table;
    told_t told = {.rows = rows, .holder = "", .giver = "", .awaited = "", .due = ""};
    instant_t before_at = 0, at;
    size_t index;
    const json_t *row, *before = NULL;
    if (course != NULL) head_print(cli, &(head_t){course, deadlines, still_missing(rows)}, now);
    (void)fputc('\n', cli->out);
    columns_put(cli, &table);
    json_array_foreach(rows, index, row) {
        if (is_repeat(row, before)) continue;
        if (time_of(row, "at", &at)) {
            if (before_at == 0 || !moment_same_day(before_at, at)) day_put(cli, &table, at);
            before_at = at;
        }
        row_put(cli, &table, row, &told);
        if (!is_text(row, "kind", "notice")) before = row;
    }
    table_print(&table, cli->out, cli->in_colour);
    table_close(&table);
    foot_print(cli, &told);
}

status_t verb_course_timeline(cli_t *cli) {
    json_t *rows, *courses = NULL, *deadlines;
    const char *id = arguments_at(cli->arguments, 0);
    status_t status = cli_connect(cli, &(cli_connect_t){0});
    if (status == STATUS_OK) status = cli_need_party(cli);
    if (status == STATUS_OK) status = cli_ask(cli, json_pack("{s:s, s:s}", "kind", "timeline", "courseId", id), &rows);
    if (status != STATUS_OK) return status;
    if (cli->is_machine) {
        cli_print_json(cli, rows);
        return STATUS_OK;
    }
    /* Without the right to the course itself its history still shows. */
    bool has_course = cli_ask_quietly(cli, json_pack("{s:s, s:s}", "kind", "course", "courseId", id), &courses, NULL) == STATUS_OK;
    deadlines = head_deadlines(cli, id);
    timeline_print(cli, has_course ? json_array_get(courses, 0) : NULL, deadlines, rows, clock_realtime());
    json_decref(deadlines);
    json_decref(courses);
    json_decref(rows);
    return STATUS_OK;
}
