# SPDX-License-Identifier: EUPL-1.2
"""In which state each flow of a course stands, since when and until when due, as the entries tell: of its own ones, and of those of other flows that end it, put it
back or let it go on."""
import datetime

from stafet_test.proto import pb

FINAL = (107, 108, 190, 191, 508, 509, 590, 591, 807, 808, 890, 891)
CONTACT = range(100, 200)
ROUTED, ANSWERED = 105, 103
ANNOUNCED, OFFERED, RETURNED, STRANDED, FOLLOWED, CLOSED, CANCELLED = 501, 502, 503, 505, (506, 507), 508, 509
DEAD, ENDED_DEAD = 803, 591
PAUSABLE = {ANNOUNCED: "HOV-1", RETURNED: "HOV-6"}
TAKEN_HOME = {OFFERED: ANNOUNCED, STRANDED: CANCELLED}
AFTER_OFFER = {ROUTED: ANSWERED, OFFERED: ANNOUNCED}  # where what stood on an offer goes on when a death was none
HOUR = 60 * 60 * 1000


def ms_of(text):
    return round(datetime.datetime.fromisoformat(text.replace("Z", "+00:00")).timestamp() * 1000)


class Run:
    """One state of one flow: from which entry, till when due, until when. No due time: it cannot be reckoned here."""

    def __init__(self, flow, state, line, due):
        self.flow, self.state, self.due = flow, state, due
        self.anchor, self.seq, self.begun_by, self.before = line.entry.at_ms, line.entry.seq, line.type, line.entry.from_state
        self.ended_ms = None


class Flows:
    """`runs` are the clocks' runs, oldest first; `current` is what is open at the end."""

    def __init__(self, history, lines):
        self.runs, self.current, self.ended_by_death = [], {}, {}
        self.acute, self.core, self.owing = set(), set(), set()
        self.pauses, self.troubles = {}, []  # flow → (due, since, until) of what stands still; entries that a pause did not shift
        duty = None
        for line in lines:
            if line.is_step:
                message = history.message_of(line) if line.kind == pb.ENTRY_KIND_MESSAGE else None
                if message is not None:
                    self._note(line, message)
                if line.flow:
                    self._own(line, message)
                if line.kind == pb.ENTRY_KIND_MESSAGE:
                    self._others(line, line.duty != duty)
            duty = line.duty

    def _note(self, line, message):
        """How urgent it is, and whether the core of a package went whose rest is owed when it is taken over."""
        if message.priority == pb.PRIORITY_ACUTE:
            self.acute.add(line.flow)
        if line.type == "handover_package":
            is_core = line.flow in self.acute and message.handover_package.transition != pb.TRANSITION_TYPE_RETURN_ROUTE
            (self.core.add if is_core else self.core.discard)(line.flow)
        elif line.type == "handover_taken_over" and line.flow in self.core:
            self.owing.add(line.flow)
        elif line.type == "handover_supplemented":
            self.owing.discard(line.flow)

    def _enter(self, flow, state, line, due):
        before = self.current.pop(flow, None)
        if before is not None and before.ended_ms is None:
            before.ended_ms = line.entry.at_ms
        if state not in FINAL:
            self.current[flow] = Run(flow, state, line, due)
            self.runs.append(self.current[flow])

    # ---- an entry of the flow's own ----

    def _own(self, line, message):
        entry, before = line.entry, self.current.get(line.flow)
        is_same = before is not None and before.state == entry.to_state
        if not is_same:
            self.pauses.pop(line.flow, None)
        if is_same and line.type == "clock_paused" and message.clock_paused.rule == PAUSABLE.get(before.state):
            before.ended_ms = entry.at_ms  # no step is taken till it goes on
            self.pauses[line.flow] = (before.due, entry.at_ms, ms_of(message.clock_paused.until))
        elif is_same and before.due is None:
            before.due = entry.due_ms
        elif is_same and line.type == "clock_resumed" and line.flow in self.pauses:
            due, since, until = self.pauses.pop(line.flow)
            if due is not None and entry.due_ms != due + min(entry.at_ms, until) - since:
                self.troubles.append(line)
            self._enter(line.flow, entry.to_state, line, entry.due_ms)
        elif not is_same or before.due != entry.due_ms or before.ended_ms is not None or (line.kind == pb.ENTRY_KIND_MESSAGE and before.state in CONTACT):
            self._enter(line.flow, entry.to_state, line, entry.due_ms)

    # ---- what other steps mean for it ----

    def _others(self, line, is_duty_new):
        handovers = {flow: run.state for flow, run in self.current.items() if flow != line.flow and run.state not in CONTACT}
        if line.type == "course_taken_over" or (line.type == "consent_withdrawn" and is_duty_new):
            for flow, state in handovers.items():
                if state in TAKEN_HOME and (state == OFFERED or line.type == "course_taken_over"):
                    self._put(flow, TAKEN_HOME[state], line)
        elif line.type == "handover_taken_over":
            for flow in [flow for flow, state in handovers.items() if state in FOLLOWED and flow not in self.owing]:
                self._put(flow, CLOSED, line)  # its follow-up is the later one's
        elif line.type == "course_died":
            self.ended_by_death = {flow: run.state for flow, run in self.current.items() if flow != line.flow}
            for flow in self.ended_by_death:
                self._put(flow, ENDED_DEAD, line)
        elif line.type == "message_annulled" and line.entry.from_state == DEAD:
            for flow, state in self.ended_by_death.items():
                self._put(flow, AFTER_OFFER.get(state, state), line)

    def _put(self, flow, state, line):
        """An hour when it is acute and announced again, else by days that are not counted here."""
        self._enter(flow, state, line, line.entry.at_ms + HOUR if state == ANNOUNCED and flow in self.acute else None)
