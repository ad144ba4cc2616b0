"""What is kept by age goes by age, a little at a time; incidents and events stay for ever."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from tests.engine.given import P1, MemoryHome, SqliteHome, World
from tocsin.engine import retention as retention_module
from tocsin.engine.retention import Retention
from tocsin.store.contract import InboxRow


@pytest.fixture(params=["memory", "sqlite"])
def anywhere(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[World]:
    memory = request.param == "memory"
    made = World(tmp_path, MemoryHome() if memory else SqliteHome(tmp_path / "t.db"))
    yield made
    made.store.close()


def tidy(world: World, *, times: int = 1, **later: float) -> int:
    """Let time pass, and tidy up so many times."""
    world.clock.at += timedelta(**later)
    retention, dropped = Retention(world.store), 0
    for _ in range(times):
        dropped += retention.step(world.clock())
        world.clock.at += timedelta(minutes=1)
    return dropped


def facts(world: World, space: str) -> list[str]:
    return list(world.store.read(lambda tx: tx.facts(space)))


def message(world: World, ident: str, *, handled: datetime | None) -> None:
    row = InboxRow(
        source="chat/irc", message_id=ident, body="{}", received=world.clock(), handled=handled
    )
    world.store.write(lambda tx: tx.put_inbox(row))


def there(world: World, ident: str) -> bool:
    return world.store.read(lambda tx: tx.inbox("chat/irc", ident)) is not None


def test_messages_go_thirty_days_after_they_were_handled(anywhere: World) -> None:
    message(anywhere, "handled", handled=anywhere.clock())
    message(anywhere, "waiting", handled=None)
    tidy(anywhere, days=30)
    assert there(anywhere, "handled")
    tidy(anywhere, minutes=1)
    assert not there(anywhere, "handled")
    assert there(anywhere, "waiting")


def test_what_a_webhook_is_recognised_by_goes_after_a_day(anywhere: World) -> None:
    anywhere.alert()
    tidy(anywhere, hours=23)
    assert len(facts(anywhere, "delivery")) == 1
    tidy(anywhere, hours=2)
    assert facts(anywhere, "delivery") == []


def test_a_link_goes_thirty_days_after_it_expired(anywhere: World) -> None:
    anywhere.tell(P1)
    token = anywhere.bell().links[0].rsplit("/", 1)[1]
    tidy(anywhere, days=30)
    assert anywhere.system.acks.look(token).state == "gone"
    tidy(anywhere, days=2)
    assert anywhere.system.acks.look(token).state == "unknown"
    assert facts(anywhere, "ack") == []


def test_an_alert_group_is_forgotten_ninety_days_after_its_incident_ended(anywhere: World) -> None:
    anywhere.alert()
    tidy(anywhere, days=200)
    assert len(facts(anywhere, "episode")) == 1, "its incident is open"
    assert anywhere.say("!incident INC-1 decline a false alarm").accepted
    tidy(anywhere, days=80)
    assert len(facts(anywhere, "episode")) == 1
    tidy(anywhere, days=11)
    assert facts(anywhere, "episode") == []


def test_incidents_events_and_what_a_plugin_keeps_stay(anywhere: World) -> None:
    anywhere.tell(P1)
    anywhere.store.write(lambda tx: tx.set_fact("kv/shop/paging.tower", "k", "v"))
    before = anywhere.events()
    tidy(anywhere, days=3000)
    assert anywhere.events() == before
    assert facts(anywhere, "kv/shop/paging.tower") == ["k"]
    assert facts(anywhere, "rooms") != []


def many(world: World, count: int) -> None:
    """So many webhooks of long ago, and one of now in the middle of them."""
    old = json.dumps({"at": world.clock().isoformat(), "incident": None})
    new = json.dumps({"at": (world.clock() + timedelta(days=9)).isoformat(), "incident": None})
    rows = [(f"k{number:04}", old) for number in range(count)]

    for key, text in [*rows, ("k0001-new", new)]:
        world.store.write(lambda tx, key=key, text=text: tx.set_fact("delivery", key, text))  # type: ignore[misc]  # a lambda's default has no type


def test_a_step_is_bounded_and_the_walk_goes_round(
    anywhere: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(retention_module, "AT_ONCE", 4)
    many(anywhere, 10)
    anywhere.clock.at += timedelta(days=9)
    retention, dropped = Retention(anywhere.store), []
    for _ in range(5):
        dropped.append(retention.step(anywhere.clock()))
        anywhere.clock.at += timedelta(minutes=1)
    assert dropped == [3, 4, 3, 0, 0]
    assert facts(anywhere, "delivery") == ["k0001-new"]
    anywhere.clock.at += timedelta(days=2)
    assert retention.step(anywhere.clock()) == 1


def test_the_inbox_is_bounded_too(anywhere: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(retention_module, "AT_ONCE", 2)
    for number in range(5):
        message(anywhere, f"m{number}", handled=anywhere.clock())
    anywhere.clock.at += timedelta(days=31)
    retention, dropped = Retention(anywhere.store), []
    for _ in range(4):
        dropped.append(retention.step(anywhere.clock()))
        anywhere.clock.at += timedelta(minutes=1)
    assert dropped == [2, 2, 1, 0]


def test_it_looks_once_a_minute(anywhere: World) -> None:
    retention = Retention(anywhere.store)
    retention.step(anywhere.clock())
    anywhere.alert()
    anywhere.clock.at += timedelta(seconds=59)
    assert retention.step(anywhere.clock()) == 0
    anywhere.clock.at += timedelta(days=3)
    assert retention.step(anywhere.clock()) == 1


def test_a_row_nobody_can_read_stays_and_stops_nothing(
    anywhere: World, caplog: pytest.LogCaptureFixture
) -> None:
    anywhere.store.write(lambda tx: tx.set_fact("delivery", "a", "no json"))
    anywhere.alert()
    assert tidy(anywhere, days=3) == 1
    assert facts(anywhere, "delivery") == ["a"]
    assert "cannot be read, and stays: JSONDecodeError" in caplog.text


def test_a_running_system_tidies_up(world: World) -> None:
    world.alert()
    world.clock.at += timedelta(days=3)
    pause = threading.Event()
    world.system.start(lambda: None)
    for _ in range(2400):
        if not facts(world, "delivery"):
            break
        pause.wait(0.05)
    left = facts(world, "delivery")
    world.system.stop()
    assert left == []
