#!/usr/bin/python3
# SPDX-License-Identifier: EUPL-1.2
"""L2, L3, L5, L6, L10 at the end of a course: nobody is let go before the citizen is ready, the course is held through the aftercare, and who comes back is offered to those
who know the citizen; through a broker that is killed between, and with time in the test's hand."""
import pathlib
import sys
import unittest

sys.dont_write_bytecode = True
sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "support"))

from handover_test import CommandLine as _CommandLine, Steps  # noqa: E402
from stafet_test import pb, read_entry, until  # noqa: E402
from stafet_test.flow_steps import RealTime, TimeInHand  # noqa: E402
from stafet_test.messages import REGISTERED, TRIAGED, message  # noqa: E402

PROPOSED, SEARCHING, DEAD, READY, AFTERCARE, RECONTACT, CLOSED, STOPPED = range(801, 809)
ANSWERED = 103
READY_NOW = {"readiness": "READINESS_READY", "own_words": "Nu kan jeg selv"}
stafet = _CommandLine.stafet
del _CommandLine  # it is run where it stands


class Closing(Steps):
    """The steps of a closing; the outreach team holds."""

    def proposed(self, on=None, **more):
        body = {"reason": "CLOSING_REASON_NO_NEED_BY_CITIZEN", **more}
        answer = self.on_course("closing_proposed", "outreach", on or self.held_course(), body)
        self.assertTrue(answer.is_accepted, answer)
        return answer

    def decision(self, **more):
        return {"mode": "CLOSING_MODE_READY", "recontact_unit": "outreach", "recontact_phone": "+4520304060", "recontact_until": self.now(days=400),
                "aftercare_at": self.now(days=30), "onward": "ONWARD_EDUCATION", **more}

    def aftercare(self):
        proposed = self.proposed()
        self.must("closing_citizen_answered", "outreach", proposed, READY_NOW)
        return self.must("closing_decided", "outreach", proposed, self.decision())

    def checked(self, on, day, result="WELL", **more):
        return self.send("closing_aftercare_checked", "outreach", on, {"day": day, "at": self.now(), "who": "Anna, ved besøg", "result": f"AFTERCARE_RESULT_{result}",
                                                                       "came_there": "ANSWER_YES", **more})

    def back(self, earlier, party="desk", person="anna", **more):
        body = {"previous_course_id": earlier.course, "length": "NEED_LENGTH_SHORT", "need": "Det er blevet svært igen", "way_back": {"phone": "+4520304050"},
                "immediate_danger": "ANSWER_NO", **more}
        return self.town.client(party).submit(message("closing_recontacted", party, person, body, ground="SUL43_1"))

    def missing(self, answer):
        self.assertEqual(answer.status, "guard_not_met", answer)
        return [item.item for item in answer.part.missing]


