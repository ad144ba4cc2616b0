"""The service an incident is about: the parsers, forms and views of its verbs (`ROWS`)."""

from __future__ import annotations

from typing import Final

from tocsin.config.values import Team
from tocsin.desk.argument_shape import ONE_WORD
from tocsin.desk.normalize import normalized
from tocsin.desk.options import need, shape
from tocsin.desk.request import Request, nearest
from tocsin.desk.verb import Opening, Verb, changes
from tocsin.domain.quoting import quoted, without_backticks
from tocsin.domain.services import SetService
from tocsin.errors import InvalidValue
from tocsin.wording.clean import clean

LONGEST_LINE: Final = 500


def service_of(opening: Opening, team: Team, typed: str) -> str:
    """The service as the team file spells it; a team that names none takes any.

    Raises:
        InvalidValue: The team has no such service; the sentence has the line with the nearest.
    """
    said = opening.service
    if not said or not team.services:
        return said
    known = {name.lower(): name for name in team.services}
    if said.lower() in known:
        return known[said.lower()]
    near = nearest(said.lower(), known)
    again = without_backticks(clean(typed.replace(said, known[near]), LONGEST_LINE)) if near else ""
    hint = f" Did you mean `declare {again}`?" if near else ""
    listed = ", ".join(map(without_backticks, team.services))
    raise InvalidValue(
        f"There is no service {quoted(said)} in {team.id}; nothing was opened.{hint} "
        f"Services: {listed}. Not sure? Leave --service out."
    )


def service(request: Request) -> SetService:
    """Parse what stands behind `service`: `<name>`."""
    return SetService(service=normalized(request.text("Say which service.")).strip())


ROWS: Final[tuple[Verb, ...]] = (
    changes(
        "Work",
        "service <name>",
        "which service is in trouble",
        service,
        ONE_WORD,
        shape('"{service}"', need("service", "Which one")),
    ),
)
