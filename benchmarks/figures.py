"""One line of the result: a value, its floor from the same run, and what was aimed at."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass


class Skip(Exception):
    """A row that cannot be measured here; its text says why."""


@dataclass(frozen=True, kw_only=True)
class Figure:
    """What was measured.

    Args:
        value: In `unit`; the median over the rounds.
        floor: What `floor_is` came to in the same rounds, None where nothing is compared.
        at_least, at_most: The aim for the ratio; for the value where there is no floor, or where
            `absolute`.
        limit: What keeps it from being better.
    """

    what: str
    value: float
    unit: str
    limit: str
    floor: float | None = None
    floor_is: str = ""
    at_least: float | None = None
    at_most: float | None = None
    absolute: bool = False

    @property
    def ratio(self) -> float | None:
        """Value ÷ floor."""
        return self.value / self.floor if self.floor else None

    @property
    def aim(self) -> str:
        """`≥ 0.25`, `≤ 50 ms`, or ""."""
        unit = "" if self._aims_at_ratio else f" {self.unit}"
        if self.at_least is not None:
            return f"≥ {_short(self.at_least)}{unit}"
        return f"≤ {_short(self.at_most)}{unit}" if self.at_most is not None else ""

    @property
    def met(self) -> bool | None:
        """Whether the aim was reached; None without one."""
        seen = self.ratio if self._aims_at_ratio and self.ratio is not None else self.value
        if self.at_least is not None:
            return seen >= self.at_least
        return seen <= self.at_most if self.at_most is not None else None

    @property
    def _aims_at_ratio(self) -> bool:
        return bool(self.floor) and not self.absolute

    def as_json(self) -> dict[str, object]:
        """Every field, and what follows from them."""
        derived = {"ratio": self.ratio, "aim": self.aim, "met": self.met}
        return {**vars(self), **derived}


@dataclass(frozen=True, kw_only=True)
class Skipped:
    """A row that was left out, and why."""

    what: str
    why: str

    def as_json(self) -> dict[str, object]:
        """What was left out."""
        return {"what": self.what, "skipped": self.why}


def as_table(results: Sequence[Figure | Skipped]) -> str:
    """The results in columns, what limits each below it."""
    figures = [one for one in results if isinstance(one, Figure)]
    cells = [_cells(one) for one in figures]
    heads = ("what", "value", "floor", "ratio", "aim", "")
    widths = [max(map(len, column)) for column in zip(heads, *cells, strict=True)]
    rows = [_line(heads, widths)]
    for figure, row in zip(figures, cells, strict=True):
        rows += [_line(row, widths), f"    {figure.limit}" if figure.limit else ""]
    rows += [f"left out: {one.what}: {one.why}" for one in results if isinstance(one, Skipped)]
    return "\n".join(row for row in rows if row)


def as_json(results: Sequence[Figure | Skipped]) -> str:
    """The results as one JSON list."""
    return json.dumps([one.as_json() for one in results], ensure_ascii=False, indent=2)


def _cells(figure: Figure) -> tuple[str, ...]:
    floor = "" if figure.floor is None else f"{_short(figure.floor)} {figure.floor_is}"
    ratio = "" if figure.ratio is None else _short(figure.ratio)
    word = {True: "met", False: "missed", None: ""}[figure.met]
    return (figure.what, f"{_short(figure.value)} {figure.unit}", floor, ratio, figure.aim, word)


def _line(cells: Sequence[str], widths: Sequence[int]) -> str:
    padded = (cell.ljust(width) for cell, width in zip(cells, widths, strict=True))
    return "  ".join(padded).rstrip()


def _short(number: float | None) -> str:
    """Three digits that matter."""
    if number is None:
        return ""
    return f"{number:,.0f}" if abs(number) >= 100 else f"{number:.3g}"
