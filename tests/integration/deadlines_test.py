#!/usr/bin/python3
# SPDX-License-Identifier: EUPL-1.2
"""L5 with time in the test's hand: each step of a ladder is taken once, in order, with the true due time, also after the broker was down, and once only when
there are two brokers; what expires goes back to its holder."""
import datetime
import pathlib
import sys
import unittest

sys.dont_write_bytecode = True
sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "support"))

from stafet_test import Broker, Cluster, Town, check_chain, pb, read_entry, time_text, until  # noqa: E402
from stafet_test.messages import TRIAGED  # noqa: E402
from stafet_test.town import CREDIT  # noqa: E402

START = datetime.datetime(2026, 11, 23, 8, 0, tzinfo=datetime.timezone.utc)  # a Monday morning in Denmark
ACUTE_LETTER = {"channel": "CHANNEL_MESSAGE", "immediate_danger": "ANSWER_YES"}


def minute(number):
    return START + datetime.timedelta(minutes=number)


def ms(at):
    return int(at.timestamp() * 1000)


class WithVirtualTime(unittest.TestCase):
    def setUp(self):
        self.cluster = self.enterContext(Cluster(virtual_now=time_text(START)))
        self.broker = self.enterContext(Broker(self.cluster))
        self.town = self.enterContext(Town(self.broker))

    def set_minute(self, number):
        self.cluster.set_time(time_text(minute(number)))

    def fired(self, course, rule=None):
        """What the clocks have done, as the log has it."""
        rows = self.cluster.sql(f"SELECT encode(entry, 'hex') FROM stafet.entry WHERE course = '{course}' AND kind = {pb.ENTRY_KIND_CLOCK} ORDER BY seq")
        entries = [read_entry(bytes.fromhex(row[0])) for row in rows]
        return [entry for entry in entries if rule is None or entry.rule == rule]

    def wait_for_steps(self, course, rule, count):
        return until(lambda: len(found := self.fired(course, rule)) >= count and found, f"{rule} took {count} steps on {course}")

    def past(self, number):
        """At this minute, and everything that was due is done: an action of its own, due just then, has fired after all that was due before it."""
        opened = self.opened_action(number)
        self.set_minute(number)
        self.wait_for_steps(opened.course, "ACT-1", 1)

    def opened_action(self, number):
        opened = self.town.open_course()
        due = time_text(minute(number))
        action = self.town.step("action_opened", "desk", opened, {"action_id": "barrier", "owner": "desk", "due": due, "text": "Ring til hende"})
        action.ClearField("flow_id")
        self.town.client("desk").must(action)
        return opened

    def acute_letter(self):
        """Nobody has spoken with the citizen yet: CON-1 runs, five minutes."""
        return self.town.client("gp").must(self.town.registered("gp", body=ACUTE_LETTER, ground="VITAL"))


class Ladders(WithVirtualTime):
    def test_the_steps_of_an_unanswered_call_in_their_order_and_each_once(self):
        opened = self.acute_letter()
        self.assertEqual((opened.entry.awaited, opened.entry.due_ms), ("desk", ms(minute(5))))
        self.set_minute(2)
        self.past(2.5)
        self.assertEqual(self.fired(opened.course), [])
        for number, steps in ((3, 1), (5, 2), (10, 3), (15, 4)):
            self.set_minute(number)
            found = self.wait_for_steps(opened.course, "CON-1", steps)
            self.assertEqual([entry.step for entry in found], list(range(steps)))
            self.assertEqual({entry.clock_due_ms for entry in found}, {ms(minute(5))})
            self.assertEqual(found[-1].at_ms, ms(minute(number)))
        self.past(16)
        self.assertEqual([entry.step for entry in self.fired(opened.course, "CON-1")], [0, 1, 2, 3])
        self.assertEqual({entry.holder for entry in self.fired(opened.course)}, {"desk"})

    def test_those_who_must_know_are_told_step_by_step(self):
        duty, desk = self.enterContext(self.town.fresh("duty", CREDIT)), self.enterContext(self.town.fresh("desk", CREDIT))
        opened = self.acute_letter()
        self.set_minute(3)
        told = desk.take(condition=lambda one: one.course == opened.course and one.kind == "deadline_passed")
        self.assertEqual((told.message.deadline_passed.rule, told.message.deadline_passed.step), ("CON-1", 0))
        self.assertEqual(told.message.deadline_passed.due, time_text(minute(5)))
        self.set_minute(15)
        last = duty.take(condition=lambda one: one.course == opened.course and one.message.deadline_passed.step == 3)
        self.assertEqual(last.message.sending_party, "stafet")

    def test_an_answer_stops_the_clock(self):
        opened = self.acute_letter()
        self.set_minute(4)
        self.wait_for_steps(opened.course, "CON-1", 1)
        self.town.client("desk").must(self.town.step("contact_answered", "desk", opened))
        self.past(20)
        self.assertEqual([entry.step for entry in self.fired(opened.course, "CON-1")], [0])

    def test_after_downtime_each_step_that_was_missed_is_taken_once_with_the_true_due_time(self):
        opened = self.acute_letter()
        self.broker.stop()
        self.set_minute(12)
        self.broker.start()
        found = self.wait_for_steps(opened.course, "CON-1", 3)
        self.past(13)
        found = self.fired(opened.course, "CON-1")
        self.assertEqual([entry.step for entry in found], [0, 1, 2])
        self.assertEqual({entry.clock_due_ms for entry in found}, {ms(minute(5))})
        self.assertEqual({entry.at_ms for entry in found}, {ms(minute(12))})
        self.assertEqual(self.town.client("desk").query("DEADLINES", "desk", "anna", overdue=True).code, 0)


