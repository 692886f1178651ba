# SPDX-License-Identifier: EUPL-1.2
"""Other people's checkers, each of which must be quiet."""
import os
import re
import subprocess
import tempfile
from concurrent.futures import ThreadPoolExecutor

import tree

PROTO = "tests/tidy/proto/run"
# Where a mistake costs most: what reads strangers' bytes, decides, seals, or speaks to PostgreSQL and to the network.
CRITICAL = r"^broker/(base|model|wire|session|flow|directory|delivery|audit|store|transport)/[^/]+\.c$"
CPPCHECK = ("cppcheck", "--quiet", "--std=c11", "--enable=warning,performance,portability", "--inline-suppr", "--suppress=missingIncludeSystem",
            "--suppressions-list=tests/tidy/cppcheck.txt", "--template={file}:{line}: {id}: {message}", "-D_GNU_SOURCE", "-Ibroker",
            "-Iservices", "-Iservices/client/include", f"-j{os.cpu_count()}")


def findings_of(output):
    found = re.findall(r"^([\w./-]+:\d+):(?:\d+:)? (.*)$", output, re.MULTILINE)
    return found or [("output", line) for line in output.splitlines()[:20] if line.strip()]


def run(command):
    return subprocess.run(command, cwd=tree.ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False)


def cppcheck():
    names = tree.select(r"^(broker|services)/.*\.c$")
    result = run([*CPPCHECK, "--error-exitcode=1", *names])
    return len(names), findings_of(result.stdout) if result.returncode != 0 or result.stdout.strip() else []


def shellcheck():
    names = [name for name in tree.select(r"^scripts/|\.sh$|(^|/)run$") if re.match(r"#!/bin/bash|# shellcheck shell", tree.text(name))]
    result = run(["shellcheck", "-x", "--format=gcc", *names])
    return len(names), findings_of(result.stdout) if result.returncode != 0 else []


def proto_lint():
    if not os.access(tree.ROOT / PROTO, os.X_OK):
        return 0, [(PROTO, "is not there, so proto/ was not examined")]
    result = run([tree.ROOT / PROTO])
    lines = result.stdout.splitlines()
    total = re.match(r"(\d+) passed, (\d+) failed", lines[-1] if lines else "")
    failed = [(PROTO, line) for line in lines if line.startswith("FAILED")] or [(PROTO, line) for line in lines[-15:]]
    return int(total.group(1)) + int(total.group(2)) if total else len(lines), failed if result.returncode != 0 else []


def generate(folder):
    """What the build generates and our files include: C of proto/, and the statements."""
    protos = [name[len("proto/"):] for name in tree.select(r"^proto/.*\.proto$")]
    subprocess.run(["protoc-c", "--proto_path=.", f"--c_out={folder}", *protos], cwd=tree.ROOT / "proto", check=True)
    for kind in ("query", "admin", "schema", "key_schema"):
        subprocess.run(["cmake", f"-DOUT={folder}/sql_{kind}.h", f"-DSYMBOL=sql_{kind}", f"-DFOLDER={tree.ROOT}/sql/{kind}", "-P",
                        "cmake/embed_sql.cmake"], cwd=tree.ROOT, check=True)


def clang_tidy():
    names = tree.select(CRITICAL)
    with tempfile.TemporaryDirectory() as folder:
        generate(folder)
        postgres = subprocess.run(["pkg-config", "--cflags", "libpq"], stdout=subprocess.PIPE, text=True, check=True).stdout.split()
        flags = ["--", "-std=c17", "-D_GNU_SOURCE", "-Ibroker", f"-isystem{folder}", *postgres]
        with ThreadPoolExecutor(os.cpu_count()) as pool:
            results = list(pool.map(lambda name: run(["clang-tidy", "--quiet", name, *flags]), names))
    findings = set()
    for result in results:
        findings |= {(place.replace(f"{tree.ROOT}/", ""), text)
                     for place, text in re.findall(r"^(\S+:\d+):\d+: ((?:warning|error): .*)$", result.stdout, re.MULTILINE)}
    return len(names), sorted(findings)


CHECKS = (
    ("cppcheck is quiet", cppcheck),
    ("shellcheck is quiet", shellcheck),
    ("proto lint is quiet", proto_lint),
)
SLOW_CHECKS = (("clang-tidy is quiet", clang_tidy),)
