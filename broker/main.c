/* SPDX-License-Identifier: EUPL-1.2
 * The program: its verbs, and what the process forbids itself before it serves. */
#include <errno.h>
#include <signal.h>
#include <sodium.h>
#include <stdarg.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>

#include "base/check.h"
#include "base/log.h"
#include "broker.h"
#include "print.h"

#define MEBI (1024L * 1024L)
/* What is allocated beside sessions and cache: pending submits, held deliveries, frames on their way out, two arenas, what the asker and
 * the keeper hold of the directory, three batches, and for each of the two that commit their parameters and libpq's copy of them. */
#define POOLS_MEBI 62
#define FRAME_POOL_MEBI 4
#define DIRECTORY_POOL_MEBI 3 /* offers that are matched with their texts, changes that wait, presence, warnings */
#define ARENAS 2
#define BATCHES 3
#define BATCH_COPIES (BATCHES + 4)
#define PLACES (PENDING_MAX * sizeof(pending_t) + BATCHES * (sizeof(batch_t) + JOURNAL_BYTES_MAX))
/* PostgreSQL, libzmq's own, logs. */
#define FILES_BESIDE 64

_Static_assert(PENDING_BYTES_MAX + HELD_BYTES_MAX + ARENAS * DECODE_ARENA_SIZE + BATCH_COPIES * BATCH_BYTES_MAX + (FRAME_POOL_MEBI + DIRECTORY_POOL_MEBI) * MEBI + PLACES <= POOLS_MEBI * MEBI, "the pools fit into what is reckoned for them");

typedef struct {
    const char *config, *operator_key, *format, *virtual_time; /* NULL = not given */
    bool is_virtual, is_real;
    const char *words[2];
    unsigned word_count;
} arguments_t;

typedef struct {
    const char *name, *usage, *help;
    const char *options; /* of OPTIONS, one letter each */
    unsigned words_max;
    status_t (*run)(const arguments_t *arguments);
} verb_t;

static status_t serve(const arguments_t *arguments);
static status_t migrate(const arguments_t *arguments);
static status_t print(const arguments_t *arguments);

static const verb_t VERBS[] = {
    {"serve", "serve --config FILE", "run the broker until SIGTERM or SIGINT", "c", 0, serve},
    {"migrate", "migrate --config FILE [--virtual-time[=TIME] | --real-time] [--operator-key FILE]",
     "bring the stores up to date; with a key file (`public = <64 hex>`) grant the first operator; virtual time is for tests and simulations, on a new store; real time ends it, for good", "cvro", 0, migrate},
    {"print", "print WHAT [--format table|dot|json]", "print the program's own tables, as listed below", "f", 2, print},
};

typedef struct {
    char letter;
    const char *name;
    enum { VALUE_NEEDED, VALUE_OPTIONAL, VALUE_NONE } value;
    size_t field; /* of the value; without one, of a bool */
} option_t;

static const option_t OPTIONS[] = {
    {'c', "--config", VALUE_NEEDED, offsetof(arguments_t, config)},
    {'v', "--virtual-time", VALUE_OPTIONAL, offsetof(arguments_t, virtual_time)},
    {'r', "--real-time", VALUE_NONE, offsetof(arguments_t, is_real)},
    {'o', "--operator-key", VALUE_NEEDED, offsetof(arguments_t, operator_key)},
    {'f', "--format", VALUE_NEEDED, offsetof(arguments_t, format)},
};

/* ---- usage ---- */

__attribute__((format(printf, 1, 2))) static status_t misuse(const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    fputs("stafet-broker: ", stderr);
    vfprintf(stderr, format, arguments);
    fputs("\nTry: stafet-broker --help\n", stderr);
    va_end(arguments);
    return STATUS_USAGE;
}

