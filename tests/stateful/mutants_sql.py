"""Broken SQL stores: a statement or a method that is nearly right."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace
from datetime import datetime

import pytest
from sqlalchemy import BindParameter, TextClause, bindparam, text

from tests.stateful.mutants import Break, Mutant
from tocsin.domain.event import Event
from tocsin.domain.incident import Incident
from tocsin.domain.obligation import Timer
from tocsin.store import dialect, shared_rules, sql_lanes, sqlite
from tocsin.store import sql_lane_statements as q
from tocsin.store.contract import Claim, EffectEnd, NewEffect, Pool, StoredEvent
from tocsin.store.driver_calls import DriverCalls
from tocsin.store.sql_batch import Batch
from tocsin.store.sql_lanes import SqlTx
from tocsin.store.sql_write import SqlWrite
from tocsin.store.write_queue import LAST, QueuedUnit


def instead(name: str, sql: str) -> Break:
    """Another text for a statement of the lanes."""
    return lambda patch: patch.setattr(q, name, statement(sql))


def statement(sql: str) -> TextClause:
    """A text with its values; `:keys` and `:lanes` are lists."""
    lists: list[BindParameter[object]] = [
        bindparam(name, expanding=True) for name in ("keys", "lanes") if f":{name}" in sql
    ]
    return text(sql).bindparams(*lists)


def settles_by_what_the_claim_saw(patch: pytest.MonkeyPatch) -> None:
    """The lane is freed if nothing waited when it was claimed: no look at `seq`, nor at now."""
    honest_claim, honest_settle = SqlTx.claim, SqlTx.settle
    alone: set[tuple[str, int]] = set()

    def claim(
        tx: SqlTx,
        pools: Iterable[Pool],
        now: datetime,
        until: datetime,
        limit: int,
        *,
        without: Collection[str] = (),
    ) -> Sequence[Claim]:
        claims = honest_claim(tx, pools, now, until, limit, without=without)
        waiting = [row.lane for row in tx.pending()]
        alone.update((one.lane, one.fence) for one in claims if waiting.count(one.lane) == 1)
        return claims

    def settle(tx: SqlTx, claim: Claim, outcome: EffectEnd, error: str, now: datetime) -> bool:
        held = honest_settle(tx, claim, outcome, error, now)
        if held and (claim.lane, claim.fence) in alone:
            tx._c.execute(text("DELETE FROM lanes WHERE lane = :name"), {"name": claim.lane})
        return held

    patch.setattr(SqlTx, "claim", claim)
    patch.setattr(SqlTx, "settle", settle)


def sets_no_timers(patch: pytest.MonkeyPatch) -> None:
    """What was owed is dropped, what is owed is not kept."""
    honest = SqlWrite.set_timers

    def set_timers(tx: SqlWrite, incident_id: str, number: int, timers: Iterable[Timer]) -> None:
        honest(tx, incident_id, number, ())

    patch.setattr(SqlWrite, "set_timers", set_timers)


def keeps_old_timers(patch: pytest.MonkeyPatch) -> None:
    """What is owed no more stays in the table."""
    honest = SqlWrite.set_timers

    def set_timers(tx: SqlWrite, incident_id: str, number: int, timers: Iterable[Timer]) -> None:
        given = {timer.name: timer for timer in (*tx.timers(incident_id), *timers)}
        honest(tx, incident_id, number, given.values())

    patch.setattr(SqlWrite, "set_timers", set_timers)


def fires_any_timer(patch: pytest.MonkeyPatch) -> None:
    """Whether the timer is still there is not looked at."""
    patch.setattr(SqlWrite, "claim_timer", lambda _tx, _incident, _timer: True)


def lets_the_later_win(patch: pytest.MonkeyPatch) -> None:
    """Who decided on an older version writes over what happened since."""
    honest = SqlWrite.append

    def append(
        tx: SqlWrite, before: Incident, events: Sequence[Event], after: Incident
    ) -> Sequence[StoredEvent]:
        now = tx.incident(before.id) or before
        return honest(tx, now, events, replace(after, version=now.version + len(events)))

    patch.setattr(SqlWrite, "append", append)


def takes_nothing_back(patch: pytest.MonkeyPatch) -> None:
    """What a failed unit wrote stays."""
    honest = DriverCalls.run

    def run(direct: DriverCalls, sql: str) -> None:
        if not sql.startswith(("ROLLBACK", "BEGIN")):
            honest(direct, sql)

    patch.setattr(DriverCalls, "run", run)


def answers_before_it_is_durable(patch: pytest.MonkeyPatch) -> None:
    """Everybody is told that it is kept, and nothing is committed."""
    patch.setattr(Batch, "commit", lambda batch: batch._kept.merge())


def replaces_handled_messages(patch: pytest.MonkeyPatch) -> None:
    """A message that was handled can be put again."""
    patch.setattr(
        dialect, "_inbox", lambda statement: dialect._replace(statement, "source", "message_id")
    )


def keeps_leases_of_the_dead(patch: pytest.MonkeyPatch) -> None:
    """A process that starts alone waits for the leases of the one before it."""
    patch.setattr(sqlite, "_drop_leases", lambda _engine: None)


def counts_the_last_of_a_key(patch: pytest.MonkeyPatch) -> None:
    """A key that is repeated in one put stands where it was repeated."""
    honest = shared_rules.fresh_keys

    def fresh(effects: Iterable[NewEffect], known: set[str]) -> list[NewEffect]:
        return honest(reversed(tuple(effects)), known)[::-1]

    patch.setattr(sql_lanes, "fresh_keys", fresh)


def forgets_urgency(patch: pytest.MonkeyPatch) -> None:
    """What the world has seen waits behind what it has yet to see."""
    patch.setattr(QueuedUnit, "place", LAST)


HELD = (
    "SELECT l.seq AS held_seq, f.* FROM lanes l JOIN effects f ON f.id = l.claimed"
    " WHERE l.lane = :name AND {}"
)
STATEMENTS = {
    "no fence": ("HELD", HELD.format("claimed = :effect")),
    "the next head is not woken": (
        "WAKE",
        "UPDATE lanes SET due_us = NULL, head = :first, prio = :pool, claimed = 0"
        " WHERE lane = :name",
    ),
    "the next head is due too early": (
        "WAKE",
        "UPDATE lanes SET due_us = 0, head = :first, prio = :pool, claimed = 0 WHERE lane = :name",
    ),
    "a failed effect is dropped": ("TRIED", "DELETE FROM effects WHERE id = :number"),
    "a retry is due at once": (
        "AGAIN",
        "UPDATE lanes SET due_us = 0, claimed = 0 WHERE lane = :name",
    ),
    "an attempt that began is not ambiguous": (
        "BEGIN",
        "UPDATE effects SET attempts = attempts + 1, first_us = coalesce(first_us, :now)"
        " WHERE id = :number",
    ),
    "the first attempt is forgotten": (
        "BEGIN",
        "UPDATE effects SET attempts = attempts + 1, first_us = :now, ambiguous = TRUE"
        " WHERE id = :number",
    ),
    "unpark forgets the lane": (
        "PARKED",
        "SELECT head FROM lanes WHERE lane = '' AND :incident = ''",
    ),
    "unpark forgets the effect": ("UNPARK", "UPDATE effects SET needs = :need WHERE id < 0"),
    "unpark frees every need": (
        "UNPARK",
        "UPDATE effects SET needs = '' WHERE incident_id = :incident AND :need <> ''",
    ),
    "a lease never ends": (
        "LEASE",
        "UPDATE lanes SET fence = fence + 1, due_us = 9000000000000000, claimed = :effect"
        " WHERE lane = :name",
    ),
    "a lease does not hold": (
        "LEASE",
        "UPDATE lanes SET fence = fence + 1, claimed = :effect WHERE lane = :name",
    ),
    "a settled key may be put again": ("KEYS", "SELECT key FROM effects WHERE key IN :keys"),
    "the newest goes first": (
        "NEXT",
        "SELECT * FROM effects WHERE lane = :name ORDER BY id DESC LIMIT 1",
    ),
    "a lane stays in the pool of the sync that was replaced": (
        "MOVE",
        "UPDATE lanes SET prio = prio WHERE lane = :name AND head = :effect AND prio = :pool",
    ),
    "a settled effect stays": ("DROP", "UPDATE effects SET attempts = 0 WHERE id = :number"),
}
WAITING = (
    "SELECT f.* FROM effects f JOIN lanes l ON l.lane = f.lane"
    " WHERE l.lane IN :lanes AND f.kind = 'sync' AND {} ORDER BY f.id"
)
SYNCS = {
    "a claimed sync is replaced": "NOT f.ambiguous",
    "a sync that may have gone out is replaced": "f.id <> l.claimed",
}
# What a directed test must see as well: story by story these are seldom met.
RACES = {
    "takeover": "no fence",
    "more waits": "the next head is not woken",
    "one of many": "a lease does not hold",
}
METHODS: dict[str, tuple[str, Break]] = {
    "no seq": ("lanes", settles_by_what_the_claim_saw),
    "timers are not set": ("records", sets_no_timers),
    "timers are not dropped": ("records", keeps_old_timers),
    "any timer fires": ("records", fires_any_timer),
    "the later of two wins": ("records", lets_the_later_win),
    "a failed unit is kept": ("lanes", takes_nothing_back),
    "it answers before it is durable": ("durable", answers_before_it_is_durable),
    "a handled message is replaced": ("records", replaces_handled_messages),
    "a repeated key counts where it stands last": ("lanes", counts_the_last_of_a_key),
    "leases outlive their process": ("lanes", keeps_leases_of_the_dead),
    "urgent units wait": ("urgency", forgets_urgency),
}

MUTANTS = [
    *(
        Mutant(name=name, store="sqlite", check=check, breaks=instead(*STATEMENTS[name]))
        for check, name in RACES.items()
    ),
    Mutant(name="no seq", store="sqlite", check="unseen put", breaks=settles_by_what_the_claim_saw),
    Mutant(name="any timer fires", store="sqlite", check="timer", breaks=fires_any_timer),
    *(
        Mutant(name=name, store="sqlite", check="lanes", breaks=instead(*texts))
        for name, texts in STATEMENTS.items()
    ),
    Mutant(
        name="a lease outlives its effect",
        store="sqlite",
        check="lanes",
        breaks=instead("HELD", HELD.format("fence = :at_fence")),
    ),
    *(
        Mutant(
            name=name,
            store="sqlite",
            check="lanes",
            breaks=instead("WAITING_SYNCS", WAITING.format(only)),
        )
        for name, only in SYNCS.items()
    ),
    *(
        Mutant(name=name, store="sqlite", check=check, breaks=breaks)
        for name, (check, breaks) in METHODS.items()
    ),
]
