"""What changed in production: deploys, switched flags, edited configuration."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

ChangeWhat = Literal["deploy", "config", "flag", "other"]


@dataclass(frozen=True, kw_only=True)
class Change:
    """One change, told or asked for.

    Args:
        id: The tool's own id of it; told again under the same id it is the same change.
        at: When it took effect, aware.
        title: One line that people read, e.g. `checkout 4.2 → 4.3`.
        service: Name of the service as in the team file, or "".
        person: Who made it, as the tool calls them, or "".
        link: Where to read more (http or https), or "".
    """

    id: str
    at: datetime
    title: str
    what: ChangeWhat = "other"
    service: str = ""
    person: str = ""
    link: str = ""
