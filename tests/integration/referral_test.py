#!/usr/bin/python3
# SPDX-License-Identifier: EUPL-1.2
"""A referral from the wire through a broker and PostgreSQL: five items from a GP, held by the desk, received by a caseworker, decided and told, or with the
authority that it belongs to; an early intervention beside it; with time in the test's hand, and by the command line in Danish."""
import datetime
import pathlib
import subprocess
import sys
import unittest

sys.dont_write_bytecode = True
sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "support"))

from stafet_test import pb  # noqa: E402
from stafet_test.flow_steps import FlowSteps, RealTime, TimeInHand  # noqa: E402
from stafet_test.messages import message  # noqa: E402
from stafet_test.paths import program  # noqa: E402

SUBMITTED, IN_REVIEW, SUPPLEMENT, GRANTED, REFUSED, FORWARDED, WITHDRAWING, CLOSED, WITHDRAWN, MOVED_ON = range(301, 311)
REQUESTED, OFFERED, AGREED, RUNNING, EARLY_ENDED = range(201, 206)
HELD, UNDER_OFFER, ENDED = pb.DUTY_STATE_HELD, pb.DUTY_STATE_OFFERED, pb.DUTY_STATE_ENDED
GP = {"name": "Læge Lund", "phone": "+4520304070", "role": "ROLE_STAFF"}
ITEMS = {"citizen": {"name": "Karla Karlsen", "phone": "+4520304050"}, "need": "Kan ikke klare hverdagen alene", "citizen_informed": "ANSWER_YES"}


class Steps(FlowSteps):
    """`now` is the store's."""

    def submit(self, party="gp", person=GP, body=None, **header):
        header = {"priority": "PRIORITY_ROUTINE", "ground": "SUL43_1", **header}
        return self.town.client(party).submit(message("referral_submitted", party, person, {**ITEMS, **(body or {})}, **header))

    def submitted(self, **more):
        answer = self.submit(**more)
        self.assertTrue(answer.is_accepted, answer)
        return answer

    def receive(self, on, **header):
        """On the answer to the submission, which names the offer."""
        return self.send("referral_received", "authority", on, {"contact_person": "anna", "decision_at": self.now(days=10), "paragraph": "107"}, offer=on.offer, **header)

    def received(self):
        answer = self.receive(self.submitted())
        self.assertTrue(answer.is_accepted, answer)
        return answer

    def state(self, on):
        return int(self.cluster.value(f"SELECT state FROM stafet.flow WHERE course = '{on.course}' AND id = '{on.flow}'"))

    def duty(self, course):
        return self.cluster.sql(f"SELECT holder, duty FROM stafet.course WHERE id = '{course}'")[0]

    def deadlines(self, course):
        return {row[0]: row[1] for row in self.cluster.sql(f"SELECT rule, awaited FROM stafet.deadline WHERE course = '{course}'")}


