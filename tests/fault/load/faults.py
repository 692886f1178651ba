# SPDX-License-Identifier: EUPL-1.2
"""What is done to brokers and store while the load runs, by a schedule that comes from the seed. A cycle is one fault. Whatever happened is written down beside what
the clients wrote."""
import collections
import random
import re
import threading
import time

from stafet_test.paths import ROOT

from .recorder import Recorder

PAUSE = (0.2, 2.0)
STOP_SHORT, STOP_LONG = (0.1, 1.5), (1.5, 8.0)
STOP_LONG_SHARE = 0.25
NOT_HERE = ("facts_changed", "asked_to_stop")  # no unit or key changes while the load runs, and nobody asks a broker to stop
POINTS = [point for point in re.findall(r"^X\((\w+),", (ROOT / "broker/base/crash_point.def").read_text(), re.M) if point not in NOT_HERE]
CRASH_PATIENCE, CRASH_CODE = 3.0, 137


class Faults:
    """Its thread lives until close(): a broker ends with the thread that started it."""

    def __init__(self, stage, kinds, cycles, seed):
        self.brokers, self.cluster = stage.brokers, stage.brokers[0].cluster
        self.kinds, self.cycles = kinds, cycles
        self.random = random.Random(f"{seed}:faults")
        self.recorder = Recorder(stage.folder, "faults")
        self.frozen, self.doomed = {}, None  # broker → when it goes on; the one that is to die by itself
        self.ended = collections.Counter()
        self.unexpected, self.done = [], 0
        self.failure = None
        self.finished, self.over = threading.Event(), threading.Event()
        self.thread = threading.Thread(target=self._run, daemon=True)

    def start(self):
        self.thread.start()

    def _run(self):
        try:
            while self.done < self.cycles:
                self._pause(self.random.uniform(*PAUSE))
                getattr(self, f"fault_{self.random.choice(self.kinds)}")()
                self.done += 1
        except BaseException as failure:  # the main thread must hear of it
            self.failure = failure
        self.finished.set()
        self.over.wait()

    def _pause(self, seconds):
        until = time.monotonic() + seconds
        while (left := until - time.monotonic()) > 0:
            time.sleep(min(left, 0.05))
            self.look_after()

    def look_after(self):
        """Thaws whose time has come, and starts again what has ended by itself."""
        now = time.monotonic()
        for broker in [broker for broker, at in self.frozen.items() if now >= at]:
            self._thaw(broker)
        for broker in self.brokers:
            code = broker.process.poll()
            if code is not None and broker is not self.doomed:
                self._note_end(broker, code)
                broker.launch()

    def _note_end(self, broker, code):
        """A broker that was declared dead ends; no other end is its own to choose."""
        is_fenced = "reason=fenced" in broker.log_since_launch()
        self.frozen.pop(broker, None)
        self.ended["fenced" if is_fenced else "unexpected"] += 1
        self.recorder.write("ended", broker=broker.name, code=code, fenced=is_fenced)
        if not is_fenced:
            self.unexpected.append(f"broker {broker.name} ended with {code}:\n{broker.log_since_launch()[-3000:]}")

    def _thaw(self, broker):
        self.frozen.pop(broker)
        if broker.process.poll() is None:
            broker.thaw()
        self.recorder.write("thawed", broker=broker.name)

    def fault_kill(self):
        broker = self.random.choice(self.brokers)
        self.frozen.pop(broker, None)
        self.recorder.write("kill", broker=broker.name)
        broker.kill()
        broker.launch()

    def fault_stop(self):
        awake = [broker for broker in self.brokers if broker not in self.frozen]
        seconds = self.random.uniform(*(STOP_LONG if self.random.random() < STOP_LONG_SHARE else STOP_SHORT))
        broker = self.random.choice(awake or self.brokers)
        self.recorder.write("stop", broker=broker.name, seconds=round(seconds, 3))
        broker.freeze()
        self.frozen[broker] = time.monotonic() + seconds

    def fault_crash(self):
        """A broker that dies at a named point of a message's path, the nth time it comes there; one that does not come there is killed."""
        broker, point, times = self.random.choice(self.brokers), self.random.choice(POINTS), self.random.choice((1, 1, self.random.randint(2, 25)))
        self.frozen.pop(broker, None)
        broker.kill()
        broker.environment["STAFET_CRASH_AT"] = f"{point}:{times}"
        self.doomed = broker
        broker.launch()
        until = time.monotonic() + CRASH_PATIENCE
        while broker.process.poll() is None and time.monotonic() < until:
            self._pause(0.02)
        is_struck = broker.process.poll() == CRASH_CODE
        self.recorder.write("crash", broker=broker.name, point=point, times=times, struck=is_struck)
        self.ended["struck"] += is_struck
        if broker.process.poll() not in (None, CRASH_CODE):
            self._note_end(broker, broker.process.poll())
        broker.kill()
        self.doomed = None
        broker.environment.clear()
        broker.launch()

    def fault_store(self):
        self.recorder.write("store")
        self.cluster.stop(immediate=True)
        self.cluster.start()

    def heal(self):
        """After the last cycle: everything stands and runs."""
        for broker in list(self.frozen):
            self._thaw(broker)
        self.look_after()
        self.recorder.write("healed")

    def close(self):
        self.over.set()
        if self.thread.is_alive():
            self.thread.join()
        self.recorder.close()
