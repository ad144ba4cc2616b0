"""Checks of whether an instance is set up, for `tocsin check --live`."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final, Literal, Protocol, runtime_checkable

from tocsin.domain.people import Person
from tocsin.errors import ProviderError, ProviderFault
from tocsin.providers.base import Call

Verdict = Literal["ok", "warning", "fault"]
_OF_ONE_THING: Final[frozenset[ProviderFault]] = frozenset(
    {"not_found", "forbidden", "unsupported", "invalid"}
)


@dataclass(frozen=True, kw_only=True)
class Finding:
    """The result of one check of `tocsin check --live` or `tocsin chat doctor`.

    Args:
        what: What was looked at, in a few words: `scope channels:manage`.
        detail: What to do when it is not as it must be.
    """

    what: str
    verdict: Verdict
    detail: str = ""


@runtime_checkable
class CanExamine(Protocol):
    """Protocol of an instance, of any kind, that can check its setup at its tool.

    `tocsin check --live` asks it, and nobody else does.
    """

    def examine(self, people: Sequence[Person], call: Call) -> tuple[Finding, ...]:
        """Return the findings; nothing is changed there and nobody is rung.

        Args:
            people: Those of the team, who may have to be known there.
            call: Its deadline is for everything together.

        Raises:
            ProviderError: The tool cannot be asked at all; its sentence is the finding.
        """
        ...


def looked_at(what: str, ask: Callable[[], object], *, may_be_missing: bool = False) -> Finding:
    """Whether one thing can be read, or may be done: `ok`, or a fault with the reason.

    Args:
        what: What is looked at, as `check` names it.
        ask: Asks for it; what it returns does not matter.
        may_be_missing: `not_found` is ok as well: a right is tried on a thing that never was.

    Raises:
        ProviderError: Nothing can be asked: what failed here would fail for the next thing too.
    """
    try:
        ask()
    except ProviderError as error:
        if may_be_missing and error.code == "not_found":
            return Finding(what=what, verdict="ok")
        if error.code not in _OF_ONE_THING:
            raise
        return Finding(what=what, verdict="fault", detail=str(error))
    return Finding(what=what, verdict="ok")
