/* SPDX-License-Identifier: EUPL-1.2
 * The tables as text: Markdown for people, dot for a picture, JSON for programs, and the hash of the rules. Pure. */
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/check.h"
#include "flow/engine.h"
#include "flow/row.h"

#define LINE_SIZE 1024

static void put(buffer_t *out, const char *format, ...) __attribute__((format(printf, 2, 3)));

static void put(buffer_t *out, const char *format, ...)
{
    char line[LINE_SIZE];
    va_list arguments;
    va_start(arguments, format);
    int size = vsnprintf(line, sizeof line, format, arguments);
    va_end(arguments);
    CHECK(size >= 0 && size < LINE_SIZE);
    buffer_put(out, (bytes_t){(const uint8_t *)line, (size_t)size});
}

static const char *state_code(state_t state)
{
    const state_info_t *info = state_info((uint32_t)state);
    return info == NULL ? "–" : info->code;
}

static const char *state_mark(state_t state)
{
    const state_info_t *info = state_info((uint32_t)state);
    return info != NULL && info->is_final ? " ■" : "";
}

typedef struct {
    char event[EVENT_TEXT_SIZE];
    char deliver[DELIVER_TEXT_SIZE];
    char clock[64];
    const char *from, *to, *mark;
} words_t;

static void clocks_text(const row_t *row, char *text, size_t size)
{
    text_set(text, size, clock_name_text(row->clock[0]));
    for (unsigned index = 1; index < ROW_CLOCKS_MAX && row->clock[index] != CLOCK_NONE; index++) {
        size_t used = strlen(text);
        int added = snprintf(text + used, size - used, ", %s", clock_name_text(row->clock[index]));
        CHECK(added > 0 && (size_t)added < size - used);
    }
}

static words_t words_of(const table_t *table, const row_t *row)
{
    words_t words;
    bool is_common = table->flow == FLOW_NONE;
    event_text(row->event, words.event);
    deliver_text(row->deliver_to, words.deliver);
    clocks_text(row, words.clock, sizeof words.clock);
    words.from = is_common ? "any" : state_code(row->from);
    words.to = is_common && row->to == STATE_NONE ? "same" : state_code(row->to);
    words.mark = is_common ? "" : state_mark(row->to);
    return words;
}

static void print_row(const table_t *table, const row_t *row, buffer_t *out)
{
    words_t words = words_of(table, row);
    put(out, "| %u | %s | %s | %s | %s | %s%s | %s | %s | %s | %s | %s |\n", row_number(row), words.from, words.event, who_text(row->who),
        when_text(row->when), words.to, words.mark, baton_text(row->duty), awaits_text(row->awaits), words.clock, words.deliver, row->why);
}

static void print_table(const table_t *table, buffer_t *out)
{
    put(out, "| row | from | message | who | when | to | duty | awaits | clock | delivered to | why |\n|---|---|---|---|---|---|---|---|---|---|---|\n");
    for (unsigned index = 0; index < table->count; index++) {
        print_row(table, &table->rows[index], out);
    }
    for (unsigned index = 0; index < TABLE_COMMON.count && table != &TABLE_COMMON; index++) {
        print_row(&TABLE_COMMON, &TABLE_COMMON.rows[index], out);
    }
}

static void print_dot(const table_t *table, buffer_t *out)
{
    put(out, "digraph %s {\n  rankdir=LR;\n  node [shape=box, style=rounded, fontname=\"sans-serif\"];\n  edge [fontname=\"sans-serif\", fontsize=10];\n",
        flow_kind_code(table->flow));
    put(out, "  start [shape=point];\n");
    for (unsigned index = 0; state_at(index) != NULL; index++) {
        const state_info_t *info = state_at(index);
        if (info->flow == table->flow && info->is_final) {
            put(out, "  %s [peripheries=2];\n", info->code);
        }
    }
    for (unsigned index = 0; index < table->count; index++) {
        const row_t *row = &table->rows[index];
        words_t words = words_of(table, row);
        bool moves = row->duty != BATON_SAME;
        put(out, "  %s -> %s [label=\"%s\"%s%s];\n", row->from == STATE_NONE ? "start" : words.from, words.to, words.event,
            moves ? ", penwidth=2" : "", event_is_clock(row->event) ? ", style=dashed" : "");
    }
    put(out, "}\n");
}

/* Our own tables hold no control characters; quotes and backslashes are escaped. */
static void put_json_text(buffer_t *out, const char *name, const char *value, const char *after)
{
    put(out, "\"%s\": \"", name);
    for (const char *at = value; *at != '\0'; at++) {
        put(out, *at == '"' || *at == '\\' ? "\\%c" : "%c", *at);
    }
    put(out, "\"%s", after);
}

