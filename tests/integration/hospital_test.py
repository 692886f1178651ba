#!/usr/bin/python3
# SPDX-License-Identifier: EUPL-1.2
"""L3 to L7, L10 through a hospital stay: the holder holds on, a ward is awaited; a discharge is always accepted and its missing agreement told; of a citizen
without a course nothing is kept; what was told is taken back; with the command line, and with time in the test's hand."""
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
from stafet_test.paths import program  # noqa: E402
from stafet_test.town import CREDIT, MUNICIPALITY  # noqa: E402

ADMITTED, ON_LEAVE, WARNED, READY, DISCHARGED, CLOSED, CANCELLED, ENDED_DEAD = 601, 602, 603, 604, 605, 606, 607, 691
CLOSING_DEAD = 803
ENTRY_DENIED = 15
WARD = {"id": "ward", "kind": "treatment_psychiatry", "name": "Sengeafsnit P2", "organisation": "regionen", "municipality": "1083", "may_hold": False,
        "around_the_clock": True}
OTHER_WARD = {**WARD, "id": "ward-north", "name": "Sengeafsnit P4"}
TOLD = {"name": "Sygeplejerske Sanne", "phone": "+4540506070", "at": "2026-11-23T08:00:00Z"}
NEED = "Kan ikke være alene om natten"


class Steps(FlowSteps):
    """The steps of a stay; `now` is the store's."""

    UNITS = (WARD, OTHER_WARD)
    GROUND = "PSYK13C"

    # ---- sending ----

    def on_course(self, kind, party, on, body=None, **header):
        return self.town.client(party).submit(message(kind, party, "anna", body, course_id=on.course, ground="PSYK13C", **header))

    def without_course(self, kind, party, body=None, **header):
        made = message(kind, party, "anna", body, ground="PSYK13C", **header)
        made.receivers.add().service.MergeFrom(pb.Service(kind="entry_desk", municipality=MUNICIPALITY))
        made.subject.cpr = "0101000000"
        return self.town.client(party).submit(made)

    def known_course(self):
        """Held by the outreach team, which has written to the ward."""
        taken = self.town.client("outreach").must(self.town.take_over("outreach", self.town.routed_course(), ground="SUL43_1"))
        self.town.client("outreach").must(self.town.note(taken, party="outreach", to=("ward",), ground="PSYK13C"))
        return taken

    def admitted(self):
        answer = self.on_course("hospital_admitted", "ward", self.known_course(), {"at": self.now()})
        self.assertTrue(answer.is_accepted, answer)
        return answer

    def answers(self, standard, without=()):
        result = self.town.client("desk").query("STANDARDS", "desk", "anna", about=standard)
        self.assertEqual(result.code, 0, result.detail)
        wanted = [row.standard.item for row in result.rows if row.standard.required != "optional"]
        return [{"item": item, "text": "Noteret"} for item in wanted if item not in without and item not in ("plans.takes_part", "plans.review_at")]

    def agreement(self, without=(), takes_part="YES", kind="AGREEMENT"):
        return {"kind": f"DISCHARGE_PLAN_KIND_{kind}", "patient_takes_part": f"ANSWER_{takes_part}", "standard": "discharge", "standard_version": 1,
                "review_at": self.now(days=60), "answers": self.answers("discharge", without)}

    def profile(self, on):
        body = {"contact_person": "Anna Andersen", "contact_phone": "+4520304060", "answers": self.answers("support_profile")}
        return self.must("hospital_support_profile", "outreach", on, body)

    def confirm(self, party, on, written, by):
        return self.send("hospital_agreement_confirmed", party, on, {"message_id": written, "party": by})

    def warned(self):
        stay = self.admitted()
        self.profile(stay)
        return self.must("hospital_discharge_warning", "ward", stay, {"planned_at": self.now(days=10), "need": NEED})

    def answered(self):
        stay = self.warned()
        effort = {"effort": "ANSWER_YES", "what": "Bostøtte hver dag", "who": "Bo Bertelsen", "from": self.now(days=10)}
        return self.must("hospital_warning_answered", "authority", stay, effort)

    # ---- what the store has ----

    def state(self, on):
        return int(self.cluster.value(f"SELECT state FROM stafet.flow WHERE course = '{on.course}' AND id = '{on.flow}'"))

    def holder(self, on):
        return self.cluster.value(f"SELECT holder FROM stafet.course WHERE id = '{on.course}'")

    def deadlines(self, on):
        return {row[0]: row[1] for row in self.cluster.sql(f"SELECT rule, awaited FROM stafet.deadline WHERE course = '{on.course}'")}

    def types(self, party, on):
        result = self.town.client(party).query("TIMELINE", party, "anna", on.course)
        return [row.timeline.type for row in result.rows] if result.code == 0 else result.status

    def denied(self, status, party):
        rows = [read_entry(bytes.fromhex(row[0])) for row in self.cluster.sql(f"SELECT encode(entry, 'hex') FROM stafet.journal WHERE kind = {ENTRY_DENIED} ORDER BY 1")]
        return [entry for entry in rows if entry.status == status and entry.party == party]


