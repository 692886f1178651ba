#!/usr/bin/python3
# SPDX-License-Identifier: EUPL-1.2
"""The directory from the wire and the command line: offers with places and their age, matching with reasons, routes by hour and version, unmet demand without a citizen, presence,
gaps in rosters (CRS-4) and old records (DIR-1), each told once whoever looks."""
import datetime
import json
import os
import pathlib
import subprocess
import sys
import unittest

sys.dont_write_bytecode = True
sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "support"))

from stafet_test import Broker, Cluster, Town, read_entry  # noqa: E402
from stafet_test.messages import message  # noqa: E402
from stafet_test.paths import program  # noqa: E402
from stafet_test.town import HARBOUR, MUNICIPALITY  # noqa: E402
from stafet_test.waiting import until  # noqa: E402

DAY = 24 * 60
START = "2026-11-23T09:00:00Z"  # a Monday
ENTRY_DENIED, ENTRY_CHANGED, ENTRY_WARNED = 15, 16, 17
REFUGE = {"id": "refuge", "party": "outreach", "name": "Fyret", "core_task": "Akut støtte og samvær", "not_for": "Ikke til afrusning", "paragraphs": "104,82 c",
          "target_groups": "psykiske_vanskeligheder", "deliveries": "on_site,overnight", "hours": "24/7", "age_from": 18, "step": 2, "acute": True, "visitated": False}
HOUSE = {"id": "house", "party": "harbour", "name": "Havnen", "core_task": "Midlertidigt hjem", "paragraphs": "§ 107", "target_groups": "angst,depression", "age_from": 18,
         "age_to": 30, "step": 5, "approved_until": "2027-06-30T22:00:00Z"}


def minute(number):
    """RFC 3339 of so many minutes after the start."""
    begin = datetime.datetime.fromisoformat(START.replace("Z", "+00:00"))
    return (begin + datetime.timedelta(minutes=number)).isoformat().replace("+00:00", "Z")