class Today(RealTime, Steps, unittest.TestCase):
    """Whatever needs no other time than now shares one broker."""

    def test_a_gp_refers_with_five_items_and_each_that_is_missing_is_named(self):
        bare = self.submit(body={"citizen": {"name": "Karla"}, "need": " ", "citizen_informed": "ANSWER_NO"}, priority=None)
        self.assertEqual(sorted(item.item for item in bare.part.missing), ["citizen", "citizen_informed", "need", "priority"])
        submitted = self.submitted()
        self.assertEqual((submitted.entry.to_state, submitted.entry.holder, submitted.entry.duty, submitted.entry.awaited), (SUBMITTED, "desk", UNDER_OFFER, "authority"))
        late = self.receive(submitted)
        self.assertTrue(late.is_accepted, late)
        self.assertEqual((late.entry.to_state, late.entry.holder, late.entry.duty), (IN_REVIEW, "authority", HELD))
        self.assertEqual(self.deadlines(submitted.course), {"REF-2": "authority", "REF-3": "authority", "EAR-4": "authority"})
        self.check(submitted.course)

    def test_it_is_received_by_a_named_person_with_the_authoritys_own_key(self):
        submitted = self.submitted()
        unnamed = self.send("referral_received", "authority", submitted, {"decision_at": self.now(days=10)})
        self.assertEqual([item.item for item in unnamed.part.missing], ["offer"])
        nobody = self.send("referral_received", "authority", submitted, {"decision_at": self.now(days=10)}, {"name": "Vikaren"}, offer=submitted.offer)
        self.assertEqual(nobody.status, "unknown_person")
        self.assertEqual(self.send("referral_received", "outreach", submitted, {"decision_at": self.now(days=10)}).status, "unknown_course")
        self.assertEqual(self.duty(submitted.course), ("desk", str(UNDER_OFFER)))

    def test_questions_are_answered_by_id_and_cannot_answer_is_an_answer(self):
        received = self.received()
        empty = self.send("referral_supplement_asked", "authority", received, {"questions": [{"question": "Hvor længe?"}]}, to=("gp",))
        self.assertEqual([item.item for item in empty.part.missing], ["questions"])
        asked = self.must("referral_supplement_asked", "authority", received, {"questions": [{"id": "1", "question": "Hvor længe?"}, {"id": "2", "question": "Medicin?"}]}, to=("gp",))
        self.assertEqual((asked.entry.to_state, asked.entry.awaited), (SUPPLEMENT, "gp"))
        short = self.send("referral_supplement_given", "gp", asked, {"answers": [{"id": "1", "answer": "To år"}, {"id": "2"}]}, GP)
        self.assertEqual([item.item for item in short.part.missing], ["answers"])
        given = self.must("referral_supplement_given", "gp", asked, {"answers": [{"id": "1", "answer": "To år"}, {"id": "2", "cannot": True}]}, GP)
        self.assertEqual((given.entry.to_state, given.entry.awaited), (IN_REVIEW, "authority"))

    def test_refused_told_appealed_and_upheld(self):
        received = self.received()
        refused = self.must("referral_decided", "authority", received, {
            "decision": "REFERRAL_DECISION_REFUSED", "reason": "REFERRAL_REASON_LESS_SUFFICES", "text": "Bostøtte er nok", "alternative": "§ 85", "next_owner": "outreach", "appeal_guidance": True})
        self.assertEqual((refused.entry.to_state, refused.entry.holder, refused.entry.duty), (REFUSED, "authority", HELD))
        told = self.must("referral_notified", "authority", refused, {"citizen_told_at": self.now(), "appeal_guidance": True})
        self.assertEqual(self.deadlines(told.course), {"REF-11": "authority"})
        appealed = self.must("referral_appealed", "desk", refused, {"by_whom": "REFERRAL_VOICE_CITIZEN", "text": "Det er ikke nok"})
        self.assertEqual((appealed.entry.to_state, self.deadlines(told.course)["REF-7"]), (IN_REVIEW, "authority"))
        upheld = self.must("referral_reassessed", "authority", refused, {"sent_on_at": self.now()})
        self.assertEqual(upheld.entry.to_state, REFUSED)
        self.check(told.course)

    def forwarded(self):
        return self.must("referral_forwarded", "authority", self.submitted(), {"reason": "Bor i nabokommunen"}, to=("neighbour",))

    def test_the_right_authority_confirms_with_its_own_key_and_has_a_course_of_its_own_in_the_same_transaction(self):
        forwarded = self.forwarded()
        self.assertEqual((forwarded.entry.to_state, forwarded.entry.holder, forwarded.entry.duty, forwarded.entry.awaited), (FORWARDED, "desk", HELD, "neighbour"))
        confirm = message("referral_forward_confirmed", "neighbour", "anna", {"contact_person": "anna"}, course_id=forwarded.course, flow_id=forwarded.flow, ground="SUL43_1")
        confirmed = self.town.client("neighbour").must(confirm)
        raw = pb.Entry.FromString(confirmed.receipt).linked_course_id.hex()
        own = f"{raw[:8]}-{raw[8:12]}-{raw[12:16]}-{raw[16:20]}-{raw[20:]}"
        self.assertEqual(self.duty(own), ("neighbour", str(HELD)))
        self.assertEqual((self.state(forwarded), confirmed.entry.duty, confirmed.entry.holder), (MOVED_ON, ENDED, ""))
        born = {self.cluster.value(f"SELECT xmin FROM stafet.entry WHERE course = '{course}' AND seq = {seq}") for course, seq in ((own, 1), (forwarded.course, confirmed.entry.seq))}
        self.assertEqual(len(born), 1, "one transaction")
        again = self.town.client("neighbour").submit(confirm)
        self.assertEqual((again.receipt, again.is_replayed), (confirmed.receipt, True))
        self.check(own)
        self.check(forwarded.course)

    def test_a_broker_that_is_killed_at_the_confirmation_leaves_one_course_or_none(self):
        forwarded = self.forwarded()
        before = int(self.cluster.value("SELECT count(*) FROM stafet.course WHERE authority = 'neighbour'"))
        confirm = message("referral_forward_confirmed", "neighbour", "anna", {}, course_id=forwarded.course, flow_id=forwarded.flow, ground="SUL43_1").SerializeToString()
        self.town.client("neighbour").post(confirm)
        self.broker.kill()
        self.broker.start()
        self.town.close()
        self.town.client("neighbour").must(confirm)
        self.assertEqual(int(self.cluster.value("SELECT count(*) FROM stafet.course WHERE authority = 'neighbour'")), before + 1)
        self.check(forwarded.course)

    def test_told_by_phone_it_ends_no_course(self):
        forwarded = self.forwarded()
        told = self.must("referral_forward_confirmed", "authority", forwarded, {}, recorded_for={"name": "Nina", "phone": "+4520304080", "at": self.now()})
        self.assertEqual((told.entry.to_state, told.entry.holder, told.entry.duty), (MOVED_ON, "desk", HELD))
        self.assertIn("CRS-1", self.deadlines(forwarded.course))

    def test_an_early_intervention_runs_beside_a_referral_that_waits_and_each_unit_says_yes_itself(self):
        received = self.received()
        body = {"need": "Ventetid", "citizen_informed": "ANSWER_YES", "parallel_referral_id": received.flow}
        asked = self.town.client("authority").submit(message("early_requested", "authority", "anna", body, course_id=received.course, to=("outreach", "psychiatry"), ground="SUL43_1"))
        self.assertTrue(asked.is_accepted, asked)
        self.assertEqual(self.deadlines(received.course), {"REF-2": "authority", "REF-3": "authority", "EAR-1": "outreach", "EAR-7": "psychiatry"})
        plan = {"paragraph": "82b", "coordinator": "anna", "coordinator_phone": "+4520304060", "planned_end": self.now(days=90)}
        self.must("early_offered", "outreach", asked, {**plan, "form": "EARLY_FORM_INDIVIDUAL", "first_contact_at": self.now(days=3)})
        self.must("early_agreed", "outreach", asked, {"own_words": "Ja, det vil jeg gerne"})
        self.must("early_joined", "psychiatry", asked, {"contact_person": "bo", "contact_phone": "+4520304061", "does": "Samtale hver uge"})
        aimless = self.send("early_started", "outreach", asked, {**plan, "goals": [{"text": " "}], "next_at": self.now(days=7)})
        self.assertEqual([item.item for item in aimless.part.missing], ["goal"])
        long = self.send("early_started", "outreach", asked, {**plan, "planned_end": self.now(days=200), "goals": [{"text": "Ud hver dag"}], "next_at": self.now(days=7)})
        self.assertEqual([item.item for item in long.part.missing], ["planned_end"])
        started = self.must("early_started", "outreach", asked, {**plan, "goals": [{"text": "Ud hver dag"}], "next_at": self.now(days=7)})
        self.assertEqual((started.entry.to_state, started.entry.holder), (RUNNING, "authority"))
        ended = self.must("early_ended", "outreach", asked, {"reason": "EARLY_END_REASON_NEED_GREATER", "onward": "EARLY_ONWARD_REFERRAL", "onward_flow_id": received.flow})
        self.assertEqual((ended.entry.to_state, self.deadlines(received.course)), (EARLY_ENDED, {"REF-2": "authority", "REF-3": "authority", "EAR-4": "authority"}))
        self.check(received.course)

    def test_what_the_gp_may_not_see_it_does_not_see(self):
        received = self.received()
        noted = self.town.client("desk").submit(self.town.note(received, text="Kun for myndigheden"))
        self.assertTrue(noted.is_accepted, noted)
        rows = self.town.client("gp").query("TIMELINE", "gp", "anna", received.course).rows
        self.assertEqual([row.timeline.type for row in rows], ["referral.submitted", "referral.received"])


