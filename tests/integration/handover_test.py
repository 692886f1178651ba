#!/usr/bin/python3
# SPDX-License-Identifier: EUPL-1.2
"""L2 to L6, L10 on the way of a handover: refused until it is complete, held until a named person has taken over, followed up until the citizen is there; with a
broker that is killed between, with the night, with another municipality, and with time in the test's hand."""
import json
import pathlib
import subprocess
import sys
import unittest

sys.dont_write_bytecode = True
sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "support"))

from stafet_test import pb, read_entry, until  # noqa: E402
from stafet_test.flow_steps import FlowSteps, RealTime, TimeInHand  # noqa: E402
from stafet_test.messages import message  # noqa: E402
from stafet_test.town import CREDIT, HARBOUR, OWN  # noqa: E402
from stafet_test.paths import program  # noqa: E402

ANNOUNCED, OFFERED, RETURNED, AGREED, STRANDED, BRIDGE, FOLLOW_UP, CLOSED, CANCELLED = range(501, 510)
ENDED_DEAD, CLOSING_DEAD, CLOSING_STOPPED = 591, 803, 808
HELD, UNDER_OFFER, ENDED = pb.DUTY_STATE_HELD, pb.DUTY_STATE_OFFERED, pb.DUTY_STATE_ENDED
RISKS = ("risk.suicide", "risk.violence", "risk.substance", "risk.child", "risk.homeless")
# Nobody on a roster: open on working days from 8 to 16, and covered by the duty unit at other hours.
HOME = {"id": "home", "kind": "offer", "name": "Bostøtten", "may_hold": True, "around_the_clock": False, "cover": "duty", **OWN}
CONTACT = {"contact_person": "anna", "contact_phone": "+4520304060"}


class Steps(FlowSteps):
    """The steps of a handover; `now` is the store's."""

    UNITS = (HARBOUR, HOME)

    @staticmethod
    def done(result):
        assert result.code == 0, f"{result.status}: {result.detail}"
        return result

    # ---- sending ----

    def on_course(self, kind, party, on, body=None, person="anna", **header):
        """About the course itself: of no flow."""
        return self.town.client(party).submit(message(kind, party, person, body, course_id=on.course, ground="SUL43_1", **header))

    def held_course(self, party="outreach", **header):
        """Held by a unit that is no desk, with no flow open."""
        routed = self.town.routed_course(to=(party,), **header)
        return self.town.client(party).must(self.town.take_over(party, routed, ground="SUL43_1"))

    def items(self, standard):
        """All that it may demand, of which each is answered."""
        result = self.done(self.town.client("desk").query("STANDARDS", "desk", "anna", about=standard))
        rows = [row.standard for row in result.rows if row.standard.required != "optional"]
        return [{"item": row.item, "tick": "ANSWER_NO"} if row.item in RISKS else {"item": row.item, "text": "Noteret"} for row in rows]

    def announce(self, party, on, to, transition="PROVIDER_TO_PROVIDER", days=20):
        body = {"transition": f"TRANSITION_TYPE_{transition}", "planned_at": self.now(days=days), "reason": "HANDOVER_REASON_NEED_CHANGED", "citizen_informed": "ANSWER_YES"}
        answer = self.on_course("handover_announced", party, on, body, to=(to,))
        self.assertTrue(answer.is_accepted, answer)
        return answer

    def package(self, party, on, to, without=(), **header):
        answers = [answer for answer in self.items("planned") if answer["item"] not in without]
        return self.send("handover_package", party, on, {"answers": answers}, to=(to,), **header)

    def offered(self, to="harbour", party="outreach", on=None, **more):
        """Announced and offered: the answer to the package, which names the offer."""
        announced = self.announce(party, on or self.held_course(party), to, **more)
        offered = self.package(party, announced, to)
        self.assertTrue(offered.is_accepted, offered)
        return offered

    def acute(self, on, to=("harbour", "home"), party="outreach", **header):
        body = {"transition": "TRANSITION_TYPE_PROVIDER_TO_PROVIDER", "answers": self.items("acute_core")}
        answer = self.on_course("handover_package", party, on, body, to=to, priority="PRIORITY_ACUTE", **header)
        self.assertTrue(answer.is_accepted, answer)
        return answer

    def take(self, party, on, **header):
        return message("handover_taken_over", party, "anna", CONTACT, course_id=on.course, flow_id=on.flow, offer=on.offer, ground="SUL43_1", **header)

    def taken(self, to="harbour", **more):
        return self.town.client(to).must(self.take(to, self.offered(to, **more)))

    def follow_up(self, party, on, day):
        return self.must("handover_followed_up", party, on,
                         {"day": day, "at": self.now(), "who": "anna", "in_contact": "ANSWER_YES", "lost": "ANSWER_NO", "open_items_closed": "ANSWER_YES"})

    def refuse(self, party, on, reason="NO_CAPACITY"):
        return self.send("handover_refused", party, on, {"reason": f"REFUSAL_REASON_{reason}", "next_owner": "authority"}, offer=on.offer)

    # ---- what the store has ----

    def state(self, on):
        return int(self.cluster.value(f"SELECT state FROM stafet.flow WHERE course = '{on.course}' AND id = '{on.flow}'"))

    def duty(self, course):
        return self.cluster.sql(f"SELECT holder, duty FROM stafet.course WHERE id = '{course}'")[0]

    def deadlines(self, course):
        return {row[0]: row[1] for row in self.cluster.sql(f"SELECT rule, awaited FROM stafet.deadline WHERE course = '{course}'")}

    def types(self, party, course, person="anna"):
        result = self.town.client(party).query("TIMELINE", party, person, course)
        return [row.timeline.type for row in result.rows] if result.code == 0 else result.status


