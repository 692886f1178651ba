# SPDX-License-Identifier: EUPL-1.2
"""The messages of proto/, generated when the tests start by the protobuf compiler alone, as another party's programmer would."""
import importlib
import shutil
import subprocess
import sys
import tempfile

from .paths import ROOT


class _Messages:
    """Every message and enum of stafet.v1 by its name."""

    def __init__(self, modules):
        for module in modules:
            for name in dir(module):
                if not name.startswith("_") and name != "DESCRIPTOR":
                    setattr(self, name, getattr(module, name))


def _generate():
    folder = ROOT / "proto"
    files = sorted(str(path.relative_to(folder)) for path in folder.glob("stafet/v1/*.proto"))
    out = tempfile.mkdtemp(prefix="stafet-pb-")
    try:
        subprocess.run(["protoc", f"--proto_path={folder}", f"--python_out={out}", *files], check=True)
        sys.path.insert(0, out)
        return _Messages([importlib.import_module(name[:-len(".proto")].replace("/", ".") + "_pb2") for name in files])
    finally:
        sys.path.remove(out)
        shutil.rmtree(out)


pb = _generate()
