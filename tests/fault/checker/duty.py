# SPDX-License-Identifier: EUPL-1.2
"""K6: at every instant exactly one holder. Who may hold the responsibility next is written here a second time, from the protocol alone: it moves by the take-over of a
unit that was asked, naming the open offer, or by course.taken_over to the authority; it is offered, taken back and ended by its holder's side and by clocks. A take-over
by another municipality moves nothing here and opens a course there."""
import base64
import collections
import uuid

from stafet_test.proto import pb

from .flows import ms_of
from .rules import name_of

OPENS = ("contact_drafted", "contact_registered")
OFFERS = ("contact_routed", "handover_package", "handover_assigned")
TAKES = ("contact_taken_over", "handover_taken_over")
REFUSES = ("contact_refused", "handover_refused")
ANSWERS_BACK = ("handover_agreed", "handover_returned")  # of one who was asked: the offer is over, and who held goes on holding
RECALLS = ("contact_recalled", "handover_recalled", "message_annulled")
ENDS = ("contact_closed", "contact_discarded", "message_annulled", "closing_decided")
EXPIRES = ("CON-4", "CON-7", "CON-11", "HOV-2", "HOV-8")
AGREED_DATE = "HOV-7"
LAST_STEP = 3
HELD, OFFERED, ENDED = pb.DUTY_STATE_HELD, pb.DUTY_STATE_OFFERED, pb.DUTY_STATE_ENDED
CONSENT = pb.DISCLOSURE_GROUND_CONSENT


class Offer:
    """The open one: whose flow, its epoch, who is asked, and whether it rests on the citizen's consent."""

    def __init__(self, line, history):
        message = history.message_of(line)
        self.id, self.flow = (str(uuid.UUID(bytes=line.entry.offer_id)), line.entry.duty_epoch), line.flow
        self.asked = asked_of(line)
        by_ground = message is not None and line.type in ("contact_routed", "handover_package") and message.disclosure.ground == CONSENT
        self.is_by_consent = by_ground and discloses(history, line)


def discloses(history, line):
    """Somebody of another data controller gets it; within one's own, nothing rests on a ground. Where the store tells no controllers, each unit is its own."""
    controllers = {one.party: history.parties[one.party].get("organisation", one.party) for one in line.entry.delivered_to}
    return any(controller != history.parties[line.entry.party].get("organisation", line.entry.party) for controller in controllers.values())


def asked_of(line):
    return {one.party for one in line.entry.offered_to}