class Today(RealTime, Steps, unittest.TestCase):
    """Whatever needs no other time than now shares one broker."""

    # ---- planned ----

    def test_a_planned_handover_from_its_announcement_to_the_end_of_its_bridge(self):
        announced = self.announce("outreach", self.held_course(), "harbour")
        self.assertEqual((announced.entry.to_state, announced.entry.holder), (ANNOUNCED, "outreach"))
        refused = self.package("outreach", announced, "harbour", without=("words.wishes", "bridge.until"))
        self.assertEqual((refused.status, [item.item for item in refused.part.missing]), ("incomplete", ["words.wishes", "bridge.until"]))
        self.assertEqual((refused.entry.holder, self.state(announced)), ("outreach", ANNOUNCED))
        offered = self.package("outreach", announced, "harbour")
        self.assertEqual((offered.entry.to_state, offered.entry.holder, offered.entry.duty, offered.entry.awaited), (OFFERED, "outreach", UNDER_OFFER, "harbour"))
        returned = self.must("handover_returned", "harbour", offered, {"questions": [{"item": "practical.keys", "question": "Hvem har nøglen?"}]}, offer=offered.offer)
        self.assertEqual((returned.entry.to_state, returned.entry.holder, returned.entry.awaited), (RETURNED, "outreach", "outreach"))
        again = self.package("outreach", announced, "harbour")
        taken = self.town.client("harbour").must(self.take("harbour", again))
        self.assertEqual((taken.entry.to_state, taken.entry.holder, taken.entry.duty), (BRIDGE, "harbour", HELD))
        early = self.send("handover_bridge_ended", "harbour", taken, {"citizen_statement": "Jeg bor godt her"})
        self.assertEqual([item.item for item in early.part.missing], ["first_contact"])
        self.must("handover_first_contact", "harbour", taken, {"at": self.now(), "met": "ANSWER_YES"})
        self.assertEqual(self.must("handover_bridge_ended", "outreach", taken, {"citizen_statement": "Jeg bor godt her"}).entry.to_state, FOLLOW_UP)
        self.check(taken.course)

    def test_only_a_named_person_with_the_receivers_own_key_takes_over(self):
        offered = self.offered()
        nobody = self.town.client("harbour").submit(message("handover_taken_over", "harbour", {"name": "Vikaren"}, CONTACT, course_id=offered.course, flow_id=offered.flow,
                                                            offer=offered.offer))
        self.assertFalse(nobody.is_accepted)
        self.assertEqual(self.town.client("outreach").submit(self.take("harbour", offered)).status, "party_not_granted")
        self.assertEqual(self.town.client("home").submit(self.take("home", offered)).status, "unknown_course")
        self.assertEqual(self.duty(offered.course), ("outreach", str(UNDER_OFFER)))

    # ---- acute ----

    def test_of_two_who_take_over_at_once_one_holds_and_the_other_is_told(self):
        losers = set()
        for _ in range(5):
            offered = self.acute(self.held_course())
            first, second = self.enterContext(self.town.fresh("harbour", CREDIT)), self.enterContext(self.town.fresh("home", CREDIT))
            numbers = first.post(self.take("harbour", offered))[0], second.post(self.take("home", offered))[0]
            answers = {"harbour": first.answer(numbers[0]), "home": second.answer(numbers[1])}
            winner = next(party for party, answer in answers.items() if answer.is_accepted)
            loser = "home" if winner == "harbour" else "harbour"
            losers.add(loser)
            self.assertEqual((answers[loser].status, answers[loser].entry.holder), ("offer_stale", winner))
            told = (first if loser == "harbour" else second).take(condition=lambda one: one.course == offered.course and one.kind == "handover_withdrawn")
            self.assertEqual(told.message.handover_withdrawn.cause, pb.WITHDRAWAL_CAUSE_TAKEN_BY_OTHER)
            self.assertEqual(self.duty(offered.course), (winner, str(HELD)))
            self.check(offered.course)

    def test_what_an_acute_package_left_out_is_owed_by_the_old_holder(self):
        offered = self.acute(self.held_course())
        taken = self.town.client("harbour").must(self.take("harbour", offered))
        self.assertEqual(self.deadlines(taken.course)["HOV-9"], "outreach")
        part = self.send("handover_supplemented", "outreach", taken, {"answers": self.items("acute_core")})
        self.assertEqual(part.status, "incomplete")
        self.assertFalse(self.send("handover_supplemented", "harbour", taken, {"answers": self.items("planned")}).is_accepted)
        self.must("handover_supplemented", "outreach", taken, {"answers": self.items("planned")})
        self.assertNotIn("HOV-9", self.deadlines(taken.course))

    # ---- stranded ----

    def test_refused_by_all_it_is_assigned_by_a_chief_and_never_without_a_holder(self):
        offered = self.offered()
        self.assertEqual([item.item for item in self.send("handover_refused", "harbour", offered, offer=offered.offer).part.missing], ["reason", "next_owner"])
        refused = self.refuse("harbour", offered)
        self.assertEqual((refused.entry.to_state, refused.entry.holder, refused.entry.duty), (STRANDED, "outreach", HELD))
        self.assertIn("HOV-10", self.deadlines(offered.course))
        chief = {"reason": "HANDOVER_REASON_NEED_CHANGED"}
        self.assertEqual(self.send("handover_assigned", "authority", offered, chief, to=("harbour",)).status, "not_yours_to_do")
        assigned = self.must("handover_assigned", "authority", offered, chief, "clara", to=("harbour",))
        self.assertEqual((assigned.entry.to_state, assigned.entry.holder), (OFFERED, "outreach"))
        self.assertEqual([item.item for item in self.refuse("harbour", assigned).part.missing], ["reason_when_assigned"])
        self.assertEqual(self.town.client("harbour").must(self.take("harbour", assigned)).entry.holder, "harbour")
        self.check(offered.course)

    def test_the_authority_takes_a_stranded_citizen_home(self):
        offered = self.offered()
        self.refuse("harbour", offered)
        body = {"reason": "TAKE_OVER_REASON_DISPUTE"}
        self.assertEqual(self.on_course("course_taken_over", "authority", offered, body).status, "not_yours_to_do")
        home = self.on_course("course_taken_over", "authority", offered, body, "lena")
        self.assertTrue(home.is_accepted, home)
        self.assertEqual((home.entry.holder, self.state(offered)), ("authority", CANCELLED))
        self.assertEqual(self.deadlines(offered.course)["CRS-1"], "authority")
        self.check(offered.course)

    def test_taken_home_while_it_is_offered_the_handover_is_the_authoritys_and_the_offer_is_over(self):
        offered = self.offered()
        home = self.on_course("course_taken_over", "authority", offered, {"reason": "TAKE_OVER_REASON_RISK"}, "lena")
        self.assertEqual((home.entry.holder, home.entry.duty, self.state(offered)), ("authority", HELD, ANNOUNCED))
        self.assertEqual(self.town.client("harbour").submit(self.take("harbour", offered)).status, "offer_stale")
        self.check(offered.course)

    # ---- another municipality ----

    def moved(self):
        return self.offered("neighbour", transition="MUNICIPALITY_TO_MUNICIPALITY")

    def linked_courses(self, course):
        return int(self.cluster.value("SELECT count(*) FROM stafet.course WHERE authority = 'neighbour'")), self.duty(course)

    def test_what_is_sent_behind_such_a_take_over_does_not_overtake_it(self):
        """L8: the taker's own course is looked for first; what comes later for the old one waits, too."""
        offered, neighbour = self.moved(), self.town.client("neighbour")
        met = message("handover_first_contact", "neighbour", "anna", {"at": self.now(), "met": "ANSWER_YES"}, course_id=offered.course, flow_id=offered.flow, ground="SUL43_1")
        taken, contact = [neighbour.answer(number) for number in neighbour.post(self.take("neighbour", offered), met)]
        self.assertTrue(taken.is_accepted, taken)
        self.assertTrue(contact.is_accepted, contact)
        self.assertEqual(contact.entry.seq, taken.entry.seq + 1)

    def test_another_municipality_takes_over_on_a_course_of_its_own_in_one_transaction(self):
        offered, neighbour = self.moved(), self.town.client("neighbour")
        before = self.linked_courses(offered.course)[0]
        take = self.take("neighbour", offered)
        taken = neighbour.must(take)
        linked = str(pb.Entry.FromString(taken.receipt).linked_course_id.hex())
        own = f"{linked[:8]}-{linked[8:12]}-{linked[12:16]}-{linked[16:20]}-{linked[20:]}"
        self.assertEqual(self.duty(own), ("neighbour", str(HELD)))
        self.assertEqual((taken.entry.holder, self.duty(offered.course)), ("outreach", ("outreach", str(HELD))))
        born = {course: self.cluster.value(f"SELECT xmin FROM stafet.entry WHERE course = '{course}' AND {where}")
                for course, where in ((own, "seq = 1"), (offered.course, f"seq = {taken.entry.seq}"))}
        self.assertEqual(len(set(born.values())), 1, "one transaction")
        self.assertEqual(self.types("neighbour", own)[0], "course.opened")
        again = neighbour.submit(take)
        self.assertEqual((again.receipt, again.is_replayed), (taken.receipt, True))
        self.assertEqual(self.linked_courses(offered.course)[0], before + 1)
        self.check(own)
        self.check(offered.course)

    def test_a_broker_that_is_killed_at_the_take_over_leaves_one_course_or_none(self):
        for _ in range(3):
            offered = self.moved()
            before = self.linked_courses(offered.course)[0]
            take = self.take("neighbour", offered).SerializeToString()
            neighbour = self.town.client("neighbour")
            number = neighbour.post(take)[0]
            self.broker.kill()
            early = neighbour.answers.get(number)
            self.broker.start()
            self.town.close()
            taken = self.town.client("neighbour").must(take)
            self.assertTrue(early is None or early[0].receipt == taken.receipt)
            self.assertEqual(self.town.client("neighbour").must(take).receipt, taken.receipt)
            self.assertEqual(self.linked_courses(offered.course)[0], before + 1)
            self.check(offered.course)

    # ---- death ----

    def test_a_death_ends_what_is_open_and_its_annulment_lets_it_go_on(self):
        offered = self.offered()
        dead = self.on_course("course_died", "outreach", offered, {"source": "DEATH_SOURCE_HOSPITAL", "seen_by": "anna"}, message_id=f"death-{offered.course}")
        self.assertTrue(dead.is_accepted, dead)
        self.assertEqual((self.state(offered), dead.entry.holder, dead.entry.duty), (ENDED_DEAD, "outreach", HELD))
        self.assertEqual({rule for rule in self.deadlines(offered.course) if rule.startswith(("HOV", "CLO"))}, {"CLO-6"})
        self.assertFalse(self.town.client("harbour").submit(self.take("harbour", offered)).is_accepted)
        annulled = self.on_course("message_annulled", "outreach", offered, {"message_id": f"death-{offered.course}", "reason": "ANNUL_REASON_WRONG_CITIZEN", "second_person": "bo"})
        self.assertTrue(annulled.is_accepted, annulled)
        self.assertEqual(self.state(offered), ANNOUNCED)
        again = self.package("outreach", offered, "harbour")
        self.assertEqual(self.town.client("harbour").must(self.take("harbour", again)).entry.holder, "harbour")
        self.check(offered.course)

    def test_the_course_of_a_citizen_who_has_died_is_closed_by_its_holder(self):
        held = self.held_course()
        dead = self.on_course("course_died", "outreach", held, {"source": "DEATH_SOURCE_CPR", "seen_by": "anna"})
        closed = self.must("closing_decided", "outreach", dead, {"mode": "CLOSING_MODE_DEAD"})
        self.assertEqual((closed.entry.duty, closed.entry.holder, self.deadlines(held.course)), (ENDED, "", {}))

    # ---- who sees what ----

    def test_the_receiver_reads_the_package_only_when_it_is_offered_to_it(self):
        held = self.held_course()
        self.assertEqual(self.types("harbour", held.course), "unknown_course")
        announced = self.announce("outreach", held, "harbour")
        self.package("outreach", announced, "harbour", without=("words.wishes",))
        self.assertEqual(self.types("harbour", held.course), ["handover.announced"])
        self.package("outreach", announced, "harbour")
        self.assertEqual(self.types("harbour", held.course), ["handover.announced", "handover.package"])

    def test_whoever_refused_and_stepped_out_sees_nothing_new(self):
        offered = self.acute(self.held_course())
        self.refuse("home", offered)
        seen = self.types("home", offered.course)
        self.on_course("course_stepped_out", "home", offered)
        taken = self.town.client("harbour").must(self.take("harbour", offered))
        self.must("handover_first_contact", "harbour", taken, {"at": self.now(), "met": "ANSWER_YES"})
        after = self.types("home", offered.course)
        self.assertTrue(after == "unknown_course" or set(after) <= set(seen) | {"course.stepped_out"}, after)


