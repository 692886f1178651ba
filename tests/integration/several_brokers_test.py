#!/usr/bin/python3
# SPDX-License-Identifier: EUPL-1.2
"""Three brokers on one store and units spread over them: one course through all of them at once, one line at a time, brokers that stand still with locks in their
hands, brokers that are killed, and clients of both kinds that go on through another one by themselves (L1, L2, L7, L8)."""
import collections
import json
import os
import pathlib
import random
import re
import subprocess
import sys
import time
import unittest

sys.dont_write_bytecode = True
sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "support"))

from stafet_test import Broker, Cluster, Roamer, Town, Traffic, check_chain, step_all, step_until, until  # noqa: E402
from stafet_test.paths import lasting_endpoint, program  # noqa: E402

NAMES = ("one", "two", "three")
COUNT_WAITING = "SELECT count(*) FROM stafet.delivery"
HELD = "SELECT count(*) FROM pg_locks l JOIN pg_class c ON c.oid = l.relation WHERE c.relname = 'entry' AND l.mode = 'RowExclusiveLock'"


class WithThreeBrokers(unittest.TestCase):
    SETTINGS = {"broker_dead_ms": 3000}

    def setUp(self):
        self.cluster = self.enterContext(Cluster())
        self.brokers = [self.enterContext(Broker(self.cluster, name, endpoints=lasting_endpoint(), **self.SETTINGS)) for name in NAMES]
        self.one, self.two, self.three = self.brokers
        self.town = self.enterContext(Town(self.one))

    def chain(self, course):
        rows = self.cluster.sql(f"SELECT encode(entry, 'hex') FROM stafet.entry WHERE course = '{course}' ORDER BY seq")
        return [bytes.fromhex(row[0]) for row in rows]

    def roamer(self, party, brokers, credit=(0, 0)):
        return self.enterContext(Roamer(brokers, party, self.town.keys[party], credit))

    def one_each(self, party, credit=(0, 0)):
        """A session at each broker, which goes to no other. A key that was granted a moment ago may not be known at every door yet."""
        roamers = [self.roamer(party, [broker], credit) for broker in self.brokers]
        step_until(lambda: step_all(roamers), lambda: all(roamer.is_there for roamer in roamers), "there was a session at each broker")
        return roamers

    def is_quiet(self, senders):
        return not any(sender.waiting for sender in senders) and self.cluster.value(COUNT_WAITING) == "0"

    def restart(self, broker, **environment):
        broker.kill()
        broker.environment = environment
        broker.start()

    def ended_as_fenced(self, broker):
        until(lambda: broker.process.poll() is not None, "the fenced broker ended")
        self.assertIn("reason=fenced", broker.log_since_launch())


class Hot(WithThreeBrokers):
    SETTINGS = {"log_level": "debug"}
    EACH, IN_FLIGHT = 150, 20

    def test_one_course_through_all_brokers_at_once_keeps_each_senders_order_and_starves_nobody(self):
        """Each goes on until all have had theirs, so that who is slow has company to the end."""
        opened = self.town.open_course()
        desks = self.one_each("desk")
        sent = {desk: [] for desk in desks}

        def hammer():
            for desk in desks:
                while len(desk.waiting) < self.IN_FLIGHT:
                    note = self.town.note(opened)
                    sent[desk].append(note)
                    desk.send(note)
            step_all(desks)
        step_until(hammer, lambda: min(len(desk.answers) for desk in desks) >= self.EACH, f"{self.EACH} notes were accepted through each broker")
        step_until(lambda: step_all(desks), lambda: not any(desk.waiting for desk in desks), "the rest was accepted")
        chain = self.chain(opened.course)
        check_chain(chain)
        receipts = [opened.receipt]
        for desk, notes in sent.items():
            answers = [desk.answer(note) for note in notes]
            self.assertEqual({answer.status for answer in answers}, {"ok"})
            self.assertEqual([answer.entry.seq for answer in answers], sorted(answer.entry.seq for answer in answers))
            receipts += [answer.receipt for answer in answers]
        self.assertEqual(collections.Counter(receipts), collections.Counter(chain))
        for broker in self.brokers:
            self.assertIn("event=collision", broker.log(), "no batch of this broker met another's: nothing was tried")


