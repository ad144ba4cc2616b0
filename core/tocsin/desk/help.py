"""Help: the verbs at a glance, one verb in full, and what an unknown word may have meant."""

from __future__ import annotations

from collections.abc import Mapping
from difflib import get_close_matches
from types import MappingProxyType
from typing import Final

from tocsin.desk.grammar import split_first_word
from tocsin.desk.mitigation import STRATEGIES
from tocsin.desk.normalize import bare
from tocsin.desk.severity import leading_severity
from tocsin.desk.verbs import ONCALL, VERBS
from tocsin.domain.quoting import quoted, without_backticks
from tocsin.errors import InvalidValue
from tocsin.wording import help as wording
from tocsin.wording.clean import clean
from tocsin.wording.help import ENDS

# Words people type for a verb of another name, or for what one is typed with.
MEANT: Final[Mapping[str, str]] = MappingProxyType(
    {
        "revert": "mitigate rollback",
        "acknowledge": "ack",
        "assume": "take",
        "claim": "take",
        "comms": "take comms",
        "create": "declare",
        "deescalate": "severity",
        "eta": "update eta",
        "ic": "take ic",
        "impact": "update",
        "new": "declare",
        "ok": "ack",
        "open": "declare",
        "propose": "mitigate",
        "remind": "snooze",
        "security": "flag security",
        "start": "declare",
        "status": "show",
        "info": "show",
        "sev": "severity",
        "tick": "check",
        "tl": "take tl",
        "transfer": "handoff",
        "who": "show",
        "history": "timeline",
        "todo": "next",
        "log": "note",
    }
)


def help_text(prefix: str, verb: str, *, guest: bool = False) -> str:
    """All verbs by group, or the usage of one.

    Args:
        guest: It is for somebody in no team file: what they see and what makes them known.

    Raises:
        InvalidValue: There is no such verb.
    """
    wanted = bare(split_first_word(verb)[0]).lower()
    if wanted in ("oncall", "on-call"):
        return wording.oncall(ONCALL.typed(prefix))
    if wanted and wanted not in VERBS:
        raise unknown_verb(prefix, wanted)
    if wanted:
        manager = wording.FOR_A_MANAGER if VERBS[wanted].reasoned else ""
        return f"{_full(prefix, wanted)}{manager}"
    return "\n".join(wording.to_guests(prefix) if guest else [*_groups(), *wording.footer(prefix)])


def _full(prefix: str, verb: str) -> str:
    return f"{VERBS[verb].typed(prefix)}\n{VERBS[verb].help.capitalize()}."


def _groups() -> list[str]:
    groups = dict.fromkeys(verb.group for verb in VERBS.values())
    return [
        f"{group}: {', '.join(verb.name for verb in VERBS.values() if verb.group == group)}"
        for group in groups
    ]


def unknown_verb(prefix: str, said: str, rest: str = "", number: int | None = None) -> InvalidValue:
    """The complaint about a word that is no verb, with the line that may have been meant."""
    severity, title = leading_severity(f"{said} {rest}")
    key = "" if number is None else f"INC-{number} "
    if severity is not None:
        word = severity.lower()
        about = without_backticks(clean(title)) or "<title>"
        hint = f" Did you mean `declare {word} {about}`, or `severity {word}`?"
    elif said in ENDS:
        when, typed = ENDS[said]
        hint = f" If {when}: `{key}{typed}`."
    else:
        near = near_verb(said)
        again = without_backticks(clean(f"{key}{near} {rest}"))
        hint = f" Did you mean `{again}`?" if near else ""
    return InvalidValue(
        f"There is no verb {quoted(said)}.{hint} `{prefix}incident help` lists all."
    )


def change_meant(said: str) -> str:
    """The strategy that a first word names, or nearly so, "" for none: `rollback to 40`."""
    named = (strategy for strategy in STRATEGIES if strategy != "other")
    return next(iter(get_close_matches(said, tuple(named), n=1, cutoff=0.8)), "")


def near_verb(said: str) -> str:
    """The verb that was perhaps meant by an unknown word, "" = none is near.

    Where the word names a kind of change, that stands behind the verb: `mitigate rollback`. A verb
    that ends or publishes something is never returned, and neither is the next nearest instead: a
    word that is nearest to `close` means nothing else.
    """
    if near := change_meant(said):
        return f"mitigate {near}"
    near = next(iter(get_close_matches(said, (*MEANT, *VERBS), n=1, cutoff=0.6)), "")
    verb = MEANT.get(near, near)
    return "" if not verb or VERBS[verb.partition(" ")[0]].final else verb
