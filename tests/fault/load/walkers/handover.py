# SPDX-License-Identifier: EUPL-1.2
"""The handover flow: announced or acute, a package that is complete or is not, every way an offer can end, and what follows when somebody has taken over."""
import functools

from checker.standards import ITEMS, RISKS, items_of
from stafet_test.messages import REGISTERED

from . import contact, course

HOLDERS = ("outreach", "psychiatry", "harbour", "authority")
RECEIVERS = ("outreach", "psychiatry", "harbour", "duty")
OWN = ("outreach", "harbour", "authority", "duty")  # of one organisation: a common chief may assign
OTHER_MUNICIPALITY = "neighbour"
TAKEN = {"contact_person": "anna", "contact_phone": "+4520304060", "contact_times": "8-16"}
ABSENT = (("NOT_RELEVANT", "NOT_FOR_THIS_EFFORT"), ("UNKNOWN", "SOURCE_NOT_REACHED"), ("CITIZEN_DECLINES", "CITIZEN_SAID_NO"))
ROUNDS_MAX = 5


# ---- the package ----

def _answer(play, item):
    """Words, a date or a tick; now and then why there is none, with its cause."""
    if play.chance(0.06):
        absent, cause = play.random.choice(ABSENT)
        return {"item": item, "absent": f"ABSENT_ANSWER_{absent}", "cause": f"ABSENT_CAUSE_{cause}"}
    if item in RISKS:
        return {"item": item, "tick": "ANSWER_YES" if play.chance(0.1) else "ANSWER_NO"}
    if item.endswith("_at"):
        return {"item": item, "date": play.at(days=-3)}
    return {"item": item, "text": "Noteret"}


def _blank(play, item):
    """What is there and says nothing."""
    return play.random.choice(({"item": item}, {"item": item, "text": "  "}, {"item": item, "absent": "ABSENT_ANSWER_UNKNOWN"},
                               {"item": item, "tick": "ANSWER_UNKNOWN"}))


def answers(play, standard, blanks=0):
    """All that it may demand, some more, and so many that it demands always and does not get."""
    always = [item for item in items_of(standard) if ITEMS[item][1][standard] == "a"]
    missing = set(play.random.sample(always, blanks))
    more = play.random.sample(sorted(set(ITEMS) - set(items_of(standard))), 2)
    kept = [_blank(play, item) for item in missing if play.chance(0.5)]
    return kept + [_answer(play, item) for item in (*items_of(standard), *more) if item not in missing]


class Side:
    """Who holds a course, and whether what it gives away is acute."""

    def __init__(self, play, on, holder, is_acute=False):
        self.play, self.on, self.holder, self.is_acute = play, on, holder, is_acute

    @property
    def standard(self):
        return "acute_core" if self.is_acute else "planned"

    def step(self, kind, body=None, **header):
        return self.play.step(kind, self.holder, self.on, body, **header)

    def package(self, asked, blanks=0, **header):
        return self.step("handover_package", {"changed": "Ny version", "answers": answers(self.play, self.standard, blanks)}, to=asked, **header)

    def others(self, among=RECEIVERS):
        return [party for party in among if party != self.holder]


ORGANISATIONS = ("kommunen", "regionen", "naboen")


def consent(side):
    """One of the citizen's, registered by who holds, for everybody else; gives what the next message rests on."""
    own = "regionen" if side.holder == "psychiatry" else "kommunen"
    name = f"samtykke-{side.play.random.getrandbits(40):x}"
    body = {"consent_id": name, "scopes": [{"scope": "CONSENT_SCOPE_HANDOVER"}], "receivers": [{"organisation": one} for one in ORGANISATIONS if one != own],
            "form": "CONSENT_FORM_SPOKEN", "given_by": "CONSENT_GIVER_CITIZEN", "words": "Ja, det må I gerne"}
    yield side.play.about("consent_given", side.holder, side.on, body)
    return {"ground": "CONSENT", "disclosure": {"consent_id": name}}


def ground(side, is_consent=None):
    """Now and then it rests on the citizen's consent alone."""
    by_consent = side.play.chance(0.25) if is_consent is None else is_consent
    return (yield from consent(side)) if by_consent else {}


# ---- answers of those asked ----

def take(play, party, offered):
    body = {**TAKEN, "bridge_until": play.at(seconds=play.random.randint(120, 900))} if play.chance(0.4) else TAKEN
    return play.step("handover_taken_over", party, offered, body, offer=offered.offer)