class Lines(WithThreeBrokers):
    COURSES, ROUNDS, AT_ONCE = 8, 40, 2

    def test_a_line_is_with_one_session_at_a_time_though_its_unit_has_one_at_each_broker_and_two_at_one(self):
        desks, receivers = self.one_each("desk"), [*self.one_each("authority", (40, 1 << 20)), self.roamer("authority", [self.one], (40, 1 << 20))]
        courses = [self.town.open_course() for _ in range(self.COURSES)]
        for receiver in receivers:
            receiver.acknowledges = False
            receiver.on_delivery = lambda one, at=receiver: self.check_alone(one, at, receivers)
        rounds = 0

        def is_done():  # a slow machine may leave a broker without a line for a while
            return rounds >= self.ROUNDS and all(receiver.taken for receiver in receivers[:3])

        def go_on():
            nonlocal rounds
            held = [list(receiver.unacknowledged) for receiver in receivers]
            step_all([*desks, *receivers])
            for receiver, old in zip(receivers, held):  # each is kept for a step
                if old and receiver.is_there:
                    receiver.client.acknowledge(*old)
                    del receiver.unacknowledged[:len(old)]
            if not is_done():
                rounds += 1
                for number, opened in enumerate(courses, rounds):  # each time through another broker, so that its lines wander
                    for _ in range(self.AT_ONCE):
                        desks[number % 3].send(self.town.note(opened))
        step_until(go_on, lambda: is_done() and self.is_quiet(desks), "everything was accepted, delivered and acknowledged")
        came = [one.place for receiver in receivers for one in receiver.taken]
        accepted = {(answer.course, answer.entry.seq) for desk in desks for answers in desk.answers.values() for answer in answers}
        self.assertEqual(len(accepted), self.COURSES * rounds * self.AT_ONCE)
        self.assertEqual(collections.Counter(came), collections.Counter(accepted))
        for receiver in receivers:
            last = {}
            for one in receiver.taken:
                self.assertLess(last.get(one.course, 0), one.entry.seq)
                last[one.course] = one.entry.seq

    def check_alone(self, one, at, receivers):
        others = [receiver.broker.name for receiver in receivers if receiver is not at and any(out.course == one.course for out in receiver.unacknowledged)]
        self.assertEqual(others, [], f"entry {one.entry.seq} of {one.course} came at {at.broker.name} while others of its line are out there")


class StoppedInABatch(WithThreeBrokers):
    """A broker that stands still in a transaction holds its locks, and PostgreSQL would wait for ever."""
    SETTINGS = {"job_timeout_ms": 2500, "broker_dead_ms": 60000}

    def stop_in_a_batch(self, message):
        """The first broker stands still with this in its hands: sent whole, COMMIT not said."""
        self.restart(self.one, STAFET_STOP_AT="batch_sent:1")
        here = self.roamer("desk", [self.one])
        here.send(message)
        step_until(here.step, self.one.stands_still, "the broker stood still")
        until(lambda: self.cluster.value(HELD) != "0", "its transaction had written")
        return here

    @staticmethod
    def answer(roamer, message):
        return step_until(roamer.step, lambda: roamer.answer(message), "the message was answered")

    def test_others_end_its_transaction_and_go_on_and_awake_it_finds_what_they_did(self):
        town, opened = self.town, self.town.open_course()
        note = town.note(opened)
        here, there = self.stop_in_a_batch(note), self.roamer("desk", self.brokers[1:])
        between, last = town.note(opened), town.note(opened)
        there.send(between)
        self.answer(there, between)
        there.send(note)
        again = self.answer(there, note)
        self.assertFalse(again.is_replayed)
        self.one.thaw()
        self.assertEqual(self.answer(here, note).receipt, again.receipt)
        here.send(last)
        receipts = [opened.receipt, self.answer(there, between).receipt, again.receipt, self.answer(here, last).receipt]
        self.assertEqual(self.chain(opened.course), receipts)
        check_chain(self.chain(opened.course))


