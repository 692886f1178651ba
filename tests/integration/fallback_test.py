#!/usr/bin/python3
# SPDX-License-Identifier: EUPL-1.2
"""A night without the broker: what a unit has on paper, that printing it is a logged look, and that what happened on paper is registered afterwards with its true time."""
import os
import pathlib
import subprocess
import sys
import unittest

sys.dont_write_bytecode = True
sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "support"))

from stafet_test import Broker, Cluster, Town, read_entry  # noqa: E402
from stafet_test.messages import now_text  # noqa: E402

PURPOSE_COVER = 2


class Fallback(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.cluster = cls.enterClassContext(Cluster())
        cls.broker = cls.enterClassContext(Broker(cls.cluster))
        cls.town = cls.enterClassContext(Town(cls.broker))

    def stafet(self, party, *words):
        key, settings = self.cluster.path(f"{party}.key"), pathlib.Path(self.cluster.path(f"{party}.conf"))
        self.town.keys[party].write(key)
        settings.write_text(f"endpoints = {self.broker.endpoint}\nserver_public = {self.cluster.server_key.public.hex()}\nkey = {key}\nparty = {party}\nperson = anna\n", encoding="utf-8")
        return subprocess.run([os.environ["STAFET_CLI"], "--config", str(settings), *words], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, check=False)

    def test_a_unit_prints_its_citizens_its_people_and_its_forms_and_every_look_is_logged(self):
        opened = self.town.routed_course()
        self.town.client("outreach").must(self.town.take_over("outreach", opened))
        paper = self.stafet("outreach", "--lang", "en", "fallback", "--forms", "2")
        self.assertEqual(paper.returncode, 0, paper.stderr)
        self.assertIn(opened.course, paper.stdout)
        self.assertIn("contact person: Anna Andersen", paper.stdout)
        self.assertIn("112", paper.stdout)
        self.assertRegex(paper.stdout, r"--- outreach-\d{6}-02 ---")
        self.assertNotRegex(paper.stdout, r"--- outreach-\d{6}-03 ---")
        looks = [read_entry(bytes.fromhex(row[0])) for row in self.cluster.sql(f"SELECT encode(entry, 'hex') FROM stafet.journal WHERE course = '{opened.course}' AND kind = 11")]
        self.assertTrue(any(look.party == "outreach" and look.person == "anna" and look.purpose == PURPOSE_COVER for look in looks))

    def test_a_unit_has_nobody_elses_citizens_on_its_paper(self):
        opened = self.town.open_course()  # the desk's
        paper = self.stafet("outreach", "fallback", "--forms", "0")
        self.assertEqual(paper.returncode, 0, paper.stderr)
        self.assertNotIn(opened.course, paper.stdout)

    def test_what_was_written_on_paper_is_registered_with_its_true_time_and_only_once(self):
        happened = now_text(hours=-7)
        words = ("send", "contact.registered", "--id", "desk-261201-01", "--occurred-at", happened, "--recorded-after", "paper", "--set", "channel=phone", "--set", "requester.role=citizen",
                 "--set", "immediateDanger=no", "--set", "wayBack.phone=+45 00 00 12 35", "--set", "need=Ringede i nat", "--output", "json")
        sent = self.stafet("desk", *words)
        self.assertEqual(sent.returncode, 0, sent.stderr)
        rows = self.cluster.sql("SELECT encode(entry, 'hex') FROM stafet.entry WHERE type = 102")
        entries = [read_entry(bytes.fromhex(row[0])) for row in rows]
        self.assertEqual(len([entry for entry in entries if entry.recorded_afterwards]), 1)
        before = len(rows)
        self.stafet("desk", *words)
        self.assertEqual(len(self.cluster.sql("SELECT 1 FROM stafet.entry WHERE type = 102")), before)

    def test_nonsense_is_refused(self):
        self.assertEqual(self.stafet("desk", "fallback", "--forms", "many").returncode, self.stafet("desk", "fallback", "--nonsense").returncode)


if __name__ == "__main__":
    unittest.main(verbosity=2)
