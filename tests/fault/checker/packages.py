# SPDX-License-Identifier: EUPL-1.2
"""K10: what the log says of a package is what the package says. Which standard it meets, what each item answers and what is missing is reckoned here again, from the
message and from what was told on the course before."""
import collections
import datetime

from stafet_test.proto import pb

from .rules import name_of
from .standards import ITEMS, RISKS, hash_of

ABSENT_FIELDS = {pb.ABSENT_ANSWER_NOT_RELEVANT: "not_relevant", pb.ABSENT_ANSWER_UNKNOWN: "unknown", pb.ABSENT_ANSWER_CITIZEN_DECLINES: "citizen_declines"}
FIELDS = ("answered", "not_relevant", "unknown", "citizen_declines", "blank")
DANGER = (pb.ANSWER_YES, pb.ANSWER_UNKNOWN)
RETURN, TO_UNIT = pb.TRANSITION_TYPE_RETURN_ROUTE, pb.TRANSITION_TYPE_CONTACT_TO_UNIT
URGENT = (pb.PRIORITY_ACUTE, pb.PRIORITY_URGENT)
ACUTE_LEVEL = 1


def said(answer):
    """One answer, as the field that counts it."""
    is_unknown = answer.tick == pb.ANSWER_UNKNOWN
    if answer.absent or is_unknown:
        return "blank" if not answer.cause else ABSENT_FIELDS[answer.absent] if answer.absent else "unknown"
    return "answered" if answer.text.strip() or _is_time(answer.date) or answer.tick in (pb.ANSWER_YES, pb.ANSWER_NO) else "blank"


def _is_time(text):
    try:
        return bool(datetime.datetime.fromisoformat(text.replace("Z", "+00:00")))
    except ValueError:
        return False


class Handover:
    """What is known of one flow before its next package."""

    def __init__(self):
        self.transition, self.priority, self.is_planned, self.has_receiver, self.overrider = 0, pb.PRIORITY_ROUTINE, False, False, ""


class Told:
    """One course: its handovers, and which flow knows of a risk."""

    def __init__(self):
        self.handovers, self.risks = collections.defaultdict(Handover), {}

    def has_risk(self, body):
        return any(self.risks.values()) or any(answer.tick == pb.ANSWER_YES and answer.item in RISKS for answer in body.answers)

    def note(self, line, message):
        """What an accepted message tells for later ones."""
        body, flow = getattr(message, line.type), self.handovers[line.flow]
        if line.type == "contact_registered":
            self.risks[line.flow] = self.risks.get(line.flow, False) or body.immediate_danger in DANGER
        elif line.type == "contact_triaged":
            self.risks[line.flow] = body.urgency_level == ACUTE_LEVEL or any(tick == pb.ANSWER_YES for _, tick in body.risks.ListFields())
        elif line.type == "handover_announced":
            flow.transition, flow.is_planned, flow.has_receiver = body.transition, bool(body.planned_at), True
            flow.priority = message.priority or pb.PRIORITY_ROUTINE
        elif line.type == "handover_overridden":
            flow.overrider = message.person.id
        elif line.type == "handover_agreed":
            flow.is_planned = True
        elif line.type == "handover_package":
            flow.transition, flow.priority, flow.has_receiver = flow.transition or body.transition, message.priority or flow.priority, True
            self.risks[line.flow] = self.risks.get(line.flow, False) or self.has_risk_itself(body)
            flow.overrider = ""
        elif line.type == "handover_followed_up" and body.lost == pb.ANSWER_YES:
            self.risks["lost"] = True  # a contact begins, at risk

    def forget_overrides(self):
        for flow in self.handovers.values():
            flow.overrider = ""

    @staticmethod
    def has_risk_itself(body):
        return any(answer.tick == pb.ANSWER_YES and answer.item in RISKS for answer in body.answers)


def standard_of(flow, message):
    if (message.handover_package.transition or flow.transition) == RETURN:
        return "return_route"
    return "acute_core" if (message.priority or flow.priority) in URGENT else "planned"


def reckoned(told, flow, message):
    """(the standard, item → what counts it, of the items that it demands)."""
    body, standard = message.handover_package, standard_of(flow, message)
    transition = body.transition or flow.transition
    found = collections.defaultdict(lambda: "blank", {answer.item: said(answer) for answer in body.answers})
    known = {"identity.subject": message.HasField("subject"), "identity.sender": True, "identity.receiver": bool(message.receivers) or flow.has_receiver,
             "identity.author": bool(message.person.id), "identity.written_at": True, "situation.transition": bool(transition),
             "situation.planned_at": bool(body.planned_at) or flow.is_planned, "basis.ground": bool(message.disclosure.ground)}
    for item, is_known in known.items():
        if is_known and found[item] == "blank":
            found[item] = "answered"
    wanted = {"a": True, "g": transition != TO_UNIT, "r": told.has_risk(body), "p": False, "-": False}
    assert not body.paragraph  # the load names none
    return standard, {item: found[item] for item, (_, letters) in ITEMS.items() if wanted[letters[standard]]}


def counts_of(counted):
    """By section, in their order: what the entry is to say."""
    sections = {}
    for item, field in counted.items():
        sections.setdefault(ITEMS[item][0], collections.Counter())[field] += 1
    return [(section, *(counter[field] for field in FIELDS)) for section, counter in sections.items()]


def _judged(told, line, message):
    entry, flow = line.entry, told.handovers[line.flow]
    standard, counted = reckoned(told, flow, message)
    missing = [item for item, field in counted.items() if field == "blank"]
    if line.kind == pb.ENTRY_KIND_REFUSED:
        if entry.missing and entry.missing[0].item in ITEMS and [one.item for one in entry.missing] != missing:
            yield f"lacks {missing}, and the entry says {[one.item for one in entry.missing]}"
        return
    if entry.standard_hash != hash_of(standard):
        yield f"was to meet {standard}, and was checked by {entry.standard_hash.hex()}"
    told_counts = [(one.section, *(getattr(one, field) for field in FIELDS)) for one in entry.sections]
    if told_counts != counts_of(counted):
        yield f"answers {counts_of(counted)}, and the entry says {told_counts}"
    if missing and flow.overrider in ("", message.person.id):
        yield f"went through without {missing}"


def miscounted(history):
    for course, lines in history.courses.items():
        told, holder = Told(), ""
        for line in lines:
            if line.entry.holder != holder:
                told.forget_overrides()  # it was the old holder's leader
            holder = line.entry.holder
            message = history.message_of(line)
            if message is None:
                continue
            if line.type == "handover_package":
                yield from (f"{name_of(course, line.entry.seq)} {text}" for text in _judged(told, line, message))
            if line.kind == pb.ENTRY_KIND_MESSAGE:
                told.note(line, message)
