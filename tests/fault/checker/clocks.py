# SPDX-License-Identifier: EUPL-1.2
"""K8: every open state is on a clock, every step of a ladder that has come is taken, once, not early, and with the due time that was stated. The ladders stand here a
second time; where a due time counts working days, it is taken from the entry that stated it."""
import bisect
import collections

from stafet_test.proto import pb

from .flows import FOLLOWED, Flows, ms_of
from .rules import name_of

MINUTE = 60 * 1000
DAY = 24 * 60 * MINUTE
LATE_MS = 20 * 1000  # of our own time: what a step may wait for while brokers and store come and go
CLOCKS_OF_STATE = {101: ("CON-0",), 102: ("CON-1", "CON-2", "CON-3"), 103: ("CON-10", "CON-5"), 104: ("CON-9",), 105: ("CON-4", "CON-7", "CON-11"), 106: ("CON-6",),
                   501: ("HOV-1",), 502: ("HOV-2", "HOV-8", "HOV-11"), 503: ("HOV-6",), 504: ("HOV-7",), 505: ("HOV-10",), 506: ("HOV-3", "HOV-4", "HOV-5"),
                   507: ("HOV-3", "HOV-5"), 803: ("CLO-6",)}
ALWAYS_AWAKE = {506: ("HOV-4", "HOV-5"), 507: ("HOV-5",)}  # where more than one runs at a time
AFTER_DUE = {"CON-0": (0, 15, 30, 45), "CON-1": (None, 0, 5, 10), "CON-2": (0, 120, 240, 360)}
HOUR_STEPS, URGENT_STEPS = (0, 15, 30, 45), (0, 120, 240, 360)
AFTER_DUE_BY_LENGTH = {("CON-10", 60 * MINUTE): HOUR_STEPS, ("CON-10", DAY): URGENT_STEPS, ("CON-9", 60 * MINUTE): HOUR_STEPS, ("CON-9", 240 * MINUTE): URGENT_STEPS,
                       ("HOV-1", 60 * MINUTE): HOUR_STEPS, ("HOV-1", DAY): URGENT_STEPS, ("HOV-6", 240 * MINUTE): HOUR_STEPS,
                       ("HOV-10", 60 * MINUTE): HOUR_STEPS}
OF_THE_WAY = {rule: (50, 75, 90, 100) for rule in ("CON-4", "CON-7", "CON-11", "HOV-2", "HOV-8")} | {"CON-1": (60,)}
UNSTATED = ("CON-8", "ANN-1", "COV-1", "CNS-1", "OVR-1", "HOV-9", "MTG-1", "MTG-2")  # run beside what an entry states the due time of
RESUMED = "clock_resumed"
NO_FLOW = "00000000-0000-0000-0000-000000000000"