class CommandLine(RealTime, Steps, unittest.TestCase):
    """The same by hand: a person names no flow and no offer."""

    def stafet(self, party, *words, given=None):
        key, config = self.cluster.path(f"{party}.key"), self.cluster.path(f"{party}.conf")
        self.town.keys[party].write(key)
        pathlib.Path(config).write_text(f"endpoints = {self.broker.endpoint}\nserver_public = {self.cluster.server_key.public.hex()}\nkey = {key}\nparty = {party}\n"
                                        "person = anna\n", encoding="utf-8")
        return subprocess.run([program("STAFET_CLI"), "--config", config, "--lang", "da", *words], input=given, capture_output=True, text=True, timeout=60, check=False)

    def send_package(self, on, *words):
        body = {"transition": "TRANSITION_TYPE_PROVIDER_TO_PROVIDER", "answers": self.items("planned")}
        return self.stafet("outreach", "send", "handover.package", "--course", on.course, "--to", "harbour", "--json", "-", *words, given=json.dumps(body))

    def test_a_package_goes_on_with_the_handover_that_allows_it_and_new_begins_another(self):
        announced = self.announce("outreach", self.held_course(), "harbour")
        new = self.send_package(announced, "--new", "--priority", "acute")
        self.assertEqual(new.returncode, 1)
        self.assertIn("no_other_handover", new.stderr)
        self.assertEqual(self.send_package(announced).returncode, 0)
        self.assertEqual(self.state(announced), OFFERED)
        self.assertEqual(self.cluster.value(f"SELECT count(*) FROM stafet.flow WHERE course = '{announced.course}' AND kind = 5"), "1")

    def test_a_refusal_says_what_would_do_who_holds_and_what_may_be_done_instead(self):
        announced = self.announce("outreach", self.held_course(), "harbour")
        told = self.stafet("outreach", "send", "handover.package", "--course", announced.course, "--to", "harbour", "--answer", "words.wishes=Ro")
        self.assertEqual(told.returncode, 1)
        self.assertIn("\n  words.helps  ", told.stderr)
        self.assertNotIn("words.wishes", told.stderr)
        self.assertIn("Fortsat ansvarlig: outreach\n", told.stderr)
        self.assertRegex(told.stderr, r"  handover\.overridden +fravig standarden \(leder\) +en leder\n")

    def test_who_comes_too_late_is_told_that_the_offer_is_over_and_who_holds(self):
        offered = self.acute(self.held_course())
        self.town.client("harbour").must(self.take("harbour", offered))
        late = self.stafet("home", "send", "handover.taken_over", "--course", offered.course, "--set", "contactPerson=anna", "--set", "contactPhone=+4520304060")
        self.assertIn("(offer_stale)\nFortsat ansvarlig: harbour\n", late.stderr)

    def test_a_pause_finds_the_flow_of_its_deadline(self):
        taken = self.taken()
        done = self.stafet("harbour", "send", "clock.paused", "--course", taken.course, "--set", "rule=HOV-5", "--set", "reason=citizen_away", "--set", f"until={self.now(days=5)}")
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertRegex(self.stafet("harbour", "course", "show", taken.course).stdout, "HOV-5 følg op hos borgeren +på pause til ")