class Course:
    """Walks one course's entries; `before` is what stood before the entry that is looked at."""

    def __init__(self, history, lines):
        self.history = history
        self.linked_from = lines[0].entry.linked_course_id.hex() if lines[0].type == "course_opened" else ""
        municipality = history.parties[lines[0].entry.holder]["municipality"] if self.linked_from else "0999"
        self.desk, self.authority, self.duty_unit = (history.party_of_kind(kind, municipality) for kind in ("entry_desk", "authority", "duty"))
        self.before, self.offer, self.agreed, self.by_consent = None, None, {}, {}

    def walk(self, course, lines):
        for line in lines:
            trouble = self._opening(line) if self.before is None else self._step(line)
            if trouble:
                yield f"{name_of(course, line.entry.seq)} {line.type} by {line.entry.party}: {trouble}"
            self._note(line)

    def _note(self, line):
        entry = line.entry
        self.before = line.duty
        if line.type == "handover_agreed" and line.kind == pb.ENTRY_KIND_MESSAGE:
            self.agreed[line.flow] = entry.party
        if entry.duty != OFFERED:
            self.offer = None
        elif self.offer is None:
            self.offer = Offer(line, self.history)
            if line.type in ("contact_routed", "handover_package"):
                self.by_consent[line.flow] = self.offer.is_by_consent
            self.offer.is_by_consent = self.by_consent.get(line.flow, False)  # what is offered again rests on what its package rested on
        elif line.is_step:
            self.offer.asked = asked_of(line)

    def _opening(self, line):
        if self.linked_from and line.kind == pb.ENTRY_KIND_NOTICE:
            return None if line.duty == (self.authority, HELD, 1) else f"the linked course begins as {line.duty}"
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
        return (message is not None and not message.HasField("recorded_for") and bool(message.person.id) and line.flow == self.offer.flow
                and line.entry.party in self.offer.asked and (message.offer.offer_id, message.offer.duty_epoch) == self.offer.id)

    # ---- nothing moves ----

    def _stays(self, line):
        entry = line.entry
        if self.offer is None:
            return None
        if line.type in TAKES and self._names_offer(line) and not self._comes_late(line):
            return f"the open offer {self.offer.id} was taken over and nothing moved (status {entry.status})"
        if not line.is_step:
            return None
        if str(uuid.UUID(bytes=entry.offer_id)) != self.offer.id[0]:
            return "another offer stands open without an epoch of its own"
        if line.type == "consent_withdrawn" and self.offer.is_by_consent:
            return "the offer rests on the consent that was withdrawn, and stays open"
        return self._asks(line)

    def _comes_late(self, line):
        """A bridge is to end some time ahead; what was ahead when it was sent may have passed when it came."""
        message = self.history.message_of(line)
        until = message.handover_taken_over.bridge_until if line.type == "handover_taken_over" else ""
        return bool(until) and [one.item for one in line.entry.missing] == ["bridge_until"] and ms_of(until) <= line.entry.at_ms

    def _asks(self, line):
        """Whoever says no is not asked any more; beside whoever is silent or gone, a clock asks who answers for it (U6)."""
        asked, before = asked_of(line), self.offer.asked
        if line.type in REFUSES and line.flow == self.offer.flow:
            return None if asked == before - {line.entry.party} else f"after its no, asked are {sorted(asked)}"
        if line.kind == pb.ENTRY_KIND_CLOCK and line.flow == self.offer.flow:
            beside = {self.history.parties[party]["fallback"] or self.duty_unit for party in before} | {self.duty_unit}
            return None if before <= asked <= before | beside - {line.entry.holder} else f"asked were {sorted(before)}, and now {sorted(asked)}"
        return None if asked == before else f"asked were {sorted(before)}, and now {sorted(asked)}"

    # ---- something moves ----

    def _moves(self, line):
        entry = line.entry
        if line.type == "course_taken_over":
            is_right = entry.party in (self.authority, self.duty_unit) and entry.holder == self.authority and entry.duty == HELD
            return None if is_right else f"taken over for {entry.holder}"
        if line.type not in TAKES or line.kind != pb.ENTRY_KIND_MESSAGE:
            return f"moved the responsibility from {self.before[0]} to {entry.holder}"
        if entry.holder != entry.party or entry.duty != HELD or entry.linked_course_id:
            return f"took over and {entry.holder} holds"
        if self.offer is None or not self._names_offer(line):
            return f"took over without the open offer {self.offer and self.offer.id} to {sorted(self.offer.asked) if self.offer else []}"
        return None

    def _offers(self, line):
        message, entry = self.history.message_of(line), line.entry
        if self.before[1] != HELD or not entry.offer_id:
            return "offered twice, or without an offer"
        if line.kind == pb.ENTRY_KIND_CLOCK:
            is_agreed = entry.rule == AGREED_DATE and asked_of(line) == {self.agreed.get(line.flow)}
            return None if is_agreed else f"{entry.rule} offered to {sorted(asked_of(line))}, and agreed had {self.agreed.get(line.flow)}"
        if line.type not in OFFERS or (line.type == "handover_package" and entry.party != self.before[0]):
            return "offered by something or somebody else"
        named = set() if message is None else {one.party for one in message.receivers}
        return None if named == asked_of(line) and self.before[0] not in named else f"offered to others than {sorted(named)}"

    def _goes_back(self, line):
        if self.before[1] != OFFERED or line.entry.duty != HELD:
            return f"from {self.before} to {line.duty}"
        if line.type == "course_died" or (line.type == "consent_withdrawn" and self.offer.is_by_consent):
            return None
        return None if line.flow == self.offer.flow and self._ends_own_offer(line) else "ended the offer"

    def _ends_own_offer(self, line):
        entry = line.entry
        if line.kind == pb.ENTRY_KIND_CLOCK:
            return entry.rule in EXPIRES and entry.step >= LAST_STEP
        if line.type in REFUSES:
            return self.offer.asked == {entry.party}
        if line.type in ANSWERS_BACK:
            return self._names_offer(line) and (line.type == "handover_agreed" or self.offer.asked == {entry.party})
        if line.type == "handover_taken_over":
            return self._names_offer(line) and bool(entry.linked_course_id)
        return line.type in RECALLS and (line.type != "handover_recalled" or entry.party == entry.holder)


def linked(history):
    """RSL § 9: a course of another municipality begins when, and only when, a take-over by its authority names it."""
    named = collections.Counter()
    for course, lines in history.courses.items():
        for line in lines[1:]:
            other = line.entry.linked_course_id.hex()
            if not other:
                continue
            named[other] += 1
            first = history.courses[other][0] if other in history.courses else None
            if line.type != "handover_taken_over" or line.kind != pb.ENTRY_KIND_MESSAGE:
                yield f"{name_of(course, line.entry.seq)} {line.type} names the course {other}"
            elif first is None or (first.type, first.entry.linked_course_id.hex(), first.entry.holder) != ("course_opened", course, line.entry.party):
                yield f"{name_of(course, line.entry.seq)} was to open {other} for {line.entry.party}, which is not there or somebody else's"
    for course, lines in history.courses.items():
        if (lines[0].type == "course_opened") != (named[course] == 1):
            yield f"{course} begins with {lines[0].type} and was opened by {named[course]} take-overs"


def ownerless(history):
    for course, lines in history.courses.items():
        yield from Course(history, lines).walk(course, lines)
    last = {course: lines[-1].duty for course, lines in history.courses.items()}
    for row in history.tables["course"]:
        if (row["holder"], row["duty"], row["duty_epoch"]) != last.get(row["id"].replace("-", "")):
            yield f"{row['id']} is held by '{row['holder']}' in epoch {row['duty_epoch']}, and its log says {last.get(row['id'].replace('-', ''))}"
    yield from linked(history)
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
        if self.carried.get(party, epoch + 1) <= epoch:
            del self.carried[party]
        if holder == party:
            self.settled.add(party)
            self.has_begun = True
        else:
            self.settled.discard(party)

    def hands(self, party, epoch, holder):
        """To a unit that does not know of that epoch yet; that it held before does not count."""
        if holder != party and self.known[holder] < epoch:
            self.carried[holder] = epoch
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
        if kind in (*TAKES, "course_taken_over", *OPENS):
            belief.takes(party, record["id"])
        return
    if "epoch" in record:
        belief.learns(party, record["epoch"], record["holder"])
    if event in ("ok", "fail") and record["id"] in belief.taking[party]:
        if event == "ok":
            belief.hands(party, record["epoch"], record["holder"])
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
