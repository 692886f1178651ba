/* SPDX-License-Identifier: EUPL-1.2
 * The lives that are lived in a simulated year. Made up, of what the municipalities' own texts fear most: between two hands people get lost. */
#include "base/check.h"
#include "cli/simulate.h"

#define HOURS(n) ((n) * 60)
#define DAYS(n) ((n) * 24 * 60)
#define TO(...) {__VA_ARGS__, SIM_NOBODY}
#define NONE {SIM_NOBODY}
/* unit, person, type, body, receivers */
#define DOES(who, by, message, contents, ...) .unit = SIM_##who, .person = by, .type = message, .body = contents, .to = __VA_ARGS__
#define AFTER(least, most) .after_least = least, .after_most = most
#define REFUSED(status_name) .expected = STATUS_##status_name

#define CALL(need) \
    "{\"channel\":\"phone\",\"requester\":{\"role\":\"citizen\"},\"immediateDanger\":\"no\",\"wayBack\":{\"phone\":\"+45 00 00 12 34\"},\"need\":\"" need "\"}"
#define DANGER(need) \
    "{\"channel\":\"phone\",\"requester\":{\"role\":\"relative\"},\"immediateDanger\":\"yes\",\"emergencyCalled\":\"none\",\"wayBack\":{\"phone\":\"+45 00 00 12 34\"},\"need\":\"" need "\"}"
#define WRITES(need) \
    "{\"channel\":\"message\",\"requester\":{\"role\":\"partner\"},\"immediateDanger\":\"no\",\"wayBack\":{\"phone\":\"+45 00 00 98 76\"},\"need\":\"" need "\"}"
#define TRIAGE(level, suicide) \
    "{\"urgencyLevel\":" level ",\"risks\":{\"suicideSelfHarm\":\"" suicide "\",\"violence\":\"no\",\"substance\":\"no\",\"childInHome\":\"no\",\"homelessness\":\"unknown\"}}"
#define ASK(text) "{\"ask\":\"" text "\"}"
#define TAKES_OVER "{\"contactPerson\":\"staff\",\"contactPhone\":\"+45 00 00 09 94\"}"
#define REFUSES(why) "{\"reason\":\"" why "\",\"text\":\"Desværre\",\"nextOwner\":\"simdal.indgang\"}"
#define ANNOUNCES(type) "{\"transition\":\"" type "\",\"plannedAt\":\"@+20d\",\"reason\":\"need_changed\",\"citizenInformed\":\"yes\"}"
#define PACKAGE(type) "{\"transition\":\"" type "\",\"plannedAt\":\"@+10d\",\"answers\":\"all\"}"
#define REVIEWS "{\"nextReview\":\"@+60d\",\"text\":\"Det går den rigtige vej\"}"
#define FOLLOWS_UP(day) "{\"day\":" day ",\"at\":\"@\",\"who\":\"Signe\",\"inContact\":\"yes\",\"lost\":\"no\"}"
#define FVL28 "{\"disclosure\":{\"ground\":\"fvl28\"}}"

static const sim_act_t ADVICE[] = {
    {DOES(DESK, "staff", "contact.registered", CALL("Kan ikke sove, vil tale med nogen"), NONE)},
    {DOES(DESK, "staff", "contact.triaged", TRIAGE("4", "no"), NONE), AFTER(5, 25)},
    {DOES(DESK, "staff", "contact.closed", "{\"outcome\":\"advice\",\"told\":\"Åben rådgivning tirsdag\",\"wayBack\":{\"phone\":\"+45 00 00 12 34\"}}", NONE), AFTER(5, 60)},
};

