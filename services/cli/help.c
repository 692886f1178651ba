/* SPDX-License-Identifier: EUPL-1.2
 * Help and completion, from the tables. */
#include <string.h>

#include "base/check.h"
#include "cli/verbs.h"

#define SPELLED_SIZE 128

static void option_spell(const option_info_t *info, char spelled[SPELLED_SIZE]) {
    (void)snprintf(spelled, SPELLED_SIZE, "  --%s%s%s", info->spelling, info->value != NULL ? " " : "", info->value != NULL ? info->value : "");
}

static void option_rows(table_t *table, const option_t *options, unsigned count, bool globals) {
    char spelled[SPELLED_SIZE];
    for (unsigned index = 0; index < count; index++) {
        const option_info_t *info = option_info(options != NULL ? options[index] : (option_t)index);
        if (globals && !info->is_global) continue;
        option_spell(info, spelled);
        table_put(table, spelled, TABLE_PLAIN);
        table_put(table, info->help, TABLE_PLAIN);
    }
}

static void two_columns(table_t *table) {
    table_open(table);
    table_column(table, "");
    table_column(table, "");
}

/* One line a verb; `group` "" = all of them. False when there is none. */
static bool verb_lines(const cli_t *cli, FILE *out, const char *group) {
    table_t table;
    size_t size = strlen(group);
    two_columns(&table);
    for (unsigned index = 0; index < cli->verbs.count; index++) {
        char spelled[SPELLED_SIZE];
        const verb_t *verb = &cli->verbs.verbs[index];
        if (size > 0 && (strncmp(verb->name, group, size) != 0 || verb->name[size] != ' ')) continue;
        (void)snprintf(spelled, sizeof spelled, "  %s%s%s", verb->name, verb->arguments[0] != '\0' ? " " : "", verb->arguments);
        table_put(&table, spelled, TABLE_PLAIN);
        table_put(&table, verb->help, TABLE_PLAIN);
    }
    bool has_any = table_rows(&table) > 0;
    table_print(&table, out, false);
    table_close(&table);
    return has_any;
}

bool help_print_group(const cli_t *cli, FILE *out, const char *group) {
    return group[0] != '\0' && verb_lines(cli, out, group);
}

void help_print(const cli_t *cli, FILE *out) {
    table_t table;
    (void)fprintf(out, "stafet VERB [WORDS] [--options]\n\n");
    (void)verb_lines(cli, out, "");
    (void)fprintf(out, "\nEverywhere:\n");
    two_columns(&table);
    option_rows(&table, NULL, OPTION_COUNT_ALL, true);
    table_print(&table, out, false);
    table_close(&table);
    (void)fprintf(out, "\nExit: 0 done, 1 refused, 64 not understood, 70 tell an operator, 75 try again later.   More: stafet help VERB\n");
}

void help_print_verb(const cli_t *cli, FILE *out, const verb_t *verb) {
    table_t table;
    (void)cli;
    (void)fprintf(out, "stafet %s %s%s\n  %s\n", verb->name, verb->arguments, verb->option_count > 0 ? " [--options]" : "", verb->help);
    if (verb->option_count == 0) return;
    (void)fputc('\n', out);
    two_columns(&table);
    option_rows(&table, verb->options, verb->option_count, false);
    table_print(&table, out, false);
    table_close(&table);
}

status_t verb_help(cli_t *cli) {
    const char *first = arguments_at(cli->arguments, 0), *second = arguments_at(cli->arguments, 1);
    char name[SPELLED_SIZE];
    unsigned found = 0;
    if (first == NULL) {
        help_print(cli, cli->out);
        return STATUS_OK;
    }
    (void)snprintf(name, sizeof name, "%s%s%s", first, second != NULL ? " " : "", second != NULL ? second : "");
    for (unsigned index = 0; index < cli->verbs.count; index++) {
        const verb_t *verb = &cli->verbs.verbs[index];
        size_t size = strlen(name);
        bool matches = strncmp(verb->name, name, size) == 0 && (verb->name[size] == '\0' || verb->name[size] == ' ');
        if (!matches) continue;
        if (found++ > 0) (void)fputc('\n', cli->out);
        help_print_verb(cli, cli->out, verb);
    }
    return found > 0 ? STATUS_OK : cli_fail(cli, STATUS_USAGE, name);
}

/* ---- completion ---- */

/* The words that may follow `group` ("" = the first word), each once. */
static void words_print(const cli_t *cli, const char *group) {
    size_t group_size = strlen(group);
    const char *last = "";
    size_t last_size = 0;
    for (unsigned index = 0; index < cli->verbs.count; index++) {
        const char *name = cli->verbs.verbs[index].name;
        if (group_size > 0 && (strncmp(name, group, group_size) != 0 || name[group_size] != ' ')) continue;
        const char *word = group_size > 0 ? name + group_size + 1 : name;
        size_t size = strcspn(word, " ");
        if (size == last_size && strncmp(word, last, size) == 0) continue;
        (void)fprintf(cli->out, "%s%.*s", last_size > 0 ? " " : "", (int)size, word);
        last = word;
        last_size = size;
    }
}

static void options_print(const cli_t *cli, const option_t *options, unsigned count) {
    for (unsigned index = 0; index < count; index++) {
        const option_info_t *info = option_info(options != NULL ? options[index] : (option_t)index);
        if (options != NULL || info->is_global) (void)fprintf(cli->out, " --%s", info->spelling);
    }
}

status_t verb_completion(cli_t *cli) {
    FILE *out = cli->out;
    (void)fprintf(out, "_stafet() {\n  local word=${COMP_WORDS[COMP_CWORD]} words=\n  case \"${COMP_WORDS[1]-} ${COMP_WORDS[2]-}\" in\n");
    for (unsigned index = 0; index < cli->verbs.count; index++) {
        const verb_t *verb = &cli->verbs.verbs[index];
        (void)fprintf(out, "    \"%s%s\"*) words=\"", verb->name, strchr(verb->name, ' ') == NULL ? " " : "");
        options_print(cli, verb->options, verb->option_count);
        (void)fprintf(out, "\" ;;\n");
    }
    (void)fprintf(out, "  esac\n  if [[ $word == -* ]]; then words+=\"");
    options_print(cli, NULL, OPTION_COUNT_ALL);
    (void)fprintf(out, "\"; elif [ \"$COMP_CWORD\" -eq 1 ]; then words=\"");
    words_print(cli, "");
    (void)fprintf(out, "\"; elif [ \"$COMP_CWORD\" -eq 2 ]; then\n    case ${COMP_WORDS[1]} in\n");
    const char *last = "";
    size_t last_size = 0;
    for (unsigned index = 0; index < cli->verbs.count; index++) {
        const char *name = cli->verbs.verbs[index].name;
        size_t size = strcspn(name, " ");
        char group[SPELLED_SIZE];
        if (name[size] == '\0' || (size == last_size && strncmp(name, last, size) == 0)) continue;
        (void)snprintf(group, sizeof group, "%.*s", (int)size, name);
        (void)fprintf(out, "      %s) words=\"", group);
        words_print(cli, group);
        (void)fprintf(out, "\" ;;\n");
        last = name;
        last_size = size;
    }
    (void)fprintf(out, "    esac\n  fi\n  mapfile -t COMPREPLY < <(compgen -W \"$words\" -- \"$word\")\n"
                       "  [ ${#COMPREPLY[@]} -gt 0 ] || mapfile -t COMPREPLY < <(compgen -f -- \"$word\")\n}\ncomplete -F _stafet stafet\n");
    return STATUS_OK;
}
