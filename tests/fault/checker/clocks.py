# SPDX-License-Identifier: EUPL-1.2
"""K8: every open state is on a clock, every step of a ladder that has come is taken, once, not early, and with the due time that was stated. The ladders stand here a
second time; where a due time counts working days, it is taken from the entry that stated it."""
import bisect
import collections
import datetime

from stafet_test.proto import pb

from .rules import name_of

MINUTE = 60 * 1000
DAY = 24 * 60 * MINUTE
LATE_MS = 20 * 1000  # of our own time: what a step may wait for while brokers and store come and go
FINAL = (107, 108, 190, 191)
CLOCKS_OF_STATE = {101: ("CON-0",), 102: ("CON-1", "CON-2", "CON-3"), 103: ("CON-10", "CON-5"), 104: ("CON-9",), 105: ("CON-4", "CON-7", "CON-11"), 106: ("CON-6",)}
AFTER_DUE = {"CON-0": (0, 15, 30, 45), "CON-1": (None, 0, 5, 10), "CON-2": (0, 120, 240, 360)}
AFTER_DUE_BY_LENGTH = {("CON-10", 60 * MINUTE): (0, 15, 30, 45), ("CON-10", DAY): (0, 120, 240, 360), ("CON-9", 60 * MINUTE): (0, 15, 30, 45),
                       ("CON-9", 240 * MINUTE): (0, 120, 240, 360)}
OF_THE_WAY = {"CON-4": (50, 75, 90, 100), "CON-7": (50, 75, 90, 100), "CON-11": (50, 75, 90, 100), "CON-1": (60,)}


