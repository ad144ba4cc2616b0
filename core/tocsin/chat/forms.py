"""Buttons and forms: command lines in another coat. Whatever they do can be typed as well."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Literal

from tocsin.errors import InvalidValue

MOST_COMMAND: Final = 90
"""Characters of an action's command: the narrowest place a platform has for it takes these."""
MOST_LABEL: Final = 40
_HOLE: Final = re.compile(r"\{([a-z_]+)\}")

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


@dataclass(frozen=True, kw_only=True)
class Field:
    """One thing to fill in.

    Args:
        name: The hole of the command it fills: letters a to z and `_`.
        kind: `line` and `lines` are text, `choice` one of `choices`, `person` an id of `choices`.
        value: What stands there first.
        choices: (value, label) of each.
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
    """A command line with holes.

    Args:
        name: `update`; together with `incident` it can be asked for again.
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


def filled(command: str, values: Mapping[str, str]) -> str:
    """A command with its holes filled: each value on one line, no value with a bar of its own.

    A hole nobody filled is empty.
    """
    return _HOLE.sub(lambda hole: _flat(values.get(hole.group(1), "")), command).strip()


def _flat(value: str) -> str:
    return " ".join(value.replace("|", "/").split())
