"""Routes by name: the path with its ids taken out."""

from __future__ import annotations

from typing import Final

TOKENS: Final = frozenset({"interactions", "webhooks"})


def route_of(method: str, path: str) -> str:
    """`POST /channels/{id}/messages` for a call of any channel."""
    parts = path.strip("/").split("/")
    named: list[str] = []
    for index, part in enumerate(parts):
        before = parts[index - 1] if index else ""
        if index == 2 and parts[0] in TOKENS:
            named.append("{token}")
        elif before == "reactions":
            named.append("{emoji}")
        else:
            named.append("{id}" if part.isdigit() else part)
    return f"{method} /{'/'.join(named)}"


def open_to_all(route: str) -> bool:
    """Whether the token in its path is all that a call needs."""
    return route.partition(" ")[2].startswith(
        ("/interactions/{id}/{token}", "/webhooks/{id}/{token}")
    )


def bucket_of(route: str, path: str) -> str:
    """Calls of one route and one channel, guild or webhook are counted together."""
    parts = path.strip("/").split("/")
    major = "/".join(parts[: 3 if parts[0] in TOKENS else 2])
    return f"{route} {major}"