class CommandLine(RealTime, Steps, unittest.TestCase):
    """The same by hand: a person names no flow and no offer."""

    def stafet(self, party, *words):
        key, config = self.cluster.path(f"{party}.key"), self.cluster.path(f"{party}.conf")
        self.town.keys[party].write(key)
        pathlib.Path(config).write_text(f"endpoints = {self.broker.endpoint}\nserver_public = {self.cluster.server_key.public.hex()}\nkey = {key}\nparty = {party}\n"
                                        "person = anna\n", encoding="utf-8")
        return subprocess.run([program("STAFET_CLI"), "--config", config, "--lang", "da", *words], capture_output=True, text=True, timeout=60, check=False)

    def test_a_caseworker_sees_what_may_be_done_and_receives_without_naming_flow_or_offer(self):
        course = self.submitted().course
        self.assertRegex(self.stafet("authority", "course", "allowed", course).stdout, r"referral\.received +modtag henvisningen")
        short = self.stafet("authority", "send", "referral.received", "--course", course, "--ground", "fvl28")
        self.assertEqual(short.returncode, 1)
        self.assertIn("hvornår afgørelsen kommer, inden for den offentliggjorte frist", short.stderr)
        done = self.stafet("authority", "send", "referral.received", "--course", course, "--ground", "fvl28", "--set", f"decisionAt={self.now(days=9)}")
        self.assertEqual(done.returncode, 0, done.stderr)
        shown = self.stafet("authority", "course", "show", course)
        self.assertIn("REF-2 træf afgørelse", shown.stdout)
        self.assertIn("behandles", shown.stdout)
        self.assertIn("henvisning", self.stafet("authority", "course", "timeline", course).stdout)

    def test_the_flows_are_printed_from_their_tables(self):
        for name, word in (("referral", "FVL § 7(2)"), ("early_intervention", "early.join_refused")):
            printed = self.stafet("authority", "flows", name)
            self.assertEqual(printed.returncode, 0, printed.stderr)
            self.assertIn(word, printed.stdout)


