"""Runs a file of mutants in a process of its own, and tells which checks each of them failed."""

from __future__ import annotations

import fcntl
import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from xml.etree import ElementTree

from tests.architecture.tree import ROOT
from tests.patience import HANGS_S

PREFIX = "test_"


def caught(file: str, folder: Path, in_trouble: str = "Right") -> Mapping[str, frozenset[str]]:
    """Class of a mutant -> the checks that failed, without `test_` and their parameters.

    Args:
        file: Of `tests/testing/mutants`, without its suffix.
        folder: Where the result is kept for the other tests, and other workers, of this run.
        in_trouble: Only these mutants (as for pytest's `-k`) meet a far end in trouble, which
            takes seconds.
    """
    told = folder / f"{file}.xml"
    with told.with_suffix(".lock").open("w") as alone:
        fcntl.flock(alone, fcntl.LOCK_EX)
        if not told.exists():
            _run(file, in_trouble, told)
    found: dict[str, set[str]] = {}
    for case in ElementTree.parse(told).iter("testcase"):
        failed = found.setdefault(case.attrib["classname"].rpartition(".")[2], set())
        if case.find("failure") is not None or case.find("error") is not None:
            failed.add(case.attrib["name"].partition("[")[0].removeprefix(PREFIX))
    return {name: frozenset(failed) for name, failed in found.items()}


def _run(file: str, in_trouble: str, told: Path) -> None:
    line = [
        *(sys.executable, "-m", "pytest", "-q", "-n", "0", "-p", "no:cacheprovider"),
        *(f"--junitxml={told}", "-k", f"not in_trouble or {in_trouble}"),
        f"tests/testing/mutants/{file}.py",
    ]
    env = {**os.environ, "PYTEST_ADDOPTS": ""}
    run = subprocess.run(
        line, cwd=ROOT, env=env, capture_output=True, text=True, timeout=HANGS_S, check=False
    )
    if not told.exists():
        raise AssertionError(run.stdout + run.stderr)
