"""Buttons and forms: each is a line that can be typed as well."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Final, Literal

from tocsin.errors import InvalidValue

MOST_COMMAND: Final = 90
"""Characters of an action's command: the narrowest place a platform has for it takes these."""
MOST_LABEL: Final = 40
MOST_TITLE: Final = 24
MOST_FIELDS: Final = 10
MOST_FIELD: Final = 45
MOST_CHOICES: Final = 25
MOST_PEOPLE: Final = 100
MOST_CHOICE: Final = 75
"""Forms keep to these, so that a platform can show them whole."""
_HOLE: Final = re.compile(
    r"(?P<lead>[^\s{}|\"]*)"
    r"(?:\"\{(?P<quoted>[a-z_]+)(?::(?P<quoted_lines>lines))?\}\""
    r"|\{(?P<word>[a-z_]+):word\}"
    r"|\{(?P<words>[a-z_]+)(?::(?P<lines>lines))?\})"
)
_ASKED: Final = {"yes", "no"}
_QUOTES: Final = re.compile('["“”„‟«»]')
_NO_WORD: Final = re.compile(r"[^\w.:/-]+")

Style = Literal["plain", "main", "danger"]
FieldKind = Literal["line", "lines", "choice", "person"]


@dataclass(frozen=True, kw_only=True)
class Action:
    """A button, or a reaction where a platform has none.

    Args:
        label: What stands on it, at most `MOST_LABEL` characters.
        command: The line that whoever presses it says, without the bot's prefix:
            `incident INC-4 ack`. With `form`, what is typed instead of filling it in.
        form: The name of the form that is opened first; "" = the line is said at once.
        style: How it stands out.
    """

    label: str
    command: str
    form: str = ""
    style: Style = "plain"

    def __post_init__(self) -> None:
        """Refuse what some platform could not carry.

        Raises:
            InvalidValue: A label or command is empty, too long, or has a line break.
        """
        for what, found, most in (
            ("label", self.label, MOST_LABEL),
            ("command", self.command, MOST_COMMAND),
        ):
            if not 0 < len(found) <= most or "\n" in found:
                raise InvalidValue(f"the {what} of a button has 1 to {most} characters on one line")


def packed_actions(actions: Iterable[Action]) -> list[dict[str, str]]:
    """Actions as they are kept in a JSON."""
    return [asdict(action) for action in actions]


def unpacked_actions(found: object) -> tuple[Action, ...]:
    """Return the actions of their stored form; () where none were stored."""
    rows = found if isinstance(found, Sequence) else ()
    return tuple(Action(**row) for row in rows)


@dataclass(frozen=True, kw_only=True)
class Field:
    """One thing to fill in.

    Args:
        name: The hole of the command it fills: letters a to z and `_`.
        label: At most `MOST_FIELD` characters.
        kind: `line` and `lines` are text, `choice` one of `choices`. `person` is somebody: one of
            `choices`, the likeliest first, or where a platform lets people choose among all of
            its own, the id of an account.
        value: What stands there first.
        choices: (value, label) of each, either at most `MOST_CHOICE` characters; at most
            `MOST_CHOICES`, of a `person` at most `MOST_PEOPLE`.
        most: Characters at most.
    """

    name: str
    label: str
    kind: FieldKind = "line"
    value: str = ""
    hint: str = ""
    choices: tuple[tuple[str, str], ...] = ()
    required: bool = False
    most: int = 300


