"""Describes a verb as a slash command with options: its line with holes, and what fills each.

Only what is known for every incident stands here; what changes with the incident is completed while
it is typed, or asked by the verb's form.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from tocsin.chat.slash_commands import Option


@dataclass(frozen=True, kw_only=True)
class Shape:
    """One command of a verb.

    Args:
        rest: What stands behind the verb, with a hole for each option.
        options: In the order in which a platform asks for them.
        form: The form the command opens where nothing is filled in; "" = none.
        name: The command's name; "" = the verb's.
        about: What it is for; "" = as the verb's help says.
    """

    rest: str
    options: tuple[Option, ...]
    form: str = ""
    name: str = ""
    about: str = ""


def shape(rest: str, *options: Option, form: str = "", name: str = "", about: str = "") -> Shape:
    """A command of a verb: what stands behind it, and what fills the holes of that."""
    return Shape(rest=rest, options=options, form=form, name=name, about=about)


def free(name: str, about: str, most: int = 300) -> Option:
    """A text that may be left out."""
    return Option(name=name, about=about, most=most)


def need(name: str, about: str, most: int = 1000) -> Option:
    """A text that has to be there."""
    return Option(name=name, about=about, required=True, most=most)


def choice_of(name: str, about: str, choices: Iterable[str], *, required: bool = False) -> Option:
    """Return an option whose value is one of `choices`."""
    return Option(name=name, about=about, choices=tuple(choices), required=required)


def known(name: str, about: str, *, required: bool = False) -> Option:
    """A word that the desk completes while it is typed."""
    return Option(name=name, about=about, required=required, completed=True)


AS_IT_IS: Final = shape("")
"""A verb that takes no option."""
WHO: Final = known("person", "Who", required=True)
TEAM: Final = free("team", "Which team")
WHY: Final = free("reason", "Why", 500)
NEED_WHY: Final = need("reason", "Why", 500)
TEXT: Final = need("text", "The words")
WHICH: Final = known("n", "Its number")
SINCE: Final = free("since", "Such as 30m or 14:00")
