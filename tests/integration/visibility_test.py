#!/usr/bin/python3
# SPDX-License-Identifier: EUPL-1.2
"""L10: every look is logged, and only one's own is seen. A unit sees what it sent or received and the status of the duty while it is involved; the holder and the
authority see their own organisation's messages; an auditor of the authority's organisation sees metadata, when the look is an audit."""
import pathlib
import sys
import unittest

sys.dont_write_bytecode = True
sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "support"))

from stafet_test import Broker, Cluster, Town, pb, read_entry, until  # noqa: E402
from stafet_test.cluster import KeyPair  # noqa: E402
from stafet_test.messages import TRIAGED  # noqa: E402

ENTRY_LOOK, ENTRY_DENIED = 11, 15
COURSE_LOOKS = ("COURSE", "TIMELINE", "ALLOWED", "LOOKS")
AUDIT = "PURPOSE_AUDIT"


class Visibility(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.cluster = cls.enterClassContext(Cluster())
        cls.broker = cls.enterClassContext(Broker(cls.cluster))
        cls.town = cls.enterClassContext(Town(cls.broker))
        cls.set_up_inspection()

    @classmethod
    def set_up_inspection(cls):
        """A unit of the municipality that is no part of any course, with an auditor and a clerk; its key may also see bodies. The neighbour has one too."""
        key = KeyPair()
        with cls.town.operator() as operator:
            for unit, organisation, municipality in (("inspection", "kommunen", "0999"), ("other-inspection", "naboen", "0998")):
                cls.must(operator.change(set_party={"id": unit, "kind": "partner", "name": "Tilsyn", "organisation": organisation, "municipality": municipality,
                                                    "may_hold": False, "around_the_clock": False}))
                cls.must(operator.change(set_person={"id": "vera", "party": unit, "name": "Vera Vang", "role": "ROLE_AUDITOR"}))
                cls.must(operator.change(set_person={"id": "kurt", "party": unit, "name": "Kurt Kjær", "role": "ROLE_STAFF"}))
                cls.town.grant(operator, unit, key)
        cls.town.keys.update({"inspection": key, "other-inspection": key})

    @staticmethod
    def must(result):
        assert result.code == 0, f"{result.status}: {result.detail}"
        return result

    # ---- looking ----

    def look(self, kind, party, course=None, person="anna", **more):
        return self.town.client(party).query(kind, party, person, course, **more)

    def rows(self, kind, party, course=None, field=None, **more):
        result = self.must(self.look(kind, party, course, **more))
        return [getattr(row, field or kind.lower()) for row in result.rows]

    def types(self, party, course, **more):
        return [row.type for row in self.rows("TIMELINE", party, course, **more)]

    def listed(self, party, course, **more):
        """Whether the course is in the unit's list, in which nothing else is that a look at it alone refuses."""
        found, cursor = set(), ""
        while True:
            result = self.must(self.look("COURSES", party, cursor=cursor, about="all", **more))
            found |= {row.course.course_id for row in result.rows}
            cursor = result.next_cursor
            if not cursor:
                return course in found

    def journal(self, course, kind):
        """Who looked, as which person and why."""
        rows = self.cluster.sql(f"SELECT encode(entry, 'hex') FROM stafet.journal WHERE course = '{course}' AND kind = {kind} ORDER BY at, chain, seq")
        entries = [read_entry(bytes.fromhex(row[0])) for row in rows]
        return [(entry.party, entry.person, entry.purpose) for entry in entries]

    def sees_nothing(self, party, course, **more):
        for kind in COURSE_LOOKS:
            self.assertEqual(self.look(kind, party, course, **more).status, "unknown_course", (party, kind))
        self.assertFalse(self.listed(party, course, **more))
        self.assertNotIn(course, [row.course_id for row in self.rows("DEADLINES", party, field="deadline", **more)])

    # ---- courses ----

    def taken_course(self, party="outreach"):
        """Registered and triaged by the desk, taken over by another unit."""
        routed = self.town.routed_course(to=(party,))
        return self.town.client(party).must(self.town.take_over(party, routed, ground="SUL43_1"))

    # ---- units ----

    def test_a_unit_of_the_same_organisation_that_is_no_part_of_the_course_sees_nothing_of_it(self):
        opened = self.town.open_course()
        for party in ("activity", "outreach", "duty"):
            self.sees_nothing(party, opened.course)

    def test_a_stranger_gets_the_answer_of_a_course_that_is_not_there(self):
        opened = self.town.open_course()
        for party in ("neighbour", "gp"):
            self.sees_nothing(party, opened.course)
            self.sees_nothing(party, "018f0000-0000-7000-8000-000000000000")

    def test_the_holder_and_the_authority_see_what_their_organisation_sent_and_received(self):
        taken = self.taken_course()
        whole = ["contact.registered", "contact.triaged", "contact.routed", "contact.taken_over"]
        for party in ("outreach", "authority"):
            self.assertEqual(self.types(party, taken.course), whole, party)
            self.assertTrue(self.listed(party, taken.course), party)
            self.assertIn("desk", self.rows("COURSE", party, taken.course)[0].involved, party)
            self.assertIn(taken.course, [row.course_id for row in self.rows("DEADLINES", party, field="deadline")], party)
            self.must(self.look("LOOKS", party, taken.course))

    def test_what_the_broker_tells_others_is_seen_by_the_holder_and_the_authority(self):
        routed = self.town.routed_course(to=("outreach", "psychiatry"), urgency=1)
        taken = self.town.client("outreach").must(self.town.take_over("outreach", routed))
        for party in ("outreach", "authority"):
            self.assertIn(("contact.withdrawn", "psychiatry"), [(row.type, row.delivered_to) for row in self.rows("TIMELINE", party, taken.course)], party)
        self.assertEqual(self.types("psychiatry", taken.course), ["contact.routed", "contact.withdrawn"])
        self.assertNotIn("contact.withdrawn", self.types("desk", taken.course))

    def test_a_holder_of_another_organisation_inherits_nothing_but_what_it_was_sent(self):
        taken = self.taken_course("psychiatry")
        self.assertEqual(self.types("psychiatry", taken.course), ["contact.routed", "contact.taken_over"])
        self.assertEqual([row.type for row in self.rows("TIMELINE", "psychiatry", taken.course) if row.message], ["contact.routed", "contact.taken_over"])

    def test_a_former_holder_sees_what_it_sent_or_received_and_the_status_of_the_duty(self):
        taken = self.taken_course()
        outreach = self.town.client("outreach")
        outreach.must(self.town.note(taken, party="outreach", to=("authority",), text="Hun bor hos sin søster"))
        outreach.must(self.town.note(taken, party="outreach", to=("desk",), text="Tak for i dag"))
        told = self.types("desk", taken.course)
        self.assertEqual(told, ["contact.registered", "contact.triaged", "contact.routed", "contact.taken_over", "course.note"])
        self.assertEqual(self.types("outreach", taken.course), told + ["course.note"])
        status = self.rows("COURSE", "desk", taken.course)[0]
        self.assertEqual((status.holder, status.duty, status.involved), ("outreach", "HELD", ""))
        self.assertEqual(self.look("LOOKS", "desk", taken.course).status, "right_missing")

    def test_who_is_asked_is_involved_until_it_steps_out(self):
        routed = self.town.routed_course()
        self.assertEqual(self.types("outreach", routed.course), ["contact.routed"])
        self.assertEqual(self.rows("COURSE", "outreach", routed.course)[0].offered_to, "outreach")
        self.town.client("desk").must(self.town.note(routed, to=("activity",)))
        self.assertEqual(self.types("activity", routed.course), ["course.note"])
        self.assertEqual(self.rows("COURSE", "activity", routed.course)[0].offered_to, "")
        self.town.client("activity").must(self.town.step("course_stepped_out", "activity", routed))
        self.sees_its_own_log_only("activity", routed.course, ["course.stepped_out"])

    def sees_its_own_log_only(self, party, course, types):
        """What it did, and no contents of it; to every other question the course is not there."""
        rows = self.rows("TIMELINE", party, course)
        self.assertEqual([(row.type, row.party, row.message) for row in rows], [(name, party, b"") for name in types])
        for kind in set(COURSE_LOOKS) - {"TIMELINE"} | {"CONSENTS"}:
            self.assertEqual(self.look(kind, party, course).status, "unknown_course", kind)
        self.assertFalse(self.listed(party, course))

    def test_whose_part_is_over_keeps_the_log_of_what_it_did_and_nothing_else(self):
        opened = self.town.open_course()
        self.town.client("desk").must(self.town.note(opened, to=("activity",)))
        self.town.client("activity").must(self.town.note(opened, "activity", to=("desk",), text="Hun var her i går"))
        self.assertEqual([bool(row.message) for row in self.rows("TIMELINE", "activity", opened.course)], [True, True])
        self.town.client("activity").must(self.town.step("course_stepped_out", "activity", opened))
        self.town.client("desk").must(self.town.note(opened, to=("authority",)))
        self.sees_its_own_log_only("activity", opened.course, ["course.note", "course.stepped_out"])
        self.town.client("desk").must(self.town.note(opened, to=("activity",)))  # a part of it again
        self.assertEqual(self.types("activity", opened.course), ["course.note", "course.note", "course.stepped_out", "course.note"])

    def test_with_the_course_ends_the_part_in_it(self):
        opened = self.town.open_course()
        self.town.client("desk").must(self.town.note(opened, to=("activity",)))
        self.assertEqual(self.types("activity", opened.course), ["course.note"])
        self.town.client("desk").must(self.town.step("contact_closed", "desk", opened, {"outcome": "CONTACT_OUTCOME_ADVICE", "told": "Råd om søvn",
                                                                                          "way_back": {"phone": "+4520304050"}}))
        self.assertEqual(self.cluster.value(f"SELECT is_open FROM stafet.course WHERE id = '{opened.course}'"), "f")
        self.sees_its_own_log_only("activity", opened.course, [])
        self.assertEqual(self.types("authority", opened.course)[0], "contact.registered")

    def test_who_is_part_of_no_flow_sees_who_holds_and_not_what_else_goes_on(self):
        routed = self.town.routed_course()
        self.town.client("desk").must(self.town.note(routed, to=("activity",)))
        line = self.rows("COURSE", "activity", routed.course)[0]
        self.assertEqual((line.holder, line.duty, line.flows, line.awaited, line.next_due, line.offered_to, line.involved), ("desk", "OFFERED", "", "", "", "", ""))
        asked = self.rows("COURSE", "outreach", routed.course)[0]
        self.assertEqual((asked.flows, asked.awaited), ("contact ROUTED (awaits outreach)", "outreach"))
        self.assertNotEqual(asked.next_due, "")

    def test_who_watches_a_course_that_it_is_no_part_of_hears_nothing(self):
        opened = self.town.open_course()
        watching = {party: self.enterContext(self.town.fresh(party)) for party in ("authority", "gp")}
        for client in watching.values():
            client.send(watches=[{"number": 7, "course_id": opened.course}])
        self.town.client("desk").must(self.town.note(opened, to=("authority",)))
        until(lambda: (watching["authority"].listen(0.1), watching["authority"].notices)[1], "the authority hears of it")
        watching["gp"].listen(1)
        self.assertEqual(watching["gp"].notices, [])

    def test_an_inbox_says_what_is_awaited_now_and_not_what_was(self):
        routed = self.town.routed_course()
        self.assertEqual(self.waiting("outreach", routed)["contact.routed"], ("outreach", True))
        self.town.client("desk").must(self.town.step("contact_recalled", "desk", routed, offer=routed.offer))
        self.assertEqual(self.waiting("outreach", routed)["contact.routed"], ("desk", True))
        self.town.client("desk").must(self.town.note(routed, to=("outreach",)))
        self.assertEqual(self.waiting("outreach", routed)["course.note"], ("", False))
        again = self.town.client("desk").must(self.town.step("contact_routed", "desk", routed, {"ask": "Kan I alligevel?"}, to=("outreach",)))
        self.town.client("outreach").must(self.town.take_over("outreach", again))
        self.assertEqual(self.waiting("outreach", routed)["contact.routed"], ("", False))

    def waiting(self, party, on):
        """By type, of one course: who is awaited, and whether there is a date."""
        return {row.type: (row.awaited, row.due != "") for row in self.rows("INBOX", party) if row.course_id == on.course}

    # ---- the auditor ----

    def test_an_auditor_sees_the_metadata_of_its_organisations_courses_and_no_contents(self):
        taken = self.taken_course("psychiatry")
        audit = {"person": "vera", "purpose": AUDIT}
        rows = self.rows("TIMELINE", "inspection", taken.course, **audit)
        self.assertEqual([row.type for row in rows], ["contact.registered", "contact.triaged", "contact.routed", "contact.taken_over"])
        self.assertEqual([row.message for row in rows], [b""] * len(rows))
        self.assertEqual(self.rows("COURSE", "inspection", taken.course, **audit)[0].holder, "psychiatry")
        self.assertTrue(self.listed("inspection", taken.course, **audit))
        self.assertIn(("inspection", "vera"), [(row.party, row.person) for row in self.rows("LOOKS", "inspection", taken.course, field="look", **audit)])

    def test_an_auditor_whose_look_is_no_audit_sees_nothing(self):
        opened = self.town.open_course()
        for purpose in ("PURPOSE_CARE", "PURPOSE_COVER", "PURPOSE_LEADERSHIP", "PURPOSE_OPERATION", "PURPOSE_CITIZEN_REQUEST"):
            self.sees_nothing("inspection", opened.course, person="vera", purpose=purpose)

    def test_an_audit_by_somebody_else_than_the_organisations_auditor_shows_nothing(self):
        opened = self.town.open_course()
        self.sees_nothing("inspection", opened.course, person="kurt", purpose=AUDIT)
        self.sees_nothing("activity", opened.course, person="lena", purpose=AUDIT)
        self.sees_nothing("other-inspection", opened.course, person="vera", purpose=AUDIT)

    # ---- rights and the log ----

    def test_contents_are_for_a_key_with_the_right_to_them(self):
        opened = self.town.open_course()
        self.assertEqual([bool(row.message) for row in self.rows("TIMELINE", "desk", opened.course)], [True])
        key = KeyPair()
        with self.town.operator() as operator:
            self.town.grant(operator, "desk", key, metadata=True)
        with self.town._open(key, self.broker, ("desk",), (0, 0)) as client:
            rows = self.must(client.query("TIMELINE", "desk", "anna", opened.course)).rows
        self.assertEqual([(row.timeline.type, row.timeline.message) for row in rows], [("contact.registered", b"")])

    def test_each_look_and_each_refused_look_stands_in_the_log(self):
        opened = self.town.open_course()
        for kind in COURSE_LOOKS:
            self.must(self.look(kind, "authority", opened.course, purpose="PURPOSE_LEADERSHIP", person="lena"))
        self.assertEqual(self.journal(opened.course, ENTRY_LOOK), [("authority", "lena", 3)] * len(COURSE_LOOKS))
        self.look("TIMELINE", "activity", opened.course)
        self.look("TIMELINE", "inspection", opened.course, person="vera")
        self.assertEqual(self.journal(opened.course, ENTRY_DENIED), [("activity", "anna", 1), ("inspection", "vera", 1)])
        self.look("TIMELINE", "inspection", opened.course, person="vera", purpose=AUDIT)
        self.assertEqual(self.journal(opened.course, ENTRY_LOOK)[-1], ("inspection", "vera", 4))


class NightCover(unittest.TestCase):
    """The home is open on working days from eight to four, and the duty unit covers its nights."""

    def setUp(self):
        self.cluster = self.enterContext(Cluster(virtual_now="2026-11-23T10:00:00.000Z"))
        self.broker = self.enterContext(Broker(self.cluster))
        self.town = self.enterContext(Town(self.broker))
        self.town.keys["home"] = KeyPair()
        with self.town.operator() as operator:
            Visibility.must(operator.change(set_party={"id": "home", "kind": "offer", "name": "Bofællesskabet", "organisation": "kommunen", "municipality": "0999", "may_hold": True,
                                                       "around_the_clock": False, "cover": "duty"}))
            Visibility.must(operator.change(set_person={"id": "anna", "party": "home", "name": "Anna Andersen", "role": "ROLE_STAFF"}))
            self.town.grant(operator, "home", self.town.keys["home"])

    def held(self, **header):
        routed = self.town.routed_course(to=("home",), **header)
        return self.town.client("home").must(self.town.take_over("home", routed))

    def look(self, kind, course=None, **more):
        return self.town.client("duty").query(kind, "duty", "anna", course, **more)

    def listed(self):
        return {row.course.course_id for row in self.look("COURSES").rows}

    def test_who_covers_sees_the_status_of_the_duty_by_night_and_nothing_by_day(self):
        taken, strong = self.held(), self.held(confidentiality="CONFIDENTIALITY_STRONG")
        for kind in COURSE_LOOKS:
            self.assertEqual(self.look(kind, taken.course).status, "unknown_course", kind)
        self.assertEqual(self.listed() & {taken.course, strong.course}, set())
        self.cluster.set_time("2026-11-23T21:00:00.000Z")
        until(lambda: self.look("COURSE", taken.course).code == 0, "night has come to the broker")
        line = self.look("COURSE", taken.course).rows[0].course
        self.assertEqual((line.holder, line.flows, line.involved), ("home", "", ""))
        self.assertEqual(self.look("TIMELINE", taken.course).rows[:], [])
        self.assertIn(taken.course, self.listed())
        self.assertNotIn(strong.course, self.listed())  # by its number and a reason, not by looking around
        self.assertEqual(self.look("COURSE", strong.course).code, 0)


if __name__ == "__main__":
    unittest.main(verbosity=2)
