/* SPDX-License-Identifier: EUPL-1.2
 * One row of a flow's table, and the words its columns are made of. Inside the flow layer only. */
#ifndef STAFET_FLOW_ROW_H
#define STAFET_FLOW_ROW_H

#include "flow/clock.h"
#include "model/model.h"

/* What happens: a message type, or ON_… when a clock fires. */
typedef unsigned event_t;
#define ON(clock) (10000U + (unsigned)CLOCK_##clock)
static inline bool event_is_clock(event_t event) { return event >= 10000U; }
static inline clock_name_t event_clock(event_t event) { return (clock_name_t)(event - 10000U); }

/* Whose step it is. X(NAME, english, danish). */
#define WHO_TABLE \
    X(BROKER, "broker", "brokeren") \
    X(DESK, "desk", "døgnindgangen") \
    X(TALKING, "desk, or offer by phone, video, meeting, outreach", "døgnindgang eller tilbud i samtale") \
    X(WRITING, "anyone else, or by web, message, voice mail", "andre, eller skriftligt") \
    X(DESK_LEADER, "leader(desk)", "leder i døgnindgangen") \
    X(AUTHORITY_LEADER, "leader(authority)", "leder hos myndigheden") \
    X(DESK_OR_AUTHORITY, "desk or authority", "døgnindgang eller myndighed") \
    X(ASKED, "q", "den spurgte enhed") \
    X(ASKED_NOT_DUTY, "q (not duty)", "den spurgte enhed (ikke døgnvagten)") \
    X(AUTHOR, "sender, or authority when the sender is gone", "afsender, eller myndigheden når afsender er væk") \
    X(TAKER, "leader(authority) or duty", "leder hos myndigheden eller døgnvagten") \
    X(HOLDER, "holder", "tovholder") \
    X(CONTACT_UNIT, "party of the contact person", "kontaktpersonens enhed") \
    X(AUTHORITY, "authority", "myndigheden") \
    X(HOLDER_LEADER, "leader(holder)", "leder hos tovholderen") \
    X(COMMON_CHIEF, "common chief", "fælles chef") \
    X(AGREED_UNIT, "q, who agreed", "enheden, der har aftalt dato") \
    X(NEW_HOLDER, "q, who took over, or holder", "enheden, der overtog, eller tovholderen") \
    X(OLD_HOLDER, "old holder", "den tidligere tovholder") \
    X(BRIDGING, "old holder, q or holder", "den tidligere eller den nye tovholder") \
    X(MEETING, "holder or q", "tovholder eller den spurgte enhed") \
    X(COVERING, "unit that covers the holder, desk or duty", "enheden, der dækker for tovholderen, døgnindgang eller døgnvagt") \
    X(HOLDER_OR_CITIZEN, "holder, or the citizen", "tovholder eller borgeren") \
    X(FOR_CITIZEN, "holder, or desk for the citizen", "tovholder, eller døgnindgangen for borgeren") \
    X(CONSENT_KEEPER, "holder, desk for the citizen, or who registered it", "tovholder, døgnindgangen for borgeren, eller den, der registrerede det") \
    X(AWAITED, "awaited unit, or holder", "den afventede enhed eller tovholderen") \
    X(REFERRER, "GP, ward, shelter, partner, citizen", "læge, afdeling, herberg, samarbejdspartner, borger") \
    X(SUBMITTER, "desk or party that holds", "døgnindgang eller tovholder") \
    X(FOR_REFERRER, "referrer; for the citizen: desk, holder or authority", "henviser; for borgeren: døgnindgang, tovholder eller myndighed") \
    X(SUPPLIER, "asked unit; authority after a call or letter", "den spurgte enhed; myndigheden efter opkald eller brev") \
    X(OTHER_AUTHORITY, "other authority", "den anden myndighed") \
    X(UNIT, "q, the early unit", "enheden med indsatsen") \
    X(UNIT_LEADER, "leader(q)", "leder i enheden med indsatsen") \
    X(ASKER, "sender of the request, or holder", "den, der bad om det, eller tovholder") \
    X(PARTICIPANT, "asked participant", "en enhed, der er bedt om at deltage") \
    X(ENQUIRED, "offer that was asked", "det spurgte tilbud") \
    X(ORDERED, "q", "tilbuddet") \
    X(EITHER_SIDE, "authority or q", "myndigheden eller tilbuddet") \
    X(OTHER_SIDE, "the side that did not propose it", "den part, der ikke foreslog det") \
    X(NOTIFIER, "who gave notice", "den, der varslede") \
    X(SELF_ADMITTING, "offer, shelter or substance treatment", "tilbud, forsorgshjem eller rusmiddelbehandling") \
    X(NAMED_AUTHORITY, "the authority named as the acting one", "den nævnte handlekommune") \
    X(PAYER, "payer", "betalingskommunen") \
    X(PRICE_SIDE, "authority, q or payer", "myndigheden, tilbuddet eller betalingskommunen") \
    X(WARD_NEW, "a ward; holder, desk or authority, who was told (recorded_for)", "en afdeling; tovholder, døgnindgang eller myndighed, der har fået det at vide") \
    X(WARD, "the ward; holder, desk or authority, who was told (recorded_for)", "afdelingen; tovholder, døgnindgang eller myndighed, der har fået det at vide") \
    X(WARD_OR_HOLDER, "ward or holder", "afdelingen eller tovholderen") \
    X(INVOLVED, "any", "alle tilknyttede")

