#!/usr/bin/python3
# SPDX-License-Identifier: EUPL-1.2
"""Who checks the checker: a recorded history that is right passes, and each of these, wrong in one way, is flagged by the rule that is broken. The wrong ones are
forged well: where a log is rewritten, its chain, leaves, receipts and deliveries are made to fit."""
import base64
import collections
import copy
import gzip
import json
import pathlib
import sys
import unittest

sys.dont_write_bytecode = True
HERE = pathlib.Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parent / "support")]

from check import Result  # noqa: E402
from checker.history import History, Line  # noqa: E402
from checker.rules import entry_hash  # noqa: E402
from stafet_test import pb  # noqa: E402

FIXTURE = HERE / "fixtures" / "history.json.gz"


def text_of(raw):
    return base64.b64encode(raw).decode()


def bytes_of(text):
    return base64.b64decode(text)


class Forgery:
    """The fixture, to be made wrong."""

    original = json.loads(gzip.decompress(FIXTURE.read_bytes()))

    def __init__(self):
        read = copy.deepcopy(self.original)
        self.records, self.tables = read["records"], collections.defaultdict(list, read["tables"])
        self.history = History(self.records, self.tables)

    def findings(self):
        return Result(History(self.records, self.tables)).findings

    # ---- finding a place ----

    def line(self, condition, index=0):
        """The entry of some course that fits."""
        found = [line for lines in self.history.courses.values() for line in lines if condition(line)]
        return found[index]

    def message(self, kind, index=0):
        """An accepted message of the kind, as its entry."""
        return self.line(lambda line: line.type == kind and line.kind == pb.ENTRY_KIND_MESSAGE, index)

    def taken_over(self, index=0):
        return self.line(lambda line: line.type == "contact_taken_over" and line.kind == pb.ENTRY_KIND_MESSAGE and line.entry.holder == line.entry.party, index)

    def clock(self, rule, step=0):
        return self.line(lambda line: line.kind == pb.ENTRY_KIND_CLOCK and (line.entry.rule, line.entry.step) == (rule, step))

    def lines_of(self, line):
        return self.history.courses[line.entry.chain_id.hex()]

    def about(self, line, *events):
        """The clients' records of the message that the entry answered."""
        key = self.history.key_of[line.raw]
        return [record for record in self.records if (record.get("party"), record.get("id")) == key and record["event"] in events]

    def received(self, condition=lambda record: True):
        return [record for record in self.records if record["event"] == "received" and condition(record)]

    def came(self, line, party=None):
        place = (line.entry.chain_id.hex(), line.entry.seq)
        return self.received(lambda record: (record["course"], record["seq"]) == place and party in (None, record["party"]))

    def two_in_a_line(self):
        """The first deliveries of two entries of one course to one unit, one after the other, each of which came once."""
        seen = {}
        for record in self.received():
            seen.setdefault((record["party"], record["course"]), []).append(record)
        once = [records for records in seen.values() if len(records) > 2 and len({record["seq"] for record in records}) == len(records)]
        return sorted(once[0], key=lambda record: record["t"])

    def one_after_another(self, index=0):
        """Two entries of a course of which the second was sent when the first had been answered, neither of them the first of the course."""
        found = []
        for lines in self.history.courses.values():
            own = [line for line in lines[1:] if line.raw in self.history.key_of]
            for first, second in zip(own, own[1:]):
                if min(record["t"] for record in self.about(second, "invoke")) > max(record["t"] for record in self.about(first, "ok", "fail")):
                    found.append((first, second))
        return found[index]

    # ---- making it wrong ----

    def remove(self, records):
        gone = {id(record) for record in records}
        assert gone
        self.records = [record for record in self.records if id(record) not in gone]

    def rewrite(self, line, change):
        """Forges one course: `change(entries)` gives the entries in their new order; numbers, links, hashes, leaves, receipts and deliveries are made to fit."""
        lines = self.lines_of(line)
        entries = [(old.raw, pb.Entry.FromString(old.raw)) for old in lines]
        entries = change(entries) or entries
        rows, replaced, before = {old.raw: old.row for old in lines}, {}, b""
        gone = set(rows) - {raw for raw, _ in entries}
        for number, (raw, entry) in enumerate(entries, 1):
            entry.seq, entry.previous_hash = number, before
            if number == 1:
                entry.ClearField("previous_hash")
            made = entry.SerializeToString()
            before = bytes.fromhex(entry_hash(made))
            replaced[raw] = made
            self._replace_row(rows[raw], made)
        for raw in gone:
            self._remove_row(rows[raw])
        self._replace_told(replaced)
        head = Line({"entry": made.hex()})
        for row in self.tables["course"]:
            if row["id"].replace("-", "") == lines[0].entry.chain_id.hex():
                row["holder"], row["duty"], row["duty_epoch"] = head.duty
        return replaced

    def _batch(self, row):
        return next(batch for batch in self.tables["batch"] if batch["id"] == row["batch"])

    def _replace_row(self, row, made):
        batch, at = self._batch(row), row["leaf"] * 64
        row.update(entry=made.hex(), seq=pb.Entry.FromString(made).seq, hash=entry_hash(made))
        batch["leaves"] = batch["leaves"][:at] + row["hash"] + batch["leaves"][at + 64:]

    def _remove_row(self, row):
        """Its leaf goes, too."""
        batch, at = self._batch(row), row["leaf"] * 64
        batch["leaves"] = batch["leaves"][:at] + batch["leaves"][at + 64:]
        self.tables["entry"].remove(row)
        for other in [*self.tables["entry"], *self.tables["journal"]]:
            if other["batch"] == row["batch"] and other["leaf"] > row["leaf"]:
                other["leaf"] -= 1

    def _replace_told(self, replaced):
        for record in self.records:
            field = "receipt" if "receipt" in record else "entry"
            made = replaced.get(bytes_of(record.get(field, "")))
            if made is not None:
                entry = pb.Entry.FromString(made)
                record.update({field: text_of(made), "seq": entry.seq, "epoch": entry.duty_epoch, "holder": entry.holder})

    def change_entry(self, line, **fields):
        """Of one entry alone."""
        def change(entries):
            for raw, entry in entries:
                if raw == line.raw:
                    for name, value in fields.items():
                        setattr(entry, name, value)
        return self.rewrite(line, change)

    def change_from(self, line, **fields):
        """Of this entry and all after it."""
        def change(entries):
            for _, entry in entries[line.entry.seq - 1:]:
                for name, value in fields.items():
                    setattr(entry, name, value)
        return self.rewrite(line, change)

    def without_entry(self, line):
        return self.rewrite(line, lambda entries: [pair for pair in entries if pair[0] != line.raw])

    def change_message(self, line, change):
        """What the client says it sent."""
        for record in self.about(line, "invoke"):
            message = pb.Message.FromString(bytes_of(record["bytes"]))
            change(message)
            record["bytes"] = text_of(message.SerializeToString())

    def move_after(self, moved, other):
        """All that the clients wrote of one message happens after all of another."""
        latest = max(record["t"] for record in self.about(other, "ok", "fail"))
        for step, record in enumerate(self.about(moved, "invoke", "sent", "info", "ok", "fail"), 1):
            record["t"] = latest + step


