"""The built-in calendar: a folder of `.ics` files that can be subscribed to or opened."""

from __future__ import annotations

from pathlib import Path

from tocsin.errors import ProviderError
from tocsin.providers import (
    Call,
    MeetingDraft,
    ProviderConfig,
    ProviderContext,
    ProviderType,
    Ref,
)
from tocsin.providers.ical import Method, ical


class IcsConfig(ProviderConfig):
    """`[calendar.ics]` has one setting."""

    folder: str = ""
    """Where the files lie; without it in the data folder of this instance."""


class IcsFolder:
    """Keeps one file for each incident's meeting."""

    def __init__(self, folder: Path) -> None:
        """The folder is made with the first meeting."""
        self._folder = folder

    def schedule(self, draft: MeetingDraft, call: Call) -> Ref:
        """Write the meeting, replacing an earlier form of it."""
        path = self._write(draft, call, "REQUEST")
        return Ref(id=path.name)

    def cancel(self, draft: MeetingDraft, call: Call) -> None:
        """Write the meeting as cancelled."""
        self._write(draft, call, "CANCEL")

    def _write(self, draft: MeetingDraft, call: Call, method: Method) -> Path:
        path = self._folder / f"{draft.incident}.ics"
        text = ical(draft, at=call.at, method=method)
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            fresh = path.with_suffix(".new")
            fresh.write_text(text, encoding="utf-8", newline="")
            fresh.replace(path)
        except OSError as error:
            reason = error.strerror or type(error).__name__
            raise ProviderError("unavailable", f"the calendar folder: {reason}") from None
        return path


def _make(config: IcsConfig, context: ProviderContext) -> IcsFolder:
    return IcsFolder(Path(config.folder) if config.folder else context.data_dir)


ICS = ProviderType(
    kind="calendar",
    name="ics",
    summary="a folder of .ics files",
    config=IcsConfig,
    factory=_make,
)