class Directory(unittest.TestCase):
    def setUp(self):
        self.cluster = self.enterContext(Cluster(virtual_now=START))
        self.broker = self.enterContext(Broker(self.cluster))
        self.town = self.enterContext(Town(self.broker))
        self.town.add_unit(HARBOUR)

    # ---- helpers ----

    def change(self, party="operator", person="operator", **row):
        client = self.operator() if party == "operator" else self.town.client(party)
        return client.change(party=party, person=person, **row)

    def operator(self):
        if not hasattr(self, "operator_client"):
            self.operator_client = self.enterContext(self.town.operator())
        return self.operator_client

    def done(self, result):
        self.assertEqual(result.status, "ok", result.detail)
        return result.rows

    def refused(self, result, status, words=""):
        self.assertEqual(result.status, status, result.detail)
        self.assertIn(words, result.detail)

    def ask(self, kind, party="desk", person="anna", **more):
        return list(self.done(self.town.client(party).query(kind, party, person, **more)))

    def match(self, **wish):
        return [row.match for row in self.ask("MATCH", wish=wish)]

    def fill(self):
        for offer in (REFUGE, HOUSE):
            self.done(self.change(set_offer=offer))
        self.done(self.change(set_capacity={"offer": "refuge", "party": "outreach", "total": 6, "free": 2}))
        self.done(self.change(set_capacity={"offer": "house", "party": "harbour", "total": 8, "free": 0, "waiting_days": 40}))

    def route(self, **wish):
        rows = [row.routed for row in self.ask("ROUTE", wish=wish)]
        return rows[0], rows[1:]

    def journal(self, kind):
        return [read_entry(bytes.fromhex(row[0])) for row in self.cluster.sql(f"SELECT encode(entry, 'hex') FROM stafet.journal WHERE kind = {kind} ORDER BY chain, seq")]

    def warnings(self, party="operator", person="operator", **more):
        client = self.operator() if party == "operator" else self.town.client(party)
        return [row.warning for row in self.done(client.query("WARNINGS", party, person, **more))]

    def stafet(self, *words, party="desk", person="anna", key=None, code=0, lang="en"):
        folder = self.cluster.path("client")
        os.makedirs(folder, exist_ok=True)
        key = (key or self.town.keys[party]).write(os.path.join(folder, f"{party}.key"))
        with open(os.path.join(folder, f"{party}.conf"), "w", encoding="utf-8") as file:
            file.write(f"endpoints = {self.broker.endpoint}\nserver_public = {self.cluster.server_key.public.hex()}\nkey = {key}\nparty = {party}\nperson = {person}\n")
        done = subprocess.run([program("STAFET_CLI"), *words, "--config", file.name, "--lang", lang], capture_output=True, text=True, env={**os.environ, "COLUMNS": "200"})
        if code is None:
            self.assertNotEqual(done.returncode, 0, done.stdout)
        else:
            self.assertEqual(done.returncode, code, done.stdout + done.stderr)
        return done.stdout + done.stderr

    # ---- offers and places ----

    def test_an_offer_is_said_by_the_units_own_leader_or_the_operator_and_by_nobody_else(self):
        row = self.done(self.change("outreach", "lena", set_offer=REFUGE))[0].offer
        self.assertEqual((row.confirmed_by, row.confirmed_at, row.paragraphs, row.visitated, row.municipality), ("outreach/lena", START.replace("Z", ".000Z"), "82c,104", False,
                                                                                                                    MUNICIPALITY))
        self.refused(self.change("outreach", "anna", set_offer=REFUGE), "right_missing")
        self.refused(self.change("harbour", "lena", set_offer=REFUGE), "right_missing")
        self.refused(self.change("harbour", "lena", set_offer={**REFUGE, "party": "harbour"}), "not_found")
        kept = self.done(self.change(set_offer={"id": "refuge", "party": "outreach", "not_for": "-"}))[0].offer
        self.assertEqual((kept.name, kept.not_for, kept.acute, kept.confirmed_by), ("Fyret", "", True, "operator/operator"))
        self.assertEqual([entry.about[0].party for entry in self.journal(ENTRY_CHANGED) if entry.reason >= 7], ["outreach", "harbour", "outreach"])
        self.assertEqual({entry.party for entry in self.journal(ENTRY_DENIED)}, {"outreach", "harbour"})

    def test_codes_that_nobody_knows_are_refused_by_name(self):
        for field, value in (("target_groups", "angst,sorg"), ("paragraphs", "999"), ("services", "massage"), ("deliveries", "by_balloon"), ("performer", "robot"),
                             ("hours", "monday"), ("competences", "Kropsterapi!")):
            self.refused(self.change(set_offer={**REFUGE, field: value}), "field_invalid", f"set_offer.{field}")
        self.refused(self.change(set_offer={"id": "new", "party": "outreach", "name": "Uden opgave"}), "field_invalid", "core_task")
        self.refused(self.change(set_offer={**REFUGE, "party": "nowhere"}), "unknown_party", "nowhere")
        self.refused(self.change(set_route={"id": "r", "municipality": "1234", "service": "offer", "to_party": "outreach"}), "field_invalid", "1234")
        self.refused(self.change(set_route={"id": "r", "municipality": MUNICIPALITY, "service": "offer", "to_party": "outreach", "to_kind": "duty"}), "field_invalid", "not both")
        self.refused(self.change(note_unmet={"municipality": MUNICIPALITY, "need": "Karl Hansen"}), "field_invalid", "one word")
        self.assertEqual(self.ask("OFFERS"), [])

    def test_free_places_are_told_by_anybody_of_the_unit_and_say_how_old_they_are(self):
        self.fill()
        self.cluster.set_time(minute(5))
        until(lambda: self.change("outreach", "anna", set_capacity={"offer": "refuge", "party": "outreach", "free": 1}).status == "ok", "the night staff told")
        self.refused(self.change("desk", "anna", set_capacity={"offer": "refuge", "party": "outreach", "free": 0}), "right_missing")
        self.refused(self.change(set_capacity={"offer": "refuge", "party": "outreach", "free": 7}), "field_invalid", "free at most total")
        self.refused(self.change(set_capacity={"offer": "refuge", "party": "outreach", "reserved": 2}), "field_invalid", "reserved")
        rows = {row.capacity.offer: row.capacity for row in self.ask("CAPACITY")}
        self.assertEqual((rows["refuge"].total, rows["refuge"].free, rows["refuge"].told_by, rows["refuge"].stale), (6, 1, "outreach/anna", False))
        self.cluster.set_time(minute(DAY + 10))
        rows = {row.capacity.offer: row.capacity for row in self.ask("CAPACITY")}
        self.assertEqual((rows["refuge"].stale, rows["house"].stale), (True, False))

    def test_a_change_of_places_moves_no_facts(self):
        self.fill()
        before = self.cluster.sql("SELECT kind, version FROM stafet.facts ORDER BY kind")
        self.done(self.change(set_capacity={"offer": "refuge", "party": "outreach", "free": 1}))
        self.done(self.change(confirm_offer={"id": "refuge", "party": "outreach"}))
        self.assertEqual(self.cluster.sql("SELECT kind, version FROM stafet.facts ORDER BY kind"), before)
        self.done(self.change(set_route={"id": "r", "municipality": MUNICIPALITY, "service": "offer", "to_party": "outreach"}))
        self.assertNotEqual(self.cluster.sql("SELECT kind, version FROM stafet.facts WHERE kind = 5"), [row for row in before if row[0] == "5"])

    # ---- matching ----

    def test_a_match_is_ranked_and_says_why(self):
        self.fill()
        found = self.match(target_group="angst", age=25)
        self.assertEqual([row.offer for row in found], ["refuge", "house"])
        self.assertEqual((found[0].rank, found[0].places_free, found[0].places_total, found[0].open_now, found[0].not_for), (1, 2, 6, True, "Ikke til afrusning"))
        self.assertEqual(found[0].why, "wider_group,age,open_now,free_place,own_municipality,no_referral,silent")
        self.assertIn("for en bredere målgruppe", found[0].why_da)
        self.assertEqual((found[1].waiting_days, "group," in found[1].why, "no_place" in found[1].why), (40, True, True))
        self.assertEqual([row.offer for row in self.match(target_group="angst", age=40)], ["refuge"])
        self.assertEqual([row.offer for row in self.match(paragraph="107")], ["house"])
        self.assertEqual([row.offer for row in self.match(acute=True)], ["refuge"])
        missed = self.match(target_group="angst", age=40, all=True)
        self.assertEqual([(row.offer, row.fits) for row in missed], [("refuge", True), ("house", False)])
        self.assertIn("too_old", missed[1].why)
        self.assertEqual(self.town.client("desk").query("MATCH", "desk", "anna", wish={"target_group": "sorg"}).status, "field_invalid")

    def test_an_offer_that_is_over_or_not_yet_is_matched_at_its_own_time_only(self):
        self.fill()
        self.done(self.change(set_offer={"id": "house", "party": "harbour", "valid_to": "2026-12-31T23:00:00Z"}))
        self.assertEqual([row.offer for row in self.match(paragraph="107", at="2026-12-31T22:59:00Z")], ["house"])
        self.assertEqual(self.match(paragraph="107", at="2026-12-31T23:00:00Z"), [])

    def test_what_is_sought_in_vain_is_counted_without_anybody_in_it(self):
        self.fill()
        self.assertEqual(self.match(target_group="demens", paragraph="108"), [])
        self.assertEqual(self.match(target_group="demens", paragraph="108"), [])
        self.assertEqual(self.match(target_group="demens", paragraph="108", all=True)[0].fits, False)
        self.done(self.change("desk", "anna", note_unmet={"municipality": MUNICIPALITY, "target_group": "demens", "paragraph": "108"}))
        row = self.ask("UNMET")[0].unmet
        self.assertEqual((row.month, row.municipality, row.paragraph, row.searches, row.told), ("2026-11", MUNICIPALITY, "108", 2, 1))
        columns = {name for (name,) in self.cluster.sql("SELECT column_name FROM information_schema.columns WHERE table_name = 'unmet_demand'")}
        self.assertEqual(columns, {"day", "municipality", "paragraph", "target_group", "need", "searches", "told"})

    # ---- presence ----

    def test_a_unit_that_falls_silent_is_seen(self):
        self.fill()
        def party(name):
            return next(row.party for row in self.ask("PARTIES", about=name))
        self.assertFalse(party("outreach").connected)
        session = self.town.fresh("outreach", credit=(10, 100000))
        until(lambda: party("outreach").connected, "the unit's session was seen")
        self.assertEqual(party("outreach").connected_since, START.replace("Z", ".000Z"))
        self.assertIn("connected", self.match(target_group="angst")[0].why)
        self.assertFalse(party("harbour").connected)
        session.close()
        until(lambda: not party("outreach").connected, "its silence was seen", 30)
        self.assertNotEqual(party("outreach").last_seen, "")
        self.assertIn("silent", self.match(target_group="angst")[0].why)

    def test_a_broker_that_dies_takes_its_presence_with_it(self):
        session = self.town.fresh("outreach", credit=(10, 100000))
        def connected():
            return self.cluster.sql("SELECT connected FROM stafet.present WHERE party = 'outreach'")
        until(lambda: connected() == [("t",)], "the unit's session was seen")
        session.vanish()
        self.broker.kill()
        until(lambda: connected() == [("f",)], "the dead broker's units are silent", 30)

    # ---- routes ----

    def test_a_service_is_routed_by_need_and_hour_and_says_why(self):
        night = {"id": "nights", "municipality": MUNICIPALITY, "service": "entry_desk", "hours": "mon-fri 16:00-08:00, sat-sun 00:00-24:00, hol 00:00-24:00", "to_kind": "duty",
                 "note": "Om natten svarer døgnvagten"}
        self.done(self.change(set_route=night))
        self.done(self.change(set_route={"id": "anxiety", "municipality": MUNICIPALITY, "service": "offer", "target_groups": "angst", "to_party": "harbour"}))
        self.done(self.change(set_route={"id": "home", "municipality": MUNICIPALITY, "service": "offer", "paragraphs": "85", "flow": "referral", "to_party": "activity"}))
        def by_day():
            chosen, others = self.route(service="entry_desk", at="2026-11-23T11:00:00+01:00")
            return chosen.party == "desk" and [row.route for row in others] == ["nights"] and (chosen, others)
        chosen, others = until(by_day, "the routes were read")
        self.assertEqual((chosen.chosen, chosen.why, others[0].why), (True, "by_kind", "other_hours"))
        chosen, _ = self.route(service="entry_desk", at="2026-11-23T23:00:00+01:00")
        self.assertEqual((chosen.party, chosen.why, chosen.route, chosen.version, chosen.note), ("duty", "by_route", "nights", 1, "Om natten svarer døgnvagten"))
        self.assertEqual(self.route(service="entry_desk", at="2026-12-25T12:00:00+01:00")[0].party, "duty")
        self.assertEqual(self.route(service="offer", target_group="angst")[0].party, "harbour")
        self.assertEqual(self.route(service="offer", kle="27.36.12", flow="referral")[0].party, "activity")
        self.assertEqual(self.route(service="offer", kle="27.36.12", flow="order")[0].why, "by_kind")
        self.assertEqual(self.route(service="job_centre")[0].why, "nobody")

    def test_a_message_to_a_service_goes_where_its_route_says(self):
        opened = self.town.open_course()
        self.done(self.change(set_route={"id": "notes", "municipality": MUNICIPALITY, "service": "offer", "target_groups": "angst", "to_party": "harbour"}))
        def told(group):
            sent = message("course_note", "desk", "anna", {"text": "Hvem kan hjælpe?"}, course_id=opened.course)
            service = sent.receivers.add().service
            service.kind, service.municipality, service.target_group = "offer", MUNICIPALITY, group
            return [line.party for line in self.town.client("desk").must(sent).entry.delivered_to]
        until(lambda: "harbour" in told("303deb9b-84f0-49d2-ab7a-f8b98eed40a2"), "the route was read")
        self.assertNotIn("harbour", told("depression"))

    def test_a_route_has_versions_and_an_earlier_time_is_answered_by_its_own(self):
        base = {"id": "r", "municipality": MUNICIPALITY, "service": "offer", "to_party": "outreach"}
        self.done(self.change(set_route=base))
        changed = self.done(self.change(set_route={"id": "r", "to_party": "harbour", "valid_from": "2027-01-01T00:00:00+01:00"}))[0].route
        self.assertEqual((changed.version, changed.to_party, changed.municipality, changed.in_force), (2, "harbour", MUNICIPALITY, False))
        until(lambda: self.route(service="offer", at="2026-12-31T22:59:59Z")[0].version == 1 and self.route(service="offer", at="2026-12-31T23:00:00Z")[0].version == 2,
              "each version answers for its time")
        rows = [row.route for row in self.ask("ROUTES", wish={"all": True})]
        self.assertEqual([(row.version, row.valid_to) for row in rows], [(1, "2026-12-31T23:00:00.000Z"), (2, "")])
        with self.assertRaises(Exception):
            self.cluster.sql("UPDATE stafet.route SET to_party = 'gp' WHERE version = 1", role="STORE")

    # ---- gaps and reminders ----

    def shift(self, begin, end, party="harbour", person="anna"):
        self.done(self.change(set_roster={"party": party, "duty": "on_duty", "person": person, "from": minute(begin), "to": minute(end)}))

    def lone_harbour(self, end):
        """The only shift of the harbour ends then."""
        self.cluster.sql("DELETE FROM stafet.roster WHERE party = 'harbour'")
        self.shift(-60, end)

    def test_a_gap_is_warned_of_a_day_and_eight_hours_before_and_when_it_begins_once_each(self):
        self.lone_harbour(30 * 60)
        gap = until(lambda: [row.gap for row in self.ask("GAPS", about="harbour")], "the gap was seen")[0]
        self.assertEqual((gap.party, getattr(gap, "from"), gap.step), ("harbour", minute(30 * 60).replace("Z", ".000Z"), 0))
        for now, step, told in ((7 * 60, 1, "harbour,duty"), (23 * 60, 2, "harbour,duty"), (31 * 60, 3, "harbour,duty")):
            self.cluster.set_time(minute(now))
            found = until(lambda: [row for row in self.warnings(about="harbour") if row.step == step], f"step {step} was told", 40)
            self.assertEqual((len(found), found[0].rule, found[0].told, found[0].due), (1, "CRS-4", told, minute(30 * 60).replace("Z", ".000Z")))
        self.assertEqual(len(self.warnings(about="harbour", wish={"all": True})), 3)
        told = [entry for entry in self.journal(ENTRY_WARNED) if entry.about[0].party == "harbour"]
        self.assertEqual([(entry.rule, entry.step) for entry in told], [("CRS-4", 1), ("CRS-4", 2), ("CRS-4", 3)])
        self.assertIn("rule=CRS-4 party=harbour", self.broker.log())
        self.assertEqual([row.party for row in self.warnings("harbour", "lena")], ["harbour"])
        self.assertEqual(self.warnings("gp", "anna"), [])
        self.shift(30 * 60, 48 * 60)
        until(lambda: not self.warnings(about="harbour"), "the gap was filled")

    def test_two_brokers_warn_once(self):
        with Broker(self.cluster, "two"):
            self.lone_harbour(4 * 60)
            until(lambda: self.warnings(about="harbour"), "the gap was told", 60)
            self.broker.stop()
            self.broker.start()
            self.operator_client = self.enterContext(self.town.operator())
            until(lambda: "rule=CRS-4" in self.broker.log() or self.broker.log_since_launch().count("event=facts_moved") > 0, "the broker looked again", 30)
        self.assertEqual(self.cluster.value("SELECT count(*) FROM stafet.warning WHERE party = 'harbour' AND step = 2"), "1")
        self.assertEqual(len([entry for entry in self.journal(ENTRY_WARNED) if entry.about[0].party == "harbour" and entry.step == 2]), 1)

    def test_old_records_are_reminded_of_once_a_period_until_they_are_confirmed(self):
        self.fill()
        self.cluster.set_time(minute(DAY + 1))
        found = until(lambda: self.warnings(about="outreach"), "the places were reminded of", 40)
        self.assertEqual([(row.rule, row.about, row.step, row.told) for row in found], [("DIR-1", "refuge/places", 1, "outreach")])
        self.done(self.change("outreach", "anna", set_capacity={"offer": "refuge", "party": "outreach", "free": 2}))
        until(lambda: not self.warnings(about="outreach"), "the reminder is over")
        self.cluster.set_time(minute(31 * DAY))
        found = until(lambda: [row for row in self.warnings(about="harbour") if row.about == "house"], "the record was reminded of", 40)
        self.assertEqual((found[0].step, found[0].due), (1, minute(30 * DAY).replace("Z", ".000Z")))
        self.assertTrue(next(row.offer for row in self.ask("OFFERS", about="house")).stale)
        self.done(self.change("harbour", "lena", confirm_offer={"id": "house", "party": "harbour"}))
        self.assertEqual([row for row in self.warnings(about="harbour") if row.about == "house"], [])

    # ---- as people meet it ----

    def test_the_command_line_in_both_languages(self):
        operator = {"party": "operator", "person": "operator", "key": self.cluster.operator_key}
        self.assertIn("Fyret", self.stafet("offer", "set", "outreach", "refuge", "--name", "Fyret", "--core-task", "Akut støtte", "--not-for", "Ikke til afrusning", "--paragraphs", "104",
                                           "--groups", "angst,depression", "--acute", "yes", "--visitated", "no", "--hours", "24/7", "--step", "2", **operator))
        self.assertIn("2", self.stafet("capacity", "set", "outreach", "refuge", "--total", "6", "--free", "2", party="outreach"))
        shown = self.stafet("match", "--group", "angst", "--acute", lang="da")
        for words in ("Fyret", "2 af 6", "åbent", "for målgruppen", "Ikke for: Ikke til afrusning", "ring"):
            self.assertIn(words, shown)
        self.assertIn("Intet tilbud passer", self.stafet("match", "--group", "demens", lang="da"))
        self.assertIn("Demens", self.stafet("unmet", "list", lang="da"))
        row = json.loads(self.stafet("match", "--group", "angst", "--json"))[0]
        self.assertEqual((row["offer"], row["placesFree"], row["fits"]), ("refuge", 2, True))
        self.assertIn("Angst", self.stafet("offer", "show", "refuge", lang="da"))
        self.stafet("route", "set", "nights", "--municipality", MUNICIPALITY, "--service", "entry_desk", "--hours", "mon-fri 16:00-08:00", "--to-kind", "duty", **operator)
        until(lambda: "duty" in self.stafet("route", "why", "entry_desk", "--at", "2026-11-23T23:00:00+01:00"), "the route was read")
        self.assertIn("gælder ikke på dette tidspunkt", self.stafet("route", "why", "entry_desk", "--at", "2026-11-24T12:00:00+01:00", lang="da"))
        self.assertIn("døgnet rundt", self.stafet("party", "list", lang="da"))
        self.assertIn("intet", self.stafet("roster", "gaps", "outreach", lang="da"))
        self.assertIn("right_missing", self.stafet("offer", "confirm", "outreach", "refuge", code=None))
        self.assertIn("Region Østdanmark", self.stafet("codes", "municipalities", "--at", "2027-01-01T00:00:00+01:00"))
        self.assertNotIn("Region Østdanmark", self.stafet("codes", "municipalities", "--at", "2026-12-31T23:59:59+01:00"))


if __name__ == "__main__":
    unittest.main()