def refuse(play, party, offered, names_offer=True):
    body = {"reason": "REFUSAL_REASON_NOT_TARGET_GROUP", "text": "Ikke vores målgruppe", "next_owner": "authority"}
    return play.step("handover_refused", party, offered, body, **({"offer": offered.offer} if names_offer else {}))


def _taker(answers_given):
    """Who holds now that did not before, or nobody. An acceptance that moves nothing is another municipality's."""
    return next((answer.entry.holder for answer in answers_given if answer.is_accepted and answer.entry.holder == answer.entry.party), None)


# ---- what becomes of an offer; each gives who took hold, or nothing. `side` is of whoever offered ----

def raced(side, offered, asked):
    given = yield [take(side.play, party, offered) for party in asked]
    return _taker(given)


def recalled(side, offered, asked):
    wishes = [take(side.play, side.play.random.choice(asked), offered), side.step("handover_recalled", {"reason": "HANDOVER_REASON_OTHER_RECEIVER"})]
    side.play.random.shuffle(wishes)
    given = yield wishes
    late = yield take(side.play, asked[0], offered)
    return _taker([*given, late])


def refused(side, offered, asked):
    """One by one or all at once; then one after its no."""
    wishes = [refuse(side.play, party, offered) for party in asked]
    if side.play.chance(0.5):
        wishes.append(take(side.play, asked[0], offered))
        side.play.random.shuffle(wishes)
    given = yield wishes
    late = yield take(side.play, asked[-1], offered)
    return _taker([*given, late]) or (yield from stranded(side, asked))


def taken_home(side, offered, asked):
    given = yield [take(side.play, asked[0], offered), course.take_home(side.play, side.on, side.play.random.choice(("authority", "duty")))]
    return next((answer.entry.holder for answer in given if answer.is_accepted), None)


def returned(side, offered, asked):
    """Back with questions, and the next version; the third time it is no question any more."""
    play = side.play
    for _ in range(3):
        questions = {"questions": [{"item": "words.wishes", "question": "Hvad siger han selv?"}], "text": "Se spørgsmålet"}
        given = yield [play.step("handover_returned", asked[0], offered, questions, offer=offered.offer),
                       *([take(play, asked[-1], offered)] if play.chance(0.2) else [])]
        if _taker(given) or not given[0].is_accepted:
            return _taker(given)
        yield play.pause()
        if given[0].entry.to_state == 505:
            return (yield from stranded(side, asked))
        if play.chance(0.2):
            yield side.step("handover_drafted", {"answers": answers(play, side.standard)[:3]})
        offered = yield side.package(asked[:1])
        if not offered.is_accepted:
            return None
    return (yield from raced(side, offered, asked[:1]))


def _comes(play, party, condition, tries=120):
    """Waits for a delivery of the course; None when it does not come."""
    for _ in range(tries):
        found = next((one for one in play.delivered(*party) if condition(one)), None)
        if found is not None:
            return found
        yield play.pause(0.5)
    return None


def agreed(side, offered, asked):
    """Will take over on a date. On that day it is offered again, and somebody takes over, too late, or not at all."""
    play, unit = side.play, asked[0]
    body = {"responsible_from": play.at(seconds=play.random.randint(60, 400), milliseconds=play.random.randint(0, 999)), "contact_person": "anna"}
    given = yield [play.step("handover_agreed", unit, offered, body, offer=offered.offer), *[take(play, party, offered) for party in asked[1:]]]
    if not given[0].is_accepted:
        return _taker(given)
    yield take(play, unit, offered)  # the offer of before is over
    way = play.random.choice(("day", "day", "day", "now", "cannot", "recall"))
    if way == "cannot":
        yield refuse(play, unit, offered, names_offer=False)
        return (yield from stranded(side, asked))
    if way == "recall":
        yield side.step("handover_recalled", {"reason": "HANDOVER_REASON_ADMITTED"})
        return None
    if way == "now":
        again = yield side.package((unit,))
    else:
        again = yield from _comes(play, (unit, side.on.course), lambda one: one.kind == "deadline_passed" and one.message.deadline_passed.rule == "HOV-7"
                                  and one.entry.to_state == 502 and one.entry.duty_epoch > offered.entry.duty_epoch)
    if again is None or not again.entry.offer_id or play.chance(0.1):
        return None
    chosen, = play.random.choices((raced, recalled, refused, taken_home), (5, 1, 1, 1))
    return (yield from chosen(side, again, (unit,)))


