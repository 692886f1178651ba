#!/usr/bin/python3
# SPDX-License-Identifier: EUPL-1.2
"""A first contact through the eyes of a foreign client, which has proto/, libzmq and a protobuf compiler: registered at the desk, offered to another unit, and
taken over with that unit's own key."""
import pathlib
import sys
import unittest

sys.dont_write_bytecode = True
sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "support"))

from stafet_test import Broker, Cluster, Door, Town, check_chain, entry_hash, pb  # noqa: E402
from stafet_test.cluster import KeyPair  # noqa: E402
from stafet_test.messages import TRIAGED  # noqa: E402


class FirstContact(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.cluster = cls.enterClassContext(Cluster())
        cls.broker = cls.enterClassContext(Broker(cls.cluster))
        cls.town = cls.enterClassContext(Town(cls.broker))

    def receiver(self, party):
        client = self.town.fresh(party, (64, 1 << 20))
        self.addCleanup(client.close)
        return client

    def test_welcome_says_what_the_client_must_know(self):
        with self.broker.client(self.town.keys["desk"]) as client:
            welcome = client.hello(("desk",))
        self.assertEqual(welcome.protocol, 1)
        self.assertEqual(len(welcome.schema_hash), 32)
        self.assertGreaterEqual(welcome.submit_window_items, 1)
        self.assertEqual((welcome.message_size_max, welcome.frame_size_max), (192 * 1024, 256 * 1024))
        self.assertEqual([(grant.party, grant.send, grant.receive, grant.admin) for grant in welcome.grants], [("desk", True, True, False)])

    def test_the_door_stays_closed_to_a_key_that_nobody_granted(self):
        with self.broker.client(KeyPair(), watched=True) as stranger:
            stranger.send(ping={"number": 1})
            self.assertEqual(Door(stranger).verdict(), 400)
        with self.broker.client(self.town.keys["desk"], watched=True) as known:
            self.assertEqual(Door(known).verdict(), "in")

    def test_a_contact_is_registered_routed_and_taken_over(self):
        town, desk = self.town, self.town.client("desk")
        outreach = self.receiver("outreach")
        opened = desk.must(town.registered())
        self.assertEqual((opened.entry.holder, opened.entry.duty), ("desk", pb.DUTY_STATE_HELD))
        triaged = desk.must(town.step("contact_triaged", "desk", opened, TRIAGED))
        routed = desk.must(town.step("contact_routed", "desk", opened, {"ask": "Vil I tage ud til hende i dag?"}, to=("outreach",)))
        self.assertEqual((routed.entry.holder, routed.entry.duty), ("desk", pb.DUTY_STATE_OFFERED))
        self.assertEqual([name.party for name in routed.entry.offered_to], ["outreach"])

        offered = outreach.take(condition=lambda one: one.course == opened.course)
        self.assertEqual((offered.kind, offered.party, offered.sent_count), ("contact_routed", "outreach", 1))
        self.assertEqual(offered.receipt, routed.receipt)
        self.assertEqual(offered.message.contact_routed.ask, "Vil I tage ud til hende i dag?")
        outreach.acknowledge(offered)
        taken = outreach.must(town.take_over("outreach", offered))
        self.assertEqual((taken.entry.holder, taken.entry.duty), ("outreach", pb.DUTY_STATE_HELD))
        self.assertEqual(taken.entry.duty_epoch, routed.entry.duty_epoch + 1)
        self.assertEqual((taken.entry.party, taken.entry.person), ("outreach", "anna"))

        told = self.receiver("desk").take(condition=lambda one: one.course == opened.course and one.kind == "contact_taken_over")
        self.assertEqual(told.receipt, taken.receipt)
        self.timeline_tells(opened.course, [opened, triaged, routed, taken])
        self.receipts_verify([opened, triaged, routed, taken])

    def timeline_tells(self, course, answers):
        result = self.town.client("outreach").query("TIMELINE", "outreach", "anna", course)
        self.assertEqual(result.code, 0, result)
        rows = [row.timeline for row in result.rows]
        self.assertEqual([row.type for row in rows], ["contact.registered", "contact.triaged", "contact.routed", "contact.taken_over"])
        self.assertEqual([row.holder for row in rows], ["desk", "desk", "desk", "outreach"])
        self.assertEqual([row.entry_hash for row in rows], [entry_hash(answer.receipt).hex() for answer in answers])

    def receipts_verify(self, answers):
        for answer in answers:
            self.assertEqual(answer.part.entry_hash, entry_hash(answer.receipt))
        check_chain([answer.receipt for answer in answers])

    def test_what_a_practitioner_sends_is_held_by_the_desk_from_the_commit(self):
        registered = self.town.registered("gp", {"name": "Grete Gram", "role": "ROLE_STAFF", "phone": "+4577889900"}, {"channel": "CHANNEL_MESSAGE"}, ground="SUL43_1")
        answer = self.town.client("gp").must(registered)
        self.assertEqual((answer.entry.holder, answer.entry.awaited), ("desk", "desk"))
        held = self.receiver("desk").take(condition=lambda one: one.course == answer.course)
        self.assertEqual(held.bytes, registered.SerializeToString())

    def test_who_may_not_hold_is_never_asked_to(self):
        answer = self.town.client("desk").must(self.town.registered())
        self.town.client("desk").must(self.town.step("contact_triaged", "desk", answer, TRIAGED))
        refused = self.town.client("desk").submit(self.town.step("contact_routed", "desk", answer, {"ask": "Kan han komme?"}, to=("activity",)))
        self.assertEqual((refused.status, refused.part.detail), ("may_not_hold", "activity"))
        self.assertEqual(refused.entry.holder, "desk")


if __name__ == "__main__":
    unittest.main(verbosity=2)
