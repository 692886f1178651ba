/* SPDX-License-Identifier: EUPL-1.2
 * A unit's inbox: looking, and taking. */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/check.h"
#include "base/limits.h"
#include "cli/moment.h"
#include "cli/verbs.h"
#include "model/model.h"
#include "wire/wire.h"

#define CREDIT_ITEMS 64
/* Nothing for so long after the session is there: nothing waits. A broker looks for deliveries each second. */
#define QUIET_NS UINT64_C(2500000000)

static const show_column_t INBOX_COLUMNS[] = {
    {"at", "at", "tid", SHOW_TIME},               {"type", "message", "besked", SHOW_TYPE}, {"from", "from", "fra", SHOW_TEXT},
    {"state", "delivery", "levering", SHOW_STATE}, {"sentCount", "sent", "sendt", SHOW_TEXT}, {"awaited", "awaits", "afventer", SHOW_TEXT},
    {"due", "due", "frist", SHOW_DUE},            {"courseId", "course", "forløb", SHOW_TEXT},
};

static volatile sig_atomic_t interrupted;

static void interrupt(int signal_number) {
    (void)signal_number;
    interrupted = 1;
}

/* An interrupt ends a --follow in order: what was taken is acknowledged. */
static void catch_interrupts(void) {
    struct sigaction action = {.sa_handler = interrupt};
    CHECK(sigaction(SIGINT, &action, NULL) == 0 && sigaction(SIGTERM, &action, NULL) == 0);
}

/* ---- looking ---- */

/* Shows what was not there the last time; `seen` is an object of "course/seq". */
static void show_new(const cli_t *cli, json_t *rows, json_t *seen) {
    json_t *fresh = json_array(), *row;
    size_t index;
    json_array_foreach(rows, index, row) {
        char key[UUID_TEXT_SIZE + 24];
        (void)snprintf(key, sizeof key, "%s/%s", json_string_value(json_object_get(row, "courseId")), row_text(row, "seq"));
        if (json_object_get(seen, key) != NULL) continue;
        CHECK(json_object_set_new(seen, key, json_true()) == 0);
        CHECK(json_array_append(fresh, row) == 0);
    }
    json_decref(rows);
    if (!cli->is_machine && json_array_size(fresh) > 0) {
        show_rows(cli, fresh, INBOX_COLUMNS, COUNT_OF(INBOX_COLUMNS));
    } else {
        json_array_foreach(fresh, index, row) {
            CHECK(json_dumpf(row, cli->out, 0) == 0);
            (void)fputc('\n', cli->out);
        }
        json_decref(fresh);
    }
    (void)fflush(cli->out);
}

static status_t inbox_ask(cli_t *cli, json_t **rows) {
    return cli_ask(cli, json_pack("{s:s}", "kind", "inbox"), rows);
}

/* Every notice, and every new session, is a reason to look again. */
static status_t inbox_follow(cli_t *cli) {
    char watch[PARTY_ID_SIZE + 32];
    uint64_t number;
    json_t *rows, *seen = json_object();
    stafet_event event;
    (void)snprintf(watch, sizeof watch, "{\"party\": \"%s\"}", cli->party);
    status_t status = (status_t)stafet_watch(cli->client, watch, &number);
    if (status != STATUS_OK) (void)cli_fail(cli, status, cli->party);
    catch_interrupts();
    while (status == STATUS_OK && !interrupted) {
        status = inbox_ask(cli, &rows);
        if (status == STATUS_OK) show_new(cli, rows, seen);
        event.kind = STAFET_NOTHING;
        while (status == STATUS_OK && !interrupted && event.kind != STAFET_NOTICE && event.kind != STAFET_CONNECTED) status = (status_t)stafet_next(cli->client, 500, &event);
    }
    json_decref(seen);
    return interrupted ? STATUS_OK : status;
}

status_t verb_inbox(cli_t *cli) {
    json_t *rows;
    status_t status = cli_connect(cli, &(cli_connect_t){0});
    if (status != STATUS_OK) return status;
    cli->party = arguments_at(cli->arguments, 0);
    if (!text_is_slug(cli->party, PARTY_ID_SIZE)) return cli_fail(cli, STATUS_FIELD_INVALID, cli->party);
    if (arguments_has(cli->arguments, OPTION_FOLLOW)) return inbox_follow(cli);
    status = inbox_ask(cli, &rows);
    if (status == STATUS_OK) show_rows(cli, rows, INBOX_COLUMNS, COUNT_OF(INBOX_COLUMNS));
    return status;
}

