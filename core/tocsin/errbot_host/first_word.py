"""Finds the command a line begins with, ours or a plugin's."""

from __future__ import annotations

from collections.abc import Iterable

from tocsin.desk.first_words import is_for_desk, takes_help
from tocsin.desk.normalize import bare
from tocsin.errbot_host.commands import FIRST_WORDS, INCIDENT


def command_of(words: str, commands: Iterable[str]) -> tuple[str, str]:
    """Return the command a line without prefix begins with, and the rest; "" = none.

    `incident` and the other nouns are ours whatever follows; else the longest command wins, as
    with Errbot, which however tries as many words as the message has. What no plugin takes and
    begins with a verb is an incident's: `ack`, `take ic`.
    """
    known = frozenset(commands)
    most = 1 + max((name.count("_") for name in known), default=0)
    split = words.split(maxsplit=most)
    first = FIRST_WORDS.get(bare(split[0]).lower()) if split else None
    if first is not None:
        return first, _after(words, 1)
    if takes_help(words):
        return INCIDENT, words
    for count in range(min(most, len(split)), 0, -1):
        name = "_".join(split[:count])
        if name in known:
            return name, _after(words, count)
    return (INCIDENT, words) if is_for_desk(words) else ("", "")


def recalls(words: str, prefix: str) -> bool:
    """Return whether Errbot would repeat an earlier command: `!!`, `!3`, `!0`."""
    split = words.split(maxsplit=1)
    return bool(split) and (split[0] == prefix or split[0].isdigit())


def _after(words: str, count: int) -> str:
    """What follows the first `count` words, as it was typed."""
    return "".join(words.split(maxsplit=count)[count:])