class Today(RealTime, Closing, unittest.TestCase):
    def test_a_closing_is_asked_decided_and_looked_after_while_the_unit_still_holds(self):
        proposed = self.proposed()
        self.assertEqual((proposed.entry.to_state, proposed.entry.holder), (PROPOSED, "outreach"))
        self.assertEqual(self.missing(self.send("closing_citizen_answered", "outreach", proposed, {"readiness": "READINESS_READY"})), ["own_words"])
        self.must("closing_citizen_answered", "outreach", proposed, {"readiness": "READINESS_PARTLY", "no_words": "NO_WORDS_REASON_CANNOT"})
        refused = self.send("closing_decided", "outreach", proposed, {"mode": "CLOSING_MODE_NOT_FOUND", "recontact_unit": "harbour"})
        self.assertEqual(self.missing(refused), ["mode", "recontact_unit", "recontact_phone", "recontact_until", "aftercare_at"])
        decided = self.must("closing_decided", "outreach", proposed, self.decision())
        self.assertEqual((decided.entry.to_state, decided.entry.holder), (AFTERCARE, "outreach"))
        self.assertEqual(set(self.deadlines(decided.course)), {"CLO-1", "CLO-4", "CRS-1"})
        self.assertEqual(self.missing(self.send("closing_evaluated", "outreach", decided, {"got_the_help": {"choice": "EVALUATION_CHOICE_YES"}})), ["evaluation"])
        self.must("closing_evaluated", "outreach", decided, {"got_the_help": {"choice": "EVALUATION_CHOICE_PARTLY"}, "worked_well": {"text": "At nogen ringede"},
                                                             "more_of": {"choice": "EVALUATION_CHOICE_NO"}})
        self.assertNotIn("CLO-4", self.deadlines(decided.course))
        self.assertEqual(self.missing(self.checked(decided, 30)), ["not_too_early"])
        self.check(decided.course)

    def test_every_open_flow_is_named_with_its_end(self):
        announced = self.announce("outreach", self.held_course(), "harbour")
        body = {"reason": "CLOSING_REASON_EVENT", "flow_ends": [{"flow_id": announced.flow}]}
        self.assertEqual(self.missing(self.on_course("closing_proposed", "outreach", announced, body)), ["flows_named"])
        body["flow_ends"][0]["how"] = "Opgives: borgeren flytter ikke alligevel"
        self.assertTrue(self.on_course("closing_proposed", "outreach", announced, body).is_accepted)
        self.assertEqual(self.missing(self.on_course("closing_proposed", "outreach", announced, body)), ["no_closing"])

    def test_who_cannot_be_found_is_looked_for_in_two_ways_and_a_leader_answers_for_it(self):
        proposed = self.proposed()
        for channel in ("PHONE", "OUTREACH", "PHONE"):
            self.must("closing_attempted", "outreach", proposed, {"channel": f"CHANNEL_{channel}", "at": self.now()})
        self.assertEqual(self.state(proposed), SEARCHING)
        body = {"address_checked": True, "admission_checked": True, "risks": TRIAGED["risks"]}
        self.assertEqual(self.send("closing_not_found", "authority", proposed, body).status, "not_yours_to_do")
        at_risk = {**body, "risks": {**TRIAGED["risks"], "suicide_self_harm": "ANSWER_YES"}}
        self.assertEqual(self.missing(self.send("closing_not_found", "authority", proposed, at_risk, "lena")), ["no_risk"])
        self.must("closing_not_found", "authority", proposed, body, "lena")
        decided = self.must("closing_decided", "outreach", proposed, self.decision(mode="CLOSING_MODE_NOT_FOUND"))
        self.assertNotIn("CLO-4", self.deadlines(decided.course))
        self.check(proposed.course)

    def test_a_contact_in_aftercare_takes_the_course_up_again(self):
        decided = self.aftercare()
        contact = self.town.client("desk").must(message("contact_registered", "desk", "anna", REGISTERED, course_id=decided.course))
        self.assertEqual((contact.entry.to_state, contact.entry.holder, self.state(decided)), (ANSWERED, "outreach", STOPPED))
        self.assertIn("closing.reopened", self.types("outreach", decided.course))
        self.check(decided.course)

    def test_an_earlier_course_that_is_open_or_not_ones_own_leads_nowhere(self):
        decided = self.aftercare()
        self.assertEqual(self.missing(self.back(decided)), ["previous_closed"])
        for party in ("neighbour-desk", "harbour"):
            self.assertEqual(self.back(decided, party).status, "unknown_course")
        made_up = self.town.client("desk").submit(message("closing_recontacted", "desk", "anna", {
            "previous_course_id": "00000000-0000-8000-8000-000000000001", "length": "NEED_LENGTH_SHORT"}))
        self.assertEqual(made_up.status, "unknown_course")
        self.assertEqual(self.town.client("desk").submit(message("closing_recontacted", "desk", "anna", {"length": "NEED_LENGTH_SHORT"})).status, "field_missing")


    def linked(self, on, other, party="desk", **more):
        body = {"other_course_id": other.course, "proof": "SAME_CITIZEN_PROOF_NUMBER", "second_person": "bo", **more}
        return self.on_course("course_linked", party, on, body)

    def test_two_courses_of_one_citizen_become_one_in_one_transaction(self):
        held, opened = self.held_course(), self.town.open_course()
        self.assertEqual(self.linked(held, opened, "outreach").status, "not_yours_to_do")
        self.assertEqual(self.missing(self.linked(held, opened, second_person="anna")), ["second_person"])
        self.assertEqual(self.linked(held, opened, other_course_id="00000000-0000-8000-8000-000000000001").status, "unknown_course")
        linked = self.linked(held, opened)
        self.assertTrue(linked.is_accepted, linked)
        self.assertEqual((linked.entry.holder, linked.entry.linked_course_id.hex()), ("outreach", opened.course.replace("-", "")))
        self.assertEqual(self.duty(opened.course), ("", str(pb.DUTY_STATE_ENDED)))
        last = read_entry(self.log(opened.course)[-1])
        self.assertEqual((last.kind, last.linked_course_id.hex()), (pb.ENTRY_KIND_NOTICE, held.course.replace("-", "")))
        self.assertEqual(self.deadlines(held.course)["CRS-5"], "desk")
        self.assertEqual(self.state(type("Flow", (), {"course": opened.course, "flow": opened.flow})), 192)
        self.broker.kill()
        self.broker.start()
        self.town.close()
        late = self.send("contact_triaged", "desk", opened, TRIAGED)
        self.assertEqual(late.status, "course_ended")
        there = self.town.client("desk").submit(message("contact_triaged", "desk", "anna", TRIAGED, course_id=held.course, flow_id=opened.flow))
        self.assertTrue(there.is_accepted, there)
        self.assertTrue(self.on_course("course_link_confirmed", "desk", held, {}).is_accepted)
        self.assertNotIn("CRS-5", self.deadlines(held.course))
        self.check(held.course)
        self.check(opened.course)


