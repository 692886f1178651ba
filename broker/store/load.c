/* SPDX-License-Identifier: EUPL-1.2
 * Reading courses whole: row, head, flows, offer, deadlines, involved units, names and waiting lines, in one snapshot: an old row under a new head
 * would pass the compare-and-set. The results of the pipeline are kept until the commit is known, then put together course by course. */
#include <stdlib.h>
#include <string.h>

#include "base/check.h"
#include "store/job.h"

enum { TAG_COURSES, TAG_HEADS, TAG_FLOWS, TAG_OFFERS, TAG_DEADLINES, TAG_INVOLVED, TAG_CONSENTS, TAG_NAMES, TAG_LINES, TAG_COUNT };

static const char *const STATEMENTS[TAG_COUNT] = {
    [TAG_COURSES] = "load_courses",     [TAG_HEADS] = "load_heads",       [TAG_FLOWS] = "load_flows", [TAG_OFFERS] = "load_offers",
    [TAG_DEADLINES] = "load_deadlines", [TAG_INVOLVED] = "load_involved", [TAG_CONSENTS] = "load_consents", [TAG_NAMES] = "load_names", [TAG_LINES] = "load_lines",
};

/* The one load that a read lane has under way keeps its results here. */
typedef struct {
    store_load_t *load;
    PGresult *results[TAG_COUNT];
} reading_t;

static void load_send(void *job, lane_t *lane)
{
    reading_t *reading = job;
    lane_send(lane, "one_snapshot", TAG_COUNT, false);
    for (unsigned tag = 0; tag < TAG_COUNT; tag++) {
        (void)params_arrays(&lane->params, "u");
        for (unsigned i = 0; i < reading->load->course_count; i++) {
            param_add_uuid(&lane->params, 0, reading->load->courses[i]);
        }
        if (tag == TAG_LINES) {
            params_put_int4(&lane->params, (int32_t)reading->load->incarnation);
        }
        lane_send(lane, STATEMENTS[tag], tag, true);
    }
}

static status_t load_result(void *job, unsigned tag, const PGresult *result)
{
    reading_t *reading = job;
    if (tag < TAG_COUNT) {
        reading->results[tag] = PQcopyResult(result, PG_COPYRES_ATTRS | PG_COPYRES_TUPLES);
        CHECK(reading->results[tag] != NULL);
    }
    return STATUS_OK;
}

static status_t read_course(course_t *course, const PGresult *rows, int row)
{
    course->id = result_uuid(rows, row, 0);
    course->is_open = result_bool(rows, row, 1);
    course->duty = (duty_state_t)result_int(rows, row, 6);
    course->duty_epoch = (uint64_t)result_int(rows, row, 7);
    course->is_confidential = result_bool(rows, row, 9);
    course->opened_at = result_time(rows, row, 10);
    course->deadline_next = (uint32_t)result_int(rows, row, 11);
    course->cover_until = result_time(rows, row, 14);
    if (result_text(rows, row, 2, course->municipality, sizeof course->municipality) != STATUS_OK ||
        result_text(rows, row, 3, course->authority, sizeof course->authority) != STATUS_OK ||
        result_text(rows, row, 4, course->desk, sizeof course->desk) != STATUS_OK ||
        result_text(rows, row, 5, course->holder, sizeof course->holder) != STATUS_OK ||
        result_text(rows, row, 8, course->contact_person, sizeof course->contact_person) != STATUS_OK ||
        result_text(rows, row, 12, course->moved_to, sizeof course->moved_to) != STATUS_OK) {
        return STATUS_INTERNAL;
    }
    return result_text(rows, row, 13, course->covering, sizeof course->covering);
}

/* Splits "a,b" into fields of PARTY_ID_SIZE, `stride` bytes apart. */
static status_t read_list(const char *list, char *fields, size_t stride, unsigned *count)
{
    *count = 0;
    while (*list != '\0') {
        size_t size = strcspn(list, ",");
        if (size >= PARTY_ID_SIZE || *count == RECEIVERS_MAX) {
            return STATUS_INTERNAL;
        }
        memcpy(fields + *count * stride, list, size);
        fields[*count * stride + size] = '\0';
        (*count)++;
        list += size + (list[size] == ',');
    }
    return STATUS_OK;
}

