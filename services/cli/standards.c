/* SPDX-License-Identifier: EUPL-1.2
 * Documentation standards at the desk. */
#include "cli/standards.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/check.h"
#include "cli/compose.h"
#include "wire/wire.h"

#define PACKAGE "handover.package"
#define ORDER "order.placed"
#define AGREEMENT "hospital.agreement"
#define PROFILE "hospital.support_profile"
#define NOBODY "nobody" /* stands for who sends, in a body that is checked before somebody does */
#define SECTION_RISK 11

static const char *const TRANSITIONS[] = {
    [TRANSITION_NONE] = "unspecified",
    [TRANSITION_CONTACT_TO_UNIT] = "contact_to_unit",
    [TRANSITION_EARLY_TO_GRANTED] = "early_to_granted",
    [TRANSITION_AUTHORITY_TO_PROVIDER] = "authority_to_provider",
    [TRANSITION_PROVIDER_TO_PROVIDER] = "provider_to_provider",
    [TRANSITION_CHILD_TO_ADULT] = "child_to_adult",
    [TRANSITION_MUNICIPALITY_TO_MUNICIPALITY] = "municipality_to_municipality",
    [TRANSITION_RETURN_ROUTE] = "return_route",
};

/* ---- the form ---- */

/* The five risks are ticked; of them alone a tick says more than words. */
static bool is_ticked(const standard_item_t *item) {
    return item->section == SECTION_RISK && strcmp(item->code, "risk.assessed") != 0 && strcmp(item->code, "risk.protective") != 0;
}

/* The body of an order.placed. */
static json_t *order_template(const standard_t *standard, json_t *answers) {
    json_t *body = json_pack("{s:s, s:{s:s}, s:s, s:s, s:s, s:{s:s}, s:s, s:{s:s}, s:s, s:I}", "paragraph", "", "effort", "text", "", "startWanted", "", "reviewAt", "",
                             "plannedEnd", "", "payer", "municipality", "", "withDuty", "unspecified", "choice", "agrees", "unspecified", "standard", standard->name,
                             "standardVersion", (json_int_t)standard->version);
    CHECK(body != NULL && json_object_set_new(body, "answers", answers) == 0);
    return body;
}

/* What stands beside the answers. */
static json_t *body_of(const standard_t *standard) {
    json_int_t version = (json_int_t)standard->version;
    if (standard == standard_of_stay(true)) {
        return json_pack("{s:s, s:s, s:s, s:I, s:s}", "kind", "unspecified", "patientTakesPart", "unspecified", "standard", standard->name, "standardVersion", version, "reviewAt", "");
    }
    if (standard == standard_of_stay(false)) return json_pack("{s:s, s:s}", "contactPerson", "", "contactPhone", "");
    bool is_back = standard == standard_full(TRANSITION_RETURN_ROUTE);
    json_t *body = json_pack("{s:s, s:s, s:I, s:s, s:s}", "transition", TRANSITIONS[is_back ? TRANSITION_RETURN_ROUTE : TRANSITION_NONE], "standard", standard->name,
                             "standardVersion", version, "plannedAt", "", "paragraph", "");
    if (is_back) CHECK(json_object_set_new(body, "returnsFlowId", json_string("")) == 0);
    return body;
}

/* Said once, in a field of the body. */
static bool is_in_body(const standard_t *standard, const standard_item_t *item) {
    bool is_asked = strcmp(item->code, "plans.takes_part") == 0 || strcmp(item->code, "plans.review_at") == 0;
    return standard == standard_of_stay(true) && is_asked;
}

json_t *standards_template(const standard_t *standard) {
    json_t *answers = json_array();
    const standard_item_t *item;
    for (unsigned index = 0; (item = standard_item_at(index)) != NULL; index++) {
        if (standard->required[index] == REQUIRED_NEVER || is_in_body(standard, item)) continue;
        json_t *answer = is_ticked(item) ? json_pack("{s:s, s:s}", "item", item->code, "tick", "unspecified") : json_pack("{s:s, s:s}", "item", item->code, "text", "");
        CHECK(json_array_append_new(answers, answer) == 0);
    }
    if (standard == standard_for_order(PRIORITY_ROUTINE) || standard == standard_for_order(PRIORITY_ACUTE)) return order_template(standard, answers);
    json_t *body = body_of(standard);
    CHECK(json_object_set_new(body, "answers", answers) == 0);
    return body;
}

/* ---- the check ---- */

static status_t facts_of(const json_t *message, message_facts_t *facts, char *problem) {
    char *text = json_dumps(message, 0);
    arena_t arena;
    bytes_t packed;
    wire_problem_t found = {.where = ""};
    CHECK(text != NULL);
    arena_open(&arena, DECODE_ARENA_SIZE);
    status_t status = wire_json_read("stafet.v1.Message", bytes_of_text(text), &arena, &packed, &found);
    if (status == STATUS_OK) status = wire_message_read(packed, &arena, facts, &found);
    if (status != STATUS_OK) (void)snprintf(problem, ARGUMENTS_PROBLEM_SIZE, "%s", found.where);
    arena_close(&arena);
    free(text);
    return status;
}

static status_t read_transition(const arguments_t *arguments, message_facts_t *facts, char *problem) {
    const char *type = arguments_value(arguments, OPTION_TYPE);
    if (type == NULL) return STATUS_OK;
    for (unsigned index = TRANSITION_NONE + 1; index < COUNT_OF(TRANSITIONS); index++) {
        if (strcmp(TRANSITIONS[index], type) == 0) {
            facts->transition = (transition_t)index;
            return STATUS_OK;
        }
    }
    (void)snprintf(problem, ARGUMENTS_PROBLEM_SIZE, "--type %s", option_info(OPTION_TYPE)->help);
    return STATUS_USAGE;
}

