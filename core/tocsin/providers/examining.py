"""What an instance says of itself when somebody asks whether it is set up as it must be."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, Protocol, runtime_checkable

from tocsin.domain.people import Person
from tocsin.providers.base import Call

Verdict = Literal["ok", "warning", "fault"]


@dataclass(frozen=True, kw_only=True)
class Finding:
    """One thing that `tocsin check --live` or `tocsin chat doctor` looked at.

    Args:
        what: What was looked at, in a few words: `scope channels:manage`.
        detail: What to do when it is not as it must be.
    """

    what: str
    verdict: Verdict
    detail: str = ""


@runtime_checkable
class Examined(Protocol):
    """An instance that can ask its tool whether all is as the section says; any kind may have it.

    `tocsin check --live` asks it, and nobody else does.
    """

    def examine(self, people: Sequence[Person], call: Call) -> tuple[Finding, ...]:
        """Ask harmless things only: nothing is changed there and nobody is rung.

        Args:
            people: Those of the team, who may have to be known there.
            call: Its deadline is for everything together.

        Raises:
            ProviderError: The tool cannot be asked at all; its sentence is the finding.
        """
        ...