class Mutated(unittest.TestCase):
    def setUp(self):
        self.forgery = Forgery()

    def assert_flagged(self, rule):
        findings = self.forgery.findings()
        self.assertTrue(findings[rule], {name: found[:2] for name, found in findings.items() if found})


class Unmutated(unittest.TestCase):
    def test_what_happened_breaks_no_rule(self):
        self.assertEqual({rule: found for rule, found in Forgery().findings().items() if found}, {})

    def test_a_log_that_is_rewritten_as_it_was_breaks_no_rule(self):
        """The forger's own work passes, so what is flagged below is the lie."""
        forgery = Forgery()
        for lines in list(forgery.history.courses.values()):
            forgery.rewrite(lines[0], lambda entries: entries)
        self.assertEqual({rule: found for rule, found in forgery.findings().items() if found}, {})

    def test_it_has_seen_enough_to_judge_by(self):
        self.assertEqual(Result(Forgery().history).saw_nothing(), [])


class K1Lost(Mutated):
    def test_an_accepted_message_that_the_store_does_not_have(self):
        line = self.forgery.line(lambda line: line.raw in self.forgery.history.key_of and line is self.forgery.lines_of(line)[-1] and line.entry.seq > 1)
        self.forgery.without_entry(line)
        self.assert_flagged("K1")

    def test_a_delivery_that_never_came(self):
        self.forgery.remove(self.forgery.came(self.forgery.message("contact_routed")))
        self.assert_flagged("K1")

    def test_a_notice_of_the_broker_that_never_came(self):
        self.forgery.remove(self.forgery.received(lambda record: record["sender"] == "stafet")[:1])
        self.assert_flagged("K1")

    def test_a_delivery_that_still_waits(self):
        line = self.forgery.message("course_note")
        self.forgery.tables["delivery"].append({"party": "desk", "course": line.row["course"], "seq": line.entry.seq, "sent_count": 0})
        self.assert_flagged("K1")


