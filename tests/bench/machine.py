# SPDX-License-Identifier: EUPL-1.2
"""Processes that are ended by their id whatever happens, free ports, packages, and what the machine is."""
import contextlib
import os
import pwd
import shutil
import signal
import socket
import subprocess
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
HERE = ROOT / "tests/bench"
POLICY = Path("/usr/sbin/policy-rc.d")
DENIED = 101
SERVICES = ("redis-server.service", "rabbitmq-server.service", "nats-server.service", "epmd.service", "epmd.socket")
IN_MEMORY = ("tmpfs", "ramfs")
ENDED_BY = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


class BenchError(Exception):
    """What was meant to be measured could not be; the text says why."""


def output_of(words, **more):
    """What a command prints. BenchError with the end of it when it fails."""
    result = subprocess.run(words, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, errors="replace", check=False, **more)
    if result.returncode != 0:
        raise BenchError(f"{words[0]} ended with {result.returncode}: {result.stdout[-600:].strip()}")
    return result.stdout.strip()


def end_on_signal(number, _frame):
    raise SystemExit(128 + number)


@contextlib.contextmanager
def uninterrupted():
    """What has been started is known to us, and what is being cleaned up is clean, before an interrupt ends us. A handler, unlike a blocked or an
    ignored signal, is not inherited by what is started here."""
    came = []
    before = [signal.signal(number, lambda number, _frame: came.append(number)) for number in ENDED_BY]
    try:
        yield
    finally:
        for number, handler in zip(ENDED_BY, before):
            signal.signal(number, handler)
    if came:
        end_on_signal(came[0], None)


def run_user():
    """Whom servers run as: PostgreSQL refuses root, and the others need no root either. The user is the one that scripts/up makes."""
    return os.environ.get("STAFET_USER", "stafet") if os.geteuid() == 0 else pwd.getpwuid(os.geteuid()).pw_name


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Server:
    """A process in a session and a folder of its own, whose output is its log there."""
    running = []

    def __init__(self, words, folder, environment=None):
        self.folder, self.log = folder, folder / "server.log"
        account = pwd.getpwnam(run_user())
        become = {"user": account.pw_uid, "group": account.pw_gid, "extra_groups": []} if os.geteuid() == 0 else {}
        if become:
            os.chown(folder, account.pw_uid, account.pw_gid)
        with open(self.log, "ab") as log, uninterrupted():
            self.process = subprocess.Popen(words, cwd=folder, stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True,
                                            env={**os.environ, "HOME": str(folder), **(environment or {})}, **become)
            Server.running.append(self)

    @property
    def pid(self):
        return self.process.pid

    def wait_for_port(self, port, patience_s=90):
        deadline = time.monotonic() + patience_s
        while time.monotonic() < deadline and not self.has_ended():
            try:
                socket.create_connection(("127.0.0.1", port), timeout=1).close()
                return
            except OSError:
                time.sleep(0.1)
        raise BenchError(f"{self.process.args[0]} does not answer: {self.log.read_text(errors='replace')[-600:].strip()}")

    def has_ended(self):
        """Looks without reaping: until it is reaped its number, which is its group's, too, is nobody else's."""
        return os.waitid(os.P_PID, self.pid, os.WEXITED | os.WNOHANG | os.WNOWAIT) is not None

    def stop(self, patience_s=20):
        """Asks, waits, and then ends what is left of its group."""
        if self not in Server.running:
            return
        deadline = time.monotonic() + patience_s
        self.process.send_signal(signal.SIGTERM)
        while not self.has_ended() and time.monotonic() < deadline:
            time.sleep(0.05)
        os.killpg(self.pid, signal.SIGKILL)
        self.process.wait()
        Server.running.remove(self)


def end_group(process):
    os.killpg(process.pid, signal.SIGTERM)
    try:
        process.communicate(timeout=20)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        process.communicate()


