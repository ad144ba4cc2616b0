"""Notices where somebody speaks of something private and others read."""

from __future__ import annotations

from typing import Final

OVERHEARD: Final = (
    "Whatever of it you typed into this room can be read here by everybody: delete it."
)


def elsewhere(key: str, *, done: bool | None = None) -> str:
    """What who typed it where others read is answered; `done` None = something was only asked.

    Neither title nor words nor names of people: the answer is the same for every command.
    """
    where = "in its private room, or in a direct message"
    if done is None:
        return f"{key}: ask {where}."
    if done:
        return f"{key}: done. More of it {where}."
    return f"{key}: not done. To read why, type it {where}."
