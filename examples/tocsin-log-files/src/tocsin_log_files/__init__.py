"""Log files in a folder, asked from chat: `[logs.<name>] type = "log-files"`."""

from __future__ import annotations

from tocsin.hookspecs import hookimpl
from tocsin.providers import ProviderType
from tocsin_log_files.config import LogFilesConfig
from tocsin_log_files.logs import LogFiles

TOCSIN_API = 1


@hookimpl
def tocsin_providers() -> tuple[ProviderType[LogFilesConfig], ...]:
    """The logs type `log-files`."""
    return (
        ProviderType(
            kind="logs",
            name="log-files",
            summary="Files in a folder, read from the end",
            config=LogFilesConfig,
            factory=lambda config, _context: LogFiles(config),
        ),
    )
