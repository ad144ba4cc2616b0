"""Events, their chain, and the projection that goes with them."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from tests.store.given import START, Home, add, after, appending, declare, declared, noted
from tocsin.domain.evolve import evolve, fold
from tocsin.domain.flags.events import FlagSet
from tocsin.domain.incident import Incident
from tocsin.domain.policy import DEFAULT_POLICY
from tocsin.errors import InvalidValue, VersionConflict
from tocsin.store.codec import encode_event, policy_hash
from tocsin.store.contract import Store, Tx
from tocsin.store.hash_chain import chain_next, chain_start

SHORT = replace(DEFAULT_POLICY, stable_for=timedelta(minutes=7))


def test_an_incident_nobody_declared_is_none(store: Store) -> None:
    assert store.read(lambda tx: tx.incident("i1")) is None
    assert store.read(lambda tx: tx.events("i1")) == []


def test_the_projection_is_what_was_appended(store: Store) -> None:
    incident = add(store, declare(store), noted("one"), noted("two"))

    assert store.read(lambda tx: tx.incident("i1")) == incident
    assert incident.version == 3


def test_to_look_is_to_see_the_same(store: Store) -> None:
    blank = Incident(id="i1")
    assert store.read(lambda tx: tx.look("i1")) is None
    incident = declare(store)

    def unit(tx: Tx) -> Incident | None:
        tx.append(incident, (noted(),), evolve(incident, noted()))
        return tx.look("i1")

    assert store.read(lambda tx: tx.look("i1")) == incident
    assert store.write(unit) == fold((declared(), noted()), blank)


def test_events_come_back_numbered_and_chained(store: Store) -> None:
    declare(store)

    (first,) = store.read(lambda tx: tx.events("i1"))

    body = encode_event(declared())
    assert (first.seq, first.type, first.body, first.event) == (1, "declared", body, declared())
    assert (first.body_sha256, first.chain) == chain_next(chain_start("i1"), body)


def test_the_chain_goes_on_across_units(store: Store, home: Home) -> None:
    incident = add(store, declare(store), noted("one"))
    store.close()
    again = home.open()
    add(again, incident, noted("two"), noted("three"))

    rows = again.read(lambda tx: tx.events("i1"))
    again.close()

    chain = chain_start("i1")
    for row in rows:
        hashed, chain = chain_next(chain, row.body or "")
        assert (row.body_sha256, row.chain) == (hashed, chain)
    assert [row.seq for row in rows] == [1, 2, 3, 4]


def test_append_returns_what_it_kept(store: Store) -> None:
    incident = declare(store)

    kept = store.write(appending(incident, noted("one"), noted("two")))

    assert list(kept) == store.read(lambda tx: tx.events("i1", after=1))


def test_events_after_a_place(store: Store) -> None:
    add(store, declare(store), noted("one"), noted("two"))

    assert [row.seq for row in store.read(lambda tx: tx.events("i1", after=2))] == [3]


def test_who_read_an_older_version_is_refused(store: Store) -> None:
    old = declare(store)
    add(store, old, noted("faster"))

    with pytest.raises(VersionConflict, match="INC-1"):
        add(store, old, noted("slower"))

    assert [row.seq for row in store.read(lambda tx: tx.events("i1"))] == [1, 2]


def test_an_incident_is_declared_once(store: Store) -> None:
    declare(store)

    with pytest.raises(VersionConflict):
        declare(store)


def test_a_number_belongs_to_one_incident(store: Store) -> None:
    declare(store, "i1", number=1)

    with pytest.raises(VersionConflict):
        declare(store, "i2", number=1)


def test_a_projection_that_is_not_the_fold_is_a_mistake(store: Store) -> None:
    before = Incident(id="i1")

    with pytest.raises(ValueError, match="exactly these events"):
        store.write(lambda tx: tx.append(before, (declared(),), before))


def test_appending_nothing_keeps_nothing(store: Store) -> None:
    incident = declare(store)

    assert list(store.write(lambda tx: tx.append(incident, (), incident))) == []


def test_a_unit_sees_what_it_wrote_itself(store: Store) -> None:
    blank = Incident(id="i1")

    def unit(tx: Tx) -> tuple[Incident | None, list[int]]:
        tx.append(blank, (declared(),), evolve(blank, declared()))
        seen = tx.incident("i1") or blank
        tx.append(seen, (noted(),), evolve(seen, noted()))
        return tx.incident("i1"), [row.seq for row in tx.events("i1")]

    assert store.write(unit) == (fold((declared(), noted()), blank), [1, 2])


def test_a_projection_that_was_taken_back_is_never_seen(store: Store) -> None:
    """The same version is reached twice, with different events; only the second was committed."""
    incident = declare(store)

    def fails(tx: Tx) -> None:
        event = FlagSet(at=START, by="bo", flag="media")
        tx.append(incident, (event,), evolve(incident, event))
        assert tx.incident("i1") == evolve(incident, event)
        raise LookupError

    with pytest.raises(LookupError):
        store.write(fails)
    expected = add(store, incident, FlagSet(at=START, by="bo", flag="legal"))

    assert store.read(lambda tx: tx.incident("i1")) == expected
    assert store.write(lambda tx: tx.incident("i1")) == expected


def test_a_redacted_event_keeps_its_hashes_and_loses_its_text(store: Store) -> None:
    add(store, declare(store), noted("my password is hunter2"), noted("next"))
    whole = store.read(lambda tx: tx.events("i1"))

    store.write(lambda tx: tx.redact("i1", 2))

    rows = store.read(lambda tx: tx.events("i1"))
    assert (rows[1].body, rows[1].event, rows[1].type) == (None, None, "noted")
    assert [row.chain for row in rows] == [row.chain for row in whole]
    assert [row.body_sha256 for row in rows] == [row.body_sha256 for row in whole]
    assert (rows[0], rows[2]) == (whole[0], whole[2])


def test_the_policy_of_the_declaration_comes_back_with_the_incident(
    store: Store, home: Home
) -> None:
    key = policy_hash(SHORT)
    store.write(lambda tx: tx.keep_policy(key, SHORT))
    store.write(lambda tx: tx.keep_policy(key, SHORT))
    add(store, Incident(id="i1", policy=SHORT), declared(policy_hash=key))
    store.close()

    again = home.open()
    incident = again.read(lambda tx: tx.incident("i1"))
    again.close()

    assert incident is not None
    assert incident.policy == SHORT


@pytest.mark.parametrize("key", ["", "f" * 64])
def test_declaring_under_a_policy_that_was_not_kept_is_a_mistake(store: Store, key: str) -> None:
    """Otherwise the incident would run by other rules after the next start."""
    blank = Incident(id="i1", policy=SHORT)

    with pytest.raises(ValueError, match="policy"):
        store.write(appending(blank, declared(policy_hash=key)))


def test_half_a_character_is_refused_and_nothing_is_kept(store: Store) -> None:
    incident = declare(store)

    with pytest.raises(InvalidValue):
        add(store, incident, noted("\ud83d"))

    assert store.read(lambda tx: tx.incident("i1")) == incident


def test_times_come_back_to_the_microsecond(store: Store) -> None:
    at = START + timedelta(microseconds=1)
    add(store, declare(store), noted(at=at))

    (row,) = store.read(lambda tx: tx.events("i1", after=1))
    (listed,) = store.read(lambda tx: tx.incidents())

    assert row.event is not None
    assert row.event.at == listed.updated == at


def test_the_timeline_of_one_incident_is_its_own(store: Store) -> None:
    one, two = declare(store, "i1", 1), declare(store, "i2", 2)
    add(store, one, noted("of one"))
    add(store, two, noted("of two", at=after(1)), noted("more"))

    events = [row.event for row in store.read(lambda tx: tx.events("i2")) if row.event]

    assert fold(events, Incident(id="i2")) == store.read(lambda tx: tx.incident("i2"))
