"""`tocsin who`: whom an incident would call at a moment, in order, and why them."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import asdict
from datetime import datetime
from itertools import groupby
from pathlib import Path
from typing import Final
from zoneinfo import ZoneInfo

from tocsin.cli.setup import set_up
from tocsin.config.values import Team
from tocsin.domain.calendar import format_duration
from tocsin.domain.severity import Severity
from tocsin.errors import InvalidValue
from tocsin.simulate.who import CalledPerson, moment, severity_named, who
from tocsin.wording.clean import clean
from tocsin.wording.names import Names, names_of, target_text

COVERS: Final = "Whoever covers for somebody by `{}oncall override` is not known here."


def print_who(at: str, severity: str, config: Path | None, team: str, form: str) -> None:
    """Print who would be called.

    Args:
        at: `2026-12-24T03:00`, in the team's zone where it names none.
        severity: `P0` to `P3`.
        form: `text` or `json`.

    Raises:
        InvalidValue: One of them is not written so.
        NotFound: There is no such team.
    """
    if form not in FORMS:
        raise InvalidValue(f"There is no format {form!r}; use text or json.")
    found = set_up(config)
    chosen, grade = found.teams.named(team), severity_named(severity)
    when = moment(at, chosen.timezone)
    reached = who(found.teams, found.plugins, team=chosen, at=when, severity=grade)
    for line in FORMS[form](reached, chosen, when, grade, names_of(found.teams.people)):
        print(line)
    if form == "text":
        print(COVERS.format(found.deployment.prefix))


def _as_text(
    reached: Sequence[CalledPerson], team: Team, at: datetime, severity: Severity, name: Names
) -> Iterator[str]:
    local = at.astimezone(ZoneInfo(team.timezone))
    yield (
        f"{severity} of {clean(team.name)}, {local:%a} {local.day} {local:%b %Y %H:%M} "
        f"({team.timezone}), while nobody acknowledges:"
    )
    for _, group in groupby(reached, key=lambda row: (row.at, row.how, row.round)):
        yield from _moment_of(tuple(group), name)
    if not any(row.how == "rings" for row in reached):
        yield "Nobody is paged."
    tools = dict.fromkeys(row.tools for row in reached if row.how == "rings")
    for first, *others in tools:
        rest = f"; if it takes no page, by {', then by '.join(others)}" if others else ""
        yield f"Paged by {first}{rest}."


def _moment_of(group: Sequence[CalledPerson], name: Names) -> Iterator[str]:
    """A line for each person; one for all of them when they are called again."""
    first = group[0]
    head = f"  {first.at:%H:%M}  {'+' + format_duration(first.after):>7}  {first.how:<6}  "
    if first.round > 1:
        people = ", ".join(name(row.who) for row in group)
        yield f"{head}{people} (round {first.round})"
        return
    for row in group:
        if row.how == "rings":
            named = f"{name(row.who)} ({target_text(row.target, name)})"
            yield f"{head}{named:<34}  {row.reason}".rstrip()
        else:
            yield f"{head}{row.text}"


def _as_json(
    reached: Iterable[CalledPerson], team: Team, at: datetime, severity: Severity, _name: Names
) -> Iterator[str]:
    for row in reached:
        value = asdict(row) | {"at": row.at.isoformat(), "offset_s": int(row.after.total_seconds())}
        del value["after"]
        yield json.dumps(value | {"severity": severity, "team": team.id}, ensure_ascii=False)


Form = Callable[[Sequence[CalledPerson], Team, datetime, Severity, Names], Iterator[str]]
FORMS: Final[dict[str, Form]] = {
    "text": _as_text,
    "json": _as_json,
}