class Fenced(StoppedInABatch):
    SETTINGS = {"job_timeout_ms": 1000, "broker_dead_ms": 2000}

    def test_others_end_its_transaction_and_go_on_and_awake_it_finds_what_they_did(self):
        """Stood still for longer than the others have patience: it was declared dead, and it changes nothing when it wakes."""
        town, opened = self.town, self.town.open_course()
        note = town.note(opened)
        self.stop_in_a_batch(note)
        there = self.roamer("desk", self.brokers[1:])
        there.send(note)
        again = self.answer(there, note)
        life = re.search(r"event=started incarnation=(\d+)", self.one.log_since_launch()).group(1)
        until(lambda: self.cluster.value(f"SELECT fenced FROM stafet.incarnation WHERE id = {life}") == "t", "it was declared dead")
        chain = self.chain(opened.course)
        self.one.thaw()
        self.ended_as_fenced(self.one)
        self.assertEqual(self.chain(opened.course), chain)
        self.restart(self.one)
        told = town.client("desk", self.one).must(note)
        self.assertEqual((told.receipt, told.is_replayed), (again.receipt, True))
        self.assertEqual(self.chain(opened.course), chain)

    def test_lines_of_a_broker_that_stands_still_go_to_the_others_and_stay_there(self):
        town, notes = self.town, 12
        opened = town.open_course()
        authority = self.roamer("authority", self.brokers, (4, 1 << 20))
        authority.acknowledges = False
        listen = lambda: step_all([authority])  # noqa: E731
        step_until(listen, lambda: authority.is_there, "the authority had its session")
        accepted = [(opened.course, town.client("desk", self.one).must(town.note(opened)).entry.seq) for _ in range(notes)]
        step_until(listen, lambda: authority.unacknowledged, "the first of the line came")
        self.one.freeze()
        authority.acknowledges = True
        step_until(listen, lambda: self.is_quiet([]), "the others delivered what it held")
        self.assertGreater(authority.losses, 0)
        self.one.thaw()
        self.ended_as_fenced(self.one)
        self.restart(self.one)
        after = town.client("desk", self.one).must(town.note(opened))
        step_until(listen, lambda: self.is_quiet([]), "the line went on")
        came = [one.place for one in authority.taken]
        self.assertEqual(list(dict.fromkeys(came)), [*accepted, (opened.course, after.entry.seq)])
        repeated = {place for place, count in collections.Counter(came).items() if count > 1}
        self.assertLessEqual(repeated, {one.place for one in authority.taken if one.sent_count > 1})


class Spread(WithThreeBrokers):
    def test_units_everywhere_while_brokers_are_killed_and_stopped_in_turn(self):
        seed = int(os.environ.get("STAFET_SEED", random.randrange(1 << 32)))
        chance = random.Random(seed)
        traffic = self.enterContext(Traffic(self.town, self.brokers))
        for at, roamer in enumerate(traffic.roamers):
            roamer.at = at % 3
        with self.subTest(seed=seed):
            for at in [0, 1, 2, *(chance.randrange(3) for _ in range(3))]:
                self.go_on(traffic, 0.2 + chance.random())
                self.harm(chance, traffic, self.brokers[at])
            step_until(lambda: (traffic.step(opens=False), self.keep_all()), lambda: traffic.is_quiet and self.is_quiet([]), "all was over")
            self.assertGreater(traffic.check(self.cluster), 20)
        for broker in self.brokers:  # one that has just been declared dead could not stop in order
            broker.kill()

    def harm(self, chance, traffic, broker):
        if chance.random() < 0.5:
            broker.kill()
            self.go_on(traffic, chance.random())
            broker.launch()
            return
        broker.freeze()
        self.go_on(traffic, 6 * chance.random())  # the others have three seconds of patience
        broker.thaw()

    def go_on(self, traffic, seconds):
        until_at = time.monotonic() + seconds
        while time.monotonic() < until_at:
            traffic.step()
            self.keep_all()

    def keep_all(self):
        for broker in self.brokers:
            if broker.process is not None and broker.process.poll() is not None:
                self.assertIn("reason=fenced", broker.log_since_launch())
                broker.kill()
                broker.launch()