def ladder(code, anchor, due):
    """When the first steps are to be taken, as far as that can be reckoned here."""
    if code in OF_THE_WAY:
        early = [anchor + (due - anchor) * percent // 100 for percent in OF_THE_WAY[code]]
        return early + [due + after * MINUTE for after in AFTER_DUE.get(code, ())[len(early):]]
    return [due + after * MINUTE for after in AFTER_DUE.get(code) or AFTER_DUE_BY_LENGTH.get((code, due - anchor), (0,))]


def ms_of(text):
    return round(datetime.datetime.fromisoformat(text.replace("Z", "+00:00")).timestamp() * 1000)


class Run:
    """One clock of a flow that was started: from which entry, till which."""

    def __init__(self, line):
        self.flow, self.state, self.anchor, self.due, self.seq = line.flow, line.entry.to_state, line.entry.at_ms, line.entry.due_ms, line.entry.seq
        self.ended_ms = None


def runs_of(lines):
    """The clocks of the flows as the entries state them, oldest first."""
    found, current = [], {}
    for line in lines:
        entry = line.entry
        if not line.is_step or not line.flow:
            continue
        before = current.get(line.flow)
        if before is not None and entry.due_ms == before.due and entry.to_state == before.state and line.kind == pb.ENTRY_KIND_CLOCK:
            continue
        if before is not None:
            before.ended_ms = entry.at_ms
        current[line.flow] = Run(line)
        found.append(current[line.flow])
    return [run for run in found if run.state not in FINAL]


def actions_of(history, lines):
    """The open items: id → due, and every due that one ever had."""
    current, ever = {}, set()
    for line in lines:
        message = history.message_of(line)
        if message is None or line.kind != pb.ENTRY_KIND_MESSAGE or not line.type.startswith("action_"):
            continue
        body = getattr(message, line.type)
        if line.type == "action_done":
            current.pop(body.action_id, None)
        else:
            current[body.action_id] = ms_of(body.due)
            ever.add(current[body.action_id])
    return current, ever


def reviews_of(history, lines):
    """Every date that a holder's review set."""
    messages = [history.message_of(line) for line in lines if line.type == "course_reviewed" and line.kind == pb.ENTRY_KIND_MESSAGE]
    return {ms_of(message.course_reviewed.next_review) for message in messages if message is not None}


class Fired:
    """What the clocks of one course have done: (flow, rule, due) → steps in their order, with the entry."""

    def __init__(self, lines):
        self.steps = collections.defaultdict(list)
        for line in lines:
            if line.kind == pb.ENTRY_KIND_CLOCK:
                self.steps[line.flow, line.entry.rule, line.entry.clock_due_ms].append(line)

    def has(self, place, step):
        return any(line.entry.step == step for line in self.steps.get(place, ()))


def _fired_right(history, course, lines, fired):
    runs = runs_of(lines)
    given = actions_of(history, lines)[1] | reviews_of(history, lines)
    stated = {(line.flow, line.entry.due_ms) for line in lines} | {("", line.entry.due_ms) for line in lines}
    for (flow, rule, due), found in fired.steps.items():
        where = name_of(course, found[0].entry.seq)
        if [line.entry.step for line in found] != list(range(len(found))):
            yield f"{where} {rule}: its steps are {[line.entry.step for line in found]}"
        if rule not in ("CON-8", "ANN-1") and due not in given and (flow, due) not in stated:
            yield f"{where} {rule}: was due at {due}, which nothing had stated"
        anchors = [run.anchor for run in runs if (run.flow, run.due) == (flow, due)]
        times = ladder(rule, anchors[0], due) if anchors else [due]
        for line in found:
            if line.entry.at_ms < times[min(line.entry.step, len(times) - 1)]:
                yield f"{where} {rule}: step {line.entry.step} of what is due at {due} was taken at {line.entry.at_ms}"


def _own_time(history, now_ms):
    """When, by our own clock, the virtual time had come to this."""
    index = bisect.bisect_left(history.times, (now_ms, 0))
    return history.times[index][1] // 1_000_000 if index < len(history.times) else None


def _passed_by(history, course, lines, fired):
    """Steps that had come long before the state was left, or before the end, and were not taken."""
    for run in runs_of(lines):
        if not run.due:
            yield f"{name_of(course, run.seq)}: state {run.state} has no due time"
            continue
        for rule in CLOCKS_OF_STATE.get(run.state, ()):
            taken = [line for line in fired.steps.get((run.flow, rule, run.due), ()) if line.entry.seq > run.seq]
            if taken or len(CLOCKS_OF_STATE[run.state]) == 1:
                break
        else:
            rule = _rule_of(run)
        for step, at_ms in enumerate(ladder(rule, run.anchor, run.due)):
            if _had_time(history, at_ms, run.ended_ms) and not fired.has((run.flow, rule, run.due), step):
                yield f"{name_of(course, run.seq)} {rule}: step {step} had come at {at_ms} and was not taken"


def _rule_of(run):
    """Which of a state's clocks it is, by its length."""
    length = run.due - run.anchor
    if run.state == 102:
        return "CON-1" if length == 5 * MINUTE else "CON-2" if length == 120 * MINUTE else "CON-3"
    if run.state == 105:
        return "CON-4" if length == 15 * MINUTE else "CON-7" if length > DAY else "CON-11"
    return "CON-5" if length == 7 * DAY else "CON-10"


def _had_time(history, at_ms, ended_ms):
    if ended_ms is None:
        return at_ms <= history.now_ms
    came, left = _own_time(history, at_ms), _own_time(history, ended_ms)
    return came is not None and left is not None and left - came > LATE_MS


def _still_open(history, course, lines, fired):
    """Of a course that goes on: its actions and its review."""
    actions, _ = actions_of(history, lines)
    for name, due in actions.items():
        if due <= history.now_ms and not fired.has(("", "ACT-1", due), 0):
            yield f"{course}: the action {name} was due at {due} and nobody was told"
    reviews = [line for line in lines if line.type == "course_reviewed" and line.kind == pb.ENTRY_KIND_MESSAGE]
    if reviews and not any(line.entry.duty_epoch != reviews[-1].entry.duty_epoch for line in lines[reviews[-1].entry.seq:]):
        message = history.message_of(reviews[-1])
        due = 0 if message is None else ms_of(message.course_reviewed.next_review)
        if due and due <= history.now_ms and not fired.has(("", "CRS-1", due), 0):
            yield f"{course}: the review was due at {due} and nobody was told"


def _armed(history, course, lines, rows):
    """What the store will wake up for."""
    flows = {run.flow for run in runs_of(lines) if run.ended_ms is None}
    awake = collections.Counter((row["flow"].replace("-", ""), row["rule"], row["action"]) for row in rows)
    yield from (f"{course} has {count} clocks {place}" for place, count in awake.items() if count > 1)
    for flow in flows - {flow for flow, rule, _ in awake if rule != "CON-8"}:
        yield f"{course}: the open flow {flow} is on no clock"
    if not rows:
        yield f"{course} is open and on no clock"
    for name in actions_of(history, lines)[0]:
        if not any(action == name for _, _, action in awake):
            yield f"{course}: the action {name} is on no clock"
    for row in rows:
        if row["fire_at"] <= history.now_ms:
            yield f"{course}: step {row['step']} of {row['rule']} has come and waits"


def missed(history):
    rows = collections.defaultdict(list)
    for row in history.tables["deadline"]:
        rows[row["course"].replace("-", "")].append(row)
    for course, lines in history.courses.items():
        fired = Fired(lines)
        yield from _fired_right(history, course, lines, fired)
        yield from _passed_by(history, course, lines, fired)
        if lines[-1].entry.duty != pb.DUTY_STATE_ENDED:
            yield from _still_open(history, course, lines, fired)
            yield from _armed(history, course, lines, rows[course])
