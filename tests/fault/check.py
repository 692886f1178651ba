#!/usr/bin/python3
# SPDX-License-Identifier: EUPL-1.2
"""Checks one history: tests/fault/check.py HISTORY_DIR STORE_DUMP. The folder has what the clients wrote down, the dump what the store has. Prints what breaks
which rule and the closing line; the exit code is 0 only when nothing does."""
import collections
import os
import pathlib
import sys

sys.dont_write_bytecode = True
HERE = pathlib.Path(__file__).resolve().parent
for folder in (HERE, HERE.parent / "support"):
    if str(folder) not in sys.path:
        sys.path.insert(0, str(folder))

from checker import clocks, duty, packages, rules  # noqa: E402
from checker.history import FIRM_EVENTS, History, read_records, read_tables  # noqa: E402
from stafet_test.proto import pb  # noqa: E402

RULES = (("K1", rules.lost), ("K2", rules.phantom), ("K3", rules.doubled), ("K4", rules.reordered), ("K5", rules.back_in_time), ("K6", duty.ownerless),
         ("K7", rules.answered_otherwise), ("K8", clocks.missed), ("K9", rules.broken_log), ("K10", packages.miscounted), ("K13", rules.in_doubt))
COUNTED = (("lost", ("K1", "K13")), ("doubled", ("K2", "K3", "K7")), ("reordered", ("K4", "K5")), ("ownerless", ("K6",)), ("deadlines-missed", ("K8",)))
FAULT_EVENTS = ("kill", "stop", "store", "crash")
SEEN_STEPS = {"taken over": ("contact_taken_over", "handover_taken_over"), "packages": ("handover_package",), "linked": ("course_opened",)}
SHOWN_MAX = 20


class Result:
    """Findings by rule, and what was looked at: a check that saw nothing has shown nothing."""

    def __init__(self, history):
        self.findings = {name: list(rule(history)) for name, rule in RULES}
        self.seen = collections.Counter(record["event"] for record in history.clients)
        recovered = {(record["party"], record["id"]) for record in history.clients if record["event"] == "info"}
        self.seen.update({"recovered": len(recovered & set(history.receipts)), "courses": len(history.courses),
                          "entries": sum(map(len, history.courses.values())),
                          "redelivered": sum(record["event"] == "received" and record["sent_count"] > 1 for record in history.clients),
                          "steps of ladders": sum(row["kind"] == 3 for row in history.tables["entry"]),
                          **{what: self._count(history, kinds) for what, kinds in SEEN_STEPS.items()}})
        self.cycles = sum(record["event"] in FAULT_EVENTS for record in history.by_session["faults"])

    @staticmethod
    def _count(history, kinds):
        """Accepted steps of a kind; a course that was opened for another municipality is a notice."""
        return sum(line.type in kinds and line.kind in (pb.ENTRY_KIND_MESSAGE, pb.ENTRY_KIND_NOTICE) for lines in history.courses.values() for line in lines)

    def is_clean(self):
        return not any(self.findings.values())

    def saw_nothing(self):
        return [what for what in (*FIRM_EVENTS, "received", "entries", "taken over", "packages", "steps of ladders") if not self.seen[what]]


def check_folder(folder, dump):
    return Result(History(read_records(folder), read_tables(dump)))


def report(result, cycles, troubles=(), folder=None):
    """Prints it; true when the run was clean."""
    for name, findings in result.findings.items():
        for text in findings[:SHOWN_MAX]:
            print(f"{name} {text}")
        if len(findings) > SHOWN_MAX:
            print(f"{name} and {len(findings) - SHOWN_MAX} more")
    print(", ".join(f"{count} {what}" for what, count in sorted(result.seen.items())))
    for what in result.saw_nothing():
        print(f"examined nothing: no {what}")
    is_clean = result.is_clean() and not troubles and not result.saw_nothing()
    if is_clean and cycles:
        print(f"0 of {cycles}: below {3 / cycles:.2%} a cycle, with 95 % confidence")
    elif folder is not None:
        print(f"the history stays in {folder}")
    print(f"packages miscounted {len(result.findings['K10'])}")
    counts = " ".join(f"{word} {sum(len(result.findings[rule]) for rule in names)}" for word, names in COUNTED)
    print(f"cycles {cycles} {counts} chain {'broken' if result.findings['K9'] else 'ok'}", flush=True)
    return is_clean


def main(words):
    if len(words) != 2 or not os.path.isdir(words[0]):
        print(__doc__)
        return 2
    result = check_folder(*words)
    return 0 if report(result, result.cycles) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