class Today(RealTime, Steps, unittest.TestCase):
    """Whatever needs no other time than now shares one broker."""

    # ---- the whole ----

    def test_a_stay_from_the_admission_to_the_first_contact_never_moves_the_responsibility(self):
        stay = self.admitted()
        self.assertEqual((stay.entry.to_state, stay.entry.holder, stay.entry.awaited), (ADMITTED, "outreach", "outreach"))
        self.assertEqual(self.deadlines(stay)["HOS-1"], "outreach")
        self.profile(stay)
        on_leave = self.must("hospital_left_on_leave", "ward", stay, {"until": self.now(days=2), "where": "Hos sin søster"})
        self.assertEqual(on_leave.entry.to_state, ON_LEAVE)
        self.assertEqual(self.must("hospital_back", "ward", stay).entry.to_state, ADMITTED)
        warned = self.must("hospital_discharge_warning", "ward", stay, {"planned_at": self.now(days=10), "need": NEED})
        self.assertEqual((warned.entry.to_state, warned.entry.awaited), (WARNED, "authority"))
        no = {"effort": "ANSWER_NO", "reason": "NO_EFFORT_REASON_CITIZEN_DECLINES"}
        self.assertEqual(self.must("hospital_warning_answered", "authority", stay, no).entry.awaited, "ward")
        self.assertEqual(self.must("hospital_ready", "ward", stay, {"finished_at": self.now()}).entry.to_state, READY)
        self.must("hospital_interim_plan", "authority", stay, {"what": "Daglig kontakt", "who": "Bo Bertelsen"})
        refused = self.send("hospital_agreement", "ward", stay, self.agreement(without=("plans.if_absent", "health.who_gives")))
        self.assertEqual((refused.status, [item.item for item in refused.part.missing]), ("incomplete", ["health.who_gives", "plans.if_absent"]))
        self.must("hospital_agreement", "ward", stay, self.agreement(), message_id="aftale-1")
        self.assertEqual([item.item for item in self.confirm("ward", stay, "aftale-1", "ward").part.missing], ["agreement_other"])
        self.assertTrue(self.confirm("outreach", stay, "aftale-1", "ward").is_accepted)
        self.assertEqual(self.must("hospital_discharged", "ward", stay, {"at": self.now(), "where_to": "Hjem", "phone": "+4520304050"}).entry.to_state, DISCHARGED)
        self.assertNotIn("hospital.agreement_missing", self.types("outreach", stay))
        met = self.must("hospital_first_contact", "outreach", stay, {"at": self.now(), "met": "ANSWER_YES"})
        self.assertEqual((met.entry.to_state, self.holder(stay)), (CLOSED, "outreach"))
        self.assertEqual(self.deadlines(stay), {"HOS-7": "outreach", "CRS-1": "outreach"})
        self.assertEqual({entry.holder for entry in map(read_entry, self.log(stay)[6:])}, {"outreach"})
        self.check(stay)

    def test_how_agreements_are_answered_is_counted_as_packages_are(self):
        stay = self.admitted()
        before = int(self.cluster.value("SELECT count(*) FROM stafet.answer_count WHERE standard = 'discharge.1'"))
        agreement = self.agreement(without=("words.wishes",))
        agreement["answers"].append({"item": "words.wishes", "absent": "ABSENT_ANSWER_CITIZEN_DECLINES", "cause": "ABSENT_CAUSE_CITIZEN_SAID_NO"})
        answer = self.must("hospital_agreement", "ward", stay, agreement)
        self.assertGreater(int(self.cluster.value("SELECT count(*) FROM stafet.answer_count WHERE standard = 'discharge.1'")), before)
        self.assertEqual({part.section: part.citizen_declines for part in answer.entry.sections}[3], 1)

    # ---- nothing is kept ----

    def test_of_a_citizen_without_a_course_nothing_is_kept_and_the_answer_is_the_same_for_one_who_is_known(self):
        courses = self.cluster.value("SELECT count(*) FROM stafet.course")
        entries = self.cluster.value("SELECT count(*) FROM stafet.entry")
        stay = self.known_course()
        entries_of_course = self.cluster.value(f"SELECT count(*) FROM stafet.entry WHERE course = '{stay.course}'")
        number = self.without_course("hospital_admitted", "ward-north").part.code
        until(lambda: self.denied(number, "ward-north"), "the first was counted")
        counted = len(self.denied(number, "ward-north"))
        kinds = ("admitted", "left_on_leave", "back", "discharged", "died", "transferred", "cancelled", "revised")
        said = {(answer.status, answer.part.da) for answer in (self.without_course(f"hospital_{kind}", "ward-north") for kind in kinds)}
        self.assertEqual(said, {("not_kept", "uden et åbent forløb, I er en del af, gemmes dette ikke: intet er gemt")})
        self.assertEqual(int(self.cluster.value("SELECT count(*) FROM stafet.course")), int(courses) + 1)
        self.assertEqual(self.cluster.value(f"SELECT count(*) FROM stafet.entry WHERE course = '{stay.course}'"), entries_of_course)
        self.assertEqual(int(self.cluster.value("SELECT count(*) FROM stafet.entry")), int(entries) + int(entries_of_course))
        until(lambda: len(self.denied(number, "ward-north")) == counted + len(kinds), "each was counted")
        self.assertTrue(all(not entry.HasField("body_hash") for entry in self.denied(number, "ward-north")))

    def test_the_same_notice_sent_again_has_the_same_answer(self):
        first = self.without_course("hospital_admitted", "ward", message_id="adt-7")
        again = self.without_course("hospital_admitted", "ward", message_id="adt-7")
        self.assertEqual((first.status, again.status), ("not_kept", "not_kept"))

    def test_a_ward_that_is_no_part_of_a_course_is_told_that_there_is_none(self):
        known = self.known_course()
        there = self.on_course("hospital_admitted", "ward-north", known, {"at": self.now()})
        known_type = type("On", (), {"course": "00000000-0000-5000-8000-000000000000", "flow": ""})
        nowhere = self.on_course("hospital_admitted", "ward-north", known_type)
        self.assertEqual((there.status, there.part.detail, list(there.part.missing)), ("unknown_course", nowhere.part.detail, list(nowhere.part.missing)))
        self.assertEqual(nowhere.status, "unknown_course")

    # ---- opened by a ward ----

    def test_a_warning_and_ready_open_a_course_that_the_entry_desk_holds(self):
        for kind, body, state in (("discharge_warning", {"planned_at": self.now(days=5), "need": NEED}, WARNED), ("ready", {"finished_at": self.now(), "need": NEED}, READY)):
            opened = self.without_course(f"hospital_{kind}", "ward", body)
            self.assertTrue(opened.is_accepted, opened)
            self.assertEqual((opened.entry.to_state, self.holder(opened), opened.entry.awaited), (state, "desk", "authority"))
            self.check(opened)

    def test_the_desk_and_the_authority_are_delivered_what_a_ward_opens(self):
        with self.town.fresh("desk", CREDIT) as desk:
            opened = self.without_course("hospital_ready", "ward", {"finished_at": self.now(), "need": NEED})
            self.assertIsNotNone(desk.take(condition=lambda one: one.course == opened.course))

    def test_a_stay_that_never_was_ends_the_course_that_it_opened(self):
        opened = self.without_course("hospital_ready", "ward", {"finished_at": self.now(), "need": NEED})
        taken_back = self.must("hospital_cancelled", "ward", opened, {"event": "HOSPITAL_EVENT_READY"})
        self.assertEqual((taken_back.entry.to_state, taken_back.entry.duty), (CANCELLED, pb.DUTY_STATE_ENDED))
        self.assertEqual(self.on_course("hospital_admitted", "ward", opened, {"at": self.now()}).status, "not_kept")
        self.check(opened)

    # ---- discharge ----

    def test_a_discharge_without_an_agreement_is_accepted_and_told_to_ward_holder_and_authority(self):
        stay = self.admitted()
        with self.town.fresh("ward", CREDIT) as ward, self.town.fresh("outreach", CREDIT) as holder:
            self.assertEqual(self.must("hospital_discharged", "ward", stay).entry.to_state, DISCHARGED)
            for client in (ward, holder):
                told = client.take(condition=lambda one: one.course == stay.course and one.message.WhichOneof("body") == "hospital_agreement_missing")
                self.assertEqual((told.message.hospital_agreement_missing.ward, told.message.hospital_agreement_missing.holder), ("ward", "outreach"))
        self.assertIn("hospital.agreement_missing", self.types("authority", stay))
        self.assertEqual(self.deadlines(stay)["HOS-2"], "outreach")

    def test_a_discharge_that_the_ward_does_not_send_is_registered_by_the_holder(self):
        stay = self.admitted()
        bare = self.send("hospital_discharged", "outreach", stay, {"at": self.now()})
        self.assertEqual([item.item for item in bare.part.missing], ["recorded_for.name_phone_at", "where_to"])
        told = self.must("hospital_discharged", "outreach", stay, {"at": self.now(), "where_to": "Hjem"}, recorded_for=TOLD)
        self.assertEqual((told.entry.to_state, told.entry.recorded_for), (DISCHARGED, True))

    # ---- taken back ----

    def test_what_was_told_is_taken_back_and_its_deadlines_with_it(self):
        stay = self.answered()
        self.must("hospital_discharged", "ward", stay, {"at": self.now()})
        self.assertEqual(self.must("hospital_cancelled", "ward", stay, {"event": "HOSPITAL_EVENT_DISCHARGED"}).entry.to_state, WARNED)
        self.assertNotIn("HOS-6", self.deadlines(stay))
        self.assertEqual(self.must("hospital_cancelled", "ward", stay, {"event": "HOSPITAL_EVENT_DISCHARGE_WARNING"}).entry.to_state, ADMITTED)
        self.assertNotIn("HOS-9", self.deadlines(stay))
        gone = self.send("hospital_cancelled", "ward", stay, {"event": "HOSPITAL_EVENT_READY"})
        self.assertEqual([item.item for item in gone.part.missing], ["event"])
        self.check(stay)

    def test_events_are_taken_back_also_by_a_broker_that_has_read_them_from_the_store(self):
        stay = self.answered()
        self.must("hospital_left_on_leave", "ward", stay)
        self.broker.kill()
        self.broker.start()
        self.assertEqual(self.must("hospital_back", "ward", stay).entry.to_state, WARNED)
        self.assertEqual(self.must("hospital_cancelled", "ward", stay, {"event": "HOSPITAL_EVENT_BACK"}).entry.to_state, ON_LEAVE)

    def test_a_death_is_registered_by_the_holder_and_taken_back_by_the_ward(self):
        stay = self.warned()
        self.assertEqual(self.must("hospital_died", "ward", stay, {"at": self.now()}).entry.to_state, WARNED)
        self.assertEqual(self.deadlines(stay)["HOS-11"], "outreach")
        died = self.on_course("course_died", "outreach", stay, {"source": "DEATH_SOURCE_HOSPITAL", "seen_by": "anna"}, message_id="doed-1")
        self.assertTrue(died.is_accepted, died)
        self.assertEqual(self.state(stay), ENDED_DEAD)
        back = self.must("hospital_cancelled", "ward", stay, {"event": "HOSPITAL_EVENT_DIED"})
        self.assertEqual(back.entry.to_state, CLOSING_DEAD)
        annulled = self.on_course("message_annulled", "outreach", stay, {"message_id": "doed-1", "reason": "ANNUL_REASON_ERROR", "second_person": "bo"})
        self.assertTrue(annulled.is_accepted, annulled)
        self.assertEqual(self.state(stay), WARNED)
        self.check(stay)