def given_time(side, offered, asked):
    until = side.play.at(seconds=side.play.random.randint(30, 600), milliseconds=side.play.random.randint(0, 999))
    yield side.play.step("handover_standby", asked[0], offered, {"until": until, "text": "Vi mangler en vagt"}, offer=offered.offer)
    yield side.play.pause(6.0)
    return (yield from raced(side, offered, asked[:1]))


def expired(side, offered, asked):
    """Nobody answers an acute offer in an hour; then one comes too late."""
    if not side.is_acute:
        return (yield from raced(side, offered, asked))
    yield from _comes(side.play, (asked[0], side.on.course), lambda one: one.kind == "handover_withdrawn", 240)
    late = yield take(side.play, asked[0], offered)
    return _taker([late]) or (yield from stranded(side, asked))


def died(side, offered, asked):
    """While it is offered. The notice was wrong, or the course is closed."""
    play = side.play
    death = side.play.about("course_died", side.holder, side.on, {"source": "DEATH_SOURCE_HOSPITAL", "seen_by": "anna", "died_at": play.at()})
    given = yield [death, take(play, asked[0], offered)]
    dead = given[0]
    if not dead.is_accepted:
        return _taker(given)
    holder = dead.entry.holder
    if play.chance(0.5):
        yield [play.step("closing_decided", holder, dead, {"mode": "CLOSING_MODE_DEAD"}), take(play, asked[0], offered)]
        return None
    yield play.about("message_annulled", side.holder, side.on, {"message_id": death.message.message_id, "reason": "ANNUL_REASON_WRONG_CITIZEN", "second_person": "bo"})
    if holder != side.holder:
        return holder
    again = yield side.package(asked[:1])
    return (yield from raced(side, again, asked[:1])) if again.is_accepted else None


def consent_withdrawn(side, offered, asked):
    body = {"consent_id": "all", "at": side.play.at(), "text": "Det skal I ikke mere"}
    given = yield [side.play.about("consent_withdrawn", side.play.random.choice((side.holder, "desk")), side.on, body), take(side.play, asked[0], offered)]
    if side.play.chance(0.5):
        yield side.play.about("consent_basis_named", _taker(given) or side.holder, side.on, {"ground": "DISCLOSURE_GROUND_SUL43_1", "text": "Nødvendigt for hjælpen"})
    return _taker(given)


def stranded(side, asked):
    """No receiver: a chief decides, somebody else is asked, it is given up, the authority takes the citizen home while the holder goes on trying, or
    nobody decides."""
    play = side.play
    way = play.random.choice(("assigned", "other", "home", "home_raced", "cancelled", "waits"))
    if way == "assigned":
        body = {"reason": "HANDOVER_REASON_NEED_CHANGED", "text": "Det bliver jer"}
        again = yield play.step("handover_assigned", play.random.choice(("authority", "desk")), side.on, body, to=asked[:1], person="clara")
        return (yield from raced(side, again, asked[:1])) if again.is_accepted else None
    if way == "other":
        others = [party for party in side.others() if party not in asked] or list(asked)
        again = yield side.package(others[:1])
        return (yield from raced(side, again, others[:1])) if again.is_accepted else None
    if way == "cancelled":
        yield side.step("handover_cancelled", {"reason": "HANDOVER_REASON_CITIZEN_WISH", "plan": "Vi går videre"}, person="lena")
        return None
    if way == "waits":
        return None
    wishes = [course.take_home(play, side.on), *([side.package(asked[:1])] if way == "home_raced" else [])]
    given = yield wishes
    return next((answer.entry.holder for answer in given if answer.is_accepted and answer.entry.holder != side.holder), None)


OUTCOMES = ((raced, 5), (recalled, 2), (refused, 3), (taken_home, 2), (returned, 2), (agreed, 4), (given_time, 2), (expired, 2), (died, 1), (consent_withdrawn, 2))


# ---- when somebody has taken over ----

