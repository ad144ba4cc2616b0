"""Safe file names, links and whole writes for places that keep post-mortems as files."""

from __future__ import annotations

import os
import re
import tempfile
from pathlib import Path
from typing import Annotated, Final

from pydantic import AfterValidator

from tocsin.errors import ProviderError
from tocsin.providers import PostmortemDocument

_NAME: Final = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,118}[a-z0-9])?")
_URL: Final = re.compile(r"https?://[^\s<>\"'`|]+")
_FOLDER: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")


def _is_web(value: str) -> str:
    if value and not _URL.fullmatch(value):
        raise ValueError("a web address begins with https:// and has no blanks")
    return value.rstrip("/")


def _is_inside(value: str) -> str:
    """A relative path without dots and slashes that lead out."""
    parts = value.strip("/").split("/") if value.strip("/") else []
    if value.startswith("/") or any(not _FOLDER.fullmatch(part) for part in parts):
        raise ValueError("write a folder inside the repository, such as docs/post-mortems")
    return "/".join(parts)


PublicUrl = Annotated[str, AfterValidator(_is_web)]
InsideFolder = Annotated[str, AfterValidator(_is_inside)]


def document_file_name(document: PostmortemDocument) -> str:
    """Return the document's file name.

    Raises:
        ProviderError: The name could lead to another folder or is no file name everywhere.
    """
    if not _NAME.fullmatch(document.name):
        raise ProviderError("invalid", "the post-mortem's name is not safe as a file name")
    return f"{document.name}.md"


def document_link(public_url: str, document: PostmortemDocument) -> str:
    """Return the link for readers outside, or ""."""
    safe = _NAME.fullmatch(document.name) is not None
    return f"{public_url}/{document.name}.md" if public_url and safe else ""


def write_whole(path: Path, text: str) -> None:
    """Write a file so that readers see the old or the new one, never a part.

    A link in its place is replaced, not followed.

    Raises:
        ProviderError: The file system refuses.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=".writing-")
        _fill(handle, Path(name), path, text)
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise ProviderError("unavailable", f"the post-mortem cannot be written: {reason}") from None


def _fill(handle: int, draft: Path, path: Path, text: str) -> None:
    try:
        with os.fdopen(handle, "w", encoding="utf-8", errors="replace", newline="\n") as file:
            file.write(text if text.endswith("\n") else f"{text}\n")
            file.flush()
            os.fsync(file.fileno())
        draft.chmod(0o644)
        draft.replace(path)
    except OSError:
        draft.unlink(missing_ok=True)
        raise