static const option_t *find_option(const char *text, size_t size)
{
    for (size_t i = 0; i < COUNT_OF(OPTIONS); i++) {
        if (strlen(OPTIONS[i].name) == size && strncmp(OPTIONS[i].name, text, size) == 0) {
            return &OPTIONS[i];
        }
    }
    return NULL;
}

/* *used: how many of the words belong to the option. */
static status_t read_option(const verb_t *verb, int count, char *const *words, arguments_t *arguments, int *used)
{
    const char *sign = strchr(words[0], '=');
    size_t size = sign == NULL ? strlen(words[0]) : (size_t)(sign - words[0]);
    const option_t *option = find_option(words[0], size);
    if (option == NULL || strchr(verb->options, option->letter) == NULL) {
        return misuse("%s has no option %.*s", verb->name, (int)size, words[0]);
    }
    const char *value = sign == NULL ? NULL : sign + 1;
    *used = 1;
    if (option->value == VALUE_NONE) {
        bool *flag = (bool *)((char *)arguments + option->field);
        if (value != NULL || *flag) {
            return misuse(value != NULL ? "%s takes no value" : "%s is given twice", option->name);
        }
        *flag = true;
        return STATUS_OK;
    }
    if (value == NULL && option->value == VALUE_NEEDED) {
        if (count < 2) {
            return misuse("%s needs a value", option->name);
        }
        value = words[1];
        *used = 2;
    }
    const char **field = (const char **)((char *)arguments + option->field);
    if (*field != NULL || (option->letter == 'v' && arguments->is_virtual)) {
        return misuse("%s is given twice", option->name);
    }
    *field = value;
    arguments->is_virtual = arguments->is_virtual || option->letter == 'v';
    return STATUS_OK;
}

static status_t read_arguments(const verb_t *verb, int count, char *const *words, arguments_t *arguments)
{
    for (int at = 0; at < count;) {
        int used = 1;
        if (words[at][0] == '-') {
            status_t status = read_option(verb, count - at, words + at, arguments, &used);
            if (status != STATUS_OK) {
                return status;
            }
        } else if (arguments->word_count == verb->words_max) {
            return misuse("%s does not understand `%s`", verb->name, words[at]);
        } else {
            arguments->words[arguments->word_count++] = words[at];
        }
        at += used;
    }
    return STATUS_OK;
}

/* ---- settings ---- */

/* Serving says it in the log, a command to the person. */
static status_t refuse_settings(const char *problem, bool is_logged)
{
    if (is_logged) {
        log_write(LOG_EVENT_CONFIG_REFUSED, "problem=\"%s\"", problem);
    } else {
        fprintf(stderr, "stafet-broker: %s\n", problem);
    }
    return STATUS_CONFIG_INVALID;
}

static status_t read_settings(const arguments_t *arguments, bool is_logged, config_t *config)
{
    char problem[256];
    if (arguments->config == NULL) {
        return misuse("--config FILE is needed");
    }
    status_t status = config_read(arguments->config, config, problem);
    if (status != STATUS_OK) {
        (void)refuse_settings(problem, is_logged);
    }
    return status;
}

static status_t set_log_level(const config_t *config)
{
    static const char *const LEVELS[] = {[LOG_DEBUG] = "debug", [LOG_INFO] = "info", [LOG_WARNING] = "warning", [LOG_ERROR] = "error"};
    for (size_t level = 0; level < COUNT_OF(LEVELS); level++) {
        if (text_equal(config->log_level, LEVELS[level])) {
            log_open((log_level_t)level);
            return STATUS_OK;
        }
    }
    return refuse_settings("log_level must be debug, info, warning or error", true);
}

