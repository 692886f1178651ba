/* SPDX-License-Identifier: EUPL-1.2
 * Which flow a message goes on with. */
#include "cli/choose.h"

#include <string.h>

#include "base/check.h"
#include "cli/compose.h"
#include "cli/head.h"
#include "cli/words.h"

static bool is_text(const json_t *row, const char *field, const char *text) {
    return strcmp(row_text(row, field), text) == 0;
}

static flow_kind_t flow_of_type(const char *type) {
    message_type_t known;
    return message_type_parse(type, &known) == STATUS_OK ? message_type_info((uint32_t)known)->flow : FLOW_NONE;
}

static bool is_pause(const char *type) {
    return strcmp(type, "clock.paused") == 0 || strcmp(type, "clock.resumed") == 0;
}

static void fill(json_t *message, const json_t *row) {
    const char *flow = row_text(row, "flowId"), *offer = row_text(row, "offerId");
    if (flow[0] != '\0' && json_object_get(message, "flowId") == NULL) CHECK(json_object_set_new(message, "flowId", json_string(flow)) == 0);
    if (offer[0] == '\0' || json_object_get(message, "offer") != NULL) return;
    json_t *epoch = json_object_get(row, "dutyEpoch");
    CHECK(json_object_set_new(message, "offer", json_pack("{s:s, s:O?}", "offerId", offer, "dutyEpoch", epoch)) == 0);
}

/* ---- a deadline's flow ---- */

/* A deadline is named by its rule; the flow it belongs to is the user's least worry. */
static void fill_from_deadlines(cli_t *cli, const char *course, json_t *message) {
    char field[64];
    json_t *rows = head_deadlines(cli, course), *row;
    size_t index;
    CHECK(compose_body_field("clock.paused", field) == STATUS_OK);
    const json_t *body = json_object_get(message, field);
    if (body == NULL) body = json_object_get(message, "clockResumed");
    json_array_foreach(rows, index, row) {
        if (is_text(row, "rule", row_text(body, "rule"))) fill(message, row);
    }
    json_decref(rows);
}

/* ---- what the course allows ---- */

typedef struct {
    const json_t *row; /* the first flow that is open and allows it */
    unsigned flows;    /* how many do */
    bool opens;        /* it begins a flow, or is about the course */
} match_t;

static match_t find_match(const json_t *rows, const char *type, const char *flow) {
    match_t match = {0};
    size_t index;
    const json_t *row;
    json_array_foreach(rows, index, row) {
        bool is_open = row_text(row, "flowId")[0] != '\0';
        if (!is_text(row, "type", type)) continue;
        match.opens = match.opens || !is_open;
        if (!is_open || (flow != NULL && !is_text(row, "flowId", flow))) continue;
        if (match.row == NULL) match.row = row;
        match.flows++;
    }
    return match;
}

static status_t tell_several(const cli_t *cli, const json_t *rows, const char *type) {
    size_t index;
    const json_t *row;
    status_t status = cli_misused(cli, say(cli, "several that are under way allow this; name one of them, or begin a new one with --new:",
                                           "flere, der er i gang, tillader dette; vælg en af dem, eller begynd en ny med --new:"));
    json_array_foreach(rows, index, row) {
        if (is_text(row, "type", type) && row_text(row, "flowId")[0] != '\0') (void)fprintf(cli->error, "  --flow %s\n", row_text(row, "flowId"));
    }
    return status;
}

/* Nothing allows it now. The broker is to say why, so it must know which flow is meant: the last one of its kind that this unit has seen, and the first word of
 * the last offer in it. */
static void fill_from_history(cli_t *cli, const char *type, const char *course, json_t *message) {
    json_t *rows, *row, *last = NULL, *offer = NULL;
    size_t index;
    if (cli_ask_quietly(cli, json_pack("{s:s, s:s}", "kind", "timeline", "courseId", course), &rows, NULL) != STATUS_OK) return;
    json_array_foreach(rows, index, row) {
        bool is_kind = flow_of_type(row_text(row, "type")) == flow_of_type(type) && row_text(row, "flowId")[0] != '\0';
        if (is_kind) last = row;
        if (is_kind && row_text(row, "offerId")[0] != '\0' && (offer == NULL || !is_text(offer, "offerId", row_text(row, "offerId")))) offer = row;
    }
    bool is_of_last = last != NULL && offer != NULL && is_text(offer, "flowId", row_text(last, "flowId"));
    if (last != NULL) fill(message, is_of_last ? offer : last);
    json_decref(rows);
}

status_t choose_flow(cli_t *cli, const char *type, bool is_new, json_t *message) {
    json_t *rows;
    const char *course = json_string_value(json_object_get(message, "courseId")), *flow = json_string_value(json_object_get(message, "flowId"));
    if (is_new && flow != NULL) return cli_misused(cli, say(cli, "--new or --flow, not both", "--new eller --flow, ikke begge"));
    if (course == NULL || is_new || (flow != NULL && json_object_get(message, "offer") != NULL)) return STATUS_OK;
    if (is_pause(type)) {
        fill_from_deadlines(cli, course, message);
        return STATUS_OK;
    }
    status_t status = cli_ask(cli, json_pack("{s:s, s:s}", "kind", "allowed", "courseId", course), &rows);
    if (status != STATUS_OK) return status;
    match_t match = find_match(rows, type, flow);
    bool is_about_course = match.opens && flow_of_type(type) == FLOW_NONE;
    if (match.flows > 1 && !is_about_course) status = tell_several(cli, rows, type);
    else if (match.flows == 1 && !is_about_course) fill(message, match.row);
    else if (match.flows == 0 && !match.opens && flow_of_type(type) != FLOW_NONE) fill_from_history(cli, type, course, message);
    json_decref(rows);
    return status;
}
