/* SPDX-License-Identifier: EUPL-1.2
 * The verb fallback: what a unit must know on paper for a night without the broker. A disclosure like any other: each course that is on the paper is a logged look. */
#include <stdlib.h>
#include <string.h>

#include "base/calendar.h"
#include "base/check.h"
#include "cli/moment.h"
#include "cli/timeline.h"
#include "cli/verbs.h"
#include "cli/words.h"

#define FORMS_DEFAULT 4u
#define FORMS_MAX 50u
#define VALUE_SIZE 400

/* What of the messages must be at hand at night, by the item of a package or the field of a contact. The latest answer counts. */
static const struct {
    const char *item, *english, *danish;
} AT_NIGHT[] = {
    {"wayBack", "way back", "vej tilbage"},
    {"identity.phone", "how to reach the citizen", "borgeren træffes"},
    {"crisis.whom_to_call", "in a crisis call", "i en krise ringes til"},
    {"crisis.own_steps", "what the citizen does then", "hvad borgeren selv gør"},
    {"contacts.around_the_clock", "answers day and night", "svarer døgnet rundt"},
    {"contacts.known", "known to the citizen", "kendt af borgeren"},
    {"risk.suicide", "risk of suicide or self-harm", "risiko for selvmord eller selvskade"},
    {"risk.violence", "risk of violence", "risiko for vold"},
    {"risk.child", "child in the home", "barn i hjemmet"},
};

typedef struct {
    cli_t *cli;
    const char *unit;
    unsigned forms;
    json_t *parties, *persons, *rosters, *courses;
    char values[COUNT_OF(AT_NIGHT)][VALUE_SIZE]; /* of the course in hand */
} fallback_t;

static void heading(const fallback_t *fallback, const char *english, const char *danish) {
    (void)fprintf(fallback->cli->out, "\n== %s ==\n", say(fallback->cli, english, danish));
}

static const json_t *row_with(const json_t *rows, const char *field, const char *value) {
    size_t index;
    json_t *row;
    json_array_foreach(rows, index, row) {
        if (strcmp(row_text(row, field), value) == 0) return row;
    }
    return NULL;
}

/* As wide as paper shows it, whatever its bytes. */
static void put_padded(const cli_t *cli, const char *text, size_t width) {
    size_t own = text_width(text);
    (void)fprintf(cli->out, "%s%*s ", text, (int)(own < width ? width - own : 0), "");
}

/* ---- who is there ---- */

static const char *name_of(const fallback_t *fallback, const char *party, const char *person, const char **phone) {
    size_t index;
    json_t *row;
    json_array_foreach(fallback->persons, index, row) {
        if (strcmp(row_text(row, "party"), party) == 0 && strcmp(row_text(row, "id"), person) == 0) {
            *phone = row_text(row, "phone");
            return row_text(row, "name");
        }
    }
    *phone = "";
    return person;
}

static void print_roster(const fallback_t *fallback, const char *party) {
    const cli_t *cli = fallback->cli;
    instant_t now = clock_realtime(), from, to;
    const json_t *unit = row_with(fallback->parties, "id", party);
    size_t index;
    json_t *row;
    (void)fprintf(cli->out, "%s  %s\n", unit == NULL ? party : row_text(unit, "name"), unit == NULL ? "" : row_text(unit, "phone"));
    json_array_foreach(fallback->rosters, index, row) {
        bool is_read = instant_read(row_text(row, "from"), &from, NULL) == STATUS_OK && instant_read(row_text(row, "to"), &to, NULL) == STATUS_OK;
        if (!is_read || strcmp(row_text(row, "party"), party) != 0 || to <= now || from > now + INT64_C(24) * 3600 * 1000) continue;
        const char *phone, *name = name_of(fallback, party, row_text(row, "person"), &phone);
        char begins[MOMENT_SIZE], ends[MOMENT_SIZE];
        moment_write(from, now, cli->is_danish, begins);
        moment_write(to, now, cli->is_danish, ends);
        const char *duty = row_text(row, "duty");
        const char *word = strcmp(duty, "leader") == 0 ? say(cli, "leader", "leder") : strcmp(duty, "chief") == 0 ? say(cli, "chief", "chef") : say(cli, "on duty", "vagthavende");
        (void)fprintf(cli->out, "   ");
        put_padded(cli, word, 12);
        put_padded(cli, name, 28);
        put_padded(cli, phone, 18);
        (void)fprintf(cli->out, "%s – %s\n", begins, ends);
    }
}

static void print_people(const fallback_t *fallback) {
    const json_t *unit = row_with(fallback->parties, "id", fallback->unit);
    size_t index;
    json_t *row;
    heading(fallback, "Emergency: 112. Then:", "Nødsituation: 112. Derefter:");
    print_roster(fallback, fallback->unit);
    if (unit != NULL && row_text(unit, "cover")[0] != '\0') print_roster(fallback, row_text(unit, "cover"));
    json_array_foreach(fallback->parties, index, row) {
        bool is_near = unit != NULL && strcmp(row_text(row, "municipality"), row_text(unit, "municipality")) == 0;
        bool answers = strcmp(row_text(row, "kind"), "duty") == 0 || strcmp(row_text(row, "kind"), "entry_desk") == 0;
        bool is_printed = strcmp(row_text(row, "id"), fallback->unit) == 0 || (unit != NULL && strcmp(row_text(row, "id"), row_text(unit, "cover")) == 0);
        if (is_near && answers && !is_printed) print_roster(fallback, row_text(row, "id"));
    }
}

