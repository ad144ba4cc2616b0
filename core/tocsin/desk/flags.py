"""Flags, as people type it and as it is shown."""

from __future__ import annotations

from tocsin.desk.ask import Ask, seen
from tocsin.desk.grammar import without_option
from tocsin.domain.flags import FLAGS
from tocsin.domain.flags.decide import ClearFlag, SetFlag


def flag(ask: Ask) -> SetFlag:
    """`<flag> [reason]`."""
    first, reason = ask.split()
    return SetFlag(flag=ask.choose(first, FLAGS, "flag"), reason=seen(reason))


def unflag(ask: Ask) -> ClearFlag:
    """`<flag> <reason> [--confirm]`; the option stands first or last."""
    first, said = ask.split()
    found = ask.choose(first, FLAGS, "flag")
    reason, confirmed = without_option(said, "confirm")
    if not seen(reason):
        raise ask.wrong(f"Say why {found} no longer holds.")
    return ClearFlag(flag=found, reason=reason, confirmed=confirmed)
