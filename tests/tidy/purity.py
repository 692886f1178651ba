# SPDX-License-Identifier: EUPL-1.2
"""The pure layers call nothing impure and keep no state of their own. Their files are compiled for this check alone, and what the objects
leave undefined must be their own layer's, that of a layer they name, or in purity.allow."""
import fnmatch
import os
import re
import subprocess
import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import tree

ALLOW = "tests/tidy/purity.allow"
# Where base touches the outside, and what of it no pure layer may call.
IMPURE = ("broker/base/clock.c", "broker/base/log.c", "broker/base/check.c", "broker/base/crash_point.c")
DOORS = ("clock_monotonic_ns", "clock_realtime", "log_*", "crash_point_*")
COMPILE = ("gcc", "-std=c17", "-D_GNU_SOURCE", "-DSTAFET_FAULT_POINTS", "-O1", "-w", "-fno-pic", "-fno-pie", "-fno-stack-protector", "-U_FORTIFY_SOURCE", "-c")


def allowed_symbols():
    """layer → patterns, from lines `layer: symbol symbol…`; `all` is for every layer."""
    allowed = {layer: [] for layer in ("all", *tree.PURE_LAYERS)}
    for line in tree.text(ALLOW).splitlines():
        if line.strip() and not line.startswith("#"):
            layer, symbols = line.split(":")
            allowed[layer] += symbols.split()
    return allowed


def dependencies(layer):
    """The layers that a layer's CMakeLists.txt names."""
    listed = re.search(r"stafet_layer\(\w+([^)]*)\)", tree.text(f"broker/{layer}/CMakeLists.txt")).group(1)
    words = listed.split("LIBRARIES")[0].split()
    return [word for word in words if word != "DEPENDS"]


def generate_wire(folder):
    names = [Path(name).relative_to("proto") for name in tree.select(r"^proto/.*\.proto$")]
    subprocess.run(["protoc-c", "--proto_path=.", f"--c_out={folder}", *map(str, names)], cwd=tree.ROOT / "proto", check=True)


def symbols(name, folder):
    """(undefined, defined, writable) of one file's object."""
    target = folder / (name.replace("/", "_") + ".o")
    subprocess.run([*COMPILE, "-I", tree.ROOT / "broker", "-I", folder, "-o", target, tree.ROOT / name], check=True)
    undefined, defined, writable = set(), set(), set()
    for line in subprocess.run(["nm", target], check=True, stdout=subprocess.PIPE, text=True).stdout.splitlines():
        kind, symbol = line.split()[-2:]
        (undefined if kind in "Uw" else defined).add(symbol)
        if kind in "bBdDC":
            writable.add(re.sub(r"\.\d+$", "", symbol))
    return undefined, defined, writable


def compile_layers():
    names = [name for layer in tree.PURE_LAYERS for name in tree.select(rf"^broker/{layer}/[^/]+\.c$")]
    with tempfile.TemporaryDirectory() as folder:
        generate_wire(folder)
        with ThreadPoolExecutor(os.cpu_count()) as pool:
            return dict(zip(names, pool.map(lambda name: symbols(name, Path(folder)), names)))


def is_like(symbol, patterns):
    return any(fnmatch.fnmatchcase(symbol, pattern) for pattern in patterns)


def layer_of(name):
    return name.split("/")[1]


def exported(compiled):
    """layer → what its files define and pure code may call."""
    defined = {layer: set() for layer in tree.PURE_LAYERS}
    for name, (_, own, _) in compiled.items():
        defined[layer_of(name)] |= {symbol for symbol in own if not is_like(symbol, DOORS)}
    return defined


def check_purity():
    compiled, allowed = compile_layers(), allowed_symbols()
    defined = exported(compiled)
    findings = [(f"broker/{layer}", "nothing of this layer was examined") for layer in tree.PURE_LAYERS if not defined[layer]]
    for name, (undefined, _, writable) in compiled.items():
        if name in IMPURE:
            continue
        layer = layer_of(name)
        known = set().union(*(defined[other] for other in (layer, *dependencies(layer))))
        findings += [(f"{name}:{symbol}", "is called, and is neither of this layer or one it names nor in purity.allow")
                     for symbol in sorted(undefined - known) if not is_like(symbol, allowed["all"] + allowed[layer])]
        findings += [(f"{name}:{symbol}", "is state that outlives a call") for symbol in sorted(writable)]
    return len(compiled), findings


CHECKS = (("pure layers are pure", check_purity),)
