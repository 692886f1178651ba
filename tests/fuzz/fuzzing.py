# SPDX-License-Identifier: EUPL-1.2
"""What run and make_corpus share: the targets, their build, their dictionaries, and how one of them is started."""
import fcntl
import os
import re
import shutil
import subprocess
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
HERE = ROOT / "tests/fuzz"
BUILD = ROOT / "build/fuzz"
CORPUS = HERE / "corpus"
SEEDS = BUILD / "seeds"      # made anew by fuzz_seeds at each build
FOUND = BUILD / "found"      # what fuzzing has found so far on this machine
CRASHES = BUILD / "crashes"
INPUT_SIZE_MAX = 4096
INPUT_TIMEOUT_S = 10
MEMORY_MAX_MIB = 1024
# A target is a file <target>_fuzz.c here and a line in CMakeLists.txt. Its dictionary, where it has one:
DICTIONARIES = {"json": "json", "broker_config": "settings", "client_config": "settings", "client_frame": "wire", "broker_frame": "wire",
                "message": "wire", "entry": "wire"}


def targets():
    return sorted(path.name.removesuffix("_fuzz.c") for path in HERE.glob("*_fuzz.c"))


def must(command, what):
    result = subprocess.run(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, errors="replace", check=False)
    if result.returncode != 0:
        raise RuntimeError(f"{what} failed:\n{result.stdout[-3000:]}")


def build():
    """With clang, both sanitizers and every file instrumented. STAFET_SANITIZE keeps out the flags that clang 14 lacks."""
    BUILD.mkdir(parents=True, exist_ok=True)
    with open(BUILD / "lock", "w", encoding="ascii") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        must(["cmake", "-S", ROOT, "-B", BUILD, "-G", "Ninja", "-DCMAKE_C_COMPILER=clang", "-DCMAKE_C_FLAGS=-fsanitize=fuzzer-no-link",
              "-DSTAFET_SANITIZE=ON", "-DSTAFET_FUZZ=ON"], "configuring")
        must(["ninja", "-C", BUILD, "fuzz"], "building")
        shutil.rmtree(SEEDS, ignore_errors=True)
        SEEDS.mkdir()
        must([BUILD / "tests/fuzz/fuzz_seeds", SEEDS], "making seeds")


def inputs(target):
    """The folders of inputs that there are; what is found now goes into the first."""
    (FOUND / target).mkdir(parents=True, exist_ok=True)
    return [FOUND / target, *(folder for folder in (CORPUS / target, SEEDS / target) if folder.is_dir())]


def scratch():
    """A folder for files that a target writes; in memory where the machine has such a place, for they are many."""
    return tempfile.TemporaryDirectory(prefix="st-fuzz-", dir="/dev/shm" if os.access("/dev/shm", os.W_OK) else None)


def start(target, options, folders):
    """The output goes to a file of the target, whole; the last words of a crash are there."""
    CRASHES.mkdir(parents=True, exist_ok=True)
    dictionary = [f"-dict={SEEDS / DICTIONARIES[target]}.dict"] if target in DICTIONARIES else []
    limits = [f"-max_len={INPUT_SIZE_MAX}", f"-timeout={INPUT_TIMEOUT_S}", f"-rss_limit_mb={MEMORY_MAX_MIB}"]
    command = [BUILD / f"tests/fuzz/fuzz_{target}", *limits, *dictionary, f"-artifact_prefix={CRASHES}/{target}-", *options, *folders]
    with scratch() as folder, open(BUILD / f"{target}.log", "ab") as log:
        return subprocess.run(command, stdout=log, stderr=log, env={**os.environ, "TMPDIR": folder}, check=False).returncode


def log_of(target):
    return (BUILD / f"{target}.log").read_text(encoding="utf-8", errors="replace")


def counted(target):
    """(executions, coverage) as the log's last such lines tell them."""
    log = log_of(target)
    executions = re.findall(r"^#(\d+)\s", log, re.MULTILINE)
    coverage = re.findall(r"\bcov: (\d+)", log)
    return int(executions[-1]) if executions else 0, int(coverage[-1]) if coverage else 0