/* From a call to a support team, and a home a season later. */
static const sim_act_t SUPPORT[] = {
    {DOES(DESK, "staff", "contact.registered", CALL("Har mistet overblikket siden i sommer"), NONE)},
    {DOES(DESK, "staff", "contact.triaged", TRIAGE("2", "unknown"), NONE), AFTER(5, 40)},
    {.label = "ask", DOES(DESK, "staff", "contact.routed", ASK("Kan I besøge hende i denne uge?"), TO(SIM_TEAM)), AFTER(5, 60)},
    {DOES(TEAM, "staff", "contact.refused", REFUSES("no_capacity"), NONE), AFTER(30, HOURS(6)), .in_office_hours = true, .chance = 15, .otherwise = "take", .then = "ask again"},
    {.label = "take", DOES(TEAM, "staff", "contact.taken_over", TAKES_OVER, NONE), AFTER(20, HOURS(5)), .then = "review"},
    {.label = "ask again", DOES(DESK, "staff", "contact.routed", ASK("Kan I tage hende imens?"), TO(SIM_STREET)), AFTER(10, 120)},
    {DOES(STREET, "staff", "contact.taken_over", TAKES_OVER, NONE), AFTER(20, HOURS(8))},
    {.label = "review", DOES(HOLDER, "staff", "course.reviewed", REVIEWS, NONE), AFTER(DAYS(1), DAYS(2)), .in_office_hours = true},
    {DOES(HOLDER, "staff", "action.opened", "{\"actionId\":\"netvaerk\",\"owner\":\"simdal.bostoette\",\"due\":\"@+9d\",\"text\":\"Ring til søsteren\"}", NONE), AFTER(HOURS(1), DAYS(3)), .chance = 60,
     .otherwise = "prepare"},
    {DOES(TEAM, "staff", "action.done", "{\"actionId\":\"netvaerk\",\"text\":\"Talt med hende\"}", NONE), AFTER(DAYS(2), DAYS(12))},
    {.label = "prepare", DOES(HOLDER, "staff", "handover.announced", ANNOUNCES("provider_to_provider"), TO(SIM_HOME)), AFTER(DAYS(20), DAYS(50)), .in_office_hours = true},
    {DOES(HOLDER, "staff", "handover.package", "{\"transition\":\"provider_to_provider\",\"answers\":[]}", TO(SIM_HOME)), AFTER(DAYS(1), DAYS(5)), .in_office_hours = true,
     REFUSED(INCOMPLETE)},
    {DOES(HOLDER, "staff", "handover.package", PACKAGE("provider_to_provider"), TO(SIM_HOME)), AFTER(HOURS(1), DAYS(2)), .in_office_hours = true},
    {DOES(HOME, "staff", "handover.returned", "{\"questions\":[{\"item\":\"practical.keys\",\"question\":\"Hvem har nøglen?\"}]}", NONE), AFTER(HOURS(2), HOURS(30)), .chance = 25,
     .otherwise = "taken"},
    {DOES(HOLDER, "staff", "handover.package", "{\"transition\":\"provider_to_provider\",\"changed\":\"Søsteren har nøglen\",\"answers\":\"all\"}", TO(SIM_HOME)), AFTER(HOURS(2), HOURS(20)),
     .in_office_hours = true},
    {.label = "taken", DOES(HOME, "staff", "handover.taken_over", TAKES_OVER, NONE), AFTER(HOURS(2), HOURS(40))},
    {DOES(HOME, "staff", "handover.first_contact", "{\"at\":\"@\",\"met\":\"yes\"}", NONE), AFTER(HOURS(4), DAYS(4))},
    {DOES(HOME, "staff", "handover.followed_up", FOLLOWS_UP("14"), NONE), AFTER(DAYS(11), DAYS(14))},
    {DOES(HOME, "staff", "handover.bridge_ended", "{\"citizenStatement\":\"Jeg føler mig hjemme\"}", NONE), AFTER(DAYS(2), DAYS(9))},
    {DOES(HOME, "staff", "handover.followed_up", FOLLOWS_UP("30"), NONE), AFTER(DAYS(8), DAYS(12))},
    {DOES(HOME, "staff", "handover.followed_up", FOLLOWS_UP("90"), NONE), AFTER(DAYS(52), DAYS(60))},
    {DOES(HOLDER, "staff", "course.reviewed", REVIEWS, NONE), AFTER(HOURS(2), DAYS(1)), .in_office_hours = true},
};

