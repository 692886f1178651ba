/* SPDX-License-Identifier: EUPL-1.2
 * What the store gives as columns of text becomes rows of an answer: numbers of closed sets become their codes, entries are opened for what stands only
 * in them, and what a unit may not see is left out (L10). */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "asker.h"
#include "base/check.h"
#include "flow/standard.h"

static const char *const PURPOSES[] = {"", "care", "cover", "leadership", "audit", "operation", "citizen_request"};
static const char *const QUERIES[QUERY_KIND_COUNT] = {
    "", "status", "inbox", "courses", "course", "timeline", "allowed", "deadlines", "parties", "persons", "keys", "rosters", "flows", "looks", "doctor",
    "standards", "answers", "figures", "consents", "rules", "absences", "offers", "capacity", "match", "route", "routes", "unmet", "warnings", "gaps",
};

/* ---- lines ---- */

void line_add(line_t *line, const char *name, bytes_t value)
{
    CHECK(line->count < LINE_COLUMNS_MAX);
    line->columns[line->count++] = (wire_column_t){name, (const char *)value.data, value.size};
}

void line_text(line_t *line, const char *name, const char *text)
{
    size_t size = text == NULL ? 0 : strlen(text);
    if (size == 0) {
        return;
    }
    char *copy = arena_take(line->arena, size + 1);
    CHECK(copy != NULL);
    memcpy(copy, text, size + 1);
    line_add(line, name, (bytes_t){(const uint8_t *)copy, size});
}

void line_number(line_t *line, const char *name, uint64_t number)
{
    char text[24];
    (void)snprintf(text, sizeof text, "%" PRIu64, number);
    line_text(line, name, text);
}

void line_flag(line_t *line, const char *name, bool value)
{
    line_text(line, name, value ? "t" : "f");
}

void line_time(line_t *line, const char *name, instant_t at)
{
    char text[INSTANT_TEXT_SIZE];
    instant_write(at, text);
    line_text(line, name, at == 0 ? "" : text);
}

static void line_uuid(line_t *line, const char *name, uuid_t id)
{
    char text[UUID_TEXT_SIZE];
    uuid_write(id, text);
    line_text(line, name, uuid_is_nil(id) ? "" : text);
}

static void line_hex(line_t *line, const char *name, bytes_t value)
{
    char text[2 * ENTRY_BYTES_MAX + 1];
    CHECK(value.size <= ENTRY_BYTES_MAX);
    hex_write(value, text);
    line_text(line, name, text);
}

typedef struct {
    const char *first;
    size_t stride; /* bytes from one to the next */
    unsigned count;
} names_t;

/* "a, b" */
static void line_names(line_t *line, const char *name, names_t names)
{
    char text[MISSING_MAX * (ITEM_CODE_SIZE + 2)] = "";
    size_t size = 0;
    CHECK(names.count * (names.stride + 2) <= sizeof text);
    for (unsigned i = 0; i < names.count; i++) {
        size += (size_t)snprintf(text + size, sizeof text - size, "%s%s", i == 0 ? "" : ", ", names.first + i * names.stride);
    }
    line_text(line, name, text);
}

/* ---- codes of numbers ---- */

static const char *type_code(uint32_t number)
{
    const message_type_info_t *info = message_type_info(number);
    return info == NULL ? "" : info->code;
}

static const char *state_code(uint32_t number)
{
    const state_info_t *info = state_info(number);
    return info == NULL ? "" : info->code;
}

static const char *roster_code(uint32_t number)
{
    static const char *const DUTIES[] = {"", "on_duty", "leader", "chief"};
    return number < COUNT_OF(DUTIES) ? DUTIES[number] : "";
}

static const char *duty_code(uint32_t number)
{
    return number == DUTY_NONE || number > DUTY_ENDED ? "" : duty_state_code((duty_state_t)number);
}

static const char *flow_code(uint32_t number)
{
    return number == FLOW_NONE || number > FLOW_CLOSING ? "" : flow_kind_code((flow_kind_t)number);
}

static const char *measure_code(uint32_t number)
{
    static const char *const KINDS[] = {"", "message", "state", "waited", "broken"};
    return number < COUNT_OF(KINDS) ? KINDS[number] : "";
}

