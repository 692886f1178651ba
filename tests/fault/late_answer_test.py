#!/usr/bin/python3
# SPDX-License-Identifier: EUPL-1.2
"""A commit that others can see already, and whose own broker has not been told: the store's answers to one broker's batches are held back on their way. What another
broker then puts behind it on the same line must not overtake it (L8). Found by tests/fault/run --faults stop,kill."""
import contextlib
import os
import pathlib
import re
import selectors
import socket
import sys
import threading
import unittest

sys.dont_write_bytecode = True
sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "support"))

from stafet_test import Broker, Cluster, Town, until  # noqa: E402
from stafet_test.town import CREDIT  # noqa: E402

BATCH = re.compile(rb"B....\0insert_entries\0", re.DOTALL)  # a Bind of the prepared statement: only a connection that commits batches says it
NAME = ".s.PGSQL.5432"


class Pair:
    """One connection of the broker and its other half to the store."""

    def __init__(self, client, server):
        self.client, self.server, self.is_for_batches, self.held = client, server, False, b""


class Way:
    """The broker's way to the store, on which answers to batches can be held back."""

    def __init__(self, folder, sockets):
        self.sockets, self.holds, self.cuts = sockets, False, False
        self.selector = selectors.DefaultSelector()
        self.listener = socket.socket(socket.AF_UNIX)
        self.listener.bind(os.path.join(folder, NAME))
        self.listener.listen()
        self.selector.register(self.listener, selectors.EVENT_READ, None)
        self.pairs, self.ended = [], threading.Event()
        self.thread = threading.Thread(target=self._run)
        self.thread.start()

    def close(self):
        self.ended.set()
        self.thread.join()
        for pair in self.pairs:
            pair.client.close()
            pair.server.close()
        self.selector.close()
        self.listener.close()

    def _run(self):
        while not self.ended.is_set():
            for key, _ in self.selector.select(0.02):
                if key.data is None:
                    self._accept()
                else:
                    self._carry(key.fileobj, key.data)
            if self.cuts:
                self._cut()
            for pair in [] if self.holds else self.pairs:
                if pair.held:
                    pair.client.sendall(pair.held)
                    pair.held = b""

    def _cut(self):
        """What is held back never comes."""
        for pair in [pair for pair in self.pairs if pair.held]:
            for one in (pair.client, pair.server):
                self.selector.unregister(one)
                one.close()
            self.pairs.remove(pair)
        self.holds = self.cuts = False

    def _accept(self):
        client, _ = self.listener.accept()
        server = socket.socket(socket.AF_UNIX)
        server.connect(os.path.join(self.sockets, NAME))
        pair = Pair(client, server)
        self.pairs.append(pair)
        for one in (client, server):
            self.selector.register(one, selectors.EVENT_READ, pair)

    def _carry(self, source, pair):
        data = b""
        with contextlib.suppress(OSError):
            data = source.recv(1 << 16)
        if not data:
            self.selector.unregister(source)
            (pair.server if source is pair.client else pair.client).close()
        elif source is pair.client:
            pair.is_for_batches |= BATCH.search(data) is not None
            pair.server.sendall(data)
        elif self.holds and pair.is_for_batches:
            pair.held += data
        else:
            pair.client.sendall(data)


class LateAnswer(unittest.TestCase):
    def setUp(self):
        self.cluster = self.enterContext(Cluster())
        folder = self.enterContext(Cluster.scratch())
        sockets = self.cluster.settings["STAFET_SOCKETS"]
        self.way = Way(folder, sockets)
        self.addCleanup(self.way.close)
        self.one = self.enterContext(Broker(self.cluster, "one", store=self.cluster.settings["STAFET_STORE"].replace(sockets, folder), job_timeout_ms=60000))
        self.two = self.enterContext(Broker(self.cluster, "two"))
        self.town = self.enterContext(Town(self.one))

    def entries(self, course):
        return int(self.cluster.value(f"SELECT count(*) FROM stafet.entry WHERE course = '{course}'"))

    def overtaken(self):
        """One note whose commit can be seen while its broker waits for the answer, and one behind it by another broker, which the first has claimed: the session
        that receives, the one that sent, and the number of the first."""
        town = self.town
        outreach = self.enterContext(town.fresh("outreach", CREDIT, self.one))
        here, there = town.client("desk", self.one), town.client("desk", self.two)
        opened = here.must(town.registered())
        here.must(town.note(opened, to=("outreach",), text="den første"))
        outreach.acknowledge(outreach.take())
        until(lambda: self.cluster.value("SELECT count(*) FROM stafet.delivery") == "0", "the first was acknowledged")
        self.way.holds = True
        number, = here.post(town.note(opened, to=("outreach",), text="svaret er på vej"))
        until(lambda: self.entries(opened.course) == 3, "its commit can be seen")
        there.must(town.note(opened, to=("outreach",), text="bagefter"))
        until(lambda: self.cluster.value("SELECT count(*) FROM stafet.delivery WHERE incarnation = 0") == "0", "the broker with the unit claimed it")
        for _ in range(3):
            outreach.query("INBOX", "outreach", "anna")  # after the claim on the same connection, and what it led to
        return outreach, here, number

    def assert_in_order(self, outreach):
        came = [outreach.take().message.course_note.text for _ in range(2)]
        self.assertEqual(came, ["svaret er på vej", "bagefter"])

    def test_what_another_broker_puts_behind_it_does_not_overtake_it(self):
        outreach, here, number = self.overtaken()
        self.way.holds = False
        self.assertTrue(here.answer(number).is_accepted)
        self.assert_in_order(outreach)

    def test_nor_when_the_answer_never_comes(self):
        outreach, here, number = self.overtaken()
        self.way.cuts = True
        self.assertTrue(here.answer(number).is_accepted)
        self.assert_in_order(outreach)


if __name__ == "__main__":
    unittest.main(verbosity=2)
