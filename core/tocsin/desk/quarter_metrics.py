"""`incident metrics`: the numbers of a quarter."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from tocsin.chat import Words
from tocsin.config.values import Team
from tocsin.desk.grammar import split_option
from tocsin.desk.options import TEAM, free, shape
from tocsin.desk.request import Request
from tocsin.desk.teams import named_team
from tocsin.desk.verb import LOOK, Verb
from tocsin.domain.quarter_metrics import Metrics, parse_quarter, quarter_of
from tocsin.engine.guests import is_guest
from tocsin.engine.quarter_metrics import quarter_numbers
from tocsin.errors import InvalidValue
from tocsin.store.contract import ReadTx
from tocsin.wording.composing import lines
from tocsin.wording.quarter_metrics import Following, following_text, metrics_text

Follow = Callable[[Metrics, str], Following]


def metrics_reply(
    tx: ReadTx, request: Request, implied: Team, teams: Mapping[str, Team], follow: Follow
) -> Words:
    """`[2026-Q4] [--team T]`; without a quarter the present one.

    To who is in no team file a private incident does not exist, nor does its number count.

    Args:
        follow: Has the charts follow; gets the numbers and the team's name.

    Raises:
        InvalidValue: It is no quarter.
        NotFound: There is no such team.
    """
    said, named = split_option(request.rest, "team")
    team = named_team(named, teams) if named is not None else implied
    try:
        wanted = (
            parse_quarter(said, team.timezone) if said else quarter_of(request.now, team.timezone)
        )
    except InvalidValue as error:
        raise request.wrong(str(error)) from error
    found = quarter_numbers(tx, team.id, wanted, private=not is_guest(request.speaker))
    behind = following_text(follow(found, team.name), wanted)
    return lines(metrics_text(found, name=team.name), behind)


ROWS: Final[tuple[Verb, ...]] = (
    Verb(
        usage="metrics [2026-Q4] [--team T]",
        help="the numbers of a quarter",
        group=LOOK,
        commands=(shape("{quarter:word} --team={team:word}", free("quarter", "2026-Q4"), TEAM),),
    ),
)