class K2Phantom(Mutated):
    def test_an_entry_that_nobody_sent(self):
        self.forgery.remove(self.forgery.about(self.forgery.message("course_note"), "invoke", "sent", "ok", "fail", "info"))
        self.assert_flagged("K2")

    def test_a_delivery_with_other_bytes(self):
        self.forgery.came(self.forgery.message("contact_routed"))[0]["sha256"] = "00" * 32
        self.assert_flagged("K2")

    def test_a_delivery_with_an_entry_that_the_store_does_not_have(self):
        record = self.forgery.came(self.forgery.message("contact_routed"))[0]
        entry = pb.Entry.FromString(bytes_of(record["entry"]))
        entry.accept_by_ms += 1
        record["entry"] = text_of(entry.SerializeToString())
        self.assert_flagged("K2")

    def test_a_delivery_of_another_message(self):
        first, second = self.forgery.came(self.forgery.message("course_note"))[0], self.forgery.came(self.forgery.message("course_note", 1))[0]
        first.update({name: second[name] for name in ("sender", "id", "sha256")})
        self.assert_flagged("K2")


class K3Doubled(Mutated):
    def test_two_messages_with_one_entry(self):
        one, other = self.forgery.message("course_note"), self.forgery.message("course_note", 1)
        for record in self.forgery.about(other, "ok"):
            record["receipt"] = text_of(one.raw)
        self.assert_flagged("K3")

    def test_one_name_with_two_entries(self):
        first, second = self.forgery.one_after_another()
        self.forgery.change_entry(second, name=first.entry.name)
        self.assert_flagged("K3")

    def test_a_delivery_that_comes_twice_as_if_for_the_first_time(self):
        again = dict(self.forgery.received(lambda record: record["sent_count"] == 1)[0])
        again["t"] += 1
        self.forgery.records.append(again)
        self.assert_flagged("K3")

    def test_a_redelivery_that_does_not_say_so(self):
        seen, again = set(), None
        for record in self.forgery.received():
            place = (record["party"], record["course"], record["seq"])
            again = again or (record if place in seen else None)
            seen.add(place)
        again["sent_count"] = 1
        self.assert_flagged("K3")


class K4Reordered(Mutated):
    def test_two_deliveries_of_a_line_that_change_places(self):
        first, second = self.forgery.two_in_a_line()[:2]
        first["t"], second["t"] = second["t"], first["t"]
        self.assert_flagged("K4")

    def test_a_gap_in_a_line(self):
        self.forgery.remove(self.forgery.two_in_a_line()[1:2])
        self.assert_flagged("K4")

    def test_the_last_of_a_line_that_comes_first(self):
        line = self.forgery.two_in_a_line()
        line[-1]["t"] = line[0]["t"] - 1
        self.assert_flagged("K4")


