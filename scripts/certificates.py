"""Certifies a distribution of this tree once, and keeps the certificate for its wheel.

A certificate is kept in build/certificates under the digest of all that the run depends on: the
distribution's own folder, Tocsin, the tests and what stands for the tools. Whoever asks for it
again, as `make dist` does after `make proof`, gets it without another run.
"""

from __future__ import annotations

from hashlib import sha256
from pathlib import Path
from typing import Final

from tests.architecture.tree import ROOT, files
from tocsin.cli.certify import certificate_text, certify
from tocsin.cli.certify.subject import find_subject
from tocsin.cli.certify.values import CertificationReport

KEPT: Final = ROOT / "build" / "certificates"
SHARED: Final = ("core", "tests", "conftest.py", "constraints.txt", "pyproject.toml")


def report_of(folder: Path) -> CertificationReport:
    """Return the report of a distribution of this tree, and keep the certificate if it is one."""
    file = place(folder)  # of the state that is certified, whatever changes meanwhile
    report = certify(find_subject(str(folder), None, here=ROOT))
    if report.is_certified:
        KEPT.mkdir(parents=True, exist_ok=True)
        file.write_text(certificate_text(report), encoding="utf-8")
    return report


def kept(folder: Path) -> str | None:
    """Return the certificate of exactly this state of a distribution, if it was made before."""
    file = place(folder)
    return file.read_text(encoding="utf-8") if file.is_file() else None


def place(folder: Path) -> Path:
    """Return the file where the certificate of this state of a distribution is kept."""
    return KEPT / f"{folder.name}-{state_of(folder, ROOT)}.json"


def state_of(folder: Path, root: Path) -> str:
    """Return the digest, as hex, of every file that the certificate of `folder` depends on."""
    whole, places = sha256(), (folder, *(root / name for name in SHARED))
    for file in files(root):
        if any(file.is_relative_to(place) for place in places):
            whole.update(sha256(file.relative_to(root).as_posix().encode()).digest())
            whole.update(sha256(file.read_bytes()).digest())
    return whole.hexdigest()