def ladder(code, anchor, due):
    """When the first steps are to be taken, as far as that can be reckoned here."""
    if code in OF_THE_WAY:
        early = [anchor + (due - anchor) * percent // 100 for percent in OF_THE_WAY[code]]
        return early + [due + after * MINUTE for after in AFTER_DUE.get(code, ())[len(early):]]
    return [due + after * MINUTE for after in AFTER_DUE.get(code) or AFTER_DUE_BY_LENGTH.get((code, due - anchor), (0,))]


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
            if line.kind == pb.ENTRY_KIND_CLOCK and line.type != RESUMED:
                self.steps[line.flow, line.entry.rule, line.entry.clock_due_ms].append(line)

    def has(self, place, step):
        return any(line.entry.step == step for line in self.steps.get(place, ()))


def _fired_right(history, course, lines, flows):
    runs, fired = flows.runs, Fired(lines)
    given = actions_of(history, lines)[1] | reviews_of(history, lines)
    reckoned = {(run.flow, run.due) for run in runs}
    stated = {(line.flow, line.entry.due_ms) for line in lines} | {("", line.entry.due_ms) for line in lines}
    for (flow, rule, due), found in fired.steps.items():
        where = name_of(course, found[0].entry.seq)
        if [line.entry.step for line in found] != list(range(len(found))):
            yield f"{where} {rule}: its steps are {[line.entry.step for line in found]}"
        if rule not in UNSTATED and due not in given and (flow, due) not in stated and (flow, due) not in reckoned:
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


def _passed_by(history, course, flows, fired):
    """Steps that had come long before the state was left, or before the end, and were not taken."""
    for run in flows.runs:
        if run.due is None:
            continue  # begun by a step on something else, by working days
        if not run.due:
            yield f"{name_of(course, run.seq)}: state {run.state} has no due time"
            continue
        rules = CLOCKS_OF_STATE.get(run.state, ())
        rule = next((rule for rule in rules if any(line.entry.seq > run.seq for line in fired.steps.get((run.flow, rule, run.due), ()))), None) or _rule_of(run)
        for step, at_ms in enumerate(ladder(rule, run.anchor, run.due)):
            if _had_time(history, at_ms, run.ended_ms) and not fired.has((run.flow, rule, run.due), step):
                yield f"{name_of(course, run.seq)} {rule}: step {step} had come at {at_ms} and was not taken"


def _rule_of(run):
    """Which of a state's clocks it is, by its length, or by what began it."""
    length, rules = run.due - run.anchor, CLOCKS_OF_STATE[run.state]
    if run.state == 102:
        return "CON-1" if length == 5 * MINUTE else "CON-2" if length == 120 * MINUTE else "CON-3"
    if run.state == 105:
        return "CON-4" if length == 15 * MINUTE else "CON-7" if length > DAY else "CON-11"
    if run.state == 103:
        return "CON-5" if length == 7 * DAY else "CON-10"
    if run.state == 502:
        return "HOV-8" if run.before == 504 else "HOV-11" if run.begun_by == "handover_standby" else "HOV-2"
    return "HOV-4" if run.state == 506 and length < DAY else rules[0]


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


def _owed(lines):
    """What was begun beside a flow and is not done: the rule, and of which flow."""
    owed, messages = set(), [line for line in lines if line.kind == pb.ENTRY_KIND_MESSAGE]
    for line in messages:
        if line.type == "cover_reported":
            owed.add(("", "COV-1"))
        elif line.type == "consent_withdrawn":
            owed.add(("", "CNS-1"))
        elif line.type == "meeting_called":
            owed.add((line.flow, "MTG-1"))
        owed -= {"cover_read": {("", "COV-1")}, "consent_basis_named": {("", "CNS-1")}, "meeting_fixed": {(line.flow, "MTG-1")},
                 "meeting_held": {(line.flow, "MTG-1")}}.get(line.type, set())
    return owed


def _armed(history, course, lines, rows, flows):
    """What the store will wake up for."""
    awake = collections.Counter(("" if row["flow"] == NO_FLOW else row["flow"].replace("-", ""), row["rule"], row["action"]) for row in rows)
    yield from (f"{course} has {count} clocks {place}" for place, count in awake.items() if count > 1)
    running = {(flow, rule) for flow, rule, _ in awake}
    for flow, run in flows.current.items():
        own = {rule for one, rule in running if one == flow}
        if not own & set(CLOCKS_OF_STATE[run.state]) or set(ALWAYS_AWAKE.get(run.state, ())) - own or (run.state in FOLLOWED and flow in flows.owing and "HOV-9" not in own):
            yield f"{course}: the open flow {flow} in state {run.state} is on {sorted(own) or 'no clock'}"
    for flow, rule in _owed(lines):
        if (not flow or flow in flows.current and flows.current[flow].state == 501) and (flow, rule) not in running:
            yield f"{course}: what {rule} waits for is not done, and it is on no clock"
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
        fired, flows = Fired(lines), Flows(history, lines)
        yield from _fired_right(history, course, lines, flows)
        yield from _passed_by(history, course, flows, fired)
        yield from (f"{name_of(course, line.entry.seq)}: after a pause it is due at {line.entry.due_ms}" for line in flows.troubles)
        if lines[-1].entry.duty != pb.DUTY_STATE_ENDED:
            yield from _still_open(history, course, lines, fired)
            yield from _armed(history, course, lines, rows[course], flows)
