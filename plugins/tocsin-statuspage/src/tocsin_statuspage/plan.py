"""From what is to be shown, and what is, to the requests that bring it in step. Pure.

An incident of theirs is the JSON object of the API; {} stands for none.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final, get_args

from tocsin.providers import StatusPageState, one_line
from tocsin.providers.http import Json, Object, objects_in, text_at
from tocsin_statuspage.config import Status, Statuses
from tocsin_statuspage.words import body, name, phase, told

OURS: Final = "tocsin"
"""The name of our object in an incident's metadata."""
RANK: Final[Mapping[Status, int]] = {status: rank for rank, status in enumerate(get_args(Status))}


def status(there: Object) -> str:
    """Its phase there; what has a post-mortem, and a maintenance that is over, are resolved."""
    told = text_at(there, "status")
    return "resolved" if told in ("postmortem", "completed") else told


def key_of(there: Object) -> str:
    """The key we gave it, "" for one that is not ours."""
    return text_at(there, "metadata", OURS, "key")


def by_hand(state: StatusPageState, there: Object) -> str:
    """What somebody else has changed since we put it there, in a few words; "" = nothing."""
    said, entries = _said(there), told(state)
    if not 0 < said <= len(entries):
        return ""
    other = status(there) != phase(entries[said - 1])
    renamed = text_at(there, "name") != text_at(there, "metadata", OURS, "name")
    found = (f"it said {one_line(status(there), 40)}", other), ("its title was another", renamed)
    return " and ".join(words for words, is_so in found if is_so)


def standing(
    state: StatusPageState, ids: list[str], there: Object, others: list[Object], statuses: Statuses
) -> dict[str, Status]:
    """Id -> how it stands, of each component whose status is ours to say.

    No better than any other open incident has it. What this one does not touch any more is let
    go; what somebody added by hand is not ours before all is well.
    """
    over = phase(told(state)[-1]) == "resolved"
    before = _touched(there) if over else _touched(there) & _put(there)
    found: dict[str, Status] = dict.fromkeys(sorted(before), statuses.resolved)
    found |= dict.fromkeys(ids, _by_phase(state, statuses))
    for other in others:
        worse = _by_impact(text_at(other, "impact"), statuses)
        for key in _touched(other) & found.keys():
            found[key] = max(found[key], worse, key=RANK.__getitem__)
    return found


def steps(
    state: StatusPageState, ids: list[str], there: Object, components: Mapping[str, Status]
) -> Iterator[Object]:
    """The bodies to send, in order: one for each entry it does not have yet.

    Without a new entry there is one at most: for what is other than it should be. Subscribers
    hear of the last entry alone, since they hear of none that is old by then.
    """
    entries, said = told(state), _said(there)
    touched: list[Json] = [*ids, *sorted(_touched(there) - _put(there) - set(ids))]
    whole: Object = {
        "name": name(state),
        "impact_override": state.impact,
        "component_ids": touched,
        "components": dict(components),
    }
    for number, entry in enumerate(entries[said:], start=said + 1):
        whole["metadata"] = _metadata(state, ids, there, number)
        whole |= {"status": phase(entry), "deliver_notifications": number == len(entries)}
        yield {**whole, "body": body(entry)}
    whole |= {"status": phase(entries[-1]), "deliver_notifications": False}
    same = status(there) == whole["status"] and _touched(there) == set(touched)
    same &= all(text_at(there, key) == whole[key] for key in ("name", "impact_override"))
    if said >= len(entries) and not same:
        yield {**whole, "metadata": _metadata(state, ids, there, len(entries))}


def _metadata(state: StatusPageState, ids: list[str], there: Object, said: int) -> Object:
    """What we know it by, beside what other tools keep there."""
    kept = there.get("metadata")
    ours: Object = {"key": state.key, "said": str(said), "name": name(state)}
    theirs = kept if isinstance(kept, dict) else {}
    return {**theirs, OURS: {**ours, "components": " ".join(ids)}}


def _said(there: Object) -> int:
    """How many of our entries it has."""
    said = text_at(there, "metadata", OURS, "said")
    return int(said) if said.isdecimal() and len(said) < 6 else 0


def _touched(there: Object) -> set[str]:
    return {text_at(component, "id") for component in objects_in(there.get("components"))}


def _put(there: Object) -> set[str]:
    """Ids of the components that we had put; the others somebody added by hand."""
    return set(text_at(there, "metadata", OURS, "components").split())


def _by_phase(state: StatusPageState, statuses: Statuses) -> Status:
    last = phase(told(state)[-1])
    by_phase = {"monitoring": statuses.monitoring, "resolved": statuses.resolved}
    return by_phase.get(last) or _by_impact(state.impact, statuses)


def _by_impact(impact: str, statuses: Statuses) -> Status:
    known = {"critical": statuses.critical, "major": statuses.major, "minor": statuses.minor}
    return known.get(impact, "operational")
