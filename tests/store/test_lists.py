"""Finding incidents: by number, by room, in lists."""

from __future__ import annotations

from tests.store.given import START, Home, add, after, declare, noted, with_rooms
from tocsin.domain.declare import Declared
from tocsin.domain.incident import Incident
from tocsin.domain.resolution import Closed, Reopened, Resolved
from tocsin.domain.rooms.events import RoomFailed, RoomOpened
from tocsin.store.contract import IncidentRow, OwnRoom, Store


def in_room(store: Store, platform: str, room_id: str) -> str | None:
    return store.read(lambda tx: tx.id_of_room(platform, room_id))


def named(store: Store, platform: str, name: str) -> OwnRoom | None:
    return store.read(lambda tx: tx.room_named(platform, name))


def test_an_incident_is_found_by_its_number(store: Store) -> None:
    declare(store, "i1", 1)
    declare(store, "i7", 7)

    assert store.read(lambda tx: tx.id_of(7)) == "i7"
    assert store.read(lambda tx: tx.id_of(8)) is None


def test_a_line_of_the_list(store: Store) -> None:
    now = add(store, declare(store), noted(at=after(60)))

    assert list(store.read(lambda tx: tx.incidents())) == [
        IncidentRow(
            id="i1",
            number=1,
            team="shop",
            title="checkout returns 500s",
            status="investigating",
            is_open=True,
            severity="P1",
            version=2,
            opened=START,
            updated=after(60),
            policy_hash=now.policy_hash,
            chain=store.read(lambda tx: tx.events("i1"))[-1].chain,
            cause="",
        )
    ]


def test_without_a_severity_the_line_has_none(store: Store) -> None:
    report = Declared(
        at=START, by="ana", number=1, team="shop", title="slow", timezone="UTC", source="report"
    )
    add(store, Incident(id="i1"), report)

    assert [row.severity for row in store.read(lambda tx: tx.incidents())] == [""]


def test_the_newest_come_first_up_to_a_limit(store: Store) -> None:
    for number in (2, 10, 1, 3):
        declare(store, f"i{number}", number)

    rows = store.read(lambda tx: tx.incidents(limit=3))

    assert [row.number for row in rows] == [10, 3, 2]


def test_a_team_sees_its_own(store: Store) -> None:
    declare(store, "i1", 1, team="shop")
    declare(store, "i2", 2, team="search")

    assert [row.id for row in store.read(lambda tx: tx.incidents(team="search"))] == ["i2"]


def test_ended_incidents_are_listed_only_when_asked_for(store: Store) -> None:
    resolved = add(store, declare(store, "i1", 1), Resolved(at=START, by="ana"))
    declare(store, "i2", 2)

    assert [row.id for row in store.read(lambda tx: tx.incidents())] == ["i2", "i1"]
    closed = add(store, resolved, Closed(at=START, by="ana"))
    assert [row.id for row in store.read(lambda tx: tx.incidents())] == ["i2"]
    assert [row.id for row in store.read(lambda tx: tx.incidents(open_only=False))] == ["i2", "i1"]
    add(store, closed, Reopened(at=START, by="ana", reason="again"))
    assert [row.id for row in store.read(lambda tx: tx.incidents())] == ["i2", "i1"]


def test_an_incident_is_found_by_the_id_of_its_room(store: Store) -> None:
    add(store, Incident(id="i1"), *with_rooms(1, irc="#incident-1", console="incident-one"))

    assert in_room(store, "irc", "id-#incident-1") == "i1"
    assert in_room(store, "console", "id-incident-one") == "i1"
    assert in_room(store, "console", "id-#incident-1") is None
    assert in_room(store, "irc", "id-#incidents") is None


def test_a_room_is_no_incidents_by_its_name(store: Store) -> None:
    """Whoever may make rooms gives them any name."""
    add(store, Incident(id="i1"), *with_rooms(1, irc="#incident-1"))

    assert in_room(store, "irc", "#incident-1") is None
    assert in_room(store, "irc", "incident-1") is None


def test_where_names_are_proof_a_room_is_found_by_its_name(store: Store) -> None:
    add(store, Incident(id="i1"), *with_rooms(1, irc="#incident-1"))

    room = OwnRoom(platform="irc", room_id="id-#incident-1", name="incident-1", incident="i1")
    assert named(store, "irc", "#incident-1") == room
    assert named(store, "irc", "incident-1") == room
    assert named(store, "console", "#incident-1") is None


def test_a_room_opened_later_is_found_too_also_after_opening_again(
    store: Store, home: Home
) -> None:
    _, opened = with_rooms(1, irc="#incident-1")
    add(store, declare(store), opened)
    store.close()

    again = home.open()

    assert in_room(again, "irc", "id-#incident-1") == "i1"
    again.close()


def test_a_thread_in_the_announce_room_makes_that_room_nobodys(store: Store) -> None:
    failed = RoomFailed(at=START, by="chat.irc", platform="irc", reason="no rights")
    add(store, declare(store), failed)

    assert in_room(store, "irc", "#incidents") is None
    assert in_room(store, "irc", "") is None
    assert named(store, "irc", "#incidents") is None
    assert store.read(lambda tx: tx.rooms()) == []


def test_a_room_used_again_belongs_to_the_later_incident(store: Store) -> None:
    add(store, Incident(id="i1"), *with_rooms(1, irc="#incident-1"))
    add(store, Incident(id="i2"), *with_rooms(2, irc="#incident-1"))

    assert in_room(store, "irc", "id-#incident-1") == "i2"


def test_rooms_of_one_name_are_two_rooms(store: Store) -> None:
    add(store, Incident(id="i1"), *with_rooms(1, irc="#incident-1"))
    other = RoomOpened(at=START, by="engine", platform="irc", room="other", name="#incident-1")
    add(store, declare(store, "i2", 2), other)

    assert in_room(store, "irc", "id-#incident-1") == "i1"
    assert in_room(store, "irc", "other") == "i2"
    assert getattr(named(store, "irc", "#incident-1"), "incident", "") == "i2"


def test_a_room_that_takes_the_place_of_another_is_the_only_one(store: Store) -> None:
    before = add(store, Incident(id="i1"), *with_rooms(1, irc="#incident-1"))
    _, later = with_rooms(1, irc="#incident-1-2")
    add(store, before, later)

    assert in_room(store, "irc", "id-#incident-1") is None
    assert in_room(store, "irc", "id-#incident-1-2") == "i1"


def test_a_renamed_room_is_found_by_its_new_name_only(store: Store) -> None:
    before = add(store, Incident(id="i1"), *with_rooms(1, irc="#incident-1"))
    renamed = RoomOpened(
        at=START, by="engine", platform="irc", room="id-#incident-1", name="#incident-private"
    )
    add(store, before, renamed)

    assert in_room(store, "irc", "id-#incident-1") == "i1"
    assert named(store, "irc", "#incident-1") is None
    assert getattr(named(store, "irc", "#incident-private"), "room_id", "") == "id-#incident-1"
