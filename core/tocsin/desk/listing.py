"""`incident list`: what is open."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Final

from tocsin.desk.ask import Ask, shown
from tocsin.desk.grammar import split_option
from tocsin.desk.teams import TeamFacts, named_team
from tocsin.domain.incident import Incident
from tocsin.store.contract import ReadTx
from tocsin.wording import show

MOST: Final = 20


def list_text(
    tx: ReadTx,
    ask: Ask,
    teams: Mapping[str, TeamFacts],
    may_look: Callable[[Incident], bool],
    *,
    prefix: str = "!",
) -> str:
    """One line each, the newest first; `all` shows the ended ones too.

    Raises:
        InvalidValue: An argument that is neither `all` nor `--team`.
        NotFound: There is no such team.
    """
    everything, team = _arguments(ask, teams)
    rows = tx.incidents(team=team, open_only=not everything, limit=MOST + 1)
    found = ((row, tx.look(row.id)) for row in rows[:MOST])
    listed = show.list_text(
        (
            row if may_look(one) else replace(row, title="(private)")
            for row, one in found
            if one is not None
        ),
        prefix=prefix,
    )
    one = f"`{prefix}incident INC-n`"
    rest = f"\nThese are the newest {MOST}; there are more. Any of them by its number: {one}"
    return f"{listed}{rest}" if len(rows) > MOST else listed


def _arguments(ask: Ask, teams: Mapping[str, TeamFacts]) -> tuple[bool, str | None]:
    before, named = split_option(ask.rest, "team")
    if before.lower() not in ("", "all"):
        raise ask.wrong(f"{shown(before)} does not belong here.")
    return bool(before), None if named is None else named_team(named, teams).id
