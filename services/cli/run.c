/* SPDX-License-Identifier: EUPL-1.2
 * From the words of a command to its exit code. */
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "base/check.h"
#include "cli/verbs.h"

#define WAIT_DEFAULT_MS 10000
#define WAIT_SECONDS_MAX 86400
#define WIDTH_MIN 40

/* The first of LC_ALL, LC_MESSAGES and LANG that says something counts, as everywhere. */
static bool language_is_danish(void) {
    static const char *const NAMES[] = {"LC_ALL", "LC_MESSAGES", "LANG"};
    for (size_t index = 0; index < COUNT_OF(NAMES); index++) {
        const char *value = getenv(NAMES[index]);
        if (value != NULL && *value != '\0') return strncmp(value, "da", 2) == 0;
    }
    return false;
}

static bool one_of(const char *value, const char *first, const char *second) {
    return value == NULL || strcmp(value, first) == 0 || strcmp(value, second) == 0;
}

/* Of the terminal, or what $COLUMNS says: narrower than that nobody reads a table. */
static size_t find_width(void) {
    const char *columns = getenv("COLUMNS");
    long told = columns != NULL ? strtol(columns, NULL, 10) : 0;
    struct winsize size;
    if (told >= WIDTH_MIN) return (size_t)told;
    return ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col >= WIDTH_MIN ? size.ws_col : 0;
}

static status_t settle_globals(cli_t *cli) {
    const arguments_t *arguments = cli->arguments;
    const char *lang = arguments_value(arguments, OPTION_LANG), *output = arguments_value(arguments, OPTION_OUTPUT), *wait = arguments_value(arguments, OPTION_WAIT);
    char *end = "";
    long seconds = wait != NULL ? strtol(wait, &end, 10) : 0;
    cli->is_danish = lang != NULL ? strcmp(lang, "da") == 0 : language_is_danish();
    cli->is_machine = arguments_has(arguments, OPTION_JSON) || (output != NULL && strcmp(output, "json") == 0);
    cli->in_colour = !cli->is_machine && isatty(STDOUT_FILENO) && getenv("NO_COLOR") == NULL;
    cli->width = find_width();
    cli->wait_ms = wait != NULL ? (unsigned)seconds * 1000u : WAIT_DEFAULT_MS;
    if (!one_of(lang, "da", "en")) return cli_misused(cli, "--lang da|en");
    if (!one_of(output, "table", "json")) return cli_misused(cli, "--output table|json");
    if (wait != NULL && (*end != '\0' || end == wait || seconds < 0 || seconds > WAIT_SECONDS_MAX)) return cli_misused(cli, "--wait SECONDS");
    const char *party = arguments_value(arguments, OPTION_PARTY), *person = arguments_value(arguments, OPTION_PERSON);
    const char *purpose = arguments_value(arguments, OPTION_PURPOSE);
    cli->party = party != NULL ? party : "";
    cli->person = person != NULL ? person : "";
    cli->purpose = purpose != NULL ? purpose : arguments->verb != NULL ? arguments->verb->purpose : "";
    return STATUS_OK;
}

static status_t run_verb(cli_t *cli) {
    status_t status = settle_globals(cli);
    if (status != STATUS_OK) return status;
    if (cli->arguments->verb == NULL) {
        bool asked = arguments_has(cli->arguments, OPTION_HELP);
        help_print(cli, asked ? cli->out : cli->error);
        return asked ? STATUS_OK : STATUS_USAGE;
    }
    if (arguments_has(cli->arguments, OPTION_HELP)) {
        help_print_verb(cli, cli->out, cli->arguments->verb);
        return STATUS_OK;
    }
    return cli->arguments->verb->function(cli);
}

int cli_run(verbs_t verbs, int count, char *const *words) {
    char problem[ARGUMENTS_PROBLEM_SIZE] = "";
    arguments_t arguments;
    cli_t cli = {.verbs = verbs, .arguments = &arguments, .party = "", .person = "", .purpose = "", .out = stdout, .error = stderr,
                 .is_danish = language_is_danish(), .wait_ms = WAIT_DEFAULT_MS};
    status_t status = arguments_read(verbs, count, words, &arguments, problem);
    if (status != STATUS_OK) {
        (void)cli_fail(&cli, status, problem);
        if (arguments.verb != NULL) help_print_verb(&cli, cli.error, arguments.verb);
        else if (!help_print_group(&cli, cli.error, count > 0 ? words[0] : "")) (void)fprintf(cli.error, "%s\n", say(&cli, "all verbs: stafet --help", "alle ord: stafet --help"));
    } else {
        status = run_verb(&cli);
    }
    stafet_close(&cli.client);
    explicit_bzero(&cli.config, sizeof cli.config);
    if (fflush(stdout) != 0 && status == STATUS_OK) status = STATUS_FILE_FAILED;
    return status != STATUS_OK && cli.exit_code != 0 ? cli.exit_code : status_exit_code(status);
}
