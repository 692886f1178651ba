# SPDX-License-Identifier: EUPL-1.2
"""What may happen on a course whatever its flow: notes from all sides, actions with a date, reviews, the authority that takes hold, annulment."""
from stafet_test.messages import REGISTERED

INVOLVED = ("authority", "duty", "outreach")


def note(play, on, party, to):
    return play.about("course_note", party, on, {"text": "Borgeren ringede igen"}, to=to)


def notes(play, on, parties=("desk",), count=3):
    """All at once, and each to all the others."""
    everybody = ("desk", *INVOLVED)
    yield [note(play, on, party, tuple(one for one in everybody if one != party)) for party in parties for _ in range(play.random.randint(1, count))]


def action(play, on, party="desk", owner="desk"):
    """An open item with a date, some minutes from now. Done, moved, or left to its clock."""
    name = f"a{play.random.getrandbits(40):x}"
    due = play.at(seconds=play.random.randint(60, 1200), milliseconds=play.random.randint(0, 999))
    opened = yield play.about("action_opened", party, on, {"action_id": name, "owner": owner, "due": due, "text": "Ring til hende"})
    if not opened.is_accepted:
        return
    yield play.pause(2.0)
    if play.chance(0.3):
        due = play.at(seconds=play.random.randint(60, 1200), milliseconds=play.random.randint(0, 999))
        yield play.about("action_moved", party, on, {"action_id": name, "owner": owner, "due": due, "reason": "Han var ikke hjemme"})
        yield play.pause(2.0)
    if play.chance(0.4):
        yield play.about("action_done", party, on, {"action_id": name, "text": "Talt med hende"})


def review(play, on, holder):
    due = play.at(seconds=play.random.randint(60, 900), milliseconds=play.random.randint(0, 999))
    yield play.about("course_reviewed", holder, on, {"next_review": due, "text": "Set på"})


def take_home(play, on, party="authority"):
    """A leader's step. Only when somebody else holds; else it is refused, which is an answer too."""
    return play.about("course_taken_over", party, on, {"reason": "TAKE_OVER_REASON_UNREACHABLE", "text": "Ingen svarer"}, person="lena")


def hot(play):
    """One course, and everybody at once."""
    opened = yield play.opens("contact_registered", "desk", REGISTERED)
    if not opened.is_accepted:
        return
    yield from notes(play, opened)
    for _ in range(play.random.randint(3, 8)):
        yield from notes(play, opened, ("desk", *INVOLVED), 4)
        yield play.pause()
    yield from action(play, opened)


def annulled(play):
    """The message that opened the course was wrong: hidden, told, and the course goes its way."""
    first = play.opens("contact_registered", "desk", REGISTERED)
    opened = yield first
    if not opened.is_accepted:
        return
    yield from notes(play, opened)
    yield [play.about("message_annulled", "desk", opened, {"message_id": first.message.message_id, "reason": "ANNUL_REASON_ERROR", "second_person": "bo"}),
           note(play, opened, "desk", ("authority",))]


def held_by_authority(play):
    opened = yield play.opens("contact_registered", "desk", REGISTERED)
    if not opened.is_accepted:
        return
    yield take_home(play, opened, play.random.choice(("authority", "duty")))
    for _ in range(play.random.randint(1, 3)):
        yield from review(play, opened, "authority")
        yield play.pause(2.0)
    yield from action(play, opened, "authority", "authority")


WALKERS = [(hot, 2), (annulled, 1), (held_by_authority, 2)]
