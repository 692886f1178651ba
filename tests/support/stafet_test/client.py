# SPDX-License-Identifier: EUPL-1.2
"""A foreign client: one DEALER socket with CURVE, frames of protobuf, and nothing of Stafet's own library."""
import collections
import contextlib
import itertools
import time

import zmq
import zmq.utils.monitor
import zmq.utils.z85

from .log import read_entry
from .proto import pb
from .waiting import PATIENCE

PING_EVERY = 4.0
GONE = (zmq.EVENT_CLOSED, zmq.EVENT_DISCONNECTED, zmq.EVENT_CONNECT_RETRIED, zmq.EVENT_HANDSHAKE_FAILED_NO_DETAIL, zmq.EVENT_HANDSHAKE_FAILED_PROTOCOL,
        zmq.EVENT_HANDSHAKE_FAILED_AUTH)
_context = zmq.Context.instance()


class NoAnswer(AssertionError):
    """Nothing came in time."""


class Denied(NoAnswer):
    """Refused at the door; libzmq gives such a connection up."""


class Turned(AssertionError):
    """A frame was refused whole."""

    def __init__(self, refused):
        super().__init__(f"{refused.status}: {refused.en} ({refused.detail})")
        self.refused, self.status = refused, refused.status


def _uuid_text(raw):
    text = raw.hex()
    return "-".join((text[:8], text[8:12], text[12:16], text[16:20], text[20:]))


class Answer:
    """Accepted or refused, with the entry when there is one."""

    def __init__(self, part):
        self.part = part
        self.is_accepted = isinstance(part, pb.Accepted)
        self.status = "ok" if self.is_accepted else part.status
        self.receipt, self.is_replayed = part.receipt, part.replayed
        self.entry = read_entry(part.receipt) if part.receipt else None

    @property
    def course(self):
        return _uuid_text(self.entry.chain_id)

    @property
    def flow(self):
        return _uuid_text(self.entry.flow_id)

    @property
    def offer(self):
        return _uuid_text(self.entry.offer_id), self.entry.duty_epoch

    def __repr__(self):
        return f"Answer({self.status}, {str(self.part)[:600]})"


class Delivered:
    """One delivery: its entry and Message."""

    def __init__(self, part):
        self.number, self.party, self.sent_count = part.number, part.party, part.sent_count
        self.receipt, self.bytes = part.entry, part.message
        self.entry = read_entry(part.entry)
        self.message = pb.Message()
        self.message.ParseFromString(part.message)
        self.kind = self.message.WhichOneof("body")

    @property
    def course(self):
        return _uuid_text(self.entry.chain_id)

    @property
    def flow(self):
        return _uuid_text(self.entry.flow_id)

    @property
    def offer(self):
        return _uuid_text(self.entry.offer_id), self.entry.duty_epoch

    @property
    def place(self):
        return self.course, self.entry.seq