/* "1,105,byvej;…" becomes "contact ROUTED (awaits byvej); …". */
static void line_flows(line_t *line, const char *name, const char *value)
{
    char text[COURSE_FLOWS_MAX * 128] = "";
    size_t size = 0;
    for (const char *rest = value; rest != NULL && size < sizeof text - 128;) {
        unsigned flow = 0, state = 0;
        char awaited[PARTY_ID_SIZE] = "";
        (void)sscanf(rest, "%u,%u,%40[^;]", &flow, &state, awaited);
        size += (size_t)snprintf(text + size, sizeof text - size, "%s%s %s (awaits %s)", rest == value ? "" : "; ", flow_code(flow), state_code(state), awaited);
        rest = strchr(rest, ';');
        rest = rest == NULL ? NULL : rest + 1;
    }
    line_text(line, name, text);
}

typedef struct {
    query_kind_t kind;
    const char *column;
    const char *(*code)(uint32_t number); /* NULL: the flows of a course */
} mapping_t;

static const mapping_t MAPPINGS[] = {
    {QUERY_INBOX, "type", type_code},        {QUERY_COURSES, "duty", duty_code},      {QUERY_COURSE, "duty", duty_code},
    {QUERY_COURSES, "flows", NULL},          {QUERY_COURSE, "flows", NULL},           {QUERY_DEADLINES, "flow", flow_code},
    {QUERY_ROSTERS, "duty", roster_code},    {QUERY_FIGURES, "kind", measure_code},   {QUERY_FIGURES, "message", type_code},
    {QUERY_FIGURES, "flow", flow_code},      {QUERY_FIGURES, "state", state_code},
    {QUERY_ABSENCES, "flow", flow_code},     {QUERY_ABSENCES, "state", state_code},   {QUERY_ROUTES, "flow", flow_code},
};

/* What a change answers with has the form of a query's rows. */
static query_kind_t kind_of_rows(const ask_t *ask)
{
    static const query_kind_t KINDS[] = {
        [CHANGE_PARTY] = QUERY_PARTIES, [CHANGE_PERSON] = QUERY_PERSONS, [CHANGE_GRANT] = QUERY_KEYS, [CHANGE_REVOKE] = QUERY_KEYS, [CHANGE_ROSTER] = QUERY_ROSTERS,
        [CHANGE_TIME] = QUERY_STATUS,
        [CHANGE_RULE] = QUERY_RULES,
        [CHANGE_OFFER] = QUERY_OFFERS, [CHANGE_CONFIRM] = QUERY_OFFERS, [CHANGE_CAPACITY] = QUERY_CAPACITY, [CHANGE_ROUTE] = QUERY_ROUTES, [CHANGE_UNMET] = QUERY_UNMET,
    };
    return ask->kind != QUERY_NONE ? ask->kind : KINDS[ask->change.kind];
}

static void line_mapped(line_t *line, const mapping_t *mapping, const char *value)
{
    if (mapping->code == NULL) {
        line_flows(line, mapping->column, value);
    } else {
        line_text(line, mapping->column, mapping->code((uint32_t)strtoul(value, NULL, 10)));
    }
}

static void line_column(line_t *line, query_kind_t kind, const store_column_t *column)
{
    if (column->value == NULL || column->name[0] == '_') {
        return;
    }
    char words[CONSENT_WORDS_SIZE];
    if (kind == QUERY_CONSENTS && consents_words(column->name, column->value, words)) {
        line_text(line, column->name, words);
        return;
    }
    for (size_t i = 0; i < COUNT_OF(MAPPINGS); i++) {
        if (MAPPINGS[i].kind == kind && text_equal(MAPPINGS[i].column, column->name)) {
            line_mapped(line, &MAPPINGS[i], column->value);
            return;
        }
    }
    line_add(line, column->name, (bytes_t){(const uint8_t *)column->value, column->size});
}

/* ---- rows ---- */

void rows_begin(asker_t *asker)
{
    arena_reset(&asker->arena);
    asker->row_count = asker->examined = 0;
    asker->rows_size = 0;
    asker->has_more = asker->page_has_more = false;
    asker->cursor[0] = '\0';
    asker->row_status = STATUS_OK;
}

/* False: the page is full, and this row begins the next one. */
static bool keep_row(asker_t *asker, bytes_t row)
{
    if (asker->row_count == QUERY_ROWS_MAX || (asker->row_count > 0 && asker->rows_size + row.size > QUERY_BYTES_MAX)) {
        return false;
    }
    asker->rows[asker->row_count++] = row;
    asker->rows_size += row.size;
    return true;
}

/* `change` counts when the kind is QUERY_NONE. */
static bool put_line(asker_t *asker, query_kind_t kind, change_kind_t change, const line_t *line)
{
    bytes_t row;
    status_t status = kind != QUERY_NONE ? wire_row_build(kind, line->columns, line->count, &asker->arena, &row)
                                         : wire_change_row_build(change, line->columns, line->count, &asker->arena, &row);
    if (status == STATUS_TOO_LARGE && asker->row_count > 0) {
        return false;
    }
    if (status != STATUS_OK) {
        asker->row_status = status;
        return true;
    }
    return keep_row(asker, row);
}