class K5BackInTime(Mutated):
    def test_an_early_entry_of_what_was_sent_late(self):
        first, second = self.forgery.one_after_another()
        self.forgery.move_after(first, second)
        self.assert_flagged("K5")

    def test_the_same_on_another_course(self):
        first, second = self.forgery.one_after_another(-1)
        self.forgery.move_after(first, second)
        self.assert_flagged("K5")

    def test_two_entries_in_the_wrong_order(self):
        first, second = self.forgery.one_after_another()
        at = first.entry.seq - 1

        def change(entries):
            entries[at], entries[second.entry.seq - 1] = entries[second.entry.seq - 1], entries[at]
        self.forgery.rewrite(first, change)
        self.assert_flagged("K5")


class K6Ownerless(Mutated):
    def test_nobody_holds(self):
        self.forgery.change_entry(self.forgery.taken_over(), holder="")
        self.assert_flagged("K6")

    def test_a_take_over_that_does_not_move_it(self):
        line = self.forgery.taken_over()
        before = self.forgery.lines_of(line)[line.entry.seq - 2].entry
        self.forgery.change_from(line, holder=before.holder, duty=before.duty, duty_epoch=before.duty_epoch, offer_id=before.offer_id)
        self.assert_flagged("K6")

    def test_somebody_else_holds_after_a_take_over(self):
        self.forgery.change_from(self.forgery.taken_over(), holder="neighbour")
        self.assert_flagged("K6")

    def test_an_offer_that_moves_it(self):
        line = self.forgery.message("contact_routed")
        self.forgery.change_entry(line, holder=line.entry.offered_to[0].party)
        self.assert_flagged("K6")

    def test_a_take_over_of_another_offer(self):
        def change(message):
            message.offer.duty_epoch -= 1
        self.forgery.change_message(self.forgery.taken_over(), change)
        self.assert_flagged("K6")

    def test_a_take_over_by_one_who_was_not_asked(self):
        taken = self.forgery.taken_over()
        routed = [line for line in self.forgery.lines_of(taken)[:taken.entry.seq] if line.type == "contact_routed" and line.kind == pb.ENTRY_KIND_MESSAGE][-1]

        def change(entries):
            for _, entry in entries:
                if entry.seq == routed.entry.seq:
                    del entry.offered_to[:]
                    entry.offered_to.add(party="neighbour")
        self.forgery.rewrite(taken, change)
        self.assert_flagged("K6")

    def test_a_refusal_that_moves_it(self):
        line = self.forgery.line(lambda line: line.kind == pb.ENTRY_KIND_REFUSED)
        self.forgery.change_entry(line, holder="neighbour", duty_epoch=line.entry.duty_epoch + 1)
        self.assert_flagged("K6")

    def test_an_epoch_that_is_left_out(self):
        line = self.forgery.taken_over()
        self.forgery.change_from(line, duty_epoch=line.entry.duty_epoch + 1)
        self.assert_flagged("K6")

    def test_two_statements_about_one_epoch(self):
        self.forgery.received()[0]["holder"] = "neighbour"
        self.assert_flagged("K6")

    def test_the_course_itself_says_something_else(self):
        self.forgery.tables["course"][0]["holder"] = "neighbour"
        self.assert_flagged("K6")

    def test_a_receiver_that_takes_hold_only_when_its_receipt_comes(self):
        taken = self.forgery.line(lambda line: line.type == "contact_taken_over" and line.entry.holder == line.entry.party and self.forgery.came(line, "desk"))
        released = min(record["t"] for record in self.forgery.came(taken, "desk"))
        for step, record in enumerate(self.forgery.about(taken, "invoke", "sent", "info", "ok")):
            record["t"] = released + 1 + step
        self.assert_flagged("K6")


