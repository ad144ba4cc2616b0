"""A typed line, its verb, and whether it changes anything. Pure."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from typing import Final

from tocsin.desk.confirmations import ANSWERS
from tocsin.desk.grammar import CommandLine, read_line
from tocsin.desk.help import unknown_verb
from tocsin.desk.incident_reference import extract_reference, refuse_reference
from tocsin.desk.verb import Verb, split_reason
from tocsin.desk.verbs import ONCALL, VERBS
from tocsin.errors import InvalidValue

_JUST_TYPED: Final = 64
"""Lines that are kept taken apart: a message is asked after by everybody it passes."""


@dataclass(frozen=True, kw_only=True)
class TypedLine:
    """A line with the incident it names, and its verb."""

    line: CommandLine
    verb: Verb

    @property
    def bare(self) -> bool:
        """Whether nothing stands behind the first word, which is no verb."""
        return not self.line.verb and self.line.number is None

    @property
    def of_incident(self) -> bool:
        """Whether it is about one incident; a policy that is asked for without one is a team's."""
        named = self.verb.name != "policy" or self.line.number is not None
        return self.verb.of_incident and named

    @property
    def asks(self) -> bool:
        """Whether the team's tools are asked; a line that names nothing to look for only reads."""
        return self.verb.asks and not self.reads

    @cached_property
    def reads(self) -> bool:
        """Whether it only asks; a line that is refused before anything is done does too."""
        try:
            read, _ = split_reason(self.line, self.verb)
        except InvalidValue:
            return True
        return self.verb.reads(read.rest)


def opens_incident(text: str, prefix: str) -> bool:
    """Whether a message would open an incident."""
    try:
        return parse_line(text, prefix).verb.opens is not None
    except InvalidValue:
        return False


@lru_cache(maxsize=_JUST_TYPED)
def parse_line(text: str, prefix: str) -> TypedLine:
    """The message taken apart.

    Raises:
        InvalidValue: It has no verb there is, or names an incident where none is meant.
    """
    line = read_line(text, prefix)
    if line.noun == "oncall":
        return TypedLine(line=line, verb=ONCALL)
    if line.number is not None and not line.verb:
        line = replace(line, verb="show")
    verb = VERBS.get(line.verb or "help")
    if verb is None:
        raise unknown_verb(prefix, line.verb, line.rest, line.number)
    if verb.of_incident or verb.asks or verb.name in ANSWERS:
        return TypedLine(line=extract_reference(line, verb.takes), verb=verb)
    refuse_reference(line)
    return TypedLine(line=line, verb=verb)
