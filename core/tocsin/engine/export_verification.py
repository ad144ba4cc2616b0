"""Verifies an export: its chain, and the readable fields against the events.

An export is foreign JSON: nothing of its shape is taken for granted. What a later version added,
or what a redaction took away, cannot be judged; that is told, and is no fault.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, TypeGuard

from tocsin.domain.event import Event
from tocsin.domain.people import Person
from tocsin.domain.redaction import Redacted
from tocsin.engine.event_replay import Replay
from tocsin.engine.incident_export import READABLE, Row, timeline_of
from tocsin.store.shared_rules import read_event
from tocsin.wording.names import Names, names_of

Export = Mapping[str, Any]
Path = tuple[str | int, ...]
KNOWN: Final = frozenset({*READABLE, "timeline", "events", "chain", "people", "head", "made_by"})
# An export of the first version has none of these, one of ours all.
OPTIONAL_KEYS: Final = frozenset({"people", "head", "made_by"})
OF_EVENT: Final = frozenset({"seq", "body", "body_sha256"})
GONE: Final = object()


@dataclass(frozen=True, kw_only=True)
class Mismatch:
    """The first mismatch, and the seq of its event."""

    seq: int
    what: str


@dataclass(frozen=True, kw_only=True)
class Verification:
    """The result: the fault or None, and what could not be checked.

    `is_early`: the first version made it, whose exports name no people and no head.
    """

    fault: Mismatch | None
    unjudged: tuple[str, ...] = ()
    is_early: bool = False


def verify_export(export: Export) -> Verification:
    """Verify an export: first the chain and its end, then each readable field."""
    broken = broken_seq(export)
    if broken is not None:
        return Verification(fault=Mismatch(seq=broken, what="the chain is broken there"))
    bodies = [_body(row) for row in export["events"]]
    events = [read_event(body) for body in bodies]
    emptied = emptied_seq([body is None for body in bodies], events)
    if emptied is not None:
        return Verification(fault=Mismatch(seq=emptied, what=EMPTIED))
    if "head" in export and export["head"] != export["chain"][-1]:
        return Verification(fault=_own_head_fault(export["chain"], str(export["head"])))
    return _Reading(export, bodies, events).proof()


def broken_seq(export: Export) -> int | None:
    """Return the first seq whose body or chain does not match, or None.

    Anything missing or of another shape breaks at the seq where it is.
    """
    identity, events, chain = export.get("id"), export.get("events"), export.get("chain")
    if not isinstance(events, list) or not isinstance(chain, list) or not isinstance(identity, str):
        return 1
    last = hashlib.sha256(f"tocsin:{identity}".encode(errors="surrogatepass")).digest()
    for seq, event in enumerate(events, start=1):
        try:
            last = _linked(last, event, seq, str(chain[seq - 1]))
        except (AttributeError, KeyError, IndexError, TypeError, ValueError):
            return seq
    return len(events) + 1 if len(chain) != len(events) or not events else None


def _linked(last: bytes, event: Mapping[str, Any], seq: int, wanted: str) -> bytes:
    """The chain after one event. Raises ValueError when something does not fit."""
    body, said = event["body"], event["body_sha256"]
    digest = bytes.fromhex(said)
    if body is not None and hashlib.sha256(body.encode()).hexdigest() != said:
        raise ValueError("the body does not have this hash")
    after = hashlib.sha256(last + digest).digest()
    if type(event["seq"]) is not int or event["seq"] != seq or after.hex() != wanted:
        raise ValueError("the chain does not fit")
    return after


def _body(row: Mapping[str, Any]) -> str | None:
    body = row["body"]
    return body if isinstance(body, str) else None


EMPTIED: Final = "its text is gone, and no later event says who removed it and why"

CUT_OFF: Final = "what stands from there on came after that head"
ANOTHER: Final = "the head is another: events are missing or replaced"


def emptied_seq(empty: Sequence[bool], events: Sequence[Event | None]) -> int | None:
    """Return the first seq without a body that no later `redacted` event names, or None."""
    named = {
        event.seq: at for at, event in enumerate(events, start=1) if isinstance(event, Redacted)
    }
    gone = (seq for seq, is_empty in enumerate(empty, start=1) if is_empty)
    return next((seq for seq in gone if named.get(seq, 0) <= seq), None)


def head_fault(chain: Sequence[str], head: str) -> Mismatch | None:
    """Return what is wrong if the chain should end with this hash, or a prefix of it; else None."""
    if chain and chain[-1].startswith(head.lower()):
        return None
    at = seq_of_head(chain, head)
    if at is not None:
        return Mismatch(seq=at + 1, what=CUT_OFF)
    return Mismatch(seq=len(chain) + 1, what=ANOTHER)


def _own_head_fault(chain: Sequence[str], head: str) -> Mismatch:
    """What is wrong with an export whose own head is not the end of its chain, digit by digit."""
    if head in chain:
        return Mismatch(seq=chain.index(head) + 2, what=CUT_OFF)
    return Mismatch(seq=len(chain) + 1, what=ANOTHER)


def seq_of_head(chain: Sequence[str], head: str) -> int | None:
    """Return the seq at which the chain had this hash, or None."""
    found = (seq for seq, link in enumerate(chain, start=1) if link.startswith(head.lower()))
    return next(found, None)


class _Reading:
    """The readable part of an export beside what its events make."""

    def __init__(
        self, export: Export, bodies: Sequence[str | None], events: Sequence[Event | None]
    ) -> None:
        """The chain of the export holds."""
        self._export = export
        self._bodies = bodies
        self._events = events
        self._made = Replay(str(export["id"]), events)
        self._unjudged = {str(name) for name in export if name not in KNOWN}
        self._is_early = not OPTIONAL_KEYS & export.keys()
        more = {str(name) for row in export["events"] for name in row} - OF_EVENT
        self._unjudged |= {f"events: {name}" for name in more}

    def proof(self) -> Verification:
        """Return the first difference, field by field and then line by line."""
        fault = self._odd_event() or self._fields() or self._lines()
        if fault is None and "head" not in self._export and not self._is_early:
            fault = Mismatch(seq=len(self._events), what="head is not there")
        unjudged = tuple(sorted(self._unjudged))
        return Verification(fault=fault, unjudged=unjudged, is_early=self._is_early)

    def _odd_event(self) -> Mismatch | None:
        seq = self._made.odd
        return (
            None if seq is None else Mismatch(seq=seq, what="it does not follow from those before")
        )

    def _fields(self) -> Mismatch | None:
        for name, wanted in self._made.readable().items():
            path = self._difference(wanted, self._export.get(name, GONE), (name,))
            if path is None:
                continue
            if self._made.is_certain(name):
                return Mismatch(seq=self._made.seq_of(path), what=_said(path, self._export))
            self._unjudged.add(name)
        return None

    def _lines(self) -> Mismatch | None:
        people = {} if self._is_early else self._export.get("people")
        if not _are_names(people):
            return Mismatch(seq=1, what=_said(("people",), self._export))
        given = self._export.get("timeline", GONE)
        wanted = self._timeline(_names(people), _seqs(given))
        if self._is_early:
            wanted = [{name: row[name] for name in row if name != "text"} for row in wanted]
        path = self._difference(wanted, given, ("timeline",))
        if path is None:
            return None
        at = path[1] if len(path) > 1 else 0
        seqs = [row["seq"] for row in wanted]
        seq = seqs[at] if isinstance(at, int) and at < len(seqs) else len(self._events)
        return Mismatch(seq=int(str(seq)), what=_said(path, self._export))

    def _timeline(self, names: Names, given: frozenset[object]) -> list[Row]:
        """The rows there must be; of an event that this version does not know, what it shows."""
        rows: list[Row] = []
        for seq, (event, body) in enumerate(zip(self._events, self._bodies, strict=True), start=1):
            if event is not None:
                rows += timeline_of([(seq, event)], names, self._made.incident.timezone)
            elif body is not None and seq in given:
                self._unjudged.add(f"the text of event {seq}")
                rows.append({"seq": seq, **_shown(body)})
        return rows

    def _difference(self, wanted: object, given: object, path: Path) -> Path | None:
        """Where `given` first differs; what else stands in a row is only noted."""
        if isinstance(wanted, Mapping) and isinstance(given, Mapping):
            return self._in_table(wanted, given, path)
        if isinstance(wanted, list) and isinstance(given, list):
            return self._in_list(wanted, given, path)
        return None if _same(wanted, given) else path

    def _in_table(
        self, wanted: Mapping[str, object], given: Mapping[str, object], path: Path
    ) -> Path | None:
        for key, inner in wanted.items():
            found = self._difference(inner, given.get(key, GONE), (*path, key))
            if found is not None:
                return found
        more = sorted(given.keys() - wanted.keys())
        if more and len(path) == 1:
            return path
        told = {"text"} if path[0] == "timeline" else set()  # `_timeline` tells of that one
        self._unjudged |= {f"{path[0]}: {name}" for name in more if name not in told}
        return None

    def _in_list(
        self, wanted: Sequence[object], given: Sequence[object], path: Path
    ) -> Path | None:
        for at, (inner, other) in enumerate(zip(wanted, given, strict=False)):
            found = self._difference(inner, other, (*path, at))
            if found is not None:
                return found
        return None if len(wanted) == len(given) else (*path, min(len(wanted), len(given)))


def _same(wanted: object, given: object) -> bool:
    """As JSON tells them apart: `true`, `1` and `1.0` are three values."""
    return type(wanted) is type(given) and wanted == given


def _said(path: Path, export: Export) -> str:
    """`updates[1].eta is not what the events say`."""
    text = str(path[0])
    for part in path[1:]:
        text += f"[{part}]" if isinstance(part, int) else f".{part}"
    return f"{text} is not {'what the events say' if path[0] in export else 'there'}"


def _are_names(people: object) -> TypeGuard[Mapping[str, str]]:
    return isinstance(people, Mapping) and all(isinstance(name, str) for name in people.values())


def _names(people: Mapping[str, str]) -> Names:
    return names_of({key: Person(id=key, name=name) for key, name in people.items()})


def _seqs(timeline: object) -> frozenset[object]:
    """The events that have a row."""
    rows = timeline if isinstance(timeline, list) else []
    seqs = (row.get("seq") for row in rows if isinstance(row, Mapping))
    return frozenset(seq for seq in seqs if isinstance(seq, int))


def _shown(body: str) -> Row:
    """What can be seen of an event whose type is not known."""
    try:
        said = json.loads(body)
        return {name: said[name] for name in ("at", "type", "by")}
    except (ValueError, KeyError, TypeError, RecursionError):
        return {}
