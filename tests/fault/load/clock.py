# SPDX-License-Identifier: EUPL-1.2
"""The store's virtual time, which goes on in jumps of some seconds, many times as fast as ours, so that deadlines of minutes and hours really fire. What it was when is
written down."""
import datetime
import random
import subprocess
import threading
import time

from stafet_test.messages import time_text

from .recorder import Recorder

START = datetime.datetime(2026, 11, 23, 7, 0, tzinfo=datetime.timezone.utc)  # a Monday morning in Denmark
JUMP_SECONDS = (2.0, 40.0)
EVERY = 0.4
LEAP_SHARE, LEAP_MINUTES = 0.03, (15, 70)  # now and then so much at once that an hour's deadline fires


class Clock:
    def __init__(self, cluster, folder, seed):
        self.cluster, self.recorder = cluster, Recorder(folder, "clock")
        self.random = random.Random(f"{seed}:clock")
        self.now = START
        self.ended = threading.Event()
        self.thread = threading.Thread(target=self._run, daemon=True)
        self.psql = None

    def after(self, **offset):
        return self.now + datetime.timedelta(**offset)

    def start(self):
        self.thread.start()

    def stop(self):
        self.ended.set()
        self.thread.join()

    def _run(self):
        while not self.ended.wait(EVERY):
            if self.random.random() < LEAP_SHARE:
                self.jump(minutes=self.random.randint(*LEAP_MINUTES))
            self.jump(seconds=round(self.random.uniform(*JUMP_SECONDS), 3))

    def jump(self, **offset):
        """Until the store has said that it is so: an outcome that is unknown is tried again."""
        wanted = self.after(**offset)
        while not self._set(wanted):
            time.sleep(0.1)
        self.now = wanted
        self.recorder.write("time", now_ms=round(wanted.timestamp() * 1000))

    def _set(self, wanted):
        if self.psql is None or self.psql.poll() is not None:
            command = ["psql", "-XqAt", "-v", "ON_ERROR_STOP=1", "-d", self.cluster.settings["STAFET_STORE_SUPERUSER"]]
            self.psql = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
        try:
            self.psql.stdin.write(f"UPDATE stafet.cluster SET virtual_now = '{time_text(wanted)}' RETURNING 'done';\n")
            self.psql.stdin.flush()
            return self.psql.stdout.readline().strip() == "done"
        except OSError:
            return False

    def close(self):
        if self.psql is not None:
            self.psql.kill()
            self.psql.wait()
            self.psql.stdin.close()
            self.psql.stdout.close()
        self.recorder.close()