class OverTime(TimeInHand, Closing, unittest.TestCase):
    def closed(self):
        decided = self.aftercare()
        self.go_on(days=30)
        self.assertTrue(self.checked(decided, 30).is_accepted)
        self.assertEqual(self.duty(decided.course)[0], "outreach")
        self.go_on(days=60)
        self.assertEqual(self.missing(self.checked(decided, 90, "NEEDS")), ["reopen_first"])
        self.assertEqual(self.missing(self.checked(decided, 90, came_there="ANSWER_UNSPECIFIED")), ["came_there"])
        last = self.checked(decided, 90)
        self.assertTrue(last.is_accepted, last)
        self.assertEqual((last.entry.to_state, last.entry.duty), (CLOSED, pb.DUTY_STATE_ENDED))
        self.assertEqual(self.deadlines(decided.course), {})
        self.check(decided.course)
        return decided

    def test_who_comes_back_is_offered_to_those_who_know_the_citizen_by_a_broker_that_has_forgotten_everything(self):
        earlier = self.closed()
        self.go_on(days=100)
        self.broker.kill()
        self.broker.start()
        back = self.back(earlier)
        self.assertTrue(back.is_accepted, back)
        self.assertNotEqual(back.course, earlier.course)
        self.assertEqual((back.entry.to_state, back.entry.holder, [asked.party for asked in back.entry.offered_to], back.entry.linked_course_id.hex()),
                         (RECONTACT, "desk", ["outreach"], earlier.course.replace("-", "")))
        taken = self.must("closing_recontact_taken", "outreach", back, {"contact_phone": "+4520304060"}, offer=back.offer)
        self.assertEqual((taken.entry.to_state, taken.entry.holder), (STOPPED, "outreach"))
        self.assertEqual(self.deadlines(back.course), {"CRS-1": "outreach"})
        self.check(back.course)

    def test_a_no_and_silence_leave_a_contact_with_the_desk_in_the_same_step(self):
        earlier = self.closed()
        back = self.back(earlier)
        refused = self.must("closing_recontact_refused", "outreach", back, {"reason": "REFUSAL_REASON_NO_CAPACITY", "next_owner": "authority"}, offer=back.offer)
        self.assertEqual((refused.entry.to_state, refused.entry.holder, refused.entry.awaited), (STOPPED, "desk", "desk"))
        self.assertEqual(self.deadlines(back.course), {"CON-10": "desk"})
        again = self.back(earlier, immediate_danger="ANSWER_UNKNOWN")
        self.go_on(minutes=5)
        until(lambda: self.deadlines(again.course) == {"CON-10": "desk"}, "the silent unit was passed over")
        self.assertEqual(self.duty(again.course), ("desk", str(pb.DUTY_STATE_HELD)))
        late = self.send("closing_recontact_taken", "outreach", again, {}, offer=again.offer)
        self.assertIn(late.status, ("offer_stale", "not_allowed_now"))
        self.check(back.course)
        self.check(again.course)

    def test_the_short_way_back_ends_after_a_year(self):
        earlier = self.closed()
        self.go_on(days=366)
        self.assertEqual(self.missing(self.back(earlier)), ["within_clo_2"])

    def test_a_day_without_a_look_goes_up_the_ladder(self):
        decided = self.aftercare()
        self.go_on(days=31)
        entries = until(lambda: [entry for entry in map(read_entry, self.log(decided.course)) if entry.kind == pb.ENTRY_KIND_CLOCK and entry.rule == "CLO-1"], "CLO-1 fired")
        self.assertEqual((entries[0].holder, entries[0].awaited), ("outreach", "outreach"))


class ByHand(RealTime, Closing, unittest.TestCase):
    """The command line: a person names no flow and no offer."""

    stafet = stafet

    def test_a_closing_by_hand_in_danish(self):
        held = self.held_course()
        allowed = self.stafet("outreach", "course", "allowed", held.course).stdout
        self.assertIn("foreslå afslutning", allowed)
        self.assertEqual(self.stafet("outreach", "send", "closing.proposed", "--course", held.course, "--set", "reason=no_need_by_citizen").returncode, 0)
        told = self.stafet("outreach", "send", "closing.citizen_answered", "--course", held.course, "--set", "readiness=ready")
        self.assertEqual(told.returncode, 1)
        self.assertIn("own_words", told.stderr)
        self.assertIn("borgerens egne ord", told.stderr)
        done = self.stafet("outreach", "send", "closing.citizen_answered", "--course", held.course, "--set", "readiness=ready", "--set", "ownWords=Nu kan jeg selv")
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertIn("notér borgerens svar", self.stafet("outreach", "course", "timeline", held.course).stdout)
        self.assertIn("AFTERCARE", self.stafet("outreach", "flows", "closing").stdout)


if __name__ == "__main__":
    unittest.main(verbosity=2)