def after(side, holder, is_owing):
    """`side` is of the old holder: the citizen is met, the rest of the package comes, the bridge ends, and somebody asks how it went."""
    play, on = side.play, side.on
    if is_owing and play.chance(0.7):
        yield [side.step("handover_supplemented", {"answers": answers(play, "planned", play.random.choice((0, 0, 2)))}),
               play.step("handover_supplemented", holder, on, {"answers": answers(play, "planned")})]
    if play.chance(0.3):
        yield from _back(side, holder)
        return
    if play.chance(0.3):
        yield from paused(play, on, holder, "HOV-5")
    yield play.step("handover_first_contact", holder, on, {"at": play.at(), "met": "ANSWER_YES", "text": "Vi har talt sammen"})
    yield [play.step("handover_bridge_ended", play.random.choice((holder, side.holder)), on, {"citizen_statement": "Jeg bor godt her"}),
           course.note(play, on, holder, ("authority",))]
    for day in (14, 30, 90):
        is_lost = play.chance(0.15)
        yield play.step("handover_followed_up", holder, on, {"day": day, "at": play.at(), "who": "anna", "in_contact": "ANSWER_YES",
                                                            "lost": "ANSWER_YES" if is_lost else "ANSWER_NO", "open_items_closed": "ANSWER_YES"})
        if is_lost:
            break
    yield from course.review(play, on, holder)


def _back(side, holder):
    """It fails: back to whoever handed over, by the light standard."""
    play = side.play
    body = {"transition": "TRANSITION_TYPE_RETURN_ROUTE", "planned_at": play.at(days=1), "returns_flow_id": side.on.flow, "answers": answers(play, "return_route")}
    failed = yield play.about("handover_package", holder, side.on, body, to=(side.holder,))
    if failed.is_accepted:
        yield [take(play, side.holder, failed), *([course.take_home(play, side.on)] if play.chance(0.3) else [])]


def paused(play, on, party, rule):
    """A deadline stands still for the citizen's own reasons, and goes on by its date or before."""
    body = {"rule": rule, "reason": "PAUSE_REASON_CITIZEN_AWAY", "until": play.at(seconds=play.random.randint(60, 300)), "text": "Er hos sin søster"}
    yield play.step("clock_paused", party, on, body)
    yield play.pause(3.0)
    if play.chance(0.5):
        yield play.step("clock_resumed", party, on, {"rule": rule, "text": "Er hjemme igen"})


def night(play, on, holder):
    """What the duty unit reports of the night is the holder's to read. By day nobody covers, and it is the desk that reports."""
    body = {"at": play.at(), "what_happened": "Han ringede klokken to", "risk": play.random.choice(("ANSWER_NO", "ANSWER_YES")), "what_was_done": "Talte i en time"}
    yield play.about("cover_reported", play.random.choice(("duty", "desk")), on, body)
    if play.chance(0.6):
        yield play.about("cover_read", holder, on)


def meeting(play, side, receiver):
    yield side.step("meeting_called", {"proposed": [{"at": play.at(days=2)}], "place": "Kanalgade 3"}, to=(receiver,))
    yield play.step("meeting_fixed", receiver, side.on, {"at": play.at(hours=30), "place": "Kanalgade 3"}, to=(side.holder,))
    if play.chance(0.5):
        yield side.step("meeting_held", {"at": play.at(), "minutes": "Enige"}, to=(receiver,))


# ---- the way to an offer ----

def held(play, holders=HOLDERS):
    """A course that a unit holds which is no desk: the answer to its take-over, or nothing."""
    opened = yield play.opens("contact_registered", "desk", REGISTERED)
    if not opened.is_accepted:
        return None
    yield contact.triaged(play, opened, play.random.choice((1, 2, 3)))
    holder = play.random.choice(holders)
    routed = yield play.step("contact_routed", "desk", opened, {"ask": "Vil I følge hende?"}, to=(holder,))
    if not routed.is_accepted:
        return None
    taken = yield contact.take_over(play, holder, routed)
    return taken if taken.is_accepted and taken.entry.holder == holder else None


def led(side, offered, asked, first=None):
    """From an offer on, over as many as it takes. `first` is what becomes of the first one, or left to chance."""
    older = None
    for _ in range(ROUNDS_MAX):
        if older is not None and side.play.chance(0.5):
            yield [take(side.play, party, older) for party in asked]
        older = offered
        chosen, = side.play.random.choices([outcome for outcome, _ in OUTCOMES], [weight for _, weight in OUTCOMES])
        holder = yield from (first or chosen)(side, offered, asked)
        first = None
        if side.play.chance(0.15):
            yield from night(side.play, side.on, holder or side.holder)
        if holder in asked:
            yield from after(side, holder, side.is_acute)
            return
        if holder is not None:
            side.holder = holder
        yield side.play.pause()
        asked = tuple(side.others())[:1]
        offered = yield side.package(asked, **(yield from ground(side)))
        if not offered.is_accepted:
            return


