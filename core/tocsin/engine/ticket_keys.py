"""Where the store keeps which incident a ticket belongs to."""

from __future__ import annotations

from hashlib import sha256
from typing import Final

TICKETS: Final = "ticket"


def ticket_key(team: str, instance: str, ref: str) -> str:
    """The key of a ticket, by its `Ref.id`; two tracker sections never share one."""
    return f"{team}/{instance}/{sha256(ref.encode(errors='replace')).hexdigest()}"