/* In the night, and everybody says no. */
static const sim_act_t EVERYBODY_REFUSES[] = {
    {DOES(DESK, "staff", "contact.registered", DANGER("Min bror vil ikke leve mere"), NONE)},
    {DOES(DESK, "staff", "contact.triaged", TRIAGE("1", "yes"), NONE), AFTER(2, 8)},
    {DOES(DESK, "staff", "contact.routed", ASK("Kan I tage ham i nat?"), TO(SIM_ACUTE, SIM_STREET)), AFTER(1, 4), .header = "{\"priority\":\"acute\"}"},
    {DOES(ACUTE, "staff", "contact.refused", REFUSES("no_capacity"), NONE), AFTER(1, 4)},
    {DOES(STREET, "staff", "contact.refused", REFUSES("unsafe_now"), NONE), AFTER(1, 4)},
    {DOES(STREET, "staff", "contact.taken_over", TAKES_OVER, NONE), AFTER(1, 3), REFUSED(NOT_ALLOWED_NOW)},
    {DOES(DESK, "staff", "contact.routed", ASK("Ingen vil. Nu er det jer."), TO(SIM_DUTY)), AFTER(1, 4), .header = "{\"priority\":\"acute\"}"},
    {DOES(DUTY, "staff", "contact.taken_over", TAKES_OVER, NONE), AFTER(1, 8)},
    {DOES(DUTY, "staff", "course.reviewed", REVIEWS, NONE), AFTER(HOURS(6), HOURS(20))},
    {DOES(AUTHORITY, "leader", "course.taken_over", "{\"reason\":\"risk\",\"text\":\"Vi tager den hjem\"}", NONE), AFTER(DAYS(1), DAYS(3)), .in_office_hours = true},
    {DOES(AUTHORITY, "staff", "course.reviewed", REVIEWS, NONE), AFTER(HOURS(1), HOURS(20)), .in_office_hours = true},
};

/* Asked, and nobody answers: the clock gives it back, never away. */
static const sim_act_t SILENCE[] = {
    {DOES(DESK, "staff", "contact.registered", CALL("Tør ikke gå ud"), NONE)},
    {DOES(DESK, "staff", "contact.triaged", TRIAGE("3", "no"), NONE), AFTER(5, 40)},
    {DOES(DESK, "staff", "contact.routed", ASK("Hvornår kan I?"), TO(SIM_TEAM)), AFTER(5, 60)},
    {DOES(TEAM, "staff", "contact.taken_over", TAKES_OVER, NONE), AFTER(DAYS(6), DAYS(9)), REFUSED(NOT_ALLOWED_NOW)},
    {DOES(DESK, "staff", "contact.routed", ASK("De svarede ikke. Kan I?"), TO(SIM_STREET)), AFTER(5, HOURS(4))},
    {DOES(STREET, "staff", "contact.standby", "{\"until\":\"@+10h\",\"text\":\"Vi vender tilbage\"}", NONE), AFTER(20, 200)},
    {DOES(STREET, "staff", "contact.taken_over", TAKES_OVER, NONE), AFTER(HOURS(1), HOURS(8))},
    {DOES(STREET, "staff", "course.reviewed", REVIEWS, NONE), AFTER(HOURS(2), DAYS(1))},
};