static void read_flow_flags(flow_t *flow, int64_t flags)
{
    flow->triaged = flags & FLAG_TRIAGED;
    flow->has_risk = flags & FLAG_RISK;
    flow->followed_up = flags & FLAG_FOLLOWED_UP;
    flow->outreach_failed = flags & FLAG_OUTREACH_FAILED;
    flow->standby_used = flags & FLAG_STANDBY_USED;
    flow->told_by_phone = flags & FLAG_TOLD_BY_PHONE;
    flow->is_core = flags & FLAG_CORE;
    flow->consent = (unsigned)(flags >> FLAG_CONSENT_SHIFT);
    flow->is_assigned = flags & FLAG_ASSIGNED;
}

static status_t read_asked(flow_t *flow, const PGresult *rows, int row)
{
    const char *said = PQgetvalue(rows, row, 19);
    status_t status = read_list(PQgetvalue(rows, row, 18), flow->asked[0].party, sizeof flow->asked[0], &flow->asked_count);
    for (unsigned i = 0; i < flow->asked_count; i++) {
        flow->asked[i].said = said[0] == '2' ? SAID_YES : said[0] == '1' ? SAID_NO : SAID_NOTHING;
        said += strcspn(said, ",");
        said += *said == ',';
    }
    return status;
}

static status_t read_handover(flow_t *flow, const PGresult *rows, int row)
{
    flow->transition = (transition_t)result_int(rows, row, 20);
    flow->planned_at = result_time(rows, row, 24);
    flow->returns = result_uuid(rows, row, 25);
    flow->returned = (unsigned)result_int(rows, row, 26);
    flow->followed_up_days = (unsigned)result_int(rows, row, 27);
    flow->package = result_uuid(rows, row, 28);
    if (result_text(rows, row, 21, flow->giver, sizeof flow->giver) != STATUS_OK || result_text(rows, row, 22, flow->taker, sizeof flow->taker) != STATUS_OK) {
        return STATUS_INTERNAL;
    }
    return result_text(rows, row, 23, flow->overrider, sizeof flow->overrider);
}

/* Type and state before, by turns; before its first event a flow has no state. */
static status_t read_past(flow_t *flow, const char *past)
{
    while (*past != '\0') {
        char *end;
        long type = strtol(past, &end, 10);
        long before = *end == ',' ? strtol(end + 1, &end, 10) : 0;
        if (flow->past_count == FLOW_PAST_MAX || message_type_info((uint32_t)type) == NULL ||
            (before != STATE_NONE && state_info((uint32_t)before) == NULL)) {
            return STATUS_INTERNAL;
        }
        flow->past[flow->past_count++] = (past_t){(message_type_t)type, (state_t)before};
        past = end + (*end == ',');
    }
    return STATUS_OK;
}

static status_t read_others(flow_t *flow, const PGresult *rows, int row)
{
    flow->linked = result_uuid(rows, row, 30);
    flow->ends_at = result_time(rows, row, 32);
    flow->marks = (uint32_t)result_int(rows, row, 33);
    if (result_text(rows, row, 29, flow->other, sizeof flow->other) != STATUS_OK ||
        result_text(rows, row, 31, flow->paragraph, sizeof flow->paragraph) != STATUS_OK) {
        return STATUS_INTERNAL;
    }
    return read_past(flow, PQgetvalue(rows, row, 34));
}

