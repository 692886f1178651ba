#!/usr/bin/python3
# SPDX-License-Identifier: EUPL-1.2
"""L4, L10: a package that lacks an item is refused with each missing one named; how accepted packages answered is counted, and the counts are for leaders and
auditors of the organisation alone, without a citizen in them."""
import pathlib
import sys
import unittest

sys.dont_write_bytecode = True
sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "support"))

from stafet_test import Broker, Cluster, Town, read_entry  # noqa: E402
from stafet_test.messages import message, now_text  # noqa: E402
from stafet_test.waiting import until  # noqa: E402

ENTRY_LOOK, ENTRY_DENIED = 11, 15
QUERY_ANSWERS = 16
RISKS = ("risk.suicide", "risk.violence", "risk.substance", "risk.child", "risk.homeless")
ABSENT = {"contacts.professional": ("NOT_RELEVANT", "NONE_EXISTS"), "contacts.around_the_clock": ("UNKNOWN", "SOURCE_NOT_REACHED"),
          "risk.protective": ("CITIZEN_DECLINES", "CITIZEN_SAID_NO")}


class Standards(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.cluster = cls.enterClassContext(Cluster())
        cls.broker = cls.enterClassContext(Broker(cls.cluster))
        cls.town = cls.enterClassContext(Town(cls.broker))

    def ask(self, kind, party="desk", person="lena", **more):
        return self.town.client(party).query(kind, party, person, **more)

    def standard(self, name=""):
        result = self.ask("STANDARDS", about=name)
        self.assertEqual(result.status, "ok", result.detail)
        return [row.standard for row in result.rows]

    def demanded(self, name):
        return [row.item for row in self.standard(name) if row.required in ("always", "to a granted effort")]

    @staticmethod
    def answer(item):
        if item in ABSENT:
            absent, cause = ABSENT[item]
            return {"item": item, "absent": f"ABSENT_ANSWER_{absent}", "cause": f"ABSENT_CAUSE_{cause}"}
        return {"item": item, "tick": "ANSWER_NO"} if item in RISKS else {"item": item, "text": "Noteret"}

    def package(self, course, name, without=(), **header):
        """To the outreach team, by the desk, which holds."""
        body = {"transition": "TRANSITION_TYPE_CONTACT_TO_UNIT", "answers": [self.answer(item) for item in self.demanded(name) if item not in without]}
        return message("handover_package", "desk", "anna", body, course_id=course, to=("outreach",), ground="SUL43_1", **header)

    def acute(self, without=()):
        opened = self.town.open_course()
        return self.town.client("desk").submit(self.package(opened.course, "acute_core", without, priority="PRIORITY_ACUTE"))

    def planned(self):
        desk, opened = self.town.client("desk"), self.town.open_course()
        announced = desk.must(message("handover_announced", "desk", "anna", {
            "transition": "TRANSITION_TYPE_CONTACT_TO_UNIT", "planned_at": now_text(days=20), "reason": "HANDOVER_REASON_NEED_CHANGED",
            "citizen_informed": "ANSWER_YES"}, course_id=opened.course, to=("outreach",), ground="SUL43_1"))
        return desk.must(self.package(opened.course, "planned", flow_id=announced.flow))

    def counts(self, party="desk", person="lena", **more):
        result = self.ask("ANSWERS", party, person, **more)
        self.assertEqual(result.status, "ok", result.detail)
        return {(row.answers.party, row.answers.standard, row.answers.section): row.answers for row in result.rows}

    # ---- the standards ----

    def test_a_standard_is_told_item_by_item_with_its_hash(self):
        rows = self.standard("planned")
        self.assertEqual({(row.standard, row.version) for row in rows}, {("planned", 1)})
        self.assertEqual([row.section for row in rows], sorted(row.section for row in rows))
        self.assertEqual({row.section for row in rows}, set(range(1, 19)))
        crisis = next(row for row in rows if row.item == "crisis.triggers")
        self.assertEqual((crisis.required, crisis.required_da, crisis.section_da), ("when a risk is known", "når en risiko er kendt", "Krise- og mestringsplan"))
        self.assertEqual({row.standard for row in self.standard()}, {"planned", "acute_core", "return_route", "order", "order_core", "discharge", "support_profile"})
        self.assertEqual(self.ask("STANDARDS", about="plan").status, "field_invalid")

    def test_what_a_package_lacks_is_named_and_nothing_else(self):
        refused = self.acute(without=("basis.withheld", "identity.phone"))
        self.assertEqual(refused.status, "incomplete")
        self.assertEqual([item.item for item in refused.part.missing], ["identity.phone", "basis.withheld"])
        self.assertEqual(refused.part.missing[0].da, "hvordan borgeren træffes: en telefon, et sted")

    def test_the_entry_says_by_which_standard_and_how_it_was_answered(self):
        entry = self.acute().entry
        self.assertEqual(entry.standard_hash.hex(), self.standard("acute_core")[0].hash)
        sections = {part.section: part for part in entry.sections}
        self.assertEqual(sorted(sections), [1, 2, 8, 11, 14, 17])
        contacts, risk = sections[8], sections[11]
        self.assertEqual((contacts.answered, contacts.not_relevant, contacts.unknown, contacts.blank), (1, 1, 1, 0))
        self.assertEqual((risk.answered, risk.citizen_declines), (6, 1))

    # ---- the counts ----

    def test_counts_are_of_accepted_packages_and_of_fewer_than_five_nothing_is_told(self):
        before = int(self.cluster.value("SELECT count(DISTINCT course) FROM stafet.answer_count WHERE standard = 'acute_core.1'"))
        for _ in range(5):
            self.assertTrue(self.acute().is_accepted)
        self.acute(without=("basis.consent",))
        self.planned()
        found = self.counts()
        contacts = found["desk", "acute_core.1", 8]
        packages = before + 5
        self.assertEqual((contacts.packages, contacts.answered, contacts.not_relevant, contacts.unknown, contacts.citizen_declines, contacts.blank),
                         (packages, packages, packages, packages, 0, 0))
        few = found["desk", "planned.1", 8]
        self.assertEqual(few.packages, 0)
        self.assertFalse(few.HasField("answered") or few.HasField("unknown") or few.HasField("blank"))
        self.assertEqual({key[1] for key in self.counts(about="planned.1")}, {"planned.1"})
        self.assertEqual({key[0] for key in self.counts(about="desk")}, {"desk"})

    def test_a_page_goes_on_where_the_last_ended(self):
        self.acute()
        whole, pages, cursor = list(self.counts()), [], ""
        while True:
            result = self.ask("ANSWERS", limit=2, cursor=cursor)
            pages += [(row.answers.party, row.answers.standard, row.answers.section) for row in result.rows]
            cursor = result.next_cursor
            if not cursor:
                break
        self.assertEqual(pages, whole)
        self.assertGreater(len(pages), 2)

    def test_counts_are_for_leaders_and_auditors_of_the_organisation(self):
        self.acute()
        self.assertEqual(self.ask("ANSWERS", person="anna").status, "right_missing")
        self.assertEqual(self.ask("ANSWERS", person="").status, "right_missing")
        self.assertTrue(self.counts("authority", "clara"))
        self.assertFalse(self.counts("neighbour", "lena"))
        with self.town.operator() as operator:
            operator.change(set_person={"id": "vera", "party": "activity", "name": "Vera Vang", "role": "ROLE_AUDITOR"})
        # the registry is read anew a moment after it was changed
        until(lambda: self.ask("ANSWERS", "activity", "vera").status == "ok", "the new auditor is known")
        self.assertTrue(self.counts("activity", "vera"))

    def test_who_asked_and_who_was_refused_stands_in_the_log(self):
        self.acute()
        self.counts("outreach", "lena")
        self.ask("ANSWERS", "outreach", "bo")
        rows = self.cluster.sql("SELECT encode(entry, 'hex') FROM stafet.journal WHERE course IS NULL AND kind IN (11, 15)")
        seen = [(entry.kind, entry.party, entry.person) for entry in (read_entry(bytes.fromhex(row[0])) for row in rows) if entry.query == QUERY_ANSWERS]
        self.assertIn((ENTRY_LOOK, "outreach", "lena"), seen)
        self.assertIn((ENTRY_DENIED, "outreach", "bo"), seen)

    def test_nobody_rewrites_a_count(self):
        self.acute()
        self.assertIn("L11", self.cluster.run_sql("UPDATE stafet.answer_count SET blank = 0").stderr)


if __name__ == "__main__":
    unittest.main(verbosity=2)
