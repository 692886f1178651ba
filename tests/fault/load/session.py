# SPDX-License-Identifier: EUPL-1.2
"""One session of one unit: a foreign client as proto/README.md wants it. It writes before it sends and before it acknowledges, takes silence for what it is
(unknown), and goes to another broker with the same bytes."""
import hashlib
import time

import zmq
import zmq.utils.monitor

from stafet_test import Answer, Client, pb
from stafet_test.client import Delivered

from .recorder import Recorder, text_of

HELLO_PATIENCE = 2.0
ANSWER_PATIENCE = 2.5
PING_EVERY = 4.0
SILENCE = 12.0
CREDIT = (64, 1 << 20)
RESEND_PAUSE = (0.05, 0.4)


class Session:
    """`stage` gives endpoints, random numbers and an ear: stage.answered(id, answer), stage.received(delivered)."""

    def __init__(self, stage, name, party, key):
        self.stage, self.name, self.party, self.key = stage, name, party, key
        self.recorder = Recorder(stage.folder, name)
        self.client = None
        self.is_ready = False
        self.waiting = {}  # id → bytes, as the recorder's file has them
        self.numbers, self.sent_at, self.again_at = {}, {}, {}
        self.begin_at = self.said_at = self.heard_at = 0.0

    # ---- what the walkers ask for ----

    def submit(self, name, raw, **about):
        self.recorder.write("invoke", id=name, party=self.party, sha256=hashlib.sha256(raw).hexdigest(), bytes=text_of(raw), **about)
        self.waiting[name] = raw
        if self.is_ready:
            self._send(name)

    # ---- the connection ----

    def sockets(self):
        return [] if self.client is None else [self.client.socket, self.client.monitor]

    def lose(self, why):
        """Whatever is out is unknown from now on. The next broker may be the same one."""
        if self.client is not None:
            self.client.vanish()
            self.client = None
        if self.is_ready:
            for name in self.sent_at:
                self.recorder.write("info", id=name, party=self.party, why=why)
        self.is_ready = False
        self.begin_at = time.monotonic() + self.stage.random.uniform(*RESEND_PAUSE)

    def _begin(self, now):
        self.client = Client(self.stage.endpoint(), self.stage.server_public, self.key, watched=True)
        self.said_at = self.heard_at = now
        self.client.send(hello={"protocols": [{"version": 1}], "software": "stafet-fault-load", "parties": [{"party": self.party}], "credit_items": CREDIT[0],
                                "credit_bytes": CREDIT[1]})

    def _welcomed(self):
        self.is_ready = True
        self.numbers, self.sent_at, self.again_at = {}, {}, {}
        self.waiting = self.recorder.recall()
        for name in list(self.waiting):
            self._send(name)

    def _send(self, name):
        number = next(self.client.numbers)
        self.recorder.write("sent", id=name, party=self.party)
        self.numbers[number], self.sent_at[name] = name, time.monotonic()
        self.again_at.pop(name, None)
        self.client.send(submits=[{"number": number, "message": self.waiting[name]}])

    def step(self, now):
        if self.client is None:
            if now >= self.begin_at:
                self._begin(now)
        elif not self.is_ready:
            if now - self.said_at > HELLO_PATIENCE:
                self.lose("no welcome")
        elif now - self.heard_at > SILENCE or (self.sent_at and now - min(self.sent_at.values()) > ANSWER_PATIENCE):
            self.lose("silence")
        else:
            for name in [name for name, at in self.again_at.items() if now >= at]:
                self._send(name)
            if now - self.said_at > PING_EVERY:
                self.said_at = now
                self.client.send(ping={"number": 1})

    # ---- what comes ----

    def hear(self, ready):
        """`ready`: the sockets that have something."""
        client = self.client
        if client is None:
            return
        while self.client is client and client.socket in ready and client.socket.poll(0):
            self.heard_at = time.monotonic()
            self._take(pb.BrokerFrame.FromString(client.socket.recv()))
        while self.client is client and client.monitor in ready and client.monitor.poll(0):
            if zmq.utils.monitor.recv_monitor_message(client.monitor)["event"] == zmq.EVENT_DISCONNECTED:
                self.lose("disconnected")

    def _take(self, frame):
        if frame.HasField("welcome"):
            self._welcomed()
        for part in frame.accepted:
            self._answered(part)
        for part in frame.refused:
            self._answered(part)
        delivered = [Delivered(part) for part in frame.deliveries]
        if delivered and self.client is not None:
            self._received(delivered)
        if frame.HasField("refused_frame") and self.client is not None:
            self.lose(f"turned away: {frame.refused_frame.status}")

    def _answered(self, part):
        name = self.numbers.pop(part.number, None)
        if name is None:
            return
        answer = Answer(part)
        self.sent_at.pop(name, None)
        if answer.is_accepted or answer.receipt or getattr(part, "class") == pb.STATUS_CLASS_CALLER:
            entry = answer.entry
            told = {} if entry is None else {"receipt": text_of(answer.receipt), "course": entry.chain_id.hex(), "seq": entry.seq, "epoch": entry.duty_epoch,
                                             "holder": entry.holder}
            self.recorder.write("ok" if answer.is_accepted else "fail", id=name, party=self.party, status=answer.status, replayed=answer.is_replayed, **told)
            self.waiting.pop(name, None)
            self.stage.answered(self.party, name, answer)
            return
        self.recorder.write("info", id=name, party=self.party, why=f"refused: {answer.status}")
        self.again_at[name] = time.monotonic() + self.stage.random.uniform(*RESEND_PAUSE)
        if getattr(part, "class") != pb.STATUS_CLASS_RETRY:
            self.lose(answer.status)  # another broker may take it

    def _received(self, delivered):
        delivered = self._put_off(delivered)
        for one in delivered:
            self.recorder.write("received", party=one.party, course=one.entry.chain_id.hex(), seq=one.entry.seq, epoch=one.entry.duty_epoch, holder=one.entry.holder,
                                entry=text_of(one.receipt), sha256=hashlib.sha256(one.bytes).hexdigest(), sender=one.message.sending_party, id=one.message.message_id,
                                kind=one.kind, sent_count=one.sent_count)
            self.stage.received(one)
        if not delivered:
            return
        if self.stage.lapses():
            self.lose("lapse")  # stored, and gone before it could say so
            return
        for one in delivered:
            self.recorder.write("acknowledged", party=one.party, course=one.entry.chain_id.hex(), seq=one.entry.seq)
        self.client.acknowledge(*delivered)

    def _put_off(self, delivered):
        """Now and then the receiving system cannot store what came of one course: it is to come again, here or at another session, and nothing that follows it is
        taken before. The rest."""
        taken, refused = [], []
        chosen = self.stage.puts_off(delivered)
        for one in delivered:
            (taken if self.stage.takes(one, one.course == chosen) else refused).append(one)
        for one in refused:
            self.recorder.write("not_taken", party=one.party, course=one.entry.chain_id.hex(), seq=one.entry.seq)
        if refused:
            self.client.send(not_taken=[{"delivery": one.number, "kind": "NOT_TAKEN_KIND_TRANSIENT", "reason": "genstarter"} for one in refused])
        return taken

    def close(self):
        if self.client is not None:
            self.client.close()
            self.client = None
        self.recorder.close()
