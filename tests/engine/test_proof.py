"""Every edit of an export is found, and named by where it is and by the event it is about."""

from __future__ import annotations

import copy
import hashlib
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.engine.given import P1, World, redact
from tocsin.engine.export_verification import head_fault, verify_export
from tocsin.engine.incident_export import as_export

Made = dict[str, Any]
LINES = (
    "ack", "assign tl @bo", "update investigating | 500s for all | looking | unknown",
    "update mitigating | less | rolling back | 30m", "task add call the bank @bo",
    "task add read the log", "task done 2", "flag customer-impact some see it",
    "note the deploy of 08:55", "note the token was hunter2", "decide roll back",
)  # fmt: skip


def told(world: World) -> None:
    world.tell(P1)
    for line in LINES:
        world.tell(f"!incident INC-1 {line}")
        world.run(minutes=1)


def made_of(world: World) -> Made:
    incident = world.incident(1)
    stored = world.store.read(lambda tx: tx.events(incident.id))
    made: Made = json.loads(json.dumps(as_export(incident, stored, world.teams.people)))
    return made


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> Made:
    world = World(tmp_path_factory.mktemp("sound"))
    told(world)
    return made_of(world)


@pytest.fixture
def export(sound: Made) -> Made:
    return copy.deepcopy(sound)


def seq_of(export: Made, words: str) -> int:
    return next(int(row["seq"]) for row in export["events"] if words in row["body"])


def refused(export: Made) -> str:
    """Where it breaks and what is said of it."""
    fault = verify_export(export).fault
    assert fault is not None, "the edit was not seen"
    return f"{fault.seq}: {fault.what}"


def test_what_nobody_touched_holds(export: Made) -> None:
    proof = verify_export(export)
    assert (proof.fault, proof.unjudged) == (None, ())
    assert len(export["updates"]) == 2
    assert len(export["roles"]) == 2


def put(path: str, value: object) -> Callable[[Made], None]:
    """Write a value at `updates.0.eta`."""

    def edit(export: Made) -> None:
        *way, last = [int(part) if part.isdigit() else part for part in path.split(".")]
        holder: Any = export
        for step in way:
            holder = holder[step]
        assert json.dumps(holder.get(last, ()) if isinstance(holder, dict) else holder[last]) != (
            json.dumps(value)
        )
        holder[last] = value

    return edit


def drop(path: str) -> Callable[[Made], None]:
    def edit(export: Made) -> None:
        *way, last = [int(part) if part.isdigit() else part for part in path.split(".")]
        holder: Any = export
        for step in way:
            holder = holder[step]
        del holder[last]

    return edit


def add(path: str, value: object) -> Callable[[Made], None]:
    return lambda export: export[path].append(value)


EDITS: dict[str, tuple[Callable[[Made], None], str]] = {
    "the title": (put("title", "a small glitch"), "title"),
    "the number": (put("number", "INC-2"), "number"),
    "the severity": (put("severity", "P3"), "severity"),
    "no severity": (put("severity", None), "severity"),
    "the status": (put("status", "resolved"), "status"),
    "a flag gone": (put("flags", []), "flags[0]"),
    "a flag more": (put("flags", ["customer-impact", "drill"]), "flags[1]"),
    "a role of another": (put("roles.ic", "bo"), "roles.ic"),
    "a role more": (put("roles.em", "bo"), "roles"),
    "a role gone": (drop("roles.tl"), "roles.tl"),
    "a milestone": (put("milestones.acknowledged", "2026-11-23T08:59:00Z"), "milestones.ack"),
    "a milestone more": (put("milestones.resolved", "2026-11-23T09:30:00Z"), "milestones"),
    "a room": (put("rooms.0", "#elsewhere"), "rooms[0]"),
    "a room gone": (put("rooms", []), "rooms[0]"),
    "the impact of an update": (put("updates.0.impact", "nobody"), "updates[0].impact"),
    "the moment of an update": (put("updates.1.at", "2026-11-23T09:00:00Z"), "updates[1].at"),
    "an update gone": (drop("updates.0"), "updates[0].at"),
    "an update more": (add("updates", {"at": "2026-11-23T09:00:00Z"}), "updates[2]"),
    "the owner of a task": (put("tasks.0.owner", "ana"), "tasks[0].owner"),
    "a task done": (put("tasks.0.done", True), "tasks[0].done"),
    "a number for yes": (put("tasks.1.done", 1), "tasks[1].done"),
    "a text of the timeline": (put("timeline.3.text", "Nobody did anything."), "timeline[3].text"),
    "a moment of the timeline": (put("timeline.3.at", "2026-11-23T08:00:00Z"), "timeline[3].at"),
    "who did it": (put("timeline.3.by", "mallory"), "timeline[3].by"),
    "what it was": (put("timeline.3.type", "noted"), "timeline[3].type"),
    "the order of the timeline": (
        lambda export: export["timeline"].insert(1, export["timeline"].pop(4)), "timeline[1].seq",
    ),
    "a line gone": (drop("timeline.5"), "timeline[5].seq"),
    "the first line gone": (drop("timeline.0"), "timeline[0].seq"),
    "a line more": (add("timeline", {"seq": 1, "text": "All was well."}), "timeline["),
    "the whole timeline": (put("timeline", []), "timeline[0]"),
    "a timeline of another shape": (put("timeline", {"0": "x"}), "timeline"),
    "the name of a person": (put("people.ana", "Mallory"), "timeline["),
    "no names": (drop("people"), "people is not there"),
    "the head": (put("head", "0" * 64), "the head is another"),
    "no head": (drop("head"), "head is not there"),
    "a field gone": (drop("tasks"), "tasks is not there"),
}  # fmt: skip