@dataclass(frozen=True, kw_only=True)
class Form:
    """A command line with holes; how each kind of hole is filled says `filled`.

    Args:
        name: `update`; together with `incident` it can be asked for again.
        title: At most `MOST_TITLE` characters, as is `submit`.
        fields: At most `MOST_FIELDS`.
        incident: `INC-4`, or "".
        command: `incident INC-4 update {status} | {impact} | {action} | {eta}`, without prefix.
        submit: What stands on the button that sends it.
    """

    name: str
    title: str
    command: str
    fields: tuple[Field, ...]
    incident: str = ""
    submit: str = "Send"

    def filled(self, values: Mapping[str, str]) -> str:
        """The line that is said; what is no field of the form is left out."""
        known = {field.name: values.get(field.name, "") for field in self.fields}
        return filled(self.command, known)

    def with_values(self, values: Mapping[str, str]) -> Form:
        """The form with these values in its fields, by their names; others stay as they were."""
        fields = (
            replace(field, value=values.get(field.name, field.value)) for field in self.fields
        )
        return replace(self, fields=tuple(fields))

    def within(self, most: int) -> tuple[tuple[Field, ...], tuple[Field, ...]]:
        """Its fields for a platform whose forms take so many: each by itself, and those in one.

        Where there are more, what is only yes or no is asked in one field together, then the last
        of what need not be filled in are left out.
        """
        if len(self.fields) <= most:
            return self.fields, ()
        together = tuple(field for field in self.fields if dict(field.choices).keys() == _ASKED)
        alone = [field for field in self.fields if field not in together]
        most -= bool(together)
        spare = [field for field in alone[::-1] if not field.required][: max(len(alone) - most, 0)]
        return tuple([field for field in alone if field not in spare][:most]), together

    def prefilled(self, words: str) -> Form:
        """The form with these words in the first field that takes text, cut to what it takes.

        For one that was called on a message; without words it is as it was.
        """
        for at, field in enumerate(self.fields if words else ()):
            if not field.choices:
                value = words if field.kind == "lines" else " ".join(words.split())
                first = replace(field, value=value[: field.most])
                return replace(self, fields=(*self.fields[:at], first, *self.fields[at + 1 :]))
        return self


def filled(command: str, values: Mapping[str, str]) -> str:
    """A command with its holes filled: one line, with no bar and no option but its own.

    `{what}` takes text as it is, `"{what}"` text in quotes, `{what:word}` one word. A hole nobody
    filled is empty; of the last two, what touches it goes as well: `--service={service:word}`.
    Only `{what:lines}` and `"{what:lines}"` keep the line breaks of what was filled in: what is
    shown on one line everywhere, as a reason is, is taken on one.
    """
    bars = "|" in command
    line = _HOLE.sub(lambda hole: _put(hole, values, bars=bars), command)
    return "\n".join(" ".join(row.split()) for row in line.split("\n")).strip()


def _put(hole: re.Match[str], values: Mapping[str, str], *, bars: bool) -> str:
    lead, quoted, word, words = hole.group("lead", "quoted", "word", "words")
    rows = _rows(values.get(quoted or word or words, ""), bars=bars)
    value = ("\n" if hole.group("lines") or hole.group("quoted_lines") else " ").join(rows)
    if words:
        return f"{lead}{_no_options(value)}"
    value = _QUOTES.sub("'", value) if quoted else _one_word(value)
    if not value:
        return ""
    return f'{lead}"{value}"' if quoted else f"{lead}{value}"


def _rows(value: str, *, bars: bool) -> list[str]:
    """Its lines without what no line can hold, at most one empty one between two.

    Args:
        bars: Whether a bar parts the command, so that there may be none in it.
    """
    rows = [_flat(row.replace("|", "/") if bars else row) for row in value.splitlines()]
    kept = [row for at, row in enumerate(rows) if row or (at and rows[at - 1])]
    return "\n".join(kept).strip("\n").split("\n")


def _flat(row: str) -> str:
    return " ".join("".join("" if _is_control(letter) else letter for letter in row).split())


def _no_options(value: str) -> str:
    rows = (" ".join(map(_no_option, row.split())) for row in value.split("\n"))
    return "\n".join(rows)


def _is_control(char: str) -> bool:
    return not char.isspace() and unicodedata.category(char) in ("Cc", "Cs")


def _one_word(value: str) -> str:
    """What is no letter, digit or one of `. : / _ -` is no part of a word, nor a dash before it."""
    return _NO_WORD.sub("_", value).lstrip("_-").rstrip("_")


def _no_option(word: str) -> str:
    """A word that could be read as an option, in single quotes: that is none."""
    lead = word[
        : next((at for at, letter in enumerate(word) if letter.isascii() and letter.isalpha()), 0)
    ]
    dashes = any(letter == "-" or not letter.isascii() for letter in lead)
    others = any((letter.isascii() and letter != "-") or letter.isalnum() for letter in lead)
    return f"'{word}'" if dashes and not others and lead != "-" else word
