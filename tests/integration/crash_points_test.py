#!/usr/bin/python3
# SPDX-License-Identifier: EUPL-1.2
"""A broker dies at every named point of a message's path, several times over, while contacts go on through it and another one: nothing that was accepted is lost,
nothing happens twice, each course has one holder, every delivery comes, and the dead one serves again (L1, L2, L5, L7, L8)."""
import collections
import datetime
import json
import os
import pathlib
import re
import shlex
import subprocess
import sys
import time
import unittest

sys.dont_write_bytecode = True
sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "support"))

from stafet_test import Broker, Cluster, Town, Traffic, step_until, time_text  # noqa: E402
from stafet_test.paths import ROOT, lasting_endpoint, program  # noqa: E402

POINTS = re.findall(r"^X\((\w+),", (ROOT / "broker/base/crash_point.def").read_text(), re.M)
OFTEN, EXIT_CODE, PATIENCE = (1, 6, 25), 137, 30
# At which passings the broker dies, where it is not OFTEN: what a broker passes seldom, and what it passes while it starts.
PASSINGS = {"incarnation_opened": (1,), "registry_read": (1, 2), "heartbeat": (1, 2), "fence_read": (1,), "asked_to_stop": (1,), "rows_settled": (1,),
            "facts_changed": (1, 2), "lines_given_back": (1, 2), "deadline_fired_before_commit": (1, 2), "after_recv": (1, 12), "after_send": (1, 2, 15)}
# Where a broker that wakes has something to write, or thinks it has; STAFET_ALL_POINTS=1: everywhere else, too.
STOPS = ("before_batch_sent", "batch_sent", "commit_sent", "after_commit_before_receipt", "attempt_committed_before_send", "acknowledgement_received",
         "deadline_fired_before_commit", "lines_given_back")
if os.environ.get("STAFET_ALL_POINTS"):
    STOPS = [point for point in POINTS if point not in ("fence_read", "asked_to_stop")]  # there nobody is left who could declare it dead; there it only leaves
START = datetime.datetime(2026, 11, 23, 8, 0, tzinfo=datetime.timezone.utc)
ACUTE_LETTER = {"channel": "CHANNEL_MESSAGE", "immediate_danger": "ANSWER_YES"}
MACHINERY = ("STAFET_CRASH_AT", "STAFET_STOP_AT", "crash_point_is_now", "crash_point_strike")
FAULT_POINTS = "-DSTAFET_FAULT_POINTS"


class Points(unittest.TestCase):
    def test_each_stands_once_in_the_code(self):
        found = collections.Counter()
        for path in [*ROOT.glob("broker/*.c"), *ROOT.glob("broker/*/*.c")]:
            found.update(re.findall(r"\bCRASH_POINT(?:_AFTER)?\((\w+)", path.read_text()))
        self.assertEqual(found, collections.Counter(POINTS))

    def test_a_build_without_them_does_not_even_know_their_names(self):
        """Each file that names one, compiled as for a release."""
        build = pathlib.Path(program("STAFET_BROKER")).parents[1]
        with open(build / "compile_commands.json", encoding="utf-8") as file:
            commands = {row["file"]: row for row in json.load(file)}
        self.assertEqual(self.traces(pathlib.Path(program("STAFET_BROKER")).read_bytes()), {*POINTS, *MACHINERY})
        sources = [path for path in commands if path.startswith(str(ROOT / "broker")) and "crash_point" in pathlib.Path(path).read_text()]
        self.assertIn(str(ROOT / "broker/base/crash_point.c"), sources)
        with Cluster.scratch() as folder:
            for path in sources:
                words = [word for word in shlex.split(commands[path]["command"]) if word != FAULT_POINTS and "sanitize" not in word]
                words[words.index("-o") + 1] = os.path.join(folder, "object.o")
                subprocess.run(words, check=True, cwd=commands[path]["directory"])
                self.assertEqual(self.traces(pathlib.Path(folder, "object.o").read_bytes()), set(), path)

    @staticmethod
    def traces(raw):
        return {name for name in (*POINTS, *MACHINERY) if b"\0" + name.encode() + b"\0" in raw}


