#!/usr/bin/python3
# SPDX-License-Identifier: EUPL-1.2
"""Who checks the checker, of handovers: offers and dates, courses of another municipality, clocks of each state, what packages are said to answer."""
import pathlib
import sys
import unittest

sys.dont_write_bytecode = True
HERE = pathlib.Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parent / "support")]

from forgery import Mutated  # noqa: E402
from stafet_test import pb  # noqa: E402


class K6Ownerless(Mutated):
    def handed_over(self, index=0):
        """A take-over that moved the responsibility."""
        return self.forgery.line(lambda line: line.type == "handover_taken_over" and line.kind == pb.ENTRY_KIND_MESSAGE and line.entry.holder == line.entry.party, index)

    def linked(self):
        return self.forgery.line(lambda line: line.type == "handover_taken_over" and line.kind == pb.ENTRY_KIND_MESSAGE and line.entry.linked_course_id)

    def agreed_day(self):
        """The day has come, and the clock has offered it."""
        return self.forgery.line(lambda line: line.kind == pb.ENTRY_KIND_CLOCK and line.entry.rule == "HOV-7" and line.entry.offer_id)

    def ask(self, line, *parties):
        """Of this entry alone: these are asked."""
        def change(entries):
            del entries[line.entry.seq - 1][1].offered_to[:]
            for party in parties:
                entries[line.entry.seq - 1][1].offered_to.add(party=party)
        self.forgery.rewrite(line, change)

    def test_a_handover_that_is_taken_over_and_stays(self):
        line = self.handed_over()
        before = self.forgery.lines_of(line)[line.entry.seq - 2].entry
        self.forgery.change_from(line, holder=before.holder, duty=before.duty, duty_epoch=before.duty_epoch, offer_id=before.offer_id)
        self.assert_flagged("K6")

    def test_a_handover_that_is_taken_over_by_an_older_offer(self):
        def change(message):
            message.offer.duty_epoch -= 1
        self.forgery.change_message(self.handed_over(), change)
        self.assert_flagged("K6")

    def test_a_package_that_moves_it(self):
        line = self.forgery.message("handover_package")
        self.forgery.change_entry(line, holder=line.entry.offered_to[0].party)
        self.assert_flagged("K6")

    def test_a_date_that_moves_it(self):
        line = self.agreed_day()
        self.forgery.change_from(line, holder=line.entry.offered_to[0].party, duty=pb.DUTY_STATE_HELD)
        self.assert_flagged("K6")

    def test_a_date_that_offers_it_to_another_than_who_agreed(self):
        self.ask(self.agreed_day(), "neighbour")
        self.assert_flagged("K6")

    def test_an_agreement_that_leaves_the_offer_open(self):
        line = self.forgery.message("handover_agreed")
        before = self.forgery.lines_of(line)[line.entry.seq - 2].entry
        self.forgery.change_entry(line, holder=line.entry.party, duty_epoch=before.duty_epoch + 1)
        self.assert_flagged("K6")

    def test_somebody_is_asked_beside_who_does_not_answer_for_anybody(self):
        line = self.forgery.line(lambda line: line.kind == pb.ENTRY_KIND_CLOCK and line.entry.offered_to and line.entry.rule in ("HOV-2", "CON-4"))
        self.ask(line, *(one.party for one in line.entry.offered_to), "neighbour")
        self.assert_flagged("K6")

    def test_somebody_is_asked_still_after_the_no(self):
        line = self.forgery.line(lambda line: line.type.endswith("_refused") and line.kind == pb.ENTRY_KIND_MESSAGE and line.entry.offered_to)
        self.ask(line, *(one.party for one in line.entry.offered_to), line.entry.party)
        self.assert_flagged("K6")

    def test_an_offer_that_a_withdrawn_consent_ends_though_it_rests_on_law(self):
        def change(message):
            message.disclosure.ground = pb.DISCLOSURE_GROUND_SUL43_1
        ended = self.forgery.line(lambda line: line.type == "consent_withdrawn" and line.kind == pb.ENTRY_KIND_MESSAGE
                                  and (self.forgery.lines_of(line)[line.entry.seq - 2].entry.duty, line.entry.duty) == (pb.DUTY_STATE_OFFERED, pb.DUTY_STATE_HELD))
        for line in self.forgery.lines_of(ended)[:ended.entry.seq]:
            if line.type == "handover_package" and line.kind == pb.ENTRY_KIND_MESSAGE:
                self.forgery.change_message(line, change)
        self.assert_flagged("K6")

    def test_an_offer_that_stays_open_though_its_consent_is_withdrawn(self):
        def change(message):
            message.disclosure.ground = pb.DISCLOSURE_GROUND_CONSENT
        kept = self.forgery.line(lambda line: line.type == "consent_withdrawn" and line.kind == pb.ENTRY_KIND_MESSAGE and line.entry.duty == pb.DUTY_STATE_OFFERED)
        for line in self.forgery.lines_of(kept)[:kept.entry.seq]:
            if line.type == "handover_package" and line.kind == pb.ENTRY_KIND_MESSAGE:
                self.forgery.change_message(line, change)
        self.assert_flagged("K6")

    def test_a_take_over_by_another_municipality_that_opens_no_course(self):
        other = self.linked().entry.linked_course_id.hex()
        for line in self.forgery.history.courses[other]:
            self.forgery.tables["entry"].remove(line.row)
        self.assert_flagged("K6")

    def test_a_take_over_by_another_municipality_that_names_no_course(self):
        self.forgery.change_entry(self.linked(), linked_course_id=b"")
        self.assert_flagged("K6")

    def test_a_course_of_another_municipality_that_somebody_else_holds(self):
        other = self.linked().entry.linked_course_id.hex()
        self.forgery.change_from(self.forgery.history.courses[other][0], holder="authority")
        self.assert_flagged("K6")

    def test_a_take_over_in_the_own_municipality_that_names_a_course(self):
        self.forgery.change_entry(self.handed_over(), linked_course_id=self.linked().entry.linked_course_id)
        self.assert_flagged("K6")

    def test_a_new_holder_that_takes_hold_only_when_its_receipt_comes(self):
        taken = self.forgery.line(lambda line: line.type == "handover_taken_over" and line.entry.holder == line.entry.party
                                  and self.forgery.came(line, self.forgery.lines_of(line)[line.entry.seq - 2].entry.holder))
        released = min(record["t"] for record in self.forgery.came(taken, self.forgery.lines_of(taken)[taken.entry.seq - 2].entry.holder))
        for step, record in enumerate(self.forgery.about(taken, "invoke", "sent", "info", "ok")):
            record["t"] = released + 1 + step
        self.assert_flagged("K6")