/* ---- the citizens ---- */

static void note(fallback_t *fallback, const char *item, const char *text) {
    for (size_t index = 0; index < COUNT_OF(AT_NIGHT) && text[0] != '\0'; index++) {
        if (strcmp(AT_NIGHT[index].item, item) == 0) (void)snprintf(fallback->values[index], VALUE_SIZE, "%s", text);
    }
}

static const char *answer_text(const cli_t *cli, const json_t *answer) {
    const char *tick = row_text(answer, "tick");
    if (strcmp(tick, "ANSWER_YES") == 0) return say(cli, "yes", "ja");
    if (strcmp(tick, "ANSWER_NO") == 0) return say(cli, "no", "nej");
    if (strcmp(tick, "ANSWER_UNKNOWN") == 0) return say(cli, "unknown", "ukendt");
    return row_text(answer, "text");
}

static void note_body(fallback_t *fallback, const json_t *body) {
    size_t index;
    json_t *answer;
    const json_t *way_back = json_object_get(body, "wayBack");
    note(fallback, "wayBack", row_text(way_back, "phone"));
    note(fallback, "wayBack", row_text(way_back, "place"));
    json_array_foreach(json_object_get(body, "answers"), index, answer) {
        note(fallback, row_text(answer, "item"), answer_text(fallback->cli, answer));
    }
}

/* Looked for in all that the unit may read; what it cannot open is not on its paper. */
static status_t read_course(fallback_t *fallback, const char *course) {
    json_t *rows, *row;
    size_t index;
    memset(fallback->values, 0, sizeof fallback->values);
    status_t status = cli_ask(fallback->cli, json_pack("{s:s, s:s}", "kind", "timeline", "courseId", course), &rows);
    if (status != STATUS_OK) return status;
    json_array_foreach(rows, index, row) {
        json_t *body = timeline_body(row);
        if (body != NULL) note_body(fallback, body);
        json_decref(body);
    }
    json_decref(rows);
    return STATUS_OK;
}

static void print_course(const fallback_t *fallback, const json_t *course, unsigned number) {
    const cli_t *cli = fallback->cli;
    char text[WORDS_SIZE];
    instant_t due;
    (void)fprintf(cli->out, "\n%u. %s\n", number, row_text(course, "courseId"));
    if (row_text(course, "contactPerson")[0] != '\0') {
        const char *phone, *name = name_of(fallback, row_text(course, "holder"), row_text(course, "contactPerson"), &phone);
        (void)fprintf(cli->out, "   %s: %s %s\n", say(cli, "contact person", "kontaktperson"), name, phone);
    }
    for (const char *rest = row_text(course, "flows"); rest != NULL && rest[0] != '\0';) {
        rest = words_next_flow(cli, rest, text);
        (void)fprintf(cli->out, "   %s\n", text);
    }
    if (instant_read(row_text(course, "nextDue"), &due, NULL) == STATUS_OK) {
        char moment[MOMENT_SIZE];
        moment_write(due, clock_realtime(), cli->is_danish, moment);
        (void)fprintf(cli->out, "   %s: %s\n", say(cli, "next due", "næste frist"), moment);
    }
    for (size_t index = 0; index < COUNT_OF(AT_NIGHT); index++) {
        char *clean = text_clean(fallback->values[index]);
        if (clean[0] != '\0') (void)fprintf(cli->out, "   %s: %s\n", say(cli, AT_NIGHT[index].english, AT_NIGHT[index].danish), clean);
        free(clean);
    }
}

static status_t print_courses(fallback_t *fallback) {
    size_t index;
    json_t *course;
    unsigned number = 0;
    status_t status = STATUS_OK;
    heading(fallback, "Citizens that the unit is responsible for", "Borgere, som enheden har ansvaret for");
    json_array_foreach(fallback->courses, index, course) {
        if (status == STATUS_OK) status = read_course(fallback, row_text(course, "courseId"));
        if (status == STATUS_OK) print_course(fallback, course, ++number);
    }
    if (number == 0 && status == STATUS_OK) (void)fprintf(fallback->cli->out, "%s\n", say(fallback->cli, "nobody", "ingen"));
    return status;
}

/* ---- forms ---- */

