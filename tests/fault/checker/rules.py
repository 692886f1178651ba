# SPDX-License-Identifier: EUPL-1.2
"""The rules of answers, deliveries and the log. Each takes a history and yields its findings as texts."""
import base64
import collections
import hashlib

from stafet_test.proto import pb

from .history import BROKER, FIRM_EVENTS


def name_of(course, seq):
    return f"{course[:8]}…/{seq}"


def _received(history):
    return [record for record in history.clients if record["event"] == "received"]


# ---- K1, K13: nothing is lost, nothing stays in doubt ----

def lost(history):
    """What was accepted or refused for good is in the store, and what the store says is delivered has come."""
    for (party, name), answers in history.receipts.items():
        for event, raw in answers:
            if raw not in history.lines:
                yield f"{event} was said to {party} about {name}, and the store has no such entry"
    came = {(record["party"], record["course"], record["seq"]) for record in _received(history)}
    given_up = {(row["party"], row["course"].replace("-", ""), row["seq"]) for row in history.tables["undeliverable"]}
    for course, lines in history.courses.items():
        for line in lines:
            for unit in line.entry.delivered_to:
                place = (unit.party, course, line.entry.seq)
                if place not in came and place not in given_up:
                    yield f"{name_of(course, line.entry.seq)} never came to {unit.party}"
    for row in history.tables["delivery"]:
        yield f"{name_of(row['course'], row['seq'])} is still to be delivered to {row['party']}"


def in_doubt(history):
    """Every session got a firm answer to everything it sent."""
    waiting = {}
    for record in history.clients:
        if record["event"] == "invoke":
            waiting[record["session"], record["id"]] = record
        elif record["event"] in FIRM_EVENTS:
            waiting.pop((record["session"], record["id"]), None)
    for session, name in waiting:
        yield f"{session} has no firm answer about {name}"


# ---- K2: nothing is made up ----

def phantom(history):
    """Every entry answers something that was sent; what is delivered is, byte for byte, what was sent."""
    for course, lines in history.courses.items():
        for line in lines:
            is_brokers = line.entry.party == BROKER
            if is_brokers != (line.kind in (pb.ENTRY_KIND_CLOCK, pb.ENTRY_KIND_NOTICE)):
                yield f"{name_of(course, line.entry.seq)} of kind {line.kind} is said to be by {line.entry.party}"
            elif not is_brokers and line.raw not in history.key_of:
                yield f"{name_of(course, line.entry.seq)} by {line.entry.party} answers nothing that was sent"
            elif not is_brokers and history.message_of(line) is None:
                yield f"{name_of(course, line.entry.seq)} {line.type} by {line.entry.party} answers {history.key_of[line.raw]}, which is something else"
    for record in _received(history):
        place = f"{name_of(record['course'], record['seq'])} to {record['party']}"
        key = (record["sender"], record["id"])
        if base64.b64decode(record["entry"]) not in history.lines:
            yield f"{place} came with an entry that the store does not have"
        elif record["sender"] != BROKER and history.sha256.get(key) != record["sha256"]:
            yield f"{place} has other bytes than {key} had when it was sent"
        elif record["sender"] != BROKER and history.key_of.get(base64.b64decode(record["entry"])) != key:
            yield f"{place} came with the entry of another message than {key}"


# ---- K3: one effect ----

def doubled(history):
    """A message has one entry; a delivery that comes again says so. What a broker that stood still had under way for the first time may come after the
    repetition by another one, so it is the first time that must be one."""
    owners = collections.defaultdict(set)
    for key, answers in history.receipts.items():
        for _, raw in answers:
            owners[raw].add(key)
    for raw, keys in owners.items():
        if len(keys) > 1:
            yield f"one entry answers {sorted(keys)}"
    for course, lines in history.courses.items():
        names = collections.Counter(line.entry.name for line in lines if line.kind in (pb.ENTRY_KIND_MESSAGE, pb.ENTRY_KIND_REFUSED))
        for name, count in names.items():
            if count > 1:
                yield f"on {course} the name {name.hex()} has {count} entries"
    first = collections.Counter((record["party"], record["course"], record["seq"]) for record in _received(history) if record["sent_count"] == 1)
    for (party, course, seq), count in first.items():
        if count > 1:
            yield f"{name_of(course, seq)} came to {party} {count} times as if for the first time"


# ---- K4, K5: order ----