class Tour(unittest.TestCase):
    def setUp(self):
        self.cluster = self.enterContext(Cluster(virtual_now=time_text(START)))
        self.one, self.two = (self.enterContext(Broker(self.cluster, name, endpoints=lasting_endpoint(), broker_dead_ms=2500, job_timeout_ms=1000)) for name in ("one", "two"))
        self.town = self.enterContext(Town(self.one))
        self.traffic = self.enterContext(Traffic(self.town, (self.one, self.two)))
        self.minutes, self.operators = 0, []
        self.addCleanup(lambda: [operator.vanish() for operator in self.operators])

    def test_a_broker_that_dies_at_any_point_loses_nothing_and_doubles_nothing(self):
        self.one.stop()
        for point in POINTS:
            for passing in PASSINGS.get(point, OFTEN):
                with self.subTest(point=point, passing=passing):
                    self.die_at(point, passing)
        self.finish()

    def test_a_broker_that_stands_still_at_a_point_until_it_is_declared_dead_writes_nothing_stale(self):
        self.one.stop()
        for point in STOPS:
            with self.subTest(point=point):
                self.stand_still_at(point, PASSINGS.get(point, OFTEN)[-1])
        self.finish()

    def finish(self):
        """The dead one serves again, and what must be true is true."""
        self.one.environment = {}
        self.one.start()
        self.traffic.go_home()
        step_until(self.go_on_closing, lambda: self.traffic.is_quiet and self.cluster.value("SELECT count(*) FROM stafet.delivery") == "0",
                   "everything was answered, delivered and acknowledged")
        self.assertGreater(self.traffic.check(self.cluster), 20)
        self.town.client("desk", self.one).must(self.town.registered())
        self.assertNotRegex(self.one.log() + self.two.log(), "check failed|Sanitizer")
        self.one.kill()
        self.two.kill()  # it may have been declared dead just now, and then it could not stop in order

    def go_on(self):
        self.traffic.step()
        self.keep_alive(self.two)

    def go_on_closing(self):
        self.traffic.step(opens=False)
        self.keep_alive(self.two)

    def pass_by(self, order, point, passing):
        """Starts the first broker with the order and leads it there."""
        self.one.environment = {order: f"{point}:{passing}"}
        self.one.launch()
        provoke, has_started = getattr(self, f"provoke_{point}", lambda: None), False
        until_at, provoked_at, home_at = time.monotonic() + PATIENCE, 0.0, 0.0
        while not self.has_struck() and time.monotonic() < until_at:
            self.go_on()
            has_started = has_started and not self.keep_alive(self.one)
            has_started = has_started or "event=started" in self.one.log_since_launch()
            if has_started and time.monotonic() - home_at > 5.0:  # again and again: on a slow machine some have gone on to the other broker
                self.traffic.go_home()
                home_at = time.monotonic()
            if has_started and time.monotonic() - provoked_at > 0.3:
                provoke()
                provoked_at = time.monotonic()
        self.traffic.units["authority"].acknowledges = True

    def has_struck(self):
        return self.one.process.poll() == EXIT_CODE or (self.one.process.poll() is None and self.one.stands_still())

    def die_at(self, point, passing):
        try:
            self.pass_by("STAFET_CRASH_AT", point, passing)
            code = self.one.process.poll()
            self.assertEqual(code, EXIT_CODE, f"{point} was not passed {passing} times in {PATIENCE} s" if code is None else self.one.log()[-2000:])
        finally:
            self.one.kill()
            if self.two.process is None:
                self.two.launch()

    def stand_still_at(self, point, passing):
        try:
            self.pass_by("STAFET_STOP_AT", point, passing)
            self.assertTrue(self.has_struck(), f"{point} was not passed {passing} times in {PATIENCE} s")
            life = self.cluster.value("SELECT max(id) FROM stafet.incarnation WHERE endpoints = '" + self.one.endpoint + "'")
            step_until(self.go_on, lambda: self.cluster.value(f"SELECT fenced FROM stafet.incarnation WHERE id = {life}") == "t", "it was declared dead")
            self.one.thaw()
            step_until(self.go_on, lambda: self.one.process.poll() is not None, "the fenced broker ended")
            self.assertIn("reason=fenced", self.one.log_since_launch())
        finally:
            self.one.kill()

    def keep_alive(self, broker):
        """A slow machine may make a living broker look dead; then it ends, and whoever runs it starts it again. True when that was so."""
        if broker.process is None or broker.process.poll() in (None, EXIT_CODE):
            return False
        self.assertIn("reason=fenced", broker.log_since_launch())
        broker.kill()
        broker.launch()
        return True

    # ---- what makes a broker pass where the contacts alone do not lead it ----

    def provoke_deadline_fired_before_commit(self):
        for _ in range(3):
            self.traffic.send("gp", self.town.registered("gp", body=ACUTE_LETTER, ground="VITAL"))
        self.minutes += 2
        self.cluster.set_time(time_text(START + datetime.timedelta(minutes=self.minutes)))

    def provoke_lines_given_back(self):
        """The authority comes, leaves with something unanswered, and comes again."""
        authority = self.traffic.units["authority"]
        authority.acknowledges = authority.at == 1
        if authority.at == 1 or authority.unacknowledged:
            authority.move(1 - authority.at)

    def provoke_rows_settled(self):
        self.cluster.sql("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'stafet-broker'")

    def provoke_facts_changed(self):
        operator = self.one.client(self.cluster.operator_key)
        self.operators.append(operator)
        operator.send(hello={"protocols": [{"version": 1}], "software": "stafet-tests"})
        operator.send(changes=[{"number": 1, "party": "operator", "person": "operator", "set_person": {"id": "bo", "party": "desk", "name": "Bo Bertelsen", "role": "ROLE_STAFF"}}])

    provoke_registry_read = provoke_facts_changed

    def provoke_fence_read(self):
        self.two.kill()

    def provoke_asked_to_stop(self):
        self.one.process.terminate()


if __name__ == "__main__":
    unittest.main(verbosity=2)
