# SPDX-License-Identifier: EUPL-1.2
"""A client that recovers by itself, as proto/README.md asks of one."""
import time

import zmq

from .client import Client, NoAnswer
from .proto import pb

SILENCE, WELCOME_WITHIN, PAUSE, PING_EVERY = 4.0, 2.0, 0.05, 1.0
POST_MAX = 64


class Roamer:
    """It has a list of brokers and goes to the next when its own is lost or silent; there it says hello again and sends what has no answer again, with the same
    bytes. It moves one step at a time and waits for nothing, so that a test can drive many."""

    def __init__(self, brokers, party, key, credit=(0, 0), first=0):
        self.brokers, self.party, self.key, self.credit, self.at = brokers, party, key, credit, first
        self.client = None
        self.waiting = {}   # message id → bytes without a final answer, in their order
        self.numbers = {}   # of this session → message id
        self.answers = {}   # message id → every final answer
        self.taken = []     # deliveries, each as often as it came
        self.on_delivery = lambda one: None
        self.acknowledges = True
        self.unacknowledged = []
        self.again_at = self.retry_at = 0.0
        self.losses = 0

    @property
    def broker(self):
        return self.brokers[self.at]

    @property
    def is_there(self):
        return self.client is not None and self.client.welcome is not None

    def send(self, message):
        """Until it has its final answer; what had one may be sent again."""
        raw = message.SerializeToString()
        self.waiting[message.message_id] = raw
        if self.is_there:
            self._post([(message.message_id, raw)])

    def answer(self, message):
        """The first final answer, None as long as there is none."""
        return next(iter(self.answers.get(message.message_id, ())), None)

    def move(self, at):
        """Leaves in order and goes to that broker."""
        if self.client is not None:
            self.client.close()
        self._forget()
        self.at, self.again_at = at, 0.0

    def close(self):
        if self.client is not None:
            self.client.close()
        self._forget()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()

    # ---- a step ----

    def step(self):
        """True when something came or changed."""
        now = time.monotonic()
        if self.client is None:
            return now >= self.again_at and self._knock()
        was_there, before = self.is_there, self.client.heard_at
        try:
            is_lost = not self.client.drain() or self.client.turned or self._is_late(now)
            self._read()
            if self.is_there and not was_there:
                self._post(list(self.waiting.items()))
            self._say(now)
        except NoAnswer:
            is_lost = True
        if is_lost:
            self._lose(now)
        return bool(is_lost) or self.client.heard_at != before

    def _knock(self):
        if self.broker.endpoint is None:
            self._lose(time.monotonic())
            return False
        self.client = Client(self.broker.endpoint, self.broker.cluster.server_key.public, self.key, watched=True)
        self.client.send(hello={"protocols": [{"version": 1}], "software": "stafet-tests", "parties": [{"party": self.party}],
                                "credit_items": self.credit[0], "credit_bytes": self.credit[1]})
        return True

    def _is_late(self, now):
        return now - self.client.heard_at > (SILENCE if self.is_there else WELCOME_WITHIN)

    def _lose(self, now):
        if self.client is not None:
            self.losses += 1
            self.client.vanish()
        self._forget()
        self.at = (self.at + 1) % len(self.brokers)
        self.again_at = now + PAUSE

    def _forget(self):
        self.client = None
        self.numbers.clear()
        self.unacknowledged.clear()

    def _post(self, items):
        for first in range(0, len(items), POST_MAX):
            part = items[first:first + POST_MAX]
            self.numbers.update(zip(self.client.post(*(raw for _, raw in part)), (name for name, _ in part)))

    def _read(self):
        for number in list(self.client.answers):
            name, answers = self.numbers.pop(number, None), self.client.answers.pop(number)
            assert name is not None and len(answers) == 1, f"submit {number} was answered more than once"
            for answer in answers:
                if answer.is_accepted or answer.part.HasField("receipt") or getattr(answer.part, "class") == pb.STATUS_CLASS_CALLER:
                    self.answers.setdefault(name, []).append(answer)
                    self.waiting.pop(name, None)
                else:
                    self.retry_at = self.retry_at or time.monotonic() + PAUSE
        while self.client.deliveries:
            one = self.client.deliveries.popleft()
            self.taken.append(one)
            self.unacknowledged.append(one)
            self.on_delivery(one)

    def _say(self, now):
        if not self.is_there:
            return
        if self.retry_at and now >= self.retry_at:
            self.retry_at = 0.0
            under_way = set(self.numbers.values())
            self._post([(name, raw) for name, raw in self.waiting.items() if name not in under_way])
        if self.acknowledges and self.unacknowledged:
            self.client.acknowledge(*self.unacknowledged)
            self.unacknowledged.clear()
        if now - self.client.pinged_at > PING_EVERY:
            self.client.pinged_at = now
            self.client.send(ping={"number": 0})


def step_all(roamers, patience=0.02):
    """A step of each; when nothing happened to any, waits a moment for something."""
    if any([roamer.step() for roamer in roamers]):
        return
    poller = zmq.Poller()
    for roamer in roamers:
        if roamer.client is not None:
            poller.register(roamer.client.socket, zmq.POLLIN)
            poller.register(roamer.client.monitor, zmq.POLLIN)
    poller.poll(int(patience * 1000))
