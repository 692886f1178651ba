# SPDX-License-Identifier: EUPL-1.2
"""Where things are. The programs come from the environment, as ctest gives them."""
import os
import pathlib
import random
import socket

ROOT = pathlib.Path(__file__).resolve().parents[3]
CLUSTER = ROOT / "scripts" / "cluster"


def program(name):
    path = os.environ.get(name, "")
    if not os.access(path, os.X_OK):
        raise SystemExit(f"{name} must name the program to test (it is {path!r})")
    return path


def lasting_endpoint():
    """For a broker that is down now and then: the kernel takes ports for others' outgoing connections from above these."""
    for port in random.sample(range(20000, 32000), 50):
        with socket.socket() as trial:
            if trial.connect_ex(("127.0.0.1", port)) != 0:
                return f"tcp://127.0.0.1:{port}"
    raise SystemExit("no port is free")