/* The home refuses, the leaders cannot agree, the chief decides. */
static const sim_act_t STRANDED[] = {
    {DOES(DESK, "staff", "contact.registered", CALL("Bor på en sofa"), NONE)},
    {DOES(DESK, "staff", "contact.triaged", TRIAGE("2", "no"), NONE), AFTER(5, 40)},
    {DOES(DESK, "staff", "contact.routed", ASK("Kan I hjælpe?"), TO(SIM_STREET)), AFTER(5, 60)},
    {DOES(STREET, "staff", "contact.taken_over", TAKES_OVER, NONE), AFTER(10, HOURS(3))},
    {DOES(STREET, "staff", "handover.announced", ANNOUNCES("provider_to_provider"), TO(SIM_HOME)), AFTER(DAYS(2), DAYS(8)), .in_office_hours = true},
    {DOES(STREET, "staff", "handover.package", PACKAGE("provider_to_provider"), TO(SIM_HOME)), AFTER(DAYS(1), DAYS(6)), .in_office_hours = true},
    {DOES(HOME, "staff", "handover.refused", REFUSES("no_capacity"), NONE), AFTER(HOURS(3), HOURS(30))},
    {DOES(AUTHORITY, "chief", "handover.assigned", "{\"reason\":\"need_changed\",\"text\":\"Plads på mandag\"}", TO(SIM_HOME)), AFTER(HOURS(20), DAYS(5)), .in_office_hours = true},
    {DOES(HOME, "staff", "handover.refused", REFUSES("no_capacity"), NONE), AFTER(HOURS(1), HOURS(4)), REFUSED(GUARD_NOT_MET)},
    {DOES(HOME, "staff", "handover.taken_over", TAKES_OVER, NONE), AFTER(HOURS(2), HOURS(20))},
    {DOES(HOME, "staff", "handover.followed_up", "{\"day\":14,\"at\":\"@\",\"who\":\"Signe\",\"inContact\":\"no\",\"lost\":\"yes\"}", NONE), AFTER(DAYS(12), DAYS(14)), .chance = 40, .otherwise = "met"},
    {DOES(DESK, "staff", "contact.attempted", "{\"channel\":\"outreach\",\"text\":\"Ikke hjemme\"}", NONE), AFTER(HOURS(1), HOURS(10)), REFUSED(NOT_ALLOWED_NOW)},
    {DOES(DESK, "staff", "contact.routed", "{\"ask\":\"Find hende\",\"outreach\":true}", TO(SIM_STREET)), AFTER(HOURS(1), HOURS(10))},
    {DOES(STREET, "staff", "contact.taken_over", TAKES_OVER, NONE), AFTER(HOURS(1), HOURS(6)), .then = "end"},
    {.label = "met", DOES(HOME, "staff", "handover.first_contact", "{\"at\":\"@\",\"met\":\"yes\"}", NONE), AFTER(HOURS(1), HOURS(9))},
};

static const sim_act_t DEATH[] = {
    {DOES(DESK, "staff", "contact.registered", CALL("Har det dårligt"), NONE)},
    {DOES(DESK, "staff", "contact.triaged", TRIAGE("2", "unknown"), NONE), AFTER(5, 30)},
    {DOES(DESK, "staff", "contact.routed", ASK("Kan I se til ham?"), TO(SIM_STREET)), AFTER(5, 30)},
    {DOES(STREET, "staff", "contact.taken_over", TAKES_OVER, NONE), AFTER(10, 200)},
    {DOES(STREET, "staff", "course.died", "{\"source\":\"doctor\",\"diedAt\":\"@-4h\",\"seenBy\":\"Signe Simonsen\"}", NONE), AFTER(DAYS(3), DAYS(40))},
    {DOES(STREET, "staff", "closing.decided", "{\"mode\":\"dead\",\"text\":\"Pårørende er talt med\"}", NONE), AFTER(DAYS(1), DAYS(9)), .in_office_hours = true},
};

/* The right call on the wrong person: taken back, and told to everybody who had it. */
static const sim_act_t WRONG_CITIZEN[] = {
    {DOES(DESK, "staff", "contact.registered", CALL("Skulle have været på en anden"), NONE), .header = "{\"subject\":{\"cpr\":\"3113990000\"}}"},
    {DOES(DESK, "staff", "message.annulled", "{\"messageId\":\"$last\",\"reason\":\"wrong_citizen\",\"secondPerson\":\"second\"}", NONE), AFTER(3, 90)},
};

/* Seventeen and three quarters: preparation is late already, and at midnight on the birthday the parents' access ends. */
static const sim_act_t EIGHTEEN[] = {
    {DOES(DESK, "staff", "contact.registered", CALL("Min datter fylder snart atten"), NONE)},
    {DOES(DESK, "staff", "contact.identified", "{\"citizenAgrees\":\"yes\",\"duplicatesChecked\":true}", NONE), AFTER(5, 30), .header = "{\"subject\":{\"cpr\":\"$young\"}}"},
    {DOES(DESK, "staff", "contact.triaged", TRIAGE("3", "no"), NONE), AFTER(5, 30)},
    {DOES(DESK, "staff", "contact.routed", ASK("Kan I følge hende over?"), TO(SIM_CHILD)), AFTER(10, 90)},
    {DOES(CHILD, "staff", "contact.taken_over", TAKES_OVER, NONE), AFTER(60, HOURS(9)), .in_office_hours = true},
    {DOES(CHILD, "staff", "handover.announced", ANNOUNCES("child_to_adult"), TO(SIM_TEAM)), AFTER(DAYS(3), DAYS(12)), .in_office_hours = true},
    {DOES(CHILD, "staff", "handover.package", PACKAGE("child_to_adult"), TO(SIM_TEAM)), AFTER(DAYS(2), DAYS(5)), .in_office_hours = true},
    {DOES(TEAM, "staff", "handover.agreed", "{\"responsibleFrom\":\"@+9d\",\"contactPerson\":\"staff\",\"contactPhone\":\"+45 00 00 09 94\"}", NONE), AFTER(HOURS(2), HOURS(20)),
     .in_office_hours = true},
    {DOES(TEAM, "staff", "handover.taken_over", TAKES_OVER, NONE), AFTER(DAYS(9) + 60, DAYS(9) + 400)},
    {DOES(TEAM, "staff", "handover.first_contact", "{\"at\":\"@\",\"met\":\"yes\"}", NONE), AFTER(HOURS(4), DAYS(3))},
};

