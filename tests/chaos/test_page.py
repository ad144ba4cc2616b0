"""docs/delivery.md does what it says: its `bash` blocks run and answer what stands beneath."""

from __future__ import annotations

from typing import Final

import pytest

from tests.docs.pages import ROOT, blocks, page
from tests.docs.test_readme import in_order, shell
from tocsin.engine.backoff import GIVE_UP
from tocsin.engine.delivery import LEASE

PAGE: Final = page("docs/delivery.md")


@pytest.mark.timeout(300)
def test_every_command_runs_and_answers_what_it_shows() -> None:
    found = [one for one in blocks(PAGE) if one.kind in ("bash", "text")]
    printed: list[str] = []
    for block in found:
        if block.kind == "bash":
            printed = shell(block.text, ROOT).splitlines()
        else:
            assert in_order(block.text.splitlines(), printed) == [], "\n".join(printed)
    assert [one.kind for one in found] == ["bash", "text"] * 2


def test_its_numbers_are_those_of_the_engine() -> None:
    assert LEASE.total_seconds() == 15
    assert "15 s" in PAGE
    assert GIVE_UP.days == 1
    assert "tried for a day" in PAGE
    assert "room for as long as its incident is open" in " ".join(PAGE.split())