typedef enum {
#define X(name, english, danish) WHO_##name,
    WHO_TABLE
#undef X
    WHO_COUNT
} who_t;

/* Conditions: which row it is, and what it requires. X(NAME, english). */
#define WHEN_TABLE \
    X(ALWAYS, "–") \
    X(CORE_ITEMS, "core items (danger = yes: danger, way back, who was called)") \
    X(FOUR_ITEMS, "4 items (danger = yes: danger, way back)") \
    X(DISCARDABLE, "reason; never an acute draft") \
    X(ATTEMPT, "tried to reach: a time that can be right") \
    X(ASSESSED, "urgency, five risk ticks (unknown allowed)") \
    X(IDENTIFIED, "citizen agrees, or vital interest; duplicate check; who it is") \
    X(CALLBACK_TIME, "when and how, at most 30 days on") \
    X(ROUTABLE, "what is asked; q may hold (or duty), q is not the holder, covered round the clock; routine: triaged; several q only when acute") \
    X(OUTREACH, "to outreach, a risk flag is set; q may hold") \
    X(OWN_KEY, "named person of the register; the open offer, with its epoch; covered round the clock") \
    X(TOLD, "recorded_for: name, phone, time of the person at q") \
    X(NOT_LAST_REFUSAL, "not the last of Q; coded reason") \
    X(LAST_REFUSAL, "last of Q; coded reason + next owner") \
    X(MORE_TIME, "once; until at most CON-11") \
    X(EXTERNAL, "112, doctor on call, police, ward, other municipality; who, number, time") \
    X(WHAT_HAPPENED, "what happened") \
    X(FORWARDED, "followed up; outcome forwarded") \
    X(NOT_REACHED, "outcome not_reached: at least 3 attempts on 2 days, no risk flag; way back") \
    X(NOT_REACHED_AT_RISK, "outcome not_reached with a risk flag: at least 3 attempts on 2 days, outreach routed in vain, section 82 considered") \
    X(DECLINED_AT_RISK, "outcome declined with a risk flag: section 82 considered; way back") \
    X(OUTCOME, "outcome, what was told, way back; early, referral: that flow instance exists; a child in it: the child authority has taken over; another municipality acts: it was told, and no early or referral here") \
    X(LAST_STEP, "last ladder step reached") \
    X(NOTE, "text and named receivers") \
    X(ANNUL, "reason wrong_citizen or error; second person, of the same unit") \
    X(TAKE_HOME, "authority does not hold; coded reason; named person") \
    X(REVIEW, "next review, at most 90 days on; named person") \
    X(SUCCESSOR, "successor named, of the register") \
    X(UNTIL, "until a date, at most 90 days on") \
    X(ACTION_NEW, "action id not in use; owner; due at most a year on") \
    X(ACTION_KNOWN, "the action is open") \
    X(ACTION_MOVE, "the action is open; new owner or new due") \
    X(ANNOUNCED, "type, planned date, reason, citizen informed or why not; no other handover before BRIDGE") \
    X(PACKAGE_CORE, "acute or urgent: standard acute_core complete; no other handover before BRIDGE; no offer is open; Q without the holder, each may hold; several q only when acute") \
    X(PACKAGE_BACK, "return route: light standard complete; names the handover in BRIDGE or FOLLOW_UP; q = its old holder, may hold") \
    X(PACKAGE, "standard of the type complete, or overridden by another; no offer is open; Q without the holder, each may hold; several q only when acute") \
    X(PACKAGE_NOW, "to the unit that agreed, earlier than agreed; standard complete; no offer is open") \
    X(OVERRIDE, "coded reason; leader on duty") \
    X(TAKES_HANDOVER, "named person and contact person on the roster, and phone; the open offer, with its epoch; q may hold; the same acting municipality") \
    X(TAKES_MUNICIPALITY, "type municipality→municipality: the open offer, with its epoch; contact person and phone; q is authority of the other municipality") \
    X(AGREE, "a date ahead, at most 90 days (acute: one), at most twice; the open offer, with its epoch") \
    X(RETURN, "only one in Q; items or questions; not the third time") \
    X(RETURN_AGAIN, "the third time") \
    X(MORE_TIME_HANDOVER, "once; until at most HOV-11") \
    X(REFUSE_AGREED, "coded reason + next owner") \
    X(WHY, "coded reason") \
    X(PLAN, "coded reason; what happens instead") \
    X(ASSIGN, "holder, q and chief in one organisation; q has had the package; coded reason; no offer is open") \
    X(FIRST_CONTACT, "citizen met since the take-over, when; or 3 attempts, by a leader") \
    X(SUPPLEMENT, "the rest of the full standard is complete") \
    X(BRIDGE_END, "first contact made; the citizen's statement, or a reason") \
    X(FOLLOW_UP, "day 14 or 30, not before two thirds of it, not lost: when, who, contact yes or no") \
    X(FOLLOW_UP_LAST, "day 90, not before two thirds of it, not lost: when, who, contact yes or no") \
    X(FOLLOW_UP_LOST, "lost: a contact is opened, so that somebody goes and looks") \
    X(DATE_REACHED, "no offer is open; q is not the holder and may hold") \
    X(DATE_TAKEN, "an offer of another flow is open, q may not hold, or the consent it rests on is over: both told") \
    X(DATE_THERE, "q has become the holder by another way") \
    X(MEETING_CALL, "of an open flow; at least one proposed time; who is asked") \
    X(MEETING_FIX, "a time ahead") \
    X(MEETING_HELD, "when it was, and its minutes") \
    X(DIED, "source; who has seen it; named person; no closing in DEAD") \
    X(CLOSE_DEAD, "mode dead; no other flow is open") \
    X(CONSENT, "which consent: one that is registered and not withdrawn, or all") \
    X(CONSENT_NEW, "new id; what, to whom (organisations of the registry, relatives with how much), how, by whom; at most a year") \
    X(OTHER_GROUND, "CNS-1 runs; a ground that is not consent, or in words that the sharing stops") \
    X(MOVED, "another municipality, with an authority") \
    X(NIGHT_REPORT, "what happened") \
    X(NIGHT_READ, "a report is unread; named person") \
    X(ADMISSION, "the stay is not known yet; when it is told: name, phone, time") \
    X(READMISSION, "within 48 h of the discharge: the same stay") \
    X(WARNING_NEW, "date, changed need; the stay is not known yet") \
    X(WARNING, "date, changed need; not warned of yet") \
    X(FINISHED_NEW, "finished date, need; the stay is not known yet") \
    X(FINISHED, "finished date; not finished yet") \
    X(PROFILE, "standard support_profile complete; contact person and phone") \
    X(WARD_TALK, "what was said; next date, at most 90 days on") \
    X(TOLD_BY_WARD, "when it is told: name, phone, time") \
    X(BACK_ADMITTED, "neither warned nor finished before the leave or on it") \
    X(BACK_WARNED, "warned before the leave or on it") \
    X(BACK_READY, "finished before the leave or on it") \
    X(EFFORT, "what, who, from when; or no effort with a coded reason") \
    X(INTERIM, "what instead, and who") \
    X(AGREEMENT, "standard discharge complete; patient takes part: agreement, else coordination plan; review date") \
    X(AGREEMENT_OTHER, "names the agreement as it stands; the other of ward and holder wrote it; named person") \
    X(DISCHARGE, "always; when it is told: name, phone, time, where to") \
    X(MET_AFTER, "citizen met since the discharge, when; or 3 attempts, by a leader") \
    X(NEXT_WARD, "a ward, when it has a key") \
    X(REVISION, "an event of this stay") \
    X(DEATH_TOLD, "not told already") \
    X(CANCEL_FIRST, "the first event of this stay") \
    X(CANCEL_TO_ADMITTED, "a later event; without it the citizen is admitted") \
    X(CANCEL_TO_LEAVE, "a later event; without it the citizen is on leave") \
    X(CANCEL_TO_WARNED, "a later event; without it the discharge is warned of") \
    X(CANCEL_TO_READY, "a later event; without it the citizen is ready for discharge") \
    X(CANCEL_TO_DISCHARGED, "a later event; without it the citizen is discharged") \
    X(CANCEL_DEATH, "the death that a stay of this course told of") \
    X(PAUSE, "the deadline may be paused; the citizen's own reason; until a date, at most 90 days on") \
    X(FIVE_ITEMS, "5 items: who refers + phone, citizen, need, urgency, citizen told or why not; not dead") \
    X(BECAUSE, "why, in words") \
    X(RECEIVED, "named caseworker on the roster; decision date within the published deadline; the open offer, with its epoch") \
    X(FORWARD, "the authority of another municipality; why") \
    X(BATON_RECALL, "this referral's own offer is open; why") \
    X(WITHDRAWAL, "whose word it is: citizen, representative, or the referrer itself; why") \
    X(CITIZEN_WITHDRAWAL, "the citizen's or a representative's word; why") \
    X(ASK_SUPPLEMENT, "questions with id; one unit, or the citizen; a pause only for the citizen's own reason") \
    X(ANSWERS, "answers by id; cannot answer is an answer; by phone or letter: who, when") \
    X(GRANTS, "granted or partly; paragraph, validity or why no end; partly: reason, text, appeal guidance") \
    X(REFUSES, "refused: coded reason, text, alternative, appeal guidance, next owner; no appeal is open") \
    X(REPRIORITISE, "new urgency, or why nothing early; reason") \
    X(NOTICE, "the deadline runs; later date at most 90 days on, reason, sent to citizen") \
    X(NO_EARLY, "no early intervention is open") \
    X(NOTIFIED, "citizen told when; appeal guidance when refused or partly") \
    X(APPEAL, "the citizen's or a representative's word") \
    X(UPHELD, "an appeal is open; when it was sent on to Ankestyrelsen") \
    X(CONFIRMS_OWN_KEY, "named person with the own key") \
    X(CONFIRMS_TOLD, "recorded_for: name, phone, time of the person at the other authority") \
    X(NOT_THEIRS, "why it is not theirs either") \
    X(WITHDRAWAL_CONFIRM, "citizen asked; risk: section 82 considered") \
    X(EARLY_REQUEST, "need in one line; citizen told or why not; q has people; not dead") \
    X(EARLY_OFFER, "section 82 a-d, coordinator and phone, first contact, planned end") \
    X(EARLY_REFUSE, "coded reason + next owner") \
    X(EARLY_YES, "own words, or why none") \
    X(EARLY_NO, "no risk; reason; alternative or guidance") \
    X(EARLY_NO_AT_RISK, "risk: section 82 considered; reason; alternative or guidance") \
    X(EARLY_START, "goal, coordinator and phone, planned end, next date; section 82 b: at most 6 months") \
    X(EARLY_STATUS, "attendance, next date") \
    X(JOIN_REQUEST, "who, what is asked; not asked already; at most six take part") \
    X(JOIN, "what it does; contact person and phone") \
    X(JOIN_REFUSE, "coded reason; alternative") \
    X(EARLY_END, "coded reason; onward none, or the flow that goes on") \
    X(EARLY_END_FOR, "q is gone or silent after the whole ladder; citizen told; onward") \
    X(ENQUIRE, "effort or paragraph, need, offers to ask; nothing that says who the citizen is") \
    X(WILLING, "free from a date") \
    X(PLACE, "one q that has not said no (several only when acute); the citizen's yes or why not; effort, paragraph, start, review at most a year on, planned end or reason, payer, with duty yes or no; of another organisation: approved; standard order complete") \
    X(PLACE_AGAIN, "the next version, to the same q: answers by the question's id; standard order complete") \
    X(SUPPLEMENT_ORDER, "the rest of the standard order is complete") \
    X(NONE_WILLING, "none is willing: unmet demand is noted") \
    X(CONFIRM_ORDER, "start date, contact person and phone; named person") \
    X(RETURN_ORDER, "only one in Q; questions with an id") \
    X(START_OFFERABLE, "with the responsibility; authority holds and no offer is open; q may hold") \
    X(START_CLASH, "with the responsibility, but it cannot be offered now") \
    X(CHANGE, "both versions; no other change is open") \
    X(CHANGE_ANSWER, "a change is open") \
    X(CHANGE_NO, "a change is open; coded reason") \
    X(START_ORDER, "first meeting with the citizen held; contact person; offered: the open offer, with its epoch, q may hold; named person") \
    X(REFUSE_STARTING, "coded reason + next owner; offered: the open offer, with its epoch") \
    X(NEVER_CAME, "q does not hold; never came or left again: coded reason, attempts, where the citizen is") \
    X(NOT_LAST_CONFIRM, "not the last of Q") \
    X(LAST_CONFIRM, "last of Q") \
    X(SELF_ADMITTED, "may hold; paragraph 101, 109 or 110; date") \
    X(SELF_ADMITTED_NO_HOLD, "may not hold; paragraph 101, 109 or 110; date") \
    X(NOT_OURS, "coded reason; the acting authority, of another municipality") \
    X(RECOGNISE, "payer; review at most a year on") \
    X(REVIEWED, "status; next review at most a year on; one step down, yes or no") \
    X(END_NOTICE, "coded reason; end date ahead; onward plan, or that it is being made") \
    X(RECALL_NOTICE, "the notice is recalled") \
    X(ONWARD_OPEN, "a handover or a closing is open") \
    X(END_ORDER, "q does not hold, or a closing is in AFTERCARE; coded reason; where the citizen is") \
    X(END_FOR_GONE, "q has closed, its keys are revoked, or it is silent after the whole ladder; q does not hold; citizen seen; where the citizen is") \
    X(REQUEST_PLACE, "effort or paragraph, need, start, duration, sellers to ask; nothing that says who the citizen is") \
    X(BID, "approved for the target group (Tilbudsportalen); price, content, free date, valid until") \
    X(NOT_LAST_BID, "others have offered; coded reason") \
    X(LAST_BID, "no other has offered; coded reason") \
    X(DECLINE, "coded reason; nothing that says who the citizen is") \
    X(BUY, "one seller that has offered; who the citizen is; payer, an authority; price, contract, start date; named person") \
    X(PAYS, "where the invoice goes") \
    X(SELL, "an open order with this seller; payer known, or dispute noted, or silent after the whole ladder; named person") \
    X(PLACE_TAKEN, "the linked order has started") \
    X(REPORT, "period; delivered against ordered") \
    X(CHANGE_PRICE, "both prices, and from when; none of one's own is open") \
    X(PRICE_PART, "a price is open; others have still to agree") \
    X(PRICE_ALL, "a price is open; all others have agreed") \
    X(TERMINATE, "coded reason; end date ahead; onward plan, or that it is being made") \
    X(RECALL_RUNNING, "the notice is recalled; it has started") \
    X(RECALL_CONFIRMED, "the notice is recalled; it has not started") \
    X(END_PURCHASE, "the linked order is over; coded reason; until when is invoiced") \
    X(END_FOR_SELLER, "the seller has closed, its keys are revoked, or it is silent after the whole ladder; the linked order is over; coded reason") \
    X(PROPOSE, "coded reason; no closing is open; every other open flow is named with its end") \
    X(PROPOSE_MOVED, "mode moved: another municipality has taken over; coded reason; every other open flow is named with its end") \
    X(ANSWER_READY, "ready or partly, in own words or a coded reason why not") \
    X(ANSWER_NOT_READY, "not ready; or declines while a risk stands") \
    X(ANSWER_DECLINES, "declines, able to decide, five risks assessed and none stands; guidance given, section 82 considered") \
    X(OBJECTION, "words") \
    X(SEARCH_ATTEMPT, "tried to reach: how, and a time that can be right") \
    X(NOT_FOUND, "at least 3 attempts by 2 ways; address and admission checked; five risks assessed and none stands") \
    X(DECIDE, "mode as answered; re-contact unit of the course, phone, window; first aftercare date; every other open flow is named with its end; where a granted effort ends, the authority's decision") \
    X(DECIDE_MOVED, "mode moved; no other flow is open, no action") \
    X(EVALUATE, "the three questions") \
    X(AFTERCARE_CHECK, "day 30, or day 90 with another flow open, not before two thirds of it: when, who, how it is, whether the citizen came there") \
    X(AFTERCARE_LAST, "day 90 (not found, declined: day 30), not before two thirds of it, nothing else is open: when, who, how it is – needs no more help") \
    X(REOPEN, "short or long need") \
    X(RECONTACT, "an earlier course of one's own, closed within CLO-2; need, way back, danger; its re-contact unit may hold and is covered round the clock") \
    X(TAKES_RECONTACT, "named person of the register; the open offer, with its epoch; covered round the clock") \
    X(LINK, "the same citizen, by what proof; second person; the other course is open, of this municipality, with no offer open; both are in DEAD or neither") \
    X(LINK_CONFIRM, "held the course that ended; named person") \
    X(RESUME, "the deadline is paused")

