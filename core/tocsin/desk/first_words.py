"""The first words of a line that are for the desk, typed without the word `incident` too."""

from __future__ import annotations

from difflib import get_close_matches
from typing import Final

from tocsin.desk.grammar import NOUNS, POLITE, is_before_number, key_number
from tocsin.desk.help import MEANT, change_meant
from tocsin.desk.normalize import bare, normalized
from tocsin.desk.severity import severity_of, severity_of_two
from tocsin.desk.verbs import VERBS
from tocsin.wording.help import ENDS

NEAR: Final = 0.75


def is_for_desk(text: str) -> bool:
    """Whether a line, without its prefix, begins with a verb, an id or a severity.

    A slip of a verb is for the desk too: it answers what was meant and does nothing.
    """
    first, second, *_ = [*text.split(maxsplit=2)[:2], "", ""]
    word = bare(first).lower()
    if word in POLITE:
        return is_for_desk(" ".join(text.split(maxsplit=1)[1:]))
    return (
        word in VERBS
        or word in MEANT
        or word in ENDS
        or key_number(first) is not None
        or is_before_number(first)
        or severity_of(first) is not None
        or severity_of_two(first, second) is not None
        or bool(change_meant(word))
        or _is_slip(word)
    )


def takes_help(text: str) -> bool:
    """Whether `help …` asks how a verb of ours is typed."""
    first, second, *_ = [*text.split(maxsplit=2)[:2], "", ""]
    return normalized(first).lower() == "help" and bare(second).lower() in VERBS


def _is_slip(word: str) -> bool:
    near = get_close_matches(word, (*VERBS, *MEANT, *NOUNS), n=1, cutoff=NEAR)
    return bool(near) and near[0] not in NOUNS