static void print_json_row(const table_t *table, const row_t *row, buffer_t *out)
{
    words_t words = words_of(table, row);
    put(out, "  {\"row\": %u, ", row_number(row));
    put_json_text(out, "from", words.from, ", ");
    put_json_text(out, "message", words.event, ", ");
    put_json_text(out, "who", who_text(row->who), ", ");
    put_json_text(out, "when", when_text(row->when), ", ");
    put_json_text(out, "to", words.to, ", ");
    put(out, "\"final\": %s, ", words.mark[0] != '\0' ? "true" : "false");
    put_json_text(out, "duty", baton_text(row->duty), ", ");
    put_json_text(out, "awaits", awaits_text(row->awaits), ", ");
    put_json_text(out, "clock", words.clock, ", ");
    put_json_text(out, "deliver_to", words.deliver, ", ");
    put_json_text(out, "why", row->why, "}");
}

static void print_json(const table_t *table, buffer_t *out)
{
    put(out, "{\"flow\": \"%s\", \"rows\": [\n", table->flow == FLOW_NONE ? "any" : flow_kind_code(table->flow));
    for (unsigned index = 0; index < table->count; index++) {
        put(out, "%s", index == 0 ? "" : ",\n");
        print_json_row(table, &table->rows[index], out);
    }
    put(out, "\n], \"universal\": [\n");
    for (unsigned index = 0; index < TABLE_COMMON.count; index++) {
        put(out, "%s", index == 0 ? "" : ",\n");
        print_json_row(&TABLE_COMMON, &TABLE_COMMON.rows[index], out);
    }
    put(out, "\n]}\n");
}

status_t flow_print(flow_kind_t flow, flow_format_t format, buffer_t *out)
{
    CHECK(out != NULL);
    const table_t *table = table_of(flow);
    if (table == NULL) {
        return STATUS_NOT_FOUND;
    }
    switch (format) {
    case FLOW_FORMAT_TABLE:
        print_table(table, out);
        break;
    case FLOW_FORMAT_DOT:
        print_dot(table, out);
        break;
    case FLOW_FORMAT_JSON:
        print_json(table, out);
        break;
    }
    return out->full ? STATUS_TOO_LARGE : STATUS_OK;
}

/* ---- the hash of the rules ---- */

/* h := SHA-256(h ‖ line), line by line, so that no large text is held. */
static void hash_line(digest_t *hash, const char *line)
{
    uint8_t bytes[sizeof hash->bytes + LINE_SIZE];
    buffer_t buffer = {bytes, sizeof bytes, 0, false};
    buffer_put(&buffer, (bytes_t){hash->bytes, sizeof hash->bytes});
    buffer_put(&buffer, bytes_of_text(line));
    CHECK(!buffer.full);
    *hash = digest_sha256(buffer_bytes(&buffer));
}

static void hash_tables(digest_t *hash)
{
    uint8_t bytes[LINE_SIZE];
    for (unsigned number = 0; table_at(number) != NULL; number++) {
        const table_t *table = table_at(number);
        for (unsigned index = 0; index < table->count; index++) {
            buffer_t line = {bytes, sizeof bytes - 1, 0, false};
            print_row(table, &table->rows[index], &line);
            CHECK(!line.full);
            bytes[line.size] = '\0';
            hash_line(hash, (const char *)bytes);
        }
    }
}

static void hash_clocks(digest_t *hash)
{
    char line[LINE_SIZE];
    for (unsigned index = RULE_NONE + 1; index < RULE_COUNT; index++) {
        const clock_rule_t *rule = clock_rule((rule_t)index);
        const amount_t *amounts = rule->amounts;
        int size = snprintf(line, sizeof line, "%s %d %d | %d %d %d | %d %d %d | %d %d %d | %d %u %s\n", rule->code, (int)rule->event, (int)rule->question,
                            (int)amounts[0].unit, amounts[0].amount, (int)amounts[0].ladder, (int)amounts[1].unit, amounts[1].amount,
                            (int)amounts[1].ladder, (int)amounts[2].unit, amounts[2].amount, (int)amounts[2].ladder, rule->given_minutes, rule->is, rule->basis);
        CHECK(size > 0 && (size_t)size < sizeof line);
        hash_line(hash, line);
    }
    for (unsigned index = 0; clock_ladder_text(index, line, sizeof line); index++) {
        hash_line(hash, line);
    }
    for (unsigned index = 0; clock_published_text(index, line, sizeof line); index++) {
        hash_line(hash, line);
    }
}

void flow_rules_hash(uint8_t hash[8])
{
    /* The tables do not change while the program runs, and every entry asks. */
    static digest_t known;
    static bool is_known;
    if (!is_known) {
        hash_tables(&known);
        hash_clocks(&known);
        is_known = true;
    }
    memcpy(hash, known.bytes, 8);
}

const char *flow_row_why(uint32_t rule_row)
{
    const row_t *row = row_of_number(rule_row);
    return row == NULL ? NULL : row->why;
}