typedef enum {
#define X(name, english) WHEN_##name,
    WHEN_TABLE
#undef X
    WHEN_COUNT
} when_t;

/* What becomes of the responsibility. X(NAME, english). */
#define DUTY_MOVE_TABLE \
    X(SAME, "=") \
    X(OPENS, "no open course: opens HELD(desk); else =") \
    X(ENDS, "this flow opened the course, desk holds, no risk flag, nothing else is open: ends; else =") \
    X(ENDS_BY_OUTCOME, "outcome advice, declined, not_reached, wrong_number or other_municipality, this contact opened the course, desk holds, no risk flag, nothing else is open: ends; else = (CRS-1)") \
    X(OFFERS, "desk holds and no offer is open: OFFERED(desk→q); else = (a task, without the baton)") \
    X(MOVES, "offered: MOVED→q; else = (q has the task)") \
    X(BACK, "back") \
    X(TO_AUTHORITY, "MOVED→authority (any open offer is closed)") \
    X(ANNULS, "opening message: back; it opened the course and nothing else is open: ends; else =") \
    X(HANDS_OVER, "OFFERED(holder→Q)") \
    X(OFFERS_AGREED, "OFFERED(holder→q)") \
    X(TAKES, "MOVED→q") \
    X(TAKES_LINKED, "back; the linked course opens HELD(q), with q as its authority, in the same transaction") \
    X(BACK_ALL, "back, of every flow") \
    X(ENDS_DEAD, "ends") \
    X(OPENS_OFFERS, "no open course: opens HELD(desk), OFFERED(desk→authority); else =") \
    X(OFFERS_AUTHORITY, "no open course: opens HELD(desk); with_duty, submitter holds, authority does not and no offer is open: OFFERED(holder→authority); else =") \
    X(ENDS_LINKED, "own course: opens HELD(q), linked; this referral opened the course, desk holds, no risk flag, nothing else is open: ends; else =") \
    X(OPENS_AT_OFFER, "no open course: opens HELD(offer); else =") \
    X(OPENS_OFFERED, "opens HELD(desk), OFFERED(desk→last unit)") \
    X(BACK_CONTACT, "back; a contact is opened in ANSWERED") \
    X(BACK_IF_CONSENT, "an open offer rests on that consent alone: back; else =")

