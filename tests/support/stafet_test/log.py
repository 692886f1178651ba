# SPDX-License-Identifier: EUPL-1.2
"""Checking a receipt or a chain as an outsider does: from the bytes alone."""
import hashlib

from .proto import pb


def entry_hash(receipt):
    return hashlib.sha256(b"\0" + receipt).digest()


def read_entry(receipt):
    entry = pb.Entry()
    entry.ParseFromString(receipt)
    return entry


def check_chain(receipts):
    """Entries of one chain from its first on: without a gap, each naming the one before."""
    before = None
    for number, receipt in enumerate(receipts, 1):
        entry = read_entry(receipt)
        assert entry.seq == number, f"entry {entry.seq} stands in the place of {number}"
        assert entry.previous_hash == (b"" if before is None else entry_hash(before)), f"entry {number} does not name the one before"
        assert before is None or read_entry(before).at_ms <= entry.at_ms, f"time falls at entry {number}"
        before = receipt


def check_duty(receipts):
    """Of a whole course: a refusal is decided on what the entry before it says of the responsibility, and says the same; every change of it has the next epoch."""
    before = None
    for entry in map(read_entry, receipts):
        duty = (entry.holder, entry.duty, entry.duty_epoch)
        if before is not None:
            is_same = duty == before
            assert is_same or entry.kind != pb.ENTRY_KIND_REFUSED, f"the refusal {entry.seq} was decided on {duty}, and it was {before}"
            assert entry.duty_epoch == before[2] + (0 if is_same else 1), f"entry {entry.seq} goes from {before} to {duty}"
        before = duty


def body_of(message_bytes):
    """The name of the body field and the Message."""
    message = pb.Message()
    message.ParseFromString(message_bytes)
    return message.WhichOneof("body"), message