/* L14: what can be held at once has room, or the broker does not start. A connection takes three frames of the transport in libzmq's queues. */
static status_t check_memory(const config_t *config)
{
    long sessions = (config->sessions_max * 3 * TRANSPORT_SIZE_MAX + MEBI - 1) / MEBI;
    long needed = sessions + config->cache_memory + POOLS_MEBI;
    if (needed <= config->memory_max) {
        return STATUS_OK;
    }
    char problem[256];
    (void)snprintf(problem, sizeof problem,
                   "memory_max is %ld MiB, but sessions_max = %ld and cache_memory = %ld need %ld MiB (%ld + %ld + %d for pools): raise it or lower them",
                   config->memory_max, config->sessions_max, config->cache_memory, needed, sessions, config->cache_memory, POOLS_MEBI);
    return refuse_settings(problem, true);
}

static status_t check_needed(const char *name, const char *value, bool is_logged)
{
    char problem[256];
    if (value[0] != '\0') {
        return STATUS_OK;
    }
    (void)snprintf(problem, sizeof problem, "the setting %s is needed", name);
    return refuse_settings(problem, is_logged);
}

/* ---- serve ---- */

static volatile int stop;

static void on_stop(int number)
{
    (void)number;
    stop = 1;
}

static status_t fail_process(const char *what)
{
    char problem[256];
    (void)snprintf(problem, sizeof problem, "%s: %s", what, strerror(errno));
    (void)refuse_settings(problem, true);
    return STATUS_INTERNAL;
}

/* Keys and opened bodies are in this memory: no core dump, no debugger of the same user, no new rights. */
static status_t close_process(void)
{
    const struct rlimit none = {0, 0};
    if (setrlimit(RLIMIT_CORE, &none) != 0) {
        return fail_process("core dumps cannot be forbidden");
    }
    if (prctl(PR_SET_DUMPABLE, 0, 0, 0, 0) != 0 || prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0) {
        return fail_process("the process cannot be closed");
    }
    return sodium_init() >= 0 ? STATUS_OK : fail_process("libsodium");
}

/* At the limit libzmq's thread spins: each connection, one that is being let in beside it, and all else must have a descriptor. */
static status_t raise_files(const config_t *config)
{
    struct rlimit files;
    rlim_t needed = (rlim_t)config->sessions_max * 2 + FILES_BESIDE;
    if (getrlimit(RLIMIT_NOFILE, &files) != 0) {
        return fail_process("the limit of open files cannot be read");
    }
    if (files.rlim_cur >= needed) {
        return STATUS_OK;
    }
    files.rlim_cur = needed;
    if (files.rlim_max < needed || setrlimit(RLIMIT_NOFILE, &files) != 0) {
        char problem[256];
        (void)snprintf(problem, sizeof problem, "sessions_max = %ld needs %lu open files: raise the limit (ulimit -n, LimitNOFILE)", config->sessions_max, (unsigned long)needed);
        return refuse_settings(problem, true);
    }
    return STATUS_OK;
}

static void catch_signals(void)
{
    struct sigaction stopping = {.sa_handler = on_stop}, ignoring = {.sa_handler = SIG_IGN};
    CHECK(sigaction(SIGTERM, &stopping, NULL) == 0 && sigaction(SIGINT, &stopping, NULL) == 0 && sigaction(SIGPIPE, &ignoring, NULL) == 0);
}

static status_t prepare(const config_t *config)
{
    status_t status = set_log_level(config);
    status = status == STATUS_OK ? check_needed("store", config->store, true) : status;
    status = status == STATUS_OK ? check_needed("key_store", config->key_store, true) : status;
    status = status == STATUS_OK ? check_needed("server_key", config->server_key, true) : status;
    status = status == STATUS_OK ? check_memory(config) : status;
    status = status == STATUS_OK ? raise_files(config) : status;
    return status == STATUS_OK ? close_process() : status;
}

static status_t serve(const arguments_t *arguments)
{
    static config_t config;
    broker_t *broker = NULL;
    status_t status = read_settings(arguments, true, &config);
    status = status == STATUS_OK ? prepare(&config) : status;
    if (status != STATUS_OK) {
        return status;
    }
    catch_signals();
    status = broker_open(&config, &broker);
    if (status == STATUS_OK) {
        status = broker_run(broker, &stop);
        broker_close(&broker);
    }
    return status;
}

