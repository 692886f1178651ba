#!/usr/bin/python3
# SPDX-License-Identifier: EUPL-1.2
"""Several brokers on one store: nothing that matters lives in one of them. Kill one at any instant, or let it stand still: what was accepted is there, what was
not answered is sent again and counts once, and every delivery arrives in its order (L1, L2, L7, L8)."""
import collections
import hashlib
import itertools
import pathlib
import sys
import unittest
import uuid

sys.dont_write_bytecode = True
sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "support"))

from stafet_test import Broker, Cluster, Town, check_chain, check_duty, until  # noqa: E402
from stafet_test.cluster import KeyPair  # noqa: E402
from stafet_test.messages import new_id  # noqa: E402
from stafet_test.town import CREDIT  # noqa: E402

DEAD_AFTER_MS = 1500


def course_of(party, message_id):
    """The id of the course that this message opens, as proto/README.md derives it."""
    raw = bytearray(hashlib.sha256(b"\0" + party.encode() + b"\0" + message_id.encode()).digest()[:16])
    raw[6], raw[8] = raw[6] & 0x0F | 0x80, raw[8] & 0x3F | 0x80
    return str(uuid.UUID(bytes=bytes(raw)))


class Receiver:
    """A session that takes and acknowledges, and remembers in which order what came."""

    def __init__(self, client):
        self.client, self.taken = client, []

    def step(self, patience=0.02):
        """Takes all that comes without a pause."""
        self.client.listen(patience)
        while self.client.deliveries:
            one = self.client.deliveries.popleft()
            self.taken.append(one)
            self.client.acknowledge(one)
            self.client.listen(patience)


class WithTwoBrokers(unittest.TestCase):
    def setUp(self):
        self.cluster = self.enterContext(Cluster())
        self.one = self.enterContext(Broker(self.cluster, "one", broker_dead_ms=DEAD_AFTER_MS))
        self.two = self.enterContext(Broker(self.cluster, "two", broker_dead_ms=DEAD_AFTER_MS))
        self.town = self.enterContext(Town(self.one))

    def chain(self, course):
        """The course's entries as PostgreSQL has them."""
        rows = self.cluster.sql(f"SELECT encode(entry, 'hex') FROM stafet.entry WHERE course = '{course}' ORDER BY seq")
        return [bytes.fromhex(row[0]) for row in rows]

    def waiting(self):
        return int(self.cluster.value("SELECT count(*) FROM stafet.delivery"))


class Decisions(WithTwoBrokers):
    def test_a_course_that_changes_while_another_broker_reads_it_is_read_as_it_was_at_one_instant(self):
        """An old row under a new head would pass the compare-and-set."""
        town = self.town
        here, there = town.client("desk", self.one), town.client("outreach", self.two)
        routed = town.routed_course()
        for _ in range(50):
            numbers = [here.post(town.step("contact_recalled", "desk", routed, {"reason": "ny aftale"}))[0]]
            late = [town.take_over("outreach", routed) for _ in range(3)]
            for one in late:
                one.offer.duty_epoch += 1  # of no offer there ever was
            tried = [number for one in late for number in there.post(one)]
            numbers += here.post(town.step("contact_routed", "desk", routed, {"ask": "Kan I?"}, to=("outreach",)))
            self.assertEqual({there.answer(number).status for number in tried}, {"offer_stale"})
            answers = [here.answer(number) for number in numbers]
            self.assertEqual([answer.status for answer in answers], ["ok", "ok"])
            routed = answers[-1]
        chain = self.chain(routed.course)
        check_chain(chain)
        check_duty(chain)

    def test_what_one_broker_refused_it_allows_when_another_has_changed_the_course(self):
        """An answer about state never comes from memory alone."""
        town = self.town
        opened = town.open_course()
        there = town.client("outreach", self.two)
        self.assertEqual(there.submit(town.note(opened, party="outreach", to=("desk",))).status, "unknown_course")
        desk = town.client("desk", self.one)
        desk.must(town.note(opened, to=("outreach",)))
        self.assertTrue(there.submit(town.note(opened, party="outreach", to=("desk",))).is_accepted)

    def test_a_course_that_was_asked_for_too_early_is_found_when_another_broker_has_opened_it(self):
        town, name = self.town, new_id()
        course = course_of("desk", name)
        desk = town.client("desk", self.two)
        note = town.note(type("Opened", (), {"course": course}))
        self.assertEqual(desk.submit(note).status, "unknown_course")
        opened = town.client("desk", self.one).must(town.registered(message_id=name))
        self.assertEqual(opened.course, course)
        self.assertTrue(desk.submit(note).is_accepted)

    def test_the_responsibility_moves_whichever_broker_is_asked(self):
        town, brokers = self.town, itertools.cycle((self.one, self.two))
        for _ in range(10):
            routed = town.routed_course(broker=next(brokers))
            taken = town.client("outreach", next(brokers)).must(town.take_over("outreach", routed))
            self.assertEqual(taken.entry.holder, "outreach")
            check_chain(self.chain(routed.course))
            next(brokers)
        self.assertEqual(self.cluster.value("SELECT count(*) FROM stafet.course WHERE holder IS NULL OR holder = ''"), "0")

    def test_a_change_of_the_registry_holds_at_the_other_broker_at_once(self):
        """L9: rights at commit. The other broker may not know yet; the store does."""
        town = self.town
        opened = town.open_course()
        with town.operator(self.one) as operator:
            for number in range(10):
                key = KeyPair()
                town.grant(operator, "authority", key)
                client = self.enterContext(town._open(key, self.two, ("authority",), (0, 0)))
                client.must(town.note(opened, party="authority", to=("desk",)))
                operator.change(revoke_key={"public_key": key.public.hex()})
                client.post(town.note(opened, party="authority", to=("desk",), message_id=f"late-{number}"))
                client.wait(lambda c=client: c.turned or c.answers, "refusal")
                told = [answer.status for answers in client.answers.values() for answer in answers] + [part.status for part in client.turned]
                self.assertLessEqual(set(told), {"key_revoked", "hello_needed"})
                self.assertTrue(told)
        self.assertEqual(len(self.chain(opened.course)), 11)