def reordered(history):
    """To one unit a course comes in the order of its entries, without a gap."""
    wanted = collections.defaultdict(list)
    for course, lines in history.courses.items():
        for line in lines:
            for unit in line.entry.delivered_to:
                wanted[unit.party, course].append(line.entry.seq)
    given_up = {(row["party"], row["course"].replace("-", ""), row["seq"]) for row in history.tables["undeliverable"]}
    came = collections.defaultdict(list)
    for record in _received(history):
        line = came[record["party"], record["course"]]
        if record["seq"] not in line:
            line.append(record["seq"])
    for (party, course), seqs in came.items():
        right = [seq for seq in wanted[party, course] if seq in seqs or (party, course, seq) not in given_up]
        if seqs != right[:len(seqs)]:
            yield f"{course} came to {party} as {seqs[:40]}, and its line is {right[:40]}"


def back_in_time(history):
    """What was answered before another thing was sent stands before it."""
    answered = collections.defaultdict(int)
    floors, places = {}, {}
    for record in history.clients:
        key = (record.get("party"), record.get("id"))
        if record["event"] == "invoke" and record["course"]:
            floors.setdefault(key, (record["course"], answered[record["course"]]))
        elif record["event"] in FIRM_EVENTS and "seq" in record:
            answered[record["course"]] = max(answered[record["course"]], record["seq"])
            places.setdefault(key, record["seq"])
    for key, (course, floor) in floors.items():
        if places.get(key, floor + 1) <= floor:
            yield f"{key} was sent after entry {floor} of {course} had been answered, and became entry {places[key]}"


# ---- K7: one answer ----

def answered_otherwise(history):
    """The same message gets the same answer for ever."""
    for key, answers in history.receipts.items():
        if len(set(answers)) > 1:
            yield f"{key} got {len(set(answers))} different answers"
    for record in history.clients:
        key = (record.get("party"), record.get("id"))
        if record["event"] == "fail" and "receipt" not in record and history.receipts.get(key):
            yield f"{key} was refused with {record['status']} and also decided for good"


# ---- K9: the log ----

def entry_hash(raw):
    return hashlib.sha256(b"\0" + raw).hexdigest()


def _chain(course, rows):
    """Without a gap, each naming the one before, with its own hash and in its own place; time does not fall."""
    before, at_ms = None, 0
    for number, (row, raw) in enumerate(rows, 1):
        entry = pb.Entry.FromString(raw)
        if (entry.chain_id.hex(), entry.seq, row["seq"]) != (course, number, number):
            yield f"{name_of(course, number)} is entry {entry.seq} of {entry.chain_id.hex()}"
        if entry.previous_hash.hex() != (before or ""):
            yield f"{name_of(course, number)} does not name the one before"
        if entry.at_ms < at_ms:
            yield f"time falls at {name_of(course, number)}"
        before, at_ms = entry_hash(raw), entry.at_ms
        if row["hash"] != before:
            yield f"{name_of(course, number)} has another hash than its bytes"


def broken_log(history):
    """Every chain whole, every entry a leaf of its batch and every leaf an entry."""
    journals = collections.defaultdict(list)
    for row in sorted(history.tables["journal"], key=lambda row: (row["chain"], row["seq"])):
        journals[row["chain"].replace("-", "")].append((row, bytes.fromhex(row["entry"])))
    courses = {course: [(line.row, line.raw) for line in lines] for course, lines in history.courses.items()}
    leaves = {row["id"]: [row["leaves"][at:at + 64] for at in range(0, len(row["leaves"]), 64)] for row in history.tables["batch"]}
    count = 0
    for chains in (courses, journals):
        for chain, rows in chains.items():
            yield from _chain(chain, rows)
            for row, _ in rows:
                count += 1
                batch = leaves.get(row["batch"], [])
                if row["leaf"] >= len(batch) or batch[row["leaf"]] != row["hash"]:
                    yield f"{name_of(chain, row['seq'])} is not leaf {row['leaf']} of batch {row['batch']}"
    if sum(map(len, leaves.values())) != count:
        yield f"{sum(map(len, leaves.values()))} leaves and {count} entries"
    for key, answers in history.receipts.items():
        for _, raw in answers:
            entry = pb.Entry.FromString(raw)
            lines = history.courses.get(entry.chain_id.hex(), [])
            if not 0 < entry.seq <= len(lines) or lines[entry.seq - 1].raw != raw:
                yield f"the receipt of {key} is not entry {entry.seq} of its course"
