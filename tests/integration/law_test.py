#!/usr/bin/python3
# SPDX-License-Identifier: EUPL-1.2
"""The laws as an outsider can try them: on the running broker, by its answers and by what PostgreSQL holds afterwards."""
import hashlib
import itertools
import pathlib
import sys
import unittest

sys.dont_write_bytecode = True
sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "support"))

from stafet_test import Broker, Cluster, Town, check_chain, entry_hash, message, pb, read_entry  # noqa: E402
from stafet_test.cluster import KeyPair  # noqa: E402
from stafet_test.messages import REGISTERED, TRIAGED, new_id  # noqa: E402
from stafet_test.town import CREDIT  # noqa: E402


class WithBroker(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.cluster = cls.enterClassContext(Cluster())
        cls.broker = cls.enterClassContext(Broker(cls.cluster))
        cls.town = cls.enterClassContext(Town(cls.broker))

    def entries(self, course):
        rows = self.cluster.sql(f"SELECT encode(entry, 'hex') FROM stafet.entry WHERE course = '{course}' ORDER BY seq")
        return [bytes.fromhex(row[0]) for row in rows]

    def holder(self, course):
        return self.cluster.value(f"SELECT holder FROM stafet.course WHERE id = '{course}'")

    def receiver(self, party):
        return self.enterContext(self.town.fresh(party, CREDIT))


class Durable(WithBroker):
    """L1."""

    def send_until(self, stop_at, strike):
        """Sends notes, strikes after so many answers, and gives what was sent and what was accepted."""
        opened = self.town.open_course()
        sent, accepted = {}, {}
        with self.town.fresh("desk") as desk:
            for _ in range(8):
                notes = [self.town.note(opened) for _ in range(16)]
                sent.update(zip(desk.post(*notes), notes))
            while len(accepted) < stop_at:
                desk.wait(lambda: desk.answers, "answer")
                accepted.update((number, answers[0]) for number, answers in desk.answers.items())
                desk.answers.clear()
            strike()
            self.listen_to_the_last(desk, accepted)
            desk.vanish()
        return opened, sent, accepted

    @staticmethod
    def listen_to_the_last(desk, accepted):
        """What was on its way counts, too."""
        while desk.socket.poll(200):
            desk.listen()
        accepted.update((number, answers[0]) for number, answers in desk.answers.items())

    def check(self, opened, sent, accepted):
        stored = self.entries(opened.course)
        check_chain(stored)
        answers = {number: answer for number, answer in accepted.items() if answer.is_accepted}
        self.assertTrue(answers)
        self.assertLessEqual({answer.receipt for answer in answers.values()}, set(stored))
        desk = self.town.client("desk")
        again = {number: desk.must(note) for number, note in sent.items()}
        for number, answer in answers.items():
            self.assertEqual(again[number].receipt, answer.receipt)
        self.assertEqual({answer.receipt for answer in again.values()} | {opened.receipt}, set(self.entries(opened.course)))
        self.assertEqual(len(self.entries(opened.course)), len(sent) + 1)

    def test_what_was_accepted_is_there_after_the_broker_was_killed(self):
        for stop_at in (1, 20):
            with self.subTest(stop_at=stop_at):
                happened = self.send_until(stop_at, self.broker.kill)
                self.broker.start()
                self.check(*happened)

    def test_what_was_accepted_is_there_after_the_power_of_the_store_was_cut(self):
        self.addCleanup(self.cluster.start)
        happened = self.send_until(20, lambda: self.cluster.stop(immediate=True))
        self.cluster.start()
        self.broker.stop()
        self.broker.start()
        self.check(*happened)


class OneHolder(WithBroker):
    """L2, L3."""

    def test_of_two_that_race_to_take_over_exactly_one_wins(self):
        other = self.enterContext(Broker(self.cluster, "two"))
        clients = {"outreach": self.town.client("outreach"), "psychiatry": self.town.client("psychiatry", other)}
        order = itertools.cycle((("outreach", "psychiatry"), ("psychiatry", "outreach")))
        for _ in range(12):
            routed = self.town.routed_course(to=("outreach", "psychiatry"), urgency=1)
            pairs = [(party, clients[party].post(self.town.take_over(party, routed, ground="SUL43_1"))[0]) for party in next(order)]
            answers = {party: clients[party].answer(number) for party, number in pairs}
            winners = [party for party, answer in answers.items() if answer.is_accepted]
            self.assertEqual(len(winners), 1, answers)
            loser = answers[({"outreach", "psychiatry"} - set(winners)).pop()]
            self.assertIn(loser.status, ("offer_stale", "not_allowed_now"))
            self.assertEqual(loser.entry.holder, winners[0])
            self.assertEqual(self.holder(routed.course), winners[0])
            check_chain(self.entries(routed.course))

    def test_those_who_lose_the_race_are_told(self):
        psychiatry = self.receiver("psychiatry")
        routed = self.town.routed_course(to=("outreach", "psychiatry"), urgency=1)
        self.town.client("outreach").must(self.town.take_over("outreach", routed, ground="SUL43_1"))
        told = psychiatry.take(condition=lambda one: one.course == routed.course and one.kind == "contact_withdrawn")
        self.assertEqual(told.message.contact_withdrawn.cause, pb.WITHDRAWAL_CAUSE_TAKEN_BY_OTHER)
        self.assertEqual((told.message.offer.offer_id, told.message.offer.duty_epoch), routed.offer)

    def test_a_late_answer_never_takes_a_later_offer(self):
        desk, outreach = self.town.client("desk"), self.town.client("outreach")
        routed = self.town.routed_course()
        desk.must(self.town.step("contact_recalled", "desk", routed, {"reason": "ny aftale"}))
        desk.must(self.town.step("contact_routed", "desk", routed, {"ask": "Kan I alligevel?"}, to=("outreach",)))
        late = outreach.submit(self.town.take_over("outreach", routed))
        self.assertEqual((late.status, late.entry.holder), ("offer_stale", "desk"))

    def test_what_the_sender_was_told_by_phone_moves_nothing(self):
        routed = self.town.routed_course()
        told = self.town.step("contact_taken_over", "desk", routed, {"contact_person": "anna"}, offer=routed.offer,
                              recorded_for={"name": "Anna Andersen", "phone": "+4511223344", "at": "2026-01-01T10:00:00+01:00"})
        self.assertEqual(self.town.client("desk").must(told).entry.holder, "desk")
        self.assertEqual(self.holder(routed.course), "desk")

    def test_nobody_takes_what_was_not_offered_to_them(self):
        routed = self.town.routed_course()
        stolen = self.town.client("authority").submit(self.town.take_over("authority", routed))
        self.assertEqual((stolen.status, stolen.entry.holder), ("not_yours_to_do", "desk"))

    def test_a_closed_course_had_a_holder_to_the_last(self):
        desk = self.town.client("desk")
        opened = self.town.open_course()
        closed = desk.must(self.town.step("contact_closed", "desk", opened, {"outcome": "CONTACT_OUTCOME_ADVICE", "told": "Råd givet", "way_back": {"none": True}}))
        self.assertEqual(closed.entry.duty, pb.DUTY_STATE_ENDED)
        self.assertEqual(self.cluster.value(f"SELECT is_open FROM stafet.course WHERE id = '{opened.course}'"), "f")
        self.assertEqual(desk.submit(self.town.note(opened)).status, "course_ended")
        self.assertEqual(self.cluster.value("SELECT count(*) FROM stafet.course WHERE is_open AND coalesce(holder, '') = ''"), "0")


class Clocks(WithBroker):
    """L5 by the schema's own eyes; deadlines_test has the rest."""

    def test_every_open_course_has_a_clock(self):
        self.town.open_course()
        self.town.routed_course()
        routed = self.town.routed_course()
        self.town.client("outreach").must(self.town.take_over("outreach", routed))
        bare = self.cluster.value("SELECT count(*) FROM stafet.course c WHERE is_open AND NOT EXISTS (SELECT FROM stafet.deadline d WHERE d.course = c.id)")
        self.assertEqual(bare, "0")


class Rights(WithBroker):
    """L9."""

    def test_a_key_that_is_revoked_in_the_middle_is_refused_from_the_commit_on(self):
        opened = self.town.open_course()
        key = KeyPair()
        with self.town.operator() as operator:
            self.town.grant(operator, "authority", key)
            client = self.enterContext(self.town._open(key, self.broker, ("authority",), (0, 0)))
            before = client.post(*[self.town.note(opened, party="authority", to=("desk",)) for _ in range(100)])
            self.assertEqual(operator.change(revoke_key={"public_key": key.public.hex()}).code, 0)
            revoked = int(self.cluster.value("SELECT extract(epoch FROM clock_timestamp()) * 1000").split(".")[0])
            after = client.post(*[self.town.note(opened, party="authority", to=("desk",)) for _ in range(20)])
        client.wait(lambda: client.turned, "word that the key is revoked")
        self.assertEqual(client.turned[0].status, "key_revoked")
        answers = {number: found[0] for number, found in client.answers.items()}
        self.assertFalse([number for number in after if number in answers and answers[number].is_accepted])
        for number in before:
            if number in answers and answers[number].is_accepted:
                self.assertLessEqual(answers[number].entry.at_ms, revoked)

    def test_the_entry_keeps_key_unit_and_person(self):
        entry = self.town.open_course().entry
        self.assertEqual((entry.party, entry.person), ("desk", "anna"))
        self.assertEqual(entry.key_fingerprint, hashlib.sha256(self.town.keys["desk"].public).digest()[:8])


class Looks(WithBroker):
    """L10."""

    def looks(self, course):
        rows = self.cluster.sql(f"SELECT encode(entry, 'hex') FROM stafet.journal WHERE course = '{course}' AND kind = {pb.ENTRY_KIND_LOOK} ORDER BY at, seq")
        return [read_entry(bytes.fromhex(row[0])) for row in rows]

    def denied(self):
        return int(self.cluster.value(f"SELECT count(*) FROM stafet.journal WHERE kind = {pb.ENTRY_KIND_DENIED}"))

    def test_a_stranger_learns_nothing_and_the_attempt_is_logged(self):
        opened = self.town.open_course()
        stranger = self.town.client("neighbour")
        for kind in ("TIMELINE", "COURSE", "ALLOWED", "LOOKS"):
            with self.subTest(kind=kind):
                before = self.denied()
                there = stranger.query(kind, "neighbour", "anna", opened.course)
                nowhere = stranger.query(kind, "neighbour", "anna", "00000000-0000-8000-8000-000000000000")
                self.assertEqual((there.status, len(there.rows)), ("unknown_course", 0))
                self.assertEqual((there.code, there.en, there.detail), (nowhere.code, nowhere.en, nowhere.detail))
                self.assertEqual(self.denied(), before + 2)
        answer = stranger.submit(message("course_note", "neighbour", "anna", {"text": "Hvem er hun?"}, course_id=opened.course, to=("desk",)))
        self.assertEqual((answer.status, answer.receipt), ("unknown_course", b""))
        self.assertEqual(len(self.entries(opened.course)), 1)

    def test_each_look_is_logged_with_who_what_and_why(self):
        opened = self.town.open_course()
        desk = self.town.client("desk")
        for kind, purpose in (("TIMELINE", "PURPOSE_CARE"), ("COURSE", "PURPOSE_COVER"), ("ALLOWED", "PURPOSE_CARE")):
            self.assertEqual(desk.query(kind, "desk", "lena", opened.course, purpose).code, 0)
        seen = [(look.party, look.person, look.query, look.purpose) for look in self.looks(opened.course)]
        self.assertEqual(seen, [("desk", "lena", pb.QUERY_KIND_TIMELINE, pb.PURPOSE_CARE), ("desk", "lena", pb.QUERY_KIND_COURSE, pb.PURPOSE_COVER),
                                ("desk", "lena", pb.QUERY_KIND_ALLOWED, pb.PURPOSE_CARE)])
        shown = desk.query("LOOKS", "desk", "lena", opened.course, "PURPOSE_AUDIT")
        self.assertEqual([row.look.person for row in shown.rows][:3], ["lena"] * 3)

    def test_a_look_without_a_reason_or_by_nobody_is_refused(self):
        opened = self.town.open_course()
        desk = self.town.client("desk")
        self.assertEqual(desk.query("TIMELINE", "desk", "anna", opened.course, "PURPOSE_UNSPECIFIED").status, "field_missing")
        self.assertEqual(desk.query("TIMELINE", "desk", "nobody", opened.course).status, "unknown_person")
        self.assertEqual(self.looks(opened.course), [])

    def test_who_is_only_involved_sees_only_its_own(self):
        gp, desk = self.town.client("gp"), self.town.client("desk")
        opened = gp.must(self.town.registered("gp", body={"channel": "CHANNEL_MESSAGE"}, ground="SUL43_1"))
        desk.must(self.town.note(opened))
        rows = [row.timeline for row in gp.query("TIMELINE", "gp", "anna", opened.course).rows]
        self.assertEqual([(row.type, row.seq) for row in rows], [("contact.registered", 1)])
        own = [row.timeline for row in desk.query("TIMELINE", "desk", "anna", opened.course).rows]
        self.assertEqual([row.type for row in own], ["contact.registered", "course.note"])

    def test_the_journals_are_chains(self):
        self.town.client("desk").query("TIMELINE", "desk", "anna", self.town.open_course().course)
        rows = self.cluster.sql("SELECT chain, encode(entry, 'hex') FROM stafet.journal ORDER BY chain, seq")
        chains = {chain: [bytes.fromhex(row[1]) for row in found] for chain, found in itertools.groupby(rows, lambda row: row[0])}
        self.assertTrue(chains)
        for chain in chains.values():
            check_chain(chain)


class Unchanging(WithBroker):
    """L11."""

    def test_neither_the_broker_nor_the_administrator_rewrites_the_log(self):
        self.town.client("desk").query("TIMELINE", "desk", "anna", self.town.open_course().course)
        for table, change in itertools.product(("entry", "journal", "batch"), ("UPDATE {} SET {} = {}", "DELETE FROM {}", "TRUNCATE {}")):
            column = "id" if table == "batch" else "seq"
            statement = change.format(f"stafet.{table}", column, column)
            for role, wanted in (("STORE", "42501"), ("STORE_ADMIN", "ST011"), ("STORE_SUPERUSER", "ST011")):
                with self.subTest(statement=statement, role=role):
                    done = self.cluster.run_sql(statement, role)
                    self.assertNotEqual(done.returncode, 0)
                    self.assertIn(wanted, done.stderr)

    def test_the_leaves_of_the_batches_are_the_entries(self):
        self.town.open_course()
        leaves = self.cluster.value("SELECT encode(string_agg(leaves, ''::bytea), 'hex') FROM stafet.batch")
        leaves = [bytes.fromhex(leaves[at:at + 64]) for at in range(0, len(leaves), 64)]
        rows = self.cluster.sql("SELECT encode(entry, 'hex') FROM stafet.entry UNION ALL SELECT encode(entry, 'hex') FROM stafet.journal")
        self.assertEqual(sorted(entry_hash(bytes.fromhex(row[0])) for row in rows), sorted(leaves))


class Sealed(WithBroker):
    """L12."""

    def test_what_was_said_and_of_whom_is_nowhere_in_clear(self):
        name = new_id("secret-name")
        opened = self.town.open_course(message_id=name, subject={"cpr": "0101011234", "name": "Frida Fredslund", "phone": "+4599887766"},
                                       external_ids=[{"system": "nexus", "value": "sag-424242"}], trace_id="trace-171717")
        desk = self.town.client("desk")
        desk.must(self.town.step("contact_triaged", "desk", opened, TRIAGED))
        desk.must(self.town.note(opened, text="Naboen bekymrer sig"))
        refused = desk.submit(self.town.step("contact_routed", "desk", opened, {"ask": "Kan I?"}, to=("activity",)))
        self.assertEqual(refused.status, "may_not_hold")
        dump = self.cluster.dump()
        secrets = (REGISTERED["need"], REGISTERED["requester"]["name"], REGISTERED["requester"]["phone"], name, "0101011234", "Frida Fredslund", "+4599887766",
                   "sag-424242", "trace-171717", "Naboen bekymrer sig", "Kan I?")
        for secret in secrets:
            with self.subTest(secret=secret):
                self.assertNotIn(secret.encode(), dump)
                self.assertNotIn(secret.encode().hex().encode(), dump)
        self.assertIn(opened.course.encode(), dump)
        self.assertIn(opened.receipt.hex().encode(), dump)
        log = self.broker.log()
        self.assertFalse([secret for secret in secrets if secret in log])

    def test_the_key_store_is_another_database(self):
        opened = self.town.open_course()
        keys = self.cluster.sql("SELECT encode(key, 'hex') FROM stafet_keys.course_key", "KEY_STORE_ADMIN")
        self.assertTrue(keys)
        dump = self.cluster.dump()
        self.assertFalse([key for key, in keys if key.encode() in dump])
        self.assertEqual(self.cluster.run_sql("SELECT 1", "KEY_STORE").returncode, 0)
        self.assertIn(opened.course.encode(), dump)


class Grounds(WithBroker):
    """L13."""

    def test_nothing_goes_to_another_controller_without_a_ground(self):
        desk = self.town.client("desk")
        opened = self.town.open_course()
        bare = desk.submit(self.town.note(opened, to=("psychiatry",)))
        self.assertEqual((bare.status, bare.part.detail, bare.receipt), ("ground_needed", "psychiatry", b""))
        empty = self.town.note(opened, to=("psychiatry",), ground="CONSENT")
        self.assertEqual(desk.submit(empty).status, "ground_needed")
        in_words = self.town.note(opened, to=("psychiatry",), ground="CONSENT")
        in_words.disclosure.consent_words = "Ja, de må gerne vide det"
        self.assertEqual((desk.submit(in_words).status, [one.item for one in desk.submit(in_words).part.missing]), ("ground_needed", ["consent_id"]))
        other = self.town.note(opened, to=("psychiatry",), ground="SUL43_1")
        self.assertEqual(desk.must(other).entry.disclosure_ground, pb.DISCLOSURE_GROUND_SUL43_1)


if __name__ == "__main__":
    unittest.main(verbosity=2)
