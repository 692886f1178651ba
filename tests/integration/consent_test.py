#!/usr/bin/python3
# SPDX-License-Identifier: EUPL-1.2
"""L13 from the wire: a disclosure by consent names a registered one that covers the receiver; a withdrawal stops what is not sent yet, whoever has the line, and is never
overtaken by a disclosure that was decided before it; rules and absences beside it."""
import itertools
import pathlib
import re
import subprocess
import sys
import unittest

sys.dont_write_bytecode = True
sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "support"))

from stafet_test import Broker, Cluster, Town, pb, read_entry, until  # noqa: E402
from stafet_test.messages import message  # noqa: E402
from stafet_test.paths import program  # noqa: E402
from stafet_test.town import CREDIT  # noqa: E402

SCOPES = [{"scope": f"CONSENT_SCOPE_{word}"} for word in ("CONTACT", "HANDOVER", "CORRESPONDENCE")]
GIVEN = {"form": "CONSENT_FORM_SPOKEN", "given_by": "CONSENT_GIVER_CITIZEN", "words": "Ja, det må de godt"}
STATUSES = re.findall(r"^X\((\w+),", (pathlib.Path(__file__).resolve().parents[2] / "broker/base/status.def").read_text(encoding="utf-8"), re.M)
WITHDRAWN = STATUSES.index("CONSENT_WITHDRAWN")


