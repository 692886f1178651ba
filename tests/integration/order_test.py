#!/usr/bin/python3
# SPDX-License-Identifier: EUPL-1.2
"""L3 to L6, L10, L13 on the way of an order and a purchase: nobody named until one is chosen, refused until it is complete, and the responsibility with whoever
held until a named person has started; through a real broker and store, by wire and by hand, and with time in the test's hand."""
import json
import pathlib
import subprocess
import sys
import unittest

sys.dont_write_bytecode = True
sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "support"))

from stafet_test import pb, until  # noqa: E402
from stafet_test.flow_steps import FlowSteps, RealTime, TimeInHand  # noqa: E402
from stafet_test.messages import message  # noqa: E402
from stafet_test.paths import program  # noqa: E402
from stafet_test.town import CREDIT, HARBOUR  # noqa: E402

ENQUIRING, PLACED, RETURNED, CONFIRMED, WITHDRAWING, STARTING, SELF_ADMITTED, RUNNING, ENDING, ENDED, NOT_PLACED = range(401, 412)
REQUESTED, OFFERED, ORDERED, BOUGHT, MOVED_IN, TERMINATING, OVER, NOT_BOUGHT = range(701, 709)
HELD, UNDER_OFFER = pb.DUTY_STATE_HELD, pb.DUTY_STATE_OFFERED
RISKS = ("risk.suicide", "risk.violence", "risk.substance", "risk.child", "risk.homeless")
PRIVATE = {"id": "manor", "kind": "offer", "name": "Botilbuddet Herregården", "organisation": "fonden", "municipality": "0998", "may_hold": True, "around_the_clock": True}
SHELTER = {"id": "shelter", "kind": "shelter", "name": "Herberget", "organisation": "herberget", "municipality": "0999", "may_hold": False, "around_the_clock": True}
SUBJECT = {"name": "Karla Karlsen", "cpr": "0101901234"}
PROFILE = {"paragraph": "107", "effort": {"text": "Midlertidigt botilbud"}, "need": "Kvinde i trediverne med brug for struktur og ro"}
CONTACT = {"contact_person": "anna", "contact_phone": "+4520304060"}
LINKED = {"reason": "ORDER_REASON_NEED_CHANGED", "onward": "Bostøtte i egen lejlighed"}


class Steps(FlowSteps):
    """The steps of an order and a purchase; `now` is the store's."""

    UNITS = (HARBOUR, PRIVATE, SHELTER)

    # ---- sending ----

    def begin(self, kind, party, on, body, **header):
        """A flow of its own on the course."""
        header.setdefault("ground", "SUL43_1")
        return self.town.client(party).submit(message(kind, party, "anna", body, course_id=on.course, **header))

    def held_by_authority(self):
        routed = self.town.routed_course(to=("authority",))
        return self.town.client("authority").must(self.town.take_over("authority", routed, ground="SUL43_1"))

    def items(self, standard):
        result = self.town.client("desk").query("STANDARDS", "desk", "anna", about=standard)
        self.assertEqual(result.code, 0, result.detail)
        rows = [row.standard for row in result.rows if row.standard.required != "optional"]
        return [{"item": row.item, "tick": "ANSWER_NO"} if row.item in RISKS else {"item": row.item, "text": "Noteret"} for row in rows]

    def enquire(self, on, to=("harbour", "manor")):
        answer = self.begin("order_enquired", "authority", on, PROFILE, to=to, ground=None)
        self.assertTrue(answer.is_accepted, answer)
        return answer

    def order(self, without=(), standard="order", **more):
        """The body of an order that lacks nothing but `without`."""
        return {"paragraph": "107", "effort": {"text": "Midlertidigt botilbud"}, "start_wanted": self.now(days=14), "review_at": self.now(days=180),
                "planned_end": self.now(days=360), "payer": {"municipality": "0999"}, "with_duty": "ANSWER_YES", "choice": {"agrees": "ANSWER_YES"}, "approval": "TP-17",
                "answers": [answer for answer in self.items(standard) if answer["item"] not in without], **more}

    def placed(self, to="harbour", on=None, **more):
        on = on or self.held_by_authority()
        answer = self.begin("order_placed", "authority", on, self.order(**more), to=(to,), subject=SUBJECT)
        self.assertTrue(answer.is_accepted, answer)
        return answer

    def confirmed(self, to="harbour", start=None, **more):
        return self.must("order_confirmed", to, self.placed(to, **more), {"start_at": start or self.now(), **CONTACT})

    # ---- what the store has ----

    def state(self, on):
        return int(self.cluster.value(f"SELECT state FROM stafet.flow WHERE course = '{on.course}' AND id = '{on.flow}'"))

    def duty(self, course):
        return self.cluster.sql(f"SELECT holder, duty FROM stafet.course WHERE id = '{course}'")[0]

    def deadlines(self, course):
        return {row[0]: row[1] for row in self.cluster.sql(f"SELECT rule, awaited FROM stafet.deadline WHERE course = '{course}'")}

    def open_offer(self, on):
        row = self.cluster.sql(f"SELECT id, epoch FROM stafet.offer WHERE course = '{on.course}' AND is_open")[0]
        return str(row[0]), int(row[1])

    def wait_for_state(self, on, state):
        until(lambda: self.state(on) == state, f"state {state} on {on.course}")

    @staticmethod
    def missing(answer):
        return [item.item for item in answer.part.missing]

    def types(self, party, course):
        result = self.town.client(party).query("TIMELINE", party, "anna", course)
        return [row.timeline.type for row in result.rows] if result.code == 0 else result.status


