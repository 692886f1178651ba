#!/usr/bin/python3
# SPDX-License-Identifier: EUPL-1.2
"""Deadline rules that a municipality changes, in force from a time on; and what should have come and has not, by hop and with its age, from the clocks that run (L5) and
what is not acknowledged, without a course for whoever may not see it (L10). Time is in the test's hand."""
import datetime
import pathlib
import subprocess
import sys
import unittest

sys.dont_write_bytecode = True
sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "support"))

from stafet_test import Broker, Cluster, Town, pb, read_entry, time_text, until  # noqa: E402
from stafet_test.cluster import KeyPair  # noqa: E402
from stafet_test.paths import program  # noqa: E402

START = datetime.datetime(2026, 11, 23, 8, 0, tzinfo=datetime.timezone.utc)  # a Monday morning in Denmark
RULE = {"rule": "CON-10", "municipality": "0999", "amount": 45, "unit": "minutes", "second_person": "lena"}


def minute(number):
    return START + datetime.timedelta(minutes=number)


class WithTown(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.cluster = cls.enterClassContext(Cluster(virtual_now=time_text(START)))
        cls.broker = cls.enterClassContext(Broker(cls.cluster))
        cls.town = cls.enterClassContext(Town(cls.broker))
        cls.admin = KeyPair()
        with cls.town.operator() as operator:
            for party in ("authority", "neighbour"):
                Town.grant(operator, party, cls.admin, send=True, receive=True, metadata=True, admin=True)
        cls.now = 0

    def at(self, number):
        type(self).now = number
        self.cluster.set_time(time_text(minute(number)))

    def later(self, minutes):
        self.at(self.now + minutes)

    def stafet(self, key, party, person, *words, lang="da"):
        path, config = self.cluster.path("cli.key"), self.cluster.path("cli.conf")
        key.write(path)
        pathlib.Path(config).write_text(f"endpoints = {self.broker.endpoint}\nserver_public = {self.cluster.server_key.public.hex()}\nkey = {path}\nparty = {party}\n"
                                        f"person = {person}\n", encoding="utf-8")
        return subprocess.run([program("STAFET_CLI"), "--config", config, "--lang", lang, *words], capture_output=True, text=True, timeout=60, check=False)


class Rules(WithTown):
    def change(self, party="authority", person="anna", **more):
        with self.town._open(self.admin, self.broker, (party,), (0, 0)) as admin:
            return admin.change(party=party, person=person, set_rule={**RULE, **more})

    def due_in(self, opened):
        row = self.cluster.sql(f"SELECT extract(epoch FROM due_at - anchor_at)::int / 60, version FROM stafet.deadline WHERE course = '{opened.course}' AND rule = 'CON-10'")
        return tuple(int(value) for value in row[0])

    def test_a_change_counts_for_what_starts_from_its_time_on_and_the_entry_of_a_clock_keeps_its_version(self):
        before = self.town.open_course()
        built_in, version = self.due_in(before)
        self.assertEqual(version, 0)
        done = self.change(valid_from=time_text(minute(self.now + 10)))
        self.assertEqual((done.status, done.rows[0].rule.version, done.rows[0].rule.changed_by), ("ok", 1, "anna"))
        self.assertEqual(self.due_in(self.town.open_course()), (built_in, 0))
        self.later(11)
        after = self.town.open_course()
        self.assertEqual(self.due_in(after), (45, 1))
        self.assertEqual(self.due_in(before), (built_in, 0))
        self.assertEqual(self.change(amount=30).rows[0].rule.version, 2)
        self.assertEqual(self.due_in(self.town.open_course()), (30, 2))
        self.assertEqual(self.due_in(after), (45, 1))
        self.later(46)
        where = f"course = '{after.course}' AND kind = {pb.ENTRY_KIND_CLOCK}"
        until(lambda: self.cluster.value(f"SELECT count(*) FROM stafet.entry WHERE {where}") != "0", "the clock fired")
        entry = read_entry(bytes.fromhex(self.cluster.value(f"SELECT encode(entry, 'hex') FROM stafet.entry WHERE {where} ORDER BY seq LIMIT 1")))
        self.assertEqual((entry.rule, entry.rule_version), ("CON-10", 1))

    def test_a_change_takes_two_people_of_the_municipality_and_is_journaled(self):
        for more, status in ((dict(second_person="anna"), "unknown_person"), (dict(second_person="nobody"), "unknown_person"), (dict(municipality="0998"), "right_missing"),
                             (dict(valid_from=time_text(START - datetime.timedelta(days=1))), "field_invalid"), (dict(rule="ANN-1"), "field_invalid"),
                             (dict(rule="ABC-1"), "not_found"), (dict(unit="decades"), "field_invalid"), (dict(amount=0), "field_invalid")):
            self.assertEqual(self.change(**more).status, status, more)
        self.assertEqual(self.change(person="").status, "unknown_person")
        changes = f"SELECT encode(entry, 'hex') FROM stafet.journal WHERE kind = {pb.ENTRY_KIND_CHANGED}"
        before = len(self.cluster.sql(changes))
        self.assertEqual(self.change(rule="HOV-6").status, "ok")
        entries = [read_entry(bytes.fromhex(row[0])) for row in self.cluster.sql(changes)]
        self.assertEqual(len(entries), before + 1)
        self.assertIn(("authority", "anna"), [(entry.party, entry.person) for entry in entries])

    def test_a_version_that_stands_is_never_rewritten(self):
        self.assertEqual(self.change(rule="HOV-3", unit="days", amount=2).status, "ok")
        for verb in ("UPDATE stafet.deadline_rule SET amount = 99", "DELETE FROM stafet.deadline_rule"):
            self.assertNotEqual(self.cluster.run_sql(verb, "STORE_ADMIN").returncode, 0, verb)

    def test_by_hand(self):
        done = self.stafet(self.admin, "authority", "anna", "rules", "set", "HOV-2", "0999", "--amount", "4", "--unit", "working_end", "--priority", "routine", "--second", "lena")
        self.assertEqual(done.returncode, 0, done.stderr)
        listed = self.stafet(self.admin, "authority", "anna", "rules", "list", "HOV-2").stdout
        self.assertRegex(listed, r"HOV-2 overtag ansvaret, eller send retur +acute +60 +minutes\n")
        self.assertRegex(listed, r"HOV-2 .* 0999 +routine +4 +working_end .* 1 +anna +lena\n")
        lacking = self.stafet(self.admin, "authority", "anna", "rules", "set", "HOV-2", "0999", "--amount", "4", "--unit", "days")
        self.assertIn("--second", lacking.stderr)


class Absences(WithTown):
    def rows(self, party, person="anna", **more):
        result = self.town.client(party).query("ABSENCES", party, person, **more)
        self.assertEqual(result.code, 0, result.status)
        return [row.absence for row in result.rows]

    def of(self, course, rows):
        return {row.what: row for row in rows if row.course_id == course}

    def test_what_is_offered_and_not_answered_stands_with_its_age_and_what_is_delivered_and_not_stored(self):
        routed = self.town.routed_course(to=("outreach",))
        self.later(12)
        found = self.of(routed.course, self.rows("desk"))
        self.assertEqual((found["CON-7"].party, found["CON-7"].flow, found["CON-7"].state, found["CON-7"].age_minutes), ("outreach", "contact", "ROUTED", 12))
        self.assertEqual((found["delivery"].party, found["delivery"].age_minutes, found["delivery"].overdue), ("outreach", 12, False))
        self.later(30)
        self.assertTrue(self.of(routed.course, self.rows("desk"))["delivery"].overdue)
        taken = self.town.client("outreach").must(self.town.take_over("outreach", routed))
        self.assertNotIn("CON-7", self.of(taken.course, self.rows("outreach")))
        self.assertIn("CRS-1", self.of(taken.course, self.rows("outreach")))
        self.assertEqual({row.party for row in self.rows("outreach", about="desk")}, {"desk"})

    def test_others_see_no_course_and_who_leads_sees_counts(self):
        opened = self.town.open_course()
        self.assertNotEqual(self.of(opened.course, self.rows("desk")), {})
        self.assertEqual(self.rows("activity"), [])
        led = self.rows("activity", "lena")
        self.assertEqual([row.course_id for row in led if row.course_id], [])
        counted = [row for row in led if row.what == "CON-10"]
        self.assertTrue(counted)
        self.assertGreaterEqual(sum(row.count for row in counted), 1)
        self.assertEqual({row.age_minutes % 1440 for row in led}, {0})
        self.assertEqual({row.due for row in led} | {row.since for row in led}, {""})
        for party in ("gp", "neighbour"):
            self.assertEqual(self.of(opened.course, self.rows(party, "lena")), {})
            self.assertEqual([row for row in self.rows(party, "lena") if row.party == "desk"], [])

    def test_what_stands_still_is_not_missing_and_pages_are_whole(self):
        for _ in range(3):
            self.town.open_course()
        whole = [(row.what, row.party, row.course_id) for row in self.rows("desk")]
        paged, cursor = [], ""
        while True:
            result = self.town.client("desk").query("ABSENCES", "desk", "anna", limit=2, cursor=cursor)
            paged += [(row.absence.what, row.absence.party, row.absence.course_id) for row in result.rows]
            cursor = result.next_cursor
            if not cursor:
                break
        self.assertEqual(paged, whole)

    def test_by_hand(self):
        opened = self.town.open_course()
        self.later(75)
        told = self.stafet(self.town.keys["desk"], "desk", "anna", "absences").stdout
        self.assertRegex(told, rf"1 t\. 15 min +CON-10 send videre eller afslut +desk .*{opened.course}")
        self.assertEqual(self.stafet(self.town.keys["activity"], "activity", "anna", "absences").returncode, 0)


if __name__ == "__main__":
    unittest.main(verbosity=2)
