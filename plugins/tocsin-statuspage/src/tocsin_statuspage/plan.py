"""From what is to be shown, and what is, to the requests that bring it in step. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final, get_args

from tocsin.providers import StatusPageState
from tocsin_statuspage.client import Object
from tocsin_statuspage.config import Status, Statuses
from tocsin_statuspage.shown import OURS, Shown, phase, told
from tocsin_statuspage.words import body, name

RANK: Final[Mapping[Status, int]] = {one: rank for rank, one in enumerate(get_args(Status))}


@dataclass(frozen=True, kw_only=True)
class Parts:
    """The components of an incident there.

    Args:
        ours: Ids of those its service stands for.
        touched: `ours`, and what somebody added by hand.
        statuses: Id -> how it stands, of all whose status is ours to say.
    """

    ours: tuple[str, ...] = ()
    touched: tuple[str, ...] = ()
    statuses: Mapping[str, Status] = field(default_factory=dict)


def parts(
    state: StatusPageState,
    ours: Iterable[str],
    there: Shown | None,
    others: Iterable[Shown],
    statuses: Statuses,
) -> Parts:
    """The components, each standing no better than any other open incident has it.

    What the incident does not touch any more is let go; what somebody added by hand stays, and is
    well again with all the rest.
    """
    wanted = tuple(ours)
    before = there.components if there is not None else frozenset()
    by_hand = before - (there.ours if there is not None else before)
    status, over = _by_phase(state, statuses), phase(told(state)[-1]) == "resolved"
    every: dict[str, Status] = dict.fromkeys(before - by_hand, statuses.resolved)
    every |= dict.fromkeys((*wanted, *(by_hand if over else ())), status)
    for other in others:
        worse = _by_impact(other.impact, statuses)
        for key in other.components & every.keys():
            every[key] = max(every[key], worse, key=RANK.__getitem__)
    touched = (*wanted, *sorted(by_hand - set(wanted)))
    return Parts(ours=wanted, touched=touched, statuses=every)


def steps(
    state: StatusPageState, there: Shown | None, parts: Parts, *, notify: bool
) -> Iterator[Object]:
    """The bodies to send, in order: one for each entry it does not have yet.

    Without a new entry there is one at most: for what is other than it should be. Subscribers
    hear of the last entry alone, since they hear of none that is old by then.
    """
    entries = told(state)
    said = there.said if there is not None else 0
    for number, entry in enumerate(entries[said:], start=said + 1):
        yield {
            **_standing(state, parts),
            "status": phase(entry),
            "body": body(entry),
            "deliver_notifications": notify and number == len(entries),
            "metadata": _metadata(state, there, parts, number),
        }
    if there is not None and said >= len(entries) and _differs(state, there, parts):
        yield {
            **_standing(state, parts),
            "status": phase(entries[-1]),
            "deliver_notifications": False,
            "metadata": _metadata(state, there, parts, len(entries)),
        }


def _standing(state: StatusPageState, parts: Parts) -> Object:
    return {
        "name": name(state),
        "impact_override": state.impact,
        "component_ids": list(parts.touched),
        "components": dict(parts.statuses),
    }


def _metadata(state: StatusPageState, there: Shown | None, parts: Parts, said: int) -> Object:
    """What we know it by, beside what other tools keep there."""
    ours: Object = {
        "key": state.key,
        "said": str(said),
        "name": name(state),
        "impact": state.impact,
        "components": " ".join(parts.ours),
    }
    return {**(there.metadata if there is not None else {}), OURS: ours}


def _differs(state: StatusPageState, there: Shown, parts: Parts) -> bool:
    wanted = (name(state), state.impact, phase(told(state)[-1]), frozenset(parts.touched))
    return wanted != (there.name, there.impact, there.status, there.components)


def _by_phase(state: StatusPageState, statuses: Statuses) -> Status:
    last = phase(told(state)[-1])
    if last == "resolved":
        return statuses.resolved
    return statuses.monitoring if last == "monitoring" else _by_impact(state.impact, statuses)


def _by_impact(impact: str, statuses: Statuses) -> Status:
    known: Mapping[str, Status] = {
        "critical": statuses.critical,
        "major": statuses.major,
        "minor": statuses.minor,
        "maintenance": "under_maintenance",
    }
    return known.get(impact, "operational")