def announced(play, side, receiver, transition="PROVIDER_TO_PROVIDER", **header):
    """The answer to the announcement, which names the flow."""
    body = {"transition": f"TRANSITION_TYPE_{transition}", "planned_at": play.at(days=play.random.randint(5, 40)), "reason": "HANDOVER_REASON_NEED_CHANGED",
            "citizen_informed": "ANSWER_YES", "known_person": "Anna"}
    return play.about("handover_announced", side.holder, side.on, body, to=(receiver,), **header)


def planned(play):
    taken = yield from held(play)
    if taken is None:
        return
    side = Side(play, taken, taken.entry.holder)
    receiver = play.random.choice(side.others())
    urgency = {"priority": "PRIORITY_ACUTE"} if play.chance(0.25) else {}
    side.is_acute = bool(urgency)
    first = yield announced(play, side, receiver, **urgency)
    if not first.is_accepted:
        return
    side.on = first
    if play.chance(0.2):
        yield from paused(play, first, side.holder, "HOV-1")
    if play.chance(0.15):
        yield from meeting(play, side, receiver)
    yield side.step("handover_drafted", {"answers": answers(play, side.standard)[:5], "text": "Begyndt"})
    if play.chance(0.2):
        yield play.pause(6.0)
    yield side.package((receiver,), blanks=play.random.randint(1, 3))
    if play.chance(0.2):
        yield side.step("handover_overridden", {"reason": "OVERRIDE_REASON_LEGAL_DATE", "text": "Fristen er i dag"}, person="lena")
        offered = yield side.package((receiver,), blanks=2, **(yield from ground(side)))
    else:
        offered = yield side.package((receiver,), **(yield from ground(side)))
    if offered.is_accepted:
        yield from led(side, offered, (receiver,))


def acute(play, first=None, is_consent=None):
    """The core of the standard, and several are asked."""
    taken = yield from held(play)
    if taken is None:
        return
    side = Side(play, taken, taken.entry.holder, is_acute=True)
    asked = tuple(play.random.sample(side.others(), play.random.randint(1, 3)))
    body = {"transition": "TRANSITION_TYPE_PROVIDER_TO_PROVIDER", "planned_at": play.at(), "answers": answers(play, "acute_core")}
    offered = yield play.about("handover_package", side.holder, taken, body, to=asked, priority="PRIORITY_ACUTE", **(yield from ground(side, is_consent)))
    if offered.is_accepted:
        side.on = offered
        yield from led(side, offered, asked, first)


def to_another_municipality(play):
    """The taker gets a course of its own; this one stays with who holds it."""
    taken = yield from held(play)
    if taken is None:
        return
    side = Side(play, taken, taken.entry.holder)
    yield play.about("course_moved_municipality", "authority", taken, {"municipality": "0998", "text": "Flytter til nabokommunen"})
    side.on = yield announced(play, side, OTHER_MUNICIPALITY, "MUNICIPALITY_TO_MUNICIPALITY")
    if not side.on.is_accepted:
        return
    offered = yield side.package((OTHER_MUNICIPALITY,))
    if not offered.is_accepted:
        return
    wishes = [take(play, OTHER_MUNICIPALITY, offered)]
    if play.chance(0.3):
        wishes.append(take(play, OTHER_MUNICIPALITY, offered))
    if play.chance(0.3):
        wishes.append(side.step("handover_recalled", {"reason": "HANDOVER_REASON_CITIZEN_WISH"}))
    elif play.chance(0.2):
        wishes.append(course.take_home(play, taken))
    play.random.shuffle(wishes)
    given = yield wishes
    if any(answer.is_accepted and answer.entry.party == OTHER_MUNICIPALITY for answer in given):
        yield play.step("handover_first_contact", OTHER_MUNICIPALITY, side.on, {"at": play.at(), "met": "ANSWER_YES"})
        yield from course.notes(play, side.on, (side.holder,))


WALKERS = [(planned, 7), (acute, 6), (to_another_municipality, 3)]


def tour():
    """Every outcome once."""
    for outcome, _ in OUTCOMES:
        yield functools.partial(acute, first=outcome)
    for is_consent in (True, False):
        yield functools.partial(acute, first=consent_withdrawn, is_consent=is_consent)
    yield from (planned, planned, to_another_municipality)