def run_whole(words, environment, patience_s):
    """Runs a script that starts and stops servers itself, in a session of its own: an interrupt reaches us alone, and we end it before we clean up."""
    process = None
    try:
        with uninterrupted():
            process = subprocess.Popen(words, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, errors="replace",
                                       start_new_session=True, env={**os.environ, **environment})
        output, _ = process.communicate(timeout=patience_s)
    except BaseException:
        if process:
            with uninterrupted():
                end_group(process)
        raise
    if process.returncode != 0:
        raise BenchError(f"{words[0]} failed: {output[-600:].strip()}")
    return output


# ---- packages ----

def packages(systems):
    rows = [line.split("#")[0].split() for line in (HERE / "packages.txt").read_text(encoding="utf-8").splitlines()]
    return [row[1] for row in rows if row and row[0] in {"loaders", *systems}]


def is_installed(package):
    status = subprocess.run(["dpkg-query", "-W", "-f", "${db:Status-Status}", package], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, check=False)
    return status.stdout == "installed"


def install(systems):
    """Installs what is missing. None of the servers may start by itself, now or when the machine starts again."""
    missing = [package for package in packages(systems) if not is_installed(package)]
    if not missing:
        return
    words = ["apt-get", "install", "-y", "-q", "--no-install-recommends", *missing]
    if os.geteuid() != 0:
        raise BenchError("these packages must be installed by root: " + " ".join(words))
    is_ours = not POLICY.exists()
    if is_ours:
        POLICY.write_text(f"#!/bin/sh\n# Written by tests/bench/run while it installs: no service starts.\nexit {DENIED}\n", encoding="utf-8")
        POLICY.chmod(0o755)
    try:
        if subprocess.run([POLICY, missing[0], "start"], check=False).returncode != DENIED:
            raise BenchError(f"{POLICY} lets services start: install these by hand: {' '.join(missing)}")
        print(f"installing {' '.join(missing)}", flush=True)
        environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
        output_of(["apt-get", "update", "-q"], env=environment, stdin=subprocess.DEVNULL)
        output_of(words, env=environment, stdin=subprocess.DEVNULL)
    finally:
        if is_ours:
            POLICY.unlink()
    if shutil.which("systemctl"):
        for service in SERVICES:  # those of packages that were there before stay as they were
            if any(service.startswith(package) for package in missing) or (service.startswith("epmd") and "rabbitmq-server" in missing):
                subprocess.run(["systemctl", "disable", service], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False)


# ---- the machine ----

def cpu_ticks():
    """(all, idle) of the whole machine since it started."""
    ticks = [int(word) for word in Path("/proc/stat").read_text(encoding="utf-8").split("\n", 1)[0].split()[1:9]]
    return sum(ticks), ticks[3] + ticks[4]


def busy_share(seconds):
    """How much of the machine somebody uses right now, from 0 to 1."""
    all_before, idle_before = cpu_ticks()
    time.sleep(seconds)
    all_after, idle_after = cpu_ticks()
    return round(1 - (idle_after - idle_before) / max(1, all_after - all_before), 3)


def filesystem(folder):
    return output_of(["stat", "-f", "-c", "%T", str(folder)])


def require_disk(folder):
    if filesystem(folder) in IN_MEMORY:
        raise BenchError(f"{folder} is in memory, where nothing is ever synced: set TMPDIR to a folder on a disk")


def description(folder):
    """What a figure is worth nothing without."""
    information = Path("/proc/cpuinfo").read_text(encoding="utf-8", errors="replace")
    model = next((line.split(":", 1)[1].strip() for line in information.splitlines() if line.startswith("model name")), "unknown processor")
    memory_kib = int(Path("/proc/meminfo").read_text(encoding="utf-8").split()[1])
    commit = subprocess.run(["git", "-C", str(ROOT), "describe", "--always", "--dirty"], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, check=False)
    return {"cores": os.cpu_count(), "processor": model, "memory_gib": round(memory_kib / 1048576, 1), "kernel": os.uname().release,
            "filesystem": filesystem(folder), "commit": commit.stdout.strip() or "unknown", "date": time.strftime("%Y-%m-%d %H:%M")}
