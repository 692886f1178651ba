#!/usr/bin/python3
# SPDX-License-Identifier: EUPL-1.2
"""What nobody should send, and what may go wrong around it: each has a clear coded answer, and nothing is lost. Unless the connection itself was the fault, it
lives on and its next message is accepted."""
import os
import pathlib
import subprocess
import sys
import time
import unittest
import uuid

sys.dont_write_bytecode = True
sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "support"))

from stafet_test import Broker, Cluster, Door, NoAnswer, Town, Turned, now_text, pb, until  # noqa: E402
from stafet_test.cluster import KeyPair  # noqa: E402
from stafet_test.messages import new_id  # noqa: E402
from stafet_test.paths import program  # noqa: E402

CALLER, RETRY, OPERATOR = pb.STATUS_CLASS_CALLER, pb.STATUS_CLASS_RETRY, pb.STATUS_CLASS_OPERATOR


def field(number, payload):
    """One length-delimited field, by hand."""
    out, tag = bytearray(), number << 3 | 2
    for value in (tag, len(payload)):
        while value > 0x7F:
            out.append(value & 0x7F | 0x80)
            value >>= 7
        out.append(value)
    return bytes(out) + payload


class WithBroker(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.cluster = cls.enterClassContext(Cluster())
        cls.broker = cls.enterClassContext(Broker(cls.cluster, job_timeout_ms=1000))
        cls.town = cls.enterClassContext(Town(cls.broker))
        cls.opened = cls.town.open_course()

    def setUp(self):
        self.desk = self.enterContext(self.town.fresh("desk"))

    def entries(self):
        return int(self.cluster.value("SELECT count(*) FROM stafet.entry"))

    def note(self, **header):
        return self.town.note(self.opened, **header)

    def lives_on(self, client=None):
        """On the same connection, without another hello."""
        self.assertTrue((client or self.desk).submit(self.note()).is_accepted)

    def is_refused(self, message, status, kind, detail=None):
        """The submit alone, recorded nowhere, with words in two languages."""
        before = self.entries()
        answer = self.desk.submit(message)
        self.assertEqual((answer.status, getattr(answer.part, "class")), (status, kind), answer)
        self.assertTrue(answer.part.en and answer.part.da and answer.part.code)
        self.assertEqual((answer.receipt, self.entries()), (b"", before))
        if detail is not None:
            self.assertIn(detail, answer.part.detail)
        self.lives_on()
        return answer

    def is_turned_away(self, raw, status, kind):
        self.desk.send_raw(raw)
        turned = self.desk.wait_turned()
        self.assertEqual((turned.status, getattr(turned, "class")), (status, kind), turned)
        self.assertTrue(turned.en and turned.da and turned.code)
        self.lives_on()


class Frames(WithBroker):
    def test_a_malformed_frame(self):
        for raw in (b"\xff" * 40, b"\x0a\x7f", b"\x0a\x00" + b"\xff" * 11, b"\x0b" * 500):
            with self.subTest(raw=raw[:16]):
                self.is_turned_away(raw, "malformed_frame", CALLER)

    def test_an_unknown_field_of_the_frame(self):
        self.is_turned_away(field(77, b"x"), "unknown_field", OPERATOR)

    def test_a_frame_that_is_too_large(self):
        self.is_turned_away(b"".join(field(2, b"\x08\x01" + field(2, b"x" * 140_000)) for _ in range(2)), "too_large", CALLER)

    def test_a_frame_of_too_many_items(self):
        self.is_turned_away(field(2, b"\x08\x01") * 20_000, "too_large", CALLER)

    def test_a_submit_without_a_number(self):
        self.is_turned_away(field(2, field(2, self.note().SerializeToString())), "field_missing", CALLER)

    def test_an_empty_frame_asks_nothing_and_gets_nothing(self):
        self.desk.send_raw(b"")
        self.lives_on()
        self.assertFalse(self.desk.turned)

    def test_a_message_of_several_parts_is_no_frame(self):
        note = self.note().SerializeToString()
        raw = pb.ClientFrame(submits=[{"number": 1 << 40, "message": note}]).SerializeToString()
        self.desk.send_raw(raw, b"more")
        self.lives_on()
        self.assertNotIn(1 << 40, self.desk.answers)

    def test_what_the_transport_cuts_comes_again_after_hello(self):
        """Above 320 KiB libzmq itself ends the connection without a word."""
        self.desk.send_raw(b"x" * 400_000)

        def hello_again():
            try:
                return self.desk.hello(("desk",), patience=1)
            except (NoAnswer, Turned):
                return None
        until(hello_again, "a new hello was answered")
        self.lives_on()

    def test_without_hello(self):
        note = self.note()
        with self.broker.client(self.town.keys["desk"]) as client:
            number = client.post(note)[0]
            turned = client.wait_turned()
            self.assertEqual((turned.status, getattr(turned, "class")), ("hello_needed", RETRY))
            client.hello(("desk",))
            self.assertTrue(client.submit(note).is_accepted)
            self.assertNotIn(number, client.answers)

    def test_hello_in_a_version_that_is_not_spoken(self):
        with self.broker.client(self.town.keys["desk"]) as client:
            with self.assertRaises(Turned) as caught:
                client.hello(version=99)
            self.assertEqual((caught.exception.status, getattr(caught.exception.refused, "class")), ("unknown_version", OPERATOR))
            client.hello()
            self.lives_on(client)


class Messages(WithBroker):
    def test_an_unreadable_message_refuses_itself_alone(self):
        numbers = self.desk.post(self.note(), b"\xff\xff\xff", self.note(), b"\x0b" * 800, self.note())
        statuses = [self.desk.answer(number).status for number in numbers]
        self.assertEqual(statuses, ["ok", "unreadable_message", "ok", "unreadable_message", "ok"])

    def test_an_empty_message(self):
        self.is_refused(b"", "field_missing", CALLER, "message_id")

    def test_an_unknown_field(self):
        self.is_refused(self.note().SerializeToString() + field(99, b""), "unknown_field", OPERATOR, "99")
        nested = field(500, field(1, b"tekst") + field(9, b"x"))
        self.is_refused(pb.Message(message_id=new_id(), schema_version=1, sending_party="desk").SerializeToString() + nested, "unknown_field", OPERATOR, "9")

    def test_an_unknown_type(self):
        note = self.note()
        note.ClearField("course_note")
        self.is_refused(note, "unknown_type", OPERATOR)

    def test_another_schema_version(self):
        self.is_refused(self.note(schema_version=2), "unknown_version", OPERATOR, "schema_version")

    def test_what_no_packer_would_write(self):
        raw = self.note().SerializeToString()
        first = raw[:2 + raw[1]]
        self.is_refused(raw[len(first):] + first, "not_canonical", CALLER)
        self.is_refused(first + raw, "not_canonical", CALLER, str(len(first)))
        self.is_refused(raw.replace(b"\x20\x01\x4a\x04desk", b"\x20\x81\x00\x4a\x04desk"), "not_canonical", CALLER)

    def test_a_message_that_is_too_large(self):
        self.is_refused(self.note(text="x" * 200_000), "too_large", CALLER)
        self.assertTrue(self.desk.submit(self.note(text="x" * 190_000)).is_accepted)

    def test_text_that_is_none(self):
        good = self.note(text="blåbærgrød").SerializeToString()
        for bad in (b"bl\xc3\xffb\xc3\xa6rgr\xc3\xb8d", b"bl\xc3\xa5b\xc3\xa6rgr\xc3\xb8\x00", b"bl\xed\xa0\x80\xc3\xa6rgr\xc3\xb8d"):
            with self.subTest(bad=bad):
                self.assertEqual(len(bad), len("blåbærgrød".encode()))
                self.is_refused(good.replace("blåbærgrød".encode(), bad), "bad_text", CALLER, "text")

    def test_a_code_that_is_not_in_the_list(self):
        raw = self.note(priority="PRIORITY_ACUTE").SerializeToString()
        self.is_refused(raw.replace(b"\x70\x01", b"\x70\x63"), "unknown_value", OPERATOR, "priority")

    def test_deep_nesting(self):
        nested = b""
        for _ in range(5_000):
            nested = field(7, nested)
        answer = self.desk.submit(self.note().SerializeToString() + field(600, nested))
        self.assertIn(answer.status, ("unknown_field", "unknown_type", "too_deep"))
        answer = self.desk.submit(pb.Message(message_id="m").SerializeToString() + field(12, nested))
        self.assertIn(answer.status, ("unknown_field", "unknown_type", "too_deep"))
        self.lives_on()

    def test_fields_that_are_missing_or_cannot_be(self):
        for name, detail in (("message_id", "message_id"), ("schema_version", "schema_version"), ("sending_party", "sending_party"), ("person", "person")):
            with self.subTest(name=name):
                note = self.note()
                note.ClearField(name)
                self.is_refused(note, "field_missing", CALLER, detail)
        self.is_refused(self.note(occurred_at="i går"), "field_invalid", CALLER, "occurred_at")
        note = self.note()
        note.course_id = "ikke en uuid"
        self.is_refused(note, "field_invalid", CALLER, "course_id")

    def test_a_clock_that_is_far_off(self):
        self.is_refused(self.note(occurred_at=now_text(days=1)), "time_not_possible", CALLER)
        self.assertTrue(self.desk.submit(self.note(occurred_at=now_text(hours=-3))).is_accepted)

    def test_somebody_who_does_not_work_there(self):
        note = self.note()
        note.person.id = "nobody"
        self.is_refused(note, "unknown_person", CALLER)

    def test_a_course_that_does_not_exist(self):
        note = self.note()
        note.course_id = str(uuid.uuid4())
        self.is_refused(note, "unknown_course", CALLER)

    def test_a_unit_that_the_key_is_not_granted(self):
        self.is_refused(self.note(party="authority", to=("desk",)), "party_not_granted", CALLER)

    def test_a_name_that_was_used_for_another_message(self):
        name = new_id()
        self.assertTrue(self.desk.submit(self.note(message_id=name)).is_accepted)
        self.is_refused(self.note(message_id=name, text="noget andet"), "id_reused", CALLER)

    def test_a_step_that_the_state_does_not_allow_tells_which_it_allows(self):
        recalled = self.town.step("contact_recalled", "desk", self.opened, {"reason": "fortrudt"})
        refused = self.desk.submit(recalled)
        self.assertEqual((refused.status, refused.entry.kind), ("not_allowed_now", pb.ENTRY_KIND_REFUSED))
        allowed = {row.type: row for row in refused.part.allowed}
        self.assertLessEqual({"contact.triaged", "contact.callback_agreed", "course.note"}, set(allowed))
        self.assertNotIn("contact.recalled", allowed)
        self.assertEqual(allowed["contact.triaged"].flow_id, self.opened.flow)
        self.assertTrue(allowed["contact.triaged"].en and allowed["contact.triaged"].da)
        self.assertEqual(refused.part.next_owner, "desk")
        self.lives_on()


class Keys(WithBroker):
    def test_an_unknown_key_is_told_so_at_the_door(self):
        with self.broker.client(KeyPair(), watched=True) as stranger:
            stranger.send(hello={"protocols": [{"version": 1}]})
            self.assertEqual(Door(stranger).verdict(), 400)
        self.lives_on()

    def test_hello_for_a_unit_that_the_key_is_not_granted(self):
        with self.broker.client(self.town.keys["desk"]) as client:
            with self.assertRaises(Turned) as caught:
                client.hello(("desk", "authority"))
            self.assertEqual(caught.exception.status, "party_not_granted")
            client.hello(("desk",))
            self.lives_on(client)

    def test_a_key_without_the_right(self):
        key = KeyPair()
        with self.town.operator() as operator:
            self.town.grant(operator, "authority", key, metadata=True)
        with self.town._open(key, self.broker, ("authority",), (64, 1 << 20)) as client:
            note = self.note(party="authority", to=("desk",))
            self.assertEqual(client.submit(note).status, "right_missing")
            self.assertEqual(client.change(set_party={"id": "desk", "name": "x"}).status, "party_not_granted")
            self.assertEqual(client.query("PARTIES", "authority", "anna").code, 0)

    def test_a_revoked_key_ends_at_once_and_gets_nothing_more(self):
        key = KeyPair()
        with self.town.operator() as operator:
            self.town.grant(operator, "authority", key)
            client = self.enterContext(self.town._open(key, self.broker, ("authority",), (64, 1 << 20)))
            self.assertTrue(client.submit(self.note(party="authority", to=("desk",))).is_accepted)
            self.assertEqual(operator.change(revoke_key={"public_key": key.public.hex()}).code, 0)
        self.assertEqual(client.wait_turned().status, "key_revoked")
        after = self.desk.must(self.note())
        client.post(self.note(party="authority", to=("desk",)))
        self.assertEqual(client.wait_turned().status, "hello_needed")
        with self.assertRaises(Turned) as caught:
            client.hello(("authority",))
        self.assertEqual(caught.exception.status, "key_revoked")
        self.assertNotIn(after.entry.seq, [one.entry.seq for one in client.deliveries])
        with self.broker.client(key, watched=True) as anew:
            anew.send(ping={"number": 1})
            self.assertEqual(Door(anew).verdict(), 400)


class StoreAway(WithBroker):
    def is_told_to_come_again(self, note):
        started = time.monotonic()
        answer = self.desk.submit(note)
        self.assertEqual((answer.status, getattr(answer.part, "class")), ("store_away", RETRY), answer)
        self.assertLess(time.monotonic() - started, 8)
        self.assertEqual(answer.receipt, b"")

    def is_accepted_in_the_end(self, note):
        """The same bytes, as a client would."""
        def again():
            answer = self.desk.submit(note)
            self.assertIn(answer.status, ("ok", "store_away"))
            return answer.is_accepted
        until(again, "the store was back and the message accepted")
        self.assertEqual(self.cluster.value(f"SELECT count(*) FROM stafet.entry WHERE course = '{self.opened.course}' AND seq > {self.seq}"), "1")

    def setUp(self):
        super().setUp()
        self.seq = int(self.cluster.value(f"SELECT max(seq) FROM stafet.entry WHERE course = '{self.opened.course}'"))

    def test_a_store_that_is_stopped_and_comes_back(self):
        note = self.note()
        self.cluster.stop()
        self.addCleanup(self.cluster.start)
        self.is_told_to_come_again(note)
        self.assertEqual(self.desk.query("COURSE", "desk", "anna", self.opened.course).status, "store_away")
        self.desk.ping()
        self.cluster.start()
        self.is_accepted_in_the_end(note)

    def test_a_store_whose_power_is_cut(self):
        note = self.note()
        self.cluster.stop(immediate=True)
        self.addCleanup(self.cluster.start)
        self.is_told_to_come_again(note)
        self.cluster.start()
        self.is_accepted_in_the_end(note)

    def test_a_store_that_stands_still(self):
        note = self.note()
        self.cluster.freeze()
        self.addCleanup(self.cluster.thaw)
        self.is_told_to_come_again(note)
        self.desk.ping()
        self.cluster.thaw()
        self.is_accepted_in_the_end(note)

    def test_a_store_without_room(self):
        """As PostgreSQL tells it: SQLSTATE 53100."""
        note = self.note()
        self.cluster.sql("CREATE FUNCTION public.no_room() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'no room' USING ERRCODE = '53100'; END $$;"
                         "CREATE TRIGGER no_room BEFORE INSERT ON stafet.entry FOR EACH STATEMENT EXECUTE FUNCTION public.no_room()")
        try:
            answer = self.desk.submit(note)
        finally:
            self.cluster.sql("DROP TRIGGER no_room ON stafet.entry; DROP FUNCTION public.no_room()")
        self.assertEqual((answer.status, getattr(answer.part, "class"), answer.receipt), ("disk_full", OPERATOR, b""))
        self.is_accepted_in_the_end(note)


class Configuration(unittest.TestCase):
    def refusal(self, *lines):
        folder = self.enterContext(Cluster.scratch())
        path = os.path.join(folder, "broker.conf")
        with open(path, "w", encoding="utf-8") as file:
            file.writelines(line + "\n" for line in lines)
        done = subprocess.run([program("STAFET_BROKER"), "serve", "--config", path], capture_output=True, text=True, timeout=20, check=False)
        self.assertNotEqual(done.returncode, 0)
        self.assertIn("event=config_refused", done.stderr)
        return done.stderr

    def test_an_unknown_setting_is_refused_with_its_line(self):
        text = self.refusal("# a comment", "store = host=/tmp", "", "stoer = x")
        self.assertIn("broker.conf:4", text)
        self.assertIn("stoer", text)

    def test_a_value_that_cannot_be_is_refused_with_its_line(self):
        text = self.refusal("sessions_max = many")
        self.assertIn("broker.conf:1", text)
        self.assertIn("sessions_max", text)

    def test_what_does_not_fit_into_the_memory_is_refused(self):
        text = self.refusal("store = host=/tmp", "key_store = host=/tmp", "server_key = /tmp/none", "sessions_max = 1000")
        self.assertIn("memory_max", text)


if __name__ == "__main__":
    unittest.main(verbosity=2)
