"""What every command has."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar


@dataclass(frozen=True, kw_only=True)
class Command:
    """What every command has: the verb its right is looked up by ("" = only the engine).

    Args:
        why: The reason of a manager or an admin who does somebody else's part.
        as_of: The moment its words were shown for, to whoever said yes to them; None = now.
    """

    why: str = ""
    as_of: datetime | None = None
    verb: ClassVar[str] = ""
