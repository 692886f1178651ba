#!/usr/bin/python3
# SPDX-License-Identifier: EUPL-1.2
"""A broker that remembers a course as it was before another broker wrote on it. What it refuses for good must be as new as the question (L1, L7). Found by
tests/fault/run --faults kill,stop."""
import pathlib
import sys
import unittest

sys.dont_write_bytecode = True
sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "support"))

from stafet_test import Broker, Cluster, Town  # noqa: E402


class StaleCourse(unittest.TestCase):
    def setUp(self):
        cluster = self.enterContext(Cluster())
        self.one, self.two = (self.enterContext(Broker(cluster, name)) for name in ("one", "two"))
        self.town = self.enterContext(Town(self.one))
        self.here, self.there = self.town.client("desk", self.one), self.town.client("desk", self.two)

    def test_what_was_said_through_another_broker_can_be_annulled(self):
        opened = self.here.must(self.town.registered())
        for number in range(20):
            self.there.must(self.town.note(opened))  # this broker has the course in memory
            wrong = self.town.note(opened, message_id=f"wrong-{number}")
            self.here.must(wrong)
            body = {"message_id": wrong.message_id, "reason": "ANNUL_REASON_ERROR", "second_person": "bo"}
            answer = self.there.submit(self.town.step("message_annulled", "desk", opened, body))
            self.assertTrue(answer.is_accepted, answer)

    def test_what_nobody_said_is_not_found_anywhere(self):
        opened = self.here.must(self.town.registered())
        body = {"message_id": "never-sent", "reason": "ANNUL_REASON_ERROR", "second_person": "bo"}
        for client in (self.here, self.there):
            self.assertEqual(client.submit(self.town.step("message_annulled", "desk", opened, body)).status, "not_found")


if __name__ == "__main__":
    unittest.main(verbosity=2)
