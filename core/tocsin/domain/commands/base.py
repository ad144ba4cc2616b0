"""What every command has."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar


@dataclass(frozen=True, kw_only=True)
class Base:
    """What every command has: the verb its right is looked up by ("" = only the engine).

    Args:
        why: The reason of a manager or an admin who does somebody else's part.
    """

    why: str = ""
    verb: ClassVar[str] = ""
