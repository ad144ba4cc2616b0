"""Who has an account on the homeserver of the tests."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

SERVER: Final = "localhost"
"""The server's name in ids, whatever port it listens on."""


@dataclass(frozen=True, kw_only=True)
class Person:
    """Somebody, and the session they were registered with.

    Args:
        id: `@ana:localhost`.
        name: What stands before the `:`, without the `@`.
        token: The access token of `device`.
        password: For another session.
    """

    id: str
    name: str
    token: str
    device: str
    password: str
