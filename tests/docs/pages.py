"""How the pages of this project are read: sections, tables, fenced blocks, links."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).resolve().parents[2]
_FENCE: Final = re.compile(r"^```(?P<kind>\w*)\n(?P<text>.*?)^```$", re.DOTALL | re.MULTILINE)
_HEADING: Final = re.compile(r"^#{2,} (?P<title>.+)$", re.MULTILINE)
_LINK: Final = re.compile(r"\]\((?P<target>[^)\s]+)\)")
_WORD: Final = re.compile(r"`([^`]+)`")


@dataclass(frozen=True, kw_only=True)
class Block:
    """One fenced block: its language, and its text with the last line ended."""

    kind: str
    text: str


def page(name: str) -> str:
    """The text of a page, by its path from the top of the repository."""
    return (ROOT / name).read_text(encoding="utf-8")


def blocks(text: str) -> list[Block]:
    """Every fenced block, in order."""
    return [Block(kind=one["kind"], text=one["text"]) for one in _FENCE.finditer(text)]


def section(text: str, title: str) -> str:
    """What stands under one heading, up to the next one of any level."""
    headings = list(_HEADING.finditer(text))
    ends = [heading.start() for heading in headings[1:]] + [len(text)]
    found = {one["title"]: text[one.end() : end] for one, end in zip(headings, ends, strict=True)}
    return found[title]


def rows(text: str) -> list[tuple[str, ...]]:
    """The cells of every table row, headings and rulers left out."""
    lines = [line for line in text.splitlines() if line.startswith("|")]
    cells = [tuple(cell.strip() for cell in _cut(line)) for line in lines]
    rulers = [number for number, row in enumerate(cells) if set("".join(row)) <= set("-: ")]
    return [
        row for number, row in enumerate(cells) if number not in rulers and number + 1 not in rulers
    ]


def _cut(line: str) -> list[str]:
    return re.split(r"(?<!\\)\|", line.strip().strip("|"))


def words(text: str) -> list[str]:
    """The words in backticks in the first cell of every table row."""
    return [word for row in rows(text) for word in _WORD.findall(row[0])]


def links(text: str) -> Iterator[str]:
    """The targets of links that stay in this repository, without what follows `#`."""
    for found in _LINK.finditer(text):
        target = found["target"].partition("#")[0]
        if target and "://" not in target:
            yield target
