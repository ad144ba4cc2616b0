"""Keeps the files of the console's rooms in one folder that only the owner can read."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from tocsin.chat.port import File
from tocsin.errors import ProviderError

MOST: Final = 1000
_NEW: Final = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW


def keep_file(folder: Path, file: File) -> Path:
    """Write a file and return its path; an existing one with the same content is used again.

    Raises:
        ProviderError: the folder cannot be written to, or holds too many of that name.
    """
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        return next(path for path in _places(folder, file.name) if _lies_at(path, file.content))
    except StopIteration:
        message = f"{folder} holds {MOST} files of the name {file.name}; clear it out"
        raise ProviderError("invalid", message) from None
    except OSError as error:
        message = f"no file can be kept in {folder}: {error.strerror}"
        raise ProviderError("unavailable", message) from error


def _places(folder: Path, name: str) -> Iterator[Path]:
    """The names it may get: `a.png`, `a-2.png`, `a-3.png` and so on."""
    yield folder / name
    wanted = Path(name)
    yield from (folder / f"{wanted.stem}-{n}{wanted.suffix}" for n in range(2, MOST + 1))


def _lies_at(path: Path, content: bytes) -> bool:
    """Whether the content is there now; a link or another file is left as it is."""
    try:
        handle = os.open(path, _NEW, 0o600)
    except FileExistsError:
        return path.is_file() and not path.is_symlink() and path.read_bytes() == content
    with os.fdopen(handle, "wb") as new:
        new.write(content)
    return True