line_t line_begin(broker_t *broker)
{
    arena_reset(&broker->scratch);
    return (line_t){.arena = &broker->scratch};
}

bool rows_keep(asker_t *asker, query_kind_t kind, const line_t *line)
{
    return put_line(asker, kind, CHANGE_NONE, line);
}

/* What the store gave for one row. */
typedef struct {
    const store_column_t *columns;
    unsigned count;
} given_t;

const store_column_t *column_of(const store_column_t *columns, unsigned count, const char *name)
{
    for (unsigned i = 0; i < count; i++) {
        if (text_equal(columns[i].name, name)) {
            return columns[i].value == NULL ? NULL : &columns[i];
        }
    }
    return NULL;
}

static const store_column_t *column_named(const given_t *given, const char *name)
{
    return column_of(given->columns, given->count, name);
}

static bool column_is_true(const given_t *given, const char *name)
{
    const store_column_t *column = column_named(given, name);
    return column != NULL && column->value[0] == 't';
}

static bytes_t column_bytes(const store_column_t *column)
{
    return column == NULL ? (bytes_t){NULL, 0} : (bytes_t){(const uint8_t *)column->value, column->size};
}

/* ---- what stands in the entry ---- */

static bool was_delivered_to(const entry_t *entry, const char *party)
{
    for (unsigned i = 0; i < entry->delivered_count; i++) {
        if (text_equal(entry->delivered_to[i], party)) {
            return true;
        }
    }
    return false;
}

static bool is_of(const entry_t *entry, const char *party)
{
    return text_equal(entry->party, party) || was_delivered_to(entry, party);
}

static bool is_of_controller(const broker_t *broker, const entry_t *entry, const char *party)
{
    bool is = directory_same_controller(&broker->registry, party, entry->party);
    for (unsigned i = 0; !is && i < entry->delivered_count; i++) {
        is = directory_same_controller(&broker->registry, party, entry->delivered_to[i]);
    }
    return is;
}

/* L10: what the unit sent or was delivered; for the holder and the authority also what their organisation was, and what the broker did. */
static bool may_see(const broker_t *broker, const ask_t *ask, const given_t *given, const entry_t *entry)
{
    bool leads = column_is_true(given, "_leads");
    return is_of(entry, ask->party) || (leads && (text_equal(entry->party, BROKER_PARTY) || is_of_controller(broker, entry, ask->party)));
}

static void add_body(broker_t *broker, const ask_t *ask, const entry_t *entry, const given_t *given, line_t *line)
{
    asker_t *asker = broker->asker;
    bytes_t sealed = column_bytes(column_named(given, "_body"));
    bytes_t name = column_bytes(column_named(given, "_name"));
    if (!asker->has_key || sealed.size == 0 || name.size != 16 || !may_see(broker, ask, given, entry)) {
        return;
    }
    const course_key_t *key = &asker->key;
    buffer_t body = {.data = asker->body, .capacity = MESSAGE_SIZE_MAX};
    seal_input_t input = {.course = ask->course, .name = name.data, .keys = &key, .key_count = 1};
    if (seal_open(&input, sealed, &body) == STATUS_OK && body.size > 0) {
        line_add(line, "message", buffer_bytes(&body));
    }
}

static void add_timeline(line_t *line, const entry_t *entry)
{
    line_time(line, "at", entry->at);
    line_text(line, "kind", entry_kind_code(entry->kind));
    line_text(line, "type", type_code(entry->type));
    line_text(line, "party", entry->party);
    line_text(line, "person", entry->person);
    line_text(line, "from_state", state_code(entry->from));
    line_text(line, "to_state", state_code(entry->to));
    line_text(line, "holder", entry->holder);
    line_number(line, "duty_epoch", entry->duty_epoch);
    line_text(line, "duty", duty_code(entry->duty));
    line_text(line, "awaited", entry->awaited);
    line_time(line, "due", entry->due_at);
    line_text(line, "status", entry->status == STATUS_OK ? "" : status_name(entry->status));
    line_text(line, "rule", entry->rule);
    line_text(line, "why", flow_row_why(entry->rule_row));
    line_uuid(line, "flow_id", entry->flow);
    line_uuid(line, "offer_id", entry->offer);
    line_names(line, "delivered_to", (names_t){entry->delivered_to[0], sizeof entry->delivered_to[0], entry->delivered_count});
    line_names(line, "missing", (names_t){entry->missing[0], sizeof entry->missing[0], entry->missing_count});
    if (entry->kind == ENTRY_CLOCK) {
        line_time(line, "clock_due", entry->clock_due);
        line_number(line, "step", entry->step);
    }
}

