"""Draw the facts of each kind of plugin, from the registry, into its page: docs/kinds/<kind>.md.

What stands between the two marks of a page is drawn; the rest is written by hand.

Usage: `draw_kinds.py` writes the pages, `draw_kinds.py --check` exits with 1 when a page does not
say what the code says.
"""

from __future__ import annotations

import inspect
import re
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Final, get_args

from tocsin.chat import BasicChat, Chat, ChatCapability
from tocsin.providers import AcknowledgesAlerts, ListsFiring, RecordsChanges, ResolvesAlerts
from tocsin.providers.kinds import KINDS, KindRow

FOLDER: Final = Path(__file__).resolve().parent.parent / "docs" / "kinds"
BEGINS: Final = "<!-- drawn by scripts/draw_kinds.py -->"
ENDS: Final = "<!-- end of what is drawn -->"
CHAT: Final = "chat"
MEANINGS: Final[Mapping[tuple[str, str], str]] = {
    ("paging", "acknowledge"): "a page that somebody answered stops ringing there",
    ("paging", "resolve"): "a page ends there with its incident",
    ("paging", "find"): "before an attempt of unknown outcome is repeated, the page is looked for",
    ("paging", "native-key"): "the tool knows our key: a page that is sent again is the same page",
    ("paging", "inbound"): "what people answer there is posted to `/hooks/<team>/<instance>`",
    ("paging", "fallback"): "it rings through Tocsin's own chats, and fails when they do",
    ("schedules", "shifts"): "what is to come is shown: `!oncall`, `tocsin who`",
    ("schedules", "pure"): "it answers from its own section, so a simulation asks it too",
    ("alerts", "firing"): "`!alerts`, and what else fires when an incident begins",
    ("alerts", "acknowledge"): "what somebody works on is marked so there: acknowledged, accepted",
    ("alerts", "resolve"): "what fires on when its incident is resolved is closed there",
    ("changes", "record"): "what responders did is told there, and stands among the changes",
    ("customers", "people"): "people of the team are mailed through it as well",
    ("chat", "topic"): "the state of the incident stands above its room",
    ("chat", "pin"): "the card is pinned",
    ("chat", "edit"): "card and announcement are edited in place",
    ("chat", "threads"): "an answer stands below what it answers",
    ("chat", "reactions"): "an emoji is a command, and keeps a message for the timeline",
    ("chat", "upload"): "graphs and charts come as pictures",
    ("chat", "invite"): "responders are brought into the room",
    ("chat", "members"): "who is in a room is known, and private rooms are kept to their people",
    ("chat", "remove"): "whoever may not read a private incident is shown out",
    ("chat", "rename"): "a room whose incident becomes private loses its title",
    ("chat", "whisper"): "what concerns one person is shown to them alone, in the room",
    ("chat", "buttons"): "commands stand as buttons below a message",
    ("chat", "forms"): "a command with holes is a form",
    ("chat", "person-ids"): "ids of accounts are those of people in the team files",
    ("chat", "emails"): "accounts are found by e-mail address, and offered to be linked",
    ("chat", "links"): "status page, runbook and ticket stand beside the room",
}
"""What each capability changes for people."""
APART: Final = (ListsFiring, AcknowledgesAlerts, ResolvesAlerts, RecordsChanges)


@dataclass(frozen=True, kw_only=True)
class Facts:
    """What the code says of one kind.

    Attributes:
        methods: Name, first sentence, seconds ("" = its caller's), the capability it needs.
        notes: Lists of what else is to be known.
    """

    kind: str
    protocol: type
    contract: type
    methods: Sequence[tuple[str, str, str, str]]
    capabilities: Sequence[str]
    notes: Sequence[str] = ()


def facts() -> Mapping[str, Facts]:
    """Return the facts of each kind, by the kind."""
    return {**{kind: _of_row(row) for kind, row in KINDS.items()}, CHAT: _of_chat()}


def drawn(of: Facts) -> str:
    """Return what stands between the marks."""
    return "\n".join((BEGINS, "", *_lines(of), "", ENDS))


def page(kind: str, of: Facts) -> str:
    """Return the page of a kind as it is to be."""
    text = (FOLDER / f"{kind}.md").read_text(encoding="utf-8")
    before, _, rest = text.partition(BEGINS)
    return before + drawn(of) + rest.partition(ENDS)[2]


def _of_row(row: KindRow[object]) -> Facts:
    methods = [
        (method.name, _sentence(row.protocol, method.name), f"{method.deadline_s:g}", method.needs)
        for method in row.methods
    ]
    if hasattr(row.protocol, "receive"):
        doors = [method for method in row.calls if method.name in ("authenticate", "receive")]
        methods = [
            (door.name, _sentence(row.protocol, door.name), f"{door.deadline_s:g}", "")
            for door in doors
        ] + methods
    return Facts(
        kind=row.kind,
        protocol=row.protocol,
        contract=_contract(row.contract),
        methods=[_from_elsewhere(method) for method in methods],
        capabilities=sorted(row.capabilities),
        notes=tuple(_notes(row)),
    )