class Client:
    def __init__(self, endpoint, server_public, key, watched=False):
        self.key = key
        self.socket = _context.socket(zmq.DEALER)
        self.socket.linger = 0
        self.socket.sndtimeo = 3000
        self.socket.curve_serverkey = zmq.utils.z85.encode(server_public)
        self.socket.curve_publickey = zmq.utils.z85.encode(key.public)
        self.socket.curve_secretkey = zmq.utils.z85.encode(key.secret)
        self.monitor = self._watch() if watched else None
        self.socket.connect(endpoint)
        self.numbers = itertools.count(1)
        self.answers, self.results, self.pongs = {}, {}, set()
        self.deliveries, self.notices, self.turned = collections.deque(), [], collections.deque()
        self.welcome = None
        self.pinged_at = self.heard_at = time.monotonic()

    _watched = itertools.count(1)

    def _watch(self):
        """Under an address of its own: the library's own is made of the descriptor, which another socket may have had a moment ago."""
        return self.socket.get_monitor_socket(addr=f"inproc://watched.{next(self._watched)}")

    def close(self):
        """Says goodbye, so that the broker need not wait for silence."""
        if self.welcome is not None and not self.socket.closed:
            frame = pb.ClientFrame(goodbye={}).SerializeToString()
            with contextlib.suppress(zmq.Again):
                self.socket.send(frame, zmq.DONTWAIT)
        self._close(linger=500)

    def vanish(self):
        """As if the cable was cut."""
        self._close(linger=0)

    def _close(self, linger):
        if self.monitor is not None:
            self.socket.disable_monitor()
            self.monitor.close()
            self.monitor = None
        self.socket.close(linger)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()

    # ---- frames ----

    def send_raw(self, *parts):
        """A client that was turned away at the door has no connection any more, and libzmq makes no new one."""
        try:
            self.socket.send_multipart(parts)
        except zmq.Again as problem:
            raise NoAnswer("the connection is closed") from problem

    def send(self, **items):
        self.send_raw(pb.ClientFrame(**items).SerializeToString())

    def _take(self, raw):
        self.heard_at = time.monotonic()
        frame = pb.BrokerFrame()
        frame.ParseFromString(raw)
        if frame.HasField("welcome"):
            self.welcome = frame.welcome
        if frame.HasField("refused_frame"):
            self.turned.append(frame.refused_frame)
        if frame.HasField("pong"):
            self.pongs.add(frame.pong.number)
        for part in itertools.chain(frame.accepted, frame.refused):
            self.answers.setdefault(part.number, []).append(Answer(part))
        self.results.update((part.number, part) for part in frame.results)
        self.deliveries.extend(Delivered(part) for part in frame.deliveries)
        self.notices.extend(frame.notices)

    def listen(self, patience=0.05):
        """Takes what comes within the time, one frame at most, and keeps the session alive."""
        if self.welcome is not None and time.monotonic() - self.pinged_at > PING_EVERY:
            self.pinged_at = time.monotonic()
            self.send(ping={"number": 0})
        poller = zmq.Poller()
        poller.register(self.socket, zmq.POLLIN)
        if self.monitor is not None:
            poller.register(self.monitor, zmq.POLLIN)
        ready = dict(poller.poll(int(patience * 1000)))
        if self.monitor in ready:
            self._look_at_the_door()
        if self.socket in ready:
            self._take(self.socket.recv())

    def drain(self):
        """Takes all that is here and waits for nothing. False: libzmq has told (a watched client) that this connection is gone."""
        is_there = True
        while self.monitor is not None and self.monitor.poll(0):
            is_there = zmq.utils.monitor.recv_monitor_message(self.monitor)["event"] not in GONE and is_there
        with contextlib.suppress(zmq.Again):
            while True:
                self._take(self.socket.recv(zmq.DONTWAIT))
        return is_there

    def _look_at_the_door(self):
        if zmq.utils.monitor.recv_monitor_message(self.monitor)["event"] == zmq.EVENT_HANDSHAKE_FAILED_AUTH:
            raise Denied("the key was refused at the door")

    def wait(self, condition, what, patience=PATIENCE):
        deadline = time.monotonic() + patience
        while not (result := condition()):
            left = deadline - time.monotonic()
            if left <= 0:
                turned = "".join(f"; turned away: {part.status} {part.detail}" for part in self.turned)
                raise NoAnswer(f"in {patience:g} s there was no {what}{turned}")
            self.listen(min(left, 1))
        return result

    def wait_turned(self, patience=PATIENCE):
        """The next refusal of a whole frame."""
        self.wait(lambda: self.turned, "refusal of the frame", patience)
        return self.turned.popleft()

    # ---- what a client says ----

    def hello(self, parties=(), credit=(0, 0), version=1, patience=PATIENCE):
        self.welcome = None
        self.turned.clear()
        self.send(hello={"protocols": [{"version": version}], "software": "stafet-tests", "parties": [{"party": party} for party in parties],
                         "credit_items": credit[0], "credit_bytes": credit[1]})
        self.wait(lambda: self.welcome is not None or self.turned, "answer to hello", patience)
        if self.turned:
            raise Turned(self.turned.popleft())
        return self.welcome

    def post(self, *messages):
        """Sends in one frame and waits for nothing; the submits' numbers."""
        numbers = [next(self.numbers) for _ in messages]
        raw = [one if isinstance(one, bytes) else one.SerializeToString() for one in messages]
        self.send(submits=[{"number": number, "message": one} for number, one in zip(numbers, raw)])
        return numbers

    def answer(self, number, patience=PATIENCE):
        """The one answer to a submit. A frame that is turned away meanwhile is the test's to expect."""
        self.wait(lambda: number in self.answers, f"answer to submit {number}", patience)
        answers = self.answers.pop(number)
        assert len(answers) == 1, f"submit {number} was answered {len(answers)} times"
        return answers[0]

    def submit(self, message, patience=PATIENCE):
        return self.answer(self.post(message)[0], patience)

    def must(self, message):
        """Submits what is to be accepted."""
        answer = self.submit(message)
        assert answer.is_accepted, answer
        return answer

    def _result(self, number, patience):
        return self.wait(lambda: self.results.pop(number, None), f"result {number}", patience)

    def query(self, kind, party, person, course=None, purpose="PURPOSE_CARE", patience=PATIENCE, **more):
        number = next(self.numbers)
        self.send(queries=[{"number": number, "kind": f"QUERY_KIND_{kind}", "party": party, "person": person, "purpose": purpose,
                            **({"course_id": course} if course else {}), **more}])
        return self._result(number, patience)

    def change(self, patience=PATIENCE, **row):
        """One change by the operator."""
        number = next(self.numbers)
        self.send(changes=[{"number": number, "party": "operator", "person": "operator", **row}])
        return self._result(number, patience)

    def ping(self, patience=PATIENCE):
        number = next(self.numbers)
        self.send(ping={"number": number})
        self.wait(lambda: number in self.pongs, "pong", patience)

    # ---- deliveries ----

    def take(self, patience=PATIENCE, condition=None):
        """The next delivery, or the first that fits; those before it stay."""
        def find():
            return next((one for one in self.deliveries if condition is None or condition(one)), None)
        found = self.wait(find, "delivery", patience)
        self.deliveries.remove(found)
        return found

    def acknowledge(self, *deliveries):
        self.send(acknowledged=[{"delivery": one.number} for one in deliveries])


class Door:
    """What happens to a key at the door, told by libzmq's own events."""

    def __init__(self, client):
        self.client = client

    def verdict(self, patience=PATIENCE):
        """"in", or the code of the refusal."""
        deadline = time.monotonic() + patience
        while time.monotonic() < deadline:
            if self.client.monitor.poll(200):
                event = zmq.utils.monitor.recv_monitor_message(self.client.monitor)
                if event["event"] == zmq.EVENT_HANDSHAKE_SUCCEEDED:
                    return "in"
                if event["event"] in (zmq.EVENT_HANDSHAKE_FAILED_AUTH, zmq.EVENT_HANDSHAKE_FAILED_PROTOCOL):
                    return event["value"]
        raise NoAnswer("the door said nothing")