static status_t read_flow(course_t *course, const PGresult *rows, int row)
{
    if (course->flow_count == COURSE_FLOWS_MAX) {
        return STATUS_OK; /* older final flows are history only */
    }
    flow_t *flow = &course->flows[course->flow_count++];
    *flow = (flow_t){.id = result_uuid(rows, row, 1)};
    flow->kind = (flow_kind_t)result_int(rows, row, 2);
    flow->state = (state_t)result_int(rows, row, 3);
    flow->state_before = (state_t)result_int(rows, row, 4);
    flow->opened_seq = (uint64_t)result_int(rows, row, 6);
    bytes_t name = result_bytes(rows, row, 7);
    memcpy(flow->opened_name, name.data, name.size < sizeof flow->opened_name ? name.size : sizeof flow->opened_name);
    flow->opened_at = result_time(rows, row, 8);
    flow->changed_at = result_time(rows, row, 9);
    flow->opened_course = result_bool(rows, row, 10);
    flow->awaited_role = (role_t)result_int(rows, row, 12);
    flow->priority = (priority_t)result_int(rows, row, 13);
    read_flow_flags(flow, result_int(rows, row, 14));
    flow->attempts = (unsigned)result_int(rows, row, 15);
    flow->first_attempt_at = result_time(rows, row, 16);
    flow->last_attempt_at = result_time(rows, row, 17);
    if (read_asked(flow, rows, row) != STATUS_OK || read_handover(flow, rows, row) != STATUS_OK || read_others(flow, rows, row) != STATUS_OK ||
        result_text(rows, row, 5, flow->opened_by, sizeof flow->opened_by) != STATUS_OK) {
        return STATUS_INTERNAL;
    }
    return result_text(rows, row, 11, flow->awaited, sizeof flow->awaited);
}

static status_t read_offer(course_t *course, const PGresult *rows, int row)
{
    offer_t *offer = &course->offer;
    offer->epoch = (uint64_t)result_int(rows, row, 1);
    offer->id = result_uuid(rows, row, 2);
    offer->flow = result_uuid(rows, row, 3);
    offer->made_at = result_time(rows, row, 5);
    offer->accept_by = result_time(rows, row, 6);
    return read_list(PQgetvalue(rows, row, 4), offer->to[0], sizeof offer->to[0], &offer->to_count);
}

static status_t read_deadline(course_t *course, const PGresult *rows, int row)
{
    if (course->deadline_count == COURSE_DEADLINES_MAX) {
        return STATUS_INTERNAL;
    }
    deadline_t *deadline = &course->deadlines[course->deadline_count++];
    *deadline = (deadline_t){.number = (uint32_t)result_int(rows, row, 1), .flow = result_uuid(rows, row, 3)};
    deadline->anchor_at = result_time(rows, row, 5);
    deadline->due_at = result_time(rows, row, 6);
    deadline->fire_at = result_time(rows, row, 7);
    deadline->step = (unsigned)result_int(rows, row, 8);
    deadline->priority = (priority_t)result_int(rows, row, 9);
    deadline->pause = (pause_t)result_int(rows, row, 11);
    deadline->paused_at = result_time(rows, row, 12);
    deadline->paused_until = result_time(rows, row, 13);
    deadline->paused_ms = result_int(rows, row, 14);
    deadline->version = (unsigned)result_int(rows, row, 15);
    if (result_text(rows, row, 2, deadline->rule, sizeof deadline->rule) != STATUS_OK ||
        result_text(rows, row, 4, deadline->action_id, sizeof deadline->action_id) != STATUS_OK) {
        return STATUS_INTERNAL;
    }
    return result_text(rows, row, 10, deadline->awaited, sizeof deadline->awaited);
}

static status_t read_involved(course_t *course, const PGresult *rows, int row)
{
    if (course->involved_count == COURSE_INVOLVED_MAX) {
        return STATUS_INTERNAL;
    }
    involved_t *involved = &course->involved[course->involved_count++];
    *involved = (involved_t){.since_seq = (uint64_t)result_int(rows, row, 2), .until_seq = (uint64_t)result_int(rows, row, 3)};
    return result_text(rows, row, 1, involved->party, sizeof involved->party);
}

/* Relations and extents, one for one. */
static status_t read_relatives(consent_t *consent, const char *relations, const char *extents)
{
    while (*relations != '\0') {
        char *end, *extent_end;
        long relation = strtol(relations, &end, 10), extent = strtol(extents, &extent_end, 10);
        if (consent->relative_count == CONSENT_RELATIVES_MAX || end == relations || extent_end == extents) {
            return STATUS_INTERNAL;
        }
        consent->relatives[consent->relative_count++] = (relative_t){(uint32_t)relation, (uint32_t)extent};
        relations = end + (*end == ',');
        extents = extent_end + (*extent_end == ',');
    }
    return STATUS_OK;
}

