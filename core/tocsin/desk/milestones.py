"""Milestones: the parsers, forms and views of its verbs (`ROWS`)."""

from __future__ import annotations

from typing import Final

from tocsin.desk.argument_shape import TIMED
from tocsin.desk.normalize import normalized
from tocsin.desk.options import choice_of, need, shape
from tocsin.desk.request import Request, stripped_text
from tocsin.desk.verb import Verb, changes
from tocsin.domain.calendar import MAX_DURATION, as_utc
from tocsin.domain.milestones import MILESTONES, SetMilestone
from tocsin.domain.time_parsing import parse_time
from tocsin.errors import InvalidValue


def milestone(request: Request) -> SetMilestone:
    """Parse what stands behind `milestone`.

    `<name> <time>`; a wall time is today's, or that of the evening just gone.
    """
    first, when = request.split()
    name = request.choose(first, MILESTONES, "milestone")
    if not stripped_text(when):
        raise request.wrong(f"Say when {name} was, such as 14:05 or 20m ago.")
    try:
        at = parse_time(
            normalized(when).strip(), now=request.now, timezone=request.timezone, past=True
        )
    except InvalidValue as error:
        raise request.wrong(f"{error}.") from error
    if as_utc(request.now) - at > MAX_DURATION:
        raise request.wrong("That is more than a year ago; give a later time.")
    return SetMilestone(milestone=name, when=at)


ROWS: Final[tuple[Verb, ...]] = (
    changes(
        "Work",
        "milestone <name> <time>",
        "correct when something was",
        milestone,
        TIMED,
        shape(
            "{name:word} {time}",
            choice_of("name", "Which one", MILESTONES, required=True),
            need("time", "14:05 or 20m ago"),
        ),
    ),
)
