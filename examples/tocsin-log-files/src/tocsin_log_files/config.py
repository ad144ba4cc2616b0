"""The section `[logs.<name>] type = "log-files"`."""

from __future__ import annotations

from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import Field, field_validator

from tocsin.providers import AskedConfig
from tocsin_log_files.matching import Unreadable, matcher


class LogFilesConfig(AskedConfig):
    """Where the files are, and how much of them is read for one query."""

    folder: Path
    """An absolute path; nothing outside of it is read, not by a link either."""
    files: str = Field(default="*.log", min_length=1, max_length=100)
    """Which names count, as in a shell."""
    timezone: str = "UTC"
    """Of times in the files that say none."""
    read_at_most: int = Field(default=16_000_000, ge=100_000, le=1_000_000_000)
    """Bytes read for one query, from the ends of the files."""

    @field_validator("folder")
    @classmethod
    def _absolute(cls, value: Path) -> Path:
        if not value.is_absolute():
            raise ValueError("write the whole path, such as /var/log/shop")
        return value

    @field_validator("files")
    @classmethod
    def _in_the_folder(cls, value: str) -> str:
        if "/" in value or "**" in value:
            raise ValueError("write a pattern of file names without folders, such as *.log")
        return value

    @field_validator("timezone")
    @classmethod
    def _known(cls, value: str) -> str:
        try:
            ZoneInfo(value)
        except (ZoneInfoNotFoundError, ValueError, OSError):
            raise ValueError("there is no such time zone; write Europe/Lisbon") from None
        return value

    def query_fault(self, text: str) -> str:
        """Why these words cannot be looked for, or ""."""
        try:
            matcher(text)
        except Unreadable as error:
            return str(error)
        return ""