def _from_elsewhere(method: tuple[str, str, str, str]) -> tuple[str, str, str, str]:
    """What only some can do is in Protocols of their own."""
    name, said, seconds, needs = method
    apart = (_sentence(protocol, name) for protocol in APART)
    return name, said or next(filter(None, apart), ""), seconds, needs


def _of_chat() -> Facts:
    found = [name for name, member in vars(Chat).items() if inspect.isfunction(member)]
    return Facts(
        kind=CHAT,
        protocol=Chat,
        contract=_contract("tocsin.testing.chat:ChatContract"),
        methods=[
            (name, _sentence(Chat, name), "", _refused(name))
            for name in found
            if not name.startswith("_")
        ],
        capabilities=get_args(ChatCapability),
        notes=("It is named in `TOCSIN_CHATS` of `config.py`, and in no team file.",),
    )


def _refused(method: str) -> str:
    """The capability without which `BasicChat` refuses a method, "" where there is none."""
    member = vars(BasicChat).get(method)
    found = re.search(r'_unable\("([a-z-]+)"\)', inspect.getsource(member)) if member else None
    return found[1] if found else ""


def _notes(row: KindRow[object]) -> Iterator[str]:
    section = "<policy>" if row.kind == "escalation" else "<name>"
    yield f"In a team file it is a section `[{row.kind}.{section}]`."
    if row.default_type:
        when = "is there as well" if row.beside else "is there where a team has none"
        yield f"The built-in type `{row.default_type}` {when}."
    if row.presets:
        yield f"Teams name their queries in `[{row.kind}.<name>.presets]`."


def _lines(of: Facts) -> Iterator[str]:
    yield f"The class fulfils the Protocol `{of.protocol.__name__}`. " + " ".join(of.notes)
    yield ""
    has_deadline = any(seconds for _, _, seconds, _ in of.methods)
    needs = any(need for *_, need in of.methods)
    heading = ["method", *["needs"] * needs, *["seconds"] * has_deadline, "what it does"]
    rows = [
        [f"`{name}`", *[_code(need)] * needs, *[seconds] * has_deadline, said]
        for name, said, seconds, need in of.methods
    ]
    yield from _table(heading, rows)
    if of.capabilities:
        yield ""
        told = [[f"`{name}`", MEANINGS[of.kind, name]] for name in of.capabilities]
        yield from _table(["capability", "what it changes"], told)
    yield ""
    yield f"Its contract is `{of.contract.__name__}` of `tocsin.testing`. A test gives it:"
    yield ""
    yield from (f"- `{name}`: {said}" for name, said in _fixtures(of.contract))


def _table(heading: Sequence[str], rows: Iterable[Sequence[str]]) -> Iterator[str]:
    yield _row(heading)
    yield _row(["---"] * len(heading))
    yield from (_row(cells) for cells in rows)


def _row(cells: Iterable[str]) -> str:
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"


def _code(word: str) -> str:
    return f"`{word}`" if word else ""


def _contract(place: str) -> type:
    module, _, name = place.partition(":")
    found: type = getattr(import_module(module), name)
    return found


def _sentence(owner: type, name: str) -> str:
    """The first sentence of a method's docstring, on one line."""
    text = inspect.getdoc(getattr(owner, name, None)) or ""
    first = text.partition("\n\n")[0].replace("\n", " ")
    return re.split(r"(?<=[\w`)]\.) ", first)[0].rstrip(".")


def _fixtures(contract: type) -> Iterator[tuple[str, str]]:
    """The fixtures that a test overrides: those whose docstring begins with "A fixture"."""
    found: dict[str, str] = {}
    for base in reversed(contract.__mro__):
        for name, member in vars(base).items():
            told = inspect.getdoc(getattr(member, "_fixture_function", None) or member) or ""
            found.pop(name, None)  # what a suite overrides itself is not for its user
            if told.startswith("A fixture: "):
                found[name] = told.partition("\n\n")[0].replace("\n", " ")
    yield from ((name, said.removeprefix("A fixture: ")) for name, said in found.items())


def main(arguments: list[str]) -> int:
    """Write or check the pages; returns the exit code."""
    if arguments not in ([], ["--check"]):
        print("usage: draw_kinds.py [--check]", file=sys.stderr)
        return 2
    wanted = {FOLDER / f"{kind}.md": page(kind, of) for kind, of in facts().items()}
    if not arguments:
        for path, text in wanted.items():
            path.write_text(text, encoding="utf-8")
        return 0
    old = [path.name for path, text in wanted.items() if path.read_text("utf-8") != text]
    if old:
        told = ", ".join(old)
        print(f"out of date: {told}; run PYTHONPATH=. scripts/draw_kinds.py", file=sys.stderr)
    return 1 if old else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
