# SPDX-License-Identifier: EUPL-1.2
"""K6: at every instant exactly one holder. Who may hold the responsibility next is written here a second time, from the protocol alone: it moves by the take-over of a
unit that was asked, naming the open offer, or by course.taken_over to the authority; it is offered, taken back and ended by its holder's side and by clocks."""
import base64
import collections
import uuid

from stafet_test.proto import pb

from .rules import name_of

OPENS = ("contact_drafted", "contact_registered")
OFFERS = ("contact_routed",)
TAKES = ("contact_taken_over",)
REFUSES = ("contact_refused",)
RECALLS = ("contact_recalled", "message_annulled")
ENDS = ("contact_closed", "contact_discarded", "message_annulled")
EXPIRES = ("CON-4", "CON-7", "CON-11")
HELD, OFFERED, ENDED = pb.DUTY_STATE_HELD, pb.DUTY_STATE_OFFERED, pb.DUTY_STATE_ENDED


class Course:
    """Walks one course's entries; `holder`, `duty` and `epoch` are what stood before the entry that is looked at."""

    def __init__(self, history):
        self.history = history
        self.desk, self.authority, self.duty_unit = (history.party_of_kind(kind) for kind in ("entry_desk", "authority", "duty"))
        self.before, self.offer, self.asked = None, None, set()

    def walk(self, course, lines):
        for line in lines:
            trouble = self._opening(line) if self.before is None else self._step(line)
            if trouble:
                yield f"{name_of(course, line.entry.seq)} {line.type} by {line.entry.party}: {trouble}"
            self._note(line)

    def _note(self, line):
        entry = line.entry
        self.before = line.duty
        if entry.duty != OFFERED:
            self.offer, self.asked = None, set()
        elif line.type in OFFERS and self.offer is None:
            self.offer, self.asked = (str(uuid.UUID(bytes=entry.offer_id)), entry.duty_epoch), {one.party for one in entry.offered_to}
        elif line.type in REFUSES and line.is_step:
            self.asked.discard(entry.party)

    def _opening(self, line):
        if line.kind != pb.ENTRY_KIND_MESSAGE or line.type not in OPENS:
            return "opens no course"
        return None if line.duty == (self.desk, HELD, 1) else f"the course begins as {line.duty}"

    def _step(self, line):
        holder, duty, epoch = self.before
        if line.duty == self.before:
            return self._stays(line)
        if not line.is_step:
            return f"what changes nothing changed {self.before} to {line.duty}"
        if line.entry.duty_epoch != epoch + 1:
            return f"from epoch {epoch} to {line.entry.duty_epoch}"
        if duty == ENDED:
            return "the course had ended"
        if line.entry.duty == ENDED:
            return None if line.entry.holder == "" and line.type in ENDS else f"ended, held by '{line.entry.holder}'"
        if line.entry.holder != holder:
            return self._moves(line)
        return self._offers(line) if line.entry.duty == OFFERED else self._goes_back(line)

    def _names_offer(self, line):
        message = self.history.message_of(line)
        return (message is not None and not message.HasField("recorded_for") and bool(message.person.id) and line.entry.party in self.asked
                and (message.offer.offer_id, message.offer.duty_epoch) == self.offer)

    def _stays(self, line):
        entry = line.entry
        if line.type in TAKES and self.offer is not None and self._names_offer(line):
            return f"the open offer {self.offer} was taken over and nothing moved (status {entry.status})"
        if self.offer is not None and line.is_step and str(uuid.UUID(bytes=entry.offer_id)) != self.offer[0]:
            return "another offer stands open without an epoch of its own"
        return None

    def _moves(self, line):
        entry = line.entry
        if line.type == "course_taken_over":
            is_right = entry.party in (self.authority, self.duty_unit) and entry.holder == self.authority and entry.duty == HELD
            return None if is_right else f"taken over for {entry.holder}"
        if line.type not in TAKES or line.kind != pb.ENTRY_KIND_MESSAGE:
            return f"moved the responsibility from {self.before[0]} to {entry.holder}"
        if entry.holder != entry.party or entry.duty != HELD:
            return f"took over and {entry.holder} holds"
        return None if self._names_offer(line) else f"took over without the open offer {self.offer} to {sorted(self.asked)}"

    def _offers(self, line):
        message, entry = self.history.message_of(line), line.entry
        if line.type not in OFFERS or self.before[1] != HELD:
            return "offered by something else, or twice"
        named = set() if message is None else {one.party for one in message.receivers}
        return None if entry.offer_id and named == {one.party for one in entry.offered_to} else f"offered to others than {sorted(named)}"

    def _goes_back(self, line):
        if self.before[1] != OFFERED or line.entry.duty != HELD:
            return f"from {self.before} to {line.duty}"
        is_last_no = line.type in REFUSES and self.asked == {line.entry.party}
        has_expired = line.kind == pb.ENTRY_KIND_CLOCK and line.entry.rule in EXPIRES
        return None if is_last_no or has_expired or line.type in RECALLS else "ended the offer"


