"""What people read is made of spans: no markup in a string of ours, and no span in a string."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import pytest

from tests.architecture.words_rules import Module, flattened, markup, speakers

CORE: Final = Path(__file__).parents[2] / "core" / "tocsin"
FLOORS: Final = ("wording", "desk", "engine", "bootstrap", "chat")
# What becomes a refusal elsewhere: `desk/refusals` makes code of what stands in backticks.
REFUSALS: Final = frozenset(
    {
        "desk/incident_reference.py:_FOR_NONE",
        "desk/incident_reference.py:_FOR_NO_INCIDENT",
        "desk/refusals.py:_hint",
        "desk/help.py:unknown_verb",
        "desk/oncall.py:asked_team",
        "desk/show.py:why",
        "desk/overrides.py:_chosen",
        "desk/services.py:service_of",
        "desk/incident_lookup.py:_ambiguous",
    }
)
# The words of the status page and of mails are Markdown, as their readers know it; and what takes
# markup away has to name it.
MARKDOWN: Final = frozenset({"wording/templates.py"})


def modules(*floors: str) -> list[Module]:
    return [
        Module.read(path.relative_to(CORE).as_posix(), path.read_text(encoding="utf-8"))
        for floor in floors
        for path in sorted((CORE / floor).rglob("*.py"))
    ]


READ: Final = modules(*FLOORS)
SPEAK: Final = speakers(modules("wording", "chat"))


def test_no_string_of_wording_or_desk_holds_markup() -> None:
    ours = (module for module in modules("wording", "desk") if module.name not in MARKDOWN)
    assert [fault for module in ours for fault in markup(module, REFUSALS)] == []


def test_what_may_hold_some_for_a_refusal_does() -> None:
    strict = [fault for module in modules("desk") for fault in markup(module, ())]
    held = {fault.partition(":")[0] + ":" + fault.split(" ")[1].rstrip(":") for fault in strict}
    assert held == REFUSALS


def test_no_span_becomes_a_string_by_accident() -> None:
    assert all(SPEAK[name] for name in ("say", "here", "anywhere", "when", "mention", "asked"))
    assert [fault for one in READ for fault in flattened(one, SPEAK)] == []


HELD: Final = (
    'def f() -> str:\n    return "type `incident ack`"',
    'def f(x: str) -> str:\n    return f"**{x}**"',
    'def f(who: str) -> str:\n    return f"<@{who}> must act"',
    'X = "<!here> come"',
)
FLAT: Final = (
    "def f(context: Scene) -> str:\n    return f\"type {context.here('ack')}\"",
    'def f(words: Words) -> str:\n    return f"{words}."',
    'def f(context: Scene) -> str:\n    due = context.when(1)\n    return f"due {due}"',
    'def f(context: Scene) -> str:\n    return " ".join(context.here(x) for x in "ab")',
    'def f(context: Scene) -> str:\n    return "".join(["type ", context.here("ack")])',
    "def f(words: Text) -> str:\n    return str(words)",
    "def f() -> str:\n    return f\"{Code('x')}\"",
)
FINE: Final = (
    'def f() -> Text:\n    """`a` **b**"""\n    return say("type ", Code("x"))',
    'def f() -> None:\n    raise InvalidValue("type `incident ack`")',
    'X = re.compile(r"`[^`]+`")',
    'def f(x: str) -> str:\n    return x.replace("`", "\'")',
    'def f(words: Words) -> str:\n    return f"{words}." if isinstance(words, str) else ""',
    'def f(words: Text) -> str:\n    return f"{words.as_plain()}"',
    'def f(context: Scene) -> str:\n    return f"{context.clock(1)}"',
)


@pytest.mark.parametrize("source", HELD)
def test_markup_in_a_string_is_seen(source: str) -> None:
    assert list(markup(Module.read("x.py", source), ()))


@pytest.mark.parametrize("source", FLAT)
def test_a_span_in_a_string_is_seen(source: str) -> None:
    assert list(flattened(Module.read("x.py", source), SPEAK))


@pytest.mark.parametrize("source", FINE)
def test_what_is_fine_is_not(source: str) -> None:
    module = Module.read("x.py", source)
    assert [*markup(module, ()), *flattened(module, SPEAK)] == []
