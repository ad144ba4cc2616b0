"""Forms as Discord's modals, and what people filled in. Pure.

A modal has five fields at most: what is only yes or no is asked in one of them, then what need not
be filled in is left out. It names its form and incident, by which the line it says is asked for.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from tocsin.chat import Field, Form, cut
from tocsin_discord.rendering import Json

MOST, TITLE, LABEL, HINT, WORDS, BEHIND = 5, 45, 45, 100, 4000, 100
SELECT, TEXT, PERSON, LABELLED = 3, 4, 5, 18
WHICH: Final = "which.are.so"
"""The field in which everything is chosen that is answered with yes."""


def modal(form: Form, opened: str = "") -> Json:
    """The `data` of the answer (type 9) that opens it; `opened` is the id of what asked for it."""
    fields, asked = form.within(MOST)
    rows = [_labelled(one.label, one.hint, _element(one)) for one in fields]
    rows += [_labelled("What of this is so?", "", _which(asked))] if asked else []
    name = f"form:{form.name}:{form.incident}:{opened}"
    return {"custom_id": name[:BEHIND], "title": cut(form.title, TITLE), "components": rows}


def named(custom_id: str) -> tuple[str, str, str]:
    """The form, the incident (or "") and what opened a modal."""
    _, form, incident, opened = (*custom_id.split(":", 3), "", "", "")[:4]
    return form, incident, opened


def values(data: Json) -> dict[str, str]:
    """What was filled in, by the names of the fields; of a choice its value.

    Args:
        data: Of the interaction.
    """
    return dict(_filled(data))


def _filled(data: Json) -> Iterator[tuple[str, str]]:
    for row in data["components"]:
        one: Any = row.get("component") or row["components"][0]
        chosen = one.get("values") or []
        if one["custom_id"] == WHICH:
            yield from ((name + "", "yes") for name in chosen)
        else:
            yield one["custom_id"] + "", (one.get("value") or "".join(chosen[:1])) + ""


def _labelled(label: str, hint: str, element: Json) -> Json:
    more = {"description": cut(hint, HINT)} if hint else {}
    return {"type": LABELLED, "label": cut(label, LABEL), **more, "component": element}


def _element(field: Field) -> Json:
    """Discord takes no list without an option, which is why a choice among none is a text."""
    about = {"custom_id": field.name, "required": field.required}
    least = {"min_values": int(field.required), "max_values": 1}
    if field.kind == "person":
        return {"type": PERSON, **about, **least}
    if field.choices:
        options = [{"label": cut(label, 100), "value": value, "default": value == field.value}
                   for value, label in field.choices[:25]]  # fmt: skip
        return {"type": SELECT, **about, **least, "options": options}
    most = min(field.most, WORDS)
    first = {"value": field.value[:most]} if field.value else {}
    many = field.kind == "lines" or "\n" in field.value
    return {"type": TEXT, **about, **first, "style": 1 + many, "max_length": most}


def _which(asked: tuple[Field, ...]) -> Json:
    options = [{"label": cut(one.label, 100), "value": one.name, "default": one.value == "yes"}
               for one in asked]  # fmt: skip
    about = {"custom_id": WHICH, "required": False, "min_values": 0, "max_values": len(asked)}
    return {"type": SELECT, **about, "options": options}
