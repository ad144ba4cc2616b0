"""The text of `help` beside the verbs' own."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

FOR_A_MANAGER: Final = "\nAs manager or admin, for somebody else: --reason <why> behind it."
# Words people type for a verb that ends something -> when it is right, and how it is typed.
ENDS: Final[Mapping[str, tuple[str, str]]] = MappingProxyType(
    {
        "cancel": ("it is no incident", "decline <reason>"),
        "fixed": ("the impact is stopped", "mitigated"),
        "mitigation": ("the impact is stopped", "mitigated"),
        "monitoring": ("the impact is stopped", "mitigated"),
        "stable": ("the impact is stopped", "mitigated"),
    }
)


def oncall(usage: str) -> str:
    """The usage line of `oncall`."""
    return f"{usage}: who is on call, or who stands in."


def to_guests(prefix: str) -> tuple[str, ...]:
    """To somebody in no team file: what they may type, and what makes them known."""
    return (
        f"Something is broken? {prefix}incident report <what you see>: who is on call hears it.",
        "You are in no team file, so the rest is not yours to type yet.",
        f"In a team file already? Link this account: {prefix}incident link-me",
        f"To look: {prefix}incident list, {prefix}incident show INC-42, {prefix}oncall",
    )


def footer(prefix: str) -> tuple[str, ...]:
    """The lines under the list of verbs."""
    return (
        f"{prefix}incident [INC-42] <verb>; in an incident's room the id is implied.",
        f"{prefix}incident help <verb> shows how it is typed. Also: {prefix}oncall",
    )


def of_incidents(prefix: str) -> str:
    """The first line of the help that covers plugins too."""
    return (
        f"Incidents: {prefix}incident help lists the verbs, {prefix}incident help <verb> shows "
        "how one is typed."
    )