/* "psychiatry:56,…" becomes "psychiatry: consent_withdrawn, …". */
static void add_undeliverable(line_t *line, const given_t *given)
{
    char text[RECEIVERS_MAX * (PARTY_ID_SIZE + 32)] = "";
    size_t size = 0;
    const store_column_t *column = column_named(given, "_undeliverable");
    for (const char *rest = column == NULL ? NULL : column->value; rest != NULL && size < sizeof text - PARTY_ID_SIZE - 32;) {
        char party[PARTY_ID_SIZE] = "";
        unsigned status = 0;
        (void)sscanf(rest, "%40[^:]:%u", party, &status);
        size += (size_t)snprintf(text + size, sizeof text - size, "%s%s: %.28s", size == 0 ? "" : ", ", party, status < STATUS_COUNT ? status_name((status_t)status) : "");
        rest = strchr(rest, ',');
        rest = rest == NULL ? NULL : rest + 1;
    }
    line_text(line, "undeliverable", text);
}

static void add_look(line_t *line, const entry_t *entry)
{
    line_text(line, "party", entry->party);
    line_text(line, "person", entry->person);
    line_text(line, "purpose", entry->purpose < COUNT_OF(PURPOSES) ? PURPOSES[entry->purpose] : "");
    line_text(line, "query", entry->query < QUERY_KIND_COUNT ? QUERIES[entry->query] : "");
}

/* False: the row is not for this unit. */
static bool add_from_entry(broker_t *broker, const ask_t *ask, const given_t *given, line_t *line)
{
    const store_column_t *bytes = column_named(given, "_entry");
    entry_t entry;
    if (bytes == NULL) {
        return true;
    }
    status_t status = wire_entry_read(column_bytes(bytes), line->arena, &entry);
    if (status != STATUS_OK) {
        broker->asker->row_status = STATUS_INTERNAL;
        return false;
    }
    if (ask->kind == QUERY_TIMELINE) {
        if (!column_is_true(given, "_audits") && !may_see(broker, ask, given, &entry)) {
            return false;
        }
        add_timeline(line, &entry);
        add_undeliverable(line, given);
        line_hex(line, "entry", column_bytes(bytes));
        add_body(broker, ask, &entry, given, line);
    } else {
        CHECK(ask->kind == QUERY_LOOKS);
        add_look(line, &entry);
    }
    return true;
}

/* False: a course that the unit would see for the night only, and it is day. */
static bool covers_now(const broker_t *broker, const ask_t *ask, const given_t *given)
{
    const store_column_t *holder = column_named(given, "_holder");
    return holder == NULL || holder->value == NULL || ask_covers_now(broker, ask, holder->value);
}

static void add_own_status(const broker_t *broker, line_t *line)
{
    line_text(line, "ready", keeper_is_ready(broker) ? "t" : "f");
    line_text(line, "version", STAFET_VERSION);
    line_number(line, "incarnation", broker->incarnation);
    line_number(line, "sessions", sessions_count(broker->sessions));
}

void rows_take(broker_t *broker, const store_column_t *columns, unsigned count)
{
    asker_t *asker = broker->asker;
    const ask_t *ask = asker->running;
    const given_t given = {columns, count};
    if (asker->has_more || asker->examined == ask->limit) {
        asker->has_more = true;
        return;
    }
    line_t line = line_begin(broker);
    for (unsigned i = 0; i < count; i++) {
        line_column(&line, kind_of_rows(ask), &columns[i]);
    }
    if (ask->kind == QUERY_STATUS) {
        add_own_status(broker, &line);
    }
    if (covers_now(broker, ask, &given) && add_from_entry(broker, ask, &given, &line) && !put_line(asker, ask->kind, ask->change.kind, &line)) {
        asker->has_more = true;
        return;
    }
    const store_column_t *cursor = column_named(&given, "_cursor");
    asker->examined++;
    asker->page_has_more = column_is_true(&given, "_more");
    text_set(asker->cursor, sizeof asker->cursor, cursor == NULL ? "" : cursor->value);
}

/* ---- answers from memory ---- */

void rows_add_status(broker_t *broker)
{
    const query_kind_t kind = QUERY_STATUS;
    line_t line = line_begin(broker);
    add_own_status(broker, &line);
    (void)rows_keep(broker->asker, kind, &line);
}

