"""How one run is to be made."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, kw_only=True)
class Settings:
    """Args:
    folder: Scratch folder of the run, gone at its end.
    rounds: How often everything is measured.
    full: Also what takes many minutes.
    seconds: How long a steady pace is kept.
    """

    folder: Path
    rounds: int = 5
    full: bool = False
    seconds: int = 60

    def fresh(self, name: str) -> Path:
        """A new folder for one row."""
        number = 1 + len(list(self.folder.glob(f"{name}-*")))
        made = self.folder / f"{name}-{number}"
        made.mkdir(parents=True)
        return made
