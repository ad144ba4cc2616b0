"""The data folder: made at the start, tried before anything relies on it, and nobody else's."""

from __future__ import annotations

import stat
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from tocsin.config.deployment import Deployment
from tocsin.errors import ConfigError, Problem

OTHERS: Final = 0o077
OURS: Final = ("tocsin.db*", "say-token", "answered.jsonl", "console-rooms.json")


def own_data_folder(deployment: Deployment) -> None:
    """Make the folder if it is not there, and see that a file can be made in it.

    Raises:
        ConfigError: It cannot.
    """
    folder = deployment.data_dir
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder):
            pass
    except OSError as error:
        problem = Problem(
            file=str(deployment.file or "config.py"),
            key="BOT_DATA_DIR",
            what=f"Nothing can be kept in {folder}: {error.strerror}.",
            fix="Name a folder that this user may write to.",
        )
        raise ConfigError((problem,)) from None


def open_to_others(folder: Path) -> str:
    """Return what to do about a data folder that others may read, or "".

    Nothing is changed: whoever made it may have had a reason. A folder that is its owner's alone
    protects what lies in it.
    """
    if not _is_open(folder):
        return ""
    names = ", ".join(path.name for path in _open_files(folder))
    files = f" ({names} as well)" if names else ""
    return (
        f"others may read the data folder {folder}{files}: "
        f"chmod -R go-rwx {folder}, or name a folder of its own as BOT_DATA_DIR"
    )


def _open_files(folder: Path) -> Iterator[Path]:
    for pattern in OURS:
        yield from (path for path in sorted(folder.glob(pattern)) if _is_open(path))


def _is_open(path: Path) -> bool:
    try:
        return bool(stat.S_IMODE(path.stat().st_mode) & OTHERS)
    except OSError:
        return False