class WithTown(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.cluster = cls.enterClassContext(Cluster())
        cls.brokers = cls.enterClassContext(Broker(cls.cluster, "one")), cls.enterClassContext(Broker(cls.cluster, "two"))
        cls.town = cls.enterClassContext(Town(cls.brokers[0]))
        cls.ids = (f"samtykke-{number}" for number in itertools.count(1))

    def consent(self, on, party="desk", to=("regionen",), broker=None, **more):
        """Registers one and gives its id."""
        name = next(self.ids)
        body = {"consent_id": name, "scopes": SCOPES, "receivers": [{"organisation": one} for one in to], **GIVEN, **more}
        self.town.client(party, broker).must(message("consent_given", party, "anna", body, course_id=on.course))
        return name

    def shared(self, on, name, party="desk", to=("psychiatry",), **header):
        made = self.town.note(on, party, to=to, ground="CONSENT", **header)
        made.disclosure.consent_id = name
        return made

    @staticmethod
    def withdrawal(on, name, party="desk"):
        return message("consent_withdrawn", party, "anna", {"consent_id": name, "text": "Nej, alligevel ikke"}, course_id=on.course)

    def stopped(self, on):
        rows = self.cluster.sql(f"SELECT party, seq, status FROM stafet.undeliverable WHERE course = '{on.course}' ORDER BY seq")
        return [(party, int(seq), int(status)) for party, seq, status in rows]

    def waiting(self, on):
        return [int(seq) for seq, in self.cluster.sql(f"SELECT seq FROM stafet.delivery WHERE course = '{on.course}' AND party = 'psychiatry' ORDER BY seq")]

    def entries(self, on):
        rows = self.cluster.sql(f"SELECT encode(entry, 'hex') FROM stafet.entry WHERE course = '{on.course}' ORDER BY seq")
        return [read_entry(bytes.fromhex(row[0])) for row in rows]


class Disclosure(WithTown):
    def refusal(self, made):
        answer = self.town.client("desk").submit(made)
        return answer.status, [one.item for one in answer.part.missing]

    def test_a_disclosure_rests_on_a_consent_that_covers_it_and_its_entry_says_which_by_a_keyed_id(self):
        opened = self.town.open_course()
        self.assertEqual(self.refusal(self.shared(opened, "samtykke-0")), ("ground_needed", ["consent_id"]))
        others = self.consent(opened, to=("laegerne-torvet",))
        self.assertEqual(self.refusal(self.shared(opened, others)), ("ground_needed", ["consent_receiver"]))
        narrow = self.consent(opened, scopes=[{"scope": "CONSENT_SCOPE_HANDOVER"}])
        self.assertEqual(self.refusal(self.shared(opened, narrow)), ("ground_needed", ["consent_scope"]))
        name = self.consent(opened)
        one, two = (self.town.client("desk").must(self.shared(opened, name)).entry for _ in range(2))
        self.assertEqual((len(one.consent), one.consent), (16, two.consent))
        self.assertEqual(one.disclosure_ground, pb.DISCLOSURE_GROUND_CONSENT)
        self.assertNotIn(name.encode(), one.SerializeToString())
        bare = self.town.client("desk").must(self.town.note(opened, to=("psychiatry",), ground="SUL43_1")).entry
        self.assertEqual(bare.consent, b"")

    def test_the_register_outlives_the_broker_and_what_was_said_is_nowhere_in_clear(self):
        opened = self.town.open_course()
        name = self.consent(opened, relatives=[{"relation": "RELATION_SIBLING", "extent": "RELATIVE_EXTENT_PLANS", "name": "Solveig Søndag"}])
        before = self.cluster.sql(f"SELECT * FROM stafet.consent WHERE course = '{opened.course}'")
        other = self.consent(opened, broker=self.brokers[1])  # read there from the store, and written again
        self.assertEqual(self.cluster.sql(f"SELECT * FROM stafet.consent WHERE course = '{opened.course}' AND id = '{name}'"), before)
        self.town.client("desk", self.brokers[1]).must(self.shared(opened, name))
        self.town.client("desk").must(self.shared(opened, other))
        self.assertNotIn("Solveig".encode(), self.cluster.dump())

    def test_the_holder_and_the_authority_see_all_consents_others_their_own_organisations(self):
        opened = self.town.open_course()
        name = self.consent(opened, relatives=[{"relation": "RELATION_PARENT", "extent": "RELATIVE_EXTENT_APPOINTMENTS"}])
        self.town.client("desk").must(self.shared(opened, name))
        theirs = self.consent(opened, "psychiatry", to=("kommunen",))
        listed = {party: [row.consent for row in self.town.client(party).query("CONSENTS", party, "anna", opened.course).rows] for party in ("desk", "authority", "psychiatry")}
        self.assertEqual([row.consent_id for row in listed["desk"]], [name, theirs])
        self.assertEqual([row.consent_id for row in listed["authority"]], [name, theirs])
        self.assertEqual([row.consent_id for row in listed["psychiatry"]], [theirs])
        first = listed["desk"][0]
        self.assertEqual((first.state, first.scopes, first.receivers, first.relatives, first.form, first.given_by),
                         ("in_force", "contact, handover, correspondence", "regionen", "parent: appointments", "spoken", "citizen"))
        self.assertEqual(self.town.client("gp").query("CONSENTS", "gp", "anna", opened.course).status, "unknown_course")

    def test_a_course_begins_with_the_consent_of_its_first_message(self):
        made = self.town.registered("gp", ground="CONSENT")
        made.disclosure.consent_words = "Ja, ring til kommunen"
        opened = self.town.client("gp").must(made)
        rows = self.cluster.sql(f"SELECT controller, receivers FROM stafet.consent WHERE course = '{opened.course}'")
        self.assertEqual(rows, [("laegerne-torvet", "{kommunen}")])
        self.assertEqual(len(opened.entry.consent), 16)


class Withdrawal(WithTown):
    def test_what_is_stored_and_not_sent_is_not_sent_any_more(self):
        opened = self.town.open_course()
        name, other = self.consent(opened), self.consent(opened)
        desk = self.town.client("desk")
        resting = [desk.must(self.shared(opened, name)).entry.seq for _ in range(2)]
        kept = [desk.must(self.shared(opened, other)).entry.seq, desk.must(self.town.note(opened, to=("psychiatry",), ground="SUL43_1")).entry.seq]
        self.assertEqual(self.waiting(opened), sorted(resting + kept))
        withdrawn = desk.must(self.withdrawal(opened, name))
        self.assertEqual(self.stopped(opened), [("psychiatry", seq, WITHDRAWN) for seq in resting])
        self.assertEqual(self.waiting(opened), kept)
        timeline = {row.timeline.seq: row.timeline.undeliverable for row in desk.query("TIMELINE", "desk", "anna", opened.course).rows}
        self.assertEqual({seq for seq, why in timeline.items() if why == "psychiatry: consent_withdrawn"}, set(resting))
        self.assertEqual(withdrawn.entry.awaited or "desk", "desk")
        refused = desk.submit(self.shared(opened, name))
        self.assertEqual((refused.status, [one.item for one in refused.part.missing]), ("ground_needed", ["consent_expired"]))
        with self.town.fresh("psychiatry", CREDIT) as psychiatry:
            came = [psychiatry.take(condition=lambda one: one.course == opened.course).entry.seq for _ in kept]
            self.assertEqual(came, kept)
            psychiatry.listen(1.5)
            self.assertEqual([one.entry.seq for one in psychiatry.deliveries if one.course == opened.course], [])

    def test_one_organisation_tells_itself_on(self):
        opened = self.town.open_course()
        name = self.consent(opened)
        both = self.town.client("desk").must(self.shared(opened, name, to=("psychiatry", "outreach"))).entry.seq
        self.town.client("desk").must(self.withdrawal(opened, name))
        self.assertEqual(self.stopped(opened), [("psychiatry", both, WITHDRAWN)])
        with self.town.fresh("outreach", CREDIT) as outreach:
            self.assertEqual(outreach.take(condition=lambda one: one.course == opened.course).entry.seq, both)

    def test_what_is_out_and_unanswered_is_not_sent_again(self):
        opened = self.town.open_course()
        name = self.consent(opened)
        psychiatry = self.town.fresh("psychiatry", CREDIT)
        seq = self.town.client("desk").must(self.shared(opened, name)).entry.seq
        out = psychiatry.take(condition=lambda one: one.place == (opened.course, seq))
        self.assertEqual(out.sent_count, 1)
        self.town.client("desk").must(self.withdrawal(opened, name))
        self.assertEqual(self.stopped(opened), [("psychiatry", seq, WITHDRAWN)])
        psychiatry.close()
        with self.town.fresh("psychiatry", CREDIT) as again:
            later = self.town.client("desk").must(self.town.note(opened, to=("psychiatry",), ground="SUL43_1")).entry.seq
            self.assertEqual(again.take(condition=lambda one: one.course == opened.course).entry.seq, later)

    def check_other_broker(self, holding, other):
        """The line is at one broker, which has more of it than the session's credit takes; the citizen withdraws at the other."""
        opened = self.town.open_course()
        name = self.consent(opened)
        with self.town.fresh("psychiatry", (1, CREDIT[1]), holding) as psychiatry:
            first = self.town.client("desk", holding).must(self.town.note(opened, to=("psychiatry",), ground="SUL43_1"))
            out = psychiatry.take(condition=lambda one: one.place == (opened.course, first.entry.seq))
            resting = self.town.client("desk", holding).must(self.shared(opened, name)).entry.seq
            last = self.town.client("desk", holding).must(self.town.note(opened, to=("psychiatry",), ground="SUL43_1")).entry.seq
            until(lambda: self.cluster.value(f"SELECT count(*) FROM stafet.delivery WHERE course = '{opened.course}' AND seq = {resting} AND incarnation <> 0") == "1",
                  "the broker has the line in its hand")
            self.town.client("desk", other).must(self.withdrawal(opened, name))
            self.assertEqual(self.stopped(opened), [("psychiatry", resting, WITHDRAWN)])
            psychiatry.acknowledge(out)
            came = psychiatry.take(condition=lambda one: one.course == opened.course)
            self.assertEqual(came.entry.seq, last)
            psychiatry.acknowledge(came)
            until(lambda: self.waiting(opened) == [], "nothing waits")

    def test_a_line_in_another_brokers_hand_is_stopped_too(self):
        self.check_other_broker(*self.brokers)
        self.check_other_broker(*reversed(self.brokers))

    def test_nothing_that_was_decided_before_a_withdrawal_stands_behind_it(self):
        for turn in range(12):
            opened = self.town.open_course()
            name = self.consent(opened)
            clients = [self.town.client("desk", broker) for broker in self.brokers]
            first, second = (clients if turn % 2 == 0 else reversed(clients))
            number = second.post(self.withdrawal(opened, name))[0]
            numbers = first.post(*(self.shared(opened, name) for _ in range(4)))
            self.assertTrue(second.answer(number).is_accepted)
            answers = [first.answer(one) for one in numbers]
            entries = self.entries(opened)
            over = next(entry.seq for entry in entries if entry.type == 570)
            resting = [entry.seq for entry in entries if entry.disclosure_ground == pb.DISCLOSURE_GROUND_CONSENT]
            self.assertEqual([seq for seq in resting if seq > over], [])
            self.assertEqual(len(resting), sum(answer.is_accepted for answer in answers))
            self.assertEqual([seq for _, seq, _ in self.stopped(opened)], resting)

    def test_the_holder_of_another_organisation_is_told(self):
        routed = self.town.routed_course(to=("psychiatry",))
        taken = self.town.client("psychiatry").must(self.town.take_over("psychiatry", routed, ground="SUL43_1"))
        name = self.consent(taken)
        with self.town.fresh("psychiatry", CREDIT) as psychiatry:
            self.town.client("desk").must(self.withdrawal(taken, name))
            told = psychiatry.take(condition=lambda one: one.course == taken.course and one.kind == "consent_withdrawn")
            self.assertEqual(told.message.consent_withdrawn.consent_id, name)
        rules = [row.deadline.rule for row in self.town.client("psychiatry").query("DEADLINES", "psychiatry", "anna").rows if row.deadline.course_id == taken.course]
        self.assertIn("CNS-1", rules)


class Grounds(WithTown):
    """What a person at night need not type (L13)."""

    def stafet(self, *words):
        key, config = self.cluster.path("desk.key"), self.cluster.path("desk.conf")
        self.town.keys["desk"].write(key)
        pathlib.Path(config).write_text(f"endpoints = {self.brokers[0].endpoint}\nserver_public = {self.cluster.server_key.public.hex()}\nkey = {key}\nparty = desk\n"
                                        "person = anna\n", encoding="utf-8")
        return subprocess.run([program("STAFET_CLI"), "--config", config, "--lang", "da", *words], capture_output=True, text=True, timeout=60, check=False)

    def stage(self):
        desk = self.town.client("desk")
        opened = desk.must(self.town.registered())
        desk.must(self.town.step("contact_triaged", "desk", opened, {"urgency_level": 1, "risks": {name: "ANSWER_YES" for name in (
            "suicide_self_harm", "violence", "substance", "child_in_home", "homelessness")}}))
        return opened

    def send(self, *words):
        return self.stafet("send", *words)

    def ground_of_last(self, course):
        entry = self.cluster.value(f"SELECT encode(entry, 'hex') FROM stafet.entry WHERE course = '{course}' ORDER BY seq DESC LIMIT 1")
        return read_entry(bytes.fromhex(entry))

    def test_an_acute_contact_to_the_psychiatry_is_sent_on_the_ground_that_the_rules_have(self):
        opened = self.stage()
        done = self.send("contact.routed", "--course", opened.course, "--to", "psychiatry", "--set", "ask=Kom straks")
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertIn("Grundlag for videregivelse, efter reglerne: vital\n", done.stderr)
        self.assertEqual(self.ground_of_last(opened.course).disclosure_ground, pb.DISCLOSURE_GROUND_VITAL)

    def test_where_a_person_must_choose_nothing_is_filled_in(self):
        opened = self.town.open_course()
        done = self.send("course.note", "--course", opened.course, "--to", "psychiatry", "--set", "text=Kender I hende?")
        self.assertEqual(done.returncode, 1)
        self.assertIn("ground_needed", done.stderr)

    def test_a_consent_is_registered_named_shown_and_withdrawn_by_hand(self):
        opened = self.town.open_course()
        given = self.send("consent.given", "--course", opened.course, "--set", "consentId=ja-1", "--scope", "correspondence", "--organisation", "regionen",
                          "--relative", "parent:plans", "--set", "form=spoken", "--set", "givenBy=citizen")
        self.assertEqual(given.returncode, 0, given.stderr)
        noted = self.send("course.note", "--course", opened.course, "--to", "psychiatry", "--set", "text=Kender I hende?", "--consent", "ja-1")
        self.assertEqual(noted.returncode, 0, noted.stderr)
        shown = self.stafet("consents", opened.course).stdout
        self.assertRegex(shown, r"ja-1 +in_force +correspondence +regionen +parent: plans +citizen +spoken")
        self.assertEqual(self.send("consent.withdrawn", "--course", opened.course, "--set", "consentId=ja-1").returncode, 0)
        again = self.send("course.note", "--course", opened.course, "--to", "psychiatry", "--set", "text=Og nu?", "--consent", "ja-1")
        self.assertEqual(again.returncode, 1)
        self.assertRegex(again.stderr, r"consent_expired +et samtykke, der gælder")


if __name__ == "__main__":
    unittest.main(verbosity=2)