static void print_form(const fallback_t *fallback, const char *series, unsigned number) {
    const cli_t *cli = fallback->cli;
    static const char *const LINES[][2] = {
        {"Time it happened", "Klokkeslæt det skete"},
        {"Contact: who calls (citizen, relative, partner)", "Henvendelse: hvem ringer (borger, pårørende, partner)"},
        {"Danger now: yes / no / unknown – who was called", "Fare nu: ja / nej / ukendt – hvem er ringet op"},
        {"The need in one line", "Behovet på én linje"},
        {"Way back: phone, place, none", "Vej tilbage: telefon, sted, ingen"},
        {"Take-over: of which citizen (number above), from whom", "Overtagelse: af hvilken borger (nummer ovenfor), fra hvem"},
        {"Taken over by: name, phone, time", "Overtaget af: navn, telefon, klokkeslæt"},
        {"Written by", "Skrevet af"},
    };
    (void)fprintf(cli->out, "\n--- %s-%02u ---\n", series, number);
    for (size_t line = 0; line < COUNT_OF(LINES); line++) {
        put_padded(cli, say(cli, LINES[line][0], LINES[line][1]), 58);
        (void)fprintf(cli->out, "______________________________\n");
    }
}

static void print_forms(const fallback_t *fallback) {
    const cli_t *cli = fallback->cli;
    char series[PARTY_ID_SIZE + 16];
    date_t today = calendar_local(clock_realtime()).date;
    (void)snprintf(series, sizeof series, "%s-%02d%02d%02d", fallback->unit, today.year % 100, today.month, today.day);
    heading(fallback, "Forms", "Blanketter");
    (void)fprintf(cli->out, "%s\n", say(cli, "Afterwards each is registered, with its number as the message's id and its true time:",
                                         "Bagefter registreres hver af dem, med nummeret som beskedens id og det rigtige tidspunkt:"));
    (void)fprintf(cli->out, "  stafet send contact.registered --id %s-01 --occurred-at TIME --recorded-after paper --set …\n", series);
    (void)fprintf(cli->out, "  stafet send contact.taken_over --id %s-02 --occurred-at TIME --recorded-after paper --course … --set …\n", series);
    for (unsigned number = 1; number <= fallback->forms; number++) print_form(fallback, series, number);
}

/* ---- the whole ---- */

static status_t ask(cli_t *cli, const char *kind, const char *about, json_t **rows) {
    json_t *query = json_pack("{s:s}", "kind", kind);
    if (about != NULL) CHECK(json_object_set_new(query, "about", json_string(about)) == 0);
    return cli_ask(cli, query, rows);
}

static status_t read_all(fallback_t *fallback) {
    status_t status = ask(fallback->cli, "parties", NULL, &fallback->parties);
    if (status == STATUS_OK) status = ask(fallback->cli, "persons", NULL, &fallback->persons);
    if (status == STATUS_OK) status = ask(fallback->cli, "rosters", NULL, &fallback->rosters);
    if (status == STATUS_OK) status = ask(fallback->cli, "courses", fallback->unit, &fallback->courses);
    return status;
}

static bool read_forms(const cli_t *cli, unsigned *forms) {
    const char *text = arguments_value(cli->arguments, OPTION_FORMS);
    char *end = "";
    unsigned long value = text == NULL ? FORMS_DEFAULT : strtoul(text, &end, 10);
    *forms = (unsigned)value;
    return (text == NULL || (*text >= '0' && *text <= '9')) && *end == '\0' && value <= FORMS_MAX;
}

static status_t print_all(fallback_t *fallback) {
    const cli_t *cli = fallback->cli;
    const json_t *unit = row_with(fallback->parties, "id", fallback->unit);
    char moment[MOMENT_SIZE];
    moment_write(clock_realtime(), 0, cli->is_danish, moment);
    (void)fprintf(cli->out, "%s: %s (%s) – %s\n", say(cli, "STAFET, ON PAPER", "STAFET PÅ PAPIR"), unit == NULL ? fallback->unit : row_text(unit, "name"), fallback->unit, moment);
    (void)fprintf(cli->out, "%s\n", say(cli, "Confidential. Good for this night. Keep it locked up, and shred it when the next one is printed. That it was printed is in the log.",
                                         "Fortroligt. Gælder denne nat. Opbevares låst og makuleres, når den næste er printet. At den er printet, står i loggen."));
    print_people(fallback);
    status_t status = print_courses(fallback);
    if (status == STATUS_OK) print_forms(fallback);
    return status;
}

status_t verb_fallback(cli_t *cli) {
    fallback_t fallback = {.cli = cli};
    if (!read_forms(cli, &fallback.forms)) return cli_misused(cli, "--forms: up to 50");
    status_t status = cli_connect(cli, &(cli_connect_t){0});
    if (status == STATUS_OK) status = cli_need_party(cli);
    if (status != STATUS_OK) return status;
    fallback.unit = cli->party;
    status = read_all(&fallback);
    if (status == STATUS_OK && !cli->is_machine) status = print_all(&fallback);
    if (status == STATUS_OK && cli->is_machine) cli_print_json(cli, json_pack("{s:O, s:O}", "courses", fallback.courses, "rosters", fallback.rosters));
    json_decref(fallback.parties);
    json_decref(fallback.persons);
    json_decref(fallback.rosters);
    json_decref(fallback.courses);
    return status;
}
