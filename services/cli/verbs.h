/* SPDX-License-Identifier: EUPL-1.2
 * The functions of the verbs, and the table of them. */
#ifndef STAFET_CLI_VERBS_H
#define STAFET_CLI_VERBS_H

#include "cli/cli.h"

extern const verbs_t VERBS;

status_t verb_status(cli_t *cli);
status_t verb_doctor(cli_t *cli);
status_t verb_flows(cli_t *cli);
status_t verb_deadlines(cli_t *cli);
status_t verb_looks(cli_t *cli);
status_t verb_consents(cli_t *cli);
status_t verb_absences(cli_t *cli);
status_t verb_rules_list(cli_t *cli);
status_t verb_rules_set(cli_t *cli);
status_t verb_party_list(cli_t *cli);
status_t verb_party_show(cli_t *cli);
status_t verb_party_set(cli_t *cli);
status_t verb_person_list(cli_t *cli);
status_t verb_person_set(cli_t *cli);
status_t verb_key_list(cli_t *cli);
status_t verb_key_new(cli_t *cli);
status_t verb_key_grant(cli_t *cli);
status_t verb_key_revoke(cli_t *cli);
status_t verb_roster_list(cli_t *cli);
status_t verb_roster_set(cli_t *cli);
status_t verb_roster_gaps(cli_t *cli);
status_t verb_offer_list(cli_t *cli);
status_t verb_offer_show(cli_t *cli);
status_t verb_offer_set(cli_t *cli);
status_t verb_offer_confirm(cli_t *cli);
status_t verb_capacity_list(cli_t *cli);
status_t verb_capacity_set(cli_t *cli);
status_t verb_match(cli_t *cli);
status_t verb_route_list(cli_t *cli);
status_t verb_route_set(cli_t *cli);
status_t verb_route_why(cli_t *cli);
status_t verb_unmet_list(cli_t *cli);
status_t verb_unmet_note(cli_t *cli);
status_t verb_warnings(cli_t *cli);
status_t verb_codes(cli_t *cli);
status_t verb_send(cli_t *cli);
status_t verb_inbox(cli_t *cli);
status_t verb_receive(cli_t *cli);
status_t verb_course_list(cli_t *cli);
status_t verb_course_show(cli_t *cli);
status_t verb_course_timeline(cli_t *cli);
status_t verb_course_allowed(cli_t *cli);
status_t verb_course_verify(cli_t *cli);
status_t verb_standards(cli_t *cli);
status_t verb_standards_check(cli_t *cli);
status_t verb_standards_template(cli_t *cli);
status_t verb_answers(cli_t *cli);
status_t verb_figures(cli_t *cli);
status_t verb_fields(cli_t *cli);
status_t verb_fallback(cli_t *cli);
status_t verb_bench(cli_t *cli);
status_t verb_simulate(cli_t *cli);
status_t verb_help(cli_t *cli);
status_t verb_completion(cli_t *cli);

/* Reads JSON from a file, or from standard input for "-". What goes wrong has been told. The caller frees. */
status_t cli_read_json(const cli_t *cli, const char *path, json_t **json) MUST_CHECK;
/* AllowedRows under headings; with or without those about the course as a whole. */
void allowed_print(const cli_t *cli, FILE *out, const json_t *rows, bool with_course);
/* What is missing, by section of the standard, each with what would do. */
void missing_print(const cli_t *cli, FILE *out, const char *const *codes, size_t count);
/* Prints what the program, or one verb, is for. */
void help_print(const cli_t *cli, FILE *out);
/* The verbs that begin with this word; false when there is none. */
bool help_print_group(const cli_t *cli, FILE *out, const char *group);
void help_print_verb(const cli_t *cli, FILE *out, const verb_t *verb);

#endif
