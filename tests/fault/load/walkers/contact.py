# SPDX-License-Identifier: EUPL-1.2
"""The contact flow: from a call or a letter to a take-over, a refusal, an expiry or an end, with the races that a busy evening has."""
import functools

from stafet_test.messages import REGISTERED, TRIAGED

from . import course

OFFERS = ("outreach", "psychiatry", "authority", "duty")
ROUNDS_MAX = 4
LETTER = {**REGISTERED, "channel": "CHANNEL_MESSAGE", "requester": {"role": "REQUESTER_ROLE_PARTNER", "name": "Lægerne Torvet"}}


def take_over(play, party, routed):
    return play.step("contact_taken_over", party, routed, {"contact_person": "anna"}, offer=routed.offer)


def refuse(play, party, routed):
    body = {"reason": "REFUSAL_REASON_NO_CAPACITY", "text": "Alt er fuldt", "next_owner": "desk"}
    return play.step("contact_refused", party, routed, body, offer=routed.offer)


def recall(play, routed):
    return play.step("contact_recalled", "desk", routed, {"reason": "Ny aftale"})


# ---- what becomes of an offer; each gives the unit that took hold, or nothing ----

def _winner(parties, answers):
    return next((party for party, answer in zip(parties, answers) if answer.is_accepted and answer.entry.holder == party), None)


def raced(play, routed, asked):
    """All that were asked take over at once."""
    answers = yield [take_over(play, party, routed) for party in asked]
    return _winner(asked, answers)


def recalled(play, routed, asked):
    """The desk takes its offer back while one takes it over, and another is late."""
    party = play.random.choice(asked)
    wishes = [take_over(play, party, routed), recall(play, routed)]
    if play.chance(0.5):
        wishes.reverse()
    answers = yield wishes
    late = yield take_over(play, asked[0], routed)
    return next((answer.entry.holder for answer in [*answers, late] if answer.is_accepted and answer.entry.holder != "desk"), None)


def refused(play, routed, asked):
    yield [refuse(play, party, routed) for party in asked]
    yield take_over(play, asked[-1], routed)  # after its no


def given_time(play, routed, asked):
    """One asks for more time, and says yes before it is over, or does not."""
    until = play.at(seconds=play.random.randint(30, 600), milliseconds=play.random.randint(0, 999))
    yield play.step("contact_standby", asked[0], routed, {"until": until, "text": "Vi mangler en vagt"}, offer=routed.offer)
    yield play.pause(6.0)
    answer = yield take_over(play, asked[0], routed)
    return asked[0] if answer.is_accepted and answer.entry.holder == asked[0] else None


def expired(play, routed, asked):
    """Nobody says anything: an acute offer is over after fifteen minutes. Then one comes too late."""
    for _ in range(200):
        yield play.pause(0.5)
        if any(one.kind == "contact_withdrawn" for one in play.delivered(asked[0], routed.course)):
            break
    answer = yield take_over(play, asked[0], routed)
    return asked[0] if answer.is_accepted and answer.entry.holder == asked[0] else None


def taken_home_meanwhile(play, routed, asked):
    """The authority takes the responsibility while one takes over what was offered."""
    answers = yield [take_over(play, asked[0], routed), course.take_home(play, routed)]
    return next((answer.entry.holder for answer in answers if answer.is_accepted), None)


def told_by_phone(play, routed, asked):
    """What the desk says of a phone call moves nothing."""
    told = {"name": "Sofie", "phone": "+4500009810", "at": play.at()}
    yield play.step("contact_taken_over", "desk", routed, {"contact_person": "sofie"}, recorded_for=told)
    return (yield from raced(play, routed, asked))


OUTCOMES = ((raced, 5), (recalled, 3), (refused, 2), (given_time, 2), (expired, 2), (taken_home_meanwhile, 2), (told_by_phone, 1))


# ---- the way to an offer ----

def triaged(play, on, level):
    return play.step("contact_triaged", "desk", on, {**TRIAGED, "urgency_level": level})


