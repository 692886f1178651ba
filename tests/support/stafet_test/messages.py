# SPDX-License-Identifier: EUPL-1.2
"""Messages as plain protobuf writes them. Values of enums are given by their names."""
import datetime
import itertools
import secrets

from .proto import pb

_numbers = itertools.count(1)
_run = secrets.token_hex(4)  # ids are new in each run

REGISTERED = {"channel": "CHANNEL_PHONE", "requester": {"role": "REQUESTER_ROLE_CITIZEN", "name": "Karla Karlsen", "phone": "+4520304050"},
              "need": "Har ikke sovet i fire nætter og hører stemmer", "immediate_danger": "ANSWER_NO", "way_back": {"phone": "+4520304050"}}
TRIAGED = {"urgency_level": 2, "risks": {name: "ANSWER_NO" for name in ("suicide_self_harm", "violence", "substance", "child_in_home", "homelessness")}}


def new_id(prefix="m"):
    return f"{prefix}-{_run}-{next(_numbers)}"


def time_text(at):
    return at.astimezone(datetime.timezone.utc).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def now_text(**offset):
    return time_text(datetime.datetime.now(datetime.timezone.utc) + datetime.timedelta(**offset))


def message(kind, party, person, body=None, *, to=(), offer=None, ground=None, **header):
    """A Message of the body field `kind`. `to` names units; `offer` is (id, epoch); a person is a register id or an Actor as a dict; of the header only what
    is given is set, and message_id is new unless given."""
    header.setdefault("message_id", new_id())
    header.setdefault("schema_version", 1)
    made = pb.Message(sending_party=party, person={"id": person} if isinstance(person, str) else person,
                      receivers=[{"party": name} for name in to], **header)
    if offer:
        made.offer.offer_id, made.offer.duty_epoch = offer
    if ground:
        made.disclosure.ground = getattr(pb, f"DISCLOSURE_GROUND_{ground}")
    part = getattr(made, kind)
    part.SetInParent()
    part.MergeFrom(type(part)(**(body or {})))
    return made