typedef enum {
#define X(name, english) BATON_##name,
    DUTY_MOVE_TABLE
#undef X
    BATON_COUNT
} baton_t;

/* The unit that owes the next step of the state that is entered. X(NAME, english). */
#define AWAITS_TABLE \
    X(NOBODY, "–") \
    X(SAME, "=") \
    X(DESK, "desk") \
    X(DESK_LEADER, "leader(desk)") \
    X(ASKED, "q") \
    X(NEXT_DESK, "next desk, then duty") \
    X(DESK_OR_AUTHORITY, "desk; by day: authority") \
    X(AUTHORITY_LEADER, "leader(authority)") \
    X(CHIEF, "chief, duty") \
    X(HOLDER, "holder") \
    X(BOTH_LEADERS, "both leaders") \
    X(AGREED, "q, who agreed") \
    X(TAKER, "q, who took over") \
    X(AUTHORITY, "authority") \
    X(OTHER, "asked unit") \
    X(UNIT, "q, the early unit") \
    X(WARD, "ward") \
    X(WARNED, "authority; once it has answered: ward") \
    X(LADDER, "ladder step")

typedef enum {
#define X(name, english) AWAITS_##name,
    AWAITS_TABLE
#undef X
    AWAITS_COUNT
} awaits_t;

/* Bits of deliver_to, in the words of the tables. The sender never gets its own message. */
enum {
    TO_NOBODY = 0,
    TO_DESK = 1,
    TO_HOLDER = 2, /* who held before the message */
    TO_AUTHORITY = 4,
    TO_ASKED = 8, /* those asked who have not refused */
    TO_NAMED = 16,
    TO_INVOLVED = 32,
    TO_OWNER = 64, /* of the action, the old and the new */
    TO_LADDER = 128,
    TO_OLD_HOLDER = 256,
    TO_TAKER = 512,
    TO_OPENER = 1024, /* the unit that asked for it; never the open door: the citizen is told by people */
    TO_OTHER = 2048,  /* the third unit of the flow */
    TO_NEXT_OWNER = 4096, /* whom the message names */
    TO_PAYER = 8192
};

