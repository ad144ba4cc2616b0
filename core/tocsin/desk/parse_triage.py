"""Triage: accept, decline, severity, flags."""

from __future__ import annotations

from tocsin.desk.ask import Ask, shown
from tocsin.domain.commands import Accept, ClearFlag, Decline, SetFlag, SetSeverity
from tocsin.domain.flags import FLAGS
from tocsin.domain.severity import parse_severity


def accept(ask: Ask) -> Accept:
    """It is an incident."""
    ask.nothing()
    return Accept()


def decline(ask: Ask) -> Decline:
    """`<reason>`."""
    return Decline(reason=ask.text("Say why it is no incident."))


def severity(ask: Ask) -> SetSeverity:
    """`<p0|p1|p2|p3> [reason]`."""
    first, reason = ask.split()
    found = parse_severity(first.strip(":,"))
    if found is None:
        problem = f"{shown(first)} is no severity." if first else "Say which severity."
        raise ask.wrong(f"{problem} Choose from: p0, p1, p2, p3.")
    return SetSeverity(severity=found, reason=reason.strip())


def flag(ask: Ask) -> SetFlag:
    """`<flag> [reason]`."""
    first, reason = ask.split()
    return SetFlag(flag=ask.choose(first, FLAGS, "flag"), reason=reason.strip())


def unflag(ask: Ask) -> ClearFlag:
    """`<flag> <reason>`."""
    first, reason = ask.split()
    found = ask.choose(first, FLAGS, "flag")
    if not reason.strip():
        raise ask.wrong(f"Say why {found} no longer holds.")
    return ClearFlag(flag=found, reason=reason.strip())
