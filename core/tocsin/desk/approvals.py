"""Approving and rejecting, as people type it and as it is shown."""

from __future__ import annotations

from tocsin.desk.ask import Ask, seen
from tocsin.desk.grammar import first_number
from tocsin.domain.approvals import Approve, Reject


def approve(ask: Ask) -> Approve:
    """`[n] [reason]`."""
    n, reason = first_number(ask.rest)
    return Approve(n=n, reason=seen(reason))


def reject(ask: Ask) -> Reject:
    """`[n] <why>`."""
    n, reason = first_number(ask.rest)
    if not seen(reason):
        raise ask.wrong("Say why not.")
    return Reject(n=n, reason=seen(reason))
