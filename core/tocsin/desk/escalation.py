"""Escalating, as people type it and as it is shown."""

from __future__ import annotations

from typing import Final, Literal, get_args

from tocsin.desk.ask import Ask, seen
from tocsin.desk.grammar import begins_quoted
from tocsin.desk.paging import names_somebody
from tocsin.desk.plain import bare
from tocsin.domain.escalation.decide import Escalate
from tocsin.domain.quoting import unmarked

EscalateTo = Literal["em", "security", "leadership"]
TARGETS: Final[tuple[EscalateTo, ...]] = get_args(EscalateTo)


def escalate(ask: Ask) -> Escalate:
    """`[em|security|leadership] <reason>`; the first word is a target only if more follow.

    Somebody else whom it names is not woken by it, and nobody in their place.
    """
    first, after = ask.split()
    target = next((one for one in TARGETS if one == bare(first).lower()), None)
    is_quoted = begins_quoted(ask.rest)
    if target is not None and seen(after) and not is_quoted:
        return Escalate(target=target, reason=seen(after))
    if target is None and not is_quoted and _is_called(first, seen(after), ask):
        every, whom = ", ".join(TARGETS), unmarked(bare(first))
        raise ask.wrong(f"Escalating calls {every}. Somebody else: `page {whom} <why>`.")
    return Escalate(target="em", reason=ask.text("Say why, in a few words."))


def _is_called(first: str, after: str, ask: Ask) -> bool:
    """Whether the first word is whom they want: a level of the rotation only if nothing follows."""
    roster, name = ask.roster(), bare(first).lower()
    levels = () if after else roster.on_call
    return name in roster.contacts or name in levels or names_somebody(first)