class Expiry(WithVirtualTime):
    def test_an_offer_that_nobody_takes_goes_back_to_its_holder(self):
        outreach = self.enterContext(self.town.fresh("outreach", CREDIT))
        routed = self.town.routed_course(urgency=1)
        self.assertEqual((routed.entry.accept_by_ms, routed.entry.due_ms), (ms(minute(15)), ms(minute(15))))
        self.set_minute(14)
        self.wait_for_steps(routed.course, "CON-4", 3)
        self.assertEqual(self.cluster.value(f"SELECT duty FROM stafet.course WHERE id = '{routed.course}'"), str(pb.DUTY_STATE_OFFERED))
        self.set_minute(15)
        last = self.wait_for_steps(routed.course, "CON-4", 4)[-1]
        self.assertEqual((last.holder, last.duty, last.duty_epoch), ("desk", pb.DUTY_STATE_HELD, routed.entry.duty_epoch + 1))
        withdrawn = outreach.take(condition=lambda one: one.course == routed.course and one.kind == "contact_withdrawn")
        self.assertEqual(withdrawn.message.contact_withdrawn.cause, pb.WITHDRAWAL_CAUSE_EXPIRED)
        late = outreach.submit(self.town.take_over("outreach", routed))
        self.assertEqual((late.status, late.entry.holder), ("offer_stale", "desk"))

    def test_a_take_over_in_the_last_minute_counts(self):
        routed = self.town.routed_course(urgency=1)
        self.set_minute(14)
        self.wait_for_steps(routed.course, "CON-4", 3)
        taken = self.town.client("outreach").must(self.town.take_over("outreach", routed))
        self.assertEqual(taken.entry.holder, "outreach")
        self.past(16)
        self.assertEqual(len(self.fired(routed.course, "CON-4")), 3)
        self.assertEqual(self.cluster.value(f"SELECT holder FROM stafet.course WHERE id = '{routed.course}'"), "outreach")
        self.assertEqual(self.cluster.value(f"SELECT rule FROM stafet.deadline WHERE course = '{routed.course}'"), "CRS-1")


class TwoBrokers(WithVirtualTime):
    COURSES = 30

    def test_with_two_brokers_each_deadline_fires_exactly_once(self):
        self.enterContext(Broker(self.cluster, "two"))
        courses = [self.acute_letter().course for _ in range(self.COURSES)]
        desk = self.town.client("desk")
        for number in (3, 5, 10, 15):
            self.set_minute(number)
            opened = self.town.open_course()  # something happens meanwhile
            desk.must(self.town.step("contact_triaged", "desk", opened, TRIAGED))
        for course in courses:
            self.wait_for_steps(course, "CON-1", 4)
        self.past(17)
        for course in courses:
            found = self.fired(course, "CON-1")
            self.assertEqual([entry.step for entry in found], [0, 1, 2, 3])
            self.assertEqual({entry.clock_due_ms for entry in found}, {ms(minute(5))})
            rows = self.cluster.sql(f"SELECT encode(entry, 'hex') FROM stafet.entry WHERE course = '{course}' ORDER BY seq")
            check_chain([bytes.fromhex(row[0]) for row in rows])

    def test_what_another_broker_put_on_a_clock_before_it_died_fires_although_this_one_knew_the_course_before(self):
        with Broker(self.cluster, "2") as other:
            opened = self.town.open_course()  # this one keeps it in memory
            due = time_text(minute(30))
            action = self.town.step("action_opened", "desk", opened, {"action_id": "elsewhere", "owner": "desk", "due": due, "text": "Ring til hende"})
            action.ClearField("flow_id")
            self.town.fresh("desk", broker=other).must(action)
            other.kill()
            self.set_minute(30)
            self.wait_for_steps(opened.course, "ACT-1", 1)

    def test_when_one_of_two_is_killed_among_its_deadlines_the_other_goes_on(self):
        other = self.enterContext(Broker(self.cluster, "two"))
        courses = [self.acute_letter().course for _ in range(self.COURSES)]
        self.set_minute(6)
        until(lambda: self.cluster.value(f"SELECT count(*) > 0 FROM stafet.entry WHERE kind = {pb.ENTRY_KIND_CLOCK}") == "t", "a first deadline fired")
        other.kill()
        for course in courses:
            self.wait_for_steps(course, "CON-1", 2)
        self.past(7)
        for course in courses:
            self.assertEqual([entry.step for entry in self.fired(course, "CON-1")], [0, 1])


if __name__ == "__main__":
    unittest.main(verbosity=2)
