"""`tocsin simulate`."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from difflib import SequenceMatcher
from pathlib import Path
from typing import Final

from tocsin.cli.setup import set_up
from tocsin.errors import InvalidValue, NotFound
from tocsin.simulate import parse, simulate
from tocsin.simulate.rows import KINDS, Row, as_json, as_text

FORMS: Final = {"text": as_text, "json": as_json}


def simulate_file(
    file: Path,
    config: Path | None,
    team: str,
    form: str,
    *,
    only: str = "",
    expect: Path | None = None,
) -> int:
    """Print the rows of a scenario, or what is different from what is expected.

    Args:
        only: Kinds of rows with commas between, each with an outcome where only those of it are
            meant: `page:sent,email`; "" = every kind.
        expect: A file with the rows that must come, as an earlier run printed them.

    Returns:
        0, or 1 when other rows came than those expected.

    Raises:
        InvalidValue: There is no such format or kind.
        NotFound: There is no such file or team.
        ScenarioError: A line cannot be understood.
    """
    if form not in FORMS:
        raise InvalidValue(f"There is no format {form!r}; use text or json.")
    wanted = _wanted(only)
    expected = _expected(file, only, expect)
    printed = [FORMS[form](row) for row in _rows(file, config, team) if wanted(row)]
    if expected is None:
        print("\n".join(printed))
        return 0
    changed = list(row_differences(expected, "\n".join(printed).splitlines()))
    for line in changed or [f"{file}: as {expect} says."]:
        print(line)
    return 1 if changed else 0


def _rows(file: Path, config: Path | None, team: str) -> Sequence[Row]:
    if not file.is_file():
        raise NotFound(f"There is no scenario {file}.")
    found = set_up(config)
    scenario = parse(file.read_text(encoding="utf-8-sig", errors="replace"), str(file))
    return simulate(
        scenario,
        found.teams,
        found.plugins,
        team=found.teams.named(team),
        folder=file.parent,
        platforms=tuple(found.deployment.chats) or ("console",),
        prefix=found.deployment.prefix,
    )


def _wanted(only: str) -> Callable[[Row], bool]:
    named = [name.strip().partition(":")[::2] for name in only.split(",") if name.strip()]
    for kind, _ in named:
        if kind not in KINDS:
            raise InvalidValue(f"There are no rows {kind!r}; there are: {', '.join(KINDS)}.")
    return lambda row: (
        not named
        or any(
            row.kind == kind and outcome in ("", row.data.get("outcome")) for kind, outcome in named
        )
    )


def _expected(file: Path, only: str, expect: Path | None) -> list[str] | None:
    if expect is None:
        return None
    if not expect.is_file():
        kinds = f" --only {only}" if only else ""
        made = f"`tocsin simulate {file}{kinds} > {expect}`"
        raise NotFound(f"There is no file {expect}; {made} writes what comes now.")
    return expect.read_text(encoding="utf-8").splitlines()


def row_differences(expected: Sequence[str], came: Sequence[str]) -> Iterator[str]:
    """Yield what is different, to be read aloud: what was expected, and what came in its place."""
    match = SequenceMatcher(a=expected, b=came, autojunk=False)
    for change, first, last, start, end in match.get_opcodes():
        if change == "equal":
            continue
        yield f"line {first + 1}:"
        yield from (f"  expected  {row}" for row in expected[first:last])
        yield from (f"  came      {row}" for row in came[start:end])