class K8Missed(Mutated):
    def test_a_step_of_an_offer_of_an_hour_that_was_left_out(self):
        self.forgery.change_entry(self.forgery.clock("HOV-2"), step=1)
        self.assert_flagged("K8")

    def test_a_step_of_an_offer_of_an_hour_that_was_taken_early(self):
        line = self.forgery.clock("HOV-2")
        self.forgery.change_entry(line, at_ms=self.forgery.lines_of(line)[line.entry.seq - 2].entry.at_ms)
        self.assert_flagged("K8")

    def test_a_date_that_comes_early(self):
        line = self.forgery.clock("HOV-7")
        self.forgery.change_entry(line, at_ms=self.forgery.lines_of(line)[line.entry.seq - 2].entry.at_ms)
        self.assert_flagged("K8")

    def test_a_bridge_that_ends_before_its_date(self):
        line = self.forgery.clock("HOV-4")
        self.forgery.change_entry(line, clock_due_ms=line.entry.clock_due_ms + 3600000)
        self.assert_flagged("K8")

    def asleep(self, *rules):
        """The first clock by one of these rules on an open course is not there."""
        row = next(row for row in self.forgery.tables["deadline"] if row["rule"] in rules)
        self.forgery.tables["deadline"].remove(row)
        self.assert_flagged("K8")

    def test_a_handover_before_its_bridge_on_no_clock(self):
        self.asleep("HOV-1", "HOV-2", "HOV-6", "HOV-7", "HOV-10")

    def test_a_bridge_that_nobody_asks_about(self):
        self.asleep("HOV-5")

    def test_a_rest_of_a_package_that_nobody_waits_for(self):
        self.asleep("HOV-9")

    def test_a_withdrawn_consent_that_nobody_has_to_answer(self):
        self.asleep("CNS-1")

    def test_a_report_of_the_night_that_nobody_has_to_read(self):
        self.asleep("COV-1")

    def test_a_pause_that_is_not_counted(self):
        """Resumed, it is due when it was."""
        line = self.forgery.line(lambda line: line.type == "clock_resumed" and line.entry.to_state == 501 and line.is_step)
        paused = [one for one in self.forgery.lines_of(line)[:line.entry.seq] if one.type == "clock_paused"][-1]
        self.forgery.change_entry(line, due_ms=paused.entry.due_ms)
        self.assert_flagged("K8")


class K10Miscounted(Mutated):
    def package(self):
        return self.forgery.line(lambda line: line.type == "handover_package" and line.kind == pb.ENTRY_KIND_MESSAGE and len(line.entry.sections) > 10)

    def test_one_answer_more_than_was_given(self):
        line = self.package()

        def change(entries):
            entries[line.entry.seq - 1][1].sections[0].answered += 1
        self.forgery.rewrite(line, change)
        self.assert_flagged("K10")

    def test_a_section_that_is_left_out(self):
        line = self.package()

        def change(entries):
            del entries[line.entry.seq - 1][1].sections[-1]
        self.forgery.rewrite(line, change)
        self.assert_flagged("K10")

    def test_another_standard_than_it_had_to_meet(self):
        self.forgery.change_entry(self.package(), standard_hash=b"12345678")
        self.assert_flagged("K10")

    def test_a_package_that_went_through_with_a_blank(self):
        def change(message):
            answer = next(one for one in message.handover_package.answers if one.item == "words.wishes")
            answer.Clear()
            answer.item = "words.wishes"
        self.forgery.change_message(self.package(), change)
        self.assert_flagged("K10")

    def test_a_refused_package_of_which_another_item_is_said_to_be_missing(self):
        line = self.forgery.line(lambda line: line.type == "handover_package" and line.kind == pb.ENTRY_KIND_REFUSED and line.entry.missing and "." in line.entry.missing[0].item)

        def change(entries):
            entries[line.entry.seq - 1][1].missing[0].item = "attachments.list"
        self.forgery.rewrite(line, change)
        self.assert_flagged("K10")


if __name__ == "__main__":
    unittest.main(verbosity=2)