class Today(RealTime, Steps, unittest.TestCase):
    """Whatever needs no other time than now shares one broker."""

    # ---- asked without saying who ----

    def test_offers_are_asked_without_a_name_and_the_one_that_is_chosen_starts_with_the_responsibility(self):
        course = self.held_by_authority()
        asked = self.enquire(course)
        self.assertEqual((asked.entry.to_state, asked.entry.holder), (ENQUIRING, "authority"))
        self.assertEqual(self.must("order_willing", "manor", asked, {"free_from": self.now(days=10)}, ground=None).entry.to_state, ENQUIRING)
        self.must("order_willing", "harbour", asked, {"free_from": self.now(days=3)}, ground=None)
        short = self.send("order_placed", "authority", asked, self.order(without=("effort.purpose", "plans.section_141")), to=("harbour",), subject=SUBJECT)
        self.assertEqual((short.status, self.missing(short)), ("incomplete", ["effort.purpose", "plans.section_141"]))
        placed = self.must("order_placed", "authority", asked, self.order(), to=("harbour",), subject=SUBJECT)
        self.assertEqual((placed.entry.to_state, placed.entry.holder, placed.entry.duty, placed.entry.awaited), (PLACED, "authority", HELD, "harbour"))
        manor = self.enterContext(self.town.fresh("manor", CREDIT))
        told = manor.take(condition=lambda one: one.course == course.course and one.kind == "order_withdrawn")
        self.assertEqual(told.message.order_withdrawn.cause, pb.WITHDRAWAL_CAUSE_TAKEN_BY_OTHER)
        confirmed = self.must("order_confirmed", "harbour", placed, {"start_at": self.now(), **CONTACT})
        self.assertEqual((confirmed.entry.holder, confirmed.entry.duty), ("authority", HELD))
        self.wait_for_state(placed, STARTING)
        self.assertEqual(self.duty(course.course), ("authority", str(UNDER_OFFER)))
        started = self.must("order_started", "harbour", placed, {"first_meeting_at": self.now(), **CONTACT}, offer=self.open_offer(placed))
        self.assertEqual((started.entry.to_state, started.entry.holder, started.entry.duty), (RUNNING, "harbour", HELD))
        self.assertEqual(self.deadlines(course.course)["ORD-6"], "harbour")
        self.check(course.course)

    def test_a_question_that_names_the_citizen_is_refused_in_header_and_in_words(self):
        course = self.held_by_authority()
        for header, body in (({"subject": SUBJECT}, {}), ({"subject": {"name": "Karla"}}, {}), ({"external_ids": [{"system": "sag", "value": "17"}]}, {}),
                             ({}, {"need": "Kvinde, 010190-1234"})):
            refused = self.begin("order_enquired", "authority", course, {**PROFILE, **body}, to=("harbour",), **header)
            self.assertEqual((refused.status, self.missing(refused)), ("guard_not_met", ["nobody_named"]))
        self.assertEqual(refused.part.missing[0].da[:38], "et spørgsmål, der ikke siger hvem det ")

    def test_who_was_only_asked_sees_nothing_of_the_course_and_hears_of_no_death(self):
        course = self.held_by_authority()
        asked = self.enquire(course)
        self.must("order_willing", "manor", asked, {"free_from": self.now(days=10)}, ground=None)
        self.assertEqual(self.types("manor", course.course), "unknown_course")
        died = self.begin("course_died", "authority", course, {"source": "DEATH_SOURCE_HOSPITAL", "died_at": self.now(), "seen_by": "anna"}, subject=SUBJECT)
        self.assertTrue(died.is_accepted, died)
        receivers = {row[0] for row in self.cluster.sql(f"SELECT party FROM stafet.delivery WHERE course = '{course.course}' AND seq = {died.entry.seq}")}
        self.assertIn("desk", receivers)
        self.assertFalse(receivers & {"manor", "harbour"}, receivers)

    # ---- placed ----

    def test_refused_by_its_only_offer_it_is_asked_again_and_never_without_a_holder(self):
        placed = self.placed()
        lacking = self.send("order_refused", "harbour", placed)
        self.assertEqual(self.missing(lacking), ["reason", "next_owner"])
        refused = self.must("order_refused", "harbour", placed, {"reason": "REFUSAL_REASON_NO_CAPACITY", "next_owner": "authority"})
        self.assertEqual((refused.entry.to_state, refused.entry.holder, refused.entry.duty), (ENQUIRING, "authority", HELD))
        again = self.send("order_placed", "authority", placed, self.order(), to=("harbour",), subject=SUBJECT)
        self.assertEqual(self.missing(again), ["not_refused"])
        self.must("order_placed", "authority", placed, self.order(), to=("manor",), subject=SUBJECT)
        self.check(placed.course)

    def test_of_two_who_confirm_an_acute_order_the_first_has_it_and_the_rest_of_it_is_owed(self):
        course = self.held_by_authority()
        body = self.order(standard="order_core")
        placed = self.begin("order_placed", "authority", course, body, to=("harbour", "manor"), subject=SUBJECT, priority="PRIORITY_ACUTE")
        self.assertTrue(placed.is_accepted, placed)
        self.assertEqual(self.deadlines(course.course)["ORD-10"], "authority")
        self.must("order_confirmed", "manor", placed, {"start_at": self.now(days=1), **CONTACT})
        late = self.send("order_confirmed", "harbour", placed, {"start_at": self.now(days=1), **CONTACT})
        self.assertEqual(late.status, "not_allowed_now")
        harbour = self.enterContext(self.town.fresh("harbour", CREDIT))
        harbour.take(condition=lambda one: one.course == course.course and one.kind == "order_withdrawn")
        rest = [answer for answer in self.items("order") if answer["item"] != "plans.section_141"]
        short = self.send("order_supplemented", "authority", placed, {"answers": rest})
        self.assertEqual((short.status, self.missing(short)), ("incomplete", ["plans.section_141"]))
        self.must("order_supplemented", "authority", placed, {"answers": self.items("order")})
        self.assertNotIn("ORD-10", self.deadlines(course.course))

    def test_questions_are_answered_by_their_id(self):
        placed = self.placed()
        self.must("order_returned", "harbour", placed, {"questions": [{"question_id": "1", "question": "Har hun hund?"}]})
        without = self.send("order_placed", "authority", placed, self.order(), to=("harbour",), subject=SUBJECT)
        self.assertEqual(self.missing(without), ["question_answers"])
        answered = self.order(question_answers=[{"question_id": "1", "answer": "Nej"}], changed="Svar om hund")
        self.assertEqual(self.must("order_placed", "authority", placed, answered, to=("harbour",), subject=SUBJECT).entry.to_state, PLACED)

    def test_a_start_without_the_open_offer_moves_nothing(self):
        confirmed = self.confirmed()
        self.wait_for_state(confirmed, STARTING)
        body = {"first_meeting_at": self.now(), **CONTACT}
        self.assertEqual(self.missing(self.send("order_started", "harbour", confirmed, body)), ["offer"])
        offer, epoch = self.open_offer(confirmed)
        self.assertEqual(self.send("order_started", "harbour", confirmed, body, offer=(offer, epoch - 1)).status, "offer_stale")
        self.assertEqual(self.send("order_started", "authority", confirmed, body, offer=(offer, epoch)).status, "not_yours_to_do")
        self.assertEqual(self.duty(confirmed.course), ("authority", str(UNDER_OFFER)))

    def test_who_runs_an_order_without_the_responsibility_ends_it_and_who_holds_goes_on(self):
        confirmed = self.confirmed(with_duty="ANSWER_NO")
        self.wait_for_state(confirmed, STARTING)
        started = self.must("order_started", "harbour", confirmed, {"first_meeting_at": self.now(), **CONTACT})
        self.assertEqual((started.entry.to_state, started.entry.holder), (RUNNING, "authority"))
        lacking = self.send("order_reviewed", "authority", started, {"status": "REVIEW_STATUS_PARTLY", "review_at": self.now(days=90)})
        self.assertEqual(self.missing(lacking), ["step_down"])
        self.must("order_reviewed", "authority", started, {"status": "REVIEW_STATUS_PARTLY", "review_at": self.now(days=90), "step_down": "ANSWER_YES"})
        self.must("order_end_notified", "harbour", started, {**LINKED, "ends_at": self.now(days=60)})
        ended = self.must("order_ended", "harbour", started, LINKED)
        self.assertEqual((ended.entry.to_state, ended.entry.holder), (ENDED, "authority"))
        self.check(started.course)

    # ---- by themselves ----

    def test_who_comes_to_a_shelter_by_night_is_held_by_the_desk_and_the_case_is_recognised(self):
        body = {"paragraph": "110", "admitted_at": self.now(), "need": "Stod i døren klokken tre"}
        admitted = self.town.client("shelter").submit(message("order_self_admitted", "shelter", "anna", body, ground="FVL28"))
        self.assertTrue(admitted.is_accepted, admitted)
        self.assertEqual((admitted.entry.to_state, admitted.entry.holder, admitted.entry.awaited), (SELF_ADMITTED, "desk", "authority"))
        ours = self.must("order_confirmed", "authority", admitted, {"payer": {"municipality": "0999"}, "review_at": self.now(days=30)})
        self.assertEqual((ours.entry.to_state, ours.entry.holder), (RUNNING, "desk"))
        other = self.town.client("harbour").submit(message("order_self_admitted", "harbour", "anna", body, ground="FVL28"))
        self.assertEqual(other.entry.holder, "harbour")
        refused = self.must("order_refused", "authority", other, {"reason": "REFUSAL_REASON_WRONG_MUNICIPALITY", "next_owner": "neighbour"})
        self.assertEqual((refused.entry.to_state, refused.entry.holder, refused.entry.awaited), (SELF_ADMITTED, "harbour", "neighbour"))
        self.assertEqual(self.must("order_confirmed", "neighbour", other, {}).entry.awaited, "authority")
        self.check(other.course)

    # ---- a place in another municipality ----

    def test_a_place_is_bought_paid_for_by_the_neighbour_and_ended_with_its_order(self):
        course = self.held_by_authority()
        need = {**PROFILE, "start_wanted": self.now(days=14), "duration": "12 måneder"}
        self.assertEqual(self.missing(self.begin("purchase_requested", "authority", course, need, to=("manor",), subject=SUBJECT)), ["nobody_named"])
        asked = self.begin("purchase_requested", "authority", course, need, to=("manor", "harbour"), ground=None)
        self.assertTrue(asked.is_accepted, asked)
        bid = {"portal_id": "TP-17", "price_per_day": 210000, "content": "Døgnbemandet, egen bolig", "free_from": self.now(days=10), "valid_until": self.now(days=20)}
        self.assertEqual(self.must("purchase_offered", "manor", asked, bid, ground=None).entry.to_state, OFFERED)
        buy = {"payer": "neighbour", "contract": "K-17", "price_per_day": 210000, "start_at": self.now()}
        bought = self.must("purchase_ordered", "authority", asked, buy, to=("manor",), subject=SUBJECT, ground="RSL11A")
        self.assertEqual(bought.entry.to_state, ORDERED)
        self.assertEqual(self.missing(self.send("purchase_confirmed", "manor", bought, {})), ["order_flow_id", "payer_answer"])
        placed = self.placed("manor", on=course)
        self.must("purchase_payer_confirmed", "neighbour", bought, {"ean": "5790000000012"})
        sold = self.must("purchase_confirmed", "manor", bought, {"order_flow_id": placed.flow})
        self.assertEqual((sold.entry.to_state, sold.entry.holder), (BOUGHT, "authority"))
        self.must("order_confirmed", "manor", placed, {"start_at": self.now(), **CONTACT})
        self.wait_for_state(placed, STARTING)
        self.must("order_started", "manor", placed, {"first_meeting_at": self.now(), **CONTACT}, offer=self.open_offer(placed))
        running = self.must("purchase_started", "manor", bought, {"started_at": self.now()})
        self.assertEqual((running.entry.to_state, running.entry.holder), (MOVED_IN, "manor"))
        self.must("purchase_reported", "manor", bought, {"from": self.now(days=-30), "until": self.now(), "delivered": "Som bestilt"})
        self.must("purchase_termination_notified", "manor", bought, {**LINKED, "ends_at": self.now(days=60)})
        self.assertEqual(self.missing(self.send("purchase_ended", "manor", bought, {"reason": "ORDER_REASON_MOVED", "invoiced_until": self.now()})), ["order_over"])
        self.must("order_end_notified", "manor", placed, {**LINKED, "ends_at": self.now(days=60)})
        self.assertEqual(self.missing(self.send("order_ended", "manor", placed, LINKED)), ["offer_does_not_hold"])
        home = self.begin_as_leader("course_taken_over", course, {"reason": "TAKE_OVER_REASON_OFFER_CLOSED"})
        self.assertTrue(home.is_accepted, home)
        self.must("order_ended", "manor", placed, LINKED)
        over = self.must("purchase_ended", "manor", bought, {"reason": "ORDER_REASON_MOVED", "invoiced_until": self.now()})
        self.assertEqual((over.entry.to_state, over.entry.holder), (OVER, "authority"))
        self.check(course.course)

    def begin_as_leader(self, kind, on, body):
        return self.town.client("authority").submit(message(kind, "authority", "lena", body, course_id=on.course, ground="SUL43_1"))


