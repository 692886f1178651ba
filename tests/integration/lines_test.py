#!/usr/bin/python3
# SPDX-License-Identifier: EUPL-1.2
"""L8: what one course has for one unit is a line, and a line is with one session of one broker until nothing of it is unanswered, or no answer comes."""
import pathlib
import sys
import time
import unittest

sys.dont_write_bytecode = True
sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "support"))

from stafet_test import Broker, Cluster, Town, until  # noqa: E402
from stafet_test.town import CREDIT  # noqa: E402

# Brokers look for unclaimed deliveries each second.
LOOKS_S = 2.5


class Lines(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.cluster = cls.enterClassContext(Cluster())
        cls.brokers = cls.enterClassContext(Broker(cls.cluster, "one")), cls.enterClassContext(Broker(cls.cluster, "two"))
        cls.town = cls.enterClassContext(Town(cls.brokers[0]))

    def out_at(self, holding, opened):
        """A session at one broker that has a note of the course and does not answer."""
        session = self.enterContext(self.town.fresh("authority", CREDIT, holding))
        note = self.town.client("desk", holding).must(self.town.note(opened))
        return session, session.take(condition=lambda one: one.place == (opened.course, note.entry.seq))

    @staticmethod
    def of_line(session, course):
        session.listen(0.1)
        return [one for one in session.deliveries if one.course == course]

    def check(self, holding, other):
        opened = self.town.open_course()
        session, first = self.out_at(holding, opened)
        beside = self.enterContext(self.town.fresh("authority", CREDIT, other))
        second = self.town.client("desk", other).must(self.town.note(opened))
        until_then = time.monotonic() + LOOKS_S
        while time.monotonic() < until_then:
            self.assertEqual(self.of_line(beside, opened.course), [], "the line is out to two sessions")
        session.acknowledge(first)
        came = until(lambda: self.of_line(session, opened.course) + self.of_line(beside, opened.course), "the next of the line came")
        self.assertEqual([one.place for one in came], [(opened.course, second.entry.seq)])

    def test_what_follows_at_the_other_broker_waits_for_what_is_out_here(self):
        self.check(*self.brokers)

    def test_and_the_other_way_round(self):
        self.check(*reversed(self.brokers))


class WithoutAnswer(unittest.TestCase):
    def setUp(self):
        self.cluster = self.enterContext(Cluster())
        self.broker = self.enterContext(Broker(self.cluster, answer_patience_ms=1000))
        self.town = self.enterContext(Town(self.broker))

    def test_a_line_that_is_not_answered_goes_again_in_its_order_until_it_is(self):
        opened = self.town.open_course()
        session = self.enterContext(self.town.fresh("authority", CREDIT))
        desk = self.town.client("desk")
        places = [(opened.course, desk.must(self.town.note(opened)).entry.seq) for _ in range(3)]
        first = [session.take(condition=lambda one: one.course == opened.course) for _ in places]
        self.assertEqual([(one.place, one.sent_count) for one in first], [(place, 1) for place in places])
        again = [session.take(condition=lambda one: one.course == opened.course) for _ in places]
        session.acknowledge(*again)
        self.assertEqual([(one.place, one.sent_count) for one in again], [(place, 2) for place in places])
        self.assertGreater(again[0].number, first[-1].number)
        rows = f"SELECT count(*) FROM stafet.delivery WHERE course = '{opened.course}' AND party = 'authority'"
        until(lambda: int(self.cluster.value(rows)) == 0, "the rows of what was answered are gone")


class NotTaken(unittest.TestCase):
    def setUp(self):
        self.cluster = self.enterContext(Cluster())
        self.town = self.enterContext(Town(self.enterContext(Broker(self.cluster))))
        self.opened = self.town.open_course()
        self.session = self.enterContext(self.town.fresh("authority", CREDIT))
        self.seqs = [self.town.client("desk").must(self.town.note(self.opened)).entry.seq for _ in range(2)]

    def take(self):
        one = self.session.take(condition=lambda one: one.course == self.opened.course)
        return one, (one.place[1], one.sent_count)

    def test_what_cannot_be_taken_now_comes_again_before_what_follows_it(self):
        (first, at), _ = self.take(), self.take()
        self.assertEqual(at, (self.seqs[0], 1))
        self.session.send(not_taken=[{"delivery": first.number, "kind": "NOT_TAKEN_KIND_TRANSIENT", "reason": "full"}])
        self.assertEqual([self.take()[1] for _ in self.seqs], [(seq, 2) for seq in self.seqs])

    def test_what_can_never_be_taken_is_given_up_on_record_and_the_next_one_goes(self):
        (first, _), (second, _) = self.take(), self.take()
        self.session.send(not_taken=[{"delivery": first.number, "kind": "NOT_TAKEN_KIND_FATAL", "reason": "broken"}])
        self.session.acknowledge(second)
        rows = f"SELECT count(*) FROM stafet.delivery WHERE course = '{self.opened.course}' AND party = 'authority'"
        until(lambda: int(self.cluster.value(rows)) == 0, "nothing of the line waits any more")
        given_up = f"SELECT seq FROM stafet.undeliverable WHERE course = '{self.opened.course}' AND party = 'authority'"
        self.assertEqual(self.cluster.sql(given_up), [(str(self.seqs[0]),)])
        self.assertEqual(self.cluster.value("SELECT count(*) FROM stafet.journal WHERE kind = 14"), "1")


if __name__ == "__main__":
    unittest.main(verbosity=2)
