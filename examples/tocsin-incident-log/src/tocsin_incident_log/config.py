"""The settings of `TOCSIN_OBSERVERS = {"incident-log": {…}}`."""

from __future__ import annotations

from pathlib import Path

from pydantic import Field

from tocsin.providers import ProviderConfig


class IncidentLogConfig(ProviderConfig):
    """Where the lines go.

    Args:
        path: The file; without it, one in the observer's own folder below BOT_DATA_DIR.
        most_megabytes: From this size on the file is put aside as `<name>.1`, and a new one begun.
    """

    path: Path | None = None
    most_megabytes: int = Field(default=50, ge=1, le=10_000)
