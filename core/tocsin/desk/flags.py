"""Flags: the parsers, forms and views of its verbs (`ROWS`)."""

from __future__ import annotations

from typing import Final

from tocsin.desk.argument_shape import ArgumentShape, one_of
from tocsin.desk.grammar import without_option
from tocsin.desk.options import NEED_WHY, WHY, choice_of, shape
from tocsin.desk.request import Request, stripped_text
from tocsin.desk.verb import Verb, changes
from tocsin.domain.flags import FLAGS
from tocsin.domain.flags.decide import ClearFlag, SetFlag


def flag(request: Request) -> SetFlag:
    """Parse what stands behind `flag`: `<flag> [reason]`."""
    first, reason = request.split()
    return SetFlag(flag=request.choose(first, FLAGS, "flag"), reason=stripped_text(reason))


def unflag(request: Request) -> ClearFlag:
    """Parse what stands behind `unflag`.

    `<flag> <reason> [--confirm]`; the option stands first or last.
    """
    first, said = request.split()
    found = request.choose(first, FLAGS, "flag")
    reason, confirmed = without_option(said, "confirm")
    if not stripped_text(reason):
        raise request.wrong(f"Say why {found} no longer holds.")
    return ClearFlag(flag=found, reason=reason, confirmed=confirmed)


_FLAG: Final = choice_of("flag", "Which flag", FLAGS, required=True)
ROWS: Final[tuple[Verb, ...]] = (
    changes(
        "Triage",
        "flag <flag> [reason]",
        "set a flag",
        flag,
        ArgumentShape(closed=one_of(FLAGS), text="may"),
        shape('{flag:word} "{reason}"', _FLAG, WHY),
    ),
    changes(
        "Triage",
        "unflag <flag> <reason> [--confirm]",
        "clear a flag",
        unflag,
        ArgumentShape(closed=one_of(FLAGS), text="must"),
        shape('{flag:word} "{reason}"', _FLAG, NEED_WHY),
        final=True,
    ),
)