class CommandLine(RealTime, Steps, unittest.TestCase):
    """The same by hand: a person names no flow and no offer."""

    def stafet(self, party, *words, given=None):
        key, config = self.cluster.path(f"{party}.key"), self.cluster.path(f"{party}.conf")
        self.town.keys[party].write(key)
        pathlib.Path(config).write_text(f"endpoints = {self.broker.endpoint}\nserver_public = {self.cluster.server_key.public.hex()}\nkey = {key}\nparty = {party}\n"
                                        "person = anna\n", encoding="utf-8")
        return subprocess.run([program("STAFET_CLI"), "--config", config, "--lang", "da", *words], input=given, capture_output=True, text=True, timeout=60, check=False)

    def by_hand(self, party, kind, course, *words, given=None):
        done = self.stafet(party, "send", kind, "--course", course, *words, given=given)
        self.assertEqual(done.returncode, 0, done.stderr)
        return done.stdout

    def test_an_order_goes_by_hand_from_the_question_to_the_start(self):
        course = self.held_by_authority().course
        lacking = self.stafet("authority", "send", "order.enquired", "--course", course, "--to", "harbour")
        self.assertEqual(lacking.returncode, 1)
        self.assertRegex(lacking.stderr, r"\n  need +behovet på én linje")
        self.by_hand("authority", "order.enquired", course, "--to", "harbour", "--set", "paragraph=107", "--set", "need=Ro og struktur")
        self.by_hand("harbour", "order.willing", course, "--set", f"freeFrom={self.now(days=3)}")
        self.by_hand("authority", "order.placed", course, "--to", "harbour", "--json", "-", given=json.dumps(self.order()))
        self.by_hand("harbour", "order.confirmed", course, "--set", f"startAt={self.now()}", "--set", "contactPerson=anna", "--set", "contactPhone=+4520304060")
        flow = self.cluster.sql(f"SELECT id FROM stafet.flow WHERE course = '{course}' AND kind = 4")[0][0]
        until(lambda: self.cluster.value(f"SELECT state FROM stafet.flow WHERE id = '{flow}'") == str(STARTING), "the start date came")
        allowed = self.stafet("harbour", "course", "allowed", course).stdout
        self.assertRegex(allowed, r"order\.started +start: første møde er holdt")
        self.by_hand("harbour", "order.started", course, "--set", f"firstMeetingAt={self.now()}", "--set", "contactPerson=anna", "--set", "contactPhone=+4520304060")
        self.assertEqual(self.duty(course), ("harbour", str(HELD)))
        timeline = self.stafet("authority", "course", "timeline", course).stdout
        self.assertIn("start: første møde er holdt → i gang. Ansvarlig fra nu: harbour", timeline)
        self.assertIn("bestilling", self.stafet("authority", "course", "show", course).stdout)

    def test_the_flows_are_printed_in_danish(self):
        for name, word in (("order", "order.self_admitted"), ("purchase", "purchase.payer_confirmed")):
            printed = self.stafet("authority", "flows", name)
            self.assertEqual(printed.returncode, 0, printed.stderr)
            self.assertIn(word, printed.stdout)