def ownerless(history):
    for course, lines in history.courses.items():
        yield from Course(history).walk(course, lines)
    last = {course: lines[-1].duty for course, lines in history.courses.items()}
    for row in history.tables["course"]:
        if (row["holder"], row["duty"], row["duty_epoch"]) != last.get(row["id"].replace("-", "")):
            yield f"{row['id']} is held by '{row['holder']}' in epoch {row['duty_epoch']}, and its log says {last.get(row['id'].replace('-', ''))}"
    yield from two_statements(history)
    yield from nobody(history)


def two_statements(history):
    """Whoever was told of an epoch was told the same holder."""
    said = {(course, line.entry.duty_epoch): line.entry.holder for course, lines in history.courses.items() for line in lines}
    for record in history.clients:
        if "epoch" in record and said.setdefault((record["course"], record["epoch"]), record["holder"]) != record["holder"]:
            yield f"of epoch {record['epoch']} of {record['course']} {record['session']} was told '{record['holder']}'"


class Belief:
    """Who believes to be responsible for one course, as clients must: from sending a take-over until a firm no, and otherwise until something newer says that
    another is. Who hands it to a third unit cares until that unit knows."""

    def __init__(self):
        self.known, self.settled, self.taking, self.carried = collections.Counter(), set(), collections.defaultdict(set), {}
        self.has_begun = self.has_ended = False

    def takes(self, party, name):
        self.taking[party].add(name)
        self.has_begun = True

    def learns(self, party, epoch, holder):
        if epoch < self.known[party]:
            return
        self.known[party] = epoch
        self.has_ended |= holder == ""
        if holder == party:
            self.settled.add(party)
            self.has_begun = True
            self.carried.pop(party, None)
        else:
            self.settled.discard(party)

    def hands(self, party, holder):
        if holder != party and holder not in self.settled:
            self.carried[holder] = party
            self.has_begun = True

    def is_nobodys(self):
        return self.has_begun and not self.has_ended and not self.settled and not self.carried and not any(self.taking.values())


def _course_of_answer(history, record):
    if record["course"]:
        return record["course"]
    answers = history.receipts.get((record["party"], record["id"]))
    return pb.Entry.FromString(answers[0][1]).chain_id.hex() if answers else None


def _tell(belief, record):
    """One record of one client, as what it means to the unit."""
    party, event, kind = record["party"], record["event"], record.get("kind")
    if event == "invoke":
        if kind in ("contact_taken_over", "course_taken_over", *OPENS):
            belief.takes(party, record["id"])
        return
    if "epoch" in record:
        belief.learns(party, record["epoch"], record["holder"])
    if event in ("ok", "fail") and record["id"] in belief.taking[party]:
        if event == "ok":
            belief.hands(party, record["holder"])
        belief.taking[party].discard(record["id"])


def nobody(history):
    beliefs = collections.defaultdict(Belief)
    silent = set()
    invoked = set()
    for record in history.clients:
        if record["event"] not in ("invoke", "ok", "fail", "received"):
            continue
        course = _course_of_answer(history, record) if record["event"] == "invoke" else record.get("course")
        if record["event"] == "invoke":
            if (record["party"], record["id"]) in invoked or _is_told(record):
                continue
            invoked.add((record["party"], record["id"]))
        if course is None or course in silent:
            continue
        _tell(beliefs[course], record)
        if beliefs[course].is_nobodys():
            silent.add(course)
            yield f"nobody believed to be responsible for {course} after {record['event']} of {record['session']}"


def _is_told(record):
    """A take-over that the desk registered for somebody takes nothing."""
    return record["kind"] == "contact_taken_over" and pb.Message.FromString(base64.b64decode(record["bytes"])).HasField("recorded_for")
