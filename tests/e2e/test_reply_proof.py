"""Killed between a command's commit and its reply, a bot of a process of its own replies once."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.e2e.reply_proof import prove

pytestmark = pytest.mark.e2e


def test_a_reply_comes_once_whatever_is_killed_before_it(tmp_path: Path) -> None:
    report = prove(tmp_path, kills=4)
    assert report.breaches == ()
    assert report.open_at_kills
