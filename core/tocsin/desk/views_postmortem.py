"""The post-mortem as it reads now, and the list of action items."""

from __future__ import annotations

from tocsin.chat import Words
from tocsin.desk.grammar import cut, first_number
from tocsin.desk.queries import Sight
from tocsin.domain.postmortem.record import Kept
from tocsin.wording.postmortem import show as wording


def postmortem(sight: Sight) -> Words:
    """Nothing behind it: how far it got; `show`: the document; `show <section> [part]`: one whole.

    Raises:
        InvalidValue: There is no such section, or the part is no number.
    """
    _, asked = cut(sight.ask.rest)
    if not asked:
        kept = _kept(sight)
        return wording.document_text(sight.scene, kept) if sight.ask.rest.strip() else (
            wording.overview(sight.scene, kept)
        )  # fmt: skip
    said, rest = cut(asked)
    section = sight.ask.choose(said.strip(":,"), wording.shown_sections(), "section")
    return wording.section_text(sight.scene, _kept(sight), section, _part(sight, rest))


def _part(sight: Sight, said: str) -> int:
    n, more = first_number(said)
    if said and (n is None or more):
        raise sight.ask.wrong("A part is a number, as in `postmortem show timeline 2`.")
    return n or 1


def _kept(sight: Sight) -> Kept:
    stored = sight.tx.events(sight.incident.id)
    return tuple((one.seq, one.event) for one in stored if one.event is not None)


def actions(sight: Sight) -> Words:
    """Action items, the open ones first."""
    return wording.actions_text(sight.scene)
