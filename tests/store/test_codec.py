"""Values as text: exact, canonical, and the same when they come back."""

from __future__ import annotations

from dataclasses import fields, is_dataclass, replace
from datetime import UTC, datetime, timedelta, timezone
from hashlib import sha256
from typing import Any, get_args, get_origin, get_type_hints

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.store.given import START, declared, noted
from tocsin.domain.alerts.events import AlertFired
from tocsin.domain.event import Event
from tocsin.domain.evolve import fold
from tocsin.domain.flags.events import FlagSet
from tocsin.domain.incident import Incident
from tocsin.domain.mitigation import MitigationProposed
from tocsin.domain.notes import Noted
from tocsin.domain.nouns import EVENTS
from tocsin.domain.obligations import timers
from tocsin.domain.paging.events import PageRequested
from tocsin.domain.policy import DEFAULT_POLICY, ProcessPolicy, SeverityPolicy
from tocsin.domain.reminders import Nudged
from tocsin.errors import InvalidValue
from tocsin.store.codec import (
    decode_event,
    decode_incident,
    decode_policy,
    encode_event,
    encode_incident,
    encode_policy,
    policy_hash,
)
from tocsin.store.hash_chain import chain_next, chain_start

ZONED = st.datetimes(
    min_value=START.replace(year=1000, tzinfo=None),
    max_value=START.replace(year=9998, tzinfo=None),
    timezones=st.sampled_from([UTC, timezone(timedelta(hours=5, minutes=45))]),
)


def value_of(hint: Any) -> st.SearchStrategy[Any]:
    """Anything a field of this type may hold; times always have a zone, within values too."""
    if hint is datetime:
        return ZONED
    if datetime in get_args(hint):
        return st.none() | ZONED
    if is_dataclass(hint):
        return built(hint)
    if get_origin(hint) is tuple and get_args(hint)[1:] == (...,):
        return st.lists(value_of(get_args(hint)[0]), max_size=5).map(tuple)
    return st.from_type(hint)


def built(kind: Any) -> st.SearchStrategy[Any]:
    hints = get_type_hints(kind)
    return st.builds(kind, **{field.name: value_of(hints[field.name]) for field in fields(kind)})


ANY_EVENT = st.sampled_from(list(EVENTS.values())).flatmap(built)
ANY_POLICY = st.builds(
    replace,
    st.just(DEFAULT_POLICY),
    triage_within=st.timedeltas(),
    update_late=st.tuples(st.timedeltas(), st.timedeltas()),
    checklist=st.lists(st.tuples(st.text(), st.text())).map(tuple),
)


@settings(max_examples=300)
@given(ANY_EVENT)
def test_an_event_comes_back_as_it_was(event: Event) -> None:
    assert decode_event(encode_event(event)) == event


@settings(max_examples=300)
@given(ANY_EVENT)
def test_the_text_of_an_event_is_canonical(event: Event) -> None:
    """Reading and writing again gives the same bytes, so the hash stays."""
    text = encode_event(event)

    assert encode_event(decode_event(text)) == text


@given(ANY_POLICY)
def test_a_policy_comes_back_as_it_was_under_the_same_hash(policy: ProcessPolicy) -> None:
    again = decode_policy(encode_policy(policy))

    assert again == policy
    assert policy_hash(again) == policy_hash(policy)


def test_policies_that_differ_have_different_hashes() -> None:
    other = replace(DEFAULT_POLICY, stable_for=timedelta(minutes=31))

    assert policy_hash(other) != policy_hash(DEFAULT_POLICY)


def test_the_order_in_which_a_policy_was_written_does_not_change_its_hash() -> None:
    turned: dict[Any, SeverityPolicy] = dict(reversed(list(DEFAULT_POLICY.severities.items())))

    assert policy_hash(replace(DEFAULT_POLICY, severities=turned)) == policy_hash(DEFAULT_POLICY)


def test_an_event_is_written_with_sorted_keys_no_blanks_and_utc() -> None:
    berlin = timezone(timedelta(hours=1))
    event = Noted(at=datetime(2026, 11, 23, 11, 15, tzinfo=berlin), by="zoë", text="läuft")

    assert encode_event(event) == (
        '{"at":"2026-11-23T10:15:00Z","by":"zoë","kind":"note","text":"läuft","type":"noted"}'
    )


def test_durations_are_exact_to_the_microsecond() -> None:
    policy = replace(DEFAULT_POLICY, stable_for=timedelta(days=1, seconds=2, microseconds=3))

    assert '"stable_for":"P1DT2.000003S"' in encode_policy(policy)
    assert decode_policy(encode_policy(policy)).stable_for == policy.stable_for


def test_the_projection_read_back_equals_the_fold() -> None:
    """Twelve pages and numbered changes: their order must survive, not only their values."""
    pages = tuple(
        PageRequested(
            at=START, by="engine", page=f"p{n}", person="bo", purpose="ladder", step=0, round=1,
            provider="hook", paging=("hook",),
        )
        for n in range(1, 13)
    )  # fmt: skip
    changes = tuple(
        MitigationProposed(at=START, by="bo", n=n, strategy="rollback", what="v2")
        for n in range(1, 13)
    )
    flags = tuple(FlagSet(at=START, by="bo", flag=flag) for flag in ("media", "legal"))
    alert = AlertFired(at=START, by="a.b", key="k", fingerprint="f", title="t", started=START)
    nudged = Nudged(at=START, by="engine", obligation="ack", generation=1, done=(0, 2))
    incident = fold((declared(), *pages, *changes, *flags, alert, nudged), Incident(id="i1"))

    again = decode_incident(encode_incident(incident), DEFAULT_POLICY)

    assert again == incident
    assert list(again.pages) == list(incident.pages)
    assert list(again.mitigations) == list(incident.mitigations)
    assert timers(again) == timers(incident)


def test_the_policy_is_not_in_the_projection_and_comes_from_outside() -> None:
    policy = replace(DEFAULT_POLICY, missed_updates=1)
    text = encode_incident(Incident(id="i1", policy=policy))

    assert "missed_updates" not in text
    assert decode_incident(text, policy).policy is policy


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ('{"type":"from-the-future"}', "its type is unknown"),
        ('{"type":"noted","by":"bo","text":"x"}', "noted.at"),
        ("not json", "cannot be read"),
    ],
)
def test_what_cannot_be_read_says_where(text: str, says: str) -> None:
    with pytest.raises(InvalidValue, match=says):
        decode_event(text)


def test_a_time_without_a_zone_is_refused() -> None:
    with pytest.raises(InvalidValue, match="no time zone"):
        encode_event(noted(at=START.replace(tzinfo=None)))


def test_the_chain_begins_with_the_incident_and_joins_raw_bytes() -> None:
    start = sha256(b"tocsin:i1")
    body = sha256("é".encode())
    link = sha256(start.digest() + body.digest())

    assert chain_start("i1") == start.hexdigest()
    assert chain_next(start.hexdigest(), "é") == (body.hexdigest(), link.hexdigest())


def test_half_a_character_is_refused_with_a_sentence() -> None:
    with pytest.raises(InvalidValue, match="broken character"):
        chain_next(chain_start("i1"), "\ud83d")