void rows_add_allowed(broker_t *broker, const allowed_t *allowed, unsigned count)
{
    const query_kind_t kind = QUERY_ALLOWED;
    for (unsigned i = 0; i < count; i++) {
        const message_type_info_t *info = message_type_info(allowed[i].type);
        line_t line = line_begin(broker);
        CHECK(info != NULL);
        line_text(&line, "type", info->code);
        line_uuid(&line, "flow_id", allowed[i].flow);
        line_text(&line, "flow", flow_code(allowed[i].flow_kind));
        line_text(&line, "who", allowed[i].who);
        line_text(&line, "en", info->english);
        line_text(&line, "da", info->danish);
        line_uuid(&line, "offer_id", allowed[i].offer);
        if (allowed[i].duty_epoch != 0) {
            line_number(&line, "duty_epoch", allowed[i].duty_epoch);
        }
        (void)rows_keep(broker->asker, kind, &line);
    }
}

static status_t add_flow(broker_t *broker, flow_kind_t flow, flow_format_t format)
{
    const query_kind_t kind = QUERY_FLOWS;
    buffer_t text = {.data = broker->asker->body, .capacity = MESSAGE_SIZE_MAX};
    line_t line = line_begin(broker);
    status_t status = flow_print(flow, format, &text);
    if (status == STATUS_OK) {
        line_text(&line, "name", flow_kind_code(flow));
        line_add(&line, "text", buffer_bytes(&text));
        status = rows_keep(broker->asker, kind, &line) ? STATUS_OK : STATUS_TOO_LARGE;
    }
    return status;
}

status_t rows_add_flows(broker_t *broker, const char *name, const char *format, const char **field)
{
    static const struct { const char *name; flow_format_t format; } FORMATS[] = {
        {"", FLOW_FORMAT_TABLE}, {"table", FLOW_FORMAT_TABLE}, {"text", FLOW_FORMAT_TABLE}, {"dot", FLOW_FORMAT_DOT}, {"json", FLOW_FORMAT_JSON},
    };
    flow_kind_t wanted = FLOW_NONE;
    size_t at = 0;
    while (at < COUNT_OF(FORMATS) && !text_equal(FORMATS[at].name, format)) {
        at++;
    }
    if (at == COUNT_OF(FORMATS)) {
        *field = "format";
        return STATUS_FIELD_INVALID;
    }
    *field = "about";
    if (name[0] != '\0') {
        return flow_kind_parse(name, &wanted) == STATUS_OK ? add_flow(broker, wanted, FORMATS[at].format) : STATUS_FIELD_INVALID;
    }
    const query_kind_t kind = QUERY_FLOWS;
    for (unsigned flow = FLOW_CONTACT; flow <= FLOW_CLOSING; flow++) {
        line_t line = line_begin(broker);
        line_text(&line, "name", flow_kind_code((flow_kind_t)flow));
        if (!rows_keep(broker->asker, kind, &line)) {
            return STATUS_TOO_LARGE;
        }
    }
    return STATUS_OK;
}

static bool add_standard_item(broker_t *broker, const standard_t *standard, unsigned index)
{
    const query_kind_t kind = QUERY_STANDARDS;
    const standard_item_t *item = standard_item_at(index);
    uint8_t hash[8];
    char text[2 * sizeof hash + 1];
    line_t line = line_begin(broker);
    standard_hash(standard, hash);
    hex_write((bytes_t){hash, sizeof hash}, text);
    line_text(&line, "standard", standard->name);
    line_number(&line, "version", standard->version);
    line_text(&line, "hash", text);
    line_number(&line, "section", item->section);
    line_text(&line, "section_en", standard_section_english(item->section));
    line_text(&line, "section_da", standard_section_danish(item->section));
    line_text(&line, "item", item->code);
    line_text(&line, "required", required_text(standard->required[index]));
    line_text(&line, "en", item->english);
    line_text(&line, "da", item->danish);
    line_text(&line, "required_da", required_danish(standard->required[index]));
    return rows_keep(broker->asker, kind, &line);
}

status_t rows_add_standards(broker_t *broker, const char *name)
{
    const standard_t *standard;
    status_t status = name[0] == '\0' ? STATUS_OK : STATUS_FIELD_INVALID;
    for (unsigned at = 0; (standard = standard_at(at)) != NULL; at++) {
        if (name[0] != '\0' && !text_equal(name, standard->name)) {
            continue;
        }
        status = STATUS_OK;
        for (unsigned index = 0; standard_item_at(index) != NULL; index++) {
            bool is_told = name[0] != '\0' || standard->required[index] != REQUIRED_NEVER; /* what is optional, of one standard alone */
            if (is_told && !add_standard_item(broker, standard, index)) {
                return STATUS_TOO_LARGE;
            }
        }
    }
    return status;
}