class Deliveries(WithTwoBrokers):
    COURSES, NOTES = 12, 25

    def setUp(self):
        super().setUp()
        town = self.town
        self.courses = [town.open_course() for _ in range(self.COURSES)]
        self.receivers = [Receiver(self.enterContext(town.fresh("authority", (40, 1 << 20), broker))) for broker in (self.one, self.two)]

    def notes(self):
        """A round for each course."""
        return [[self.town.note(opened) for opened in self.courses] for _ in range(self.NOTES)]

    def finish(self, patience_for, receivers=None):
        receivers = receivers or self.receivers

        def done():
            for receiver in receivers:
                receiver.step()
            return self.waiting() == 0
        until(done, patience_for)

    def check(self, accepted, may_repeat):
        """All came, each line in its order, and again only what is marked."""
        came = [one for receiver in self.receivers for one in receiver.taken]
        self.assertEqual({one.place for one in came}, accepted)
        counts = collections.Counter(one.place for one in came)
        repeated = {place for place, count in counts.items() if count > 1}
        self.assertLessEqual(repeated, {one.place for one in came if one.sent_count > 1})
        if not may_repeat:
            self.assertEqual(repeated, set())
        for receiver in self.receivers:
            for course in {one.course for one in receiver.taken}:
                first_times = [seq for seq, _ in itertools.groupby(one.entry.seq for one in receiver.taken if one.course == course)]
                self.assertEqual(first_times, sorted(first_times), f"the line of {course} is not in order")

    def test_a_unit_with_a_session_at_each_broker_gets_everything_once_and_in_order(self):
        desks = itertools.cycle((self.town.client("desk", self.one), self.town.client("desk", self.two)))
        accepted = set()
        for round_of_notes in self.notes():
            desk = next(desks)
            numbers = desk.post(*round_of_notes)
            for number in numbers:
                answer = desk.answer(number)
                accepted.add((answer.course, answer.entry.seq))
            for receiver in self.receivers:
                receiver.step(patience=0)
        self.finish("all deliveries came")
        self.check(accepted, may_repeat=False)

    def test_when_a_broker_is_killed_in_the_middle_nothing_is_lost_and_the_order_stands(self):
        here, there = (self.enterContext(self.town.fresh("desk", broker=broker)) for broker in (self.one, self.two))
        rounds = self.notes()
        accepted, unanswered = set(), []
        for at, round_of_notes in enumerate(rounds):
            desk = here if at % 2 == 0 and here is not None else there
            numbers = desk.post(*round_of_notes)
            if at == len(rounds) // 2 and desk is here:
                self.one.kill()
                here.vanish()
                here = None
                unanswered.extend(round_of_notes)
                continue
            for number in numbers:
                answer = desk.answer(number)
                accepted.add((answer.course, answer.entry.seq))
            for receiver in self.receivers if here is not None else self.receivers[1:]:
                receiver.step(patience=0)
        self.assertIsNone(here)
        for number in there.post(*unanswered):  # nobody said what became of them: the same bytes again
            answer = there.answer(number)
            self.assertTrue(answer.is_accepted, answer)
            accepted.add((answer.course, answer.entry.seq))
        self.finish("what the dead broker had was delivered by the other", self.receivers[1:])
        self.check(accepted, may_repeat=True)
        for opened in self.courses:
            check_chain(self.chain(opened.course))
        self.assertEqual(len(accepted), self.COURSES * self.NOTES)

    def test_a_broker_that_stood_still_is_fenced_and_changes_nothing_more(self):
        town = self.town
        note = town.note(self.courses[0])
        here = self.enterContext(town.fresh("desk", broker=self.one))
        self.one.freeze()
        here.post(note)
        there = town.client("desk", self.two)
        until(lambda: self.cluster.value("SELECT count(*) FROM stafet.incarnation WHERE fenced") == "1", "the silent broker was declared dead")
        answer = there.must(note)
        self.finish("the other broker delivers", self.receivers[1:])
        self.one.thaw()
        until(lambda: self.one.process.poll() is not None, "the fenced broker ended")
        self.assertIn("reason=fenced", self.one.log())
        self.one.kill()
        self.one.start()
        again = town.client("desk", self.one).must(note)
        self.assertEqual(again.receipt, answer.receipt)
        self.assertEqual(len(self.chain(self.courses[0].course)), 2)

    def test_a_unit_that_moves_to_the_other_broker_gets_the_rest_there(self):
        first, second = self.receivers
        town = self.town
        second.client.close()
        desk = town.client("desk", self.one)
        accepted = set()
        for round_of_notes in self.notes()[:6]:
            for number in desk.post(*round_of_notes):
                answer = desk.answer(number)
                accepted.add((answer.course, answer.entry.seq))
        first.client.wait(lambda: first.client.deliveries, "first deliveries")
        first.step()
        first.client.close()
        second.client = self.enterContext(town.fresh("authority", CREDIT, self.two))
        self.finish("the rest came at the other broker", [second])
        self.check(accepted, may_repeat=True)


if __name__ == "__main__":
    unittest.main(verbosity=2)