class OverTime(TimeInHand, Steps, unittest.TestCase):
    """With time in the test's hand, and a store for each test."""

    def test_on_the_start_date_it_is_offered_and_a_broker_killed_that_morning_has_lost_nothing(self):
        confirmed = self.confirmed(start=self.now(days=3))
        self.broker.kill()
        self.go_on(days=3)
        self.broker.start()
        offered = self.wait_for(confirmed.course, "ORD-2")
        self.assertEqual((offered.to_state, offered.holder, offered.duty), (STARTING, "authority", UNDER_OFFER))
        self.assertEqual(len(self.fired(confirmed.course, "ORD-2")), 1)
        started = self.must("order_started", "harbour", confirmed, {"first_meeting_at": self.now(), **CONTACT}, offer=self.open_offer(confirmed))
        self.assertEqual(started.entry.holder, "harbour")
        self.check(confirmed.course)

    def test_an_offer_does_not_let_go_by_letting_its_notice_run_out(self):
        confirmed = self.confirmed()
        self.wait_for_state(confirmed, STARTING)
        self.must("order_started", "harbour", confirmed, {"first_meeting_at": self.now(), **CONTACT}, offer=self.open_offer(confirmed))
        self.must("order_end_notified", "harbour", confirmed, {**LINKED, "ends_at": self.now(days=60)})
        self.go_on(days=90)
        self.wait_for(confirmed.course, "ORD-8", 4)
        self.assertEqual((self.state(confirmed), self.duty(confirmed.course)), (ENDING, ("harbour", str(HELD))))
        self.assertEqual(self.missing(self.send("order_ended", "harbour", confirmed, LINKED)), ["offer_does_not_hold"])
        self.check(confirmed.course)

    def test_nobody_answers_an_order_and_the_authority_asks_others(self):
        placed = self.placed()
        self.go_on(days=4)
        last = self.wait_for(placed.course, "ORD-1", 4)
        self.assertEqual((last.to_state, last.holder, last.duty), (ENQUIRING, "authority", HELD))
        self.assertEqual(self.send("order_confirmed", "harbour", placed, {"start_at": self.now(), **CONTACT}).status, "not_allowed_now")
        self.assertTrue(self.send("order_placed", "authority", placed, self.order(), to=("manor",), subject=SUBJECT).is_accepted)


if __name__ == "__main__":
    unittest.main(verbosity=2)
