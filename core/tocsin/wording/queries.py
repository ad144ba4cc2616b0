"""What is said to whoever asks a tool: which can be asked, what it answered, and why it did not."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from tocsin.chat import Code, Text, Words
from tocsin.domain.people import Person
from tocsin.wording.clean import clean
from tocsin.wording.composing import lines, say
from tocsin.wording.names import names_of

MOST_TOOLS: Final = 10
MOST_PRESETS: Final = 20
WORDS: Final = 200

VERBS: Final[Mapping[str, str]] = {"logs": "logs", "graphs": "graph"}
NAMES: Final[Mapping[str, str]] = {
    "logs": "Logs",
    "graphs": "Graphs",
    "alerts": "Alerts",
    "changes": "Changes",
}
_AS_IN: Final[Mapping[str, tuple[str, str]]] = {
    "logs": ("errors", '"checkout failed" 2h'),
    "graphs": ("latency", "latency since 09:30"),
}

# The code of a failure -> what is said, with what to do next.
_FAILED: Final[Mapping[str, str]] = {
    "timeout": "{tool} gave no answer within {seconds:.0f} s. Ask for a shorter time or for less.",
    "unavailable": "{tool} cannot be reached{words}. Ask again in a minute, or look there.",
    "rate_limited": "{tool} takes no more questions {wait}.",
    "auth": "{tool} does not let us in{words}. Its section in the team file needs a look.",
    "forbidden": "{tool} lets us not read that{words}. Its section in the team file needs a look.",
    "invalid": "{tool} does not understand that{words}. Say it in the tool's own language.",
    "not_found": "{tool} found nothing{words}. Look at the query, or at its section.",
    "unsupported": "{tool} cannot do that{words}.",
    "full": "{tool} was not asked: too many questions wait for it. Ask again in {seconds:.0f} s.",
    "broken": "{tool} gave nothing that can be used; the log says why. Look there yourself.",
}


BROKE: Final = "That question broke on our side; the log says why. Ask it again."


def for_whom(speaker: str, people: Mapping[str, Person], words: Words) -> Text:
    """The answer with the name of who asked, since others may have asked meanwhile."""
    return say(f"For {names_of(people)(speaker)}: ", words)


def no_tools(kind: str, team: str) -> Text:
    """That there is nobody to ask, and how there will be."""
    return say(
        f"No {NAMES[kind].lower()} can be asked for {team} yet. Write a section in its team file, "
        "as in ",
        Code(f"[{kind}.<name>]"),
        " with ",
        Code('type = "…"'),
        "; ",
        Code("tocsin plugins"),
        " lists the types there are.",
    )


def tools_text(
    kind: str, team: str, presets: Mapping[str, Sequence[str]], *, prefix: str = "!"
) -> Words:
    """Which tools there are, what they know by name, and how they are asked."""
    first = next(iter(presets))
    known = next((names[0] for names in presets.values() if names), _AS_IN[kind][0])
    start = f"{prefix}{VERBS[kind]}"
    return lines(
        f"{NAMES[kind]} of {clean(team)}:",
        *(_tool(name, names) for name, names in list(presets.items())[:MOST_TOOLS]),
        say(
            "As in: ",
            Code(f"{start} {known} 15m"),
            ", ",
            Code(f"{start} {first}: {_AS_IN[kind][1]}"),
        ),
    )


def _tool(name: str, presets: Sequence[str]) -> str:
    more = f" and {len(presets) - MOST_PRESETS} more" if len(presets) > MOST_PRESETS else ""
    return f"{name}: {', '.join(presets[:MOST_PRESETS]) or 'no presets'}{more}"


def waits(tools: Iterable[str], seconds: float) -> str:
    """The reply while the answer is not there yet."""
    return f"Asking {', '.join(tools)}; the answer comes here, at the latest in {seconds:.0f} s."


def failed(tool: str, code: str, *, words: str = "", seconds: float = 0.0) -> str:
    """Why a tool gave no answer, and what to do next; `words` are its own, without secrets."""
    said = clean(words, WORDS).rstrip(".")
    return _FAILED.get(code, _FAILED["broken"]).format(
        tool=tool,
        words=f" ({said})" if said else "",
        seconds=seconds,
        wait=f"for {seconds:.0f} s. Then ask again" if seconds else "just now. Ask in a minute",
    )
