"""docs/lifecycle.md is what the table of transitions says."""

from __future__ import annotations

from pathlib import Path

import pytest

from scripts import draw_lifecycle
from tests.docs.pages import page


def test_the_page_is_current() -> None:
    assert page("docs/lifecycle.md") == draw_lifecycle.lifecycle_page(), (
        "run scripts/draw_lifecycle.py"
    )


def test_every_move_of_an_event_that_exists_is_drawn() -> None:
    drawn = page("docs/lifecycle.md")

    assert len(list(draw_lifecycle.moves())) > 10
    for event, before, after in draw_lifecycle.moves():
        assert f"    {before} --> {after}: {event}\n" in drawn


def test_a_stale_page_is_found_and_mended(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    stale = tmp_path / "lifecycle.md"
    stale.write_text("# Something else\n")
    monkeypatch.setattr(draw_lifecycle, "PAGE", stale)

    assert draw_lifecycle.main(["--check"]) == 1
    assert "out of date" in capsys.readouterr().err
    assert draw_lifecycle.main([]) == 0
    assert draw_lifecycle.main(["--check"]) == 0


def test_a_wrong_argument_is_wrong_use() -> None:
    assert draw_lifecycle.main(["--frobnicate"]) == 2
