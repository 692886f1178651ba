/* SPDX-License-Identifier: EUPL-1.2
 * The verb bench: options, the run, the report. */
#include "cli/bench.h"

#include <stdlib.h>
#include <string.h>

#include "base/check.h"
#include "cli/verbs.h"

#define COUNT_MOST 50000000ul
#define SIZE_MOST 180000ul

static bool read_number(const cli_t *cli, option_t option, unsigned long least, unsigned long most, unsigned *number) {
    const char *text = arguments_value(cli->arguments, option);
    char *end = "";
    if (text == NULL) return true;
    unsigned long value = strtoul(text, &end, 10);
    *number = (unsigned)value;
    return *text >= '0' && *text <= '9' && *end == '\0' && value >= least && value <= most;
}

static status_t options_read(const cli_t *cli, bench_options_t *options) {
    unsigned broker_pid = 0, store_pid = 0;
    const char *mix = arguments_value(cli->arguments, OPTION_MIX);
    *options = (bench_options_t){.producers = 8, .consumers = 8, .window = 256, .size = 1024, .count = 200000, .courses = 10000};
    bool is_good = read_number(cli, OPTION_PRODUCERS, 1, BENCH_CLIENTS_MAX, &options->producers) &&
                   read_number(cli, OPTION_CONSUMERS, 1, BENCH_CLIENTS_MAX, &options->consumers) && read_number(cli, OPTION_WINDOW, 1, 8192, &options->window) &&
                   read_number(cli, OPTION_SIZE, 1, SIZE_MOST, &options->size) && read_number(cli, OPTION_COUNT, 1, COUNT_MOST, &options->count) &&
                   read_number(cli, OPTION_COURSES, 1, 1000000, &options->courses) && read_number(cli, OPTION_BROKER_PID, 1, 1 << 22, &broker_pid) &&
                   read_number(cli, OPTION_STORE_PID, 1, 1 << 22, &store_pid) && (mix == NULL || strcmp(mix, "flow") == 0);
    options->with_flows = mix != NULL;
    options->broker_pid = (long)broker_pid;
    options->store_pid = (long)store_pid;
    if (!is_good) return cli_misused(cli, "1 to 64 producers and consumers, a window of 1 to 8192, 1 to 180000 bytes, --mix flow");
    return options->courses >= options->producers ? STATUS_OK : cli_misused(cli, "each producer needs a course of its own");
}

/* ---- the run ---- */

static void memory_open(bench_t *bench) {
    bench->seen = calloc(bench->options.count, sizeof *bench->seen);
    bench->last_of_course = calloc(bench->options.courses, sizeof *bench->last_of_course);
    bench->latencies = calloc((size_t)bench->options.count + BENCH_CLIENTS_MAX, sizeof *bench->latencies);
    CHECK(bench->seen != NULL && bench->last_of_course != NULL && bench->latencies != NULL);
}

static void memory_close(bench_t *bench) {
    free((void *)bench->seen);
    free(bench->last_of_course);
    free(bench->latencies);
}

static void run(bench_t *bench) {
    const bench_options_t *options = &bench->options;
    pthread_t producers[BENCH_CLIENTS_MAX], consumers[BENCH_CLIENTS_MAX], flows;
    bench_thread_t producer[BENCH_CLIENTS_MAX], consumer[BENCH_CLIENTS_MAX];
    CHECK(pthread_barrier_init(&bench->start, NULL, options->producers + options->consumers + (options->with_flows ? 1 : 0)) == 0);
    for (unsigned index = 0; index < options->consumers; index++) {
        consumer[index] = (bench_thread_t){bench, index};
        CHECK(pthread_create(&consumers[index], NULL, bench_consume, &consumer[index]) == 0);
    }
    for (unsigned index = 0; index < options->producers; index++) {
        producer[index] = (bench_thread_t){bench, index};
        CHECK(pthread_create(&producers[index], NULL, bench_produce, &producer[index]) == 0);
    }
    if (options->with_flows) CHECK(pthread_create(&flows, NULL, bench_run_flows, bench) == 0);
    for (unsigned index = 0; index < options->producers; index++) CHECK(pthread_join(producers[index], NULL) == 0);
    for (unsigned index = 0; index < options->consumers; index++) CHECK(pthread_join(consumers[index], NULL) == 0);
    atomic_store(&bench->flows_stop, true);
    if (options->with_flows) CHECK(pthread_join(flows, NULL) == 0);
    CHECK(pthread_barrier_destroy(&bench->start) == 0);
}

/* ---- the report ---- */

static double rounded(double value) {
    return (double)(long long)(value * 100 + 0.5) / 100;
}

static void set_number(json_t *report, const char *name, double value) {
    CHECK(json_object_set_new(report, name, json_real(rounded(value))) == 0);
}

static void set_count(json_t *report, const char *name, unsigned value) {
    CHECK(json_object_set_new(report, name, json_integer((json_int_t)value)) == 0);
}

