"""The token behind `tocsin say`: from TOCSIN_TOKEN, or a file only its owner can read."""

from __future__ import annotations

import os
import secrets
from pathlib import Path

FILE = "say-token"


def say_token(data_dir: Path) -> str:
    """Return the token; made at the first start."""
    given = os.environ.get("TOCSIN_TOKEN", "")
    if given:
        return given
    path = data_dir / FILE
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "w") as file:
            file.write(secrets.token_urlsafe(32))
    return path.read_text(encoding="utf-8-sig").strip()
