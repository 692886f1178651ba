/* SPDX-License-Identifier: EUPL-1.2
 * The words that people read for what a row says in codes. */
#include "cli/words.h"

#include <string.h>

#include "base/check.h"
#include "flow/clock.h"

/* ---- states ---- */

static const state_info_t *find_state(flow_kind_t flow, const char *code) {
    const state_info_t *info;
    for (unsigned index = 0; (info = state_at(index)) != NULL; index++) {
        if (strcmp(info->code, code) == 0 && (flow == FLOW_NONE || info->flow == flow)) return info;
    }
    return NULL;
}

const char *words_state(const cli_t *cli, flow_kind_t flow, const char *code) {
    const state_info_t *info = find_state(flow, code);
    return info == NULL ? code : say(cli, info->code, info->danish);
}

const char *words_flow(const cli_t *cli, flow_kind_t flow) {
    return say(cli, flow_kind_code(flow), flow_kind_danish(flow));
}

bool words_state_is_final(flow_kind_t flow, const char *code) {
    const state_info_t *info = find_state(flow, code);
    return info != NULL && info->is_final;
}

/* ---- clocks ---- */

/* A newer broker may have rules that are not known here. */
static const clock_rule_t *find_rule(const char *code) {
    for (unsigned rule = RULE_NONE + 1; rule < RULE_COUNT; rule++) {
        const clock_rule_t *found = clock_rule((rule_t)rule);
        if (strcmp(found->code, code) == 0) return found;
    }
    return NULL;
}

void words_rule(const cli_t *cli, const char *code, char text[WORDS_SIZE]) {
    const clock_rule_t *rule = find_rule(code);
    (void)snprintf(text, WORDS_SIZE, "%s%s%s", code, rule != NULL ? " " : "", rule != NULL ? say(cli, rule->english, rule->danish) : "");
}

void words_step(const cli_t *cli, unsigned step, char text[WORDS_SIZE]) {
    static const char *const TOLD[][2] = {
        {"those on duty told", "de vagthavende har fået besked"}, {"leaders told", "ledere har fået besked"},
        {"chiefs told", "chefer har fået besked"}, {"the duty unit told", "døgnvagten har fået besked"},
    };
    unsigned last = COUNT_OF(TOLD) - 1, known = step < last ? step : last;
    (void)snprintf(text, WORDS_SIZE, "%s %u %s %u%s: %s", say(cli, "step", "trin"), known + 1, say(cli, "of", "af"), last + 1,
                   step > last ? say(cli, " again", " igen") : "", say(cli, TOLD[known][0], TOLD[known][1]));
}

/* ---- the flows of a course ---- */

const char *words_next_flow(const cli_t *cli, const char *flows, char text[WORDS_SIZE]) {
    char flow[32] = "", state[32] = "", awaited[PARTY_ID_SIZE] = "";
    flow_kind_t kind = FLOW_NONE;
    if (flows == NULL || *flows == '\0') return NULL;
    const char *end = strstr(flows, "; ");
    if (sscanf(flows, "%31s %31s (awaits %40[^)])", flow, state, awaited) < 2 || flow_kind_parse(flow, &kind) != STATUS_OK) {
        (void)snprintf(text, WORDS_SIZE, "%.*s", end == NULL ? WORDS_SIZE - 1 : (int)(end - flows), flows);
    } else {
        (void)snprintf(text, WORDS_SIZE, "%s: %s%s%s", words_flow(cli, kind), words_state(cli, kind, state), awaited[0] != '\0' ? say(cli, " – awaits ", " – afventer ") : "",
                       awaited);
    }
    return end == NULL ? "" : end + 2;
}

bool words_has_flow(const char *flows, const char *flow_and_state) {
    size_t size = strlen(flow_and_state);
    for (const char *at = flows; at != NULL; at = strstr(at, "; ") != NULL ? strstr(at, "; ") + 2 : NULL) {
        if (strncmp(at, flow_and_state, size) == 0 && (at[size] == ' ' || at[size] == '\0')) return true;
    }
    return false;
}

/* ---- roles ---- */

const char *words_who(const cli_t *cli, const char *who) {
    if (strncmp(who, "leader", strlen("leader")) == 0) return say(cli, "a leader", "en leder");
    if (strcmp(who, "common chief") == 0) return say(cli, "a chief", "en chef");
    return "";
}
