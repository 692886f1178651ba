# SPDX-License-Identifier: EUPL-1.2
"""A small municipality, set up through the broker by the operator's key, and the steps of a first contact in it."""
from .client import NoAnswer, Turned
from .cluster import KeyPair
from .messages import REGISTERED, TRIAGED, message
from .waiting import until

MUNICIPALITY = "0999"
OWN = {"organisation": "kommunen", "municipality": MUNICIPALITY}
UNITS = (
    {"id": "desk", "kind": "entry_desk", "name": "Døgnindgangen", "may_hold": True, "around_the_clock": True, "fallback": "duty", **OWN},
    {"id": "authority", "kind": "authority", "name": "Myndighed", "may_hold": True, "around_the_clock": False, "cover": "duty", **OWN},
    {"id": "duty", "kind": "duty", "name": "Døgnvagten", "may_hold": True, "around_the_clock": True, **OWN},
    {"id": "outreach", "kind": "offer", "name": "Opsøgende team", "may_hold": True, "around_the_clock": True, **OWN},
    {"id": "activity", "kind": "offer", "name": "Aktivitetshuset", "may_hold": False, "around_the_clock": False, **OWN},
    {"id": "gp", "kind": "partner", "name": "Lægerne Torvet", "organisation": "laegerne-torvet", "municipality": MUNICIPALITY, "may_hold": False,
     "around_the_clock": False},
    {"id": "psychiatry", "kind": "treatment_psychiatry", "name": "Psykiatrisk ambulatorium", "organisation": "regionen", "municipality": MUNICIPALITY,
     "may_hold": True, "around_the_clock": True},
    # the neighbour: no part of anything here
    {"id": "neighbour-desk", "kind": "entry_desk", "name": "Nabokommunens indgang", "organisation": "naboen", "municipality": "0998", "may_hold": True,
     "around_the_clock": True},
    {"id": "neighbour", "kind": "authority", "name": "Nabokommunens myndighed", "organisation": "naboen", "municipality": "0998", "may_hold": True,
     "around_the_clock": True},
)
# Only where a test adds it.
HARBOUR = {"id": "harbour", "kind": "offer", "name": "Botilbuddet Havnen", "may_hold": True, "around_the_clock": True, **OWN}
PEOPLE = (("anna", "Anna Andersen", "ROLE_STAFF", "on_duty"), ("bo", "Bo Bertelsen", "ROLE_STAFF", None), ("lena", "Lena Lund", "ROLE_LEADER", "leader"),
          ("clara", "Clara Christensen", "ROLE_CHIEF", "chief"))
ROSTERED = {"from": "2020-01-01T00:00:00Z", "to": "2040-01-01T00:00:00Z"}
CREDIT = (1024, 4 * 1024 * 1024)


def _must(result):
    assert result.code == 0, f"{result.status}: {result.detail}"
    return result


class Town:
    """`clients` are opened once a unit and broker and kept; a test that needs one of its own asks for `fresh`."""

    def __init__(self, broker):
        self.broker = broker
        self.keys = {unit["id"]: KeyPair() for unit in UNITS}
        self.clients = {}
        with broker.client(broker.cluster.operator_key) as operator:
            operator.hello()
            self._set_up(operator)

    def close(self):
        for client in self.clients.values():
            client.close()
        self.clients.clear()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()

    def _set_up(self, operator):
        for unit in sorted(UNITS, key=lambda unit: unit["id"] != "duty"):
            _must(operator.change(set_party=unit))
        for unit in UNITS:
            self._staff(operator, unit)

    def _staff(self, operator, unit, has_roster=True):
        for person, name, role, duty in PEOPLE:
            _must(operator.change(set_person={"id": person, "party": unit["id"], "name": name, "role": role}))
            if duty and has_roster:
                _must(operator.change(set_roster={"party": unit["id"], "duty": duty, "person": person, **ROSTERED}))
        self.grant(operator, unit["id"], self.keys[unit["id"]])

    def add_unit(self, unit):
        """One more than the town has, staffed as the others are; without a roster when it has opening hours."""
        self.keys[unit["id"]] = KeyPair()
        with self.operator() as operator:
            _must(operator.change(set_party=unit))
            self._staff(operator, unit, unit["around_the_clock"])

    @staticmethod
    def grant(operator, party, key, **rights):
        rights = rights or {"send": True, "receive": True, "metadata": True, "bodies": True}
        return _must(operator.change(grant_key={"public_key": key.public.hex(), "party": party, "label": party, **rights}))

    def operator(self, broker=None):
        return self._open(self.broker.cluster.operator_key, broker or self.broker, (), (0, 0))

    @staticmethod
    def _open(key, broker, parties, credit):
        """A key that was granted a moment ago may not be known at every door yet."""
        def knock():
            client = broker.client(key, watched=True)
            try:
                client.hello(parties, credit, patience=3)
                return client
            except (NoAnswer, Turned):
                client.close()
                return None
        return until(knock, "the broker opened a session")

    def fresh(self, party, credit=(0, 0), broker=None):
        """A new session of the unit, the caller's to close."""
        return self._open(self.keys[party], broker or self.broker, (party,), credit)

    def client(self, party, broker=None):
        """The unit's session here that sends; one that was ended is begun anew."""
        broker = broker or self.broker
        place = (party, broker.name)
        if place in self.clients:
            try:
                self.clients[place].hello((party,), patience=3)
                return self.clients[place]
            except (NoAnswer, Turned):
                self.clients.pop(place).close()
        self.clients[place] = self.fresh(party, broker=broker)
        return self.clients[place]

    # ---- the steps of a contact ----

    @staticmethod
    def registered(party="desk", person="anna", body=None, **header):
        return message("contact_registered", party, person, {**REGISTERED, **(body or {})}, **header)

    @staticmethod
    def step(kind, party, on, body=None, person="anna", **header):
        """A message on the flow of an earlier answer."""
        return message(kind, party, person, body, course_id=on.course, flow_id=on.flow, **header)

    def note(self, on, party="desk", to=("authority",), text="Borgeren ringede igen", **header):
        return message("course_note", party, "anna", {"text": text}, course_id=on.course, to=to, **header)

    def open_course(self, broker=None, **header):
        """A contact that somebody is talking about at the desk."""
        return self.client("desk", broker).must(self.registered(**header))

    def routed_course(self, to=("outreach",), broker=None, urgency=2, **header):
        """Triaged and offered: the answer to the routing, which names the offer."""
        desk = self.client("desk", broker)
        opened = desk.must(self.registered(**header))
        desk.must(self.step("contact_triaged", "desk", opened, {**TRIAGED, "urgency_level": urgency}))
        return desk.must(self.step("contact_routed", "desk", opened, {"ask": "Vil I tage ud til hende i dag?"}, to=to, ground="SUL43_1"))

    def take_over(self, party, on, **header):
        """`on`: the routing's answer or its delivery."""
        return self.step("contact_taken_over", party, on, {"contact_person": "anna"}, offer=on.offer, **header)
