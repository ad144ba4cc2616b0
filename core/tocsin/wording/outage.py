"""What is said while the database can be read and takes nothing."""

from __future__ import annotations

from typing import Final

ONLY_READS: Final = (
    "Note: nothing can be written just now. Commands are refused until it can; phone whoever you "
    "need, and say it again."
)