class K7AnsweredOtherwise(Mutated):
    def again(self):
        """An answer that comes a second time."""
        record = dict(self.forgery.about(self.forgery.message("course_note"), "ok")[0])
        record.update(t=self.forgery.records[-1]["t"] + 1, replayed=True)
        self.forgery.records.append(record)
        return record

    def test_another_receipt_the_second_time(self):
        record = self.again()
        entry = pb.Entry.FromString(bytes_of(record["receipt"]))
        entry.at_ms += 1
        record["receipt"] = text_of(entry.SerializeToString())
        self.assert_flagged("K7")

    def test_yes_and_then_no(self):
        self.again()["event"] = "fail"
        self.assert_flagged("K7")

    def test_no_for_now_and_yes_for_good(self):
        record = self.again()
        record.update(event="fail", status="unknown_course")
        del record["receipt"]
        self.assert_flagged("K7")


class K8Missed(Mutated):
    def test_a_step_that_was_not_taken(self):
        self.forgery.without_entry(self.forgery.clock("CON-4", 1))
        self.assert_flagged("K8")

    def test_a_step_that_was_taken_twice(self):
        line = self.forgery.clock("CON-4", 1)
        self.forgery.change_entry(line, step=0)
        self.assert_flagged("K8")

    def test_a_due_time_that_nothing_stated(self):
        line = self.forgery.clock("CRS-1")
        self.forgery.change_entry(line, clock_due_ms=line.entry.clock_due_ms + 60000)
        self.assert_flagged("K8")

    def test_a_step_that_was_taken_early(self):
        line = self.forgery.clock("CON-4")
        before = self.forgery.lines_of(line)[line.entry.seq - 2]
        self.forgery.change_entry(line, at_ms=before.entry.at_ms)
        self.assert_flagged("K8")

    def test_an_action_that_nobody_was_told_of(self):
        self.forgery.without_entry(self.forgery.clock("ACT-1"))
        self.assert_flagged("K8")

    def test_an_open_course_on_no_clock(self):
        course = next(row["id"] for row in self.forgery.tables["course"] if row["is_open"])
        self.forgery.tables["deadline"] = [row for row in self.forgery.tables["deadline"] if row["course"] != course]
        self.assert_flagged("K8")

    def test_a_step_that_has_come_and_waits(self):
        self.forgery.tables["deadline"][0]["fire_at"] = self.forgery.history.now_ms
        self.assert_flagged("K8")


class K9BrokenLog(Mutated):
    def test_one_bit_of_one_entry(self):
        row = self.forgery.message("contact_routed").row
        raw = bytearray(bytes.fromhex(row["entry"]))
        raw[-1] ^= 1
        row["entry"] = raw.hex()
        self.assert_flagged("K9")

    def test_an_entry_in_the_middle_that_is_gone(self):
        line = self.forgery.line(lambda line: line.entry.seq == 2)
        self.forgery.tables["entry"].remove(line.row)
        self.assert_flagged("K9")

    def test_a_leaf_that_is_another(self):
        batch = next(row for row in self.forgery.tables["batch"] if len(row["leaves"]) > 64)
        batch["leaves"] = batch["leaves"][64:128] + batch["leaves"][:64] + batch["leaves"][128:]
        self.assert_flagged("K9")

    def test_a_line_of_the_journal_that_is_gone(self):
        self.forgery.tables["journal"].pop(1)
        self.assert_flagged("K9")

    def test_a_log_that_was_rewritten_after_the_receipts_were_given(self):
        told = copy.deepcopy(self.forgery.records)
        line = self.forgery.message("contact_routed")
        self.forgery.change_entry(line, person="bo")
        self.forgery.records = told
        self.assert_flagged("K9")


class K13InDoubt(Mutated):
    def test_a_message_without_an_answer(self):
        self.forgery.remove(self.forgery.about(self.forgery.message("contact_triaged"), "ok"))
        self.assert_flagged("K13")

    def test_unknown_as_the_last_word(self):
        for record in self.forgery.about(self.forgery.message("course_note"), "ok"):
            record["event"] = "info"
        self.assert_flagged("K13")

    def test_a_repetition_without_an_answer(self):
        again = dict(self.forgery.about(self.forgery.message("course_note"), "invoke")[0])
        again["t"] = self.forgery.records[-1]["t"] + 1
        self.forgery.records.append(again)
        self.assert_flagged("K13")


if __name__ == "__main__":
    unittest.main(verbosity=2)
