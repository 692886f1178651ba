# SPDX-License-Identifier: EUPL-1.2
"""A recorded history that is right, to be made wrong in one way at a time. Forged well: where a log is rewritten, its chain, leaves, receipts and deliveries are made to
fit."""
import base64
import collections
import copy
import os
import pathlib
import unittest

from check import Result
from checker.history import History, Line, unpack
from checker.rules import entry_hash
from stafet_test.proto import pb

HERE = pathlib.Path(__file__).resolve().parent

FIXTURE = pathlib.Path(os.environ.get("STAFET_FIXTURE", HERE / "fixtures" / "history.json.xz"))


def text_of(raw):
    return base64.b64encode(raw).decode()


def bytes_of(text):
    return base64.b64decode(text)


class Forgery:
    """The fixture, to be made wrong."""

    original = unpack(FIXTURE)

    def __init__(self):
        self.records, tables = copy.deepcopy(self.original)
        self.tables = collections.defaultdict(list, tables)
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