def offered(play, on, level):
    asked = play.random.sample(OFFERS, play.random.choice((1, 2, 2, 3)) if level == 1 else 1)
    routed = yield play.step("contact_routed", "desk", on, {"ask": "Vil I tage ud til hende i dag?"}, to=asked)
    return routed, asked


def after_take_over(play, on, holder):
    """The course lives on at whoever holds it."""
    yield from course.notes(play, on, ("desk",))
    yield from course.review(play, on, holder)
    if play.chance(0.5):
        yield from course.action(play, on, "desk", "desk")
    if play.chance(0.3):
        yield course.take_home(play, on)


def led(play, on, first=None):
    """From an answered contact on. `first` is what becomes of the first offer, which is acute then, or left to chance."""
    level = 1 if first else play.random.choice((1, 1, 1, 2, 3))
    yield triaged(play, on, level)
    older = None
    for _ in range(ROUNDS_MAX):
        yield play.pause()
        routed, asked = yield from offered(play, on, level)
        if not routed.is_accepted:
            break
        if older is not None and play.chance(0.5):
            yield [take_over(play, party, older) for party in asked]  # answers to an offer that is over
        older = routed
        chosen, = play.random.choices([outcome for outcome, _ in OUTCOMES], [weight for _, weight in OUTCOMES])
        holder = yield from (first or chosen)(play, routed, asked)
        first = None
        if holder is not None:
            yield from after_take_over(play, on, holder)
            return
    yield from closed(play, on)


def closed(play, on):
    """Ends the course when nothing else is open, and races with a last note."""
    body = {"outcome": "CONTACT_OUTCOME_ADVICE", "told": "Kan altid ringe igen", "way_back": {"phone": "+4520304050"}}
    yield [play.step("contact_closed", "desk", on, body), course.note(play, on, "desk", ("authority",))]


def call(play, first=None):
    """Somebody is already talking with the citizen."""
    opened = yield play.opens("contact_registered", "desk", REGISTERED)
    if opened.is_accepted:
        yield from led(play, opened, first)


def letter(play):
    """Nobody has spoken with the citizen yet: CON-1 runs, five minutes. Answered in time, late, or first by a call-back."""
    opened = yield play.opens("contact_registered", "gp", {**LETTER, "immediate_danger": "ANSWER_YES"})
    if not opened.is_accepted:
        return
    yield play.pause(8.0)
    if play.chance(0.4):
        yield play.step("contact_attempted", "desk", opened, {"channel": "CHANNEL_PHONE", "text": "Tog den ikke"})
        yield play.pause(4.0)
    yield play.step("contact_answered", "desk", opened)
    yield from led(play, opened)


def draft(play):
    """A call that has begun; registered, thrown away, or forgotten."""
    opened = yield play.opens("contact_drafted", "desk", {"channel": "CHANNEL_PHONE"})
    if not opened.is_accepted or play.chance(0.2):
        return
    yield play.pause(4.0)
    if play.chance(0.3):
        yield play.step("contact_discarded", "desk", opened, {"reason": "DISCARD_REASON_WRONG_NUMBER"})
        return
    yield play.step("contact_registered", "desk", opened, REGISTERED)
    yield from led(play, opened)


def elsewhere(play):
    """The emergency room has the citizen, without a key."""
    opened = yield play.opens("contact_registered", "desk", REGISTERED)
    if not opened.is_accepted:
        return
    body = {"service": "EMERGENCY_SERVICE_112", "who": "Vagtcentralen", "phone": "+4500001112", "at": play.at()}
    yield play.step("contact_external_takeover", "desk", opened, body)
    yield play.pause(2.0)
    yield play.step("contact_followed_up", "authority", opened, {"at": play.at(), "what_happened": "Indlagt og udskrevet igen"})
    yield from closed(play, opened)


WALKERS = [(call, 8), (letter, 4), (draft, 2), (elsewhere, 1)]


def tour():
    """Every outcome once."""
    for outcome, _ in OUTCOMES:
        yield functools.partial(call, first=outcome)
    yield from (letter, draft)
