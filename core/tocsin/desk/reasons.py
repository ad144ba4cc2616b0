"""`--reason`: why a manager or an admin does the part of somebody else."""

from __future__ import annotations

from dataclasses import replace

from tocsin.desk.grammar import Line, split_option
from tocsin.desk.verb import Verb
from tocsin.errors import InvalidValue


def reasoned(line: Line, verb: Verb) -> tuple[Line, str]:
    """The line without the reason of a manager who does somebody else's part, and that reason."""
    if not verb.reasoned:
        return line, ""
    rest, why = split_option(line.rest, "reason")
    if why == "":
        raise InvalidValue("Say why, behind --reason.")
    return (line, "") if why is None else (replace(line, rest=rest), why)