/* ---- migrate ---- */

static status_t read_virtual_time(const arguments_t *arguments, store_migrate_t *options)
{
    if (arguments->is_virtual && arguments->is_real) {
        return misuse("--virtual-time or --real-time, not both");
    }
    options->virtual_time = arguments->is_virtual;
    options->real_time = arguments->is_real;
    options->virtual_now = clock_realtime();
    if (arguments->virtual_time != NULL && instant_read(arguments->virtual_time, &options->virtual_now, NULL) != STATUS_OK) {
        return misuse("--virtual-time=TIME must be like 2026-11-23T04:21:07Z");
    }
    return STATUS_OK;
}

static status_t read_operator(const arguments_t *arguments, uint8_t key[32], store_migrate_t *options)
{
    char problem[256];
    if (arguments->operator_key == NULL) {
        return STATUS_OK;
    }
    status_t status = config_read_key(arguments->operator_key, key, NULL, problem);
    if (status != STATUS_OK) {
        (void)refuse_settings(problem, false);
    }
    options->operator_key = key;
    return status;
}

static status_t migrate(const arguments_t *arguments)
{
    static config_t config;
    uint8_t key[32];
    store_migrate_t options = {.admin_conninfo = config.store_admin, .admin_key_conninfo = config.key_store};
    status_t status = read_virtual_time(arguments, &options);
    status = status == STATUS_OK ? read_settings(arguments, false, &config) : status;
    status = status == STATUS_OK ? check_needed("store_admin", config.store_admin, false) : status;
    status = status == STATUS_OK ? check_needed("key_store", config.key_store, false) : status;
    status = status == STATUS_OK ? read_operator(arguments, key, &options) : status;
    return status == STATUS_OK ? store_migrate(&options) : status;
}

/* ---- print ---- */

static status_t print(const arguments_t *arguments)
{
    const char *problem = "";
    status_t status = print_table(&(print_t){arguments->words[0], arguments->words[1], arguments->format}, &problem);
    if (status == STATUS_FILE_FAILED) {
        fprintf(stderr, "stafet-broker: standard output: %s\n", status_text_en(status));
    }
    return status == STATUS_USAGE ? misuse("%s", problem) : status;
}

/* ---- */

static void print_help(void)
{
    puts("stafet-broker: the message broker of Stafet\n");
    for (size_t i = 0; i < COUNT_OF(VERBS); i++) {
        printf("  stafet-broker %s\n      %s\n", VERBS[i].usage, VERBS[i].help);
    }
    puts("  stafet-broker --version | --help\n\nWhat can be printed:");
    print_names();
    printf("\nExit codes: 0 done, 1 refused, %d not understood, %d tell the operator, %d try again later\n\nSettings (`key = value` lines):\n",
           status_exit_code(STATUS_USAGE), status_exit_code(STATUS_INTERNAL), status_exit_code(STATUS_BUSY));
    config_print(stdout, false);
}

static status_t run(int count, char *const *words)
{
    if (count == 0) {
        return misuse("a command is needed");
    }
    if (text_equal(words[0], "--help") || text_equal(words[0], "-h")) {
        print_help();
        return STATUS_OK;
    }
    if (text_equal(words[0], "--version")) {
        puts("stafet-broker " STAFET_VERSION);
        return STATUS_OK;
    }
    for (size_t i = 0; i < COUNT_OF(VERBS); i++) {
        if (text_equal(words[0], VERBS[i].name)) {
            arguments_t arguments = {0};
            status_t status = read_arguments(&VERBS[i], count - 1, words + 1, &arguments);
            return status == STATUS_OK ? VERBS[i].run(&arguments) : status;
        }
    }
    return misuse("there is no command `%s`", words[0]);
}

int main(int count, char **words)
{
    return status_exit_code(run(count > 0 ? count - 1 : 0, words + 1));
}
