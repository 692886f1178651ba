#!/usr/bin/python3
# SPDX-License-Identifier: EUPL-1.2
"""L7: a message is named by (sending party, course, id). The same name and bytes have one effect and one receipt for ever, whoever sends it again and by whatever
way; the same name with other bytes is refused."""
import pathlib
import sys
import unittest

sys.dont_write_bytecode = True
sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "support"))

from stafet_test import Broker, Cluster, Town  # noqa: E402
from stafet_test.messages import new_id  # noqa: E402


class Names(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.cluster = cls.enterClassContext(Cluster())
        cls.broker = cls.enterClassContext(Broker(cls.cluster))
        cls.other = cls.enterClassContext(Broker(cls.cluster, "two"))
        cls.town = cls.enterClassContext(Town(cls.broker))

    def entries(self, course):
        return int(self.cluster.value(f"SELECT count(*) FROM stafet.entry WHERE course = '{course}'"))

    def assert_one_effect(self, answers):
        """All the same receipt, of which one is the first."""
        for answer in answers:
            self.assertTrue(answer.is_accepted, answer)
        self.assertEqual(len({answer.receipt for answer in answers}), 1)
        self.assertEqual(len({answer.part.entry_hash for answer in answers}), 1)
        self.assertEqual([answer.is_replayed for answer in answers].count(False), 1)

    def test_the_same_bytes_again_get_the_same_receipt(self):
        desk = self.town.client("desk")
        message = self.town.registered()
        answers = [desk.submit(message) for _ in range(5)]
        self.assert_one_effect(answers)
        self.assertFalse(answers[0].is_replayed)
        self.assertEqual(self.entries(answers[0].course), 1)

    def test_the_same_bytes_twice_in_one_frame_have_one_effect(self):
        desk = self.town.client("desk")
        opening = self.town.registered()
        answers = [desk.answer(number) for number in desk.post(opening, opening, opening)]
        self.assert_one_effect(answers)
        note = self.town.note(answers[0])
        self.assert_one_effect([desk.answer(number) for number in desk.post(note, note, note)])
        self.assertEqual(self.entries(answers[0].course), 2)

    def test_two_connections_at_once_have_one_effect(self):
        message = self.town.registered()
        with self.town.fresh("desk") as one, self.town.fresh("desk") as other:
            numbers = one.post(message)[0], other.post(message)[0]
            answers = one.answer(numbers[0]), other.answer(numbers[1])
        self.assert_one_effect(answers)
        self.assertEqual(self.entries(answers[0].course), 1)

    def test_after_a_lost_connection_the_same_bytes_get_what_was_decided(self):
        opened = self.town.open_course()
        note = self.town.note(opened)
        with self.town.fresh("desk") as lost:
            lost.post(note)
            lost.ping()  # the frame before it has arrived; its answer may be on the way and is never read
            lost.vanish()
        with self.town.fresh("desk") as again:
            answers = again.must(note), again.must(note)
        self.assertEqual(answers[0].receipt, answers[1].receipt)
        self.assertEqual(self.entries(opened.course), 2)

    def test_two_brokers_at_once_have_one_effect(self):
        here, there = self.town.client("desk"), self.town.client("desk", self.other)
        for _ in range(20):
            opening = self.town.registered()
            numbers = here.post(opening)[0], there.post(opening)[0]
            answers = here.answer(numbers[0]), there.answer(numbers[1])
            self.assert_one_effect(answers)
            notes = [self.town.note(answers[0]) for _ in range(5)]
            numbers = list(zip(here.post(*notes), there.post(*notes)))
            for one, other in numbers:
                self.assert_one_effect([here.answer(one), there.answer(other)])
            self.assertEqual(self.entries(answers[0].course), 6)

    def test_a_broker_that_was_killed_gives_the_same_receipt_when_it_is_back(self):
        opened = self.town.open_course()
        note = self.town.note(opened)
        first = self.town.client("desk").must(note)
        self.broker.kill()
        there = self.town.client("desk", self.other).must(note)
        self.broker.start()
        again = self.town.client("desk").must(note)
        self.assertEqual({first.receipt, there.receipt, again.receipt}, {first.receipt})
        self.assertTrue(there.is_replayed and again.is_replayed)

    def test_other_bytes_under_the_same_name_are_refused_and_change_nothing(self):
        desk = self.town.client("desk")
        for make in (lambda on, **words: self.town.note(on, **words), ):
            opened = self.town.open_course()
            name = new_id()
            first = desk.must(make(opened, message_id=name))
            other = desk.submit(make(opened, message_id=name, text="noget andet"))
            self.assertEqual((other.status, other.receipt), ("id_reused", b""))
            self.assertEqual(desk.must(make(opened, message_id=name)).receipt, first.receipt)
            self.assertEqual(self.entries(opened.course), 2)

    def test_an_opening_message_with_other_bytes_is_refused(self):
        desk = self.town.client("desk")
        name = new_id()
        first = desk.must(self.town.registered(message_id=name))
        self.assertEqual(desk.submit(self.town.registered(message_id=name, body={"need": "noget andet"})).status, "id_reused")
        self.assertEqual(desk.must(self.town.registered(message_id=name)).receipt, first.receipt)
        there = self.town.client("desk", self.other)
        self.assertEqual(there.submit(self.town.registered(message_id=name, body={"need": "noget andet"})).status, "id_reused")

    def test_a_name_belongs_to_its_sender_and_its_course(self):
        one, other = self.town.open_course(), self.town.open_course()
        name = new_id()
        desk, authority = self.town.client("desk"), self.town.client("authority")
        answers = [desk.must(self.town.note(one, message_id=name)), desk.must(self.town.note(other, message_id=name)),
                   authority.must(self.town.note(one, party="authority", to=("desk",), message_id=name))]
        self.assertEqual(len({answer.receipt for answer in answers}), 3)

    def test_a_refusal_on_the_state_of_a_course_is_final(self):
        """The same bytes are refused for ever, though they would be allowed by now; a new id is."""
        town, desk = self.town, self.town.client("desk")
        opened = town.open_course()
        early = town.step("contact_routed", "desk", opened, {"ask": "Vil I tage ud?"}, to=("outreach",))
        refused = desk.submit(early)
        self.assertEqual((refused.status, refused.is_replayed), ("guard_not_met", False))
        self.assertIn("triaged", [missing.item for missing in refused.part.missing])
        self.assertEqual(refused.entry.seq, 2)
        desk.must(town.step("contact_triaged", "desk", opened, {"urgency_level": 1, "risks": {name: "ANSWER_NO" for name in
                            ("suicide_self_harm", "violence", "substance", "child_in_home", "homelessness")}}))
        for client in (desk, town.client("desk", self.other)):
            again = client.submit(early)
            self.assertEqual((again.status, again.is_replayed, again.receipt), ("guard_not_met", True, refused.receipt))
            self.assertEqual([missing.item for missing in again.part.missing], [missing.item for missing in refused.part.missing])
        anew = town.step("contact_routed", "desk", opened, {"ask": "Vil I tage ud?"}, to=("outreach",))
        self.assertEqual(desk.must(anew).entry.seq, 4)

    def test_a_refusal_that_is_not_of_the_course_is_recorded_nowhere_and_may_change(self):
        town, desk = self.town, self.town.client("desk")
        opened = town.open_course()
        message = town.note(opened, to=("not-yet",))
        refused = desk.submit(message)
        self.assertEqual((refused.status, refused.receipt), ("unknown_party", b""))
        self.assertEqual(self.entries(opened.course), 1)
        with town.operator() as operator:
            row = {"id": "not-yet", "kind": "offer", "name": "Et nyt tilbud", "organisation": "kommunen", "municipality": "0999"}
            self.assertEqual(operator.change(set_party=row).code, 0)
        self.assertEqual(desk.must(message).entry.seq, 2)


if __name__ == "__main__":
    unittest.main(verbosity=2)
