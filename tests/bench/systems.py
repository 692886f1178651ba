# SPDX-License-Identifier: EUPL-1.2
"""The systems that are measured. Each starts fresh and empty in a folder of its own, takes one load of a given shape, and goes without a trace."""
import json
import os
import re
import shutil
import subprocess
from pathlib import Path

from machine import ROOT, BenchError, Server, free_port, output_of, run_user, run_whole

SCRIPTS = ROOT / "scripts"
START_PATIENCE_S = 1800  # the first time Stafet is built
RUN_PATIENCE_S = 300
WARM_UP_S = 1
BODY_SIZE = 1024

# name: producers, consumers, messages in flight for each producer
SHAPES = {"1x1": (1, 1, 256), "8x8": (8, 8, 256), "64x64": (64, 64, 64), "one": (1, 1, 1)}
# A first guess at Stafet's messages a second, only to find out how many messages take as long as the others' runs.
GUESSES = {"1x1": 15000, "8x8": 25000, "64x64": 20000, "one": 1000}
# 64 × 64 is more connections than a broker takes by default.
SETTINGS = "sessions_max = 160\nmemory_max = 512"


def load_options(shape):
    producers, consumers, window = SHAPES[shape]
    return ["--producers", str(producers), "--consumers", str(consumers), "--window", str(window), "--size", str(BODY_SIZE)]


def json_of(words, **more):
    """The JSON that a load prints; what it says on standard error is for the reader of a failure."""
    try:
        result = subprocess.run(words, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, timeout=RUN_PATIENCE_S, check=False, **more)
    except subprocess.TimeoutExpired as error:
        raise BenchError(f"{Path(words[0]).name} did not end in {RUN_PATIENCE_S} seconds") from error
    if result.returncode != 0:
        raise BenchError(f"{Path(words[0]).name} ended with {result.returncode}: {result.stderr[-600:].strip()}")
    return json.loads(result.stdout)


class Cluster:
    """A PostgreSQL of scripts/cluster: for Stafet's rival the same server with the same settings as Stafet's own."""

    def __init__(self, folder):
        self.folder = folder

    def pid(self):
        return int((self.folder / "data/postmaster.pid").read_text(encoding="utf-8").split()[0])

    def script(self, verb, patience_s=300):
        return run_whole([str(SCRIPTS / "cluster"), verb, str(self.folder)], {}, patience_s)

    def connection(self, name):
        rows = dict(line.split("=", 1) for line in self.script("env").splitlines())
        return rows[f"STAFET_{name}"].strip("'")

    def destroy(self):
        if (self.folder / "stafet-cluster").is_file():
            self.script("destroy")


class Stafet:
    """As anybody gets it: scripts/up, and the bench of the command line. All rules, CURVE and sealing are on; there is no way to turn them off."""
    name = "stafet"
    counts = {}  # shape: how many messages

    def __init__(self, folder):
        self.folder, self.cluster = folder, Cluster(folder / "cluster")
        self.environment = {"STAFET_VAR": str(folder), "STAFET_PORT": str(free_port()), "STAFET_SETTINGS": SETTINGS, "STAFET_DEMO": "no"}

    def start(self):
        run_whole([str(SCRIPTS / "up")], self.environment, START_PATIENCE_S)

    def bench(self, shape, count):
        broker_pid = (self.folder / "run/broker.pid").read_text(encoding="utf-8").strip()
        words = [str(SCRIPTS / "stafet"), "bench", "--output", "json", *load_options(shape), "--count", str(count), "--broker-pid", broker_pid, "--store-pid",
                 str(self.cluster.pid())]
        result = json_of(words, env={**os.environ, **self.environment})
        result["server_cpu_ms_per_1000"] = round(result["broker_cpu_ms_per_1000"] + result["store_cpu_ms_per_1000"], 2)
        return result

    def calibrate(self, shapes, seconds):
        """The others run for a time, ours for a number of messages: the number that takes that time, the same in each round."""
        for shape in shapes:
            result = self.bench(shape, int(GUESSES[shape] * min(2, seconds)))
            Stafet.counts[shape] = max(1000, int(result["messages_per_second"] * seconds))

    def measure(self, shape, _seconds):
        return self.bench(shape, self.counts[shape])

    def stop(self):
        if (self.folder / "run").is_dir():
            run_whole([str(SCRIPTS / "down")], self.environment, 120)
        self.cluster.destroy()

    @staticmethod
    def version():
        return "Stafet " + re.search(r"^project\(stafet VERSION (\S+)", (ROOT / "CMakeLists.txt").read_text(encoding="utf-8"), re.MULTILINE).group(1)