static json_t *report_make(bench_t *bench, bench_cpu_t before, bench_cpu_t after) {
    const bench_options_t *options = &bench->options;
    json_t *report = json_object();
    double seconds = (double)(atomic_load(&bench->ended_ns) - atomic_load(&bench->begun_ns)) / 1e9, thousands = (double)options->count / 1000;
    double accepting = (double)(atomic_load(&bench->last_accepted_ns) - atomic_load(&bench->begun_ns)) / 1e9;
    unsigned received = atomic_load(&bench->received);
    bench_sort(bench->latencies, options->count);
    set_number(report, "messages_per_second", (double)received / seconds);
    set_number(report, "accepted_per_second", (double)options->count / accepting);
    set_number(report, "accepted_ms_p50", bench_percentile(bench->latencies, options->count, 0.5) / 1000.0);
    set_number(report, "accepted_ms_p99", bench_percentile(bench->latencies, options->count, 0.99) / 1000.0);
    set_number(report, "accepted_ms_p999", bench_percentile(bench->latencies, options->count, 0.999) / 1000.0);
    if (options->broker_pid > 0) set_number(report, "broker_cpu_ms_per_1000", (after.broker_ms - before.broker_ms) / thousands);
    if (options->store_pid > 0) set_number(report, "store_cpu_ms_per_1000", (after.store_ms - before.store_ms) / thousands);
    set_number(report, "load_cpu_ms_per_1000", (after.load_ms - before.load_ms) / thousands);
    if (options->broker_pid > 0) set_number(report, "broker_memory_mib", bench_memory_mib(options->broker_pid));
    if (options->with_flows) set_number(report, "contacts_per_second", (double)atomic_load(&bench->flows) / seconds);
    set_count(report, "messages", received);
    set_count(report, "lost", options->count - received);
    set_count(report, "doubled", atomic_load(&bench->doubled));
    set_count(report, "out_of_order", atomic_load(&bench->out_of_order));
    set_number(report, "seconds", seconds);
    set_count(report, "producers", options->producers);
    set_count(report, "consumers", options->consumers);
    set_count(report, "window", options->window);
    set_count(report, "size", options->size);
    set_count(report, "courses", options->courses);
    set_number(report, "courses_opened_per_second", (double)options->courses / bench->prepare_seconds);
    return report;
}

static void report_print(const cli_t *cli, json_t *report) {
    table_t table;
    const char *name;
    json_t *value;
    if (cli->is_machine) {
        cli_print_json(cli, report);
        return;
    }
    table_open(&table);
    table_column(&table, "");
    table_column(&table, "");
    json_object_foreach(report, name, value) {
        char text[64];
        if (json_is_integer(value)) (void)snprintf(text, sizeof text, "%" JSON_INTEGER_FORMAT, json_integer_value(value));
        else (void)snprintf(text, sizeof text, "%.2f", json_real_value(value));
        table_put(&table, name, TABLE_PLAIN);
        table_put(&table, text, TABLE_PLAIN);
    }
    table_print(&table, cli->out, cli->in_colour);
    table_close(&table);
    json_decref(report);
}

/* What the audit store takes on disk, or 0 when the broker does not say. */
static double store_bytes(cli_t *cli) {
    json_t *rows;
    double bytes = 0;
    if (cli_ask(cli, json_pack("{s:s}", "kind", "status"), &rows) == STATUS_OK) {
        bytes = strtod(row_text(json_array_get(rows, 0), "storeBytes"), NULL);
        json_decref(rows);
    }
    return bytes;
}

static status_t measure(bench_t *bench) {
    cli_t *cli = bench->cli;
    double bytes_before = store_bytes(cli);
    bench_cpu_t before = bench_cpu(bench->options.broker_pid, bench->options.store_pid);
    memory_open(bench);
    run(bench);
    bench_cpu_t after = bench_cpu(bench->options.broker_pid, bench->options.store_pid);
    status_t status = STATUS_OK;
    json_t *report = report_make(bench, before, after);
    set_number(report, "store_bytes_per_message", (store_bytes(cli) - bytes_before) / (double)bench->options.count);
    if (atomic_load(&bench->failed)) {
        json_decref(report);
        status = cli_fail(cli, STATUS_INTERNAL, bench->problem);
    } else {
        report_print(cli, report);
    }
    bool is_whole = atomic_load(&bench->received) == bench->options.count && atomic_load(&bench->out_of_order) == 0;
    memory_close(bench);
    return status != STATUS_OK || is_whole ? status : STATUS_INTERNAL;
}

status_t verb_bench(cli_t *cli) {
    char id[37];
    bench_t *bench = calloc(1, sizeof *bench);
    CHECK(bench != NULL);
    bench->cli = cli;
    CHECK(pthread_mutex_init(&bench->problem_lock, NULL) == 0);
    stafet_new_id(id);
    (void)snprintf(bench->run, sizeof bench->run, "%.8s", id + 28); /* the random end */
    status_t status = options_read(cli, &bench->options);
    if (status == STATUS_OK) status = cli_connect(cli, &(cli_connect_t){0});
    if (status == STATUS_OK) {
        status = bench_set_up(bench);
        if (status == STATUS_OK) status = measure(bench);
        bench_tear_down(bench);
    }
    CHECK(pthread_mutex_destroy(&bench->problem_lock) == 0);
    free(bench);
    return status;
}
