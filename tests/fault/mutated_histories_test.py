#!/usr/bin/python3
# SPDX-License-Identifier: EUPL-1.2
"""Who checks the checker: a recorded history that is right passes, and each of these, wrong in one way, is flagged by the rule that is broken. What is wrong with
handovers stands in mutated_handovers_test.py."""
import copy
import pathlib
import sys
import unittest

sys.dont_write_bytecode = True
HERE = pathlib.Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parent / "support")]

from check import Result  # noqa: E402
from forgery import Forgery, Mutated, bytes_of, text_of  # noqa: E402
from stafet_test import pb  # noqa: E402


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
            if record["sent_count"] == 1:
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