/* A private offer gives notice in the middle of the year. The authority takes its citizens home, one by one, each by a named person. */
static const sim_act_t PRIVATE_CLOSES[] = {
    {DOES(DESK, "staff", "contact.registered", CALL("Skal bo et roligt sted"), NONE)},
    {DOES(DESK, "staff", "contact.triaged", TRIAGE("2", "no"), NONE), AFTER(5, 30)},
    {DOES(DESK, "staff", "contact.routed", ASK("Har I plads?"), TO(SIM_PRIVATE)), AFTER(10, 90), .header = FVL28},
    {DOES(PRIVATE, "staff", "contact.taken_over", TAKES_OVER, NONE), AFTER(60, HOURS(9)), .header = FVL28},
    {DOES(PRIVATE, "staff", "course.reviewed", REVIEWS, NONE), AFTER(HOURS(2), DAYS(1))},
    {DOES(AUTHORITY, "leader", "course.taken_over", "{\"reason\":\"offer_closed\",\"text\":\"Engholm lukker\"}", NONE), AFTER(DAYS(40), DAYS(55)), .in_office_hours = true, .header = FVL28},
    {DOES(AUTHORITY, "staff", "course.reviewed", REVIEWS, NONE), AFTER(HOURS(1), HOURS(20)), .in_office_hours = true},
};

/* The lines were down. What stood on paper is registered in the morning with its true time. */
static const sim_act_t PAPER[] = {
    {DOES(DESK, "staff", "contact.registered", CALL("Ringede i nat, mens systemet var nede"), NONE), .header = "{\"recordedAfter\":\"paper\",\"occurredAt\":\"@-7h\"}"},
    {DOES(DESK, "staff", "contact.triaged", TRIAGE("3", "no"), NONE), AFTER(2, 9)},
    {DOES(DESK, "staff", "contact.routed", ASK("Talte med jer kl. 3"), TO(SIM_STREET)), AFTER(2, 9)},
    {DOES(STREET, "staff", "contact.taken_over", TAKES_OVER, NONE), AFTER(5, 60), .header = "{\"recordedAfter\":\"paper\",\"occurredAt\":\"@-3h\"}"},
};

/* A GP may not hold: what it sends opens a course that the desk holds. It waits too long for an answer. */
static const sim_act_t FROM_THE_DOCTOR[] = {
    {DOES(DOCTOR, "staff", "contact.registered", WRITES("Patienten trækker sig fra alle"), NONE), .header = "{\"disclosure\":{\"ground\":\"sul43_1\"}}"},
    {DOES(DOCTOR, "staff", "contact.taken_over", TAKES_OVER, NONE), AFTER(5, 20), REFUSED(NOT_ALLOWED_NOW)},
    {DOES(DESK, "staff", "contact.answered", "{\"answeredAt\":\"@\"}", NONE), AFTER(60, DAYS(3))},
    {DOES(DESK, "staff", "contact.callback_agreed", "{\"at\":\"@+1d\",\"how\":\"telefon\"}", NONE), AFTER(5, 60)},
    {DOES(DESK, "staff", "contact.attempted", "{\"channel\":\"phone\",\"text\":\"Ingen svarer\"}", NONE), AFTER(DAYS(1), DAYS(1) + 200)},
    {DOES(DESK, "staff", "contact.answered", "{\"answeredAt\":\"@\"}", NONE), AFTER(HOURS(1), HOURS(20))},
    {DOES(DESK, "staff", "contact.closed", "{\"outcome\":\"declined\",\"told\":\"Kan ringe igen når som helst\",\"wayBack\":{\"phone\":\"+45 00 00 12 34\"}}", NONE), AFTER(5, 60)},
};