class OverTime(TimeInHand, Steps, unittest.TestCase):
    """With time in the test's hand, and a store for each test."""

    def followed_to_the_end(self):
        """First contact, bridge ended, and each follow-up on its day."""
        taken = self.taken()
        self.must("handover_first_contact", "harbour", taken, {"at": self.now(), "met": "ANSWER_YES"})
        self.must("handover_bridge_ended", "harbour", taken, {"citizen_statement": "Jeg bor godt her"})
        early = {"day": 14, "at": self.now(), "who": "anna", "in_contact": "ANSWER_YES", "lost": "ANSWER_NO"}
        self.assertEqual([item.item for item in self.send("handover_followed_up", "harbour", taken, early).part.missing], ["not_too_early"])
        states = []
        for day, days in ((14, 14), (30, 16), (90, 60)):
            self.go_on(days=days)
            states.append(self.follow_up("harbour", taken, day).entry.to_state)
        self.assertEqual(states, [FOLLOW_UP, FOLLOW_UP, CLOSED])
        return taken

    def test_somebody_asks_on_the_days_how_it_goes_and_then_the_handover_is_over(self):
        taken = self.followed_to_the_end()
        self.assertEqual(self.deadlines(taken.course), {"CRS-1": "harbour"})
        self.assertEqual(self.duty(taken.course), ("harbour", str(HELD)))
        self.check(taken.course)

    def test_the_old_holder_sees_after_the_last_follow_up_nothing_new(self):
        taken = self.followed_to_the_end()
        seen = self.types("outreach", taken.course)
        self.on_course("course_reviewed", "harbour", taken, {"next_review": self.now(days=30)})
        self.on_course("course_note", "harbour", taken, {"text": "Han er begyndt at male"}, to=("authority",))
        self.assertEqual(self.types("outreach", taken.course), seen)

    def test_a_date_that_was_agreed_is_offered_on_the_day_and_the_clock_alone_moves_nothing(self):
        offered = self.offered()
        day = self.now(days=3)
        agreed = self.must("handover_agreed", "harbour", offered, {"responsible_from": day}, offer=offered.offer)
        self.assertEqual((agreed.entry.to_state, agreed.entry.holder, agreed.entry.duty), (AGREED, "outreach", HELD))
        self.assertEqual(self.town.client("harbour").submit(self.take("harbour", offered)).is_accepted, False)
        harbour = self.enter(self.town.fresh("harbour", CREDIT))
        self.go_on(days=3)
        again = self.wait_for(offered.course, "HOV-7")
        self.assertEqual((again.to_state, again.holder, again.duty), (OFFERED, "outreach", UNDER_OFFER))
        harbour.take(condition=lambda one: one.course == offered.course and one.message.deadline_passed.rule == "HOV-7")
        offer = read_entry(self.log(offered.course)[-1])
        answer = self.take("harbour", offered)
        answer.offer.offer_id, answer.offer.duty_epoch = self.uuid(offer.offer_id), offer.duty_epoch
        self.assertEqual(self.town.client("harbour").must(answer).entry.holder, "harbour")
        self.check(offered.course)

    @staticmethod
    def uuid(raw):
        text = raw.hex()
        return "-".join((text[:8], text[8:12], text[12:16], text[16:20], text[20:]))

    def test_an_offer_that_nobody_answers_strands_and_the_holder_has_held_all_the_time(self):
        offered = self.offered()
        self.go_on(days=4)
        last = self.wait_for(offered.course, "HOV-2", 4)
        self.assertEqual((last.to_state, last.holder, last.duty, last.awaited), (STRANDED, "outreach", HELD, last.awaited))
        self.assertEqual(self.state(offered), STRANDED)
        self.assertEqual({entry.holder for entry in map(read_entry, self.log(offered.course)[3:])}, {"outreach"})
        self.check(offered.course)

    def test_at_night_the_covering_unit_reports_and_the_responsibility_stays(self):
        taken = self.taken("home")
        self.assertEqual(self.on_course("cover_reported", "duty", taken, {"what_happened": "Han ringede"}).entry.holder, "home")
        self.go_on(hours=15)  # midnight in Denmark
        status = self.done(self.town.client("duty").query("COURSE", "duty", "anna", taken.course, "PURPOSE_COVER")).rows[0].course
        self.assertEqual((status.holder, status.involved), ("home", ""))
        body = {"at": self.now(), "what_happened": "Han ringede klokken to og ville snakke", "risk": "ANSWER_NO", "what_was_done": "Talte i en time"}
        reported = self.on_course("cover_reported", "duty", taken, body)
        self.assertTrue(reported.is_accepted, reported)
        self.assertEqual((reported.entry.holder, reported.entry.duty), ("home", HELD))
        self.assertEqual(self.deadlines(taken.course)["COV-1"], "home")
        self.assertIn(pb.Message.DESCRIPTOR.fields_by_name["cover_started"].number, [read_entry(raw).type for raw in self.log(taken.course)])
        seen = self.types("duty", taken.course)
        self.assertNotIn("handover.package", seen)
        self.go_on(hours=8, minutes=30)
        read = self.on_course("cover_read", "home", taken)
        self.assertTrue(read.is_accepted, read)
        self.assertNotIn("COV-1", self.deadlines(taken.course))
        self.check(taken.course)

    def test_a_deadline_stands_still_for_the_citizens_reasons_and_goes_on_by_its_date(self):
        taken = self.taken()
        where = f"FROM stafet.deadline WHERE course = '{taken.course}' AND rule = 'HOV-5'"
        due = self.cluster.value(f"SELECT due_at {where}")
        body = {"rule": "HOV-5", "reason": "PAUSE_REASON_CITIZEN_ADMITTED", "until": self.now(days=10)}
        self.assertTrue(self.send("clock_paused", "harbour", taken, body).is_accepted)
        self.assertEqual([item.item for item in self.send("clock_paused", "harbour", taken, {**body, "rule": "HOV-4"}).part.missing], ["pausable_rule"])
        self.go_on(days=9)
        self.assertEqual(self.fired(taken.course, "HOV-5"), [])
        self.go_on(days=1)
        until(lambda: self.cluster.value(f"SELECT paused_until IS NULL {where}") == "t", "the pause was over")
        self.assertEqual(self.cluster.value(f"SELECT due_at - timestamptz '{due}' = interval '10 days' {where}"), "t")
        self.assertEqual(self.fired(taken.course, "HOV-5")[-1].holder, "harbour")

    def test_a_contact_person_who_leaves_has_a_successor_asked_for(self):
        taken = self.taken()
        with self.town.operator() as operator:
            self.done(operator.change(set_person={"id": "anna", "party": "harbour", "name": "Anna Andersen", "role": "ROLE_STAFF", "valid_to": self.now(days=2)}))
        self.assertNotIn("CRS-2", self.deadlines(taken.course))
        self.go_on(days=2, minutes=1)
        until(lambda: self.deadlines(taken.course).get("CRS-2") == "harbour", "CRS-2 began")
        changed = self.on_course("contact_person_changed", "harbour", taken, {"successor": "bo", "citizen_told": True}, "bo")
        self.assertTrue(changed.is_accepted, changed)
        self.assertNotIn("CRS-2", self.deadlines(taken.course))


if __name__ == "__main__":
    unittest.main(verbosity=2)
