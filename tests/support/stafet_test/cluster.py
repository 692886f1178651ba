# SPDX-License-Identifier: EUPL-1.2
"""A PostgreSQL of the test's own, migrated, with the keys of the broker and of the first operator."""
import os
import re
import shutil
import signal
import subprocess
import tempfile

import zmq
import zmq.utils.z85

from .paths import CLUSTER, program

FIELD, ROW = "\x1f", "\x1e"


class KeyPair:
    """A CURVE key pair as bytes."""

    def __init__(self):
        public, secret = zmq.curve_keypair()
        self.public, self.secret = zmq.utils.z85.decode(public), zmq.utils.z85.decode(secret)

    def write(self, path, with_secret=True):
        lines = [f"public = {self.public.hex()}\n"] + ([f"secret = {self.secret.hex()}\n"] if with_secret else [])
        with open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="ascii") as file:
            file.writelines(lines)
        return path


class Cluster:
    """`virtual_now` (RFC 3339) makes the time what the test says."""

    def __init__(self, virtual_now=None):
        self.folder = tempfile.mkdtemp(prefix="it-")
        os.chmod(self.folder, 0o711)  # the server's own user passes through
        self.server_key, self.operator_key = KeyPair(), KeyPair()
        self.settings = {}
        try:
            self._cluster("create", "--throwaway", self.data)
            text = subprocess.run([CLUSTER, "env", self.data], check=True, capture_output=True, text=True).stdout
            self.settings = dict(re.findall(r"^(\w+)='(.*)'$", text, re.M))
            self._migrate(virtual_now)
        except BaseException:
            self.close()
            raise

    @staticmethod
    def scratch():
        """A folder alone, as a context."""
        return tempfile.TemporaryDirectory(prefix="it-")

    @property
    def data(self):
        return self.path("pg")

    def path(self, name):
        return os.path.join(self.folder, name)

    def close(self):
        if os.path.exists(os.path.join(self.data, "stafet-cluster")):
            self._signal(signal.SIGCONT)
            self._cluster("destroy", self.data)
        shutil.rmtree(self.folder, ignore_errors=True)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()

    @staticmethod
    def _cluster(*words):
        subprocess.run([CLUSTER, *words], check=True)

    def _migrate(self, virtual_now):
        config = self.path("admin.conf")
        self.server_key.write(self.path("server.key"))
        self.operator_key.write(self.path("operator.pub"), with_secret=False)
        with open(config, "w", encoding="ascii") as file:
            file.write(f"store = {self.settings['STAFET_STORE']}\nstore_admin = {self.settings['STAFET_STORE_ADMIN']}\n"
                       f"key_store = {self.settings['STAFET_KEY_STORE_ADMIN']}\nserver_key = {self.path('server.key')}\n")
        words = [program("STAFET_BROKER"), "migrate", "--config", config, "--operator-key", self.path("operator.pub")]
        subprocess.run(words + ([f"--virtual-time={virtual_now}"] if virtual_now else []), check=True, stderr=subprocess.PIPE)

    # ---- power cuts and the like ----

    def stop(self, immediate=False):
        self._cluster("stop", *(["--immediate"] if immediate else []), self.data)

    def start(self):
        self._cluster("start", self.data)

    def _signal(self, number):
        try:
            with open(os.path.join(self.data, "data", "postmaster.pid"), encoding="ascii") as file:
                server = int(file.readline())
        except FileNotFoundError:
            return
        children = subprocess.run(["ps", "-o", "pid=", "--ppid", str(server)], capture_output=True, text=True, check=False).stdout.split()
        for process in [server] + [int(child) for child in children]:
            try:
                os.kill(process, number)
            except ProcessLookupError:
                pass

    def freeze(self):
        """The server and all of its processes stand still: connections stay open and nothing answers."""
        self._signal(signal.SIGSTOP)

    def thaw(self):
        self._signal(signal.SIGCONT)

    # ---- SQL ----

    def run_sql(self, text, role="STORE_SUPERUSER"):
        """The finished process: for statements that should fail."""
        command = ["psql", "-XqAt", "-F", FIELD, "-R", ROW, "-v", "ON_ERROR_STOP=1", "-v", "VERBOSITY=verbose", "-d", self.settings[f"STAFET_{role}"]]
        environment = {name: value for name, value in os.environ.items() if not name.startswith("PG")} | {"PGOPTIONS": "-c timezone=UTC"}
        return subprocess.run(command, input=text, capture_output=True, text=True, env=environment, check=False)

    def sql(self, text, role="STORE_SUPERUSER"):
        """Rows of texts."""
        done = self.run_sql(text, role)
        if done.returncode != 0:
            raise AssertionError(done.stderr)
        rows = done.stdout.removesuffix("\n").removesuffix(ROW)
        return [tuple(row.split(FIELD)) for row in rows.split(ROW)] if rows else []

    def value(self, text, role="STORE_SUPERUSER"):
        rows = self.sql(text, role)
        return rows[0][0] if rows else None

    def dump(self):
        """Everything in the audit store as text."""
        command = ["pg_dump", "-d", self.settings["STAFET_STORE_SUPERUSER"]]
        return subprocess.run(command, check=True, capture_output=True).stdout

    def set_time(self, text):
        """Virtual time only."""
        self.sql(f"UPDATE stafet.cluster SET virtual_now = '{text}'")