/* By the type of what is checked. An order that is filled by the core's form is meant to be acute. */
static const standard_t *standard_of(const message_facts_t *facts) {
    if (facts->type == TYPE_HOSPITAL_AGREEMENT) return standard_of_stay(true);
    if (facts->type == TYPE_HOSPITAL_SUPPORT_PROFILE) return standard_of_stay(false);
    if (facts->type != TYPE_ORDER_PLACED) return standard_for(facts->transition, facts->priority);
    const standard_t *core = standard_for_order(PRIORITY_ACUTE);
    return strcmp(facts->standard, core->name) == 0 ? core : standard_for_order(facts->priority);
}

static void check_facts(const message_facts_t *facts, bool has_risk, checked_t *checked) {
    const standard_t *standard = standard_of(facts);
    standard_case_t of = {facts->transition, has_risk || facts->tells_risk, facts->paragraph};
    message_facts_t sent = *facts;
    standard_add_known(facts, &(standard_known_t){facts->transition, facts->at, true}, sent.answers); /* whoever it is sent to will be known */
    *checked = (checked_t){.standard = standard};
    checked->missing_count = standard_check(standard, &of, sent.answers, checked->missing);
    for (unsigned index = 0; standard_item_at(index) != NULL; index++) checked->mandatory += standard_requires(standard, &of, index);
    bool is_other = (facts->standard[0] != '\0' && strcmp(facts->standard, standard->name) != 0) ||
                    (facts->standard_version != 0 && facts->standard_version != standard->version);
    if (is_other) text_set(checked->missing[checked->missing_count++], ITEM_CODE_SIZE, "standard");
}

/* By the form that it was filled in. */
static bool is_order(const json_t *given) {
    const char *name = json_string_value(json_object_get(given, "standard"));
    return name != NULL && (strcmp(name, standard_for_order(PRIORITY_ROUTINE)->name) == 0 || strcmp(name, standard_for_order(PRIORITY_ACUTE)->name) == 0);
}

/* A whole message says its type; a body is known by a field that no other has. Both by either of ProtoJSON's names. */
static const char *type_of(const json_t *given) {
    static const struct {
        const char *field, *type;
    } KNOWN[] = {
        {"hospitalAgreement", AGREEMENT},    {"hospital_agreement", AGREEMENT},     {"patientTakesPart", AGREEMENT}, {"patient_takes_part", AGREEMENT},
        {"hospitalSupportProfile", PROFILE}, {"hospital_support_profile", PROFILE}, {"contactPhone", PROFILE},       {"contact_phone", PROFILE},
    };
    for (size_t index = 0; index < COUNT_OF(KNOWN); index++) {
        if (json_object_get(given, KNOWN[index].field) != NULL) return KNOWN[index].type;
    }
    return is_order(given) ? ORDER : PACKAGE;
}

status_t standards_check(const arguments_t *arguments, json_t *given, checked_t *checked, char problem[ARGUMENTS_PROBLEM_SIZE]) {
    json_t *message = NULL;
    message_facts_t facts;
    char field[64];
    const char *type = type_of(given);
    status_t status = compose_body_field(type, field);
    CHECK(status == STATUS_OK);
    status = compose_message(&(compose_t){.type = type, .party = NOBODY, .person = NOBODY, .id = NOBODY}, arguments, given, &message, problem);
    if (status != STATUS_OK) return status;
    status = facts_of(message, &facts, problem);
    json_decref(message);
    if (status == STATUS_OK) status = read_transition(arguments, &facts, problem);
    if (status == STATUS_OK) check_facts(&facts, arguments_has(arguments, OPTION_RISK), checked);
    return status;
}

/* ---- the list ---- */

typedef struct {
    unsigned always, conditional, sections;
    json_int_t section;
} tally_t;

static void tally_item(const json_t *row, tally_t *tally) {
    const char *required = json_string_value(json_object_get(row, "required"));
    json_int_t section = json_integer_value(json_object_get(row, "section"));
    if (required == NULL || strcmp(required, required_text(REQUIRED_NEVER)) == 0) return;
    bool is_always = strcmp(required, required_text(REQUIRED_ALWAYS)) == 0;
    tally->always += is_always;
    tally->conditional += !is_always;
    tally->sections += section != tally->section;
    tally->section = section;
}

json_t *standards_summary(const json_t *rows) {
    json_t *summary = json_array(), *row, *last = NULL;
    tally_t tally = {0};
    size_t index;
    json_array_foreach(rows, index, row) {
        bool is_new = last == NULL || !json_equal(json_object_get(row, "standard"), json_object_get(last, "standard"));
        if (is_new) {
            tally = (tally_t){0};
            last = json_pack("{s:O?, s:O?, s:O?}", "standard", json_object_get(row, "standard"), "version", json_object_get(row, "version"), "hash", json_object_get(row, "hash"));
            CHECK(json_array_append_new(summary, last) == 0);
        }
        tally_item(row, &tally);
        CHECK(json_object_update_new(last, json_pack("{s:i, s:i, s:i}", "sections", (int)tally.sections, "always", (int)tally.always, "conditional", (int)tally.conditional)) == 0);
    }
    return summary;
}
