# SPDX-License-Identifier: EUPL-1.2
"""First contacts that go on and on in the small town while brokers come and go, and what must be true of them in the end."""
import collections
import itertools

from .log import check_chain, check_duty, read_entry
from .messages import TRIAGED
from .proto import pb
from .roamer import Roamer, step_all
from .town import CREDIT, Town

CALM = {**TRIAGED, "urgency_level": 4}  # whoever lets time pass does not let the offers expire
RECEIVERS = ("desk", "authority", "outreach", "duty", "gp")


class Contact:
    """From the call to the take-over, with a note to the authority on the way; then its first message once more."""

    def __init__(self, desk, outreach):
        self.desk, self.outreach = desk, outreach
        self.sent = []
        self.course = None
        self.is_asked = self.is_over = False
        self._send(desk, Town.registered())

    def _send(self, by, message):
        by.send(message)
        self.sent.append((by, message))

    def asked(self, delivery):
        """The offer has come to the outreach team, perhaps not for the first time."""
        if not self.is_asked:
            self.is_asked = True
            self._send(self.outreach, Town.step("contact_taken_over", "outreach", delivery, {"contact_person": "anna"}, offer=delivery.offer))

    def step(self, note):
        by, last = self.sent[-1]
        answer, kind = by.answer(last), last.WhichOneof("body")
        if answer is None:
            return
        assert answer.is_accepted, answer
        if kind == "contact_registered":
            self.course = answer.course
            self._send(self.desk, note(answer))
            self._send(self.desk, Town.step("contact_triaged", "desk", answer, CALM))
        elif kind == "contact_triaged":
            self._send(self.desk, Town.step("contact_routed", "desk", answer, {"ask": "Vil I tage ud til hende?"}, to=("outreach",), ground="SUL43_1"))
        elif kind == "contact_taken_over":
            self.desk.send(self.sent[0][1])
            self.is_over = True


class Traffic:
    """Each unit has one session that receives, and the desk a second one that only sends, from the last of the brokers."""

    def __init__(self, town, brokers, width=12):
        self.town, self.brokers, self.width = town, brokers, width
        self.units = {party: Roamer(brokers, party, town.keys[party], CREDIT) for party in RECEIVERS}
        self.night = Roamer(brokers, "desk", town.keys["desk"], first=len(brokers) - 1)
        self.roamers = [*self.units.values(), self.night]
        self.units["outreach"].on_delivery = self._asked
        self.contacts, self.active = [], []
        self.of_course = {}
        self.extra = []  # (roamer, message) beside the contacts
        self.desks = itertools.cycle((self.units["desk"], self.night))

    def close(self):
        for roamer in self.roamers:
            roamer.close()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()

    def _asked(self, delivery):
        if delivery.kind == "contact_routed":
            self.of_course[delivery.course].asked(delivery)

    def send(self, party, message):
        self.units[party].send(message)
        self.extra.append((self.units[party], message))

    def go_home(self):
        """Who receives goes to the first broker; the others stay where they are."""
        for roamer in self.units.values():
            if roamer.at != 0:
                roamer.move(0)

    def step(self, opens=True):
        for one in self.active:
            one.step(self.town.note)
            self.of_course[one.course] = one
        self.active = [one for one in self.active if not one.is_over]
        while opens and len(self.active) < self.width:
            one = Contact(next(self.desks), self.units["outreach"])
            self.contacts.append(one)
            self.active.append(one)
        step_all(self.roamers)

    @property
    def is_quiet(self):
        return not self.active and not any(roamer.waiting for roamer in self.roamers)

    # ---- the end ----

    def check(self, cluster):
        """Nothing lost, nothing twice, one holder, chains whole, every delivery come and in its order."""
        chains = self._chains(cluster)
        self._check_answers(chains)
        for chain in chains.values():
            check_chain(chain)
            check_duty(chain)
        self._check_deliveries(chains)
        assert cluster.value("SELECT count(*) FROM stafet.course WHERE is_open AND coalesce(holder, '') = ''") == "0"
        assert cluster.value("SELECT count(*) FROM stafet.delivery") == "0"
        return len(chains)

    @staticmethod
    def _chains(cluster):
        chains = collections.defaultdict(list)
        for course, entry in cluster.sql("SELECT course, encode(entry, 'hex') FROM stafet.entry ORDER BY course, seq"):
            chains[course].append(bytes.fromhex(entry))
        return chains

    def _check_answers(self, chains):
        """Each message has one receipt for ever, and every message in the log is one that was sent."""
        receipts = collections.Counter()
        for roamer, message in [pair for one in self.contacts for pair in one.sent] + self.extra:
            found = {(answer.status, answer.receipt) for answer in roamer.answers[message.message_id]}
            assert len(found) == 1, f"{message.message_id} has the answers {[status for status, _ in found]}"
            status, receipt = found.pop()
            assert status == "ok", f"{message.message_id} was answered {status}"
            receipts[receipt] += 1
        assert max(receipts.values()) == 1, "two messages have one receipt"
        logged = collections.Counter(raw for chain in chains.values() for raw in chain if read_entry(raw).kind in (pb.ENTRY_KIND_MESSAGE, pb.ENTRY_KIND_REFUSED))
        assert logged == receipts, f"{len(receipts - logged)} receipts are lost, {len(logged - receipts)} entries were never answered"
        for one in self.contacts:
            assert read_entry(chains[one.course][-1]).holder == "outreach", f"{one.course} is not with the team that took over"

    def _check_deliveries(self, chains):
        wanted = {(to.party, course, entry.seq) for course, chain in chains.items() for entry in map(read_entry, chain) for to in entry.delivered_to}
        for party, roamer in self.units.items():
            came = [one.place for one in roamer.taken]
            expected = {(course, seq) for to, course, seq in wanted if to == party}
            assert set(came) == expected, f"{party} lacks {len(expected - set(came))} deliveries and has {len(set(came) - expected)} too many"
            last = {}
            for course, seq in dict.fromkeys(came):
                assert last.get(course, 0) < seq, f"{party} got entry {seq} of {course} after {last[course]}"
                last[course] = seq
        assert {party for party, _, _ in wanted} <= set(self.units), "somebody was told who does not listen here"
