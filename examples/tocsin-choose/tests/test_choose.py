"""The hook brings the class, and the class chooses among what was said."""

from __future__ import annotations

import pytest

from tocsin_choose import tocsin_errbot_plugins
from tocsin_choose.choose import USAGE, Choose, options


def test_the_hook_brings_the_plugin() -> None:
    assert tocsin_errbot_plugins() == (Choose,)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Ana | Bo|Kim", ["Ana", "Bo", "Kim"]),
        ("Ana || Ana | Bo", ["Ana", "Bo"]),
        ("Ana", []),
        (" | ", []),
        ("", []),
    ],
)
def test_each_is_there_once_and_one_alone_is_no_choice(text: str, found: list[str]) -> None:
    assert options(text) == found


def test_it_chooses_one_of_them() -> None:
    chosen = Choose.choose(None, None, "Ana | Bo")  # it needs neither bot nor message
    assert chosen in {"Ana it is.", "Bo it is."}
    assert Choose.choose(None, None, "Ana") == USAGE