class OverTime(TimeInHand, Steps, unittest.TestCase):
    """With time in the test's hand, and a store for each test."""

    def test_the_citizen_waits_nobody_offers_anything_and_the_deadline_passes(self):
        received = self.received()
        self.go_on(days=14, hours=8)
        self.wait_for(received.course, "EAR-4")
        self.go_on(days=8)
        self.wait_for(received.course, "REF-3")
        self.go_on(days=7)
        late = self.wait_for(received.course, "REF-2")
        self.assertEqual((late.holder, late.awaited), ("authority", "authority"))
        self.check(received.course)

    def test_a_pause_for_the_citizens_answer_moves_the_deadline_and_survives_a_broker_that_is_killed(self):
        received = self.received()
        due = self.cluster.value(f"SELECT due_at FROM stafet.deadline WHERE course = '{received.course}' AND rule = 'REF-2'")
        self.must("referral_supplement_asked", "authority", received, {"questions": [{"id": "1", "question": "Hvad ønsker du?"}], "asks_citizen": True,
                                                                       "pause": "PAUSE_REASON_CITIZEN_ANSWER_AWAITED"})
        self.broker.kill()
        self.broker.start()
        self.town.close()
        self.go_on(days=3)
        self.must("referral_supplement_given", "authority", received, {"answers": [{"id": "1", "answer": "En bolig"}]})
        moved = self.cluster.value(f"SELECT due_at FROM stafet.deadline WHERE course = '{received.course}' AND rule = 'REF-2'")
        self.assertEqual(datetime.datetime.fromisoformat(moved) - datetime.datetime.fromisoformat(due), datetime.timedelta(days=3))

    def test_told_no_and_not_appealed_the_referral_closes_and_the_holder_goes_on(self):
        received = self.received()
        refused = self.must("referral_decided", "authority", received, {
            "decision": "REFERRAL_DECISION_REFUSED", "reason": "REFERRAL_REASON_OTHER_LAW", "text": "Anden lov", "alternative": "Jobcenter", "next_owner": "desk", "appeal_guidance": True})
        self.must("referral_notified", "authority", refused, {"citizen_told_at": self.now(), "appeal_guidance": True})
        self.go_on(days=29)
        over = self.wait_for(received.course, "REF-11")
        self.assertEqual((over.to_state, over.holder, self.deadlines(received.course)), (CLOSED, "authority", {"CRS-1": "authority"}))
        self.check(received.course)


if __name__ == "__main__":
    unittest.main()
