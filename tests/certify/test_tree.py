"""Everything published here is certified, and the table of README.md is what the reports say."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from scripts.certificates import report_of
from scripts.certified import README, row, rows
from tests.architecture.tree import ROOT, members
from tocsin.cli.certify.render import as_text


@pytest.mark.timeout(900)
@pytest.mark.parametrize("folder", members(ROOT), ids=lambda folder: folder.name)
def test_it_is_certified_and_the_page_says_so(folder: Path) -> None:
    report = report_of(folder)
    if os.environ.get("TOCSIN_CI") != "1" and any("was skipped" in f.what for f in report.found):
        pytest.skip(f"a counterpart is missing: {as_text(report)}")
    assert report.is_certified, as_text(report)
    assert rows(README.read_text(encoding="utf-8")).get(folder.name) == row(folder, report)
