# SPDX-License-Identifier: EUPL-1.2
"""A history as the rules want it: the clients' records in the order of time, and the store's tables with every entry read."""
import base64
import collections
import gzip
import json
import lzma
import pathlib

from stafet_test.proto import pb

OWN_FILES = ("clock", "faults")  # what the run wrote about itself
BROKER = "stafet"
FIRM_EVENTS = ("ok", "fail")
TYPE_NAMES = {field.number: field.name for field in pb.Message.DESCRIPTOR.fields}


class Line:
    """One entry of a course: the row, its bytes, and what they say."""

    def __init__(self, row):
        self.row, self.raw = row, bytes.fromhex(row["entry"])
        self.entry = pb.Entry.FromString(self.raw)
        self.kind, self.type = self.entry.kind, TYPE_NAMES.get(self.entry.type, "")
        self.flow = self.entry.flow_id.hex()
        self.duty = (self.entry.holder, self.entry.duty, self.entry.duty_epoch)

    @property
    def is_step(self):
        """What can change a course."""
        return self.kind in (pb.ENTRY_KIND_MESSAGE, pb.ENTRY_KIND_CLOCK)


class History:
    def __init__(self, records, tables):
        self.records = sorted(records, key=lambda record: record["t"])
        self.tables = collections.defaultdict(list, tables)
        self.by_session = collections.defaultdict(list)
        for record in self.records:
            self.by_session[record["session"]].append(record)
        self.clients = [record for record in self.records if record["session"] not in OWN_FILES]
        self.times = [(record["now_ms"], record["t"]) for record in self.by_session["clock"]]
        self.now_ms = tables["cluster"][0]["virtual_now"]
        self.courses = collections.defaultdict(list)
        for row in sorted(tables["entry"], key=lambda row: (row["course"], row["seq"])):
            self.courses[row["course"].replace("-", "")].append(Line(row))
        self.lines = {line.raw: line for lines in self.courses.values() for line in lines}
        self.parties = {row["id"]: row for row in tables["party"]}
        self._read_messages()

    def _read_messages(self):
        """What the clients sent, by (unit, id), and which entry answered it."""
        self.messages, self.sha256, self.receipts = {}, {}, collections.defaultdict(list)
        for record in self.clients:
            if record["event"] == "invoke":
                self.messages.setdefault((record["party"], record["id"]), pb.Message.FromString(base64.b64decode(record["bytes"])))
                self.sha256.setdefault((record["party"], record["id"]), record["sha256"])
            elif record["event"] in ("ok", "fail") and "receipt" in record:
                self.receipts[record["party"], record["id"]].append((record["event"], base64.b64decode(record["receipt"])))
        self.key_of = {raw: key for key, answers in self.receipts.items() for _, raw in answers}

    def message_of(self, line):
        """The Message that the clients say this entry answered, or none; one of another type cannot be it."""
        message = self.messages.get(self.key_of.get(line.raw))
        return message if message is not None and message.WhichOneof("body") == line.type else None

    def party_of_kind(self, kind, municipality="0999"):
        return next((row["id"] for row in self.tables["party"] if row["kind"] == kind and row["municipality"] == municipality), None)


def read_records(folder):
    records = []
    for path in sorted(pathlib.Path(folder).glob("*.jsonl")):
        with open(path, encoding="utf-8") as file:
            records += [json.loads(line) for line in file]
    return records


def read_tables(path):
    tables = collections.defaultdict(list)
    with gzip.open(path, "rt", encoding="utf-8") as file:
        for line in file:
            read = json.loads(line)
            tables[read["table"]].append(read["row"])
    return tables


# ---- a whole history as one small file: bytes as hexadecimal digits, since what is the same is then written the same ----

PACKED = ("bytes", "receipt", "entry")


def _with_packed(records, change):
    return [{name: change(value) if name in PACKED else value for name, value in record.items()} for record in records]


def pack(records, tables, path):
    text = json.dumps({"records": _with_packed(records, lambda value: base64.b64decode(value).hex()), "tables": tables}, separators=(",", ":"))
    pathlib.Path(path).write_bytes(lzma.compress(text.encode(), preset=9 | lzma.PRESET_EXTREME))


def unpack(path):
    """Records and tables."""
    read = json.loads(lzma.decompress(pathlib.Path(path).read_bytes()))
    return _with_packed(read["records"], lambda value: base64.b64encode(bytes.fromhex(value)).decode()), read["tables"]
