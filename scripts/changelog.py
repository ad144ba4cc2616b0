"""Assemble the section of a release in CHANGELOG.md from the fragments in changelog.d/.

Usage: `changelog.py --version 0.2.0 --date 2026-12-01` shows the section and changes nothing;
with `--write` it goes into CHANGELOG.md and its fragments are deleted.
"""

from __future__ import annotations

import argparse
import re
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Final

from packaging.version import InvalidVersion, Version

ROOT: Final = Path(__file__).resolve().parent.parent
KINDS: Final = ("added", "changed", "deprecated", "removed", "fixed", "security")
UNRELEASED: Final = "## [Unreleased]\n\nSee `changelog.d/`.\n"
_NAME: Final = re.compile(rf"(?P<number>\d{{4}})\.(?P<kind>{'|'.join(KINDS)})\.md")


class Unfit(Exception):
    """What cannot be assembled, and why."""


@dataclass(frozen=True, kw_only=True)
class Fragment:
    """One piece of news."""

    path: Path
    number: str
    kind: str
    text: str


def fragments(folder: Path) -> list[Fragment]:
    """Return every fragment of a folder, by number.

    Raises:
        Unfit: A file is named otherwise than `0042.fixed.md`, or is empty.
    """
    paths = sorted(path for path in folder.iterdir() if path.name != "README.md")
    return [_fragment(path) for path in paths]


def _fragment(path: Path) -> Fragment:
    named, text = _NAME.fullmatch(path.name), path.read_text(encoding="utf-8").strip()
    if named is None:
        raise Unfit(f"{path.name} is no name of a fragment; write 0042.fixed.md")
    if not text:
        raise Unfit(f"{path.name} is empty")
    return Fragment(path=path, number=named["number"], kind=named["kind"], text=text)


def section(news: list[Fragment], version: str, day: date) -> str:
    """Return the section of a release: a heading for each kind, a list item a fragment."""
    return "".join((f"## [{version}] - {day.isoformat()}\n", *_kinds(news)))


def _kinds(news: list[Fragment]) -> Iterator[str]:
    by_kind: Mapping[str, list[Fragment]] = {
        kind: [piece for piece in news if piece.kind == kind] for kind in KINDS
    }
    for kind, pieces in by_kind.items():
        if pieces:
            items = "".join(f"- {_indented(piece.text)}\n" for piece in pieces)
            yield f"\n### {kind.title()}\n\n{items}"


def _indented(text: str) -> str:
    """A text of several lines as one list item."""
    return "\n".join(f"  {line}" if line else "" for line in text.splitlines()).lstrip()


def with_release(changelog: str, release: str, version: str) -> str:
    """Return the changelog with the section of a release below what is unreleased.

    Raises:
        Unfit: It has that version already, or no place for it.
    """
    if f"## [{version}]" in changelog:
        raise Unfit(f"CHANGELOG.md has {version} already")
    before, place, after = changelog.partition(UNRELEASED)
    if not place:
        raise Unfit(f"CHANGELOG.md has no place for it: {UNRELEASED!r} is not there")
    rest = f"\n{after.lstrip()}" if after.strip() else ""
    return f"{before}{place}\n{release}{rest}"


def main(arguments: list[str], root: Path = ROOT) -> int:
    """Show or write the section; returns the exit code."""
    asked = _asked(arguments)
    try:
        news = fragments(root / "changelog.d")
        if not news:
            raise Unfit("there is no news in changelog.d")
        release = section(news, str(Version(asked.version)), asked.date)
        path = root / "CHANGELOG.md"
        text = with_release(path.read_text(encoding="utf-8"), release, str(Version(asked.version)))
    except (Unfit, InvalidVersion) as error:
        print(error, file=sys.stderr)
        return 1
    if not asked.write:
        print(release, end="")
        return 0
    path.write_text(text, encoding="utf-8")
    for piece in news:
        piece.path.unlink()
    print(f"CHANGELOG.md has {asked.version}; {len(news)} fragments are in it")
    return 0


def _asked(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="changelog.py", description=__doc__)
    parser.add_argument("--version", required=True, help="of the release, such as 0.2.0")
    parser.add_argument("--date", type=date.fromisoformat, required=True, help="of the release")
    parser.add_argument("--write", action="store_true", help="write it, and delete the fragments")
    return parser.parse_args(arguments)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