/* On Christmas Eve nobody is on the street team's roster: the desk is told so, and asks another. */
static const sim_act_t CHRISTMAS_EVE[] = {
    {DOES(DESK, "staff", "contact.registered", DANGER("Er alene og kan ikke holde det ud"), NONE)},
    {DOES(DESK, "staff", "contact.triaged", TRIAGE("1", "yes"), NONE), AFTER(2, 6)},
    {DOES(DESK, "staff", "contact.routed", ASK("Kan I komme?"), TO(SIM_STREET)), AFTER(1, 3), REFUSED(NO_COVER)},
    {DOES(DESK, "staff", "contact.routed", ASK("Kan hun komme hen til jer?"), TO(SIM_ACUTE)), AFTER(1, 3)},
    {DOES(ACUTE, "staff", "contact.taken_over", TAKES_OVER, NONE), AFTER(1, 9)},
    {DOES(ACUTE, "staff", "course.reviewed", REVIEWS, NONE), AFTER(HOURS(10), HOURS(20))},
};

/* Moves to the neighbour. The responsibility stays until a named person there has taken over, on a course of its own. */
static const sim_act_t MOVES_AWAY[] = {
    {DOES(DESK, "staff", "contact.registered", CALL("Skal flytte til sin søster"), NONE)},
    {DOES(DESK, "staff", "contact.triaged", TRIAGE("3", "no"), NONE), AFTER(5, 30)},
    {DOES(DESK, "staff", "contact.routed", ASK("Kan I støtte imens?"), TO(SIM_TEAM)), AFTER(10, 90)},
    {DOES(TEAM, "staff", "contact.taken_over", TAKES_OVER, NONE), AFTER(60, HOURS(9)), .in_office_hours = true},
    {DOES(AUTHORITY, "staff", "course.moved_municipality", "{\"municipality\":\"0993\",\"text\":\"Flytter den første\"}", NONE), AFTER(DAYS(5), DAYS(20)), .in_office_hours = true},
    {DOES(TEAM, "staff", "handover.announced", ANNOUNCES("municipality_to_municipality"), TO(SIM_OTHER)), AFTER(HOURS(1), HOURS(20)), .in_office_hours = true, .header = FVL28},
    {DOES(TEAM, "staff", "handover.package", PACKAGE("municipality_to_municipality"), TO(SIM_OTHER)), AFTER(DAYS(1), DAYS(4)), .in_office_hours = true, .header = FVL28},
    {DOES(OTHER, "staff", "handover.taken_over", TAKES_OVER, NONE), AFTER(HOURS(3), HOURS(30)), .header = FVL28},
};

#define LIFE(name, weight, acts) {name, weight, acts, COUNT_OF(acts), 90, false}
const sim_life_t SIM_LIVES[] = {
    LIFE("advice in the night", 30, ADVICE),
    LIFE("support, then a home", 25, SUPPORT),
    LIFE("everybody refuses", 6, EVERYBODY_REFUSES),
    LIFE("nobody answers", 10, SILENCE),
    LIFE("stranded, and lost", 8, STRANDED),
    LIFE("a death", 3, DEATH),
    LIFE("the wrong citizen", 3, WRONG_CITIZEN),
    LIFE("turning eighteen", 3, EIGHTEEN),
    {"a private offer closes", 3, PRIVATE_CLOSES, COUNT_OF(PRIVATE_CLOSES), 40, false},
    LIFE("paper in the night", 3, PAPER),
    LIFE("from the doctor", 8, FROM_THE_DOCTOR),
    {"Christmas Eve", 1, CHRISTMAS_EVE, COUNT_OF(CHRISTMAS_EVE), 90, true},
    LIFE("moving away", 3, MOVES_AWAY),
};
const unsigned SIM_LIFE_COUNT = COUNT_OF(SIM_LIVES);
