"""A mitigation that was made is recorded at each tool of the team that takes changes."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.engine.given import P1, TEAM, Crash, World, unavailable
from tocsin.domain.mitigation import MitigationDone
from tocsin.engine.known_changes import each_once
from tocsin.errors import ProviderError, ProviderFault
from tocsin.providers import (
    Call,
    Change,
    ChangeCapability,
    MadeChange,
    ProviderConfig,
    ProviderType,
    Window,
)
from tocsin.store.codec import decode_event

LEDGER = '[services.checkout]\n[changes.ledger]\ntype = "ledger"\n'
SECOND = timedelta(seconds=1)
DRILL, PRIVATE = f"{P1} --drill", f"{P1} --private"


@dataclass
class Ledger:
    """A tool for changes; `script` is what the next calls of `record` do instead."""

    capabilities: frozenset[ChangeCapability] = frozenset({"record"})
    held: list[MadeChange] = field(default_factory=list)
    calls: list[str] = field(default_factory=list)
    script: list[BaseException] = field(default_factory=list)
    takes_first: bool = False
    unreadable: ProviderError | None = None

    def changes(self, window: Window, service: str, call: Call) -> tuple[Change, ...]:
        self.calls.append("changes")
        if self.unreadable is not None:
            raise self.unreadable
        return tuple(
            Change(id=change.key, at=change.at, title=change.title, recorded=change.key)
            for change in self.held
            if window.start <= change.at < window.end
        )

    def record(self, change: MadeChange, call: Call) -> None:
        self.calls.append("record")
        assert call.object_key == change.key
        if not self.script or self.takes_first:
            self.held.append(change)
        if self.script:
            raise self.script.pop(0)


@pytest.fixture
def ledger() -> Ledger:
    return Ledger()


@pytest.fixture
def world(tmp_path: Path, ledger: Ledger) -> World:
    kind: ProviderType[Any] = ProviderType(
        kind="changes", name="ledger", summary="", config=ProviderConfig,
        factory=lambda _config, _context: ledger,
    )  # fmt: skip
    return World(tmp_path, types=(kind,), teams={"shop": TEAM + LEDGER})


def made(world: World, declared: str = f"{P1} --service checkout") -> None:
    """An incident whose change was proposed, approved and made."""
    for line in (declared, "!incident INC-1 ack", "!incident INC-1 take ic"):
        world.say(line)
    world.run(seconds=30)
    for line in ("mitigate rollback checkout 4.3 to 4.2", "approve", "done 1"):
        world.say(f"!incident INC-1 {line}")


def test_the_tool_is_told_what_was_done_by_whom_of_which_service_and_when(
    world: World, ledger: Ledger
) -> None:
    made(world)
    when = world.clock()
    world.run(seconds=30)

    (change,) = ledger.held
    incident = world.incident()
    assert change == MadeChange(
        key=f"{incident.id}.c1",
        incident="INC-1",
        at=when,
        title="INC-1, rollback: checkout 4.3 to 4.2",
        strategy="rollback",
        what="deploy",
        service="checkout",
        person="Ana",
        link=incident.ticket.url if incident.ticket else "",
    )
    assert len(change.key) <= 64
    assert ledger.calls.count("record") == 1


@pytest.mark.parametrize("declared", [DRILL, PRIVATE])
def test_what_is_practice_or_private_stays_here(
    world: World, ledger: Ledger, declared: str
) -> None:
    made(world, declared)
    world.run(minutes=5)
    assert world.incident().mitigations[1].state == "done"
    assert ledger.held == []
    assert "change:sent" not in world.seen.attempts


def test_what_becomes_private_while_the_tool_is_down_is_told_nowhere(
    world: World, ledger: Ledger
) -> None:
    ledger.script = [unavailable()] * 3
    made(world)
    world.run(seconds=2)
    world.say("!incident INC-1 flag private a matter of few")
    tried = ledger.calls.count("record")
    world.run(minutes=30)
    assert ledger.calls.count("record") == tried < 3
    assert ledger.held == []
    assert world.seen.attempts.count("change:skipped") == 1


def test_a_tool_without_the_capability_is_not_told(world: World, ledger: Ledger) -> None:
    ledger.capabilities = frozenset()
    world.boot()
    made(world)
    world.run(minutes=1)
    assert "record" not in ledger.calls


def test_an_answer_that_was_lost_is_looked_for_before_it_is_told_again(
    world: World, ledger: Ledger
) -> None:
    ledger.script, ledger.takes_first = [ProviderError("timeout", "no answer")], True
    made(world)
    world.run(minutes=5)
    assert ledger.calls[-2:] == ["record", "changes"]
    assert len(ledger.held) == 1


def test_what_was_not_taken_is_told_again(world: World, ledger: Ledger) -> None:
    ledger.script = [ProviderError("timeout", "no answer")]
    made(world)
    world.run(minutes=5)
    assert len(ledger.held) == 1


def test_a_refusal_that_is_no_maybe_asks_nothing(world: World, ledger: Ledger) -> None:
    ledger.script = [ProviderError("rate_limited", "later", retry_after=5)]
    made(world)
    world.run(minutes=5)
    assert ledger.calls[-2:] == ["record", "record"]


@pytest.mark.parametrize("code", ["forbidden", "not_found", "invalid"])
def test_a_tool_that_may_not_be_asked_is_told_again(
    world: World, ledger: Ledger, code: ProviderFault
) -> None:
    """The same change under the same key, which is shown once."""
    ledger.script, ledger.takes_first = [ProviderError("timeout", "no answer")], True
    ledger.unreadable = ProviderError(code, "no")
    made(world)
    world.run(minutes=5)
    assert [change.key for change in ledger.held] == [f"{world.incident().id}.c1"] * 2


def test_a_tool_that_cannot_answer_now_is_not_told_blindly(world: World, ledger: Ledger) -> None:
    ledger.script, ledger.takes_first = [ProviderError("timeout", "no answer")], True
    ledger.unreadable = unavailable()
    made(world)
    world.run(minutes=5)
    assert ledger.calls.count("record") == 1
    ledger.unreadable = None
    world.run(minutes=20)
    assert len(ledger.held) == 1


def test_a_crash_after_the_tool_took_it_leaves_it_there_once(world: World, ledger: Ledger) -> None:
    ledger.script, ledger.takes_first = [Crash()], True
    made(world)
    with pytest.raises(Crash):
        world.run(minutes=1)
    world.restart()
    world.run(minutes=5)
    assert len(ledger.held) == 1
    assert ledger.calls[-2:] == ["record", "changes"]


def test_a_tool_that_refuses_is_told_of_in_the_room_and_stops_nothing(
    world: World, ledger: Ledger
) -> None:
    ledger.script = [ProviderError("auth", "The routing key is wrong.")]
    made(world)
    world.run(minutes=1)
    heard = world.chat.heard()
    assert (
        "Changes (ledger) could not be told of a mitigation that was made: "
        "The routing key is wrong."
    ) in heard
    assert "please do this one by hand" in heard
    world.say("!incident INC-1 mitigated")
    assert world.incident().status == "monitoring"


def test_what_the_tool_tells_of_it_is_the_same_change(world: World, ledger: Ledger) -> None:
    """Another tool, and a webhook, may tell of it at another second and in other words."""
    at = world.clock()
    found = (
        Change(id="1", at=at, title="INC-1, rollback: 4.2", service="checkout", recorded="a.c1"),
        Change(id="2", at=at + SECOND, title="INC-1, rollback", recorded="a.c1"),
        Change(id="3", at=at, title="INC-1, rollback: 4.2", service="checkout", recorded="a.c2"),
        Change(id="4", at=at, title="deploy 4.3"),
        Change(id="5", at=at, title="deploy 4.3"),
    )
    assert [change.id for change in each_once(found)] == ["1", "3", "4"]


def test_the_next_incident_is_told_of_it_once(world: World, ledger: Ledger) -> None:
    made(world)
    world.run(minutes=1)
    ledger.held.append(replace(ledger.held[0], title="INC-1, the same from elsewhere"))
    world.say("!incident declare checkout is slow p1 --service checkout")
    world.run(minutes=1)
    assert world.chat.heard().count("checkout 4.3 to 4.2, 10:00 CET") == 1
    assert "from elsewhere" not in world.chat.heard()


def test_an_event_of_before_is_read_and_told_to_nobody() -> None:
    stored = (
        '{"type":"mitigation-done","by":"ana","at":"2026-11-23T09:00:00Z","n":1,"approved":true}'
    )
    event = decode_event(stored)
    assert isinstance(event, MitigationDone)
    assert event.providers == ()
