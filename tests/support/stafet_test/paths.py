# SPDX-License-Identifier: EUPL-1.2
"""Where things are. The programs come from the environment, as ctest gives them."""
import os
import pathlib

ROOT = pathlib.Path(__file__).resolve().parents[3]
CLUSTER = ROOT / "scripts" / "cluster"


def program(name):
    path = os.environ.get(name, "")
    if not os.access(path, os.X_OK):
        raise SystemExit(f"{name} must name the program to test (it is {path!r})")
    return path