static status_t read_consent(course_t *course, const PGresult *rows, int row)
{
    if (course->consent_count == COURSE_CONSENTS_MAX) {
        return STATUS_INTERNAL;
    }
    consent_t *consent = &course->consents[course->consent_count++];
    *consent = (consent_t){.number = (unsigned)result_int(rows, row, 1), .scope = (uint32_t)result_int(rows, row, 4)};
    consent->form = (uint32_t)result_int(rows, row, 8);
    consent->given_by = (consent_giver_t)result_int(rows, row, 9);
    consent->given_at = result_time(rows, row, 10);
    consent->valid_to = result_time(rows, row, 11);
    consent->withdrawn_at = result_time(rows, row, 12);
    if (result_text(rows, row, 2, consent->id, sizeof consent->id) != STATUS_OK ||
        result_text(rows, row, 3, consent->controller, sizeof consent->controller) != STATUS_OK ||
        read_list(PQgetvalue(rows, row, 5), consent->to[0], sizeof consent->to[0], &consent->to_count) != STATUS_OK) {
        return STATUS_INTERNAL;
    }
    return read_relatives(consent, PQgetvalue(rows, row, 6), PQgetvalue(rows, row, 7));
}

typedef status_t (*read_row_t)(course_t *course, const PGresult *rows, int row);

/* Reads the rows of one course from a result; few courses are loaded at once, so each looks through all rows. */
static status_t read_rows(course_t *course, const PGresult *rows, read_row_t read)
{
    status_t status = STATUS_OK;
    for (int row = 0; row < PQntuples(rows) && status == STATUS_OK; row++) {
        if (uuid_equal(result_uuid(rows, row, 0), course->id)) {
            status = read(course, rows, row);
        }
    }
    return status;
}

static status_t read_head(course_t *course, const PGresult *rows, int row)
{
    bytes_t hash = result_bytes(rows, row, 2);
    if (hash.size != sizeof course->head.bytes) {
        return STATUS_INTERNAL;
    }
    course->seq = (uint64_t)result_int(rows, row, 1);
    memcpy(course->head.bytes, hash.data, hash.size);
    course->last_at = result_time(rows, row, 3);
    return STATUS_OK;
}

static void tell(reading_t *reading, const course_t *course)
{
    const PGresult *names = reading->results[TAG_NAMES], *lines = reading->results[TAG_LINES];
    char waiting[COURSE_INVOLVED_MAX][PARTY_ID_SIZE];
    unsigned waiting_count = 0;
    bytes_t all = {NULL, 0};
    for (int row = 0; row < PQntuples(names); row++) {
        if (uuid_equal(result_uuid(names, row, 0), course->id)) {
            all = result_bytes(names, row, 1);
        }
    }
    for (int row = 0; row < PQntuples(lines) && waiting_count < COURSE_INVOLVED_MAX; row++) {
        if (uuid_equal(result_uuid(lines, row, 0), course->id)) {
            text_set(waiting[waiting_count++], PARTY_ID_SIZE, PQgetvalue(lines, row, 1));
        }
    }
    reading->load->loaded(reading->load->context, course, all, (const char(*)[PARTY_ID_SIZE])waiting, waiting_count);
}

static status_t put_together(reading_t *reading, int row)
{
    course_t *course = reading->load->work;
    PGresult *const *results = reading->results;
    *course = (course_t){.seq = 0};
    status_t status = read_course(course, results[TAG_COURSES], row);
    status = status != STATUS_OK ? status : read_rows(course, results[TAG_HEADS], read_head);
    status = status != STATUS_OK ? status : read_rows(course, results[TAG_FLOWS], read_flow);
    status = status != STATUS_OK ? status : read_rows(course, results[TAG_OFFERS], read_offer);
    status = status != STATUS_OK ? status : read_rows(course, results[TAG_DEADLINES], read_deadline);
    status = status != STATUS_OK ? status : read_rows(course, results[TAG_INVOLVED], read_involved);
    status = status != STATUS_OK ? status : read_rows(course, results[TAG_CONSENTS], read_consent);
    if (status == STATUS_OK && course->seq > 0) {
        tell(reading, course);
    }
    return status;
}

