"""The table of README.md has a row for everything published here, and is written row by row."""

from __future__ import annotations

from scripts.certified import HEAD, rows, written

TABLE = f"{HEAD}| [tocsin-a](a) | paging | yes | |\n| [tocsin-b](b) | logs | no | |\n"
PAGE = f"# Page\n\n{TABLE}\nMore.\n"


def test_a_row_is_changed_and_the_others_are_kept() -> None:
    changed = written(
        PAGE, {"tocsin-b": "| [tocsin-b](b) | logs | yes | |"}, ["tocsin-a", "tocsin-b"]
    )
    assert changed == PAGE.replace("logs | no", "logs | yes")


def test_a_row_comes_and_goes_with_its_distribution() -> None:
    changed = written(
        PAGE, {"tocsin-c": "| [tocsin-c](c) | chat | yes | |"}, ["tocsin-c", "tocsin-a"]
    )
    assert list(rows(changed)) == ["tocsin-c", "tocsin-a"]
    assert changed.startswith("# Page\n")
    assert changed.endswith("\n\nMore.\n")
