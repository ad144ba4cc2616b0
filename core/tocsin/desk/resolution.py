"""The checklist, resolving, reopening, closing, as people type it and as it is shown."""

from __future__ import annotations

from tocsin.chat import Words
from tocsin.desk.ask import Ask, seen
from tocsin.desk.grammar import first_number, split_option
from tocsin.desk.show import Sight
from tocsin.domain.resolution import Check, Close, Reopen, Resolve
from tocsin.wording import show as wording


def check(ask: Ask) -> Check:
    """`<n>`."""
    n, more = first_number(ask.rest)
    if n is None or seen(more):
        raise ask.wrong("Say the number of one check.")
    return Check(n=n)


def resolve(ask: Ask) -> Resolve:
    """`[--override <reason>]`."""
    before, reason = split_option(ask.rest, "override")
    if seen(before):
        raise ask.wrong("This takes no text but --override <reason>.")
    if reason is not None and not seen(reason):
        raise ask.wrong("Say why the checks are skipped, behind --override.")
    return Resolve(override=seen(reason or ""))


def reopen(ask: Ask) -> Reopen:
    """`<reason>`."""
    return Reopen(reason=ask.text("Say what came back."))


def close(ask: Ask) -> Close:
    """Nothing is owed any more."""
    ask.nothing()
    return Close()


def checklist_view(sight: Sight) -> Words:
    """The resolution checklist."""
    scene = sight.scene
    return wording.checklist_text(sight.incident, scene.now, prefix=scene.prefix)
