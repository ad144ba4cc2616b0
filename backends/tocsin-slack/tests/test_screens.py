"""What Slack shows during a P0 is written down, and is so."""

from __future__ import annotations

from pathlib import Path

from tests.counterparts.slack.screens import EVERY_FORM, FILE, STAGES, page


def test_the_page_of_screens_is_what_slack_is_given(tmp_path: Path) -> None:
    written = FILE.read_text(encoding="utf-8")
    assert page(tmp_path) == written, "run scripts/slack_screens.py, and read what changed"


def test_every_form_is_on_it() -> None:
    shown = {name for stage in STAGES for _, name in stage.forms}
    assert shown == EVERY_FORM
