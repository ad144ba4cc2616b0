"""Plugins that were just written, as if they were installed, and what certifying them finds."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest

from tocsin.cli.certify import certify
from tocsin.cli.certify.subject import find_subject
from tocsin.cli.certify.values import CertificationReport
from tocsin.cli.scaffold import new_plugin

METADATA = "Metadata-Version: 2.4\nName: tocsin-my-pager\nVersion: 0.1.0\n"
PACKAGE = "src/tocsin_my_pager"
SECRETS = '    secrets = ("t0ken-of-the-tests",)\n'
INSTALLED = "my-pager = tocsin_my_pager\n"
QUICK = "    deadline_s = 0.1\n"
UNWRITTEN = re.compile(r"\bsay here .*", re.IGNORECASE)


@dataclass(frozen=True, kw_only=True)
class Patch:
    """One change of a draft: a text of a file becomes another; "" = it becomes the whole file."""

    file: str
    old: str
    new: str

    def applied(self, folder: Path) -> None:
        """Change the file; a text that is not there fails the test."""
        file = folder / self.file
        if not self.old:
            file.write_text(self.new, encoding="utf-8")
            return
        text = file.read_text(encoding="utf-8")
        assert self.old in text, f"the draft has changed: there is no {self.old!r} in {self.file}"
        file.write_text(text.replace(self.old, self.new, 1), encoding="utf-8")


class Draft:
    """The plugin `my-pager`, in a folder of its own."""

    def __init__(self, folder: Path, kind: str, *, secrets: bool = True) -> None:
        """Write it, with a README that says something.

        Its tests wait a tenth of a second where the draft's wait half of one.
        """
        new_plugin("my-pager", [kind], licence="mit", folder=folder)
        self.folder = folder / "tocsin-my-pager"
        readme = self.folder / "README.md"
        text = readme.read_text(encoding="utf-8")
        readme.write_text(UNWRITTEN.sub("nobody knows.", text), encoding="utf-8")
        if secrets:
            self.patch(Patch(file=f"tests/test_{kind}.py", old=SECRETS, new=SECRETS + QUICK))
        self.install("License-Expression: MIT\n", INSTALLED)

    def patch(self, *patches: Patch) -> None:
        """Change files of it."""
        for patch in patches:
            patch.applied(self.folder)

    def install(self, metadata: str, points: str) -> None:
        """Stand for `pip install -e`: metadata and entry points, beside its source."""
        told = self.folder / "src" / "tocsin_my_pager-0.1.0.dist-info"
        told.mkdir(exist_ok=True)
        (told / "METADATA").write_text(f"{METADATA}{metadata}", encoding="utf-8")
        (told / "entry_points.txt").write_text(f"[tocsin]\n{points}", encoding="utf-8")

    def line(self, file: str, text: str) -> str:
        """Return `file:line` of the first line with a text."""
        lines = (self.folder / file).read_text(encoding="utf-8").splitlines()
        number = next(number for number, line in enumerate(lines, start=1) if text in line)
        return f"{file}:{number}"

    def certified(self, monkeypatch: pytest.MonkeyPatch) -> CertificationReport:
        """Return the report of `tocsin certify .` in its folder."""
        source = str(self.folder / "src")
        known: Sequence[str] = [source, *filter(None, [os.environ.get("PYTHONPATH")])]
        monkeypatch.setenv("PYTHONPATH", os.pathsep.join(known))
        monkeypatch.syspath_prepend(source)
        assert "tocsin_my_pager" not in sys.modules
        return certify(find_subject(".", None, here=self.folder))