#define ROW_CLOCKS_MAX 4

typedef struct {
    state_t from; /* STATE_NONE: opens the flow; in the universal rows: every state */
    event_t event;
    who_t who;
    when_t when;
    state_t to; /* STATE_NONE: same state */
    baton_t duty;
    awaits_t awaits;
    clock_name_t clock[ROW_CLOCKS_MAX];
    unsigned deliver_to;
    const char *why;
} row_t;

typedef struct {
    flow_kind_t flow; /* FLOW_NONE: the universal rows */
    const row_t *rows;
    unsigned count;
    state_t annulled; /* the final state of U2 */
    state_t dead;     /* the final state of U3 */
} table_t;

extern const table_t TABLE_COMMON;
extern const table_t TABLE_CONTACT;
extern const table_t TABLE_HANDOVER;
extern const table_t TABLE_CLOSING;
extern const table_t TABLE_EARLY;
extern const table_t TABLE_REFERRAL;
extern const table_t TABLE_ORDER;
extern const table_t TABLE_PURCHASE;
extern const table_t TABLE_HOSPITAL;

/* NULL for a flow that has no table yet. */
const table_t *table_of(flow_kind_t flow);
/* All tables in the order of row numbers; NULL past the end. */
const table_t *table_at(unsigned index);
/* Row number: index + 1 in the concatenated tables. */
uint32_t row_number(const row_t *row);
const row_t *row_of_number(uint32_t number);
const char *who_text(who_t who);
const char *when_text(when_t when);
const char *baton_text(baton_t duty);
const char *awaits_text(awaits_t awaits);
/* "contact.routed" or "⏱ CON-4/7". */
#define EVENT_TEXT_SIZE 64
void event_text(event_t event, char text[EVENT_TEXT_SIZE]);
/* "desk, holder" or "–". */
#define DELIVER_TEXT_SIZE 128
void deliver_text(unsigned deliver_to, char text[DELIVER_TEXT_SIZE]);

#endif
