/* SPDX-License-Identifier: EUPL-1.2
 * The one table of verbs: help, completion and usage errors are made of it. */
#include "cli/verbs.h"

#include "base/check.h"

/* The options of a verb. */
#define TAKES(...)                                  \
    {__VA_ARGS__},                                  \
    sizeof((const option_t[]){__VA_ARGS__}) / sizeof(option_t)
#define TAKES_NONE {OPTION_HELP}, 0

static const verb_t TABLE[] = {
    {"status", "", verb_status, "whether broker and store are ready, and how much waits", "operation", TAKES_NONE},
    {"doctor", "", verb_doctor, "checks settings, broker and store, and says what is wrong", "operation", TAKES_NONE},
    {"party list", "", verb_party_list, "all units", "operation", TAKES_NONE},
    {"party show", "PARTY", verb_party_show, "one unit", "operation", TAKES_NONE},
    {"party set", "[PARTY]", verb_party_set, "makes a unit or changes it", "operation",
     TAKES(OPTION_NAME, OPTION_KIND, OPTION_ORGANISATION, OPTION_MUNICIPALITY, OPTION_CVR, OPTION_SOR, OPTION_GLN, OPTION_MAY_HOLD, OPTION_AROUND_CLOCK,
           OPTION_COVER, OPTION_FALLBACK, OPTION_PHONE, OPTION_VALID_FROM, OPTION_VALID_TO, OPTION_FILE)},
    {"person list", "[PARTY]", verb_person_list, "the people of a unit, or all", "operation", TAKES_NONE},
    {"person set", "[PARTY] [PERSON]", verb_person_set, "makes a person of a unit or changes them", "operation",
     TAKES(OPTION_NAME, OPTION_ROLE, OPTION_PHONE, OPTION_VALID_FROM, OPTION_VALID_TO, OPTION_FILE)},
    {"key list", "[PARTY]", verb_key_list, "the keys, whom they may act for and with which rights", "operation", TAKES_NONE},
    {"key new", "FILE", verb_key_new, "writes a new key that only you can read, and prints its public half", "operation", TAKES_NONE},
    {"key grant", "KEY PARTY", verb_key_grant, "lets a key (its public half, or a key file) act for a unit", "operation", TAKES(OPTION_RIGHTS, OPTION_LABEL)},
    {"key revoke", "KEY", verb_key_revoke, "ends all rights of a key", "operation", TAKES_NONE},
    {"roster list", "[PARTY]", verb_roster_list, "who is on duty when", "operation", TAKES_NONE},
    {"roster set", "[PARTY] [DUTY] [PERSON]", verb_roster_set, "puts a person on duty: on_duty, leader or chief", "operation",
     TAKES(OPTION_FROM, OPTION_UNTIL, OPTION_FILE)},
    {"send", "TYPE", verb_send, "sends a message, such as contact.registered, and shows the receipt", "care",
     TAKES(OPTION_MESSAGE, OPTION_SET, OPTION_ANSWER, OPTION_ABSENT, OPTION_ANSWERS, OPTION_COURSE, OPTION_FLOW, OPTION_NEW, OPTION_TO, OPTION_SERVICE, OPTION_PRIORITY,
           OPTION_GROUND, OPTION_CONSENT, OPTION_SCOPE, OPTION_ORGANISATION, OPTION_RELATIVE, OPTION_ID, OPTION_OCCURRED_AT, OPTION_RECORDED_AFTER)},
    {"fields", "TYPE", verb_fields, "what a message of that type holds: each field, and the words that a coded one takes", "operation", TAKES_NONE},
    {"inbox", "PARTY", verb_inbox, "what waits for a unit; takes nothing", "care", TAKES(OPTION_FOLLOW)},
    {"receive", "PARTY", verb_receive, "takes what waits for a unit and acknowledges it", "care", TAKES(OPTION_COUNT, OPTION_FOLLOW, OPTION_KEEP)},
    {"course list", "", verb_course_list, "the courses one is responsible for or involved in", "care", TAKES(OPTION_STATE)},
    {"course show", "COURSE", verb_course_show, "who is responsible for a course, what is open, what is due", "care", TAKES_NONE},
    {"course timeline", "COURSE", verb_course_timeline, "everything that happened on a course", "care", TAKES_NONE},
    {"course allowed", "COURSE", verb_course_allowed, "what one may do on a course now", "care", TAKES_NONE},
    {"course verify", "[COURSE]", verb_course_verify,
     "reads the log of a course, or of all, and nothing else: whether its chain is whole and the laws held at every line; for auditors (--purpose audit)", "audit", TAKES_NONE},
    {"deadlines", "", verb_deadlines, "what is due, and who owes it", "care", TAKES(OPTION_OVERDUE)},
    {"fallback", "", verb_fallback, "what the unit must know on paper for a night without the broker: who is on duty, its citizens, numbered forms; a logged look at each", "cover",
     TAKES(OPTION_FORMS)},
    {"absences", "[PARTY]", verb_absences, "what should have come and has not, the longest missing first: of one unit, or of all one may see", "care", TAKES(OPTION_OVERDUE)},
    {"consents", "COURSE", verb_consents, "the citizen's consents on a course: what, to whom, until when, and what relatives may be told", "care", TAKES_NONE},
    {"rules list", "[RULE]", verb_rules_list, "the deadline rules: as they are built in, and as municipalities have changed them", "operation", TAKES_NONE},
    {"rules set", "RULE MUNICIPALITY", verb_rules_set, "changes how long a rule gives in a municipality, from now or a later time on; takes two people", "operation",
     TAKES(OPTION_AMOUNT, OPTION_UNIT, OPTION_PARAGRAPH, OPTION_PRIORITY, OPTION_VALID_FROM, OPTION_SECOND)},
    {"looks", "COURSE", verb_looks, "who has looked at a course", "audit", TAKES_NONE},
    {"flows", "[NAME]", verb_flows, "the rules of a flow: every state, message, guard and clock", "operation", TAKES(OPTION_FORMAT)},
    {"standards", "[NAME]", verb_standards, "the documentation standards, or what one of them demands: every item and when it is mandatory", "operation", TAKES_NONE},
    {"standards check", "FILE", verb_standards_check,
     "checks a handover.package (its body, or the message) without a broker, and names what is missing; exit 0 complete, 1 incomplete, 2 unreadable", "care",
     TAKES(OPTION_TYPE, OPTION_PRIORITY, OPTION_RISK)},
    {"standards template", "[NAME]", verb_standards_template, "the body of a handover.package with every item of a standard (default: planned) blank, ready to fill", "care",
     TAKES_NONE},
    {"answers", "[ABOUT]", verb_answers, "how the units of the organisation answer their standards (of one unit, or one standard); for leaders and auditors", "leadership", TAKES_NONE},
    {"figures", "[PARTY]", verb_figures, "what happened, how often and how long it took, by unit of the organisation, without citizens; for leaders and auditors", "leadership",
     TAKES(OPTION_PERIOD)},
    {"bench", "", verb_bench, "measures messages a second in a municipality of its own (0990)", "operation",
     TAKES(OPTION_PRODUCERS, OPTION_CONSUMERS, OPTION_WINDOW, OPTION_SIZE, OPTION_COUNT, OPTION_COURSES, OPTION_MIX, OPTION_BROKER_PID, OPTION_STORE_PID)},
    {"simulate", "", verb_simulate, "lets made-up citizens live in a municipality of their own (0994), in a store whose time is virtual: see scripts/simulate", "operation",
     TAKES(OPTION_SEED, OPTION_CITIZENS, OPTION_DAYS, OPTION_CHECK)},
    {"help", "[VERB] [SUBVERB]", verb_help, "what the program, or a verb, does", "operation", TAKES_NONE},
    {"completion", "", verb_completion, "completion for bash: eval \"$(stafet completion)\"", "operation", TAKES_NONE},
};

const verbs_t VERBS = {TABLE, sizeof TABLE / sizeof TABLE[0]};
