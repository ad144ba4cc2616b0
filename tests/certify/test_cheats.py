"""Tests that cheat get no certificate for a plugin that is broken, and are told of."""

from __future__ import annotations

import tempfile
from pathlib import Path

import pytest

from tests.certify.cheats import CHEATS, another
from tests.certify.drafts import Draft


@pytest.fixture(autouse=True)
def _alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What looks for records finds those of its own run, and not those of another test."""
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))


@pytest.mark.parametrize("name", CHEATS)
def test_tests_that_cheat_are_refused(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    patches, told = CHEATS[name]
    draft = Draft(tmp_path, "paging")
    draft.patch(*patches)
    report = draft.certified(monkeypatch)
    said = [found.what for found in report.found if found.verdict == "refused"]
    assert [what for what in said if told in what], said


def test_modules_in_the_folder_stand_for_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    draft = Draft(tmp_path, "escalation", secrets=False)
    draft.patch(*(another(f"{name}.py", "raise SystemExit(3)\n") for name in ("pytest", "tocsin")))
    report = draft.certified(monkeypatch)
    assert [found.what for found in report.found] == []
