"""Runs the probe, and the contracts of a plugin's tests, in a process of their own."""

from __future__ import annotations

import os
import secrets
import subprocess
import sys
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from tocsin.cli.certify.records import (
    ASKED,
    PROBED,
    WITNESSED,
    Probed,
    ProbeRequest,
    Witnessed,
    read,
    written,
)
from tocsin.cli.certify.subject import Subject
from tocsin.errors import InvalidValue

LONGEST_S: Final = 1200.0
_WATCHED: Final = "tocsin.cli.certify.watched"


@dataclass(frozen=True, kw_only=True)
class Run:
    """What the process told; None = it ended before, and `said` is the end of its output."""

    probed: Probed | None
    witnessed: Witnessed | None
    said: str


def run(subject: Subject, *, seconds: float = LONGEST_S) -> Run:
    """Load the plugin, make what it adds, and run the contracts of its tests.

    Raises:
        InvalidValue: pytest is not installed here.
    """
    if find_spec("pytest") is None:
        raise InvalidValue("The contracts are run by pytest: `pip install pytest`, then again.")
    with TemporaryDirectory(prefix="tocsin-certify-") as made:
        folder = Path(made)
        asked = ProbeRequest(
            distribution=subject.name, packages=subject.packages, readme=subject.readme
        )
        key = secrets.token_bytes(32)
        written(folder, ASKED, asked, key)
        said = _run(subject, folder, key, seconds)
        return Run(
            probed=read(folder, PROBED, Probed, key),
            witnessed=read(folder, WITNESSED, Witnessed, key) if subject.tests else None,
            said=said,
        )


def _run(subject: Subject, folder: Path, key: bytes, seconds: float) -> str:
    """The end of what it prints. The key comes by stdin: no file and no variable has it."""
    tests = subject.tests or folder
    place = subject.folder if subject.folder and tests.is_relative_to(subject.folder) else tests
    line = [
        # -P: nothing that lies in the folder of the plugin stands for pytest or Tocsin.
        *(sys.executable, "-P", "-m", _WATCHED, "-p", "no:cacheprovider"),
        *(["-n", "0"] if find_spec("xdist") else []),
        # The kit is there before pytest could rewrite its asserts; that is no fault of a plugin.
        *("-W", "ignore:Module already imported:pytest.PytestAssertRewriteWarning"),
        *("-q", "--tb=short", f"--confcutdir={place}", str(tests)),
    ]
    env = {**os.environ, "PYTEST_ADDOPTS": "", "PYTEST_PLUGINS": ""}
    try:
        ran = subprocess.run(
            line, cwd=place, env=env, capture_output=True, text=True, errors="replace",
            input=f"{key.hex()} {folder}\n", timeout=seconds, check=False,
        )  # fmt: skip
    except subprocess.TimeoutExpired:
        return f"it did not end within {seconds:g} s"
    lines = [*ran.stdout.splitlines(), *ran.stderr.splitlines()]
    return "\n".join(line for line in lines if line.strip())[-2000:]