static void load_free(void *job)
{
    reading_t *reading = job;
    for (unsigned tag = 0; tag < TAG_COUNT; tag++) {
        PQclear(reading->results[tag]);
    }
    free(reading);
}

static void load_done(void *job, status_t status)
{
    reading_t *reading = job;
    store_load_t *load = reading->load;
    for (int row = 0; status == STATUS_OK && row < PQntuples(reading->results[TAG_COURSES]); row++) {
        status = put_together(reading, row);
    }
    load_free(reading);
    load->done(load->context, load, status);
}

void store_load_start(store_t *store, store_load_t *load)
{
    reading_t *reading = calloc(1, sizeof *reading);
    CHECK(reading != NULL && load->course_count > 0);
    reading->load = load;
    queue_put(&store->read, (task_t){reading, load_send, load_result, load_done, load_free}, store->now_ns);
}

/* ---- course keys ---- */

static void add_key(params_t *params, uuid_t course, const course_key_t *key)
{
    param_add_uuid(params, 0, course);
    param_add_text(params, 1, key->controller);
    param_add_uuid(params, 2, key->id);
    param_add_bytea(params, 3, (bytes_t){key->key, sizeof key->key});
}

enum { TAG_MADE, TAG_KEYS };

typedef struct {
    store_keys_t *keys;
    PGresult *result;
} key_reading_t;

static void keys_send(void *job, lane_t *lane)
{
    const store_keys_t *keys = ((key_reading_t *)job)->keys;
    if (keys->made_count > 0) {
        (void)params_arrays(&lane->params, "utux");
        for (unsigned i = 0; i < keys->made_count; i++) {
            add_key(&lane->params, keys->made_courses[i], &keys->made[i]);
        }
        lane_send(lane, "insert_course_keys", TAG_MADE, true);
    }
    (void)params_arrays(&lane->params, "u");
    for (unsigned i = 0; i < keys->course_count; i++) {
        param_add_uuid(&lane->params, 0, keys->courses[i]);
    }
    lane_send(lane, "load_course_keys", TAG_KEYS, true);
}

static status_t keys_result(void *job, unsigned tag, const PGresult *result)
{
    key_reading_t *reading = job;
    if (tag == TAG_KEYS) {
        reading->result = PQcopyResult(result, PG_COPYRES_ATTRS | PG_COPYRES_TUPLES);
        CHECK(reading->result != NULL);
    }
    return STATUS_OK;
}

static void keys_free(void *job)
{
    key_reading_t *reading = job;
    PQclear(reading->result);
    free(reading);
}

static void keys_done(void *job, status_t status)
{
    key_reading_t *reading = job;
    store_keys_t *keys = reading->keys;
    for (int row = 0; status == STATUS_OK && row < PQntuples(reading->result); row++) {
        course_key_t key = {.id = result_uuid(reading->result, row, 2)};
        bytes_t bytes = result_bytes(reading->result, row, 3);
        status = result_text(reading->result, row, 1, key.controller, sizeof key.controller);
        if (status == STATUS_OK && bytes.size == sizeof key.key) {
            memcpy(key.key, bytes.data, sizeof key.key);
            keys->loaded(keys->context, result_uuid(reading->result, row, 0), &key);
        }
        explicit_bzero(&key, sizeof key);
    }
    keys_free(reading);
    keys->done(keys->context, keys, status);
}

void store_keys_start(store_t *store, store_keys_t *keys)
{
    key_reading_t *reading = calloc(1, sizeof *reading);
    CHECK(reading != NULL && keys->course_count > 0);
    reading->keys = keys;
    queue_put(&store->keys, (task_t){reading, keys_send, keys_result, keys_done, keys_free}, store->now_ns);
}
