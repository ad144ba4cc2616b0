"""`incident list`: what is open."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from tocsin.chat import Words
from tocsin.config.values import Team
from tocsin.desk import completion_candidates
from tocsin.desk.grammar import split_option
from tocsin.desk.normalize import bare
from tocsin.desk.options import TEAM, choice_of, shape
from tocsin.desk.request import Request
from tocsin.desk.teams import named_team
from tocsin.desk.verb import Verb, tells
from tocsin.domain.incident import Incident
from tocsin.domain.quoting import quoted
from tocsin.store.contract import ReadTx
from tocsin.wording import show

MOST: Final = 20


def list_text(
    tx: ReadTx,
    request: Request,
    teams: Mapping[str, Team],
    may_look: Callable[[Incident], bool],
    *,
    prefix: str = "!",
) -> Words:
    """One line each, the newest first; `all` shows the ended ones too.

    Raises:
        InvalidValue: An argument that is neither `all` nor `--team`.
        NotFound: There is no such team.
    """
    everything, team = _arguments(request, teams)
    found = visible(tx, may_look, MOST + 1, team=team, open_only=not everything)
    listed = show.list_text(found[:MOST], prefix=prefix)
    return show.with_more(listed, MOST, prefix) if len(found) > MOST else listed


def visible(
    tx: ReadTx,
    may_look: Callable[[Incident], bool],
    most: int,
    *,
    team: str | None = None,
    open_only: bool = True,
) -> list[Incident]:
    """The newest that may be looked at, at most so many; nothing tells of the others."""
    limit = most
    while True:
        rows = tx.incidents(team=team, open_only=open_only, limit=limit)
        looked = (tx.look(row.id) for row in rows)
        found = [incident for incident in looked if incident is not None and may_look(incident)]
        if len(found) >= most or len(rows) < limit:
            return found[:most]
        limit *= 2


def _arguments(request: Request, teams: Mapping[str, Team]) -> tuple[bool, str | None]:
    before, named = split_option(request.rest, "team")
    if bare(before).lower() not in ("", "all"):
        raise request.wrong(f"{quoted(before)} does not belong here.")
    return bool(bare(before)), None if named is None else named_team(named, teams).id


ROWS: Final[tuple[Verb, ...]] = (
    tells(
        "list [all] [--team T]",
        "what is open",
        shape("{which:word} --team={team:word}", choice_of("which", "Closed too", ("all",)), TEAM),
        completes=(completion_candidates.these("all", "--team"),),
    ),
)