class CommandLine(RealTime, Steps, unittest.TestCase):
    """As a user sends it, in Danish."""

    def stafet(self, party, *words, given=None, lang="da"):
        key, config = self.cluster.path(f"{party}.key"), self.cluster.path(f"{party}.conf")
        self.town.keys[party].write(key)
        pathlib.Path(config).write_text(f"endpoints = {self.broker.endpoint}\nserver_public = {self.cluster.server_key.public.hex()}\nkey = {key}\nparty = {party}\n"
                                        "person = anna\n", encoding="utf-8")
        return subprocess.run([program("STAFET_CLI"), "--config", config, "--lang", lang, *words], input=given, capture_output=True, text=True, timeout=60, check=False)

    def test_the_form_of_the_discharge_is_filled_checked_and_sent(self):
        stay = self.answered()
        form = json.loads(self.stafet("ward", "standards", "template", "discharge").stdout)
        empty = self.stafet("ward", "standards", "check", "-", given=json.dumps(form))
        self.assertEqual(empty.returncode, 1)
        self.assertRegex(empty.stdout, r"plans\.if_absent +hvis borgeren udebliver: hvem gør hvad, og hvornår")
        form.update(kind="agreement", patientTakesPart="yes", reviewAt=self.now(days=30))
        for answer in form["answers"]:
            answer["text"] = "Aftalt"
        whole = self.stafet("ward", "standards", "check", "-", given=json.dumps(form))
        self.assertEqual((whole.returncode, whole.stdout), (0, "Udfyldt: discharge 1, 10 punkter\n"))
        sent = self.stafet("ward", "send", "hospital.agreement", "--course", stay.course, "--ground", "psyk13c", "--id", "aftale-9", "--json", "-", given=json.dumps(form))
        self.assertEqual(sent.returncode, 0, sent.stderr)
        mine = self.stafet("outreach", "course", "allowed", stay.course)
        self.assertRegex(mine.stdout, r"hospital\.agreement_confirmed +bekræft udskrivningsaftale")
        confirmed = self.stafet("outreach", "send", "hospital.agreement_confirmed", "--course", stay.course, "--ground", "psyk13c", "--set", "messageId=aftale-9", "--set", "party=ward")
        self.assertEqual(confirmed.returncode, 0, confirmed.stderr)
        timeline = self.stafet("outreach", "course", "timeline", stay.course).stdout
        self.assertIn("bekræft udskrivningsaftale", timeline)

    def test_an_incomplete_agreement_says_what_would_do_and_who_holds(self):
        stay = self.answered()
        told = self.stafet("ward", "send", "hospital.agreement", "--course", stay.course, "--ground", "psyk13c", "--set", "kind=agreement", "--set", "patientTakesPart=yes",
                           "--answer", "words.wishes=Hjem til katten")
        self.assertEqual(told.returncode, 1)
        self.assertRegex(told.stderr, r"\n  health\.who_gives +hvem der giver medicinen")
        self.assertNotIn("words.wishes", told.stderr)

    def test_a_notice_without_a_course_says_that_nothing_was_stored(self):
        told = self.stafet("ward", "send", "hospital.admitted", "--to", "desk", "--ground", "psyk13c", "--set", f"at={self.now()}")
        self.assertEqual(told.returncode, 1)
        self.assertIn("intet er gemt", told.stderr)

    def test_the_rules_of_the_stay_are_printed(self):
        for lang, word in (("da", "hospital.discharged"), ("en", "always accepted")):
            printed = self.stafet("desk", "flows", "hospital_stay", lang=lang)
            self.assertEqual(printed.returncode, 0, printed.stderr)
            self.assertIn(word, printed.stdout)
        whole = self.stafet("desk", "flows", "--format", "json")
        self.assertEqual(whole.returncode, 0, whole.stderr)