@pytest.mark.parametrize("name", EDITS)
def test_an_edit_of_what_people_read_is_named(export: Made, name: str) -> None:
    edit, where = EDITS[name]
    edit(export)
    assert where in refused(export)


@pytest.mark.parametrize(
    ("edit", "words"),
    [
        (put("title", "a small glitch"), '"type":"declared"'),
        (put("severity", "P3"), '"severity":"P1"'),
        (put("updates.1.eta", "now"), "rolling back"),
        (put("tasks.1.text", "sleep"), '"type":"task-done"'),
        (put("roles.tl", "ana"), '"role":"tl"'),
    ],
)
def test_the_event_it_is_about_is_named(
    export: Made, edit: Callable[[Made], None], words: str
) -> None:
    seq = seq_of(export, words)
    edit(export)
    assert refused(export).startswith(f"{seq}: ")


def cut(export: Made, count: int) -> Made:
    """Without the last events, and without their lines."""
    gone = {row["seq"] for row in export["events"][-count:]}
    del export["events"][-count:], export["chain"][-count:]
    export["timeline"] = [row for row in export["timeline"] if row["seq"] not in gone]
    return export


def test_a_cut_tail_is_seen_by_the_head_it_had(export: Made) -> None:
    left = len(cut(export, 1)["events"])
    assert refused(export) == f"{left + 1}: the head is another: events are missing or replaced"


def test_a_cut_tail_with_a_new_head_is_seen_by_what_people_read(export: Made) -> None:
    """Whoever cuts so much that the incident is another one must rewrite that as well."""
    cut(export, len(export["events"]) - seq_of(export, "hunter2"))
    cut(export, 8)
    export["head"] = export["chain"][-1]
    assert " is not what the events say" in refused(export)


def test_a_head_noted_before_sees_even_a_record_written_anew(sound: Made, export: Made) -> None:
    forged = rechained(export, lambda body: body.replace("P1", "P2"))
    assert head_fault(sound["chain"], sound["head"][:16]) is None
    fault = head_fault(forged["chain"], sound["head"])
    assert fault is not None
    assert fault.seq == len(forged["chain"]) + 1
    early = head_fault(sound["chain"], sound["chain"][2])
    assert early is not None
    assert early.seq == 4


def rechained(export: Made, change: Callable[[str], str]) -> Made:
    """With every hash made anew."""
    link = hashlib.sha256(("tocsin:" + export["id"]).encode()).digest()
    for at, row in enumerate(export["events"]):
        row["body"] = change(row["body"])
        digest = hashlib.sha256(row["body"].encode()).digest()
        link = hashlib.sha256(link + digest).digest()
        row["body_sha256"], export["chain"][at] = digest.hex(), link.hex()
    export["head"] = export["chain"][-1]
    return export


def test_a_chain_made_anew_is_seen_by_what_people_read(export: Made) -> None:
    rechained(export, lambda body: body.replace("500s for all", "nothing"))
    assert "updates[0].impact" in refused(export)


@pytest.mark.parametrize("which", ["first", "last", "every"])
def test_an_emptied_body_is_named(export: Made, which: str) -> None:
    rows = export["events"]
    chosen = {"first": rows[:1], "last": rows[-1:], "every": rows}[which]
    for row in chosen:
        row["body"] = None
    assert refused(export).startswith(f"{chosen[0]['seq']}: its text is gone, and no later event")


@pytest.fixture
def redacted(tmp_path: Path) -> Made:
    world = World(tmp_path)
    told(world)
    redact(world, seq_of(made_of(world), "hunter2"))
    return made_of(world)


def test_a_redaction_that_an_event_tells_of_holds(redacted: Made) -> None:
    assert "hunter2" not in json.dumps(redacted["events"])
    assert verify_export(redacted).fault is None


@pytest.mark.parametrize(
    ("edit", "where"),
    [
        (put("title", "a small glitch"), "title"),
        (put("timeline.3.text", "x"), "timeline[3].text"),
        (add("timeline", {"seq": 1}), "timeline["),
    ],
)
def test_beside_a_redaction_what_is_certain_is_still_judged(
    redacted: Made, edit: Callable[[Made], None], where: str
) -> None:
    edit(redacted)
    assert where in refused(redacted)


def test_what_a_redacted_event_may_have_said_is_told_as_not_judged(redacted: Made) -> None:
    redacted["updates"][0]["impact"] = "nobody"
    proof = verify_export(redacted)
    assert (proof.fault, proof.unjudged) == (None, ("updates",))


def test_an_event_of_a_later_version_is_told_as_not_judged(export: Made) -> None:
    at = seq_of(export, "08:55") - 1
    rechained(export, lambda body: body)
    body = json.loads(export["events"][at]["body"])
    new = json.dumps({**body, "type": "of-tomorrow"})
    rechained(export, lambda old: new if old == export["events"][at]["body"] else old)
    row = next(row for row in export["timeline"] if row["seq"] == at + 1)
    row["type"] = "of-tomorrow"
    proof = verify_export(export)
    assert proof.fault is None
    assert f"the text of event {at + 1}" in proof.unjudged
    row["by"] = "mallory"
    assert ".by" in refused(export)


def test_what_a_later_version_added_is_told_as_not_judged(export: Made) -> None:
    export["mood"] = "good"
    export["updates"][0]["mood"] = "good"
    export["updates"][0]["text"] = "Eva did it"
    export["events"][0]["text"] = "Eva did it"
    proof = verify_export(export)
    added = ("events: text", "mood", "updates: mood", "updates: text")
    assert (proof.fault, proof.unjudged) == (None, added)
