#!/usr/bin/python3
# SPDX-License-Identifier: EUPL-1.2
"""Figures: each step counts itself in the transaction that it is logged in; what is told is of five citizens at least, and nothing can be worked out by subtraction."""
import pathlib
import sys
import unittest

sys.dont_write_bytecode = True
sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "support"))

from stafet_test import Broker, Cluster, Town  # noqa: E402

WAITED = 3


class Figures(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.cluster = cls.enterClassContext(Cluster())
        cls.broker = cls.enterClassContext(Broker(cls.cluster))
        cls.town = cls.enterClassContext(Town(cls.broker))

    def ask(self, party="desk", person="lena", **more):
        return self.town.client(party).query("FIGURES", party, person, **more)

    def figures(self, **more):
        result = self.ask(**more)
        self.assertEqual(result.status, "ok", result.detail)
        return {(row.figure.party, row.figure.kind, row.figure.message or row.figure.state or row.figure.rule): row.figure for row in result.rows}

    def counted(self, party, year, months, late=0):
        """One measured wait in each of the months given, each of a citizen of its own; the first `late` of them came too late."""
        for number, month in enumerate(months):
            self.cluster.run_sql(f"""INSERT INTO stafet.measure VALUES (gen_random_uuid(), 1, 1, '{year}-{month:02}-10T12:00:00+01', '0999', '{party}', {WAITED}, 0, 0, 'CON-2', 2,
                                     {60000 * (number + 1)}, {30000 if number == 0 else 0}, {number < late})""")

    def test_a_step_is_counted_in_its_own_transaction(self):
        opened = self.town.routed_course()
        self.town.client("outreach").must(self.town.take_over("outreach", opened))
        rows = self.cluster.sql(f"SELECT kind, code, rule, party, gross_ms >= 0, is_late FROM stafet.measure WHERE course = '{opened.course}' ORDER BY seq, number")
        self.assertIn(("1", "102", "", "desk", "t", "f"), rows)                     # contact.registered
        self.assertIn(("2", "105", "", "desk", "t", "f"), rows)                     # into ROUTED, the desk responsible
        self.assertIn(("3", "0", "CON-10", "desk", "t", "f"), rows)                 # the clock that routing answered
        self.assertIn(("2", "107", "", "outreach", "t", "f"), rows)                 # into CLOSED, the team responsible
        self.assertTrue(any(row[2] == "CON-7" and row[3] == "outreach" for row in rows))
        logged = self.cluster.value(f"SELECT count(*) FROM stafet.measure m WHERE NOT EXISTS (SELECT FROM stafet.entry e WHERE e.course = m.course AND e.seq = m.seq) AND m.course = '{opened.course}'")
        self.assertEqual(logged, "0")

    def test_a_note_counts_nothing(self):
        opened = self.town.open_course()
        before = self.cluster.value("SELECT count(*) FROM stafet.measure")
        self.town.client("desk").must(self.town.note(opened))
        self.assertEqual(self.cluster.value("SELECT count(*) FROM stafet.measure"), before)

    def test_five_citizens_are_told_with_their_times_and_four_are_not(self):
        self.counted("outreach", 2031, [1, 1, 1, 1, 1])
        self.counted("activity", 2031, [2, 2, 2, 2])
        found = self.figures(period="2031Q1")
        told, few = found["outreach", "waited", "CON-2"], found["activity", "waited", "CON-2"]
        self.assertEqual((told.count, told.late, told.median_gross_ms, told.ninth_gross_ms, told.paused), (5, 0, 180000, 300000, 1))
        self.assertTrue(few.few)
        self.assertFalse(few.HasField("count") or few.HasField("late") or few.HasField("median_gross_ms"))

    def test_the_sum_of_all_units_does_not_tell_the_one_that_is_hidden(self):
        self.counted("outreach", 2032, [1] * 6)
        self.counted("activity", 2032, [1] * 3)
        self.assertTrue(self.figures(period="2032")["", "waited", "CON-2"].few)
        self.counted("authority", 2032, [1] * 2)  # two are hidden now, and hold five together
        self.assertEqual(self.figures(period="2032")["", "waited", "CON-2"].count, 11)
        self.assertTrue(self.figures(period="2032")["activity", "waited", "CON-2"].few)

    def test_the_year_does_not_tell_the_quarter_that_is_hidden(self):
        self.counted("outreach", 2033, [1] * 5 + [4] * 5 + [7] * 2)
        self.assertTrue(self.figures(period="2033")["outreach", "waited", "CON-2"].few)
        self.assertEqual(self.figures(period="2033Q2")["outreach", "waited", "CON-2"].count, 5)
        self.counted("outreach", 2033, [10] * 3)
        self.assertEqual(self.figures(period="2033")["outreach", "waited", "CON-2"].count, 15)

    def test_how_many_were_late_is_not_told_of_fewer_than_five(self):
        self.counted("outreach", 2034, [1] * 12, late=2)
        self.assertFalse(self.figures(period="2034")["outreach", "waited", "CON-2"].HasField("late"))
        self.counted("outreach", 2035, [1] * 12, late=6)
        self.assertEqual(self.figures(period="2035")["outreach", "waited", "CON-2"].late, 6)
        self.counted("outreach", 2036, [1] * 12, late=9)
        self.assertFalse(self.figures(period="2036")["outreach", "waited", "CON-2"].HasField("late"))

    def test_figures_are_for_leaders_and_auditors_of_their_own_organisation(self):
        self.counted("outreach", 2037, [1] * 5)
        self.assertEqual(self.ask(person="anna", period="2037").status, "right_missing")
        self.assertEqual(self.ask(person="", period="2037").status, "right_missing")
        self.assertEqual(list(self.ask("neighbour", "lena", period="2037").rows), [])
        self.assertEqual({key[0] for key in self.figures(period="2037", about="outreach")}, {"outreach"})
        self.assertEqual(list(self.ask("neighbour", "lena", period="2037", about="outreach").rows), [])

    def test_a_period_is_a_year_a_half_or_a_quarter(self):
        for period in ("2026", "2026H1", "2026H2", "2026Q4"):
            self.assertEqual(self.ask(period=period).status, "ok", period)
        for period in ("", "26", "2026H3", "2026Q5", "2026Q", "2026-01", "2026Q11", "20261", "1999", "abcd"):
            self.assertEqual(self.ask(period=period).status, "field_invalid", period)

    def test_a_page_goes_on_where_the_last_ended(self):
        self.counted("outreach", 2038, [1] * 5)
        self.counted("activity", 2038, [1] * 5)
        whole, pages, cursor = list(self.figures(period="2038")), [], ""
        while True:
            result = self.ask(period="2038", limit=1, cursor=cursor)
            pages += [(row.figure.party, row.figure.kind, row.figure.rule) for row in result.rows]
            cursor = result.next_cursor
            if not cursor:
                break
        self.assertEqual(pages, whole)
        self.assertEqual(len(pages), 3)

    def test_nobody_rewrites_a_figure(self):
        self.assertIn("L11", self.cluster.run_sql("UPDATE stafet.measure SET gross_ms = 0").stderr)


if __name__ == "__main__":
    unittest.main(verbosity=2)
