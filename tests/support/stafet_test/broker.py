# SPDX-License-Identifier: EUPL-1.2
"""One broker process."""
import os
import re
import signal
import subprocess

from .client import Client, NoAnswer, Turned
from .paths import program
from .waiting import PATIENCE, until


class Broker:
    """Started and ready, unless told not to. Several on one cluster have names of their own and share the server key."""

    def __init__(self, cluster, name="one", starts=True, **settings):
        self.cluster, self.name = cluster, name
        self.settings = {"store": cluster.settings["STAFET_STORE"], "key_store": cluster.settings["STAFET_KEY_STORE"],
                         "server_key": cluster.path("server.key"), "endpoints": "tcp://127.0.0.1:*", **settings}
        self.environment = {}  # for the process, beside what the test itself was given
        self.process = None
        self.endpoint = None
        if starts:
            self.start()

    @property
    def log_path(self):
        return self.cluster.path(f"broker-{self.name}.log")

    def log(self):
        with open(self.log_path, encoding="utf-8") as file:
            return file.read()

    def _write_config(self):
        path = self.cluster.path(f"broker-{self.name}.conf")
        with open(path, "w", encoding="utf-8") as file:
            file.writelines(f"{key} = {value}\n" for key, value in self.settings.items())
        return path

    def launch(self):
        """Starts the process and waits for nothing."""
        self.mark = os.path.getsize(self.log_path) if os.path.exists(self.log_path) else 0
        with open(self.log_path, "ab") as log:
            words = ["setpriv", "--pdeathsig", "KILL", program("STAFET_BROKER"), "serve", "--config", self._write_config()]  # it ends with the test, whatever happens
            self.process = subprocess.Popen(words, stderr=log, stdout=log, env=os.environ | self.environment)

    def start(self):
        try:
            self.launch()
            self._find_endpoint()
            self._wait_until_ready()
        except BaseException:
            self.kill()
            raise
        return self

    def log_since_launch(self):
        return self._since_launch()

    def _since_launch(self):
        with open(self.log_path, "rb") as file:
            file.seek(self.mark)
            return file.read().decode()

    def _must_live(self):
        if self.process.poll() is not None:
            raise AssertionError(f"the broker ended with {self.process.returncode}:\n{self._since_launch()[-4000:]}")

    def _find_endpoint(self):
        """The port is chosen once, so that clients find a broker that was started again."""
        def find():
            self._must_live()
            return re.search(r"event=started .*endpoint=(\S+)", self._since_launch())
        self.endpoint = until(find, "the broker started").group(1)
        self.settings["endpoints"] = self.endpoint

    def _wait_until_ready(self):
        def says_welcome():
            self._must_live()
            try:
                with self.client(self.cluster.operator_key, watched=True) as client:
                    return client.hello(patience=2)
            except (NoAnswer, Turned):
                return None
        until(says_welcome, "the broker said welcome to the operator")

    def client(self, key, **options):
        """A connection that has not said hello yet."""
        return Client(self.endpoint, self.cluster.server_key.public, key, **options)

    # ---- ways to end ----

    def stop(self):
        """As it should be: asked, and in order."""
        if self.process is None:
            return
        self.process.send_signal(signal.SIGCONT)
        self.process.terminate()
        code = self.process.wait(PATIENCE)
        self.process = None
        if code != 0:
            raise AssertionError(f"the broker ended with {code}:\n{self.log()[-4000:]}")

    def kill(self):
        """As if the power went."""
        if self.process is not None:
            self.process.kill()
            self.process.wait(PATIENCE)
            self.process = None

    def freeze(self):
        self.process.send_signal(signal.SIGSTOP)

    def thaw(self):
        self.process.send_signal(signal.SIGCONT)

    def stands_still(self):
        with open(f"/proc/{self.process.pid}/stat", encoding="ascii") as file:
            return file.read().rsplit(")", 1)[1].split()[0] == "T"

    def __enter__(self):
        return self

    def __exit__(self, kind, *_):
        if kind is None:
            self.stop()
        else:
            self.kill()
