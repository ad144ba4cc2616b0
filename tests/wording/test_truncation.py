"""Whatever is said fits one message, in order, and nothing is lost without a word."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from tocsin.wording.composing import as_plain
from tocsin.wording.truncation import (
    CHARACTERS,
    LINES,
    first_rows,
    fits,
    in_parts,
    last_rows,
    one_message,
)

ROWS = [f"row {n}" for n in range(200)]
texts = st.lists(st.text("ab ", min_size=1, max_size=3000), max_size=90)


def left(more: int) -> str:
    return f"({more} more)"


def test_what_fits_is_untouched() -> None:
    assert as_plain(first_rows(ROWS[:60], left)) == "\n".join(ROWS[:60])
    assert as_plain(last_rows(ROWS[:60], left)) == "\n".join(ROWS[:60])


def test_of_too_many_the_first_or_the_last_are_kept_and_the_rest_is_counted() -> None:
    assert as_plain(first_rows(ROWS, left)).splitlines() == [*ROWS[:59], "(141 more)"]
    assert as_plain(last_rows(ROWS, left)).splitlines() == ["(141 more)", *ROWS[141:]]


def test_one_endless_line_is_cut() -> None:
    said = as_plain(one_message("x" * 9000))
    assert fits(said)
    assert said.endswith("…")


@given(texts)
def test_any_rows_fit(rows: list[str]) -> None:
    for said in (
        as_plain(first_rows(rows, left)),
        as_plain(last_rows(rows, left)),
        as_plain(one_message("\n".join(rows))),
    ):
        assert (said.count("\n") < LINES, len(said) <= CHARACTERS) == (True, True)


@given(texts)
def test_parts_hold_every_word_in_order_and_each_fits(rows: list[str]) -> None:
    parts = in_parts(rows, lines=20, characters=2000)
    assert all(fits(part, lines=20, characters=2000) for part in parts)
    assert "".join("".join(parts).split()) == "".join("".join(rows).split())