class Peer:
    """Another system: a server of its own and the loader of that name."""
    name = None
    loaders = None  # the folder of the build

    def __init__(self, folder):
        self.folder, self.port, self.server = folder, free_port(), None

    def target(self):
        return ["--port", str(self.port)]

    def server_pid(self):
        return self.server.pid

    def load(self, shape, seconds):
        return json_of([str(self.loaders / f"load_{self.name}"), *load_options(shape), "--seconds", str(seconds), "--server-pid", str(self.server_pid()),
                        *self.target()])

    def measure(self, shape, seconds):
        """Ours opens its courses before it is measured; theirs have a second of the same load to warm up on, and new queues then."""
        self.load(shape, WARM_UP_S)
        return self.load(shape, seconds)

    def stop(self):
        if self.server:
            self.server.stop()


class RabbitMQ(Peer):
    """One node with quorum queues, which sync their log before they confirm."""
    name = "rabbitmq"
    names = None  # Erlang's own register of nodes

    def start(self):
        names_port, home = free_port(), self.folder
        (home / "rabbitmq.conf").write_text(f"listeners.tcp.1 = 127.0.0.1:{self.port}\nlog.console = false\ndisk_free_limit.absolute = 1GB\n", encoding="utf-8")
        (home / "plugins").write_text("[].\n", encoding="utf-8")
        names_folder = home / "names"
        names_folder.mkdir()
        self.names = Server(["epmd", "-address", "127.0.0.1", "-port", str(names_port)], names_folder)
        self.names.wait_for_port(names_port)
        script = sorted(Path("/usr/lib/rabbitmq/lib").glob("rabbitmq_server-*/sbin/rabbitmq-server"))[-1]
        self.server = Server([str(script)], home, {
            "RABBITMQ_NODENAME": "bench@localhost", "RABBITMQ_MNESIA_BASE": f"{home}/data", "RABBITMQ_LOG_BASE": f"{home}/log",
            "RABBITMQ_CONFIG_FILE": f"{home}/rabbitmq.conf", "RABBITMQ_ADVANCED_CONFIG_FILE": f"{home}/none.config", "RABBITMQ_CONF_ENV_FILE": f"{home}/none",
            "RABBITMQ_ENABLED_PLUGINS_FILE": f"{home}/plugins", "RABBITMQ_PID_FILE": f"{home}/pid", "RABBITMQ_DIST_PORT": str(free_port()),
            "RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS": "-kernel inet_dist_use_interface {127,0,0,1}",
            "ERL_EPMD_PORT": str(names_port), "ERL_EPMD_ADDRESS": "127.0.0.1"})
        self.server.wait_for_port(self.port)

    def stop(self):
        super().stop()
        if self.names:
            self.names.stop()

    @staticmethod
    def version():
        return "RabbitMQ " + output_of(["dpkg-query", "-W", "-f", "${Version}", "rabbitmq-server"])


class Nats(Peer):
    """JetStream in files. Out of the box a confirmed message is synced minutes later; here each write is, by the file system (see README.md)."""
    name = "nats"

    def start(self):
        store = self.folder / "store"
        store.mkdir()
        output_of(["chattr", "+S", str(store)])
        if "S" not in output_of(["lsattr", "-d", str(store)]).split()[0]:
            raise BenchError(f"the file system of {store} cannot sync every write")
        if os.geteuid() == 0:
            shutil.chown(store, run_user(), run_user())
        (self.folder / "nats.conf").write_text(f'listen: 127.0.0.1:{self.port}\njetstream {{ store_dir: "{store}", max_file: 64GB, max_mem: 1GB }}\n', encoding="utf-8")
        self.server = Server(["nats-server", "-c", str(self.folder / "nats.conf")], self.folder)
        self.server.wait_for_port(self.port)

    @staticmethod
    def version():
        return output_of(["nats-server", "--version"])


class Redis(Peer):
    """Streams, with the append-only file synced before each answer."""
    name = "redis"

    def start(self):
        self.server = Server(["redis-server", "--bind", "127.0.0.1", "--port", str(self.port), "--dir", str(self.folder), "--appendonly", "yes", "--appendfsync",
                              "always", "--save", "", "--auto-aof-rewrite-percentage", "0"], self.folder)
        self.server.wait_for_port(self.port)

    @staticmethod
    def version():
        return " ".join(output_of(["redis-server", "--version"]).split()[:3])


class Postgres(Peer):
    """The same cluster that Stafet has, with room for the connections of 64 × 64, and one table as the queue."""
    name = "postgres"

    def start(self):
        self.server = Cluster(self.folder / "cluster")
        self.server.script("create")
        with open(self.server.folder / "data/postgresql.conf", "a", encoding="utf-8") as settings:
            settings.write("max_connections = 160\n")
        self.server.script("stop")
        self.server.script("start")

    def target(self):
        return ["--connection", self.server.connection("STORE_SUPERUSER")]

    def server_pid(self):
        return self.server.pid()

    def stop(self):
        if self.server:
            self.server.destroy()

    @staticmethod
    def version():
        return output_of(["/usr/lib/postgresql/15/bin/postgres", "--version"])


PEERS = {peer.name: peer for peer in (RabbitMQ, Nats, Redis, Postgres)}