class CommandLine(WithThreeBrokers):
    """The library in C, as `stafet` uses it, with the endpoints of all three."""

    def config(self, party):
        for roamer in self.one_each(party):  # its key is known at every door
            roamer.close()
        key = self.town.keys[party].write(self.cluster.path(f"{party}.key"))
        path = self.cluster.path(f"{party}.conf")
        endpoints = ", ".join(broker.endpoint for broker in self.brokers)
        with open(path, "w", encoding="ascii") as file:
            file.write(f"endpoints = {endpoints}\nserver_public = {self.cluster.server_key.public.hex()}\nkey = {key}\nparty = {party}\nperson = anna\n")
        return path

    def command(self, party, *words):
        return [program("STAFET_CLI"), "--config", self.config(party), *words]

    def test_what_it_sends_counts_once_wherever_its_broker_dies(self):
        opened = self.town.open_course()
        words = self.command("desk", "--output", "json", "send", "course.note", "--course", opened.course, "--to", "authority", "--set")
        done = [opened.receipt]
        for point, is_there in (("after_recv", False), ("batch_sent", False), ("commit_sent", True), ("after_commit_before_receipt", True), ("after_receipt", None)):
            with self.subTest(point=point):
                self.restart(self.one, STAFET_CRASH_AT=f"{point}:{3 if point == 'after_recv' else 1}")
                told = json.loads(subprocess.run([*words, f"text={point}"], check=True, capture_output=True, text=True, timeout=60).stdout)
                self.assertEqual((self.one.process.wait(10), told["status"]), (137, "accepted"))
                if is_there is not None:
                    self.assertEqual(told["replayed"], is_there)
                self.assertEqual(told["seq"], len(done) + 1)
                done = self.chain(opened.course)
                self.assertEqual(len(done), told["seq"])
        check_chain(done)
        self.restart(self.one)

    def test_what_it_receives_goes_on_through_another_when_its_broker_is_killed(self):
        folder, notes = self.cluster.path("inbox"), 30
        opened = self.town.open_course()
        desk = self.town.client("desk", self.three)
        with open(self.cluster.path("receive.log"), "wb") as log:
            process = subprocess.Popen(self.command("authority", "receive", "authority", "--follow", "--keep", folder), stdout=log, stderr=log)
        self.addCleanup(process.wait)
        self.addCleanup(process.kill)
        for number in range(notes):
            desk.must(self.town.note(opened))
            if number in (notes // 3, 2 * notes // 3):
                self.kill_its_broker(process)
        until(lambda: self.cluster.value(COUNT_WAITING) == "0", "everything was received and acknowledged")
        self.assertIsNone(process.poll())
        self.assertEqual(sorted(os.listdir(folder)), [f"{opened.course}-{seq:010}.message" for seq in range(2, notes + 2)])
        process.terminate()
        self.assertEqual(process.wait(10), 0)

    def kill_its_broker(self, process):
        """The one that tells of the session; never the last, through which the notes go."""
        def found():
            return next((broker for broker in self.brokers[:2] if broker.process is not None and self.serves_receiver(broker)), None)
        until(found, "the receiver had its session").kill()

    @staticmethod
    def serves_receiver(broker):
        lines = [line for line in broker.log_since_launch().splitlines() if "stafet command line" in line]
        return sum("event=session_opened" in line for line in lines) > sum("event=session_ended" in line for line in lines)


if __name__ == "__main__":
    unittest.main(verbosity=2)