class OverTime(TimeInHand, Steps, unittest.TestCase):
    """With time in the test's hand."""

    def test_each_question_of_a_stay_has_its_clock_and_the_next_stay_goes_on_from_the_last(self):
        stay = self.admitted()
        self.go_on(hours=25)
        until(lambda: self.fired(stay, "HOS-1"), "the profile was asked for")
        self.profile(stay)
        self.must("hospital_left_on_leave", "ward", stay, {"until": self.now(days=1)})
        self.go_on(days=2, hours=1)
        until(lambda: self.fired(stay, "HOS-5"), "it was asked where the citizen is")
        self.must("hospital_discharged", "ward", stay, {"at": self.now()})
        self.go_on(hours=47)
        again = self.must("hospital_admitted", "ward", stay, {"at": self.now()})
        self.assertEqual((again.flow, again.entry.to_state), (stay.flow, ADMITTED))
        self.must("hospital_discharged", "ward", stay, {"at": self.now()})
        self.go_on(hours=49)
        until(lambda: self.fired(stay, "HOS-6"), "it was asked who has met the citizen")
        late = self.send("hospital_admitted", "ward", stay, {"at": self.now()})
        self.assertEqual([item.item for item in late.part.missing], ["new_stay"])
        new = self.on_course("hospital_admitted", "ward", stay, {"at": self.now()})
        self.assertTrue(new.is_accepted, new)
        self.assertNotEqual(new.flow, stay.flow)
        self.assertEqual((self.state(stay), self.state(new), self.holder(stay)), (CLOSED, ADMITTED, "outreach"))
        self.check(stay)

    def test_the_network_meeting_has_its_time_within_five_working_days(self):
        stay = self.warned()
        called = self.must("meeting_called", "ward", stay, {"proposed": [{"at": self.now(days=3)}]}, to=("authority",))
        self.assertEqual(called.entry.to_state, WARNED)
        due = self.cluster.value(f"SELECT due_at FROM stafet.deadline WHERE course = '{stay.course}' AND rule = 'MTG-1'")
        self.assertTrue(str(due).startswith("2026-11-30"), due)


if __name__ == "__main__":
    unittest.main()
