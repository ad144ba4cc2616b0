"""`tocsin verify`: whether an incident, or an export of one, proves itself."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from tocsin.cli.export import NUMBER, StoredIncident, exported, made_by, stored_incident
from tocsin.config.deployment import load_deployment
from tocsin.domain.plurals import plural
from tocsin.engine.column_checks import odd_columns, odd_event
from tocsin.engine.export_verification import (
    Mismatch,
    Verification,
    head_fault,
    seq_of_head,
    verify_export,
)
from tocsin.errors import InvalidValue
from tocsin.store.database import shown_place
from tocsin.wording.clean import clean

LONGEST: Final = 40
MOST_NAMES: Final = 20
EARLY: Final = (
    "the first version made it, without names and head: the words of its timeline and whether its "
    "end was cut off cannot be judged; compare the head with that of the incident in the database"
)
HEAD: Final = re.compile(r"[0-9a-f]{16,64}")


@dataclass(frozen=True, kw_only=True)
class VerifiedInput:
    """What was looked at, where it lies, and what was found."""

    place: str
    export: Mapping[str, Any]
    proof: Verification
    is_file: bool


def verify_incident(what: str, config: Path | None, head: str = "") -> int:
    """Print whether the hash chain of an incident or export holds; return 0 if so, else 1.

    The first bad seq is named.

    Raises:
        InvalidValue: There is no such incident or export, or `head` is none.
        NotFound: There is no such incident.
    """
    wanted = head.strip().lower()
    if wanted and HEAD.fullmatch(wanted) is None:
        raise InvalidValue("A head is 64 hexadecimal digits, or the first 16 of them or more.")
    in_database = NUMBER.fullmatch(what.strip()) is not None and not Path(what).is_file()
    looked = _in_database(what, config) if in_database else _in_file(Path(what))
    fault = looked.proof.fault or _of_head(looked, wanted)
    for line in _bad(looked, fault) if fault is not None else _good(looked, wanted):
        print(line)
    print(f"read from {clean(looked.place)}")
    return 0 if fault is None else 1


def _of_head(looked: VerifiedInput, head: str) -> Mismatch | None:
    """An export ends with its head; an incident in a database may have gone on since."""
    chain: Sequence[str] = looked.export["chain"]
    if not head or (not looked.is_file and seq_of_head(chain, head) is not None):
        return None
    return head_fault(chain, head)


def _bad(looked: VerifiedInput, fault: Mismatch) -> Iterator[str]:
    yield f"seq {fault.seq}: {fault.what}"
    maker = looked.export.get("made_by", made_by())
    if maker != made_by() and fault.what.startswith("timeline"):
        yield f"{clean(str(maker), LONGEST)} made it and may word it otherwise: verify it with that"


def _good(looked: VerifiedInput, head: str) -> Iterator[str]:
    export, chain = looked.export, looked.export["chain"]
    number = clean(str(export["number"]), LONGEST)
    said = f"{number}: {plural(len(chain), 'event')}, the chain holds"
    if looked.proof.is_early:
        yield f"{said}, and so do the fields beside them"
        yield EARLY
    else:
        yield f"{said}, and all it says follows from them"
    if looked.is_file and export.get("people"):
        shown = list(export["people"].items())[:MOST_NAMES]
        names = ", ".join(f"{clean(who, LONGEST)} = {clean(name, 60)}" for who, name in shown)
        yield f"names, which no event proves: {names}"
    if looked.proof.unjudged:
        left = ", ".join(clean(name, LONGEST) for name in looked.proof.unjudged[:MOST_NAMES])
        yield f"cannot be judged, since it was removed or is of another version: {left}"
    at = seq_of_head(chain, head) if head else None
    if at is not None and at < len(chain):
        yield f"seq {at} had that head; what stands after it came since"
    yield f"head {chain[-1]}"


def _in_file(file: Path) -> VerifiedInput:
    read = _read(file)
    if not isinstance(read, dict):
        raise InvalidValue(f"{file} is no JSON export.")
    return VerifiedInput(
        place=str(file.absolute()), export=read, proof=verify_export(read), is_file=True
    )


def _read(file: Path) -> object:
    """What stands in a file.

    Raises:
        InvalidValue: It is no JSON, or no file.
    """
    try:
        read: object = json.loads(file.read_text(encoding="utf-8-sig"), object_pairs_hook=_once)
    except (ValueError, RecursionError) as error:
        twice = f", it says something twice: {error}" if isinstance(error, _TwiceError) else ""
        raise InvalidValue(f"{file} is no JSON export{twice}.") from None
    except OSError as error:
        raise InvalidValue(
            f"{str(file)!r} is no file that can be read ({error.strerror}), and no incident; "
            "write it like INC-42, or name a file."
        ) from None
    return read


class _TwiceError(ValueError):
    """A key stands twice: some readers show the first, others the last."""


def _once(pairs: Sequence[tuple[str, object]]) -> dict[str, object]:
    made = dict(pairs)
    if len(made) != len(pairs):
        keys = [key for key, _ in pairs]
        raise _TwiceError(clean(next(key for key in keys if keys.count(key) > 1), LONGEST))
    return made


def _in_database(what: str, config: Path | None) -> VerifiedInput:
    deployment = load_deployment(config)
    place = shown_place(deployment.database_url, deployment.data_dir)
    found = stored_incident(what, deployment)
    export = json.loads(json.dumps(exported(found, deployment)))
    proof = verify_export(export)
    if proof.fault is None:
        proof = Verification(fault=_of_columns(found), unjudged=proof.unjudged)
    return VerifiedInput(place=place, export=export, proof=proof, is_file=False)


def _of_columns(found: StoredIncident) -> Mismatch | None:
    """The first column in the database that differs from the stored events; None = none."""
    last = len(found.events)
    if found.incident.version != last:
        return Mismatch(seq=last + 1, what=f"the incident counts {found.incident.version} events")
    event, incident = odd_event(found.events), odd_columns(found.row, found.incident, found.events)
    if event is not None:
        return Mismatch(
            seq=event[0], what=f"its columns differ from its text: {', '.join(event[1])}"
        )
    if incident:
        return Mismatch(seq=last, what=f"the incident's columns differ: {', '.join(incident)}")
    return None