/* ---- taking ---- */

/* The message's bytes in a file of its own, on disk before it is acknowledged. What is there already was stored before (L7). */
static status_t keep(int folder, const entry_t *entry, const stafet_event *event) {
    char course[UUID_TEXT_SIZE], name[96], temporary[104];
    uuid_write(entry->chain, course);
    (void)snprintf(name, sizeof name, "%s-%010llu.message", course, (unsigned long long)entry->seq);
    (void)snprintf(temporary, sizeof temporary, "%s.new", name);
    int file = openat(folder, temporary, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    if (file < 0) return STATUS_FILE_FAILED;
    size_t have = 0;
    ssize_t written = 1;
    while (written > 0 && have < event->message_size) {
        written = write(file, event->message + have, event->message_size - have);
        if (written > 0) have += (size_t)written;
    }
    bool is_stored = have == event->message_size && fsync(file) == 0;
    is_stored = close(file) == 0 && is_stored;
    is_stored = is_stored && renameat(folder, temporary, folder, name) == 0 && fsync(folder) == 0;
    return is_stored ? STATUS_OK : STATUS_FILE_FAILED;
}

static json_t *json_of(const char *type, const uint8_t *bytes, size_t size) {
    char *text = NULL;
    if (stafet_to_json(type, bytes, size, false, &text) != 0) return json_null();
    json_t *json = json_loads(text, 0, NULL);
    stafet_free(text);
    return json != NULL ? json : json_null();
}

static void delivery_print_machine(const cli_t *cli, const entry_t *entry, const stafet_event *event) {
    char course[UUID_TEXT_SIZE];
    uuid_write(entry->chain, course);
    json_t *line = json_pack("{s:s, s:s, s:I, s:i, s:o, s:o}", "party", event->party, "courseId", course, "seq", (json_int_t)entry->seq, "sentCount", (int)event->sent_count,
                             "entry", json_of("stafet.v1.Entry", event->entry, event->entry_size), "message", json_of("stafet.v1.Message", event->message, event->message_size));
    CHECK(line != NULL && json_dumpf(line, cli->out, 0) == 0);
    (void)fputc('\n', cli->out);
    json_decref(line);
}

static void delivery_print(const cli_t *cli, const entry_t *entry, const stafet_event *event) {
    char course[UUID_TEXT_SIZE], at[MOMENT_SIZE], due[MOMENT_SIZE] = "", line[ARGUMENTS_PROBLEM_SIZE * 2];
    const message_type_info_t *info = message_type_info((uint32_t)entry->type);
    uuid_write(entry->chain, course);
    moment_write(entry->at, clock_realtime(), cli->is_danish, at);
    if (entry->due_at > 0) moment_write(entry->due_at, clock_realtime(), cli->is_danish, due);
    (void)snprintf(line, sizeof line, "%s  %s  %s %s", at, info != NULL ? say(cli, info->english, info->danish) : "?", say(cli, "from", "fra"), entry->party);
    text_print(cli->out, cli->in_colour, TABLE_BOLD, line);
    if (event->sent_count > 1) (void)fprintf(cli->out, "  %s", say(cli, "(may have come before)", "(kan være kommet før)"));
    (void)fprintf(cli->out, "\n  %s %s nr. %llu", say(cli, "course", "forløb"), course, (unsigned long long)entry->seq);
    if (entry->awaited[0] != '\0') (void)fprintf(cli->out, "  %s %s %s", say(cli, "awaits", "afventer"), entry->awaited, due);
    (void)fputc('\n', cli->out);
    char *text = NULL;
    if (stafet_to_json("stafet.v1.Message", event->message, event->message_size, true, &text) == 0) {
        for (const char *from = strtok(text, "\n"); from != NULL; from = strtok(NULL, "\n")) {
            char *clean = text_clean(from);
            (void)fprintf(cli->out, "  %s\n", clean);
            free(clean);
        }
    }
    stafet_free(text);
    (void)fputc('\n', cli->out);
}

typedef struct {
    cli_t *cli;
    arena_t arena;
    int folder;         /* of --keep; -1 = none */
    unsigned long most; /* of --count; 0 = all */
    unsigned long taken;
} taking_t;

/* Stored or shown first, acknowledged then. */
static status_t take(taking_t *taking, const stafet_event *event) {
    entry_t entry;
    arena_reset(&taking->arena);
    status_t status = wire_entry_read((bytes_t){event->entry, event->entry_size}, &taking->arena, &entry);
    if (status != STATUS_OK) return cli_fail(taking->cli, status, "entry");
    if (taking->folder >= 0) status = keep(taking->folder, &entry, event);
    if (status != STATUS_OK) return cli_fail(taking->cli, status, arguments_value(taking->cli->arguments, OPTION_KEEP));
    uint64_t delivery = event->number;
    if (taking->cli->is_machine) delivery_print_machine(taking->cli, &entry, event);
    else delivery_print(taking->cli, &entry, event);
    if (fflush(taking->cli->out) != 0) return STATUS_FILE_FAILED;
    taking->taken++;
    stafet_status acknowledged = stafet_acknowledge(taking->cli->client, delivery, NULL);
    /* The session went meanwhile: it comes again. */
    return acknowledged == STATUS_NOT_DELIVERED_HERE ? STATUS_OK : (status_t)acknowledged;
}

static status_t take_all(taking_t *taking) {
    cli_t *cli = taking->cli;
    bool follows = arguments_has(cli->arguments, OPTION_FOLLOW), is_there = false;
    uint64_t quiet_until = cli_patience(cli);
    status_t status = STATUS_OK;
    while (status == STATUS_OK && !interrupted && (taking->most == 0 || taking->taken < taking->most)) {
        stafet_event event;
        uint64_t now = clock_monotonic_ns();
        if (!follows && now >= quiet_until) break;
        status = (status_t)stafet_next(cli->client, 250, &event);
        if (event.kind == STAFET_CONNECTED) {
            is_there = true;
            cli->failures = 0;
            quiet_until = clock_monotonic_ns() + QUIET_NS;
        } else if (event.kind == STAFET_DISCONNECTED) {
            cli->last_failure = (status_t)event.status;
            bool is_final = status_class(cli->last_failure) != STATUS_CLASS_RETRY && ++cli->failures >= cli->config.endpoint_count;
            if (is_final) return cli_fail(cli, cli->last_failure, "");
        } else if (event.kind == STAFET_DELIVERY) {
            status = take(taking, &event);
            quiet_until = clock_monotonic_ns() + QUIET_NS;
        }
    }
    if (status == STATUS_OK && !is_there && !interrupted) return cli_fail(cli, STATUS_NOT_CONNECTED, "");
    return status;
}

static status_t taking_open(cli_t *cli, taking_t *taking) {
    const char *folder = arguments_value(cli->arguments, OPTION_KEEP), *count = arguments_value(cli->arguments, OPTION_COUNT);
    char *end = "";
    *taking = (taking_t){.cli = cli, .folder = -1};
    if (count != NULL) taking->most = strtoul(count, &end, 10);
    if (count != NULL && (*end != '\0' || taking->most == 0)) return cli_misused(cli, "--count N");
    if (folder == NULL) return STATUS_OK;
    if (mkdir(folder, 0700) != 0 && errno != EEXIST) return cli_fail(cli, STATUS_FILE_FAILED, folder);
    taking->folder = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    return taking->folder >= 0 ? STATUS_OK : cli_fail(cli, STATUS_FILE_FAILED, folder);
}

status_t verb_receive(cli_t *cli) {
    taking_t taking;
    const char *party = arguments_at(cli->arguments, 0);
    status_t status = taking_open(cli, &taking);
    if (status != STATUS_OK) return status;
    if (!text_is_slug(party, PARTY_ID_SIZE)) return cli_fail(cli, STATUS_FIELD_INVALID, party);
    unsigned credit = taking.most > 0 && taking.most < CREDIT_ITEMS ? (unsigned)taking.most : CREDIT_ITEMS;
    status = cli_connect(cli, &(cli_connect_t){.parties = &party, .party_count = 1, .credit_items = credit});
    if (status == STATUS_OK) {
        arena_open(&taking.arena, DECODE_ARENA_SIZE);
        catch_interrupts();
        status = take_all(&taking);
        arena_close(&taking.arena);
        if (status == STATUS_OK && taking.taken == 0 && !cli->is_machine) (void)fprintf(cli->out, "%s\n", say(cli, "nothing", "intet"));
    }
    if (taking.folder >= 0) (void)close(taking.folder);
    return status;
}
