/* SPDX-License-Identifier: EUPL-1.2
 * The program's own tables on standard output. */
#include "print.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/check.h"
#include "base/log.h"
#include "config.h"
#include "flow/engine.h"

#define PRINT_SIZE (1024 * 1024)

static status_t print_flows(const print_t *wanted, const char **problem);
static status_t print_statuses(const print_t *wanted, const char **problem);
static status_t print_config(const print_t *wanted, const char **problem);
static status_t print_messages(const print_t *wanted, const char **problem);
static status_t print_log_events(const print_t *wanted, const char **problem);

static const struct {
    const char *name, *help;
    status_t (*print)(const print_t *wanted, const char **problem);
} TABLES[] = {
    {"flows", "what may happen next: all flows, or `print flows NAME`; --format table, dot or json", print_flows},
    {"statuses", "every answer, with its class, HTTP code and exit code", print_statuses},
    {"config", "every setting with its default and bounds", print_config},
    {"messages", "every message type", print_messages},
    {"log-events", "every log event", print_log_events},
};

static const flow_kind_t FLOWS[] = {
#define X(name, number, code, danish) FLOW_##name,
#include "model/flow_kind.def"
#undef X
};

status_t print_table(const print_t *wanted, const char **problem)
{
    CHECK(wanted != NULL && problem != NULL);
    for (size_t i = 0; wanted->what != NULL && i < COUNT_OF(TABLES); i++) {
        if (!text_equal(TABLES[i].name, wanted->what)) {
            continue;
        }
        if (TABLES[i].print != print_flows && (wanted->flow != NULL || wanted->format != NULL)) {
            *problem = "a name and --format are for flows only";
            return STATUS_USAGE;
        }
        status_t status = TABLES[i].print(wanted, problem);
        bool is_written = fflush(stdout) == 0 && ferror(stdout) == 0;
        return status == STATUS_OK && !is_written ? STATUS_FILE_FAILED : status;
    }
    *problem = "print what? flows, statuses, config, messages or log-events";
    return STATUS_USAGE;
}

void print_names(void)
{
    for (size_t i = 0; i < COUNT_OF(TABLES); i++) {
        printf("  %-12s %s\n", TABLES[i].name, TABLES[i].help);
    }
}

/* ---- flows ---- */

static status_t read_format(const char *name, flow_format_t *format)
{
    static const char *const FORMATS[] = {[FLOW_FORMAT_TABLE] = "table", [FLOW_FORMAT_DOT] = "dot", [FLOW_FORMAT_JSON] = "json"};
    for (unsigned i = 0; i < COUNT_OF(FORMATS); i++) {
        if (text_equal(name == NULL ? "table" : name, FORMATS[i])) {
            *format = (flow_format_t)i;
            return STATUS_OK;
        }
    }
    return STATUS_USAGE;
}

/* NOT_FOUND: the flow has no table yet; nothing was printed. */
static status_t print_flow(flow_kind_t flow, flow_format_t format, const char *before)
{
    buffer_t out = {.data = malloc(PRINT_SIZE), .capacity = PRINT_SIZE};
    CHECK(out.data != NULL);
    status_t status = flow_print(flow, format, &out);
    if (status == STATUS_OK) {
        fputs(before, stdout);
        fwrite(out.data, 1, out.size, stdout);
    } else if (status != STATUS_NOT_FOUND) {
        fprintf(stderr, "stafet-broker: %s: %s\n", flow_kind_code(flow), status_text_en(status));
    }
    free(out.data);
    return status;
}

/* Those that have a table; as JSON they are one array. */
static status_t print_all_flows(flow_format_t format)
{
    bool is_json = format == FLOW_FORMAT_JSON, is_first = true;
    fputs(is_json ? "[\n" : "", stdout);
    for (size_t i = 0; i < COUNT_OF(FLOWS); i++) {
        status_t status = print_flow(FLOWS[i], format, is_first ? "" : is_json ? ",\n" : "\n");
        if (status != STATUS_OK && status != STATUS_NOT_FOUND) {
            return status;
        }
        is_first = is_first && status == STATUS_NOT_FOUND;
    }
    fputs(is_json ? "]\n" : "", stdout);
    return STATUS_OK;
}

static status_t print_flows(const print_t *wanted, const char **problem)
{
    flow_format_t format;
    flow_kind_t flow;
    if (read_format(wanted->format, &format) != STATUS_OK) {
        *problem = "--format is table, dot or json";
        return STATUS_USAGE;
    }
    if (wanted->flow == NULL) {
        return print_all_flows(format);
    }
    status_t status = flow_kind_parse(wanted->flow, &flow);
    status = status == STATUS_OK ? print_flow(flow, format, "") : status;
    *problem = "there is no flow of that name with a table";
    return status == STATUS_NOT_FOUND ? STATUS_USAGE : status;
}

/* ---- the other tables ---- */

static status_t print_statuses(const print_t *wanted, const char **problem)
{
    (void)wanted;
    (void)problem;
    puts("| number | name | class | HTTP | exit | english | danish |\n|---|---|---|---|---|---|---|");
    for (unsigned i = 0; i < STATUS_COUNT; i++) {
        status_t status = (status_t)i;
        printf("| %u | `%s` | %s | %d | %d | %s | %s |\n", i, status_name(status), status_class_name(status_class(status)), status_http(status),
               status_exit_code(status), status_text_en(status), status_text_da(status));
    }
    return STATUS_OK;
}

static status_t print_config(const print_t *wanted, const char **problem)
{
    (void)wanted;
    (void)problem;
    config_print(stdout, true);
    return STATUS_OK;
}

static status_t print_messages(const print_t *wanted, const char **problem)
{
    (void)wanted;
    (void)problem;
    puts("| number | type | flow | english | danish |\n|---|---|---|---|---|");
    for (unsigned i = 0; message_type_at(i) != NULL; i++) {
        const message_type_info_t *info = message_type_at(i);
        printf("| %u | `%s` | %s | %s | %s |\n", (unsigned)info->type, info->code, flow_kind_code(info->flow), info->english, info->danish);
    }
    return STATUS_OK;
}

static status_t print_log_events(const print_t *wanted, const char **problem)
{
    (void)wanted;
    (void)problem;
    puts("| event | level | what it means and what to do |\n|---|---|---|");
    log_print_events();
    return STATUS_OK;
}
